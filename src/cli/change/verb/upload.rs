//! `qd upload KIND [NAME] FILE`: the verb that makes an object of a file.

use std::path::Path;

use clap::builder::PossibleValuesParser;
use clap::error::ErrorKind;
use clap::{Arg, ArgAction, ArgMatches};

use crate::cli::get::singular;
use crate::resource::parameter::is_url;
use crate::resource::transfer::{is_text, name_of_file};
use crate::resource::{Arguments, KindId};

use super::{KIND, NAMES, Shape};

pub(super) const EXAMPLES: &str = "qd upload KIND web ./web.tar.gz            under the name web
  qd upload KIND ./web.tar.gz                the same: the name is that of the file
  qd upload KIND ./web/main.yaml             where a directory may be said: its archive, under the name web
  qd upload KIND web https://files.example/web.tar.gz

Ctrl-C stops the transfer; what the manager took until then is looked up and said.";

/// What stands behind the verb.
pub(super) fn targets(kinds: &[KindId]) -> Vec<Arg> {
    let words = kinds.iter().flat_map(|kind| [kind.0, singular(*kind)]);
    let kind = Arg::new(KIND)
        .required(true)
        .value_name("KIND")
        .value_parser(PossibleValuesParser::new(words))
        .help("What is made of the file");
    let names = Arg::new(NAMES)
        .required(true)
        .num_args(1..=2)
        .action(ArgAction::Append)
        .value_names(["NAME", "FILE|URL"])
        .help("The new name, which may be left out, and the file: its path, or an address that the manager fetches itself");
    vec![kind, names]
}

/// The kind, the name and the arguments that are meant.
///
/// # Errors
/// A name for what the manager names itself.
pub(super) fn said(
    shape: &Shape,
    said: Vec<&str>,
    arguments: Arguments,
    matches: &ArgMatches,
) -> Result<(Option<KindId>, Vec<String>, Arguments), clap::Error> {
    let word = matches.get_one::<String>(KIND).map_or("", String::as_str);
    let mut actions = shape.actions.iter();
    let action = actions.find(|action| {
        let kind = action.on.kind();
        kind.0 == word || singular(kind) == word
    });
    if let (Some(action), [name, _]) = (action, said.as_slice())
        && action.on.is_named_by_manager()
    {
        let kind = action.on.kind();
        let text = format!("{kind} are named by the manager: leave out {name:?}; nothing was sent\n");
        return Err(clap::Error::raw(ErrorKind::TooManyValues, text));
    }
    let (name, file) = match said.as_slice() {
        [name, file] => ((*name).to_owned(), *file),
        [file] => (name_of(file), *file),
        _ => (String::new(), ""),
    };
    let upload = action.and_then(|action| action.parameters.iter().find(|own| own.takes.is_upload()));
    let arguments = match upload {
        Some(upload) => arguments.with(upload.name, file),
        None => arguments,
    };
    Ok((action.map(|action| action.on.kind()), vec![name], arguments))
}

/// What a file is called that nobody gave a name: as it is itself, or as the directory that it stands for.
fn name_of(file: &str) -> String {
    let path = Path::new(file);
    let directory = match is_text(file) && !is_url(file) {
        true => path.parent(),
        false => Some(path).filter(|path| path.file_name().is_none()),
    };
    let directory = directory.and_then(|directory| Path::new(".").join(directory).canonicalize().ok());
    let name = directory.as_deref().and_then(Path::file_name);
    match name {
        Some(name) => name.to_string_lossy().into_owned(),
        None => name_of_file(file).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use clap::Command;

    use super::*;
    use crate::resource::action::UPLOAD;
    use crate::resource::{Action, On, Parameter, Takes};

    static PARAMETERS: [Parameter; 2] = [
        Parameter::new("archive", "", Takes::UploadOrUrl).required(),
        Parameter::new("main-file", "", Takes::Text),
    ];

    const NAME: Parameter = Parameter::new("name", "", Takes::Text);

    const fn making(kind: &'static str, name: Parameter) -> Action {
        Action {
            id: UPLOAD,
            on: On::New {
                kind: KindId(kind),
                name,
            },
            parameters: &PARAMETERS,
            ..Action::PLAIN
        }
    }

    static PRINTS: Action = making("prints", NAME.required());
    static PLANS: Action = making("plans", NAME.required());
    static STAMPS: Action = making("stamps", NAME);

    fn parsed(words: &[&str]) -> Result<(Option<KindId>, Vec<String>, Arguments), clap::Error> {
        let shape = Shape {
            id: UPLOAD,
            actions: vec![&PRINTS, &PLANS, &STAMPS],
            has_log: false,
        };
        let command = shape.command();
        let words = std::iter::once("upload").chain(words.iter().copied());
        let matches = Command::try_get_matches_from(command, words)?;
        let names = matches.get_many::<String>(NAMES).into_iter().flatten();
        let (arguments, _) = super::super::told(shape.flags(), &matches);
        let names = names.map(String::as_str).collect();
        said(&shape, names, arguments, &matches)
    }

    #[test]
    fn a_file_is_uploaded_under_the_name_that_is_said_or_under_its_own() {
        let (kind, names, arguments) = parsed(&["plans", "web", "./w.tar.gz", "--main-file", "m"]).unwrap();
        assert_eq!((kind, names), (Some(KindId("plans")), vec!["web".to_owned()]));
        let told: Vec<_> = arguments.shown().collect();
        assert_eq!(told, [("main-file", "m"), ("archive", "./w.tar.gz")]);
        let (_, names, _) = parsed(&["prints", "/tmp/web.tar.gz"]).unwrap();
        assert_eq!(names, ["web"]);
        let (_, names, _) = parsed(&["prints", "https://files.example/a/web.zip?x=1"]).unwrap();
        assert_eq!(names, ["web"]);
        let (_, names, _) = parsed(&["prints", "a/b/../web/main.yaml"]).unwrap();
        assert_eq!(names, ["main.yaml"], "a directory that is not there has no name");
        let (_, names, _) = parsed(&["prints", "src/resource/main.yaml"]).unwrap();
        assert_eq!(names, ["resource"]);
        assert_eq!(
            parsed(&["prints", "src/.."]).unwrap().1,
            parsed(&["prints", "."]).unwrap().1
        );
        assert!(parsed(&["rooms", "web", "f"]).is_err());
        assert!(parsed(&["prints"]).is_err());
    }

    #[test]
    fn what_the_manager_names_goes_by_its_file_and_takes_no_name() {
        let (_, names, _) = parsed(&["stamps", "./p.wgn"]).unwrap();
        assert_eq!(names, ["p"]);
        let refused = parsed(&["stamps", "mine", "./p.wgn"]).unwrap_err();
        assert!(refused.to_string().contains("named by the manager"), "{refused}");
    }
}
