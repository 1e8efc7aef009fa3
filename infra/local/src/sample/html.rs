//! How the pages look. They run no scripts.

use std::collections::BTreeMap;

use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use domain::Timestamp;
use serde_json::Value;
use words::escaped;

use super::gate::{GATES, Gate};
use super::pages::RELEASES;
use super::sessions::Login;

const COMPANY: &str = "Aldgate Engineering";

/// The content security policy. A form leads on to the portal, where a sign-out ends.
pub(super) fn policy(portal: &str) -> String {
    format!(
        "default-src 'none'; style-src 'self'; img-src data:; form-action 'self' {portal}; base-uri 'none'; frame-ancestors 'none'"
    )
}

/// The style sheet.
pub(super) async fn style() -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (headers, include_str!("style.css")).into_response()
}

/// A page: its title, the path of its entry in the navigation, and what is in its main part.
fn page(portal: &str, title: &str, current: &str, login: Option<&Login>, main: &str) -> String {
    let links: String = GATES
        .iter()
        .map(|gate| {
            let here = if gate.id == current {
                " aria-current=\"page\""
            } else {
                ""
            };
            format!("<li><a href=\"/{}\"{here}>{}</a></li>", gate.id, gate.name)
        })
        .collect();
    let person = login.map_or_else(String::new, |login| {
        format!(
            "<form method=\"post\" action=\"/sign-out\"><span>{}</span> <button>Sign out</button></form>",
            escaped(&name_of(login))
        )
    });
    let title = if title == COMPANY {
        title.to_owned()
    } else {
        format!("{title} – {COMPANY}")
    };
    include_str!("page.html")
        .replace("{title}", &escaped(&title))
        .replace("{portal}", &escaped(portal))
        .replace("{links}", &links)
        .replace("{person}", &person)
        .replace("{main}", main)
}

/// What the portal calls the person.
pub(super) fn name_of(login: &Login) -> String {
    let name = login.userinfo["name"].as_str();
    name.unwrap_or("Somebody").to_owned()
}

/// The start page.
pub(super) fn home(portal: &str, opens: &[(&Gate, bool)], login: Option<&Login>) -> Response {
    let cards: String = opens
        .iter()
        .map(|(gate, open)| {
            let (class, state) = if *open {
                ("open", "Open")
            } else {
                ("closed", "Closed")
            };
            format!(
                "<li class=\"gate {class}\"><h2><a href=\"/{}\">{}</a></h2><p>{}</p><p class=\"needs\"><span class=\"state\">{state}</span> {}</p></li>",
                gate.id, gate.name, gate.about, gate.needs
            )
        })
        .collect();
    let about = match login {
        Some(login) => who_am_i(login),
        None => "<p>You are not signed in. <a href=\"/timesheets/sign-in\">Sign in</a>, or open a page: the portal asks for what it needs.</p>\
                 <p class=\"soft\">For developers: <a href=\"/timesheets/sign-in?prompt=none\">ask the portal without a page</a> (<code>prompt=none</code>).</p>"
            .to_owned(),
    };
    let main = format!(
        "<h1>{COMPANY}</h1><p class=\"lead\">Everything for your work, in one place.</p><ul class=\"gates\">{cards}</ul>{about}"
    );
    Html(page(portal, COMPANY, "", login, &main)).into_response()
}

/// A protected page, open.
pub(super) fn gate(portal: &str, gate: &Gate, login: &Login) -> Response {
    let content = match gate.id {
        "timesheets" => include_str!("timesheets.html"),
        "documents" => include_str!("documents.html"),
        _ => include_str!("designs.html"),
    };
    opened(portal, gate, login, content)
}

/// The page on which designs are released.
pub(super) fn approvals(
    portal: &str,
    gate: &Gate,
    login: &Login,
    released: &BTreeMap<&'static str, (String, i64)>,
) -> Response {
    let rows: String = RELEASES
        .iter()
        .map(|(number, what)| {
            let state = match released.get(number) {
                Some((by, at)) => format!("Released by {}, {}", escaped(by), time(*at)),
                None => format!(
                    "<form method=\"post\"><button name=\"release\" value=\"{number}\">Release <span class=\"unseen\">{number}</span></button></form>"
                ),
            };
            format!("<tr><th scope=\"row\">{number}</th><td>{what}</td><td>{state}</td></tr>")
        })
        .collect();
    let table = format!(
        "<table><caption>Designs that are ready for manufacture</caption><thead><tr><th scope=\"col\">Number</th><th scope=\"col\">Part</th><th scope=\"col\">State</th></tr></thead><tbody>{rows}</tbody></table>"
    );
    opened(portal, gate, login, &table)
}

fn opened(portal: &str, gate: &Gate, login: &Login, content: &str) -> Response {
    let main = format!(
        "<h1>{}</h1><p class=\"lead\">{}</p><p class=\"needs\"><span class=\"state\">Open</span> {}</p>{content}{}",
        gate.name,
        gate.about,
        gate.needs,
        who_am_i(login)
    );
    Html(page(portal, gate.name, gate.id, Some(login), &main)).into_response()
}

/// After a sign-out.
pub(super) fn signed_out(portal: &str) -> Response {
    let main = "<h1>You are signed out</h1><p>To go on, open a page and sign in again.</p><p><a class=\"action\" href=\"/\">Start page</a></p>";
    Html(page(portal, "You are signed out", "", None, main)).into_response()
}

/// Why a page is not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trouble {
    /// There is no such page.
    NotFound,
    /// A link to a sign-in is of somebody else's portal, or leads elsewhere.
    Link,
    /// The portal does not answer.
    Unreachable,
    /// The portal's tokens, or the sample's code, were refused.
    NotAccepted,
    /// No sign-in waits for the answer.
    Unexpected,
    /// The sign-in began in another browser.
    AnotherBrowser,
    /// The answer is not the portal's.
    AnotherIssuer,
    /// The answer is right, and is not enough for the page.
    TooWeak,
    /// `access_denied`.
    Cancelled,
    /// `unmet_authentication_requirements` (the OpenID Connect error code of that name).
    Unmet,
    /// `login_required` and its like: the portal would have to show a page, and was asked not to.
    LoginRequired,
    /// Another error of the portal.
    Other,
}

impl Trouble {
    /// What an error of the portal means (RFC 6749, section 4.1.2.1; OpenID Connect Core 1.0, section 3.1.2.6).
    pub(super) fn of(error: &str) -> Self {
        match error {
            "access_denied" => Self::Cancelled,
            "unmet_authentication_requirements" => Self::Unmet,
            "login_required"
            | "interaction_required"
            | "consent_required"
            | "account_selection_required" => Self::LoginRequired,
            "temporarily_unavailable" | "server_error" => Self::Unreachable,
            _ => Self::Other,
        }
    }

    const fn status(self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Link | Self::Unexpected | Self::AnotherBrowser | Self::AnotherIssuer => {
                StatusCode::BAD_REQUEST
            }
            Self::Unreachable | Self::NotAccepted | Self::Other => StatusCode::BAD_GATEWAY,
            Self::TooWeak | Self::Cancelled | Self::Unmet | Self::LoginRequired => {
                StatusCode::FORBIDDEN
            }
        }
    }

    /// The title, and a paragraph.
    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::NotFound => (
                "Page not found",
                "The address is wrong, or the page has moved.",
            ),
            Self::Link => (
                "This link does not work here",
                "It asks you to sign in at another portal, or leads to another site.",
            ),
            Self::Unreachable => (
                "The portal does not answer",
                "Nothing is wrong with your account. Try again in a minute.",
            ),
            Self::NotAccepted => (
                "You could not be signed in",
                "The sign-in took too long, or its answer was used before.",
            ),
            Self::Unexpected => (
                "This sign-in is over",
                "No page waits for it any more. You may have come back to an old address.",
            ),
            Self::AnotherBrowser => (
                "The sign-in began in another browser",
                "Sign in in the browser in which you started. If this is it, allow cookies.",
            ),
            Self::AnotherIssuer => (
                "The answer is not the portal’s",
                "Somebody else may have sent you here. You have not been signed in.",
            ),
            Self::TooWeak => (
                "The page stays closed",
                "You are signed in, but not in the way that this page needs.",
            ),
            Self::Cancelled => (
                "You cancelled the sign-in",
                "The page stays closed until you sign in.",
            ),
            Self::Unmet => (
                "Your account does not reach what this page needs",
                "See in the portal what is missing, such as a phone or the proof of your identity.",
            ),
            Self::LoginRequired => (
                "You are not signed in at the portal",
                "The portal was asked not to show a page, and needs one to sign you in.",
            ),
            Self::Other => (
                "The portal refused the sign-in",
                "Something is wrong between this application and the portal.",
            ),
        }
    }
}

/// A page that says why another one is not shown, with a way on.
pub(super) fn trouble(portal: &str, trouble: Trouble, gate: Option<&'static Gate>) -> Response {
    let (title, why) = trouble.words();
    let needs = match (trouble, gate) {
        (Trouble::TooWeak | Trouble::Unmet | Trouble::Cancelled, Some(gate)) => format!(
            "<p class=\"needs closed\"><span class=\"state\">Closed</span> {}: {}</p>",
            gate.name, gate.needs
        ),
        _ => String::new(),
    };
    let again = match (trouble, gate) {
        (Trouble::NotFound, _) | (_, None) => String::new(),
        (Trouble::LoginRequired | Trouble::Cancelled, Some(gate)) => format!(
            "<a class=\"action\" href=\"/{}\">Sign in for {}</a> ",
            gate.id, gate.name
        ),
        (_, Some(gate)) => format!("<a class=\"action\" href=\"/{}\">Try again</a> ", gate.id),
    };
    let account = match trouble {
        Trouble::Unmet | Trouble::TooWeak => {
            format!(
                "<a href=\"{}/#/account\">Your account in the portal</a> ",
                escaped(portal)
            )
        }
        _ => String::new(),
    };
    let main = format!(
        "<h1>{title}</h1><p class=\"lead\">{why}</p>{needs}<p class=\"ways\">{again}{account}<a href=\"/\">Start page</a></p>"
    );
    (trouble.status(), Html(page(portal, title, "", None, &main))).into_response()
}

/// What the portal told, so that a developer sees what applications get.
fn who_am_i(login: &Login) -> String {
    let client = login.claims["aud"].as_str().unwrap_or_default();
    let list = |heading: &str, claims: &Value| {
        let claims = claims.as_object().into_iter().flatten();
        let rows: String = claims
            .map(|(name, value)| {
                format!(
                    "<div><dt><code>{}</code></dt><dd>{}</dd></div>",
                    escaped(name),
                    shown(name, value)
                )
            })
            .collect();
        format!("<h3>{heading}</h3><dl>{rows}</dl>")
    };
    let acr = login.claims["acr"].as_str().unwrap_or_default();
    format!(
        "<section class=\"who\" aria-labelledby=\"who\"><h2 id=\"who\">Who am I?</h2>\
         <p>{} signed in with <code>{}</code>. This is what the portal told the client <code>{}</code>.</p>\
         <details><summary>Claims</summary>{}{}</details></section>",
        escaped(&name_of(login)),
        escaped(acr),
        escaped(client),
        list("ID token", &login.claims),
        list("Userinfo", &login.userinfo)
    )
}

/// A claim's value: a text as it is, a time also as a date, and everything else as JSON.
fn shown(name: &str, value: &Value) -> String {
    let is_time = matches!(name, "iat" | "exp" | "auth_time" | "updated_at");
    match (value, value.as_i64()) {
        (_, Some(at)) if is_time => format!("{at} ({})", time(at)),
        (Value::String(text), _) => escaped(text),
        (Value::Object(_), _) => {
            let json = serde_json::to_string_pretty(value).unwrap_or_default();
            format!("<pre>{}</pre>", escaped(&json))
        }
        (other, _) => format!("<code>{}</code>", escaped(&other.to_string())),
    }
}

fn time(at: i64) -> String {
    Timestamp::from_second(at).map_or_else(
        |_| at.to_string(),
        |at| {
            format!(
                "<time datetime=\"{at}\">{}</time>",
                at.strftime("%-d %B %Y, %H:%M:%S UTC")
            )
        },
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn whatever_a_claim_says_is_shown_as_text() {
        let login = Login {
            claims: json!({ "acr": "<b>", "aud": "a&b", "auth_time": 0, "x": { "<": "&" } }),
            userinfo: json!({ "name": "Ada <script>" }),
            id_token: String::new(),
        };
        let shown = who_am_i(&login);
        assert!(shown.contains("Ada &lt;script&gt;"));
        assert!(shown.contains("<code>&lt;b&gt;</code>"));
        assert!(shown.contains("a&amp;b"));
        assert!(shown.contains("&quot;&lt;&quot;: &quot;&amp;&quot;"));
        assert!(shown.contains("1 January 1970, 00:00:00 UTC"));
        assert!(!shown.contains("<script>"));
    }

    #[test]
    fn every_error_has_a_way_on() {
        for (error, expected) in [
            ("access_denied", Trouble::Cancelled),
            ("unmet_authentication_requirements", Trouble::Unmet),
            ("login_required", Trouble::LoginRequired),
            ("interaction_required", Trouble::LoginRequired),
            ("server_error", Trouble::Unreachable),
            ("invalid_scope", Trouble::Other),
            ("<script>", Trouble::Other),
        ] {
            assert_eq!(Trouble::of(error), expected);
        }
    }
}
