//! Networks as the API writes them (5.2, 5.5 of the reference): IPv4 in CIDR notation, and security groups.

use std::fmt;
use std::net::Ipv4Addr;

use crate::resource::network;

/// An IPv4 network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    pub address: Ipv4Addr,
    /// At most 32.
    pub prefix: u8,
}

/// What a firewall lets in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    Network(Network),
    /// A security group of a peered VPC, `sg-` and all.
    SecurityGroup(String),
}

/// The ranges of RFC 1918.
const PRIVATE: [Network; 3] = [
    Network::new([10, 0, 0, 0], 8),
    Network::new([172, 16, 0, 0], 12),
    Network::new([192, 168, 0, 0], 16),
];

/// A cluster's network is no larger than the first and no smaller than the last.
const CLUSTER_PREFIXES: std::ops::RangeInclusive<u8> = 12..=22;

impl Network {
    const fn new([a, b, c, d]: [u8; 4], prefix: u8) -> Self {
        Self {
            address: Ipv4Addr::new(a, b, c, d),
            prefix,
        }
    }

    /// Reads `10.0.0.0/8`; a bare address is a network of one.
    pub fn read(text: &str) -> Option<Self> {
        let (address, prefix) = network::read(text)?;
        Some(Self { address, prefix })
    }

    fn mask(prefix: u8) -> u32 {
        u32::MAX.checked_shl(32 - u32::from(prefix.min(32))).unwrap_or(0)
    }

    /// Whether all of `other` lies in it.
    pub fn holds(self, other: Self) -> bool {
        let mask = Self::mask(self.prefix);
        other.prefix >= self.prefix && u32::from(other.address) & mask == u32::from(self.address) & mask
    }

    /// Whether any address lies in both.
    pub fn overlaps(self, other: Self) -> bool {
        self.holds(other) || other.holds(self)
    }
}

impl Source {
    /// Reads a network, an address or a security group.
    pub fn read(text: &str) -> Option<Self> {
        if let Some(id) = text.strip_prefix("sg-") {
            let is_group = matches!(id.len(), 8 | 17) && id.chars().all(|c| c.is_ascii_hexdigit());
            return is_group.then(|| Self::SecurityGroup(text.to_owned()));
        }
        Network::read(text).map(Self::Network)
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.prefix)
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Network(network) => network.fmt(f),
            Self::SecurityGroup(id) => f.write_str(id),
        }
    }
}

/// The network of a cluster or of a data centre: private, of a size that the manager takes.
///
/// # Errors
/// What is allowed.
pub fn of_cluster(text: &str) -> Result<(), String> {
    let wanted = "a private IPv4 network of /12 to /22 is wanted, such as 10.224.0.0/12";
    let network = Network::read(text).ok_or_else(|| format!("{text}: {wanted}"))?;
    if !CLUSTER_PREFIXES.contains(&network.prefix) {
        return Err(format!("{network} is a /{}: {wanted}", network.prefix));
    }
    match PRIVATE.iter().any(|range| range.holds(network)) {
        true => Ok(()),
        false => Err(format!("{network} is not private: {wanted}")),
    }
}

/// An IPv4 network of any size.
///
/// # Errors
/// What is allowed.
pub fn any(text: &str) -> Result<(), String> {
    match Network::read(text) {
        Some(_) => Ok(()),
        None => Err(format!(
            "{text}: an IPv4 network is wanted, such as 10.100.0.0/16"
        )),
    }
}

/// What a firewall lets in.
///
/// # Errors
/// What is allowed.
pub fn of_firewall(text: &str) -> Result<(), String> {
    match Source::read(text) {
        Some(_) => Ok(()),
        None => Err(format!(
            "{text}: an IPv4 network (203.0.113.0/24), an address, or a security group (sg-0a1b2c3d) is wanted"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_network_of_one_and_a_security_group_stays_as_it_is() {
        let read = |text| Source::read(text).map(|source| source.to_string());
        assert_eq!(read("203.0.113.10").as_deref(), Some("203.0.113.10/32"));
        assert_eq!(read("198.51.100.0/24").as_deref(), Some("198.51.100.0/24"));
        assert_eq!(read("0.0.0.0/0").as_deref(), Some("0.0.0.0/0"));
        assert_eq!(read("sg-0a1b2c3d").as_deref(), Some("sg-0a1b2c3d"));
        assert_eq!(
            read("sg-0a1b2c3d4e5f60718").as_deref(),
            Some("sg-0a1b2c3d4e5f60718")
        );
        for bad in [
            "sg-0a1b2c",
            "sg-0a1b2c3g",
            "10.0.0.0/33",
            "10.0.0/8",
            "::1",
            "example.com",
            "1.2.3.4/",
        ] {
            assert_eq!(read(bad), None, "{bad}");
            assert!(of_firewall(bad).unwrap_err().contains(bad));
        }
    }

    #[test]
    fn a_clusters_network_is_private_and_neither_too_large_nor_too_small() {
        for good in ["10.224.0.0/12", "192.168.0.0/18", "172.16.0.0/12", "10.1.4.0/22"] {
            assert_eq!(of_cluster(good), Ok(()));
        }
        for bad in [
            "10.0.0.0/8",
            "10.1.4.0/23",
            "8.8.0.0/16",
            "192.168.0.0/12",
            "172.32.0.0/16",
            "lan",
        ] {
            let why = of_cluster(bad).unwrap_err();
            assert!(why.contains(bad) && why.contains("/12 to /22"), "{why}");
        }
    }

    #[test]
    fn networks_overlap_if_one_lies_in_the_other() {
        let network = |text| Network::read(text).unwrap();
        assert!(network("10.0.0.0/8").overlaps(network("10.224.0.0/12")));
        assert!(network("10.224.0.0/12").overlaps(network("10.0.0.0/8")));
        assert!(!network("10.10.0.0/16").overlaps(network("10.20.0.0/16")));
        assert!(network("0.0.0.0/0").holds(network("203.0.113.10")));
    }
}
