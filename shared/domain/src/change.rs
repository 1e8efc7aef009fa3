//! The origin of a change: who made it, when and from where. Every write from which facts may follow stores it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::source::SourceAddress;

/// Who changed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Actor {
    /// The account's owner, or whoever is signed in as them.
    Owner,
    /// A member of staff, at the desk.
    Staff,
    /// An operator, by invoking a function.
    Operator,
    /// A schedule, a stream, or a provider's notification.
    System,
    /// Somebody unknown: anybody can enter a wrong password.
    Unknown,
}

/// Where a request came from, with only as much detail as the account's owner needs to recognise it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The source address, cut to its network: see [`SourceAddress::network`].
    pub network: String,
    /// The browser's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub browser: Option<String>,
    /// The operating system's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub system: Option<String>,
}

/// The origin of a change, as it is stored with the item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// When.
    #[serde(with = "jiff::fmt::serde::timestamp::second::required")]
    pub at: Timestamp,
    /// Who.
    pub by: Actor,
    /// From where; `None` if the change was not made by a request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Place>,
}

impl Change {
    /// A change by an actor, without a place.
    #[must_use]
    pub const fn by(by: Actor, at: Timestamp) -> Self {
        Self { at, by, from: None }
    }

    /// The same change by another actor.
    #[must_use]
    pub fn made_by(self, by: Actor) -> Self {
        Self { by, ..self }
    }
}

/// Browser names by their token in a user agent, the most specific first: nearly every browser also claims to be
/// Safari, and most claim to be Chrome.
const BROWSERS: [(&str, &str); 9] = [
    ("EdgA/", "Edge"),
    ("EdgiOS/", "Edge"),
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
];

/// Operating system names by their token, the most specific first: Android also claims to be Linux, and iPhones to be
/// like Macs.
const SYSTEMS: [(&str, &str); 7] = [
    ("iPhone", "iOS"),
    ("iPad", "iPadOS"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
];

impl Place {
    /// The place of a source address and a `User-Agent` header; `None` if the address is unknown.
    #[must_use]
    pub fn of(address: SourceAddress, user_agent: Option<&str>) -> Option<Self> {
        let network = address.network()?;
        let user_agent = user_agent.unwrap_or_default();
        let named = |names: &[(&str, &str)]| {
            let mut names = names.iter();
            let (_, name) = names.find(|(token, _)| user_agent.contains(token))?;
            Some((*name).to_owned())
        };
        let safari = || {
            let own = user_agent.contains("Version/") && user_agent.contains("Safari/");
            own.then(|| "Safari".to_owned())
        };
        Some(Self {
            network,
            browser: named(&BROWSERS).or_else(safari),
            system: named(&SYSTEMS),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_and_its_system_are_named_in_words() {
        for (user_agent, browser, system) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0",
                Some("Firefox"),
                Some("Windows"),
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0",
                Some("Edge"),
                Some("Windows"),
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15",
                Some("Safari"),
                Some("macOS"),
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/142.0 Mobile/15E148 Safari/604.1",
                Some("Chrome"),
                Some("iOS"),
            ),
            (
                "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36",
                Some("Samsung Internet"),
                Some("Android"),
            ),
            ("curl/8.5.0", None, None),
        ] {
            let place = Place::of(SourceAddress::of("192.0.2.1"), Some(user_agent)).unwrap();
            assert_eq!(place.browser.as_deref(), browser, "{user_agent}");
            assert_eq!(place.system.as_deref(), system, "{user_agent}");
        }
    }
}
