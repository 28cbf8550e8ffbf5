//! The nearest centroid of every document, exactly: screened from bytes, judged in `f64`.

use rayon::prelude::*;

use super::arbiter::{NO_CENTROID, Nearest, SMALLEST};
use super::bounds::{Bounds, BoundsSpan};
use super::centroid_tables::{Compared, Tables};
use super::centroids::Centroids;
use super::directory::Directory;
use super::few::error_of;
use super::inverted;
use super::memory::bytes_for_sums;
use super::options::{KeptSums, Method, Options};
use super::own::{Own, OwnSpan, Standing};
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
    pub fn first(&mut self, centroids: &Centroids, monitor: &dyn Monitor) -> Result<Own, Cancelled> {
        if self.options.method != Method::Tiled {
            return self.simply(centroids, monitor);
        }
        let tables = match self.tables.take() {
            Some(of_last_run) => of_last_run.begin(centroids),
            None => Tables::new(self.rows, self.documents.len(), centroids, self.options),
        };
        self.tables = Some(tables);
        self.bounds = Bounds::new(self.documents.len());
        self.directory = Directory::new(centroids);
        let mut own = Own::none(self.documents.len());
        self.compare_all(|_| true, centroids.n_rows(), centroids, &mut own, monitor)?;
        Ok(own)
    }

    /// How many bytes of sums a run may keep.
    pub fn bytes_for_sums(&self) -> usize {
        match self.options.kept_sums {
            KeptSums::Worthwhile => usize::MAX,
            KeptSums::WithinMemory => bytes_for_sums(self.rows, self.tables.as_ref().map_or(0, Tables::n_bytes)),
        }
    }

    /// Finds the nearest centroid of each document after some centroids moved. `moved`: which, ascending; `rises`: by how much
    /// the weight of each term rose in any of them.
    pub fn next(
        &mut self,
        centroids: &Centroids,
        moved: &[u32],
        rises: &[f32],
        own: &mut Own,
        monitor: &dyn Monitor,
    ) -> Result<(), Cancelled> {
        // To compare with all renews the bounds, which is worth more than to leave out a few columns.
        let moved_only = self.options.moved_only && moved.len() * MOVED_SHARE <= centroids.n_rows();
        let Some(tables) = self.tables.take() else {
            *own = self.simply(centroids, monitor)?;
            return Ok(());
        };
        self.tables = Some(tables.replace(centroids, moved, moved_only, mean_similarity(own)));
        self.directory.replace(centroids, moved);
        if self.options.bounds {
            let (rows, documents) = (self.rows, self.documents);
            self.bounds.follow(|place| rows.row(documents[place] as usize), own, rises);
        }
        let among_moved = |standing: Standing| standing == Standing::Settled && moved_only;
        let among_all = |standing: Standing| standing != Standing::Ahead && !among_moved(standing);
        self.compare_all(among_all, centroids.n_rows(), centroids, own, monitor)?;
        self.compare_all(among_moved, moved.len(), centroids, own, monitor)
    }

    /// As `compare`, for the documents whose standing is `wanted`.
    fn compare_all(
        &mut self,
        wanted: impl Fn(Standing) -> bool,
        n_columns: usize,
        centroids: &Centroids,
        own: &mut Own,
        monitor: &dyn Monitor,
    ) -> Result<(), Cancelled> {
        let mut next = 0;
        loop {
            let places = own.places(next, CHUNKS_TOGETHER * self.options.chunk_documents, &wanted);
            let Some(last) = places.last() else { return Ok(()) };
            next = last + 1;
            self.compare(&places, n_columns, centroids, own, monitor)?;
        }
    }

    /// Finds which centroids are nearer to the documents in some `places`, ascending, than what is known. `n_columns`: of all
    /// centroids, or of those that moved.
    fn compare(
        &mut self,
        places: &[u32],
        n_columns: usize,
        centroids: &Centroids,
        own: &mut Own,
        monitor: &dyn Monitor,
    ) -> Result<(), Cancelled> {
        let Self { rows, documents, options, tables, directory, bounds, scratch } = self;
        let Some(tables) = tables else { return Ok(()) };
        let compared = tables.compared(n_columns);
        let judge = Judge { compared, centroids, directory };
        let n_together = documents_together(places.len(), compared, options);
        let row = |&place: &u32| rows.row(documents[place as usize] as usize);
        let task = |(places, (mut own, mut bounds)): (&[u32], (OwnSpan<'_>, BoundsSpan<'_>))| {
            let rows: Vec<Row<'_>> = places.iter().map(row).collect();
            let before: Vec<Nearest> = places.iter().map(|&place| own.get(place)).collect();
            scratch.lend(Scratch::default, |scratch| {
                judge.screen(&rows, &before, options.instructions, scratch, monitor)?;
                for (number, (&place, was)) in places.iter().zip(before).enumerate() {
                    let nearest = judge.nearest(rows[number], was, number, scratch);
                    if nearest.centroid != was.centroid {
                        own.set(place, nearest);
                        // The one that was nearest before is among the others now.
                        bounds.set(place, f32::INFINITY);
                    } else if n_columns == centroids.n_rows() {
                        bounds.set(place, scratch.candidates.greatest(number));
                    } else {
                        bounds.raise(place, scratch.candidates.greatest(number));
                    }
                }
                Ok(())
            })
        };
        let known = own.spans(places, n_together).into_par_iter().zip(bounds.spans(places, n_together));
        places.par_chunks(n_together).zip(known).try_for_each(task)
    }

    fn simply(&self, centroids: &Centroids, monitor: &dyn Monitor) -> Result<Own, Cancelled> {
        let nearest = match self.options.method {
            Method::Straightforward => {
                straightforward(self.rows, self.documents, centroids, self.options.instructions, monitor)?
            }
            _ => by_definition(self.rows, self.documents, centroids),
        };
        Ok(nearest.into_iter().collect())
    }
}

/// Of all documents to their own centroids.
fn mean_similarity(own: &Own) -> f64 {
    let known = own.similarities.iter().filter(|similarity| **similarity > 0.0);
    known.sum::<f64>() / own.similarities.len().max(1) as f64
}

/// Settled documents are compared with moved centroids only if these are at most this share of all.
const MOVED_SHARE: usize = 2;

/// Chunks of documents that are listed at once, at most: all of them would take much of the memory if they are short.
const CHUNKS_TOGETHER: usize = 128;

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

/// Tells which of some centroids is nearest.
struct Judge<'a> {
    compared: Compared<'a>,
    /// All centroids.
    centroids: &'a Centroids,
    directory: &'a Directory,
}

impl Judge<'_> {
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
