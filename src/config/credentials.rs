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
    #[error("token_env and user exclude each other")]
    TwoCredentials,
    #[error("user and password_env go together, and {missing} is not there")]
    HalfACredential { missing: &'static str },
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
            .filter(|value| !value.is_empty())
            .ok_or_else(|| CredentialProblem::NotSet {
                name: name.to_owned(),
            })
            .map(SecretString::from)
    };
    match (token_env, user, password_env) {
        (Some(name), None, None) => read(name).map(Credential::Bearer),
        (Some(_), _, _) => Err(CredentialProblem::TwoCredentials),
        (None, Some(user), Some(name)) => Ok(Credential::Basic {
            user: user.to_owned(),
            password: read(name)?,
        }),
        (None, Some(_), None) => Err(CredentialProblem::HalfACredential {
            missing: "password_env",
        }),
        (None, None, Some(_)) => Err(CredentialProblem::HalfACredential { missing: "user" }),
        (None, None, None) => Ok(Credential::None),
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
    fn half_a_credential_and_two_of_them_are_mistakes() {
        let none = set(&[("T", "x")]);
        assert!(of_context(Some("T"), Some("u"), None, &none).is_err());
        assert!(of_context(None, Some("u"), None, &none).is_err());
        assert!(of_context(None, None, Some("T"), &none).is_err());
        assert!(of_context(Some("EMPTY"), None, None, &set(&[("EMPTY", "")])).is_err());
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
