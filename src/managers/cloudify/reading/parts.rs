//! What is listed for one deployment.

use crate::managers::{ManagerError, Parts};
use crate::resource::KindId;

use super::super::kinds::{EXECUTIONS, NODES};
use super::lists::Listed;
use super::pages::Gathered;
use super::{Reader, not_listed};

impl Reader<'_> {
    /// Reads the executions or the nodes of a deployment, the first `wanted` of them.
    ///
    /// # Errors
    /// As [`crate::managers::Manager::parts`].
    pub async fn parts(self, part: KindId, deployment: &str, wanted: usize) -> Result<Parts, ManagerError> {
        let how = match part {
            EXECUTIONS | NODES => self.how_listed(part).await?,
            _ => None,
        };
        let Listed { first, request, read } = how.ok_or_else(|| not_listed(part))?;
        let calls = self.client.calls();
        // An unknown deployment has an empty list, not a refusal (§4.7): what is empty is asked about.
        let itself = calls.deployment_by_name(deployment);
        let first = first.only("deployment_id", deployment);
        let mut gathered = Gathered::wanting(wanted);
        self.into_sink(first, &|page| request(calls, page), &mut gathered, read)
            .await?;
        if gathered.rows.is_empty() {
            self.client.send(itself).await?;
        }
        Ok(Parts {
            rows: gathered.rows,
            total: gathered.total,
        })
    }
}
