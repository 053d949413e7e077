//! Frames against a terminal emulator: what it shows must be what was painted, whatever came before.

use std::num::NonZeroU16;

use proptest::prelude::*;
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Rect, Size};
use ratatui::style::{Color, Modifier, Style};

use super::Painter;
use super::glyph::{Glyph, VISIBLE_ON_BLANK, is_blank};

/// A painter and the terminal that gets its bytes.
struct Screen {
    painter: Painter,
    terminal: vt100::Parser,
}

impl Screen {
    fn new(width: u16, height: u16) -> Self {
        Self {
            painter: Painter::new(Size::new(width, height)),
            terminal: vt100::Parser::new(nonzero(height), nonzero(width), 0),
        }
    }

    /// Shows a frame, checks it and gives the number of bytes it took.
    fn show(&mut self, wanted: &Buffer) -> usize {
        self.painter.frame().clone_from(wanted);
        let bytes = self.painter.render();
        self.terminal.process(bytes);
        let length = bytes.len();
        assert_shows(self.terminal.screen(), wanted);
        length
    }

    fn resize(&mut self, width: u16, height: u16) {
        self.painter.resize(Size::new(width, height));
        self.terminal.set_size(nonzero(height), nonzero(width));
    }
}

fn nonzero(number: u16) -> NonZeroU16 {
    NonZeroU16::new(number).unwrap()
}

fn assert_shows(screen: &vt100::Screen, wanted: &Buffer) {
    for y in 0..wanted.area.height {
        let mut x = 0;
        while x < wanted.area.width {
            let cell = &wanted[(x, y)];
            let glyph = Glyph::of(cell, usize::from(wanted.area.width - x));
            let shown = screen.cell(y, x).unwrap();
            assert_eq!(
                look_of_shown(shown),
                look_of_wanted(cell, glyph),
                "column {x} of row {y}"
            );
            x += u16::try_from(glyph.width).unwrap();
        }
    }
}

/// Text, colours and modifiers, without those that cannot be seen.
type Look = (String, Option<vt100::Color>, vt100::Color, Modifier);

fn look_of_shown(cell: &vt100::Cell) -> Look {
    let modifiers = [
        (cell.bold(), Modifier::BOLD),
        (cell.dim(), Modifier::DIM),
        (cell.italic(), Modifier::ITALIC),
        (cell.underline(), Modifier::UNDERLINED),
        (cell.inverse(), Modifier::REVERSED),
    ];
    let modifier = modifiers
        .into_iter()
        .filter(|(is_set, _)| *is_set)
        .map(|(_, modifier)| modifier)
        .collect();
    let text = if cell.has_contents() { cell.contents() } else { " " };
    look(text.to_owned(), cell.fgcolor(), cell.bgcolor(), modifier)
}

fn look_of_wanted(cell: &Cell, glyph: Glyph<'_>) -> Look {
    let mut text = Vec::new();
    glyph.write(&mut text);
    look(
        String::from_utf8(text).unwrap(),
        color(cell.fg),
        color(cell.bg),
        cell.modifier,
    )
}

fn look(text: String, fg: vt100::Color, bg: vt100::Color, modifier: Modifier) -> Look {
    // The emulator knows neither blinking nor hidden nor crossed-out text.
    let known = VISIBLE_ON_BLANK.difference(Modifier::CROSSED_OUT);
    if text == " " && !modifier.intersects(known) {
        return (text, None, bg, Modifier::empty());
    }
    let unknown = Modifier::CROSSED_OUT | Modifier::SLOW_BLINK | Modifier::RAPID_BLINK | Modifier::HIDDEN;
    (text, Some(fg), bg, modifier.difference(unknown))
}

fn color(color: Color) -> vt100::Color {
    let names = "black red green yellow blue magenta cyan gray dark-gray light-red light-green light-yellow \
                 light-blue light-magenta light-cyan white";
    match color {
        Color::Reset => vt100::Color::Default,
        Color::Indexed(index) => vt100::Color::Idx(index),
        Color::Rgb(red, green, blue) => vt100::Color::Rgb(red, green, blue),
        named => {
            let place = names
                .split_whitespace()
                .position(|name| name.parse() == Ok(named))
                .unwrap();
            vt100::Color::Idx(place.try_into().unwrap())
        }
    }
}

fn list(first: usize, marked: usize) -> Buffer {
    let mut buffer = Buffer::empty(Rect::new(0, 0, 120, 40));
    for row in 0..40 {
        let number = first + row;
        let marker = if number == marked { "> " } else { "  " };
        let name = format!(
            "{marker}cluster-{number:06}  STARTED  {}  {}",
            number * 7919 % 1000,
            number % 13
        );
        buffer.set_string(0, row.try_into().unwrap(), name, Style::new());
    }
    buffer
}

#[test]
fn an_equal_frame_is_empty() {
    let mut screen = Screen::new(120, 40);
    assert!(screen.show(&list(0, 3)) > 0);
    assert_eq!(screen.show(&list(0, 3)), 0);
}

#[test]
fn a_frame_that_differs_in_nothing_that_shows_is_empty() {
    let mut screen = Screen::new(120, 40);
    let mut frame = list(0, 3);
    screen.show(&frame);
    frame.set_style(
        Rect::new(60, 0, 60, 40),
        Style::new().fg(Color::Red).add_modifier(Modifier::BOLD),
    );
    assert_eq!(screen.show(&frame), 0);
}

#[test]
fn moving_a_marker_costs_less_than_40_bytes() {
    let mut screen = Screen::new(120, 40);
    screen.show(&list(0, 3));
    let bytes = screen.show(&list(0, 4));
    assert!(bytes < 20, "{bytes}");
    let bytes = screen.show(&list(0, 34));
    assert!(bytes < 40, "{bytes}");
}

#[test]
fn scrolling_a_list_costs_about_a_row() {
    let mut screen = Screen::new(120, 40);
    screen.show(&list(100, 139));
    let down = screen.show(&list(101, 140));
    assert!(down < 90, "{down}");
    let up = screen.show(&list(100, 100));
    assert!(up < 100, "{up}");
    let by_half_a_page = screen.show(&list(120, 120));
    assert!(by_half_a_page < 20 * 50, "{by_half_a_page}");
}

#[test]
fn a_first_frame_takes_little_more_than_its_text() {
    let frame = list(0, 3);
    let text: usize = frame.content.iter().filter(|cell| !is_blank(cell)).count();
    let bytes = Screen::new(120, 40).show(&frame);
    assert!(bytes < text + 40 * 12 + 30, "{bytes} bytes for {text} characters");
}

#[test]
fn only_a_large_frame_is_synchronized() {
    let mut painter = Painter::new(Size::new(120, 40));
    painter.frame().clone_from(&list(0, 3));
    let first = painter.render();
    assert!(first.starts_with(b"\x1b[?2026h") && first.ends_with(b"\x1b[?2026l"));
    painter.frame().clone_from(&list(0, 4));
    assert!(!painter.render().starts_with(b"\x1b[?2026h"));
}

#[test]
fn after_a_resize_everything_is_shown() {
    let mut screen = Screen::new(120, 40);
    screen.show(&list(0, 3));
    screen.resize(60, 10);
    let mut small = Buffer::empty(Rect::new(0, 0, 60, 10));
    small.set_string(0, 9, "last row", Style::new());
    screen.show(&small);
    screen.resize(120, 40);
    screen.show(&list(0, 3));
}

#[test]
fn what_another_program_wrote_is_gone_once_forgotten() {
    let mut screen = Screen::new(120, 40);
    screen.show(&list(0, 3));
    screen.terminal.process(b"\x1b[5;20r\x1b[41mnoise\n\n\n\n");
    screen.painter.forget();
    screen.show(&list(0, 3));
}

#[test]
fn a_screen_without_cells_is_no_trouble() {
    let mut painter = Painter::new(Size::new(0, 0));
    painter.frame();
    painter.render();
    assert!(painter.render().is_empty());
}

#[test]
fn no_control_character_reaches_the_terminal() {
    let mut painter = Painter::new(Size::new(20, 1));
    for (x, symbol) in (0..).zip([
        "\u{1b}",
        "\u{7}",
        "\n",
        "\u{9b}",
        "a\u{1b}]0;title\u{7}",
        "\u{85}",
    ]) {
        painter.frame()[(x, 0)].set_symbol(symbol);
        let bytes = String::from_utf8(painter.render().to_vec()).unwrap();
        let text = bytes.replace("\x1b[", "").replace('\r', "");
        assert!(!text.contains(char::is_control), "{bytes:?}");
    }
}

#[test]
fn a_wide_symbol_on_the_way_to_a_change_is_not_painted_over() {
    let mut screen = Screen::new(20, 1);
    screen.show(&Buffer::with_lines(["ab漢cd              "]));
    screen.show(&Buffer::with_lines(["aB漢Cd              "]));
}

#[test]
fn a_symbol_of_disputed_width_does_not_displace_its_row() {
    let mut screen = Screen::new(20, 1);
    let row = |text: &str| Buffer::with_lines([format!("{text:<20}")]);
    // The emulator gives this symbol four columns, ratatui two; the columns after it stay in place.
    let disputed = "\u{1f469}\u{200d}\u{1f4bb}";
    let mut with_symbol = row("ab  ef gh");
    with_symbol[(2, 0)].set_symbol(disputed);
    for frame in [row("xxxxxxxxxxxx"), with_symbol, row("ab  ef gi")] {
        screen.painter.frame().clone_from(&frame);
        screen.terminal.process(screen.painter.render());
        let shown = screen.terminal.screen();
        for x in 6..20 {
            assert_eq!(
                look_of_shown(shown.cell(0, x).unwrap()).0,
                frame[(x, 0)].symbol(),
                "column {x}"
            );
        }
    }
}

/// A change of what is to be shown.
#[derive(Debug, Clone)]
enum Edit {
    Text {
        x: u16,
        y: u16,
        text: String,
        style: Style,
    },
    Restyle {
        area: Rect,
        style: Style,
    },
    Erase {
        area: Rect,
    },
    Scroll {
        top: u16,
        bottom: u16,
        by: i16,
    },
    List {
        first: usize,
    },
    Resize {
        width: u16,
        height: u16,
    },
    Noise,
}

impl Edit {
    fn apply(&self, wanted: &mut Buffer, screen: &mut Screen) {
        match self {
            Edit::Text { x, y, text, style } => {
                if wanted.area.contains((*x, *y).into()) {
                    wanted.set_string(*x, *y, text, *style);
                }
            }
            Edit::Restyle { area, style } => wanted.set_style(*area, *style),
            Edit::Erase { area } => {
                for position in area.intersection(wanted.area).positions() {
                    wanted[position].reset();
                }
            }
            Edit::Scroll { top, bottom, by } => {
                let before = wanted.clone();
                for y in *top..=(*bottom).min(wanted.area.height - 1) {
                    let source = y
                        .checked_add_signed(*by)
                        .filter(|source| (top..=bottom).contains(&source));
                    for x in 0..wanted.area.width {
                        let cell = source.and_then(|source| before.cell((x, source)));
                        wanted[(x, y)] = cell.cloned().unwrap_or_default();
                    }
                }
            }
            Edit::List { first } => {
                for y in 0..wanted.area.height {
                    let number = first + usize::from(y);
                    wanted.set_string(0, y, format!("row {number:03} of {}", number * 31), Style::new());
                }
            }
            Edit::Resize { width, height } => {
                *wanted = Buffer::empty(Rect::new(0, 0, *width, *height));
                screen.resize(*width, *height);
            }
            Edit::Noise => {
                screen
                    .terminal
                    .process(b"\x1b[2;4r\x1b[7;33mnoise\r\n\x1b[3;2H noise \x1b[1m");
                screen.painter.forget();
            }
        }
    }
}

fn any_color() -> impl Strategy<Value = Color> {
    prop_oneof![
        3 => Just(Color::Reset),
        2 => prop::sample::select(vec![Color::Black, Color::Red, Color::Gray, Color::LightBlue, Color::White]),
        1 => any::<u8>().prop_map(Color::Indexed),
        1 => any::<(u8, u8, u8)>().prop_map(|(red, green, blue)| Color::Rgb(red, green, blue)),
    ]
}

fn any_style() -> impl Strategy<Value = Style> {
    // The emulator cannot be bold and dim at once.
    let intensity = prop::sample::select(vec![Modifier::empty(), Modifier::BOLD, Modifier::DIM]);
    let others = prop::sample::subsequence(
        vec![
            Modifier::ITALIC,
            Modifier::UNDERLINED,
            Modifier::REVERSED,
            Modifier::CROSSED_OUT,
            Modifier::SLOW_BLINK,
            Modifier::HIDDEN,
        ],
        0..=2,
    );
    (any_color(), any_color(), any_color(), intensity, others).prop_map(
        |(fg, bg, line, intensity, others)| {
            let all = others.into_iter().fold(intensity, Modifier::union);
            Style::new()
                .fg(fg)
                .bg(bg)
                .underline_color(line)
                .add_modifier(all)
                .remove_modifier(Modifier::all() - all)
        },
    )
}

fn any_text() -> impl Strategy<Value = String> {
    let pieces = vec![
        "a",
        "B",
        " ",
        "   ",
        "word",
        "│",
        "─┐",
        "█",
        "é",
        "漢",
        "字字",
        "🙂",
        "e\u{301}",
        "❤\u{fe0f}",
        "\u{1b}",
    ];
    prop::collection::vec(prop::sample::select(pieces), 1..8).prop_map(|pieces| pieces.concat())
}

fn any_area() -> impl Strategy<Value = Rect> {
    (0_u16..30, 0_u16..12, 1_u16..30, 1_u16..12)
        .prop_map(|(x, y, width, height)| Rect::new(x, y, width, height))
}

fn any_edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        6 => (0_u16..30, 0_u16..12, any_text(), any_style())
            .prop_map(|(x, y, text, style)| Edit::Text { x, y, text, style }),
        2 => (any_area(), any_style()).prop_map(|(area, style)| Edit::Restyle { area, style }),
        2 => any_area().prop_map(|area| Edit::Erase { area }),
        3 => (0_u16..6, 3_u16..12, -4_i16..=4).prop_map(|(top, bottom, by)| Edit::Scroll { top, bottom, by }),
        1 => (0_usize..20).prop_map(|first| Edit::List { first }),
        1 => (1_u16..40, 1_u16..14).prop_map(|(width, height)| Edit::Resize { width, height }),
        1 => Just(Edit::Noise),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_terminal_shows_every_frame(frames in prop::collection::vec(prop::collection::vec(any_edit(), 1..4), 1..12)) {
        let mut screen = Screen::new(30, 12);
        let mut wanted = Buffer::empty(Rect::new(0, 0, 30, 12));
        for edits in frames {
            for edit in edits {
                edit.apply(&mut wanted, &mut screen);
            }
            screen.show(&wanted);
            prop_assert_eq!(screen.show(&wanted), 0);
        }
    }
}
