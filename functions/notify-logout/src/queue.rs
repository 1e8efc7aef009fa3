//! From the queue to the applications.
//!
//! Where an application is posted to is what an operator registered: HTTPS at any host, one inside the organisation's
//! network too. Nobody else can choose it, no redirect is followed, and of the answer nothing is kept but its status and one
//! of the standard's error codes.

use aws_lambda_events::event::sqs::{SqsEvent, SqsMessage};
use domain::account::AccountId;
use domain::application::{Application, IdTokenAlg};
use domain::fact::Fact;
use domain::notification::{self, Answer, LOGOUT_TOKEN, Message, Notification, Token};
use hyper::Request;
use hyper::header::{ACCEPT, CONTENT_TYPE};
use platform::Platform;
use tokio::task::JoinSet;
use tracing::Instrument;

use crate::{Failures, NotifyError, fingerprint};

/// The service's name in errors.
const APPLICATION: &str = "application";

/// Sends the messages of a batch at once, so that one application that does not answer does not delay the others.
pub(crate) async fn consume(platform: &'static Platform, event: SqsEvent) -> Failures {
    let mut sending = JoinSet::new();
    for message in event.records {
        let send = async move {
            let sent = Box::pin(one(platform, &message)).await;
            (message.message_id, sent)
        };
        // A task has no span of its own: the log's lines name the request that it belongs to.
        sending.spawn(send.in_current_span());
    }
    let mut failures = Failures::default();
    while let Some(ended) = sending.join_next().await {
        match ended {
            Ok((_, Ok(()))) => {}
            Ok((id, Err(error))) => {
                if !matches!(error, NotifyError::NotTaken(_)) {
                    tracing::error!(%error, "a message was not sent");
                }
                failures.add(id);
            }
            // The whole batch comes again, since the message is not known.
            Err(died) => std::panic::resume_unwind(died.into_panic()),
        }
    }
    failures
}

async fn one(platform: &Platform, received: &SqsMessage) -> Result<(), NotifyError> {
    let text = received.body.as_deref().unwrap_or_default();
    let message: Message = match serde_json::from_str(text) {
        Ok(message) => message,
        Err(_) => return park(platform, text, format!("unreadable {}", fingerprint(text))).await,
    };
    match (&message.what, message.application()) {
        (Notification::AccountEvent { account, .. }, _) => {
            fan_out(platform, &message, account).await
        }
        (_, Some(id)) => match platform.application(id).await? {
            Some(application) => send(platform, &message, text, &application).await,
            None => Ok(()),
        },
        (_, None) => Ok(()),
    }
}

/// Queues an event of an account for each application that the account has used and that asks for it.
async fn fan_out(
    platform: &Platform,
    message: &Message,
    account: &AccountId,
) -> Result<(), NotifyError> {
    let store = platform.store();
    let (account, connections) =
        tokio::try_join!(store.account(account), store.connections(account))?;
    // Who has no subject has used no application.
    let Some(subject) = account.and_then(|account| account.subject) else {
        return Ok(());
    };
    let mut messages = Vec::new();
    for connection in connections {
        let id = &connection.application;
        if let Some(application) = crate::readable(platform, id, &message.id).await? {
            let sub = application.sub(&subject);
            messages.extend(message.for_application(&application, sub));
        }
    }
    Ok(platform.queue().send(&messages).await?)
}

/// Posts a message to its application.
async fn send(
    platform: &Platform,
    message: &Message,
    text: &str,
    application: &Application,
) -> Result<(), NotifyError> {
    let now = platform.now();
    let issuer = &platform.config.portal_origin;
    let Some(token) = message.token(application, issuer, now) else {
        return Ok(());
    };
    let alg = match token.alg {
        IdTokenAlg::Rs256 => jose::Alg::RS256,
        IdTokenAlg::Es256 => jose::Alg::ES256,
    };
    let signed = platform.keys().await?;
    let signed = signed
        .sign(alg, token.typ, &token.claims, now)
        .map_err(|error| NotifyError::Token(format!("the token {error}")))?;
    let request = request(&token, signed).map_err(|error| NotifyError::Token(error.to_string()))?;
    let what = format!("{} {}", application.id.as_str(), token.typ);
    match platform.receivers()?.send(APPLICATION, request).await {
        Ok(answer) => match notification::answer(answer.status().as_u16(), answer.body()) {
            Answer::Taken => {
                platform.tell(&Fact::ApplicationTold { what }, None, now);
                Ok(())
            }
            Answer::Refused(why) => park(platform, text, format!("{what}: {why}")).await,
            Answer::Later(why) => Err(not_told(platform, &what, &why)),
        },
        Err(error) if error.permanent => {
            park(platform, text, format!("{what}: {}", error.why)).await
        }
        Err(error) => Err(not_told(platform, &what, &error.why)),
    }
}

/// The request of a token (OpenID Connect Back-Channel Logout 1.0 2.5; RFC 8935 2.1).
fn request(token: &Token, signed: String) -> Result<Request<Vec<u8>>, hyper::http::Error> {
    let request = Request::post(&token.endpoint).header(ACCEPT, "application/json");
    let (kind, body) = if token.typ == LOGOUT_TOKEN {
        let form = format!("logout_token={signed}");
        ("application/x-www-form-urlencoded", form)
    } else {
        ("application/secevent+jwt", signed)
    };
    request.header(CONTENT_TYPE, kind).body(body.into_bytes())
}

fn not_told(platform: &Platform, what: &str, why: &str) -> NotifyError {
    let why = format!("{what}: {why}");
    let fact = Fact::ApplicationNotTold { why: why.clone() };
    platform.tell(&fact, None, platform.now());
    NotifyError::NotTaken(why)
}

/// Gives a message up. It is told when it is parked, so that a message whose parking fails is told once.
async fn park(platform: &Platform, text: &str, why: String) -> Result<(), NotifyError> {
    platform.queue().park(text).await?;
    let fact = Fact::NotificationParked { why };
    platform.tell(&fact, None, platform.now());
    Ok(())
}
