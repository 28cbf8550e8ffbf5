//! Words of ASCII text in lower case, found eight bytes at a time.

use std::ops::Range;

use memchr::{memchr3, memrchr};

use super::key::{Key, PADDING, eight};

/// The words of a piece of ASCII text, and room to find those of the next.
#[derive(Debug, Default)]
pub struct AsciiWords {
    /// The piece in lower case, and [`PADDING`].
    lower: String,
    words: Vec<AsciiWord>,
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

/// As many as [`PADDING`] asks for.
const BLANKS: &str = "                ";
const _: () = assert!(BLANKS.len() == PADDING);

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
        let Self { lower, words } = self;
        lower.clear();
        lower.push_str(piece);
        lower.make_ascii_lowercase();
        lower.push_str(BLANKS);
        words.clear();
        let bytes = lower.as_bytes();
        let mut at = 0;
        while at < piece.len() {
            let in_word = word_bytes(eight(bytes, at));
            let n_between = in_word.trailing_zeros() as usize / 8;
            if n_between > 0 {
                at += n_between;
                continue;
            }
            let start = at;
            at += n_leading(in_word);
            while goes_on(bytes, at) {
                at += 1;
                at += n_leading(word_bytes(eight(bytes, at)));
            }
            let Range { start, end } = bare(bytes, start..at);
            if start < end {
                words.push(AsciiWord { start: start as u32, end: end as u32, key: Key::padded(bytes, start, end) });
            }
            // The byte behind a word is of none.
            at += 1;
        }
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

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH_BITS: u64 = 0x80 * ONES;

/// The high bits of the bytes of a word, of eight ASCII bytes in lower case.
fn word_bytes(eight: u64) -> u64 {
    // No sum of two bytes below 0x80 reaches into the next byte.
    let at_least = |byte: u8| eight + u64::from(0x80 - byte) * ONES;
    let is_letter = at_least(b'a') & !at_least(b'z' + 1);
    let is_digit = at_least(b'0') & !at_least(b'9' + 1);
    let is_no_underscore = (eight ^ u64::from(b'_') * ONES) + 0x7F * ONES;
    (is_letter | is_digit | !is_no_underscore) & HIGH_BITS
}

/// How many of eight bytes belong to a word before the first that does not.
fn n_leading(in_word: u64) -> usize {
    (in_word ^ HIGH_BITS).trailing_zeros() as usize / 8
}

/// Letters and digits, and what signs stand between in one word: `don't`, `e.g`, `3.14`, `1,000`.
const LETTER: u8 = 1;
const DIGIT: u8 = 2;
const JOINS_LETTERS: u8 = LETTER << 4;
const JOINS_DIGITS: u8 = DIGIT << 4;
/// The sign goes on with anything.
const IN_WORD: u8 = 4;

const CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        classes[byte as usize] = match byte {
            b'a'..=b'z' => LETTER | IN_WORD,
            b'0'..=b'9' => DIGIT | IN_WORD,
            b'_' => IN_WORD,
            b'\'' | b'.' => JOINS_LETTERS | JOINS_DIGITS,
            b':' => JOINS_LETTERS,
            b',' | b';' => JOINS_DIGITS,
            _ => 0,
        };
        byte += 1;
    }
    classes
};

/// Whether the byte at `at` goes on with the word before it: of eight bytes, not all were looked at, or it is a sign
/// inside of a word.
fn goes_on(bytes: &[u8], at: usize) -> bool {
    let class = CLASSES[bytes[at] as usize];
    let beside = CLASSES[bytes[at - 1] as usize] & CLASSES[bytes[at + 1] as usize];
    class & IN_WORD != 0 || class >> 4 & beside != 0
}
