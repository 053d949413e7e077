//! `qd context` and `qd config`, and what a configuration with mistakes is in the way of.

use std::os::unix::fs::PermissionsExt;

use crate::harness::{Home, Run, Served};
use crate::support::{Console, Key};

const FILE: &str = ".config/quarterdeck/config.toml";

fn add(home: &Home, name: &str, more: &[&str]) -> Run {
    let words = [
        "context",
        "add",
        name,
        "--manager",
        "imply",
        "--url",
        "https://m.test",
        "--yes",
    ];
    home.run(&[&words[..], more].concat())
}

fn text(home: &Home) -> String {
    std::fs::read_to_string(home.path(FILE)).unwrap()
}

#[test]
fn a_context_is_added_edited_used_renamed_and_removed() {
    let home = Home::new();
    let run = add(&home, "prod", &["--protected", "--set", "base_path=/x"]).expect(0);
    assert_eq!(run.out, "prod: added\n");
    assert!(
        run.err.contains("(a new file)") && run.err.contains("+ [contexts.prod]"),
        "{}",
        run.err
    );
    assert!(run.err.contains("qd login prod"), "{}", run.err);
    let mode = home.path(FILE).metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode, 0o600);

    std::fs::write(home.path(FILE), format!("# mine\n\n{}", text(&home))).unwrap();
    let edit = [
        "context",
        "edit",
        "prod",
        "--refresh",
        "30s",
        "--set",
        "protection=normal",
        "--unset",
        "base_path",
        "-y",
    ];
    home.run(&edit).expect(0);
    assert_eq!(
        text(&home),
        "# mine\n\n[contexts.prod]\nmanager = \"imply\"\nurl = \"https://m.test\"\nprotection = \"normal\"\nrefresh = \"30s\"\n"
    );
    home.run(&["context", "use", "prod", "-y"]).expect(0);
    let run = home.run(&["context", "rename", "prod", "live", "-y"]).expect(0);
    assert!(run.err.contains("qd logout prod"), "{}", run.err);
    let list = home.run(&["context", "list", "-o", "json"]).expect(0).json();
    assert_eq!(
        (&list[0]["name"], &list[0]["inUse"]),
        (&"live".into(), &true.into())
    );
    let again = home.run(&["context", "use", "live", "-y"]).expect(0);
    assert!(again.out.contains("nothing to change"), "{}", again.out);
    home.run(&["context", "remove", "live", "-y"]).expect(0);
    assert_eq!(text(&home).trim(), "# mine");
}

#[test]
fn nothing_is_written_that_is_not_confirmed_or_wrong() {
    let home = Home::new();
    let words = [
        "context",
        "add",
        "prod",
        "--manager",
        "imply",
        "--url",
        "https://m.test",
    ];
    let run = home.run(&words).expect(4);
    assert!(run.err.contains("--yes"), "{}", run.err);
    let run = add(
        &home,
        "prod",
        &["--secret", "planted-hunter2", "--set", "refesh=1s"],
    )
    .expect(2);
    assert!(
        run.err.contains("contexts.prod.secret: ") && run.err.contains("did you mean refresh?"),
        "{}",
        run.err
    );
    assert!(!run.err.contains("hunter2"), "{}", run.err);
    assert!(!home.path(".config").exists());
    add(&home, "prod", &[]).expect(0);
    add(&home, "prod", &[]).expect(2);
    home.run(&["context", "remove", "prdo", "-y"]).expect(3);
    home.run(&["context", "edit", "prod", "-y"]).expect(2);
    home.run(&["context", "use", "-y"]).expect(2);
}

#[test]
fn somebody_at_the_terminal_is_shown_what_is_written_and_asked() {
    let words = [
        "context",
        "add",
        "prod",
        "--manager",
        "imply",
        "--url",
        "https://m.test",
    ];
    let console = Console::setup().start(&words);
    console.wait_for("+ [contexts.prod]");
    console.wait_for("Type y to write it:");
    console.send("n");
    console.send_key(Key::Enter);
    console.wait_for("nothing was written");
    assert_eq!(console.exit_code(), 4);

    let console = Console::setup().start(&words);
    console.wait_for("Type y to write it:");
    console.send("y");
    console.send_key(Key::Enter);
    console.wait_for("prod: added");
    assert_eq!(console.exit_code(), 0);
}

#[test]
fn a_check_tells_every_mistake_and_no_secret() {
    let text = "[console]\nthem = \"nord\"\n[contexts.a]\nmanager = \"imply\"\nurl = \"m.test\"\ntoken = \"planted-hunter2\"\n\
        [contexts.b]\nmanager = \"implied\"\n";
    let home = Home::new().config(text);
    let run = home.run(&["config", "check"]).expect(2);
    let places: Vec<_> = run
        .out
        .lines()
        .map(|line| line.split_once("config.toml").unwrap().1)
        .collect();
    let starts = [
        ":2:1: console.them",
        ":5:7: contexts.a.url",
        ":6:1: contexts.a.token",
        ":7:11: contexts.b:",
        ":8:11: contexts.b.manager",
    ];
    assert_eq!(places.len(), starts.len(), "{places:#?}");
    for (place, start) in places.iter().zip(starts) {
        assert!(place.starts_with(start), "{place}");
    }
    for words in [
        &["config", "check"][..],
        &["config", "show", "--origin"],
        &["context", "list"],
        &["get", "clusters"],
    ] {
        let run = home.run(words);
        assert!(!format!("{run:?}").contains("hunter2"), "{run:?}");
    }
    assert!(
        home.run(&["get", "clusters"])
            .expect(2)
            .err
            .contains("config.toml:5:7: contexts.a.url")
    );
    home.run(&["get", "clusters", "--sandbox", "-c", "stage"])
        .expect(0);
}

#[test]
fn a_check_tells_what_only_the_console_or_the_manager_knows() {
    let text = "[console]\ntheme = \"drak\"\n[contexts.a]\nmanager = \"imply\"\nurl = \"https://m.test\"\n\
        [contexts.a.settings]\nreplace_server = \"FOO\"\n";
    let run = Home::new().config(text).run(&["config", "check"]).expect(2);
    for words in [
        ":2:9: console.theme: there is no theme \"drak\"",
        ":7:18: contexts.a.settings.replace_server: ",
    ] {
        assert!(run.out.contains(words), "{run:#?}");
    }
}

#[test]
fn a_bad_context_stops_no_other() {
    let served = Served::start(&[]);
    let bad = "[contexts.bad]\nmanager = \"imply\"\nurl = \"https://m.test\"\nprotection = \"careful\"\n";
    let home = Home::new()
        .env("QD_TOKEN", "any")
        .config(&format!("{}{bad}", served.config(&["good"])));
    let run = home.run(&["get", "clusters"]).expect(7);
    assert!(
        run.out.contains("clickstream") && run.err.contains("contexts.bad.protection"),
        "{run:?}"
    );
    home.run(&["get", "clusters", "-c", "good"]).expect(0);
    assert!(
        home.run(&["get", "clusters", "-c", "bad"])
            .expect(2)
            .err
            .contains("careful")
    );
}

#[test]
fn mistakes_elsewhere_are_counted_and_those_of_the_context_asked_for_are_told() {
    let served = Served::start(&[]);
    let bad = |name: &str| {
        format!("[contexts.{name}]\nmanager = \"imply\"\nurl = \"m.test\"\nprotection = \"careful\"\n")
    };
    let text = served.config(&["good"]) + &bad("one") + &bad("two");
    let home = Home::new().env("QD_TOKEN", "any").config(&text);
    let all = home.run(&["get", "clusters"]).expect(7);
    assert_eq!(all.err.lines().count(), 1, "{}", all.err);
    assert!(
        all.err.contains("4 mistakes: 2 contexts left out") && all.err.contains("`qd config check`"),
        "{}",
        all.err
    );
    let one = home.run(&["get", "clusters", "-c", "one"]).expect(2).err;
    assert!(
        one.contains("the context one has mistakes") && one.contains("contexts.one.url"),
        "{one}"
    );
    assert!(
        !one.contains("contexts.two") && !one.contains("nothing that can be opened"),
        "{one}"
    );
}

#[test]
fn where_nothing_is_listed_a_hint_says_what_to_do() {
    let home = Home::new();
    let run = home.run(&["context", "list"]).expect(0);
    assert!(run.err.contains("qd context add"), "{}", run.err);
    let run = home.run(&["drafts", "--sandbox"]).expect(0);
    assert!(run.err.contains("qd edit"), "{}", run.err);
}

#[test]
fn a_credential_that_plain_http_would_expose_is_told_when_the_context_is_written() {
    let words = ["context", "add", "far", "--manager", "imply", "-y"];
    for (more, is_told) in [
        (&["--url", "http://m.test"][..], true),
        (&["--url", "http://m.test", "--allow-plain-http"], false),
        (&["--url", "http://m.test", "--auth", "none"], false),
        (&["--url", "http://127.0.0.1:1"], false),
        (&["--url", "https://m.test"], false),
    ] {
        let run = Home::new().run(&[&words[..], more].concat()).expect(0);
        assert_eq!(
            run.err.contains("over plain HTTP"),
            is_told,
            "{more:?}: {}",
            run.err
        );
    }
}

#[test]
fn commands_take_the_context_in_use_unless_told_otherwise() {
    let served = Served::start(&[]);
    let text = format!("use = \"west\"\n{}", served.config(&["east", "west"]));
    let home = Home::new().env("QD_TOKEN", "any").config(&text);
    let contexts = |home: &Home, more: &[&str]| {
        let run = home
            .run(&[&["get", "contexts", "-o", "name"][..], more].concat())
            .expect(0);
        run.out.lines().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(contexts(&home, &[]), ["west"]);
    assert_eq!(contexts(&home, &["-c", "east"]), ["east"]);
    assert_eq!(contexts(&home, &["--all-contexts"]), ["east", "west"]);
    let home = home.env("QD_CONTEXT", "east");
    assert_eq!(contexts(&home, &[]), ["east"]);
    let home = home.env("QD_CONTEXT", "nowhere");
    assert!(
        home.run(&["get", "contexts"])
            .expect(2)
            .err
            .contains("QD_CONTEXT=nowhere")
    );
}

#[test]
fn every_value_knows_where_it_comes_from() {
    let home = Home::new()
        .env("QD_THEME", "light")
        .config("[console]\ntheme = \"nord\"\nmouse = false\n");
    let origin = |words: &[&str], key: &str| {
        let show = ["config", "show", "--origin", "-o", "json"];
        let all = home.run(&[words, &show[..]].concat()).expect(0).json();
        let setting = all
            .as_array()
            .unwrap()
            .iter()
            .find(|setting| setting["key"] == key)
            .unwrap()
            .clone();
        (
            setting["value"].to_string(),
            setting["origin"].as_str().unwrap().to_owned(),
        )
    };
    assert_eq!(
        origin(&["--theme", "mono"], "console.theme"),
        ("\"mono\"".into(), "flag --theme".into())
    );
    assert_eq!(
        origin(&[], "console.theme"),
        ("\"light\"".into(), "environment QD_THEME".into())
    );
    let (mouse, from) = origin(&[], "console.mouse");
    assert!(
        mouse == "false" && from.ends_with("config.toml:3"),
        "{mouse} {from}"
    );
    assert_eq!(
        origin(&[], "console.reduced_motion"),
        ("false".into(), "default".into())
    );
    let toml = home.run(&["config", "show", "-o", "toml"]).expect(0).out;
    assert!(toml.starts_with("[console]\ntheme = \"light\"\n"), "{toml}");
}

#[test]
fn the_example_and_the_schema_are_printed() {
    let home = Home::new();
    let example = home.run(&["config", "example"]).expect(0).out;
    assert_eq!(example, include_str!("../../assets/config.toml"));
    assert_eq!(home.run(&["config", "schema"]).expect(0).json()["type"], "object");
    let path = home.run(&["config", "path"]).expect(0).out;
    assert_eq!(path.trim(), home.path(FILE).display().to_string());
    assert!(
        home.run(&["config", "check"])
            .expect(0)
            .out
            .contains("no such file")
    );
    let named = home.write("example.toml", &example);
    home.run(&["config", "check", "--config", &named]).expect(0);
}
