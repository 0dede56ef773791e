use std::rc::Rc;

use fallline_autodiff::Error;
use serde::Deserialize;

use super::{Curvature, Iteration, Optimizer, OptimizerInfo, Step};
use crate::list::Need;
use crate::oracle::Oracle;
use crate::parameter::{DefaultValue, Domain, Parameter};
use crate::pseudocode::{Line, Notation};
use crate::record::{Quantity, StateEntry};
use crate::status::{Status, StatusKind};
use crate::text::{number, refuse};

/// The secant method for one variable: Newton with C″ replaced by the slope b of the chord of C′ through
/// the last two points,
///
/// θ(t+1) = θ(t) − C′(θ(t)) / b, b = (C′(θ(t)) − C′(θ(t−1))) / (θ(t) − θ(t−1)).
///
/// It needs two points: θ(0) is the start, and the first step goes to the second start θ(1), whatever the
/// search. Where no second start is given it is θ(0) + 0.1 max(1, |θ(0)|).
///
/// Cost per step: one gradient. Fails with "singular-hessian" where the chord is flat, and where the gradient
/// is not finite. A gradient of exactly 0 gives the step 0.
///
/// Source: MEDL (4.53).
///
/// ```
/// use fallline_optim::Run;
/// let mut run = Run::from_json(
///     r#"{ "objective": { "id": "overshoot" }, "start": [4],
///          "optimizer": { "id": "secant", "secondStart": 3.5 } }"#,
/// )?;
/// run.step_many(2);
/// // C' is 15 at 4 and 6.75 at 3.5, so the chord's slope is 16.5.
/// assert_eq!(run.trajectory(), [4.0, 3.5, 3.5 - 6.75 / 16.5]);
/// # Ok::<(), fallline_autodiff::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Secant {
    /// θ(1).
    pub second_start: Option<f64>,
}

/// What the secant method remembers.
#[derive(Clone, Copy, Debug)]
pub enum Memory {
    /// Before the first step: where that goes.
    SecondStart(f64),
    /// The last point and C′ there.
    Previous {
        /// θ(t−1).
        theta: f64,
        /// C′(θ(t−1)).
        slope: f64,
    },
}

impl Optimizer for Secant {
    type State = Memory;

    fn lines(&self, notation: &Notation) -> Vec<Line> {
        // The method exists for one variable only.
        let notation = Notation { one_variable: true, ..notation.clone() };
        let mut lines = vec![
            Line::new("g", format!(r"g \leftarrow {}", notation.gradient(r"\theta"))),
            Line::new("theta_1", r"\text{if } t = 0:\quad \theta \leftarrow \theta^{(1)}"),
            Line::new("b", r"b \leftarrow \frac{g - g_{-}}{\theta - \theta_{-}}"),
            Line::new("d", r"d \leftarrow -g / b"),
        ];
        lines.extend(notation.step_size_line("", "d"));
        let alpha = notation.step_size("");
        lines.push(Line::new("theta_previous", r"\theta_{-}, g_{-} \leftarrow \theta, g"));
        lines.push(Line::new("theta", format!(r"\theta \leftarrow \theta + {alpha} d")));
        lines
    }

    fn init(&self, start: &[f64]) -> Result<Memory, Error> {
        let &[start] = start else {
            return Err(refuse(format!("`secant` needs one variable; the start has {}", start.len())));
        };
        let second = self.second_start.unwrap_or(start + 0.1 * start.abs().max(1.0));
        if second == start {
            return Err(refuse(format!("`secondStart` of `secant` must differ from the start {start}")));
        }
        Ok(Memory::SecondStart(second))
    }

    fn step(
        &self,
        oracle: &mut Oracle,
        at: &Iteration<'_>,
        state: &Memory,
    ) -> Result<(Memory, Step), Status> {
        let theta = at.theta[0];
        let slope = oracle.gradient(at.theta)?[0];
        let step = match *state {
            Memory::SecondStart(second) => {
                at.step(vec![second], vec![second - theta], 1.0).number("theta_1", second)
            }
            _ if slope == 0.0 => at.advance(oracle, vec![0.0], 1.0)?.number("d", 0.0),
            Memory::Previous { theta: last, slope: last_slope } => {
                let chord = chord_slope([last, theta], [last_slope, slope])?;
                let direction = -slope / chord;
                let step = at.advance(oracle, vec![direction], 1.0)?;
                let curvature = Curvature::Chord { points: [last, theta], slopes: [last_slope, slope] };
                Step { curvature: Some(curvature), ..step }.number("b", chord).number("d", direction)
            }
        };
        let step = step.number("g", slope).number("theta_previous", [theta, slope].as_slice());
        Ok((Memory::Previous { theta, slope }, step))
    }

    fn describe(&self, state: &Memory) -> Vec<StateEntry> {
        let entry = |symbol: &'static str, tex: &'static str, value: f64| {
            StateEntry::new(symbol, tex, Quantity::Scalar(value))
        };
        match *state {
            Memory::SecondStart(second) => vec![entry("theta_1", r"\theta^{(1)}", second)],
            Memory::Previous { theta, slope } => {
                vec![entry("theta_previous", r"\theta_{-}", theta), entry("g_previous", r"g_{-}", slope)]
            }
        }
    }
}

fn chord_slope(points: [f64; 2], slopes: [f64; 2]) -> Result<f64, Status> {
    if points[0] == points[1] {
        let message = format!("The last two points are both {}, so there is no chord.", number(points[0]));
        return Err(Status::new(StatusKind::Stalled, message));
    }
    let chord = (slopes[1] - slopes[0]) / (points[1] - points[0]);
    if chord == 0.0 {
        let message = format!(
            "The chord is flat: C' is {} at both {} and {}.",
            number(slopes[1]),
            number(points[0]),
            number(points[1])
        );
        return Err(Status::new(StatusKind::SingularHessian, message));
    }
    Ok(chord)
}

pub(super) static INFO: OptimizerInfo = OptimizerInfo {
    id: "secant",
    name: "Secant",
    source: "MEDL (4.53)",
    needs: &[Need::OneVariable],
    replaces: &[],
    default_search: Some("fixed"),
    parameters: &[Parameter {
        id: "secondStart",
        tex: r"\theta^{(1)}",
        help: "Second starting point; without one it is the start + 0.1 max(1, |start|).",
        domain: Domain::REAL,
        default: DefaultValue::Automatic,
    }],
    build: |settings| Ok(Rc::new(settings.read::<Secant>()?)),
};
