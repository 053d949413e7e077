//! The value of a field, written in the editor over its form.
//!
//! It knows nothing of the form: it begins with a text, and ends with the one line that the field is to hold.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use secrecy::{ExposeSecret as _, SecretString};

use crate::resource::{JsonSort, Notice, Parameter, Takes};
use crate::spec::secret::MASK;
use crate::spec::{Json, Parsed, Place};
use crate::tui::keymap::{Command, Key as TypedKey, Scope};
use crate::tui::layout;
use crate::tui::msg::Answer;
use crate::tui::screens::editor::text::{MASK_MEANS, Text, at_place};
use crate::tui::screens::line::Purpose;
use crate::tui::screens::page::News;
use crate::tui::screens::{Look, Request};
use crate::tui::widgets::editor::TooLarge;
use crate::tui::widgets::form::Field;
use crate::tui::widgets::rule::Rule;
use crate::tui::widgets::spans::{Pen, wrap};

use super::subject::Document;

/// State of the editor.
#[derive(Debug)]
pub struct ValueEditor {
    /// The field that takes the value.
    field: String,
    title: String,
    help: String,
    parameter: Parameter,
    text: Text,
    /// The text that it began with: a secret may have been typed into the field.
    begun: SecretString,
    /// Whether nobody said what it began with, and it only shows how one begins.
    is_skeleton: bool,
    /// The text that was looked at for a mask, by its revision, and whether there is one that stands for something.
    mask: (u64, bool),
    /// What was said when esc was pressed over a text that was changed: the next one drops it.
    warning: Option<String>,
}

/// Where keys are looked up while a value is written, the innermost first.
pub const SCOPES: [Scope; 2] = [Scope::Value, Scope::Editor];

impl ValueEditor {
    /// Begins with what the field holds, or else with what there is now.
    ///
    /// # Errors
    /// If that is too large to be edited here.
    pub fn open(document: &Document, field: &Field, look: Look<'_>) -> Result<Self, TooLarge> {
        let (beginning, is_skeleton) = beginning(document, field.value());
        let text = Text::new(&beginning, layout::editor(look.size).text)?;
        let begun = SecretString::from(text.editor.text());
        let mut editor = Self {
            field: field.name.clone(),
            title: format!("{} {}", field.label, document.of),
            help: field.help.clone(),
            parameter: document.parameter,
            text,
            begun,
            is_skeleton,
            mask: (0, false),
            warning: None,
        };
        editor.look_for_mask();
        Ok(editor)
    }

    /// The field that takes the value.
    pub fn field(&self) -> &str {
        &self.field
    }

    /// Which value it is: "options of web".
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The commands that the footer names, the likeliest first.
    pub fn likely() -> Vec<Command> {
        use Command::*;
        vec![TakeValue, Search, Undo, FormatDocument, EditOutside, JumpToPath]
    }

    /// Runs a command on the text; `None` if it means nothing here.
    pub fn run(&mut self, command: Command) -> Option<Vec<Request>> {
        self.warning = None;
        let requests = match command {
            Command::CompleteField => {
                let words = "Nothing is known of what can stand here";
                return Some(vec![Request::Notify(Notice::info(words))]);
            }
            other => self.text.run(other)?,
        };
        self.look_for_mask();
        Some(requests)
    }

    pub fn typed(&mut self, key: TypedKey) {
        self.warning = None;
        if let Some(letter) = key.text() {
            self.text.editor.insert_char(letter);
            self.look_for_mask();
        }
    }

    pub fn pasted(&mut self, text: &str) -> Vec<Request> {
        self.warning = None;
        let requests = self.text.paste(text);
        self.look_for_mask();
        requests
    }

    /// A line that was typed below.
    pub fn line(&mut self, purpose: Purpose, text: &str) -> Vec<Request> {
        let requests = self.text.line(purpose, text);
        self.look_for_mask();
        requests
    }

    pub fn press(&mut self, at: Position) {
        self.warning = None;
        self.text.editor.press(at);
    }

    pub fn scroll(&mut self, lines: isize) {
        self.text.editor.scroll(lines);
    }

    pub fn resize(&mut self, look: Look<'_>) {
        self.text.editor.resize(layout::editor(look.size).text);
    }

    /// Takes what the user's own editor saved, if it had this text.
    pub fn told(&mut self, news: News<'_>) -> Vec<Request> {
        let News::Answer(Answer::EditedOutside(edited)) = news else {
            return Vec::new();
        };
        let notice = self.text.take_over(edited);
        self.look_for_mask();
        notice.map(Request::Notify).into_iter().collect()
    }

    /// Whether esc has something to leave before the value is dropped; `warning` is said before what was written is.
    pub fn back(&mut self, warning: String) -> bool {
        if self.text.back() {
            self.warning = None;
            return true;
        }
        let is_changed = self.text.editor.text() != self.begun.expose_secret();
        let stays = is_changed && self.warning.is_none();
        self.warning = stays.then_some(warning);
        stays
    }

    /// The line that the field is to hold: the document without blanks, its order and its numbers as written. An empty
    /// text says nothing, and neither does one that only shows how to begin.
    ///
    /// # Errors
    /// What is wrong with it and where; the cursor goes there.
    pub fn take(&mut self) -> Result<String, Notice> {
        self.warning = None;
        let text = self.text.editor.text();
        if self.is_skeleton && text == self.begun.expose_secret() {
            return Ok(String::new());
        }
        read(&self.parameter, &text).map_err(|(place, words)| {
            self.text.editor.jump_to(place.line, place.column);
            Notice::warning(at_place(place, &words)).with_hint("nothing was taken yet")
        })
    }

    /// A mask that nothing is compared with is a text like any other.
    fn look_for_mask(&mut self) {
        let revision = self.text.editor.revision();
        if self.parameter.current.is_some() && (revision != self.mask.0 || revision == 0) {
            let mut lines = self.text.editor.lines().iter();
            self.mask = (revision, lines.any(|line| line.contains(MASK)));
        }
    }

    pub fn view(&self, look: Look<'_>, buf: &mut Buffer) {
        let theme = look.theme;
        let areas = layout::editor(look.size);
        let has_room = areas.about.height > 1;
        let important = match &self.warning {
            Some(warning) if !has_room => warning.clone(),
            _ => self.text.editor.search_status().unwrap_or_default(),
        };
        Rule {
            title: &self.title,
            has_focus: true,
            important: &important,
            middle: "",
            fresh: (String::new(), Style::new()),
        }
        .render(theme, areas.rule, buf);
        self.text.editor.view(theme, areas.text, buf);
        if !has_room {
            return;
        }
        let place = Rect {
            height: 1,
            ..areas.about
        };
        self.text.view_place(theme, place, buf);
        let words = Rect {
            y: areas.about.y + 1,
            height: areas.about.height - 1,
            ..areas.about
        };
        self.view_words(look, words, buf);
    }

    /// What is to be said of the text: what a mask is before what the field is.
    fn view_words(&self, look: Look<'_>, area: Rect, buf: &mut Buffer) {
        let theme = look.theme;
        let room = area.width.saturating_sub(3);
        let (mut lines, style) = match &self.warning {
            Some(warning) => (wrap(warning, room), theme.warning),
            None => (wrap(&self.help, room), theme.dim),
        };
        if self.mask.1 && self.warning.is_none() {
            let about_mask = wrap(MASK_MEANS, room);
            lines.truncate(usize::from(area.height).saturating_sub(about_mask.len()));
            lines.extend(about_mask);
        }
        for (y, line) in (area.y..area.bottom()).zip(lines) {
            let row = Rect { y, height: 1, ..area };
            Pen::new(buf, row, theme.glyphs.ellipsis)
                .skip(1)
                .write(&line, style);
        }
    }
}

/// The sort of document that a parameter takes.
const fn sort_of(takes: Takes) -> JsonSort {
    match takes {
        Takes::Json => JsonSort::Object,
        Takes::Value(sort) => sort,
        _ => JsonSort::Any,
    }
}

/// What the text begins with: what was said so far, or what there is now, or what applies without being said; and
/// whether it is none of these, and only shows how such a document begins.
fn beginning(document: &Document, said: &str) -> (String, bool) {
    let pretty = |text: &str| match Parsed::read(text) {
        // A key that stands twice would be lost.
        Ok(parsed) if parsed.repeated.is_empty() => parsed.json.pretty(),
        Ok(_) | Err(_) => text.to_owned(),
    };
    let parameter = &document.parameter;
    match (said, &document.current, parameter.default) {
        ("", Some(current), _) => (current.pretty(), false),
        ("", None, "") => {
            let skeleton = match sort_of(parameter.takes) {
                JsonSort::List => "[]",
                JsonSort::Object => "{}",
                // Nothing is known of how it begins, or it is no document.
                JsonSort::Any | JsonSort::Text | JsonSort::Integer | JsonSort::Number | JsonSort::Boolean => {
                    ""
                }
            };
            (skeleton.to_owned(), true)
        }
        ("", None, default) => (pretty(default), false),
        (said, ..) => (pretty(said), false),
    }
}

/// The text as one line, if the parameter takes it.
fn read(parameter: &Parameter, text: &str) -> Result<String, (Place, String)> {
    let begin = text.len() - text.trim_start().len();
    let text_alone = text.trim();
    if text_alone.is_empty() {
        return Ok(String::new());
    }
    let line = match Parsed::read(text) {
        Ok(parsed) => match parsed.repeated.first() {
            Some((_, range)) => {
                let words = "this key stands twice in its object".to_owned();
                return Err((Place::of_byte(text, range.start), words));
            }
            None => parsed.json.to_string(),
        },
        // A text needs no quotes; what begins like a document is meant to be one.
        Err(_) if sort_of(parameter.takes) == JsonSort::Any && !text_alone.starts_with(['{', '[', '"']) => {
            match text_alone.contains('\n') {
                true => Json::string(text_alone).to_string(),
                false => text_alone.to_owned(),
            }
        }
        Err(error) => return Err((error.at, error.message)),
    };
    match parameter.judge(&line) {
        Ok(()) => Ok(line),
        Err(why) => Err((Place::of_byte(text, begin), why)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(takes: Takes) -> Document {
        Document {
            parameter: Parameter::new("properties", "", takes),
            of: "of web".into(),
            current: None,
        }
    }

    #[test]
    fn it_begins_with_what_was_said_then_with_what_there_is_then_with_the_default() {
        let mut of = document(Takes::Json);
        let skeleton = |text: &str| (text.to_owned(), true);
        let said = |text: &str| (text.to_owned(), false);
        assert_eq!(beginning(&of, ""), skeleton("{}"));
        assert_eq!(
            beginning(&document(Takes::Value(JsonSort::List)), ""),
            skeleton("[]")
        );
        assert_eq!(
            beginning(&document(Takes::Value(JsonSort::Any)), ""),
            skeleton("")
        );
        assert_eq!(beginning(&of, "{}"), said("{}"));
        of.parameter = of.parameter.or(r#"{"a":1}"#);
        assert_eq!(beginning(&of, ""), said("{\n  \"a\": 1\n}"));
        of.current = Some(r#"{"z":1.0,"a":[]}"#.parse().unwrap());
        assert_eq!(beginning(&of, ""), said("{\n  \"z\": 1.0,\n  \"a\": []\n}"));
        assert_eq!(beginning(&of, "{\"b\": 1e3}"), said("{\n  \"b\": 1e3\n}"));
        // What is broken or would lose something stays as it was typed.
        assert_eq!(beginning(&of, "{\"b\":"), said("{\"b\":"));
        assert_eq!(beginning(&of, r#"{"b":1,"b":2}"#), said(r#"{"b":1,"b":2}"#));
    }

    #[test]
    fn it_ends_as_one_line_with_its_order_and_numbers() {
        let object = document(Takes::Json).parameter;
        let text = "\n{\n  \"z\": 1.0,\n  \"a\": [12345678901234567890, \"x y\"]\n}\n";
        let line = r#"{"z":1.0,"a":[12345678901234567890,"x y"]}"#;
        assert_eq!(read(&object, text), Ok(line.to_owned()));
        assert_eq!(read(&object, " \n"), Ok(String::new()));
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        let object = document(Takes::Json).parameter;
        for (text, (line, column), words) in [
            ("{\n  \"a\": 1,\n}", (3, 1), "a key in quotes"),
            ("\n  [1]", (2, 3), "a list is not a JSON object"),
            ("{\"a\": 1,\n \"a\": 2}", (2, 2), "twice"),
        ] {
            let (place, why) = read(&object, text).unwrap_err();
            assert_eq!((place.line, place.column), (line, column), "{text}");
            assert!(why.contains(words), "{why}");
        }
    }

    #[test]
    fn a_value_of_any_sort_may_be_a_text_without_quotes() {
        let any = document(Takes::Value(JsonSort::Any)).parameter;
        assert_eq!(read(&any, "web\n"), Ok("web".into()));
        assert_eq!(read(&any, "a\nb"), Ok(r#""a\nb""#.into()));
        assert_eq!(read(&any, "[1, 2]"), Ok("[1,2]".into()));
        assert!(read(&any, "[1, 2").is_err());
    }
}
