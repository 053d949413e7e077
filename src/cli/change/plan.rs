//! Who is meant, as read just now, and what will happen, in words.

use std::sync::Arc;

use futures_util::future::join_all;

use crate::cli::contexts::Meant;
use crate::cli::exit::Exit;
use crate::cli::fleet::Fleet;
use crate::cli::get::singular;
use crate::cli::resolve::{self, Care};
use crate::cli::trouble::Trouble;
use crate::resource::action::UPLOAD;
use crate::resource::text::visible;
use crate::resource::{
    Action, Arguments, Availability, Cell, Detail, Key, Kind, KindId, Notice, On, Row, Stake, Target,
};
use crate::session::{Priority, Session};

use super::more;
use super::verb::{self, Verb, kinds_of};

/// A change that could be sent.
#[derive(Debug)]
pub struct Plan {
    /// As the first target's manager declares it.
    pub action: &'static Action,
    /// At least one.
    pub aims: Vec<Aim>,
    /// What was said for the action's parameters.
    pub arguments: Arguments,
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
    pub async fn make(verb: &Verb, meant: &Meant) -> Result<Self, Trouble> {
        let plan = match make_new(verb, meant)? {
            Some(plan) => plan,
            None => Self::of_targets(verb, meant).await?,
        };
        plan.judge()?;
        let plan = plan.told_more(verb)?;
        plan.judge()?;
        Ok(plan)
    }

    /// The same, told what only the targets declare.
    fn told_more(self, verb: &Verb) -> Result<Self, Trouble> {
        let Some(aim) = self.aims.first() else {
            return Ok(self);
        };
        let declared = |told: &Arguments| more::declared(self.action, &aim.target(told));
        let label = aim.label();
        let arguments = more::told(self.action, &declared, &label, &verb.more, self.arguments.clone())?;
        let parameters = self.action.parameters_for(&aim.target(&arguments));
        let arguments = aim.session.about().masked(&parameters, arguments);
        Ok(Self { arguments, ..self })
    }

    async fn of_targets(verb: &Verb, meant: &Meant) -> Result<Self, Trouble> {
        let kinds = kinds_of(verb.action);
        let wanted: Vec<(KindId, &str)> = verb
            .names
            .iter()
            .map(|typed| match verb.kind {
                Some(kind) => (kind, typed.as_str()),
                None => verb::meant(typed, &kinds),
            })
            .collect();
        let mut fleets: Vec<(KindId, Fleet)> = Vec::new();
        for (kind, _) in &wanted {
            if !fleets.iter().any(|(known, _)| known == kind) {
                let of_kind = wanted.iter().filter(|(of, _)| of == kind);
                let names: Vec<&str> = of_kind.map(|(_, name)| *name).collect();
                fleets.push((*kind, Fleet::ask_for(meant, *kind, &names).await));
            }
        }
        let mut found: Vec<(KindId, &Arc<Session>, &Row)> = Vec::new();
        for (kind, name) in wanted {
            let Some((_, fleet)) = fleets.iter().find(|(known, _)| *known == kind) else {
                continue;
            };
            let (session, row) = resolve::find(fleet, singular(kind), name, Care::Change)?;
            let is_known = found.iter().any(|(known, other, twin)| {
                *known == kind && other.name() == session.name() && twin.id == row.id
            });
            if !is_known {
                found.push((kind, session, row));
            }
        }
        let mut offer: Option<(&'static Action, Arguments)> = None;
        for (kind, session, _) in &found {
            let (action, arguments) = offered(verb, *kind, session, found.len())?;
            offer = match offer {
                None => Some((action, arguments)),
                Some(first) if first.1 == arguments => Some(first),
                Some(_) => return Err(different_addresses()),
            };
        }
        let aims = join_all(
            found
                .iter()
                .map(|(kind, session, row)| aim(verb, *kind, session, row)),
        )
        .await;
        let aims = aims.into_iter().collect::<Result<Vec<_>, _>>()?;
        let nothing = || Trouble::usage("nothing is to be changed", "qd get clusters");
        let (action, arguments) = offer.ok_or_else(nothing)?;
        Ok(Self {
            action,
            aims,
            arguments,
        })
    }

    /// Whether every target can be changed now.
    fn judge(&self) -> Result<(), Trouble> {
        for aim in &self.aims {
            let judged = (self.action.available)(&aim.target(&self.arguments));
            if let Some(reason) = judged.reason() {
                let notice =
                    Notice::error(format!("{} cannot {} now: {reason}", aim.label(), self.action.id));
                let hint = match &judged {
                    Availability::OnlyWith { switch, .. } => {
                        format!("--{switch} does it all the same; nothing was sent")
                    }
                    Availability::Offered | Availability::NotNow(_) => "nothing was sent".to_owned(),
                };
                return Err(Trouble::new(Exit::Failure, notice.with_hint(hint)));
            }
        }
        Ok(())
    }

    /// Whether there is something to follow of every target.
    ///
    /// # Errors
    /// [`Trouble`] if the manager keeps no log of its events.
    pub fn has_events(&self) -> Result<(), Trouble> {
        let has_log = |aim: &Aim| {
            let log = aim.session.about().event_log;
            log.is_some_and(|log| log.is_of(aim.key.kind))
        };
        match self.aims.iter().find(|aim| !has_log(aim)) {
            None => Ok(()),
            Some(aim) => {
                let title = aim.session.about().title;
                Err(Trouble::usage(
                    format!(
                        "{title} keeps no log of the events of {}: --follow has nothing to show",
                        aim.key.kind
                    ),
                    "--wait stays until it has ended; nothing was sent",
                ))
            }
        }
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
                None => self.action.title_with(&visible(&aim.detail.row.name)),
            },
            several => format!("{title} {} {}", several.len(), self.action.on.kind()),
        }
    }

    /// What will happen: target, now, will, will not, undo.
    pub fn words(&self) -> String {
        let mut lines: Vec<(&str, String)> = Vec::new();
        for aim in &self.aims {
            let consequences = (self.action.consequences)(&aim.target(&self.arguments));
            lines.push(("target", aim.identity(self.action)));
            if self.action.on.is_new() {
                lines.push(("now", "not there".into()));
                let told = self.arguments.shown();
                lines.extend(told.map(|(name, value)| ("with", format!("{name} {value}"))));
            } else {
                lines.push(("now", aim.now()));
                if self.action.more.is_some() {
                    let told = self.arguments.shown();
                    lines.extend(told.map(|(name, value)| ("with", format!("{name} {value}"))));
                }
            }
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
    pub fn target<'a>(&'a self, arguments: &'a Arguments) -> Target<'a> {
        Target::of_detail(&self.detail, self.part.as_deref(), arguments)
    }

    /// "stage/orders": how it is called in messages.
    pub fn label(&self) -> String {
        format!(
            "{}/{}",
            visible(&self.key.context),
            visible(&self.detail.row.name)
        )
    }

    fn identity(&self, action: &Action) -> String {
        let badge = self
            .session
            .protection()
            .badge()
            .map_or_else(String::new, |badge| format!("  {badge}"));
        let kind = action.on.part().and_then(|kind| self.session.about().kind(kind));
        let part = match (&self.part, kind) {
            (Some(part), Some(kind)) => format!("  {} {}", kind.singular, part.id),
            (Some(_), None) | (None, _) => String::new(),
        };
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

/// The plan of a verb that makes something; `None` if it is not one.
fn make_new(verb: &Verb, meant: &Meant) -> Result<Option<Plan>, Trouble> {
    let of_session = |session: &Arc<Session>| {
        let mut actions = session.about().actions.iter();
        let is_meant = |kind| verb.kind.is_none_or(|said| said == kind);
        actions.find(|action| action.id == verb.action && action.on.is_new() && is_meant(action.on.kind()))
    };
    let sessions = meant.sessions.iter().map(|(session, _)| session);
    let makers: Vec<(&Arc<Session>, &'static Action)> = sessions
        .filter_map(|session| Some((session, of_session(session)?)))
        .collect();
    let (session, action) = match (makers.as_slice(), verb.names.first()) {
        ([], _) if verb.action == UPLOAD => {
            let what = verb.kind.map_or("objects", |kind| kind.0);
            let text = format!("no context here takes {what} as files");
            return Err(Trouble::usage(text, "nothing was sent"));
        }
        ([], _) | (_, None) => return Ok(None),
        ([one], _) => *one,
        (several, Some(name)) => {
            let names: Vec<_> = several.iter().map(|(session, _)| &**session.name()).collect();
            let text = format!("in which context {} is to be made is not said", visible(name));
            let hint = format!("say -c and one of {}; nothing was sent", names.join(", "));
            return Err(Trouble::usage(text, hint));
        }
    };
    let (_, arguments) = offered(verb, action.on.kind(), session, 1)?;
    let name = verb.names.first().map_or("", String::as_str);
    Ok(Some(Plan {
        action,
        aims: vec![Aim {
            key: Key::new(session.name(), action.on.kind(), &name.into()),
            session: Arc::clone(session),
            detail: Detail::of_nothing(name),
            part: None,
        }],
        arguments,
    }))
}

/// One request in words is not the same in each of its contexts.
fn different_addresses() -> Trouble {
    Trouble::usage(
        "the contexts have different addresses of yours: say the address",
        "nothing was sent",
    )
}

/// The action, if this context may and can do it, and what it was told, with the user's own address for `mine`.
fn offered(
    verb: &Verb,
    kind: KindId,
    session: &Session,
    count: usize,
) -> Result<(&'static Action, Arguments), Trouble> {
    let name = session.name();
    if let Some(notice) = session.read_only() {
        return Err(Trouble::new(Exit::NotConfirmed, notice));
    }
    let about = session.about();
    let Some(action) = about.action(verb.action, kind) else {
        let notice = Notice::error(format!(
            "{name} cannot {}: {}",
            verb.action,
            about.why_not(verb.action, kind)
        ));
        return Err(Trouble::new(Exit::Failure, notice.with_hint("nothing was sent")));
    };
    if count > 1 && !action.bulk {
        return Err(Trouble::usage(
            format!("{} takes one at a time only", action.id),
            "nothing was sent",
        ));
    }
    let told = verb.arguments.shown();
    let unknown = told
        .map(|(name, _)| name)
        .find(|name| action.parameters.iter().all(|own| own.name != *name));
    if let Some(unknown) = unknown {
        let text = format!("{} of {} takes no --{unknown}", action.id, about.title);
        return Err(Trouble::usage(text, "nothing was sent"));
    }
    let wrong = |(name, why): (&str, String)| {
        let text = format!("--{name}: {}", visible(&why));
        Trouble::usage(text, "nothing was sent")
    };
    let own = session.own_address();
    let arguments = own
        .in_place_of_all(action.parameters, &verb.arguments)
        .map_err(wrong)?;
    for parameter in action.parameters {
        let value = arguments.get(parameter.name).unwrap_or_default();
        parameter
            .judge(value)
            .map_err(|why| wrong((parameter.name, why)))?;
    }
    if let (On::New { name, .. }, Some(given)) = (action.on, verb.names.first()) {
        name.judge(given)
            .map_err(|why| Trouble::usage(format!("{}: {}", name.name, visible(&why)), "nothing was sent"))?;
    }
    Ok((action, arguments))
}

async fn aim(verb: &Verb, kind: KindId, session: &Arc<Session>, row: &Row) -> Result<Aim, Trouble> {
    let about = session.about();
    let key = Key::new(session.name(), kind, &row.id);
    let action = about.action(verb.action, kind);
    let part = action.and_then(|action| about.kind(action.on.part()?));
    let read = session.read_with(&key, part.map(|kind| kind.id), Priority::UserRead);
    let detail = read
        .await
        .map_err(|error| Trouble::read(&format!("read {}", visible(&row.name)), &error))?;
    let part = match (verb.part.as_deref(), part) {
        (Some(wanted), Some(kind)) => Some(part_of(&detail, kind, wanted)?),
        (Some(_), None) | (None, _) => None,
    };
    Ok(Aim {
        key,
        session: Arc::clone(session),
        detail,
        part,
    })
}

/// The part of this id, or the only one of this name.
fn part_of(detail: &Detail, kind: &Kind, wanted: &str) -> Result<Arc<Row>, Trouble> {
    let parts = detail.children_of(kind.id);
    let named = || -> Vec<_> { parts.iter().filter(|part| *part.name == *wanted).collect() };
    let same: Vec<_> = match parts.iter().find(|part| *part.id == *wanted) {
        Some(part) => vec![part],
        None => named(),
    };
    let name = visible(&detail.row.name);
    let singular = kind.singular.replace('-', " ");
    match same.as_slice() {
        [part] => return Ok(Arc::clone(part)),
        [] => {}
        several => {
            let ids: Vec<_> = several.iter().map(|part| visible(&part.id)).collect();
            let several = format!("{name} has {} {} called {}", ids.len(), kind.id, visible(wanted));
            let hint = format!("say which by its id: {}; nothing was sent", ids.join(", "));
            return Err(Trouble::new(
                Exit::NotFound,
                Notice::error(several).with_hint(hint),
            ));
        }
    }
    let notice = Notice::error(format!("{name} has no {singular} {}", visible(wanted)));
    let known = parts.iter().flat_map(|part| [&*part.name, &*part.id]);
    let near = resolve::near(known, wanted);
    let notice = if near.is_empty() {
        notice.with_hint(format!("`qd get {} {name}` lists them", kind.id))
    } else {
        resolve::with_suggestions(notice, &singular, &near)
    };
    Err(Trouble::new(Exit::NotFound, notice))
}
