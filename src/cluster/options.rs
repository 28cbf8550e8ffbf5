//! How the engine works, for benches and tests: no choice here changes a label.

use super::few::FEW;
use super::simd::Instructions;

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Options {
    pub method: Method,
    pub instructions: Instructions,
    pub update: Update,
    pub kept_sums: KeptSums,
    /// Documents that stay close enough to their centroid are compared with moved centroids only.
    pub moved_only: bool,
    /// Documents that no other centroid can have caught up with are compared with none.
    pub bounds: bool,
    /// Centroids up to which no bytes are made of them; at most as many as a tile of `f32` holds.
    pub few: usize,
    pub lists: UseOfLists,
    /// Memory for the tiles of all centroids: terms for which it does not suffice are kept in lists.
    pub tile_bytes: usize,
    /// Documents a task: many use a tile while it is near, few leave it room.
    pub chunk_documents: usize,
}

/// How nearest centroids are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// One document and one centroid at a time, in `f64`: slow, and short enough to be believed.
    Reference,
    /// A row of all centroids for each term, gone through once a document: what one would write first.
    Straightforward,
    /// Tiles that stay in registers, or lists of the centroids that have a term, judged in `f64` where these cannot tell.
    Tiled,
}

/// When documents are compared by lists of the centroids that have a term, and not by tiles of all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UseOfLists {
    Never,
    /// Where that is expected to take less time.
    Cheaper,
    Always,
}

/// How labels become centroids.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Update {
    /// Every cluster is summed, member by member.
    All,
    /// So is every cluster whose members changed.
    Changed,
    /// The sum of a cluster whose members changed follows who came and who left, if it was kept and they are fewer than the
    /// members.
    Moves,
}

/// Which sums are kept from one update to the next, to follow who came and who left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeptSums {
    /// Those whose members have many weights for each of theirs: to follow takes less time than to add up.
    Worthwhile,
    /// Of these none if rows are short or few, as many as take a part of the rows' memory otherwise.
    WithinMemory,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            method: Method::Tiled,
            instructions: Instructions::best(),
            update: Update::Moves,
            kept_sums: KeptSums::WithinMemory,
            moved_only: true,
            bounds: true,
            few: FEW,
            lists: UseOfLists::Cheaper,
            tile_bytes: 256 << 20,
            chunk_documents: 1024,
        }
    }
}
