//! Which tabs an object has: what its manager declares of the kind, and what was read of the object.

use crate::managers::About;
use crate::resource::kind::{CLUSTERS, EVENTS, SERVERS};
use crate::resource::{Detail, Found, Kind, KindId};
use crate::tui::keymap::Command;

/// One tab of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    /// What is to be said of it, one fact a line; a cluster has that in its header.
    Facts,
    /// Its parts of one kind.
    Parts(KindId),
    Events,
    /// The part of its document that can be edited.
    Spec,
    /// Its document as the manager sent it.
    Raw,
}

impl Tab {
    pub const SERVERS: Self = Self::Parts(SERVERS);

    /// The tabs of an object of this kind, as far as is known before and after it was read.
    pub fn of(kind: KindId, about: &About, detail: Option<&Detail>) -> Vec<Self> {
        let parts = || {
            let children = detail.map_or(&[][..], |detail| &detail.children).iter();
            children.map(|children| Self::Parts(children.kind))
        };
        let has_spec = about.editing.is_some_and(|editing| editing.kind == kind);
        let mut tabs = Vec::new();
        if kind == CLUSTERS {
            // A cluster's tabs are the same before it was read: whoever opens it finds them at their place.
            tabs.extend(about.kind(SERVERS).map(|_| Self::SERVERS));
            tabs.push(Self::Events);
        } else {
            // What changes is observed of every object.
            tabs.extend([Self::Facts, Self::Events]);
            tabs.extend(parts());
        }
        tabs.extend(has_spec.then_some(Self::Spec));
        tabs.push(Self::Raw);
        if kind == CLUSTERS {
            // Behind those that every cluster has, which keep their places and keys. What is listed alone has its
            // place before it was asked for, and so has what is read with it before that came.
            let read_with_it: Vec<Self> = parts().collect();
            let kinds = about
                .kinds
                .iter()
                .filter(|kind| ![SERVERS, EVENTS].contains(&kind.id));
            let is_there = |kind: &&Kind| match kind.found {
                Found::PerCluster | Found::Everywhere => true,
                Found::WithCluster if detail.is_none() => true,
                Found::WithCluster | Found::Listed => read_with_it.contains(&Self::Parts(kind.id)),
            };
            tabs.extend(kinds.filter(is_there).map(|kind| Self::Parts(kind.id)));
        }
        tabs
    }

    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Facts => "facts",
            Self::Parts(kind) => kind.0,
            Self::Events => "events",
            Self::Spec => "spec",
            Self::Raw => "raw",
        }
    }

    /// The command that shows it.
    pub(super) fn command(self) -> Command {
        match self {
            Self::Facts => Command::ShowFacts,
            Self::SERVERS => Command::ShowServers,
            Self::Parts(_) => Command::ShowParts,
            Self::Events => Command::ShowEvents,
            Self::Spec => Command::ShowSpec,
            Self::Raw => Command::ShowRaw,
        }
    }

    /// The tab that a command shows, of those there are; of several kinds of parts the one behind `from`.
    pub(super) fn shown_by(command: Command, tabs: &[Self], from: Self) -> Option<Self> {
        let matching = || {
            tabs.iter()
                .copied()
                .filter(|tab| tab.command() == command || (command == Command::ShowParts && tab.is_parts()))
        };
        let at = tabs.iter().position(|tab| *tab == from);
        let behind = at.and_then(|at| matching().find(|tab| tabs.iter().position(|of| of == tab) > Some(at)));
        behind.or_else(|| matching().next())
    }

    pub(super) fn is_parts(self) -> bool {
        matches!(self, Self::Parts(_))
    }

    /// The tab before or behind this one; behind the last one comes the first.
    pub(super) fn step(self, tabs: &[Self], forward: bool) -> Self {
        let at = tabs.iter().position(|tab| *tab == self).unwrap_or(0);
        let next = if forward { at + 1 } else { at + tabs.len() - 1 };
        tabs.get(next % tabs.len().max(1)).copied().unwrap_or(self)
    }
}
