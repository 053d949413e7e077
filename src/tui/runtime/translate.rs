//! The terminal's and the session's facts in the console's own words.

use chrono::{DateTime, Utc};
use crossterm::Command;
use crossterm::clipboard::CopyToClipboard;
use crossterm::event::{
    Event, KeyCode as Code, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};
use ratatui::layout::Position;

use crate::session::Fact;
use crate::tui::keymap::{Key, KeyCode, Modifiers};
use crate::tui::msg::{Mouse, Msg};

/// What came from the terminal; `None` for what the console has no use for.
pub(super) fn event(event: Event, at: DateTime<Utc>) -> Option<Msg> {
    match event {
        Event::Key(event) => key(event).map(|key| Msg::Key(key, at)),
        Event::Paste(text) => Some(Msg::Paste(text)),
        Event::Mouse(event) => mouse(event).map(Msg::Mouse),
        // The size comes by signal; the focus changes nothing yet.
        Event::Resize(..) | Event::FocusGained | Event::FocusLost => None,
    }
}

fn key(event: KeyEvent) -> Option<Key> {
    let mut modifiers = Modifiers {
        ctrl: event.modifiers.contains(KeyModifiers::CONTROL),
        alt: event.modifiers.contains(KeyModifiers::ALT),
        shift: event.modifiers.contains(KeyModifiers::SHIFT),
    };
    let code = match event.code {
        Code::Char(character) => KeyCode::Char(character),
        Code::Enter => KeyCode::Enter,
        Code::Esc => KeyCode::Esc,
        Code::Tab => KeyCode::Tab,
        Code::BackTab => {
            modifiers.shift = true;
            KeyCode::Tab
        }
        Code::Backspace => KeyCode::Backspace,
        Code::Insert => KeyCode::Insert,
        Code::Delete => KeyCode::Delete,
        Code::Up => KeyCode::Up,
        Code::Down => KeyCode::Down,
        Code::Left => KeyCode::Left,
        Code::Right => KeyCode::Right,
        Code::Home => KeyCode::Home,
        Code::End => KeyCode::End,
        Code::PageUp => KeyCode::PageUp,
        Code::PageDown => KeyCode::PageDown,
        Code::F(number) => KeyCode::Function(number),
        _ => return None,
    };
    Some(Key::new(code, modifiers))
}

fn mouse(event: MouseEvent) -> Option<Mouse> {
    let at = Position {
        x: event.column,
        y: event.row,
    };
    match event.kind {
        MouseEventKind::Down(MouseButton::Left) => Some(Mouse::Pressed(at)),
        MouseEventKind::ScrollUp => Some(Mouse::ScrolledUp(at)),
        MouseEventKind::ScrollDown => Some(Mouse::ScrolledDown(at)),
        _ => None,
    }
}

/// The bytes that put text on the user's clipboard (OSC 52).
pub(super) fn copy(text: &str) -> Vec<u8> {
    let mut sequence = String::new();
    // Writing to a string cannot fail.
    let _ = CopyToClipboard::to_clipboard_from(text).write_ansi(&mut sequence);
    sequence.into_bytes()
}

/// A session's fact as a message.
pub(super) fn fact(fact: Fact) -> Msg {
    match fact {
        Fact::Listed {
            context,
            kind,
            listing,
            answered,
        } => Msg::Listed {
            context,
            kind,
            listing,
            answered,
        },
        Fact::ListConfirmed {
            context,
            kind,
            answered,
        } => Msg::ListConfirmed {
            context,
            kind,
            answered,
        },
        Fact::ListFailed {
            context,
            kind,
            failure,
        } => Msg::ListFailed {
            context,
            kind,
            failure,
        },
        Fact::Read {
            key,
            detail,
            answered,
        } => Msg::Read {
            key,
            detail,
            answered,
        },
        Fact::ReadConfirmed { key, answered } => Msg::ReadConfirmed { key, answered },
        Fact::ReadFailed { key, failure } => Msg::ReadFailed { key, failure },
        Fact::PartsListed {
            key,
            part,
            listing,
            answered,
        } => Msg::PartsListed {
            key,
            part,
            listing,
            answered,
        },
        Fact::PartsConfirmed { key, part, answered } => Msg::PartsConfirmed { key, part, answered },
        Fact::PartsFailed { key, part, failure } => Msg::PartsFailed { key, part, failure },
        Fact::EventsListed {
            key,
            filter,
            listing,
            answered,
        } => Msg::EventsListed {
            key,
            filter,
            listing,
            answered,
        },
        Fact::EventsConfirmed {
            key,
            filter,
            answered,
        } => Msg::EventsConfirmed {
            key,
            filter,
            answered,
        },
        Fact::EventsFailed { key, filter, failure } => Msg::EventsFailed { key, filter, failure },
        Fact::Standing { context, standing } => Msg::Standing { context, standing },
        Fact::Waiting { context, waiting } => Msg::Waiting { context, waiting },
        Fact::Named { activity, key } => Msg::Named { activity, key },
        Fact::Stepped { activity, step, at } => Msg::Stepped { activity, step, at },
        Fact::Transferring {
            activity,
            transferred,
        } => Msg::Transferring {
            activity,
            transferred,
        },
        Fact::Recorded { trouble, .. } => Msg::Recorded(trouble),
    }
}
