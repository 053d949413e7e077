//! Which endpoint a path and a method mean; everything else is 404 ("Transport and parsing").

/// What a request is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Endpoint {
    Clusters,
    Cluster,
    Members,
    Member,
    Operation(Kind),
    Hosts,
    /// A host whose address may stand in the body only.
    AnyHost,
    Host,
    Creds,
    Status,
    Networks,
    Network,
    ContainerManagers,
    ContainerManager,
}

/// What is done to each host of a cluster in turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    Deploy,
    Upgrade,
    Restart,
}

impl Kind {
    /// The member of a record that lists the hosts it is done with.
    pub fn done(self) -> &'static str {
        match self {
            Self::Deploy => "deployed",
            Self::Upgrade => "upgraded",
            Self::Restart => "restarted",
        }
    }
}

/// The methods that some path offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    Get,
    Put,
    Delete,
}

impl Verb {
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "GET" => Some(Self::Get),
            "PUT" => Some(Self::Put),
            "DELETE" => Some(Self::Delete),
            _ => None,
        }
    }
}

/// An endpoint with the parameters in its path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    pub endpoint: Endpoint,
    pub parameters: Vec<(&'static str, String)>,
}

/// Finds the endpoint of a decoded path, if it offers the method.
pub fn find(verb: Verb, path: &str) -> Option<Route> {
    let rest = path.strip_prefix("/api/v0/")?;
    let mut segments: Vec<&str> = rest.split('/').collect();
    let has_final_slash = segments.len() > 1 && segments.last() == Some(&"");
    if has_final_slash {
        segments.pop();
    }
    let (endpoint, parameters) = match segments.as_slice() {
        ["clusters"] => (Endpoint::Clusters, vec![]),
        ["cluster", name] => (Endpoint::Cluster, vec![of_name(name)?]),
        ["cluster", name, "hosts"] => (Endpoint::Members, vec![of_name(name)?]),
        ["cluster", name, "hosts", host] => {
            let parameters = vec![of_name(name)?, of_address("host", host)?];
            (Endpoint::Member, parameters)
        }
        ["cluster", name, operation] => (Endpoint::Operation(kind(operation)?), vec![of_name(name)?]),
        ["hosts"] => (Endpoint::Hosts, vec![]),
        ["host"] => (Endpoint::AnyHost, vec![]),
        ["host", address] => (Endpoint::Host, vec![of_address("address", address)?]),
        ["host", address, "creds"] => (Endpoint::Creds, vec![of_address("address", address)?]),
        ["host", address, "status"] => (Endpoint::Status, vec![of_address("address", address)?]),
        ["networks"] => (Endpoint::Networks, vec![]),
        ["network", name] => (Endpoint::Network, vec![of_name(name)?]),
        ["containermanagers"] => (Endpoint::ContainerManagers, vec![]),
        ["containermanager", name] => (Endpoint::ContainerManager, vec![of_name(name)?]),
        _ => return None,
    };
    let takes_slash = !matches!(endpoint, Endpoint::Operation(_) | Endpoint::Creds);
    let is_routed = endpoint.offers(verb) && (takes_slash || !has_final_slash);
    is_routed.then_some(Route { endpoint, parameters })
}

impl Endpoint {
    fn offers(self, verb: Verb) -> bool {
        match self {
            Self::Clusters
            | Self::Hosts
            | Self::Creds
            | Self::Status
            | Self::Networks
            | Self::ContainerManagers => verb == Verb::Get,
            Self::AnyHost => verb == Verb::Put,
            Self::Members | Self::Operation(_) => verb != Verb::Delete,
            Self::Cluster | Self::Member | Self::Host | Self::Network | Self::ContainerManager => true,
        }
    }
}

fn kind(segment: &str) -> Option<Kind> {
    match segment {
        "deploy" => Some(Kind::Deploy),
        "upgrade" => Some(Kind::Upgrade),
        "restart" => Some(Kind::Restart),
        _ => None,
    }
}

fn of_name(segment: &str) -> Option<(&'static str, String)> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    (!segment.is_empty() && segment.chars().all(fits)).then(|| ("name", segment.to_owned()))
}

fn of_address(parameter: &'static str, segment: &str) -> Option<(&'static str, String)> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    (!segment.is_empty() && segment.chars().all(fits)).then(|| (parameter, segment.to_owned()))
}
