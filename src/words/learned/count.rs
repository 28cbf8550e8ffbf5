//! How often each eojeol occurs: one pass over the texts on all threads, in memory that does not grow with them.

use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::hangul::{Word, for_each_run};
use crate::progress::{Monitor, Stage, StageKind};
use crate::words::{Texts, WordsError};

/// Documents a task.
const TASK_DOCUMENTS: usize = 128;
/// Documents after which the counts of all threads are joined and, if they are too many, thinned: a fixed number, so
/// that what is thinned does not depend on threads.
const BLOCK_DOCUMENTS: usize = 1 << 16;
/// Types that are kept beyond a block.
const MAX_TYPES: usize = 4_000_000;

const N_SHARDS: usize = 16;

type Counts = FxHashMap<Word, u32>;

/// Types and their counts in the order of types. Where a corpus has more than [`MAX_TYPES`], the rarest are dropped as
/// in Manku, Motwani: *Approximate Frequency Counts over Data Streams*, VLDB 2002.
pub fn count_eojeols(texts: &dyn Texts, monitor: &dyn Monitor) -> Result<Vec<(Word, u32)>, WordsError> {
    count_within(texts, BLOCK_DOCUMENTS, MAX_TYPES, monitor)
}

fn count_within(
    texts: &dyn Texts,
    block_documents: usize,
    max_types: usize,
    monitor: &dyn Monitor,
) -> Result<Vec<(Word, u32)>, WordsError> {
    let n_documents = texts.len();
    monitor.report(Stage::at(StageKind::LearnWords, 0, n_documents));
    let done = AtomicUsize::new(0);
    let mut all = new_shards();
    for block in (0..n_documents).step_by(block_documents) {
        let end = (block + block_documents).min(n_documents);
        let tasks: Vec<usize> = (block..end).step_by(TASK_DOCUMENTS).collect();
        let counted: Vec<Vec<Counts>> = tasks
            .into_par_iter()
            .try_fold(new_shards, |mut shards, start| {
                monitor.check()?;
                let rows = start..(start + TASK_DOCUMENTS).min(end);
                let n_rows = rows.len();
                texts.visit(rows, &mut |title, text| {
                    if !monitor.is_cancelled() {
                        for_each_run(title, |word| count(&mut shards, word));
                        for_each_run(text, |word| count(&mut shards, word));
                    }
                })?;
                let done = done.fetch_add(n_rows, Ordering::Relaxed) + n_rows;
                monitor.report(Stage::at(StageKind::LearnWords, done, n_documents));
                Ok::<_, WordsError>(shards)
            })
            .collect::<Result<_, _>>()?;
        monitor.check()?;
        join(&mut all, counted);
        thin(&mut all, max_types);
    }
    let mut types: Vec<(Word, u32)> = all.into_iter().flatten().collect();
    types.par_sort_unstable_by_key(|&(word, _)| word);
    Ok(types)
}

fn new_shards() -> Vec<Counts> {
    vec![Counts::default(); N_SHARDS]
}

fn count(shards: &mut [Counts], word: Word) {
    let shard = word.mixed() as usize % N_SHARDS;
    let count = shards[shard].entry(word).or_default();
    *count = count.saturating_add(1);
}

/// Adds up shard by shard. Sums do not depend on the order in which they are made.
fn join(all: &mut [Counts], counted: Vec<Vec<Counts>>) {
    let mut parts: Vec<Vec<Counts>> = (0..N_SHARDS).map(|_| Vec::with_capacity(counted.len())).collect();
    for shards in counted {
        parts.iter_mut().zip(shards).for_each(|(part, shard)| part.push(shard));
    }
    all.par_iter_mut().zip(parts).for_each(|(sum, parts)| {
        for part in parts {
            if sum.is_empty() {
                *sum = part;
                continue;
            }
            add(sum, part);
        }
    });
}

#[expect(clippy::iter_over_hash_type, reason = "the sums are the same in any order")]
fn add(sum: &mut Counts, part: Counts) {
    for (word, n) in part {
        let count = sum.entry(word).or_default();
        *count = count.saturating_add(n);
    }
}

/// Drops the types seen once, then those seen twice, … until few enough are left.
fn thin(all: &mut [Counts], max_types: usize) {
    for least in 2.. {
        if all.iter().map(FxHashMap::len).sum::<usize>() <= max_types {
            return;
        }
        all.par_iter_mut().for_each(|shard| {
            shard.retain(|_, count| *count >= least);
            shard.shrink_to_fit();
        });
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::Lines;
    use super::*;

    #[test]
    fn eojeols_of_titles_and_texts_are_counted_on_any_number_of_threads() {
        let lines: Vec<String> =
            (0..1000).map(|i| format!("학교에 {} 영화를", ["갔다", "학교에", "가다"][i % 3])).collect();
        let texts = Lines(&lines);
        let counted = |n_threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap();
            pool.install(|| count_within(&texts, 300, MAX_TYPES, &()).unwrap())
        };
        let types = counted(1);
        let shown: Vec<(String, u32)> = types.iter().map(|&(word, n)| (word.to_string(), n)).collect();
        let expected = [("가다", 333), ("갔다", 334), ("영화를", 1000), ("학교에", 1333)];
        assert_eq!(shown, expected.map(|(word, n)| (word.to_owned(), n)));
        assert_eq!(counted(3), types);
    }

    #[test]
    fn too_many_types_lose_the_rarest() {
        let lines = ["가 나 다 라", "가 나 다", "가 나", "가"].map(str::to_owned);
        let types = count_within(&Lines(&lines), 4, 2, &()).unwrap();
        assert_eq!(types.iter().map(|&(_, n)| n).collect::<Vec<_>>(), [4, 3]);
    }
}
