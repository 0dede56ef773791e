//! Basins of attraction: where a method ends from every start of a view.

use fallline_autodiff::Error;
use serde::Deserialize;

use super::course::{Courses, End};
use super::{check_range, check_side, middle};
use crate::plane::Plane;
use crate::spec::RunSpec;
use crate::text::refuse;

/// The starts of a map of basins.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BasinOptions {
    /// The ranges of the starts' coordinates on the plane, or of the one variable.
    pub view: Ranges,
    /// The plane on which the starts lie; that of both variables where there are no others.
    #[serde(default)]
    pub plane: Option<Plane>,
    /// Cells along each axis.
    pub side: usize,
    /// The most steps from each start, up to [`MOST_ITERATIONS`](super::MOST_ITERATIONS).
    pub max_iterations: u32,
}

/// The ranges of one or two coordinates.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ranges {
    /// Of the first.
    pub x: [f64; 2],
    /// Of the second, where there is one.
    #[serde(default)]
    pub y: Option<[f64; 2]>,
}

/// Where a method ends from every start of a view: its basins of attraction.
///
/// ```
/// use fallline_optim::RunSpec;
/// use fallline_optim::map::{BasinMap, BasinOptions, Ranges};
///
/// let spec = RunSpec::from_json(r#"{
///     "objective": { "id": "double-well" }, "start": [1], "stop": { "gradientNorm": 1e-8 },
///     "optimizer": { "id": "gradient-descent", "learningRate": 0.02 }
/// }"#)?;
/// let view = Ranges { x: [-2.0, 2.0], y: None };
/// let mut map = BasinMap::new(&spec, BasinOptions { view, plane: None, side: 4, max_iterations: 500 })?;
/// let ends: Vec<f64> = (0..4).map(|cell| map.end(cell).theta[0]).collect();
/// assert_eq!(map.start(0), [-1.5]);
/// assert!(ends[0] < 0.0 && ends[1] == ends[0].max(ends[1]) && ends[2] > 0.0 && ends[3] > 0.0);
/// # Ok::<(), fallline_autodiff::Error>(())
/// ```
pub struct BasinMap {
    courses: Courses,
    plane: Option<Plane>,
    x: [f64; 2],
    y: Option<[f64; 2]>,
    side: usize,
}

impl BasinMap {
    /// The map of a specification's method; its start is not used.
    ///
    /// # Errors
    /// As for [`Courses::new`]; kind "parameter" where the view is empty or does not fit the objective's variables,
    /// "limit" where there are too many cells.
    pub fn new(spec: &RunSpec, options: BasinOptions) -> Result<Self, Error> {
        let BasinOptions { view: Ranges { x, y }, plane, side, max_iterations } = options;
        check_side(side)?;
        check_range("x", x)?;
        y.map_or(Ok(()), |y| check_range("y", y))?;
        let courses = Courses::new(spec, max_iterations, None)?;
        let n = courses.dim();
        let fits = match (&plane, y) {
            (None, None) => n == 1,
            (None, Some(_)) => n == 2,
            (Some(plane), Some(_)) => plane.dim() == n,
            (Some(_), None) => false,
        };
        if !fits {
            return Err(refuse(format!(
                "a map of starts needs a range of one variable, ranges of two, or a plane of more; the objective has {n}"
            )));
        }
        Ok(Self { courses, plane, x, y, side })
    }

    /// n, the number of variables.
    #[must_use]
    pub fn dim(&self) -> usize {
        self.courses.dim()
    }

    /// The number of cells: `side` for one variable, else its square.
    #[must_use]
    pub fn cells(&self) -> usize {
        if self.y.is_some() { self.side * self.side } else { self.side }
    }

    /// Cells along each axis.
    #[must_use]
    pub fn side(&self) -> usize {
        self.side
    }

    /// The start in the middle of a cell, n numbers.
    #[must_use]
    pub fn start(&self, cell: usize) -> Vec<f64> {
        let x = middle(self.x, cell % self.side, self.side);
        let Some(y) = self.y else { return vec![x] };
        let point = [x, middle(y, cell / self.side, self.side)];
        self.plane.as_ref().map_or(point.to_vec(), |plane| plane.point(point))
    }

    /// Where the start in the middle of a cell ends.
    pub fn end(&mut self, cell: usize) -> End {
        self.courses.run(&self.start(cell))
    }
}
