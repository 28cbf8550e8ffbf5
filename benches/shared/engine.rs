//! The one place where benches ask the engine for a run: what a run can be asked for beside its parameters belongs here.

use mungchi::cluster::{Clustered, Options, Params, Points, Seeding, cluster_with};

#[derive(Clone, Copy, Debug)]
pub struct Asked {
    pub n_clusters: usize,
    pub max_iterations: usize,
    pub seeding: Seeding,
    pub seed: u64,
    pub restarts: usize,
    /// How the engine works; no choice changes what it finds, but that the straightforward kernel does not judge ties.
    pub options: Options,
}

/// Seeds and iterates; `at_iteration` is called after each.
pub fn run<P: Points>(points: &P, asked: Asked, mut at_iteration: impl FnMut()) -> Clustered<P> {
    let params = Params {
        n_clusters: asked.n_clusters,
        seeding: asked.seeding,
        max_iterations: asked.max_iterations,
        tolerance: 0.0,
        seed: asked.seed,
        restarts: asked.restarts,
    };
    let checked = params.check(points).expect("the rows can be clustered");
    cluster_with(points, &checked, asked.options, &(), &mut |_| at_iteration()).expect("nobody cancels")
}
