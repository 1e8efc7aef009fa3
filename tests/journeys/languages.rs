//! Languages: what a person chose, or their browser prefers, is what they are told in.

use domain::language::Language;
use phone_otp_tests::{PASSWORD, Person, System, code_in};

const NUMBER: &str = "2025550123";

/// Someone with a license for US phones, whose browser prefers a language.
async fn licensed<'a>(system: &'a System, user_id: &str, languages: &str) -> Person<'a> {
    let mut person = system.visitor();
    person.prefers(languages);
    person.sign_up(user_id, "US").await.expect(201);
    person.sign_in(user_id, PASSWORD).await.expect(201);
    person.confirms_the_address().await;
    let key = person.buys_a_key("us").await;
    person.enters(&key).await.expect(201);
    person
}

#[tokio::test]
async fn whose_browser_prefers_german_is_texted_called_mailed_and_reminded_in_german() {
    let system = System::start().await;
    let mut ada = licensed(&system, "ada", "de-AT, de;q=0.9, en;q=0.5").await;
    let mail = system.mail("ada@example.com", "Lizenzschlüssel").await;
    let text = mail["text"].as_str().unwrap();
    assert!(text.starts_with("Guten Tag Ada Lovelace,"), "{text}");
    assert!(text.contains("Phone OTP, 1 Jahr, US-Telefone, ohne Identitätsprüfung"));
    assert!(
        mail["html"]
            .as_str()
            .unwrap()
            .contains("<html lang=\"de\">")
    );

    ada.registers("text", "US", NUMBER).await.expect(201);
    let code = system.newest_code(NUMBER).await;
    let text = system.phone(NUMBER).await[0]["body"].clone();
    let words = format!("{code} ist Ihr Code für Example Portal.");
    assert!(text.as_str().unwrap().starts_with(&words), "{text}");
    ada.verifies(&code).await.expect(200);
    system.mail("ada@example.com", "hinzugefügt").await;

    system.clock_moves("1 minute").await;
    ada.registers("voice", "US", "2025550124").await.expect(201);
    let code = system.newest_code("2025550124").await;
    let call = &system.phone("2025550124").await[0];
    let heard = call["body"].as_str().unwrap();
    assert!(heard.contains("Ihr Code lautet:"), "{heard}");
    assert_eq!(call["voice"], "VICKI");
    ada.verifies(&code).await.expect(200);

    system.clock_moves("336 days").await;
    let reminder = system.mail("ada@example.com", "läuft in 30 Tagen ab").await;
    assert!(reminder["text"].as_str().unwrap().contains("Verlängern"));
}

#[tokio::test]
async fn another_language_chosen_at_sign_in_is_the_one_of_later_mails() {
    let system = System::start().await;
    let mut ada = licensed(&system, "ada", "de").await;
    system.mail("ada@example.com", "Lizenzschlüssel").await;
    ada.chooses("fr");
    ada.buys_a_key("us").await;
    let mails = system.mails("ada@example.com").await;
    let subject = mails[0]["subject"].as_str().unwrap();
    assert!(
        subject.contains("Lizenzschlüssel"),
        "not before the next sign-in: {subject}"
    );
    ada.sign_in("ada", PASSWORD).await.expect(201);
    ada.buys_a_key("us").await;
    let mail = system.mail("ada@example.com", "clés de licence").await;
    assert!(
        mail["text"]
            .as_str()
            .unwrap()
            .starts_with("Bonjour Ada Lovelace,")
    );
}

#[tokio::test]
async fn a_wrong_password_changes_no_language() {
    let system = System::start().await;
    let mut ada = licensed(&system, "ada", "de").await;
    let mut eve = system.visitor();
    eve.prefers("ja");
    eve.sign_in("ada", "not the password")
        .await
        .refused(401, "wrong-credentials");
    ada.registers("text", "US", NUMBER).await.expect(201);
    ada.verifies(&system.newest_code(NUMBER).await)
        .await
        .expect(200);
    system.mail("ada@example.com", "hinzugefügt").await;
}

#[tokio::test]
async fn a_text_begins_with_the_code_and_ends_with_the_origin_line_in_every_language() {
    let system = System::start().await;
    let mut ada = system.active("ada", NUMBER).await;
    let host = system.platform().config.portal_host();
    let mut told = std::collections::BTreeSet::new();
    for language in Language::ALL {
        system.clock_moves("10 minutes").await;
        ada.chooses(language.code());
        ada.asks_for_a_code("0123").await.expect(201);
        let text = &system.phone(NUMBER).await[0];
        let (body, code) = (text["body"].as_str().unwrap(), code_in(text));
        assert!(code.bytes().all(|digit| digit.is_ascii_digit()), "{body}");
        assert!(body.ends_with(&format!("\n\n@{host} #{code}")), "{body}");
        told.insert(body.replace(&code, ""));
        ada.verifies(&code).await.expect(200);
    }
    assert_eq!(told.len(), Language::ALL.len(), "{told:?}");
}

#[tokio::test]
async fn a_link_of_a_mail_opens_the_pages_in_the_accounts_language_unless_another_was_chosen() {
    let system = System::start().await;
    let mut ada = licensed(&system, "ada", "ja").await;
    let mail = system.mail("ada@example.com", "ライセンスキー").await;
    let text = mail["text"].as_str().unwrap();
    let link = text
        .split_whitespace()
        .find(|word| word.starts_with("http"));
    let (page, view) = link.unwrap().split_once('#').unwrap();
    assert_eq!(view, "/license");
    let path = page.strip_prefix(&system.url("")).unwrap();

    // The browser that opens the link is another, and sends no cookie on the way from the mail.
    ada.prefers("en");
    let shown = async |person: &Person<'_>| {
        let request = person.request(reqwest::Method::GET, path);
        request.send().await.unwrap().text().await.unwrap()
    };
    let page = shown(&ada).await;
    assert!(page.contains("<html lang=\"ja\""), "{page}");
    ada.chooses("de");
    let page = shown(&ada).await;
    assert!(page.contains("<html lang=\"de\""), "{page}");
}
