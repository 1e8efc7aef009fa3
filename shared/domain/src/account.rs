//! Accounts: the people who can sign in.

use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};
use jiff::Timestamp;
use rand::CryptoRng;
use serde::{Deserialize, Deserializer, Serialize};

use crate::Invalid;
use crate::email_confirmation::{
    EmailChallenge, EmailCode, EmailConfirmation, EmailError, EmailState,
};
use crate::language::Language;
use crate::limits::Limit;
use crate::password::PasswordHash;
use crate::policy::{
    EMAIL_LOCAL_MAX, EMAIL_MAX, LEGAL_NAME_MAX, LEGAL_NAME_MIN, USER_ID_MAX, USER_ID_MIN,
};
use crate::secret::{Digest32, SecretKey};
use crate::text::{line, links};

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

/// An address that SES can send mail to, `local@domain` in ASCII.
///
/// SES takes no local part that is quoted or not ASCII, and no domain that is an address of a host. An internationalised
/// domain is kept as SES and DNS know it, by its A-labels (RFC 5890): `münchen.example` is `xn--mnchen-3ya.example`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Email(String);

impl Email {
    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Reads an address that is stored. It was checked by the rules of its time, and those of today may be stricter.
    fn stored<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self)
    }

    /// As [`Email::stored`], of an address that there may be.
    fn stored_or_none<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Self>, D::Error> {
        let stored = Option::<String>::deserialize(deserializer)?;
        Ok(stored.map(Self))
    }

    /// The mailbox as limits count it: whatever the case of the address, and without the part after `+` that many mail
    /// services ignore.
    #[must_use]
    pub fn mailbox(&self) -> String {
        // An address that was stored before there were rules for domains is the same mailbox as by today's.
        let read = Self::try_from(self.0.clone());
        let address = read.as_ref().unwrap_or(self).0.to_lowercase();
        let (local, host) = address.rsplit_once('@').unwrap_or((&address, ""));
        let local = local.split('+').next().unwrap_or(local);
        format!("{local}@{host}")
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
        // What an internationalised domain leaves out does not lengthen the address, but what is read has an end.
        let typed = (text.chars().count() <= EMAIL_MAX).then(|| text.rsplit_once('@'));
        let read = typed.flatten().and_then(|(local, domain)| {
            let local = Some(local).filter(|local| is_dot_atom(local))?;
            let email = format!("{local}@{}", mail_domain(domain)?);
            (local.len() <= EMAIL_LOCAL_MAX && email.len() <= EMAIL_MAX).then_some(Self(email))
        });
        read.ok_or_else(|| Invalid("is not an email address".into()))
    }
}

/// Whether a text is a dot-atom (RFC 5322, 3.2.3): what the local part of an address is if it is not quoted.
fn is_dot_atom(text: &str) -> bool {
    let special = b"!#$%&'*+-/=?^_`{|}~";
    text.split('.').all(|atom| {
        let mut bytes = atom.bytes();
        !atom.is_empty() && bytes.all(|b| b.is_ascii_alphanumeric() || special.contains(&b))
    })
}

/// The domain of an address in A-labels and lower case (Unicode Technical Standard 46), if mail can have such a domain:
/// labels as DNS takes them, at least two of them, and the last one no number as in addresses of hosts.
fn mail_domain(domain: &str) -> Option<String> {
    let checked = Uts46::new().to_ascii(
        domain.as_bytes(),
        AsciiDenyList::STD3,
        Hyphens::CheckFirstLast,
        DnsLength::Verify,
    );
    let domain = checked.ok()?.into_owned();
    let (_, top) = domain.rsplit_once('.')?;
    let named = top.len() > 1 && top.starts_with(|c: char| c.is_ascii_alphabetic());
    named.then_some(domain)
}

impl From<Email> for String {
    fn from(email: Email) -> Self {
        email.0
    }
}

/// A person's name as on their identity document: [`LEGAL_NAME_MIN`] to [`LEGAL_NAME_MAX`] characters, normalised by
/// Unicode NFC, single spaces. It stands in mails, so it holds nothing that a mail client makes a link of, and no
/// character that nobody sees or that turns around what stands beside it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LegalName(String);

impl LegalName {
    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Reads a name that is stored. It was checked by the rules of its time, and those of today may be stricter.
    fn stored<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self)
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
        let name = line(&text)?;
        if name.contains(['@', '\u{ff20}', '\u{fe6b}']) {
            return Err(Invalid("must not hold @".into()));
        }
        if links(&name) {
            return Err(Invalid(
                "must not look like a web address; write a space after a full stop".into(),
            ));
        }
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

    /// The country whose numbering plan and networks a region's phones belong to, where libphonenumber tells the region
    /// apart within them: who is called in the United Kingdom, Finland, Norway or Australia is called there, too.
    #[must_use]
    pub fn network(self) -> Self {
        match self.code() {
            "GG" | "IM" | "JE" => {
                Self(celes::Country::the_united_kingdom_of_great_britain_and_northern_ireland())
            }
            "AX" => Self(celes::Country::finland()),
            "SJ" => Self(celes::Country::norway()),
            "CC" | "CX" => Self(celes::Country::australia()),
            _ => self,
        }
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
    #[serde(deserialize_with = "LegalName::stored")]
    pub legal_name: LegalName,
    /// Whether the name was confirmed for proofing, after which it cannot change.
    pub name_fixed: bool,
    /// Where mail goes, if it may: [`Account::mail_address`].
    #[serde(deserialize_with = "Email::stored")]
    pub email: Email,
    /// Whether the address is confirmed, and the code that confirms it.
    #[serde(default)]
    pub email_confirmation: EmailConfirmation,
    /// The address before the last correction of one that mail went to: it is told of the correction.
    #[serde(
        default,
        deserialize_with = "Email::stored_or_none",
        skip_serializing_if = "Option::is_none"
    )]
    pub former_email: Option<Email>,
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

/// An address that may be mailed to. Only an account gives one, after it has looked at whether its address is confirmed.
#[derive(Debug, Clone, Copy)]
pub struct MailAddress<'a>(&'a Email);

impl MailAddress<'_> {
    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
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
    /// Whether its address is confirmed.
    #[must_use]
    pub fn email_confirmed(&self) -> bool {
        self.email_confirmation.is_done()
    }

    /// Checks what waits for a confirmed address: an order's payment.
    ///
    /// # Errors
    /// [`EmailError::Unconfirmed`].
    pub fn require_confirmed_email(&self) -> Result<(), EmailError> {
        if self.email_confirmed() {
            Ok(())
        } else {
            Err(EmailError::Unconfirmed)
        }
    }

    /// Where mail about the account goes. `None` while the address is unconfirmed: it may be a stranger's.
    #[must_use]
    pub fn mail_address(&self) -> Option<MailAddress<'_>> {
        match self.email_confirmation.state {
            EmailState::NotAsked | EmailState::Confirmed => Some(MailAddress(&self.email)),
            EmailState::Unconfirmed => None,
        }
    }

    /// Where the code goes that confirms the address.
    #[must_use]
    pub const fn code_address(&self) -> MailAddress<'_> {
        MailAddress(&self.email)
    }

    /// Where the mail goes that tells of a correction of the address; `None` if the address before got no mail.
    #[must_use]
    pub fn former_address(&self) -> Option<MailAddress<'_>> {
        self.former_email.as_ref().map(MailAddress)
    }

    /// The code of a challenge for its present address.
    #[must_use]
    pub fn email_code(&self, challenge: &EmailChallenge, secret: &SecretKey) -> EmailCode {
        challenge.code(self.id.as_str(), self.email.as_str(), secret)
    }

    /// Replaces an address that is not confirmed, with a fresh code for the new one; an earlier code is none any more.
    ///
    /// # Errors
    /// [`EmailError::ConfirmedAlready`], [`EmailError::Limit`].
    pub fn correct_email(
        &mut self,
        address: Email,
        codes: &Limit,
        corrections: &Limit,
        secret_version: u32,
        now: Timestamp,
        rng: &mut impl CryptoRng,
    ) -> Result<(), EmailError> {
        let mailed = self.email_confirmation.state == EmailState::NotAsked;
        self.email_confirmation
            .correct(codes, corrections, secret_version, now, rng)?;
        let before = std::mem::replace(&mut self.email, address);
        if mailed {
            self.former_email = Some(before);
        }
        Ok(())
    }

    /// Enters a code: [`EmailConfirmation::enter`].
    ///
    /// # Errors
    /// As there.
    pub fn enter_email_code(
        &mut self,
        typed: &EmailCode,
        secret: Option<&SecretKey>,
        now: Timestamp,
    ) -> Result<(), EmailError> {
        let (account, address) = (self.id.as_str(), self.email.as_str());
        self.email_confirmation
            .enter(typed, account, address, secret, now)
    }

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
pub(crate) mod tests {
    use rand::SeedableRng;
    use rand::rngs::ChaCha12Rng;

    use super::*;
    use crate::policy::{EMAIL_CODES_PER_ACCOUNT, EMAIL_CORRECTIONS_PER_ACCOUNT};

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
        for text in ["USA", "", "XX", "12"] {
            assert!(Country::try_from(text.to_owned()).is_err(), "{text}");
        }
        assert_eq!(Country::try_from("us".to_owned()), Ok(Country::US));
    }

    fn email(text: &str) -> Result<String, Invalid> {
        Email::try_from(text.to_owned()).map(String::from)
    }

    #[test]
    fn an_address_that_ses_refuses_is_refused() {
        let (local, label) = ("a".repeat(EMAIL_LOCAL_MAX + 1), "a".repeat(64));
        let long = format!("a@{}com", format!("{}.", "a".repeat(60)).repeat(5));
        for text in [
            "",
            "ada",
            "ada@",
            "@example.com",
            "ada@localhost",
            "ada@example.c",
            "ada@192.0.2.1",
            "ada@[192.0.2.1]",
            "Ada <ada@example.com>",
            "a@b.com\r\nBcc: x@y.z",
            "\"ada lovelace\"@example.com",
            "\"ada\"@example.com",
            "ada lovelace@example.com",
            "ada..lovelace@example.com",
            ".ada@example.com",
            "ada.@example.com",
            "ada@example..com",
            "ada@.example.com",
            "ada@example.com.",
            "ada@-example.com",
            "ada@example-.com",
            "ada@ex_ample.com",
            "ada@example.com\0",
            "a\u{200b}da@example.com",
            "ädä@example.com",
            "ada＠example.com",
            "ada@exa mple.com",
            &format!("{local}@example.com"),
            &format!("ada@{label}.com"),
            &long,
        ] {
            assert!(email(text).is_err(), "{text}");
        }
    }

    #[test]
    fn an_address_that_ses_takes_is_kept_and_its_domain_is_the_one_of_dns() {
        for text in [
            "ada@example.com",
            "Ada.Lovelace+phone-otp@mail.example.co.uk",
            "a@b.cc",
            "o'brien@example.com",
            "1@2.com",
            "x=y_z!#$%&*/?^`{|}~@example.com",
            "ada@a--b.com",
            &format!("{}@example.com", "a".repeat(EMAIL_LOCAL_MAX)),
            &format!("ada@{}.com", "a".repeat(63)),
        ] {
            assert_eq!(email(text).as_deref(), Ok(text));
        }
        for (typed, kept) in [
            ("ada@münchen.example", "ada@xn--mnchen-3ya.example"),
            ("ada@MÜNCHEN.Example", "ada@xn--mnchen-3ya.example"),
            ("ada@mu\u{308}nchen.example", "ada@xn--mnchen-3ya.example"),
            ("ada@例え。jp", "ada@xn--r8jz45g.jp"),
            ("ada@почта.рф", "ada@xn--80a1acny.xn--p1ai"),
            ("ada@ＥＸＡＭＰＬＥ.com", "ada@example.com"),
            ("Ada@Example.COM", "Ada@example.com"),
        ] {
            assert_eq!(email(typed).as_deref(), Ok(kept), "{typed}");
        }
    }

    #[test]
    fn real_names_are_taken() {
        for text in [
            "O'Brien",
            "O’Brien",
            "Nguyễn Thị Minh Khai",
            "عبد الله",
            "李小龍",
            "Jean-Luc Picard",
            "María José Ñúñez",
            "Dr. Ana-María d'Ávila",
            "J. R. R. Tolkien",
            "J.R.R. Tolkien",
            "Martin Luther King, Jr.",
            "Muthu s/o Raman",
            "Þórður Ægisson",
            "Ștefan Țepeș",
            "Jan van der Berg (Müller)",
            "ジョン・スミス",
            "علی\u{200c}رضا",
            "ශ්\u{200d}රී",
            "Ngô",
            "Li",
        ] {
            let name = LegalName::try_from(text.to_owned());
            assert_eq!(name.map(String::from).as_deref(), Ok(text));
        }
    }

    #[test]
    fn a_name_holds_no_link_and_nothing_that_nobody_sees() {
        for text in [
            "www.x.com",
            "http://x",
            "x.com/abc",
            "evil.com",
            "Ada, see evil.com",
            "ada@example.com",
            "ada＠example",
            "Ada\u{202e}ecalevoL",
            "Ada\u{2066}Lovelace",
            "Ada\u{200b}Lovelace",
            "\u{feff}Ada",
            "Ada\u{ad}Lovelace",
            "Ada\u{3164}",
            "Ada\u{2028}Lovelace",
            "Ada\u{85}Lovelace",
            "\u{3164}\u{3164}",
            "Ada\tLovelace",
        ] {
            assert!(LegalName::try_from(text.to_owned()).is_err(), "{text}");
        }
    }

    #[test]
    fn a_name_and_an_address_that_were_stored_under_looser_rules_are_read() {
        let mut stored = serde_json::to_value(account()).unwrap();
        stored["legal_name"] = "www.example.com \u{202e}".into();
        stored["email"] = "\"ada lovelace\"@example.com".into();
        let read: Account = serde_json::from_value(stored.clone()).unwrap();
        assert_eq!(read.legal_name.as_str(), "www.example.com \u{202e}");
        assert_eq!(read.email.masked(), "\"***@example.com");
        assert_eq!(serde_json::to_value(&read).unwrap(), stored);
    }

    #[test]
    fn regions_within_a_countrys_numbering_plan_belong_to_its_networks() {
        let network = |code: &str| Country::try_from(code.to_owned()).unwrap().network().code();
        assert_eq!(["GG", "JE", "IM", "GB"].map(network), ["GB"; 4]);
        assert_eq!(
            ["AX", "SJ", "CX", "CC"].map(network),
            ["FI", "NO", "AU", "AU"]
        );
        assert_eq!(["US", "PR", "CA"].map(network), ["US", "PR", "CA"]);
    }

    #[test]
    fn a_name_is_normalised() {
        let name = LegalName::try_from("  Jose\u{301}   Nun\u{303}ez ".to_owned()).unwrap();
        assert_eq!(name.as_str(), "José Nuñez");
        let name = LegalName::try_from("葛\u{e0100}城 太郎".to_owned()).unwrap();
        assert_eq!(name.as_str(), "葛城 太郎");
    }

    #[test]
    fn an_email_is_masked_where_it_prints() {
        let email = Email::try_from("ada@example.com".to_owned()).unwrap();
        assert_eq!(email.masked(), "a***@example.com");
        assert_eq!(format!("{email:?}"), "a***@example.com");
    }

    #[test]
    fn a_mailbox_is_one_whatever_its_case_and_its_tag() {
        let email = |address: &str| Email::try_from(address.to_owned()).unwrap();
        for address in [
            "ada@example.com",
            "Ada@EXAMPLE.com",
            "ada+shop@example.com",
            "ada@ｅｘａｍｐｌｅ.com",
        ] {
            assert_eq!(email(address).mailbox(), "ada@example.com");
        }
        assert_ne!(email("eve@example.com").mailbox(), "ada@example.com");
    }

    pub(crate) fn account() -> Account {
        Account {
            id: UserId::try_from("ada".to_owned()).unwrap().account(),
            user_id: UserId::try_from("ada".to_owned()).unwrap(),
            password_hash: PasswordHash::unusable(),
            password_epoch: 0,
            legal_name: LegalName::try_from("Ada King".to_owned()).unwrap(),
            name_fixed: false,
            email: Email::try_from("ada@example.com".to_owned()).unwrap(),
            email_confirmation: EmailConfirmation::default(),
            former_email: None,
            country: Country::US,
            language: Language::English,
            subject: None,
            created_at: Timestamp::UNIX_EPOCH,
            sign_up: None,
            version: 0,
        }
    }

    #[test]
    fn an_unconfirmed_address_gets_its_code_and_nothing_else() {
        let (now, mut rng) = (Timestamp::UNIX_EPOCH, ChaCha12Rng::seed_from_u64(1));
        let secret = SecretKey::new([7; 32]);
        let mut ada = account();
        let challenge = EmailChallenge::ask(1, now, &mut rng);
        let code = ada.email_code(&challenge, &secret);
        ada.email_confirmation = EmailConfirmation::begin(Some(challenge));
        assert!(ada.mail_address().is_none() && ada.former_address().is_none());
        assert_eq!(ada.code_address().as_str(), "ada@example.com");
        assert_eq!(ada.require_confirmed_email(), Err(EmailError::Unconfirmed));
        ada.enter_email_code(&code, Some(&secret), now).unwrap();
        assert_eq!(ada.mail_address().unwrap().as_str(), "ada@example.com");
        assert_eq!(ada.require_confirmed_email(), Ok(()));
    }

    #[test]
    fn a_correction_ends_the_earlier_code() {
        let (now, mut rng) = (Timestamp::UNIX_EPOCH, ChaCha12Rng::seed_from_u64(1));
        let secret = SecretKey::new([7; 32]);
        let mut ada = account();
        let challenge = EmailChallenge::ask(1, now, &mut rng);
        let code = ada.email_code(&challenge, &secret);
        ada.email_confirmation = EmailConfirmation::begin(Some(challenge));
        let address = Email::try_from("ada@example.org".to_owned()).unwrap();
        ada.correct_email(
            address.clone(),
            &EMAIL_CODES_PER_ACCOUNT,
            &EMAIL_CORRECTIONS_PER_ACCOUNT,
            1,
            now,
            &mut rng,
        )
        .unwrap();
        assert_eq!(ada.email, address);
        assert!(ada.former_address().is_none(), "no mail went there");
        let entered = ada.enter_email_code(&code, Some(&secret), now);
        assert!(matches!(entered, Err(EmailError::Wrong { .. })));
    }

    #[test]
    fn an_account_of_before_confirmations_gets_its_mail_and_its_former_address_is_told() {
        let (now, mut rng) = (Timestamp::UNIX_EPOCH, ChaCha12Rng::seed_from_u64(1));
        let mut stored = serde_json::to_value(account()).unwrap();
        stored.as_object_mut().unwrap().remove("email_confirmation");
        let mut older: Account = serde_json::from_value(stored).unwrap();
        assert_eq!(older.email_confirmation.state, EmailState::NotAsked);
        assert!(older.mail_address().is_some() && !older.email_confirmed());
        for address in ["eve@example.com", "bob@example.com"] {
            let address = Email::try_from(address.to_owned()).unwrap();
            older
                .correct_email(
                    address,
                    &EMAIL_CODES_PER_ACCOUNT,
                    &EMAIL_CORRECTIONS_PER_ACCOUNT,
                    1,
                    now,
                    &mut rng,
                )
                .unwrap();
            let told = older.former_address().unwrap();
            assert_eq!(told.as_str(), "ada@example.com");
        }
        assert!(older.mail_address().is_none());
    }

    #[test]
    fn a_confirmed_name_cannot_change() {
        let name = |text: &str| LegalName::try_from(text.to_owned()).unwrap();
        let mut account = account();
        account.confirm_name(name("Ada Lovelace")).unwrap();
        account.confirm_name(name("Ada Lovelace")).unwrap();
        assert_eq!(
            account.confirm_name(name("Eve Lovelace")),
            Err(AccountError::LegalNameFixed)
        );
        assert_eq!(account.legal_name, name("Ada Lovelace"));
    }
}
