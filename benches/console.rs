//! What a key costs: one update, one view, one frame of bytes.
//!
//! `cargo bench --bench console`. Figures are this machine's at this moment: compare them with each
//! other, above all one fleet size with another.

use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use quarterdeck::managers::registry::REGISTRY;
use quarterdeck::resource::cluster::Summary;
use quarterdeck::resource::kind::CLUSTERS;
use quarterdeck::resource::{
    Answered, Health, HealthMark, Level, LevelMark, Listing, Protection, Row, State, StateClass, arrange,
};
use quarterdeck::tui::keymap::{Key, Keymap};
use quarterdeck::tui::known::{KnownContext, Lists};
use quarterdeck::tui::runtime::painter::Painter;
use quarterdeck::tui::theme::{Theme, Themes, choose};
use quarterdeck::tui::view::view;
use quarterdeck::tui::{Effect, Model, Msg, Options};
use ratatui::layout::Size;

const SIZE: Size = Size {
    width: 120,
    height: 40,
};

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap_or_default()
}

fn row(number: usize) -> Arc<Row> {
    let summary = Summary {
        id: format!("9b46a450-eb34-47cd-9654-{number:012}").into(),
        name: format!("cluster-{number:06}").into(),
        state: State::new("RUNNING", StateClass::Up),
        health: Some(HealthMark::new("OK", Health::Ok)),
        servers: Some((10, 10)),
        version: Some(i64::try_from(number % 60).unwrap_or(0)),
        progress: None,
        last_event: Some((LevelMark::new("INFO", Level::Normal), "Update finished".into())),
    };
    Arc::new(summary.into_row())
}

/// A console that shows a fleet of `count` clusters.
fn console(count: usize) -> Model {
    let context: Arc<str> = "prod".into();
    let choice = choose(&|_| None, Some("dark"), None);
    let themes = Themes::built_in();
    let known = REGISTRY.first().map(|entry| KnownContext {
        name: Arc::clone(&context),
        about: entry.about,
        badge: None,
        standing: quarterdeck::resource::Standing::nothing(),
        waiting: None,
        demanded: Protection::Normal,
        title: String::new(),
        own_address: Default::default(),
        scope: None,
        lists: Lists::default(),
    });
    let mut model = Model::new(Options {
        narrow_to: None,
        size: SIZE,
        now: now(),
        contexts: known.into_iter().collect(),
        theme: choice.load(&themes).unwrap_or_else(|_| Theme::plain()),
        themes,
        choice,
        keymap: Keymap::default_keys(),
        banner: None,
        mouse: true,
        reduced_motion: false,
        notice: None,
    });
    let answered = Answered {
        at: now(),
        took: Duration::ZERO,
        interval: Duration::from_secs(10),
    };
    let listing = Arc::new(Listing::whole((0..count).map(row).collect()));
    for effect in model.update(
        Msg::Listed {
            context,
            kind: CLUSTERS,
            listing,
            answered,
        },
        now(),
    ) {
        if let Effect::Arrange {
            ticket,
            sources,
            query,
            sort,
        } = effect
        {
            let arranged = Arc::new(arrange(sources, &query, sort));
            model.update(Msg::Arranged { ticket, arranged }, now());
        }
    }
    model
}

fn keys(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("key: update, view, bytes");
    for count in [100, 10_000, 100_000] {
        let mut model = console(count);
        let mut painter = Painter::new(SIZE);
        let (down, up) = (Key::char('j'), Key::char('k'));
        let mut step = 0_usize;
        group.bench_function(BenchmarkId::from_parameter(count), |bencher| {
            bencher.iter(|| {
                step += 1;
                let key = if step % 20 < 10 { down } else { up };
                model.update(Msg::Key(key, now()), now());
                view(&model, painter.frame());
                black_box(painter.render().len())
            });
        });
    }
    group.finish();
}

fn frames(criterion: &mut Criterion) {
    let model = console(10_000);
    let mut painter = Painter::new(SIZE);
    criterion.bench_function("view alone", |bencher| {
        bencher.iter(|| view(&model, painter.frame()))
    });
    criterion.bench_function("frame in which nothing changed", |bencher| {
        bencher.iter(|| {
            view(&model, painter.frame());
            black_box(painter.render().len())
        });
    });
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20).measurement_time(Duration::from_secs(2)).without_plots();
    targets = keys, frames
}
criterion_main!(benches);
