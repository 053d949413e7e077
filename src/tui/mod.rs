//! The console: a pure model and its views, and the one part that touches the world.
//!
//! Read in this order:
//! - [`msg`]: facts that come in, effects that go out.
//! - [`app`]: the model and its one `update`; it delegates to the [`screens`].
//! - [`known`]: what is known of every context; [`subscriptions`]: what must be fresh now.
//! - [`book`]: contexts as the configuration keeps them.
//! - [`navigation`]: the stack of screens and the breadcrumbs; [`layout`]: who gets which area.
//! - [`verbs`]: from a verb to its dialog to an intent.
//! - [`view`]: the frame around a screen; [`widgets`]: the pieces; [`theme`], [`keymap`].
//! - [`picture`]: a frame as an SVG image.
//! - [`runtime`]: loop, terminal, input, signals, effects.
//!
//! **Invariant:** only [`runtime`] names `tokio`, `session` or the terminal. An `update` never waits,
//! a view decides nothing.

pub mod app;
pub mod book;
pub mod keymap;
pub mod known;
pub mod layout;
pub mod msg;
pub mod navigation;
pub mod picture;
pub mod runtime;
pub mod screens;
pub mod subscriptions;
pub mod theme;
pub mod verbs;
pub mod view;
pub mod widgets;

pub mod file_problem;

pub use app::{Model, Options};
pub use msg::{Effect, Msg};
