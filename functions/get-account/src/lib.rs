//! `GET /account`: the signed-in person's profile, strength, credential, recent orders, open challenge, and the
//! requirements of the applications: everything that a page needs to continue after a reload.

use domain::application::{LoginRequirementsNotMet, Requirement};
use domain::next_step::NextStep;
use http::Problem;
use http::StatusCode;
use http::response::rfc3339;
use http::views::{AccountView, ChallengeView, CredentialView, OrderView, SessionView};
use http::{Request, Response};
use platform::Platform;
use serde::Serialize;
use utoipa::ToSchema;

/// An application and whether the session meets its requirement.
#[derive(Debug, Serialize, ToSchema)]
pub struct ApplicationView {
    /// Its identifier, for `open-application`.
    id: String,
    /// The name that people read.
    name: String,
    /// Its requirement.
    requirement: Requirement,
    /// What the session lacks, if anything.
    #[serde(skip_serializing_if = "Option::is_none")]
    missing: Option<LoginRequirementsNotMet>,
}

/// Everything that the account page shows.
#[derive(Debug, Serialize, ToSchema)]
pub struct AccountPage {
    /// The current time of the service, to compare the other times with (RFC 3339).
    now: String,
    /// The profile.
    account: AccountView,
    /// The session and its strength.
    session: SessionView,
    /// The credential, if a license was entered.
    #[serde(skip_serializing_if = "Option::is_none")]
    credential: Option<CredentialView>,
    /// What to do next, if anything.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_step: Option<NextStep>,
    /// The code that was sent in this session and can still be entered, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    challenge: Option<ChallengeView>,
    /// The applications.
    applications: Vec<ApplicationView>,
    /// The most recent orders, newest first.
    orders: Vec<OrderView>,
}

/// Shows the account.
#[utoipa::path(get, path = "/account", operation_id = "get-account", responses(
    (status = 200, description = "The account", body = AccountPage),
    (status = "default", description = "A refusal", body = Problem, content_type = "application/problem+json"),
))]
pub async fn handle(platform: &'static Platform, request: Request) -> Result<Response, Problem> {
    let store = platform.store();
    let (session, (overview, settings, applications)) =
        http::session::signed_in_and(platform, &request, async |account| {
            tokio::try_join!(
                store.overview(account),
                platform.settings(),
                platform.applications()
            )
        })
        .await?;
    let now = platform.now();
    let overview = overview.ok_or_else(Problem::account_gone)?;
    let country = overview.account.country;
    let confirm = (!overview.account.email_confirmed()).then_some(NextStep::ConfirmEmail);
    let next_step = match &overview.credential {
        // What was bought does not wait for the confirmation.
        Some(credential) => credential
            .next_step(settings.renewal_window, now)
            .or(confirm),
        None => confirm.or(Some(NextStep::EnterLicense)),
    };
    let waiting = session.challenge.as_ref().and_then(|challenge| {
        challenge.check_open(now).ok()?;
        let phone = overview
            .credential
            .as_ref()?
            .may_use_phone(&challenge.phone, session.strength(now), now)
            .ok()?;
        Some(ChallengeView::new(challenge, phone, &settings, now))
    });
    let answer = AccountPage {
        now: rfc3339(now),
        account: AccountView::new(&overview.account, &settings.limits, now),
        session: SessionView::new(&session, None, now),
        credential: overview
            .credential
            .map(|credential| CredentialView::new(platform, &settings, &credential, country)),
        next_step,
        challenge: waiting,
        applications: applications
            .iter()
            .map(|application| ApplicationView {
                id: application.id.as_str().to_owned(),
                name: application.name.clone(),
                requirement: application.requirement,
                missing: application.requirement.met_by(&session, now).err(),
            })
            .collect(),
        orders: overview
            .orders
            .iter()
            .map(|order| OrderView::new(order, now))
            .collect(),
    };
    Ok(http::response::json(StatusCode::OK, &answer))
}
