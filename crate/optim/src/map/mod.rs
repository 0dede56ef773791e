//! Maps: how a method fares from every start of a view, and with every value of two of its parameters.
//!
//! A map has `side` cells along each axis; each stands for the point in its middle, and cells are numbered row by row
//! from the lowest one. Any cell can be computed by itself, so that a map can be made in pieces, coarse before fine.

mod course;
mod ends;
mod parameters;
mod starts;

pub use course::{Courses, End, MOST_ITERATIONS};
pub use ends::{Cluster, Known, cluster};
pub use parameters::{MapAxis, ParameterMap, Place};
pub use starts::{BasinMap, BasinOptions, Ranges};

use fallline_autodiff::{Error, ErrorKind};

use crate::text::refuse;

/// The most cells along an axis.
pub const MOST_CELLS: usize = 2048;

/// The middle of cell `i` of `side` cells that cover a range.
fn middle([low, high]: [f64; 2], i: usize, side: usize) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "sides are short")]
    let part = (i as f64 + 0.5) / side as f64;
    low + part * (high - low)
}

fn check_range(name: &str, [low, high]: [f64; 2]) -> Result<(), Error> {
    match low < high && (high - low).is_finite() {
        true => Ok(()),
        false => Err(refuse(format!(
            "a map needs a range of {name} from a lower to a higher number; this one goes from {low} to {high}"
        ))),
    }
}

fn check_side(side: usize) -> Result<(), Error> {
    match side {
        0 => Err(refuse("a map has at least one cell along each axis")),
        1..=MOST_CELLS => Ok(()),
        _ => Err(Error::new(
            ErrorKind::Limit,
            format!("a map has at most {MOST_CELLS} cells along an axis; {side} are more"),
        )),
    }
}
