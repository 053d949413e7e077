//! One resource, read alone: everything a screen of it shows.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::{Cell, Event, KindId, Row};

/// A resource with its parts, its events and the document it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detail {
    /// The same line a list would show.
    pub row: Arc<Row>,
    /// When the change under way began, as far as the manager tells.
    pub busy_since: Option<DateTime<Utc>>,
    /// Facts for the header, in reading order.
    pub fields: Vec<Field>,
    /// Its parts by kind (a cluster's servers).
    pub children: Vec<Children>,
    /// Oldest first.
    pub events: Vec<Event>,
    /// The manager's own document, byte for byte.
    pub document: Arc<str>,
    /// The part of [`Detail::document`] that can be edited, if there is one.
    pub spec: Option<Arc<str>>,
}

/// The parts of a resource of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Children {
    pub kind: KindId,
    pub rows: Vec<Arc<Row>>,
}

/// One labelled fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    pub label: &'static str,
    pub value: Cell,
}

impl Detail {
    /// An object that is not there yet: nothing but its name.
    pub fn of_nothing(name: &str) -> Self {
        Self {
            row: Arc::new(Row::of_nothing(name)),
            busy_since: None,
            fields: Vec::new(),
            children: Vec::new(),
            events: Vec::new(),
            document: "".into(),
            spec: None,
        }
    }

    /// The same with these parts of one kind, in place of those there are.
    #[must_use]
    pub fn with_children(mut self, kind: KindId, rows: Vec<Arc<Row>>) -> Self {
        self.children.retain(|children| children.kind != kind);
        self.children.push(Children { kind, rows });
        self
    }

    /// The parts of one kind; none if the resource has no such parts.
    pub fn children_of(&self, kind: KindId) -> &[Arc<Row>] {
        self.children
            .iter()
            .find(|children| children.kind == kind)
            .map_or(&[], |children| &children.rows)
    }
}

impl Field {
    pub fn new(label: &'static str, value: Cell) -> Self {
        Self { label, value }
    }
}
