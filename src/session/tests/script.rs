//! A manager that answers what a test wrote down, for what no simulated manager does at will.

use std::collections::VecDeque;
use std::ops::Range;
use std::path::Path;
use std::sync::Mutex;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use super::*;
use crate::managers::{About, ActionRequest, ManagerError, Parts, RefusedChange, Remark, Submitted};
use crate::resource::action::{Consequences, Danger};
use crate::resource::{
    Action, Availability, Cell, Column, Detail, Following, Found, Id, Kind, KindId, On, Parameter, Progress,
    State, StateClass, Takes, action, cluster,
};
use crate::session::VersionsOnDisk;
use crate::spec::{Assessment, Editing, Json, Risk, SpecRequest, Way};
use crate::store::Versions;

/// Answers reads from a list, the last one again and again, and accepts every change.
#[derive(Default)]
pub(super) struct Script {
    answers: Mutex<VecDeque<Answer>>,
    /// To changes of a desired state; one that is not written down is accepted.
    pub(super) replies: Mutex<VecDeque<Reply>>,
    /// Ids of clusters, all of the same name; those that are not up have their state behind the id.
    pub(super) listed: Mutex<Vec<&'static str>>,
    /// Old versions, the first asked for first; there is none but these.
    pub(super) versions: Mutex<VecDeque<&'static str>>,
    /// The users of every cluster, answer by answer, the last one again and again.
    pub(super) users: Mutex<VecDeque<Users>>,
    /// The list and the users of every cluster in pages, instead of all that.
    pub(super) long: Mutex<Option<Long>>,
    /// What every action is answered with, if it is not taken.
    pub(super) refusal: Mutex<Option<fn() -> ManagerError>>,
    asked: Mutex<Asked>,
}

/// One answer to a question for users: their names, with an `!` behind those on which a change runs.
pub(super) type Users = Result<&'static [&'static str], fn() -> ManagerError>;

/// Parts that are listed alone.
pub(super) const USERS: KindId = KindId("users");
pub(super) const DROP_USER: ActionId = ActionId("drop-user");
/// Replaces the settings of a cluster, which its document has under this name.
pub(super) const CONFIGURE: ActionId = ActionId("configure");
pub(super) const SETTINGS: &str = "settings";

const USER_COLUMNS: [Column; 1] = [Column::left("name", "NAME", (4, 20), 0)];

/// One answer to a change of a desired state.
pub(super) type Reply = fn() -> Result<Submitted, ManagerError>;

/// A list that is given in pages, each of which takes a second.
#[derive(Clone, Copy)]
pub(super) struct Long {
    pub(super) total: usize,
    pub(super) page: usize,
    /// After so many pages the manager fails.
    pub(super) pages: usize,
}

/// What a script was asked for.
#[derive(Default, Clone)]
pub(super) struct Asked {
    pub(super) reads: usize,
    pub(super) lists: usize,
    pub(super) parts: usize,
    /// Pages of the long list, and of the long lists of users.
    pub(super) pages: usize,
    pub(super) acted: usize,
    /// What the last action was told.
    pub(super) told: Arguments,
    pub(super) submitted: Vec<SpecRequest>,
    pub(super) versions: Vec<i64>,
}

/// One answer to a read.
#[derive(Clone, Copy)]
pub(super) enum Answer {
    Is(&'static str, StateClass),
    /// At a version, with a document; a busy one is in the second of three stages.
    Holds(&'static str, StateClass, i64, &'static str),
    Fails(fn() -> ManagerError),
}

static ABOUT: About = About {
    name: "script",
    title: "Script",
    kinds: &[
        cluster::KIND,
        Kind {
            id: USERS,
            singular: "user",
            columns: &USER_COLUMNS,
            found: Found::PerCluster,
            listed_as: None,
        },
    ],
    actions: &ACTIONS,
    editing: Some(&EDITING),
    refused_change: RefusedChange::All,
    ..About::MADE_UP
};

pub(super) static EDITING: Editing = Editing {
    kind: CLUSTERS,
    schema: "{}",
    name_at: "name",
    template: r#"{"name":""}"#,
    editable: Clone::clone,
    copied: Clone::clone,
    restored: |old, _| old.clone(),
    rules: |_, _| Vec::new(),
    risk: |_, _| Assessment {
        risk: Risk::InPlace,
        words: String::new(),
    },
    ways: &[Way::Create, Way::Patch, Way::Overwrite],
    dry_run: true,
    force: false,
    versions: true,
    secrets: &["password"],
};

static ACTIONS: [Action; 4] = [
    Action {
        id: action::START,
        title: "Start",
        past: "started",
        danger: Danger::Low,
        bulk: true,
        available: |_| Availability::Offered,
        consequences: nothing_to_say,
        following: |_, now| match now.row.state.class {
            StateClass::Up => Following::Done("up".into()),
            _ => Following::Running(now.row.state.text.to_string()),
        },
        ..Action::PLAIN
    },
    Action {
        id: action::DELETE,
        title: "Delete",
        past: "deleted",
        danger: Danger::Destroys,
        bulk: false,
        available: |_| Availability::Offered,
        consequences: nothing_to_say,
        following: |_, now| Following::Running(now.row.state.text.to_string()),
        ..Action::PLAIN
    },
    Action {
        id: CONFIGURE,
        title: "Configure",
        past: "configured",
        parameters: &[Parameter::new(SETTINGS, "all settings", Takes::Json).replacing(settings)],
        following: |_, _| Following::Done("configured".into()),
        ..Action::PLAIN
    },
    Action {
        id: DROP_USER,
        title: "Drop user",
        past: "dropped",
        on: On::Part {
            of: CLUSTERS,
            part: USERS,
        },
        available: |target| match target.part {
            Some(_) => Availability::Offered,
            None => Availability::NotNow("there is no such user".into()),
        },
        following: |_, now| match now.part {
            // Who judges by the list sees it, too.
            None if now.detail.is_some_and(|detail| !detail.children.is_empty()) => {
                Following::Done("nobody is called that any more".into())
            }
            _ => Following::Running("still there".into()),
        },
        ..Action::PLAIN
    },
];

fn settings(target: &Target<'_>) -> Option<String> {
    let document: Json = target.detail?.document.parse().ok()?;
    document.get(SETTINGS).map(Json::to_string)
}

fn nothing_to_say(_: &Target<'_>) -> Consequences {
    Consequences {
        will: String::new(),
        will_not: String::new(),
        undo: String::new(),
    }
}

impl Script {
    pub(super) fn new(answers: &[Answer]) -> Arc<Self> {
        Arc::new(Self {
            answers: Mutex::new(answers.iter().copied().collect()),
            ..Self::default()
        })
    }

    pub(super) fn session(answers: &[Answer]) -> Arc<Session> {
        Self::new(answers).opened()
    }

    pub(super) fn opened(self: &Arc<Self>) -> Arc<Session> {
        let script = Arc::clone(self);
        let clock = VirtualClock::manual("2026-11-20T15:00:00Z".parse().unwrap());
        session_of(script, Protection::Normal, clock)
    }

    /// A session that keeps versions in a directory.
    pub(super) fn opened_with_versions_in(self: &Arc<Self>, directory: &Path) -> Arc<Session> {
        let store = Arc::new(Versions::in_directory(directory.to_owned()));
        let disk = VersionsOnDisk {
            store,
            origin: "https://script.example".to_owned(),
        };
        let clock = VirtualClock::manual("2026-11-20T15:00:00Z".parse().unwrap());
        let script = Arc::clone(self);
        Session::open(SessionSettings {
            badge: None,
            versions: Some(disk),
            ..settings_of(script, Protection::Normal, clock)
        })
    }

    /// The next page, unless there is none any more: the numbers on it.
    async fn page(&self, at: usize) -> Result<Option<Range<usize>>, ManagerError> {
        tokio::time::sleep(Duration::from_secs(1)).await;
        let long = self.long.lock().unwrap().unwrap();
        self.asked.lock().unwrap().pages += 1;
        if at >= long.pages {
            return Err(ManagerError::Refused {
                status: 500,
                message: "no more pages today".into(),
            });
        }
        let page = at * long.page..((at + 1) * long.page).min(long.total);
        Ok((!page.is_empty()).then_some(page))
    }

    fn total(&self) -> u64 {
        self.long.lock().unwrap().unwrap().total as u64
    }

    async fn list_pages(&self, sink: &mut (dyn ElementSink + '_)) -> Result<(), ManagerError> {
        let (mut read, mut at) = (0, 0);
        while read < sink.wanted() {
            let Some(page) = self.page(at).await? else { break };
            sink.total(self.total());
            at += 1;
            read = page.end;
            page.for_each(|number| sink.element(&format!("c-{number:05}"), listed));
        }
        Ok(())
    }

    async fn user_pages(&self, wanted: usize) -> Result<Parts, ManagerError> {
        let mut rows = Vec::new();
        for at in 0.. {
            let Some(page) = self.page(at).await? else { break };
            rows.extend(page.map(|number| Arc::new(user(&format!("u-{number:05}")))));
            if rows.len() >= wanted {
                break;
            }
        }
        Ok(Parts {
            rows,
            total: Some(self.total()),
        })
    }

    pub(super) fn asked(&self) -> Asked {
        self.asked.lock().unwrap().clone()
    }
}

impl Manager for Script {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn list<'a>(
        &'a self,
        _: KindId,
        sink: &'a mut (dyn ElementSink + 'a),
    ) -> BoxFuture<'a, Result<(), ManagerError>> {
        self.asked.lock().unwrap().lists += 1;
        if self.long.lock().unwrap().is_some() {
            return self.list_pages(sink).boxed();
        }
        for id in self.listed.lock().unwrap().iter() {
            sink.element(id, listed);
        }
        async { Ok(()) }.boxed()
    }

    fn read<'a>(&'a self, _: KindId, id: &'a Id) -> BoxFuture<'a, Result<Detail, ManagerError>> {
        self.asked.lock().unwrap().reads += 1;
        let mut answers = self.answers.lock().unwrap();
        let answer = match answers.len() {
            1 => answers[0],
            _ => answers
                .pop_front()
                .expect("a read that no answer was written down for"),
        };
        async move {
            match answer {
                Answer::Fails(why) => Err(why()),
                answer => Ok(detail(id, answer)),
            }
        }
        .boxed()
    }

    fn parts<'a>(
        &'a self,
        part: KindId,
        _: &'a Id,
        wanted: usize,
    ) -> BoxFuture<'a, Result<Parts, ManagerError>> {
        assert_eq!(part, USERS);
        self.asked.lock().unwrap().parts += 1;
        if self.long.lock().unwrap().is_some() {
            return self.user_pages(wanted).boxed();
        }
        let mut users = self.users.lock().unwrap();
        let answer = match users.len() {
            1 => users[0],
            _ => users
                .pop_front()
                .expect("users that no answer was written down for"),
        };
        async move {
            let names = answer.map_err(|why| why())?;
            let rows: Vec<_> = names.iter().map(|name| Arc::new(user(name))).collect();
            Ok(rows.into())
        }
        .boxed()
    }

    fn act<'a>(&'a self, request: &'a ActionRequest) -> BoxFuture<'a, Result<Remark, ManagerError>> {
        let mut asked = self.asked.lock().unwrap();
        asked.acted += 1;
        asked.told = request.arguments.clone();
        drop(asked);
        let refusal = *self.refusal.lock().unwrap();
        async move { refusal.map_or(Ok(None), |why| Err(why())) }.boxed()
    }

    fn submit<'a>(
        &'a self,
        request: &'a SpecRequest,
        _: bool,
    ) -> BoxFuture<'a, Result<Submitted, ManagerError>> {
        self.asked.lock().unwrap().submitted.push(request.clone());
        let reply = self.replies.lock().unwrap().pop_front();
        let accepted = || {
            Ok(Submitted {
                id: Some("c-1".into()),
                document: "".into(),
            })
        };
        async move { reply.map_or_else(accepted, |reply| reply()) }.boxed()
    }

    fn read_version<'a>(
        &'a self,
        _: KindId,
        _: &'a Id,
        version: i64,
    ) -> BoxFuture<'a, Result<Arc<str>, ManagerError>> {
        self.asked.lock().unwrap().versions.push(version);
        let kept = self.versions.lock().unwrap().pop_front();
        let missing = || ManagerError::NotFound {
            message: "no such version".into(),
        };
        async move { kept.map(Into::into).ok_or_else(missing) }.boxed()
    }
}

fn user(name: &str) -> Row {
    let (name, state) = match name.strip_suffix('!') {
        Some(name) => (name, State::new("LEAVING", StateClass::Busy)),
        None => (name, State::new("", StateClass::Neutral)),
    };
    Row {
        id: format!("u/{name}").into(),
        name: name.into(),
        state,
        progress: None,
        version: None,
        cells: Box::new([Cell::text_of(name)]),
    }
}

fn listed(raw: &str) -> Row {
    let (id, word) = raw.split_once(' ').unwrap_or((raw, "UP"));
    let answer = match word {
        "UP" => Answer::Is("UP", StateClass::Up),
        "DOWN" => Answer::Is("DOWN", StateClass::Down),
        "STOPPING" => Answer::Is("STOPPING", StateClass::GoingDown),
        "UNREADABLE" => return Row::unreadable(id, cluster::COLUMNS.len(), "no JSON"),
        other => panic!("{other} is no state of this script"),
    };
    row(&id.into(), answer)
}

fn detail(id: &Id, answer: Answer) -> Detail {
    let document = match answer {
        Answer::Holds(_, _, _, document) => document,
        Answer::Is(..) | Answer::Fails(_) => "{}",
    };
    Detail {
        row: Arc::new(row(id, answer)),
        busy_since: None,
        fields: Vec::new(),
        children: Vec::new(),
        events: Vec::new(),
        document: document.into(),
        spec: None,
    }
}

fn row(id: &Id, answer: Answer) -> Row {
    let (word, class, version) = match answer {
        Answer::Is(word, class) => (word, class, None),
        Answer::Holds(word, class, version, _) => (word, class, Some(version)),
        Answer::Fails(why) => panic!("a failure has no row: {}", why()),
    };
    let summary = cluster::Summary {
        id: Arc::clone(id),
        name: "scripted".into(),
        state: State::new(word, class),
        health: None,
        servers: None,
        version,
        progress: class.is_busy().then_some(Progress { current: 2, total: 3 }),
        last_event: None,
    };
    summary.into_row()
}
