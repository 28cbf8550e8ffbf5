//! Random numbers that are the same on every machine and after every update of a library.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};

/// ChaCha with 8 rounds; how its bits become numbers is fixed here and not left to a library's next version.
pub struct Random(ChaCha8Rng);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    /// A whole number below `bound`, each with the same probability.
    ///
    /// Lemire: *Fast random integer generation in an interval*, ACM TOMACS 29 (2019), algorithm 5.
    ///
    /// # Panics
    /// If `bound` is 0.
    pub fn below(&mut self, bound: usize) -> usize {
        assert!(bound > 0, "no number is below 0");
        let bound = bound as u64;
        let rejected_below = bound.wrapping_neg() % bound;
        loop {
            let product = u128::from(self.0.next_u64()) * u128::from(bound);
            if product as u64 >= rejected_below {
                return (product >> 64) as usize;
            }
        }
    }

    /// A number in `0..1`, one of 2⁵³ evenly spaced.
    pub fn unit(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Moves `n_drawn` random items of `items` to its front, in random order, and gives them.
    pub fn draw<'a, T>(&mut self, items: &'a mut [T], n_drawn: usize) -> &'a [T] {
        let n_drawn = n_drawn.min(items.len());
        for place in 0..n_drawn {
            let other = place + self.below(items.len() - place);
            items.swap(place, other);
        }
        &items[..n_drawn]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_fixed_for_a_seed() {
        let mut random = Random::new(7);
        let drawn: Vec<usize> = (0..6).map(|_| random.below(100)).collect();
        assert_eq!(drawn, [15, 16, 70, 72, 60, 35]);
    }

    #[test]
    fn draw_gives_distinct_items() {
        let mut items: Vec<u32> = (0..50).collect();
        let mut drawn = Random::new(1).draw(&mut items, 20).to_vec();
        drawn.sort_unstable();
        drawn.dedup();
        assert_eq!(drawn.len(), 20);
        assert_eq!(Random::new(1).draw(&mut [1, 2], 9).len(), 2);
    }
}
