//! The screen of a plan, and what it does on a command.

use std::sync::Arc;

use chrono::TimeDelta;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Size};

use super::proposal::{Check, Proposal};
use super::remarks::Remarks;
use super::standing::{Holds, Standing, version_word};
use super::words::reason;
use crate::resource::{ActionId, CommandLine, ContextName, Key, Notice};
use crate::spec::{
    Base, Editing, Json, Parsed, Path, Place, Plan, Planned, SpecRequest, Submission, Verdict, Way, secret,
};
use crate::tui::keymap::{Command, Scope};
use crate::tui::layout;
use crate::tui::msg::{Question, Wire};
use crate::tui::screens::page::{News, Page};
use crate::tui::screens::{Look, Request};
use crate::tui::widgets::diff::{DiffView, Side};

/// What a plan is wanted of.
#[derive(Debug)]
pub struct PlanWanted {
    pub context: ContextName,
    pub editing: &'static Editing,
    /// `None` for a new object.
    pub base: Option<Arc<Base>>,
    /// The document that must run in the end, with its secrets.
    pub target: Json,
    /// "edit", "create", "restore".
    pub verb: ActionId,
    /// What people call the object.
    pub name: Box<str>,
}

/// More lines than there are.
const FAR: isize = isize::MAX / 2;

/// State of the screen.
#[derive(Debug)]
pub struct PlanScreen {
    pub(super) proposal: Proposal,
    /// `None` for a new object: nothing can come in between.
    pub(super) standing: Option<Standing>,
    pub(super) verb: ActionId,
    pub(super) name: Box<str>,
    /// What was done to the plan by itself.
    pub(super) note: Option<String>,
    pub(super) remarks: Remarks,
    pub(super) cursor: usize,
    pub(super) shows: Shows,
    pub(super) focus: Focus,
    /// The documents line by line, once they are shown.
    pub(super) documents: Option<DiffView>,
    /// The first line of the request in sight.
    pub(super) request_top: usize,
    /// Asked for although the manager did not check it: once more sends it.
    insisted_on: Option<Arc<Submission>>,
}

/// How the change is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shows {
    Changes,
    Documents,
}

/// The pane that the keys work in; on a narrow screen the only one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Focus {
    Changes,
    Request,
}

/// A base that was read within this time is not read again at once.
const JUST_READ: TimeDelta = TimeDelta::seconds(10);

impl PlanScreen {
    /// The screen, and what it asks for at once: the request in full, and the manager's verdict on it.
    pub fn new(wanted: PlanWanted, look: Look<'_>) -> (Self, Vec<Request>) {
        let PlanWanted {
            context,
            editing,
            base,
            target,
            verb,
            name,
        } = wanted;
        let mut screen = Self {
            standing: base.as_deref().map(Standing::of),
            proposal: Proposal::new(context, editing, base, target),
            verb,
            name,
            note: None,
            remarks: Remarks::default(),
            cursor: 0,
            shows: Shows::Changes,
            focus: Focus::Changes,
            documents: None,
            request_top: 0,
            insisted_on: None,
        };
        let mut requests = screen.plan_anew();
        requests.extend(screen.learn(look));
        // The base was read when the writing began: whether it is still what is there is asked, not assumed.
        let is_old = |standing: &&mut Standing| look.now - standing.seen > JUST_READ && !standing.is_reading;
        let unread = screen.standing.as_mut().filter(is_old);
        requests.extend(unread.map(read_again));
        screen.fit(look);
        (screen, requests)
    }

    pub(super) fn changes(&self) -> &[Planned] {
        self.proposal.plan.as_ref().map_or(&[], |plan| &plan.changes)
    }

    /// Plans anew, and asks for what is to be known of the new request.
    pub(super) fn plan_anew(&mut self) -> Vec<Request> {
        let requests = self.proposal.plan_anew();
        self.cursor = self.cursor.min(self.changes().len().saturating_sub(1));
        self.request_top = 0;
        self.documents = None;
        self.sort_remarks();
        requests
    }

    pub(super) fn sort_remarks(&mut self) {
        self.remarks = Remarks::of(
            self.changes(),
            &self.proposal.errors,
            self.proposal.said_of_fields(),
            &self.proposal.target,
        );
    }

    /// A document as it may be shown.
    pub(super) fn masked(&self, document: &Json) -> Json {
        let names = self.proposal.editing.secrets;
        secret::mask(document, &|path| secret::is_secret(names, path))
    }

    /// What is sent, as it may be shown: a patch does not hold all by which its secrets are told.
    pub(super) fn masked_body(&self, plan: &Plan) -> Json {
        let names = self.proposal.editing.secrets;
        let documents: Vec<&Json> = (plan.base.iter().map(|base| &base.document))
            .chain([&plan.target])
            .collect();
        secret::mask_patch(&plan.request.body, &documents, &|path| {
            secret::is_secret(names, path)
        })
    }

    fn text_before(&self) -> String {
        let base = self.proposal.base.as_ref();
        base.map_or_else(String::new, |base| self.masked(&base.document).pretty())
    }

    fn text_after(&self) -> String {
        let plan = self.proposal.plan.as_ref();
        let target = plan.map_or(&self.proposal.target, |plan| &plan.target);
        self.masked(target).pretty()
    }

    /// Why the change cannot be asked for now.
    fn obstacle(&self, look: Look<'_>) -> Option<Notice> {
        let cannot = |why: &str| Notice::warning(format!("Cannot {} {}: {why}", self.verb, self.name));
        let key = |command| look.keymap.label_of(command, &self.scopes()).unwrap_or_default();
        if let Err(none) = &self.proposal.plan {
            return Some(cannot(&none.to_string()));
        }
        if let Some(standing) = &self.standing {
            let again = format!("{}: read it again", key(Command::DryRun));
            match standing.holds {
                Holds::Yes => {}
                Holds::Expired { version } => {
                    let why = format!("the plan has expired, {} came meanwhile", version_word(version));
                    return Some(cannot(&why).with_hint(again));
                }
                Holds::Undecided => {
                    let why = "another party changed the same, and that is not decided yet";
                    return Some(cannot(why).with_hint(again));
                }
            }
            if let Some(running) = &standing.busy {
                let hint = "the draft is kept; it can be applied when that has ended";
                return Some(cannot(&format!("it takes no change now, {running}")).with_hint(hint));
            }
        }
        if let Some(error) = self.proposal.errors.first() {
            let why = match self.proposal.errors.len() {
                1 => format!("{}: {}", error.path, error.message),
                many => format!(
                    "{many} fields are not as they must be, the first is {}",
                    error.path
                ),
            };
            return Some(cannot(&why));
        }
        match &self.proposal.check {
            Check::NotOffered => None,
            Check::Asked => Some(cannot("wait for the manager's check")),
            Check::Said { verdict, .. } => match verdict {
                Verdict::Accepted { .. } => None,
                Verdict::Refused { notice, .. } => {
                    let obstacle = cannot(&format!("the manager refuses it: {}", reason(notice)));
                    Some(obstacle.with_hint(self.way_out(notice, look)))
                }
                Verdict::Unknown(_) if self.insists() => None,
                Verdict::Unknown(notice) => Some(Notice {
                    causes: notice.causes.clone(),
                    ..Notice::warning("The manager did not check it")
                        .with_hint(format!("{}: apply it all the same", key(Command::Apply)))
                }),
            },
        }
    }

    /// What may be done about a refusal.
    pub(super) fn way_out(&self, refusal: &Notice, look: Look<'_>) -> String {
        let label = look.keymap.label_of(Command::ToggleForce, &self.scopes());
        match label.filter(|_| self.proposal.may_need_force()) {
            Some(key) => format!("{key}: force, everything may stop for it"),
            None => refusal
                .hint
                .clone()
                .unwrap_or_else(|| "change it in the editor".into()),
        }
    }

    /// Whether it was asked for once already in spite of its not being checked.
    fn insists(&self) -> bool {
        match (&self.insisted_on, &self.proposal.submission) {
            (Some(one), Some(other)) => Arc::ptr_eq(one, other),
            _ => false,
        }
    }

    fn apply(&mut self, look: Look<'_>) -> Vec<Request> {
        let obstacle = self.obstacle(look);
        let is_unchecked = matches!(
            &self.proposal.check,
            Check::Said {
                verdict: Verdict::Unknown(_),
                ..
            }
        );
        match (obstacle, &self.proposal.plan) {
            (Some(notice), _) => {
                self.insisted_on = self.proposal.submission.clone().filter(|_| is_unchecked);
                vec![Request::Notify(notice)]
            }
            (None, Ok(plan)) => vec![Request::Apply(
                Arc::clone(plan),
                Arc::clone(&self.proposal.context),
                self.verb,
            )],
            (None, Err(_)) => Vec::new(),
        }
    }

    fn toggle_overwrite(&mut self) -> Vec<Request> {
        let ways = self.proposal.editing.ways;
        let other = match self.proposal.way {
            Way::Create => {
                return vec![Request::Notify(Notice::info(
                    "A new object is always sent as a whole",
                ))];
            }
            Way::Patch => Way::Overwrite,
            Way::Overwrite => Way::Patch,
        };
        if !ways.contains(&other) {
            let words = format!("The manager offers no way to {} it", other.word());
            return vec![Request::Notify(Notice::info(words))];
        }
        self.proposal.way = other;
        self.plan_anew()
    }

    fn toggle_force(&mut self) -> Vec<Request> {
        if !self.proposal.editing.force || self.proposal.way == Way::Create {
            let words = "The manager cannot be asked to stop everything for this";
            return vec![Request::Notify(Notice::info(words))];
        }
        self.proposal.force = !self.proposal.force;
        self.plan_anew()
    }

    /// Reads the base again, and has the request checked again.
    fn check_again(&mut self) -> Vec<Request> {
        let mut requests: Vec<Request> = self.standing.as_mut().map(read_again).into_iter().collect();
        requests.extend(self.proposal.check_again());
        self.sort_remarks();
        requests
    }

    fn toggle_diff(&mut self, look: Look<'_>) {
        self.focus = Focus::Changes;
        self.shows = match self.shows {
            Shows::Changes => Shows::Documents,
            Shows::Documents => Shows::Changes,
        };
        self.fit(look);
        let path = self
            .changes()
            .get(self.cursor)
            .map(|planned| planned.change.path.clone());
        let (before, after) = (self.text_before(), self.text_after());
        if let (Some(path), Some(documents)) = (path, &mut self.documents) {
            if let Some(line) = line_of(&after, &path) {
                documents.go_to(Side::After, line);
            } else if let Some(line) = line_of(&before, &path) {
                documents.go_to(Side::Before, line);
            }
        }
    }

    /// Moves in the pane that has the focus; says whether the command is one that moves.
    fn moved(&mut self, command: Command, look: Look<'_>) -> bool {
        let page = isize::try_from(self.areas(look).main.content.height.max(2) - 1).unwrap_or(1);
        let lines = match command {
            Command::MoveDown => 1,
            Command::MoveUp => -1,
            Command::PageDown => page,
            Command::PageUp => -page,
            Command::HalfPageDown => page / 2,
            Command::HalfPageUp => -page / 2,
            Command::MoveToTop => -FAR,
            Command::MoveToBottom => FAR,
            _ => return false,
        };
        match self.focus {
            Focus::Request => self.scroll_request(lines, look),
            Focus::Changes => self.move_by(lines, page),
        }
        true
    }

    /// A change takes about two lines, so a page holds half as many.
    fn move_by(&mut self, lines: isize, page: isize) {
        let steps = if page > 3 && lines.abs() >= page / 2 {
            lines / 2
        } else {
            lines
        };
        let last = self.changes().len().saturating_sub(1);
        self.cursor = self.cursor.saturating_add_signed(steps).min(last);
    }

    fn scroll_request(&mut self, lines: isize, look: Look<'_>) {
        let areas = self.areas(look);
        let pane = areas.beside.unwrap_or(areas.main);
        let all = self
            .request_lines(pane.content.width.saturating_sub(1), look.theme)
            .len();
        let last = all.saturating_sub(usize::from(pane.content.height));
        self.request_top = self.request_top.saturating_add_signed(lines).min(last);
    }

    pub(super) fn areas(&self, look: Look<'_>) -> layout::Plan {
        let header = u16::try_from(self.header(look).len()).unwrap_or(u16::MAX);
        layout::plan(look.size, header, self.shows == Shows::Changes)
    }

    /// The pane may have another size: the lines above it are not always as many.
    pub(super) fn fit(&mut self, look: Look<'_>) {
        let content = self.areas(look).main.content;
        if self.shows == Shows::Documents {
            if self.documents.is_none() {
                self.documents = Some(DiffView::new(&self.text_before(), &self.text_after()));
            }
            if let Some(documents) = &mut self.documents {
                documents.resize(Size::new(content.width, content.height));
            }
        }
    }
}

/// Asks for the base once more.
pub(super) fn read_again(standing: &mut Standing) -> Request {
    standing.is_reading = true;
    if standing.holds == Holds::Undecided {
        standing.holds = Holds::Expired { version: None };
    }
    Request::Ask(Question::Base(standing.key.clone()))
}

/// The line, from 0, on which a value stands in a text.
fn line_of(text: &str, path: &Path) -> Option<usize> {
    let range = Parsed::read(text).ok()?.key_at(path)?;
    Some(Place::of_byte(text, range.start).line - 1)
}

impl Page for PlanScreen {
    fn crumb(&self) -> String {
        "plan".into()
    }

    fn scopes(&self) -> Vec<Scope> {
        vec![Scope::Plan, Scope::Motion, Scope::Global]
    }

    fn likely(&self, _look: Look<'_>) -> Vec<Command> {
        let editing = self.proposal.editing;
        let is_change = self.proposal.way != Way::Create;
        let mut commands = vec![Command::Apply, Command::ToggleDiff, Command::ShowRequest];
        if is_change && editing.ways.contains(&Way::Overwrite) {
            commands.push(Command::ToggleOverwrite);
        }
        if is_change && editing.force {
            commands.push(Command::ToggleForce);
        }
        commands.push(Command::DryRun);
        commands
    }

    fn run(&mut self, command: Command, look: Look<'_>) -> Option<Vec<Request>> {
        let requests = match command {
            Command::Apply => self.apply(look),
            Command::ToggleOverwrite => self.toggle_overwrite(),
            Command::ToggleForce => self.toggle_force(),
            Command::DryRun => self.check_again(),
            Command::ToggleDiff => {
                self.toggle_diff(look);
                Vec::new()
            }
            Command::ShowRequest => {
                self.focus = match self.focus {
                    Focus::Changes => Focus::Request,
                    Focus::Request => Focus::Changes,
                };
                Vec::new()
            }
            command => {
                let is_in_documents = self.focus == Focus::Changes && self.shows == Shows::Documents;
                let documents = self.documents.as_mut().filter(|_| is_in_documents);
                let is_done =
                    documents.is_some_and(|documents| documents.run(command)) || self.moved(command, look);
                return is_done.then(Vec::new);
            }
        };
        self.fit(look);
        Some(requests)
    }

    fn view(&self, look: Look<'_>, buf: &mut Buffer) {
        self.paint(look, buf);
    }

    fn refill(&mut self, news: News<'_>, look: Look<'_>) -> Vec<Request> {
        let requests = self.hear(news, look);
        self.fit(look);
        requests
    }

    fn resize(&mut self, look: Look<'_>) {
        self.fit(look);
        self.scroll_request(0, look);
    }

    fn watched(&self) -> Option<&Key> {
        self.standing.as_ref().map(|standing| &standing.key)
    }

    fn context(&self) -> Option<&ContextName> {
        Some(&self.proposal.context)
    }

    fn command_line(&self, _look: Look<'_>) -> Option<CommandLine> {
        let base = self.proposal.base.as_ref();
        let line = base.map_or_else(CommandLine::create, |base| CommandLine::edit(&base.name));
        Some(line.in_context(&self.proposal.context))
    }

    fn wire(&self) -> Option<(ContextName, Wire)> {
        let plan = self.proposal.plan.as_ref().ok()?;
        let request = SpecRequest {
            body: self.masked_body(plan),
            ..plan.request.clone()
        };
        let submission = Arc::new(Submission {
            context: Arc::clone(&self.proposal.context),
            request,
        });
        Some((Arc::clone(&self.proposal.context), Wire::Edit(submission)))
    }

    fn under_cursor(&self, _look: Look<'_>) -> Option<String> {
        let planned = self.changes().get(self.cursor)?;
        Some(planned.change.path.to_string())
    }

    fn press(&mut self, at: Position, look: Look<'_>) -> Vec<Request> {
        let areas = self.areas(look);
        if areas.beside.is_some_and(|pane| pane.content.contains(at)) {
            self.focus = Focus::Request;
        } else if areas.main.content.contains(at) && areas.beside.is_some() {
            self.focus = Focus::Changes;
        }
        let content = areas.main.content;
        if content.contains(at) && self.focus == Focus::Changes && self.shows == Shows::Changes {
            let line = usize::from(at.y - content.y);
            self.cursor = self.change_at(line, content, look).unwrap_or(self.cursor);
        }
        Vec::new()
    }

    fn scroll(&mut self, lines: isize, look: Look<'_>) {
        match (self.focus, self.shows) {
            (Focus::Request, _) => self.scroll_request(lines, look),
            (Focus::Changes, Shows::Documents) => {
                if let Some(documents) = &mut self.documents {
                    documents.move_by(lines);
                }
            }
            (Focus::Changes, Shows::Changes) => self.move_by(lines.signum(), 1),
        }
    }
}
