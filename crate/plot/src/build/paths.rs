//! The paths of runs, to lie on a landscape.

use super::{Probe, Quadratic, coordinates, mark, model, probe, run_name, steps};
use crate::grid::View;
use crate::scene::{Arrow, ArrowLength, Axes, Axis, Furniture, Layer, LegendEntry, Scene};
use crate::theme::Role;

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
        let model = run.model.as_ref().map_or(String::new(), model::told);
        caption.push(went + &model + &probe::told(run.probes));
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
