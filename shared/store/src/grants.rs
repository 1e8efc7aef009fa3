//! Grants of applications, and what was presented once.

use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
use domain::Timestamp;
use domain::account::AccountId;
use domain::grant::{Grant, Refresh};
use domain::handle::Handle;
use domain::secret::Digest32;

use super::keys::{GRANT_PREFIX, USED_PREFIX};
use super::write::key;
use super::{Item, Kind, Store, StoreError, from_item, map, seconds, text, to_item};

impl Store {
    /// Writes a new grant.
    ///
    /// # Errors
    /// [`StoreError::ConditionFailed`] if it is there already.
    pub async fn save_grant(&self, grant: &Grant) -> Result<(), StoreError> {
        let request = self
            .client
            .put_item()
            .table_name(&self.sessions)
            .set_item(Some(grant_item(grant)?))
            .condition_expression("attribute_not_exists(pk)");
        self.put(request).await
    }

    /// The grant that a handle names, whether or not it has ended.
    ///
    /// # Errors
    /// [`StoreError::Failed`].
    pub async fn grant(&self, handle: &Handle) -> Result<Option<Grant>, StoreError> {
        let sk = grant_key(&handle.session, &handle.grant);
        self.get(&self.sessions, handle.account.as_str(), &sk).await
    }

    /// The grants of a session.
    ///
    /// # Errors
    /// [`StoreError::Failed`].
    pub async fn grants_of_session(
        &self,
        account: &AccountId,
        session: &str,
    ) -> Result<Vec<Grant>, StoreError> {
        let prefix = format!("{GRANT_PREFIX}{session}#");
        let items = self.short_lived(account, &prefix).await?;
        items.into_iter().map(from_item).collect()
    }

    /// Marks a grant's code as used, and saves the key that the tokens are bound to and the refresh token.
    ///
    /// # Errors
    /// [`StoreError::ConditionFailed`] if the code was used, or the grant revoked, meanwhile.
    pub async fn use_code(&self, used: &Grant) -> Result<(), StoreError> {
        let mut sets = vec!["used_at = :used"];
        let mut request = self
            .grant_update(&used.account, &used.session, &used.id)
            .condition_expression(
                "code = :code AND attribute_not_exists(used_at) AND attribute_not_exists(revoked_at)",
            )
            .expression_attribute_values(":code", text(used.code.to_hex()))
            .expression_attribute_values(":used", map(&used.used_at.map(Timestamp::as_second))?);
        if let Some(jkt) = &used.dpop_jkt {
            sets.push("dpop_jkt = :jkt");
            request = request.expression_attribute_values(":jkt", text(jkt));
        }
        if let Some(refresh) = &used.refresh {
            sets.push("refresh = :refresh");
            request = request.expression_attribute_values(":refresh", map(refresh)?);
        }
        let request = request.update_expression(format!("SET {}", sets.join(", ")));
        self.update(request).await.map(|_| ())
    }

    /// Replaces a grant's refresh token.
    ///
    /// # Errors
    /// [`StoreError::ConditionFailed`] if it was replaced, or the grant revoked, meanwhile.
    pub async fn rotate_refresh(
        &self,
        grant: &Grant,
        token: &Digest32,
        refresh: &Refresh,
    ) -> Result<(), StoreError> {
        let request = self
            .grant_update(&grant.account, &grant.session, &grant.id)
            .update_expression("SET refresh = :refresh")
            .condition_expression("refresh.#current = :token AND attribute_not_exists(revoked_at)")
            .expression_attribute_names("#current", "current")
            .expression_attribute_values(":token", text(token.to_hex()))
            .expression_attribute_values(":refresh", map(refresh)?);
        self.update(request).await.map(|_| ())
    }

    /// Revokes a grant, if it is there and was not revoked before.
    ///
    /// # Errors
    /// [`StoreError::Failed`].
    pub async fn revoke_grant(&self, grant: &Grant, now: Timestamp) -> Result<(), StoreError> {
        let request = self
            .grant_update(&grant.account, &grant.session, &grant.id)
            .update_expression("SET revoked_at = :now")
            .condition_expression("attribute_exists(pk) AND attribute_not_exists(revoked_at)")
            .expression_attribute_values(":now", seconds(now));
        match self.update(request).await {
            Ok(_) | Err(StoreError::ConditionFailed) => Ok(()),
            Err(error) => Err(error),
        }
    }

    fn grant_update(
        &self,
        account: &AccountId,
        session: &str,
        id: &str,
    ) -> UpdateItemFluentBuilder {
        self.client
            .update_item()
            .table_name(&self.sessions)
            .set_key(Some(key(account.as_str(), &grant_key(session, id))))
    }

    /// Records that something is presented which may be presented once, such as the `jti` of a DPoP proof, by its digest.
    /// It is remembered until a time after which it is refused for its age.
    ///
    /// # Errors
    /// [`StoreError::ConditionFailed`] if it was presented before.
    pub async fn present_once(
        &self,
        presented: &Digest32,
        until: Timestamp,
    ) -> Result<(), StoreError> {
        let pk = format!("{USED_PREFIX}{}", presented.to_hex());
        let mut item = Item::from([
            ("pk".to_owned(), text(pk)),
            ("sk".to_owned(), text(Kind::Presented.as_str())),
            ("kind".to_owned(), text(Kind::Presented.as_str())),
        ]);
        item.insert("ttl".to_owned(), seconds(until));
        let request = self
            .client
            .put_item()
            .table_name(&self.sessions)
            .set_item(Some(item))
            .condition_expression("attribute_not_exists(pk)");
        self.put(request).await
    }
}

pub(super) fn grant_item(grant: &Grant) -> Result<Item, StoreError> {
    let sk = grant_key(&grant.session, &grant.id);
    let mut item = to_item(grant.account.as_str(), &sk, Kind::Grant, grant)?;
    item.insert("ttl".to_owned(), seconds(grant.ends_at));
    Ok(item)
}

fn grant_key(session: &str, id: &str) -> String {
    format!("{GRANT_PREFIX}{session}#{id}")
}
