//! The keys of a context as the console's form asks for them, with what the file says now.

use quarterdeck::config::fields::{self, Field};
use quarterdeck::config::{ConfigFile, Whose};
use quarterdeck::managers::{About, registry};
use quarterdeck::transport::Scheme;
use quarterdeck::tui::book::FieldData;

/// The fields of a context of the file, or of a new one.
pub(crate) fn of_context(file: &ConfigFile, name: Option<&str>) -> Vec<FieldData> {
    let managers: Vec<&'static About> = registry::REGISTRY.iter().map(|entry| entry.about).collect();
    let usual = fields::usual(&managers);
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
            only_with: only_with(&field, usual),
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

/// The other key, and its values, with which a field has a place.
fn only_with(field: &Field, usual: Option<Scheme>) -> Option<(String, Vec<String>)> {
    if !field.managers.is_empty() {
        let managers = field.managers.iter().map(|&name| name.to_owned());
        return Some(("manager".to_owned(), managers.collect()));
    }
    if field.fits.is_empty() {
        return None;
    }
    // Where nothing is chosen the usual way holds; if that is not known, the field may have a place.
    let unset = usual.is_none_or(|usual| field.fits.contains(&usual));
    let ways = field.fits.iter().map(|way| way.name().to_owned());
    let ways = unset.then(String::new).into_iter().chain(ways);
    Some(("auth".to_owned(), ways.collect()))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

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
        let (_, ways) = field(None, "user").only_with.unwrap();
        assert_eq!(ways, ["basic"]);
        let (key, ways) = field(None, "secret").only_with.unwrap();
        assert_eq!(key, "auth");
        // The usual way has a secret.
        assert!(ways.contains(&String::new()) && !ways.contains(&"none".to_owned()));
        assert_eq!(field(None, "url").only_with, None);
    }
}
