//! What proves who we are: from environment variables, never from the command line.

use secrecy::SecretString;

use crate::transport::Credential;

/// A bearer token for a manager given by flags.
pub const TOKEN: &str = "QD_TOKEN";
/// User and password for a manager given by flags.
pub const USER: &str = "QD_USER";
pub const PASSWORD: &str = "QD_PASSWORD";

/// Why there is no credential.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CredentialProblem {
    #[error("the environment variable {name} is not set")]
    NotSet { name: String },
    #[error("{USER} is set, and {PASSWORD} is not")]
    NoPassword,
}

/// Reads variables; passed in, so that tests decide.
pub type Environment<'a> = &'a dyn Fn(&str) -> Option<String>;

/// The credential of `QD_TOKEN`, or of `QD_USER` and `QD_PASSWORD`; none if neither is set.
///
/// # Errors
/// [`CredentialProblem::NoPassword`].
pub fn from_flags(environment: Environment<'_>) -> Result<Credential, CredentialProblem> {
    if let Some(token) = environment(TOKEN).filter(|token| !token.is_empty()) {
        return Ok(Credential::Bearer(SecretString::from(token)));
    }
    match (environment(USER), environment(PASSWORD)) {
        (Some(user), Some(password)) => Ok(Credential::Basic {
            user,
            password: SecretString::from(password),
        }),
        (Some(_), None) => Err(CredentialProblem::NoPassword),
        (None, _) => Ok(Credential::None),
    }
}

/// The credential of a context: a token's variable, or a user and the password's variable.
///
/// # Errors
/// [`CredentialProblem::NotSet`] with the name of the variable.
pub fn of_context(
    token_env: Option<&str>,
    user: Option<&str>,
    password_env: Option<&str>,
    environment: Environment<'_>,
) -> Result<Credential, CredentialProblem> {
    let read = |name: &str| {
        environment(name)
            .ok_or_else(|| CredentialProblem::NotSet {
                name: name.to_owned(),
            })
            .map(SecretString::from)
    };
    match (token_env, user) {
        (Some(name), _) => read(name).map(Credential::Bearer),
        (None, Some(user)) => {
            let password = read(password_env.unwrap_or(PASSWORD))?;
            Ok(Credential::Basic {
                user: user.to_owned(),
                password,
            })
        }
        (None, None) => Ok(Credential::None),
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
        let all = set(&[(TOKEN, "t"), (USER, "u"), (PASSWORD, "p")]);
        assert!(matches!(from_flags(&all), Ok(Credential::Bearer(_))));
        let basic = set(&[(USER, "u"), (PASSWORD, "p")]);
        assert!(matches!(from_flags(&basic), Ok(Credential::Basic { .. })));
        assert!(matches!(from_flags(&set(&[])), Ok(Credential::None)));
        assert_eq!(
            from_flags(&set(&[(USER, "u")])).unwrap_err(),
            CredentialProblem::NoPassword
        );
    }

    #[test]
    fn a_missing_variable_is_named() {
        let problem = of_context(Some("PROD_TOKEN"), None, None, &set(&[])).unwrap_err();
        assert_eq!(
            problem.to_string(),
            "the environment variable PROD_TOKEN is not set"
        );
    }
}
