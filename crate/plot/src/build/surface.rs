//! The landscape of a function of two variables as a surface in space, with the runs on it.

use super::landscape::critical_told;
use super::{CriticalPoint, Landscape, RunPath, coordinates, mark, probe, run_name, steps};
use crate::axis::{number, ticks};
use crate::colour::ColourMap;
use crate::contour::{Polyline, contours};
use crate::grid::{Grid, View};
use crate::interval::Interval;
use crate::scale::{Scale, ScaleKind, fraction};
use crate::scene::{
    Arrow, ArrowLength, Axes, Axis, ContourLine, Facet, Furniture, Layer, LegendEntry, Point, Scene,
};
use crate::space::{Projection, RISE, Viewpoint, height, is_seen};
use crate::stroke::{Rect, clip, distance, simplify, untraced};
use crate::theme::Role;

/// What the height of a surface stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Height {
    /// The value: slopes are slopes.
    Value,
    /// The place of the value on the scale of the levels: where they are logarithmic, so is the height, and the floor of
    /// a long valley is seen to fall.
    Levels,
}

impl Height {
    /// Every kind, in the order of menus.
    pub const ALL: [Self; 2] = [Self::Levels, Self::Value];

    /// The stable name used in addresses and JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Value => "value",
            Self::Levels => "levels",
        }
    }

    /// The kind with this id.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|height| height.id() == id)
    }
}

/// A surface, made once and looked at from many sides.
#[derive(Clone, Debug)]
pub struct Surface {
    view: View,
    labels: [String; 2],
    name: String,
    critical: Vec<CriticalPoint>,
    map: Option<ColourMap>,
    scale: Scale,
    kind: Height,
    /// Heights over the square −1..1 by −1..1; NaN where the function is undefined.
    relief: Grid,
    /// Where the values of the same points lie on the scale of the colours.
    positions: Vec<f64>,
    /// Level lines over the square.
    lines: Vec<ContourLine>,
}

/// The square that the view is seen as.
const SQUARE: Rect = Rect { left: -1.0, top: -1.0, width: 2.0, height: 2.0 };
/// Points of a path at most, about: one that crosses the picture so often covers it anyway.
const MAX_SAMPLES: usize = 20_000;
/// The length of the arrow of steepest descent; the square's side is 2.
const STEEPEST: f64 = 0.22;
/// More stationary points than these are told apart by their marks alone.
const LABELLED: usize = 12;
/// An axis that is seen shorter than this has no ticks.
const SHORT: f64 = 0.4;

/// A line on the surface: where it is seen, and where the surface hides it. Gaps are points that are not numbers.
struct Draped {
    seen: Vec<[f64; 2]>,
    hidden: Vec<[f64; 2]>,
}

const GAP: [f64; 2] = [f64::NAN; 2];

impl Surface {
    /// The surface of a landscape with at most `facets` facets a side.
    #[must_use]
    pub fn new(of: &Landscape, kind: Height, facets: usize) -> Self {
        let scale = Scale::fit(of.levels.kind, of.grid.values());
        let square = View { x: Interval::SIDE, y: Interval::SIDE };
        let part = |value: f64| match kind {
            Height::Value => fraction(scale.min(), scale.max(), value),
            Height::Levels => scale.position(value),
        };
        let rise = |value: f64| if value.is_finite() { RISE * (2.0 * part(value) - 1.0) } else { f64::NAN };
        let side = facets.saturating_add(1);
        let relief = of.grid.mapped(square, rise).smoothed(side);
        let position = |value: f64| if value.is_finite() { scale.position(value) } else { f64::NAN };
        let positions = of.grid.mapped(square, position).smoothed(side).values().to_vec();
        // Lines of equal height of what is drawn: those of the values would not lie on the facets.
        let line = |level: f64| ContourLine {
            level,
            position: scale.position(level),
            lines: contours(&relief, &[rise(level)]).into_iter().flat_map(|isoline| isoline.lines).collect(),
        };
        let lines = of.levels.values(&scale).into_iter().map(line).collect();
        Self {
            view: of.grid.view(),
            labels: of.labels.clone(),
            name: of.name.clone(),
            critical: of.critical.clone(),
            map: of.colour_map,
            lines,
            positions,
            relief,
            scale,
            kind,
        }
    }

    /// The surface from one side: axes on the walls behind it, its facets in the colours of the map, level lines,
    /// stationary points. Its axes are those of the picture plane.
    #[must_use]
    pub fn scene(&self, from: Viewpoint) -> Scene {
        let view = Projection::new(from);
        let mut layers = self.walls(&view);
        layers.push(Layer::Facets { map: self.map, facets: self.facets(&view) });
        let lines = self.lines.iter().map(|line| self.visible(line, &view)).collect();
        layers.push(Layer::Contours { lines, on: self.map, labelled: false });
        for point in &self.critical {
            let at = self.lifted(self.on_square(point.at));
            if SQUARE.contains([at[0], at[1]]) && is_seen(&self.relief, at, &view) {
                let is_labelled = self.critical.len() <= LABELLED;
                let label = if is_labelled { point.kind.label() } else { "" }.to_owned();
                layers.push(Layer::Points {
                    role: point.kind.role(),
                    points: vec![Point { at: view.at(at), label }],
                });
            }
        }
        Scene { axes: axes(&view, Furniture::Space), layers, legend: Vec::new(), caption: self.caption(from) }
    }

    /// A scene with the axes of [`Surface::scene`] and nothing on them: their frame is the same.
    #[must_use]
    pub fn ground(&self, from: Viewpoint) -> Scene {
        let axes = axes(&Projection::new(from), Furniture::Space);
        Scene { axes, layers: Vec::new(), legend: Vec::new(), caption: String::new() }
    }

    /// The runs on the surface, to be drawn with its frame. What the surface hides of them is told apart; level lines of
    /// local models are not shown.
    #[must_use]
    pub fn paths(&self, from: Viewpoint, runs: &[RunPath]) -> Scene {
        let view = Projection::new(from);
        let (mut layers, mut legend, mut guides, mut caption) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for run in runs {
            let (Some(start), Some(current)) = (run.points.first(), run.points.last()) else { continue };
            let points: Vec<[f64; 2]> = run.points.iter().map(|point| self.on_square(*point)).collect();
            let Draped { seen, hidden } = self.draped(&points, &view);
            layers.push(Layer::Curve { role: Role::Hidden(run.slot), points: hidden });
            layers.push(Layer::Curve { role: Role::Path(run.slot), points: seen });
            let visible = points.iter().map(|point| self.lifted(*point));
            let visible = visible.filter(|point| is_seen(&self.relief, *point, &view));
            layers.push(Layer::Marks {
                role: Role::Path(run.slot),
                points: visible.map(|p| view.at(p)).collect(),
            });
            layers.extend(self.marked(Role::Start(run.slot), run.slot, *start, &view));
            if !run.label.is_empty() {
                legend.push(LegendEntry { role: Role::Path(run.slot), label: run.label.to_owned() });
            }
            let (name, count) = (run_name(run.label, run.slot), steps(run.points.len() - 1));
            let (start, current) = (coordinates(start), coordinates(current));
            caption.push(format!("{name} went from {start} to {current} in {count}."));
        }
        for run in runs {
            let Some(&current) = run.points.last() else { continue };
            if let Some(gradient) = run.gradient {
                let towards = self.downhill(current, gradient);
                layers.extend(
                    towards.into_iter().flat_map(|to| self.arrow(Role::Gradient, current, to, &view)),
                );
            }
            if let Some(next) = run.next {
                layers.extend(self.arrow(Role::Direction(run.slot), current, next, &view));
            }
            if let Some(line) = run.line {
                let (to, _) = line.end([self.view.x.length(), self.view.y.length()]);
                layers.extend(self.arrow(Role::Line(run.slot), line.from, to, &view));
            }
            let placed = |probe: &probe::Probe| probe::Probe { at: self.seen_at(probe.at, &view), ..*probe };
            let probes: Vec<probe::Probe> = run.probes.iter().map(placed).collect();
            layers.extend(probe::marks(run.slot, &probes, |_| String::new(), &mut guides));
            layers.extend(self.marked(Role::Current(run.slot), run.slot, current, &view));
        }
        legend.append(&mut guides);
        Scene { axes: axes(&view, Furniture::None), layers, legend, caption: caption.join(" ") }
    }

    // ---- points of the surface -------------------------------------------------------------------------------

    fn on_square(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        let place = |t: f64, range: Interval| 2.0 * ((t - range.lo()) / range.length()) - 1.0;
        [place(x, self.view.x), place(y, self.view.y)]
    }

    fn lifted(&self, at: [f64; 2]) -> [f64; 3] {
        let height = if SQUARE.contains(at) { height(&self.relief, at) } else { f64::NAN };
        [at[0], at[1], height]
    }

    /// Where a point of the plane is seen; not a number where the surface is not there.
    fn seen_at(&self, at: [f64; 2], view: &Projection) -> [f64; 2] {
        view.at(self.lifted(self.on_square(at)))
    }

    /// A mark on the surface, a small one where the surface hides it.
    fn marked(&self, role: Role, slot: u8, at: [f64; 2], view: &Projection) -> Option<Layer> {
        let point = self.lifted(self.on_square(at));
        let role = if is_seen(&self.relief, point, view) { role } else { Role::Hidden(slot) };
        let at = view.at(point);
        at.iter().all(|c| c.is_finite()).then(|| mark(role, at))
    }

    /// A line through points of the square as it lies on the surface.
    fn draped(&self, points: &[[f64; 2]], view: &Projection) -> Draped {
        let cell = 2.0 / (self.relief.nx().max(self.relief.ny()) - 1) as f64;
        let parts: Vec<Vec<[f64; 2]>> = clip(points.iter().copied(), &SQUARE)
            .iter()
            .flat_map(|part| untraced(simplify(part, cell * 0.02), cell * 0.05))
            .collect();
        let segments = parts.iter().map(Vec::len).sum::<usize>().max(1);
        let most = (MAX_SAMPLES / segments).max(1) as f64;
        let mut draped = Draped { seen: Vec::new(), hidden: Vec::new() };
        for part in parts {
            let mut last: Option<([f64; 2], bool)> = None;
            let mut put = |at: [f64; 2]| {
                let point = self.lifted(at);
                let (pixel, seen) = (view.at(point), is_seen(&self.relief, point, view));
                let to = if seen { &mut draped.seen } else { &mut draped.hidden };
                match last {
                    Some((_, before)) if before == seen => {}
                    Some((from, _)) => to.extend([GAP, from]),
                    None => to.push(GAP),
                }
                to.push(pixel);
                last = Some((pixel, seen));
            };
            for pair in part.windows(2) {
                let count = (distance(pair[0], pair[1]) / (cell * 0.5)).ceil().clamp(1.0, most) as u32;
                for k in 0..count {
                    let t = f64::from(k) / f64::from(count);
                    put([0, 1].map(|i| pair[0][i] + t * (pair[1][i] - pair[0][i])));
                }
            }
            part.last().copied().into_iter().for_each(put);
        }
        draped
    }

    /// An arrow that lies on the surface. Its head is flat, at the end that is in view.
    fn arrow(&self, role: Role, from: [f64; 2], to: [f64; 2], view: &Projection) -> Vec<Layer> {
        let ends = [from, to].map(|at| self.on_square(at));
        let Draped { mut seen, hidden } = self.draped(&ends, view);
        // Nothing is told apart on so short a line.
        seen.extend(hidden);
        let tip = view.at(self.lifted(ends[1]));
        let near = |t: f64| [0, 1].map(|i| ends[0][i] + t * (ends[1][i] - ends[0][i]));
        let neck = view.at(self.lifted(near(0.75)));
        let mut layers = vec![Layer::Curve { role, points: seen }];
        if tip.iter().chain(&neck).all(|c| c.is_finite()) {
            let vector = [tip[0] - neck[0], tip[1] - neck[1]];
            layers.push(Layer::Arrows {
                role,
                arrows: vec![Arrow { from: neck, vector, length: ArrowLength::Data }],
            });
        }
        layers
    }

    /// A point in the direction of steepest descent, at a distance that the eye takes for an arrow's length.
    fn downhill(&self, from: [f64; 2], gradient: [f64; 2]) -> Option<[f64; 2]> {
        let lengths = [self.view.x.length(), self.view.y.length()];
        let reach = (gradient[0] / lengths[0]).abs().max((gradient[1] / lengths[1]).abs());
        let unit: [f64; 2] = [0, 1].map(|i| gradient[i] / lengths[i] / reach);
        let length = distance([0.0; 2], unit);
        (length.is_finite() && length > 0.0)
            .then(|| [0, 1].map(|i| from[i] - unit[i] / length * STEEPEST * 0.5 * lengths[i]))
    }

    // ---- layers ------------------------------------------------------------------------------------------------

    /// The facets whose upper side is seen, those farther from the eye before those that may hide them. A rim that is
    /// seen from below would only hide the valley behind it.
    fn facets(&self, view: &Projection) -> Vec<Facet> {
        let (nx, ny) = (self.relief.nx(), self.relief.ny());
        let corners: Vec<[f64; 3]> = (0..ny)
            .flat_map(|j| (0..nx).map(move |i| (i, j)))
            .zip(self.relief.values())
            .map(|((i, j), &z)| {
                let [x, y] = self.relief.point(i as f64, j as f64);
                [x, y, z]
            })
            .collect();
        let seen: Vec<[f64; 2]> = corners.iter().map(|point| view.at(*point)).collect();
        // The slope at a point is that of the line through its neighbours, or through itself where there is none.
        let slope = |at: usize, before: Option<usize>, after: Option<usize>, axis: usize| {
            let end = |neighbour: Option<usize>| {
                neighbour.and_then(|k| corners.get(k)).filter(|p| p[2].is_finite()).unwrap_or(&corners[at])
            };
            let (low, high) = (end(before), end(after));
            if high[axis] > low[axis] { (high[2] - low[2]) / (high[axis] - low[axis]) } else { 0.0 }
        };
        let lit: Vec<f64> = (0..corners.len())
            .map(|k| {
                let (i, j) = (k % nx, k / nx);
                let across = slope(k, (i > 0).then(|| k - 1), (i + 1 < nx).then_some(k + 1), 0);
                let along = slope(k, (j > 0).then(|| k - nx), (j + 1 < ny).then_some(k + nx), 1);
                view.brightness([across, along])
            })
            .collect();
        let order =
            |towards: f64, n: usize| (0..n - 1).map(move |k| if towards > 0.0 { k } else { n - 2 - k });
        let mut facets = Vec::with_capacity((nx - 1) * (ny - 1));
        for j in order(view.towards[1], ny) {
            for i in order(view.towards[0], nx) {
                let ring = [j * nx + i, j * nx + i + 1, (j + 1) * nx + i + 1, (j + 1) * nx + i];
                let outline = ring.map(|k| seen[k]);
                if ring.iter().all(|&k| corners[k][2].is_finite()) && turns_left(outline) {
                    let (positions, brightness) = (ring.map(|k| self.positions[k]), ring.map(|k| lit[k]));
                    facets.push(Facet { corners: outline, positions, brightness });
                }
            }
        }
        facets
    }

    /// The parts of a level's lines that are seen.
    fn visible(&self, line: &ContourLine, view: &Projection) -> ContourLine {
        let mut parts: Vec<Polyline> = Vec::new();
        for Polyline { points, closed } in &line.lines {
            let closing = closed.then(|| points.first()).flatten();
            let mut part: Vec<[f64; 2]> = Vec::new();
            for &at in points.iter().chain(closing) {
                let point = self.lifted(at);
                if is_seen(&self.relief, point, view) {
                    part.push(view.at(point));
                } else {
                    parts.push(Polyline { points: std::mem::take(&mut part), closed: false });
                }
            }
            parts.push(Polyline { points: part, closed: false });
        }
        parts.retain(|part| part.points.len() > 1);
        ContourLine { lines: parts, ..*line }
    }

    /// Axes and grids of the floor and of the two walls that are behind the surface.
    fn walls(&self, view: &Projection) -> Vec<Layer> {
        let near = [0, 1].map(|i| if view.towards[i] > 0.0 { 1.0 } else { -1.0 });
        let [far_x, far_y] = near.map(|side| -side);
        let line = |points: &[[f64; 3]]| points.iter().map(|p| view.at(*p)).chain([GAP]).collect::<Vec<_>>();
        let (mut grid, mut axes, mut labels) = (Vec::new(), Vec::new(), Vec::new());
        let is_upright = view.lift[1] > 0.15;

        for axis in 0..2 {
            // Along the axis the place is `t`; on the other one an edge of the floor is at `side`.
            let place = |t: f64, side: f64, z: f64| if axis == 0 { [t, side, z] } else { [side, t, z] };
            let (front, back) = (near[1 - axis], -near[1 - axis]);
            let ends = [-1.0, 1.0].map(|t| view.at(place(t, front, -RISE)));
            axes.extend(line(&[place(-1.0, front, -RISE), place(1.0, front, -RISE)]));
            let range = [self.view.x, self.view.y][axis];
            let outward = outward(ends, view.at([0.0, 0.0, -RISE]));
            let is_long = distance(ends[0], ends[1]) > SHORT;
            for tick in ticks(&Axis::linear("", range), TICKS).major {
                let t = 2.0 * (tick.value - range.lo()) / range.length() - 1.0;
                grid.extend(line(&[place(t, front, -RISE), place(t, back, -RISE), place(t, back, RISE)]));
                if is_long {
                    let at = view.at(place(t, front, -RISE));
                    axes.extend(line(&[place(t, front, -RISE), place(t, front * 1.03, -RISE)]));
                    labels.push(Layer::Label {
                        role: Role::Axis,
                        at,
                        towards: outward,
                        gap: 7.0,
                        text: tick.label,
                    });
                }
            }
            if is_long {
                let at = [0, 1].map(|i| (ends[0][i] + ends[1][i]) * 0.5);
                let text = self.labels[axis].clone();
                labels.push(Layer::Label { role: Role::Curve, at, towards: outward, gap: 27.0, text });
            }
        }
        // The heights stand at the corner of the walls and the floor that is seen farthest to the left.
        let corners = [[far_x, near[1]], [near[0], far_y]];
        let left = |corner: &[f64; 2]| view.at([corner[0], corner[1], 0.0])[0];
        let [x, y] = corners.into_iter().min_by(|a, b| left(a).total_cmp(&left(b))).unwrap_or(corners[0]);
        if is_upright {
            axes.extend(line(&[[x, y, -RISE], [x, y, RISE]]));
            for (value, z) in self.heights() {
                grid.extend(line(&[[far_x, near[1], z], [far_x, far_y, z], [near[0], far_y, z]]));
                let (at, towards) = (view.at([x, y, z]), [-1.0, 0.0]);
                axes.extend([at, [at[0] - 0.03, at[1]], GAP]);
                labels.push(Layer::Label { role: Role::Axis, at, towards, gap: 7.0, text: number(value, 3) });
            }
            let (at, towards) = (view.at([x, y, RISE]), [0.0, 1.0]);
            labels.push(Layer::Label { role: Role::Curve, at, towards, gap: 8.0, text: "C".to_owned() });
        }
        let mut layers = vec![
            Layer::Curve { role: Role::Wall, points: grid },
            Layer::Curve { role: Role::Axis, points: axes },
        ];
        layers.append(&mut labels);
        layers
    }

    /// Values with labels on the vertical axis, and their heights.
    fn heights(&self) -> Vec<(f64, f64)> {
        let (min, max) = (self.scale.min(), self.scale.max());
        let rise = |part: f64| RISE * (2.0 * part - 1.0);
        let is_linear = self.kind == Height::Value || self.scale.kind() == ScaleKind::Linear;
        match (is_linear, Interval::new(min, max)) {
            (true, Ok(range)) => {
                let ticks = ticks(&Axis::linear("", range), TICKS + 1.0).major.into_iter();
                ticks.map(|tick| (tick.value, rise(fraction(min, max, tick.value)))).collect()
            }
            (false, Ok(_)) => (0..=4)
                .map(|k| self.scale.value(f64::from(k) / 4.0))
                .map(|value| if value == min { value } else { rounded(value, min, max) })
                .map(|value| (value, rise(self.scale.position(value))))
                .collect(),
            // A constant lies half way up.
            (_, Err(_)) => vec![(min, 0.0)],
        }
    }

    fn caption(&self, from: Viewpoint) -> String {
        let [x, y] = &self.labels;
        let of = if self.name.is_empty() { String::new() } else { format!(" of {}", self.name) };
        let View { x: across, y: upward } = self.view;
        let mut text = format!(
            "Surface{of} for {x} from {} to {} and {y} from {} to {}, seen from the azimuth {}° and the elevation {}°.",
            number(across.lo(), 4),
            number(across.hi(), 4),
            number(upward.lo(), 4),
            number(upward.hi(), 4),
            number(from.azimuth(), 4),
            number(from.elevation(), 4)
        );
        if self.relief.values().iter().any(|z| z.is_finite()) {
            let (least, greatest) = (number(self.scale.min(), 3), number(self.scale.max(), 3));
            let scale = match self.kind {
                Height::Value => "linear",
                Height::Levels => self.scale.kind().id(),
            };
            text += &format!(" Values from {least} to {greatest} on a {scale} scale of heights.");
        } else {
            text += " The function is undefined here.";
        }
        text + &critical_told(&self.critical)
    }
}

/// About how many ticks an axis in space has.
const TICKS: f64 = 5.0;

/// The axes of the picture plane: as long for every azimuth, so that the picture turns without growing.
fn axes(view: &Projection, furniture: Furniture) -> Axes {
    let (across, upward) = (std::f64::consts::SQRT_2, view.reach());
    let axis = |reach: f64| Axis::linear("", Interval::new(-reach, reach).unwrap_or(Interval::SIDE));
    Axes { x: axis(across), y: axis(upward), equal_aspect: true, furniture }
}

/// The direction at a right angle to an edge, away from a point.
fn outward([a, b]: [[f64; 2]; 2], inside: [f64; 2]) -> [f64; 2] {
    let length = distance(a, b);
    let normal = [(b[1] - a[1]) / length, (a[0] - b[0]) / length];
    let inward = normal[0] * (inside[0] - a[0]) + normal[1] * (inside[1] - a[1]);
    if inward > 0.0 { normal.map(|c| -c) } else { normal }
}

/// Whether the corners of a facet are seen counter-clockwise, as they are from above.
fn turns_left([a, b, c, d]: [[f64; 2]; 4]) -> bool {
    (c[0] - a[0]) * (d[1] - b[1]) - (c[1] - a[1]) * (d[0] - b[0]) > 0.0
}

/// A value with two digits that lies between two others, or the value itself.
fn rounded(value: f64, min: f64, max: f64) -> f64 {
    let near: f64 = format!("{value:.1e}").parse().unwrap_or(value);
    if (min..=max).contains(&near) { near } else { value }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fallline_autodiff::math;

    fn surface(f: impl Fn(f64, f64) -> f64, kind: Height) -> Surface {
        let view = View::new([-2.0, 2.0], [-1.0, 3.0]).unwrap();
        Surface::new(&Landscape::new(Grid::sample(view, 90, 90, f).unwrap()), kind, 30)
    }

    fn rosenbrock(x: f64, y: f64) -> f64 {
        (1.0 - x) * (1.0 - x) + 100.0 * (y - x * x) * (y - x * x)
    }

    #[test]
    fn nearer_facets_come_later() {
        let hill = surface(|x, y| -0.1 * (x * x + y * y) + math::exp(-x * x), Height::Value);
        for azimuth in [-170.0, -60.0, 0.0, 45.0, 90.0, 130.0] {
            let view = Projection::new(Viewpoint::new(azimuth, 80.0).unwrap());
            let facets = hill.facets(&view);
            // The first facet is at the corner farthest from the eye, the last at the nearest one.
            let corner = |side: f64| {
                let at = [0, 1].map(|i| if view.towards[i] > 0.0 { side } else { -side });
                view.at(hill.lifted(at))
            };
            let has = |facet: &Facet, at: [f64; 2]| facet.corners.iter().any(|c| distance(*c, at) < 1e-12);
            let [first, .., last] = facets.as_slice() else { panic!("no facets") };
            assert!(has(first, corner(-1.0)) && has(last, corner(1.0)) && facets.len() == 900, "{azimuth}");
        }
    }

    #[test]
    fn facets_seen_from_below_are_left_out() {
        let valley = surface(|x, _| x * x, Height::Value);
        let from = |elevation: f64| Projection::new(Viewpoint::new(0.0, elevation).unwrap());
        assert_eq!(valley.facets(&from(85.0)).len(), 900);
        let seen = valley.facets(&from(20.0)).len();
        assert!((500..800).contains(&seen), "{seen}");
    }

    #[test]
    fn undefined_values_leave_holes() {
        let half = surface(|x, y| if x > 0.0 { x + y } else { f64::NAN }, Height::Value);
        let view = Projection::new(Viewpoint::new(-60.0, 80.0).unwrap());
        assert!((400..=450).contains(&half.facets(&view).len()));
        let nowhere = surface(|_, _| f64::NAN, Height::Levels);
        let scene = nowhere.scene(Viewpoint::new(-60.0, 30.0).unwrap());
        assert!(scene.caption.contains("undefined"));
    }

    #[test]
    fn logarithmic_heights_show_the_floor_of_a_valley() {
        // Along the valley of Rosenbrock's function the values are tiny beside those of its walls.
        let along = |kind: Height| {
            let s = surface(rosenbrock, kind);
            s.lifted(s.on_square([-1.2, 1.44]))[2] - s.lifted(s.on_square([0.8, 0.64]))[2]
        };
        assert!(along(Height::Value).abs() < 0.02);
        assert!(along(Height::Levels) > 0.1);
    }

    #[test]
    fn a_path_behind_a_ridge_is_hidden() {
        let ridge = surface(|x, _| -x.abs(), Height::Value);
        let view = Projection::new(Viewpoint::new(0.0, 15.0).unwrap());
        let across = [[-1.5, 1.0], [1.5, 1.0]].map(|p| ridge.on_square(p));
        let Draped { seen, hidden } = ridge.draped(&across, &view);
        let finite = |points: &[[f64; 2]]| points.iter().filter(|p| p[0].is_finite()).count();
        assert!(finite(&seen) > 10 && finite(&hidden) > 10);
        assert_eq!(seen.iter().filter(|p| p[0].is_nan()).count(), 1, "one part is seen");
        assert!(
            ridge
                .marked(Role::Start(2), 2, [-1.0, 1.0], &view)
                .is_some_and(|layer| matches!(layer, Layer::Points { role: Role::Hidden(2), .. }))
        );
        assert!(ridge.marked(Role::Start(2), 2, [-9.0, 1.0], &view).is_none(), "outside of the view");
    }

    #[test]
    fn long_paths_have_few_points() {
        let bowl = surface(|x, y| x * x + y * y, Height::Value);
        let view = Projection::new(Viewpoint::new(-60.0, 30.0).unwrap());
        let chaos: Vec<[f64; 2]> = (0..100_000)
            .map(|k| f64::from(k) * 0.618_033_988_749_894_8)
            .map(|t| [2.0 * t.fract() - 1.0, 2.0 * (t * 7.3).fract() - 1.0])
            .collect();
        let Draped { seen, hidden } = bowl.draped(&chaos, &view);
        assert!(seen.len() + hidden.len() < 400_000);
        let cycle: Vec<[f64; 2]> = (0..100_000).map(|k| [f64::from(k % 2) - 0.5, 0.0]).collect();
        let Draped { seen, .. } = bowl.draped(&cycle, &view);
        assert!(seen.len() < 200, "{}", seen.len());
    }

    #[test]
    fn labels_of_heights_are_short_and_in_order() {
        for kind in Height::ALL {
            let heights = surface(rosenbrock, kind).heights();
            assert!((3..=7).contains(&heights.len()), "{heights:?}");
            assert!(heights.windows(2).all(|w| w[0].0 < w[1].0 && w[0].1 < w[1].1), "{heights:?}");
            assert!(heights.iter().all(|(_, z)| z.abs() <= RISE));
        }
        assert_eq!(surface(|_, _| 3.0, Height::Levels).heights(), [(3.0, 0.0)]);
    }
}
