//! What applications do with codes and tokens, and what APIs learn of a person.

use jose::Alg;
use phone_otp_tests::client::{
    Authenticates, CALLBACK, Client, Key, SECRET, VERIFIER, answer, basic, claims,
};
use phone_otp_tests::{PASSWORD, Person, System};
use serde_json::{Value, json};

const TOKEN: &str = "/oauth2/token";

/// A system with a confidential client, and somebody with a phone who is signed in with a code in a browser.
async fn confidential(system: &System, more: Value) -> (Client<'_>, Person<'_>) {
    let client = Client::registered(system, "app", Authenticates::Basic, more).await;
    let ada = system.active_in_a_browser("ada", "2025550123").await;
    (client, ada)
}

fn text<'a>(tokens: &'a Value, name: &str) -> &'a str {
    tokens[name].as_str().unwrap_or_else(|| panic!("{tokens}"))
}

#[tokio::test]
async fn a_code_gives_tokens_that_say_who_came_and_how_strongly() {
    let system = System::start().await;
    let (client, ada) = confidential(&system, json!({})).await;
    let entered = system.platform().now().as_second();
    system.clock_moves("1 minute").await;
    let tokens = client.tokens(&ada, "&scope=openid+profile+email").await;
    assert_eq!(tokens["token_type"], "Bearer");
    assert_eq!(tokens["expires_in"], 600);
    let scope = "openid profile email strength:password strength:phone-otp";
    assert_eq!(tokens["scope"], scope);

    let keys = system.platform().keys().await.unwrap().public();
    let access_token = text(&tokens, "access_token");
    let access = keys
        .verify(access_token, Some("at+jwt"), &[Alg::RS256])
        .unwrap()
        .claims;
    let id = keys
        .verify(text(&tokens, "id_token"), None, &[Alg::RS256])
        .unwrap()
        .claims;
    let issuer = json!(system.platform().config.portal_origin);
    let now = system.platform().now().as_second();
    assert_eq!((&access["iss"], &id["iss"]), (&issuer, &issuer));
    assert_eq!(access["aud"], issuer);
    assert_eq!(id["aud"], "app");
    assert_eq!(access["client_id"], "app");
    assert_eq!(access["scope"], scope);
    assert_eq!(id["nonce"], "n");
    for claims in [&access, &id] {
        assert_eq!(claims["acr"], "phone-otp");
        assert_eq!(claims["amr"], json!(["pwd", "otp", "sms", "mfa"]));
        let seconds = |name: &str| claims[name].as_i64().unwrap();
        assert!((entered - 600..=entered).contains(&seconds("auth_time")));
        assert!((now - 30..=now).contains(&seconds("iat")));
        assert_eq!(seconds("exp"), seconds("iat") + 600);
        assert_eq!(claims["sid"], access["sid"]);
        assert_eq!(claims["sub"], access["sub"]);
        for secret in ["ada", "acct_", "ses_"] {
            assert!(!claims.to_string().contains(secret), "{claims}");
        }
    }
    let refreshed = client
        .refreshes(text(&tokens, "refresh_token"))
        .await
        .expect(200);
    let again = claims(&refreshed["id_token"]);
    assert_eq!(again["nonce"], Value::Null);
    assert_eq!(again["auth_time"], id["auth_time"]);
    assert_eq!(again["sub"], id["sub"]);
    assert_eq!(again["sid"], id["sid"]);
}

#[tokio::test]
async fn a_code_is_used_once_and_a_second_use_ends_what_the_first_gave() {
    let system = System::start().await;
    let (client, ada) = confidential(&system, json!({})).await;
    let code = client.code(&ada, "&scope=openid").await;
    let tokens = client.uses(&code).await.expect(200);
    let token = text(&tokens, "access_token");
    client.userinfo(token).await.expect(200);
    client.uses(&code).await.fails(400, "invalid_grant");
    let refused = client.userinfo(token).await.fails(401, "invalid_token");
    assert!(
        refused
            .challenge()
            .starts_with("Bearer error=\"invalid_token\"")
    );
    client
        .refreshes(text(&tokens, "refresh_token"))
        .await
        .fails(400, "invalid_grant");
}

#[tokio::test]
async fn a_code_is_its_clients_for_a_minute_with_its_address_and_verifier() {
    let system = System::start().await;
    let (client, ada) = confidential(&system, json!({})).await;
    let other = Client::registered(&system, "other", Authenticates::Post, json!({})).await;
    let code = client.code(&ada, "&scope=openid").await;
    other.uses(&code).await.fails(400, "invalid_grant");
    for (name, value, error) in [
        (
            "redirect_uri",
            "https://app.example.com/cb/",
            "invalid_grant",
        ),
        ("redirect_uri", "", "invalid_request"),
        ("code_verifier", "x".repeat(43).as_str(), "invalid_grant"),
        ("code_verifier", "", "invalid_request"),
        ("code", "x", "invalid_grant"),
        ("code", "", "invalid_request"),
        ("grant_type", "password", "unsupported_grant_type"),
        ("grant_type", "", "invalid_request"),
    ] {
        let mut form = Client::code_parameters(&code).to_vec();
        for parameter in &mut form {
            if parameter.0 == name {
                parameter.1 = value;
            }
        }
        client.posts(TOKEN, &form).await.fails(400, error);
    }
    let mut twice = Client::code_parameters(&code).to_vec();
    twice.push(("code", &code));
    client
        .posts(TOKEN, &twice)
        .await
        .fails(400, "invalid_request");
    let mut unknown = Client::code_parameters(&code).to_vec();
    unknown.push(("surprise", "1"));
    unknown.push(("surprise_too", "😀"));
    client.posts(TOKEN, &unknown).await.expect(200);

    let late = client.code(&ada, "&scope=openid").await;
    system.clock_moves("60 seconds").await;
    client.uses(&late).await.fails(400, "invalid_grant");
}

#[tokio::test]
async fn a_client_authenticates_by_the_method_that_it_is_registered_with_and_no_other() {
    let system = System::start().await;
    let key = Key::new();
    let (basic_client, ada) = confidential(&system, json!({})).await;
    let post = Client::registered(&system, "post", Authenticates::Post, json!({})).await;
    let signs = Client::registered(&system, "signs", Authenticates::ByKey(&key), json!({})).await;
    for client in [&basic_client, &post, &signs] {
        let tokens = client.tokens(&ada, "&scope=openid").await;
        assert_eq!(tokens["token_type"], "Bearer");
    }
    for (id, authenticates) in [
        ("app", Authenticates::Post),
        ("app", Authenticates::ByKey(&key)),
        ("app", Authenticates::Public(&key)),
        ("post", Authenticates::Basic),
        ("signs", Authenticates::Basic),
        ("signs", Authenticates::Public(&key)),
        ("nobody", Authenticates::Basic),
        ("nobody", Authenticates::ByKey(&key)),
    ] {
        let header = matches!(authenticates, Authenticates::Basic);
        let client = Client {
            system: &system,
            id,
            authenticates,
            address: ada.address.clone(),
        };
        let refused = client.uses("x").await.fails(401, "invalid_client");
        assert_eq!(refused.headers.contains_key("www-authenticate"), header);
    }
    let both = basic_client.form(TOKEN, &[("client_id", "app"), ("client_secret", SECRET)]);
    answer(both).await.fails(400, "invalid_request");
    let another = basic_client.form(
        TOKEN,
        &[("client_id", "other"), ("grant_type", "refresh_token")],
    );
    answer(another).await.fails(400, "invalid_request");
}

#[tokio::test]
async fn an_unknown_client_and_a_wrong_secret_are_alike_and_a_client_may_fail_so_often_at_an_address()
 {
    let system = System::start().await;
    let (client, _) = confidential(&system, json!({})).await;
    Client::registered(&system, "other", Authenticates::Basic, json!({})).await;
    let with = |id: &str, secret: &str| {
        let request = system.client().post(system.url(TOKEN));
        request
            .header("x-local-source-ip", "203.0.113.9")
            .header("authorization", basic(id, secret))
            .form(&[("grant_type", "refresh_token"), ("refresh_token", "x")])
    };
    let unknown = answer(with("nobody", SECRET))
        .await
        .fails(401, "invalid_client");
    let wrong = answer(with("app", "wrong"))
        .await
        .fails(401, "invalid_client");
    assert_eq!(unknown.body, wrong.body);
    system
        .configure(json!({ "limits": { "client_failures_per_address": [{ "most": 2, "within": "10m" }] } }))
        .await;
    system.clock_moves("1 minute").await;
    answer(with("app", "wrong"))
        .await
        .fails(401, "invalid_client");
    for secret in ["wrong", SECRET] {
        let refused = answer(with("app", secret))
            .await
            .fails(429, "temporarily_unavailable");
        assert!(refused.headers.contains_key("retry-after"));
    }
    // Neither is it at another address, nor another client at this one.
    client.refreshes("x").await.fails(400, "invalid_grant");
    answer(with("other", SECRET))
        .await
        .fails(400, "invalid_grant");
}

#[tokio::test]
async fn an_assertion_is_for_this_server_for_minutes_and_once() {
    let system = System::start().await;
    let (key, other) = (Key::new(), Key::new());
    let client = Client::registered(&system, "signs", Authenticates::ByKey(&key), json!({})).await;
    let issuer = &system.platform().config.portal_origin;
    let now = system.platform().now().as_second();
    let send = async |assertion: String| {
        let request = system.client().post(system.url(TOKEN)).form(&[
            ("grant_type", "refresh_token"),
            ("refresh_token", "x"),
            ("client_assertion", &assertion),
            (
                "client_assertion_type",
                domain::client_assertion::ASSERTION_TYPE,
            ),
        ]);
        answer(request).await
    };
    for right in [
        json!({}),
        json!({ "aud": [issuer] }),
        json!({ "aud": format!("{issuer}{TOKEN}") }),
    ] {
        let assertion = key.assertion(&system, "signs", right);
        send(assertion.clone()).await.fails(400, "invalid_grant");
    }
    for wrong in [
        json!({ "aud": "https://other.example" }),
        json!({ "aud": [issuer, "https://other.example"] }),
        json!({ "aud": format!("{issuer}/") }),
        json!({ "iss": "other" }),
        json!({ "exp": now - 120 }),
        json!({ "exp": now + 3600 }),
        json!({ "exp": 253_402_207_200_i64 }),
        json!({ "jti": "" }),
        json!({ "exp": null }),
    ] {
        let assertion = key.assertion(&system, "signs", wrong);
        send(assertion).await.fails(401, "invalid_client");
    }
    let forged = other.assertion(&system, "signs", json!({}));
    send(forged).await.fails(401, "invalid_client");
    let unsigned = key.sign(
        &json!({ "alg": "none" }),
        &claims(&json!(key.assertion(&system, "signs", json!({})))),
    );
    send(unsigned).await.fails(401, "invalid_client");

    let ada = system.active_in_a_browser("ada", "2025550123").await;
    let code = client.code(&ada, "&scope=openid").await;
    let assertion = key.assertion(&system, "signs", json!({}));
    let use_with = async |code: &str| {
        let request = system.client().post(system.url(TOKEN)).form(&[
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", CALLBACK),
            ("code_verifier", VERIFIER),
            ("client_assertion", &assertion),
            (
                "client_assertion_type",
                domain::client_assertion::ASSERTION_TYPE,
            ),
        ]);
        answer(request).await
    };
    use_with(&code).await.expect(200);
    let next = client.code(&ada, "&scope=openid").await;
    use_with(&next).await.fails(401, "invalid_client");
    client.uses(&next).await.expect(200);
}

#[tokio::test]
async fn a_public_clients_tokens_are_bound_to_its_key() {
    let system = System::start().await;
    let (key, thief) = (Key::new(), Key::new());
    let client = Client::registered(&system, "phone", Authenticates::Public(&key), json!({})).await;
    let ada = system.active_in_a_browser("ada", "2025550123").await;
    let code = client.code(&ada, "&scope=openid").await;
    let form: Vec<(&str, &str)> = Client::code_parameters(&code)
        .into_iter()
        .chain([("client_id", "phone")])
        .collect();
    let with = |proof: Option<String>| {
        let request = system.client().post(system.url(TOKEN)).form(&form);
        match proof {
            Some(proof) => request.header("dpop", proof),
            None => request,
        }
    };
    answer(with(None)).await.fails(400, "invalid_dpop_proof");
    let now = system.platform().now().as_second();
    for wrong in [
        json!({ "htm": "GET" }),
        json!({ "htu": "https://other.example/oauth2/token" }),
        json!({ "iat": now - 120 }),
        json!({ "iat": now + 120 }),
        json!({ "jti": null }),
    ] {
        let proof = key.proof(&system, "POST", TOKEN, wrong);
        answer(with(Some(proof)))
            .await
            .fails(400, "invalid_dpop_proof");
    }
    let proof = key.proof(&system, "POST", TOKEN, json!({}));
    let tokens = answer(with(Some(proof.clone()))).await.expect(200);
    assert_eq!(tokens["token_type"], "DPoP");
    let thumbprint = jose::Jwk::read(&key.jwk()).unwrap().thumbprint();
    assert_eq!(claims(&tokens["access_token"])["cnf"]["jkt"], thumbprint);
    let next = client.code(&ada, "&scope=openid").await;
    let replayed = system
        .client()
        .post(system.url(TOKEN))
        .header("dpop", proof)
        .form(
            &Client::code_parameters(&next)
                .into_iter()
                .chain([("client_id", "phone")])
                .collect::<Vec<_>>(),
        );
    answer(replayed).await.fails(400, "invalid_dpop_proof");

    let token = text(&tokens, "access_token");
    client.userinfo(token).await.expect(200);
    let userinfo = |scheme: &str, proof: Option<String>| {
        let request = system
            .client()
            .get(system.url("/oauth2/userinfo"))
            .header("authorization", format!("{scheme} {token}"));
        match proof {
            Some(proof) => request.header("dpop", proof),
            None => request,
        }
    };
    let path = "/oauth2/userinfo";
    answer(userinfo("Bearer", None))
        .await
        .fails(401, "invalid_token");
    answer(userinfo("DPoP", None))
        .await
        .fails(401, "invalid_dpop_proof");
    let foreign = thief.proof_with(&system, "GET", path, token);
    let refused = answer(userinfo("DPoP", Some(foreign)))
        .await
        .fails(401, "invalid_token");
    assert!(
        refused.challenge().starts_with("DPoP "),
        "{}",
        refused.challenge()
    );
    let for_another = key.proof_with(&system, "GET", path, "other");
    answer(userinfo("DPoP", Some(for_another)))
        .await
        .fails(401, "invalid_dpop_proof");
}

#[tokio::test]
async fn a_public_clients_refresh_token_rotates_and_its_reuse_ends_the_family() {
    let system = System::start().await;
    let (key, thief) = (Key::new(), Key::new());
    let client = Client::registered(&system, "phone", Authenticates::Public(&key), json!({})).await;
    let ada = system.active_in_a_browser("ada", "2025550123").await;
    let tokens = client.tokens(&ada, "&scope=openid").await;
    let first = text(&tokens, "refresh_token");
    let refreshed = client.refreshes(first).await.expect(200);
    let second = text(&refreshed, "refresh_token").to_owned();
    assert_ne!(first, second);
    system.clock_moves("20 seconds").await;
    let again = client.refreshes(first).await.expect(200);
    assert_eq!(again["refresh_token"], second.as_str());
    let third = client.refreshes(&second).await.expect(200);
    // The successor was used: whoever comes with the first one now has stolen it, or was stolen from.
    client.refreshes(first).await.fails(400, "invalid_grant");
    let newest = text(&third, "refresh_token");
    client.refreshes(newest).await.fails(400, "invalid_grant");
    client
        .userinfo(text(&third, "access_token"))
        .await
        .fails(401, "invalid_token");

    let tokens = client.tokens(&ada, "&scope=openid").await;
    let first = text(&tokens, "refresh_token");
    let second = client.refreshes(first).await.expect(200);
    system.clock_moves("30 seconds").await;
    client.refreshes(first).await.fails(400, "invalid_grant");
    let second = text(&second, "refresh_token");
    client.refreshes(second).await.fails(400, "invalid_grant");

    let tokens = client.tokens(&ada, "&scope=openid").await;
    let token = text(&tokens, "refresh_token");
    let stolen = Client {
        system: &system,
        id: "phone",
        authenticates: Authenticates::Public(&thief),
        address: ada.address.clone(),
    };
    stolen.refreshes(token).await.fails(400, "invalid_grant");
    client.refreshes(token).await.fails(400, "invalid_grant");
}

#[tokio::test]
async fn one_of_many_refreshes_at_once_rotates_and_all_get_the_same_successor() {
    let system = System::start().await;
    let key = Key::new();
    let client = Client::registered(&system, "phone", Authenticates::Public(&key), json!({})).await;
    let ada = system.active_in_a_browser("ada", "2025550123").await;
    let tokens = client.tokens(&ada, "&scope=openid").await;
    let token = text(&tokens, "refresh_token");
    let (one, two, three) = tokio::join!(
        client.refreshes(token),
        client.refreshes(token),
        client.refreshes(token)
    );
    let one = one.expect(200);
    for other in [two, three] {
        assert_eq!(other.expect(200)["refresh_token"], one["refresh_token"]);
    }
}

#[tokio::test]
async fn a_confidential_clients_refresh_token_stays_and_is_nobody_elses() {
    let system = System::start().await;
    let (client, ada) = confidential(&system, json!({})).await;
    let other = Client::registered(&system, "other", Authenticates::Basic, json!({})).await;
    let tokens = client.tokens(&ada, "&scope=openid+email").await;
    let token = text(&tokens, "refresh_token");
    for _ in 0..2 {
        let refreshed = client.refreshes(token).await.expect(200);
        assert_eq!(refreshed["refresh_token"], Value::Null);
    }
    other.refreshes(token).await.fails(400, "invalid_grant");
    let narrow = [
        ("grant_type", "refresh_token"),
        ("refresh_token", token),
        ("scope", "openid"),
    ];
    let narrowed = client.posts(TOKEN, &narrow).await.expect(200);
    let told = client
        .userinfo(text(&narrowed, "access_token"))
        .await
        .expect(200);
    assert_eq!(told["email"], Value::Null);
    let wide = [
        ("grant_type", "refresh_token"),
        ("refresh_token", token),
        ("scope", "openid phone"),
    ];
    client.posts(TOKEN, &wide).await.fails(400, "invalid_scope");
    let echoed = [
        ("grant_type", "refresh_token"),
        ("refresh_token", token),
        ("scope", text(&tokens, "scope")),
    ];
    client.posts(TOKEN, &echoed).await.expect(200);
    client
        .changes(json!({ "grant_types": ["authorization_code"] }))
        .await;
    client
        .refreshes(token)
        .await
        .fails(400, "unauthorized_client");
}

#[tokio::test]
async fn tokens_end_with_the_session_however_it_ends() {
    let system = System::start().await;
    let (client, mut ada) = confidential(&system, json!({})).await;
    let ended = async |tokens: &Value| {
        client
            .userinfo(text(tokens, "access_token"))
            .await
            .fails(401, "invalid_token");
        client
            .refreshes(text(tokens, "refresh_token"))
            .await
            .fails(400, "invalid_grant");
        let asked = [("token", text(tokens, "access_token"))];
        let told = client.posts("/oauth2/introspect", &asked).await.expect(200);
        assert_eq!(told, json!({ "active": false }));
    };
    let tokens = client.tokens(&ada, "&scope=openid").await;
    let code = client.code(&ada, "&scope=openid").await;
    ada.delete("/sessions/current").await.expect(204);
    ended(&tokens).await;
    client.uses(&code).await.fails(400, "invalid_grant");

    ada.sign_in("ada", PASSWORD).await.expect(201);
    let tokens = client.tokens(&ada, "&scope=openid").await;
    assert_eq!(claims(&tokens["access_token"])["acr"], "password");
    // A refresh is a use of the session, so that it does not end by rest; by age it does.
    for _ in 0..14 {
        system.clock_moves("50 minutes").await;
        client
            .refreshes(text(&tokens, "refresh_token"))
            .await
            .expect(200);
    }
    system.clock_moves("15 minutes").await;
    let last = client
        .refreshes(text(&tokens, "refresh_token"))
        .await
        .expect(200);
    let left = last["expires_in"].as_i64().unwrap();
    assert!((200..=300).contains(&left), "{left}");
    system.clock_moves("5 minutes").await;
    let mut all = tokens.clone();
    all["access_token"] = last["access_token"].clone();
    ended(&all).await;
}

#[tokio::test]
async fn a_refresh_meets_the_requirement_as_it_is_now_and_a_removed_application_stops_at_once() {
    let system = System::start().await;
    let (client, mut ada) = confidential(&system, json!({})).await;
    let strong = client.tokens(&ada, "&scope=openid").await;
    // In another browser, where the session does not replace the first one.
    ada.forgets_cookies();
    ada.sign_in("ada", PASSWORD).await.expect(201);
    let weak = client.tokens(&ada, "&scope=openid").await;
    client
        .changes(json!({ "requirement": { "strength": "phone-otp" } }))
        .await;
    client
        .refreshes(text(&strong, "refresh_token"))
        .await
        .expect(200);
    client
        .refreshes(text(&weak, "refresh_token"))
        .await
        .fails(400, "invalid_grant");
    client
        .changes(json!({ "requirement": { "strength": "phone-otp", "max_age": 300 } }))
        .await;
    system.clock_moves("6 minutes").await;
    client
        .refreshes(text(&strong, "refresh_token"))
        .await
        .fails(400, "invalid_grant");
    let api = Client::registered(
        &system,
        "asker",
        Authenticates::Basic,
        json!({ "audience": system.platform().config.portal_origin }),
    )
    .await;
    system
        .configure(json!({ "applications": { "app": null } }))
        .await;
    client
        .refreshes(text(&strong, "refresh_token"))
        .await
        .fails(401, "invalid_client");
    let asked = [("token", text(&strong, "access_token"))];
    let told = api.posts("/oauth2/introspect", &asked).await.expect(200);
    assert_eq!(told, json!({ "active": false }));
}

#[tokio::test]
async fn a_client_revokes_what_is_its_own() {
    let system = System::start().await;
    let (client, ada) = confidential(&system, json!({})).await;
    let other = Client::registered(&system, "other", Authenticates::Basic, json!({})).await;
    for kind in ["access_token", "refresh_token"] {
        let tokens = client.tokens(&ada, "&scope=openid").await;
        let form = [
            ("token", text(&tokens, kind)),
            ("token_type_hint", "strange"),
        ];
        other
            .posts("/oauth2/revoke", &form)
            .await
            .fails(400, "invalid_grant");
        client
            .userinfo(text(&tokens, "access_token"))
            .await
            .expect(200);
        for _ in 0..2 {
            client.posts("/oauth2/revoke", &form).await.expect(200);
        }
        client
            .userinfo(text(&tokens, "access_token"))
            .await
            .fails(401, "invalid_token");
        client
            .refreshes(text(&tokens, "refresh_token"))
            .await
            .fails(400, "invalid_grant");
    }
    for token in ["x", "a.b.c"] {
        client
            .posts("/oauth2/revoke", &[("token", token)])
            .await
            .expect(200);
    }
    client
        .posts("/oauth2/revoke", &[])
        .await
        .fails(400, "invalid_request");
}

#[tokio::test]
async fn another_password_ends_what_applications_have() {
    let system = System::start().await;
    let (client, ada) = confidential(&system, json!({})).await;
    let tokens = client.tokens(&ada, "&scope=openid").await;
    let link = crate::passwords::reset_link(&system, &ada).await;
    let new = json!({ "password": "another good long password" });
    ada.post(&link, new).await.expect(204);
    client
        .refreshes(text(&tokens, "refresh_token"))
        .await
        .fails(400, "invalid_grant");
    client
        .userinfo(text(&tokens, "access_token"))
        .await
        .fails(401, "invalid_token");
}

#[tokio::test]
async fn a_proofed_person_is_told_as_such_by_the_operators_trust_framework() {
    let system = System::start().await;
    let scopes = json!({ "scopes": ["openid", "proofing"] });
    let (client, _) = confidential(&system, scopes).await;
    let mut bob = system.licensed("bob", "us-proofed").await;
    let started = crate::proofing::starts_instant(&bob).await.expect(200);
    let passed = crate::proofing::answers(&bob, &started, 0).await;
    assert_eq!(passed.expect(200)["outcome"], "passed");
    bob.forgets_cookies();
    bob.sign_in("bob", PASSWORD).await.expect(201);
    bob.registers("text", "US", "2025550124").await.expect(201);
    let code = system.newest_code("2025550124").await;
    bob.verifies(&code).await.expect(200);
    let told = async || {
        let tokens = client.tokens(&bob, "&scope=openid+proofing").await;
        let id = claims(&tokens["id_token"]);
        assert_eq!(id["acr"], "phone-otp-proofed");
        let userinfo = client.userinfo(text(&tokens, "access_token")).await;
        userinfo.expect(200)["verified_claims"].clone()
    };
    assert!(told().await.is_null(), "the operator names no framework");
    system
        .configure(json!({ "trust_framework": "example_framework" }))
        .await;
    system.clock_moves("1 minute").await;
    let told = told().await;
    assert_eq!(told["claims"], json!({ "name": "Ada Lovelace" }));
    assert_eq!(told["verification"]["trust_framework"], "example_framework");
}

#[tokio::test]
async fn an_assertion_authenticates_where_tokens_are_looked_at_and_revoked() {
    let system = System::start().await;
    let key = Key::new();
    let client = Client::registered(&system, "signs", Authenticates::ByKey(&key), json!({})).await;
    let ada = system.active_in_a_browser("ada", "2025550123").await;
    let tokens = client.tokens(&ada, "&scope=openid").await;
    let form = [("token", text(&tokens, "access_token"))];
    let active = async || {
        let told = client.posts("/oauth2/introspect", &form).await.expect(200);
        told["active"] == true
    };
    assert!(active().await);
    client.posts("/oauth2/revoke", &form).await.expect(200);
    assert!(!active().await);
}

#[tokio::test]
async fn an_api_asks_about_tokens_for_itself_and_a_client_about_its_own() {
    let system = System::start().await;
    let key = Key::new();
    let resource = "https://api.example.com";
    let (client, ada) = confidential(&system, json!({ "resources": [resource] })).await;
    let api = Client::registered(
        &system,
        "api",
        Authenticates::Post,
        json!({ "audience": resource }),
    )
    .await;
    let other = Client::registered(&system, "other", Authenticates::Basic, json!({})).await;
    let public = Client::registered(&system, "phone", Authenticates::Public(&key), json!({})).await;
    let tokens = client
        .tokens(&ada, "&scope=openid&resource=https%3A%2F%2Fapi.example.com")
        .await;
    let asks = async |client: &Client<'_>, token: &str| {
        client
            .posts("/oauth2/introspect", &[("token", token)])
            .await
    };
    let token = text(&tokens, "access_token");
    for asker in [&api, &client] {
        let told = asks(asker, token).await.expect(200);
        assert_eq!(told["active"], true);
        assert_eq!(told["aud"], resource);
        assert_eq!(told["client_id"], "app");
        assert_eq!(told["acr"], "phone-otp");
        assert_eq!(told["token_type"], "Bearer");
        assert_eq!(told["sub"], claims(&tokens["access_token"])["sub"]);
    }
    let inactive = json!({ "active": false });
    assert_eq!(asks(&other, token).await.expect(200), inactive);
    let refresh = text(&tokens, "refresh_token");
    assert_eq!(asks(&client, refresh).await.expect(200)["active"], true);
    for (asker, token) in [(&api, refresh), (&api, "x"), (&client, "x")] {
        assert_eq!(asks(asker, token).await.expect(200), inactive);
    }
    asks(&public, token).await.fails(401, "invalid_client");
    system.clock_moves("10 minutes").await;
    assert_eq!(asks(&api, token).await.expect(200), inactive);
}

#[tokio::test]
async fn a_token_is_for_the_resources_that_were_granted() {
    let system = System::start().await;
    let resources = ["https://api.example.com", "https://other.example.com"];
    let (client, ada) = confidential(&system, json!({ "resources": resources })).await;
    let asked = "&scope=openid&resource=https%3A%2F%2Fapi.example.com&resource=https%3A%2F%2Fother.example.com";
    let tokens = client.tokens(&ada, asked).await;
    assert_eq!(claims(&tokens["access_token"])["aud"], json!(resources));
    client
        .userinfo(text(&tokens, "access_token"))
        .await
        .fails(401, "invalid_token");
    let refreshed = async |resource: &str| {
        let form = [
            ("grant_type", "refresh_token"),
            ("refresh_token", text(&tokens, "refresh_token")),
            ("resource", resource),
        ];
        client.posts(TOKEN, &form).await
    };
    let one = refreshed(resources[0]).await.expect(200);
    assert_eq!(claims(&one["access_token"])["aud"], resources[0]);
    let issuer = &system.platform().config.portal_origin;
    let own = refreshed(issuer).await.expect(200);
    client
        .userinfo(text(&own, "access_token"))
        .await
        .expect(200);
    refreshed("https://third.example.com")
        .await
        .fails(400, "invalid_target");
}

#[tokio::test]
async fn the_claims_of_a_person_are_told_by_scope() {
    let system = System::start().await;
    let (client, ada) = confidential(&system, json!({})).await;
    let told = async |scope: &str| {
        let tokens = client.tokens(&ada, &format!("&scope={scope}")).await;
        let told = client
            .userinfo(text(&tokens, "access_token"))
            .await
            .expect(200);
        assert_eq!(told["sub"], claims(&tokens["id_token"])["sub"]);
        let mut told = told;
        told.as_object_mut().unwrap().remove("sub");
        told
    };
    assert_eq!(told("openid").await, json!({}));
    assert_eq!(
        told("openid+profile").await,
        json!({ "name": "Ada Lovelace", "locale": "en" })
    );
    assert_eq!(
        told("openid+email").await,
        json!({ "email": ada.email(), "email_verified": true })
    );
    let masked = json!({ "phone_number": "+1 *** *** 0123", "phone_number_verified": true });
    assert_eq!(told("openid+phone").await, masked);
    client.changes(json!({ "phone_numbers": "whole" })).await;
    system.clock_moves("1 minute").await;
    assert_eq!(told("openid+phone").await["phone_number"], "+12025550123");
    // Nobody was proofed, and no framework is named.
    assert_eq!(told("openid+proofing").await, json!({}));

    let tokens = client.tokens(&ada, "&scope=openid").await;
    let token = text(&tokens, "access_token");
    let url = system.url("/oauth2/userinfo");
    let in_form = system.client().post(&url).form(&[("access_token", token)]);
    answer(in_form).await.expect(200);
    let by_post = system
        .client()
        .post(&url)
        .header("authorization", format!("Bearer {token}"));
    answer(by_post).await.expect(200);
    let twice = system
        .client()
        .post(&url)
        .header("authorization", format!("Bearer {token}"))
        .form(&[("access_token", token)]);
    answer(twice).await.fails(400, "invalid_request");
    let none = answer(system.client().get(&url))
        .await
        .fails(401, "invalid_token");
    assert_eq!(
        none.challenge(),
        "Bearer realm=\"oauth2\", DPoP algs=\"ES256 RS256 PS256\""
    );
    for wrong in [
        "x",
        "a.b.c",
        text(&tokens, "id_token"),
        text(&tokens, "refresh_token"),
    ] {
        client.userinfo(wrong).await.fails(401, "invalid_token");
    }
}

#[tokio::test]
async fn a_script_of_another_site_may_call_the_endpoints_of_tokens() {
    let system = System::start().await;
    for path in ["/oauth2/token", "/oauth2/userinfo", "/oauth2/revoke"] {
        let asked = system
            .client()
            .request(reqwest::Method::OPTIONS, system.url(path))
            .header("origin", "https://app.example.com");
        let allowed = answer(asked).await;
        assert_eq!(allowed.status, 204);
        assert_eq!(allowed.headers["access-control-allow-origin"], "*");
        let headers = allowed.headers["access-control-allow-headers"]
            .to_str()
            .unwrap();
        assert!(headers.contains("DPoP"), "{headers}");
        let sent = answer(system.client().post(system.url(path))).await;
        assert_eq!(sent.headers["access-control-allow-origin"], "*");
        assert!(
            !sent
                .headers
                .contains_key("access-control-allow-credentials")
        );
    }
}

/// An event of an HTTP API's authorizer.
#[expect(
    clippy::needless_pass_by_value,
    reason = "it is made where it is passed"
)]
fn http_event(token: &str, more: Value) -> Value {
    let mut event = json!({
        "version": "2.0", "type": "REQUEST", "routeKey": "GET /reports", "rawPath": "/reports", "rawQueryString": "",
        "headers": { "authorization": format!("Bearer {token}") },
        "requestContext": { "domainName": "api.example.com", "http": { "method": "GET", "path": "/reports" } },
    });
    for (name, value) in more.as_object().unwrap() {
        event[name] = value.clone();
    }
    event
}

/// An event of a REST API's authorizer.
#[expect(
    clippy::needless_pass_by_value,
    reason = "it is made where it is passed"
)]
fn rest_event(headers: Value) -> Value {
    json!({
        "type": "REQUEST", "methodArn": "arn:aws:execute-api:us-east-1:000000000000:api/prod/GET/reports",
        "resource": "/reports", "path": "/reports", "httpMethod": "GET", "headers": headers, "stageVariables": null,
        "requestContext": { "domainName": "api.example.com", "path": "/prod/reports", "httpMethod": "GET" },
    })
}

#[tokio::test]
async fn an_api_lets_tokens_in_that_are_for_it_and_strong_enough() {
    let system = System::start().await;
    let key = Key::new();
    let resource = "https://api.example.com";
    let more = json!({ "resources": [resource] });
    let (client, mut ada) = confidential(&system, more.clone()).await;
    let public = Client::registered(&system, "phone", Authenticates::Public(&key), more).await;
    let asked = "&scope=openid&resource=https%3A%2F%2Fapi.example.com";
    let strong = client.tokens(&ada, asked).await;
    let elsewhere = client.tokens(&ada, "&scope=openid").await;
    let bound = public.tokens(&ada, asked).await;
    let decide = async |event: Value| system.invoke("authorize", event).await.unwrap();

    let let_in = decide(http_event(text(&strong, "access_token"), json!({}))).await;
    assert_eq!(let_in["isAuthorized"], true);
    let said = claims(&strong["access_token"]);
    for name in ["acr", "auth_time", "client_id", "sub", "scope"] {
        assert_eq!(let_in["context"][name], said[name], "{name}");
    }
    let by_variable =
        json!({ "stageVariables": { "resource": system.platform().config.portal_origin } });
    let token = text(&elsewhere, "access_token");
    assert_eq!(
        decide(http_event(token, json!({}))).await["isAuthorized"],
        false
    );
    assert_eq!(
        decide(http_event(token, by_variable)).await["isAuthorized"],
        true
    );

    ada.forgets_cookies();
    ada.sign_in("ada", PASSWORD).await.expect(201);
    let weak = client.tokens(&ada, asked).await;
    let token = text(&weak, "access_token");
    let refused = decide(http_event(token, json!({}))).await;
    assert_eq!(refused["isAuthorized"], false);
    let headers = json!({ "Authorization": format!("Bearer {token}") });
    let denied = decide(rest_event(headers)).await;
    assert_eq!(denied["policyDocument"]["Statement"][0]["Effect"], "Deny");
    assert_eq!(
        denied["context"]["challenge"],
        "Bearer error=\"insufficient_user_authentication\", error_description=\"a stronger or more recent authentication is \
         needed\", acr_values=\"phone-otp\""
    );
    system
        .configure(
            json!({ "routes": { "GET /reports": { "strength": "phone-otp", "max_age": 300 } } }),
        )
        .await;
    let headers = json!({ "Authorization": format!("Bearer {}", text(&strong, "access_token")) });
    let allowed = decide(rest_event(headers.clone())).await;
    assert_eq!(allowed["policyDocument"]["Statement"][0]["Effect"], "Allow");
    assert_eq!(allowed["principalId"], said["sub"]);
    system.clock_moves("6 minutes").await;
    let denied = decide(rest_event(headers)).await;
    assert!(
        text(&denied["context"], "challenge")
            .ends_with("acr_values=\"phone-otp\", max_age=\"300\"")
    );
    let nobody = decide(rest_event(json!({}))).await;
    assert_eq!(
        nobody["context"]["challenge"],
        "Bearer realm=\"oauth2\", DPoP algs=\"ES256 RS256 PS256\""
    );

    let refreshed = public
        .refreshes(text(&bound, "refresh_token"))
        .await
        .expect(200);
    system
        .configure(json!({ "routes": { "GET /reports": null } }))
        .await;
    system.clock_moves("1 minute").await;
    let token = text(&refreshed, "access_token");
    let proof = |url: &str, token: &str| {
        let ath = domain::dpop::token_hash(token);
        key.proof(&system, "GET", "", json!({ "htu": url, "ath": ath }))
    };
    let sent = |proof: String| json!({ "authorization": format!("DPoP {token}"), "dpop": proof });
    let with = |headers| http_event(token, json!({ "headers": headers }));
    let good = sent(proof("https://api.example.com/reports", token));
    assert_eq!(decide(with(good)).await["isAuthorized"], true);
    let elsewhere = sent(proof("https://api.example.com/other", token));
    assert_eq!(decide(with(elsewhere)).await["isAuthorized"], false);
    assert_eq!(
        decide(http_event(token, json!({}))).await["isAuthorized"],
        false
    );

    // The portal's own sessions, also one whose last use is recorded again.
    let session = |token: &str| http_event(token, json!({}));
    system.clock_moves("10 minutes").await;
    let cookie = ada.cookies()["__Host-session"].clone();
    let weak = decide(session(&cookie)).await;
    assert_eq!(weak["isAuthorized"], false);
    assert_eq!(weak["context"]["acr"], "password");
    ada.delete("/sessions/current").await.expect(204);
    assert_eq!(
        decide(session(&cookie)).await,
        json!({ "isAuthorized": false, "context": null })
    );
    assert_eq!(
        decide(http_event(token, json!({}))).await["isAuthorized"],
        false
    );
}
