//! Scenes from plain numbers.

use crate::scene::{Layer, Point};
use crate::theme::Role;

mod convergence;
mod curve;
mod landscape;
mod model;
mod paths;
mod probe;
mod section;

pub use convergence::{Convergence, Series, convergence};
pub use curve::{Curve, CurveRun, Model, curve};
pub use landscape::{CriticalKind, CriticalPoint, Landscape, landscape};
pub use model::Quadratic;
pub use paths::{EigenAxis, LineArrow, RunPath, paths};
pub use probe::Probe;
pub use section::{Condition, Parabola, Section, section};

/// A mark without a label.
fn mark(role: Role, at: [f64; 2]) -> Layer {
    Layer::Points { role, points: vec![Point { at, label: String::new() }] }
}

/// "a", "a and b", "a, b and c".
fn listed(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// "1 step", "7 steps".
fn steps(count: usize) -> String {
    if count == 1 { "1 step".to_owned() } else { format!("{count} steps") }
}

/// The name of a run in a caption.
fn run_name(label: &str, slot: u8) -> String {
    if label.is_empty() { format!("Run {}", u16::from(slot) + 1) } else { label.to_owned() }
}

/// Coordinates in a caption.
fn coordinates(point: &[f64]) -> String {
    let numbers: Vec<String> = point.iter().map(|v| crate::axis::number(*v, 4)).collect();
    format!("({})", numbers.join(", "))
}
