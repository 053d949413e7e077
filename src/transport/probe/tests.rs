//! The steps against hosts on this machine.

use std::time::Duration;

use tokio::net::TcpListener;

use super::*;
use crate::transport::error::{NotSentReason, TransportError};
use crate::transport::{NetworkSettings, Proxy, base_url};

const SHORT: Duration = Duration::from_millis(60);

#[tokio::test]
async fn an_address_needs_no_look_up_and_a_closed_port_is_refused() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let resolved = resolve("127.0.0.1", address.port(), SHORT).await.unwrap();
    assert_eq!(resolved.addresses, [address]);
    let connected = connect(&resolved.addresses, Duration::from_secs(5))
        .await
        .unwrap();
    assert_eq!((connected.address, connected.failed_before), (address, 0));
    drop(listener);
    let limit = Duration::from_secs(5);
    assert_eq!(connect(&[address], limit).await, Err(ReachError::Refused));
}

#[tokio::test]
async fn a_name_without_an_address_is_told() {
    let limit = Duration::from_secs(20);
    assert!(resolve("nowhere.invalid", 443, limit).await.is_err());
}

#[tokio::test]
async fn a_host_that_says_nothing_costs_the_limit_and_no_more() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    for scheme in ["http", "https"] {
        let base = base_url(&format!("{scheme}://{}", listener.local_addr().unwrap())).unwrap();
        let error = greet(&base, &NetworkSettings::default(), SHORT)
            .await
            .unwrap_err();
        assert!(matches!(error, TransportError::TimedOut { .. }), "{error:?}");
    }
}

#[tokio::test]
async fn what_is_no_tls_is_told_from_what_is_no_connection() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = base_url(&format!("https://{}", listener.local_addr().unwrap())).unwrap();
    let hang_up = async {
        while let Ok((connection, _)) = listener.accept().await {
            drop(connection);
        }
    };
    let settings = NetworkSettings::default();
    let error = tokio::select! {
        greeted = greet(&base, &settings, Duration::from_secs(20)) => greeted.unwrap_err(),
        () = hang_up => unreachable!("it never ends"),
    };
    assert!(
        matches!(
            error,
            TransportError::NotSent {
                reason: NotSentReason::Tls | NotSentReason::Other,
                ..
            }
        ),
        "{error:?}"
    );
}

#[test]
fn the_way_leads_through_the_proxy_that_is_named_also_to_this_machine() {
    let by = |proxy: Proxy| NetworkSettings {
        proxy,
        ..NetworkSettings::default()
    };
    let named = by(Proxy::Through("http://bob:pearl@proxy.example:3128".into()));
    let expected = Route::Proxied {
        host: "proxy.example".into(),
        port: 3128,
        by_environment: false,
    };
    let far = base_url("https://m.example/api").unwrap();
    let near = base_url("https://127.0.0.1:8443").unwrap();
    assert_eq!(Route::to(&far, &named), expected);
    assert_eq!(Route::to(&near, &named), expected);
    assert_eq!(Route::to(&far, &by(Proxy::Direct)), Route::Direct);
    assert_eq!(Route::to(&near, &by(Proxy::Environment)), Route::Direct);
}

#[test]
fn a_key_of_another_certificate_is_told_from_no_key() {
    let pair = || {
        let key = rcgen::KeyPair::generate().unwrap();
        let params = rcgen::CertificateParams::new(vec!["m.example".to_owned()]).unwrap();
        let certificate = params.self_signed(&key).unwrap().pem();
        (certificate.into_bytes(), key.serialize_pem().into_bytes())
    };
    let ((one, key_of_one), (other, _)) = (pair(), pair());
    assert_eq!(check_pair(&one, &key_of_one), Ok(()));
    assert_eq!(check_pair(&other, &key_of_one), Err(PairError::Mismatch));
    assert_eq!(check_pair(&one, &one), Err(PairError::NoKey));
    assert_eq!(check_pair(b"", &key_of_one), Err(PairError::NoCertificate));
}
