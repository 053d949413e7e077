//! What can be listed: the open contexts, and every kind that a manager declares.

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use crate::managers::registry::REGISTRY;
use crate::resource::{Kind, KindId};

/// What is to be listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// The open contexts themselves: no manager is asked.
    Contexts,
    Kind(KindId),
}

const CONTEXTS: &str = "contexts";

/// Every kind that a manager declares, by its name or in the singular.
pub fn kinds() -> impl TypedValueParser<Value = Wanted> {
    let mut values = vec![PossibleValue::new(CONTEXTS).alias("context")];
    for kind in declared() {
        if !values.iter().any(|value| value.matches(kind.id.0, false)) {
            values.push(PossibleValue::new(kind.id.0).alias(kind.singular));
        }
    }
    PossibleValuesParser::new(values).map(|typed| {
        let kind = declared().find(|kind| kind.id.0 == typed || kind.singular == typed);
        kind.map_or(Wanted::Contexts, |kind| Wanted::Kind(kind.id))
    })
}

/// The kinds of all managers; one that several managers have occurs several times.
pub fn declared() -> impl Iterator<Item = &'static Kind> {
    REGISTRY.iter().flat_map(|entry| entry.about.kinds)
}

/// A kind's name in the singular.
pub fn singular(kind: KindId) -> &'static str {
    declared()
        .find(|declared| declared.id == kind)
        .map_or(kind.0, |declared| declared.singular)
}

#[cfg(test)]
mod tests {
    use clap::Args;

    use super::*;
    use crate::cli::get::Get;
    use crate::resource::kind::{CLUSTERS, SERVERS};

    #[test]
    fn kinds_go_by_their_name_and_in_the_singular() {
        let parse = |word: &str| {
            let command = <Get as Args>::augment_args(clap::Command::new("get"));
            let matches = command.try_get_matches_from(["get", word]).ok()?;
            matches.get_one::<Wanted>("kind").copied()
        };
        assert_eq!(parse("clusters"), Some(Wanted::Kind(CLUSTERS)));
        assert_eq!(parse("cluster"), Some(Wanted::Kind(CLUSTERS)));
        assert_eq!(parse("server"), Some(Wanted::Kind(SERVERS)));
        assert_eq!(parse("context"), Some(Wanted::Contexts));
        assert_eq!(parse("nonsense"), None);
    }
}
