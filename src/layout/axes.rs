//! The principal axes of some topics as weights of terms, so that documents can be placed on them.

use crate::progress::{Cancelled, Monitor};
use crate::topics::profile::Profile;

/// Two axes; each gives a vector the weighted sum of its terms.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Axes {
    /// By term, for both axes.
    weights: Vec<[f64; 2]>,
    /// Where the mean of the topics' centroids would fall.
    middle: [f64; 2],
}

impl Axes {
    /// The axes on which PCA put the centroids of `topics` at `points`.
    ///
    /// An axis is a sum of the centroids weighed by their coordinates over the eigenvalue, which is the sum of the squared
    /// coordinates (Schölkopf, Smola, Müller 1998, section 3, with a linear kernel): what
    /// [`place`](super::pca::Projection::place) makes of dot products, with the sum over the centroids taken first.
    pub fn new(topics: &[&Profile], points: &[[f64; 2]], monitor: &dyn Monitor) -> Result<Self, Cancelled> {
        let n_terms = topics.iter().filter_map(|topic| topic.terms.last()).map(|sum| sum.term.0 as usize + 1).max();
        let mut weights = vec![[0.0; 2]; n_terms.unwrap_or(0)];
        let mut mean = vec![0.0; weights.len()];
        let eigenvalues = [0, 1].map(|axis| points.iter().map(|point| point[axis] * point[axis]).sum::<f64>());
        for (topic, point) in topics.iter().zip(points).filter(|(topic, _)| topic.length > 0.0) {
            monitor.check()?;
            let scale = [0, 1].map(|axis| if eigenvalues[axis] > 0.0 { point[axis] / eigenvalues[axis] } else { 0.0 });
            for sum in &topic.terms {
                let weight = sum.weight / topic.length;
                let term = sum.term.0 as usize;
                mean[term] += weight / topics.len() as f64;
                weights[term] = [0, 1].map(|axis| weights[term][axis] + scale[axis] * weight);
            }
        }
        let middle = [0, 1].map(|axis| mean.iter().zip(&weights).map(|(mean, weight)| mean * weight[axis]).sum());
        Ok(Self { weights, middle })
    }

    /// Where a vector falls, given as its terms with their weights.
    pub fn place(&self, vector: impl Iterator<Item = (u32, f32)>) -> [f64; 2] {
        let start = self.middle.map(|middle| -middle);
        vector.fold(start, |sum, (term, value)| {
            let weight = self.weights.get(term as usize).copied().unwrap_or_default();
            [0, 1].map(|axis| sum[axis] + weight[axis] * f64::from(value))
        })
    }
}
