//! A request that is told is the one that is sent.

use super::aim::aims;
use super::harness::{Subject, simulated};
use crate::resource::kind::CLUSTERS;
use crate::resource::{Action, Operation};
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
        let mut tried: Vec<*const Action> = Vec::new();
        for aim in aims(&subject).await {
            if tried.contains(&std::ptr::from_ref(aim.action)) || !aim.availability.is_offered() {
                continue;
            }
            let request = aim.request();
            let operation = Operation::Act {
                action: request.action,
                kind: request.kind,
                id: request.id.clone(),
                part: request.part.clone(),
                arguments: request.arguments.clone(),
            };
            let Some(told) = subject.manager.request_of(&operation) else {
                continue;
            };
            // What was done before may have taken the target away.
            if subject.act(&request).await.is_ok() {
                tried.push(aim.action);
                assert_eq!(arrived(&subject, &told), told, "{}: {}", subject.name, aim.name());
            }
        }
        assert!(!tried.is_empty(), "{}: no request was told", subject.name);
    }
}
