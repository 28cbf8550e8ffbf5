//! Which vector instructions the engine uses, found out when it runs. All of them give the same labels.

#![expect(clippy::inline_always, reason = "only what is inlined into a function with vector instructions uses them")]

use pulp::{Simd, WithSimd};

/// Centroids a tile of `f32`.
pub const LANES: usize = 64;

/// The weights that the centroids of one tile have for one term: whole cache lines.
#[derive(Clone, Copy, Debug)]
#[repr(C, align(64))]
pub struct TileRow(pub [f32; LANES]);

/// A set of vector instructions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Instructions {
    /// What every machine has for which the program was built.
    Portable,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "x86_64")]
    Avx512,
}

impl Instructions {
    /// Those of this machine, the widest last.
    pub fn available() -> Vec<Self> {
        #[cfg(target_arch = "x86_64")]
        {
            let avx2 = pulp::x86::V3::try_new().map(|_| Self::Avx2);
            let avx512 = pulp::x86::V4::try_new().map(|_| Self::Avx512);
            [Some(Self::Portable), avx2, avx512].into_iter().flatten().collect()
        }
        #[cfg(not(target_arch = "x86_64"))]
        vec![Self::Portable]
    }

    /// The widest of this machine.
    pub fn best() -> Self {
        Self::available().pop().unwrap_or(Self::Portable)
    }
}

/// Work that is compiled once for each set of instructions.
pub trait Kernel {
    /// `N` vectors of `S` hold those columns of a tile that are in use; `FUSED` if a multiply-add is one instruction.
    fn run<S: Simd, const N: usize, const FUSED: bool>(self, simd: S);
}

/// Runs a kernel with `wanted` instructions, or with what every machine has if this one lacks them, on vectors enough for
/// `n_columns`: the last tile may be nearly empty.
pub fn run(wanted: Instructions, n_columns: usize, kernel: impl Kernel) {
    let n_quarters = n_columns.div_ceil(LANES / 4);
    #[cfg(target_arch = "x86_64")]
    {
        if let (Instructions::Avx512, Some(simd)) = (wanted, pulp::x86::V4::try_new()) {
            return match n_quarters {
                0 | 1 => Simd::vectorize(simd, Fixed::<_, { LANES / 64 }, true>(kernel)),
                2 => Simd::vectorize(simd, Fixed::<_, { LANES / 32 }, true>(kernel)),
                3 => Simd::vectorize(simd, Fixed::<_, { LANES * 3 / 64 }, true>(kernel)),
                _ => Simd::vectorize(simd, Fixed::<_, { LANES / 16 }, true>(kernel)),
            };
        }
        if let (Instructions::Avx2, Some(simd)) = (wanted, pulp::x86::V3::try_new()) {
            return match n_quarters {
                0 | 1 => Simd::vectorize(simd, Fixed::<_, { LANES / 32 }, true>(kernel)),
                2 => Simd::vectorize(simd, Fixed::<_, { LANES / 16 }, true>(kernel)),
                3 => Simd::vectorize(simd, Fixed::<_, { LANES * 3 / 32 }, true>(kernel)),
                _ => Simd::vectorize(simd, Fixed::<_, { LANES / 8 }, true>(kernel)),
            };
        }
    }
    let _ = wanted;
    match n_quarters {
        0 | 1 => Simd::vectorize(pulp::Scalar128b, Fixed::<_, { LANES / 16 }, false>(kernel)),
        2 => Simd::vectorize(pulp::Scalar128b, Fixed::<_, { LANES / 8 }, false>(kernel)),
        3 => Simd::vectorize(pulp::Scalar128b, Fixed::<_, { LANES * 3 / 16 }, false>(kernel)),
        _ => Simd::vectorize(pulp::Scalar128b, Fixed::<_, { LANES / 4 }, false>(kernel)),
    }
}

struct Fixed<K, const N: usize, const FUSED: bool>(K);

impl<K: Kernel, const N: usize, const FUSED: bool> WithSimd for Fixed<K, N, FUSED> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        self.0.run::<S, N, FUSED>(simd);
    }
}

/// `a · b + c`, rounded once or twice.
#[inline(always)]
pub fn multiply_add<S: Simd, const FUSED: bool>(simd: S, a: S::f32s, b: S::f32s, c: S::f32s) -> S::f32s {
    if FUSED { simd.mul_add_f32s(a, b, c) } else { simd.add_f32s(simd.mul_f32s(a, b), c) }
}
