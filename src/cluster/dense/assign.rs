//! The nearest centroid of every document with a dense row, exactly: screened in blocks, judged in `f64`.

use rayon::prelude::*;

use super::super::arbiter::Nearest;
use super::super::options::{Method, Options};
use super::super::own::{Own, OwnSpan, Standing};
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
    fn first(&mut self, centroids: &DenseCentroids, monitor: &dyn Monitor) -> Result<Own, Cancelled> {
        if self.options.method == Method::Reference {
            return Ok(self.by_definition(centroids));
        }
        let mut own = Own::none(self.documents.len());
        let places: Vec<u32> = (0..self.documents.len() as u32).collect();
        self.compare(&places, (0..centroids.n_rows() as u32).collect(), centroids, &mut own, monitor)?;
        Ok(own)
    }

    fn next(
        &mut self,
        centroids: &DenseCentroids,
        moved: &[u32],
        (): &(),
        own: &mut Own,
        monitor: &dyn Monitor,
    ) -> Result<(), Cancelled> {
        if self.options.method == Method::Reference {
            *own = self.by_definition(centroids);
            return Ok(());
        }
        let (settled, others): (Vec<u32>, Vec<u32>) = (0..own.labels.len() as u32)
            .partition(|&place| self.options.moved_only && own.standings[place as usize] == Standing::Settled);
        self.compare(&others, (0..centroids.n_rows() as u32).collect(), centroids, own, monitor)?;
        self.compare(&settled, moved.to_vec(), centroids, own, monitor)
    }

    /// None: sums of vectors are not kept.
    fn bytes_for_sums(&self) -> usize {
        0
    }
}

impl DenseAssigner<'_> {
    /// Finds which of some centroids are nearer to the documents in some `places` than what is known.
    fn compare(
        &self,
        places: &[u32],
        compared: Vec<u32>,
        centroids: &DenseCentroids,
        own: &mut Own,
        monitor: &dyn Monitor,
    ) -> Result<(), Cancelled> {
        let panels = Panels::new(centroids, compared);
        let error = absolute_error(self.rows.n_cols());
        let instructions = self.options.instructions;
        let row = |&place: &u32| self.rows.padded(self.documents[place as usize] as usize);
        let task = |contenders: &mut Contenders, (places, mut own): (&[u32], OwnSpan<'_>)| {
            let rows: Vec<&[f32]> = places.iter().map(row).collect();
            let mut nearest: Vec<Nearest> = places.iter().map(|&place| own.get(place)).collect();
            contenders.begin(nearest.iter().map(|nearest| floor_of_exact(nearest.similarity, error)));
            screen(&rows, &panels, error, instructions, contenders, monitor)?;
            run(instructions, LANES, Judge { rows: &rows, centroids, contenders, nearest: &mut nearest });
            places.iter().zip(nearest).for_each(|(&place, nearest)| own.set(place, nearest));
            Ok(())
        };
        let n_together = self.documents_together();
        let chunks = places.par_chunks(n_together).zip(own.spans(places, n_together));
        chunks.try_for_each_init(Contenders::default, task)
    }

    fn documents_together(&self) -> usize {
        let row_bytes = stride_of(self.rows.n_cols()) * size_of::<f32>();
        let n_blocks = (CHUNK_BYTES / row_bytes / BLOCK_DOCUMENTS).max(1);
        (n_blocks * BLOCK_DOCUMENTS).min(self.options.chunk_documents)
    }

    fn by_definition(&self, centroids: &DenseCentroids) -> Own {
        let row = |&document: &u32| self.rows.padded(document as usize);
        self.documents.iter().map(row).map(|row| nearest_by_definition(row, centroids)).collect()
    }
}
