use std::fs;

use tempfile::TempDir;

use super::*;

const LAB: &str = "# Ours.\n[contexts.lab]\nmanager = \"imply\"\nurl = \"https://lab.test\"\n";

fn book(text: &str) -> (TempDir, ConfigBook) {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("config.toml");
    fs::write(&path, text).unwrap();
    (home, ConfigBook::new(path, Opener::default(), true))
}

fn adding(name: &str, url: &str) -> ContextChange {
    let values = [("manager", "imply"), ("url", url)];
    ContextChange::Add {
        name: name.into(),
        values: values.map(|(key, value)| (key.into(), value.into())).into(),
    }
}

fn text(book: &ConfigBook) -> String {
    fs::read_to_string(&book.path).unwrap()
}

#[test]
fn a_context_is_written_as_it_was_shown_and_open_then() {
    let (_home, book) = book(LAB);
    let change = adding("prod", "https://prod.test");
    let preview = book.preview(&change).unwrap();
    assert!(preview.lines.contains(&"+ [contexts.prod]".to_owned()));
    assert_eq!(text(&book), LAB, "nothing is written before");
    let written = book.write(&change).unwrap();
    let (session, title) = written.opened.unwrap();
    assert_eq!((&**session.name(), title.as_str()), ("prod", "https://prod.test"));
    assert!(text(&book).starts_with(LAB) && text(&book).contains("[contexts.prod]"));
}

#[test]
fn only_what_was_shown_is_written_and_nothing_over_what_others_wrote() {
    let (_home, book) = book(LAB);
    let change = adding("prod", "https://prod.test");
    book.write(&change).unwrap_err();
    book.preview(&change).unwrap();
    let other = format!("{LAB}badge = \"lab\"\n");
    fs::write(&book.path, &other).unwrap();
    let refused = book.write(&change).unwrap_err();
    assert!(
        refused.line().contains("was changed meanwhile"),
        "{}",
        refused.line()
    );
    assert_eq!(text(&book), other);
}

#[test]
fn mistakes_are_told_at_their_fields() {
    let (_home, book) = book(LAB);
    let fields = |change: &ContextChange| -> Vec<String> {
        let mistakes = book.preview(change).unwrap_err();
        mistakes.into_iter().map(|(key, _)| key).collect()
    };
    assert_eq!(fields(&adding("prod", "prod.test")), ["url"]);
    assert_eq!(fields(&adding("lab", "https://prod.test")), ["name"]);
    assert_eq!(fields(&adding("two words", "https://prod.test")), ["name"]);
    let set = vec![("secret".into(), "pearl".into())];
    let edit = ContextChange::Edit {
        name: "lab".into(),
        set,
        unset: Vec::new(),
    };
    assert_eq!(fields(&edit), ["secret"]);
    assert!(!format!("{:?}", book.preview(&edit)).contains("pearl"));
}

#[test]
fn mistakes_of_other_contexts_are_in_nobodys_way() {
    let (_home, book) = book(&format!("{LAB}[contexts.bad]\nmanager = \"imply\"\n"));
    let change = ContextChange::Edit {
        name: "lab".into(),
        set: vec![("protection".into(), "read-only".into())],
        unset: Vec::new(),
    };
    book.preview(&change).unwrap();
    let written = book.write(&change).unwrap();
    assert_eq!(written.closed, None);
    assert!(written.opened.is_some());
}

#[test]
fn a_context_that_is_renamed_or_removed_is_closed_and_its_secret_remembered() {
    let (_home, book) = book(LAB);
    let rename = ContextChange::Rename {
        from: "lab".into(),
        to: "dev".into(),
    };
    let preview = book.preview(&rename).unwrap();
    assert!(preview.warning.unwrap().contains("under the name lab"));
    let written = book.write(&rename).unwrap();
    assert_eq!(written.closed.as_deref(), Some("lab"));
    assert_eq!(&**written.opened.unwrap().0.name(), "dev");
    let remove = ContextChange::Remove { name: "dev".into() };
    book.preview(&remove).unwrap();
    let written = book.write(&remove).unwrap();
    assert_eq!(written.closed.as_deref(), Some("dev"));
    assert!(written.opened.is_none() && !text(&book).contains("contexts"));
}

#[test]
fn a_context_that_cannot_be_opened_is_written_and_closed() {
    let (_home, book) = book(LAB);
    let change = ContextChange::Edit {
        name: "lab".into(),
        set: vec![("settings.replace_server".into(), "no path".into())],
        unset: Vec::new(),
    };
    book.preview(&change).unwrap();
    let written = book.write(&change).unwrap();
    assert!(written.opened.is_none());
    assert_eq!(written.closed.as_deref(), Some("lab"));
    assert!(written.words.contains("it is not open"), "{}", written.words);
}

#[test]
fn beside_the_sandbox_contexts_are_only_added_and_opened_the_next_time() {
    let home = tempfile::tempdir().unwrap();
    let book = ConfigBook::new(home.path().join("new/config.toml"), Opener::default(), false);
    let change = adding("prod", "https://prod.test");
    assert!(book.preview(&change).unwrap().is_new);
    let written = book.write(&change).unwrap();
    assert!(written.opened.is_none() && written.words.contains("the next qd opens it"));
    // A context of the sandbox may have the same name.
    let refused = book.fields(Some("prod")).unwrap_err();
    assert!(refused.line().contains("qd context add"), "{}", refused.line());
    book.preview(&ContextChange::Remove { name: "prod".into() })
        .unwrap_err();
}

#[test]
fn a_file_that_cannot_be_read_is_told_instead_of_an_empty_form() {
    let (_home, book) = book(LAB);
    fs::write(&book.path, [0xff]).unwrap();
    for name in [None, Some("lab")] {
        let refused = book.fields(name).unwrap_err();
        assert!(
            refused.line().contains("config.toml cannot be read"),
            "{}",
            refused.line()
        );
    }
    fs::write(&book.path, LAB).unwrap();
    assert!(!book.fields(Some("lab")).unwrap().is_empty());
}
