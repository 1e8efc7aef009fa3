//! Handles: the sealed names of an account, a session and a grant.
//!
//! A code, a refresh token and the `jti` of an access token are handles. Whoever presents one names the items that the
//! decision needs, so that all of them are read at once; nobody but this deployment can read or make one.

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305};
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use rand::CryptoRng;
use zeroize::Zeroizing;

use crate::Invalid;
use crate::account::AccountId;
use crate::secret::{Digest32, SecretKey, secret_text};

/// Bytes of a nonce of XChaCha20-Poly1305: long enough to be drawn at random, or made by an HMAC.
pub const NONCE_BYTES: usize = 24;

const VERSION_BYTES: usize = 4;
const ACCOUNT_BYTES: usize = 16;
const ID_BYTES: usize = 10;
const NAMES_BYTES: usize = ACCOUNT_BYTES + 2 * ID_BYTES;

/// The nonce of a sealed handle.
pub type Nonce = [u8; NONCE_BYTES];

/// What a handle is used as. A handle of one kind cannot be presented as one of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HandleKind {
    /// An authorization code.
    Code,
    /// A refresh token.
    Refresh,
    /// The `jti` of an access token.
    Access,
}

impl HandleKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Code, Self::Refresh, Self::Access];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Refresh => "refresh",
            Self::Access => "access",
        }
    }
}

secret_text! {
    /// The text of a sealed handle. As a code or a refresh token it is a secret of whoever it was made for.
    Sealed
}

impl Sealed {
    /// The text. It is the secret itself: only the application may receive it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The digest of the text, which a grant keeps instead of it.
    #[must_use]
    pub fn digest(&self) -> Digest32 {
        Digest32::of(self.0.as_bytes())
    }
}

/// The names of an account, one of its sessions, and one of the session's grants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handle {
    /// The account.
    pub account: AccountId,
    /// The identifier of the session.
    pub session: String,
    /// The identifier of the grant.
    pub grant: String,
}

impl Handle {
    /// Seals the handle with a secret, whose version the text begins with (XChaCha20-Poly1305; the kind is associated
    /// data). The nonce is drawn ([`Handle::draw_nonce`]), or made of what the handle belongs to where the same text must
    /// be had again ([`Handle::nonce_of`]).
    ///
    /// # Errors
    /// If a name is not an identifier that this deployment makes.
    pub fn seal(
        &self,
        kind: HandleKind,
        version: u32,
        secret: &SecretKey,
        nonce: Nonce,
    ) -> Result<Sealed, Invalid> {
        let names = self.names()?;
        let message = Payload {
            msg: &names,
            aad: kind.as_str().as_bytes(),
        };
        let sealed = cipher(secret)
            .encrypt(&nonce.into(), message)
            .map_err(|_| Invalid("cannot be sealed".into()))?;
        let mut bytes = Vec::with_capacity(VERSION_BYTES + NONCE_BYTES + sealed.len());
        bytes.extend_from_slice(&version.to_be_bytes());
        bytes.extend_from_slice(&nonce);
        bytes.extend_from_slice(&sealed);
        Ok(Sealed(BASE64URL_NOPAD.encode(&bytes)))
    }

    /// The version of the secret that a text says it was sealed with; `None` if it is no handle.
    #[must_use]
    pub fn version(text: &str) -> Option<u32> {
        let bytes = decode(text)?;
        let version = bytes.first_chunk::<VERSION_BYTES>()?;
        Some(u32::from_be_bytes(*version))
    }

    /// Opens a text that was presented as a handle of this kind. `secrets` gives the secret of a version.
    ///
    /// # Errors
    /// If this deployment did not make it, or made it for another kind, or under a secret that is no longer kept.
    pub fn open<'a>(
        kind: HandleKind,
        text: &str,
        secrets: impl FnOnce(u32) -> Option<&'a SecretKey>,
    ) -> Result<Self, Invalid> {
        Self::opened(kind, text, secrets).ok_or(Invalid("is not valid".into()))
    }

    fn opened<'a>(
        kind: HandleKind,
        text: &str,
        secrets: impl FnOnce(u32) -> Option<&'a SecretKey>,
    ) -> Option<Self> {
        let bytes = decode(text)?;
        let (version, rest) = bytes.split_first_chunk::<VERSION_BYTES>()?;
        let (nonce, sealed) = rest.split_first_chunk::<NONCE_BYTES>()?;
        let secret = secrets(u32::from_be_bytes(*version))?;
        let message = Payload {
            msg: sealed,
            aad: kind.as_str().as_bytes(),
        };
        let names = cipher(secret).decrypt(&(*nonce).into(), message).ok()?;
        let (account, ids) = names.split_first_chunk::<ACCOUNT_BYTES>()?;
        let (session, grant) = ids.split_first_chunk::<ID_BYTES>()?;
        let account = format!("acct_{}", HEXLOWER.encode(account));
        Some(Self {
            account: AccountId::try_from(account).ok()?,
            session: format!("ses_{}", HEXLOWER.encode(session)),
            grant: format!("gra_{}", HEXLOWER.encode(grant)),
        })
    }

    /// A random nonce.
    #[must_use]
    pub fn draw_nonce(rng: &mut impl CryptoRng) -> Nonce {
        let mut nonce = [0; NONCE_BYTES];
        rng.fill_bytes(&mut nonce);
        nonce
    }

    /// The nonce that is always the same for this handle, kind and secret, and what the text stands for, such as the token
    /// that it follows.
    #[must_use]
    pub fn nonce_of(&self, kind: HandleKind, secret: &SecretKey, follows: &[u8]) -> Nonce {
        let mac = secret.mac(
            "handle-nonce-1",
            &[
                kind.as_str().as_bytes(),
                self.account.as_str().as_bytes(),
                self.session.as_bytes(),
                self.grant.as_bytes(),
                follows,
            ],
        );
        let mut nonce = [0; NONCE_BYTES];
        nonce.copy_from_slice(&mac[..NONCE_BYTES]);
        nonce
    }

    fn names(&self) -> Result<[u8; NAMES_BYTES], Invalid> {
        let mut names = [0; NAMES_BYTES];
        let (account, ids) = names.split_at_mut(ACCOUNT_BYTES);
        let (session, grant) = ids.split_at_mut(ID_BYTES);
        write_id(self.account.as_str(), "acct_", account)?;
        write_id(&self.session, "ses_", session)?;
        write_id(&self.grant, "gra_", grant)?;
        Ok(names)
    }
}

/// Writes the bytes of an identifier, which are hexadecimal after its prefix.
fn write_id(id: &str, prefix: &str, bytes: &mut [u8]) -> Result<(), Invalid> {
    let digits = id.strip_prefix(prefix).unwrap_or_default().as_bytes();
    match HEXLOWER.decode(digits) {
        Ok(read) if read.len() == bytes.len() => {
            bytes.copy_from_slice(&read);
            Ok(())
        }
        _ => Err(Invalid("does not name what a handle can name".into())),
    }
}

fn decode(text: &str) -> Option<Vec<u8>> {
    /// The bytes of a handle: version, nonce, names, and the tag of Poly1305.
    const BYTES: usize = VERSION_BYTES + NONCE_BYTES + NAMES_BYTES + 16;
    let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
    (bytes.len() == BYTES).then_some(bytes)
}

fn cipher(secret: &SecretKey) -> XChaCha20Poly1305 {
    let key = Zeroizing::new(secret.mac("handle-1", &[]));
    XChaCha20Poly1305::new((&*key).into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::UserId;

    fn handle() -> Handle {
        Handle {
            account: UserId::try_from("ada".to_owned()).unwrap().account(),
            session: "ses_0123456789abcdef0123".to_owned(),
            grant: "gra_00112233445566778899".to_owned(),
        }
    }

    fn secret(byte: u8) -> SecretKey {
        SecretKey::new([byte; 32])
    }

    #[test]
    fn a_handle_opens_under_its_secret_as_its_kind_and_otherwise_not() {
        let (mine, other) = (secret(1), secret(2));
        let nonce = handle().nonce_of(HandleKind::Code, &mine, b"");
        let text = handle().seal(HandleKind::Code, 7, &mine, nonce).unwrap();
        assert_eq!(Handle::version(text.expose()), Some(7));
        let open = |kind, text: &str, secret: &SecretKey| {
            Handle::open(kind, text, |version| (version == 7).then_some(secret))
        };
        assert_eq!(open(HandleKind::Code, text.expose(), &mine), Ok(handle()));
        assert!(open(HandleKind::Refresh, text.expose(), &mine).is_err());
        assert!(open(HandleKind::Code, text.expose(), &other).is_err());
        assert!(Handle::open(HandleKind::Code, text.expose(), |_| None).is_err());
    }

    #[test]
    fn no_changed_byte_of_a_handle_opens_anything() {
        let mine = secret(1);
        let text = handle()
            .seal(HandleKind::Access, 1, &mine, [3; NONCE_BYTES])
            .unwrap();
        let bytes = BASE64URL_NOPAD.decode(text.expose().as_bytes()).unwrap();
        for index in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[index] ^= 1;
            let changed = BASE64URL_NOPAD.encode(&changed);
            let opened = Handle::open(HandleKind::Access, &changed, |version| {
                (version == 1).then_some(&mine)
            });
            assert!(opened.is_err(), "byte {index}");
        }
        for text in ["", "x", "AAAA", &text.expose()[1..]] {
            assert!(Handle::open(HandleKind::Access, text, |_| Some(&mine)).is_err());
        }
    }

    #[test]
    fn the_same_nonce_follows_from_the_same_and_another_from_anything_else() {
        let mine = secret(1);
        let nonce = |kind, follows: &[u8]| handle().nonce_of(kind, &mine, follows);
        assert_eq!(
            nonce(HandleKind::Refresh, b"one"),
            nonce(HandleKind::Refresh, b"one")
        );
        assert_ne!(
            nonce(HandleKind::Refresh, b"one"),
            nonce(HandleKind::Refresh, b"two")
        );
        assert_ne!(
            nonce(HandleKind::Refresh, b"one"),
            nonce(HandleKind::Code, b"one")
        );
    }

    #[test]
    fn only_names_of_this_deployment_are_sealed() {
        let named = Handle {
            session: "reset".to_owned(),
            ..handle()
        };
        assert!(
            named
                .seal(HandleKind::Code, 1, &secret(1), [0; NONCE_BYTES])
                .is_err()
        );
    }
}
