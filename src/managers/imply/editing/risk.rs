//! What a change is expected to do to what runs.
//!
//! The reference says only that updates are rolling where that is possible, and hard ones need `force`; which
//! change needs which is a reading of ours. So the words say "expected", and the dry run is the judge.

mod fleet;

use crate::spec::{Assessment, Change, ChangeKind, Json, Path, Risk, Sides};

use self::fleet::{Fleet, Role};

/// Judges one change; the same path may weigh more or less with the rest of the document.
pub fn assess(change: &Change, sides: &Sides<'_>) -> Assessment {
    let fleets = Fleets {
        before: Fleet::of(sides.before),
        after: Fleet::of(sides.after),
    };
    let assessment = match meaning(&change.path) {
        Meaning::Name => in_place("renames the cluster; nothing restarts"),
        Meaning::DesiredState => return desired_state(change, &fleets),
        Meaning::InPlace => in_place("nothing restarts"),
        Meaning::Servers(role) => servers(role, change, &fleets),
        Meaning::Restart(roles) => restart(&roles, &fleets),
        Meaning::NewInstances(roles) => new_instances(&roles, &fleets),
        Meaning::Everything => hard("expected: everything stops, and starts again with the change"),
        Meaning::Fixed => {
            return Assessment {
                risk: Risk::Refused,
                words: "expected: the manager refuses it; it cannot be changed after creation".into(),
            };
        }
        Meaning::Unknown => rolling("not known to this build: the manager decides"),
    };
    whole_list(change, sides, at_rest(assessment, sides))
}

struct Fleets {
    before: Fleet,
    after: Fleet,
}

/// What a changed path is about.
enum Meaning {
    Name,
    DesiredState,
    InPlace,
    /// How many servers of a role there are.
    Servers(Role),
    Restart(Vec<Role>),
    NewInstances(Vec<Role>),
    Everything,
    Fixed,
    Unknown,
}

fn meaning(path: &Path) -> Meaning {
    let fields = path.fields();
    let Some((&"spec", rest)) = fields.split_first() else {
        return match fields.as_slice() {
            ["metadata", "name"] => Meaning::Name,
            _ => Meaning::Unknown,
        };
    };
    match rest {
        ["desiredState"] => Meaning::DesiredState,
        ["awsTags", ..] | ["metadataStore", "backupRetention" | "monitoring"] => Meaning::InPlace,
        ["encryptVolumes"] | ["deepStorage", ..] | ["metadataStore", "encrypt"] => Meaning::Fixed,
        ["awsInstanceRole" | "awsKeyPair"] | ["metadataStore", "instanceType" | "diskSize"] => {
            Meaning::Everything
        }
        ["version"] => Meaning::NewInstances(Role::ALL.to_vec()),
        [
            "commonRuntimeProperties"
            | "druidExtensions"
            | "customDruidExtensions"
            | "featureFlags"
            | "customFiles",
            ..,
        ] => Meaning::Restart(Role::ALL.to_vec()),
        ["pivot", ..] => Meaning::Restart(vec![Role::Query]),
        [
            "data",
            "historicalRuntimeProperties" | "middleManagerRuntimeProperties",
            ..,
        ] => Meaning::Restart(Role::TIERS.to_vec()),
        ["master", member @ ..] if !member.is_empty() => of_role(Role::Master, member),
        ["query", member @ ..] if !member.is_empty() => of_role(Role::Query, member),
        ["data", tier, member @ ..] => match Role::TIERS.into_iter().find(|role| role.field() == *tier) {
            Some(role) => of_role(role, member),
            None => Meaning::Unknown,
        },
        _ => Meaning::Unknown,
    }
}

/// `member` is the way from the part of the role on; empty for the whole of it.
fn of_role(role: Role, member: &[&str]) -> Meaning {
    match member {
        [] | ["replicas"] => Meaning::Servers(role),
        ["instanceType"] => Meaning::NewInstances(vec![role]),
        [name, ..] if name.ends_with("RuntimeProperties") || *name == "pivotConfiguration" => {
            Meaning::Restart(vec![role])
        }
        _ => Meaning::Unknown,
    }
}

fn desired_state(change: &Change, fleets: &Fleets) -> Assessment {
    let after = match &change.kind {
        ChangeKind::Added(after)
        | ChangeKind::Changed { after, .. }
        | ChangeKind::Reordered { after, .. } => after.as_str(),
        ChangeKind::Removed(_) => None,
    };
    match (after, &change.kind) {
        (Some("STOPPED"), _) => hard(&format!("stops all {}", many(fleets.before.total(), "server"))),
        (Some("STARTED"), ChangeKind::Changed { .. }) => rolling(&format!(
            "starts the cluster with {}",
            many(fleets.after.total(), "server")
        )),
        (Some("STARTED"), _) => rolling("starts the cluster if it is stopped"),
        (None, ChangeKind::Removed(_)) => {
            rolling("falls back to what the manager takes by default, which may start the cluster")
        }
        _ => rolling("not known to this build: the manager decides"),
    }
}

fn servers(role: Role, change: &Change, fleets: &Fleets) -> Assessment {
    let (before, after) = (fleets.before.count(role), fleets.after.count(role));
    let word = format!("{} server", role.word());
    if after > before {
        return rolling(&format!("adds {}", many(after - before, &word)));
    }
    if after < before {
        let cached = if Role::TIERS.contains(&role) {
            " and the data cached on them"
        } else {
            ""
        };
        return Assessment {
            risk: Risk::Removes,
            words: format!("removes {}{cached}", many(before - after, &word)),
        };
    }
    match change.kind {
        ChangeKind::Removed(_) => rolling("falls back to what the manager takes by default"),
        _ => in_place("the number of servers stays"),
    }
}

fn restart(roles: &[Role], fleets: &Fleets) -> Assessment {
    let words = fleets.before.words(roles);
    if fleets.before.can_take_turns(roles) {
        rolling(&format!("expected: {words} restart one by one"))
    } else {
        hard(&format!("expected: {words} restart at once; {TOO_FEW}"))
    }
}

fn new_instances(roles: &[Role], fleets: &Fleets) -> Assessment {
    let words = fleets.before.words(roles);
    if fleets.before.can_take_turns(roles) {
        rolling(&format!("expected: {words} get new instances, one by one"))
    } else {
        hard(&format!(
            "expected: {words} get new instances, all at once; {TOO_FEW}"
        ))
    }
}

const TOO_FEW: &str = "the cluster has too few servers to take turns";

/// A stopped cluster takes a change in when it starts, and one that is being stopped likewise.
fn at_rest(assessment: Assessment, sides: &Sides<'_>) -> Assessment {
    let is_stopped = |document: &Json| {
        let state = document.get("spec").and_then(|spec| spec.get("desiredState"));
        state.and_then(Json::as_str) == Some("STOPPED")
    };
    match (is_stopped(sides.before), is_stopped(sides.after)) {
        (false, false) => assessment,
        (_, true) => in_place("expected: takes effect at the next start"),
        (true, false) => in_place("expected: takes effect as the cluster starts"),
    }
}

/// One entry of a list cannot be sent alone: that is said, as it overwrites what others did to the list.
fn whole_list(change: &Change, sides: &Sides<'_>, assessment: Assessment) -> Assessment {
    let list = |document: &Json| {
        let mut path = change.path.clone();
        loop {
            if let Some(Json::Array(items)) = path.in_document(document) {
                return Some(items.len());
            }
            path = path.parent()?;
        }
    };
    match list(sides.after) {
        Some(length) => Assessment {
            words: format!(
                "{}; the whole list of {} is sent",
                assessment.words,
                entries(length)
            ),
            ..assessment
        },
        None => assessment,
    }
}

fn entries(number: usize) -> String {
    match number {
        1 => "1 entry".into(),
        _ => format!("{number} entries"),
    }
}

fn many(number: u64, word: &str) -> String {
    let ending = if number == 1 { "" } else { "s" };
    format!("{number} {word}{ending}")
}

fn in_place(words: &str) -> Assessment {
    judged(Risk::InPlace, words)
}

fn rolling(words: &str) -> Assessment {
    judged(Risk::Rolling, words)
}

fn hard(words: &str) -> Assessment {
    judged(Risk::Hard, words)
}

fn judged(risk: Risk, words: &str) -> Assessment {
    Assessment {
        risk,
        words: words.into(),
    }
}
