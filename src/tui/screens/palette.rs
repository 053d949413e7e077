//! The palette: type a command, a kind, a context or a theme; the list narrows while typing.

use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::{Rect, Size};
use ratatui::widgets::{Clear, Widget};

use crate::managers::About;
use crate::resource::action::{DELETE, DOWNLOAD, REPLACE_SERVER, START, STOP};
use crate::resource::kind::{CLUSTERS, EVENTS, SERVERS};
use crate::resource::shell::SSH;
use crate::resource::text::visible;
use crate::resource::{Action, ActionId, ContextName, Kind, KindId, Note, NoteId};
use crate::tui::keymap::{Command, Scope};
use crate::tui::theme::Theme;
use crate::tui::widgets::input::LineInput;
use crate::tui::widgets::spans::{Pen, width, wrap};

use super::Look;

/// State of the palette.
#[derive(Debug, Default)]
pub struct Palette {
    pub input: LineInput,
    /// Said before what is typed.
    prompt: String,
    entries: Vec<Entry>,
    cursor: usize,
}

/// Something the palette offers.
#[derive(Debug, Clone)]
pub struct Entry {
    /// What is typed.
    word: String,
    /// What may be typed as well.
    alias: Option<&'static str>,
    help: String,
    keys: Option<String>,
    /// Why it cannot be done now.
    not_now: Option<String>,
    /// It can never be done here.
    is_never: bool,
    pub choice: Choice,
}

/// What a menu of actions is about.
#[derive(Debug, Clone)]
pub struct Subject<'a> {
    pub about: &'static About,
    pub kind: KindId,
    /// The name of what is selected, or how many there are.
    pub name: &'a str,
    /// The kind of the part under the cursor.
    pub part: Option<KindId>,
    /// What can be done to that part as an object of its own: it comes first.
    pub own: Vec<&'static Action>,
    /// The part of the manager's world under the cursor, where another one is looked at.
    pub switch: Option<(ContextName, Arc<str>)>,
}

/// What an entry leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    Run(Command),
    Act(ActionId),
    /// Write a text.
    Note(NoteId),
    /// The fleet, over all contexts.
    Home,
    /// All objects of another kind.
    Kind(KindId),
    /// The parts of the selected cluster that are of this kind.
    Parts(KindId),
    Context(ContextName),
    /// Another part of the world of a context's manager.
    Scope(ContextName, Arc<str>),
    LogIn(ContextName),
    LogOut(ContextName),
    Theme(String),
}

/// Lines of the list.
const SHOWN: u16 = 10;
/// Cells at most before what an entry says.
const WORD: u16 = 28;
/// Lines for what the entry under the cursor says, where it did not fit, and the height from which on there are any.
const FULL: u16 = 2;
const ROOMY: u16 = 20;

/// The action a command asks for, if it is a verb.
pub fn action_of(command: Command) -> Option<ActionId> {
    match command {
        Command::Start => Some(START),
        Command::Stop => Some(STOP),
        Command::ReplaceServer => Some(REPLACE_SERVER),
        Command::Delete => Some(DELETE),
        Command::Ssh => Some(SSH),
        Command::Download => Some(DOWNLOAD),
        _ => None,
    }
}

/// The verbs of the open contexts' managers that have no command of their own, each once.
fn verbs(look: Look<'_>) -> Vec<&'static Action> {
    let has_command = |id| Command::all().any(|command| action_of(command) == Some(id));
    let mut verbs: Vec<&'static Action> = Vec::new();
    for action in look
        .known
        .contexts()
        .iter()
        .flat_map(|context| context.about.actions)
    {
        if !has_command(action.id) && !verbs.iter().any(|known| known.id == action.id) {
            verbs.push(action);
        }
    }
    verbs
}

/// The texts that the open contexts' managers declare, each once.
fn notes(look: Look<'_>) -> Vec<&'static Note> {
    let mut notes: Vec<&'static Note> = Vec::new();
    let contexts = look.known.contexts().iter();
    for note in contexts.flat_map(|context| context.about.notes) {
        if !notes.iter().any(|known| known.id == note.id) {
            notes.push(note);
        }
    }
    notes
}

/// The parts of managers' worlds that can be looked at instead, as far as they are known.
fn scopes_of(look: Look<'_>, narrowed: Option<&ContextName>) -> Vec<Entry> {
    let contexts = look.known.contexts().iter();
    let contexts = contexts.filter(|context| narrowed.is_none_or(|narrowed| *narrowed == context.name));
    let mut entries = Vec::new();
    for context in contexts {
        let Some(scope) = context.about.scope else {
            continue;
        };
        let mut names = look.known.names(&context.name, scope.kind);
        names.sort();
        names.retain(|name| context.scope.as_deref() != Some(name));
        entries.extend(names.iter().map(|name| Entry {
            word: format!("{} {name}", scope.word),
            ..switch_to(&context.name, name, None)
        }));
    }
    entries
}

fn switch_to(context: &ContextName, part: &Arc<str>, keys: Option<String>) -> Entry {
    Entry {
        word: String::new(),
        alias: None,
        help: format!("Look at {part} in {context}, for this run"),
        keys,
        not_now: None,
        is_never: false,
        choice: Choice::Scope(context.clone(), Arc::clone(part)),
    }
}

impl Palette {
    /// Everything there is to choose; `not_now` says why a verb cannot be asked for, `no_parts` why
    /// parts of a cluster cannot be shown. Kinds are shown of the
    /// context `narrowed`, or of all.
    pub fn new(
        look: Look<'_>,
        scopes: &[Scope],
        narrowed: Option<&ContextName>,
        themes: impl Iterator<Item = String>,
        not_now: impl Fn(ActionId) -> Option<String>,
        no_parts: impl Fn(KindId) -> Option<String>,
    ) -> Self {
        let mut entries: Vec<Entry> = Command::all()
            .filter(|command| command.is_in_palette())
            .map(|command| {
                let action = action_of(command);
                Entry {
                    word: command.name().to_owned(),
                    alias: None,
                    help: command.help().to_owned(),
                    keys: look.keymap.label_of(command, scopes),
                    not_now: action.and_then(&not_now),
                    is_never: false,
                    choice: action.map_or(Choice::Run(command), Choice::Act),
                }
            })
            .collect();
        entries.extend(verbs(look).into_iter().map(|action| Entry {
            word: action.id.0.to_owned(),
            alias: None,
            help: action.help.to_owned(),
            keys: None,
            not_now: not_now(action.id),
            is_never: false,
            choice: Choice::Act(action.id),
        }));
        let plain = |word: String, help: &str, choice: Choice| Entry {
            word,
            alias: None,
            help: help.to_owned(),
            keys: None,
            not_now: None,
            is_never: false,
            choice,
        };
        entries.extend(
            notes(look)
                .into_iter()
                .map(|note| plain(note.id.0.to_owned(), note.help, Choice::Note(note.id))),
        );
        entries.push(plain(
            "clusters".into(),
            "Show the clusters of all contexts",
            Choice::Home,
        ));
        let of = narrowed.map_or("all contexts", |context| context);
        entries.extend(listed(look).map(|kind| {
            Entry {
                alias: Some(kind.singular),
                not_now: narrowed
                    .filter(|context| look.known.with_list(kind.id, Some(context)).next().is_none())
                    .map(|context| format!("{context} has none")),
                ..plain(
                    kind.id.0.to_owned(),
                    &format!("Show the {} of {of}", kind.id),
                    Choice::Kind(kind.id),
                )
            }
        }));
        entries.extend(tabs_of_clusters(look).map(|kind| Entry {
            alias: Some(kind.singular),
            not_now: no_parts(kind.id),
            ..plain(
                kind.id.0.to_owned(),
                &format!("Show the {} of the selected cluster", kind.id),
                Choice::Parts(kind.id),
            )
        }));
        for (word, command) in [("servers", Command::ShowServers), ("events", Command::ShowEvents)] {
            let help = command.help();
            entries.push(plain(word.into(), help, Choice::Run(command)));
        }
        entries.extend(look.known.contexts().iter().map(|context| {
            let choice = Choice::Context(context.name.clone());
            plain(
                format!("context {}", context.name),
                "Show only this context's clusters",
                choice,
            )
        }));
        if look.known.contexts().len() > 1 {
            let help = "Show the clusters of all contexts again";
            entries.push(plain("context all".into(), help, Choice::Home));
        }
        entries.extend(scopes_of(look, narrowed));
        let takers = look.known.contexts().iter();
        let takers = takers.filter(|context| context.standing.takes_login);
        entries.extend(takers.flat_map(|context| {
            let name = &context.name;
            let log_in = "Give the secret that this context asks for";
            let log_out = "Forget the secret of this context";
            [
                plain(format!("login {name}"), log_in, Choice::LogIn(name.clone())),
                plain(format!("logout {name}"), log_out, Choice::LogOut(name.clone())),
            ]
        }));
        entries.extend(themes.map(|theme| {
            plain(
                format!("theme {theme}"),
                "Change to this theme",
                Choice::Theme(theme),
            )
        }));
        Self {
            input: LineInput::default(),
            prompt: ":".into(),
            entries,
            cursor: 0,
        }
    }

    /// All that can be done to what is selected, or made anew beside it; what cannot be done is there with the reason.
    pub fn of_actions(
        look: Look<'_>,
        scopes: &[Scope],
        subject: Subject<'_>,
        not_now: impl Fn(ActionId) -> Option<String>,
    ) -> Self {
        let keys_of = |id| {
            let command = Command::all().find(|command| action_of(*command) == Some(id));
            command.and_then(|command| look.keymap.label_of(command, scopes))
        };
        let entry = |id: ActionId, help: &str| Entry {
            word: id.0.to_owned(),
            alias: None,
            help: help.to_owned(),
            keys: keys_of(id),
            not_now: not_now(id),
            is_never: false,
            choice: Choice::Act(id),
        };
        let mut offered: Vec<&Action> = subject.own;
        let mut about_it: Vec<&Action> = subject.about.actions_on(subject.kind).collect();
        // What has the same name as an action on the part is about the part.
        about_it.retain(|action| !offered.iter().any(|own| own.id == action.id));
        // What is about the part under the cursor comes first, and then what can be done, lest it is out of sight.
        about_it.sort_by_key(|action| action.on.part().is_none() || action.on.part() != subject.part);
        offered.append(&mut about_it);
        let mut entries: Vec<Entry> = offered
            .into_iter()
            .map(|action| entry(action.id, action.help))
            .collect();
        if let Some(download) = subject.about.download(subject.kind) {
            entries.push(entry(DOWNLOAD, download.help));
        }
        entries.sort_by_key(|entry| entry.not_now.is_some());
        if let Some((context, part)) = &subject.switch {
            let keys = look.keymap.label_of(Command::SwitchScope, scopes);
            let switch = switch_to(context, part, keys);
            entries.insert(
                0,
                Entry {
                    word: "switch".into(),
                    ..switch
                },
            );
        }
        if subject.kind == CLUSTERS {
            let never = subject.about.not_offered.iter();
            entries.extend(never.map(|(id, _)| Entry {
                is_never: true,
                ..entry(*id, "")
            }));
        }
        Self {
            input: LineInput::default(),
            prompt: format!("{}: ", visible(subject.name)),
            entries,
            cursor: 0,
        }
    }

    /// Whether there is nothing to choose at all.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The line was changed.
    pub fn typed(&mut self) {
        self.cursor = 0;
    }

    pub fn step(&mut self, forward: bool) {
        let count = self.matches().len().max(1);
        self.cursor = if forward {
            self.cursor + 1
        } else {
            self.cursor + count - 1
        } % count;
    }

    /// Completes the line with the entry under the cursor.
    pub fn complete(&mut self) {
        let word = self.chosen().map(|entry| entry.word.clone());
        if let Some(word) = word {
            self.input.set_text(&word);
            self.cursor = 0;
        }
    }

    /// The entry that Enter takes.
    pub fn chosen(&self) -> Option<&Entry> {
        self.matches().get(self.cursor).copied()
    }

    /// Entries that the typed text is found in: at the start, then at a word's start, then spread.
    fn matches(&self) -> Vec<&Entry> {
        let typed = self.input.text().trim().to_lowercase();
        // k9s' and kubectl's short word for contexts is understood too.
        let typed = typed
            .strip_prefix("ctx")
            .map_or(typed.clone(), |rest| format!("context{rest}"));
        let mut ranked: Vec<(usize, &Entry)> = self
            .entries
            .iter()
            .filter_map(|entry| Some((entry.rank(&typed)?, entry)))
            .collect();
        ranked.sort_by_key(|(rank, _)| *rank);
        ranked.into_iter().map(|(_, entry)| entry).collect()
    }

    pub fn view(&self, size: Size, theme: &Theme, buf: &mut Buffer) {
        let matches = self.matches();
        // Of all entries, not only of those that match: the list stays where it is while somebody types.
        let is_cut = |entry: &Entry| width(&entry.word).min(WORD) + width(&entry.words()) + 4 > size.width;
        let full = if size.height >= ROOMY && self.entries.iter().any(is_cut) {
            FULL
        } else {
            0
        };
        let lines = (SHOWN + full).min(size.height.saturating_sub(2));
        let area = Rect::new(0, size.height.saturating_sub(lines + 1), size.width, lines + 1);
        let lines = lines - full.min(lines);
        Clear.render(area, buf);
        buf.set_style(area, theme.base);
        let first = self.cursor.saturating_sub(usize::from(lines).saturating_sub(1));
        let word_width = matches
            .iter()
            .map(|entry| width(&entry.word))
            .max()
            .unwrap_or(0)
            .min(WORD);
        for (y, (at, entry)) in (area.y..area.y + lines).zip(matches.iter().enumerate().skip(first)) {
            let mut pen = Pen::new(buf, Rect { y, height: 1, ..area }, theme.glyphs.ellipsis);
            let is_chosen = at == self.cursor;
            pen.write(
                if is_chosen { theme.glyphs.marker } else { " " },
                theme.selected_marker,
            )
            .skip(1);
            let style = match (is_chosen, &entry.not_now) {
                (_, Some(_)) => theme.dim,
                (true, None) => theme.selected,
                (false, None) => theme.text,
            };
            pen.write(&entry.word, style)
                .skip(word_width.saturating_sub(width(&entry.word)) + 2);
            pen.write(&entry.words(), theme.dim);
            let is_cut = pen.left() == 0;
            if let Some(keys) = &entry.keys {
                pen.write_right(&format!("{keys} "), theme.key);
            }
            if is_chosen && is_cut {
                let text = Rect {
                    x: area.x + 2,
                    y: area.y + lines,
                    width: area.width.saturating_sub(3),
                    height: full,
                };
                view_full(&entry.words(), theme, text, buf);
            }
        }
        if matches.is_empty() && area.height > 1 {
            let line = Rect { height: 1, ..area };
            Pen::new(buf, line, theme.glyphs.ellipsis)
                .skip(2)
                .write("nothing is called that", theme.warning);
        }
        let line = Rect {
            y: area.bottom().saturating_sub(1),
            height: 1,
            ..area
        };
        self.input.view(&self.prompt, theme, line, buf);
        let below = matches.len().saturating_sub(first + usize::from(lines));
        if below > 0 {
            let mut pen = Pen::new(buf, line, theme.glyphs.ellipsis);
            pen.write_right(&format!("+{below} below "), theme.dim);
        }
    }
}

/// The words of the entry under the cursor, which did not fit beside it.
fn view_full(words: &str, theme: &Theme, area: Rect, buf: &mut Buffer) {
    for (y, words) in (area.y..area.bottom()).zip(wrap(words, area.width)) {
        let line = Rect { y, height: 1, ..area };
        Pen::new(buf, line, theme.glyphs.ellipsis).write(&words, theme.text);
    }
}

impl Entry {
    /// What it does, or why it cannot be done.
    fn words(&self) -> String {
        match &self.not_now {
            Some(reason) if self.is_never => format!("not offered: {reason}"),
            Some(reason) => format!("not now: {reason}"),
            None => self.help.clone(),
        }
    }

    fn rank(&self, typed: &str) -> Option<usize> {
        let by_word = rank(&self.word, typed);
        let by_alias = self.alias.filter(|alias| *alias == typed);
        by_alias.map(|_| 0).or(by_word)
    }
}

/// The kinds that open contexts give lists of, each once, besides that of the fleet.
fn listed(look: Look<'_>) -> impl Iterator<Item = &'static Kind> {
    declared(look, |kind| kind.is_listed() && kind.id != CLUSTERS)
}

/// The kinds of parts of clusters that have a tab of their own and no command. One that another manager lists as a
/// whole is found there.
fn tabs_of_clusters(look: Look<'_>) -> impl Iterator<Item = &'static Kind> {
    let listed: Vec<KindId> = listed(look).map(|kind| kind.id).collect();
    let has_command = |kind: &Kind| [SERVERS, EVENTS].contains(&kind.id);
    let parts = declared(look, move |kind| !kind.is_listed() && !has_command(kind));
    parts.filter(move |kind| !listed.contains(&kind.id))
}

/// The kinds of the open contexts' managers that are so, each once.
fn declared(look: Look<'_>, so: impl Fn(&Kind) -> bool) -> impl Iterator<Item = &'static Kind> {
    let mut kinds: Vec<&'static Kind> = Vec::new();
    for context in look.known.contexts() {
        for kind in context.about.kinds {
            if so(kind) && kinds.iter().all(|known| known.id != kind.id) {
                kinds.push(kind);
            }
        }
    }
    kinds.into_iter()
}

fn rank(word: &str, typed: &str) -> Option<usize> {
    if word == typed {
        return Some(0);
    }
    if word.starts_with(typed) {
        return Some(1);
    }
    if word.split([' ', '-']).any(|part| part.starts_with(typed)) {
        return Some(2);
    }
    if word.contains(typed) {
        return Some(3);
    }
    let mut letters = word.chars();
    typed
        .chars()
        .all(|wanted| letters.any(|letter| letter == wanted))
        .then_some(4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_beginning_ranks_before_a_part_and_a_part_before_spread_letters() {
        assert_eq!(rank("stop", "stop"), Some(0));
        assert_eq!(rank("stop", "st"), Some(1));
        assert_eq!(rank("context stage", "st"), Some(2));
        assert_eq!(rank("replace-server", "ser"), Some(2));
        assert_eq!(rank("next-theme", "them"), Some(2));
        assert_eq!(rank("replace-server", "rpsv"), Some(4));
        assert_eq!(rank("stop", "x"), None);
    }
}
