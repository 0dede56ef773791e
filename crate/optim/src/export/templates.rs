//! The methods in NumPy: a file for every entry of the lists of optimizers, searches and schedules.

/// Source code by the id of an entry.
pub(super) type Templates = &'static [(&'static str, &'static str)];

macro_rules! templates {
    ($kind:literal: $($id:literal)*) => {
        &[$(($id, include_str!(concat!("numpy/", $kind, "/", $id, ".py")))),*]
    };
}

/// `method(theta)` yields one iterate after the other.
pub(super) static OPTIMIZERS: Templates = templates!("optimizer": "gradient-descent" "momentum" "nesterov" "look-ahead-momentum" "adagrad" "rmsprop" "adadelta" "adam" "adamw" "amsgrad" "nadam" "adamax" "adam-lp" "sign-descent" "adahessian" "newton" "adaptive-newton" "newton-cg" "trust-region" "secant" "broyden" "dfp" "bfgs" "l-bfgs" "gauss-newton" "levenberg-marquardt" "conjugate-gradient");

/// `step_size(theta, d, rate, factor)` finds how far to go along d.
pub(super) static SEARCHES: Templates =
    templates!("search": "fixed" "exact" "backtracking" "wolfe" "strong-wolfe");

/// `rate_factor(theta, t)` is the factor on rates in iteration t.
pub(super) static SCHEDULES: Templates =
    templates!("schedule": "constant" "exponential" "step" "inverse-time" "cosine" "warm-up" "plateau");

/// The code of an entry; empty for an id that is none, which a test excludes.
pub(super) fn find(templates: Templates, id: &str) -> &'static str {
    templates.iter().find(|(known, _)| *known == id).map_or("", |(_, code)| code)
}
