//! What the user asked to see: a filter and a sort, parsed once and applied to many rows.
//!
//! Grammar: words separated by spaces, all of which must hold. `word` is found in a row's words (but
//! not in its last event) or in its name with letters left out; `!word` must not be found;
//! `column:value` looks into one column only, and `!column:value` excludes it.

use nucleo_matcher::pattern::{AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use super::cell::Cell;
use super::text::composed;
use super::{Column, Row};

/// A filter as typed and as understood.
#[derive(Debug, Clone, Default)]
pub struct Query {
    text: String,
    terms: Vec<Term>,
    /// What was typed but means nothing, in words for the footer.
    problem: Option<String>,
}

/// Which column a term or a sort looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    /// The context's name: a column of the fleet, not of a kind.
    Context,
    /// The manager's name, likewise.
    Manager,
    /// A column of the kind, by its index.
    Cell(usize),
}

/// The order of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sort {
    pub field: Field,
    pub reversed: bool,
}

#[derive(Debug, Clone)]
struct Term {
    field: Option<Field>,
    inverse: bool,
    needle: Needle,
    fuzzy: Option<Pattern>,
}

/// Text searched for, folded once.
#[derive(Debug, Clone)]
struct Needle {
    folded: String,
    is_ascii: bool,
}

/// Words a filter may use before a colon beside the columns' own.
const CONTEXT_WORD: &str = "context";
const MANAGER_WORD: &str = "manager";

impl Default for Sort {
    fn default() -> Self {
        Self {
            field: Field::Cell(0),
            reversed: false,
        }
    }
}

impl Field {
    /// The field that `word` names among `columns`, by its whole name or an unambiguous beginning.
    pub fn named(word: &str, columns: &[Column]) -> Option<Self> {
        let fields = columns
            .iter()
            .enumerate()
            .map(|(index, column)| (column.id, Self::Cell(index)));
        let all: Vec<_> = fields
            .chain([(CONTEXT_WORD, Self::Context), (MANAGER_WORD, Self::Manager)])
            .collect();
        if let Some((_, field)) = all.iter().find(|(name, _)| name.eq_ignore_ascii_case(word)) {
            return Some(*field);
        }
        let folded = word.to_ascii_lowercase();
        let mut begins = all
            .iter()
            .filter(|(name, _)| !folded.is_empty() && name.starts_with(&folded));
        match (begins.next(), begins.next()) {
            (Some((_, field)), None) => Some(*field),
            _ => None,
        }
    }

    /// The field's word, as a filter and a sort name it.
    pub fn word(self, columns: &[Column]) -> &'static str {
        match self {
            Self::Context => CONTEXT_WORD,
            Self::Manager => MANAGER_WORD,
            Self::Cell(index) => columns.get(index).map_or("?", |column| column.id),
        }
    }
}

impl Query {
    /// Understands `text` for a table of `columns`. Never fails: what means nothing is ignored and
    /// reported by [`Query::problem`].
    pub fn parse(text: &str, columns: &[Column]) -> Self {
        let mut query = Self {
            text: text.to_owned(),
            ..Self::default()
        };
        for word in text.split_whitespace() {
            let (inverse, rest) = match word.strip_prefix('!') {
                Some(rest) => (true, rest),
                None => (false, word),
            };
            let (field, value) = match rest.split_once(':') {
                Some((name, value)) => match Field::named(name, columns) {
                    Some(field) => (Some(field), value),
                    None => {
                        query.problem = Some(format!("no column is called \"{name}\""));
                        continue;
                    }
                },
                None => (None, rest),
            };
            if value.is_empty() {
                continue;
            }
            let fuzzy = (field.is_none() && !inverse)
                .then(|| Pattern::new(value, CaseMatching::Ignore, Normalization::Smart, AtomKind::Fuzzy));
            query.terms.push(Term {
                field,
                inverse,
                needle: Needle::new(value),
                fuzzy,
            });
        }
        query
    }

    /// As typed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What of it could not be understood.
    pub fn problem(&self) -> Option<&str> {
        self.problem.as_deref()
    }

    /// Whether it lets every row pass.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// A matcher for many rows; holds the scratch memory of the fuzzy search.
    pub fn matcher(&self) -> RowMatcher<'_> {
        RowMatcher {
            query: self,
            matcher: Matcher::new(Config::DEFAULT),
            buffer: Vec::new(),
        }
    }
}

/// Applies a query to rows, one after the other.
pub struct RowMatcher<'a> {
    query: &'a Query,
    matcher: Matcher,
    buffer: Vec<char>,
}

impl RowMatcher<'_> {
    /// Whether `row` of the given context and manager passes the filter.
    pub fn passes(&mut self, row: &Row, context: &str, manager: &str) -> bool {
        let Self {
            query,
            matcher,
            buffer,
        } = self;
        query
            .terms
            .iter()
            .all(|term| term.holds(row, context, manager, matcher, buffer))
    }
}

impl Term {
    fn holds(
        &self,
        row: &Row,
        context: &str,
        manager: &str,
        matcher: &mut Matcher,
        buffer: &mut Vec<char>,
    ) -> bool {
        let found = match self.field {
            Some(Field::Context) => self.needle.is_in(context),
            Some(Field::Manager) => self.needle.is_in(manager),
            Some(Field::Cell(index)) => self.needle.is_in(&row.cell(index).shown()),
            None => {
                row.cells.iter().any(|cell| self.needle.is_in_cell(cell))
                    || self.needle.is_in(context)
                    || self.needle.is_in(manager)
                    || self.fuzzy.as_ref().is_some_and(|pattern| {
                        pattern.score(Utf32Str::new(&row.name, buffer), matcher).is_some()
                    })
            }
        };
        found != self.inverse
    }
}

impl Needle {
    fn new(text: &str) -> Self {
        let folded = composed(text).to_lowercase();
        Self {
            is_ascii: folded.is_ascii(),
            folded,
        }
    }

    /// Cells whose text is stored are read in place; a free word does not look into numbers.
    fn is_in_cell(&self, cell: &Cell) -> bool {
        match cell {
            Cell::Text(text) => self.is_in(text),
            Cell::State(state) => self.is_in(&state.text),
            Cell::Health(mark) => self.is_in(&mark.text),
            Cell::Version(_) | Cell::Time(_) | Cell::Unreadable => self.is_in(&cell.text()),
            // Rows must not come and go with what last happened to them: `last-event:word` looks there.
            Cell::Event(..) | Cell::Empty | Cell::Number(_) | Cell::Ratio { .. } | Cell::Progress(_) => false,
        }
    }

    fn is_in(&self, text: &str) -> bool {
        if self.is_ascii {
            let needle = self.folded.as_bytes();
            return text
                .as_bytes()
                .windows(needle.len())
                .any(|window| window.eq_ignore_ascii_case(needle));
        }
        composed(text).to_lowercase().contains(&self.folded)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resource::cluster;
    use crate::resource::{Health, HealthMark, State, StateClass};

    fn row(name: &str, state: &str, health: Health, word: &str) -> Row {
        cluster::Summary {
            id: name.into(),
            name: name.into(),
            state: State::new(state, StateClass::Up),
            health: Some(HealthMark::new(word, health)),
            servers: Some((2, 3)),
            version: Some(7),
            progress: None,
            last_event: None,
        }
        .into_row()
    }

    fn passes(filter: &str) -> Vec<&'static str> {
        let rows = [
            ("analytics-prod", "RUNNING", Health::Ok, "OK"),
            ("billing", "FAILED", Health::Error, "ERROR"),
            ("データ-lab", "STOPPED", Health::Ok, "OK"),
        ];
        let query = Query::parse(filter, &cluster::COLUMNS);
        let mut matcher = query.matcher();
        rows.into_iter()
            .filter(|(name, state, health, word)| {
                matcher.passes(&row(name, state, *health, word), "prod", "sim")
            })
            .map(|(name, ..)| name)
            .collect()
    }

    #[test]
    fn a_word_is_found_in_any_cell_and_fuzzily_in_the_name() {
        assert_eq!(passes("failed"), ["billing"]);
        assert_eq!(passes("anprd"), ["analytics-prod"]);
        assert_eq!(passes("データ"), ["データ-lab"]);
    }

    #[test]
    fn an_inverse_word_excludes_and_a_column_narrows() {
        assert_eq!(passes("!failed"), ["analytics-prod", "データ-lab"]);
        assert_eq!(passes("state:run"), ["analytics-prod"]);
        assert_eq!(passes("!state:run !health:err"), ["データ-lab"]);
        assert_eq!(passes("context:prod lab"), ["データ-lab"]);
        assert_eq!(passes("context:stage"), Vec::<&str>::new());
    }

    #[test]
    fn an_unknown_column_is_reported_and_hides_nothing() {
        let query = Query::parse("colour:red", &cluster::COLUMNS);
        assert_eq!(query.problem(), Some("no column is called \"colour\""));
        assert_eq!(passes("colour:red").len(), 3);
    }

    #[test]
    fn an_unfinished_term_hides_nothing() {
        assert_eq!(passes("!").len(), 3);
        assert_eq!(passes("state:").len(), 3);
    }
}
