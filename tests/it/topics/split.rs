//! Proposals to split a topic: every document in one part, the largest part first, the same for the same seed.

use std::collections::BTreeSet;

use mungchi::corpus::DocId;
use mungchi::corpus::vocabulary::TermId;
use mungchi::matrix::UnitRows;
use mungchi::progress::{Monitor, Progress};
use mungchi::topics::split::{SplitError, SplitPart, SplitProposal, split_by_clustering, split_by_term};
use mungchi::topics::{Command, SplitBy, TopicId};

use super::{docs, documents_of, ids, open, perform, profiles_from_scratch, topics};
use crate::fixtures::{random_rows, unit_rows};

struct Stopped;

impl Monitor for Stopped {
    fn report(&self, _: Progress) {}

    fn is_cancelled(&self) -> bool {
        true
    }
}

fn documents(proposal: &SplitProposal) -> Vec<Vec<DocId>> {
    proposal.parts.iter().map(|part| part.documents.clone()).collect()
}

/// Parts share out `all`, ascending each, and their profiles are those of their documents.
#[track_caller]
fn assert_shared_out(rows: &UnitRows, parts: &[SplitPart], all: &[DocId]) {
    let mut together: Vec<DocId> = parts.iter().flat_map(|part| part.documents.iter().copied()).collect();
    together.sort_unstable();
    assert_eq!(together, all);
    for part in parts {
        assert!(part.documents.is_sorted() && !part.documents.is_empty());
        let mut homes = vec![None; rows.n_rows()];
        part.documents.iter().for_each(|document| homes[document.index()] = Some(TopicId(0)));
        assert_eq!(part.profile, *profiles_from_scratch(rows, &homes, 1).clusters[0]);
    }
}

#[test]
fn clustering_shares_the_documents_of_the_topic_out() {
    let rows = random_rows(160, 30, 1);
    let all: Vec<DocId> = (0..80).map(|number| DocId(2 * number)).collect();
    for n_parts in [2, 3, 7] {
        let proposal = split_by_clustering(&rows, TopicId(4), &all, n_parts, 3, &()).unwrap();
        assert_eq!((proposal.topic, &proposal.by), (TopicId(4), &SplitBy::Clustering { seed: 3 }));
        assert!((2..=n_parts).contains(&proposal.parts.len()));
        assert!(proposal.parts.is_sorted_by(|a, b| a.documents.len() >= b.documents.len()));
        assert_shared_out(&rows, &proposal.parts, &all);
    }
}

#[test]
fn the_same_seed_gives_the_same_parts() {
    let rows = random_rows(100, 30, 2);
    let all: Vec<DocId> = (0..100).map(DocId).collect();
    let parts = |seed| documents(&split_by_clustering(&rows, TopicId(0), &all, 4, seed, &()).unwrap());
    let found: Vec<Vec<Vec<DocId>>> = (0..6).map(parts).collect();
    assert_eq!(found, (0..6).map(parts).collect::<Vec<_>>());
    assert!(found.iter().collect::<BTreeSet<_>>().len() > 1);
}

#[test]
fn documents_without_terms_go_with_the_largest_part() {
    let rows = unit_rows(
        2,
        &[&[], &[(0, 1.0)], &[(1, 1.0)], &[(0, 1.0)], &[], &[(1, 1.0)], &[(1, 1.0)], &[(0, 1.0)], &[(0, 1.0)]],
    );
    let all: Vec<DocId> = (0..9).map(DocId).collect();
    let proposal = split_by_clustering(&rows, TopicId(0), &all, 2, 0, &()).unwrap();
    assert_eq!(documents(&proposal), [docs(&[0, 1, 3, 4, 7, 8]), docs(&[2, 5, 6])]);
    assert_shared_out(&rows, &proposal.parts, &all);
}

#[test]
fn fewer_parts_are_made_where_documents_differ_less() {
    let rows = unit_rows(2, &[&[(0, 1.0)], &[(1, 1.0)], &[(0, 1.0)]]);
    let proposal = split_by_clustering(&rows, TopicId(0), &docs(&[0, 1, 2]), 3, 0, &()).unwrap();
    assert_eq!(documents(&proposal), [docs(&[0, 2]), docs(&[1])]);
}

#[test]
fn what_cannot_be_clustered_is_told() {
    let rows = unit_rows(2, &[&[(0, 1.0)], &[(0, 1.0)], &[(0, 1.0)], &[], &[(1, 1.0)]]);
    let told = |numbers: &[u32], n_parts: usize| {
        split_by_clustering(&rows, TopicId(0), &docs(numbers), n_parts, 0, &()).unwrap_err().to_string()
    };
    assert_eq!(told(&[0, 1, 2, 3], 3), "The documents are all alike: they cannot be split into 3 parts");
    assert_eq!(told(&[0, 4], 0), "Cannot make 0 clusters from 2 documents: choose at least 1");
    let no_terms = "None of the 1 documents holds a term of the vocabulary: lower min df or raise max df";
    assert_eq!(told(&[3], 2), no_terms);
    let cancelled = split_by_clustering(&rows, TopicId(0), &docs(&[0, 4]), 2, 0, &Stopped);
    assert!(matches!(cancelled, Err(SplitError::Cancelled(_))));
}

#[test]
fn a_term_splits_off_the_documents_that_hold_it() {
    let rows =
        unit_rows(3, &[&[(0, 1.0), (2, 1.0)], &[(1, 1.0)], &[(2, 1.0)], &[], &[(0, 1.0), (1, 1.0)], &[(2, 1.0)]]);
    let all = docs(&[0, 1, 2, 3, 4]);
    let proposal = split_by_term(&rows, TopicId(6), &all, TermId(2), "sea").unwrap();
    assert_eq!((proposal.topic, &proposal.by), (TopicId(6), &SplitBy::Term("sea".to_owned())));
    assert_eq!(documents(&proposal), [docs(&[1, 3, 4]), docs(&[0, 2])]);
    assert_shared_out(&rows, &proposal.parts, &all);
}

#[test]
fn a_term_that_all_or_none_hold_splits_nothing() {
    let rows = unit_rows(3, &[&[(0, 1.0)], &[(0, 1.0), (1, 1.0)], &[(1, 1.0)]]);
    let told = |numbers: &[u32], term: u32| {
        split_by_term(&rows, TopicId(0), &docs(numbers), TermId(term), "sea").unwrap_err().to_string()
    };
    assert_eq!(told(&[0, 1], 0), "All 2 documents hold the term “sea”: choose a term that only some hold");
    assert_eq!(told(&[0, 1, 2], 2), "None of the 3 documents holds the term “sea”");
}

#[test]
fn a_proposal_can_be_carried_out() {
    let mut set = topics(2);
    let [a, b] = [[(0_u32, 1.0)], [(1, 1.0)]];
    let rows = unit_rows(2, &[&b, &b, &b, &a, &b, &a, &b]);
    let proposal = split_by_clustering(&rows, TopicId(1), &docs(&documents_of(&set, 1)), 2, 0, &()).unwrap();
    let parts = documents(&proposal).split_off(1);
    perform(&mut set, &Command::Split { topic: proposal.topic, parts, by: proposal.by });
    assert_eq!(open(&set), ids(&[0, 1, 2]));
    assert_eq!([1, 2].map(|topic| documents_of(&set, topic)), [vec![3, 5], vec![4]]);
}
