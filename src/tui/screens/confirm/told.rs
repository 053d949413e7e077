//! What an action was told, as its dialog says it.

use crate::resource::text::visible;
use crate::resource::{Action, Arguments};

/// So many things have a line each.
const FEW: usize = 6;

/// What the action was told, one a line; of much all in one paragraph, without what was only proposed.
pub(super) fn words(action: &Action, arguments: &Arguments) -> Vec<String> {
    let said = |(name, value): (&str, &str)| format!("{name} {}", visible(value));
    let all: Vec<(&str, &str)> = arguments.shown().collect();
    if all.len() <= FEW {
        return all.into_iter().map(said).collect();
    }
    let is_proposed = |(name, value): &(&str, &str)| {
        let mut parameters = action.parameters.iter();
        parameters.any(|parameter| parameter.name == *name && parameter.default == *value)
    };
    let (proposed, chosen): (Vec<_>, Vec<_>) = all.into_iter().partition(is_proposed);
    let mut told = chosen.into_iter().map(said).collect::<Vec<_>>().join(", ");
    if !proposed.is_empty() {
        told.push_str(&format!("; the other {} as proposed", proposed.len()));
    }
    vec![told]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resource::{Parameter, Takes};

    const fn parameter(name: &'static str) -> Parameter {
        Parameter::new(name, "A number", Takes::Text).or("1")
    }
    static PARAMETERS: [Parameter; 8] = [
        parameter("a"),
        parameter("b"),
        parameter("c"),
        parameter("d"),
        parameter("e"),
        parameter("f"),
        parameter("g"),
        parameter("h"),
    ];
    const ACTION: Action = Action {
        parameters: &PARAMETERS,
        ..Action::PLAIN
    };

    fn told(values: &str) -> Vec<String> {
        let mut arguments = Arguments::default();
        for (parameter, value) in PARAMETERS.iter().zip(values.split(' ')) {
            arguments = arguments.with(parameter.name, value);
        }
        words(&ACTION, &arguments)
    }

    #[test]
    fn a_little_is_said_one_a_line() {
        assert_eq!(told("1 2"), ["a 1", "b 2"]);
    }

    #[test]
    fn of_much_that_which_was_chosen_is_said_in_one_paragraph() {
        assert_eq!(told("1 2 1 1 1 1 3 1"), ["b 2, g 3; the other 6 as proposed"]);
    }
}
