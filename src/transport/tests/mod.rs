//! A door and what it does, against a router in process and over loopback.

mod files;
mod in_process;
mod network;
mod secrets;
mod tls;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;

use super::*;

/// A door to a router in this process.
fn door_to(router: Router) -> Door {
    Door::new(Endpoint::in_process(
        base_url("http://simulated.invalid/api").unwrap(),
        router,
    ))
}

/// Counts what reached the far end.
#[derive(Clone, Default)]
struct Count(Arc<AtomicUsize>);

impl Count {
    /// Counts one more; gives how many came before.
    fn one_more(&self) -> usize {
        self.0.fetch_add(1, Ordering::SeqCst)
    }

    fn get(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}
