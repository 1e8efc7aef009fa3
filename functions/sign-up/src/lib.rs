//! `POST /accounts`: creates an account.

use domain::account::{Account, AccountError, Country, Email, LegalName, Subject, UserId};
use domain::password::{Password, PasswordHash};
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
    #[schema(value_type = String, example = "Ada Lovelace")]
    legal_name: LegalName,
    /// The email address.
    #[schema(value_type = String, format = "email")]
    email: Email,
    /// The country that the person is in, ISO 3166-1 alpha-2.
    #[schema(value_type = String, example = "US")]
    country: Country,
}

/// Creates an account.
#[utoipa::path(post, path = "/accounts", operation_id = "sign-up", request_body = SignUp, responses(
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
    let settings = platform.settings().await?;
    platform
        .store()
        .rate_limit(
            &settings.limits.sign_ups_per_address,
            &http::request::source_address(&request),
            change.at,
        )
        .await?;
    let account = Account {
        id: new.user_id.account(),
        user_id: new.user_id,
        password_hash: PasswordHash::create(&new.password, &mut platform.rng()),
        password_epoch: 0,
        legal_name: new.legal_name,
        name_fixed: false,
        email: new.email,
        country: new.country,
        language: http::request::language(&request).unwrap_or_default(),
        subject: Some(Subject::create(&mut platform.rng())),
        created_at: change.at,
        version: 0,
    };
    match platform.store().create_account(&account, &change).await {
        Ok(()) => Ok(http::response::json(
            StatusCode::CREATED,
            &AccountView::from(&account),
        )),
        Err(StoreError::ConditionFailed) => Err(AccountError::UserIdTaken.into()),
        Err(error) => Err(error.into()),
    }
}
