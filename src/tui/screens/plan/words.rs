//! The lines above the panes: what it starts from, how it is sent, what it does, what the manager says.

use ratatui::style::Style;

use super::proposal::Check;
use super::screen::PlanScreen;
use super::standing::{Holds, version_word};
use crate::resource::Notice;
use crate::spec::{NoPlan, Risk, Verdict, Way};
use crate::tui::keymap::Command;
use crate::tui::screens::Look;
use crate::tui::screens::page::Page;
use crate::tui::theme::Theme;
use crate::tui::widgets::spans::{width, wrap};

/// One thing that is said.
type Said = (String, Style);
/// What stands in one line.
pub(super) type Line = Vec<Said>;

impl PlanScreen {
    /// The lines, broken where they do not fit.
    pub(super) fn header(&self, look: Look<'_>) -> Vec<Line> {
        let room = look.size.width.saturating_sub(2);
        let mut all = joined([self.base_words(look), self.way_words(look)], room, look.theme);
        all.extend(joined(
            [self.counts(look), self.check_words(look)],
            room,
            look.theme,
        ));
        all.extend(self.notes(look).into_iter().map(|said| vec![said]));
        let mut lines = Vec::new();
        for line in all {
            match line.as_slice() {
                [(text, style)] => {
                    lines.extend(wrap(text, room).into_iter().map(|part| vec![(part, *style)]))
                }
                _ => lines.push(line),
            }
        }
        lines
    }

    fn base_words(&self, look: Look<'_>) -> Said {
        let theme = look.theme;
        let Some(standing) = &self.standing else {
            return (format!("new: {}", self.name), theme.text);
        };
        let base = version_word(standing.version);
        match standing.holds {
            Holds::Yes if standing.is_reading => (format!("base {base}, reading it again"), theme.text),
            Holds::Yes => {
                let seen = standing.seen_by(look.known).format("%H:%M:%S");
                (format!("base {base}, still current at {seen}"), theme.text)
            }
            Holds::Expired { version } => {
                let came = match version {
                    Some(_) => format!("{} came meanwhile", version_word(version)),
                    None => "it was changed meanwhile".into(),
                };
                let next = if standing.is_reading {
                    "it is being read".into()
                } else {
                    self.key_for(Command::DryRun, "read it again", look)
                };
                (format!("base {base}, EXPIRED: {came}; {next}"), theme.warning)
            }
            Holds::Undecided => {
                let next = self.key_for(Command::DryRun, "read it again and decide", look);
                let words = format!("base {base}, EXPIRED: another party changed the same; {next}");
                (words, theme.warning)
            }
        }
    }

    fn way_words(&self, look: Look<'_>) -> Said {
        let proposal = &self.proposal;
        let way = match proposal.way {
            Way::Create => "the whole document is sent",
            Way::Patch => "only what differs is sent",
            Way::Overwrite => "OVERWRITE: the whole document is sent",
        };
        let has_force = proposal.editing.force && proposal.way != Way::Create;
        let force = match (has_force, proposal.force) {
            (false, _) => "",
            (true, false) => ", force: off",
            (true, true) => ", FORCE: on",
        };
        let is_calm = proposal.way != Way::Overwrite && !proposal.force;
        let style = if is_calm {
            look.theme.dim
        } else {
            look.theme.warning
        };
        (format!("{way}{force}"), style)
    }

    fn counts(&self, look: Look<'_>) -> Said {
        let theme = look.theme;
        match &self.proposal.plan {
            Ok(plan) if plan.request.way == Way::Create => (
                format!("a new one, with {} fields", plan.changes.len()),
                theme.text,
            ),
            Ok(plan) => {
                let what = match plan.changes.len() {
                    1 => "1 change".to_owned(),
                    many => format!("{many} changes"),
                };
                (
                    format!("{what}: {}", plan.counts()),
                    risk_style(plan.risk(), theme),
                )
            }
            Err(NoPlan::NoChange) => ("no change: nothing would be sent".into(), theme.text),
            Err(NoPlan::OnlyOrder) => (NoPlan::OnlyOrder.to_string(), theme.text),
            Err(NoPlan::Unsayable(unsayable)) => {
                let offer = match self.proposal.way {
                    Way::Patch if self.proposal.editing.ways.contains(&Way::Overwrite) => {
                        let key = look.keymap.label_of(Command::ToggleOverwrite, &self.scopes());
                        key.map_or_else(String::new, |key| format!(" ({key})"))
                    }
                    Way::Patch | Way::Create | Way::Overwrite => String::new(),
                };
                (format!("no plan: {unsayable}{offer}"), theme.error)
            }
        }
    }

    fn check_words(&self, look: Look<'_>) -> Said {
        let theme = look.theme;
        let clock = |at: &chrono::DateTime<chrono::Utc>| at.format("%H:%M:%S").to_string();
        match &self.proposal.check {
            Check::NotOffered if self.proposal.plan.is_err() => (String::new(), theme.dim),
            Check::NotOffered => ("the manager checks nothing beforehand".into(), theme.dim),
            Check::Asked => ("dry run: asking the manager".into(), theme.busy),
            Check::Said { verdict, at } => match verdict {
                Verdict::Accepted { at } => (
                    format!("dry run: accepted by the manager {}", clock(at)),
                    theme.ok,
                ),
                Verdict::Refused { .. } => (
                    format!("dry run: REFUSED by the manager {}", clock(at)),
                    theme.error,
                ),
                Verdict::Unknown(_) => (format!("dry run: not checked {}", clock(at)), theme.warning),
            },
        }
    }

    /// What is to be known besides, one line each.
    fn notes(&self, look: Look<'_>) -> Vec<Said> {
        let theme = look.theme;
        let mut notes = Vec::new();
        if let Some(running) = self.standing.as_ref().and_then(|standing| standing.busy.as_ref()) {
            let words = format!(
                "takes no change now: {running}; apply when that has ended, nothing is sent by itself"
            );
            notes.push((words, theme.busy));
        }
        if let Some(note) = &self.note {
            notes.push((note.clone(), theme.warning));
        }
        if let Check::Said { verdict, .. } = &self.proposal.check {
            match verdict {
                Verdict::Accepted { .. } => {}
                Verdict::Refused { notice, fields } => {
                    // What is said of single fields stands at them.
                    let reason = match fields.len() {
                        0 => reason(notice),
                        1 => "refused for 1 field, named below".to_owned(),
                        many => format!("refused for {many} fields, named below"),
                    };
                    notes.push((with_hint(&reason, &self.way_out(notice, look)), theme.error));
                }
                Verdict::Unknown(notice) => {
                    let hint = notice.hint.as_deref().unwrap_or_default();
                    notes.push((with_hint(&reason(notice), hint), theme.warning));
                }
            }
        }
        for remark in &self.remarks.elsewhere {
            notes.push((format!("!! {}: {}", remark.path, remark.words), theme.error));
        }
        notes
    }

    /// "r: read it again", with the key as it is bound.
    fn key_for(&self, command: Command, words: &str, look: Look<'_>) -> String {
        match look.keymap.label_of(command, &self.scopes()) {
            Some(key) => format!("{key}: {words}"),
            None => words.to_owned(),
        }
    }
}

/// The style of what a change does; the word stands beside it.
pub(super) fn risk_style(risk: Risk, theme: &Theme) -> Style {
    match risk {
        Risk::InPlace => theme.text,
        Risk::Rolling => theme.busy,
        Risk::Hard => theme.warning,
        Risk::Removes => theme.danger,
        Risk::Refused => theme.error,
    }
}

/// What to do is said behind the reason, in brackets.
fn with_hint(reason: &str, hint: &str) -> String {
    match hint {
        "" => reason.to_owned(),
        hint => format!("{reason} ({hint})"),
    }
}

/// Why it came to nothing: its own text only says that it did.
pub(super) fn reason(notice: &Notice) -> String {
    match notice.causes.as_slice() {
        [] => notice.text.clone(),
        causes => causes.join(": "),
    }
}

/// Two things in one line where both fit.
fn joined(said: [Said; 2], room: u16, theme: &Theme) -> Vec<Line> {
    let [one, other] = said;
    let separator = format!("  {}  ", theme.glyphs.separator);
    if other.0.is_empty() {
        vec![vec![one]]
    } else if width(&one.0) + width(&separator) + width(&other.0) <= room {
        vec![vec![one, (separator, theme.rule), other]]
    } else {
        vec![vec![one], vec![other]]
    }
}
