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
    /// Something of a data centre that is named by it alone.
    OfCentre {
        centre: String,
        part: CentrePart,
    },
    OfKafka {
        cluster: String,
        part: KafkaPart,
    },
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

/// What is named by a data centre alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CentrePart {
    Peerings,
    Peering(String),
    Principals,
}

/// What only a Kafka cluster has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KafkaPart {
    Topics,
    Topic(String),
    TopicConfig(String),
    Acls,
    AclSearch,
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
        ["vpc-peering", centre] => of_centre(centre, CentrePart::Peerings),
        ["vpc-peering", centre, id] => of_centre(centre, CentrePart::Peering(own(id))),
        ["aws-endpoint-service", centre, "principals"] => of_centre(centre, CentrePart::Principals),
        ["POSTGRESQL", "node", node, "reload"] => Endpoint::NodeReload(own(node)),
        ["POSTGRESQL", "cluster", cluster, "reload"] => Endpoint::ClusterReload(own(cluster)),
        [cluster, rest @ ..] => of_cluster(own(cluster), rest)?,
    };
    Some(endpoint)
}

fn of_centre(centre: &str, part: CentrePart) -> Endpoint {
    let centre = centre.to_owned();
    Endpoint::OfCentre { centre, part }
}

fn of_kafka(rest: &[&str]) -> Option<KafkaPart> {
    match rest {
        ["topics"] => Some(KafkaPart::Topics),
        ["topics", topic] => Some(KafkaPart::Topic((*topic).to_owned())),
        ["topics", topic, "config"] => Some(KafkaPart::TopicConfig((*topic).to_owned())),
        ["acls"] => Some(KafkaPart::Acls),
        ["acls", "searches"] => Some(KafkaPart::AclSearch),
        _ => None,
    }
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
        ["kafka", rest @ ..] if !matches!(rest.first(), Some(&"users" | &"configurations")) => {
            let part = of_kafka(rest)?;
            Endpoint::OfKafka { cluster, part }
        }
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
            Self::Clusters | Self::Keys | Self::Backups(_) | Self::Resize { .. } | Self::NodeReload(_) => {
                matches!(verb, Verb::Get | Verb::Post)
            }
            Self::Extended | Self::Centres(_) | Self::PasswordReset { .. } | Self::Restore(_) => {
                verb == Verb::Post
            }
            Self::Cluster(_) => verb != Verb::Post,
            Self::Terraform(_) | Self::Purposes { .. } | Self::ClusterReload(_) => verb == Verb::Get,
            Self::Firewall(_) => true,
            Self::Key(_) | Self::Configuration { .. } => verb == Verb::Delete,
            Self::Users { .. } => verb != Verb::Put,
            Self::Configurations { .. } => matches!(verb, Verb::Get | Verb::Put),
            Self::OfCentre { part, .. } => part.offers(verb),
            Self::OfKafka { part, .. } => part.offers(verb),
        }
    }

    /// Whether a request with this method has a body.
    pub fn takes_body(&self, verb: Verb) -> bool {
        match verb {
            Verb::Get => false,
            // What a client sends along here is passed over.
            Verb::Post => !matches!(self, Self::Backups(_) | Self::NodeReload(_)),
            Verb::Put => true,
            Verb::Delete => match self {
                Self::Firewall(_) | Self::Users { .. } => true,
                Self::OfKafka { part, .. } => *part == KafkaPart::Acls,
                Self::Clusters
                | Self::Extended
                | Self::Cluster(_)
                | Self::Terraform(_)
                | Self::Centres(_)
                | Self::Resize { .. }
                | Self::Purposes { .. }
                | Self::OfCentre { .. }
                | Self::Keys
                | Self::Key(_)
                | Self::PasswordReset { .. }
                | Self::Backups(_)
                | Self::Restore(_)
                | Self::Configurations { .. }
                | Self::Configuration { .. }
                | Self::NodeReload(_)
                | Self::ClusterReload(_) => false,
            },
        }
    }
}

impl CentrePart {
    fn offers(&self, verb: Verb) -> bool {
        match self {
            Self::Peerings => matches!(verb, Verb::Get | Verb::Post),
            Self::Peering(_) => matches!(verb, Verb::Get | Verb::Delete),
            Self::Principals => verb == Verb::Put,
        }
    }
}

impl KafkaPart {
    fn offers(&self, verb: Verb) -> bool {
        match self {
            Self::Topics => matches!(verb, Verb::Get | Verb::Post),
            Self::Topic(_) => matches!(verb, Verb::Get | Verb::Delete),
            Self::TopicConfig(_) => matches!(verb, Verb::Get | Verb::Put),
            Self::Acls => matches!(verb, Verb::Post | Verb::Delete),
            Self::AclSearch => verb == Verb::Post,
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
