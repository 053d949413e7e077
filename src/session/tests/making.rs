//! Actions that make something new: sent only under a name that is free, and looked for by that name.

use super::*;

const CREATE: ActionId = ActionId("create-cluster");
const ADD: ActionId = ActionId("add-hosts");

#[tokio::test(start_paused = true)]
async fn a_name_that_is_free_is_sent_and_followed_until_it_is_there() {
    let mut bench = Bench::that_queues();
    let create = bench
        .asked(CLUSTERS, CREATE, "lab-2", &[("network", "flannel-lab")])
        .await;
    let (last, steps) = bench.perform(&create).await;
    assert_eq!(last, Step::Done("lab-2 is there".into()));
    assert_eq!(words(&steps), ["sending", "running", "done"]);
    assert_eq!(bench.changes(), ["PUT /api/v0/cluster/lab-2"]);
}

#[tokio::test(start_paused = true)]
async fn a_name_that_is_taken_is_not_sent() {
    let mut bench = Bench::that_queues();
    let create = bench.asked(CLUSTERS, CREATE, "edge-us-east", &[]).await;
    let (last, steps) = bench.perform(&create).await;
    assert_eq!(words(&steps), ["not sent"]);
    let notice = notice_of(&last).line();
    assert!(notice.contains("edge-us-east is there already"), "{notice}");
    assert_eq!(bench.recorder.mutations(), []);
}

#[tokio::test(start_paused = true)]
async fn a_new_object_whose_answer_was_cut_off_is_found_by_its_name() {
    let mut bench = Bench::that_queues();
    let create = bench.asked(CLUSTERS, CREATE, "lab-2", &[]).await;
    bench.break_mutations("cut");
    let (last, steps) = bench.perform(&create).await;
    assert_eq!(last, Step::Done("lab-2 is there".into()));
    assert_eq!(words(&steps), ["sending", "unknown", "running", "done"]);
    assert_eq!(steps[2], Step::Accepted("no answer came, but it is there".into()));
    assert_eq!(bench.recorder.mutations().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_new_object_that_never_arrived_is_looked_for_and_not_sent_again() {
    let mut bench = Bench::that_queues();
    let create = bench.asked(CLUSTERS, CREATE, "lab-2", &[]).await;
    bench.break_mutations("latency=10m");
    let (last, steps) = bench.perform(&create).await;
    assert_eq!(words(&steps), ["sending", "unknown"]);
    let hint = notice_of(&last).hint.clone().unwrap();
    assert_eq!(hint, "read back: it is not there; ask again if you want it");
    assert_eq!(bench.recorder.mutations().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn what_could_not_be_looked_at_before_it_is_sent_is_not_sent() {
    let mut bench = Bench::that_queues();
    let deploy = ActionId("deploy");
    let deploy = bench
        .asked(CLUSTERS, deploy, "staging", &[("to-version", "7.2.6")])
        .await;
    // The object can be read, and what the manager looks at before it sends cannot.
    bench.break_all("status=500@GET@/api/v0/clusters");
    let (last, steps) = bench.perform(&deploy).await;
    assert_eq!(words(&steps), ["sending", "not sent"], "{last:?}");
    assert!(notice_of(&last).line().contains("nothing was sent"), "{last:?}");
    assert_eq!(bench.recorder.mutations(), []);
}

#[tokio::test(start_paused = true)]
async fn what_is_not_told_or_told_wrongly_is_not_even_read() {
    let mut bench = Bench::that_queues();
    for (intent, why) in [
        (
            bench.asked(CLUSTERS, ADD, "staging", &[]).await,
            "hosts is needed",
        ),
        (
            bench
                .asked(CLUSTERS, ADD, "staging", &[("hosts", "fe80::1")])
                .await,
            "no IPv6",
        ),
        (
            bench.asked(CLUSTERS, CREATE, "a.b", &[]).await,
            "a.b: only letters",
        ),
        (bench.asked(CLUSTERS, CREATE, "", &[]).await, "name is needed"),
    ] {
        let before = bench.recorder.count();
        let (last, steps) = bench.perform(&intent).await;
        assert_eq!(words(&steps), ["not sent"]);
        assert!(notice_of(&last).line().contains(why), "{last:?}");
        assert_eq!(bench.recorder.count(), before);
    }
}

#[tokio::test(start_paused = true)]
async fn what_the_manager_remarks_is_told_with_the_end() {
    let mut bench = Bench::that_queues();
    let delete = bench
        .asked(KindId("container-managers"), ActionId("delete"), "edge-pods", &[])
        .await;
    let (last, _) = bench.perform(&delete).await;
    assert_eq!(last, Step::Done("it is gone".into()));
    // Nobody can be told any more that a host leaves.
    let intent = bench
        .asked(CLUSTERS, ActionId("remove-host"), "edge-us-west", &[])
        .await;
    let remove = Intent {
        part: Some("10.23.0.11".into()),
        seen: Seen {
            part_state: Some("active".into()),
            ..intent.seen.clone()
        },
        ..intent
    };
    let (last, steps) = bench.perform(&remove).await;
    let remark = "the container manager could not be told: its node is still there";
    assert_eq!(steps[1], Step::Accepted(remark.into()));
    let Step::Done(words) = &last else {
        panic!("{last:?}");
    };
    assert!(
        words.starts_with("10.23.0.11 is out of it") && words.ends_with(remark),
        "{words}"
    );
}
