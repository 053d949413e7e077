//! Turns on a clock that stands still until everybody waits.

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Waker};
use std::time::Duration;

use tokio::time::Instant;

use super::*;

const SPACING: Duration = Duration::from_millis(2_500);
const SECOND: Duration = Duration::from_secs(1);

fn spaced() -> Turns {
    let pace = Pace {
        spacing: Some(SPACING),
        concurrent: 1,
    };
    Turns::with(pace, None, || 0.0)
}

fn at_once(concurrent: usize) -> Turns {
    Turns::new(Pace {
        spacing: None,
        concurrent,
    })
}

fn is_ready<F: Future>(future: Pin<&mut F>) -> bool {
    future.poll(&mut Context::from_waker(Waker::noop())).is_ready()
}

/// Whether two times are the same, as tokio's timer counts: it rounds up to a millisecond.
fn about(one: Duration, other: Duration) -> bool {
    one.abs_diff(other) <= Duration::from_millis(8)
}

async fn served(turns: &Turns, priority: Priority) {
    drop(turns.wait(&priority.into()).await);
}

#[tokio::test(start_paused = true)]
async fn starts_are_one_spacing_apart_however_many_wait() {
    let turns = spaced();
    let start = Instant::now();
    let waiters = (0..4).map(|_| async {
        served(&turns, Priority::Visible).await;
        start.elapsed()
    });
    let mut starts = futures_util::future::join_all(waiters).await;
    starts.sort();
    for (nth, at) in (0_u32..).zip(starts) {
        assert!(
            at >= SPACING * nth && about(at, SPACING * nth),
            "turn {nth} at {at:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_waiter_that_gives_up_takes_no_turn() {
    let turns = spaced();
    let start = Instant::now();
    served(&turns, Priority::Visible).await;
    let urgency = Priority::Mutation.into();
    {
        let mut given_up = pin!(turns.wait(&urgency));
        assert!(!is_ready(given_up.as_mut()));
        assert_eq!(turns.outlook().borrow().waiting, 1);
    }
    assert_eq!(turns.outlook().borrow().waiting, 0);
    served(&turns, Priority::Visible).await;
    assert!(about(start.elapsed(), SPACING));
}

#[tokio::test(start_paused = true)]
async fn as_many_run_at_once_as_the_host_allows() {
    let turns = at_once(2);
    let urgency = Priority::Visible.into();
    let one = turns.wait(&urgency).await;
    let _two = turns.wait(&urgency).await;
    let mut three = pin!(turns.wait(&urgency));
    assert!(!is_ready(three.as_mut()));
    drop(one);
    assert!(is_ready(three.as_mut()));
}

#[tokio::test(start_paused = true)]
async fn a_users_change_goes_before_refreshes_that_wait_for_the_clock() {
    let turns = spaced();
    served(&turns, Priority::Visible).await;
    let start = Instant::now();
    let (visible, mutation) = (Priority::Visible.into(), Priority::Mutation.into());
    let mut refreshes: Vec<_> = (0..5).map(|_| Box::pin(turns.wait(&visible))).collect();
    for refresh in &mut refreshes {
        assert!(!is_ready(refresh.as_mut()));
    }
    tokio::time::advance(2 * SECOND).await;
    let permit = tokio::select! {
        permit = turns.wait(&mutation) => permit,
        _ = futures_util::future::select_all(&mut refreshes) => panic!("a refresh went first"),
    };
    assert!(about(start.elapsed(), SPACING));
    drop(permit);
}

#[tokio::test(start_paused = true)]
async fn what_waits_can_become_more_urgent() {
    let turns = at_once(1);
    let busy = turns.wait(&Priority::Visible.into()).await;
    let (list, read) = (Urgency::from(Priority::Visible), Urgency::from(Priority::Visible));
    let (mut list, mut reading) = (pin!(turns.wait(&list)), pin!(turns.wait(&read)));
    assert!(!is_ready(list.as_mut()) && !is_ready(reading.as_mut()));
    turns.raise(&read, Priority::UserRead);
    drop(busy);
    assert!(!is_ready(list.as_mut()), "the read is more urgent by now");
    assert!(is_ready(reading.as_mut()));
}

#[tokio::test(start_paused = true)]
async fn nobody_is_passed_over_for_ever_but_a_change_never_waits() {
    let turns = spaced();
    served(&turns, Priority::Check).await;
    let start = Instant::now();
    let background = tokio::spawn({
        let turns = turns.clone();
        async move {
            served(&turns, Priority::Background).await;
            start.elapsed()
        }
    });
    // Somebody more urgent always waits.
    let checks = tokio::spawn({
        let turns = turns.clone();
        async move {
            let check = || served(&turns, Priority::Check);
            loop {
                tokio::join!(check(), check());
            }
        }
    });
    let waited = background.await.unwrap();
    checks.abort();
    assert!(
        waited >= 30 * SECOND && waited <= 30 * SECOND + SPACING * 2,
        "{waited:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_host_that_wants_quiet_gets_it_also_from_those_who_wait_and_longer_each_time() {
    let turns = spaced();
    let start = Instant::now();
    served(&turns, Priority::Visible).await;
    let urgency = Priority::Visible.into();
    let mut waiting = pin!(turns.wait(&urgency));
    assert!(!is_ready(waiting.as_mut()));
    turns.refused(Some(10 * SECOND));
    assert!(turns.outlook().borrow().is_limited);
    drop(waiting.await);
    assert!(about(start.elapsed(), 10 * SECOND));
    turns.refused(None);
    served(&turns, Priority::Visible).await;
    assert!(about(start.elapsed(), 15 * SECOND), "the second refusal in a row");
    turns.taken();
    turns.refused(None);
    served(&turns, Priority::Visible).await;
    assert!(
        about(start.elapsed(), 15 * SECOND + SPACING),
        "the first one after a success"
    );
}

#[tokio::test(start_paused = true)]
async fn a_call_of_many_requests_waits_for_each_and_lets_others_go_between_two() {
    let turns = at_once(1);
    let urgency = Urgency::from(Priority::Visible);
    let permit = turns.wait(&urgency).await;
    let change = Urgency::from(Priority::Mutation);
    let mut change = pin!(turns.wait(&change));
    assert!(!is_ready(change.as_mut()));
    let call = turns.run(permit, &urgency, None, async {
        drop(turns.turn(None).await.unwrap());
        drop(turns.turn(None).await.unwrap());
    });
    let mut call = pin!(call);
    assert!(
        !is_ready(call.as_mut()),
        "the change is before its second request"
    );
    let Some(permit) = futures_util::FutureExt::now_or_never(change) else {
        panic!("its turn has come");
    };
    assert!(!is_ready(call.as_mut()));
    drop(permit);
    assert!(is_ready(call.as_mut()));
}

#[tokio::test(start_paused = true)]
async fn a_call_that_sends_nothing_gives_its_turn_back() {
    let turns = at_once(1);
    let urgency = Urgency::from(Priority::Visible);
    let permit = turns.wait(&urgency).await;
    turns.run(permit, &urgency, None, async {}).await;
    served(&turns, Priority::Visible).await;
}

/// Two processes that know of each other by a file, on one clock.
fn processes(directory: &std::path::Path) -> [Turns; 2] {
    let start = Instant::now();
    let now: neighbours::Now =
        Arc::new(move || 1_800_000_000_000 + i64::try_from(start.elapsed().as_millis()).unwrap());
    ["one", "two"].map(|name| {
        let neighbours = Neighbours::with(directory, "api.example:443", SPACING, name, Arc::clone(&now));
        let pace = Pace {
            spacing: Some(SPACING),
            concurrent: 1,
        };
        Turns::with(pace, Some(neighbours), || 0.0)
    })
}

#[tokio::test(start_paused = true)]
async fn processes_of_one_machine_keep_the_spacing_together() {
    let directory = tempfile::tempdir().unwrap();
    let [one, two] = processes(&directory.path().join("turns"));
    let start = Instant::now();
    let served_at = |turns: Turns| async move {
        let mut starts = Vec::new();
        for _ in 0..5 {
            served(&turns, Priority::Visible).await;
            starts.push(start.elapsed());
        }
        starts
    };
    let (of_one, of_two) = tokio::join!(served_at(one), served_at(two));
    let mut starts = [of_one, of_two].concat();
    starts.sort();
    for pair in starts.windows(2) {
        assert!(
            pair[1] - pair[0] >= SPACING - Duration::from_millis(8),
            "{starts:?}"
        );
    }
    assert!(starts[9] < SPACING * 10, "no turn is lost: {starts:?}");
}

#[tokio::test(start_paused = true)]
async fn a_change_in_one_process_goes_before_the_refreshes_of_another() {
    let directory = tempfile::tempdir().unwrap();
    let [console, verb] = processes(directory.path());
    let refreshes = tokio::spawn(async move {
        loop {
            let refresh = || served(&console, Priority::Visible);
            tokio::join!(refresh(), refresh(), refresh());
        }
    });
    tokio::time::sleep(6 * SECOND).await;
    let asked = Instant::now();
    served(&verb, Priority::Mutation).await;
    let waited = asked.elapsed();
    refreshes.abort();
    assert!(waited <= SPACING + Duration::from_millis(400), "{waited:?}");
}

#[tokio::test(start_paused = true)]
async fn a_file_that_cannot_be_used_stops_nobody() {
    let directory = tempfile::tempdir().unwrap();
    let in_the_way = directory.path().join("turns");
    std::fs::write(&in_the_way, "").unwrap();
    let [alone, _] = processes(&in_the_way);
    let start = Instant::now();
    served(&alone, Priority::Visible).await;
    served(&alone, Priority::Visible).await;
    assert!(about(start.elapsed(), SPACING));
}

#[tokio::test(start_paused = true)]
async fn a_later_request_of_a_call_is_given_up_at_its_deadline_as_well() {
    let turns = at_once(1);
    let urgency = Urgency::from(Priority::Mutation);
    let permit = turns.wait(&urgency).await;
    let deadline = Instant::now() + 20 * SECOND;
    let busy = turns.wait(&urgency);
    let call = turns.run(permit, &urgency, Some(deadline), async {
        drop(turns.turn(None).await.unwrap());
        turns.turn(None).await.is_none()
    });
    let (busy, given_up) = tokio::join!(busy, call);
    assert!(given_up && Instant::now() >= deadline);
    drop(busy);
}

#[tokio::test(start_paused = true)]
async fn what_one_context_knows_of_a_host_holds_for_all() {
    let turns = at_once(8);
    let pace = Pace {
        spacing: Some(SPACING),
        concurrent: 1,
    };
    turns.restrict(pace, None);
    turns.restrict(Pace::default(), None);
    assert_eq!(turns.pace(), pace);
}
