//! Phones: which numbers a credential may bind, and how.

use std::str::FromStr;

use jiff::Timestamp;
use rand::CryptoRng;
use rlibphonenumber::{
    NumberLengthType, PHONE_NUMBER_UTIL, PhoneNumber, PhoneNumberType, Region,
    get_national_significant_number_owned,
};
use serde::{Deserialize, Serialize};

use crate::account::Country;
use crate::identifier::random_id;
use crate::policy::{PHONE_TYPED_MAX, PHONES_PER_CREDENTIAL};
use crate::product::Coverage;

/// How a phone receives codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Channel {
    /// A text message.
    Text,
    /// A call that reads the code.
    Voice,
}

/// The calling code of Mexico.
const MEXICO: i32 = 52;

/// The calling code of Argentina.
const ARGENTINA: i32 = 54;

/// What was dialled before the ten digits of a Mexican mobile until 2020: from abroad, and within the country.
const MEXICO_ONCE: [&str; 3] = ["1", "044", "045"];

/// Digits of a national number of Mexico or Argentina, without what is dialled for mobiles.
const TEN: usize = 10;

/// A phone number in E.164 form: the country's calling code and the national number.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct E164 {
    calling_code: i32,
    national: String,
}

impl E164 {
    /// The number as it may be shown or logged: `+1 *** *** 0123`.
    #[must_use]
    pub fn masked(&self) -> String {
        let shown = self.national.len().saturating_sub(4);
        format!("+{} *** *** {}", self.calling_code, &self.national[shown..])
    }

    /// The number in the one form that tells phones apart; what is counted by number is counted by it.
    ///
    /// The national plans of Argentina and Mexico give no number to two phones, so what is dialled before those of
    /// mobiles, a 9 and formerly a 1, tells no phones apart: texts to an Argentine mobile need the 9, calls within the
    /// country do not, and people write both.
    #[must_use]
    pub fn canonical(&self) -> String {
        let dialled = match self.calling_code {
            ARGENTINA => "9",
            MEXICO => "1",
            _ => "",
        };
        let national = self.national.strip_prefix(dialled);
        let national = national.filter(|national| national.len() == TEN);
        format!(
            "+{}{}",
            self.calling_code,
            national.unwrap_or(&self.national)
        )
    }

    /// Whether the number begins with a prefix in E.164 form, as it is dialled or in its canonical form.
    #[must_use]
    pub fn begins_with(&self, prefix: &str) -> bool {
        self.expose().starts_with(prefix) || self.canonical().starts_with(prefix)
    }

    /// The whole number, `+12025550123`. Only the message to it may use it.
    #[must_use]
    pub fn expose(&self) -> String {
        format!("+{}{}", self.calling_code, self.national)
    }
}

impl std::fmt::Debug for E164 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.masked())
    }
}

/// The state of a phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PhoneState {
    /// Registered; its first code was not entered yet.
    Pending,
    /// Receives sign-in codes.
    Active,
}

/// A number that is bound to a credential.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phone {
    /// Its identifier.
    pub id: String,
    /// The number.
    pub number: E164,
    /// The country that the number belongs to.
    pub country: Country,
    /// How it receives codes.
    pub channel: Channel,
    /// Whether its first code was entered.
    pub state: PhoneState,
    /// When it was registered.
    #[serde(with = "jiff::fmt::serde::timestamp::second::required")]
    pub added_at: Timestamp,
}

/// Why a phone is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PhoneError {
    /// The country's numbering plan has no such number.
    #[error("this is not a phone number of that country")]
    NotANumber,
    /// A premium-rate, personal, shared-cost, toll-free, pager, universal-access or voicemail number.
    #[error("numbers of this type cannot be bound")]
    TypeRefused,
    /// A fixed line cannot take texts.
    #[error("this number cannot receive texts; choose voice")]
    CannotText,
    /// The number is of a country that the product does not cover.
    #[error("the product does not cover numbers of this country")]
    NotCovered,
    /// The organisation does not send to this country.
    #[error("codes are not sent to this country")]
    CountryNotServed,
    /// The organisation does not send to this range of numbers, which is under attack.
    #[error("codes are not sent to this range of numbers for now; choose another phone")]
    RangeBlocked,
    /// The credential has this number.
    #[error("this number is registered already")]
    Duplicate,
    /// The credential has as many phones as it may.
    #[error("a credential binds at most {PHONES_PER_CREDENTIAL} phones")]
    TooMany,
    /// The credential has no such phone.
    #[error("there is no such phone")]
    NotFound,
    /// It is the only active phone: without it nobody could sign in.
    #[error("the last active phone cannot be removed")]
    LastActive,
}

impl Phone {
    /// A pending phone, if the product covers the number and the channel can reach it.
    ///
    /// `national` is the number as people in `country` write it; the international form is accepted too. The region and
    /// the type are read from the numbering plan: a Puerto Rican number that is entered with the country US belongs to
    /// Puerto Rico. `allowed` are prefixes in E.164 form, with their regions, whose numbers are accepted if they are
    /// possible by their length: area codes that the numbering plan of this version does not know yet.
    ///
    /// # Errors
    /// Why the number is refused; see [`PhoneError`].
    pub fn register(
        country: Country,
        national: &str,
        channel: Channel,
        coverage: Coverage,
        allowed: &[(&str, Country)],
        now: Timestamp,
        rng: &mut impl CryptoRng,
    ) -> Result<Self, PhoneError> {
        let (number, country) = read(country, national, channel, allowed)?;
        if !coverage.countries().contain(country) {
            return Err(PhoneError::NotCovered);
        }
        Ok(Self {
            id: random_id("phone", rng),
            number,
            country,
            channel,
            state: PhoneState::Pending,
            added_at: now,
        })
    }
}

/// Reads a typed number: the number as it is dialled for a channel, and the region that it belongs to.
fn read(
    country: Country,
    typed: &str,
    channel: Channel,
    allowed: &[(&str, Country)],
) -> Result<(E164, Country), PhoneError> {
    let util = &PHONE_NUMBER_UTIL;
    let region = Region::from_str(country.code()).map_err(|_| PhoneError::NotANumber)?;
    if typed.chars().count() > PHONE_TYPED_MAX {
        return Err(PhoneError::NotANumber);
    }
    let parsed = util
        .parse(typed, Some(region))
        .map_err(|_| PhoneError::NotANumber)?;
    if parsed.extension.is_some() {
        return Err(PhoneError::NotANumber);
    }
    let parsed = as_dialled(parsed, channel);
    let number = E164 {
        calling_code: parsed.country_code,
        national: get_national_significant_number_owned(&parsed),
    };
    if !util.is_valid_number(&parsed) {
        let possible = util.is_possible_number_with_reason(&parsed);
        let let_in = allowed
            .iter()
            .find(|(prefix, _)| number.begins_with(prefix))
            .filter(|_| possible == Ok(NumberLengthType::IsPossible));
        return match let_in {
            Some((_, region)) => Ok((number, *region)),
            None => Err(PhoneError::NotANumber),
        };
    }
    let country = util
        .get_region_for_number(&parsed)
        .and_then(|region| Country::try_from(region.to_string()).ok())
        .ok_or(PhoneError::NotANumber)?;
    match util.get_number_type(&parsed) {
        PhoneNumberType::PremiumRate
        | PhoneNumberType::PersonalNumber
        | PhoneNumberType::SharedCost
        | PhoneNumberType::TollFree
        | PhoneNumberType::Pager
        | PhoneNumberType::UAN
        | PhoneNumberType::VoiceMail
        | PhoneNumberType::Unknown => Err(PhoneError::TypeRefused),
        PhoneNumberType::FixedLine if channel == Channel::Text => Err(PhoneError::CannotText),
        PhoneNumberType::FixedLine
        | PhoneNumberType::Mobile
        | PhoneNumberType::FixedLineOrMobile
        | PhoneNumberType::VoIP => Ok((number, country)),
    }
}

/// The number that is dialled for one that people write in an older or a domestic way, which the numbering plan does not
/// read: a Mexican mobile as it was dialled once, and an Argentine one with a trunk zero after its 9, or for texts without
/// the 9. Any other number stays what it is.
fn as_dialled(number: PhoneNumber, channel: Channel) -> PhoneNumber {
    let util = &PHONE_NUMBER_UTIL;
    let national = get_national_significant_number_owned(&number);
    let mobile = |national: &str| Some(format!("+{ARGENTINA}9{national}"));
    let written = match number.country_code {
        MEXICO => MEXICO_ONCE
            .iter()
            .filter_map(|once| national.strip_prefix(once))
            .find(|rest| rest.len() == TEN)
            .map(|rest| format!("+{MEXICO}{rest}")),
        ARGENTINA => match national.strip_prefix('9') {
            Some(rest) => mobile(rest.trim_start_matches('0')),
            None if channel == Channel::Text => mobile(&national),
            None => None,
        },
        _ => None,
    };
    written
        .and_then(|written| util.parse(&written, None).ok())
        .filter(|read| util.is_valid_number(read))
        .unwrap_or(number)
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::ChaCha12Rng;

    use super::*;

    fn register(
        country: &str,
        national: &str,
        channel: Channel,
        coverage: Coverage,
    ) -> Result<Phone, PhoneError> {
        Phone::register(
            Country::try_from(country.to_owned()).unwrap(),
            national,
            channel,
            coverage,
            &[],
            Timestamp::UNIX_EPOCH,
            &mut ChaCha12Rng::seed_from_u64(1),
        )
    }

    #[test]
    fn a_us_product_covers_the_states_and_dc() {
        for national in [
            "202 555 0123",
            "(808) 944-0123",
            "907-269-0123",
            "+1 212 736 5000",
        ] {
            let phone = register("US", national, Channel::Text, Coverage::Us).unwrap();
            assert_eq!(phone.country, Country::US);
            assert_eq!(phone.state, PhoneState::Pending);
            assert_eq!(
                register("US", national, Channel::Text, Coverage::International),
                Err(PhoneError::NotCovered)
            );
        }
    }

    #[test]
    fn the_territories_and_other_countries_need_an_international_product() {
        let numbers = [
            ("PR", "787 766 0123"),
            ("GU", "671 477 0123"),
            ("VI", "340 774 0123"),
            ("AS", "684 633 0123"),
            ("MP", "670 234 0123"),
            ("CA", "416 967 1111"),
            ("GB", "07400 123456"),
            ("DE", "0151 23456789"),
            ("IT", "312 345 6789"),
        ];
        for (country, national) in numbers {
            let phone =
                register(country, national, Channel::Voice, Coverage::International).unwrap();
            assert_eq!(phone.country.code(), country);
            assert_eq!(
                register(country, national, Channel::Voice, Coverage::Us),
                Err(PhoneError::NotCovered),
                "{country}"
            );
        }
    }

    #[test]
    fn a_number_of_a_territory_is_one_whatever_country_was_chosen() {
        let phone = register("US", "787 766 0123", Channel::Text, Coverage::International).unwrap();
        assert_eq!(phone.country.code(), "PR");
    }

    #[test]
    fn premium_personal_shared_cost_toll_free_pager_and_access_numbers_are_refused() {
        let numbers = [
            ("US", "900 555 0123"),  // premium rate
            ("US", "800 555 0199"),  // toll free
            ("GB", "0909 879 0123"), // premium rate
            ("GB", "0844 412 3456"), // shared cost
            ("GB", "0800 123 4567"), // toll free
            ("GB", "07640 123456"),  // pager
            ("GB", "0300 123 4567"), // universal access
            ("DE", "0900 1234567"),  // premium rate
            ("CH", "0840 123456"),   // shared cost
            ("GB", "05555 123456"),  // universal access
            ("GB", "070 1234 5678"), // personal
            ("US", "500 222 3456"),  // personal
            ("NO", "880 12345"),     // personal
            ("DE", "0700 12345678"), // personal
            ("AR", "0600 222 1234"), // premium rate
        ];
        for (country, national) in numbers {
            let coverage = if country == "US" {
                Coverage::Us
            } else {
                Coverage::International
            };
            assert_eq!(
                register(country, national, Channel::Voice, coverage),
                Err(PhoneError::TypeRefused),
                "{country} {national}"
            );
        }
    }

    #[test]
    fn a_fixed_line_takes_calls_and_is_advised_voice_for_texts() {
        let fixed = |channel| register("GB", "020 7031 3000", channel, Coverage::International);
        assert_eq!(fixed(Channel::Text), Err(PhoneError::CannotText));
        assert!(fixed(Channel::Voice).is_ok());
    }

    #[test]
    fn what_is_no_number_of_the_country_is_refused() {
        for national in [
            "",
            "12",
            "555 0123",
            "202 555 0123 ext 4",
            "not a number",
            &"2".repeat(300),
        ] {
            assert_eq!(
                register("US", national, Channel::Text, Coverage::Us),
                Err(PhoneError::NotANumber),
                "{national}"
            );
        }
    }

    fn dialled(country: &str, typed: &str, channel: Channel) -> Result<String, PhoneError> {
        let phone = register(country, typed, channel, Coverage::International);
        phone.map(|phone| phone.number.expose())
    }

    #[test]
    fn a_number_is_read_in_full_width_digits_and_with_what_stands_between_them() {
        let full_width = "＋１（２０２）５５５－０１２３";
        for typed in [
            "２０２ ５５５ ０１２３",
            full_width,
            &format!(
                "{full_width}{}",
                " ".repeat(PHONE_TYPED_MAX - full_width.chars().count())
            ),
            "\u{202d}+1 202-555-0123\u{202c}",
            "202\u{200b}555\u{ad}0123",
            "202–555–0123",
            "202.555.0123",
            "1 202 555 0123",
        ] {
            let phone = register("US", typed, Channel::Text, Coverage::Us);
            let number = phone.map(|phone| phone.number.expose());
            assert_eq!(number.as_deref(), Ok("+12025550123"), "{typed}");
        }
        let long = format!("{full_width}{}", " ".repeat(PHONE_TYPED_MAX));
        assert_eq!(
            register("US", &long, Channel::Text, Coverage::Us),
            Err(PhoneError::NotANumber)
        );
        for typed in ["+44 (0)7400 123456", "0044 7400 123456", "0 7400 123456"] {
            let number = dialled("GB", typed, Channel::Text);
            assert_eq!(number.as_deref(), Ok("+447400123456"), "{typed}");
        }
    }

    #[test]
    fn a_mexican_mobile_is_read_as_it_was_dialled_once() {
        for channel in [Channel::Text, Channel::Voice] {
            for typed in [
                "55 1234 5678",
                "+52 55 1234 5678",
                "+52 1 55 1234 5678",
                "1 55 1234 5678",
                "044 55 1234 5678",
                "045 55 1234 5678",
                "+52 044 55 1234 5678",
            ] {
                let number = dialled("MX", typed, channel);
                assert_eq!(number.as_deref(), Ok("+525512345678"), "{typed}");
            }
        }
    }

    #[test]
    fn an_argentine_mobile_is_one_phone_with_and_without_its_9() {
        for typed in [
            "+54 9 11 2345 6789",
            "+54 11 2345 6789",
            "+54 11 15 2345 6789",
            "+54 9 011 2345 6789",
            "011 15 2345 6789",
            "11 15 2345 6789",
            "11 2345 6789",
            "9 11 2345 6789",
        ] {
            let number = dialled("AR", typed, Channel::Text);
            assert_eq!(number.as_deref(), Ok("+5491123456789"), "{typed}");
        }
        // A call may go to a fixed line, and is dialled as it is written.
        for (typed, number) in [
            ("011 4321 0000", "+541143210000"),
            ("+54 9 011 2345 6789", "+5491123456789"),
            ("11 2345 6789", "+541123456789"),
        ] {
            let read = dialled("AR", typed, Channel::Voice);
            assert_eq!(read.as_deref(), Ok(number), "{typed}");
        }
    }

    #[test]
    fn what_is_dialled_before_a_mobiles_number_tells_no_phones_apart() {
        let number = |calling_code, national: &str| E164 {
            calling_code,
            national: national.to_owned(),
        };
        for (one, other) in [
            (
                number(ARGENTINA, "91123456789"),
                number(ARGENTINA, "1123456789"),
            ),
            (number(MEXICO, "15512345678"), number(MEXICO, "5512345678")),
        ] {
            assert_eq!(one.canonical(), other.canonical());
            assert_eq!(other.canonical(), other.expose());
            assert!(one.begins_with(&other.expose()[..6]) && one.begins_with(&one.expose()));
        }
        for number in [
            number(1, "2025550123"),
            number(49, "9123456789"),
            number(ARGENTINA, "9112345678"),
        ] {
            assert_eq!(number.canonical(), number.expose());
        }
    }

    #[test]
    fn a_number_of_a_prefix_that_the_plan_does_not_know_is_let_in_if_it_is_configured() {
        let with = |typed: &str, allowed: &[(&str, Country)]| {
            Phone::register(
                Country::US,
                typed,
                Channel::Text,
                Coverage::Us,
                allowed,
                Timestamp::UNIX_EPOCH,
                &mut ChaCha12Rng::seed_from_u64(1),
            )
        };
        let allowed = [("+1999", Country::US)];
        assert_eq!(with("999 222 3456", &[]), Err(PhoneError::NotANumber));
        let phone = with("999 222 3456", &allowed).unwrap();
        assert_eq!(phone.number.expose(), "+19992223456");
        assert_eq!(phone.country, Country::US);
        for typed in ["999 2223", "999 222 34567", "998 222 3456", "222 3456"] {
            assert_eq!(
                with(typed, &allowed),
                Err(PhoneError::NotANumber),
                "{typed}"
            );
        }
        assert_eq!(
            with("900 222 3456", &[("+1", Country::US)]),
            Err(PhoneError::TypeRefused),
            "what the plan knows, no prefix lets in"
        );
    }

    #[test]
    fn an_islands_number_is_read_with_the_country_whose_networks_it_shares() {
        for (typed, region) in [
            ("07797 712345", "JE"),
            ("07781 123456", "GG"),
            ("07624 123456", "IM"),
        ] {
            let phone = register("GB", typed, Channel::Text, Coverage::International).unwrap();
            assert_eq!(phone.country.code(), region);
            assert_eq!(phone.country.network().code(), "GB");
        }
    }

    #[test]
    fn a_number_is_masked_where_it_prints_and_whole_where_it_is_dialled() {
        let phone = register("US", "2025550123", Channel::Text, Coverage::Us).unwrap();
        assert_eq!(format!("{:?}", phone.number), "+1 *** *** 0123");
        assert_eq!(phone.number.expose(), "+12025550123");
        let italian = register(
            "IT",
            "06 698 12345",
            Channel::Voice,
            Coverage::International,
        )
        .unwrap();
        assert_eq!(italian.number.expose(), "+390669812345");
    }
}
