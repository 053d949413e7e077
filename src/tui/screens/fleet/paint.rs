//! How the fleet looks.

use ratatui::buffer::Buffer;

use crate::resource::cluster;
use crate::resource::kind::CLUSTERS;
use crate::tui::keymap::Command;
use crate::tui::layout::{self, Pane as PaneArea};
use crate::tui::screens::Look;
use crate::tui::screens::lists::{Answers, Lists, sought_words};
use crate::tui::widgets::rule::{self, Rule};
use crate::tui::widgets::table::RowLook;

use super::screen::{Fleet, Pane};

impl Fleet {
    pub fn view(&self, look: Look<'_>, buf: &mut Buffer) {
        let areas = layout::fleet(look.size);
        self.view_clusters(look, areas.clusters, buf);
        if let Some((servers, events)) = areas.lower {
            self.view_panes(look, servers, events, buf);
        }
    }

    fn view_clusters(&self, look: Look<'_>, pane: PaneArea, buf: &mut Buffer) {
        let glyphs = look.theme.glyphs;
        let reads_on = look.keymap.label_of(Command::MoveToBottom, &self.scopes());
        let important = self.table.limits(glyphs.separator, reads_on.as_deref());
        let lists = self.lists(look);
        let fresh = lists.freshness();
        Rule {
            title: &lists.extent().titled("Clusters", glyphs.ellipsis),
            has_focus: self.focus == Pane::Clusters,
            important: &important,
            middle: &self.table.order_words(&cluster::COLUMNS),
            fresh,
        }
        .render(look.theme, pane.rule, buf);
        let is_stale = |context: &str| {
            look.known
                .context(context)
                .is_some_and(|known| known.is_stale(CLUSTERS, look.now))
        };
        let row_look = RowLook {
            has_focus: self.focus == Pane::Clusters,
            is_stale: &is_stale,
        };
        self.table
            .view(&row_look, &self.empty_words(look), look.theme, pane.content, buf);
    }

    fn empty_words(&self, look: Look<'_>) -> String {
        if self.table.rows().total() > 0 {
            return match self.table.sought() {
                Some(_) => sought_words(CLUSTERS, look, &self.scopes()),
                None => "no cluster passes the filter".into(),
            };
        }
        if look.known.contexts().is_empty() {
            return "no context is open: :add-context adds one".into();
        }
        let lists = self.lists(look);
        match lists.answers() {
            Answers::AllCame => "no clusters".into(),
            Answers::Waited => "asking for the clusters".into(),
            Answers::InVain(contexts) => match contexts.as_slice() {
                [only] => {
                    let words = lists.trouble(only, &self.scopes());
                    words.map_or_else(String::new, |(words, _)| words)
                }
                _ => {
                    let key = look.keymap.label_of(Command::Contexts, &self.scopes());
                    format!(
                        "no answer yet: {} tells why",
                        key.unwrap_or_else(|| ":contexts".into())
                    )
                }
            },
        }
    }

    fn lists<'a>(&'a self, look: Look<'a>) -> Lists<'a> {
        Lists::shown(CLUSTERS, self.narrowed.as_ref(), look)
    }

    fn view_panes(&self, look: Look<'_>, servers: PaneArea, events: PaneArea, buf: &mut Buffer) {
        let Some(key) = &self.watched else { return };
        let name = look
            .known
            .row(key)
            .map_or_else(|| key.id.to_string(), |row| row.name.to_string());
        let (fresh, is_stale) = match look.known.object(key) {
            Some(object) => (
                rule::freshness(&object.state, look.now, look.theme),
                object.state.is_stale(look.now),
            ),
            None => (("asking".to_owned(), look.theme.dim), false),
        };
        let title = format!("{name}: servers");
        let has_focus = self.focus == Pane::Servers;
        Rule {
            title: &title,
            has_focus,
            important: "",
            middle: "",
            fresh: fresh.clone(),
        }
        .render(look.theme, servers.rule, buf);
        let row_look = RowLook {
            has_focus,
            is_stale: &|_| is_stale,
        };
        let empty = if look.known.detail(key).is_some() {
            "no servers"
        } else {
            "asking"
        };
        self.servers
            .view(&row_look, empty, look.theme, servers.content, buf);
        let log = look.known.event_log(key).and_then(|_| look.known.events(key));
        let (fresh, is_stale) = match log {
            Some(log) => (
                rule::freshness(&log.state, look.now, look.theme),
                log.state.is_stale(look.now),
            ),
            None => (fresh, is_stale),
        };
        let title = format!("{name}: events");
        let has_focus = self.focus == Pane::Events;
        Rule {
            title: &title,
            has_focus,
            important: "",
            middle: &self.events.words(),
            fresh,
        }
        .render(look.theme, events.rule, buf);
        self.events
            .view(has_focus, is_stale, look.now, look.theme, events.content, buf);
    }
}
