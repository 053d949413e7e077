//! A change that a manager takes into its queue though its answer never comes: it may be carried out late.

use super::*;

const UPGRADE: ActionId = ActionId("upgrade");
const RESTART: ActionId = ActionId("restart");

impl Bench {
    /// Keeps the manager's only worker busy with an upgrade of this cluster.
    async fn keep_busy_with(&mut self, cluster: &str) {
        let upgrade = self.asked(CLUSTERS, UPGRADE, cluster, &[]).await;
        let emit = Arc::clone(&self.telling.emit);
        let last = crate::session::perform::perform(&self.session, &upgrade, false, &emit).await;
        assert!(matches!(last, Step::Accepted(_)), "{last:?}");
        self.telling.steps_so_far(upgrade.activity);
    }
}

#[tokio::test(start_paused = true)]
async fn what_was_queued_is_found_when_it_begins_and_is_not_sent_again() {
    let mut bench = Bench::that_queues();
    bench.keep_busy_with("edge-us-east").await;
    let restart = bench.asked(CLUSTERS, RESTART, "ci-runners", &[]).await;
    let (last, steps) = bench.perform(&restart).await;
    assert_eq!(last, Step::Done("4/4 hosts restarted".into()));
    assert_eq!(words(&steps), ["sending", "unknown", "running", "done"]);
    let Step::Unknown(notice) = &steps[1] else {
        panic!("{steps:?}");
    };
    assert!(notice.causes[0].contains("may still start later"), "{notice:?}");
    assert_eq!(
        bench.changes(),
        [
            "PUT /api/v0/cluster/edge-us-east/upgrade",
            "PUT /api/v0/cluster/ci-runners/restart"
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn what_was_queued_behind_another_run_of_its_own_cluster_is_followed_to_its_own_end() {
    let mut bench = Bench::that_queues();
    bench.keep_busy_with("edge-us-east").await;
    let restart = bench.asked(CLUSTERS, RESTART, "edge-us-east", &[]).await;
    let (last, steps) = bench.perform(&restart).await;
    assert_eq!(last, Step::Done("9/9 hosts restarted".into()));
    assert_eq!(words(&steps), ["sending", "unknown", "running", "done"]);
}

#[tokio::test(start_paused = true)]
async fn of_what_never_begins_it_is_said_that_it_may_still_come() {
    let mut bench = Bench::that_queues();
    let upgrade = bench.asked(CLUSTERS, UPGRADE, "kiosk-lyon", &[]).await;
    bench.break_mutations("status=500");
    let (last, steps) = bench.perform(&upgrade).await;
    assert_eq!(words(&steps), ["sending", "unknown"]);
    let hint = notice_of(&last).hint.clone().unwrap();
    assert!(
        hint.contains("no sign of it; it may still be carried out later"),
        "{hint}"
    );
    assert_eq!(bench.recorder.mutations().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn the_end_of_the_run_before_it_is_no_sign_of_it() {
    let mut bench = Bench::that_queues();
    bench.keep_busy_with("edge-us-east").await;
    let restart = bench.asked(CLUSTERS, RESTART, "edge-us-east", &[]).await;
    bench.break_mutations("status=500");
    let (last, steps) = bench.perform(&restart).await;
    assert_eq!(words(&steps), ["sending", "unknown"], "{steps:?}");
    assert!(notice_of(&last).line().contains("no sign of it"), "{last:?}");
}
