//! A resize: nodes replaced by larger or smaller ones, some at a time.

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};

use super::life::{later, seconds};
use super::model::{DataCentre, Node};
use super::words::*;

/// Seconds that a batch of nodes takes.
const BATCH: f64 = 320.0;

/// The steps of replacing one node, each with the second of the batch in which it begins.
const STEPS: [(f64, &str); 6] = [
    (0.0, "CREATING_REPLACEMENT"),
    (40.0, "PROVISIONING"),
    (200.0, "PROVISIONED"),
    (240.0, "SWAPPING"),
    (280.0, "SWAPPED"),
    (BATCH, REPLACED),
];
const REPLACED: &str = "REPLACED";

#[derive(Debug, Clone)]
pub struct Resize {
    pub id: String,
    pub new_size: String,
    pub concurrent: usize,
    pub notifies: bool,
    /// As asked for.
    pub purpose: Option<&'static str>,
    pub began: DateTime<Utc>,
    pub by: &'static str,
    /// One for each node, in the order in which they are replaced.
    pub replacements: Vec<Replacement>,
    /// How many of them are done.
    pub done: usize,
}

/// The replacement of one node.
#[derive(Debug, Clone)]
pub struct Replacement {
    pub id: String,
    /// The node as it was.
    pub node: String,
    /// The node as it will be.
    pub successor: String,
}

impl Resize {
    pub fn is_over(&self) -> bool {
        self.done >= self.replacements.len()
    }

    /// The status of a node that is just being replaced.
    pub fn status_of(&self, node: &Node, now: DateTime<Utc>) -> Option<&'static str> {
        let place = self
            .replacements
            .iter()
            .position(|replacement| replacement.node == node.id)?;
        let passed = seconds(self.start_of(place), now);
        match self.step(place, now)? {
            (_, "SWAPPING" | "SWAPPED") => Some(JOINING),
            _ if (0.0..BATCH).contains(&passed) => Some(PROVISIONING),
            _ => None,
        }
    }

    /// The operation as the API shows it; key order as in the sample.
    pub fn document(&self, centre: &DataCentre, now: DateTime<Utc>) -> Value {
        let end = self.start_of(self.replacements.len().saturating_sub(1));
        let completed = self.is_over().then(|| written(later(end, BATCH)));
        let places = 0..self.replacements.len();
        json!({
            "id": self.id,
            "cdc": centre.id,
            "params": {
                "concurrentResizes": self.concurrent,
                "notifySupportContacts": self.notifies,
                "replaceParams": self.parameters(),
                "nodePurpose": self.purpose,
            },
            "created": written(self.began),
            "completed": completed,
            "provider": super::regions::provider_in_answers(&centre.provider),
            "dataCentre": centre.region,
            "completedStatus": self.is_over().then_some(RUNNING),
            "notifyContacts": null,
            "initiatedBy": self.by,
            "replaceOps": places.map(|place| self.replacement(place, now)).collect::<Vec<_>>(),
        })
    }

    fn replacement(&self, place: usize, now: DateTime<Utc>) -> Value {
        let Some(replacement) = self.replacements.get(place) else {
            return Value::Null;
        };
        let (begun, status) = self.step(place, now).unwrap_or((self.began, GENESIS));
        json!({
            "id": replacement.id,
            "status": status,
            "node": replacement.node,
            "replacement": (status == REPLACED).then_some(&replacement.successor),
            "params": self.parameters(),
            "resizeOp": self.id,
            "created": written(self.began),
            "modified": written(begun),
            "failedStatus": null,
        })
    }

    fn parameters(&self) -> Value {
        json!({
            "mode": "COPY_DATA", "newSize": self.new_size, "gracefulShutdown": true, "checkPeers": true,
            "bundleStartEnabled": true,
        })
    }

    /// The step that a replacement is in, with its beginning; `None` before its turn.
    fn step(&self, place: usize, now: DateTime<Utc>) -> Option<(DateTime<Utc>, &'static str)> {
        let start = self.start_of(place);
        let passed = seconds(start, now);
        let (begin, status) = STEPS.iter().rev().find(|(begin, _)| *begin <= passed)?;
        Some((later(start, *begin), status))
    }

    /// When the batch of a replacement begins.
    fn start_of(&self, place: usize) -> DateTime<Utc> {
        let batch = u32::try_from(place / self.concurrent.max(1)).unwrap_or(u32::MAX);
        later(self.began, BATCH * f64::from(batch))
    }
}

impl DataCentre {
    /// The resize that is still running.
    pub fn resizing(&self) -> Option<&Resize> {
        self.resizes.last().filter(|resize| !resize.is_over())
    }

    /// Lets the nodes whose replacement is due take their new ids and sizes.
    pub fn finish_replacements(&mut self, now: DateTime<Utc>) {
        let Some(resize) = self.resizes.last_mut() else {
            return;
        };
        while !resize.is_over() && seconds(resize.start_of(resize.done), now) >= BATCH {
            if let Some(replacement) = resize.replacements.get(resize.done)
                && let Some(node) = self.nodes.iter_mut().find(|node| node.id == replacement.node)
            {
                node.id.clone_from(&replacement.successor);
                node.size.clone_from(&resize.new_size);
                node.pushed = None;
            }
            resize.done += 1;
        }
    }
}

fn written(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}
