//! The nearest centroid of every document, exactly: screened in `f32`, judged in `f64`.

use rayon::prelude::*;

use super::arbiter::{Nearest, SMALLEST, floor_of_exact, relative_error, similarity};
use super::centroids::Centroids;
use super::options::{Method, Options};
use super::reference::{by_definition, nearest_by_definition, straightforward};
use super::screen::{Candidates, screen};
use super::tiles::Tiles;
use crate::matrix::{Row, UnitRows};
use crate::progress::{Cancelled, Monitor};

/// Documents a task. Fixed; enough to use a tile many times while it is near, and few enough to answer a cancel at once.
const CHUNK_DOCUMENTS: usize = 2048;

/// What is known of a document before it is compared.
#[derive(Clone, Copy, Debug)]
pub struct Own {
    /// The document's cluster and the exact similarity to its present centroid.
    pub nearest: Nearest,
    /// Whether a centroid that did not move cannot be nearer.
    pub settled: bool,
}

/// Finds nearest centroids, iteration by iteration.
pub struct Assigner<'a> {
    rows: &'a UnitRows,
    /// Rows that are not empty, ascending.
    documents: &'a [u32],
    options: Options,
    /// All centroids.
    tiles: Option<Tiles>,
}

impl<'a> Assigner<'a> {
    pub fn new(rows: &'a UnitRows, documents: &'a [u32], options: Options) -> Self {
        Self { rows, documents, options, tiles: None }
    }

    /// The nearest centroid of each document, of which nothing is known.
    pub fn first(&mut self, centroids: &Centroids, monitor: &dyn Monitor) -> Result<Vec<Nearest>, Cancelled> {
        let mut nearest = vec![Nearest::NONE; self.documents.len()];
        if self.options.method != Method::Tiled {
            return self.simply(centroids, monitor);
        }
        let tiles = Tiles::new(centroids, (0..centroids.n_rows() as u32).collect());
        let chunks = nearest.par_chunks_mut(CHUNK_DOCUMENTS).zip(self.documents.par_chunks(CHUNK_DOCUMENTS));
        let judged = chunks.try_for_each_init(Scratch::default, |scratch, (nearest, documents)| {
            let rows = scratch.rows(self.rows, documents);
            let candidates = &mut scratch.candidates;
            candidates.begin(rows.iter().map(|_| SMALLEST));
            screen(&rows, &tiles, self.options.instructions, candidates, monitor)?;
            for (place, (nearest, row)) in nearest.iter_mut().zip(&rows).enumerate() {
                *nearest = judge(*row, place, candidates, None, centroids);
            }
            Ok(())
        });
        self.tiles = Some(tiles);
        judged.map(|()| nearest)
    }

    /// The nearest centroid of each document after some centroids moved. `old`: the rows that they had, by ascending centroid.
    pub fn next(
        &mut self,
        centroids: &Centroids,
        old: &[(u32, Row<'_>)],
        own: &[Own],
        monitor: &dyn Monitor,
    ) -> Result<Vec<Nearest>, Cancelled> {
        if let Some(tiles) = &mut self.tiles {
            tiles.replace(centroids, old);
        }
        let Some(tiles) = &self.tiles else { return self.simply(centroids, monitor) };
        let mut nearest: Vec<Nearest> = own.iter().map(|own| own.nearest).collect();
        // Copies of the moved centroids, unless nearly all of them moved.
        let is_worth_it = self.options.moved_only && old.len() * 10 < centroids.n_rows() * 9;
        let moved = is_worth_it.then(|| Tiles::new(centroids, old.iter().map(|(column, _)| *column).collect()));
        let places: Vec<u32> = (0..own.len() as u32).collect();
        let (settled, others): (Vec<u32>, Vec<u32>) =
            places.into_iter().partition(|&place| moved.is_some() && own[place as usize].settled);
        for (places, tiles) in [(others, Some(tiles)), (settled, moved.as_ref())] {
            let Some(tiles) = tiles.filter(|tiles| !tiles.columns.is_empty() && !places.is_empty()) else { continue };
            let chunks = places.par_chunks(CHUNK_DOCUMENTS);
            let found: Vec<Vec<(u32, Nearest)>> = chunks
                .map_init(Scratch::default, |scratch, places| {
                    self.compare_again(places, own, tiles, centroids, scratch, monitor)
                })
                .collect::<Result<_, _>>()?;
            found.into_iter().flatten().for_each(|(place, found)| nearest[place as usize] = found);
        }
        Ok(nearest)
    }

    /// The documents of a chunk whose nearest centroid is another than before.
    fn compare_again(
        &self,
        places: &[u32],
        own: &[Own],
        tiles: &Tiles,
        centroids: &Centroids,
        scratch: &mut Scratch,
        monitor: &dyn Monitor,
    ) -> Result<Vec<(u32, Nearest)>, Cancelled> {
        let row = |place: &u32| self.rows.row(self.documents[*place as usize] as usize);
        let rows: Vec<Row<'_>> = places.iter().map(row).collect();
        let own: Vec<Nearest> = places.iter().map(|&place| own[place as usize].nearest).collect();
        let candidates = &mut scratch.candidates;
        let floor = |(row, own): (&Row<'_>, &Nearest)| floor_of_exact(own.similarity, relative_error(row.terms.len()));
        candidates.begin(rows.iter().zip(&own).map(floor));
        screen(&rows, tiles, self.options.instructions, candidates, monitor)?;
        let mut changed = Vec::new();
        for (place, (row, own)) in rows.iter().zip(own).enumerate() {
            let nearest = judge(*row, place, candidates, Some(own), centroids);
            if nearest.centroid != own.centroid {
                changed.push((places[place], nearest));
            }
        }
        Ok(changed)
    }

    fn simply(&self, centroids: &Centroids, monitor: &dyn Monitor) -> Result<Vec<Nearest>, Cancelled> {
        if self.options.method == Method::Straightforward {
            return straightforward(self.rows, self.documents, centroids, self.options.instructions, monitor);
        }
        Ok(by_definition(self.rows, self.documents, centroids))
    }
}

/// What a thread keeps from chunk to chunk.
#[derive(Default)]
struct Scratch {
    candidates: Candidates,
}

impl Scratch {
    fn rows<'a>(&mut self, rows: &'a UnitRows, documents: &[u32]) -> Vec<Row<'a>> {
        documents.iter().map(|&document| rows.row(document as usize)).collect()
    }
}

/// The nearest of a document's candidates and of its own centroid.
fn judge(row: Row<'_>, place: usize, candidates: &Candidates, own: Option<Nearest>, centroids: &Centroids) -> Nearest {
    // So small that products may be lost in `f32`; also if no centroid shares a term with the document.
    if candidates.floor(place) <= SMALLEST {
        return nearest_by_definition(row, centroids);
    }
    let others = candidates.of(place).filter(|&centroid| own.is_none_or(|own| own.centroid != centroid));
    others.fold(own.unwrap_or(Nearest::NONE), |nearest, centroid| {
        nearest.or(Nearest { centroid, similarity: similarity(row, centroids.row(centroid as usize)) })
    })
}
