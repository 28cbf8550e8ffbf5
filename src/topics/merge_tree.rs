//! In which order alike topics would join, and which groups a threshold cuts out of that.

use kodama::{Method, linkage};
use serde::{Deserialize, Serialize};

use super::similarity::{Measure, Similarities};
use super::{TopicId, TopicSet};

/// How groups are cut out of similarities at a threshold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum GroupingRule {
    #[default]
    Average,
    Single,
    Complete,
    /// The reference library's rule, see [`greedy_groups`].
    Greedy,
}

/// What is alike, and how groups are cut out of that.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Grouping {
    pub measure: Measure,
    pub rule: GroupingRule,
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

/// Pairs of places that no group may hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Apart {
    /// By place: the places that must stay apart from it, ascending.
    of_place: Vec<Vec<usize>>,
    /// By place: whether it stays alone.
    alone: Vec<bool>,
}

impl Apart {
    /// What the researcher keeps apart, or locked, among the topics of `similarities`.
    pub fn new(set: &TopicSet, similarities: &Similarities) -> Self {
        let place = |id: TopicId| set.outermost(id).and_then(|id| similarities.place(id));
        let mut of_place = vec![Vec::new(); similarities.len()];
        let marked = set.different().iter().filter_map(|pair| Some((place(pair.low())?, place(pair.high())?)));
        for (a, b) in marked.filter(|(a, b)| a != b) {
            of_place[a].push(b);
            of_place[b].push(a);
        }
        of_place.iter_mut().for_each(|places| places.sort_unstable());
        let alone = similarities.topics.iter().map(|&id| set.get(id).is_some_and(|topic| topic.locked)).collect();
        Self { of_place, alone }
    }

    pub fn is_empty(&self) -> bool {
        self.of_place.iter().all(Vec::is_empty) && !self.alone.contains(&true)
    }

    /// Whether two places may be in one group.
    pub fn allows(&self, a: usize, b: usize) -> bool {
        let is_alone = |place: usize| self.alone.get(place).is_some_and(|alone| *alone);
        let is_marked = || self.of_place.get(a).is_some_and(|others| others.binary_search(&b).is_ok());
        !is_alone(a) && !is_alone(b) && !is_marked()
    }

    /// Whether two groups may become one.
    fn allows_all(&self, a: &[usize], b: &[usize]) -> bool {
        a.iter().all(|&a| b.iter().all(|&b| self.allows(a, b)))
    }

    fn pairs(&self) -> impl Iterator<Item = (usize, usize)> {
        let n = self.of_place.len();
        let marked = self.of_place.iter().enumerate().flat_map(|(a, others)| others.iter().map(move |&b| (a, b)));
        let alone = (0..n).filter(|&place| self.alone[place]).flat_map(move |a| (0..n).map(move |b| (a, b)));
        marked.chain(alone).filter(|(a, b)| a != b)
    }
}

impl MergeTree {
    /// The tree of all topics, in which those that are to stay `apart` join last and below any threshold.
    ///
    /// For average and complete linkage their pairs count as so far apart that no mean over a group outweighs one of them.
    /// Single linkage looks at the nearest pair only: there a link that would bring a kept pair together is passed over.
    pub fn respecting(apart: &Apart, similarities: &Similarities, method: Linkage) -> Self {
        if method == Linkage::Single && !apart.is_empty() {
            return Self::of_links(similarities, apart);
        }
        let pairs: Vec<(usize, usize)> = apart.pairs().collect();
        Self::with_apart(similarities, &pairs, method)
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

    /// Single linkage along the links of a maximum spanning tree, from the most similar on; a link between groups that must
    /// stay apart is passed over, and what is left in the end joins at [`APART`].
    fn of_links(similarities: &Similarities, apart: &Apart) -> Self {
        let n_leaves = similarities.len();
        let mut links = spanning_links(similarities);
        links.sort_by(|a, b| b.2.total_cmp(&a.2).then((a.0, a.1).cmp(&(b.0, b.1))));
        let mut tree = Self { n_leaves, joins: Vec::new() };
        // Each group under the node that holds it; leaves know their node.
        let mut members: Vec<Vec<usize>> = (0..n_leaves).map(|leaf| vec![leaf]).collect();
        let mut node_of: Vec<usize> = (0..n_leaves).collect();
        let mut join =
            |a: usize, b: usize, similarity: f64, members: &mut Vec<Vec<usize>>, node_of: &mut Vec<usize>| {
                let children = [node_of[a].min(node_of[b]), node_of[a].max(node_of[b])];
                let group = children.map(|node| std::mem::take(&mut members[node])).concat();
                group.iter().for_each(|&leaf| node_of[leaf] = members.len());
                members.push(group);
                tree.joins.push(Join { children, similarity });
            };
        for (a, b, similarity) in links {
            if apart.allows_all(&members[node_of[a]], &members[node_of[b]]) {
                join(a, b, f64::from(similarity), &mut members, &mut node_of);
            }
        }
        for leaf in 1..n_leaves {
            if node_of[leaf] != node_of[0] {
                join(0, leaf, APART, &mut members, &mut node_of);
            }
        }
        tree
    }

    pub fn n_leaves(&self) -> usize {
        self.n_leaves
    }

    /// The children of an inner node.
    pub fn join_of(&self, node: usize) -> Option<&Join> {
        self.joins.get(node.checked_sub(self.n_leaves)?)
    }

    /// The leaves below a node.
    pub fn leaves_below(&self, node: usize) -> Vec<usize> {
        let mut open = vec![node];
        let mut leaves = Vec::new();
        while let Some(node) = open.pop() {
            match self.join_of(node) {
                Some(join) => open.extend(join.children),
                None => leaves.push(node),
            }
        }
        leaves.sort_unstable();
        leaves
    }

    /// The leaves that join at a similarity of `threshold` or more, as groups of at least two; ascending leaves, groups
    /// by their first leaf.
    pub fn groups_above(&self, threshold: f64) -> Vec<Vec<usize>> {
        let n_joined = self.joins.partition_point(|join| join.similarity >= threshold);
        // The topmost node over each that is joined; a parent comes after its children.
        let mut top: Vec<usize> = (0..self.n_leaves + n_joined).collect();
        for (place, join) in self.joins[..n_joined].iter().enumerate().rev() {
            let own = top[self.n_leaves + place];
            join.children.iter().for_each(|&child| top[child] = own);
        }
        let mut of_top: Vec<Vec<usize>> = vec![Vec::new(); top.len()];
        (0..self.n_leaves).for_each(|leaf| of_top[top[leaf]].push(leaf));
        let mut groups: Vec<Vec<usize>> = of_top.into_iter().filter(|leaves| leaves.len() > 1).collect();
        groups.sort_unstable();
        groups
    }

    /// The number of groups and single leaves that remain at `threshold`.
    pub fn n_left_at(&self, threshold: f64) -> usize {
        self.n_leaves - self.joins.partition_point(|join| join.similarity >= threshold)
    }
}

/// The similarity at which topics join that must stay apart: below any threshold.
const APART: f64 = -1e9;

/// The links `(a, b, similarity)` of a maximum spanning tree (Prim 1957, for a dense matrix).
fn spanning_links(similarities: &Similarities) -> Vec<(usize, usize, f32)> {
    let n = similarities.len();
    let mut links = Vec::with_capacity(n.saturating_sub(1));
    let mut nearest: Vec<(f32, usize)> = vec![(f32::NEG_INFINITY, 0); n];
    let mut is_in = vec![false; n];
    let mut newest = 0;
    while links.len() + 1 < n {
        is_in[newest] = true;
        let row = similarities.row(newest);
        for place in (0..n).filter(|&place| !is_in[place]) {
            if row[place] > nearest[place].0 {
                nearest[place] = (row[place], newest);
            }
        }
        let outside = (0..n).filter(|&place| !is_in[place]);
        let Some(next) = outside.max_by(|&a, &b| nearest[a].0.total_cmp(&nearest[b].0).then(b.cmp(&a))) else { break };
        links.push((next.min(nearest[next].1), next.max(nearest[next].1), nearest[next].0));
        newest = next;
    }
    links
}

/// The grouping of soyclustering's `merge_close_clusters`, for comparison: topics by falling size, each joins the group
/// whose members are most similar on average if that is `threshold` or more, or else opens one; none is looked at again.
/// Groups do not nest as the threshold moves. Gives groups of at least two, in the order of [`MergeTree::groups_above`].
pub fn greedy_groups(similarities: &Similarities, apart: &Apart, sizes: &[u32], threshold: f64) -> Vec<Vec<usize>> {
    let mut largest_first: Vec<usize> = (0..similarities.len()).collect();
    largest_first.sort_by_key(|&place| std::cmp::Reverse(sizes[place]));
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for place in largest_first {
        let row = similarities.row(place);
        let mean =
            |group: &[usize]| group.iter().map(|&member| f64::from(row[member])).sum::<f64>() / group.len() as f64;
        let means = groups.iter().map(|group| mean(group)).enumerate();
        let joinable = means.filter(|&(group, mean)| mean >= threshold && apart.allows_all(&[place], &groups[group]));
        match joinable.max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0))) {
            Some((group, _)) => groups[group].push(place),
            None => groups.push(vec![place]),
        }
    }
    groups.retain(|group| group.len() > 1);
    groups.iter_mut().for_each(|group| group.sort_unstable());
    groups.sort_unstable();
    groups
}

impl GroupingRule {
    /// The linkage whose tree shows the topics' order of joining; the greedy rule has no tree and is shown average linkage's.
    pub fn linkage(self) -> Linkage {
        match self {
            Self::Average | Self::Greedy => Linkage::Average,
            Self::Single => Linkage::Single,
            Self::Complete => Linkage::Complete,
        }
    }

    /// Groups of at least two places in `similarities` that join at `threshold` or above; `sizes` by place.
    pub fn groups_above(self, similarities: &Similarities, sizes: &[u32], threshold: f64) -> Vec<Vec<usize>> {
        match self {
            Self::Greedy => greedy_groups(similarities, &Apart::default(), sizes, threshold),
            _ => MergeTree::new(similarities, self.linkage()).groups_above(threshold),
        }
    }
}

/// The least similar pair of a group: where a chain would break.
pub fn weakest_link(similarities: &Similarities, group: &[usize]) -> Option<(usize, usize, f32)> {
    let mut weakest: Option<(usize, usize, f32)> = None;
    for (place, &a) in group.iter().enumerate() {
        let row = similarities.row(a);
        for &b in &group[place + 1..] {
            if weakest.is_none_or(|(_, _, least)| row[b] < least) {
                weakest = Some((a, b, row[b]));
            }
        }
    }
    weakest
}
