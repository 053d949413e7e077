//! Certificates: the manager's and ours, judged.

use std::path::Path;

use chrono::{DateTime, TimeDelta, Utc};

use crate::transport::probe::{CertificateFacts, Greeting, PairError, check_pair};
use crate::transport::{NotSentReason, TlsSettings, TransportError};

use super::check::Findings;
use super::way::Steps;

/// A certificate that ends within this time is worth a warning.
const SOON: TimeDelta = TimeDelta::days(14);

/// Says of a connection that came about who is on the other side.
pub fn trusted(
    findings: &mut Findings,
    steps: &Steps,
    greeting: &Greeting,
    (tls, now): (&TlsSettings, DateTime<Utc>),
) {
    let by = match &tls.ca_file {
        Some(file) => format!("trusted by the system or {}", file.display()),
        None => "trusted by the system".to_owned(),
    };
    let version = greeting.tls_version.unwrap_or("TLS");
    let asked = match &tls.server_name {
        Some(name) => format!(", asked for as {name}"),
        None => String::new(),
    };
    let Some(certificate) = &greeting.certificate else {
        findings.ok(steps.tls, format!("{version}, {by}{asked}"));
        return;
    };
    let issued = format!("issued by {} for {}", certificate.issuer, names(certificate));
    findings.ok(steps.tls, format!("{version}, {by}{asked}; {issued}"));
    let fix = "have that certificate renewed";
    lifetime(findings, steps.certificate, certificate, now, fix);
}

/// Says why a connection did not come about, as far as the other side's certificate tells.
pub fn untrusted(
    findings: &mut Findings,
    check: &'static str,
    (error, seen): (&TransportError, Option<&CertificateFacts>),
    (host, ca_file, now): (&str, Option<&Path>, DateTime<Utc>),
) {
    let TransportError::NotSent { detail, .. } = error else {
        findings.problem(check, error.to_string(), fix_of(error));
        return;
    };
    let Some(seen) = seen else {
        if detail.contains("certificate") {
            let says = format!("its certificate is not trusted: {detail}");
            findings.problem(
                check,
                says,
                "if it is from a private authority, set ca_file to that one's certificate",
            );
        } else {
            let says = format!("no secure connection: {detail}");
            let fix = "check that the port speaks TLS (https), and what stands between here and there";
            findings.problem(check, says, fix);
        }
        return;
    };
    let day = |at: DateTime<Utc>| at.format("%Y-%m-%d").to_string();
    if detail.contains("not valid for name") {
        let says = format!("the certificate is for {}, not for {host}", names(seen));
        let fix = "correct the host in the URL; or, if it is the right one, set server_name to a name of the certificate";
        findings.problem(check, says, fix);
    } else if seen.not_after < now {
        let says = format!(
            "the certificate of {} ended on {}",
            seen.subject,
            day(seen.not_after)
        );
        let fix = "have the manager's certificate renewed; check this machine's clock";
        findings.problem(check, says, fix);
    } else if seen.not_before > now {
        let says = format!(
            "the certificate of {} begins on {}",
            seen.subject,
            day(seen.not_before)
        );
        findings.problem(check, says, "check this machine's clock");
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
        let set = match ca_file {
            Some(file) => format!(
                "put its certificate (PEM) into ca_file, {}, where another is",
                file.display()
            ),
            None => "set ca_file to its certificate (PEM)".to_owned(),
        };
        let fix = format!("if that is your private authority, {set}; if not, somebody may be listening in");
        findings.problem(check, says, fix);
    }
}

/// What is said of a certificate of ours that the manager does not take, by the words it ended with.
pub fn refused_certificate(error: &TransportError) -> Option<String> {
    let words = ended_with(error)?;
    let refusals = [
        "certificateunknown",
        "unknownca",
        "badcertificate",
        "certificateexpired",
        "certificaterevoked",
    ];
    let is_alert = words.contains("alert") && refusals.iter().any(|refusal| words.contains(refusal));
    is_alert.then(|| format!("the manager does not take our certificate: {error}"))
}

/// Whether the manager wanted a certificate of ours, by the words it ended with.
pub fn demands_certificate(error: &TransportError) -> bool {
    ended_with(error).is_some_and(|words| words.contains("certificaterequired"))
}

/// The last words of a connection, in small letters without gaps.
fn ended_with(error: &TransportError) -> Option<String> {
    match error {
        TransportError::NotSent {
            reason: NotSentReason::Tls | NotSentReason::Other,
            detail,
            ..
        }
        | TransportError::Cut { detail } => Some(detail.to_ascii_lowercase().replace([' ', '_'], "")),
        _ => None,
    }
}

/// What to do about a request that failed.
pub fn fix_of(error: &TransportError) -> String {
    match error {
        TransportError::Cut { .. } => {
            return "check that the port is the right one; a proxy or a firewall on the way may cut, too"
                .into();
        }
        TransportError::TimedOut { .. } => {
            return "something takes connections there and says nothing: check the port, and the state of what \
                runs there"
                .into();
        }
        _ => {}
    }
    error
        .hint()
        .unwrap_or("ask again; if it stays so, ask whoever runs the manager".into())
        .into_owned()
}

/// Looks at our own certificate and its key, if the context has one; gives whether they can be shown.
pub fn own(findings: &mut Findings, tls: &TlsSettings, now: DateTime<Utc>) -> bool {
    const CHECK: &str = "own certificate";
    let Some(file) = &tls.certificate_file else {
        return true;
    };
    let key_file = tls.key_file.as_ref().unwrap_or(file);
    let key_setting = if tls.key_file.is_some() {
        "key_file"
    } else {
        "certificate_file"
    };
    let read = |setting: &str, file: &Path| {
        std::fs::read(file).map_err(|error| {
            let says = format!("{} cannot be read: {error}", file.display());
            (
                says,
                format!("correct {setting}, or make the file readable for you"),
            )
        })
    };
    let both = read("certificate_file", file).and_then(|pem| Ok((pem, read(key_setting, key_file)?)));
    let (pem, key) = match both {
        Ok(both) => both,
        Err((says, fix)) => {
            findings.problem(CHECK, says, fix);
            return false;
        }
    };
    let (shown, shown_key) = (file.display(), key_file.display());
    let (says, fix) = match (CertificateFacts::of_pem(&pem), check_pair(&pem, &key)) {
        (Some(certificate), Ok(())) => {
            let fix = "ask for a new certificate from whoever issued it";
            lifetime(findings, CHECK, &certificate, now, fix);
            return true;
        }
        (None, _) | (_, Err(PairError::NoCertificate)) => (
            format!("{shown} holds no certificate in PEM"),
            "set certificate_file to one that begins with -----BEGIN CERTIFICATE-----",
        ),
        (_, Err(PairError::NoKey)) => (
            format!("{shown_key} holds no private key that can be read"),
            "set key_file to the key in PEM, without a passphrase",
        ),
        (_, Err(PairError::Mismatch)) => (
            format!("the key in {shown_key} does not belong to the certificate in {shown}"),
            "set certificate_file and key_file to a pair that was made together",
        ),
        (_, Err(PairError::Unusable)) => (
            format!("{shown} with the key in {shown_key} cannot be used"),
            "use a key of RSA, ECDSA (P-256, P-384) or Ed25519, in PEM",
        ),
    };
    findings.problem(CHECK, says, fix);
    false
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
