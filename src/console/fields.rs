//! The keys of a context as the console's form asks for them, with what the file says now.

use quarterdeck::config::fields::{self, Field};
use quarterdeck::config::{ConfigFile, Whose};
use quarterdeck::managers::{About, registry};
use quarterdeck::tui::book::FieldData;

/// The fields of a context of the file, or of a new one.
pub(crate) fn of_context(file: &ConfigFile, name: Option<&str>) -> Vec<FieldData> {
    let managers: Vec<&'static About> = registry::REGISTRY.iter().map(|entry| entry.about).collect();
    let data = |field: Field| {
        let value = name.and_then(|name| {
            let place = (Whose::Context(name.to_owned()), field.key.clone());
            file.written.get(&place)
        });
        FieldData {
            label: label(&field.key),
            help: format!("{}.", field.help),
            choices: field.choices.iter().map(|&choice| choice.to_owned()).collect(),
            default: field.default.map(str::to_owned),
            is_required: field.is_required,
            value: value.map(|written| written.text.clone()),
            only_with: only_with(&field, &managers),
            key: field.key,
        }
    };
    fields::of_context(&managers).into_iter().map(data).collect()
}

/// What stands before the field.
fn label(key: &str) -> String {
    match key {
        // Nobody shall take it for the place to type the secret into.
        "secret" => "secret lies in".to_owned(),
        key => key.trim_start_matches("settings.").replace('_', " "),
    }
}

/// The other keys, and their values, with which a field has a place.
fn only_with(field: &Field, managers: &[&'static About]) -> Vec<Vec<(String, Vec<String>)>> {
    let has = |key: &str, values: Vec<String>| (key.to_owned(), values);
    if !field.managers.is_empty() {
        let names = field.managers.iter().map(|&name| name.to_owned()).collect();
        return vec![vec![has("manager", names)]];
    }
    if field.fits.is_empty() {
        return Vec::new();
    }
    let ways = field.fits.iter().map(|way| way.name().to_owned()).collect();
    // Where nothing is chosen, the manager's usual way holds.
    let is_usual = |about: &&&About| about.auth.first().is_some_and(|usual| field.fits.contains(usual));
    let usual = managers.iter().filter(is_usual);
    let usual: Vec<String> = usual.map(|about| about.name.to_owned()).collect();
    let unset = (!usual.is_empty()).then(|| vec![has("auth", vec![String::new()]), has("manager", usual)]);
    std::iter::once(vec![has("auth", ways)]).chain(unset).collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use quarterdeck::transport::Scheme;

    use super::*;

    const FILE: &str = "[contexts.lab]\nmanager = \"imply\"\nurl = \"https://lab.test\"\nauth = \"basic\"\n\
        user = \"me\"\n[contexts.lab.settings]\nbase_path = \"/x\"\n";

    fn field(name: Option<&str>, key: &str) -> FieldData {
        let file = ConfigFile::parse(FILE, Path::new("config.toml"));
        let fields = of_context(&file, name);
        fields.into_iter().find(|field| field.key == key).unwrap()
    }

    #[test]
    fn a_context_that_is_there_has_its_values_and_a_new_one_none() {
        assert_eq!(field(Some("lab"), "user").value.as_deref(), Some("me"));
        assert_eq!(
            field(Some("lab"), "settings.base_path").value.as_deref(),
            Some("/x")
        );
        assert_eq!(field(None, "user").value, None);
    }

    #[test]
    fn what_belongs_to_one_way_of_auth_is_asked_for_with_it_alone() {
        let ways = |key: &str| -> Vec<Vec<(String, Vec<String>)>> { field(None, key).only_with };
        let [chosen, unset] = ways("user").try_into().unwrap();
        assert_eq!(chosen, [("auth".to_owned(), vec!["basic".to_owned()])]);
        // Without a choice it has a place with those managers alone whose usual way it belongs to.
        let has_user = |about: &&About| about.auth.first() == Some(&Scheme::Basic);
        let abouts = registry::REGISTRY.iter().map(|entry| entry.about);
        let names: Vec<_> = abouts
            .filter(has_user)
            .map(|about| about.name.to_owned())
            .collect();
        assert_eq!(unset[0], ("auth".to_owned(), vec![String::new()]));
        assert_eq!(unset[1], ("manager".to_owned(), names));
        let [chosen, _unset] = ways("secret").try_into().unwrap();
        assert!(!chosen[0].1.contains(&"none".to_owned()));
        assert!(ways("url").is_empty());
    }
}
