//! How often each eojeol occurs: one pass over the texts on all threads, in memory that does not grow with them.

use std::cmp::Ordering;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use rayon::prelude::*;

use super::eojeols::{Part, for_each_part};
use super::hangul::Word;
use crate::progress::{Monitor, Stage, StageKind};
use crate::words::{Texts, WordsError};

/// Documents a task.
const TASK_DOCUMENTS: usize = 128;
/// Documents after which the counts of all threads are joined and, if they are too many, thinned: a fixed number, so
/// that what is thinned does not depend on threads.
const BLOCK_DOCUMENTS: usize = 1 << 16;
/// Types that are kept beyond a block.
const MAX_TYPES: usize = 4_000_000;

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
    let mut all = Vec::new();
    for block in (0..n_documents).step_by(block_documents) {
        let end = (block + block_documents).min(n_documents);
        // One table a thread: most types are in many tasks.
        let next = AtomicUsize::new(block);
        let count_tasks = |_| -> Result<Vec<(Word, u32)>, WordsError> {
            let (mut counts, mut words) = (Counts::default(), Vec::new());
            loop {
                let start = next.fetch_add(TASK_DOCUMENTS, Relaxed);
                if start >= end {
                    return Ok(counts.into_sorted());
                }
                monitor.check()?;
                let rows = start..(start + TASK_DOCUMENTS).min(end);
                let n_rows = rows.len();
                texts.visit(rows, &mut |title, text| {
                    if !monitor.is_cancelled() {
                        words.clear();
                        for part in [title, text] {
                            for_each_part(part, |_, part| {
                                if let Part::Eojeol(word) = part {
                                    words.push(word);
                                }
                            });
                        }
                        counts.count(&words);
                    }
                })?;
                let done = done.fetch_add(n_rows, Relaxed) + n_rows;
                monitor.report(Stage::at(StageKind::LearnWords, done, n_documents));
            }
        };
        let threads = (0..rayon::current_num_threads()).into_par_iter().with_max_len(1);
        let counted: Vec<_> = threads.map(count_tasks).collect::<Result<_, _>>()?;
        monitor.check()?;
        all = counted.into_iter().chain([all]).reduce(sum).unwrap_or_default();
        thin(&mut all, max_types);
    }
    Ok(all)
}

/// Words that were met, with how often.
#[derive(Debug, Default)]
struct Counts {
    /// A table with open addressing and linear probing, at most half full; its length is a power of two or 0.
    slots: Vec<(Word, u32)>,
    n_types: usize,
    places: Vec<usize>,
}

const FEWEST_SLOTS: usize = 1024;

impl Counts {
    /// Counts words together: what is looked up lies all over the memory, and the processor fetches for many words at
    /// once if none waits for another.
    fn count(&mut self, words: &[Word]) {
        self.reserve(words.len());
        let Self { slots, n_types, places } = self;
        let mask = slots.len() - 1;
        places.clear();
        places.extend(words.iter().map(|&word| {
            let place = word.mixed() as usize & mask;
            // Most words stand where they belong; the others are looked for below.
            place << 1 | usize::from(slots[place].0 != word)
        }));
        for (&word, place) in words.iter().zip(&*places) {
            let mut place = place >> 1;
            while slots[place].0 != word {
                if slots[place].0.is_empty() {
                    slots[place].0 = word;
                    *n_types += 1;
                    break;
                }
                place = (place + 1) & mask;
            }
            let count = &mut slots[place].1;
            *count = count.saturating_add(1);
        }
    }

    /// Makes room for so many types more.
    fn reserve(&mut self, n: usize) {
        let needed = (2 * (self.n_types + n)).next_power_of_two().max(FEWEST_SLOTS);
        if needed <= self.slots.len() {
            return;
        }
        let before = std::mem::replace(&mut self.slots, vec![(Word::default(), 0); needed]);
        for (word, count) in before.into_iter().filter(|(word, _)| !word.is_empty()) {
            let mut place = word.mixed() as usize & (needed - 1);
            while !self.slots[place].0.is_empty() {
                place = (place + 1) & (needed - 1);
            }
            self.slots[place] = (word, count);
        }
    }

    fn into_sorted(self) -> Vec<(Word, u32)> {
        let mut types = self.slots;
        types.retain(|(word, _)| !word.is_empty());
        types.shrink_to_fit();
        types.par_sort_unstable_by_key(|&(word, _)| word);
        types
    }
}

/// Adds up two lists in the order of types. Sums do not depend on the order in which they are made.
fn sum(mut all: Vec<(Word, u32)>, mut more: Vec<(Word, u32)>) -> Vec<(Word, u32)> {
    if more.is_empty() || all.is_empty() {
        all.append(&mut more);
        return all;
    }
    let mut sum = Vec::with_capacity(all.len().max(more.len()));
    let (mut a, mut b) = (0, 0);
    while a < all.len() && b < more.len() {
        let ((word, n), (other, m)) = (all[a], more[b]);
        let order = word.cmp(&other);
        sum.push(match order {
            Ordering::Less => (word, n),
            Ordering::Equal => (word, n.saturating_add(m)),
            Ordering::Greater => (other, m),
        });
        a += usize::from(order.is_le());
        b += usize::from(order.is_ge());
    }
    sum.extend_from_slice(&all[a..]);
    sum.extend_from_slice(&more[b..]);
    sum
}

/// Drops the types seen once, then those seen twice, … until few enough are left.
fn thin(all: &mut Vec<(Word, u32)>, max_types: usize) {
    for least in 2.. {
        if all.len() <= max_types {
            return;
        }
        all.retain(|&(_, count)| count >= least);
        all.shrink_to_fit();
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
