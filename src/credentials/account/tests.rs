//! An account against a keyring in memory and a token endpoint in process.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::routing::post;
use chrono::{DateTime, TimeDelta, Utc};
use http::StatusCode;

use crate::credentials::memory_vault::{GatedVault, MemoryVault};
use crate::credentials::{Grant, VaultEntry, VaultError};
use crate::transport::{Door, Endpoint, RetryPolicy, base_url};

use super::*;

/// An account, and all that it stands on.
struct Bench {
    account: Arc<Account>,
    vault: Arc<MemoryVault>,
    now: Arc<Mutex<DateTime<Utc>>>,
}

/// Counts what a token endpoint was asked for.
#[derive(Clone, Default)]
struct Asked(Arc<Mutex<Vec<String>>>);

impl Asked {
    fn count(&self) -> usize {
        self.0.lock().unwrap().len()
    }
}

fn bench_with(form: Form, place: &str, vault: MemoryVault, tokens: Option<Router>) -> Bench {
    let now = Arc::new(Mutex::new("2026-11-20T15:00:00Z".parse().unwrap()));
    let vault = Arc::new(vault);
    let clock = Arc::clone(&now);
    let endpoint = |router| Endpoint::in_process(base_url("http://id.example/token").unwrap(), router);
    let surroundings = Surroundings {
        vault: VaultQueue::new(vault.clone()),
        clock: Arc::new(move || *clock.lock().unwrap()),
        environment: Arc::new(|name| (name == "PROD").then(|| "pearl".to_owned())),
        tokens: tokens.map(|router| Door::new(endpoint(router)).with_retry(RetryPolicy::never())),
        ..Surroundings::of_process("m.example")
    };
    let settings = AccountSettings {
        context: "prod".to_owned(),
        form,
        place: place.parse().unwrap(),
    };
    Bench {
        account: Account::new(settings).within(surroundings),
        vault,
        now,
    }
}

fn bench(place: &str) -> Bench {
    bench_with(Form::Bearer, place, MemoryVault::default(), None)
}

impl Bench {
    async fn bearer(&self) -> String {
        match self.account.current().await.unwrap() {
            Credential::Bearer(token) => token.expose_secret().to_owned(),
            other => panic!("{other:?}"),
        }
    }

    async fn why(&self) -> CredentialError {
        self.account.current().await.unwrap_err()
    }

    fn pass(&self, seconds: i64) {
        *self.now.lock().unwrap() += TimeDelta::seconds(seconds);
    }

    fn entry() -> VaultEntry {
        VaultEntry {
            context: "prod".into(),
            host: "m.example".into(),
        }
    }

    fn keep(&self, secret: &str) {
        use crate::credentials::Vault as _;
        self.vault
            .write(&Self::entry(), &secret.to_owned().into())
            .unwrap();
    }
}

fn oauth() -> Form {
    Form::OAuth(Grant {
        token_url: base_url("http://id.example/token").unwrap(),
        client_id: "qd".into(),
        scope: Some("a b".into()),
    })
}

/// Issues `token-1`, `token-2` … for a minute each.
fn issuing(asked: &Asked) -> Router {
    let asked = asked.clone();
    Router::new().route(
        "/token",
        post(move |body: String| {
            asked.0.lock().unwrap().push(body);
            let number = asked.count();
            async move { format!(r#"{{"access_token":"token-{number}","expires_in":100}}"#) }
        }),
    )
}

#[tokio::test]
async fn a_secret_of_the_environment_is_had_and_a_missing_one_named() {
    assert_eq!(bench("env:PROD").bearer().await, "pearl");
    let missing = bench("env:OTHER");
    let error = missing.why().await;
    assert_eq!(error.to_string(), "the environment variable OTHER is not set");
    assert!(error.hint().unwrap().contains("OTHER"), "{error:?}");
    assert!(matches!(missing.account.standing().need, Need::Secret(_)));
}

#[tokio::test]
async fn the_keyring_is_read_once_and_for_this_host_only() {
    let bench = bench("keyring");
    assert_eq!(bench.vault.reads(), 0, "nothing is read before it is needed");
    let error = bench.why().await;
    assert!(error.hint().unwrap().contains("qd login prod"), "{error:?}");
    bench.keep("pearl");
    for _ in 0..3 {
        assert_eq!(bench.bearer().await, "pearl");
    }
    assert_eq!(bench.vault.reads(), 2);
    assert_eq!(bench.vault.users(), ["prod@m.example"]);

    let elsewhere = bench.account.within(Surroundings {
        host: "other.example".into(),
        ..bench.account.surroundings.clone()
    });
    elsewhere.forget();
    assert!(elsewhere.current().await.is_err());
}

#[tokio::test]
async fn many_who_need_it_at_once_fetch_it_once() {
    let bench = bench("keyring");
    bench.keep("pearl");
    let all = futures_util::future::join_all((0..10).map(|_| bench.bearer())).await;
    assert!(all.iter().all(|token| token == "pearl"));
    assert_eq!(bench.vault.reads(), 1);
}

#[tokio::test]
async fn a_keyring_that_does_not_answer_is_given_up() {
    /// Waits until the test is over.
    #[derive(Debug)]
    struct Hanging(Mutex<std::sync::mpsc::Receiver<()>>);
    impl crate::credentials::Vault for Hanging {
        fn read(&self, _: &VaultEntry) -> Result<Option<(SecretString, Keeper)>, VaultError> {
            let _ended = self.0.lock().unwrap().recv();
            Ok(None)
        }
        fn write(&self, _: &VaultEntry, _: &SecretString) -> Result<Keeper, VaultError> {
            Err(VaultError("no".into()))
        }
        fn remove(&self, _: &VaultEntry) -> Result<bool, VaultError> {
            Ok(false)
        }
    }
    let (sender, receiver) = std::sync::mpsc::channel();
    let bench = bench("keyring");
    let account = bench.account.within(Surroundings {
        vault: VaultQueue::new(Arc::new(Hanging(Mutex::new(receiver)))),
        patience: Duration::from_millis(1),
        ..bench.account.surroundings.clone()
    });
    let error = account.current().await.unwrap_err();
    assert!(error.to_string().contains("did not answer"), "{error}");
    drop(sender);
}

#[test]
fn a_keyring_that_does_not_answer_holds_up_nothing_but_itself() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .max_blocking_threads(1)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let (vault, gate) = GatedVault::new();
        let bench = bench("keyring");
        let account = bench.account.within(Surroundings {
            vault: VaultQueue::new(Arc::new(vault)),
            ..bench.account.surroundings.clone()
        });
        let login = tokio::spawn({
            let account = Arc::clone(&account);
            async move { account.login("pearl".into(), true).await }
        });
        tokio::task::yield_now().await;
        gate.is_reached();
        // The only thread for such work is free.
        assert_eq!(tokio::task::spawn_blocking(|| 1).await.unwrap(), 1);
        gate.open();
        assert!(login.await.unwrap().is_ok());
    });
}

#[tokio::test]
async fn a_logout_that_overtakes_a_login_leaves_nothing_in_the_keyring() {
    let (vault, gate) = GatedVault::new();
    let bench = bench("keyring");
    let account = bench.account.within(Surroundings {
        vault: VaultQueue::new(Arc::new(vault)),
        ..bench.account.surroundings.clone()
    });
    let unlock = async {
        gate.is_reached();
        gate.open();
    };
    let (kept, removed, ()) = tokio::join!(account.login("pearl".into(), true), account.logout(), unlock);
    assert!(kept.is_ok() && removed.unwrap());
    let entry = account.surroundings.vault.read(Bench::entry());
    assert!(
        entry
            .within(Duration::from_secs(60))
            .await
            .unwrap()
            .unwrap()
            .is_none()
    );
    assert!(
        account
            .current()
            .await
            .unwrap_err()
            .to_string()
            .contains("logged out")
    );
}

#[tokio::test]
async fn a_login_is_kept_where_the_context_has_its_secret() {
    let bench = bench("keyring");
    let kept = bench
        .account
        .login("pearl".to_owned().into(), true)
        .await
        .unwrap();
    assert_eq!(kept, Kept::In(Keeper::Keyring));
    assert_eq!(bench.vault.users(), ["prod@m.example"]);
    assert_eq!(bench.bearer().await, "pearl");
    assert!(bench.account.logout().await.unwrap());
    assert!(bench.vault.users().is_empty());
    assert!(bench.why().await.to_string().contains("logged out"));
}

#[tokio::test]
async fn a_login_that_cannot_be_kept_is_used_and_told() {
    let bench = bench_with(Form::Bearer, "keyring", MemoryVault::broken("locked"), None);
    let error = bench
        .account
        .login("pearl".to_owned().into(), true)
        .await
        .unwrap_err();
    assert!(error.to_string().contains("locked") && error.hint().is_some());
    assert_eq!(bench.bearer().await, "pearl");
    assert_eq!(&*bench.account.standing().place, "memory of this program");
}

#[tokio::test]
async fn what_is_given_when_asked_for_stays_in_memory() {
    let bench = bench("prompt");
    assert!(bench.why().await.to_string().contains("the token is asked for"));
    let kept = bench
        .account
        .login("pearl".to_owned().into(), true)
        .await
        .unwrap();
    assert_eq!(kept, Kept::InMemory);
    bench.account.forget();
    assert_eq!(bench.bearer().await, "pearl");
    assert_eq!(bench.vault.reads(), 0);
}

#[tokio::test]
async fn a_refused_secret_is_looked_up_again_and_tried_only_if_it_is_another() {
    let bench = bench("keyring");
    bench.keep("old");
    let refused = bench.account.current().await.unwrap();
    assert!(bench.account.renew(&refused).await.unwrap().is_none());
    bench.keep("new");
    let renewed = bench.account.renew(&refused).await.unwrap();
    assert!(matches!(renewed, Some(Credential::Bearer(token)) if token.expose_secret() == "new"));
}

#[tokio::test]
async fn the_end_of_a_token_is_told_before_it_comes() {
    let bench = bench("prompt");
    // {"exp":1795186800}: 2026-11-20T15:00:00Z.
    let token = "e30.eyJleHAiOjE3OTUxODY4MDB9.x".to_owned();
    bench.account.login(token.into(), false).await.unwrap();
    let expires = bench.account.standing().expires.unwrap();
    assert_eq!(expires.to_rfc3339(), "2026-11-20T15:00:00+00:00");
}

#[tokio::test]
async fn what_a_command_prints_is_kept_until_shortly_before_it_ends() {
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("give");
    let counter = folder.path().join("count");
    let text = format!(
        "echo >> {0}; printf '{{\"token\":\"t-%s\",\"expires_in\":100}}' \"$(wc -l < {0} | tr -d ' ')\"",
        counter.display()
    );
    std::fs::write(&script, text).unwrap();
    let bench = bench(&format!("command:sh {}", script.display()));
    for (passed, token) in [(0, "t-1"), (79, "t-1"), (1, "t-2"), (10, "t-2")] {
        bench.pass(passed);
        assert_eq!(bench.bearer().await, token, "after {passed} more");
    }
    let refused = bench.account.current().await.unwrap();
    let renewed = bench.account.renew(&refused).await.unwrap().unwrap();
    assert!(!renewed.is_same(&refused), "it is run again once after a refusal");
    assert!(bench.account.standing().is_renewed);
}

#[tokio::test]
async fn a_token_is_fetched_when_needed_shared_and_renewed_ahead_of_its_end() {
    let asked = Asked::default();
    let bench = bench_with(oauth(), "env:PROD", MemoryVault::default(), Some(issuing(&asked)));
    assert_eq!(asked.count(), 0);
    let all = futures_util::future::join_all((0..5).map(|_| bench.bearer())).await;
    assert!(all.iter().all(|token| token == "token-1"));
    assert_eq!(
        asked.0.lock().unwrap()[0],
        "grant_type=client_credentials&client_id=qd&client_secret=pearl&scope=a+b"
    );
    let expires = bench.account.standing().expires.unwrap();
    assert_eq!((expires - *bench.now.lock().unwrap()).num_seconds(), 100);
    bench.pass(79);
    assert_eq!(bench.bearer().await, "token-1");
    bench.pass(1);
    assert_eq!(bench.bearer().await, "token-2");
    assert_eq!(asked.count(), 2);
}

#[tokio::test]
async fn a_token_is_fetched_once_whatever_it_says_of_its_end() {
    // {"exp":1} and {"exp":1795186800}: long over, and just over by this clock.
    for answer in [
        r#"{"access_token":"t","expires_in":0}"#,
        r#"{"access_token":"e30.eyJleHAiOjF9.x"}"#,
        r#"{"access_token":"e30.eyJleHAiOjE3OTUxODY4MDB9.x","expires_in":"0"}"#,
    ] {
        let asked = Asked::default();
        let counted = asked.clone();
        let router = Router::new().route(
            "/token",
            post(move |body: String| {
                counted.0.lock().unwrap().push(body);
                async move { answer }
            }),
        );
        let bench = bench_with(oauth(), "env:PROD", MemoryVault::default(), Some(router));
        for _ in 0..3 {
            bench.account.prepare().await.unwrap();
            bench.bearer().await;
        }
        assert_eq!(asked.count(), 1, "{answer}");
        bench.pass(5);
        bench.bearer().await;
        assert_eq!(asked.count(), 1, "{answer}");
    }
}

#[tokio::test]
async fn a_command_is_run_once_though_what_it_prints_is_over_by_our_clock() {
    let folder = tempfile::tempdir().unwrap();
    let counter = folder.path().join("count");
    let script = folder.path().join("give");
    for printed in ["e30.eyJleHAiOjF9.x", r#"{"token":"t","expires":1}"#] {
        std::fs::write(&counter, "").unwrap();
        std::fs::write(
            &script,
            format!("echo >> {}; echo '{printed}'", counter.display()),
        )
        .unwrap();
        let bench = bench(&format!("command:sh {}", script.display()));
        for _ in 0..3 {
            bench.account.prepare().await.unwrap();
            bench.bearer().await;
        }
        assert_eq!(std::fs::read_to_string(&counter).unwrap(), "\n", "{printed}");
    }
}

#[tokio::test]
async fn a_refused_token_is_renewed_once_and_not_at_all_if_it_is_young() {
    let asked = Asked::default();
    let bench = bench_with(oauth(), "env:PROD", MemoryVault::default(), Some(issuing(&asked)));
    let refused = bench.account.current().await.unwrap();
    bench.pass(5);
    assert!(bench.account.renew(&refused).await.unwrap().is_none());
    bench.pass(1);
    let both = futures_util::future::join(bench.account.renew(&refused), bench.account.renew(&refused)).await;
    for renewed in [both.0, both.1] {
        let renewed = renewed.unwrap();
        assert!(matches!(renewed, Some(Credential::Bearer(token)) if token.expose_secret() == "token-2"));
    }
    assert_eq!(asked.count(), 2, "both share one renewal");
}

#[tokio::test]
async fn the_token_endpoint_is_quoted_and_the_secret_is_not() {
    let refusing = |status: u16, answer: &'static str| {
        let status = StatusCode::from_u16(status).unwrap();
        Router::new().route("/token", post(move |_: Bytes| async move { (status, answer) }))
    };
    for (status, answer, words, fault) in [
        (
            401,
            r#"{"error":"invalid_client","error_description":"Invalid client credentials"}"#,
            "invalid_client: Invalid client credentials",
            CredentialFault::Refused,
        ),
        (
            400,
            r#"{"error":"invalid_scope"}"#,
            "invalid_scope",
            CredentialFault::Refused,
        ),
        (503, "<html>down</html>", "down", CredentialFault::Unavailable),
        (404, "", "status 404", CredentialFault::Missing),
        (
            200,
            "<html>hello</html>",
            "answered without a token",
            CredentialFault::Missing,
        ),
    ] {
        let router = refusing(status, answer);
        let bench = bench_with(oauth(), "env:PROD", MemoryVault::default(), Some(router));
        let error = bench.why().await;
        assert!(error.to_string().contains(words), "{error}");
        assert!(error.to_string().contains("id.example"), "{error}");
        assert_eq!(error.fault(), fault, "{error}");
        assert!(!format!("{error:?} {:?}", bench.account).contains("pearl"));
        assert!(
            fault == CredentialFault::Unavailable || error.hint().is_some(),
            "{error:?}"
        );
    }
}

#[tokio::test]
async fn a_token_endpoint_that_is_away_costs_nothing_as_long_as_the_token_lasts() {
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&calls);
    let router = Router::new().route(
        "/token",
        post(move || {
            let first = counted.fetch_add(1, Ordering::SeqCst) == 0;
            async move {
                if first {
                    (StatusCode::OK, r#"{"access_token":"token-1","expires_in":"100"}"#)
                } else {
                    (StatusCode::SERVICE_UNAVAILABLE, "")
                }
            }
        }),
    );
    let bench = bench_with(oauth(), "env:PROD", MemoryVault::default(), Some(router));
    assert_eq!(bench.bearer().await, "token-1");
    bench.pass(90);
    assert_eq!(bench.bearer().await, "token-1");
    bench.pass(10);
    assert_eq!(bench.why().await.fault(), CredentialFault::Unavailable);
    assert_eq!(bench.account.standing().need, Need::Nothing);
}

#[tokio::test]
async fn a_clients_secret_never_goes_over_plain_http_to_another_machine() {
    let bench = bench_with(oauth(), "env:PROD", MemoryVault::default(), None);
    // Nothing is sent, so the address (TEST-NET-1, RFC 5737) is never tried.
    let exposed =
        Endpoint::network(base_url("http://192.0.2.1/token").unwrap(), &Default::default()).unwrap();
    let account = bench.account.within(Surroundings {
        tokens: Some(Door::new(exposed)),
        ..bench.account.surroundings.clone()
    });
    let error = account.current().await.unwrap_err();
    assert!(error.to_string().contains("plain HTTP"), "{error}");
    assert!(error.hint().unwrap().contains("https"));
}

/// Keeps what a subscriber writes.
#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Written {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn no_trace_and_no_debug_form_holds_a_secret() {
    let written = Written::default();
    let writer = written.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    let guard = tracing::subscriber::set_default(subscriber);
    let asked = Asked::default();
    let issuing = bench_with(oauth(), "env:PROD", MemoryVault::default(), Some(issuing(&asked)));
    issuing.bearer().await;
    let echoing = Router::new().route(
        "/token",
        post(|body: String| async move { (StatusCode::UNAUTHORIZED, body) }),
    );
    let echoing = bench_with(oauth(), "env:PROD", MemoryVault::default(), Some(echoing));
    let error = echoing.why().await;
    let kept = bench("keyring");
    kept.account.login("pearl".to_owned().into(), true).await.unwrap();
    drop(guard);

    let log = String::from_utf8(written.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains("get a token"), "{log}");
    let said = format!(
        "{log}{error}{error:?}{:?}{:?}{:?}{:?}",
        issuing.account,
        issuing.account.current().await,
        issuing.account.standing(),
        kept.account.lock().held,
    );
    for secret in ["pearl", "token-1"] {
        assert!(!said.contains(secret), "{said}");
    }
}

#[tokio::test]
async fn what_was_given_for_one_run_is_taken_over_for_the_same_host_and_way_alone() {
    let earlier = bench("prompt");
    earlier.account.login("pearl".into(), false).await.unwrap();
    let same = bench("prompt");
    same.account.take_over(&earlier.account);
    assert_eq!(&*same.account.standing().place, "memory of this program");
    let settings = earlier.account.settings().clone();
    let elsewhere = Account::new(settings).within(Surroundings::of_process("other.example"));
    elsewhere.take_over(&earlier.account);
    assert_eq!(&*elsewhere.standing().place, "asked for");
    let other = bench("keyring");
    other.account.take_over(&earlier.account);
    assert_eq!(&*other.account.standing().place, "keyring");
}

#[tokio::test]
async fn who_logged_out_stays_so_when_the_context_is_opened_again() {
    let earlier = bench("env:PROD");
    earlier.account.logout().await.unwrap();
    let same = bench("env:PROD");
    same.account.take_over(&earlier.account);
    assert!(same.why().await.to_string().contains("logged out"));
    let elsewhere = same.account.within(Surroundings {
        host: "other.example".into(),
        ..same.account.surroundings.clone()
    });
    elsewhere.take_over(&earlier.account);
    assert!(elsewhere.current().await.is_ok());
}

#[tokio::test]
async fn redaction_leaves_what_an_account_says_and_advises_as_it_is() {
    let unchanged = |said: &str| {
        let redacted = crate::transport::Redactor::default().redact_text(said);
        assert_eq!(redacted, said);
    };
    for form in [Form::None, Form::Certificate, Form::Bearer, oauth()] {
        for place in [
            "keyring",
            "env:OTHER_TOKEN",
            "file:/nowhere/secret",
            "command:false",
            "prompt",
        ] {
            let bench = bench_with(form.clone(), place, MemoryVault::default(), None);
            unchanged(&bench.account.advice());
            if !form.has_secret() {
                continue;
            }
            let error = bench.why().await;
            unchanged(&error.to_string());
            unchanged(error.hint().unwrap_or_default());
        }
    }
}
