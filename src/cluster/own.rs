//! How similar documents are to the centroids of their own clusters.

use rayon::prelude::*;

use super::arbiter::Nearest;
use super::centroids::Centroids;
use super::change::Change;
use super::pool::Pool;
use super::prefetch::prefetched;
use crate::matrix::UnitRows;

/// Members of a cluster that one task compares, so that no large cluster is left when the other threads are done.
pub const MEMBERS_TOGETHER: usize = 2048;

/// What the documents know of their clusters after an update, before they are compared.
#[derive(Debug)]
pub struct Own {
    /// The cluster of each and the exact similarity to its present centroid.
    pub nearest: Vec<Nearest>,
    pub standings: Vec<Standing>,
}

/// How a document stands to the centroid of its own cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Repair has put the document there: the centroid was not the nearest before.
    Repaired,
    /// The centroid was the nearest before, and may be less similar now.
    CameAway,
    /// No centroid that did not move can be nearer.
    Settled,
}

impl Own {
    /// `nearest`: of the centroids before the update; `labels`: after repair; `similarities`: to the new centroids, of the
    /// members of each cluster that changed.
    ///
    /// A centroid that did not move lost against the document's own then, so it still does if the own similarity did not fall.
    pub fn new(labels: &[u32], mut nearest: Vec<Nearest>, change: &Change<'_>, similarities: &[Vec<f64>]) -> Self {
        let mut standings = vec![Standing::Settled; labels.len()];
        for ((&label, nearest), standing) in labels.iter().zip(&mut nearest).zip(&mut standings) {
            if label != nearest.centroid {
                // Of a document that repair has put where it was put before, nothing is known.
                (*nearest, *standing) = (Nearest::NONE, Standing::Repaired);
            }
        }
        let members = change
            .clusters
            .iter()
            .flat_map(|&cluster| change.members(cluster).iter().map(move |&place| (cluster, place as usize)));
        for ((centroid, place), &similarity) in members.zip(similarities.iter().flatten()) {
            // Not if what it was before is not a number.
            let is_as_near = similarity >= nearest[place].similarity;
            if standings[place] == Standing::Settled && !is_as_near {
                standings[place] = Standing::CameAway;
            }
            nearest[place] = Nearest { centroid, similarity };
        }
        Self { nearest, standings }
    }
}

/// The exact similarities of the members of each cluster that changed to its centroid, cluster after cluster, in parts.
pub fn similarities(rows: &UnitRows, centroids: &Centroids, change: &Change<'_>) -> Vec<Vec<f64>> {
    // Of each term; all zeros between two tasks.
    let scratch = Pool::default();
    let new = || vec![0.0; rows.n_cols()];
    let row = |&place: &u32| rows.row(change.documents[place as usize] as usize);
    let task = |(cluster, members): (u32, &[u32])| {
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
    change.parts(MEMBERS_TOGETHER).into_par_iter().with_max_len(1).map(task).collect()
}

#[cfg(test)]
mod tests {
    use super::super::options::Update;
    use super::*;

    #[test]
    fn only_who_is_known_not_to_have_come_away_is_settled() {
        let documents: Vec<u32> = (0..7).collect();
        let labels = [0, 0, 1, 1, 1, 2, 2];
        let change = Change::new(&documents, &[0, 0, 0, 1, 1, 2, 2], &labels, 3, Update::Moves);
        let at = |centroid, similarity| Nearest { centroid, similarity };
        // The third has moved, and nobody needed to know how near it is; repair has put the fifth and the last where they are.
        let before = vec![at(0, 0.5), at(0, 0.5), at(1, f64::NAN), at(1, 0.5), at(0, 0.9), at(2, 0.25), at(1, 0.75)];
        let own = Own::new(&labels, before, &change, &[vec![0.625, 0.375], vec![0.875, 0.5, 0.125]]);
        let now = [at(0, 0.625), at(0, 0.375), at(1, 0.875), at(1, 0.5), at(1, 0.125), at(2, 0.25), Nearest::NONE];
        assert_eq!(own.nearest, now);
        let (away, settled, repaired) = (Standing::CameAway, Standing::Settled, Standing::Repaired);
        assert_eq!(own.standings, [settled, away, away, settled, repaired, settled, repaired]);
    }
}
