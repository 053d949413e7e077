//! Networks and container managers: they are made and deleted, never changed ("Networks, container managers").

use crate::resource::Target;
use crate::resource::action::Consequences;
use crate::resource::kind::CLUSTERS;

pub fn create_does(_: &Target<'_>) -> Consequences {
    Consequences {
        will: "make it as it is described; what its options are worth shows only when a cluster uses it"
            .into(),
        will_not: "change it later: to change it, delete it and make it again".into(),
        undo: "delete it".into(),
    }
}

/// The clusters that use it, in words; as last listed.
fn users(target: &Target<'_>) -> Option<String> {
    let clusters = target.detail?.children_of(CLUSTERS);
    let names: Vec<&str> = clusters.iter().map(|row| &*row.name).collect();
    (!names.is_empty()).then(|| names.join(", "))
}

pub fn delete_network_does(target: &Target<'_>) -> Consequences {
    let will = match users(target) {
        Some(names) => {
            format!("delete it though {names} use it: they go on naming a network that is not there")
        }
        None => "delete it; no cluster uses it, as last listed".into(),
    };
    Consequences {
        will,
        will_not: "ask back, or change any cluster".into(),
        undo: "create it again with the same options".into(),
    }
}

pub fn delete_manager_does(target: &Target<'_>) -> Consequences {
    let will = match users(target) {
        Some(names) => format!(
            "delete its configuration though {names} use it: no host can join or leave them then, and none of them \
             can be deleted"
        ),
        None => "delete its configuration; no cluster uses it, as last listed".into(),
    };
    Consequences {
        will,
        will_not: "remove nodes from the container manager itself".into(),
        undo: "create it again; that needs its options, the token among them".into(),
    }
}
