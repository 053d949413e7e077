//! The neutral vocabulary: what a console and a command line know of any manager.
//!
//! Read in this order:
//! - [`kind`]: a type of object, its columns, and how a resource is named ([`key`]).
//! - [`health`]: life-cycle states, health and levels as a class plus the manager's own word.
//! - [`cell`], [`row`]: one object as a list shows it; [`cluster`]: the home kind's columns.
//! - [`event`], [`detail`]: what one object says when it is read alone; [`event_filter`]: which events are wanted;
//!   [`event_log`]: what a manager can be asked for of a long log.
//! - [`action`]: what a manager can do to an object, how dangerous that is, when it is offered; [`parameter`]: what
//!   it wants to be told for it; [`network`], [`own_address`]: what is meant by a network, and by `mine`;
//!   [`json_sort`], [`word`]: values and words of parameters that only the target tells.
//! - [`activity`]: a change that was asked for, until its end; [`notice`]: an outcome in words.
//! - [`protection`]: how much care a context demands; [`mod@proof`]: what it takes to confirm a change.
//! - [`moment`]: a point in time as it is typed.
//! - [`query`], [`mod@arrange`]: filtering and sorting of many rows into an index.
//! - [`near`]: "did you mean".
//! - [`shell`]: how to log in to a machine, and what `ssh` is told for it.
//! - [`note`]: a text that is written on this machine.
//! - [`secret_names`]: which fields are secret; [`standing`]: how it stands with a credential.
//! - [`command_line`]: what is shown or asked for, as a command to be copied.
//! - [`transfer`]: a file on its way, and what can be fetched as one; [`scope`]: which part of a manager is looked at.
//! - [`context_change`]: a change of the contexts in the configuration.
//! - [`freshness`]: when data was answered, and from when on it counts as overdue.
//!
//! **Invariant:** nothing here names another room, a manager, an async runtime, a terminal or HTTP.

pub mod action;
pub mod activity;
pub mod arrange;
pub mod cell;
pub mod cluster;
pub mod command_line;
pub mod context_change;
pub mod detail;
pub mod event;
pub mod event_filter;
pub mod event_log;
pub mod freshness;
pub mod health;
pub mod json_sort;
pub mod key;
pub mod kind;
pub mod moment;
pub mod near;
pub mod network;
pub mod note;
pub mod notice;
pub mod own_address;
pub mod parameter;
pub mod proof;
pub mod protection;
pub mod query;
pub mod row;
pub mod scope;
pub mod secret_names;
pub mod shell;
pub mod standing;
pub mod text;
pub mod transfer;
pub mod waiting;
pub mod word;

pub use action::{Action, ActionId, Availability, Danger, Following, On, Target};
pub use activity::{Activity, ActivityId, Intent, Seen, Step};
pub use arrange::{Arranged, Slot, Source, arrange};
pub use cell::{Cell, Progress};
pub use command_line::{CommandLine, CurlWay, Operation};
pub use context_change::ContextChange;
pub use detail::{Children, Detail, Field};
pub use event::{Cause, Event, EventListing, Origin};
pub use event_filter::EventFilter;
pub use event_log::{EventLog, EventWord};
pub use freshness::{Answered, Failure, Freshness};
pub use health::{Health, HealthMark, Level, LevelMark, State, StateClass};
pub use json_sort::JsonSort;
pub use key::{ContextName, Id, Key};
pub use kind::{Align, Column, Found, Kind, KindId, Role};
pub use moment::Moment;
pub use near::nearest;
pub use note::{Note, NoteContext, NoteId};
pub use notice::{Notice, Severity};
pub use own_address::OwnAddress;
pub use parameter::{Arguments, Parameter, Takes};
pub use proof::{Proof, Stake, proof};
pub use protection::Protection;
pub use query::{Query, Sort};
pub use row::{Listing, Row};
pub use scope::Scope;
pub use secret_names::SecretNames;
pub use shell::ShellAccess;
pub use standing::{Keep, Need, Standing};
pub use transfer::{Download, Transfer, Transferred};
pub use waiting::Waiting;
