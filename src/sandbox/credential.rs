//! What a request shows of who sends it, besides `Authorization`: a client's certificate, or a header of its own.

use axum::extract::{ConnectInfo, Request};
use axum::http::{HeaderMap, HeaderName, header};

use super::serve::Peer;

/// Whether there is such a thing, whatever it holds.
pub fn is_shown(request: &Request) -> bool {
    let peer = request.extensions().get::<ConnectInfo<Peer>>();
    let by_certificate = peer.is_some_and(|ConnectInfo(peer)| peer.has_certificate);
    by_certificate || of_headers(request.headers()).next().is_some()
}

/// Takes every credential away: the request arrives as if all of them were void.
pub fn make_void(request: &mut Request) {
    let own: Vec<HeaderName> = of_headers(request.headers()).cloned().collect();
    for name in own {
        request.headers_mut().remove(name);
    }
    request.headers_mut().remove(header::AUTHORIZATION);
    request.extensions_mut().remove::<ConnectInfo<Peer>>();
}

/// The headers that can only be meant as a credential.
fn of_headers(headers: &HeaderMap) -> impl Iterator<Item = &HeaderName> {
    let shown = headers.iter().filter(|(_, value)| !value.is_empty());
    shown.map(|(name, _)| name).filter(|name| sounds_like_one(name))
}

fn sounds_like_one(name: &HeaderName) -> bool {
    /// What proxies and tracing add.
    const ADDED: [&str; 5] = [
        "x-forwarded-",
        "x-real-ip",
        "x-request-id",
        "x-correlation-id",
        "x-b3-",
    ];
    let name = name.as_str();
    let is_added = ADDED.iter().any(|added| name.starts_with(added));
    let has_word = ["token", "key", "secret", "auth"]
        .iter()
        .any(|word| name.contains(word));
    *name != *header::AUTHORIZATION.as_str()
        && !name.starts_with("proxy-")
        && !name.starts_with("sec-")
        && !is_added
        && (has_word || name.starts_with("x-"))
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    fn with(name: &str, value: &str) -> Request {
        Request::get("/").header(name, value).body(Body::empty()).unwrap()
    }

    #[test]
    fn a_header_of_its_own_is_told_from_those_that_every_client_sends() {
        for name in ["X-Api-Key", "x-quarter", "Api-Token"] {
            assert!(is_shown(&with(name, "pearl")), "{name}");
            assert!(!is_shown(&with(name, "")), "{name}");
        }
        for name in [
            "Accept",
            "User-Agent",
            "X-Forwarded-For",
            "Sec-WebSocket-Key",
            "Authorization",
        ] {
            assert!(!is_shown(&with(name, "pearl")), "{name}");
        }
    }

    #[test]
    fn a_void_request_shows_nothing() {
        let mut request = with("x-api-key", "pearl");
        let peer = Peer {
            has_certificate: true,
        };
        request.extensions_mut().insert(ConnectInfo(peer));
        request
            .headers_mut()
            .insert(header::AUTHORIZATION, "Bearer pearl".parse().unwrap());
        make_void(&mut request);
        assert!(!is_shown(&request) && request.headers().is_empty());
    }
}
