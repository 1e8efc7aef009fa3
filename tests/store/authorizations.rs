//! What the store keeps of applications' requests, and refuses to.

use domain::account::AccountId;
use domain::acr::Acr;
use domain::application::{ApplicationId, Scope};
use domain::authorization::{
    Asked, Authorization, AuthorizationRequest, Browser, ReturnAddress, Untrusted,
};
use domain::connection::Connection;
use domain::grant::Grant;
use domain::secret::Digest32;
use store::StoreError;

use super::{account, at, platform};

fn application() -> ApplicationId {
    ApplicationId::try_from("designs".to_owned()).unwrap()
}

fn request() -> AuthorizationRequest {
    AuthorizationRequest {
        application: application(),
        address: ReturnAddress {
            redirect_uri: "https://designs.example.com/cb".to_owned(),
            state: Some("😀".to_owned()),
        },
        nonce: None,
        code_challenge: "x".repeat(43),
        scopes: vec![Scope::Openid],
        resources: Vec::new(),
        acr_values: Vec::new(),
        max_age: Some(0),
        silent: false,
        sign_in_again: true,
        login_hint: None,
        language: None,
        subject: None,
        dpop_jkt: None,
    }
}

#[tokio::test]
async fn a_pushed_request_is_brought_by_one_browser() {
    let platform = platform().await;
    let (store, rng) = (platform.store(), &mut platform.rng());
    let pushed = Authorization::pushed(request(), at(0), rng);
    store.keep_authorization(&pushed).await.unwrap();
    let again = store.keep_authorization(&pushed).await;
    assert!(matches!(again, Err(StoreError::ConditionFailed)));
    let found = store.authorization(&pushed.id).await.unwrap().unwrap();
    assert_eq!(found.request, request());
    assert_eq!(
        found.check(None, at(0)).unwrap_err(),
        Untrusted::AnotherBrowser
    );
    let (mine, other) = (Browser::create(rng), Browser::create(rng));
    let asked = Asked {
        at: at(1),
        seen: None,
    };
    let brought = pushed.clone().by(&mine, asked.clone());
    store.bring_authorization(&brought).await.unwrap();
    store.bring_authorization(&brought).await.unwrap();
    let stolen = pushed.clone().by(&other, asked);
    let refused = store.bring_authorization(&stolen).await;
    assert!(matches!(refused, Err(StoreError::ConditionFailed)));
    let found = store.authorization(&pushed.id).await.unwrap().unwrap();
    assert!(found.check(Some(&mine), at(2)).is_ok());
    let gone = Authorization::pushed(request(), at(0), rng);
    let nothing = store.bring_authorization(&gone).await;
    assert!(matches!(nothing, Err(StoreError::ConditionFailed)));
    assert!(store.authorization(&gone.id).await.unwrap().is_none());
}

/// A grant of a session of somebody's.
fn grant(account: &AccountId, id: &str) -> Grant {
    Grant {
        account: account.clone(),
        session: "ses_00000000000000000000".to_owned(),
        id: id.to_owned(),
        application: application(),
        redirect_uri: "https://designs.example.com/cb".to_owned(),
        code_challenge: "x".repeat(43),
        code: Digest32::of(id.as_bytes()),
        code_until: at(60),
        scopes: vec![Scope::Openid],
        resources: Vec::new(),
        nonce: None,
        acr: Acr::Password,
        acr_alias: None,
        reached: Acr::Password,
        amr: Vec::new(),
        auth_time: at(0),
        sub: "subject".to_owned(),
        dpop_jkt: None,
        created_at: at(0),
        used_at: None,
        refresh: None,
        revoked_at: None,
        ends_at: at(600),
    }
}

#[tokio::test]
async fn a_connection_keeps_its_first_use_and_comes_with_its_grant() {
    let platform = platform().await;
    let store = platform.store();
    let (ada, eve) = (account("ada"), account("eve"));
    let first = grant(&ada.id, "gra_00000000000000000001");
    let used = Connection::agreed(None, &application(), &[], at(0));
    store.save_connection(&used, &first).await.unwrap();
    assert_eq!(
        store.grant(&first.handle()).await.unwrap(),
        Some(first.clone())
    );
    let later = Connection::agreed(None, &application(), &[Scope::Openid], at(9));
    let again = store.save_connection(&later, &first).await;
    assert!(matches!(again, Err(StoreError::ConditionFailed)));
    let found = store.connection(&ada.id, &application()).await.unwrap();
    assert_eq!(found.unwrap(), used, "nothing without its grant");
    let second = grant(&ada.id, "gra_00000000000000000002");
    store.save_connection(&later, &second).await.unwrap();
    let found = store.connection(&ada.id, &application()).await.unwrap();
    let found = found.unwrap();
    assert_eq!(found.first_at, at(0));
    assert!(found.covers(&[Scope::Openid]) && !found.covers(&[Scope::Email]));
    assert_eq!(store.connections(&ada.id).await.unwrap(), [found]);
    assert!(store.connections(&eve.id).await.unwrap().is_empty());
}
