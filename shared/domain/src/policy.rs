//! The numbers of all rules, each defined once with its source.
//!
//! "Product" as a source means that the organisation that sells the credential decided it; the others are standards or
//! published guidance. Rate limits, the renewal window and the cap of codes are defaults, which an operator replaces in the
//! [settings](crate::settings). Terms and prices stand in the rows of the [catalogue](crate::product).

use jiff::SignedDuration;

use crate::limits::{Limit, LockoutStep, Window};

/// Digits of a code. Six decimal digits are 19.9 bits, about the 20 that NIST SP 800-63B 5.1.3.2 asks for when attempts
/// are limited, as [`CODE_TRIES`] limits them.
pub const CODE_DIGITS: usize = 6;

/// Most characters of a text in which a code or a key is typed or pasted: a message with a code in it is shorter.
pub const TYPED_MAX: usize = 500;

/// How long a code is valid from issuance. Product; NIST SP 800-63B 5.1.3.2 allows at most ten minutes.
pub const CODE_VALIDITY: SignedDuration = SignedDuration::from_secs(120);

/// Attempts at one code before it becomes invalid. Product; Twilio Verify allows the same.
pub const CODE_TRIES: u8 = 5;

/// Most characters of a phone number as it is typed: the longest number of E.164 has 15 digits, and each may have
/// something beside it.
pub const PHONE_TYPED_MAX: usize = 40;

/// Phones that one credential may bind. Product.
pub const PHONES_PER_CREDENTIAL: usize = 3;

/// Symbols of a license key, the check symbol included: 24 data symbols of 5 bits are 120 bits, above the 100 that make
/// guessing hopeless and an unsalted hash safe to store.
pub const LICENSE_KEY_SYMBOLS: usize = 25;

/// The symbols of license keys, activation codes and order numbers: Crockford's base32, which omits the letters that
/// are easily mistaken for others.
pub const KEY_ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Symbols between two hyphens of a license key or an activation code, as people know them from software boxes.
pub const KEY_GROUP: usize = 5;

/// Symbols of an activation code, the check symbol included: 95 random bits, typed once, expired after
/// [`ACTIVATION_CODE_VALIDITY`].
pub const ACTIVATION_CODE_SYMBOLS: usize = 20;

/// How long an agent's activation code may be redeemed. Product.
pub const ACTIVATION_CODE_VALIDITY: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Days before expiry when renewal opens. Product; a default of the settings.
pub const RENEWAL_OPENS_DAYS: i32 = 90;

/// Months after expiry when renewal closes. Product; a default of the settings.
pub const RENEWAL_CLOSES_MONTHS: i32 = 12;

/// Days before expiry from which the expiry is shown beside the credential strength in the page's header. Product.
pub const EXPIRY_SHOWN_DAYS: i32 = 30;

/// Failed instant attempts after which only video is left. Product.
pub const INSTANT_FAILURES: u8 = 2;

/// Failed attempts in all after which the license is spent. Product.
pub const PROOFING_FAILURES: u8 = 3;

/// How long a set of instant questions may be answered: credit bureaus let theirs lapse within minutes.
pub const QUESTIONS_VALIDITY: SignedDuration = SignedDuration::from_mins(15);

/// How long in advance an appointment has to be requested, so that an agent is available. Product.
pub const APPOINTMENT_NOTICE: SignedDuration = SignedDuration::from_hours(1);

/// How far ahead an appointment can be requested. Product.
pub const APPOINTMENT_HORIZON: SignedDuration = SignedDuration::from_hours(60 * 24);

/// Codes that one account may be sent. Product; Twilio Verify sends 5 in 10 minutes, Supabase one a minute.
pub const SENDS_PER_ACCOUNT: Limit = Limit::new(
    "sends-account",
    &[
        Window::new(1, SignedDuration::from_secs(30)),
        Window::new(5, SignedDuration::from_mins(10)),
        Window::new(20, SignedDuration::from_hours(24)),
    ],
);

/// Codes that one number may be sent, across accounts: a defence against SMS pumping. Product.
pub const SENDS_PER_NUMBER: Limit = Limit::new(
    "sends-number",
    &[
        Window::new(10, SignedDuration::from_hours(1)),
        Window::new(30, SignedDuration::from_hours(24)),
    ],
);

/// Codes that one number may be sent by accounts where it is not active yet. They are counted apart, so that strangers who
/// register somebody's number do not use up its owner's codes. Product.
pub const SENDS_PER_PENDING_NUMBER: Limit = Limit::new(
    "sends-pending-number",
    &[
        Window::new(10, SignedDuration::from_hours(1)),
        Window::new(30, SignedDuration::from_hours(24)),
    ],
);

/// Codes that may be sent on requests from one source address. Product.
pub const SENDS_PER_ADDRESS: Limit = Limit::new(
    "sends-address",
    &[Window::new(60, SignedDuration::from_hours(1))],
);

/// Accounts that one source address may create, so that a script cannot fill the table or burn Argon2 time. Product.
pub const SIGN_UPS_PER_ADDRESS: Limit = Limit::new(
    "sign-ups-address",
    &[Window::new(20, SignedDuration::from_hours(1))],
);

/// Reset mails that one account may be sent, because filling somebody's mailbox is an attack too. Product.
pub const RESETS_PER_ACCOUNT: Limit = Limit::new(
    "resets-account",
    &[Window::new(3, SignedDuration::from_hours(1))],
);

/// Reset mails that one source address may ask for. Product.
pub const RESETS_PER_ADDRESS: Limit = Limit::new(
    "resets-address",
    &[Window::new(20, SignedDuration::from_hours(1))],
);

/// Digits of the code that confirms an email address. NIST SP 800-63A-4 3.8 asks for six at least; two more, so that
/// nobody takes it for a phone's code, and so that guessing stays hopeless for as long as the code lives.
pub const EMAIL_CODE_DIGITS: usize = 8;

/// How long the code that confirms an email address is valid after it was last asked for: mail servers that greylist
/// take a mail a quarter of an hour late. NIST SP 800-63A-4 3.8 allows at most 24 hours.
pub const EMAIL_CODE_VALIDITY: SignedDuration = SignedDuration::from_mins(30);

/// Attempts at one code that confirms an email address. Product, as [`CODE_TRIES`].
pub const EMAIL_CODE_TRIES: u8 = 5;

/// Codes that may be mailed to confirm the address of one account, that of the sign-up included. Product.
pub const EMAIL_CODES_PER_ACCOUNT: Limit = Limit::new(
    "email-codes-account",
    &[
        Window::new(1, SignedDuration::from_mins(1)),
        Window::new(5, SignedDuration::from_hours(1)),
        Window::new(10, SignedDuration::from_hours(24)),
    ],
);

/// Codes that one mailbox may be mailed, across accounts: somebody who enters a stranger's address must not fill the
/// stranger's mailbox. Product.
pub const EMAIL_CODES_PER_RECIPIENT: Limit = Limit::new(
    "email-codes-recipient",
    &[
        Window::new(5, SignedDuration::from_hours(1)),
        Window::new(10, SignedDuration::from_hours(24)),
    ],
);

/// Codes that one source address may have mailed, sign-ups not counted: those have [`SIGN_UPS_PER_ADDRESS`]. Product.
pub const EMAIL_CODES_PER_ADDRESS: Limit = Limit::new(
    "email-codes-address",
    &[Window::new(20, SignedDuration::from_hours(1))],
);

/// Corrections of the address of one account before it is confirmed: each one mails a code to another address. Product.
pub const EMAIL_CORRECTIONS_PER_ACCOUNT: Limit = Limit::new(
    "email-corrections-account",
    &[
        Window::new(3, SignedDuration::from_hours(1)),
        Window::new(5, SignedDuration::from_hours(24)),
    ],
);

/// Repeated license mails that a buyer may request for one order. Product.
pub const LICENSE_RESENDS_PER_ORDER: Limit = Limit::new(
    "license-resends",
    &[
        Window::new(1, SignedDuration::from_mins(1)),
        Window::new(5, SignedDuration::from_hours(24)),
    ],
);

/// License keys that one account may try. A key of 120 bits cannot be guessed, but each attempt costs a read of the
/// table. Product.
pub const LICENSE_TRIES_PER_ACCOUNT: Limit = Limit::new(
    "license-tries",
    &[Window::new(20, SignedDuration::from_hours(1))],
);

/// Orders that one account may place. Product.
pub const ORDERS_PER_ACCOUNT: Limit = Limit::new(
    "orders-account",
    &[Window::new(30, SignedDuration::from_hours(24))],
);

/// Codes that one credential may be sent in a calendar month: about four a day, several times what a person needs who
/// signs in every day. Product; a default of the settings.
pub const CODES_PER_CREDENTIAL_MONTH: u32 = 100;

/// The pauses and the lock after consecutive failures. The last step is the limit of 100 in NIST SP 800-63B 5.2.2.
pub const LOCKOUT: &[LockoutStep] = &[
    LockoutStep::pause(10, SignedDuration::from_mins(15)),
    LockoutStep::pause(20, SignedDuration::from_hours(1)),
    LockoutStep::pause(50, SignedDuration::from_hours(24)),
    LockoutStep::for_good(100),
];

/// Browsers that an account knows at most: those that entered a right code. Product.
pub const KNOWN_BROWSERS: usize = 10;

/// How long a browser is known after its newest right code. Product: half a year.
pub const KNOWN_BROWSER_KEPT: SignedDuration = SignedDuration::from_hours(180 * 24);

/// Wrong passwords and codes in a row after which a known browser is one no longer. As the first step of [`LOCKOUT`].
pub const KNOWN_BROWSER_FAILURES: u32 = 10;

/// Wrong sign-ins that one source address may make, at accounts that need not exist. Others behind the address wait
/// until the window has passed; browsers that their account knows do not. Product.
pub const SIGN_IN_FAILURES_PER_ADDRESS: Limit = Limit::new(
    "sign-in-failures-address",
    &[Window::new(60, SignedDuration::from_mins(15))],
);

/// How long the answer to a right code can be had again by the same request: as long as the code could be entered.
pub const REPLAY_KEPT: SignedDuration = CODE_VALIDITY;

/// Most characters of an agent's identifier of a request. Product.
pub const DECISION_REQUEST_MAX: usize = 64;

/// How long the answer to an agent's decision can be had again by the same request. Product.
pub const DECISION_REPLAY_KEPT: SignedDuration = SignedDuration::from_mins(10);

/// How long a counter of failures is kept after the last failure. A permanent lock does not expire.
pub const FAILURES_KEPT: SignedDuration = SignedDuration::from_hours(365 * 24);

/// Shortest password, in characters. Product; NIST SP 800-63B asks for at least 8.
pub const PASSWORD_MIN: usize = 12;

/// Longest password, in characters. NIST SP 800-63B asks for at least 64 to be accepted.
pub const PASSWORD_MAX: usize = 128;

/// The weakest `zxcvbn` score that is accepted, of 0 to 4: "safely unguessable" by its authors' scale.
pub const PASSWORD_SCORE: u8 = 3;

/// Argon2id memory in KiB: OWASP Password Storage Cheat Sheet, 19 MiB with two passes.
pub const ARGON2_MEMORY_KIB: u32 = 19 * 1024;

/// Argon2id passes: as above.
pub const ARGON2_PASSES: u32 = 2;

/// Argon2id lanes: as above.
pub const ARGON2_LANES: u32 = 1;

/// How long a mailed reset link works. Product; OWASP's Forgot Password Cheat Sheet asks for a short time.
pub const RESET_VALIDITY: SignedDuration = SignedDuration::from_hours(1);

/// The longest lifetime of a session. NIST SP 800-63B 4.2.3 (AAL2): reauthenticate at least once in 12 hours.
pub const SESSION_LIFE: SignedDuration = SignedDuration::from_hours(12);

/// The longest time that a session may be idle. Product; NIST SP 800-63B 4.2.3 (AAL2) asks for 30 minutes of inactivity
/// or more assurance by the relying application.
pub const SESSION_IDLE: SignedDuration = SignedDuration::from_hours(1);

/// How old the recorded time of a session's last use may become before it is written again. Most requests therefore
/// write nothing, and a session may end up to this long before [`SESSION_IDLE`] has passed, but never later.
pub const SESSION_SEEN_EVERY: SignedDuration = SignedDuration::from_mins(5);

/// How long an authorization code can be used. RFC 6749 4.1.2 allows 10 minutes at most; OAuth 2.1 and FAPI 2.0 say 60
/// seconds.
pub const AUTHORIZATION_CODE_VALIDITY: SignedDuration = SignedDuration::from_secs(60);

/// How long an access token is valid, and an ID token. Product; RFC 9700 2.2.1 asks for short lives.
pub const ACCESS_TOKEN_VALIDITY: SignedDuration = SignedDuration::from_mins(10);

/// How long a public client's refresh token that was replaced gets the same successor again, in case the answer was lost.
/// Product.
pub const REFRESH_REPLAY_KEPT: SignedDuration = SignedDuration::from_secs(30);

/// How far the clocks of others may be away from ours. Product.
pub const CLOCK_SKEW: SignedDuration = SignedDuration::from_mins(1);

/// How long before its `exp` a client's assertion may be presented. Product; FAPI 2.0 5.3.2.1 asks for short lives.
pub const CLIENT_ASSERTION_VALIDITY: SignedDuration = SignedDuration::from_mins(5);

/// How often the secrets are read again, at most, because a stranger presents a value of a version that is not known.
/// Product.
pub const SECRETS_ASKED_EVERY: SignedDuration = SignedDuration::from_secs(60);

/// Most bytes of the `jti` of a proof or an assertion. Product.
pub const JTI_MAX: usize = 256;

/// How long an `Idempotency-Key` is remembered, as Stripe does.
pub const IDEMPOTENCY_KEPT: SignedDuration = SignedDuration::from_hours(24);

/// Longest `Idempotency-Key`, in characters, as Stripe's.
pub const IDEMPOTENCY_KEY_MAX: usize = 255;

/// Shortest `Idempotency-Key` of a request whose answer is secret, in characters: 128 random bits in base64url.
pub const SECRET_IDEMPOTENCY_KEY_MIN: usize = 22;

/// How long the answer to a sign-up can be had again by the same request. Product.
pub const SIGN_UP_REPLAY_KEPT: SignedDuration = SignedDuration::from_mins(10);

/// Most units in one order: all keys of an order travel in one mail. Product.
pub const ORDER_UNITS: u32 = 50;

/// A refund of an unused key is possible for so many days after the payment. Product.
pub const REFUND_DAYS: i32 = 15;

/// Fewest characters of a user ID. Product.
pub const USER_ID_MIN: usize = 3;

/// Most characters of a user ID. Product.
pub const USER_ID_MAX: usize = 64;

/// Fewest characters of a legal name. Product.
pub const LEGAL_NAME_MIN: usize = 2;

/// Most characters of a legal name. Product.
pub const LEGAL_NAME_MAX: usize = 100;

/// Most characters of the local part of an email address: RFC 5321, 4.5.3.1.1.
pub const EMAIL_LOCAL_MAX: usize = 64;

/// Most characters of an email address: RFC 5321, 4.5.3.1.3, without the angle brackets that it counts.
pub const EMAIL_MAX: usize = 254;

/// Most characters of a line of a billing address. Product.
pub const ADDRESS_LINE_MAX: usize = 200;

/// The maximum age of a payment provider's signed notification, to prevent replays. Stripe's default.
pub const NOTIFICATION_TOLERANCE: SignedDuration = SignedDuration::from_mins(5);

/// How long an attempt to send a mail holds its claim before another attempt may begin: longer than the time-out of every
/// function that claims mails.
pub const MAIL_CLAIM: SignedDuration = SignedDuration::from_mins(2);

/// How long an account's activity is kept. Product: thirteen months, so that a year can be compared with the one before.
pub const ACTIVITY_KEPT_MONTHS: i32 = 13;

/// The delay before a mail is tried again after its first failed attempt. Each further failure doubles it.
pub const MAIL_RETRY_FIRST: SignedDuration = SignedDuration::from_mins(5);

/// The longest delay between two attempts at a mail.
pub const MAIL_RETRY_LAST: SignedDuration = SignedDuration::from_hours(6);

/// Attempts at a paid order's mail before it is parked. With the delays between them, they go on for as long as those at
/// a notice.
pub const ORDER_MAIL_ATTEMPTS: u32 = 19;

/// How long a due order is left to the stream, or rests longer than it has to, before the schedule of
/// `deliver-license-email` takes it: so the two do not meet at orders that were just paid.
pub const ORDER_LEFT_TO_STREAM: SignedDuration = SignedDuration::from_mins(1);

/// How long `deliver-license-email` begins attempts in one invocation: if the store or the mail service does not answer
/// to the last one, the function still ends by itself.
pub const DELIVER_MAILS_FOR: SignedDuration = SignedDuration::from_secs(20);

/// How long `tell-facts` begins to mail what it listed: if the mail service does not answer to the last one, the function
/// still ends by itself.
pub const TELL_MAILS_FOR: SignedDuration = SignedDuration::from_secs(30);

/// How long a run of `retry-notices` begins to mail: as [`TELL_MAILS_FOR`], for a longer time-out.
pub const RETRY_MAILS_FOR: SignedDuration = SignedDuration::from_secs(80);

/// How long attempts at a notice go on. Outages of SES have ended within hours.
pub const NOTICE_GIVEN_UP_AFTER: SignedDuration = SignedDuration::from_hours(72);

/// Days before expiry at which the person is reminded; zero is the expiry itself. Product.
pub const REMINDER_DAYS: [i32; 4] = [30, 7, 1, 0];

/// Days after expiry during which the last reminder may still be sent if the schedule did not run. Product.
pub const REMINDER_LATE_DAYS: i32 = 3;

/// How long one attempt at a reminder's mail holds its claim before another may try: longer than the time-out of the
/// function.
pub const REMINDER_CLAIM: SignedDuration = SignedDuration::from_mins(10);

/// Reminders that are begun in one second. SES gives an account that has left its sandbox 14 mails a second to begin
/// with (Amazon SES Developer Guide, "Service quotas"); this leaves some to codes, keys and notices.
pub const REMINDERS_PER_SECOND: usize = 10;

/// How long a run of `remind-renewal` begins to mail. The next run, five minutes after this one, continues.
pub const REMIND_FOR: SignedDuration = SignedDuration::from_mins(4);

/// Days that `remind-renewal` goes back at most for reminders that became due while it did not run: the longest time
/// between two of [`REMINDER_DAYS`], so that each reminder of longer ago has been followed by a later one.
pub const REMINDER_CATCH_UP_DAYS: i32 = 23;

/// The shortest time that a call may have until its code expires: the least that `TimeToLive` of `SendVoiceMessage`
/// allows.
pub const CALL_LEAST: SignedDuration = SignedDuration::from_secs(5);

/// How long one attempt at a call holds its claim before another may try: longer than the time-out of the function, and
/// short enough that Lambda's first retry, after a minute, can still place the call within [`CODE_VALIDITY`].
pub const CALL_CLAIM: SignedDuration = SignedDuration::from_secs(30);

/// The pauses before an attempt at a call is repeated within one invocation, so that most failures pass while the person
/// waits for the call.
pub const CALL_PAUSES: [SignedDuration; 3] = [
    SignedDuration::from_secs(1),
    SignedDuration::from_secs(2),
    SignedDuration::from_secs(4),
];

/// Most recent orders that an account's overview lists.
pub const RECENT_ORDERS: usize = 10;

/// How old the settings may become that a function decides by: a range of numbers under attack is closed as soon
/// everywhere. Product.
pub const SETTINGS_KEPT: SignedDuration = SignedDuration::from_secs(60);

/// How old the keys may become that a function signs with, and as long others may keep `jwks.json`. A new key signs a day
/// after it was added, so this may be longer than for settings; it bounds how long a key that was removed still signs.
/// Product.
pub const KEYS_KEPT: SignedDuration = SignedDuration::from_mins(15);

/// How long a function waits before it reads the keys again that it could not read. Product.
pub const KEYS_RETRIED: SignedDuration = SignedDuration::from_mins(1);

/// How long others may keep the discovery document, which changes with a deployment only. Product.
pub const DISCOVERY_KEPT: SignedDuration = SignedDuration::from_hours(1);

/// Most characters of the portal's name. A text with a code is one message, so longer names may be refused in practice.
/// Product.
pub const BRAND_MAX: usize = 40;

/// Most characters of the text that says how support is reached. Product.
pub const SUPPORT_MAX: usize = 200;

/// Most characters of the text that says how an invoice is paid. Product.
pub const PAYMENT_INSTRUCTIONS_MAX: usize = 400;

/// Most digits of a prefix of numbers: those of a whole number in E.164 form (ITU-T E.164).
pub const PREFIX_DIGITS_MAX: usize = 15;

/// Most windows of a rate limit: the condition of its write names each of them. Product.
pub const LIMIT_WINDOWS_MAX: usize = 5;

/// Most actions that a window of a rate limit can allow: more than this is no limit. Product.
pub const LIMIT_ACTIONS_MAX: usize = 1_000_000;

/// The longest window of a rate limit, so that no counter is kept for longer than a month. Product.
pub const LIMIT_WITHIN_MAX: SignedDuration = SignedDuration::from_hours(31 * 24);

/// Most codes that the cap of a credential and month can be set to. Product.
pub const CODES_PER_CREDENTIAL_MONTH_MAX: u32 = 100_000;

/// Most days before expiry that renewal can be set to open: a year, the shortest term that is sold.
pub const RENEWAL_OPENS_DAYS_MAX: i32 = 365;

/// Most months after expiry that renewal can be set to stay open. Product.
pub const RENEWAL_CLOSES_MONTHS_MAX: i32 = 60;

/// Most characters of an operator's name and of the reason of a change. Product.
pub const OPERATOR_TEXT_MAX: usize = 200;

/// Most bytes of the configuration document as JSON: an item ends at 400 KB, and each function reads the document once a
/// minute, at a read unit for every 4 KB.
pub const CONFIGURATION_BYTES_MAX: usize = 100_000;

/// How long a request of an application is kept while its person does what is missing. Product; RFC 9126 2.2 leaves it to
/// the provider.
pub const AUTHORIZATION_KEPT: SignedDuration = SignedDuration::from_mins(10);

/// How long a pushed request waits for its browser: RFC 9126 2.2 has 5 to 600 seconds, FAPI 2.0 5.3.2.2 under 600.
pub const PUSHED_AUTHORIZATION_KEPT: SignedDuration = SignedDuration::from_secs(90);

/// Most bytes of a `state`, a `nonce` or a `login_hint` as an address holds it, percent-encoded: API Gateway passes on
/// headers of 10 KiB together, in which the answer's address has to fit.
pub const AUTHORIZATION_TEXT_MAX: usize = 8 * 1024;

/// How long a factor that was entered for a request counts as fresh although the request allows less: a person needs some
/// seconds from the code to the application, and must not be asked again and again.
pub const FACTOR_JUST_ENTERED: SignedDuration = SignedDuration::from_mins(1);

/// Most characters of an application's identifier. Product.
pub const APPLICATION_ID_MAX: usize = 40;

/// Most characters of an application's name. Product.
pub const APPLICATION_NAME_MAX: usize = 60;

/// Most applications: each person's overview lists them all. Product.
pub const APPLICATIONS_MAX: usize = 200;

/// Most bytes of one application's entry as JSON. Two read units read it, and those of a whole change fit in its version.
pub const APPLICATION_BYTES_MAX: usize = 8_000;

/// Most routes that have a requirement of their own: API Gateway allows an HTTP API 300 routes (Amazon API Gateway
/// Developer Guide, "Quotas").
pub const ROUTES_MAX: usize = 300;

/// Most characters of a route's key. Product.
pub const ROUTE_KEY_MAX: usize = 200;

/// Most applications and routes that one change may name: with a listing each, they stay under the 100 items of a
/// transaction (Amazon DynamoDB Developer Guide, "Quotas").
pub const ENTRIES_PER_CHANGE: usize = 40;

/// Most bytes of the entries of one change as JSON, which its version keeps beside the document: an item ends at 400 KB.
pub const ENTRIES_BYTES_MAX: usize = 200_000;

/// Most characters of an address or identifier (URI) of an application. Product.
pub const URI_MAX: usize = 500;

/// Most redirect URIs of an application, and most addresses that it may go back to after a sign-out. Product.
pub const REDIRECT_URIS_MAX: usize = 20;

/// Most resources that an application may ask tokens for. Product.
pub const RESOURCES_MAX: usize = 20;

/// Most secrets of an application: the old one and the new one, while they are exchanged.
pub const CLIENT_SECRETS: usize = 2;

/// Most public keys of an application. Product.
pub const CLIENT_KEYS_MAX: usize = 5;

/// Fewest bits of an application's RSA key: RFC 7518, 3.3.
pub const RSA_BITS_MIN: usize = 2048;

/// Most bits of an application's RSA key. Product: a longer one takes time to check and adds no safety.
pub const RSA_BITS_MAX: usize = 4096;

/// Most characters of the name of a sector: those of a host (RFC 1035, 2.3.4).
pub const SECTOR_MAX: usize = 253;

/// The least age of a factor that a requirement can ask for: a person who just entered it is led back in this time.
/// Product.
pub const MAX_AGE_LEAST: SignedDuration = SignedDuration::from_mins(1);

/// Most aliases of authentication context classes. Product.
pub const ACR_ALIASES_MAX: usize = 20;

/// Most characters of the name of a trust framework. Product.
pub const TRUST_FRAMEWORK_MAX: usize = 100;

/// Authorization requests from one source address that are kept. An office signs in behind one address. Product.
pub const AUTHORIZATIONS_PER_ADDRESS: Limit = Limit::new(
    "authorizations-address",
    &[Window::new(300, SignedDuration::from_hours(1))],
);

/// Wrong client authentications, codes and refresh tokens of one client from one source address, so that nobody tries many
/// secrets of an application. Product.
pub const CLIENT_FAILURES_PER_ADDRESS: Limit = Limit::new(
    "client-failures-address",
    &[Window::new(60, SignedDuration::from_mins(10))],
);

/// Verification events that one application may ask for. Product: somebody who sets it up tries several times.
pub const VERIFICATIONS_PER_APPLICATION: Limit = Limit::new(
    "verifications-application",
    &[Window::new(10, SignedDuration::from_mins(10))],
);

/// Most characters of what an application gives to know a verification event by. Product.
pub const VERIFICATION_STATE_MAX: usize = 500;

/// How long a logout token is valid (OpenID Connect Back-Channel Logout 1.0 2.4: two minutes at most).
pub const LOGOUT_TOKEN_VALIDITY: SignedDuration = SignedDuration::from_mins(2);
