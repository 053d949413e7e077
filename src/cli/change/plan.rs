//! Who is meant, as read just now, and what will happen, in words.

use std::sync::Arc;

use futures_util::future::join_all;

use crate::cli::contexts::Meant;
use crate::cli::exit::Exit;
use crate::cli::fleet::{Fleet, Keep};
use crate::cli::get::{read, singular};
use crate::cli::resolve::{self, Care};
use crate::cli::trouble::Trouble;
use crate::resource::kind::CLUSTERS;
use crate::resource::text::visible;
use crate::resource::{Action, Cell, Detail, Key, Notice, Protection, Row, Stake, Target};
use crate::session::Session;

use super::Request;

/// A change that could be sent.
#[derive(Debug)]
pub struct Plan {
    /// As the first target's manager declares it.
    pub action: &'static Action,
    /// At least one.
    pub aims: Vec<Aim>,
}

/// One target, as read just now.
#[derive(Debug)]
pub struct Aim {
    pub session: Arc<Session>,
    pub key: Key,
    pub detail: Detail,
    pub part: Option<Arc<Row>>,
}

impl Plan {
    /// Finds, reads and judges every target.
    ///
    /// # Errors
    /// [`Trouble`] for the first target that is not there or cannot be changed now; nothing was sent.
    pub async fn make(request: &Request<'_>, meant: &Meant) -> Result<Self, Trouble> {
        let fleet = Fleet::ask(meant, CLUSTERS, Keep::Rows).await;
        let mut found: Vec<(&Arc<Session>, &Row)> = Vec::new();
        for name in &request.names {
            let one = resolve::find(&fleet, singular(CLUSTERS), name, Care::Change)?;
            let is_known = found
                .iter()
                .any(|(session, row)| session.name() == one.0.name() && row.id == one.1.id);
            if !is_known {
                found.push(one);
            }
        }
        let mut action = None;
        for (session, _) in &found {
            action = action.or(Some(offered(request, session, found.len())?));
        }
        let aims = join_all(found.iter().map(|(session, row)| aim(request, session, row))).await;
        let aims = aims.into_iter().collect::<Result<Vec<_>, _>>()?;
        let action = action.ok_or_else(|| Trouble::usage("nothing is to be changed", "qd get clusters"))?;
        let plan = Self { action, aims };
        plan.judge()?;
        Ok(plan)
    }

    /// Whether every target can be changed now.
    fn judge(&self) -> Result<(), Trouble> {
        for aim in &self.aims {
            if let Some(reason) = (self.action.available)(&aim.target()).reason() {
                let notice =
                    Notice::error(format!("{} cannot {} now: {reason}", aim.label(), self.action.id));
                return Err(Trouble::new(Exit::Failure, notice.with_hint("nothing was sent")));
            }
        }
        Ok(())
    }

    pub fn stakes(&self) -> Vec<Stake<'_>> {
        self.aims
            .iter()
            .map(|aim| Stake {
                name: &aim.detail.row.name,
                id: aim.part.as_ref().map_or(&aim.key.id, |part| &part.id),
                protection: aim.session.protection(),
            })
            .collect()
    }

    /// "Stop orders", "Replace server i-1 of orders", "Stop 3 clusters".
    pub fn title(&self) -> String {
        let title = self.action.title;
        match self.aims.as_slice() {
            [aim] => match &aim.part {
                Some(part) => format!(
                    "{title} {} of {}",
                    visible(&part.name),
                    visible(&aim.detail.row.name)
                ),
                None => format!("{title} {}", visible(&aim.detail.row.name)),
            },
            several => format!("{title} {} clusters", several.len()),
        }
    }

    /// What will happen: target, now, will, will not, undo.
    pub fn words(&self) -> String {
        let mut lines: Vec<(&str, String)> = Vec::new();
        for aim in &self.aims {
            let consequences = (self.action.consequences)(&aim.target());
            lines.push(("target", aim.identity()));
            lines.push(("now", aim.now()));
            lines.push(("will", consequences.will));
            if self.aims.len() == 1 {
                lines.push(("will not", consequences.will_not));
                lines.push(("undo", consequences.undo));
            }
        }
        if self.aims.len() > 1 {
            let order = "one after the other; stops at the first that is not accepted";
            lines.push(("order", order.to_owned()));
        }
        let mut words = self.title();
        for (label, text) in lines {
            words.push_str(&format!("\n  {label:<9} {}", visible(&text)));
        }
        words
    }
}

impl Aim {
    pub fn target(&self) -> Target<'_> {
        Target::of_detail(&self.detail, self.part.as_deref())
    }

    /// "stage/orders": how it is called in messages.
    pub fn label(&self) -> String {
        format!(
            "{}/{}",
            visible(&self.key.context),
            visible(&self.detail.row.name)
        )
    }

    fn identity(&self) -> String {
        let badge = self
            .session
            .protection()
            .badge()
            .map_or_else(String::new, |badge| format!("  {badge}"));
        let part = self
            .part
            .as_ref()
            .map_or_else(String::new, |part| format!("  server {}", part.id));
        format!(
            "{}  {}  {}{part}{badge}",
            self.key.context, self.detail.row.name, self.key.id
        )
    }

    fn now(&self) -> String {
        let row = self.part.as_deref().unwrap_or(&self.detail.row);
        let known = row
            .cells
            .iter()
            .filter(|cell| matches!(cell, Cell::State(_) | Cell::Health(_) | Cell::Ratio { .. }));
        let words: Vec<_> = known
            .map(|cell| match cell {
                Cell::Ratio { ok, total } => format!("{ok} of {total} servers run"),
                other => other.text().into_owned(),
            })
            .collect();
        words.join(", ")
    }
}

/// The action, if this context may and can do it.
fn offered(request: &Request<'_>, session: &Session, count: usize) -> Result<&'static Action, Trouble> {
    let name = session.name();
    if session.protection() == Protection::ReadOnly {
        let notice = Notice::error(format!("{name} is read-only: nothing is sent"));
        return Err(Trouble::new(Exit::NotConfirmed, notice));
    }
    let about = session.about();
    let Some(action) = about.action(request.action) else {
        let notice = Notice::error(format!("{} does not offer {}", about.title, request.action));
        return Err(Trouble::new(Exit::Failure, notice));
    };
    if count > 1 && !action.bulk {
        return Err(Trouble::usage(
            format!("{} one cluster at a time only", action.id),
            "nothing was sent",
        ));
    }
    Ok(action)
}

async fn aim(request: &Request<'_>, session: &Arc<Session>, row: &Row) -> Result<Aim, Trouble> {
    let detail = read(session, CLUSTERS, row).await?;
    let part = request.part.map(|wanted| part_of(&detail, wanted)).transpose()?;
    Ok(Aim {
        key: Key::new(session.name(), CLUSTERS, &row.id),
        session: Arc::clone(session),
        detail,
        part,
    })
}

fn part_of(detail: &Detail, wanted: &str) -> Result<Arc<Row>, Trouble> {
    let parts = || detail.children.iter().flat_map(|children| &children.rows);
    if let Some(part) = parts().find(|part| *part.id == *wanted) {
        return Ok(Arc::clone(part));
    }
    let name = visible(&detail.row.name);
    let notice = Notice::error(format!("{name} has no server {}", visible(wanted)));
    let near = resolve::near(parts().map(|part| &*part.id), wanted);
    let notice = if near.is_empty() {
        notice.with_hint(format!("`qd get servers {name}` lists them"))
    } else {
        resolve::with_suggestions(notice, "server", &near)
    };
    Err(Trouble::new(Exit::NotFound, notice))
}
