//! Mail, by SES v2.
//!
//! There is only one mailer, so there is no trait: the local run implements the wire format of SES.

mod ses;

pub use ses::{Mailer, Settings};
