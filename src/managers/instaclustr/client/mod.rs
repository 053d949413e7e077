//! One function per endpoint, and the one place that sends.
//!
//! Read in this order:
//! - [`calls`]: the requests, to the letter; each can be shown ([`Client::text_of`]) before it is sent.
//! - [`reads`]: what is asked for; [`changes`]: what is asked to be done. Each sends the call of its own name.
//! - [`answers`]: reading what comes back.

mod answers;
mod calls;
mod changes;
mod reads;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use bytes::Bytes;
use serde::de::DeserializeOwned;

use crate::managers::elements;
use crate::managers::shown;
use crate::managers::{ElementSink, ManagerError};
use crate::resource::Row;
use crate::spec::RequestText;
use crate::transport::{Call, Door, TransportError};

use super::errors::{self, Asked};

pub use answers::object;
pub use calls::{Calls, bundle_path};

/// Where the paths begin ("Transport and authentication").
pub const BASE_PATH: &str = "/provisioning/v1";

/// The endpoints of one account.
#[derive(Debug, Clone)]
pub struct Client {
    door: Door,
    calls: Calls,
    /// Whether the manager has ever answered with success: then it knows this address and this account.
    was_let_in: Arc<AtomicBool>,
}

impl Client {
    pub fn new(door: Door, base_path: &str) -> Self {
        Self {
            door,
            calls: Calls::new(base_path),
            was_let_in: Arc::default(),
        }
    }

    /// The requests that the functions of the same names send.
    pub fn calls(&self) -> &Calls {
        &self.calls
    }

    /// Whether a simulator in this process answers.
    pub fn is_simulated(&self) -> bool {
        self.door.endpoint().is_in_process()
    }

    /// Where all paths begin, without a final slash.
    pub fn address(&self) -> String {
        shown::address(&self.door, self.calls.base())
    }

    /// What would be sent, exactly, secrets included; `None` if it cannot be sent at all.
    pub fn text_of(&self, call: &Call) -> Option<RequestText> {
        shown::text_of(&self.door, call)
    }

    /// Sends a call and gives the body of its answer, which may be empty; any 2xx is success.
    ///
    /// # Errors
    /// [`errors::read`] says what each status means.
    pub async fn body(&self, call: Call) -> Result<Bytes, ManagerError> {
        let asked = asked(&call);
        self.raw(call).await.map_err(|error| errors::read(error, asked))
    }

    /// Sends a call and reads its answer; an empty one is an empty `T`.
    async fn ask<T: DeserializeOwned + Default>(&self, call: Call) -> Result<T, ManagerError> {
        answers::object(&self.body(call).await?)
    }

    /// Sends a call and reads its answer, element by element.
    async fn ask_all<T: DeserializeOwned + Default>(&self, call: Call) -> Result<Vec<T>, ManagerError> {
        answers::elements(&self.body(call).await?)
    }

    /// As [`Client::ask_all`], of a list that is 404 when there is nothing in it.
    async fn ask_for_any<T: DeserializeOwned + Default>(&self, call: Call) -> Result<Vec<T>, ManagerError> {
        match self.raw(call).await {
            Ok(body) => answers::elements(&body),
            Err(error) if self.means_none(&error) => Ok(Vec::new()),
            Err(error) => Err(errors::read(error, Asked::Read)),
        }
    }

    /// Reads a list that is 404 when there is nothing in it, and gives each element to `sink` while it arrives.
    ///
    /// # Errors
    /// As [`Client::body`]; [`ManagerError::List`] for what is no whole list.
    pub async fn list_into(
        &self,
        call: Call,
        sink: &mut (dyn ElementSink + '_),
        read: fn(&str) -> Row,
    ) -> Result<(), ManagerError> {
        let worded = |error| errors::read(error, Asked::Read);
        match self.door.stream(call).await {
            Ok(answer) => {
                self.let_in();
                elements::read_array(answer, sink, read, worded).await
            }
            Err(error) if self.means_none(&error) => Ok(()),
            Err(error) => Err(worded(error)),
        }
    }

    /// Sends a call whose answer says nothing that is not known.
    async fn tell(&self, call: Call) -> Result<(), ManagerError> {
        self.body(call).await.map(|_| ())
    }

    async fn raw(&self, call: Call) -> Result<Bytes, TransportError> {
        let answer = self.door.send(call).await?;
        self.let_in();
        Ok(answer.body)
    }

    fn let_in(&self) {
        self.was_let_in.store(true, Ordering::Relaxed);
    }

    /// Whether a failed list says that there is nothing in it. A 404 of any other kind is that of a wrong address
    /// ("Read").
    fn means_none(&self, error: &TransportError) -> bool {
        let is_404 = error.status().is_some_and(|status| status.as_u16() == 404);
        is_404 && (errors::is_error_message(error) || self.was_let_in.load(Ordering::Relaxed))
    }
}

fn asked(call: &Call) -> Asked {
    if call.is_read() {
        Asked::Read
    } else {
        Asked::Change
    }
}
