//! The words of mails, as text and as HTML from the same blocks.

use domain::Timestamp;
use domain::account::Account;
use domain::license::LicenseKey;
use domain::order::Order;
use domain::phone::Phone;
use domain::product::Product;
use jiff::tz::TimeZone;

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
    blocks: Vec<Block>,
}

/// A day as people write it in a mail, UTC: `15 January 2027`.
#[must_use]
pub fn day(at: Timestamp) -> String {
    at.to_zoned_datetime(TimeZone::UTC)
        .strftime("%-d %B %Y")
        .to_string()
}

/// Text that is safe inside HTML and SSML.
pub(crate) fn escaped(text: &str) -> String {
    text.chars()
        .fold(String::with_capacity(text.len()), |mut safe, c| {
            match c {
                '&' => safe.push_str("&amp;"),
                '<' => safe.push_str("&lt;"),
                '>' => safe.push_str("&gt;"),
                '"' => safe.push_str("&quot;"),
                '\'' => safe.push_str("&#39;"),
                other => safe.push(other),
            }
            safe
        })
}

impl Mail {
    fn new(subject: impl Into<String>) -> Self {
        Self {
            subject: subject.into(),
            blocks: Vec::new(),
        }
    }

    fn say(mut self, text: impl Into<String>) -> Self {
        self.blocks.push(Block::Text(text.into()));
        self
    }

    fn values(mut self, values: Vec<(String, String)>) -> Self {
        self.blocks.push(Block::Values(values));
        self
    }

    fn link(mut self, label: impl Into<String>, url: impl Into<String>) -> Self {
        self.blocks.push(Block::Link(label.into(), url.into()));
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
                Block::Link(label, url) => text.push_str(&format!("{label}:\n{url}")),
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
            "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{}</title></head>\
             <body style=\"font:16px/1.5 sans-serif;max-width:36em;margin:2em auto;padding:0 1em\">\
             {body}<p>{}</p></body></html>",
            escaped(&self.subject),
            escaped(brand)
        )
    }
}

fn dear(account: &Account) -> String {
    format!("Dear {},", account.legal_name.as_str())
}

/// The license keys of a paid order.
#[must_use]
pub fn license_keys(
    account: &Account,
    order: &Order,
    keys: &[(Product, LicenseKey)],
    portal: &str,
) -> Mail {
    let values = keys
        .iter()
        .map(|(product, key)| (product.name().to_owned(), key.expose()))
        .collect();
    Mail::new(format!("Your license keys for order {}", order.number))
        .say(dear(account))
        .say(format!(
            "Thank you for your order {}. Each license key below is for one person, and is entered once, by the person who will use it. Until then it may be given to someone else.",
            order.number
        ))
        .values(values)
        .say("A license is valid for one year from the day of the payment, not from the day the key is entered.")
        .link("Enter a license key", format!("{portal}/#/license"))
}

/// A renewal was paid.
#[must_use]
pub fn renewed(account: &Account, order: &Order, expires_at: Timestamp) -> Mail {
    Mail::new("Your Phone OTP is renewed")
        .say(dear(account))
        .say(format!(
            "Thank you for your order {}. Your Phone OTP credential is renewed and valid until {}.",
            order.number,
            day(expires_at)
        ))
        .say("You need not do anything else: your phones stay registered.")
}

/// A phone became active.
#[must_use]
pub fn phone_added(account: &Account, phone: &Phone) -> Mail {
    Mail::new("A phone was added to your Phone OTP")
        .say(dear(account))
        .say(format!("The phone {} now receives your sign-in codes.", phone.number.masked()))
        .say("If you did not do this, someone else has your password: reset it now and contact support.")
}

/// A phone was removed.
#[must_use]
pub fn phone_removed(account: &Account, phone: &Phone) -> Mail {
    Mail::new("A phone was removed from your Phone OTP")
        .say(dear(account))
        .say(format!("The phone {} does not receive your sign-in codes any more.", phone.number.masked()))
        .say("If you did not do this, sign in with another of your phones, remove those that are not yours, and contact support.")
}

/// The identity is proved.
#[must_use]
pub fn proofing_passed(account: &Account, portal: &str) -> Mail {
    Mail::new("Your identity is proved")
        .say(dear(account))
        .say("Your identity is proved. Register the phone that will receive your sign-in codes next.")
        .link("Register a phone", format!("{portal}/#/phones"))
}

/// An attempt at proofing failed.
#[must_use]
pub fn proofing_failed(account: &Account, spent: bool, portal: &str) -> Mail {
    let mail = Mail::new("Your identity could not be proved").say(dear(account));
    if spent {
        mail.say("Your identity could not be proved, and no attempt is left: this license cannot be used any more. To try again you need another license.")
    } else {
        mail.say("Your identity could not be proved this time. You can try again, or talk to an agent by video.")
            .link("Go on with proofing", format!("{portal}/#/proofing"))
    }
}

/// An agent passed the person, who now holds the activation code. The code itself is never mailed.
#[must_use]
pub fn activation_code_issued(account: &Account, until: Timestamp, portal: &str) -> Mail {
    Mail::new("Enter your activation code")
        .say(dear(account))
        .say(format!(
            "The agent has confirmed your identity and given you an activation code. Enter it by {}. It was shown once and cannot be looked up again.",
            day(until)
        ))
        .link("Enter the activation code", format!("{portal}/#/proofing"))
}

/// An appointment with an agent was asked for.
#[must_use]
pub fn appointment(account: &Account, at: Timestamp) -> Mail {
    Mail::new("Your video proofing appointment")
        .say(dear(account))
        .say(format!(
            "Your appointment with an agent is on {} UTC. Have a government photo ID at hand, in the name of {}.",
            at.to_zoned_datetime(TimeZone::UTC).strftime("%-d %B %Y at %H:%M"),
            account.legal_name.as_str()
        ))
}

/// The credential ends in so many days, or has ended.
#[must_use]
pub fn reminder(account: &Account, days: i32, expires_at: Timestamp, portal: &str) -> Mail {
    let (subject, words) = match days {
        0 => (
            "Your Phone OTP has expired".to_owned(),
            "Your Phone OTP credential expired on {day}. No codes are sent until you renew it; your phones stay registered.",
        ),
        1 => (
            "Your Phone OTP expires tomorrow".to_owned(),
            "Your Phone OTP credential expires on {day}. Renew it now to keep signing in with a code.",
        ),
        _ => (
            format!("Your Phone OTP expires in {days} days"),
            "Your Phone OTP credential expires on {day}. Renewed before that, the new year starts where this one ends.",
        ),
    };
    Mail::new(subject)
        .say(dear(account))
        .say(words.replace("{day}", &day(expires_at)))
        .link("Renew", format!("{portal}/#/renew"))
}

/// The link of a password reset.
#[must_use]
pub fn password_reset(account: &Account, url: &str) -> Mail {
    Mail::new("Reset your password")
        .say(dear(account))
        .say(format!("Someone, probably you, asked to reset the password of {}. The link works once, within one hour.", account.user_id.as_str()))
        .link("Choose a new password", url)
        .say("If it was not you, ignore this mail: nothing has changed.")
}

/// The password was reset.
#[must_use]
pub fn password_changed(account: &Account) -> Mail {
    Mail::new("Your password was changed")
        .say(dear(account))
        .say("Your password was changed and every session was ended. Your phones stay registered.")
        .say("If you did not do this, contact support at once.")
}

/// Too many wrong attempts.
#[must_use]
pub fn locked(account: &Account, what: &str, until: Option<Timestamp>) -> Mail {
    let how_long = match until {
        Some(until) => format!(
            "until {} UTC",
            until
                .to_zoned_datetime(TimeZone::UTC)
                .strftime("%-d %B %Y %H:%M")
        ),
        None => "until support unlocks your account".to_owned(),
    };
    Mail::new("Sign-in is locked")
        .say(dear(account))
        .say(format!(
            "Too many wrong {what} were entered for your account. No more are accepted {how_long}."
        ))
        .say("If it was not you, someone is trying to get in: choose another password.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_says_the_same_as_text_and_as_html_and_escapes_what_people_chose() {
        let mail = Mail::new("Hello <you>")
            .say("Dear Ada <script>,")
            .values(vec![("Key".to_owned(), "A-B".to_owned())])
            .link("Go & see", "https://portal.example.com/?a=1&b=2");
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

    #[test]
    fn a_day_is_written_out() {
        assert_eq!(
            day("2027-01-05T23:59:59Z".parse().unwrap()),
            "5 January 2027"
        );
    }
}
