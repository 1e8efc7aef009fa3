//! `POST /accounts`: creates an account.

use domain::Timestamp;
use domain::account::{Account, AccountError, Country, Email, LegalName, Subject, UserId};
use domain::change::Change;
use domain::email_confirmation::{EmailChallenge, EmailConfirmation};
use domain::language::Language;
use domain::password::{Password, PasswordHash};
use domain::policy::SIGN_UP_REPLAY_KEPT;
use domain::secret::Digest32;
use domain::settings::Limits;
use http::Problem;
use http::StatusCode;
use http::views::AccountView;
use http::{Request, Response};
use platform::Platform;
use serde::Deserialize;
use store::{LimitError, StoreError};
use utoipa::ToSchema;

/// A new account.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignUp {
    /// The user ID to sign in with.
    #[schema(schema_with = http::schema::user_id)]
    user_id: UserId,
    /// The password to sign in with.
    #[schema(schema_with = http::schema::new_password)]
    password: Password,
    /// The name as on the identity document.
    #[schema(schema_with = http::schema::legal_name)]
    legal_name: LegalName,
    /// The email address.
    #[schema(schema_with = http::schema::email)]
    email: Email,
    /// The country that the person is in, ISO 3166-1 alpha-2.
    #[schema(schema_with = http::schema::country)]
    country: Country,
}

/// Creates an account, and has a code mailed to its address.
#[utoipa::path(post, path = "/accounts", operation_id = "sign-up", request_body = SignUp,
    params(("Idempotency-Key" = inline(Option<http::schema::SecretIdempotencyKey>), Header, description = "128 random bits or more: the same request under the same key creates the account once and gets the same answer again")),
    responses(
    (status = 201, description = "The account exists now, and a code is on its way to its address unless the mailbox was sent too many; sign in next", body = AccountView),
    (status = "default", description = "A refusal", body = Problem, content_type = "application/problem+json"),
))]
pub async fn handle(platform: &'static Platform, request: Request) -> Result<Response, Problem> {
    http::request::same_origin(platform, &request)?;
    let new: SignUp = http::request::json(&request)?;
    let change = http::request::change(platform, &request);
    new.password.acceptable(&[
        new.user_id.as_str(),
        new.legal_name.as_str(),
        new.email.as_str(),
    ])?;
    let key = http::request::secret_idempotency_key(&request)?;
    let sign_up = key.map(|key| Digest32::of(key.as_bytes()));
    let (store, id) = (platform.store(), new.user_id.account());
    let (before, settings) = tokio::try_join!(store.account(&id), platform.settings())?;
    let limits = &settings.limits;
    if let Some(before) = &before
        && is_of_the_same(before, &new, sign_up, change.at)
    {
        return Ok(created(before, limits, change.at));
    }
    let language = http::request::language(&request).unwrap_or_default();
    let create = async || match before {
        Some(_) => Err(AccountError::UserIdTaken.into()),
        None => create(platform, &new, sign_up, language, limits, &change).await,
    };
    let address = http::request::source_address(&request).to_string();
    let limit = &limits.sign_ups_per_address;
    http::limits::counted(platform, limit, &address, change.at, create).await
}

/// Creates the account, with a code for its address if the mailbox may be sent one: others may have used up its codes, and
/// then the code is asked for later.
async fn create(
    platform: &Platform,
    new: &SignUp,
    sign_up: Option<Digest32>,
    language: Language,
    limits: &Limits,
    change: &Change,
) -> Result<Response, Problem> {
    let store = platform.store();
    let (secret_version, _) = platform.secrets(0).await?.newest();
    let (limit, mailbox) = (&limits.email_codes_per_recipient, new.email.mailbox());
    let counted = match store.rate_limit(limit, &mailbox, change.at).await {
        Ok(counted) => Some((limit, mailbox.as_str(), counted)),
        Err(LimitError::Reached(_)) => None,
        Err(error) => return Err(error.into()),
    };
    let ask = || EmailChallenge::ask(secret_version, change.at, &mut platform.rng());
    let challenge = counted.is_some().then(ask);
    let account = Account {
        id: new.user_id.account(),
        user_id: new.user_id.clone(),
        password_hash: PasswordHash::create(&new.password, &mut platform.rng()),
        password_epoch: 0,
        legal_name: new.legal_name.clone(),
        name_fixed: false,
        email: new.email.clone(),
        email_confirmation: EmailConfirmation::begin(challenge),
        former_email: None,
        country: new.country,
        language,
        subject: Some(Subject::create(&mut platform.rng())),
        created_at: change.at,
        sign_up,
        version: 0,
    };
    match store.create_account(&account, change).await {
        Ok(()) => Ok(created(&account, limits, change.at)),
        // It may have been created, and the code be on its way: it stays counted.
        Err(error @ StoreError::Unknown(_)) => Err(error.into()),
        Err(error) => {
            platform.undo_limits(counted.as_slice()).await;
            let StoreError::ConditionFailed = error else {
                return Err(error.into());
            };
            // The same request may have created it meanwhile.
            match store.account(&account.id).await? {
                Some(before) if is_of_the_same(&before, new, sign_up, change.at) => {
                    Ok(created(&before, limits, change.at))
                }
                _ => Err(AccountError::UserIdTaken.into()),
            }
        }
    }
}

fn created(account: &Account, limits: &Limits, now: Timestamp) -> Response {
    http::response::json(StatusCode::CREATED, &AccountView::new(account, limits, now))
}

/// Whether the same request created the account before, and its answer was lost: under the same key, with the same data.
fn is_of_the_same(
    before: &Account,
    new: &SignUp,
    sign_up: Option<Digest32>,
    now: Timestamp,
) -> bool {
    sign_up.is_some()
        && before.sign_up == sign_up
        && now < before.created_at + SIGN_UP_REPLAY_KEPT
        && before.legal_name == new.legal_name
        && before.email == new.email
        && before.country == new.country
        && before.password_hash.fits(&new.password)
}
