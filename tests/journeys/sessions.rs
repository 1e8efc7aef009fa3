//! Sessions, requests and what is refused before anything else.

use std::time::Duration;

use local::Keep;
use phone_otp_tests::{PASSWORD, System, not};
use reqwest::Method;
use reqwest::header::HeaderValue;
use serde_json::{Value, json};

#[tokio::test]
async fn a_session_ends_at_once_when_signed_out_after_an_hours_rest_and_after_twelve_hours() {
    let system = System::start().await;
    let mut ada = system.member("ada").await;
    ada.delete("/sessions/current").await.expect(204);
    ada.get("/account").await.refused(401, "not-signed-in");
    ada.sign_in("ada", PASSWORD).await.expect(201);
    system.clock_moves("60 minutes").await;
    ada.get("/account").await.refused(401, "session-expired");
    ada.sign_in("ada", PASSWORD).await.expect(201);
    for _ in 0..13 {
        system.clock_moves("54 minutes").await;
        ada.get("/account").await.expect(200);
    }
    system.clock_moves("20 minutes").await;
    ada.get("/account").await.refused(401, "session-expired");
}

#[tokio::test]
async fn the_token_is_replaced_when_the_strength_rises() {
    let system = System::start().await;
    let mut ada = system.licensed("ada", "us").await;
    ada.registers("text", "US", "2025550123").await.expect(201);
    let before = ada.clone();
    ada.verifies(&system.newest_code("2025550123").await)
        .await
        .expect(200);
    assert_ne!(before.token, ada.token);
    before.get("/account").await.refused(401, "not-signed-in");
    assert_eq!(ada.account().await["session"]["strength"], "phone-otp");
}

#[tokio::test]
async fn the_strength_ends_with_the_credential() {
    let system = System::start().await;
    let mut ada = system.active("ada", "2025550123").await;
    system.clock_moves("8759 hours").await;
    ada.sign_in("ada", PASSWORD).await.expect(201);
    ada.asks_for_a_code("0123").await.expect(201);
    ada.verifies(&system.newest_code("2025550123").await)
        .await
        .expect(200);
    ada.get("/applications/documents").await.expect(200);
    system.clock_moves("59 minutes").await;
    ada.get("/account").await.expect(200);
    system.clock_moves("2 minutes").await;
    ada.get("/applications/documents")
        .await
        .refused(403, "login-requirements-not-met");
    assert_eq!(ada.account().await["session"]["strength"], "password");
}

#[tokio::test]
async fn a_browser_gets_a_cookie_and_no_token_and_its_writes_come_from_the_portal() {
    let system = System::start().await;
    let mut ada = system.member("ada").await;
    ada.token = None;
    let sign_in = json!({ "user_id": "ada", "password": PASSWORD });
    let from = |site: &'static str| {
        ada.request(Method::POST, "/sessions")
            .header("sec-fetch-site", site)
            .json(&sign_in)
    };
    ada.send(from("cross-site"))
        .await
        .refused(403, "cross-site-request");
    let answer = ada.send(from("same-origin")).await;
    let cookie = answer.headers["set-cookie"].to_str().unwrap().to_owned();
    for attribute in [
        "__Host-session=",
        "HttpOnly",
        "Secure",
        "SameSite=Strict",
        "Path=/",
    ] {
        assert!(cookie.contains(attribute), "{cookie}");
    }
    assert_eq!(answer.headers["cache-control"], "no-store");
    assert!(answer.expect(201)["session"].get("token").is_none());

    let cookie = cookie.split(';').next().unwrap().to_owned();
    let with_cookie =
        |method: Method, path: &str| ada.request(method, path).header("cookie", &cookie);
    let account = ada.send(with_cookie(Method::GET, "/account")).await;
    let id = account.expect(200)["account"]["id"].clone();
    let sign_out = || {
        with_cookie(Method::DELETE, "/sessions/current")
            .header("phone-otp-account", id.as_str().unwrap())
    };
    ada.send(sign_out())
        .await
        .refused(403, "cross-site-request");
    let under_the_address = system.url("").replace("localhost", "127.0.0.1");
    for another in ["https://evil.example", &under_the_address] {
        ada.send(sign_out().header("origin", another))
            .await
            .refused(403, "cross-site-request");
    }
    ada.send(sign_out().header("origin", system.url("")))
        .await
        .expect(204);
    ada.send(with_cookie(Method::GET, "/account"))
        .await
        .refused(401, "not-signed-in");
}

#[tokio::test]
async fn pages_are_shown_under_localhost_and_everything_else_answers_under_its_addresses_too() {
    let system = System::start().await;
    let visitor = system.visitor();
    let origin = system.url("");
    let (_, port) = origin.rsplit_once(':').unwrap();
    assert_eq!(origin, format!("http://localhost:{port}"));
    assert_eq!(system.platform().config.portal_origin, origin);
    for address in ["127.0.0.1", "[::1]"] {
        let get = |path: &str| {
            let request = visitor.request(Method::GET, path);
            request.header("host", format!("{address}:{port}"))
        };
        for page in [
            "/",
            "/?language=de",
            "/_local",
            "/sandbox/checkout?order=PO-1",
        ] {
            let answer = visitor.send(get(page)).await;
            assert_eq!(answer.status, 307, "{address} {page}");
            assert_eq!(answer.headers["location"], system.url(page));
        }
        for path in ["/products", "/health", "/_local/clock", "/openapi.json"] {
            visitor.send(get(path)).await.expect(200);
        }
        let sign_up = visitor
            .request(Method::POST, "/accounts")
            .header("host", format!("{address}:{port}"));
        visitor
            .send(sign_up.json(&json!({})))
            .await
            .refused(400, "invalid-request");
    }
    for page in ["/", "/_local"] {
        visitor.get(page).await.expect(200);
    }
}

#[tokio::test]
async fn the_portal_answers_on_both_addresses_of_localhost() {
    let system = System::start().await;
    let has_ipv6 = std::net::TcpListener::bind("[::1]:0").is_ok();
    for address in ["127.0.0.1", "[::1]"] {
        let url = system.url("/health").replace("localhost", address);
        let answer = reqwest::get(url).await;
        assert_eq!(answer.is_ok(), has_ipv6 || address == "127.0.0.1");
    }
}

#[tokio::test]
async fn unknown_fields_wrong_types_and_large_bodies_are_refused_with_the_fields_name() {
    let system = System::start().await;
    let visitor = system.visitor();
    let sign_in = json!({ "user_id": "ada", "password": PASSWORD, "remember": true });
    assert_eq!(
        visitor
            .post("/sessions", sign_in)
            .await
            .refused(400, "invalid-request")["field"],
        "remember"
    );
    let sign_in = json!({ "user_id": 7, "password": PASSWORD });
    assert_eq!(
        visitor
            .post("/sessions", sign_in)
            .await
            .refused(400, "invalid-request")["field"],
        "user_id"
    );
    let sign_in = json!({ "user_id": "ada" });
    assert_eq!(
        visitor
            .post("/sessions", sign_in)
            .await
            .refused(400, "invalid-request")["field"],
        "password"
    );
    let large = json!({ "user_id": "ada", "password": "x".repeat(17 * 1024) });
    visitor
        .post("/sessions", large)
        .await
        .refused(413, "body-too-large");
    let text = visitor
        .request(Method::POST, "/sessions")
        .body("user_id=ada");
    visitor.send(text).await.refused(415, "not-json");
    let answer = visitor.get("/nothing").await;
    assert_eq!(
        (answer.status.as_u16(), answer.body),
        (404, json!({ "message": "Not Found" }))
    );
}

#[tokio::test]
async fn the_authorizer_lets_through_at_the_strength_of_the_route() {
    let system = System::start().await;
    let mut ada = system.active("ada", "2025550123").await;
    let event = |token: &str| {
        json!({
            "version": "2.0", "type": "REQUEST", "routeArn": "arn", "identitySource": [token],
            "routeKey": "GET /reports", "rawPath": "/reports", "rawQueryString": "",
            "headers": { "authorization": format!("Bearer {token}") },
            "requestContext": {
                "accountId": "0", "apiId": "a", "domainName": "d", "domainPrefix": "d",
                "http": { "method": "GET", "path": "/reports", "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1", "userAgent": "t" },
                "requestId": "r", "routeKey": "GET /reports", "stage": "$default", "time": "t", "timeEpoch": 0,
            },
        })
    };
    let authorize = async |token: &str| system.invoke("authorize", event(token)).await.unwrap();
    let elevated = authorize(ada.token.as_deref().unwrap()).await;
    assert_eq!(elevated["isAuthorized"], true);
    assert_eq!(elevated["context"]["strength"], "phone-otp");
    ada.sign_in("ada", PASSWORD).await.expect(201);
    assert_eq!(
        authorize(ada.token.as_deref().unwrap()).await["isAuthorized"],
        false
    );
    assert_eq!(authorize("nonsense").await["isAuthorized"], false);
}

/// The bytes of cookies that any site of the portal's parent domain can set, without the end.
const FOREIGN_COOKIES: &[u8] = b"theme=caf\xe9; \xff\xfe=1; name=Zo\xc3\xab; __Host-session=\xff; ";

#[tokio::test]
async fn a_session_is_found_whatever_bytes_stand_in_the_cookies_of_other_sites() {
    let system = System::start().await;
    let mut ada = system.member("ada").await;
    let token = ada.token.take().unwrap();
    let mut cookies = FOREIGN_COOKIES.to_vec();
    cookies.extend(format!("__Host-session={token}; language=de").bytes());
    let cookies = HeaderValue::from_bytes(&cookies).unwrap();
    let request = ada
        .request(Method::GET, "/account")
        .header("cookie", &cookies);
    ada.send(request).await.expect(200);
    let page = ada.request(Method::GET, "/").header("cookie", &cookies);
    let page = page.send().await.unwrap().text().await.unwrap();
    assert!(page.contains("<html lang=\"de\""), "{page}");

    let text = String::from_utf8_lossy(cookies.as_bytes()).into_owned();
    let event = json!({
        "version": "2.0", "type": "REQUEST", "routeArn": "arn", "identitySource": null,
        "routeKey": "GET /reports", "rawPath": "/reports", "rawQueryString": "",
        "headers": { "user-agent": "Zo\u{eb}" },
        "cookies": text.split("; ").collect::<Vec<_>>(),
        "requestContext": {
            "accountId": "0", "apiId": "a", "domainName": "d", "domainPrefix": "d",
            "http": { "method": "GET", "path": "/reports", "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1", "userAgent": "t" },
            "requestId": "r", "routeKey": "GET /reports", "stage": "$default", "time": "t", "timeEpoch": 0,
        },
    });
    let answer = system.invoke("authorize", event).await.unwrap();
    // The route asks for more strength than the session has, which it was read to know.
    assert_eq!(answer["context"]["strength"], "password", "{answer}");
}

#[tokio::test]
async fn the_authorizer_takes_the_cookie_for_a_change_from_the_portals_own_pages_only() {
    let system = System::start().await;
    let mut ada = system.member("ada").await;
    let cookie = format!("__Host-session={}", ada.token.take().unwrap());
    let strength = async |method: &str, headers: &Value| {
        let event = json!({
            "version": "2.0", "type": "REQUEST", "routeArn": "arn", "identitySource": null,
            "routeKey": format!("{method} /reports"), "rawPath": "/reports", "rawQueryString": "",
            "headers": headers, "cookies": [cookie],
            "requestContext": {
                "accountId": "0", "apiId": "a", "domainName": "d", "domainPrefix": "d",
                "http": { "method": method, "path": "/reports", "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1", "userAgent": "t" },
                "requestId": "r", "routeKey": format!("{method} /reports"), "stage": "$default", "time": "t", "timeEpoch": 0,
            },
        });
        let decided = system.invoke("authorize", event).await.unwrap();
        decided["context"]["strength"].as_str().map(str::to_owned)
    };
    let portal = &system.platform().config.portal_origin;
    let password = Some("password".to_owned());
    for (headers, changes) in [
        (json!({ "sec-fetch-site": "same-origin" }), password.clone()),
        (json!({ "origin": portal }), password.clone()),
        (
            json!({ "sec-fetch-site": "same-site", "origin": portal }),
            None,
        ),
        (json!({ "sec-fetch-site": "none" }), None),
        (json!({ "origin": "https://drawings.example.com" }), None),
        (json!({}), None),
    ] {
        assert_eq!(strength("POST", &headers).await, changes, "{headers}");
        assert_eq!(strength("GET", &headers).await, password, "{headers}");
    }
}

#[tokio::test]
async fn a_method_that_a_path_does_not_have_is_refused_with_those_that_it_has() {
    let system = System::start().await;
    let visitor = system.visitor();
    for (method, path, allowed) in [
        (Method::TRACE, "/account", "GET"),
        (Method::TRACE, "/", "GET"),
        (Method::PUT, "/orders/PO-1/checkout", "POST"),
        (Method::OPTIONS, "/accounts", "POST"),
    ] {
        let answer = visitor.send(visitor.request(method, path)).await;
        assert_eq!(answer.headers["allow"], allowed, "{path}");
        answer.expect(405);
    }
    let nowhere = visitor.request(Method::TRACE, "/nowhere");
    visitor.send(nowhere).await.expect(404);
}

#[tokio::test]
async fn a_second_start_on_the_same_data_goes_on_where_the_first_stopped() {
    let folder = std::env::temp_dir().join(format!("phone-otp-restart-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    let system = System::start_with(Keep::Folder(folder.clone())).await;
    let mut ada = system.active("ada", "2025550123").await;
    system.clock_moves("15 minutes").await;
    ada.sign_in("ada", PASSWORD).await.expect(201);
    ada.asks_for_a_code("0123").await.expect(201);
    let code = system.newest_code("2025550123").await;
    let order = ada.orders("us", 1, "invoice").await.expect(201);
    system.fails("ses", 10_000).await;
    let paid = json!({ "order_number": order["number"], "reference": "bank" });
    system.invoke("record-payment", paid).await.unwrap();
    let (now, token) = (system.platform().now(), ada.token.clone());
    drop(ada);
    system.stop().await;

    let system = System::start_with(Keep::Folder(folder.clone())).await;
    assert!(system.platform().now() >= now, "the clock goes on");
    let mut ada = system.visitor();
    (ada.user_id, ada.token) = ("ada".to_owned(), token);
    ada.verifies(&not(&code)).await.refused(403, "wrong-code");
    ada.verifies(&code).await.expect(200);
    system.clock_moves("2 minutes").await;
    system
        .mail("ada@example.com", order["number"].as_str().unwrap())
        .await;
    drop(ada);
    system.stop().await;
    tokio::time::sleep(Duration::from_millis(50)).await;
    std::fs::remove_dir_all(&folder).unwrap();
}

#[tokio::test]
async fn whatever_is_asked_keeps_a_session_from_idling_out() {
    let system = System::start().await;
    let ada = system.active("ada", "2025550123").await;
    let order = ada.orders("us", 1, "invoice").await.expect(201)["number"].clone();
    let order = format!("/orders/{}", order.as_str().unwrap());
    let resend = format!("{order}/license-email");
    let checkout = format!("{order}/checkout");
    let uses = [
        (Method::GET, "/account"),
        (Method::GET, "/applications/timesheets"),
        (Method::GET, order.as_str()),
        (Method::POST, resend.as_str()),
        (Method::POST, checkout.as_str()),
        (Method::POST, "/orders"),
        (Method::POST, "/renewals"),
        (Method::POST, "/credential"),
        (Method::POST, "/credential/proofing"),
        (Method::POST, "/credential/proofing/answers"),
        (Method::POST, "/credential/proofing/code"),
        (Method::POST, "/credential/phones"),
        (Method::DELETE, "/credential/phones/none"),
        (Method::POST, "/otp"),
        (Method::POST, "/otp/verification"),
    ];
    for (method, path) in uses {
        system.clock_moves("40 minutes").await;
        let asked = ada.request(method, path).json(&json!({}));
        let answer = ada.send(asked).await;
        assert_ne!(answer.status, 401, "{path}: {}", answer.body);
    }
}
