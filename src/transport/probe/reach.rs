//! The addresses of a host, and a connection to one of them.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};

use crate::transport::classify::innermost;

/// What a name stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolved {
    /// At least one.
    pub addresses: Vec<SocketAddr>,
    pub took: Duration,
}

/// A connection that came about, and was closed again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Connected {
    pub address: SocketAddr,
    pub took: Duration,
    /// How many addresses were tried before it in vain.
    pub failed_before: usize,
}

/// Why a step was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReachError {
    #[error("nothing within {0:?}")]
    TimedOut(Duration),
    #[error("connection refused")]
    Refused,
    #[error("{0}")]
    Failed(String),
}

impl From<io::Error> for ReachError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::ConnectionRefused => Self::Refused,
            _ => Self::Failed(innermost(&error)),
        }
    }
}

/// Looks a host up; one that is an address already is itself.
///
/// # Errors
/// [`ReachError`], also if the name has no address.
pub async fn resolve(host: &str, port: u16, limit: Duration) -> Result<Resolved, ReachError> {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let began = Instant::now();
    if let Ok(address) = host.parse::<IpAddr>() {
        return Ok(Resolved {
            addresses: vec![SocketAddr::new(address, port)],
            took: began.elapsed(),
        });
    }
    let looked_up = timeout(limit, tokio::net::lookup_host((host, port))).await;
    let addresses: Vec<_> = looked_up.map_err(|_| ReachError::TimedOut(limit))??.collect();
    if addresses.is_empty() {
        return Err(ReachError::Failed("the name has no address".into()));
    }
    Ok(Resolved {
        addresses,
        took: began.elapsed(),
    })
}

/// Connects to the first of the addresses that answers; all of them together may take `limit`.
///
/// # Errors
/// [`ReachError`] of the last one that was tried.
pub async fn connect(addresses: &[SocketAddr], limit: Duration) -> Result<Connected, ReachError> {
    let began = Instant::now();
    let each = limit / u32::try_from(addresses.len().max(1)).unwrap_or(u32::MAX);
    let mut last = ReachError::Failed("there is no address to connect to".into());
    for (failed_before, &address) in addresses.iter().enumerate() {
        let step = Instant::now();
        last = match timeout(each, TcpStream::connect(address)).await {
            Ok(Ok(_closed)) => {
                return Ok(Connected {
                    address,
                    took: step.elapsed(),
                    failed_before,
                });
            }
            Ok(Err(error)) => error.into(),
            Err(_) => ReachError::TimedOut(began.elapsed()),
        };
    }
    match last {
        ReachError::TimedOut(_) => Err(ReachError::TimedOut(limit)),
        other => Err(other),
    }
}
