//! All products of the clusters' vectors are those of one pair at a time.

use std::sync::Arc;

use mungchi::cluster::ClusterId;
use mungchi::matrix::{UnitRows, UnitRowsBuilder};
use mungchi::topics::leaves::LeafProfiles;
use mungchi::topics::products::Space;
use mungchi::topics::profile::{ClusterProfiles, Profile};
use mungchi::topics::similarity::{Measure, Similarities};
use mungchi::topics::{TopicId, TopicSet};

use super::profiles_from_scratch;
use crate::fixtures::{Random, on_threads};

/// Terms that are common in some stretches of the vocabulary and rare in others.
const N_TERMS: usize = 500;

const DOCUMENTS_A_CLUSTER: usize = 6;

fn rows(n_clusters: usize) -> (UnitRows, Vec<Option<TopicId>>) {
    let mut random = Random::new(n_clusters as u64);
    let mut builder = UnitRowsBuilder::new(N_TERMS).unwrap();
    for _ in 0..n_clusters * DOCUMENTS_A_CLUSTER {
        let mut row = Vec::new();
        for term in 0..N_TERMS {
            // Term 0 is everywhere, which leaves no row empty; the last stretch is a short one.
            let one_in = if term == 0 { 1 } else { [6, 60][term / 100 % 2] };
            if random.below(one_in) == 0 {
                row.push((term as u32, 1.0 + random.below(1000) as f64));
            }
        }
        builder.push(&row).unwrap();
    }
    let home = |row: usize| Some(TopicId((row % n_clusters) as u32));
    (builder.finish(), (0..n_clusters * DOCUMENTS_A_CLUSTER).map(home).collect())
}

/// A sum over the common terms of two clusters in ascending order.
fn common(a: &Profile, b: &Profile, product: impl Fn(f64, f64) -> f64) -> f64 {
    let common = a.terms.iter().filter(|sum| b.sum(sum.term).n_documents > 0);
    common.fold(0.0, |total, sum| total + product(sum.weight, b.sum(sum.term).weight))
}

#[test]
fn all_products_are_those_of_one_pair_at_a_time_to_the_bit() {
    for n_clusters in [1, 7, 31, 32, 33, 64, 140] {
        let (rows, homes) = rows(n_clusters);
        let profiles = Arc::new(profiles_from_scratch(&rows, &homes, n_clusters));
        let leaves = LeafProfiles::new(Arc::clone(&profiles));
        for a in 0..n_clusters {
            for b in 0..n_clusters {
                let (of_a, of_b) = (&profiles.clusters[a], &profiles.clusters[b]);
                let dot = profiles.dot(ClusterId(a as u32), ClusterId(b as u32));
                let by_hand = common(of_a, of_b, |a, b| a * b);
                assert_eq!(dot.to_bits(), by_hand.to_bits(), "{n_clusters}: {a} and {b}: {dot} {by_hand}");
                let root = |weight: f64, profile: &Profile| f64::from((weight / profile.total_weight).sqrt() as f32);
                let by_hand = common(of_a, of_b, |a, b| root(a, of_a) * root(b, of_b)) as f32;
                let n_documents = (DOCUMENTS_A_CLUSTER * DOCUMENTS_A_CLUSTER) as f64;
                let found = leaves.product(Space::Roots, TopicId(a as u32), TopicId(b as u32));
                let by_hand = n_documents * f64::from(by_hand);
                assert_eq!(found.to_bits(), by_hand.to_bits(), "{n_clusters}: roots of {a} and {b}: {found} {by_hand}");
            }
        }
    }
}

#[test]
fn products_and_similarities_are_the_same_on_any_number_of_threads() {
    let n_clusters = 140;
    let (rows, homes) = rows(n_clusters);
    let set = TopicSet::new(n_clusters, &[]);
    let on = |n_threads: usize| {
        on_threads(n_threads, || {
            let profiles: Arc<ClusterProfiles> = Arc::new(profiles_from_scratch(&rows, &homes, n_clusters));
            let topics = set.open().collect();
            let similarities =
                Similarities::new(Measure::default(), topics, &set, &LeafProfiles::new(Arc::clone(&profiles)));
            let all: Vec<f64> = profiles.cosines();
            (Arc::clone(&profiles.corpus), all, similarities)
        })
    };
    let one = on(1);
    assert!(on(2) == one && on(7) == one);
}
