use std::rc::Rc;

use fallline_autodiff::Error;
use serde::Deserialize;

use super::{Curvature, Iteration, Optimizer, OptimizerInfo, Step};
use crate::linear::{self, add_scaled, dot, norm};
use crate::list::Need;
use crate::oracle::Oracle;
use crate::parameter::{DefaultValue, Domain, Parameter};
use crate::pseudocode::{Line, Notation};
use crate::record::{Probe, Quantity, StateEntry};
use crate::status::{Status, StatusKind};
use crate::text::number;
use crate::truncated_cg::{self, End};

/// How the quadratic model is minimized within the radius.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Subproblem {
    /// By the Hessian's eigenvalues.
    Exact,
    /// By conjugate gradients that end at the boundary, with products of the Hessian only.
    Steihaug,
}

/// The trust region method: the quadratic model is minimized where it is trusted, within the radius Δ,
///
/// 1. g ← ∇C(θ), p ← argmin of m(p) = gᵀp + ½ pᵀHp over ‖p‖ ≤ Δ
/// 2. ρ ← (C(θ) − C(θ + p)) / −m(p)
/// 3. Δ ← Δ/4 where ρ < ¼, min(2Δ, Δ_max) where ρ > ¾ and p reaches the boundary
/// 4. θ ← θ + p where ρ > η; elsewhere the step is rejected, and θ stays ("step-rejected").
///
/// The exact minimum is −(H + μI)⁻¹ g with the μ ≥ 0 for which H + μI has no negative eigenvalue and ‖p‖ = Δ, or
/// μ = 0 where that is inside; in the hard case, with g orthogonal to the lowest eigenvectors, one of these is added
/// up to the boundary. Steihaug's method takes conjugate gradients up to ‖H p + g‖ ≤ min(½, √‖g‖) ‖g‖, and goes to the
/// boundary where they leave the region or find negative curvature. Where both decreases vanish in rounding, ρ
/// counts as 1.
///
/// It decides the whole step and takes no search. Cost per step: one gradient, one Hessian (or a product with it for
/// each inner iteration and one for m(p)), the value at θ and at the trial. Fails where C or a derivative is not finite
/// at θ; a trial without a value is rejected.
///
/// Source: MEDL (4.55) and 4.6; Nocedal and Wright, Numerical Optimization, Algorithms 4.1 and 7.2.
///
/// ```
/// use fallline_optim::Run;
/// // At a saddle with its Hessian known, the region's boundary is still lower.
/// let mut run = Run::from_json(
///     r#"{ "objective": { "expression": "x^2 - y^2 + y^4" }, "start": [1, 0],
///          "optimizer": { "id": "trust-region", "initialRadius": 0.5 } }"#,
/// )?;
/// assert_eq!(run.step_many(20).status.kind.as_str(), "minimum");
/// # Ok::<(), fallline_autodiff::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TrustRegion {
    /// Δ(0) > 0.
    pub initial_radius: f64,
    /// Δ_max > 0.
    pub max_radius: f64,
    /// 0 ≤ η < ¼, the ratio above which a step is taken.
    pub eta: f64,
    /// How the model is minimized.
    pub subproblem: Subproblem,
}

/// A step that minimizes the model.
struct Proposal {
    p: Vec<f64>,
    /// Whether it reaches the boundary.
    boundary: bool,
}

/// A [`Proposal`] with what the ratio and the record need.
struct Modelled {
    proposal: Proposal,
    /// H p.
    product: Vec<f64>,
    /// H, to show.
    hessian: Option<Vec<f64>>,
}

/// The exact minimum of gᵀp + ½ pᵀHp over ‖p‖ ≤ Δ; `None` where H's eigenvalues cannot be told.
fn exact(hessian: &[f64], g: &[f64], radius: f64) -> Option<Proposal> {
    let n = g.len();
    let (values, vectors) = linear::eigen(hessian, n)?;
    let shares: Vec<f64> = vectors.iter().map(|vector| dot(vector, g)).collect();
    let lowest = values[0];
    // H + μI has the eigenvalues `shifted` + δ with μ = `low` + δ: for the lowest eigenvalue no digits cancel.
    let low = (-lowest).max(0.0);
    let shifted: Vec<f64> = values.iter().map(|x| x + low).collect();
    // -(H + μI)⁻¹ g in the coordinates of the eigenvectors, without the first ones where they are 0/0.
    let coordinates = |delta: f64, skip: usize| -> Vec<f64> {
        let quotients = shares.iter().zip(&shifted).map(|(a, x)| -a / (x + delta));
        quotients.enumerate().map(|(i, x)| if i < skip { 0.0 } else { x }).collect()
    };
    let assembled = |coordinates: &[f64]| {
        vectors.iter().zip(coordinates).fold(vec![0.0; n], |p, (vector, &x)| add_scaled(&p, x, vector))
    };
    if lowest > 0.0 {
        let inside = coordinates(0.0, 0);
        if norm(&inside) <= radius {
            return Some(Proposal { p: assembled(&inside), boundary: false });
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "dimensions are small")]
    let rounding = n as f64 * f64::EPSILON;
    let flat = shifted.iter().take_while(|&&x| x <= rounding * linear::largest(&values)).count();
    if flat > 0 && shares[..flat].iter().all(|a| a.abs() <= rounding * norm(g)) {
        let mut hard = coordinates(0.0, flat);
        let length = norm(&hard);
        if length <= radius {
            let room = (1.0 - (length / radius) * (length / radius)).sqrt() * radius;
            // Along a flat eigenvector of a semidefinite H there is nothing to win.
            hard[0] = if low > 0.0 { room } else { 0.0 };
            return Some(Proposal { p: assembled(&hard), boundary: low > 0.0 });
        }
    }
    // ‖p‖ falls from above Δ at `short` to at most Δ at `long`. Newton's method on 1/Δ − 1/‖p‖, which is almost
    // linear in δ.
    let (mut short, mut long) = (0.0, norm(g) / radius - lowest.max(0.0));
    let mut delta = long;
    for _ in 0..MOST_ITERATIONS {
        let p = coordinates(delta, 0);
        let length = norm(&p);
        if (length - radius).abs() <= 4.0 * f64::EPSILON * radius {
            break;
        }
        if length > radius || !length.is_finite() {
            short = delta;
        } else {
            long = delta;
        }
        let scaled: f64 =
            p.iter().zip(&shifted).map(|(x, value)| (x / length) * (x / length) / (value + delta)).sum();
        let newton = delta + (length - radius) / radius / scaled;
        let next = if short < newton && newton < long { newton } else { short + 0.5 * (long - short) };
        if next == delta {
            break;
        }
        delta = next;
    }
    let p = assembled(&coordinates(delta, 0));
    p.iter().all(|x| x.is_finite()).then_some(Proposal { p, boundary: true })
}

/// The most iterations for δ: bisection alone would need about as many.
const MOST_ITERATIONS: u32 = 200;

/// Steihaug's approximate minimum.
fn steihaug(oracle: &mut Oracle, theta: &[f64], g: &[f64], radius: f64) -> Result<Proposal, Status> {
    let length = norm(g);
    let inner = truncated_cg::solve(oracle, theta, g, truncated_cg::forcing(length) * length, radius)?;
    let (d, direction) = (&inner.d, &inner.direction);
    // The two τ with ‖d + τ direction‖ = Δ, without cancellation.
    let (a, b) = (dot(direction, direction), dot(d, direction));
    let room = radius * radius - dot(d, d);
    let root = (b * b + a * room).sqrt();
    let far = if b > 0.0 { room / (b + root) } else { (root - b) / a };
    match inner.end {
        End::Solved => Ok(Proposal { p: inner.d, boundary: false }),
        End::Outside => Ok(Proposal { p: add_scaled(d, far, direction), boundary: true }),
        End::NegativeCurvature(curvature) => {
            // d minimizes the model among conjugate steps, so that along the direction its slope is -‖r‖² < 0, and
            // the positive end is the lower one.
            let slope = dot(g, direction) + dot(&oracle.hessian_vector(theta, direction)?, d);
            let near = -(root + b) / a;
            let model = |tau: f64| tau * slope + 0.5 * tau * tau * curvature;
            let tau = if model(near) < model(far) { near } else { far };
            Ok(Proposal { p: add_scaled(d, tau, direction), boundary: true })
        }
    }
}

impl TrustRegion {
    /// The step within the radius.
    fn propose(
        &self,
        oracle: &mut Oracle,
        theta: &[f64],
        g: &[f64],
        radius: f64,
    ) -> Result<Modelled, Status> {
        match self.subproblem {
            Subproblem::Exact => {
                let hessian = oracle.hessian(theta)?;
                let proposal = exact(&hessian, g, radius).ok_or_else(|| {
                    let message = "The eigenvalues of the Hessian are beyond the range of numbers.";
                    Status::new(StatusKind::NotFinite, message)
                })?;
                let product = linear::multiply(&hessian, &proposal.p);
                Ok(Modelled { proposal, product, hessian: Some(hessian) })
            }
            Subproblem::Steihaug => {
                let proposal = steihaug(oracle, theta, g, radius)?;
                let product = oracle.hessian_vector(theta, &proposal.p)?;
                Ok(Modelled { proposal, product, hessian: oracle.peek_hessian(theta).ok() })
            }
        }
    }
}

impl Optimizer for TrustRegion {
    /// Δ.
    type State = f64;

    fn lines(&self, notation: &Notation) -> Vec<Line> {
        let solve = match self.subproblem {
            Subproblem::Exact => r"p \leftarrow \arg\min_{\lVert p \rVert \le \Delta} m(p)",
            Subproblem::Steihaug => {
                r"p \leftarrow \text{Steihaug's conjugate gradients on } m \text{ within } \Delta"
            }
        };
        let hessian = notation.hessian(r"\theta");
        vec![
            Line::new("g", format!(r"g \leftarrow {}", notation.gradient(r"\theta"))),
            Line::new(
                "p",
                format!(r"{solve},\quad m(p) = g^\top p + \tfrac{{1}}{{2}} p^\top H p,\; H = {hessian}"),
            ),
            Line::new("rho", r"\rho \leftarrow \frac{C(\theta) - C(\theta + p)}{-m(p)}"),
            Line::new(
                "Delta",
                r"\Delta \leftarrow \tfrac{1}{4} \Delta \text{ if } \rho < \tfrac{1}{4},\; \min(2 \Delta, \Delta_{\max}) \text{ if } \rho > \tfrac{3}{4} \text{ and } \lVert p \rVert = \Delta",
            ),
            Line::new("theta", r"\text{if } \rho > \eta:\quad \theta \leftarrow \theta + p"),
        ]
    }

    fn init(&self, _: &[f64]) -> Result<f64, Error> {
        Ok(self.initial_radius.min(self.max_radius))
    }

    fn step(&self, oracle: &mut Oracle, at: &Iteration<'_>, &radius: &f64) -> Result<(f64, Step), Status> {
        // A radius from before a change of the parameters may be too large for these.
        let radius = radius.min(self.max_radius);
        let g = oracle.gradient(at.theta)?;
        let value = oracle.value(at.theta)?;
        let Modelled { proposal, product, hessian } = self.propose(oracle, at.theta, &g, radius)?;
        let Proposal { p, boundary } = proposal;
        let predicted = -(dot(&g, &p) + 0.5 * dot(&p, &product));
        let trial = add_scaled(at.theta, 1.0, &p);
        let found = oracle.value(&trial).ok();
        let actual = found.map_or(f64::NEG_INFINITY, |found| value - found);
        let rounding = 10.0 * f64::EPSILON * value.abs();
        let ratio = match predicted <= rounding && actual.abs() <= rounding {
            true => 1.0,
            false => actual / predicted,
        };
        // A trial without a value has no ratio; it counts as far too bad.
        let ratio = if ratio.is_finite() { ratio } else { -f64::MAX };
        let next_radius = if ratio < 0.25 {
            0.25 * radius
        } else if ratio > 0.75 && boundary {
            (2.0 * radius).min(self.max_radius)
        } else {
            radius
        };
        let accepted = ratio > self.eta;
        oracle.probe(Probe { step_size: 1.0, value: found, accepted, armijo: None, curvature: None });
        let remark = (!accepted).then(|| {
            let message = format!(
                "The step was rejected: of the decrease {} that the model promised, the objective kept {}. The iterate stays and the radius shrinks to {}.",
                number(predicted),
                found.map_or("no value".to_owned(), |_| number(actual)),
                number(next_radius)
            );
            Status::new(StatusKind::StepRejected, message)
        });
        if !accepted && trial == at.theta {
            let message = "The trust region has shrunk until the step vanished in rounding.";
            return Err(Status::new(StatusKind::Stalled, message));
        }
        let next = if accepted { trial } else { at.theta.to_vec() };
        let step = at
            .step(next, p.clone(), if accepted { 1.0 } else { 0.0 })
            .number("g", g.as_slice())
            .number("p", p.as_slice())
            .number("rho", ratio)
            .number("Delta", next_radius);
        let curvature = hessian.map(|matrix| Curvature::Region { matrix, radius });
        Ok((next_radius, Step { curvature, remark, ..step }))
    }

    fn describe(&self, radius: &f64) -> Vec<StateEntry> {
        vec![StateEntry::new("Delta", r"\Delta", Quantity::Scalar(*radius))]
    }
}

pub(super) static INFO: OptimizerInfo = OptimizerInfo {
    id: "trust-region",
    name: "Trust region",
    source: "MEDL 4.6",
    needs: &[Need::Matrix],
    replaces: &[],
    default_search: None,
    parameters: &[
        Parameter {
            id: "initialRadius",
            tex: r"\Delta^{(0)}",
            help: "How far the model is trusted at the start.",
            domain: Domain::POSITIVE,
            default: DefaultValue::Number(1.0),
        },
        Parameter {
            id: "maxRadius",
            tex: r"\Delta_{\max}",
            help: "How far the model is trusted at most.",
            domain: Domain::POSITIVE,
            default: DefaultValue::Number(1000.0),
        },
        Parameter {
            id: "eta",
            tex: r"\eta",
            help: "Share of the predicted decrease above which a step is taken.",
            domain: Domain::Real {
                min: Some(0.0),
                max: Some(0.25),
                min_open: false,
                max_open: true,
                log: false,
            },
            default: DefaultValue::Number(0.15),
        },
        Parameter {
            id: "subproblem",
            tex: r"\arg\min m",
            help: "Minimizes the model exactly by eigenvalues, or by Steihaug's conjugate gradients.",
            domain: Domain::Choice { options: &["exact", "steihaug"] },
            default: DefaultValue::Text("exact"),
        },
    ],
    build: |settings| Ok(Rc::new(settings.read::<TrustRegion>()?)),
};

#[cfg(test)]
mod tests {
    use super::*;

    /// The conditions that tell a global minimum: with μ = -pᵀ(g + Hp)/‖p‖², (H + μI) p = -g, H + μI has no negative
    /// eigenvalue, and μ > 0 only at the boundary.
    fn check(hessian: &[f64], g: &[f64], radius: f64) {
        let n = g.len();
        let Proposal { p, boundary } = exact(hessian, g, radius).unwrap();
        let residual = add_scaled(g, 1.0, &linear::multiply(hessian, &p));
        let mu = -dot(&p, &residual) / dot(&p, &p).max(f64::MIN_POSITIVE);
        let lowest = linear::eigenvalues(hessian, n).unwrap()[0];
        let scale = linear::largest(hessian).max(norm(g));
        let left = norm(&add_scaled(&residual, mu, &p));
        assert!(left <= 1e-12 * scale, "{hessian:?} {g:?} {radius}: {left:e}");
        assert!(mu >= -1e-12 * scale && lowest + mu >= -1e-12 * scale, "{hessian:?} {g:?} {radius}: {mu}");
        assert_eq!(boundary, (norm(&p) - radius).abs() < 1e-12 * radius, "{hessian:?} {g:?} {radius}");
        assert!(boundary || mu.abs() < 1e-12 * scale);
    }

    #[test]
    fn exact_steps_are_global_minima_of_the_model() {
        for hessian in
            [[2.0, 0.5, 0.5, 1.0], [1.0, 2.0, 2.0, 1.0], [-3.0, 0.25, 0.25, -1.0], [1000.0, -3.0, -3.0, 0.01]]
        {
            for g in [[1.0, 2.0], [-0.01, 30.0], [1e-8, 1e-9], [1.0, -1.0]] {
                for radius in [1e-3, 0.4, 7.0, 300.0] {
                    check(&hessian, &g, radius);
                }
            }
        }
        check(&[3.0, 1.0, 0.0, 1.0, -2.0, 0.5, 0.0, 0.5, 1.0], &[0.3, -0.7, 2.0], 0.9);
    }

    /// g has no share of the lowest eigenvector.
    #[test]
    fn the_hard_case_goes_along_the_lowest_eigenvector() {
        check(&[2.0, 0.0, 0.0, -1.0], &[1.0, 0.0], 2.0);
        check(&[2.0, 0.0, 0.0, -1.0], &[0.0, 0.0], 2.0);
        let Proposal { p, .. } = exact(&[2.0, 0.0, 0.0, -1.0], &[1.0, 0.0], 2.0).unwrap();
        assert!((p[0] + 1.0 / 3.0).abs() < 1e-15 && (norm(&p) - 2.0).abs() < 1e-15, "{p:?}");
        // Semidefinite: there is a valley of minima, and the shortest is taken.
        let Proposal { p, boundary } = exact(&[2.0, 0.0, 0.0, 0.0], &[1.0, 0.0], 2.0).unwrap();
        assert_eq!((p[0], p[1].abs(), boundary), (-0.5, 0.0, false));
    }
}
