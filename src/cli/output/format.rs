//! `-o`: how data is printed.

use clap::ValueEnum;

/// A form of output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Format {
    /// Aligned columns, the usual ones
    #[default]
    Table,
    /// Aligned columns, all of them
    Wide,
    /// The manager's own documents: an array for a list, one for a name
    Json,
    /// The same as YAML
    Yaml,
    /// Names only, one per line; ids where names are not unique
    Name,
}
