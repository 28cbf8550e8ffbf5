//! Occurrences and document frequencies, counted on all threads in memory that does not grow with the corpus.

use std::borrow::Borrow;
use std::hash::{BuildHasher as _, Hash};

use rayon::prelude::*;
use rustc_hash::{FxBuildHasher, FxHashMap};

const N_SHARDS: usize = 16;

/// Occurrences, and documents with one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    pub n: u64,
    pub df: u32,
    /// The last document that was counted, from 1.
    last: u32,
}

impl Count {
    fn see(&mut self, document: u32) {
        self.n += 1;
        self.df += u32::from(self.last != document);
        self.last = document;
    }

    fn add(&mut self, other: Self) {
        self.n += other.n;
        self.df += other.df;
    }
}

/// Counts of keys, parted by hash so that they are joined on all threads.
#[derive(Clone, Debug)]
pub struct Counts<K> {
    shards: Vec<FxHashMap<K, Count>>,
}

impl<K: Hash + Eq + Send + Sync + Clone> Counts<K> {
    pub fn new() -> Self {
        Self { shards: vec![FxHashMap::default(); N_SHARDS] }
    }

    /// Takes note of a key in a document, numbered from 1.
    pub fn see<Q: Hash + Eq + ToOwned<Owned = O> + ?Sized, O: Into<K>>(&mut self, key: &Q, document: u32)
    where
        K: Borrow<Q>,
    {
        let shard = &mut self.shards[FxBuildHasher.hash_one(key) as usize % N_SHARDS];
        match shard.get_mut(key) {
            Some(count) => count.see(document),
            None => shard.entry(key.to_owned().into()).or_default().see(document),
        }
    }

    /// Adds up. No document may be in two of the parts; the sums do not depend on the parts' order.
    pub fn join(&mut self, parts: Vec<Self>) {
        let mut by_shard: Vec<Vec<FxHashMap<K, Count>>> = (0..N_SHARDS).map(|_| Vec::new()).collect();
        for part in parts {
            by_shard.iter_mut().zip(part.shards).for_each(|(shards, shard)| shards.push(shard));
        }
        self.shards.par_iter_mut().zip(by_shard).for_each(|(sum, parts)| {
            for part in parts {
                if sum.is_empty() {
                    *sum = part;
                } else {
                    add(sum, part);
                }
            }
        });
    }

    /// Drops what is in one document, then what is in two, … until few enough keys are left.
    pub fn thin(&mut self, max_keys: usize) {
        for least in 2.. {
            if self.shards.iter().map(FxHashMap::len).sum::<usize>() <= max_keys {
                return;
            }
            self.shards.par_iter_mut().for_each(|shard| {
                shard.retain(|_, count| count.df >= least);
                shard.shrink_to_fit();
            });
        }
    }

    /// Everything in at least so many documents, in the order of keys.
    pub fn frequent(self, min_df: u32) -> Vec<(K, Count)>
    where
        K: Ord,
    {
        let mut all: Vec<(K, Count)> = self.shards.into_iter().flatten().filter(|(_, one)| one.df >= min_df).collect();
        all.par_sort_unstable_by(|a, b| a.0.cmp(&b.0));
        all
    }
}

#[expect(clippy::iter_over_hash_type, reason = "the sums are the same in any order")]
fn add<K: Hash + Eq>(sum: &mut FxHashMap<K, Count>, part: FxHashMap<K, Count>) {
    for (key, count) in part {
        sum.entry(key).or_default().add(count);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn occurrences_and_documents_are_counted_and_the_rarest_dropped() {
        let (mut all, mut part) = (Counts::<Box<str>>::new(), Counts::<Box<str>>::new());
        [("a", 1), ("a", 1), ("a", 2), ("b", 2)].into_iter().for_each(|(key, document)| all.see(key, document));
        [("a", 3), ("c", 3)].into_iter().for_each(|(key, document)| part.see(key, document));
        all.join(vec![part]);
        let shown = |counts: Counts<Box<str>>, min_df| {
            let frequent = counts.frequent(min_df).into_iter();
            frequent.map(|(key, count)| (key.to_string(), count.n, count.df)).collect::<Vec<_>>()
        };
        let a = ("a".to_owned(), 4, 3);
        assert_eq!(shown(all.clone(), 1), [a.clone(), ("b".to_owned(), 1, 1), ("c".to_owned(), 1, 1)]);
        assert_eq!(shown(all.clone(), 2), std::slice::from_ref(&a));
        all.thin(2);
        assert_eq!(shown(all, 1), [a]);
    }
}
