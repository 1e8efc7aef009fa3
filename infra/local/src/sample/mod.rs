//! The sample application: the engineering portal of a company that relies on Phone OTP for its sign-in.
//!
//! It is a relying party as another organisation would write it (OpenID Connect Core 1.0): it knows of the product what
//! discovery says, and it is on another site, `http://127.0.0.1`, so that cookies cross sites or do not as they will on
//! the Internet. Each of its protected pages is an application of the portal's registry and a client of its own; they
//! share the session of a browser.
//!
//! | part | what it does |
//! | --- | --- |
//! | `gate` | the protected pages, what each asks for, and their entries in the registry |
//! | `issuer` | requests to the portal, and the checks of its tokens |
//! | `sessions` | what is remembered of visitors |
//! | `logout` | the checks of logout tokens |
//! | `pages` | the requests of browsers |
//! | `html` | how pages look |

mod gate;
mod html;
mod issuer;
mod logout;
mod pages;
mod sessions;

use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::middleware;
use axum::routing::{get, post};
use configure::Configure;
use data_encoding::{BASE64, BASE64URL_NOPAD};
use domain::Timestamp;
use jose::SigningKeys;
use platform::{Clock, Platform};
use rand::Rng;
use rand::rand_core::UnwrapErr;
use rand::rngs::SysRng;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use serde_json::{Map, Value, json};
use std::sync::Arc;

use crate::StartError;
use crate::clock::MovableClock;
use crate::data::Data;
use gate::GATES;
use issuer::Issuer;
use sessions::Memory;

/// The key by which the clients authenticate themselves: PKCS#8, in base64.
const KEY_FILE: &str = "sample-key.json";

/// What was registered last.
const REGISTERED_FILE: &str = "sample-registered.json";

/// What every client asks for.
const SCOPES: [&str; 5] = ["openid", "profile", "email", "phone", "proofing"];

/// The sample application.
pub(crate) struct Sample {
    /// Where it is: scheme, address and port.
    origin: String,
    issuer: Issuer,
    clock: MovableClock,
    memory: Mutex<Memory>,
    /// The public keys of its clients, a JWK set.
    jwks: Value,
}

impl Sample {
    /// The sample at a port, which relies on the portal at an origin.
    ///
    /// # Errors
    /// [`StartError::Sample`] if its key is not one.
    pub(crate) fn new(
        port: u16,
        portal: &str,
        clock: &MovableClock,
        data: &Data,
    ) -> Result<Self, StartError> {
        let keys = own_keys(data).map_err(StartError::Sample)?;
        let jwks = serde_json::to_value(keys.public());
        Ok(Self {
            origin: format!("http://127.0.0.1:{port}"),
            issuer: Issuer::new(portal, keys),
            clock: clock.clone(),
            memory: Mutex::default(),
            jwks: jwks.map_err(|error| StartError::Sample(error.to_string()))?,
        })
    }

    pub(crate) fn origin(&self) -> &str {
        &self.origin
    }

    fn now(&self) -> Timestamp {
        self.clock.now()
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The entries of its pages in the portal's registry, by identifier.
    pub(crate) fn registrations(&self) -> Map<String, Value> {
        GATES
            .iter()
            .map(|gate| {
                let entry = gate.registration(&self.origin, &self.jwks);
                (gate.id.to_owned(), entry)
            })
            .collect()
    }

    /// Registers its pages as applications of the portal, as an operator's `configure` does. What an operator has changed or
    /// removed since stays so: only what differs from the last registration is changed, and if nothing differs, nothing is.
    /// A registration that an operator's changes make impossible is said, and does not stop the portal.
    ///
    /// # Errors
    /// [`StartError::Sample`] if the registry cannot be read.
    pub(crate) async fn register(
        &self,
        platform: &'static Platform,
        data: &Data,
    ) -> Result<(), StartError> {
        let entries = self.registrations();
        let last: Map<String, Value> = data.load(REGISTERED_FILE).unwrap_or_default();
        let mut change = difference(&last, &entries);
        if change.is_empty() {
            return Ok(());
        }
        let listed = platform.store().applications().await;
        let listed = listed.map_err(|error| StartError::Sample(error.to_string()))?;
        let removed = |id: &str| {
            last.contains_key(id)
                && listed
                    .iter()
                    .all(|application| application.id.as_str() != id)
        };
        change.retain(|id, _| !removed(id));
        let change = json!({ "applications": change });
        let asked = Configure {
            operator: "local run".to_owned(),
            reason: "the sample application".to_owned(),
            change: change.as_object().cloned(),
            version: None,
        };
        match configure::handle(platform, asked).await {
            Ok(_) => data.save(REGISTERED_FILE, &entries),
            Err(error) => {
                tracing::warn!(%error, "the sample application could not be registered again");
            }
        }
        Ok(())
    }
}

/// The merge patch (RFC 7396) that makes one object of the other, field by field of each entry.
fn difference(last: &Map<String, Value>, next: &Map<String, Value>) -> Map<String, Value> {
    let mut change = Map::new();
    for (id, entry) in next {
        let fields = entry.as_object().into_iter().flatten();
        let before = last.get(id).unwrap_or(&Value::Null);
        let differing: Map<String, Value> = fields
            .filter(|(name, value)| before.get(name.as_str()) != Some(value))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        if !differing.is_empty() {
            change.insert(id.clone(), Value::Object(differing));
        }
    }
    change
}

/// The key of the clients, made at the first start.
fn own_keys(data: &Data) -> Result<SigningKeys, String> {
    let private_key: String = if let Some(kept) = data.load(KEY_FILE) {
        kept
    } else {
        let random = SystemRandom::new();
        let made = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random)
            .map_err(|_| "no key could be made".to_owned())?;
        let made = BASE64.encode(made.as_ref());
        data.save(KEY_FILE, &made);
        made
    };
    let keys = json!({ "keys": [{
        "kid": "engineering",
        "alg": "ES256",
        "private_key": private_key,
        "signs_from": "1970-01-01T00:00:00Z",
    }] });
    SigningKeys::read(&keys.to_string()).map_err(|error| format!("its key {error}"))
}

/// A value that nobody can guess.
fn random() -> String {
    let mut bytes = [0; 32];
    UnwrapErr(SysRng).fill_bytes(&mut bytes);
    BASE64URL_NOPAD.encode(&bytes)
}

/// Its routes.
pub(crate) fn router(sample: Arc<Sample>) -> Router {
    Router::new()
        .route("/", get(pages::home))
        .route("/style.css", get(html::style))
        .route("/approvals", get(pages::approvals).post(pages::release))
        .route("/{gate}", get(pages::gate))
        .route(
            "/{gate}/sign-in",
            get(pages::sign_in).post(pages::sign_in_by_form),
        )
        .route("/{gate}/callback", get(pages::callback))
        .route("/sign-out", post(pages::sign_out))
        .route("/signed-out", get(pages::signed_out))
        .route("/backchannel-logout", post(pages::backchannel_logout))
        .fallback(pages::nothing)
        .layer(middleware::from_fn_with_state(sample.clone(), pages::guard))
        .with_state(sample)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(value: &Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn only_what_differs_from_the_last_registration_is_registered_again() {
        let last = object(&json!({ "a": { "name": "A", "url": "http://127.0.0.1:8083/a" } }));
        let moved = object(&json!({
            "a": { "name": "A", "url": "http://127.0.0.1:9003/a" },
            "b": { "name": "B" },
        }));
        assert_eq!(
            Value::Object(difference(&last, &moved)),
            json!({ "a": { "url": "http://127.0.0.1:9003/a" }, "b": { "name": "B" } })
        );
        assert!(difference(&moved, &moved).is_empty());
    }

    #[test]
    fn the_clients_keep_their_key_and_register_only_its_public_part() {
        let data = Data::memory();
        let first = Sample::new(
            8083,
            "http://localhost:8080",
            &MovableClock::new(&data),
            &data,
        );
        let again = own_keys(&data).unwrap();
        let jwks = first.unwrap().jwks;
        assert_eq!(jwks, serde_json::to_value(again.public()).unwrap());
        assert!(jwks["keys"][0]["x"].is_string());
        assert!(jwks["keys"][0]["d"].is_null());
    }
}
