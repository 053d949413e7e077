//! The one door to a manager: every request of the program goes out here, over the network or into a
//! simulated manager in the same process, by the same code.
//!
//! Read in this order:
//! - [`request`]: a [`Call`], what a manager's client asks for.
//! - `upload`: a file as the body of a call.
//! - [`door`]: the [`Door`], and the one visible order of the layers a call goes through.
//! - [`answer`]: what comes back, whole or in chunks.
//! - [`error`]: why it did not, in terms a caller can act on; above all, whether it may have happened.
//! - [`endpoint`]: the far end, network or in process.
//! - [`auth`], [`turns`], [`retry`]: the layers.
//! - [`tls`]: whom we trust, and the clients built on first use.
//! - [`probe`]: the way to a manager step by step, to say where it ends.
//! - `classify`: how the failures of either far end become our errors.
//! - `curl`: the way to a manager, as `curl` is told it.
//! - [`redact`], `trace`: what may be written down about a request, and what is.
//!
//! **Invariant:** nothing here knows a manager, a simulator or a session. Text from a server passes as
//! it came, control characters included: who shows it makes them visible.

pub mod answer;
pub mod auth;
mod classify;
mod curl;
pub mod door;
pub mod endpoint;
pub mod error;
pub mod probe;
pub mod redact;
pub mod request;
pub mod retry;
pub mod tls;
mod trace;
pub mod turns;
mod upload;

#[cfg(test)]
mod tests;

pub use answer::{Answer, StreamingAnswer};
pub use auth::{Credential, CredentialError, CredentialFault, CredentialSource, Fixed, Scheme};
pub use classify::innermost;
pub use door::Door;
pub use endpoint::{Endpoint, NetworkSettings, base_url, is_loopback};
pub use error::{NotSentReason, PROXY_LOGIN_HINT, Phase, SendOutcome, TlsSetting, TransportError};
pub use redact::{Redactor, mask_value};
pub use request::Call;
pub use reqwest::Url;
pub use retry::RetryPolicy;
pub use tls::{Clients, Proxy, TlsSettings};
pub use turns::{Neighbours, Outlook, Pace, Priority, Turns, Urgency};
