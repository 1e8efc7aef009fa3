//! Sessions and their challenges.

use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
use aws_sdk_dynamodb::types::{
    AttributeValue, DeleteRequest, ReturnConsumedCapacity, ReturnValue, TransactWriteItem,
    WriteRequest,
};
use domain::Timestamp;
use domain::account::AccountId;
use domain::challenge::Challenge;
use domain::change::Change;
use domain::credential::Credential;
use domain::policy::CODE_TRIES;
use domain::session::Session;

use super::keys::{SESSION_PREFIX, sort_key};
use super::write::{key, pause_or};
use super::{
    Item, Kind, Store, StoreError, Use, changed, from_item, incomplete, map, number, seconds,
    service_error, text, to_item,
};

impl Store {
    /// Writes a new session.
    ///
    /// # Errors
    /// [`StoreError::Failed`].
    pub async fn begin_session(&self, session: &Session) -> Result<(), StoreError> {
        let item = session_item(session)?;
        self.put(
            self.client
                .put_item()
                .table_name(&self.sessions)
                .set_item(Some(item)),
        )
        .await
    }

    /// One of an account's sessions, whether or not it has ended. [`Session::accepts`] checks the token.
    ///
    /// # Errors
    /// [`StoreError::Failed`].
    pub async fn session(
        &self,
        account: &AccountId,
        id: &str,
    ) -> Result<Option<Session>, StoreError> {
        self.get(&self.sessions, account.as_str(), &session_key(id))
            .await
    }

    /// An update of a session. Its condition can refer to the session's token as `:token`.
    fn session_update(&self, session: &Session) -> UpdateItemFluentBuilder {
        self.client
            .update_item()
            .table_name(&self.sessions)
            .key("pk", text(session.account.as_str()))
            .key("sk", text(session_key(&session.id)))
            .expression_attribute_values(":token", text(session.token_digest.to_hex()))
    }

    /// Records the time of a session's last use.
    ///
    /// # Errors
    /// [`StoreError::ConditionFailed`] if it ended or its token was replaced in the meantime.
    pub async fn touch_session(&self, session: &Session, now: Timestamp) -> Result<(), StoreError> {
        let request = self
            .session_update(session)
            .update_expression("SET seen_at = :now")
            .condition_expression("token_digest = :token")
            .expression_attribute_values(":now", seconds(now));
        self.update(request).await.map(|_| ())
    }

    /// Ends a session at once.
    ///
    /// # Errors
    /// [`StoreError::Failed`].
    pub async fn end_session(&self, session: &Session) -> Result<(), StoreError> {
        let key = key(session.account.as_str(), &session_key(&session.id));
        let request = self.client.delete_item().table_name(&self.sessions);
        self.delete(request.set_key(Some(key))).await
    }

    /// Ends sessions of an account, by their sort keys.
    ///
    /// # Errors
    /// [`StoreError::Failed`]: some may have ended.
    pub(super) async fn end_sessions(
        &self,
        account: &AccountId,
        keys: &[String],
    ) -> Result<(), StoreError> {
        /// The most writes of a batch.
        const WRITES: usize = 25;
        for some in keys.chunks(WRITES) {
            let deletes = some.iter().map(|sk| {
                let delete = DeleteRequest::builder().set_key(Some(key(account.as_str(), sk)));
                let delete = delete.build().map_err(|error| incomplete(&error))?;
                Ok(WriteRequest::builder().delete_request(delete).build())
            });
            let mut left = deletes.collect::<Result<Vec<_>, StoreError>>()?;
            let mut tries = 0;
            while !left.is_empty() {
                let request = self.client.batch_write_item();
                let answer = request
                    .request_items(&self.sessions, left)
                    .return_consumed_capacity(ReturnConsumedCapacity::Total)
                    .send()
                    .await
                    .map_err(|error| service_error(&error))?;
                self.count(Use::Write, answer.consumed_capacity());
                let mut unprocessed = answer.unprocessed_items.unwrap_or_default();
                left = unprocessed.remove(&self.sessions).unwrap_or_default();
                if !left.is_empty() {
                    let busy = StoreError::Failed("the table is busy".to_owned());
                    pause_or(busy, &mut tries).await?;
                }
            }
        }
        Ok(())
    }

    /// The sort keys of an account's sessions.
    pub(super) async fn session_keys(
        &self,
        account: &AccountId,
    ) -> Result<Vec<String>, StoreError> {
        let mut keys = Vec::new();
        let mut start = None;
        loop {
            let answer = self
                .client
                .query()
                .table_name(&self.sessions)
                .key_condition_expression("pk = :pk AND begins_with(sk, :prefix)")
                .expression_attribute_values(":pk", text(account.as_str()))
                .expression_attribute_values(":prefix", text(SESSION_PREFIX))
                .projection_expression("sk")
                .consistent_read(true)
                .set_exclusive_start_key(start)
                .return_consumed_capacity(ReturnConsumedCapacity::Total)
                .send()
                .await
                .map_err(|error| service_error(&error))?;
            self.count(Use::Read, answer.consumed_capacity.as_slice());
            keys.extend(
                answer
                    .items
                    .unwrap_or_default()
                    .iter()
                    .map(|item| sort_key(item).to_owned()),
            );
            start = answer.last_evaluated_key;
            if start.is_none() {
                return Ok(keys);
            }
        }
    }

    /// Saves a challenge as the session's newest. Returns the one that it replaces, with the attempts that were made at it.
    ///
    /// # Errors
    /// [`StoreError::ConditionFailed`] if the session ended or its token was replaced in the meantime.
    pub async fn save_challenge(
        &self,
        session: &Session,
        challenge: &Challenge,
        now: Timestamp,
    ) -> Result<Option<Challenge>, StoreError> {
        let value = map(challenge)?;
        let request = self
            .session_update(session)
            .update_expression("SET challenge = :challenge, seen_at = :now")
            .condition_expression("token_digest = :token")
            .expression_attribute_values(":challenge", value)
            .expression_attribute_values(":now", seconds(now))
            .return_values(ReturnValue::UpdatedOld);
        let mut replaced = self.update(request).await?;
        let before: Option<Challenge> = replaced.remove("challenge").map(read).transpose()?;
        // An update that recognised itself returns the item as it is now.
        Ok(match before {
            Some(same) if same.id == challenge.id => session.challenge.clone(),
            before => before,
        })
    }

    /// Takes back a challenge whose code could not be sent, if it is still the session's newest: the one that it replaced is
    /// the newest again.
    ///
    /// # Errors
    /// [`StoreError::Failed`].
    pub async fn withdraw_challenge(
        &self,
        session: &Session,
        challenge: &Challenge,
        before: Option<&Challenge>,
    ) -> Result<(), StoreError> {
        let request = self
            .session_update(session)
            .condition_expression("token_digest = :token AND challenge.id = :challenge")
            .expression_attribute_values(":challenge", text(&challenge.id));
        let request = match before {
            Some(before) => request
                .update_expression("SET challenge = :before")
                .expression_attribute_values(":before", map(before)?),
            None => request.update_expression("REMOVE challenge"),
        };
        match self.update(request).await {
            Ok(_) | Err(StoreError::ConditionFailed) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Counts one of a challenge's attempts, before its code is compared. Returns the challenge with the attempt
    /// counted.
    ///
    /// # Errors
    /// [`StoreError::ConditionFailed`] if no attempt is left, the challenge was replaced or used, or its session ended.
    pub async fn reserve_attempt(
        &self,
        session: &Session,
        challenge: &Challenge,
        now: Timestamp,
    ) -> Result<Challenge, StoreError> {
        let request = self
            .session_update(session)
            .update_expression("SET challenge.tries = challenge.tries + :one, seen_at = :now")
            .condition_expression(
                "token_digest = :token AND challenge.id = :challenge AND challenge.tries < :most",
            )
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":most", number(CODE_TRIES))
            .expression_attribute_values(":challenge", text(&challenge.id))
            .expression_attribute_values(":now", seconds(now))
            .return_values(ReturnValue::AllNew);
        let item = self.increment(request).await.map_err(|(error, _)| error)?;
        let session: Session = from_item(item)?;
        session.challenge.ok_or(StoreError::ConditionFailed)
    }

    /// Gives back an attempt whose result was not told, because nothing could be recorded for it.
    ///
    /// # Errors
    /// [`StoreError::ConditionFailed`] if the challenge was replaced or used, or its session ended.
    pub async fn release_attempt(
        &self,
        session: &Session,
        challenge: &Challenge,
    ) -> Result<(), StoreError> {
        let request = self
            .session_update(session)
            .update_expression("SET challenge.tries = challenge.tries - :one")
            .condition_expression(
                "token_digest = :token AND challenge.id = :challenge AND challenge.tries > :none",
            )
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":none", number(0))
            .expression_attribute_values(":challenge", text(&challenge.id));
        let released = self.increment(request).await;
        released.map(|_| ()).map_err(|(error, _)| error)
    }

    /// Removes the challenge and replaces the session's token, in one write. If the code activated a phone, the
    /// credential is saved in the same transaction.
    ///
    /// # Errors
    /// [`StoreError::ConditionFailed`] if the challenge was used or replaced, or the credential changed, in the
    /// meantime.
    pub async fn elevate_session(
        &self,
        before: &Session,
        challenge: &Challenge,
        after: &Session,
        activated: Option<(&AccountId, &Credential)>,
        change: &Change,
    ) -> Result<(), StoreError> {
        let item = changed(session_item(after)?, change)?;
        let condition = "token_digest = :token AND challenge.id = :challenge";
        let token = text(before.token_digest.to_hex());
        let challenge = text(&challenge.id);
        let Some((account, credential)) = activated else {
            let request = self
                .client
                .put_item()
                .table_name(&self.sessions)
                .set_item(Some(item))
                .condition_expression(condition)
                .expression_attribute_values(":token", token)
                .expression_attribute_values(":challenge", challenge);
            return self.put(request).await;
        };
        let session = aws_sdk_dynamodb::types::Put::builder()
            .table_name(&self.sessions)
            .set_item(Some(item))
            .condition_expression(condition)
            .expression_attribute_values(":token", token)
            .expression_attribute_values(":challenge", challenge)
            .build()
            .map_err(|error| incomplete(&error))?;
        self.transact(vec![
            TransactWriteItem::builder().put(session).build(),
            TransactWriteItem::builder()
                .put(self.credential_put(account, credential, change)?)
                .build(),
        ])
        .await
    }
}

fn read(value: AttributeValue) -> Result<Challenge, StoreError> {
    serde_dynamo::from_attribute_value(value)
        .map_err(|error| StoreError::Unreadable(error.to_string()))
}

fn session_item(session: &Session) -> Result<Item, StoreError> {
    let key = session_key(&session.id);
    let mut item = to_item(session.account.as_str(), &key, Kind::Session, session)?;
    item.insert("ttl".to_owned(), seconds(session.ends_at()));
    Ok(item)
}

fn session_key(id: &str) -> String {
    format!("{SESSION_PREFIX}{id}")
}
