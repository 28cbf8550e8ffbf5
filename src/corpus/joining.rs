//! The words that several threads have counted, joined to one list.

use rayon::prelude::*;

use super::counting::Terms;
use super::tally::Tally;
use crate::progress::{Cancelled, Monitor};
use crate::words::interner::{Interner, Words};
use crate::words::key::Key;

/// Parts of the words, by tag, that are joined side by side: enough for all cores, and for an answer to a cancel.
const N_SHARDS: usize = 32;

/// The words of all pieces, and for each piece what its numbers have become.
pub(super) fn join(
    pieces: Vec<(Interner, Vec<Tally>)>,
    monitor: &dyn Monitor,
) -> Result<(Terms, Vec<Vec<u32>>), Cancelled> {
    let parted: Vec<Parted> = pieces.par_iter().map(|(words, tallies)| Parted::new(words, tallies)).collect();
    let shards: Vec<Shard> = (0..N_SHARDS)
        .into_par_iter()
        .map_init(Interner::default, |words, number| {
            monitor.check()?;
            let mut joining = Joining { words, document_counts: Vec::new(), ids: Vec::new() };
            for ((words, tallies), parted) in pieces.iter().zip(&parted) {
                joining.take(parted.shard(number), words, tallies);
            }
            Ok(joining.finish())
        })
        .collect::<Result<_, Cancelled>>()?;
    let n_words: Vec<usize> = pieces.iter().map(|(words, _)| words.len()).collect();
    let ((terms, first_of_shard, ids_of_shards), ()) = rayon::join(|| append(shards), || drop(pieces));
    let number_anew = |(piece, parted): (usize, &Parted)| -> Vec<u32> {
        // No document holds a word that is no term, whatever its number.
        let mut anew = vec![0; n_words[piece]];
        for (shard, (ids, first)) in ids_of_shards.iter().zip(&first_of_shard).enumerate() {
            for (&id, here) in parted.shard(shard).iter().zip(&ids[piece]) {
                anew[id as usize] = first + here;
            }
        }
        anew
    };
    let pieces = parted.par_iter().enumerate().map(number_anew).collect();
    Ok((terms, pieces))
}

/// The words of all shards, the number of the first of each, and what the terms of the pieces are in them.
fn append(shards: Vec<Shard>) -> (Terms, Vec<u32>, Vec<Vec<Vec<u32>>>) {
    let mut terms = Terms::default();
    terms.words.reserve(shards.iter().map(|shard| &shard.words));
    terms.document_counts.reserve_exact(shards.iter().map(|shard| shard.words.len()).sum());
    let mut first_of_shard = Vec::with_capacity(N_SHARDS);
    let mut ids_of_shards = Vec::with_capacity(N_SHARDS);
    for Shard { words, document_counts, ids } in shards {
        first_of_shard.push(terms.words.len() as u32);
        terms.words.append(&words);
        terms.document_counts.extend(document_counts);
        ids_of_shards.push(ids);
    }
    (terms, first_of_shard, ids_of_shards)
}

/// The terms of one piece, ordered by shard.
struct Parted {
    terms: Vec<u32>,
    /// Where each shard begins, and where the last one ends.
    starts: [usize; N_SHARDS + 1],
}

impl Parted {
    fn new(words: &Interner, tallies: &[Tally]) -> Self {
        let shards: Vec<u8> = words.keys().iter().map(|&key| shard_of(key) as u8).collect();
        let terms = || {
            let are_terms = tallies.iter().map(|tally| tally.n_documents > 0);
            (0_u32..).zip(&shards).zip(are_terms).filter_map(|((id, &shard), is_term)| is_term.then_some((id, shard)))
        };
        let mut starts = [0; N_SHARDS + 1];
        terms().for_each(|(_, shard)| starts[usize::from(shard) + 1] += 1);
        (0..N_SHARDS).for_each(|shard| starts[shard + 1] += starts[shard]);
        let mut next = starts;
        let mut parted = vec![0; starts[N_SHARDS]];
        for (id, shard) in terms() {
            let place = &mut next[usize::from(shard)];
            parted[*place] = id;
            *place += 1;
        }
        Self { terms: parted, starts }
    }

    fn shard(&self, number: usize) -> &[u32] {
        &self.terms[self.starts[number]..self.starts[number + 1]]
    }
}

/// The words whose tags begin alike.
struct Shard {
    words: Words,
    document_counts: Vec<u32>,
    /// By piece: what its terms of this shard are here, in their order there.
    ids: Vec<Vec<u32>>,
}

/// A shard that grows.
struct Joining<'a> {
    /// Empty at first. Its table serves for one shard after the other.
    words: &'a mut Interner,
    document_counts: Vec<u32>,
    ids: Vec<Vec<u32>>,
}

impl Joining<'_> {
    fn take(&mut self, terms: &[u32], words: &Interner, tallies: &[Tally]) {
        let intern = |&id: &u32| {
            let here = self.words.intern(words.word(id), words.keys()[id as usize]);
            if here as usize == self.document_counts.len() {
                self.document_counts.push(0);
            }
            self.document_counts[here as usize] += tallies[id as usize].n_documents;
            here
        };
        self.ids.push(terms.iter().map(intern).collect());
    }

    fn finish(self) -> Shard {
        Shard { words: self.words.take_words(), document_counts: self.document_counts, ids: self.ids }
    }
}

/// A table finds its slots by the last bits of a tag, so the first ones are free for this.
fn shard_of(key: Key) -> usize {
    key.tag() as usize >> (u32::BITS - N_SHARDS.ilog2())
}
