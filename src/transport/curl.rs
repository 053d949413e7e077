//! The way to a manager, as `curl` is told it: no secret, only the variable that holds it.

use reqwest::Url;

use crate::resource::command_line::CurlWay;

use super::endpoint::{NetworkSettings, is_loopback, other_name};
use super::tls::{self, Environment, Proxy};

impl NetworkSettings {
    /// What `curl` must be told to send a request to this base as we do.
    pub fn for_curl(&self, base: &Url) -> CurlWay {
        self.curl_within(base, &tls::of_process)
    }

    fn curl_within(&self, base: &Url, environment: Environment<'_>) -> CurlWay {
        let mut way = CurlWay::default();
        let name = other_name(base, self);
        if base.scheme() == "https" {
            let files = [
                ("--cacert", &self.tls.ca_file),
                ("--cert", &self.tls.certificate_file),
                ("--key", &self.tls.key_file),
            ];
            for (option, file) in files {
                if let Some(file) = file {
                    way.add(option, &file.display().to_string());
                }
            }
        }
        match &self.proxy {
            Proxy::Through(address) => {
                // Else NO_PROXY would go before it.
                way.add("--noproxy", "");
                way.add("--proxy", address);
                let is_asked = Url::parse(address).is_ok_and(|url| tls::login(&url, environment).is_some());
                if is_asked {
                    let (user, password) = (tls::PROXY_USER, tls::PROXY_PASSWORD);
                    way.proof = format!(r#"--proxy-user "${user}:${password}""#);
                }
            }
            Proxy::Direct => way.add("--noproxy", "*"),
            Proxy::Environment if is_loopback(base) || name.is_some() => way.add("--noproxy", "*"),
            Proxy::Environment => {}
        }
        if let Some(name) = name
            && let (Some(host), Some(port)) = (base.host_str(), base.port_or_known_default())
        {
            let shown = base.port().map_or_else(String::new, |port| format!(":{port}"));
            way.add("--connect-to", &format!("{name}:{port}:{host}:{port}"));
            way.add("--header", &format!("Host: {host}{shown}"));
            way.origin = Some(format!("https://{name}{shown}"));
        }
        way
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transport::{TlsSettings, base_url};

    fn words(base: &str, tls: TlsSettings, proxy: Proxy) -> Vec<String> {
        let settings = NetworkSettings {
            tls,
            proxy,
            ..NetworkSettings::default()
        };
        let set = |name: &str| match name {
            tls::PROXY_HOST => Some("proxy.example".to_owned()),
            _ => Some("pearl".to_owned()),
        };
        let way = settings.curl_within(&base_url(base).unwrap(), &set);
        let line = way.line("GET", ("https://m.example", "/a"), ("", ""));
        assert!(!line.contains("pearl"), "{line}");
        shell_words::split(&line).unwrap()
    }

    #[test]
    fn the_files_and_the_proxy_of_a_context_are_named() {
        let own = TlsSettings {
            ca_file: Some("my ca.pem".into()),
            certificate_file: Some("own.pem".into()),
            key_file: Some("own.key".into()),
            server_name: None,
        };
        let proxy = Proxy::Through("http://proxy.example:3128".into());
        let expected = [
            "curl",
            "--proxy-user",
            "$QD_PROXY_USER:$QD_PROXY_PASSWORD",
            "--cacert",
            "my ca.pem",
            "--cert",
            "own.pem",
            "--key",
            "own.key",
            "--noproxy",
            "",
            "--proxy",
            "http://proxy.example:3128",
            "https://m.example/a",
        ];
        assert_eq!(words("https://m.example", own, proxy), expected);
        let plain = |base, proxy| words(base, TlsSettings::default(), proxy).join(" ");
        let elsewhere = plain("https://m.example", Proxy::Through("http://other.example".into()));
        assert!(!elsewhere.contains("--proxy-user"), "{elsewhere}");
        assert_eq!(
            plain("https://m.example", Proxy::Environment),
            "curl https://m.example/a"
        );
        for (base, proxy) in [
            ("https://m.example", Proxy::Direct),
            ("http://127.0.0.1:1", Proxy::Environment),
        ] {
            assert_eq!(plain(base, proxy), "curl --noproxy * https://m.example/a");
        }
    }

    #[test]
    fn another_name_of_the_certificate_is_asked_for_and_gone_to_the_host() {
        let named = TlsSettings {
            server_name: Some("manager.test".into()),
            ..TlsSettings::default()
        };
        let expected = [
            "curl",
            "--noproxy",
            "*",
            "--connect-to",
            "manager.test:8443:10.0.0.7:8443",
            "--header",
            "Host: 10.0.0.7:8443",
            "https://manager.test:8443/a",
        ];
        assert_eq!(
            words("https://10.0.0.7:8443/", named, Proxy::Environment),
            expected
        );
    }
}
