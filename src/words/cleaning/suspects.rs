//! What a text may hold of what is left out, told by one look at all of its bytes: of most texts no more is asked.

use crate::words::lanes::{Lanes, N_LANES};

/// What is not suspected is not there; what is may be something else.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Suspects {
    /// An `@`.
    pub email_address: bool,
    /// `//` or `www`.
    pub url: bool,
    /// Two times sixteen letters, digits or signs of base64 at a stretch, as there are in the shortest line of it, or the
    /// beginning of a full uuencoded line.
    pub data: bool,
}

/// Bytes that are looked at together.
const BLOCK_BYTES: usize = 64;
/// Of a full uuencoded line that has lost its blanks.
const SHORTEST_UUENCODED: usize = 57;

impl Suspects {
    pub fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut look = Look::new();
        let (blocks, rest) = bytes.as_chunks::<BLOCK_BYTES>();
        for (number, block) in blocks.iter().enumerate() {
            look.at(block, bytes, number * BLOCK_BYTES);
        }
        let mut last = [0; BLOCK_BYTES];
        last[..rest.len()].copy_from_slice(rest);
        look.at(&last, bytes, bytes.len() - rest.len());
        look.found
    }
}

/// How far the bytes have been looked at.
struct Look {
    found: Suspects,
    /// The highest bits of what stood before: ends of lines, `/`, `w`.
    line_end: u64,
    slash: u64,
    ws: u64,
    /// Whether the sixteen bytes before could all be data.
    data: bool,
}

impl Look {
    fn new() -> Self {
        // A line begins where the text does.
        Self { found: Suspects::default(), line_end: 1, slash: 0, ws: 0, data: false }
    }

    #[inline]
    fn at(&mut self, block: &[u8; BLOCK_BYTES], bytes: &[u8], start: usize) {
        let (mut at_signs, mut line_ends, mut slashes, mut ws, mut ms) = (0, 0, 0, 0, 0);
        let (sixteens, _) = block.as_chunks::<N_LANES>();
        for (place, sixteen) in sixteens.iter().enumerate() {
            let lanes = Lanes::of(sixteen);
            let lowered = lanes.lowered();
            let shift = place * N_LANES;
            at_signs |= lanes.equal(b'@').high_bits();
            line_ends |= lanes.equal(b'\n').high_bits() << shift;
            slashes |= lanes.equal(b'/').high_bits() << shift;
            ws |= lowered.equal(b'w').high_bits() << shift;
            ms |= lanes.equal(b'M').high_bits() << shift;
            // The digits follow on `/`.
            let data = lowered.within(b'a', b'z').or(lanes.within(b'/', b'9'));
            let data = data.or(lanes.equal(b'+')).or(lanes.equal(b'=')).high_bits() == u64::from(u16::MAX);
            self.found.data |= data && self.data;
            self.data = data;
        }
        self.found.email_address |= at_signs != 0;
        self.found.url |= slashes & (slashes << 1 | self.slash) != 0;
        let before = ws << 1 | self.ws >> 1;
        self.found.url |= ws & before & (ws << 2 | self.ws) != 0;
        let mut line_starts = ms & (line_ends << 1 | self.line_end);
        while line_starts != 0 {
            let line = start + line_starts.trailing_zeros() as usize;
            let full = bytes.get(line..line + SHORTEST_UUENCODED);
            self.found.data |= full.is_some_and(|full| full.iter().all(|byte| (0x20..=0x60).contains(byte)));
            line_starts &= line_starts - 1;
        }
        self.line_end = line_ends >> (BLOCK_BYTES - 1);
        self.slash = slashes >> (BLOCK_BYTES - 1);
        self.ws = ws >> (BLOCK_BYTES - 2);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is suspected of a passage wherever it stands.
    fn suspected(passage: &str) -> Suspects {
        let alone = Suspects::of(passage);
        for n_before in 0..130 {
            let text = format!("{}\n{passage}\nand so on", "x y\u{e9} ".repeat(n_before));
            assert_eq!(Suspects::of(&text), alone, "{n_before} {passage}");
        }
        alone
    }

    #[test]
    fn plain_words_are_not_suspected() {
        for plain in ["", "M", "Mr. Smith: 3/4 of it, and so on; www", "a\nMARY HAD A LITTLE LAMB,\nand w w w", "é한"]
        {
            assert_eq!(suspected(plain), Suspects { url: plain.contains("www"), ..Suspects::default() }, "{plain}");
        }
    }

    #[test]
    fn what_is_left_out_is_suspected_wherever_it_stands() {
        assert!(suspected("ada@host.example.edu").email_address);
        for url in ["http://a.org", "WWW.A.ORG", "wWw.a"] {
            let found = suspected(url);
            assert!(found.url && !found.email_address && !found.data, "{url}");
        }
        let uuencoded = format!("M{}", "AB1C'$Z(@P+2".repeat(5));
        assert!(suspected(&uuencoded[..SHORTEST_UUENCODED]).data);
        assert!(!suspected(&uuencoded[..40]).data);
        for base64 in ["aGVsbG8gd29y".repeat(5), "A+/=".repeat(14)] {
            assert!(suspected(&base64[..56]).data, "{base64}");
        }
    }
}
