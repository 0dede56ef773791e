use std::rc::Rc;

use fallline_autodiff::Error;
use serde::Deserialize;

use super::{Iteration, Optimizer, OptimizerInfo, Step};
use crate::linear::{self, dot};
use crate::oracle::Oracle;
use crate::parameter::{DefaultValue, Domain, Parameter};
use crate::pseudocode::{Line, Notation};
use crate::record::{Quantity, StateEntry};
use crate::status::{Status, StatusKind};
use crate::text::number;

/// How much of the last direction stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// β = gᵀH d₋ / d₋ᵀH d₋, with H where d₋ started; the step size without a search is −gᵀd / dᵀH d.
    Linear,
    /// β = gᵀg / g₋ᵀg₋.
    FletcherReeves,
    /// β = max(0, gᵀ(g − g₋) / g₋ᵀg₋).
    PolakRibiere,
    /// β = gᵀ(g − g₋) / d₋ᵀ(g − g₋).
    HestenesStiefel,
}

/// Conjugate gradients: each direction is the negative gradient, corrected by the last direction,
///
/// g ← ∇C(θ), d ← −g + β d₋, θ ← θ + α d,
///
/// where g₋ and d₋ are those of the step before. The form "linear" is the method for a quadratic C with a positive
/// definite Hessian H, asked by its products with vectors only: consecutive directions are conjugate, dᵀH d₋ = 0, and
/// n steps reach the minimum. The other forms do without H, and on a quadratic with exact searches all are the same.
///
/// The method restarts, β = 0, after `restart` steps, n where none is given; and where d would not be a descent
/// direction, and then the status says so ("restarted").
///
/// Its default search is "exact". With "fixed" the form "linear" takes its own step size, and the other forms 1. Cost
/// per step: one gradient and that of the search, with one product for the form "linear". That form fails with
/// "negative-curvature" where dᵀH d is not positive. Otherwise it fails as the search does, and where the gradient
/// is not finite.
///
/// Source: MEDL (4.46), (4.47) and the formulas after them; Nocedal and Wright, Numerical Optimization, 5.2.
///
/// ```
/// use fallline_optim::Run;
/// let mut run = Run::from_json(
///     r#"{ "objective": { "expression": "2x^2 + y^2 + 5z^2 + x y - y z - x" }, "start": [1, 2, -1],
///          "optimizer": { "id": "conjugate-gradient", "form": "linear" } }"#,
/// )?;
/// assert_eq!(run.step_many(3).status.kind.as_str(), "minimum");
/// # Ok::<(), fallline_autodiff::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConjugateGradient {
    /// β.
    pub form: Form,
    /// After how many steps it restarts; n where none is given.
    pub restart: Option<f64>,
}

/// The step before.
#[derive(Clone, Debug)]
pub struct Last {
    g: Vec<f64>,
    d: Vec<f64>,
    /// H d, in the form "linear".
    product: Vec<f64>,
    /// Steps since β was 0, that one included.
    age: usize,
}

impl ConjugateGradient {
    fn beta(&self, g: &[f64], last: &Last) -> f64 {
        let change = linear::difference(g, &last.g);
        match self.form {
            Form::Linear => dot(g, &last.product) / dot(&last.d, &last.product),
            Form::FletcherReeves => dot(g, g) / dot(&last.g, &last.g),
            Form::PolakRibiere => (dot(g, &change) / dot(&last.g, &last.g)).max(0.0),
            Form::HestenesStiefel => dot(g, &change) / dot(&last.d, &change),
        }
    }

    /// β and d, and what is to be said about them.
    fn direction(&self, g: &[f64], last: Option<&Last>) -> (f64, Vec<f64>, Option<Status>) {
        let steepest = linear::negated(g);
        #[expect(clippy::cast_precision_loss, reason = "ages are small")]
        let young = |last: &&Last| (last.age as f64) < self.restart.unwrap_or(g.len() as f64);
        let Some(last) = last.filter(young) else { return (0.0, steepest, None) };
        let beta = self.beta(g, last);
        let direction = linear::add_scaled(&steepest, beta, &last.d);
        let slope = dot(g, &direction);
        if slope < 0.0 && direction.iter().all(|x| x.is_finite()) {
            return (beta, direction, None);
        }
        let remark = (linear::largest(g) > 0.0).then(|| {
            let message = format!(
                "The conjugate direction would not descend: its slope is {}. The method restarts from the negative gradient.",
                number(slope)
            );
            Status::new(StatusKind::Restarted, message)
        });
        (0.0, steepest, remark)
    }

    /// −gᵀd / dᵀH d.
    fn rate(g: &[f64], d: &[f64], product: &[f64]) -> Result<f64, Status> {
        let curvature = dot(d, product);
        if linear::largest(g) == 0.0 {
            return Ok(1.0);
        }
        if curvature > 0.0 {
            return Ok(-dot(g, d) / curvature);
        }
        let message = format!(
            "The curvature along the direction is {}, not positive: the quadratic model has no minimum there.",
            number(curvature)
        );
        Err(Status::new(StatusKind::NegativeCurvature, message))
    }
}

impl Optimizer for ConjugateGradient {
    type State = Option<Last>;

    fn lines(&self, notation: &Notation) -> Vec<Line> {
        let beta = match self.form {
            Form::Linear => r"\frac{g^\top H d_{-}}{d_{-}^\top H d_{-}}",
            Form::FletcherReeves => r"\frac{g^\top g}{g_{-}^\top g_{-}}",
            Form::PolakRibiere => r"\max\Bigl(0, \frac{g^\top (g - g_{-})}{g_{-}^\top g_{-}}\Bigr)",
            Form::HestenesStiefel => r"\frac{g^\top (g - g_{-})}{d_{-}^\top (g - g_{-})}",
        };
        let mut lines = vec![
            Line::new("g", format!(r"g \leftarrow {}", notation.gradient(r"\theta"))),
            Line::new("beta", format!(r"\beta \leftarrow {beta},\quad 0 \text{{ at a restart}}")),
            Line::new("d", r"d \leftarrow -g + \beta d_{-}"),
        ];
        let rate = match self.form {
            Form::Linear => r"\alpha",
            _ => "",
        };
        if self.form == Form::Linear {
            let hessian = notation.hessian(r"\theta");
            let rate = format!(r"\alpha \leftarrow -\frac{{g^\top d}}{{d^\top H d}},\quad H d = {hessian} d");
            lines.push(Line::new("rate", rate));
        }
        lines.extend(notation.step_size_line(rate, "d"));
        let alpha = notation.step_size(rate);
        lines.push(Line::new("theta", format!(r"\theta \leftarrow \theta + {alpha} d")));
        lines
    }

    fn init(&self, _: &[f64]) -> Result<Option<Last>, Error> {
        Ok(None)
    }

    fn step(
        &self,
        oracle: &mut Oracle,
        at: &Iteration<'_>,
        last: &Option<Last>,
    ) -> Result<(Option<Last>, Step), Status> {
        let g = oracle.gradient(at.theta)?;
        let (beta, d, remark) = self.direction(&g, last.as_ref());
        let (product, rate) = match self.form {
            Form::Linear => {
                let product = oracle.hessian_vector(at.theta, &d)?;
                let rate = Self::rate(&g, &d, &product)?;
                (product, rate)
            }
            _ => (Vec::new(), 1.0),
        };
        let step = at
            .advance(oracle, d.clone(), rate)?
            .number("g", g.as_slice())
            .number("beta", beta)
            .number("d", d.as_slice())
            .number("rate", rate);
        let age = last.as_ref().filter(|_| beta != 0.0).map_or(1, |last| last.age + 1);
        Ok((Some(Last { g, d, product, age }), Step { remark, ..step }))
    }

    fn describe(&self, last: &Option<Last>) -> Vec<StateEntry> {
        let entries = last
            .iter()
            .flat_map(|last| [("g_previous", r"g_{-}", &last.g), ("d_previous", r"d_{-}", &last.d)]);
        let entry = |(symbol, tex, v): (&'static str, &'static str, &Vec<f64>)| {
            StateEntry::new(symbol, tex, Quantity::from(v.as_slice()))
        };
        entries.map(entry).collect()
    }
}

pub(super) static INFO: OptimizerInfo = OptimizerInfo {
    id: "conjugate-gradient",
    name: "Conjugate gradients",
    source: "MEDL (4.46), (4.47)",
    needs: &[],
    replaces: &[],
    default_search: Some("exact"),
    parameters: &[
        Parameter {
            id: "form",
            tex: r"\beta",
            help: "How much of the last direction stays: linear for quadratic functions, or one of the nonlinear formulas.",
            domain: Domain::Choice {
                options: &["polak-ribiere", "fletcher-reeves", "hestenes-stiefel", "linear"],
            },
            default: DefaultValue::Text("polak-ribiere"),
        },
        Parameter {
            id: "restart",
            tex: r"t_{\text{restart}}",
            help: "After how many steps it restarts from the negative gradient; without a number, as many as variables.",
            domain: Domain::Int { min: 1, max: 10_000 },
            default: DefaultValue::Automatic,
        },
    ],
    build: |settings| Ok(Rc::new(settings.read::<ConjugateGradient>()?)),
};
