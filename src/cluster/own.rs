//! What is known of the documents and their own clusters, and how similar they are to the centroids of these.

use rayon::prelude::*;

use super::arbiter::Nearest;
use super::centroids::Centroids;
use super::change::Change;
use super::points::Points;
use super::pool::Pool;
use super::prefetch::prefetched;
use super::repair::Repair;
use super::span::Span;
use crate::matrix::UnitRows;

/// Members of a cluster that one task compares, so that no large cluster is left when the other threads are done.
const MEMBERS_TOGETHER: usize = 2048;

/// Of each document, by its place in the list of documents. They lie apart, since to keep them takes much of a run's memory.
#[derive(Clone, Debug, PartialEq)]
pub struct Own {
    /// Its cluster: the nearest centroid, unless repair has put it elsewhere.
    pub labels: Vec<u32>,
    /// The exact similarity to the centroid of its cluster; not a number if it was not needed to tell which is nearest.
    pub similarities: Vec<f64>,
    pub standings: Vec<Standing>,
}

/// How a document stands to the centroid of its own cluster after an update.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Repair has put the document there: the centroid was not the nearest before.
    Repaired,
    /// The centroid was the nearest before, and may be less similar now.
    CameAway,
    /// No centroid that did not move can be nearer.
    Settled,
    /// No centroid can be nearer.
    Ahead,
}

/// What is known of some documents.
pub struct OwnSpan<'a> {
    labels: Span<'a, u32>,
    similarities: Span<'a, f64>,
}

impl Own {
    /// Nothing is known.
    pub fn none(n_documents: usize) -> Self {
        (0..n_documents).map(|_| Nearest::NONE).collect()
    }

    /// The clusters alone; the rest is forgotten.
    pub fn into_labels(self) -> Vec<u32> {
        self.labels
    }

    /// The places from `first` on of those whose standing is `wanted`, ascending, at most `n_together`.
    pub fn places(&self, first: u32, n_together: usize, wanted: impl Fn(Standing) -> bool) -> Vec<u32> {
        let wanted = (first..).zip(&self.standings[first as usize..]).filter(|(_, standing)| wanted(**standing));
        wanted.map(|(place, _)| place).take(n_together).collect()
    }

    /// Takes in an update. `repaired`: before it; `centroids`: after it; `n_together`: similarities that are held before they are
    /// noted, since a second one of every document would take much of the memory.
    ///
    /// A centroid that did not move lost against the document's own before, so it still does if the own similarity did not fall.
    pub fn follow<P: Points>(
        &mut self,
        points: &P,
        centroids: &P::Centroids,
        change: &Change<'_>,
        repaired: &[Repair],
        n_together: usize,
    ) {
        self.standings.fill(Standing::Settled);
        for repair in repaired {
            self.standings[repair.place as usize] = Standing::Repaired;
            self.similarities[repair.place as usize] = f64::NAN;
        }
        let all = change.parts(MEMBERS_TOGETHER);
        let mut parts = all.as_slice();
        while !parts.is_empty() {
            let mut n_members = 0;
            let are_together = |(_, members): &&(u32, &[u32])| {
                n_members += members.len();
                n_members <= n_together
            };
            let (now, later) = parts.split_at(parts.iter().take_while(are_together).count().max(1));
            let similarities = points.own_similarities(centroids, change.documents, now);
            now.iter().zip(similarities).for_each(|((_, members), found)| self.note(members, &found));
            parts = later;
        }
        // Of one that repair has put where it was put before, the cluster is the same.
        for &Repair { place, .. } in repaired {
            let (document, similarity) = (change.documents[place as usize], &mut self.similarities[place as usize]);
            if similarity.is_nan() {
                *similarity = points.similarity(document, centroids, self.labels[place as usize]);
            }
        }
    }

    /// Notes the `similarities` of some documents to the new centroid of their cluster.
    fn note(&mut self, members: &[u32], similarities: &[f64]) {
        for (&place, &similarity) in members.iter().zip(similarities) {
            let (standing, own) = (&mut self.standings[place as usize], &mut self.similarities[place as usize]);
            // Not if what it was before is not a number.
            let is_as_near = similarity >= *own;
            if *standing == Standing::Settled && !is_as_near {
                *standing = Standing::CameAway;
            }
            *own = similarity;
        }
    }

    /// For each `n_together` of `places`, ascending, what is known from the first of them to the last.
    pub fn spans(&mut self, places: &[u32], n_together: usize) -> Vec<OwnSpan<'_>> {
        let labels = Span::all(&mut self.labels, places, n_together);
        let pairs = labels.into_iter().zip(Span::all(&mut self.similarities, places, n_together));
        pairs.map(|(labels, similarities)| OwnSpan { labels, similarities }).collect()
    }
}

impl FromIterator<Nearest> for Own {
    fn from_iter<I: IntoIterator<Item = Nearest>>(all: I) -> Self {
        let (labels, similarities): (Vec<u32>, Vec<f64>) =
            all.into_iter().map(|nearest| (nearest.centroid, nearest.similarity)).unzip();
        let standings = vec![Standing::Settled; labels.len()];
        Self { labels, similarities, standings }
    }
}

impl OwnSpan<'_> {
    pub fn get(&self, place: u32) -> Nearest {
        Nearest { centroid: self.labels[place], similarity: self.similarities[place] }
    }

    pub fn set(&mut self, place: u32, nearest: Nearest) {
        (self.labels[place], self.similarities[place]) = (nearest.centroid, nearest.similarity);
    }
}

/// The exact similarities of the members of each of `parts` to the centroid of their cluster.
pub fn similarities(
    rows: &UnitRows,
    centroids: &Centroids,
    documents: &[u32],
    parts: &[(u32, &[u32])],
) -> Vec<Vec<f64>> {
    // Of each term; all zeros between two tasks.
    let scratch = Pool::default();
    let new = || vec![0.0; rows.n_cols()];
    let row = |&place: &u32| rows.row(documents[place as usize] as usize);
    let task = |&(cluster, members): &(u32, &[u32])| {
        scratch.lend(new, |weights: &mut Vec<f32>| {
            let centroid = centroids.row(cluster as usize);
            centroid.iter().for_each(|(term, weight)| weights[term as usize] = weight);
            let mut similarities = Vec::with_capacity(members.len());
            let mut members = prefetched(members.iter().map(row));
            while let Some(row) = members.next() {
                match members.next() {
                    Some(other) => similarities.extend(row.dot_dense_with(other, weights)),
                    None => similarities.push(row.dot_dense(weights)),
                }
            }
            centroid.terms.iter().for_each(|&term| weights[term as usize] = 0.0);
            similarities
        })
    };
    parts.par_iter().with_max_len(1).map(task).collect()
}

#[cfg(test)]
mod tests {
    use super::super::options::Update;
    use super::*;

    #[test]
    fn only_who_is_known_not_to_have_come_away_is_settled() {
        let rows =
            UnitRows::of(3, &[&[(0, 4.0), (1, 3.0)], &[(0, 3.0), (1, 4.0)], &[(0, 1.0)], &[(1, 1.0)], &[(0, 1.0)]]);
        let rows = rows.unwrap();
        let centroids = Centroids::pick(&rows, &[2, 3, 3]);
        let documents: Vec<u32> = (0..5).collect();
        // The last but one was repaired to where it was, the last to another cluster.
        let labels = [0, 0, 0, 1, 2];
        let change = Change::new(&documents, vec![0, 0, 1, 1, 0], &labels, 3, Update::Moves);
        assert_eq!(change.clusters, [0, 1, 2]);
        let at = |(&centroid, similarity): (&u32, f64)| Nearest { centroid, similarity };
        let before = [0.75, 0.75, f64::NAN, 0.0, 0.0];
        let mut own: Own = labels.iter().zip(before).map(at).collect();
        let repaired = [3, 4].map(|place| Repair { place, nearest: 0 });
        own.follow(&rows, &centroids, &change, &repaired, 1);
        assert_eq!(own.similarities, [f64::from(0.8_f32), f64::from(0.6_f32), 1.0, 1.0, 0.0]);
        let (settled, away, repaired) = (Standing::Settled, Standing::CameAway, Standing::Repaired);
        assert_eq!(own.standings, [settled, away, away, repaired, repaired]);
    }

    #[test]
    fn who_is_repaired_to_a_cluster_that_did_not_change_gets_its_similarity() {
        let rows = UnitRows::of(2, &[&[(0, 1.0)], &[(1, 1.0)], &[(0, 3.0), (1, 4.0)]]).unwrap();
        let centroids = Centroids::pick(&rows, &[0, 1]);
        let (documents, labels) = ([0, 1, 2], [0, 1, 1]);
        let change = Change::new(&documents, labels.to_vec(), &labels, 2, Update::Moves);
        assert_eq!(change.clusters, [0; 0]);
        let mut own: Own = labels.iter().map(|&centroid| Nearest { centroid, similarity: 0.25 }).collect();
        own.follow(&rows, &centroids, &change, &[Repair { place: 2, nearest: 0 }], 1);
        assert_eq!(own.similarities, [0.25, 0.25, f64::from(0.8_f32)]);
        assert_eq!(own.standings, [Standing::Settled, Standing::Settled, Standing::Repaired]);
    }
}
