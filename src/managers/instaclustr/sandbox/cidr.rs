//! Networks as `10.10.0.0/16`.

use std::fmt;
use std::net::Ipv4Addr;
use std::str::FromStr;

/// An IPv4 network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cidr {
    first: u32,
    prefix: u8,
}

/// Why a text is no network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an IPv4 network such as 10.10.0.0/16")]
pub struct NoNetwork;

impl FromStr for Cidr {
    type Err = NoNetwork;

    fn from_str(text: &str) -> Result<Self, NoNetwork> {
        let (address, prefix) = text.split_once('/').ok_or(NoNetwork)?;
        let address: Ipv4Addr = address.parse().map_err(|_| NoNetwork)?;
        let prefix: u8 = prefix.parse().map_err(|_| NoNetwork)?;
        if prefix > 32 {
            return Err(NoNetwork);
        }
        let first = u32::from(address) & mask(prefix);
        Ok(Self { first, prefix })
    }
}

impl Cidr {
    /// The network of a cluster that asks for none ("Create").
    pub const DEFAULT: Self = Self {
        first: 0x0ae0_0000,
        prefix: 12,
    };

    pub fn prefix(self) -> u8 {
        self.prefix
    }

    pub fn address(self) -> Ipv4Addr {
        self.first.into()
    }

    /// Whether it lies in one of the ranges for private networks (RFC 1918).
    pub fn is_private(self) -> bool {
        self.address().is_private() && Ipv4Addr::from(self.last()).is_private()
    }

    pub fn overlaps(self, other: Self) -> bool {
        self.first <= other.last() && other.first <= self.last()
    }

    /// The address of a node: each rack has a part of the network, as in the samples.
    pub fn node(self, rack: usize, place: usize) -> Ipv4Addr {
        let size = self.last() - self.first;
        let part = (size / 8 + 1).min(4_096);
        let offset = part
            .saturating_mul(narrow(rack))
            .saturating_add(11 + narrow(place));
        Ipv4Addr::from(self.first + offset.min(size))
    }

    fn last(self) -> u32 {
        self.first | !mask(self.prefix)
    }
}

impl fmt::Display for Cidr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address(), self.prefix)
    }
}

fn mask(prefix: u8) -> u32 {
    u32::MAX.checked_shl(32 - u32::from(prefix)).unwrap_or(0)
}

fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX / 8_192)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cidr(text: &str) -> Cidr {
        text.parse().unwrap()
    }

    #[test]
    fn networks_read_and_write_themselves() {
        assert_eq!(cidr("10.10.3.4/16").to_string(), "10.10.0.0/16");
        assert_eq!(cidr("0.0.0.0/0").to_string(), "0.0.0.0/0");
        assert_eq!(Cidr::DEFAULT.to_string(), "10.224.0.0/12");
        for text in ["10.10.0.0", "10.10.0/16", "10.10.0.0/33", "a/8", ""] {
            assert_eq!(text.parse::<Cidr>(), Err(NoNetwork), "{text}");
        }
    }

    #[test]
    fn private_is_what_lies_in_a_private_range_as_a_whole() {
        assert!(cidr("192.168.64.0/18").is_private());
        assert!(!cidr("192.168.0.0/12").is_private());
        assert!(!cidr("203.0.113.0/24").is_private());
    }

    #[test]
    fn networks_overlap_if_one_holds_an_address_of_the_other() {
        assert!(cidr("10.0.0.0/8").overlaps(cidr("10.20.0.0/16")));
        assert!(!cidr("10.10.0.0/16").overlaps(cidr("10.11.0.0/16")));
    }

    #[test]
    fn nodes_lie_in_the_part_of_their_rack() {
        assert_eq!(cidr("10.10.0.0/16").node(1, 1).to_string(), "10.10.16.12");
        let small = cidr("192.168.4.0/22");
        assert_eq!(small.node(2, 2).to_string(), "192.168.5.13");
    }
}
