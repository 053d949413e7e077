//! IPv4 networks as they are typed: an address, or CIDR notation.

// Addresses alone: what could open a connection is not in `core`.
use core::net::Ipv4Addr;

/// Reads `10.0.0.0/8` as an address and the length of its prefix, 32 at most; a bare address is a network of one.
pub fn read(text: &str) -> Option<(Ipv4Addr, u8)> {
    let (address, prefix) = match text.split_once('/') {
        Some((address, prefix)) => (address, prefix.parse().ok().filter(|prefix| *prefix <= 32)?),
        None => (text, 32),
    };
    Some((address.parse().ok()?, prefix))
}

/// Whether a text is an IPv4 address or network.
///
/// # Errors
/// What is wanted.
pub fn check(text: &str) -> Result<(), String> {
    match read(text) {
        Some(_) => Ok(()),
        None => Err(format!(
            "{text}: an IPv4 address or network is wanted, such as 203.0.113.7 or 198.51.100.0/24"
        )),
    }
}

/// Why nobody on the internet sees an address as it is; `None` if it is public.
///
/// Addresses that are kept for documentation count as public: examples are made of them.
pub fn why_not_public(address: Ipv4Addr) -> Option<&'static str> {
    let [first, second, ..] = address.octets();
    // RFC 6598: between a provider and its customers.
    let is_shared = first == 100 && (64..128).contains(&second);
    if address.is_loopback() {
        Some("this machine itself")
    } else if address.is_private() || is_shared {
        Some("private")
    } else if address.is_link_local() {
        Some("of the local link only")
    } else if first == 0 || first >= 224 {
        Some("no address of one machine")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_network_of_one() {
        assert_eq!(read("203.0.113.7"), Some((Ipv4Addr::new(203, 0, 113, 7), 32)));
        assert_eq!(read("10.0.0.0/8"), Some((Ipv4Addr::new(10, 0, 0, 0), 8)));
        for bad in ["10.0.0.0/33", "10.0.0/8", "::1", "mine", "1.2.3.4/", ""] {
            assert!(check(bad).unwrap_err().starts_with(bad), "{bad}");
        }
    }

    #[test]
    fn what_only_few_can_reach_is_not_public() {
        for (address, why) in [
            ("10.1.2.3", "private"),
            ("192.168.0.1", "private"),
            ("172.31.0.1", "private"),
            ("100.127.0.1", "private"),
            ("127.0.0.1", "this machine itself"),
            ("169.254.0.1", "of the local link only"),
            ("0.0.0.0", "no address of one machine"),
            ("224.0.0.1", "no address of one machine"),
        ] {
            assert_eq!(why_not_public(address.parse().unwrap()), Some(why), "{address}");
        }
        for public in ["203.0.113.7", "100.128.0.1", "172.32.0.1", "8.8.8.8"] {
            assert_eq!(why_not_public(public.parse().unwrap()), None, "{public}");
        }
    }
}
