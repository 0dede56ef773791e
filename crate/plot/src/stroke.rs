//! Lines in pixels: clipping to the plot rectangle, thinning, dashes.

use std::collections::BTreeSet;

/// A rectangle in pixels, y downwards.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rect {
    /// Left edge.
    pub left: f64,
    /// Top edge.
    pub top: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

impl Rect {
    /// Right edge.
    #[must_use]
    pub fn right(&self) -> f64 {
        self.left + self.width
    }

    /// Bottom edge.
    #[must_use]
    pub fn bottom(&self) -> f64 {
        self.top + self.height
    }

    /// Whether the point lies inside or on the edge.
    #[must_use]
    pub fn contains(&self, [x, y]: [f64; 2]) -> bool {
        self.left <= x && x <= self.right() && self.top <= y && y <= self.bottom()
    }

    /// The rectangle that reaches `by` farther on each side.
    pub(crate) fn grown(&self, by: f64) -> Self {
        Self {
            left: self.left - by,
            top: self.top - by,
            width: self.width + 2.0 * by,
            height: self.height + 2.0 * by,
        }
    }

    /// The rectangle that reaches `by` farther to the left and to the right.
    pub(crate) fn widened(&self, by: f64) -> Self {
        Self { left: self.left - by, width: self.width + 2.0 * by, ..*self }
    }

    pub(crate) fn overlaps(&self, other: &Self) -> bool {
        self.left < other.right()
            && other.left < self.right()
            && self.top < other.bottom()
            && other.top < self.bottom()
    }
}

/// The part of the segment from `a` to `b` inside the rectangle (Liang and Barsky 1984).
pub(crate) fn clip_segment(a: [f64; 2], b: [f64; 2], rect: &Rect) -> Option<[[f64; 2]; 2]> {
    let (a, b) = (drawn_near(a, b), drawn_near(b, a));
    let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
    if !dx.is_finite() || !dy.is_finite() {
        return None;
    }
    let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
    let sides = [
        (-dx, a[0] - rect.left),
        (dx, rect.right() - a[0]),
        (-dy, a[1] - rect.top),
        (dy, rect.bottom() - a[1]),
    ];
    for (p, q) in sides {
        if p == 0.0 {
            if q < 0.0 {
                return None;
            }
        } else if p < 0.0 {
            enter = enter.max(q / p);
        } else {
            leave = leave.min(q / p);
        }
    }
    let within = |[x, y]: [f64; 2]| [x.clamp(rect.left, rect.right()), y.clamp(rect.top, rect.bottom())];
    let at = |t: f64| within([a[0] + t * dx, a[1] + t * dy]);
    (enter <= leave).then(|| [at(enter), if leave == 1.0 { within(b) } else { at(leave) }])
}

/// A far point moved towards `near` along their line: where the ends differ by more than the digits of a number,
/// a point in between cannot be computed from the far one.
fn drawn_near(far: [f64; 2], near: [f64; 2]) -> [f64; 2] {
    const FAR: f64 = 1e9;
    let (dx, dy) = (far[0] - near[0], far[1] - near[1]);
    let reach = dx.abs().max(dy.abs());
    if reach > FAR && near[0].abs().max(near[1].abs()) < FAR && reach.is_finite() {
        let part = FAR * 3.0 / reach;
        if part < 1.0 {
            return [near[0] + dx * part, near[1] + dy * part];
        }
    }
    far
}

/// The parts of a line inside the rectangle. A point that is not finite breaks the line.
pub(crate) fn clip(points: impl IntoIterator<Item = [f64; 2]>, rect: &Rect) -> Vec<Vec<[f64; 2]>> {
    let mut parts = Vec::new();
    let mut part: Vec<[f64; 2]> = Vec::new();
    let mut last: Option<[f64; 2]> = None;
    let mut flush = |part: &mut Vec<[f64; 2]>| {
        if part.len() > 1 {
            parts.push(std::mem::take(part));
        } else {
            part.clear();
        }
    };
    for point in points {
        if !point[0].is_finite() || !point[1].is_finite() {
            flush(&mut part);
            last = None;
            continue;
        }
        if let Some(from) = last {
            match clip_segment(from, point, rect) {
                Some([a, b]) => {
                    if part.last() != Some(&a) {
                        flush(&mut part);
                        part.push(a);
                    }
                    part.push(b);
                    if b != point {
                        flush(&mut part);
                    }
                }
                None => flush(&mut part),
            }
        }
        last = Some(point);
    }
    flush(&mut part);
    parts
}

/// Leaves out points that do not show: nearer than `tolerance` to the last one kept, or within `tolerance` of
/// the line that joins their neighbours. Linear in time; the ends stay.
pub(crate) fn simplify(points: &[[f64; 2]], tolerance: f64) -> Vec<[f64; 2]> {
    /// So many points are left out in a row at most, which bounds the work for each.
    const RUN: usize = 24;
    let mut kept: Vec<[f64; 2]> = Vec::new();
    let mut pending: Vec<[f64; 2]> = Vec::new();
    for (k, &point) in points.iter().enumerate() {
        let Some(&anchor) = kept.last() else {
            kept.push(point);
            continue;
        };
        let last = k + 1 == points.len();
        let reference = pending.last().unwrap_or(&anchor);
        if !last && (point[0] - reference[0]).abs() + (point[1] - reference[1]).abs() < tolerance {
            continue;
        }
        if pending.len() >= RUN || !pending.iter().all(|p| near_segment(*p, anchor, point, tolerance)) {
            if let Some(&corner) = pending.last() {
                kept.push(corner);
            }
            pending.clear();
        }
        pending.push(point);
    }
    kept.extend(pending.last());
    kept
}

fn near_segment(p: [f64; 2], a: [f64; 2], b: [f64; 2], tolerance: f64) -> bool {
    let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
    let (px, py) = (p[0] - a[0], p[1] - a[1]);
    let length2 = dx * dx + dy * dy;
    let t = if length2 > 0.0 { ((px * dx + py * dy) / length2).clamp(0.0, 1.0) } else { 0.0 };
    let (ex, ey) = (px - t * dx, py - t * dy);
    ex * ex + ey * ey <= tolerance * tolerance
}

/// The parts of a line that were not drawn before: a run that jumps to and fro draws each way once. Ends are
/// compared to within `tolerance`; short lines are left as they are.
pub(crate) fn untraced(points: Vec<[f64; 2]>, tolerance: f64) -> Vec<Vec<[f64; 2]>> {
    const SHORT: usize = 1000;
    if points.len() <= SHORT {
        return vec![points];
    }
    let place = |p: [f64; 2]| p.map(|c| (c / tolerance).round() as i32);
    let mut drawn = BTreeSet::new();
    let mut parts = Vec::new();
    let mut part: Vec<[f64; 2]> = Vec::new();
    for w in points.windows(2) {
        let (a, b) = (place(w[0]), place(w[1]));
        if drawn.insert((a.min(b), a.max(b))) {
            if part.is_empty() {
                part.push(w[0]);
            }
            part.push(w[1]);
        } else if !part.is_empty() {
            parts.push(std::mem::take(&mut part));
        }
    }
    if !part.is_empty() {
        parts.push(part);
    }
    parts
}

/// More dashes than this are not told apart: the line is then drawn whole.
const MAX_DASHES: f64 = 4000.0;

/// The drawn parts of a line under a pattern of alternating dash and gap lengths; all of it for an empty one.
pub(crate) fn dash(points: &[[f64; 2]], pattern: &[f64]) -> Vec<Vec<[f64; 2]>> {
    let period: f64 = pattern.iter().sum();
    let length: f64 = points.windows(2).map(|w| distance(w[0], w[1])).sum();
    if pattern.is_empty() || period <= 0.0 || length / period * pattern.len() as f64 > MAX_DASHES {
        return vec![points.to_vec()];
    }
    let mut parts = Vec::new();
    let Some(&first) = points.first() else { return parts };
    let mut part = vec![first];
    let mut element = 0;
    let mut left = pattern[0];
    for w in points.windows(2) {
        let (mut from, to) = (w[0], w[1]);
        loop {
            let rest = distance(from, to);
            if rest <= left {
                left -= rest;
                if element % 2 == 0 {
                    part.push(to);
                }
                break;
            }
            let t = left / rest;
            from = [from[0] + (to[0] - from[0]) * t, from[1] + (to[1] - from[1]) * t];
            if element % 2 == 0 {
                part.push(from);
                parts.push(std::mem::take(&mut part));
            } else {
                part = vec![from];
            }
            element = (element + 1) % pattern.len();
            left = pattern[element];
        }
    }
    if part.len() > 1 {
        parts.push(part);
    }
    parts
}

/// Euclidean distance; pixels need no guard against overflow.
pub(crate) fn distance(a: [f64; 2], b: [f64; 2]) -> f64 {
    let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
    (dx * dx + dy * dy).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const BOX: Rect = Rect { left: 0.0, top: 0.0, width: 10.0, height: 10.0 };

    #[test]
    fn a_line_through_the_box_is_cut_at_its_edges() {
        assert_eq!(clip_segment([-5.0, 5.0], [15.0, 5.0], &BOX), Some([[0.0, 5.0], [10.0, 5.0]]));
        assert_eq!(clip_segment([-5.0, 5.0], [-1.0, 5.0], &BOX), None);
        assert_eq!(clip_segment([5.0, 5.0], [1e300, 5.0], &BOX), Some([[5.0, 5.0], [10.0, 5.0]]));
    }

    #[test]
    fn clipping_breaks_at_gaps_and_excursions() {
        let line =
            [[1.0, 1.0], [2.0, 1.0], [f64::NAN, 0.0], [3.0, 1.0], [30.0, 1.0], [30.0, 5.0], [5.0, 5.0]];
        let parts = clip(line, &BOX);
        assert_eq!(
            parts,
            [vec![[1.0, 1.0], [2.0, 1.0]], vec![[3.0, 1.0], [10.0, 1.0]], vec![[10.0, 5.0], [5.0, 5.0]]]
        );
    }

    #[test]
    fn straight_lines_keep_their_ends_only_up_to_the_run_limit() {
        let line: Vec<[f64; 2]> = (0..20).map(|k| [k as f64, 2.0 * k as f64]).collect();
        assert_eq!(simplify(&line, 0.1), [[0.0, 0.0], [19.0, 38.0]]);
    }

    #[test]
    fn dashes_cover_their_share_of_a_bent_line() {
        let line = [[0.0, 0.0], [50.0, 0.0], [50.0, 50.0]];
        let parts = dash(&line, &[6.0, 4.0]);
        assert_eq!(parts.len(), 10);
        let drawn: f64 = parts.iter().flat_map(|p| p.windows(2)).map(|w| distance(w[0], w[1])).sum();
        assert!((drawn - 60.0).abs() < 1e-9);
        assert_eq!(dash(&[[0.0, 0.0], [1e9, 0.0]], &[6.0, 4.0]).len(), 1);
    }

    #[test]
    fn retraced_ways_are_drawn_once() {
        let cycle: Vec<[f64; 2]> = (0..5000).map(|k| [f64::from(k % 3), 0.0]).collect();
        assert_eq!(untraced(cycle, 0.5), [vec![[0.0, 0.0], [1.0, 0.0], [2.0, 0.0], [0.0, 0.0]]]);
        let short = vec![[0.0, 0.0], [1.0, 0.0], [0.0, 0.0]];
        assert_eq!(untraced(short.clone(), 0.5), [short]);
    }

    proptest! {
        #[test]
        fn clipped_points_lie_in_the_box(points in prop::collection::vec(prop::array::uniform2(
            prop_oneof![-30.0..40.0, prop::num::f64::ANY]), 0..30)) {
            let grown = Rect { left: -1e-6, top: -1e-6, width: 10.0 + 2e-6, height: 10.0 + 2e-6 };
            for part in clip(points, &BOX) {
                prop_assert!(part.len() > 1);
                for p in part {
                    prop_assert!(grown.contains(p), "{p:?}");
                }
            }
        }

        #[test]
        fn simplified_lines_stay_close(points in prop::collection::vec(prop::array::uniform2(0.0..100.0), 2..200)) {
            let kept = simplify(&points, 0.5);
            prop_assert_eq!(kept.first(), points.first());
            prop_assert_eq!(kept.last(), points.last());
            for p in &points {
                // Points dropped for being near another add their distance to that of the line.
                prop_assert!(kept.windows(2).any(|w| near_segment(*p, w[0], w[1], 1.01)));
            }
        }
    }
}
