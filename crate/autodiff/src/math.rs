//! Elementary functions of one or two numbers, the same bits on every platform.
//!
//! The standard library's transcendental functions call the platform's mathematics library, whose
//! last bit differs between a native build and WebAssembly. Everything here comes from `libm`, so
//! that a trajectory computed anywhere can be compared bit for bit.

/// π, the ratio of a circle's circumference to its diameter.
pub const PI: f64 = std::f64::consts::PI;
/// e, the base of the natural logarithm.
pub const E: f64 = std::f64::consts::E;
/// ln 2.
pub const LN_2: f64 = std::f64::consts::LN_2;
/// ln 10.
pub const LN_10: f64 = std::f64::consts::LN_10;
/// 2 / √π, the derivative of erf at 0.
pub const FRAC_2_SQRT_PI: f64 = std::f64::consts::FRAC_2_SQRT_PI;

macro_rules! from_libm {
    ($($(#[$doc:meta])* $name:ident = $source:ident($($argument:ident),+);)*) => {$(
        $(#[$doc])*
        #[inline]
        #[must_use]
        pub fn $name($($argument: f64),+) -> f64 {
            libm::$source($($argument),+)
        }
    )*};
}

from_libm! {
    /// sin x, x in radians.
    sin = sin(x);
    /// cos x, x in radians.
    cos = cos(x);
    /// tan x, x in radians.
    tan = tan(x);
    /// arcsin x in [-π/2, π/2]; NaN outside [-1, 1].
    asin = asin(x);
    /// arccos x in [0, π]; NaN outside [-1, 1].
    acos = acos(x);
    /// arctan x in (-π/2, π/2).
    atan = atan(x);
    /// The angle of the point (x, y) in (-π, π].
    atan2 = atan2(y, x);
    /// Hyperbolic sine.
    sinh = sinh(x);
    /// Hyperbolic cosine.
    cosh = cosh(x);
    /// Hyperbolic tangent.
    tanh = tanh(x);
    /// e^x.
    exp = exp(x);
    /// e^x - 1 without cancellation near 0.
    expm1 = expm1(x);
    /// Natural logarithm; NaN below 0, -∞ at 0.
    ln = log(x);
    /// ln(1 + x) without cancellation near 0.
    log1p = log1p(x);
    /// Logarithm to base 2.
    log2 = log2(x);
    /// Logarithm to base 10.
    log10 = log10(x);
    /// Square root; NaN below 0.
    sqrt = sqrt(x);
    /// Cube root, of either sign.
    cbrt = cbrt(x);
    /// √(x² + y²) without overflow.
    hypot = hypot(x, y);
    /// The error function, 2/√π ∫₀ˣ exp(-s²) ds.
    erf = erf(x);
}

/// The largest whole exponent that [`pow`] multiplies out.
const MULTIPLIED_OUT: f64 = 64.0;

/// x^y. Whole exponents up to 64 in size are multiplied out by repeated squaring, so that x^2 is
/// x·x to the last bit and is cheap.
///
/// ```
/// use fallline_autodiff::math::pow;
/// assert_eq!(pow(0.1, 2.0), 0.1 * 0.1);
/// assert_eq!(pow(2.0, -2.0), 0.25);
/// assert!(pow(-8.0, 1.0 / 3.0).is_nan());
/// ```
#[inline]
#[must_use]
pub fn pow(x: f64, y: f64) -> f64 {
    if y == 2.0 {
        return x * x;
    }
    if y.abs() > MULTIPLIED_OUT || y.trunc() != y {
        return libm::pow(x, y);
    }
    // Exact: |y| is a whole number of at most 64.
    let mut exponent = y.abs() as u32;
    let (mut power, mut square) = (1.0, x);
    while exponent > 0 {
        if exponent & 1 == 1 {
            power *= square;
        }
        square *= square;
        exponent >>= 1;
    }
    if y < 0.0 { 1.0 / power } else { power }
}

/// The logistic function 1 / (1 + e^-x), without overflow on either side.
#[inline]
#[must_use]
pub fn sigmoid(x: f64) -> f64 {
    let tail = exp(-x.abs());
    if x < 0.0 { tail / (1.0 + tail) } else { 1.0 / (1.0 + tail) }
}

/// ln(1 + e^x), without overflow.
#[inline]
#[must_use]
pub fn softplus(x: f64) -> f64 {
    x.max(0.0) + log1p(exp(-x.abs()))
}

/// ln(e^x + e^y), without overflow.
#[inline]
#[must_use]
pub fn logaddexp(x: f64, y: f64) -> f64 {
    // Equal infinities have no difference.
    if x == y { x + LN_2 } else { x.max(y) + log1p(exp(-(x - y).abs())) }
}

/// -1, 0 or 1; NaN for NaN.
#[inline]
#[must_use]
pub fn sign(x: f64) -> f64 {
    if x > 0.0 {
        1.0
    } else if x < 0.0 {
        -1.0
    } else {
        // Keeps NaN a NaN and turns -0 into 0.
        x + 0.0
    }
}
