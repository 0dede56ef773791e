//! Ranges of axes: intervals that are known to be drawable.

use fallline_autodiff::{Error, ErrorKind};

/// A closed interval `[lo, hi]` with finite ends, `lo < hi`, and room for distinct numbers between them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    lo: f64,
    hi: f64,
}

impl Interval {
    /// From −1 to 1.
    pub(crate) const SIDE: Self = Self { lo: -1.0, hi: 1.0 };

    /// The interval from `lo` to `hi`.
    ///
    /// # Errors
    /// `Parameter` where an end is not finite, `lo >= hi`, or the ends are so close (or so far apart) that
    /// positions between them cannot be told apart.
    ///
    /// ```
    /// use fallline_plot::Interval;
    /// assert!(Interval::new(-1.0, 1.0).is_ok());
    /// assert!(Interval::new(1.0, 1.0).is_err());
    /// ```
    pub fn new(lo: f64, hi: f64) -> Result<Self, Error> {
        let fail =
            |what: &str| Err(Error::new(ErrorKind::Parameter, format!("the range from {lo} to {hi} {what}")));
        if !lo.is_finite() || !hi.is_finite() {
            return fail("has an end that is not finite");
        }
        if lo >= hi {
            return fail("is empty: its lower end must be less than its upper end");
        }
        let length = hi - lo;
        if !length.is_finite() || length <= lo.abs().max(hi.abs()) * 1e-12 || length < 1e-290 {
            return fail("is too wide or too narrow to be drawn");
        }
        Ok(Self { lo, hi })
    }

    /// A drawable interval around finite `lo <= hi`, widened by the fraction `pad` of its length on both
    /// sides; around one value where they are equal.
    pub(crate) fn around(lo: f64, hi: f64, pad: f64) -> Option<Self> {
        let margin = (hi - lo) * pad;
        let narrow = lo.abs().max(hi.abs()).max(1.0) * 0.5;
        Self::new(lo - margin, hi + margin)
            .or_else(|_| Self::new(lo * 0.5 + hi * 0.5 - narrow, lo * 0.5 + hi * 0.5 + narrow))
            .ok()
            .filter(|interval| interval.contains(lo) && interval.contains(hi))
    }

    /// The lower end.
    #[must_use]
    pub fn lo(self) -> f64 {
        self.lo
    }

    /// The upper end.
    #[must_use]
    pub fn hi(self) -> f64 {
        self.hi
    }

    /// `hi - lo`, positive and finite.
    #[must_use]
    pub fn length(self) -> f64 {
        self.hi - self.lo
    }

    /// Whether `lo <= value <= hi`.
    #[must_use]
    pub fn contains(self, value: f64) -> bool {
        self.lo <= value && value <= self.hi
    }

    /// `lo + t (hi - lo)`; the ends exactly at 0 and 1.
    #[must_use]
    pub fn at(self, t: f64) -> f64 {
        if t >= 1.0 { self.hi + (t - 1.0) * self.length() } else { self.lo + t * self.length() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_what_cannot_be_drawn() {
        for (lo, hi) in [
            (1.0, 0.0),
            (0.0, 0.0),
            (f64::NAN, 1.0),
            (0.0, f64::INFINITY),
            (f64::NEG_INFINITY, 0.0),
            (f64::MIN, f64::MAX),
            (1.0, 1.0 + f64::EPSILON),
            (0.0, f64::MIN_POSITIVE),
        ] {
            assert!(Interval::new(lo, hi).is_err(), "{lo} to {hi}");
        }
    }

    #[test]
    fn around_always_holds_its_values_where_it_exists() {
        for (lo, hi) in [(0.0, 0.0), (3.0, 3.0), (-1e12, -1e12), (1.0, 2.0), (0.0, 1e-300)] {
            let interval = Interval::around(lo, hi, 0.05).unwrap();
            assert!(interval.contains(lo) && interval.contains(hi));
        }
        assert_eq!(Interval::around(f64::MIN, f64::MAX, 0.05), None);
    }
}
