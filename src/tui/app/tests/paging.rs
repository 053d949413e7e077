//! Long lists: the first rows only, and the next ones as the user comes near their end.

use std::collections::HashMap;
use std::sync::Arc;

use super::fixture::{Driver, key, row};
use crate::managers::About;
use crate::resource::kind::{CLUSTERS, SERVERS};
use crate::resource::{
    Cell, Column, Failure, Found, Key, Kind, KindId, Listing, Notice, Row, State, StateClass, arrange,
    cluster,
};
use crate::tui::known::{KnownContext, Lists};
use crate::tui::msg::{Effect, Msg};
use crate::tui::subscriptions::{Wanted, subscriptions, with_rows};

const COLUMNS: [Column; 2] = [
    Column::left("name", "NAME", (8, 20), 0),
    Column::left("state", "STATE", (8, 14), 1),
];

const JOBS: KindId = KindId("jobs");

/// Jobs are listed for all clusters, and for each of them.
static KINDS: [Kind; 3] = [
    cluster::KIND,
    Kind {
        id: SERVERS,
        singular: "server",
        columns: &COLUMNS,
        found: Found::WithCluster,
        listed_as: None,
    },
    Kind {
        id: JOBS,
        singular: "job",
        columns: &COLUMNS,
        found: Found::Everywhere,
        listed_as: None,
    },
];

/// How many objects of each kind there are, and on one page.
const ALL: usize = 10_000;
const PAGE: usize = 100;

/// A console beside whose contexts there is one with long lists, and the manager of that one.
struct Vast {
    driver: Driver,
    /// What was answered, with so many rows.
    answered: HashMap<Wanted, usize>,
    /// Pages that were asked for.
    pages: usize,
}

impl Vast {
    fn new(width: u16, height: u16) -> Self {
        let mut driver = Driver::sized(width, height);
        let stage = driver.model.known.context("stage").cloned().unwrap();
        let about: &'static About = Box::leak(Box::new(About {
            name: "vast",
            title: "Vast Manager",
            kinds: &KINDS,
            actions: &[],
            shell: None,
            ..*stage.about
        }));
        driver.tell(Msg::ContextOpened(Box::new(KnownContext {
            name: "vast".into(),
            about,
            lists: Lists::default(),
            ..stage
        })));
        let mut vast = Self {
            driver,
            answered: HashMap::new(),
            pages: 0,
        };
        vast.answer();
        vast
    }

    /// A console with all jobs on the screen.
    fn jobs(width: u16, height: u16) -> Self {
        let mut vast = Self::new(width, height);
        vast.driver.keys(":");
        vast.driver.text("jobs");
        vast.driver.keys("enter");
        vast.answer();
        vast
    }

    /// The manager answers what is wanted and was not answered yet; whoever arranges rows does so.
    fn answer(&mut self) {
        for (wanted, rows) in with_rows(&self.driver.model) {
            if self.answered.get(&wanted) == Some(&rows) {
                continue;
            }
            let rows = rows.min(ALL).next_multiple_of(PAGE);
            let answered = self.driver.answered();
            let fact = match wanted.clone() {
                Wanted::List { context, kind } if &*context == "vast" => Msg::Listed {
                    context,
                    kind,
                    listing: listing(kind, rows),
                    answered,
                },
                Wanted::Parts { key, part } => Msg::PartsListed {
                    key,
                    part,
                    listing: listing(part, rows),
                    answered,
                },
                _ => continue,
            };
            self.pages += rows / PAGE;
            self.answered.insert(wanted, rows);
            let effects = self.driver.tell(fact);
            self.arrange(effects);
        }
    }

    fn arrange(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            if let Effect::Arrange {
                ticket,
                sources,
                query,
                sort,
            } = effect
            {
                let arranged = Arc::new(arrange(sources, &query, sort));
                self.driver.tell(Msg::Arranged { ticket, arranged });
            }
        }
    }

    fn keys(&mut self, keys: &str) {
        let effects = self.driver.keys(keys);
        self.arrange(effects);
    }

    /// How many rows of its lists are wanted.
    fn wanted(&self, kind: KindId) -> usize {
        let wanted = with_rows(&self.driver.model).into_iter();
        let of_kind = wanted.filter(|(wanted, _)| match wanted {
            Wanted::List { context, kind: of } => &**context == "vast" && *of == kind,
            Wanted::Parts { part, .. } => *part == kind,
            Wanted::Object { .. } | Wanted::Events { .. } => false,
        });
        of_kind.map(|(_, rows)| rows).max().unwrap_or_default()
    }

    /// How many rows of a cluster's jobs were read.
    fn read(&self) -> usize {
        let page = self.driver.model.navigation.top().unwrap();
        let known = &self.driver.model.known;
        known.parts(page.watched().unwrap(), JOBS).listing.rows.len()
    }

    /// The line of the screen that holds these words.
    fn line(&self, words: &str) -> String {
        let screen = self.driver.screen();
        let line = screen.lines().find(|line| line.contains(words));
        line.unwrap_or_else(|| panic!("no {words:?} on\n{screen}"))
            .to_owned()
    }

    /// The row with the cursor.
    fn cursor(&self) -> String {
        let line = self.line(self.driver.model.theme.glyphs.marker);
        line.split_whitespace().nth(1).unwrap_or_default().to_owned()
    }
}

fn listing(kind: KindId, rows: usize) -> Arc<Listing> {
    let rows = (0..rows).map(|number| match kind {
        CLUSTERS => row("vast", &format!("vast-{number:05}"), "RUNNING"),
        kind => job(&format!("{}-{number:05}", kind.0)),
    });
    Arc::new(Listing {
        total: Some(ALL as u64),
        ..Listing::whole(rows.collect())
    })
}

fn job(name: &str) -> Arc<Row> {
    Arc::new(Row {
        id: name.into(),
        name: name.into(),
        state: State::new("done", StateClass::Up),
        progress: None,
        version: None,
        cells: Box::new([Cell::text_of(name), Cell::text_of("done")]),
    })
}

#[test]
fn few_pages_are_asked_for_until_somebody_scrolls() {
    let mut vast = Vast::jobs(80, 24);
    assert_eq!(vast.pages, 4, "two of the clusters and two of the jobs");
    assert!(
        vast.line("Jobs").contains(" Jobs: 200 of 10,000 read "),
        "{}",
        vast.line("Jobs")
    );
    for _ in 0..100 {
        vast.keys("j");
    }
    vast.answer();
    assert_eq!((vast.wanted(JOBS), vast.pages), (200, 4));
    // A screenful before the end.
    for _ in 0..90 {
        vast.keys("j");
    }
    assert_eq!(vast.wanted(JOBS), 300);
    let title = vast.line("Jobs");
    assert!(title.contains(" Jobs: 200 of 10,000, reading"), "{title}");
    let cursor = vast.cursor();
    vast.answer();
    assert_eq!((vast.cursor(), vast.pages), (cursor, 7));
    assert!(
        vast.line("Jobs").contains(" Jobs: 300 of 10,000 read "),
        "{}",
        vast.line("Jobs")
    );
    vast.keys("k j");
    assert_eq!(vast.wanted(JOBS), 300, "that is not near the end any more");
}

#[test]
fn whoever_goes_to_the_end_gets_ever_more_at_a_time() {
    let mut vast = Vast::jobs(80, 24);
    let mut wanted = Vec::new();
    while vast.wanted(JOBS) < ALL {
        vast.keys("G G");
        wanted.push(vast.wanted(JOBS));
        assert!(vast.line("Jobs").contains("reading"));
        vast.answer();
    }
    assert_eq!(wanted[..6], [300, 400, 600, 900, 1_300, 1_900]);
    assert_eq!(wanted.len(), 15);
    let title = vast.line("Jobs");
    assert!(
        title.contains(" Jobs ") && !title.contains("10,000"),
        "all is read: {title}"
    );
    vast.keys("G");
    assert_eq!(vast.cursor(), "jobs-09999");
}

#[test]
fn a_filter_is_about_what_was_read_and_only_the_key_for_the_end_reads_on() {
    let mut vast = Vast::jobs(80, 24);
    vast.keys("/");
    vast.driver.text("0012");
    vast.keys("enter");
    let title = vast.line("Jobs");
    assert!(
        title.contains(" Jobs: 200 of 10,000 read ") && title.contains("filter: 0012 (20 found; G reads on)"),
        "{title}"
    );
    vast.keys("j j j");
    assert_eq!(vast.wanted(JOBS), 200);
    vast.keys("G");
    assert_eq!(vast.wanted(JOBS), 300);
}

#[test]
fn what_was_not_read_is_opened_by_its_whole_id() {
    let mut vast = Vast::jobs(80, 24);
    vast.keys("/");
    vast.driver.text("jobs-07777");
    let screen = vast.driver.screen();
    assert!(
        screen.contains("enter looks for the one") && screen.contains("this id"),
        "{screen}"
    );
    vast.keys("enter enter");
    let wanted = subscriptions(&vast.driver.model);
    let is_it = |wanted: &Wanted| matches!(wanted, Wanted::Object { key } if &*key.id == "jobs-07777");
    assert!(wanted.iter().any(is_it), "{wanted:?}");
    let gone = Failure {
        is_gone: true,
        ..vast.driver.failure()
    };
    vast.driver.tell(Msg::ReadFailed {
        key: Key::new(&"vast".into(), JOBS, &"jobs-07777".into()),
        failure: gone,
    });
    let screen = vast.driver.screen();
    assert!(
        screen.contains("there is no job jobs-07777: esc goes back"),
        "{screen}"
    );
    vast.keys("esc /");
    vast.driver.text("jobs 07777");
    let screen = vast.driver.screen();
    assert!(!screen.contains("looks for"), "no id has a blank in it: {screen}");
    vast.keys("enter esc /");
    vast.driver.text("jobs/07777");
    vast.keys("enter enter");
    let wanted = subscriptions(&vast.driver.model);
    let is_it = |wanted: &Wanted| matches!(wanted, Wanted::Object { key } if &*key.id == "jobs/07777");
    assert!(wanted.iter().any(is_it), "what is within another: {wanted:?}");
}

#[test]
fn an_order_is_one_of_what_was_read_and_says_so() {
    let vast = Vast::jobs(100, 24);
    assert!(
        vast.line("Jobs").contains("by name, of those read"),
        "{}",
        vast.line("Jobs")
    );
}

#[test]
fn marks_and_the_cursor_stay_on_their_objects_when_pages_arrive() {
    let mut vast = Vast::jobs(80, 24);
    vast.keys("j space j G G space");
    assert_eq!(vast.cursor(), "jobs-00199");
    vast.keys("=");
    vast.answer();
    assert_eq!(vast.cursor(), "jobs-00199");
    assert!(vast.line("Jobs").contains("2 marked"), "{}", vast.line("Jobs"));
}

#[test]
fn the_fleet_says_how_many_clusters_there_are_in_all_contexts() {
    let mut vast = Vast::new(80, 24);
    assert!(
        vast.line("Clusters").contains(" Clusters: 206 of 10,006 read "),
        "{}",
        vast.driver.screen()
    );
    assert!(
        vast.driver.screen().contains("206 of 10,006 clusters"),
        "{}",
        vast.driver.screen()
    );
    vast.keys("G");
    let rows: Vec<_> = with_rows(&vast.driver.model)
        .into_iter()
        .map(|(_, rows)| rows)
        .collect();
    assert_eq!(
        rows.iter().filter(|rows| **rows == 300).count(),
        1,
        "of the others all is read"
    );
    vast.answer();
    assert!(vast.line("Clusters").contains("306 of 10,006 read"));
}

#[test]
fn the_parts_of_one_cluster_are_read_on_too_however_many_they_become() {
    let mut vast = Vast::new(80, 24);
    vast.keys("G k");
    assert_eq!(vast.wanted(JOBS), 0, "nobody looks at them yet");
    vast.keys("enter");
    let shown = vast
        .driver
        .model
        .navigation
        .top()
        .unwrap()
        .watched()
        .cloned()
        .unwrap();
    assert_eq!(shown, key("vast", "vast-00199"));
    vast.driver.read("vast", "vast-00199", "RUNNING", &[]);
    vast.keys("tab tab tab tab");
    assert_eq!(vast.wanted(JOBS), 200, "{}", vast.driver.screen());
    vast.answer();
    assert!(
        vast.line("jobs ").contains("200 of 10,000 read"),
        "{}",
        vast.driver.screen()
    );
    while vast.wanted(JOBS) < 3_000 {
        vast.keys("G");
        vast.answer();
    }
    vast.keys("G");
    assert_eq!(vast.cursor(), format!("jobs-{:05}", vast.read() - 1));
}

#[test]
fn a_list_that_cannot_be_read_on_is_not_said_to_be_read() {
    let mut vast = Vast::jobs(80, 24);
    vast.keys("G");
    let failure = crate::resource::Failure {
        notice: Notice::error("Could not list jobs: connection refused"),
        ..vast.driver.failure()
    };
    vast.driver.tell(Msg::ListFailed {
        context: "vast".into(),
        kind: JOBS,
        failure,
    });
    let title = vast.line("Jobs");
    assert!(
        title.contains("200 of 10,000 read") && !title.contains("reading"),
        "{title}"
    );
}
