//! The theme: one style for each meaning.

use ratatui::style::{Color, Modifier, Style};

use super::color::ColorDepth;
use super::glyphs::Glyphs;

/// The background a theme was made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Appearance {
    Dark,
    Light,
    /// Right on both.
    Any,
}

/// One list for all styles: the struct, the names in theme files and the access by name come from it.
macro_rules! roles {
    ($($(#[$about:meta])+ $role:ident,)+) => {
        /// The styles of the console by meaning.
        ///
        /// A meaning never rests on colour alone: states are also words, and what has no word (the cursor,
        /// the focus, a match) differs in more than colour in every theme.
        #[derive(Debug, Clone, PartialEq)]
        pub struct Theme {
            pub name: String,
            pub appearance: Appearance,
            /// The background that the colours were chosen against, if the theme depends on one.
            pub background: Option<Color>,
            pub glyphs: Glyphs,
            /// Goes under everything: empty unless the theme paints its background itself.
            pub base: Style,
            $($(#[$about])+ pub $role: Style,)+
        }

        impl Theme {
            /// The names of the styles in a theme file.
            pub const ROLES: &'static [&'static str] = &[$(stringify!($role),)+];

            /// A theme without any style.
            pub(super) fn unstyled(name: &str) -> Self {
                Self {
                    name: name.to_owned(),
                    appearance: Appearance::Any,
                    background: None,
                    glyphs: Glyphs::UNICODE,
                    base: Style::new(),
                    $($role: Style::new(),)+
                }
            }

            /// Each style with its name in a theme file.
            pub fn styles(&self) -> impl Iterator<Item = (&'static str, Style)> {
                [$((stringify!($role), self.$role),)+].into_iter()
            }

            pub(super) fn styles_mut(&mut self) -> impl Iterator<Item = (&'static str, &mut Style)> {
                [$((stringify!($role), &mut self.$role),)+].into_iter()
            }
        }
    };
}

roles! {
    /// What is read: names, values.
    text,
    /// What may be overlooked: times, ids, hints.
    dim,
    /// A pane's title.
    title,
    /// The heads of a table's columns.
    heading,
    /// Lines around and between panes.
    rule,

    /// The name in the row under the cursor. The row itself stays as it is: a marker and a bold
    /// name cost a tenth of the bytes of a reversed row.
    selected,
    /// The marker before the row under the cursor.
    selected_marker,
    /// A row that is marked for a command on several.
    marked,

    /// A key in the footer and in the help.
    key,
    /// What that key does.
    label,
    /// The tab that is not shown.
    tab,
    /// The tab that is shown.
    tab_active,

    /// As it should be.
    ok,
    /// Works, and wants a look.
    warning,
    /// Does not work.
    error,
    /// Changing towards up: starting, updating.
    busy,
    /// Changing towards down: stopping, terminating.
    going_down,
    /// Down as asked.
    down,
    /// A state that is neither good nor bad.
    neutral,
    /// A state this build does not know, or none at all.
    unknown,
    /// An answer that is overdue.
    stale,

    /// A context in which every verb is confirmed by typing.
    badge_protected,
    /// A context in which nothing can be changed.
    badge_read_only,
    /// Nothing here is real.
    badge_sandbox,

    /// Text being typed.
    input,
    /// The sign before it.
    prompt,
    /// Said in an empty input.
    placeholder,
    /// The cell under the text cursor.
    cursor,

    /// A button of a dialog.
    button,
    /// The button that has the focus.
    button_focused,
    /// What will be lost, and the button that does it.
    danger,

    /// The name of a field of a document.
    json_key,
    /// Text in a document.
    json_string,
    /// A number in a document.
    json_number,
    /// `true`, `false` and `null`.
    json_literal,
    /// Brackets, colons and commas, and what stands for a folded part.
    json_punctuation,
    /// What stands for a hidden secret.
    json_secret,
    /// Text that was searched for.
    match_highlight,
    /// The match under the cursor.
    match_current,

    /// A line, or a value, that is there and was not. It has a sign before it, as have the next two.
    added,
    /// One that was there.
    removed,
    /// Laid over the words in which two lines differ.
    differing,

    /// What is done of an update.
    gauge_filled,
    /// What is left of it.
    gauge_empty,

    /// Something went as asked.
    notice_info,
    /// Something wants a look.
    notice_warning,
    /// Something failed.
    notice_error,
}

impl Theme {
    /// The same theme for a terminal with fewer colours.
    ///
    /// Without colours, what had a background is shown reversed: it must not vanish.
    #[must_use]
    pub fn reduced_to(mut self, depth: ColorDepth) -> Self {
        let appearance = self.appearance;
        for (_, style) in self.styles_mut() {
            if depth == ColorDepth::Mono && has_color(style.bg) {
                *style = style.add_modifier(Modifier::REVERSED);
            }
            style.fg = style.fg.map(|color| match style.bg {
                Some(_) => depth.nearest(color),
                None => depth.nearest_foreground(color, appearance),
            });
            style.bg = style.bg.map(|color| depth.nearest(color));
            if style.fg == style.bg {
                style.fg = None;
            }
        }
        self.base.fg = self.base.fg.map(|color| depth.nearest(color));
        self.base.bg = self.base.bg.map(|color| depth.nearest(color));
        self
    }

    /// The same theme with these glyphs.
    #[must_use]
    pub fn with_glyphs(mut self, glyphs: Glyphs) -> Self {
        self.glyphs = glyphs;
        self
    }

    /// The theme without colours, for tests of what is shown.
    pub fn plain() -> Self {
        super::catalogue::mono()
    }
}

fn has_color(color: Option<Color>) -> bool {
    color.is_some_and(|color| color != Color::Reset)
}
