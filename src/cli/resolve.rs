//! From a name on the command line to one object: an exact id, or a name that only one object has.

use std::sync::Arc;

use crate::resource::text::{is_same, visible};
use crate::resource::{Notice, Row};
use crate::session::Session;

use super::exit::Exit;
use super::fleet::Fleet;
use super::get::plural;
use super::output::Table;
use super::output::table::Text;
use super::surface::Surface;
use super::trouble::Trouble;

/// How sure it must be that no other object has the name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Care {
    /// To show it: the contexts that answered are enough.
    Look,
    /// To change it: by name only if every context answered, since a silent one may have the name too.
    Change,
}

/// One object that a name could mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate<'a> {
    pub context: &'a str,
    pub name: &'a str,
    pub id: &'a str,
}

/// What a name means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meaning<'a> {
    /// The place of the candidate with this very id.
    ById(usize),
    /// The place of the only candidate with this name.
    ByName(usize),
    Several(Vec<Candidate<'a>>),
    /// Names that are written nearly so, the nearest first.
    Nothing {
        near: Vec<&'a str>,
    },
}

/// Names offered when there is none as typed.
const SUGGESTIONS: usize = 3;

/// What `wanted` means among `candidates`: ids go before names, and nothing but exact matches counts.
pub fn meaning<'a>(candidates: &[Candidate<'a>], wanted: &str) -> Meaning<'a> {
    let matching = |is_meant: fn(&Candidate<'_>, &str) -> bool| -> Vec<usize> {
        let places = candidates.iter().enumerate();
        places
            .filter(|(_, candidate)| is_meant(candidate, wanted))
            .map(|(place, _)| place)
            .collect()
    };
    let by_id = matching(|candidate, wanted| candidate.id == wanted);
    let by_name = matching(|candidate, wanted| is_same(candidate.name, wanted));
    match (by_id.as_slice(), by_name.as_slice()) {
        ([one], _) => Meaning::ById(*one),
        ([], [one]) => Meaning::ByName(*one),
        ([], []) => Meaning::Nothing {
            near: near(candidates.iter().map(|candidate| candidate.name), wanted),
        },
        ([], several) | (several, _) => Meaning::Several(
            several
                .iter()
                .filter_map(|&place| candidates.get(place).copied())
                .collect(),
        ),
    }
}

/// Whether an object is called so, or has this id.
pub fn is_meant(row: &Row, wanted: &str) -> bool {
    *row.id == *wanted || is_same(&row.name, wanted)
}

/// The object that `wanted` means in a fleet.
///
/// # Errors
/// [`Exit::NotFound`] with what else could be meant; [`Exit::NoAnswer`] where only a context that did
/// not answer could tell.
pub fn find<'a>(
    fleet: &'a Fleet,
    singular: &str,
    wanted: &str,
    care: Care,
) -> Result<(&'a Arc<Session>, &'a Row), Trouble> {
    let objects: Vec<_> = fleet.all().collect();
    let candidates: Vec<_> = objects
        .iter()
        .map(|(session, element)| Candidate {
            context: session.name(),
            name: &element.row.name,
            id: &element.row.id,
        })
        .collect();
    let shown = visible(wanted);
    let place = match meaning(&candidates, wanted) {
        Meaning::ById(place) => place,
        Meaning::ByName(place) if care == Care::Look || fleet.unasked.is_empty() => place,
        Meaning::ByName(place) => {
            let context = candidates.get(place).map_or("", |found| found.context);
            let text = format!("whether another context has a {singular} called {shown} cannot be told");
            let hint = format!("if the one in {context} is meant, say so with -c {context}, or give its id");
            return Err(silent(fleet, text, hint));
        }
        Meaning::Several(several) => return Err(ambiguous(singular, wanted, &several)),
        Meaning::Nothing { near } => {
            let text = format!("no {singular} is called {shown}");
            return Err(if fleet.unasked.is_empty() {
                let notice = Notice::error(text);
                Trouble::new(Exit::NotFound, with_suggestions(notice, singular, &near))
            } else {
                let text = format!("{text} in the contexts that answered");
                silent(fleet, text, "ask again, or leave the others out with -c".into())
            });
        }
    };
    let found = objects.get(place);
    found
        .map(|(session, element)| (*session, &element.row))
        .ok_or_else(|| {
            Trouble::new(
                Exit::NotFound,
                Notice::error(format!("no {singular} is called {shown}")),
            )
        })
}

/// "Did you mean", or where to look.
pub fn with_suggestions(notice: Notice, singular: &str, near: &[&str]) -> Notice {
    if near.is_empty() {
        return notice.with_hint(format!("`qd get {}` lists them", plural(singular)));
    }
    let near: Vec<_> = near.iter().map(|name| visible(name)).collect();
    notice.with_hint(format!("did you mean {}?", near.join(", ")))
}

fn silent(fleet: &Fleet, text: String, hint: String) -> Trouble {
    let mut notice = Notice::error(text).with_hint(hint);
    for unasked in &fleet.unasked {
        notice.causes.push(unasked.text.clone());
        notice.causes.extend(unasked.causes.iter().cloned());
    }
    Trouble::new(Exit::NoAnswer, notice)
}

fn ambiguous(singular: &str, wanted: &str, several: &[Candidate<'_>]) -> Trouble {
    let mut table = Table::new(["CONTEXT", "NAME", "ID"].map(|title| (title, crate::resource::Align::Left)));
    for candidate in several {
        let cells = [candidate.context, candidate.name, candidate.id];
        table.push(cells.map(|text| Text::plain(visible(text))).into());
    }
    let text = format!(
        "{} {} are called {}:\n{}Say which with -c CONTEXT, or give the id",
        several.len(),
        plural(singular),
        visible(wanted),
        table.render(&Surface::PLAIN, "  ")
    );
    Trouble::new(Exit::NotFound, Notice::error(text))
}

/// The names nearest to `wanted`: those that contain it, or that a few typing errors make of it.
pub fn near<'a>(names: impl IntoIterator<Item = &'a str>, wanted: &str) -> Vec<&'a str> {
    let folded = wanted.to_lowercase();
    let tolerated = (folded.chars().count() / 3).max(2);
    let mut ranked: Vec<(usize, &str)> = names
        .into_iter()
        .filter_map(|name| {
            let candidate = name.to_lowercase();
            let far = distance(&candidate, &folded);
            let contains = folded.chars().count() > 2 && candidate.contains(&folded);
            (far <= tolerated || contains).then_some((far, name))
        })
        .collect();
    ranked.sort();
    ranked.dedup();
    ranked
        .into_iter()
        .map(|(_, name)| name)
        .take(SUGGESTIONS)
        .collect()
}

/// Insertions, deletions and replacements that make one of the other (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut previous: Vec<usize> = (0..=b.len()).collect();
    for (row, ca) in a.chars().enumerate() {
        let mut current = Vec::with_capacity(previous.len());
        let mut left = row + 1;
        current.push(left);
        for (cb, pair) in b.iter().zip(previous.windows(2)) {
            let &[diagonal, above] = pair else { break };
            left = (diagonal + usize::from(ca != *cb)).min(above + 1).min(left + 1);
            current.push(left);
        }
        previous = current;
    }
    previous.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FLEET: [Candidate<'static>; 4] = [
        Candidate {
            context: "prod",
            name: "orders",
            id: "id-1",
        },
        Candidate {
            context: "stage",
            name: "orders",
            id: "id-2",
        },
        Candidate {
            context: "stage",
            name: "billing",
            id: "id-3",
        },
        Candidate {
            context: "stage",
            name: "id-1",
            id: "id-4",
        },
    ];

    #[test]
    fn an_id_goes_before_a_name_and_only_exact_words_count() {
        assert_eq!(meaning(&FLEET, "id-1"), Meaning::ById(0));
        assert_eq!(meaning(&FLEET, "billing"), Meaning::ByName(2));
        assert!(matches!(meaning(&FLEET, "bill"), Meaning::Nothing { .. }));
        assert!(matches!(meaning(&FLEET, "Billing"), Meaning::Nothing { .. }));
    }

    #[test]
    fn a_name_in_two_contexts_is_told_with_context_and_id() {
        let Meaning::Several(several) = meaning(&FLEET, "orders") else {
            panic!("it is ambiguous");
        };
        let trouble = ambiguous("cluster", "orders", &several);
        assert_eq!(trouble.exit, Exit::NotFound);
        insta::assert_snapshot!(trouble.notice.unwrap().line(), @r"
        2 clusters are called orders:
          CONTEXT  NAME    ID
          prod     orders  id-1
          stage    orders  id-2
        Say which with -c CONTEXT, or give the id
        ");
    }

    #[test]
    fn near_names_are_offered() {
        let names = ["orders", "billing", "billing-stage", "clickstream"];
        assert_eq!(near(names, "biling"), ["billing"]);
        assert_eq!(near(names, "stage"), ["billing-stage"]);
        assert_eq!(near(names, "Orders"), ["orders"]);
        assert!(near(names, "xyz").is_empty());
    }

    #[test]
    fn a_silent_context_makes_not_found_an_open_question() {
        let fleet = Fleet {
            answers: Vec::new(),
            unasked: vec![Notice::error("Could not list clusters of lab")],
        };
        let trouble = find(&fleet, "cluster", "orders", Care::Look).unwrap_err();
        assert_eq!(trouble.exit, Exit::NoAnswer);
        let line = trouble.notice.unwrap().line();
        assert!(
            line.contains("in the contexts that answered: Could not list clusters of lab"),
            "{line}"
        );
    }

    #[test]
    fn distance_counts_single_changes() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("データ", "データ"), 0);
    }
}
