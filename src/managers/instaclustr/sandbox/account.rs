//! The two accounts, and their keys.

/// Who owns a cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Account {
    /// Has PCI mode enabled.
    First,
    Second,
}

/// On whose behalf a request comes, and what it may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Identity {
    pub account: Account,
    /// With a read-only provisioning key only GET is allowed.
    pub reads_only: bool,
}

/// One provisioning API key.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    pub user: &'static str,
    pub key: &'static str,
    pub identity: Identity,
}

impl Account {
    pub const fn has_pci(self) -> bool {
        matches!(self, Self::First)
    }

    /// The user name of its keys.
    pub const fn user(self) -> &'static str {
        match self {
            Self::First => "jdoe",
            Self::Second => "auditor",
        }
    }
}

impl Identity {
    pub const FULL: Self = Self {
        account: Account::First,
        reads_only: false,
    };
    pub const READ_ONLY: Self = Self {
        account: Account::First,
        reads_only: true,
    };
    pub const SECOND_FULL: Self = Self {
        account: Account::Second,
        reads_only: false,
    };
    pub const SECOND_READ_ONLY: Self = Self {
        account: Account::Second,
        reads_only: true,
    };
}

/// All keys: of each account a full and a read-only one.
pub const KEYS: [Key; 4] = [
    key("sandbox-provisioning-key-1", Identity::FULL),
    key("sandbox-read-only-key-1", Identity::READ_ONLY),
    key("sandbox-provisioning-key-2", Identity::SECOND_FULL),
    key("sandbox-read-only-key-2", Identity::SECOND_READ_ONLY),
];

const fn key(key: &'static str, identity: Identity) -> Key {
    let user = identity.account.user();
    Key { user, key, identity }
}

/// Who someone is whose word is taken for it: the first account's owner, unless user name or key say otherwise.
pub fn claimed(user: &str, key: &str) -> Identity {
    let says = |word: &str| user.contains(word) || key.contains(word);
    let is_second = user == Account::Second.user()
        || KEYS
            .iter()
            .any(|known| known.key == key && known.identity.account == Account::Second);
    Identity {
        account: if is_second {
            Account::Second
        } else {
            Account::First
        },
        reads_only: says("read-only") || says("readonly"),
    }
}
