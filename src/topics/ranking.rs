//! How well documents sit in their topics: their cosines to centroids, and their margin to the nearest other topic.

use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::TopicId;
use super::profile::{Profile, TermSum};
use crate::corpus::DocId;
use crate::corpus::vocabulary::TermId;
use crate::matrix::{Row, UnitRows};
use crate::progress::{Cancelled, Monitor, Stage, StageKind};

/// How well a document sits in its topic.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fit {
    /// Cosine to the centroid of its own topic.
    pub similarity: f32,
    /// By how much that is more than the cosine to the most similar other topic; below 0 where another is nearer.
    pub margin: f32,
    /// That other topic; `None` where no other holds any of the document's terms.
    pub runner_up: Option<TopicId>,
}

/// The fit of every document to the topic that holds it, among `topics`: pairs of an id and its profile. `None` for a document
/// without terms or in none of them.
pub fn fits(
    rows: &UnitRows,
    topic_of: &(dyn Fn(DocId) -> Option<TopicId> + Sync),
    topics: &[(TopicId, &Profile)],
    monitor: &dyn Monitor,
) -> Result<Vec<Option<Fit>>, Cancelled> {
    let all: Vec<DocId> = (0..rows.n_rows() as u32).map(DocId).collect();
    fits_of(rows, &all, topic_of, topics, monitor)
}

/// Documents that a task measures between two looks at the monitor.
const TASK_DOCUMENTS: usize = 256;

/// The same of some documents, in their order.
pub fn fits_of(
    rows: &UnitRows,
    documents: &[DocId],
    topic_of: &(dyn Fn(DocId) -> Option<TopicId> + Sync),
    topics: &[(TopicId, &Profile)],
    monitor: &dyn Monitor,
) -> Result<Vec<Option<Fit>>, Cancelled> {
    monitor.report(Stage::at(StageKind::Compare, 0, documents.len()));
    let postings = Postings::new(rows, documents, topics);
    let place_of: FxHashMap<TopicId, usize> =
        topics.iter().enumerate().map(|(place, &(topic, _))| (topic, place)).collect();
    let fit = |cosines: &mut Vec<f64>, document: DocId| {
        let row = rows.row(document.index());
        let own = topic_of(document).and_then(|topic| place_of.get(&topic)).filter(|_| !row.is_empty());
        let own = *own?;
        postings.cosines(row, cosines);
        let others = cosines.iter().enumerate().filter(|&(place, _)| place != own);
        // The first of equals, and none that shares nothing.
        let nearest = |best: (Option<usize>, f64), (place, &cosine): (usize, &f64)| {
            if cosine > best.1 { (Some(place), cosine) } else { best }
        };
        let (runner_up, best_other) = others.fold((None, 0.0), nearest);
        Some(Fit {
            similarity: cosines[own] as f32,
            margin: (cosines[own] - best_other) as f32,
            runner_up: runner_up.map(|place| topics[place].0),
        })
    };
    let n_done = AtomicUsize::new(0);
    let measure = |task: &[DocId]| {
        let mut cosines = vec![0.0; topics.len()];
        let mut fits = Vec::with_capacity(task.len());
        for &document in task {
            monitor.check()?;
            fits.push(fit(&mut cosines, document));
        }
        let n_done = n_done.fetch_add(task.len(), Ordering::Relaxed) + task.len();
        monitor.report(Stage::at(StageKind::Compare, n_done, documents.len()));
        Ok(fits)
    };
    let measured: Vec<Vec<Option<Fit>>> =
        documents.par_chunks(TASK_DOCUMENTS).map(measure).collect::<Result<_, Cancelled>>()?;
    Ok(measured.concat())
}

/// For each term the topics that hold it, with the term's value in their centroids; only for terms of some documents.
struct Postings {
    /// Term `t` has `entries[starts[t]..starts[t + 1]]`.
    starts: Vec<usize>,
    entries: Vec<(u32, f32)>,
}

impl Postings {
    fn new(rows: &UnitRows, documents: &[DocId], topics: &[(TopicId, &Profile)]) -> Self {
        let mut occurs = vec![false; rows.n_cols()];
        for document in documents {
            rows.row(document.index()).terms.iter().for_each(|&term| occurs[term as usize] = true);
        }
        let mut starts = vec![0; rows.n_cols() + 1];
        for (_, profile) in topics {
            for sum in profile.terms.iter().filter(|sum| occurs[sum.term.0 as usize]) {
                starts[sum.term.0 as usize + 1] += 1;
            }
        }
        for term in 0..rows.n_cols() {
            starts[term + 1] += starts[term];
        }
        let mut next = starts.clone();
        let mut entries = vec![(0, 0.0); starts[rows.n_cols()]];
        for (place, (_, profile)) in topics.iter().enumerate() {
            for sum in profile.terms.iter().filter(|sum| occurs[sum.term.0 as usize]) {
                entries[next[sum.term.0 as usize]] = (place as u32, share(profile, sum));
                next[sum.term.0 as usize] += 1;
            }
        }
        Self { starts, entries }
    }

    /// The cosines of a row to all topics, each summed in the stored order of the row.
    fn cosines(&self, row: Row<'_>, cosines: &mut [f64]) {
        cosines.fill(0.0);
        for (term, weight) in row.iter() {
            let range = self.starts[term as usize]..self.starts[term as usize + 1];
            for &(place, share) in &self.entries[range] {
                cosines[place as usize] += f64::from(weight) * f64::from(share);
            }
        }
    }
}

/// The value of a term in the centroid of length 1.
fn share(profile: &Profile, sum: &TermSum) -> f32 {
    (sum.weight / profile.length) as f32
}

/// The value of a term in the centroid of a topic, 0 if the topic does not hold it.
pub(super) fn value_in(profile: &Profile, term: u32) -> f32 {
    let place = profile.terms.binary_search_by_key(&TermId(term), |sum| sum.term);
    place.map_or(0.0, |place| share(profile, &profile.terms[place]))
}

/// The cosine of a row to one centroid, for where a dense centroid would not pay.
pub fn cosine_to(row: Row<'_>, profile: &Profile) -> f64 {
    row.iter().map(|(term, weight)| f64::from(weight) * f64::from(value_in(profile, term))).sum()
}
