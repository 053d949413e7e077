//! Which answers open and close the way to a manager, and which come too late to say anything.

use std::sync::mpsc;

use futures_util::FutureExt;
use secrecy::SecretString;
use tokio::sync::oneshot;

use super::*;
use crate::credentials::{
    AccountSettings, Form, Keeper, Place, Surroundings, Vault, VaultEntry, VaultError, VaultQueue,
};
use crate::managers::ManagerError;
use crate::resource::standing::Need;
use crate::session::Priority;
use crate::session::access::{Access, Queue, Subject};

type Answer = Result<(), ManagerError>;

/// The way to a manager whose answers a test gives.
struct Way {
    access: Arc<Access>,
    turns: Turns,
}

impl Way {
    /// With a secret that nobody has refused yet.
    fn open() -> Self {
        Self::of(Account::holding(
            settings(Place::Prompt),
            "first".to_owned().into(),
        ))
    }

    /// With a secret that was refused.
    async fn closed() -> Self {
        let way = Self::open();
        way.asked(Priority::Visible, Err(unauthorized()))
            .await
            .unwrap_err();
        assert!(matches!(way.need(), Need::Refused(_)));
        way
    }

    fn of(account: Arc<Account>) -> Self {
        Self {
            access: Arc::new(Access::new(account, crate::managers::RefusedChange::ThisOne)),
            turns: Turns::default(),
        }
    }

    async fn asked(&self, priority: Priority, answer: Answer) -> Answer {
        self.send(priority, async { answer }).await
    }

    async fn send(&self, priority: Priority, request: impl Future<Output = Answer>) -> Answer {
        let subject = Subject::List(CLUSTERS);
        let queue = Queue {
            turns: &self.turns,
            urgency: &priority.into(),
            deadline: None,
        };
        self.access.send(subject, queue, request).await
    }

    async fn login(&self) {
        let secret: SecretString = "second".to_owned().into();
        self.access.login(secret, false).await.unwrap();
    }

    fn need(&self) -> Need {
        self.access.standing().need
    }
}

fn settings(place: Place) -> AccountSettings {
    AccountSettings {
        context: "bench".into(),
        form: Form::Bearer,
        place,
    }
}

fn unauthorized() -> ManagerError {
    ManagerError::Unauthorized {
        message: "no".into(),
        advice: None,
    }
}

fn message() -> String {
    "as it is".into()
}

#[tokio::test]
async fn what_says_nothing_of_the_credential_lets_nobody_in() {
    let silent: [fn() -> ManagerError; 5] = [
        || ManagerError::RateLimited { retry_after: None },
        || ManagerError::Refused {
            status: 503,
            message: message(),
        },
        || ManagerError::Unreadable { why: message() },
        || ManagerError::NotOffered { reason: message() },
        || ManagerError::Invalid {
            message: message(),
            fields: Vec::new(),
        },
    ];
    for error in silent {
        let way = Way::closed().await;
        way.asked(Priority::UserRead, Err(error())).await.unwrap_err();
        assert!(matches!(way.need(), Need::Refused(_)), "{}", error());
        let never = async { panic!("nothing is sent by itself") };
        let refused = way.send(Priority::Check, never).await;
        assert!(matches!(refused, Err(ManagerError::Unauthorized { .. })));
    }
}

#[tokio::test]
async fn what_only_the_admitted_are_told_lets_in() {
    let telling: [fn() -> Answer; 3] = [
        || Ok(()),
        || Err(ManagerError::NotFound { message: message() }),
        || Err(ManagerError::Conflict { message: message() }),
    ];
    for answer in telling {
        let way = Way::closed().await;
        let _told = way.asked(Priority::UserRead, answer()).await;
        assert_eq!(way.need(), Need::Nothing);
    }
}

#[tokio::test]
async fn a_late_refusal_of_the_old_credential_does_not_close_what_a_login_opened() {
    let way = Way::open();
    let (answer, late) = oneshot::channel();
    let mut old = Box::pin(way.send(Priority::Visible, async { late.await.unwrap() }));
    assert!(old.as_mut().now_or_never().is_none(), "it is under way");
    way.login().await;
    answer.send(Err(unauthorized())).unwrap();
    old.await.unwrap_err();
    assert_eq!(way.need(), Need::Nothing);
    way.asked(Priority::Visible, Ok(())).await.unwrap();
}

#[tokio::test]
async fn a_late_success_does_not_open_what_a_logout_closed() {
    let way = Way::closed().await;
    let (answer, late) = oneshot::channel();
    let mut old = Box::pin(way.send(Priority::UserRead, async { late.await.unwrap() }));
    assert!(old.as_mut().now_or_never().is_none(), "it is under way");
    way.access.logout().await.unwrap();
    answer.send(Ok(())).unwrap();
    old.await.unwrap();
    assert!(matches!(way.need(), Need::Secret(_)));
}

#[tokio::test]
async fn a_login_waits_for_no_answer_to_the_old_credential() {
    let way = Way::closed().await;
    let mut old = Box::pin(way.send(Priority::UserRead, std::future::pending()));
    assert!(old.as_mut().now_or_never().is_none(), "it is under way");
    way.login().await;
    assert!(old.as_mut().now_or_never().is_none(), "no answer comes");
    way.asked(Priority::Visible, Ok(())).await.unwrap();
}

#[tokio::test]
async fn a_login_frees_those_who_wait_for_the_keyring() {
    let (unlock, unlocked) = mpsc::channel();
    let (read, mut is_read) = unbounded_channel();
    let vault = Locked {
        unlocked: std::sync::Mutex::new(unlocked),
        read,
    };
    let account = Account::new(settings(Place::Keyring)).within(Surroundings {
        vault: VaultQueue::new(Arc::new(vault)),
        ..Surroundings::of_process("bench")
    });
    let way = Way::of(account);
    let access = Arc::clone(&way.access);
    let turns = way.turns.clone();
    access.reopen();
    let waiting = tokio::spawn(async move {
        let request = async { Ok(()) };
        let queue = Queue {
            turns: &turns,
            urgency: &Priority::UserRead.into(),
            deadline: None,
        };
        access.send(Subject::List(CLUSTERS), queue, request).await
    });
    is_read.recv().await.unwrap();
    way.login().await;
    way.asked(Priority::Visible, Ok(())).await.unwrap();
    waiting.await.unwrap().unwrap();
    drop(unlock);
}

/// Somebody must unlock it first.
#[derive(Debug)]
struct Locked {
    unlocked: std::sync::Mutex<mpsc::Receiver<()>>,
    read: tokio::sync::mpsc::UnboundedSender<()>,
}

impl Vault for Locked {
    fn read(&self, _: &VaultEntry) -> Result<Option<(SecretString, Keeper)>, VaultError> {
        let _the_test_is_over = self.read.send(());
        let _unlocked = self.unlocked.lock().unwrap().recv();
        Ok(None)
    }

    fn write(&self, _: &VaultEntry, _: &SecretString) -> Result<Keeper, VaultError> {
        Ok(Keeper::Keyring)
    }

    fn remove(&self, _: &VaultEntry) -> Result<bool, VaultError> {
        Ok(false)
    }
}
