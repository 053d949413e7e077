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
        because(
            "without an order it is not defined which two of four come first",
            [271],
        ),
    ]
}

pub(super) fn in_71() -> Vec<Difference> {
    vec![
        because("not documented, and of no use to a client", [20, 247]),
        because(
            "a blueprint without an archive is read for ever by 7.1",
            [13, 35, 55],
        ),
        because(
            "the recorder's blueprint was of an older language, whose workflows have fewer parameters",
            [
                67, 130, 131, 134, 135, 144, 145, 160, 161, 162, 163, 302, 303, 305, 306,
            ],
        ),
        because(
            "a deployment that was refused for its inputs stays behind in 7.1",
            [64, 79, 80],
        ),
        because(
            "the recorder had set a property by hand; a status check leaves when it was",
            [92, 94, 96],
        ),
        because("version 0 counts as 1, as in 4.2, and is told as that", [97]),
        because(
            "how many there are depends on what the recorder did besides",
            [101, 317, 338],
        ),
        because("how far a cancelled workflow came depends on the moment", [124]),
        because(
            "scripts write more of their own, and tasks are told in other numbers",
            [
                158, 173, 174, 175, 176, 177, 179, 180, 193, 194, 195, 312, 325, 328, 333,
            ],
        ),
        because("the range of time is that of the recording", [183, 184, 185]),
        because("what was deleted counts as unavailable in 7.1", [166]),
        because("the answer about a scheduled execution is empty in 7.1", [172]),
        because(
            "deleting a user is offered in both editions, and said to be premium",
            [241],
        ),
        because(
            "the blueprint that is read for ever counts as running",
            [256, 277, 278],
        ),
        because(
            "the server before the manager answers for a file that is not there",
            [257],
        ),
        because(
            "the recorded community edition cannot make snapshots",
            [258, 259, 261, 262, 264, 265],
        ),
        because(
            "7.1 answers an upload to a known name with nothing, and a restore with a fault",
            [267, 269],
        ),
        because("a restore that was not recorded is still running", [276]),
        because(
            "nothing is fetched from an address: nobody tells why it is not there",
            [290],
        ),
        because(
            "what comes of the heal that was refused to the recorder",
            [304, 307],
        ),
    ]
}
