//! The documents that the first centroids are: similar-cut, k-means++ on the sphere, or random.

use rayon::prelude::*;

use super::left::Left;
use super::params::{Params, Seeding};
use super::points::Points;
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

/// Draws `α · k` documents, then takes one at random and cuts those similar to it, until k are taken or none is left;
/// what is missing is filled from the documents that were not drawn.
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
    let mut neighbours = points.neighbours(drawn, CUT_SIMILARITY);
    // Places in `drawn`.
    let mut left = Left::all(drawn.len());
    let mut seeds = Vec::with_capacity(n_seeds);
    while seeds.len() < n_seeds && left.len() > 0 {
        monitor.check()?;
        let place = left.nth(random.below(left.len()));
        left.remove(place);
        let seed = drawn[place as usize];
        seeds.push(seed);
        monitor.report(Stage::at(StageKind::Seed, seeds.len(), n_seeds));
        neighbours(seed, &left).into_iter().for_each(|place| left.remove(place));
    }

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
