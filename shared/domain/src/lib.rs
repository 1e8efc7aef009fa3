//! The rules of Phone OTP.
//!
//! Everything here is a plain type or a pure function: no async, no AWS, no I/O. The time is a parameter (`now`), and
//! so is the random number generator. Numbers live in [`policy`], each with its source; a rule that needs one takes it
//! from there.
//!
//! | module | what it decides |
//! | --- | --- |
//! | [`account`] | who a person is: user ID, names, email, country |
//! | [`password`] | which passwords are accepted, and how they are kept and checked |
//! | [`strength`], [`session`] | how long a sign-in lasts and what strength it carries |
//! | [`product`], [`order`], [`order_number`] | what is sold, what an order may hold, when it is paid |
//! | [`license`] | license keys: derived, typed in, hashed |
//! | [`credential`] | the subscription bound to an account: validity, renewal, next step |
//! | [`next_step`] | what a person does next |
//! | [`proofing`] | who may be proofed how, how often, and with what outcome |
//! | [`phone`] | which numbers a credential may bind |
//! | [`challenge`] | one code for one phone: uniform, short-lived, single use |
//! | [`limits`], [`lockout`] | how often codes are sent, and what wrong ones lead to |
//! | [`reminder`] | when a person hears that the credential ends |
//! | [`reset`] | the mailed link that sets another password |
//! | [`change`], [`fact`], [`activity`] | who changed what from where; what happened, and how it is told |
//! | [`application`] | what a protected application asks of a session |
//! | [`language`] | the languages that people are spoken to in, and which one a browser prefers |

#![deny(missing_docs)]

use std::borrow::Cow;

pub mod account;
pub mod activity;
pub mod application;
pub mod challenge;
pub mod change;
pub mod credential;
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
pub mod strength;

mod identifier;
mod symbols;
mod time;

pub use jiff::Timestamp;

/// Why a text is not a value of the type it was meant for, as the rest of a sentence that begins with its name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Invalid(pub Cow<'static, str>);
