//! What several tests need: corpora of a few lines, corpora with known topics, random rows, and files to read.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use mungchi::cluster::{Clustered, Params, Seeding, cluster};
use mungchi::corpus::provenance::ReadOptions;
use mungchi::corpus::vectorizer::{VectorizeParams, Vectorized, vectorize};
use mungchi::corpus::{Corpus, Document};
use mungchi::import::{ReadError, read};
use mungchi::matrix::{Row, UnitRows, UnitRowsBuilder};
use mungchi::topics::TopicId;
use mungchi::topics::similarity::Similarities;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

/// How long a test waits for another thread before it fails; never waited for when all is well.
pub const PATIENCE: Duration = Duration::from_mins(1);

/// The same cases in every run.
pub fn fixed_cases(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, rng_seed: RngSeed::Fixed(7), failure_persistence: None, ..ProptestConfig::default() }
}

/// Numbers that are the same everywhere: xorshift64* (Vigna 2016).
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        let mut random = Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        for _ in 0..8 {
            random.below(1);
        }
        random
    }

    pub fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % bound
    }
}

/// A corpus with one document a line.
pub fn lines_corpus(text: &str) -> Corpus {
    let document = |line: &str| Document { text: line.into(), ..Document::default() };
    let documents: Vec<Document> = text.lines().map(document).collect();
    Corpus { name: "lines".to_owned(), documents: documents.into(), ..Corpus::default() }
}

/// Lines of 11 words: 8 out of the 10 words of their own topic, and 3 out of 40 that all topics share. Line `i` is about topic
/// `i % n_topics`; its words are `topic3word7` and `noise12`.
pub fn topical_lines(n_topics: usize, n_lines: usize, seed: u64) -> Vec<String> {
    let mut random = Random::new(seed);
    let line = |number: usize| {
        let topic = number % n_topics;
        let mut words: Vec<String> = (0..8).map(|_| format!("topic{topic}word{}", random.below(10))).collect();
        words.extend((0..3).map(|_| format!("noise{}", random.below(40))));
        words.join(" ")
    };
    (0..n_lines).map(line).collect()
}

/// Vectorised with every term that there is.
pub fn all_terms(corpus: &Corpus) -> Vectorized {
    vectorize(corpus, &VectorizeParams::plain(), &()).unwrap()
}

pub fn unit_rows(n_cols: usize, rows: &[&[(u32, f64)]]) -> UnitRows {
    let mut builder = UnitRowsBuilder::new(n_cols).unwrap();
    rows.iter().for_each(|row| builder.push(row).unwrap());
    builder.finish()
}

/// Rows of up to 9 terms; one in ten is empty.
pub fn random_rows(n_rows: usize, n_cols: usize, seed: u64) -> UnitRows {
    let mut random = Random::new(seed);
    let mut builder = UnitRowsBuilder::new(n_cols).unwrap();
    for _ in 0..n_rows {
        let mut row: BTreeMap<u32, f64> = BTreeMap::new();
        for _ in 0..random.below(10) {
            row.insert(random.below(n_cols) as u32, 1.0 + random.below(3) as f64);
        }
        let row: Vec<(u32, f64)> = row.into_iter().collect();
        builder.push(&row).unwrap();
    }
    builder.finish()
}

/// A row as its columns and the bits of its weights.
pub type Bits = (Vec<u32>, Vec<u32>);

pub fn bits<'a>(rows: impl Iterator<Item = Row<'a>>) -> Vec<Bits> {
    rows.map(|row| (row.terms.to_vec(), row.weights.iter().map(|weight| weight.to_bits()).collect())).collect()
}

/// A row as a dense vector.
pub fn dense(row: Row<'_>, n_cols: usize) -> Vec<f64> {
    let mut dense = vec![0.0; n_cols];
    row.iter().for_each(|(term, weight)| dense[term as usize] = f64::from(weight));
    dense
}

pub fn length(dense: &[f64]) -> f64 {
    dense.iter().map(|value| value * value).sum::<f64>().sqrt()
}

pub fn cosine(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>() / (length(a) * length(b))
}

pub const SEEDINGS: [Seeding; 3] = [Seeding::SimilarCut, Seeding::KMeansPlusPlus, Seeding::Random];

/// Similar-cut, seed 0, no tolerance, and iterations enough to converge on what tests make up.
pub fn params(n_clusters: usize) -> Params {
    Params { n_clusters, seeding: Seeding::SimilarCut, max_iterations: 100, tolerance: 0.0, seed: 0, restarts: 1 }
}

pub fn run(rows: &UnitRows, params: &Params) -> Clustered {
    cluster(rows, &params.check(rows).unwrap(), &()).unwrap()
}

/// What `work` gives when rayon has `n_threads` threads.
pub fn on_threads<T: Send>(n_threads: usize, work: impl FnOnce() -> T + Send) -> T {
    rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap().install(work)
}

/// Topics `0..n` with their cosines, `values` row by row.
pub fn similarities(n: usize, values: Vec<f32>) -> Similarities {
    Similarities::from_values((0..n as u32).map(TopicId).collect(), values)
}

/// Random symmetric cosines of 2 to 12 topics.
pub fn any_similarities() -> impl Strategy<Value = Similarities> {
    (2_usize..=12).prop_flat_map(|n| {
        prop::collection::vec(0.0_f32..1.0, n * n).prop_map(move |random| {
            let value = |a: usize, b: usize| if a == b { 1.0 } else { random[a.min(b) * n + a.max(b)] };
            similarities(n, (0..n * n).map(|place| value(place / n, place % n)).collect())
        })
    })
}

pub fn write(folder: &Path, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, content).unwrap();
    path
}

pub fn gzipped(content: impl AsRef<[u8]>) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::default());
    packer.write_all(content.as_ref()).unwrap();
    packer.finish().unwrap()
}

/// Reads one file or folder without any options.
pub fn read_one(path: &Path) -> Result<Corpus, ReadError> {
    read(&[path.to_owned()], &ReadOptions::default(), &())
}

pub fn texts(corpus: &Corpus) -> Vec<&str> {
    corpus.documents.here().unwrap().iter().map(|document| &*document.text).collect()
}
