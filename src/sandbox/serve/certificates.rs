//! A private authority and its certificates, made in memory: nothing of them outlives the process but what is
//! written down for a client.

use chrono::{DateTime, Datelike, TimeDelta, Utc};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DistinguishedName, DnType, ExtendedKeyUsagePurpose,
    IsCa, KeyPair, KeyUsagePurpose, date_time_ymd,
};
use secrecy::SecretString;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

/// An authority that nobody knows yet.
pub struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
}

/// A certificate and its key.
pub struct Certified {
    pub certificate: CertificateDer<'static>,
    pub key: PrivateKeyDer<'static>,
    /// Both in PEM, the certificate first.
    pub pem: SecretString,
}

/// From when to when a certificate is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Validity {
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
}

impl Validity {
    /// From yesterday, for a year.
    pub fn current(now: DateTime<Utc>) -> Self {
        Self {
            from: now - TimeDelta::days(1),
            to: now + TimeDelta::days(365),
        }
    }

    /// Over since two days.
    pub fn over(now: DateTime<Utc>) -> Self {
        Self {
            from: now - TimeDelta::days(90),
            to: now - TimeDelta::days(2),
        }
    }
}

impl Authority {
    /// Makes an authority that is good now.
    ///
    /// # Errors
    /// The system gives no randomness for a key.
    pub fn new(now: DateTime<Utc>) -> Result<Self, rcgen::Error> {
        let mut params = params("Quarterdeck sandbox CA", Vec::new(), Validity::current(now))?;
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        Ok(Self {
            issuer: CertifiedIssuer::self_signed(params, KeyPair::generate()?)?,
        })
    }

    /// The authority's own certificate, for whoever is to trust it.
    pub fn pem(&self) -> String {
        self.issuer.pem()
    }

    pub(super) fn certificate(&self) -> CertificateDer<'static> {
        self.issuer.der().clone()
    }

    /// A certificate for a server of these names and addresses.
    ///
    /// # Errors
    /// A name is none that can stand in a certificate.
    pub fn server(&self, names: Vec<String>, validity: Validity) -> Result<Certified, rcgen::Error> {
        let title = names.first().cloned().unwrap_or_default();
        let mut params = params(&title, names, validity)?;
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        self.sign(&params)
    }

    /// A certificate by which a client shows who it is.
    ///
    /// # Errors
    /// The system gives no randomness for a key.
    pub fn client(&self, name: &str, validity: Validity) -> Result<Certified, rcgen::Error> {
        let mut params = params(name, Vec::new(), validity)?;
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        self.sign(&params)
    }

    fn sign(&self, params: &CertificateParams) -> Result<Certified, rcgen::Error> {
        let key = KeyPair::generate()?;
        let certificate = params.signed_by(&key, &self.issuer)?;
        Ok(Certified {
            pem: format!("{}{}", certificate.pem(), key.serialize_pem()).into(),
            certificate: certificate.into(),
            key: PrivatePkcs8KeyDer::from(key.serialize_der()).into(),
        })
    }
}

fn params(title: &str, names: Vec<String>, validity: Validity) -> Result<CertificateParams, rcgen::Error> {
    let mut params = CertificateParams::new(names)?;
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, title);
    params.use_authority_key_identifier_extension = true;
    // Whole days are enough, and month and day of a date are below 32.
    let small = |number: u32| u8::try_from(number).unwrap_or(1);
    let midnight = |at: DateTime<Utc>| date_time_ymd(at.year(), small(at.month()), small(at.day()));
    params.not_before = midnight(validity.from);
    params.not_after = midnight(validity.to);
    Ok(params)
}
