//! What the store keeps of grants, and refuses to.

use domain::acr::Acr;
use domain::application::{ApplicationId, Scope};
use domain::grant::{Grant, Refresh};
use domain::secret::{Digest32, SecretKey};
use domain::session::Session;
use platform::Platform;
use store::StoreError;

use super::{account, at, platform};

/// A grant of a session that is not there.
fn grant(platform: &Platform) -> Grant {
    let rng = &mut platform.rng();
    let (session, _) = Session::begin(&account("ada").id, at(0), rng);
    Grant {
        account: session.account.clone(),
        session: session.id.clone(),
        id: Grant::draw_id(rng),
        application: ApplicationId::try_from("designs".to_owned()).unwrap(),
        redirect_uri: "https://designs.example.com/cb".to_owned(),
        code_challenge: "x".repeat(43),
        code: Digest32::of(b"code"),
        code_until: Grant::code_until(at(0)),
        scopes: vec![Scope::Openid],
        resources: Vec::new(),
        nonce: Some("😀".to_owned()),
        acr: Acr::PhoneOtp,
        acr_alias: None,
        reached: Acr::PhoneOtpProofed,
        amr: vec!["pwd".to_owned(), "otp".to_owned()],
        auth_time: at(0),
        sub: "sub".to_owned(),
        dpop_jkt: None,
        created_at: at(0),
        used_at: None,
        refresh: None,
        revoked_at: None,
        ends_at: session.ends_at(),
    }
}

fn used(grant: &Grant, token: &[u8]) -> Grant {
    Grant {
        used_at: Some(at(1)),
        dpop_jkt: Some("key".to_owned()),
        refresh: Some(Refresh {
            current: Digest32::of(token),
            previous: None,
            rotated_at: at(1),
            version: 1,
        }),
        ..grant.clone()
    }
}

#[tokio::test]
async fn a_grant_is_found_by_its_names_and_with_the_others_of_its_session() {
    let platform = platform().await;
    let store = platform.store();
    let (one, other) = (grant(platform), grant(platform));
    for grant in [&one, &other] {
        store.save_grant(grant).await.unwrap();
        let found = store.grant(&grant.handle()).await.unwrap();
        assert_eq!(found.as_ref(), Some(grant));
    }
    let again = store.save_grant(&one).await;
    assert!(matches!(again, Err(StoreError::ConditionFailed)));
    let of_session = store.grants_of_session(&one.account, &one.session).await;
    assert_eq!(of_session.unwrap(), [one]);
}

#[tokio::test]
async fn of_many_uses_of_a_code_one_is_saved() {
    let platform = platform().await;
    let store = platform.store();
    let grant = grant(platform);
    store.save_grant(&grant).await.unwrap();
    let (first, second) = (used(&grant, b"one"), used(&grant, b"two"));
    let (one, two) = tokio::join!(store.use_code(&first), store.use_code(&second));
    assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
    let saved = store.grant(&grant.handle()).await.unwrap().unwrap();
    assert_eq!(saved, if one.is_ok() { first } else { second });
}

#[tokio::test]
async fn of_many_uses_of_a_refresh_token_one_replaces_it_and_none_after_a_revocation() {
    let platform = platform().await;
    let store = platform.store();
    let grant = grant(platform);
    store.save_grant(&grant).await.unwrap();
    let grant = used(&grant, b"one");
    store.use_code(&grant).await.unwrap();
    let secret = SecretKey::new([1; 32]);
    let first = Digest32::of(b"one");
    let token = grant.successor(&first, 1, &secret).unwrap();
    let next = grant.rotated(first, &token, 1, at(2)).refresh.unwrap();
    let (one, two) = tokio::join!(
        store.rotate_refresh(&grant, &first, &next),
        store.rotate_refresh(&grant, &first, &next)
    );
    assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
    let saved = store.grant(&grant.handle()).await.unwrap().unwrap();
    assert_eq!(saved.refresh, Some(next.clone()));

    store.revoke_grant(&grant, at(3)).await.unwrap();
    store.revoke_grant(&grant, at(4)).await.unwrap();
    let saved = store.grant(&grant.handle()).await.unwrap().unwrap();
    assert_eq!(saved.revoked_at, Some(at(3)));
    let late = store.rotate_refresh(&grant, &next.current, &next).await;
    assert!(matches!(late, Err(StoreError::ConditionFailed)));
}

#[tokio::test]
async fn a_grant_that_was_revoked_or_is_gone_gives_nothing() {
    let platform = platform().await;
    let store = platform.store();
    let grant = grant(platform);
    // Nothing is made of a grant that is not there.
    store.revoke_grant(&grant, at(1)).await.unwrap();
    assert_eq!(store.grant(&grant.handle()).await.unwrap(), None);
    store.save_grant(&grant).await.unwrap();
    store.revoke_grant(&grant, at(1)).await.unwrap();
    let late = store.use_code(&used(&grant, b"one")).await;
    assert!(matches!(late, Err(StoreError::ConditionFailed)));
}

#[tokio::test]
async fn what_is_good_once_is_presented_once() {
    let platform = platform().await;
    let store = platform.store();
    let proof = Digest32::of(b"proof");
    let (one, two) = tokio::join!(
        store.present_once(&proof, at(60)),
        store.present_once(&proof, at(60))
    );
    assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
    store
        .present_once(&Digest32::of(b"other"), at(60))
        .await
        .unwrap();
}
