//! A credential that would go over plain HTTP to another machine: it will be refused, and that is said early.

use crate::cli::arguments::Connect;
use crate::cli::contexts::read_config;
use crate::config::{ContextEntry, identity};
use crate::credentials::Form;
use crate::managers::registry;
use crate::resource::{ContextChange, Notice};
use crate::transport::{base_url, is_loopback};

/// What is said of a context that has been added or edited, if its credential is refused.
pub(super) fn exposed(change: &ContextChange, connect: &Connect) -> Option<Notice> {
    let (ContextChange::Add { name, .. } | ContextChange::Edit { name, .. }) = change else {
        return None;
    };
    let file = read_config(connect).ok()?;
    if !is_exposed(file.contexts.get(name)?) {
        return None;
    }
    let text =
        format!("{name}: its credential would go over plain HTTP to another machine, and will not be sent");
    Some(Notice::warning(text).with_hint("use an https URL, or set allow_plain_http"))
}

fn is_exposed(entry: &ContextEntry) -> bool {
    let Some(manager) = registry::find(&entry.manager) else {
        return false;
    };
    let (Ok(form), Ok(url)) = (identity::form(entry, manager.about), base_url(&entry.url)) else {
        return false;
    };
    let has_secret = !matches!(form, Form::None | Form::Certificate);
    has_secret && url.scheme() == "http" && !is_loopback(&url) && !entry.allow_plain_http
}
