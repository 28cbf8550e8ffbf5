//! Arrays of NumPy.

#![no_main]

use libfuzzer_sys::fuzz_target;
use mungchi::import::data::npy;
use mungchi_fuzz::LIMITS;

fuzz_target!(|data: &[u8]| {
    if let Ok(vectors) = npy::read(&mut &data[..], &LIMITS) {
        assert!(vectors.values.iter().all(|value| value.is_finite()));
        assert!(vectors.n_cols == 0 || vectors.values.len().is_multiple_of(vectors.n_cols));
    }
});
