//! Lines, markers and gauges, and what stands for them in ASCII mode.
//!
//! Outside of ASCII only box drawing, block elements and one neutral arrow are used. The dot and the
//! ellipsis one would like are of ambiguous width: some terminals draw them two cells wide.

use ratatui::symbols::border;

/// The glyphs of the console. Each is as wide in ASCII mode, so the layout is the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Glyphs {
    pub horizontal: &'static str,
    pub vertical: &'static str,
    pub top_left: &'static str,
    pub top_right: &'static str,
    pub bottom_left: &'static str,
    pub bottom_right: &'static str,
    /// A line going down from a horizontal one.
    pub tee_down: &'static str,
    /// A line going up from a horizontal one.
    pub tee_up: &'static str,
    /// A line going left from a vertical one.
    pub tee_left: &'static str,
    /// A line going right from a vertical one.
    pub tee_right: &'static str,
    pub cross: &'static str,
    /// Before the row under the cursor.
    pub marker: &'static str,
    /// Before a marked row.
    pub mark: &'static str,
    pub gauge_filled: &'static str,
    pub gauge_empty: &'static str,
    /// Between the steps of where-am-I.
    pub step: &'static str,
    /// Between things said in one line.
    pub separator: &'static str,
    /// For what was cut off. Two cells.
    pub ellipsis: &'static str,
    /// The text goes on to the left of the pane.
    pub more_left: &'static str,
    /// The text goes on to the right of the pane.
    pub more_right: &'static str,
    /// Before a line that can be folded.
    pub unfolded: &'static str,
    /// Before a line that hides others.
    pub folded: &'static str,
    pub ascending: &'static str,
    pub descending: &'static str,
}

impl Glyphs {
    /// For terminals that show UTF-8.
    pub const UNICODE: Self = Self {
        horizontal: "─",
        vertical: "│",
        top_left: "┌",
        top_right: "┐",
        bottom_left: "└",
        bottom_right: "┘",
        tee_down: "┬",
        tee_up: "┴",
        tee_left: "┤",
        tee_right: "├",
        cross: "┼",
        marker: "▌",
        gauge_filled: "█",
        gauge_empty: "░",
        step: "›",
        separator: "│",
        ..Self::ASCII
    };

    /// For all others.
    pub const ASCII: Self = Self {
        horizontal: "-",
        vertical: "|",
        top_left: "+",
        top_right: "+",
        bottom_left: "+",
        bottom_right: "+",
        tee_down: "+",
        tee_up: "+",
        tee_left: "+",
        tee_right: "+",
        cross: "+",
        marker: ">",
        mark: "*",
        gauge_filled: "#",
        gauge_empty: ".",
        step: ">",
        separator: "|",
        ellipsis: "..",
        more_left: "<",
        more_right: ">",
        unfolded: "-",
        folded: "+",
        ascending: "^",
        descending: "v",
    };

    /// The frame of a [`ratatui::widgets::Block`].
    pub const fn border(&self) -> border::Set<'static> {
        border::Set {
            top_left: self.top_left,
            top_right: self.top_right,
            bottom_left: self.bottom_left,
            bottom_right: self.bottom_right,
            vertical_left: self.vertical,
            vertical_right: self.vertical,
            horizontal_top: self.horizontal,
            horizontal_bottom: self.horizontal,
        }
    }

    /// Every glyph, in the order of the fields.
    pub const fn all(&self) -> [&'static str; 24] {
        [
            self.horizontal,
            self.vertical,
            self.top_left,
            self.top_right,
            self.bottom_left,
            self.bottom_right,
            self.tee_down,
            self.tee_up,
            self.tee_left,
            self.tee_right,
            self.cross,
            self.marker,
            self.mark,
            self.gauge_filled,
            self.gauge_empty,
            self.step,
            self.separator,
            self.ellipsis,
            self.more_left,
            self.more_right,
            self.unfolded,
            self.folded,
            self.ascending,
            self.descending,
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_width::UnicodeWidthStr;

    #[test]
    fn only_box_drawing_blocks_and_the_neutral_arrow_are_outside_of_ascii() {
        for glyph in Glyphs::UNICODE.all() {
            let permitted =
                |c: char| c.is_ascii() || ('\u{2500}'..='\u{259f}').contains(&c) || c == '\u{203a}';
            assert!(glyph.chars().all(permitted), "{glyph}");
        }
        assert!(Glyphs::ASCII.all().iter().all(|glyph| glyph.is_ascii()));
    }

    #[test]
    fn a_glyph_is_as_wide_in_ascii_mode() {
        for (unicode, ascii) in Glyphs::UNICODE.all().iter().zip(Glyphs::ASCII.all()) {
            assert_eq!(unicode.width(), ascii.width(), "{unicode}");
        }
    }
}
