//! The nearest centroid of every document, exactly: screened from bytes, judged in `f64`.

use rayon::prelude::*;

use super::arbiter::{NO_CENTROID, Nearest, SMALLEST};
use super::bounds::Bounds;
use super::centroid_tables::{Compared, Tables};
use super::centroids::Centroids;
use super::directory::Directory;
use super::few::error_of;
use super::inverted;
use super::options::{Method, Options};
use super::own::Own;
use super::pool::Pool;
use super::quantized::{Error, Quantized};
use super::reference::{by_definition, nearest_by_definition, straightforward};
use super::screen::{Candidates, NO_COLUMN, floor_of_exact, screen};
use super::simd::Instructions;
use crate::matrix::{Row, UnitRows};
use crate::progress::{Cancelled, Monitor};

/// Finds nearest centroids, iteration by iteration.
pub struct Assigner<'a> {
    rows: &'a UnitRows,
    /// Rows that are not empty, ascending.
    documents: &'a [u32],
    options: Options,
    tables: Option<Tables<'a>>,
    directory: Directory,
    bounds: Bounds,
    scratch: Pool<Scratch>,
}

impl<'a> Assigner<'a> {
    pub fn new(rows: &'a UnitRows, documents: &'a [u32], options: Options) -> Self {
        let (directory, bounds) = (Directory::default(), Bounds::new(documents.len()));
        Self { rows, documents, options, tables: None, directory, bounds, scratch: Pool::default() }
    }

    /// The nearest centroid of each document, of which nothing is known.
    pub fn first(&mut self, centroids: &Centroids, monitor: &dyn Monitor) -> Result<Vec<Nearest>, Cancelled> {
        if self.options.method != Method::Tiled {
            return self.simply(centroids, monitor);
        }
        let tables = match self.tables.take() {
            Some(of_last_run) => of_last_run.begin(centroids),
            None => Tables::new(self.rows, self.documents.len(), centroids, self.options),
        };
        self.bounds = Bounds::new(self.documents.len());
        let compared = self.tables.insert(tables).compared(centroids.n_rows());
        self.directory = Directory::new(centroids);
        let judge = Judge { compared, centroids, directory: &self.directory };
        let mut nearest = vec![Nearest::NONE; self.documents.len()];
        let n_together = documents_together(self.documents.len(), compared, &self.options);
        let chunks = nearest.par_chunks_mut(n_together).zip(self.documents.par_chunks(n_together));
        chunks.try_for_each(|(nearest, documents)| {
            let rows: Vec<Row<'_>> = documents.iter().map(|&document| self.rows.row(document as usize)).collect();
            self.scratch.lend(Scratch::default, |scratch| {
                judge.replace(&rows, nearest, self.options.instructions, scratch, monitor)
            })
        })?;
        Ok(nearest)
    }

    /// The nearest centroid of each document after some centroids moved. `moved`: which, ascending; `rises`: by how much the
    /// weight of each term rose in any of them.
    pub fn next(
        &mut self,
        centroids: &Centroids,
        moved: &[u32],
        rises: &[f32],
        mut own: Own,
        monitor: &dyn Monitor,
    ) -> Result<Vec<Nearest>, Cancelled> {
        // To compare with all renews the bounds, which is worth more than to leave out a few columns.
        let moved_only = self.options.moved_only && moved.len() * MOVED_SHARE <= centroids.n_rows();
        let replace = |tables: Tables<'a>| tables.replace(centroids, moved, moved_only, mean_similarity(&own));
        self.tables = self.tables.take().map(replace);
        self.directory.replace(centroids, moved);
        let Self { rows, documents, options, directory, bounds, scratch, .. } = self;
        let Some(tables) = &self.tables else { return self.simply(centroids, monitor) };
        let row = |place: usize| rows.row(documents[place] as usize);
        if !options.bounds {
            *bounds = Bounds::new(documents.len());
        }
        let to_compare = bounds.follow(row, &own, rises, moved_only);
        for (places, n_columns) in [(to_compare.all, centroids.n_rows()), (to_compare.moved, moved.len())] {
            let compared = tables.compared(n_columns);
            let judge = Judge { compared, centroids, directory };
            let n_together = documents_together(places.len(), compared, options);
            let task = |places: &[u32]| {
                let rows: Vec<Row<'_>> = places.iter().map(|&place| row(place as usize)).collect();
                let own = places.iter().map(|&place| own.nearest[place as usize]).collect();
                scratch
                    .lend(Scratch::default, |scratch| judge.again(&rows, own, options.instructions, scratch, monitor))
            };
            let found: Vec<Again> = places.par_chunks(n_together).map(task).collect::<Result<_, _>>()?;
            for (places, again) in places.chunks(n_together).zip(found) {
                for (&place, greatest) in places.iter().zip(again.greatest) {
                    if n_columns == centroids.n_rows() {
                        bounds.set(place, greatest);
                    } else {
                        bounds.raise(place, greatest);
                    }
                }
                for (number, changed) in again.changed {
                    let place = places[number];
                    own.nearest[place as usize] = changed;
                    // The one that was nearest before is among the others now.
                    bounds.set(place, f32::INFINITY);
                }
            }
        }
        Ok(own.nearest)
    }

    fn simply(&self, centroids: &Centroids, monitor: &dyn Monitor) -> Result<Vec<Nearest>, Cancelled> {
        if self.options.method == Method::Straightforward {
            return straightforward(self.rows, self.documents, centroids, self.options.instructions, monitor);
        }
        Ok(by_definition(self.rows, self.documents, centroids))
    }
}

/// Of all documents to their own centroids.
fn mean_similarity(own: &Own) -> f64 {
    let known = own.nearest.iter().map(|nearest| nearest.similarity).filter(|similarity| *similarity > 0.0);
    known.sum::<f64>() / own.nearest.len().max(1) as f64
}

/// Settled documents are compared with moved centroids only if these are at most this share of all.
const MOVED_SHARE: usize = 2;

/// Start values that a thread keeps at once, at most.
const MAX_STARTS: usize = 1 << 20;

/// So many tasks at least, if documents suffice, that no thread waits long for the others.
const MIN_TASKS: usize = 64;

/// Documents a task: as many as use a tile while it is near, unless there are few or the start values would be too many.
fn documents_together(n_documents: usize, compared: Compared<'_>, options: &Options) -> usize {
    let n_for_starts = match compared {
        Compared::Tiled(tiles) if !tiles.tiles.cold().is_empty() => (MAX_STARTS / tiles.n_columns().max(1)).max(64),
        _ => usize::MAX,
    };
    let n_for_threads = (n_documents / MIN_TASKS).max(64);
    n_for_starts.min(options.chunk_documents).min(n_for_threads)
}

/// What a thread keeps from chunk to chunk.
#[derive(Default)]
struct Scratch {
    documents: Quantized,
    starts: Vec<f32>,
    /// Of the similarities of each document.
    left_out: Vec<f64>,
    candidates: Candidates,
}

/// What came of comparing some documents once more.
struct Again {
    /// Which of them have another nearest centroid than before.
    changed: Vec<(usize, Nearest)>,
    /// Of each, the greatest similarity to a centroid that was not its own before, at most.
    greatest: Vec<f32>,
}

/// Tells which of some centroids is nearest.
struct Judge<'a> {
    compared: Compared<'a>,
    /// All centroids.
    centroids: &'a Centroids,
    directory: &'a Directory,
}

impl Judge<'_> {
    /// Puts the nearest centroid of each of `rows` in the place of what is known, its own or [`Nearest::NONE`].
    fn replace(
        &self,
        rows: &[Row<'_>],
        nearest: &mut [Nearest],
        instructions: Instructions,
        scratch: &mut Scratch,
        monitor: &dyn Monitor,
    ) -> Result<(), Cancelled> {
        self.screen(rows, nearest, instructions, scratch, monitor)?;
        for (place, (nearest, row)) in nearest.iter_mut().zip(rows).enumerate() {
            *nearest = self.nearest(*row, *nearest, place, scratch);
        }
        Ok(())
    }

    /// Compares `rows` once more. `own`: the nearest centroid of each as it is known.
    fn again(
        &self,
        rows: &[Row<'_>],
        own: Vec<Nearest>,
        instructions: Instructions,
        scratch: &mut Scratch,
        monitor: &dyn Monitor,
    ) -> Result<Again, Cancelled> {
        let mut nearest = own.clone();
        self.replace(rows, &mut nearest, instructions, scratch, monitor)?;
        let pairs = nearest.into_iter().zip(own).enumerate();
        let changed = pairs.filter(|(_, (is, was))| is.centroid != was.centroid).map(|(number, (is, _))| (number, is));
        let greatest = (0..rows.len()).map(|number| scratch.candidates.greatest(number)).collect();
        Ok(Again { changed: changed.collect(), greatest })
    }

    /// Finds the candidates of each of `rows`: they must not fall short of its own centroid, which is none of them.
    fn screen(
        &self,
        rows: &[Row<'_>],
        own: &[Nearest],
        instructions: Instructions,
        scratch: &mut Scratch,
        monitor: &dyn Monitor,
    ) -> Result<(), Cancelled> {
        let Scratch { documents, starts, left_out, candidates } = scratch;
        let begin = |place: usize, error: Error| match own[place] {
            Nearest { centroid: NO_CENTROID, .. } => (SMALLEST, NO_COLUMN, error),
            own => (floor_of_exact(own.similarity, error), self.compared.column_of(own.centroid), error),
        };
        match self.compared {
            Compared::Few(few) => {
                monitor.check()?;
                candidates.begin(rows.iter().enumerate().map(|(place, &row)| begin(place, error_of(row))));
                few.screen(rows, instructions, candidates);
                Ok(())
            }
            Compared::Listed(inverted) => {
                monitor.check()?;
                left_out.clear();
                left_out.extend(rows.iter().zip(own).map(|(&row, own)| inverted.left_out(row, own.similarity)));
                candidates.begin(
                    rows.iter().enumerate().map(|(place, &row)| begin(place, inverted::error_of(row, left_out[place]))),
                );
                inverted.screen(rows, left_out, instructions, starts, candidates);
                Ok(())
            }
            Compared::Tiled(tiles) => {
                documents.fill(rows, tiles.tiles, instructions);
                candidates.begin((0..rows.len()).map(|place| begin(place, documents.error(place))));
                screen(documents, tiles, instructions, starts, candidates, monitor)
            }
        }
    }

    /// The nearest of a document's candidates and of its own centroid. Its similarity is not a number if its bounds tell.
    fn nearest(&self, row: Row<'_>, own: Nearest, place: usize, scratch: &Scratch) -> Nearest {
        let error = scratch.candidates.error(place);
        let centroid_of = |column: u32| self.compared.centroid_of(column);
        let found =
            || scratch.candidates.of(place).map(|(column, screened)| (centroid_of(column), f64::from(screened)));
        let others = || found().filter(|(centroid, _)| *centroid != own.centroid);
        let at_least = others().fold(own.similarity, |least, (_, screened)| least.max(screened - error.above));
        // Whose screened similarity was too small to be found is no nearer than this.
        let unseen = if scratch.candidates.floor(place) <= SMALLEST { error.below } else { f64::NEG_INFINITY };

        let mut contenders =
            others().filter(|(_, screened)| screened + error.below >= at_least).map(|(centroid, _)| centroid);
        let first = contenders.next();
        let nearest = match (first, contenders.next()) {
            (None, _) => own,
            (Some(only), None) if own.similarity < at_least && unseen < at_least => {
                return Nearest { centroid: only, similarity: f64::NAN };
            }
            (Some(_), second) => {
                let judged = |centroid: u32| {
                    let similarity = self.directory.similarity(row, centroid, self.centroids.row(centroid as usize));
                    Nearest { centroid, similarity }
                };
                first.into_iter().chain(second).chain(contenders).fold(own, |nearest, other| nearest.or(judged(other)))
            }
        };
        if nearest.similarity > unseen { nearest } else { nearest_by_definition(row, self.centroids) }
    }
}
