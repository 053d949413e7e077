//! The table of keys, and what the keys typed so far mean.

use super::command::{Command, Group};
use super::key::{self, Key};
use super::scope::Scope;

/// Keys to press one after the other in a scope, and what they do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binding {
    pub scope: Scope,
    pub keys: Vec<Key>,
    /// `None` if the user took the keys away: wider scopes do not get them either.
    pub command: Option<Command>,
}

/// What the keys typed so far mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lookup {
    /// They are a whole binding.
    Run(Command),
    /// They are the start of a binding: wait for the next key.
    Pending,
    /// They mean nothing here: forget them.
    Unbound,
}

/// A command that works in a place, with all its keys there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HelpEntry {
    pub command: Command,
    /// As the key files write them, with commas between alternatives: `j, down`.
    pub keys: String,
}

impl HelpEntry {
    pub const fn group(&self) -> Group {
        self.command.group()
    }

    pub const fn help(&self) -> &'static str {
        self.command.help()
    }
}

/// Which keys do what, where. Made by [`Keymap::default_keys`] and [`Keymap::merged`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keymap {
    pub(super) bindings: Vec<Binding>,
}

impl Keymap {
    /// What the keys typed so far mean where `scopes` apply, innermost first.
    pub fn lookup(&self, scopes: &[Scope], typed: &[Key]) -> Lookup {
        for scope in scopes {
            let mut is_start = false;
            for binding in self.in_scope(*scope) {
                if binding.keys == typed {
                    return binding.command.map_or(Lookup::Unbound, Lookup::Run);
                }
                is_start |= binding.command.is_some() && binding.keys.starts_with(typed);
            }
            if is_start {
                return Lookup::Pending;
            }
        }
        Lookup::Unbound
    }

    /// The commands that have a key where `scopes` apply, innermost first, and their keys.
    pub fn help(&self, scopes: &[Scope]) -> Vec<HelpEntry> {
        Command::all()
            .filter_map(|command| {
                let labels: Vec<String> = self.keys_of(command, scopes).map(key::label).collect();
                (!labels.is_empty()).then(|| HelpEntry {
                    command,
                    keys: labels.join(", "),
                })
            })
            .collect()
    }

    /// The key to name in a footer for a command, if it has one where `scopes` apply.
    pub fn label_of(&self, command: Command, scopes: &[Scope]) -> Option<String> {
        self.keys_of(command, scopes).next().map(key::label)
    }

    /// The bindings of one scope, the user's own first.
    pub fn in_scope(&self, scope: Scope) -> impl Iterator<Item = &Binding> {
        self.bindings.iter().filter(move |binding| binding.scope == scope)
    }

    /// The keys that run a command: not those that a narrower scope uses for something else.
    fn keys_of(&self, command: Command, scopes: &[Scope]) -> impl Iterator<Item = &[Key]> {
        scopes
            .iter()
            .flat_map(|scope| self.in_scope(*scope))
            .filter(move |binding| binding.command == Some(command) && self.is_reachable(scopes, binding))
            .map(|binding| binding.keys.as_slice())
    }

    fn is_reachable(&self, scopes: &[Scope], binding: &Binding) -> bool {
        let starts_are_pending = (1..binding.keys.len())
            .filter_map(|length| binding.keys.get(..length))
            .all(|start| self.lookup(scopes, start) == Lookup::Pending);
        starts_are_pending
            && binding
                .command
                .is_some_and(|command| self.lookup(scopes, &binding.keys) == Lookup::Run(command))
    }
}

#[cfg(test)]
mod tests {
    use super::super::key::KeyCode;
    use super::*;

    const FLEET: [Scope; 4] = [Scope::Fleet, Scope::Table, Scope::Motion, Scope::Global];
    const CLUSTER: [Scope; 5] = [
        Scope::Servers,
        Scope::Cluster,
        Scope::Table,
        Scope::Motion,
        Scope::Global,
    ];

    fn type_keys(keymap: &Keymap, scopes: &[Scope], keys: &str) -> Lookup {
        keymap.lookup(scopes, &Key::parse_sequence(keys).unwrap())
    }

    #[test]
    fn the_first_g_waits_for_the_second() {
        let keymap = Keymap::default_keys();
        assert_eq!(type_keys(&keymap, &FLEET, "g"), Lookup::Pending);
        assert_eq!(type_keys(&keymap, &FLEET, "g g"), Lookup::Run(Command::MoveToTop));
        assert_eq!(type_keys(&keymap, &FLEET, "g x"), Lookup::Unbound);
    }

    #[test]
    fn the_innermost_scope_wins() {
        let keymap = Keymap::default_keys();
        assert_eq!(type_keys(&keymap, &FLEET, "l"), Lookup::Run(Command::ScrollRight));
        assert_eq!(type_keys(&keymap, &CLUSTER, "l"), Lookup::Run(Command::NextTab));
        assert_eq!(
            type_keys(&keymap, &CLUSTER, "R"),
            Lookup::Run(Command::ReplaceServer)
        );
        assert_eq!(type_keys(&keymap, &FLEET, "R"), Lookup::Unbound);
    }

    #[test]
    fn the_help_leaves_out_keys_that_a_narrower_scope_took() {
        let keymap = Keymap::default_keys();
        let keys_of = |scopes: &[Scope], command| {
            keymap
                .help(scopes)
                .into_iter()
                .find(|entry| entry.command == command)
                .map(|entry| entry.keys)
        };
        assert_eq!(keys_of(&FLEET, Command::ScrollLeft).as_deref(), Some("h, left"));
        assert_eq!(keys_of(&CLUSTER, Command::ScrollLeft), None);
        assert_eq!(keys_of(&FLEET, Command::MoveToTop).as_deref(), Some("g g, home"));
        assert_eq!(keys_of(&FLEET, Command::Delete), None);
    }

    #[test]
    fn a_footer_names_the_first_key() {
        let keymap = Keymap::default_keys();
        assert_eq!(keymap.label_of(Command::Quit, &FLEET).as_deref(), Some("q"));
        assert_eq!(keymap.label_of(Command::Mark, &FLEET).as_deref(), Some("space"));
        assert_eq!(keymap.label_of(Command::Submit, &FLEET), None);
    }

    #[test]
    fn a_line_being_typed_knows_only_its_own_keys() {
        let keymap = Keymap::default_keys();
        assert_eq!(keymap.lookup(&[Scope::Input], &[Key::char('q')]), Lookup::Unbound);
        assert_eq!(
            keymap.lookup(&[Scope::Input], &[Key::plain(KeyCode::Esc)]),
            Lookup::Run(Command::Cancel)
        );
    }
}
