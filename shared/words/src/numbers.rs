//! The numbers of the rules, by the names that messages use: `{ $code-minutes }`. Messages do not repeat a number; they
//! are formatted with this list.
//!
//! A name says what the number counts, with its unit if it measures time. A duration that is not a whole number of its
//! unit (minutes, hours or days) does not compile.

use domain::policy;
use domain::settings::Settings;
use jiff::SignedDuration;
use serde_json::Value;

/// The numbers that are the same in every deployment.
const FIXED: [(&str, i64); 29] = [
    ("code-digits", count(policy::CODE_DIGITS)),
    ("code-minutes", in_minutes(policy::CODE_VALIDITY)),
    ("code-tries", policy::CODE_TRIES as i64),
    ("email-code-digits", count(policy::EMAIL_CODE_DIGITS)),
    (
        "email-code-minutes",
        in_minutes(policy::EMAIL_CODE_VALIDITY),
    ),
    ("email-code-tries", policy::EMAIL_CODE_TRIES as i64),
    ("phones", count(policy::PHONES_PER_CREDENTIAL)),
    ("license-key-symbols", count(policy::LICENSE_KEY_SYMBOLS)),
    (
        "activation-code-symbols",
        count(policy::ACTIVATION_CODE_SYMBOLS),
    ),
    (
        "activation-code-days",
        in_days(policy::ACTIVATION_CODE_VALIDITY),
    ),
    ("key-group", count(policy::KEY_GROUP)),
    ("expiry-shown-days", policy::EXPIRY_SHOWN_DAYS as i64),
    ("instant-attempts", policy::INSTANT_FAILURES as i64),
    ("proofing-attempts", policy::PROOFING_FAILURES as i64),
    ("questions-minutes", in_minutes(policy::QUESTIONS_VALIDITY)),
    (
        "appointment-notice-hours",
        in_hours(policy::APPOINTMENT_NOTICE),
    ),
    (
        "appointment-horizon-days",
        in_days(policy::APPOINTMENT_HORIZON),
    ),
    ("lock-failures", policy::LOCKOUT[0].failures as i64),
    ("lock-minutes", in_minutes(FIRST_PAUSE)),
    ("password-min", count(policy::PASSWORD_MIN)),
    ("password-max", count(policy::PASSWORD_MAX)),
    ("reset-hours", in_hours(policy::RESET_VALIDITY)),
    ("order-units", policy::ORDER_UNITS as i64),
    ("refund-days", policy::REFUND_DAYS as i64),
    ("user-id-min", count(policy::USER_ID_MIN)),
    ("user-id-max", count(policy::USER_ID_MAX)),
    ("legal-name-min", count(policy::LEGAL_NAME_MIN)),
    ("legal-name-max", count(policy::LEGAL_NAME_MAX)),
    ("address-line-max", count(policy::ADDRESS_LINE_MAX)),
];

/// How long the first step of the lockout pauses.
const FIRST_PAUSE: SignedDuration = match policy::LOCKOUT[0].pause {
    Some(pause) => pause,
    None => panic!("the first step of the lockout is a pause"),
};

/// All numbers, by name, including those of the deployment's settings.
pub fn numbers(settings: &Settings) -> impl Iterator<Item = (&'static str, i64)> + use<> {
    let window = settings.renewal_window;
    let pause = settings.limits.sends_per_account.pause();
    FIXED.into_iter().chain([
        ("renewal-opens-days", window.opens_days.into()),
        ("renewal-closes-months", window.closes_months.into()),
        ("resend-seconds", pause.as_secs().max(1)),
    ])
}

/// The same numbers as a JSON object for the pages, with the alphabet of keys.
#[must_use]
pub fn json(settings: &Settings) -> Value {
    let numbers = numbers(settings).map(|(name, number)| (name, Value::from(number)));
    let alphabet = String::from_utf8_lossy(policy::KEY_ALPHABET);
    numbers.chain([("key-alphabet", alphabet.into())]).collect()
}

#[expect(
    clippy::cast_possible_wrap,
    reason = "at compile time: a count of no policy is beyond `i64`"
)]
const fn count(number: usize) -> i64 {
    number as i64
}

const fn in_minutes(duration: SignedDuration) -> i64 {
    whole(duration, 60)
}

const fn in_hours(duration: SignedDuration) -> i64 {
    whole(duration, 60 * 60)
}

const fn in_days(duration: SignedDuration) -> i64 {
    whole(duration, 24 * 60 * 60)
}

/// A duration as a whole number of units, each of this many seconds.
const fn whole(duration: SignedDuration, seconds: i64) -> i64 {
    assert!(
        duration.as_secs() % seconds == 0 && duration.subsec_nanos() == 0,
        "a duration that messages name must be a whole number of the unit in its name: see this module"
    );
    duration.as_secs() / seconds
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use domain::limits::Window;

    use super::*;

    #[test]
    fn each_name_is_given_once_and_each_number_is_one() {
        let settings = Settings::default();
        let names: BTreeSet<&str> = numbers(&settings).map(|(name, _)| name).collect();
        assert_eq!(names.len(), numbers(&settings).count());
        for (name, number) in numbers(&settings) {
            assert!(number > 0, "{name}");
        }
    }

    #[test]
    fn a_number_is_in_the_unit_that_its_name_says() {
        let numbers = json(&Settings::default());
        let seconds = |duration: SignedDuration| Some(duration.as_secs());
        let named = |name: &str, unit: i64| numbers[name].as_i64().map(|number| number * unit);
        let (minute, hour, day) = (60, 3_600, 86_400);
        assert_eq!(
            named("code-minutes", minute),
            seconds(policy::CODE_VALIDITY)
        );
        assert_eq!(named("reset-hours", hour), seconds(policy::RESET_VALIDITY));
        assert_eq!(
            named("appointment-horizon-days", day),
            seconds(policy::APPOINTMENT_HORIZON)
        );
    }

    #[test]
    fn the_renewal_window_and_the_pause_between_codes_are_the_deployments_own() {
        let mut settings = Settings::default();
        settings.renewal_window.opens_days = 45;
        settings.renewal_window.closes_months = 6;
        settings.limits.sends_per_account.windows =
            vec![Window::new(1, SignedDuration::from_mins(1))].into();
        let numbers = json(&settings);
        assert_eq!(numbers["resend-seconds"], 60);
        assert_eq!(numbers["renewal-opens-days"], 45);
        assert_eq!(numbers["renewal-closes-months"], 6);
    }
}
