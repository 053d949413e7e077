//! What is listed for one deployment.

use std::sync::Arc;

use crate::managers::manager::ManagerError;
use crate::resource::{KindId, Row};

use super::super::kinds::{EXECUTIONS, NODES};
use super::lists::Listed;
use super::pages::Gathered;
use super::{Reader, not_listed};

impl Reader<'_> {
    /// The rows of [`Reader::gathered_parts`].
    ///
    /// # Errors
    /// As [`crate::managers::Manager::parts`].
    pub async fn parts(
        self,
        part: KindId,
        deployment: &str,
        wanted: usize,
    ) -> Result<Vec<Arc<Row>>, ManagerError> {
        Ok(self.gathered_parts(part, deployment, wanted).await?.rows)
    }

    /// Reads the executions or the nodes of a deployment, the first `wanted` of them.
    ///
    /// # Errors
    /// As [`crate::managers::Manager::parts`].
    pub(super) async fn gathered_parts(
        self,
        part: KindId,
        deployment: &str,
        wanted: usize,
    ) -> Result<Gathered, ManagerError> {
        let how = match part {
            EXECUTIONS | NODES => self.how_listed(part).await?,
            _ => None,
        };
        let Listed { first, request, read } = how.ok_or_else(|| not_listed(part))?;
        let calls = self.client.calls();
        let first = first.only("deployment_id", deployment);
        self.into_rows(first, &|page| request(calls, page), wanted, read)
            .await
    }
}
