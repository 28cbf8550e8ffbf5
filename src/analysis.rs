//! The whole road from a corpus to what the window shows: vectorise, cluster, describe, project.
//!
//! The command line and the worker both go it, so that a run gives the same with and without a window.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::cluster::{Clustering, Params, ParamsError, Snapshot, Stop, cluster_watched};
use crate::corpus::Corpus;
use crate::corpus::vectorizer::{VectorizeError, VectorizeParams, Vectorized, vectorize, vectorize_again};
use crate::layout::pca::{Projection, project};
use crate::progress::{Cancelled, Monitor, Stage, StageKind};
use crate::topics::profile::ClusterProfiles;

/// Everything that a run depends on, besides the corpus.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunParams {
    pub vectorize: VectorizeParams,
    pub cluster: Params,
}

impl RunParams {
    pub fn default_for(corpus: &Corpus) -> Self {
        Self { vectorize: VectorizeParams::default_for(corpus), cluster: Params::default_for(corpus.documents.len()) }
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
            notices.push(format!(
                "Only {distinct} documents differ from each other: {asked} clusters were reduced to {distinct}"
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
        notices
    }
}

#[derive(Debug, thiserror::Error)]
pub enum AnalysisError {
    #[error(transparent)]
    Vectorize(#[from] VectorizeError),
    #[error(transparent)]
    Params(#[from] ParamsError),
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

impl AnalysisError {
    pub fn is_cancelled(&self) -> bool {
        matches!(self, Self::Cancelled(_) | Self::Vectorize(VectorizeError::Cancelled(_)))
    }
}

/// Clusters what is vectorised already. A run that is cancelled after its first iteration is complete ends early and is
/// still described; cancelled before that it gives an error.
pub fn analyse(
    vectorized: Arc<Vectorized>,
    params: &RunParams,
    monitor: &dyn Monitor,
    watch: &mut dyn FnMut(&Snapshot<'_>),
) -> Result<Analysis, AnalysisError> {
    let checked = params.cluster.check(&vectorized.rows)?;
    let clustering = cluster_watched(&vectorized.rows, &checked, monitor, watch)?.clustering;
    // What an early stop has found wants to be seen, so the cancel that stopped it does not stop its description.
    let describing = UnlessAbandoned(monitor);
    describe(vectorized, params.clone(), clustering, None, &describing)
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
