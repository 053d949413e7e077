//! The real values in place of their masks.

use std::collections::HashMap;

use super::{IsSecret, MASK, Way};
use crate::resource::text::REDACTED;
use crate::spec::elements::{Meaning, named};
use crate::spec::finding::Finding;
use crate::spec::json::{Json, Object};
use crate::spec::path::Step;

/// Puts the values of `base` back where `edited` holds [`MASK`] in place of a secret.
///
/// Elements of `{name, …}` arrays are found by name. Those of other arrays are found by what of them can be
/// seen, or else by their place if there are as many as there were: a mask is never given the value of an
/// element that may be another one.
///
/// A mask that stands for nothing, or for what is itself a mask, stays and is an error: it would be stored as it
/// stands. So is what [`REDACTED`] stands for, which is nowhere to be found.
pub fn unmask(edited: &Json, base: &Json, is_secret: &IsSecret<'_>) -> (Json, Vec<Finding>) {
    let mut unmasking = Unmasking {
        way: Way::new(is_secret),
        steps: Vec::new(),
        findings: Vec::new(),
    };
    let document = unmasking.value(edited, Some(base), false);
    (document, unmasking.findings)
}

/// The document with [`MASK`] in place of those secrets alone that [`unmask`] puts back from `base`: a secret
/// that is another one than in `base` stays as it was typed.
pub fn mask_known(document: &Json, base: &Json, is_secret: &IsSecret<'_>) -> Json {
    let masked = super::mask(document, is_secret);
    let (unmasked, _) = unmask(&masked, base, is_secret);
    let known = with_masks(document, &masked, &unmasked);
    // What stands clear beside a mask may make it another element's.
    if unmask(&known, base, is_secret) == (document.clone(), Vec::new()) {
        known
    } else {
        document.clone()
    }
}

/// The document without the members and elements that are a mask.
pub fn without_masks(document: &Json) -> Json {
    let is_value = |value: &Json| value.as_str() != Some(MASK);
    match document {
        Json::Object(object) => {
            let members = object.iter().filter(|(_, member)| is_value(member));
            Json::Object(
                members
                    .map(|(key, member)| (key, without_masks(member)))
                    .collect(),
            )
        }
        Json::Array(items) => {
            let items = items.iter().filter(|item| is_value(item));
            Json::Array(items.map(without_masks).collect())
        }
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => document.clone(),
    }
}

/// The document with the masks that became again what they stand for.
fn with_masks(document: &Json, masked: &Json, unmasked: &Json) -> Json {
    match (document, masked, unmasked) {
        (Json::Object(members), Json::Object(masked), Json::Object(unmasked)) => {
            let members = members.iter().map(|(key, member)| {
                let sides = masked.get(key).zip(unmasked.get(key));
                let known = sides.map(|(masked, unmasked)| with_masks(member, masked, unmasked));
                (key, known.unwrap_or_else(|| member.clone()))
            });
            Json::Object(members.collect())
        }
        (Json::Array(items), Json::Array(masked), Json::Array(unmasked)) => {
            let sides = items.iter().zip(masked).zip(unmasked);
            Json::Array(
                sides
                    .map(|((item, masked), unmasked)| with_masks(item, masked, unmasked))
                    .collect(),
            )
        }
        _ if unmasked == document => masked.clone(),
        _ => document.clone(),
    }
}

/// So many characters of a mask in a row are no accident.
const REMAINS: &str = "****";

struct Unmasking<'a> {
    way: Way<'a>,
    steps: Vec<Step>,
    findings: Vec<Finding>,
}

impl<'a> Unmasking<'a> {
    fn value(&mut self, edited: &'a Json, base: Option<&'a Json>, is_secret: bool) -> Json {
        match edited {
            Json::String(text) if &**text == MASK => match base {
                Some(base) if is_secret && !base.is_null() && base != edited => base.clone(),
                _ => {
                    self.report("this is a mask, not a value: it would be stored as it stands");
                    edited.clone()
                }
            },
            // Typed into a mask, or cut from it: what would be stored is certainly not meant.
            Json::String(text) if is_secret && text.contains(REMAINS) && base != Some(edited) => {
                self.report("a mask that was changed is no secret: write the whole value, or the whole mask");
                edited.clone()
            }
            Json::String(text) if &**text == REDACTED && base != Some(edited) => {
                self.report("a secret was left out here when this was printed: write the value itself");
                edited.clone()
            }
            Json::Object(object) => self.object(object, base, is_secret),
            Json::Array(items) if items.iter().any(holds_mask) => {
                let base_items = base.and_then(Json::as_array).unwrap_or_default();
                self.array(items, base_items, is_secret)
            }
            _ => edited.clone(),
        }
    }

    fn object(&mut self, object: &'a Object, base: Option<&'a Json>, is_secret: bool) -> Json {
        let mut members = Object::default();
        for (key, member) in object.iter() {
            let is_secret = self.way.enter(object, key) || is_secret;
            self.steps.push(Step::Field(key.into()));
            members.insert(
                key,
                self.value(member, base.and_then(|base| base.get(key)), is_secret),
            );
            self.steps.pop();
            self.way.leave();
        }
        Json::Object(members)
    }

    fn array(&mut self, items: &'a [Json], base: &'a [Json], is_secret: bool) -> Json {
        // Within a secret the names are masked, too.
        let names = named(items).filter(|_| !is_secret);
        let by_name = names.zip(named(base));
        let elements: Vec<(Step, Option<&'a Json>)> = match by_name {
            Some((names, base)) => (names.keys())
                .map(|name| (Step::Name((*name).into()), base.get(name).copied()))
                .collect(),
            None => {
                let masked: Vec<Json> = base.iter().map(|item| self.way.masked(item, is_secret)).collect();
                (pair_masked(items, &masked).into_iter().enumerate())
                    .map(|(at, place)| (Step::Index(at), place.and_then(|place| base.get(place))))
                    .collect()
            }
        };
        let mut unmasked = Vec::with_capacity(items.len());
        for (item, (step, base)) in items.iter().zip(elements) {
            self.steps.push(step);
            unmasked.push(self.value(item, base, is_secret));
            self.steps.pop();
        }
        Json::Array(unmasked)
    }

    fn report(&mut self, message: &str) {
        let path = self.steps.iter().cloned().collect();
        self.findings.push(Finding::error(path, message));
    }
}

fn holds_mask(value: &Json) -> bool {
    match value {
        Json::String(text) => matches!(&**text, MASK | REDACTED),
        Json::Object(object) => object.iter().any(|(_, member)| holds_mask(member)),
        Json::Array(items) => items.iter().any(holds_mask),
        Json::Null | Json::Bool(_) | Json::Number(_) => false,
    }
}

/// For each element the place it had before, as far as that is certain.
fn pair_masked(edited: &[Json], masked: &[Json]) -> Vec<Option<usize>> {
    let mut alike: HashMap<Meaning<'_>, (Vec<usize>, Vec<usize>)> = HashMap::new();
    for (place, item) in edited.iter().enumerate() {
        alike.entry(Meaning(item)).or_default().0.push(place);
    }
    for (place, item) in masked.iter().enumerate() {
        alike.entry(Meaning(item)).or_default().1.push(place);
    }
    let is_as_long = edited.len() == masked.len();
    let mut pairs = vec![None; edited.len()];
    let mut is_taken = vec![false; masked.len()];
    let mut pair = |at: usize, place: usize| {
        if let (Some(pair @ None), Some(is_taken @ false)) = (pairs.get_mut(at), is_taken.get_mut(place)) {
            *pair = Some(place);
            *is_taken = true;
        }
    };
    for (now, then) in alike.values() {
        if now.len() == then.len() {
            now.iter().zip(then).for_each(|(&at, &place)| pair(at, place));
        } else if is_as_long {
            let stayed = now.iter().filter(|at| then.binary_search(at).is_ok());
            stayed.for_each(|&at| pair(at, at));
        }
    }
    if is_as_long {
        (0..edited.len()).for_each(|at| pair(at, at));
    }
    pairs
}
