//! Sixteen bytes at a time: which of them are what, as bits, the first byte lowest.

#[cfg(not(target_arch = "x86_64"))]
pub use portable::Lanes;
#[cfg(target_arch = "x86_64")]
pub use sse2::Lanes;

/// Bytes in [`Lanes`].
pub const N_LANES: usize = 16;

/// With SSE2, which every x86-64 processor has.
#[cfg(target_arch = "x86_64")]
mod sse2 {
    use std::arch::x86_64::__m128i;

    use pulp::core_arch::x86::Sse2;

    use super::N_LANES;
    use crate::words::key::eight;

    #[derive(Clone, Copy)]
    pub struct Lanes(__m128i);

    #[inline]
    fn instructions() -> Sse2 {
        Sse2::try_new().expect("each x86-64 processor has SSE2")
    }

    impl Lanes {
        #[inline]
        pub fn of(bytes: &[u8; N_LANES]) -> Self {
            Self(instructions()._mm_set_epi64x(eight(bytes, 8) as i64, eight(bytes, 0) as i64))
        }

        /// Bytes that are `byte`: all bits of those are set.
        #[inline]
        pub fn equal(self, byte: u8) -> Self {
            Self(instructions()._mm_cmpeq_epi8(self.0, all(byte)))
        }

        /// Bytes from `first` to `last`, which are not all that there are: all bits of those are set.
        #[inline]
        pub fn within(self, first: u8, last: u8) -> Self {
            // Moved so that the range begins at the least number with a sign.
            let moved = instructions()._mm_sub_epi8(self.0, all(first.wrapping_add(0x80)));
            Self(instructions()._mm_cmplt_epi8(moved, all((last - first).wrapping_add(0x81))))
        }

        #[inline]
        pub fn or(self, other: Self) -> Self {
            Self(instructions()._mm_or_si128(self.0, other.0))
        }

        /// With the bit of lower case in each byte: letters in lower case, and other bytes changed.
        #[inline]
        pub fn lowered(self) -> Self {
            Self(instructions()._mm_or_si128(self.0, all(0x20)))
        }

        /// The highest bit of each byte.
        #[inline]
        pub fn high_bits(self) -> u64 {
            u64::from(instructions()._mm_movemask_epi8(self.0) as u16)
        }
    }

    #[inline]
    fn all(byte: u8) -> __m128i {
        instructions()._mm_set1_epi8(byte as i8)
    }
}

#[cfg(any(test, not(target_arch = "x86_64")))]
mod portable {
    use super::N_LANES;

    #[derive(Clone, Copy)]
    pub struct Lanes([u8; N_LANES]);

    impl Lanes {
        #[inline]
        pub fn of(bytes: &[u8; N_LANES]) -> Self {
            Self(*bytes)
        }

        #[inline]
        pub fn equal(self, byte: u8) -> Self {
            Self(self.0.map(|own| if own == byte { u8::MAX } else { 0 }))
        }

        #[inline]
        pub fn within(self, first: u8, last: u8) -> Self {
            Self(self.0.map(|own| if own.wrapping_sub(first) <= last - first { u8::MAX } else { 0 }))
        }

        #[inline]
        pub fn or(self, other: Self) -> Self {
            Self(std::array::from_fn(|lane| self.0[lane] | other.0[lane]))
        }

        #[inline]
        pub fn lowered(self) -> Self {
            Self(self.0.map(|own| own | 0x20))
        }

        #[inline]
        pub fn high_bits(self) -> u64 {
            self.0.iter().enumerate().fold(0, |bits, (lane, &own)| bits | u64::from(own >> 7) << lane)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lanes_say_the_same_with_and_without_instructions_of_their_own() {
        let ranges = [(b'a', b'z'), (b'0', b'9'), (0, 0x7F), (0x20, 0x60), (0x80, 0xFF), (0xE3, 0xE3), (1, 0xFF)];
        for start in (0..=u8::MAX).step_by(N_LANES) {
            let bytes: [u8; N_LANES] = std::array::from_fn(|lane| start + lane as u8);
            let (fast, plain) = (Lanes::of(&bytes), portable::Lanes::of(&bytes));
            for (first, last) in ranges {
                let expected =
                    (0..N_LANES).fold(0, |bits, lane| bits | u64::from((first..=last).contains(&bytes[lane])) << lane);
                assert_eq!(fast.within(first, last).high_bits(), expected, "{start} {first} {last}");
                assert_eq!(plain.within(first, last).high_bits(), expected);
                let either = fast.equal(first).or(fast.equal(last)).high_bits();
                assert_eq!(either, plain.equal(first).or(plain.equal(last)).high_bits());
                assert_eq!(either > 0, bytes.contains(&first) || bytes.contains(&last));
            }
            assert_eq!(fast.lowered().equal(b'm').high_bits(), plain.lowered().equal(b'm').high_bits());
            assert_eq!(fast.high_bits(), plain.high_bits());
        }
    }
}
