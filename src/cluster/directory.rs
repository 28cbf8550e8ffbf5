//! Where in a centroid's terms to look for a term: the exact similarity of a pair looks up each term of the document.

use rayon::prelude::*;

use super::centroids::Centroids;
use crate::matrix::Row;

/// For each centroid where its terms of each range begin; a range is 2ˢ terms long.
#[derive(Clone, Debug, Default)]
pub struct Directory(Vec<Ranges>);

#[derive(Clone, Debug, Default)]
struct Ranges {
    shift: u32,
    /// One more than there are ranges.
    starts: Vec<u32>,
}

/// Ranges are so long that they hold as many of a centroid's terms on average, or up to twice that.
const TERMS_A_RANGE: usize = 8;

impl Directory {
    pub fn new(centroids: &Centroids) -> Self {
        let mut directory = Self(vec![Ranges::default(); centroids.n_rows()]);
        directory.0.par_iter_mut().enumerate().for_each(|(centroid, ranges)| {
            ranges.set(centroids.row(centroid).terms, centroids.n_cols());
        });
        directory
    }

    /// Some centroids are others now. `moved`: ascending.
    pub fn replace(&mut self, centroids: &Centroids, moved: &[u32]) {
        let mut moved = moved.iter().peekable();
        let of_moved = (0..).zip(&mut self.0).filter(|(centroid, _)| moved.next_if(|&next| next == centroid).is_some());
        let of_moved: Vec<(u32, &mut Ranges)> = of_moved.collect();
        of_moved.into_par_iter().for_each(|(centroid, ranges)| {
            ranges.set(centroids.row(centroid as usize).terms, centroids.n_cols());
        });
    }

    /// The exact similarity of a document to a centroid, whose row is `of_centroid`. Terms that only one of them has add 0,
    /// which changes no sum.
    pub fn similarity(&self, document: Row<'_>, centroid: u32, of_centroid: Row<'_>) -> f64 {
        let Ranges { shift, starts } = &self.0[centroid as usize];
        let weight_of = |term: u32| {
            let range = (term >> shift) as usize;
            let (start, end) = (starts[range] as usize, starts[range + 1] as usize);
            of_centroid.terms[start..end].binary_search(&term).map_or(0.0, |place| of_centroid.weights[start + place])
        };
        // Each term is looked up by itself, so that a processor looks up several at once.
        document.iter().map(|(term, weight)| f64::from(weight) * f64::from(weight_of(term))).sum()
    }
}

impl Ranges {
    fn set(&mut self, terms: &[u32], n_cols: usize) {
        let n_wanted = (terms.len() / TERMS_A_RANGE).max(1);
        self.shift = (n_cols / n_wanted).max(1).ilog2();
        let n_ranges = (n_cols >> self.shift) + 1;
        self.starts.clear();
        self.starts.resize(n_ranges + 1, 0);
        for (end, &term) in (1..).zip(terms) {
            self.starts[(term >> self.shift) as usize + 1] = end;
        }
        let mut last = 0;
        for start in &mut self.starts {
            last = last.max(*start);
            *start = last;
        }
    }
}
