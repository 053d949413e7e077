//! The keys of a context as fields to fill in, on the command line or in the console's form.

use crate::managers::About;
use crate::transport::Scheme;

use super::keys::{self, Key, Section, Shape};

/// One field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// The key, as a change of the file names it; of a manager's own keys `settings.KEY`.
    pub key: String,
    /// One sentence without a full stop.
    pub help: &'static str,
    /// The words it may be, where they are listed; `true` and `false` of a question.
    pub choices: Vec<&'static str>,
    /// What holds if it is left empty, as the file or plain words would say it.
    pub default: Option<&'static str>,
    /// It cannot be left empty.
    pub is_required: bool,
}

/// The fields of a context of this manager, with this way of `auth` (the manager's usual one if none is chosen). What
/// has no place beside that way is left out.
pub fn of_context(about: Option<&About>, auth: Option<Scheme>) -> Vec<Field> {
    let usual = about.and_then(|about| about.auth.first().copied());
    let scheme = auth.or(usual).unwrap_or(Scheme::None);
    let fits = |key: &&Key| key.fits.is_empty() || key.fits.contains(&scheme);
    let is_plain = |key: &&Key| !matches!(key.shape, Shape::Settings);
    let keys = keys::of_section(Section::Context).filter(fits).filter(is_plain);
    let common = keys.map(|key| Field {
        key: key.name.to_owned(),
        help: key.help,
        choices: choices(key, about),
        default: key.default,
        is_required: key.is_required || key.needed_by.contains(&scheme),
    });
    let own = about.into_iter().flat_map(|about| about.settings);
    let own = own.map(|setting| Field {
        key: format!("settings.{}", setting.name),
        help: setting.help,
        choices: Vec::new(),
        default: Some(setting.default),
        is_required: false,
    });
    common.chain(own).collect()
}

/// The words a key may be; of `auth` those that the manager takes.
fn choices(key: &Key, about: Option<&About>) -> Vec<&'static str> {
    match (key.name, about) {
        ("auth", Some(about)) => about.auth.iter().map(|way| way.name()).collect(),
        _ => key.choices(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::managers::registry;

    #[test]
    fn a_form_has_what_belongs_to_the_way_of_showing_who_we_are() {
        let about = registry::REGISTRY[0].about;
        let named = |auth| {
            let fields = of_context(Some(about), Some(auth));
            fields.into_iter().map(|field| field.key).collect::<Vec<_>>()
        };
        assert!(named(Scheme::Basic).contains(&"user".to_owned()));
        assert!(!named(Scheme::Bearer).contains(&"user".to_owned()));
        assert!(!named(Scheme::None).contains(&"secret".to_owned()));
        let basic = of_context(Some(about), Some(Scheme::Basic));
        let required: Vec<_> = basic
            .iter()
            .filter(|field| field.is_required)
            .map(|field| &field.key)
            .collect();
        assert_eq!(required, ["manager", "url", "user"]);
    }
}
