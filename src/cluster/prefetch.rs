//! Asks for memory before it is needed: where rows lie far apart, a processor cannot guess which is next.

#![expect(clippy::inline_always, reason = "as a call it would cost more than the instruction that it is for")]

use crate::matrix::Row;

/// Bytes that come together.
const CACHE_LINE: usize = 64;

/// Lets the processor begin to fetch `values`, where it can be asked to. Nothing waits for it, and no result depends on it.
#[inline(always)]
pub fn prefetch<T>(values: &[T]) {
    #[cfg(target_arch = "x86_64")]
    if let Some(sse) = pulp::core_arch::x86::Sse::try_new() {
        for line in values.chunks((CACHE_LINE / size_of::<T>()).max(1)) {
            sse._mm_prefetch::<{ std::arch::x86_64::_MM_HINT_T0 }>(line.as_ptr().cast());
        }
    }
    let _ = values;
}

/// Rows to ask for before they are needed.
const ROWS_AHEAD: usize = 8;

/// `rows`, which lie apart, each asked for while those before it are used.
pub fn prefetched<'a>(rows: impl Iterator<Item = Row<'a>> + Clone) -> impl Iterator<Item = Row<'a>> {
    let ask = |row: Row<'_>| {
        prefetch(row.terms);
        prefetch(row.weights);
    };
    let mut ahead = rows.clone();
    ahead.by_ref().take(ROWS_AHEAD).for_each(ask);
    rows.inspect(move |_| ahead.next().into_iter().for_each(ask))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matrix::UnitRows;

    #[test]
    fn rows_that_are_asked_for_ahead_are_all_rows_in_their_order() {
        let rows = UnitRows::of(3, &[&[(0, 1.0)], &[], &[(1, 3.0), (2, 4.0)], &[(2, 1.0)]]).unwrap();
        for n_rows in [0, 1, ROWS_AHEAD, ROWS_AHEAD + 1, 50] {
            let order: Vec<usize> = (0..n_rows).map(|number| number * 3 % 4).collect();
            let found: Vec<Row<'_>> = prefetched(order.iter().map(|&row| rows.row(row))).collect();
            assert!(found.iter().copied().eq(order.iter().map(|&row| rows.row(row))), "{n_rows}");
        }
    }
}
