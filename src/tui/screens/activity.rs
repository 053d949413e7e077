//! Activity: the changes that were asked for in this run, each with its outcome, newest first.
//!
//! What was asked for before, and by others on this machine, is in the journal.

use ratatui::buffer::Buffer;

use crate::resource::query::Field;
use crate::resource::{Activity, ActivityId, Cell, Column, Id, Row, State, StateClass, Step, Transferred};
use crate::tui::keymap::{Command, Scope};
use crate::tui::widgets::gauge;

use super::following::{FollowingScreen, is_followed};
use super::object::Tab;
use super::page::{News, Page};
use super::short_list::{Frame, ShortList};
use super::{Look, Request};

/// State of the screen: a table, made from the model's activities.
#[derive(Debug)]
pub struct ActivityScreen {
    list: ShortList,
}

const COLUMNS: [Column; 6] = [
    Column::left("asked", "ASKED", (8, 8), 2),
    Column::left("verb", "VERB", (6, 15), 0),
    Column::left("target", "TARGET", (10, 30), 0),
    Column::left("context", "CONTEXT", (7, 12), 3),
    Column::left("outcome", "OUTCOME", (8, 9), 1),
    Column::left("story", "WHAT IS SEEN", (20, 200), 6),
];
/// The cell behind the columns: the number of the change.
const NUMBER: Field = Field::Cell(COLUMNS.len());
/// The height of the body from which on the whole story of the selected change is told.
const ROOMY: u16 = 14;

impl ActivityScreen {
    pub fn new(look: Look<'_>) -> Self {
        let mut screen = Self {
            list: ShortList::new(&COLUMNS, ROOMY),
        };
        screen.fill(look);
        // In the order of asking, which the time of day is not: midnight comes between.
        screen.list.sort_down(NUMBER);
        screen
    }

    /// A change has come further.
    fn fill(&mut self, look: Look<'_>) {
        self.list.show(
            look.activities.iter().map(|activity| row(activity, look)),
            look.size,
        );
    }

    fn selected<'a>(&self, look: Look<'a>) -> Option<&'a Activity> {
        let selected = self.list.selected()?;
        look.activities.iter().find(|activity| *id(activity) == *selected)
    }
}

impl Page for ActivityScreen {
    fn crumb(&self) -> String {
        "activity".into()
    }

    fn scopes(&self) -> Vec<Scope> {
        vec![Scope::Activity, Scope::Table, Scope::Motion, Scope::Global]
    }

    fn likely(&self, look: Look<'_>) -> Vec<Command> {
        let mut likely = vec![Command::Open, Command::Journal];
        if look.activities.iter().any(Activity::is_transferring) {
            likely.insert(0, Command::CancelTransfer);
        }
        likely
    }

    fn activity_meant(&self) -> Option<ActivityId> {
        self.list.selected()?.parse().ok().map(ActivityId)
    }

    fn refill(&mut self, news: News<'_>, look: Look<'_>) -> Vec<Request> {
        if matches!(news, News::Activities) {
            self.fill(look);
        }
        Vec::new()
    }

    fn run(&mut self, command: Command, look: Look<'_>) -> Option<Vec<Request>> {
        if command == Command::Open {
            let open = |activity: &Activity| {
                let intent = &activity.intent;
                if is_followed(intent.action) {
                    Request::Push(Box::new(FollowingScreen::new(intent.activity, look)))
                } else {
                    Request::Open(intent.key.clone(), Tab::Events)
                }
            };
            return Some(self.selected(look).map(open).into_iter().collect());
        }
        self.list.run(command)
    }

    fn list_mut(&mut self) -> Option<&mut ShortList> {
        Some(&mut self.list)
    }

    fn view(&self, look: Look<'_>, buf: &mut Buffer) {
        let running = look
            .activities
            .iter()
            .filter(|activity| !activity.step.is_final())
            .count();
        let frame = Frame {
            title: "Activity",
            middle: (running > 0).then(|| format!("{running} running")),
            empty: (
                "nothing was asked for in this run; what was asked for before is in the journal",
                "no change passes the filter",
            ),
            text: self
                .selected(look)
                .map(|activity| (seen(activity, look), look.theme.text)),
        };
        self.list.view(frame, look, buf);
    }
}

/// Its story; of a file on its way, a bar and how far it has come.
fn seen(activity: &Activity, look: Look<'_>) -> String {
    let percent = activity
        .transferred
        .filter(|_| activity.is_transferring())
        .and_then(Transferred::percent);
    match percent {
        Some(percent) => {
            let bar = gauge::bar(percent, gauge::BAR, look.theme);
            format!("{bar} {percent}%, {}", activity.story())
        }
        None => activity.story(),
    }
}

fn id(activity: &Activity) -> Id {
    activity.intent.activity.0.to_string().into()
}

fn row(activity: &Activity, look: Look<'_>) -> Row {
    let class = match &activity.step {
        Step::Queued | Step::Sending | Step::Accepted(_) => StateClass::Busy,
        Step::Done(_) => StateClass::Up,
        Step::Failed(_) | Step::Rejected(_) => StateClass::Bad,
        Step::Unknown(_) | Step::Differs(_) => StateClass::GoingDown,
        Step::NotSent(_) | Step::NoCredential(_) | Step::Changed(_) => StateClass::Down,
    };
    let state = State::new(activity.step.word(), class);
    let target = match &activity.intent.part {
        Some(part) => format!("{} {part}", activity.intent.name),
        None => activity.intent.name.to_string(),
    };
    Row {
        id: id(activity),
        name: id(activity),
        progress: None,
        version: None,
        cells: Box::new([
            Cell::Text(activity.asked.format("%H:%M:%S").to_string().into()),
            Cell::text_of(activity.intent.action.0),
            Cell::text_of(&target),
            Cell::text_of(&activity.intent.key.context),
            Cell::State(state.clone()),
            Cell::text_of(&seen(activity, look)),
            Cell::Number(i64::try_from(activity.intent.activity.0).unwrap_or(i64::MAX)),
        ]),
        state,
    }
}
