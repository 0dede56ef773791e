//! The table of elementary operations: one entry each, from which values, derivatives of every
//! order, tables, TeX, documentation and tests follow.
//!
//! A new function is one entry in `operations!`'s call below: its value, its partial derivatives
//! (written once, over any [`Scalar`]), its TeX, points at which the tests probe it, and, where it
//! has no derivative somewhere, the convention used there.

use crate::math;
use crate::scalar::Scalar;
use crate::tex::Tex;

/// Applies a function of one operand: how the rules below refer to one another.
fn of<S: Scalar>(op: Op, u: S) -> S {
    S::apply(op, &[u], &[])
}

fn number<S: Scalar>(value: f64) -> S {
    S::constant(value)
}

macro_rules! operations {
    (
        gathers { $($(#[$gdoc:meta])* $gather:ident = $gname:literal {
            start: |$gw:ident| $start:expr, fold: |$acc:ident, $operand:ident, $weight:ident| $fold:expr,
            partial: |$pk:ident, $pu:ident, $pw:ident| $gpartial:expr, tex: $gtex:expr,
            probes: [$($gprobe:expr),*],
        })* }
        functions { $($(#[$doc:meta])* $op:ident = $name:literal {
            value: |$($u:ident),+| $value:expr, partials: |$y:ident| [$($partial:expr),+], tex: $tex:expr,
            probes: [$($probe:expr),*],
            $(convention: $convention:literal where $kink:expr,)?
        })* }
    ) => {
        /// An elementary operation, the content of a node of the computational graph.
        ///
        /// The derivatives of every operation, and the conventions where one does not exist, stand
        /// in [`Op::partial`] and [`Op::convention`].
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Op {
            $($(#[$gdoc])* $gather,)*
            $($(#[$doc])* $op,)*
        }

        impl Op {
            /// Every operation.
            pub const ALL: &'static [Self] = &[$(Self::$gather,)* $(Self::$op,)*];

            /// The name in texts and in graphs: "sum", "sin", ...
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$gather => $gname,)*
                    $(Self::$op => $name,)*
                }
            }

            /// How many operands it takes; `None` for any number.
            #[must_use]
            pub fn arity(self) -> Option<usize> {
                match self {
                    $(Self::$gather => None,)*
                    $(Self::$op => Some([$(stringify!($u)),+].len()),)*
                }
            }

            /// The value f(u₁, …, u_ℓ). NaN where it is undefined or the number of operands is wrong.
            #[must_use]
            pub fn value(self, operands: &[f64], weights: &[f64]) -> f64 {
                match self {
                    $(Self::$gather => {
                        let $gw = weights;
                        let mut $acc = $start;
                        for (k, &$operand) in operands.iter().enumerate() {
                            let $weight = weights.get(k).copied().unwrap_or(1.0);
                            $acc = $fold;
                        }
                        $acc
                    })*
                    $(Self::$op => {
                        let &[$($u),+] = operands else { return f64::NAN };
                        $value
                    })*
                }
            }

            /// The values at a block of points: `operands[k][i]` is operand k at point i, and so many
            /// points are evaluated as `values` is long.
            pub fn value_block(self, operands: &[&[f64]], weights: &[f64], values: &mut [f64]) {
                match self {
                    $(Self::$gather => {
                        let $gw = weights;
                        values.fill($start);
                        for (k, column) in operands.iter().enumerate() {
                            let $weight = weights.get(k).copied().unwrap_or(1.0);
                            for (value, &$operand) in values.iter_mut().zip(*column) {
                                let $acc = *value;
                                *value = $fold;
                            }
                        }
                    })*
                    $(Self::$op => {
                        let &[$($u),+] = operands else { return values.fill(f64::NAN) };
                        operations!(@block values, $value, $($u),+);
                    })*
                }
            }

            /// The partial derivative ∂f/∂u_k at the operands `u`, with y = f(u) given so that a rule
            /// may use it (exp' = y).
            #[allow(unused_variables, clippy::redundant_clone)]
            pub fn partial<S: Scalar>(self, k: usize, operands: &[S], y: &S, weights: &[f64]) -> S {
                match self {
                    $(Self::$gather => {
                        let ($pk, $pu, $pw) = (k, operands, weights);
                        $gpartial
                    })*
                    $(Self::$op => {
                        let [$($u),+] = operands else { return number(f64::NAN) };
                        $(let $u = || $u.clone();)+
                        let $y = || y.clone();
                        let rules: &[&dyn Fn() -> S] = &[$(&|| $partial),+];
                        rules.get(k).map_or_else(|| number(f64::NAN), |rule| rule())
                    })*
                }
            }

            /// The operation as TeX over the TeX of its operands. For sums and products the factors
            /// folded into the node are part of `operands` already.
            #[must_use]
            pub fn tex(self, operands: &[Tex]) -> Tex {
                let tex: fn(&[Tex]) -> Tex = match self {
                    $(Self::$gather => $gtex,)*
                    $(Self::$op => $tex,)*
                };
                tex(operands)
            }

            /// What is used for the derivative where none exists, if there is such a place.
            #[must_use]
            pub fn convention(self) -> Option<&'static str> {
                match self {
                    $(Self::$gather => None,)*
                    $(Self::$op => None$(.or(Some($convention)))?,)*
                }
            }

            /// Whether the operands are at a place where [`Op::convention`] stands in for a derivative.
            #[must_use]
            pub fn at_convention(self, operands: &[f64]) -> bool {
                let test: fn(&[f64]) -> bool = match self {
                    $(Self::$gather => |_| false,)*
                    $(Self::$op => operations!(@test $($kink)?),)*
                };
                test(operands)
            }

            /// Points inside the domain, away from kinks, at which the tests compare derivatives.
            #[must_use]
            pub fn probes(self) -> &'static [&'static [f64]] {
                match self {
                    $(Self::$gather => &[$(&$gprobe),*],)*
                    $(Self::$op => &[$(&$probe),*],)*
                }
            }
        }
    };
    (@test) => { |_| false };
    (@test $kink:expr) => { $kink };
    (@block $values:ident, $value:expr, $u:ident) => {
        for (value, &$u) in $values.iter_mut().zip($u) {
            *value = $value;
        }
    };
    (@block $values:ident, $value:expr, $u:ident, $v:ident) => {
        for ((value, &$u), &$v) in $values.iter_mut().zip($u).zip($v) {
            *value = $value;
        }
    };
}

operations! {
    gathers {
        /// ±u₁ ± u₂ ± …; the weights are the signs.
        Sum = "sum" {
            start: |_w| 0.0, fold: |total, u, w| total + w * u,
            partial: |k, _u, w| number(w.get(k).copied().unwrap_or(1.0)),
            tex: |u| u.iter().cloned().reduce(|a, b| a + b).unwrap_or_else(|| Tex::constant(0.0)),
            probes: [[0.5, -2.0, 3.0], [1.5]],
        }
        /// c u₁ u₂ …; the only weight is the factor c.
        Product = "product" {
            start: |w| w.first().copied().unwrap_or(1.0), fold: |total, u, _w| total * u,
            partial: |k, u, w| {
                let others = u.iter().enumerate().filter(|&(j, _)| j != k);
                others.fold(number::<S>(w.first().copied().unwrap_or(1.0)), |total, (_, u)| total * u.clone())
            },
            tex: |u| u.iter().cloned().reduce(|a, b| a * b).unwrap_or_else(|| Tex::constant(1.0)),
            probes: [[0.5, -2.0, 3.0], [1.5]],
        }
        /// ln(e^u₁ + e^u₂ + …), the smooth maximum; its partial derivatives are the softmax. It does not
        /// overflow where the largest u does not.
        LogSumExp = "logsumexp" {
            start: |_w| f64::NEG_INFINITY, fold: |total, u, _w| math::logaddexp(total, u),
            // 1/(1 + Σ e^(uⱼ - u_k)): exp(u_k - y) would lose the digits that a large y has before its point.
            partial: |k, u, _w| {
                let Some(own) = u.get(k) else { return number(f64::NAN) };
                let others = u.iter().enumerate().filter(|&(j, _)| j != k);
                let ratios = others.map(|(_, u)| of(Op::Exp, u.clone() - own.clone()));
                number::<S>(1.0) / ratios.fold(number(1.0), |total, ratio| total + ratio)
            },
            tex: |u| Tex::call(r"\operatorname{logsumexp}", u),
            probes: [[0.5, -2.0, 3.0], [1.5]],
        }
    }
    functions {
        /// u / v.
        Divide = "divide" {
            value: |u, v| u / v, partials: |y| [number::<S>(1.0) / v(), -(y() / v())],
            tex: |u| match u { [u, v] => u.clone() / v.clone(), _ => Tex::unknown() },
            probes: [[1.5, -2.0], [-0.3, 0.7]],
        }
        /// u^v. For a whole v of any sign, and otherwise for u ≥ 0.
        Power = "pow" {
            value: |u, v| math::pow(u, v),
            partials: |y| [
                v().chain(S::apply(Op::Power, &[u(), v() - number(1.0)], &[])),
                y().chain(of(Op::Ln, u()))
            ],
            tex: |u| match u { [u, v] => u.power(v), _ => Tex::unknown() },
            probes: [[1.5, 2.5], [0.3, -1.2], [2.0, 3.0]],
        }
        /// Sine, in radians.
        Sin = "sin" { value: |u| math::sin(u), partials: |y| [of(Op::Cos, u())], tex: |u| Tex::call(r"\sin", u), probes: [[0.4], [-2.0]], }
        /// Cosine, in radians.
        Cos = "cos" { value: |u| math::cos(u), partials: |y| [-of(Op::Sin, u())], tex: |u| Tex::call(r"\cos", u), probes: [[0.4], [-2.0]], }
        /// Tangent, in radians.
        Tan = "tan" { value: |u| math::tan(u), partials: |y| [number::<S>(1.0) + y().square()], tex: |u| Tex::call(r"\tan", u), probes: [[0.4], [-2.0]], }
        /// Arc sine, -1 ≤ u ≤ 1.
        Asin = "asin" {
            value: |u| math::asin(u), partials: |y| [number::<S>(1.0) / of(Op::Sqrt, number::<S>(1.0) - u().square())],
            tex: |u| Tex::call(r"\arcsin", u), probes: [[0.4], [-0.7]],
            convention: "asin has a vertical tangent at -1 and 1; the limit +∞ is used" where |u| matches!(u, [u] if u.abs() == 1.0),
        }
        /// Arc cosine, -1 ≤ u ≤ 1.
        Acos = "acos" {
            value: |u| math::acos(u), partials: |y| [-(number::<S>(1.0) / of(Op::Sqrt, number::<S>(1.0) - u().square()))],
            tex: |u| Tex::call(r"\arccos", u), probes: [[0.4], [-0.7]],
            convention: "acos has a vertical tangent at -1 and 1; the limit -∞ is used" where |u| matches!(u, [u] if u.abs() == 1.0),
        }
        /// Arc tangent.
        Atan = "atan" { value: |u| math::atan(u), partials: |y| [number::<S>(1.0) / (number::<S>(1.0) + u().square())], tex: |u| Tex::call(r"\arctan", u), probes: [[0.4], [-2.0]], }
        /// The angle of the point (v, u): atan2(y, x).
        Atan2 = "atan2" {
            value: |u, v| math::atan2(u, v),
            partials: |y| [v() / (u().square() + v().square()), -(u() / (u().square() + v().square()))],
            tex: |u| Tex::call(r"\operatorname{atan2}", u), probes: [[0.4, 1.2], [-2.0, 0.3], [0.7, -1.1]],
            convention: "atan2 has no derivative at the origin; the rule gives NaN there" where |u| matches!(u, [u, v] if *u == 0.0 && *v == 0.0),
        }
        /// Hyperbolic sine.
        Sinh = "sinh" { value: |u| math::sinh(u), partials: |y| [of(Op::Cosh, u())], tex: |u| Tex::call(r"\sinh", u), probes: [[0.4], [-2.0]], }
        /// Hyperbolic cosine.
        Cosh = "cosh" { value: |u| math::cosh(u), partials: |y| [of(Op::Sinh, u())], tex: |u| Tex::call(r"\cosh", u), probes: [[0.4], [-2.0]], }
        /// Hyperbolic tangent.
        Tanh = "tanh" { value: |u| math::tanh(u), partials: |y| [number::<S>(1.0) - y().square()], tex: |u| Tex::call(r"\tanh", u), probes: [[0.4], [-2.0]], }
        /// e^u.
        Exp = "exp" { value: |u| math::exp(u), partials: |y| [y()], tex: |u| Tex::call(r"\exp", u), probes: [[0.4], [-2.0]], }
        /// Natural logarithm, u > 0; `log` is the same.
        Ln = "ln" { value: |u| math::ln(u), partials: |y| [number::<S>(1.0) / u()], tex: |u| Tex::call(r"\ln", u), probes: [[0.4], [3.0]], }
        /// Logarithm to base 2, u > 0.
        Log2 = "log2" { value: |u| math::log2(u), partials: |y| [number::<S>(1.0) / (number::<S>(math::LN_2) * u())], tex: |u| Tex::call(r"\log_2", u), probes: [[0.4], [3.0]], }
        /// Logarithm to base 10, u > 0.
        Log10 = "log10" { value: |u| math::log10(u), partials: |y| [number::<S>(1.0) / (number::<S>(math::LN_10) * u())], tex: |u| Tex::call(r"\log_{10}", u), probes: [[0.4], [3.0]], }
        /// Square root, u ≥ 0.
        Sqrt = "sqrt" {
            value: |u| math::sqrt(u), partials: |y| [number::<S>(1.0) / (number::<S>(2.0) * y())],
            tex: |u| match u { [u] => Tex::root("", u), _ => Tex::unknown() }, probes: [[0.4], [3.0]],
            convention: "sqrt has no derivative at 0; the limit from the right, +∞, is used" where |u| matches!(u, [u] if *u == 0.0),
        }
        /// Cube root, of either sign.
        Cbrt = "cbrt" {
            value: |u| math::cbrt(u), partials: |y| [number::<S>(1.0) / (number::<S>(3.0) * y().square())],
            tex: |u| match u { [u] => Tex::root("[3]", u), _ => Tex::unknown() }, probes: [[0.4], [-3.0]],
            convention: "cbrt has no derivative at 0; the limit +∞ is used" where |u| matches!(u, [u] if *u == 0.0),
        }
        /// Absolute value.
        Abs = "abs" {
            value: |u| u.abs(), partials: |y| [of(Op::Sign, u())],
            tex: |u| match u { [u] => u.bars(), _ => Tex::unknown() }, probes: [[0.4], [-2.0]],
            convention: "abs has no derivative at 0; 0, the middle of the subdifferential [-1, 1], is used" where |u| matches!(u, [u] if *u == 0.0),
        }
        /// -1, 0 or 1.
        Sign = "sign" {
            value: |u| math::sign(u), partials: |y| [number(0.0)], tex: |u| Tex::call(r"\operatorname{sign}", u), probes: [[0.4], [-2.0]],
            convention: "sign has no derivative at 0; 0 is used" where |u| matches!(u, [u] if *u == 0.0),
        }
        /// The smaller of two; NaN if either is.
        Min = "min" {
            value: |u, v| if u < v || u.is_nan() { u } else { v },
            partials: |y| [
                (number::<S>(1.0) - of(Op::Sign, u() - v())) / number(2.0),
                (number::<S>(1.0) + of(Op::Sign, u() - v())) / number(2.0)
            ],
            tex: |u| Tex::call(r"\min", u), probes: [[0.4, 1.0], [2.0, -1.0]],
            convention: "min has no derivative on a tie; each side counts one half" where |u| matches!(u, [u, v] if u == v),
        }
        /// The larger of two; NaN if either is.
        Max = "max" {
            value: |u, v| if u > v || u.is_nan() { u } else { v },
            partials: |y| [
                (number::<S>(1.0) + of(Op::Sign, u() - v())) / number(2.0),
                (number::<S>(1.0) - of(Op::Sign, u() - v())) / number(2.0)
            ],
            tex: |u| Tex::call(r"\max", u), probes: [[0.4, 1.0], [2.0, -1.0]],
            convention: "max has no derivative on a tie; each side counts one half" where |u| matches!(u, [u, v] if u == v),
        }
        /// The logistic function 1/(1 + e^-u).
        Sigmoid = "sigmoid" {
            value: |u| math::sigmoid(u), partials: |y| [y() * (number::<S>(1.0) - y())],
            tex: |u| Tex::call(r"\sigma", u), probes: [[0.4], [-2.0]],
        }
        /// ln(1 + e^u).
        Softplus = "softplus" { value: |u| math::softplus(u), partials: |y| [of(Op::Sigmoid, u())], tex: |u| Tex::call(r"\operatorname{softplus}", u), probes: [[0.4], [-2.0]], }
        /// max(0, u).
        Relu = "relu" {
            value: |u| if u > 0.0 || u.is_nan() { u } else { 0.0 }, partials: |y| [of(Op::Sign, y())],
            tex: |u| Tex::call(r"\operatorname{relu}", u), probes: [[0.4], [-2.0]],
            convention: "relu has no derivative at 0; 0 is used" where |u| matches!(u, [u] if *u == 0.0),
        }
        /// The error function 2/√π ∫₀ᵘ exp(-s²) ds.
        Erf = "erf" {
            value: |u| math::erf(u), partials: |y| [number::<S>(math::FRAC_2_SQRT_PI) * of(Op::Exp, -u().square())],
            tex: |u| Tex::call(r"\operatorname{erf}", u), probes: [[0.4], [-1.0]],
        }
    }
}

impl Op {
    /// The function that a name in a text stands for: the operations with a call syntax.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        if name == "log" {
            return Some(Self::Ln);
        }
        Self::ALL.iter().copied().find(|op| op.is_function() && op.name() == name)
    }

    /// Whether a text calls it by name, as `sin(x)`; the others have an infix notation.
    #[must_use]
    pub fn is_function(self) -> bool {
        !matches!(self, Self::Sum | Self::Product | Self::Divide)
    }

    /// The smallest and largest number of arguments in a call. `min` and `max` of several are
    /// nested from the left; `logsumexp` of several is one operation.
    #[must_use]
    pub fn arguments(self) -> (usize, usize) {
        match self {
            Self::Min | Self::Max => (2, usize::MAX),
            _ => self.arity().map_or((1, usize::MAX), |n| (n, n)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scalar::Dual;

    /// Richardson extrapolation of the central difference: error O(h⁴).
    fn difference(f: impl Fn(f64) -> f64, x: f64) -> f64 {
        let h = 1e-3 * x.abs().max(1.0);
        let central = |h: f64| (f(x + h) - f(x - h)) / (2.0 * h);
        (4.0 * central(h / 2.0) - central(h)) / 3.0
    }

    fn at(probe: &[f64], k: usize, value: f64) -> Vec<f64> {
        let mut moved = probe.to_vec();
        moved[k] = value;
        moved
    }

    #[test]
    fn every_partial_matches_central_differences_of_the_value() {
        for &op in Op::ALL {
            assert!(!op.probes().is_empty(), "{op:?} has no probes");
            for probe in op.probes() {
                let y = op.value(probe, &[]);
                for k in 0..probe.len() {
                    let partial = op.partial(k, probe, &y, &[]);
                    let expected = difference(|x| op.value(&at(probe, k, x), &[]), probe[k]);
                    assert!(
                        (partial - expected).abs() <= 1e-9 * (1.0 + expected.abs()),
                        "{op:?} by operand {k} at {probe:?}: {partial} against {expected}"
                    );
                }
            }
        }
    }

    #[test]
    fn every_second_partial_matches_central_differences_of_the_first() {
        for &op in Op::ALL {
            for probe in op.probes() {
                for k in 0..probe.len() {
                    for l in 0..probe.len() {
                        let dual: Vec<Dual<f64>> = (0..probe.len())
                            .map(|j| Dual::new(probe[j], f64::from(u8::from(j == l))))
                            .collect();
                        let y = Dual::apply(op, &dual, &[]);
                        let second = op.partial(k, &dual, &y, &[]).tangent;
                        let first = |x: f64| {
                            let moved = at(probe, l, x);
                            op.partial(k, &moved, &op.value(&moved, &[]), &[])
                        };
                        let expected = difference(first, probe[l]);
                        assert!(
                            (second - expected).abs() <= 1e-8 * (1.0 + expected.abs()),
                            "{op:?} by {k}, {l} at {probe:?}: {second} against {expected}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn a_block_of_points_has_the_bits_of_each_point() {
        for &op in Op::ALL {
            for probe in op.probes() {
                let columns: Vec<Vec<f64>> = probe.iter().map(|&u| vec![u, u + 0.125, u - 0.0625]).collect();
                let slices: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
                let weights = [-1.0, 1.0, -1.0];
                let weights = &weights[..if op == Op::Sum { probe.len() } else { 1 }];
                let mut values = [0.0; 3];
                op.value_block(&slices, weights, &mut values);
                for (i, value) in values.iter().enumerate() {
                    let point: Vec<f64> = columns.iter().map(|column| column[i]).collect();
                    assert_eq!(value.to_bits(), op.value(&point, weights).to_bits(), "{op:?}");
                }
            }
        }
    }

    #[test]
    fn conventions_hold_where_no_derivative_exists() {
        let partial = |op: Op, u: &[f64], k: usize| op.partial(k, u, &op.value(u, &[]), &[]);
        assert_eq!(partial(Op::Abs, &[0.0], 0), 0.0);
        assert_eq!(partial(Op::Sqrt, &[0.0], 0), f64::INFINITY);
        assert_eq!(partial(Op::Cbrt, &[0.0], 0), f64::INFINITY);
        assert_eq!(partial(Op::Sign, &[0.0], 0), 0.0);
        assert_eq!(partial(Op::Relu, &[0.0], 0), 0.0);
        for op in [Op::Max, Op::Min] {
            assert_eq!([partial(op, &[2.0, 2.0], 0), partial(op, &[2.0, 2.0], 1)], [0.5, 0.5]);
        }
        for (op, kink) in [
            (Op::Abs, vec![0.0]),
            (Op::Sqrt, vec![0.0]),
            (Op::Max, vec![2.0, 2.0]),
            (Op::Asin, vec![-1.0]),
            (Op::Atan2, vec![0.0, 0.0]),
        ] {
            assert!(op.at_convention(&kink) && op.convention().is_some(), "{op:?}");
        }
        assert!(!Op::Abs.at_convention(&[0.5]) && !Op::Sin.at_convention(&[0.0]));
    }

    #[test]
    fn names_lead_back_to_operations() {
        for &op in Op::ALL {
            assert_eq!(Op::from_name(op.name()), op.is_function().then_some(op));
        }
        assert_eq!(Op::from_name("log"), Some(Op::Ln));
        assert_eq!(Op::from_name("sum"), None);
    }
}
