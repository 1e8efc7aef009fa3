//! The words of mails, as text and as HTML from the same blocks.

use domain::Timestamp;
use domain::account::Account;
use domain::fact::Notice;
use domain::language::Language;
use domain::license::LicenseKey;
use domain::lockout::Factor;
use domain::order::Order;
use domain::product::Product;

use crate::catalogue::{Args, date, date_time, product_name, say};
use crate::escaped;

/// The parameter of a link to the pages that holds the code of the language in which they are shown to somebody who chose
/// none.
pub const LANGUAGE_PARAMETER: &str = "lang";

/// A part of a mail.
enum Block {
    /// A paragraph.
    Text(String),
    /// Labelled values that are copied by hand, such as license keys.
    Values(Vec<(String, String)>),
    /// A link, with its label.
    Link(String, String),
}

/// A mail.
pub struct Mail {
    /// Its subject.
    pub subject: String,
    language: Language,
    blocks: Vec<Block>,
}

impl Mail {
    /// A mail in the account's language that begins with a greeting.
    fn to(account: &Account, subject: &str, args: &Args<'_>) -> Self {
        Self::to_anybody(account, subject, args)
            .say("mail-dear", &[("name", account.legal_name.as_str().into())])
    }

    /// A mail in the account's language to an address that may be a stranger's: it says nothing that the account's person
    /// wrote.
    fn to_anybody(account: &Account, subject: &str, args: &Args<'_>) -> Self {
        Self {
            subject: say(account.language, subject, args),
            language: account.language,
            blocks: Vec::new(),
        }
    }

    fn say(mut self, id: &str, args: &Args<'_>) -> Self {
        self.blocks.push(Block::Text(say(self.language, id, args)));
        self
    }

    fn values(mut self, values: Vec<(String, String)>) -> Self {
        self.blocks.push(Block::Values(values));
        self
    }

    /// A link to a page of the portal. It names the mail's language, because the browser that opens it may be another than
    /// the one in which the language was chosen.
    fn link(mut self, id: &str, url: impl Into<String>) -> Self {
        let label = say(self.language, id, &[]);
        let language = format!("/?{LANGUAGE_PARAMETER}={}#/", self.language.code());
        let url = url.into().replacen("/#/", &language, 1);
        self.blocks.push(Block::Link(label, url));
        self
    }

    /// The mail as text.
    #[must_use]
    pub fn text(&self, brand: &str) -> String {
        let mut text = String::new();
        for block in &self.blocks {
            match block {
                Block::Text(words) => text.push_str(words),
                Block::Values(values) => {
                    let lines: Vec<String> = values
                        .iter()
                        .map(|(label, value)| format!("{label}\n    {value}"))
                        .collect();
                    text.push_str(&lines.join("\n"));
                }
                Block::Link(label, url) => text.push_str(&format!("{label}\n{url}")),
            }
            text.push_str("\n\n");
        }
        text.push_str(brand);
        text.push('\n');
        text
    }

    /// The mail as HTML: no images, no scripts, nothing loaded from anywhere.
    #[must_use]
    pub fn html(&self, brand: &str) -> String {
        let mut body = String::new();
        for block in &self.blocks {
            match block {
                Block::Text(words) => body.push_str(&format!("<p>{}</p>", escaped(words))),
                Block::Values(values) => {
                    body.push_str("<dl>");
                    for (label, value) in values {
                        body.push_str(&format!(
                            "<dt>{}</dt><dd style=\"font:1.1em monospace;margin:.3em 0 1em\">{}</dd>",
                            escaped(label),
                            escaped(value)
                        ));
                    }
                    body.push_str("</dl>");
                }
                Block::Link(label, url) => body.push_str(&format!(
                    "<p><a href=\"{}\">{}</a></p>",
                    escaped(url),
                    escaped(label)
                )),
            }
        }
        format!(
            "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\"><title>{}</title></head>\
             <body style=\"font:16px/1.5 sans-serif;max-width:36em;margin:2em auto;padding:0 1em\">\
             {body}<p>{}</p></body></html>",
            self.language.code(),
            escaped(&self.subject),
            escaped(brand)
        )
    }
}

/// The mail with the license keys of a paid order.
#[must_use]
pub fn license_keys(
    account: &Account,
    order: &Order,
    keys: &[(Product, LicenseKey)],
    portal: &str,
) -> Mail {
    let named = |(product, key): &(Product, LicenseKey)| {
        (product_name(account.language, *product), key.expose())
    };
    let number = [("order", order.number.to_string().into())];
    Mail::to(account, "mail-license-subject", &number)
        .say("mail-license-thanks", &number)
        .values(keys.iter().map(named).collect())
        .say("mail-license-validity", &[])
        .link("mail-license-link", format!("{portal}/#/license"))
}

/// The mail about a paid renewal.
#[must_use]
pub fn renewed(account: &Account, order: &Order, expires_at: Timestamp) -> Mail {
    Mail::to(account, "mail-renewed-subject", &[])
        .say(
            "mail-renewed",
            &[
                ("order", order.number.to_string().into()),
                ("date", date(account.language, expires_at).into()),
            ],
        )
        .say("mail-renewed-phones-stay", &[])
}

/// The mail that the credential expires in this number of days, or has expired.
#[must_use]
pub fn reminder(account: &Account, days: i32, expires_at: Timestamp, portal: &str) -> Mail {
    let (subject, words) = match days {
        0 => ("mail-reminder-expired-subject", "mail-reminder-expired"),
        1 => ("mail-reminder-tomorrow-subject", "mail-reminder-tomorrow"),
        _ => ("mail-reminder-subject", "mail-reminder"),
    };
    let date = [("date", date(account.language, expires_at).into())];
    Mail::to(account, subject, &[("days", days.into())])
        .say(words, &date)
        .link("mail-reminder-link", format!("{portal}/#/renew"))
}

/// The mail about a fact, with what the person does next: a link, or the code that confirms the address.
#[must_use]
pub fn notice(account: &Account, what: Notice<'_>, link: &str) -> Mail {
    let language = account.language;
    match what {
        Notice::EmailCode(_) => {
            let label = say(language, "mail-email-code-label", &[]);
            Mail::to_anybody(account, "mail-email-code-subject", &[])
                .say("mail-email-code", &[])
                .values(vec![(label, link.to_owned())])
                .say("mail-email-code-not-you", &[])
        }
        Notice::EmailCorrected => Mail::to(account, "mail-email-corrected-subject", &[])
            .say("mail-email-corrected", &[])
            .say("mail-email-corrected-not-you", &[]),
        Notice::PasswordReset(_) => {
            let user = [("user", account.user_id.as_str().into())];
            Mail::to(account, "mail-password-reset-subject", &[])
                .say("mail-password-reset", &user)
                .link("mail-password-reset-link", link)
                .say("mail-password-reset-not-you", &[])
        }
        Notice::PasswordChanged => Mail::to(account, "mail-password-changed-subject", &[])
            .say("mail-password-changed", &[])
            .say("mail-password-changed-not-you", &[]),
        Notice::Locked(factor, until) => locked(account, factor, until),
        Notice::Appointment(at) => {
            let appointment = [
                ("at", date_time(language, at).into()),
                ("name", account.legal_name.as_str().into()),
            ];
            Mail::to(account, "mail-appointment-subject", &[]).say("mail-appointment", &appointment)
        }
        Notice::ProofingFailed { spent: true } => {
            Mail::to(account, "mail-proofing-failed-subject", &[]).say("mail-proofing-spent", &[])
        }
        Notice::ProofingFailed { spent: false } => {
            Mail::to(account, "mail-proofing-failed-subject", &[])
                .say("mail-proofing-failed", &[])
                .link("mail-proofing-failed-link", link)
        }
        // The code itself is never mailed.
        Notice::ActivationCodeIssued(until) => {
            let until = [("date", date(language, until).into())];
            Mail::to(account, "mail-activation-code-subject", &[])
                .say("mail-activation-code", &until)
                .link("mail-activation-code-link", link)
        }
        Notice::ProofingPassed => Mail::to(account, "mail-proofing-passed-subject", &[])
            .say("mail-proofing-passed", &[])
            .link("mail-proofing-passed-link", link),
        Notice::PhoneAdded(number) => Mail::to(account, "mail-phone-added-subject", &[])
            .say("mail-phone-added", &[("phone", number.into())])
            .say("mail-phone-added-not-you", &[]),
        Notice::PhoneRemoved(number) => Mail::to(account, "mail-phone-removed-subject", &[])
            .say("mail-phone-removed", &[("phone", number.into())])
            .say("mail-phone-removed-not-you", &[]),
    }
}

/// The mail about a lock after too many wrong attempts.
fn locked(account: &Account, factor: Factor, until: Option<Timestamp>) -> Mail {
    let mail = Mail::to(account, "mail-locked-subject", &[]).say(
        match factor {
            Factor::Code => "mail-locked-codes",
            Factor::Password => "mail-locked-passwords",
        },
        &[],
    );
    match until {
        Some(until) => {
            let until = [("until", date_time(account.language, until).into())];
            mail.say("mail-locked-until", &until)
        }
        None => mail.say("mail-locked-for-good", &[]),
    }
    .say("mail-locked-not-you", &[])
}

#[cfg(test)]
mod tests {
    use std::iter::successors;

    use domain::account::{Country, Email, LegalName, UserId};
    use domain::email_confirmation::{EmailChallenge, EmailConfirmation};
    use domain::order::{BillingAddress, PaymentMethod};
    use domain::order_number::OrderNumber;
    use domain::password::PasswordHash;
    use domain::product::{LineItem, Prices};
    use domain::reset::PasswordReset;
    use domain::secret::SecretKey;
    use rand::rand_core::UnwrapErr;
    use rand::rngs::SysRng;

    use super::*;

    const PORTAL: &str = "https://portal.example.com";

    fn account(language: Language) -> Account {
        let user_id = UserId::try_from("ada".to_owned()).unwrap();
        Account {
            id: user_id.account(),
            user_id,
            password_hash: PasswordHash::unusable(),
            password_epoch: 0,
            legal_name: LegalName::try_from("Ada Lovelace".to_owned()).unwrap(),
            name_fixed: false,
            email: Email::try_from("ada@example.com".to_owned()).unwrap(),
            email_confirmation: EmailConfirmation::done(),
            former_email: None,
            country: Country::US,
            language,
            subject: None,
            created_at: Timestamp::UNIX_EPOCH,
            sign_up: None,
            version: 0,
        }
    }

    /// The notice whose mail is looked at after another's: a kind that has no place in this order does not compile.
    fn after(notice: Notice<'_>) -> Option<Notice<'_>> {
        let (now, number) = (Timestamp::UNIX_EPOCH, "+1 *** *** 0123");
        Some(match notice {
            Notice::EmailCode(_) => Notice::EmailCorrected,
            Notice::PasswordReset(_) => Notice::PasswordChanged,
            Notice::PasswordChanged => Notice::Locked(Factor::Code, Some(now)),
            Notice::Locked(_, Some(_)) => Notice::Locked(Factor::Password, None),
            Notice::Locked(_, None) => Notice::Appointment(now),
            Notice::Appointment(_) => Notice::ProofingFailed { spent: false },
            Notice::ProofingFailed { spent: false } => Notice::ProofingFailed { spent: true },
            Notice::ProofingFailed { spent: true } => Notice::ActivationCodeIssued(now),
            Notice::ActivationCodeIssued(_) => Notice::ProofingPassed,
            Notice::ProofingPassed => Notice::PhoneAdded(number),
            Notice::PhoneAdded(_) => Notice::PhoneRemoved(number),
            Notice::PhoneRemoved(_) | Notice::EmailCorrected => return None,
        })
    }

    /// One of each mail.
    fn mails(account: &Account) -> Vec<Mail> {
        let (now, mut rng) = (Timestamp::UNIX_EPOCH, UnwrapErr(SysRng));
        let lines: Vec<(LineItem, u32)> = Product::ALL
            .iter()
            .map(|product| (LineItem::License(*product), 1))
            .collect();
        let address = BillingAddress {
            name: "Ada Lovelace".to_owned(),
            line1: "12 St James's Square".to_owned(),
            line2: None,
            city: "London".to_owned(),
            region: None,
            postal_code: None,
            country: Country::US,
        };
        let order = Order::place(
            OrderNumber::create(&mut rng),
            account.id.clone(),
            &lines,
            PaymentMethod::Invoice,
            address,
            &Prices::default(),
            1,
            now,
        )
        .unwrap();
        let keys: Vec<(Product, LicenseKey)> = order
            .license_keys(&SecretKey::new([1; 32]))
            .map(|(unit, key)| (unit.product, key))
            .collect();
        let reset = PasswordReset::ask(&account.id, 0, &SecretKey::new([1; 32]), 1, now, &mut rng);
        let challenge = EmailChallenge::ask(1, now, &mut rng);
        let begun = [Notice::PasswordReset(&reset), Notice::EmailCode(&challenge)];
        let notices = begun
            .into_iter()
            .flat_map(|first| successors(Some(first), |notice| after(*notice)));
        let mut mails = vec![
            license_keys(account, &order, &keys, PORTAL),
            renewed(account, &order, now),
            reminder(account, 30, now, PORTAL),
            reminder(account, 1, now, PORTAL),
            reminder(account, 0, now, PORTAL),
        ];
        mails.extend(notices.map(|what| notice(account, what, PORTAL)));
        mails
    }

    #[test]
    fn every_mail_speaks_the_accounts_language_and_leaves_no_value_out() {
        let english = mails(&account(Language::English));
        for language in Language::ALL {
            for (mail, english) in mails(&account(language)).iter().zip(&english) {
                let (text, html) = (mail.text("Brand"), mail.html("Brand"));
                assert!(!text.contains(['{', '}']), "{text}");
                let to_anybody = mail.subject == say(language, "mail-email-code-subject", &[]);
                assert_eq!(text.contains("Ada Lovelace"), !to_anybody, "{text}");
                let tag = format!("<html lang=\"{}\">", language.code());
                assert!(html.contains(&tag), "{html}");
                if language != Language::English {
                    assert_ne!(mail.subject, english.subject);
                }
            }
        }
    }

    #[test]
    fn every_link_of_a_mail_opens_the_pages_in_the_accounts_language() {
        let portal = format!("{PORTAL}/#/account");
        for language in Language::ALL {
            let account = account(language);
            let mut mails = mails(&account);
            mails.push(notice(&account, Notice::ProofingPassed, &portal));
            let links: Vec<String> = mails
                .into_iter()
                .flat_map(|mail| mail.blocks)
                .filter_map(|block| match block {
                    Block::Link(_, url) if url != PORTAL => Some(url),
                    _ => None,
                })
                .collect();
            assert!(links.len() > 3, "{links:?}");
            for url in links {
                let pages = format!("{PORTAL}/?lang={}#/", language.code());
                assert!(url.starts_with(&pages), "{url}");
            }
        }
    }

    #[test]
    fn a_mail_says_the_same_as_text_and_as_html_and_escapes_what_people_chose() {
        let mail = Mail {
            subject: "Hello <you>".to_owned(),
            language: Language::English,
            blocks: vec![
                Block::Text("Dear Ada <script>,".to_owned()),
                Block::Values(vec![("Key".to_owned(), "A-B".to_owned())]),
                Block::Link(
                    "Go & see".to_owned(),
                    "https://portal.example.com/?a=1&b=2".to_owned(),
                ),
            ],
        };
        let (text, html) = (mail.text("Brand"), mail.html("Brand"));
        assert!(
            text.contains("Dear Ada <script>,")
                && text.contains("A-B")
                && text.contains("?a=1&b=2")
        );
        assert!(
            html.contains("Dear Ada &lt;script&gt;,")
                && html.contains("A-B")
                && html.contains("?a=1&amp;b=2")
        );
        assert!(!html.contains("<script>"));
    }
}
