//! A manager that answers what a test wrote down, for what no simulated manager does at will.

use std::collections::VecDeque;
use std::sync::Mutex;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use super::*;
use crate::managers::{About, ActionRequest, Intervals, ManagerError};
use crate::resource::action::{Consequences, Danger};
use crate::resource::{
    Action, Availability, Detail, Following, Id, KindId, State, StateClass, action, cluster,
};

/// Answers reads from a list, the last one again and again, and accepts every change.
pub(super) struct Script {
    answers: Mutex<VecDeque<Answer>>,
    last: Mutex<Answer>,
}

/// One answer to a read.
#[derive(Clone, Copy)]
pub(super) enum Answer {
    Is(&'static str, StateClass),
    Fails(fn() -> ManagerError),
}

static ABOUT: About = About {
    name: "script",
    title: "Script",
    kinds: &[cluster::KIND],
    actions: &ACTIONS,
    editing: None,
    secrets: &[],
    settings: &[],
    intervals: Intervals {
        list: Duration::from_secs(10),
        busy: Duration::from_secs(5),
        calm: Duration::from_secs(15),
    },
    concurrent: 1,
    spacing: None,
};

static ACTIONS: [Action; 2] = [
    Action {
        id: action::START,
        title: "Start",
        past: "started",
        target: CLUSTERS,
        danger: Danger::Low,
        bulk: true,
        available: |_| Availability::Offered,
        consequences: nothing_to_say,
        following: |_, now| match now.row.state.class {
            StateClass::Up => Following::Done("up".into()),
            _ => Following::Running(now.row.state.text.to_string()),
        },
    },
    Action {
        id: action::DELETE,
        title: "Delete",
        past: "deleted",
        target: CLUSTERS,
        danger: Danger::Destroys,
        bulk: false,
        available: |_| Availability::Offered,
        consequences: nothing_to_say,
        following: |_, now| Following::Running(now.row.state.text.to_string()),
    },
];

fn nothing_to_say(_: &Target<'_>) -> Consequences {
    Consequences {
        will: String::new(),
        will_not: String::new(),
        undo: String::new(),
    }
}

impl Script {
    pub(super) fn session(answers: &[Answer]) -> Arc<Session> {
        let script = Self {
            last: Mutex::new(*answers.last().unwrap()),
            answers: Mutex::new(answers.iter().copied().collect()),
        };
        let clock = VirtualClock::manual("2026-11-20T15:00:00Z".parse().unwrap());
        session_of(Arc::new(script), Protection::Normal, clock)
    }
}

impl Manager for Script {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn list<'a>(
        &'a self,
        _: KindId,
        _: &'a mut (dyn ElementSink + 'a),
    ) -> BoxFuture<'a, Result<(), ManagerError>> {
        async { Ok(()) }.boxed()
    }

    fn read<'a>(&'a self, _: KindId, id: &'a Id) -> BoxFuture<'a, Result<Detail, ManagerError>> {
        let next = self.answers.lock().unwrap().pop_front();
        let answer = next.unwrap_or(*self.last.lock().unwrap());
        async move {
            match answer {
                Answer::Is(word, class) => Ok(detail(id, State::new(word, class))),
                Answer::Fails(why) => Err(why()),
            }
        }
        .boxed()
    }

    fn act<'a>(&'a self, _: &'a ActionRequest) -> BoxFuture<'a, Result<(), ManagerError>> {
        async { Ok(()) }.boxed()
    }
}

fn detail(id: &Id, state: State) -> Detail {
    let row = cluster::Summary {
        id: Arc::clone(id),
        name: "scripted".into(),
        state,
        health: None,
        servers: None,
        version: None,
        progress: None,
        last_event: None,
    };
    Detail {
        row: Arc::new(row.into_row()),
        busy_since: None,
        fields: Vec::new(),
        children: Vec::new(),
        events: Vec::new(),
        document: "{}".into(),
        spec: None,
    }
}
