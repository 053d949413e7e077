//! An action that is offered works to its end; one that is not says why.

use std::time::Duration;

use super::aim::{Aim, aims, aims_of, with_parts};
use super::harness::{Subject, assert_has_words, demonstrated, simulated, worlds};
use crate::managers::registry::REGISTRY;
use crate::managers::{ActionRequest, ManagerError};
use crate::resource::kind::CLUSTERS;
use crate::resource::{Action, ActionId, Arguments, Availability, Following, Id, Target};
use crate::transport::SendOutcome;

/// How far the world's clock moves between two looks at a change.
const LOOK: Duration = Duration::from_secs(5);
/// No change of a simulated manager takes as many looks.
const MOST_LOOKS: usize = 4_000;
/// When an action is tried in a world: as that begins, and once what comes again by itself is under way.
const WAITS: [Duration; 2] = [Duration::ZERO, Duration::from_secs(21)];

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
async fn a_list_offers_the_same_as_the_object_read_in_full() {
    for subject in simulated() {
        for aim in aims(&subject).await {
            if aim.part.is_none() {
                let target = Target::of_row(&aim.object.row, &aim.arguments);
                let of_list = (aim.action.available)(&target);
                // What a list cannot tell is offered there, and refused once the object was read.
                let is_well = of_list == aim.availability || of_list.is_offered();
                assert!(is_well, "{}: {}: {of_list:?}", subject.name, aim.name());
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_action_on_a_part_is_not_offered_without_one() {
    for subject in simulated() {
        let rows = subject.clusters().await;
        let about = subject.entry.about;
        for action in about.actions.iter().filter(|action| action.on.is_part()) {
            for row in &rows {
                let availability = (action.available)(&Target::of_row(row, &Arguments::default()));
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

/// Every action in a fresh world, on every object that offers it: of parts, on the first of each that takes it.
///
/// One generation of a manager may have what another has not, and a manager by itself what one of several has not:
/// where the first world has nothing for an action, the manager's others are come to.
#[tokio::test(start_paused = true)]
async fn an_offered_action_is_taken_and_comes_to_its_end() {
    let mut missing = Vec::new();
    for entry in REGISTRY {
        for action in entry.about.actions {
            let mut done = Done::default();
            for subject in worlds(entry) {
                for wait in WAITS {
                    subject.advance(wait);
                    act_everywhere(&subject, action, &mut done).await;
                    if done.well > 0 {
                        break;
                    }
                }
                if done.well > 0 {
                    break;
                }
            }
            if done.well == 0 {
                let (id, kind) = (action.id, action.on.kind());
                let why = done.otherwise.iter().take(3);
                let why: Vec<&str> = why.map(String::as_str).collect();
                let words = format!("{}: nothing can {id} among {kind}: {why:#?}", entry.about.name);
                missing.push(words);
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

/// What became of one action.
#[derive(Default)]
struct Done {
    /// How many were taken and came to their end.
    well: usize,
    /// Why the others did not.
    otherwise: Vec<String>,
}

async fn act_everywhere(subject: &Subject, action: &'static Action, done: &mut Done) {
    let mut asked: Vec<Id> = Vec::new();
    for aim in aims_of(subject, std::slice::from_ref(action)).await {
        if !aim.availability.is_offered() || asked.contains(aim.id()) {
            continue;
        }
        let taken = match subject.act(&aim.request()).await {
            Ok(()) => true,
            // What queues may be carried out although no answer came in time.
            Err(error) if action.queues && error.outcome() == SendOutcome::Unknown => true,
            // A manager may have reasons that it does not show beforehand, but it says that nothing was done.
            Err(error) => {
                assert_ne!(error.outcome(), SendOutcome::Unknown, "{}: {error:?}", aim.name());
                assert_has_words(&error, &subject.name);
                done.otherwise.push(format!("{}: {error}", aim.name()));
                false
            }
        };
        if taken {
            asked.push(aim.id().clone());
            match come_to_the_end(subject, &aim).await {
                Ok(()) => done.well += 1,
                Err(why) => done.otherwise.push(format!("{}: {why}", aim.name())),
            }
        }
    }
}

/// Stays until it has ended; says why, if not as it should: in a sandbox some things are there to fail, and some to
/// hang for ever, and what waits for those does, too. It has to come to its end elsewhere.
async fn come_to_the_end(subject: &Subject, aim: &Aim) -> Result<(), String> {
    if aim.action.on.is_named_by_manager() {
        return Ok(());
    }
    let mut seen = String::new();
    for _ in 0..MOST_LOOKS {
        subject.advance(LOOK);
        let now = match subject.manager.read(aim.kind(), aim.id()).await {
            Ok(now) => with_parts(subject, now, aim.action).await,
            Err(ManagerError::NotFound { .. }) if aim.destroys() => return Ok(()),
            Err(error) => panic!("{}: {}: {error:?}", subject.name, aim.name()),
        };
        let part = aim.part.as_ref().and_then(|old| {
            let kind = aim.action.on.part()?;
            let mut parts = now.children_of(kind).iter();
            parts.find(|part| part.id == old.id)
        });
        let target = Target::of_detail(&now, part.map(|part| &**part), &aim.arguments);
        match (aim.action.following)(&aim.target(), &target) {
            Following::Done(words) => {
                assert!(!words.is_empty(), "{}: {}", subject.name, aim.name());
                return Ok(());
            }
            Following::Failed(words) => {
                assert!(!words.is_empty(), "{}: {}", subject.name, aim.name());
                return Err(words);
            }
            Following::Differs(words) => panic!("{}: {} differs: {words}", subject.name, aim.name()),
            Following::Running(words) => {
                assert!(!words.is_empty(), "{}: {}", subject.name, aim.name());
                seen = words;
            }
        }
    }
    Err(format!("it has no end; last seen: {seen}"))
}

#[tokio::test(start_paused = true)]
async fn an_action_that_is_sent_although_it_is_not_offered_is_refused_in_words() {
    for subject in simulated() {
        for aim in aims(&subject).await {
            if aim.availability.is_offered() {
                continue;
            }
            // What is so already may be taken as done.
            if let Err(error) = subject.act(&aim.request()).await {
                assert_has_words(&error, &subject.name);
                assert_ne!(error.outcome(), SendOutcome::Unknown, "{}: {error:?}", aim.name());
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn while_a_change_runs_another_is_a_conflict() {
    for subject in simulated() {
        let (mut busy, mut conflicts) = (0, 0);
        for aim in aims(&subject).await {
            if !aim.object.row.state.class.is_busy() || aim.availability.is_offered() {
                continue;
            }
            busy += 1;
            let refused = subject.act(&aim.request()).await;
            conflicts += usize::from(matches!(refused, Err(ManagerError::Conflict { .. })));
        }
        // A manager may take changes one after the other by itself, and then it offers them all the time.
        assert!(
            conflicts > 0 || busy == 0,
            "{}: nothing in the sandbox gives a conflict",
            subject.name
        );
    }
}

#[tokio::test(start_paused = true)]
async fn an_action_on_what_is_not_there_is_not_found() {
    for subject in simulated() {
        let nobody = Id::from("e9e1e18f-a9e8-4dd7-8a18-768039c57f22");
        for aim in aims(&subject).await {
            if aim.action.on.is_new() {
                continue;
            }
            let request = ActionRequest {
                id: nobody.clone(),
                part: aim.action.on.is_part().then(|| Id::from("nothing")),
                ..aim.request()
            };
            let error = subject.act(&request).await.unwrap_err();
            // What is not offered may be refused before anybody looks for its target.
            let is_asked = aim.availability.is_offered();
            assert!(
                matches!(error, ManagerError::NotFound { .. }) || !is_asked,
                "{}: {error:?}",
                aim.name()
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
        let dance = ActionRequest::new(ActionId("dance"), CLUSTERS, &row.id, None);
        let error = subject.act(&dance).await.unwrap_err();
        assert_eq!(
            error.outcome(),
            SendOutcome::NotSent,
            "{}: {error:?}",
            subject.name
        );
        assert_eq!(subject.recorder.count(), sent, "{}", subject.name);
    }
}
