//! A frame as an SVG image: the pictures of the README are made of real frames.

use std::fmt::Write;

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};

/// Size of a cell in the picture, in pixels.
const CELL: (u32, u32) = (9, 19);
const MARGIN: u32 = 12;

/// Colours for what a terminal decides: default text and background, and the sixteen.
const TEXT: &str = "#d4d4d4";
const BACKGROUND: &str = "#16181d";
const SIXTEEN: [&str; 16] = [
    "#1d1f21", "#d16969", "#7fb37c", "#d7ba7d", "#6f9fd8", "#b48ead", "#6fb5b5", "#c5c8c6", "#7c7f85",
    "#f08080", "#a4d9a0", "#f0d890", "#9cc4f5", "#d3b0d0", "#9adada", "#ffffff",
];

/// Draws every cell of `buffer`.
pub fn svg(buffer: &Buffer) -> String {
    let (columns, rows) = (u32::from(buffer.area.width), u32::from(buffer.area.height));
    let (width, height) = (columns * CELL.0 + 2 * MARGIN, rows * CELL.1 + 2 * MARGIN);
    let mut svg = String::new();
    // Writing to a string cannot fail.
    let _ = writeln!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" font-family=\"ui-monospace, Menlo, Consolas, DejaVu Sans Mono, monospace\" \
         font-size=\"15\">\n<rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"{BACKGROUND}\"/>"
    );
    for y in 0..buffer.area.height {
        row(buffer, y, &mut svg);
    }
    svg.push_str("</svg>\n");
    svg
}

/// Neighbours of one look become one text, stretched to the width of its cells.
fn row(buffer: &Buffer, y: u16, svg: &mut String) {
    let mut x = 0;
    while x < buffer.area.width {
        let Some(first) = buffer.cell((x, y)) else { return };
        let start = x;
        let mut text = String::new();
        while let Some(cell) = buffer.cell((x, y)).filter(|cell| same_look(cell, first)) {
            text.push_str(cell.symbol());
            // The cells behind a wide character belong to it.
            x += crate::tui::widgets::spans::width(cell.symbol()).max(1);
        }
        run(first, (start, y), x - start, &text, svg);
    }
}

fn same_look(a: &Cell, b: &Cell) -> bool {
    (a.fg, a.bg, a.modifier) == (b.fg, b.bg, b.modifier)
}

fn run(cell: &Cell, at: (u16, u16), cells: u16, text: &str, svg: &mut String) {
    let (mut fg, mut bg) = (colour(cell.fg).unwrap_or(TEXT.into()), colour(cell.bg));
    if cell.modifier.contains(Modifier::REVERSED) {
        (fg, bg) = (bg.unwrap_or(BACKGROUND.into()), Some(fg));
    }
    let (x, y) = (
        MARGIN + u32::from(at.0) * CELL.0,
        MARGIN + u32::from(at.1) * CELL.1,
    );
    let width = u32::from(cells) * CELL.0;
    if let Some(bg) = bg {
        let _ = writeln!(
            svg,
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{}\" fill=\"{bg}\"/>",
            CELL.1
        );
    }
    if text.trim().is_empty() {
        return;
    }
    let mut style = String::new();
    if cell.modifier.contains(Modifier::BOLD) {
        style.push_str(" font-weight=\"bold\"");
    }
    if cell.modifier.contains(Modifier::DIM) {
        style.push_str(" opacity=\"0.65\"");
    }
    if cell.modifier.contains(Modifier::UNDERLINED) {
        style.push_str(" text-decoration=\"underline\"");
    }
    let escaped = text
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    let baseline = y + CELL.1 - 5;
    let _ = writeln!(
        svg,
        "<text x=\"{x}\" y=\"{baseline}\" fill=\"{fg}\"{style} textLength=\"{width}\" lengthAdjust=\"spacingAndGlyphs\" \
         xml:space=\"preserve\">{escaped}</text>"
    );
}

fn colour(colour: Color) -> Option<String> {
    let index = match colour {
        Color::Reset => return None,
        Color::Rgb(r, g, b) => return Some(format!("#{r:02x}{g:02x}{b:02x}")),
        Color::Indexed(index) => return Some(indexed(index)),
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 8,
        Color::LightRed => 9,
        Color::LightGreen => 10,
        Color::LightYellow => 11,
        Color::LightBlue => 12,
        Color::LightMagenta => 13,
        Color::LightCyan => 14,
        Color::White => 15,
    };
    Some(indexed(index))
}

/// The 256 colours of xterm: sixteen named, a cube of 6 levels, 24 greys.
fn indexed(index: u8) -> String {
    if let Some(named) = SIXTEEN.get(usize::from(index)) {
        return (*named).to_owned();
    }
    if index >= 232 {
        let grey = 8 + 10 * (index - 232);
        return format!("#{grey:02x}{grey:02x}{grey:02x}");
    }
    let cube = index - 16;
    let level = |step: u8| if step == 0 { 0 } else { 55 + 40 * step };
    format!(
        "#{:02x}{:02x}{:02x}",
        level(cube / 36),
        level(cube / 6 % 6),
        level(cube % 6)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::layout::Rect;
    use ratatui::style::Style;

    #[test]
    fn text_of_one_look_is_one_element_and_is_escaped() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 8, 1));
        buffer.set_string(0, 0, "a<b", Style::new().fg(Color::Red));
        let picture = svg(&buffer);
        assert_eq!(picture.matches("<text").count(), 1);
        assert!(picture.contains(">a&lt;b</text>") && picture.contains("#d16969"));
    }
}
