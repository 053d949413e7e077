//! The frame around a screen: where am I, how is it, the screen, what can I press.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::resource::text::grouped;
use crate::resource::{
    ActionId, Activity, ContextName, Protection, Severity, StateClass, Transferred, Waiting,
};

use super::app::Model;
use super::keymap::{Command, Scope};
use super::known::KnownContext;
use super::layout;
use super::screens::contexts::answers_word;
use super::screens::palette;
use super::theme::Theme;
use super::widgets::gauge;
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
    let badge = match context {
        Some(name) => model.known.context(name).and_then(badge_of),
        None => shared_badge(model),
    };
    if let Some((badge, protection)) = badge {
        let style = if protection == Protection::ReadOnly {
            theme.badge_read_only
        } else {
            theme.badge_protected
        };
        pen.write_right(&format!(" {badge} "), style);
    }
    if let Some(access) = model.access_words() {
        let style = if access.is_trouble {
            theme.warning
        } else {
            theme.dim
        };
        pen.write_right(&format!(" {} ", access.words), style);
    }
    let step = format!(" {} ", theme.glyphs.step);
    let mut steps = vec![
        ("quarterdeck".to_owned(), theme.dim),
        (
            context.map_or_else(|| "all contexts".into(), |name| in_scope(model, name)),
            theme.text,
        ),
        ("clusters".to_owned(), theme.text),
    ];
    steps.extend(model.navigation.pages().map(|page| (page.crumb(), theme.text)));
    if let Some((_, style)) = steps.last_mut() {
        *style = theme.title;
    }
    shorten(&mut steps, width(&step), pen.left(), theme);
    for (at, (words, style)) in steps.iter().enumerate() {
        if at > 0 {
            pen.write(&step, theme.dim);
        }
        pen.write(words, *style);
    }
    let is_narrowed = model.fleet.narrowed().is_some() && model.known.contexts().len() > 1;
    if model.navigation.is_home() && is_narrowed {
        let key = model.keymap.label_of(Command::Back, &model.scopes());
        let words = key
            .map(|key| format!("{key} shows all contexts"))
            .unwrap_or_default();
        if width(&words) + 3 <= pen.left() {
            pen.skip(3).write(&words, theme.dim);
        }
    }
}

/// A context's name, with the part of its manager's world that is looked at: `cm/tenant_b`.
fn in_scope(model: &Model, name: &ContextName) -> String {
    match model.known.context(name).and_then(|known| known.scope.as_ref()) {
        Some(scope) => format!("{name}/{scope}"),
        None => name.to_string(),
    }
}

/// Leaves steps out from the begin until the rest fits: the context and the screen that is shown stay.
fn shorten(steps: &mut Vec<(String, Style)>, gap: u16, room: u16, theme: &Theme) {
    let cells = |steps: &[(String, Style)]| steps.iter().map(|(words, _)| width(words) + gap).sum::<u16>();
    let fits = |steps: &[(String, Style)]| cells(steps).saturating_sub(gap) <= room;
    if fits(steps) {
        return;
    }
    steps.remove(0);
    if fits(steps) || steps.len() < 3 {
        return;
    }
    let ellipsis = theme.glyphs.ellipsis.to_owned();
    steps.splice(1..2, [(ellipsis, theme.dim)]);
    while !fits(steps) && steps.len() > 3 {
        steps.remove(2);
    }
}

fn badge_of(known: &KnownContext) -> Option<(&str, Protection)> {
    Some((known.badge()?, known.protection()))
}

/// The badge that all contexts have in common.
fn shared_badge(model: &Model) -> Option<(&str, Protection)> {
    let mut all = model.known.contexts().iter().map(badge_of);
    let first = all.next()??;
    all.all(|other| other == Some(first)).then_some(first)
}

fn status(model: &Model, area: Rect, buf: &mut Buffer) {
    if area.height == 0 {
        return;
    }
    let theme = &model.theme;
    let counts = model.fleet.counts();
    let mut pen = Pen::new(buf, area, theme.glyphs.ellipsis);
    let clusters = match counts.unread {
        0 => format!("{} clusters", counts.total),
        unread => {
            let read = counts.total as u64;
            format!("{} of {} clusters", grouped(read), grouped(read + unread))
        }
    };
    pen.skip(1).write(&clusters, theme.text);
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
    if let Some(words) = on_the_way(model) {
        pen.skip(3).write(&words, theme.busy);
    }
    if let Some(waiting) = longest_queue(model) {
        let style = if waiting.is_limited {
            theme.warning
        } else {
            theme.dim
        };
        let words = waiting.words();
        pen.skip(3);
        if width(&words) <= pen.left() {
            pen.write(&words, style);
        } else {
            pen.write(&waiting.short_words(), style);
        }
    }
    let is_well = |known: &KnownContext| {
        known.clusters().state.failure.is_none() && known.access_trouble(model.now).is_none()
    };
    if model.known.contexts().len() < 2 && model.known.contexts().iter().all(is_well) {
        return;
    }
    pen.skip(2).write(theme.glyphs.separator, theme.rule);
    for part in contexts_in(model, pen.left()) {
        pen.skip(2)
            .write(&part.who, theme.text)
            .skip(1)
            .write(&part.words, part.style)
            .write(&part.names, theme.dim);
    }
}

/// How far the files have come that are on their way: the only one in words, several together.
fn on_the_way(model: &Model) -> Option<String> {
    let files: Vec<&Activity> = model.transfers().collect();
    let all: Vec<Transferred> = files.iter().filter_map(|file| file.transferred).collect();
    let total = all.iter().map(|file| file.total).sum::<Option<u64>>();
    let done = all.iter().map(|file| file.done).sum();
    let together = Transferred { done, total };
    let who = match files.as_slice() {
        [] => return None,
        [only] => format!("{} {}", only.intent.action, only.intent.name),
        several => format!("{} files", several.len()),
    };
    Some(match (all.as_slice(), together.percent()) {
        ([], _) => who,
        (_, None) => format!("{who} {}", together.words()),
        (_, Some(percent)) => {
            let bar = gauge::bar(percent, gauge::BAR, &model.theme);
            format!("{who} {bar} {}", together.words())
        }
    })
}

/// The host for which most requests wait.
fn longest_queue(model: &Model) -> Option<Waiting> {
    let queues = model.known.contexts().iter().filter_map(|known| known.waiting);
    queues.max_by_key(|waiting| (waiting.is_limited, waiting.requests))
}

/// How it stands with one context, or with several of which the same is to be said.
struct ContextsPart {
    /// A name, or how many.
    who: String,
    words: String,
    style: Style,
    /// Who the several are, where there is room.
    names: String,
}

impl ContextsPart {
    fn width(&self) -> u16 {
        width(&self.who) + width(&self.words) + width(&self.names) + 3
    }
}

/// Names every context if all fit; otherwise counts them by word, trouble first: what is wrong must not be
/// what a narrow terminal cuts off.
fn contexts_in(model: &Model, room: u16) -> Vec<ContextsPart> {
    let mut contexts: Vec<&KnownContext> = model.known.contexts().iter().collect();
    contexts.sort_by_key(|known| answers_word(known, model.now).1 == StateClass::Up);
    let named: Vec<ContextsPart> = contexts.iter().map(|known| part_of(model, known)).collect();
    if named.iter().map(ContextsPart::width).sum::<u16>() <= room {
        return named;
    }
    let mut counted: Vec<(ContextsPart, StateClass, Vec<&str>)> = Vec::new();
    for known in &contexts {
        let (word, class) = answers_word(known, model.now);
        match counted.iter_mut().find(|(part, ..)| part.words == word) {
            Some((_, _, names)) => names.push(&known.name),
            None => {
                let part = ContextsPart {
                    words: word.to_owned(),
                    who: String::new(),
                    ..part_of(model, known)
                };
                counted.push((part, class, vec![&known.name]));
            }
        }
    }
    counted.sort_by_key(|(_, class, names)| (gravity(*class), std::cmp::Reverse(names.len())));
    for (part, _, names) in &mut counted {
        part.who = names.len().to_string();
    }
    let mut left = room.saturating_sub(counted.iter().map(|(part, ..)| part.width()).sum());
    for (part, class, names) in &mut counted {
        let names = format!(" ({})", names.join(", "));
        if *class != StateClass::Up && width(&names) <= left {
            left -= width(&names);
            part.names = names;
        }
    }
    counted.into_iter().map(|(part, ..)| part).collect()
}

/// What is worse comes first.
fn gravity(class: StateClass) -> u8 {
    match class {
        StateClass::Bad => 0,
        StateClass::Up => 2,
        _ => 1,
    }
}

/// A context's name, how it stands with its answers, and the style of that.
fn part_of(model: &Model, known: &KnownContext) -> ContextsPart {
    let theme = &model.theme;
    let (word, class) = answers_word(known, model.now);
    let is_wide = model.size.width >= 100;
    let state = &known.clusters().state;
    let words = match &state.failure {
        _ if known.access_trouble(model.now).is_some() => word.to_owned(),
        Some(failure) => match failure.next_try {
            Some(next) if is_wide => format!("{word}, next try {}", next.format("%H:%M:%S")),
            Some(_) | None => word.to_owned(),
        },
        None if word == "slow" => format!("slow ({} s)", state.took.as_secs()),
        None => word.to_owned(),
    };
    let style = if class == StateClass::Up {
        theme.dim
    } else {
        state_style(class, theme)
    };
    ContextsPart {
        who: known.name.to_string(),
        words,
        style,
        names: String::new(),
    }
}

/// The commands a screen's footer names, the likeliest first.
fn likely(model: &Model) -> Vec<Command> {
    use Command::*;
    if model.dialog.is_some() {
        return vec![Cancel, NextButton, PressButton];
    }
    let mut commands = match model.navigation.top() {
        None => vec![Open, Stop, Start, Edit, Versions, Actions, Filter, Mark],
        Some(page) => page.likely(model.look()),
    };
    if model.navigation.is_home() {
        if layout::fleet_has_panes(model.size) {
            commands.push(NextPane);
        }
        commands.extend([Activity, Refresh]);
        if model.access_words().is_some_and(|access| access.is_trouble) {
            commands.insert(1, LogIn);
        }
    } else {
        let context = model.navigation.top().and_then(|page| page.context());
        let known = context.and_then(|name| model.known.context(name));
        let waits =
            |known: &KnownContext| known.standing.takes_login && known.access_trouble(model.now).is_some();
        if known.is_some_and(waits) && !commands.contains(&LogIn) {
            commands.insert(0, LogIn);
        }
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
        let problem = match model.navigation.top() {
            None => model.fleet.filter_problem(),
            Some(page) => page.filter_problem(),
        };
        line.input.view(&format!(" {}", line.prompt()), theme, area, buf);
        if line.input.is_empty() {
            let at = 2 + width(line.prompt());
            let rest = Rect {
                x: area.x + at.min(area.width),
                width: area.width.saturating_sub(at),
                ..area
            };
            Pen::new(buf, rest, "").write(line.placeholder(), theme.placeholder);
        } else if let Some(problem) = problem {
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
        // What its manager never offers is for the menu of actions to explain.
        let is_of_spec = matches!(command, Command::Edit | Command::Versions);
        if action.is_some_and(|action| !model.is_declared(action)) || is_of_spec && !model.has_spec() {
            return None;
        }
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
