//! What rules and manager say of single fields, each beside the change it is about.

use crate::spec::path::name_of;
use crate::spec::{Finding, Json, Path, Planned, Step};

/// What is said of one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    pub path: Path,
    pub words: String,
}

/// All remarks, sorted out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Remarks {
    /// For each change, what is said of it.
    pub at: Vec<Vec<Remark>>,
    /// What is said of fields that were not changed.
    pub elsewhere: Vec<Remark>,
}

impl Remarks {
    /// Sorts out what is said of fields of `document`, by the changes nearest to them.
    pub fn of(changes: &[Planned], errors: &[Finding], fields: &[(Path, String)], document: &Json) -> Self {
        let mut remarks = Self {
            at: vec![Vec::new(); changes.len()],
            elsewhere: Vec::new(),
        };
        let errors = errors.iter().map(|error| Remark {
            path: error.path.clone(),
            words: error.message.clone(),
        });
        let fields = fields.iter().map(|(path, words)| Remark {
            path: path.clone(),
            words: format!("the manager: {words}"),
        });
        for remark in errors.chain(fields) {
            let slot =
                nearest(changes, &by_name(&remark.path, document)).and_then(|at| remarks.at.get_mut(at));
            slot.unwrap_or(&mut remarks.elsewhere).push(remark);
        }
        remarks
    }
}

/// The change a field belongs to: what holds it, or else the only one within it.
fn nearest(changes: &[Planned], path: &Path) -> Option<usize> {
    let paths = || changes.iter().map(|planned| &planned.change.path).enumerate();
    let around = paths().filter(|(_, change)| path.is_within(change));
    if let Some((at, _)) = around.max_by_key(|(_, change)| change.len()) {
        return Some(at);
    }
    let mut within = paths().filter(|(_, change)| change.is_within(path));
    match (within.next(), within.next()) {
        (Some((at, _)), None) => Some(at),
        _ => None,
    }
}

/// The same path with elements told by their names, as changes tell them.
fn by_name(path: &Path, document: &Json) -> Path {
    let mut value = Some(document);
    let step = |step: &Step| {
        let child = value.and_then(|value| step.child(value));
        value = child;
        match (step, child.and_then(name_of)) {
            (Step::Index(_), Some(name)) => Step::Name(name.into()),
            _ => step.clone(),
        }
    };
    path.steps().iter().map(step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::{Assessment, Change, ChangeKind, Risk};

    fn planned(path: &str) -> Planned {
        Planned {
            change: Change {
                path: path
                    .split('.')
                    .fold(Path::top(), |path, word| match word.split_once('[') {
                        Some((field, name)) => path.field(field).name(name.trim_end_matches(']')),
                        None => path.field(word),
                    }),
                kind: ChangeKind::Added(Json::Null),
            },
            assessment: Assessment {
                risk: Risk::InPlace,
                words: String::new(),
            },
        }
    }

    #[test]
    fn what_is_said_of_a_field_stands_at_the_change_nearest_to_it() {
        let changes = [
            "spec.query.replicas",
            "spec.data",
            "spec.data.size",
            "spec.tags[env]",
        ]
        .map(planned);
        let document: Json = r#"{"spec":{"tags":[{"name":"env","value":1}]}}"#.parse().unwrap();
        let fields = [
            "spec.query",
            "spec.data.size.unit",
            "spec.tags[0].value",
            "spec",
            "metadata.name",
        ]
        .map(|path| (Path::read(path), "no".to_owned()));
        let remarks = Remarks::of(&changes, &[], &fields, &document);
        let at: Vec<usize> = remarks.at.iter().map(Vec::len).collect();
        assert_eq!(at, [1, 0, 1, 1]);
        let elsewhere: Vec<String> = remarks
            .elsewhere
            .iter()
            .map(|remark| remark.path.to_string())
            .collect();
        assert_eq!(elsewhere, ["spec", "metadata.name"]);
    }
}
