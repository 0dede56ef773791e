use std::rc::Rc;

use fallline_autodiff::math;
use serde::Deserialize;

use super::{Progress, Schedule, ScheduleInfo, count};
use crate::parameter::{DefaultValue, Domain, Parameter};

/// The rate falls along half a cosine in T iterations, from α to φα, and stays there:
/// α(t) = α (φ + (1 − φ) (1 + cos(π min(t/T, 1))) / 2) with the floor 0 ≤ φ ≤ 1.
///
/// Source: Loshchilov and Hutter, SGDR: stochastic gradient descent with warm restarts (2017), without restarts.
///
/// ```
/// use fallline_optim::schedule::{Cosine, Progress, Schedule};
/// let schedule = Cosine { length: 10.0, floor: 0.5 };
/// assert_eq!([0, 5, 10, 99].map(|t| schedule.factor(t, &Progress::default())), [1.0, 0.75, 0.5, 0.5]);
/// ```
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Cosine {
    /// T.
    pub length: f64,
    /// φ.
    pub floor: f64,
}

impl Schedule for Cosine {
    fn factor(&self, iteration: usize, _: &Progress) -> f64 {
        let share = (count(iteration) / self.length).min(1.0);
        self.floor + (1.0 - self.floor) * 0.5 * (1.0 + math::cos(math::PI * share))
    }

    fn tex(&self) -> &'static str {
        r"\Bigl(\varphi + \frac{1 - \varphi}{2} \bigl(1 + \cos(\pi \min(t/T, 1))\bigr)\Bigr)"
    }
}

pub(super) static INFO: ScheduleInfo = ScheduleInfo {
    id: "cosine",
    name: "Cosine",
    source: "Loshchilov and Hutter (2017)",
    needs: &[],
    replaces: &[],
    default_search: None,
    parameters: &[
        Parameter {
            id: "length",
            tex: "T",
            help: "In how many iterations the rate falls to its lowest.",
            domain: Domain::COUNT,
            default: DefaultValue::Number(1000.0),
        },
        Parameter {
            id: "floor",
            tex: r"\varphi",
            help: "The lowest rate as a share of the first one.",
            domain: Domain::UNIT,
            default: DefaultValue::Number(0.0),
        },
    ],
    build: |settings| Ok(Rc::new(settings.read::<Cosine>()?)),
};
