//! One key as the files write it: `a`, `G`, `ctrl-d`, `shift-tab`, `space`, `f1`, `<`.

use std::fmt;

/// A key without its modifiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyCode {
    /// A character as typed: an upper-case letter already says that Shift was held.
    Char(char),
    Enter,
    Esc,
    Tab,
    Backspace,
    Insert,
    Delete,
    Up,
    Down,
    Left,
    Right,
    Home,
    End,
    PageUp,
    PageDown,
    /// F1 is 1.
    Function(u8),
}

/// The modifiers held with a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Modifiers {
    pub ctrl: bool,
    pub alt: bool,
    pub shift: bool,
}

/// A key with its modifiers, in the one form all terminals' reports are brought to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key {
    code: KeyCode,
    modifiers: Modifiers,
}

/// The keys with names. The first name of a key is the one shown.
const NAMES: [(&str, KeyCode); 22] = [
    ("enter", KeyCode::Enter),
    ("return", KeyCode::Enter),
    ("esc", KeyCode::Esc),
    ("escape", KeyCode::Esc),
    ("tab", KeyCode::Tab),
    ("space", KeyCode::Char(' ')),
    ("backspace", KeyCode::Backspace),
    ("ins", KeyCode::Insert),
    ("insert", KeyCode::Insert),
    ("del", KeyCode::Delete),
    ("delete", KeyCode::Delete),
    ("up", KeyCode::Up),
    ("down", KeyCode::Down),
    ("left", KeyCode::Left),
    ("right", KeyCode::Right),
    ("home", KeyCode::Home),
    ("end", KeyCode::End),
    ("pgup", KeyCode::PageUp),
    ("pageup", KeyCode::PageUp),
    ("pgdn", KeyCode::PageDown),
    ("pagedown", KeyCode::PageDown),
    ("minus", KeyCode::Char('-')),
];

impl Key {
    /// A key as a terminal reports it, brought to the one form.
    ///
    /// Terminals disagree on Shift: some report `G`, some `G` with Shift, some `g` with Shift.
    /// With Ctrl, letters have no case.
    pub fn new(code: KeyCode, mut modifiers: Modifiers) -> Self {
        let code = match code {
            KeyCode::Char(letter) => {
                let shifted = modifiers.shift;
                modifiers.shift = false;
                KeyCode::Char(if modifiers.ctrl {
                    letter.to_ascii_lowercase()
                } else if shifted {
                    only_char(letter.to_uppercase()).unwrap_or(letter)
                } else {
                    letter
                })
            }
            other => other,
        };
        Self { code, modifiers }
    }

    /// A key without modifiers.
    pub fn plain(code: KeyCode) -> Self {
        Self::new(code, Modifiers::default())
    }

    /// The key of a character.
    pub fn char(character: char) -> Self {
        Self::plain(KeyCode::Char(character))
    }

    /// Ctrl with a character.
    pub fn ctrl(character: char) -> Self {
        Self::new(
            KeyCode::Char(character),
            Modifiers {
                ctrl: true,
                ..Modifiers::default()
            },
        )
    }

    pub const fn code(self) -> KeyCode {
        self.code
    }

    pub const fn modifiers(self) -> Modifiers {
        self.modifiers
    }

    /// The character this key types into a line, if it types one.
    pub fn text(self) -> Option<char> {
        match self.code {
            KeyCode::Char(character) if !self.modifiers.ctrl && !self.modifiers.alt => Some(character),
            _ => None,
        }
    }

    /// Reads one key.
    ///
    /// # Errors
    /// What is wrong with the word, with the name that was probably meant.
    pub fn parse(word: &str) -> Result<Self, String> {
        let mut modifiers = Modifiers::default();
        let mut rest = word;
        while let Some((prefix, after)) = rest.split_once('-')
            && !after.is_empty()
        {
            match prefix {
                "ctrl" => modifiers.ctrl = true,
                "alt" => modifiers.alt = true,
                "shift" => modifiers.shift = true,
                _ => return Err(unknown_key(word)),
            }
            rest = after;
        }
        let code = code_named(rest).ok_or_else(|| unknown_key(word))?;
        let key = Self::new(code, modifiers);
        match key.twin() {
            Some(twin) => Err(format!(
                "terminals do not tell \"{word}\" from \"{twin}\": bind \"{twin}\""
            )),
            None => Ok(key),
        }
    }

    /// Reads keys separated by spaces: `g g` is g, then g.
    ///
    /// # Errors
    /// One message per key that cannot be read.
    pub fn parse_sequence(words: &str) -> Result<Vec<Self>, Vec<String>> {
        let (mut keys, mut problems) = (Vec::new(), Vec::new());
        for word in words.split_whitespace() {
            match Self::parse(word) {
                Ok(key) => keys.push(key),
                Err(problem) => problems.push(problem),
            }
        }
        match (keys.is_empty(), problems.is_empty()) {
            (_, false) => Err(problems),
            (true, true) => Err(vec!["no key is named; a space is written \"space\"".to_owned()]),
            (false, true) => Ok(keys),
        }
    }

    /// The key that sends the same byte, where terminals cannot tell the two apart.
    fn twin(self) -> Option<&'static str> {
        match (self.code, self.modifiers.ctrl) {
            (KeyCode::Char('i'), true) => Some("tab"),
            (KeyCode::Char('m'), true) => Some("enter"),
            (KeyCode::Char('['), true) => Some("esc"),
            _ => None,
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (held, name) in [
            (self.modifiers.ctrl, "ctrl-"),
            (self.modifiers.alt, "alt-"),
            (self.modifiers.shift, "shift-"),
        ] {
            if held {
                f.write_str(name)?;
            }
        }
        match (self.code, NAMES.iter().find(|(_, code)| *code == self.code)) {
            // A lone minus reads well; after a modifier it would not.
            (KeyCode::Char('-'), _) if self.modifiers == Modifiers::default() => f.write_str("-"),
            (_, Some((name, _))) => f.write_str(name),
            (KeyCode::Char(character), None) => write!(f, "{character}"),
            (KeyCode::Function(number), None) => write!(f, "f{number}"),
            (other, None) => write!(f, "{other:?}"),
        }
    }
}

/// Keys as the files write them, separated by spaces.
pub fn label(keys: &[Key]) -> String {
    keys.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

fn code_named(name: &str) -> Option<KeyCode> {
    if let Some(character) = only_char(name.chars()) {
        return (!character.is_control() && !character.is_whitespace()).then_some(KeyCode::Char(character));
    }
    if let Some(number) = name
        .strip_prefix('f')
        .and_then(|digits| digits.parse::<u8>().ok())
    {
        return (1..=24).contains(&number).then_some(KeyCode::Function(number));
    }
    NAMES
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, code)| *code)
}

fn unknown_key(word: &str) -> String {
    let last = word.rsplit('-').find(|part| !part.is_empty()).unwrap_or(word);
    let names = NAMES
        .iter()
        .map(|(name, _)| *name)
        .chain(["ctrl", "alt", "shift"]);
    let lower = word.to_ascii_lowercase();
    let hint = if lower != word && Key::parse(&lower).is_ok() {
        format!("; did you mean \"{lower}\"?")
    } else {
        let wrong = word
            .split('-')
            .find(|part| !["ctrl", "alt", "shift"].contains(part))
            .unwrap_or(last);
        crate::tui::file_problem::did_you_mean(wrong, names)
    };
    format!("unknown key \"{word}\"{hint}")
}

fn only_char(mut characters: impl Iterator<Item = char>) -> Option<char> {
    let first = characters.next()?;
    characters.next().is_none().then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shift(code: KeyCode) -> Key {
        Key::new(
            code,
            Modifiers {
                shift: true,
                ..Modifiers::default()
            },
        )
    }

    #[test]
    fn every_way_a_terminal_reports_a_capital_is_the_same_key() {
        assert_eq!(shift(KeyCode::Char('g')), Key::char('G'));
        assert_eq!(shift(KeyCode::Char('G')), Key::char('G'));
        assert_eq!(shift(KeyCode::Char('<')), Key::char('<'));
        assert_eq!(Key::ctrl('D'), Key::ctrl('d'));
        assert_ne!(shift(KeyCode::Tab), Key::plain(KeyCode::Tab));
    }

    #[test]
    fn a_key_reads_back_as_it_is_written() {
        for word in [
            "a",
            "G",
            "?",
            "-",
            "<",
            "ü",
            "ctrl-d",
            "alt-x",
            "shift-tab",
            "space",
            "ctrl-space",
            "enter",
            "esc",
            "f1",
            "f12",
            "pgdn",
            "home",
            "ctrl-alt-x",
            "alt-minus",
            "ctrl-left",
        ] {
            assert_eq!(Key::parse(word).unwrap().to_string(), word);
        }
        assert_eq!(Key::parse("shift-g"), Key::parse("G"));
        assert_eq!(Key::parse("escape"), Key::parse("esc"));
        assert_eq!(Key::parse("alt--"), Key::parse("alt-minus"));
    }

    #[test]
    fn an_unknown_key_is_named_with_what_was_probably_meant() {
        assert_eq!(
            Key::parse("entr").unwrap_err(),
            "unknown key \"entr\"; did you mean \"enter\"?"
        );
        assert_eq!(
            Key::parse("Ctrl-D").unwrap_err(),
            "unknown key \"Ctrl-D\"; did you mean \"ctrl-d\"?"
        );
        assert_eq!(
            Key::parse("crtl-d").unwrap_err(),
            "unknown key \"crtl-d\"; did you mean \"ctrl\"?"
        );
        assert_eq!(Key::parse("f99").unwrap_err(), "unknown key \"f99\"");
        assert_eq!(Key::parse("xyzzy").unwrap_err(), "unknown key \"xyzzy\"");
    }

    #[test]
    fn a_key_that_arrives_as_another_one_is_refused() {
        assert!(Key::parse("ctrl-i").unwrap_err().contains("\"tab\""));
        assert!(Key::parse("ctrl-m").unwrap_err().contains("\"enter\""));
    }

    #[test]
    fn a_sequence_is_keys_separated_by_spaces() {
        assert_eq!(
            Key::parse_sequence("g g").unwrap(),
            [Key::char('g'), Key::char('g')]
        );
        assert_eq!(Key::parse_sequence("foo bar").unwrap_err().len(), 2);
        assert!(Key::parse_sequence(" ").is_err());
    }

    #[test]
    fn only_keys_without_ctrl_and_alt_type_text() {
        assert_eq!(Key::char('x').text(), Some('x'));
        assert_eq!(Key::ctrl('x').text(), None);
        assert_eq!(Key::plain(KeyCode::Enter).text(), None);
    }
}
