//! The documents of a topic, the most typical first.

use rayon::prelude::*;

use super::profile::Profile;
use crate::cluster::ClusterId;
use crate::corpus::DocId;
use crate::matrix::UnitRows;
use crate::progress::{Cancelled, Monitor};

/// A document and its cosine to the centroid of its topic.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RankedDocument {
    pub document: DocId,
    pub similarity: f32,
}

/// The documents of `clusters` by falling cosine to the centroid of `topic`, equal ones in the order of the corpus.
pub fn rank_documents(
    rows: &UnitRows,
    labels: &[Option<ClusterId>],
    clusters: &[ClusterId],
    topic: &Profile,
    monitor: &dyn Monitor,
) -> Result<Vec<RankedDocument>, Cancelled> {
    let centroid = topic.centroid(rows.n_cols());
    let is_member = |label: Option<ClusterId>| label.is_some_and(|cluster| clusters.binary_search(&cluster).is_ok());
    let members = (0..labels.len()).into_par_iter().filter(|&row| is_member(labels[row]));
    let rank = |row: usize| {
        monitor.check()?;
        let similarity = rows.row(row).dot_dense(&centroid) as f32;
        Ok(RankedDocument { document: DocId(row as u32), similarity })
    };
    let mut ranked: Vec<RankedDocument> = members.map(rank).collect::<Result<_, Cancelled>>()?;
    ranked.sort_by(|a, b| b.similarity.total_cmp(&a.similarity).then(a.document.cmp(&b.document)));
    Ok(ranked)
}
