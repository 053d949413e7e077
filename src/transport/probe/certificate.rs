//! What a certificate says of itself (RFC 5280).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use chrono::{DateTime, Utc};
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::sign::CertifiedKey;
use tokio_rustls::rustls::{Error, InconsistentKeys};
use x509_parser::extensions::GeneralName;
use x509_parser::pem::Pem;
use x509_parser::prelude::{FromDer, X509Certificate};
use x509_parser::x509::X509Name;

/// The part of a certificate that tells why it is trusted or not. Text in it is the issuer's: untrusted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateFacts {
    pub subject: String,
    pub issuer: String,
    /// The hosts and addresses it is for.
    pub names: Vec<String>,
    pub not_before: DateTime<Utc>,
    pub not_after: DateTime<Utc>,
    /// It vouches for itself.
    pub is_self_signed: bool,
}

impl CertificateFacts {
    /// Reads a certificate in DER.
    pub fn of_der(der: &[u8]) -> Option<Self> {
        let (_, certificate) = X509Certificate::from_der(der).ok()?;
        let names = certificate.subject_alternative_name().ok().flatten();
        let validity = certificate.validity();
        Some(Self {
            subject: short(certificate.subject()),
            issuer: short(certificate.issuer()),
            names: names
                .iter()
                .flat_map(|names| &names.value.general_names)
                .filter_map(name)
                .collect(),
            not_before: DateTime::from_timestamp(validity.not_before.timestamp(), 0)?,
            not_after: DateTime::from_timestamp(validity.not_after.timestamp(), 0)?,
            is_self_signed: certificate.subject() == certificate.issuer(),
        })
    }

    /// Reads the first certificate of a PEM file.
    pub fn of_pem(pem: &[u8]) -> Option<Self> {
        Pem::iter_from_buffer(pem)
            .filter_map(Result::ok)
            .find(|block| block.label == "CERTIFICATE")
            .and_then(|block| Self::of_der(&block.contents))
    }
}

/// Why a certificate cannot be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PairError {
    NoCertificate,
    NoKey,
    /// The key is that of another certificate.
    Mismatch,
    /// A key of a sort that is not known, or damaged.
    Unusable,
}

/// Looks whether a key belongs to a certificate, both in PEM.
///
/// # Errors
/// [`PairError`]; nothing of the key is in it.
pub fn check_pair(certificate: &[u8], key: &[u8]) -> Result<(), PairError> {
    let chain: Vec<_> = CertificateDer::pem_slice_iter(certificate)
        .filter_map(Result::ok)
        .collect();
    if chain.is_empty() {
        return Err(PairError::NoCertificate);
    }
    let key = PrivateKeyDer::from_pem_slice(key).map_err(|_| PairError::NoKey)?;
    match CertifiedKey::from_der(chain, key, &aws_lc_rs::default_provider()) {
        Ok(_) => Ok(()),
        Err(Error::InconsistentKeys(InconsistentKeys::KeyMismatch)) => Err(PairError::Mismatch),
        Err(_) => Err(PairError::Unusable),
    }
}

/// The common name, or all of the name if it has none.
fn short(name: &X509Name<'_>) -> String {
    let common = name.iter_common_name().next().and_then(|name| name.as_str().ok());
    common.map_or_else(|| name.to_string(), str::to_owned)
}

fn name(name: &GeneralName<'_>) -> Option<String> {
    match name {
        GeneralName::DNSName(name) => Some((*name).to_owned()),
        GeneralName::IPAddress(bytes) => {
            let v4 = <[u8; 4]>::try_from(*bytes).map(|bytes| IpAddr::V4(Ipv4Addr::from(bytes)));
            let v6 = <[u8; 16]>::try_from(*bytes).map(|bytes| IpAddr::V6(Ipv6Addr::from(bytes)));
            v4.or(v6).ok().map(|address| address.to_string())
        }
        _ => None,
    }
}
