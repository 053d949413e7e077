//! How a document behaves and looks.

use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use secrecy::ExposeSecret;

use super::Document;
use super::layout::tests::json;
use crate::tui::theme::{Glyphs, Theme};

const SPEC: &str = r#"{"name":"orders","spec":{"query":{"replicas":3,"password":"hunter2"},"tags":[{"name":"env","value":"prod"},{}]},"ok":true}"#;

fn spec() -> Document {
    let mut document = Document::new(SPEC, &|key| key.ends_with(&["password"]));
    document.resize(Rect::new(0, 0, 40, 20));
    document
}

fn draw(document: &Document, width: u16, height: u16) -> Buffer {
    let area = Rect::new(0, 0, width, height);
    let mut buffer = Buffer::empty(area);
    document.view(&Theme::plain().with_glyphs(Glyphs::ASCII), area, &mut buffer);
    buffer
}

fn text(document: &Document, width: u16, height: u16) -> String {
    let buffer = draw(document, width, height);
    let row = |y| {
        (0..width)
            .map(|x| buffer[(x, y)].symbol())
            .collect::<String>()
            .trim_end()
            .to_owned()
    };
    (0..height)
        .map(row)
        .collect::<Vec<_>>()
        .join("\n")
        .trim_end()
        .to_owned()
}

#[test]
fn a_document_is_shown_with_its_secrets_hidden() {
    insta::assert_snapshot!(text(&spec(), 40, 18), @r#"
    >- {
         "name": "orders",
     -   "spec": {
     -     "query": {
             "replicas": 3,
             "password": "********"
           },
     -     "tags": [
     -       {
               "name": "env",
               "value": "prod"
             },
             {}
           ]
         },
         "ok": true
       }
    "#);
}

#[test]
fn secrets_are_shown_when_asked_for_and_hidden_again() {
    let mut document = spec();
    assert!(document.has_secrets() && !text(&document, 40, 20).contains("hunter2"));
    document.reveal(true);
    assert!(text(&document, 40, 20).contains(r#""password": "hunter2""#));
    document.reveal(false);
    assert!(!text(&document, 40, 20).contains("hunter2"));
}

#[test]
fn a_hidden_secret_cannot_be_searched_for() {
    let mut document = spec();
    document.search("hunter");
    assert_eq!(document.search_status().as_deref(), Some("no match"));
    document.reveal(true);
    assert_eq!(document.search_status().as_deref(), Some("1 found"));
    document.reveal(false);
    assert_eq!(document.search_status().as_deref(), Some("no match"));
}

#[test]
fn a_fold_says_how_much_it_hides() {
    let mut document = spec();
    document.fold_all();
    insta::assert_snapshot!(text(&document, 40, 18), @r#"
    >- {
         "name": "orders",
     +   "spec": { .. 2 fields },
         "ok": true
       }
    "#);
}

#[test]
fn folding_inside_of_an_object_folds_it_and_the_cursor_stays_on_it() {
    let mut document = spec();
    document.move_down(4);
    assert_eq!(document.path_at_cursor(), "spec.query.replicas");
    document.toggle_fold();
    assert_eq!(document.path_at_cursor(), "spec.query");
    let folded = document.visible_lines();
    document.toggle_fold();
    assert_eq!(document.visible_lines(), folded + 3);
    document.fold_all();
    assert_eq!(document.path_at_cursor(), "spec");
    document.unfold_all();
    assert_eq!(document.path_at_cursor(), "spec");
}

#[test]
fn the_path_names_fields_and_elements() {
    let mut document = Document::new(r#"{"a":[{"b c":1,"d":[2,3]}]}"#, &|_| false);
    let mut paths = Vec::new();
    for _ in 0..document.visible_lines() {
        paths.push(document.path_at_cursor());
        document.move_down(1);
    }
    assert_eq!(
        paths,
        [
            "",
            "a",
            "a[0]",
            "a[0][\"b c\"]",
            "a[0].d",
            "a[0].d[0]",
            "a[0].d[1]",
            "a[0].d",
            "a[0]",
            "a",
            ""
        ]
    );
}

#[test]
fn a_search_finds_also_what_is_folded_and_goes_round() {
    let mut document = spec();
    document.fold_all();
    document.search("name");
    assert_eq!(document.search_status().as_deref(), Some("1/2"));
    document.search_next();
    assert_eq!(document.search_status().as_deref(), Some("2/2"));
    assert_eq!(document.path_at_cursor(), "spec.tags[0].name");
    document.search_next();
    assert_eq!(document.path_at_cursor(), "name");
    document.search_previous();
    assert_eq!(document.path_at_cursor(), "spec.tags[0].name");
    document.clear_search();
    assert_eq!(document.search_status(), None);
}

#[test]
fn matches_stand_out_and_the_current_one_more() {
    let mut document = spec();
    document.search("name");
    let theme = Theme::plain();
    let buffer = draw(&document, 40, 20);
    let styles: Vec<_> = buffer
        .content()
        .iter()
        .filter(|cell| cell.symbol() == "m")
        .map(|cell| cell.modifier)
        .collect();
    assert_eq!(
        styles,
        [
            theme.match_current.add_modifier,
            theme.match_highlight.add_modifier
        ]
    );
}

#[test]
fn the_cursor_stays_in_sight() {
    let raw = format!(
        "[{}]",
        (0..1000).map(|n| n.to_string()).collect::<Vec<_>>().join(",")
    );
    let mut document = Document::new(&raw, &|_| false);
    document.resize(Rect::new(0, 0, 20, 5));
    document.page_down();
    assert_eq!(document.cursor_row(), 6);
    document.move_to_bottom();
    insta::assert_snapshot!(text(&document, 20, 5), @r#"
         996,
         997,
         998,
         999
    >  ]
    "#);
    document.half_page_up();
    document.resize(Rect::new(0, 0, 20, 3));
    assert_eq!(document.cursor_row(), 1000);
    assert!(text(&document, 20, 3).contains(">    998"));
    document.move_to_top();
    document.move_to_row(2);
    assert_eq!(document.path_at_cursor(), "[1]");
}

#[test]
fn a_long_line_is_scrolled_to_the_side_without_splitting_wide_characters() {
    let mut document = Document::new(r#"["ab漢字cdefghij"]"#, &|_| false);
    document.resize(Rect::new(0, 0, 13, 3));
    insta::assert_snapshot!(text(&document, 13, 3), @r#"
    >- [
         "ab漢 字 >
       ]
    "#);
    document.scroll_right(6);
    insta::assert_snapshot!(text(&document, 13, 3), @r#"
    >- <
       <字 cdefgh>
       <
    "#);
    document.scroll_right(100);
    insta::assert_snapshot!(text(&document, 13, 3), @r#"
    >- <
       <cdefghij"
       <
    "#);
    document.scroll_left(100);
    document.search("hij");
    assert!(text(&document, 13, 3).contains("hij"));
}

#[test]
fn what_is_not_json_is_shown_as_it_is_with_the_reason() {
    let mut document = Document::new("<html>\n\t502 \u{1b}[31mBad Gateway", &|_| false);
    document.resize(Rect::new(0, 0, 60, 4));
    document.move_down(1);
    document.toggle_fold();
    insta::assert_snapshot!(text(&document, 60, 4), @r#"
    not JSON (expected value at line 1 column 1): shown as it is
       <html>
    >      502 \u{1b}[31mBad Gateway
    "#);
}

#[test]
fn a_newer_text_keeps_cursor_folds_and_search() {
    let mut document = spec();
    document.move_down(3);
    document.toggle_fold();
    document.search("env");
    assert_eq!(document.path_at_cursor(), "spec.tags[0].name");
    let newer = SPEC.replacen("{\"name\"", "{\"added\":1,\"name\"", 1);
    document.replace(&newer, &|key| key.ends_with(&["password"]));
    assert_eq!(document.path_at_cursor(), "spec.tags[0].name");
    assert_eq!(document.query(), Some("env"));
    let shown = text(&document, 40, 20);
    assert!(
        shown.contains("added") && shown.contains(r#""query": { .. 2 fields },"#),
        "{shown}"
    );
}

#[test]
fn an_empty_text_can_be_moved_about_in() {
    let mut document = Document::new("", &|_| false);
    document.resize(Rect::new(0, 0, 1, 0));
    document.move_down(1);
    document.page_up();
    document.toggle_fold();
    document.fold_all();
    document.scroll_right(1);
    document.search("x");
    assert_eq!(
        (document.cursor_row(), document.path_at_cursor().as_str()),
        (0, "")
    );
    assert_eq!(text(&document, 1, 1), "n");
}

/// Everything a user can do to a document, by number.
fn act(document: &mut Document, action: u8, amount: u16) {
    match action {
        0 => document.move_down(amount.into()),
        1 => document.move_up(amount.into()),
        2 => document.page_down(),
        3 => document.page_up(),
        4 => document.half_page_down(),
        5 => document.half_page_up(),
        6 => document.move_to_top(),
        7 => document.move_to_bottom(),
        8 => document.move_to_row(amount),
        9 => document.scroll_left(amount.into()),
        10 => document.scroll_right(amount.into()),
        11 => document.toggle_fold(),
        12 => document.fold_all(),
        13 => document.unfold_all(),
        14 => document.reveal(amount < 15),
        15 => document.search("e"),
        16 => document.search_next(),
        17 => document.search_previous(),
        18 => document.resize(Rect::new(0, 0, amount, amount % 7)),
        _ => document.replace("{\"other\":[1,2,{\"e\":3}]}", &|key| key.ends_with(&["e"])),
    }
}

proptest! {
    #[test]
    fn whatever_is_done_the_cursor_is_on_a_line_and_in_sight(
        value in json(),
        actions in prop::collection::vec((0..20_u8, 0..30_u16), 0..30),
    ) {
        let mut document = Document::new(&value.to_string(), &|key| key.len() > 3);
        for (action, amount) in actions {
            act(&mut document, action, amount);
            let rows = usize::from(document.size.height).max(1);
            prop_assert!((1..=document.visible_lines()).contains(&document.cursor_row()));
            prop_assert!((document.top..document.top + rows).contains(&document.cursor));
            draw(&document, document.size.width.max(1), document.size.height.max(1));
        }
    }
}

/// What is copied with the cursor on the line that shows `words`, and what is said of it.
fn copied(document: &mut Document, words: &str) -> (String, String) {
    document.move_to_top();
    let shown = text(document, 80, 40);
    let at = shown.lines().position(|line| line.contains(words));
    document.move_down(at.unwrap_or_else(|| panic!("no {words:?} in\n{shown}")));
    let value = document.value_at_cursor().unwrap();
    (value.text.expose_secret().to_owned(), value.to_string())
}

#[test]
fn a_value_is_copied_as_it_is_pasted_and_a_masked_one_unseen() {
    let raw =
        r#"{"key":"a\"b\u001b","spec":{"password":"hunter2","n":1.50,"tags":[{"x":null},"t"]},"none":{}}"#;
    let mut document = Document::new(raw, &|key| key.ends_with(&["password"]));
    document.resize(Rect::new(0, 0, 80, 40));
    let mut check = |words: &str, text: &str, said: &str| {
        assert_eq!(copied(&mut document, words), (text.to_owned(), said.to_owned()));
    };
    check("\"key\"", "a\"b\u{1b}", "the value of key");
    check("1.50", "1.50", "the value of spec.n");
    check(
        "password",
        "hunter2",
        "the value of spec.password; it was not shown",
    );
    check("\"t\"", "t", "the value of spec.tags[1]");
    check("none", "{}", "the value of none");
    let tags = "[\n  {\n    \"x\": null\n  },\n  \"t\"\n]";
    check("\"tags\"", tags, "the value of spec.tags");
    check("    ]", tags, "the value of spec.tags");
    let (spec, said) = copied(&mut document, "\"spec\"");
    assert!(
        spec.starts_with("{\n  \"password\": \"hunter2\",") && spec.ends_with("\n}"),
        "{spec}"
    );
    assert_eq!(said, "the value of spec; the secrets in it were not shown");
    document.reveal(true);
    let (_, said) = copied(&mut document, "password");
    assert_eq!(said, "the value of spec.password");
    let debug = format!("{:?}", document.value_at_cursor());
    assert!(!debug.contains("hunter2"), "{debug}");
}

#[test]
fn of_what_is_no_json_the_line_is_copied() {
    let mut document = Document::new("password: hunter2,\n<html>", &|key| key.ends_with(&["password"]));
    document.resize(Rect::new(0, 0, 80, 9));
    let value = document.value_at_cursor().unwrap();
    assert_eq!(value.text.expose_secret(), "password: hunter2,");
    assert_eq!(value.to_string(), "the text under the cursor; it was not shown");
}
