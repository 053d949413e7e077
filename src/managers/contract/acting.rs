//! An action that is offered works to its end; one that is not says why.

use std::sync::Arc;
use std::time::Duration;

use super::harness::{Subject, assert_has_words, demonstrated, simulated};
use crate::managers::ManagerError;
use crate::resource::kind::CLUSTERS;
use crate::resource::{Action, ActionId, Availability, Danger, Detail, Following, Id, Row, Target};
use crate::transport::SendOutcome;

/// How far the world's clock moves between two looks at a change.
const LOOK: Duration = Duration::from_secs(5);
/// No change of a simulated manager takes as many looks.
const MOST_LOOKS: usize = 4_000;

/// One action and what it could be aimed at.
struct Aim {
    action: &'static Action,
    cluster: Detail,
    part: Option<Arc<Row>>,
    availability: Availability,
}

impl Aim {
    fn target(&self) -> Target<'_> {
        Target::of_detail(&self.cluster, self.part.as_deref())
    }

    fn id(&self) -> &Id {
        &self.cluster.row.id
    }

    /// For messages.
    fn name(&self) -> String {
        let part = self.part.as_ref().map_or("", |part| &part.name);
        format!("{} {} {part}", self.action.id, self.cluster.row.name)
    }
}

/// Every action on everything it could be aimed at.
async fn aims(subject: &Subject) -> Vec<Aim> {
    let mut aims = Vec::new();
    for row in subject.clusters().await {
        let cluster = subject.detail(&row.id).await;
        for action in subject.entry.about.actions {
            let parts: Vec<Option<Arc<Row>>> = if action.target == CLUSTERS {
                vec![None]
            } else {
                cluster
                    .children_of(action.target)
                    .iter()
                    .cloned()
                    .map(Some)
                    .collect()
            };
            for part in parts {
                let target = Target::of_detail(&cluster, part.as_deref());
                aims.push(Aim {
                    action,
                    availability: (action.available)(&target),
                    cluster: cluster.clone(),
                    part,
                });
            }
        }
    }
    aims
}

#[tokio::test(start_paused = true)]
async fn an_action_says_what_it_does_and_if_it_is_not_offered_why() {
    for subject in simulated().chain(demonstrated()) {
        subject.faults.clear();
        for aim in aims(&subject).await {
            let what = format!("{}: {}", subject.name, aim.name());
            let consequences = (aim.action.consequences)(&aim.target());
            for words in [&consequences.will, &consequences.will_not, &consequences.undo] {
                assert!(!words.is_empty() && !words.ends_with('.'), "{what}: {words:?}");
            }
            if let Availability::NotNow(reason) = &aim.availability {
                assert!(!reason.is_empty() && !reason.ends_with('.'), "{what}: {reason:?}");
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_list_offers_the_same_as_the_cluster_read_in_full() {
    for subject in simulated() {
        for aim in aims(&subject).await {
            if aim.part.is_none() {
                let of_list = (aim.action.available)(&Target::of_row(&aim.cluster.row));
                assert_eq!(of_list, aim.availability, "{}: {}", subject.name, aim.name());
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_action_on_a_part_is_not_offered_without_one() {
    for subject in simulated() {
        let rows = subject.clusters().await;
        let about = subject.entry.about;
        for action in about.actions.iter().filter(|action| action.target != CLUSTERS) {
            for row in &rows {
                let availability = (action.available)(&Target::of_row(row));
                assert!(
                    !availability.is_offered(),
                    "{}: {} {}",
                    subject.name,
                    action.id,
                    row.name
                );
            }
        }
    }
}

/// Every action in a fresh world, on every cluster that offers it: of parts, on the first of each.
#[tokio::test(start_paused = true)]
async fn an_offered_action_is_taken_and_comes_to_its_end() {
    for index in 0.. {
        let mut is_past_the_last = true;
        for subject in simulated() {
            let Some(action) = subject.entry.about.actions.get(index) else {
                continue;
            };
            is_past_the_last = false;
            let done = act_everywhere(&subject, action).await;
            assert!(
                done > 0,
                "{}: no cluster of the sandbox can {}",
                subject.name,
                action.id
            );
        }
        if is_past_the_last {
            break;
        }
    }
}

/// Gives how many were taken and came to their end.
async fn act_everywhere(subject: &Subject, action: &'static Action) -> usize {
    let mut done = 0;
    let mut asked: Vec<Id> = Vec::new();
    for aim in aims(subject).await {
        let is_meant = aim.action.id == action.id && aim.availability.is_offered();
        if !is_meant || asked.contains(aim.id()) {
            continue;
        }
        asked.push(Arc::clone(aim.id()));
        let part = aim.part.as_ref().map(|part| &part.id);
        match subject.act(action.id, aim.id(), part).await {
            Ok(()) => {
                come_to_the_end(subject, &aim).await;
                done += 1;
            }
            // A manager may have reasons that it does not show beforehand, but it says that nothing was done.
            Err(error) => {
                assert_eq!(error.outcome(), SendOutcome::Refused, "{}: {error:?}", aim.name());
                assert_has_words(&error, &subject.name);
            }
        }
    }
    done
}

async fn come_to_the_end(subject: &Subject, aim: &Aim) {
    let destroys = aim.action.danger == Danger::Destroys;
    let mut seen = String::new();
    for _ in 0..MOST_LOOKS {
        subject.advance(LOOK);
        let now = match subject.manager.read(CLUSTERS, aim.id()).await {
            Ok(now) => now,
            Err(ManagerError::NotFound { .. }) if destroys => return,
            Err(error) => panic!("{}: {}: {error:?}", subject.name, aim.name()),
        };
        let part = aim.part.as_ref().and_then(|old| {
            let parts = now.children_of(aim.action.target).iter();
            parts.into_iter().find(|part| part.id == old.id)
        });
        let target = Target::of_detail(&now, part.map(|part| &**part));
        match (aim.action.following)(&aim.target(), &target) {
            Following::Done(words) => {
                assert!(!words.is_empty(), "{}: {}", subject.name, aim.name());
                return;
            }
            Following::Failed(words) | Following::Differs(words) => {
                panic!("{}: {} failed: {words}", subject.name, aim.name())
            }
            Following::Running(words) => {
                assert!(!words.is_empty(), "{}: {}", subject.name, aim.name());
                seen = words;
            }
        }
    }
    panic!("{}: {} has no end; last seen: {seen}", subject.name, aim.name());
}

#[tokio::test(start_paused = true)]
async fn an_action_that_is_sent_although_it_is_not_offered_is_refused_in_words() {
    for subject in simulated() {
        for aim in aims(&subject).await {
            if aim.availability.is_offered() {
                continue;
            }
            let part = aim.part.as_ref().map(|part| &part.id);
            // What is so already may be taken as done.
            if let Err(error) = subject.act(aim.action.id, aim.id(), part).await {
                assert_has_words(&error, &subject.name);
                assert_ne!(error.outcome(), SendOutcome::Unknown, "{}: {error:?}", aim.name());
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn while_a_change_runs_another_is_a_conflict() {
    for subject in simulated() {
        let mut conflicts = 0;
        for aim in aims(&subject).await {
            if !aim.cluster.row.state.class.is_busy() || aim.availability.is_offered() {
                continue;
            }
            let part = aim.part.as_ref().map(|part| &part.id);
            let refused = subject.act(aim.action.id, aim.id(), part).await;
            conflicts += usize::from(matches!(refused, Err(ManagerError::Conflict { .. })));
        }
        assert!(
            conflicts > 0,
            "{}: nothing in the sandbox gives a conflict",
            subject.name
        );
    }
}

#[tokio::test(start_paused = true)]
async fn an_action_on_what_is_not_there_is_not_found() {
    for subject in simulated() {
        let nobody = Id::from("e9e1e18f-a9e8-4dd7-8a18-768039c57f22");
        for action in subject.entry.about.actions {
            let part = (action.target != CLUSTERS).then(|| Id::from("nothing"));
            let error = subject.act(action.id, &nobody, part.as_ref()).await.unwrap_err();
            assert!(
                matches!(error, ManagerError::NotFound { .. }),
                "{}: {error:?}",
                action.id
            );
            assert_has_words(&error, &subject.name);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_action_that_is_not_declared_is_not_sent() {
    for subject in simulated() {
        let row = subject.clusters().await.remove(0);
        let sent = subject.recorder.count();
        let error = subject.act(ActionId("dance"), &row.id, None).await.unwrap_err();
        assert_eq!(
            error.outcome(),
            SendOutcome::NotSent,
            "{}: {error:?}",
            subject.name
        );
        assert_eq!(subject.recorder.count(), sent, "{}", subject.name);
    }
}
