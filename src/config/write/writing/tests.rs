use std::os::unix::fs::symlink;

use super::*;
use crate::managers::registry;

fn add(name: &str) -> ContextChange {
    let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    ContextChange::Add {
        name: name.into(),
        values: vec![
            pair("manager", registry::names().next().unwrap()),
            pair("url", "https://m.test"),
        ],
    }
}

fn mode(path: &Path) -> u32 {
    path.metadata().unwrap().permissions().mode() & 0o777
}

#[test]
fn a_new_file_and_its_directory_are_for_their_owner_alone() {
    let scratch = tempfile::tempdir().unwrap();
    let path = scratch.path().join("qd/config.toml");
    let writing = Writing::of(&path, &add("a")).unwrap();
    assert!(
        writing.is_new() && !path.exists(),
        "nothing is written before it is asked for"
    );
    writing.write().unwrap();
    assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
    assert_eq!(
        path.parent().unwrap().read_dir().unwrap().count(),
        1,
        "nothing is left over"
    );
}

#[test]
fn the_mode_stays_and_a_symbolic_link_stays_one() {
    let scratch = tempfile::tempdir().unwrap();
    let real = scratch.path().join("dotfiles/config.toml");
    fs::create_dir(real.parent().unwrap()).unwrap();
    fs::write(&real, "# mine\n").unwrap();
    fs::set_permissions(&real, Permissions::from_mode(0o640)).unwrap();
    let link = scratch.path().join("config.toml");
    symlink("dotfiles/config.toml", &link).unwrap();
    Writing::of(&link, &add("a")).unwrap().write().unwrap();
    assert!(link.is_symlink());
    assert_eq!(mode(&real), 0o640);
    let text = fs::read_to_string(&real).unwrap();
    assert!(
        text.starts_with("# mine\n") && text.contains("[contexts.a]"),
        "{text}"
    );
}

#[test]
fn what_somebody_wrote_meanwhile_is_not_lost() {
    let scratch = tempfile::tempdir().unwrap();
    let path = scratch.path().join("config.toml");
    for (before, meanwhile) in [(None, "# theirs\n"), (Some("# mine\n"), "# theirs\n")] {
        // The first round is of a file that is not there yet.
        if let Some(text) = before {
            fs::write(&path, text).unwrap();
        }
        let writing = Writing::of(&path, &add("a")).unwrap();
        fs::write(&path, meanwhile).unwrap();
        assert!(matches!(
            writing.write(),
            Err(WriteError::ChangedMeanwhile { .. })
        ));
        assert_eq!(fs::read_to_string(&path).unwrap(), meanwhile);
    }
    let links = scratch.path().join("round");
    symlink("round", &links).unwrap();
    assert!(Writing::of(&links, &add("a")).is_err());
}

#[test]
fn the_preview_shows_what_is_written_and_no_secret_that_stands_beside_it() {
    let scratch = tempfile::tempdir().unwrap();
    let path = scratch.path().join("config.toml");
    fs::write(
        &path,
        "[contexts.old]\ntoken = \"\"\"pearl\npearl\"\"\"\nurl = \"https://a:pearl@m.test\"\n\
        [contexts.old.auth]\nx = \"pearl\"\n",
    )
    .unwrap();
    let writing = Writing::of(&path, &add("a")).unwrap();
    let shown: Vec<_> = writing.preview().iter().map(DiffLine::marked).collect();
    let shown = shown.join("\n");
    assert!(
        shown.contains("+ [contexts.a]") && !shown.contains("pearl"),
        "{shown}"
    );
    let remove = ContextChange::Remove { name: "old".into() };
    let preview = Writing::of(&path, &remove).unwrap().preview();
    assert!(!format!("{preview:?}").contains("pearl"), "{preview:?}");
}

#[test]
fn two_who_write_at_the_same_time_lose_nothing() {
    let scratch = tempfile::tempdir().unwrap();
    for round in 0..20 {
        let path = scratch.path().join(format!("{round}.toml"));
        fs::write(&path, "# mine\n").unwrap();
        let both = ["a", "b"].map(|name| Writing::of(&path, &add(name)).unwrap());
        let start = std::sync::Barrier::new(both.len());
        let written = std::thread::scope(|scope| {
            let writer = |writing| {
                let start = &start;
                move || {
                    start.wait();
                    Writing::write(writing)
                }
            };
            let running = both.each_ref().map(|writing| scope.spawn(writer(writing)));
            running.map(|one| one.join().unwrap())
        });
        assert!(
            matches!(
                &written,
                [
                    Ok(()),
                    Err(WriteError::ChangedMeanwhile { .. } | WriteError::BeingWritten { .. })
                ] | [
                    Err(WriteError::ChangedMeanwhile { .. } | WriteError::BeingWritten { .. }),
                    Ok(())
                ]
            ),
            "{written:?}"
        );
    }
}

#[test]
fn what_another_is_writing_is_left_to_them() {
    let scratch = tempfile::tempdir().unwrap();
    let path = scratch.path().join("config.toml");
    fs::write(&path, "# mine\n").unwrap();
    let writing = Writing::of(&path, &add("a")).unwrap();
    let other = Lock::claim(&lock_of(&path));
    assert!(matches!(writing.write(), Err(WriteError::BeingWritten { .. })));
    assert_eq!(fs::read_to_string(&path).unwrap(), "# mine\n");
    drop(other);
    writing.write().unwrap();
    assert_eq!(
        scratch.path().read_dir().unwrap().count(),
        1,
        "no lock is left over"
    );
}

#[test]
fn a_file_that_appears_at_the_last_moment_was_changed_meanwhile() {
    let scratch = tempfile::tempdir().unwrap();
    let path = scratch.path().join("config.toml");
    let writing = Writing::of(&path, &add("a")).unwrap();
    let unfinished = NamedTempFile::new_in(scratch.path()).unwrap();
    fs::write(&path, "# theirs\n").unwrap();
    assert!(matches!(
        writing.put_in_place(unfinished, &path),
        Err(WriteError::ChangedMeanwhile { .. })
    ));
    assert_eq!(fs::read_to_string(&path).unwrap(), "# theirs\n");
}

#[test]
fn a_secret_that_stays_in_the_keyring_is_told_where_a_name_goes() {
    let scratch = tempfile::tempdir().unwrap();
    let path = scratch.path().join("config.toml");
    let head = format!(
        "manager = \"{}\"\nurl = \"https://m.test\"\n",
        registry::names().next().unwrap()
    );
    let text = format!("[contexts.a]\n{head}[contexts.b]\n{head}secret = \"env:B\"\n");
    fs::write(&path, text).unwrap();
    let warning = |change| Writing::of(&path, &change).unwrap().warning();
    let told = warning(ContextChange::Remove { name: "a".into() })
        .unwrap()
        .line();
    assert!(
        told.contains("stays there under the name a") && told.contains("qd logout a"),
        "{told}"
    );
    assert_eq!(warning(ContextChange::Remove { name: "b".into() }), None);
    assert_eq!(warning(ContextChange::Use(Some("a".into()))), None);
}
