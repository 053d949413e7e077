//! The keys of a context as fields to fill in.

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
    /// Wherever it has a place, it cannot be left empty.
    pub is_required: bool,
    /// The ways of `auth` that it belongs to; all of them if there are none.
    pub fits: &'static [Scheme],
    /// The managers that it belongs to; all of them if there are none.
    pub managers: Vec<&'static str>,
}

/// The fields of a context of one of these managers.
pub fn of_context(managers: &[&'static About]) -> Vec<Field> {
    let keys = keys::of_section(Section::Context);
    let is_plain = |key: &&Key| !matches!(key.shape, Shape::Settings);
    let common = keys.filter(is_plain).map(|key| {
        let is_auth = key.name == "auth";
        Field {
            key: key.name.to_owned(),
            help: key.help,
            choices: if is_auth { ways(managers) } else { key.choices() },
            default: usual(managers)
                .filter(|_| is_auth)
                .map(Scheme::name)
                .or(key.default),
            is_required: key.is_required || (!key.fits.is_empty() && key.needed_by == key.fits),
            fits: key.fits,
            managers: Vec::new(),
        }
    });
    let mut fields: Vec<Field> = common.collect();
    for about in managers {
        for setting in about.settings {
            let key = format!("settings.{}", setting.name);
            match fields.iter_mut().find(|field| field.key == key) {
                Some(field) => field.managers.push(about.name),
                None => fields.push(Field {
                    key,
                    help: setting.help,
                    choices: Vec::new(),
                    default: Some(setting.default),
                    is_required: false,
                    fits: &[],
                    managers: vec![about.name],
                }),
            }
        }
    }
    fields
}

/// The usual way of `auth`, where all of these managers have the same.
pub fn usual(managers: &[&'static About]) -> Option<Scheme> {
    let mut ways = managers.iter().map(|about| about.auth.first().copied());
    let first = ways.next()??;
    ways.all(|way| way == Some(first)).then_some(first)
}

/// The ways of `auth` that any of them takes.
fn ways(managers: &[&'static About]) -> Vec<&'static str> {
    let is_taken = |way: &Scheme| managers.iter().any(|about| about.auth.contains(way));
    let taken = Scheme::ALL.into_iter().filter(is_taken);
    taken.map(Scheme::name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::managers::registry;

    #[test]
    fn every_key_has_its_field_which_says_what_it_belongs_to() {
        let about = registry::REGISTRY[0].about;
        let fields = of_context(&[about]);
        let field = |key: &str| fields.iter().find(|field| field.key == key).unwrap();
        for key in keys::of_section(Section::Context).filter(|key| key.name != "settings") {
            assert_eq!(field(key.name).help, key.help);
        }
        assert_eq!(field("user").fits, [Scheme::Basic]);
        assert!(field("user").is_required && field("url").is_required);
        // Ways that need no certificate may have one.
        assert!(!field("certificate_file").is_required);
        assert!(!field("secret").fits.contains(&Scheme::None));
        assert_eq!(
            field("auth").default,
            about.auth.first().map(|usual| usual.name())
        );
        let setting = format!("settings.{}", about.settings[0].name);
        assert_eq!(field(&setting).managers, [about.name]);
    }

    #[test]
    fn what_managers_have_in_common_is_asked_for_once() {
        let about = registry::REGISTRY[0].about;
        let (one, two) = (of_context(&[about]), of_context(&[about, about]));
        assert_eq!(one.len(), two.len());
        assert_eq!(two.last().unwrap().managers, [about.name, about.name]);
    }
}
