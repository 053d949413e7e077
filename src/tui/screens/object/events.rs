//! The events of an object, wherever they come from: read with it, or of its manager's log.

use crate::resource::Key;
use crate::tui::screens::Look;
use crate::tui::widgets::events::{Events, LogShown};

/// Fills a list with an object's events, as far as they are known.
pub(in crate::tui::screens) fn fill_events(events: &mut Events, key: &Key, look: Look<'_>) {
    let feed = look.known.feed(key);
    match look.known.event_log(key) {
        None => events.show(look.known.detail(key), feed),
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
