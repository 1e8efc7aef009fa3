//! What an operator counts, as log lines in CloudWatch's embedded metric format: no call, no library, no waiting.
//!
//! Each metric is written in all and, where it has them, by its dimensions. Country and channel are the only things told
//! of a person.

use domain::Timestamp;
use domain::phone::{Channel, Phone};
use serde_json::{Value, json};

use crate::Platform;

/// The target of the log events that hold a metric's line.
pub(crate) const TARGET: &str = "phone_otp::metrics";

/// The namespace that the template's alarms and dashboard read.
const NAMESPACE: &str = "PhoneOtp";

/// Something that happened once.
#[derive(Debug, Clone, Copy)]
pub enum Metric<'a> {
    /// A code was handed to SNS, or its call asked for.
    CodesSent(&'a Phone),
    /// A right code was entered.
    CodesEntered(&'a Phone),
    /// A wrong code was entered.
    CodesWrong,
    /// Wrong codes or passwords locked an account.
    Lockouts(&'static str),
    /// A service (`sns`, `ses`, `sms-voice`) did not take a message.
    MessagesRefused(&'static str),
    /// A call was placed.
    CallsPlaced,
    /// A paid order's mail went out.
    OrdersMailed,
    /// A paid order's mail did not go out; it is tried again.
    OrdersNotMailed,
    /// An order was paid.
    OrdersPaid,
    /// A credential was renewed.
    Renewals,
}

impl Metric<'_> {
    fn name_and_dimensions(self) -> (&'static str, Vec<(&'static str, String)>) {
        let of_phone = |phone: &Phone| {
            let channel = match phone.channel {
                Channel::Text => "text",
                Channel::Voice => "voice",
            };
            vec![
                ("Country", phone.country.code().to_owned()),
                ("Channel", channel.to_owned()),
            ]
        };
        match self {
            Self::CodesSent(phone) => ("CodesSent", of_phone(phone)),
            Self::CodesEntered(phone) => ("CodesEntered", of_phone(phone)),
            Self::CodesWrong => ("CodesWrong", Vec::new()),
            Self::Lockouts(kind) => ("Lockouts", vec![("Kind", kind.to_owned())]),
            Self::MessagesRefused(service) => {
                ("MessagesRefused", vec![("Service", service.to_owned())])
            }
            Self::CallsPlaced => ("CallsPlaced", Vec::new()),
            Self::OrdersMailed => ("OrdersMailed", Vec::new()),
            Self::OrdersNotMailed => ("OrdersNotMailed", Vec::new()),
            Self::OrdersPaid => ("OrdersPaid", Vec::new()),
            Self::Renewals => ("Renewals", Vec::new()),
        }
    }

    /// The line, as CloudWatch's embedded metric format specifies it.
    fn line(self, now: Timestamp) -> Value {
        let (name, dimensions) = self.name_and_dimensions();
        let names: Vec<&str> = dimensions.iter().map(|(name, _)| *name).collect();
        let mut sets = vec![json!([])];
        if !names.is_empty() {
            sets.push(json!(names));
        }
        let mut line = json!({
            "_aws": {
                "Timestamp": now.as_millisecond(),
                "CloudWatchMetrics": [{
                    "Namespace": NAMESPACE,
                    "Dimensions": sets,
                    "Metrics": [{ "Name": name, "Unit": "Count" }],
                }],
            },
            name: 1,
        });
        for (name, value) in dimensions {
            line[name] = json!(value);
        }
        line
    }
}

impl Platform {
    /// Counts something that happened.
    pub fn count(&self, metric: Metric<'_>) {
        tracing::info!(target: TARGET, line = %metric.line(self.now()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_what_cloudwatch_makes_a_metric_of() {
        let at: Timestamp = "2026-11-23T12:00:00Z".parse().unwrap();
        assert_eq!(
            Metric::Lockouts("codes").line(at),
            json!({
                "_aws": {
                    "Timestamp": 1_795_435_200_000_i64,
                    "CloudWatchMetrics": [{
                        "Namespace": "PhoneOtp",
                        "Dimensions": [[], ["Kind"]],
                        "Metrics": [{ "Name": "Lockouts", "Unit": "Count" }],
                    }],
                },
                "Lockouts": 1,
                "Kind": "codes",
            })
        );
        assert_eq!(
            Metric::Renewals.line(at)["_aws"]["CloudWatchMetrics"][0]["Dimensions"],
            json!([[]])
        );
    }
}
