//! A kind: a type of object that a manager has, and the columns of its table.

/// The name of a kind, as typed after `:` and in `qd get KIND`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KindId(pub &'static str);

/// The home kind: every manager has it, and the fleet lists it over all contexts.
pub const CLUSTERS: KindId = KindId("clusters");
/// The parts of a cluster that run on a machine of their own.
pub const SERVERS: KindId = KindId("servers");
/// What a manager reports, or the console observed, about a cluster.
pub const EVENTS: KindId = KindId("events");

/// A type of object, declared by a manager.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    /// Its name, in the plural and in lower case.
    pub id: KindId,
    /// The same in the singular.
    pub singular: &'static str,
    /// Columns in reading order.
    pub columns: &'static [Column],
    pub found: Found,
    /// The listed kind that objects of this one are, under the same ids: a part of a cluster may be an object
    /// of its own as well.
    pub listed_as: Option<KindId>,
}

/// Where the objects of a kind are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// In a list of their own, which the manager gives for all of them at once.
    Listed,
    /// With the cluster that they are a part of.
    WithCluster,
    /// In a list of their own for each cluster that they are a part of, which is asked for while somebody looks at it.
    PerCluster,
    /// Both: in a list of all of them, and in one for each cluster that they are a part of.
    Everywhere,
}

/// One column of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Word for filters (`state:running`) and sorting; lower case.
    pub id: &'static str,
    /// Heading, in capitals.
    pub title: &'static str,
    /// Fewest and most terminal cells it is given.
    pub width: (u16, u16),
    pub align: Align,
    /// Columns of a high number are dropped first when the table is narrow; 0 is never dropped.
    pub priority: u8,
    pub role: Role,
}

/// What a column is to its table, besides its cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Plain,
    /// It names the object that the rows are parts of: on that object's own screen it is left out.
    Owner,
    /// A time by which the rows stand at first, the newest first.
    NewestFirst,
}

/// On which side of its column a cell stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    Left,
    Right,
}

impl Kind {
    /// Whether the manager gives a list of all objects of this kind.
    pub fn is_listed(&self) -> bool {
        matches!(self.found, Found::Listed | Found::Everywhere)
    }

    /// Whether its objects are listed for each cluster by itself, and not read with it.
    pub fn is_per_cluster(&self) -> bool {
        matches!(self.found, Found::PerCluster | Found::Everywhere)
    }

    /// Whether its columns are those of another kind, by their names and in the same order.
    pub fn has_columns(&self, columns: &[Column]) -> bool {
        let ids = columns.iter().map(|column| column.id);
        self.columns.iter().map(|column| column.id).eq(ids)
    }

    /// The kind as which one of its objects can be read alone, if it can.
    pub fn read_as(&self) -> Option<KindId> {
        if self.is_listed() {
            Some(self.id)
        } else {
            self.listed_as
        }
    }
}

impl Column {
    /// A left-aligned column.
    pub const fn left(id: &'static str, title: &'static str, width: (u16, u16), priority: u8) -> Self {
        Self {
            id,
            title,
            width,
            align: Align::Left,
            priority,
            role: Role::Plain,
        }
    }

    /// A right-aligned column, for numbers.
    pub const fn right(id: &'static str, title: &'static str, width: (u16, u16), priority: u8) -> Self {
        Self {
            id,
            title,
            width,
            align: Align::Right,
            priority,
            role: Role::Plain,
        }
    }

    /// The same column in a role.
    #[must_use]
    pub const fn in_role(self, role: Role) -> Self {
        Self { role, ..self }
    }
}

impl std::fmt::Display for KindId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}
