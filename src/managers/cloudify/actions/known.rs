//! What is known of a deployment that actions are judged by: its workflows, its instances, what runs on it.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::resource::kind::SERVERS;
use crate::resource::{Availability, Cell, Column, Row, StateClass, Target};

use super::super::kinds::{EXECUTIONS, WORKFLOWS, execution, instance, workflow};
use super::super::wire::{Declared, Deployment};
use super::super::words;
use super::name;

/// One workflow of a deployment, as its row tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    pub name: String,
    /// The names of its parameters.
    pub parameters: Vec<String>,
    /// Whether the manager says that it cannot be started now.
    pub is_out: bool,
}

/// The workflows that a deployment offers; nothing where that is not known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Offers(Option<Vec<Offer>>);

/// The cell of a row under the column of this id.
pub fn cell<'a>(row: &'a Row, columns: &[Column], id: &str) -> &'a Cell {
    static NOTHING: Cell = Cell::Empty;
    let place = columns.iter().position(|column| column.id == id);
    place.map_or(&NOTHING, |place| row.cell(place))
}

/// The same as words; empty where there is nothing.
pub fn text(row: &Row, columns: &[Column], id: &str) -> String {
    cell(row, columns, id).text().into_owned()
}

impl Offers {
    pub fn of(target: &Target<'_>) -> Self {
        let rows = target.detail.and_then(|detail| {
            let children = detail
                .children
                .iter()
                .find(|children| children.kind == WORKFLOWS)?;
            Some(children.rows.iter().map(offer).collect())
        });
        Self(rows)
    }

    #[cfg(test)]
    pub fn these(offers: &[(&str, &[&str])]) -> Self {
        let offer = |(name, parameters): &(&str, &[&str])| Offer {
            name: (*name).to_owned(),
            parameters: parameters.iter().map(|&name| name.to_owned()).collect(),
            is_out: false,
        };
        Self(Some(offers.iter().map(offer).collect()))
    }

    /// Whether it is known what is offered.
    pub fn are_known(&self) -> bool {
        self.0.is_some()
    }

    pub fn get(&self, name: &str) -> Option<&Offer> {
        self.0.iter().flatten().find(|offer| offer.name == name)
    }

    /// Whether it is offered, as far as can be told.
    pub fn may_have(&self, name: &str) -> bool {
        !self.are_known() || self.get(name).is_some()
    }

    /// "install, uninstall".
    pub fn names(&self) -> String {
        let names: Vec<&str> = self.0.iter().flatten().map(|offer| &*offer.name).collect();
        names.join(", ")
    }
}

impl Offer {
    pub fn takes(&self, parameter: &str) -> bool {
        self.parameters.iter().any(|name| name == parameter)
    }
}

fn offer(row: &Arc<Row>) -> Offer {
    let names = |column| text(row, &workflow::COLUMNS, column);
    let all = [names("needs"), names("takes")].join(", ");
    let parameters = all.split(", ").filter(|name| !name.is_empty());
    Offer {
        name: row.name.to_string(),
        parameters: parameters.map(str::to_owned).collect(),
        is_out: row.state.class == StateClass::Down,
    }
}

/// What a workflow wants to be told, as the deployment's document declares it; empty where it is not known.
pub fn declared(target: &Target<'_>, workflow: &str) -> Vec<(String, Declared)> {
    let mut workflows = document(target).workflows.into_iter();
    let found = workflows.find(|one| one.name == workflow);
    found.map(|found| found.parameters).unwrap_or_default()
}

/// What can be scaled, as far as it is known: the scaling groups, then the nodes that have an instance.
pub fn scalable(target: &Target<'_>) -> Vec<Arc<str>> {
    let groups = document(target).scaling_groups.into_iter();
    let groups = groups.map(|(name, _)| Arc::from(name));
    groups.chain(node_names(target)).collect()
}

/// How much there is of what can be scaled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Size {
    /// How many instances it has; of a group, how many times the group is there.
    pub now: i64,
    /// The nodes of a group.
    pub members: Vec<String>,
    /// Whether it is in nothing else, as a host is: of what is contained, each instance of its container has so many.
    pub is_outermost: bool,
}

/// The size of a scaling group or of a node, where it is known.
pub fn size(target: &Target<'_>, entity: &str) -> Option<Size> {
    let mut groups = document(target).scaling_groups.into_iter();
    if let Some((_, group)) = groups.find(|(name, _)| name == entity) {
        return Some(Size {
            now: group.properties.get("current_instances")?.as_i64()?,
            members: group.members,
            is_outermost: true,
        });
    }
    let rows = instances(target)?.iter();
    let of_it: Vec<_> = rows
        .filter(|row| text(row, &instance::COLUMNS, "node") == entity)
        .collect();
    // A node without an instance is not told from none.
    let now = i64::try_from(of_it.len()).ok().filter(|count| *count > 0)?;
    Some(Size {
        now,
        members: Vec::new(),
        is_outermost: of_it.iter().all(|row| host(row) == *row.id),
    })
}

/// The nodes that have an instance, in the order of their names.
pub fn node_names(target: &Target<'_>) -> Vec<Arc<str>> {
    let rows = instances(target).unwrap_or_default().iter();
    let names = rows.map(|row| text(row, &instance::COLUMNS, "node"));
    let names: BTreeSet<String> = names.filter(|name| !name.is_empty()).collect();
    names.into_iter().map(Arc::from).collect()
}

pub fn instance_names(target: &Target<'_>) -> Vec<Arc<str>> {
    let rows = instances(target).unwrap_or_default().iter();
    rows.map(|row| Arc::clone(&row.name)).collect()
}

/// The deployment's document; one with nothing in it where it was not read.
fn document(target: &Target<'_>) -> Deployment {
    let document = target.detail.map_or("", |detail| deployment_of(&detail.document));
    serde_json::from_str(document).unwrap_or_default()
}

/// The deployment itself, where the document has more than it.
fn deployment_of(document: &str) -> &str {
    #[derive(Deserialize)]
    struct Outer<'a> {
        #[serde(borrow)]
        deployment: &'a RawValue,
    }
    match serde_json::from_str::<Outer<'_>>(document) {
        Ok(outer) if outer.deployment.get().starts_with('{') => outer.deployment.get(),
        Ok(_) | Err(_) => document,
    }
}

/// The instances of a deployment, where they were read.
pub fn instances<'a>(target: &Target<'a>) -> Option<&'a [Arc<Row>]> {
    let children = &target.detail?.children;
    let list = children.iter().find(|children| children.kind == SERVERS)?;
    Some(&list.rows)
}

/// The instance that another is contained in; itself, if it is in none.
pub fn host(instance: &Row) -> String {
    let host = text(instance, &instance::COLUMNS, "host");
    if host.is_empty() {
        instance.id.to_string()
    } else {
        host
    }
}

/// All instances on the host of this one, itself among them.
pub fn on_same_host(target: &Target<'_>, instance: &Row) -> Vec<String> {
    let host = host(instance);
    let all = instances(target).unwrap_or_default();
    let same = all.iter().filter(|row| self::host(row) == host);
    same.map(|row| row.id.to_string()).collect()
}

/// The executions of a deployment that were read with it, the newest first.
pub fn executions<'a>(target: &Target<'a>) -> &'a [Arc<Row>] {
    target.detail.map_or(&[], |detail| detail.children_of(EXECUTIONS))
}

/// The execution that is under way.
pub fn active<'a>(target: &Target<'a>) -> Option<&'a Arc<Row>> {
    let mut all = executions(target).iter();
    all.find(|row| words::is_active(&row.state.text))
}

/// The workflow of an execution.
pub fn workflow_of(execution: &Row) -> String {
    text(execution, &execution::COLUMNS, "workflow")
}

/// Whether something runs there: then another is started beside it only by force (§4.5).
pub fn unless_busy(target: &Target<'_>) -> Availability {
    let is_forced = target.arguments.is_on(name::FORCE);
    match running(target) {
        Some(what) if !is_forced => Availability::OnlyWith {
            switch: name::FORCE,
            reason: format!("{what}: wait until it has ended, or start beside it by force"),
        },
        Some(_) | None => Availability::Offered,
    }
}

/// "install is started there".
pub fn running(target: &Target<'_>) -> Option<String> {
    match active(target) {
        Some(active) => Some(format!("{} is {} there", workflow_of(active), active.state.text)),
        None if target.detail.is_none() && target.row.state.class.is_busy() => Some(format!(
            "something is under way there ({})",
            target.row.state.text
        )),
        None => None,
    }
}
