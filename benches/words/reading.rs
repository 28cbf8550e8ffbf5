//! How files are read with nothing said about them: what was guessed, how fast, what was repaired, how many terms.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Instant;

use mungchi::corpus::provenance::{FileRead, ReadOptions};
use mungchi::corpus::vectorizer::{VectorizeParams, Vectorized, vectorize};
use mungchi::corpus::vocabulary::Vocabulary;
use mungchi::corpus::{Corpus, Warning, WarningKind};
use mungchi::import::read;
use mungchi::matrix::Row;

/// Readings of which the median time is told.
const N_RUNS: usize = 3;

/// "MB" are the 10⁶ bytes of the file as it lies on the disk and of the texts that came out.
pub fn tell(paths: &[String]) {
    println!(
        "| file | read as | columns | documents | skipped, repaired, duplicate, noted | MB on disk, of texts | read s \
         | MB of texts/s | vectorise s | terms | empty | same terms as |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|---|---|");
    let mut before: Vec<(String, Vectorized)> = Vec::new();
    for path in paths {
        let corpus = match read(&[PathBuf::from(path)], &ReadOptions::default(), &()) {
            Ok(corpus) => corpus,
            Err(error) => {
                println!("| {path} | {error} |");
                continue;
            }
        };
        let read_secs = read_secs(path);
        let start = Instant::now();
        let vectorized = vectorize(&corpus, &VectorizeParams::default_for(&corpus), &()).expect("the corpus has terms");
        let vectorize_secs = start.elapsed().as_secs_f64();
        let n_empty = vectorized.rows.rows().filter(|row: &Row<'_>| row.is_empty()).count();
        let megabytes = n_bytes(&corpus) as f64 / 1e6;
        let is_same = |other: &&(String, Vectorized)| {
            other.1.vocabulary.document_counts() == vectorized.vocabulary.document_counts()
                && other.1.vocabulary.terms().eq(vectorized.vocabulary.terms())
        };
        let same = before.iter().find(is_same).map_or("", |other| &other.0);
        if let (Some(last), "") = (before.last().filter(|last| last.1.rows.n_rows() == vectorized.rows.n_rows()), same)
        {
            tell_difference(&last.1.vocabulary, &vectorized.vocabulary);
        }
        println!(
            "| {} | {} | {} | {} | {} | {:.1}, {megabytes:.1} | {read_secs:.3} | {:.0} | {vectorize_secs:.3} | {} | \
             {n_empty} | {same} |",
            corpus.name,
            kinds_of(&corpus),
            columns_of(&corpus),
            corpus.documents.len(),
            warnings_of(&corpus),
            n_bytes_below(Path::new(path)) as f64 / 1e6,
            megabytes / read_secs,
            vectorized.vocabulary.len()
        );
        for (reason, n, first) in reasons_of(&corpus.warnings) {
            eprintln!("{}: {n} × {reason}; the first: {first}", corpus.name);
        }
        before.push((corpus.name.clone(), vectorized));
    }
}

/// Terms, with their document frequencies, of only one of two readings: files with as many documents may be copies.
fn tell_difference(one: &Vocabulary, other: &Vocabulary) {
    let terms = |vocabulary: &Vocabulary| -> BTreeSet<(String, u32)> {
        let counts = vocabulary.document_counts().iter().copied();
        vocabulary.terms().map(str::to_owned).zip(counts).collect()
    };
    let (one, other) = (terms(one), terms(other));
    let (before, now): (Vec<_>, Vec<_>) = (one.difference(&other).collect(), other.difference(&one).collect());
    let first = |terms: &[&(String, u32)]| format!("{:?}", &terms[..terms.len().min(5)]);
    eprintln!("{} terms only before: {}; {} only here: {}", before.len(), first(&before), now.len(), first(&now));
}

fn read_secs(path: &str) -> f64 {
    let mut all = [0.0; N_RUNS].map(|_| {
        let start = Instant::now();
        let corpus = read(&[PathBuf::from(path)], &ReadOptions::default(), &());
        let secs = start.elapsed().as_secs_f64();
        drop(corpus);
        secs
    });
    all.sort_by(f64::total_cmp);
    all[N_RUNS / 2]
}

/// How the files were read, each way once.
fn kinds_of(corpus: &Corpus) -> String {
    let mut kinds: Vec<String> = corpus.provenance.files.iter().map(kind_of).collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds.join("; ")
}

fn kind_of(file: &FileRead) -> String {
    let mut told = format!("{:?}", file.format);
    let mut tell = |what: Option<String>| {
        if let Some(what) = what {
            told = format!("{told}, {what}");
        }
    };
    tell(file.encoding.clone());
    tell(file.delimiter.map(|delimiter| format!("{delimiter:?}")));
    tell(file.has_header.map(|has| if has { "header" } else { "no header" }.to_owned()));
    tell(file.unit.map(|unit| format!("one a {unit:?}")));
    told
}

fn columns_of(corpus: &Corpus) -> String {
    let columns = &corpus.columns;
    let parts = [
        ("text", &columns.text),
        ("title", &columns.title),
        ("id", &columns.id),
        ("label", &columns.label),
        ("date", &columns.date),
    ];
    let named = parts.iter().filter_map(|(part, name)| Some(format!("{part}: {}", name.as_ref()?)));
    let kept = corpus.fields.iter().map(|field| format!("{} ({})", field.name, field.kind.name()));
    let labels = corpus.documents.here().unwrap_or_default().iter().filter_map(|document| document.label.clone());
    let n_labels = labels.collect::<BTreeSet<_>>().len();
    let mut all: Vec<String> = named.collect();
    all.push(format!("{n_labels} labels"));
    all.extend(kept);
    all.join(", ")
}

fn warnings_of(corpus: &Corpus) -> String {
    let count = |kind| corpus.warnings.iter().filter(|warning| warning.kind == kind).count().to_string();
    WarningKind::ALL.map(count).join(", ")
}

/// The reasons, but for their numbers, with how often they come and the first warning.
fn reasons_of(warnings: &[Warning]) -> Vec<(String, usize, String)> {
    let mut reasons: BTreeMap<String, (usize, String)> = BTreeMap::new();
    for warning in warnings {
        let bare = warning.reason.split('“').next().unwrap_or_default().replace(|c: char| c.is_ascii_digit(), "");
        let reason = format!("{}: {}", warning.kind.name(), bare.chars().take(60).collect::<String>());
        reasons.entry(reason).or_insert_with(|| (0, warning.to_string())).0 += 1;
    }
    reasons.into_iter().map(|(reason, (n, first))| (reason, n, first)).collect()
}

fn n_bytes(corpus: &Corpus) -> usize {
    let documents = corpus.documents.here().unwrap_or_default();
    documents.iter().map(|document| document.title.len() + document.text.len()).sum()
}

/// Bytes of a file, or of all files of a folder.
fn n_bytes_below(path: &Path) -> u64 {
    let Ok(entries) = path.read_dir() else { return path.metadata().map_or(0, |metadata| metadata.len()) };
    entries.flatten().map(|entry| n_bytes_below(&entry.path())).sum()
}
