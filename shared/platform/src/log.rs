//! A function's log: one JSON object on each line, as CloudWatch expects it, with the request ID of the runtime's span.
//! The line of a metric is written unchanged.

use std::fmt;

use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::format::{Format, Json, JsonFields, Writer};
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::registry::LookupSpan;

use crate::metrics;

/// Starts the log. `PHONE_OTP_LOG` is its filter, `info` by default. Metrics are written whatever the filter is.
pub fn start() {
    let filter =
        EnvFilter::try_from_env("PHONE_OTP_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    let filter = match format!("{}=info", metrics::TARGET).parse() {
        Ok(always) => filter.add_directive(always),
        Err(_) => filter,
    };
    tracing_subscriber::fmt()
        .fmt_fields(JsonFields::new())
        .event_format(Lines::default())
        .with_env_filter(filter)
        .init();
}

/// The formatter of all lines.
struct Lines(Format<Json, ()>);

impl Default for Lines {
    fn default() -> Self {
        Self(
            tracing_subscriber::fmt::format()
                .without_time()
                .with_ansi(false)
                .json()
                .with_current_span(true)
                .with_span_list(false),
        )
    }
}

impl<S, N> FormatEvent<S, N> for Lines
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        if event.metadata().target() != metrics::TARGET {
            return self.0.format_event(context, writer, event);
        }
        let mut metric = MetricLine(String::new());
        event.record(&mut metric);
        writeln!(writer, "{}", metric.0)
    }
}

/// The text of a metric's event.
struct MetricLine(String);

impl Visit for MetricLine {
    fn record_debug(&mut self, _: &Field, value: &dyn fmt::Debug) {
        self.0 = format!("{value:?}");
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::sync::{Arc, Mutex};

    use serde_json::Value;

    use super::*;

    #[derive(Clone, Default)]
    struct Written(Arc<Mutex<Vec<u8>>>);

    impl Write for Written {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn every_line_is_json_with_its_request_id_and_a_metric_stands_at_the_top() {
        let written = Written::default();
        let writer = written.clone();
        let subscriber = tracing_subscriber::fmt()
            .fmt_fields(JsonFields::new())
            .event_format(Lines::default())
            .with_writer(move || writer.clone())
            .finish();
        tracing::subscriber::with_default(subscriber, || {
            let span = tracing::info_span!("Lambda runtime invoke", requestId = "r-1");
            let _entered = span.enter();
            tracing::info!(status = 200, "answered");
            tracing::info!(target: metrics::TARGET, line = %r#"{"_aws":{}}"#);
        });
        let text = String::from_utf8(written.0.lock().unwrap().clone()).unwrap();
        let lines: Vec<Value> = text
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        assert_eq!(lines[0]["span"]["requestId"], "r-1");
        assert_eq!(lines[0]["fields"]["status"], 200);
        assert_eq!(lines[1], serde_json::json!({ "_aws": {} }));
    }
}
