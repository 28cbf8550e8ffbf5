//! The engine beside what one would use instead, on the same matrix with equal iterations: `cargo bench --bench peers -- …`.
//!
//! - `against MATRIX --k N`: scikit-learn, soyclustering and sparsekmeans, through a script that takes
//!   `cluster PEER MATRIX --k N --iterations N --seed N --threads N` and prints one line of JSON. Which Python and which
//!   script: `--python` and `--script`, or `MUNGCHI_PEERS_PYTHON` and `MUNGCHI_PEERS_SCRIPT`.
//! - `kernel MATRIX… --k N,N…`: our own straightforward kernel (`Method::Straightforward`), with the same update.
//! - `alone MATRIX… --k N,N…`: the engine, for seconds an iteration at several sizes.
//! - `memory MATRIX… --k N,N…`: the most memory that a run takes, beside what it cannot do without; on Linux.
//! - `table FILE`, `figure FILE`: what lines of JSON say, as a table in Markdown or a picture in SVG.
//!
//! A matrix is a file that `mungchi vectorize` wrote, or `synthetic:DOCUMENTS,TERMS,TERMS A DOCUMENT,TOPICS`. Each run is a
//! line of JSON on the standard output: append them to a file. Those to be compared take turns; tables take medians.

#[path = "shared/engine.rs"]
mod engine;
#[path = "peers/figure.rs"]
mod figure;
#[path = "peers/memory.rs"]
mod memory;
#[path = "peers/runs.rs"]
mod runs;
#[path = "shared/synthetic.rs"]
mod synthetic;
#[path = "peers/table.rs"]
mod table;

use mungchi::cluster::Seeding;

/// What was asked for on the command line.
struct Asked {
    verb: String,
    /// Matrices, or a file of lines.
    names: Vec<String>,
    n_clusters: Vec<usize>,
    iterations: usize,
    restarts: usize,
    repetitions: u64,
    seeding: Seeding,
    peers: Vec<String>,
    python: Option<String>,
    script: Option<String>,
}

fn main() {
    let asked = Asked::new(std::env::args().skip(1));
    match (asked.verb.as_str(), asked.names.first()) {
        ("against", Some(matrix)) => runs::against(&asked, matrix),
        ("kernel", Some(_)) => runs::kernel(&asked),
        ("alone", Some(_)) => runs::alone(&asked),
        ("memory", Some(_)) => memory::memory(&asked),
        (memory::RECEIVED, Some(work)) => memory::received(&asked, work),
        ("table", Some(file)) => print!("{}", table::markdown(&table::read(file))),
        ("figure", Some(file)) => print!("{}", figure::svg(&table::read(file))),
        _ => println!(
            "Usage: cargo bench --bench peers -- against|kernel|alone|memory MATRIX… --k N,N… [--iterations N] \
             [--restarts N] [--repeat N] [--seeding similar-cut|k-means++|random] [--peer NAME]… [--python PATH] [--script PATH]\n       \
             cargo bench --bench peers -- table|figure FILE"
        ),
    }
}

impl Asked {
    fn new(mut arguments: impl Iterator<Item = String>) -> Self {
        let mut asked = Self {
            verb: String::new(),
            names: Vec::new(),
            n_clusters: vec![200],
            iterations: 10,
            restarts: 1,
            repetitions: 3,
            seeding: Seeding::SimilarCut,
            peers: Vec::new(),
            python: std::env::var("MUNGCHI_PEERS_PYTHON").ok(),
            script: std::env::var("MUNGCHI_PEERS_SCRIPT").ok(),
        };
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().unwrap_or_else(|| panic!("{argument} takes a value"));
            match argument.as_str() {
                "--k" => asked.n_clusters = value().split(',').map(|k| k.parse().expect("--k takes numbers")).collect(),
                "--iterations" => asked.iterations = value().parse().expect("--iterations takes a number"),
                "--restarts" => asked.restarts = value().parse().expect("--restarts takes a number"),
                "--repeat" => asked.repetitions = value().parse().expect("--repeat takes a number"),
                "--seeding" => asked.seeding = seeding(&value()),
                "--peer" => asked.peers.push(value()),
                "--python" => asked.python = Some(value()),
                "--script" => asked.script = Some(value()),
                // What cargo adds.
                "--bench" => {}
                flag if flag.starts_with("--") => panic!("unknown option {flag}"),
                _ if asked.verb.is_empty() => asked.verb = argument,
                _ => asked.names.push(argument),
            }
        }
        if asked.peers.is_empty() {
            asked.peers = ["soyclustering", "sparsekmeans", "sklearn"].map(str::to_owned).to_vec();
        }
        asked
    }
}

fn seeding(name: &str) -> Seeding {
    match name {
        "similar-cut" => Seeding::SimilarCut,
        "k-means++" => Seeding::KMeansPlusPlus,
        "random" => Seeding::Random,
        other => panic!("no seeding is called {other}"),
    }
}
