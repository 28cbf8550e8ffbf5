//! The known classes of a corpus' documents, and how well clusters agree with them.

use std::collections::BTreeMap;
use std::sync::Arc;

use mungchi::cluster::{ClusterId, Clustering};
use mungchi::corpus::Corpus;

/// Classes by document, numbered as they first occur.
pub fn classes_of(corpus: &Corpus) -> (Vec<Option<usize>>, usize) {
    let mut places: BTreeMap<Arc<str>, usize> = BTreeMap::new();
    let documents = corpus.documents.here().expect("a corpus that was read is in memory");
    let class = |label: &Arc<str>| {
        let n = places.len();
        *places.entry(Arc::clone(label)).or_insert(n)
    };
    let mut class = class;
    let classes = documents.iter().map(|document| document.label.as_ref().map(&mut class)).collect();
    (classes, places.len())
}

/// The number of each document's cluster.
pub fn clusters_of(clustering: &Clustering) -> Vec<Option<usize>> {
    clustering.labels.iter().map(|label| label.map(ClusterId::index)).collect()
}

/// Normalised mutual information of two partitions, over what is in both: `2 I / (H₁ + H₂)`, as scikit-learn's default.
///
/// Strehl, Ghosh: *Cluster ensembles*, Journal of Machine Learning Research 3 (2002), divides by the geometric mean.
pub fn nmi(groups: &[Option<usize>], classes: &[Option<usize>]) -> f64 {
    let (mut both, mut ours, mut theirs) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    let mut n = 0.0;
    for pair in groups.iter().zip(classes) {
        let (&Some(group), &Some(class)) = pair else { continue };
        *both.entry((group, class)).or_insert(0.0) += 1.0;
        *ours.entry(group).or_insert(0.0) += 1.0;
        *theirs.entry(class).or_insert(0.0) += 1.0;
        n += 1.0;
    }
    let entropy =
        |counts: &BTreeMap<usize, f64>| counts.values().map(|count| -count / n * (count / n).ln()).sum::<f64>();
    let information: f64 =
        both.iter().map(|((group, class), count)| count / n * (count * n / (ours[group] * theirs[class])).ln()).sum();
    let entropies = entropy(&ours) + entropy(&theirs);
    if entropies > 0.0 { 2.0 * information / entropies } else { 1.0 }
}
