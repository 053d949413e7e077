//! A file on its way to a manager or from it: how far it has come, and whether it is still wanted.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use super::KindId;
use super::parameter::is_url;

/// The handle of one transfer, for whoever moves the bytes and whoever looks on. Clones share everything.
///
/// Of a change that moves no file it stays as it was made.
#[derive(Clone)]
pub struct Transfer(Arc<Shared>);

struct Shared {
    done: AtomicU64,
    total: AtomicU64,
    is_cancelled: AtomicBool,
}

/// How far a transfer has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Transferred {
    /// Bytes that are through.
    pub done: u64,
    /// Bytes in all, if that is known.
    pub total: Option<u64>,
}

/// What can be fetched from a manager as a file: declared by it, for one kind of object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Download {
    pub kind: KindId,
    /// One sentence for help and palette, without a final stop.
    pub help: &'static str,
    /// The end of the file's name that is suggested, with its point: `.tar.gz`.
    pub suffix: &'static str,
}

impl Download {
    /// The name of a file that is suggested for an object's: nothing in it leads elsewhere or hides it.
    pub fn file_name(&self, object: &str) -> String {
        let safe = object.chars().map(|c| match c {
            '/' | '\\' => '_',
            c if c.is_control() || c.is_whitespace() => '_',
            c => c,
        });
        let safe: String = safe.collect();
        let name = safe.trim_start_matches(['.', '-']);
        let name = if name.is_empty() { "download" } else { name };
        // Many managers let an id end as its file would.
        match name.ends_with(self.suffix) {
            true => name.to_owned(),
            false => format!("{name}{}", self.suffix),
        }
    }
}

/// The name of a file or of an address without what says how it is packed.
pub fn name_of_file(file: &str) -> &str {
    let path = match is_url(file) {
        true => file.split(['?', '#']).next().unwrap_or(file),
        false => file,
    };
    let name = path.trim_end_matches('/').rsplit('/').next().unwrap_or(path);
    const ENDS: [&str; 8] = [
        ".tar.gz", ".tar.bz2", ".tar.xz", ".tgz", ".tar", ".zip", ".wgn", ".json",
    ];
    let bare = ENDS.iter().find_map(|end| name.strip_suffix(end));
    bare.filter(|bare| !bare.is_empty()).unwrap_or(name)
}

/// Whether a path is that of a text which is no archive, by its name.
pub fn is_text(path: &str) -> bool {
    [".yaml", ".yml"].iter().any(|end| path.ends_with(end))
}

/// Stands for a length that nobody knows.
const UNKNOWN: u64 = u64::MAX;

impl Transfer {
    /// A transfer begins, or begins anew: nothing is through, and so many bytes are to come.
    pub fn begin(&self, total: Option<u64>) {
        self.0.done.store(0, Ordering::Relaxed);
        self.0.total.store(total.unwrap_or(UNKNOWN), Ordering::Relaxed);
    }

    /// So many more bytes are through.
    pub fn advance(&self, bytes: u64) {
        self.0.done.fetch_add(bytes, Ordering::Relaxed);
    }

    pub fn progress(&self) -> Transferred {
        let total = self.0.total.load(Ordering::Relaxed);
        Transferred {
            done: self.0.done.load(Ordering::Relaxed),
            total: (total != UNKNOWN).then_some(total),
        }
    }

    /// It is not wanted any more: whoever moves the bytes stops soon.
    pub fn cancel(&self) {
        self.0.is_cancelled.store(true, Ordering::Relaxed);
    }

    pub fn is_cancelled(&self) -> bool {
        self.0.is_cancelled.load(Ordering::Relaxed)
    }
}

impl Transferred {
    /// "12 of 80 MiB", "12 MiB" where the whole is not known, "all 80 MiB" at the end.
    pub fn words(self) -> String {
        let Self { done, total } = self;
        match total {
            None => size_words(done),
            Some(total) if done >= total => format!("all {}", size_words(total)),
            Some(total) => {
                let (unit, word) = unit_of(total);
                format!("{} of {} {word}", in_unit(done, unit), in_unit(total, unit))
            }
        }
    }

    /// How much is through, from 0 to 100; `None` where the whole is not known.
    pub fn percent(self) -> Option<u8> {
        let total = self.total?;
        let done = u128::from(self.done.min(total)) * 100;
        let percent = done.checked_div(u128::from(total));
        u8::try_from(percent.unwrap_or(100)).ok()
    }
}

/// A number of bytes as a user reads it: `80 MiB`, `1.5 KiB`, `7 B`.
pub fn size_words(bytes: u64) -> String {
    let (unit, word) = unit_of(bytes);
    format!("{} {word}", in_unit(bytes, unit))
}

/// The largest unit of which there is at least one.
fn unit_of(bytes: u64) -> (u64, &'static str) {
    const UNITS: [(u64, &str); 3] = [(1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")];
    let fitting = UNITS.into_iter().find(|(unit, _)| bytes >= *unit);
    fitting.unwrap_or((1, "B"))
}

/// With one digit behind the point where it says something.
fn in_unit(bytes: u64, unit: u64) -> String {
    let tenths = u128::from(bytes) * 10 / u128::from(unit);
    match (tenths / 10, tenths % 10) {
        (whole, tenth) if tenth == 0 || whole >= 10 => whole.to_string(),
        (whole, tenth) => format!("{whole}.{tenth}"),
    }
}

impl Default for Transfer {
    fn default() -> Self {
        Self(Arc::new(Shared {
            done: AtomicU64::new(0),
            total: AtomicU64::new(UNKNOWN),
            is_cancelled: AtomicBool::new(false),
        }))
    }
}

/// Any two are equal: a handle is no part of what is asked for.
impl PartialEq for Transfer {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Transfer {}

impl fmt::Debug for Transfer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Transfer({})", self.progress().words())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIB: u64 = 1 << 20;

    #[test]
    fn progress_is_told_in_the_unit_of_the_whole() {
        let words = |done, total| Transferred { done, total }.words();
        assert_eq!(words(12 * MIB, Some(80 * MIB)), "12 of 80 MiB");
        assert_eq!(words(MIB / 2, Some(3 * MIB)), "0.5 of 3 MiB");
        assert_eq!(words(80 * MIB, Some(80 * MIB)), "all 80 MiB");
        assert_eq!(words(1536, None), "1.5 KiB");
        assert_eq!(words(0, Some(0)), "all 0 B");
        assert_eq!(words(3, Some(7)), "3 of 7 B");
    }

    #[test]
    fn a_whole_that_is_not_known_has_no_percentage() {
        let percent = |done, total| Transferred { done, total }.percent();
        assert_eq!(percent(1, None), None);
        assert_eq!(percent(1, Some(3)), Some(33));
        assert_eq!(percent(0, Some(0)), Some(100));
        assert_eq!(percent(u64::MAX / 2, Some(u64::MAX / 2)), Some(100));
    }

    #[test]
    fn the_suggested_name_of_a_file_leads_nowhere_else() {
        let download = Download {
            kind: KindId("prints"),
            help: "",
            suffix: ".tar.gz",
        };
        assert_eq!(download.file_name("web"), "web.tar.gz");
        assert_eq!(download.file_name("../etc/a b"), "_etc_a_b.tar.gz");
        assert_eq!(download.file_name("-rf.tar.gz"), "rf.tar.gz");
        assert_eq!(download.file_name(".."), "download.tar.gz");
    }

    #[test]
    fn a_file_is_called_by_its_name_without_what_says_how_it_is_packed() {
        assert_eq!(name_of_file("/tmp/web.tar.gz"), "web");
        assert_eq!(name_of_file("a/b.c/"), "b.c");
        assert_eq!(name_of_file("https://files.example/a/web.zip?x=/1"), "web");
        assert_eq!(name_of_file(".zip"), ".zip");
        assert!(is_text("a/b.yaml") && !is_text("a.yaml/b"));
    }

    #[test]
    fn clones_share_progress_and_the_wish_to_stop() {
        let transfer = Transfer::default();
        let other = transfer.clone();
        transfer.begin(Some(10));
        other.advance(4);
        other.cancel();
        assert_eq!(
            transfer.progress(),
            Transferred {
                done: 4,
                total: Some(10)
            }
        );
        assert!(transfer.is_cancelled());
    }
}
