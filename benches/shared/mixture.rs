//! Vectors like embeddings, with known directions: a mixture of round clouds, the same on every machine.

use mungchi::cluster::DenseRows;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};
use rayon::prelude::*;

#[derive(Clone, Copy, Debug)]
pub struct Mixture {
    pub n_documents: usize,
    pub n_cols: usize,
    pub n_directions: usize,
    pub seed: u64,
}

/// How long a direction is beside a cloud's width: near enough that clouds overlap.
const DIRECTION_LENGTH: f32 = 0.5;

impl Mixture {
    /// Each document in the cloud around a direction drawn by chance. Numbers depend on the document alone.
    pub fn make(&self) -> DenseRows {
        let directions: Vec<Vec<f32>> = (0..self.n_directions).map(|number| self.cloud(number as u64)).collect();
        let mut values = vec![0.0; self.n_documents * self.n_cols];
        values.par_chunks_mut(self.n_cols).enumerate().for_each(|(document, row)| {
            let number = (self.n_directions + document) as u64;
            let direction =
                &directions[(number.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as usize % self.n_directions];
            let cloud = self.cloud(number);
            let sums = direction.iter().zip(cloud).map(|(direction, noise)| DIRECTION_LENGTH * direction + noise);
            row.iter_mut().zip(sums).for_each(|(value, sum)| *value = sum);
        });
        DenseRows::new(self.n_cols, &values).expect("numbers of a cloud are finite")
    }

    /// Nearly normal numbers: sums of four uniform ones from each draw of 64 bits.
    fn cloud(&self, number: u64) -> Vec<f32> {
        let mut random = ChaCha8Rng::seed_from_u64(self.seed);
        random.set_stream(number);
        let mut normal = || {
            let bits = random.next_u64();
            let parts = [bits, bits >> 16, bits >> 32, bits >> 48].map(|part| (part & 0xFFFF) as f32);
            (parts.iter().sum::<f32>() / 65536.0 - 2.0) * 3.0_f32.sqrt()
        };
        (0..self.n_cols).map(|_| normal()).collect()
    }
}
