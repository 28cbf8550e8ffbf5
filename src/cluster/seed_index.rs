//! Whether a document is similar to a seed, without a look at most seeds.
//!
//! All terms have one order, rare ones first. Of each document the last terms are left out, so many that the length of their
//! weights stays below the wanted similarity by some margin. Two documents x and y of length 1 share nothing but what both keep
//! before the first term that one of them, say x, leaves out; from there on they have at most |x| in common, taken over what x
//! leaves out (Cauchy, Schwarz). So what both keep, few and rare terms, tells nearly all pairs apart. Only those are judged
//! whose similarity in it makes up for the rest.
//!
//! After the prefixes of Bayardo, Ma, Srikant: *Scaling up all pairs similarity search*, WWW 2007.

use super::arbiter::relative_error;
use super::points::TakeSeeds;
use super::pool::Pool;
use super::prefetch::prefetched;
use crate::matrix::UnitRows;

/// Seeds that were taken, found by the terms that they keep.
pub struct SeedIndex<'a> {
    rows: &'a UnitRows,
    /// From this similarity on documents are similar.
    least: f64,
    /// Documents that have each term, which give terms their order.
    frequencies: Vec<u32>,
    seeds: Vec<u32>,
    /// Of each term the seeds that keep it, in the order in which they were taken.
    lists: Vec<Vec<Entry>>,
    scratch: Pool<Scratch>,
}

/// A term that a seed keeps.
#[derive(Clone, Copy)]
struct Entry {
    /// Its number among the seeds.
    seed: u32,
    weight: f32,
}

/// A document that is similar to none of the first seeds.
pub struct Candidate {
    row: u32,
    /// So many seeds.
    n_compared: usize,
    /// Terms and weights.
    kept: Vec<(u32, f32)>,
}

/// What a thread keeps from document to document.
#[derive(Default)]
struct Scratch {
    /// Frequencies of a document's terms, and their places in it.
    by_frequency: Vec<u64>,
    /// Of each seed, the similarity in what it and a document keep; zeros between two documents.
    partial: Vec<f32>,
    /// Documents that may be similar.
    contenders: Vec<u32>,
    /// Of each term, its weight in a document; zeros between two documents.
    probe: Vec<f32>,
}

/// What is left out has at most this share of the wanted similarity. Of 0.6 to 0.95 the least time: with more left out, more
/// seeds have to be judged.
const LEFT_OUT: f64 = 0.7;

/// Room for the rounding of rows, whose lengths are 1 within 2⁻²².
const SLACK: f64 = 1e-6;

/// Seeds of which it is asked at once whether there is a contender.
const SEEDS_TOGETHER: usize = 64;

impl<'a> SeedIndex<'a> {
    /// For seeds out of `documents`.
    pub fn new(rows: &'a UnitRows, documents: &[u32], least: f64) -> Self {
        let mut frequencies = vec![0; rows.n_cols()];
        for &document in documents {
            rows.row(document as usize).terms.iter().for_each(|&term| frequencies[term as usize] += 1);
        }
        let lists = vec![Vec::new(); rows.n_cols()];
        Self { rows, least, frequencies, seeds: Vec::new(), lists, scratch: Pool::default() }
    }

    /// The terms of a row without the last ones, and their weights.
    fn kept(&self, row: u32, by_frequency: &mut Vec<u64>) -> Vec<(u32, f32)> {
        let row = self.rows.row(row as usize);
        let frequency = |&term: &u32| u64::from(self.frequencies[term as usize]);
        by_frequency.clear();
        // Terms of a row ascend with their places, so that equally frequent ones have the same order in all rows.
        by_frequency.extend((0..).zip(row.terms).map(|(place, term)| frequency(term) << 32 | place));
        by_frequency.sort_unstable();
        let place = |key: u64| key as u32 as usize;
        let mut room = (LEFT_OUT * self.least).powi(2);
        while let Some(&last) = by_frequency.last() {
            room -= f64::from(row.weights[place(last)]).powi(2);
            if room < 0.0 {
                break;
            }
            by_frequency.pop();
        }
        by_frequency.iter().map(|&key| (row.terms[place(key)], row.weights[place(key)])).collect()
    }

    /// Whether a row is similar to a seed from the `first`-th on.
    fn is_similar(&self, row: u32, kept: &[(u32, f32)], first: usize, scratch: &mut Scratch) -> bool {
        let row = self.rows.row(row as usize);
        let enough = (1.0 - LEFT_OUT) * self.least - SLACK - relative_error(row.terms.len());
        self.contend(kept, first, enough as f32, scratch);
        let Scratch { contenders, probe, .. } = scratch;
        if contenders.is_empty() {
            return false;
        }
        probe.resize(self.rows.n_cols(), 0.0);
        row.iter().for_each(|(term, weight)| probe[term as usize] = weight);
        let mut contenders = prefetched(contenders.iter().map(|&seed| self.rows.row(seed as usize)));
        let is_similar = contenders.any(|seed| seed.dot_dense(probe) >= self.least);
        row.terms.iter().for_each(|&term| probe[term as usize] = 0.0);
        is_similar
    }

    /// Sets out the seeds from the `first`-th on whose similarity in what they keep is `enough`.
    fn contend(&self, kept: &[(u32, f32)], first: usize, enough: f32, scratch: &mut Scratch) {
        let Scratch { partial, contenders, .. } = scratch;
        partial.resize(self.seeds.len(), 0.0);
        for &(term, weight) in kept {
            let entries = self.lists[term as usize].iter().rev().take_while(|entry| entry.seed as usize >= first);
            entries.for_each(|entry| partial[entry.seed as usize] += weight * entry.weight);
        }
        contenders.clear();
        let comes_up = |known: &f32| *known >= enough;
        let seeds = self.seeds[first..].chunks(SEEDS_TOGETHER);
        for (partial, seeds) in partial[first..].chunks_mut(SEEDS_TOGETHER).zip(seeds) {
            // Seldom any: to count them takes vectors.
            if partial.iter().map(|known| u32::from(comes_up(known))).sum::<u32>() > 0 {
                contenders
                    .extend(partial.iter().zip(seeds).filter(|(known, _)| comes_up(known)).map(|(_, &seed)| seed));
            }
            partial.fill(0.0);
        }
    }
}

impl TakeSeeds for SeedIndex<'_> {
    type Candidate = Candidate;

    fn candidate(&self, row: u32) -> Option<Candidate> {
        self.scratch.lend(Scratch::default, |scratch| {
            let kept = self.kept(row, &mut scratch.by_frequency);
            let is_similar = self.is_similar(row, &kept, 0, scratch);
            (!is_similar).then_some(Candidate { row, n_compared: self.seeds.len(), kept })
        })
    }

    fn take(&mut self, Candidate { row, n_compared, kept }: Candidate) {
        if self.scratch.lend(Scratch::default, |scratch| self.is_similar(row, &kept, n_compared, scratch)) {
            return;
        }
        let seed = self.seeds.len() as u32;
        self.seeds.push(row);
        kept.into_iter().for_each(|(term, weight)| self.lists[term as usize].push(Entry { seed, weight }));
    }

    fn seeds(&self) -> &[u32] {
        &self.seeds
    }
}
