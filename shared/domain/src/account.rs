//! Accounts: the people who can sign in.

use jiff::Timestamp;
use rand::CryptoRng;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use crate::Invalid;
use crate::language::Language;
use crate::password::PasswordHash;
use crate::policy::{LEGAL_NAME_MAX, LEGAL_NAME_MIN, USER_ID_MAX, USER_ID_MIN};
use crate::secret::Digest32;

/// A user ID, which a person signs in with: [`USER_ID_MIN`] to [`USER_ID_MAX`] letters, digits and `. _ - @ +`. Upper
/// and lower case name the same account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct UserId(String);

impl UserId {
    /// The identifier of the account with this user ID, whether or not the account exists.
    ///
    /// An account's identifier is made from its user ID, so that creating an account is one conditional write and
    /// signing in is one read.
    #[must_use]
    pub fn account(&self) -> AccountId {
        let digest = Digest32::of(self.0.to_ascii_lowercase().as_bytes()).to_hex();
        AccountId(format!("acct_{}", &digest[..32]))
    }

    /// The user ID as it was chosen.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for UserId {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        let allowed =
            |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '@' | '+');
        if (USER_ID_MIN..=USER_ID_MAX).contains(&text.len()) && text.chars().all(allowed) {
            Ok(Self(text))
        } else {
            Err(Invalid(
                format!(
                    "must be {USER_ID_MIN} to {USER_ID_MAX} letters, digits or any of . _ - @ +"
                )
                .into(),
            ))
        }
    }
}

impl From<UserId> for String {
    fn from(user_id: UserId) -> Self {
        user_id.0
    }
}

/// An account's identifier: `acct_` and 128 bits in hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AccountId(String);

impl AccountId {
    /// The identifier's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for AccountId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for AccountId {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        let digits = text.strip_prefix("acct_").unwrap_or_default();
        if digits.len() == 32 && digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            Ok(Self(text))
        } else {
            Err(Invalid("is not an account's identifier".into()))
        }
    }
}

impl From<AccountId> for String {
    fn from(id: AccountId) -> Self {
        id.0
    }
}

/// An address that mail can be sent to.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Email(String);

impl Email {
    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address as it may be shown or logged: `a***@example.com`.
    #[must_use]
    pub fn masked(&self) -> String {
        let (local, host) = self.0.rsplit_once('@').unwrap_or_default();
        format!("{}***@{host}", local.chars().next().unwrap_or('*'))
    }
}

impl std::fmt::Debug for Email {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.masked())
    }
}

impl TryFrom<String> for Email {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        let options = email_address::Options::default()
            .with_required_tld()
            .without_display_text()
            .without_domain_literal();
        if text.is_ascii()
            && email_address::EmailAddress::parse_with_options(&text, options).is_ok()
        {
            Ok(Self(text))
        } else {
            Err(Invalid("is not an email address".into()))
        }
    }
}

impl From<Email> for String {
    fn from(email: Email) -> Self {
        email.0
    }
}

/// A person's name as on their identity document: [`LEGAL_NAME_MIN`] to [`LEGAL_NAME_MAX`] characters,
/// Unicode-normalised, single spaces.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LegalName(String);

impl LegalName {
    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for LegalName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LegalName(..)")
    }
}

impl TryFrom<String> for LegalName {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        if text.chars().any(char::is_control) {
            return Err(Invalid("must not hold control characters".into()));
        }
        let name = text
            .nfc()
            .collect::<String>()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        if (LEGAL_NAME_MIN..=LEGAL_NAME_MAX).contains(&name.chars().count()) {
            Ok(Self(name))
        } else {
            Err(Invalid(
                format!("must be {LEGAL_NAME_MIN} to {LEGAL_NAME_MAX} characters").into(),
            ))
        }
    }
}

impl From<LegalName> for String {
    fn from(name: LegalName) -> Self {
        name.0
    }
}

/// A country by its ISO 3166-1 alpha-2 code, in capitals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Country(celes::Country);

impl Country {
    /// The United States: the 50 states and the District of Columbia. Its territories have codes of their own.
    pub const US: Self = Self(celes::Country::the_united_states_of_america());

    /// The two-letter code.
    #[must_use]
    #[expect(
        clippy::misnamed_getters,
        reason = "celes calls the numeric code `code`"
    )]
    pub const fn code(self) -> &'static str {
        self.0.alpha2
    }
}

impl TryFrom<String> for Country {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        celes::Country::from_alpha2(&text)
            .map(Self)
            .map_err(|_| Invalid("is not a two-letter country code (ISO 3166-1)".into()))
    }
}

impl From<Country> for String {
    fn from(country: Country) -> Self {
        country.code().to_owned()
    }
}

/// The subject identifier, the only identifier of an account that applications receive: 128 random bits in hexadecimal.
/// It is not derived from the user ID, so that an application cannot find out who else has an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Subject(String);

impl Subject {
    /// A fresh subject.
    #[must_use]
    pub fn create(rng: &mut impl CryptoRng) -> Self {
        let mut bytes = [0; 16];
        rng.fill_bytes(&mut bytes);
        Self(data_encoding::HEXLOWER.encode(&bytes))
    }

    /// The subject's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A person who can sign in.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Account {
    /// Its identifier, made from the user ID.
    pub id: AccountId,
    /// The user ID as it was chosen.
    pub user_id: UserId,
    /// The password's hash.
    pub password_hash: PasswordHash,
    /// Number of times the password was set. A sign-in that began under an earlier password does not receive a session.
    pub password_epoch: u32,
    /// The name as on the identity document.
    pub legal_name: LegalName,
    /// Whether the name was confirmed for proofing, after which it cannot change.
    pub name_fixed: bool,
    /// Where mail goes.
    pub email: Email,
    /// Where the person is.
    pub country: Country,
    /// The language of mails to the person.
    #[serde(default)]
    pub language: Language,
    /// The identifier that applications receive. An account created before subjects existed receives one at its next
    /// sign-in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<Subject>,
    /// When the account was created.
    #[serde(with = "jiff::fmt::serde::timestamp::second::required")]
    pub created_at: Timestamp,
    /// The digest of the `Idempotency-Key` of the sign-up, by which the same request again gets the same answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sign_up: Option<Digest32>,
    /// Increases with every write.
    #[serde(default)]
    pub version: u64,
}

/// Why an account refuses a change.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AccountError {
    /// The user ID belongs to another account, whatever its case.
    #[error("this user ID is taken")]
    UserIdTaken,
    /// The legal name was confirmed for proofing and cannot change.
    #[error("the legal name was confirmed before and cannot change")]
    LegalNameFixed,
}

impl Account {
    /// Confirms the legal name for proofing. The name may be corrected at the first confirmation and cannot change
    /// afterwards.
    ///
    /// # Errors
    /// [`AccountError::LegalNameFixed`] if another name was confirmed before.
    pub fn confirm_name(&mut self, name: LegalName) -> Result<(), AccountError> {
        if self.name_fixed && self.legal_name != name {
            return Err(AccountError::LegalNameFixed);
        }
        self.legal_name = name;
        self.name_fixed = true;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_id_is_the_same_account_whatever_its_case() {
        let account = |text: &str| UserId::try_from(text.to_owned()).unwrap().account();
        assert_eq!(account("Ada.Lovelace"), account("ada.lovelace"));
        assert_ne!(account("ada.lovelace"), account("ada-lovelace"));
        assert!(AccountId::try_from(account("ada.lovelace").to_string()).is_ok());
    }

    #[test]
    fn user_ids_names_emails_and_countries_are_checked() {
        for length in [USER_ID_MIN, USER_ID_MAX] {
            assert!(UserId::try_from("a".repeat(length)).is_ok(), "{length}");
        }
        let (short, long) = ("a".repeat(USER_ID_MIN - 1), "a".repeat(USER_ID_MAX + 1));
        for text in [short.as_str(), long.as_str(), "has space", "ümlaut"] {
            assert!(UserId::try_from(text.to_owned()).is_err(), "{text}");
        }
        for length in [LEGAL_NAME_MIN, LEGAL_NAME_MAX] {
            assert!(LegalName::try_from("é".repeat(length)).is_ok(), "{length}");
        }
        let (short, long) = (
            "é".repeat(LEGAL_NAME_MIN - 1),
            "é".repeat(LEGAL_NAME_MAX + 1),
        );
        for text in [short.as_str(), long.as_str(), " ", "line\nbreak"] {
            assert!(LegalName::try_from(text.to_owned()).is_err(), "{text}");
        }
        for text in [
            "ada",
            "ada@",
            "ada@localhost",
            "Ada <ada@example.com>",
            "a@b.com\r\nBcc: x@y.z",
        ] {
            assert!(Email::try_from(text.to_owned()).is_err(), "{text}");
        }
        for text in ["USA", "", "XX", "12"] {
            assert!(Country::try_from(text.to_owned()).is_err(), "{text}");
        }
        assert_eq!(Country::try_from("us".to_owned()), Ok(Country::US));
    }

    #[test]
    fn a_name_is_normalised() {
        let name = LegalName::try_from("  Jose\u{301}   Nun\u{303}ez ".to_owned()).unwrap();
        assert_eq!(name.as_str(), "José Nuñez");
    }

    #[test]
    fn an_email_is_masked_where_it_prints() {
        let email = Email::try_from("ada@example.com".to_owned()).unwrap();
        assert_eq!(email.masked(), "a***@example.com");
        assert_eq!(format!("{email:?}"), "a***@example.com");
    }

    #[test]
    fn a_confirmed_name_cannot_change() {
        let name = |text: &str| LegalName::try_from(text.to_owned()).unwrap();
        let mut account = Account {
            id: UserId::try_from("ada".to_owned()).unwrap().account(),
            user_id: UserId::try_from("ada".to_owned()).unwrap(),
            password_hash: PasswordHash::unusable(),
            password_epoch: 0,
            legal_name: name("Ada King"),
            name_fixed: false,
            email: Email::try_from("ada@example.com".to_owned()).unwrap(),
            country: Country::US,
            language: Language::English,
            subject: None,
            created_at: Timestamp::UNIX_EPOCH,
            sign_up: None,
            version: 0,
        };
        account.confirm_name(name("Ada Lovelace")).unwrap();
        account.confirm_name(name("Ada Lovelace")).unwrap();
        assert_eq!(
            account.confirm_name(name("Eve Lovelace")),
            Err(AccountError::LegalNameFixed)
        );
        assert_eq!(account.legal_name, name("Ada Lovelace"));
    }
}
