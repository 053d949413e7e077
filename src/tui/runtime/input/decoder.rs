//! Bytes become events, however they are cut.

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};

use super::sequence;

const ESCAPE: u8 = 0x1b;
const PASTE_BEGIN: &[u8] = b"200";
const PASTE_END: &[u8] = b"\x1b[201~";

/// No sequence is longer; what is, is dropped.
const LONGEST_SEQUENCE: usize = 256;

/// Turns what a terminal sends into events.
#[derive(Debug, Default)]
pub(super) struct Decoder {
    /// The beginning of a sequence or character.
    cut: Vec<u8>,
    /// What of a paste has come.
    paste: Option<Vec<u8>>,
}

/// What the first bytes of the input are.
enum Piece {
    Event(Event, usize),
    /// Of no use to us.
    Nothing(usize),
    PasteBegin(usize),
    /// More bytes are needed.
    Cut,
}

impl Decoder {
    /// Takes the next bytes, and emits the events that are complete.
    pub(super) fn feed(&mut self, bytes: &[u8], emit: &mut impl FnMut(Event)) {
        let mut input = std::mem::take(&mut self.cut);
        input.extend_from_slice(bytes);
        loop {
            if self.paste.is_some() {
                match self.take_paste(&input) {
                    Some((text, rest)) => {
                        emit(Event::Paste(text));
                        input = rest;
                    }
                    None => return,
                }
            }
            let used = self.take_pieces(&input, emit);
            input.drain(..used);
            if self.paste.is_none() {
                self.cut = input;
                return;
            }
        }
    }

    /// Whether bytes are held back that may be the beginning of something.
    pub(super) fn is_cut(&self) -> bool {
        !self.cut.is_empty()
    }

    /// Nothing follows for now: an escape held back was the key.
    pub(super) fn settle_escape(&mut self, emit: &mut impl FnMut(Event)) {
        if self.cut == [ESCAPE] {
            self.cut.clear();
            emit(key(KeyCode::Esc, KeyModifiers::NONE));
        }
    }

    /// Nothing followed for long: what is held back was typed, or is of no use.
    pub(super) fn settle_all(&mut self, emit: &mut impl FnMut(Event)) {
        self.settle_escape(emit);
        if let [ESCAPE, typed @ (b'[' | b'O')] = *self.cut {
            let shift = if typed == b'O' {
                KeyModifiers::SHIFT
            } else {
                KeyModifiers::NONE
            };
            emit(key(KeyCode::Char(typed.into()), KeyModifiers::ALT | shift));
        }
        self.cut.clear();
    }

    /// Emits events until a paste begins or a piece is cut; gives how many bytes are done with.
    fn take_pieces(&mut self, input: &[u8], emit: &mut impl FnMut(Event)) -> usize {
        let mut used = 0;
        while let Some(rest) = input.get(used..).filter(|rest| !rest.is_empty()) {
            match first_piece(rest) {
                Piece::Event(event, length) => {
                    emit(event);
                    used += length;
                }
                Piece::Nothing(length) => used += length,
                Piece::PasteBegin(length) => {
                    self.paste = Some(Vec::new());
                    return used + length;
                }
                Piece::Cut => break,
            }
        }
        used
    }

    /// Adds to the paste; gives its text and what comes after it, once its end has come.
    fn take_paste(&mut self, input: &[u8]) -> Option<(String, Vec<u8>)> {
        let paste = self.paste.as_mut()?;
        let searched = paste.len().saturating_sub(PASTE_END.len() - 1);
        paste.extend_from_slice(input);
        let unsearched = paste.get(searched..)?;
        let end = searched
            + unsearched
                .windows(PASTE_END.len())
                .position(|bytes| bytes == PASTE_END)?;
        let rest = paste.split_off(end + PASTE_END.len());
        paste.truncate(end);
        // Terminals send a carriage return for each line end; pasted files may hold both.
        let text = String::from_utf8_lossy(paste)
            .replace("\r\n", "\n")
            .replace('\r', "\n");
        self.paste = None;
        Some((text, rest))
    }
}

/// Reads the first piece of `input`, which is not empty.
fn first_piece(input: &[u8]) -> Piece {
    match input {
        [ESCAPE] => Piece::Cut,
        [ESCAPE, b'[', rest @ ..] => control_sequence(rest).after(2),
        [ESCAPE, b'O', rest @ ..] => match rest {
            [] => Piece::Cut,
            [letter, ..] => match sequence::single_shift(*letter) {
                Some(code) => Piece::Event(key(code, KeyModifiers::NONE), 3),
                None => Piece::Nothing(3),
            },
        },
        [ESCAPE, ESCAPE, ..] => Piece::Event(key(KeyCode::Esc, KeyModifiers::NONE), 1),
        [ESCAPE, rest @ ..] => match character(rest).after(1) {
            Piece::Event(Event::Key(typed), length) => {
                Piece::Event(key(typed.code, typed.modifiers | KeyModifiers::ALT), length)
            }
            other => other,
        },
        _ => character(input),
    }
}

impl Piece {
    /// The same piece with `prefix` more bytes before it.
    fn after(self, prefix: usize) -> Self {
        match self {
            Piece::Event(event, length) => Piece::Event(event, length + prefix),
            Piece::Nothing(length) => Piece::Nothing(length + prefix),
            Piece::PasteBegin(length) => Piece::PasteBegin(length + prefix),
            Piece::Cut => Piece::Cut,
        }
    }
}

/// Reads what follows `ESC [`.
fn control_sequence(input: &[u8]) -> Piece {
    match input {
        // Function keys of Linux's own console.
        [b'['] => return Piece::Cut,
        [b'[', letter @ b'A'..=b'E', ..] => {
            return Piece::Event(key(KeyCode::F(letter - b'A' + 1), KeyModifiers::NONE), 2);
        }
        // The mouse, on terminals without its newer form: three bytes, each 32 more than it says.
        [b'M', button, column, row, ..] => {
            let number = |byte: &u8| u16::from(byte.saturating_sub(32));
            let event = sequence::mouse(number(button), number(column), number(row), false);
            return event.map_or(Piece::Nothing(4), |event| Piece::Event(event, 4));
        }
        [b'M', ..] => return Piece::Cut,
        _ => {}
    }
    let length = input
        .iter()
        .take_while(|byte| (0x20..=0x3f).contains(*byte))
        .count();
    let Some((parameters, [letter, ..])) = input.split_at_checked(length) else {
        return if length > LONGEST_SEQUENCE {
            Piece::Nothing(length)
        } else {
            Piece::Cut
        };
    };
    match letter {
        b'~' if parameters == PASTE_BEGIN => Piece::PasteBegin(length + 1),
        0x40..=0x7e => match sequence::event(parameters, *letter) {
            Some(event) => Piece::Event(event, length + 1),
            None => Piece::Nothing(length + 1),
        },
        // Broken off by another key.
        _ => Piece::Nothing(length),
    }
}

/// Reads one character, or a control key.
fn character(input: &[u8]) -> Piece {
    let length = match input {
        [] => return Piece::Cut,
        [byte @ (..0x20 | 0x7f), ..] => return Piece::Event(control_key(*byte), 1),
        [..0x80, ..] => 1,
        [0xc2..=0xdf, ..] => 2,
        [0xe0..=0xef, ..] => 3,
        [0xf0..=0xf4, ..] => 4,
        _ => return Piece::Nothing(1),
    };
    let bytes = input.get(..length).unwrap_or(input);
    match std::str::from_utf8(bytes) {
        Ok(text) => match text.chars().next() {
            Some(typed) => Piece::Event(typed_character(typed), length),
            None => Piece::Nothing(length),
        },
        Err(error) if error.error_len().is_none() => Piece::Cut,
        Err(_) => Piece::Nothing(1),
    }
}

fn typed_character(typed: char) -> Event {
    let shift = if typed.is_uppercase() {
        KeyModifiers::SHIFT
    } else {
        KeyModifiers::NONE
    };
    key(KeyCode::Char(typed), shift)
}

/// The key that sends a control character.
fn control_key(byte: u8) -> Event {
    let letter = |first: u8, byte: u8| key(KeyCode::Char((first + byte).into()), KeyModifiers::CONTROL);
    match byte {
        0 => key(KeyCode::Char(' '), KeyModifiers::CONTROL),
        b'\r' => key(KeyCode::Enter, KeyModifiers::NONE),
        b'\t' => key(KeyCode::Tab, KeyModifiers::NONE),
        0x7f => key(KeyCode::Backspace, KeyModifiers::NONE),
        1..=0x1a => letter(b'a', byte - 1),
        ESCAPE => key(KeyCode::Esc, KeyModifiers::NONE),
        // Ctrl-\, Ctrl-], Ctrl-^ and Ctrl-_, which crossterm names by the digits that send the same.
        _ => letter(b'4', byte.saturating_sub(0x1c)),
    }
}

fn key(code: KeyCode, modifiers: KeyModifiers) -> Event {
    Event::Key(KeyEvent::new(code, modifiers))
}

#[cfg(test)]
mod tests {
    use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
    use proptest::prelude::*;

    use super::*;

    fn decode(chunks: &[&[u8]]) -> Vec<Event> {
        let mut decoder = Decoder::default();
        let mut events = Vec::new();
        for chunk in chunks {
            decoder.feed(chunk, &mut |event| events.push(event));
        }
        decoder.settle_all(&mut |event| events.push(event));
        events
    }

    fn keys(bytes: &[u8]) -> Vec<(KeyCode, KeyModifiers)> {
        let pair = |event| match event {
            Event::Key(key) => (key.code, key.modifiers),
            other => panic!("{other:?}"),
        };
        decode(&[bytes]).into_iter().map(pair).collect()
    }

    const NONE: KeyModifiers = KeyModifiers::NONE;
    const SHIFT: KeyModifiers = KeyModifiers::SHIFT;
    const ALT: KeyModifiers = KeyModifiers::ALT;
    const CONTROL: KeyModifiers = KeyModifiers::CONTROL;

    #[test]
    fn characters_are_themselves() {
        let typed = [
            ('a', NONE),
            ('Z', SHIFT),
            (':', NONE),
            ('é', NONE),
            ('漢', NONE),
            ('🙂', NONE),
        ];
        assert_eq!(
            keys("aZ:é漢🙂".as_bytes()),
            typed.map(|(typed, shift)| (KeyCode::Char(typed), shift))
        );
    }

    #[test]
    fn control_characters_are_keys() {
        assert_eq!(
            keys(b"\r\t\x7f"),
            [
                (KeyCode::Enter, NONE),
                (KeyCode::Tab, NONE),
                (KeyCode::Backspace, NONE)
            ]
        );
        let typed = ['c', 'j', 'z', ' ', '4'].map(|typed| (KeyCode::Char(typed), CONTROL));
        assert_eq!(keys(b"\x03\n\x1a\0\x1c"), typed);
    }

    #[test]
    fn cursor_and_editing_keys_are_known_in_all_their_forms() {
        assert_eq!(
            keys(b"\x1b[A\x1bOA\x1b[1;5A"),
            [(KeyCode::Up, NONE), (KeyCode::Up, NONE), (KeyCode::Up, CONTROL)]
        );
        assert_eq!(keys(b"\x1b[H\x1b[1~\x1b[7~"), [(KeyCode::Home, NONE); 3]);
        assert_eq!(
            keys(b"\x1b[5~\x1b[6;2~"),
            [(KeyCode::PageUp, NONE), (KeyCode::PageDown, SHIFT)]
        );
        assert_eq!(
            keys(b"\x1b[Z\x1b[3~"),
            [(KeyCode::BackTab, SHIFT), (KeyCode::Delete, NONE)]
        );
    }

    #[test]
    fn function_keys_are_known_in_all_their_forms() {
        assert_eq!(
            keys(b"\x1bOP\x1b[11~\x1b[[A\x1b[1;1P"),
            [(KeyCode::F(1), NONE); 4]
        );
        assert_eq!(
            keys(b"\x1b[15~\x1b[24;3~"),
            [(KeyCode::F(5), NONE), (KeyCode::F(12), ALT)]
        );
    }

    #[test]
    fn escape_before_a_character_is_alt() {
        assert_eq!(
            keys(b"\x1bx\x1bX"),
            [(KeyCode::Char('x'), ALT), (KeyCode::Char('X'), ALT | SHIFT)]
        );
        assert_eq!(keys(b"\x1b\x1b[A"), [(KeyCode::Esc, NONE), (KeyCode::Up, NONE)]);
        assert_eq!(keys(b"\x1b["), [(KeyCode::Char('['), ALT)]);
    }

    #[test]
    fn kittys_keys_are_known_and_releases_are_not_keys() {
        assert_eq!(
            keys(b"\x1b[27u\x1b[13;2u"),
            [(KeyCode::Esc, NONE), (KeyCode::Enter, SHIFT)]
        );
        assert_eq!(
            keys(b"\x1b[97;5u\x1b[9;2u"),
            [(KeyCode::Char('a'), CONTROL), (KeyCode::BackTab, SHIFT)]
        );
        assert_eq!(keys(b"\x1b[97;5:3u\x1b[1;1:3A"), []);
        assert_eq!(
            keys(b"\x1b[57414u\x1b[57399u"),
            [(KeyCode::Enter, NONE), (KeyCode::Char('0'), NONE)]
        );
        assert_eq!(keys(b"\x1b[27;5;105~"), [(KeyCode::Char('i'), CONTROL)]);
    }

    #[test]
    fn answers_nobody_asked_for_are_dropped() {
        assert_eq!(keys(b"\x1b[?62;22ca\x1b[12;40Rb\x1b[>1;2c"), keys(b"ab"));
    }

    #[test]
    fn a_broken_sequence_does_not_take_the_next_key_with_it() {
        assert_eq!(keys(b"\x1b[12\x1b[A"), [(KeyCode::Up, NONE)]);
        assert_eq!(keys(b"\xffa\xe6\xbcb"), keys(b"ab"));
    }

    #[test]
    fn mouse_events_have_both_forms() {
        let at = |kind, modifiers| {
            Event::Mouse(MouseEvent {
                kind,
                column: 9,
                row: 4,
                modifiers,
            })
        };
        assert_eq!(
            decode(&[b"\x1b[<0;10;5M"]),
            [at(MouseEventKind::Down(MouseButton::Left), NONE)]
        );
        assert_eq!(
            decode(&[b"\x1b[<2;10;5m"]),
            [at(MouseEventKind::Up(MouseButton::Right), NONE)]
        );
        assert_eq!(
            decode(&[b"\x1b[<32;10;5M"]),
            [at(MouseEventKind::Drag(MouseButton::Left), NONE)]
        );
        assert_eq!(
            decode(&[b"\x1b[<69;10;5M"]),
            [at(MouseEventKind::ScrollDown, SHIFT)]
        );
        assert_eq!(
            decode(&[b"\x1b[M \x2a\x25"]),
            [at(MouseEventKind::Down(MouseButton::Left), NONE)]
        );
    }

    #[test]
    fn focus_is_reported() {
        assert_eq!(decode(&[b"\x1b[I\x1b[O"]), [Event::FocusGained, Event::FocusLost]);
    }

    #[test]
    fn a_paste_is_one_event_with_line_feeds() {
        let pasted = Event::Paste("one\ntwo\nthree \u{1b}[A".to_owned());
        let bytes = b"\x1b[200~one\rtwo\r\nthree \x1b[A\x1b[201~";
        for cut in 0..bytes.len() {
            let (head, tail) = bytes.split_at(cut);
            assert_eq!(
                decode(&[head, tail]),
                std::slice::from_ref(&pasted),
                "cut at {cut}"
            );
        }
    }

    fn any_input() -> impl Strategy<Value = Vec<u8>> {
        let pieces: Vec<&[u8]> = vec![
            b"\x1b",
            b"[",
            b"O",
            b"a",
            b"A",
            b"1;5",
            b"~",
            b"u",
            b"\x1b[<0;3;4M",
            b"\x1b[M",
            b"\x1b[200~",
            b"\x1b[201~",
            b"\x1b[I",
            "é🙂".as_bytes(),
            b"\xf0\x9f",
            b"\r",
            b"\x03",
            b"27;5;",
            b":3",
            b"\x1b[97;5u",
        ];
        let known = prop::sample::select(pieces).prop_map(<[u8]>::to_vec);
        let piece = prop_oneof![4 => known, 1 => prop::collection::vec(any::<u8>(), 1..4)];
        prop::collection::vec(piece, 0..20).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn the_same_bytes_are_the_same_events_however_they_are_cut(input in any_input(), size in 1_usize..5) {
            let chunks: Vec<_> = input.chunks(size).collect();
            prop_assert_eq!(decode(&chunks), decode(&[&input]));
        }
    }
}
