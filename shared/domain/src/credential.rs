//! The credential: the subscription bound to an account, its validity, its phones and its renewal.

use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use crate::account::Country;
use crate::license::{License, LicenseError};
use crate::next_step::NextStep;
use crate::phone::{Phone, PhoneError, PhoneState};
use crate::policy::{
    EXPIRY_SHOWN_DAYS, PHONES_PER_CREDENTIAL, REMINDER_CLAIM, RENEWAL_CLOSES_MONTHS,
    RENEWAL_OPENS_DAYS,
};
use crate::product::Product;
use crate::proofing::{Method, Proofing, ProofingStep};
use crate::retry::retry_after;
use crate::secret::Digest32;
use crate::strength::Strength;
use crate::time::shift;

/// A Phone OTP subscription bound to an account.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Credential {
    /// What was bought.
    pub product: Product,
    /// The term that was bought, in calendar years; a renewal adds as many.
    #[serde(default = "former_years")]
    pub years: u8,
    /// The digest of the license key that was entered for it.
    pub license: Digest32,
    /// When the license was paid for.
    #[serde(with = "jiff::fmt::serde::timestamp::second::required")]
    pub purchased_at: Timestamp,
    /// When it ends, unless it is renewed.
    #[serde(with = "jiff::fmt::serde::timestamp::second::required")]
    pub expires_at: Timestamp,
    /// The state of its proofing.
    pub proofing: Proofing,
    /// Its phones, at most [`PHONES_PER_CREDENTIAL`].
    pub phones: Vec<Phone>,
    /// The last reminder of the coming expiry.
    #[serde(default)]
    pub reminded: Option<Reminded>,
    /// Increases with every write.
    pub version: u64,
}

/// The term, in calendar years, of credentials that were stored when all products had the same term and items did not
/// hold it.
const FORMER_YEARS: u8 = 1;

const fn former_years() -> u8 {
    FORMER_YEARS
}

/// The last reminder of one expiry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reminded {
    /// How many days before the expiry it is for; zero: at the expiry.
    pub days: i32,
    /// The earliest time of the next attempt: until then an attempt holds the claim, or a failed attempt waits for its
    /// retry. `None`: there is no further attempt.
    #[serde(with = "jiff::fmt::serde::timestamp::second::optional", default)]
    pub until: Option<Timestamp>,
    /// Attempts that have begun.
    #[serde(default)]
    pub attempts: u32,
    /// Whether attempts were given up, so that nothing was sent.
    #[serde(default)]
    pub given_up: bool,
}

impl Reminded {
    /// Claims a reminder's mail for one attempt, after the earlier ones of the same reminder.
    #[must_use]
    pub fn claim(days: i32, before: Option<Self>, now: Timestamp) -> Self {
        let same = before.filter(|before| before.days == days);
        Self {
            days,
            until: Some(now + REMINDER_CLAIM),
            attempts: same.map_or(0, |before| before.attempts) + 1,
            given_up: false,
        }
    }

    /// Records that the mail was sent.
    #[must_use]
    pub fn sent(self) -> Self {
        Self {
            until: None,
            ..self
        }
    }

    /// Records that an attempt failed for a reason that may pass: the next one waits longer each time.
    #[must_use]
    pub fn failed(self, now: Timestamp) -> Self {
        Self {
            until: Some(now + retry_after(self.attempts)),
            ..self
        }
    }

    /// Gives up attempts: the mail is refused permanently, or the reminder is not due any more.
    #[must_use]
    pub fn given_up(self) -> Self {
        Self {
            until: None,
            given_up: true,
            ..self
        }
    }
}

/// The state of a credential at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// The person has to be proofed first.
    ProofingNeeded,
    /// The first phone can be registered.
    ReadyForPhone,
    /// It has an active phone: codes can be sent and entered.
    Active,
    /// Its term has passed.
    Expired,
    /// Proofing failed too often: another license is needed.
    Spent,
}

/// When renewal opens and closes, relative to the expiry: one of the [settings](crate::settings).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RenewalWindow {
    /// Days before expiry when it opens.
    pub opens_days: i32,
    /// Months after expiry when it closes.
    pub closes_months: i32,
}

impl Default for RenewalWindow {
    fn default() -> Self {
        Self {
            opens_days: RENEWAL_OPENS_DAYS,
            closes_months: RENEWAL_CLOSES_MONTHS,
        }
    }
}

impl RenewalWindow {
    /// The first moment of renewal.
    #[must_use]
    pub fn opens_at(&self, expires_at: Timestamp) -> Timestamp {
        shift(expires_at, -self.opens_days.days())
    }

    /// The first moment after renewal.
    #[must_use]
    pub fn closes_at(&self, expires_at: Timestamp) -> Timestamp {
        shift(expires_at, self.closes_months.months())
    }
}

/// Why a credential does not allow an action.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CredentialError {
    /// The account has none.
    #[error("you have no Phone OTP credential yet; enter a license key first")]
    None,
    /// The person has to be proofed first.
    #[error("prove your identity first")]
    ProofingNeeded,
    /// Its term has passed.
    #[error("your Phone OTP credential has expired; renew it")]
    Expired,
    /// Proofing failed too often.
    #[error("proofing failed too often and the license is spent; buy another")]
    Spent,
    /// Phones, and the email address of somebody who has one, change only under Phone OTP.
    #[error("sign in with a code first: this changes only under Phone OTP")]
    PhoneOtpNeeded,
    /// A phone is refused.
    #[error(transparent)]
    Phone(#[from] PhoneError),
    /// Renewal has not begun.
    #[error("renewal opens at {opens_at}")]
    RenewalNotOpen {
        /// When it does.
        opens_at: Timestamp,
    },
    /// Renewal has ended.
    #[error("renewal closed at {closed_at}; buy a new credential")]
    RenewalClosed {
        /// When it did.
        closed_at: Timestamp,
    },
}

impl Credential {
    /// Binds a license to an account that may have had a credential before. The old one is replaced only when it cannot
    /// be renewed any more, or was spent.
    ///
    /// # Errors
    /// [`LicenseError::Used`], [`LicenseError::RenewInstead`], [`LicenseError::Lapsed`].
    pub fn enter(
        license: &License,
        before: Option<&Self>,
        window: RenewalWindow,
        now: Timestamp,
    ) -> Result<Self, LicenseError> {
        if license.used_by.is_some() {
            return Err(LicenseError::Used);
        }
        if before.is_some_and(|before| !before.replaceable(window, now)) {
            return Err(LicenseError::RenewInstead);
        }
        let Product {
            years, proofing, ..
        } = license.product;
        let expires_at = years_after(license.purchased_at, years);
        if expires_at <= now {
            return Err(LicenseError::Lapsed);
        }
        Ok(Self {
            product: license.product,
            years,
            license: license.digest,
            purchased_at: license.purchased_at,
            expires_at,
            proofing: Proofing::new(proofing),
            phones: Vec::new(),
            reminded: None,
            version: before.map_or(0, |before| before.version),
        })
    }

    /// Whether a new license may replace it, because it cannot be renewed any more or is spent.
    #[must_use]
    pub fn replaceable(&self, window: RenewalWindow, now: Timestamp) -> bool {
        self.proofing.spent() || now >= window.closes_at(self.expires_at)
    }

    /// The state now.
    #[must_use]
    pub fn state(&self, now: Timestamp) -> State {
        if self.proofing.spent() {
            State::Spent
        } else if now >= self.expires_at {
            State::Expired
        } else if !self.proofing.done() {
            State::ProofingNeeded
        } else if self.active_phones().next().is_none() {
            State::ReadyForPhone
        } else {
            State::Active
        }
    }

    /// What the person does next, if anything.
    #[must_use]
    pub fn next_step(&self, window: RenewalWindow, now: Timestamp) -> Option<NextStep> {
        match self.state(now) {
            State::Spent => Some(NextStep::EnterLicense),
            State::Expired if self.replaceable(window, now) => Some(NextStep::EnterLicense),
            State::Expired => Some(NextStep::Renew),
            State::ProofingNeeded => Some(match &self.proofing.step {
                ProofingStep::Questions { until, .. } if now < *until => NextStep::AnswerQuestions,
                ProofingStep::Appointment { .. } => NextStep::KeepAppointment,
                ProofingStep::CodeIssued { until, .. } if now < *until => {
                    NextStep::EnterActivationCode
                }
                _ => NextStep::StartProofing,
            }),
            State::ReadyForPhone if self.phones.is_empty() => Some(NextStep::RegisterPhone),
            State::ReadyForPhone => Some(NextStep::ActivatePhone),
            State::Active if self.phones.len() == 1 => Some(NextStep::AddSecondPhone),
            State::Active => None,
        }
    }

    /// Whether the person behind it is proofed.
    #[must_use]
    pub fn proofed(&self) -> bool {
        matches!(self.proofing.step, ProofingStep::Passed { .. })
    }

    /// The proofing methods that are left for a person in this country.
    #[must_use]
    pub fn proofing_methods(&self, country: Country) -> &'static [Method] {
        self.proofing.methods(country)
    }

    /// The phones that receive sign-in codes.
    pub fn active_phones(&self) -> impl Iterator<Item = &Phone> {
        self.phones
            .iter()
            .filter(|phone| phone.state == PhoneState::Active)
    }

    /// A phone by its identifier.
    ///
    /// # Errors
    /// [`PhoneError::NotFound`].
    pub fn phone(&self, id: &str) -> Result<&Phone, PhoneError> {
        self.phones
            .iter()
            .find(|phone| phone.id == id)
            .ok_or(PhoneError::NotFound)
    }

    /// Checks whether codes can be sent and entered, and phones changed, now.
    ///
    /// # Errors
    /// [`CredentialError::Spent`], [`CredentialError::Expired`], [`CredentialError::ProofingNeeded`].
    pub fn usable(&self, now: Timestamp) -> Result<(), CredentialError> {
        match self.state(now) {
            State::Spent => Err(CredentialError::Spent),
            State::Expired => Err(CredentialError::Expired),
            State::ProofingNeeded => Err(CredentialError::ProofingNeeded),
            State::ReadyForPhone | State::Active => Ok(()),
        }
    }

    /// Checks whether a phone may be registered in a session of this strength. [`Credential::add_phone`] checks the
    /// number.
    ///
    /// # Errors
    /// As [`Credential::usable`]; [`CredentialError::PhoneOtpNeeded`] once a phone is active.
    pub fn may_change_phones(
        &self,
        strength: Strength,
        now: Timestamp,
    ) -> Result<(), CredentialError> {
        self.usable(now)?;
        if self.active_phones().next().is_some() && strength < Strength::PhoneOtp {
            return Err(CredentialError::PhoneOtpNeeded);
        }
        Ok(())
    }

    /// Checks whether the account's email address may be changed in a session of this strength. Whoever knows only the
    /// password must not be able to lead the mail of a person away who has a phone.
    ///
    /// # Errors
    /// [`CredentialError::PhoneOtpNeeded`] while codes can be sent to a phone.
    pub fn may_change_email(
        &self,
        strength: Strength,
        now: Timestamp,
    ) -> Result<(), CredentialError> {
        if self.state(now) == State::Active && strength < Strength::PhoneOtp {
            return Err(CredentialError::PhoneOtpNeeded);
        }
        Ok(())
    }

    /// Checks whether a code may be sent to a phone, and entered, in a session of this strength. A phone's first code
    /// activates the phone, which changes the credential's phones: once another phone is active, a person who has only
    /// the password must not be able to do that.
    ///
    /// # Errors
    /// As [`Credential::usable`]; [`CredentialError::PhoneOtpNeeded`]; [`PhoneError::NotFound`].
    pub fn may_use_phone(
        &self,
        id: &str,
        strength: Strength,
        now: Timestamp,
    ) -> Result<&Phone, CredentialError> {
        self.usable(now)?;
        let phone = self.phone(id)?;
        if phone.state == PhoneState::Pending {
            self.may_change_phones(strength, now)?;
        }
        Ok(phone)
    }

    /// Adds a phone, after [`Credential::may_change_phones`] has allowed it.
    ///
    /// # Errors
    /// [`PhoneError::Duplicate`], [`PhoneError::TooMany`].
    pub fn add_phone(&mut self, phone: Phone) -> Result<(), PhoneError> {
        if self
            .phones
            .iter()
            .any(|known| known.number.canonical() == phone.number.canonical())
        {
            return Err(PhoneError::Duplicate);
        }
        if self.phones.len() >= PHONES_PER_CREDENTIAL {
            return Err(PhoneError::TooMany);
        }
        self.phones.push(phone);
        Ok(())
    }

    /// Makes a pending phone active, after its first code was entered.
    ///
    /// # Errors
    /// [`PhoneError::NotFound`] if it was removed in the meantime.
    pub fn activate_phone(&mut self, id: &str) -> Result<(), PhoneError> {
        let phone = self.phones.iter_mut().find(|phone| phone.id == id);
        phone.ok_or(PhoneError::NotFound)?.state = PhoneState::Active;
        Ok(())
    }

    /// Removes a phone, but never the last active one. Returns whether there was such a phone: the same removal again
    /// changes nothing.
    ///
    /// # Errors
    /// [`PhoneError::LastActive`].
    pub fn remove_phone(&mut self, id: &str) -> Result<bool, PhoneError> {
        let Some(at) = self.phones.iter().position(|phone| phone.id == id) else {
            return Ok(false);
        };
        if self.phones[at].state == PhoneState::Active && self.active_phones().count() == 1 {
            return Err(PhoneError::LastActive);
        }
        self.phones.remove(at);
        Ok(true)
    }

    /// The pending phone of the same number and channel, if there is one: its registration is the same again.
    #[must_use]
    pub fn pending_phone(&self, new: &Phone) -> Option<&Phone> {
        self.phones.iter().find(|known| {
            known.state == PhoneState::Pending
                && known.number == new.number
                && known.channel == new.channel
        })
    }

    /// Whether the expiry is near enough to be shown beside the credential strength in the page's header.
    #[must_use]
    pub fn expiry_shown(&self, now: Timestamp) -> bool {
        now >= shift(self.expires_at, -EXPIRY_SHOWN_DAYS.days())
    }

    /// Checks whether a renewal can be bought now.
    ///
    /// # Errors
    /// [`CredentialError::Spent`], [`CredentialError::RenewalNotOpen`], [`CredentialError::RenewalClosed`].
    pub fn renewable(&self, window: RenewalWindow, now: Timestamp) -> Result<(), CredentialError> {
        let (opens_at, closed_at) = (
            window.opens_at(self.expires_at),
            window.closes_at(self.expires_at),
        );
        if self.proofing.spent() {
            Err(CredentialError::Spent)
        } else if now < opens_at {
            Err(CredentialError::RenewalNotOpen { opens_at })
        } else if now >= closed_at {
            Err(CredentialError::RenewalClosed { closed_at })
        } else {
            Ok(())
        }
    }

    /// Moves the expiry for a renewal paid now: the new term starts where the old one ends, or now if it has ended.
    pub fn renew(&mut self, now: Timestamp) {
        self.expires_at = years_after(self.expires_at.max(now), self.years);
        self.reminded = None;
    }
}

/// A time moved by calendar years, at the same time of day; 29 February becomes 28 February in a year without it.
fn years_after(at: Timestamp, years: u8) -> Timestamp {
    shift(at, i64::from(years).years())
}

#[cfg(test)]
pub(crate) mod tests {
    use jiff::SignedDuration;
    use proptest::prelude::*;
    use rand::SeedableRng;
    use rand::rngs::ChaCha12Rng;

    use super::*;
    use crate::account::{AccountId, UserId};
    use crate::order_number::OrderNumber;
    use crate::phone::Channel;
    use crate::policy::APPOINTMENT_NOTICE;
    use crate::product::Coverage;
    use crate::product::tests::{product, us_for};
    use crate::proofing::Decision;
    use crate::secret::SecretKey;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn account() -> AccountId {
        UserId::try_from("ada".to_owned()).unwrap().account()
    }

    fn license(product: Product, purchased_at: Timestamp) -> License {
        License {
            digest: Digest32::of(b"key"),
            order: OrderNumber::create(&mut ChaCha12Rng::seed_from_u64(1)),
            product,
            purchased_at,
            used_by: None,
        }
    }

    fn window() -> RenewalWindow {
        RenewalWindow::default()
    }

    pub(crate) fn credential(product: Product, purchased_at: Timestamp) -> Credential {
        Credential::enter(
            &license(product, purchased_at),
            None,
            window(),
            purchased_at,
        )
        .unwrap()
    }

    /// A credential with an active phone.
    pub(crate) fn active(product: Product, purchased_at: Timestamp) -> Credential {
        let mut credential = credential(product, purchased_at);
        let phone = phone("2025550123", 1);
        let id = phone.id.clone();
        credential.add_phone(phone).unwrap();
        credential.activate_phone(&id).unwrap();
        credential
    }

    fn phone(national: &str, seed: u64) -> Phone {
        Phone::register(
            Country::US,
            national,
            Channel::Text,
            Coverage::Us,
            &[],
            Timestamp::UNIX_EPOCH,
            &mut ChaCha12Rng::seed_from_u64(seed),
        )
        .unwrap()
    }

    #[test]
    fn a_credential_is_valid_a_year_from_the_purchase_not_from_the_activation() {
        let bought = at("2026-01-15T10:00:00Z");
        let entered = at("2026-06-01T00:00:00Z");
        let credential =
            Credential::enter(&license(product("us"), bought), None, window(), entered).unwrap();
        assert_eq!(credential.expires_at, at("2027-01-15T10:00:00Z"));
        assert_eq!(credential.usable(at("2027-01-15T09:59:59Z")), Ok(()));
        assert_eq!(
            credential.usable(at("2027-01-15T10:00:00Z")),
            Err(CredentialError::Expired)
        );
    }

    #[test]
    fn a_credential_keeps_the_term_that_was_bought_and_its_renewal_window_follows_the_expiry() {
        let mut credential = credential(us_for(3), at("2026-01-15T10:00:00Z"));
        assert_eq!(credential.years, 3);
        assert_eq!(credential.expires_at, at("2029-01-15T10:00:00Z"));
        let last = at("2029-01-15T09:59:59Z");
        assert_eq!(credential.usable(last), Ok(()));
        assert_eq!(
            credential.usable(credential.expires_at),
            Err(CredentialError::Expired)
        );
        for years_early in [at("2026-12-01T00:00:00Z"), at("2027-12-01T00:00:00Z")] {
            assert_eq!(
                credential.renewable(window(), years_early),
                Err(CredentialError::RenewalNotOpen {
                    opens_at: window().opens_at(credential.expires_at)
                })
            );
        }
        assert_eq!(credential.renewable(window(), last), Ok(()));
        credential.renew(last);
        assert_eq!(credential.expires_at, at("2032-01-15T10:00:00Z"));
    }

    #[test]
    fn a_license_for_years_can_be_entered_until_they_have_passed() {
        let license = license(us_for(3), at("2026-01-15T10:00:00Z"));
        let enter = |now: &str| Credential::enter(&license, None, window(), at(now));
        let entered = enter("2029-01-15T09:59:59Z").unwrap();
        assert_eq!(entered.expires_at, at("2029-01-15T10:00:00Z"));
        assert_eq!(
            enter("2029-01-15T10:00:00Z").unwrap_err(),
            LicenseError::Lapsed
        );
    }

    #[test]
    fn a_credential_that_was_stored_without_its_term_has_the_one_that_all_had() {
        let mut stored = serde_json::to_value(credential(us_for(3), at("2026-01-15T10:00:00Z")));
        let read = |stored: &serde_json::Value| {
            serde_json::from_value::<Credential>(stored.clone())
                .unwrap()
                .years
        };
        let stored = stored.as_mut().unwrap();
        assert_eq!(read(stored), 3);
        stored.as_object_mut().unwrap().remove("years");
        assert_eq!(read(stored), FORMER_YEARS);
    }

    #[test]
    fn a_term_from_a_leap_day_ends_on_one_where_there_is_one_and_else_on_28_february() {
        for (years, end) in [
            (1, "2029-02-28T12:00:00Z"),
            (3, "2031-02-28T12:00:00Z"),
            (4, "2032-02-29T12:00:00Z"),
        ] {
            let credential = credential(us_for(years), at("2028-02-29T12:00:00Z"));
            assert_eq!(credential.expires_at, at(end));
        }
    }

    #[test]
    fn a_used_or_lapsed_license_is_refused() {
        let bought = at("2026-01-15T10:00:00Z");
        let used = License {
            used_by: Some(account()),
            ..license(product("us"), bought)
        };
        assert_eq!(
            Credential::enter(&used, None, window(), bought).unwrap_err(),
            LicenseError::Used
        );
        let late = at("2027-01-15T10:00:00Z");
        let lapsed =
            Credential::enter(&license(product("us"), bought), None, window(), late).unwrap_err();
        assert_eq!(lapsed, LicenseError::Lapsed);
    }

    #[test]
    fn an_account_whose_credential_is_live_or_renewable_is_told_to_renew() {
        let before = credential(product("us"), at("2026-01-15T10:00:00Z"));
        let enter = |now| {
            let license = license(product("us"), now);
            Credential::enter(&license, Some(&before), window(), now)
        };
        let closes = window().closes_at(before.expires_at);
        for now in [before.purchased_at, closes - SignedDuration::from_secs(1)] {
            assert_eq!(enter(now).unwrap_err(), LicenseError::RenewInstead);
        }
        assert!(enter(closes).is_ok(), "too late to renew");
        let mut spent = before.clone();
        spent.proofing.step = ProofingStep::Spent;
        assert!(
            Credential::enter(
                &license(product("us"), at("2026-05-01T00:00:00Z")),
                Some(&spent),
                window(),
                at("2026-05-01T00:00:00Z")
            )
            .is_ok()
        );
    }

    #[test]
    fn renewal_opens_and_closes_as_many_days_and_months_from_the_expiry_as_its_window_says() {
        let credential = credential(product("us"), at("2026-01-15T10:00:00Z"));
        let window = RenewalWindow {
            opens_days: 90,
            closes_months: 12,
        };
        let renewable = |now: &str| credential.renewable(window, at(now));
        assert_eq!(
            renewable("2026-10-17T09:59:59Z"),
            Err(CredentialError::RenewalNotOpen {
                opens_at: at("2026-10-17T10:00:00Z")
            })
        );
        assert_eq!(renewable("2026-10-17T10:00:00Z"), Ok(()));
        assert_eq!(renewable("2028-01-15T09:59:59Z"), Ok(()));
        assert_eq!(
            renewable("2028-01-15T10:00:00Z"),
            Err(CredentialError::RenewalClosed {
                closed_at: at("2028-01-15T10:00:00Z")
            })
        );
    }

    #[test]
    fn renewed_before_expiry_the_new_term_starts_where_the_old_one_ends_and_after_it_at_the_payment()
     {
        let mut early = credential(product("us"), at("2026-01-15T10:00:00Z"));
        let mut late = early.clone();
        early.renew(at("2026-12-01T00:00:00Z"));
        assert_eq!(early.expires_at, at("2028-01-15T10:00:00Z"));
        late.renew(at("2027-03-01T08:00:00Z"));
        assert_eq!(late.expires_at, at("2028-03-01T08:00:00Z"));
    }

    #[test]
    fn each_state_has_its_next_step() {
        let bought = at("2026-01-15T10:00:00Z");
        let mut credential = credential(product("us-proofed"), bought);
        let next = |credential: &Credential, now| credential.next_step(window(), now);
        assert_eq!(credential.state(bought), State::ProofingNeeded);
        assert_eq!(next(&credential, bought), Some(NextStep::StartProofing));
        assert_eq!(
            credential.may_change_phones(Strength::Password, bought),
            Err(CredentialError::ProofingNeeded)
        );
        let until = credential.proofing.ask("set".to_owned(), bought);
        assert_eq!(next(&credential, bought), Some(NextStep::AnswerQuestions));
        assert_eq!(next(&credential, until), Some(NextStep::StartProofing));
        credential
            .proofing
            .schedule(bought + APPOINTMENT_NOTICE, bought)
            .unwrap();
        assert_eq!(next(&credential, bought), Some(NextStep::KeepAppointment));
        let decision = Decision {
            account: &account(),
            request: "request",
            passed: true,
        };
        let secrets = |_| Some(SecretKey::new([7; 32]));
        credential
            .proofing
            .decide(decision, secrets, 1, bought)
            .unwrap();
        assert_eq!(
            next(&credential, bought),
            Some(NextStep::EnterActivationCode)
        );
        credential.proofing.pass_instant(bought);
        assert_eq!(next(&credential, bought), Some(NextStep::RegisterPhone));
        let first = phone("2025550123", 1);
        credential.add_phone(first.clone()).unwrap();
        assert_eq!(credential.state(bought), State::ReadyForPhone);
        assert_eq!(next(&credential, bought), Some(NextStep::ActivatePhone));
        credential.activate_phone(&first.id).unwrap();
        assert_eq!(credential.state(bought), State::Active);
        assert_eq!(next(&credential, bought), Some(NextStep::AddSecondPhone));
        credential.add_phone(phone("2025550124", 2)).unwrap();
        assert_eq!(next(&credential, bought), None);
        assert_eq!(
            next(&credential, credential.expires_at),
            Some(NextStep::Renew)
        );
        assert_eq!(
            next(&credential, window().closes_at(credential.expires_at)),
            Some(NextStep::EnterLicense)
        );
    }

    #[test]
    fn a_credential_binds_different_phones_up_to_the_most_it_may() {
        let mut credential = credential(product("us"), Timestamp::UNIX_EPOCH);
        let mut phones = (0u64..).map(|n| phone(&(2_025_550_100 + n).to_string(), n));
        for phone in phones.by_ref().take(PHONES_PER_CREDENTIAL) {
            credential.add_phone(phone.clone()).unwrap();
            assert_eq!(credential.add_phone(phone), Err(PhoneError::Duplicate));
        }
        let one_more = phones.next().unwrap();
        assert_eq!(credential.add_phone(one_more), Err(PhoneError::TooMany));
    }

    #[test]
    fn a_phone_that_is_stored_without_its_9_is_not_bound_again_with_it() {
        let mut credential = credential(product("international"), Timestamp::UNIX_EPOCH);
        let phone = |channel| {
            Phone::register(
                Country::try_from("AR".to_owned()).unwrap(),
                "11 2345 6789",
                channel,
                Coverage::International,
                &[],
                Timestamp::UNIX_EPOCH,
                &mut ChaCha12Rng::seed_from_u64(1),
            )
            .unwrap()
        };
        let (called, texted) = (phone(Channel::Voice), phone(Channel::Text));
        assert_ne!(called.number.expose(), texted.number.expose());
        credential.add_phone(called).unwrap();
        assert_eq!(credential.add_phone(texted), Err(PhoneError::Duplicate));
    }

    #[test]
    fn once_a_phone_is_active_phones_and_the_address_change_only_under_phone_otp() {
        let now = Timestamp::UNIX_EPOCH;
        let mut credential = credential(product("us"), now);
        let first = phone("2025550123", 1);
        assert_eq!(
            credential.may_change_phones(Strength::Password, now),
            Ok(())
        );
        credential.add_phone(first.clone()).unwrap();
        assert_eq!(
            credential.may_change_phones(Strength::Password, now),
            Ok(()),
            "a typo can be removed"
        );
        assert_eq!(credential.may_change_email(Strength::Password, now), Ok(()));
        credential.activate_phone(&first.id).unwrap();
        assert_eq!(
            credential.may_change_phones(Strength::Password, now),
            Err(CredentialError::PhoneOtpNeeded)
        );
        assert_eq!(
            credential.may_change_email(Strength::Password, now),
            Err(CredentialError::PhoneOtpNeeded)
        );
        assert_eq!(credential.may_change_email(Strength::PhoneOtp, now), Ok(()));
        assert_eq!(
            credential.may_change_phones(Strength::PhoneOtp, now),
            Ok(())
        );
        let second = phone("2025550124", 2);
        credential.add_phone(second.clone()).unwrap();
        let activate = |strength| {
            credential
                .may_use_phone(&second.id, strength, now)
                .map(|phone| &phone.id)
        };
        assert_eq!(
            activate(Strength::Password),
            Err(CredentialError::PhoneOtpNeeded)
        );
        assert_eq!(activate(Strength::PhoneOtp), Ok(&second.id));
        assert!(
            credential
                .may_use_phone(&first.id, Strength::Password, now)
                .is_ok()
        );
    }

    #[test]
    fn the_last_active_phone_stays() {
        let mut credential = credential(product("us"), Timestamp::UNIX_EPOCH);
        let (first, second) = (phone("2025550123", 1), phone("2025550124", 2));
        credential.add_phone(first.clone()).unwrap();
        credential.add_phone(second.clone()).unwrap();
        credential.activate_phone(&first.id).unwrap();
        assert_eq!(
            credential.remove_phone(&first.id),
            Err(PhoneError::LastActive)
        );
        credential.activate_phone(&second.id).unwrap();
        assert_eq!(credential.remove_phone(&first.id), Ok(true));
        assert_eq!(
            credential.remove_phone(&first.id),
            Ok(false),
            "the same again"
        );
        assert_eq!(
            credential.remove_phone(&second.id),
            Err(PhoneError::LastActive)
        );
    }

    #[test]
    fn the_expiry_is_shown_when_it_is_near() {
        let credential = credential(product("us"), at("2026-01-15T10:00:00Z"));
        let near = credential.expires_at - SignedDuration::from_hours(24) * EXPIRY_SHOWN_DAYS;
        assert!(!credential.expiry_shown(near - SignedDuration::from_secs(1)));
        assert!(credential.expiry_shown(near));
    }

    proptest! {
        #[test]
        fn a_renewal_never_shortens_a_credential_and_never_gives_more_than_its_term(years in 1u8..=5, paid_after in 0i64..63_072_000) {
            let mut credential = credential(us_for(years), at("2026-01-15T10:00:00Z"));
            let before = credential.expires_at;
            let now = credential.purchased_at + SignedDuration::from_secs(paid_after);
            credential.renew(now);
            prop_assert_eq!(credential.expires_at, years_after(before.max(now), years));
            prop_assert!(credential.expires_at > before);
        }
    }
}
