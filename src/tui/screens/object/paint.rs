//! What is in the tabs of an object.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::tui::known::KnownObject;
use crate::tui::screens::Look;
use crate::tui::screens::page::Page;
use crate::tui::widgets::spans::{self, Pen};
use crate::tui::widgets::table::RowLook;

use super::screen::ObjectScreen;
use super::tab::Tab;

impl ObjectScreen {
    pub(super) fn paint(&self, look: Look<'_>, buf: &mut Buffer) {
        let areas = self.areas(look.size);
        let object = look.known.object(&self.key);
        let is_stale = self.answers(look).is_some_and(|state| state.is_stale(look.now));
        self.view_header(look, object, areas.header, buf);
        self.view_tabs(look, areas.tabs, buf);
        let nothing = self.nothing(look, object);
        match self.tab() {
            Tab::Facts | Tab::Parts(_) => {
                let row_look = RowLook {
                    has_focus: true,
                    is_stale: &|_| is_stale,
                };
                if let Some(table) = self.table() {
                    table.view(&row_look, &nothing, look.theme, areas.content, buf);
                }
            }
            Tab::Events => self
                .events
                .view(true, is_stale, look.now, look.theme, areas.content, buf),
            Tab::Spec | Tab::Raw => match self.document() {
                Some(document) => document.view(look.theme, areas.content, buf),
                None => {
                    let line = Rect {
                        x: 3,
                        width: areas.content.width.saturating_sub(3),
                        ..areas.content
                    };
                    Pen::new(buf, line, look.theme.glyphs.ellipsis).write(&nothing, look.theme.dim);
                }
            },
        }
        self.view_full_text(look, areas.full_text, buf);
    }

    /// Why there is nothing in the tab.
    fn nothing(&self, look: Look<'_>, object: Option<&KnownObject>) -> String {
        let answers = self.answers(look);
        let failure = answers.and_then(|state| state.failure.as_ref());
        let alone = self.watched_part();
        let is_read = match alone {
            Some(_) => answers.is_some_and(|state| state.freshness.is_some()),
            None => object.is_some_and(|object| object.detail.is_some()),
        };
        match (is_read, failure, alone) {
            (false, Some(failure), _) if failure.is_gone => "it is not there: esc goes back".to_owned(),
            (false, Some(failure), _) if failure.is_not_offered => failure.reason(),
            (false, Some(_), None) => "it could not be read".to_owned(),
            (false, Some(_), Some(kind)) => format!("the {kind} could not be read"),
            (false, None, None) => "asking".to_owned(),
            (false, None, Some(kind)) => format!("reading {kind}{}", look.theme.glyphs.ellipsis),
            (true, ..) => match self.tab() {
                Tab::Spec => "this document has no spec".to_owned(),
                tab => format!("no {}", tab.title()),
            },
        }
    }

    /// What is under the cursor in full, where the lines above are cut.
    fn view_full_text(&self, look: Look<'_>, area: Rect, buf: &mut Buffer) {
        if area.height == 0 {
            return;
        }
        spans::line(buf, area, look.theme.glyphs.horizontal, look.theme.rule);
        let text = Rect {
            y: area.y + 1,
            height: area.height - 1,
            ..area
        };
        match self.tab() {
            Tab::Events => self.events.view_selected(look.theme, text, buf),
            Tab::Facts => self.facts.view_selected(look.theme, text, buf),
            Tab::Parts(_) | Tab::Spec | Tab::Raw => {}
        }
    }
}
