//! Shows a frame with the fewest bytes: the console is used over slow links, through multiplexers.
//!
//! Two buffers of cells are held: what the terminal shows, and what it is to show next. A frame is one
//! slice of bytes, for one `write`; a frame that changes nothing is empty.
//!
//! Read in this order:
//! - [`frame`]: [`Painter`]: compares the two buffers and puts a frame together.
//! - `scroll`: rows that only moved are moved by the terminal.
//! - `row`: which cells of a row are written, and which are erased.
//! - `brush`: writes cells at the place and in the style they need.
//! - `cursor`, `ink`: the shortest way to a place, and to a style.
//! - `glyph`: what a cell's text will do to a terminal.
//!
//! **Invariants:** the terminal's cursor stays hidden and is never taken to be where the last frame left
//! it; its position is not trusted after a symbol on whose width terminals disagree; no control character
//! of a cell reaches the terminal; no sequence is sent that asks for an answer.

mod brush;
mod cursor;
mod frame;
mod glyph;
mod ink;
mod row;
mod scroll;
#[cfg(test)]
mod tests;

pub use frame::Painter;
