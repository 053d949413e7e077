use super::*;
use crate::managers::registry;

fn sample() -> String {
    let manager = registry::names().next().unwrap();
    format!(
        "# My file.\n\n# How it looks.\n[console]\ntheme = \"nord\" # the blue one\n\n# The real one.\n[contexts.prod]\n\
         manager = \"{manager}\" # theirs\nurl = \"https://prod.test\"\n# not often\nrefresh = \"1m\"\n\n\
         [contexts.prod.settings]\nbase_path = \"/api\"\n\n# To try.\n[contexts.lab]\nurl = \"https://lab.test\"\n\
         manager = \"{manager}\"\n# the end\n"
    )
}

fn change(text: &str, change: &ContextChange) -> Result<String, Refusal> {
    let changed = changed(text, Path::new("config.toml"), change);
    changed.map(|text| text.replace(registry::names().next().unwrap(), "MANAGER"))
}

fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    let manager = registry::names().next().unwrap();
    let owned = |(key, value): &(&str, &str)| ((*key).to_owned(), value.replace("MANAGER", manager));
    pairs.iter().map(owned).collect()
}

fn add(name: &str, values: &[(&str, &str)]) -> ContextChange {
    ContextChange::Add {
        name: name.into(),
        values: owned(values),
    }
}

fn edit(set: &[(&str, &str)], unset: &[&str]) -> ContextChange {
    ContextChange::Edit {
        name: "prod".into(),
        set: owned(set),
        unset: unset.iter().map(|key| (*key).to_owned()).collect(),
    }
}

#[test]
fn a_new_context_goes_to_the_end_in_the_order_of_the_keys() {
    let new = add(
        "edge",
        &[
            ("settings.base_path", "/x"),
            ("user", "me"),
            ("auth", "basic"),
            ("url", "https://edge.test"),
            ("allow_plain_http", "yes"),
            ("manager", "MANAGER"),
        ],
    );
    let text = change(&sample(), &new).unwrap();
    let (before, added) = text.split_once("# the end\n").unwrap();
    assert!(
        sample()
            .replace(registry::names().next().unwrap(), "MANAGER")
            .starts_with(before)
    );
    insta::assert_snapshot!(added, @r#"

    [contexts.edge]
    manager = "MANAGER"
    url = "https://edge.test"
    auth = "basic"
    user = "me"
    allow_plain_http = true

    [contexts.edge.settings]
    base_path = "/x"
    "#);
}

#[test]
fn the_first_context_makes_the_file() {
    let text = change(
        "",
        &add("a", &[("manager", "MANAGER"), ("url", "https://a.test")]),
    )
    .unwrap();
    assert_eq!(
        text,
        "[contexts.a]\nmanager = \"MANAGER\"\nurl = \"https://a.test\"\n"
    );
}

#[test]
fn an_edit_keeps_comments_and_order() {
    let set = [
        ("url", "https://other.test"),
        ("refresh", "30s"),
        ("badge", "LIVE"),
        ("settings.base_path", "/v2"),
    ];
    let text = change(&sample(), &edit(&set, &[])).unwrap();
    insta::assert_snapshot!(text);
    let text = change(&sample(), &edit(&[], &["refresh", "settings.base_path"])).unwrap();
    assert!(!text.contains("refresh") && !text.contains("settings"), "{text}");
    assert!(text.contains("# To try.") && text.contains("# theirs"), "{text}");
}

#[test]
fn a_removed_context_takes_its_own_comment_along_and_no_other() {
    let remove = |name: &str| ContextChange::Remove { name: name.into() };
    let text = change(&sample(), &remove("prod")).unwrap();
    insta::assert_snapshot!(text);
    let head = format!(
        "# A file.\n\n# Mine.\n{}",
        sample().split_once("real one.\n").unwrap().1
    );
    let text = change(&head, &remove("prod")).unwrap();
    assert!(
        text.starts_with("# A file.\n\n# To try.\n[contexts.lab]"),
        "{text}"
    );
    let text = change(&text, &remove("lab")).unwrap();
    assert_eq!(text, "# A file.\n\n# the end\n");
}

#[test]
fn a_renamed_context_stays_where_it_is_and_in_use() {
    let used = change(
        &sample().replace("# the end", ""),
        &ContextChange::Use(Some("prod".into())),
    )
    .unwrap();
    assert!(
        used.starts_with("# My file.\n\nuse = \"prod\"\n\n# How it looks.\n[console]"),
        "{used}"
    );
    let manager = registry::names().next().unwrap();
    let rename = ContextChange::Rename {
        from: "prod".into(),
        to: "live".into(),
    };
    let text = change(&used.replace("MANAGER", manager), &rename).unwrap();
    assert_eq!(
        text,
        used.replace("prod]", "live]")
            .replace("prod.settings", "live.settings")
            .replace("\"prod\"", "\"live\"")
    );
    let text = change(&text.replace("MANAGER", manager), &ContextChange::Use(None)).unwrap();
    let renamed = change(&sample().replace("# the end", ""), &rename).unwrap();
    assert_eq!(text, renamed, "what the file begins with is as it was");
}

#[test]
fn the_first_line_of_a_file_is_no_blank_one() {
    let manager = registry::names().next().unwrap();
    let plain = format!("[contexts.prod]\nmanager = \"{manager}\"\nurl = \"https://m.test\"\n");
    let used = change(&plain, &ContextChange::Use(Some("prod".into()))).unwrap();
    assert!(used.starts_with("use = \"prod\"\n\n[contexts.prod]"), "{used}");
    let none = change(&used.replace("MANAGER", manager), &ContextChange::Use(None)).unwrap();
    assert_eq!(none, plain.replace(manager, "MANAGER"));
}

#[test]
fn the_example_can_be_changed() {
    let example = include_str!("../../../../assets/config.toml");
    let new = add("prod", &[("manager", "MANAGER"), ("url", "https://prod.test")]);
    let manager = registry::names().next().unwrap();
    let added = changed(example, Path::new("config.toml"), &new).unwrap();
    assert!(added.starts_with(example), "{added}");
    let used = change(&added, &ContextChange::Use(Some("prod".into()))).unwrap();
    let back = change(
        &used.replace("MANAGER", manager),
        &ContextChange::Remove { name: "prod".into() },
    )
    .unwrap();
    assert_eq!(back.trim_end(), example.replace(manager, "MANAGER").trim_end());
}

#[test]
fn contexts_in_one_line_can_be_changed_too() {
    let text = "contexts = { a = { manager = \"MANAGER\", url = \"https://a.test\" }, b = { manager = \"MANAGER\", url = \"https://b.test\" } }\n";
    let text = text.replace("MANAGER", registry::names().next().unwrap());
    let rename = ContextChange::Rename {
        from: "a".into(),
        to: "c".into(),
    };
    let renamed = change(&text, &rename).unwrap();
    assert!(renamed.starts_with("contexts = { c = { manager"), "{renamed}");
    let added = change(
        &text,
        &add("d", &[("manager", "MANAGER"), ("url", "https://d.test")]),
    )
    .unwrap();
    assert!(
        added.contains("d = { manager = \"MANAGER\", url = \"https://d.test\" }"),
        "{added}"
    );
    let removed = change(&text, &ContextChange::Remove { name: "a".into() }).unwrap();
    assert!(!removed.contains("a.test"), "{removed}");
}

#[test]
fn a_new_mistake_is_refused_by_its_key_and_an_old_one_is_in_nobodys_way() {
    let refused = change(
        &sample(),
        &edit(&[("protection", "careful"), ("refresh", "soon")], &["url"]),
    )
    .unwrap_err();
    let keys: Vec<_> = refused
        .mistakes()
        .iter()
        .map(|mistake| mistake.key.as_deref())
        .collect();
    assert_eq!(keys, [None, Some("refresh"), Some("protection")]);
    let with_old = sample().replace("[contexts.lab]\n", "[contexts.lab]\nprotection = \"careful\"\n");
    assert!(change(&with_old, &edit(&[("badge", "x")], &[])).is_ok());
    let broken = change(&(sample() + "nonsense\n"), &edit(&[("badge", "x")], &[])).unwrap_err();
    assert!(
        matches!(&broken, Refusal::Broken(mistakes) if mistakes.len() == 1),
        "{broken:?}"
    );
}

#[test]
fn what_is_not_there_and_what_is_already_there_is_refused() {
    let refused = |wanted: &ContextChange| change(&sample(), wanted).unwrap_err().to_string();
    assert_eq!(
        refused(&ContextChange::Use(Some("prdo".into()))),
        "no context is called prdo; did you mean prod?"
    );
    assert!(refused(&add("lab", &[])).contains("already"));
    assert!(refused(&add("two words", &[])).contains("letters"));
    assert!(refused(&edit(&[], &["badge"])).contains("badge"));
    assert!(
        refused(&ContextChange::Rename {
            from: "prod".into(),
            to: "lab".into()
        })
        .contains("already")
    );
}
