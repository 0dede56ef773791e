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
