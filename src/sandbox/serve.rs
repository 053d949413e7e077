//! A simulated manager on a loopback port.

use std::future::{Future, IntoFuture};
use std::io;
use std::net::{Ipv4Addr, SocketAddr};

use axum::Router;
use axum::serve::ListenerExt;
use tokio::net::TcpListener;

/// Listens on 127.0.0.1 and gives the address, and the future that answers requests while it is polled.
///
/// Port 0 takes any free port. Nothing but loopback is ever bound: a simulated manager believes everybody.
///
/// # Errors
/// The port is taken, or may not be bound.
pub async fn serve(
    router: Router,
    port: u16,
) -> io::Result<(SocketAddr, impl Future<Output = io::Result<()>> + Send + 'static)> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    let address = listener.local_addr()?;
    let listener = listener.tap_io(|connection| {
        // Only costs latency if it fails.
        let _ = connection.set_nodelay(true);
    });
    Ok((address, axum::serve(listener, router).into_future()))
}

#[cfg(test)]
mod tests {
    use axum::routing::get;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpStream;

    use super::*;
    use crate::sandbox::{Faults, faults::with_faults};

    async fn ask(address: SocketAddr) -> String {
        let mut connection = TcpStream::connect(address).await.unwrap();
        connection
            .write_all(b"GET /name HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
            .await
            .unwrap();
        let mut answer = Vec::new();
        // A broken connection may also end in an error: what arrived until then is what counts.
        let _ = connection.read_to_end(&mut answer).await;
        String::from_utf8(answer).unwrap()
    }

    #[tokio::test]
    async fn a_served_router_answers_on_loopback_only() {
        let (address, server) = serve(Router::new().route("/name", get(|| async { "orders" })), 0)
            .await
            .unwrap();
        tokio::spawn(server);
        assert!(address.ip().is_loopback());
        assert!(ask(address).await.ends_with("orders"));
    }

    #[tokio::test]
    async fn an_unreachable_manager_breaks_the_connection() {
        let router = Router::new().route("/name", get(|| async { "orders" }));
        let faults: Faults = "unreachable".parse().unwrap();
        let (address, server) = serve(with_faults(router, faults, 1), 0).await.unwrap();
        tokio::spawn(server);
        let answer = ask(address).await;
        assert!(!answer.contains("orders"), "{answer}");
        assert!(
            !answer.ends_with("0\r\n\r\n"),
            "the body must not end as if it were whole: {answer}"
        );
    }
}
