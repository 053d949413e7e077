//! The frame around a screen: where am I, how is it, the screen, what can I press.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::resource::{ActionId, Protection, Severity, StateClass};

use super::app::Model;
use super::keymap::{Command, Scope};
use super::layout;
use super::screens::contexts::answers_word;
use super::screens::palette;
use super::theme::Theme;
use super::widgets::spans::{self, Pen, width};
use super::widgets::table::state_style;

/// Paints the whole console into `buf`, which is as large as the terminal.
pub fn view(model: &Model, buf: &mut Buffer) {
    let theme = &model.theme;
    let frame = layout::frame(model.size);
    buf.set_style(buf.area, theme.base);
    crumbs(model, frame.crumbs, buf);
    status(model, frame.status, buf);
    let look = model.look();
    match model.navigation.top() {
        None => model.fleet.view(look, buf),
        Some(page) => page.view(look, buf),
    }
    footer(model, frame.footer, buf);
    notice(model, frame.body, buf);
    if let Some(palette) = &model.palette {
        palette.view(model.size, theme, buf);
    }
    if let Some(dialog) = &model.dialog {
        dialog.view(look, buf);
    }
}

fn crumbs(model: &Model, area: Rect, buf: &mut Buffer) {
    if area.height == 0 {
        return;
    }
    let theme = &model.theme;
    let mut pen = Pen::new(buf, area, theme.glyphs.ellipsis);
    pen.skip(1);
    if let Some(banner) = model.banner {
        let short = banner.split(':').next().unwrap_or(banner);
        let shown = if area.width >= 100 { banner } else { short };
        pen.write_right(&format!(" {shown} "), theme.badge_sandbox);
    }
    let context = match model.navigation.top().and_then(|page| page.context()) {
        Some(context) => Some(context),
        None => model.fleet.narrowed().or(match model.known.contexts() {
            [only] => Some(&only.name),
            _ => None,
        }),
    };
    let protection = match context {
        Some(name) => model.known.context(name).map(|known| known.protection),
        None => shared_protection(model),
    };
    if let Some(badge) = protection.and_then(Protection::badge) {
        let style = if protection == Some(Protection::ReadOnly) {
            theme.badge_read_only
        } else {
            theme.badge_protected
        };
        pen.write_right(&format!(" {badge} "), style);
    }
    let step = format!(" {} ", theme.glyphs.step);
    pen.write("quarterdeck", theme.dim).write(&step, theme.dim);
    pen.write(context.map_or("all contexts", |name| name), theme.text)
        .write(&step, theme.dim);
    match model.navigation.top() {
        None => pen.write("clusters", theme.title),
        Some(page) => {
            pen.write("clusters", theme.text).write(&step, theme.dim);
            let below = model.navigation.pages().count().saturating_sub(1);
            for page in model.navigation.pages().take(below) {
                pen.write(&page.crumb(), theme.text).write(&step, theme.dim);
            }
            pen.write(&page.crumb(), theme.title)
        }
    };
}

/// The protection that all contexts have in common.
fn shared_protection(model: &Model) -> Option<Protection> {
    let mut all = model.known.contexts().iter().map(|known| known.protection);
    let first = all.next()?;
    all.all(|other| other == first).then_some(first)
}

fn status(model: &Model, area: Rect, buf: &mut Buffer) {
    if area.height == 0 {
        return;
    }
    let theme = &model.theme;
    let counts = model.fleet.counts();
    let mut pen = Pen::new(buf, area, theme.glyphs.ellipsis);
    pen.skip(1)
        .write(&format!("{} clusters", counts.total), theme.text);
    let mut count = |number: usize, word: &str, style: Style| {
        if number > 0 {
            pen.skip(3).write(&format!("{number} {word}"), style);
        }
    };
    count(counts.changing, "changing", theme.busy);
    count(counts.warning, "warning", theme.warning);
    count(counts.failed, "failed", theme.error);
    let running = model
        .activities
        .iter()
        .filter(|activity| !activity.step.is_final())
        .count();
    count(running, "asked for", theme.busy);
    if model.known.contexts().len() < 2
        && model
            .known
            .contexts()
            .iter()
            .all(|known| known.state.failure.is_none())
    {
        return;
    }
    pen.skip(2).write(theme.glyphs.separator, theme.rule);
    // Trouble first: it must not be what a narrow terminal cuts off.
    let mut contexts: Vec<_> = model.known.contexts().iter().collect();
    contexts.sort_by_key(|known| known.state.failure.is_none());
    for known in contexts {
        let (word, class) = answers_word(known, model.now);
        let words = match &known.state.failure {
            Some(failure) => match failure.next_try {
                Some(next) if area.width >= 100 => format!("{word}, next try {}", next.format("%H:%M:%S")),
                Some(_) | None => word.to_owned(),
            },
            None if word == "slow" => format!("slow ({} s)", known.state.took.as_secs()),
            None => word.to_owned(),
        };
        if width(&known.name) + width(&words) + 3 > pen.left() {
            pen.skip(2).write(theme.glyphs.ellipsis, theme.dim);
            return;
        }
        pen.skip(2).write(&known.name, theme.text).skip(1);
        let style = if class == StateClass::Up {
            theme.dim
        } else {
            state_style(class, theme)
        };
        pen.write(&words, style);
    }
}

/// The commands a screen's footer names, the likeliest first.
fn likely(model: &Model) -> Vec<Command> {
    use Command::*;
    if model.dialog.is_some() {
        return vec![Cancel, NextButton, PressButton];
    }
    let mut commands = match model.navigation.top() {
        None => vec![Open, Stop, Start, Edit, Versions, Filter, Mark],
        Some(page) => page.likely(model.look()),
    };
    if model.navigation.is_home() {
        if layout::fleet_has_panes(model.size) {
            commands.push(NextPane);
        }
        commands.extend([Activity, Refresh]);
    } else {
        commands.push(Back);
    }
    commands.extend([Palette, Help]);
    commands
}

fn footer(model: &Model, area: Rect, buf: &mut Buffer) {
    let theme = &model.theme;
    if area.height == 0 {
        return;
    }
    if let Some(line) = &model.line {
        line.input.view(&format!(" {}", line.prompt()), theme, area, buf);
        if line.input.is_empty() {
            let at = 2 + width(line.prompt());
            let rest = Rect {
                x: area.x + at.min(area.width),
                width: area.width.saturating_sub(at),
                ..area
            };
            Pen::new(buf, rest, "").write(line.placeholder(), theme.placeholder);
        } else if let (true, Some(problem)) = (model.navigation.is_home(), model.fleet.filter_problem()) {
            let mut pen = Pen::new(buf, area, theme.glyphs.ellipsis);
            pen.skip(width(line.prompt()) + width(line.input.text()) + 3)
                .write(problem, theme.warning);
        }
        return;
    }
    let scopes = model.scopes();
    let mut pen = Pen::new(buf, area, "");
    pen.skip(1);
    if !model.typed().is_empty() {
        for key in model.typed() {
            pen.write(&key.to_string(), theme.key).write(" ", theme.dim);
        }
        pen.write(theme.glyphs.ellipsis, theme.dim).skip(2);
    }
    let mut hints: Vec<Hint> = likely(model)
        .into_iter()
        .filter_map(|command| Hint::of(model, command, &scopes))
        .collect();
    // Of the verbs, those that can be asked for come first.
    if let Some(first) = hints.iter().position(|hint| hint.is_verb) {
        let verbs = hints.iter().filter(|hint| hint.is_verb).count();
        if let Some(verbs) = hints.get_mut(first..first + verbs) {
            verbs.sort_by_key(|hint| hint.not_now.is_some());
        }
    }
    // The ways out and to the rest are always shown.
    let mut reserved: u16 = hints.iter().filter(|hint| hint.is_way_out).map(Hint::width).sum();
    for hint in hints {
        if hint.is_way_out {
            reserved = reserved.saturating_sub(hint.width());
        }
        if hint.width() > pen.left().saturating_sub(reserved) {
            continue;
        }
        let is_off = hint.not_now.is_some();
        let (key_style, label_style) = if is_off {
            (theme.dim, theme.dim)
        } else {
            (theme.key, theme.label)
        };
        pen.write(&hint.key, key_style)
            .skip(1)
            .write(hint.command.label(), label_style);
        if let Some(reason) = &hint.not_now {
            pen.write(&format!(" ({reason})"), theme.dim);
        }
        pen.skip(3);
    }
}

/// One key and what it does, as the footer says it.
struct Hint {
    command: Command,
    key: String,
    not_now: Option<String>,
    is_verb: bool,
    is_way_out: bool,
}

impl Hint {
    fn of(model: &Model, command: Command, scopes: &[Scope]) -> Option<Self> {
        let key = model.keymap.label_of(command, scopes)?;
        let action = palette::action_of(command);
        let not_now = action.and_then(|action| reason(model, action));
        let is_way_out = matches!(command, Command::Back | Command::Palette | Command::Help);
        Some(Self {
            command,
            key,
            not_now,
            is_verb: action.is_some(),
            is_way_out,
        })
    }

    /// Cells with the gap behind it. What cannot be done is shown with its reason, or not at all: a bare
    /// hint would promise it.
    fn width(&self) -> u16 {
        let reason = self.not_now.as_ref().map_or(0, |reason| width(reason) + 3);
        width(&self.key) + 1 + width(self.command.label()) + reason + 3
    }
}

/// Why a verb cannot be asked for, short enough for the footer.
fn reason(model: &Model, action: ActionId) -> Option<String> {
    let reason = model.not_now(action)?;
    let short = reason.split(';').next().unwrap_or(&reason);
    Some(spans::cut(short, 44, model.theme.glyphs.ellipsis).into_owned())
}

/// The notice lies over the last lines of the body: nothing moves when it comes or goes.
fn notice(model: &Model, body: Rect, buf: &mut Buffer) {
    let Some(notice) = &model.notice else { return };
    let theme = &model.theme;
    let style = match notice.severity {
        Severity::Info => theme.notice_info,
        Severity::Warning => theme.notice_warning,
        Severity::Error => theme.notice_error,
    };
    let mark = match notice.severity {
        Severity::Info => "",
        Severity::Warning => "! ",
        Severity::Error => "!! ",
    };
    let lines = spans::wrap(&format!("{mark}{}", notice.line()), body.width.saturating_sub(2));
    let height = u16::try_from(lines.len())
        .unwrap_or(u16::MAX)
        .min(body.height / 2)
        .max(1)
        .min(body.height);
    let area = Rect {
        y: body.bottom().saturating_sub(height),
        height,
        ..body
    };
    blank(area, theme, buf);
    for (y, line) in (area.y..area.bottom()).zip(&lines) {
        Pen::new(buf, Rect { y, height: 1, ..area }, theme.glyphs.ellipsis)
            .skip(1)
            .write(line, style);
    }
}

fn blank(area: Rect, theme: &Theme, buf: &mut Buffer) {
    for y in area.y..area.bottom() {
        for x in area.x..area.right() {
            if let Some(cell) = buf.cell_mut((x, y)) {
                cell.reset();
                cell.set_style(theme.base);
            }
        }
    }
}
