//! Texts that are written on this machine: what `commctl` calls `user-data` and `passhash`.
//!
//! - [`user_data`]: a file for cloud-init, by which a machine registers itself when it boots.
//! - [`passhash`]: the hash of a password, for the server's file of users.

pub mod passhash;
pub mod user_data;

use crate::resource::kind::CLUSTERS;
use crate::resource::note::{Note, NoteId};
use crate::resource::{Parameter, Takes};

use super::actions::names;

/// Names of parameters, as the notes and who writes them know them.
pub mod parameter {
    pub const CLUSTER: &str = "cluster";
    pub const REMOTE_USER: &str = "remote-user";
    pub const KEY_FILE: &str = "key-file";
    pub const USER: &str = "user";
    pub const PASSWORD: &str = "password";
}

pub static NOTES: [Note; 2] = [
    Note {
        id: NoteId("user-data"),
        title: "User data for cloud-init",
        help: "Write a cloud-init file by which a machine registers itself",
        parameters: &[
            Parameter::new(
                parameter::CLUSTER,
                "The cluster that the machine joins at once",
                Takes::Reference(CLUSTERS),
            )
            .checked(names::name),
            Parameter::new(
                parameter::REMOTE_USER,
                "Whom the manager logs in as on the machine",
                Takes::Text,
            )
            .or("root")
            .checked(user_data::account),
            Parameter::new(
                parameter::KEY_FILE,
                "File with the private SSH key to put in; without it the machine makes a key of its own",
                Takes::SecretFile,
            ),
            Parameter::new(
                parameter::USER,
                "Who registers the machine, as the manager knows its users; left out, it is to be filled in",
                Takes::Text,
            )
            .checked(user_data::account),
            Parameter::new(
                parameter::PASSWORD,
                "That user's password, to be put in; left out, it is to be filled in",
                Takes::Secret,
            )
            .checked(passhash::password),
        ],
        is_of_context: true,
        write: user_data::write,
    },
    Note {
        id: NoteId("passhash"),
        title: "Hash of a password",
        help: "Hash a password for the server's file of users (bcrypt)",
        parameters: &[
            Parameter::new(parameter::PASSWORD, "The password to be hashed", Takes::Secret)
                .required()
                .checked(passhash::password),
        ],
        is_of_context: false,
        write: passhash::write,
    },
];
