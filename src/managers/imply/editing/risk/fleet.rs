//! How many servers of each role a document asks for.

use crate::spec::Json;

/// What a server is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Master,
    Query,
    Tier1,
    Tier2,
    Tier3,
}

impl Role {
    pub(super) const ALL: [Self; 5] = [Self::Master, Self::Query, Self::Tier1, Self::Tier2, Self::Tier3];
    pub(super) const TIERS: [Self; 3] = [Self::Tier1, Self::Tier2, Self::Tier3];

    /// Its field, in `spec` or for a tier in `spec.data`.
    pub(super) fn field(self) -> &'static str {
        match self {
            Self::Master => "master",
            Self::Query => "query",
            Self::Tier1 => "tier1",
            Self::Tier2 => "tier2",
            Self::Tier3 => "tier3",
        }
    }

    /// As the servers of the manager say it: `nodeType`.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Master => "MASTER",
            Self::Query => "QUERY",
            Self::Tier1 => "DATA_TIER1",
            Self::Tier2 => "DATA_TIER2",
            Self::Tier3 => "DATA_TIER3",
        }
    }
}

/// The servers that a document asks for.
pub(super) struct Fleet([u64; 5]);

impl Fleet {
    pub(super) fn of(document: &Json) -> Self {
        Self(Role::ALL.map(|role| replicas(document, role)))
    }

    pub(super) fn count(&self, role: Role) -> u64 {
        self.0.get(role as usize).copied().unwrap_or_default()
    }

    pub(super) fn total(&self) -> u64 {
        self.0.iter().copied().fold(0, u64::saturating_add)
    }

    /// Whether service goes on while these restart: enough of each role, and of each tier that is touched.
    ///
    /// High availability needs three masters ("Cluster management"); the rest is a reading.
    pub(super) fn can_take_turns(&self, roles: &[Role]) -> bool {
        let tiers = roles.iter().filter(|role| Role::TIERS.contains(role));
        self.count(Role::Master) >= 3
            && self.count(Role::Query) >= 2
            && tiers.map(|tier| self.count(*tier)).all(|count| count != 1)
    }

    /// "all 18 servers", "the 3 QUERY servers", "the DATA_TIER1 server".
    pub(super) fn words(&self, roles: &[Role]) -> String {
        let count: u64 = roles.iter().map(|role| self.count(*role)).sum();
        let what = match roles {
            [role] => role.word().to_owned() + " ",
            _ if roles.len() == Role::ALL.len() => String::new(),
            _ => "data ".to_owned(),
        };
        match (count, what.is_empty()) {
            (1, _) => format!("the {what}server"),
            (_, true) => format!("all {count} servers"),
            _ => format!("the {count} {what}servers"),
        }
    }
}

/// 0 for a part that is not there; 1 where the number is not.
fn replicas(document: &Json, role: Role) -> u64 {
    let spec = document.get("spec");
    let parent = if Role::TIERS.contains(&role) {
        spec.and_then(|spec| spec.get("data"))
    } else {
        spec
    };
    match parent.and_then(|parent| parent.get(role.field())) {
        Some(part @ Json::Object(_)) => {
            let replicas = part.get("replicas").and_then(Json::as_i64).unwrap_or(1);
            u64::try_from(replicas).unwrap_or_default()
        }
        _ => 0,
    }
}
