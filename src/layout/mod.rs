//! Where topics stand: in the plane of the map, and in the row of the heatmap. Knows no screen.

pub mod axes;
pub mod distances;
pub mod map_layout;
pub mod order;
pub mod pca;
pub mod spread;
pub mod stress;
pub mod tsne;
