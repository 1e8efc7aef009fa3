//! `POST /credential`: binds a license to the account that enters its key.

use domain::change::Change;
use domain::credential::Credential;
use domain::license::{LicenseError, LicenseKey, TypedKey};
use domain::session::Session;
use domain::settings::Settings;
use http::Problem;
use http::StatusCode;
use http::views::CredentialView;
use http::{Request, Response};
use platform::Platform;
use serde::Deserialize;
use store::{LicenseEntry, StoreError};
use utoipa::ToSchema;

/// A license key as it was typed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EnterLicense {
    /// The key; case, spaces and hyphens do not matter.
    #[schema(schema_with = http::schema::license_key)]
    license_key: TypedKey,
}

/// Attempts at the write, since another request can enter the key or change the credential in the meantime.
const TRIES: usize = 3;

/// Enters a license key.
#[utoipa::path(post, path = "/credential", operation_id = "enter-license", request_body = EnterLicense,
    params(http::session::AccountHeader), responses(
    (status = 201, description = "The credential, with the next step", body = CredentialView),
    (status = 200, description = "The account entered this key before", body = CredentialView),
    (status = "default", description = "A refusal", body = Problem, content_type = "application/problem+json"),
))]
pub async fn handle(platform: &'static Platform, request: Request) -> Result<Response, Problem> {
    let session = http::session::signed_in(platform, &request).await?;
    let typed: EnterLicense = http::request::json(&request)?;
    let key = LicenseKey::parse(typed.license_key.as_str()).map_err(LicenseError::from)?;
    let now = platform.now();
    let settings = platform.settings().await?;
    let tries = &settings.limits.license_tries_per_account;
    let change = http::request::change(platform, &request);
    let enter = async || enter(platform, &settings, &session, &key, &change).await;
    http::limits::counted(platform, tries, session.account.as_str(), now, enter).await
}

async fn enter(
    platform: &Platform,
    settings: &Settings,
    session: &Session,
    key: &LicenseKey,
    change: &Change,
) -> Result<Response, Problem> {
    let store = platform.store();
    for _ in 0..TRIES {
        let digest = key.digest();
        let (license, found) = tokio::try_join!(
            store.license(&digest),
            store.account_and_credential(&session.account)
        )?;
        let license = license.ok_or(LicenseError::Unknown)?;
        let (account, before) = found.ok_or_else(Problem::account_gone)?;
        let view = |status, credential: &Credential| {
            let view = CredentialView::new(platform, settings, credential, account.country);
            http::response::json(status, &view)
        };
        if let Some(mine) = before
            .as_ref()
            .filter(|before| before.license == license.digest)
        {
            return Ok(view(StatusCode::OK, mine));
        }
        let credential = Credential::enter(
            &license,
            before.as_ref(),
            settings.renewal_window,
            change.at,
        )?;
        let entry = LicenseEntry {
            license: &license,
            account: &session.account,
            credential: &credential,
            replaces: before.as_ref(),
        };
        match store.enter_license(&entry, change).await {
            Ok(()) => return Ok(view(StatusCode::CREATED, &credential)),
            // Somebody entered the key, perhaps the same person, or the credential changed: what is there now decides.
            Err(StoreError::ConditionFailed) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(Problem::conflict())
}
