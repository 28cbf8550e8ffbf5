//! Words of ASCII text in lower case, found without a branch for each byte: which bytes belong to words is told as bits.

use std::ops::Range;

use memchr::{memchr, memchr3, memrchr};

use super::key::{Key, PADDING};
use super::lanes::{Lanes, N_LANES};

/// The words of a piece of ASCII text, and room to find those of the next.
#[derive(Debug, Default)]
pub struct AsciiWords {
    /// The piece in lower case, and [`PADDING`].
    lower: String,
    /// By byte of the piece, 64 at a time: which belong to words, and which are signs that words may have inside.
    bits: Vec<Bits>,
    words: Vec<AsciiWord>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Bits {
    in_word: u64,
    signs: u64,
}

/// A word in lower case: `lower[start..end]`.
#[derive(Clone, Copy, Debug)]
pub struct AsciiWord {
    start: u32,
    end: u32,
    pub key: Key,
}

/// Bytes of a piece: with its words it stays in the processor's nearest memory.
const PIECE_BYTES: usize = 4096;

/// As many as [`PADDING`] asks for, and as make whole [`Bits`] of all bytes before.
const BLANKS: &str = match str::from_utf8(&[b' '; PADDING + N_BITS]) {
    Ok(blanks) => blanks,
    Err(_) => "",
};

const N_BITS: usize = u64::BITS as usize;

/// Bytes of the longest piece. Only a text without blanks comes near it, and what is longer is cut.
const MOST_BYTES: usize = 1 << 30;

impl AsciiWords {
    /// Finds the words of `text`, which is ASCII, piece by piece; `each` is told where the piece begins.
    pub fn find(&mut self, text: &str, mut each: impl FnMut(&Self, usize)) {
        // Between words of other scripts there is little.
        if text.len() <= 4 && !text.bytes().any(|byte| byte.is_ascii_alphanumeric()) {
            return;
        }
        let mut start = 0;
        while start < text.len() {
            let end = end_of_piece(text.as_bytes(), start);
            self.fill(&text[start..end]);
            if !self.words.is_empty() {
                each(self, start);
            }
            start = end;
        }
    }

    #[inline]
    pub fn iter(&self) -> impl Iterator<Item = (AsciiWord, &str)> {
        self.words.iter().map(|&word| (word, self.text(word)))
    }

    #[inline]
    pub fn words(&self) -> &[AsciiWord] {
        &self.words
    }

    #[inline]
    pub fn text(&self, word: AsciiWord) -> &str {
        &self.lower[word.start as usize..word.end as usize]
    }

    /// Whether a word is made of digits and signs alone.
    pub fn is_number(&self, word: AsciiWord) -> bool {
        let starts_with_digit = self.lower.as_bytes()[word.start as usize].is_ascii_digit();
        starts_with_digit && !self.text(word).bytes().any(|byte| byte.is_ascii_alphabetic())
    }

    /// The rules WB5 to 13b of UAX 29 for ASCII, where no other joins two characters of a word.
    fn fill(&mut self, piece: &str) {
        let Self { lower, bits, words } = self;
        lower.clear();
        lower.push_str(piece);
        lower.make_ascii_lowercase();
        lower.push_str(BLANKS);
        let bytes = lower.as_bytes();
        bits.clear();
        bits.extend(bytes.chunks_exact(N_BITS).map(Bits::of));
        join_by_signs(bytes, bits);
        words.clear();
        let may_have_underscores = memchr(b'_', bytes).is_some();
        // The bit of the byte before, and where the word began that it belongs to.
        let (mut before, mut start) = (0, 0);
        for (place, &Bits { in_word, .. }) in bits.iter().enumerate() {
            let mut changes = in_word ^ (in_word << 1 | before);
            if before != 0 && changes != 0 {
                let end = place * N_BITS + changes.trailing_zeros() as usize;
                changes &= changes - 1;
                push_word(words, bytes, start..end, may_have_underscores);
            }
            while changes != 0 {
                start = place * N_BITS + changes.trailing_zeros() as usize;
                changes &= changes - 1;
                if changes == 0 {
                    break;
                }
                let end = place * N_BITS + changes.trailing_zeros() as usize;
                changes &= changes - 1;
                push_word(words, bytes, start..end, may_have_underscores);
            }
            before = in_word >> (N_BITS - 1);
        }
    }
}

#[inline]
fn push_word(words: &mut Vec<AsciiWord>, bytes: &[u8], place: Range<usize>, may_have_underscores: bool) {
    let Range { start, end } = if may_have_underscores { bare(bytes, place) } else { place };
    if start < end {
        words.push(AsciiWord { start: start as u32, end: end as u32, key: Key::padded(bytes, start, end) });
    }
}

/// Takes signs into the words that they stand in.
fn join_by_signs(bytes: &[u8], bits: &mut [Bits]) {
    let mut before = 0;
    for place in 0..bits.len() {
        let Bits { in_word, signs } = bits[place];
        let after = bits.get(place + 1).map_or(0, |next| next.in_word << (N_BITS - 1));
        let mut between = signs & (in_word << 1 | before) & (in_word >> 1 | after);
        before = in_word >> (N_BITS - 1);
        while between != 0 {
            let bit = between.trailing_zeros() as usize;
            between &= between - 1;
            bits[place].in_word |= u64::from(joins(bytes, place * N_BITS + bit)) << bit;
        }
    }
}

impl Bits {
    /// Of 64 ASCII bytes in lower case.
    #[inline]
    fn of(bytes: &[u8]) -> Self {
        let mut bits = Self::default();
        let (sixteens, _) = bytes.as_chunks::<N_LANES>();
        for (place, sixteen) in sixteens.iter().enumerate() {
            let lanes = Lanes::of(sixteen);
            let in_word = lanes.within(b'a', b'z').or(lanes.within(b'0', b'9')).or(lanes.equal(b'_'));
            let signs = lanes.equal(b'\'').or(lanes.equal(b'.')).or(lanes.equal(b',')).or(lanes.within(b':', b';'));
            bits.in_word |= in_word.high_bits() << (place * N_LANES);
            bits.signs |= signs.high_bits() << (place * N_LANES);
        }
        bits
    }
}

impl AsciiWord {
    pub fn place(self, offset: usize) -> Range<usize> {
        offset + self.start as usize..offset + self.end as usize
    }
}

/// The word without the underscores around it, of which it may be made.
fn bare(bytes: &[u8], Range { mut start, mut end }: Range<usize>) -> Range<usize> {
    while start < end && bytes[start] == b'_' {
        start += 1;
    }
    while start < end && bytes[end - 1] == b'_' {
        end -= 1;
    }
    start..end
}

/// The text is cut where it has a blank.
fn end_of_piece(bytes: &[u8], start: usize) -> usize {
    let rest = &bytes[start..];
    if rest.len() <= PIECE_BYTES {
        return bytes.len();
    }
    let last = [b' ', b'\n'].into_iter().filter_map(|blank| memrchr(blank, &rest[..PIECE_BYTES])).max();
    let length = last.or_else(|| {
        let next = memchr3(b' ', b'\n', b'\t', &rest[PIECE_BYTES..rest.len().min(MOST_BYTES)])?;
        Some(PIECE_BYTES + next)
    });
    start + length.map_or(rest.len().min(MOST_BYTES), |length| length + 1)
}

/// Letters and digits, and what signs stand between in one word: `don't`, `e.g`, `3.14`, `1,000`.
const LETTER: u8 = 1;
const DIGIT: u8 = 2;
const JOINS_LETTERS: u8 = LETTER << 4;
const JOINS_DIGITS: u8 = DIGIT << 4;

const CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        classes[byte as usize] = match byte {
            b'a'..=b'z' => LETTER,
            b'0'..=b'9' => DIGIT,
            b'\'' | b'.' => JOINS_LETTERS | JOINS_DIGITS,
            b':' => JOINS_LETTERS,
            b',' | b';' => JOINS_DIGITS,
            _ => 0,
        };
        byte += 1;
    }
    classes
};

/// Whether the sign at `at` makes one word of what stands on both sides.
fn joins(bytes: &[u8], at: usize) -> bool {
    let beside = CLASSES[bytes[at - 1] as usize] & CLASSES[bytes[at + 1] as usize];
    CLASSES[bytes[at] as usize] >> 4 & beside != 0
}
