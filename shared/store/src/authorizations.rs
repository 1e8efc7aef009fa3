//! Authorizations: the requests of applications that are kept.

use domain::authorization::Authorization;

use super::{Item, Kind, Store, StoreError, map, seconds, to_item};

impl Store {
    /// Keeps a request.
    ///
    /// # Errors
    /// [`StoreError::ConditionFailed`] if there is one of its identifier.
    pub async fn keep_authorization(
        &self,
        authorization: &Authorization,
    ) -> Result<(), StoreError> {
        let request = self
            .client
            .put_item()
            .table_name(&self.sessions)
            .set_item(Some(item(authorization)?))
            .condition_expression("attribute_not_exists(pk)");
        self.put(request).await
    }

    /// A request that is kept, whether or not it has expired.
    ///
    /// # Errors
    /// [`StoreError::Failed`].
    pub async fn authorization(&self, id: &str) -> Result<Option<Authorization>, StoreError> {
        self.get(&self.sessions, &partition(id), SORT_KEY).await
    }

    /// Saves that a browser has brought a pushed request.
    ///
    /// # Errors
    /// [`StoreError::ConditionFailed`] if another browser has, or it is gone.
    pub async fn bring_authorization(
        &self,
        authorization: &Authorization,
    ) -> Result<(), StoreError> {
        let request = self
            .client
            .put_item()
            .table_name(&self.sessions)
            .set_item(Some(item(authorization)?))
            .condition_expression(
                "attribute_exists(pk) AND (attribute_not_exists(browser) OR browser = :browser)",
            )
            .expression_attribute_values(":browser", map(&authorization.browser)?);
        self.put(request).await
    }
}

/// The sort key of a request.
const SORT_KEY: &str = "authorization";

fn partition(id: &str) -> String {
    format!("authorization#{id}")
}

fn item(authorization: &Authorization) -> Result<Item, StoreError> {
    let pk = partition(&authorization.id);
    let mut item = to_item(&pk, SORT_KEY, Kind::Authorization, authorization)?;
    item.insert("ttl".to_owned(), seconds(authorization.expires_at));
    Ok(item)
}
