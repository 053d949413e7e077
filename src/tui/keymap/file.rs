//! The key file: `assets/keymap.toml`, and the user's file merged over it.

use toml::Spanned;
use toml::de::DeValue;

use super::bindings::{Binding, Keymap};
use super::command::Command;
use super::key::{self, Key};
use super::scope::Scope;
use crate::tui::file_problem::{FileProblem, FileReader, did_you_mean, entries_in_order};

const DEFAULT_FILE: &str = include_str!("../../../assets/keymap.toml");
const DEFAULT_NAME: &str = "assets/keymap.toml";

/// The word that takes a key away.
const NOTHING: &str = "none";

/// A binding and the byte of its file where it stands.
struct Read {
    at: usize,
    binding: Binding,
}

impl Keymap {
    /// The keys of `assets/keymap.toml`.
    #[expect(
        clippy::expect_used,
        reason = "the file is part of the build, and a test reads it"
    )]
    pub fn default_keys() -> Self {
        let mut reader = FileReader::new(DEFAULT_NAME, DEFAULT_FILE);
        let read = read_bindings(&mut reader);
        let bindings = read.into_iter().map(|read| read.binding).collect();
        reader
            .is_clean()
            .then_some(Self { bindings })
            .expect("the default key file has no mistakes")
    }

    /// The default keys with the user's file merged over them; `path` is what problems call it.
    ///
    /// # Errors
    /// Every mistake of the file, in its order. None of it is applied then.
    pub fn merged(user_toml: &str, path: &str) -> Result<Self, Vec<FileProblem>> {
        let mut reader = FileReader::new(path, user_toml);
        let user = read_bindings(&mut reader);
        let mut bindings: Vec<Binding> = Self::default_keys().bindings;
        bindings.retain(|default| !user.iter().any(|read| same_keys(&read.binding, default)));
        report_conflicts(&mut reader, &user, &bindings);
        if reader.is_clean() {
            bindings.splice(0..0, user.into_iter().map(|read| read.binding));
            Ok(Self { bindings })
        } else {
            Err(reader.into_problems())
        }
    }
}

fn read_bindings(reader: &mut FileReader<'_>) -> Vec<Read> {
    let file = reader.parse();
    let mut read: Vec<Read> = Vec::new();
    for (section, at, content) in entries_in_order(&file) {
        let DeValue::Table(lines) = content.get_ref() else {
            reader.report(
                at,
                format!("\"{section}\" stands outside of a section such as [global]"),
            );
            continue;
        };
        let Some(scope) = Scope::from_name(section) else {
            let hint = did_you_mean(section, Scope::ALL.map(Scope::name));
            reader.report(at, format!("unknown section [{section}]{hint}"));
            continue;
        };
        for (keys, at, command) in entries_in_order(lines) {
            let keys = read_keys(reader, scope, keys, at);
            let command = read_command(reader, command);
            let (Some(keys), Some(command)) = (keys, command) else {
                continue;
            };
            let binding = Binding { scope, keys, command };
            if read.iter().any(|earlier| same_keys(&earlier.binding, &binding)) {
                reader.report(
                    at,
                    format!("\"{}\" is bound twice in [{section}]", key::label(&binding.keys)),
                );
            }
            read.push(Read { at, binding });
        }
    }
    read
}

fn read_keys(reader: &mut FileReader<'_>, scope: Scope, words: &str, at: usize) -> Option<Vec<Key>> {
    match Key::parse_sequence(words) {
        Ok(keys) if scope.takes_text() && keys.iter().any(|key| key.text().is_some()) => {
            reader.report(
                at,
                format!("\"{words}\" is text in [{}]: add ctrl or alt", scope.name()),
            );
            None
        }
        Ok(keys) => Some(keys),
        Err(problems) => {
            for problem in problems {
                reader.report(at, problem);
            }
            None
        }
    }
}

/// `Some(None)` is the user's wish that the key does nothing.
fn read_command(reader: &mut FileReader<'_>, value: &Spanned<DeValue<'_>>) -> Option<Option<Command>> {
    let at = value.span().start;
    let DeValue::String(name) = value.get_ref() else {
        reader.report(at, "expected the name of a command in quotes");
        return None;
    };
    if name == NOTHING {
        return Some(None);
    }
    let command = Command::from_name(name);
    if command.is_none() {
        let hint = did_you_mean(name, Command::all().map(Command::name).chain([NOTHING]));
        reader.report(at, format!("unknown command \"{name}\"{hint}"));
    }
    command.map(Some)
}

/// Reports where one binding is the start of a longer one, so that one of the two could never run.
fn report_conflicts(reader: &mut FileReader<'_>, user: &[Read], defaults: &[Binding]) {
    for (index, read) in user.iter().enumerate() {
        let earlier = user.iter().take(index).map(|earlier| &earlier.binding);
        for other in earlier.chain(defaults) {
            if is_conflict(&read.binding, other) {
                reader.report(
                    read.at,
                    format!(
                        "\"{}\" and \"{}\" ({}) start alike in [{}], so the longer one could never run; \
                         set one of them to \"{NOTHING}\"",
                        key::label(&read.binding.keys),
                        key::label(&other.keys),
                        other.command.map_or(NOTHING, Command::name),
                        read.binding.scope.name(),
                    ),
                );
            }
        }
    }
}

fn same_keys(a: &Binding, b: &Binding) -> bool {
    a.scope == b.scope && a.keys == b.keys
}

fn is_conflict(a: &Binding, b: &Binding) -> bool {
    a.scope == b.scope
        && a.keys != b.keys
        && a.command.is_some()
        && b.command.is_some()
        && (a.keys.starts_with(&b.keys) || b.keys.starts_with(&a.keys))
}

#[cfg(test)]
mod tests {
    use super::super::bindings::Lookup;
    use super::*;

    const FLEET: [Scope; 4] = [Scope::Fleet, Scope::Table, Scope::Motion, Scope::Global];

    fn problems(user: &str) -> Vec<String> {
        Keymap::merged(user, "keys.toml")
            .unwrap_err()
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn the_default_file_has_no_mistakes() {
        let mut reader = FileReader::new(DEFAULT_NAME, DEFAULT_FILE);
        read_bindings(&mut reader);
        assert_eq!(reader.into_problems(), []);
    }

    #[test]
    fn every_command_is_bound_or_listed_as_unbound() {
        let keymap = Keymap::default_keys();
        for command in Command::all() {
            let is_bound = keymap
                .bindings
                .iter()
                .any(|binding| binding.command == Some(command));
            assert_eq!(
                is_bound,
                !Command::UNBOUND.contains(&command),
                "{}",
                command.name()
            );
        }
    }

    #[test]
    fn in_one_scope_no_default_binding_is_the_start_of_another() {
        let bindings = Keymap::default_keys().bindings;
        for a in &bindings {
            for b in &bindings {
                assert!(
                    !is_conflict(a, b),
                    "{} and {}",
                    key::label(&a.keys),
                    key::label(&b.keys)
                );
            }
        }
    }

    #[test]
    fn the_default_file_has_every_section_in_order() {
        let positions: Vec<_> = Scope::ALL
            .iter()
            .map(|scope| DEFAULT_FILE.find(&format!("\n[{}]\n", scope.name())))
            .collect();
        assert!(positions.iter().all(Option::is_some) && positions.is_sorted());
    }

    #[test]
    fn a_users_file_adds_changes_and_takes_away_keys() {
        let keymap = Keymap::merged(
            "[table]\nctrl-n = 'mark'\nspace = 'none'\n[fleet]\nq = 'none'\n[motion]\n'g g' = 'none'\ng = 'move-to-top'",
            "keys.toml",
        )
        .unwrap();
        let run = |keys: &str| keymap.lookup(&FLEET, &Key::parse_sequence(keys).unwrap());
        assert_eq!(run("ctrl-n"), Lookup::Run(Command::Mark));
        assert_eq!(run("space"), Lookup::Unbound);
        assert_eq!(run("q"), Lookup::Unbound, "taken away from the wider scope too");
        assert_eq!(run("g"), Lookup::Run(Command::MoveToTop));
        assert_eq!(run("j"), Lookup::Run(Command::MoveDown), "the rest stays");
        assert_eq!(keymap.label_of(Command::Mark, &FLEET).as_deref(), Some("ctrl-n"));
    }

    #[test]
    fn an_empty_file_changes_nothing() {
        assert_eq!(
            Keymap::merged("# nothing yet\n", "keys.toml").unwrap(),
            Keymap::default_keys()
        );
    }

    #[test]
    fn all_mistakes_are_reported_at_once_each_with_its_place() {
        let user = "x = 'quit'\n[tabel]\nx = 'quit'\n[table]\nentr = 'open'\nz = 'opn'\ng = 'mark'\nm = 3\n\
                    [motion]\ng = 'refresh'\n[input]\na = 'submit'\n";
        let found = problems(user);
        insta::assert_snapshot!(found.join("\n"), @r#"
        keys.toml:1:1: "x" stands outside of a section such as [global]
        keys.toml:2:2: unknown section [tabel]; did you mean "table"?
        keys.toml:5:1: unknown key "entr"; did you mean "enter"?
        keys.toml:6:5: unknown command "opn"; did you mean "open"?
        keys.toml:8:5: expected the name of a command in quotes
        keys.toml:10:1: "g" and "g g" (move-to-top) start alike in [motion], so the longer one could never run; set one of them to "none"
        keys.toml:12:1: "a" is text in [input]: add ctrl or alt
        "#);
    }

    #[test]
    fn two_ways_to_write_one_key_are_one_binding() {
        let found = problems("[global]\nesc = 'quit'\nescape = 'help'\n");
        assert_eq!(found, ["keys.toml:3:1: \"esc\" is bound twice in [global]"]);
    }

    #[test]
    fn a_file_that_is_not_toml_says_where() {
        let found = problems("[global\nq = 'quit'\n");
        assert!(found[0].starts_with("keys.toml:1:"), "{found:?}");
    }
}
