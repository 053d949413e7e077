//! The plan as its user meets it: the manager's verdict, a base that moves, what is on the screen.

mod base;
mod paint;
mod verdict;

use std::sync::Arc;

use chrono::TimeDelta;

use super::PlanScreen;
use super::sample::{Console, base, dry_run, key, said, start, wanted, with, words};
use crate::resource::{Notice, StateClass};
use crate::spec::merge_patch::Unsayable;
use crate::spec::{Base, Json, NoPlan, Path, RequestText, Verdict};
use crate::tui::keymap::Command;
use crate::tui::msg::{Answer, Question};
use crate::tui::screens::Request;
use crate::tui::screens::page::{News, Page};

/// Two changes: one that removes servers, one that restarts some.
fn target() -> Json {
    with(&[
        ("\"replicas\": 3", "\"replicas\": 5"),
        (", \"tier2\": { \"size\": 2 }", ""),
    ])
}

fn run(screen: &mut PlanScreen, command: Command, console: &Console) -> Vec<Request> {
    screen.run(command, console.look()).unwrap()
}

fn tell(screen: &mut PlanScreen, answer: &Answer, console: &Console) -> Vec<Request> {
    screen.refill(News::Answer(answer), console.look())
}

fn accepted() -> Verdict {
    Verdict::Accepted {
        at: start() + TimeDelta::seconds(11),
    }
}

fn refused(fields: &[(&str, &str)]) -> Verdict {
    Verdict::Refused {
        notice: Notice {
            causes: vec!["not valid".into()],
            ..Notice::error("Could not have it checked by the manager")
        },
        fields: fields
            .iter()
            .map(|(path, words)| (Path::read(path), (*words).to_owned()))
            .collect(),
    }
}

/// A plan that the manager accepts.
fn checked(console: &Console, target: Json) -> PlanScreen {
    let (mut screen, requests) = console.plan(target);
    tell(&mut screen, &said(&requests, accepted()), console);
    screen
}
