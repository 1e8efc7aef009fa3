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
//! | [`notification`] | what applications are told: ended sessions, security events |
//! | [`proofing`] | who may be proofed, by which method, how often, and with what result |
//! | [`phone`] | which numbers a credential may bind |
//! | [`challenge`] | one code for one phone: uniform, short-lived, single use |
//! | [`settings`] | what an operator sets: limits, prefixes, countries, prices, texts |
//! | [`fields`] | which fields of an operator's document are refused |
//! | [`limits`], [`lockout`] | how often codes may be sent, and what wrong attempts lead to |
//! | [`reminder`] | when a person is reminded that the credential expires |
//! | [`email_confirmation`] | the mailed code that confirms an account's email address |
//! | [`reset`] | the mailed link that sets another password |
//! | [`source`] | which requests come from the same source, and so share its limits |
//! | [`change`], [`fact`], [`activity`] | who made a change and from where; what happened, and how it is reported |
//! | [`authorization`], [`parameters`] | what an application may ask for, and whether a session meets it |
//! | [`connection`] | which applications an account has used, and what its owner agreed to |
//! | [`application`] | what the operator registers of a protected application, and the requirement that it sets for a session |
//! | [`registry`] | how operators change what is registered of applications and routes |
//! | [`acr`] | the names by which applications ask for a strength |
//! | [`grant`], [`handle`] | what an application was granted: its code, its tokens, and the sealed names by which they are found |
//! | [`token`], [`userinfo`] | the claims of tokens, and what an application is told of a person |
//! | [`dpop`], [`client_assertion`] | that a token's key, or a client's, is in the hands of who presents it |
//! | [`text`] | which characters and links the texts of people may not hold |
//! | [`language`] | the languages of messages and pages, and which one a browser prefers |

#![deny(missing_docs)]

use std::borrow::Cow;

pub mod account;
pub mod acr;
pub mod activity;
pub mod application;
pub mod authorization;
pub mod challenge;
pub mod change;
pub mod client_assertion;
pub mod connection;
pub mod credential;
pub mod dpop;
pub mod email_confirmation;
pub mod fact;
pub mod fields;
pub mod grant;
pub mod handle;
pub mod language;
pub mod license;
pub mod limits;
pub mod lockout;
pub mod next_step;
pub mod notification;
pub mod order;
pub mod order_number;
pub mod parameters;
pub mod password;
pub mod phone;
pub mod policy;
pub mod product;
pub mod proofing;
pub mod registry;
pub mod reminder;
pub mod reset;
pub mod secret;
pub mod session;
pub mod settings;
pub mod source;
pub mod strength;
pub mod text;
pub mod token;
pub mod userinfo;

mod identifier;
mod jwks;
mod retry;
mod symbols;
mod time;
mod uri;

pub use jiff::Timestamp;

/// A text that is not a valid value of a type. The message completes a sentence that begins with the name of the field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Invalid(pub Cow<'static, str>);
