//! What is done, as which requests: nothing yet.

use crate::managers::manager::{ActionRequest, ManagerError, Remark};
use crate::spec::RequestText;

use super::client::Client;
use super::memory::Memory;

/// Sends one action.
///
/// # Errors
/// [`ManagerError::NotOffered`]: there is none yet.
pub async fn act(_: &Client, _: &Memory, request: &ActionRequest) -> Result<Remark, ManagerError> {
    Err(ManagerError::NotOffered {
        reason: format!("{} is not offered yet", request.action),
    })
}

/// The request that [`act`] would send.
pub fn request_of(_: &Client, _: &ActionRequest) -> Option<RequestText> {
    None
}
