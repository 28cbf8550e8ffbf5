//! Vectors of 16-bit numbers, as wide as the machine has them: sums of products of bytes.
//!
//! All of it is integer arithmetic, so every set of instructions gives the same numbers.

#![expect(clippy::inline_always, reason = "only what is inlined into a function with vector instructions uses them")]

use pulp::NullaryFnOnce;

use super::simd::Instructions;

/// Words a line.
pub const LINE_WORDS: usize = 32;

/// A cache line of bytes, two a word.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(C, align(64))]
pub struct Line(pub [u16; LINE_WORDS]);

impl Line {
    pub const ZERO: Self = Self([0; LINE_WORDS]);
    pub const N_BYTES: usize = 2 * LINE_WORDS;

    /// Sets byte `index`: the low one of a word is even.
    pub fn set(&mut self, index: usize, byte: u8) {
        let word = &mut self.0[index / 2];
        *word = if index.is_multiple_of(2) {
            *word & 0xff00 | u16::from(byte)
        } else {
            *word & 0xff | u16::from(byte) << 8
        };
    }
}

/// Instructions on vectors of `LANES` words.
pub trait Vectors: Copy {
    type Vector: Copy;
    const LANES: usize;

    fn splat(self, word: u16) -> Self::Vector;

    /// The first `LANES` of `words`.
    fn load(self, words: &[u16]) -> Self::Vector;

    /// Writes to the first `LANES` of `words`.
    fn store(self, vector: Self::Vector, words: &mut [u16]);

    fn max(self, a: Self::Vector, b: Self::Vector) -> Self::Vector;

    /// Adds ⌊byte · weight / 256⌋ for the low byte of each word.
    fn add_low(self, sum: Self::Vector, bytes: Self::Vector, weight: Self::Vector) -> Self::Vector;

    /// Adds ⌊byte · weight / 256⌋ for the high byte of each word.
    fn add_high(self, sum: Self::Vector, bytes: Self::Vector, weight: Self::Vector) -> Self::Vector;
}

/// What every machine has.
#[derive(Clone, Copy)]
struct Portable;

impl Vectors for Portable {
    type Vector = [u16; 8];
    const LANES: usize = 8;

    #[inline(always)]
    fn splat(self, word: u16) -> [u16; 8] {
        [word; 8]
    }

    #[inline(always)]
    fn load(self, words: &[u16]) -> [u16; 8] {
        *words.first_chunk().expect("enough words")
    }

    #[inline(always)]
    fn store(self, vector: [u16; 8], words: &mut [u16]) {
        *words.first_chunk_mut().expect("enough words") = vector;
    }

    #[inline(always)]
    fn max(self, a: [u16; 8], b: [u16; 8]) -> [u16; 8] {
        std::array::from_fn(|lane| a[lane].max(b[lane]))
    }

    #[inline(always)]
    fn add_low(self, sum: [u16; 8], bytes: [u16; 8], weight: [u16; 8]) -> [u16; 8] {
        std::array::from_fn(|lane| sum[lane].wrapping_add(high_half(bytes[lane] << 8, weight[lane])))
    }

    #[inline(always)]
    fn add_high(self, sum: [u16; 8], bytes: [u16; 8], weight: [u16; 8]) -> [u16; 8] {
        std::array::from_fn(|lane| sum[lane].wrapping_add(high_half(bytes[lane] & 0xff00, weight[lane])))
    }
}

/// The upper 16 bits of a product.
#[inline(always)]
fn high_half(a: u16, b: u16) -> u16 {
    ((u32::from(a) * u32::from(b)) >> 16) as u16
}

#[cfg(target_arch = "x86_64")]
impl Vectors for pulp::x86::V3 {
    type Vector = pulp::u16x16;
    const LANES: usize = 16;

    #[inline(always)]
    fn splat(self, word: u16) -> pulp::u16x16 {
        self.splat_u16x16(word)
    }

    #[inline(always)]
    fn load(self, words: &[u16]) -> pulp::u16x16 {
        pulp::cast(*words.first_chunk::<16>().expect("enough words"))
    }

    #[inline(always)]
    fn store(self, vector: pulp::u16x16, words: &mut [u16]) {
        *words.first_chunk_mut::<16>().expect("enough words") = pulp::cast(vector);
    }

    #[inline(always)]
    fn max(self, a: pulp::u16x16, b: pulp::u16x16) -> pulp::u16x16 {
        self.max_u16x16(a, b)
    }

    #[inline(always)]
    fn add_low(self, sum: pulp::u16x16, bytes: pulp::u16x16, weight: pulp::u16x16) -> pulp::u16x16 {
        let product = self.widening_mul_u16x16(self.shl_const_u16x16::<8>(bytes), weight).1;
        self.wrapping_add_u16x16(sum, product)
    }

    #[inline(always)]
    fn add_high(self, sum: pulp::u16x16, bytes: pulp::u16x16, weight: pulp::u16x16) -> pulp::u16x16 {
        let product = self.widening_mul_u16x16(self.and_u16x16(bytes, self.splat_u16x16(0xff00)), weight).1;
        self.wrapping_add_u16x16(sum, product)
    }
}

#[cfg(target_arch = "x86_64")]
impl Vectors for pulp::x86::V4 {
    type Vector = pulp::u16x32;
    const LANES: usize = 32;

    #[inline(always)]
    fn splat(self, word: u16) -> pulp::u16x32 {
        self.splat_u16x32(word)
    }

    #[inline(always)]
    fn load(self, words: &[u16]) -> pulp::u16x32 {
        pulp::cast(*words.first_chunk::<32>().expect("enough words"))
    }

    #[inline(always)]
    fn store(self, vector: pulp::u16x32, words: &mut [u16]) {
        *words.first_chunk_mut::<32>().expect("enough words") = pulp::cast(vector);
    }

    #[inline(always)]
    fn max(self, a: pulp::u16x32, b: pulp::u16x32) -> pulp::u16x32 {
        self.max_u16x32(a, b)
    }

    #[inline(always)]
    fn add_low(self, sum: pulp::u16x32, bytes: pulp::u16x32, weight: pulp::u16x32) -> pulp::u16x32 {
        let product = self.widening_mul_u16x32(self.shl_const_u16x32::<8>(bytes), weight).1;
        self.wrapping_add_u16x32(sum, product)
    }

    #[inline(always)]
    fn add_high(self, sum: pulp::u16x32, bytes: pulp::u16x32, weight: pulp::u16x32) -> pulp::u16x32 {
        let product = self.widening_mul_u16x32(self.and_u16x32(bytes, self.splat_u16x32(0xff00)), weight).1;
        self.wrapping_add_u16x32(sum, product)
    }
}

/// Work on lines of bytes that is compiled once for each set of instructions.
pub trait LineKernel {
    /// Goes through as many lines from `first_line` on as fill `N` vectors.
    fn run<I: Vectors, const N: usize>(&mut self, vectors: I, first_line: usize);
}

/// Runs a kernel on `n_lines` lines with `wanted` instructions, or with what every machine has if this one lacks them: on
/// so many at once that their sums fit the registers.
pub fn run_lines(wanted: Instructions, n_lines: usize, kernel: &mut impl LineKernel) {
    #[cfg(target_arch = "x86_64")]
    {
        if let (Instructions::Avx512, Some(vectors)) = (wanted, pulp::x86::V4::try_new()) {
            for first_line in (0..n_lines).step_by(4) {
                match n_lines - first_line {
                    1 => vectors.vectorize(Call::<_, _, 1> { kernel, vectors, first_line }),
                    2 => vectors.vectorize(Call::<_, _, 2> { kernel, vectors, first_line }),
                    3 => vectors.vectorize(Call::<_, _, 3> { kernel, vectors, first_line }),
                    _ => vectors.vectorize(Call::<_, _, 4> { kernel, vectors, first_line }),
                }
            }
            return;
        }
        if let (Instructions::Avx2, Some(vectors)) = (wanted, pulp::x86::V3::try_new()) {
            for first_line in (0..n_lines).step_by(2) {
                match n_lines - first_line {
                    1 => vectors.vectorize(Call::<_, _, 2> { kernel, vectors, first_line }),
                    _ => vectors.vectorize(Call::<_, _, 4> { kernel, vectors, first_line }),
                }
            }
            return;
        }
    }
    let _ = wanted;
    (0..n_lines).for_each(|first_line| kernel.run::<_, 4>(Portable, first_line));
}

/// Does some work with `wanted` instructions, or with what every machine has if this one lacks them.
pub fn vectorized<R>(wanted: Instructions, work: impl NullaryFnOnce<Output = R>) -> R {
    #[cfg(target_arch = "x86_64")]
    {
        if let (Instructions::Avx512, Some(vectors)) = (wanted, pulp::x86::V4::try_new()) {
            return vectors.vectorize(work);
        }
        if let (Instructions::Avx2, Some(vectors)) = (wanted, pulp::x86::V3::try_new()) {
            return vectors.vectorize(work);
        }
    }
    let _ = wanted;
    work.call()
}

struct Call<'a, K, I, const N: usize> {
    kernel: &'a mut K,
    vectors: I,
    first_line: usize,
}

impl<K: LineKernel, I: Vectors, const N: usize> NullaryFnOnce for Call<'_, K, I, N> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        self.kernel.run::<I, N>(self.vectors, self.first_line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Adds products of all bytes to what it holds.
    struct Sum<'a> {
        bytes: &'a [Line],
        weight: u16,
        low: Vec<u16>,
        high: Vec<u16>,
    }

    impl LineKernel for Sum<'_> {
        #[inline(always)]
        fn run<I: Vectors, const N: usize>(&mut self, vectors: I, first_line: usize) {
            let bytes: Vec<u16> = self.bytes.iter().flat_map(|line| line.0).collect();
            for vector in 0..N {
                let start = first_line * LINE_WORDS + vector * I::LANES;
                let weight = vectors.splat(self.weight);
                let loaded = vectors.load(&bytes[start..]);
                let [low, high] = [&self.low, &self.high].map(|sums| vectors.load(&sums[start..]));
                vectors.store(vectors.add_low(low, loaded, weight), &mut self.low[start..]);
                vectors.store(vectors.max(high, vectors.add_high(high, loaded, weight)), &mut self.high[start..]);
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

        #[test]
        fn all_instructions_add_the_products_of_the_definition(
            bytes in prop::collection::vec(any::<u8>(), 7 * Line::N_BYTES),
            weight in any::<u16>(),
            n_lines in 1..=7_usize,
        ) {
            let mut lines = vec![Line::ZERO; n_lines];
            bytes[..n_lines * Line::N_BYTES].iter().enumerate().for_each(|(at, &byte)| {
                lines[at / Line::N_BYTES].set(at % Line::N_BYTES, byte);
            });
            let n_words = n_lines * LINE_WORDS;
            let expected = |byte: u8| ((u32::from(byte) * u32::from(weight)) >> 8) as u16;
            for instructions in Instructions::available() {
                let mut sum = Sum { bytes: &lines, weight, low: vec![7; n_words], high: vec![0; n_words] };
                run_lines(instructions, n_lines, &mut sum);
                for word in 0..n_words {
                    prop_assert_eq!(sum.low[word], expected(bytes[2 * word]).wrapping_add(7), "{:?}", instructions);
                    prop_assert_eq!(sum.high[word], expected(bytes[2 * word + 1]), "{:?}", instructions);
                }
            }
        }
    }
}
