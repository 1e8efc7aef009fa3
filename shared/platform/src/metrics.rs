//! Metrics, written as log lines in CloudWatch's embedded metric format, which needs no call, no library and no
//! waiting.
//!
//! The domain's table of facts defines which facts are counted. Each metric is written as a total and, where its fact
//! has dimensions, by them. Country and channel are the only data of a person in a metric.

use domain::Timestamp;
use domain::fact::Metric;
use serde_json::{Value, json};

/// The target of the log events that hold a metric's line.
pub(crate) const TARGET: &str = "phone_otp::metrics";

/// The namespace that the template's alarms and dashboard read.
const NAMESPACE: &str = "PhoneOtp";

/// Counts a metric once.
pub(crate) fn count(metric: Metric, dimensions: Vec<(&'static str, String)>, now: Timestamp) {
    tracing::info!(target: TARGET, line = %line(metric, dimensions, now));
}

/// A metric's line, as CloudWatch's embedded metric format specifies it.
fn line(metric: Metric, dimensions: Vec<(&'static str, String)>, now: Timestamp) -> Value {
    let name = format!("{metric:?}");
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_what_cloudwatch_makes_a_metric_of() {
        let at: Timestamp = "2026-11-23T12:00:00Z".parse().unwrap();
        assert_eq!(
            line(Metric::Lockouts, vec![("Kind", "codes".to_owned())], at),
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
            line(Metric::Renewals, Vec::new(), at)["_aws"]["CloudWatchMetrics"][0]["Dimensions"],
            json!([[]])
        );
    }
}
