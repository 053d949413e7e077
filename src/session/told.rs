//! What an action was told, judged against what it wants to be told; files are read just before it is sent.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::resource::text::visible;
use crate::resource::{Action, Arguments, Notice, On, Parameter, Takes, Target};

/// The largest file that is sent as a parameter.
const LARGEST_BYTES: u64 = 1024 * 1024;

/// Whether the action was told what it wants, as far as can be told without its target; `name` is the target's.
///
/// # Errors
/// The words for the user, about the first parameter that is wrong.
pub(super) fn judge(action: &Action, name: &str, arguments: &Arguments) -> Result<(), Notice> {
    let wrong = |why: String| Notice::error(visible(&why)).with_hint("nothing was sent");
    if let On::New { name: parameter, .. } = action.on {
        parameter.judge(name).map_err(wrong)?;
    }
    judge_parameters(action.parameters, arguments)
}

/// Whether it was told what the target wants, as read just now: no more than that, and nothing less.
///
/// # Errors
/// The words for the user, about the first parameter that is wrong.
pub(super) fn judge_for(action: &Action, target: &Target<'_>) -> Result<(), Notice> {
    let parameters = action.parameters_for(target);
    let is_unknown = |(name, _, _): &(&str, Takes, &str)| {
        let mut declared = parameters.iter().filter(|parameter| parameter.is_of_target);
        !declared.any(|parameter| parameter.name == *name)
    };
    if let Some((name, _, _)) = target.arguments.of_target().find(is_unknown) {
        let text = format!(
            "{} takes no {} any more",
            visible(&target.row.name),
            visible(name)
        );
        return Err(Notice::error(text).with_hint("nothing was sent"));
    }
    judge_parameters(&parameters, target.arguments)
}

/// The same for parameters alone.
///
/// # Errors
/// The words for the user, about the first one that is wrong.
pub(super) fn judge_parameters(parameters: &[Parameter], arguments: &Arguments) -> Result<(), Notice> {
    for parameter in parameters {
        let judged = parameter.judge(arguments.said(parameter).unwrap_or_default());
        // What is wrong with a value of the target's says nothing of its name.
        let named = |why: String| match parameter.is_of_target && !why.starts_with(parameter.name) {
            true => format!("{}: {why}", parameter.name),
            false => why,
        };
        judged.map_err(|why| Notice::error(visible(&named(why))).with_hint("nothing was sent"))?;
    }
    Ok(())
}

/// The same arguments with the contents of files in place of their paths, and with the defaults of what was not said:
/// those that a target declares its manager applies itself.
///
/// # Errors
/// The words for the user, if a file cannot be read.
pub(super) async fn with_files(parameters: &[Parameter], arguments: &Arguments) -> Result<Arguments, Notice> {
    let mut told = arguments.clone();
    for parameter in parameters {
        match (arguments.said(parameter), parameter.takes) {
            // As it is to be read now.
            (Some(value), takes) if parameter.is_of_target => {
                told = match takes {
                    Takes::Secret => told.saying_secret(parameter, value.to_owned().into()),
                    _ => told.saying(parameter, value),
                };
            }
            (None, _) if parameter.is_of_target => {}
            (Some(path), Takes::SecretFile) => {
                let (path, name) = (expanded(path), parameter.name);
                let read = tokio::task::spawn_blocking(move || read(&path).map_err(|why| (path, why)));
                let text = match read.await {
                    Ok(Ok(text)) => text,
                    Ok(Err((path, why))) => {
                        let text = format!("{name}: {} cannot be read", visible(&path.to_string_lossy()));
                        let mut notice = Notice::error(text).with_hint("nothing was sent");
                        notice.causes.push(why);
                        return Err(notice);
                    }
                    Err(error) => return Err(Notice::failure("read a file", &error, None)),
                };
                told = told.with_secret(name, text.into());
            }
            (Some(_), _) => {}
            (None, _) => told = told.with(parameter.name, parameter.default),
        }
    }
    Ok(told)
}

fn read(path: &Path) -> Result<String, String> {
    let file = std::fs::File::open(path).map_err(|error| error.to_string())?;
    let mut text = String::new();
    let read = file.take(LARGEST_BYTES + 1).read_to_string(&mut text);
    match read {
        Ok(0) => Err("it is empty".into()),
        Ok(bytes) if bytes as u64 > LARGEST_BYTES => Err("it is larger than 1 MiB".into()),
        Ok(_) => Ok(text),
        Err(error) => Err(error.to_string()),
    }
}

/// A path that may begin with `~/`.
fn expanded(path: &str) -> PathBuf {
    match (path.strip_prefix("~/"), std::env::home_dir()) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => path.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACTION: Action = Action {
        parameters: &[
            Parameter::new("key-file", "", Takes::SecretFile).required(),
            Parameter::new("user", "", Takes::Text).or("root"),
        ],
        ..Action::PLAIN
    };

    #[tokio::test]
    async fn a_file_is_read_and_what_was_not_said_has_its_default() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "KEY").unwrap();
        let arguments = Arguments::default().with("key-file", &file.path().to_string_lossy());
        assert_eq!(judge(&ACTION, "a", &arguments), Ok(()));
        let told = with_files(ACTION.parameters, &arguments).await.unwrap();
        assert_eq!(
            (told.get("key-file"), told.get("user")),
            (Some("KEY"), Some("root"))
        );
        assert!(told.shown().all(|(name, _)| name == "user"), "{told:?}");
    }

    #[tokio::test]
    async fn a_file_that_is_not_there_or_is_empty_is_named_and_nothing_is_sent() {
        let directory = tempfile::tempdir().unwrap();
        let empty = directory.path().join("empty");
        std::fs::write(&empty, "").unwrap();
        for (path, why) in [(empty, "empty"), (directory.path().join("none"), "No such file")] {
            let arguments = Arguments::default().with("key-file", &path.to_string_lossy());
            let notice = with_files(ACTION.parameters, &arguments).await.unwrap_err();
            let line = notice.line();
            assert!(line.contains(why) && line.contains("nothing was sent"), "{line}");
        }
    }

    #[test]
    fn the_word_for_ones_own_address_is_never_sent() {
        const OPEN: Action = Action {
            parameters: &[Parameter::new("network", "", Takes::Network)],
            ..Action::PLAIN
        };
        let told = |network| Arguments::default().with("network", network);
        assert_eq!(judge(&OPEN, "a", &told("203.0.113.7")), Ok(()));
        let line = judge(&OPEN, "a", &told("Mine")).unwrap_err().line();
        assert!(
            line.contains("not known here") && line.contains("nothing was sent"),
            "{line}"
        );
    }

    #[test]
    fn what_is_needed_and_was_not_said_is_named() {
        let notice = judge(&ACTION, "a", &Arguments::default()).unwrap_err();
        assert_eq!(notice.text, "key-file is needed");
    }
}
