//! Chance that repeats: the same seed gives the same world.

use std::fmt::Write as _;
use std::net::Ipv4Addr;
use std::time::Duration;

/// A seeded source of what simulated managers invent: ids, addresses, delays.
#[derive(Debug, Clone)]
pub struct Seeded {
    rng: fastrand::Rng,
}

impl Seeded {
    /// Starts from a seed.
    pub fn new(seed: u64) -> Self {
        Self {
            rng: fastrand::Rng::with_seed(seed),
        }
    }

    /// Starts from a seed and the number of one of many things made from it, so that each has its own luck.
    pub fn nth(seed: u64, index: u64) -> Self {
        // The finaliser of SplitMix64: neighbouring indices get unrelated seeds.
        let mut mixed = seed ^ index.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        Self::new(mixed ^ (mixed >> 31))
    }

    /// The next 64 random bits.
    pub fn bits(&mut self) -> u64 {
        self.rng.u64(..)
    }

    /// A number below `limit`; 0 if `limit` is 0.
    pub fn below(&mut self, limit: usize) -> usize {
        if limit == 0 { 0 } else { self.rng.usize(..limit) }
    }

    /// Whether something of this probability happens.
    pub fn chance(&mut self, probability: f64) -> bool {
        probability >= 1.0 || self.rng.f64() < probability
    }

    /// One of the choices; nothing if there are none.
    pub fn pick<'a, T>(&mut self, choices: &'a [T]) -> Option<&'a T> {
        let index = self.below(choices.len());
        choices.get(index)
    }

    /// A duration within `share` of `base` to either side: a share of 0.2 gives 80 % to 120 %.
    pub fn jitter(&mut self, base: Duration, share: f64) -> Duration {
        let factor = 1.0 + share * (self.rng.f64() * 2.0 - 1.0);
        Duration::try_from_secs_f64(base.as_secs_f64() * factor).unwrap_or(base)
    }

    /// A duration between two others, both included.
    pub fn between(&mut self, low: Duration, high: Duration) -> Duration {
        low + high.saturating_sub(low).mul_f64(self.rng.f64())
    }

    /// Lower-case hexadecimal digits.
    pub fn hex(&mut self, digits: usize) -> String {
        let mut text = String::with_capacity(digits + 16);
        while text.len() < digits {
            let _ = write!(text, "{:016x}", self.bits());
        }
        text.truncate(digits);
        text
    }

    /// The 128 bits of a version 4 UUID.
    pub fn uuid_bits(&mut self) -> u128 {
        let random = (u128::from(self.bits()) << 64) | u128::from(self.bits());
        let version = 0x0000_0000_0000_4000_8000_0000_0000_0000;
        let kept = !0x0000_0000_0000_f000_c000_0000_0000_0000;
        (random & kept) | version
    }

    /// A version 4 UUID as text.
    pub fn uuid(&mut self) -> String {
        format_uuid(self.uuid_bits())
    }

    /// A private address in 10.0.0.0/8.
    pub fn private_ipv4(&mut self) -> Ipv4Addr {
        Ipv4Addr::new(10, self.rng.u8(..), self.rng.u8(..), self.rng.u8(1..255))
    }

    /// A public address in the networks kept for documentation (RFC 5737).
    pub fn public_ipv4(&mut self) -> Ipv4Addr {
        let host = self.rng.u8(1..255);
        match self.rng.u8(0..3) {
            0 => Ipv4Addr::new(192, 0, 2, host),
            1 => Ipv4Addr::new(198, 51, 100, host),
            _ => Ipv4Addr::new(203, 0, 113, host),
        }
    }
}

/// Writes 128 bits as a UUID: lower-case hexadecimal in groups of 8, 4, 4, 4 and 12.
pub fn format_uuid(bits: u128) -> String {
    format!(
        "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
        bits >> 96,
        (bits >> 80) & 0xffff,
        (bits >> 64) & 0xffff,
        (bits >> 48) & 0xffff,
        bits & 0xffff_ffff_ffff,
    )
}

/// Reads what [`format_uuid`] writes.
pub fn parse_uuid(text: &str) -> Option<u128> {
    let shaped = text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        });
    if shaped {
        u128::from_str_radix(&text.replace('-', ""), 16).ok()
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_tells_the_same_story() {
        let story = |seed| {
            let mut seeded = Seeded::new(seed);
            (
                seeded.uuid(),
                seeded.hex(17),
                seeded.private_ipv4(),
                seeded.jitter(Duration::from_secs(10), 0.2),
            )
        };
        assert_eq!(story(7), story(7));
        assert_ne!(story(7), story(8));
        assert_ne!(Seeded::nth(7, 0).bits(), Seeded::nth(7, 1).bits());
    }

    #[test]
    fn a_uuid_is_of_version_4_and_reads_back() {
        let mut seeded = Seeded::new(1);
        for _ in 0..100 {
            let bits = seeded.uuid_bits();
            let text = format_uuid(bits);
            assert_eq!(text.as_bytes()[14], b'4', "{text}");
            assert!(matches!(text.as_bytes()[19], b'8' | b'9' | b'a' | b'b'), "{text}");
            assert_eq!(parse_uuid(&text), Some(bits));
        }
        assert_eq!(parse_uuid("not-a-uuid"), None);
        assert_eq!(parse_uuid("+23456789-1234-1234-1234-123456789abc"), None);
    }

    #[test]
    fn jitter_stays_within_its_share() {
        let mut seeded = Seeded::new(3);
        for _ in 0..200 {
            let delay = seeded.jitter(Duration::from_secs(100), 0.2).as_secs_f64();
            assert!((80.0..=120.0).contains(&delay), "{delay}");
        }
    }
}
