//! A matrix of documents that nobody wrote, with known topics: any size, made in seconds, the same on every machine.
//!
//! Words follow the Zipf–Mandelbrot law, as those of texts do; a document takes some from one topic or two and the others
//! from what all share. Counts become sublinear tf-idf, and columns are numbered as in a vocabulary: frequent terms first.

use std::cmp::Reverse;

use mungchi::matrix::{UnitRows, UnitRowsBuilder, UnitRowsJoiner};
use rayon::prelude::*;

#[derive(Clone, Copy, Debug)]
pub struct Synthetic {
    pub n_documents: usize,
    pub n_terms: usize,
    /// Mean number of different terms in a document.
    pub terms_a_document: usize,
    pub n_topics: usize,
    pub seed: u64,
}

/// Documents that are made by one task. Numbers depend on the document alone.
const CHUNK: usize = 4096;

/// Share of the words that a topic gives.
const TOPIC_SHARE: f64 = 0.4;

/// Share of those that a second topic gives where there is one: in every other document.
const SECOND_SHARE: f64 = 0.3;

/// Words that belong to a topic.
const TOPIC_WORDS: usize = 1000;

/// Mandelbrot's shift: the commonest word is in four of ten documents of 80 words, as after stop words have gone.
const SHIFT: f64 = 8.0;

/// Some documents with the words that they hold.
#[derive(Default)]
struct Chunk {
    topics: Vec<u32>,
    /// Where each document ends in `words`.
    ends: Vec<usize>,
    /// `(word, how often)`.
    words: Vec<(u32, u8)>,
}

impl Synthetic {
    /// The matrix, and the first topic of each document.
    pub fn make(&self) -> (UnitRows, Vec<u32>) {
        let n_chunks = self.n_documents.div_ceil(CHUNK);
        let chunks: Vec<Chunk> = (0..n_chunks).into_par_iter().map(|chunk| self.chunk(chunk)).collect();
        let mut n_holding = vec![0_u32; self.n_terms];
        let words = chunks.iter().flat_map(|chunk| &chunk.words);
        words.for_each(|&(word, _)| n_holding[word as usize] += 1);
        let mut frequent_first: Vec<usize> = (0..self.n_terms).collect();
        frequent_first.sort_by_key(|&word| (Reverse(n_holding[word]), word));
        // The column and the weight of a word that stands once.
        let mut columns = vec![(0, 0.0); self.n_terms];
        for (column, &word) in frequent_first.iter().enumerate() {
            let rarity = self.n_documents as f64 / f64::from(n_holding[word].max(1));
            columns[word] = (column as u32, 1.0 + libm::log(rarity));
        }
        let parts: Vec<UnitRowsBuilder> =
            chunks.par_iter().enumerate().map(|(place, chunk)| chunk.weigh(place * CHUNK, &columns)).collect();
        let nnz = chunks.iter().map(|chunk| chunk.words.len()).sum();
        let mut rows = UnitRowsJoiner::new(self.n_terms, self.n_documents, nnz);
        rows.append(&parts.iter().collect::<Vec<_>>());
        (rows.finish(), chunks.into_iter().flat_map(|chunk| chunk.topics).collect())
    }

    fn chunk(&self, chunk: usize) -> Chunk {
        let mut made = Chunk::default();
        // For each word the document that holds it, from 1, and where it stands there.
        let mut held = vec![(0_u32, 0_usize); self.n_terms];
        for document in chunk * CHUNK..self.n_documents.min((chunk + 1) * CHUNK) {
            let mut random = SplitMix(mix(self.seed ^ mix(document as u64 + 1)));
            let topics = [0; 2].map(|_| (random.unit().powi(2) * self.n_topics as f64) as usize);
            let has_second = random.unit() < 0.5;
            let n_wanted = (self.terms_a_document / 2 + random.below(self.terms_a_document + 1)).clamp(1, self.n_terms);
            let first = made.words.len();
            // Common words come again and again: a short vocabulary may not have as many as are wanted.
            for _ in 0..16 * n_wanted {
                let word = self.draw(topics, has_second, &mut random);
                let (holder, place) = &mut held[word];
                if *holder == document as u32 + 1 {
                    let count = &mut made.words[*place].1;
                    *count = count.saturating_add(1);
                    continue;
                }
                if made.words.len() - first == n_wanted {
                    break;
                }
                (*holder, *place) = (document as u32 + 1, made.words.len());
                made.words.push((word as u32, 1));
            }
            made.topics.push(topics[0] as u32);
            made.ends.push(made.words.len());
        }
        made
    }

    fn draw(&self, topics: [usize; 2], has_second: bool, random: &mut SplitMix) -> usize {
        if random.unit() >= TOPIC_SHARE {
            return ranked(random.unit(), self.n_terms, SHIFT);
        }
        let topic = if has_second && random.unit() < SECOND_SHARE { topics[1] } else { topics[0] };
        let rank = ranked(random.unit(), TOPIC_WORDS, SHIFT);
        // Which word that is, is the topic's own matter; common words are in many topics.
        let mut own = SplitMix(mix(self.seed ^ mix(((topic as u64) << 32) | rank as u64)));
        ranked(own.unit(), self.n_terms, self.n_terms as f64 / 50.0)
    }
}

impl Chunk {
    fn weigh(&self, first_row: usize, columns: &[(u32, f64)]) -> UnitRowsBuilder {
        let mut part = UnitRowsBuilder::part(columns.len(), first_row).expect("the columns can be numbered");
        part.reserve(self.ends.len(), self.words.len());
        let mut row = Vec::new();
        let mut start = 0;
        for &end in &self.ends {
            row.clear();
            row.extend(self.words[start..end].iter().map(|&(word, count)| {
                let (column, weight) = columns[word as usize];
                (column, weight * (1.0 + libm::log(f64::from(count))))
            }));
            row.sort_unstable_by_key(|&(column, _)| column);
            part.push(&row).expect("weights are positive and columns ascend");
            start = end;
        }
        part
    }
}

/// The rank below `n` at a place in `0..1` among all, where rank `r` has a probability near `1 / (r + shift)`.
fn ranked(unit: f64, n: usize, shift: f64) -> usize {
    let span = libm::log((n as f64 + shift) / shift);
    ((shift * libm::exp(unit * span) - shift) as usize).min(n - 1)
}

/// Steele, Lea, Flood: *Fast splittable pseudorandom number generators*, OOPSLA 2014.
struct SplitMix(u64);

impl SplitMix {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mix(self.0)
    }

    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.unit() * bound as f64) as usize
    }
}

fn mix(state: u64) -> u64 {
    let state = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let state = (state ^ (state >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    state ^ (state >> 31)
}
