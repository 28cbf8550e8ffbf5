//! From the labels of one iteration to those of the next: who is where, and who went where.

use std::cmp::Reverse;

use rayon::prelude::*;

use super::options::Update;

/// Documents by cluster, as places in the list of documents.
#[derive(Debug)]
struct Groups {
    starts: Vec<usize>,
    entries: Vec<u32>,
}

impl Groups {
    /// Groups what `all` gives, a cluster and a place, in its order.
    fn new<I: Iterator<Item = (u32, u32)>>(n_clusters: usize, all: impl Fn() -> I) -> Self {
        let mut starts = vec![0; n_clusters + 1];
        all().for_each(|(cluster, _)| starts[cluster as usize + 1] += 1);
        for cluster in 0..n_clusters {
            starts[cluster + 1] += starts[cluster];
        }
        let mut next = starts.clone();
        let mut entries = vec![0; starts[n_clusters]];
        for (cluster, entry) in all() {
            entries[next[cluster as usize]] = entry;
            next[cluster as usize] += 1;
        }
        Self { starts, entries }
    }

    fn of(&self, cluster: u32) -> &[u32] {
        &self.entries[self.starts[cluster as usize]..self.starts[cluster as usize + 1]]
    }
}

/// Who came to a cluster and who left it, as places in the list of documents, ascending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moves<'a> {
    pub came: &'a [u32],
    pub left: &'a [u32],
}

/// New labels beside those of before.
#[derive(Debug)]
pub struct Change<'a> {
    /// Rows that are not empty, ascending.
    pub documents: &'a [u32],
    /// Clusters that are to be made anew, ascending.
    pub clusters: Vec<u32>,
    /// Documents that changed cluster.
    pub n_moved: usize,
    update: Update,
    had_labels: bool,
    members: Groups,
    came: Groups,
    left: Groups,
}

/// The way from the labels after a change to those before it: who left each cluster, if there were any labels.
#[derive(Debug)]
pub struct Past(Option<Groups>);

impl Past {
    /// Turns the labels after the change into those before it.
    pub fn restore(&self, labels: &mut Vec<u32>) {
        let Some(left) = &self.0 else { return labels.clear() };
        for cluster in 0..left.starts.len() as u32 - 1 {
            left.of(cluster).iter().for_each(|&place| labels[place as usize] = cluster);
        }
    }
}

impl<'a> Change<'a> {
    /// `old` is empty if there were no labels before: then every cluster is made anew. The change knows the way back to them.
    pub fn new(documents: &'a [u32], old: Vec<u32>, new: &[u32], n_clusters: usize, update: Update) -> Self {
        let had_labels = !old.is_empty();
        let update = if had_labels { update } else { Update::All };
        let pairs = || (0_u32..).zip(old.iter().zip(new)).filter(|(_, (old, new))| old != new);
        let came = Groups::new(n_clusters, || pairs().map(|(place, (_, &new))| (new, place)));
        let left = Groups::new(n_clusters, || pairs().map(|(place, (&old, _))| (old, place)));
        let is_changed = |cluster: u32| !came.of(cluster).is_empty() || !left.of(cluster).is_empty();
        let is_wanted = |&cluster: &u32| update == Update::All || is_changed(cluster);
        let clusters = (0..n_clusters as u32).filter(is_wanted).collect();
        let n_moved = if had_labels { came.entries.len() } else { new.len() };
        drop(old);
        let members = Groups::new(n_clusters, || new.iter().copied().zip(0..));
        Self { documents, clusters, n_moved, update, had_labels, members, came, left }
    }

    /// The clusters in it, and the way back; the rest is forgotten.
    pub fn end(self) -> (Vec<u32>, Past) {
        (self.clusters, Past(self.had_labels.then_some(self.left)))
    }

    /// The documents of a cluster, ascending, as places in the list of documents.
    pub fn members(&self, cluster: u32) -> &[u32] {
        self.members.of(cluster)
    }

    /// The members of the clusters that changed, cluster after cluster, at most `n_together` at once, each with their cluster.
    pub fn parts(&self, n_together: usize) -> Vec<(u32, &[u32])> {
        let of_cluster =
            |&cluster: &u32| self.members(cluster).chunks(n_together).map(move |members| (cluster, members));
        self.clusters.iter().flat_map(of_cluster).collect()
    }

    /// Does a task for each cluster that changed, with what `all` gives for it: an item for each cluster there is, in order.
    pub fn for_each<T: Send, R: Send>(
        &self,
        all: impl Iterator<Item = T>,
        task: impl Fn((u32, T)) -> R + Sync,
    ) -> Vec<R> {
        let mut wanted = self.clusters.iter().enumerate().peekable();
        let of_change = |(cluster, item): (u32, T)| {
            wanted.next_if(|&(_, &wanted)| wanted == cluster).map(|(place, _)| (place, cluster, item))
        };
        let n_clusters = self.members.starts.len() as u32 - 1;
        let mut tasks: Vec<(usize, u32, T)> = (0..n_clusters).zip(all).filter_map(of_change).collect();
        // Largest first, so that no large one is left when the other threads are done.
        tasks.sort_by_key(|&(_, cluster, _)| Reverse(self.members(cluster).len()));
        let done = tasks.into_par_iter().with_max_len(1).map(|(place, cluster, item)| (place, task((cluster, item))));
        let mut results: Vec<(usize, R)> = done.collect();
        results.sort_unstable_by_key(|(place, _)| *place);
        results.into_iter().map(|(_, result)| result).collect()
    }

    /// Who came to a cluster and who left it; `None` if its sum is not to follow them, or they are more than are in it.
    pub fn moves(&self, cluster: u32) -> Option<Moves<'_>> {
        let (came, left) = (self.came.of(cluster), self.left.of(cluster));
        let are_few = came.len() + left.len() < self.members(cluster).len();
        (self.update == Update::Moves && are_few).then_some(Moves { came, left })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_names_who_left_and_who_came() {
        let documents = [3, 4, 8, 9, 11];
        let change = Change::new(&documents, vec![0, 0, 1, 1, 1], &[0, 1, 1, 1, 3], 5, Update::Moves);
        assert_eq!((change.clusters.as_slice(), change.n_moved), (&[0, 1, 3][..], 2));
        assert_eq!((change.members(1), change.members(2)), (&[1, 2, 3][..], &[][..]));
        assert_eq!(change.moves(1), Some(Moves { came: &[1], left: &[4] }));
        assert_eq!(change.parts(2), [(0, &[0][..]), (1, &[1, 2]), (1, &[3]), (3, &[4])]);
        // As much to take away as to sum up.
        assert_eq!((change.moves(0), change.moves(3)), (None, None));
        let mut labels = vec![0, 1, 1, 1, 3];
        let (clusters, past) = change.end();
        past.restore(&mut labels);
        assert_eq!((clusters, labels), (vec![0, 1, 3], vec![0, 0, 1, 1, 1]));
    }

    #[test]
    fn sums_that_are_not_to_follow_know_no_moves() {
        let of = |update| {
            let change = Change::new(&[0, 1, 2, 3], vec![0, 0, 0, 1], &[0, 0, 1, 1], 3, update);
            (change.clusters.clone(), change.n_moved, [0, 1].map(|cluster| change.moves(cluster).is_some()))
        };
        assert_eq!(of(Update::Moves), (vec![0, 1], 1, [true; 2]));
        assert_eq!(of(Update::Changed), (vec![0, 1], 1, [false; 2]));
        assert_eq!(of(Update::All), (vec![0, 1, 2], 1, [false; 2]));
    }

    #[test]
    fn the_first_labels_change_everything() {
        let change = Change::new(&[0, 1, 2], Vec::new(), &[1, 1, 0], 2, Update::Moves);
        assert_eq!((change.clusters.as_slice(), change.n_moved), (&[0, 1][..], 3));
        assert_eq!((change.members(1), change.moves(1)), (&[0, 1][..], None));
        let mut labels = vec![1, 1, 0];
        change.end().1.restore(&mut labels);
        assert!(labels.is_empty());
    }
}
