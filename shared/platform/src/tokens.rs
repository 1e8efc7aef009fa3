//! What is presented of a grant: codes, refresh tokens and access tokens, and whether they still count.

use domain::Timestamp;
use domain::grant::Grant;
use domain::handle::{Handle, HandleKind};
use domain::session::Session;
use domain::token::{ACCESS_TOKEN_TYPE, AccessClaims};
use jose::Alg;
use store::StoreError;

use crate::Platform;
use crate::secrets::SecretsError;

/// An access token of this deployment that has not expired. Whether its grant and session still live is in the tables:
/// [`Platform::standing`].
#[derive(Debug, Clone)]
pub struct AccessToken {
    /// Its claims.
    pub claims: AccessClaims,
    /// The account, session and grant that it names.
    pub handle: Handle,
}

/// A grant and its session, read at once.
#[derive(Debug, Clone)]
pub struct Standing {
    /// The grant.
    pub grant: Option<Grant>,
    /// The session.
    pub session: Option<Session>,
}

impl Standing {
    /// Grant and session, if both live now.
    #[must_use]
    pub fn live(self, now: Timestamp) -> Option<(Grant, Session)> {
        let grant = self.grant.filter(|grant| grant.is_live(now))?;
        let session = self.session.filter(|session| session.is_live(now))?;
        Some((grant, session))
    }
}

impl Platform {
    /// What a code or a refresh token names; `None` if this deployment did not make it.
    ///
    /// # Errors
    /// If the secrets cannot be read.
    pub async fn open_handle(
        &self,
        kind: HandleKind,
        text: &str,
    ) -> Result<Option<Handle>, SecretsError> {
        let Some(version) = Handle::version(text) else {
            return Ok(None);
        };
        let secrets = self.secrets_for_stranger(version).await?;
        Ok(Handle::open(kind, text, |version| secrets.of(version)).ok())
    }

    /// Reads an access token: that this deployment signed it, and that it has not expired. `None` if it did not, or it has.
    ///
    /// # Errors
    /// If the keys or the secrets cannot be read.
    pub async fn access_token(&self, text: &str) -> Result<Option<AccessToken>, SecretsError> {
        let keys = self.keys().await?;
        let checked = keys
            .public()
            .verify(text, Some(ACCESS_TOKEN_TYPE), &[Alg::RS256]);
        let Ok(verified) = checked else {
            return Ok(None);
        };
        let Ok(claims) = serde_json::from_value::<AccessClaims>(verified.claims) else {
            return Ok(None);
        };
        if !claims.is_current(&self.config.portal_origin, self.now()) {
            return Ok(None);
        }
        let handle = self.open_handle(HandleKind::Access, &claims.jti).await?;
        Ok(handle.map(|handle| AccessToken { claims, handle }))
    }

    /// The grant and the session that a handle names, strongly consistently.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn standing(&self, handle: &Handle) -> Result<Standing, StoreError> {
        let store = self.store();
        let (grant, session) = tokio::try_join!(
            store.grant(handle),
            store.session(&handle.account, &handle.session)
        )?;
        Ok(Standing { grant, session })
    }
}
