//! Downloads of archives: `GET /{kind}/{id}/archive`.

use crate::managers::ManagerError;
use crate::managers::octets::{ByteSink, read_octets};
use crate::resource::{Download, KindId};
use crate::transport::TransportError;

use super::super::client::{NoAnswer, Request};
use super::super::errors::{self, Asked};
use super::super::kinds::{BLUEPRINTS, PLUGINS, SNAPSHOTS};
use super::super::reading::Reader;

/// What there are files of.
pub static DOWNLOADS: [Download; 3] = [
    Download {
        kind: BLUEPRINTS,
        help: "The archive that the blueprint was uploaded as",
        suffix: ".tar.gz",
    },
    Download {
        kind: PLUGINS,
        help: "The plugin's archive",
        suffix: ".wgn",
    },
    Download {
        kind: SNAPSHOTS,
        help: "The snapshot's archive",
        suffix: ".zip",
    },
];

/// Fetches the archive of an object.
///
/// # Errors
/// As [`crate::managers::Manager::download`]; [`ManagerError::Conflict`] for a snapshot that has no archive yet.
pub async fn fetch(
    reader: Reader<'_>,
    kind: KindId,
    id: &str,
    sink: &mut (dyn ByteSink + '_),
) -> Result<(), ManagerError> {
    let calls = reader.client.calls();
    let request: Request<NoAnswer> = match kind {
        BLUEPRINTS => calls.blueprint_archive(id),
        PLUGINS => calls.plugin_archive(id),
        SNAPSHOTS => calls.snapshot_archive(id),
        other => {
            let reason = format!("there are no files of {other}");
            return Err(ManagerError::NotOffered { reason });
        }
    };
    match reader.client.door().stream(request.call).await {
        Ok(answer) => read_octets(answer, sink, cut).await,
        Err(error) => {
            let error = reader.client.worded(error, false);
            Err(match kind {
                SNAPSHOTS => unready(reader, id, &error).await.unwrap_or(error),
                _ => error,
            })
        }
    }
}

/// Of a snapshot that is still being made the file alone is missing, and that is all that is answered (§4.11).
async fn unready(reader: Reader<'_>, id: &str, error: &ManagerError) -> Option<ManagerError> {
    let ManagerError::Refused { status: 500, .. } = error else {
        return None;
    };
    let snapshot = reader
        .client
        .send(reader.client.calls().snapshot(id))
        .await
        .ok()?;
    match snapshot.status.as_str() {
        "created" | "uploaded" | "failed" | "" => None,
        status => Some(ManagerError::Conflict {
            message: format!("the snapshot is {status}: its archive is there once it is created"),
        }),
    }
}

/// What breaks off a file that has begun.
fn cut(error: TransportError) -> ManagerError {
    let asked = Asked {
        is_change: false,
        is_known: true,
    };
    errors::read(error, asked)
}
