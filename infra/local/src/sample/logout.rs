//! Logout tokens (OpenID Connect Back-Channel Logout 1.0, section 2.6): whose session ended at the portal.

use serde_json::Value;

use super::gate::Gate;

/// The event that makes a token a logout token.
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// By how much the portal's clock may be ahead, in seconds.
pub(super) const SKEW: i64 = 60;

/// What a logout token says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Ended {
    /// The client whose session ended.
    pub(super) client: &'static str,
    /// The token's identifier.
    pub(super) jti: String,
    /// The session, as the client's ID token names it.
    pub(super) sid: Option<String>,
    /// The person. Without a session, all their sessions ended.
    pub(super) sub: Option<String>,
    /// Until when the token may come, in epoch seconds.
    pub(super) until: i64,
}

/// Reads the claims of a token whose signature and `typ` are right.
///
/// # Errors
/// What is wrong with it.
pub(super) fn read(claims: &Value, issuer: &str, now: i64) -> Result<Ended, &'static str> {
    if claims["iss"] != issuer {
        return Err("iss is not the portal");
    }
    let audience = match &claims["aud"] {
        Value::Array(several) if several.len() == 1 => &several[0],
        other => other,
    };
    let Some(client) = audience.as_str().and_then(Gate::of) else {
        return Err("aud is none of the clients");
    };
    let Some(issued_at) = claims["iat"].as_i64() else {
        return Err("iat is missing");
    };
    if issued_at > now.saturating_add(SKEW) {
        return Err("iat has not come");
    }
    let Some(until) = claims["exp"].as_i64() else {
        return Err("exp is missing");
    };
    if until <= now {
        return Err("exp is over");
    }
    if !claims["events"][EVENT].is_object() {
        return Err("events is not about a logout");
    }
    if !claims["nonce"].is_null() {
        return Err("nonce is in an ID token only");
    }
    let text = |claim: &str| claims[claim].as_str().map(str::to_owned);
    let (sid, sub) = (text("sid"), text("sub"));
    if sid.is_none() && sub.is_none() {
        return Err("sid and sub are missing");
    }
    let Some(jti) = text("jti") else {
        return Err("jti is missing");
    };
    Ok(Ended {
        client: client.id,
        jti,
        sid,
        sub,
        until,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const ISSUER: &str = "http://localhost:8080";

    fn good() -> Value {
        json!({
            "iss": ISSUER, "aud": "timesheets", "iat": 1000, "exp": 1120, "jti": "1", "sid": "s", "sub": "a",
            "events": { EVENT: {} },
        })
    }

    #[test]
    fn a_logout_token_names_the_client_the_session_and_the_person() {
        let expected = Ended {
            client: "timesheets",
            jti: "1".to_owned(),
            sid: Some("s".to_owned()),
            sub: Some("a".to_owned()),
            until: 1120,
        };
        assert_eq!(read(&good(), ISSUER, 1000).as_ref(), Ok(&expected));
        let mut listed = good();
        listed["aud"] = json!(["timesheets"]);
        assert_eq!(read(&listed, ISSUER, 1000), Ok(expected));
    }

    #[test]
    fn a_token_that_misses_something_ends_nothing() {
        for (claim, value, why) in [
            (
                "iss",
                json!("https://other.example.com"),
                "iss is not the portal",
            ),
            ("aud", json!("other"), "aud is none of the clients"),
            (
                "aud",
                json!(["timesheets", "other"]),
                "aud is none of the clients",
            ),
            ("aud", Value::Null, "aud is none of the clients"),
            ("iat", Value::Null, "iat is missing"),
            ("iat", json!(1061), "iat has not come"),
            ("exp", Value::Null, "exp is missing"),
            ("exp", json!(1000), "exp is over"),
            ("events", json!({}), "events is not about a logout"),
            (
                "events",
                json!({ EVENT: "x" }),
                "events is not about a logout",
            ),
            ("nonce", json!("n"), "nonce is in an ID token only"),
            ("jti", Value::Null, "jti is missing"),
        ] {
            let mut claims = good();
            claims[claim] = value.clone();
            assert_eq!(read(&claims, ISSUER, 1000), Err(why), "{claim} {value}");
        }
        let mut nobody = good();
        nobody["sid"] = Value::Null;
        assert!(read(&nobody, ISSUER, 1000).is_ok());
        nobody["sub"] = Value::Null;
        assert_eq!(read(&nobody, ISSUER, 1000), Err("sid and sub are missing"));
    }
}
