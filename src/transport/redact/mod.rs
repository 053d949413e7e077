//! What must not be written down: secrets in bodies and texts, found by the names of their fields.
//!
//! - `redactor`: masks the fields that `resource::SecretNames` tells.
//! - `json`: masks in JSON, leaving every other byte as it is.
//! - `text`: masks in any other text, after `key=value` and `key: value`.
//! - `value`: masks a secret that is known, in what a far end repeats of it.
//!
//! Used for traces, errors, crash reports and headless output. Types guard the secrets we know
//! (`SecretString`); this guards those that travel in documents.

mod json;
mod redactor;
mod text;
mod value;

pub use redactor::Redactor;
pub use value::mask_value;

pub use crate::resource::text::REDACTED as MASK;
