//! The documents that the first centroids are: similar-cut, k-means++ on the sphere, or random.

use rayon::prelude::*;

use super::params::{Params, Seeding};
use super::points::{Points, TakeSeeds as _};
use super::random::Random;
use crate::progress::{Cancelled, Monitor, Stage, StageKind};

/// Chooses `params.n_clusters` different rows out of `candidates`, which are not empty and at least as many.
pub fn choose_seeds<P: Points>(
    points: &P,
    candidates: &[u32],
    params: &Params,
    seed: u64,
    monitor: &dyn Monitor,
) -> Result<Vec<u32>, Cancelled> {
    debug_assert!(candidates.len() >= params.n_clusters);
    let mut random = Random::new(seed);
    monitor.report(Stage::at(StageKind::Seed, 0, params.n_clusters));
    match params.seeding {
        Seeding::SimilarCut => similar_cut(points, candidates, params.n_clusters, &mut random, monitor),
        Seeding::KMeansPlusPlus => k_means_plus_plus(points, candidates, params.n_clusters, &mut random, monitor),
        Seeding::Random => Ok(random.draw(&mut candidates.to_vec(), params.n_clusters).to_vec()),
    }
}

/// Documents drawn for each cluster: α of the paper.
const DRAWN_PER_CLUSTER: usize = 3;

/// Drawn documents at least this similar to a seed are cut: `1 − t_init` of the paper's distance threshold.
///
/// It is made for words. Where all vectors point much the same way the first seed cuts all that was drawn and the others come
/// at random: measured no worse (LSA of 20news with 256 columns, 20 to 500 clusters: objectives within 0.4 % of each other for
/// all seedings, and within 0.02 % once a common direction was added).
const CUT_SIMILARITY: f64 = 0.5;

/// Documents that are compared with the seeds there are before the next seed is taken: a share of the number of seeds,
const SHARE_TOGETHER: usize = 8;

/// and at least so many.
const MIN_TOGETHER: usize = 64;

/// Documents that one task compares, at least.
const MIN_COMPARED: usize = 8;

/// Draws `α · k` documents, then takes one at random and cuts those similar to it, until k are taken or none is left;
/// what is missing is filled from the documents that were not drawn.
///
/// Documents are drawn in random order, so that to take one at random of those that are left is to take the next one that no
/// seed is similar to. Whether one is does not depend on when it is found out, so that threads can find out ahead.
///
/// Kim, Kim, Cho 2020, section 3.1.
fn similar_cut<P: Points>(
    points: &P,
    candidates: &[u32],
    n_seeds: usize,
    random: &mut Random,
    monitor: &dyn Monitor,
) -> Result<Vec<u32>, Cancelled> {
    let mut pool = candidates.to_vec();
    let n_drawn = random.draw(&mut pool, DRAWN_PER_CLUSTER * n_seeds).len();
    let (drawn, not_drawn) = pool.split_at_mut(n_drawn);
    let drawn = &*drawn;
    let mut index = points.take_seeds(drawn, CUT_SIMILARITY);
    let mut next = drawn;
    while index.seeds().len() < n_seeds && !next.is_empty() {
        monitor.check()?;
        let n_together = (index.seeds().len() / SHARE_TOGETHER).max(MIN_TOGETHER).min(next.len());
        let (together, after) = next.split_at(n_together);
        let compared = together.par_iter().with_min_len(MIN_COMPARED).map(|&document| index.candidate(document));
        let compared: Vec<_> = compared.collect();
        for candidate in compared.into_iter().flatten() {
            if index.seeds().len() < n_seeds {
                index.take(candidate);
            }
        }
        next = after;
        monitor.report(Stage::at(StageKind::Seed, index.seeds().len(), n_seeds));
    }

    let mut seeds = index.seeds().to_vec();
    let n_missing = n_seeds - seeds.len();
    seeds.extend_from_slice(random.draw(not_drawn, n_missing));
    // A small corpus may be drawn whole; then the documents that were cut have to serve.
    let n_missing = n_seeds - seeds.len();
    if n_missing > 0 {
        let mut taken = seeds.clone();
        taken.sort_unstable();
        let mut cut: Vec<u32> = drawn.iter().copied().filter(|row| taken.binary_search(row).is_err()).collect();
        seeds.extend_from_slice(random.draw(&mut cut, n_missing));
    }
    Ok(seeds)
}

/// A document's weight is this less its greatest cosine to a seed; above 1 it keeps the draw near uniform, as
/// Endo and Miyamoto advise.
const ALPHA: f64 = 1.5;

/// Rows a task. Fixed, so that partial sums do not depend on the number of threads.
const CHUNK_ROWS: usize = 4096;

/// Draws each next seed with a probability proportional to `α − max cos` to the seeds so far.
///
/// Endo, Miyamoto: *Spherical k-means++ clustering*, MDAI 2015.
fn k_means_plus_plus<P: Points>(
    points: &P,
    candidates: &[u32],
    n_seeds: usize,
    random: &mut Random,
    monitor: &dyn Monitor,
) -> Result<Vec<u32>, Cancelled> {
    let mut weights = vec![ALPHA; candidates.len()];
    let mut probe = vec![0.0_f32; points.n_cols()];
    let mut place = random.below(candidates.len());
    let mut seeds = Vec::with_capacity(n_seeds);
    loop {
        let seed = candidates[place];
        seeds.push(seed);
        weights[place] = 0.0;
        if seeds.len() == n_seeds {
            return Ok(seeds);
        }
        monitor.check()?;
        monitor.report(Stage::at(StageKind::Seed, seeds.len(), n_seeds));
        points.load(seed, &mut probe);
        let chunks = weights.par_chunks_mut(CHUNK_ROWS).zip(candidates.par_chunks(CHUNK_ROWS));
        let sums: Vec<f64> = chunks
            .map(|(weights, candidates)| {
                let mut similarities = vec![0.0; candidates.len()];
                points.compare(candidates, &probe, &mut similarities);
                for (weight, similarity) in weights.iter_mut().zip(similarities) {
                    *weight = weight.min(ALPHA - similarity);
                }
                weights.iter().sum()
            })
            .collect();
        points.unload(seed, &mut probe);
        place = draw_weighted(&weights, &sums, random);
    }
}

/// A place in `weights` with a probability proportional to its weight; `sums` holds the sum of each chunk.
fn draw_weighted(weights: &[f64], sums: &[f64], random: &mut Random) -> usize {
    let mut target = random.unit() * sums.iter().sum::<f64>();
    let last_chunk = sums.len() - 1;
    let mut chunk = 0;
    while chunk < last_chunk && target >= sums[chunk] {
        target -= sums[chunk];
        chunk += 1;
    }
    let start = chunk * CHUNK_ROWS;
    let mut chosen = None;
    for (place, &weight) in weights[start..].iter().take(CHUNK_ROWS).enumerate().filter(|(_, weight)| **weight > 0.0) {
        chosen = Some(start + place);
        if target < weight {
            break;
        }
        target -= weight;
    }
    // Rounding can leave a chunk of seeds alone; any document that is no seed will do then.
    chosen.or_else(|| weights.iter().position(|&weight| weight > 0.0)).expect("fewer seeds than candidates")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::dense::DenseRows;
    use super::*;
    use crate::matrix::{UnitRows, UnitRowsBuilder};

    /// What similar-cut takes out of `drawn`, by its definition.
    fn by_definition<P: Points>(points: &P, drawn: &[u32], n_seeds: usize) -> Vec<u32> {
        let mut seeds: Vec<u32> = Vec::new();
        for &document in drawn {
            let mut probe = vec![0.0; points.n_cols()];
            points.load(document, &mut probe);
            let mut similarities = vec![0.0; seeds.len()];
            points.compare(&seeds, &probe, &mut similarities);
            if seeds.len() < n_seeds && similarities.iter().all(|similarity| *similarity < CUT_SIMILARITY) {
                seeds.push(document);
            }
        }
        seeds
    }

    fn assert_taken_by_definition<P: Points>(points: &P, n_seeds: usize, seed: u64) -> Result<(), TestCaseError> {
        let candidates: Vec<u32> = (0..points.n_rows() as u32).filter(|&row| !points.is_empty(row)).collect();
        prop_assume!(!candidates.is_empty());
        let n_seeds = n_seeds.min(candidates.len());
        let mut pool = candidates.clone();
        let drawn = Random::new(seed).draw(&mut pool, DRAWN_PER_CLUSTER * n_seeds).to_vec();
        let expected = by_definition(points, &drawn, n_seeds);
        let mut seeds = similar_cut(points, &candidates, n_seeds, &mut Random::new(seed), &()).unwrap();
        prop_assert_eq!(&seeds[..expected.len()], &expected);
        seeds.sort_unstable();
        seeds.dedup();
        prop_assert_eq!(seeds.len(), n_seeds);
        Ok(())
    }

    /// Few terms that all rows have some of, and many rare ones.
    fn sparse() -> impl Strategy<Value = UnitRows> {
        let frequent = prop::collection::btree_map(0_u32..5, 0.1_f64..1.0, 1..5);
        let rare = prop::collection::btree_map(5_u32..200, 0.2_f64..3.0, 0..8);
        prop::collection::vec((frequent, rare), 1..700).prop_map(|rows| {
            let mut builder = UnitRowsBuilder::new(200).unwrap();
            for (frequent, rare) in rows {
                builder.push(&frequent.into_iter().chain(rare).collect::<Vec<_>>()).unwrap();
            }
            builder.finish()
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(48) })]

        #[test]
        fn similar_cut_takes_who_is_similar_to_no_seed(rows in sparse(), n_seeds in 1_usize..300, seed in any::<u64>()) {
            assert_taken_by_definition(&rows, n_seeds, seed)?;
        }

        #[test]
        fn similar_cut_of_vectors_takes_who_is_similar_to_no_seed(
            values in prop::collection::vec(-1.0_f32..1.0, 1..3000),
            n_cols in 1_usize..9,
            n_seeds in 1_usize..300,
            seed in any::<u64>(),
        ) {
            prop_assume!(values.len() >= n_cols);
            let rows = DenseRows::new(n_cols, &values[..values.len() / n_cols * n_cols]).unwrap();
            assert_taken_by_definition(&rows, n_seeds, seed)?;
        }
    }
}
