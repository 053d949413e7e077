//! Aligned columns: without borders, without trailing spaces, never cut unless on a terminal.

use anstyle::{AnsiColor, Effects, Style};
use unicode_width::UnicodeWidthStr;

use crate::cli::surface::Surface;
use crate::resource::{Align, Cell, Health, Level, StateClass};

/// Lines of text cells under a heading.
#[derive(Debug, Default)]
pub struct Table {
    headings: Vec<Heading>,
    lines: Vec<Vec<Text>>,
}

#[derive(Debug)]
struct Heading {
    title: &'static str,
    align: Align,
}

/// What one cell says, and what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    pub words: String,
    pub style: Style,
}

/// Cells between two columns.
const GAP: usize = 2;
/// A last column is not cut to less than this.
const LEAST: usize = 8;

impl Text {
    pub fn plain(words: impl Into<String>) -> Self {
        Self {
            words: words.into(),
            style: Style::new(),
        }
    }
}

impl Table {
    pub fn new(columns: impl IntoIterator<Item = (&'static str, Align)>) -> Self {
        let headings = columns.into_iter();
        Self {
            headings: headings.map(|(title, align)| Heading { title, align }).collect(),
            lines: Vec::new(),
        }
    }

    /// Adds a line with one cell per column.
    pub fn push(&mut self, cells: Vec<Text>) {
        self.lines.push(cells);
    }

    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The whole table, each line after `indent`.
    pub fn render(&self, surface: &Surface, indent: &str) -> String {
        let widths = self.widths();
        let mut out = String::new();
        let heading = self.headings.iter().map(|heading| Text {
            words: heading.title.to_owned(),
            style: Style::new().effects(Effects::BOLD),
        });
        self.line(&mut out, &heading.collect::<Vec<_>>(), &widths, surface, indent);
        for line in &self.lines {
            self.line(&mut out, line, &widths, surface, indent);
        }
        out
    }

    fn widths(&self) -> Vec<usize> {
        let widest = |(index, heading): (usize, &Heading)| {
            let cells = self.lines.iter().filter_map(|line| line.get(index));
            let cells = cells.map(|text| text.words.width());
            cells.max().unwrap_or(0).max(heading.title.width())
        };
        self.headings.iter().enumerate().map(widest).collect()
    }

    fn line(&self, out: &mut String, cells: &[Text], widths: &[usize], surface: &Surface, indent: &str) {
        out.push_str(indent);
        let mut at = indent.width();
        // Spaces are owed until something follows them, so that no line ends in spaces.
        let mut owed = 0;
        let last = self.headings.len().saturating_sub(1);
        for (index, ((heading, &width), cell)) in self.headings.iter().zip(widths).zip(cells).enumerate() {
            let room = surface.width.filter(|_| index == last);
            let room = room.map(|full| full.saturating_sub(at + owed).max(LEAST));
            let words = room.map_or_else(|| cell.words.clone(), |room| cut(&cell.words, room));
            let padding = width.saturating_sub(words.width());
            if heading.align == Align::Right {
                owed += padding;
            }
            if !words.is_empty() {
                out.push_str(&" ".repeat(owed));
                at += owed + words.width();
                owed = 0;
                if surface.has_colour && !cell.style.is_plain() {
                    out.push_str(&format!("{}{words}{}", cell.style, cell.style.render_reset()));
                } else {
                    out.push_str(&words);
                }
            }
            if heading.align == Align::Left {
                owed += padding;
            }
            owed += GAP;
        }
        out.push('\n');
    }
}

/// The beginning of `words` in at most `room` cells.
pub fn cut(words: &str, room: usize) -> String {
    if words.width() <= room {
        return words.to_owned();
    }
    let mut kept = String::new();
    for c in words.chars() {
        kept.push(c);
        // Measured as a whole: a joined emoji is not the sum of its parts.
        if kept.width() + 1 > room {
            kept.pop();
            break;
        }
    }
    kept.push('…');
    kept
}

/// The colour of a cell's meaning; the words alone say it too.
pub fn style_of(cell: &Cell) -> Style {
    let colour = match cell {
        Cell::State(state) => match state.class {
            StateClass::Bad => AnsiColor::Red,
            StateClass::Busy | StateClass::GoingDown => AnsiColor::Yellow,
            StateClass::Up => AnsiColor::Green,
            StateClass::Down => return Style::new().effects(Effects::DIMMED),
            StateClass::Neutral => return Style::new(),
        },
        Cell::Health(mark) => match mark.health {
            Health::Error => AnsiColor::Red,
            Health::Warning => AnsiColor::Yellow,
            Health::Ok => AnsiColor::Green,
            Health::Unknown => return Style::new(),
        },
        Cell::Event(mark, _) => match mark.level {
            Level::Error => AnsiColor::Red,
            Level::Warning => AnsiColor::Yellow,
            Level::Normal => return Style::new(),
        },
        Cell::Ratio { ok, total } if ok < total => AnsiColor::Yellow,
        Cell::Empty
        | Cell::Text(_)
        | Cell::Number(_)
        | Cell::Version(_)
        | Cell::Ratio { .. }
        | Cell::Progress(_)
        | Cell::Time(_)
        | Cell::Unreadable => return Style::new(),
    };
    colour.on_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resource::State;

    fn table() -> Table {
        let mut table = Table::new([
            ("NAME", Align::Left),
            ("SERVERS", Align::Right),
            ("LAST EVENT", Align::Left),
        ]);
        table.push(
            ["orders", "7/7", "Cluster update completed"]
                .map(Text::plain)
                .into(),
        );
        table.push(["データ", "12/12", ""].map(Text::plain).into());
        table
    }

    #[test]
    fn columns_are_aligned_by_what_is_seen_and_no_line_ends_in_spaces() {
        insta::assert_snapshot!(table().render(&Surface::PLAIN, ""), @r"
        NAME    SERVERS  LAST EVENT
        orders      7/7  Cluster update completed
        データ    12/12
        ");
        assert!(
            table()
                .render(&Surface::PLAIN, "")
                .lines()
                .all(|line| !line.ends_with(' '))
        );
    }

    #[test]
    fn only_a_terminal_cuts_and_only_the_last_column() {
        let narrow = Surface {
            width: Some(30),
            ..Surface::PLAIN
        };
        assert!(
            table()
                .render(&narrow, "")
                .contains("orders      7/7  Cluster upda…\n")
        );
        assert_eq!(cut("データ", 4), "デ…");
        assert_eq!(cut("データ", 6), "データ");
    }

    #[test]
    fn colours_appear_only_where_they_are_wanted() {
        let cell = Cell::State(State::new("FAILED", StateClass::Bad));
        let mut table = Table::new([("STATE", Align::Left)]);
        table.push(vec![Text {
            words: "FAILED".into(),
            style: style_of(&cell),
        }]);
        assert!(!table.render(&Surface::PLAIN, "").contains('\u{1b}'));
        let coloured = Surface {
            width: Some(80),
            has_colour: true,
            ..Surface::PLAIN
        };
        assert!(table.render(&coloured, "").contains("\u{1b}[31mFAILED\u{1b}[0m"));
    }
}
