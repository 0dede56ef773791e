//! Maps: how a method fares from every start of a view, and with every value of two of its parameters.
//!
//! A map has `side` cells along each axis; each stands for the point in its middle, and cells are numbered row by row
//! from the lowest one. Any cell can be computed by itself, so that a map can be made in pieces, coarse before fine.

mod course;
mod ends;
mod parameters;
mod starts;
mod survey;

pub use course::{Courses, End, MOST_ITERATIONS};
pub use ends::{Cluster, Known, cluster};
pub use parameters::{MapAxis, ParameterMap, Place};
pub use starts::{BasinMap, BasinOptions, Ranges};
pub use survey::{Class, ClassKind, MOST_ENDS, Survey};

use fallline_autodiff::{Error, ErrorKind};

use crate::text::refuse;

/// The most cells along an axis.
pub const MOST_CELLS: usize = 2048;

/// The cells of a map in the order in which it is made, coarse before fine: of about 16 a side, of about 64 a side, and
/// all others. `rows` is 1 for a map with one axis, else `side`. No cell comes twice.
///
/// ```
/// use fallline_optim::map::{nearest_known, refinement};
///
/// let passes = refinement(64, 64);
/// assert_eq!(passes.iter().map(Vec::len).collect::<Vec<_>>(), [256, 4096 - 256]);
/// // After the first pass every cell shows what a cell near it shows.
/// assert_eq!(nearest_known(0, 64, 64, |cell| passes[0].contains(&cell)), Some(64 * 2 + 2));
/// ```
#[must_use]
pub fn refinement(side: usize, rows: usize) -> Vec<Vec<usize>> {
    let strides = strides(side);
    let pass_of = |cell: usize| {
        let places = [(cell % side, side), (cell / side, rows)];
        let is_of = |stride: &Stride| places.iter().all(|&(i, count)| stride.of(i, count) == i);
        strides.iter().position(is_of).unwrap_or(strides.len())
    };
    let mut passes = vec![Vec::new(); strides.len() + 1];
    for cell in 0..side * rows {
        passes[pass_of(cell)].push(cell);
    }
    passes.retain(|pass| !pass.is_empty());
    passes
}

/// The cell that a cell looks like until it is known itself: the one that stands for its neighbourhood in the finest pass
/// of [`refinement`] in which that one is known.
#[must_use]
pub fn nearest_known(
    cell: usize,
    side: usize,
    rows: usize,
    is_known: impl Fn(usize) -> bool,
) -> Option<usize> {
    let coarser = strides(side).into_iter().rev();
    let stand_in = |stride: Stride| stride.of(cell / side, rows) * side + stride.of(cell % side, side);
    std::iter::once(cell).chain(coarser.map(stand_in)).find(|&cell| is_known(cell))
}

/// Every `width`-th cell from `first` on stands for those beside it.
#[derive(Clone, Copy)]
struct Stride {
    width: usize,
    first: usize,
}

impl Stride {
    /// The cell that stands for cell `i` of `count`.
    fn of(self, i: usize, count: usize) -> usize {
        let Self { width, first } = self;
        match count.checked_sub(first + 1) {
            Some(last) => (i / width).min(last / width) * width + first,
            // An axis that is shorter than a stride, such as that of a single row, is always known as a whole.
            None => i,
        }
    }
}

/// The strides of the passes before the last one.
fn strides(side: usize) -> Vec<Stride> {
    let fine = side / 64;
    let coarse = if fine > 0 { 4 * fine } else { side / 16 };
    let coarse = Stride { width: coarse, first: coarse / 2 };
    let strides = [coarse, Stride { width: fine, first: 0 }];
    strides.into_iter().filter(|stride| stride.width > 1).collect()
}

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
