//! In which order alike topics would join, and which groups a threshold cuts out of that.

use kodama::{Method, linkage};
use serde::{Deserialize, Serialize};

use super::similarity::Similarities;
use super::{TopicId, TopicSet};

/// How groups are cut out of similarities at a threshold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum GroupingRule {
    Average,
    Single,
    Complete,
    /// The reference library's rule, see [`greedy_groups`].
    Greedy,
}

/// How alike two groups are, from how alike their members are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Linkage {
    /// The mean over all pairs.
    Average,
    /// The most similar pair: chains easily.
    Single,
    /// The least similar pair.
    Complete,
}

/// A binary tree over topics; a leaf is a place in [`Similarities`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MergeTree {
    n_leaves: usize,
    /// By falling similarity. Join `i` makes the node `n_leaves + i`.
    pub joins: Vec<Join>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Join {
    /// Leaves, or nodes made by earlier joins.
    pub children: [usize; 2],
    /// Linkage similarity of the children.
    pub similarity: f64,
}

impl MergeTree {
    /// The tree of all topics, in which those that the researcher keeps apart, or locked, join last and below any threshold.
    ///
    /// Their pairs count as so far apart that no mean over a group outweighs one of them; single linkage, which looks at
    /// the nearest pair only, cannot keep topics apart.
    pub fn respecting(set: &TopicSet, similarities: &Similarities, method: Linkage) -> Self {
        let place = |id: TopicId| set.outermost(id).and_then(|id| similarities.place(id));
        let marked = set.different().iter().filter_map(|pair| Some((place(pair.low())?, place(pair.high())?)));
        let locked = |id: TopicId| set.get(id).is_some_and(|topic| topic.locked);
        let locked = (0..similarities.len()).filter(|&place| locked(similarities.topics[place]));
        let alone = locked.flat_map(|a| (0..similarities.len()).map(move |b| (a, b)));
        let apart: Vec<(usize, usize)> = marked.chain(alone).filter(|(a, b)| a != b).collect();
        Self::with_apart(similarities, &apart, method)
    }

    /// The tree of all topics.
    pub fn new(similarities: &Similarities, method: Linkage) -> Self {
        Self::with_apart(similarities, &[], method)
    }

    /// Müllner: *Modern hierarchical, agglomerative clustering algorithms* (2011), as the crate `kodama` carries it out.
    fn with_apart(similarities: &Similarities, apart: &[(usize, usize)], method: Linkage) -> Self {
        let n_leaves = similarities.len();
        let mut distances = Vec::with_capacity(n_leaves * n_leaves.saturating_sub(1) / 2);
        for a in 0..n_leaves {
            distances.extend((a + 1..n_leaves).map(|b| 1.0 - f64::from(similarities.at(a, b))));
        }
        for &(a, b) in apart {
            let (a, b) = (a.min(b), a.max(b));
            // Row `a` of the condensed triangle begins after the `n − 1`, `n − 2` … pairs of the rows before.
            distances[a * n_leaves - a * (a + 1) / 2 + b - a - 1] = (n_leaves * n_leaves) as f64 + 1.0;
        }
        let method = match method {
            Linkage::Average => Method::Average,
            Linkage::Single => Method::Single,
            Linkage::Complete => Method::Complete,
        };
        let tree = linkage(&mut distances, n_leaves, method);
        let join = |step: &kodama::Step<f64>| Join {
            children: [step.cluster1, step.cluster2],
            similarity: 1.0 - step.dissimilarity,
        };
        Self { n_leaves, joins: tree.steps().iter().map(join).collect() }
    }

    pub fn n_leaves(&self) -> usize {
        self.n_leaves
    }

    /// The leaves that join at a similarity of `threshold` or more, as groups of at least two; ascending leaves, groups
    /// by their first leaf.
    pub fn groups_above(&self, threshold: f64) -> Vec<Vec<usize>> {
        let mut of_node: Vec<Vec<usize>> = (0..self.n_leaves).map(|leaf| vec![leaf]).collect();
        for join in self.joins.iter().take_while(|join| join.similarity >= threshold) {
            let [a, b] = join.children.map(|node| std::mem::take(&mut of_node[node]));
            of_node.push([a, b].concat());
        }
        let mut groups: Vec<Vec<usize>> = of_node.into_iter().filter(|leaves| leaves.len() > 1).collect();
        groups.iter_mut().for_each(|leaves| leaves.sort_unstable());
        groups.sort_unstable();
        groups
    }

    /// The number of groups and single leaves that remain at `threshold`.
    pub fn n_left_at(&self, threshold: f64) -> usize {
        self.n_leaves - self.joins.partition_point(|join| join.similarity >= threshold)
    }
}

/// The grouping of soyclustering's `merge_close_clusters`, for comparison: topics by falling size, each joins the group
/// whose members are most similar on average if that is `threshold` or more, or else opens one; none is looked at again.
/// Groups do not nest as the threshold moves. Gives groups of at least two, in the order of [`MergeTree::groups_above`].
pub fn greedy_groups(similarities: &Similarities, sizes: &[u32], threshold: f64) -> Vec<Vec<usize>> {
    let mut largest_first: Vec<usize> = (0..similarities.len()).collect();
    largest_first.sort_by_key(|&place| std::cmp::Reverse(sizes[place]));
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for place in largest_first {
        let mean = |group: &[usize]| {
            group.iter().map(|&member| f64::from(similarities.at(place, member))).sum::<f64>() / group.len() as f64
        };
        let means = groups.iter().map(|group| mean(group)).enumerate();
        let best = means.max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
        match best {
            Some((group, similarity)) if similarity >= threshold => groups[group].push(place),
            _ => groups.push(vec![place]),
        }
    }
    groups.retain(|group| group.len() > 1);
    groups.iter_mut().for_each(|group| group.sort_unstable());
    groups.sort_unstable();
    groups
}

impl GroupingRule {
    /// Groups of at least two places in `similarities` that join at `threshold` or above; `sizes` by place.
    pub fn groups_above(self, similarities: &Similarities, sizes: &[u32], threshold: f64) -> Vec<Vec<usize>> {
        let cut = |method| MergeTree::new(similarities, method).groups_above(threshold);
        match self {
            Self::Average => cut(Linkage::Average),
            Self::Single => cut(Linkage::Single),
            Self::Complete => cut(Linkage::Complete),
            Self::Greedy => greedy_groups(similarities, sizes, threshold),
        }
    }
}

/// The least similar pair of a group: where a chain would break.
pub fn weakest_link(similarities: &Similarities, group: &[usize]) -> Option<(usize, usize, f32)> {
    let pairs = group.iter().enumerate().flat_map(|(i, &a)| group[i + 1..].iter().map(move |&b| (a, b)));
    let linked = pairs.map(|(a, b)| (a, b, similarities.at(a, b)));
    linked.min_by(|a, b| a.2.total_cmp(&b.2))
}
