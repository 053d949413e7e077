//! Events and logs (§4.4).

use http::Method;

use super::super::{Page, PageOf};
use super::{Calls, NoAnswer, Request};

/// The classes of what `/events` has; each is asked for by name, as the vendor's own client does.
const CLASSES: [&str; 2] = ["cloudify_event", "cloudify_log"];

impl Calls {
    /// `GET /events`, events and logs; `range` is `timestamp,FROM,TO`, either end of which may be empty.
    pub fn events(&self, page: &PageOf, range: Option<&str>) -> Request<Page> {
        let call = self.of_tenant(Method::GET, "list events", &["events"]);
        let call = CLASSES
            .into_iter()
            .fold(call, |call, class| call.query("type", class));
        let call = match range {
            Some(range) => call.query("_range", range),
            None => call,
        };
        Request::new(page.asked_with(call))
    }

    /// `DELETE /events?deployment_id=`: the events of a deployment, and its logs too if `with_logs`.
    pub fn delete_events(&self, deployment: &str, with_logs: bool) -> Request<NoAnswer> {
        let call = self
            .of_tenant(Method::DELETE, "delete events", &["events"])
            .query("deployment_id", deployment);
        let classes = CLASSES.into_iter().take(if with_logs { 2 } else { 1 });
        Request::new(classes.fold(call, |call, class| call.query("type", class)))
    }
}
