//! Points that a step's search tried.

use crate::scene::{Layer, LegendEntry, Point};
use crate::theme::{Role, Verdict};

/// A point that a search tried.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Probe {
    /// Where; on a curve the second coordinate is the value.
    pub at: [f64; 2],
    /// Whether the step ends there.
    pub accepted: bool,
    /// Whether Armijo's condition holds there; `None` where the search did not ask.
    pub armijo: Option<bool>,
    /// Whether the curvature condition holds there; `None` where the search did not ask.
    pub curvature: Option<bool>,
}

impl Probe {
    /// What came of it.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        match self {
            Self { accepted: true, .. } => Verdict::Accepted,
            Self { armijo: Some(false), .. } => Verdict::BrokeArmijo,
            Self { curvature: Some(false), .. } => Verdict::BrokeCurvature,
            _ => Verdict::Rejected,
        }
    }
}

/// The verdicts and their names, those drawn first at the bottom.
const VERDICTS: [(Verdict, &str); 4] = [
    (Verdict::Rejected, "rejected"),
    (Verdict::BrokeCurvature, "broke curvature"),
    (Verdict::BrokeArmijo, "broke Armijo"),
    (Verdict::Accepted, "accepted"),
];

/// The marks of a run's probes, each with the label of its number. A name in the legend serves all runs: the shape
/// says what is meant.
pub(super) fn marks(
    slot: u8,
    probes: &[Probe],
    label: impl Fn(usize) -> String,
    legend: &mut Vec<LegendEntry>,
) -> Vec<Layer> {
    let of = |(verdict, name): (Verdict, &str)| {
        let points: Vec<Point> = probes
            .iter()
            .enumerate()
            .filter(|(_, probe)| probe.verdict() == verdict)
            .map(|(k, probe)| Point { at: probe.at, label: label(k) })
            .collect();
        if points.is_empty() {
            return None;
        }
        let role = Role::Probe(slot, verdict);
        if !legend.iter().any(|entry| entry.label == name) {
            legend.push(LegendEntry { role, label: name.to_owned() });
        }
        Some(Layer::Points { role, points })
    };
    VERDICTS.into_iter().filter_map(of).collect()
}

/// The probes in words, such as " Tried points: 2 broke Armijo, 1 accepted."
pub(super) fn told(probes: &[Probe]) -> String {
    let counts: Vec<String> = VERDICTS
        .iter()
        .filter_map(|(verdict, name)| {
            match probes.iter().filter(|probe| probe.verdict() == *verdict).count() {
                0 => None,
                count => Some(format!("{count} {name}")),
            }
        })
        .collect();
    if counts.is_empty() { String::new() } else { format!(" Tried points: {}.", counts.join(", ")) }
}
