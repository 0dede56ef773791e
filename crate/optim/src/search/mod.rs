//! How far to go along a direction.

mod backtracking;
mod fixed;

pub use backtracking::Backtracking;
pub use fixed::Fixed;

use crate::list::Info;
use crate::oracle::Oracle;
use crate::pseudocode::{Line, Notation, Pseudocode};
use crate::status::Status;

/// The ray {θ + α d : α > 0} along which a search goes, MEDL (4.44).
#[derive(Clone, Copy, Debug)]
pub struct Ray<'a> {
    /// θ, n numbers.
    pub theta: &'a [f64],
    /// d, n numbers.
    pub direction: &'a [f64],
    /// The optimizer's base rate.
    pub rate: f64,
    /// The schedule's factor on rates in this iteration.
    pub factor: f64,
}

/// A search decides the step size α on a ray.
pub trait Search {
    /// The step size. Trials go to the oracle as probes.
    ///
    /// # Errors
    /// The status that says why there is none.
    fn step_size(&self, oracle: &mut Oracle, ray: &Ray<'_>) -> Result<f64, Status>;

    /// The line that finds αₜ as TeX, given the schedule's factor and the base rate as TeX (empty where
    /// they are 1); `None` where αₜ is the base rate itself.
    fn formula(&self, factor: &str, rate: &str) -> Option<String>;
}

impl Pseudocode for dyn Search {
    fn pseudocode(&self, _: &Notation) -> Vec<Line> {
        let formula = self.formula("", r"\alpha").unwrap_or_else(|| r"\alpha_t \leftarrow \alpha".to_owned());
        vec![Line::new("alpha", formula)]
    }
}

/// An entry of [`SEARCHES`].
pub type SearchInfo = Info<dyn Search>;

/// Every search; the first is the default.
pub static SEARCHES: &[&SearchInfo] = &[&fixed::INFO, &backtracking::INFO];
