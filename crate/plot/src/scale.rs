//! One scale for colours and contour levels: where a value lies between the least and the greatest.

use fallline_autodiff::math;

/// How values are spread over a [`Scale`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScaleKind {
    /// Evenly by value.
    Linear,
    /// Evenly by the logarithm of the value minus the least value: shows the floor of long valleys.
    Logarithmic,
    /// Evenly by rank: between two levels lies the same area of the picture.
    Quantile,
}

impl ScaleKind {
    /// Every kind, in the order of menus.
    pub const ALL: [Self; 3] = [Self::Linear, Self::Logarithmic, Self::Quantile];

    /// The stable name used in addresses and JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Linear => "linear",
            Self::Logarithmic => "logarithmic",
            Self::Quantile => "quantile",
        }
    }

    /// The kind with this id.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.id() == id)
    }
}

/// A monotone map of values onto positions 0..=1, fitted to data.
#[derive(Clone, Debug, PartialEq)]
pub struct Scale {
    kind: ScaleKind,
    min: f64,
    max: f64,
    shape: Shape,
}

#[derive(Clone, Debug, PartialEq)]
enum Shape {
    Linear,
    /// Logarithms of the least and the greatest `value - min` told apart.
    Logarithmic {
        lo: f64,
        hi: f64,
    },
    /// Values at evenly spaced ranks, ascending, at least two.
    Quantile(Vec<f64>),
}

/// Ranks come from at most this many values: finer than the eye, and sorting stays far below a frame.
const SAMPLE: usize = 8192;
const KNOTS: usize = 256;

impl Scale {
    /// The scale of `kind` fitted to the finite ones among `values`; over 0..=1 where there is none.
    ///
    /// ```
    /// use fallline_plot::scale::{Scale, ScaleKind};
    /// let scale = Scale::fit(ScaleKind::Linear, &[2.0, f64::NAN, 6.0]);
    /// assert_eq!(scale.position(3.0), 0.25);
    /// assert_eq!(scale.value(0.25), 3.0);
    /// ```
    #[must_use]
    pub fn fit(kind: ScaleKind, values: &[f64]) -> Self {
        let (mut min, mut max) = (f64::INFINITY, f64::NEG_INFINITY);
        for &value in values.iter().filter(|v| v.is_finite()) {
            min = min.min(value);
            max = max.max(value);
        }
        if min > max {
            (min, max) = (0.0, 1.0);
        }
        let shape = match kind {
            _ if min == max => Shape::Linear,
            ScaleKind::Linear => Shape::Linear,
            ScaleKind::Logarithmic => Self::logarithmic(values, min, max),
            ScaleKind::Quantile => {
                let knots = quantiles(&sorted_sample(values), KNOTS);
                // Where next to nothing is defined, the sample may have missed it.
                if knots.len() < 2 { Shape::Linear } else { Shape::Quantile(knots) }
            }
        };
        Self { kind, min, max, shape }
    }

    /// The lower end is where the lowest half percent of the picture ends: below it the logarithm falls
    /// without bound, and the grid's own least value is an accident of where its points lie.
    fn logarithmic(values: &[f64], min: f64, max: f64) -> Shape {
        let span = max - min;
        let mut sample = sorted_sample(values);
        sample.retain(|v| v - min > 0.0);
        let low = quantiles(&sample, 200).get(1).map_or(span * 1e-3, |v| v - min);
        let lo = low.clamp(span * 1e-12, span * 0.1);
        if lo > 0.0 && span.is_finite() {
            Shape::Logarithmic { lo: math::ln(lo), hi: math::ln(span) }
        } else {
            Shape::Linear
        }
    }

    /// How values are spread.
    #[must_use]
    pub fn kind(&self) -> ScaleKind {
        self.kind
    }

    /// The least value.
    #[must_use]
    pub fn min(&self) -> f64 {
        self.min
    }

    /// The greatest value.
    #[must_use]
    pub fn max(&self) -> f64 {
        self.max
    }

    /// Where `value` lies, clamped to 0..=1; NaN for NaN. All of a constant lies at 0.5.
    #[must_use]
    pub fn position(&self, value: f64) -> f64 {
        if value.is_nan() {
            return f64::NAN;
        }
        if self.min == self.max {
            return 0.5;
        }
        let t = match &self.shape {
            Shape::Linear => fraction(self.min, self.max, value),
            Shape::Logarithmic { lo, hi } => (math::ln((value - self.min).max(0.0)) - lo) / (hi - lo),
            Shape::Quantile(knots) => rank(knots, value),
        };
        t.clamp(0.0, 1.0)
    }

    /// The value at position `t`, clamped to 0..=1; the inverse of [`Scale::position`] where it has one.
    #[must_use]
    pub fn value(&self, t: f64) -> f64 {
        let t = if t.is_nan() { 0.0 } else { t.clamp(0.0, 1.0) };
        match &self.shape {
            Shape::Linear => self.min * (1.0 - t) + self.max * t,
            Shape::Logarithmic { lo, hi } => (self.min + math::exp(lo + (hi - lo) * t)).min(self.max),
            Shape::Quantile(knots) => {
                let position = t * (knots.len() - 1) as f64;
                let k = (position as usize).min(knots.len() - 2);
                let s = position - k as f64;
                match knots.get(k..k + 2) {
                    Some([a, b]) => a * (1.0 - s) + b * s,
                    _ => self.min,
                }
            }
        }
    }

    /// The values at `count - 1` evenly spaced inner positions, which part the scale into `count` bands.
    #[must_use]
    pub fn thresholds(&self, count: usize) -> Vec<f64> {
        (1..count).map(|k| self.value(k as f64 / count as f64)).collect()
    }
}

/// How far `value` lies from `a` to `b`, 0..=1; half way where the two cannot be told apart.
pub(crate) fn fraction(a: f64, b: f64, value: f64) -> f64 {
    // Halves: the difference of two finite numbers can overflow.
    let length = b * 0.5 - a * 0.5;
    if length == 0.0 { 0.5 } else { ((value * 0.5 - a * 0.5) / length).clamp(0.0, 1.0) }
}

fn sorted_sample(values: &[f64]) -> Vec<f64> {
    let mut sample: Vec<f64> = if values.len() <= SAMPLE {
        values.iter().copied().filter(|v| v.is_finite()).collect()
    } else {
        // Multiples of the golden ratio spread evenly over the grid and never fall in step with its rows.
        const GOLDEN: f64 = 0.618_033_988_749_894_8;
        (0..SAMPLE)
            .map(|k| {
                let turn = k as f64 * GOLDEN;
                let at = ((turn - turn.floor()) * values.len() as f64) as usize;
                values.get(at).copied().unwrap_or(f64::NAN)
            })
            .filter(|v| v.is_finite())
            .collect()
    };
    sample.sort_unstable_by(f64::total_cmp);
    sample
}

/// The values at ranks 0, 1/parts, ..., 1 of a sorted sample, interpolated; empty for an empty sample.
fn quantiles(sorted: &[f64], parts: usize) -> Vec<f64> {
    let Some(last) = sorted.len().checked_sub(1) else { return Vec::new() };
    (0..=parts)
        .map(|k| {
            let position = last as f64 * k as f64 / parts as f64;
            let below = position.floor() as usize;
            let t = position - below as f64;
            let at = |i: usize| sorted.get(i.min(last)).copied().unwrap_or(f64::NAN);
            if t == 0.0 { at(below) } else { at(below) * (1.0 - t) + at(below + 1) * t }
        })
        .collect()
}

/// Where `value` stands among ascending knots, 0..=1; the middle of a run of equal knots.
fn rank(knots: &[f64], value: f64) -> f64 {
    let below = knots.partition_point(|&k| k < value);
    let through = knots.partition_point(|&k| k <= value);
    let position = if through > below {
        (below + through - 1) as f64 * 0.5
    } else if below == 0 {
        0.0
    } else if let Some([a, b]) = knots.get(below - 1..=below) {
        (below - 1) as f64 + fraction(*a, *b, value)
    } else {
        (knots.len() - 1) as f64
    };
    position / (knots.len() - 1) as f64
}

/// The most contour levels that are drawn.
pub const MAX_LEVELS: usize = 256;

/// Which contour levels a picture shows, and on what scale it is coloured.
#[derive(Clone, Debug, PartialEq)]
pub struct Levels {
    /// The scale of the colours and of counted levels.
    pub kind: ScaleKind,
    /// Where the levels lie.
    pub choice: LevelChoice,
}

/// Where contour levels lie.
#[derive(Clone, Debug, PartialEq)]
pub enum LevelChoice {
    /// So many levels, spread evenly over the scale.
    Count(usize),
    /// Exactly these values.
    At(Vec<f64>),
}

impl Levels {
    /// `count` levels spread evenly on a scale of `kind`.
    #[must_use]
    pub fn count(kind: ScaleKind, count: usize) -> Self {
        Self { kind, choice: LevelChoice::Count(count) }
    }

    /// The given values as levels, colours on a scale of `kind`.
    #[must_use]
    pub fn at(kind: ScaleKind, values: Vec<f64>) -> Self {
        Self { kind, choice: LevelChoice::At(values) }
    }

    /// The levels on a fitted scale: ascending, finite, distinct, at most [`MAX_LEVELS`]; none on a constant.
    #[must_use]
    pub fn values(&self, scale: &Scale) -> Vec<f64> {
        let mut values = match &self.choice {
            LevelChoice::Count(_) if scale.min == scale.max => Vec::new(),
            LevelChoice::Count(count) => scale.thresholds((*count).min(MAX_LEVELS) + 1),
            LevelChoice::At(values) => values.iter().copied().filter(|v| v.is_finite()).collect(),
        };
        values.sort_unstable_by(f64::total_cmp);
        values.dedup();
        values.truncate(MAX_LEVELS);
        values
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ramp(n: usize) -> Vec<f64> {
        (0..n).map(|k| k as f64 / (n - 1) as f64).collect()
    }

    #[test]
    fn ids_are_found_again() {
        for kind in ScaleKind::ALL {
            assert_eq!(ScaleKind::from_id(kind.id()), Some(kind));
        }
    }

    #[test]
    fn position_inverts_value() {
        let values: Vec<f64> = ramp(40_000).iter().map(|t| -3.0 + 50.0 * t * t * t).collect();
        for kind in ScaleKind::ALL {
            let scale = Scale::fit(kind, &values);
            for t in ramp(33) {
                assert!((scale.position(scale.value(t)) - t).abs() < 1e-9, "{kind:?} at {t}");
            }
        }
    }

    #[test]
    fn linear_levels_are_even() {
        let scale = Scale::fit(ScaleKind::Linear, &[0.0, 10.0]);
        assert_eq!(Levels::count(ScaleKind::Linear, 4).values(&scale), [2.0, 4.0, 6.0, 8.0]);
    }

    #[test]
    fn logarithmic_levels_grow_by_a_constant_factor_above_the_minimum() {
        let values: Vec<f64> = ramp(1000).iter().map(|t| 7.0 + t * t).collect();
        let scale = Scale::fit(ScaleKind::Logarithmic, &values);
        let levels = Levels::count(ScaleKind::Logarithmic, 10).values(&scale);
        let ratios: Vec<f64> = levels.windows(2).map(|w| (w[1] - 7.0) / (w[0] - 7.0)).collect();
        assert_eq!(ratios.len(), 9);
        assert!(ratios.iter().all(|r| (r - ratios[0]).abs() < 1e-9 && *r > 1.0));
    }

    #[test]
    fn quantile_levels_part_the_values_evenly() {
        let values: Vec<f64> = ramp(100_000).iter().map(|t| math::exp(9.0 * t)).collect();
        let scale = Scale::fit(ScaleKind::Quantile, &values);
        for (k, level) in Levels::count(ScaleKind::Quantile, 9).values(&scale).iter().enumerate() {
            let below = values.iter().filter(|v| *v < level).count() as f64 / values.len() as f64;
            assert!((below - (k + 1) as f64 / 10.0).abs() < 2e-3, "level {k}: {below}");
        }
    }

    #[test]
    fn explicit_levels_are_sorted_and_finite() {
        let levels = Levels::at(ScaleKind::Linear, vec![3.0, f64::NAN, 1.0, 3.0, f64::INFINITY]);
        assert_eq!(levels.values(&Scale::fit(ScaleKind::Linear, &[0.0, 9.0])), [1.0, 3.0]);
    }

    #[test]
    fn degenerate_data_gives_a_usable_scale() {
        for kind in ScaleKind::ALL {
            for data in [vec![], vec![f64::NAN], vec![4.0; 9], vec![f64::MIN, f64::MAX], vec![0.0, 5e-324]] {
                let scale = Scale::fit(kind, &data);
                for v in [f64::MIN, -1.0, 0.0, 4.0, f64::MAX, f64::INFINITY, f64::NEG_INFINITY] {
                    let t = scale.position(v);
                    assert!((0.0..=1.0).contains(&t), "{kind:?} {data:?} {v}: {t}");
                }
                for t in [0.0, 0.5, 1.0, f64::NAN] {
                    assert!(scale.value(t).is_finite(), "{kind:?} {data:?}");
                }
                assert!(Levels::count(kind, 9).values(&scale).iter().all(|v| v.is_finite()));
            }
        }
    }
}
