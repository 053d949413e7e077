//! What it takes to confirm a change: friction grows with the damage, and with the care a context demands.

use super::key::id_tail;
use super::{Action, Danger, Protection};

/// What must be done to confirm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proof {
    /// One letter, which is not the one that asked for the change.
    Letter(char),
    /// These words, typed.
    Words { words: String, what: &'static str },
}

/// What is at stake: one target of a change, as far as confirming is concerned.
#[derive(Debug, Clone, Copy)]
pub struct Stake<'a> {
    /// The cluster's name.
    pub name: &'a str,
    /// The id of the part that is meant, or of the cluster.
    pub id: &'a str,
    pub protection: Protection,
}

/// The letter that confirms what does little damage.
pub const YES: char = 'y';

/// What it takes to confirm `action` on all of `stakes` at once.
pub fn proof(action: &Action, stakes: &[Stake<'_>]) -> Proof {
    let is_protected = stakes
        .iter()
        .any(|stake| stake.protection >= Protection::Protected);
    match (stakes, action.danger) {
        ([_, _, ..], _) => Proof::Words {
            words: stakes.len().to_string(),
            what: "their number",
        },
        ([stake], danger) if is_protected || danger == Danger::Destroys => name_of(stake),
        ([stake], Danger::Part) => Proof::Words {
            words: id_tail(stake.id).to_owned(),
            what: "the last 4 of the id",
        },
        (_, Danger::Service | Danger::Part | Danger::Destroys) => Proof::Words {
            words: action.id.0.to_owned(),
            what: "the verb",
        },
        (_, Danger::Low) => Proof::Letter(YES),
    }
}

/// The whole name; where a manager gave none, the whole id.
fn name_of(stake: &Stake<'_>) -> Proof {
    let (words, what) = if stake.name.trim().is_empty() {
        (stake.id, "the id")
    } else {
        (stake.name, "the name")
    };
    Proof::Words {
        words: words.to_owned(),
        what,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resource::ActionId;
    use crate::resource::action::{START, STOP};

    fn an_action(id: ActionId, danger: Danger) -> Action {
        Action {
            id,
            danger,
            bulk: true,
            ..Action::PLAIN
        }
    }

    fn words(proof: Proof) -> String {
        match proof {
            Proof::Letter(letter) => letter.to_string(),
            Proof::Words { words, .. } => words,
        }
    }

    #[test]
    fn friction_grows_with_the_damage_and_with_the_care_a_context_demands() {
        let of = |id, danger, protection| {
            let stake = Stake {
                name: "orders",
                id: "i-0a3f9c12",
                protection,
            };
            words(proof(&an_action(id, danger), &[stake]))
        };
        assert_eq!(of(START, Danger::Low, Protection::Normal), "y");
        assert_eq!(of(STOP, Danger::Service, Protection::Normal), "stop");
        assert_eq!(of(STOP, Danger::Part, Protection::Normal), "9c12");
        assert_eq!(of(STOP, Danger::Destroys, Protection::Normal), "orders");
        assert_eq!(of(START, Danger::Low, Protection::Protected), "orders");
    }

    #[test]
    fn several_targets_are_confirmed_by_their_number() {
        let stake = Stake {
            name: "orders",
            id: "1",
            protection: Protection::Protected,
        };
        let action = an_action(START, Danger::Low);
        assert_eq!(words(proof(&action, &[stake, stake, stake])), "3");
    }
}
