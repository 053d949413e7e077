//! Whether a cluster's status allows anything.

use crate::resource::{Availability, StateClass, Target};

use super::super::bundles::Bundle;
use super::super::bundles::catalogue::title;
use super::super::kinds::cluster::{BUNDLE_FIELD, UNKNOWN_BUNDLE};

/// Whether anything can be asked of it: of one whose status is newer than this build nothing is known.
pub fn known(target: &Target<'_>) -> Availability {
    let state = &target.row.state;
    match (state.class, &*state.text) {
        (StateClass::Neutral, "") => Availability::NotNow("the manager does not tell its status".into()),
        (StateClass::Neutral, word) => {
            Availability::NotNow(format!("its status, {word}, is not known to this version"))
        }
        _ => Availability::Offered,
    }
}

/// Whether it is there to stay.
pub fn stays(target: &Target<'_>) -> Availability {
    let state = &target.row.state;
    match state.class {
        StateClass::GoingDown | StateClass::Down => Availability::NotNow(format!("it is {}", state.text)),
        StateClass::Bad | StateClass::Busy | StateClass::Up | StateClass::Neutral => known(target),
    }
}

/// Whether it runs, well or not: what is asked of it reaches its nodes.
pub fn runs(target: &Target<'_>) -> Availability {
    let state = &target.row.state;
    match state.class {
        StateClass::Up => Availability::Offered,
        StateClass::Busy | StateClass::Bad => {
            Availability::NotNow(format!("it is {}: that is for clusters that run", state.text))
        }
        StateClass::GoingDown | StateClass::Down | StateClass::Neutral => stays(target),
    }
}

/// The same for an action on a part, which must be said.
pub fn with_part(target: &Target<'_>, what: &str, judge: fn(&Target<'_>) -> Availability) -> Availability {
    match target.part {
        None => Availability::NotNow(format!("select a {what} first")),
        Some(_) => judge(target),
    }
}

/// Whether it runs this bundle, as far as is known: of a cluster whose bundle nobody tells, the manager must judge.
pub fn of_bundle(target: &Target<'_>, wanted: &Bundle) -> Availability {
    let fields = target.detail.map_or(&[][..], |detail| &detail.fields);
    let bundle = fields.iter().find(|field| field.label == BUNDLE_FIELD);
    let bundle = bundle.map(|field| field.value.text()).unwrap_or_default();
    if bundle.is_empty() || bundle == UNKNOWN_BUNDLE || bundle.eq_ignore_ascii_case(wanted.name) {
        return Availability::Offered;
    }
    Availability::NotNow(format!("only for {}; this runs {}", wanted.title, title(&bundle)))
}
