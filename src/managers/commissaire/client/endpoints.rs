//! The requests, one function per endpoint ("Endpoints").
//!
//! Every `PUT` has a body, if only `{}`: so it always tells its length, without which the server passes
//! a body over in silence. There is never a query, which would override the path.

use http::Method;
use serde_json::{Value, json};
use std::marker::PhantomData;

use crate::managers::ManagerError;
use crate::transport::Call;

use super::super::errors::{self, Asked, Object, Verb};
use super::super::wire::{
    Cluster, ContainerManager, Host, HostCreds, HostStatus, Hosts, Keys, Network, Nothing, Operation,
    OperationKind, SECRETS,
};
use super::drafts::{ClusterDraft, HostDraft, TypedDraft};
use super::{Client, LONG_TIMEOUT, READ_TIMEOUT, Request, names};

/// Every function fails with [`ManagerError::Invalid`] for a name or an address that cannot stand in a path.
impl Client {
    /// Lists the names of all clusters (`GET /clusters`).
    pub fn clusters(&self) -> Request<Keys> {
        self.get("list clusters", &["clusters"], Object::Clusters)
    }

    /// Reads a cluster (`GET /cluster/{name}`). One that does not exist is 500:
    /// [`Client::read_cluster`] tells.
    pub fn cluster(&self, name: &str) -> Result<Request<Cluster>, ManagerError> {
        let name = names::name("name", name)?;
        let mut request = self.get("read cluster", &["cluster", name], Object::Cluster(name.into()));
        // One request to the storage for each of its hosts.
        request.call = request.call.timeout(LONG_TIMEOUT);
        Ok(request)
    }

    /// Creates a cluster, or **replaces** one: its list of hosts is emptied then (`PUT /cluster/{name}`).
    ///
    /// [`Client::create_cluster`] looks first.
    pub fn put_cluster(&self, name: &str, draft: &ClusterDraft) -> Result<Request<Cluster>, ManagerError> {
        let name = names::name("name", name)?;
        let body = draft.body()?;
        let object = Object::Cluster(name.into());
        Ok(self.put("save cluster", &["cluster", name], &body, object))
    }

    /// Deletes a cluster (`DELETE /cluster/{name}`); its hosts stay, but **all** nodes of its container
    /// manager are removed, those of other clusters included.
    pub fn delete_cluster(&self, name: &str) -> Result<Request<Nothing>, ManagerError> {
        let name = names::name("name", name)?;
        Ok(self.delete("delete cluster", &["cluster", name], Object::Cluster(name.into())))
    }

    /// Lists the addresses of a cluster's hosts (`GET /cluster/{name}/hosts`).
    pub fn members(&self, cluster: &str) -> Result<Request<Keys>, ManagerError> {
        let name = names::name("cluster", cluster)?;
        let object = Object::Members(name.into());
        Ok(self.get("list hosts of cluster", &["cluster", name, "hosts"], object))
    }

    /// Replaces the list of a cluster's hosts, if `old` is what it is now (`PUT /cluster/{name}/hosts`).
    ///
    /// Hosts that leave stay registered with the container manager.
    pub fn put_members(
        &self,
        cluster: &str,
        old: &[String],
        new: &[String],
    ) -> Result<Request<Cluster>, ManagerError> {
        let name = names::name("cluster", cluster)?;
        for host in old.iter().chain(new) {
            names::address(host)?;
        }
        let body = json!({"old": old, "new": new});
        let object = Object::Members(name.into());
        let path = ["cluster", name, "hosts"];
        Ok(self.put("replace hosts of cluster", &path, &body, object))
    }

    /// Asks whether a host is in a cluster (`GET /cluster/{name}/hosts/{host}`): 404 if not.
    pub fn member(&self, cluster: &str, host: &str) -> Result<Request<Keys>, ManagerError> {
        let (path, object) = member(cluster, host)?;
        Ok(self.get("look for host in cluster", &path, object))
    }

    /// Adds a host to a cluster (`PUT /cluster/{name}/hosts/{host}`); [`Client::join`] explains a refusal.
    pub fn put_member(&self, cluster: &str, host: &str) -> Result<Request<Keys>, ManagerError> {
        let (path, object) = member(cluster, host)?;
        Ok(self.put("add host to cluster", &path, &json!({}), object))
    }

    /// Removes a host from a cluster (`DELETE /cluster/{name}/hosts/{host}`), also one that is not in it;
    /// [`Client::leave`] tells what a 404 means.
    pub fn delete_member(&self, cluster: &str, host: &str) -> Result<Request<Nothing>, ManagerError> {
        let (path, object) = member(cluster, host)?;
        Ok(self.delete("remove host from cluster", &path, object))
    }

    /// Reads the last run of an operation (`GET /cluster/{name}/deploy` and so on): 404 if there was none.
    pub fn operation(
        &self,
        kind: OperationKind,
        cluster: &str,
    ) -> Result<Request<Option<Operation>>, ManagerError> {
        let name = names::name("cluster", cluster)?;
        let object = Object::Operation {
            kind,
            cluster: name.into(),
        };
        Ok(self.get("read operation", &["cluster", name, kind.word()], object))
    }

    /// Starts a deploy (`PUT /cluster/{name}/deploy`). Whether there is such a cluster is not checked.
    ///
    /// While another operation runs, of any cluster, the answer waits for its end, and after 10 s is 500:
    /// the operation is started later all the same.
    pub fn put_deploy(&self, cluster: &str, version: &str) -> Result<Request<Operation>, ManagerError> {
        if version.is_empty() {
            return Err(errors::missing("version", "a deploy needs a version"));
        }
        self.put_operation(
            OperationKind::Deploy,
            "start deploy",
            cluster,
            &json!({"version": version}),
        )
    }

    /// Starts an upgrade (`PUT /cluster/{name}/upgrade`); waits as [`Client::put_deploy`].
    pub fn put_upgrade(&self, cluster: &str) -> Result<Request<Operation>, ManagerError> {
        self.put_operation(OperationKind::Upgrade, "start upgrade", cluster, &json!({}))
    }

    /// Starts a restart (`PUT /cluster/{name}/restart`); waits as [`Client::put_deploy`].
    pub fn put_restart(&self, cluster: &str) -> Result<Request<Operation>, ManagerError> {
        self.put_operation(OperationKind::Restart, "start restart", cluster, &json!({}))
    }

    /// Lists all hosts, each in full (`GET /hosts`).
    pub fn hosts(&self) -> Request<Hosts> {
        self.get("list hosts", &["hosts"], Object::Hosts)
    }

    /// Reads a host (`GET /host/{address}`).
    pub fn host(&self, address: &str) -> Result<Request<Host>, ManagerError> {
        let address = names::address(address)?;
        Ok(self.get("read host", &["host", address], of_host(address, None)))
    }

    /// Adds a host, which the server then bootstraps (`PUT /host/{address}`); [`Client::add_host`] explains
    /// a refusal. One that exists is never changed.
    pub fn put_host(&self, address: &str, draft: &HostDraft) -> Result<Request<Host>, ManagerError> {
        let address = names::address(address)?;
        let object = of_host(address, draft.cluster.as_deref());
        Ok(self.put("add host", &["host", address], &draft.body()?, object))
    }

    /// Deletes a host with its credentials (`DELETE /host/{address}`), and takes it out of the first
    /// cluster that has it, but of no other.
    pub fn delete_host(&self, address: &str) -> Result<Request<Nothing>, ManagerError> {
        let address = names::address(address)?;
        Ok(self.delete("delete host", &["host", address], of_host(address, None)))
    }

    /// Reads how to get into a host: its private key, in clear (`GET /host/{address}/creds`).
    pub fn creds(&self, address: &str) -> Result<Request<HostCreds>, ManagerError> {
        let address = names::address(address)?;
        let object = Object::Creds(address.into());
        Ok(self.get("read credentials of host", &["host", address, "creds"], object))
    }

    /// Reads how a host is, and what its container manager says of it (`GET /host/{address}/status`).
    pub fn status(&self, address: &str) -> Result<Request<HostStatus>, ManagerError> {
        let address = names::address(address)?;
        let object = Object::Status(address.into());
        Ok(self.get("read status of host", &["host", address, "status"], object))
    }

    /// Lists the names of all networks (`GET /networks`).
    pub fn networks(&self) -> Request<Keys> {
        self.get("list networks", &["networks"], Object::Networks)
    }

    /// Reads a network (`GET /network/{name}`).
    pub fn network(&self, name: &str) -> Result<Request<Network>, ManagerError> {
        let name = names::name("name", name)?;
        Ok(self.get("read network", &["network", name], Object::Network(name.into())))
    }

    /// Creates a network (`PUT /network/{name}`). One that exists is never changed.
    pub fn put_network(&self, name: &str, draft: &TypedDraft) -> Result<Request<Network>, ManagerError> {
        let name = names::name("name", name)?;
        let object = Object::Network(name.into());
        Ok(self.put("create network", &["network", name], &draft.body(), object))
    }

    /// Deletes a network (`DELETE /network/{name}`), also one that clusters use.
    pub fn delete_network(&self, name: &str) -> Result<Request<Nothing>, ManagerError> {
        let name = names::name("name", name)?;
        Ok(self.delete("delete network", &["network", name], Object::Network(name.into())))
    }

    /// Lists the names of all container managers (`GET /containermanagers`): 500 until there was a first
    /// one, see [`Client::read_container_managers`].
    pub fn container_managers(&self) -> Request<Keys> {
        let path = ["containermanagers"];
        self.get("list container managers", &path, Object::ContainerManagers)
    }

    /// Reads the configuration of a container manager, its token in clear (`GET /containermanager/{name}`).
    pub fn container_manager(&self, name: &str) -> Result<Request<ContainerManager>, ManagerError> {
        let name = names::name("name", name)?;
        let object = Object::ContainerManager(name.into());
        Ok(self.get("read container manager", &["containermanager", name], object))
    }

    /// Creates a container manager (`PUT /containermanager/{name}`). One that exists is never changed; what
    /// its options are worth shows only later.
    pub fn put_container_manager(
        &self,
        name: &str,
        draft: &TypedDraft,
    ) -> Result<Request<ContainerManager>, ManagerError> {
        let name = names::name("name", name)?;
        let object = Object::ContainerManager(name.into());
        let path = ["containermanager", name];
        Ok(self.put("create container manager", &path, &draft.body(), object))
    }

    /// Deletes a container manager (`DELETE /containermanager/{name}`), also one that clusters use.
    pub fn delete_container_manager(&self, name: &str) -> Result<Request<Nothing>, ManagerError> {
        let name = names::name("name", name)?;
        let object = Object::ContainerManager(name.into());
        Ok(self.delete("delete container manager", &["containermanager", name], object))
    }

    fn put_operation(
        &self,
        kind: OperationKind,
        label: &'static str,
        cluster: &str,
        body: &Value,
    ) -> Result<Request<Operation>, ManagerError> {
        let name = names::name("cluster", cluster)?;
        let object = Object::Operation {
            kind,
            cluster: name.into(),
        };
        Ok(self.put(label, &["cluster", name, kind.word()], body, object))
    }

    fn get<T>(&self, label: &'static str, path: &[&str], object: Object) -> Request<T> {
        let call = self.call(Method::GET, label, path).timeout(READ_TIMEOUT);
        request(call, Verb::Get, object)
    }

    fn put<T>(&self, label: &'static str, path: &[&str], body: &Value, object: Object) -> Request<T> {
        let call = self.call(Method::PUT, label, path).json(body);
        request(call.timeout(LONG_TIMEOUT), Verb::Put, object)
    }

    fn delete<T>(&self, label: &'static str, path: &[&str], object: Object) -> Request<T> {
        let call = self.call(Method::DELETE, label, path).timeout(LONG_TIMEOUT);
        request(call, Verb::Delete, object)
    }

    fn call(&self, method: Method, label: &'static str, path: &[&str]) -> Call {
        let path = path.iter().map(|segment| (*segment).to_owned());
        Call::new(method, label)
            .path(self.base.iter().cloned().chain(path))
            .secret_fields(SECRETS)
    }
}

fn request<T>(call: Call, verb: Verb, object: Object) -> Request<T> {
    Request {
        call,
        asked: Asked::new(verb, object),
        answer: PhantomData,
    }
}

fn member<'a>(cluster: &'a str, host: &'a str) -> Result<([&'a str; 4], Object), ManagerError> {
    let cluster = names::name("cluster", cluster)?;
    let host = names::address(host)?;
    let object = Object::Member {
        cluster: cluster.into(),
        host: host.into(),
    };
    Ok((["cluster", cluster, "hosts", host], object))
}

fn of_host(address: &str, cluster: Option<&str>) -> Object {
    Object::Host {
        address: address.into(),
        cluster: cluster.map(str::to_owned),
    }
}
