//! How a quantity falls with the iterations.

use super::{run_name, steps};
use crate::axis::number;
use crate::interval::Interval;
use crate::scene::{Axes, Axis, AxisScale, Furniture, Layer, LegendEntry, Scene};
use crate::theme::Role;
use fallline_autodiff::{Error, math};

/// One run's quantity.
#[derive(Clone, Debug, Default)]
pub struct Series<'a> {
    /// Number of the run, 0..8: its colour and dashes.
    pub slot: u8,
    /// Its name.
    pub label: &'a str,
    /// The quantity at each iteration, from iteration 0.
    pub values: &'a [f64],
    /// What stands on the horizontal axis for each value, such as evaluations so far; empty for the iteration.
    pub at: &'a [f64],
}

/// What a convergence plot is made of.
#[derive(Clone, Debug)]
pub struct Convergence<'a> {
    /// The runs.
    pub series: &'a [Series<'a>],
    /// What is counted: "iteration", "gradient evaluations".
    pub x_label: &'a str,
    /// What is shown: "C − C*", "‖∇C‖".
    pub y_label: &'a str,
    /// Whether the quantity's axis is logarithmic. Values that are not positive then leave a gap; where no
    /// value is positive, the axis is linear.
    pub log: bool,
}

/// The convergence plot as a scene.
///
/// # Errors
/// `Parameter` where the values leave no drawable range.
pub fn convergence(spec: &Convergence) -> Result<Scene, Error> {
    let points: Vec<Vec<[f64; 2]>> = spec.series.iter().map(points).collect();
    let shown = |log: bool| {
        let all = points.iter().flatten().filter(|p| p[0].is_finite() && p[1].is_finite());
        all.filter(move |p| !log || p[1] > 0.0)
    };
    let log = spec.log && shown(true).next().is_some();
    let bounds = |axis: usize| {
        shown(log).fold(None, |range: Option<(f64, f64)>, p| {
            let (lo, hi) = range.unwrap_or((p[axis], p[axis]));
            Some((lo.min(p[axis]), hi.max(p[axis])))
        })
    };
    let (first, last) = bounds(0).unwrap_or((0.0, 0.0));
    // Counts are whole; costs of evaluations need not be.
    let integer = points.iter().flatten().all(|p| !p[0].is_finite() || p[0].fract() == 0.0);
    let start = first.min(0.0);
    let x = Interval::new(start, if integer || last <= start { last.max(start + 1.0) } else { last })?;
    let (lo, hi) = bounds(1).unwrap_or((0.0, 1.0));
    let y = if log {
        decades(lo, hi)?
    } else {
        Interval::around(lo, hi, 0.06).map_or_else(|| Interval::new(lo, hi), Ok)?
    };

    let mut caption = format!("{} against {}", spec.y_label, spec.x_label);
    caption += if log { ", logarithmic." } else { "." };
    for series in spec.series {
        if let (Some(first), Some(last)) = (series.values.first(), series.values.last()) {
            let (name, count) = (run_name(series.label, series.slot), steps(series.values.len() - 1));
            caption +=
                &format!(" {name} goes from {} to {} in {count}.", number(*first, 3), number(*last, 3));
        }
    }
    let legend = spec
        .series
        .iter()
        .filter(|s| !s.label.is_empty())
        .map(|s| LegendEntry { role: Role::Path(s.slot), label: s.label.to_owned() })
        .collect();
    let layers = spec
        .series
        .iter()
        .zip(points)
        .map(|(s, points)| Layer::Path { role: Role::Path(s.slot), points })
        .collect();
    let axes = Axes {
        x: Axis { integer, ..Axis::linear(spec.x_label, x) },
        y: Axis {
            label: spec.y_label.to_owned(),
            range: y,
            scale: if log { AxisScale::Log10 } else { AxisScale::Linear },
            integer: false,
        },
        equal_aspect: false,
        furniture: Furniture::Grid,
    };
    Ok(Scene { axes, layers, legend, caption })
}

fn points(series: &Series) -> Vec<[f64; 2]> {
    let values = series.values.iter().enumerate();
    if series.at.is_empty() {
        values.map(|(k, &v)| [k as f64, v]).collect()
    } else {
        series.at.iter().zip(series.values).map(|(&x, &v)| [x, v]).collect()
    }
}

/// A logarithmic range around positive `lo <= hi` with a margin, at least one decade long.
fn decades(lo: f64, hi: f64) -> Result<Interval, Error> {
    let (mut low, mut high) = (math::log10(lo), math::log10(hi));
    let margin = (high - low) * 0.05;
    low -= margin;
    high += margin;
    if high - low < 1.0 {
        let middle = (low + high) * 0.5;
        (low, high) = (middle - 0.5, middle + 0.5);
    }
    // Inside what numbers can hold, with room for the ticks.
    Interval::new(math::pow(10.0, low.clamp(-280.0, 300.0)), math::pow(10.0, high.clamp(-279.0, 307.0)))
}
