//! What may stand in a path ("Transport and parsing": routing). Anything else is 404, whatever it names.

use crate::managers::ManagerError;

use super::super::errors;

/// The name of a cluster, a network or a container manager: `[a-zA-Z0-9_-]+`.
///
/// # Errors
/// [`ManagerError::Invalid`], which says what is allowed.
pub(super) fn name<'a>(target: &'static str, text: &'a str) -> Result<&'a str, ManagerError> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    if !text.is_empty() && text.chars().all(fits) {
        return Ok(text);
    }
    let allowed = "the letters a-z and A-Z, digits, `_` and `-`";
    Err(errors::unusable(target, text, allowed))
}

/// The address of a host, a name or IPv4: `[a-zA-Z0-9_.-]+`.
///
/// # Errors
/// [`ManagerError::Invalid`], which says what is allowed.
pub(super) fn address(text: &str) -> Result<&str, ManagerError> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    // Dots alone would address something else.
    let is_host = text.chars().any(|c| c != '.');
    if is_host && text.chars().all(fits) {
        return Ok(text);
    }
    let allowed = "the letters a-z and A-Z, digits, `_`, `.` and `-` (a host name or IPv4, no IPv6)";
    Err(errors::unusable("address", text, allowed))
}
