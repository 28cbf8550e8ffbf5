//! Learning from a small corpus that is written here, and what is cut after it.

use std::ops::Range;

use proptest::prelude::*;

use super::hangul::{Tail, syllable};
use super::*;
use crate::words::korean::Found;
use crate::words::params::KoreanParams;
use crate::words::{Fate, Token};

/// One document a line.
pub struct Lines<'a>(pub &'a [String]);

impl Texts for Lines<'_> {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn visit(&self, rows: Range<usize>, visit: &mut dyn FnMut(&str, &str)) -> Result<(), WordsError> {
        self.0[rows].iter().for_each(|line| visit("", line));
        Ok(())
    }
}

const NOUNS: &str = "영화 배우 감독 정부 국민 학교 병원 음악 고양이 경제 사회 결과 정도 가능성 민영화 이야기 서울 축구 제도 차이 사람 환경 교육 연구 문제 대통령";
const ACTIONS: &str = "공부 사용 연구 교육 조사 발표";
const CLOSED_STEMS: &str = "먹 읽 좋 높 찾";
const OPEN_STEMS: &str = "느끼 만나 보내 배우";

/// Every noun with particles, every stem with endings, as often as such things are met.
fn corpus() -> Vec<String> {
    let mut lines = Vec::new();
    let mut say = |words: &[String]| lines.push(words.join(" "));
    for noun in NOUNS.split_whitespace() {
        let tail = Tail::of(noun.chars().last().and_then(syllable).unwrap());
        let open = matches!(tail, Tail::Open | Tail::Infinitive);
        let ro = if open || tail == Tail::Rieul { "로" } else { "으로" };
        let fitting = if open { ["가", "를", "는", "와"] } else { ["이", "을", "은", "과"] };
        let particles =
            fitting.into_iter().chain([ro, "의", "에서", "에", "도", "들이", "들은", "", "입니다", "까지는"]);
        say(&particles.map(|particle| format!("{noun}{particle}")).collect::<Vec<_>>());
        say(&[noun.to_owned(), format!("{noun}의"), format!("{noun}{}", fitting[1])]);
    }
    for noun in ACTIONS.split_whitespace() {
        say(&["하는", "했다", "합니다", "되었다", "를"].map(|form| format!("{noun}{form}")));
    }
    for noun in ["경제", "사회"] {
        say(&["적인", "적으로", "적이다"].map(|form| format!("{noun}{form}")));
    }
    for stem in CLOSED_STEMS.split_whitespace() {
        let endings =
            ["고", "습니다", "는데", "지만", "어요", "아서", "으면", "은", "을", "지도", "네요", "다", "었다"];
        say(&endings.map(|ending| format!("{stem}{ending}")));
    }
    for stem in OPEN_STEMS.split_whitespace() {
        let endings = ["고", "는데", "지만", "면서", "는", "려고", "는지", "네요", "지는", "도록"];
        say(&endings.map(|ending| format!("{stem}{ending}")));
    }
    for stem in ["느꼈", "만났", "보냈"] {
        say(&["다", "습니다", "는데", "지만", "어요", "던"].map(|ending| format!("{stem}{ending}")));
    }
    lines.extend_from_within(..);
    lines
}

fn learned() -> LearnedWords {
    LearnedWords::learn(&Lines(&corpus()), &()).unwrap()
}

/// The parts of an eojeol with a letter for what each is: noun, predicate, whole; nothing for what inflects.
fn shown(cutter: &mut LearnedCutter<'_>, eojeol: &str) -> String {
    let Split { noun_len, kind } = cutter.split(eojeol);
    let (word, rest) = eojeol.split_at(noun_len);
    let bar = if rest.is_empty() { "" } else { "|" };
    let kind = match kind {
        SplitKind::Noun => 'n',
        SplitKind::Predicate => 'p',
        SplitKind::Particle => '-',
        SplitKind::Whole => 'w',
    };
    format!("{word}{bar}{rest} {kind}")
}

#[test]
fn nouns_are_cut_from_particles_and_predicates_told() {
    let learned = learned();
    let tokenizer = LearnedTokenizer::new(&learned);
    let mut cutter = tokenizer.cutter();
    let expected = [
        "영화|는 n",
        "영화|에서 n",
        "영화|에서는 n",
        "영화|로 n",
        "영화 n",
        "감독|으로서의 n",
        "서울|로 n",
        "서울|까지는 n",
        "정부|와 n",
        "정부|와의 n",
        "국민|들은 n",
        "국민|들에게 n",
        "사람|들이 n",
        "고양이 n",
        "고양이|가 n",
        "고양이|들은 n",
        "결과|는 n",
        "결과 n",
        "정도|로 n",
        "차이|가 n",
        "제도|와 n",
        "경제|적인 n",
        "경제|적으로 n",
        "사회|적이고 n",
        "가능성|은 n",
        "민영화|를 n",
        "이야기|로 n",
        "이야기|는 n",
        "공부|하는 n",
        "공부|했습니다 n",
        "사용|되었다 n",
        "대통령|께서는 n",
        "문제|입니다 n",
        "학교|인데 n",
        // Never seen: by rule.
        "도서관|에서 n",
        "기차|를 n",
        "집|에서도 n",
        "찾|습니다 p",
        "먹|었다 p",
        "느끼|는 p",
        "느낀|다 p",
        "느꼈|습니다 p",
        "위한 p",
        "달렸|습니다 p",
        "먹|을 p",
        "좋|아서 p",
        "만났|던 p",
        "보내|는데 p",
        // After a number or foreign letters.
        "에서 -",
        "입니다 -",
        "정말 w",
        "확인 w",
        "ㅋㅋ w",
    ];
    for expected in expected {
        let eojeol: String = expected.chars().take_while(|&c| c != ' ').filter(|&c| c != '|').collect();
        assert_eq!(shown(&mut cutter, &eojeol), expected);
        assert_eq!(shown(&mut cutter, &eojeol), expected, "remembered");
    }
}

#[test]
fn words_are_listed_by_frequency_with_their_scores() {
    let learned = learned();
    let words: Vec<&LearnedWord> = learned.words().collect();
    assert!(words.is_sorted_by_key(|word| u32::MAX - word.count));
    let film = words.iter().find(|word| word.word == "영화").unwrap();
    assert_eq!((film.count, film.score), (34, 1.0));
    for no_noun in ["느끼", "느꼈", "만나", "정부와", "국민들", "경제적", "고양", "하지", "학교에"]
    {
        assert!(words.iter().all(|word| word.word != no_noun), "{no_noun}");
    }
    let restored: LearnedWords = serde_json::from_str(&serde_json::to_string(&learned).unwrap()).unwrap();
    assert_eq!(restored, learned);
}

#[test]
fn learning_does_not_depend_on_threads() {
    let lines = corpus();
    let on = |n_threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap();
        pool.install(|| LearnedWords::learn(&Lines(&lines), &()).unwrap())
    };
    assert_eq!(on(1), on(4));
}

#[test]
fn words_of_the_researcher_win_and_struck_ones_are_gone() {
    let strings = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect::<Vec<_>>();
    let long = "한국과학기술정보연구원";
    let edited = learned().edited(&strings(&["결과", "도서관"]), &strings(&["국민들", "경제적", "새마을", long]));
    let tokenizer = LearnedTokenizer::new(&edited);
    let mut cutter = tokenizer.cutter();
    assert_eq!(shown(&mut cutter, "국민들은"), "국민들|은 n");
    assert_eq!(shown(&mut cutter, "경제적인"), "경제적|인 n");
    assert_eq!(shown(&mut cutter, "새마을"), "새마을 n");
    assert_eq!(shown(&mut cutter, "도서관에서"), "도서관에서 w", "not by rule either");
    assert_eq!(shown(&mut cutter, &format!("{long}의")), format!("{long}|의 n"));
    assert!(edited.words().all(|word| word.word != "결과"));
    let back = edited.edited(&[], &strings(&["결과"]));
    assert_eq!(shown(&mut LearnedTokenizer::new(&back).cutter(), "결과는"), "결과|는 n");
}

#[test]
fn each_word_is_told_where_it_stands() {
    let learned = learned();
    let tokenizer = LearnedTokenizer::new(&learned);
    let told = |text: &str, predicates: bool| {
        let params = KoreanParams { predicates, ..KoreanParams::default() };
        let mut told = Vec::new();
        tokenizer.cutter().for_each_word(text, &params, &mut |found| {
            if let Found::Word(Token { place, term, fate }) = found {
                told.push((text[place].to_owned(), term.to_owned(), fate));
            }
        });
        told
    };
    let token = |text: &str, term: &str, fate| (text.to_owned(), term.to_owned(), fate);
    let text = "영화는ㅋㅋ 느꼈습니다 수";
    let (film, laugh) = (token("영화", "영화", Fate::Term), token("ㅋㅋ", "ㅋㅋ", Fate::NoWord));
    let (particle, lone) = (token("는", "는", Fate::NoWord), token("수", "수", Fate::NoWord));
    let stem = token("느꼈습니다", "느끼다", Fate::Term);
    assert_eq!(told(text, true), [film.clone(), particle.clone(), laugh.clone(), stem, lone.clone()]);
    let felt = token("느꼈습니다", "느꼈습니다", Fate::NoWord);
    assert_eq!(told(text, false), [film, particle, laugh, felt, lone]);
}

proptest! {
    #[test]
    fn any_text_is_cut_in_order_and_without_a_panic(
        text in "([가-힣]{0,24}|[영화학교정부느낀다들는가이ㅋ]{0,12}|\\PC{0,20}){1,4}",
        predicates in any::<bool>(),
    ) {
        let lines = [text.clone(), text.clone()];
        let learned = LearnedWords::learn(&Lines(&lines), &()).unwrap();
        let learned = learned.edited(&[], &[text.chars().take(12).collect()]);
        let tokenizer = LearnedTokenizer::new(&learned);
        let params = KoreanParams { predicates, ..KoreanParams::default() };
        let mut cutter = tokenizer.cutter();
        let mut end = 0;
        cutter.for_each_word(&text, &params, &mut |found| {
            let place = match found {
                Found::Word(Token { place, term, .. }) => {
                    assert!(!term.is_empty(), "{place:?}");
                    place
                }
                Found::Other(place) => place,
            };
            assert!(place.start >= end && place.start < place.end, "{place:?}");
            assert!(text.get(place.clone()).is_some());
            end = place.end;
        });
        let split = cutter.split(&text);
        assert!(text.is_char_boundary(split.noun_len));
    }
}
