//! What a sub-command wants to be told and what no command line may hold: asked for on the terminal, or read from
//! standard input.

use std::io::{BufRead as _, IsTerminal as _, Read as _};

use crate::resource::text::visible;
use crate::resource::{Arguments, Notice, Parameter, Takes};

use super::exit::Exit;
use super::login::on_terminal;
use super::trouble::Trouble;

/// Far above any secret that is typed.
const LONGEST_BYTES: u64 = 64 * 1024;

/// The flag that asks for a secret which need not be given.
pub fn flag(parameter: &Parameter) -> String {
    format!("ask-{}", parameter.name)
}

/// The same arguments with the secrets: each is typed without being shown, or is a line of standard input.
///
/// # Errors
/// [`Trouble`] if one is missing, or is wrong in itself.
pub fn told<'a>(
    secrets: impl IntoIterator<Item = &'a Parameter>,
    arguments: Arguments,
) -> Result<Arguments, Trouble> {
    secrets.into_iter().try_fold(arguments, |arguments, parameter| {
        let secret = if std::io::stdin().is_terminal() {
            on_terminal(&format!("{}: ", parameter.name))?
        } else {
            let mut line = String::new();
            let mut input = std::io::stdin().lock().take(LONGEST_BYTES);
            input.read_line(&mut line)?;
            line.truncate(line.trim_end_matches(['\n', '\r']).len());
            line.into()
        };
        let told = arguments.saying_secret(parameter, secret);
        let judged = match told.said(parameter) {
            None | Some("") => Err(format!("{} is needed", parameter.name)),
            Some(secret) => parameter.judge(secret),
        };
        judged.map_err(|why| {
            let hint = "it is typed where a terminal is, or is the first line of standard input";
            Trouble::new(Exit::Usage, Notice::error(visible(&why)).with_hint(hint))
        })?;
        Ok(told)
    })
}

/// Those that are to be asked for: what is needed, and what was `asked` for.
pub fn wanted(
    parameters: impl IntoIterator<Item = &'static Parameter>,
    asked: impl Fn(&'static Parameter) -> bool,
) -> Vec<&'static Parameter> {
    let secrets = parameters
        .into_iter()
        .filter(|parameter| parameter.takes == Takes::Secret);
    secrets
        .filter(|parameter| parameter.is_required || asked(parameter))
        .collect()
}
