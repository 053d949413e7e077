//! One frame without a terminal: the pictures of the README.

use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use chrono::Utc;
use ratatui::buffer::Buffer;
use ratatui::layout::{Rect, Size};

use crate::tui::app::Model;
use crate::tui::keymap::Key;
use crate::tui::msg::Msg;
use crate::tui::subscriptions::{subscriptions, with_rows};
use crate::tui::view::view;
use crate::tui::{msg::Effect, picture::svg};

use super::outside::Outside;
use super::run::{Incoming, Setup, model};

/// So long without an answer means that all that was asked for is there.
const SETTLED: Duration = Duration::from_millis(700);

/// The console of this size after these keys, drawn as SVG.
///
/// # Errors
/// What is wrong with the keys, in words.
pub fn picture(setup: Setup, (columns, rows): (u16, u16), keys: &str) -> Result<String, String> {
    let keys = if keys.trim().is_empty() {
        Vec::new()
    } else {
        Key::parse_sequence(keys).map_err(|problems| problems.join("; "))?
    };
    let size = Size::new(columns, rows);
    let (sender, incoming) = mpsc::channel();
    let sessions = setup
        .sessions
        .iter()
        .map(|(session, _)| Arc::clone(session))
        .collect();
    let mut outside = Outside::new(sessions, setup.journal.clone(), None, sender);
    outside.start().map_err(|error| error.to_string())?;
    let mut model = model(setup, size, Utc::now());
    model.notice = None;
    let mut settle = |model: &mut Model, effects: Vec<Effect>| {
        carry_out(&mut outside, effects);
        loop {
            outside.keep_fresh(&with_rows(model));
            match incoming.recv_timeout(SETTLED) {
                Ok(Incoming::Msg(msg) | Incoming::OfSession { msg, .. }) => {
                    let effects = model.update(msg, Utc::now());
                    carry_out(&mut outside, effects);
                }
                Ok(_) => {}
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                    let before = subscriptions(model);
                    let effects: Vec<Effect> = model.update(Msg::Tick, Utc::now());
                    carry_out(&mut outside, effects);
                    // What time alone brought on the screen is waited for, too.
                    if subscriptions(model) == before {
                        return;
                    }
                }
            }
        }
    };
    settle(&mut model, Vec::new());
    for key in keys {
        model.update(Msg::Painted, Utc::now());
        let effects = model.update(Msg::Key(key, Utc::now()), Utc::now());
        settle(&mut model, effects);
    }
    let mut buffer = Buffer::empty(Rect::new(0, 0, columns, rows));
    view(&model, &mut buffer);
    Ok(svg(&buffer))
}

/// A picture asks for what it shows; it changes nothing.
fn carry_out(outside: &mut Outside, effects: Vec<Effect>) {
    for effect in effects {
        let changes = matches!(
            effect,
            Effect::Perform(_)
                | Effect::PerformAll(_)
                | Effect::Apply(..)
                | Effect::LogIn { .. }
                | Effect::LogOut(_)
        );
        if !changes {
            outside.carry_out(effect);
        }
    }
}
