//! The one worker that runs all operations, one after the other, host by host ("Operations in general").

use std::collections::{BTreeMap, VecDeque};

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::model::Record;
use super::routing::Kind;
use super::words;
use super::world::Contents;
use crate::sandbox::clock::after;

/// An operation that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    pub kind: Kind,
    pub cluster: String,
    /// Of a deploy.
    pub version: Option<String>,
    /// Of whoever waits for its start.
    ticket: Option<u64>,
}

/// What is waiting, what runs, and what has just begun.
#[derive(Debug, Clone, Default)]
pub struct Worker {
    queue: VecDeque<Job>,
    run: Option<Run>,
    tickets: u64,
    /// The records of jobs that began, until whoever waits has taken them.
    begun: BTreeMap<u64, Value>,
}

#[derive(Debug, Clone)]
struct Run {
    kind: Kind,
    cluster: String,
    /// The host that is worked on, and those after it.
    hosts: VecDeque<String>,
    due: DateTime<Utc>,
}

impl Job {
    pub fn new(kind: Kind, cluster: &str, version: Option<String>) -> Self {
        Self {
            kind,
            cluster: cluster.to_owned(),
            version,
            ticket: None,
        }
    }

    /// One that nobody asked for.
    pub fn by_itself(kind: Kind, cluster: &str) -> Self {
        Self::new(kind, cluster, None)
    }
}

impl Worker {
    /// When the host that is worked on is done.
    pub fn next_due(&self) -> Option<DateTime<Utc>> {
        self.run.as_ref().map(|run| run.due)
    }

    /// The record of a job as it began; given once.
    pub fn take_begun(&mut self, ticket: u64) -> Option<Value> {
        self.begun.remove(&ticket)
    }

    /// Nobody waits for this job any more; it runs all the same.
    pub fn give_up(&mut self, ticket: u64) {
        self.begun.remove(&ticket);
        for job in &mut self.queue {
            if job.ticket == Some(ticket) {
                job.ticket = None;
            }
        }
    }
}

impl Contents {
    /// Puts a job behind all others, and gives the ticket for its start.
    pub(super) fn enqueue(&mut self, mut job: Job, at: DateTime<Utc>) -> u64 {
        self.worker.tickets += 1;
        let ticket = self.worker.tickets;
        job.ticket = Some(ticket);
        self.worker.queue.push_back(job);
        self.begin_next(at);
        ticket
    }

    /// Begins a run in the middle, after some of its hosts.
    pub(super) fn resume(&mut self, kind: Kind, cluster: &str, done: usize, at: DateTime<Utc>) {
        let Some(members) = self.clusters.get(cluster).map(|cluster| cluster.members.clone()) else {
            return;
        };
        let spent = self
            .settings
            .timing
            .of(kind)
            .saturating_mul(u32::try_from(done).unwrap_or(0));
        let mut record = Record::begun(None, at - chrono::TimeDelta::from_std(spent).unwrap_or_default());
        record.done = members.iter().take(done).cloned().collect();
        record.in_process = members.iter().skip(done).take(1).cloned().collect();
        self.records.insert((cluster.to_owned(), kind), record);
        self.worker.run = Some(Run {
            kind,
            cluster: cluster.to_owned(),
            hosts: members.into_iter().skip(done).collect(),
            due: after(at, self.settings.timing.of(kind)),
        });
    }

    /// Takes up jobs until one keeps the worker busy.
    fn begin_next(&mut self, at: DateTime<Utc>) {
        while self.worker.run.is_none()
            && let Some(job) = self.worker.queue.pop_front()
        {
            self.begin(job, at);
        }
    }

    fn begin(&mut self, job: Job, at: DateTime<Utc>) {
        let record = Record::begun(job.version.clone(), at);
        if let Some(ticket) = job.ticket {
            let document = record.document(&job.cluster, job.kind);
            self.worker.begun.insert(ticket, document);
        }
        self.records.insert((job.cluster.clone(), job.kind), record);
        // The worker breaks on what is not there, and the record stays as it is.
        let Some(cluster) = self.clusters.get(&job.cluster) else {
            return;
        };
        let breaks = job.kind == Kind::Deploy && self.settings.quirks.deploy_as_shipped;
        if breaks && !cluster.members.is_empty() {
            return;
        }
        let run = Run {
            kind: job.kind,
            cluster: job.cluster,
            hosts: cluster.members.iter().cloned().collect(),
            due: at,
        };
        self.go_on(run, at);
    }

    /// The host that was worked on is done, or has failed.
    pub(super) fn work(&mut self, at: DateTime<Utc>) {
        if let Some(mut run) = self.worker.run.take() {
            let fails = |host: &String| self.settings.troubles.fails_operations(host);
            let has_failed = run.hosts.front().is_some_and(fails);
            let record = self.records.get_mut(&(run.cluster.clone(), run.kind));
            if has_failed {
                // The failed host stays in process, and the hosts after it are left alone.
                if let Some(record) = record {
                    record.end(words::FAILED, at);
                }
                self.recur_after(run.kind, &run.cluster, at);
            } else {
                if let (Some(record), Some(host)) = (record, run.hosts.pop_front()) {
                    record.in_process.clear();
                    record.done.push(host);
                }
                self.go_on(run, at);
            }
        }
        self.begin_next(at);
    }

    /// Begins with the next host of a run, or ends it.
    fn go_on(&mut self, mut run: Run, at: DateTime<Utc>) {
        let Some(record) = self.records.get_mut(&(run.cluster.clone(), run.kind)) else {
            return;
        };
        let Some(host) = run.hosts.front() else {
            record.end(words::FINISHED, at);
            self.recur_after(run.kind, &run.cluster, at);
            return;
        };
        // Without a host record, or a driver for its system, the worker breaks: the record stays as it is.
        if self
            .hosts
            .get(host)
            .is_none_or(|host| !words::has_driver(&host.facts.os))
        {
            return;
        }
        record.in_process = vec![host.clone()];
        run.due = after(at, self.settings.timing.of(run.kind));
        self.worker.run = Some(run);
    }
}
