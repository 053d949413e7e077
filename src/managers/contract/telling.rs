//! A request that is told is the one that is sent.

use super::harness::{Subject, simulated};
use crate::resource::kind::CLUSTERS;
use crate::resource::{Operation, Target};
use crate::spec::RequestText;

/// What arrived last, in the words of what was told.
fn arrived(subject: &Subject, told: &RequestText) -> RequestText {
    let sent = subject.recorder.requests().pop().unwrap();
    let query = match sent.query.as_str() {
        "" => String::new(),
        query => format!("?{query}"),
    };
    assert_eq!(sent.content_type.unwrap_or_default(), told.content_type);
    RequestText {
        method: sent.method.to_string(),
        origin: "http://contract.sandbox.localhost".into(),
        path: format!("{}{query}", sent.path),
        content_type: told.content_type,
        body: sent.body,
    }
}

#[tokio::test(start_paused = true)]
async fn reads_are_told_as_they_are_sent() {
    for subject in simulated() {
        let row = subject.clusters().await.remove(0);
        if let Some(told) = subject.manager.request_of(&Operation::List(CLUSTERS)) {
            assert_eq!(arrived(&subject, &told), told, "{}", subject.name);
        }
        subject.detail(&row.id).await;
        if let Some(told) = subject.manager.request_of(&Operation::Read(CLUSTERS, row.id)) {
            assert_eq!(arrived(&subject, &told), told, "{}", subject.name);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn actions_are_told_as_they_are_sent() {
    for subject in simulated() {
        for action in subject.entry.about.actions {
            for row in subject.clusters().await {
                let cluster = subject.detail(&row.id).await;
                let part = match action.target {
                    CLUSTERS => None,
                    kind => match cluster.children_of(kind).first() {
                        Some(part) => Some(part.clone()),
                        None => continue,
                    },
                };
                let target = Target::of_detail(&cluster, part.as_deref());
                if !(action.available)(&target).is_offered() {
                    continue;
                }
                let part = part.map(|part| part.id.clone());
                let operation = Operation::Act {
                    action: action.id,
                    id: row.id.clone(),
                    part: part.clone(),
                };
                let Some(told) = subject.manager.request_of(&operation) else {
                    break;
                };
                subject.act(action.id, &row.id, part.as_ref()).await.unwrap();
                assert_eq!(arrived(&subject, &told), told, "{}: {}", subject.name, action.id);
                break;
            }
        }
    }
}
