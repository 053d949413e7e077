//! Which endpoint a path and a method mean; everything else is 404 ("Endpoints").

/// What a request is for, with what stands in its path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Endpoint {
    Clusters,
    Extended,
    Cluster(String),
    Terraform(String),
    Centres(String),
    Resize {
        cluster: String,
        centre: String,
    },
    Purposes {
        cluster: String,
        centre: String,
    },
    Firewall(String),
    /// Of a data centre.
    Peerings(String),
    Peering {
        centre: String,
        id: String,
    },
    Principals(String),
    Keys,
    Key(String),
    Users {
        cluster: String,
        bundle: String,
    },
    PasswordReset {
        cluster: String,
        bundle: String,
    },
    Topics(String),
    Topic {
        cluster: String,
        topic: String,
    },
    TopicConfig {
        cluster: String,
        topic: String,
    },
    Acls(String),
    AclSearch(String),
    Backups(String),
    Restore(String),
    Configurations {
        cluster: String,
        bundle: String,
    },
    Configuration {
        cluster: String,
        bundle: String,
        name: String,
    },
    NodeReload(String),
    ClusterReload(String),
}

/// The methods that some path offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    Get,
    Post,
    Put,
    Delete,
}

impl Verb {
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "GET" => Some(Self::Get),
            "POST" => Some(Self::Post),
            "PUT" => Some(Self::Put),
            "DELETE" => Some(Self::Delete),
            _ => None,
        }
    }
}

/// Finds the endpoint of a path, if it offers the method. A final slash does not matter.
pub fn find(verb: Verb, path: &str) -> Option<Endpoint> {
    let rest = path.strip_prefix("/provisioning/v1")?;
    let rest = rest.strip_suffix('/').unwrap_or(rest);
    let rest = if rest.is_empty() {
        rest
    } else {
        rest.strip_prefix('/')?
    };
    let segments: Vec<String> = if rest.is_empty() {
        Vec::new()
    } else {
        rest.split('/').map(decoded).collect()
    };
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    endpoint(&segments).filter(|endpoint| endpoint.offers(verb))
}

fn endpoint(segments: &[&str]) -> Option<Endpoint> {
    let own = |text: &&str| (*text).to_owned();
    let endpoint = match segments {
        [] => Endpoint::Clusters,
        // Words that stand where an id stands.
        ["extended"] => Endpoint::Extended,
        ["encryption-keys"] => Endpoint::Keys,
        ["encryption-keys", id] => Endpoint::Key(own(id)),
        ["vpc-peering", centre] => Endpoint::Peerings(own(centre)),
        ["vpc-peering", centre, id] => Endpoint::Peering {
            centre: own(centre),
            id: own(id),
        },
        ["aws-endpoint-service", centre, "principals"] => Endpoint::Principals(own(centre)),
        ["POSTGRESQL", "node", node, "reload"] => Endpoint::NodeReload(own(node)),
        ["POSTGRESQL", "cluster", cluster, "reload"] => Endpoint::ClusterReload(own(cluster)),
        [cluster, rest @ ..] => of_cluster(own(cluster), rest)?,
    };
    Some(endpoint)
}

fn of_cluster(cluster: String, rest: &[&str]) -> Option<Endpoint> {
    let own = |text: &&str| (*text).to_owned();
    let endpoint = match rest {
        [] => Endpoint::Cluster(cluster),
        ["terraform-description"] => Endpoint::Terraform(cluster),
        ["cluster-data-centres"] => Endpoint::Centres(cluster),
        ["firewallRules"] => Endpoint::Firewall(cluster),
        ["backups"] => Endpoint::Backups(cluster),
        ["backups", "restore"] => Endpoint::Restore(cluster),
        ["kafka", "topics"] => Endpoint::Topics(cluster),
        ["kafka", "topics", topic] => Endpoint::Topic {
            cluster,
            topic: own(topic),
        },
        ["kafka", "topics", topic, "config"] => Endpoint::TopicConfig {
            cluster,
            topic: own(topic),
        },
        ["kafka", "acls"] => Endpoint::Acls(cluster),
        ["kafka", "acls", "searches"] => Endpoint::AclSearch(cluster),
        [centre, "resize"] => Endpoint::Resize {
            cluster,
            centre: own(centre),
        },
        [centre, "nodepurposes"] => Endpoint::Purposes {
            cluster,
            centre: own(centre),
        },
        [bundle, "users"] => Endpoint::Users {
            cluster,
            bundle: own(bundle),
        },
        [bundle, "users", "reset-password"] => Endpoint::PasswordReset {
            cluster,
            bundle: own(bundle),
        },
        [bundle, "configurations"] => Endpoint::Configurations {
            cluster,
            bundle: own(bundle),
        },
        [bundle, "configurations", "parameter", name] => Endpoint::Configuration {
            cluster,
            bundle: own(bundle),
            name: own(name),
        },
        _ => return None,
    };
    Some(endpoint)
}

impl Endpoint {
    fn offers(&self, verb: Verb) -> bool {
        match self {
            Self::Clusters | Self::Peerings(_) | Self::Keys | Self::Topics(_) | Self::Backups(_) => {
                matches!(verb, Verb::Get | Verb::Post)
            }
            Self::Resize { .. } | Self::NodeReload(_) => matches!(verb, Verb::Get | Verb::Post),
            Self::Extended | Self::Centres(_) | Self::PasswordReset { .. } => verb == Verb::Post,
            Self::AclSearch(_) | Self::Restore(_) => verb == Verb::Post,
            Self::Cluster(_) => verb != Verb::Post,
            Self::Terraform(_) | Self::Purposes { .. } | Self::ClusterReload(_) => verb == Verb::Get,
            Self::Firewall(_) => true,
            Self::Peering { .. } | Self::Topic { .. } => matches!(verb, Verb::Get | Verb::Delete),
            Self::Principals(_) => verb == Verb::Put,
            Self::Key(_) | Self::Configuration { .. } => verb == Verb::Delete,
            Self::Users { .. } => verb != Verb::Put,
            Self::TopicConfig { .. } | Self::Configurations { .. } => matches!(verb, Verb::Get | Verb::Put),
            Self::Acls(_) => matches!(verb, Verb::Post | Verb::Delete),
        }
    }

    /// Whether a request with this method has a body.
    pub fn takes_body(&self, verb: Verb) -> bool {
        match verb {
            Verb::Get => false,
            // What a client sends along here is passed over.
            Verb::Post => !matches!(self, Self::Backups(_) | Self::NodeReload(_)),
            Verb::Put => true,
            Verb::Delete => matches!(self, Self::Firewall(_) | Self::Users { .. } | Self::Acls(_)),
        }
    }
}

/// A segment without its percent-encoding.
fn decoded(segment: &str) -> String {
    let mut bytes = Vec::with_capacity(segment.len());
    let mut rest = segment;
    while let Some((before, after)) = rest.split_once('%') {
        bytes.extend_from_slice(before.as_bytes());
        let code = after.get(..2).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        rest = match code {
            Some(byte) => {
                bytes.push(byte);
                after.get(2..).unwrap_or_default()
            }
            None => {
                bytes.push(b'%');
                after
            }
        };
    }
    bytes.extend_from_slice(rest.as_bytes());
    String::from_utf8_lossy(&bytes).into_owned()
}
