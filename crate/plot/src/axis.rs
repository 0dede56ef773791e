//! Ticks and numbers.

use crate::scene::{Axis, AxisScale};
use fallline_autodiff::math;

/// The ticks of an axis, ascending.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ticks {
    /// Labelled ticks.
    pub major: Vec<Tick>,
    /// Ticks without label, between the others on a logarithmic axis.
    pub minor: Vec<f64>,
}

/// A labelled tick.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    /// Where it stands.
    pub value: f64,
    /// The value as it is written.
    pub label: String,
}

/// More ticks than this are never wanted, whatever the axis.
const MAX_TICKS: f64 = 64.0;

/// Ticks for an axis with room for about `target` of them: at multiples of 1, 2 or 5 times a power of ten on a
/// linear axis, at powers of ten on a logarithmic one (with 2 and 5 times them where it spans few decades).
///
/// ```
/// use fallline_plot::{Interval, axis::ticks, scene::Axis};
/// let axis = Axis::linear("x", Interval::new(-1.0, 1.0)?);
/// let labels: Vec<String> = ticks(&axis, 5.0).major.into_iter().map(|t| t.label).collect();
/// assert_eq!(labels, ["−1.0", "−0.5", "0.0", "0.5", "1.0"]);
/// # Ok::<(), fallline_autodiff::Error>(())
/// ```
#[must_use]
pub fn ticks(axis: &Axis, target: f64) -> Ticks {
    let target = if target.is_finite() { target.clamp(1.0, MAX_TICKS) } else { 1.0 };
    match axis.scale {
        AxisScale::Linear => linear(axis, target),
        AxisScale::Log10 => logarithmic(axis, target).unwrap_or_else(|| linear(axis, target)),
    }
}

fn linear(axis: &Axis, target: f64) -> Ticks {
    let range = axis.range;
    let raw = range.length() / target;
    let mut exponent = floor_log10(raw);
    let mut mantissa = 10;
    for candidate in [1, 2, 5] {
        if f64::from(candidate) * power_of_ten(exponent) >= raw * (1.0 - 1e-9) {
            mantissa = candidate;
            break;
        }
    }
    if mantissa == 10 {
        mantissa = 1;
        exponent += 1;
    }
    if axis.integer && exponent < 0 {
        (mantissa, exponent) = (1, 0);
    }
    let step = f64::from(mantissa) * power_of_ten(exponent);
    // Multiples are made from whole numbers and one division, so that 0.3 is 0.3 and not 0.30000000000000004.
    let at = |k: f64| {
        let units = k * f64::from(mantissa);
        if exponent < 0 { units / power_of_ten(-exponent) } else { units * power_of_ten(exponent) }
    };
    let slack = 1e-9;
    let first = (range.lo() / step - slack).ceil();
    let last = (range.hi() / step + slack).floor();
    let mut values: Vec<f64> = Vec::new();
    let mut k = first;
    while k <= last && (values.len() as f64) <= MAX_TICKS {
        let value = at(k).clamp(range.lo(), range.hi());
        if values.last() != Some(&value) {
            values.push(value);
        }
        k += 1.0;
    }
    let greatest = values.iter().fold(0.0_f64, |m, v| m.max(v.abs()));
    let style = Style::of(greatest, exponent);
    let major = values.into_iter().map(|value| Tick { value, label: style.write(value) }).collect();
    Ticks { major, minor: Vec::new() }
}

/// `None` where fewer than two labelled ticks fall inside.
fn logarithmic(axis: &Axis, target: f64) -> Option<Ticks> {
    let (lo, hi) = (math::log10(axis.range.lo()), math::log10(axis.range.hi()));
    if !lo.is_finite() || !hi.is_finite() {
        return None;
    }
    let inside =
        |value: &f64| axis.range.lo() * (1.0 - 1e-9) <= *value && *value <= axis.range.hi() * (1.0 + 1e-9);
    let decades = (lo.floor() as i32)..=(hi.ceil() as i32);
    let span = hi - lo;
    let mut ticks = Ticks::default();
    let mantissas: &[u8] = if span > 2.0 || span * 3.0 > target * 1.5 { &[1] } else { &[1, 2, 5] };
    let stride = (span / target).ceil().max(1.0) as i32;
    for exponent in decades {
        for mantissa in 1..=9_u8 {
            let value = f64::from(mantissa) * power_of_ten(exponent);
            if !inside(&value) || value <= 0.0 {
                continue;
            }
            if mantissas.contains(&mantissa) && exponent.rem_euclid(stride) == 0 {
                let label = match mantissa {
                    1 => format!("10{}", superscript(exponent)),
                    m => format!("{m}×10{}", superscript(exponent)),
                };
                ticks.major.push(Tick { value, label });
            } else if (stride == 1 && span <= 8.0) || (mantissa == 1 && span <= 40.0) {
                ticks.minor.push(value);
            }
        }
    }
    (ticks.major.len() > 1).then_some(ticks)
}

/// The greatest k with 10^k <= value, for positive `value`.
fn floor_log10(value: f64) -> i32 {
    let k = math::log10(value).floor() as i32;
    // The logarithm may round across a power of ten.
    if power_of_ten(k + 1) <= value {
        k + 1
    } else if power_of_ten(k) > value {
        k - 1
    } else {
        k
    }
}

/// 10 to a whole power.
fn power_of_ten(exponent: i32) -> f64 {
    math::pow(10.0, f64::from(exponent))
}

/// How numbers of one axis are written: all alike.
#[derive(Clone, Copy)]
enum Style {
    /// So many digits after the point.
    Fixed(usize),
    /// As a multiple of this power of ten, so many digits after the point.
    Scientific { exponent: i32, digits: usize },
}

impl Style {
    /// For numbers up to `greatest` in steps of `10^step`.
    fn of(greatest: f64, step: i32) -> Self {
        let exponent = if greatest > 0.0 { floor_log10(greatest) } else { 0 };
        let digits = |n: i32| n.clamp(0, 15) as usize;
        if !(-3..5).contains(&exponent) {
            Self::Scientific { exponent, digits: digits(exponent - step) }
        } else {
            Self::Fixed(digits(-step))
        }
    }

    fn write(self, value: f64) -> String {
        match self {
            Self::Fixed(digits) => fixed(value, digits),
            _ if value == 0.0 => "0".to_owned(),
            Self::Scientific { exponent, digits } => {
                let mantissa = fixed(value / power_of_ten(exponent), digits);
                if mantissa.chars().all(|c| c == '0' || c == '.') {
                    return "0".to_owned();
                }
                format!("{mantissa}×10{}", superscript(exponent))
            }
        }
    }
}

/// A number with `digits` digits after the point, a true minus sign, and no negative zero.
fn fixed(value: f64, digits: usize) -> String {
    let text = format!("{:.digits$}", value.abs());
    let zero = text.chars().all(|c| c == '0' || c == '.');
    if value < 0.0 && !zero { format!("\u{2212}{text}") } else { text }
}

/// A number in a sentence or a label: at most `digits` significant digits, no trailing zeros, a true minus sign.
///
/// ```
/// use fallline_plot::axis::number;
/// assert_eq!(number(-0.25, 4), "−0.25");
/// assert_eq!(number(-0.0, 4), "0");
/// assert_eq!(number(1234567.0, 3), "1.23×10⁶");
/// assert_eq!(number(f64::NAN, 3), "undefined");
/// ```
#[must_use]
pub fn number(value: f64, digits: usize) -> String {
    if value.is_nan() {
        return "undefined".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "∞".to_owned() } else { "\u{2212}∞".to_owned() };
    }
    let digits = digits.clamp(1, 17);
    // Rounded first, so that 9.99 to two digits is 10 and not 9.9.
    let rounded = format!("{:.*e}", digits - 1, value.abs());
    let (mantissa, exponent) = rounded.split_once('e').unwrap_or((&rounded, "0"));
    let exponent: i32 = exponent.parse().unwrap_or_default();
    let sign = if value < 0.0 { "\u{2212}" } else { "" };
    let trim = |text: String| match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text,
    };
    if (-4..6).contains(&exponent) {
        let rounded: f64 = rounded.parse().unwrap_or_default();
        let places = (digits as i32 - 1 - exponent).clamp(0, 20) as usize;
        trim(fixed(rounded.copysign(value), places))
    } else {
        format!("{sign}{}×10{}", trim(mantissa.to_owned()), superscript(exponent))
    }
}

fn superscript(n: i32) -> String {
    n.to_string()
        .chars()
        .map(|c| match c {
            '-' => '⁻',
            '0' => '⁰',
            '1' => '¹',
            '2' => '²',
            '3' => '³',
            '4' => '⁴',
            '5' => '⁵',
            '6' => '⁶',
            '7' => '⁷',
            '8' => '⁸',
            _ => '⁹',
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interval::Interval;
    use proptest::prelude::*;

    const MINUS: char = '\u{2212}';

    fn labels(lo: f64, hi: f64, scale: AxisScale, target: f64) -> Vec<String> {
        let range = Interval::new(lo, hi).unwrap();
        let axis = Axis { scale, ..Axis::linear("x", range) };
        ticks(&axis, target).major.into_iter().map(|t| t.label).collect()
    }

    #[test]
    fn linear_ticks_are_round_numbers() {
        assert_eq!(labels(0.0, 1.0, AxisScale::Linear, 5.0), ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
        assert_eq!(labels(-3.0, 3.0, AxisScale::Linear, 6.0), ["−3", "−2", "−1", "0", "1", "2", "3"]);
        assert_eq!(labels(0.0, 2500.0, AxisScale::Linear, 5.0), ["0", "500", "1000", "1500", "2000", "2500"]);
        assert_eq!(labels(0.0, 3e6, AxisScale::Linear, 3.0), ["0", "1×10⁶", "2×10⁶", "3×10⁶"]);
        assert_eq!(
            labels(-2e-6, 2e-6, AxisScale::Linear, 4.0),
            ["−2×10⁻⁶", "−1×10⁻⁶", "0", "1×10⁻⁶", "2×10⁻⁶"]
        );
    }

    #[test]
    fn logarithmic_ticks_are_powers_of_ten() {
        assert_eq!(labels(1e-3, 10.0, AxisScale::Log10, 6.0), ["10⁻³", "10⁻²", "10⁻¹", "10⁰", "10¹"]);
        assert_eq!(labels(1e-12, 1.0, AxisScale::Log10, 4.0), ["10⁻¹²", "10⁻⁹", "10⁻⁶", "10⁻³", "10⁰"]);
        assert_eq!(labels(1.0, 10.0, AxisScale::Log10, 5.0), ["10⁰", "2×10⁰", "5×10⁰", "10¹"]);
        assert_eq!(labels(3.0, 4.0, AxisScale::Log10, 5.0).len(), 6);
    }

    #[test]
    fn whole_numbers_only_where_asked() {
        let axis = Axis { integer: true, ..Axis::linear("k", Interval::new(0.0, 3.0).unwrap()) };
        let labels: Vec<String> = ticks(&axis, 20.0).major.into_iter().map(|t| t.label).collect();
        assert_eq!(labels, ["0", "1", "2", "3"]);
    }

    #[test]
    fn numbers_read_well() {
        let written = [9.99, 100.0, -1.5e-7, 0.000_123_4, 123_456.0, 1e300, 41.0].map(|v| number(v, 2));
        assert_eq!(written, ["10", "100", "−1.5×10⁻⁷", "0.00012", "120000", "1×10³⁰⁰", "41"]);
        assert_eq!(number(f64::NEG_INFINITY, 2), "−∞");
        assert_eq!(number(5e-324, 3), "4.94×10⁻³²⁴");
    }

    proptest! {
        #[test]
        fn ticks_are_few_ascending_and_inside(lo in prop::num::f64::ANY, hi in prop::num::f64::ANY,
                target in prop::num::f64::ANY, log in prop::bool::ANY, integer in prop::bool::ANY) {
            if let Ok(range) = Interval::new(lo.min(hi), hi.max(lo)) {
                let scale = if log { AxisScale::Log10 } else { AxisScale::Linear };
                let found = ticks(&Axis { scale, integer, ..Axis::linear("x", range) }, target);
                prop_assert!(found.major.len() <= 200 && found.minor.len() <= 700);
                for t in &found.major {
                    prop_assert!(range.contains(t.value) || log);
                    prop_assert!(!t.label.contains('-') && !t.label.contains("NaN"));
                    let zero = !t.label.chars().any(|c| c.is_ascii_digit() && c != '0');
                    prop_assert!(zero || t.label.starts_with(MINUS) == (t.value < 0.0));
                }
                prop_assert!(found.major.windows(2).all(|w| w[0].value < w[1].value));
            }
        }

        #[test]
        fn about_as_many_ticks_as_asked(lo in -1e6..1e6, length in 1e-3..1e6, target in 3.0..12.0) {
            let axis = Axis::linear("x", Interval::new(lo, lo + length).unwrap());
            let n = ticks(&axis, target).major.len() as f64;
            prop_assert!(n >= (target / 2.5).floor() && n <= target + 1.0, "{n} for {target}");
        }
    }
}
