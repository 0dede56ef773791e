//! What the courses of a map come to: its classes, and of which class each cell is.

use super::ends::{Known, cluster};
use crate::objective::CriticalKind;
use crate::status::StatusKind;

/// The most ends that are classes of their own: more cannot be told apart by colour.
pub const MOST_ENDS: usize = 12;

/// Cells whose courses end alike.
#[derive(Clone, Debug, PartialEq)]
pub struct Class {
    /// How they end.
    pub kind: ClassKind,
    /// The cells, ascending.
    pub cells: Vec<usize>,
    /// The median of their numbers of steps.
    pub median: f64,
}

/// How courses of one class end.
#[derive(Clone, Debug, PartialEq)]
pub enum ClassKind {
    /// At one point.
    End {
        /// The point: a known one, or the least of those found in the order of their coordinates.
        theta: Vec<f64>,
        /// Its kind, where it is known.
        known: Option<CriticalKind>,
        /// How the course of the first cell ended.
        status: StatusKind,
    },
    /// At any of so many other points.
    Others(usize),
    /// With the target of a map over parameters.
    Reached,
    /// In another way than at a point.
    Status(StatusKind),
}

/// The classes of a map.
///
/// Cells are given as the numbers of their ends, one after the other: the place of the status in
/// [`StatusKind::ALL`], the number of steps, and n coordinates. The first is not a number for a cell that is not
/// known yet.
///
/// ```
/// use fallline_optim::StatusKind;
/// use fallline_optim::map::{ClassKind, Survey};
///
/// let code = |kind: StatusKind| f64::from(kind as u8);
/// let (end, lost) = (code(StatusKind::Minimum), code(StatusKind::Diverged));
/// let cells = [[end, 4.0, 1.0], [f64::NAN, 0.0, 0.0], [end, 8.0, 1.0], [lost, 30.0, 1e31]].concat();
/// let survey = Survey::of_starts(&cells, 1, &[], 1e-3);
/// assert_eq!(survey.classes[0].cells, [0, 2]);
/// assert_eq!(survey.classes[0].median, 6.0);
/// assert_eq!(survey.classes[1].kind, ClassKind::Status(StatusKind::Diverged));
/// assert_eq!(survey.class_of, [Some(0), None, Some(0), Some(1)]);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Survey {
    /// Ends in the order of the known points, then those that were found and all others, then the other classes in the
    /// order of [`StatusKind::ALL`].
    pub classes: Vec<Class>,
    /// For each cell the place of its class; `None` where it is not known.
    pub class_of: Vec<Option<usize>>,
}

/// A cell's numbers.
struct Cell<'a> {
    place: usize,
    status: StatusKind,
    iterations: f64,
    theta: &'a [f64],
}

/// Whether a course with this status has ended at a point that it means.
fn is_end(status: StatusKind) -> bool {
    matches!(
        status,
        StatusKind::Minimum
            | StatusKind::Maximum
            | StatusKind::Saddle
            | StatusKind::Stationary
            | StatusKind::Stopped
    )
}

/// The known ones among cells whose ends have `n` coordinates.
fn known_cells(cells: &[f64], n: usize) -> Vec<Cell<'_>> {
    let numbered = cells.chunks_exact(n + 2).enumerate();
    let known = numbered.filter_map(|(place, numbers)| {
        let [code, iterations, theta @ ..] = numbers else { return None };
        let status = StatusKind::ALL.into_iter().find(|&kind| f64::from(kind as u8) == *code)?;
        Some(Cell { place, status, iterations: *iterations, theta })
    });
    known.collect()
}

fn class(kind: ClassKind, members: &[&Cell<'_>]) -> Class {
    let mut iterations: Vec<f64> = members.iter().map(|cell| cell.iterations).collect();
    let mut cells: Vec<usize> = members.iter().map(|cell| cell.place).collect();
    cells.sort_unstable();
    Class { kind, cells, median: median(&mut iterations) }
}

impl Survey {
    /// The classes of a map of starts, whose ends have `n` coordinates. Ends within `tolerance` are the same, see
    /// [`cluster`].
    #[must_use]
    pub fn of_starts(cells: &[f64], n: usize, known: &[Known<'_>], tolerance: f64) -> Self {
        let (ended, others): (Vec<Cell>, Vec<Cell>) =
            known_cells(cells, n).into_iter().partition(|cell| is_end(cell.status));
        let points: Vec<&[f64]> = ended.iter().map(|cell| cell.theta).collect();
        let clusters = cluster(&points, known, tolerance);
        // The largest ends are classes of their own, in the order in which they come.
        let mut largest: Vec<usize> = (0..clusters.len()).collect();
        largest.sort_by_key(|&k| std::cmp::Reverse(clusters[k].members.len()));
        let rest = largest.split_off(largest.len().min(MOST_ENDS));
        largest.sort_unstable();
        let members = |k: usize| clusters[k].members.iter().map(|&i| &ended[i]);
        let mut classes: Vec<Class> = Vec::new();
        for k in largest {
            let members: Vec<&Cell> = members(k).collect();
            let theta = clusters[k].theta.clone();
            let known = clusters[k].known.map(|k| known[k].kind);
            let status =
                members.iter().min_by_key(|cell| cell.place).map_or(StatusKind::Stopped, |c| c.status);
            classes.push(class(ClassKind::End { theta, known, status }, &members));
        }
        if !rest.is_empty() {
            let members: Vec<&Cell> = rest.iter().flat_map(|&k| members(k)).collect();
            classes.push(class(ClassKind::Others(rest.len()), &members));
        }
        Self::with_statuses(classes, &others, cells.len() / (n + 2))
    }

    /// The classes of a map over parameters: all that reached their target are one.
    #[must_use]
    pub fn of_parameters(cells: &[f64], n: usize) -> Self {
        let (reached, others): (Vec<Cell>, Vec<Cell>) =
            known_cells(cells, n).into_iter().partition(|cell| is_end(cell.status));
        let reached: Vec<&Cell> = reached.iter().collect();
        let classes = match reached.is_empty() {
            true => Vec::new(),
            false => vec![class(ClassKind::Reached, &reached)],
        };
        Self::with_statuses(classes, &others, cells.len() / (n + 2))
    }

    fn with_statuses(mut classes: Vec<Class>, others: &[Cell<'_>], cells: usize) -> Self {
        for kind in StatusKind::ALL {
            let members: Vec<&Cell> = others.iter().filter(|cell| cell.status == kind).collect();
            if !members.is_empty() {
                classes.push(class(ClassKind::Status(kind), &members));
            }
        }
        let mut class_of = vec![None; cells];
        for (k, class) in classes.iter().enumerate() {
            class.cells.iter().for_each(|&cell| class_of[cell] = Some(k));
        }
        Self { classes, class_of }
    }
}

fn median(numbers: &mut [f64]) -> f64 {
    numbers.sort_unstable_by(f64::total_cmp);
    match numbers {
        [] => f64::NAN,
        _ => {
            let middle = numbers.len() / 2;
            let upper = numbers[middle];
            if numbers.len() % 2 == 1 { upper } else { 0.5 * (numbers[middle - 1] + upper) }
        }
    }
}
