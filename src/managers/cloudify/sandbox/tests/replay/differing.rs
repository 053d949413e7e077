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
    vec![
        because(
            "the recorded service calls itself premium, and lacks the package that makes it so",
            [1, 2, 234],
        ),
        because(
            "documented as refused, though 4.2 lets it in: a deactivated user, and no tenant",
            [10, 12],
        ),
        because(
            "without the premium package 4.2 trips over a name in the path; here it says that it is missing",
            [25, 28, 29, 158, 159, 162, 163, 172, 173, 176, 177, 178, 179, 180],
        ),
        because(
            "nothing is fetched from an address: the blueprint is another one",
            [38],
        ),
        because(
            "a snapshot that was refused leaves its execution behind in 4.2",
            [210],
        ),
    ]
}

pub(super) fn in_71() -> Vec<Difference> {
    vec![]
}
