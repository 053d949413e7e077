//! The console without terminal, clock and network: facts go in, effects and frames come out.
//!
//! - [`fixture`]: a made-up manager, its contexts, and the driver that types and looks.

mod access;
mod actions;
mod book;
mod copying;
mod dialogs;
mod editing;
mod events;
mod facts;
mod fixture;
mod journal;
mod kinds;
mod many;
mod more;
mod mouse;
mod note;
mod offers;
mod outcomes;
mod paging;
mod parts;
mod pictures;
mod selection;
mod shell;
mod sizes;
mod transfers;
mod typing;
mod values;
