//! Seeding, one iteration and whole runs of the engine, on made-up documents: `cargo bench --bench clustering`.
//!
//! Seeding and assigning are parts of a run that cannot be called alone: a bench of one iteration seeds, assigns, updates and
//! assigns once more. Its kinds of seeding differ by what seeding costs.

#[path = "shared/engine.rs"]
mod engine;
#[path = "shared/mixture.rs"]
mod mixture;
#[path = "shared/synthetic.rs"]
mod synthetic;

use std::sync::LazyLock;

use divan::Bencher;
use divan::counter::ItemsCount;
use mungchi::cluster::{DenseRows, Instructions, Method, Options, Seeding, Update, UseOfLists};
use mungchi::matrix::UnitRows;

use mixture::Mixture;
use synthetic::Synthetic;

const NUMBERS_OF_CLUSTERS: [usize; 4] = [8, 64, 500, 2000];

/// As long as abstracts, in the vocabulary of a middle-sized corpus.
static ROWS: LazyLock<UnitRows> = LazyLock::new(|| rows(40_000));

fn rows(n_documents: usize) -> UnitRows {
    Synthetic { n_documents, n_terms: 33_000, terms_a_document: 80, n_topics: 400, seed: 1 }.make().0
}

/// As many and as long as the embeddings of a middle-sized corpus.
static VECTORS: LazyLock<DenseRows> =
    LazyLock::new(|| Mixture { n_documents: 100_000, n_cols: 384, n_directions: 400, seed: 1 }.make());

fn main() {
    divan::main();
}

fn asked(n_clusters: usize, max_iterations: usize, seeding: Seeding) -> engine::Asked {
    engine::Asked { n_clusters, max_iterations, seeding, seed: 1, restarts: 1, options: Options::default() }
}

/// Products of a weight and a centroid's value that one assignment is made of, to be told in a second.
fn multiply_adds(rows: &UnitRows, n_clusters: usize, n_assignments: usize) -> ItemsCount {
    ItemsCount::new(rows.nnz() * n_clusters * n_assignments)
}

#[divan::bench(args = NUMBERS_OF_CLUSTERS, sample_count = 5)]
fn one_iteration(bencher: Bencher<'_, '_>, n_clusters: usize) {
    let rows = &*ROWS;
    let asked = asked(n_clusters, 1, Seeding::Random);
    bencher.counter(multiply_adds(rows, n_clusters, 2)).bench(|| engine::run(rows, asked, || {}));
}

#[divan::bench(args = NUMBERS_OF_CLUSTERS, sample_count = 3)]
fn ten_iterations(bencher: Bencher<'_, '_>, n_clusters: usize) {
    let rows = &*ROWS;
    let asked = asked(n_clusters, 10, Seeding::SimilarCut);
    bencher.counter(multiply_adds(rows, n_clusters, 11)).bench(|| engine::run(rows, asked, || {}));
}

#[divan::bench(sample_count = 3)]
fn to_the_fixed_point(bencher: Bencher<'_, '_>) {
    let rows = &*ROWS;
    bencher.bench(|| engine::run(rows, asked(200, 1000, Seeding::SimilarCut), || {}));
}

#[divan::bench(args = [Seeding::Random, Seeding::SimilarCut, Seeding::KMeansPlusPlus], sample_count = 3)]
fn seeding_and_one_iteration(bencher: Bencher<'_, '_>, seeding: Seeding) {
    let rows = &*ROWS;
    bencher.bench(|| engine::run(rows, asked(500, 1, seeding), || {}));
}

/// A way to the same labels: the default but for one choice.
#[derive(Clone, Copy, Debug)]
enum Way {
    Default,
    Straightforward,
    SumsOfAllMembers,
    SumsOfAllClusters,
    AllCentroidsEachTime,
    AllDocumentsEachTime,
    AllTermsInTiles,
    Tiles16Mb,
    Lists,
    With(Instructions),
}

impl Way {
    fn all() -> Vec<Self> {
        let choices = [
            Self::Default,
            Self::Straightforward,
            Self::SumsOfAllMembers,
            Self::SumsOfAllClusters,
            Self::AllCentroidsEachTime,
            Self::AllDocumentsEachTime,
            Self::AllTermsInTiles,
            Self::Tiles16Mb,
            Self::Lists,
        ];
        choices.into_iter().chain(Instructions::available().into_iter().map(Self::With)).collect()
    }

    fn options(self) -> Options {
        let default = Options::default();
        match self {
            Self::Default => default,
            Self::Straightforward => Options { method: Method::Straightforward, ..default },
            Self::SumsOfAllMembers => Options { update: Update::Changed, ..default },
            Self::SumsOfAllClusters => Options { update: Update::All, ..default },
            Self::AllCentroidsEachTime => Options { moved_only: false, ..default },
            Self::AllDocumentsEachTime => Options { bounds: false, ..default },
            Self::AllTermsInTiles => Options { tile_bytes: usize::MAX, ..default },
            Self::Tiles16Mb => Options { tile_bytes: 16 << 20, ..default },
            Self::Lists => Options { lists: UseOfLists::Always, ..default },
            Self::With(instructions) => Options { instructions, ..default },
        }
    }
}

#[divan::bench(args = Way::all(), sample_count = 3)]
fn twenty_iterations(bencher: Bencher<'_, '_>, way: Way) {
    let rows = &*ROWS;
    let asked = engine::Asked { options: way.options(), ..asked(500, 20, Seeding::SimilarCut) };
    bencher.bench(|| engine::run(rows, asked, || {}));
}

/// Random seeds, so that all of it is assigning and updating.
#[divan::bench(args = [8, 64, 200, 1000], sample_count = 3)]
fn ten_iterations_by_vectors(bencher: Bencher<'_, '_>, n_clusters: usize) {
    let vectors = &*VECTORS;
    let multiply_adds = ItemsCount::new(vectors.n_rows() * vectors.n_cols() * n_clusters * 11);
    bencher.counter(multiply_adds).bench(|| engine::run(vectors, asked(n_clusters, 10, Seeding::Random), || {}));
}

#[divan::bench(args = Instructions::available(), sample_count = 3)]
fn ten_iterations_by_vectors_with(bencher: Bencher<'_, '_>, instructions: Instructions) {
    let vectors = &*VECTORS;
    let options = Options { instructions, ..Options::default() };
    let asked = engine::Asked { options, ..asked(200, 10, Seeding::Random) };
    bencher.bench(|| engine::run(vectors, asked, || {}));
}

#[divan::bench(args = [Seeding::Random, Seeding::SimilarCut, Seeding::KMeansPlusPlus], sample_count = 3)]
fn seeding_and_one_iteration_by_vectors(bencher: Bencher<'_, '_>, seeding: Seeding) {
    let vectors = &*VECTORS;
    bencher.bench(|| engine::run(vectors, asked(200, 1, seeding), || {}));
}

/// The generator itself.
#[divan::bench(sample_count = 3)]
fn make_documents() -> UnitRows {
    rows(40_000)
}
