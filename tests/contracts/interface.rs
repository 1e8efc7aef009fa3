//! The interface's description says what the operations say of themselves, and the route table says the same.

use std::collections::{BTreeMap, BTreeSet};

use domain::account::{Country, Email, LegalName, UserId};
use domain::challenge::Code;
use domain::email_confirmation::EmailCode;
use domain::license::{LicenseKey, TypedKey};
use domain::notification::VerificationState;
use domain::password::Password;
use domain::phone::{Channel, Phone};
use domain::policy::{
    ACTIVATION_CODE_SYMBOLS, CODE_DIGITS, EMAIL_CODE_DIGITS, EMAIL_LOCAL_MAX, LICENSE_KEY_SYMBOLS,
};
use domain::product::Coverage;
use domain::proofing::ActivationCode;
use domain::text::address_line;
use http::{HeaderValue, Method, Request};
use local::operations::{ROUTES, Route};
use phone_otp_tests::System;
use rand::rand_core::UnwrapErr;
use rand::rngs::SysRng;
use reqwest::RequestBuilder;
use serde_json::{Value, json};

use super::{top, writing};

#[test]
fn the_checked_in_description_is_what_the_handlers_types_say() {
    let path = top().join("functions/portal/src/openapi.json");
    let made = local::operations::openapi();
    if writing() {
        std::fs::write(&path, &made).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap();
    assert!(
        kept == made,
        "write it again with PHONE_OTP_WRITE=1 cargo nextest run --package phone-otp-tests --test contracts"
    );
}

/// The routes of the description, with the ID of each one's operation.
fn described() -> BTreeMap<String, String> {
    let document: Value = serde_json::from_str(&local::operations::openapi()).unwrap();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    let paths = document["paths"].as_object().unwrap().iter();
    paths
        .flat_map(|(path, methods)| {
            let methods = methods.as_object().unwrap().iter();
            methods.map(move |(method, operation)| {
                let id = operation["operationId"].as_str().unwrap();
                (format!("{} {path}", method.to_uppercase()), id.to_owned())
            })
        })
        .collect()
}

#[test]
fn the_description_has_every_route_with_its_operation_and_no_other() {
    let described = described();
    // The pages' files are not part of the interface, nor is what browsers ask before a request of another site.
    let routed: BTreeMap<String, &str> = ROUTES
        .iter()
        .map(|route| (format!("{} {}", route.method, route.path), route.operation))
        .filter(|(route, _)| !route.starts_with("GET /assets/") && route != "GET /openapi.json")
        .filter(|(route, _)| !route.starts_with("OPTIONS "))
        .collect();
    assert_eq!(
        described.keys().collect::<Vec<_>>(),
        routed.keys().collect::<Vec<_>>()
    );
    for (route, id) in &described {
        let operation = routed[route];
        // A second route of an operation has an ID of its own: `reset-password-complete`.
        let rest = id.strip_prefix(operation);
        assert!(
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-')),
            "{route} is described as {id} and answered by {operation}"
        );
    }
    let ids: BTreeSet<&String> = described.values().collect();
    assert_eq!(ids.len(), described.len(), "an ID stands for one route");
}

/// The rule of a field: what its operation takes, a text of so many characters that it takes if the length is right, and
/// texts of a right length that it refuses.
struct Rule {
    field: &'static str,
    takes: fn(&str) -> bool,
    of: fn(usize) -> String,
    refuses: &'static [&'static str],
}

/// A text padded by spaces at its end.
fn padded(text: &str, length: usize) -> String {
    let begun: String = text.chars().take(length).collect();
    let rest = length - begun.chars().count();
    begun + &" ".repeat(rest)
}

/// An address of so many characters, whose local part and labels are as long as they may be.
fn email(length: usize) -> String {
    let local = EMAIL_LOCAL_MAX.min(length.saturating_sub(5)).max(1);
    let domain = length - local - 1;
    let labels: String = (0..domain.saturating_sub(3))
        .map(|at| if at % 64 == 63 { '.' } else { 'b' })
        .collect();
    format!(
        "{}@{labels}.{}",
        "a".repeat(local),
        "c".repeat(domain - labels.len() - 1)
    )
}

/// A password of so many characters that nobody guesses.
fn password(length: usize) -> String {
    let letters = (1u64..).map(|at| ((at * at * 2_654_435_761) >> 13) % 26);
    letters
        .map(|letter| char::from(b'a' + u8::try_from(letter).unwrap()))
        .take(length)
        .collect()
}

fn key_is_read(key: &str) -> bool {
    let typed = serde_json::from_value::<TypedKey>(json!(key));
    typed.is_ok_and(|typed| LicenseKey::parse(typed.as_str()).is_ok())
}

fn activation_code_is_read(code: &str) -> bool {
    let typed = serde_json::from_value::<TypedKey>(json!(code));
    typed.is_ok_and(|typed| ActivationCode::parse(typed.as_str()).is_ok())
}

fn number_is_read(number: &str) -> bool {
    let (text, us) = (Channel::Text, Coverage::Us);
    let (now, mut rng) = (domain::Timestamp::UNIX_EPOCH, UnwrapErr(SysRng));
    Phone::register(Country::US, number, text, us, &[], now, &mut rng).is_ok()
}

/// The operations whose answer holds a token, or says whether a password is the right one.
const SECRET_ANSWERS: [&str; 2] = ["sign-up", "verify-otp"];

fn with_idempotency_key(key: &str, takes: fn(&Request) -> bool) -> bool {
    let mut request = Request::default();
    let key = HeaderValue::from_str(key).unwrap();
    request.headers_mut().insert("idempotency-key", key);
    takes(&request)
}

/// What is taken at any length, and refused for what it is: a password that is wrong, something that does not exist.
const ANY: &[&str] = &[
    "SignIn.password",
    "SendOtp.phone_id",
    "Answer.question_id",
    "Answer.choice",
    // An application's secret or assertion is compared, its name looked up.
    "Verification.client_id",
    "Verification.client_secret",
    "Verification.client_assertion",
    "Verification.client_assertion_type",
    "Verification.stream_id",
    // Compared with the token's account.
    "Phone-OTP-Account",
    // Compared with what the operator registered.
    "EndSession.client_id",
    "EndSession.id_token_hint",
    "EndSession.post_logout_redirect_uri",
    "EndSession.state",
];

const LINE: Rule = Rule {
    field: "AddressLine",
    takes: |text| address_line(text).is_ok(),
    of: |length| "é".repeat(length),
    refuses: &[],
};

const USER_ID: Rule = Rule {
    field: "SignUp.user_id",
    takes: |text| UserId::try_from(text.to_owned()).is_ok(),
    of: |length| "a".repeat(length),
    refuses: &["a b", "ümlaut", "a/b"],
};

const NEW_PASSWORD: Rule = Rule {
    field: "SignUp.password",
    takes: |text| Password::new(text).acceptable(&[]).is_ok(),
    of: password,
    refuses: &[],
};

const LEGAL_NAME: Rule = Rule {
    field: "SignUp.legal_name",
    takes: |text| LegalName::try_from(text.to_owned()).is_ok(),
    of: |length| "é".repeat(length),
    refuses: &["ada@example"],
};

const COUNTRY: Rule = Rule {
    field: "SignUp.country",
    takes: |text| Country::try_from(text.to_owned()).is_ok(),
    of: |length| "us".repeat(length).chars().take(length).collect(),
    refuses: &["12", "ÜS"],
};

const EMAIL: Rule = Rule {
    field: "SignUp.email",
    takes: |text| Email::try_from(text.to_owned()).is_ok(),
    of: email,
    refuses: &[
        "ada.example.com",
        "ada lovelace@example.com",
        "ädä@example.com",
        "ada..x@example.com",
    ],
};

const RULES: &[Rule] = &[
    LINE,
    Rule {
        field: "OptionalAddressLine",
        // An empty line is none.
        takes: |text| text.is_empty() || address_line(text).is_ok(),
        ..LINE
    },
    USER_ID,
    Rule {
        field: "SignIn.user_id",
        ..USER_ID
    },
    Rule {
        field: "ResetRequest.user_id",
        ..USER_ID
    },
    NEW_PASSWORD,
    Rule {
        field: "NewPassword.password",
        ..NEW_PASSWORD
    },
    LEGAL_NAME,
    Rule {
        field: "StartProofing.legal_name",
        ..LEGAL_NAME
    },
    COUNTRY,
    Rule {
        field: "RegisterPhone.country",
        ..COUNTRY
    },
    Rule {
        field: "BillingAddressInput.country",
        ..COUNTRY
    },
    EMAIL,
    Rule {
        field: "CorrectEmail.email",
        ..EMAIL
    },
    Rule {
        field: "RegisterPhone.number",
        takes: number_is_read,
        of: |length| padded("202 555 0123", length),
        refuses: &[],
    },
    Rule {
        field: "VerifyOtp.code",
        takes: |text| Code::try_from(text.to_owned()).is_ok(),
        of: |length| padded(&"7".repeat(CODE_DIGITS), length),
        refuses: &[],
    },
    Rule {
        field: "Verification.state",
        takes: |text| VerificationState::try_from(text.to_owned()).is_ok(),
        of: |length| "é".repeat(length),
        refuses: &[],
    },
    Rule {
        field: "ConfirmEmail.code",
        takes: |text| EmailCode::try_from(text.to_owned()).is_ok(),
        of: |length| padded(&"7".repeat(EMAIL_CODE_DIGITS), length),
        refuses: &[],
    },
    Rule {
        field: "EnterLicense.license_key",
        takes: key_is_read,
        of: |length| padded(&"0".repeat(LICENSE_KEY_SYMBOLS), length),
        refuses: &[],
    },
    Rule {
        field: "RedeemProofing.activation_code",
        takes: activation_code_is_read,
        of: |length| padded(&"0".repeat(ACTIVATION_CODE_SYMBOLS), length),
        refuses: &[],
    },
    Rule {
        field: "Idempotency-Key",
        takes: |key| {
            with_idempotency_key(key, |request| {
                http::request::idempotency_key(request).is_ok()
            })
        },
        of: |length| "k".repeat(length),
        refuses: &[],
    },
    Rule {
        field: "secret Idempotency-Key",
        takes: |key| {
            with_idempotency_key(key, |request| {
                http::request::secret_idempotency_key(request).is_ok()
            })
        },
        of: |length| "k".repeat(length),
        refuses: &[],
    },
];

/// The texts in a schema of a request, by the names of their schema and property. Texts of a closed list or of a time are
/// left out: their types are their rules.
fn texts(document: &Value, name: &str, schema: &Value, found: &mut BTreeMap<String, Value>) {
    if let Some(reference) = schema["$ref"].as_str() {
        let (_, name) = reference.rsplit_once('/').unwrap();
        return texts(
            document,
            name,
            &document["components"]["schemas"][name],
            found,
        );
    }
    for of in ["oneOf", "anyOf", "allOf"] {
        for schema in schema[of].as_array().into_iter().flatten() {
            texts(document, name, schema, found);
        }
    }
    for (property, schema) in schema["properties"].as_object().into_iter().flatten() {
        let (_, name) = name.rsplit_once('.').unwrap_or(("", name));
        texts(document, &format!("{name}.{property}"), schema, found);
    }
    if schema["items"].is_object() {
        texts(document, name, &schema["items"], found);
    }
    let kinds = [&schema["type"], &schema["type"][0]];
    let timed = schema["format"] == "date-time";
    if kinds.contains(&&json!("string")) && schema["enum"].is_null() && !timed {
        found.insert(name.to_owned(), schema.clone());
    }
}

#[test]
fn the_lengths_and_patterns_of_what_comes_in_are_those_of_the_rules() {
    let document: Value = serde_json::from_str(&local::operations::openapi()).unwrap();
    let mut found = BTreeMap::new();
    let routes = document["paths"].as_object().unwrap().values();
    for operation in routes.flat_map(|methods| methods.as_object().unwrap().values()) {
        // The lengths in the forms of OAuth are the standards'.
        let body = &operation["requestBody"]["content"]["application/json"];
        if !body.is_null() {
            texts(&document, "", &body["schema"], &mut found);
        }
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            // What a path names is there or not, and no page is shown in a language that there is not.
            if parameter["in"] == "header" {
                let name = parameter["name"].as_str().unwrap();
                // The key of an answer that is secret has a rule of its own.
                let secret = SECRET_ANSWERS.contains(&operation["operationId"].as_str().unwrap());
                let name = if secret && name == "Idempotency-Key" {
                    "secret Idempotency-Key"
                } else {
                    name
                };
                texts(&document, name, &parameter["schema"], &mut found);
            }
        }
    }
    let ruled = RULES
        .iter()
        .map(|rule| rule.field)
        .chain(ANY.iter().copied());
    assert_eq!(
        found.keys().map(String::as_str).collect::<BTreeSet<_>>(),
        ruled.collect::<BTreeSet<_>>()
    );
    let number =
        |schema: &Value, name: &str| schema[name].as_u64().map(|n| usize::try_from(n).unwrap());
    for field in ANY {
        let schema = &found[*field];
        for bound in ["minLength", "maxLength", "pattern"] {
            assert!(schema[bound].is_null(), "{field}: {schema}");
        }
    }
    for Rule {
        field,
        takes,
        of,
        refuses,
    } in RULES
    {
        let schema = &found[*field];
        let pattern = schema["pattern"]
            .as_str()
            .map(|text| regex::Regex::new(text).unwrap());
        let (min, max) = (number(schema, "minLength"), number(schema, "maxLength"));
        let taken = |length: usize, expected: bool| {
            let text = of(length);
            assert_eq!(text.chars().count(), length, "{field}: {text}");
            assert_eq!(
                takes(&text),
                expected,
                "{field}: {length} characters: {text}"
            );
            let fits = pattern
                .as_ref()
                .is_none_or(|pattern| pattern.is_match(&text));
            assert!(fits || !expected, "{field}: {text}");
        };
        if let Some(min) = min {
            taken(min, true);
            if min > 0 {
                taken(min - 1, false);
            }
        }
        let max = max.unwrap_or_else(|| panic!("{field} has no maxLength"));
        taken(max, true);
        taken(max + 1, false);
        for text in *refuses {
            assert!(!takes(text), "{field}: {text}");
            let pattern = pattern
                .as_ref()
                .unwrap_or_else(|| panic!("{field} has no pattern"));
            assert!(!pattern.is_match(text), "{field}: {text}");
        }
    }
}

/// Whether a route may change something.
fn writes(route: &Route) -> bool {
    !matches!(route.method, Method::GET | Method::OPTIONS)
}

#[tokio::test]
async fn every_write_is_refused_to_a_page_of_another_site() {
    // Writes that no page of the portal sends, and why they are safe without a look at the site.
    const FROM_ELSEWHERE: [(&str, &str); 8] = [
        (
            "POST /payments/{provider}",
            "the provider proves itself by a signature, and no cookie counts",
        ),
        (
            "POST /security-events/verification",
            "an application proves itself by a secret or a key, and no cookie counts",
        ),
        (
            "POST /oauth2/authorize",
            "an application's form: it is kept, and no cookie of a session comes along",
        ),
        ("POST /oauth2/par", "the client proves itself"),
        ("POST /oauth2/token", "the client proves itself"),
        ("POST /oauth2/revoke", "the client proves itself"),
        ("POST /oauth2/introspect", "the client proves itself"),
        ("POST /oauth2/userinfo", "the access token is no cookie"),
    ];
    let system = System::start().await;
    let visitor = system.visitor();
    for site in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "https://evil.example"),
    ] {
        let mut taken = BTreeSet::new();
        for route in ROUTES.iter().filter(|route| writes(route)) {
            let request = visitor
                .request(route.method.clone(), &route.path.replace(['{', '}'], ""))
                .header(site.0, site.1)
                .json(&json!({}));
            let answer = visitor.send(request).await;
            if answer.body["type"] != "cross-site-request" {
                taken.insert(format!("{} {}", route.method, route.path));
            }
        }
        let known = FROM_ELSEWHERE.map(|(route, _)| route.to_owned());
        assert_eq!(taken, BTreeSet::from(known), "{site:?}");
    }
}

/// The writes whose description has the header that names the account.
fn described_with_an_account() -> BTreeSet<String> {
    let document: Value = serde_json::from_str(&local::operations::openapi()).unwrap();
    let paths = document["paths"].as_object().unwrap().iter();
    paths
        .flat_map(|(path, methods)| {
            let methods = methods.as_object().unwrap().iter();
            methods.filter_map(move |(method, operation)| {
                let parameters = operation["parameters"].as_array()?.iter();
                let mut named =
                    parameters.filter(|parameter| parameter["name"] == "Phone-OTP-Account");
                named.next().map(|header| {
                    assert_eq!(header["in"], "header");
                    format!("{} {path}", method.to_uppercase())
                })
            })
        })
        .collect()
}

#[tokio::test]
async fn every_write_of_a_session_is_refused_to_a_page_that_shows_another_account() {
    // Writes that no session makes, and why they are for no account of somebody else.
    const OF_NO_SESSION: [(&str, &str); 13] = [
        (
            "POST /authorizations/{id}/cancellation",
            "the browser that brought the request gives it up",
        ),
        ("POST /oauth2/authorize", "an application's form"),
        ("POST /oauth2/par", "the client says whose it is"),
        ("POST /oauth2/token", "the code says whose it is"),
        ("POST /oauth2/revoke", "the token says whose it is"),
        ("POST /oauth2/introspect", "the token says whose it is"),
        ("POST /oauth2/userinfo", "the token says whose it is"),
        ("POST /accounts", "it makes an account"),
        ("POST /sessions", "the password says whose it is"),
        ("POST /password-resets", "the user ID says whose it is"),
        ("POST /password-resets/{token}", "the link says whose it is"),
        (
            "POST /payments/{provider}",
            "the provider says which order it is",
        ),
        (
            "POST /security-events/verification",
            "it is an application that asks",
        ),
    ];
    let system = System::start().await;
    let mut ada = system.active("ada", "2025550123").await;
    let bob = system.member("bob").await.account().await["account"]["id"].clone();
    let own = ada.account().await["account"]["id"].clone();
    let (bob, own) = (bob.as_str().unwrap(), own.as_str().unwrap());
    let token = ada.token.take().unwrap();
    let under_cookie = |request: RequestBuilder| {
        request
            .header("cookie", format!("__Host-session={token}"))
            .header("sec-fetch-site", "same-origin")
    };
    let account = async || {
        let mut seen = ada
            .send(under_cookie(ada.request(Method::GET, "/account")))
            .await
            .expect(200);
        seen["now"].take();
        seen
    };
    let before = account().await;
    let (mut of_no_session, mut of_a_session) = (BTreeSet::new(), BTreeSet::new());
    for route in ROUTES.iter().filter(|route| writes(route)) {
        let path = route.path.replace(['{', '}'], "");
        let request = || ada.request(route.method.clone(), &path).json(&json!({}));
        let name = format!("{} {}", route.method, route.path);
        let named = |request: RequestBuilder, id: &str| request.header("phone-otp-account", id);
        let answer = ada.send(named(under_cookie(request()), bob)).await;
        if answer.body["type"] != "another-account" {
            of_no_session.insert(name);
            continue;
        }
        answer.refused(409, "another-account");
        ada.send(under_cookie(request()))
            .await
            .refused(409, "another-account");
        ada.send(named(request().bearer_auth(&token), bob))
            .await
            .refused(409, "another-account");
        assert_eq!(account().await, before, "{name} did nothing");
        of_a_session.insert(name.clone());
        if matches!(
            name.as_str(),
            "DELETE /sessions/current" | "POST /oauth2/logout"
        ) {
            continue;
        }
        for accepted in [
            named(under_cookie(request()), own),
            named(request().bearer_auth(&token), own),
            request().bearer_auth(&token),
        ] {
            let answer = ada.send(accepted).await;
            assert_ne!(answer.body["type"], "another-account", "{name}");
        }
    }
    let known = OF_NO_SESSION.map(|(route, _)| route.to_owned());
    assert_eq!(of_no_session, BTreeSet::from(known));
    assert_eq!(of_a_session, described_with_an_account());

    let read = under_cookie(ada.request(Method::GET, "/orders/PO-0"));
    ada.send(read.header("phone-otp-account", bob))
        .await
        .refused(409, "another-account");
}
