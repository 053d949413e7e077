//! Times, states and answers in words.

use std::borrow::Cow;

use chrono::{DateTime, Utc};

use crate::history::{Blame, When};
use crate::resource::Notice;
use crate::resource::text::visible;
use crate::spec::Path;
use crate::tui::widgets::spans::{cut, width};

use super::reading::{Reading, Standing};

/// Cells that a time takes at most.
pub const TIME: u16 = 16;
/// Cells of a value within a sentence.
const VALUE: u16 = 48;

/// "2026-11-20 13:49" as the manager told; "seen 13:49" if it was there when somebody looked.
pub fn time(when: When, now: DateTime<Utc>) -> String {
    let format = match when {
        When::Happened(_) => "%Y-%m-%d %H:%M",
        When::Seen(at) if at.date_naive() == now.date_naive() => "seen %H:%M",
        When::Seen(_) => "seen %m-%d %H:%M",
    };
    when.at().format(format).to_string()
}

/// Who set a field of the current version; `None` as long as older versions have to be read to know.
pub fn blame(path: &Path, reading: &Reading, now: DateTime<Utc>) -> Option<Notice> {
    let found = reading.blame(path);
    let since = |number: i64| match reading.since(number) {
        Some(when) => format!("v{number} ({})", time(when, now)),
        None => format!("v{number}"),
    };
    let end = match found {
        Blame::SetIn(number) => format!("since {}", since(number)),
        Blame::AtLeast(number) => {
            format!("since {} or longer: older versions are not kept", since(number))
        }
        Blame::Absent => {
            let current = reading.current();
            return Some(Notice::info(format!("v{current} has no field {path}")));
        }
        Blame::NotReadYet { needs } => match reading.standing(needs) {
            Standing::Failed(reason) => {
                let mut notice = reason.clone();
                notice.text = format!("{} to see who set {path}", notice.text);
                return Some(notice);
            }
            _ => return None,
        },
    };
    let value = reading.value(path).map(|value| value.to_string());
    let value = value.unwrap_or_default();
    let field = if path.is_empty() {
        "document".to_owned()
    } else {
        path.to_string()
    };
    Some(Notice::info(format!(
        "{field}: {} {end}",
        cut(&value, VALUE, "...")
    )))
}

/// The end of a path, which says the most, in so many cells.
pub fn end_of<'t>(path: &'t str, room: u16, ellipsis: &str) -> Cow<'t, str> {
    let path = visible(path);
    if width(&path) <= room {
        return path;
    }
    let left = room.saturating_sub(width(ellipsis));
    let mut ends = path.char_indices().filter_map(|(at, _)| path.get(at..));
    let end = ends.find(|end| width(end) <= left).unwrap_or_default();
    Cow::Owned(format!("{ellipsis}{end}"))
}

/// Why two versions cannot be compared yet, or at all.
pub fn not_compared(before: i64, after: i64, reading: &Reading) -> String {
    for number in [after, before] {
        match reading.standing(number) {
            Standing::Known => {}
            Standing::Missing if number == before && before + 1 == after => {
                return format!("v{after} is the oldest version that is kept");
            }
            Standing::Missing => return format!("v{number} is not kept"),
            Standing::Failed(reason) => return reason.line(),
            Standing::OnItsWay => return format!("reading v{number}"),
            Standing::NotRead if number < 0 => return format!("v{after} is the first version"),
            Standing::NotRead => return format!("v{number} is not read yet"),
        }
    }
    String::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_long_path_the_end_is_shown() {
        assert_eq!(end_of("spec.query.replicas", 19, ".."), "spec.query.replicas");
        assert_eq!(end_of("spec.query.replicas", 10, ".."), "..replicas");
        assert_eq!(end_of("spec.データ", 6, "~"), "~ータ");
        assert_eq!(end_of("spec", 0, "~"), "~");
    }
}
