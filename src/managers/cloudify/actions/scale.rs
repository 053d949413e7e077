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
        .checked(checked_delta),
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

fn checked_delta(text: &str) -> Result<(), String> {
    match text.trim().parse::<i32>() {
        Ok(0) => Err("a scale by 0 changes nothing".into()),
        Ok(_) => Ok(()),
        Err(_) => Err("no deployment has so many instances".into()),
    }
}

/// What was told: the node or group, by how many, and whether the compute node that it is on is meant instead.
struct Told<'a> {
    entity: Option<&'a str>,
    /// 1 where it cannot be read, which is refused before anything is sent.
    delta: i64,
    is_of_compute: bool,
}

fn told<'a>(target: &Target<'a>) -> Told<'a> {
    let delta = target.arguments.get(name::DELTA).unwrap_or("1");
    let mut declared = target.arguments.of_target();
    Told {
        entity: target.arguments.get(name::ENTITY),
        delta: delta.trim().parse::<i32>().map_or(1, i64::from),
        is_of_compute: declared.any(|(name, _, value)| name == "scale_compute" && value.trim() == "true"),
    }
}

impl Told<'_> {
    /// How much there is of what is scaled, where that is known.
    fn size(&self, target: &Target<'_>) -> Option<Size> {
        let entity = self.entity.filter(|_| !self.is_of_compute)?;
        size(target, entity)
    }
}

fn can_scale(target: &Target<'_>) -> Availability {
    let told = told(target);
    match told.size(target) {
        // Of others it takes so many in each instance of what contains them: that is for the manager to say.
        Some(size) if size.is_outermost && size.now + told.delta < 0 => Availability::NotNow(format!(
            "{} has {}: no more can be removed",
            told.entity.unwrap_or_default(),
            instances(size.now)
        )),
        _ => offered("scale", target),
    }
}

fn does(target: &Target<'_>) -> Consequences {
    let told = told(target);
    let (entity, count) = (told.entity.unwrap_or("what is said"), told.delta.abs());
    let on = match told.is_of_compute {
        true => format!("the compute node that {entity} is on"),
        false => entity.to_owned(),
    };
    let figures = match told.size(target) {
        Some(Size {
            now,
            members,
            is_outermost: true,
        }) => {
            let of_what = match members.as_slice() {
                [] => String::new(),
                members => format!(" ({})", members.join(", ")),
            };
            format!("{of_what}: {} now, {} then", instances(now), now + told.delta)
        }
        Some(Size { now, .. }) => {
            format!(" in each instance of what contains it: {} now", instances(now))
        }
        None => String::new(),
    };
    let (will, undo) = match told.delta < 0 {
        true => (
            format!(
                "remove {count} of {on}{figures}; those that go are stopped and deleted, with what they contain"
            ),
            format!("scale by {count}; what was on them is lost"),
        ),
        false => (
            format!("add {count} of {on}{figures}; new ones are created and started, with what they contain"),
            format!("scale by -{count}; which ones go then is the manager's choice"),
        ),
    };
    Consequences {
        will,
        will_not: "touch other nodes, but for what is contained in these".into(),
        undo,
    }
}

fn instances(count: i64) -> String {
    match count {
        1 => "1 instance".into(),
        count => format!("{count} instances"),
    }
}
