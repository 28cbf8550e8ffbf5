//! Why a document is in its topic and not in the next: by how much each of its terms pulls to either.

use std::sync::Arc;

use super::TopicId;
use super::profile::Profile;
use super::ranking::{cosine_to, value_in};
use crate::corpus::vocabulary::TermId;
use crate::matrix::Row;

/// A document between its own topic and the most similar other one.
#[derive(Clone, Debug, PartialEq)]
pub struct Pull {
    pub own: TopicId,
    /// Cosine to the centroid of its own topic.
    pub similarity: f64,
    /// The most similar other topic with its cosine; `None` where no other holds any of the terms.
    pub runner_up: Option<(TopicId, f64)>,
    /// The document's terms, the strongest pull first.
    pub terms: Vec<TermPull>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TermPull {
    pub term: TermId,
    /// Above 0 towards the own topic, below 0 towards the runner-up.
    pub pull: f64,
}

/// The pull of each term of `row`: `x_w · (c_own,w − c_other,w)` for the weight `x_w` in the row and the values in the two
/// centroids, all of length 1. That is how the difference of two cosines is made up, so the pulls add up to the margin.
/// `None` for an empty row, or if `own` is not among `topics`.
pub fn pull_of(row: Row<'_>, own: TopicId, topics: &[(TopicId, Arc<Profile>)]) -> Option<Pull> {
    let (_, own_profile) = topics.iter().find(|&&(id, _)| id == own).filter(|_| !row.is_empty())?;
    let mut runner_up: Option<(TopicId, &Profile, f64)> = None;
    for (id, profile) in topics.iter().filter(|&&(id, _)| id != own) {
        let cosine = cosine_to(row, profile);
        if cosine > runner_up.map_or(0.0, |(_, _, best)| best) {
            runner_up = Some((*id, profile, cosine));
        }
    }
    let pull = |(term, weight): (u32, f32)| {
        let there = runner_up.map_or(0.0, |(_, profile, _)| f64::from(value_in(profile, term)));
        let here = f64::from(value_in(own_profile, term));
        TermPull { term: TermId(term), pull: f64::from(weight) * (here - there) }
    };
    let mut terms: Vec<TermPull> = row.iter().map(pull).collect();
    terms.sort_by(|a, b| b.pull.abs().total_cmp(&a.pull.abs()).then(a.term.cmp(&b.term)));
    let runner_up = runner_up.map(|(id, _, cosine)| (id, cosine));
    Some(Pull { own, similarity: cosine_to(row, own_profile), runner_up, terms })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::topics::profile::TermSum;

    fn topic(id: u32, weights: &[(u32, f64)]) -> (TopicId, Arc<Profile>) {
        let terms =
            weights.iter().map(|&(term, weight)| TermSum { term: TermId(term), weight, n_documents: 1 }).collect();
        let length = weights.iter().map(|(_, weight)| weight * weight).sum::<f64>().sqrt();
        (TopicId(id), Arc::new(Profile { n_documents: 1, terms, total_weight: 0.0, length }))
    }

    #[test]
    fn pulls_add_up_to_the_margin_and_the_strongest_comes_first() {
        let topics =
            [topic(4, &[(0, 3.0), (1, 4.0)]), topic(5, &[(1, 5.0), (2, 12.0)]), topic(6, &[(0, 1.0), (7, 9.0)])];
        let row = Row { terms: &[0, 1, 2], weights: &[0.8, 0.36, 0.48] };
        let pull = pull_of(row, TopicId(4), &topics).unwrap();
        let (runner_up, cosine) = pull.runner_up.unwrap();
        assert_eq!(runner_up, TopicId(5));
        assert!((pull.similarity - (0.8 * 0.6 + 0.36 * 0.8)).abs() < 1e-6);
        assert!((cosine - (0.36 * 5.0 + 0.48 * 12.0) / 13.0).abs() < 1e-6);
        let sum: f64 = pull.terms.iter().map(|term| term.pull).sum();
        assert!((sum - (pull.similarity - cosine)).abs() < 1e-12);
        assert_eq!(pull.terms.iter().map(|term| term.term.0).collect::<Vec<_>>(), [0, 2, 1]);
        assert!(pull.terms[0].pull > 0.0 && pull.terms[1].pull < 0.0);
    }

    #[test]
    fn nothing_pulls_an_empty_row_and_nobody_pulls_where_no_other_shares_a_term() {
        let topics = [topic(0, &[(0, 1.0)]), topic(1, &[(1, 1.0)])];
        assert_eq!(pull_of(Row { terms: &[], weights: &[] }, TopicId(0), &topics), None);
        let row = Row { terms: &[0], weights: &[1.0] };
        assert_eq!(pull_of(row, TopicId(9), &topics), None);
        let pull = pull_of(row, TopicId(0), &topics).unwrap();
        assert_eq!((pull.runner_up, pull.terms[0].pull), (None, 1.0));
    }
}
