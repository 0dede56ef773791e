//! Numbers and names in messages.

use std::fmt::Display;

use fallline_autodiff::{Error, ErrorKind};

/// A number in a message: exact where that is short, else seven digits.
pub(crate) fn number(value: f64) -> String {
    const DIGITS: i32 = 7;
    let exact = format!("{value}");
    if exact.len() <= 8 {
        return exact;
    }
    let scientific = format!("{:.*e}", DIGITS as usize - 1, value);
    let Some((mantissa, exponent)) = scientific.split_once('e') else { return scientific };
    match exponent.parse() {
        Ok(exponent @ -3..DIGITS) => {
            let places = usize::try_from(DIGITS - 1 - exponent).unwrap_or_default();
            trimmed(&format!("{value:.places$}")).to_owned()
        }
        _ => format!("{}e{exponent}", trimmed(mantissa)),
    }
}

fn trimmed(decimal: &str) -> &str {
    match decimal.contains('.') {
        true => decimal.trim_end_matches('0').trim_end_matches('.'),
        false => decimal,
    }
}

/// A point in a message, cut after a few coordinates.
pub(crate) fn point(theta: &[f64]) -> String {
    const SHOWN: usize = 4;
    let mut shown: Vec<String> = theta.iter().take(SHOWN).map(|&x| number(x)).collect();
    if theta.len() > SHOWN {
        shown.push("...".to_owned());
    }
    format!("({})", shown.join(", "))
}

/// Things in a row with commas.
pub(crate) fn enumerate(things: impl IntoIterator<Item = impl Display>) -> String {
    things.into_iter().map(|thing| thing.to_string()).collect::<Vec<_>>().join(", ")
}

/// The error of a value that does not fit.
pub(crate) fn refuse(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Parameter, message)
}

/// The error of a name that is in no list, with the nearest one that is.
pub(crate) fn unknown(what: &str, name: &str, known: &[&str]) -> Error {
    const LONGEST: usize = 40;
    let shown: String = name.chars().take(LONGEST).collect();
    let nearest = known.iter().min_by_key(|candidate| distance(&shown, candidate));
    match nearest {
        Some(nearest) if distance(&shown, nearest) <= 1 + shown.chars().count() / 3 => {
            refuse(format!("there is no {what} `{shown}`; did you mean `{nearest}`?"))
        }
        Some(_) => refuse(format!("there is no {what} `{shown}`; there are: {}", enumerate(known))),
        None => refuse(format!("there is no {what} `{shown}`; there are none here")),
    }
}

/// Levenshtein's distance: the fewest insertions, deletions and substitutions from `a` to `b`.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = i;
        row[0] = i + 1;
        for (j, &to) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(from != to);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_levenshteins() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "adam"), 4);
        assert_eq!(distance("adam", "adam"), 0);
    }

    #[test]
    fn a_near_name_is_suggested_and_a_far_one_is_not() {
        let known = ["adam", "newton", "gradient-descent"];
        assert_eq!(
            unknown("optimizer", "nweton", &known).message,
            "there is no optimizer `nweton`; did you mean `newton`?"
        );
        assert_eq!(
            unknown("optimizer", "x", &known).message,
            "there is no optimizer `x`; there are: adam, newton, gradient-descent"
        );
    }

    #[test]
    fn numbers_are_short() {
        assert_eq!(number(0.25), "0.25");
        assert_eq!(number(1.0 / 3.0), "0.3333333");
        assert_eq!(number(-1_001.600_639), "-1001.601");
        assert_eq!(number(2.0 + 1e-12), "2");
        assert_eq!(number(123_456_789.5), "1.234568e8");
        assert_eq!(number(1e-300), "1e-300");
        assert_eq!(number(f64::INFINITY), "inf");
        assert_eq!(point(&[1.0, -2.0, 3.0, 4.0, 5.0]), "(1, -2, 3, 4, ...)");
    }
}
