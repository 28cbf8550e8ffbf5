//! The nearest centroid of every document with a dense row, exactly: screened in blocks, judged in `f64`.

use rayon::prelude::*;

use super::super::arbiter::Nearest;
use super::super::options::{Method, Options};
use super::super::own::{Own, Standing};
use super::super::points::Assign;
use super::super::simd::LANES;
use super::super::simd::run;
use super::centroids::DenseCentroids;
use super::panels::Panels;
use super::rows::{DenseRows, stride_of};
use super::screen::{Contenders, Judge, screen};
use super::similarity::{absolute_error, floor_of_exact, nearest_by_definition};
use crate::progress::{Cancelled, Monitor};

/// Finds nearest centroids, iteration by iteration.
pub struct DenseAssigner<'a> {
    pub(super) rows: &'a DenseRows,
    /// Rows that are not zeros, ascending.
    pub(super) documents: &'a [u32],
    pub(super) options: Options,
}

/// Bytes of the rows that a task takes at once: they stay in a core's cache while the panels pass by.
const CHUNK_BYTES: usize = 256 << 10;

/// Documents of a block at most; chunks are made of whole blocks.
const BLOCK_DOCUMENTS: usize = 24;

impl Assign<DenseRows> for DenseAssigner<'_> {
    fn first(&mut self, centroids: &DenseCentroids, monitor: &dyn Monitor) -> Result<Vec<Nearest>, Cancelled> {
        if self.options.method == Method::Reference {
            return Ok(self.by_definition(centroids));
        }
        let panels = Panels::new(centroids, (0..centroids.n_rows() as u32).collect());
        let mut nearest = vec![Nearest::NONE; self.documents.len()];
        let n_together = self.documents_together();
        let chunks = nearest.par_chunks_mut(n_together).zip(self.documents.par_chunks(n_together));
        let judged = chunks.try_for_each_init(Contenders::default, |contenders, (nearest, documents)| {
            self.compare(documents.iter().copied(), &panels, centroids, contenders, nearest, monitor)
        });
        judged.map(|()| nearest)
    }

    fn next(
        &mut self,
        centroids: &DenseCentroids,
        moved: &[u32],
        (): &(),
        own: Own,
        monitor: &dyn Monitor,
    ) -> Result<Vec<Nearest>, Cancelled> {
        if self.options.method == Method::Reference {
            return Ok(self.by_definition(centroids));
        }
        let Own { mut nearest, standings } = own;
        let (settled, others): (Vec<u32>, Vec<u32>) = (0..nearest.len() as u32)
            .partition(|&place| self.options.moved_only && standings[place as usize] == Standing::Settled);
        let all = (0..centroids.n_rows() as u32).collect();
        for (places, compared) in [(others, all), (settled, moved.to_vec())] {
            let panels = Panels::new(centroids, compared);
            let compare = |contenders: &mut Contenders, places: &[u32]| {
                let mut nearest: Vec<Nearest> = places.iter().map(|&place| nearest[place as usize]).collect();
                let documents = places.iter().map(|&place| self.documents[place as usize]);
                self.compare(documents, &panels, centroids, contenders, &mut nearest, monitor).map(|()| nearest)
            };
            let chunks = places.par_chunks(self.documents_together());
            let found: Vec<Vec<Nearest>> = chunks.map_init(Contenders::default, compare).collect::<Result<_, _>>()?;
            places.iter().zip(found.into_iter().flatten()).for_each(|(&place, found)| nearest[place as usize] = found);
        }
        Ok(nearest)
    }
}

impl DenseAssigner<'_> {
    /// Finds for each of `documents` what is nearer than `nearest`, among the centroids in `panels`.
    fn compare(
        &self,
        documents: impl Iterator<Item = u32>,
        panels: &Panels,
        centroids: &DenseCentroids,
        contenders: &mut Contenders,
        nearest: &mut [Nearest],
        monitor: &dyn Monitor,
    ) -> Result<(), Cancelled> {
        let error = absolute_error(self.rows.n_cols());
        let rows: Vec<&[f32]> = documents.map(|document| self.rows.padded(document as usize)).collect();
        contenders.begin(nearest.iter().map(|nearest| floor_of_exact(nearest.similarity, error)));
        screen(&rows, panels, error, self.options.instructions, contenders, monitor)?;
        run(self.options.instructions, LANES, Judge { rows: &rows, centroids, contenders, nearest });
        Ok(())
    }

    fn documents_together(&self) -> usize {
        let row_bytes = stride_of(self.rows.n_cols()) * size_of::<f32>();
        let n_blocks = (CHUNK_BYTES / row_bytes / BLOCK_DOCUMENTS).max(1);
        (n_blocks * BLOCK_DOCUMENTS).min(self.options.chunk_documents)
    }

    fn by_definition(&self, centroids: &DenseCentroids) -> Vec<Nearest> {
        let row = |&document: &u32| self.rows.padded(document as usize);
        self.documents.iter().map(row).map(|row| nearest_by_definition(row, centroids)).collect()
    }
}
