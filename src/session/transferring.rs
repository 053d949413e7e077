//! How far a file has come, told now and then.

use std::time::Duration;

use crate::resource::{ActivityId, Intent, Transfer, Transferred};

use super::fact::{Emit, Fact};

/// Between two words about one file: a few times a second is as often as anybody reads.
const PAUSE: Duration = Duration::from_millis(300);

/// Tells how far the file of one activity has come.
pub(super) struct Telling<'a> {
    activity: ActivityId,
    transfer: &'a Transfer,
    emit: &'a Emit,
    told: Option<Transferred>,
}

impl<'a> Telling<'a> {
    pub(super) fn new(intent: &'a Intent, emit: &'a Emit) -> Self {
        Self {
            activity: intent.activity,
            transfer: &intent.transfer,
            emit,
            told: None,
        }
    }

    /// Waits until it is time for the next word.
    pub(super) async fn pause(&self) {
        tokio::time::sleep(PAUSE).await;
    }

    /// Tells it, if it is news.
    pub(super) fn tell(&mut self) {
        let transferred = self.transfer.progress();
        let has_begun = transferred.done > 0 || transferred.total.is_some();
        if has_begun && self.told != Some(transferred) {
            self.told = Some(transferred);
            (self.emit)(Fact::Transferring {
                activity: self.activity,
                transferred,
            });
        }
    }
}
