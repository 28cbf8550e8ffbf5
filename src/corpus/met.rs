//! Which words were met, in little memory.

use crate::words::key::Key;

/// Words that may have been met: never forgets one, and seldom takes one for another.
#[derive(Debug)]
pub(super) struct Met(Box<[u64]>);

const MET_BITS: usize = 1 << 16;

impl Default for Met {
    fn default() -> Self {
        Self(vec![0; MET_BITS / 64].into())
    }
}

impl Met {
    pub(super) fn insert(&mut self, word: &str) {
        let bit = Key::of(word).tag() as usize % MET_BITS;
        self.0[bit / 64] |= 1 << (bit % 64);
    }

    pub(super) fn may_hold(&self, word: &str) -> bool {
        let bit = Key::of(word).tag() as usize % MET_BITS;
        self.0[bit / 64] & 1 << (bit % 64) != 0
    }

    pub(super) fn add(&mut self, others: &Self) {
        self.0.iter_mut().zip(&others.0).for_each(|(own, other)| *own |= other);
    }
}
