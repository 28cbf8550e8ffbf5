//! Parts of an array for tasks that each write what belongs to their own documents.

use std::ops::{Index, IndexMut};

/// The values of some places that follow each other, to be looked up by these.
#[derive(Debug, PartialEq)]
pub struct Span<'a, T> {
    first: u32,
    values: &'a mut [T],
}

impl<'a, T> Span<'a, T> {
    /// For each `n_together` of `places`, ascending, the `values` from that of the first to that of the last.
    pub fn all(values: &'a mut [T], places: &[u32], n_together: usize) -> Vec<Self> {
        let mut left = values;
        let mut n_before = 0;
        let span = |places: &[u32]| {
            let (first, end) = (places[0], places[places.len() - 1] + 1);
            let (values, later) =
                std::mem::take(&mut left)[(first - n_before) as usize..].split_at_mut((end - first) as usize);
            (left, n_before) = (later, end);
            Self { first, values }
        };
        places.chunks(n_together).map(span).collect()
    }
}

impl<T> Index<u32> for Span<'_, T> {
    type Output = T;

    fn index(&self, place: u32) -> &T {
        &self.values[(place - self.first) as usize]
    }
}

impl<T> IndexMut<u32> for Span<'_, T> {
    fn index_mut(&mut self, place: u32) -> &mut T {
        &mut self.values[(place - self.first) as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_begin_and_end_with_their_places() {
        let mut values: Vec<u32> = (0..12).collect();
        let mut spans = |n_together| {
            let spans = Span::all(&mut values, &[1, 2, 5, 6, 10], n_together);
            spans.iter().map(|span| (span.first, span.values.to_vec())).collect::<Vec<_>>()
        };
        assert_eq!(spans(2), [(1, vec![1, 2]), (5, vec![5, 6]), (10, vec![10])]);
        assert_eq!(spans(9), [(1, (1..=10).collect())]);
        assert!(Span::all(&mut values, &[], 2).is_empty());
    }

    #[test]
    fn values_are_looked_up_by_their_places() {
        let mut values = [0; 9];
        let mut spans = Span::all(&mut values, &[2, 4, 7], 2);
        (spans[0][4], spans[1][7]) = (1, 2);
        assert_eq!((spans[0][2], spans[0][4]), (0, 1));
        assert_eq!(values, [0, 0, 0, 0, 1, 0, 0, 2, 0]);
    }
}
