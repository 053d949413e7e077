//! More instances of a node or of a scaling group, or fewer (§5.2).

use crate::resource::action::{Consequences, Target};
use crate::resource::{Action, Availability, JsonSort, Parameter, Takes};

use super::super::drafts::starting;
use super::super::kinds::NODES;
use super::deployment::{FORCE, PLAIN, offered};
use super::known::{Size, scalable, size};
use super::{SCALE, following, name, schema};

pub const SCALE_ACTION: Action = Action {
    id: SCALE,
    title: "Scale",
    past: "scaled",
    help: "Run the workflow scale: add instances of a node or a scaling group, or remove some",
    parameters: &[
        Parameter::new(
            name::ENTITY,
            "the node or the scaling group, by its name in the blueprint",
            Takes::PartOf(NODES),
        )
        .required()
        .such_as(&["web_host"])
        .among(scalable),
        Parameter::new(
            name::DELTA,
            "how many more instances; below zero, how many fewer",
            Takes::Value(JsonSort::Integer),
        )
        .or("1")
        .such_as(&["1", "-1"])
        .checked(not_zero),
        FORCE,
    ],
    more: Some(schema::of_scale),
    available: can_scale,
    derived: Some(|target| {
        let parameters = starting::scale(target.arguments).unwrap_or_default();
        vec![(name::START, starting::text("scale", &parameters))]
    }),
    consequences: does,
    following: |before, now| following::workflow(before, now, &["scale"]),
    ..PLAIN
};

fn not_zero(text: &str) -> Result<(), String> {
    match text.trim() {
        "0" | "-0" | "+0" => Err("a scale by 0 changes nothing".into()),
        _ => Ok(()),
    }
}

/// What is to be scaled, by how many.
fn told<'a>(target: &Target<'a>) -> (Option<&'a str>, i64) {
    let delta = target.arguments.get(name::DELTA).unwrap_or("1");
    // One that cannot be read is told where it was typed.
    (
        target.arguments.get(name::ENTITY),
        delta.trim().parse().unwrap_or(1),
    )
}

fn can_scale(target: &Target<'_>) -> Availability {
    let (entity, delta) = told(target);
    let size = entity.map(|entity| (entity, size(target, entity)));
    match size {
        Some((entity, Some(Size { now, .. }))) if now + delta < 0 => Availability::NotNow(format!(
            "{entity} has {now} {}: no more can be removed",
            instances_word(now)
        )),
        _ => offered("scale", target),
    }
}

fn does(target: &Target<'_>) -> Consequences {
    let (entity, delta) = told(target);
    let known = entity.and_then(|entity| size(target, entity));
    let entity = entity.unwrap_or("what is said");
    let count = delta.abs();
    let mut what = format!("{count} of {entity}");
    if let Some(Size { now, members }) = known {
        let of_what = match members.as_slice() {
            [] => String::new(),
            members => format!(" ({})", members.join(", ")),
        };
        what = format!(
            "{what}{of_what}: {now} {} now, {} then",
            instances_word(now),
            now + delta
        );
    }
    let (will, undo) = match delta < 0 {
        true => (
            format!("remove {what}; those that go are stopped and deleted, with what they contain"),
            format!("scale by {count}; what was on them is lost"),
        ),
        false => (
            format!("add {what}; new ones are created and started, with what they contain"),
            format!("scale by -{count}; which ones go then is the manager's choice"),
        ),
    };
    Consequences {
        will,
        will_not: "touch other nodes".into(),
        undo,
    }
}

fn instances_word(count: i64) -> &'static str {
    match count {
        1 => "instance",
        _ => "instances",
    }
}
