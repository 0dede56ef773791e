//! Names: their natural order, and the nearest one to a misspelt one.

use std::cmp::Ordering;

use super::callee::Callee;

/// Compares names as people list them: letters by the alphabet, runs of digits by their number, so
/// that x comes before y and t2 before t10.
pub(super) fn natural_order(a: &str, b: &str) -> Ordering {
    let (left, right) = (pieces(a), pieces(b));
    left.cmp(&right).then_with(|| a.cmp(b))
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Piece<'a> {
    /// Digits without leading zeros, compared first by length and so by value.
    Digits(usize, &'a str),
    Other(char),
}

fn pieces(name: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = name;
    while let Some(first) = rest.chars().next() {
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        if digits > 0 {
            let value = rest[..digits].trim_start_matches('0');
            pieces.push(Piece::Digits(value.len(), value));
            rest = &rest[digits..];
        } else {
            pieces.push(Piece::Other(first));
            rest = &rest[first.len_utf8()..];
        }
    }
    pieces
}

/// The function that a misspelt name most likely means: within one or two edits of it.
pub(super) fn nearest_function<F: Callee>(name: &str) -> Option<&'static str> {
    nearest(name, F::names().into_iter())
}

/// The candidate nearest to `name` in single-character edits, if it is near at all.
pub(super) fn nearest<'a>(name: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let length = name.chars().count();
    // A long candidate may differ in two places, a short one in one, and a letter is not misspelt.
    let allowed = |candidate: &str| match length.min(candidate.chars().count()) {
        0 | 1 => 0,
        2 | 3 => 1,
        _ => 2,
    };
    let lower = name.to_lowercase();
    candidates
        .map(|candidate| (distance(&lower, &candidate.to_lowercase()), candidate))
        .filter(|(distance, candidate)| *distance <= allowed(candidate))
        // Of equally near ones, the one that starts alike.
        .min_by_key(|(distance, candidate)| (*distance, candidate.chars().next() != lower.chars().next()))
        .map(|(_, candidate)| candidate)
}

/// Insertions, deletions, replacements and swaps of neighbours that lead from one word to the other.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().take(32).collect(), b.chars().take(32).collect());
    let mut before: Vec<usize> = Vec::new();
    let mut previous: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut current = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let same = a[i - 1] == b[j - 1];
            current[j] = (previous[j] + 1).min(current[j - 1] + 1).min(previous[j - 1] + usize::from(!same));
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                current[j] = current[j].min(before[j - 2] + 1);
            }
        }
        before = std::mem::replace(&mut previous, current);
    }
    previous[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::op::Op;

    #[test]
    fn names_sort_as_people_list_them() {
        let mut names = ["t10", "y", "x", "t2", "b", "w_2", "w_1", "x12", "t02"];
        names.sort_by(|a, b| natural_order(a, b));
        assert_eq!(names, ["b", "t02", "t2", "t10", "w_1", "w_2", "x", "x12", "y"]);
    }

    #[test]
    fn misspelt_functions_meet_their_nearest() {
        for (written, meant) in [
            ("sni", "sin"),
            ("coss", "cos"),
            ("arcsin", "asin"),
            ("exq", "exp"),
            ("sigmiod", "sigmoid"),
            ("Sin", "sin"),
            ("squrt", "sqrt"),
        ] {
            assert_eq!(nearest_function::<Op>(written), Some(meant), "{written}");
        }
        assert_eq!(nearest_function::<Op>("banana"), None);
    }
}
