//! What the word `mine` stands for where a network is wanted: the operator's own address.
//!
//! A front end says once where its session comes from; nobody is asked over the network. The word is replaced before
//! anything is shown or sent: dialog, journal and request have the address.

use core::net::IpAddr;
use std::sync::Arc;

use super::network::why_not_public;
use super::text::visible;
use super::{Arguments, Parameter, Takes};

/// The word for it, in any case.
pub const MINE: &str = "mine";

/// The operator's own address, as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OwnAddress {
    /// An IPv4 address or network, as it is to be sent.
    Known(Arc<str>),
    /// What was looked at, in words: "this session does not come over SSH".
    Unknown(Arc<str>),
}

/// Where sshd says who came: "client port server port", and its older form (ssh(1)).
const VARIABLES: [&str; 2] = ["SSH_CONNECTION", "SSH_CLIENT"];

/// Nothing was looked at.
impl Default for OwnAddress {
    fn default() -> Self {
        Self::Unknown("where this session comes from is not known".into())
    }
}

/// Whether a word stands for the operator's own address.
pub fn is_mine(word: &str) -> bool {
    word.eq_ignore_ascii_case(MINE)
}

impl OwnAddress {
    /// The address that the SSH session comes from, if the internet sees it; `environment` reads a variable.
    pub fn of_session(environment: impl Fn(&str) -> Option<String>) -> Self {
        let said = VARIABLES
            .iter()
            .find_map(|name| Some((name, environment(name).filter(|said| !said.trim().is_empty())?)));
        let Some((name, said)) = said else {
            return Self::Unknown("this session does not come over SSH".into());
        };
        let client = said.split_whitespace().next().unwrap_or_default();
        // That of a local link has the name of the interface behind it.
        let address = client.split('%').next().unwrap_or_default();
        let why = match address.parse::<IpAddr>().map(|address| address.to_canonical()) {
            Ok(IpAddr::V4(address)) => match why_not_public(address) {
                None => return Self::Known(address.to_string().into()),
                Some(why) => why,
            },
            Ok(IpAddr::V6(_)) => "not IPv4",
            Err(_) => return Self::Unknown(format!("{name} does not begin with an address").into()),
        };
        Self::Unknown(format!("this session comes from {}, which is {why}", visible(client)).into())
    }

    /// The address itself.
    ///
    /// # Errors
    /// What was looked at, and what can be done.
    fn known(&self) -> Result<&str, String> {
        match self {
            Self::Known(network) => Ok(network),
            Self::Unknown(why) => Err(format!(
                "{why}: say the address, or set my_address in the context"
            )),
        }
    }

    /// What was said for a parameter, with the address in place of the word.
    ///
    /// # Errors
    /// In words for whoever said `mine`, if it is not known.
    pub fn in_place(&self, parameter: &Parameter, said: &str) -> Result<String, String> {
        match parameter.takes {
            Takes::Network if is_mine(said.trim()) => self.known().map(str::to_owned),
            Takes::Networks if parameter.words(said).any(is_mine) => {
                let own = self.known()?;
                let words = parameter.words(said);
                let words: Vec<&str> = words.map(|word| if is_mine(word) { own } else { word }).collect();
                Ok(words.join(","))
            }
            Takes::Network
            | Takes::Networks
            | Takes::Text
            | Takes::Choice(_)
            | Takes::Json
            | Takes::Reference(_)
            | Takes::References(_)
            | Takes::Switch
            | Takes::Value(_)
            | Takes::PartOf(_)
            | Takes::SecretFile
            | Takes::Upload
            | Takes::UploadOrUrl
            | Takes::Secret => Ok(said.to_owned()),
        }
    }

    /// The same for all that an action was told.
    ///
    /// # Errors
    /// The name of the parameter, and the words.
    pub fn in_place_of_all(
        &self,
        parameters: &[Parameter],
        arguments: &Arguments,
    ) -> Result<Arguments, (&'static str, String)> {
        let mut told = arguments.clone();
        for parameter in parameters.iter().filter(|parameter| parameter.takes.is_network()) {
            let said = arguments.get(parameter.name).unwrap_or_default();
            let meant = self.in_place(parameter, said);
            told = told.with(parameter.name, &meant.map_err(|why| (parameter.name, why))?);
        }
        Ok(told)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(variables: &[(&str, &str)]) -> OwnAddress {
        OwnAddress::of_session(|name| {
            let mut known = variables.iter();
            let (_, value) = known.find(|(known, _)| *known == name)?;
            Some((*value).to_owned())
        })
    }

    fn known(address: &str) -> OwnAddress {
        OwnAddress::Known(address.into())
    }

    #[test]
    fn a_session_over_ssh_comes_from_the_first_word_of_the_first_variable_that_is_set() {
        let connection = ("SSH_CONNECTION", "203.0.113.7 51234 10.0.0.1 22");
        let client = ("SSH_CLIENT", "198.51.100.9 51234 22");
        assert_eq!(of(&[client, connection]), known("203.0.113.7"));
        assert_eq!(of(&[client, ("SSH_CONNECTION", " ")]), known("198.51.100.9"));
        let mapped = ("SSH_CONNECTION", "::ffff:203.0.113.7 1 ::1 22");
        assert_eq!(of(&[mapped]), known("203.0.113.7"));
    }

    #[test]
    fn an_address_that_the_internet_does_not_see_is_not_taken_and_what_was_looked_at_is_said() {
        let parameter = Parameter::new("network", "", Takes::Network);
        for (said, why) in [
            (
                "10.1.2.3 1 2 3",
                "this session comes from 10.1.2.3, which is private",
            ),
            (
                "127.0.0.1 1 2 3",
                "this session comes from 127.0.0.1, which is this machine itself",
            ),
            (
                "2001:db8::1 1 2 3",
                "this session comes from 2001:db8::1, which is not IPv4",
            ),
            (
                "fe80::1%eth0 1 2 3",
                "this session comes from fe80::1%eth0, which is not IPv4",
            ),
            ("UNKNOWN 1", "SSH_CONNECTION does not begin with an address"),
            ("", "this session does not come over SSH"),
        ] {
            let own = of(&[("SSH_CONNECTION", said)]);
            let what_to_do = "say the address, or set my_address in the context";
            assert_eq!(
                own.in_place(&parameter, "mine"),
                Err(format!("{why}: {what_to_do}"))
            );
            assert_eq!(
                own.in_place(&parameter, "10.0.0.1").as_deref(),
                Ok("10.0.0.1"),
                "not asked for"
            );
        }
    }

    #[test]
    fn the_word_is_replaced_where_a_network_is_wanted_and_nowhere_else() {
        let parameters = [
            Parameter::new("network", "", Takes::Network),
            Parameter::new("networks", "", Takes::Networks),
            Parameter::new("owner", "", Takes::Text),
        ];
        let said = Arguments::default()
            .with("owner", "mine")
            .with("networks", "10.0.0.0/8 Mine, sg-1")
            .with("network", "MINE");
        let told = known("203.0.113.7").in_place_of_all(&parameters, &said).unwrap();
        assert_eq!(told.get("network"), Some("203.0.113.7"));
        assert_eq!(told.get("networks"), Some("10.0.0.0/8,203.0.113.7,sg-1"));
        assert_eq!(told.get("owner"), Some("mine"));
        let (name, _) = OwnAddress::default()
            .in_place_of_all(&parameters, &said)
            .unwrap_err();
        assert_eq!(name, "network");
    }
}
