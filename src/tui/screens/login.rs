//! Logging in: the secret of one context, masked, and where it is kept.

use std::sync::Arc;

use crate::resource::{ContextName, Keep, Need};
use crate::tui::known::KnownContext;
use crate::tui::msg::{Answer, Effect};
use crate::tui::widgets::form::{Field, Form, Pick};

use super::form::{FormScreen, FormSubject, Mistakes, Sent};
use super::page::News;
use super::{Look, Request};

/// What the form is for.
#[derive(Debug)]
pub struct Login {
    context: ContextName,
    /// The verb that could not be asked for without it, in words.
    resumes: Option<String>,
}

const SECRET: &str = "secret";
const KEEP: &str = "keep";
const IN_KEYRING: &str = "keyring";
const THIS_RUN: &str = "this-run";

impl Login {
    /// The form for a context; `resumes` is the verb that is asked for again afterwards.
    pub fn screen(context: &KnownContext, resumes: Option<String>) -> FormScreen<Self> {
        let keep = vec![
            Pick::new(IN_KEYRING, "in the keyring"),
            Pick::new(THIS_RUN, "only for this run"),
        ];
        let keep = Field::choice(KEEP, "keep it", keep, IN_KEYRING)
            .with_help("The system's keyring has it for other runs too; otherwise it goes when you leave.");
        let secret = Field::secret(SECRET, "secret")
            .required()
            .with_help("Typed or pasted; it is not shown. The manager is asked again with it at once.");
        // A secret that the configuration looks for elsewhere is replaced for this run alone.
        let keep = context.standing.can_keep.then_some(keep);
        let form = Form::new(keep.into_iter().chain([secret]).collect());
        let subject = Self {
            context: Arc::clone(&context.name),
            resumes,
        };
        FormScreen::new(subject, form.at(SECRET))
    }
}

impl FormSubject for Login {
    fn crumb(&self) -> String {
        format!("log in to {}", self.context)
    }

    fn title(&self, _look: Look<'_>) -> String {
        format!("Log in to {}", self.context)
    }

    fn facts(&self, look: Look<'_>) -> Vec<(&'static str, String)> {
        let Some(context) = look.known.context(&self.context) else {
            return vec![("context", format!("{} is not open any more", self.context))];
        };
        let badge = context
            .badge()
            .map_or_else(String::new, |badge| format!(", {badge}"));
        let mut facts = vec![
            (
                "context",
                format!("{} ({}{badge})", context.name, context.about.title),
            ),
            ("sent to", host(&context.title).to_owned()),
            ("shown as", context.standing.form.to_string()),
            ("looked for in", context.standing.place.to_string()),
        ];
        match &context.standing.need {
            Need::Nothing => {}
            Need::Secret(why) => facts.push(("why", why.to_string())),
            Need::Refused(words) => facts.push(("refused", words.to_string())),
        }
        if !context.standing.can_keep {
            facts.push(("kept", "only for this run".to_owned()));
        }
        if let Some(verb) = &self.resumes {
            facts.push(("then", format!("you are asked again whether to {verb}")));
        }
        facts
    }

    fn context(&self) -> Option<&ContextName> {
        Some(&self.context)
    }

    fn send(&mut self, form: &mut Form, _look: Look<'_>) -> Result<(Sent, Vec<Request>), Mistakes> {
        let keep = match form.value(KEEP) {
            IN_KEYRING => Keep::InKeyring,
            _ => Keep::ThisRun,
        };
        let Some(secret) = form.take_secret(SECRET) else {
            return Err(vec![(SECRET.into(), "type or paste the secret".into())]);
        };
        let effect = Effect::LogIn {
            context: Arc::clone(&self.context),
            secret,
            keep,
        };
        Ok((Sent::Waiting, vec![Request::Do(effect)]))
    }

    fn told(&mut self, news: News<'_>, _look: Look<'_>) -> Sent {
        match news {
            News::Answer(Answer::LoggedIn { context, kept }) if *context == self.context => match kept {
                Ok(_) => Sent::Done(Vec::new()),
                Err(notice) => Sent::Refused(vec![
                    (String::new(), notice.line()),
                    (SECRET.into(), "nothing was kept: give another, or esc".into()),
                ]),
            },
            _ => Sent::Waiting,
        }
    }
}

/// The host of a URL; anything else as it is.
fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split('/').next().unwrap_or(rest)
}

#[cfg(test)]
mod tests {
    use super::host;

    #[test]
    fn only_the_host_of_a_url_is_told() {
        assert_eq!(
            host("https://prod.example.com:8443/api/v1"),
            "prod.example.com:8443"
        );
        assert_eq!(host("a simulated fleet"), "a simulated fleet");
    }
}
