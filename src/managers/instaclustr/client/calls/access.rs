//! Users, topics and access rules ("Encryption keys, users, Kafka objects").

use http::Method;
use serde::Serialize;

use crate::managers::ManagerError;
use crate::transport::Call;

use super::{Calls, READ_TIMEOUT, bundle_path, with_body};

impl Calls {
    /// `GET /{cluster}/{bundle}/users`
    pub fn users(&self, cluster: &str, bundle: &str) -> Call {
        self.call(
            Method::GET,
            "list users",
            &[cluster, &bundle_path(bundle), "users"],
        )
    }

    /// `POST /{cluster}/{bundle}/users`
    pub fn create_user(
        &self,
        cluster: &str,
        bundle: &str,
        body: &impl Serialize,
    ) -> Result<Call, ManagerError> {
        with_body(
            self.call(
                Method::POST,
                "create user",
                &[cluster, &bundle_path(bundle), "users"],
            ),
            body,
        )
    }

    /// `DELETE /{cluster}/{bundle}/users`
    pub fn delete_user(
        &self,
        cluster: &str,
        bundle: &str,
        body: &impl Serialize,
    ) -> Result<Call, ManagerError> {
        with_body(
            self.call(
                Method::DELETE,
                "delete user",
                &[cluster, &bundle_path(bundle), "users"],
            ),
            body,
        )
    }

    /// `POST /{cluster}/{bundle}/users/reset-password`
    pub fn reset_password(
        &self,
        cluster: &str,
        bundle: &str,
        body: &impl Serialize,
    ) -> Result<Call, ManagerError> {
        with_body(
            self.call(
                Method::POST,
                "reset password",
                &[cluster, &bundle_path(bundle), "users", "reset-password"],
            ),
            body,
        )
    }

    /// `GET /{cluster}/kafka/topics`
    pub fn topics(&self, cluster: &str) -> Call {
        self.call(Method::GET, "list topics", &[cluster, "kafka", "topics"])
    }

    /// `POST /{cluster}/kafka/topics`
    pub fn create_topic(&self, cluster: &str, body: &impl Serialize) -> Result<Call, ManagerError> {
        with_body(
            self.call(Method::POST, "create topic", &[cluster, "kafka", "topics"]),
            body,
        )
    }

    /// `GET /{cluster}/kafka/topics/{topic}`
    pub fn topic(&self, cluster: &str, topic: &str) -> Call {
        self.call(Method::GET, "read topic", &[cluster, "kafka", "topics", topic])
    }

    /// `DELETE /{cluster}/kafka/topics/{topic}`
    pub fn delete_topic(&self, cluster: &str, topic: &str) -> Call {
        self.call(
            Method::DELETE,
            "delete topic",
            &[cluster, "kafka", "topics", topic],
        )
    }

    /// `GET /{cluster}/kafka/topics/{topic}/config`
    pub fn topic_config(&self, cluster: &str, topic: &str) -> Call {
        self.call(
            Method::GET,
            "read configuration of topic",
            &[cluster, "kafka", "topics", topic, "config"],
        )
    }

    /// `PUT /{cluster}/kafka/topics/{topic}/config`
    pub fn set_topic_config(
        &self,
        cluster: &str,
        topic: &str,
        body: &impl Serialize,
    ) -> Result<Call, ManagerError> {
        with_body(
            self.call(
                Method::PUT,
                "set configuration of topic",
                &[cluster, "kafka", "topics", topic, "config"],
            ),
            body,
        )
    }

    /// `POST /{cluster}/kafka/acls/searches`
    pub fn acls(&self, cluster: &str, body: &impl Serialize) -> Result<Call, ManagerError> {
        with_body(
            self.call(
                Method::POST,
                "list access rules",
                &[cluster, "kafka", "acls", "searches"],
            )
            .as_read()
            .timeout(READ_TIMEOUT),
            body,
        )
    }

    /// `POST /{cluster}/kafka/acls`
    pub fn create_acl(&self, cluster: &str, body: &impl Serialize) -> Result<Call, ManagerError> {
        with_body(
            self.call(Method::POST, "create access rule", &[cluster, "kafka", "acls"]),
            body,
        )
    }

    /// `DELETE /{cluster}/kafka/acls`
    pub fn delete_acl(&self, cluster: &str, body: &impl Serialize) -> Result<Call, ManagerError> {
        with_body(
            self.call(Method::DELETE, "delete access rule", &[cluster, "kafka", "acls"]),
            body,
        )
    }
}
