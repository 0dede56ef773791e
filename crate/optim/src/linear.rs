//! The little linear algebra that the optimizers need. Matrices are n·n numbers in rows.

use nalgebra::{DMatrix, SymmetricEigen};

/// The scalar product aᵀb.
#[must_use]
pub fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// The Euclidean norm ‖a‖, without overflow on the way.
#[must_use]
pub fn norm(a: &[f64]) -> f64 {
    let largest = largest(a);
    if largest == 0.0 || !largest.is_finite() {
        return largest;
    }
    largest * a.iter().map(|x| (x / largest) * (x / largest)).sum::<f64>().sqrt()
}

/// The largest absolute value, 0 for no numbers.
#[must_use]
pub fn largest(a: &[f64]) -> f64 {
    a.iter().fold(0.0, |largest, x| x.abs().max(largest))
}

/// a + α b, element by element.
#[must_use]
pub fn add_scaled(a: &[f64], alpha: f64, b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| a + alpha * b).collect()
}

/// a − b, element by element.
#[must_use]
pub fn difference(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| a - b).collect()
}

/// −a.
#[must_use]
pub fn negated(a: &[f64]) -> Vec<f64> {
    a.iter().map(|x| -x).collect()
}

/// The quadratic form vᵀAv.
#[must_use]
pub fn quadratic_form(matrix: &[f64], v: &[f64]) -> f64 {
    matrix.chunks(v.len().max(1)).zip(v).map(|(row, x)| x * dot(row, v)).sum()
}

/// The solution x of A x = b by Gaussian elimination with partial pivoting; `None` where A is
/// singular or x is not finite.
///
/// ```
/// use fallline_optim::linear::solve;
/// assert_eq!(solve(&[0.0, 2.0, 4.0, 0.0], &[2.0, 8.0]), Some(vec![2.0, 1.0]));
/// assert_eq!(solve(&[1.0, 1.0, 1.0, 1.0], &[1.0, 1.0]), None);
/// ```
#[must_use]
pub fn solve(matrix: &[f64], b: &[f64]) -> Option<Vec<f64>> {
    let n = b.len();
    if matrix.len() != n * n {
        return None;
    }
    let right = DMatrix::from_column_slice(n, 1, b);
    let solution = DMatrix::from_row_slice(n, n, matrix).lu().solve(&right)?;
    solution.iter().all(|x| x.is_finite()).then(|| solution.as_slice().to_vec())
}

/// The eigenvalues of a symmetric matrix in ascending order; `None` where they cannot be told
/// within a bounded number of iterations.
///
/// ```
/// use fallline_optim::linear::eigenvalues;
/// let values = eigenvalues(&[0.0, 2.0, 2.0, 3.0], 2).unwrap();
/// assert!((values[0] + 1.0).abs() < 1e-15 && (values[1] - 4.0).abs() < 1e-14);
/// ```
#[must_use]
pub fn eigenvalues(matrix: &[f64], n: usize) -> Option<Vec<f64>> {
    const MOST_ITERATIONS: usize = 10_000;
    if n == 0 || matrix.len() != n * n || !matrix.iter().all(|x| x.is_finite()) {
        return None;
    }
    if n == 1 {
        return Some(matrix.to_vec());
    }
    let matrix = DMatrix::from_row_slice(n, n, matrix);
    let decomposition = SymmetricEigen::try_new(matrix, f64::EPSILON, MOST_ITERATIONS)?;
    let mut values = decomposition.eigenvalues.as_slice().to_vec();
    values.sort_by(f64::total_cmp);
    values.iter().all(|x| x.is_finite()).then_some(values)
}

/// What the signs of a symmetric matrix's eigenvalues say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Definiteness {
    /// All eigenvalues are positive.
    Positive,
    /// All eigenvalues are negative.
    Negative,
    /// There are positive and negative eigenvalues, and none is 0.
    Indefinite,
    /// An eigenvalue is 0 to rounding.
    Singular,
}

/// The definiteness of a symmetric matrix with these ascending eigenvalues. An eigenvalue counts as
/// 0 when it is at most n·ε times the largest absolute one, ε the machine precision.
#[must_use]
pub fn definiteness(eigenvalues: &[f64]) -> Definiteness {
    #[expect(clippy::cast_precision_loss, reason = "dimensions are small")]
    let zero = eigenvalues.len() as f64 * f64::EPSILON * largest(eigenvalues);
    if eigenvalues.iter().any(|x| x.abs() <= zero) || eigenvalues.is_empty() {
        Definiteness::Singular
    } else if eigenvalues.iter().all(|&x| x > 0.0) {
        Definiteness::Positive
    } else if eigenvalues.iter().all(|&x| x < 0.0) {
        Definiteness::Negative
    } else {
        Definiteness::Indefinite
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_norm_does_not_overflow() {
        assert_eq!(norm(&[3.0, 4.0]), 5.0);
        assert_eq!(norm(&[3e300, 4e300]), 5e300);
        assert_eq!(norm(&[]), 0.0);
    }

    #[test]
    fn definiteness_is_read_from_signs() {
        assert_eq!(definiteness(&[1.0, 2.0]), Definiteness::Positive);
        assert_eq!(definiteness(&[-2.0, -1.0]), Definiteness::Negative);
        assert_eq!(definiteness(&[-2.0, 1.0]), Definiteness::Indefinite);
        assert_eq!(definiteness(&[1e-17, 1.0]), Definiteness::Singular);
        assert_eq!(definiteness(&[0.0]), Definiteness::Singular);
    }

    #[test]
    fn eigenvalues_of_extreme_matrices_end() {
        for scale in [1e-300, 1.0, 1e300] {
            let matrix = [scale, scale, scale, -scale];
            let values = eigenvalues(&matrix, 2).unwrap();
            assert!((values[1] / scale - std::f64::consts::SQRT_2).abs() < 1e-14, "{values:?}");
        }
        assert_eq!(eigenvalues(&[f64::NAN], 1), None);
    }

    #[test]
    fn a_quadratic_form_is_the_written_sum() {
        assert_eq!(quadratic_form(&[1.0, 2.0, 2.0, 5.0], &[3.0, -1.0]), 9.0 - 12.0 + 5.0);
    }
}
