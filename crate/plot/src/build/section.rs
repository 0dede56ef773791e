//! The objective along a step, φ(α) = C(θ + α d): what a search sees of it.

use super::curve::{samples, value_range};
use super::{listed, mark, probe};
use crate::axis::number;
use crate::build::Probe;
use crate::interval::Interval;
use crate::scene::{Axes, Axis, BarRow, Furniture, Layer, LegendEntry, Point, Scene};
use crate::theme::Role;
use fallline_autodiff::Error;

/// A local model along the direction, m(α) = φ(0) + s α + ½ c α².
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parabola {
    /// s.
    pub slope: f64,
    /// c.
    pub curvature: f64,
}

/// A condition that a search can ask for.
#[derive(Clone, Copy, Debug)]
pub struct Condition<'a> {
    /// Its name.
    pub name: &'a str,
    /// Where it holds, as intervals of α.
    pub holds: &'a [[f64; 2]],
}

/// What a section's picture is made of.
#[derive(Clone, Debug)]
pub struct Section<'a> {
    /// The range of α.
    pub range: Interval,
    /// φ on a uniform grid over the range, both ends included.
    pub values: &'a [f64],
    /// φ(0).
    pub value: f64,
    /// φ′(0).
    pub slope: f64,
    /// β of Armijo's condition φ(α) ≤ φ(0) + β α φ′(0).
    pub armijo: f64,
    /// Number of the run, 0..8: its colour, and the shapes of its marks.
    pub slot: u8,
    /// What the search tried, in order, as (α, φ(α)).
    pub probes: &'a [Probe],
    /// Where the step goes, as (α, φ(α)).
    pub step: Option<[f64; 2]>,
    /// The local model.
    pub model: Option<Parabola>,
    /// How far the model is trusted, as a step size.
    pub radius: Option<f64>,
    /// The length of the exact Newton step.
    pub newton: Option<f64>,
    /// The conditions, drawn as bars below the axis.
    pub conditions: &'a [Condition<'a>],
}

impl Section<'_> {
    fn line(&self, share: f64) -> Vec<[f64; 2]> {
        [self.range.lo(), self.range.hi()]
            .map(|alpha| [alpha, self.value + share * alpha * self.slope])
            .to_vec()
    }

    fn vertex(&self) -> Option<[f64; 2]> {
        let Parabola { slope, curvature } = self.model?;
        let alpha = -slope / curvature;
        (curvature > 0.0 && alpha.is_finite()).then_some([alpha, self.value + 0.5 * slope * alpha])
    }

    /// The values around φ(0): as far above it as φ falls below it, so that a steep rise elsewhere does not squeeze the
    /// part that the search is about.
    fn heights(&self) -> Result<Interval, Error> {
        let seen =
            |point: [f64; 2]| Some(point[1]).filter(|y| self.range.contains(point[0]) && y.is_finite());
        let step = self.step.and_then(seen);
        let all = value_range(self.values, [Some(self.value), step].into_iter().flatten())?;
        let tried = self.probes.iter().filter_map(|probe| seen(probe.at));
        let least = self.values.iter().copied().filter(|value| *value >= all.lo()).chain(tried).chain(step);
        let fall = self.value - least.fold(self.value, f64::min);
        if self.slope >= 0.0 || fall <= 0.0 {
            return Ok(all);
        }
        let (mut lo, mut hi) = (self.value - 1.15 * fall, self.value + fall);
        for value in [step, self.vertex().and_then(seen)].into_iter().flatten() {
            if (self.value - 3.0 * fall..=all.hi()).contains(&value) {
                lo = lo.min(value - 0.15 * fall);
                hi = hi.max(value + 0.15 * fall);
            }
        }
        Interval::new(lo, hi.min(all.hi())).map_or(Ok(all), Ok)
    }
}

/// The section as a scene. Probes whose value lies above the picture, or is not finite, stand at its upper edge with
/// an arrow at their number.
///
/// # Errors
/// `Parameter` where the values leave no drawable range.
pub fn section(spec: &Section) -> Result<Scene, Error> {
    let heights = spec.heights()?;
    let Section { range, slot, value, slope, .. } = *spec;
    let mut layers = vec![Layer::Verticals { role: Role::Guide, at: vec![0.0] }];
    let mut legend = Vec::new();
    let mut caption = format!(
        "φ(α) = C(θ + α d) for α from {} to {}; φ(0) = {}, with the slope {}.",
        number(range.lo(), 4),
        number(range.hi(), 4),
        number(value, 4),
        number(slope, 4)
    );
    if let Some(radius) = spec.radius {
        caption += &format!(" The model is trusted up to α = {}.", number(radius, 4));
        if range.contains(radius) {
            layers.push(Layer::Verticals { role: Role::TrustRadius(slot), at: vec![radius] });
            legend.push(entry(Role::TrustRadius(slot), "trust radius"));
        }
    }
    if let Some(newton) = spec.newton {
        caption += &format!(" The exact Newton step is at α = {}.", number(newton, 4));
        if range.contains(newton) {
            layers.push(Layer::Verticals { role: Role::Guide, at: vec![newton] });
            let at = [newton, heights.at(0.96)];
            layers.push(Layer::Text { role: Role::Guide, at, text: "Newton".to_owned() });
        }
    }
    layers.push(Layer::Curve { role: Role::Tangent, points: spec.line(1.0) });
    legend.push(entry(Role::Tangent, "tangent at 0"));
    if slope < 0.0 {
        layers.push(Layer::Curve { role: Role::Bound, points: spec.line(spec.armijo) });
        legend.push(entry(Role::Bound, "Armijo's bound"));
    }
    if let Some(Parabola { slope, curvature }) = spec.model {
        let role = Role::Model(slot);
        let at = |alpha: f64| [alpha, value + alpha * (slope + 0.5 * curvature * alpha)];
        let points = (0..=400).map(|k| at(range.at(f64::from(k) / 400.0))).collect();
        layers.push(Layer::Curve { role, points });
        legend.push(entry(role, "local model"));
    }
    layers.push(Layer::Curve { role: Role::Curve, points: samples(range, spec.values) });
    if let Some(vertex) = spec.vertex() {
        layers.push(mark(Role::Model(slot), vertex));
        caption += &format!(" The local model has its minimum at α = {}.", number(vertex[0], 4));
    }
    layers.push(named(Role::Path(slot), [0.0, value], "θ"));

    let top = heights.at(0.97);
    let above = |probe: &Probe| !probe.at[1].is_finite() || probe.at[1] > heights.hi();
    let placed: Vec<Probe> = spec
        .probes
        .iter()
        .map(|probe| Probe { at: [probe.at[0], if above(probe) { top } else { probe.at[1] }], ..*probe })
        .collect();
    let label = |k: usize| {
        let arrow = if spec.probes.get(k).is_some_and(above) { " ↑" } else { "" };
        format!("{}{arrow}", k + 1)
    };
    if let Some(step) = spec.step {
        let tried = spec.probes.iter().any(|probe| probe.accepted && probe.at[0] == step[0]);
        layers.push(named(Role::Current(slot), step, if tried { "" } else { "step" }));
        caption +=
            &format!(" The step goes to α = {}, where φ = {}.", number(step[0], 4), number(step[1], 4));
    }
    layers.extend(probe::marks(slot, &placed, label, &mut legend));
    caption += &probe::told(spec.probes);
    for Condition { name, holds } in spec.conditions {
        let parts: Vec<String> =
            holds.iter().map(|[lo, hi]| format!("from {} to {}", number(*lo, 4), number(*hi, 4))).collect();
        let parts = if parts.is_empty() { "nowhere".to_owned() } else { listed(&parts) };
        caption += &format!(" The {name} condition holds {parts}.");
    }
    if !spec.conditions.is_empty() {
        let row = |Condition { name, holds }: &Condition| BarRow {
            label: (*name).to_owned(),
            spans: holds.to_vec(),
        };
        let rows = spec.conditions.iter().map(row).collect();
        layers.push(Layer::Bars { role: Role::Path(slot), rows });
    }
    let axes = Axes {
        x: Axis::linear("α", range),
        y: Axis::linear("φ(α)", heights),
        equal_aspect: false,
        furniture: Furniture::Grid,
    };
    Ok(Scene { axes, layers, legend, caption })
}

fn entry(role: Role, label: &str) -> LegendEntry {
    LegendEntry { role, label: label.to_owned() }
}

fn named(role: Role, at: [f64; 2], label: &str) -> Layer {
    Layer::Points { role, points: vec![Point { at, label: label.to_owned() }] }
}
