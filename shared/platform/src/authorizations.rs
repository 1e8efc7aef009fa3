//! Granting: the code that an application gets for its request, and the address that leads back to it.

use domain::application::Application;
use domain::authorization::{AuthorizationRequest, Browser, Person, Told};
use domain::connection::Connection;
use domain::fact::Fact;
use domain::grant::Grant;
use domain::handle::{Handle, HandleKind};
use store::StoreError;

use crate::Platform;
use crate::secrets::SecretsError;

/// A request that its person's session meets.
pub struct Granted<'a> {
    /// The request.
    pub request: &'a AuthorizationRequest,
    /// The application.
    pub application: &'a Application,
    /// Whoever is signed in, with what the person has agreed to.
    pub person: Person<'a>,
    /// What the application is told of the sign-in.
    pub told: Told,
    /// The connection as it is stored.
    pub stored: Option<&'a Connection>,
    /// If the request was kept: its identifier, and the browser that it is bound to. The same browser and session get the
    /// same code again.
    pub kept: Option<(&'a str, &'a Browser)>,
}

/// Why no code was given.
#[derive(Debug, thiserror::Error)]
pub enum GrantingError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The secrets cannot be read.
    #[error(transparent)]
    Secrets(#[from] SecretsError),
    /// The kept request had its code, and the code was used or has expired.
    #[error("the request was answered before")]
    Answered,
}

impl Platform {
    /// Grants a request. Returns the address of the application with the code.
    ///
    /// # Errors
    /// [`GrantingError`].
    pub async fn grant(&self, granted: &Granted<'_>) -> Result<String, GrantingError> {
        let Granted {
            request,
            application,
            person,
            told,
            stored,
            kept,
        } = granted;
        let (now, session) = (self.now(), person.session);
        let secrets = self.secrets(0).await?;
        let (version, secret) = secrets.newest();
        let id = match kept {
            Some((authorization, _)) => Grant::id_for(authorization, &session.id),
            None => Grant::draw_id(&mut self.rng()),
        };
        let handle = Handle {
            account: session.account.clone(),
            session: session.id.clone(),
            grant: id,
        };
        let nonce = match kept {
            Some((authorization, browser)) => {
                let follows = format!("{authorization} {}", browser.expose());
                handle.nonce_of(HandleKind::Code, secret, follows.as_bytes())
            }
            None => Handle::draw_nonce(&mut self.rng()),
        };
        let code = handle
            .seal(HandleKind::Code, version, secret, nonce)
            .map_err(|error| StoreError::Unreadable(error.to_string()))?;
        let subject = person.account.subject.as_ref();
        let subject = subject
            .ok_or_else(|| StoreError::Unreadable("the account has no subject".to_owned()))?;
        let reached = session.acr(now);
        let grant = Grant {
            account: handle.account.clone(),
            session: handle.session.clone(),
            id: handle.grant.clone(),
            application: application.id.clone(),
            redirect_uri: request.address.redirect_uri.clone(),
            code_challenge: request.code_challenge.clone(),
            code: code.digest(),
            code_until: Grant::code_until(now),
            scopes: request.scopes.clone(),
            resources: request.resources.clone(),
            nonce: request.nonce.clone(),
            acr: told.acr,
            acr_alias: (told.acr_name != told.acr.as_str()).then(|| told.acr_name.clone()),
            reached,
            amr: session.amr(now).into_iter().map(str::to_owned).collect(),
            auth_time: told.auth_time,
            sub: application.sub(subject),
            dpop_jkt: request.dpop_jkt.clone(),
            created_at: now,
            used_at: None,
            refresh: None,
            revoked_at: None,
            ends_at: session.strength_ends_at(now),
        };
        let connection = match person.connection {
            Some(agreed) if Some(agreed) == *stored => None,
            Some(agreed) => Some(agreed.clone()),
            None => Some(Connection::agreed(None, &application.id, &[], now)),
        };
        let saved = match &connection {
            Some(connection) => self.store().save_connection(connection, &grant).await,
            None => self.store().save_grant(&grant).await,
        };
        match saved {
            Err(StoreError::ConditionFailed) if kept.is_some() => {
                let before = self.store().grant(&handle).await?;
                let same = |before: &Grant| {
                    before.code == grant.code
                        && before.used_at.is_none()
                        && before.revoked_at.is_none()
                        && now < before.code_until
                };
                if !before.as_ref().is_some_and(same) {
                    return Err(GrantingError::Answered);
                }
            }
            saved => saved?,
        }
        let opened = Fact::ApplicationOpened {
            application: application.id.clone(),
        };
        self.tell(&opened, Some(&handle.account), now);
        let issuer = &self.config.portal_origin;
        Ok(request.address.with(issuer, &[("code", code.expose())]))
    }
}
