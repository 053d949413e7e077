//! The mode in which the manager takes no work ("Maintenance mode").

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::answer::{Answer, Document, Refusal, document, not_modified, ok, timestamp};
use super::asking::{Asking, Method};
use super::profile::Profile;
use super::world::World;

/// Whether the manager is in maintenance mode, or on its way there.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Maintenance {
    /// Who asked for it, and when.
    pub requested: Option<(String, DateTime<Utc>)>,
    /// Since when no execution is left.
    pub activated_at: Option<DateTime<Utc>>,
    /// The request before: 7.1 goes on telling of it.
    former: Option<(String, DateTime<Utc>)>,
}

impl Maintenance {
    pub fn is_requested(&self) -> bool {
        self.requested.is_some()
    }

    pub fn is_activated(&self) -> bool {
        self.requested.is_some() && self.activated_at.is_some()
    }

    /// Lets the mode begin once nothing runs any more.
    pub fn settle(&mut self, is_idle: bool, now: DateTime<Utc>) {
        if self.requested.is_some() && is_idle {
            self.activated_at.get_or_insert(now);
        }
    }

    fn document(&self, profile: Profile, remaining: Vec<Value>) -> Document {
        let status = match (self.is_activated(), self.is_requested()) {
            (true, _) => "activated",
            (false, true) => "activating",
            (false, false) => "deactivated",
        };
        let told = match profile {
            Profile::V42 => self.requested.as_ref(),
            Profile::V71 => self.requested.as_ref().or(self.former.as_ref()),
        };
        let nothing = match (profile, told) {
            (Profile::V71, Some(_)) => Value::Null,
            _ => json!(""),
        };
        let remaining = match (profile, self.is_requested()) {
            (Profile::V71, false) => Value::Null,
            (Profile::V42, false) => json!([]),
            (Profile::V42 | Profile::V71, true) => Value::Array(remaining),
        };
        let activated_at = self.activated_at.filter(|_| self.is_requested());
        document([
            ("status", json!(status)),
            ("requested_by", json!(told.map_or("", |(user, _)| user.as_str()))),
            (
                "activated_at",
                activated_at.map_or(nothing, |at| json!(timestamp(at))),
            ),
            (
                "activation_requested_at",
                told.map_or(json!(""), |(_, at)| json!(timestamp(*at))),
            ),
            ("remaining_executions", remaining),
        ])
    }
}

pub fn answer(world: &mut World, ask: &Asking) -> Answer {
    let remaining = world.remaining_executions();
    match (ask.method, ask.path().as_slice()) {
        (Method::Get, ["maintenance"]) => ok(world.maintenance.document(ask.profile, remaining)),
        (Method::Post, ["maintenance", "activate"]) => {
            if world.maintenance.is_requested() {
                return not_modified();
            }
            world.maintenance.requested = Some((ask.caller.name.clone(), ask.now));
            world.maintenance.activated_at = None;
            // 7.1 puts the list into one more.
            let remaining = match ask.profile {
                Profile::V42 => remaining,
                Profile::V71 => vec![Value::Array(remaining)],
            };
            ok(world.maintenance.document(ask.profile, remaining))
        }
        (Method::Post, ["maintenance", "deactivate"]) => {
            let Some(request) = world.maintenance.requested.take() else {
                return not_modified();
            };
            world.maintenance.former = Some(request);
            world.maintenance.activated_at = None;
            ok(world.maintenance.document(ask.profile, Vec::new()))
        }
        (Method::Post, ["maintenance", action]) => {
            Err(Refusal::invalid_action(action, &["activate", "deactivate"]))
        }
        _ => Err(Refusal::NotRouted),
    }
}
