//! `qd completions` and `qd man`: made from the same command line that is parsed.

use std::io::Write;

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use crate::resource::Notice;

use super::arguments::Arguments;
use super::exit::Exit;
use super::trouble::Trouble;

/// Print a shell's completion script
#[derive(Debug, Clone, Args)]
#[command(after_help = COMPLETIONS_EXAMPLES)]
pub struct Completions {
    /// The shell
    #[arg(value_enum)]
    pub shell: Shell,
}

const COMPLETIONS_EXAMPLES: &str = "Examples:
  qd completions bash > ~/.local/share/bash-completion/completions/qd
  qd completions zsh > \"${fpath[1]}/_qd\"
  qd completions fish > ~/.config/fish/completions/qd.fish";

/// Print a manual page, in troff
#[derive(Debug, Clone, Args)]
#[command(after_help = MAN_EXAMPLES)]
pub struct Man {
    /// The sub-command that the page is about; the whole program without one
    #[arg(value_name = "COMMAND")]
    pub command: Vec<String>,
}

const MAN_EXAMPLES: &str = "Examples:
  qd man | man -l -
  qd man get > qd-get.1
  qd man sandbox serve | man -l -";

impl Completions {
    /// Prints the script.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn run(&self, out: &mut impl Write) -> Result<Exit, Trouble> {
        // Into memory first: the generator panics where it cannot write.
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Arguments::command(), "qd", &mut script);
        out.write_all(&script)?;
        Ok(Exit::Success)
    }
}

impl Man {
    /// Prints the page.
    ///
    /// # Errors
    /// There is no such sub-command, or the output cannot be written.
    pub fn run(&self, out: &mut impl Write) -> Result<Exit, Trouble> {
        let mut root = Arguments::command();
        root.build();
        let mut command = &root;
        for word in &self.command {
            command = command.find_subcommand(word).ok_or_else(|| {
                let notice = Notice::error(format!("there is no sub-command {}", self.command.join(" ")));
                Trouble::new(Exit::Usage, notice.with_hint("`qd --help` lists them"))
            })?;
        }
        clap_mangen::Man::new(command.clone()).render(out)?;
        Ok(Exit::Success)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(words: &[&str]) -> Result<String, Trouble> {
        let man = Man {
            command: words.iter().map(|word| (*word).to_owned()).collect(),
        };
        let mut out = Vec::new();
        man.run(&mut out)?;
        Ok(String::from_utf8(out).unwrap())
    }

    #[test]
    fn the_command_line_has_no_contradictions() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn every_sub_command_has_a_page_and_the_main_one_has_the_exit_codes() {
        let main = page(&[]).unwrap();
        assert!(main.contains("Exit codes"), "{main}");
        for command in Arguments::command().get_subcommands() {
            let page = page(&[command.get_name()]).unwrap();
            assert!(page.contains(".SH SYNOPSIS"), "{page}");
        }
        assert_eq!(page(&["nonsense"]).unwrap_err().exit, Exit::Usage);
    }

    #[test]
    fn every_headless_sub_command_has_examples() {
        for command in Arguments::command().get_subcommands() {
            let mut command = command.clone();
            let help = command.render_long_help().to_string();
            let has_own = command.get_subcommands().next().is_some();
            assert!(has_own || help.contains("Examples:"), "{help}");
        }
    }
}
