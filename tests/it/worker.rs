//! Jobs beside the window: each gives one outcome and wakes; cancel, drop and panic end a job and nothing else.
//!
//! A test waits for a wake, never for time to pass.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, TryRecvError, channel};
use std::sync::{Arc, Mutex};

use mungchi::analysis::{Analysis, Basis, RunParams, analyse, vectorize_corpus};
use mungchi::cluster::{Params, Stop};
use mungchi::corpus::bag_of_words::BagOfWords;
use mungchi::corpus::provenance::ReadOptions;
use mungchi::corpus::vectorizer::VectorizeParams;
use mungchi::corpus::{Corpus, DocId, Document, Vectors};
use mungchi::topics::TopicId;
use mungchi::topics::listing::{DocumentSort, ListRequest};
use mungchi::topics::merge_tree::Grouping;
use mungchi::worker::{CorpusSource, Job, Outcome, Wake, Worker, initial_topics};
use tempfile::tempdir;

use crate::fixtures::{PATIENCE, lines_corpus, topical_lines, write};

/// A wake that can be waited for. The receiver is disconnected when the last holder of the wake is gone.
fn wake() -> (Wake, Receiver<()>) {
    let (sender, wakes) = channel();
    let wake = move || {
        // Whoever waited may be gone already.
        let _ = sender.send(());
    };
    (Arc::new(wake), wakes)
}

fn outcome_of(job: Job) -> (Outcome, Worker) {
    let (wake, wakes) = wake();
    let worker = Worker::start(job, wake).unwrap();
    (wait(&worker, &wakes), worker)
}

fn wait(worker: &Worker, wakes: &Receiver<()>) -> Outcome {
    loop {
        wakes.recv_timeout(PATIENCE).expect("a worker wakes the window when it is done");
        if let Some(outcome) = worker.poll() {
            return outcome;
        }
    }
}

fn corpus() -> (Arc<Corpus>, RunParams) {
    let corpus = lines_corpus(&topical_lines(4, 80, 1).join("\n"));
    let params = RunParams::default_for(&corpus);
    (Arc::new(corpus), params)
}

fn run_job() -> Job {
    let (corpus, params) = corpus();
    Job::Run { corpus, params: Box::new(params), grouping: Grouping::default(), vectorized: None }
}

fn analysis() -> Arc<Analysis> {
    let (corpus, params) = corpus();
    let vectorized = vectorize_corpus(&corpus, &params, &()).unwrap();
    Arc::new(analyse(vectorized, None, &params, &(), &mut |_| {}).unwrap())
}

#[test]
fn a_run_gives_what_the_command_line_gives_and_shows_how_it_came() {
    let (outcome, worker) = outcome_of(run_job());
    let Outcome::Analysed(found, _) = outcome else { panic!("{outcome:?}") };
    let expected = analysis();
    assert_eq!(found.clustering.labels, expected.clustering.labels);
    assert_eq!(found.projection, expected.projection);
    let progress = worker.progress();
    assert_eq!(progress.iterations, found.clustering.iterations);
    let preview = progress.preview.expect("the first iteration is always drawn");
    assert_eq!(preview.bubbles.len(), found.params.cluster.n_clusters);
    assert_eq!(preview.bubbles.iter().map(|bubble| bubble.n_documents).sum::<u32>(), 80);
    assert!(worker.poll().is_none(), "an outcome comes once");
}

#[test]
fn a_run_by_vectors_is_drawn_by_words_while_it_goes_on() {
    let (corpus, mut params) = corpus();
    // Documents turn by their number, whatever they are about.
    let values = (0..80).flat_map(|row| [(row % 5) as f32 - 2.0, 1.0]).collect();
    let vectors = Some(Arc::new(Vectors { n_cols: 2, values }));
    let corpus = Arc::new(Corpus { vectors, ..Arc::into_inner(corpus).unwrap() });
    params.basis = Basis::Vectors;
    params.cluster.n_clusters = 5;
    let job = |corpus: &Arc<Corpus>| Job::Run {
        corpus: Arc::clone(corpus),
        params: Box::new(params.clone()),
        grouping: Grouping::default(),
        vectorized: None,
    };
    let (outcome, worker) = outcome_of(job(&corpus));
    let Outcome::Analysed(found, _) = outcome else { panic!("{outcome:?}") };
    let labels = &found.clustering.labels;
    assert!(labels.iter().zip(&labels[5..]).all(|(label, later)| label.is_some() && label == later), "{labels:?}");
    let preview = worker.progress().preview.expect("the first iteration is always drawn");
    assert_eq!(preview.bubbles.iter().map(|bubble| bubble.n_documents).sum::<u32>(), 80);
    assert!(preview.bubbles.iter().all(|bubble| bubble.name.split(", ").count() == 3), "{preview:?}");
    assert!(preview.bubbles.iter().flat_map(|bubble| bubble.position).all(f64::is_finite));

    let few = Vectors { n_cols: 2, values: vec![1.0; 10] };
    for (vectors, reason) in [
        (None, "The corpus has no vectors: open a .npy file together with the texts, or cluster by words"),
        (Some(few), "10 values are not vectors of 2 columns for 80 documents: cluster by words"),
    ] {
        let corpus = Corpus { vectors: vectors.map(Arc::new), ..corpus.with_documents(corpus.documents.clone()) };
        let (outcome, _) = outcome_of(job(&Arc::new(corpus)));
        let Outcome::Failed(told) = outcome else { panic!("{outcome:?}") };
        assert_eq!(told, reason);
    }
}

#[test]
fn a_run_takes_what_is_vectorised_in_the_same_way() {
    let (corpus, params) = corpus();
    let vectorized = vectorize_corpus(&corpus, &params, &()).unwrap();
    let run = |params: RunParams, known: VectorizeParams| {
        let vectorized = Some((known, Arc::clone(&vectorized)));
        let (outcome, _) = outcome_of(Job::Run {
            corpus: Arc::clone(&corpus),
            params: Box::new(params),
            grouping: Grouping::default(),
            vectorized,
        });
        let Outcome::Analysed(found, _) = outcome else { panic!("{outcome:?}") };
        found
    };
    assert!(Arc::ptr_eq(&run(params.clone(), params.vectorize.clone()).vectorized, &vectorized));
    let other = VectorizeParams { min_df: 3, ..params.vectorize.clone() };
    assert!(!Arc::ptr_eq(&run(params, other).vectorized, &vectorized));
}

#[test]
fn a_corpus_is_opened() {
    let folder = tempdir().unwrap();
    let source = CorpusSource::Paths(vec![write(folder.path(), "a.txt", "alpha\nbeta\n")]);
    let (outcome, _) = outcome_of(Job::Open { source, options: ReadOptions::default() });
    let Outcome::Opened(corpus) = outcome else { panic!("{outcome:?}") };
    assert_eq!(corpus.documents.len(), 2);
}

#[test]
fn what_cannot_be_opened_fails_with_its_reason() {
    let source = CorpusSource::Paths(vec![PathBuf::from("/nowhere/at all.txt")]);
    let (outcome, _) = outcome_of(Job::Open { source, options: ReadOptions::default() });
    let Outcome::Failed(reason) = outcome else { panic!("{outcome:?}") };
    assert!(reason.starts_with("Cannot read: ") && reason.ends_with("/nowhere/at all.txt"), "{reason}");
}

#[test]
fn an_impossible_run_fails_with_its_reason() {
    let (corpus, mut params) = corpus();
    params.cluster.n_clusters = 0;
    let (outcome, _) =
        outcome_of(Job::Run { corpus, params: Box::new(params), grouping: Grouping::default(), vectorized: None });
    let Outcome::Failed(reason) = outcome else { panic!("{outcome:?}") };
    assert_eq!(reason, "Cannot make 0 clusters from 80 documents: choose at least 1");
}

#[test]
fn a_panic_fails_the_job_and_not_the_program() {
    // Only the one term of the bag may be named: the engine is right to panic.
    let bag = BagOfWords { terms: vec!["alpha".to_owned()], rows: vec![vec![(5, 1.0)]], counts: true };
    let corpus = Corpus { documents: vec![Document::default()].into(), bag: Some(bag.into()), ..Corpus::default() };
    let params = RunParams::default_for(&corpus);
    let (outcome, _) = outcome_of(Job::Run {
        corpus: Arc::new(corpus),
        params: Box::new(params),
        grouping: Grouping::default(),
        vectorized: None,
    });
    let Outcome::Failed(reason) = outcome else { panic!("{outcome:?}") };
    assert!(reason.starts_with("The program made a mistake; what you had is unchanged. Please report: "), "{reason}");
}

#[test]
fn a_cancelled_run_keeps_its_last_complete_iteration() {
    // The first wake, which comes when the first iteration is drawn at the latest, waits until the job is cancelled.
    let gate = Arc::new(Mutex::new(()));
    let (wake, wakes) = wake();
    let at_gate = Arc::clone(&gate);
    let gated: Wake = Arc::new(move || {
        drop(at_gate.lock());
        wake();
    });
    let closed = gate.lock().unwrap();
    let worker = Worker::start(run_job(), gated).unwrap();
    worker.cancel();
    assert!(worker.is_cancelled());
    drop(closed);
    match wait(&worker, &wakes) {
        Outcome::Cancelled => {}
        Outcome::Analysed(analysis, _) => assert_eq!(analysis.clustering.stop, Stop::Cancelled),
        other => panic!("{other:?}"),
    }
}

#[test]
fn dropping_a_worker_ends_its_job() {
    let (wake, wakes) = wake();
    drop(Worker::start(run_job(), wake).unwrap());
    let end = std::iter::repeat_with(|| wakes.recv_timeout(PATIENCE)).find_map(Result::err);
    assert_eq!(end, Some(RecvTimeoutError::Disconnected));
}

#[test]
fn stopping_a_worker_waits_for_the_end_of_its_job() {
    let (corpus, mut params) = corpus();
    params.cluster = Params { max_iterations: 1_000_000, ..params.cluster };
    let (wake, wakes) = wake();
    Worker::start(Job::Run { corpus, params: Box::new(params), grouping: Grouping::default(), vectorized: None }, wake)
        .unwrap()
        .stop();
    let end = std::iter::repeat_with(|| wakes.try_recv()).find_map(Result::err);
    assert_eq!(end, Some(TryRecvError::Disconnected));
}

#[test]
fn documents_are_listed() {
    let (corpus, _) = corpus();
    let analysis = analysis();
    let profile = Arc::clone(&analysis.profiles.clusters[0]);
    let n_documents = analysis.clustering.sizes[0] as usize;
    let homes = Arc::clone(initial_topics(&analysis).homes());
    let request = ListRequest {
        documents: None,
        own: vec![Some(TopicId(0))],
        topics: vec![(TopicId(0), profile)],
        sort: DocumentSort::MostTypical,
        folded: true,
    };
    let (outcome, _) = outcome_of(Job::List { corpus, analysis, homes, request });
    let Outcome::Listed(listed) = outcome else { panic!("{outcome:?}") };
    assert_eq!(listed.documents.len(), n_documents);
}

#[test]
fn the_pulls_on_a_document_are_found() {
    let analysis = analysis();
    let clusters = analysis.profiles.clusters.iter().enumerate();
    let topics = clusters.map(|(id, profile)| (TopicId(id as u32), Arc::clone(profile))).collect();
    let own = analysis.clustering.labels[3].map(|cluster| TopicId(cluster.0)).unwrap();
    let job = Job::Pull { analysis, document: DocId(3), own, topics };
    let (Outcome::Pulled(Some(pull)), _) = outcome_of(job) else { panic!("no pull") };
    let (rival, cosine) = pull.runner_up.unwrap();
    assert_ne!(rival, own);
    let sum: f64 = pull.terms.iter().map(|term| term.pull).sum();
    assert!((sum - (pull.similarity - cosine)).abs() < 1e-9, "{sum}");
}

#[test]
fn documents_are_searched() {
    let corpus = Arc::new(lines_corpus("cold water\nwarm bread\nCOLD snow"));
    let (outcome, worker) = outcome_of(Job::Search { corpus, vectorized: None, query: "Cold".to_owned() });
    assert!(matches!(outcome, Outcome::Searched), "{outcome:?}");
    assert_eq!(worker.take_found(), [DocId(0), DocId(2)]);
    assert_eq!(worker.take_found(), [], "each is given once");
}
