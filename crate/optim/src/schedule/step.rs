use std::rc::Rc;

use fallline_autodiff::math;
use serde::Deserialize;

use super::{Progress, Schedule, ScheduleInfo, count};
use crate::parameter::{DefaultValue, Domain, Parameter};

/// The rate falls in steps: α(t) = α ρ^⌊t/T⌋ with the decay 0 < ρ ≤ 1, every T iterations.
///
/// ```
/// use fallline_optim::schedule::{Progress, Schedule, Step};
/// let schedule = Step { decay: 0.5, every: 10.0 };
/// assert_eq!([0, 9, 10, 25].map(|t| schedule.factor(t, &Progress::default())), [1.0, 1.0, 0.5, 0.25]);
/// ```
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Step {
    /// ρ, the factor from one step to the next.
    pub decay: f64,
    /// T, the length of a step.
    pub every: f64,
}

impl Schedule for Step {
    fn factor(&self, iteration: usize, _: &Progress) -> f64 {
        math::pow(self.decay, (count(iteration) / self.every).floor())
    }

    fn tex(&self) -> &'static str {
        r"\rho^{\lfloor t/T \rfloor}"
    }
}

pub(super) static INFO: ScheduleInfo = ScheduleInfo {
    id: "step",
    name: "Steps",
    source: "Step decay",
    needs: &[],
    replaces: &[],
    default_search: None,
    parameters: &[
        Parameter {
            id: "decay",
            tex: r"\rho",
            help: "Factor on the rate from one step to the next.",
            domain: Domain::DECAY,
            default: DefaultValue::Number(0.5),
        },
        Parameter {
            id: "every",
            tex: "T",
            help: "How many iterations a step takes.",
            domain: Domain::COUNT,
            default: DefaultValue::Number(100.0),
        },
    ],
    build: |settings| Ok(Rc::new(settings.read::<Step>()?)),
};
