//! What can be listed: the open contexts, and every kind that a manager declares.

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use crate::cli::contexts::Meant;
use crate::cli::trouble::Trouble;
use crate::managers::About;
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

/// The object that is meant by `KIND/NAME`, the kind by its name or in the singular; `None` if what stands before
/// the first slash is no kind, so that the whole is a name.
pub fn reference(typed: &str, kinds: impl Iterator<Item = &'static Kind>) -> Option<(&'static Kind, &str)> {
    let (word, name) = typed.split_once('/')?;
    let mut found: Vec<&Kind> = kinds
        .filter(|kind| kind.id.0 == word || kind.singular == word)
        .collect();
    // Of several managers', one that lists it: its objects can be read alone.
    found.sort_by_key(|kind| !kind.is_listed());
    found.first().map(|kind| (*kind, name))
}

/// Makes sure that some context's manager has the kind, and has it `so`.
///
/// # Errors
/// [`Trouble::usage`] that names the managers which have it; none as long as a context that could not be opened
/// may have it.
pub fn require(kind: KindId, meant: &Meant, so: fn(&Kind) -> bool) -> Result<(), Trouble> {
    let has = |about: &About| about.kind(kind).is_some_and(so);
    let mut sessions = meant.sessions.iter();
    if !meant.troubles.is_empty() || sessions.any(|(session, _)| has(session.about())) {
        return Ok(());
    }
    let having = REGISTRY.iter().filter(|entry| has(entry.about));
    let titles: Vec<&str> = having.map(|entry| entry.about.title).collect();
    Err(Trouble::usage(
        format!("no context here has {kind}"),
        format!("managers that have them: {}", titles.join(", ")),
    ))
}

/// Whether one of the contexts gives a list of the kind; where none has it, whether any manager does.
pub fn is_listed(kind: KindId, meant: &Meant) -> bool {
    let open: Vec<&Kind> = meant
        .sessions
        .iter()
        .filter_map(|(session, _)| session.about().kind(kind))
        .collect();
    if open.is_empty() {
        return declared().any(|declared| declared.id == kind && declared.is_listed());
    }
    open.iter().any(|kind| kind.is_listed())
}

/// Whether one of the contexts lists the kind for each cluster.
pub fn is_per_cluster(kind: KindId, meant: &Meant) -> bool {
    let mut sessions = meant.sessions.iter();
    sessions.any(|(session, _)| session.about().kind(kind).is_some_and(Kind::is_per_cluster))
}

/// A kind's name in the singular.
pub fn singular(kind: KindId) -> &'static str {
    declared()
        .find(|declared| declared.id == kind)
        .map_or(kind.0, |declared| declared.singular)
}

/// What several of a thing are called.
pub fn plural(singular: &str) -> String {
    declared()
        .find(|declared| declared.singular == singular)
        .map_or_else(|| format!("{singular}s"), |declared| declared.id.0.to_owned())
}

#[cfg(test)]
mod tests {
    use clap::Args;

    use super::*;
    use crate::cli::get::Get;
    use crate::resource::Found;
    use crate::resource::cluster::KIND;
    use crate::resource::kind::{CLUSTERS, SERVERS};

    const POLICIES: KindId = KindId("policies");

    static MADE_UP: [Kind; 4] = [
        KIND,
        Kind {
            id: POLICIES,
            singular: "policy",
            columns: &[],
            found: Found::WithCluster,
            listed_as: None,
        },
        Kind {
            id: POLICIES,
            singular: "policy",
            columns: &[],
            found: Found::Listed,
            listed_as: None,
        },
        Kind {
            id: SERVERS,
            singular: "server",
            columns: &[],
            found: Found::WithCluster,
            listed_as: None,
        },
    ];

    #[test]
    fn an_object_is_named_by_its_kind_and_its_name() {
        let parse = |typed| {
            let (kind, name) = reference(typed, MADE_UP.iter())?;
            Some((kind.id, kind.is_listed(), name))
        };
        assert_eq!(parse("policy/default"), Some((POLICIES, true, "default")));
        assert_eq!(parse("policies/a/b"), Some((POLICIES, true, "a/b")));
        assert_eq!(parse("cluster/orders"), Some((CLUSTERS, true, "orders")));
        assert_eq!(parse("server/i-1"), Some((SERVERS, false, "i-1")));
        assert_eq!(parse("policy/"), Some((POLICIES, true, "")));
        for name in [
            "orders",
            "eu/orders",
            "/orders",
            "Policy/default",
            "polic/default",
        ] {
            assert_eq!(parse(name), None, "{name} is a cluster's name");
        }
    }

    #[test]
    fn several_of_a_kind_are_called_as_the_kind_is() {
        assert_eq!(plural("cluster"), "clusters");
        assert_eq!(plural("context"), "contexts");
    }

    #[test]
    fn a_kind_that_no_context_has_names_the_managers_that_do() {
        let nothing_open = Meant::default();
        let trouble = require(SERVERS, &nothing_open, |_| true).unwrap_err();
        let words = trouble.notice.unwrap().line();
        assert!(
            words.starts_with("no context here has servers (managers that have them: "),
            "{words}"
        );
        let unopened = Meant {
            troubles: vec![crate::resource::Notice::error("it could not be opened")],
            ..Meant::default()
        };
        assert!(
            require(SERVERS, &unopened, |_| true).is_ok(),
            "that one may have it"
        );
        assert!(is_listed(CLUSTERS, &nothing_open) && !is_listed(SERVERS, &nothing_open));
    }

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
