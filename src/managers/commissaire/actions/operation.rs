//! Upgrade, restart, deploy: they go over the hosts one at a time ("Operations in general").

use crate::resource::action::Consequences;
use crate::resource::kind::SERVERS;
use crate::resource::{Cell, Following, Row, StateClass, Target};

use super::super::kinds::{OPERATIONS, operation};
use super::super::wire::OperationKind;
use super::parameter;

/// So many hosts are named in a dialog.
const NAMED: usize = 6;

/// What the operation will do to which hosts, in which order, and what it may have to wait for.
pub fn does(kind: OperationKind, target: &Target<'_>) -> Consequences {
    let hosts = target.detail.map(|detail| detail.children_of(SERVERS));
    let what = match kind {
        OperationKind::Upgrade => "upgrade".to_owned(),
        OperationKind::Restart => "restart".to_owned(),
        OperationKind::Deploy => match target.arguments.get(parameter::VERSION) {
            Some(version) => format!("deploy {version} to"),
            None => "deploy the version to".to_owned(),
        },
    };
    let will = match hosts {
        None => format!("{what} its hosts, one at a time: each is down while it is its turn"),
        Some([]) => format!("{what} no host: the cluster has none, and it is finished at once"),
        Some([one]) => format!("{what} 1 host, {}: it is down meanwhile", one.name),
        Some(hosts) => {
            let names: Vec<&str> = hosts.iter().take(NAMED).map(|host| &*host.name).collect();
            let more = match hosts.len().saturating_sub(NAMED) {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            format!(
                "{what} {} hosts, one at a time, each down while it is its turn: {}{more}; the first that fails \
                 stops it",
                hosts.len(),
                names.join(", ")
            )
        }
    };
    let waits = under_way(target).map_or_else(String::new, |run| {
        format!(
            "; first it waits: {} is under way since {}, and the manager runs one operation at a time, of all clusters",
            run.cell(0).shown(),
            run.cell(operation::STARTED).shown()
        )
    });
    Consequences {
        will: format!("{will}{waits}"),
        will_not: "change the status of any host, or say why one failed".into(),
        undo: "none: it cannot be cancelled once it is asked for".into(),
    }
}

/// The operation that runs on the cluster now, or is said to.
fn under_way<'a>(target: &Target<'a>) -> Option<&'a Row> {
    let runs = target.detail?.children_of(OPERATIONS);
    runs.iter()
        .find(|run| run.state.class.is_busy())
        .map(|run| &**run)
}

/// How far the run that was asked for has come.
pub fn following(kind: OperationKind, before: &Target<'_>, now: &Target<'_>) -> Following {
    let (old, new) = (run_of(kind, before), run_of(kind, now));
    let Some(run) = new else {
        return Following::Running("not begun yet".into());
    };
    let is_old = old.is_some_and(|old| old.cell(operation::STARTED) == run.cell(operation::STARTED));
    if is_old {
        return Following::Running(match run.state.class {
            StateClass::Busy => "waits for the run before it".into(),
            _ => "waits for its turn: the manager runs one operation at a time".into(),
        });
    }
    let done = format!("{} hosts {}", run.cell(3).shown(), operation::done_word(kind));
    match run.state.class {
        StateClass::Up => Following::Done(done),
        StateClass::Bad => Following::Failed(match run.cell(4) {
            Cell::Empty => format!("failed; {done}"),
            host => format!("failed on {}; {done}, the rest were left alone", host.shown()),
        }),
        _ => Following::Running(match run.cell(4) {
            Cell::Empty => done,
            host => format!("{done}, at work on {}", host.shown()),
        }),
    }
}

fn run_of<'a>(kind: OperationKind, target: &Target<'a>) -> Option<&'a Row> {
    let runs = target.detail?.children_of(OPERATIONS);
    let run = runs.iter().find(|run| *run.cell(0).text() == *kind.word());
    run.map(|run| &**run)
}
