//! One number for each of a block of samples.

use std::ops::{Add, Div, Mul, Neg, Sub};

use crate::op::Op;
use crate::scalar::Scalar;

/// How many samples are worked on at a time: enough to hide the cost of an instruction, few enough that the
/// registers of a program stay in the first cache.
pub const LANES: usize = 64;

/// A [`Scalar`] that holds the same quantity of [`LANES`] samples, so that one pass over a program serves them
/// all: forward, backward, and over [`Dual`](crate::Dual) numbers for second derivatives. Each lane has the
/// values that a pass over plain numbers has.
///
/// ```
/// use fallline_autodiff::lanes::{LANES, Lanes};
/// use fallline_autodiff::{Op, Scalar};
/// let x = Lanes(std::array::from_fn(|i| i as f64));
/// let y = Lanes::apply(Op::Sqrt, &[x.clone() * x], &[]);
/// assert_eq!(y.0[LANES - 1], (LANES - 1) as f64);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Lanes(pub [f64; LANES]);

impl Lanes {
    /// Zero in every lane.
    pub const ZERO: Self = Self([0.0; LANES]);

    /// The sum over the lanes, taken pairwise: the lower half plus the upper half, until one number is left.
    #[must_use]
    pub fn sum(&self) -> f64 {
        let mut lanes = self.0;
        let mut width = LANES / 2;
        while width > 0 {
            let (low, high) = lanes.split_at_mut(width);
            for (a, b) in low.iter_mut().zip(high) {
                *a += *b;
            }
            width /= 2;
        }
        lanes[0]
    }

    /// The first lane whose number is not finite.
    #[must_use]
    pub fn first_not_finite(&self) -> Option<usize> {
        // Most often there is none, and that is told without a branch for each lane.
        let all_finite = self.0.iter().fold(true, |all, x| all & x.is_finite());
        if all_finite { None } else { self.0.iter().position(|x| !x.is_finite()) }
    }

    fn with(mut self, other: &Self, f: impl Fn(f64, f64) -> f64) -> Self {
        for (a, &b) in self.0.iter_mut().zip(&other.0) {
            *a = f(*a, b);
        }
        self
    }
}

macro_rules! lane_by_lane {
    ($($operator:ident $method:ident |$a:ident, $b:ident| $value:expr;)*) => {$(
        impl $operator for Lanes {
            type Output = Self;
            fn $method(self, other: Self) -> Self {
                self.with(&other, |$a, $b| $value)
            }
        }
    )*};
}

lane_by_lane! {
    Add add |a, b| a + b;
    Sub sub |a, b| a - b;
    Mul mul |a, b| a * b;
    Div div |a, b| a / b;
}

impl Neg for Lanes {
    type Output = Self;
    fn neg(mut self) -> Self {
        self.0.iter_mut().for_each(|a| *a = -*a);
        self
    }
}

impl Scalar for Lanes {
    fn constant(value: f64) -> Self {
        Self([value; LANES])
    }

    fn apply(op: Op, operands: &[Self], weights: &[f64]) -> Self {
        let mut result = Self::ZERO;
        match operands {
            [u] => op.value_block(&[&u.0], weights, &mut result.0),
            [u, v] => op.value_block(&[&u.0, &v.0], weights, &mut result.0),
            _ => {
                let columns: Vec<&[f64]> = operands.iter().map(|u| u.0.as_slice()).collect();
                op.value_block(&columns, weights, &mut result.0);
            }
        }
        result
    }

    fn is_zero(&self) -> bool {
        self.0.iter().all(|a| *a == 0.0)
    }

    fn chain(self, other: Self) -> Self {
        self.with(&other, |a, b| if a == 0.0 || b == 0.0 { 0.0 } else { a * b })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scalar::Dual;
    use crate::{Expression, Workspace};

    /// Every operation, forward, backward and over dual numbers, lane by lane as for plain numbers.
    #[test]
    fn a_block_has_the_numbers_of_each_of_its_samples() {
        let source = "p = sigmoid(w*x + b); q = logsumexp(p*x, w, b^2); min(q, 2)^2 + |w - x|*ln(1 + q^2)/cosh(b) - c*x";
        let f = Expression::with_names(source, Some(&["w", "b"]), &[("c", 0.5), ("x", 0.0)]).unwrap();
        let (theta, v) = ([0.7, -0.4], [0.3, 1.1]);
        let x = Lanes(std::array::from_fn(|i| 0.7 * i as f64 - 1.75));
        let lane = |value: f64| Lanes::constant(value);
        let point: Vec<Dual<Lanes>> =
            theta.iter().zip(v).map(|(&t, v)| Dual::new(lane(t), lane(v))).collect();
        let mut block = Workspace::default();
        f.program().forward_at(&point, &[Dual::new(x.clone(), Lanes::ZERO)], &mut block);
        f.program().backward(&[Dual::constant(1.0)], &mut block);
        let output = f.program().outputs()[0];
        for i in 0..LANES {
            let mut alone = f.clone();
            alone.set_parameter("x", x.0[i]).unwrap();
            assert_eq!(block.values[output].value.0[i], alone.value(&theta).unwrap()[0]);
            assert_eq!(block.values[output].tangent.0[i], alone.jvp(&theta, &v).unwrap()[0]);
            let gradient = alone.gradient(&theta).unwrap();
            let second = alone.hessian_vector(&theta, &v).unwrap();
            for j in 0..2 {
                assert_eq!(block.adjoints[j].value.0[i], gradient[j]);
                assert_eq!(block.adjoints[j].tangent.0[i], second[j]);
            }
        }
    }

    /// A factor that is zero ends its path in its own lane only.
    #[test]
    fn a_zero_factor_ends_a_path_in_its_lane() {
        let (mut a, mut b) = (Lanes([2.0; LANES]), Lanes([f64::INFINITY; LANES]));
        a.0[3] = 0.0;
        b.0[5] = 1.5;
        let product = a.chain(b);
        assert_eq!((product.0[3], product.0[5], product.0[0]), (0.0, 3.0, f64::INFINITY));
        assert_eq!((product.first_not_finite(), Lanes::ZERO.first_not_finite()), (Some(0), None));
        assert!(Lanes::ZERO.is_zero() && !product.is_zero());
    }

    #[test]
    fn sums_are_taken_pairwise() {
        assert_eq!(Lanes(std::array::from_fn(|i| i as f64)).sum(), (LANES * (LANES - 1) / 2) as f64);
        let mut lanes = Lanes::ZERO;
        // In order the one would be lost.
        (lanes.0[0], lanes.0[1], lanes.0[LANES / 2]) = (1e100, 1.0, -1e100);
        assert_eq!(lanes.sum(), 1.0);
    }
}
