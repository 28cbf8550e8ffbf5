//! The documents of a topic, the most typical first.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::TopicId;
use super::profile::Profile;
use crate::corpus::DocId;
use crate::matrix::UnitRows;
use crate::progress::{Cancelled, Monitor};

/// A document and its cosine to the centroid of its topic.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RankedDocument {
    pub document: DocId,
    pub similarity: f32,
}

/// The documents whose home is one of `leaves`, which ascend, by falling cosine to the centroid of `topic`, equal ones in the order of the corpus.
pub fn rank_documents(
    rows: &UnitRows,
    homes: &[Option<TopicId>],
    leaves: &[TopicId],
    topic: &Profile,
    monitor: &dyn Monitor,
) -> Result<Vec<RankedDocument>, Cancelled> {
    let centroid = topic.centroid(rows.n_cols());
    let is_member = |home: Option<TopicId>| home.is_some_and(|home| leaves.binary_search(&home).is_ok());
    let members = (0..homes.len()).into_par_iter().filter(|&row| is_member(homes[row]));
    let rank = |row: usize| {
        monitor.check()?;
        let similarity = rows.row(row).dot_dense(&centroid) as f32;
        Ok(RankedDocument { document: DocId(row as u32), similarity })
    };
    let mut ranked: Vec<RankedDocument> = members.map(rank).collect::<Result<_, Cancelled>>()?;
    ranked.sort_by(|a, b| b.similarity.total_cmp(&a.similarity).then(a.document.cmp(&b.document)));
    Ok(ranked)
}

/// How well each document sits in its topic.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fit {
    /// Cosine to the centroid of its own topic.
    pub similarity: f32,
    /// By how much that is more than the cosine to the most similar other topic; below 0 where another is nearer.
    pub margin: f32,
}

/// The fit of every document to the topic that holds it, among `topics`: pairs of an id and its profile. `None` for a document
/// without terms or in none of them.
pub fn fits(
    rows: &UnitRows,
    topic_of: &(dyn Fn(DocId) -> Option<TopicId> + Sync),
    topics: &[(TopicId, &Profile)],
    monitor: &dyn Monitor,
) -> Result<Vec<Option<Fit>>, Cancelled> {
    let mut postings: Vec<Vec<(u32, f64)>> = vec![Vec::new(); rows.n_cols()];
    for (place, (_, profile)) in topics.iter().enumerate() {
        for sum in &profile.terms {
            postings[sum.term.0 as usize].push((place as u32, sum.weight / profile.length));
        }
    }
    let place_of: FxHashMap<TopicId, usize> =
        topics.iter().enumerate().map(|(place, &(topic, _))| (topic, place)).collect();
    let fit = |cosines: &mut Vec<f64>, row: usize| {
        monitor.check()?;
        let terms = rows.row(row);
        let own = topic_of(DocId(row as u32)).and_then(|topic| place_of.get(&topic)).filter(|_| !terms.is_empty());
        let Some(&own) = own else { return Ok(None) };
        cosines.fill(0.0);
        for (term, weight) in terms.iter() {
            for &(place, share) in &postings[term as usize] {
                cosines[place as usize] += f64::from(weight) * share;
            }
        }
        let others = cosines.iter().enumerate().filter(|&(place, _)| place != own);
        let best_other = others.map(|(_, &cosine)| cosine).fold(0.0, f64::max);
        Ok(Some(Fit { similarity: cosines[own] as f32, margin: (cosines[own] - best_other) as f32 }))
    };
    (0..rows.n_rows()).into_par_iter().map_init(|| vec![0.0; topics.len()], fit).collect()
}
