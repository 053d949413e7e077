//! The ids of a cluster's parts, which the rows of their lists have, taken apart again.
//!
//! What cannot be taken apart names no part that there could be.

use super::super::bundles::network::Source;

/// `NETWORK/TYPE` or `sg-…/TYPE`: a firewall rule.
#[derive(Debug, PartialEq, Eq)]
pub struct RuleId<'a> {
    pub source: Source,
    pub service: &'a str,
}

/// `CDC/PEERING`
#[derive(Debug, PartialEq, Eq)]
pub struct PeeringId<'a> {
    pub data_centre: &'a str,
    pub peering: &'a str,
}

/// `BUNDLE/NAME`: a user, or a parameter of a configuration.
#[derive(Debug, PartialEq, Eq)]
pub struct OfBundle<'a> {
    /// As paths name it, in lower case.
    pub bundle: &'a str,
    pub name: &'a str,
}

/// An access rule of Kafka: all of its fields, joined by `/`.
#[derive(Debug, PartialEq, Eq)]
pub struct AclId<'a> {
    pub principal: &'a str,
    pub host: &'a str,
    pub resource_type: &'a str,
    pub resource_name: &'a str,
    pub operation: &'a str,
    pub permission_type: &'a str,
    pub pattern_type: &'a str,
}

/// What access rules are about, in Kafka's own words.
pub const RESOURCE_TYPES: &[&str] = &[
    "TOPIC",
    "GROUP",
    "CLUSTER",
    "TRANSACTIONAL_ID",
    "DELEGATION_TOKEN",
];

impl<'a> RuleId<'a> {
    pub fn read(id: &'a str) -> Option<Self> {
        let (source, service) = id.rsplit_once('/')?;
        let source = Source::read(source)?;
        (!service.is_empty()).then_some(Self { source, service })
    }
}

impl<'a> PeeringId<'a> {
    pub fn read(id: &'a str) -> Option<Self> {
        let (data_centre, peering) = two(id)?;
        Some(Self { data_centre, peering })
    }
}

impl<'a> OfBundle<'a> {
    /// A name may hold a slash, a bundle does not.
    pub fn read(id: &'a str) -> Option<Self> {
        let (bundle, name) = two(id)?;
        Some(Self { bundle, name })
    }
}

fn two(id: &str) -> Option<(&str, &str)> {
    id.split_once('/')
        .filter(|(first, second)| !first.is_empty() && !second.is_empty())
}

impl<'a> AclId<'a> {
    /// Principals and names of resources may hold slashes: what stands between is found by the type of resource.
    pub fn read(id: &'a str) -> Option<Self> {
        let (rest, pattern_type) = id.rsplit_once('/')?;
        let (rest, permission_type) = rest.rsplit_once('/')?;
        let (rest, operation) = rest.rsplit_once('/')?;
        let place = |known: &&str| -> Option<(usize, usize)> {
            let marked = format!("/{known}/");
            Some((rest.find(&marked)?, known.len()))
        };
        let (at, length) = RESOURCE_TYPES.iter().filter_map(place).min()?;
        let resource_type = rest.get(at + 1..=at + length)?;
        let resource_name = rest.get(at + length + 2..)?;
        let (principal, host) = rest.get(..at)?.rsplit_once('/')?;
        Some(Self {
            principal,
            host,
            resource_type,
            resource_name,
            operation,
            permission_type,
            pattern_type,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_firewall_rule_is_told_by_its_source_and_its_service() {
        let id = RuleId::read("203.0.113.10/32/CASSANDRA").unwrap();
        assert_eq!(
            (id.source.to_string().as_str(), id.service),
            ("203.0.113.10/32", "CASSANDRA")
        );
        let id = RuleId::read("sg-0a1b2c3d/SPARK").unwrap();
        assert_eq!(
            (id.source.to_string().as_str(), id.service),
            ("sg-0a1b2c3d", "SPARK")
        );
        for bad in ["nothing", "", "/", "x/CASSANDRA", "10.0.0.0/8/"] {
            assert_eq!(RuleId::read(bad), None, "{bad}");
        }
    }

    #[test]
    fn users_configurations_and_peerings_are_two_words() {
        let user = OfBundle::read("kafka/app/writer").unwrap();
        assert_eq!((user.bundle, user.name), ("kafka", "app/writer"));
        assert_eq!(OfBundle::read("kafka"), None);
        assert_eq!(OfBundle::read("kafka/"), None);
        let peering = PeeringId::read("cdc/peer").unwrap();
        assert_eq!((peering.data_centre, peering.peering), ("cdc", "peer"));
    }

    #[test]
    fn an_access_rule_is_found_again_even_with_slashes_in_its_names() {
        let plain = AclId::read("User:app/*/TOPIC/orders/READ/ALLOW/LITERAL").unwrap();
        assert_eq!((plain.principal, plain.host), ("User:app", "*"));
        assert_eq!((plain.resource_type, plain.resource_name), ("TOPIC", "orders"));
        assert_eq!(
            (plain.operation, plain.permission_type, plain.pattern_type),
            ("READ", "ALLOW", "LITERAL")
        );
        let slashes = AclId::read("User:CN=a/b/10.0.0.1/GROUP/team/x/READ/DENY/PREFIXED").unwrap();
        assert_eq!((slashes.principal, slashes.host), ("User:CN=a/b", "10.0.0.1"));
        assert_eq!(slashes.resource_name, "team/x");
        assert_eq!(AclId::read("nothing"), None);
        assert_eq!(AclId::read("a/b/c/d/e/f/g"), None);
    }
}
