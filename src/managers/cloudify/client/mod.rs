//! One function per endpoint, and the one place that sends.
//!
//! - [`calls`]: the requests, to the letter, each with what its answer is read as ([`Request`]).
//! - [`page`]: which part of a list is asked for, and what comes of it.
//!
//! A request can be shown ([`Client::text_of`]) before it is sent.

mod calls;
mod page;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use bytes::Bytes;
use http::HeaderValue;
use serde::de::DeserializeOwned;

use crate::managers::ManagerError;
use crate::managers::shown;
use crate::spec::RequestText;
use crate::transport::{Call, Door, TransportError};

use super::errors::{self, Asked};

pub use calls::{Calls, ExecutionAction, NoAnswer, Request};
pub use page::{LARGEST_PAGE, PAGE, Page, PageOf};

/// Where the paths begin (§1.1).
pub const BASE_PATH: &str = "/api/v3";

/// The tenant that every manager has.
pub const DEFAULT_TENANT: &str = "default_tenant";

/// The endpoints of one manager, asked in the name of one tenant. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Client {
    door: Door,
    calls: Calls,
    /// Whether the far end has ever answered as this API does.
    is_known: Arc<AtomicBool>,
}

impl Client {
    /// # Errors
    /// [`ManagerError::Invalid`] if the tenant's name cannot stand in a header.
    pub fn new(door: Door, base_path: &str, tenant: &str) -> Result<Self, ManagerError> {
        let header = HeaderValue::from_str(tenant).map_err(|_| ManagerError::Invalid {
            message: format!("the tenant {tenant:?} cannot be: names have letters, digits, `-`, `.` and `_`"),
            fields: Vec::new(),
        })?;
        Ok(Self {
            door,
            calls: Calls::new(base_path, header),
            is_known: Arc::default(),
        })
    }

    /// The requests: one function per endpoint.
    pub fn calls(&self) -> &Calls {
        &self.calls
    }

    /// The door that everything goes through, for what is streamed.
    pub fn door(&self) -> &Door {
        &self.door
    }

    /// Where all paths begin, without a final slash.
    pub fn address(&self) -> String {
        shown::address(&self.door, self.calls.base())
    }

    /// What would be sent, exactly, secrets included; `None` if it cannot be sent at all.
    pub fn text_of<T>(&self, request: &Request<T>) -> Option<RequestText> {
        self.text_of_call(&request.call)
    }

    /// The same of a bare call.
    pub fn text_of_call(&self, call: &Call) -> Option<RequestText> {
        shown::text_of(&self.door, call)
    }

    /// Sends a request and reads its answer; an empty one is an empty `T` (DELETE has one from 5.1 on).
    ///
    /// # Errors
    /// [`errors::read`] says what each status means; [`ManagerError::Unreadable`] for a body that is no answer of this
    /// API.
    pub async fn send<T: DeserializeOwned + Default>(&self, request: Request<T>) -> Result<T, ManagerError> {
        Ok(self.document(request).await?.1)
    }

    /// The same with the answer as it was sent.
    ///
    /// # Errors
    /// As [`Client::send`].
    pub async fn document<T: DeserializeOwned + Default>(
        &self,
        request: Request<T>,
    ) -> Result<(String, T), ManagerError> {
        let body = self.body(request.call).await?;
        let read = object(&body)?;
        Ok((String::from_utf8_lossy(&body).into_owned(), read))
    }

    /// Sends `request`; where this version does not know its path, `otherwise`. Says whether it was the second one.
    ///
    /// # Errors
    /// As [`Client::send`].
    pub async fn document_or<T: DeserializeOwned + Default>(
        &self,
        request: Request<T>,
        otherwise: Request<T>,
    ) -> Result<(String, T, bool), ManagerError> {
        let is_change = !request.call.is_read();
        let (body, is_other) = match self.raw(request.call).await {
            Ok(body) => (body, false),
            Err(error) if errors::is_not_routed(&error) => (self.body(otherwise.call).await?, true),
            Err(error) => return Err(self.worded(error, is_change)),
        };
        let read = object(&body)?;
        Ok((String::from_utf8_lossy(&body).into_owned(), read, is_other))
    }

    /// Sends a call and gives the body of its answer, which may be empty; any 2xx is success.
    ///
    /// # Errors
    /// [`errors::read`] says what each status means.
    pub async fn body(&self, call: Call) -> Result<Bytes, ManagerError> {
        let is_change = !call.is_read();
        self.raw(call)
            .await
            .map_err(|error| self.worded(error, is_change))
    }

    /// What a failed call means, for whoever sends by [`Client::door`].
    pub fn worded(&self, error: TransportError, is_change: bool) -> ManagerError {
        let is_known = self.is_known.load(Ordering::Relaxed);
        errors::read(error, Asked { is_change, is_known })
    }

    async fn raw(&self, call: Call) -> Result<Bytes, TransportError> {
        let answer = self.door.send(call).await?;
        self.is_known.store(true, Ordering::Relaxed);
        Ok(answer.body)
    }
}

/// One object; an empty body is an empty one.
///
/// # Errors
/// [`ManagerError::Unreadable`] for a body that is no answer of this API.
pub fn object<T: DeserializeOwned + Default>(body: &[u8]) -> Result<T, ManagerError> {
    let body = body.trim_ascii();
    if body.is_empty() || body == b"null" {
        return Ok(T::default());
    }
    serde_json::from_slice(body).map_err(|error| ManagerError::Unreadable {
        why: error.to_string(),
    })
}
