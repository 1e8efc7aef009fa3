//! An application's server, or an application on a person's device, as it calls the endpoints of tokens.

use std::sync::atomic::{AtomicU32, Ordering};

use data_encoding::{BASE64, BASE64URL_NOPAD};
use reqwest::{Method, RequestBuilder};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};

use crate::{Answer, Person, System};

/// The verifier of RFC 7636's example.
pub const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

/// The challenge of RFC 7636's example.
pub const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// Where the applications of tests are sent back to.
pub const CALLBACK: &str = "https://app.example.com/cb";

/// The secret of clients that have one, and its digest.
pub const SECRET: &str = "s3cret:with+signs";
/// The SHA-256 digest of [`SECRET`].
pub const SECRET_DIGEST: &str = "1e66f6f5187942ea8991534c6ea31f84a69eaf7ca7ac933ed71ee32c0025814b";

/// A key on P-256.
pub struct Key {
    pair: EcdsaKeyPair,
    drawn: AtomicU32,
}

impl Key {
    /// A fresh key.
    #[must_use]
    #[expect(clippy::new_without_default, reason = "it is drawn at random")]
    pub fn new() -> Self {
        let (random, alg) = (SystemRandom::new(), &ECDSA_P256_SHA256_FIXED_SIGNING);
        let document = EcdsaKeyPair::generate_pkcs8(alg, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(alg, document.as_ref(), &random).unwrap();
        let drawn = AtomicU32::new(0);
        Self { pair, drawn }
    }

    /// The public key (RFC 7517).
    pub fn jwk(&self) -> Value {
        let point = self.pair.public_key().as_ref();
        json!({
            "kty": "EC",
            "crv": "P-256",
            "x": BASE64URL_NOPAD.encode(&point[1..33]),
            "y": BASE64URL_NOPAD.encode(&point[33..]),
        })
    }

    /// A signed token.
    pub fn sign(&self, header: &Value, claims: &Value) -> String {
        let part = |value: &Value| BASE64URL_NOPAD.encode(value.to_string().as_bytes());
        let message = format!("{}.{}", part(header), part(claims));
        let signature = self.pair.sign(&SystemRandom::new(), message.as_bytes());
        let signature = BASE64URL_NOPAD.encode(signature.unwrap().as_ref());
        format!("{message}.{signature}")
    }

    /// A text that no other token of this key has as its `jti`.
    pub fn jti(&self) -> String {
        format!("jti-{}", self.drawn.fetch_add(1, Ordering::Relaxed))
    }

    /// A DPoP proof, with more claims or others.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "it is made where it is passed"
    )]
    pub fn proof(&self, system: &System, method: &str, path: &str, more: Value) -> String {
        let mut claims = json!({
            "jti": self.jti(),
            "htm": method,
            "htu": format!("{}{path}", system.platform().config.portal_origin),
            "iat": system.platform().now().as_second(),
        });
        for (name, value) in more.as_object().unwrap() {
            claims[name] = value.clone();
        }
        let header = json!({ "alg": "ES256", "typ": "dpop+jwt", "jwk": self.jwk() });
        self.sign(&header, &claims)
    }

    /// A proof for a request that presents an access token.
    pub fn proof_with(&self, system: &System, method: &str, path: &str, token: &str) -> String {
        let ath = domain::dpop::token_hash(token);
        self.proof(system, method, path, json!({ "ath": ath }))
    }

    /// A client's assertion, with more claims or others.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "it is made where it is passed"
    )]
    pub fn assertion(&self, system: &System, client: &str, more: Value) -> String {
        let mut claims = json!({
            "iss": client,
            "sub": client,
            "aud": system.platform().config.portal_origin,
            "jti": self.jti(),
            "exp": system.platform().now().as_second() + 60,
        });
        for (name, value) in more.as_object().unwrap() {
            claims[name] = value.clone();
        }
        self.sign(&json!({ "alg": "ES256", "kid": "one" }), &claims)
    }
}

/// How a client authenticates.
pub enum Authenticates<'a> {
    /// By its secret, in the header.
    Basic,
    /// By its secret, in the form.
    Post,
    /// By an assertion.
    ByKey(&'a Key),
    /// Not at all; its requests have proofs of its key.
    Public(&'a Key),
}

/// A client.
pub struct Client<'a> {
    /// The system that it is a client of.
    pub system: &'a System,
    /// Its identifier.
    pub id: &'a str,
    /// How it authenticates.
    pub authenticates: Authenticates<'a>,
    /// The source address of its requests.
    pub address: String,
}

impl<'a> Client<'a> {
    /// A client that the operator has registered, with what its registration says beside the usual.
    pub async fn registered(
        system: &'a System,
        id: &'a str,
        authenticates: Authenticates<'a>,
        more: Value,
    ) -> Self {
        let mut entry = json!({
            "name": id,
            "url": "https://app.example.com/",
            "requirement": { "strength": "password" },
            "redirect_uris": [CALLBACK],
            "grant_types": ["authorization_code", "refresh_token"],
            "scopes": ["openid", "profile", "email", "phone", "proofing"],
        });
        match &authenticates {
            Authenticates::Basic => entry["client_secret_digests"] = json!([SECRET_DIGEST]),
            Authenticates::Post => {
                entry["token_endpoint_auth_method"] = json!("client_secret_post");
                entry["client_secret_digests"] = json!([SECRET_DIGEST]);
            }
            Authenticates::ByKey(key) => {
                let mut jwk = key.jwk();
                jwk["kid"] = json!("one");
                entry["token_endpoint_auth_method"] = json!("private_key_jwt");
                entry["jwks"] = json!({ "keys": [jwk] });
            }
            Authenticates::Public(_) => {
                entry["token_endpoint_auth_method"] = json!("none");
            }
        }
        for (name, value) in more.as_object().unwrap() {
            entry[name] = value.clone();
        }
        let mut change = json!({ "applications": {} });
        change["applications"][id] = entry;
        system.configure(change).await;
        Self {
            system,
            id,
            authenticates,
            address: system.visitor().address.clone(),
        }
    }

    /// Changes its registration.
    pub async fn changes(&self, change: Value) {
        let mut changes = json!({ "applications": {} });
        changes["applications"][self.id] = change;
        self.system.configure(changes).await;
    }

    /// Where a person's browser is led by its request.
    pub async fn asks(&self, person: &Person<'_>, more: &str) -> String {
        let path = format!(
            "/oauth2/authorize?response_type=code&client_id={}&redirect_uri=https%3A%2F%2Fapp.example.com%2Fcb&state=s&nonce=n\
             &code_challenge={CHALLENGE}&code_challenge_method=S256{more}",
            self.id
        );
        let answer = person.from_another_site(Method::GET, &path, None).await;
        answer.headers["location"].to_str().unwrap().to_owned()
    }

    /// The code that it gets for a person who is signed in, in a browser, strongly enough.
    pub async fn code(&self, person: &Person<'_>, more: &str) -> String {
        let location = self.asks(person, more).await;
        let url = reqwest::Url::parse(&location).unwrap();
        let code = url.query_pairs().find(|(name, _)| name == "code");
        code.unwrap_or_else(|| panic!("{location}")).1.into_owned()
    }

    /// A form to an endpoint, authenticated, and with a proof if the client is public.
    pub fn form(&self, path: &str, parameters: &[(&str, &str)]) -> RequestBuilder {
        let mut form: Vec<(&str, String)> = parameters
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()))
            .collect();
        let mut request = self
            .system
            .client
            .post(self.system.url(path))
            .header("x-local-source-ip", &self.address);
        match &self.authenticates {
            Authenticates::Basic => {
                request = request.header("authorization", basic(self.id, SECRET));
            }
            Authenticates::Post => {
                form.push(("client_id", self.id.to_owned()));
                form.push(("client_secret", SECRET.to_owned()));
            }
            Authenticates::ByKey(key) => {
                let assertion = key.assertion(self.system, self.id, json!({}));
                form.push(("client_assertion", assertion));
                form.push((
                    "client_assertion_type",
                    domain::client_assertion::ASSERTION_TYPE.to_owned(),
                ));
            }
            Authenticates::Public(key) => {
                form.push(("client_id", self.id.to_owned()));
                let proof = key.proof(self.system, "POST", path, json!({}));
                request = request.header("dpop", proof);
            }
        }
        request.form(&form)
    }

    /// Sends such a form.
    pub async fn posts(&self, path: &str, parameters: &[(&str, &str)]) -> Answer {
        answer(self.form(path, parameters)).await
    }

    /// The parameters of a code's use.
    pub fn code_parameters(code: &str) -> [(&'static str, &str); 4] {
        [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", CALLBACK),
            ("code_verifier", VERIFIER),
        ]
    }

    /// Uses a code.
    pub async fn uses(&self, code: &str) -> Answer {
        self.posts("/oauth2/token", &Self::code_parameters(code))
            .await
    }

    /// Uses a refresh token.
    pub async fn refreshes(&self, token: &str) -> Answer {
        let parameters = [("grant_type", "refresh_token"), ("refresh_token", token)];
        self.posts("/oauth2/token", &parameters).await
    }

    /// The tokens that it gets for a person.
    pub async fn tokens(&self, person: &Person<'_>, more: &str) -> Value {
        let code = self.code(person, more).await;
        self.uses(&code).await.expect(200)
    }

    /// Asks for the claims of the person.
    pub async fn userinfo(&self, token: &str) -> Answer {
        let request = self.system.client.get(self.system.url("/oauth2/userinfo"));
        let request = match &self.authenticates {
            Authenticates::Public(key) => {
                let proof = key.proof_with(self.system, "GET", "/oauth2/userinfo", token);
                request
                    .header("authorization", format!("DPoP {token}"))
                    .header("dpop", proof)
            }
            _ => request.header("authorization", format!("Bearer {token}")),
        };
        answer(request).await
    }
}

impl Answer {
    /// The error of an endpoint of tokens, which has to be this one.
    #[track_caller]
    #[expect(
        clippy::return_self_not_must_use,
        reason = "most tests need no more of it"
    )]
    pub fn fails(self, status: u16, error: &str) -> Self {
        assert_eq!(
            (self.status.as_u16(), &self.body["error"]),
            (status, &json!(error)),
            "{}",
            self.body
        );
        assert_eq!(self.headers["cache-control"], "no-store");
        assert_eq!(self.headers["content-type"], "application/json");
        assert!(self.body["error_description"].is_string(), "{}", self.body);
        self
    }

    /// The challenge of a refusal.
    #[track_caller]
    pub fn challenge(&self) -> &str {
        self.headers["www-authenticate"].to_str().unwrap()
    }
}

/// A header of basic authentication, whose parts are form-encoded (RFC 6749, 2.3.1).
#[must_use]
pub fn basic(id: &str, secret: &str) -> String {
    let encoded = |text: &str| {
        text.replace('%', "%25")
            .replace(':', "%3A")
            .replace('+', "%2B")
    };
    let pair = format!("{}:{}", encoded(id), encoded(secret));
    format!("Basic {}", BASE64.encode(pair.as_bytes()))
}

/// Sends a request.
pub async fn answer(request: RequestBuilder) -> Answer {
    let answer = request.send().await.unwrap();
    let (status, headers) = (answer.status(), answer.headers().clone());
    let body = answer.bytes().await.unwrap();
    Answer {
        status,
        headers,
        body: serde_json::from_slice(&body).unwrap_or(Value::Null),
    }
}

/// The claims of a token, unchecked.
#[must_use]
pub fn claims(token: &Value) -> Value {
    jose::unverified(token.as_str().unwrap()).unwrap().claims
}
