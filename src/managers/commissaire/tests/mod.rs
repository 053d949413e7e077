//! The client against the recording of a real server, and against the simulated one.
//!
//! - [`recorded`]: every recorded answer is read, and nothing of it is lost.
//! - [`tolerance`]: answers of older servers and odd ones are read as well.
//! - [`requests`]: what is sent, to the letter, and what is not sent at all.
//! - [`composite`]: readings of several requests, and changes that look before or after.
//! - [`refusals`]: what an answer without a word of detail becomes.

mod composite;
mod recorded;
mod refusals;
mod requests;
mod tolerance;

use std::time::Duration;

use secrecy::SecretString;

use super::client::{BASE_PATH, Client, ClusterDraft, HostDraft, TypedDraft};
use super::sandbox::World;
use super::sandbox::fleet::Profile;
use super::sandbox::settings::Settings;
use super::wire::OperationKind;
use crate::managers::ManagerError;
use crate::sandbox::recorder::Recorder;
use crate::sandbox::{Scenario, VirtualClock};
use crate::transport::{Credential, Door, Endpoint, Fixed, RetryPolicy, base_url};

/// "test", in base64.
const KEY: &str = "dGVzdAo=";

/// A client on a simulated manager, and what it sent.
struct Desk {
    world: World,
    client: Client,
    recorder: Recorder,
}

impl Desk {
    /// On a server just installed.
    fn empty() -> Self {
        Self::on(Profile::Empty)
    }

    /// On the default fleet, in which nothing happens by itself.
    fn quiet() -> Self {
        Self::on(Profile::Edge)
    }

    fn on(profile: Profile) -> Self {
        let clock = VirtualClock::manual("2026-11-20T20:00:00Z".parse().unwrap());
        let scenario = Scenario {
            quiet: true,
            ..Scenario::new(clock)
        };
        Self::of(World::new(&scenario, profile))
    }

    fn of(world: World) -> Self {
        let recorder = Recorder::default();
        let base = base_url("http://desk.sandbox.localhost").unwrap();
        let endpoint = Endpoint::in_process(base, recorder.around(world.router()));
        let credential = Credential::Basic {
            user: "a".into(),
            password: "a".into(),
        };
        let door = Door::new(endpoint)
            .with_credentials(Fixed(credential))
            .with_retry(RetryPolicy::never());
        Self {
            world,
            client: Client::new(door, BASE_PATH),
            recorder,
        }
    }

    fn configure(&self, change: impl FnOnce(&mut Settings)) {
        self.world.configure(change);
    }

    fn advance(&self, seconds: u64) {
        self.world.clock().advance(Duration::from_secs(seconds));
    }

    /// "GET /clusters" and so on, in the order in which they arrived.
    fn sent(&self) -> Vec<String> {
        let requests = self.recorder.requests().into_iter();
        requests
            .map(|request| {
                format!(
                    "{} {}",
                    request.method,
                    request.path.trim_start_matches("/api/v0")
                )
            })
            .collect()
    }

    async fn cluster(&self, name: &str, manager: &str) {
        let draft = ClusterDraft {
            container_manager: Some(manager.into()),
            ..ClusterDraft::default()
        };
        self.client.create_cluster(name, &draft).await.unwrap();
    }

    /// A host that is ready.
    async fn host(&self, address: &str) {
        self.client.add_host(address, &host_draft(None)).await.unwrap();
        self.advance(10);
    }
}

fn host_draft(cluster: Option<&str>) -> HostDraft {
    HostDraft {
        ssh_priv_key: SecretString::from(KEY),
        remote_user: None,
        cluster: cluster.map(str::to_owned),
    }
}
