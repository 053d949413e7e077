//! What is kept beside deployments: blueprints, plugins, secrets, snapshots (§4.1, §4.9 to §4.11).

use crate::resource::action::{Consequences, DELETE, On, Target, UPLOAD};
use crate::resource::parameter::is_url;
use crate::resource::transfer::is_text;
use crate::resource::{Action, Availability, Danger, Following, KindId, Parameter, StateClass, Takes};

use super::super::kinds::{BLUEPRINTS, PLUGINS, SECRET_VALUES, SNAPSHOTS};
use super::names::checked_id;
use super::{
    CREATE_DEPLOYMENT, CREATE_SECRET, CREATE_SNAPSHOT, RESTORE_SNAPSHOT, UPDATE_SECRET, following, name,
    schema,
};

const PRIVATE: Parameter = Parameter::switch(name::PRIVATE, "only its creator and administrators see it");

/// Something that is made under an id of the user's choice.
pub(super) const fn new(kind: KindId, help: &'static str) -> On {
    On::New {
        kind,
        name: Parameter::new(name::NAME, help, Takes::Text)
            .required()
            .checked(checked_id),
    }
}

const fn delete(kind: KindId) -> Action {
    Action {
        id: DELETE,
        past: "deleted",
        on: On::Object(kind),
        danger: Danger::Destroys,
        following: following::going,
        ..Action::PLAIN
    }
}

/// An archive that is sent from here, or that the manager fetches.
const fn archive(help: &'static str, such_as: &'static [&'static str]) -> Parameter {
    Parameter::new(name::ARCHIVE, help, Takes::UploadOrUrl)
        .required()
        .such_as(such_as)
}

/// "send a.zip", "have the manager fetch https://..".
fn moved(target: &Target<'_>) -> String {
    match target.arguments.get(name::ARCHIVE) {
        Some(url) if is_url(url) => format!("have the manager fetch {url}"),
        Some(path) if is_text(path) => format!("pack everything in the directory of {path}, send it"),
        Some(path) => format!("send {path}"),
        None => "send the archive".into(),
    }
}

/// The main file that is meant: a text that is to be sent is it.
fn main_file<'a>(target: &Target<'a>) -> &'a str {
    match target.arguments.get(name::ARCHIVE) {
        Some(path) if is_text(path) && !is_url(path) => path.rsplit('/').next().unwrap_or(path),
        Some(_) | None => target.arguments.get(name::FILE_NAME).unwrap_or(MAIN_FILE),
    }
}

/// The main file of a blueprint that has no other (§4.1).
pub const MAIN_FILE: &str = "blueprint.yaml";

pub const UPLOAD_BLUEPRINT_ACTION: Action = Action {
    id: UPLOAD,
    title: "Upload blueprint",
    past: "uploaded",
    help: "Send a blueprint's archive, or have the manager fetch it: it is parsed there",
    on: new(BLUEPRINTS, "the id of the new blueprint"),
    parameters: &[
        archive(
            "its archive (zip, tar, tar.gz or tar.bz2, with one folder at the top), or its main file or directory, \
             which is packed",
            &["https://example.com/blueprint.zip"],
        )
        .or_directory(),
        Parameter::new(name::FILE_NAME, "the main file in the archive", Takes::Text).or(MAIN_FILE),
        PRIVATE,
    ],
    consequences: |target| Consequences {
        will: format!(
            "{} and have the manager parse its {}",
            moved(target),
            main_file(target)
        ),
        will_not: "make a deployment of it".into(),
        undo: "delete".into(),
    },
    following: following::parsed,
    ..Action::PLAIN
};

pub const CREATE_DEPLOYMENT_ACTION: Action = Action {
    id: CREATE_DEPLOYMENT,
    title: "Create deployment",
    past: "given a deployment",
    help: "Make a deployment of the blueprint, told the inputs that it declares; nothing is installed yet",
    on: On::Object(BLUEPRINTS),
    parameters: &[
        Parameter::new(name::NAME, "the id of the new deployment", Takes::Text)
            .required()
            .checked(checked_id)
            .such_as(&["new-deployment"]),
        Parameter::switch(
            name::SKIP_PLUGINS_VALIDATION,
            "make it although the manager lacks plugins that it needs",
        ),
        PRIVATE,
    ],
    more: Some(schema::of_inputs),
    available: |target| match target.row.state.class {
        StateClass::Busy => Availability::NotNow(format!("the blueprint is {}", target.row.state.text)),
        StateClass::Bad => Availability::NotNow(format!(
            "the blueprint is {}: upload it again",
            target.row.state.text
        )),
        StateClass::Up | StateClass::Down | StateClass::GoingDown | StateClass::Neutral => {
            Availability::Offered
        }
    },
    consequences: |target| Consequences {
        will: format!(
            "make the deployment {} of it, and its environment, which takes a moment",
            target.arguments.get(name::NAME).unwrap_or("that is named")
        ),
        will_not: "install anything: that is the workflow install, once the environment is there".into(),
        undo: "delete the deployment".into(),
    },
    following: |before, now| {
        let name = before.arguments.get(name::NAME).unwrap_or_default();
        let made = now
            .detail
            .map(|detail| detail.children_of(crate::resource::kind::CLUSTERS));
        match made {
            Some(made) if made.iter().any(|row| *row.id == *name) => Following::Done(format!(
                "{name} is there; its environment is created by the manager, install comes after that"
            )),
            Some(_) => Following::Running(format!("{name} is not listed yet")),
            None => Following::Done("the manager took it".into()),
        }
    },
    ..Action::PLAIN
};

pub const DELETE_BLUEPRINT_ACTION: Action = Action {
    title: "Delete blueprint",
    help: "Delete the blueprint; not possible while there are deployments of it",
    consequences: |_| Consequences {
        will: "delete the blueprint and its archive".into(),
        will_not: "touch deployments: while there are any of it, the manager refuses".into(),
        undo: "upload it again".into(),
    },
    available: |target| {
        let made = target.detail.map_or(0, |detail| {
            detail.children_of(crate::resource::kind::CLUSTERS).len()
        });
        match made {
            0 => Availability::Offered,
            made => Availability::NotNow(format!("there are {made} deployments of it: delete them first")),
        }
    },
    ..delete(BLUEPRINTS)
};

/// A plugin's id is the manager's choice, and its name is in its archive.
pub const UPLOAD_PLUGIN_ACTION: Action = Action {
    id: UPLOAD,
    title: "Upload plugin",
    past: "uploaded",
    help: "Send a plugin's archive, or have the manager fetch it: it is installed there",
    on: On::New {
        kind: PLUGINS,
        name: Parameter::new(
            name::NAME,
            "the name of its file: the manager chooses its id",
            Takes::Text,
        ),
    },
    parameters: &[archive(
        "its archive: a wagon (.wgn), or from 4.3 on a zip of that and plugin.yaml",
        &["https://example.com/plugin.wgn"],
    )],
    consequences: |target| Consequences {
        will: format!(
            "{} and have the manager install the plugin, which may take minutes",
            moved(target)
        ),
        will_not: "change deployments that use another version of it".into(),
        undo: "delete the plugin".into(),
    },
    following: following::taken,
    ..Action::PLAIN
};

pub const DELETE_PLUGIN_ACTION: Action = Action {
    title: "Delete plugin",
    help: "Uninstall a plugin from the manager, and delete it",
    parameters: &[Parameter::switch(
        name::FORCE,
        "delete it although deployments use it: their workflows fail then",
    )],
    consequences: |target| Consequences {
        will: "uninstall the plugin from the manager and delete it, which may take minutes".into(),
        will_not: match target.arguments.is_on(name::FORCE) {
            true => "spare deployments that use it: their workflows fail from then on".into(),
            false => "be done while deployments use it: the manager refuses".into(),
        },
        undo: "upload it again".into(),
    },
    ..delete(PLUGINS)
};

const VALUE: Parameter = Parameter::new(name::VALUE, "the value; it is not shown", Takes::Secret).required();

pub const CREATE_SECRET_ACTION: Action = Action {
    id: CREATE_SECRET,
    title: "Create secret",
    past: "created",
    help: "Keep a value under a key, for blueprints to read",
    on: new(SECRET_VALUES, "the key of the new secret"),
    parameters: &[VALUE],
    consequences: |_| Consequences {
        will: "keep the value under this key, for everybody of the tenant".into(),
        will_not: "show the value, here or in the journal".into(),
        undo: "delete".into(),
    },
    following: following::made,
    ..Action::PLAIN
};

pub const UPDATE_SECRET_ACTION: Action = Action {
    id: UPDATE_SECRET,
    title: "Update secret",
    past: "updated",
    help: "Keep another value under the key",
    on: On::Object(SECRET_VALUES),
    danger: Danger::Service,
    parameters: &[VALUE],
    consequences: |_| Consequences {
        will: "replace the value: whatever reads the secret from now on gets the new one".into(),
        will_not: "show either value, or change deployments that read the old one already".into(),
        undo: "none: the old value is gone".into(),
    },
    following: following::taken,
    ..Action::PLAIN
};

pub const DELETE_SECRET_ACTION: Action = Action {
    title: "Delete secret",
    help: "Delete the secret and its value",
    consequences: |_| Consequences {
        will: "delete the secret: blueprints that read it cannot be deployed any more".into(),
        will_not: "change deployments that read it already".into(),
        undo: "none: the value is gone".into(),
    },
    ..delete(SECRET_VALUES)
};

pub const CREATE_SNAPSHOT_ACTION: Action = Action {
    id: CREATE_SNAPSHOT,
    title: "Create snapshot",
    past: "created",
    help: "Save everything that the manager knows in an archive of its own",
    on: new(SNAPSHOTS, "the id of the new snapshot"),
    parameters: &[
        Parameter::switch(name::WITH_METRICS, "with the metrics of deployments"),
        Parameter::new(
            name::WITH_CREDENTIALS,
            "with the agents' keys, without which a restore cannot reach them",
            Takes::Switch,
        )
        .or("yes"),
        PRIVATE,
    ],
    consequences: |target| {
        Consequences {
        will: match target.arguments.is_on(name::WITH_CREDENTIALS) {
            true => "save the manager's data in a snapshot, with private keys: nobody should get it who must not".into(),
            false => "save the manager's data in a snapshot, without keys: agents cannot be reached after a restore".into(),
        },
        will_not: "run beside any other execution: the manager refuses then".into(),
        undo: "delete the snapshot".into(),
    }
    },
    following: following::made,
    ..Action::PLAIN
};

pub const RESTORE_SNAPSHOT_ACTION: Action = Action {
    id: RESTORE_SNAPSHOT,
    title: "Restore snapshot",
    past: "restored",
    help: "Put the manager back to what a snapshot holds",
    on: On::Object(SNAPSHOTS),
    danger: Danger::Destroys,
    parameters: &[
        Parameter::new(
            name::RECREATE,
            "make the environments of all deployments anew",
            Takes::Switch,
        )
        .required(),
        Parameter::new(
            name::FORCE,
            "restore although the manager is not empty: what it has is replaced",
            Takes::Switch,
        )
        .required(),
        Parameter::switch(
            name::RESTORE_CERTIFICATES,
            "with the manager's certificates; it reboots then",
        ),
        Parameter::switch(
            name::NO_REBOOT,
            "without a reboot after certificates were restored",
        ),
        Parameter::new(
            name::TIMEOUT,
            "seconds to wait for running executions to end",
            Takes::Value(crate::resource::JsonSort::Integer),
        )
        .or("300"),
    ],
    available: |target| match &*target.row.state.text {
        "created" | "uploaded" => match super::super::drafts::keeping::restore(target.arguments) {
            Ok(_) => Availability::Offered,
            Err((name, why)) => Availability::NotNow(format!("{name}: {why}")),
        },
        other => Availability::NotNow(format!("the snapshot is {other}")),
    },
    consequences: |target| {
        Consequences {
        will: match target.arguments.is_on(name::FORCE) {
            true => "replace everything that the manager knows by what the snapshot holds".into(),
            false => {
                "put everything of the snapshot into the manager, if that is empty: otherwise it fails after a while".into()
            }
        },
        will_not: "touch what is deployed: what came since the snapshot goes on and is not managed any more".into(),
        undo: "none, but another snapshot made before".into(),
    }
    },
    // The execution has an id that is told with the answer alone.
    following: |_, _| {
        Following::Done("the manager has begun: its execution restore_snapshot tells how it ends".into())
    },
    ..Action::PLAIN
};

pub const UPLOAD_SNAPSHOT_ACTION: Action = Action {
    id: UPLOAD,
    title: "Upload snapshot",
    past: "uploaded",
    help: "Send the archive of a snapshot, or have the manager fetch it",
    on: new(SNAPSHOTS, "the id of the new snapshot"),
    parameters: &[
        archive("its archive, a zip", &["https://example.com/snapshot.zip"]),
        PRIVATE,
    ],
    consequences: |target| Consequences {
        will: moved(target),
        will_not: "restore it".into(),
        undo: "delete".into(),
    },
    following: following::made,
    ..Action::PLAIN
};

pub const DELETE_SNAPSHOT_ACTION: Action = Action {
    title: "Delete snapshot",
    help: "Delete the snapshot and its archive",
    available: |target: &Target<'_>| match target.row.state.class {
        StateClass::Busy => Availability::NotNow(format!("it is {}", target.row.state.text)),
        _ => Availability::Offered,
    },
    consequences: |_| Consequences {
        will: "delete the snapshot and its archive".into(),
        will_not: "change anything else of the manager".into(),
        undo: "none, but an archive that was downloaded before".into(),
    },
    ..delete(SNAPSHOTS)
};
