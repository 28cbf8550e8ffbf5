//! Which weighting and which words find the known classes of corpora best:
//! `cargo bench --bench words -- PATH[:LABEL COLUMN]… [--seeds N]`. With `--read`: how each file is read.
//!
//! Spherical k-means with as many clusters as there are classes, and with three times as many, for every weighting and every
//! way of finding words; what is told is the normalised mutual information of clusters and classes. Prints tables in
//! Markdown, the same each time, and meanwhile each run as a line of tab-separated values to the error output. Documents
//! without a term count as one more cluster, so that nothing is gained by leaving the difficult ones out.

#[path = "shared/classes.rs"]
mod classes;
#[path = "words/reading.rs"]
mod reading;
#[path = "words/tables.rs"]
mod tables;

use std::path::{Path, PathBuf};

use mungchi::cluster::{Params, cluster};
use mungchi::corpus::provenance::{ReadOptions, Role, Roles};
use mungchi::corpus::vectorizer::{VectorizeParams, Weighting, count, weigh};
use mungchi::import::read;
use mungchi::words::WordParams;
use mungchi::words::params::{CollocationParams, KoreanAnalyser};

use classes::{classes_of, clusters_of, nmi};
use tables::{Cell, Measured};

/// How many clusters, as multiples of the number of classes.
const MULTIPLES: [usize; 2] = [1, 3];

/// Seeds of each run, if nothing is said.
const N_SEEDS: u64 = 3;

/// A way of finding words: its name, and what it changes of the defaults.
type Way = (&'static str, fn(&mut WordParams));

/// Of corpora that are mostly Korean; the first is the default.
const KOREAN: [Way; 8] = [
    ("dictionary (default)", |_| {}),
    ("affixes apart", |words| words.korean.join_affixes = false),
    ("with predicates", |words| words.korean.predicates = true),
    ("compounds joined", |words| words.korean.join_compounds = true),
    ("collocations", |words| words.collocations = Some(CollocationParams::default())),
    ("learned", |words| words.korean.analyser = KoreanAnalyser::Learned),
    ("spaces", |words| words.korean.analyser = KoreanAnalyser::Spaces),
    ("no stop word lists", |words| words.stop_words.without_lists = true),
];

/// Of all other corpora; the first is the default.
const OTHER: [Way; 7] = [
    ("Unicode words (default)", |_| {}),
    ("stems", |words| words.stem = true),
    ("collocations", |words| words.collocations = Some(CollocationParams::default())),
    ("stems, collocations", |words| {
        words.stem = true;
        words.collocations = Some(CollocationParams::default());
    }),
    ("without quotes and signatures", |words| {
        words.cleaning.quotes = true;
        words.cleaning.signatures = true;
    }),
    ("no stop word lists", |words| words.stop_words.without_lists = true),
    ("as version 0.1", |words| *words = WordParams::plain()),
];

fn main() {
    let asked = Asked::new(std::env::args().skip(1));
    if asked.paths.is_empty() {
        println!("Usage: cargo bench --bench words -- PATH[:LABEL COLUMN]… [--seeds N] [--read]");
    } else if asked.reading {
        reading::tell(&asked.paths);
    } else {
        let measured: Vec<Measured> = asked.paths.iter().filter_map(|path| measure(path, asked.n_seeds)).collect();
        tables::tell(&measured);
    }
}

struct Asked {
    paths: Vec<String>,
    n_seeds: u64,
    reading: bool,
}

impl Asked {
    fn new(mut arguments: impl Iterator<Item = String>) -> Self {
        let mut asked = Self { paths: Vec::new(), n_seeds: N_SEEDS, reading: false };
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--seeds" => {
                    asked.n_seeds = arguments.next().and_then(|n| n.parse().ok()).expect("--seeds takes a number");
                }
                "--read" => asked.reading = true,
                // What cargo adds.
                flag if flag.starts_with("--") => {}
                path => asked.paths.push(path.to_owned()),
            }
        }
        asked
    }
}

/// A path and the column behind its colon.
fn with_label(asked: &str) -> (PathBuf, Role) {
    match asked.rsplit_once(':') {
        Some((path, column)) if !Path::new(asked).exists() => (path.into(), Role::Column(column.to_owned())),
        _ => (asked.into(), Role::Guessed),
    }
}

fn measure(asked: &str, n_seeds: u64) -> Option<Measured> {
    let (path, label) = with_label(asked);
    let options = ReadOptions { roles: Roles { label, ..Roles::default() }, ..ReadOptions::default() };
    let corpus = read(&[path], &options, &()).expect("the corpus can be read");
    let (classes, n_classes) = classes_of(&corpus);
    if n_classes < 2 || corpus.bag.is_some() {
        eprintln!("{asked}: no texts with classes, left out; name their column behind a colon");
        return None;
    }
    let default = VectorizeParams::default_for(&corpus);
    let usual = count(&corpus, &default.words, &()).expect("the words can be counted");
    let language = usual.tokenizer().learned().language;
    let ways: &[Way] = if language.is_some_and(|language| language.code() == "kor") { &KOREAN } else { &OTHER };
    let mut measured = Measured {
        name: corpus.name.clone(),
        n_documents: corpus.documents.len(),
        n_classes,
        n_seeds,
        weighting: Weighting::ALL.iter().position(|all| *all == default.weighting).expect("it is among all"),
        ways: ways.iter().map(|way| way.0).collect(),
        cells: Vec::new(),
    };
    for (name, change) in ways {
        let mut words = default.words.clone();
        change(&mut words);
        let counted = count(&corpus, &words, &()).expect("the words can be counted");
        let mut of_weightings = Vec::new();
        for weighting in Weighting::ALL {
            let params = VectorizeParams { weighting, words: words.clone(), ..default.clone() };
            let rows = weigh(counted.clone(), &params, &()).expect("the corpus has terms").rows;
            let cell = MULTIPLES.map(|multiple| {
                let n_clusters = multiple * n_classes;
                let run = |seed| {
                    let params = Params { n_clusters, seed, ..Params::default_for(rows.n_rows()) };
                    let valid = params.check(&rows).expect("the rows can be clustered");
                    let clustering = cluster(&rows, &valid, &()).expect("nobody cancels").clustering;
                    let all = clusters_of(&clustering).into_iter().map(|group| group.or(Some(n_clusters)));
                    let found = nmi(&all.collect::<Vec<_>>(), &classes);
                    let (corpus, weighting) = (&corpus.name, weighting.name());
                    eprintln!("{corpus}\t{name}\t{weighting}\t{n_clusters}\t{seed}\t{found:.5}");
                    found
                };
                (0..n_seeds).map(run).collect()
            });
            of_weightings.push(Cell(cell));
        }
        measured.cells.push(of_weightings);
    }
    Some(measured)
}
