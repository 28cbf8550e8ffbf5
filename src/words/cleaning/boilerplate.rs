//! Lines that many documents share: headers, footers, notices. They are learned once, and known again by their hash.

use std::ops::Range;
use std::sync::atomic::{AtomicU32, Ordering};

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::progress::{Monitor, Stage, StageKind};
use crate::words::tokenizer::{Texts, WordsError};

/// The lines that were found in too many documents.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Boilerplate {
    /// Ascending.
    hashes: Vec<u64>,
    /// The most frequent lines as they first stood, with the number of documents that hold them.
    pub lines: Vec<(String, u32)>,
}

/// Bytes of the shortest line that can be boilerplate, after it was trimmed.
const SHORTEST_LINE: usize = 8;
/// Lines that are kept as text, to be shown.
const MOST_SHOWN: usize = 200;
/// Bytes of a line that are kept as text.
const LONGEST_SHOWN: usize = 300;
/// Counters of the first pass: 16 MB, whatever the corpus.
const N_COUNTERS: usize = 1 << 22;
/// Documents a task.
const CHUNK_DOCUMENTS: usize = 512;

impl Boilerplate {
    pub fn is_empty(&self) -> bool {
        self.hashes.is_empty()
    }

    /// Whether this is one of the lines, blanks, case and digits aside.
    pub fn holds(&self, line: &str) -> bool {
        !self.hashes.is_empty() && hash_of(line).is_some_and(|hash| self.hashes.binary_search(&hash).is_ok())
    }

    /// Finds the lines that are in more than `share` of the documents, and in two at least.
    ///
    /// Two passes, so that memory is bounded: the first counts documents in [`N_COUNTERS`] counters that lines share by
    /// their hash, the second counts only the lines whose counter is above the limit, each by itself.
    pub fn learn(share: f64, texts: &dyn Texts, monitor: &dyn Monitor) -> Result<Self, WordsError> {
        let limit = (share.clamp(0.0, 1.0) * texts.len() as f64).max(1.0);
        let counters: Vec<AtomicU32> = (0..N_COUNTERS).map(|_| AtomicU32::new(0)).collect();
        let counter_of = |hash: u64| &counters[hash as usize % N_COUNTERS];
        let passes = 2 * texts.len();
        for_each_chunk(texts, |rows| {
            monitor.check()?;
            monitor.report(Stage::at(StageKind::LearnWords, rows.start, passes));
            let mut hashes = Vec::new();
            texts.visit(rows, &mut |_, text| {
                hashes_of_lines(text, &mut hashes, |_, _| {});
                for &hash in &hashes {
                    counter_of(hash).fetch_add(1, Ordering::Relaxed);
                }
            })
        })?;
        let may_be = |hash: u64| f64::from(counter_of(hash).load(Ordering::Relaxed)) > limit;
        let chunks: Vec<FxHashMap<u64, (u32, String)>> = for_each_chunk(texts, |rows| {
            monitor.check()?;
            monitor.report(Stage::at(StageKind::LearnWords, texts.len() + rows.start, passes));
            let mut found: FxHashMap<u64, (u32, String)> = FxHashMap::default();
            let mut hashes = Vec::new();
            texts.visit(rows, &mut |_, text| {
                hashes_of_lines(text, &mut hashes, |hash, line| {
                    if may_be(hash) && !found.contains_key(&hash) {
                        found.insert(hash, (0, line[..line.floor_char_boundary(LONGEST_SHOWN)].to_owned()));
                    }
                });
                hashes.iter().for_each(|hash| {
                    if let Some((n, _)) = found.get_mut(hash) {
                        *n += 1;
                    }
                });
            })?;
            Ok(found)
        })?;
        let mut all: FxHashMap<u64, (u32, String)> = FxHashMap::default();
        for chunk in chunks {
            // The first chunk that holds a line gives its text.
            chunk.into_iter().for_each(|(hash, (n, line))| all.entry(hash).or_insert((0, line)).0 += n);
        }
        let mut found: Vec<(u64, (u32, String))> =
            all.into_iter().filter(|(_, (n, _))| f64::from(*n) > limit).collect();
        found.sort_unstable_by(|(_, (a, first)), (_, (b, second))| b.cmp(a).then_with(|| first.cmp(second)));
        let lines = found.iter().take(MOST_SHOWN).map(|(_, (n, line))| (line.clone(), *n)).collect();
        let mut hashes: Vec<u64> = found.into_iter().map(|(hash, _)| hash).collect();
        hashes.sort_unstable();
        Ok(Self { hashes, lines })
    }
}

/// What `work` gives for all chunks of rows, in their order.
fn for_each_chunk<T: Send>(
    texts: &dyn Texts,
    work: impl Fn(Range<usize>) -> Result<T, WordsError> + Sync,
) -> Result<Vec<T>, WordsError> {
    let n_chunks = texts.len().div_ceil(CHUNK_DOCUMENTS);
    let rows = |chunk: usize| chunk * CHUNK_DOCUMENTS..((chunk + 1) * CHUNK_DOCUMENTS).min(texts.len());
    (0..n_chunks).into_par_iter().map(|chunk| work(rows(chunk))).collect()
}

/// Writes the hashes of all lines into `hashes`, each once, and shows every line.
fn hashes_of_lines(text: &str, hashes: &mut Vec<u64>, mut show: impl FnMut(u64, &str)) {
    hashes.clear();
    for line in text.split('\n') {
        if let Some(hash) = hash_of(line) {
            hashes.push(hash);
            show(hash, line.trim());
        }
    }
    hashes.sort_unstable();
    hashes.dedup();
}

/// The hash of a line: FNV-1a of 64 bits (Fowler, Noll and Vo), which is the same in all versions of the program, over its
/// bytes with ASCII in lower case, runs of blanks as one, and all numbers alike.
fn hash_of(line: &str) -> Option<u64> {
    let line = line.trim();
    if line.len() < SHORTEST_LINE {
        return None;
    }
    let mut hash = 0xCBF2_9CE4_8422_2325_u64;
    let mut after = b'\0';
    for byte in line.bytes() {
        let byte = match byte {
            b' ' | b'\t' | b'\r' if after == b' ' => continue,
            b' ' | b'\t' | b'\r' => b' ',
            b'0'..=b'9' if after == b'0' => continue,
            b'0'..=b'9' => b'0',
            byte => byte.to_ascii_lowercase(),
        };
        after = byte;
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
    }
    // The low bits choose a counter.
    Some(hash ^ (hash >> 32))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Few(Vec<String>);

    impl Texts for Few {
        fn len(&self) -> usize {
            self.0.len()
        }

        fn visit(&self, rows: Range<usize>, visit: &mut dyn FnMut(&str, &str)) -> Result<(), WordsError> {
            self.0[rows].iter().for_each(|text| visit("", text));
            Ok(())
        }
    }

    #[test]
    fn lines_of_many_documents_are_learned_with_how_many_hold_them() {
        let texts = (0..1200).map(|n| {
            let notice = if n % 2 == 0 { "Copyright 20 Some House\nCopyright 21 Some House\n" } else { "" };
            format!("Text number {n} {}\n{notice}Short\n  All RIGHTS   reserved \n", "x".repeat(n))
        });
        let texts = Few(texts.collect());
        let boilerplate = Boilerplate::learn(0.3, &texts, &()).unwrap();
        assert_eq!(
            boilerplate.lines,
            [("All RIGHTS   reserved".to_owned(), 1200), ("Copyright 20 Some House".to_owned(), 600)]
        );
        assert!(boilerplate.holds("all rights reserved") && boilerplate.holds("Copyright 99 Some House"));
        assert!(!boilerplate.holds("Short") && !boilerplate.holds("Another line"));
        assert_eq!(Boilerplate::learn(0.6, &texts, &()).unwrap().lines.len(), 1);
        let json = serde_json::to_string(&boilerplate).unwrap();
        assert_eq!(serde_json::from_str::<Boilerplate>(&json).unwrap(), boilerplate);
    }

    #[test]
    fn few_or_no_documents_have_no_boilerplate() {
        assert!(Boilerplate::learn(0.1, &Few(Vec::new()), &()).unwrap().is_empty());
        assert!(Boilerplate::learn(0.0, &Few(vec!["one line of text".to_owned()]), &()).unwrap().is_empty());
    }
}
