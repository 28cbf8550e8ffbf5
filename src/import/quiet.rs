//! Work of libraries that panics on some files: the panic is caught, and nothing is printed about it.

use std::any::Any;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

thread_local! {
    /// Whether this thread is in work whose panics are expected.
    static IS_QUIET: Cell<bool> = const { Cell::new(false) };
}

/// What `work` gives, or what it panicked with. Panics of other threads are told as ever.
pub fn caught<T>(work: impl FnOnce() -> T) -> Result<T, Box<dyn Any + Send>> {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(install);
    let before = IS_QUIET.replace(true);
    let outcome = catch_unwind(AssertUnwindSafe(work));
    IS_QUIET.set(before);
    outcome
}

/// Puts a hook before the one that is there, which keeps quiet where it is asked to.
fn install() {
    let usual = take_hook();
    set_hook(Box::new(move |panic| {
        // A thread that is ending has no flag any more.
        if !IS_QUIET.try_with(Cell::get).unwrap_or(false) {
            usual(panic);
        }
    }));
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn a_panic_that_is_caught_is_not_told_and_others_are() {
        static N_TOLD: AtomicUsize = AtomicUsize::new(0);
        const OURS: &str = "of the test of quiet panics";
        let usual = take_hook();
        set_hook(Box::new(|panic| {
            // Other tests may panic meanwhile.
            let is_ours = panic.payload().downcast_ref::<&str>().is_some_and(|message| *message == OURS);
            N_TOLD.fetch_add(usize::from(is_ours), Ordering::Relaxed);
        }));
        install();
        assert!(caught(|| std::panic::panic_any(OURS)).is_err());
        assert_eq!(N_TOLD.load(Ordering::Relaxed), 0);
        assert!(catch_unwind(|| std::panic::panic_any(OURS)).is_err());
        assert_eq!(N_TOLD.load(Ordering::Relaxed), 1, "told again as soon as the work is over");
        assert_eq!(caught(|| 7).ok(), Some(7));
        set_hook(usual);
    }
}
