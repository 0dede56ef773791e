//! How the learning rate changes with the iteration.

mod constant;
mod cosine;
mod exponential;
mod inverse_time;
mod plateau;
mod step;
mod warm_up;

pub use constant::Constant;
pub use cosine::Cosine;
pub use exponential::Exponential;
pub use inverse_time::InverseTime;
pub use plateau::Plateau;
pub use step::Step;
pub use warm_up::WarmUp;

use crate::list::Info;
use crate::pseudocode::{Line, Notation, Pseudocode};
use crate::record::StateEntry;

/// A schedule scales the base rate: α(t) = α · factor(t). Most know the factor from the iteration alone; one that
/// watches the objective keeps its [`Progress`], and is as pure as an optimizer: progress in, progress out.
pub trait Schedule {
    /// The factor on the rate in iteration t = 0, 1, 2, ...
    fn factor(&self, iteration: usize, progress: &Progress) -> f64;

    /// The factor as TeX, empty where it is 1.
    fn tex(&self) -> &'static str;

    /// Whether it needs to know C(θ(t)).
    fn watches(&self) -> bool {
        false
    }

    /// The progress with C(θ(t)), before iteration t.
    fn watch(&self, progress: &Progress, _: f64) -> Progress {
        *progress
    }

    /// The quantities of its progress by name.
    fn describe(&self, _: &Progress) -> Vec<StateEntry> {
        Vec::new()
    }
}

/// What a schedule that watches the objective remembers.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Progress {
    /// The lowest value that counted as an improvement; `None` before the first.
    pub best: Option<f64>,
    /// Iterations since then, or since the rate was last lowered.
    pub waited: u32,
    /// How often the rate was lowered.
    pub lowered: u32,
}

impl Pseudocode for dyn Schedule {
    fn pseudocode(&self, _: &Notation) -> Vec<Line> {
        vec![Line::new("alpha", format!(r"\alpha_t \leftarrow \alpha {}", self.tex()).trim_end())]
    }
}

/// An entry of [`SCHEDULES`].
pub type ScheduleInfo = Info<dyn Schedule>;

/// Every schedule; the first is the default.
pub static SCHEDULES: &[&ScheduleInfo] = &[
    &constant::INFO,
    &exponential::INFO,
    &step::INFO,
    &inverse_time::INFO,
    &cosine::INFO,
    &warm_up::INFO,
    &plateau::INFO,
];

/// A number of iterations as a number.
#[expect(clippy::cast_precision_loss, reason = "iterations are far below 2^53")]
fn count(iterations: usize) -> f64 {
    iterations as f64
}
