//! What came from where: the topics as they are, held against the clusters that they began as.

use std::collections::BTreeMap;

use super::{Origin, Place, TopicId, TopicSet};
use crate::cluster::ClusterId;

/// A topic whose documents are not those of the cluster that it began as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origins {
    pub topic: TopicId,
    pub in_trash: bool,
    /// Clusters that its documents were in, with their number, the largest first; `None` for unassigned ones.
    pub from: Vec<(Option<ClusterId>, u32)>,
}

/// How the topics differ from the start.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// The largest first.
    pub changed: Vec<Origins>,
    /// Topics that hold exactly the documents of their cluster.
    pub n_unchanged: usize,
}

/// Compares the topics with `labels`, the clusters of the documents.
pub fn compare_with_start(set: &TopicSet, labels: &[Option<ClusterId>]) -> Comparison {
    let outermost = set.outermost_of_all();
    let mut flows: BTreeMap<TopicId, BTreeMap<Option<ClusterId>, u32>> = BTreeMap::new();
    let mut cluster_sizes: BTreeMap<ClusterId, u32> = BTreeMap::new();
    for (label, home) in labels.iter().zip(set.homes().iter()) {
        if let Some(topic) = home.and_then(|home| outermost[home.index()]) {
            *flows.entry(topic).or_default().entry(*label).or_default() += 1;
        }
        if let Some(cluster) = label {
            *cluster_sizes.entry(*cluster).or_default() += 1;
        }
    }
    let mut comparison = Comparison::default();
    for (topic, from) in flows {
        let is_open = set.get(topic).is_some_and(|topic| topic.place == Place::Open);
        let is_whole = match set.get(topic).map(|topic| topic.origin) {
            Some(Origin::Cluster(own)) => from.len() == 1 && from.get(&Some(own)) == cluster_sizes.get(&own),
            _ => false,
        };
        if is_whole && is_open {
            comparison.n_unchanged += 1;
            continue;
        }
        let mut from: Vec<(Option<ClusterId>, u32)> = from.into_iter().collect();
        from.sort_by_key(|&(cluster, n)| (std::cmp::Reverse(n), cluster));
        comparison.changed.push(Origins { topic, in_trash: !is_open, from });
    }
    let n_documents = |origins: &Origins| origins.from.iter().map(|&(_, n)| n).sum::<u32>();
    comparison.changed.sort_by_key(|origins| (std::cmp::Reverse(n_documents(origins)), origins.topic));
    comparison
}
