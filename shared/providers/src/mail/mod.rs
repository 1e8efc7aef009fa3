//! Mail, by SES v2.
//!
//! There is one mailer, so there is no trait: the local run speaks SES's own wire format.

mod ses;

pub use ses::{Mailer, Settings};
