//! A listener whose connections have shaken hands before anybody reads from them.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// How long a client may take for its part of the handshake.
const HANDSHAKE: Duration = Duration::from_secs(10);

/// How long to rest when no connection can be taken, as when all descriptors are in use.
const REST: Duration = Duration::from_millis(100);

type Connection = (TlsStream<TcpStream>, SocketAddr);

/// Who is at the other end of a connection over TLS, as the handshake found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Peer {
    /// Whether it has shown a certificate, which has been verified then.
    pub has_certificate: bool,
}

impl Connected<IncomingStream<'_, TlsListener>> for Peer {
    fn connect_info(stream: IncomingStream<'_, TlsListener>) -> Self {
        let (_, connection) = stream.io().get_ref();
        let shown = connection.peer_certificates();
        Self {
            has_certificate: shown.is_some_and(|certificates| !certificates.is_empty()),
        }
    }
}

/// Takes connections and shakes hands with several at once: one that says nothing holds up no other.
pub struct TlsListener {
    tcp: TcpListener,
    acceptor: TlsAcceptor,
    handshakes: JoinSet<Option<Connection>>,
}

impl TlsListener {
    pub(super) fn new(tcp: TcpListener, acceptor: TlsAcceptor) -> Self {
        Self {
            tcp,
            acceptor,
            handshakes: JoinSet::new(),
        }
    }

    fn begin(&mut self, stream: TcpStream, from: SocketAddr) {
        // Only costs latency if it fails.
        let _slower = stream.set_nodelay(true);
        let handshake = self.acceptor.accept(stream);
        self.handshakes.spawn(async move {
            // A client that does not trust us hangs up: that is its business, and told on its side.
            let shaken = timeout(HANDSHAKE, handshake).await.ok()?.ok()?;
            Some((shaken, from))
        });
    }
}

impl Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> Connection {
        loop {
            tokio::select! {
                taken = self.tcp.accept() => match taken {
                    Ok((stream, from)) => self.begin(stream, from),
                    Err(_) => tokio::time::sleep(REST).await,
                },
                Some(shaken) = self.handshakes.join_next() => {
                    if let Ok(Some(connection)) = shaken {
                        return connection;
                    }
                }
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.tcp.local_addr()
    }
}
