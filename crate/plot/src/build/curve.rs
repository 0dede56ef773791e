//! A function of one variable, with the runs on it and their local models.

use super::{CriticalPoint, LineArrow, Probe, Quadratic, coordinates, mark, probe, run_name, steps};
use crate::axis::number;
use crate::interval::Interval;
use crate::scene::{Arrow, ArrowLength, Axes, Axis, Furniture, Layer, LegendEntry, Point, Scene};
use crate::theme::Role;
use fallline_autodiff::Error;

/// What an optimizer takes the function for at its current point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Model {
    /// Newton's parabola.
    Parabola(Quadratic<1>),
    /// The secant's line through two points of the derivative; its zero is the next iterate.
    Chord {
        /// The two points.
        at: [f64; 2],
        /// The derivative at them.
        slopes: [f64; 2],
    },
}

/// A run on a curve.
#[derive(Clone, Debug, Default)]
pub struct CurveRun<'a> {
    /// Number of the run, 0..8: its colour, dashes and marker.
    pub slot: u8,
    /// Its name, for the legend; none where empty.
    pub label: &'a str,
    /// The iterates up to the current one as (t, C(t)), the start first.
    pub points: &'a [[f64; 2]],
    /// The same iterates as (t, C′(t)), for the plot of the derivative; empty where there is none.
    pub slopes: &'a [[f64; 2]],
    /// The next iterate.
    pub next: Option<f64>,
    /// The local model of the step.
    pub model: Option<Model>,
    /// Points the search of this step tried, as (t, C(t)).
    pub probes: &'a [Probe],
    /// What a line of the step's pseudo-code assigned, as an arrow along the axis of t.
    pub line: Option<LineArrow<'a>>,
}

/// What a curve's picture is made of.
#[derive(Clone, Debug)]
pub struct Curve<'a> {
    /// The range of the variable.
    pub x: Interval,
    /// The range of the values; `None` to show the samples, poles cut off.
    pub y: Option<Interval>,
    /// The function on a uniform grid over `x`, both ends included.
    pub values: &'a [f64],
    /// The derivative on such a grid, for a second plot below; empty for none.
    pub derivative: &'a [f64],
    /// Name of the variable.
    pub variable: &'a str,
    /// Name of the function, such as "C".
    pub function: &'a str,
    /// Known stationary points as (t, C(t)).
    pub critical: &'a [CriticalPoint],
    /// The runs.
    pub runs: &'a [CurveRun<'a>],
}

/// The curve as one scene; with derivative samples as two, the function above its derivative, to be laid out
/// by [`crate::Frame::stack`]. The secant method works on the derivative, so its chord is drawn there, where the
/// step is read off its zero.
///
/// # Errors
/// `Parameter` where the values leave no drawable range.
pub fn curve(spec: &Curve) -> Result<Vec<Scene>, Error> {
    let mut above = function(spec)?;
    if spec.derivative.is_empty() {
        return Ok(vec![above]);
    }
    above.axes.x.label.clear();
    Ok(vec![above, derivative(spec)?])
}

fn function(spec: &Curve) -> Result<Scene, Error> {
    let range = match spec.y {
        Some(range) => range,
        None => {
            let marks = spec
                .critical
                .iter()
                .map(|p| p.at)
                .chain(spec.runs.iter().flat_map(|r| r.points.last().copied()));
            let seen = marks.filter(|p| spec.x.contains(p[0])).map(|p| p[1]);
            value_range(spec.values, seen)?
        }
    };
    let mut layers = vec![Layer::Curve { role: Role::Curve, points: samples(spec.x, spec.values) }];
    let mut legend = Vec::new();
    let mut caption = format!(
        "Graph of {}({}) for {} from {} to {}.",
        spec.function,
        spec.variable,
        spec.variable,
        number(spec.x.lo(), 4),
        number(spec.x.hi(), 4)
    );
    for run in spec.runs {
        if let Some(next) = run.next {
            layers.push(Layer::Verticals { role: Role::Guide, at: vec![next] });
        }
        if let Some(Model::Parabola(q)) = run.model {
            let Quadratic { point: [at], gradient: [slope], matrix: [[curvature]], .. } = q;
            let points = (0..=400).map(|k| spec.x.at(f64::from(k) / 400.0)).map(|t| [t, q.at([t])]).collect();
            layers.push(Layer::Curve { role: Role::Model(run.slot), points });
            let vertex = at - slope / curvature;
            if vertex.is_finite() {
                layers.push(mark(Role::Model(run.slot), [vertex, q.at([vertex])]));
            }
            legend.push(LegendEntry { role: Role::Model(run.slot), label: "local model".to_owned() });
            let kind = if curvature > 0.0 { "minimum" } else { "maximum" };
            caption += &format!(
                " The parabola that touches it at {} has its {kind} at {}.",
                number(at, 4),
                number(vertex, 4)
            );
            if let Some(radius) = q.radius {
                let role = Role::TrustRadius(run.slot);
                let ends = [at - radius, at + radius];
                let ends: Vec<f64> = ends.into_iter().filter(|t| spec.x.contains(*t)).collect();
                if !ends.is_empty() {
                    layers.push(Layer::Verticals { role, at: ends });
                    legend.push(LegendEntry { role, label: "trust radius".to_owned() });
                }
                caption += &format!(" It is trusted as far as {} from there.", number(radius, 4));
            }
        }
    }
    layers.extend(spec.critical.iter().map(|point| Layer::Points {
        role: point.kind.role(),
        points: vec![Point { at: point.at, label: point.kind.label().to_owned() }],
    }));
    for run in spec.runs {
        let (Some(start), Some(current)) = (run.points.first(), run.points.last()) else { continue };
        // A line from iterate to iterate would hide the curve that they lie on.
        layers.push(marks(Role::Path(run.slot), run.points));
        layers.push(mark(Role::Start(run.slot), *start));
        let name = run_name(run.label, run.slot);
        caption += &format!(" {name} is at {} after {}.", coordinates(current), steps(run.points.len() - 1));
        caption += &probe::told(run.probes);
        if !run.label.is_empty() {
            legend.push(LegendEntry { role: Role::Path(run.slot), label: run.label.to_owned() });
        }
        if let Some(line) = run.line {
            caption += &format!(" An arrow shows the {}.", line.label);
            layers.extend(line.layers(run.slot, [spec.x.length(), range.length()]));
        }
        layers.extend(probe::marks(run.slot, run.probes, |_| String::new(), &mut legend));
        layers.push(mark(Role::Current(run.slot), *current));
    }
    let y = format!("{}({})", spec.function, spec.variable);
    Ok(scene(spec, &y, range, layers, legend, caption))
}

fn derivative(spec: &Curve) -> Result<Scene, Error> {
    let lines: Vec<(&CurveRun, Line)> =
        spec.runs.iter().filter_map(|run| Some((run, Line::of(run.model?)))).collect();
    let seen = lines.iter().flat_map(|(_, line)| &line.through);
    let seen = seen.filter(|p| spec.x.contains(p[0])).map(|p| p[1]);
    // The zero line belongs in the picture: the line's zero is the step.
    let range = value_range(spec.derivative, seen.chain([0.0]))?;
    let mut layers = vec![
        Layer::Horizontals { role: Role::Guide, at: vec![0.0] },
        Layer::Curve { role: Role::Derivative, points: samples(spec.x, spec.derivative) },
    ];
    let mut legend = Vec::new();
    let mut caption = format!("Below it the derivative {}′({}).", spec.function, spec.variable);
    for (run, Line { name, through, rise }) in &lines {
        let Some(&[at, slope]) = through.last() else { continue };
        let zero = at - slope / rise;
        let line = |t: f64| [t, slope + rise * (t - at)];
        layers.push(Layer::Curve {
            role: Role::Model(run.slot),
            points: vec![line(spec.x.lo()), line(spec.x.hi())],
        });
        legend.push(LegendEntry { role: Role::Model(run.slot), label: (*name).to_owned() });
        if zero.is_finite() {
            layers.push(Layer::Verticals { role: Role::Guide, at: vec![zero] });
            let arrow = Arrow { from: [at, 0.0], vector: [zero - at, 0.0], length: ArrowLength::Data };
            layers.push(Layer::Arrows { role: Role::Direction(run.slot), arrows: vec![arrow] });
            layers.push(mark(Role::Model(run.slot), [zero, 0.0]));
        }
        let points: Vec<String> = through.iter().map(|p| coordinates(p)).collect();
        caption += &format!(" The {name} through {} is zero at {}.", points.join(" and "), number(zero, 4));
    }
    for run in spec.runs {
        layers.push(marks(Role::Path(run.slot), run.slopes));
        layers.push(marks(Role::Current(run.slot), run.slopes.last().map_or(&[], std::slice::from_ref)));
    }
    let y = format!("{}′({})", spec.function, spec.variable);
    Ok(scene(spec, &y, range, layers, legend, caption))
}

/// What a method takes the derivative for: a straight line, whose zero is the next iterate.
struct Line {
    name: &'static str,
    /// The points of C′ that it goes through, the current iterate last.
    through: Vec<[f64; 2]>,
    rise: f64,
}

impl Line {
    fn of(model: Model) -> Self {
        match model {
            Model::Parabola(Quadratic { point: [at], gradient: [slope], matrix: [[curvature]], .. }) => {
                Self { name: "slope of the model", through: vec![[at, slope]], rise: curvature }
            }
            Model::Chord { at, slopes } => Self {
                name: "chord",
                through: vec![[at[0], slopes[0]], [at[1], slopes[1]]],
                rise: (slopes[1] - slopes[0]) / (at[1] - at[0]),
            },
        }
    }
}

fn scene(
    spec: &Curve,
    y: &str,
    range: Interval,
    layers: Vec<Layer>,
    legend: Vec<LegendEntry>,
    caption: String,
) -> Scene {
    let axes = Axes {
        x: Axis::linear(spec.variable, spec.x),
        y: Axis::linear(y, range),
        equal_aspect: false,
        furniture: Furniture::Grid,
    };
    Scene { axes, layers, legend, caption }
}

fn marks(role: Role, points: &[[f64; 2]]) -> Layer {
    Layer::Points { role, points: points.iter().map(|&at| Point { at, label: String::new() }).collect() }
}

pub(super) fn samples(x: Interval, values: &[f64]) -> Vec<[f64; 2]> {
    let last = values.len().saturating_sub(1).max(1) as f64;
    values.iter().enumerate().map(|(k, &v)| [x.at(k as f64 / last), v]).collect()
}

/// The range of finite values with a margin. Where a few values near a pole are far from all others, they are
/// left outside; marked values are always inside, unless they would squeeze the curve flat.
pub(super) fn value_range(values: &[f64], marked: impl Iterator<Item = f64>) -> Result<Interval, Error> {
    let mut sorted: Vec<f64> = values.iter().copied().filter(|v| v.is_finite()).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let at = |part: f64| sorted.get((part * sorted.len().saturating_sub(1) as f64).round() as usize).copied();
    let (mut lo, mut hi) = match (at(0.0), at(1.0), at(0.05), at(0.95)) {
        (Some(lo), Some(hi), Some(low), Some(high)) => {
            let core = high - low;
            if core > 0.0 && hi - lo > 20.0 * core { (low - core, high + core) } else { (lo, hi) }
        }
        _ => (0.0, 1.0),
    };
    let reach = (hi - lo) * 2.0;
    let (least, greatest) = (lo - reach, hi + reach);
    for value in marked.filter(|v| v.is_finite() && (least..=greatest).contains(v)) {
        lo = lo.min(value);
        hi = hi.max(value);
    }
    Interval::around(lo, hi, 0.07).map_or_else(|| Interval::new(lo, hi), Ok)
}
