use std::rc::Rc;

use serde::Deserialize;

use super::{Progress, Schedule, ScheduleInfo, count};
use crate::parameter::{DefaultValue, Domain, Parameter};

/// The rate rises in T equal steps from α/T to α and stays there: α(t) = α min((t + 1)/T, 1).
///
/// ```
/// use fallline_optim::schedule::{Progress, Schedule, WarmUp};
/// let schedule = WarmUp { length: 4.0 };
/// assert_eq!([0, 1, 3, 9].map(|t| schedule.factor(t, &Progress::default())), [0.25, 0.5, 1.0, 1.0]);
/// ```
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct WarmUp {
    /// T.
    pub length: f64,
}

impl Schedule for WarmUp {
    fn factor(&self, iteration: usize, _: &Progress) -> f64 {
        (count(iteration + 1) / self.length).min(1.0)
    }

    fn tex(&self) -> &'static str {
        r"\min\bigl(\tfrac{t + 1}{T}, 1\bigr)"
    }
}

pub(super) static INFO: ScheduleInfo = ScheduleInfo {
    id: "warm-up",
    name: "Warm-up",
    source: "Goyal et al., Accurate, large minibatch SGD (2017)",
    needs: &[],
    replaces: &[],
    default_search: None,
    parameters: &[Parameter {
        id: "length",
        tex: "T",
        help: "In how many iterations the rate rises to its full size.",
        domain: Domain::COUNT,
        default: DefaultValue::Number(100.0),
    }],
    build: |settings| Ok(Rc::new(settings.read::<WarmUp>()?)),
};
