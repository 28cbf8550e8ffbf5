//! From a text to its morphemes, over vibrato.

use std::fmt;
use std::ops::Range;

use vibrato::dictionary::LexType;
use vibrato::tokenizer::worker::Worker;

/// Analyses texts on one thread, with the memory of the texts before.
pub struct Analyser<'d> {
    worker: Worker<'d>,
    /// For terms that do not stand in the text as they are counted.
    pub(super) buffer: String,
}

/// A morpheme, or several that are contracted into one surface (갔 = 가 + 았).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Morpheme<'a> {
    /// Byte range of the text.
    pub place: Range<usize>,
    pub surface: &'a str,
    /// The class of the first part.
    pub class: Class,
    /// Whether the surface holds more parts than the first.
    pub contracted: bool,
    /// The first part of a contraction, where the dictionary tells it.
    pub stem: Option<&'a str>,
    /// Whether it is a word of the user's list.
    pub user: bool,
}

/// Classes of morphemes, after the tags of the Sejong corpus.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// NNG
    CommonNoun,
    /// NNP
    ProperNoun,
    /// NNB and NNBC: 것, 수, 개
    BoundNoun,
    /// NR
    Numeral,
    /// NP
    Pronoun,
    /// XR
    Root,
    /// XPN
    NounPrefix,
    /// XSN
    NounSuffix,
    /// XSV and XSA: 하, 되, 스럽
    PredicateSuffix,
    /// VV
    Verb,
    /// VA
    Adjective,
    /// VX
    Auxiliary,
    /// VCP and VCN: 이, 아니
    Copula,
    /// MM
    Determiner,
    /// MAG and MAJ
    Adverb,
    /// IC
    Interjection,
    /// J…
    Particle,
    /// E…
    Ending,
    /// SF, SP, SSO, SSC, SC, SY, SE
    Symbol,
    /// SL
    Foreign,
    /// SH
    Han,
    /// SN
    Number,
    /// Of no word of the dictionary, or with a tag of another corpus.
    Unknown,
}

/// No more bytes are analysed at once: the work grows with the length, and the memory for it stays.
const MAX_PIECE: usize = 3072;

impl<'d> Analyser<'d> {
    pub(super) fn new(worker: Worker<'d>) -> Self {
        Self { worker, buffer: String::new() }
    }

    /// Calls `each` with all morphemes of `text`, in the order of their places. Blanks belong to none.
    ///
    /// Lines are analysed for themselves; one of more than 3 kB is parted after a sentence or at a blank.
    pub fn analyse(&mut self, text: &str, each: &mut dyn FnMut(Morpheme<'_>)) {
        let mut start = 0;
        while start < text.len() {
            let end = start + piece_of(&text[start..]);
            self.analyse_piece(text, start..end, each);
            start = end;
        }
    }

    fn analyse_piece(&mut self, text: &str, piece: Range<usize>, each: &mut dyn FnMut(Morpheme<'_>)) {
        let start = piece.start;
        let piece = text[piece].trim_end();
        if piece.is_empty() {
            return;
        }
        self.worker.reset_sentence(piece);
        self.worker.tokenize();
        for token in self.worker.token_iter() {
            let range = token.range_byte();
            let place = start + range.start..start + range.end;
            let (tag, stem) = match token.feature().split_once(',') {
                Some((tag, stem)) => (tag, Some(stem)),
                None => (token.feature(), None),
            };
            let (first, contracted) = match tag.split_once('+') {
                Some((first, _)) => (first, true),
                None => (tag, false),
            };
            let user = token.lex_type() == LexType::User;
            each(Morpheme { surface: &text[place.clone()], place, class: Class::of(first), contracted, stem, user });
        }
    }
}

/// How many bytes of `text` are analysed next: at least one if there is one.
fn piece_of(text: &str) -> usize {
    let window = &text[..text.floor_char_boundary(MAX_PIECE)];
    if let Some(line) = memchr::memchr(b'\n', window.as_bytes()) {
        return line + 1;
    }
    if window.len() == text.len() {
        return text.len();
    }
    let half = window.floor_char_boundary(MAX_PIECE / 2);
    let behind = &window[half..];
    let sentence = behind.rmatch_indices(['.', '?', '!', '。']).find_map(|(place, mark)| {
        let after = place + mark.len();
        behind[after..].starts_with(char::is_whitespace).then_some(after)
    });
    let blank = || behind.rfind(char::is_whitespace).filter(|blank| half + blank > 0);
    sentence.or_else(blank).map_or(window.len(), |end| half + end)
}

impl Class {
    fn of(tag: &str) -> Self {
        match tag {
            "NNG" => Self::CommonNoun,
            "NNP" => Self::ProperNoun,
            "NNB" | "NNBC" => Self::BoundNoun,
            "NR" => Self::Numeral,
            "NP" => Self::Pronoun,
            "XR" => Self::Root,
            "XPN" => Self::NounPrefix,
            "XSN" => Self::NounSuffix,
            "XSV" | "XSA" => Self::PredicateSuffix,
            "VV" => Self::Verb,
            "VA" => Self::Adjective,
            "VX" => Self::Auxiliary,
            "VCP" | "VCN" => Self::Copula,
            "MM" => Self::Determiner,
            "MAG" | "MAJ" => Self::Adverb,
            "IC" => Self::Interjection,
            "SL" => Self::Foreign,
            "SH" => Self::Han,
            "SN" => Self::Number,
            _ => match tag.as_bytes() {
                [b'J', ..] => Self::Particle,
                [b'E', ..] => Self::Ending,
                [b'S', ..] => Self::Symbol,
                _ => Self::Unknown,
            },
        }
    }
}

impl fmt::Debug for Analyser<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Analyser").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Vec<&str> {
        let mut pieces = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            let (piece, behind) = rest.split_at(piece_of(rest));
            pieces.push(piece);
            rest = behind;
        }
        pieces
    }

    #[test]
    fn lines_are_pieces_and_long_ones_are_parted_where_a_reader_would() {
        assert_eq!(pieces("가\n\n나"), ["가\n", "\n", "나"]);
        let sentences = "짧은 문장이다. ".repeat(300);
        let parted = pieces(&sentences);
        assert!(parted.iter().all(|piece| piece.len() <= MAX_PIECE && piece.trim_end().ends_with('.')));
        assert_eq!(parted.concat(), sentences);
        let words = "낱말 ".repeat(3000);
        assert!(pieces(&words).iter().all(|piece| piece.trim().ends_with("낱말") && piece.trim().starts_with("낱말")));
        let unbroken = "가".repeat(5000);
        assert_eq!(
            pieces(&unbroken).iter().map(|piece| piece.len()).collect::<Vec<_>>(),
            [3072, 3072, 3072, 3072, 2712]
        );
    }
}
