//! A network's loss on a plane through its weights: θ + s d₁ + t d₂.

use fallline_autodiff::{Error, ErrorKind};

use super::{Network, NetworkObjective};
use crate::draws::Draws;
use crate::linear;
use crate::objective::Objective;
use crate::text::refuse;

/// The most values in one answer.
pub const MOST_VALUES: usize = 1 << 20;

/// A plane in the space of the weights.
#[derive(Clone, Copy, Debug)]
pub struct Plane<'a> {
    /// θ, where s = t = 0; n numbers.
    pub centre: &'a [f64],
    /// d₁ and d₂, n numbers each.
    pub directions: [&'a [f64]; 2],
}

impl Plane<'_> {
    /// The loss at every pair of an s and a t, the values for the first t first. NaN where it is not finite.
    ///
    /// # Errors
    /// Kind "parameter" where the plane is not one of the network's weights, "limit" for more than [`MOST_VALUES`]
    /// values.
    pub fn values(&self, objective: &NetworkObjective, s: &[f64], t: &[f64]) -> Result<Vec<f64>, Error> {
        self.check(objective.dim())?;
        if s.len().saturating_mul(t.len()) > MOST_VALUES {
            return Err(Error::new(
                ErrorKind::Limit,
                format!("at most {MOST_VALUES} values are computed at once"),
            ));
        }
        let [first, second] = self.directions;
        let mut values = Vec::with_capacity(s.len() * t.len());
        for &t in t {
            let row = linear::add_scaled(self.centre, t, second);
            let value = |&s: &f64| objective.value(&linear::add_scaled(&row, s, first)).unwrap_or(f64::NAN);
            values.extend(s.iter().map(value));
        }
        Ok(values)
    }

    /// The coordinates (s, t) of the plane's points that are nearest to given points of n numbers each.
    ///
    /// # Errors
    /// Kind "parameter" where the points have another number of coordinates, or the directions are dependent.
    pub fn coordinates(&self, points: &[f64]) -> Result<Vec<f64>, Error> {
        let n = self.centre.len();
        self.check(n)?;
        if n == 0 || !points.len().is_multiple_of(n) {
            return Err(refuse(format!("a point has {n} coordinates; there are {} numbers", points.len())));
        }
        let [first, second] = self.directions;
        let cross = linear::dot(first, second);
        let gram = [linear::dot(first, first), cross, cross, linear::dot(second, second)];
        let inverse = linear::inverse(&gram, 2)
            .ok_or_else(|| refuse("the directions of a plane must not be parallel or zero"))?;
        Ok(points
            .chunks(n)
            .flat_map(|point| {
                let offset = linear::difference(point, self.centre);
                linear::multiply(&inverse, &[linear::dot(first, &offset), linear::dot(second, &offset)])
            })
            .collect())
    }

    fn check(&self, n: usize) -> Result<(), Error> {
        let [first, second] = self.directions;
        match [self.centre, first, second].iter().all(|vector| vector.len() == n) {
            true => Ok(()),
            false => Err(refuse(format!("a plane has a centre and two directions of {n} coordinates each"))),
        }
    }
}

/// Two random directions with filter normalization, 2n numbers: each neuron's row is drawn from the normal distribution
/// and scaled to the length of that row in θ, so that a step of a certain length means the same to every neuron. Biases
/// do not move.
///
/// Source: Li, Xu, Taylor, Studer and Goldstein (2018).
///
/// # Errors
/// Kind "parameter" where θ is not the network's.
pub fn filter_directions(network: &Network, theta: &[f64], seed: u64) -> Result<Vec<f64>, Error> {
    network.check_weights(theta)?;
    let n = network.dim();
    let mut directions = Draws::new(seed).normal(0, 2 * n);
    for direction in directions.chunks_mut(n) {
        for layer in &network.layers {
            direction[layer.biases.clone()].fill(0.0);
            let rows = direction[layer.weights.clone()].chunks_mut(layer.inputs);
            for (row, weights) in rows.zip(theta[layer.weights.clone()].chunks(layer.inputs)) {
                let length = linear::norm(row);
                let scale = if length > 0.0 { linear::norm(weights) / length } else { 0.0 };
                row.iter_mut().for_each(|x| *x *= scale);
            }
        }
    }
    Ok(directions)
}
