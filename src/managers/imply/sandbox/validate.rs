//! Every complaint about a definition; never only the first.

use serde_json::Value;

use super::answer::Detail;

/// Checks a completed document of the form `{"metadata", "spec"}`.
pub fn complaints(document: &Value) -> Vec<Detail> {
    let mut check = Check {
        document,
        details: Vec::new(),
    };
    check.name();
    if check.value("spec").is_object() {
        check.required();
        check.numbers();
        check.lists();
        check.words();
        check.pivot();
        check.deep_storage();
    } else {
        check.complain("NullValue", "spec", "Cluster spec must not be null");
    }
    check.details
}

/// Whether a document lacks the member without which the server fails on an overwrite.
pub fn lacks_access_mode(document: &Value) -> bool {
    document
        .pointer("/spec/pivot/accessMode")
        .is_none_or(Value::is_null)
}

struct Check<'a> {
    document: &'a Value,
    details: Vec<Detail>,
}

impl<'a> Check<'a> {
    fn name(&mut self) {
        match self.value("metadata.name") {
            Value::String(name) if name.trim().is_empty() => {
                self.complain("NullValue", "metadata.name", "Cluster name must not be empty");
            }
            Value::String(_) => {}
            Value::Null => self.complain("NullValue", "metadata.name", "Cluster name must not be null"),
            _ => self.complain("InvalidValue", "metadata.name", "Cluster name must be a string"),
        }
    }

    fn required(&mut self) {
        if self.value("spec.version").is_null() {
            self.complain("NullValue", "spec.version", "Imply version must not be null");
        }
        for part in [
            "spec.master",
            "spec.query",
            "spec.data.tier1",
            "spec.metadataStore",
            "spec.deepStorage",
        ] {
            match self.value(part) {
                Value::Object(_) => {}
                Value::Null => self.complain("NullValue", part, format!("{part} must not be null")),
                _ => self.complain("InvalidValue", part, format!("{part} must be an object")),
            }
        }
        for part in ["spec.data.tier2", "spec.data.tier3", "spec.pivot"] {
            if !matches!(self.value(part), Value::Object(_) | Value::Null) {
                self.complain("InvalidValue", part, format!("{part} must be an object"));
            }
        }
    }

    fn numbers(&mut self) {
        for (target, minimum) in [
            ("spec.master.replicas", 1),
            ("spec.query.replicas", 1),
            ("spec.data.tier1.replicas", 1),
            ("spec.data.tier2.replicas", 1),
            ("spec.data.tier3.replicas", 1),
            ("spec.metadataStore.diskSize", 20),
            ("spec.metadataStore.backupRetention", 0),
        ] {
            match self.value(target) {
                Value::Null => {}
                Value::Number(number) if number.as_f64().is_some_and(|number| number.fract() == 0.0) => {
                    if number.as_f64().is_some_and(|number| number < f64::from(minimum)) {
                        self.complain(
                            "OutOfRange",
                            target,
                            format!("{target} must be at least {minimum}"),
                        );
                    }
                }
                _ => self.complain("InvalidValue", target, format!("{target} must be an integer")),
            }
        }
    }

    fn lists(&mut self) {
        const LISTS: [(&str, &[&str]); 7] = [
            (
                "spec",
                &[
                    "awsTags",
                    "commonRuntimeProperties",
                    "druidExtensions",
                    "customDruidExtensions",
                    "featureFlags",
                    "customFiles",
                ],
            ),
            (
                "spec.master",
                &["coordinatorRuntimeProperties", "overlordRuntimeProperties"],
            ),
            (
                "spec.query",
                &["brokerRuntimeProperties", "routerRuntimeProperties"],
            ),
            ("spec.data", OF_DATA),
            ("spec.data.tier1", OF_DATA),
            ("spec.data.tier2", OF_DATA),
            ("spec.data.tier3", OF_DATA),
        ];
        const OF_DATA: &[&str] = &["historicalRuntimeProperties", "middleManagerRuntimeProperties"];
        for (part, members) in LISTS {
            for member in members {
                let target = format!("{part}.{member}");
                if !matches!(self.value(&target), Value::Array(_) | Value::Null) {
                    self.complain("InvalidValue", &target, format!("{target} must be an array"));
                }
            }
        }
    }

    fn words(&mut self) {
        self.one_of("spec.desiredState", &["STARTED", "STOPPED"]);
        self.one_of("spec.pivot.accessMode", &["PROXIED", "NATIVE", "OIDC", "LDAP"]);
        self.one_of("spec.pivot.roleAuthority", &["NATIVE", "EXTERNAL"]);
    }

    /// `url` only with direct access; `roleAuthority` and `options` if and only if a directory is asked.
    fn pivot(&mut self) {
        let Some(mode) = self.value("spec.pivot.accessMode").as_str() else {
            return;
        };
        let direct = matches!(mode, "NATIVE" | "OIDC" | "LDAP");
        let directory = matches!(mode, "OIDC" | "LDAP");
        if !direct && !self.value("spec.pivot.url").is_null() {
            self.complain(
                "InvalidValue",
                "spec.pivot.url",
                format!("url is not valid with access mode {mode}"),
            );
        }
        for target in ["spec.pivot.roleAuthority", "spec.pivot.options"] {
            let member = target.trim_start_matches("spec.pivot.");
            match (directory, self.value(target).is_null()) {
                (true, true) => {
                    self.complain(
                        "NullValue",
                        target,
                        format!("{member} must not be null with access mode {mode}"),
                    );
                }
                (false, false) => {
                    self.complain(
                        "InvalidValue",
                        target,
                        format!("{member} is not valid with access mode {mode}"),
                    );
                }
                (true, false) | (false, true) => {}
            }
        }
    }

    fn deep_storage(&mut self) {
        let target = "spec.deepStorage.path";
        if self.value("spec.deepStorage").is_object() && !self.value(target).as_str().is_some_and(is_s3_path)
        {
            self.complain("MalformedValue", target, "Path is not a valid s3 path");
        }
    }

    fn one_of(&mut self, target: &str, words: &[&str]) {
        let value = self.value(target);
        if !value.is_null() && !value.as_str().is_some_and(|word| words.contains(&word)) {
            self.complain(
                "InvalidValue",
                target,
                format!("{target} must be one of {}", words.join(", ")),
            );
        }
    }

    fn value(&self, target: &str) -> &'a Value {
        let members = target.split('.');
        members.fold(self.document, |value, member| {
            value.get(member).unwrap_or(&Value::Null)
        })
    }

    fn complain(&mut self, code: &'static str, target: &str, message: impl Into<String>) {
        self.details.push(Detail::new(code, target, message));
    }
}

fn is_s3_path(path: &str) -> bool {
    let Some(rest) = path.strip_prefix("s3://") else {
        return false;
    };
    let bucket = rest.split('/').next().unwrap_or_default();
    bucket.len() >= 3
        && bucket.len() <= 63
        && bucket
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'-'))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::managers::imply::sandbox::fixture::SAMPLES;

    fn codes(document: &Value) -> Vec<(&'static str, String)> {
        complaints(document)
            .into_iter()
            .map(|detail| (detail.code, detail.target))
            .collect()
    }

    fn sample_with(pointer: &str, value: Value) -> Value {
        let mut document: Value = serde_json::from_str(SAMPLES[0]).unwrap();
        let (parent, member) = pointer.rsplit_once('/').unwrap();
        document.pointer_mut(parent).unwrap()[member] = value;
        document
    }

    #[test]
    fn the_samples_are_beyond_complaint() {
        for sample in SAMPLES {
            assert_eq!(codes(&serde_json::from_str(sample).unwrap()), []);
        }
    }

    #[test]
    fn an_empty_document_gets_every_complaint_at_once() {
        let targets: Vec<String> = codes(&json!({"metadata": {}, "spec": {}}))
            .into_iter()
            .map(|(_, t)| t)
            .collect();
        assert_eq!(
            targets,
            [
                "metadata.name",
                "spec.version",
                "spec.master",
                "spec.query",
                "spec.data.tier1",
                "spec.metadataStore",
                "spec.deepStorage",
            ]
        );
        assert_eq!(
            codes(&json!({"metadata": {"name": "x"}})),
            [("NullValue", "spec".to_owned())]
        );
    }

    #[test]
    fn each_rule_has_its_code_and_place() {
        for (pointer, value, code) in [
            ("/metadata/name", json!(null), "NullValue"),
            ("/metadata/name", json!(""), "NullValue"),
            ("/spec/version", json!(null), "NullValue"),
            ("/spec/master/replicas", json!(0), "OutOfRange"),
            ("/spec/master/replicas", json!("3"), "InvalidValue"),
            ("/spec/metadataStore/diskSize", json!(19), "OutOfRange"),
            ("/spec/metadataStore/backupRetention", json!(-1), "OutOfRange"),
            ("/spec/desiredState", json!("PAUSED"), "InvalidValue"),
            ("/spec/pivot/accessMode", json!("MAGIC"), "InvalidValue"),
            ("/spec/pivot/url", json!("https://x"), "InvalidValue"),
            ("/spec/pivot/options", json!("x"), "InvalidValue"),
            ("/spec/deepStorage/path", json!("http://x"), "MalformedValue"),
            ("/spec/deepStorage/path", json!(null), "MalformedValue"),
        ] {
            let target = pointer.trim_start_matches('/').replace('/', ".");
            assert_eq!(codes(&sample_with(pointer, value)), [(code, target)], "{pointer}");
        }
    }

    #[test]
    fn a_directory_needs_roles_and_options() {
        assert_eq!(
            codes(&sample_with("/spec/pivot", json!({"accessMode": "LDAP"}))),
            [
                ("NullValue", "spec.pivot.roleAuthority".to_owned()),
                ("NullValue", "spec.pivot.options".to_owned()),
            ]
        );
    }
}
