//! Certificates: the manager's and ours, judged.

use std::path::Path;

use chrono::{DateTime, TimeDelta, Utc};

use crate::transport::probe::{CertificateFacts, Greeting};
use crate::transport::{NotSentReason, TlsSettings, TransportError};

use super::check::Findings;

/// A certificate that ends within this time is worth a warning.
const SOON: TimeDelta = TimeDelta::days(14);

/// Says of a connection that came about who is on the other side.
pub fn trusted(findings: &mut Findings, greeting: &Greeting, tls: &TlsSettings, now: DateTime<Utc>) {
    let by = match &tls.ca_file {
        Some(file) => format!("trusted by the system or {}", file.display()),
        None => "trusted by the system".to_owned(),
    };
    let version = greeting.tls_version.unwrap_or("TLS");
    let Some(certificate) = &greeting.certificate else {
        findings.ok("tls", format!("{version}, {by}"));
        return;
    };
    let issued = format!("issued by {} for {}", certificate.issuer, names(certificate));
    findings.ok("tls", format!("{version}, {by}; {issued}"));
    let fix = "have the manager's certificate renewed";
    lifetime(findings, "certificate", certificate, now, fix);
}

/// Says why a connection did not come about, as far as the other side's certificate tells.
pub fn untrusted(
    findings: &mut Findings,
    error: &TransportError,
    seen: Option<&CertificateFacts>,
    (host, now): (&str, DateTime<Utc>),
) {
    let TransportError::NotSent { detail, .. } = error else {
        findings.problem("tls", error.to_string(), fix_of(error));
        return;
    };
    let Some(seen) = seen else {
        if detail.contains("certificate") {
            let says = format!("the manager's certificate is not trusted: {detail}");
            findings.problem(
                "tls",
                says,
                "if it is from a private authority, set ca_file to that one's certificate",
            );
        } else {
            let says = format!("no secure connection: {detail}");
            let fix = "check that the port speaks TLS (https), and what stands between here and there";
            findings.problem("tls", says, fix);
        }
        return;
    };
    let day = |at: DateTime<Utc>| at.format("%Y-%m-%d").to_string();
    if detail.contains("not valid for name") {
        let says = format!("the certificate is for {}, not for {host}", names(seen));
        let fix = "correct the host in the URL; or, if it is the right one, set server_name to a name of the certificate";
        findings.problem("tls", says, fix);
    } else if seen.not_after < now {
        let says = format!(
            "the certificate of {} ended on {}",
            seen.subject,
            day(seen.not_after)
        );
        let fix = "have the manager's certificate renewed; check this machine's clock";
        findings.problem("tls", says, fix);
    } else if seen.not_before > now {
        let says = format!(
            "the certificate of {} begins on {}",
            seen.subject,
            day(seen.not_before)
        );
        findings.problem("tls", says, "check this machine's clock");
    } else {
        let who = if seen.is_self_signed {
            "itself"
        } else {
            &seen.issuer
        };
        let says = format!(
            "the certificate of {} is issued by {who}, whom this machine does not trust ({detail})",
            seen.subject
        );
        let fix = "if that is your private authority, set ca_file to its certificate (PEM); if not, somebody may be listening in";
        findings.problem("tls", says, fix);
    }
}

/// Whether the manager wanted a certificate of ours, by the words it ended with.
pub fn demands_certificate(error: &TransportError) -> bool {
    let words = match error {
        TransportError::NotSent {
            reason: NotSentReason::Tls | NotSentReason::Other,
            detail,
            ..
        }
        | TransportError::Cut { detail } => detail.to_ascii_lowercase(),
        _ => return false,
    };
    words.replace([' ', '_'], "").contains("certificaterequired")
}

/// What to do about a request that failed.
pub fn fix_of(error: &TransportError) -> String {
    error
        .hint()
        .unwrap_or("ask again; if it stays so, ask whoever runs the manager".into())
        .into_owned()
}

/// Looks at our own certificate, if the context has one.
pub fn own(findings: &mut Findings, tls: &TlsSettings, now: DateTime<Utc>) {
    let Some(file) = &tls.certificate_file else { return };
    match std::fs::read(file) {
        Err(error) => findings.problem(
            "own certificate",
            format!("{} cannot be read: {error}", file.display()),
            "correct certificate_file, or make the file readable for you",
        ),
        Ok(pem) => own_pem(findings, file, &pem, now),
    }
}

fn own_pem(findings: &mut Findings, file: &Path, pem: &[u8], now: DateTime<Utc>) {
    match CertificateFacts::of_pem(pem) {
        None => findings.problem(
            "own certificate",
            format!("{} holds no certificate in PEM", file.display()),
            "set certificate_file to one that begins with -----BEGIN CERTIFICATE-----",
        ),
        Some(certificate) => {
            let fix = "ask for a new certificate from whoever issued it";
            lifetime(findings, "own certificate", &certificate, now, fix);
        }
    }
}

fn lifetime(
    findings: &mut Findings,
    check: &'static str,
    certificate: &CertificateFacts,
    now: DateTime<Utc>,
    fix: &str,
) {
    let left = certificate.not_after - now;
    let day = certificate.not_after.format("%Y-%m-%d");
    let says = format!(
        "of {}, good until {day}, {} days left",
        certificate.subject,
        left.num_days()
    );
    if left < TimeDelta::zero() {
        findings.problem(check, format!("of {}, ended on {day}", certificate.subject), fix);
    } else if left < SOON {
        findings.warning(check, says, fix);
    } else {
        findings.ok(check, says);
    }
}

fn names(certificate: &CertificateFacts) -> String {
    if certificate.names.is_empty() {
        return certificate.subject.clone();
    }
    certificate.names.join(", ")
}
