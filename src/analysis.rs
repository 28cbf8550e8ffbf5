//! The whole road from a corpus to what the window shows: vectorise, cluster, describe, project.
//!
//! The command line and the worker both go it, so that a run gives the same with and without a window.

use std::borrow::Cow;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::cluster::{
    Centroids, Clustering, DenseError, DenseRows, Params, ParamsError, Snapshot, Stop, cluster_watched,
};
use crate::corpus::vectorizer::{VectorizeError, VectorizeParams, Vectorized, vectorize, vectorize_again};
use crate::corpus::{Corpus, Vectors};
use crate::layout::pca::{Projection, project};
use crate::progress::{Cancelled, Iteration, Monitor, Stage, StageKind};
use crate::topics::profile::ClusterProfiles;

/// Everything that a run depends on, besides the corpus.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunParams {
    pub vectorize: VectorizeParams,
    pub cluster: Params,
    #[serde(default)]
    pub basis: Basis,
}

/// What makes documents similar when they are clustered. Topics are described and compared by their words in any case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Basis {
    #[default]
    Words,
    /// The vectors that came with the corpus. A document whose vector is zeros stays unassigned.
    Vectors,
}

impl Basis {
    /// One word, for tables and files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Words => "words",
            Self::Vectors => "vectors",
        }
    }
}

impl RunParams {
    pub fn default_for(corpus: &Corpus) -> Self {
        Self {
            vectorize: VectorizeParams::default_for(corpus),
            cluster: Params::default_for(corpus.documents.len()),
            basis: Basis::default(),
        }
    }

    /// The vectors that a run goes by, if it goes by vectors: they must be there, one a document.
    pub fn vectors<'a>(&self, corpus: &'a Corpus) -> Result<Option<&'a Vectors>, AnalysisError> {
        if self.basis == Basis::Words {
            return Ok(None);
        }
        let vectors = corpus.vectors.as_deref().ok_or(AnalysisError::NoVectors)?;
        let (n_values, n_cols, n_documents) = (vectors.values.len(), vectors.n_cols, corpus.documents.len());
        if n_values != n_documents * n_cols {
            return Err(AnalysisError::VectorsDiffer { n_values, n_cols, n_documents });
        }
        Ok(Some(vectors))
    }
}

/// What a run found. Never changed, shared behind an `Arc`.
#[derive(Debug)]
pub struct Analysis {
    pub params: RunParams,
    pub vectorized: Arc<Vectorized>,
    pub clustering: Clustering,
    pub profiles: Arc<ClusterProfiles>,
    /// One point a cluster.
    pub projection: Projection,
}

impl Analysis {
    /// What the run did otherwise than it was asked, in sentences.
    pub fn notices(&self) -> Vec<String> {
        let clustering = &self.clustering;
        let mut notices = Vec::new();
        if let Some(asked) = clustering.reduced_from {
            let distinct = clustering.n_clusters() + clustering.n_dropped;
            let what = if self.params.basis == Basis::Words { "documents" } else { "vectors" };
            notices.push(format!(
                "Only {distinct} {what} differ from each other: {asked} clusters were reduced to {distinct}"
            ));
        }
        match clustering.n_dropped {
            0 => {}
            1 => notices.push("1 cluster ended without a document and was left out".to_owned()),
            n => notices.push(format!("{n} clusters ended without a document and were left out")),
        }
        if clustering.stop == Stop::Cancelled {
            let n_iterations = clustering.iterations.len();
            notices.push(format!("Cancelled: shown is the last complete iteration, number {n_iterations}"));
        }
        match clustering.n_unassigned() {
            _ if self.params.basis == Basis::Words => {}
            0 => {}
            1 => notices.push("1 document has a vector of zeros and is unassigned".to_owned()),
            n => notices.push(format!("{n} documents have vectors of zeros and are unassigned")),
        }
        notices
    }
}

#[derive(Debug, thiserror::Error)]
pub enum AnalysisError {
    #[error(transparent)]
    Vectorize(#[from] VectorizeError),
    #[error(transparent)]
    Params(#[from] ParamsError),
    #[error("The corpus has no vectors: open a .npy file together with the texts, or cluster by words")]
    NoVectors,
    #[error("{n_values} values are not vectors of {n_cols} columns for {n_documents} documents: cluster by words")]
    VectorsDiffer { n_values: usize, n_cols: usize, n_documents: usize },
    #[error(transparent)]
    Vectors(#[from] DenseError),
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

impl AnalysisError {
    pub fn is_cancelled(&self) -> bool {
        matches!(self, Self::Cancelled(_) | Self::Vectorize(VectorizeError::Cancelled(_)))
    }
}

/// A run after an iteration, whatever its documents are clustered by.
pub struct Step<'a> {
    pub iteration: Iteration,
    /// Documents a cluster.
    pub sizes: &'a [u32],
    centroids: CentroidsInWords<'a>,
}

enum CentroidsInWords<'a> {
    OfRun(&'a Centroids),
    /// To be summed from the words of documents by their labels.
    OfMembers {
        vectorized: &'a Vectorized,
        documents: &'a [u32],
        labels: &'a [u32],
    },
}

impl Step<'_> {
    /// `n_clusters × n_terms`; of a run by vectors the sums of the words of each cluster's documents, made when asked for.
    pub fn centroids(&self) -> Cow<'_, Centroids> {
        match self.centroids {
            CentroidsInWords::OfRun(centroids) => Cow::Borrowed(centroids),
            CentroidsInWords::OfMembers { vectorized, documents, labels } => {
                Cow::Owned(Centroids::of_members(&vectorized.rows, documents, labels, self.sizes.len()))
            }
        }
    }
}

/// Clusters what is vectorised already, by its words or by `vectors`, which [`RunParams::vectors`] gives. A run that is cancelled after its first iteration is complete ends early and is
/// still described; cancelled before that it gives an error.
pub fn analyse(
    vectorized: Arc<Vectorized>,
    vectors: Option<&Vectors>,
    params: &RunParams,
    monitor: &dyn Monitor,
    watch: &mut dyn FnMut(&Step<'_>),
) -> Result<Analysis, AnalysisError> {
    let clustering = match vectors {
        None => cluster_words(&vectorized, &params.cluster, monitor, watch)?,
        Some(vectors) => cluster_vectors(vectors, &vectorized, &params.cluster, monitor, watch)?,
    };
    // What an early stop has found wants to be seen, so the cancel that stopped it does not stop its description.
    let describing = UnlessAbandoned(monitor);
    describe(vectorized, params.clone(), clustering, None, &describing)
}

fn cluster_words(
    vectorized: &Vectorized,
    params: &Params,
    monitor: &dyn Monitor,
    watch: &mut dyn FnMut(&Step<'_>),
) -> Result<Clustering, AnalysisError> {
    let checked = params.check(&vectorized.rows)?;
    let mut watch = |snapshot: &Snapshot<'_>| {
        let centroids = CentroidsInWords::OfRun(snapshot.centroids);
        watch(&Step { iteration: snapshot.iteration, sizes: &snapshot.sizes, centroids });
    };
    Ok(cluster_watched(&vectorized.rows, &checked, monitor, &mut watch)?.clustering)
}

fn cluster_vectors(
    vectors: &Vectors,
    vectorized: &Vectorized,
    params: &Params,
    monitor: &dyn Monitor,
    watch: &mut dyn FnMut(&Step<'_>),
) -> Result<Clustering, AnalysisError> {
    let points = DenseRows::new(vectors.n_cols, &vectors.values)?;
    let checked = params.check(&points)?;
    let mut watch = |snapshot: &Snapshot<'_, DenseRows>| {
        let (documents, labels) = (snapshot.documents, snapshot.labels);
        let centroids = CentroidsInWords::OfMembers { vectorized, documents, labels };
        watch(&Step { iteration: snapshot.iteration, sizes: &snapshot.sizes, centroids });
    };
    Ok(cluster_watched(&points, &checked, monitor, &mut watch)?.clustering)
}

/// Adds to a clustering what is derived from it; `projection` is made anew if it is not known.
pub fn describe(
    vectorized: Arc<Vectorized>,
    params: RunParams,
    clustering: Clustering,
    projection: Option<Projection>,
    monitor: &dyn Monitor,
) -> Result<Analysis, AnalysisError> {
    let profiles = Arc::new(ClusterProfiles::new(&vectorized.rows, &clustering, monitor)?);
    monitor.check()?;
    monitor.report(Stage::at(StageKind::Layout, 0, 1));
    let projection = projection.unwrap_or_else(|| project(&profiles.cosines(), profiles.n_clusters()));
    Ok(Analysis { params, vectorized, clustering, profiles, projection })
}

/// Vectorises a corpus as the parameters ask.
pub fn vectorize_corpus(
    corpus: &Corpus,
    params: &RunParams,
    monitor: &dyn Monitor,
) -> Result<Arc<Vectorized>, AnalysisError> {
    Ok(Arc::new(vectorize(corpus, &params.vectorize, monitor)?))
}

/// Vectorises a corpus anew, after it was vectorised with other parameters: the texts are gone through only if they must be.
pub fn vectorize_corpus_again(
    corpus: &Corpus,
    params: &RunParams,
    before: Option<&Vectorized>,
    monitor: &dyn Monitor,
) -> Result<Arc<Vectorized>, AnalysisError> {
    let counted = before.and_then(|before| before.counted.as_ref());
    Ok(Arc::new(vectorize_again(corpus, &params.vectorize, counted, monitor)?))
}

/// Passes reports on and hides the cancel, as long as somebody wants the outcome.
struct UnlessAbandoned<'a>(&'a dyn Monitor);

impl Monitor for UnlessAbandoned<'_> {
    fn is_cancelled(&self) -> bool {
        self.0.is_abandoned()
    }

    fn report(&self, progress: crate::progress::Progress) {
        self.0.report(progress);
    }
}
