//! Conjugate gradients on the Newton system, ended early.

use crate::linear;
use crate::oracle::Oracle;
use crate::status::Status;

/// Where conjugate gradients on H d = −g, from d = 0, have ended.
pub(crate) struct Truncated {
    /// The last approximate solution.
    pub(crate) d: Vec<f64>,
    /// The direction in which they would have gone on.
    pub(crate) direction: Vec<f64>,
    /// Why they ended.
    pub(crate) end: End,
    /// How many products with H they took.
    pub(crate) products: u32,
}

/// Why conjugate gradients ended.
pub(crate) enum End {
    /// The residual ‖H d + g‖ is below the tolerance, or as many products are made as may be.
    Solved,
    /// pᵀHp ≤ 0 for the direction p; the value is that curvature.
    NegativeCurvature(f64),
    /// The next approximate solution would be longer than the radius.
    Outside,
}

/// Conjugate gradients with H = ∇²C(θ) by its products only, inside a radius. In exact arithmetic n products
/// solve the system; ten times as many are allowed for.
pub(crate) fn solve(
    oracle: &mut Oracle,
    theta: &[f64],
    g: &[f64],
    tolerance: f64,
    radius: f64,
) -> Result<Truncated, Status> {
    let mut d = vec![0.0; g.len()];
    let mut residual = g.to_vec();
    let mut direction = linear::negated(g);
    let mut square = linear::dot(g, g);
    let mut products = 0;
    let mut end = End::Solved;
    while linear::norm(&residual) > tolerance && (products as usize) < 10 * g.len() {
        let product = oracle.hessian_vector(theta, &direction)?;
        products += 1;
        let curvature = linear::dot(&direction, &product);
        if curvature <= 0.0 {
            end = End::NegativeCurvature(curvature);
            break;
        }
        let alpha = square / curvature;
        let next = linear::add_scaled(&d, alpha, &direction);
        if linear::norm(&next) >= radius {
            end = End::Outside;
            break;
        }
        d = next;
        residual = linear::add_scaled(&residual, alpha, &product);
        let next_square = linear::dot(&residual, &residual);
        direction = linear::add_scaled(&linear::negated(&residual), next_square / square, &direction);
        square = next_square;
    }
    Ok(Truncated { d, direction, end, products })
}

/// How exactly the system is solved, relative to ‖g‖: min(½, √‖g‖), with which Newton's method stays superlinear.
pub(crate) fn forcing(length: f64) -> f64 {
    length.sqrt().min(0.5)
}
