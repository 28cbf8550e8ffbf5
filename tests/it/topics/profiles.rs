//! Sums of merged topics are exactly those of their documents, and so are similarities and rankings.

use std::sync::Arc;

use mungchi::cluster::{ClusterId, Clustering};
use mungchi::corpus::DocId;
use mungchi::corpus::vocabulary::TermId;
use mungchi::matrix::UnitRows;
use mungchi::topics::leaves::LeafProfiles;
use mungchi::topics::profile::{ClusterProfiles, Profile, TermSum};
use mungchi::topics::ranking::fits;
use mungchi::topics::similarity::{Measure, Similarities};
use mungchi::topics::{Command, TopicId, TopicSet};

use super::{ids, merge, open, perform};
use crate::fixtures::{cosine, dense, length, params, random_rows, run};

struct Example {
    rows: UnitRows,
    clustering: Clustering,
    profiles: Arc<ClusterProfiles>,
}

fn example() -> Example {
    let rows = random_rows(300, 60, 1);
    let clustering = run(&rows, &params(12)).clustering;
    let profiles = Arc::new(ClusterProfiles::new(&rows, &clustering, &()).unwrap());
    Example { rows, clustering, profiles }
}

impl Example {
    fn topics(&self) -> TopicSet {
        TopicSet::new(12, &self.clustering.labels)
    }

    fn leaves(&self) -> LeafProfiles {
        LeafProfiles::new(Arc::clone(&self.profiles))
    }

    fn documents_of(&self, clusters: &[u32]) -> Vec<usize> {
        let is_member = |label: Option<ClusterId>| label.is_some_and(|cluster| clusters.contains(&cluster.0));
        (0..self.rows.n_rows()).filter(|&row| is_member(self.clustering.labels[row])).collect()
    }

    /// The sum of each term over the documents of some clusters, and the documents that hold it.
    fn sums_of(&self, clusters: &[u32]) -> (Vec<f64>, Vec<u32>) {
        let mut weights = vec![0.0; self.rows.n_cols()];
        let mut counts = vec![0; self.rows.n_cols()];
        for document in self.documents_of(clusters) {
            for (term, weight) in self.rows.row(document).iter() {
                weights[term as usize] += f64::from(weight);
                counts[term as usize] += 1;
            }
        }
        (weights, counts)
    }

    #[track_caller]
    fn assert_profile(&self, profile: &Profile, clusters: &[u32]) {
        let (weights, counts) = self.sums_of(clusters);
        assert_eq!(profile.n_documents as usize, self.documents_of(clusters).len());
        assert!((profile.length - length(&weights)).abs() < 1e-9);
        assert!((profile.total_weight - weights.iter().sum::<f64>()).abs() < 1e-9);
        assert!(profile.terms.is_sorted_by(|a, b| a.term < b.term));
        for (term, (weight, count)) in weights.into_iter().zip(counts).enumerate() {
            let sum = profile.sum(TermId(term as u32));
            assert_eq!(sum.n_documents, count, "term {term}");
            assert!((sum.weight - weight).abs() < 1e-9, "term {term}");
        }
        let mean_cosine = self.documents_of(clusters).into_iter().map(|document| self.similarity(document, profile));
        let mean_cosine = mean_cosine.sum::<f64>() / f64::from(profile.n_documents);
        assert!((profile.cohesion() - mean_cosine).abs() < 1e-6);
    }

    fn similarity(&self, document: usize, profile: &Profile) -> f64 {
        let centroid: Vec<f64> = profile.centroid(self.rows.n_cols()).into_iter().map(f64::from).collect();
        cosine(&dense(self.rows.row(document), self.rows.n_cols()), &centroid)
    }
}

#[test]
fn profiles_are_sums_over_documents() {
    let example = example();
    let clusters = &example.profiles.clusters;
    for (cluster, profile) in clusters.iter().enumerate() {
        example.assert_profile(profile, &[cluster as u32]);
    }
    let all: Vec<u32> = (0..clusters.len() as u32).collect();
    example.assert_profile(&example.profiles.corpus, &all);
    example.assert_profile(&Profile::sum_of(&[&clusters[3]]), &[3]);
    example.assert_profile(&Profile::sum_of(&[&clusters[0], &clusters[3], &clusters[5]]), &[0, 3, 5]);
    assert_eq!(Profile::sum_of(&[]), Profile::default());
    assert!(Profile::default().cohesion().abs() < f64::EPSILON);
}

#[test]
fn cosines_are_those_of_the_sums() {
    let example = example();
    let n = example.profiles.n_clusters();
    let sums: Vec<Vec<f64>> = (0..n as u32).map(|cluster| example.sums_of(&[cluster]).0).collect();
    for (place, found) in example.profiles.cosines().into_iter().enumerate() {
        assert!((found - cosine(&sums[place / n], &sums[place % n])).abs() < 1e-9, "{} {}", place / n, place % n);
    }
}

#[test]
fn similarities_of_merged_topics_are_those_of_their_documents() {
    let example = example();
    let mut set = example.topics();
    perform(&mut set, &merge(0, &[3, 5]));
    perform(&mut set, &merge(7, &[2]));
    perform(&mut set, &merge(7, &[0]));
    let open = open(&set);
    assert_eq!(open, ids(&[1, 4, 6, 7, 8, 9, 10, 11]));
    let similarities = Similarities::new(Measure::Cosine, open.clone(), &set, &example.leaves());
    let sums = open.iter().map(|&id| {
        let clusters: Vec<u32> = set.leaves_of(id).into_iter().map(|leaf| leaf.0).collect();
        example.sums_of(&clusters).0
    });
    let sums: Vec<Vec<f64>> = sums.collect();
    for (a, of_a) in sums.iter().enumerate() {
        for (b, of_b) in sums.iter().enumerate() {
            let found = similarities.at(a, b);
            assert!((f64::from(found) - cosine(of_a, of_b)).abs() < 1e-6, "places {a} and {b}");
            assert_eq!(found.to_bits(), similarities.at(b, a).to_bits());
            assert_eq!(similarities.between(open[a], open[b]), Some(found));
        }
        assert!((similarities.at(a, a) - 1.0).abs() < f32::EPSILON);
        let (nearest, found) = similarities.nearest(a).unwrap();
        assert!(nearest != open[a] && similarities.between(open[a], nearest) == Some(found));
        assert!((0..open.len()).all(|b| b == a || similarities.at(a, b) <= found));
    }
    assert_eq!(similarities.between(TopicId(0), TopicId(1)), None);
}

#[test]
fn a_fit_is_held_against_the_nearest_other_topic() {
    let example = example();
    let mut set = example.topics();
    perform(&mut set, &merge(0, &[3, 5]));
    perform(&mut set, &Command::Trash(ids(&[7])));
    let leaves = example.leaves();
    let open = open(&set);
    let profiles: Vec<Arc<Profile>> = open.iter().map(|&id| leaves.sum_of(&set.leaves_of(id))).collect();
    let topics: Vec<(TopicId, &Profile)> = open.iter().copied().zip(profiles.iter().map(Arc::as_ref)).collect();
    let topic_of = |document| set.home(document).and_then(|home| set.outermost(home));
    let found = fits(&example.rows, &topic_of, &topics, &()).unwrap();
    assert_eq!(found.len(), example.rows.n_rows());
    for (row, fit) in found.iter().enumerate() {
        let own = topic_of(DocId(row as u32)).and_then(|id| open.iter().position(|&other| other == id));
        assert_eq!(fit.is_some(), own.is_some(), "document {row}");
        let (Some(fit), Some(own)) = (fit, own) else { continue };
        let cosines: Vec<f64> = profiles.iter().map(|profile| example.similarity(row, profile)).collect();
        let rival = fit.runner_up.and_then(|rival| open.iter().position(|&other| other == rival));
        assert!(rival != Some(own));
        let found_nearest = rival.map_or(0.0, |rival| cosines[rival]);
        let others = cosines.iter().enumerate().filter(|&(place, _)| place != own);
        let nearest = others.map(|(_, &cosine)| cosine).fold(0.0, f64::max);
        assert!((f64::from(fit.similarity) - cosines[own]).abs() < 1e-6, "document {row}");
        assert!((f64::from(fit.margin) - (cosines[own] - nearest)).abs() < 1e-6, "document {row}");
        assert!((found_nearest - nearest).abs() < 1e-6, "document {row}");
    }
}

#[test]
fn few_terms_of_a_large_vocabulary_add_up_like_many_of_a_small_one() {
    let part = |terms: &[(u32, f64)], n_documents| {
        let sum = |&(term, weight): &(u32, f64)| TermSum { term: TermId(term), weight, n_documents };
        Profile { n_documents, terms: terms.iter().map(sum).collect(), ..Profile::default() }
    };
    let sum = |far: u32| {
        let parts = [part(&[(1, 0.25), (far, 0.5)], 3), part(&[(far, 0.125)], 2), part(&[(0, 1.0), (1, 0.75)], 4)];
        Profile::sum_of(&parts.iter().collect::<Vec<_>>())
    };
    let (near, far) = (sum(2), sum(1_000_000));
    let weights = |profile: &Profile| -> Vec<(f64, u32)> {
        profile.terms.iter().map(|sum| (sum.weight, sum.n_documents)).collect()
    };
    assert_eq!(weights(&near), [(1.0, 4), (1.0, 7), (0.625, 5)]);
    assert_eq!(weights(&far), weights(&near));
    assert_eq!((far.n_documents, far.total_weight, far.length), (9, near.total_weight, near.length));
}
