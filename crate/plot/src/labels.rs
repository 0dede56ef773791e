//! Where contour lines have their levels written.
//!
//! Text stands upright, as backends cannot turn it freely, in a gap of its line. So it goes where the line is straight
//! and runs from left to right rather than upwards, where few other lines are near, and away from other labels.

use crate::axis::number;
use crate::layout::{SMALL, text_width};
use crate::stroke::{Rect, clip_segment, distance};

/// The lines of a level in pixels.
pub(crate) struct Level<'a> {
    pub(crate) value: f64,
    pub(crate) parts: Vec<&'a [[f64; 2]]>,
}

/// A label with its place.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Placed {
    /// Which level's it is.
    pub(crate) level: usize,
    pub(crate) text: String,
    /// The gap it stands in.
    pub(crate) room: Rect,
}

/// CSS pixels of the picture that a label is for, and bounds of their number.
const AREA: f64 = 30_000.0;
const FEWEST: f64 = 4.0;
const MOST: f64 = 10.0;
/// CSS pixels between places that are tried along a line.
const STRIDE: f64 = 9.0;
/// How much shorter than the line the way from end to end of a label may be.
const STRAIGHT: f64 = 0.96;
/// CSS pixels around a label where nothing else is written.
const APART: f64 = 26.0;
/// A side of the squares in which lines are counted, in CSS pixels.
const CELL: f64 = 5.0;

/// Labels for some of the levels, at most one each: none covers another or a rectangle of `taken`, and all lie inside the
/// plot. `scale` is the number of pixels a CSS pixel.
pub(crate) fn place(levels: &[Level], plot: &Rect, taken: &[Rect], scale: f64) -> Vec<Placed> {
    let seen: Vec<usize> = (0..levels.len()).filter(|&k| !levels[k].parts.is_empty()).collect();
    let wanted = (plot.width * plot.height / (scale * scale * AREA)).clamp(FEWEST, MOST);
    let stride = (seen.len() as f64 / wanted).ceil().max(1.0) as usize;
    let chosen: Vec<usize> = seen.iter().copied().skip((stride - 1) / 2).step_by(stride).collect();
    let texts = written(&chosen.iter().map(|&k| levels[k].value).collect::<Vec<_>>());
    let crowd = Crowd::of(levels, plot, scale);
    let height = SMALL * 1.2 * scale;

    // Short lines have the fewest places.
    let length = |k: usize| levels[k].parts.iter().map(|part| part.len()).sum::<usize>();
    let mut order: Vec<(usize, String)> = chosen.into_iter().zip(texts).collect();
    order.sort_by_key(|(k, _)| length(*k));
    let mut placed: Vec<Placed> = Vec::new();
    for (level, text) in order {
        let width = (text_width(&text, SMALL) + 6.0) * scale;
        let fits = |room: &Rect| {
            let inside = plot.contains([room.left - scale, room.top - scale])
                && plot.contains([room.right() + scale, room.bottom() + scale]);
            inside
                && !taken.iter().any(|other| other.overlaps(room))
                && !placed.iter().any(|other| other.room.grown(APART * scale).overlaps(room))
        };
        let best = levels[level]
            .parts
            .iter()
            .flat_map(|part| stretches(part, width, STRIDE * scale))
            .filter_map(|(middle, steepness)| {
                let [left, top] = [middle[0] - width * 0.5, middle[1] - height * 0.5];
                let room = Rect { left, top, width, height };
                let cost = steepness + crowd.others(&room, level);
                fits(&room).then_some((cost, room))
            })
            .min_by(|a, b| a.0.total_cmp(&b.0));
        if let Some((_, room)) = best {
            placed.push(Placed { level, text, room });
        }
    }
    placed
}

/// The levels with as few digits as tell them apart.
fn written(levels: &[f64]) -> Vec<String> {
    let with = |digits: usize| levels.iter().map(|level| number(*level, digits)).collect::<Vec<_>>();
    let differ = |texts: &Vec<String>| texts.windows(2).all(|pair| pair[0] != pair[1]);
    (2..6).map(with).find(differ).unwrap_or_else(|| with(6))
}

/// The middles of straight stretches of a line, `width` long, and how steep each is, 0..=1.
fn stretches(part: &[[f64; 2]], width: f64, stride: f64) -> Vec<([f64; 2], f64)> {
    let mut along = Vec::with_capacity(part.len());
    let mut total = 0.0;
    for (k, &point) in part.iter().enumerate() {
        total += if k == 0 { 0.0 } else { distance(part[k - 1], point) };
        along.push(total);
    }
    let at = |s: f64| {
        let k = along.partition_point(|&a| a < s).clamp(1, part.len() - 1);
        let t = (s - along[k - 1]) / (along[k] - along[k - 1]).max(f64::MIN_POSITIVE);
        [0, 1].map(|i| part[k - 1][i] + t.clamp(0.0, 1.0) * (part[k][i] - part[k - 1][i]))
    };
    if part.len() < 2 || total < width * 1.5 {
        return Vec::new();
    }
    let count = ((total - width) / stride) as u32;
    (0..=count)
        .map(|k| width * 0.5 + f64::from(k) * stride)
        .filter_map(|s| {
            let (a, b) = (at(s - width * 0.5), at(s + width * 0.5));
            let chord = distance(a, b);
            (chord >= STRAIGHT * width).then(|| (at(s), (b[1] - a[1]).abs() / chord))
        })
        .collect()
}

/// Which levels run through which squares of the plot.
struct Crowd {
    columns: usize,
    rows: usize,
    side: f64,
    left: f64,
    top: f64,
    /// The levels of a square, as the bits of their numbers modulo 64.
    levels: Vec<u64>,
}

impl Crowd {
    fn of(levels: &[Level], plot: &Rect, scale: f64) -> Self {
        let side = CELL * scale;
        let count = |length: f64| (length / side).ceil() as usize + 1;
        let (columns, rows) = (count(plot.width), count(plot.height));
        let mut crowd =
            Self { columns, rows, side, left: plot.left, top: plot.top, levels: vec![0; columns * rows] };
        for (k, level) in levels.iter().enumerate() {
            for pair in level.parts.iter().flat_map(|part| part.windows(2)) {
                let steps = (distance(pair[0], pair[1]) / side).ceil().max(1.0) as u32;
                for step in 0..=steps {
                    let t = f64::from(step) / f64::from(steps);
                    let at = [0, 1].map(|i| pair[0][i] + t * (pair[1][i] - pair[0][i]));
                    let [column, row] = crowd.square(at);
                    if let Some(square) = crowd.levels.get_mut(row * columns + column) {
                        *square |= 1 << (k % 64);
                    }
                }
            }
        }
        crowd
    }

    fn square(&self, [x, y]: [f64; 2]) -> [usize; 2] {
        let column = ((x - self.left) / self.side).max(0.0) as usize;
        let row = ((y - self.top) / self.side).max(0.0) as usize;
        [column.min(self.columns - 1), row.min(self.rows - 1)]
    }

    /// The share of the squares of a rectangle that other levels run through.
    fn others(&self, room: &Rect, level: usize) -> f64 {
        let [first, top] = self.square([room.left, room.top]);
        let [last, bottom] = self.square([room.right(), room.bottom()]);
        let own = 1 << (level % 64);
        let squares =
            (top..=bottom).flat_map(|row| (first..=last).map(move |column| row * self.columns + column));
        let (mut all, mut crossed) = (0_u32, 0_u32);
        for square in squares {
            all += 1;
            crossed += u32::from(self.levels.get(square).is_some_and(|levels| levels & !own != 0));
        }
        f64::from(crossed) / f64::from(all.max(1)) * 4.0
    }
}

/// The parts of a line outside of the gaps.
pub(crate) fn cut(part: &[[f64; 2]], gaps: &[Rect]) -> Vec<Vec<[f64; 2]>> {
    let mut parts = vec![part.to_vec()];
    for gap in gaps {
        parts = parts.iter().flat_map(|part| outside(part, gap)).collect();
    }
    parts
}

fn outside(part: &[[f64; 2]], gap: &Rect) -> Vec<Vec<[f64; 2]>> {
    let (mut parts, mut current) = (Vec::new(), Vec::new());
    for pair in part.windows(2) {
        if current.is_empty() && !gap.contains(pair[0]) {
            current.push(pair[0]);
        }
        match clip_segment(pair[0], pair[1], gap) {
            None => current.push(pair[1]),
            Some([enter, leave]) => {
                current.push(enter);
                parts.push(std::mem::take(&mut current));
                if !gap.contains(pair[1]) {
                    current.extend([leave, pair[1]]);
                }
            }
        }
    }
    parts.push(current);
    parts.retain(|part| part.len() > 1);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use fallline_autodiff::math;

    const PLOT: Rect = Rect { left: 0.0, top: 0.0, width: 600.0, height: 400.0 };

    fn circle(radius: f64) -> Vec<[f64; 2]> {
        let turn = |k: u32| f64::from(k) / 200.0 * 2.0 * math::PI;
        (0..=200)
            .map(|k| [300.0 + radius * math::cos(turn(k)), 200.0 + radius * math::sin(turn(k))])
            .collect()
    }

    #[test]
    fn labels_are_few_apart_and_inside() {
        let rings: Vec<Vec<[f64; 2]>> = (1..=19).map(|k| circle(10.0 * f64::from(k))).collect();
        let levels: Vec<Level> = rings
            .iter()
            .zip(1..)
            .map(|(ring, k)| Level { value: f64::from(k) * 1.5, parts: vec![ring.as_slice()] })
            .collect();
        let taken = [Rect { left: 280.0, top: 0.0, width: 40.0, height: 120.0 }];
        let placed = place(&levels, &PLOT, &taken, 1.0);
        assert!((5..=10).contains(&placed.len()), "{}", placed.len());
        for (k, label) in placed.iter().enumerate() {
            let Rect { left, top, width, height } = label.room;
            let middle = [left + width * 0.5 - 300.0, top + height * 0.5 - 200.0];
            let radius = 10.0 * (label.level + 1) as f64;
            assert!((math::hypot(middle[0], middle[1]) - radius).abs() < 1.0, "on its line");
            assert!(left > 0.0 && top > 0.0 && left + width < 600.0 && top + height < 400.0);
            assert!(!taken[0].overlaps(&label.room));
            assert!(placed[..k].iter().all(|other| !other.room.overlaps(&label.room)));
        }
        assert!(!placed.iter().any(|label| label.level == 0), "a ring smaller than its label has none");
        assert!(place(&[], &PLOT, &[], 1.0).is_empty());
    }

    #[test]
    fn a_label_prefers_where_its_line_lies_flat() {
        let bent =
            [[20.0, 380.0], [20.0, 200.0], [20.0, 100.0], [120.0, 60.0], [300.0, 60.0], [320.0, 390.0]];
        let placed = place(&[Level { value: 1.0, parts: vec![&bent] }], &PLOT, &[], 1.0);
        assert!((placed[0].room.top - 60.0).abs() < 12.0, "{:?}", placed[0].room);
    }

    #[test]
    fn numbers_have_as_many_digits_as_tell_them_apart() {
        assert_eq!(written(&[0.5, 1.0, 1.5]), ["0.5", "1", "1.5"]);
        assert_eq!(written(&[100.2, 100.7, 101.1]), ["100.2", "100.7", "101.1"]);
    }

    #[test]
    fn a_cut_line_leaves_the_gap_free() {
        let gap = Rect { left: 40.0, top: 0.0, width: 20.0, height: 20.0 };
        let line = [[0.0, 10.0], [50.0, 10.0], [100.0, 10.0]];
        assert_eq!(cut(&line, &[gap]), [vec![[0.0, 10.0], [40.0, 10.0]], vec![[60.0, 10.0], [100.0, 10.0]]]);
        assert_eq!(cut(&[[0.0, 10.0], [100.0, 10.0]], &[gap]).len(), 2);
        assert_eq!(cut(&[[0.0, 50.0], [100.0, 50.0]], &[gap]), [vec![[0.0, 50.0], [100.0, 50.0]]]);
        assert!(cut(&[[45.0, 5.0], [50.0, 15.0]], &[gap]).is_empty());
    }
}
