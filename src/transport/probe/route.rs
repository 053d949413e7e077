//! Straight to the manager, or through a proxy.

use hyper_util::client::proxy::matcher::Matcher;
use reqwest::Url;

use crate::transport::endpoint::{NetworkSettings, is_loopback, other_name};
use crate::transport::tls::Proxy;

/// The first host on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Route {
    Direct,
    /// Its host and port, and whether the environment named it.
    Proxied {
        host: String,
        port: u16,
        by_environment: bool,
    },
    /// A proxy whose address cannot be understood.
    Unclear,
}

impl Route {
    /// The way to `base`, as the client would take it.
    pub fn to(base: &Url, settings: &NetworkSettings) -> Self {
        // A proxy of the environment would be told another name than that of the URL.
        let has_other_name = other_name(base, settings).is_some();
        match &settings.proxy {
            Proxy::Direct => Self::Direct,
            Proxy::Environment if is_loopback(base) || has_other_name => Self::Direct,
            Proxy::Environment => Self::of(&Matcher::from_env(), base, true),
            Proxy::Through(address) => {
                Self::of(&Matcher::builder().all(address.as_str()).build(), base, false)
            }
        }
    }

    fn of(matcher: &Matcher, base: &Url, by_environment: bool) -> Self {
        let Ok(uri) = base.as_str().parse::<http::Uri>() else {
            return Self::Direct;
        };
        let Some(proxy) = matcher.intercept(&uri) else {
            return if by_environment {
                Self::Direct
            } else {
                Self::Unclear
            };
        };
        let usual = match proxy.uri().scheme_str() {
            Some("https") => 443,
            Some("socks4" | "socks4a" | "socks5" | "socks5h") => 1080,
            _ => 80,
        };
        match proxy.uri().host() {
            Some(host) => Self::Proxied {
                host: host.to_owned(),
                port: proxy.uri().port_u16().unwrap_or(usual),
                by_environment,
            },
            None => Self::Unclear,
        }
    }
}

/// The same way, without the user and the password that a proxy of the environment is told.
pub(super) fn without_login(base: &Url, settings: &NetworkSettings) -> Proxy {
    let by_environment = matches!(settings.proxy, Proxy::Environment)
        && !is_loopback(base)
        && other_name(base, settings).is_none();
    if by_environment {
        bare(&Matcher::from_env(), base)
    } else {
        settings.proxy.clone()
    }
}

fn bare(matcher: &Matcher, base: &Url) -> Proxy {
    let uri = base.as_str().parse::<http::Uri>().ok();
    // The matcher keeps user and password apart from the address.
    match uri.and_then(|uri| matcher.intercept(&uri)) {
        Some(proxy) => Proxy::Through(proxy.uri().to_string()),
        None => Proxy::Direct,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transport::base_url;

    #[test]
    fn the_bare_way_leads_through_the_same_proxy_without_user_and_password() {
        let base = base_url("https://m.example/api").unwrap();
        let matcher = Matcher::builder()
            .all("http://bob:pearl@proxy.example:3128")
            .build();
        let Proxy::Through(address) = bare(&matcher, &base) else {
            panic!("not through the proxy");
        };
        assert_eq!(address, "http://proxy.example:3128/");
        let nowhere = Matcher::builder()
            .all("http://proxy.example:3128")
            .no("m.example")
            .build();
        assert_eq!(bare(&nowhere, &base), Proxy::Direct);
    }
}
