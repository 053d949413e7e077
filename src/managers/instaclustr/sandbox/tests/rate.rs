//! One request in 2.5 real seconds.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::*;
use crate::managers::instaclustr::sandbox::settings::WINDOW;

fn limited() -> Service {
    let service = Service::demonstration();
    service.configure(|settings| settings.window = Some(WINDOW));
    service
}

#[tokio::test]
async fn a_request_is_accepted_2_5_seconds_after_the_last_accepted_one() {
    let service = limited();
    assert_eq!(service.get("/").await.0, 200);
    for _ in 0..2 {
        service.advance(1.2);
        assert_eq!(service.get("/").await, (429, sample("error-429-rate-limit")));
    }
    // The refused ones did not make it longer.
    service.advance(0.1);
    assert_eq!(service.get("/").await.0, 200);
    service.advance(2.499);
    assert_eq!(service.get("/").await.0, 429);
}

#[tokio::test]
async fn the_world_tells_what_came_and_when() {
    let service = limited();
    assert_eq!(service.world.traffic().smallest_gap(), None);
    for pause in [3.0, 2.5, 1.0] {
        service.get("/").await;
        service.advance(pause);
    }
    service.get("/").await;
    let traffic = service.world.traffic();
    assert_eq!((traffic.count(), traffic.refused()), (4, 1));
    assert_eq!(traffic.smallest_gap(), Some(Duration::from_secs(1)));
    let arrivals: Vec<f64> = traffic.arrivals().map(|at| at.as_secs_f64()).collect();
    assert_eq!(arrivals, [0.0, 3.0, 5.5, 6.5]);
}

#[tokio::test]
async fn all_accounts_share_one_window_and_it_comes_before_the_credential() {
    let service = limited();
    assert_eq!(service.get("/").await.0, 200);
    assert_eq!(service.as_user("auditor", "any").get("/").await.0, 429);
    let request = Request::get(format!("{ROOT}/")).body(Body::empty()).unwrap();
    assert_eq!(service.response(request).await.0.status().as_u16(), 429);
}

#[tokio::test]
async fn the_window_can_be_switched_off() {
    let service = limited();
    service.configure(|settings| settings.window = None);
    for _ in 0..3 {
        assert_eq!(service.get("/").await.0, 200);
    }
    assert_eq!(service.world.traffic().refused(), 0);
}

#[tokio::test]
async fn the_window_counts_real_seconds_however_fast_the_world_runs() {
    let real = Arc::new(AtomicU64::new(0));
    let source = Arc::clone(&real);
    let clock = VirtualClock::new("2026-11-20T12:00:00Z".parse().unwrap(), 60.0, move || {
        Duration::from_millis(source.load(Ordering::Relaxed))
    });
    let world = World::new(&Scenario::new(clock), Profile::Demonstration);
    let service = Service::of(world);
    service.configure(|settings| settings.window = Some(WINDOW));
    assert_eq!(service.get("/").await.0, 200);
    real.store(2_400, Ordering::Relaxed);
    assert_eq!(service.get("/").await.0, 429);
    real.store(2_500, Ordering::Relaxed);
    assert_eq!(service.get("/").await.0, 200);
}
