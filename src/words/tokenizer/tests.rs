//! Tests of the tokenizer as a whole.

use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation as _;

use super::*;
use crate::words::params::{CollocationParams, KoreanParams, StopWordParams};

struct Few(Vec<(&'static str, String)>);

impl Texts for Few {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn visit(&self, rows: Range<usize>, visit: &mut dyn FnMut(&str, &str)) -> Result<(), WordsError> {
        self.0[rows].iter().for_each(|(title, text)| visit(title, text));
        Ok(())
    }
}

fn texts(texts: &[&str]) -> Few {
    Few(texts.iter().map(|&text| ("", text.to_owned())).collect())
}

fn terms(tokenizer: &Tokenizer, text: &str) -> Vec<String> {
    let mut terms = Vec::new();
    tokenizer.cutter().for_each(text, |token| {
        if token.fate == Fate::Term {
            terms.push(token.term.to_owned());
        }
    });
    terms
}

fn prepared(params: &WordParams, corpus: &[&str]) -> Tokenizer {
    Tokenizer::prepare(params, &texts(corpus), &()).unwrap()
}

/// Terms of the first text of a corpus, as words are cut by default.
fn default_terms(corpus: &[&str]) -> Vec<String> {
    terms(&prepared(&WordParams::default(), corpus), corpus[0])
}

#[test]
fn plain_words_are_lower_case_without_stop_words_numbers_and_single_letters() {
    let check = |text: &str, expected: &[&str]| assert_eq!(terms(&Tokenizer::plain(), text), expected, "{text}");
    check("The Parser’s F1 score was 93.5, don't ask x!", &["parser", "f1", "score", "ask"]);
    check("GPT-2 and 3D models", &["gpt", "3d", "models"]);
    check("", &[]);
    check("한국어 형태소를 분석합니다. 그리고 집", &["한국어", "형태소를", "분석합니다", "집"]);
    check("東京に", &["東", "京"]);
    check("ÉCOLE Straße und a@b.org", &["école", "straße", "und", "b.org"]);
}

#[test]
fn words_are_found_where_they_stand() {
    let text = "Neural nets, neural’s, NEURAL";
    let mut hits = Vec::new();
    Tokenizer::plain().cutter().for_each(text, |token| {
        if token.term == "neural" {
            hits.push(&text[token.place]);
        }
    });
    assert_eq!(hits, ["Neural", "neural’s", "NEURAL"]);
}

/// The tokens of the first version, as it found them, but without underscores around a word.
fn tokens_of_first_version(text: &str) -> Vec<String> {
    let lists = [include_str!("../../../assets/stop_words/en.txt"), include_str!("../../../assets/stop_words/ko.txt")];
    let lines = lists.into_iter().flat_map(str::lines).filter(|line| !line.starts_with('#'));
    let stop_words: Vec<&str> = lines.flat_map(str::split_whitespace).collect();
    let mut tokens = Vec::new();
    for word in text.unicode_words().map(|word| word.trim_matches('_')) {
        let lower: String = word.replace('’', "'").chars().flat_map(char::to_lowercase).collect();
        let token = lower.strip_suffix("'s").unwrap_or(&lower);
        let alone = |c| matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}' | '\u{20000}'..='\u{323AF}');
        let long_enough = token.chars().count() > 1 || token.chars().all(alone) && !token.is_empty();
        let stopped = stop_words.contains(&&lower[..]) || stop_words.contains(&token);
        if !stopped && long_enough && token.chars().any(char::is_alphabetic) {
            tokens.push(token.to_owned());
        }
    }
    tokens
}

proptest! {
    #[test]
    fn plain_words_are_those_of_the_first_version(
        text in "([a-eA-E0-9_]|[ \n'’.:,-]|the |of|[가나은는]|그리고|漢|é|\u{301}|かな){0,60}"
    ) {
        prop_assert_eq!(terms(&Tokenizer::plain(), &text), tokens_of_first_version(&text));
    }

    #[test]
    fn default_words_of_english_are_the_plain_ones(text in "(The |model|s |Neural |don’t |naïve |“is” |3D |[a-e]{1,5}|[ .,;\n]){0,60}") {
        let english = "This is what the others are like, and it is long enough to be told: the language of most of them.";
        let tokenizer = prepared(&WordParams::default(), &[english]);
        prop_assert_eq!(tokenizer.learned().language.map(Language::code), Some("eng"));
        let mut cutter = tokenizer.cutter();
        let mut found = Vec::new();
        cutter.for_each_in(&text, Language::from_code("eng"), |token| {
            if token.fate == Fate::Term {
                found.push(token.term.to_owned());
            }
        });
        prop_assert_eq!(found, tokens_of_first_version(&text));
    }

    #[test]
    fn tokens_of_any_text_stand_in_it_in_order(
        text in "([a-cA-C0-2]|[ \n'’.:,-]|[가나은는 ]|漢字|かな|カ|ไทย|é|\u{301}|\u{1F1F0}|machine learning|AI|<p>|> |-- \n|a@b.c|http://a.b|그){0,60}"
    ) {
        let cleaning = Cleaning {
            quotes: true, signatures: true, email_addresses: true, urls: true, html_tags: true, encoded_blocks: true,
            boilerplate: Some(0.4),
        };
        for analyser in [KoreanAnalyser::Dictionary, KoreanAnalyser::Learned, KoreanAnalyser::Spaces] {
            let params = WordParams {
                korean: KoreanParams { analyser, ..KoreanParams::default() },
                stem: true,
                user_words: vec!["machine learning".to_owned(), "AI".to_owned(), "漢字".to_owned()],
                collocations: Some(CollocationParams { min_npmi: 0.0, min_df: 1, max_words: 3 }),
                numbers: true,
                cleaning,
                ..WordParams::default()
            };
            let corpus = [&text[..], "그리고 가나는 a b c machine learning", &text];
            let tokenizer = prepared(&params, &corpus);
            let restored = Tokenizer::restore(&params, through_json(tokenizer.learned())).unwrap();
            let mut end = 0;
            let mut tokens = Vec::new();
            tokenizer.cutter().for_each(&text, |token| {
                assert!(token.place.start >= end && token.place.start < token.place.end);
                assert!(text.get(token.place.clone()).is_some());
                end = token.place.end;
                tokens.push((token.place, token.term.to_owned(), token.fate));
            });
            let mut again = Vec::new();
            restored.cutter().for_each(&text, |token| again.push((token.place, token.term.to_owned(), token.fate)));
            prop_assert_eq!(tokens, again);
        }
    }

    #[test]
    fn no_text_breaks_it(text in any::<String>()) {
        let tokenizer = prepared(&WordParams::default(), &[&text]);
        let _ = terms(&tokenizer, &text);
    }
}

fn through_json(learned: &Learned) -> Learned {
    serde_json::from_str(&serde_json::to_string(learned).unwrap()).unwrap()
}

#[test]
fn sentences_of_ten_languages_lose_their_function_words() {
    let cases: [(&[&str], &[&str]); 9] = [
        (
            &["The new bridge has cut the time that people need to travel between the two villages."],
            &["new", "bridge", "cut", "time", "people", "need", "travel", "two", "villages"],
        ),
        (
            &["Die neue Brücke ist für die Menschen in den beiden Dörfern ein Gewinn, und sie wird viel genutzt."],
            &["neue", "brücke", "menschen", "dörfern", "gewinn", "genutzt"],
        ),
        (
            &["Новый мост нужен всем людям, которые живут в этих деревнях и ездят на работу."],
            &["новый", "мост", "нужен", "людям", "живут", "деревнях", "ездят", "работу"],
        ),
        (
            &["Cây cầu mới đã giúp người dân của hai ngôi làng này đi lại nhanh hơn rất nhiều."],
            &["cây", "cầu", "giúp", "dân", "hai", "ngôi", "làng", "đi", "nhanh"],
        ),
        (
            &["هذا الجسر الجديد يساعد الناس في القريتين على الوصول إلى المدينة خلال ساعة."],
            &["الجسر", "الجديد", "يساعد", "الناس", "القريتين", "الوصول", "المدينة", "ساعة"],
        ),
        (
            &["यह नया पुल दोनों गाँवों के लोगों के लिए बहुत उपयोगी है और समय बचाता है।"],
            &["नया", "पुल", "गाँवों", "लोगों", "उपयोगी", "समय", "बचाता"],
        ),
        (&["東京の新しい橋は便利です。"], &["東京", "新しい", "橋", "便利"]),
        (&["这座新桥对我们的城市很重要。"], &["座", "新", "桥", "城市", "重要"]),
        (&["สะพานใหม่ของเมืองนี้"], &["สะพาน", "ใหม่", "เมือง"]),
    ];
    for (corpus, expected) in cases {
        assert_eq!(default_terms(corpus), expected, "{}", corpus[0]);
    }
    // How a dictionary cuts Korean is its own affair: see its tests.
    let korean = default_terms(&["새 다리는 사람들에게 필요하다. 그리고 AI 연구에도."]);
    assert!(["다리", "ai"].iter().all(|word| korean.iter().any(|term| term == word)), "{korean:?}");
    assert!(!korean.iter().any(|term| term == "그리고"), "{korean:?}");
}

#[test]
fn short_documents_are_of_the_language_of_most() {
    let german = "Das ist ein Text, der lang genug ist, damit man weiß, in welcher Sprache er ist und was er will.";
    let tokenizer = prepared(&WordParams::default(), &[german, "und die Katze", "the cat"]);
    assert_eq!(tokenizer.learned().language.map(Language::name), Some("German"));
    assert!(!tokenizer.learned().hangul);
    assert_eq!(terms(&tokenizer, "und die Katze"), ["katze"]);
    let named = WordParams { language: Some("eng".to_owned()), ..WordParams::default() };
    assert_eq!(terms(&prepared(&named, &[german]), "und die Katze the"), ["und", "die", "katze"]);
}

#[test]
fn addresses_are_left_out_by_default_and_places_are_those_of_the_text() {
    let text = "Mail ada@host.example.org about https://example.org/engines or steam";
    let tokenizer = prepared(&WordParams::default(), &[text]);
    let mut found = Vec::new();
    tokenizer.cutter().for_each(text, |token| found.push((&text[token.place], token.fate)));
    assert_eq!(found, [("Mail", Fate::Term), ("about", Fate::StopWord), ("or", Fate::StopWord), ("steam", Fate::Term)]);
}

#[test]
fn stems_are_shown_in_their_commonest_form_everywhere() {
    let corpus = [
        "The studies of the models are what this is about, and these studies were made by us in a year or so.",
        "A study of what is in the model and in the other studies: it was studied by all of us, and more than once.",
    ];
    let stop_words =
        StopWordParams { user: vec!["made".to_owned()], keep: vec!["study".to_owned()], ..Default::default() };
    let params = WordParams { stem: true, stop_words, ..WordParams::default() };
    let tokenizer = prepared(&params, &corpus);
    // “study” is to be kept, so it stays as it is; “studied” follows the commonest form.
    assert_eq!(terms(&tokenizer, corpus[1]), ["study", "model", "studies", "studies", "once"][..4]);
    assert!(tokenizer.keeps("study") && tokenizer.keeps("studies") && !tokenizer.keeps("model"));
    let mut stopped = Vec::new();
    let german = WordParams { stem: true, ..WordParams::default() };
    prepared(&german, &["Die Häuser in der Stadt und das Haus auf dem Land sind für uns die Häuser, die wir wollen."])
        .cutter()
        .for_each(
            "Das Haus und die Häuser in der Stadt, die wir alle für uns und nicht für euch haben wollen",
            |token| {
                if token.fate == Fate::Term {
                    stopped.push(token.term.to_owned());
                }
            },
        );
    assert_eq!(stopped, ["häuser", "häuser", "stadt"]);
}

#[test]
fn user_words_are_never_cut_and_stop_words_of_the_user_are_stopped() {
    let stop_words =
        StopWordParams { user: vec!["Model".to_owned()], keep: vec!["not".to_owned()], ..Default::default() };
    let user_words = vec!["machine learning".to_owned(), "C++".to_owned(), "챗GPT".to_owned()];
    let params = WordParams { stop_words, user_words, ..WordParams::default() };
    let tokenizer = prepared(&params, &["이것은 챗GPT는 한국어 문장입니다"]);
    assert_eq!(terms(&tokenizer, "Machine\nlearning in C++ is not a model"), ["machine learning", "c++", "not"]);
    assert_eq!(terms(&tokenizer, "챗GPT는 AI"), ["챗gpt", "ai"]);
    assert!(tokenizer.keeps("not") && !tokenizer.keeps("c++"));
}

#[test]
fn numbers_are_terms_if_wanted() {
    let params = WordParams { numbers: true, ..WordParams::default() };
    assert_eq!(terms(&prepared(&params, &["x"]), "In 1984 there were 3 of 93.5"), ["1984", "93.5"]);
}

#[test]
fn lines_of_all_documents_are_no_words() {
    let notice = "This notice stands below each of the texts";
    let corpus: Vec<String> = (0..20).map(|n| format!("Text {n} of its own\n{notice}\n")).collect();
    let corpus: Vec<&str> = corpus.iter().map(String::as_str).collect();
    let cleaning = Cleaning { boilerplate: Some(0.5), ..Cleaning::default() };
    let tokenizer = prepared(&WordParams { cleaning, ..WordParams::default() }, &corpus);
    // Numbers do not tell lines apart, so the first line is in all documents as well.
    assert_eq!(tokenizer.learned().boilerplate.lines[1], (notice.to_owned(), 20));
    assert_eq!(terms(&tokenizer, &format!("engines\n{notice}")), ["engines"]);
}

#[test]
fn a_notice_in_brackets_is_no_word_where_it_ends_a_line() {
    let notice = "[Some words of this text were changed by the editors]";
    let letter = |n: u8| char::from(b'a' + n).to_string().repeat(4);
    let corpus: Vec<String> = (0..20).map(|n| format!("A long line about {} and more {notice}", letter(n))).collect();
    let corpus: Vec<&str> = corpus.iter().map(String::as_str).collect();
    let cleaning = Cleaning { boilerplate: Some(0.3), ..Cleaning::default() };
    let tokenizer = prepared(&WordParams { cleaning, ..WordParams::default() }, &corpus);
    assert_eq!(tokenizer.learned().boilerplate.lines, [(notice.to_owned(), 20)]);
    let text = format!("Engines {notice}\nfloat {notice} gently\n[ships]\n{notice} sink\n");
    let in_the_middle = ["words", "text", "changed", "editors"];
    let expected = [&["engines", "float"][..], &in_the_middle, &["gently", "ships", "sink"]].concat();
    assert_eq!(terms(&tokenizer, &text), expected);
}

#[test]
fn collocations_are_one_term_unless_something_parts_them() {
    let params = WordParams {
        collocations: Some(CollocationParams { min_npmi: 0.1, min_df: 3, max_words: 2 }),
        ..WordParams::default()
    };
    let corpus = [
        "steam engine one",
        "steam engine two",
        "a steam-engine three",
        "steam engine four",
        "steam",
        "engine",
        "boat",
        "five boats",
        "six coats",
        "seven hats",
    ];
    let tokenizer = prepared(&params, &corpus);
    assert_eq!(terms(&tokenizer, "The Steam\nengine, steam, engine"), ["steam engine", "steam", "engine"]);
}

#[test]
fn texts_that_are_hard_to_tell_decide_the_language_where_clear_ones_do_not() {
    let clear = "It was the first time that he had been there with all of us, and it is still the best that we have.";
    // No function words of any list: trigrams tell it.
    let hard = "Jolies feuilles vertes, branches mortes, grands arbres, petites fleurs sauvages, champignons comestibles, \
                racines profondes, écorces rugueuses, oiseaux migrateurs, forêts anciennes, rivières tranquilles.";
    let language = |corpus: &[&str]| {
        let tokenizer = prepared(&WordParams::default(), corpus);
        tokenizer.learned().language.map(Language::code)
    };
    assert_eq!(language(&[clear, hard, hard]), Some("fra"));
    assert_eq!(language(&[clear, clear, clear, hard, hard]), Some("eng"));
}
