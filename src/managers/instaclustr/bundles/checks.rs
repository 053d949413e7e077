//! What one value must look like, where the reference says so.

use serde_json::Value;

use super::network;

/// The longest name that every client of the vendor takes.
pub const SURE_NAME: usize = 32;
/// Of a cluster's name, in characters.
const NAME: std::ops::RangeInclusive<usize> = 3..=48;
const LONGEST_ALIAS: usize = 30;
const SHORTEST_PASSWORD: usize = 8;

/// The name of a cluster (5.2).
///
/// # Errors
/// What is allowed.
pub fn cluster_name(text: &str) -> Result<(), String> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let begins = text.starts_with(|c: char| c.is_ascii_alphanumeric());
    match begins && text.chars().all(fits) && NAME.contains(&text.len()) {
        true => Ok(()),
        false => Err(format!(
            "{text}: 3 to 48 letters a-z and A-Z, digits, - and _ are wanted, the first a letter or a digit"
        )),
    }
}

/// The alias of an encryption key (5.7).
///
/// # Errors
/// What is allowed.
pub fn key_alias(text: &str) -> Result<(), String> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | ' ');
    match !text.starts_with(' ') && text.chars().all(fits) && (1..=LONGEST_ALIAS).contains(&text.len()) {
        true => Ok(()),
        false => Err(format!(
            "{text}: up to 30 letters a-z and A-Z, digits, -, _ and spaces are wanted"
        )),
    }
}

/// A password of a bundle's user (5.7). What is wrong is said without it.
///
/// # Errors
/// What is allowed.
pub fn password(text: &str) -> Result<(), String> {
    match text.chars().count() >= SHORTEST_PASSWORD {
        true => Ok(()),
        false => Err("a password has at least 8 characters".into()),
    }
}

/// A UUID: how the manager identifies clusters, data centres and keys.
///
/// # Errors
/// What is allowed.
pub fn id(text: &str) -> Result<(), String> {
    let lengths = [8, 4, 4, 4, 12];
    let is_hex = |part: &str| part.chars().all(|c| c.is_ascii_hexdigit());
    match text.split('-').map(str::len).eq(lengths) && text.split('-').all(is_hex) {
        true => Ok(()),
        false => Err(format!(
            "{text}: an id is wanted, such as 0b4702d2-5e05-4990-abe9-94f2baa2919c"
        )),
    }
}

fn between(text: &str, least: u64, most: u64) -> Result<(), String> {
    match text.parse::<u64>() {
        Ok(number) if (least..=most).contains(&number) => Ok(()),
        _ if most == u64::MAX => Err(format!("{text}: a number of {least} or more is wanted")),
        _ => Err(format!("{text}: a number from {least} to {most} is wanted")),
    }
}

/// # Errors
/// What is allowed, as for all that follow.
pub fn racks(text: &str) -> Result<(), String> {
    between(text, 2, 5)
}

pub fn nodes_per_rack(text: &str) -> Result<(), String> {
    between(text, 1, 100)
}

pub fn redis_masters(text: &str) -> Result<(), String> {
    between(text, 3, 50)
}

pub fn redis_replicas(text: &str) -> Result<(), String> {
    between(text, 0, 50)
}

pub fn postgresql_nodes(text: &str) -> Result<(), String> {
    between(text, 1, 5)
}

pub fn count(text: &str) -> Result<(), String> {
    between(text, 1, u64::MAX)
}

/// Words that are networks.
pub fn networks(text: &str) -> Result<(), String> {
    super::told::words(text).try_for_each(network::any)
}

/// Names of services, such as `CASSANDRA`: their list changes, their letters do not.
pub fn services(text: &str) -> Result<(), String> {
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '_';
    match super::told::words(text).find(|word| !word.chars().all(fits)) {
        None => Ok(()),
        Some(word) => Err(format!("{word}: names of services are wanted, such as CASSANDRA")),
    }
}

/// The name of a bundle.
pub fn bundle(text: &str) -> Result<(), String> {
    match text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
        true => Ok(()),
        false => Err(format!("{text}: the name of a bundle is wanted, such as kafka")),
    }
}

/// Pairs of tags.
pub fn tags(text: &str) -> Result<(), String> {
    match super::told::pairs(text) {
        Some(_) => Ok(()),
        None => Err("KEY=VALUE is wanted, several separated by commas".into()),
    }
}

/// ARNs of IAM principals or keys.
pub fn arns(text: &str) -> Result<(), String> {
    match super::told::words(text).find(|word| !word.starts_with("arn:")) {
        None => Ok(()),
        Some(word) => Err(format!(
            "{word}: ARNs are wanted, such as arn:aws:iam::123456789012:root"
        )),
    }
}

/// A JSON object.
pub fn object(text: &str) -> Result<(), String> {
    match serde_json::from_str::<Value>(text) {
        Ok(Value::Object(_)) => Ok(()),
        Ok(_) => Err("a JSON object is wanted, such as {\"name\": \"value\"}".into()),
        // Where it stops, not what stands there: it may be secret.
        Err(error) => Err(format!(
            "no JSON: line {}, column {}",
            error.line(),
            error.column()
        )),
    }
}

/// A moment: milliseconds since 1970, or a date and a time with its zone (RFC 3339).
pub fn moment(text: &str) -> Result<(), String> {
    match super::told::milliseconds(text) {
        Some(_) => Ok(()),
        None => Err(format!(
            "{text}: a date and a time are wanted, such as 2026-11-20T09:30:00Z"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clusters_name_is_told_apart_from_what_the_manager_refuses() {
        for good in ["orders_staging", "a-b", "9lives", &"a".repeat(48)] {
            assert_eq!(cluster_name(good), Ok(()));
        }
        for bad in ["ab", "_ab", "-ab", "a.b.c", "a b c", "é-é-é", &"a".repeat(49)] {
            assert!(cluster_name(bad).unwrap_err().contains(bad));
        }
    }

    #[test]
    fn aliases_ids_and_numbers_are_judged_by_the_reference() {
        assert_eq!(key_alias("oregon 2"), Ok(()));
        assert!(key_alias(" x").is_err() && key_alias(&"x".repeat(31)).is_err());
        assert_eq!(id("0b4702d2-5e05-4990-abe9-94f2baa2919c"), Ok(()));
        assert!(id("0b4702d2").is_err() && id("0b4702d2-5e05-4990-abe9-94f2baa2919z").is_err());
        assert_eq!(racks("3"), Ok(()));
        assert_eq!(racks("6").unwrap_err(), "6: a number from 2 to 5 is wanted");
        assert_eq!(count("0").unwrap_err(), "0: a number of 1 or more is wanted");
        assert!(count("three").is_err() && redis_replicas("-1").is_err());
    }

    #[test]
    fn what_is_wrong_with_a_secret_is_said_without_it() {
        assert!(!password("hunter2").unwrap_err().contains("hunter2"));
        let torn = object(r#"{"sasl.password": hunter2"#).unwrap_err();
        assert!(!torn.contains("hunter2") && torn.contains("line 1"), "{torn}");
    }
}
