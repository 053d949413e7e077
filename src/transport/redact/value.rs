//! Masks a secret that is known, however it is spelled.

use super::MASK;

/// Shorter ones occur by chance, and a mask in their place would give them away.
const SHORTEST: usize = 6;

/// Masks a known secret in a text that the other side wrote: plain, as JSON writes it, and as a form or URL does.
pub fn mask_value(text: String, secret: &str) -> String {
    if secret.len() < SHORTEST {
        return text;
    }
    let in_json = serde_json::Value::from(secret).to_string();
    let spellings = [
        secret.to_owned(),
        in_json.trim_matches('"').to_owned(),
        in_form(secret, "+"),
        in_form(secret, "%20"),
    ];
    let mask = |text: String, spelling: &String| text.replace(spelling.as_str(), MASK);
    spellings.iter().fold(text, mask)
}

/// As `application/x-www-form-urlencoded` has it.
fn in_form(text: &str, space: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b' ' => out.push_str(space),
            b'-' | b'_' | b'.' | b'*' => out.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_goes_in_each_of_its_spellings() {
        let secret = "pea\"rl/of ours";
        let text =
            r#"no such token pea"rl/of ours, "pea\"rl/of ours", pea%22rl%2Fof+ours, pea%22rl%2Fof%20ours."#;
        let masked = r#"no such token [redacted], "[redacted]", [redacted], [redacted]."#;
        assert_eq!(mask_value(text.to_owned(), secret), masked);
        assert_eq!(mask_value("any company".to_owned(), "any"), "any company");
    }
}
