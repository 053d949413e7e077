//! Compares what is shown with what is to be shown, and puts a frame together.

use ratatui::buffer::Buffer;
use ratatui::layout::{Rect, Size};

use super::brush::Brush;
use super::cursor::Place;
use super::ink::Ink;
use super::row;
use super::scroll::{Shift, rows};

/// Begin and end of an update that is to be shown at once ("synchronized output", private mode 2026);
/// terminals that do not know it skip it.
const SYNC_BEGIN: &[u8] = b"\x1b[?2026h";
const SYNC_END: &[u8] = b"\x1b[?2026l";

/// Frames up to this many bytes arrive in one packet, so at once anyway.
const ONE_PACKET: usize = 1_400;

/// Style off, margins off, everything erased.
const CLEAR: &[u8] = b"\x1b[m\x1b[r\x1b[H\x1b[2J";

/// More separate shifts than this in one frame are not looked for.
const MOST_SHIFTS: usize = 2;

/// Turns frames into the bytes that show them.
#[derive(Debug)]
pub struct Painter {
    shown: Buffer,
    next: Buffer,
    /// False if the terminal may show anything.
    is_shown_known: bool,
    ink: Ink,
    can_scroll: bool,
    changed: Vec<usize>,
    bytes: Vec<u8>,
}

impl Painter {
    /// Prepares for a screen of which nothing is known: the first frame clears it.
    pub fn new(size: Size) -> Self {
        let empty = Buffer::empty(Rect::from((ratatui::layout::Position::ORIGIN, size)));
        Self {
            shown: empty.clone(),
            next: empty,
            is_shown_known: false,
            ink: Ink::PLAIN,
            can_scroll: true,
            changed: Vec::new(),
            bytes: Vec::new(),
        }
    }

    /// Never moves rows: for terminals without `CSI S` and `CSI T`, such as the console of Linux.
    #[must_use]
    pub fn without_scrolling(mut self) -> Self {
        self.can_scroll = false;
        self
    }

    /// Gives the next frame to paint into, cleared.
    pub fn frame(&mut self) -> &mut Buffer {
        self.next.reset();
        &mut self.next
    }

    /// Gives the bytes that show what was painted into [`Painter::frame`]; none if it is on the screen
    /// already. They must all be written, or [`Painter::forget`] be called.
    pub fn render(&mut self) -> &[u8] {
        self.bytes.clear();
        self.bytes.extend_from_slice(SYNC_BEGIN);
        if !self.is_shown_known {
            self.bytes.extend_from_slice(CLEAR);
            self.shown.reset();
            self.ink = Ink::PLAIN;
            self.is_shown_known = true;
        }
        self.find_changes();
        if !self.changed.is_empty() {
            self.write_changes();
            std::mem::swap(&mut self.shown, &mut self.next);
        }
        if self.bytes.len() > ONE_PACKET {
            self.bytes.extend_from_slice(SYNC_END);
            return &self.bytes;
        }
        self.bytes.get(SYNC_BEGIN.len()..).unwrap_or_default()
    }

    /// Takes a new size; the next frame clears the screen and shows everything.
    pub fn resize(&mut self, size: Size) {
        *self = Self {
            can_scroll: self.can_scroll,
            bytes: std::mem::take(&mut self.bytes),
            ..Self::new(size)
        };
    }

    /// Takes what is on the screen for unknown, as after output of another program: the next frame
    /// clears it and shows everything.
    pub fn forget(&mut self) {
        self.is_shown_known = false;
    }

    /// The size of the frames.
    pub fn size(&self) -> Size {
        self.next.area.as_size()
    }

    fn find_changes(&mut self) {
        let pairs = rows(&self.shown).zip(rows(&self.next));
        self.changed.clear();
        self.changed.extend(
            (0..)
                .zip(pairs)
                .filter(|(_, (shown, next))| shown != next)
                .map(|(y, _)| y),
        );
    }

    fn write_changes(&mut self) {
        let Size { width, height } = self.size();
        let (width, height) = (usize::from(width), usize::from(height));
        let mut out = std::mem::take(&mut self.bytes);
        let mut brush = Brush {
            out: &mut out,
            ink: self.ink,
            place: Place::Unknown,
            width,
            height,
        };
        if self.can_scroll {
            for _ in 0..MOST_SHIFTS {
                let Some(shift) = Shift::find(&self.shown, &self.next, &self.changed) else {
                    break;
                };
                brush.scroll(shift);
                shift.apply(&mut self.shown);
                self.find_changes();
            }
        }
        let mut changed = self.changed.iter().copied().peekable();
        for (y, (shown, next)) in rows(&self.shown).zip(rows(&self.next)).enumerate() {
            if changed.next_if_eq(&y).is_some() {
                row::paint(&mut brush, y, shown, next);
            }
        }
        self.ink = brush.ink;
        self.bytes = out;
    }
}
