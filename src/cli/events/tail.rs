//! The events that come while a change is under way, printed beside it.

use std::future::Future;
use std::io::Write;
use std::pin::pin;
use std::sync::Arc;

use tokio::time::sleep;

use crate::cli::surface::{Surface, tell};
use crate::cli::trouble::failure;
use crate::managers::EventsOf;
use crate::resource::{Event, EventFilter, Key};
use crate::session::{EventReader, Priority, Session};

use super::request::Form;
use super::show::Show;

/// The end of a log, from where it was when a change began.
pub(in crate::cli) struct Tail<'a> {
    session: &'a Session,
    reader: EventReader,
    show: Show<'a>,
    /// Reading failed, and that was said.
    is_broken: bool,
}

/// After the end of a change the log is read so often at most, until nothing new comes.
const LAST_READS: usize = 8;

impl<'a> Tail<'a> {
    /// From now on; `None` if the manager keeps no log of such objects.
    pub(in crate::cli) async fn begin(session: &'a Session, key: &Key, surface: &'a Surface) -> Option<Self> {
        if !session.about().event_log.is_some_and(|log| log.is_of(key.kind)) {
            return None;
        }
        let mut tail = Self {
            session,
            reader: EventReader::new(EventsOf::object(key.kind, &key.id), EventFilter::default()),
            show: Show {
                form: Form::Text,
                is_stream: true,
                with_traceback: false,
                surface,
                redactor: session.about().redactor(),
            },
            is_broken: false,
        };
        // What was before is known to whoever asks for a change now.
        let _before = tail.read().await;
        Some(tail)
    }

    /// Prints what comes until `change` has ended, and what it wrote at its end; `clear` makes room before that.
    pub(in crate::cli) async fn beside<T>(
        &mut self,
        change: impl Future<Output = T>,
        clear: impl Fn(),
        out: &mut impl Write,
    ) -> T {
        let mut change = pin!(change);
        let ended = loop {
            tokio::select! {
                biased;
                ended = &mut change => break ended,
                () = sleep(self.session.intervals().busy) => {}
            }
            // The change goes on while the log is read.
            let fresh = {
                let mut reading = pin!(self.read());
                tokio::select! {
                    biased;
                    fresh = &mut reading => Ok(fresh),
                    ended = &mut change => Err((ended, reading.await)),
                }
            };
            match fresh {
                Ok(fresh) => self.print(&fresh, &clear, out),
                Err((ended, fresh)) => {
                    self.print(&fresh, &clear, out);
                    break ended;
                }
            }
        };
        for _ in 0..LAST_READS {
            let fresh = self.read().await;
            if fresh.is_empty() {
                break;
            }
            self.print(&fresh, &clear, out);
        }
        ended
    }

    async fn read(&mut self) -> Vec<Arc<Event>> {
        if self.is_broken {
            return Vec::new();
        }
        let read = self.reader.read(self.session, 1, Priority::Visible).await;
        read.unwrap_or_else(|error| {
            // What becomes of the change is told all the same.
            self.is_broken = error.needs_the_user();
            if self.is_broken {
                tell(&failure("read the events", &error));
            }
            Vec::new()
        })
    }

    fn print(&self, events: &[Arc<Event>], clear: &impl Fn(), out: &mut impl Write) {
        if events.is_empty() {
            return;
        }
        clear();
        // Where nobody reads any more, its outcome cannot be told either, and that is what fails.
        let _unread = self.show.all(events, out).map(|()| out.flush());
    }
}
