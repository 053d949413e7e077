//! The faults in force, shared and changeable while the manager runs.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::http::Method;

use super::{Fault, FaultKind, Faults};
use crate::sandbox::Seeded;

/// The faults in force; clones share them.
#[derive(Debug, Clone, Default)]
pub struct FaultsHandle {
    faults: Arc<Mutex<Vec<Fault>>>,
}

impl FaultsHandle {
    /// Replaces all faults.
    pub fn set(&self, faults: Faults) {
        *self.lock() = faults.0;
    }

    /// Adds one fault after those in force.
    pub fn push(&self, fault: Fault) {
        self.lock().push(fault);
    }

    /// Ends all faults.
    pub fn clear(&self) {
        self.lock().clear();
    }

    /// The faults in force; one for the next N requests counts down and then goes.
    pub fn current(&self) -> Faults {
        Faults(self.lock().clone())
    }

    /// What happens to this request, in the order of the faults; counts it against those that are limited.
    pub(super) fn strike(&self, method: &Method, path: &str, chance: &Mutex<Seeded>) -> Vec<FaultKind> {
        let mut faults = self.lock();
        if faults.is_empty() {
            return Vec::new();
        }
        let mut chance = chance.lock().unwrap_or_else(PoisonError::into_inner);
        let mut striking = Vec::new();
        for fault in faults.iter_mut().filter(|fault| fault.scope.covers(method, path)) {
            if let Some(left) = &mut fault.scope.next {
                *left -= 1;
            }
            if chance.chance(fault.probability) {
                striking.push(fault.kind);
            }
        }
        faults.retain(|fault| fault.scope.next != Some(0));
        striking
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Fault>> {
        self.faults.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl From<Faults> for FaultsHandle {
    fn from(faults: Faults) -> Self {
        let handle = Self::default();
        handle.set(faults);
        handle
    }
}
