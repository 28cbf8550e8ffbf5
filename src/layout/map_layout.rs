//! The ways in which topics can be laid out in the plane.

use super::pca::{Projection, project};
use crate::progress::{Cancelled, Monitor};
use crate::topics::profile::Profile;

/// How positions on the map come about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ProjectionKind {
    /// Principal components of the centroids.
    #[default]
    Pca,
    /// Principal coordinates of the Hellinger distances between the topics' shares of terms.
    Hellinger,
    /// Principal coordinates of the Jensen–Shannon distances: the map of pyLDAvis.
    JensenShannon,
    /// t-SNE of the cosines between centroids.
    Tsne,
}

/// How well the plane shows what it was made of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fidelity {
    /// Share of the total variance along each axis, in `0..=1`.
    VarianceShares([f64; 2]),
    /// Kruskal's stress-1: 0 is perfect, above 0.2 poor.
    Stress(f64),
}

/// Positions of topics, one each, and what they are worth.
#[derive(Clone, Debug, PartialEq)]
pub struct MapLayout {
    pub kind: ProjectionKind,
    pub points: Vec<[f64; 2]>,
    pub fidelity: Fidelity,
}

/// Lays `topics` out in the plane.
pub fn lay_out(kind: ProjectionKind, topics: &[&Profile], monitor: &dyn Monitor) -> Result<MapLayout, Cancelled> {
    monitor.check()?;
    let n = topics.len();
    let dot = |a: &Profile, b: &Profile| -> f64 {
        a.terms.iter().map(|sum| sum.weight * b.sum(sum.term).weight).sum::<f64>() / (a.length * b.length)
    };
    let dots: Vec<f64> = topics.iter().flat_map(|a| topics.iter().map(move |b| dot(a, b))).collect();
    let Projection { points, variance_shares } = project(&dots, n);
    Ok(MapLayout { kind, points, fidelity: Fidelity::VarianceShares(variance_shares) })
}
