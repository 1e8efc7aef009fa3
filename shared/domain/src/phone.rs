//! Phones: which numbers a credential may bind, and how.

use std::str::FromStr;

use jiff::Timestamp;
use rand::CryptoRng;
use rlibphonenumber::{
    PHONE_NUMBER_UTIL, PhoneNumberType, Region, get_national_significant_number_owned,
};
use serde::{Deserialize, Serialize};

use crate::account::Country;
use crate::identifier::random_id;
use crate::policy::PHONES_PER_CREDENTIAL;
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
    /// A premium-rate, shared-cost, toll-free, pager, universal-access or voicemail number.
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
    /// Puerto Rico.
    ///
    /// # Errors
    /// Why the number is refused; see [`PhoneError`].
    pub fn register(
        country: Country,
        national: &str,
        channel: Channel,
        coverage: Coverage,
        now: Timestamp,
        rng: &mut impl CryptoRng,
    ) -> Result<Self, PhoneError> {
        let util = &PHONE_NUMBER_UTIL;
        let region = Region::from_str(country.code()).map_err(|_| PhoneError::NotANumber)?;
        // The longest E.164 number has 15 digits, so a text of more than 40 characters is not a number with its
        // punctuation.
        if national.len() > 40 {
            return Err(PhoneError::NotANumber);
        }
        let number = util
            .parse(national, Some(region))
            .map_err(|_| PhoneError::NotANumber)?;
        if number.extension.is_some() || !util.is_valid_number(&number) {
            return Err(PhoneError::NotANumber);
        }
        let country = util
            .get_region_for_number(&number)
            .and_then(|region| Country::try_from(region.to_string()).ok())
            .ok_or(PhoneError::NotANumber)?;
        match util.get_number_type(&number) {
            PhoneNumberType::PremiumRate
            | PhoneNumberType::SharedCost
            | PhoneNumberType::TollFree
            | PhoneNumberType::Pager
            | PhoneNumberType::UAN
            | PhoneNumberType::VoiceMail
            | PhoneNumberType::Unknown => return Err(PhoneError::TypeRefused),
            PhoneNumberType::FixedLine if channel == Channel::Text => {
                return Err(PhoneError::CannotText);
            }
            _ => {}
        }
        if !coverage.countries().contain(country) {
            return Err(PhoneError::NotCovered);
        }
        Ok(Self {
            id: random_id("phone", rng),
            number: E164 {
                calling_code: number.country_code,
                national: get_national_significant_number_owned(&number),
            },
            country,
            channel,
            state: PhoneState::Pending,
            added_at: now,
        })
    }
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
    fn premium_shared_cost_toll_free_pager_and_access_numbers_are_refused() {
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
