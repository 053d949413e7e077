use std::path::{Path, PathBuf};

use super::*;
use crate::config::ConfigFile;

fn parse(text: &str) -> ConfigFile {
    let around = Surroundings {
        directory: "/etc/qd".into(),
        home: Some("/home/me".into()),
    };
    read(text, "config.toml", &around)
}

fn manager() -> &'static str {
    registry::names().next().unwrap()
}

fn good(name: &str) -> String {
    format!(
        "[contexts.{name}]\nmanager = \"{}\"\nurl = \"https://m.test\"\n",
        manager()
    )
}

fn told(file: &ConfigFile) -> String {
    let lines: Vec<_> = file.mistakes.iter().map(ToString::to_string).collect();
    let title = registry::REGISTRY[0].about.title;
    let all: Vec<_> = registry::names().collect();
    let (last, others) = all.split_last().unwrap();
    let list = if others.is_empty() {
        (*last).to_owned()
    } else {
        format!("{} or {last}", others.join(", "))
    };
    lines
        .join("\n")
        .replace(&list, "MANAGER")
        .replace(manager(), "MANAGER")
        .replace(title, "TITLE")
}

#[test]
fn every_mistake_is_told_at_once_and_no_secret_is_repeated() {
    let text = "use = \"prdo\"\ncolour = 1\n[console]\ntheme = 3\nmouse = \"yes\"\nascii = \nthem = \"nord\"\nurl = \"x\"\n\
        [contexts.prod]\nmanager = \"MANAGER\"\nurl = \"https://bob:hunter2@m.test\"\nprotection = \"careful\"\n\
        auth = \"baerer\"\nrefresh = \"soon\"\nsecret = \"hunter2\"\ntoken = \"hunter2\"\nreed_only = true\n\
        [contexts.lab]\nmanager = \"implied\"\nurl = \"m.test\"\nrefresh = \"2days\"\n\
        [contexts.none]\nauth = \"basic\"\n\
        [contexts.auth]\nmanager = \"MANAGER\"\nurl = \"https://m.test\"\nauth = \"basic\"\nheader = \"X\"\n\
        key_file = \"~bob/key\"\nproxy = \"off\"\n\
        [contexts.own]\nmanager = \"MANAGER\"\nurl = \"https://m.test\"\nuser = \"a:hunter2\"\nca_file = 3\n\
        [contexts.own.settings]\nbase_pth = \"x\"\nbase_path = 3\n\
        [contexts.\"two words\"]\nmanager = \"MANAGER\"\nurl = \"https://m.test\"\n\
        [contexts.prod]\nnonsense\n\
        [contexts.good]\nmanager = \"MANAGER\"\nurl = \"https://m.test\"\n";
    let file = parse(&text.replace("MANAGER", manager()));
    let told = told(&file);
    assert!(!told.contains("hunter2"), "{told}");
    insta::assert_snapshot!(told);
    let names: Vec<_> = file.contexts.keys().collect();
    assert_eq!(names, ["good"]);
    let bad: Vec<_> = file.bad.iter().collect();
    assert_eq!(bad, ["auth", "lab", "none", "own", "prod", "two words"]);
}

#[test]
fn a_bad_context_stops_neither_the_others_nor_the_console() {
    let text = format!(
        "[console]\ntheme = \"nord\"\n{}{}protection = 3\n",
        good("a"),
        good("b")
    );
    let file = parse(&text);
    assert_eq!(file.console.theme.as_deref(), Some("nord"));
    assert!(file.contexts.contains_key("a") && file.bad.contains("b"));
    assert_eq!(file.mistakes_of("b").count(), 1);
}

#[test]
fn a_secret_pasted_over_several_lines_is_hidden_whole() {
    let text = format!("{}secret = \"\"\"pearl\npearl\npearl\"\"\"\n", good("a"));
    let file = parse(&text);
    let mistake = &file.mistakes[0];
    assert_eq!((mistake.line, mistake.last_line, mistake.hides), (4, 6, true));
    assert!(!told(&file).contains("pearl"));
}

#[test]
fn paths_are_relative_to_the_file_or_to_the_home() {
    let text = format!(
        "{}auth = \"certificate\"\nca_file = \"ca.pem\"\ncertificate_file = \"~/own.pem\"\nkey_file = \"/etc/key\"\n\
         {}secret = \"file:~/secret\"\n",
        good("a"),
        good("b")
    );
    let file = parse(&text);
    assert_eq!(told(&file), "");
    let a = &file.contexts["a"];
    let path = |path: &str| Some(PathBuf::from(path));
    assert_eq!(a.ca_file, path("/etc/qd/ca.pem"));
    assert_eq!(a.certificate_file, path("/home/me/own.pem"));
    assert_eq!(a.key_file, path("/etc/key"));
    let secret = file.contexts["b"].secret.clone().unwrap();
    assert_eq!(secret.to_string(), "file:/home/me/secret");
}

#[test]
fn every_key_of_the_table_reaches_the_entry() {
    let text = |key: &Key| match key.shape {
        Shape::YesNo => Value::YesNo(true),
        Shape::Path => Value::Path("x".into()),
        Shape::Duration | Shape::Spacing => Value::Duration(std::time::Duration::from_secs(1)),
        Shape::Secret => Value::Place("prompt".parse().unwrap()),
        Shape::Settings => Value::Settings(BTreeMap::new()),
        _ => Value::Text("x".into()),
    };
    let values = |section| {
        Values(
            keys::of_section(section)
                .map(|key| (key.name, text(key)))
                .collect(),
        )
    };
    let mut console = values(Section::Console);
    console.console();
    assert!(console.0.is_empty(), "{console:?}");
    let mut context = values(Section::Context);
    context.context();
    assert!(context.0.is_empty(), "{context:?}");
}

#[test]
fn any_text_is_read_and_none_is_repeated() {
    for text in [
        "",
        "\u{feff}",
        "x",
        "= pearl",
        "[",
        "[[contexts.a]]\nurl = \"pearl\"",
        "contexts = \"pearl\"",
        "contexts.a = \"pearl\"",
        "console = []",
        "[contexts]\na = { url = \"pearl\", manager = 3 }",
        "a.b.c = \"pearl\"",
        "[contexts.a]\n[contexts.a.settings]\nx = { y = \"pearl\" }",
        "secret = \"\"\"pearl",
        "[contexts.a.settings.b]\nx = \"pearl\"",
    ] {
        let file = ConfigFile::parse(text, Path::new("config.toml"));
        assert_eq!(
            file.mistakes.is_empty(),
            text.trim_start_matches('\u{feff}').is_empty(),
            "{text}: {:?}",
            file.mistakes
        );
        assert!(
            !format!("{:?}", file.mistakes).contains("pearl"),
            "{text}: {:?}",
            file.mistakes
        );
        assert!(file.contexts.is_empty());
    }
}

#[test]
fn a_name_in_a_sentence_keeps_its_letters() {
    assert_eq!(
        super::lower("OAuth 2.0: whom the secret belongs to"),
        "OAuth 2.0: whom the secret belongs to"
    );
    assert_eq!(super::lower("The user"), "the user");
}
