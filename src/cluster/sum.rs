//! The sum of a cluster's members, and what of it is kept from one update to the next.

/// To add all members of a sum that have fewer weights for each of its own takes hardly longer than to follow.
const LEAST_MEMBER_WEIGHTS: f64 = 2.5;

/// How many weights for each of its own the members of a sum must have for it to be kept. All sums that have as many of the
/// documents' `n_weights` take no more than some `bytes`.
pub fn least_member_weights(n_weights: usize, bytes: usize) -> f64 {
    // If there are no bytes this is infinite: no sum is kept.
    ((n_weights * size_of::<f64>()) as f64 / bytes as f64).max(LEAST_MEMBER_WEIGHTS)
}

/// A sum that grows gets room for this share of its terms, so that it need not be moved at every iteration.
const SPARE_SHARE: usize = 16;

/// The sum of a cluster's members: terms, ascending, with weights that are not 0.
#[derive(Clone, Debug, Default)]
pub struct Sum {
    pub terms: Vec<u32>,
    pub weights: Vec<f64>,
    /// No weight is greater.
    pub bound: f64,
    /// Of all members.
    pub n_member_weights: usize,
    kept: Kept,
}

/// What is kept between two updates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Kept {
    #[default]
    Nothing,
    /// The centroid has the same terms: nearly always, unless a weight is too small for `f32`.
    Weights,
    All,
}

/// Room for what is not kept.
#[derive(Debug, Default)]
pub struct Room {
    terms: Vec<u32>,
    weights: Vec<f64>,
}

impl Sum {
    /// Whether there is what to add moves to.
    pub fn is_kept(&self) -> bool {
        self.kept != Kept::Nothing
    }

    /// Gets what was not kept of it: the terms of its centroid, or room.
    pub fn open(&mut self, of_centroid: &[u32], room: &mut Room) {
        if self.kept != Kept::All {
            self.terms = std::mem::take(&mut room.terms);
            self.terms.clear();
        }
        match self.kept {
            Kept::Nothing => self.weights = std::mem::take(&mut room.weights),
            Kept::Weights => self.terms.extend_from_slice(of_centroid),
            Kept::All => {}
        }
    }

    /// Gives away what is not to be kept, and room that it does not need.
    pub fn close(&mut self, of_centroid: &[u32], least_member_weights: f64, room: &mut Room) {
        let kept_before = self.kept;
        self.kept = if (self.n_member_weights as f64) < least_member_weights * self.terms.len() as f64 {
            Kept::Nothing
        } else if self.terms == of_centroid {
            Kept::Weights
        } else {
            Kept::All
        };
        let own_weights = match (kept_before, self.kept) {
            (_, Kept::Nothing) => Vec::new(),
            (Kept::Nothing, _) => self.weights.clone(),
            _ => std::mem::take(&mut self.weights),
        };
        give_away(&mut self.weights, own_weights, &mut room.weights);
        let n_spare = self.weights.len() / SPARE_SHARE;
        if self.weights.capacity() - self.weights.len() > 2 * n_spare {
            self.weights.shrink_to(self.weights.len() + n_spare);
        }
        let own_terms = match (kept_before, self.kept) {
            (_, Kept::Nothing | Kept::Weights) => Vec::new(),
            (Kept::Nothing | Kept::Weights, Kept::All) => self.terms.clone(),
            (Kept::All, Kept::All) => std::mem::take(&mut self.terms),
        };
        give_away(&mut self.terms, own_terms, &mut room.terms);
    }

    pub fn length(&self) -> f64 {
        self.weights.iter().map(|weight| weight * weight).sum::<f64>().sqrt()
    }

    pub fn greatest(&self) -> f64 {
        self.weights.iter().fold(0.0, |greatest, &weight| greatest.max(weight))
    }

    /// Becomes what `sums` has for `terms`, ascending, which becomes 0 there.
    pub fn take(&mut self, terms: &[u32], sums: &mut [f64]) {
        self.terms.clear();
        self.weights.clear();
        self.reserve(terms.len());
        self.terms.extend_from_slice(terms);
        self.weights.extend(self.terms.iter().map(|&term| std::mem::take(&mut sums[term as usize])));
    }

    /// Makes room for so many more terms, and for few further ones: much of a run's memory is in sums.
    fn reserve(&mut self, n_terms: usize) {
        let n_more = n_terms + (self.terms.len() + n_terms) / SPARE_SHARE;
        if self.terms.len() + n_terms > self.terms.capacity() {
            self.terms.reserve_exact(n_more);
        }
        if self.terms.len() + n_terms > self.weights.capacity() {
            self.weights.reserve_exact(n_more);
        }
    }

    /// Adds to each weight what `differences` has for its term, which becomes 0 there. What comes to 0 is left out.
    pub fn add(&mut self, differences: &mut [f64]) {
        let mut n_kept = 0;
        for place in 0..self.terms.len() {
            let term = self.terms[place];
            let weight = self.weights[place] + std::mem::take(&mut differences[term as usize]);
            (self.terms[n_kept], self.weights[n_kept]) = (term, weight);
            n_kept += usize::from(weight != 0.0);
        }
        self.terms.truncate(n_kept);
        self.weights.truncate(n_kept);
    }

    /// Adds terms that it does not have, ascending, with what `differences` has for them, which becomes 0 there.
    pub fn insert(&mut self, new: &[u32], differences: &mut [f64]) {
        let mut n_left = self.terms.len();
        self.reserve(new.len());
        self.terms.resize(n_left + new.len(), 0);
        self.weights.resize(n_left + new.len(), 0.0);
        // From the end, so that nothing is overwritten before it was moved.
        for (n_new, &term) in new.iter().enumerate().rev() {
            let n_before = self.terms[..n_left].partition_point(|&own| own < term);
            self.terms.copy_within(n_before..n_left, n_before + n_new + 1);
            self.weights.copy_within(n_before..n_left, n_before + n_new + 1);
            self.terms[n_before + n_new] = term;
            self.weights[n_before + n_new] = std::mem::take(&mut differences[term as usize]);
            n_left = n_before;
        }
    }
}

/// Puts `own` in the place of `all`, which becomes room if it is larger.
fn give_away<T>(all: &mut Vec<T>, own: Vec<T>, room: &mut Vec<T>) {
    let given = std::mem::replace(all, own);
    if given.capacity() > room.capacity() {
        *room = given;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_is_kept_where_its_members_have_many_weights() {
        let mut room = Room::default();
        let mut sum = Sum::default();
        let mut closed = |n_member_weights: usize, of_centroid: &[u32]| {
            sum.open(of_centroid, &mut room);
            sum.take(&[1, 4], &mut [0.0, 0.5, 0.0, 0.0, 0.75]);
            sum.n_member_weights = n_member_weights;
            sum.close(of_centroid, 2.5, &mut room);
            (sum.is_kept(), sum.terms.clone(), sum.weights.clone())
        };
        assert_eq!(closed(4, &[1, 4]), (false, vec![], vec![]));
        assert_eq!(closed(5, &[1, 4]), (true, vec![], vec![0.5, 0.75]));
        assert_eq!(closed(5, &[1]), (true, vec![1, 4], vec![0.5, 0.75]));
        assert_eq!(closed(4, &[1, 4]), (false, vec![], vec![]));
    }

    #[test]
    fn few_bytes_are_for_sums_of_many_members() {
        let least = [usize::MAX, 400, 320, 160, 0].map(|bytes| least_member_weights(100, bytes));
        assert_eq!(least.map(f64::to_bits), [2.5, 2.5, 2.5, 5.0, f64::INFINITY].map(f64::to_bits));
        assert_eq!(least_member_weights(0, 0).to_bits(), 2.5_f64.to_bits());
    }
}
