//! Values of a function of two variables on a uniform grid.

use crate::interval::Interval;
use fallline_autodiff::{Error, ErrorKind};

/// The largest number of grid values that is worked on.
pub const MAX_GRID: usize = 1 << 24;

/// What part of the plane a picture shows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    /// Range of the first variable.
    pub x: Interval,
    /// Range of the second variable.
    pub y: Interval,
}

impl View {
    /// The view of `x[0]..x[1]` by `y[0]..y[1]`.
    ///
    /// # Errors
    /// `Parameter` where one of the ranges is not an [`Interval`].
    pub fn new(x: [f64; 2], y: [f64; 2]) -> Result<Self, Error> {
        Ok(Self { x: Interval::new(x[0], x[1])?, y: Interval::new(y[0], y[1])? })
    }
}

/// Values on a uniform grid, both ends included: `values[j * nx + i]` belongs to
/// `x = x.lo + i (x.hi - x.lo) / (nx - 1)`, and so with `j` for `y`. A value that is not finite means
/// "undefined here".
#[derive(Clone, Debug, PartialEq)]
pub struct Grid {
    view: View,
    nx: usize,
    ny: usize,
    values: Vec<f64>,
}

impl Grid {
    /// A grid of `nx` by `ny` values.
    ///
    /// # Errors
    /// `Parameter` where a side has fewer than 2 values or `values.len() != nx * ny`; `Limit` beyond
    /// [`MAX_GRID`] values.
    pub fn new(view: View, nx: usize, ny: usize, values: Vec<f64>) -> Result<Self, Error> {
        let count = nx.saturating_mul(ny);
        if count > MAX_GRID {
            let message = format!("a grid of {nx} by {ny} values; at most {MAX_GRID} are worked on");
            return Err(Error::new(ErrorKind::Limit, message));
        }
        if nx < 2 || ny < 2 || values.len() != count {
            let message = format!(
                "a grid of {nx} by {ny} with {} values; each side needs at least 2, and nx * ny in all",
                values.len()
            );
            return Err(Error::new(ErrorKind::Parameter, message));
        }
        Ok(Self { view, nx, ny, values })
    }

    /// The grid of `f(x, y)`.
    ///
    /// # Errors
    /// As [`Grid::new`].
    pub fn sample(view: View, nx: usize, ny: usize, f: impl Fn(f64, f64) -> f64) -> Result<Self, Error> {
        if nx.saturating_mul(ny) > MAX_GRID {
            return Self::new(view, nx, ny, Vec::new());
        }
        let at = |range: Interval, k: usize, n: usize| range.at(k as f64 / (n.max(2) - 1) as f64);
        let values = (0..ny)
            .flat_map(|j| (0..nx).map(move |i| (i, j)))
            .map(|(i, j)| f(at(view.x, i, nx), at(view.y, j, ny)));
        Self::new(view, nx, ny, values.collect())
    }

    /// A grid of as many points over another view, each value made from the one of this grid.
    pub(crate) fn mapped(&self, view: View, f: impl Fn(f64) -> f64) -> Self {
        Self { view, nx: self.nx, ny: self.ny, values: self.values.iter().copied().map(f).collect() }
    }

    /// What the grid covers.
    #[must_use]
    pub fn view(&self) -> View {
        self.view
    }

    /// Number of values along x, at least 2.
    #[must_use]
    pub fn nx(&self) -> usize {
        self.nx
    }

    /// Number of values along y, at least 2.
    #[must_use]
    pub fn ny(&self) -> usize {
        self.ny
    }

    /// The values, row by row from the lowest y.
    #[must_use]
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// Row `j`, of `nx` values; empty beyond the grid.
    pub(crate) fn row(&self, j: usize) -> &[f64] {
        self.values.get(j * self.nx..(j + 1) * self.nx).unwrap_or_default()
    }

    /// The point of the plane at grid coordinates `(i, j)`, which need not be whole numbers.
    pub(crate) fn point(&self, i: f64, j: f64) -> [f64; 2] {
        [self.view.x.at(i / (self.nx - 1) as f64), self.view.y.at(j / (self.ny - 1) as f64)]
    }

    /// The same view with at most `limit` values a side, interpolated bilinearly.
    pub(crate) fn coarsened(&self, limit: usize) -> Self {
        let limit = limit.max(2);
        if self.nx <= limit && self.ny <= limit {
            return self.clone();
        }
        let (nx, ny) = (self.nx.min(limit), self.ny.min(limit));
        let mut values = Vec::with_capacity(nx * ny);
        for j in 0..ny {
            for i in 0..nx {
                let u = i as f64 * (self.nx - 1) as f64 / (nx - 1) as f64;
                let v = j as f64 * (self.ny - 1) as f64 / (ny - 1) as f64;
                values.push(self.interpolate(u, v));
            }
        }
        Self { view: self.view, nx, ny, values }
    }

    /// The same view with at most `limit` values a side, each the mean of those around it, the nearer ones counting more:
    /// what is narrower than the new grid's cells gets shallow instead of ragged. What is undefined stays so.
    pub(crate) fn smoothed(&self, limit: usize) -> Self {
        let coarse = self.coarsened(limit);
        if coarse.nx == self.nx && coarse.ny == self.ny {
            return coarse;
        }
        let across = Tent::all(self.nx, coarse.nx);
        let along = Tent::all(self.ny, coarse.ny);
        // Sums of values and of weights, of rows first: the weights of a square are products.
        let rows: Vec<[f64; 2]> = (0..self.ny)
            .flat_map(|j| {
                across.iter().map(move |tent| tent.sum(|i| self.row(j).get(i).copied().map(weighed)))
            })
            .collect();
        let column = |i: usize, tent: &Tent| tent.sum(|j| rows.get(j * coarse.nx + i).copied());
        let sums = along
            .iter()
            .flat_map(|tent| (0..coarse.nx).map(move |i| (i, tent)))
            .map(|(i, tent)| column(i, tent));
        let values = sums.zip(&coarse.values).map(|([sum, weight], value)| {
            if value.is_finite() && weight > 0.0 { sum / weight } else { f64::NAN }
        });
        Self { values: values.collect(), ..coarse }
    }

    /// The bilinear interpolant at grid coordinates, NaN where one of the four values is not finite.
    pub(crate) fn interpolate(&self, u: f64, v: f64) -> f64 {
        let split = |position: f64, n: usize| {
            let k = (position.max(0.0) as usize).min(n - 2);
            (k, position - k as f64)
        };
        let ((i, s), (j, t)) = (split(u, self.nx), split(v, self.ny));
        let (below, above) = (self.row(j), self.row(j + 1));
        let pick = |row: &[f64]| match row.get(i..i + 2) {
            Some([a, b]) => a + (b - a) * s,
            _ => f64::NAN,
        };
        let (a, b) = (pick(below), pick(above));
        let value = a + (b - a) * t;
        if value.is_finite() { value } else { f64::NAN }
    }
}

/// A value and its weight; one that is not finite weighs nothing.
fn weighed(value: f64) -> [f64; 2] {
    if value.is_finite() { [value, 1.0] } else { [0.0, 0.0] }
}

/// Weights of the values around a place, falling to 0 beyond the neighbouring places of a coarser grid.
struct Tent {
    first: usize,
    weights: Vec<f64>,
}

impl Tent {
    /// In cells of the coarser grid: less, and a valley askew to both grids is ragged.
    const REACH: f64 = 1.6;

    /// Those of `to` places evenly over `from`.
    fn all(from: usize, to: usize) -> Vec<Self> {
        let radius = (Self::REACH * (from - 1) as f64 / (to - 1) as f64).max(1.0);
        (0..to)
            .map(|k| {
                let place = k as f64 * (from - 1) as f64 / (to - 1) as f64;
                let first = (place - radius).ceil().max(0.0) as usize;
                let last = ((place + radius).floor() as usize).min(from - 1);
                let weights = (first..=last).map(|i| (1.0 - (i as f64 - place).abs() / radius).max(0.0));
                Self { first, weights: weights.collect() }
            })
            .collect()
    }

    fn sum(&self, at: impl Fn(usize) -> Option<[f64; 2]>) -> [f64; 2] {
        let terms = self.weights.iter().enumerate().filter_map(|(k, w)| Some((w, at(self.first + k)?)));
        terms.fold([0.0; 2], |sum, (w, term)| [sum[0] + w * term[0], sum[1] + w * term[1]])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shape_is_checked() {
        let view = View::new([0.0, 1.0], [0.0, 1.0]).unwrap();
        assert_eq!(Grid::new(view, 1, 4, vec![0.0; 4]).unwrap_err().kind, ErrorKind::Parameter);
        assert_eq!(Grid::new(view, 2, 2, vec![0.0; 3]).unwrap_err().kind, ErrorKind::Parameter);
        assert_eq!(Grid::new(view, usize::MAX, 2, vec![]).unwrap_err().kind, ErrorKind::Limit);
        assert_eq!(Grid::sample(view, usize::MAX, 2, |x, _| x).unwrap_err().kind, ErrorKind::Limit);
    }

    #[test]
    fn coarsening_keeps_corners_and_planes() {
        let view = View::new([0.0, 2.0], [-1.0, 1.0]).unwrap();
        let grid = Grid::sample(view, 33, 17, |x, y| 3.0 * x - y).unwrap().coarsened(9);
        assert_eq!((grid.nx(), grid.ny()), (9, 9));
        for j in 0..9 {
            for i in 0..9 {
                let [x, y] = grid.point(i as f64, j as f64);
                assert!((grid.row(j)[i] - (3.0 * x - y)).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn smoothing_keeps_planes_and_lowers_narrow_peaks() {
        let view = View::new([0.0, 1.0], [0.0, 1.0]).unwrap();
        let plane = Grid::sample(view, 61, 61, |x, y| 2.0 * x - y).unwrap().smoothed(13);
        for (j, i) in [(2, 2), (6, 3), (10, 10)] {
            let [x, y] = plane.point(i as f64, j as f64);
            assert!((plane.row(j)[i] - (2.0 * x - y)).abs() < 1e-12);
        }
        let mut values = vec![0.0; 61 * 61];
        values[30 * 61 + 30] = 64.0;
        let peak = Grid::new(view, 61, 61, values.clone()).unwrap().smoothed(13);
        assert!((peak.row(6)[6] - 1.0).abs() < 1e-12, "a peak of one value among 64");
        assert_eq!(Grid::new(view, 61, 61, values.clone()).unwrap().smoothed(61).row(30)[30], 64.0);
        values[30 * 61 + 30] = f64::NAN;
        let hole = Grid::new(view, 61, 61, values).unwrap().smoothed(13);
        assert!(hole.row(6)[6].is_nan() && hole.row(6)[5] == 0.0);
    }
}
