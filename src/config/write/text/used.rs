//! The key `use`, which stands above all sections but below what the file begins with.

use toml_edit::{DocumentMut, Value};

use crate::config::write::Refusal;

use super::above::{apart, at_position, lowest, prefix_of};
use super::put_value;

/// Names the context in use, above all sections.
pub(super) fn use_context(document: &mut DocumentMut, name: &str) -> Result<(), Refusal> {
    if document.contains_key("use") {
        return put_value(document.as_table_mut(), "use", Value::from(name));
    }
    // It goes above all sections, but below what the file begins with.
    let has_keys = document.iter().any(|(_, item)| item.is_value());
    let first = lowest(document.as_table(), -1).filter(|_| !has_keys);
    let mut head = String::new();
    if let Some(table) = first.and_then(|first| at_position(document.as_table_mut(), first)) {
        let above = prefix_of(table.decor()).to_owned();
        let (before, own) = apart(&above);
        head = before.to_owned();
        table.decor_mut().set_prefix(format!("\n{own}"));
    }
    put_value(document.as_table_mut(), "use", Value::from(name))?;
    if let Some(mut key) = document.as_table_mut().key_mut("use") {
        key.leaf_decor_mut().set_prefix(head);
    }
    Ok(())
}

/// No context is in use any more; what the file begins with stays.
pub(super) fn use_none(document: &mut DocumentMut) {
    let key = document.key("use");
    let above = key.map_or("", |key| prefix_of(key.leaf_decor())).to_owned();
    document.remove("use");
    let after = |old: &str| match above.is_empty() || above.ends_with("\n\n") {
        true => format!("{above}{}", old.trim_start_matches('\n')),
        false => format!("{above}{old}"),
    };
    let next = document
        .iter()
        .find(|(_, item)| item.is_value())
        .map(|(name, _)| name.to_owned());
    if let Some(mut key) = next.and_then(|next| document.as_table_mut().key_mut(&next)) {
        let old = prefix_of(key.leaf_decor());
        let joined = after(old);
        key.leaf_decor_mut().set_prefix(joined);
        return;
    }
    let first = lowest(document.as_table(), -1);
    match first.and_then(|first| at_position(document.as_table_mut(), first)) {
        Some(table) => {
            let old = prefix_of(table.decor());
            let joined = after(old);
            table.decor_mut().set_prefix(joined);
        }
        None => {
            let joined = after(document.trailing().as_str().unwrap_or_default());
            document.set_trailing(joined);
        }
    }
}
