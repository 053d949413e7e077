//! Other nodes for a data centre: each is replaced by one of another size (5.4).

use std::sync::Arc;

use crate::resource::action::Consequences;
use crate::resource::kind::{CLUSTERS, SERVERS};
use crate::resource::{
    Action, Availability, Cell, Danger, Following, On, Parameter, Row, StateClass, Takes, Target,
};

use super::super::bundles::bundle::YES_NO;
use super::super::bundles::forms::name;
use super::super::bundles::{Told, checks, places};
use super::super::drafts::cluster as draft;
use super::super::kinds::{DATA_CENTRES, data_centre, server};
use super::super::words;
use super::{parts, standing};

const FORM: &[Parameter] = &[
    Parameter::new(
        name::NODE_SIZE,
        "The size that its nodes are to have, as the vendor lists them",
        Takes::Text,
    )
    .required()
    .such_as(&["m5xl-1600-v2", "m5l-400-v2"]),
    Parameter::new(
        draft::CONCURRENT,
        "How many nodes are replaced at once; at most as many as the largest rack has",
        Takes::Text,
    )
    .or("1")
    .checked(checks::count),
    Parameter::new(
        draft::PURPOSE,
        "Which of its nodes, where they are for several purposes; without it, the usual ones",
        Takes::Text,
    )
    .such_as(places::NODE_PURPOSES)
    .checked(checks::services),
    Parameter::new(
        draft::NOTIFY,
        "Whether the vendor tells your support contacts",
        Takes::Choice(YES_NO),
    )
    .or("no"),
];

pub const RESIZE: Action = Action {
    id: super::RESIZE,
    title: "Resize",
    past: "resized",
    help: "Replace the nodes of a data centre by nodes of another size, some at a time",
    on: On::Part {
        of: CLUSTERS,
        part: DATA_CENTRES,
    },
    danger: Danger::Service,
    parameters: FORM,
    available: can,
    consequences: does,
    following,
    ..Action::PLAIN
};

fn can(target: &Target<'_>) -> Availability {
    let Some(centre) = target.part else {
        return Availability::NotNow("select a data centre first".into());
    };
    if let not_now @ Availability::NotNow(_) = standing::runs(target) {
        return not_now;
    }
    match (centre.cell(data_centre::RESIZE_TO), centre.state.class) {
        (Cell::Empty, StateClass::Up) => Availability::Offered,
        (Cell::Empty, _) => Availability::NotNow(format!("the data centre is {}", centre.state.text)),
        (size, _) => Availability::NotNow(format!("it is being resized to {} already", size.shown())),
    }
}

/// The nodes of a data centre.
fn nodes<'a>(target: &Target<'a>, centre: &Row) -> Vec<&'a Arc<Row>> {
    let servers = parts::list(target, SERVERS).unwrap_or_default();
    let is_its_own = |server: &&Arc<Row>| *cell(server, "data-centre").text() == *centre.name;
    servers.iter().filter(is_its_own).collect()
}

fn cell<'a>(server: &'a Row, column: &str) -> &'a Cell {
    let place = server::COLUMNS.iter().position(|own| own.id == column);
    place.map_or(&Cell::Empty, |place| server.cell(place))
}

fn does(target: &Target<'_>) -> Consequences {
    let told = Told::new(target.arguments, FORM);
    let size = told.text(name::NODE_SIZE).unwrap_or("the new size");
    let at_once = told.number(draft::CONCURRENT).unwrap_or(1);
    let count = target.part.map_or(0, |centre| {
        // Those of a purpose are fewer, which only the manager can tell.
        nodes(target, centre).len()
    });
    let which = match (count, told.text(draft::PURPOSE)) {
        (_, Some(purpose)) => format!("its nodes for {purpose}"),
        (0, None) => "its nodes".into(),
        (1, None) => "its 1 node".into(),
        (count, None) => format!("its {count} nodes"),
    };
    let batches = match at_once {
        1 => "one after the other".to_owned(),
        some => format!("{some} at a time"),
    };
    let support = match told.is_yes(draft::NOTIFY) {
        true => "; the vendor tells your support contacts",
        false => "",
    };
    Consequences {
        will: format!(
            "replace {which} by nodes of {size}, {batches}: so many fewer run meanwhile, at some 5 min a batch; the \
             price changes with the size{support}"
        ),
        will_not: "stop the cluster, or change how many nodes there are; the ids of the nodes may change"
            .into(),
        undo: "none while it runs: this API cannot cancel it; resize it again afterwards".into(),
    }
}

/// So many of the nodes have the size and run, of all.
fn done(target: &Target<'_>, centre: &Row, size: &str) -> (usize, usize) {
    let nodes = nodes(target, centre);
    let has_it =
        |node: &&&Arc<Row>| *cell(node, "size").text() == *size && words::is_running(&node.state.text);
    // ZooKeeper's own nodes keep their size, unless they are what is meant.
    let counts = |node: &&Arc<Row>| {
        let own = cell(node, "size").text();
        words::is_dedicated_zookeeper(&own) == words::is_dedicated_zookeeper(size)
    };
    let nodes: Vec<&Arc<Row>> = nodes.into_iter().filter(counts).collect();
    (nodes.iter().filter(has_it).count(), nodes.len())
}

/// Done when the manager has no size left to reach, and nodes have the new one.
fn following(before: &Target<'_>, now: &Target<'_>) -> Following {
    let size = Told::new(now.arguments, FORM)
        .text(name::NODE_SIZE)
        .unwrap_or_default();
    let centres = parts::list(now, DATA_CENTRES).unwrap_or_default();
    let meant = before
        .part
        .and_then(|old| centres.iter().find(|centre| centre.id == old.id));
    let (Some(old), Some(centre)) = (before.part, meant) else {
        return Following::Running("not read yet".into());
    };
    let (had, _) = done(before, old, size);
    let (has, all) = done(now, centre, size);
    let seen = format!("{has} of {all} nodes are {size} and run");
    if matches!(centre.state.class, StateClass::Bad) {
        return Following::Failed(format!("the data centre is {}, {seen}", centre.state.text));
    }
    match centre.cell(data_centre::RESIZE_TO) {
        Cell::Empty if (has == all || has > had) && has > 0 => Following::Done(seen),
        Cell::Empty => Following::Running("not begun yet".into()),
        _ => Following::Running(seen),
    }
}
