//! A change on the text of the file: comments and order stay. [`above`]: what stands above a section; [`used`]: the key
//! that stands above them all.

mod above;
mod used;

use std::collections::BTreeSet;
use std::path::Path;

use toml_edit::{DocumentMut, InlineTable, Item, Key, Table, TableLike, Value};

use crate::config::file::ConfigFile;
use crate::config::keys::{self, Section, Shape};
use crate::config::mistake::{Mistake, Whose};
use crate::config::syntax;
use crate::config::value::{is_context_name, meant};
use crate::resource::ContextChange;

use self::above::{apart, first_header, next_table, prefix_of};
use self::used::{use_context, use_none};
use super::refusal::Refusal;

/// The text of the file at `path` after a change. Nothing is read or written.
///
/// Mistakes that are there already are in nobody's way, new ones are.
///
/// # Errors
/// [`Refusal`], with the mistakes by key where there would be some.
pub fn changed(text: &str, path: &Path, change: &ContextChange) -> Result<String, Refusal> {
    let before = ConfigFile::parse(text, path);
    let Ok(mut document) = text.parse::<DocumentMut>() else {
        let broken = syntax::mend(text);
        let places = broken
            .faults
            .keys()
            .map(|at| crate::config::mistake::place(text, *at));
        let places: BTreeSet<_> = places.collect();
        let is_syntax = |mistake: &Mistake| places.contains(&(mistake.line, mistake.column));
        return Err(Refusal::Broken(
            before.mistakes.into_iter().filter(is_syntax).collect(),
        ));
    };
    carry_out(&mut document, &before, change)?;
    let text = document.to_string();
    let after = ConfigFile::parse(&text, path);
    let new = new_mistakes(&before, &after, change);
    if new.is_empty() {
        Ok(text)
    } else {
        Err(Refusal::Mistakes(new))
    }
}

fn carry_out(document: &mut DocumentMut, file: &ConfigFile, change: &ContextChange) -> Result<(), Refusal> {
    let there = file.names();
    let known = |name: &str| {
        let meant = meant(name, there.iter().copied());
        match there.contains(name) {
            true => Ok(()),
            false => Err(Refusal::NoSuchContext {
                name: name.to_owned(),
                meant,
            }),
        }
    };
    let free = |name: &str| match (is_context_name(name), there.contains(name)) {
        (false, _) => Err(Refusal::BadName),
        (true, true) => Err(Refusal::AlreadyThere(name.to_owned())),
        (true, false) => Ok(()),
    };
    match change {
        ContextChange::Add { name, values } => {
            free(name)?;
            add(document, name, values)
        }
        ContextChange::Edit { name, set, unset } => {
            known(name)?;
            let context = context(document, name)?;
            for key in unset {
                take_out(context, key).ok_or_else(|| Refusal::NotSet {
                    context: name.clone(),
                    key: key.clone(),
                })?;
            }
            set.iter().try_for_each(|(key, value)| put(context, key, value))
        }
        ContextChange::Remove { name } => {
            known(name)?;
            remove(document, name)?;
            if document.get("use").and_then(Item::as_str) == Some(name) {
                use_none(document);
            }
            Ok(())
        }
        ContextChange::Rename { from, to } => {
            known(from)?;
            free(to)?;
            rename(document, from, to)?;
            if document.get("use").and_then(Item::as_str) == Some(from) {
                put_value(document.as_table_mut(), "use", Value::from(to.as_str()))?;
            }
            Ok(())
        }
        ContextChange::Use(None) => {
            use_none(document);
            Ok(())
        }
        ContextChange::Use(Some(name)) => {
            known(name)?;
            use_context(document, name)
        }
    }
}

fn contexts(document: &mut DocumentMut) -> Result<&mut dyn TableLike, Refusal> {
    let item = document.entry("contexts").or_insert_with(|| {
        let mut table = Table::new();
        table.set_implicit(true);
        Item::Table(table)
    });
    item.as_table_like_mut().ok_or(Refusal::NoTable("contexts"))
}

fn context<'a>(document: &'a mut DocumentMut, name: &str) -> Result<&'a mut Item, Refusal> {
    let context = contexts(document)?
        .get_mut(name)
        .filter(|item| item.is_table_like());
    context.ok_or(Refusal::NoTable("the context"))
}

fn add(document: &mut DocumentMut, name: &str, values: &[(String, String)]) -> Result<(), Refusal> {
    let is_empty = document.is_empty() && document.trailing().as_str().is_none_or(str::is_empty);
    // What stands below the last section stays above the new one.
    let trailing = document.trailing().as_str().unwrap_or_default().to_owned();
    let is_inline = document.get("contexts").is_some_and(Item::is_value);
    let contexts = contexts(document)?;
    if is_inline {
        contexts.insert(name, Item::Value(Value::InlineTable(InlineTable::new())));
    } else {
        let mut table = Table::new();
        let blank = if is_empty || trailing.ends_with("\n\n") {
            ""
        } else {
            "\n"
        };
        table.decor_mut().set_prefix(format!("{trailing}{blank}"));
        contexts.insert(name, Item::Table(table));
        document.set_trailing("");
    }
    let context = context(document, name)?;
    let order = |key: &str| keys::of_section(Section::Context).position(|known| known.name == key);
    let mut values: Vec<_> = values.iter().collect();
    values.sort_by_key(|(key, _)| order(key).unwrap_or(usize::MAX));
    values
        .into_iter()
        .try_for_each(|(key, value)| put(context, key, value))
}

/// Sets a key of a section; of the section's own settings by `settings.KEY`.
fn put(section: &mut Item, key: &str, text: &str) -> Result<(), Refusal> {
    let is_inline = section.is_value();
    let table = section
        .as_table_like_mut()
        .ok_or(Refusal::NoTable("the context"))?;
    if let Some(setting) = key.strip_prefix("settings.") {
        let empty = || {
            if is_inline {
                Item::Value(Value::InlineTable(InlineTable::new()))
            } else {
                Item::Table(Table::new())
            }
        };
        let settings = table.entry("settings").or_insert_with(empty);
        let settings = settings.as_table_like_mut().ok_or(Refusal::NoTable("settings"))?;
        return put_value(settings, setting, Value::from(text));
    }
    let is_yes_no = keys::find(Section::Context, key).is_some_and(|key| matches!(key.shape, Shape::YesNo));
    let value = match text {
        "true" | "yes" if is_yes_no => Value::from(true),
        "false" | "no" if is_yes_no => Value::from(false),
        _ => Value::from(text),
    };
    put_value(table, key, value)
}

/// Replaces a value and keeps what stands around it: a comment behind it, the spaces before it.
fn put_value(table: &mut dyn TableLike, key: &str, mut value: Value) -> Result<(), Refusal> {
    match table.get_mut(key) {
        Some(Item::Value(old)) => {
            *value.decor_mut() = old.decor().clone();
            *old = value;
        }
        Some(_) => return Err(Refusal::NoTable("the key")),
        None => {
            table.insert(key, Item::Value(value));
        }
    }
    Ok(())
}

fn take_out(section: &mut Item, key: &str) -> Option<Item> {
    let table = section.as_table_like_mut()?;
    let Some(setting) = key.strip_prefix("settings.") else {
        return table.remove(key);
    };
    let settings = table.get_mut("settings")?.as_table_like_mut()?;
    let taken = settings.remove(setting)?;
    if settings.is_empty() {
        table.remove("settings");
    }
    Some(taken)
}

/// Takes a context out with the comment right above it; what a blank line sets apart from it stays.
fn remove(document: &mut DocumentMut, name: &str) -> Result<(), Refusal> {
    let contexts = contexts(document)?;
    let removed = contexts.remove(name);
    let is_last = contexts.is_empty();
    if let Some(Item::Table(table)) = removed {
        let first = first_header(&table);
        let (above, position) = first.unwrap_or_default();
        let kept = apart(&above).0;
        if !kept.is_empty() {
            let kept = kept.to_owned();
            let next = position.and_then(|position| next_table(document.as_table_mut(), position));
            match next {
                Some(next) => {
                    let old = prefix_of(next.decor());
                    let joined = format!("{kept}{}", old.trim_start_matches('\n'));
                    next.decor_mut().set_prefix(joined);
                }
                None => {
                    let trailing = document.trailing().as_str().unwrap_or_default().to_owned();
                    document.set_trailing(format!("{kept}{}", trailing.trim_start_matches('\n')));
                }
            }
        }
    }
    // `[contexts]` written out stays if there is something to it.
    if is_last
        && document
            .get("contexts")
            .and_then(Item::as_table)
            .is_none_or(Table::is_implicit)
    {
        document.remove("contexts");
    }
    Ok(())
}

/// Tables keep their place in the file whatever they are called.
fn rename(document: &mut DocumentMut, from: &str, to: &str) -> Result<(), Refusal> {
    let contexts = contexts(document)?;
    let old: Vec<(Key, bool)> = (contexts.iter())
        .filter_map(|(name, _)| Some((contexts.key(name)?.clone(), name == from)))
        .collect();
    // Each is taken out and put back, so that those within one line keep their order, too.
    for (key, is_it) in old {
        let Some(item) = contexts.remove(key.get()) else {
            continue;
        };
        let new = if is_it { to } else { key.get() };
        contexts.insert(new, item);
        if let Some(mut new) = contexts.key_mut(new) {
            *new.leaf_decor_mut() = key.leaf_decor().clone();
            *new.dotted_decor_mut() = key.dotted_decor().clone();
        }
    }
    Ok(())
}

/// The mistakes that the change would bring.
fn new_mistakes(before: &ConfigFile, after: &ConfigFile, change: &ContextChange) -> Vec<Mistake> {
    let said = |mistake: &Mistake| {
        let whose = match (&mistake.whose, change) {
            (Whose::Context(name), ContextChange::Rename { from, to }) if name == from => {
                Whose::Context(to.clone())
            }
            (whose, _) => whose.clone(),
        };
        (whose, mistake.key.clone(), mistake.message.clone())
    };
    let old: BTreeSet<_> = before.mistakes.iter().map(said).collect();
    let is_new = |mistake: &&Mistake| {
        !old.contains(&(
            mistake.whose.clone(),
            mistake.key.clone(),
            mistake.message.clone(),
        ))
    };
    after.mistakes.iter().filter(is_new).cloned().collect()
}

#[cfg(test)]
mod tests;
