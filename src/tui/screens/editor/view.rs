//! How the editor looks: the text, and below it what is to be said of the place of the cursor.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::{Clear, Widget};

use crate::resource::freshness::coarse_age;
use crate::resource::text::visible;
use crate::spec::{Gravity, Place};
use crate::tui::layout;
use crate::tui::screens::Look;
use crate::tui::theme::Theme;
use crate::tui::widgets::rule::Rule;
use crate::tui::widgets::spans::{Pen, width, wrap};

use super::completion::Completion;
use super::screen::{Choosing, EditorScreen, Stage, draft_words};
use super::text::MASK_MEANS;
use super::writing::Writing;

/// Completions shown at once.
const SHOWN: u16 = 8;

pub(super) fn view(screen: &EditorScreen, look: Look<'_>, buf: &mut Buffer) {
    let areas = layout::editor(look.size);
    match &screen.stage {
        Stage::Writing(writing) => {
            rule(screen, writing, look, areas.rule, buf);
            writing.text.editor.view(look.theme, areas.text, buf);
            about(screen, writing, look, areas.about, buf);
            if let Some(completion) = &writing.completion {
                list(completion, writing, look.theme, areas.text, buf);
            }
        }
        Stage::Choosing(choosing) => choose(screen, choosing, look, layout::frame(look.size).body, buf),
        Stage::Opening(_) => words(look, "reading it again; esc goes back", look.theme.dim, buf),
        Stage::Failed(notice) => words(look, &notice.line(), look.theme.error, buf),
    }
}

fn words(look: Look<'_>, words: &str, style: ratatui::style::Style, buf: &mut Buffer) {
    let body = layout::frame(look.size).body;
    let room = body.width.saturating_sub(6);
    for (y, line) in (body.y + 1..body.bottom()).zip(wrap(words, room)) {
        let area = Rect { y, height: 1, ..body };
        Pen::new(buf, area, look.theme.glyphs.ellipsis)
            .skip(3)
            .write(&line, style);
    }
}

fn rule(screen: &EditorScreen, writing: &Writing, look: Look<'_>, area: Rect, buf: &mut Buffer) {
    let theme = look.theme;
    let base = match &writing.base {
        None => format!("a new one in {}", screen.context),
        Some(base) => {
            let now = look.known.row(&base.key).and_then(|row| row.version);
            match (base.version, now) {
                (Some(version), Some(now)) if now > version => {
                    format!("from v{version}; v{now} is there now")
                }
                (Some(version), _) => format!("from v{version}"),
                (None, _) => String::new(),
            }
        }
    };
    let busy = writing.base.as_ref().and_then(|base| base.busy.as_deref());
    let middle = match busy {
        Some(busy) => format!("{base} {} {busy}", theme.glyphs.separator),
        None => base,
    };
    let fresh = match &writing.draft.saved {
        _ if !writing.has_draft() => (String::new(), theme.dim),
        None => ("draft not saved yet".to_owned(), theme.dim),
        Some(Ok(at)) => (format!("draft saved {}", at.format("%H:%M:%S")), theme.dim),
        Some(Err(_)) => ("DRAFT NOT SAVED".to_owned(), theme.error),
    };
    let search = if screen.is_leaving {
        "esc again leaves; the draft is kept".to_owned()
    } else {
        writing.text.editor.search_status().unwrap_or_default()
    };
    Rule {
        title: &visible(&screen.name),
        has_focus: true,
        important: &search,
        middle: &middle,
        fresh,
    }
    .render(theme, area, buf);
}

/// Below the text: the field under the cursor, and what is to be mended.
fn about(screen: &EditorScreen, writing: &Writing, look: Look<'_>, area: Rect, buf: &mut Buffer) {
    let theme = look.theme;
    if area.height == 0 {
        return;
    }
    let line = |at: u16| Rect {
        y: area.y + at,
        height: u16::from(at < area.height),
        ..area
    };
    let path = writing.text.editor.path_at_cursor();
    let help = screen.schema.describe(&path);
    let mut pen = writing.text.view_place(theme, line(0), buf);
    if let Some(help) = &help {
        let default = help
            .default
            .as_ref()
            .map_or_else(String::new, |value| format!(", by default {value}"));
        let values = match help.values.as_slice() {
            [] => String::new(),
            values => format!(": {}", values.join(", ")),
        };
        pen.write(&format!(" {}{values}{default} ", help.type_words), theme.dim);
    }
    let text = Rect {
        y: area.y + 1,
        height: area.height.saturating_sub(1),
        ..area
    };
    let used = findings(writing, look, text, buf);
    let rest = Rect {
        y: text.y + used,
        height: text.height.saturating_sub(used),
        ..text
    };
    let description = match &help {
        Some(help) if !help.description.is_empty() => help.description.clone(),
        _ if path.is_empty() && writing.has_mask() => MASK_MEANS.to_owned(),
        _ => String::new(),
    };
    for (y, words) in (rest.y..rest.bottom()).zip(wrap(&description, rest.width.saturating_sub(3))) {
        let area = Rect { y, height: 1, ..rest };
        Pen::new(buf, area, theme.glyphs.ellipsis)
            .skip(1)
            .write(&words, theme.dim);
    }
}

/// The findings nearest to the cursor; gives the lines they took.
fn findings(writing: &Writing, look: Look<'_>, area: Rect, buf: &mut Buffer) -> u16 {
    let theme = look.theme;
    let text = writing.text.editor.text();
    let cursor = writing.text.editor.cursor().line + 1;
    let mut found: Vec<(Place, Gravity, &str)> = writing
        .findings()
        .map(|finding| {
            (
                Place::of_byte(&text, finding.range.start),
                finding.gravity,
                finding.message.as_str(),
            )
        })
        .collect();
    let total = found.len();
    let errors = found
        .iter()
        .filter(|(_, gravity, _)| *gravity == Gravity::Error)
        .count();
    found.sort_by_key(|(place, gravity, _)| (place.line.abs_diff(cursor), std::cmp::Reverse(*gravity)));
    let room = usize::from(area.height.saturating_sub(u16::from(area.height > 1)));
    found.truncate(room.min(2));
    found.sort_by_key(|(place, ..)| *place);
    let mut used = 0;
    for (y, (place, gravity, message)) in (area.y..area.bottom()).zip(&found) {
        let (sign, style) = match gravity {
            Gravity::Error => ("!", theme.error),
            Gravity::Warning => ("?", theme.warning),
        };
        let mut pen = Pen::new(buf, Rect { y, height: 1, ..area }, theme.glyphs.ellipsis);
        pen.skip(1).write(sign, style).skip(1);
        if used == 0 && total > found.len() {
            pen.write_right(
                &format!(" {errors} errors, {} warnings ", total - errors),
                theme.dim,
            );
        }
        pen.write(&format!("line {}: ", place.line), theme.dim)
            .write(&visible(message), theme.text);
        used += 1;
    }
    used
}

/// The completions, below the cursor or above it.
fn list(completion: &Completion, writing: &Writing, theme: &Theme, within: Rect, buf: &mut Buffer) {
    let Some(cursor) = writing.text.editor.cursor_position() else {
        return;
    };
    let count = u16::try_from(completion.entries.len())
        .unwrap_or(SHOWN)
        .min(SHOWN);
    let widest = completion
        .entries
        .iter()
        .map(|entry| width(&entry.text))
        .max()
        .unwrap_or(0);
    let wide = (widest + 44).min(within.width);
    let below = within.bottom().saturating_sub(cursor.y + 1);
    let height = count.min(below.max(cursor.y.saturating_sub(within.y)));
    let y = if below >= height {
        cursor.y + 1
    } else {
        cursor.y - height
    };
    let x = cursor.x.min(within.right().saturating_sub(wide));
    let area = Rect::new(x, y, wide, height).intersection(within);
    Clear.render(area, buf);
    buf.set_style(area, theme.base);
    let first = completion
        .chosen
        .saturating_sub(usize::from(height).saturating_sub(1));
    for (y, (at, entry)) in (area.y..area.bottom()).zip(completion.entries.iter().enumerate().skip(first)) {
        let is_chosen = at == completion.chosen;
        let style = if is_chosen { theme.selected } else { theme.text };
        let mut pen = Pen::new(buf, Rect { y, height: 1, ..area }, theme.glyphs.ellipsis);
        pen.write(
            if is_chosen { theme.glyphs.marker } else { " " },
            theme.selected_marker,
        )
        .skip(1)
        .write(&entry.text, style)
        .skip(widest.saturating_sub(width(&entry.text)) + 2)
        .write(&entry.about, theme.dim);
    }
}

fn choose(screen: &EditorScreen, choosing: &Choosing, look: Look<'_>, area: Rect, buf: &mut Buffer) {
    let theme = look.theme;
    let title = format!("{}: there is a draft of it", visible(&screen.name));
    let pane = layout::pane(area);
    Rule {
        title: &title,
        has_focus: true,
        important: "",
        middle: "",
        fresh: (String::new(), theme.dim),
    }
    .render(theme, pane.rule, buf);
    let anew = match choosing.base.version {
        Some(version) => format!("begin anew from v{version}"),
        None => "begin anew".to_owned(),
    };
    let drafts = choosing.drafts.iter().map(|kept| {
        let age = (look.now - kept.draft.saved).to_std().unwrap_or_default();
        let elsewhere = if kept.is_open_elsewhere {
            "; being written now"
        } else {
            ""
        };
        format!(
            "go on with a draft {}{elsewhere}; {} ago ({} UTC)",
            draft_words(&kept.draft, choosing.base.version),
            coarse_age(age),
            kept.draft.saved.format("%Y-%m-%d %H:%M"),
        )
    });
    let rows = std::iter::once(anew).chain(drafts).enumerate();
    for (y, (at, words)) in (pane.content.y..pane.content.bottom()).zip(rows) {
        let is_chosen = at == choosing.cursor;
        let mut pen = Pen::new(
            buf,
            Rect {
                y,
                height: 1,
                ..pane.content
            },
            theme.glyphs.ellipsis,
        );
        pen.skip(1)
            .write(
                if is_chosen { theme.glyphs.marker } else { " " },
                theme.selected_marker,
            )
            .skip(1)
            .write(&words, if is_chosen { theme.selected } else { theme.text });
    }
}
