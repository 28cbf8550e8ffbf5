//! What threads need while they compute, kept for the next task.

use std::sync::{Mutex, PoisonError};

/// As many of them as were ever in use at once.
#[derive(Debug)]
pub struct Pool<T>(Mutex<Vec<T>>);

impl<T> Default for Pool<T> {
    fn default() -> Self {
        Self(Mutex::new(Vec::new()))
    }
}

impl<T> Pool<T> {
    /// Lends one of them to `work`, a new one if all are in use.
    pub fn lend<R>(&self, new: impl FnOnce() -> T, work: impl FnOnce(&mut T) -> R) -> R {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut lent = kept.unwrap_or_else(new);
        let result = work(&mut lent);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(lent);
        result
    }

    /// Looks at all of them, when none is lent.
    pub fn for_each(&mut self, look: impl FnMut(&mut T)) {
        self.0.get_mut().unwrap_or_else(PoisonError::into_inner).iter_mut().for_each(look);
    }
}
