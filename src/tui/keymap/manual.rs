//! The key table of the README.

use std::fmt::Write as _;

use super::bindings::Keymap;
use super::scope::Scope;

impl Keymap {
    /// The keys as Markdown: one table for each scope that has keys.
    pub fn markdown(&self) -> String {
        let mut text = String::new();
        for scope in Scope::ALL {
            let entries = self.help(&[scope]);
            if entries.is_empty() {
                continue;
            }
            if !text.is_empty() {
                text.push('\n');
            }
            // Writing to a string cannot fail.
            let _ = write!(
                text,
                "**{}**\n\n| keys | command | |\n|---|---|---|\n",
                scope.title()
            );
            for entry in entries {
                let keys = entry.keys.split(", ").map(code).collect::<Vec<_>>().join(" ");
                let _ = writeln!(text, "| {keys} | `{}` | {} |", entry.command.name(), entry.help());
            }
        }
        text
    }
}

/// A key as code in a cell of a table.
fn code(keys: &str) -> String {
    format!("`{}`", keys.replace('|', "\\|"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::keymap::Command;

    #[test]
    fn the_manual_names_every_bound_command() {
        let manual = Keymap::default_keys().markdown();
        for command in Command::all().filter(|command| !Command::UNBOUND.contains(command)) {
            assert!(
                manual.contains(&format!("| `{}` |", command.name())),
                "{}",
                command.name()
            );
        }
    }

    #[test]
    fn a_scope_is_a_table_of_its_keys() {
        let keymap = Keymap::merged("[servers]\n'|' = 'refresh'", "keys.toml").unwrap();
        let manual = keymap.markdown();
        let servers = manual
            .split("**Servers**")
            .nth(1)
            .and_then(|rest| rest.split("**").next())
            .unwrap();
        insta::assert_snapshot!(servers.trim(), @r"
        | keys | command | |
        |---|---|---|
        | `\|` | `refresh` | Ask the manager again now |
        | `R` | `replace-server` | Replace the server with a new one |
        | `!` | `ssh` | Log in to the machine under the cursor by ssh |
        ");
    }
}
