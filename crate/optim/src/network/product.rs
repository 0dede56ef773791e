//! Matrix products of the sizes that training has: tens of rows and columns.
//!
//! Written as loops over fixed blocks, which the compiler turns into vector instructions. No addition is reordered or
//! fused with a multiplication, so that results are the same bits on every platform.

use fallline_autodiff::Scalar;

/// Rows of a block. A block's sums stay in registers: 5 × 4 doubles are ten of WebAssembly's vectors.
const ROWS: usize = 5;
/// Columns of a block.
const COLUMNS: usize = 4;

/// C ← C + A B for A with `inner` columns and B with `columns` columns, all of them in rows.
pub(super) fn add_product<S: Scalar + Copy>(c: &mut [S], a: &[S], b: &[S], inner: usize, columns: usize) {
    let mut from = 0;
    while from + COLUMNS <= columns {
        strip::<S, COLUMNS>(c, a, b, inner, columns, from);
        from += COLUMNS;
    }
    while from < columns {
        strip::<S, 1>(c, a, b, inner, columns, from);
        from += 1;
    }
}

/// The `N` columns of C from column `from` on.
fn strip<S: Scalar + Copy, const N: usize>(
    c: &mut [S],
    a: &[S],
    b: &[S],
    inner: usize,
    columns: usize,
    from: usize,
) {
    let rows = a.len() / inner;
    let mut row = 0;
    while row + ROWS <= rows {
        block::<S, ROWS, N>(&mut c[row * columns + from..], &a[row * inner..], &b[from..], inner, columns);
        row += ROWS;
    }
    while row + 2 <= rows {
        block::<S, 2, N>(&mut c[row * columns + from..], &a[row * inner..], &b[from..], inner, columns);
        row += 2;
    }
    if row < rows {
        block::<S, 1, N>(&mut c[row * columns + from..], &a[row * inner..], &b[from..], inner, columns);
    }
}

/// `M` rows and `N` columns of C, where `c`, `a` and `b` start at the block.
#[inline(always)]
fn block<S: Scalar + Copy, const M: usize, const N: usize>(
    c: &mut [S],
    a: &[S],
    b: &[S],
    inner: usize,
    columns: usize,
) {
    let rows: [&[S]; M] = std::array::from_fn(|r| &a[r * inner..][..inner]);
    let mut sums = [[S::constant(0.0); N]; M];
    for (k, b) in b.chunks(columns).enumerate().take(inner) {
        let Some(b) = b.first_chunk::<N>() else { return };
        for r in 0..M {
            let x = rows[r][k];
            for j in 0..N {
                sums[r][j] = sums[r][j] + x * b[j];
            }
        }
    }
    for (r, sums) in sums.iter().enumerate() {
        for (c, &sum) in c[r * columns..][..N].iter_mut().zip(sums) {
            *c = *c + sum;
        }
    }
}

/// The transpose of a matrix with `columns` columns.
pub(super) fn transposed<S: Scalar + Copy>(matrix: &[S], columns: usize) -> Vec<S> {
    const BLOCK: usize = 4;
    let rows = matrix.len() / columns;
    let mut transposed = vec![S::constant(0.0); matrix.len()];
    // Blocks of rows, so that each line of the transpose is written in whole pieces.
    for (i, block) in matrix.chunks(BLOCK * columns).enumerate() {
        let height = block.len() / columns;
        for (j, line) in transposed.chunks_exact_mut(rows).enumerate() {
            let line = &mut line[i * BLOCK..][..height];
            line.iter_mut().enumerate().for_each(|(r, entry)| *entry = block[r * columns + j]);
        }
    }
    transposed
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every remainder of a block is met.
    #[test]
    fn products_are_the_written_sums() {
        let entries = |count: usize, step: i32| -> Vec<f64> {
            (0..count).map(|i| f64::from((i as i32 * step + 3) % 11 - 5)).collect()
        };
        for (rows, inner, columns) in [(1, 1, 1), (5, 3, 4), (6, 2, 5), (7, 4, 9), (13, 6, 10), (2, 7, 3)] {
            let (a, b) = (entries(rows * inner, 7), entries(inner * columns, 5));
            let mut c = entries(rows * columns, 3);
            let expected: Vec<f64> = (0..rows * columns)
                .map(|at| {
                    let (i, j) = (at / columns, at % columns);
                    c[at] + (0..inner).map(|k| a[i * inner + k] * b[k * columns + j]).sum::<f64>()
                })
                .collect();
            add_product(&mut c, &a, &b, inner, columns);
            assert_eq!(c, expected, "{rows} {inner} {columns}");
            let transpose = transposed(&a, inner);
            for i in 0..rows {
                (0..inner).for_each(|j| assert_eq!(transpose[j * rows + i], a[i * inner + j]));
            }
            assert_eq!(transposed(&transpose, rows), a);
        }
    }
}
