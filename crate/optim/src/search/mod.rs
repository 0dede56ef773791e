//! How far to go along a direction.

mod backtracking;
mod exact;
mod fixed;
mod strong_wolfe;
mod wolfe;

pub use backtracking::Backtracking;
pub use exact::Exact;
pub use fixed::Fixed;
pub use strong_wolfe::StrongWolfe;
pub use wolfe::Wolfe;

use crate::linear;
use crate::list::Info;
use crate::oracle::Oracle;
use crate::parameter::{DefaultValue, Domain, Parameter};
use crate::pseudocode::{Line, Notation, Pseudocode};
use crate::status::{Status, StatusKind};
use crate::text::number;

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

impl Ray<'_> {
    /// The point θ + α d.
    fn at(&self, alpha: f64) -> Vec<f64> {
        linear::add_scaled(self.theta, alpha, self.direction)
    }

    /// C and its slope along d, at θ.
    ///
    /// # Errors
    /// "not-a-descent-direction" where the slope is not negative.
    fn descent(&self, oracle: &mut Oracle) -> Result<(f64, f64), Status> {
        let slope = oracle.slope(self.theta, self.direction)?;
        let value = oracle.value(self.theta)?;
        if slope < 0.0 {
            return Ok((value, slope));
        }
        let message =
            format!("The objective does not fall along the direction: its slope there is {}.", number(slope));
        Err(Status::new(StatusKind::NotADescentDirection, message))
    }

    /// The status of a search that accepted nothing.
    fn exhausted(&self, trials: usize, last: f64, slope: f64, condition: &str) -> Status {
        let message = format!(
            "No step size was accepted: {trials} trials, the last at {}, along a direction of slope {} broke {condition}.",
            number(last),
            number(slope)
        );
        Status::new(StatusKind::LineSearchFailed, message)
    }
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
pub static SEARCHES: &[&SearchInfo] =
    &[&fixed::INFO, &exact::INFO, &backtracking::INFO, &wolfe::INFO, &strong_wolfe::INFO];

const INITIAL_STEP: Parameter = Parameter {
    id: "initialStep",
    tex: r"\alpha_0",
    help: "First step size that is tried; it multiplies the direction.",
    domain: Domain::POSITIVE,
    default: DefaultValue::Number(1.0),
};

const ARMIJO: Parameter = Parameter {
    id: "beta",
    tex: r"\beta_A",
    help: "Share of the decrease predicted to first order that a step must reach.",
    domain: Domain::UNIT,
    default: DefaultValue::Number(1e-4),
};

const CURVATURE: Parameter = Parameter {
    id: "gamma",
    tex: r"\gamma_W",
    help: "Share of the slope at the start that may remain at the end of the step; it should be above beta.",
    domain: Domain::FRACTION,
    default: DefaultValue::Number(0.9),
};
