//! Any text through all ways of finding words: places are on character boundaries and in order.

#![no_main]

use std::ops::Range;
use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;
use mungchi::words::params::{Cleaning, CollocationParams, KoreanAnalyser, KoreanParams};
use mungchi::words::{Texts, Tokenizer, WordParams, WordsError};
use mungchi_fuzz::{choice, expanded};

struct Few(&'static [&'static str]);

impl Texts for Few {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn visit(&self, rows: Range<usize>, visit: &mut dyn FnMut(&str, &str)) -> Result<(), WordsError> {
        self.0[rows].iter().for_each(|text| visit("", text));
        Ok(())
    }
}

const ENGLISH: Few =
    Few(&["Words of texts are counted. Counting words takes time.", "Machine learning learns machines."]);
const KOREAN: Few = Few(&[
    "미세먼지가 심하다. 미세먼지를 줄이는 공기청정기를 샀다.",
    "공기청정기는 미세먼지에 좋다. 도서관에서 책을 읽었다.",
    "도서관은 조용하다. 도서관에 사람이 많고 책도 많다. Machine learning 책을 읽는다.",
]);

fn tokenizers() -> Vec<Tokenizer> {
    let everything = Cleaning {
        quotes: true,
        signatures: true,
        email_addresses: true,
        urls: true,
        html_tags: true,
        encoded_blocks: true,
        boilerplate: Some(0.5),
    };
    let collocations = CollocationParams { min_npmi: 0.0, min_df: 1, max_words: 3 };
    let joined = KoreanParams { predicates: true, join_compounds: true, ..KoreanParams::default() };
    let learned = KoreanParams { analyser: KoreanAnalyser::Learned, ..KoreanParams::default() };
    let english = WordParams { language: Some("eng".to_owned()), stem: true, ..WordParams::default() };
    let params = [
        (&ENGLISH, english),
        (&KOREAN, WordParams::default()),
        (&KOREAN, WordParams { korean: joined, numbers: true, cleaning: everything, ..WordParams::default() }),
        (&KOREAN, WordParams { korean: learned, cleaning: everything, ..WordParams::default() }),
        (
            &ENGLISH,
            WordParams {
                stem: true,
                collocations: Some(collocations),
                user_words: vec!["machine learning".to_owned(), "C++".to_owned()],
                ..WordParams::default()
            },
        ),
    ];
    let prepared =
        params.iter().map(|(texts, params)| Tokenizer::prepare(params, *texts, &()).expect("it can be prepared"));
    std::iter::once(Tokenizer::plain()).chain(prepared).collect()
}

static TOKENIZERS: OnceLock<Vec<Tokenizer>> = OnceLock::new();

fuzz_target!(init: drop(TOKENIZERS.set(tokenizers())), |data: &[u8]| {
    let (bytes, choice) = choice(data);
    let bytes = expanded(bytes);
    let text = String::from_utf8_lossy(&bytes);
    let tokenizers = TOKENIZERS.get().expect("they are made before");
    let mut start = 0;
    tokenizers[choice % tokenizers.len()].cutter().for_each(&text, |token| {
        assert!(
            text.get(token.place.clone()).is_some_and(|found| !found.is_empty()),
            "{token:?} is no part of the text"
        );
        assert!(token.place.start >= start, "{token:?} stands before {start}");
        assert!(!token.term.is_empty(), "{token:?}");
        start = token.place.start;
    });
});
