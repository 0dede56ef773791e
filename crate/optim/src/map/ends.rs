//! Which ends of many courses are the same.

use std::collections::BTreeMap;

use crate::linear;
use crate::objective::CriticalKind;

/// A known critical point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Known<'a> {
    /// Its coordinates.
    pub theta: &'a [f64],
    /// Its kind.
    pub kind: CriticalKind,
}

/// Ends that are the same point.
#[derive(Clone, Debug, PartialEq)]
pub struct Cluster {
    /// The known point, or of those that were found the least in the order of their coordinates.
    pub theta: Vec<f64>,
    /// The place of the known point in its list; `None` for a point that was found.
    pub known: Option<usize>,
    /// Which of the ends they are, ascending.
    pub members: Vec<usize>,
}

/// More points than these are not compared with each other: nothing can be read from so many basins.
const MOST_COMPARED: usize = 4096;

/// Puts ends together: those within `tolerance` of a known point with the nearest one, and of the others those that lie in one
/// box of that diagonal or in boxes whose least ends a chain of steps no longer than `tolerance` joins. The result does not depend on the order of the ends: known points
/// come in the order of their list, then the others, the largest first.
///
/// ```
/// use fallline_optim::map::cluster;
///
/// let ends: [&[f64]; 4] = [&[1.0], &[-2.0], &[1.0 + 1e-9], &[1.0 - 1e-9]];
/// let clusters = cluster(&ends, &[], 1e-6);
/// let members: Vec<&[usize]> = clusters.iter().map(|cluster| cluster.members.as_slice()).collect();
/// assert_eq!(members, [&[0, 2, 3][..], &[1]]);
/// ```
#[must_use]
pub fn cluster(ends: &[&[f64]], known: &[Known<'_>], tolerance: f64) -> Vec<Cluster> {
    let mut near: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    // Ends of one small box are surely the same point, so that only boxes need comparing.
    let mut boxes: BTreeMap<Vec<i64>, Vec<usize>> = BTreeMap::new();
    for (i, end) in ends.iter().enumerate() {
        let nearest = known
            .iter()
            .enumerate()
            .map(|(k, known)| (linear::norm(&linear::difference(end, known.theta)), k))
            .filter(|(distance, _)| *distance <= tolerance)
            .min_by(|a, b| a.0.total_cmp(&b.0));
        match nearest {
            Some((_, k)) => near.entry(k).or_default().push(i),
            None => {
                #[expect(clippy::cast_precision_loss, reason = "dimensions are few")]
                let width = tolerance / (end.len() as f64).sqrt();
                #[expect(clippy::cast_possible_truncation, reason = "far away boxes may be the same")]
                let key = end.iter().map(|x| (x / width).floor() as i64).collect();
                boxes.entry(key).or_default().push(i);
            }
        }
    }
    let least =
        |members: &[usize]| members.iter().map(|&i| ends[i]).min_by(|a, b| compare(a, b)).unwrap_or_default();
    let boxes: Vec<(&[f64], Vec<usize>)> =
        boxes.into_values().map(|members| (least(&members), members)).collect();
    let mut parents: Vec<usize> = (0..boxes.len()).collect();
    if boxes.len() <= MOST_COMPARED {
        for a in 0..boxes.len() {
            for b in 0..a {
                let (p, q) = (root(&parents, a), root(&parents, b));
                if p != q && linear::norm(&linear::difference(boxes[a].0, boxes[b].0)) <= tolerance {
                    parents[p.max(q)] = p.min(q);
                }
            }
        }
    }
    let mut joined: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (b, (_, members)) in boxes.iter().enumerate() {
        joined.entry(root(&parents, b)).or_default().extend(members);
    }
    let mut found: Vec<Cluster> = joined
        .into_values()
        .map(|mut members| {
            members.sort_unstable();
            Cluster { theta: least(&members).to_vec(), known: None, members }
        })
        .collect();
    found.sort_by(|a, b| b.members.len().cmp(&a.members.len()).then_with(|| compare(&a.theta, &b.theta)));
    let known = near.into_iter().map(|(k, members)| Cluster {
        theta: known[k].theta.to_vec(),
        known: Some(k),
        members,
    });
    known.chain(found).collect()
}

fn root(parents: &[usize], mut at: usize) -> usize {
    while parents[at] != at {
        at = parents[at];
    }
    at
}

fn compare(a: &[f64], b: &[f64]) -> std::cmp::Ordering {
    let mut orders = a.iter().zip(b).map(|(x, y)| x.total_cmp(y));
    orders.find(|order| order.is_ne()).unwrap_or(std::cmp::Ordering::Equal)
}
