//! The little linear algebra that the optimizers need. Matrices are n·n numbers in rows.

use nalgebra::{DMatrix, SVD, SymmetricEigen};
use serde::Serialize;

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

/// Whether every number is finite.
#[must_use]
pub fn all_finite(a: &[f64]) -> bool {
    // Without an early end the loop runs on whole vectors.
    a.iter().fold(true, |all, x| all & x.is_finite())
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

/// The unit matrix I.
#[must_use]
pub fn identity(n: usize) -> Vec<f64> {
    (0..n * n).map(|i| if i % (n + 1) == 0 { 1.0 } else { 0.0 }).collect()
}

/// The product A v.
#[must_use]
pub fn multiply(matrix: &[f64], v: &[f64]) -> Vec<f64> {
    matrix.chunks(v.len().max(1)).map(|row| dot(row, v)).collect()
}

/// The product Aᵀ v of a matrix with `v.len()` rows.
#[must_use]
pub fn transposed_multiply(matrix: &[f64], v: &[f64]) -> Vec<f64> {
    let n = matrix.len() / v.len().max(1);
    let zero = vec![0.0; n];
    matrix.chunks(n.max(1)).zip(v).fold(zero, |sum, (row, &x)| add_scaled(&sum, x, row))
}

/// A + α a bᵀ.
#[must_use]
pub fn add_rank_one(matrix: &[f64], alpha: f64, a: &[f64], b: &[f64]) -> Vec<f64> {
    let rows = matrix.chunks(b.len().max(1)).zip(a);
    rows.flat_map(|(row, &x)| add_scaled(row, alpha * x, b)).collect()
}

/// The matrix AᵀA of a matrix with `n` columns.
#[must_use]
pub fn gram(matrix: &[f64], n: usize) -> Vec<f64> {
    matrix.chunks(n.max(1)).fold(vec![0.0; n * n], |sum, row| add_rank_one(&sum, 1.0, row, row))
}

/// ½ (A + Aᵀ), which has the same quadratic form as A.
#[must_use]
pub fn symmetric_part(matrix: &[f64], n: usize) -> Vec<f64> {
    (0..n * n).map(|i| 0.5 * (matrix[i] + matrix[i % n * n + i / n])).collect()
}

/// The inverse of a matrix with `n` rows; `None` where it is singular or not finite.
///
/// ```
/// use fallline_optim::linear::inverse;
/// assert_eq!(inverse(&[2.0, 0.0, 0.0, 4.0], 2), Some(vec![0.5, 0.0, 0.0, 0.25]));
/// assert_eq!(inverse(&[1.0, 1.0, 1.0, 1.0], 2), None);
/// ```
#[must_use]
pub fn inverse(matrix: &[f64], n: usize) -> Option<Vec<f64>> {
    let inverse = DMatrix::from_row_slice(n, n, matrix).try_inverse()?;
    inverse.iter().all(|x| x.is_finite()).then(|| inverse.transpose().as_slice().to_vec())
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

/// The solution x of AᵀA x = b by the singular value decomposition of A; `None` where the columns of A are
/// dependent to rounding: its smallest singular value is at most m·ε times its largest for m rows, ε the machine
/// precision.
///
/// ```
/// use fallline_optim::linear::solve_gram;
/// let x = solve_gram(&[1.0, 0.0, 0.0, 2.0, 0.0, 0.0], &[3.0, 8.0]).unwrap();
/// assert!((x[0] - 3.0).abs() < 1e-15 && (x[1] - 2.0).abs() < 1e-15);
/// assert_eq!(solve_gram(&[1.0, 1.0, 2.0, 2.0], &[1.0, 1.0]), None);
/// ```
#[must_use]
pub fn solve_gram(matrix: &[f64], b: &[f64]) -> Option<Vec<f64>> {
    let n = b.len();
    let m = matrix.len() / n.max(1);
    if n == 0 || m < n || !matrix.iter().chain(b).all(|x| x.is_finite()) {
        return None;
    }
    let matrix = DMatrix::from_row_slice(m, n, matrix);
    let decomposition = SVD::try_new(matrix, false, true, f64::EPSILON, MOST_ITERATIONS)?;
    #[expect(clippy::cast_precision_loss, reason = "dimensions are small")]
    let zero = m as f64 * f64::EPSILON * decomposition.singular_values.max();
    if decomposition.singular_values.min() <= zero {
        return None;
    }
    let right = decomposition.v_t?;
    let x = right.row_iter().zip(&decomposition.singular_values).fold(vec![0.0; n], |x, (row, sigma)| {
        let row: Vec<f64> = row.iter().copied().collect();
        add_scaled(&x, dot(&row, b) / sigma / sigma, &row)
    });
    x.iter().all(|x| x.is_finite()).then_some(x)
}

/// The most iterations of a decomposition.
const MOST_ITERATIONS: usize = 10_000;

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
    let (values, _) = eigen(matrix, n)?;
    Some(values)
}

/// The eigenvalues of a symmetric matrix in ascending order with their unit eigenvectors; `None` where they cannot
/// be told within a bounded number of iterations.
#[must_use]
pub fn eigen(matrix: &[f64], n: usize) -> Option<(Vec<f64>, Vec<Vec<f64>>)> {
    if n == 0 || matrix.len() != n * n || !matrix.iter().all(|x| x.is_finite()) {
        return None;
    }
    if n == 1 {
        return Some((matrix.to_vec(), vec![vec![1.0]]));
    }
    let matrix = DMatrix::from_row_slice(n, n, matrix);
    let decomposition = SymmetricEigen::try_new(matrix, f64::EPSILON, MOST_ITERATIONS)?;
    let vectors = decomposition.eigenvectors.column_iter().map(|column| column.iter().copied().collect());
    let mut pairs: Vec<(f64, Vec<f64>)> = decomposition.eigenvalues.iter().copied().zip(vectors).collect();
    pairs.sort_by(|(a, _), (b, _)| a.total_cmp(b));
    pairs.iter().all(|(value, _)| value.is_finite()).then(|| pairs.into_iter().unzip())
}

/// What the signs of a symmetric matrix's eigenvalues say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
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
    fn products_and_updates_are_the_written_sums() {
        let a = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
        assert_eq!(multiply(&a, &[1.0, 0.0, -1.0]), [-2.0, -2.0]);
        assert_eq!(transposed_multiply(&a, &[1.0, -1.0]), [-3.0, -3.0, -3.0]);
        assert_eq!(gram(&a[..4], 2), [10.0, 14.0, 14.0, 20.0]);
        assert_eq!(add_rank_one(&identity(2), 2.0, &[1.0, 3.0], &[0.0, 1.0]), [1.0, 2.0, 0.0, 7.0]);
        assert_eq!(symmetric_part(&[1.0, 4.0, 0.0, 3.0], 2), [1.0, 2.0, 2.0, 3.0]);
        assert_eq!(inverse(&[0.0, 1.0, 2.0, 0.0], 2), Some(vec![0.0, 0.5, 1.0, 0.0]));
    }

    #[test]
    fn eigenvectors_belong_to_their_values() {
        let matrix = [2.0, 1.0, 0.5, 1.0, -3.0, 0.25, 0.5, 0.25, 1.0];
        let (values, vectors) = eigen(&matrix, 3).unwrap();
        assert!(values.windows(2).all(|pair| pair[0] <= pair[1]));
        for (value, vector) in values.iter().zip(&vectors) {
            let residual = add_scaled(&multiply(&matrix, vector), -value, vector);
            assert!((norm(vector) - 1.0).abs() < 1e-14 && norm(&residual) < 1e-14, "{residual:?}");
        }
    }

    #[test]
    fn a_quadratic_form_is_the_written_sum() {
        assert_eq!(quadratic_form(&[1.0, 2.0, 2.0, 5.0], &[3.0, -1.0]), 9.0 - 12.0 + 5.0);
    }
}
