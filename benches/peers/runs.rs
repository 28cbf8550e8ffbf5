//! Runs that take turns; each prints a line of JSON.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use mungchi::analysis::{RunParams, vectorize_corpus};
use mungchi::cluster::{Method, Options};
use mungchi::corpus::provenance::ReadOptions;
use mungchi::import::read;
use mungchi::matrix::UnitRows;
use serde_json::{Value, json};

use crate::synthetic::Synthetic;
use crate::{Asked, engine};

/// What the engine is called in the lines.
pub const ENGINE: &str = "mungchi";

const STRAIGHTFORWARD: &str = "straightforward kernel";

/// A matrix with the name it has in tables.
pub struct Named {
    name: String,
    pub rows: UnitRows,
}

impl Named {
    pub fn new(source: &str) -> Self {
        if let Some(sizes) = source.strip_prefix("synthetic:") {
            let sizes: Vec<usize> = sizes.split(',').map(|size| size.parse().expect("sizes are numbers")).collect();
            let [n_documents, n_terms, terms_a_document, n_topics] = sizes[..] else {
                panic!("synthetic:DOCUMENTS,TERMS,TERMS A DOCUMENT,TOPICS")
            };
            let (rows, _) = Synthetic { n_documents, n_terms, terms_a_document, n_topics, seed: 1 }.make();
            return Self { name: format!("{n_documents} × {n_terms} × {terms_a_document}"), rows };
        }
        let corpus = read(&[PathBuf::from(source)], &ReadOptions::default(), &()).expect("the matrix can be read");
        let vectorized =
            vectorize_corpus(&corpus, &RunParams::default_for(&corpus), &()).expect("the matrix has terms");
        let folder = Path::new(source).parent().and_then(Path::file_name);
        let name = folder.map_or(source.into(), |folder| folder.to_string_lossy());
        Self { name: name.into_owned(), rows: vectorized.rows.clone() }
    }

    pub fn work(&self, n_clusters: usize, asked: &Asked) -> String {
        let until = match asked.iterations {
            0 => "to the fixed point".to_owned(),
            n => format!("{n} iterations"),
        };
        let best = if asked.restarts > 1 { format!(", best of {}", asked.restarts) } else { String::new() };
        format!("{}, k = {n_clusters}, {until}{best}", self.name)
    }
}

/// Iterations after which a fixed point is not expected any more.
const MOST_ITERATIONS: usize = 1000;

impl Asked {
    pub fn engine(&self, n_clusters: usize, seed: u64) -> engine::Asked {
        let max_iterations = if self.iterations == 0 { MOST_ITERATIONS } else { self.iterations };
        let (seeding, restarts) = (self.seeding, self.restarts);
        // A clustering of several runs takes as many seeds, which no other repetition takes.
        let seed = (seed - 1) * restarts as u64 + 1;
        engine::Asked { n_clusters, max_iterations, seeding, seed, restarts, options: Options::default() }
    }
}

/// The engine and its peers.
pub fn against(asked: &Asked, matrix: &str) {
    let named = Named::new(matrix);
    for &n_clusters in &asked.n_clusters {
        let work = named.work(n_clusters, asked);
        for seed in 1..=asked.repetitions {
            tell_engine(&work, ENGINE, &named.rows, asked.engine(n_clusters, seed));
            asked.peers.iter().for_each(|peer| tell_peer(&work, peer, matrix, n_clusters, seed, asked));
        }
    }
}

fn tell_engine(work: &str, who: &str, rows: &UnitRows, asked: engine::Asked) {
    let began = Instant::now();
    let mut ends: Vec<Instant> = Vec::new();
    let clustering = engine::run(rows, asked, || ends.push(Instant::now())).clustering;
    let secs = began.elapsed().as_secs_f64();
    // Between the first and the last, so that what comes before and after does not count.
    let secs_an_iteration = match ends[..] {
        [first, .., last] => Some((last - first).as_secs_f64() / (ends.len() - 1) as f64),
        _ => None,
    };
    println!(
        "{}",
        json!({
            "work": work,
            "who": who,
            "seconds": secs,
            "seconds_an_iteration": secs_an_iteration,
            "iterations": clustering.iterations.len(),
            "objective_mean": clustering.objective,
            "seed": asked.seed,
            "nonzeros": rows.nnz(),
            "threads": rayon::current_num_threads(),
        })
    );
}

fn tell_peer(work: &str, peer: &str, matrix: &str, n_clusters: usize, seed: u64, asked: &Asked) {
    let (Some(python), Some(script)) = (&asked.python, &asked.script) else {
        panic!("say which Python and which script run the peers: --python and --script")
    };
    let threads = rayon::current_num_threads();
    let numbers = [("--k", n_clusters as u64), ("--iterations", asked.iterations as u64), ("--seed", seed)];
    let mut command = Command::new(python);
    command.args([script, "cluster", peer, matrix, "--threads", &threads.to_string()]);
    for (option, number) in numbers {
        command.arg(option).arg(number.to_string());
    }
    let output = command.output().expect("Python starts");
    let text = String::from_utf8_lossy(&output.stdout);
    // Some peers tell more than they were asked.
    let Some(mut line) = text.lines().find_map(|line| serde_json::from_str::<Value>(line).ok()) else {
        eprintln!("{peer} failed: {}", String::from_utf8_lossy(&output.stderr));
        return;
    };
    line["work"] = json!(work);
    line["who"] = json!(peer);
    line["seed"] = json!(seed);
    println!("{line}");
}

/// The engine and the straightforward kernel in its place.
pub fn kernel(asked: &Asked) {
    for named in asked.names.iter().map(|source| Named::new(source)) {
        for &n_clusters in &asked.n_clusters {
            let work = named.work(n_clusters, asked);
            for seed in 1..=asked.repetitions {
                let engine = asked.engine(n_clusters, seed);
                tell_engine(&work, ENGINE, &named.rows, engine);
                let options = Options { method: Method::Straightforward, ..engine.options };
                tell_engine(&work, STRAIGHTFORWARD, &named.rows, engine::Asked { options, ..engine });
            }
        }
    }
}

/// The engine at several sizes.
pub fn alone(asked: &Asked) {
    let matrices: Vec<Named> = asked.names.iter().map(|source| Named::new(source)).collect();
    for seed in 1..=asked.repetitions {
        for named in &matrices {
            for &n_clusters in &asked.n_clusters {
                let work = named.work(n_clusters, asked);
                tell_engine(&work, ENGINE, &named.rows, asked.engine(n_clusters, seed));
            }
        }
    }
}
