//! Which stem of a verb or adjective an eojeol can come from.

use super::forms::{Following, syllable_const};
use super::hangul::{BIEUP, RIEUL, SSANG_SIOS, Syllable, Tail, Word, final_of, opened, stem_of_past};

const A: Syllable = syllable_const('아');
const EO: Syllable = syllable_const('어');
const YEO: Syllable = syllable_const('여');
const AT: Syllable = syllable_const('았');
const EOT: Syllable = syllable_const('었');
const YEOT: Syllable = syllable_const('였');
const U: Syllable = syllable_const('우');
const WO: Syllable = syllable_const('워');
const WOT: Syllable = syllable_const('웠');

/// The first of the stems that the eojeol of `word`, of `n` syllables, and `rest` may have that `known` knows, with what it
/// knows of it.
pub fn stem_of<T>(word: Word, n: usize, rest: Following, known: impl Fn(Word) -> Option<T>) -> Option<(Word, T)> {
    let known = |stem: Word| Some((stem, known(stem)?));
    // 느끼|는데, 있|다
    if rest.reading.after_stem()
        && let Some(found) = known(word)
    {
        return Some(found);
    }
    let at = n.checked_sub(1)?;
    let candidates = reduced(word.prefix(at), at, word.get(at), rest);
    candidates.into_iter().flatten().filter(|stem| !stem.is_empty()).find_map(known)
}

/// The stems behind a form that is not a plain one.
fn reduced(before: Word, at: usize, last: Syllable, rest: Following) -> [Option<Word>; 3] {
    let ending_like = |end: Syllable| Some(before.with(at, end));
    let inflected = rest.reading.after_stem();
    if final_of(last) == SSANG_SIOS {
        if !inflected {
            return [None; 3];
        }
        return match last {
            // 좋았|다, 하였|다
            AT | EOT | YEOT => [Some(before), ending_like(stem_of_past(last)), None],
            // 아름다웠|다, 배웠|다
            WOT => [with_bieup(before, at), ending_like(stem_of_past(last)), None],
            // 느꼈|다, 갔|다
            _ => [ending_like(stem_of_past(last)), ending_like(opened(last)), None],
        };
    }
    // 느낀|다, 느낄|까, 느낍|니다; 아름다운; 만든
    if let Some(open) = rest.unfused(last) {
        let bieup = if open == U { with_bieup(before, at) } else { None };
        return [bieup, ending_like(open), ending_like(open + RIEUL)];
    }
    if Tail::of(last) == Tail::Infinitive && (rest.is_nothing() || inflected) {
        return match last {
            // 좋아|서, 하여
            A | EO | YEO => [Some(before), None, None],
            WO => [with_bieup(before, at), ending_like(stem_of_past(last)), None],
            // 느껴|서, 해, 봐|도
            _ => [ending_like(stem_of_past(last)), with_rieul(before, at, last, inflected), None],
        };
    }
    if !inflected {
        return [None; 3];
    }
    // 아름다우|면; 만드|는
    let bieup = if last == U { with_bieup(before, at) } else { None };
    [bieup, with_rieul(before, at, last, inflected), None]
}

/// 만드 → 만들, where a verb of one syllable would be any.
fn with_rieul(before: Word, at: usize, last: Syllable, inflected: bool) -> Option<Word> {
    (inflected && at > 0 && final_of(last) == 0).then(|| before.with(at, last + RIEUL))
}

/// 아름다 → 아름답.
fn with_bieup(before: Word, n: usize) -> Option<Word> {
    let at = n.checked_sub(1)?;
    let last = before.get(at);
    (final_of(last) == 0).then(|| before.prefix(at).with(at, last + BIEUP))
}

#[cfg(test)]
mod tests {
    use super::super::forms::forms;
    use super::*;

    fn check(known: &str, text: &str, rest: &str) -> bool {
        let (known, word) = (Word::parse(known).unwrap(), Word::parse(text).unwrap());
        let rest = Word::parse(rest).unwrap_or_default();
        let rest = forms().following(word.len(), word.last(), rest);
        stem_of(word, word.len(), rest, |stem| (stem == known).then_some(())) == Some((known, ()))
    }

    #[test]
    fn regular_and_irregular_forms_are_led_back() {
        for (stem, word, rest) in [
            ("느끼", "느끼", "는데"),
            ("느끼", "느꼈", "다"),
            ("느끼", "느낀", "다"),
            ("느끼", "느낄", ""),
            ("느끼", "느껴", "서"),
            ("보", "봐", "도"),
            ("하", "해", ""),
            ("하", "하였", "습니다"),
            ("좋", "좋았", "던"),
            ("좋", "좋아", ""),
            ("가", "갔", "는데"),
            ("아름답", "아름다운", ""),
            ("아름답", "아름다웠", "다"),
            ("아름답", "아름다워", "서"),
            ("아름답", "아름다우", "면"),
            ("배우", "배운", ""),
            ("배우", "배웠", "다"),
            ("만들", "만드", "는"),
            ("만들", "만든", ""),
        ] {
            assert!(check(stem, word, rest), "{word}+{rest} is not of {stem}");
        }
        assert!(!check("느끼", "느꼈", "") && !check("느끼", "느끼", "에서") && !check("보", "봐", "를"));
    }
}
