//! Changes: what is sent, what is not, and what is said of it.

use super::*;
use crate::resource::action;
use crate::session::perform::{perform, perform_all};

#[tokio::test(start_paused = true)]
async fn a_change_is_sent_once_and_followed_to_its_end() {
    let mut bench = Bench::new();
    let stop = bench.intent(action::STOP).await;
    let (last, steps) = bench.perform(&stop).await;
    assert!(matches!(last, Step::Done(_)), "{last:?}");
    assert_eq!(words(&steps), ["sending", "running", "done"]);
    assert_eq!(bench.recorder.mutations().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn without_following_it_ends_once_it_is_accepted() {
    let bench = Bench::new();
    let stop = bench.intent(action::STOP).await;
    let last = perform(&bench.session, &stop, false, &bench.telling.emit).await;
    assert!(matches!(last, Step::Accepted(_)), "{last:?}");
    assert_eq!(bench.recorder.mutations().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_deleted_cluster_is_done_when_it_is_gone() {
    let mut bench = Bench::new();
    let delete = bench.intent(action::DELETE).await;
    let (last, _) = bench.perform(&delete).await;
    assert_eq!(last, Step::Done("it is gone".into()));
    assert!(bench.rows().await.iter().all(|row| row.id != delete.key.id));
}

#[tokio::test(start_paused = true)]
async fn a_conflict_is_told_with_what_runs_at_the_moment() {
    let mut bench = Bench::new();
    let stop = bench.intent(action::STOP).await;
    bench.break_mutations("status=409");
    let (last, steps) = bench.perform(&stop).await;
    assert_eq!(words(&steps), ["sending", "rejected"]);
    let notice = notice_of(&last);
    let running = format!("it is {}", stop.seen.state);
    assert!(
        notice.causes.iter().any(|cause| cause.starts_with(&running)),
        "{notice:?}"
    );
    assert!(notice.hint.is_some());
    assert_eq!(bench.recorder.mutations().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_change_that_came_too_soon_is_rejected_and_not_promised_again() {
    let mut bench = Bench::new();
    let stop = bench.intent(action::STOP).await;
    bench.break_mutations("status=429");
    let (last, _) = bench.perform(&stop).await;
    assert!(matches!(last, Step::Rejected(_)), "{last:?}");
    assert!(!notice_of(&last).line().contains("by itself"), "{last:?}");
    assert_eq!(bench.recorder.mutations().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_read_only_context_sends_nothing_at_all() {
    let mut bench = Bench::with_protection(Protection::ReadOnly);
    let stop = bench.intent(action::STOP).await;
    let before = bench.recorder.count();
    let (last, steps) = bench.perform(&stop).await;
    assert_eq!(words(&steps), ["not sent"]);
    assert!(notice_of(&last).line().contains("read-only"), "{last:?}");
    assert_eq!(bench.recorder.count(), before);
}

#[tokio::test(start_paused = true)]
async fn a_target_that_changed_since_it_was_seen_is_told_and_nothing_is_sent() {
    let mut bench = Bench::new();
    let mut stop = bench.intent(action::STOP).await;
    stop.seen.version = Some(0);
    stop.seen.state = "ELSEWHERE".into();
    let (last, _) = bench.perform(&stop).await;
    let Step::Changed(differences) = last else {
        panic!("{last:?}");
    };
    assert_eq!(differences.len(), 2, "{differences:?}");
    assert_eq!(bench.recorder.mutations(), []);
}

#[tokio::test(start_paused = true)]
async fn an_action_that_is_not_offered_now_is_not_sent() {
    let mut bench = Bench::new();
    let stop = bench.intent(action::STOP).await;
    let start = Intent {
        action: action::START,
        ..stop
    };
    let (last, _) = bench.perform(&start).await;
    assert!(matches!(last, Step::NotSent(_)), "{last:?}");
    assert!(notice_of(&last).text.contains(&*start.name), "{last:?}");
    assert_eq!(bench.recorder.mutations(), []);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_sent_if_it_cannot_be_read_again_before() {
    let mut bench = Bench::new();
    let stop = bench.intent(action::STOP).await;
    bench.break_all("status=503@GET");
    let (last, _) = bench.perform(&stop).await;
    assert!(matches!(last, Step::NotSent(_)), "{last:?}");
    assert_eq!(bench.recorder.mutations(), []);
}

#[tokio::test(start_paused = true)]
async fn a_change_whose_answer_was_cut_off_is_looked_up_and_found() {
    let mut bench = Bench::new();
    let stop = bench.intent(action::STOP).await;
    bench.break_mutations("cut");
    let (last, steps) = bench.perform(&stop).await;
    assert!(matches!(last, Step::Done(_)), "{last:?}");
    assert_eq!(words(&steps), ["sending", "unknown", "running", "done"]);
    let Step::Accepted(words) = &steps[2] else {
        panic!("{steps:?}");
    };
    assert!(words.starts_with("no answer came, but its state was"), "{words}");
    assert_eq!(bench.recorder.mutations().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_change_that_never_arrived_is_looked_up_and_not_found_and_not_sent_again() {
    let mut bench = Bench::new();
    let stop = bench.intent(action::STOP).await;
    // Longer than an answer is waited for: the manager has not begun when the call is given up.
    bench.break_mutations("latency=10m");
    let (last, steps) = bench.perform(&stop).await;
    assert_eq!(words(&steps), ["sending", "unknown"]);
    let notice = notice_of(&last);
    let hint = notice.hint.as_deref().unwrap_or_default();
    assert!(
        hint.contains("no sign of it") && hint.contains(&*stop.seen.state),
        "{notice:?}"
    );
    assert_eq!(bench.recorder.mutations().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_refused_connection_means_that_nothing_was_sent() {
    let mut bench = Bench::new();
    let stop = bench.intent(action::STOP).await;
    bench.break_mutations("unreachable");
    let (last, steps) = bench.perform(&stop).await;
    assert!(matches!(last, Step::NotSent(_)), "{last:?}");
    assert_eq!(words(&steps), ["sending", "not sent"]);
}

#[tokio::test(start_paused = true)]
async fn a_fault_of_the_manager_leaves_the_outcome_unknown() {
    let mut bench = Bench::new();
    let stop = bench.intent(action::STOP).await;
    bench.break_mutations("status=500");
    let (last, steps) = bench.perform(&stop).await;
    assert_eq!(words(&steps), ["sending", "unknown"]);
    assert!(matches!(last, Step::Unknown(_)), "{last:?}");
    assert_eq!(bench.recorder.mutations().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn several_changes_stop_at_the_first_that_is_not_accepted() {
    let mut bench = Bench::new();
    let mut intents = bench.intents(action::STOP).await;
    intents.truncate(3);
    intents[1].seen.state = "ELSEWHERE".into();
    let [first, second, third] = [0, 1, 2].map(|index: usize| intents[index].activity);
    let name = intents[1].name.clone();
    let pairs = intents
        .into_iter()
        .map(|intent| (Arc::clone(&bench.session), intent));
    perform_all(pairs.collect(), &bench.telling.emit).await;
    assert_eq!(bench.recorder.mutations().len(), 1);

    let mut facts: Vec<(ActivityId, Step)> = Vec::new();
    while !facts.iter().any(|(id, step)| *id == first && step.is_final()) {
        if let Fact::Stepped { activity, step, .. } = bench.telling.next().await {
            facts.push((activity, step));
        }
    }
    let steps = |of: ActivityId| -> Vec<Step> {
        let told = facts.iter().filter(|(activity, _)| *activity == of);
        told.map(|(_, step)| step.clone()).collect()
    };
    assert_eq!(words(&steps(first)), ["sending", "running", "done"]);
    assert_eq!(words(&steps(second)), ["not sent"]);
    let [Step::NotSent(notice)] = &*steps(third) else {
        panic!("{:?}", steps(third));
    };
    assert!(notice.line().contains(&*name), "{notice:?}");
    assert_eq!(bench.recorder.mutations().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn one_whose_answer_was_cut_off_holds_up_the_next_only_until_it_is_found() {
    let mut bench = Bench::new();
    let mut intents = bench.intents(action::STOP).await;
    intents.truncate(2);
    let [first, second] = [0, 1].map(|index: usize| intents[index].activity);
    bench.break_mutations("cut@next=1");
    let pairs = intents
        .into_iter()
        .map(|intent| (Arc::clone(&bench.session), intent));
    perform_all(pairs.collect(), &bench.telling.emit).await;

    let mut told = Vec::new();
    while told.iter().filter(|(_, word)| *word == "done").count() < 2 {
        if let Fact::Stepped { activity, step, .. } = bench.telling.next().await {
            told.push((activity, step.word()));
        }
    }
    let at = |wanted| told.iter().position(|step| *step == wanted).unwrap();
    assert!(at((first, "unknown")) < at((first, "running")), "{told:?}");
    assert!(at((first, "running")) < at((second, "sending")), "{told:?}");
    assert!(at((second, "running")) < at((first, "done")), "{told:?}");
    assert_eq!(bench.recorder.mutations().len(), 2);
    // The end is told once.
    assert!(bench.telling.is_silent().await);
}

/// Where steps go, with something done at the first of a word.
fn at_the_first(word: &'static str, telling: &Telling, deed: impl Fn() + Send + Sync + 'static) -> Emit {
    let emit = Arc::clone(&telling.emit);
    Arc::new(move |fact| {
        if matches!(&fact, Fact::Stepped { step, .. } if step.word() == word) {
            deed();
        }
        emit(fact);
    })
}

#[tokio::test(start_paused = true)]
async fn what_was_not_sent_when_its_context_is_closed_is_not_sent_any_more() {
    let mut bench = Bench::new();
    let mut intents = bench.intents(action::STOP).await;
    intents.truncate(2);
    let [first, second] = [0, 1].map(|index: usize| intents[index].activity);
    let session = Arc::clone(&bench.session);
    let emit = at_the_first("running", &bench.telling, move || session.close());
    let pairs = intents
        .into_iter()
        .map(|intent| (Arc::clone(&bench.session), intent));
    perform_all(pairs.collect(), &emit).await;
    let mut ends = Vec::new();
    while ends.len() < 2 {
        match bench.telling.next().await {
            Fact::Stepped { activity, step, .. } if step.is_final() => ends.push((activity, step.word())),
            _ => {}
        }
    }
    assert_eq!(
        ends,
        [(second, "not sent"), (first, "done")],
        "what was sent is followed"
    );
    assert_eq!(bench.recorder.mutations().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_context_that_is_closed_at_the_last_moment_sends_nothing() {
    let bench = Bench::new();
    let stop = bench.intent(action::STOP).await;
    let session = Arc::clone(&bench.session);
    let emit = at_the_first("sending", &bench.telling, move || session.close());
    let last = perform(&bench.session, &stop, true, &emit).await;
    assert!(matches!(last, Step::NotSent(_)), "{last:?}");
    assert!(notice_of(&last).line().contains("closed"), "{last:?}");
    assert_eq!(bench.recorder.mutations(), []);
}
