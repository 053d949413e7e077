//! A note for whoever is on call next: what is still open, and what was done to each cluster, in order.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use chrono::{DateTime, Utc};

use crate::journal::{Entry, Filter, Outcome};
use crate::resource::freshness::elapsed;
use crate::resource::text::visible;

/// The note in Markdown; `entries` stand in the order of asking.
pub(super) fn note(entries: &[Entry], filter: &Filter, now: DateTime<Utc>) -> String {
    let mut text = format!(
        "# Changes {}\n\n{}\n",
        period(entries, filter, now),
        summary(entries)
    );
    let open = open(entries);
    if !open.is_empty() {
        text.push_str("\n## Still open\n\n");
        for entry in open {
            line(&mut text, &format!("{}: ", place(entry)), entry);
        }
    }
    for cluster in clusters(entries) {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "\n## {}\n", place(cluster));
        for entry in entries.iter().filter(|entry| place(entry) == place(cluster)) {
            line(&mut text, "", entry);
            let diff = &entry.began.diff;
            for change in &diff.lines {
                let _ = writeln!(text, "  - {}", code(change));
            }
            if diff.more > 0 {
                let _ = writeln!(text, "  - and {} more", diff.more);
            }
        }
    }
    text
}

/// "from 2026-11-20 15:00 to 2026-11-20 23:00 UTC".
fn period(entries: &[Entry], filter: &Filter, now: DateTime<Utc>) -> String {
    let first = entries.first().map(|entry| entry.began.at);
    let word = |at: DateTime<Utc>| at.format("%Y-%m-%d %H:%M").to_string();
    let until = word(filter.until.unwrap_or(now));
    match filter.since.or(first) {
        Some(since) => format!("from {} to {until} UTC", word(since)),
        None => format!("until {until} UTC"),
    }
}

/// How many, and who asked for them.
fn summary(entries: &[Entry]) -> String {
    let who: BTreeSet<String> = entries.iter().map(|entry| entry.began.author.told()).collect();
    let who: Vec<String> = who.iter().map(|one| escaped(one)).collect();
    match entries.len() {
        0 => "Nothing was asked for.".to_owned(),
        1 => format!("1 change, asked for by {}.", who.join("; ")),
        many => format!("{many} changes, asked for by {}.", who.join("; ")),
    }
}

/// What somebody has yet to look at: first what may or may not have happened.
fn open(entries: &[Entry]) -> Vec<&Entry> {
    let mut open: Vec<&Entry> = entries.iter().filter(|entry| entry.outcome.is_open()).collect();
    open.sort_by_key(|entry| entry.outcome != Outcome::Unknown);
    open
}

/// The first change of each cluster, in the order of asking.
fn clusters(entries: &[Entry]) -> Vec<&Entry> {
    let mut met = BTreeSet::new();
    entries.iter().filter(|entry| met.insert(place(entry))).collect()
}

/// "prod/orders".
fn place(entry: &Entry) -> String {
    escaped(&format!("{}/{}", entry.began.context, entry.began.name))
}

/// "- 2026-11-20 15:02 stop, v3 -> v4: **done**: it is STOPPED, after 2m (ada, with qd stop)".
fn line(text: &mut String, place: &str, entry: &Entry) {
    let began = &entry.began;
    let part = began.part.as_ref().map(|part| format!(" of {}", escaped(part)));
    let versions = entry.versions();
    let versions = if versions.is_empty() {
        versions
    } else {
        format!(", {versions}")
    };
    let took = entry.took.map(|took| format!(", after {}", elapsed(took)));
    let _ = writeln!(
        text,
        "- {} {place}{}{}{versions}: {}{} ({}, {})",
        began.at.format("%Y-%m-%d %H:%M"),
        escaped(&began.verb),
        part.unwrap_or_default(),
        emphasized(entry),
        took.unwrap_or_default(),
        escaped(&began.author.user),
        escaped(&began.author.means()),
    );
}

/// What became of a change, its first word in bold.
fn emphasized(entry: &Entry) -> String {
    let story = entry.story();
    let rest = story.strip_prefix(entry.outcome.word()).unwrap_or_default();
    format!("**{}**{}", entry.outcome, escaped(rest))
}

/// Words of others, which must not be read as Markdown.
fn escaped(words: &str) -> String {
    let mut out = String::new();
    for character in visible(words).chars() {
        if "\\`*_[]<>#|".contains(character) {
            out.push('\\');
        }
        out.push(character);
    }
    out
}

/// A piece of code, whatever is in it.
fn code(text: &str) -> String {
    let text = visible(text);
    if text.contains('`') {
        format!("`` {text} ``")
    } else {
        format!("`{text}`")
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;
    use crate::journal::{Author, Began, Diff, Ended};

    fn now() -> DateTime<Utc> {
        "2026-11-20T23:00:00Z".parse().unwrap()
    }

    fn entry(name: &str, verb: &str, minutes: i64, outcome: Option<Outcome>) -> Entry {
        let at = now() - TimeDelta::hours(8) + TimeDelta::minutes(minutes);
        let began = Began {
            change: format!("run-{minutes}"),
            at,
            author: Author {
                user: "ada".into(),
                uid: 1000,
                origin: (name == "orders").then(|| "192.0.2.7".into()),
                host: "jump-1".into(),
                pid: 7,
                run: "run".into(),
                front: "console".into(),
            },
            context: "prod".into(),
            scope: None,
            manager: "some".into(),
            url: "https://manager.example/".into(),
            kind: "clusters".into(),
            id: Some("c-1".into()),
            name: name.into(),
            part: (verb == "replace-server").then(|| "i-1".into()),
            verb: verb.into(),
            base: Some(3),
            diff: Diff {
                lines: if verb == "edit" {
                    vec!["size: 3 -> `5`".into()]
                } else {
                    Vec::new()
                },
                more: if verb == "edit" { 2 } else { 0 },
            },
            request: "sha256:00".into(),
        };
        let ended = outcome.map(|outcome| Ended {
            change: began.change.clone(),
            at: at + TimeDelta::seconds(90),
            outcome,
            words: "it is *UP*".into(),
            version: (verb == "edit").then_some(4),
            id: None,
            took_ms: 90_000,
        });
        Entry::new(began, ended, |_| false)
    }

    #[test]
    fn the_note_says_what_is_open_and_what_was_done_to_each_cluster() {
        let entries = [
            entry("orders", "edit", 0, Some(Outcome::Done)),
            entry("web_1", "stop", 5, Some(Outcome::Accepted)),
            entry("orders", "replace-server", 10, None),
        ];
        let filter = Filter {
            since: Some(now() - TimeDelta::hours(8)),
            ..Filter::default()
        };
        insta::assert_snapshot!(note(&entries, &filter, now()));
    }

    #[test]
    fn a_quiet_shift_is_a_note_too() {
        assert_eq!(
            note(&[], &Filter::default(), now()),
            "# Changes until 2026-11-20 23:00 UTC\n\nNothing was asked for.\n"
        );
    }
}
