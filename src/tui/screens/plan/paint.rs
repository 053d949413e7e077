//! The view of a plan.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::proposal::Preview;
use super::remarks::Remark;
use super::screen::{Focus, PlanScreen, Shows};
use super::words::risk_style;
use crate::spec::diff::ANOTHER_SECRET;
use crate::spec::{Assessment, ChangeKind, Json, Planned, Risk, Way};
use crate::tui::layout::Pane;
use crate::tui::screens::Look;
use crate::tui::theme::Theme;
use crate::tui::widgets::rule::Rule;
use crate::tui::widgets::spans::{Pen, width, wrap};

/// One line of the list of changes.
struct Line {
    /// The change it belongs to.
    change: usize,
    indent: u16,
    pieces: Vec<(String, Style)>,
}

/// Cells for the marker and the sign of a change.
const SIGN: u16 = 5;

impl PlanScreen {
    pub(super) fn paint(&self, look: Look<'_>, buf: &mut Buffer) {
        let theme = look.theme;
        let areas = self.areas(look);
        for (row, line) in areas.header.rows().zip(self.header(look)) {
            let mut pen = Pen::new(buf, row, theme.glyphs.ellipsis);
            pen.skip(1);
            for (text, style) in line {
                pen.write(&text, style);
            }
        }
        match (areas.beside, self.focus) {
            (Some(beside), _) => {
                self.paint_change(areas.main, look, buf);
                self.paint_request(beside, look, buf);
            }
            (None, Focus::Changes) => self.paint_change(areas.main, look, buf),
            (None, Focus::Request) => self.paint_request(areas.main, look, buf),
        }
    }

    fn paint_change(&self, pane: Pane, look: Look<'_>, buf: &mut Buffer) {
        match self.shows {
            Shows::Changes => self.paint_changes(pane, look, buf),
            Shows::Documents => self.paint_documents(pane, look, buf),
        }
    }

    fn paint_changes(&self, pane: Pane, look: Look<'_>, buf: &mut Buffer) {
        let theme = look.theme;
        let place = match self.changes().len() {
            0 => String::new(),
            many => format!("{} of {many}", self.cursor + 1),
        };
        self.rule("Changes", &place, Focus::Changes, theme)
            .render(theme, pane.rule, buf);
        let content = pane.content;
        let lines = self.change_lines(content.width, theme);
        if lines.is_empty() && content.height > 0 {
            Pen::new(buf, content, theme.glyphs.ellipsis)
                .skip(2)
                .write("nothing to show", theme.dim);
        }
        let top = self.first_line(&lines, content.height);
        for (row, line) in content.rows().zip(lines.iter().skip(top)) {
            let mut pen = Pen::new(buf, row, theme.glyphs.ellipsis);
            if line.change == self.cursor && line.indent == 0 {
                pen.skip(1)
                    .write(theme.glyphs.marker, theme.selected_marker)
                    .skip(1);
            } else {
                pen.skip(3);
            }
            pen.skip(line.indent);
            for (text, style) in &line.pieces {
                pen.write(text, *style);
            }
        }
    }

    fn paint_documents(&self, pane: Pane, look: Look<'_>, buf: &mut Buffer) {
        let theme = look.theme;
        let Some(documents) = &self.documents else { return };
        let (added, removed) = documents.counts();
        let counts = format!("+{added} -{removed} lines");
        self.rule("Documents", &counts, Focus::Changes, theme)
            .render(theme, pane.rule, buf);
        documents.view(theme, pane.content, buf);
    }

    fn paint_request(&self, pane: Pane, look: Look<'_>, buf: &mut Buffer) {
        let theme = look.theme;
        let title = match &self.proposal.preview {
            Preview::Known(text) => {
                format!(
                    "Request ({}, {} bytes)",
                    self.proposal.way.word(),
                    text.body.len()
                )
            }
            Preview::Asked | Preview::None => format!("Request ({})", self.proposal.way.word()),
        };
        self.rule(&title, "", Focus::Request, theme)
            .render(theme, pane.rule, buf);
        let lines = self.request_lines(pane.content.width.saturating_sub(1), theme);
        for (row, (text, style)) in pane.content.rows().zip(lines.iter().skip(self.request_top)) {
            Pen::new(buf, row, theme.glyphs.ellipsis)
                .skip(1)
                .write(text, *style);
        }
    }

    fn rule<'a>(&self, title: &'a str, middle: &'a str, focus: Focus, theme: &Theme) -> Rule<'a> {
        Rule {
            title,
            has_focus: self.focus == focus,
            important: "",
            middle,
            fresh: (String::new(), theme.dim),
        }
    }

    /// The request as it would be sent, without the secrets in it.
    pub(super) fn request_lines(&self, room: u16, theme: &Theme) -> Vec<(String, Style)> {
        let Ok(plan) = &self.proposal.plan else {
            return vec![("nothing would be sent".into(), theme.dim)];
        };
        let mut lines = match &self.proposal.preview {
            Preview::Known(text) => {
                // Whole, also where it is longer than the pane is wide: the id is at its end.
                let first = wrap(&format!("{} {}", text.method, text.path), room);
                let kind = (format!("Content-Type: {}", text.content_type), theme.dim);
                first
                    .into_iter()
                    .map(|line| (line, theme.text))
                    .chain([kind])
                    .collect()
            }
            Preview::Asked => vec![("asking how it would be sent".into(), theme.dim)],
            Preview::None => vec![(
                format!("{} request, with this body:", plan.request.way.word()),
                theme.dim,
            )],
        };
        let body = self.masked_body(plan).pretty();
        lines.extend(body.lines().map(|line| (line.to_owned(), theme.text)));
        lines
    }

    /// The change on a line of the pane.
    pub(super) fn change_at(&self, line: usize, content: Rect, look: Look<'_>) -> Option<usize> {
        let lines = self.change_lines(content.width, look.theme);
        let top = self.first_line(&lines, content.height);
        lines.get(top + line).map(|line| line.change)
    }

    /// The first line in sight: the change under the cursor is, with some of those before it.
    fn first_line(&self, lines: &[Line], height: u16) -> usize {
        let height = usize::from(height);
        let start = lines
            .iter()
            .position(|line| line.change == self.cursor)
            .unwrap_or(0);
        let last = lines.len().saturating_sub(height);
        start.saturating_sub(height / 3).min(last)
    }

    fn change_lines(&self, room: u16, theme: &Theme) -> Vec<Line> {
        let changes = self.changes();
        let longest = changes
            .iter()
            .map(|planned| width(&planned.change.path.to_string()))
            .max();
        let column = longest.unwrap_or(0).min(room.saturating_sub(SIGN) * 3 / 5);
        let mut lines = Vec::new();
        for (at, planned) in changes.iter().enumerate() {
            lines.push(self.change_line(at, planned, column, theme));
            let mut below = |text: &str, style: Style| {
                for part in wrap(text, room.saturating_sub(SIGN + 1)) {
                    lines.push(Line {
                        change: at,
                        indent: 2,
                        pieces: vec![(part, style)],
                    });
                }
            };
            let assessment = &planned.assessment;
            // Of a new object there is nothing that could be disturbed.
            if !assessment.words.is_empty() {
                below(&risk_words(assessment), risk_style(assessment.risk, theme));
            }
            for remark in self.remarks.at.get(at).into_iter().flatten() {
                below(&remark_words(remark, planned), theme.error);
            }
        }
        lines
    }

    fn change_line(&self, at: usize, planned: &Planned, column: u16, theme: &Theme) -> Line {
        let path = planned.change.path.to_string();
        let path = if path.is_empty() {
            "the document".to_owned()
        } else {
            path
        };
        let gap = " ".repeat(usize::from(column.saturating_sub(width(&path)) + 2));
        let sign_style = match &planned.change.kind {
            ChangeKind::Added(_) => theme.added,
            ChangeKind::Removed(_) => theme.removed,
            ChangeKind::Changed { .. } | ChangeKind::Reordered { .. } => theme.text,
        };
        let path_style = if at == self.cursor {
            theme.selected
        } else {
            theme.text
        };
        Line {
            change: at,
            indent: 0,
            pieces: vec![
                (format!("{} ", planned.change.kind.sign()), sign_style),
                (path, path_style),
                (gap, theme.text),
                (values(&planned.change.kind, self.proposal.way), theme.text),
            ],
        }
    }
}

/// "rolling: adds 2 servers"; what takes something away is said loudly: "REMOVES 2 servers".
fn risk_words(assessment: &Assessment) -> String {
    let word = assessment.risk.word();
    let loud = match assessment.risk {
        Risk::Hard | Risk::Removes | Risk::Refused => word.to_uppercase(),
        Risk::InPlace | Risk::Rolling => word.to_owned(),
    };
    match assessment.words.strip_prefix(word) {
        Some(rest) => format!("{loud}{rest}"),
        None => format!("{loud}: {}", assessment.words),
    }
}

/// What is said of a field, with its path where that is not the change's own.
fn remark_words(remark: &Remark, planned: &Planned) -> String {
    if remark.path == planned.change.path {
        format!("!! {}", remark.words)
    } else {
        format!("!! {}: {}", remark.path, remark.words)
    }
}

/// "3 -> 5", "removed", "added: prod".
fn values(kind: &ChangeKind, way: Way) -> String {
    let short = |value: &Json| value.to_string();
    match kind {
        // Of a new object everything is added.
        ChangeKind::Added(value) if way == Way::Create => short(value),
        ChangeKind::Added(value) => format!("added: {}", short(value)),
        ChangeKind::Removed(value) => format!("removed, was {}", short(value)),
        ChangeKind::Changed { .. } if kind.is_of_secret() => ANOTHER_SECRET.into(),
        ChangeKind::Changed { before, after } => format!("{} -> {}", short(before), short(after)),
        ChangeKind::Reordered { .. } => "reordered".into(),
    }
}
