//! The claims of calls, so that an event that arrives twice places one call.

use domain::Timestamp;
use domain::policy::{CALL_CLAIM, CODE_VALIDITY};

use super::{Kind, Store, StoreError, seconds, text};

impl Store {
    /// Claims the call of a challenge for one attempt. The claim of an attempt that died lapses.
    ///
    /// # Errors
    /// [`StoreError::ConditionFailed`] if another attempt holds the claim, or the call was placed.
    pub async fn claim_call(&self, challenge: &str, now: Timestamp) -> Result<(), StoreError> {
        let request = self
            .client
            .put_item()
            .table_name(&self.sessions)
            .item("pk", text(call_key(challenge)))
            .item("sk", text("call"))
            .item("kind", text(Kind::Call.as_str()))
            .item("claimed_until", seconds(now + CALL_CLAIM))
            .item("ttl", seconds(now + CODE_VALIDITY))
            .condition_expression("attribute_not_exists(pk) OR claimed_until <= :now")
            .expression_attribute_values(":now", seconds(now));
        self.put(request).await
    }

    /// Records that the call of a challenge was placed: its claim holds until the code expires.
    ///
    /// # Errors
    /// [`StoreError::Failed`].
    pub async fn settle_call(
        &self,
        challenge: &str,
        expires_at: Timestamp,
    ) -> Result<(), StoreError> {
        let request = self
            .client
            .update_item()
            .table_name(&self.sessions)
            .key("pk", text(call_key(challenge)))
            .key("sk", text("call"))
            .update_expression("SET claimed_until = :end")
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_values(":end", seconds(expires_at));
        self.update(request).await.map(|_| ())
    }
}

fn call_key(challenge: &str) -> String {
    format!("call#{challenge}")
}
