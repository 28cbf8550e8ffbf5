//! One thread's way through texts: what is looked at, in which language, by whom each stretch is cut, what becomes of it.

use std::ops::Range;

use super::ascii::AsciiWords;
use super::collocations::Joiner;
use super::fates::Fates;
use super::hangul::HangulCutter;
use super::korean::Found;
use super::language::{Guess, Language, guess, sample_of};
use super::learned::{EojeolJudge, Word};
use super::learning::are_neighbours;
use super::script::{Way, for_each_stretch};
use super::segmenter::Segmenter;
use super::sink::{EojeolSink, Sink};
use super::tokenizer::{Fate, Token, Tokenizer};
use super::unicode::{self, Finder, Found as Words};
use super::user_words::Piece;

/// What one thread needs to find words.
#[derive(Debug)]
pub struct Cutter<'a> {
    tokenizer: &'a Tokenizer,
    ways: Ways<'a>,
    joiner: Option<Joiner<'a>>,
    kept: Vec<Range<usize>>,
    sample: String,
}

/// Who cuts stretches into words, with room to work in.
#[derive(Debug)]
struct Ways<'a> {
    tokenizer: &'a Tokenizer,
    hangul: HangulCutter<'a>,
    segmenter: Option<Segmenter>,
    finder: Finder,
    eojeols: Vec<Word>,
}

/// Bytes of a text that are cleaned to tell its language.
const CLEANED_SAMPLE: usize = 4000;
/// Characters of a sample that is put together from what is left after cleaning.
const LEAST_SAMPLE: usize = 1000;

impl<'a> Cutter<'a> {
    pub(super) fn new(tokenizer: &'a Tokenizer) -> Self {
        let hangul = tokenizer.hangul.cutter();
        Self {
            tokenizer,
            ways: Ways { tokenizer, hangul, segmenter: None, finder: Finder::default(), eojeols: Vec::new() },
            joiner: tokenizer.joining.as_ref().map(|joining| joining.joiner()),
            kept: Vec::new(),
            sample: String::new(),
        }
    }

    /// Calls `each` with all tokens of a text without a title, in the order of their places.
    pub fn for_each(&mut self, text: &str, each: impl FnMut(Token<'_>)) {
        let language = self.language_of("", text);
        self.for_each_in(text, language, each);
    }

    /// The language of a document, for [`for_each_in`](Self::for_each_in); that of most documents if this one is too short
    /// to tell. `None` where nothing depends on it.
    pub fn language_of(&mut self, title: &str, text: &str) -> Option<Language> {
        let Tokenizer { params, learned, named_language, cleaner, plain, .. } = self.tokenizer;
        if params.language.is_some() {
            return *named_language;
        }
        if *plain || params.stop_words.without_lists && !params.stem {
            return None;
        }
        let text = if text.len() < title.len() { title } else { text };
        let sample = if cleaner.changes_language() {
            let beginning = &text[..text.floor_char_boundary(CLEANED_SAMPLE)];
            cleaner.clean(beginning, &mut self.kept);
            match &self.kept[..] {
                [one] => sample_of(&beginning[one.clone()]),
                many => {
                    self.sample.clear();
                    for range in many {
                        if self.sample.len() > LEAST_SAMPLE {
                            break;
                        }
                        self.sample.push_str(sample_of(&beginning[range.clone()]));
                        self.sample.push('\n');
                    }
                    &self.sample
                }
            }
        } else {
            sample_of(text)
        };
        match guess(sample, learned.language, &mut self.ways.finder) {
            Guess::Sure(language) => Some(language),
            Guess::Unsure(_) | Guess::Nothing => learned.language,
        }
    }

    /// As [`for_each`](Self::for_each), for a text whose language is known: title and text of one document are in one.
    pub fn for_each_in(&mut self, text: &str, language: Option<Language>, mut each: impl FnMut(Token<'_>)) {
        self.bring(text, language, &mut each);
    }

    /// The same, to where words may also come together.
    pub fn bring(&mut self, text: &str, language: Option<Language>, sink: &mut impl Sink) {
        let tokenizer = self.tokenizer;
        let fates = if tokenizer.plain {
            tokenizer.wishes.plain()
        } else {
            tokenizer.wishes.in_language(language, tokenizer.stems.shown(language))
        };
        let mut out = Out { text, fates, joiner: self.joiner.as_mut(), end: 0, sink };
        if tokenizer.cleaner.keeps_all() {
            self.ways.piece(text, 0, &mut out);
        } else {
            tokenizer.cleaner.clean(text, &mut self.kept);
            for range in &self.kept {
                self.ways.piece(&text[range.clone()], range.start, &mut out);
            }
        }
        out.pause();
    }
}

impl Ways<'_> {
    /// A piece of the text that begins at `offset`: first the researcher's words in it, then what is between them.
    fn piece<S: Sink>(&mut self, piece: &str, offset: usize, out: &mut Out<'_, '_, S>) {
        let tokenizer = self.tokenizer;
        if tokenizer.user_words.is_empty() {
            return self.stretches(piece, offset, out);
        }
        tokenizer.user_words.for_each_piece(piece, |found| match found {
            Piece::Rest(place) => self.stretches(&piece[place.clone()], offset + place.start, out),
            Piece::Word(place, term) => {
                let (term, fate) = out.fates.of_user_word(term);
                out.token(offset + place.start..offset + place.end, term, fate);
            }
            Piece::Particle(place) => {
                let term = &piece[place.clone()];
                out.token(offset + place.start..offset + place.end, term, Fate::NoWord);
            }
        });
    }

    fn stretches<S: Sink>(&mut self, piece: &str, offset: usize, out: &mut Out<'_, '_, S>) {
        if piece.is_ascii() {
            return self.finder.find_ascii(piece, |words, start| out.words(words, offset + start));
        }
        if self.tokenizer.plain {
            return unicode_words(piece, offset, &mut self.finder, out);
        }
        let korean = !self.hangul.is_spaces();
        for_each_stretch(piece, korean, |place, way| {
            let start = offset + place.start;
            match way {
                Way::Unicode => unicode_words(&piece[place], start, &mut self.finder, out),
                Way::Segmenter => self.segments(&piece[place], start, out),
                Way::Korean => self.korean(&piece[place], start, out),
            }
        });
    }

    fn segments<S: Sink>(&mut self, stretch: &str, offset: usize, out: &mut Out<'_, '_, S>) {
        let segmenter = self.segmenter.get_or_insert_with(Segmenter::new);
        segmenter.for_each_word(stretch, |place, may_be_word| {
            let word = unicode::lower_case(&stretch[place.clone()], &mut self.finder.lower);
            let (term, fate) = out.fates.of_word(word);
            let fate = if may_be_word || fate == Fate::StopWord { fate } else { Fate::NoWord };
            out.token(offset + place.start..offset + place.end, term, fate);
        });
    }

    fn korean<S: Sink>(&mut self, stretch: &str, offset: usize, out: &mut Out<'_, '_, S>) {
        let Self { tokenizer, hangul, segmenter, finder, eojeols } = self;
        let params = &tokenizer.params;
        let together = out.eojeol_sink().is_some();
        let mut each = |found: Found<'_>| match found {
            Found::Word(Token { place, term, fate }) => {
                let (term, fate) = out.fates.of_judged(unicode::lower_case(term, &mut finder.lower), fate);
                out.token(offset + place.start..offset + place.end, term, fate);
            }
            Found::Other(other) => {
                let text = &stretch[other.clone()];
                for_each_stretch(text, false, |place, way| {
                    let start = offset + other.start + place.start;
                    let text = &text[place];
                    if way == Way::Segmenter {
                        let segmenter = segmenter.get_or_insert_with(Segmenter::new);
                        segmenter.for_each_word(text, |place, may_be_word| {
                            let (term, fate) = out.fates.of_word(&text[place.clone()]);
                            let fate = if may_be_word { fate } else { Fate::NoWord };
                            out.token(start + place.start..start + place.end, term, fate);
                        });
                    } else {
                        unicode_words(text, start, finder, out);
                    }
                });
            }
        };
        match hangul.learned().filter(|_| together) {
            Some(cutter) => {
                cutter.gather(stretch, &params.korean, eojeols, &mut each);
                let mut judge = EojeolJudge { cutter, params: &params.korean, fates: out.fates };
                if let Some(sink) = out.eojeol_sink() {
                    sink.eojeols(eojeols, &mut judge);
                }
            }
            None => hangul.for_each(stretch, params, &mut each),
        }
    }
}

fn unicode_words<S: Sink>(text: &str, offset: usize, finder: &mut Finder, out: &mut Out<'_, '_, S>) {
    finder.find(text, |found| match found {
        Words::Ascii(words, start) => out.words(words, offset + start),
        Words::Word(place, word) => out.word(offset + place.start..offset + place.end, word),
    });
}

/// Where tokens go: through the joiner of collocations, if there are any, to the caller.
struct Out<'t, 'j, S> {
    text: &'t str,
    fates: Fates<'t>,
    joiner: Option<&'t mut Joiner<'j>>,
    /// Where the last term ended.
    end: usize,
    sink: &'t mut S,
}

impl<S: Sink> Out<'_, '_, S> {
    fn words(&mut self, words: &AsciiWords, offset: usize) {
        let taken = self.joiner.is_none() && self.sink.words(words, self.fates);
        if !taken {
            words.iter().for_each(|(word, lower)| self.word(word.place(offset), lower));
        }
    }

    /// Who takes eojeols together, unless neighbours are joined.
    fn eojeol_sink(&mut self) -> Option<&mut dyn EojeolSink> {
        if self.joiner.is_some() { None } else { self.sink.eojeol_sink() }
    }

    fn word(&mut self, place: Range<usize>, word: &str) {
        let (term, fate) = self.fates.of_word(word);
        self.token(place, term, fate);
    }

    fn token(&mut self, place: Range<usize>, term: &str, fate: Fate) {
        if self.joiner.is_none() {
            return self.sink.token(Token { place, term, fate });
        }
        if fate != Fate::Term {
            self.pause();
            return self.sink.token(Token { place, term, fate });
        }
        if !are_neighbours(self.text, self.end, place.start) {
            self.pause();
        }
        self.end = place.end;
        let Self { joiner: Some(joiner), sink, fates, .. } = self else { return };
        joiner.push(place, term, &mut |place, term| joined(*fates, place, term, *sink));
    }

    /// Tells what the joiner holds back.
    fn pause(&mut self) {
        let Self { joiner: Some(joiner), sink, fates, .. } = self else { return };
        joiner.pause(&mut |place, term| joined(*fates, place, term, *sink));
    }
}

/// A joined term may be one that the researcher named.
fn joined(fates: Fates<'_>, place: Range<usize>, term: &str, sink: &mut impl Sink) {
    let (term, fate) = fates.of_user_word(term);
    sink.token(Token { place, term, fate });
}
