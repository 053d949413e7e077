//! What large fleets cost off the interface's thread: splitting, hashing, parsing, filtering, sorting.
//!
//! `cargo bench --bench fleet`.

use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use quarterdeck::history::observed::compare;
use quarterdeck::managers::ElementSink;
use quarterdeck::managers::elements::ArraySplitter;
use quarterdeck::managers::imply::kinds::cluster_row;
use quarterdeck::resource::query::Field;
use quarterdeck::resource::{Listing, Query, Row, Sort, Source, arrange, cluster};
use quarterdeck::session::listing::ListReader;

const SAMPLE: &str = include_str!("../src/managers/imply/samples/mid-update.json");

/// `count` clusters of some six kilobytes each.
fn elements(count: usize) -> Vec<String> {
    let compact: serde_json::Value = serde_json::from_str(SAMPLE).unwrap_or_default();
    let one = compact.to_string();
    let named = |number| {
        one.replace(
            "71d95b0e-4c2f-4a86-b3e1",
            &format!("71d95b0e-4c2f-4a86-{number:08}"),
        )
    };
    (0..count).map(named).collect()
}

fn read(reader: &mut ListReader, body: &[u8]) -> Option<Arc<Listing>> {
    let mut nobody = |_| {};
    let mut reading = reader.begin(true, &mut nobody);
    let mut splitter = ArraySplitter::default();
    for chunk in body.chunks(64 * 1024) {
        let split = splitter.feed(chunk, |raw| {
            reading.element(&String::from_utf8_lossy(raw), cluster_row)
        });
        assert!(split.is_ok());
    }
    reading.finish()
}

fn refreshes(criterion: &mut Criterion) {
    let before = elements(10_000);
    let whole = format!("[{}]", before.join(","));
    let mut group = criterion.benchmark_group("list of 10,000");
    group.sample_size(10).measurement_time(Duration::from_secs(5));
    group.throughput(Throughput::Bytes(whole.len() as u64));
    group.bench_function("first reading", |bencher| {
        bencher.iter_batched(
            ListReader::default,
            |mut reader| read(&mut reader, whole.as_bytes()).map(|listing| listing.rows.len()),
            BatchSize::PerIteration,
        );
    });
    let mut reader = ListReader::default();
    read(&mut reader, whole.as_bytes());
    group.bench_function("nothing changed", |bencher| {
        bencher.iter(|| assert!(read(&mut reader, whole.as_bytes()).is_none()));
    });
    let mut changed = before;
    for element in changed.iter_mut().step_by(1_000) {
        *element = element.replace("UPDATING", "RUNNING");
    }
    let changed = format!("[{}]", changed.join(","));
    let mut other = false;
    group.bench_function("10 changed", |bencher| {
        bencher.iter(|| {
            other = !other;
            let body = if other { &changed } else { &whole };
            assert!(read(&mut reader, body.as_bytes()).is_some());
        });
    });
    group.finish();
}

/// What it costs to find out what a list says that the one before did not.
fn comparing(criterion: &mut Criterion) {
    let rows = |elements: Vec<String>| -> Vec<Arc<Row>> {
        let read = |raw: &String| Arc::new(cluster_row(raw));
        elements.iter().map(read).collect()
    };
    let before = rows(elements(10_000));
    let mut changed = before.clone();
    for row in changed.iter_mut().step_by(1_000) {
        let other = elements(1).concat().replace("UPDATING", "RUNNING");
        let id = Arc::clone(&row.id);
        *row = Arc::new(Row {
            id,
            ..cluster_row(&other)
        });
    }
    let longer = [rows(elements(10_001)).split_off(10_000), before.clone()].concat();
    let mut group = criterion.benchmark_group("10,000 rows compared");
    group.bench_function("10 changed", |bencher| {
        bencher.iter(|| assert_eq!(compare(&before, &changed).changed.len(), 10));
    });
    group.bench_function("one more in front", |bencher| {
        bencher.iter(|| assert_eq!(compare(&before, &longer).come.len(), 1));
    });
    group.finish();
}

fn arranging(criterion: &mut Criterion) {
    let made: Vec<Row> = elements(2_000)
        .iter()
        .map(|element| cluster_row(element))
        .collect();
    let numbered = |(number, row): (usize, &Row)| {
        let mut row = row.clone();
        row.name = format!("cluster-{:06}", number * 7_919 % 100_000).into();
        Arc::new(row)
    };
    let rows: Vec<Arc<Row>> = made
        .iter()
        .cycle()
        .take(100_000)
        .enumerate()
        .map(numbered)
        .collect();
    let listing = Arc::new(Listing::whole(rows));
    let sources = || {
        vec![Source {
            context: "prod".into(),
            manager: "sim",
            listing: Arc::clone(&listing),
        }]
    };
    let mut group = criterion.benchmark_group("100,000 rows");
    group.sample_size(10).measurement_time(Duration::from_secs(5));
    let by_state = Sort {
        field: Field::Cell(1),
        reversed: true,
    };
    for (name, filter, sort) in [
        ("sorted by name", "", Sort::default()),
        ("sorted by state", "", by_state),
        ("filtered by a word", "cluster-0421", Sort::default()),
        ("filtered by a column", "state:running", Sort::default()),
    ] {
        let query = Query::parse(filter, &cluster::COLUMNS);
        group.bench_function(name, |bencher| {
            bencher.iter(|| black_box(arrange(sources(), &query, sort).len()))
        });
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().without_plots();
    targets = refreshes, comparing, arranging
}
criterion_main!(benches);
