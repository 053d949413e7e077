//! Changes on a host that is asked slowly, whose new objects get their ids from the manager.

use super::*;

const CREATE: ActionId = ActionId("create-cassandra");

fn bench() -> Bench {
    let is_slow = |entry: &&Entry| entry.about.spacing.is_some();
    Bench::on(REGISTRY.iter().find(is_slow).unwrap(), |settings| settings)
}

async fn create(bench: &Bench, name: &str) -> Intent {
    let told = [
        ("version", "3.11.8"),
        ("provider", "AWS_VPC"),
        ("data-centre", "US_EAST_1"),
        ("node-size", "m5l-250-v2"),
    ];
    bench.asked(CLUSTERS, CREATE, name, &told).await
}

#[tokio::test(start_paused = true)]
async fn a_new_object_is_followed_by_its_name_until_it_runs() {
    let mut bench = bench();
    let create = create(&bench, "lab-2").await;
    let (last, steps) = bench.perform(&create).await;
    assert_eq!(words(&steps), ["sending", "running", "done"], "{last:?}");
    assert_eq!(bench.changes(), ["POST /provisioning/v1/extended/"]);
    let story: String = steps.iter().map(|step| step.story() + "\n").collect();
    assert!(story.contains("PROVISIONING"), "its way is told: {story}");
}

#[tokio::test(start_paused = true)]
async fn an_unknown_create_is_looked_for_in_the_list_and_not_sent_again() {
    let mut bench = bench();
    let create = create(&bench, "lab-2").await;
    bench.break_mutations("cut");
    let (last, steps) = bench.perform(&create).await;
    assert_eq!(
        words(&steps),
        ["sending", "unknown", "running", "done"],
        "{last:?}"
    );
    assert_eq!(steps[2], Step::Accepted("no answer came, but it is there".into()));
    assert_eq!(bench.recorder.mutations().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_create_that_never_arrived_is_told_as_unknown_with_what_was_found() {
    let mut bench = bench();
    let create = create(&bench, "lab-2").await;
    bench.break_mutations("latency=10m");
    let (last, steps) = bench.perform(&create).await;
    assert_eq!(words(&steps), ["sending", "unknown"]);
    let hint = notice_of(&last).hint.clone().unwrap();
    assert_eq!(hint, "read back: it is not there; ask again if you want it");
    assert_eq!(bench.recorder.mutations().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_name_that_the_list_holds_is_not_sent() {
    let mut bench = bench();
    let create = create(&bench, "catalogue_prod").await;
    let (last, steps) = bench.perform(&create).await;
    assert_eq!(words(&steps), ["not sent"]);
    assert!(notice_of(&last).line().contains("is there already"), "{last:?}");
    assert_eq!(bench.recorder.mutations(), []);
}

#[tokio::test(start_paused = true)]
async fn a_change_that_came_too_early_for_the_host_is_sent_again_in_its_turn() {
    let mut bench = bench();
    let create = create(&bench, "lab-2").await;
    bench.faults.set("status=429@next=2@POST".parse().unwrap());
    let (last, steps) = bench.perform(&create).await;
    assert_eq!(words(&steps), ["sending", "running", "done"], "{last:?}");
    assert_eq!(
        bench.recorder.mutations().len(),
        3,
        "two of them were not looked at"
    );
}

#[tokio::test(start_paused = true)]
async fn in_an_outage_a_change_is_not_sent_and_says_so() {
    let mut bench = bench();
    let create = create(&bench, "lab-2").await;
    bench.break_all("unreachable");
    let (last, steps) = bench.perform(&create).await;
    assert_eq!(words(&steps), ["not sent"]);
    let line = notice_of(&last).line();
    assert!(line.contains("read it again before sending"), "{line}");
    assert_eq!(bench.recorder.mutations(), []);
}
