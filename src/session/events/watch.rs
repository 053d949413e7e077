//! The events of one object kept fresh: what is new at the intervals of the object, older ones at once when they are
//! wanted.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::time::Instant;

use crate::managers::EventsOf;
use crate::resource::{Answered, EventFilter, EventListing, Key};
use crate::session::Session;
use crate::session::back_off::back_off;
use crate::session::fact::{Emit, Fact};
use crate::session::watch::{Poke, Until, failure, pause};
use crate::transport::Priority;

use super::EventReader;

/// Whoever walks over an object, or still types the filter, has not asked yet: only after that it is asked for.
const DWELL: Duration = Duration::from_millis(200);

/// Keeps the events of an object fresh that pass a filter: as many of the newest as [`Poke::rows`] says.
pub(in crate::session) async fn watch_events(
    session: Arc<Session>,
    key: Key,
    filter: Arc<EventFilter>,
    poke: Arc<Poke>,
    emit: Emit,
) {
    let of = EventsOf::object(key.kind, &key.id);
    let mut reader = EventReader::new(of.clone(), EventFilter::clone(&filter));
    let mut shown: Option<Arc<EventListing>> = None;
    let mut failures = 0;
    let mut priority = Priority::Visible;
    let mut changes = session.changes();
    // What a list tells of it is observed.
    session.observer.call(key.kind, &key.id, &poke.changed);
    tokio::time::sleep(DWELL).await;
    loop {
        let began = Instant::now();
        let intervals = session.intervals();
        let (key, filter) = (key.clone(), Arc::clone(&filter));
        let wanted = poke.rows.load(Ordering::Relaxed);
        let result = reader.read(&session, wanted, priority).await;
        // Also of a reading that broke off, what came is shown.
        let (is_busy, observed) = session.observer.sight(key.kind, &key.id);
        // Levels and types are the manager's words.
        let of_any_kind = EventFilter {
            levels: Vec::new(),
            types: Vec::new(),
            ..EventFilter::clone(&filter)
        };
        let observed = observed.into_iter().filter(|event| of_any_kind.passes(event));
        let listing = reader.listing(observed.collect());
        let is_same = shown.as_deref() == Some(&listing);
        let interval = match &result {
            Ok(fresh) if is_busy || (shown.is_some() && !fresh.is_empty()) => intervals.busy,
            _ => intervals.calm,
        };
        if reader.has_begun() && (result.is_ok() || !is_same) {
            let answered = Answered {
                at: session.now(),
                took: began.elapsed(),
                interval,
            };
            let (key, filter) = (key.clone(), Arc::clone(&filter));
            emit(if is_same {
                Fact::EventsConfirmed {
                    key,
                    filter,
                    answered,
                }
            } else {
                let listing = Arc::new(listing);
                shown = Some(Arc::clone(&listing));
                Fact::EventsListed {
                    key,
                    filter,
                    listing,
                    answered,
                }
            });
        }
        let wait = match result {
            Ok(_) => {
                failures = 0;
                poke.has_rows(wanted);
                Some(interval)
            }
            Err(error) => {
                failures += 1;
                let wait = back_off(&error, intervals.busy, failures);
                let failure = failure(&session, "read the events", &error, wait, failures);
                emit(Fact::EventsFailed { key, filter, failure });
                wait
            }
        };
        let is_refused = || session.are_events_refused(&of);
        let until = Until::after(wait, failures, &session.reach);
        priority = pause(until, &poke, &mut changes, is_refused, || {}).await;
    }
}
