//! The list of clusters, as a body that is made while it is sent.
//!
//! A fleet of 10,000 clusters is some 80 MB of JSON: the first chunk leaves before the second is put together.

use std::convert::Infallible;

use axum::body::{Body, Bytes};
use futures_util::stream;

use super::document;
use super::world::World;

/// A chunk is sent as soon as it has this size.
const CHUNK: usize = 64 * 1024;

/// All clusters as they are now, as a JSON array.
pub fn body(world: World, pretty: bool) -> Body {
    // Time passes at the start of the request only: the list shows one moment.
    drop(world.present());
    let listing = Listing {
        world,
        pretty,
        next: Some(0),
        empty: true,
    };
    Body::from_stream(stream::unfold(listing, |mut listing| async move {
        let chunk = listing.chunk()?;
        Some((Ok::<_, Infallible>(chunk), listing))
    }))
}

struct Listing {
    world: World,
    pretty: bool,
    /// Where to go on; nothing after the closing bracket.
    next: Option<u64>,
    empty: bool,
}

impl Listing {
    fn chunk(&mut self) -> Option<Bytes> {
        let mut from = self.next?;
        let mut chunk = Vec::with_capacity(CHUNK + 16 * 1024);
        let world = self.world.clone();
        let mut contents = world.lock();
        while chunk.len() < CHUNK {
            let Some(serial) = contents.next_from(from) else {
                chunk.extend_from_slice(self.closing());
                self.next = None;
                return Some(chunk.into());
            };
            if let Some(cluster) = contents.rendered(serial) {
                chunk.extend_from_slice(self.separator());
                self.empty = false;
                if self.pretty {
                    chunk.extend_from_slice(&document::pretty(&cluster, 2));
                } else {
                    chunk.extend_from_slice(&cluster);
                }
            }
            from = serial + 1;
        }
        self.next = Some(from);
        Some(chunk.into())
    }

    fn separator(&self) -> &'static [u8] {
        match (self.empty, self.pretty) {
            (true, false) => b"[",
            (true, true) => b"[\n  ",
            (false, false) => b",",
            (false, true) => b",\n  ",
        }
    }

    fn closing(&self) -> &'static [u8] {
        match (self.empty, self.pretty) {
            (true, _) => b"[]",
            (false, false) => b"]",
            (false, true) => b"\n]",
        }
    }
}
