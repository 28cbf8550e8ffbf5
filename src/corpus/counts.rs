//! How often documents hold their terms: a byte for nearly every count, since most are small.

use std::ops::Range;

/// Whole numbers above 0 in rows, parallel to the stored weights of [`UnitRows`](crate::matrix::UnitRows) or to other
/// entries: count `i` of a row is that of entry `i`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Row `i` has the places `ends[i - 1]..ends[i]`.
    ends: Vec<usize>,
    /// [`LARGE`] stands for a number in `large`.
    small: Vec<u8>,
    /// Counts from `LARGE` on, with their places, which ascend.
    large: Vec<(usize, u32)>,
}

/// The least count that a byte does not hold.
const LARGE: u8 = u8::MAX;

impl Counts {
    /// Counts as they were taken apart: `large` has one number for each 255 in `small`. `None` if the parts do not fit
    /// together, or a count is 0.
    pub fn from_parts(ends: Vec<usize>, small: Vec<u8>, large: &[u32]) -> Option<Self> {
        let places: Vec<usize> = (0..small.len()).filter(|&place| small[place] == LARGE).collect();
        let fits = ends.last().copied().unwrap_or_default() == small.len()
            && ends.is_sorted()
            && !small.contains(&0)
            && places.len() == large.len()
            && large.iter().all(|&count| count >= u32::from(LARGE));
        fits.then(|| Self { ends, small, large: places.into_iter().zip(large.iter().copied()).collect() })
    }

    /// One byte a count; 255 stands for the next number of [`large`](Self::large).
    pub fn small(&self) -> &[u8] {
        &self.small
    }

    pub fn large(&self) -> impl Iterator<Item = u32> {
        self.large.iter().map(|&(_, count)| count)
    }

    pub fn n_rows(&self) -> usize {
        self.ends.len()
    }

    /// Number of counts.
    pub fn nnz(&self) -> usize {
        self.small.len()
    }

    /// # Panics
    /// If `index` is not below `n_rows()`.
    pub fn row(&self, index: usize) -> impl ExactSizeIterator<Item = u32> + Clone {
        let places = self.places(index);
        let first_large = self.large.partition_point(|&(place, _)| place < places.start);
        let mut large = self.large[first_large..].iter();
        self.small[places].iter().map(move |&small| match small {
            LARGE => large.next().map_or(u32::from(LARGE), |&(_, count)| count),
            small => u32::from(small),
        })
    }

    /// Where the row stands among all counts.
    pub fn places(&self, index: usize) -> Range<usize> {
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        start..self.ends[index]
    }

    pub fn push_row<I: IntoIterator<Item = u32, IntoIter: Clone>>(&mut self, counts: I) {
        let counts = counts.into_iter();
        let start = self.small.len();
        self.small.extend(counts.clone().map(|count| u8::try_from(count).unwrap_or(LARGE)));
        // Hardly a row has a large one.
        if self.small[start..].contains(&LARGE) {
            let large = (start..).zip(counts).filter(|&(_, count)| count >= u32::from(LARGE));
            self.large.extend(large);
        }
        self.ends.push(self.small.len());
    }

    /// Adds the rows of others behind these.
    pub fn append(&mut self, others: &Self) {
        let before = self.small.len();
        self.small.extend_from_slice(&others.small);
        self.large.extend(others.large.iter().map(|&(place, count)| (before + place, count)));
        self.ends.extend(others.ends.iter().map(|end| before + end));
    }

    /// Makes room for `nnz` counts in `rows` rows.
    pub fn reserve(&mut self, rows: usize, nnz: usize) {
        self.ends.reserve_exact(rows);
        self.small.reserve_exact(nnz);
    }

    pub(super) fn shrink(&mut self) {
        self.ends.shrink_to_fit();
        self.small.shrink_to_fit();
        self.large.shrink_to_fit();
    }

    pub(super) fn n_bytes(&self) -> usize {
        self.small.len() + size_of_val(&*self.ends) + size_of_val(&*self.large)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(rows: &[&[u32]]) -> Counts {
        let mut counts = Counts::default();
        rows.iter().for_each(|row| counts.push_row(row.iter().copied()));
        counts
    }

    fn rows(counts: &Counts) -> Vec<Vec<u32>> {
        (0..counts.n_rows()).map(|row| counts.row(row).collect()).collect()
    }

    const ROWS: [&[u32]; 4] = [&[1, 254, 255, 3], &[], &[70_000, 1, 256], &[2]];

    #[test]
    fn large_counts_come_back_as_they_were() {
        let counts = counts(&ROWS);
        assert_eq!(rows(&counts), ROWS);
        assert_eq!((counts.n_rows(), counts.nnz(), counts.places(2)), (4, 8, 4..7));
    }

    #[test]
    fn parts_become_the_same_counts_behind_each_other() {
        let (mut front, back) = (counts(&ROWS[..2]), counts(&ROWS[2..]));
        front.append(&back);
        assert_eq!(front, counts(&ROWS));
    }

    #[test]
    fn counts_are_put_together_from_their_parts_and_bad_parts_are_refused() {
        let whole = counts(&ROWS);
        let (ends, small, large) = (vec![4, 4, 7, 8], whole.small().to_vec(), whole.large().collect::<Vec<_>>());
        assert_eq!(Counts::from_parts(ends.clone(), small.clone(), &large), Some(whole));
        assert_eq!(Counts::from_parts(ends.clone(), small.clone(), &large[1..]), None);
        assert_eq!(Counts::from_parts(vec![4, 4, 7], small.clone(), &large), None);
        assert_eq!(Counts::from_parts(vec![5, 4, 7, 8], small, &large), None);
        assert_eq!(Counts::from_parts(vec![1], vec![0], &[]), None);
    }
}
