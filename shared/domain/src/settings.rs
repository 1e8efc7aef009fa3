//! The settings: what an operator decides about a deployment, and may change while it runs.
//!
//! They are one JSON document. It holds what operators have set; what they have not set is as [`policy`] and the
//! [catalogue](crate::product) say. A change is a JSON merge patch (RFC 7396), so `null` takes a setting back to its
//! default, and a list is replaced as a whole. Each change makes a [`Configuration`] of the next version. A change may hold
//! entries of the [registry](crate::registry) too, which are no part of the document.
//!
//! A stored document is read leniently: unknown fields, which a newer version of the code wrote, are passed over and kept,
//! and a rule that became stricter does not make it unreadable. A change is checked strictly, by [`Configuration::changed`].

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use rlibphonenumber::{PHONE_NUMBER_UTIL, Region};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::Invalid;
use crate::account::Country;
use crate::acr::Acr;
use crate::credential::RenewalWindow;
use crate::fields::{
    FieldRefused, add, differences, join, read, refused, unknown, wrong_number, wrong_text,
};
use crate::limits::{Limit, Window};
use crate::phone::{E164, Phone, PhoneError};
use crate::policy;
use crate::product::Prices;
use crate::registry::{Entries, Registered, RegistryPatch};

/// What an operator decides about a deployment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// The portal's name on pages, in mails, texts and calls.
    pub brand: String,
    /// How people reach support: a text that the pages show.
    pub support: Option<String>,
    /// How an invoice is paid: a text that the pages show.
    pub payment_instructions: Option<String>,
    /// The countries that codes are sent to.
    pub countries: Vec<Served>,
    /// Prefixes of numbers that no codes are sent to, because they are under attack.
    pub blocked_prefixes: Vec<NumberPrefix>,
    /// Prefixes of numbers that are accepted although the numbering plan that the code knows calls them possible and not
    /// valid: area codes that are newer than it.
    pub allowed_prefixes: Vec<AllowedPrefix>,
    /// The prices, in one currency.
    pub prices: Prices,
    /// When renewal opens and closes.
    pub renewal_window: RenewalWindow,
    /// Codes that one credential may be sent in a calendar month (UTC).
    pub codes_per_credential_month: u32,
    /// Other names of authentication context classes, such as those of login.gov, that applications may ask by.
    pub acr_aliases: BTreeMap<String, Acr>,
    /// The trust framework that proofed persons are proofed under, as `verified_claims` names it (OpenID Connect for
    /// Identity Assurance 1.0).
    pub trust_framework: Option<String>,
    /// The rate limits.
    pub limits: Limits,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            brand: "Phone OTP".to_owned(),
            support: None,
            payment_instructions: None,
            // Narrow, because SMS pumping finds an open deployment.
            countries: vec![Served::Country(Country::US)],
            blocked_prefixes: Vec::new(),
            allowed_prefixes: Vec::new(),
            prices: Prices::default(),
            renewal_window: RenewalWindow::default(),
            codes_per_credential_month: policy::CODES_PER_CREDENTIAL_MONTH,
            acr_aliases: BTreeMap::new(),
            trust_framework: None,
            limits: Limits::default(),
        }
    }
}

/// An entry of the countries that codes are sent to: a country, or all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Served {
    /// Every country; written `*`.
    Everywhere,
    /// One country; written as its two-letter code (ISO 3166-1).
    Country(Country),
}

impl TryFrom<String> for Served {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        match text.as_str() {
            "*" => Ok(Self::Everywhere),
            _ => Country::try_from(text).map(Self::Country),
        }
    }
}

impl From<Served> for String {
    fn from(served: Served) -> Self {
        match served {
            Served::Everywhere => "*".to_owned(),
            Served::Country(country) => country.into(),
        }
    }
}

/// The first digits of numbers in international form: `+88213`. Spaces and hyphens may be between them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct NumberPrefix(String);

impl NumberPrefix {
    /// The prefix in E.164 form.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a number begins with it.
    #[must_use]
    pub fn begins(&self, number: &E164) -> bool {
        number.begins_with(&self.0)
    }
}

impl TryFrom<String> for NumberPrefix {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        let prefix: String = text.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
        match prefix.strip_prefix('+') {
            Some(digits)
                if (1..=policy::PREFIX_DIGITS_MAX).contains(&digits.len())
                    && digits.bytes().all(|byte| byte.is_ascii_digit()) =>
            {
                Ok(Self(prefix))
            }
            _ => Err(Invalid(
                format!(
                    "must be a plus sign and 1 to {} digits",
                    policy::PREFIX_DIGITS_MAX
                )
                .into(),
            )),
        }
    }
}

impl From<NumberPrefix> for String {
    fn from(prefix: NumberPrefix) -> Self {
        prefix.0
    }
}

/// A prefix of numbers that are let in, and the region that they belong to: `{"prefix": "+1 983", "region": "US"}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AllowedPrefix {
    /// The prefix, with the region's calling code.
    pub prefix: NumberPrefix,
    /// The region.
    pub region: Country,
}

/// Makes the struct of all rate limits from a row for each: its field, and its name and default windows in [`policy`].
macro_rules! limits {
    ($($(#[$doc:meta])* $field:ident = $default:ident;)*) => {
        /// The rate limits. Each is written as the list of its windows.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(from = "SetWindows", into = "SetWindows")]
        pub struct Limits {
            $($(#[$doc])* pub $field: Limit,)*
        }

        /// The windows that are set, by limit.
        #[derive(Default, Serialize, Deserialize)]
        #[serde(default)]
        struct SetWindows {
            $($field: Option<Vec<Window>>,)*
        }

        impl Default for Limits {
            fn default() -> Self {
                SetWindows::default().into()
            }
        }

        impl From<SetWindows> for Limits {
            fn from(set: SetWindows) -> Self {
                Self {
                    $($field: match set.$field {
                        Some(windows) => Limit { windows: windows.into(), ..policy::$default },
                        None => policy::$default,
                    },)*
                }
            }
        }

        impl From<Limits> for SetWindows {
            fn from(limits: Limits) -> Self {
                Self {
                    $($field: Some(limits.$field.windows.into_owned()),)*
                }
            }
        }

        impl Limits {
            /// All limits, each with its field.
            fn all(&self) -> impl Iterator<Item = (&'static str, &Limit)> {
                [$((stringify!($field), &self.$field),)*].into_iter()
            }
        }
    };
}

limits! {
    /// Codes that one account may be sent.
    sends_per_account = SENDS_PER_ACCOUNT;
    /// Codes that one number may be sent, across accounts.
    sends_per_number = SENDS_PER_NUMBER;
    /// Codes that one number may be sent by accounts where it is not active yet.
    sends_per_pending_number = SENDS_PER_PENDING_NUMBER;
    /// Codes that may be sent on requests from one source address.
    sends_per_address = SENDS_PER_ADDRESS;
    /// Wrong sign-ins that one source address may make.
    sign_in_failures_per_address = SIGN_IN_FAILURES_PER_ADDRESS;
    /// Accounts that one source address may create.
    sign_ups_per_address = SIGN_UPS_PER_ADDRESS;
    /// Reset mails that one account may be sent.
    resets_per_account = RESETS_PER_ACCOUNT;
    /// Reset mails that one source address may ask for.
    resets_per_address = RESETS_PER_ADDRESS;
    /// Repeated license mails that a buyer may request for one order.
    license_resends_per_order = LICENSE_RESENDS_PER_ORDER;
    /// License keys that one account may try.
    license_tries_per_account = LICENSE_TRIES_PER_ACCOUNT;
    /// Orders that one account may place.
    orders_per_account = ORDERS_PER_ACCOUNT;
    /// Codes that may be mailed to confirm the address of one account.
    email_codes_per_account = EMAIL_CODES_PER_ACCOUNT;
    /// Codes that confirm an address that one mailbox may be mailed, across accounts.
    email_codes_per_recipient = EMAIL_CODES_PER_RECIPIENT;
    /// Codes that confirm an address that one source address may have mailed, sign-ups not counted.
    email_codes_per_address = EMAIL_CODES_PER_ADDRESS;
    /// Corrections of the address of one account before it is confirmed.
    email_corrections_per_account = EMAIL_CORRECTIONS_PER_ACCOUNT;
    /// Authorization requests from one source address that are kept.
    authorizations_per_address = AUTHORIZATIONS_PER_ADDRESS;
    /// Wrong client authentications, codes and refresh tokens that one source address may send.
    client_failures_per_address = CLIENT_FAILURES_PER_ADDRESS;
    /// Verification events that one application may ask for.
    verifications_per_application = VERIFICATIONS_PER_APPLICATION;
}

impl Settings {
    /// Whether codes are sent to this country, or to the one whose networks it shares.
    #[must_use]
    pub fn serves(&self, country: Country) -> bool {
        self.countries.iter().any(|served| match served {
            Served::Everywhere => true,
            Served::Country(served) => *served == country || *served == country.network(),
        })
    }

    /// The limit of codes that one account may be sent, with what its credential may be sent in a month.
    #[must_use]
    pub fn sends_per_account(&self) -> Limit {
        Limit {
            month: usize::try_from(self.codes_per_credential_month).ok(),
            ..self.limits.sends_per_account.clone()
        }
    }

    /// Whether the number is in a blocked range, to which no codes are sent because it is under attack.
    #[must_use]
    pub fn blocks(&self, number: &E164) -> bool {
        self.blocked_prefixes
            .iter()
            .any(|prefix| prefix.begins(number))
    }

    /// The authentication context class of a name: its own, or an alias.
    #[must_use]
    pub fn acr(&self, name: &str) -> Option<Acr> {
        let own = name.parse().ok();
        own.or_else(|| self.acr_aliases.get(name).copied())
    }

    /// Refuses a phone that codes are not sent to.
    ///
    /// # Errors
    /// [`PhoneError::CountryNotServed`], [`PhoneError::RangeBlocked`].
    pub fn may_send_to(&self, phone: &Phone) -> Result<(), PhoneError> {
        if !self.serves(phone.country) {
            Err(PhoneError::CountryNotServed)
        } else if self.blocks(&phone.number) {
            Err(PhoneError::RangeBlocked)
        } else {
            Ok(())
        }
    }

    /// The values that an operator may not set.
    fn wrong(&self) -> Vec<FieldRefused> {
        let texts = [
            ("brand", Some(&self.brand), policy::BRAND_MAX),
            ("support", self.support.as_ref(), policy::SUPPORT_MAX),
            (
                "payment_instructions",
                self.payment_instructions.as_ref(),
                policy::PAYMENT_INSTRUCTIONS_MAX,
            ),
        ];
        let mut wrong: Vec<FieldRefused> = texts
            .into_iter()
            .filter_map(|(field, text, most)| Some(refused(field, wrong_text(text?, most)?)))
            .collect();
        if self.countries.is_empty() {
            wrong.push(refused("countries", "must name a country, or be [\"*\"]"));
        }
        for (index, allowed) in self.allowed_prefixes.iter().enumerate() {
            if !of_region(allowed) {
                let field = format!("allowed_prefixes[{index}].prefix");
                wrong.push(refused(
                    field,
                    format!(
                        "must begin with the calling code of {}",
                        allowed.region.code()
                    ),
                ));
            }
        }
        let prices = self.prices.wrong().into_iter();
        wrong.extend(prices.map(|(field, why)| refused(format!("prices.{field}"), why)));
        let RenewalWindow {
            opens_days,
            closes_months,
        } = self.renewal_window;
        let numbers = [
            (
                "renewal_window.opens_days",
                i64::from(opens_days),
                1,
                i64::from(policy::RENEWAL_OPENS_DAYS_MAX),
            ),
            (
                "renewal_window.closes_months",
                i64::from(closes_months),
                0,
                i64::from(policy::RENEWAL_CLOSES_MONTHS_MAX),
            ),
            (
                "codes_per_credential_month",
                i64::from(self.codes_per_credential_month),
                1,
                i64::from(policy::CODES_PER_CREDENTIAL_MONTH_MAX),
            ),
        ];
        wrong.extend(
            numbers
                .into_iter()
                .filter_map(|(field, number, least, most)| {
                    Some(refused(field, wrong_number(number, least, most)?))
                }),
        );
        let framework = self.trust_framework.as_ref();
        let framework = framework.and_then(|text| wrong_text(text, policy::TRUST_FRAMEWORK_MAX));
        wrong.extend(framework.map(|why| refused("trust_framework", why)));
        wrong.extend(self.wrong_aliases());
        for (field, limit) in self.limits.all() {
            wrong.extend(wrong_windows(field, &limit.windows));
        }
        wrong
    }
}

impl Settings {
    /// The aliases that an operator may not set: `acr_values` is a list of words, and the classes' own names are taken.
    fn wrong_aliases(&self) -> Vec<FieldRefused> {
        let mut wrong = Vec::new();
        if self.acr_aliases.len() > policy::ACR_ALIASES_MAX {
            let why = format!("must be at most {}", policy::ACR_ALIASES_MAX);
            wrong.push(refused("acr_aliases", why));
        }
        for alias in self.acr_aliases.keys() {
            let word = (1..=policy::URI_MAX).contains(&alias.len())
                && alias.bytes().all(|byte| byte.is_ascii_graphic());
            let why = if !word {
                "must be a word without spaces"
            } else if alias.parse::<Acr>().is_ok() {
                "must not be the name of a class itself"
            } else {
                continue;
            };
            wrong.push(refused(join("acr_aliases", alias), why));
        }
        wrong
    }
}

/// The limits whose actions the account itself keeps, by their times: their windows have to be exact.
const KEPT_IN_THE_ACCOUNT: [&str; 2] = ["email_codes_per_account", "email_corrections_per_account"];

/// The windows of a limit that may not be set.
fn wrong_windows(field: &str, windows: &[Window]) -> Vec<FieldRefused> {
    let allowed = if KEPT_IN_THE_ACCOUNT.contains(&field) {
        Window::EXACT_MOST
    } else {
        policy::LIMIT_ACTIONS_MAX
    };
    let field = format!("limits.{field}");
    if !(1..=policy::LIMIT_WINDOWS_MAX).contains(&windows.len()) {
        let why = format!("must have 1 to {} windows", policy::LIMIT_WINDOWS_MAX);
        return vec![refused(field, why)];
    }
    let mut wrong = Vec::new();
    for (index, window) in windows.iter().enumerate() {
        let most = i64::try_from(window.most).unwrap_or(i64::MAX);
        let allowed = i64::try_from(allowed).unwrap_or(i64::MAX);
        if let Some(why) = wrong_number(most, 1, allowed) {
            wrong.push(refused(format!("{field}[{index}].most"), why));
        }
        let within = window.within;
        if within < SignedDuration::from_secs(1)
            || within > policy::LIMIT_WITHIN_MAX
            || within.subsec_nanos() != 0
        {
            let why = format!(
                "must be whole seconds, at least 1s and at most {}h",
                policy::LIMIT_WITHIN_MAX.as_hours()
            );
            wrong.push(refused(format!("{field}[{index}].within"), why));
        }
    }
    wrong
}

/// Whether a prefix begins with its region's calling code.
fn of_region(allowed: &AllowedPrefix) -> bool {
    let region: Option<Region> = allowed.region.code().parse().ok();
    region
        .and_then(|region| PHONE_NUMBER_UTIL.get_country_code_for_region(region))
        .is_some_and(|code| allowed.prefix.as_str().starts_with(&format!("+{code}")))
}

/// One version of the configuration: the document, and who made it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Configuration {
    /// From 1. A deployment that nobody configured has none.
    pub version: u64,
    /// What operators have set; see [`Settings`] for its fields.
    pub document: Map<String, Value>,
    /// Who made this version, as claimed.
    pub operator: String,
    /// Why.
    pub reason: String,
    /// When.
    #[serde(with = "jiff::fmt::serde::timestamp::second::required")]
    pub at: Timestamp,
    /// The entries of the registry that this version changed, as they became. Only the version itself keeps them: the
    /// newest configuration, which functions read, has none.
    #[serde(default, skip_serializing_if = "Entries::is_empty")]
    pub entries: Entries,
}

/// A configuration that a change makes of the one before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// The next version.
    pub configuration: Configuration,
    /// Its settings.
    pub settings: Settings,
    /// The paths of the fields that differ from the version before. A change that changes nothing has none.
    pub fields: Vec<String>,
}

impl Configuration {
    /// The settings of the document.
    ///
    /// # Errors
    /// If a field of a known name is not of its type, which only a write by hand can bring about.
    pub fn settings(&self) -> Result<Settings, serde_json::Error> {
        Settings::deserialize(&self.document)
    }

    /// Changes a configuration (`None`: nobody has configured anything) by a JSON merge patch, and entries of the registry
    /// that were taken out of it.
    ///
    /// # Errors
    /// Every field that is unknown, not of its type or impossible; of an entry of a list, its first wrong field. A
    /// missing operator or reason is among them.
    pub fn changed(
        current: Option<&Self>,
        patch: &Map<String, Value>,
        (registered, registry): (&Registered, &RegistryPatch),
        operator: &str,
        reason: &str,
        at: Timestamp,
    ) -> Result<Changed, Vec<FieldRefused>> {
        let before = current.map_or_else(Map::new, |current| current.document.clone());
        let patch = Value::from(patch.clone());
        let mut after = Value::from(before.clone());
        json_patch::merge(&mut after, &patch);
        let (settings, mut wrong) = judged(&after);
        // What was wrong before, such as a new product's missing price, does not stop another change.
        let (_, before_wrong) = judged(&before.clone().into());
        wrong.retain(|refused| !before_wrong.contains(refused));
        let known = serde_json::to_value(&settings).unwrap_or_default();
        add(
            &mut wrong,
            unknown(
                &patch,
                &known,
                &before.clone().into(),
                "",
                "is not a setting",
            ),
        );
        let (entries, changed) = registry.applied(registered).unwrap_or_else(|more| {
            wrong.extend(more);
            Default::default()
        });
        for (field, text) in [("operator", operator), ("reason", reason)] {
            let why = wrong_text(text, policy::OPERATOR_TEXT_MAX);
            wrong.extend(why.map(|why| refused(field, why)));
        }
        if after.to_string().len() > policy::CONFIGURATION_BYTES_MAX {
            let why = format!(
                "must not make the document larger than {} bytes",
                policy::CONFIGURATION_BYTES_MAX
            );
            wrong.push(refused("change", why));
        }
        let Value::Object(document) = after else {
            return Err(wrong);
        };
        if !wrong.is_empty() {
            return Err(wrong);
        }
        let mut fields = differences(&before, &document, "");
        fields.extend(changed);
        Ok(Changed {
            configuration: Self {
                version: current.map_or(1, |current| current.version + 1),
                document,
                operator: operator.to_owned(),
                reason: reason.to_owned(),
                at,
                entries,
            },
            settings,
            fields,
        })
    }
}

/// The settings of a document, with every field that is not of its type or has an impossible value.
fn judged(document: &Value) -> (Settings, Vec<FieldRefused>) {
    let (settings, mut wrong, left_out) = read::<Settings>(document);
    let settings = settings.unwrap_or_default();
    add(&mut wrong, left_out.restore(settings.wrong()));
    (settings, wrong)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::json;

    use super::*;

    fn change(current: Option<&Configuration>, patch: &Value) -> Result<Changed, Vec<String>> {
        let mut patch = patch.as_object().unwrap().clone();
        let registry = RegistryPatch::take(&mut patch);
        let registry = (&Registered::default(), &registry);
        Configuration::changed(
            current,
            &patch,
            registry,
            "kim",
            "a test",
            Timestamp::UNIX_EPOCH,
        )
        .map_err(|refused| refused.iter().map(ToString::to_string).collect())
    }

    fn changed(patch: &Value) -> Changed {
        change(None, patch).unwrap()
    }

    #[test]
    fn without_a_document_every_setting_is_as_the_policy_says() {
        let settings = changed(&json!({})).settings;
        assert_eq!(settings, Settings::default());
        assert_eq!(settings.limits.sends_per_address, policy::SENDS_PER_ADDRESS);
        assert_eq!(settings.limits.all().count(), 18);
        for (field, limit) in settings.limits.all() {
            assert!(wrong_windows(field, &limit.windows).is_empty(), "{field}");
        }
        assert_eq!(settings.wrong(), []);
    }

    #[test]
    fn a_change_replaces_what_it_names_and_nothing_else() {
        let first = changed(&json!({
            "brand": "Example Portal",
            "blocked_prefixes": ["+88213"],
            "limits": { "sends_per_address": [{ "most": 600, "within": "1h" }] },
        }));
        assert_eq!(first.configuration.version, 1);
        assert_eq!(
            first.fields,
            ["blocked_prefixes", "brand", "limits.sends_per_address"]
        );
        let window = Window::new(600, SignedDuration::from_hours(1));
        assert_eq!(*first.settings.limits.sends_per_address.windows, [window]);
        assert_eq!(
            first.settings.limits.sends_per_address.name,
            "sends-address"
        );
        assert_eq!(
            first.settings.limits.sends_per_number,
            policy::SENDS_PER_NUMBER
        );

        let second = json!({
            "blocked_prefixes": ["+1 202-555 01"],
            "limits": { "sends_per_address": null, "orders_per_account": [{ "most": 5, "within": "1 hour" }] },
        });
        let second = change(Some(&first.configuration), &second).unwrap();
        assert_eq!(second.configuration.version, 2);
        assert_eq!(
            second.fields,
            [
                "blocked_prefixes",
                "limits.orders_per_account",
                "limits.sends_per_address"
            ]
        );
        assert_eq!(second.settings.brand, "Example Portal");
        assert_eq!(second.settings.blocked_prefixes[0].as_str(), "+120255501");
        assert_eq!(
            second.settings.limits.sends_per_address,
            policy::SENDS_PER_ADDRESS
        );
    }

    #[test]
    fn a_change_that_changes_nothing_is_known() {
        let first = changed(&json!({ "brand": "Example Portal" })).configuration;
        for patch in [
            json!({}),
            json!({ "brand": "Example Portal" }),
            json!({ "support": null }),
        ] {
            assert_eq!(
                change(Some(&first), &patch).unwrap().fields,
                [""; 0],
                "{patch}"
            );
        }
    }

    #[test]
    fn everything_that_is_wrong_is_named_at_once() {
        let patch = json!({
            "brand": "",
            "support": 7,
            "countries": ["US", "XX", "DE", "Germany"],
            "blocked_prefixes": ["88213", "+88213", "+"],
            "allowed_prefixes": [{ "prefix": "+1 983", "region": "DE" }, { "prefix": "+1 983" }],
            "prices": { "currency": "eur", "products": { "us": { "price": 0 }, "gold": {} } },
            "renewal_window": { "opens_days": 0, "opens": 1 },
            "codes_per_credential_month": 0,
            "limits": {
                "sends_per_address": [{ "most": 0, "within": "1h" }],
                "sends_per_number": [{ "most": "ten", "within": "1h" }, { "most": 1, "within": "0s" }],
                "sends_per_account": [],
                "sends": [],
            },
            "brandd": "Example Portal",
        });
        let wrong = change(None, &patch).unwrap_err();
        let fields: BTreeSet<&str> = wrong
            .iter()
            .map(|line| line.split(':').next().unwrap())
            .collect();
        for field in [
            "brand",
            "support",
            "countries[1]",
            "countries[3]",
            "blocked_prefixes[0]",
            "blocked_prefixes[2]",
            "allowed_prefixes[0].prefix",
            "allowed_prefixes[1]",
            "prices.products.us.price",
            "prices.products.us.renewal_price",
            "prices.products.gold",
            "prices.products.international.price",
            "renewal_window.opens_days",
            "renewal_window.opens",
            "codes_per_credential_month",
            "limits.sends_per_address[0].most",
            "limits.sends_per_number[0].most",
            "limits.sends_per_number[1].within",
            "limits.sends_per_account",
            "limits.sends",
            "brandd",
        ] {
            assert!(fields.contains(field), "{field}: {wrong:#?}");
        }
        assert_eq!(fields.len(), wrong.len(), "{wrong:#?}");
        let least = "limits.sends_per_address[0].most: must be at least 1";
        assert!(wrong.iter().any(|line| line == least), "{wrong:#?}");
    }

    #[test]
    fn every_bound_is_refused_beyond_it() {
        let windows = |most: usize, within: &str| json!({ "limits": { "orders_per_account": [{ "most": most, "within": within }] } });
        for (good, bad) in [
            (
                json!({ "brand": "x".repeat(policy::BRAND_MAX) }),
                json!({ "brand": "x".repeat(policy::BRAND_MAX + 1) }),
            ),
            (json!({ "support": "a" }), json!({ "support": "a\nb" })),
            (
                json!({ "payment_instructions": "é".repeat(policy::PAYMENT_INSTRUCTIONS_MAX) }),
                json!({ "payment_instructions": "é".repeat(policy::PAYMENT_INSTRUCTIONS_MAX + 1) }),
            ),
            (json!({ "countries": ["*"] }), json!({ "countries": [] })),
            (json!({ "countries": ["US"] }), json!({ "countries": "US" })),
            (
                json!({ "blocked_prefixes": ["+123456789012345"] }),
                json!({ "blocked_prefixes": ["+1234567890123456"] }),
            ),
            (
                json!({ "codes_per_credential_month": policy::CODES_PER_CREDENTIAL_MONTH_MAX }),
                json!({ "codes_per_credential_month": policy::CODES_PER_CREDENTIAL_MONTH_MAX + 1 }),
            ),
            (
                json!({ "renewal_window": { "closes_months": 0 } }),
                json!({ "renewal_window": { "closes_months": -1 } }),
            ),
            (
                windows(policy::LIMIT_ACTIONS_MAX, "744h"),
                windows(1, "745h"),
            ),
            (
                windows(1, "1s"),
                windows(policy::LIMIT_ACTIONS_MAX + 1, "1s"),
            ),
            (windows(1, "1m 30s"), windows(1, "1500ms")),
            (windows(1, "PT1H"), windows(1, "-1h")),
            (
                json!({ "acr_aliases": { "http://idmanagement.gov/ns/assurance/aal/2": "phone-otp" } }),
                json!({ "acr_aliases": { "aal 2": "phone-otp" } }),
            ),
            (
                json!({ "acr_aliases": { "aal2": "phone-otp" } }),
                json!({ "acr_aliases": { "password": "phone-otp" } }),
            ),
            (
                json!({ "acr_aliases": { "ial2": "phone-otp-proofed" } }),
                json!({ "acr_aliases": { "ial2": "ial2" } }),
            ),
            (
                json!({ "trust_framework": "example_framework" }),
                json!({ "trust_framework": "" }),
            ),
        ] {
            assert!(
                change(None, &good).is_ok(),
                "{good}: {:?}",
                change(None, &good)
            );
            assert_eq!(change(None, &bad).unwrap_err().len(), 1, "{bad}");
        }
    }

    #[test]
    fn a_change_has_an_operator_and_a_reason() {
        let patch = Map::new();
        let refused = |operator, reason| {
            {
                let registry = (&Registered::default(), &RegistryPatch::default());
                Configuration::changed(
                    None,
                    &patch,
                    registry,
                    operator,
                    reason,
                    Timestamp::UNIX_EPOCH,
                )
            }
            .unwrap_err()
            .into_iter()
            .map(|refused| refused.field)
            .collect::<Vec<_>>()
        };
        assert_eq!(refused("", " "), ["operator", "reason"]);
        assert_eq!(refused("kim", "x\u{7}"), ["reason"]);
    }

    #[test]
    fn a_document_that_is_too_large_is_refused() {
        let prefixes: Vec<String> = (0..20_000).map(|n| format!("+{n}")).collect();
        let wrong = change(None, &json!({ "blocked_prefixes": prefixes })).unwrap_err();
        assert!(wrong[0].starts_with("change: "), "{wrong:?}");
    }

    #[test]
    fn fields_of_a_newer_version_are_passed_over_and_kept() {
        let newer = json!({
            "brand": "Example Portal",
            "colour": "blue",
            "limits": { "parcels": [] },
            "prices": { "products": { "gold": { "price": 1 } } },
        });
        let stored = Configuration {
            document: newer.as_object().unwrap().clone(),
            ..changed(&json!({})).configuration
        };
        let settings = stored.settings().unwrap();
        assert_eq!(settings.brand, "Example Portal");
        assert_eq!(settings.limits, Limits::default());
        let next = change(Some(&stored), &json!({ "brand": null })).unwrap();
        assert_eq!(next.configuration.document["colour"], "blue");
        assert!(change(Some(&stored), &json!({ "colour": "red" })).is_err());
        assert!(change(Some(&stored), &json!({ "colour": null })).is_ok());
    }

    #[test]
    fn what_was_wrong_before_does_not_stop_another_change() {
        // As a new row of the catalogue finds prices in another currency.
        let document = json!({ "prices": { "currency": "eur" } });
        let stored = Configuration {
            document: document.as_object().unwrap().clone(),
            ..changed(&json!({})).configuration
        };
        assert!(change(Some(&stored), &json!({ "blocked_prefixes": ["+88213"] })).is_ok());
        let worse = json!({ "prices": { "products": { "gold": {} } } });
        assert_eq!(
            change(Some(&stored), &worse).unwrap_err(),
            ["prices.products.gold: is not a product"]
        );
    }

    #[test]
    fn codes_go_to_the_countries_and_ranges_that_are_set() {
        let settings =
            changed(&json!({ "countries": ["US", "ca"], "blocked_prefixes": ["+120255501"] }))
                .settings;
        let country = |code: &str| Country::try_from(code.to_owned()).unwrap();
        assert!(settings.serves(Country::US) && settings.serves(country("CA")));
        assert!(!settings.serves(country("DE")));
        let everywhere = changed(&json!({ "countries": ["*"] })).settings;
        assert!(everywhere.serves(country("DE")));
        let number = |national: &str| {
            let number = json!({ "calling_code": 1, "national": national });
            serde_json::from_value(number).unwrap()
        };
        assert!(settings.blocks(&number("2025550123")));
        assert!(!settings.blocks(&number("2025550223")));
    }

    #[test]
    fn a_class_is_known_by_its_name_and_its_aliases() {
        let settings = changed(&json!({ "acr_aliases": { "aal2": "phone-otp" } })).settings;
        assert_eq!(settings.acr("phone-otp"), Some(Acr::PhoneOtp));
        assert_eq!(settings.acr("aal2"), Some(Acr::PhoneOtp));
        assert_eq!(settings.acr("aal3"), None);
    }

    #[test]
    fn a_document_is_written_as_it_is_read() {
        let settings = changed(&json!({
            "countries": ["*"],
            "allowed_prefixes": [{ "prefix": "+1 983", "region": "US" }],
            "limits": { "sends_per_number": [{ "most": 3, "within": "90s" }] },
        }))
        .settings;
        let written = json!(settings);
        assert_eq!(
            written["limits"]["sends_per_number"],
            json!([{ "most": 3, "within": "1m 30s" }])
        );
        assert_eq!(written["allowed_prefixes"][0]["prefix"], "+1983");
        assert_eq!(
            serde_json::from_value::<Settings>(written).unwrap(),
            settings
        );
    }
}
