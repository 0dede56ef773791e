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

    /// The line that finds αₜ as TeX; `None` where αₜ is the base rate itself.
    fn formula(&self, names: &Names<'_>) -> Option<String>;
}

/// What a search's formula is about, as TeX.
#[derive(Clone, Copy, Debug)]
pub struct Names<'a> {
    /// The schedule's factor, empty where it is 1.
    pub factor: &'a str,
    /// The base rate, empty where it is 1.
    pub rate: &'a str,
    /// The direction.
    pub direction: &'a str,
}

impl Pseudocode for dyn Search {
    fn pseudocode(&self, _: &Notation) -> Vec<Line> {
        let names = Names { factor: "", rate: r"\alpha", direction: "d" };
        let formula = self.formula(&names).unwrap_or_else(|| r"\alpha_t \leftarrow \alpha".to_owned());
        vec![Line::new("alpha", formula)]
    }
}

/// An entry of [`SEARCHES`].
pub type SearchInfo = Info<dyn Search>;

/// Every search; the first is the default.
pub static SEARCHES: &[&SearchInfo] = &[&fixed::INFO, &backtracking::INFO];
