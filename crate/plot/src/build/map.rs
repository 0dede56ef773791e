//! Maps: the basins of a method, or how it fares over two of its parameters.

use super::landscape::CriticalKind;
use super::mark;
use crate::cells::{Cells, Fill, Pattern, SHADES};
use crate::colour::ColourMap;
use crate::scene::{Axes, Axis, AxisScale, Furniture, Layer, Point, Scene};
use crate::theme::Role;
use fallline_autodiff::{Error, math};

/// How the cells of a class look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// A hue, darker the more iterations.
    Hue(u8),
    /// A place on the colour map by iterations.
    Scale,
    /// A pattern.
    Pattern(Pattern),
}

/// A point that is marked on a map.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// Where.
    pub at: [f64; 2],
    /// Its kind, where it is a critical point.
    pub kind: Option<CriticalKind>,
    /// What is written on it.
    pub label: String,
}

/// What a map is made of.
#[derive(Clone, Debug)]
pub struct Map<'a> {
    /// The horizontal axis, and the vertical one; with one axis alone a graph of the iterations stands above it.
    pub x: Axis,
    /// The vertical axis.
    pub y: Option<Axis>,
    /// Cells along each axis.
    pub side: usize,
    /// How each class looks and what is written in its largest region, if anything.
    pub classes: &'a [(Class, String)],
    /// The class of each cell; `None` where it is not known yet.
    pub class_of: &'a [Option<usize>],
    /// The number of iterations of each cell.
    pub iterations: &'a [f64],
    /// The most iterations, which the colours are spread over.
    pub most: f64,
    /// Points of note.
    pub marks: &'a [Mark],
    /// Where the run stands; on a map with one axis the second coordinate is not used.
    pub here: Option<[f64; 2]>,
    /// The slot of the run.
    pub slot: u8,
    /// The colours of a scale.
    pub map: ColourMap,
    /// The picture in words.
    pub caption: String,
}

/// Where a number of iterations lies between 1 and the most, by its logarithm, 0 to 1.
fn part(iterations: f64, most: f64) -> f64 {
    let span = math::ln(most.max(2.0));
    (math::ln(iterations.max(1.0)) / span).clamp(0.0, 1.0)
}

/// The map as a scene.
///
/// # Errors
/// Kind "parameter" where the numbers of cells, classes and iterations do not fit each other.
pub fn map(spec: &Map) -> Result<Scene, Error> {
    let fills = spec.class_of.iter().zip(spec.iterations).map(|(class, &iterations)| {
        let look = class.and_then(|class| spec.classes.get(class));
        let part = part(iterations, spec.most);
        match look.map(|(class, _)| *class) {
            None => Fill::Pending,
            // Above one axis the graph tells the iterations.
            Some(Class::Hue(hue)) if spec.y.is_none() => Fill::Hue(hue, 2),
            Some(Class::Scale) if spec.y.is_none() => Fill::Pending,
            Some(Class::Hue(hue)) => Fill::Hue(hue, (part * f64::from(SHADES - 1)).round() as u8),
            Some(Class::Scale) => Fill::Scale(((1.0 - part) * 255.0).round() as u8),
            Some(Class::Pattern(pattern)) => Fill::Pattern(pattern),
        }
    });
    let rows = if spec.y.is_some() { spec.side } else { 1 };
    let cells = Cells::new(spec.side, rows, fills.collect(), spec.map)?;
    let graph = spec.y.is_none();
    let y = match &spec.y {
        Some(axis) => axis.clone(),
        None => Axis {
            label: "iterations".to_owned(),
            range: crate::Interval::new(0.8, spec.most.max(2.0) * 1.25)?,
            scale: AxisScale::Log10,
            integer: false,
        },
    };
    let mut layers = vec![Layer::Cells(cells)];
    let middle = |axis: &Axis, i: usize, of: usize| along(axis, (i as f64 + 0.5) / of as f64);
    if graph {
        let is_end = |class: Option<usize>| {
            let look = class.and_then(|class| spec.classes.get(class));
            look.is_some_and(|(class, _)| !matches!(class, Class::Pattern(_)))
        };
        let points =
            spec.class_of.iter().zip(spec.iterations).enumerate().map(|(i, (class, &iterations))| {
                // A start at an end takes no iteration, which a logarithmic axis does not have.
                [middle(&spec.x, i, spec.side), if is_end(*class) { iterations.max(1.0) } else { f64::NAN }]
            });
        layers.push(Layer::Curve { role: Role::Curve, points: points.collect() });
    }
    let height = if graph { spec.most.max(2.0) } else { f64::NAN };
    let cell_of = |mark: &Mark| {
        let [i, j] = [part_of(&spec.x, mark.at[0]), if graph { 0.0 } else { part_of(&y, mark.at[1]) }];
        [i * spec.side as f64, j * spec.side as f64]
    };
    let marked: Vec<[f64; 2]> = spec.marks.iter().map(cell_of).collect();
    let places = places(spec.class_of, spec.side, spec.classes.len(), &marked);
    let badges = places.iter().zip(spec.classes).filter_map(|(place, (_, label))| {
        let place = place.filter(|_| !label.is_empty())?;
        let x = middle(&spec.x, place % spec.side, spec.side);
        let y = if graph { height } else { middle(&y, place / spec.side, spec.side) };
        Some(Point { at: [x, y], label: label.clone() })
    });
    let badges: Vec<Point> = badges.collect();
    for Mark { at: [x, y], kind, label } in spec.marks {
        let at = [*x, if graph { 1.0 } else { *y }];
        match kind {
            Some(kind) => layers
                .push(Layer::Points { role: kind.role(), points: vec![Point { at, label: label.clone() }] }),
            None => layers.push(Layer::Points {
                role: Role::Inflection,
                points: vec![Point { at, label: label.clone() }],
            }),
        }
    }
    if !badges.is_empty() {
        layers.push(Layer::Badges(badges));
    }
    if let Some([x, y]) = spec.here {
        match graph {
            true => layers.push(Layer::Verticals { role: Role::Path(spec.slot), at: vec![x] }),
            false => layers.push(mark(Role::Start(spec.slot), [x, y])),
        }
    }
    let furniture = if graph { Furniture::Grid } else { Furniture::Frame };
    let axes = Axes { x: spec.x.clone(), y, equal_aspect: false, furniture };
    Ok(Scene { axes, layers, legend: Vec::new(), caption: spec.caption.clone() })
}

/// The value at a part of an axis, 0 to 1.
fn along(axis: &Axis, t: f64) -> f64 {
    match axis.scale {
        AxisScale::Linear => axis.range.at(t),
        AxisScale::Log10 => {
            let [lo, hi] = [axis.range.lo(), axis.range.hi()].map(math::log10);
            math::pow(10.0, lo + t * (hi - lo))
        }
    }
}

/// Where a value lies along an axis, 0 to 1.
fn part_of(axis: &Axis, value: f64) -> f64 {
    let [lo, hi, value] = [axis.range.lo(), axis.range.hi(), value].map(|x| match axis.scale {
        AxisScale::Linear => x,
        AxisScale::Log10 => math::log10(x),
    });
    (value - lo) / (hi - lo)
}

/// For each class the cell that is the farthest from all other classes and from the border: a good place for its
/// name. Places near those that are `marked`, in cells, are taken only where there are no others. `None` for a class
/// without cells.
#[must_use]
pub fn places(
    class_of: &[Option<usize>],
    side: usize,
    classes: usize,
    marked: &[[f64; 2]],
) -> Vec<Option<usize>> {
    let rows = class_of.len() / side.max(1);
    // Distances in a chessboard's moves, from the upper and lower left and then from the upper and lower right.
    let mut distance = vec![0u32; class_of.len()];
    let at = |i: isize, j: isize| {
        let (i, j) = (usize::try_from(i).ok()?, usize::try_from(j).ok()?);
        (i < side && j < rows).then_some(j * side + i)
    };
    let mut pass = |cell: usize, neighbours: [(isize, isize); 4], is_first: bool| {
        let (i, j) = ((cell % side) as isize, (cell / side) as isize);
        let nearest =
            neighbours.into_iter().filter(|&(_, dj)| rows > 1 || dj == 0).map(|(di, dj)| {
                match at(i + di, j + dj) {
                    Some(other) if class_of[other] == class_of[cell] => distance[other] + 1,
                    _ => 1,
                }
            });
        let nearest = nearest.min().unwrap_or(1);
        distance[cell] = if is_first { nearest } else { distance[cell].min(nearest) };
    };
    for cell in 0..class_of.len() {
        pass(cell, [(-1, 0), (-1, -1), (0, -1), (1, -1)], true);
    }
    for cell in (0..class_of.len()).rev() {
        pass(cell, [(1, 0), (1, 1), (0, 1), (-1, 1)], false);
    }
    // About the room that a mark takes with its label.
    let near = side as f64 / 12.0;
    let is_free = |cell: usize| {
        let at = [cell % side, cell / side].map(|i| i as f64 + 0.5);
        marked.iter().all(|mark| (0..2).any(|k| (at[k] - mark[k]).abs() > near))
    };
    let mut places: Vec<Option<(bool, u32, usize)>> = vec![None; classes];
    for (cell, class) in class_of.iter().enumerate() {
        if let Some(place) = class.and_then(|class| places.get_mut(class)) {
            let candidate = (is_free(cell), distance[cell]);
            if place.is_none_or(|(free, best, _)| candidate > (free, best)) {
                *place = Some((candidate.0, candidate.1, cell));
            }
        }
    }
    places.into_iter().map(|place| place.map(|(_, _, cell)| cell)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Interval;

    fn unit(label: &str) -> Axis {
        Axis::linear(label, Interval::new(0.0, 1.0).unwrap())
    }

    #[test]
    fn names_stand_in_the_middle_of_the_largest_region() {
        // Class 1 is a square of five cells in the middle of class 0, with one more cell in the corner.
        let side = 11;
        let class_of: Vec<Option<usize>> = (0..side * side)
            .map(|cell| {
                let (i, j) = (cell % side, cell / side);
                Some(usize::from(((3..8).contains(&i) && (3..8).contains(&j)) || cell == 0))
            })
            .collect();
        let places = places(&class_of, side, 3, &[]);
        assert_eq!(places[1], Some(5 * side + 5));
        assert_eq!(class_of[places[0].unwrap()], Some(0));
        assert_eq!(places[2], None);
        // A mark is not covered where there is room beside it.
        let beside = super::places(&class_of, side, 2, &[[5.5, 5.5]])[1].unwrap();
        assert!(class_of[beside] == Some(1) && beside != 5 * side + 5);
        // A map with one axis.
        let line: Vec<Option<usize>> = [0, 1, 1, 1, 0, 0].map(Some).to_vec();
        assert_eq!(super::places(&line, 6, 2, &[])[1], Some(2));
    }

    #[test]
    fn shades_follow_the_logarithm_of_iterations() {
        assert_eq!([part(0.0, 100.0), part(1.0, 100.0), part(100.0, 100.0)], [0.0, 0.0, 1.0]);
        assert!((part(10.0, 100.0) - 0.5).abs() < 1e-12);
        let spec = Map {
            x: unit("x"),
            y: Some(unit("y")),
            side: 2,
            classes: &[(Class::Hue(3), "1".to_owned()), (Class::Pattern(Pattern::Rising), String::new())],
            class_of: &[Some(0), Some(0), Some(1), None],
            iterations: &[1.0, 100.0, 7.0, 0.0],
            most: 100.0,
            marks: &[],
            here: Some([0.5, 0.5]),
            slot: 0,
            map: ColourMap::Viridis,
            caption: String::new(),
        };
        let scene = map(&spec).unwrap();
        let fills: Vec<Fill> =
            scene.cells().unwrap().rectangles(8).into_iter().map(|(fill, _)| fill).collect();
        let pattern = Fill::Pattern(Pattern::Rising);
        assert_eq!(fills, [Fill::Hue(3, 0), Fill::Hue(3, SHADES - 1), pattern, Fill::Pending]);
        let badges = scene.layers.iter().find_map(|layer| match layer {
            Layer::Badges(badges) => Some(badges.len()),
            _ => None,
        });
        assert_eq!(badges, Some(1));
        assert!(map(&Map { side: 3, ..spec }).is_err());
    }
}
