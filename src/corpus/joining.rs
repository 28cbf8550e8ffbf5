//! The words that several threads have counted, joined to one list.

use rayon::prelude::*;

use super::counting::{Tally, Terms};
use crate::progress::{Cancelled, Monitor};
use crate::words::interner::{Interner, NO_ID};
use crate::words::key::Key;

/// Parts of the words, by tag, that are joined side by side: enough for all cores, and for an answer to a cancel.
const N_SHARDS: usize = 64;

/// The words of all pieces, and for each piece what its numbers have become.
pub(super) fn join(
    pieces: Vec<(Interner, Vec<Tally>)>,
    monitor: &dyn Monitor,
) -> Result<(Terms, Vec<Vec<u32>>), Cancelled> {
    let keys_of = |(words, _): &(Interner, Vec<Tally>)| -> Vec<Key> {
        (0..words.len() as u32).map(|id| Key::of(words.word(id))).collect()
    };
    let keys: Vec<Vec<Key>> = pieces.par_iter().map(keys_of).collect();
    let ids_by_shard: Vec<Vec<Vec<u32>>> = keys.par_iter().map(|keys| by_shard(keys)).collect();
    let shards: Vec<Shard> = (0..N_SHARDS)
        .into_par_iter()
        .map(|number| {
            monitor.check()?;
            let mut shard = Shard::default();
            for (((words, tallies), keys), ids) in pieces.iter().zip(&keys).zip(&ids_by_shard) {
                shard.take(&ids[number], words, tallies, keys);
            }
            Ok(shard)
        })
        .collect::<Result<_, Cancelled>>()?;
    drop(pieces);

    let mut terms = Terms::default();
    let mut first_of_shard = Vec::with_capacity(N_SHARDS);
    let mut ids_of_shards = Vec::with_capacity(N_SHARDS);
    for Shard { words, document_counts, ids } in shards {
        first_of_shard.push(terms.words.len() as u32);
        terms.words.append(&words.into_words());
        terms.document_counts.extend(document_counts);
        ids_of_shards.push(ids);
    }
    let number_anew = |(piece, keys): (usize, &Vec<Key>)| -> Vec<u32> {
        let mut ids: Vec<_> = ids_of_shards.iter().map(|ids| ids[piece].iter()).collect();
        let shards = keys.iter().map(|&key| shard_of(key));
        let anew = |shard: usize| ids[shard].next().filter(|&&id| id != NO_ID).map(|id| first_of_shard[shard] + id);
        // No document holds a word that is no term, whatever its number.
        shards.map(anew).map(Option::unwrap_or_default).collect()
    };
    let pieces = keys.par_iter().enumerate().map(number_anew).collect();
    Ok((terms, pieces))
}

/// The words whose tags begin alike.
#[derive(Default)]
struct Shard {
    words: Interner,
    document_counts: Vec<u32>,
    /// By piece: what the words of this shard are here, in their order there; [`NO_ID`] for those that are no terms.
    ids: Vec<Vec<u32>>,
}

impl Shard {
    fn take(&mut self, own: &[u32], words: &Interner, tallies: &[Tally], keys: &[Key]) {
        let mut ids = Vec::with_capacity(own.len());
        for &id in own {
            let (word, id) = (id, id as usize);
            if tallies[id].n_documents == 0 {
                ids.push(NO_ID);
                continue;
            }
            let here = self.words.intern(words.word(word), keys[id]);
            if here as usize == self.document_counts.len() {
                self.document_counts.push(0);
            }
            self.document_counts[here as usize] += tallies[id].n_documents;
            ids.push(here);
        }
        self.ids.push(ids);
    }
}

/// The numbers of a piece's words that go to each shard.
fn by_shard(keys: &[Key]) -> Vec<Vec<u32>> {
    let mut ids = vec![Vec::new(); N_SHARDS];
    keys.iter().enumerate().for_each(|(id, &key)| ids[shard_of(key)].push(id as u32));
    ids
}

/// A table finds its slots by the last bits of a tag, so the first ones are free for this.
fn shard_of(key: Key) -> usize {
    key.tag() as usize >> (u32::BITS - N_SHARDS.ilog2())
}
