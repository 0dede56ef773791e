//! Numbers that the rules of differentiation work on.

use std::ops::{Add, Div, Mul, Neg, Sub};

use crate::op::Op;

/// What a rule of the table of operations is written in: plain numbers, dual numbers, formulas.
///
/// A rule that is generic over `Scalar` serves values (`f64`), tangents ([`Dual<f64>`]), second
/// derivatives (backward over `Dual<f64>`) and the TeX of the tables ([`crate::tex::Tex`]).
pub trait Scalar:
    Clone + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self> + Div<Output = Self> + Neg<Output = Self>
{
    /// A number that depends on nothing.
    fn constant(value: f64) -> Self;

    /// The operation on its operands; `weights` are the signs and factors folded into the node.
    fn apply(op: Op, operands: &[Self], weights: &[f64]) -> Self;

    /// An operation of one operand on each of many.
    fn apply_each(op: Op, operands: &[Self]) -> Vec<Self> {
        operands.iter().map(|operand| Self::apply(op, std::slice::from_ref(operand), &[])).collect()
    }

    /// Whether this is exactly zero, and so are all its derivatives.
    fn is_zero(&self) -> bool;

    /// The product of two factors along a path of the chain rule. A factor that is exactly zero ends
    /// the path, whatever the other is: √(x² + y²) has the derivative 0 along a path whose inner
    /// derivative vanishes at the origin, and not 0 · ∞.
    fn chain(self, other: Self) -> Self {
        if self.is_zero() || other.is_zero() { Self::constant(0.0) } else { self * other }
    }

    /// The product with itself.
    fn square(self) -> Self {
        self.clone() * self
    }
}

impl Scalar for f64 {
    fn constant(value: f64) -> Self {
        value
    }

    fn apply(op: Op, operands: &[Self], weights: &[f64]) -> Self {
        op.value(operands, weights)
    }

    fn apply_each(op: Op, operands: &[Self]) -> Vec<Self> {
        let mut values = vec![0.0; operands.len()];
        op.value_block(&[operands], &[], &mut values);
        values
    }

    fn is_zero(&self) -> bool {
        *self == 0.0
    }
}

/// A number with its tangent: a + ȧ ε with ε² = 0.
///
/// ```
/// use fallline_autodiff::{Dual, Op, Scalar};
/// let x = Dual::new(2.0, 1.0);
/// let y = Dual::apply(Op::Ln, &[x * x], &[]);
/// assert!((y.tangent - 1.0).abs() < 1e-15); // (ln x²)' = 2/x
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dual<T> {
    /// The primal, a.
    pub value: T,
    /// The tangent, ȧ.
    pub tangent: T,
}

impl<T> Dual<T> {
    /// The primal `value` with its `tangent`.
    pub fn new(value: T, tangent: T) -> Self {
        Self { value, tangent }
    }
}

impl<T: Scalar> Add for Dual<T> {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self::new(self.value + other.value, self.tangent + other.tangent)
    }
}

impl<T: Scalar> Sub for Dual<T> {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self::new(self.value - other.value, self.tangent - other.tangent)
    }
}

impl<T: Scalar> Mul for Dual<T> {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        let tangent = self.value.clone().chain(other.tangent) + self.tangent.chain(other.value.clone());
        Self::new(self.value * other.value, tangent)
    }
}

impl<T: Scalar> Div for Dual<T> {
    type Output = Self;
    fn div(self, other: Self) -> Self {
        Self::apply(Op::Divide, &[self, other], &[])
    }
}

impl<T: Scalar> Neg for Dual<T> {
    type Output = Self;
    fn neg(self) -> Self {
        Self::new(-self.value, -self.tangent)
    }
}

impl<T: Scalar> Scalar for Dual<T> {
    fn constant(value: f64) -> Self {
        Self::new(T::constant(value), T::constant(0.0))
    }

    /// The chain rule, MEDL (4.29): ẏ = Σₖ ∂y/∂uₖ u̇ₖ.
    fn apply(op: Op, operands: &[Self], weights: &[f64]) -> Self {
        let primals: Vec<T> = operands.iter().map(|u| u.value.clone()).collect();
        let value = T::apply(op, &primals, weights);
        let mut tangent = T::constant(0.0);
        for (k, operand) in operands.iter().enumerate() {
            if !operand.tangent.is_zero() {
                let partial = op.partial(k, &primals, &value, weights);
                tangent = tangent + partial.chain(operand.tangent.clone());
            }
        }
        Self::new(value, tangent)
    }

    fn is_zero(&self) -> bool {
        self.value.is_zero() && self.tangent.is_zero()
    }

    fn chain(self, other: Self) -> Self {
        let tangent = self.value.clone().chain(other.tangent) + self.tangent.chain(other.value.clone());
        Self::new(self.value.chain(other.value), tangent)
    }
}
