//! What a word is found by in a table: its length with its bytes, or with a hash of them.

/// The same for the same word in every run. Different words may have one key, but not if it [is whole](Self::is_whole).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Key {
    /// The first seven bytes, and above them the length, or [`LONG`].
    head: u64,
    /// The next eight bytes; of a longer word a hash of all.
    rest: u64,
}

/// Bytes that [`Key::padded`] looks at from where a word begins.
pub const PADDING: usize = 16;

/// The length of the longest word that is told whole.
const LONGEST_WHOLE: usize = 15;
/// The length that is told of longer words.
const LONG: u64 = 0xFF;

/// By number: so many low bytes of a word of eight.
const LOW_BYTES: [u64; 9] = {
    let mut masks = [u64::MAX; 9];
    let mut n = 0;
    while n < 8 {
        masks[n] = (1 << (8 * n)) - 1;
        n += 1;
    }
    masks
};

/// The first bits of π: numbers without a pattern.
const MIXERS: [u64; 2] = [0x243F_6A88_85A3_08D3, 0x1319_8A2E_0370_7344];

impl Key {
    pub fn of(word: &str) -> Self {
        let bytes = word.as_bytes();
        let length = bytes.len();
        if length > LONGEST_WHOLE {
            return Self::of_long(bytes);
        }
        let mut padded = [0; PADDING];
        padded[..length].copy_from_slice(bytes);
        Self::of_short(eight(&padded, 0), eight(&padded, 7), length)
    }

    /// The key of the word `bytes[start..end]`, from whose beginning on there are [`PADDING`] bytes at least.
    #[inline]
    pub fn padded(bytes: &[u8], start: usize, end: usize) -> Self {
        let length = end - start;
        if length > LONGEST_WHOLE {
            return Self::of_long(&bytes[start..end]);
        }
        let Some(near) = bytes.get(start..).and_then(<[u8]>::first_chunk::<PADDING>) else { return Self::default() };
        Self::of_short(eight(near, 0), eight(near, 7), length)
    }

    #[inline]
    fn of_short(first: u64, second: u64, length: usize) -> Self {
        let head = first & LOW_BYTES[length.min(7)] | (length as u64) << 56;
        let rest = second & LOW_BYTES[length.saturating_sub(7)];
        Self { head, rest }
    }

    fn of_long(bytes: &[u8]) -> Self {
        let mut hash = bytes.len() as u64;
        let pairs = bytes.chunks_exact(16);
        let mut last = [0; 16];
        last[..pairs.remainder().len()].copy_from_slice(pairs.remainder());
        for pair in pairs.chain([&last[..]]) {
            hash = mix(hash ^ eight(pair, 0), eight(pair, 8));
        }
        Self { head: eight(bytes, 0) & LOW_BYTES[7] | LONG << 56, rest: hash }
    }

    /// Whether the key says all of the word, so that no other word has it.
    #[inline]
    pub fn is_whole(self) -> bool {
        self.head >> 56 != LONG
    }

    /// 32 bits of a hash.
    #[inline]
    pub fn tag(self) -> u32 {
        let hash = mix(self.head, self.rest);
        (hash ^ (hash >> 32)) as u32
    }

    /// Whether the keys are one, without a branch.
    #[inline]
    pub fn is(self, other: Self) -> bool {
        (self.head ^ other.head) | (self.rest ^ other.rest) == 0
    }
}

/// Eight bytes as a number, the first of them lowest; 0 where there are not as many.
#[inline]
pub fn eight(bytes: &[u8], start: usize) -> u64 {
    bytes.get(start..).and_then(<[u8]>::first_chunk).map_or(0, |&eight| u64::from_le_bytes(eight))
}

/// Two numbers as one: the two halves of their product, as in wyhash (Wang, in the public domain).
#[inline]
pub fn mix(first: u64, second: u64) -> u64 {
    let product = u128::from(first ^ MIXERS[0]) * u128::from(second ^ MIXERS[1]);
    product as u64 ^ (product >> 64) as u64
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn short_words_are_told_apart_by_their_keys_alone() {
        let short = ["a", "a\0", "ab", "abcdefg", "abcdefgh", "abcdefghijklmno", "b", ""].map(Key::of);
        assert!(short.iter().all(|key| key.is_whole()));
        assert!(
            (0..short.len()).all(|a| (0..a).all(|b| (short[a].head, short[a].rest) != (short[b].head, short[b].rest)))
        );
        assert!(!Key::of("abcdefghijklmnop").is_whole() && !Key::of(&"a".repeat(255)).is_whole());
    }

    proptest! {
        #[test]
        fn a_word_has_the_same_key_wherever_it_stands(
            before in "[a-z ]{0,9}", word in "[a-z가]{0,40}", behind in "[a-z가]{16,20}"
        ) {
            let text = format!("{before}{word}{behind}");
            let key = Key::padded(text.as_bytes(), before.len(), before.len() + word.len());
            prop_assert_eq!(key, Key::of(&word));
        }
    }
}
