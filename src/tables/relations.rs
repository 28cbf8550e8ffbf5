//! How the open topics relate: similarities of all pairs, the tree in which they would join, and their order in the heatmap.

use rustc_hash::FxHashSet;

use crate::layout::order::{leaf_order, steady_order};
use crate::topics::leaves::LeafProfiles;
use crate::topics::merge_tree::{Apart, Grouping, GroupingRule, MergeTree, greedy_groups};
use crate::topics::similarity::{Measure, Similarities};
use crate::topics::{TopicId, TopicSet};

#[derive(Clone, Debug, Default)]
pub struct Relations {
    pub grouping: Grouping,
    /// By the measure of the grouping, of all open topics, by ascending id.
    pub similarities: Similarities,
    /// Cosines of the centroids, if the measure is another.
    cosines: Option<Similarities>,
    apart: Apart,
    pub tree: MergeTree,
    /// Places in `similarities` in the order of the tree's leaves, from which no line of the tree crosses another.
    pub order: Vec<usize>,
    pub pairs: Pairs,
    cosine_pairs: Option<Pairs>,
    /// Steps of the curve "topics left against threshold": `(similarity, topics left at or above it)`, by rising
    /// similarity. Empty for the greedy rule until it was counted for these topics.
    pub curve: Vec<(f64, usize)>,
    /// The widest stretches of the curve on which no topic joins and at least a quarter has, by rising similarity.
    pub flat_stretches: Vec<FlatStretch>,
}

/// How the similarities of all pairs of topics spread: counted in narrow steps.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pairs {
    n_pairs: usize,
    /// Pairs in each of [`N_BINS`] equal steps from −1 to 1.
    bins: Vec<u32>,
}

/// Narrow enough that a quantile is right to 0.0005.
const N_BINS: usize = 4000;

/// Thresholds between which the number of topics stays as it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FlatStretch {
    pub from: f64,
    pub to: f64,
    pub n_left: usize,
}

/// Nothing but identical topics joins here.
pub const NO_MERGING: f64 = 1.0;

impl Relations {
    /// `sizes` gives the documents of a topic.
    pub fn new(
        topics: &TopicSet,
        leaves: &LeafProfiles,
        grouping: Grouping,
        n_documents: &dyn Fn(TopicId) -> u32,
    ) -> Self {
        let mut relations = Self { grouping, ..Self::default() };
        relations.compare(topics, leaves, &FxHashSet::default());
        relations.order = leaf_order(&relations.tree, &relations.similarities);
        if grouping.rule == GroupingRule::Greedy {
            relations.count_greedy(n_documents);
        }
        relations
    }

    /// Follows a change of the topics: only the `changed` ones and those that are new are compared, and the others keep
    /// their order as far as the tree lets them.
    pub fn follow(&mut self, topics: &TopicSet, leaves: &LeafProfiles, changed: &FxHashSet<TopicId>) {
        let mut place_before = vec![None; topics.n_ids()];
        for (place, &leaf) in self.order.iter().enumerate() {
            place_before[self.similarities.topics[leaf].index()] = Some(place);
        }
        self.compare(topics, leaves, changed);
        let before: Vec<Option<usize>> = self.similarities.topics.iter().map(|id| place_before[id.index()]).collect();
        self.order = steady_order(&self.tree, &before);
    }

    fn compare(&mut self, topics: &TopicSet, leaves: &LeafProfiles, changed: &FxHashSet<TopicId>) {
        let open: Vec<TopicId> = topics.open().collect();
        let measure = self.grouping.measure;
        let cosines_before = self.cosines.take();
        self.cosines = (measure != Measure::Cosine).then(|| {
            let before = cosines_before.unwrap_or_default();
            before.follow(Measure::Cosine, open.clone(), changed, topics, leaves)
        });
        self.similarities = self.similarities.follow(measure, open, changed, topics, leaves);
        self.relate(topics);
    }

    /// Makes the tree and the curve of the similarities as they are.
    fn relate(&mut self, topics: &TopicSet) {
        self.apart = Apart::new(topics, &self.similarities);
        self.tree = MergeTree::respecting(&self.apart, &self.similarities, self.grouping.rule.linkage());
        self.pairs = Pairs::new(&self.similarities);
        self.cosine_pairs = self.cosines.as_ref().map(Pairs::new);
        self.curve = match self.grouping.rule {
            GroupingRule::Greedy => Vec::new(),
            _ => curve_of(&self.tree),
        };
        self.flat_stretches = flat_stretches(&self.curve, self.tree.n_leaves());
    }

    pub fn len(&self) -> usize {
        self.similarities.len()
    }

    pub fn is_empty(&self) -> bool {
        self.similarities.is_empty()
    }

    /// Cosine of the centroids of two topics, whatever the measure is.
    pub fn cosine(&self, a: TopicId, b: TopicId) -> Option<f32> {
        self.values(true).between(a, b)
    }

    /// The measure's similarities, or the cosines of the centroids.
    pub fn values(&self, of_cosine: bool) -> &Similarities {
        self.cosines.as_ref().filter(|_| of_cosine).unwrap_or(&self.similarities)
    }

    /// How the [values](Self::values) of all pairs spread.
    pub fn pairs_of(&self, of_cosine: bool) -> &Pairs {
        self.cosine_pairs.as_ref().filter(|_| of_cosine).unwrap_or(&self.pairs)
    }

    /// How many pairs are at least as similar as these two topics, themselves included. Among very many pairs those that
    /// are as similar but for 0.0005 count as one: a place to the digit says nothing there, and takes long to find.
    pub fn rank(&self, a: TopicId, b: TopicId) -> Option<usize> {
        let similarity = self.similarities.between(a, b).filter(|_| a != b)?;
        if self.pairs.len() > MOST_COUNTED {
            return Some(self.pairs.n_above(similarity) + 1);
        }
        let above = |place: usize| self.similarities.row(place)[..place].iter().filter(|&&it| it > similarity).count();
        Some((0..self.len()).map(above).sum::<usize>() + 1)
    }

    /// A round similarity above which nothing joins: where scales of the threshold end.
    pub fn top(&self) -> f64 {
        let most = self.tree.joins.first().map_or(NO_MERGING, |join| join.similarity);
        ((most * 20.0).ceil() / 20.0).clamp(0.05, NO_MERGING)
    }

    /// The most similar pairs of topics that the researcher does not keep apart, `n` at most, the most similar first.
    pub fn closest_pairs(&self, n: usize) -> Vec<(TopicId, TopicId, f32)> {
        let mut closest: Vec<(f32, usize, usize)> = Vec::with_capacity(2 * n + 1);
        let mut least = f32::NEG_INFINITY;
        for a in 0..self.len() {
            for (b, &similarity) in self.similarities.row(a)[..a].iter().enumerate() {
                if similarity > least && self.apart.allows(a, b) {
                    closest.push((similarity, a, b));
                    if closest.len() > 2 * n {
                        keep_closest(&mut closest, n);
                        least = closest[n - 1].0;
                    }
                }
            }
        }
        keep_closest(&mut closest, n);
        let topic = |place: usize| self.similarities.topics[place];
        closest.into_iter().map(|(similarity, a, b)| (topic(b), topic(a), similarity)).collect()
    }

    /// Groups of at least two places in `similarities` that would join at `threshold` or above.
    pub fn groups_above(&self, threshold: f64, n_documents: &dyn Fn(TopicId) -> u32) -> Vec<Vec<usize>> {
        if threshold >= NO_MERGING {
            return Vec::new();
        }
        match self.grouping.rule {
            GroupingRule::Greedy => greedy_groups(&self.similarities, &self.apart, &self.sizes(n_documents), threshold),
            _ => self.tree.groups_above(threshold),
        }
    }

    fn sizes(&self, n_documents: &dyn Fn(TopicId) -> u32) -> Vec<u32> {
        self.similarities.topics.iter().map(|&id| n_documents(id)).collect()
    }

    /// The greedy rule has no tree: its curve is counted at [`GREEDY_STEPS`] thresholds.
    fn count_greedy(&mut self, n_documents: &dyn Fn(TopicId) -> u32) {
        let sizes = self.sizes(n_documents);
        let left = |threshold: f64| {
            let groups = greedy_groups(&self.similarities, &self.apart, &sizes, threshold);
            self.len() + groups.len() - groups.iter().map(Vec::len).sum::<usize>()
        };
        let thresholds = (0..GREEDY_STEPS).map(|step| step as f64 / GREEDY_STEPS as f64);
        let mut curve: Vec<(f64, usize)> = thresholds.map(|threshold| (threshold, left(threshold))).collect();
        curve.push((NO_MERGING, self.len()));
        self.curve = curve;
    }
}

fn keep_closest(pairs: &mut Vec<(f32, usize, usize)>, n: usize) {
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    pairs.truncate(n);
}

/// Thresholds between 0 and 1 at which the greedy rule is counted.
const GREEDY_STEPS: usize = 40;

/// Topics that are kept apart join below 0: no threshold gets there, and the curve does not either.
fn curve_of(tree: &MergeTree) -> Vec<(f64, usize)> {
    let joins = tree.joins.iter().enumerate().rev().filter(|(_, join)| join.similarity >= 0.0);
    let mut curve: Vec<(f64, usize)> =
        joins.map(|(place, join)| (join.similarity, tree.n_leaves() - place - 1)).collect();
    curve.push((NO_MERGING, tree.n_leaves()));
    curve
}

/// Flat stretches that are marked.
const N_STRETCHES: usize = 3;

/// Stretches narrower than this are not worth a mark.
const NARROWEST: f64 = 0.01;

fn flat_stretches(curve: &[(f64, usize)], n_topics: usize) -> Vec<FlatStretch> {
    // Between two steps the number is that of the upper one: what joins there has joined.
    let between = curve.windows(2).map(|pair| FlatStretch { from: pair[0].0, to: pair[1].0, n_left: pair[1].1 });
    let mut stretches: Vec<FlatStretch> = between
        .filter(|stretch| {
            stretch.n_left > 2 && 4 * stretch.n_left <= 3 * n_topics && stretch.to - stretch.from >= NARROWEST
        })
        .collect();
    stretches.sort_by(|a, b| (b.to - b.from).total_cmp(&(a.to - a.from)));
    stretches.truncate(N_STRETCHES);
    stretches.sort_by(|a, b| a.from.total_cmp(&b.from));
    stretches
}

/// Pairs that are gone through while the pointer moves.
const MOST_COUNTED: usize = 250_000;

impl Pairs {
    /// How many pairs are in the steps above that of a similarity.
    fn n_above(&self, similarity: f32) -> usize {
        let bin = bin_of(similarity);
        self.bins.get(bin + 1..).unwrap_or_default().iter().map(|&n| n as usize).sum()
    }

    fn new(similarities: &Similarities) -> Self {
        let n = similarities.len();
        let mut bins = vec![0; N_BINS];
        for place in 0..n {
            for similarity in &similarities.row(place)[..place] {
                bins[bin_of(*similarity)] += 1;
            }
        }
        Self { n_pairs: n * n.saturating_sub(1) / 2, bins }
    }

    pub fn len(&self) -> usize {
        self.n_pairs
    }

    pub fn is_empty(&self) -> bool {
        self.n_pairs == 0
    }

    /// The similarity below which about a share of all pairs lies.
    pub fn quantile(&self, share: f32) -> f32 {
        let wanted = (f64::from(share) * self.n_pairs as f64) as u64;
        let mut below = 0;
        let bin = self.bins.iter().position(|&n| {
            below += u64::from(n);
            below > wanted || below == self.n_pairs as u64
        });
        (bin.unwrap_or(0) as f32 + 0.5) / (N_BINS / 2) as f32 - 1.0
    }

    /// How many pairs fall into each of `n` equally wide steps from 0 to `top`, `n` being so few that a step is no narrower
    /// than 0.0005; those below 0 fall into none, and those above `top` neither.
    pub fn histogram(&self, n: usize, top: f64) -> Vec<u32> {
        let half = self.bins.len() / 2;
        let edge = |step: usize| half + (step as f64 * top * half as f64 / n as f64).round() as usize;
        (0..n).map(|step| self.bins.get(edge(step)..edge(step + 1)).unwrap_or_default().iter().sum()).collect()
    }
}

fn bin_of(similarity: f32) -> usize {
    (((similarity + 1.0) * (N_BINS / 2) as f32) as usize).min(N_BINS - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flat_stretches_are_the_widest_on_which_the_number_stays() {
        let curve = [(0.1, 1), (0.4, 2), (0.45, 3), (0.9, 4), (0.905, 5), (1.0, 6)];
        let found = flat_stretches(&curve, 7);
        assert_eq!(
            found,
            [FlatStretch { from: 0.4, to: 0.45, n_left: 3 }, FlatStretch { from: 0.45, to: 0.9, n_left: 4 }]
        );
    }

    #[test]
    fn pairs_are_counted_in_quantiles_and_a_histogram() {
        let values = vec![1.0, 0.6, -0.2, 0.6, 1.0, 0.3, -0.2, 0.3, 1.0];
        let similarities = Similarities::from_values((0..3).map(TopicId).collect(), values);
        let pairs = Pairs::new(&similarities);
        assert_eq!(pairs.len(), 3);
        for (share, similarity) in [(0.0, -0.2_f32), (0.5, 0.3), (1.0, 0.6)] {
            assert!((pairs.quantile(share) - similarity).abs() < 1e-3, "{share}");
        }
        assert_eq!(pairs.histogram(4, 1.0), [0, 1, 1, 0]);
        assert!(Pairs::default().is_empty() && Pairs::default().quantile(0.5).is_finite());
    }
}
