use std::rc::Rc;

use fallline_autodiff::math;
use serde::Deserialize;

use super::{Progress, Schedule, ScheduleInfo};
use crate::parameter::{DefaultValue, Domain, Parameter};
use crate::record::{Quantity, StateEntry};

/// The rate falls when the objective stays on a plateau: α(t) = α ρᵏ, where k grows by 1 after more than P
/// iterations in a row in which C(θ(t)) was not below C* − τ |C*|, C* the best value so far.
///
/// It asks the objective's value in every iteration.
///
/// ```
/// use fallline_optim::schedule::{Plateau, Progress, Schedule};
/// let schedule = Plateau { decay: 0.5, patience: 1.0, threshold: 0.0 };
/// let mut progress = Progress::default();
/// let mut factors = Vec::new();
/// for value in [3.0, 2.0, 2.0, 2.5, 1.0, 1.0, 1.0] {
///     progress = schedule.watch(&progress, value);
///     factors.push(schedule.factor(0, &progress));
/// }
/// assert_eq!(factors, [1.0, 1.0, 1.0, 0.5, 0.5, 0.5, 0.25]);
/// ```
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Plateau {
    /// ρ, the factor on the rate after a plateau.
    pub decay: f64,
    /// P, the longest wait that is no plateau.
    pub patience: f64,
    /// τ, the share of the best value by which it must be beaten.
    pub threshold: f64,
}

impl Schedule for Plateau {
    fn factor(&self, _: usize, progress: &Progress) -> f64 {
        math::pow(self.decay, progress.lowered.into())
    }

    fn tex(&self) -> &'static str {
        r"\rho^{k}"
    }

    fn watches(&self) -> bool {
        true
    }

    fn watch(&self, progress: &Progress, value: f64) -> Progress {
        if progress.best.is_none_or(|best| value < best - self.threshold * best.abs()) {
            return Progress { best: Some(value), waited: 0, ..*progress };
        }
        let waited = progress.waited.saturating_add(1);
        match f64::from(waited) > self.patience {
            true => Progress { waited: 0, lowered: progress.lowered.saturating_add(1), ..*progress },
            false => Progress { waited, ..*progress },
        }
    }

    fn describe(&self, progress: &Progress) -> Vec<StateEntry> {
        let entry = |symbol: &'static str, tex: &'static str, value: f64| {
            StateEntry::new(symbol, tex, Quantity::Scalar(value))
        };
        let best = progress.best.map(|best| entry("C_best", r"C^*", best));
        let lowered = entry("k", "k", progress.lowered.into());
        best.into_iter().chain([entry("waited", r"\text{waited}", progress.waited.into()), lowered]).collect()
    }
}

pub(super) static INFO: ScheduleInfo = ScheduleInfo {
    id: "plateau",
    name: "Plateau",
    source: "Reducing the rate on a plateau, as PyTorch and Keras do",
    needs: &[],
    replaces: &[],
    default_search: None,
    parameters: &[
        Parameter {
            id: "decay",
            tex: r"\rho",
            help: "Factor on the rate after a plateau.",
            domain: Domain::DECAY,
            default: DefaultValue::Number(0.5),
        },
        Parameter {
            id: "patience",
            tex: "P",
            help: "How many iterations without a better value are waited for.",
            domain: Domain::Int { min: 0, max: 1_000_000 },
            default: DefaultValue::Number(10.0),
        },
        Parameter {
            id: "threshold",
            tex: r"\tau",
            help: "By which share of the best value a better one must be lower.",
            domain: Domain::UNIT,
            default: DefaultValue::Number(1e-4),
        },
    ],
    build: |settings| Ok(Rc::new(settings.read::<Plateau>()?)),
};
