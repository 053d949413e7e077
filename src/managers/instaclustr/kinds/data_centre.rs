//! A data centre of a cluster ("ClusterStatus").

use std::sync::Arc;

use crate::resource::{Cell, Column, Progress, Row};

use super::super::wire::DataCentre;
use super::super::words;
use super::{count, row, state_cell};

/// Columns of a data centre.
pub const COLUMNS: [Column; 12] = [
    Column::left("name", "NAME", (8, 24), 0),
    Column::left("status", "STATUS", (8, 12), 0),
    Column::left("region", "REGION", (9, 24), 2),
    Column::left("provider", "PROVIDER", (8, 22), 3),
    Column::right("nodes", "NODES", (5, 7), 1),
    Column::left("size", "SIZE", (10, 26), 2),
    Column::left("resize-to", "RESIZE TO", (9, 26), 4),
    Column::left("resized", "RESIZED", (7, 9), 4),
    Column::left("network", "NETWORK", (12, 18), 5),
    Column::left("encryption-key", "ENCRYPTION KEY", (14, 36), 7),
    Column::left("add-ons", "ADD-ONS", (7, 20), 8),
    Column::left("flags", "FLAGS", (8, 60), 6),
];

/// Indices of the columns that actions read.
pub const SIZE: usize = 5;
pub const RESIZE_TO: usize = 6;

/// All data centres, in the manager's order.
pub fn rows(centres: &[DataCentre]) -> Vec<Arc<Row>> {
    centres
        .iter()
        .map(|centre| Arc::new(data_centre(centre)))
        .collect()
}

fn data_centre(centre: &DataCentre) -> Row {
    let state = words::status(&centre.cdc_status);
    let (running, all) = centre.running_of_all();
    let resize = centre.resize();
    // While it comes up its nodes are counted, as its cluster's are.
    let coming_up = words::is_coming_up(&centre.cdc_status)
        .then(|| Progress::new(count(running).into(), count(all).into()))
        .flatten();
    Row {
        progress: resize.or(coming_up),
        ..row(
            &centre.id,
            centre.called(),
            state.clone(),
            [
                Cell::text_of(centre.called()),
                state_cell(&state),
                Cell::text_of(&centre.name),
                Cell::text_of(&centre.provider),
                Cell::Ratio {
                    ok: count(running),
                    total: count(all),
                },
                Cell::text_of(&sizes(centre).join(" ")),
                Cell::text_of(&centre.resize_target_node_size),
                resize.map_or(Cell::Empty, Cell::Progress),
                Cell::text_of(&centre.cdc_network),
                Cell::text_of(&centre.encryption_key_id),
                Cell::text_of(&centre.bundles.join(" ")),
                Cell::text_of(&flags(centre)),
            ],
        )
    }
}

/// The sizes of its nodes, each once.
fn sizes(centre: &DataCentre) -> Vec<&str> {
    let mut sizes: Vec<&str> = centre.nodes.iter().map(|node| node.size.as_str()).collect();
    sizes.sort_unstable();
    sizes.dedup();
    sizes
}

fn flags(centre: &DataCentre) -> String {
    let flags = [
        (centre.client_encryption, "client-encryption"),
        (centre.password_authentication, "password-authentication"),
        (centre.user_authorization, "user-authorization"),
        (
            centre.use_private_broadcast_rpc_address,
            "private-broadcast-rpc-address",
        ),
        (centre.private_ip_only, "private-ip-only"),
        (
            Some(!centre.private_link.iam_principal_arns.is_empty()),
            "private-link",
        ),
    ];
    let set = flags
        .into_iter()
        .filter_map(|(flag, word)| (flag == Some(true)).then_some(word));
    set.collect::<Vec<_>>().join(" ")
}
