//! The ways in which topics can be laid out in the plane.

use super::distances::{cosines, jensen_shannon, root_share_dots};
use super::pca::{Projection, project};
use super::stress::stress_1;
use super::tsne::tsne;
use crate::progress::{Cancelled, Monitor, Stage, StageKind};
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

/// Lays `topics` out in the plane, with the middle at the origin. The same topics give the same points on any number of threads.
pub fn lay_out(kind: ProjectionKind, topics: &[&Profile], monitor: &dyn Monitor) -> Result<MapLayout, Cancelled> {
    let n = topics.len();
    monitor.check()?;
    monitor.report(Stage::at(StageKind::Layout, 0, n));
    let projection = match kind {
        ProjectionKind::Pca => project(&cosines(topics, monitor)?, n),
        ProjectionKind::Hellinger => project(&root_share_dots(topics, monitor)?, n),
        ProjectionKind::JensenShannon => {
            // Gower: *Some distance properties of latent root and vector methods used in multivariate analysis*, Biometrika 53
            // (1966): dot products out of squared distances, but for the centring. pyLDAvis takes the divergence itself for a
            // distance, which it is not; its root is.
            let dots: Vec<f64> = jensen_shannon(topics, monitor)?.iter().map(|squared| -0.5 * squared).collect();
            project(&dots, n)
        }
        ProjectionKind::Tsne => return lay_out_neighbours(topics, monitor),
    };
    let Projection { points, variance_shares } = projection;
    Ok(MapLayout { kind, points, fidelity: Fidelity::VarianceShares(variance_shares) })
}

/// t-SNE of the Euclidean distances between centroids of length 1, from their principal components on.
fn lay_out_neighbours(topics: &[&Profile], monitor: &dyn Monitor) -> Result<MapLayout, Cancelled> {
    let n = topics.len();
    let cosines = cosines(topics, monitor)?;
    let squared = |place: usize| {
        let (a, b) = (place / n, place % n);
        (cosines[a * n + a] + cosines[b * n + b] - 2.0 * cosines[place]).max(0.0)
    };
    let squared: Vec<f64> = (0..n * n).map(squared).collect();
    let points = tsne(&squared, &project(&cosines, n).points, monitor)?;
    let stress = stress_1(&points, |a, b| squared[a * n + b].sqrt());
    Ok(MapLayout { kind: ProjectionKind::Tsne, points, fidelity: Fidelity::Stress(stress) })
}
