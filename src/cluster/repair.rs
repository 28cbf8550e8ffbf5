//! Clusters without a document get one.

use rayon::prelude::*;

use super::own::Own;

/// A document that repair has put elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Repair {
    /// In the list of documents.
    pub place: u32,
    /// The centroid that is nearest to it.
    pub nearest: u32,
}

/// Gives each empty cluster the document that fits its own cluster worst, out of clusters with more than one, and tells which.
///
/// The objective cannot fall by it: the length of a sum falls by at most 1 when a unit row leaves, and the row alone has
/// length 1. `own`: the nearest centroids; `similarity`: the exact one of a place to a centroid, for those that are not known.
pub fn repair_empty_clusters(
    own: &mut Own,
    n_clusters: usize,
    similarity: impl Fn(usize, u32) -> f64 + Sync,
) -> Vec<Repair> {
    let mut sizes = vec![0_u32; n_clusters];
    own.labels.iter().for_each(|&label| sizes[label as usize] += 1);
    let empty: Vec<u32> = (0..n_clusters as u32).filter(|&cluster| sizes[cluster as usize] == 0).collect();
    if empty.is_empty() {
        return Vec::new();
    }
    let Own { labels, similarities, .. } = own;
    let all = similarities.par_iter_mut().zip(labels.par_iter()).enumerate();
    all.filter(|(_, (known, _))| known.is_nan())
        .for_each(|(place, (unknown, &label))| *unknown = similarity(place, label));
    let mut worst_first: Vec<u32> = (0..labels.len() as u32).collect();
    worst_first.sort_by(|&a, &b| similarities[a as usize].total_cmp(&similarities[b as usize]));
    let mut donors = worst_first.into_iter();
    let mut repairs = Vec::with_capacity(empty.len());
    for cluster in empty {
        let Some(place) = donors.find(|&place| sizes[labels[place as usize] as usize] > 1) else { break };
        let nearest = std::mem::replace(&mut labels[place as usize], cluster);
        sizes[nearest as usize] -= 1;
        sizes[cluster as usize] = 1;
        repairs.push(Repair { place, nearest });
    }
    repairs
}

#[cfg(test)]
mod tests {
    use super::super::arbiter::Nearest;
    use super::*;

    fn own(labels: &[u32], similarities: &[f64]) -> Own {
        let pairs = labels.iter().zip(similarities);
        pairs.map(|(&centroid, &similarity)| Nearest { centroid, similarity }).collect()
    }

    #[test]
    fn empty_clusters_get_who_fits_worst_of_clusters_with_more_than_one() {
        // The last of cluster 2 is its only one; how near the second is nobody needed to know.
        let mut own = own(&[0, 0, 0, 2, 0], &[0.5, f64::NAN, 0.75, 0.125, 0.25]);
        let repairs = repair_empty_clusters(&mut own, 4, |place, centroid| {
            assert_eq!((place, centroid), (1, 0));
            0.375
        });
        let to = |place| Repair { place, nearest: 0 };
        assert_eq!((own.labels, repairs), (vec![0, 3, 0, 2, 1], vec![to(4), to(1)]));
    }

    #[test]
    fn nothing_is_repaired_if_no_cluster_is_empty_or_none_has_one_to_spare() {
        let mut full = own(&[0, 1, 1], &[f64::NAN; 3]);
        assert_eq!(repair_empty_clusters(&mut full, 2, |_, _| unreachable!("nobody needs to know")), []);
        let mut spent = own(&[0, 1], &[0.5, 0.25]);
        assert_eq!(repair_empty_clusters(&mut spent, 4, |_, _| 0.0), []);
        assert_eq!(spent.labels, [0, 1]);
    }
}
