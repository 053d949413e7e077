//! What differs between two documents, by path.
//!
//! - A member that is null equals one that is absent ("null = absent"), except within arrays: there a null is
//!   a value like any other, as it is in a merge patch, which replaces arrays whole.
//! - Arrays of objects that each have a `name` of their own, on both sides, are compared by name.
//! - Other arrays are compared by their elements: those that mean the same are paired wherever they stand.
//!   Of the rest, two at the same place are one element that changed; others were removed (at their place
//!   before) or added (at their place after). So a list of words tells which words came and went.
//! - The order of an array is told apart, once for the array.

mod words;

pub use words::ANOTHER_SECRET;

use super::elements::{Named, named, pair_alike};
use super::json::{Json, Object};
use super::path::{Path, Step};

/// One difference.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Where; elements of `{name, …}` arrays by their name.
    pub path: Path,
    pub kind: ChangeKind,
}

/// What happened at a path.
#[derive(Debug, Clone, PartialEq)]
pub enum ChangeKind {
    Added(Json),
    Removed(Json),
    Changed {
        before: Json,
        after: Json,
    },
    /// An array holds the same elements in another order; if some came, went or changed besides, those both
    /// sides have stand in another order.
    Reordered {
        before: Json,
        after: Json,
    },
}

/// Compares two documents; the changes stand in the order of `before`, in each object or array followed by
/// what is new, in the order of `after`.
pub fn diff(before: &Json, after: &Json) -> Vec<Change> {
    let mut comparison = Comparison::default();
    comparison.values(before, after);
    comparison.changes
}

#[derive(Default)]
struct Comparison {
    /// The way to the values that are being compared.
    steps: Vec<Step>,
    /// How many of them lead into an array.
    arrays: usize,
    changes: Vec<Change>,
}

impl Comparison {
    fn values(&mut self, before: &Json, after: &Json) {
        match (before, after) {
            (Json::Object(one), Json::Object(other)) => self.objects(one, other),
            (Json::Array(one), Json::Array(other)) => {
                self.arrays += 1;
                match (named(one), named(other)) {
                    (Some(one), Some(other)) => self.by_name(&one, &other, (before, after)),
                    _ if one == other => {}
                    _ => self.by_element(one, other, (before, after)),
                }
                self.arrays -= 1;
            }
            _ if before == after => {}
            _ => self.tell(ChangeKind::Changed {
                before: before.clone(),
                after: after.clone(),
            }),
        }
    }

    fn objects(&mut self, before: &Object, after: &Object) {
        for (key, value) in before.iter() {
            self.at(Step::Field(key.into()), |this| {
                this.one_of_two(Some(value), after.get(key))
            });
        }
        for (key, value) in after.iter().filter(|(key, _)| !before.contains_key(key)) {
            self.at(Step::Field(key.into()), |this| this.one_of_two(None, Some(value)));
        }
    }

    fn by_name(&mut self, before: &Named<'_>, after: &Named<'_>, arrays: (&Json, &Json)) {
        self.order(before.keys().filter_map(|name| after.get_index_of(name)), arrays);
        for (name, element) in before {
            self.at(Step::Name((*name).into()), |this| {
                this.one_of_two(Some(element), after.get(name).copied())
            });
        }
        for (name, element) in after.iter().filter(|(name, _)| !before.contains_key(*name)) {
            self.at(Step::Name((*name).into()), |this| {
                this.one_of_two(None, Some(element))
            });
        }
    }

    fn by_element(&mut self, before: &[Json], after: &[Json], arrays: (&Json, &Json)) {
        let pairs = pair_alike(before, after);
        self.order(pairs.iter().flatten().copied(), arrays);
        let mut is_paired = vec![false; after.len()];
        for place in pairs.iter().flatten() {
            if let Some(slot) = is_paired.get_mut(*place) {
                *slot = true;
            }
        }
        let mut rest: Vec<Option<&Json>> = (after.iter().zip(is_paired))
            .map(|(item, is_paired)| (!is_paired).then_some(item))
            .collect();
        for (place, item) in before.iter().enumerate() {
            if matches!(pairs.get(place), Some(None)) {
                let other = rest.get_mut(place).and_then(Option::take);
                self.at(Step::Index(place), |this| this.one_of_two(Some(item), other));
            }
        }
        for (place, item) in rest.into_iter().enumerate() {
            if item.is_some() {
                self.at(Step::Index(place), |this| this.one_of_two(None, item));
            }
        }
    }

    /// Tells if the elements both sides have do not stand in the order of `before`.
    fn order(&mut self, places_after: impl Iterator<Item = usize>, (before, after): (&Json, &Json)) {
        if !places_after.is_sorted() {
            self.tell(ChangeKind::Reordered {
                before: before.clone(),
                after: after.clone(),
            });
        }
    }

    fn one_of_two(&mut self, before: Option<&Json>, after: Option<&Json>) {
        let is_value = |value: &&Json| self.arrays > 0 || !value.is_null();
        match (before.filter(is_value), after.filter(is_value)) {
            (Some(before), Some(after)) => self.values(before, after),
            (Some(before), None) => self.tell(ChangeKind::Removed(before.clone())),
            (None, Some(after)) => self.tell(ChangeKind::Added(after.clone())),
            (None, None) => {}
        }
    }

    fn at(&mut self, step: Step, compare: impl FnOnce(&mut Self)) {
        self.steps.push(step);
        compare(self);
        self.steps.pop();
    }

    fn tell(&mut self, kind: ChangeKind) {
        let path: Path = self.steps.iter().cloned().collect();
        self.changes.push(Change { path, kind });
    }
}

#[cfg(test)]
mod tests;
