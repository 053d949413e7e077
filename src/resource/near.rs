//! "Did you mean": the known name that is nearest to a mistyped one.

/// The nearest of the names, if one is near enough to be meant; the case of letters does not count.
pub fn nearest<'a>(word: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word: Vec<char> = word.chars().flat_map(char::to_lowercase).collect();
    // A third of the letters may be wrong: of a short word, one.
    let most = (word.len() / 3).max(1);
    let distances = names.into_iter().map(|name| {
        let letters: Vec<char> = name.chars().flat_map(char::to_lowercase).collect();
        (distance(&word, &letters), name)
    });
    let near = distances.filter(|(distance, name)| *distance <= most && *distance < name.chars().count());
    near.min_by_key(|(distance, _)| *distance).map(|(_, name)| name)
}

/// How many letters must be added, left out, changed, or swapped with their neighbour.
fn distance(one: &[char], other: &[char]) -> usize {
    // Three lines of the usual table: two back is needed for swaps.
    let mut two_back: Vec<usize> = Vec::new();
    let mut back: Vec<usize> = (0..=other.len()).collect();
    for (row, letter) in one.iter().enumerate() {
        let mut line = vec![row + 1];
        for (column, against) in other.iter().enumerate() {
            let at = |line: &[usize], column: usize| line.get(column).copied().unwrap_or(usize::MAX / 2);
            let changed = at(&back, column) + usize::from(letter != against);
            let mut least = changed.min(at(&back, column + 1) + 1).min(at(&line, column) + 1);
            let is_swap = row > 0
                && column > 0
                && one.get(row - 1) == Some(against)
                && other.get(column - 1) == Some(letter);
            if is_swap {
                least = least.min(at(&two_back, column - 1) + 1);
            }
            line.push(least);
        }
        two_back = std::mem::replace(&mut back, line);
    }
    back.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_the_name_that_was_meant() {
        let names = ["replicas", "instanceType", "brokerRuntimeProperties"];
        for (word, meant) in [
            ("replica", Some("replicas")),
            ("repilcas", Some("replicas")),
            ("instancetype", Some("instanceType")),
            ("brokerRuntimeProperty", Some("brokerRuntimeProperties")),
            ("tags", None),
            ("", None),
        ] {
            assert_eq!(nearest(word, names), meant, "{word}");
        }
    }

    #[test]
    fn a_swap_of_neighbours_is_one_slip() {
        let letters = |word: &str| word.chars().collect::<Vec<_>>();
        assert_eq!(distance(&letters("ab"), &letters("ba")), 1);
        assert_eq!(distance(&letters("kitten"), &letters("sitting")), 3);
        assert_eq!(distance(&letters(""), &letters("abc")), 3);
    }
}
