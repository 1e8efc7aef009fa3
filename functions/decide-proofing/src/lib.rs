//! Invoked by the agent: records the outcome of a video proofing. A pass returns an activation code, shown once.

use domain::account::UserId;
use domain::change::{Actor, Change};
use domain::credential::CredentialError;
use domain::proofing::{self, Method, RequestId};
use http::response::rfc3339;
use http::runtime::EventError;
use platform::Platform;
use serde::{Deserialize, Serialize};

/// The outcome that the agent decided on.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum VideoOutcome {
    /// The person is who they claim to be.
    Passed,
    /// The person is not, or the agent could not tell.
    Failed,
}

/// The agent's decision.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// The agent's identifier of this request, 1 to 64 visible characters: the same again within ten minutes gets the same
    /// answer, if the first was lost.
    pub request_id: RequestId,
    /// The user ID of the person.
    pub user_id: UserId,
    /// What came of it.
    pub outcome: VideoOutcome,
}

/// The result, which the agent passes on to the person.
#[derive(Debug, Serialize)]
pub struct Decided {
    /// After a pass: the activation code to hand over. After ten minutes it cannot be shown again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub activation_code: Option<String>,
    /// After a pass: when the code expires (RFC 3339).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<String>,
    /// The methods that are left after a failure; none when the license is spent.
    pub methods: Vec<Method>,
}

/// Records the outcome.
///
/// # Errors
/// An unknown account, or one without an appointment.
pub async fn handle(
    platform: &'static Platform,
    decision: Decision,
) -> Result<Decided, EventError> {
    let (now, store) = (platform.now(), platform.store());
    let id = decision.user_id.account();
    let (account, credential) = store
        .account_and_credential(&id)
        .await?
        .ok_or_else(|| EventError("not-found: there is no such account".to_owned()))?;
    let mut credential = credential.ok_or(CredentialError::None)?;
    let passed = matches!(decision.outcome, VideoOutcome::Passed);
    let version = credential.proofing.code_version();
    let secrets = platform.secrets(version).await?;
    let decided = credential.proofing.decide(
        proofing::Decision {
            account: &id,
            request: decision.request_id.as_str(),
            passed,
        },
        |version| secrets.of(version).cloned(),
        secrets.newest().0,
        now,
    )?;
    if !decided.before {
        let change = Change::by(Actor::Operator, now);
        store.save_credential(&id, &mut credential, &change).await?;
    }
    Ok(Decided {
        expires_at: decided.code.as_ref().map(|(_, until)| rfc3339(*until)),
        activation_code: decided.code.map(|(code, _)| code.expose()),
        methods: if passed {
            Vec::new()
        } else {
            platform.proofing_methods(&credential, account.country)
        },
    })
}
