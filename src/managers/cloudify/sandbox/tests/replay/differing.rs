//! The exchanges that cannot be the same, by the line that they stand in, each with the reason.

/// Exchanges that differ for one reason.
pub(super) struct Difference {
    pub(super) numbers: Vec<usize>,
    pub(super) reason: &'static str,
}

fn because(reason: &'static str, numbers: impl IntoIterator<Item = usize>) -> Difference {
    Difference {
        numbers: numbers.into_iter().collect(),
        reason,
    }
}

pub(super) fn in_42() -> Vec<Difference> {
    vec![because(
        "the recorded service says premium, and lacks the package that makes it so",
        [],
    )]
}

pub(super) fn in_71() -> Vec<Difference> {
    vec![because("", [])]
}
