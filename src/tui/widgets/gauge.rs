//! Progress in a few cells: a bar and the manager's own count.

use crate::resource::Progress;
use crate::tui::theme::Theme;

use super::spans::Pen;

/// Cells of the bar in a table.
pub const BAR: u16 = 8;

/// Writes `█████░░░ 5/12` with a bar of `width` cells.
pub fn write(pen: &mut Pen<'_>, progress: Progress, width: u16, theme: &Theme) {
    let glyphs = &theme.glyphs;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and the width"
    )]
    let filled = (progress.ratio() * f64::from(width)).round() as usize;
    let empty = usize::from(width).saturating_sub(filled);
    pen.write(&glyphs.gauge_filled.repeat(filled), theme.gauge_filled)
        .write(&glyphs.gauge_empty.repeat(empty), theme.gauge_empty)
        .skip(1)
        .write(&format!("{}/{}", progress.current, progress.total), theme.text);
}

/// `█████░░░`: so much of a hundred.
pub fn bar(percent: u8, width: u16, theme: &Theme) -> String {
    let width = usize::from(width);
    let filled = (usize::from(percent.min(100)) * width + 50) / 100;
    let glyphs = &theme.glyphs;
    format!(
        "{}{}",
        glyphs.gauge_filled.repeat(filled),
        glyphs.gauge_empty.repeat(width.saturating_sub(filled))
    )
}
