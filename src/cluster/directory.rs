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

/// Ranges hold so many of a centroid's terms on average, or down to half as many.
const TERMS_A_RANGE: usize = 16;

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
    /// `terms`: ascending, below `n_cols`.
    fn set(&mut self, terms: &[u32], n_cols: usize) {
        let n_wanted = (terms.len() / TERMS_A_RANGE).max(1);
        self.shift = (n_cols / n_wanted).max(1).ilog2();
        let n_ranges = (n_cols >> self.shift) + 1;
        self.starts.clear();
        self.starts.resize(n_ranges + 1, 0);
        for (end, &term) in (1..).zip(terms) {
            self.starts[(term >> self.shift) as usize + 1] = end;
        }
        // A range without terms ends where the one before it does.
        let mut last = 0;
        for start in &mut self.starts {
            last = last.max(*start);
            *start = last;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::arbiter::similarity;
    use super::*;
    use crate::matrix::{UnitRows, UnitRowsBuilder};

    /// Rows of few to all of `n_cols` terms.
    fn rows(n_cols: u32) -> impl Strategy<Value = UnitRows> {
        let row = prop::collection::btree_map(0..n_cols, 0.01_f64..1.0, 0..=n_cols as usize);
        prop::collection::vec(row, 2..6).prop_map(move |rows| {
            let mut builder = UnitRowsBuilder::new(n_cols as usize).unwrap();
            for row in rows {
                builder.push(&row.into_iter().collect::<Vec<_>>()).unwrap();
            }
            builder.finish()
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

        #[test]
        fn similarities_with_the_directory_are_those_without_bit_for_bit(
            (all, others) in (1_u32..300).prop_flat_map(|n_cols| (rows(n_cols), rows(n_cols))),
        ) {
            let picked: Vec<u32> = (0..all.n_rows() as u32).collect();
            let before = Centroids::pick(&all, &picked);
            let mut directory = Directory::new(&before);
            let check = |directory: &Directory, centroids: &Centroids| {
                for (number, centroid) in (0..).zip(centroids.rows()) {
                    for document in all.rows().chain(others.rows()) {
                        let found = directory.similarity(document, number, centroid);
                        prop_assert_eq!(found.to_bits(), similarity(document, centroid).to_bits());
                    }
                }
                Ok(())
            };
            check(&directory, &before)?;
            // The first and the last become others.
            let last = picked.len() - 1;
            let mut after = before.clone();
            after.rows_mut()[0] = others.row(0).into();
            after.rows_mut()[last] = others.row(1).into();
            directory.replace(&after, &[0, last as u32]);
            check(&directory, &after)?;
        }
    }
}
