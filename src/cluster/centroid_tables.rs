//! All centroids, in the form in which documents are compared with them.

use super::centroids::Centroids;
use super::few::FewCentroids;
use super::inverted::{Inverted, Plan, TermUse};
use super::options::{Options, UseOfLists};
use super::simd::LANES;
use super::terms::TermPlaces;
use super::tiles::{FirstTiles, Tiles};
use crate::matrix::UnitRows;

/// Follows the centroids of a run.
pub struct Tables<'a> {
    rows: &'a UnitRows,
    n_documents: usize,
    options: Options,
    /// If there are so many centroids that lists may be better than tiles.
    term_use: Option<TermUse>,
    /// Whether the form was chosen for centroids of an update, and stays.
    is_chosen: bool,
    form: Form,
}

enum Form {
    Few(FewCentroids),
    Tiled { places: TermPlaces, tiles: Tiles },
    Listed { all: Inverted, moved: Option<Inverted> },
}

/// The centroids in question.
#[derive(Clone, Copy)]
pub enum Compared<'a> {
    Few(&'a FewCentroids),
    Tiled(FirstTiles<'a>),
    Listed(&'a Inverted),
}

impl Compared<'_> {
    pub fn column_of(&self, centroid: u32) -> u32 {
        match self {
            Self::Few(_) => centroid,
            Self::Tiled(tiles) => tiles.tiles.column_of(centroid),
            Self::Listed(inverted) => inverted.column_of(centroid),
        }
    }

    pub fn centroid_of(&self, column: u32) -> u32 {
        match self {
            Self::Few(_) => column,
            Self::Tiled(tiles) => tiles.tiles.columns[column as usize],
            Self::Listed(inverted) => inverted.centroid_of(column),
        }
    }
}

/// With fewer centroids lists gain little at best, and nobody counts.
pub const MIN_LISTED: usize = 1024;

impl<'a> Tables<'a> {
    /// Of the first centroids. `n_documents`: that are compared with them.
    pub fn new(rows: &'a UnitRows, n_documents: usize, centroids: &Centroids, options: Options) -> Self {
        let may_list = match options.lists {
            UseOfLists::Never => false,
            UseOfLists::Cheaper => centroids.n_rows() >= MIN_LISTED,
            UseOfLists::Always => true,
        };
        let is_few = centroids.n_rows() <= options.few.min(LANES);
        let term_use = (may_list && !is_few).then(|| TermUse::new(rows, n_documents));
        let is_chosen = term_use.is_none();
        let form = if is_few {
            Form::Few(FewCentroids::new(centroids))
        } else if let Some(plan) = term_use.as_ref().and_then(|term_use| plan(centroids, term_use, 0.0, options.lists))
        {
            Form::Listed { all: Inverted::new(centroids, plan), moved: None }
        } else {
            tiled(rows, n_documents, centroids, &options)
        };
        Self { rows, n_documents, options, term_use, is_chosen, form }
    }

    /// Takes in the first centroids of another run, as many as the last one had.
    pub fn begin(self, centroids: &Centroids) -> Self {
        let is_chosen = self.term_use.is_none();
        let all: Vec<u32> = (0..centroids.n_rows() as u32).collect();
        let replaced = Self { is_chosen, ..self }.replace(centroids, &all, false, 0.0);
        Self { is_chosen, ..replaced }
    }

    /// Some centroids are others now. `moved`: which, ascending; `similarity`: of the documents to their own centroids, on
    /// average; `moved_only`: some documents will be compared with those that moved.
    pub fn replace(self, centroids: &Centroids, moved: &[u32], moved_only: bool, similarity: f64) -> Self {
        let lists = match (self.is_chosen, &self.form) {
            (false, _) => self.options.lists,
            (true, Form::Listed { .. }) => UseOfLists::Always,
            (true, _) => UseOfLists::Never,
        };
        let plans = self.term_use.as_ref().and_then(|term_use| {
            let of_moved = || Plan::new(centroids, moved.to_vec(), term_use, similarity);
            plan(centroids, term_use, similarity, lists).map(|all| (all, moved_only.then(of_moved)))
        });
        let form = match (self.form, plans) {
            (Form::Few(mut few), _) => {
                few.replace(centroids);
                Form::Few(few)
            }
            (Form::Tiled { places, mut tiles }, None) => {
                tiles.replace(centroids, moved, &places);
                Form::Tiled { places, tiles }
            }
            (old, plans) => {
                // Two of them would take much of the memory.
                drop(old);
                debug_assert!(plans.is_some() || !moved_only, "the first update, which moves all, chooses the form");
                match plans {
                    Some((all, moved)) => Form::Listed {
                        all: Inverted::new(centroids, all),
                        moved: moved.map(|moved| Inverted::new(centroids, moved)),
                    },
                    None => tiled(self.rows, self.n_documents, centroids, &self.options),
                }
            }
        };
        Self { is_chosen: true, form, ..self }
    }

    /// All of `n_columns` if these are as many as centroids, or those that moved last.
    pub fn compared(&self, n_columns: usize) -> Compared<'_> {
        match &self.form {
            Form::Few(centroids) => Compared::Few(centroids),
            Form::Tiled { tiles, .. } => Compared::Tiled(tiles.first(n_columns)),
            Form::Listed { all, moved } => {
                Compared::Listed(moved.as_ref().filter(|moved| moved.n_columns() == n_columns).unwrap_or(all))
            }
        }
    }

    pub fn n_bytes(&self) -> usize {
        match &self.form {
            Form::Few(few) => few.n_bytes(),
            Form::Tiled { tiles, .. } => tiles.n_bytes(),
            Form::Listed { all, moved } => all.n_bytes() + moved.as_ref().map_or(0, Inverted::n_bytes),
        }
    }
}

/// How all centroids would lie in lists, if they are to.
fn plan(centroids: &Centroids, term_use: &TermUse, similarity: f64, lists: UseOfLists) -> Option<Plan> {
    if lists == UseOfLists::Never {
        return None;
    }
    let plan = Plan::new(centroids, (0..centroids.n_rows() as u32).collect(), term_use, similarity);
    (lists == UseOfLists::Always || plan.is_cheaper(term_use)).then_some(plan)
}

fn tiled(rows: &UnitRows, n_documents: usize, centroids: &Centroids, options: &Options) -> Form {
    let places = TermPlaces::new(rows, n_documents, centroids.n_rows(), options);
    let tiles = Tiles::new(centroids, &places);
    Form::Tiled { places, tiles }
}
