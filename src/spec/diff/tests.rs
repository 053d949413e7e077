use super::*;

fn json(text: &str) -> Json {
    text.parse().unwrap()
}

/// Each change as "sign path": what is where.
fn places(before: &str, after: &str) -> Vec<String> {
    let place = |change: &Change| match change.kind {
        ChangeKind::Reordered { .. } => format!("order {}", change.path),
        _ => format!("{} {}", change.kind.sign(), change.path),
    };
    diff(&json(before), &json(after)).iter().map(place).collect()
}

fn summaries(before: &str, after: &str) -> Vec<String> {
    diff(&json(before), &json(after))
        .iter()
        .map(Change::summary)
        .collect()
}

const NOTHING: [&str; 0] = [];

#[test]
fn changes_stand_in_the_order_of_the_document_and_what_is_new_behind() {
    assert_eq!(
        places(
            r#"{"z":1,"m":{"b":1,"a":1},"gone":{"x":1}}"#,
            r#"{"new":0,"m":{"c":1,"a":2,"b":2},"z":2,"also":{}}"#
        ),
        ["~ z", "~ m.b", "~ m.a", "+ m.c", "- gone", "+ new", "+ also"]
    );
}

#[test]
fn what_means_the_same_is_no_change() {
    assert_eq!(
        places(
            r#"{"a":1.0,"b":[1,{"x":1,"y":2}]}"#,
            r#"{"b":[1e0,{"y":2,"x":1}],"a":1}"#
        ),
        NOTHING
    );
    assert_eq!(places("[]", "[]"), NOTHING);
}

#[test]
fn a_null_member_is_an_absent_one() {
    assert_eq!(
        places(r#"{"a":null,"b":{"c":null}}"#, r#"{"b":{},"d":null}"#),
        NOTHING
    );
    assert_eq!(
        places(r#"{"a":null,"b":1}"#, r#"{"a":1,"b":null}"#),
        ["+ a", "- b"]
    );
}

#[test]
fn within_arrays_a_null_is_a_value() {
    assert_eq!(places("[1,null]", "[1]"), ["- [1]"]);
    assert_eq!(
        places(r#"{"t":[{"name":"a","value":null}]}"#, r#"{"t":[{"name":"a"}]}"#),
        ["- t[a].value"]
    );
}

#[test]
fn a_change_of_type_is_one_change() {
    assert_eq!(places(r#"{"a":{"b":1}}"#, r#"{"a":[1]}"#), ["~ a"]);
    assert_eq!(places(r#"{"a":"8"}"#, r#"{"a":8}"#), ["~ a"]);
    assert_eq!(places("1", "{}"), ["~ "]);
}

#[test]
fn named_elements_are_compared_by_name_wherever_they_stand() {
    assert_eq!(
        places(
            r#"{"tags":[{"name":"a","value":1},{"name":"b","value":2},{"name":"c","value":3}]}"#,
            r#"{"tags":[{"name":"new","value":0},{"name":"a","value":1},{"name":"c","value":4}]}"#
        ),
        ["- tags[b]", "~ tags[c].value", "+ tags[new]"]
    );
    assert_eq!(places("[]", r#"[{"name":"a"}]"#), ["+ [a]"]);
}

#[test]
fn another_order_of_named_elements_is_told_once_besides_what_changed_in_them() {
    let before = r#"{"t":[{"name":"a","v":1},{"name":"b","v":2},{"name":"c"}]}"#;
    assert_eq!(
        places(
            before,
            r#"{"t":[{"name":"b","v":2},{"name":"a","v":1},{"name":"c"}]}"#
        ),
        ["order t"]
    );
    assert_eq!(
        places(before, r#"{"t":[{"name":"b","v":2},{"name":"a","v":9}]}"#),
        ["order t", "~ t[a].v", "- t[c]"]
    );
}

#[test]
fn elements_with_a_name_twice_are_compared_by_place() {
    let twice = r#"[{"name":"a","v":1},{"name":"a","v":2}]"#;
    assert_eq!(
        places(twice, r#"[{"name":"a","v":1},{"name":"a","v":3}]"#),
        ["~ [1].v"]
    );
    assert_eq!(
        places(twice, r#"[{"name":"a","v":2},{"name":"a","v":1}]"#),
        ["order "]
    );
    assert_eq!(places(r#"[{"name":"a","v":1}]"#, twice), ["+ [1]"]);
}

#[test]
fn of_a_list_of_words_it_is_told_which_came_and_went() {
    let before = r#"{"ext":["s3","kafka","hll"]}"#;
    assert_eq!(
        places(before, r#"{"ext":["s3","new","kafka","hll"]}"#),
        ["+ ext[1]"]
    );
    assert_eq!(places(before, r#"{"ext":["kafka","hll"]}"#), ["- ext[0]"]);
    assert_eq!(places(before, r#"{"ext":["s3","kinesis","hll"]}"#), ["~ ext[1]"]);
    assert_eq!(places(before, r#"{"ext":["hll","s3","kafka"]}"#), ["order ext"]);
    assert_eq!(
        places(before, r#"{"ext":["kafka","s3"]}"#),
        ["order ext", "- ext[2]"]
    );
}

#[test]
fn unnamed_objects_at_the_same_place_are_compared_member_by_member() {
    assert_eq!(
        places(
            r#"[{"path":"x","n":1},{"path":"y"}]"#,
            r#"[{"path":"x","n":2},{"path":"y"}]"#
        ),
        ["~ [0].n"]
    );
}

#[test]
fn a_change_is_told_in_one_short_line() {
    assert_eq!(
        summaries(
            r#"{"q":{"replicas":3,"size":"8"},"tier2":{"a":1},"tags":[{"name":"env","value":"dev"},{"name":"x","type":"a"}],"e":["s3"]}"#,
            r#"{"q":{"replicas":5,"size":8},"tags":[{"name":"x","type":"b"},{"name":"env","value":"prod"},{"name":"owner","value":"me"}],"e":["s3","hll"],"note":""}"#
        ),
        [
            "replicas 3 -> 5",
            "size \"8\" -> 8",
            "tier2 removed",
            "tags reordered",
            "env dev -> prod",
            "x.type a -> b",
            "owner added: me",
            "e[1] added: hll",
            "note added: \"\"",
        ]
    );
    assert_eq!(summaries("1", "2"), ["document 1 -> 2"]);
}

#[test]
fn long_values_are_cut() {
    let long = format!(r#"{{"a":"{}"}}"#, "ä".repeat(50));
    assert_eq!(
        summaries("{}", &long),
        [format!("a added: {}...", "ä".repeat(29))]
    );
}

#[test]
fn the_kinds_have_a_sign_and_a_word() {
    let changes = diff(
        &json(r#"{"a":1,"b":1,"c":[1,2]}"#),
        &json(r#"{"a":2,"c":[2,1],"d":1}"#),
    );
    let signs: String = changes.iter().map(|change| change.kind.sign()).collect();
    let words: Vec<_> = changes.iter().map(|change| change.kind.word()).collect();
    assert_eq!(
        (signs.as_str(), words.join(" ").as_str()),
        ("~-~+", "change remove reorder add")
    );
}

#[test]
fn a_changed_secret_is_told_without_two_masks() {
    let mask = || Json::string(crate::spec::secret::MASK);
    let change = Change {
        path: Path::top().field("spec").field("password"),
        kind: ChangeKind::Changed {
            before: mask(),
            after: mask(),
        },
    };
    assert_eq!(change.summary(), "password: another secret");
}
