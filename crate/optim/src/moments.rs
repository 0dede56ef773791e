//! What the adaptive methods share: exponential averages and the parameters that all of them have.

use fallline_autodiff::math;

use crate::parameter::{DefaultValue, Domain, Parameter};
use crate::record::{Quantity, StateEntry};

/// w x̄ + (1 − w) x, element by element: the exponential average of MEDL (4.14).
pub(crate) fn average(weight: f64, before: &[f64], new: &[f64]) -> Vec<f64> {
    before.iter().zip(new).map(|(before, new)| weight * before + (1.0 - weight) * new).collect()
}

/// x⊙x.
pub(crate) fn squares(x: &[f64]) -> Vec<f64> {
    x.iter().map(|x| x * x).collect()
}

/// 1 − wᵏ, by which the average of k values is corrected for its start at 0, MEDL (4.24).
#[expect(clippy::cast_precision_loss, reason = "iterations are far below 2^53")]
pub(crate) fn share(weight: f64, count: usize) -> f64 {
    1.0 - math::pow(weight, count as f64)
}

/// x / a, element by element.
pub(crate) fn divided(x: &[f64], by: f64) -> Vec<f64> {
    x.iter().map(|x| x / by).collect()
}

/// The root that ε keeps away from 0: √s + ε, or √(s + ε) where ε stands inside.
pub(crate) fn root(s: f64, epsilon: f64, inside: bool) -> f64 {
    if inside { (s + epsilon).sqrt() } else { s.sqrt() + epsilon }
}

/// [`root`] as TeX.
pub(crate) fn root_tex(s: &str, inside: bool) -> String {
    if inside { format!(r"\sqrt{{{s} + \varepsilon}}") } else { format!(r"\sqrt{{{s}}} + \varepsilon") }
}

/// A vector of the state whose name is the same in ASCII and in TeX.
pub(crate) fn entry(symbol: &'static str, value: &[f64]) -> StateEntry {
    StateEntry::new(symbol, symbol, Quantity::from(value))
}

/// The learning rate α.
pub(crate) const fn learning_rate(help: &'static str, default: f64) -> Parameter {
    let default = DefaultValue::Number(default);
    Parameter { id: "learningRate", tex: r"\alpha", help, domain: Domain::POSITIVE, default }
}

/// The learning rate of methods whose steps have about the same length in every coordinate.
pub(crate) const STEP_LENGTH: Parameter =
    learning_rate("About how far each coordinate goes in a step.", 0.05);

/// β, the weight of the momentum.
pub(crate) const BETA: Parameter = Parameter {
    id: "beta",
    tex: r"\beta",
    help: "How much of the momentum v stays from step to step.",
    domain: Domain::AVERAGE,
    default: DefaultValue::Number(0.9),
};

/// γ, the weight of the second moment.
pub(crate) const fn gamma(default: f64) -> Parameter {
    Parameter {
        id: "gamma",
        tex: r"\gamma",
        help: "How much of the second moment s stays from step to step.",
        domain: Domain::AVERAGE,
        default: DefaultValue::Number(default),
    }
}

/// γ, the weight of past gradients in a norm of them.
pub(crate) const fn largest_gamma(default: f64) -> Parameter {
    let help = "How much of the norm r of past gradients stays from step to step.";
    Parameter { help, ..gamma(default) }
}

/// ε in a denominator.
pub(crate) const EPSILON: Parameter = Parameter {
    id: "epsilon",
    tex: r"\varepsilon",
    help: "Keeps the division away from 0.",
    domain: Domain::POSITIVE,
    default: DefaultValue::Number(1e-8),
};

/// Whether ε stands under the root.
pub(crate) const fn epsilon_inside(default: bool) -> Parameter {
    Parameter {
        id: "epsilonInside",
        tex: r"\sqrt{\cdot + \varepsilon}",
        help: "Adds epsilon under the root instead of to the root.",
        domain: Domain::Bool,
        default: DefaultValue::Bool(default),
    }
}

/// Whether averages are corrected for their start at 0.
pub(crate) const BIAS_CORRECTION: Parameter = Parameter {
    id: "biasCorrection",
    tex: r"\hat{v}, \hat{s}",
    help: "Corrects v and s for their start at 0.",
    domain: Domain::Bool,
    default: DefaultValue::Bool(true),
};
