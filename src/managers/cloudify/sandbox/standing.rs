//! The status of an execution, and which may follow which ("Execution state machine").

/// Where an execution stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    Pending,
    Started,
    Cancelling,
    ForceCancelling,
    KillCancelling,
    Queued,
    Scheduled,
    Terminated,
    Failed,
    Cancelled,
}

use Standing::{
    Cancelled, Cancelling, Failed, ForceCancelling, KillCancelling, Pending, Queued, Scheduled, Started,
    Terminated,
};

/// Every status, with its name.
const ALL: [(Standing, &str); 10] = [
    (Pending, "pending"),
    (Started, "started"),
    (Cancelling, "cancelling"),
    (ForceCancelling, "force_cancelling"),
    (KillCancelling, "kill_cancelling"),
    (Queued, "queued"),
    (Scheduled, "scheduled"),
    (Terminated, "terminated"),
    (Failed, "failed"),
    (Cancelled, "cancelled"),
];

/// What a visitor can ask of an execution by its path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Interruption {
    Cancel,
    ForceCancel,
    Kill,
}

impl Standing {
    pub fn named(name: &str) -> Option<Self> {
        let mut all = ALL.iter();
        all.find(|(_, known)| *known == name)
            .map(|(standing, _)| *standing)
    }

    pub fn name(self) -> &'static str {
        let mut all = ALL.iter();
        all.find(|(known, _)| *known == self)
            .map_or("pending", |(_, name)| name)
    }

    /// `status_display` of 5.x and later: what is terminated shows as completed.
    pub fn shown(self) -> &'static str {
        if self == Terminated {
            "completed"
        } else {
            self.name()
        }
    }

    /// `latest_execution_status` of a deployment.
    pub fn summary(self) -> &'static str {
        match self {
            Terminated => "completed",
            Failed => "failed",
            Cancelled => "cancelled",
            Queued | Scheduled => "scheduled",
            Pending | Started | Cancelling | ForceCancelling | KillCancelling => "in_progress",
        }
    }

    /// Whether nothing follows.
    pub fn is_ended(self) -> bool {
        matches!(self, Terminated | Failed | Cancelled)
    }

    /// Whether it runs, or is on its way to or from running; what waits for its turn does not.
    pub fn is_active(self) -> bool {
        !self.is_ended() && !matches!(self, Queued | Scheduled)
    }

    /// Whether the worker may set this status (`PATCH`).
    pub fn may_become(self, next: Self) -> bool {
        match self {
            Terminated | Failed | Cancelled => false,
            Cancelling | ForceCancelling | KillCancelling => matches!(next, Cancelled | Failed),
            Pending | Started | Queued | Scheduled => true,
        }
    }

    /// The status after an interruption; `None` if it is not possible in this one.
    pub fn interrupted(self, by: Interruption) -> Option<Self> {
        match (by, self) {
            (Interruption::Cancel, Pending | Started | Queued | Scheduled) => Some(Cancelling),
            (Interruption::ForceCancel, Pending | Started | Cancelling | Queued | Scheduled) => {
                Some(ForceCancelling)
            }
            // "kill from any status"
            (Interruption::Kill, _) => Some(KillCancelling),
            _ => None,
        }
    }
}

impl Interruption {
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "cancel" => Some(Self::Cancel),
            "force-cancel" => Some(Self::ForceCancel),
            "kill" => Some(Self::Kill),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_follows_an_end_and_little_follows_a_cancel() {
        for (ended, _) in ALL.iter().filter(|(standing, _)| standing.is_ended()) {
            assert!(ALL.iter().all(|(next, _)| !ended.may_become(*next)));
            assert_eq!(ended.interrupted(Interruption::Cancel), None);
        }
        assert!(!Cancelling.may_become(Terminated) && Cancelling.may_become(Failed));
        assert!(Pending.may_become(Started));
    }

    #[test]
    fn a_cancel_is_asked_for_once_and_then_by_force() {
        assert_eq!(Started.interrupted(Interruption::Cancel), Some(Cancelling));
        assert_eq!(Cancelling.interrupted(Interruption::Cancel), None);
        assert_eq!(
            Cancelling.interrupted(Interruption::ForceCancel),
            Some(ForceCancelling)
        );
        assert_eq!(ForceCancelling.interrupted(Interruption::ForceCancel), None);
    }

    #[test]
    fn names_are_read_as_they_are_written() {
        for (standing, name) in ALL {
            assert_eq!((Standing::named(name), standing.name()), (Some(standing), name));
        }
        assert_eq!(Standing::named("nosense"), None);
    }
}
