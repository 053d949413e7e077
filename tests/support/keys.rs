//! What a terminal sends for a key.

/// A key that is not just its character.
#[derive(Debug, Clone, Copy)]
pub enum Key {
    Enter,
    Escape,
    Tab,
    BackTab,
    Backspace,
    Delete,
    Up,
    Down,
    Left,
    Right,
    Home,
    End,
    PageUp,
    PageDown,
    /// 1 to 4.
    Function(u8),
    Control(char),
    Alt(char),
}

impl Key {
    /// The bytes, as xterm sends them.
    pub fn bytes(self) -> Vec<u8> {
        let fixed: &[u8] = match self {
            Key::Enter => b"\r",
            Key::Escape => b"\x1b",
            Key::Tab => b"\t",
            Key::BackTab => b"\x1b[Z",
            Key::Backspace => b"\x7f",
            Key::Delete => b"\x1b[3~",
            Key::Up => b"\x1b[A",
            Key::Down => b"\x1b[B",
            Key::Right => b"\x1b[C",
            Key::Left => b"\x1b[D",
            Key::Home => b"\x1b[H",
            Key::End => b"\x1b[F",
            Key::PageUp => b"\x1b[5~",
            Key::PageDown => b"\x1b[6~",
            Key::Function(number) => return vec![0x1b, b'O', b'P' + number - 1],
            Key::Control(letter) => return vec![u8::try_from(letter).unwrap() & 0x1f],
            Key::Alt(character) => return format!("\x1b{character}").into_bytes(),
        };
        fixed.to_vec()
    }
}
