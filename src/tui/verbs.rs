//! From a verb to its dialog: who is meant, whether it can be asked now, what it takes to confirm.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::managers::About;
use crate::resource::action::Target;
use crate::resource::kind::{CLUSTERS, SERVERS};
use crate::resource::proof::{self, Proof, Stake};
use crate::resource::{
    Action, ActionId, Arguments, Availability, Detail, Intent, Key, KindId, Parameter, Protection, Row,
};

use super::known::{Known, KnownContext};
use super::screens::Aim;

/// One target, as known when the dialog opened.
#[derive(Debug, Clone)]
pub struct Aimed {
    pub key: Key,
    pub row: Arc<Row>,
    /// The row of the part that is meant (a server).
    pub part: Option<Arc<Row>>,
    pub protection: Protection,
    pub is_hidden: bool,
}

/// Letters that confirm what does little damage: the first that does not also ask for it.
pub const LETTERS: [char; 3] = ['y', 'o', 'k'];

/// What an action is about: the part under the cursor where this is one of its own actions, and else what the screen is
/// about.
pub fn aim_of(id: ActionId, aim: &Aim, known: &Known) -> Aim {
    // The footer asks with every frame, of one action at a time.
    let is_own = part_as_key(aim, known).is_some_and(|(of, part, key)| {
        let about = known.context(&key.context).map(|context| context.about);
        let action = about.and_then(|about| Some((about, about.action(id, key.kind)?)));
        action.is_some_and(|(about, action)| is_own(action, part, of.kind, about))
    });
    let own = is_own.then(|| part_as_object(aim, known)).flatten();
    own.unwrap_or_else(|| aim.clone())
}

/// What can be done to the part under the cursor as an object of its own (an execution).
pub fn own_actions(aim: &Aim, known: &Known) -> Vec<&'static Action> {
    let Some((of, part, key)) = part_as_key(aim, known) else {
        return Vec::new();
    };
    let Some(context) = known.context(&key.context) else {
        return Vec::new();
    };
    let about = context.about;
    let actions = about.actions_on(key.kind);
    actions
        .filter(|action| is_own(action, part, of.kind, about))
        .collect()
}

/// Whether an action of the object that a part of this kind is by itself means the part, and not what it is a part of.
///
/// Where it is that only as another kind (a server as a host), what its cluster can do, too, stays about the cluster:
/// who stops or deletes on the tab of servers has always meant the cluster.
fn is_own(action: &Action, part: KindId, of: KindId, about: &About) -> bool {
    action.on.kind() == part || (!action.on.is_new() && about.action(action.id, of).is_none())
}

/// The part under the cursor as an object of its own.
fn part_as_object(aim: &Aim, known: &Known) -> Option<Aim> {
    let (of, kind, key) = part_as_key(aim, known)?;
    let part = known.part(of, kind, &key.id);
    // A row of another kind has other cells.
    let row = if key.kind == kind {
        part
    } else {
        known.row(&key).or(part)
    };
    Some(Aim {
        row: Some(Arc::clone(row?)),
        targets: vec![key],
        ..Aim::default()
    })
}

/// What the part under the cursor is one of, its kind, and the object that it is by itself.
fn part_as_key<'a>(aim: &'a Aim, known: &Known) -> Option<(&'a Key, KindId, Key)> {
    let [of] = aim.targets.as_slice() else {
        return None;
    };
    let (kind, part) = aim.part.as_ref()?;
    Some((of, *kind, known.as_object(of, *kind, part)?))
}

/// The targets of `aim` for an action, with what is known of them.
///
/// Only an action on parts of its kind means the part under the cursor: any other is about the cluster.
pub fn aimed(id: ActionId, aim: &Aim, known: &Known) -> Vec<Aimed> {
    // A row at hand spares the walk over the lists: the footer asks with every frame.
    let rows = match &aim.row {
        Some(_) => HashMap::new(),
        None => known.rows(aim.targets.iter()),
    };
    let hidden: HashSet<&Key> = aim.hidden.iter().collect();
    let target = |key: &Key| {
        let context = known.context(&key.context)?;
        let row = Arc::clone(match &aim.row {
            Some(row) => row,
            None => *rows.get(key)?,
        });
        let action = context.about.action(id, key.kind);
        let wanted = action.and_then(|action| action.on.part());
        let part = aim.part.as_ref().filter(|(kind, _)| Some(*kind) == wanted);
        let part = part.and_then(|(kind, part)| known.part(key, *kind, part).cloned());
        Some(Aimed {
            key: key.clone(),
            row,
            part,
            protection: context.protection(),
            is_hidden: hidden.contains(key),
        })
    };
    let mut targets: Vec<Aimed> = aim.targets.iter().filter_map(target).collect();
    // What is not on the screen is listed first: it is the surprise.
    targets.sort_by_key(|target| !target.is_hidden);
    targets
}

/// An object that is to be made.
pub fn aimed_at_new(key: Key, known: &Known) -> Aimed {
    Aimed {
        row: Arc::new(Row::of_nothing(&key.id)),
        part: None,
        // Nothing is sent to a context that is not open.
        protection: (known.context(&key.context))
            .map_or(Protection::ReadOnly, |context| context.protection()),
        is_hidden: false,
        key,
    }
}

/// The target of a change that was asked for before.
pub fn aimed_before(intent: &Intent, known: &Known) -> Vec<Aimed> {
    let context = known.context(&intent.key.context);
    let action = context.and_then(|context| context.about.action(intent.action, intent.key.kind));
    if action.is_some_and(|action| action.on.is_new()) {
        return vec![aimed_at_new(intent.key.clone(), known)];
    }
    let part = action.and_then(|action| action.on.part());
    let aim = Aim {
        targets: vec![intent.key.clone()],
        part: part.zip(intent.part.clone()),
        ..Aim::default()
    };
    aimed(intent.action, &aim, known)
}

/// Whether `action` can be asked of all targets, told this; the reason names the first that is in the way.
pub fn availability(id: ActionId, targets: &[Aimed], told: &Arguments, known: &Known) -> Availability {
    if targets.is_empty() {
        return Availability::NotNow("nothing is selected".into());
    }
    let named = |target: &Aimed, reason: String| match targets.len() {
        1 => reason,
        _ => format!("{}: {reason}", target.row.name),
    };
    let mut all = Availability::Offered;
    for target in targets {
        let judged = match action_on(id, &target.key, known) {
            Err(reason) => Availability::NotNow(reason),
            Ok(action) => judged(action, target, targets.len(), told, known),
        };
        match judged {
            Availability::Offered => {}
            Availability::NotNow(reason) => return Availability::NotNow(named(target, reason)),
            Availability::OnlyWith { switch, reason } if all.is_offered() => {
                let reason = named(target, reason);
                all = Availability::OnlyWith { switch, reason };
            }
            Availability::OnlyWith { .. } => {}
        }
    }
    all
}

fn action_on(id: ActionId, key: &Key, known: &Known) -> Result<&'static Action, String> {
    let about: &About = known
        .context(&key.context)
        .map(|context| context.about)
        .ok_or("not open")?;
    let action = about.action(id, key.kind);
    action.ok_or_else(|| about.why_not(id, key.kind))
}

fn judged(action: &Action, target: &Aimed, count: usize, told: &Arguments, known: &Known) -> Availability {
    let context = known.context(&target.key.context);
    if let Some(why) = context.and_then(KnownContext::why_read_only) {
        return Availability::NotNow(why);
    }
    if count > 1 && !action.bulk {
        return Availability::NotNow("one at a time only".into());
    }
    if action.on.is_part() && target.part.is_none() {
        let noun = context.map_or_else(|| "part".to_owned(), |context| context.about.noun_of_part(action));
        let where_it_is = match (target.key.kind, action.on.part()) {
            // That tab is the first one of every cluster.
            (CLUSTERS, Some(part)) if part != SERVERS => format!(", on the tab {part}"),
            _ => String::new(),
        };
        return Availability::NotNow(format!("select {} {noun} first{where_it_is}", article(&noun)));
    }
    let detail = known.detail_for(&target.key, action);
    (action.available)(&target.with(detail.as_deref(), told))
}

fn article(noun: &str) -> &'static str {
    match noun.chars().next() {
        Some('a' | 'e' | 'i' | 'o') => "an",
        Some(_) | None => "a",
    }
}

/// Everything that an action wants to be told of a target, told this so far.
pub fn parameters(
    action: &Action,
    target: Option<&Aimed>,
    told: &Arguments,
    known: &Known,
) -> Vec<Parameter> {
    match target {
        Some(target) if action.more.is_some() => {
            let detail = known.detail_for(&target.key, action);
            action.parameters_for(&target.with(detail.as_deref(), told))
        }
        Some(_) | None => action.parameters.to_vec(),
    }
}

impl Aimed {
    /// The target itself, told this; `detail` is the object in full, where it has been read.
    pub fn with<'a>(&'a self, detail: Option<&'a Detail>, told: &'a Arguments) -> Target<'a> {
        Target {
            row: &self.row,
            detail,
            part: self.part.as_deref(),
            arguments: told,
        }
    }
}

/// The contexts in which an action could make something new, with the action as declared there.
pub fn makers<'a>(
    id: ActionId,
    kind: Option<KindId>,
    known: &'a Known,
) -> impl Iterator<Item = (&'a KnownContext, &'static Action)> + 'a {
    known.contexts().iter().filter_map(move |context| {
        let actions = context.about.actions.iter();
        let mut actions: Vec<_> = actions
            .filter(|action| action.id == id && action.on.is_new())
            .collect();
        // Several kinds may be made by the same verb: the one that is looked at is meant.
        actions.sort_by_key(|action| Some(action.on.kind()) != kind);
        Some((context, *actions.first()?))
    })
}

/// What it takes to confirm the action on all targets at once.
///
/// `letter` confirms what does little damage; it is not a key that asks for it.
pub fn proof(action: &Action, targets: &[Aimed], letter: char) -> Proof {
    let stakes: Vec<Stake<'_>> = targets
        .iter()
        .map(|target| Stake {
            name: &target.row.name,
            id: target.part.as_ref().map_or(&target.key.id, |part| &part.id),
            protection: target.protection,
        })
        .collect();
    match proof::proof(action, &stakes) {
        Proof::Letter(_) => Proof::Letter(letter),
        words => words,
    }
}

/// The dialog's action, from the first target's manager.
pub fn action(id: ActionId, targets: &[Aimed], known: &Known) -> Option<&'static Action> {
    action_on(id, &targets.first()?.key, known).ok()
}
