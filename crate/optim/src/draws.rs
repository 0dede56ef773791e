//! Random draws that are a function of a seed and a place.

use std::f64::consts::PI;

use fallline_autodiff::math;
use rand_pcg::Pcg64;
use rand_pcg::rand_core::Rng;

/// The stream that PCG names as its default.
const STREAM: u128 = 0x0a02_bdbf_7bb3_c0a7_ac28_fa16_a64a_bf96;

/// One sequence of random numbers for each seed, by PCG64 (XSL RR 128/64), in which every draw has its place: what
/// an iteration draws does not depend on what was drawn before. So going back needs nothing to be remembered.
#[derive(Clone, Debug)]
pub struct Draws {
    start: Pcg64,
}

impl Draws {
    /// The sequence of a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { start: Pcg64::new(seed.into(), STREAM) }
    }

    /// `count` of the numbers 0, ..., m − 1, independent of each other, each as likely as any other to 1 in
    /// 2⁶⁴/m. It uses the numbers of the sequence from `place`·`count` on.
    ///
    /// ```
    /// use fallline_optim::draws::Draws;
    /// let draws = Draws::new(7);
    /// assert_eq!(draws.independent(3, 4, 10), draws.independent(3, 4, 10));
    /// assert!(draws.independent(0, 100, 10).iter().all(|&i| i < 10));
    /// ```
    #[must_use]
    pub fn independent(&self, place: usize, count: usize, m: usize) -> Vec<usize> {
        let mut generator = self.from(place, count);
        (0..count).map(|_| below(m, &mut generator)).collect()
    }

    /// The numbers 0, ..., m − 1 in random order, by Fisher and Yates. It uses the numbers of the sequence from
    /// `place`·(m − 1) on.
    ///
    /// ```
    /// use fallline_optim::draws::Draws;
    /// let mut shuffled = Draws::new(7).shuffled(2, 6);
    /// shuffled.sort_unstable();
    /// assert_eq!(shuffled, [0, 1, 2, 3, 4, 5]);
    /// ```
    #[must_use]
    pub fn shuffled(&self, place: usize, m: usize) -> Vec<usize> {
        let mut generator = self.from(place, m.saturating_sub(1));
        let mut order: Vec<usize> = (0..m).collect();
        for last in (1..m).rev() {
            order.swap(last, below(last + 1, &mut generator));
        }
        order
    }

    /// `count` signs, 1 or −1. It uses the numbers of the sequence from `place`·`count` on.
    #[must_use]
    pub fn signs(&self, place: usize, count: usize) -> Vec<f64> {
        let mut generator = self.from(place, count);
        (0..count).map(|_| if generator.next_u64() >> 63 == 0 { 1.0 } else { -1.0 }).collect()
    }

    /// `count` numbers x with 0 ≤ x < 1, multiples of 2⁻⁵³. It uses the numbers of the sequence from `place`·`count`
    /// on.
    #[must_use]
    pub fn uniform(&self, place: usize, count: usize) -> Vec<f64> {
        let mut generator = self.from(place, count);
        (0..count).map(|_| unit(&mut generator)).collect()
    }

    /// `count` numbers of the standard normal distribution, by Box and Muller. It uses the numbers of the sequence
    /// from 2·`place`·`count` on.
    #[must_use]
    pub fn normal(&self, place: usize, count: usize) -> Vec<f64> {
        let mut generator = self.from(place, 2 * count);
        let mut draw = || {
            let radius = math::sqrt(-2.0 * math::ln(1.0 - unit(&mut generator)));
            radius * math::cos(2.0 * PI * unit(&mut generator))
        };
        (0..count).map(|_| draw()).collect()
    }

    fn from(&self, place: usize, count: usize) -> Pcg64 {
        let mut generator = self.start.clone();
        generator.advance(place as u128 * count as u128);
        generator
    }
}

/// The upper 53 bits of a random number as a fraction of 1.
#[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
fn unit(generator: &mut Pcg64) -> f64 {
    (generator.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
}

/// A number below `m`: the high half of a random number times m.
fn below(m: usize, generator: &mut Pcg64) -> usize {
    // The product is below 2⁶⁴ m, so its high half is below m.
    ((u128::from(generator.next_u64()) * m as u128) >> 64) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first numbers of the sequence of the seed 42, by NumPy's PCG64 from the same state (see
    /// `tests/reference/trajectories.py`).
    #[test]
    fn the_sequence_is_pcg64s() {
        let mut generator = Draws::new(42).from(0, 1);
        let drawn: Vec<u64> = (0..3).map(|_| generator.next_u64()).collect();
        assert_eq!(drawn, [0x7f5681596e6884d6, 0x8e25207df0e4f4cd, 0x87d8e0e1d5dd1c26]);
    }

    /// Draws at a place are those that a single generator makes on its way there.
    #[test]
    fn places_follow_each_other() {
        let draws = Draws::new(3);
        let whole = draws.independent(0, 12, 1000);
        let pieces: Vec<usize> = (0..4).flat_map(|place| draws.independent(place, 3, 1000)).collect();
        assert_eq!(whole, pieces);
        assert_ne!(draws.shuffled(0, 20), draws.shuffled(1, 20));
        assert_ne!(draws.independent(0, 12, 1000), Draws::new(4).independent(0, 12, 1000));
    }

    /// Mean, variance and the share within one deviation of what is drawn from continuous distributions.
    #[test]
    fn continuous_draws_have_their_moments() {
        let moments = |draws: &[f64]| {
            let mean = draws.iter().sum::<f64>() / 1e5;
            (mean, draws.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / 1e5)
        };
        let uniform = Draws::new(5).uniform(0, 100_000);
        assert!(uniform.iter().all(|x| (0.0..1.0).contains(x)));
        let (mean, variance) = moments(&uniform);
        assert!((mean - 0.5).abs() < 4e-3 && (variance - 1.0 / 12.0).abs() < 1e-3, "{mean} {variance}");
        let normal = Draws::new(5).normal(3, 100_000);
        let (mean, variance) = moments(&normal);
        assert!(mean.abs() < 1.3e-2 && (variance - 1.0).abs() < 1.8e-2, "{mean} {variance}");
        let within = normal.iter().filter(|x| x.abs() < 1.0).count();
        assert!((67_700..68_900).contains(&within), "{within}");
    }

    /// Every order of three, every index and both signs come up about equally often.
    #[test]
    fn draws_are_uniform() {
        let draws = Draws::new(0);
        let mut orders = std::collections::BTreeMap::new();
        let mut indices = [0; 5];
        let mut positive = 0;
        for place in 0..6000 {
            *orders.entry(draws.shuffled(place, 3)).or_insert(0) += 1;
            draws.independent(place, 1, 5).into_iter().for_each(|i| indices[i] += 1);
            positive += i32::from(draws.signs(place, 1)[0] > 0.0);
        }
        // Four standard deviations of a binomial count.
        let close = |count: i32, share: f64| {
            (f64::from(count) - 6000.0 * share).abs() < 4.0 * (6000.0 * share * (1.0 - share)).sqrt()
        };
        assert_eq!(orders.len(), 6);
        assert!(orders.values().all(|&count| close(count, 1.0 / 6.0)), "{orders:?}");
        assert!(indices.iter().all(|&count| close(count, 0.2)), "{indices:?}");
        assert!(close(positive, 0.5), "{positive}");
    }
}
