//! The paths of runs, to lie on a landscape.

use super::{Probe, Quadratic, coordinates, listed, mark, model, probe, run_name, steps};
use crate::axis::number;
use crate::grid::View;
use crate::scene::{Arrow, ArrowLength, Axes, Axis, Furniture, Layer, LegendEntry, Scene};
use crate::theme::Role;
use fallline_autodiff::math;

/// A run on a landscape.
#[derive(Clone, Debug, Default)]
pub struct RunPath<'a> {
    /// Number of the run, 0..8: its colour, dashes and marker.
    pub slot: u8,
    /// Its name, for the legend; none where empty.
    pub label: &'a str,
    /// The iterates up to the current one, the start first.
    pub points: &'a [[f64; 2]],
    /// Where the next step leads: an arrow from the current point.
    pub next: Option<[f64; 2]>,
    /// The gradient at the current point; an arrow of fixed length shows where the negative gradient points.
    pub gradient: Option<[f64; 2]>,
    /// The local model of the step.
    pub model: Option<Quadratic<2>>,
    /// Points the search of this step tried.
    pub probes: &'a [Probe],
    /// What a line of the step's pseudo-code assigned.
    pub line: Option<LineArrow<'a>>,
    /// The model that the Hessian at the current point makes, beside the local one.
    pub hessian: Option<Quadratic<2>>,
    /// Axes through the current point along the Hessian's eigenvectors.
    pub axes: &'a [EigenAxis],
}

/// What a line of a step's pseudo-code assigned, as an arrow.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LineArrow<'a> {
    /// The tail.
    pub from: [f64; 2],
    /// The way from tail to tip.
    pub vector: [f64; 2],
    /// What it is.
    pub label: &'a str,
}

impl LineArrow<'_> {
    /// How long an arrow is that shows a direction alone, as a share of the view.
    const SHARE: f64 = 0.15;

    /// The arrow as long as it is, where it can be seen and does not cross the plot; else only its direction. `sides` are
    /// the lengths of the view.
    pub(super) fn layers(&self, slot: u8, sides: [f64; 2]) -> [Layer; 2] {
        let Self { from, vector, label } = *self;
        let share = [0, 1].map(|i| vector[i].abs() / sides[i]);
        let longest = share[0].max(share[1]);
        let is_whole = (0.03..=0.6).contains(&longest);
        let part = if is_whole { 1.0 } else { Self::SHARE / longest };
        let vector = vector.map(|x| part * x);
        // To the right of the tip of an arrow to the left the name would lie on the arrow.
        let aside = match vector[0] < 0.0 && share[0] > share[1] {
            true => 0.06_f64.copysign(vector[1]) * sides[1],
            false => 0.0,
        };
        let at = [from[0] + vector[0], from[1] + vector[1] + aside];
        let text = if is_whole { label.to_owned() } else { format!("{label}, not to scale") };
        let arrow = Arrow { from, vector, length: ArrowLength::Data };
        [
            Layer::Arrows { role: Role::Line(slot), arrows: vec![arrow] },
            Layer::Text { role: Role::Gradient, at, text },
        ]
    }
}

/// An eigenvector and its eigenvalue.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EigenAxis {
    /// Its direction.
    pub vector: [f64; 2],
    /// The eigenvalue.
    pub value: f64,
}

impl EigenAxis {
    /// How far an axis reaches from the point, as a share of the view.
    const REACH: f64 = 0.2;

    fn layers(&self, at: [f64; 2], view: View) -> Option<[Layer; 2]> {
        let share = (self.vector[0].abs() / view.x.length()).max(self.vector[1].abs() / view.y.length());
        // What is seen of a unit vector from aside is shorter.
        let length = Self::REACH / share * math::hypot(self.vector[0], self.vector[1]).min(1.0);
        let end = |sign: f64| [0, 1].map(|i| at[i] + sign * length * self.vector[i]);
        let role = Role::Eigenvector;
        length.is_finite().then(|| {
            let text = format!("λ = {}", number(self.value, 4));
            [
                Layer::Curve { role, points: vec![end(-1.0), at, end(1.0)] },
                Layer::Text { role, at: end(1.0), text },
            ]
        })
    }
}

/// The runs as a scene without axes, to be drawn with the landscape's frame on a layer above it, or joined to
/// the landscape by [`Scene::overlaid`].
#[must_use]
pub fn paths(view: View, runs: &[RunPath]) -> Scene {
    let mut layers = Vec::new();
    let (mut legend, mut guides) = (Vec::new(), Vec::new());
    let mut caption = Vec::new();
    // What runs are guided by lies below all that they have done.
    for run in runs {
        if let Some(model) = run.model.as_ref().filter(|_| !run.points.is_empty()) {
            layers.extend(model::layers(run.slot, model, view, &mut guides));
        }
        if let Some(model) = run.hessian.as_ref().filter(|_| !run.points.is_empty()) {
            layers.extend(model::level_lines((Role::TrueModel, "Hessian's model"), model, view, &mut guides));
        }
    }
    for run in runs {
        let (Some(start), Some(current)) = (run.points.first(), run.points.last()) else { continue };
        layers.push(Layer::Path { role: Role::Path(run.slot), points: run.points.to_vec() });
        layers.push(mark(Role::Start(run.slot), *start));
        if !run.label.is_empty() {
            legend.push(LegendEntry { role: Role::Path(run.slot), label: run.label.to_owned() });
        }
        let name = run_name(run.label, run.slot);
        let went = match run.points.len() {
            1 => format!("{name} starts at {}.", coordinates(start)),
            n => {
                let (from, to) = (coordinates(start), coordinates(current));
                format!("{name} went from {from} to {to} in {}.", steps(n - 1))
            }
        };
        let told = |name: &str, model: Option<&Quadratic<2>>| {
            model.map_or(String::new(), |model| model::told(name, model))
        };
        let model = told("its local model", run.model.as_ref());
        let whole = told("the Hessian's model", run.hessian.as_ref());
        let line = run.line.map_or(String::new(), |line| format!(" An arrow shows the {}.", line.label));
        let axes: Vec<String> = run.axes.iter().map(|axis| number(axis.value, 4)).collect();
        let axes = match axes.is_empty() {
            true => String::new(),
            false => format!(" Axes show the eigenvectors for {}.", listed(&axes)),
        };
        caption.push(went + &model + &whole + &axes + &line + &probe::told(run.probes));
    }
    // Where runs are goes on top of where all of them have been.
    for run in runs {
        let Some(&current) = run.points.last() else { continue };
        if let Some(gradient) = run.gradient.filter(|g| *g != [0.0, 0.0]) {
            let vector = gradient.map(|g| -g);
            let arrow = Arrow { from: current, vector, length: ArrowLength::Pixels(44.0) };
            layers.push(Layer::Arrows { role: Role::Gradient, arrows: vec![arrow] });
        }
        if let Some(next) = run.next {
            let vector = [next[0] - current[0], next[1] - current[1]];
            let arrow = Arrow { from: current, vector, length: ArrowLength::Data };
            layers.push(Layer::Arrows { role: Role::Direction(run.slot), arrows: vec![arrow] });
        }
        layers.extend(run.axes.iter().filter_map(|axis| axis.layers(current, view)).flatten());
        if let Some(line) = run.line {
            layers.extend(line.layers(run.slot, [view.x.length(), view.y.length()]));
        }
        layers.extend(probe::marks(run.slot, run.probes, |_| String::new(), &mut guides));
        layers.push(mark(Role::Current(run.slot), current));
    }
    legend.append(&mut guides);
    let axes = Axes {
        x: Axis::linear("", view.x),
        y: Axis::linear("", view.y),
        equal_aspect: false,
        furniture: Furniture::None,
    };
    Scene { axes, layers, legend, caption: caption.join(" ") }
}
