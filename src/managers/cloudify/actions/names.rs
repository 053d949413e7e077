//! What ids and names may be (§1.1), and other checks that spare a refusal.

/// The most characters of a name.
const LONGEST: usize = 256;

/// Ids of what users name: letters, digits, `-`, `.`, `_`; the first is a letter.
pub fn checked_id(text: &str) -> Result<(), String> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
    if !text.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return Err("it must begin with a letter".into());
    }
    if !text.chars().all(fits) {
        return Err("letters, digits, -, . and _ only".into());
    }
    match text.chars().count() {
        count if count > LONGEST => Err(format!("at most {LONGEST} characters")),
        _ => Ok(()),
    }
}

/// §4.15: 5 to 256 characters. Says nothing of what was typed.
pub fn checked_password(text: &str) -> Result<(), String> {
    match text.chars().count() {
        5..=LONGEST => Ok(()),
        _ => Err(format!("a password has 5 to {LONGEST} characters")),
    }
}
