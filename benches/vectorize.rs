//! How long a corpus takes from file to weighted rows, and how much memory:
//! `cargo bench --bench vectorize -- FILE… [--text-column NAME] [--min-df N] [--max-df SHARE] [--plain] [--peer COMMAND]`.
//!
//! Prints a table in Markdown: each file on one thread and on two, the median of three runs, each in a process of its own so
//! that its peak of memory is its own. "MB" are the 10⁶ bytes of the texts, not of the file.
//!
//! To be held against scikit-learn's `TfidfVectorizer` on the same column and machine: quote ratios, not seconds. With
//! `--peer` the peer runs in turn with Mungchi. `COMMAND` is parted at blanks, has `{}` where the file belongs, and prints a
//! line of JSON with its `seconds`. These are its seconds to vectorise texts that it has read already, whereas Mungchi's
//! are from the file on. `--plain` does what the peer does and no more: no languages, no cleaning.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use mungchi::corpus::Corpus;
use mungchi::corpus::provenance::{ReadOptions, Roles};
use mungchi::corpus::vectorizer::{VectorizeParams, vectorize};
use mungchi::import::read;
use mungchi::words::WordParams;

const THREADS: [usize; 2] = [1, 2];

/// Runs of which the median is told.
const N_RUNS: usize = 3;

fn main() {
    let asked = Asked::new(std::env::args().skip(1));
    if asked.files.is_empty() {
        println!(
            "Usage: cargo bench --bench vectorize -- FILE… [--text-column NAME] [--min-df N] [--max-df SHARE] [--plain] \
             [--peer COMMAND]"
        );
        return;
    }
    if let Some(n_threads) = asked.only_threads {
        rayon::ThreadPoolBuilder::new().num_threads(n_threads).build_global().expect("no pool was made before");
        println!("{}", asked.run().to_line());
        return;
    }
    println!(
        "| corpus | threads | documents | terms | nonzeros | MB | read s | vectorise s | MB/s | documents/s | peak MB | peer s | ratio |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|---|---|---|");
    for file in &asked.files {
        let mut runs = THREADS.map(|_| Vec::new());
        let mut peers = Vec::new();
        for _ in 0..N_RUNS {
            THREADS.iter().zip(&mut runs).for_each(|(&n_threads, runs)| runs.push(run_alone(&asked, file, n_threads)));
            peers.extend(asked.peer.as_deref().map(|peer| peer_seconds(peer, file)));
        }
        peers.sort_by(f64::total_cmp);
        for (n_threads, runs) in THREADS.iter().zip(&mut runs) {
            runs.sort_by(|a, b| a.total().total_cmp(&b.total()));
            let run = &runs[N_RUNS / 2];
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            let peer = peers
                .get(N_RUNS / 2)
                .map_or("| |".to_owned(), |&seconds| format!("{seconds:.3} | {:.1} |", seconds / run.total()));
            println!("| {name} | {n_threads} | {} {peer}", run.to_row());
        }
    }
}

/// The seconds that a peer tells of itself.
fn peer_seconds(command: &str, file: &Path) -> f64 {
    let file = file.display().to_string();
    let mut words = command.split_whitespace().map(|word| word.replace("{}", &file));
    let program = words.next().expect("--peer takes a command");
    let output = Command::new(program).args(words).output().expect("the peer can be started");
    let told = String::from_utf8_lossy(&output.stdout);
    let seconds = told.lines().find_map(|line| {
        let told: serde_json::Value = serde_json::from_str(line).ok()?;
        told.get("seconds")?.as_f64()
    });
    seconds.unwrap_or_else(|| panic!("the peer told no seconds: {}", String::from_utf8_lossy(&output.stderr)))
}

#[derive(Clone, Default)]
struct Asked {
    files: Vec<PathBuf>,
    text_column: Option<String>,
    min_df: Option<u32>,
    max_df: Option<f64>,
    plain: bool,
    peer: Option<String>,
    /// Asked of a process that does one run and says what it measured.
    only_threads: Option<usize>,
}

impl Asked {
    fn new(mut arguments: impl Iterator<Item = String>) -> Self {
        let mut asked = Self::default();
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().expect("the option takes a value");
            match argument.as_str() {
                "--text-column" => asked.text_column = Some(value()),
                "--min-df" => asked.min_df = Some(value().parse().expect("--min-df takes a number")),
                "--max-df" => asked.max_df = Some(value().parse().expect("--max-df takes a number")),
                "--only-threads" => asked.only_threads = Some(value().parse().expect("--only-threads takes a number")),
                "--plain" => asked.plain = true,
                "--peer" => asked.peer = Some(value()),
                // What cargo adds.
                flag if flag.starts_with("--") => {}
                file => asked.files.push(file.into()),
            }
        }
        asked
    }

    fn run(&self) -> Run {
        let text = self.text_column.clone().into_iter().collect();
        let options = ReadOptions { roles: Roles { text, ..Roles::default() }, ..ReadOptions::default() };
        let start = Instant::now();
        let corpus = read(&self.files, &options, &()).expect("the corpus can be read");
        let read_secs = start.elapsed().as_secs_f64();
        let default = VectorizeParams::default_for(&corpus);
        let params = VectorizeParams {
            min_df: self.min_df.unwrap_or(default.min_df),
            max_df: self.max_df.unwrap_or(default.max_df),
            words: if self.plain { WordParams::plain() } else { default.words.clone() },
            ..default
        };
        let start = Instant::now();
        let vectorized = vectorize(&corpus, &params, &()).expect("the corpus has terms");
        Run {
            n_documents: corpus.documents.len(),
            n_terms: vectorized.rows.n_cols(),
            nnz: vectorized.rows.nnz(),
            megabytes: n_bytes(&corpus) as f64 / 1e6,
            read_secs,
            vectorize_secs: start.elapsed().as_secs_f64(),
            peak_megabytes: peak_megabytes(),
        }
    }
}

fn n_bytes(corpus: &Corpus) -> usize {
    let documents = corpus.documents.here().expect("what was just read is in memory");
    documents.iter().map(|document| document.text.len()).sum()
}

struct Run {
    n_documents: usize,
    n_terms: usize,
    nnz: usize,
    megabytes: f64,
    read_secs: f64,
    vectorize_secs: f64,
    peak_megabytes: f64,
}

impl Run {
    fn total(&self) -> f64 {
        self.read_secs + self.vectorize_secs
    }

    fn to_line(&self) -> String {
        let Self { n_documents, n_terms, nnz, megabytes, read_secs, vectorize_secs, peak_megabytes } = self;
        format!("{n_documents} {n_terms} {nnz} {megabytes} {read_secs} {vectorize_secs} {peak_megabytes}")
    }

    fn from_line(line: &str) -> Option<Self> {
        let mut numbers = line.split_whitespace().map(|number| number.parse::<f64>().ok());
        let mut next = || numbers.next().flatten();
        Some(Self {
            n_documents: next()? as usize,
            n_terms: next()? as usize,
            nnz: next()? as usize,
            megabytes: next()?,
            read_secs: next()?,
            vectorize_secs: next()?,
            peak_megabytes: next()?,
        })
    }

    fn to_row(&self) -> String {
        let Self { n_documents, n_terms, nnz, megabytes, read_secs, vectorize_secs, peak_megabytes } = self;
        let per_sec = |amount: f64| amount / self.total();
        format!(
            "{n_documents} | {n_terms} | {nnz} | {megabytes:.1} | {read_secs:.3} | {vectorize_secs:.3} | {:.1} | {:.0} | {peak_megabytes:.0} |",
            per_sec(*megabytes),
            per_sec(*n_documents as f64),
        )
    }
}

/// The same program again, for one run.
fn run_alone(asked: &Asked, file: &PathBuf, n_threads: usize) -> Run {
    let mut command = Command::new(std::env::current_exe().expect("this program has a path"));
    command.arg(file).args(["--only-threads", &n_threads.to_string()]);
    if let Some(column) = &asked.text_column {
        command.args(["--text-column", column]);
    }
    if let Some(min_df) = asked.min_df {
        command.args(["--min-df", &min_df.to_string()]);
    }
    if let Some(max_df) = asked.max_df {
        command.args(["--max-df", &max_df.to_string()]);
    }
    if asked.plain {
        command.arg("--plain");
    }
    let output = command.output().expect("this program can be started again");
    let told = String::from_utf8_lossy(&output.stdout);
    Run::from_line(&told).unwrap_or_else(|| panic!("{}: {}", file.display(), String::from_utf8_lossy(&output.stderr)))
}

/// The most memory that this process has held at once, where the system tells it (Linux), otherwise 0.
fn peak_megabytes() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
    kilobytes.unwrap_or_default() * 1.024 / 1e3
}
