//! Bubbles moved apart until none covers another (stub).

use crate::progress::{Cancelled, Monitor};

/// Moves discs of `radii` at `points` apart.
pub fn spread(points: &[[f64; 2]], radii: &[f64], monitor: &dyn Monitor) -> Result<Vec<[f64; 2]>, Cancelled> {
    monitor.check()?;
    debug_assert_eq!(points.len(), radii.len());
    Ok(points.to_vec())
}
