//! What an action was told, judged against what it wants to be told; files are read, and secrets put in place of their
//! masks, just before it is sent.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::managers::About;
use crate::resource::parameter::is_url;
use crate::resource::text::visible;
use crate::resource::transfer::is_text;
use crate::resource::{Action, Arguments, Notice, On, Parameter, Takes, Target};
use crate::spec::secret::{self, MASK};
use crate::spec::{Gravity, Json, Path as PathIn};

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
        // What is wrong with a value of the target's, or with a document, says nothing of its name.
        let is_unnamed = parameter.is_of_target || parameter.takes.is_document();
        let named = |why: String| match is_unnamed && !why.starts_with(parameter.name) {
            true => format!("{}: {why}", parameter.name),
            false => why,
        };
        judged.map_err(|why| Notice::error(visible(&named(why))).with_hint("nothing was sent"))?;
    }
    Ok(())
}

/// The same arguments with the contents of secret files in place of their paths, with the whole paths of files that are
/// uploaded, and with the defaults of what was not said: those that a target declares its manager applies itself.
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
            (Some(said), takes) if takes.is_upload() && !is_url(said) => {
                let (path, takes_directories) = (expanded(said), parameter.takes_directories);
                let looked =
                    tokio::task::spawn_blocking(move || judge_file(&path, takes_directories).map(|()| path));
                let path = match looked.await {
                    Ok(Ok(path)) => path,
                    Ok(Err(why)) => {
                        let text = format!("{}: {}", parameter.name, visible(&why));
                        return Err(Notice::error(text).with_hint("nothing was sent"));
                    }
                    Err(error) => return Err(Notice::failure("look at a file", &error, None)),
                };
                told = told.with(parameter.name, &path.to_string_lossy());
            }
            (Some(_), _) => {}
            (None, _) => told = told.with(parameter.name, parameter.default),
        }
    }
    Ok(told)
}

/// The same arguments with the secrets that the target has, as read just now, in place of their masks, where a value
/// replaces one of the target's. What is shown of them stays masked.
///
/// # Errors
/// The words for the user, if a mask stands for nothing: it would be stored as it stands.
pub(super) fn unmasked(
    about: &About,
    parameters: &[Parameter],
    target: &Target<'_>,
    arguments: Arguments,
) -> Result<Arguments, Notice> {
    let mut told = arguments;
    for parameter in parameters {
        let is_secret = |path: &[&str]| secret::is_secret_below(about.secrets, parameter.name, path);
        let (Some(current), Some(said)) = (parameter.current, told.said(parameter)) else {
            continue;
        };
        let document = match said.parse::<Json>() {
            Ok(document) => document,
            Err(_) if said.contains(MASK) => return Err(stands_for_nothing(parameter, &PathIn::top())),
            Err(_) => continue,
        };
        let now = current(target).and_then(|now| now.parse::<Json>().ok());
        let (meant, findings) = secret::unmask(&document, &now.unwrap_or(Json::Null), &is_secret);
        let mut errors = findings
            .iter()
            .filter(|finding| finding.gravity == Gravity::Error);
        if let Some(finding) = errors.next() {
            let there = finding.path.in_document(&document).and_then(Json::as_str);
            return Err(match there {
                Some(MASK) => stands_for_nothing(parameter, &finding.path),
                _ => {
                    let text = format!("{}: {}: {}", parameter.name, finding.path, finding.message);
                    Notice::error(visible(&text)).with_hint("nothing was sent")
                }
            });
        }
        if meant != document {
            let shown = about.redactor().redact_json(said);
            told = told
                .saying(parameter, &meant.to_string())
                .masked(parameter, &shown);
        }
    }
    Ok(told)
}

fn stands_for_nothing(parameter: &Parameter, path: &PathIn) -> Notice {
    let place = match path.is_empty() {
        true => String::new(),
        false => format!(" at {path}"),
    };
    let text = format!("{}: {MASK} stands for no value{place}", parameter.name);
    Notice::error(visible(&text)).with_hint("nothing was sent")
}

/// Whether a file can be sent, as far as can be told before it is.
///
/// # Errors
/// In words that name the file.
fn judge_file(path: &Path, takes_directories: bool) -> Result<(), String> {
    let shown = path.display();
    let about = std::fs::metadata(path).map_err(|error| format!("{shown} cannot be read: {error}"))?;
    if about.is_dir() && takes_directories {
        return std::fs::read_dir(path)
            .map(|_| ())
            .map_err(|error| format!("{shown} cannot be read: {error}"));
    }
    if about.is_dir() {
        return Err(format!(
            "{shown} is a directory: an archive of it is needed (tar -czf {}.tar.gz {})",
            name_of(path),
            name_of(path)
        ));
    }
    if !about.is_file() {
        return Err(format!("{shown} is no file"));
    }
    if about.len() == 0 {
        return Err(format!("{shown} is empty"));
    }
    if is_text(&path.to_string_lossy()) && !takes_directories {
        return Err(format!(
            "{shown} is one file of what is wanted: an archive of its directory is needed"
        ));
    }
    std::fs::File::open(path)
        .map(|_| ())
        .map_err(|error| format!("{shown} cannot be read: {error}"))
}

fn name_of(path: &Path) -> String {
    path.file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy()
        .into_owned()
}

/// The size of a file that would be uploaded, for the journal.
pub(super) fn size_of(said: &str) -> Option<u64> {
    let about = std::fs::metadata(expanded(said)).ok()?;
    about.is_file().then_some(about.len())
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
pub(super) fn expanded(path: &str) -> PathBuf {
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

    #[tokio::test]
    async fn a_file_that_is_uploaded_is_judged_before_anything_is_sent_and_keeps_its_path() {
        const UPLOAD: Action = Action {
            parameters: &[Parameter::new("archive", "", Takes::UploadOrUrl).required()],
            ..Action::PLAIN
        };
        let directory = tempfile::tempdir().unwrap();
        let told = |path: &Path| {
            let arguments = Arguments::default().with("archive", &path.to_string_lossy());
            async move { with_files(UPLOAD.parameters, &arguments).await }
        };
        let archive = directory.path().join("web.tar.gz");
        std::fs::write(&archive, "octets").unwrap();
        let arguments = told(&archive).await.unwrap();
        assert_eq!(arguments.get("archive"), archive.to_str());
        assert!(arguments.shown().count() == 1, "a path is no secret");
        let (yaml, empty) = (
            directory.path().join("a.yaml"),
            directory.path().join("empty.zip"),
        );
        std::fs::write(&yaml, "a: b").unwrap();
        std::fs::write(&empty, "").unwrap();
        for (path, why) in [
            (directory.path().to_owned(), "tar -czf"),
            (directory.path().join("none.zip"), "No such file"),
            (yaml, "an archive of its directory"),
            (empty, "is empty"),
        ] {
            let line = told(&path).await.unwrap_err().line();
            assert!(line.contains(why) && line.contains("nothing was sent"), "{line}");
        }
        let url = Path::new("https://m.example/a.zip");
        assert_eq!(told(url).await.unwrap().get("archive"), url.to_str());
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
