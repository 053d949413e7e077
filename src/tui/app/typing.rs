//! What is typed below the screen: the palette, filters, searches.

use crate::resource::kind::CLUSTERS;
use crate::resource::{Key, KindId, Notice};
use crate::tui::keymap::{Command, Key as TypedKey};
use crate::tui::msg::Effect;
use crate::tui::screens::Request;
use crate::tui::screens::line::Purpose;
use crate::tui::screens::object::Tab;
use crate::tui::screens::palette::{Choice, Palette, Subject};
use crate::tui::verbs;

use super::{Model, arrange, is_filter};

impl Model {
    pub(super) fn open_palette(&mut self) {
        let themes: Vec<String> = self.themes.names().map(str::to_owned).collect();
        let scopes = self.scopes();
        let narrowed = self.fleet.narrowed();
        let palette = Palette::new(
            self.look(),
            &scopes,
            narrowed,
            themes.into_iter(),
            |action| self.not_now(action),
            |part| self.cluster_with(part).err(),
        );
        self.palette = Some(palette);
    }

    /// Opens the menu of all that can be done to what is selected; without a selection, to the kind that is listed.
    pub(super) fn open_actions(&mut self) {
        let aim = self.aim();
        let listed = self.navigation.top().and_then(|page| page.listed());
        let selected = aim.targets.first();
        let kind = selected.map(|key| key.kind).or(listed).unwrap_or(CLUSTERS);
        let context = match selected {
            Some(key) => self.known.context(&key.context),
            None => self
                .known
                .contexts()
                .iter()
                .find(|context| context.listed_kind(kind).is_some()),
        };
        let Some(context) = context else {
            return;
        };
        let row = selected.and_then(|key| self.known.row(key));
        let name = match (aim.targets.len(), row) {
            (0, _) => kind.to_string(),
            (1, Some(row)) => row.name.to_string(),
            (count, _) => format!("{count} {kind}"),
        };
        let subject = Subject {
            about: context.about,
            kind,
            name: &name,
            part: aim.part.as_ref().map(|(kind, _)| *kind),
            own: verbs::own_actions(&aim, &self.known),
            switch: self.scope_selected(),
        };
        let scopes = self.scopes();
        let menu = Palette::of_actions(self.look(), &scopes, subject, |action| self.not_now(action));
        if menu.is_empty() {
            let words = format!("{} offers nothing to do with {kind}", context.about.title);
            self.notify(Notice::info(words));
            return;
        }
        self.palette = Some(menu);
    }

    /// The selected cluster, one of those that may have parts of this kind.
    ///
    /// # Errors
    /// Why there is none, in words.
    fn cluster_with(&self, part: KindId) -> Result<Key, String> {
        let aim = self.aim();
        let key = aim.targets.first().filter(|key| key.kind == CLUSTERS);
        let key = key.ok_or("select a cluster first")?;
        match self.known.have_parts(key, part) {
            true => Ok(key.clone()),
            false => Err(format!("{} has none", key.context)),
        }
    }

    /// Shows the parts of a cluster that are of this kind: on its screen, if that is shown.
    fn show_parts(&mut self, cluster: Key, part: KindId) -> Vec<Effect> {
        let look = look!(self);
        let tab = Tab::Parts(part);
        let page = self.navigation.top_mut();
        if page.is_some_and(|page| page.show(&cluster, tab, look)) {
            return Vec::new();
        }
        self.requested(vec![Request::Open(cluster, tab)])
    }

    fn choose(&mut self, choice: Choice) -> Vec<Effect> {
        match choice {
            Choice::Run(command) => self.run(command),
            Choice::Act(action) => self.ask(action),
            Choice::Note(note) => self.write_note(note),
            Choice::Home => self.requested(vec![Request::Narrow(None)]),
            Choice::Kind(kind) => {
                self.show_kind(kind);
                Vec::new()
            }
            Choice::Parts(kind) => match self.cluster_with(kind) {
                Ok(key) => self.show_parts(key, kind),
                Err(reason) => {
                    self.notify(Notice::info(format!("Cannot show {kind}: {reason}")));
                    Vec::new()
                }
            },
            Choice::Context(context) => self.requested(vec![Request::Narrow(Some(context))]),
            Choice::Scope(context, part) => self.switch_scope(context, part),
            Choice::LogIn(context) => self.log_in(Some(context)),
            Choice::LogOut(context) => self.log_out(Some(context)),
            Choice::Theme(name) => {
                if let Ok(theme) = self.themes.named(&name) {
                    self.theme = self.choice.fit(theme);
                    self.theme.name = name;
                }
                Vec::new()
            }
        }
    }

    fn filter(&mut self, text: &str) -> Vec<Effect> {
        let look = look!(self);
        match self.navigation.top_mut() {
            None => arrange(self.fleet.filter(text, look)),
            Some(page) => {
                page.filter(text, look);
                Vec::new()
            }
        }
    }

    pub(super) fn palette_key(&mut self, key: TypedKey, command: Option<Command>) -> Vec<Effect> {
        let Some(palette) = &mut self.palette else {
            return Vec::new();
        };
        match command {
            Some(Command::Cancel) => self.palette = None,
            Some(Command::Complete) => palette.complete(),
            Some(Command::NextEntry) => palette.step(true),
            Some(Command::PreviousEntry) => palette.step(false),
            Some(Command::Backspace) if palette.input.is_empty() => self.palette = None,
            Some(Command::Submit) => {
                let chosen = palette.chosen().cloned();
                let typed = palette.input.text().to_owned();
                self.palette = None;
                let meant = self.scope_typed(&typed);
                return match (chosen, meant) {
                    // A name that nobody knows yet may be right.
                    (Some(entry), Some((context, part))) if !matches!(entry.choice, Choice::Scope(..)) => {
                        self.switch_scope(context, part)
                    }
                    (None, Some((context, part))) => self.switch_scope(context, part),
                    (Some(entry), _) => self.choose(entry.choice),
                    (None, None) => {
                        self.notify(Notice::warning(format!("Nothing is called \"{typed}\"")));
                        Vec::new()
                    }
                };
            }
            Some(command) => {
                palette.input.run(command);
                palette.typed();
            }
            None => {
                if let Some(letter) = key.text() {
                    palette.input.insert_char(letter);
                    palette.typed();
                }
            }
        }
        Vec::new()
    }

    pub(super) fn line_key(&mut self, key: TypedKey, command: Option<Command>) -> Vec<Effect> {
        let Some(line) = &mut self.line else {
            return Vec::new();
        };
        match command {
            Some(Command::Cancel) => {
                let before = std::mem::take(&mut line.before);
                let was_filter = is_filter(line);
                self.line = None;
                if was_filter {
                    self.filter(&before)
                } else {
                    Vec::new()
                }
            }
            Some(Command::Submit) => {
                let text = line.input.text().to_owned();
                let purpose = line.purpose;
                self.line = None;
                if purpose == Purpose::File {
                    return self.create_from_file(text);
                }
                let look = look!(self);
                let requests = match self.navigation.top_mut() {
                    Some(page) => page.line(purpose, &text, look),
                    None => Vec::new(),
                };
                self.requested(requests)
            }
            // While a filter is typed the cursor still moves in the table.
            Some(Command::NextEntry) if is_filter(line) => self.run(Command::MoveDown),
            Some(Command::PreviousEntry) if is_filter(line) => self.run(Command::MoveUp),
            Some(command) => {
                line.input.run(command);
                self.line_typed()
            }
            None => match key.text() {
                Some(letter) => {
                    line.input.insert_char(letter);
                    self.line_typed()
                }
                None => Vec::new(),
            },
        }
    }

    /// The line being typed was changed: a filter applies at once.
    pub(super) fn line_typed(&mut self) -> Vec<Effect> {
        match &self.line {
            Some(line) if is_filter(line) => {
                let text = line.input.text().to_owned();
                self.filter(&text)
            }
            _ => Vec::new(),
        }
    }
}
