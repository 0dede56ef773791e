//! How the learning rate changes with the iteration.

mod constant;
mod exponential;

pub use constant::Constant;
pub use exponential::Exponential;

use crate::list::Info;
use crate::pseudocode::{Line, Notation, Pseudocode};

/// A schedule scales the base rate with the iteration: α(t) = α · factor(t).
pub trait Schedule {
    /// The factor on the rate in iteration t = 0, 1, 2, ...
    fn factor(&self, iteration: usize) -> f64;

    /// The factor as TeX, empty where it is 1.
    fn tex(&self) -> &'static str;
}

impl Pseudocode for dyn Schedule {
    fn pseudocode(&self, _: &Notation) -> Vec<Line> {
        vec![Line::new("alpha", format!(r"\alpha_t \leftarrow \alpha {}", self.tex()).trim_end())]
    }
}

/// An entry of [`SCHEDULES`].
pub type ScheduleInfo = Info<dyn Schedule>;

/// Every schedule; the first is the default.
pub static SCHEDULES: &[&ScheduleInfo] = &[&constant::INFO, &exponential::INFO];
