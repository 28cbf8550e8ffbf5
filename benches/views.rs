//! What comes after the clustering, in the numbers of clusters that researchers ask for: `cargo bench --bench views`.
//!
//! Clusters are the topics that the documents were made of, so that nothing is clustered here. `large` in
//! `MUNGCHI_BENCH_SIZE` takes a million documents rather than a tenth of them.

#[path = "shared/synthetic.rs"]
mod synthetic;

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use divan::Bencher;
use mungchi::cluster::{ClusterId, Clustering, Stop};
use mungchi::corpus::vocabulary::TermSet;
use mungchi::layout::order::leaf_order;
use mungchi::layout::pca::project;
use mungchi::matrix::UnitRows;
use mungchi::topics::keywords::{TermScore, proportion_keywords, ranked_terms_of_all};
use mungchi::topics::leaves::LeafProfiles;
use mungchi::topics::merge_tree::{Linkage, MergeTree};
use mungchi::topics::profile::{ClusterProfiles, Profile};
use mungchi::topics::similarity::{Measure, Similarities};
use mungchi::topics::{TopicId, TopicSet};

use synthetic::Synthetic;

const NUMBERS_OF_CLUSTERS: [usize; 3] = [500, 1000, 2000];

/// Keywords of a list.
const N_KEYWORDS: usize = 30;

fn main() {
    divan::main();
}

/// Clustered documents with all that is derived from them.
struct Example {
    rows: UnitRows,
    clustering: Clustering,
    profiles: Arc<ClusterProfiles>,
    set: TopicSet,
    topics: Vec<TopicId>,
    similarities: Similarities,
    tree: MergeTree,
}

impl Example {
    /// The one with so many clusters, made when it is first asked for.
    fn of(n_clusters: usize) -> Arc<Self> {
        static KNOWN: LazyLock<Mutex<BTreeMap<usize, Arc<Example>>>> = LazyLock::new(Mutex::default);
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(known.entry(n_clusters).or_insert_with(|| Arc::new(Self::new(n_clusters))))
    }

    fn new(n_clusters: usize) -> Self {
        let is_large = std::env::var("MUNGCHI_BENCH_SIZE").is_ok_and(|size| size == "large");
        let n_documents = if is_large { 1_000_000 } else { 100_000 };
        let synthetic = Synthetic { n_documents, n_terms: 50_000, terms_a_document: 80, n_topics: n_clusters, seed: 1 };
        let (rows, topics_of_rows) = synthetic.make();
        let clustering = clustering_of(&topics_of_rows, n_clusters);
        let profiles = Arc::new(ClusterProfiles::new(&rows, &clustering, &()).expect("nobody cancels"));
        let set = TopicSet::new(clustering.n_clusters(), &clustering.labels);
        let topics: Vec<TopicId> = set.open().collect();
        let leaves = LeafProfiles::new(Arc::clone(&profiles));
        let similarities = Similarities::new(Measure::default(), topics.clone(), &set, &leaves);
        let tree = MergeTree::new(&similarities, Linkage::Average);
        Self { rows, clustering, profiles, set, topics, similarities, tree }
    }

    fn clusters(&self) -> Vec<&Profile> {
        self.profiles.clusters.iter().map(AsRef::as_ref).collect()
    }
}

/// The documents in the topics they were made of, as if that were what k-means had found.
fn clustering_of(topics: &[u32], n_clusters: usize) -> Clustering {
    let mut sizes = vec![0; n_clusters];
    topics.iter().for_each(|&topic| sizes[topic as usize] += 1);
    Clustering {
        labels: topics.iter().map(|&topic| Some(ClusterId(topic))).collect(),
        sizes,
        objective: 0.0,
        iterations: Vec::new(),
        stop: Stop::MaxIterations,
        n_dropped: 0,
        reduced_from: None,
    }
}

/// Sums of all clusters and all of their products, in both spaces.
#[divan::bench(args = NUMBERS_OF_CLUSTERS, sample_count = 3)]
fn profiles_and_gram(bencher: Bencher<'_, '_>, n_clusters: usize) {
    let example = Example::of(n_clusters);
    bencher.bench(|| ClusterProfiles::new(&example.rows, &example.clustering, &()).expect("nobody cancels"));
}

#[divan::bench(args = NUMBERS_OF_CLUSTERS, sample_count = 5)]
fn pca(bencher: Bencher<'_, '_>, n_clusters: usize) {
    let example = Example::of(n_clusters);
    bencher.bench(|| project(&example.profiles.cosines(), n_clusters));
}

/// By both measures that the window shows.
#[divan::bench(args = NUMBERS_OF_CLUSTERS, sample_count = 5)]
fn similarities(bencher: Bencher<'_, '_>, n_clusters: usize) {
    let example = Example::of(n_clusters);
    bencher.bench(|| {
        let leaves = LeafProfiles::new(Arc::clone(&example.profiles));
        let of = |measure| Similarities::new(measure, example.topics.clone(), &example.set, &leaves);
        [Measure::CentredHellinger, Measure::Cosine].map(of)
    });
}

#[divan::bench(args = NUMBERS_OF_CLUSTERS, sample_count = 5)]
fn merge_tree(bencher: Bencher<'_, '_>, n_clusters: usize) {
    let example = Example::of(n_clusters);
    bencher.bench(|| MergeTree::new(&example.similarities, Linkage::Average));
}

/// Optimal up to 1,000 leaves, greedy above.
#[divan::bench(args = NUMBERS_OF_CLUSTERS, sample_count = 5)]
fn order(bencher: Bencher<'_, '_>, n_clusters: usize) {
    let example = Example::of(n_clusters);
    bencher.bench(|| leaf_order(&example.tree, &example.similarities));
}

#[divan::bench(args = NUMBERS_OF_CLUSTERS, sample_count = 5)]
fn keywords_by_proportion(bencher: Bencher<'_, '_>, n_clusters: usize) {
    all_keywords(bencher, n_clusters, TermScore::Proportion);
}

#[divan::bench(args = NUMBERS_OF_CLUSTERS, sample_count = 5)]
fn keywords_by_relevance(bencher: Bencher<'_, '_>, n_clusters: usize) {
    all_keywords(bencher, n_clusters, TermScore::Relevance { lambda: 0.6 });
}

#[divan::bench(args = NUMBERS_OF_CLUSTERS, sample_count = 5)]
fn keywords_by_c_tf_idf(bencher: Bencher<'_, '_>, n_clusters: usize) {
    all_keywords(bencher, n_clusters, TermScore::CTfIdf);
}

#[divan::bench(args = NUMBERS_OF_CLUSTERS, sample_count = 5)]
fn keywords_by_log_odds(bencher: Bencher<'_, '_>, n_clusters: usize) {
    all_keywords(bencher, n_clusters, TermScore::LogOdds);
}

fn all_keywords(bencher: Bencher<'_, '_>, n_clusters: usize, score: TermScore) {
    let example = Example::of(n_clusters);
    let (clusters, corpus) = (example.clusters(), &example.profiles.corpus);
    bencher.bench(|| ranked_terms_of_all(score, &clusters, corpus, &TermSet::default(), N_KEYWORDS));
}

/// What a merge of two topics changes: the sums of both and their keywords.
#[divan::bench(args = NUMBERS_OF_CLUSTERS)]
fn keywords_after_a_merge(bencher: Bencher<'_, '_>, n_clusters: usize) {
    let example = Example::of(n_clusters);
    let clusters = example.clusters();
    bencher.bench(|| {
        let merged = Profile::sum_of(&clusters[..2]);
        proportion_keywords(&merged, &example.profiles.corpus, &TermSet::default(), N_KEYWORDS)
    });
}
