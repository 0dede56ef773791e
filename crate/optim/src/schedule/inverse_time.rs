use std::rc::Rc;

use serde::Deserialize;

use super::{Progress, Schedule, ScheduleInfo, count};
use crate::parameter::{DefaultValue, Domain, Parameter};

/// The rate falls as the inverse of time: α(t) = α / (1 + δ t) with the decay δ ≥ 0.
///
/// Its sum over all t is infinite and the sum of its squares finite: the condition of Robbins and Monro under which
/// stochastic gradient descent converges.
///
/// ```
/// use fallline_optim::schedule::{InverseTime, Progress, Schedule};
/// let schedule = InverseTime { decay: 0.5 };
/// assert_eq!([0, 2, 6].map(|t| schedule.factor(t, &Progress::default())), [1.0, 0.5, 0.25]);
/// ```
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct InverseTime {
    /// δ.
    pub decay: f64,
}

impl Schedule for InverseTime {
    fn factor(&self, iteration: usize, _: &Progress) -> f64 {
        1.0 / (1.0 + self.decay * count(iteration))
    }

    fn tex(&self) -> &'static str {
        r"\frac{1}{1 + \delta t}"
    }
}

pub(super) static INFO: ScheduleInfo = ScheduleInfo {
    id: "inverse-time",
    name: "Inverse time",
    source: "Robbins and Monro, A stochastic approximation method (1951)",
    needs: &[],
    replaces: &[],
    default_search: None,
    parameters: &[Parameter {
        id: "decay",
        tex: r"\delta",
        help: "How fast the rate falls: it is half the first one after 1/decay iterations.",
        domain: Domain::NOT_NEGATIVE,
        default: DefaultValue::Number(0.01),
    }],
    build: |settings| Ok(Rc::new(settings.read::<InverseTime>()?)),
};
