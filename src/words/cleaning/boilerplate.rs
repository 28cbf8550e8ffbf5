//! Lines that many documents share: headers, footers, notices. They are learned once, and known again by their hash.
//!
//! A stretch in square brackets at the beginning or the end of a line, where sites put notices and sources, is taken for a
//! line of its own too.

use std::ops::Range;
use std::sync::atomic::{AtomicU32, Ordering};

use memchr::{memchr2, memrchr2};
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
/// Characters of the shortest stretch in brackets that can be, brackets included.
const SHORTEST_STRETCH: usize = 8;
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

    /// What of a line is not boilerplate: `None` if it is one of the lines, otherwise the line without stretches in
    /// brackets that are.
    pub fn rest_of(&self, line: &str) -> Option<Range<usize>> {
        if self.hashes.is_empty() {
            return Some(0..line.len());
        }
        if self.holds(line) {
            return None;
        }
        let [opening, closing] = bracketed(line);
        let is_held = |stretch: &Range<usize>| self.holds(&line[stretch.clone()]);
        let start = opening.filter(is_held).map_or(0, |stretch| stretch.end);
        let end = closing.filter(is_held).map_or(line.len(), |stretch| stretch.start);
        (start < end || line.is_empty()).then_some(start..end)
    }

    /// Finds the lines that are in more than `share` of the documents, and in two at least.
    ///
    /// Two passes, so that memory is bounded: the first counts documents in `N_COUNTERS` counters that lines share by
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
        for stretch in bracketed(line).into_iter().flatten() {
            if let Some(hash) = hash_of(&line[stretch.clone()]) {
                hashes.push(hash);
                show(hash, &line[stretch]);
            }
        }
    }
    hashes.sort_unstable();
    hashes.dedup();
}

/// The stretches in brackets, without brackets in them, with which a line begins and with which it ends; none where the
/// line is nothing else. They do not overlap.
fn bracketed(line: &str) -> [Option<Range<usize>>; 2] {
    let trimmed = line.trim();
    let start = line.len() - line.trim_start().len();
    let end = start + trimmed.len();
    let bytes = trimmed.as_bytes();
    let opening = bytes.strip_prefix(b"[").and_then(|rest| {
        let at = memchr2(b'[', b']', rest)?;
        (rest[at] == b']').then_some(start..start + at + 2)
    });
    let closing = bytes.strip_suffix(b"]").and_then(|rest| {
        let at = memrchr2(b'[', b']', rest)?;
        (rest[at] == b'[').then_some(start + at..end)
    });
    let counts = |stretch: &Range<usize>| {
        stretch.len() < trimmed.len() && line[stretch.clone()].chars().nth(SHORTEST_STRETCH - 1).is_some()
    };
    [opening.filter(counts), closing.filter(counts)]
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
    fn a_notice_in_brackets_is_learned_inside_of_lines() {
        let notice = "[본 글의 일부가 관리자에 의해 수정되었습니다]";
        let texts = (0..10).map(|n| match n % 3 {
            0 => format!("{}번째 글입니다. {notice}\r", "열".repeat(n + 1)),
            1 => format!("{notice} 글 {}", "하나".repeat(n)),
            _ => format!("다른 글 [짧다] {}", "둘".repeat(n)),
        });
        let boilerplate = Boilerplate::learn(0.5, &Few(texts.collect()), &()).unwrap();
        assert_eq!(boilerplate.lines, [(notice.to_owned(), 7)]);
        let rest = |line: &str| boilerplate.rest_of(line).map(|rest| line[rest].to_owned());
        assert_eq!(rest(&format!("앞 글 {notice} ")).as_deref(), Some("앞 글 "));
        assert_eq!(rest(&format!(" {notice} 뒤 글")).as_deref(), Some(" 뒤 글"));
        assert_eq!(rest(&format!("{notice}가운데{notice}")).as_deref(), Some("가운데"));
        assert_eq!(rest(&format!("가운데 {notice} 말")), Some(format!("가운데 {notice} 말")));
        assert_eq!(rest(notice), None);
        assert_eq!(rest(&[notice, notice].concat()), None);
        assert_eq!(rest("").as_deref(), Some(""));
        assert_eq!(Boilerplate::default().rest_of(notice), Some(0..notice.len()));
    }

    #[test]
    fn stretches_in_brackets_have_no_brackets_in_them_and_eight_characters() {
        let stretches = |line: &'static str| bracketed(line).map(|stretch| stretch.map(|stretch| &line[stretch]));
        assert_eq!(stretches(" [abcdef] and [123456]\r"), [Some("[abcdef]"), Some("[123456]")]);
        assert_eq!(stretches("[abcde] and [여섯글자입니]"), [None, Some("[여섯글자입니]")]);
        assert_eq!(stretches("[a [bcdefgh]] text [a] [bcdefgh] c]"), [None, None]);
        for whole in ["[abcdefgh]", "  [abcdefgh] ", "[", "]", "][", "[]", "", " ", "[abcdefghij", "abcdefghij]"] {
            assert_eq!(stretches(whole), [None, None], "{whole}");
        }
    }

    #[test]
    fn lines_full_of_brackets_cost_linear_time() {
        for piece in ["[", "]", "[]", "][", "[abcdefgh]", "[\n", "[ a ]\n"] {
            let texts = Few(vec![piece.repeat(1 << 20), piece.repeat(1 << 19)]);
            let boilerplate = Boilerplate::learn(0.5, &texts, &()).unwrap();
            texts.0[0]
                .split('\n')
                .for_each(|line| assert!(boilerplate.rest_of(line).is_none_or(|rest| rest.end <= line.len())));
        }
    }

    #[test]
    fn few_or_no_documents_have_no_boilerplate() {
        assert!(Boilerplate::learn(0.1, &Few(Vec::new()), &()).unwrap().is_empty());
        assert!(Boilerplate::learn(0.0, &Few(vec!["one line of text".to_owned()]), &()).unwrap().is_empty());
    }
}
