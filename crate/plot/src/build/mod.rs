//! Scenes from plain numbers.

mod convergence;
mod curve;
mod landscape;
mod paths;

pub use convergence::{Convergence, Series, convergence};
pub use curve::{Curve, CurveRun, Model, curve};
pub use landscape::{CriticalKind, CriticalPoint, Landscape, landscape};
pub use paths::{RunPath, paths};

/// "a", "a and b", "a, b and c".
fn listed(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// Coordinates in a caption.
fn coordinates(point: &[f64]) -> String {
    let numbers: Vec<String> = point.iter().map(|v| crate::axis::number(*v, 4)).collect();
    format!("({})", numbers.join(", "))
}
