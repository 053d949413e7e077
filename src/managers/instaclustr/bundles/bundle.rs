//! What is known of a base bundle, its options and its add-ons.

use crate::resource::{Parameter, Takes};

/// A base bundle: what the first of a cluster's bundles may be.
#[derive(Debug)]
pub struct Bundle {
    /// As the API names it: `APACHE_CASSANDRA`.
    pub name: &'static str,
    /// As people name it.
    pub title: &'static str,
    /// Which version; those seen are its hints.
    pub version: Parameter,
    /// The size of its nodes; `None` where sizes are among its options.
    pub node_size: Option<Parameter>,
    pub layout: Layout,
    pub options: &'static [BundleOption],
    pub add_ons: &'static [AddOn],
    /// The services that a firewall opens for it; none where nobody connects to it through one.
    pub services: &'static [&'static str],
    pub pci: Pci,
}

/// How its nodes are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// Racks of equally many nodes (`rackAllocation`).
    Racks,
    /// The sum of these parameters; there is no `rackAllocation`.
    Counted(&'static [&'static str]),
}

/// Whether a cluster of it can be PCI compliant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pci {
    Never,
    /// If these parameters are `yes`.
    With(&'static [&'static str]),
}

/// One option of a bundle.
#[derive(Debug)]
pub struct BundleOption {
    /// As the API names it: `clientEncryption`.
    pub field: &'static str,
    pub parameter: Parameter,
    pub form: Form,
    pub sent: Sent,
}

/// What an option is in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Flag,
    Number,
    Word,
}

/// When an option is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sent {
    /// Whenever it has a value, its default included: the request says what it asks for.
    Always,
    /// If it is not the default: its default is not documented, or means that there is no such thing.
    IfOther,
    /// As [`Sent::Always`], if this parameter is `yes`: otherwise it means nothing.
    With(&'static str),
}

/// A bundle that goes with a base bundle.
#[derive(Debug)]
pub struct AddOn {
    /// As the API names it: `SPARK`.
    pub name: &'static str,
    /// Its version; that it is said adds the bundle.
    pub version: Parameter,
    pub options: &'static [BundleOption],
    pub services: &'static [&'static str],
    pub is_allowed_in_pci: bool,
    /// The version parameters of add-ons that cannot be there as well.
    pub not_with: &'static [&'static str],
}

pub const YES: &str = "yes";
pub const NO: &str = "no";
/// The words for what is true or false in JSON.
pub const YES_NO: &[&str] = &[YES, NO];

impl BundleOption {
    /// True or false; `no` unless said otherwise.
    pub(super) const fn flag(field: &'static str, name: &'static str, help: &'static str) -> Self {
        Self {
            field,
            parameter: Parameter::new(name, help, Takes::Choice(YES_NO)).or(NO),
            form: Form::Flag,
            sent: Sent::Always,
        }
    }

    pub(super) const fn word(field: &'static str, name: &'static str, help: &'static str) -> Self {
        Self {
            field,
            parameter: Parameter::new(name, help, Takes::Text),
            form: Form::Word,
            sent: Sent::Always,
        }
    }

    pub(super) const fn choice(
        field: &'static str,
        name: &'static str,
        help: &'static str,
        words: &'static [&'static str],
        default: &'static str,
    ) -> Self {
        Self {
            field,
            parameter: Parameter::new(name, help, Takes::Choice(words)).or(default),
            form: Form::Word,
            sent: Sent::Always,
        }
    }

    pub(super) const fn number(
        field: &'static str,
        name: &'static str,
        help: &'static str,
        check: fn(&str) -> Result<(), String>,
    ) -> Self {
        Self {
            field,
            parameter: Parameter::new(name, help, Takes::Text).checked(check),
            form: Form::Number,
            sent: Sent::Always,
        }
    }

    pub(super) const fn secret(field: &'static str, name: &'static str, help: &'static str) -> Self {
        Self {
            field,
            parameter: Parameter::new(name, help, Takes::Secret),
            form: Form::Word,
            sent: Sent::Always,
        }
    }

    pub(super) const fn on_by_default(self) -> Self {
        Self {
            parameter: self.parameter.or(YES),
            ..self
        }
    }

    /// A number, said in one of a few words.
    pub(super) const fn of_number(self) -> Self {
        Self {
            form: Form::Number,
            ..self
        }
    }

    pub(super) const fn checked(self, check: fn(&str) -> Result<(), String>) -> Self {
        Self {
            parameter: self.parameter.checked(check),
            ..self
        }
    }

    pub(super) const fn required(self) -> Self {
        Self {
            parameter: self.parameter.required(),
            ..self
        }
    }

    pub(super) const fn such_as(self, hints: &'static [&'static str]) -> Self {
        Self {
            parameter: self.parameter.such_as(hints),
            ..self
        }
    }

    pub(super) const fn sent(self, sent: Sent) -> Self {
        Self { sent, ..self }
    }
}

impl Bundle {
    /// As the paths of users and configurations name it.
    pub fn path_name(&self) -> String {
        self.name.to_ascii_lowercase()
    }
}
