//! Text that is typed or pasted and never shown.

use std::fmt;

use secrecy::SecretString;
use secrecy::zeroize::Zeroizing;

/// A secret being typed. It can be counted, erased and taken, and nothing else: `Debug` tells nothing.
pub struct SecretInput {
    /// Never grows beyond its first allocation, so that no copy stays behind in memory.
    text: Zeroizing<String>,
}

/// The longest secret: certificates and tokens stay far below.
const LONGEST: usize = 64 << 10;

impl Default for SecretInput {
    fn default() -> Self {
        Self {
            text: Zeroizing::new(String::with_capacity(LONGEST)),
        }
    }
}

impl SecretInput {
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// How many characters were typed.
    pub fn count(&self) -> usize {
        self.text.chars().count()
    }

    /// Types a character; what cannot be part of a secret is refused.
    pub fn insert_char(&mut self, character: char) {
        if !character.is_control() && self.text.len() + character.len_utf8() <= LONGEST {
            self.text.push(character);
        }
    }

    /// Inserts pasted text: blanks and ends of lines around it, and controls in it, are left out.
    pub fn paste(&mut self, text: &str) {
        for character in text.trim().chars() {
            self.insert_char(character);
        }
    }

    pub fn backspace(&mut self) {
        self.text.pop();
    }

    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Gives the secret away: nothing of it stays here.
    pub fn take(&mut self) -> SecretString {
        let taken = std::mem::take(self);
        SecretString::from(taken.text.as_str())
    }
}

impl fmt::Debug for SecretInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretInput")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::ExposeSecret;

    #[test]
    fn a_pasted_secret_loses_what_a_terminal_adds_and_tells_nothing_of_itself() {
        let mut secret = SecretInput::default();
        secret.paste("  hunter2\r\n");
        assert_eq!((secret.count(), format!("{secret:?}")), (7, "SecretInput".into()));
        secret.backspace();
        secret.insert_char('\u{1b}');
        secret.insert_char('3');
        assert_eq!(secret.take().expose_secret(), "hunter3");
        assert!(secret.is_empty());
    }
}
