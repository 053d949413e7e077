//! Projection, filters, order and pages, with secrets as the example.

use super::*;

async fn with_secrets(profile: Profile) -> Visitor {
    let admin = Visitor::to(profile);
    for key in ["cherry", "apple", "banana"] {
        assert_eq!(
            admin
                .put(&format!("/secrets/{key}"), json!({"value": key}))
                .await
                .0,
            200
        );
        admin.advance(1.0);
    }
    admin
}

fn keys(answer: &Value) -> Vec<&str> {
    let items = answer["items"].as_array().unwrap().iter();
    items.map(|item| item["key"].as_str().unwrap()).collect()
}

async fn listed(visitor: &Visitor, query: &str) -> (Vec<String>, Value) {
    let (status, answer) = visitor.get(&format!("/secrets{query}")).await;
    assert_eq!(status, 200, "{answer}");
    let names = keys(&answer).into_iter().map(str::to_owned).collect();
    (names, answer["metadata"]["pagination"].clone())
}

#[tokio::test]
async fn a_page_of_the_older_generation_needs_a_size() {
    let admin = with_secrets(Profile::V42).await;
    let all = ["cherry", "apple", "banana"];
    for (query, expected, pagination) in [
        ("", all.to_vec(), json!({"total": 3, "offset": 0, "size": 0})),
        ("?_offset=1", vec![], json!({"total": 3, "offset": 1, "size": 0})),
        ("?_size=0", vec![], json!({"total": 3, "offset": 0, "size": 0})),
        (
            "?_size=2&_offset=1",
            vec!["apple", "banana"],
            json!({"total": 3, "offset": 1, "size": 2}),
        ),
        (
            "?_size=2&_offset=9",
            vec![],
            json!({"total": 3, "offset": 9, "size": 2}),
        ),
    ] {
        assert_eq!(listed(&admin, query).await.0, expected, "{query}");
        assert_eq!(listed(&admin, query).await.1, pagination, "{query}");
    }
    let (status, code, message) = told(admin.get("/secrets?_size=2000").await);
    assert_eq!((status, code.as_str()), (400, "illegal_action_error"));
    assert_eq!(message, "Invalid pagination size: 2000. Max allowed: 1000");
    let (_, _, message) = told(admin.get("/secrets?_size=-1").await);
    assert_eq!(message, "`_size` is expected to be a positive integer");
}

#[tokio::test]
async fn the_newer_generation_has_a_size_of_its_own() {
    let admin = with_secrets(Profile::V71).await;
    let (names, pagination) = listed(&admin, "?_offset=1").await;
    assert_eq!(names, ["apple", "banana"]);
    assert_eq!(pagination, json!({"total": 3, "offset": 1, "size": 1000}));
    assert_eq!(listed(&admin, "?_size=2000").await.0.len(), 3);
    let (status, answer) = admin.get("/secrets?_size=abc").await;
    assert_eq!(status, 400);
    assert_eq!(
        answer["message"],
        "1 validation error for Pagination\n_size\n  value is not a valid integer (type=type_error.integer)"
    );
    assert!(answer.get("server_traceback").is_none());
}

#[tokio::test]
async fn lists_are_sorted_filtered_and_cut_to_what_is_asked_for() {
    let admin = with_secrets(Profile::V42).await;
    assert_eq!(
        listed(&admin, "?_sort=key").await.0,
        ["apple", "banana", "cherry"]
    );
    assert_eq!(
        listed(&admin, "?_sort=%2Bkey").await.0,
        ["apple", "banana", "cherry"]
    );
    assert_eq!(
        listed(&admin, "?_sort=-created_at").await.0,
        ["banana", "apple", "cherry"]
    );
    assert_eq!(
        listed(&admin, "?_sort=created_by&_sort=-key").await.0,
        ["cherry", "banana", "apple"]
    );
    assert_eq!(
        listed(&admin, "?key=apple&key=cherry").await.0,
        ["cherry", "apple"]
    );
    assert_eq!(listed(&admin, "?key=apple&created_by=somebody").await.0, [""; 0]);
    let (_, answer) = admin.get("/secrets?_include=key&key=apple").await;
    assert_eq!(answer["items"], json!([{"key": "apple"}]));
    assert_eq!(
        admin.get("/secrets/apple?_include=value").await.1,
        json!({"value": "apple"})
    );
}

#[tokio::test]
async fn unknown_members_are_named_with_all_that_there_are() {
    let allowed = "Allowed keys are: ['tenant_name', 'created_at', 'updated_at', 'created_by', \
                   'resource_availability', 'key']";
    let admin = with_secrets(Profile::V42).await;
    for (query, code, words) in [
        (
            "_include=value",
            "no_such_include_field_error",
            "Include keys '[u'value']'",
        ),
        ("value=x", "bad_parameters_error", "Filter keys '['value']'"),
        ("_sort=-value", "bad_parameters_error", "Sort keys '[u'value']'"),
    ] {
        let (status, seen, message) = told(admin.get(&format!("/secrets?{query}")).await);
        assert_eq!((status, seen.as_str()), (400, code));
        assert_eq!(message, format!("{words} do not exist. {allowed}"));
    }
}
