//! Two answers of one list: which rows came, went, or differ.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::resource::Row;

/// How a list differs from the one before, each in the order of its list.
#[derive(Debug, Default, PartialEq)]
pub struct Rows<'a> {
    /// The same object before and now; either may be unreadable.
    pub changed: Vec<(&'a Arc<Row>, &'a Arc<Row>)>,
    pub come: Vec<&'a Arc<Row>>,
    pub gone: Vec<&'a Arc<Row>>,
    /// Whether an element that cannot be read may be one of those that seem to have come or gone.
    pub is_doubtful: bool,
}

/// Compares two complete lists by id; what has no id cannot be followed, and of two with one id the first counts.
///
/// Rows that are the same at the same place cost one look each.
pub fn compare<'a>(before: &'a [Arc<Row>], now: &'a [Arc<Row>]) -> Rows<'a> {
    let is_same = |(old, new): (&Arc<Row>, &Arc<Row>)| Arc::ptr_eq(old, new) || old == new;
    let (mut left, mut arrived) = (Vec::new(), Vec::new());
    for at in 0..before.len().max(now.len()) {
        let (old, new) = (before.get(at), now.get(at));
        if !old.zip(new).is_some_and(is_same) {
            left.extend(old.filter(|row| !row.id.is_empty()));
            arrived.extend(new.filter(|row| !row.id.is_empty()));
        }
    }
    let mut waiting = HashMap::<&str, &Arc<Row>>::with_capacity(left.len());
    for row in left.iter().copied() {
        waiting.entry(&row.id).or_insert(row);
    }
    let mut rows = Rows::default();
    for row in arrived {
        match waiting.remove(&*row.id) {
            Some(old) if is_same((old, row)) => {}
            Some(old) => rows.changed.push((old, row)),
            None => rows.come.push(row),
        }
    }
    rows.gone = left;
    rows.gone.retain(|row| waiting.remove(&*row.id).is_some());
    rows.come = strangers(std::mem::take(&mut rows.come), before, &mut rows.is_doubtful);
    rows.gone = strangers(std::mem::take(&mut rows.gone), now, &mut rows.is_doubtful);
    rows
}

/// Those whose id is not in the other list at all, each once; what cannot be read is nobody, but leaves a doubt.
fn strangers<'a>(rows: Vec<&'a Arc<Row>>, other: &[Arc<Row>], is_doubtful: &mut bool) -> Vec<&'a Arc<Row>> {
    if rows.is_empty() {
        return rows;
    }
    let mut known: HashSet<&str> = other.iter().map(|row| &*row.id).collect();
    let mut strangers = Vec::with_capacity(rows.len());
    for row in rows {
        if known.insert(&row.id) {
            if row.is_unreadable() {
                *is_doubtful = true;
            } else {
                strangers.push(row);
            }
        }
    }
    strangers
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{row, unreadable};
    use super::*;

    /// "changed / come / gone", by id.
    fn told(before: &[Arc<Row>], now: &[Arc<Row>]) -> String {
        let rows = compare(before, now);
        let ids = |rows: &[&Arc<Row>]| rows.iter().map(|row| &*row.id).collect::<Vec<_>>().join(" ");
        let changed: Vec<_> = rows.changed.iter().map(|(_, now)| *now).collect();
        let doubt = if rows.is_doubtful { " ?" } else { "" };
        format!(
            "{} / {} / {}{doubt}",
            ids(&changed),
            ids(&rows.come),
            ids(&rows.gone)
        )
    }

    #[test]
    fn a_list_that_says_the_same_has_not_changed_whoever_read_it() {
        let list = [row("a", "UP"), row("b", "UP")];
        let again = [row("a", "UP"), row("b", "UP")];
        assert_eq!(told(&list, &list), " /  / ");
        assert_eq!(told(&list, &again), " /  / ");
    }

    #[test]
    fn rows_are_followed_by_id_wherever_they_stand() {
        let list = [row("a", "UP"), row("b", "UP"), row("c", "UP")];
        let moved = [row("new", "UP"), row("c", "UP"), row("a", "DOWN")];
        assert_eq!(told(&list, &moved), "a / new / b");
        assert_eq!(told(&[], &list), " / a b c / ");
        assert_eq!(told(&list, &[]), " /  / a b c");
    }

    #[test]
    fn what_has_no_id_of_its_own_neither_comes_nor_goes() {
        let list = [row("a", "UP"), row("", "UP")];
        let now = [row("a", "UP"), row("a", "DOWN"), row("", "DOWN"), row("", "UP")];
        assert_eq!(told(&list, &now), " /  / ");
        assert_eq!(told(&now, &list), " /  / ");
    }

    #[test]
    fn an_element_that_cannot_be_read_may_be_the_one_that_is_missing() {
        let list = [row("a", "UP"), row("b", "UP")];
        let now = [row("a", "UP"), unreadable("no-id-1")];
        assert_eq!(told(&list, &now), " /  / b ?");
        assert_eq!(told(&now, &list), " / b /  ?");
        let known = [row("a", "UP"), unreadable("b")];
        assert_eq!(told(&list, &known), "b /  / ");
    }

    #[test]
    fn a_row_in_front_of_many_is_the_only_one_that_came() {
        let list: Vec<_> = (0..2_000).map(|n| row(&format!("c-{n}"), "UP")).collect();
        let longer = [&[row("first", "UP")], list.as_slice()].concat();
        assert_eq!(told(&list, &longer), " / first / ");
        assert_eq!(told(&longer, &list), " /  / first");
    }
}
