//! The events of an object, wherever they come from: read with it, or of its manager's log.

use crate::resource::{Failure, Key};
use crate::tui::keymap::Command;
use crate::tui::screens::event::EventPage;
use crate::tui::screens::line::Purpose;
use crate::tui::screens::{Look, Request};
use crate::tui::widgets::events::{Events, LogShown};

/// Fills a list with an object's events, as far as they are known.
pub(in crate::tui::screens) fn fill_events(events: &mut Events, key: &Key, look: Look<'_>) {
    let feed = look.known.feed(key);
    match look.known.event_log(key) {
        None => {
            let reason = look.known.events_not_offered(key).map(Failure::reason);
            events.show_observed(look.known.detail(key), feed, reason);
        }
        Some(log) => {
            let shown = LogShown {
                of: &key.id,
                log,
                known: look.known.events(key),
            };
            events.show_log(shown, feed);
        }
    }
}

/// Runs a command of a list of an object's events; `None` if it is none.
pub(in crate::tui::screens) fn run_events(
    events: &mut Events,
    key: &Key,
    command: Command,
    look: Look<'_>,
) -> Option<Vec<Request>> {
    match command {
        Command::Filter => Some(vec![Request::Type(
            Purpose::Events,
            events.filter_text().to_owned(),
        )]),
        Command::ClearFilter => {
            events.filter("", look.now);
            Some(Vec::new())
        }
        Command::Open => {
            let page = EventPage::new(key, events.selected()?);
            Some(vec![Request::Push(Box::new(page))])
        }
        command => events.run(command).then(Vec::new),
    }
}
