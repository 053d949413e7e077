//! What the screens look like, at the two sizes that count.

use insta::assert_snapshot;

use super::fixture::Driver;

fn fleet(width: u16, height: u16) -> Driver {
    let mut driver = Driver::sized(width, height);
    driver.list("prod", &[("billing", "FAILED"), ("orders", "UPDATING")]);
    driver.select("orders");
    driver.wait(1_000);
    driver.read(
        "prod",
        "orders",
        "UPDATING",
        &[("i-0a3f9c12", "running"), ("i-0a41ee07", "shutting-down")],
    );
    driver
}

#[test]
fn the_fleet_with_its_panes() {
    assert_snapshot!(fleet(120, 30).screen(), @r"
     quarterdeck › all contexts › clusters
     6 clusters   1 changing   1 failed  │  prod ok  stage ok  audit ok
    ── Clusters ────────────────────────────────────────────────────────────────────── by name ── same since 08:00:00 UTC ──
       NAME          CONTEXT  MANAGER  STATE     HEALTH   SERVERS  CONFIG  UPDATE         LAST EVENT
       batch         stage    sim      STOPPED   ok           2/2  v3      -              INFO  all is well
       billing       prod     sim      FAILED    ok           2/2  v3      -              INFO  all is well
       ledger        audit    sim      RUNNING   ok           2/2  v3      -              INFO  all is well
    ▌  orders        prod     sim      UPDATING  ok           2/2  v3      ███░░░░░ 5/12  INFO  all is well
       trail         audit    sim      STOPPED   ok           2/2  v3      -              INFO  all is well
       web           stage    sim      RUNNING   ok           2/2  v3      -              INFO  all is well










    ── orders: servers ────────────── same since 08:00:02 ── ── orders: events ────────────────────── same since 08:00:02 ──
       INSTANCE    STATE                                       07:59:32    WARN  MANAGER stage 5 is slow
    ▌  i-0a3f9c12  running                                     07:59:02    INFO  MANAGER cluster is running
       i-0a41ee07  shutting-down





     enter open   s stop (it is not running)   S start (it is not stopped)   e edit   v versions   : command   ? help
    ");
}

#[test]
fn the_fleet_on_a_small_terminal() {
    assert_snapshot!(fleet(80, 24).screen(), @r"
     quarterdeck › all contexts › clusters
     6 clusters   1 changing   1 failed  │  prod ok  stage ok  audit ok
    ── Clusters ────────────────────────────── by name ── same since 08:00:00 UTC ──
       NAME          CONTEXT  STATE     HEALTH   SERVERS  UPDATE
       batch         stage    STOPPED   ok           2/2  -
       billing       prod     FAILED    ok           2/2  -
       ledger        audit    RUNNING   ok           2/2  -
    ▌  orders        prod     UPDATING  ok           2/2  ███░░░░░ 5/12
       trail         audit    STOPPED   ok           2/2  -
       web           stage    RUNNING   ok           2/2  -













     enter open   s stop (it is not running)   e edit   : command   ? help
    ");
}

#[test]
fn the_dialog_of_a_stop_in_a_protected_context() {
    let mut driver = Driver::sized(80, 24);
    driver.read("prod", "billing", "RUNNING", &[]);
    driver.select("billing");
    driver.keys("s");
    driver.text("bill");
    assert_snapshot!(driver.screen(), @r"
     quarterdeck › all contexts › clusters
     6 clusters  │  prod ok  stage ok  audit ok
    ── Clusters ────────────────────────────── by name ── same since 08:00:00 UTC ──
       NAME          CONTEXT  STATE     HEALTH   SERVERS  UPDATE  LAST EVENT
       batch         stage    STOPPED   ok           2/2  -       INFO  all is well
    ▌  billing       prod     RUNNING   ok           2/2  -       INFO  all is well
      ┌ Stop billing ────────────────────────────────────────────────────────────┐l
      │ target    billing, prod (sim, PROTECTED), id ..7f3a                      │l
      │ now       RUNNING, ok, 2/2 servers, v3                                   │l
      │ will      do what its name says                                          │l
      │ will not  touch anything else                                            │
      │ undo      do the opposite                                                │
      │                                                                          │
      │ Type the name, billing: bill                                             │
      │                                                                          │
      │ [ Cancel ]    Stop                                  read at 08:00:00 UTC │
      └──────────────────────────────────────────────────────────────────────────┘






     esc cancel   tab next   enter press
    ");
}

#[test]
fn a_cluster_that_is_being_updated() {
    let mut driver = fleet(80, 24);
    driver.keys("enter");
    assert_snapshot!(driver.screen(), @r"
     quarterdeck › prod › clusters › orders                               PROTECTED
     6 clusters   1 changing   1 failed  │  prod ok  stage ok  audit ok
     state UPDATING   health ok   servers 2/2   config v3

     updating ████████░░░░░░░░░░░░ 5/12 seen for less than a minute
    ─ 1 servers ─ 2 events ─ 3 spec ─ 4 raw ────────────────── same since 08:00:02 ─
       INSTANCE    STATE
    ▌  i-0a3f9c12  running
       i-0a41ee07  shutting-down














     tab next tab   R replace   e edit   / filter   esc back   : command   ? help
    ");
}

#[test]
fn the_activity_of_this_run() {
    let mut driver = Driver::sized(80, 24);
    driver.select("batch");
    driver.keys("S y");
    driver.step(
        1,
        crate::resource::Step::Accepted("STARTING, stage 1 of 3".into()),
    );
    driver.keys("a");
    assert_snapshot!(driver.screen(), @r"
     quarterdeck › all contexts › clusters › activity
     6 clusters   1 asked for  │  prod ok  stage ok  audit ok
    ── Activity ─────────────────────────────────────────────────────── 1 running ──
       ASKED     VERB    TARGET      CONTEXT  OUTCOME   WHAT IS SEEN
    ▌  08:00:01  start   batch       stage    running   STARTING, stage 1 of 3

      STARTING, stage 1 of 3
















     enter open   J journal   esc back   : command   ? help
    ");
}

#[test]
fn the_contexts_with_one_that_cannot_be_reached() {
    let mut driver = Driver::sized(80, 24);
    driver.fail_list("audit");
    driver.keys("c");
    assert_snapshot!(driver.screen(), @r"
     quarterdeck › all contexts › clusters › contexts
     6 clusters  │  audit unreachable  prod ok  stage ok
    ── Contexts ────────────────────────────────────────────────────────────────────
       CONTEXT   ANSWERS      CLUSTERS  PROTECTION  CREDENTIAL    EXPIRES  ANSWERED
    ▌  audit     unreachable         2  read-only   none          -        08:00:00
       prod      ok                  2  protected   none          -        08:00:00
       stage     ok                  2  normal      none          -        08:00:00

      audit: Could not list clusters: connection refused; next try 08:00:20 UTC














     enter open   n new   e edit   / filter   esc back   : command   ? help
    ");
}

#[test]
fn the_palette_with_a_verb_that_cannot_be_asked_now() {
    let mut driver = Driver::sized(80, 24);
    driver.select("batch");
    driver.keys(":");
    driver.text("st");
    assert_snapshot!(driver.screen(), @r"
     quarterdeck › all contexts › clusters
     6 clusters  │  prod ok  stage ok  audit ok
    ── Clusters ────────────────────────────── by name ── same since 08:00:00 UTC ──
       NAME          CONTEXT  STATE     HEALTH   SERVERS  UPDATE  LAST EVENT
    ▌  batch         stage    STOPPED   ok           2/2  -       INFO  all is well
       billing       prod     RUNNING   ok           2/2  -       INFO  all is well
       ledger        audit    RUNNING   ok           2/2  -       INFO  all is well
       orders        prod     RUNNING   ok           2/2  -       INFO  all is well
       trail         audit    STOPPED   ok           2/2  -       INFO  all is well
       web           stage    RUNNING   ok           2/2  -       INFO  all is well



    ▌ start                  Start the cluster                                    S
      stop                   not now: it is not running                           s
      context stage          Show only this context's clusters
      show-request           Show the request that would be sent
      restore                Plan to go back to this version
      clusters               Show the clusters of all contexts
      hosts                  Show the hosts of all contexts
      theme high-contrast    Change to this theme
      use-context            Make this the context that is meant where none is named
      sort-next-column       Sort by the column to the right                      >
    :st                                                                   +12 below
    ");
}
