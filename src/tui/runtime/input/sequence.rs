//! What one control sequence means (xterm's "Control Sequences"; kitty's "Comprehensive keyboard handling").

use crossterm::event::{
    Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};

/// The event of the sequence `CSI parameters letter`, if it is one for us.
pub(super) fn event(parameters: &[u8], letter: u8) -> Option<Event> {
    let parameters = std::str::from_utf8(parameters).ok()?;
    if let Some(mouse) = parameters.strip_prefix('<') {
        return numbered_mouse(mouse, letter);
    }
    // With other prefixes it is an answer to a question, or a mode.
    if parameters.starts_with(['?', '>', '=']) {
        return None;
    }
    let mut fields = parameters.split(';');
    let first = number(fields.next());
    let state = fields.next();
    match letter {
        b'I' => return Some(Event::FocusGained),
        b'O' => return Some(Event::FocusLost),
        b'Z' => return pressed(KeyCode::BackTab, state, KeyModifiers::SHIFT),
        b'u' => return unambiguous(first?, state),
        // xterm's "modifyOtherKeys".
        b'~' if first == Some(27) => return unambiguous(number(fields.next())?, state),
        // With a row before it, it is the position of the cursor.
        b'R' if first.is_some_and(|row| row > 1) => return None,
        _ => {}
    }
    let code = if letter == b'~' {
        numbered(first?)?
    } else {
        single_shift(letter)?
    };
    pressed(code, state, KeyModifiers::NONE)
}

/// The key that sends `ESC O letter` or `CSI letter`.
pub(super) fn single_shift(letter: u8) -> Option<KeyCode> {
    Some(match letter {
        b'A' => KeyCode::Up,
        b'B' => KeyCode::Down,
        b'C' => KeyCode::Right,
        b'D' => KeyCode::Left,
        b'E' => KeyCode::KeypadBegin,
        b'F' => KeyCode::End,
        b'H' => KeyCode::Home,
        b'M' => KeyCode::Enter,
        b'P'..=b'S' => KeyCode::F(letter - b'P' + 1),
        _ => return None,
    })
}

/// A mouse event: `button` as the terminal sends it, `column` and `row` counted from 1.
pub(super) fn mouse(button: u16, column: u16, row: u16, is_release: bool) -> Option<Event> {
    let is_motion = button & 32 != 0;
    let pressed = match (button & 3) | (button & 0b1100_0000) {
        0 => MouseButton::Left,
        1 => MouseButton::Middle,
        2 => MouseButton::Right,
        wheel_or_none => {
            let kind = match wheel_or_none {
                3 if is_motion => MouseEventKind::Moved,
                // The old form does not say which button was released.
                3 => MouseEventKind::Up(MouseButton::Left),
                64 => MouseEventKind::ScrollUp,
                65 => MouseEventKind::ScrollDown,
                66 => MouseEventKind::ScrollLeft,
                67 => MouseEventKind::ScrollRight,
                _ => return None,
            };
            return Some(mouse_event(kind, button, column, row));
        }
    };
    let kind = match (is_release, is_motion) {
        (true, _) => MouseEventKind::Up(pressed),
        (false, true) => MouseEventKind::Drag(pressed),
        (false, false) => MouseEventKind::Down(pressed),
    };
    Some(mouse_event(kind, button, column, row))
}

fn mouse_event(kind: MouseEventKind, button: u16, column: u16, row: u16) -> Event {
    let masks = [
        (4, KeyModifiers::SHIFT),
        (8, KeyModifiers::ALT),
        (16, KeyModifiers::CONTROL),
    ];
    let held = masks.into_iter().filter(|(mask, _)| button & mask != 0);
    let modifiers = held.map(|(_, modifier)| modifier).collect();
    Event::Mouse(MouseEvent {
        kind,
        column: column.saturating_sub(1),
        row: row.saturating_sub(1),
        modifiers,
    })
}

/// `CSI < button ; column ; row M`, or `m` for a release.
fn numbered_mouse(parameters: &str, letter: u8) -> Option<Event> {
    let is_release = match letter {
        b'M' => false,
        b'm' => true,
        _ => return None,
    };
    let mut numbers = parameters.split(';').map(|number| number.parse().ok());
    mouse(numbers.next()??, numbers.next()??, numbers.next()??, is_release)
}

/// The key with a number before `~`.
fn numbered(number: u32) -> Option<KeyCode> {
    let function = |first: u32, key: u32| u8::try_from(number - first + key).ok().map(KeyCode::F);
    match number {
        1 | 7 => Some(KeyCode::Home),
        2 => Some(KeyCode::Insert),
        3 => Some(KeyCode::Delete),
        4 | 8 => Some(KeyCode::End),
        5 => Some(KeyCode::PageUp),
        6 => Some(KeyCode::PageDown),
        11..=15 => function(11, 1),
        17..=21 => function(17, 6),
        23..=26 => function(23, 11),
        28 | 29 => function(28, 15),
        31..=34 => function(31, 17),
        _ => None,
    }
}

/// The key whose code point is `code`; keys without one have a number in the private use area.
fn unambiguous(code: u32, state: Option<&str>) -> Option<Event> {
    let is_shifted = modifiers(state).contains(KeyModifiers::SHIFT);
    let code = match code {
        8 | 127 => KeyCode::Backspace,
        9 if is_shifted => KeyCode::BackTab,
        9 => KeyCode::Tab,
        13 | 57414 => KeyCode::Enter,
        27 => KeyCode::Esc,
        57376..=57398 => KeyCode::F(u8::try_from(code - 57376 + 13).ok()?),
        57399..=57408 => KeyCode::Char(char::from_digit(code - 57399, 10)?),
        57409..=57413 => KeyCode::Char(char::from(*b"./*-+".get(usize::try_from(code - 57409).ok()?)?)),
        57415 => KeyCode::Char('='),
        57416 => KeyCode::Char(','),
        57417 => KeyCode::Left,
        57418 => KeyCode::Right,
        57419 => KeyCode::Up,
        57420 => KeyCode::Down,
        57421 => KeyCode::PageUp,
        57422 => KeyCode::PageDown,
        57423 => KeyCode::Home,
        57424 => KeyCode::End,
        57425 => KeyCode::Insert,
        57426 => KeyCode::Delete,
        57427 => KeyCode::KeypadBegin,
        57344..=63743 => return None,
        _ => KeyCode::Char(char::from_u32(code).filter(|character| !character.is_control())?),
    };
    pressed(code, state, KeyModifiers::NONE)
}

/// A key in the state `modifiers:type`; none if it was released.
fn pressed(code: KeyCode, state: Option<&str>, implied: KeyModifiers) -> Option<Event> {
    let kind = match number(state.and_then(|state| state.split(':').nth(1))) {
        Some(3) => return None,
        Some(2) => KeyEventKind::Repeat,
        _ => KeyEventKind::Press,
    };
    Some(Event::Key(KeyEvent::new_with_kind(
        code,
        modifiers(state) | implied,
        kind,
    )))
}

/// Modifiers are sent as a mask plus 1.
fn modifiers(state: Option<&str>) -> KeyModifiers {
    let mask = number(state).unwrap_or(1).saturating_sub(1);
    let known = [
        (1, KeyModifiers::SHIFT),
        (2, KeyModifiers::ALT),
        (4, KeyModifiers::CONTROL),
        (8, KeyModifiers::SUPER),
        (16, KeyModifiers::HYPER),
        (32, KeyModifiers::META),
    ];
    known
        .into_iter()
        .filter(|(bit, _)| mask & bit != 0)
        .map(|(_, modifier)| modifier)
        .collect()
}

/// The number of a field up to its first colon.
fn number(field: Option<&str>) -> Option<u32> {
    field?.split(':').next()?.parse().ok()
}
