//! A refused credential is shown no more until the user acts.

use super::*;
use crate::credentials::{AccountSettings, Form, Grant, Place, Surroundings};
use crate::managers::ManagerError;
use crate::resource::Transfer;
use crate::resource::action;
use crate::resource::standing::Need;
use crate::sandbox::{Access, Simulated};
use crate::session::perform::perform;
use crate::session::{Priority, Subscription, Watch};

/// A session whose account shows its secret to the simulated manager.
pub(super) struct Gated {
    pub(super) session: Arc<Session>,
    pub(super) recorder: Recorder,
    pub(super) faults: FaultsHandle,
    telling: Telling,
}

impl Gated {
    fn new(place: &str, secret: Option<&str>) -> Self {
        Self::made(Access::Any, Form::Bearer, place, secret)
    }

    /// At a manager that lets in nothing but this token.
    pub(super) fn that_knows(token: &str, place: &str, secret: Option<&str>) -> Self {
        Self::made(
            Access::Token(token.to_owned().into()),
            Form::Bearer,
            place,
            secret,
        )
    }

    fn with_form(form: Form, place: &str, secret: Option<&str>) -> Self {
        Self::made(Access::Any, form, place, secret)
    }

    fn made(access: Access, form: Form, place: &str, secret: Option<&str>) -> Self {
        let entry = &REGISTRY[0];
        let began = Instant::now();
        let start = "2026-11-20T15:00:00Z".parse().unwrap();
        let clock = VirtualClock::new(start, 1.0, move || began.elapsed());
        let scenario = Scenario {
            quiet: true,
            access,
            ..Scenario::new(clock.clone())
        };
        let recorder = Recorder::default();
        let router: Simulated = recorder.around((entry.simulate)(&scenario));
        let tokens = match &form {
            Form::OAuth(grant) => Some(Endpoint::in_process(grant.token_url.clone(), router.clone())),
            _ => None,
        };
        let settings = AccountSettings {
            context: "bench".into(),
            form,
            place: place.parse::<Place>().unwrap(),
        };
        let account = match secret {
            Some(secret) => Account::holding(settings, secret.to_owned().into()),
            None => Account::new(settings),
        };
        let now = clock.clone();
        let account = account.within(Surroundings {
            tokens: tokens.map(Door::new),
            clock: Arc::new(move || now.now()),
            ..Surroundings::of_process("bench")
        });
        let endpoint = Endpoint::in_process(base_url("http://bench.sandbox.localhost").unwrap(), router);
        let door = Door::new(endpoint)
            .with_credentials(Arc::clone(&account))
            .with_retry(RetryPolicy::never());
        let manager = (entry.open)(Opening {
            door,
            settings: Default::default(),
        });
        let session = Session::open(SessionSettings {
            account,
            ..settings_of(manager.unwrap(), Protection::Normal, clock)
        });
        Self {
            session,
            recorder,
            faults: scenario.faults,
            telling: Telling::new(),
        }
    }

    pub(super) async fn list(&self, priority: Priority) -> Result<(), ManagerError> {
        self.session.list(CLUSTERS, priority, &mut Rows::default()).await
    }

    async fn key(&self) -> Key {
        let mut rows = Rows::default();
        self.session
            .list(CLUSTERS, Priority::Visible, &mut rows)
            .await
            .unwrap();
        Key::new(self.session.name(), CLUSTERS, &rows.0[0].id)
    }

    fn watch(&self, subscription: Subscription) -> Watch {
        Watch::start(
            Arc::clone(&self.session),
            subscription,
            Arc::clone(&self.telling.emit),
        )
    }

    fn watch_list(&self) -> Watch {
        let context = Arc::clone(self.session.name());
        self.watch(Subscription::List {
            context,
            kind: CLUSTERS,
            rows: usize::MAX,
        })
    }

    pub(super) fn refuse(&self, fault: &str) {
        self.faults.set(fault.parse().unwrap());
    }
}

#[tokio::test(start_paused = true)]
async fn after_a_401_nothing_is_sent_whoever_asks_by_itself() {
    let gated = Gated::new("prompt", Some("good"));
    let key = gated.key().await;
    gated.refuse("status=401");
    gated.list(Priority::Visible).await.unwrap_err();
    let asked = gated.recorder.count();
    for priority in [Priority::Background, Priority::Visible, Priority::Check] {
        let error = gated.list(priority).await.unwrap_err();
        assert!(matches!(error, ManagerError::Unauthorized { .. }), "{error:?}");
        assert!(error.hint().unwrap().contains("qd login bench"), "{error:?}");
        let read = gated.session.read(key.kind, &key.id, priority).await;
        assert!(matches!(read, Err(ManagerError::Unauthorized { .. })));
    }
    assert_eq!(gated.recorder.count(), asked);
    assert!(matches!(gated.session.standing().need, Need::Refused(_)));
}

#[tokio::test(start_paused = true)]
async fn what_the_user_asks_for_is_sent_once_however_many_ask() {
    let gated = Gated::new("prompt", Some("good"));
    gated.refuse("status=401");
    gated.list(Priority::Visible).await.unwrap_err();
    let asked = gated.recorder.count();
    let both = futures_util::future::join(gated.list(Priority::UserRead), gated.list(Priority::UserRead));
    let both = both.await;
    assert!(both.0.is_err() && both.1.is_err());
    assert_eq!(gated.recorder.count(), asked + 1);
    gated.faults.clear();
    gated.list(Priority::UserRead).await.unwrap();
    assert_eq!(gated.session.standing().need, Need::Nothing);
    gated.list(Priority::Visible).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_refused_watch_goes_on_by_itself_after_a_login() {
    let mut gated = Gated::new("prompt", None);
    let _watch = gated.watch_list();
    let Fact::ListFailed { failure, .. } = gated.telling.next().await else {
        panic!("there is no credential");
    };
    assert_eq!((failure.word, failure.next_try), ("no credential", None));
    assert!(
        failure.notice.line().contains("qd login bench"),
        "{}",
        failure.notice.line()
    );
    assert!(matches!(
        gated.telling.next_standing().await.need,
        Need::Secret(_)
    ));
    assert!(gated.telling.is_silent().await);
    assert_eq!(gated.recorder.count(), 0);

    gated
        .session
        .login("good".to_owned().into(), false)
        .await
        .unwrap();
    assert!(matches!(gated.telling.next().await, Fact::Listed { .. }));
    assert_eq!(gated.session.standing().need, Need::Nothing);
}

#[tokio::test(start_paused = true)]
async fn a_logout_ends_all_asking() {
    let mut gated = Gated::new("prompt", Some("good"));
    let watch = gated.watch_list();
    assert!(matches!(gated.telling.next().await, Fact::Listed { .. }));
    let asked = gated.recorder.count();
    gated.session.logout().await.unwrap();
    assert!(matches!(gated.telling.next().await, Fact::ListFailed { .. }));
    watch.refresh();
    assert!(matches!(gated.telling.next().await, Fact::ListFailed { .. }));
    assert!(gated.telling.is_silent().await);
    assert_eq!(gated.recorder.count(), asked);
}

#[tokio::test(start_paused = true)]
async fn a_403_to_one_object_leaves_the_others_alone_and_is_not_repeated() {
    let mut gated = Gated::new("prompt", Some("good"));
    let key = gated.key().await;
    gated.refuse("status=403@next=1");
    let subscription = Subscription::Object { key: key.clone() };
    let watch = gated.watch(subscription.clone());
    assert!(matches!(gated.telling.next().await, Fact::ReadFailed { .. }));
    let asked = gated.recorder.count();
    drop(watch);
    let watch = gated.watch(subscription);
    assert!(matches!(gated.telling.next().await, Fact::ReadFailed { .. }));
    assert!(gated.telling.is_silent().await);
    assert_eq!(
        gated.recorder.count(),
        asked,
        "also not when it is selected again"
    );
    gated.list(Priority::Visible).await.unwrap();
    assert_eq!(gated.session.standing().need, Need::Nothing);
    watch.refresh();
    assert!(matches!(gated.telling.next().await, Fact::Read { .. }));
}

#[tokio::test(start_paused = true)]
async fn a_403_to_the_list_closes_the_context() {
    let gated = Gated::new("prompt", Some("good"));
    let key = gated.key().await;
    gated.refuse("status=403@next=1");
    gated.list(Priority::Visible).await.unwrap_err();
    let asked = gated.recorder.count();
    let read = gated.session.read(key.kind, &key.id, Priority::Visible).await;
    assert!(matches!(read, Err(ManagerError::Forbidden { .. })));
    assert_eq!(gated.recorder.count(), asked);
}

#[tokio::test(start_paused = true)]
async fn a_manager_that_is_away_closes_nothing_and_is_picked_up_when_it_is_back() {
    let mut gated = Gated::new("prompt", Some("good"));
    gated.refuse("unreachable");
    let _watch = gated.watch_list();
    for _ in 0..3 {
        assert!(matches!(gated.telling.next().await, Fact::ListFailed { .. }));
    }
    assert_eq!(gated.session.standing().need, Need::Nothing);
    gated.faults.clear();
    assert!(matches!(gated.telling.next().await, Fact::Listed { .. }));
}

#[tokio::test(start_paused = true)]
async fn a_wrong_login_is_tried_once() {
    let mut gated = Gated::new("prompt", None);
    let key = Key::new(gated.session.name(), CLUSTERS, &"x".into());
    let _list = gated.watch_list();
    let _object = gated.watch(Subscription::Object { key });
    for _ in 0..2 {
        gated.telling.next().await;
    }
    gated.refuse("status=401");
    gated.session.login("bad".to_owned().into(), false).await.unwrap();
    while !gated.telling.is_silent().await {}
    assert_eq!(gated.recorder.count(), 1);
    assert!(matches!(gated.session.standing().need, Need::Refused(_)));
}

#[tokio::test(start_paused = true)]
async fn a_wrong_login_is_tried_once_though_more_was_asked_for_meanwhile() {
    let mut gated = Gated::new("prompt", None);
    let key = Key::new(gated.session.name(), CLUSTERS, &"x".into());
    let list = gated.watch_list();
    let object = gated.watch(Subscription::Object { key });
    for _ in 0..2 {
        gated.telling.next().await;
    }
    gated.refuse("latency=5s,status=401");
    gated.session.login("bad".to_owned().into(), false).await.unwrap();
    while gated.recorder.count() == 0 {
        tokio::task::yield_now().await;
    }
    for watch in [&list, &object] {
        watch.refresh();
        watch.look_again();
    }
    while !gated.telling.is_silent().await {}
    assert_eq!(gated.recorder.count(), 1);
    list.look_again();
    assert!(
        gated.telling.is_silent().await,
        "only the user asks for what was refused"
    );
    assert_eq!(gated.recorder.count(), 1);
    list.refresh();
    while !gated.telling.is_silent().await {}
    assert_eq!(gated.recorder.count(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_change_that_wants_a_credential_says_so_and_one_that_is_away_does_not() {
    let gated = Gated::new("prompt", Some("good"));
    let stop = Intent {
        activity: ActivityId(1),
        action: action::STOP,
        key: gated.key().await,
        name: "it".into(),
        part: None,
        arguments: Arguments::default(),
        seen: Seen {
            state: "".into(),
            version: None,
            part_state: None,
        },
        transfer: Transfer::default(),
    };
    gated.refuse("unreachable");
    let step = perform(&gated.session, &stop, true, &gated.telling.emit).await;
    assert!(matches!(step, Step::NotSent(_)), "{step:?}");
    gated.refuse("status=401");
    for _ in 0..2 {
        let step = perform(&gated.session, &stop, true, &gated.telling.emit).await;
        assert!(matches!(step, Step::NoCredential(_)), "{step:?}");
    }
    assert_eq!(gated.recorder.mutations(), []);
}

#[tokio::test(start_paused = true)]
async fn a_token_is_renewed_ahead_of_its_end_and_its_end_is_told() {
    let token_url = REGISTRY[0].about.token_url.unwrap().replace("{tenant}", "acme");
    let form = Form::OAuth(Grant {
        token_url: base_url(&token_url).unwrap(),
        client_id: "qd".into(),
        scope: None,
    });
    let mut gated = Gated::with_form(form, "prompt", Some("client secret"));
    let _watch = gated.watch_list();
    let mut ends = Vec::new();
    while ends.len() < 3 {
        let standing = gated.telling.next_standing().await;
        assert_eq!(standing.need, Need::Nothing);
        assert!(standing.is_renewed);
        let left = standing.expires.unwrap() - gated.session.now();
        assert!(left.num_seconds() > 30, "{left}");
        ends.push(standing.expires);
    }
    // Only what changes something is counted: the lists are reads.
    assert_eq!(gated.recorder.mutations().len(), 3);
}
