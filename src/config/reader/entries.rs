//! The good values of a section become its typed entry.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use crate::config::file::{ConsoleEntry, ContextEntry};
use crate::config::value::Value;
use crate::resource::Protection;
use crate::transport::Scheme;

/// The values of one section that can be used, taken out one by one.
#[derive(Debug, Default)]
pub(super) struct Values(pub(super) BTreeMap<&'static str, Value>);

impl Values {
    pub(super) fn manager(&self) -> Option<&str> {
        match self.0.get("manager") {
            Some(Value::Text(name)) => Some(name),
            _ => None,
        }
    }

    fn duration(&mut self, name: &str) -> Option<Duration> {
        match self.0.remove(name) {
            Some(Value::Duration(time)) => Some(time),
            _ => None,
        }
    }

    pub(super) fn text(&mut self, key: &str) -> Option<String> {
        match self.0.remove(key) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    fn is(&mut self, key: &str) -> Option<bool> {
        match self.0.remove(key) {
            Some(Value::YesNo(is)) => Some(is),
            _ => None,
        }
    }

    fn path(&mut self, key: &str) -> Option<PathBuf> {
        match self.0.remove(key) {
            Some(Value::Path(path)) => Some(path),
            _ => None,
        }
    }

    pub(super) fn console(&mut self) -> ConsoleEntry {
        ConsoleEntry {
            theme: self.text("theme"),
            ascii: self.is("ascii"),
            mouse: self.is("mouse"),
            reduced_motion: self.is("reduced_motion"),
            notify_command: self.text("notify_command"),
        }
    }

    pub(super) fn context(&mut self) -> ContextEntry {
        ContextEntry {
            manager: self.text("manager").unwrap_or_default(),
            url: self.text("url").unwrap_or_default(),
            protection: self
                .text("protection")
                .and_then(|word| Protection::named(&word))
                .unwrap_or_default(),
            badge: self.text("badge"),
            auth: self.text("auth").and_then(|word| Scheme::named(&word)),
            secret: match self.0.remove("secret") {
                Some(Value::Place(place)) => Some(place),
                _ => None,
            },
            user: self.text("user"),
            header: self.text("header"),
            client_id: self.text("client_id"),
            token_url: self.text("token_url"),
            scope: self.text("scope"),
            tenant: self.text("tenant"),
            refresh: self.duration("refresh"),
            spacing: self.duration("spacing"),
            my_address: self.text("my_address"),
            allow_plain_http: self.is("allow_plain_http").unwrap_or_default(),
            ca_file: self.path("ca_file"),
            certificate_file: self.path("certificate_file"),
            key_file: self.path("key_file"),
            server_name: self.text("server_name"),
            proxy: self.text("proxy"),
            settings: match self.0.remove("settings") {
                Some(Value::Settings(settings)) => settings,
                _ => BTreeMap::new(),
            },
        }
    }
}
