//! What an optimizer takes a function of two variables for around its iterate: level lines and the trusted region.

use super::{coordinates, mark};
use crate::axis::number;
use crate::contour::contours;
use crate::grid::{Grid, View};
use crate::scene::{Layer, LegendEntry};
use crate::theme::Role;
use fallline_autodiff::math;

/// A quadratic model of a function of N variables around a point θ,
/// Q(φ) = C(θ) + gᵀ(φ − θ) + ½ (φ − θ)ᵀ H (φ − θ), MEDL (4.55).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quadratic<const N: usize> {
    /// θ.
    pub point: [f64; N],
    /// C(θ).
    pub value: f64,
    /// g.
    pub gradient: [f64; N],
    /// H by its rows, symmetric.
    pub matrix: [[f64; N]; N],
    /// How far from θ the model is trusted, where the optimizer has such a radius.
    pub radius: Option<f64>,
}

impl<const N: usize> Quadratic<N> {
    /// Q(φ).
    ///
    /// ```
    /// use fallline_plot::build::Quadratic;
    /// let q = Quadratic { point: [1.0], value: 2.0, gradient: [-4.0], matrix: [[8.0]], radius: None };
    /// assert_eq!(q.at([1.5]), 1.0);
    /// ```
    #[must_use]
    pub fn at(&self, point: [f64; N]) -> f64 {
        let step: [f64; N] = std::array::from_fn(|i| point[i] - self.point[i]);
        let curved = self.matrix.map(|row| row.iter().zip(step).map(|(h, s)| h * s).sum::<f64>());
        (0..N).fold(self.value, |sum, i| sum + step[i] * (self.gradient[i] + 0.5 * curved[i]))
    }
}

/// How far from θ the level lines lie, as parts of the way to the centre or to the least value.
const PARTS: [f64; 3] = [0.0, 1.0 / 3.0, 2.0 / 3.0];
/// Grid values a side for level lines that are not ellipses.
const GRID: usize = 160;

/// What the level lines are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Conic {
    Circles,
    Ellipses,
    Hyperbolas,
    /// The matrix is singular.
    Others,
}

/// A quadratic of two variables around its stationary point.
struct Shape {
    conic: Conic,
    /// Where the gradient of Q is 0; not finite where there is no single such point.
    centre: [f64; 2],
    is_minimum: bool,
    /// Of an ellipse, two conjugate semi-axes of the level line through θ.
    axes: [[f64; 2]; 2],
}

impl Shape {
    fn of(model: &Quadratic<2>) -> Self {
        let ([[a, b], [_, d]], [p, q]) = (model.matrix, model.gradient);
        // The greatest entry becomes 1, so that no product overflows.
        let scale = a.abs().max(b.abs()).max(d.abs());
        let [a, b, d, p, q] = [a, b, d, p, q].map(|entry| entry / scale);
        let determinant = a * d - b * b;
        let step = [(b * q - d * p) / determinant, (b * p - a * q) / determinant];
        let conic = if determinant > 4.0 * f64::EPSILON {
            if b == 0.0 && a == d { Conic::Circles } else { Conic::Ellipses }
        } else if determinant < -4.0 * f64::EPSILON {
            Conic::Hyperbolas
        } else {
            Conic::Others
        };
        // Seen from the centre, θ is one semi-axis; the level line there runs at a right angle to g, and so does the
        // conjugate one.
        let root = determinant.sqrt();
        Self {
            conic,
            centre: [model.point[0] + step[0], model.point[1] + step[1]],
            is_minimum: a > 0.0,
            axes: [step.map(|s| -s), [-q / root, p / root]],
        }
    }

    /// Whether ellipses around the centre are small enough to be drawn as such.
    fn is_ellipse_in(&self, view: View) -> bool {
        let lengths = [view.x.length(), view.y.length()];
        let reach = |i: usize| self.axes[0][i].abs() + self.axes[1][i].abs();
        matches!(self.conic, Conic::Circles | Conic::Ellipses)
            && (0..2).all(|i| reach(i) < 100.0 * lengths[i] && self.centre[i].is_finite())
    }
}

/// The model's level lines, from the one through θ towards lower values, or around a maximum higher ones; a mark at
/// its stationary point; the circle of the radius.
pub(super) fn layers(
    slot: u8,
    model: &Quadratic<2>,
    view: View,
    legend: &mut Vec<LegendEntry>,
) -> Vec<Layer> {
    let mut layers = level_lines((Role::Model(slot), "local model"), model, view, legend);
    if let Some(radius) = model.radius.filter(|radius| is_seen(model.point, *radius, view)) {
        let role = Role::TrustRadius(slot);
        layers.push(Layer::Ellipse { role, centre: model.point, axes: [[radius, 0.0], [0.0, radius]] });
        legend.push(LegendEntry { role, label: "trust radius".to_owned() });
    }
    layers
}

/// The level lines of a model, with a mark at its stationary point.
pub(super) fn level_lines(
    (role, name): (Role, &str),
    model: &Quadratic<2>,
    view: View,
    legend: &mut Vec<LegendEntry>,
) -> Vec<Layer> {
    let shape = Shape::of(model);
    let mut layers: Vec<Layer> = if shape.is_ellipse_in(view) {
        let ellipse = |part: f64| {
            let axes = shape.axes.map(|axis| axis.map(|a| a * (1.0 - part)));
            Layer::Ellipse { role, centre: shape.centre, axes }
        };
        PARTS.map(ellipse).to_vec()
    } else {
        sampled(model, view).into_iter().map(|points| Layer::Curve { role, points }).collect()
    };
    if shape.conic != Conic::Others && shape.centre.iter().all(|c| c.is_finite()) {
        layers.push(mark(role, shape.centre));
    }
    if !layers.is_empty() {
        legend.push(LegendEntry { role, label: name.to_owned() });
    }
    layers
}

/// The level lines of a model within the view: through θ, and on the way to its least value there.
fn sampled(model: &Quadratic<2>, view: View) -> Vec<Vec<[f64; 2]>> {
    let Ok(grid) = Grid::sample(view, GRID, GRID, |x, y| model.at([x, y])) else { return Vec::new() };
    let least = grid.values().iter().copied().fold(model.value, f64::min);
    let levels = PARTS.map(|part| model.value + part * part * (least - model.value));
    let lines = contours(&grid, &levels).into_iter().flat_map(|isoline| isoline.lines);
    lines
        .map(|line| {
            let closing = line.closed.then(|| line.points.first().copied()).flatten();
            line.points.into_iter().chain(closing).collect()
        })
        .collect()
}

/// Whether the circle crosses the view.
fn is_seen(centre: [f64; 2], radius: f64, view: View) -> bool {
    let ranges = [view.x, view.y];
    let distance = |to: [f64; 2]| math::hypot(to[0] - centre[0], to[1] - centre[1]);
    let nearest = [0, 1].map(|i| centre[i].max(ranges[i].lo()).min(ranges[i].hi()));
    let farthest = [0, 1].map(|i| {
        let (lo, hi) = (ranges[i].lo(), ranges[i].hi());
        if (centre[i] - lo).abs() > (centre[i] - hi).abs() { lo } else { hi }
    });
    distance(nearest) <= radius && radius <= distance(farthest)
}

/// The model in words, under its name.
pub(super) fn told(name: &str, model: &Quadratic<2>) -> String {
    let shape = Shape::of(model);
    let centre = coordinates(&shape.centre);
    let extremum = if shape.is_minimum { "minimum" } else { "maximum" };
    let lines = match shape.conic {
        Conic::Circles => format!("circles around its {extremum} at {centre}"),
        Conic::Ellipses => format!("ellipses around its {extremum} at {centre}"),
        Conic::Hyperbolas => format!("hyperbolas around its saddle point at {centre}"),
        Conic::Others => "parabolas or straight lines, as its matrix is singular".to_owned(),
    };
    let trusted = model.radius.map_or(String::new(), |radius| {
        format!(
            " It is trusted in the circle of radius {} around {}.",
            number(radius, 4),
            coordinates(&model.point)
        )
    });
    format!(" The level lines of {name} are {lines}.{trusted}")
}
