//! Clusters that a block of terms is looked up in as if each held all of them: whole registers of products at a time.
//!
//! A term that a cluster does not hold adds an exact 0. Everything that computes is inlined into what `pulp` compiles for each
//! kind of processor, and picks at run time.
#![expect(clippy::inline_always, reason = "what is not inlined is compiled for the oldest processors")]

use pulp::{Arch, Simd, WithSimd};

use super::entries::Entry;

/// Terms that pass by the products of a row with a group before these are put back. A panel of as many fits into the nearest
/// cache, beyond which it would come at a third of the speed.
pub(super) const BLOCK_TERMS: usize = 64;

/// Clusters in a group.
pub(super) const GROUP: usize = LINES * LANES;

/// Lines of a group in each of the two spaces.
const LINES: usize = 4;

/// Values in a line of the cache.
const LANES: usize = 8;

/// Where lines begin is where the widest registers load them at once.
#[derive(Clone, Copy)]
#[repr(align(64))]
struct Line([f64; LANES]);

/// A value for each cluster of a group in both spaces: what they have of a term, or products with a row.
#[derive(Clone, Copy)]
pub(super) struct Cell {
    lines: [Line; 2 * LINES],
}

impl Cell {
    pub(super) const ZERO: Self = Self { lines: [Line([0.0; LANES]); 2 * LINES] };

    /// Cluster by cluster, among sums and among roots.
    pub(super) fn pairs(&self) -> impl Iterator<Item = [f64; 2]> + '_ {
        let (sums, roots) = self.lines.split_at(LINES);
        sums.iter().zip(roots).flat_map(|(sums, roots)| sums.0.iter().zip(&roots.0).map(|(&sum, &root)| [sum, root]))
    }

    fn set(&mut self, place: usize, [sum, root]: [f64; 2]) {
        self.lines[place / LANES].0[place % LANES] = sum;
        self.lines[LINES + place / LANES].0[place % LANES] = root;
    }
}

/// What the clusters of a group have of each term of a block.
pub(super) struct Panel(Vec<Cell>);

impl Panel {
    pub(super) fn new() -> Self {
        Self(vec![Cell::ZERO; BLOCK_TERMS])
    }

    /// Takes what each cluster of a group holds, if nothing is there yet.
    pub(super) fn fill<'a>(&mut self, group: impl Iterator<Item = &'a [Entry]>) {
        for (place, entries) in group.enumerate() {
            for entry in entries {
                self.0[entry.place as usize % BLOCK_TERMS].set(place, [entry.weight, f64::from(entry.root)]);
            }
        }
    }

    /// Takes it away again.
    pub(super) fn clear<'a>(&mut self, group: impl Iterator<Item = &'a [Entry]>) {
        for (place, entries) in group.enumerate() {
            for entry in entries {
                self.0[entry.place as usize % BLOCK_TERMS].set(place, [0.0; 2]);
            }
        }
    }

    /// Adds to `products` those of rows with the clusters of the panel: the row `i` has the next `ends[i] - ends[i - 1]` of
    /// `entries`, where `start` stands before the first of `ends`.
    pub(super) fn multiply(&self, entries: &[Entry], start: usize, ends: &[u32], products: &mut [Cell]) {
        let panel = self.0.first_chunk().expect("a panel has a cell for each term of a block");
        Arch::new().dispatch(MultiplyRows { panel, entries, start, ends, products });
    }
}

struct MultiplyRows<'a> {
    panel: &'a [Cell; BLOCK_TERMS],
    entries: &'a [Entry],
    start: usize,
    ends: &'a [u32],
    products: &'a mut [Cell],
}

impl WithSimd for MultiplyRows<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let Self { panel, entries: mut rest, mut start, ends, products } = self;
        for (products, &end) in products.iter_mut().zip(ends) {
            let (own, others) = rest.split_at(end as usize - start);
            (rest, start) = (others, end as usize);
            if own.is_empty() {
                continue;
            }
            // As many lines at a time as there are registers for.
            if S::F64_LANES >= LANES {
                add_products::<0, { 2 * LINES }>(own, panel, products);
            } else if S::F64_LANES > 2 {
                add_products::<0, LINES>(own, panel, products);
                add_products::<LINES, LINES>(own, panel, products);
            } else {
                add_products::<0, 2>(own, panel, products);
                add_products::<2, 2>(own, panel, products);
                add_products::<LINES, 2>(own, panel, products);
                add_products::<{ LINES + 2 }, 2>(own, panel, products);
            }
        }
    }
}

/// Adds to `N` lines of the products from `FIRST` on. Rounded after each term, never fused, so that the width of the registers
/// cannot change a bit.
#[inline(always)]
fn add_products<const FIRST: usize, const N: usize>(row: &[Entry], panel: &[Cell; BLOCK_TERMS], products: &mut Cell) {
    let mut sums: [[f64; LANES]; N] = std::array::from_fn(|line| products.lines[FIRST + line].0);
    for entry in row {
        let cell = &panel[entry.place as usize % BLOCK_TERMS];
        let (weight, root) = (entry.weight, f64::from(entry.root));
        for (line, sums) in sums.iter_mut().enumerate() {
            let own = if FIRST + line < LINES { weight } else { root };
            for (sum, other) in sums.iter_mut().zip(&cell.lines[FIRST + line].0) {
                *sum += own * other;
            }
        }
    }
    for (line, sums) in sums.iter().enumerate() {
        products.lines[FIRST + line].0 = *sums;
    }
}
