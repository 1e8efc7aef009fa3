//! `POST /accounts`: creates an account.

use domain::Timestamp;
use domain::account::{Account, AccountError, Country, Email, LegalName, Subject, UserId};
use domain::change::Change;
use domain::language::Language;
use domain::password::{Password, PasswordHash};
use domain::policy::SIGN_UP_REPLAY_KEPT;
use domain::secret::Digest32;
use http::Problem;
use http::StatusCode;
use http::views::AccountView;
use http::{Request, Response};
use platform::Platform;
use serde::Deserialize;
use store::StoreError;
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

/// Creates an account.
#[utoipa::path(post, path = "/accounts", operation_id = "sign-up", request_body = SignUp,
    params(("Idempotency-Key" = inline(Option<http::schema::SecretIdempotencyKey>), Header, description = "128 random bits or more: the same request under the same key creates the account once and gets the same answer again")),
    responses(
    (status = 201, description = "The account exists now; sign in next", body = AccountView),
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
    if let Some(before) = same_before(platform, &new, sign_up, change.at).await? {
        return Ok(created(&before));
    }
    let settings = platform.settings().await?;
    let language = http::request::language(&request).unwrap_or_default();
    let create = async || create(platform, new, sign_up, language, &change).await;
    let address = http::request::source_address(&request).to_string();
    let limit = &settings.limits.sign_ups_per_address;
    http::limits::counted(platform, limit, &address, change.at, create).await
}

async fn create(
    platform: &Platform,
    new: SignUp,
    sign_up: Option<Digest32>,
    language: Language,
    change: &Change,
) -> Result<Response, Problem> {
    let account = Account {
        id: new.user_id.account(),
        user_id: new.user_id,
        password_hash: PasswordHash::create(&new.password, &mut platform.rng()),
        password_epoch: 0,
        legal_name: new.legal_name,
        name_fixed: false,
        email: new.email,
        country: new.country,
        language,
        subject: Some(Subject::create(&mut platform.rng())),
        created_at: change.at,
        sign_up,
        version: 0,
    };
    match platform.store().create_account(&account, change).await {
        Ok(()) => Ok(created(&account)),
        Err(StoreError::ConditionFailed) => Err(AccountError::UserIdTaken.into()),
        Err(error) => Err(error.into()),
    }
}

fn created(account: &Account) -> Response {
    http::response::json(StatusCode::CREATED, &AccountView::from(account))
}

/// The account that the same request created before, if its answer was lost: under the same key, with the same data.
async fn same_before(
    platform: &Platform,
    new: &SignUp,
    sign_up: Option<Digest32>,
    now: Timestamp,
) -> Result<Option<Account>, Problem> {
    if sign_up.is_none() {
        return Ok(None);
    }
    let before = platform.store().account(&new.user_id.account()).await?;
    Ok(before.filter(|before| {
        before.sign_up == sign_up
            && now < before.created_at + SIGN_UP_REPLAY_KEPT
            && before.legal_name == new.legal_name
            && before.email == new.email
            && before.country == new.country
            && before.password_hash.fits(&new.password)
    }))
}
