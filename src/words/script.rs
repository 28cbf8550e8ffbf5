//! Which script a character is of, and which stretches of a text go which way to be cut into words.

use std::ops::Range;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Script {
    /// Blanks, punctuation, digits, marks: they go along with what is beside them.
    Common,
    Latin,
    Cyrillic,
    Arabic,
    Hangul,
    Han,
    Kana,
    Thai,
    Lao,
    Khmer,
    Burmese,
    Other,
}

impl Script {
    #[inline]
    pub fn of(c: char) -> Self {
        // By far the most that are asked for.
        if matches!(c, '\u{AC00}'..='\u{D7A3}') { Self::Hangul } else { Self::of_others(c) }
    }

    fn of_others(c: char) -> Self {
        match c {
            'A'..='Z' | 'a'..='z' => Self::Latin,
            '\0'..='\u{A9}' | '\u{30FB}' => Self::Common,
            '\u{1100}'..='\u{11FF}'
            | '\u{3131}'..='\u{318E}'
            | '\u{A960}'..='\u{A97F}'
            | '\u{D7B0}'..='\u{D7FF}'
            | '\u{FFA0}'..='\u{FFDC}' => Self::Hangul,
            '\u{3005}' | '\u{3007}' => Self::Han,
            '\u{4E00}'..='\u{9FFF}' | '\u{3400}'..='\u{4DBF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{323AF}' => {
                Self::Han
            }
            '\u{3041}'..='\u{30FF}' | '\u{31F0}'..='\u{31FF}' | '\u{FF66}'..='\u{FF9F}' => Self::Kana,
            '\u{E01}'..='\u{E3A}' | '\u{E40}'..='\u{E4E}' => Self::Thai,
            '\u{E81}'..='\u{ECE}' | '\u{EDC}'..='\u{EDF}' => Self::Lao,
            '\u{1780}'..='\u{17D3}' => Self::Khmer,
            '\u{1000}'..='\u{103F}' | '\u{1050}'..='\u{109F}' | '\u{AA60}'..='\u{AA7F}' => Self::Burmese,
            c if !c.is_alphabetic() => Self::Common,
            '\u{AA}'..='\u{2AF}'
            | '\u{1E00}'..='\u{1EFF}'
            | '\u{2C60}'..='\u{2C7F}'
            | '\u{A720}'..='\u{A7FF}'
            | '\u{FF21}'..='\u{FF5A}' => Self::Latin,
            '\u{400}'..='\u{52F}' | '\u{1C80}'..='\u{1C8F}' | '\u{A640}'..='\u{A69F}' => Self::Cyrillic,
            '\u{600}'..='\u{6FF}'
            | '\u{750}'..='\u{77F}'
            | '\u{8A0}'..='\u{8FF}'
            | '\u{FB50}'..='\u{FDFF}'
            | '\u{FE70}'..='\u{FEFC}' => Self::Arabic,
            _ => Self::Other,
        }
    }

    /// Whether words of the script follow each other without a blank.
    pub fn parts_no_words(self) -> bool {
        matches!(self, Self::Han | Self::Kana | Self::Thai | Self::Lao | Self::Khmer | Self::Burmese)
    }
}

/// Who cuts a stretch into words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    Unicode,
    /// The segmenter with dictionaries for scripts that part no words.
    Segmenter,
    Korean,
}

/// Bytes that may stand between two Korean words of one stretch; a longer passage in another script is one of its own.
const LONGEST_GAP: usize = 64;
/// Bytes of a Korean stretch: an analyser looks at all its words at once.
const LONGEST_KOREAN: usize = 2048;
/// Bytes of a stretch for the segmenter: it ends at the next character that is no letter, at the latest after four times
/// as much.
const LONGEST_SEGMENT: usize = 4096;

/// Bytes that are looked at together.
const PART_BYTES: usize = 256;

/// Calls `each` with all stretches of `text` in their order; together they are the text. With `korean`, stretches that
/// begin and end with words that hold Hangul go to the Korean analyser, with what stands between them in the line.
pub fn for_each_stretch(text: &str, korean: bool, mut each: impl FnMut(Range<usize>, Way)) {
    // Scripts that part no words, and Hangul, begin with one of these bytes; European letters and quotes do not.
    let all_unicode = !text.bytes().any(|byte| byte >= 0xE0 && byte != 0xE2);
    if all_unicode {
        each(0..text.len(), Way::Unicode);
    } else if korean && has_hangul(text) {
        for_each_korean_stretch(text, &mut each);
    } else {
        for_each_other_stretch(text, 0..text.len(), &mut each);
    }
}

pub fn has_hangul(text: &str) -> bool {
    // First bytes of Hangul in UTF-8, and of some other characters: of a part all are looked at, many at a time.
    let may_hold =
        |part: &[u8]| part.iter().fold(false, |found, byte| found | matches!(byte, 0xEA..=0xED | 0xE1 | 0xE3 | 0xEF));
    !text.is_ascii()
        && text.as_bytes().chunks(PART_BYTES).any(may_hold)
        && text.chars().any(|c| Script::of(c) == Script::Hangul)
}

fn for_each_korean_stretch(text: &str, each: &mut impl FnMut(Range<usize>, Way)) {
    let mut given = 0;
    let mut stretch: Option<Range<usize>> = None;
    for_each_hangul_word(text, |word| {
        if let Some(stretch) = &mut stretch
            && word.start - stretch.end <= LONGEST_GAP
            && word.end - stretch.start <= LONGEST_KOREAN
            && !text.as_bytes()[stretch.end..word.start].contains(&b'\n')
        {
            stretch.end = word.end;
            return;
        }
        if let Some(stretch) = stretch.replace(word) {
            give_korean(text, &mut given, stretch, each);
        }
    });
    if let Some(stretch) = stretch {
        give_korean(text, &mut given, stretch, each);
    }
    for_each_other_stretch(text, given..text.len(), each);
}

/// Gives what stands before the stretch, then the stretch, in pieces if it is one endless word.
fn give_korean(text: &str, given: &mut usize, stretch: Range<usize>, each: &mut impl FnMut(Range<usize>, Way)) {
    for_each_other_stretch(text, *given..stretch.start, each);
    *given = stretch.end;
    let mut start = stretch.start;
    while stretch.end - start > LONGEST_KOREAN {
        let end = text.floor_char_boundary(start + LONGEST_KOREAN);
        each(start..end, Way::Korean);
        start = end;
    }
    each(start..stretch.end, Way::Korean);
}

/// Calls `each` with all words between blanks that hold Hangul.
fn for_each_hangul_word(text: &str, mut each: impl FnMut(Range<usize>)) {
    let bytes = text.as_bytes();
    let (mut start, mut hangul, mut at) = (0, false, 0);
    while let Some(&byte) = bytes.get(at) {
        let (is_blank, length) = if byte.is_ascii() {
            (matches!(byte, b'\t'..=b'\r' | b' '), 1)
        } else if syllable_at(bytes, at).is_some() {
            hangul = true;
            (false, SYLLABLE_BYTES)
        } else {
            let c = text[at..].chars().next().unwrap_or_default();
            hangul |= Script::of(c) == Script::Hangul;
            (c.is_whitespace(), c.len_utf8())
        };
        if is_blank {
            if hangul {
                each(start..at);
            }
            (start, hangul) = (at + length, false);
        }
        at += length;
    }
    if hangul {
        each(start..text.len());
    }
}

/// Bytes of a Hangul syllable in UTF-8.
pub const SYLLABLE_BYTES: usize = 3;

/// The syllable of 가..=힣 at a place of a text, as `1..=11172`.
#[inline]
pub fn syllable_at(text: &[u8], at: usize) -> Option<u16> {
    syllable_of(*text.get(at..)?.first_chunk()?)
}

/// The syllable that begins a text with these bytes.
#[inline]
pub fn syllable_of([first, second, third]: [u8; SYLLABLE_BYTES]) -> Option<u16> {
    // Characters of three bytes are told by the first four bits, and have 4, 6 and 6 bits of their number.
    let number = u32::from(first & 0x0F) << 12 | u32::from(second & 0x3F) << 6 | u32::from(third & 0x3F);
    let syllable = number.wrapping_sub(u32::from('가'));
    (first & 0xF0 == 0xE0 && syllable <= u32::from('힣') - u32::from('가')).then(|| syllable as u16 + 1)
}

/// Stretches without Korean: letters of scripts that part no words, with what is no letter after them, and the rest.
fn for_each_other_stretch(text: &str, range: Range<usize>, each: &mut impl FnMut(Range<usize>, Way)) {
    let (mut start, mut way) = (range.start, Way::Unicode);
    for (at, c) in text[range.clone()].char_indices() {
        let at = range.start + at;
        let script = if c.is_ascii_alphabetic() {
            Script::Latin
        } else if c.is_ascii() {
            Script::Common
        } else {
            Script::of(c)
        };
        let next = match script {
            Script::Common => way,
            script if script.parts_no_words() => Way::Segmenter,
            _ => Way::Unicode,
        };
        let too_long = way == Way::Segmenter
            && at - start >= LONGEST_SEGMENT
            && (script == Script::Common || at - start >= 4 * LONGEST_SEGMENT);
        if next != way || too_long {
            if at > start {
                each(start..at, way);
            }
            (start, way) = (at, next);
        }
    }
    if range.end > start {
        each(start..range.end, way);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stretches(text: &str) -> Vec<(&str, Way)> {
        let mut stretches = Vec::new();
        for_each_stretch(text, true, |place, way| stretches.push((&text[place], way)));
        stretches
    }

    #[test]
    fn latin_words_between_korean_ones_stay_in_their_context() {
        assert_eq!(
            stretches("See: AI는 deep learning 모델이다. The end"),
            [("See: ", Way::Unicode), ("AI는 deep learning 모델이다.", Way::Korean), (" The end", Way::Unicode)]
        );
        assert_eq!(stretches("한국\n미국"), [("한국", Way::Korean), ("\n", Way::Unicode), ("미국", Way::Korean)]);
    }

    #[test]
    fn scripts_without_blanks_go_to_the_segmenter() {
        assert_eq!(
            stretches("AI研究を行う。New"),
            [("AI", Way::Unicode), ("研究を行う。", Way::Segmenter), ("New", Way::Unicode)]
        );
        assert_eq!(stretches("L’été à São Paulo"), [("L’été à São Paulo", Way::Unicode)]);
        assert_eq!(stretches("ไทย"), [("ไทย", Way::Segmenter)]);
        assert_eq!(stretches("민주주의(民主主義)는"), [("민주주의(民主主義)는", Way::Korean)]);
    }

    #[test]
    fn words_end_at_blanks_of_any_kind() {
        let chars: Vec<char> =
            "가a.é漢ㅋ“\u{1112}\u{FFA1}".chars().chain((0..=0x3000).filter_map(char::from_u32)).collect();
        for c in chars {
            let text = format!("가{c}나 {c} b가{c}b{c}b");
            let mut expected: Vec<&str> = text.split(char::is_whitespace).collect();
            expected.retain(|word| has_hangul(word));
            let mut words = Vec::new();
            for_each_hangul_word(&text, |place| words.push(&text[place]));
            assert_eq!(words, expected, "{c:?}");
        }
    }

    #[test]
    fn no_stretch_is_endless_and_together_they_are_the_text() {
        for text in ["가".repeat(5000), "漢".repeat(20_000), "가나 ".repeat(3000), "漢字。".repeat(3000)] {
            let mut end = 0;
            for_each_stretch(&text, true, |place, _| {
                assert_eq!(place.start, end);
                assert!(place.len() <= 4 * LONGEST_SEGMENT + 4);
                end = place.end;
            });
            assert_eq!(end, text.len());
        }
    }
}
