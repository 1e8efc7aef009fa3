//! The numbers of all rules, each defined once with its source.
//!
//! "Product" as a source means that the organisation that sells the credential decided it; the others are standards or
//! published guidance. The renewal window is a default that an operator may configure. Terms and prices stand in the rows
//! of the [catalogue](crate::product).

use jiff::SignedDuration;

use crate::limits::{Limit, LockoutStep, Window};

/// Digits of a code. Six decimal digits are 19.9 bits, about the 20 that NIST SP 800-63B 5.1.3.2 asks for when attempts
/// are limited, as [`CODE_TRIES`] limits them.
pub const CODE_DIGITS: usize = 6;

/// How long a code is valid from issuance. Product; NIST SP 800-63B 5.1.3.2 allows at most ten minutes.
pub const CODE_VALIDITY: SignedDuration = SignedDuration::from_secs(120);

/// Attempts at one code before it becomes invalid. Product; Twilio Verify allows the same.
pub const CODE_TRIES: u8 = 5;

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

/// Days before expiry when renewal opens. Product; configuration.
pub const RENEWAL_OPENS_DAYS: i32 = 90;

/// Months after expiry when renewal closes. Product; configuration.
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
pub const SENDS_PER_ACCOUNT: Limit = Limit {
    name: "sends-account",
    windows: &[
        Window::new(1, SignedDuration::from_secs(30)),
        Window::new(5, SignedDuration::from_mins(10)),
        Window::new(20, SignedDuration::from_hours(24)),
    ],
};

/// Codes that one number may be sent, across accounts: a defence against SMS pumping. Product.
pub const SENDS_PER_NUMBER: Limit = Limit {
    name: "sends-number",
    windows: &[
        Window::new(10, SignedDuration::from_hours(1)),
        Window::new(30, SignedDuration::from_hours(24)),
    ],
};

/// Codes that may be sent on requests from one source address. Product.
pub const SENDS_PER_ADDRESS: Limit = Limit {
    name: "sends-address",
    windows: &[Window::new(60, SignedDuration::from_hours(1))],
};

/// Accounts that one source address may create, so that a script cannot fill the table or burn Argon2 time. Product.
pub const SIGN_UPS_PER_ADDRESS: Limit = Limit {
    name: "sign-ups-address",
    windows: &[Window::new(20, SignedDuration::from_hours(1))],
};

/// Reset mails that one account may be sent, because filling somebody's mailbox is an attack too. Product.
pub const RESETS_PER_ACCOUNT: Limit = Limit {
    name: "resets-account",
    windows: &[Window::new(3, SignedDuration::from_hours(1))],
};

/// Reset mails that one source address may ask for. Product.
pub const RESETS_PER_ADDRESS: Limit = Limit {
    name: "resets-address",
    windows: &[Window::new(20, SignedDuration::from_hours(1))],
};

/// Repeated license mails that a buyer may request for one order. Product.
pub const LICENSE_RESENDS_PER_ORDER: Limit = Limit {
    name: "license-resends",
    windows: &[
        Window::new(1, SignedDuration::from_mins(1)),
        Window::new(5, SignedDuration::from_hours(24)),
    ],
};

/// License keys that one account may try. A key of 120 bits cannot be guessed, but each attempt costs a read of the
/// table. Product.
pub const LICENSE_TRIES_PER_ACCOUNT: Limit = Limit {
    name: "license-tries",
    windows: &[Window::new(20, SignedDuration::from_hours(1))],
};

/// Orders that one account may place. Product.
pub const ORDERS_PER_ACCOUNT: Limit = Limit {
    name: "orders-account",
    windows: &[Window::new(30, SignedDuration::from_hours(24))],
};

/// The pauses and the lock after consecutive failures. The last step is the limit of 100 in NIST SP 800-63B 5.2.2.
pub const LOCKOUT: &[LockoutStep] = &[
    LockoutStep::pause(10, SignedDuration::from_mins(15)),
    LockoutStep::pause(20, SignedDuration::from_hours(1)),
    LockoutStep::pause(50, SignedDuration::from_hours(24)),
    LockoutStep::for_good(100),
];

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

/// How long an `Idempotency-Key` is remembered, as Stripe does.
pub const IDEMPOTENCY_KEPT: SignedDuration = SignedDuration::from_hours(24);

/// Longest `Idempotency-Key`, in characters, as Stripe's.
pub const IDEMPOTENCY_KEY_MAX: usize = 255;

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
