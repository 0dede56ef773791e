//! Sums over samples whose last bits do not depend on how many there are.

use fallline_autodiff::lanes::Lanes;

/// Sums of several quantities over blocks of samples: pairwise within a block, with Neumaier's compensation from
/// block to block. The order of additions is fixed, so that the bits are the same everywhere.
#[derive(Clone, Debug)]
pub(crate) struct Total {
    /// Sums so far, each with what rounding has lost of it.
    sums: Vec<(f64, f64)>,
}

impl Total {
    /// Sums of `quantities` quantities, all zero.
    pub(crate) fn new(quantities: usize) -> Self {
        Self { sums: vec![(0.0, 0.0); quantities] }
    }

    /// Adds a block to quantity `j`.
    pub(crate) fn add(&mut self, j: usize, block: &Lanes) {
        let Some((sum, lost)) = self.sums.get_mut(j) else { return };
        let x = block.sum();
        let next = *sum + x;
        *lost += if sum.abs() >= x.abs() { (*sum - next) + x } else { (x - next) + *sum };
        *sum = next;
    }

    /// The sum of quantity `j`.
    pub(crate) fn sum(&self, j: usize) -> f64 {
        self.sums.get(j).map_or(f64::NAN, |(sum, lost)| sum + lost)
    }
}

#[cfg(test)]
mod tests {
    use fallline_autodiff::lanes::LANES;

    use super::*;

    #[test]
    fn a_million_tenths_make_a_hundred_thousand() {
        let mut total = Total::new(2);
        for _ in 0..1_000_000 / LANES {
            total.add(0, &Lanes([0.1; LANES]));
            total.add(1, &Lanes([1.0; LANES]));
        }
        assert_eq!((total.sum(0), total.sum(1)), (100_000.0, 1e6));
        let mut plain = 0.0;
        (0..1_000_000).for_each(|_| plain += 0.1);
        assert!((plain - 100_000.0_f64).abs() > 1e-7);
    }

    #[test]
    fn what_cancels_leaves_what_is_small() {
        let mut total = Total::new(1);
        for x in [1e100, 1.0, -1e100] {
            let mut block = Lanes::ZERO;
            block.0[LANES - 1] = x;
            total.add(0, &block);
        }
        assert_eq!(total.sum(0), 1.0);
    }
}
