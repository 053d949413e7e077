//! The traps of the reference that a schema cannot say.
//!
//! Errors are what the reference says is refused; readings of ours are warnings, and the dry run is the judge.

use std::collections::HashSet;

use crate::spec::{Finding, Json, Path, Way};

/// What is wrong with a whole document, sent this way.
pub fn findings(document: &Json, way: Way) -> Vec<Finding> {
    let mut rules = Rules {
        document,
        way,
        findings: Vec::new(),
    };
    rules.name();
    rules.pivot();
    rules.deep_storage();
    rules.masters();
    rules.tiers();
    rules.what_an_overwrite_needs();
    rules.what_a_create_needs();
    rules.words_that_stand_twice();
    rules.findings
}

struct Rules<'a> {
    document: &'a Json,
    way: Way,
    findings: Vec<Finding>,
}

impl<'a> Rules<'a> {
    /// "Cluster name must not be null" ("Response status codes").
    fn name(&mut self) {
        if self
            .text("metadata.name")
            .is_some_and(|name| name.trim().is_empty())
        {
            self.error("metadata.name", "the cluster needs a name");
        }
    }

    /// `url` only with direct access; `roleAuthority` and `options` if and only if a directory is asked
    /// ("Pivot access").
    fn pivot(&mut self) {
        let mode = match self.value("spec.pivot.accessMode") {
            Some(mode) => match mode.as_str() {
                Some(mode @ ("PROXIED" | "NATIVE" | "OIDC" | "LDAP")) => mode,
                // Another word: the rules for it are not known.
                _ => return,
            },
            // What the manager is expected to fill in.
            None if self.way == Way::Create => "PROXIED",
            None => return,
        };
        if mode == "PROXIED" && self.value("spec.pivot.url").is_some() {
            self.error("spec.pivot.url", not_with(mode));
        }
        let asks_a_directory = matches!(mode, "OIDC" | "LDAP");
        for field in ["roleAuthority", "options"] {
            let path = format!("spec.pivot.{field}");
            match (asks_a_directory, self.value(&path).is_some()) {
                (true, false) => self.error(
                    &path,
                    format!("the field `{field}` is needed with access mode {mode}"),
                ),
                (false, true) => self.error(&path, not_with(mode)),
                (true, true) | (false, false) => {}
            }
        }
    }

    /// "Path is not a valid s3 path" ("Response status codes").
    fn deep_storage(&mut self) {
        let path = "spec.deepStorage.path";
        if self.text(path).is_some_and(|text| !is_s3_path(text)) {
            self.error(path, "must look like s3://bucket or s3://bucket/prefix");
        }
    }

    fn masters(&mut self) {
        let path = "spec.master.replicas";
        let replicas = self.value(path).and_then(Json::as_i64);
        if let Some(2) = replicas {
            self.warn(
                path,
                "2 masters are not more available than 1: high availability needs at least 3",
            );
        } else if replicas.is_some_and(|replicas| replicas > 3) {
            self.warn(path, "known to work are 1 and 3 masters");
        }
    }

    fn tiers(&mut self) {
        for (tier, before) in [("tier2", "tier1"), ("tier3", "tier2")] {
            let is_there = |name: &str| self.value(&format!("spec.data.{name}")).is_some();
            if is_there(tier) && !is_there(before) {
                self.warn(
                    &format!("spec.data.{tier}"),
                    format!("there is a {tier} but no {before}"),
                );
            }
        }
    }

    fn what_an_overwrite_needs(&mut self) {
        if self.way != Way::Overwrite {
            return;
        }
        if self.value("spec.pivot.accessMode").is_none() {
            self.error(
                "spec.pivot.accessMode",
                "an overwrite needs spec.pivot.accessMode: without it the manager fails (a known fault of it); \
                 a patch does not need it",
            );
        }
        if self.value("spec.desiredState").is_none() {
            self.warn(
                "spec.desiredState",
                "an overwrite without spec.desiredState may start the cluster: say STARTED or STOPPED",
            );
        }
    }

    fn what_a_create_needs(&mut self) {
        if self.way == Way::Create && self.value("spec.awsInstanceRole").is_none() {
            self.warn(
                "spec.awsInstanceRole",
                "the field `awsInstanceRole` is missing: the manager is expected to want it",
            );
        }
    }

    fn words_that_stand_twice(&mut self) {
        for path in ["spec.druidExtensions", "spec.featureFlags"] {
            let words = self.value(path).and_then(Json::as_array).unwrap_or_default();
            let mut seen = HashSet::new();
            for (at, word) in words.iter().enumerate() {
                let Some(word) = word.as_str() else { continue };
                if !seen.insert(word) {
                    let path = Path::read(path).index(at);
                    let message = format!("{word} stands twice in this list");
                    self.findings.push(Finding::warning(path, message));
                }
            }
        }
    }

    /// What stands there; null counts as nothing.
    fn value(&self, path: &str) -> Option<&'a Json> {
        let value = Path::read(path).in_document(self.document);
        value.filter(|value| !value.is_null())
    }

    fn text(&self, path: &str) -> Option<&'a str> {
        self.value(path)?.as_str()
    }

    fn error(&mut self, path: &str, message: impl Into<String>) {
        self.findings.push(Finding::error(Path::read(path), message));
    }

    fn warn(&mut self, path: &str, message: impl Into<String>) {
        self.findings.push(Finding::warning(Path::read(path), message));
    }
}

fn not_with(mode: &str) -> String {
    format!("not allowed with access mode {mode}: take the field out")
}

/// The shape only: which names a bucket may have is for the manager to say.
fn is_s3_path(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("s3://") else {
        return false;
    };
    let bucket = rest.split('/').next().unwrap_or_default();
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    !bucket.is_empty() && bucket.chars().all(is_plain) && !rest.chars().any(char::is_whitespace)
}
