//! `POST /sessions`: begins a session for a user ID and a password.
//!
//! An unknown user ID is handled like a wrong password, so that neither the response nor its timing reveals which it
//! was: the same reads, one Argon2id hash, the same counters. While the account is locked or its limit reached, no
//! password is compared.

use domain::account::{Account, AccountId, Subject, UserId};
use domain::change::{Actor, Change};
use domain::credential::{Credential, State};
use domain::limits::Limit;
use domain::lockout::{Attempter, Factor, Guard};
use domain::password::{Password, PasswordHash};
use domain::policy::SIGN_IN_FAILURES_PER_ADDRESS;
use domain::session::{Session, Token};
use http::Problem;
use http::StatusCode;
use http::views::{PhoneView, SessionView};
use http::{Request, Response};
use platform::Platform;
use serde::{Deserialize, Serialize};
use store::{GuardError, LimitError};
use utoipa::ToSchema;

/// The user ID and password of a sign-in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// The user ID, in any case.
    #[schema(schema_with = http::schema::user_id)]
    user_id: UserId,
    /// The password.
    #[schema(value_type = String, format = "password")]
    password: Password,
}

/// A session of strength `password`.
#[derive(Debug, Serialize, ToSchema)]
pub struct SignedIn {
    /// The session.
    session: SessionView,
    /// Whether a code is expected next: the credential is valid and has an active phone.
    code_expected: bool,
    /// The phones that a code can be sent to.
    phones: Vec<PhoneView>,
}

/// Signs in with a user ID and a password.
#[utoipa::path(post, path = "/sessions", operation_id = "sign-in", request_body = SignIn, responses(
    (status = 201, description = "A session of strength `password`, also as a cookie", body = SignedIn),
    (status = "default", description = "A refusal", body = Problem, content_type = "application/problem+json"),
))]
pub async fn handle(platform: &'static Platform, request: Request) -> Result<Response, Problem> {
    http::request::same_origin(platform, &request)?;
    let who: SignIn = http::request::json(&request)?;
    let change = http::request::change(platform, &request);
    let (now, store) = (change.at, platform.store());
    let address = http::request::source_address(&request).to_string();
    let id = who.user_id.account();
    let known = http::browser::known_browser(&request, &id);
    let (found, guard, counted, settings) = tokio::try_join!(
        store.account_and_credential(&id),
        store.guard(&id),
        store.counted(SIGN_IN_FAILURES_PER_ADDRESS.name, &address),
        platform.settings()
    )?;
    let limit = &settings.limits.sign_in_failures_per_address;
    let (account, credential) = found.unzip();
    let attempt = Attempt {
        platform,
        account: &id,
        attempter: guard.attempter(known.as_ref(), now),
        guard: &guard,
        limit,
        address: &address,
        change: &change,
    };
    guard.check(Factor::Password, &attempt.attempter, now)?;
    if attempt.attempter == Attempter::Stranger {
        counted.check(limit, now)?;
    }
    let hash = account
        .as_ref()
        .map_or_else(PasswordHash::unusable, |account| {
            account.password_hash.clone()
        });
    let right = hash.fits(&who.password);
    let (Some(account), true) = (&account, right) else {
        return Err(attempt.refuse().await);
    };
    let (session, token) = Session::begin(&account.id, now, &mut platform.rng());
    attempt.pass(account, &session).await?;
    tokio::join!(
        complete(platform, account, &request),
        end_replaced(platform, &request)
    );

    let credential = credential.flatten();
    let active = |credential: &&Credential| credential.state(now) == State::Active;
    let phones: Vec<PhoneView> = credential
        .iter()
        .filter(active)
        .flat_map(Credential::active_phones)
        .map(PhoneView::from)
        .collect();
    let body_token = http::response::token_for_body(http::request::from_browser(&request), &token);
    let signed_in = SignedIn {
        session: SessionView::new(&session, body_token, now),
        code_expected: !phones.is_empty(),
        phones,
    };
    Ok(http::response::with_session(
        http::response::json(StatusCode::CREATED, &signed_in),
        &token,
    ))
}

/// Sets the account's language to the one that the person chose on a page, and creates a subject if the account was
/// created before subjects existed.
async fn complete(platform: &Platform, account: &Account, request: &Request) {
    let chosen = http::request::chosen_language(request);
    let language = chosen.unwrap_or(account.language);
    if language == account.language && account.subject.is_some() {
        return;
    }
    let subject = Subject::create(&mut platform.rng());
    let completed = platform
        .store()
        .complete_account(&account.id, language, &subject)
        .await;
    if let Err(error) = completed {
        tracing::warn!(account = %account.id, %error, "an account was not completed");
    }
}

/// Ends the session whose cookie the new one replaces: no sign-out of this browser would reach it any more, nor the
/// applications that were opened under it.
async fn end_replaced(platform: &Platform, request: &Request) {
    let Some(token) =
        http::session::session_cookie(request).and_then(|text| Token::parse(text).ok())
    else {
        return;
    };
    let store = platform.store();
    let ended = async {
        let session = store.session(&token.account, &token.id).await?;
        let held =
            session.filter(|session| session.may_be_ended_by(&token, platform.now()).is_ok());
        match held {
            Some(session) => store.end_session(&session).await,
            None => Ok(()),
        }
    };
    if let Err(error) = ended.await {
        tracing::warn!(%error, "the session before goes on until it rests");
    }
}

/// A sign-in that is under way.
struct Attempt<'a> {
    platform: &'a Platform,
    account: &'a AccountId,
    guard: &'a Guard,
    attempter: Attempter,
    limit: &'a Limit,
    address: &'a str,
    change: &'a Change,
}

impl Attempt<'_> {
    /// Writes the session, and passes the guard and the limit of the address. The session is written before the guard is
    /// passed, and its token is handed out afterwards: see `Store::change_password`.
    async fn pass(&self, account: &Account, session: &Session) -> Result<(), GuardError> {
        let store = self.platform.store();
        let (begun, room) = tokio::join!(store.begin_session(session), async {
            match self.attempter {
                Attempter::Known(_) => Ok(()),
                Attempter::Stranger => {
                    store
                        .require_room(self.limit, self.address, self.change.at)
                        .await
                }
            }
        });
        begun?;
        let passed = match room {
            Ok(()) => {
                store
                    .record_sign_in(
                        self.account,
                        account.password_epoch,
                        self.guard,
                        &self.attempter,
                        self.change,
                    )
                    .await
            }
            Err(reached) => Err(reached.into()),
        };
        match (&passed, &self.attempter) {
            (Ok(()), _) => {}
            // Right and wrong leave the same behind under a lock that others have just brought about.
            (Err(GuardError::Locked(_)), Attempter::Stranger) => {
                let (ended, counted) = tokio::join!(
                    store.end_session(session),
                    store.rate_limit(self.limit, self.address, self.change.at)
                );
                ended?;
                if let Err(LimitError::Store(error)) = counted {
                    return Err(error.into());
                }
            }
            (Err(_), _) => store.end_session(session).await?,
        }
        passed
    }

    /// Counts a wrong password: with the browser if the account knows it, otherwise by account and by source address. The
    /// problem does not reveal whether the user ID exists.
    async fn refuse(&self) -> Problem {
        match &self.attempter {
            Attempter::Known(_) => self.count().await,
            Attempter::Stranger => {
                let count = async || Err::<(), _>(self.count().await);
                let counted = http::limits::counted(
                    self.platform,
                    self.limit,
                    self.address,
                    self.change.at,
                    count,
                );
                counted
                    .await
                    .err()
                    .unwrap_or_else(Problem::wrong_credentials)
            }
        }
    }

    async fn count(&self) -> Problem {
        let change = self.change.clone().made_by(Actor::Unknown);
        let counted = self.platform.store().record_failure(
            self.account,
            Factor::Password,
            self.guard,
            &self.attempter,
            &change,
        );
        match counted.await {
            Ok(_) => Problem::wrong_credentials(),
            Err(error @ GuardError::Locked(_)) => {
                // It takes as long as for a right password, whose session has to be ended.
                let (none, _) = Session::begin(self.account, change.at, &mut self.platform.rng());
                match self.platform.store().end_session(&none).await {
                    Ok(()) => error.into(),
                    Err(error) => error.into(),
                }
            }
            Err(error) => error.into(),
        }
    }
}
