//! Long lists in pages: the first rows only, more of them while they are watched, and what fails in between.

use super::script::{Answer, Long, Script, USERS};
use super::*;
use crate::resource::Listing;
use crate::session::{Subscription, Watch};

/// A manager with 10,000 clusters, and as many users of each, 100 on a page.
const LONG: Long = Long {
    total: 10_000,
    page: 100,
    pages: usize::MAX,
};

/// A watch of the first rows of a list.
struct Scene {
    script: Arc<Script>,
    telling: Telling,
    watch: Watch,
}

impl Scene {
    fn of(long: Long, subscription: impl FnOnce(&Session) -> Subscription) -> Self {
        let script = Script::new(&[Answer::Is("UP", StateClass::Up)]);
        *script.long.lock().unwrap() = Some(long);
        let (session, telling) = (script.opened(), Telling::new());
        let subscription = subscription(&session);
        let watch = Watch::start(session, subscription, Arc::clone(&telling.emit));
        Self {
            script,
            telling,
            watch,
        }
    }

    fn list(long: Long, rows: usize) -> Self {
        Self::of(long, |session| Subscription::List {
            context: Arc::clone(session.name()),
            kind: CLUSTERS,
            rows,
        })
    }

    fn parts(rows: usize) -> Self {
        Self::of(LONG, |session| Subscription::Parts {
            key: Key::new(session.name(), CLUSTERS, &"c-1".into()),
            part: USERS,
            rows,
        })
    }

    /// What is told next, in words, with the pages that were asked for since the last time.
    async fn next(&mut self) -> (String, usize) {
        let before = self.script.asked().pages;
        let words = match self.telling.next().await {
            Fact::Listed { listing, .. } => words(&listing),
            Fact::PartsListed { listing, .. } => words(&listing),
            Fact::ListConfirmed { .. } | Fact::PartsConfirmed { .. } => "the same".to_owned(),
            Fact::ListFailed { .. } | Fact::PartsFailed { .. } => "failed".to_owned(),
            other => panic!("{other:?}"),
        };
        (words, self.script.asked().pages - before)
    }

    fn breaks_after(&self, pages: usize) {
        *self.script.long.lock().unwrap() = Some(Long { pages, ..LONG });
    }
}

fn words(listing: &Listing) -> String {
    let (read, total) = (listing.rows.len(), listing.total.unwrap_or_default());
    let part = if listing.complete { "" } else { ", broken off" };
    format!("{read} of {total}{part}")
}

fn told(words: &str, pages: usize) -> (String, usize) {
    (words.to_owned(), pages)
}

/// The first screenfuls of a first reading are told before its end.
const PARTLY: &str = "128 of 10000, broken off";

#[tokio::test(start_paused = true)]
async fn only_the_first_pages_are_read_and_as_many_again_with_each_look() {
    let mut scene = Scene::list(LONG, 200);
    assert_eq!(scene.next().await.0, PARTLY);
    assert_eq!(scene.next().await.0, "200 of 10000");
    assert_eq!(scene.script.asked().pages, 2);
    assert_eq!(scene.next().await, told("the same", 2));
}

#[tokio::test(start_paused = true)]
async fn whoever_wants_more_gets_it_at_once_and_with_each_look_from_then_on() {
    let mut scene = Scene::list(LONG, 200);
    scene.next().await;
    scene.next().await;
    let before = Instant::now();
    scene.watch.want(300);
    assert_eq!(scene.next().await, told("300 of 10000", 3));
    assert_eq!(before.elapsed().as_secs(), 3, "no interval was waited for");
    assert_eq!(scene.next().await, told("the same", 3));
    scene.watch.want(250);
    let before = Instant::now();
    assert_eq!(scene.next().await, told("the same", 3));
    assert!(before.elapsed().as_secs() > 3, "fewer are no reason to look");
}

#[tokio::test(start_paused = true)]
async fn what_is_wanted_while_the_list_is_read_is_read_with_it() {
    let mut scene = Scene::list(LONG, 100);
    assert_eq!(scene.next().await.0, "100 of 10000");
    scene.watch.refresh();
    tokio::time::sleep(Duration::from_millis(500)).await;
    scene.watch.want(400);
    assert_eq!(scene.next().await, told("400 of 10000", 4));
    let before = Instant::now();
    assert_eq!(scene.next().await, told("the same", 4));
    assert!(before.elapsed().as_secs() > 4, "nothing is left to be read on");
}

#[tokio::test(start_paused = true)]
async fn when_a_later_page_fails_the_first_ones_are_shown_until_all_came() {
    let mut scene = Scene::list(Long { pages: 1, ..LONG }, 200);
    assert_eq!(scene.next().await.0, "100 of 10000, broken off");
    assert_eq!(scene.next().await.0, "failed");
    scene.breaks_after(usize::MAX);
    assert_eq!(scene.next().await.0, PARTLY);
    assert_eq!(scene.next().await.0, "200 of 10000");
    scene.breaks_after(2);
    scene.watch.want(500);
    assert_eq!(scene.next().await, told("failed", 3));
    scene.breaks_after(4);
    scene.watch.refresh();
    assert_eq!(scene.next().await.0, "400 of 10000, broken off");
    assert_eq!(scene.next().await.0, "failed");
}

#[tokio::test(start_paused = true)]
async fn a_list_that_ends_before_what_is_wanted_is_whole() {
    let short = Long { total: 150, ..LONG };
    let mut scene = Scene::list(short, 200);
    scene.next().await;
    assert_eq!(scene.next().await.0, "150 of 150");
}

#[tokio::test(start_paused = true)]
async fn parts_are_read_on_too() {
    let mut scene = Scene::parts(200);
    assert_eq!(scene.next().await, told("200 of 10000", 2));
    scene.watch.want(300);
    assert_eq!(scene.next().await, told("300 of 10000", 3));
    assert_eq!(scene.next().await, told("the same", 3));
}
