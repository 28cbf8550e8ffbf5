//! How a topic could be split: parts of its documents, to be looked at before they become topics.

use rayon::prelude::*;

use super::profile::{Profile, RowSums};
use super::{SplitBy, TopicId};
use crate::cluster::{Params, ParamsError, Seeding, cluster};
use crate::corpus::DocId;
use crate::corpus::vocabulary::TermId;
use crate::matrix::{MatrixError, UnitRows, UnitRowsBuilder};
use crate::progress::{Cancelled, Monitor};

/// Parts of a topic: the first stays, the others become topics.
#[derive(Clone, Debug)]
pub struct SplitProposal {
    pub topic: TopicId,
    pub by: SplitBy,
    pub parts: Vec<SplitPart>,
}

#[derive(Clone, Debug)]
pub struct SplitPart {
    pub documents: Vec<DocId>,
    pub profile: Profile,
}

#[derive(Debug, thiserror::Error)]
pub enum SplitError {
    #[error("The documents are all alike: they cannot be split into {n_parts} parts")]
    AllAlike { n_parts: usize },
    #[error("All {n_documents} documents hold the term “{term}”: choose a term that only some hold")]
    InAll { term: String, n_documents: usize },
    #[error("None of the {n_documents} documents holds the term “{term}”")]
    InNone { term: String, n_documents: usize },
    #[error(transparent)]
    Params(#[from] ParamsError),
    #[error(transparent)]
    Matrix(#[from] MatrixError),
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// Clusters the documents of a topic into `n_parts`, or fewer if they do not differ enough. Documents without terms go with
/// the largest part.
pub fn split_by_clustering(
    rows: &UnitRows,
    topic: TopicId,
    documents: &[DocId],
    n_parts: usize,
    seed: u64,
    monitor: &dyn Monitor,
) -> Result<SplitProposal, SplitError> {
    let mut builder = UnitRowsBuilder::new(rows.n_cols())?;
    documents.iter().for_each(|document| builder.push_unit(rows.row(document.index())));
    let own_rows = builder.finish();
    let params = Params {
        n_clusters: n_parts,
        seeding: Seeding::SimilarCut,
        max_iterations: Params::DEFAULT_MAX_ITERATIONS,
        tolerance: 0.0,
        seed,
        restarts: 1,
    };
    let clustering = cluster(&own_rows, &params.check(&own_rows)?, monitor)?.clustering;
    let mut parts = vec![Vec::new(); clustering.n_clusters()];
    let mut without_terms = Vec::new();
    for (&document, label) in documents.iter().zip(&clustering.labels) {
        match label {
            Some(cluster) => parts[cluster.index()].push(document),
            None => without_terms.push(document),
        }
    }
    if parts.len() < 2 {
        return Err(SplitError::AllAlike { n_parts });
    }
    parts.sort_by_key(|part| std::cmp::Reverse(part.len()));
    parts[0].append(&mut without_terms);
    parts[0].sort_unstable();
    let by = SplitBy::Clustering { seed };
    Ok(SplitProposal { topic, by, parts: parts.into_par_iter().map(|part| SplitPart::new(rows, part)).collect() })
}

/// Splits the documents that hold a term from those that do not.
pub fn split_by_term(
    rows: &UnitRows,
    topic: TopicId,
    documents: &[DocId],
    term: TermId,
    text: &str,
) -> Result<SplitProposal, SplitError> {
    let holds = |document: &DocId| rows.row(document.index()).terms.binary_search(&term.0).is_ok();
    let (with, without): (Vec<DocId>, Vec<DocId>) = documents.iter().partition(|document| holds(document));
    let (term, n_documents) = (text.to_owned(), documents.len());
    if without.is_empty() {
        return Err(SplitError::InAll { term, n_documents });
    }
    if with.is_empty() {
        return Err(SplitError::InNone { term, n_documents });
    }
    let parts = [without, with].into_iter().map(|part| SplitPart::new(rows, part)).collect();
    Ok(SplitProposal { topic, by: SplitBy::Term(term), parts })
}

impl SplitProposal {
    /// Lets the part stay that holds most of what `is_own` says of documents: those that were never merged in.
    pub fn keep_own(mut self, is_own: impl Fn(DocId) -> bool) -> Self {
        let n_own = |part: &SplitPart| part.documents.iter().filter(|&&document| is_own(document)).count();
        let most = (0..self.parts.len()).rev().max_by_key(|&place| n_own(&self.parts[place]));
        if let Some(most) = most {
            self.parts[..=most].rotate_right(1);
        }
        self
    }
}

impl SplitPart {
    fn new(rows: &UnitRows, documents: Vec<DocId>) -> Self {
        let mut sums = RowSums::default();
        documents.iter().for_each(|document| sums.add(rows.row(document.index())));
        Self { documents, profile: Profile::default().with(sums) }
    }
}
