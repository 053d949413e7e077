//! Networks and container managers: types with options, which are never changed ("Networks, container managers").

use super::answer::{Outcome, Refusal, created, ok};
use super::model::Typed;
use super::parameters::Parameters;
use super::words;
use super::world::Contents;

pub(super) fn list_networks(contents: &Contents) -> Outcome {
    ok(contents.listed(contents.networks.keys()).into())
}

pub(super) fn show_network(contents: &Contents, parameters: &Parameters) -> Outcome {
    let name = parameters.key("name")?;
    let network = contents.networks.get(&name).ok_or(Refusal::NotFound)?;
    ok(network.document(&name))
}

pub(super) fn save_network(contents: &mut Contents, parameters: &Parameters) -> Outcome {
    let name = parameters.text("name", "")?;
    let asked = asked(parameters, words::NETWORK_TYPES);
    if let Some(existing) = contents.networks.get(&name) {
        return unchanged(existing, asked, &name);
    }
    let network = asked?;
    let document = network.document(&name);
    contents.networks.insert(name, network);
    created(document)
}

pub(super) fn delete_network(contents: &mut Contents, parameters: &Parameters) -> Outcome {
    let removed = contents.networks.remove(&parameters.key("name")?);
    removed.ok_or(Refusal::NotFound)?;
    ok(Vec::<String>::new().into())
}

pub(super) fn list_managers(contents: &Contents) -> Outcome {
    if !contents.had_manager && contents.settings.quirks.fresh_managers_broken {
        return Err(Refusal::Broken);
    }
    ok(contents.listed(contents.managers.keys()).into())
}

pub(super) fn show_manager(contents: &Contents, parameters: &Parameters) -> Outcome {
    let name = parameters.key("name")?;
    let manager = contents.managers.get(&name).ok_or(Refusal::NotFound)?;
    ok(manager.document(&name))
}

/// Saves a configuration, and makes it known to the service behind, whatever its options are.
pub(super) fn save_manager(contents: &mut Contents, parameters: &Parameters) -> Outcome {
    let name = parameters.text("name", "")?;
    let asked = asked(parameters, words::MANAGER_TYPES);
    if let Some(existing) = contents.managers.get(&name) {
        return unchanged(existing, asked, &name);
    }
    let manager = asked?;
    let document = manager.document(&name);
    contents.add_manager(&name, manager);
    created(document)
}

pub(super) fn delete_manager(contents: &mut Contents, parameters: &Parameters) -> Outcome {
    let name = parameters.key("name")?;
    contents.managers.remove(&name).ok_or(Refusal::NotFound)?;
    contents.nodes.remove(&name);
    ok(Vec::<String>::new().into())
}

impl Contents {
    pub(super) fn add_manager(&mut self, name: &str, manager: Typed) {
        self.managers.insert(name.to_owned(), manager);
        self.had_manager = true;
        self.learn_manager(name);
    }
}

/// What a request asks for; the first type is the default.
fn asked(parameters: &Parameters, types: [&str; 2]) -> Result<Typed, Refusal> {
    let [default, _] = types;
    let kind = parameters.text("type", default)?;
    let options = parameters.object("options")?;
    if !types.contains(&kind.as_str()) {
        return Err(Refusal::BadRequest);
    }
    Ok(Typed { kind, options })
}

/// The same again is accepted; anything else is a conflict, even what would not be valid.
fn unchanged(existing: &Typed, asked: Result<Typed, Refusal>, name: &str) -> Outcome {
    match asked {
        Ok(asked) if asked == *existing => created(existing.document(name)),
        Ok(_) | Err(_) => Err(Refusal::Conflict),
    }
}
