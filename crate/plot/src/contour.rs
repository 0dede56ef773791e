//! Contour lines by marching squares.
//!
//! One pass over the cells. A cell only touches the levels between its least and its greatest value, and those
//! are found from its neighbour's, so the time grows with cells plus crossings, not with cells times levels.
//! Segments are linked while they are made: a crossing on a cell's lower or left edge was made by the cell
//! below or to the left and is found in one array look-up.

use crate::grid::Grid;
use crate::scale::fraction;

/// A connected line.
#[derive(Clone, Debug, PartialEq)]
pub struct Polyline {
    /// The points in order; of a closed line the first is not repeated at the end.
    pub points: Vec<[f64; 2]>,
    /// Whether the last point is joined to the first.
    pub closed: bool,
}

/// All of one contour level.
#[derive(Clone, Debug, PartialEq)]
pub struct Isoline {
    /// The level.
    pub level: f64,
    /// Its lines, with greater values on the left of the direction of travel (x right, y up).
    pub lines: Vec<Polyline>,
}

/// The contour lines of a grid at `levels`, in ascending order of level; levels that are not finite are left
/// out.
///
/// On the edge between grid values a and b a level crosses at the fraction (level - a) / (b - a): a linear
/// function's contours are exact. In a cell whose opposite corners lie on the same side of the level (a saddle),
/// the mean of its four corners says which pair is joined. A cell with a corner that is not finite is skipped,
/// so lines end there. A value equal to the level counts as above it.
///
/// ```
/// use fallline_plot::{Grid, View, contour::contours};
/// let view = View::new([-1.0, 1.0], [-1.0, 1.0])?;
/// let bowl = Grid::sample(view, 65, 65, |x, y| x * x + y * y)?;
/// let lines = &contours(&bowl, &[0.25])[0].lines;
/// assert!(lines.len() == 1 && lines[0].closed);
/// # Ok::<(), fallline_autodiff::Error>(())
/// ```
#[must_use]
pub fn contours(grid: &Grid, levels: &[f64]) -> Vec<Isoline> {
    let mut march = March::new(levels, grid.nx(), false);
    for j in 1..grid.ny() {
        march.row(j - 1, grid.row(j - 1), grid.row(j));
    }
    march.finish(|u, v| grid.point(u, v))
}

/// The boundaries of the regions `value >= level`: closed rings, counter-clockwise around a region and
/// clockwise around its holes. Where the region reaches the grid's border or a value that is not finite, its
/// boundary runs along there.
pub(crate) fn regions(grid: &Grid, levels: &[f64]) -> Vec<Isoline> {
    let (nx, ny) = (grid.nx(), grid.ny());
    let mut march = March::new(levels, nx + 2, true);
    // A frame of "below every level" closes the rings; crossings with it are moved onto the grid's border.
    let padded = |j: usize| {
        let mut row = vec![f64::NEG_INFINITY; nx + 2];
        if (1..=ny).contains(&j) {
            for (to, &from) in row.iter_mut().skip(1).zip(grid.row(j - 1)) {
                *to = if from.is_finite() { from } else { f64::NEG_INFINITY };
            }
        }
        row
    };
    let mut below = padded(0);
    for j in 1..ny + 2 {
        let above = padded(j);
        march.row(j - 1, &below, &above);
        below = above;
    }
    let onto = |position: f64, n: usize| (position - 1.0).clamp(0.0, (n - 1) as f64);
    march.finish(|u, v| grid.point(onto(u, nx), onto(v, ny)))
}

const NONE: u32 = u32::MAX;

/// A point where a level crosses an edge, in grid coordinates.
struct Node {
    u: f64,
    v: f64,
    next: u32,
    has_previous: bool,
}

/// The crossings of one level, and where the cells still to come find those on their lower and left edges.
struct Trace {
    level: f64,
    nodes: Vec<Node>,
    /// For each column, the row whose upper edge is meant and the crossing on it.
    upper: Vec<(u32, u32)>,
    /// The column whose right edge is meant, in the present row, and the crossing on it.
    right: (u32, u32),
}

struct March {
    levels: Vec<f64>,
    traces: Vec<Trace>,
    /// Whether `-inf` is the frame of [`regions`], below every level, and not an undefined value.
    framed: bool,
}

/// The edges of a cell.
#[derive(Clone, Copy)]
enum Edge {
    Lower,
    Right,
    Upper,
    Left,
}

/// The segments of a cell by which corners lie above (bit 0 lower left, then counter-clockwise), with the
/// greater values on the left. Saddles (5 and 10) are listed with their mean below the level; above it, they
/// are the complement reversed.
const SEGMENTS: [&[(Edge, Edge)]; 16] = {
    use Edge::{Left as L, Lower as B, Right as R, Upper as T};
    [
        &[],
        &[(B, L)],
        &[(R, B)],
        &[(R, L)],
        &[(T, R)],
        &[(B, L), (T, R)],
        &[(T, B)],
        &[(T, L)],
        &[(L, T)],
        &[(B, T)],
        &[(R, B), (L, T)],
        &[(R, T)],
        &[(L, R)],
        &[(B, R)],
        &[(L, B)],
        &[],
    ]
};
/// Saddles whose mean lies above the level: the two low corners are cut off.
const SADDLE_5: [(Edge, Edge); 2] = [(Edge::Lower, Edge::Right), (Edge::Upper, Edge::Left)];
const SADDLE_10: [(Edge, Edge); 2] = [(Edge::Left, Edge::Lower), (Edge::Right, Edge::Upper)];

impl March {
    fn new(levels: &[f64], width: usize, framed: bool) -> Self {
        let mut levels: Vec<f64> = levels.iter().copied().filter(|l| l.is_finite()).collect();
        levels.sort_unstable_by(f64::total_cmp);
        levels.dedup();
        let trace = |&level: &f64| Trace {
            level,
            nodes: Vec::new(),
            upper: vec![(NONE, NONE); width],
            right: (NONE, NONE),
        };
        let traces = levels.iter().map(trace).collect();
        Self { levels, traces, framed }
    }

    fn row(&mut self, j: usize, below: &[f64], above: &[f64]) {
        for trace in &mut self.traces {
            trace.right = (NONE, NONE);
        }
        let mut first = 0; // the first level above the cell's least value
        for (i, (b, a)) in below.windows(2).zip(above.windows(2)).enumerate() {
            let corners = [b[0], b[1], a[1], a[0]];
            let lo = corners[0].min(corners[1]).min(corners[2]).min(corners[3]);
            let hi = corners[0].max(corners[1]).max(corners[2]).max(corners[3]);
            while first > 0 && self.levels[first - 1] > lo {
                first -= 1;
            }
            while first < self.levels.len() && self.levels[first] <= lo {
                first += 1;
            }
            if !self.levels.get(first).is_some_and(|&level| level <= hi) {
                continue;
            }
            // min and max pass over NaN, so it is looked for here.
            let undefined =
                |c: &f64| c.is_nan() || *c == f64::INFINITY || (*c == f64::NEG_INFINITY && !self.framed);
            if corners.iter().any(undefined) {
                continue;
            }
            for trace in &mut self.traces[first..] {
                if trace.level > hi {
                    break;
                }
                trace.cell(i, j, corners);
            }
        }
    }

    fn finish(self, point: impl Fn(f64, f64) -> [f64; 2]) -> Vec<Isoline> {
        self.traces.into_iter().map(|t| Isoline { level: t.level, lines: t.lines(&point) }).collect()
    }
}

impl Trace {
    /// Adds this level's segments in cell (i, j).
    fn cell(&mut self, i: usize, j: usize, corners: [f64; 4]) {
        let above = |k: usize| usize::from(corners[k] >= self.level) << k;
        let case = above(0) | above(1) | above(2) | above(3);
        let segments = match case {
            5 | 10 => {
                let mean = corners.iter().map(|c| c * 0.25).sum::<f64>();
                match (mean >= self.level, case) {
                    (false, _) => SEGMENTS[case],
                    (true, 5) => &SADDLE_5,
                    (true, _) => &SADDLE_10,
                }
            }
            _ => SEGMENTS[case],
        };
        // The upper and right edges are written after the lower and left ones were read: they share a slot.
        let mut found = [NONE; 4];
        for edge in [Edge::Lower, Edge::Left, Edge::Upper, Edge::Right] {
            if segments.iter().any(|(from, to)| *from as u8 == edge as u8 || *to as u8 == edge as u8) {
                found[edge as usize] = self.crossing(edge, i, j, corners);
            }
        }
        for &(from, to) in segments {
            let (from, to) = (found[from as usize], found[to as usize]);
            self.nodes[from as usize].next = to;
            self.nodes[to as usize].has_previous = true;
        }
    }

    fn crossing(&mut self, edge: Edge, i: usize, j: usize, corners: [f64; 4]) -> u32 {
        let (column, row) = (i as u32, j as u32);
        let known = match edge {
            Edge::Lower => self.upper[i],
            Edge::Left => self.right,
            Edge::Upper | Edge::Right => (NONE, NONE),
        };
        let stamp = if matches!(edge, Edge::Lower) { row } else { column };
        if known.1 != NONE && known.0 == stamp {
            return known.1;
        }
        let (u, v) = (i as f64, j as f64);
        let [c0, c1, c2, c3] = corners;
        let (u, v) = match edge {
            Edge::Lower => (u + self.fraction(c0, c1), v),
            Edge::Upper => (u + self.fraction(c3, c2), v + 1.0),
            Edge::Left => (u, v + self.fraction(c0, c3)),
            Edge::Right => (u + 1.0, v + self.fraction(c1, c2)),
        };
        let node = self.nodes.len() as u32;
        self.nodes.push(Node { u, v, next: NONE, has_previous: false });
        match edge {
            Edge::Upper => self.upper[i] = (row + 1, node),
            Edge::Right => self.right = (column + 1, node),
            Edge::Lower | Edge::Left => {}
        }
        node
    }

    /// How far from value `a` to value `b` the level lies, 0..=1.
    fn fraction(&self, a: f64, b: f64) -> f64 {
        if a == f64::NEG_INFINITY {
            1.0
        } else if b == f64::NEG_INFINITY {
            0.0
        } else {
            fraction(a, b, self.level)
        }
    }

    fn lines(mut self, point: &impl Fn(f64, f64) -> [f64; 2]) -> Vec<Polyline> {
        let mut lines = Vec::new();
        // Open lines start where nothing leads to; what is then left are rings.
        for ring in [false, true] {
            for start in 0..self.nodes.len() {
                if (!ring && self.nodes[start].has_previous) || self.nodes[start].next == NONE {
                    continue;
                }
                let mut points: Vec<[f64; 2]> = Vec::new();
                let mut at = start;
                loop {
                    let node = &mut self.nodes[at];
                    let p = point(node.u, node.v);
                    if points.last() != Some(&p) {
                        points.push(p);
                    }
                    let next = std::mem::replace(&mut node.next, NONE);
                    if next == NONE || next as usize == start {
                        break;
                    }
                    at = next as usize;
                }
                if ring && points.len() > 1 && points.first() == points.last() {
                    points.pop();
                }
                if points.len() >= if ring { 3 } else { 2 } {
                    lines.push(Polyline { points, closed: ring });
                }
            }
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grid::View;

    fn view() -> View {
        View::new([-1.0, 1.0], [-2.0, 2.0]).unwrap()
    }

    fn signed_area(points: &[[f64; 2]]) -> f64 {
        let next = points.iter().cycle().skip(1);
        points.iter().zip(next).map(|(a, b)| a[0] * b[1] - b[0] * a[1]).sum::<f64>() * 0.5
    }

    #[test]
    fn a_plane_has_exact_straight_contours() {
        let grid = Grid::sample(view(), 17, 9, |x, y| 2.0 * x + 3.0 * y).unwrap();
        for isoline in contours(&grid, &[-1.3, 0.1, 2.7]) {
            assert_eq!(isoline.lines.len(), 1);
            assert!(!isoline.lines[0].closed);
            for [x, y] in &isoline.lines[0].points {
                assert!((2.0 * x + 3.0 * y - isoline.level).abs() < 1e-14);
            }
        }
    }

    #[test]
    fn a_bowl_has_one_closed_clockwise_ring_a_level() {
        let grid = Grid::sample(view(), 40, 40, |x, y| x * x + y * y / 4.0).unwrap();
        for isoline in contours(&grid, &[0.1, 0.5, 0.9]) {
            assert_eq!(isoline.lines.len(), 1);
            let line = &isoline.lines[0];
            // Greater values on the left of the direction of travel: around a minimum that is clockwise.
            assert!(line.closed && signed_area(&line.points) < 0.0);
            assert!(
                (signed_area(&line.points).abs() / (2.0 * std::f64::consts::PI * isoline.level) - 1.0).abs()
                    < 0.02
            );
        }
    }

    #[test]
    fn the_mean_joins_a_saddle() {
        let unit = View::new([0.0, 1.0], [0.0, 1.0]).unwrap();
        // High corners lower left and upper right; the mean 0.6 lies above 0.5, so the low corners are cut off.
        let joined = Grid::new(unit, 2, 2, vec![1.0, 0.2, 0.2, 1.0]).unwrap();
        let lines = &contours(&joined, &[0.5])[0].lines;
        assert_eq!(lines.len(), 2);
        for line in lines {
            let [a, b] = [line.points[0], line.points[1]];
            let centre = [(a[0] + b[0]) / 2.0, (a[1] + b[1]) / 2.0];
            assert!((centre[0] - centre[1]).abs() > 0.4, "cuts off the lower right or upper left corner");
        }
        let parted = Grid::new(unit, 2, 2, vec![0.8, 0.0, 0.0, 0.8]).unwrap();
        for line in &contours(&parted, &[0.5])[0].lines {
            let [a, b] = [line.points[0], line.points[1]];
            assert!(
                (a[0] + b[0] - a[1] - b[1]).abs() < 1e-12,
                "cuts off the lower left or upper right corner"
            );
        }
    }

    #[test]
    fn cells_with_undefined_corners_are_skipped() {
        for hole in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            let mut values: Vec<f64> = (0..25).map(|k| f64::from(k % 5)).collect();
            values[12] = hole;
            let grid = Grid::new(view(), 5, 5, values).unwrap();
            let lines = &contours(&grid, &[1.5])[0].lines;
            assert_eq!(lines.len(), 2, "{hole}: the line is broken at the hole");
            assert!(lines.iter().all(|l| !l.closed && l.points.len() == 2));
        }
    }

    #[test]
    fn levels_outside_the_values_have_no_lines() {
        let grid = Grid::sample(view(), 5, 5, |x, _| x).unwrap();
        let none = contours(&grid, &[-9.0, 9.0, f64::NAN]);
        assert_eq!(none.len(), 2);
        assert!(none.iter().all(|i| i.lines.is_empty()));
    }

    #[test]
    fn regions_close_along_border_and_holes() {
        let grid = Grid::sample(view(), 21, 21, |x, _| x).unwrap();
        let ring = &regions(&grid, &[0.05])[0].lines;
        assert_eq!(ring.len(), 1);
        assert!((signed_area(&ring[0].points) - 0.95 * 4.0).abs() < 1e-12);
        let whole = &regions(&grid, &[-5.0])[0].lines;
        assert!(whole.len() == 1 && (signed_area(&whole[0].points) - 8.0).abs() < 1e-12);
        let mut values = vec![1.0; 49];
        values[24] = f64::NAN;
        let pierced = Grid::new(View::new([0.0, 6.0], [0.0, 6.0]).unwrap(), 7, 7, values).unwrap();
        let rings = &regions(&pierced, &[0.0])[0].lines;
        let mut areas: Vec<f64> = rings.iter().map(|r| signed_area(&r.points)).collect();
        areas.sort_by(f64::total_cmp);
        assert_eq!(areas, [-2.0, 36.0]);
    }
}
