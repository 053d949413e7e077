//! Archives: told apart by their first bytes, and fetched from an address that need not be there.

use axum::body::Bytes;

/// The formats that the manager unpacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Zip,
    Tar,
    TarGz,
    TarBz2,
}

impl Format {
    /// As the first bytes of an archive say.
    pub fn of(octets: &[u8]) -> Option<Self> {
        let is_tar = octets.get(257..262) == Some(b"ustar".as_slice());
        match octets {
            [b'P', b'K', 3 | 5 | 7, ..] => Some(Self::Zip),
            [0x1f, 0x8b, ..] => Some(Self::TarGz),
            [b'B', b'Z', b'h', ..] => Some(Self::TarBz2),
            _ if is_tar => Some(Self::Tar),
            _ => None,
        }
    }

    pub fn extension(self) -> &'static str {
        match self {
            Self::Zip => "zip",
            Self::Tar => "tar",
            Self::TarGz => "tar.gz",
            Self::TarBz2 => "tar.bz2",
        }
    }
}

/// The archive at an address. Nothing is fetched: every address leads to an empty archive, but for those that
/// are no `http` or `ftp` address, those whose file is called `absent`, and those of the port that takes nothing (9).
pub fn fetched(address: &str) -> Option<Bytes> {
    let (scheme, rest) = address.split_once("://")?;
    let file = rest.rsplit('/').next().unwrap_or_default();
    let host = rest.split('/').next().unwrap_or_default();
    let is_there =
        matches!(scheme, "http" | "https" | "ftp") && !file.starts_with("absent") && !host.ends_with(":9");
    is_there.then(|| Bytes::from_static(EMPTY_ZIP))
}

/// A zip of nothing: its end record alone.
pub const EMPTY_ZIP: &[u8] = b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
