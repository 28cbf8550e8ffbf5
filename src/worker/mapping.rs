//! How topics are laid out and documents placed on the map.

use std::sync::Arc;

use super::job::{DocumentDot, Outcome};
use crate::corpus::DocId;
use crate::layout::axes::Axes;
use crate::layout::map_layout::{ProjectionKind, lay_out};
use crate::layout::pca::{Projection, align};
use crate::matrix::UnitRows;
use crate::progress::{Cancelled, Monitor};
use crate::topics::profile::Profile;

/// Lays topics out as asked, mirrored to lie close to where they stood.
///
/// Only the principal components have a unit of their own, in which documents can be placed; all others are made as large
/// as `extent`, so that a map of another kind can be looked at through the same camera.
pub(super) fn lay_topics_out(
    kind: ProjectionKind,
    topics: &[Arc<Profile>],
    before: &[[f64; 2]],
    extent: f64,
    monitor: &dyn Monitor,
) -> Outcome {
    let topics: Vec<&Profile> = topics.iter().map(AsRef::as_ref).collect();
    let Ok(mut layout) = lay_out(kind, &topics, monitor) else { return Outcome::Cancelled };
    let mut projection = Projection { points: std::mem::take(&mut layout.points), ..Projection::default() };
    align(&mut projection, before);
    layout.points = projection.points;
    if kind != ProjectionKind::Pca {
        let own = extent_of(&layout.points);
        if own > 0.0 && extent > 0.0 {
            let scale = extent / own;
            layout.points.iter_mut().for_each(|point| *point = point.map(|value| value * scale));
        }
    }
    Outcome::LaidOut(layout)
}

/// How far points are from the middle, as a root of squares.
fn extent_of(points: &[[f64; 2]]) -> f64 {
    let n = points.len().max(1) as f64;
    let mean = [0, 1].map(|axis| points.iter().map(|point| point[axis]).sum::<f64>() / n);
    let square = |point: &[f64; 2]| (point[0] - mean[0]).powi(2) + (point[1] - mean[1]).powi(2);
    (points.iter().map(square).sum::<f64>() / n).sqrt()
}

pub(super) fn place_documents(
    rows: &UnitRows,
    topics: &[Arc<Profile>],
    points: &[[f64; 2]],
    documents: &[(usize, DocId)],
    monitor: &dyn Monitor,
) -> Outcome {
    let topics: Vec<&Profile> = topics.iter().map(AsRef::as_ref).collect();
    let placed: Result<Vec<DocumentDot>, Cancelled> = Axes::new(&topics, points, monitor).map(|axes| {
        let dot = |&(place, document): &(usize, DocId)| {
            let position = axes.place(rows.row(document.index()).iter());
            DocumentDot { document, place, position }
        };
        documents.iter().map(dot).collect()
    });
    placed.map_or(Outcome::Cancelled, Outcome::DocumentsPlaced)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_extent_does_not_depend_on_where_the_middle_is() {
        assert!((extent_of(&[[0.0, 3.0], [0.0, 5.0]]) - 1.0).abs() < 1e-12);
        assert!(extent_of(&[[7.0, 7.0]]).abs() < 1e-12 && extent_of(&[]).abs() < 1e-12);
    }
}
