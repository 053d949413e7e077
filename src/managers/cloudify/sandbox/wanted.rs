//! Which entries of the record a request wants ("Events").

use chrono::{DateTime, Utc};

use super::answer::Refusal;
use super::asking::Asking;
use super::happening::{Happening, Kind};
use super::profile::Profile;
use super::ranges::Range;

const FILTERS_42: [&str; 6] = [
    "blueprint_id",
    "deployment_id",
    "event_type",
    "execution_id",
    "level",
    "message",
];

const FILTERS_71: [&str; 10] = [
    "blueprint_id",
    "deployment_id",
    "event_type",
    "execution_group_id",
    "execution_id",
    "level",
    "message",
    "node_id",
    "node_instance_id",
    "operation",
];

/// Which entries a request wants.
pub struct Wanted {
    /// By member, the values that are alternatives.
    filters: Vec<(String, Vec<String>)>,
    types: Vec<String>,
    ranges: Vec<Range>,
}

impl Wanted {
    /// Reads what a request wants.
    ///
    /// # Errors
    /// 400 for a member that is no filter of this generation, and for a range that is none.
    pub fn read(ask: &Asking) -> Result<Self, Refusal> {
        let allowed: &[&str] = match ask.profile {
            Profile::V42 => &FILTERS_42,
            Profile::V71 => &FILTERS_71,
        };
        let mut filters: Vec<(String, Vec<String>)> = Vec::new();
        let mut types = Vec::new();
        for (name, value) in ask.query.iter().filter(|(name, _)| !name.starts_with('_')) {
            if name == "type" {
                types.push(value.clone());
                continue;
            }
            if !allowed.contains(&name.as_str()) {
                return Err(Refusal::bad(format!(
                    "Unknown field to filter by: {name}. Allowed values: {}",
                    allowed.join(", ")
                )));
            }
            match filters.iter_mut().find(|(known, _)| known == name) {
                Some((_, values)) => values.push(value.clone()),
                None => filters.push((name.clone(), vec![value.clone()])),
            }
        }
        let ranges = ask
            .parameters("_range")
            .map(|text| Range::read(text, ask.profile));
        Ok(Self {
            filters,
            types,
            ranges: ranges.collect::<Result<_, _>>()?,
        })
    }

    /// The alternatives of a filter; none without it.
    pub fn values(&self, name: &str) -> &[String] {
        let found = self.filters.iter().find(|(known, _)| known == name);
        found.map_or(&[], |(_, values)| values)
    }

    /// From which time to which, both included.
    pub fn span(&self) -> (Option<DateTime<Utc>>, Option<DateTime<Utc>>) {
        let since = self.ranges.iter().filter_map(|range| range.since).max();
        let until = self.ranges.iter().filter_map(|range| range.until).min();
        (since, until)
    }

    /// Whether an entry is of the right kind, as far as that tells.
    pub fn fits_kind(&self, kind: Kind) -> bool {
        let is_among = |values: &[String], word: &str| values.iter().any(|value| value == word);
        let (events, levels) = (self.values("event_type"), self.values("level"));
        let is_of_type = self.types.is_empty() || is_among(&self.types, kind.name());
        is_of_type
            && match kind {
                Kind::Event(word) => levels.is_empty() && (events.is_empty() || is_among(events, word)),
                Kind::Log(word) => events.is_empty() && (levels.is_empty() || is_among(levels, word)),
            }
    }

    /// Whether only the kind of an entry is asked for.
    pub fn asks_for_kind_alone(&self) -> bool {
        let by_kind = ["event_type", "level", "deployment_id", "execution_id"];
        self.filters
            .iter()
            .all(|(name, _)| by_kind.contains(&name.as_str()))
    }

    /// Whether everything within a span is wanted.
    pub fn asks_for_everything(&self) -> bool {
        self.types.is_empty() && self.filters.is_empty()
    }

    /// Whether an entry is wanted.
    pub fn fits(&self, happening: &Happening) -> bool {
        let (since, until) = self.span();
        let is_within = since.is_none_or(|since| happening.at >= since)
            && until.is_none_or(|until| happening.at <= until);
        let subject = happening.subject.as_ref();
        let origin = &happening.origin;
        let mut filters = self.filters.iter();
        is_within
            && self.fits_kind(happening.kind)
            && filters.all(|(name, values)| {
                let actual = match name.as_str() {
                    "blueprint_id" => origin.blueprint.as_deref(),
                    "deployment_id" => origin.deployment.as_deref(),
                    "execution_id" => Some(origin.execution.as_str()),
                    "node_id" => subject.map(|subject| subject.node.as_str()),
                    "node_instance_id" => subject.map(|subject| subject.instance.as_str()),
                    "operation" => happening.operation.as_deref(),
                    "message" => {
                        return values.iter().any(|value| is_like(&happening.message, value));
                    }
                    "execution_group_id" => None,
                    // Looked at already.
                    _ => return true,
                };
                actual.is_some_and(|actual| values.iter().any(|value| value == actual))
            })
    }
}

/// Whether a text fits a pattern of SQL, in any case: `%` stands for anything, `_` for one letter.
fn is_like(text: &str, pattern: &str) -> bool {
    let (text, pattern) = (text.to_lowercase(), pattern.to_lowercase());
    let (text, pattern): (Vec<char>, Vec<char>) = (text.chars().collect(), pattern.chars().collect());
    let (mut at, mut wanted) = (0, 0);
    // Where to go on if what follows the last `%` does not fit.
    let mut again: Option<(usize, usize)> = None;
    while at < text.len() {
        match pattern.get(wanted) {
            Some('%') => {
                again = Some((wanted, at));
                wanted += 1;
            }
            Some(sign) if *sign == '_' || text.get(at) == Some(sign) => {
                at += 1;
                wanted += 1;
            }
            _ => match again {
                Some((mark, from)) => {
                    again = Some((mark, from + 1));
                    (at, wanted) = (from + 1, mark + 1);
                }
                None => return false,
            },
        }
    }
    pattern.iter().skip(wanted).all(|sign| *sign == '%')
}

#[cfg(test)]
mod tests {
    use super::is_like;

    #[test]
    fn a_pattern_of_sql_stands_for_the_whole_text() {
        assert!(!is_like("step create begins", "begins"));
        assert!(is_like("step create begins", "%BEGINS%"));
        assert!(is_like("step create begins", "step%s"));
        assert!(is_like("begins", "begin_") && !is_like("begin", "begin_"));
        assert!(is_like("a%b", "a%b") && is_like("", "%") && !is_like("", "a"));
    }
}
