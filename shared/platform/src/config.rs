//! A function's configuration: its environment, read once. It wires the function to what is around it. What an operator
//! decides while the deployment runs is in the [settings](crate::settings).
//!
//! | variable | meaning | default |
//! | --- | --- | --- |
//! | `PHONE_OTP_RECORDS_TABLE` | the durable table | required |
//! | `PHONE_OTP_SESSIONS_TABLE` | the short-lived table | required |
//! | `PHONE_OTP_PORTAL_ORIGIN` | the portal's origin, `https://portal.example.com` | required |
//! | `PHONE_OTP_SECRET` | the name or ARN of the deployment's secrets in Secrets Manager | required for codes and keys |
//! | `PHONE_OTP_SIGNING_KEYS` | the name or ARN of the keys that sign tokens, in Secrets Manager | required to sign |
//! | `PHONE_OTP_MAIL_FROM` | the address that mail comes from | `no-reply@` the portal's host |
//! | `PHONE_OTP_MAIL_CONFIGURATION_SET` | the SES configuration set | none |
//! | `PHONE_OTP_SENDER_ID` | the alphanumeric sender of texts, where countries allow it | none |
//! | `PHONE_OTP_TEXT_MAX_PRICE` | the most that one text may cost, in USD | the account's |
//! | `PHONE_OTP_VOICE_TOPIC` | the topic that `place-call` consumes | required to call |
//! | `PHONE_OTP_VOICE_ORIGINATION` | the number or pool that calls come from | required to call |
//! | `PHONE_OTP_NOTIFICATIONS`, `PHONE_OTP_PARKED_NOTIFICATIONS` | the URLs of the queues of what applications are told, and of what was given up | required to tell them |
//! | `PHONE_OTP_PAYMENT_PAGE` | the origin of the sandbox's checkout | the portal's |
//! | `PHONE_OTP_PAYMENT_SECRET` | the secret that signs payment notifications, 64 hex | required to sell by card |
//! | `PHONE_OTP_INSTANT_PROOFING` | `sandbox`: the sandbox's bureau; otherwise only video is offered | none |
//! | `PHONE_OTP_LOG` | the log's filter, as `EnvFilter` reads it; read by [`crate::log`] and not kept in [`Config`] | `info` |
//! | `PHONE_OTP_ATTEMPT_TIMEOUT_MS` | the time-out of one attempt at a call of AWS, in milliseconds; a call takes three times as long at most. For tests | 1000 |
//! | `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN` | the function's credentials; Lambda sets them | required |
//! | `AWS_REGION` and `AWS_ENDPOINT_URL_{DYNAMODB,SNS,SQS,SESV2,PINPOINT_SMS_VOICE_V2,SECRETS_MANAGER}` | as AWS's own tools read them | AWS's |

use std::time::Duration;

use aws_credential_types::Credentials;
use domain::Invalid;
use domain::secret::SecretKey;
use domain::settings::Settings;
use words::texts::check_parts;

use crate::aws::ATTEMPT_TIMEOUT;
use crate::queue::Queues;

/// A variable is missing or cannot be read. The message does not contain the value, which may be a secret.
#[derive(Debug, thiserror::Error)]
#[error("{variable} {why}")]
pub struct ConfigError {
    /// The variable's name.
    pub variable: &'static str,
    /// What is wrong with it.
    pub why: String,
}

/// The endpoints of AWS services that replace AWS's own.
#[derive(Debug, Clone, Default)]
pub struct Endpoints {
    /// DynamoDB.
    pub dynamodb: Option<String>,
    /// SNS.
    pub sns: Option<String>,
    /// SQS.
    pub sqs: Option<String>,
    /// SES v2.
    pub ses: Option<String>,
    /// The SMS-voice API.
    pub sms_voice: Option<String>,
    /// Secrets Manager.
    pub secrets_manager: Option<String>,
}

/// The provider of instant proofing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InstantProofing {
    /// The sandbox, whose right answers are public.
    Sandbox,
}

/// A function's configuration; see the module for the variables.
#[derive(Debug, Clone)]
pub struct Config {
    /// The AWS region.
    pub region: String,
    /// The function's credentials. Lambda sets them in the environment, and they stay the same for the life of the
    /// process.
    pub credentials: Credentials,
    /// The endpoints of the AWS services.
    pub endpoints: Endpoints,
    /// The durable table's name.
    pub records_table: String,
    /// The short-lived table's name.
    pub sessions_table: String,
    /// The portal's origin, without a slash at its end.
    pub portal_origin: String,
    /// The sender's address of mail.
    pub mail_from: String,
    /// The SES configuration set.
    pub mail_configuration_set: Option<String>,
    /// The alphanumeric sender of texts.
    pub sender_id: Option<String>,
    /// The most that one text may cost, in USD.
    pub text_max_price: Option<String>,
    /// The topic that `place-call` consumes.
    pub voice_topic: Option<String>,
    /// The number or the pool of numbers that calls are made from.
    pub voice_origination: Option<String>,
    /// The queues of what applications are told.
    pub queues: Queues,
    /// The origin of the sandbox's checkout.
    pub payment_page: String,
    /// The secret that signs payment notifications.
    pub payment_secret: Option<SecretKey>,
    /// The name or ARN of the deployment's secrets.
    pub secret: Option<String>,
    /// The name or ARN of the keys that sign tokens.
    pub signing_keys: Option<String>,
    /// The provider of instant proofing; `None`: only video is offered.
    pub instant_proofing: Option<InstantProofing>,
    /// The time-out of one attempt at a call of AWS.
    pub attempt_timeout: Duration,
}

impl Config {
    /// Reads the process's environment.
    ///
    /// # Errors
    /// The first variable that is missing or cannot be read.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::read(|name| std::env::var(name).ok())
    }

    /// Reads an environment. An empty variable counts as missing.
    ///
    /// # Errors
    /// The first variable that is missing or cannot be read.
    pub fn read(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let optional = |name: &str| lookup(name).filter(|value| !value.is_empty());
        let required = |variable: &'static str| {
            optional(variable).ok_or_else(|| ConfigError {
                variable,
                why: "is not set".to_owned(),
            })
        };
        let portal_origin = required("PHONE_OTP_PORTAL_ORIGIN")?
            .trim_end_matches('/')
            .to_owned();
        let host = host_of(&portal_origin).to_owned();
        check_parts(&Settings::default().brand, &host).map_err(|Invalid(why)| ConfigError {
            variable: "PHONE_OTP_PORTAL_ORIGIN",
            why: why.into_owned(),
        })?;
        Ok(Self {
            region: optional("AWS_REGION").unwrap_or_else(|| "us-east-1".to_owned()),
            credentials: Credentials::new(
                required("AWS_ACCESS_KEY_ID")?,
                required("AWS_SECRET_ACCESS_KEY")?,
                optional("AWS_SESSION_TOKEN"),
                None,
                "environment",
            ),
            endpoints: Endpoints {
                dynamodb: optional("AWS_ENDPOINT_URL_DYNAMODB"),
                sns: optional("AWS_ENDPOINT_URL_SNS"),
                sqs: optional("AWS_ENDPOINT_URL_SQS"),
                ses: optional("AWS_ENDPOINT_URL_SESV2"),
                sms_voice: optional("AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2"),
                secrets_manager: optional("AWS_ENDPOINT_URL_SECRETS_MANAGER"),
            },
            records_table: required("PHONE_OTP_RECORDS_TABLE")?,
            sessions_table: required("PHONE_OTP_SESSIONS_TABLE")?,
            mail_from: optional("PHONE_OTP_MAIL_FROM")
                .unwrap_or_else(|| format!("no-reply@{host}")),
            mail_configuration_set: optional("PHONE_OTP_MAIL_CONFIGURATION_SET"),
            sender_id: optional("PHONE_OTP_SENDER_ID"),
            text_max_price: optional("PHONE_OTP_TEXT_MAX_PRICE"),
            voice_topic: optional("PHONE_OTP_VOICE_TOPIC"),
            voice_origination: optional("PHONE_OTP_VOICE_ORIGINATION"),
            queues: Queues {
                waiting: optional("PHONE_OTP_NOTIFICATIONS"),
                parked: optional("PHONE_OTP_PARKED_NOTIFICATIONS"),
            },
            payment_page: optional("PHONE_OTP_PAYMENT_PAGE")
                .unwrap_or_else(|| portal_origin.clone()),
            payment_secret: optional("PHONE_OTP_PAYMENT_SECRET")
                .map(|text| secret("PHONE_OTP_PAYMENT_SECRET", &text))
                .transpose()?,
            secret: optional("PHONE_OTP_SECRET"),
            signing_keys: optional("PHONE_OTP_SIGNING_KEYS"),
            instant_proofing: match optional("PHONE_OTP_INSTANT_PROOFING").as_deref() {
                None => None,
                Some("sandbox") => Some(InstantProofing::Sandbox),
                Some(_) => {
                    return Err(ConfigError {
                        variable: "PHONE_OTP_INSTANT_PROOFING",
                        why: "is not sandbox".to_owned(),
                    });
                }
            },
            attempt_timeout: attempt_timeout(optional("PHONE_OTP_ATTEMPT_TIMEOUT_MS").as_deref())?,
            portal_origin,
        })
    }

    /// The portal's host, with its port if it has one.
    #[must_use]
    pub fn portal_host(&self) -> &str {
        host_of(&self.portal_origin)
    }
}

fn host_of(origin: &str) -> &str {
    origin.split_once("://").map_or(origin, |(_, host)| host)
}

fn secret(variable: &'static str, text: &str) -> Result<SecretKey, ConfigError> {
    SecretKey::from_hex(text.trim()).ok_or_else(|| ConfigError {
        variable,
        why: "is not 64 hexadecimal digits".to_owned(),
    })
}

fn attempt_timeout(milliseconds: Option<&str>) -> Result<Duration, ConfigError> {
    let Some(text) = milliseconds else {
        return Ok(ATTEMPT_TIMEOUT);
    };
    match text.trim().parse() {
        Ok(milliseconds) if milliseconds > 0 => Ok(Duration::from_millis(milliseconds)),
        _ => Err(ConfigError {
            variable: "PHONE_OTP_ATTEMPT_TIMEOUT_MS",
            why: "is not a whole number over 0".to_owned(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(changes: &[(&str, &str)]) -> Result<Config, ConfigError> {
        let mut variables = vec![
            ("PHONE_OTP_RECORDS_TABLE", "records"),
            ("PHONE_OTP_SESSIONS_TABLE", "sessions"),
            ("PHONE_OTP_PORTAL_ORIGIN", "https://portal.example.com/"),
            ("AWS_ACCESS_KEY_ID", "local"),
            ("AWS_SECRET_ACCESS_KEY", "abab"),
        ];
        variables.retain(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
        variables.extend_from_slice(changes);
        Config::read(|name| {
            variables
                .iter()
                .find_map(|(known, value)| (*known == name).then(|| (*value).to_owned()))
        })
    }

    #[test]
    fn defaults_follow_the_portals_origin() {
        let config = read(&[]).unwrap();
        assert_eq!(config.portal_origin, "https://portal.example.com");
        assert_eq!(config.portal_host(), "portal.example.com");
        assert_eq!(config.mail_from, "no-reply@portal.example.com");
    }

    #[test]
    fn a_wrong_variable_is_named_and_its_value_is_not_repeated() {
        for (variable, value) in [
            ("PHONE_OTP_RECORDS_TABLE", ""),
            ("PHONE_OTP_INSTANT_PROOFING", "swordfish"),
            ("PHONE_OTP_PAYMENT_SECRET", "swordfish"),
            ("PHONE_OTP_ATTEMPT_TIMEOUT_MS", "0"),
            ("PHONE_OTP_ATTEMPT_TIMEOUT_MS", "swordfish"),
        ] {
            let error = read(&[(variable, value)]).unwrap_err();
            assert_eq!(error.variable, variable);
            assert!(!error.to_string().contains("swordfish"), "{error}");
        }
    }

    #[test]
    fn a_configuration_does_not_print_its_secrets() {
        assert!(!format!("{:?}", read(&[]).unwrap()).contains("abab"));
    }
}
