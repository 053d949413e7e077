//! A form as lines: a label and what is in the field, what is wrong below it, and help at the bottom.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::tui::theme::Theme;
use crate::tui::widgets::spans::{Pen, width, wrap};

use super::field::{Field, Value};
use super::state::Form;

/// One line of the form.
#[derive(Debug, Clone)]
enum Line {
    Field(usize),
    Mistake(usize, String),
}

/// Cells before the labels, for the marker.
const MARGIN: u16 = 3;
/// Cells between a label and what is in the field.
const GAP: u16 = 2;
/// Cells before the words in an empty field.
const INDENT: u16 = 2;
/// The widest label, and the widest where there is room for long ones.
const LABEL: u16 = 24;
const LONG_LABEL: u16 = 34;
/// Cells that a value has beside a long label.
const VALUE: u16 = 40;
/// Lines for the help of the field that has the focus, and the line above it: at least, and where there is room.
const HELP: u16 = 3;
const LONG_HELP: u16 = 6;
/// A form of so few lines has no room for help.
const ROOMY: u16 = 6;

/// Paints a form; when the room is too small, the part around the focus.
pub fn view(form: &Form, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let (fields, help) = areas(form, area);
    let label = label_width(form, area.width);
    let shown: Vec<&Field> = form.shown().collect();
    for (y, line) in (fields.y..fields.bottom()).zip(visible(form, fields)) {
        let row = Rect {
            y,
            height: 1,
            ..fields
        };
        match line {
            Line::Field(at) => {
                if let Some(field) = shown.get(at) {
                    paint_field(field, at == form.focus(), label, theme, row, buf);
                }
            }
            Line::Mistake(_, words) => {
                Pen::new(buf, row, theme.glyphs.ellipsis)
                    .skip(MARGIN + label + GAP)
                    .write(&words, theme.error);
            }
        }
    }
    let below = below(form, fields);
    if below > 0 && help.height > 0 {
        let row = Rect { height: 1, ..help };
        Pen::new(buf, row, theme.glyphs.ellipsis)
            .skip(MARGIN)
            .write(&format!("+{below} below"), theme.dim);
    }
    for (y, line) in (help.y..help.bottom()).skip(1).zip(help_of(form, help.width)) {
        let row = Rect { y, height: 1, ..help };
        Pen::new(buf, row, theme.glyphs.ellipsis)
            .skip(MARGIN)
            .write(&line, theme.dim);
    }
}

/// The lines it would take to show all of a form in this width.
pub fn height(form: &Form, width: u16) -> u16 {
    u16::try_from(lines(form, width).len())
        .map_or(u16::MAX, |lines| lines.saturating_add(help_height(form, width)))
}

/// The help of the field that has the focus, in lines.
fn help_of(form: &Form, width: u16) -> Vec<String> {
    let words = form.focused().map_or("", |field| &field.help);
    wrap(words, width.saturating_sub(MARGIN + 1))
}

/// The lines that the help would take, with the line above it.
fn help_height(form: &Form, width: u16) -> u16 {
    let lines = u16::try_from(help_of(form, width).len() + 1).unwrap_or(LONG_HELP);
    lines.clamp(HELP, LONG_HELP)
}

/// The field at a place, and the choice in it.
pub(super) fn hit(form: &Form, at: Position, area: Rect) -> Option<(usize, Option<usize>)> {
    let (fields, _) = areas(form, area);
    if !fields.contains(at) {
        return None;
    }
    let line = visible(form, fields).nth(usize::from(at.y - fields.y))?;
    let (Line::Field(index) | Line::Mistake(index, _)) = line;
    let field = form.shown().nth(index)?;
    let left = fields.x + MARGIN + label_width(form, fields.width) + GAP;
    let room = fields.right().saturating_sub(left);
    let mut x = left;
    let mut pick = None;
    for (place, (_, label)) in choices(field, room).into_iter().enumerate() {
        let cells = width(&label) + 2;
        if (x..x + cells).contains(&at.x) {
            pick = Some(place);
        }
        x += cells + 1;
    }
    Some((index, pick))
}

fn areas(form: &Form, area: Rect) -> (Rect, Rect) {
    let has_room = area.height >= ROOMY.min(height(form, area.width));
    let fields = u16::try_from(lines(form, area.width).len()).unwrap_or(u16::MAX);
    let spare = area.height.saturating_sub(fields);
    let help = match has_room {
        true => help_height(form, area.width).min(spare.max(HELP)),
        false => 0,
    };
    let fields = Rect {
        height: area.height - help,
        ..area
    };
    let help = Rect {
        y: fields.bottom(),
        height: help,
        ..area
    };
    (fields, help)
}

fn label_width(form: &Form, room: u16) -> u16 {
    let widest = form.shown().map(|field| width(&field.label)).max();
    let most = room.saturating_sub(MARGIN + GAP + VALUE).clamp(LABEL, LONG_LABEL);
    widest.unwrap_or(0).min(most)
}

/// The lines that are on the screen: the last of the focused field is always among them.
fn visible(form: &Form, area: Rect) -> impl Iterator<Item = Line> {
    let lines = lines(form, area.width);
    let is_of_focus =
        |line: &Line| matches!(line, Line::Field(at) | Line::Mistake(at, _) if *at == form.focus());
    let last = lines.iter().rposition(is_of_focus).unwrap_or(0);
    let first = (last + 1).saturating_sub(usize::from(area.height));
    lines.into_iter().skip(first)
}

/// All lines but those of the help.
fn lines(form: &Form, width: u16) -> Vec<Line> {
    let room = width
        .saturating_sub(MARGIN + label_width(form, width) + GAP + 1)
        .max(1);
    let lines_of = |(at, field): (usize, &Field)| {
        let words = field.mistake.iter().flat_map(|words| wrap(words, room));
        let mistake: Vec<Line> = words.map(|words| Line::Mistake(at, words)).collect();
        std::iter::once(Line::Field(at)).chain(mistake)
    };
    form.shown().enumerate().flat_map(lines_of).collect()
}

/// How many fields are below those on the screen.
fn below(form: &Form, area: Rect) -> usize {
    let last = visible(form, area).take(usize::from(area.height)).last();
    let shown = form.shown().count();
    last.map_or(0, |(Line::Field(at) | Line::Mistake(at, _))| {
        shown.saturating_sub(at + 1)
    })
}

/// What can be chosen, if all of it fits beside each other; whether it is chosen, and how it is called.
fn choices(field: &Field, room: u16) -> Vec<(bool, String)> {
    let all: Vec<(bool, String)> = match &field.value {
        Value::Choice { picks, chosen } => picks
            .iter()
            .enumerate()
            .map(|(at, pick)| (at == *chosen, pick.label.clone()))
            .collect(),
        Value::YesNo(yes) => vec![(*yes, "yes".into()), (!*yes, "no".into())],
        Value::Text { .. } | Value::Secret(_) => Vec::new(),
    };
    let cells: u16 = all.iter().map(|(_, label)| width(label) + 3).sum();
    if cells <= room.saturating_add(1) {
        all
    } else {
        Vec::new()
    }
}

fn paint_field(field: &Field, has_focus: bool, label: u16, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let mut pen = Pen::new(buf, area, theme.glyphs.ellipsis);
    let marker = if has_focus { theme.glyphs.marker } else { " " };
    pen.skip(1).write(marker, theme.selected_marker).skip(1);
    let style = if has_focus { theme.selected } else { theme.label };
    let words = crate::tui::widgets::spans::cut(&field.label, label, theme.glyphs.ellipsis);
    let gap = label.saturating_sub(width(&words)) + GAP;
    pen.write(&words, style).skip(gap);
    let room = pen.left();
    let rest = Rect {
        x: area.right().saturating_sub(room),
        width: room,
        ..area
    };
    match &field.value {
        Value::Text {
            input, placeholder, ..
        } => {
            if has_focus {
                input.view("", theme, rest, buf);
            } else {
                pen.write(input.text(), theme.input);
            }
            if input.is_empty() {
                // Apart from where a text begins: for the cursor, and for who sees no colours.
                let rest = Rect {
                    x: rest.x + INDENT.min(rest.width),
                    width: rest.width.saturating_sub(INDENT),
                    ..rest
                };
                Pen::new(buf, rest, theme.glyphs.ellipsis).write(placeholder, theme.placeholder);
            }
        }
        Value::Secret(secret) => {
            let count = secret.count();
            let stars = count.min(usize::from(room.saturating_sub(24).clamp(1, 32)));
            pen.write(&"*".repeat(stars), theme.input);
            if has_focus {
                pen.write(" ", theme.input.patch(theme.cursor));
            }
            if count > stars {
                pen.skip(1).write(&format!("{count} characters"), theme.dim);
            }
        }
        Value::Choice { picks, chosen } => {
            let all = choices(field, room);
            if all.is_empty() {
                let words = picks.get(*chosen).map_or("", |pick| &pick.label);
                let place = format!("{} of {}", chosen + 1, picks.len());
                pen.write("< ", theme.dim)
                    .write(words, theme.input)
                    .write(" >", theme.dim)
                    .skip(2)
                    .write(&place, theme.dim);
            } else {
                paint_choices(&all, has_focus, theme, &mut pen);
            }
        }
        Value::YesNo(_) => paint_choices(&choices(field, room), has_focus, theme, &mut pen),
    }
}

fn paint_choices(all: &[(bool, String)], has_focus: bool, theme: &Theme, pen: &mut Pen<'_>) {
    for (is_chosen, label) in all {
        let (words, style) = match (is_chosen, has_focus) {
            (true, true) => (format!("[{label}]"), theme.button_focused),
            (true, false) => (format!("[{label}]"), theme.input),
            (false, _) => (format!(" {label} "), theme.dim),
        };
        pen.write(&words, style).skip(1);
    }
}
