//! The rules of Phone OTP.
//!
//! Everything here is a plain type or a pure function: no async, no AWS, no I/O. The time (`now`) and the random number
//! generator are parameters. The numbers of all rules are in [`policy`], each with its source.
//!
//! | module | what it decides |
//! | --- | --- |
//! | [`account`] | who a person is: user ID, names, email, country |
//! | [`password`] | which passwords are accepted, and how they are hashed and checked |
//! | [`strength`], [`session`] | how long a sign-in lasts and what strength it carries |
//! | [`product`], [`order`], [`order_number`] | what is sold, what an order may hold, when it is paid |
//! | [`license`] | license keys: derived, typed in, hashed |
//! | [`credential`] | the subscription bound to an account: validity, renewal, next step |
//! | [`next_step`] | what a person does next |
//! | [`proofing`] | who may be proofed, by which method, how often, and with what result |
//! | [`phone`] | which numbers a credential may bind |
//! | [`challenge`] | one code for one phone: uniform, short-lived, single use |
//! | [`settings`] | what an operator sets: limits, prefixes, countries, prices, texts |
//! | [`limits`], [`lockout`] | how often codes may be sent, and what wrong attempts lead to |
//! | [`reminder`] | when a person is reminded that the credential expires |
//! | [`email_confirmation`] | the mailed code that confirms an account's email address |
//! | [`reset`] | the mailed link that sets another password |
//! | [`source`] | which requests come from the same source, and so share its limits |
//! | [`change`], [`fact`], [`activity`] | who made a change and from where; what happened, and how it is reported |
//! | [`application`] | the requirement that a protected application sets for a session |
//! | [`text`] | which characters and links the texts of people may not hold |
//! | [`language`] | the languages of messages and pages, and which one a browser prefers |

#![deny(missing_docs)]

use std::borrow::Cow;

pub mod account;
pub mod activity;
pub mod application;
pub mod challenge;
pub mod change;
pub mod credential;
pub mod email_confirmation;
pub mod fact;
pub mod language;
pub mod license;
pub mod limits;
pub mod lockout;
pub mod next_step;
pub mod order;
pub mod order_number;
pub mod password;
pub mod phone;
pub mod policy;
pub mod product;
pub mod proofing;
pub mod reminder;
pub mod reset;
pub mod secret;
pub mod session;
pub mod settings;
pub mod source;
pub mod strength;
pub mod text;

mod identifier;
mod retry;
mod symbols;
mod time;

pub use jiff::Timestamp;

/// A text that is not a valid value of a type. The message completes a sentence that begins with the name of the field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Invalid(pub Cow<'static, str>);
