//! What a plan does, in lines for people.

use crate::resource::text::visible;
use crate::spec::diff::ANOTHER_SECRET;
use crate::spec::{Change, ChangeKind, Json, Plan, Planned, Way};

/// How many characters of a value a line shows.
const LONGEST: usize = 60;

/// "3 changes: 1 rolling, 2 in place".
pub fn summary(plan: &Plan) -> String {
    if plan.request.way == Way::Create {
        return "a new cluster".to_owned();
    }
    let count = plan.changes.len();
    let changes = if count == 1 { "change" } else { "changes" };
    format!("{count} {changes}: {}", plan.counts())
}

/// "~ spec.query.replicas: 2 -> 3 [rolling: adds 1 QUERY server]".
pub fn change(planned: &Planned) -> String {
    let risk = &planned.assessment;
    let words = if risk.words.is_empty() {
        risk.risk.word().to_owned()
    } else {
        format!("{}: {}", risk.risk.word(), risk.words)
    };
    format!("{} [{}]", difference(&planned.change), visible(&words))
}

/// "~ spec.query.replicas: 2 -> 3".
pub fn difference(change: &Change) -> String {
    let values = match &change.kind {
        ChangeKind::Added(value) => short(value),
        ChangeKind::Removed(value) => format!("{} removed", short(value)),
        kind @ ChangeKind::Changed { .. } if kind.is_of_secret() => ANOTHER_SECRET.to_owned(),
        ChangeKind::Changed { before, after } => format!("{} -> {}", short(before), short(after)),
        ChangeKind::Reordered { .. } => "another order".to_owned(),
    };
    visible(&format!("{} {}: {values}", change.kind.sign(), change.path)).into_owned()
}

/// A value on one line, cut if it is long.
fn short(value: &Json) -> String {
    let text = value.to_string();
    match text.char_indices().nth(LONGEST) {
        None => text,
        Some(_) => text.chars().take(LONGEST - 3).chain("...".chars()).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::{Assessment, Path, Risk};

    #[test]
    fn a_change_is_one_line_with_what_it_does() {
        let planned = Planned {
            change: Change {
                path: Path::read("spec.query.replicas"),
                kind: ChangeKind::Changed {
                    before: Json::Number(2.into()),
                    after: Json::Number(3.into()),
                },
            },
            assessment: Assessment {
                risk: Risk::Rolling,
                words: "adds 1 server".into(),
            },
        };
        assert_eq!(
            change(&planned),
            "~ spec.query.replicas: 2 -> 3 [rolling: adds 1 server]"
        );
    }

    #[test]
    fn a_long_value_is_cut_and_a_hostile_one_made_visible() {
        assert!(short(&Json::string("x".repeat(100))).ends_with("..."));
        let planned = Planned {
            change: Change {
                path: Path::read("a"),
                kind: ChangeKind::Added(Json::string("\u{202e}x")),
            },
            assessment: Assessment {
                risk: Risk::InPlace,
                words: String::new(),
            },
        };
        assert_eq!(change(&planned), "+ a: \"<U+202E>x\" [in place]");
    }
}
