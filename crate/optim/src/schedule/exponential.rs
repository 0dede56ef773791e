use std::rc::Rc;

use fallline_autodiff::math;
use serde::Deserialize;

use super::{Progress, Schedule, ScheduleInfo, count};
use crate::parameter::{DefaultValue, Domain, Parameter};

/// The rate decays exponentially: α(t) = α ρᵗ with the decay 0 < ρ ≤ 1.
///
/// Source: MEDL 4.2, figure 4.2 (there ρ = 0.99).
///
/// ```
/// use fallline_optim::schedule::{Exponential, Progress, Schedule};
/// let schedule = Exponential { decay: 0.5 };
/// assert_eq!([0, 1, 3].map(|t| schedule.factor(t, &Progress::default())), [1.0, 0.5, 0.125]);
/// ```
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Exponential {
    /// ρ, the factor from one iteration to the next.
    pub decay: f64,
}

impl Schedule for Exponential {
    fn factor(&self, iteration: usize, _: &Progress) -> f64 {
        math::pow(self.decay, count(iteration))
    }

    fn tex(&self) -> &'static str {
        r"\rho^{t}"
    }
}

pub(super) static INFO: ScheduleInfo = ScheduleInfo {
    id: "exponential",
    name: "Exponential decay",
    source: "MEDL 4.2, figure 4.2",
    needs: &[],
    replaces: &[],
    default_search: None,
    parameters: &[Parameter {
        id: "decay",
        tex: r"\rho",
        help: "Factor on the rate from one iteration to the next.",
        domain: Domain::DECAY,
        default: DefaultValue::Number(0.99),
    }],
    build: |settings| Ok(Rc::new(settings.read::<Exponential>()?)),
};
