//! Executions (§4.5).

use http::Method;
use serde_json::{Value, json};

use super::super::super::wire::Execution;
use super::super::{Page, PageOf};
use super::{Calls, Request, flag};

/// What can be done to an execution (§2, "execution action").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExecutionAction {
    Cancel,
    ForceCancel,
    /// From 4.4 on.
    Kill,
    /// From 5.x on.
    Resume,
    ForceResume,
}

impl ExecutionAction {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Cancel => "cancel",
            Self::ForceCancel => "force-cancel",
            Self::Kill => "kill",
            Self::Resume => "resume",
            Self::ForceResume => "force-resume",
        }
    }
}

impl Calls {
    /// `GET /executions`; those of the manager itself (snapshots, plugins) only with `with_system_workflows` (§1.4).
    pub fn executions(&self, page: &PageOf, with_system_workflows: bool) -> Request<Page> {
        let call = self.of_tenant(Method::GET, "list executions", &["executions"]);
        let call = flag(call, "_include_system_workflows", with_system_workflows);
        Request::new(page.asked_with(call))
    }

    /// `GET /executions` with those of the manager itself.
    pub fn all_executions(&self, page: &PageOf) -> Request<Page> {
        self.executions(page, true)
    }

    /// `GET /executions/{id}`
    pub fn execution(&self, id: &str) -> Request<Execution> {
        Request::new(self.of_tenant(Method::GET, "read execution", &["executions", id]))
    }

    /// `POST /executions`: `body` has `deployment_id` and `workflow_id`, and may have `parameters`, `force`,
    /// `allow_custom_parameters`, and what newer managers know.
    pub fn start_execution(&self, body: &Value) -> Request<Execution> {
        let call = self.of_tenant(Method::POST, "start execution", &["executions"]);
        Request::new(call.json(body))
    }

    /// `POST /executions/{id}`; the deployment is only sent for the example's sake (§7, 12).
    pub fn act_on_execution(
        &self,
        id: &str,
        deployment_id: &str,
        action: ExecutionAction,
    ) -> Request<Execution> {
        let label = match action {
            ExecutionAction::Resume | ExecutionAction::ForceResume => "resume execution",
            ExecutionAction::Cancel | ExecutionAction::ForceCancel | ExecutionAction::Kill => {
                "cancel execution"
            }
        };
        let call = self.of_tenant(Method::POST, label, &["executions", id]);
        let body = match deployment_id {
            "" => json!({"action": action.word()}),
            deployment_id => json!({"action": action.word(), "deployment_id": deployment_id}),
        };
        Request::new(call.json(&body))
    }

    /// `PATCH /executions/{id}`: the worker's own call, for the repair of one that is stuck. Without `error` the stored
    /// one is cleared.
    pub fn update_execution(&self, id: &str, status: &str, error: Option<&str>) -> Request<Execution> {
        let call = self.of_tenant(Method::PATCH, "update execution", &["executions", id]);
        let body = match error {
            Some(error) => json!({"status": status, "error": error}),
            None => json!({"status": status}),
        };
        Request::new(call.json(&body))
    }
}
