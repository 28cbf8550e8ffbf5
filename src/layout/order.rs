//! The order of the heatmap's rows: leaves of the merge tree, so that groups show as blocks.

use std::ops::Range;

use crate::topics::merge_tree::MergeTree;
use crate::topics::similarity::Similarities;

/// Above this number of leaves the best order, whose time grows with the cube, gives way to a good one.
const LARGEST_OPTIMAL: usize = 1000;

/// The leaves of `tree` in an order without crossings in which neighbours are as similar as they can be; above 1,000
/// leaves, in which the ends of joined groups are.
pub fn leaf_order(tree: &MergeTree, similarities: &Similarities) -> Vec<usize> {
    if tree.n_leaves() <= LARGEST_OPTIMAL {
        optimal_order(tree, similarities)
    } else {
        greedy_order(tree, similarities)
    }
}

/// The leaves of `tree` in an order without crossings that is as near as it can be to the one before: each join is turned so that
/// the side with the smaller mean place comes first.
///
/// `place_before` has a place a leaf; a leaf without one goes with the other side of its join.
pub fn steady_order(tree: &MergeTree, place_before: &[Option<usize>]) -> Vec<usize> {
    let n_leaves = tree.n_leaves();
    let mut places: Vec<(u64, u64)> = (0..n_leaves)
        .map(|leaf| place_before.get(leaf).copied().flatten().map_or((0, 0), |place| (place as u64, 1)))
        .collect();
    let mut is_turned = Vec::with_capacity(tree.joins.len());
    for join in &tree.joins {
        let [(left_sum, n_left), (right_sum, n_right)] = join.children.map(|node| places[node]);
        // Means compared without a division: nothing is rounded, and a side without places never turns the join.
        is_turned.push(left_sum * n_right > right_sum * n_left);
        places.push((left_sum + right_sum, n_left + n_right));
    }
    let spans = spans(tree, |join| is_turned[join]);
    leaves_in(&spans, n_leaves)
}

/// Where each node's leaves stand in the order whose joins are turned as `is_turned` says.
fn spans(tree: &MergeTree, is_turned: impl Fn(usize) -> bool) -> Vec<Range<usize>> {
    let n_leaves = tree.n_leaves();
    let mut sizes = vec![1; n_leaves];
    for join in &tree.joins {
        sizes.push(join.children.iter().map(|&node| sizes[node]).sum());
    }
    let mut spans: Vec<Range<usize>> = sizes.iter().map(|&size| 0..size).collect();
    // A node comes after its children, so from the last on each finds its own span known.
    for (place, join) in tree.joins.iter().enumerate().rev() {
        let [left, right] = join.children;
        let (first, second) = if is_turned(place) { (right, left) } else { (left, right) };
        let whole = spans[n_leaves + place].clone();
        let middle = whole.start + sizes[first];
        (spans[first], spans[second]) = (whole.start..middle, middle..whole.end);
    }
    spans
}

fn leaves_in(spans: &[Range<usize>], n_leaves: usize) -> Vec<usize> {
    let mut order = vec![0; n_leaves];
    spans[..n_leaves].iter().enumerate().for_each(|(leaf, span)| order[span.start] = leaf);
    order
}

/// The order without crossings with the largest sum of similarities of neighbours.
///
/// Bar-Joseph, Gifford, Jaakkola: *Fast optimal leaf ordering for hierarchical clustering*, Bioinformatics 17 (2001). For
/// each pair of leaves, the best order of the smallest subtree with both, in which they are the ends; first over the last
/// leaf of the one side, then over the first of the other, which takes `O(n³)` time, and `O(n²)` memory as each pair has one
/// such subtree (Bar-Joseph et al.: *K-ary clustering with optimal leaf ordering for gene expression data*, 2003).
fn optimal_order(tree: &MergeTree, similarities: &Similarities) -> Vec<usize> {
    let n_leaves = tree.n_leaves();
    let Some(root) = tree.joins.len().checked_sub(1) else { return (0..n_leaves).collect() };
    let spans = spans(tree, |_| false);
    let leaves = leaves_in(&spans, n_leaves);
    let similarity = |place: usize| f64::from(similarities.at(leaves[place / n_leaves], leaves[place % n_leaves]));
    let mut ends = Ends {
        tree,
        n_leaves,
        similarities: (0..n_leaves * n_leaves).map(similarity).collect(),
        best: vec![f64::NEG_INFINITY; n_leaves * n_leaves],
        spans,
    };
    (0..n_leaves).for_each(|place| ends.best[place * n_leaves + place] = 0.0);
    let mut scratch = Vec::new();
    (0..=root).for_each(|join| ends.solve(join, &mut scratch));
    ends.trace(root).into_iter().map(|place| leaves[place]).collect()
}

/// What the best orders between two ends are worth. Leaves count by their place in one order without crossings, so that each
/// node's are next to each other.
struct Ends<'a> {
    tree: &'a MergeTree,
    n_leaves: usize,
    /// By node.
    spans: Vec<Range<usize>>,
    /// `n × n`, as is `best`.
    similarities: Vec<f64>,
    best: Vec<f64>,
}

impl Ends<'_> {
    /// The leaves at which an order of `node` can begin, with those at which it then ends; both ways round.
    fn halves(&self, node: usize) -> [(Range<usize>, Range<usize>); 2] {
        match node.checked_sub(self.n_leaves) {
            None => [(self.spans[node].clone(), self.spans[node].clone()), (0..0, 0..0)],
            Some(join) => {
                let [left, right] = self.tree.joins[join].children.map(|child| self.spans[child].clone());
                [(left.clone(), right.clone()), (right, left)]
            }
        }
    }

    /// The other end's leaves of an order of `node` that begins at `end`.
    fn opposite(&self, node: usize, end: usize) -> Range<usize> {
        let [(first, opposite), (_, other)] = self.halves(node);
        if first.contains(&end) { opposite } else { other }
    }

    /// Finds the best orders of a join whose children are solved.
    fn solve(&mut self, join: usize, scratch: &mut Vec<f64>) {
        let n = self.n_leaves;
        let [left, right] = self.tree.joins[join].children;
        let (left_span, right_span) = (self.spans[left].clone(), self.spans[right].clone());
        let width = right_span.len();
        // Row `first` of `scratch`: the best order of the left side from `first` on, and its meeting with each leaf of the right.
        scratch.clear();
        scratch.resize(left_span.len() * width, f64::NEG_INFINITY);
        for (firsts, lasts) in self.halves(left) {
            for first in firsts {
                let row = &mut scratch[(first - left_span.start) * width..][..width];
                for last in lasts.clone() {
                    let worth = self.best[first * n + last];
                    raise(row, &self.similarities[last * n..][right_span.clone()], worth);
                }
            }
        }
        let halves = self.halves(right);
        // The left side's rows come before those of the right.
        let (rows_of_left, rows_of_right) = self.best.split_at_mut(right_span.start * n);
        for first in left_span.clone() {
            let met = &scratch[(first - left_span.start) * width..][..width];
            let row = &mut rows_of_left[first * n..][..n];
            for (meetings, lasts) in &halves {
                for meeting in meetings.clone() {
                    let place = meeting - right_span.start;
                    let known = &rows_of_right[place * n..][lasts.clone()];
                    raise(&mut row[lasts.clone()], known, met[place]);
                }
            }
        }
        for first in left_span {
            for last in right_span.clone() {
                self.best[last * n + first] = self.best[first * n + last];
            }
        }
    }

    /// The best order of join `root`.
    fn trace(&self, root: usize) -> Vec<usize> {
        let n = self.n_leaves;
        let [left, right] = self.tree.joins[root].children.map(|child| self.spans[child].clone());
        let (first, last) = best_pair(left, right, |first, last| self.best[first * n + last]);
        let mut order = vec![0; n];
        let mut open = vec![(n + root, first, last, 0)];
        while let Some((node, first, last, start)) = open.pop() {
            let Some(join) = node.checked_sub(n) else {
                order[start] = first;
                continue;
            };
            let [left, right] = self.tree.joins[join].children;
            let (front, back) = if self.spans[left].contains(&first) { (left, right) } else { (right, left) };
            let worth = |end: usize, meeting: usize| {
                self.best[first * n + end] + self.similarities[end * n + meeting] + self.best[meeting * n + last]
            };
            let (end, meeting) = best_pair(self.opposite(front, first), self.opposite(back, last), worth);
            open.push((front, first, end, start));
            open.push((back, meeting, last, start + self.spans[front].len()));
        }
        order
    }
}

/// Raises each value to what `base` and the one at the same place in `added` make, if that is more.
fn raise(values: &mut [f64], added: &[f64], base: f64) {
    for (value, added) in values.iter_mut().zip(added) {
        let other = base + added;
        *value = if other > *value { other } else { *value };
    }
}

/// The pair that is worth most, the first of equals. There must be one.
fn best_pair(firsts: Range<usize>, seconds: Range<usize>, worth: impl Fn(usize, usize) -> f64) -> (usize, usize) {
    let mut best = (firsts.start, seconds.start);
    let mut most = f64::NEG_INFINITY;
    for first in firsts {
        for second in seconds.clone() {
            let worth = worth(first, second);
            if worth > most {
                (best, most) = ((first, second), worth);
            }
        }
    }
    best
}

/// Two ends that would meet, and whether the left and the right side turn for it.
type Meeting = (usize, usize, bool, bool);

/// Each join turned so that the most similar of its four ends meet.
///
/// Gruvaeus, Wainer: *Two additions to hierarchical cluster analysis*, British Journal of Mathematical and Statistical
/// Psychology 25 (1972).
fn greedy_order(tree: &MergeTree, similarities: &Similarities) -> Vec<usize> {
    let mut of_node: Vec<Vec<usize>> = (0..tree.n_leaves()).map(|leaf| vec![leaf]).collect();
    for join in &tree.joins {
        let [mut left, mut right] = join.children.map(|node| std::mem::take(&mut of_node[node]));
        let ends = |leaves: &[usize]| [leaves[0], leaves[leaves.len() - 1]];
        let ([left_first, left_last], [right_first, right_last]) = (ends(&left), ends(&right));
        let meetings = [
            (left_last, right_first, false, false),
            (left_last, right_last, false, true),
            (left_first, right_first, true, false),
            (left_first, right_last, true, true),
        ];
        let similarity = |meeting: &Meeting| similarities.at(meeting.0, meeting.1);
        let first_best =
            |best: Meeting, other: Meeting| if similarity(&other) > similarity(&best) { other } else { best };
        let (_, _, turn_left, turn_right) = meetings.into_iter().fold(meetings[0], first_best);
        if turn_left {
            left.reverse();
        }
        if turn_right {
            right.reverse();
        }
        left.append(&mut right);
        of_node.push(left);
    }
    of_node.pop().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::topics::TopicId;
    use crate::topics::merge_tree::{Join, Linkage};

    /// Cosines of `n` topics without any pattern.
    fn patternless(n: usize, seed: u64) -> Similarities {
        let value = |a: usize, b: usize| {
            let mixed = ((a.min(b) * n + a.max(b)) as u64 + seed * 7919).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            let mixed = (mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            if a == b { 1.0 } else { (mixed >> 40) as f32 / (1_u32 << 24) as f32 }
        };
        let topics = (0..n as u32).map(TopicId).collect();
        Similarities::from_values(topics, (0..n * n).map(|place| value(place / n, place % n)).collect())
    }

    fn worth(order: &[usize], similarities: &Similarities) -> f64 {
        order.windows(2).map(|pair| f64::from(similarities.at(pair[0], pair[1]))).sum()
    }

    /// The most that any way to turn the joins is worth.
    fn most_of_all(tree: &MergeTree, similarities: &Similarities) -> f64 {
        let order = |turns: usize| leaves_in(&spans(tree, |join| turns >> join & 1 == 1), tree.n_leaves());
        (0..1 << tree.joins.len()).map(|turns| worth(&order(turns), similarities)).fold(0.0, f64::max)
    }

    fn is_without_crossings(order: &[usize], tree: &MergeTree) -> bool {
        let mut places = vec![0; order.len()];
        order.iter().enumerate().for_each(|(place, &leaf)| places[leaf] = place);
        let mut spans: Vec<Range<usize>> = places.iter().map(|&place| place..place + 1).collect();
        for join in &tree.joins {
            let [a, b] = join.children.map(|node| spans[node].clone());
            if a.end != b.start && b.end != a.start {
                return false;
            }
            spans.push(a.start.min(b.start)..a.end.max(b.end));
        }
        true
    }

    #[test]
    fn no_way_to_turn_the_joins_is_worth_more_than_the_optimal_order() {
        for n in 2..=7 {
            for seed in 0..40 {
                let similarities = patternless(n, seed);
                let linkage = [Linkage::Average, Linkage::Single, Linkage::Complete][seed as usize % 3];
                let tree = MergeTree::new(&similarities, linkage);
                let order = optimal_order(&tree, &similarities);
                assert!(is_without_crossings(&order, &tree), "{order:?}");
                let (found, most) = (worth(&order, &similarities), most_of_all(&tree, &similarities));
                assert!((found - most).abs() < 1e-9, "{n} leaves, seed {seed}: {found} of {most}");
            }
        }
    }

    #[test]
    fn the_optimal_order_is_at_least_as_good_as_the_greedy_one() {
        let mut n_better = 0;
        for seed in 0..20 {
            let similarities = patternless(60, seed);
            let tree = MergeTree::new(&similarities, Linkage::Average);
            let [optimal, greedy] = [optimal_order(&tree, &similarities), greedy_order(&tree, &similarities)];
            assert!(is_without_crossings(&optimal, &tree) && is_without_crossings(&greedy, &tree));
            let (optimal, greedy) = (worth(&optimal, &similarities), worth(&greedy, &similarities));
            assert!(optimal > greedy - 1e-9, "seed {seed}: {optimal} {greedy}");
            n_better += usize::from(optimal > greedy + 1e-9);
        }
        assert!(n_better > 10, "better in {n_better} of 20");
    }

    #[test]
    fn a_chain_of_joins_needs_no_deep_stack() {
        for n in [LARGEST_OPTIMAL, 2 * LARGEST_OPTIMAL] {
            let similarities = patternless(n, 1);
            let mut tree = MergeTree::new(&similarities, Linkage::Single);
            let join = |place: usize| Join {
                children: [if place == 0 { 0 } else { n + place - 1 }, place + 1],
                similarity: 1.0 - place as f64 / n as f64,
            };
            tree.joins = (0..n - 1).map(join).collect();
            assert!(is_without_crossings(&leaf_order(&tree, &similarities), &tree));
            assert!(is_without_crossings(&steady_order(&tree, &vec![None; n]), &tree));
        }
    }

    #[test]
    fn a_steady_order_keeps_an_order_that_fits_the_tree() {
        for seed in 0..20 {
            let similarities = patternless(30, seed);
            let tree = MergeTree::new(&similarities, Linkage::Average);
            let before = greedy_order(&tree, &similarities);
            let mut places = vec![None; 30];
            before.iter().enumerate().for_each(|(place, &leaf)| places[leaf] = Some(place));
            assert_eq!(steady_order(&tree, &places), before);
            // Also where a leaf is new: the others stay in their order.
            places[7] = None;
            let after = steady_order(&tree, &places);
            assert!(is_without_crossings(&after, &tree));
            let without = |order: &[usize]| order.iter().copied().filter(|&leaf| leaf != 7).collect::<Vec<_>>();
            assert_eq!(without(&after), without(&before));
        }
    }

    #[test]
    fn a_steady_order_of_another_tree_is_without_crossings() {
        let similarities = patternless(30, 3);
        let tree = MergeTree::new(&similarities, Linkage::Average);
        let order = steady_order(&tree, &(0..30).map(Some).collect::<Vec<_>>());
        assert!(is_without_crossings(&order, &tree), "{order:?}");
        assert_eq!(steady_order(&MergeTree::default(), &[]), Vec::<usize>::new());
    }
}
