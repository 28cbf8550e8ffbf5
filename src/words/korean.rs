//! Which morphemes of Korean texts are terms: nouns, and stems of predicates if one likes.

use std::ops::Range;

use super::analyser::{Analyser, Class, Morpheme};
use super::mecab::is_syllable;
use super::params::KoreanParams;
use super::tokenizer::{Fate, Token};

/// A piece of a Korean text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found<'a> {
    Word(Token<'a>),
    /// Byte range of letters of another script or of a number, with the marks inside it (`GPT-4`, `3.5`): for the caller.
    Other(Range<usize>),
}

/// Calls `each` with all words of `text`, in the order of their places; marks and blanks are none.
///
/// Terms are common and proper nouns, roots, and unknown words of two syllables or more. What is joined to one term
/// stands in the text without a blank: a prefix or suffix with its noun (초+미세, 소비+자; not the plural 들 and its like)
/// and neighbouring nouns, as `params` ask. Stems of verbs and adjectives are shown with 다 (갔 → 가다); of 공부하다, the
/// noun is the term. Nouns that the dictionary knows in Han characters are terms, too. Pronouns, numerals and bound nouns are no terms. Latin letters of a term are in lower case.
pub fn for_each_word(analyser: &mut Analyser<'_>, text: &str, params: &KoreanParams, each: &mut dyn FnMut(Found<'_>)) {
    let buffer = std::mem::take(&mut analyser.buffer);
    let mut joiner = Joiner { text, params, each, buffer, noun: None, prefix: None, other: None };
    analyser.analyse(text, &mut |morpheme| joiner.take(&morpheme));
    joiner.flush();
    analyser.buffer = joiner.buffer;
}

/// Longer terms are not joined; in bytes, three a syllable.
const MAX_JOINED: usize = 72;

/// Suffixes that say number, honour or measure, and make no other word of a noun.
const INFLECTIONS: &[&str] = &["들", "님", "네", "씩", "쯤", "즘", "째", "짜리", "어치", "가량", "여", "만큼", "끼리"];

struct Joiner<'a> {
    text: &'a str,
    params: &'a KoreanParams,
    each: &'a mut dyn FnMut(Found<'_>),
    buffer: String,
    /// A noun that what follows may be joined to.
    noun: Option<Range<usize>>,
    /// A prefix that waits for its noun, behind `noun` if there is one.
    prefix: Option<Range<usize>>,
    /// Another script, and where the marks behind it end.
    other: Option<(Range<usize>, usize)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Noun,
    Prefix,
    Suffix,
    Predicate,
    Other,
    Mark,
    NoWord,
}

impl Joiner<'_> {
    fn take(&mut self, morpheme: &Morpheme<'_>) {
        let place = morpheme.place.clone();
        let role = self.role_of(morpheme);
        match role {
            Role::Mark | Role::Other => return self.take_other(place, role == Role::Other),
            Role::Noun if !morpheme.user && !morpheme.contracted => return self.take_noun(place),
            Role::Suffix if self.prefix.is_none() && follows(self.noun.as_ref(), &place) => {
                return self.extend_noun(&place);
            }
            Role::Prefix => return self.take_prefix(place),
            _ => {}
        }
        self.flush();
        match role {
            Role::Noun => {
                let whole = if morpheme.contracted { None } else { Some(morpheme.surface) };
                match whole.or(morpheme.stem) {
                    Some(term) => self.term(place, term),
                    None => self.no_word(place),
                }
            }
            Role::Predicate => self.predicate(morpheme),
            _ => self.no_word(place),
        }
    }

    fn role_of(&self, morpheme: &Morpheme<'_>) -> Role {
        match morpheme.class {
            Class::CommonNoun | Class::ProperNoun | Class::Root => Role::Noun,
            // Of one syllable it is a slip, and ㅋㅋㅋ has none.
            Class::Unknown if morpheme.surface.chars().filter(|c| is_syllable(*c)).nth(1).is_some() => Role::Noun,
            Class::NounPrefix if self.params.join_affixes && !morpheme.contracted => Role::Prefix,
            Class::NounSuffix if self.params.join_affixes && !morpheme.contracted => {
                if INFLECTIONS.contains(&morpheme.surface) { Role::NoWord } else { Role::Suffix }
            }
            Class::Verb | Class::Adjective if self.params.predicates => Role::Predicate,
            Class::Foreign | Class::Han | Class::Number => Role::Other,
            // Scripts that the dictionary does not know, too.
            Class::Symbol if morpheme.surface.contains(char::is_alphanumeric) => Role::Other,
            Class::Symbol => Role::Mark,
            _ => Role::NoWord,
        }
    }

    fn take_noun(&mut self, place: Range<usize>) {
        let before = self.prefix.clone().filter(|prefix| prefix.end == place.start);
        let whole = before.as_ref().map_or(place.start, |prefix| prefix.start)..place.end;
        if self.prefix.is_some() && before.is_none() {
            self.flush();
        }
        if self.params.join_compounds && follows(self.noun.as_ref(), &whole) && self.fits(&whole) {
            self.prefix = None;
            return self.extend_noun(&whole);
        }
        self.prefix = None;
        self.flush();
        self.noun = Some(whole);
    }

    fn take_prefix(&mut self, place: Range<usize>) {
        let within = self.params.join_compounds && self.prefix.is_none() && follows(self.noun.as_ref(), &place);
        if !within {
            self.flush();
        }
        self.prefix = Some(place);
    }

    fn take_other(&mut self, place: Range<usize>, is_word: bool) {
        match &mut self.other {
            Some((other, end)) if *end == place.start => {
                *end = place.end;
                if is_word {
                    other.end = place.end;
                }
            }
            _ => {
                self.flush();
                if is_word {
                    self.other = Some((place.clone(), place.end));
                }
            }
        }
    }

    fn fits(&self, place: &Range<usize>) -> bool {
        self.noun.as_ref().is_none_or(|noun| place.end - noun.start <= MAX_JOINED)
    }

    fn extend_noun(&mut self, place: &Range<usize>) {
        if let Some(noun) = &mut self.noun {
            noun.end = place.end;
        }
    }

    fn predicate(&mut self, morpheme: &Morpheme<'_>) {
        let whole = if morpheme.contracted { None } else { Some(morpheme.surface) };
        // Some entries are no more than the vowel that a contraction leaves.
        match whole.or(morpheme.stem).filter(|stem| stem.starts_with(is_syllable)) {
            Some(stem) => {
                self.buffer.clear();
                self.buffer.push_str(stem);
                self.buffer.push('다');
                word(self.each, morpheme.place.clone(), &self.buffer, Fate::Term);
            }
            None => self.no_word(morpheme.place.clone()),
        }
    }

    /// Hands out what still waited for more.
    fn flush(&mut self) {
        if let Some((other, _)) = self.other.take() {
            (self.each)(Found::Other(other));
        }
        if let Some(noun) = self.noun.take() {
            let text = self.text;
            self.term(noun.clone(), &text[noun]);
        }
        if let Some(prefix) = self.prefix.take() {
            self.no_word(prefix);
        }
    }

    fn term(&mut self, place: Range<usize>, term: &str) {
        if !term.contains(char::is_uppercase) {
            return word(self.each, place, term, Fate::Term);
        }
        self.buffer.clear();
        self.buffer.extend(term.chars().flat_map(char::to_lowercase));
        word(self.each, place, &self.buffer, Fate::Term);
    }

    fn no_word(&mut self, place: Range<usize>) {
        word(self.each, place.clone(), &self.text[place], Fate::NoWord);
    }
}

fn word(each: &mut dyn FnMut(Found<'_>), place: Range<usize>, term: &str, fate: Fate) {
    each(Found::Word(Token { place, term, fate }));
}

fn follows(before: Option<&Range<usize>>, place: &Range<usize>) -> bool {
    before.is_some_and(|before| before.end == place.start)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::thread;

    use proptest::prelude::*;

    use super::*;
    use crate::words::dictionary::Dictionary;

    fn terms_with(dictionary: &Dictionary, text: &str, params: &KoreanParams) -> Vec<String> {
        let mut terms = Vec::new();
        for_each_word(&mut dictionary.analyser(), text, params, &mut |found| match found {
            Found::Word(token) if token.fate == Fate::Term => terms.push(token.term.to_owned()),
            Found::Word(_) => {}
            Found::Other(place) => terms.push(format!("[{}]", &text[place])),
        });
        terms
    }

    fn check(text: &str, params: &KoreanParams, expected: &str) {
        let terms = terms_with(&Dictionary::embedded().unwrap(), text, params);
        assert_eq!(terms.join(" "), expected, "{text}");
    }

    #[test]
    fn nouns_of_sentences_are_terms() {
        for (text, expected) in [
            ("인공지능이 학술 연구의 방법을 바꾸고 있다.", "인공지능 학술 연구 방법"),
            ("AI는 GPT-4와 3.5를 비교한다.", "[AI] [GPT-4] [3.5] 비교"),
            ("소비자들이 초미세먼지 때문에 마스크를 산다.", "소비자 초미세 먼지 마스크"),
            ("국민청원 게시판에 학교폭력 문제를 올렸다.", "국민 청원 게시판 학교 폭력 문제"),
            ("영화가 정말 재미없었어요 ㅋㅋㅋ ㅠㅠ", "영화"),
            ("공부하다가 집에 갔다. 물이 차갑다", "공부 집 물"),
            ("대한민국 대통령님께서 말씀하셨습니다!", "대한민국 대통령 말씀"),
            ("비정규직 노동자의 임금이 올랐으면 좋겠습니다", "비정규직 노동자 임금"),
            ("우리는 그것을 두 개 샀지만 저는 할 수 없었다", ""),
            ("국회의원 선거구 획정,\n한국어 형태소 분석기", "국회의원 선거구 획정 한국어 형태소 분석기"),
            ("민주화와 경제적 불평등, 재벌개혁", "민주화 경제적 불평등 재벌 개혁"),
            ("韓國은 日本과 Россия는 東西", "韓國 日本 [Россия] 東西"),
        ] {
            check(text, &KoreanParams::default(), expected);
        }
    }

    #[test]
    fn affixes_compounds_and_predicates_are_as_one_likes() {
        let apart = KoreanParams { join_affixes: false, ..KoreanParams::default() };
        check("민주화와 경제적 불평등", &apart, "민주 경제 평등");
        let together = KoreanParams { join_compounds: true, ..KoreanParams::default() };
        check("국민청원 게시판의 재벌개혁, 초미세먼지", &together, "국민청원 게시판 재벌개혁 초미세먼지");
        let predicates = KoreanParams { predicates: true, ..KoreanParams::default() };
        check("그는 걸어서 학교에 갔다. 물이 차가웠다", &predicates, "걷다 학교 가다 물 차갑다");
    }

    #[test]
    fn words_of_a_user_are_never_cut() {
        let words = ["챗GPT", " 백신접종률 ", "학술 연구", "", "a\"b,c"].map(str::to_owned);
        let plain = Dictionary::embedded().unwrap();
        let dictionary = plain.with_user_words(&words).unwrap();
        let params = KoreanParams { join_compounds: true, ..KoreanParams::default() };
        for (text, expected) in [
            ("챗GPT가 좋고 챗gpt는", "챗gpt 챗gpt"),
            ("백신접종률이 높은 학술 연구를", "백신접종률 학술 연구"),
            ("a\"b,c는 기호", "a\"b,c 기호"),
        ] {
            assert_eq!(terms_with(&dictionary, text, &params).join(" "), expected);
        }
        assert_eq!(terms_with(&plain, "챗GPT가", &params).join(" "), "챗 [GPT]");
        assert!(Arc::ptr_eq(&plain, &plain.with_user_words(&["  ".to_owned()]).unwrap()));
    }

    #[test]
    fn threads_share_a_dictionary_and_find_the_same() {
        let dictionary = Dictionary::embedded().unwrap();
        let text = "국민청원 게시판에 학교폭력 문제를 올렸다. ".repeat(300);
        let find = || terms_with(&dictionary, &text, &KoreanParams::default());
        let found = thread::scope(|scope| [scope.spawn(find), scope.spawn(find)].map(|thread| thread.join().unwrap()));
        assert_eq!(found[0].len(), 1800);
        assert_eq!(found[0], found[1]);
    }

    proptest! {
        #[test]
        fn any_text_is_read_in_order_and_places_point_at_surfaces(
            text in "([가-힣ㄱ-ㅣᄀ-ᇿ]{0,30}[ \n\t\u{A0}.,a-zA-Z0-9一-龥あ-んก-๛😀🏳️‍🌈!-]{0,4}|\\PC{0,8}|은|들이|하다){0,12}",
            choice in any::<[bool; 3]>(),
        ) {
            let [predicates, join_affixes, join_compounds] = choice;
            let params = KoreanParams { predicates, join_affixes, join_compounds, ..KoreanParams::default() };
            let dictionary = Dictionary::embedded().unwrap();
            let mut analyser = dictionary.analyser();
            let mut end = 0;
            analyser.analyse(&text, &mut |morpheme| {
                assert!(end <= morpheme.place.start && morpheme.place.start < morpheme.place.end);
                assert_eq!(&text[morpheme.place.clone()], morpheme.surface);
                end = morpheme.place.end;
            });
            end = 0;
            for_each_word(&mut analyser, &text, &params, &mut |found| {
                let place = match &found {
                    Found::Word(token) => token.place.clone(),
                    Found::Other(place) => place.clone(),
                };
                assert!(end <= place.start && place.start < place.end && text.get(place.clone()).is_some(), "{found:?}");
                end = place.end;
            });
        }
    }
}
