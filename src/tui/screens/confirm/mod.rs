//! The dialog before a change: what it is aimed at, what it does, and the proof that it is meant.
//!
//! Cancel has the focus. Nothing pasted and nothing typed before the dialog could be read answers it.
//! Its target is frozen; when fresh data contradict what it says, it says so and starts over.
//!
//! - [`subject`]: what it asks about: an action on clusters, or a planned change of a configuration.
//! - [`told`]: what an action was told, as it says it.

mod subject;
mod told;

pub use subject::{ActionSubject, PlanSubject, Subject};

use chrono::{DateTime, Utc};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect, Size};
use ratatui::widgets::{Block, Clear, Widget};

use crate::resource::proof::Proof;
use crate::resource::text::is_same;
use crate::resource::{CommandLine, ContextName, Key, KindId};
use crate::tui::keymap::{Command, Key as TypedKey};
use crate::tui::layout;
use crate::tui::msg::Wire;
use crate::tui::widgets::input::LineInput;
use crate::tui::widgets::spans::{self, Pen, width, wrap};

use super::Look;

/// State of the dialog.
#[derive(Debug)]
pub struct Confirm {
    subject: Subject,
    proof: Proof,
    input: LineInput,
    focus: Button,
    /// When it was first on the screen; nothing before that (and a moment more) answers it.
    painted: Option<DateTime<Utc>>,
    /// What changed since it was opened, in words.
    changed: Vec<String>,
    /// When the countdown ends, once it runs, and when it was last seen running.
    countdown: Option<Countdown>,
    /// Said when an answer was refused.
    remark: Option<&'static str>,
}

#[derive(Debug, Clone, Copy)]
struct Countdown {
    end: DateTime<Utc>,
    seen: DateTime<Utc>,
}

/// Where its parts are.
struct Areas {
    frame: Rect,
    body: Rect,
    question: Rect,
    buttons: Rect,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Button {
    Cancel,
    Go,
}

/// What a key in the dialog leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    Stay,
    Cancel,
    Go,
}

/// A reader needs this long; faster keys were typed before.
const READING: chrono::TimeDelta = chrono::TimeDelta::milliseconds(300);
const COUNTDOWN: chrono::TimeDelta = chrono::TimeDelta::seconds(5);
const WIDTH: u16 = 76;
/// Cells of the labels at the left.
const LABEL: u16 = 10;
/// A countdown that was not seen for longer than this was not shown: the process or the machine slept.
const BLINK: chrono::TimeDelta = chrono::TimeDelta::milliseconds(2_000);
const SLEPT: &str = "the screen stood still: read it, press again";
const STOPPED: &str = "stopped: press the button to begin anew";

impl Confirm {
    pub fn new(subject: Subject, proof: Proof) -> Self {
        Self {
            subject,
            proof,
            input: LineInput::default(),
            focus: Button::Cancel,
            painted: None,
            changed: Vec::new(),
            countdown: None,
            remark: None,
        }
    }

    /// The same dialog again, because what it said was not so any more.
    pub fn with_changes(mut self, differences: Vec<String>) -> Self {
        self.changed = differences;
        self
    }

    /// Something new is known of one target: it may contradict what the dialog says.
    pub fn refill(&mut self, look: Look<'_>) {
        let differences = self.subject.differences(look);
        if !differences.is_empty() {
            self.changed = differences;
            self.start_over();
        }
    }

    /// The clusters that are read while it is open.
    pub fn keys(&self) -> impl Iterator<Item = &Key> {
        self.subject.keys()
    }

    /// The kind of the part that it asks about, and the object that the part is of, if it is about one.
    pub fn part(&self) -> Option<(Key, KindId)> {
        self.subject.part()
    }

    /// The command that does the same; of a planned change its screen tells.
    pub fn command_line(&self) -> Option<CommandLine> {
        match &self.subject {
            Subject::Action(subject) => subject.command_line(),
            Subject::Plan(_) => None,
        }
    }

    /// Whether it is sent with secrets that only their masks are known of here.
    pub fn keeps_secrets(&self) -> bool {
        match &self.subject {
            Subject::Action(subject) => subject.keeps_secrets(),
            Subject::Plan(_) => false,
        }
    }

    /// The request that is sent once it is confirmed, if it is one.
    pub fn wire(&self, look: Look<'_>) -> Option<(ContextName, Wire)> {
        match &self.subject {
            Subject::Action(subject) => subject.wire(look),
            Subject::Plan(_) => None,
        }
    }

    /// What it asks about.
    pub fn into_subject(self) -> Subject {
        self.subject
    }

    fn start_over(&mut self) {
        self.input.clear();
        self.focus = Button::Cancel;
        self.countdown = None;
        self.painted = None;
    }

    /// It was not on the screen for a while: what was typed stays, but it must be read again.
    pub fn hidden(&mut self) {
        self.countdown = None;
        self.painted = None;
    }

    /// Any key, and any press of the mouse, stops a countdown; says whether one was running.
    pub fn stop_countdown(&mut self) -> bool {
        let was_running = self.countdown.take().is_some();
        if was_running {
            self.remark = Some(STOPPED);
        }
        was_running
    }

    /// The frame that shows it is on the screen.
    pub fn painted(&mut self, now: DateTime<Utc>) {
        self.painted.get_or_insert(now);
    }

    /// When [`Confirm::tick`] is wanted next: often enough to notice that the machine slept.
    pub fn next_wake(&self) -> Option<DateTime<Utc>> {
        let countdown = self.countdown?;
        Some(
            countdown
                .end
                .min(countdown.seen + chrono::TimeDelta::milliseconds(250)),
        )
    }

    /// Seconds until it is sent, while the countdown runs.
    pub fn seconds_left(&self, now: DateTime<Utc>) -> Option<i64> {
        self.countdown
            .map(|countdown| ((countdown.end - now).num_milliseconds() + 999).max(0) / 1000)
    }

    /// Time has passed: the countdown may have ended.
    pub fn tick(&mut self, now: DateTime<Utc>) -> Answer {
        let Some(countdown) = &mut self.countdown else {
            return Answer::Stay;
        };
        if now - countdown.seen > BLINK {
            self.hidden();
            self.remark = Some(SLEPT);
            return Answer::Stay;
        }
        countdown.seen = now;
        if countdown.end <= now {
            Answer::Go
        } else {
            Answer::Stay
        }
    }

    /// A key, what it is bound to in a dialog, and when it was typed.
    pub fn key(&mut self, key: TypedKey, command: Option<Command>, at: DateTime<Utc>) -> Answer {
        if command == Some(Command::Cancel) {
            return Answer::Cancel;
        }
        if self.stop_countdown() {
            return Answer::Stay;
        }
        if self.painted.is_none_or(|painted| at < painted + READING) {
            self.remark = Some("typed before this could be read: not taken");
            return Answer::Stay;
        }
        self.remark = None;
        match command {
            Some(Command::NextButton | Command::PreviousButton) => {
                self.focus = if self.focus == Button::Cancel && self.is_proven() {
                    Button::Go
                } else {
                    Button::Cancel
                };
            }
            Some(Command::PressButton) => return self.press(at),
            Some(command) => {
                self.input.run(command);
                self.typed();
            }
            None => return self.letter(key, at),
        }
        Answer::Stay
    }

    fn letter(&mut self, key: TypedKey, at: DateTime<Utc>) -> Answer {
        match (&self.proof, key.text()) {
            (Proof::Letter(yes), Some(typed)) if typed == *yes => self.go(at),
            (Proof::Words { .. }, Some(typed)) => {
                self.input.insert_char(typed);
                self.typed();
                Answer::Stay
            }
            _ => Answer::Stay,
        }
    }

    /// Complete words move the focus to the button; anything else takes it back.
    fn typed(&mut self) {
        self.focus = if self.is_proven() {
            Button::Go
        } else {
            Button::Cancel
        };
    }

    fn is_proven(&self) -> bool {
        match &self.proof {
            Proof::Letter(_) => true,
            Proof::Words { words, .. } => !words.is_empty() && is_same(self.input.text(), words),
        }
    }

    fn press(&mut self, at: DateTime<Utc>) -> Answer {
        match self.focus {
            Button::Cancel if self.input.is_empty() => Answer::Cancel,
            // Enter after a slip of the finger is no decision to leave.
            Button::Cancel => {
                self.remark = Some("that is not it: type it exactly, or press esc");
                Answer::Stay
            }
            Button::Go => self.go(at),
        }
    }

    fn go(&mut self, at: DateTime<Utc>) -> Answer {
        if self.subject.destroys() {
            self.countdown = Some(Countdown {
                end: at + COUNTDOWN,
                seen: at,
            });
            return Answer::Stay;
        }
        Answer::Go
    }

    /// Pasted text never answers.
    pub fn pasted(&mut self) {
        self.countdown = None;
        self.remark = Some("pasted text is not taken here: type it");
    }

    /// A press of the mouse on a button.
    pub fn mouse(&mut self, at: Position, now: DateTime<Utc>, look: Look<'_>) -> Answer {
        let was_counting = self.stop_countdown();
        let Areas { buttons, .. } = self.areas(look);
        let cancel = Rect { width: 10, ..buttons };
        let go = Rect {
            x: buttons.x + 12,
            width: width(&self.subject.button()) + 4,
            ..buttons
        };
        if cancel.contains(at) {
            return Answer::Cancel;
        }
        if was_counting {
            return Answer::Stay;
        }
        if go.contains(at) && self.is_proven() && self.painted.is_some_and(|painted| now >= painted + READING)
        {
            return self.go(now);
        }
        Answer::Stay
    }

    /// The body as it is broken into lines: a label at the first line of each text.
    fn lines(&self, look: Look<'_>) -> Vec<(&'static str, String)> {
        let width = WIDTH.min(look.size.width).saturating_sub(4 + LABEL).max(1);
        let mut lines = Vec::new();
        let changed = self
            .changed
            .iter()
            .map(|difference| ("CHANGED", difference.clone()));
        for (label, text) in changed.chain(self.subject.body(look)) {
            let labels = std::iter::once(label).chain(std::iter::repeat(""));
            lines.extend(labels.zip(wrap(&text, width)));
        }
        lines
    }

    fn areas(&self, look: Look<'_>) -> Areas {
        let lines = u16::try_from(self.lines(look).len()).unwrap_or(u16::MAX);
        let wanted = lines.saturating_add(6);
        let frame = layout::centred(look.size, WIDTH, wanted);
        // Without room for all, the blank lines go first.
        let gap = if frame.height < wanted { 1 } else { 2 };
        let line = |y: u16| Rect {
            x: frame.x + 2,
            y,
            width: frame.width.saturating_sub(4),
            height: u16::from(frame.height > 2),
        };
        let buttons = line(frame.bottom().saturating_sub(2));
        let question = line(buttons.y.saturating_sub(gap));
        let body = Rect {
            height: question.y.saturating_sub(frame.y + gap),
            ..line(frame.y + 1)
        };
        Areas {
            frame,
            body,
            question,
            buttons,
        }
    }

    pub fn view(&self, look: Look<'_>, buf: &mut Buffer) {
        let theme = look.theme;
        let Areas {
            frame,
            body,
            question,
            buttons,
        } = self.areas(look);
        Clear.render(frame, buf);
        buf.set_style(frame, theme.base);
        let title = format!(" {} ", crate::resource::text::visible(&self.subject.title()));
        Block::bordered()
            .border_set(theme.glyphs.border())
            .border_style(theme.danger)
            .title(title)
            .title_style(theme.title)
            .render(frame, buf);
        let mut lines = self.lines(look);
        let room = usize::from(body.height);
        if lines.len() > room {
            lines.truncate(room.saturating_sub(1));
            lines.push(("CUT", "enlarge the terminal to read all of it".into()));
        }
        for (y, (label, line)) in (body.y..body.bottom()).zip(&lines) {
            let mut pen = Pen::new(buf, Rect { y, height: 1, ..body }, theme.glyphs.ellipsis);
            let style = if ["CHANGED", "hidden", "CUT"].contains(label) {
                theme.warning
            } else {
                theme.dim
            };
            pen.write(&format!("{label:<width$}", width = usize::from(LABEL)), style)
                .write(line, theme.text);
        }
        self.view_question(look, question, buf);
        self.view_buttons(look, buttons, buf);
    }

    fn view_question(&self, look: Look<'_>, area: Rect, buf: &mut Buffer) {
        let theme = look.theme;
        if let Some(seconds) = self.seconds_left(look.now) {
            let words = format!("{} in {seconds} s: any key stops it", self.subject.button());
            Pen::new(buf, area, theme.glyphs.ellipsis).write(&words, theme.danger);
            return;
        }
        match &self.proof {
            Proof::Letter(yes) => {
                let mut pen = Pen::new(buf, area, theme.glyphs.ellipsis);
                pen.write("Press ", theme.text).write(&yes.to_string(), theme.key);
                // Of two words, the verb does not govern the target.
                let verb = match self.subject.verb().0 {
                    verb if verb.contains('-') => "confirm",
                    verb => verb,
                };
                pen.write(&format!(" to {verb} it"), theme.text);
            }
            Proof::Words { words, what } => {
                let shown = crate::resource::text::visible(words);
                let prompt = format!("Type {what}, {shown}: ");
                self.input.view(&prompt, theme, area, buf);
            }
        }
    }

    fn view_buttons(&self, look: Look<'_>, area: Rect, buf: &mut Buffer) {
        let theme = look.theme;
        let style = |button: Button| {
            if self.focus == button {
                theme.button_focused
            } else {
                theme.button
            }
        };
        let go_style = match (self.is_proven(), self.focus) {
            (false, _) => theme.dim,
            (true, Button::Go) => theme.danger.patch(theme.button_focused),
            (true, Button::Cancel) => theme.danger,
        };
        let mut pen = Pen::new(buf, area, theme.glyphs.ellipsis);
        let mark = |button: Button, label: &str| {
            if self.focus == button {
                format!("[ {label} ]")
            } else {
                format!("  {label}  ")
            }
        };
        pen.write(&mark(Button::Cancel, "Cancel"), style(Button::Cancel))
            .skip(2);
        pen.write(&mark(Button::Go, &self.subject.button()), go_style)
            .skip(2);
        let words = self
            .remark
            .map_or_else(|| self.subject.read_words(look), str::to_owned);
        let style = if self.remark.is_some() {
            theme.warning
        } else {
            theme.dim
        };
        let room = pen.left().saturating_sub(1);
        pen.write_right(&spans::cut(&words, room, theme.glyphs.ellipsis), style);
    }
}

/// Whether a terminal of this size can show a dialog at all.
pub fn fits(size: Size) -> bool {
    size.width >= 20 && size.height >= 5
}
