//! `qd get contexts`: what is open; no manager is asked.

use std::io::Write;

use crate::cli::contexts::Meant;
use crate::cli::exit::Exit;
use crate::cli::output::{Format, columns};
use crate::cli::resolve;
use crate::cli::surface::{self, Surface};
use crate::cli::trouble::Trouble;
use crate::resource::Notice;
use crate::resource::text::visible;
use crate::session::Session;

use super::request::{Get, yaml};

impl Get {
    pub(super) fn contexts(
        &self,
        meant: &Meant,
        surface: &Surface,
        out: &mut impl Write,
    ) -> Result<Exit, Trouble> {
        meant.troubles.iter().for_each(surface::tell);
        let is_wanted = |name: &str| self.name.as_deref().is_none_or(|wanted| wanted == name);
        let contexts: Vec<_> = meant
            .sessions
            .iter()
            .filter(|(session, _)| is_wanted(session.name()))
            .map(|(session, title)| (&**session, title.as_str()))
            .collect();
        if let (Some(name), []) = (&self.name, contexts.as_slice()) {
            let near = resolve::near(meant.sessions.iter().map(|(session, _)| &**session.name()), name);
            let notice = Notice::error(format!("no context is called {name}"));
            let notice = resolve::with_suggestions(notice, "context", &near);
            return Err(Trouble::new(Exit::NotFound, notice));
        }
        match self.output {
            Format::Table | Format::Wide => {
                out.write_all(columns::of_contexts(contexts).render(surface, "").as_bytes())?;
            }
            Format::Name => {
                for (session, _) in contexts {
                    writeln!(out, "{}", visible(session.name()))?;
                }
            }
            Format::Json | Format::Yaml => {
                let object = |(session, title): (&Session, &str)| {
                    serde_json::json!({
                        "name": &**session.name(),
                        "manager": session.about().name,
                        "protection": session.protection().name(),
                        "address": title,
                    })
                };
                let documents: Vec<_> = contexts
                    .into_iter()
                    .map(|context| object(context).to_string())
                    .collect();
                match (&self.name, documents.as_slice(), self.output) {
                    (Some(_), [one], Format::Json) => writeln!(out, "{one}")?,
                    (Some(_), [one], _) => out.write_all(yaml(one)?.as_bytes())?,
                    _ => self.documents(documents.iter(), out)?,
                }
            }
        }
        Ok(if meant.troubles.is_empty() {
            Exit::Success
        } else {
            Exit::Partial
        })
    }
}
