//! What the simulator of both generations shows is read: every list, the first object of each, and the log.

use super::stub::{read, rows};
use super::*;
use crate::managers::cloudify::kinds::{EXECUTIONS, KINDS, NODES};
use crate::managers::cloudify::sandbox;
use crate::managers::event_log::{EventQuery, EventsOf};
use crate::resource::kind::CLUSTERS;
use crate::sandbox::{Scenario, VirtualClock};

fn managers() -> Vec<(String, Arc<dyn Manager>)> {
    managers_at(&VirtualClock::manual("2026-11-20T12:00:00Z".parse().unwrap()))
}

/// A manager of each generation.
pub(super) fn managers_at(clock: &VirtualClock) -> Vec<(String, Arc<dyn Manager>)> {
    let contexts = sandbox::contexts(&Scenario::new(clock.clone()));
    let open = |it: crate::sandbox::DemoContext| {
        let base = base_url("http://manager.sandbox.localhost").unwrap();
        let door = Door::new(Endpoint::in_process(base, it.router)).with_retry(RetryPolicy::never());
        let credential = Credential::Basic {
            user: "admin".into(),
            password: "admin".to_owned().into(),
        };
        (it.name, opened(door.with_credentials(Fixed(credential))))
    };
    contexts.into_iter().map(open).collect()
}

#[tokio::test]
async fn every_list_and_the_first_object_of_each_is_read() {
    for (name, manager) in managers() {
        for kind in KINDS.iter().filter(|kind| kind.is_listed()) {
            let what = format!("{name}: {}", kind.id);
            let mut listed = Rows::wanting(10);
            match manager.list(kind.id, &mut listed).await {
                Ok(()) => {}
                Err(ManagerError::NotOffered { .. }) => continue,
                Err(error) => panic!("{what}: {error:?}"),
            }
            assert!(listed.rows.iter().all(|row| !row.is_unreadable()), "{what}");
            let Some(row) = listed.rows.first() else {
                continue;
            };
            let detail = manager.read(kind.id, &row.id).await;
            let detail = detail.unwrap_or_else(|error| panic!("{what} {}: {error:?}", row.id));
            assert_eq!((&detail.row.id, &detail.row.name), (&row.id, &row.name), "{what}");
        }
    }
}

#[tokio::test]
async fn a_deployment_has_its_parts_and_its_events() {
    for (name, manager) in managers() {
        let listed = rows(&manager, CLUSTERS).await;
        let started = listed.iter().find(|row| &*row.state.text == "started").unwrap();
        let detail = read(&manager, CLUSTERS, &started.id).await;
        assert_eq!(
            shown(&detail.row),
            shown(started),
            "{name}: the list and the object agree"
        );
        for part in [NODES, EXECUTIONS] {
            let parts = manager.parts(part, &started.id, 5).await.unwrap();
            assert!(!parts.rows.is_empty() && parts.total.is_some(), "{name}: {part}");
        }
        let query = EventQuery::newest(EventsOf::Cluster(started.id.clone()), 5);
        let newest = manager.events(&query).await.unwrap();
        assert!(!newest.events.is_empty() && newest.next == newest.total, "{name}");
        let after = EventQuery {
            offset: Some(newest.next - 1),
            ..query
        };
        let after = manager.events(&after).await.unwrap();
        assert_eq!(after.events.first(), newest.events.last(), "{name}");
    }
}
