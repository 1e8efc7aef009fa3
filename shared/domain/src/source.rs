//! Source addresses: where a request came from, as the rules that limit strangers see it.

use core::fmt;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The source of a request. Two addresses that one host can choose between are the same source, so that nobody passes a
/// limit by changing how an address is written or which address of their own network is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SourceAddress {
    /// One address of IPv4, also if it was written as an IPv4-mapped address of IPv6 (RFC 4291, 2.5.5.2).
    Ipv4(Ipv4Addr),
    /// The first address of a /64 of IPv6. A /64 is one subnet (RFC 4291, 2.5.4), and whoever has a subnet has all its
    /// addresses.
    Ipv6Subnet(Ipv6Addr),
    /// What is no address. All such requests are one source, so that none is free of limits.
    Unknown,
}

impl SourceAddress {
    /// The source of an address as a gateway reports it.
    #[must_use]
    pub fn of(address: &str) -> Self {
        match address
            .trim()
            .parse()
            .map(|address: IpAddr| address.to_canonical())
        {
            Ok(IpAddr::V4(address)) => Self::Ipv4(address),
            Ok(IpAddr::V6(address)) => {
                let [a, b, c, d, ..] = address.segments();
                Self::Ipv6Subnet(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
            }
            Err(_) => Self::Unknown,
        }
    }

    /// The network that the account's activity shows, with only as much detail as its owner needs to recognise it: a /24
    /// of IPv4, a /48 of IPv6. `None` if the source is unknown.
    #[must_use]
    pub fn network(self) -> Option<String> {
        match self {
            Self::Ipv4(address) => {
                let [a, b, c, _] = address.octets();
                Some(format!("{a}.{b}.{c}.0/24"))
            }
            Self::Ipv6Subnet(address) => {
                let [a, b, c, ..] = address.segments();
                Some(format!("{}/48", Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0)))
            }
            Self::Unknown => None,
        }
    }
}

/// The one text of a source, which keys of limits and guards hold: `192.0.2.7`, `2001:db8:1:2::/64`, `unknown`.
impl fmt::Display for SourceAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ipv4(address) => address.fmt(f),
            Self::Ipv6Subnet(address) => write!(f, "{address}/64"),
            Self::Unknown => f.write_str("unknown"),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_address_of_ipv4_is_one_source_however_it_is_written() {
        for written in [
            "192.0.2.77",
            " 192.0.2.77 ",
            "::ffff:192.0.2.77",
            "::FFFF:192.0.2.77",
            "::ffff:c000:24d",
            "0:0:0:0:0:ffff:192.0.2.77",
            "0000:0000:0000:0000:0000:ffff:c000:024d",
        ] {
            assert_eq!(
                SourceAddress::of(written).to_string(),
                "192.0.2.77",
                "{written}"
            );
        }
        assert_ne!(
            SourceAddress::of("192.0.2.77"),
            SourceAddress::of("192.0.2.78")
        );
    }

    #[test]
    fn what_is_no_address_is_one_source_and_has_no_network() {
        for text in [
            "",
            "unknown",
            "192.0.2",
            "192.0.2.077",
            "fe80::1%eth0",
            "::1::",
            "x",
        ] {
            assert_eq!(SourceAddress::of(text), SourceAddress::Unknown, "{text}");
        }
        assert_eq!(SourceAddress::Unknown.to_string(), "unknown");
        assert_eq!(SourceAddress::Unknown.network(), None);
    }

    #[test]
    fn a_source_is_shown_as_its_network() {
        let network = |address| SourceAddress::of(address).network();
        assert_eq!(network("192.0.2.77").as_deref(), Some("192.0.2.0/24"));
        assert_eq!(
            network("::ffff:192.0.2.77").as_deref(),
            Some("192.0.2.0/24")
        );
        assert_eq!(
            network("2001:db8:1:2:3:4:5:6").as_deref(),
            Some("2001:db8:1::/48")
        );
    }

    proptest! {
        #[test]
        fn a_subnet_of_ipv6_is_one_source_and_the_next_is_another(subnet: u64, one: u64, other: u64) {
            let at = |subnet: u64, host: u64| Ipv6Addr::from((u128::from(subnet) << 64) | u128::from(host));
            // Mapped addresses are IPv4's.
            prop_assume!(subnet != 0 && subnet != u64::MAX);
            let source = |subnet, host| SourceAddress::of(&at(subnet, host).to_string());
            prop_assert_eq!(source(subnet, one), source(subnet, other));
            prop_assert_ne!(source(subnet, one), source(subnet + 1, one));
            prop_assert!(source(subnet, one).to_string().ends_with("/64"));
        }
    }
}
