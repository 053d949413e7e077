//! A made-up configuration, and a console around it, for tests of plans and merges.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use ratatui::buffer::Buffer;
use ratatui::layout::{Rect, Size};

use crate::managers::About;
use crate::resource::kind::CLUSTERS;
use crate::resource::{Answered, Detail, Key, Progress, Protection, Row, State, StateClass, action};
use crate::spec::{Assessment, Base, Editing, Finding, Json, Path, Risk, Submission, Verdict, Way};
use crate::tui::keymap::Keymap;
use crate::tui::known::{Known, KnownContext, Lists};
use crate::tui::msg::{Answer, Question};
use crate::tui::screens::page::Page;
use crate::tui::screens::{Look, Request};
use crate::tui::theme::Theme;

use super::{PlanScreen, PlanWanted};

/// A configuration in which every field named "tier" holds data, "mode" is wanted to overwrite it, and
/// "leftover" is a mistake.
pub static EDITING: Editing = Editing {
    kind: CLUSTERS,
    schema: "{}",
    name_at: "metadata.name",
    template: "{}",
    editable: Json::clone,
    copied: Json::clone,
    restored: |old, _| Json::clone(old),
    rules: |document, way| {
        let has_mode = Path::read("spec.mode").in_document(document).is_some();
        let is_wrong = way == Way::Overwrite && !has_mode;
        let finding = Finding::error(Path::read("spec.mode"), "an overwrite needs the mode");
        let has_leftover = Path::read("spec.leftover").in_document(document).is_some();
        let leftover = Finding::error(Path::read("spec.leftover"), "is not taken");
        (is_wrong.then_some(finding).into_iter())
            .chain(has_leftover.then_some(leftover))
            .collect()
    },
    risk: |change, _| {
        let path = change.path.to_string();
        let (risk, words) = if path.contains("tier") {
            (Risk::Removes, "removes 2 servers and what is only on them")
        } else if path.contains("replicas") {
            (Risk::Rolling, "servers restart one by one")
        } else {
            (Risk::InPlace, "nothing restarts")
        };
        Assessment {
            risk,
            words: words.into(),
        }
    },
    ways: &[Way::Create, Way::Patch, Way::Overwrite],
    dry_run: true,
    force: true,
    versions: true,
    secrets: &["password"],
};

static ABOUT: About = About {
    name: "sim",
    title: "Simulated Manager",
    editing: Some(&EDITING),
    secrets: &["password"],
    event_feed: true,
    ..About::MADE_UP
};

pub const BEFORE: &str = r#"{
    "metadata": { "name": "orders" },
    "spec": {
        "query": { "replicas": 3 },
        "data": { "tier1": { "size": 4 }, "tier2": { "size": 2 } },
        "password": "pearl",
        "tags": [{ "name": "env", "value": "dev" }, { "name": "team", "value": "core" }]
    }
}"#;

pub fn json(text: &str) -> Json {
    text.parse().unwrap()
}

/// The configuration before, with some of its text replaced.
pub fn with(replaced: &[(&str, &str)]) -> Json {
    let mut text = BEFORE.to_owned();
    for (before, after) in replaced {
        assert!(text.contains(before), "{before}");
        text = text.replace(before, after);
    }
    json(&text)
}

pub fn start() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap()
}

pub fn key() -> Key {
    Key {
        context: "prod".into(),
        kind: CLUSTERS,
        id: "id-1".into(),
    }
}

pub fn base(version: i64, document: Json, seconds: i64) -> Arc<Base> {
    Arc::new(Base {
        key: key(),
        name: "orders".into(),
        version: Some(version),
        document,
        read: start() + TimeDelta::seconds(seconds),
        busy: None,
    })
}

/// What stands in for the root: what is known, and when it is.
pub struct Console {
    pub known: Known,
    pub keymap: Keymap,
    pub theme: Theme,
    pub size: Size,
    pub now: DateTime<Utc>,
}

impl Console {
    pub fn new(width: u16, height: u16) -> Self {
        let context = KnownContext {
            name: "prod".into(),
            about: &ABOUT,
            badge: None,
            standing: crate::resource::Standing::nothing(),
            waiting: None,
            own_address: Default::default(),
            scope: None,
            demanded: Protection::Normal,
            title: "prod".into(),
            lists: Lists::default(),
        };
        Self {
            known: Known::new(vec![context]),
            keymap: Keymap::default_keys(),
            theme: Theme::plain(),
            size: Size::new(width, height),
            now: start() + TimeDelta::seconds(10),
        }
    }

    pub fn look(&self) -> Look<'_> {
        Look {
            known: &self.known,
            activities: &[],
            keymap: &self.keymap,
            theme: &self.theme,
            size: self.size,
            now: self.now,
        }
    }

    /// The object was read, so many seconds after the start.
    pub fn read(&mut self, version: i64, class: StateClass, seconds: i64) {
        let is_busy = class.is_busy();
        let row = Row {
            id: key().id,
            name: "orders".into(),
            state: State::new(if is_busy { "UPDATING" } else { "RUNNING" }, class),
            progress: is_busy.then(|| Progress::new(5, 12)).flatten(),
            version: Some(version),
            cells: Box::new([]),
        };
        let detail = Detail {
            row: Arc::new(row),
            busy_since: None,
            fields: Vec::new(),
            children: Vec::new(),
            events: Vec::new(),
            document: "{}".into(),
            spec: None,
        };
        let answered = Answered {
            at: start() + TimeDelta::seconds(seconds),
            took: Duration::ZERO,
            interval: Duration::from_secs(15),
        };
        self.known.read(&key(), &Arc::new(detail), answered);
    }

    /// A plan that makes `target` of version 42, and what it asked for.
    pub fn plan(&self, target: Json) -> (PlanScreen, Vec<Request>) {
        let base = base(42, with(&[]), 0);
        PlanScreen::new(wanted(Some(base), target), self.look())
    }

    /// The screen in words; marks of the terminal's own are left out.
    pub fn painted(&self, page: &dyn Page) -> String {
        let mut buf = Buffer::empty(Rect::from((ratatui::layout::Position::ORIGIN, self.size)));
        page.view(self.look(), &mut buf);
        let row = |y: u16| -> String {
            let line: String = (0..self.size.width).map(|x| buf[(x, y)].symbol()).collect();
            format!("|{}", line.trim_end())
        };
        let body = crate::tui::layout::frame(self.size).body;
        (body.y..body.bottom()).map(row).collect::<Vec<_>>().join("\n")
    }
}

pub fn wanted(base: Option<Arc<Base>>, target: Json) -> PlanWanted {
    PlanWanted {
        context: "prod".into(),
        editing: &EDITING,
        verb: if base.is_some() {
            action::EDIT
        } else {
            action::CREATE
        },
        base,
        target,
        name: "orders".into(),
    }
}

/// The submission that is to be checked, if one is.
pub fn dry_run(requests: &[Request]) -> Option<Arc<Submission>> {
    requests.iter().find_map(|request| match request {
        Request::Ask(Question::DryRun(submission)) => Some(Arc::clone(submission)),
        _ => None,
    })
}

/// The answer to the check that was asked for.
pub fn said(requests: &[Request], verdict: Verdict) -> Answer {
    Answer::DryRun {
        submission: dry_run(requests).unwrap(),
        verdict,
    }
}

/// What was asked for, in a word each.
pub fn words(requests: &[Request]) -> Vec<String> {
    requests
        .iter()
        .map(|request| match request {
            Request::Ask(Question::Base(_)) => "base".into(),
            Request::Ask(Question::DryRun(_)) => "dry run".into(),
            Request::Ask(Question::Preview(_)) => "preview".into(),
            Request::Apply(plan, ..) => format!("apply {}", plan.request.body),
            Request::Rebase(base, document) => format!("rebase {:?} {document}", base.version),
            Request::Push(page) => format!("push {}", page.crumb()),
            Request::Notify(notice) => format!("say: {}", notice.line()),
            Request::Type(_, text) => format!("type {text}"),
            Request::Leave => "leave".into(),
            other => format!("{other:?}"),
        })
        .collect()
}
