//! How a context's entry, or the environment, says who we are.

use std::sync::Arc;

use secrecy::SecretString;

use crate::credentials::{Account, AccountSettings, Form, Grant, Place};
use crate::managers::{About, registry};
use crate::transport::{Scheme, TransportError, base_url};

use super::file::ContextEntry;

/// A bearer token for a manager given by flags.
pub const TOKEN: &str = "QD_TOKEN";
/// User and password for a manager given by flags.
pub const USER: &str = "QD_USER";
pub const PASSWORD: &str = "QD_PASSWORD";

/// Reads variables; passed in, so that tests decide.
pub type Environment<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Why it is not said who we are.
#[derive(Debug, thiserror::Error)]
pub enum IdentityProblem {
    #[error("{USER} is set, and {PASSWORD} is not")]
    NoPassword,
    #[error("auth = \"{scheme}\" needs {key}")]
    Missing { scheme: &'static str, key: &'static str },
    #[error("header is no name of a header")]
    BadHeader,
    #[error("token_url cannot be used")]
    TokenUrl(#[from] TransportError),
    #[error("{manager} is not shown who we are by \"{scheme}\"; it takes {offered}")]
    NotOffered {
        manager: &'static str,
        scheme: &'static str,
        offered: String,
    },
}

/// How the context's manager is shown who we are.
///
/// # Errors
/// [`IdentityProblem`] if something is missing for it, or the manager does not know that way.
pub fn form(entry: &ContextEntry, about: &About) -> Result<Form, IdentityProblem> {
    let scheme = entry.auth.or_else(|| about.auth.first().copied());
    let scheme = scheme.unwrap_or(Scheme::None);
    if !about.auth.contains(&scheme) {
        let offered: Vec<_> = about.auth.iter().map(|scheme| scheme.name()).collect();
        return Err(IdentityProblem::NotOffered {
            manager: about.title,
            scheme: scheme.name(),
            offered: offered.join(", "),
        });
    }
    let missing = |key| IdentityProblem::Missing {
        scheme: scheme.name(),
        key,
    };
    Ok(match scheme {
        Scheme::None => Form::None,
        Scheme::Bearer => Form::Bearer,
        Scheme::Basic => Form::Basic {
            user: entry.user.clone().ok_or(missing("user"))?,
        },
        Scheme::Header => Form::Header {
            name: entry
                .header
                .as_deref()
                .ok_or(missing("header"))?
                .parse()
                .map_err(|_| IdentityProblem::BadHeader)?,
        },
        Scheme::OAuth => Form::OAuth(Grant {
            token_url: base_url(&token_url(entry, about)?)?,
            client_id: entry.client_id.clone().ok_or(missing("client_id"))?,
            scope: entry.scope.clone(),
        }),
        Scheme::Certificate => match entry.certificate_file {
            Some(_) => Form::Certificate,
            None => return Err(missing("certificate_file")),
        },
    })
}

/// Whether the context's secret lies in the keyring.
pub fn lies_in_keyring(entry: &ContextEntry) -> bool {
    let usual = || registry::find(&entry.manager)?.about.auth.first().copied();
    let has_secret = !matches!(
        entry.auth.or_else(usual),
        None | Some(Scheme::None | Scheme::Certificate)
    );
    has_secret && matches!(entry.secret, None | Some(Place::Keyring))
}

/// Where tokens are fetched: as the entry says, or else as the manager's tenants have it.
fn token_url(entry: &ContextEntry, about: &About) -> Result<String, IdentityProblem> {
    let missing = |key| IdentityProblem::Missing {
        scheme: Scheme::OAuth.name(),
        key,
    };
    match (&entry.token_url, about.token_url, &entry.tenant) {
        (Some(url), _, _) => Ok(url.clone()),
        (None, Some(template), Some(tenant)) => Ok(template.replace("{tenant}", tenant)),
        (None, Some(_), None) => Err(missing("tenant (or token_url)")),
        (None, None, _) => Err(missing("token_url")),
    }
}

/// Who we are to a manager given by flags: `QD_TOKEN`, or `QD_USER` and `QD_PASSWORD`; nobody if neither is set.
///
/// # Errors
/// [`IdentityProblem::NoPassword`].
pub fn of_environment(context: &str, environment: Environment<'_>) -> Result<Arc<Account>, IdentityProblem> {
    let set = |name: &str| environment(name).filter(|value| !value.is_empty());
    let account = |form, variable: &str, secret: String| {
        let settings = AccountSettings {
            context: context.to_owned(),
            form,
            place: Place::Environment(variable.to_owned()),
        };
        Account::holding(settings, SecretString::from(secret))
    };
    if let Some(token) = set(TOKEN) {
        return Ok(account(Form::Bearer, TOKEN, token));
    }
    match (set(USER), environment(PASSWORD)) {
        (Some(user), Some(password)) => Ok(account(Form::Basic { user }, PASSWORD, password)),
        (Some(_), None) => Err(IdentityProblem::NoPassword),
        (None, _) => Ok(Account::new(AccountSettings {
            context: context.to_owned(),
            form: Form::None,
            place: Place::Environment(format!("{TOKEN}, or {USER} and {PASSWORD}")),
        })),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(pairs: &'static [(&'static str, &'static str)]) -> impl Fn(&str) -> Option<String> {
        move |name| {
            pairs
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, value)| (*value).to_owned())
        }
    }

    #[test]
    fn a_token_goes_before_user_and_password() {
        let form_of = |pairs| {
            let account = of_environment("x", &set(pairs)).unwrap();
            account.standing().form.to_string()
        };
        assert_eq!(
            form_of(&[(TOKEN, "t"), (USER, "u"), (PASSWORD, "p")]),
            "bearer token"
        );
        assert_eq!(form_of(&[(USER, "u"), (PASSWORD, "p")]), "Basic, user u");
        assert_eq!(form_of(&[]), "none");
        assert!(matches!(
            of_environment("x", &set(&[(USER, "u")])),
            Err(IdentityProblem::NoPassword)
        ));
    }
}
