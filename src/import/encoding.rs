//! Which encoding a file is in, and text in normalisation form C; broken bytes are replaced and counted, never dropped.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use unicode_normalization::{IsNormalized, UnicodeNormalization as _, is_nfc_quick};

/// Encodings to choose from by hand: the label of the WHATWG Encoding Standard, and what researchers call it.
pub const ENCODINGS: &[(&str, &str)] = &[
    ("utf-8", "UTF-8"),
    ("euc-kr", "Korean: CP949, EUC-KR"),
    ("utf-16le", "UTF-16 LE (“Unicode text”)"),
    ("utf-16be", "UTF-16 BE"),
    ("shift_jis", "Japanese: Shift_JIS"),
    ("euc-jp", "Japanese: EUC-JP"),
    ("iso-2022-jp", "Japanese: ISO-2022-JP"),
    ("gb18030", "Simplified Chinese: GBK, GB18030"),
    ("big5", "Traditional Chinese: Big5"),
    ("windows-1252", "Western: Windows-1252, Latin-1"),
    ("iso-8859-15", "Western: ISO-8859-15"),
    ("windows-1250", "Central European: Windows-1250"),
    ("iso-8859-2", "Central European: ISO-8859-2"),
    ("windows-1251", "Cyrillic: Windows-1251"),
    ("koi8-r", "Russian: KOI8-R"),
    ("windows-1253", "Greek: Windows-1253"),
    ("windows-1254", "Turkish: Windows-1254"),
    ("windows-1255", "Hebrew: Windows-1255"),
    ("windows-1256", "Arabic: Windows-1256"),
    ("windows-1257", "Baltic: Windows-1257"),
    ("windows-1258", "Vietnamese: Windows-1258"),
    ("windows-874", "Thai: Windows-874"),
    ("macintosh", "Western: Mac OS Roman"),
];

/// The byte order mark of UTF-8.
pub const BOM: &[u8] = b"\xEF\xBB\xBF";

/// The encoding of a file.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Detected {
    pub encoding: &'static Encoding,
    pub had_bom: bool,
}

impl Detected {
    /// As it is shown to the researcher: the standard calls CP949 by the name of the narrower EUC-KR.
    pub fn shown(self) -> String {
        let name = match self.encoding.name() {
            "EUC-KR" => "CP949",
            name => name,
        };
        if self.had_bom { format!("{name} with byte order mark") } else { name.to_owned() }
    }
}

/// The encoding of a label of the WHATWG Encoding Standard; CP949 by its own name too.
pub fn for_label(label: &str) -> Option<&'static Encoding> {
    let label = label.trim();
    let korean = ["cp949", "ms949", "uhc"].iter().any(|known| known.eq_ignore_ascii_case(label));
    Encoding::for_label_no_replacement(if korean { b"euc-kr" } else { label.as_bytes() })
}

/// The encoding of a text by its first bytes. `whole` says that `head` is all of it, so that a cut character at its end is
/// broken.
///
/// The order of the tests matters: UTF-16 and ISO-2022-JP may be valid UTF-8, and a few broken bytes in UTF-8 make a
/// statistical guess take all of it for something else.
pub fn detect(head: &[u8], whole: bool) -> Detected {
    if let Some((encoding, _)) = Encoding::for_bom(head) {
        return Detected { encoding, had_bom: true };
    }
    let encoding = utf_16_by_zeros(head)
        .or_else(|| has_iso_2022_jp(head).then_some(ISO_2022_JP))
        .or_else(|| is_utf_8(head, whole).then_some(UTF_8))
        .or_else(|| utf_16_by_letters(head))
        .unwrap_or_else(|| guess(head, whole, None));
    Detected { encoding, had_bom: false }
}

/// The encoding of names in an archive that does not tell: that of Korean Windows where they could be.
pub fn detect_names(names: &[u8]) -> &'static Encoding {
    if is_utf_8(names, true) { UTF_8 } else { guess(names, true, Some(b"kr")) }
}

/// By the statistics of letters; `country` is a top-level domain.
fn guess(head: &[u8], whole: bool, country: Option<&[u8]>) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(head, whole);
    let guessed = detector.guess(country, Utf8Detection::Deny);
    if guessed.is_single_byte() && is_hardly_beyond_ascii(head) { WINDOWS_1252 } else { guessed }
}

/// Less than one letter in 200 is beyond ASCII, and never three in a row: signs such as ½ or £ in English text, from which
/// nothing can be told, and no word of another script.
fn is_hardly_beyond_ascii(head: &[u8]) -> bool {
    let n_beyond = head.iter().filter(|byte| !byte.is_ascii()).count();
    n_beyond * 200 < head.len() && !head.windows(3).any(|three| three.iter().all(|byte| !byte.is_ascii()))
}

/// UTF-16 of mostly Latin text: more than 30 % of the bytes at odd or at even places are 0, and few of the others.
fn utf_16_by_zeros(head: &[u8]) -> Option<&'static Encoding> {
    let pairs = head.len() / 2;
    if pairs < 2 || memchr::memchr(0, head).is_none() {
        return None;
    }
    let zeros = |first: usize| head.iter().skip(first).step_by(2).filter(|&&byte| byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let (most, least, encoding) = if odd >= even { (odd, even, UTF_16LE) } else { (even, odd, UTF_16BE) };
    (most * 10 > pairs * 3 && least * 10 < most && mostly_text(head, encoding, 0.8)).then_some(encoding)
}

/// UTF-16 of Korean or Japanese text: some zeros (of its spaces), and nearly all letters are Hangul, kana or ASCII.
fn utf_16_by_letters(head: &[u8]) -> Option<&'static Encoding> {
    memchr::memchr(0, head)?;
    [UTF_16LE, UTF_16BE].into_iter().find(|encoding| mostly_text(head, encoding, 0.8))
}

/// Whether a share of at least `least` of the characters are letters or signs that Korean, Japanese or Latin text has.
fn mostly_text(head: &[u8], encoding: &'static Encoding, least: f64) -> bool {
    let even = &head[..head.len().min(4096) & !1];
    let (text, _) = encoding.decode_without_bom_handling(even);
    let known = |c: &char| matches!(c, '\t' | '\n' | '\r' | ' '..='~' | '\u{a0}'..='\u{24f}' | '가'..='힣' | '\u{3000}'..='\u{30ff}');
    let n_chars = text.chars().count();
    n_chars > 0 && text.chars().filter(known).count() as f64 >= least * n_chars as f64
}

/// 7-bit Japanese, by the escape sequences that switch to JIS X 0208.
fn has_iso_2022_jp(head: &[u8]) -> bool {
    head.is_ascii() && [&b"\x1b$B"[..], b"\x1b$@"].iter().any(|escape| memchr::memmem::find(head, escape).is_some())
}

/// Valid UTF-8, or UTF-8 with less than one broken sequence in 100 characters beyond ASCII.
fn is_utf_8(head: &[u8], whole: bool) -> bool {
    let mut seen = 0;
    let (mut broken, mut beyond_ascii) = (0, 0);
    for chunk in head.utf8_chunks() {
        beyond_ascii += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        seen += chunk.valid().len() + chunk.invalid().len();
        let cut_at_end = !whole && seen == head.len() && chunk.invalid().len() < 4;
        broken += usize::from(!chunk.invalid().is_empty() && !cut_at_end);
    }
    broken == 0 || broken * 100 < beyond_ascii
}

/// How many of the characters of `text`, decoded from the beginning of a file, are no text, if they are too many: broken or
/// control characters. Above 5 % a file is refused rather than turned into replacement characters; above 30 % where none is
/// broken or zero, since old mail has its control characters.
pub fn not_text(text: &str) -> Option<usize> {
    let is_text =
        |c: char| matches!(c, '\t' | '\n' | '\r' | '\u{8}' | '\u{c}' | '\u{1a}' | '\u{1b}') || !c.is_control();
    let (mut n_chars, mut n_control, mut n_broken) = (0, 0, 0);
    for c in text.chars() {
        n_chars += 1;
        n_control += usize::from(!is_text(c));
        n_broken += usize::from(matches!(c, '\0' | '\u{fffd}'));
    }
    let bad = n_control + memchr::memmem::find_iter(text.as_bytes(), "\u{fffd}").count();
    let most = if n_broken > 0 { 0.05 } else { 0.3 };
    (bad as f64 > most * f64::from(n_chars)).then_some(bad)
}

/// Text decoded from bytes, in Unicode normalisation form C (as composed Hangul syllables are typed and searched).
#[derive(Debug, PartialEq, Eq)]
pub struct Decoded<'a> {
    pub text: Cow<'a, str>,
    /// How many broken byte sequences became U+FFFD.
    pub replaced: usize,
}

/// Decodes UTF-8.
pub fn decode(bytes: &[u8]) -> Decoded<'_> {
    decode_from(bytes, false)
}

/// Decodes UTF-8. `transcoded` says that the bytes come from another encoding, with U+FFFD where that was broken.
pub fn decode_from(bytes: &[u8], transcoded: bool) -> Decoded<'_> {
    let mut replaced = 0;
    // What is sound is told much faster than what has to be mended.
    let text = std::str::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes), Cow::Borrowed);
    if matches!(text, Cow::Owned(_)) {
        replaced = bytes.utf8_chunks().filter(|chunk| !chunk.invalid().is_empty()).count();
    } else if transcoded {
        replaced = memchr::memmem::find_iter(bytes, "\u{fffd}").count();
    }
    let text = match compose(&text) {
        Cow::Borrowed(_) => text,
        Cow::Owned(composed) => Cow::Owned(composed),
    };
    Decoded { text, replaced }
}

/// Text in normalisation form C.
pub fn compose(text: &str) -> Cow<'_, str> {
    // Letters that are their own composed form and join with none after them, so that most texts need no table.
    let plain = |c: char| matches!(c, '\0'..='\u{2ff}' | '가'..='힣' | '\u{4e00}'..='\u{9fff}' | '\u{3001}'..='\u{3029}' | '\u{3030}'..='\u{3096}');
    if text.is_ascii() || text.chars().all(plain) {
        return Cow::Borrowed(text);
    }
    match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => Cow::Borrowed(text),
        _ => Cow::Owned(text.nfc().collect()),
    }
}

#[cfg(test)]
mod tests {
    use encoding_rs::{BIG5, EUC_JP, EUC_KR, GBK, SHIFT_JIS, WINDOWS_1251};

    use super::*;

    const KOREAN: &str = "어제 저녁에 도서관에서 책을 읽고 집으로 돌아왔습니다. 됬다고 하는 떄가 있습니다.";
    const JAPANESE: &str = "昨日の夜は図書館で本を読んでから家に帰りました。とても楽しかったです。";

    fn name(bytes: &[u8]) -> &'static str {
        detect(bytes, true).encoding.name()
    }

    #[test]
    fn encodings_are_told_apart() {
        assert_eq!(name(KOREAN.as_bytes()), "UTF-8");
        assert_eq!(name(b"plain words"), "UTF-8");
        assert_eq!(name(b""), "UTF-8");
        assert_eq!(name(&EUC_KR.encode(KOREAN).0), "EUC-KR");
        assert_eq!(name(&SHIFT_JIS.encode(JAPANESE).0), "Shift_JIS");
        assert_eq!(name(&EUC_JP.encode(JAPANESE).0), "EUC-JP");
        assert_eq!(name(&ISO_2022_JP.encode(JAPANESE).0), "ISO-2022-JP");
        assert_eq!(name(&GBK.encode("昨天晚上我在图书馆看书，然后回家了。今天天气很好。").0), "GBK");
        assert_eq!(name(&BIG5.encode("昨天晚上我在圖書館看書，然後回家了。今天天氣很好。").0), "Big5");
        let russian = "Вчера вечером я читал книгу в библиотеке и потом пошёл домой.";
        assert_eq!(name(&WINDOWS_1251.encode(russian).0), "windows-1251");
        assert_eq!(name(&WINDOWS_1252.encode("Le café était très agréable, n’est-ce pas ?").0), "windows-1252");
    }

    #[test]
    fn a_sign_in_english_text_is_of_western_europe() {
        let text = "The budget grew by a half and the price by ten cents in the year. ".repeat(9);
        assert_eq!(name(&[text.as_bytes(), b"At 5\xA2 and 2\xBD percent."].concat()), "windows-1252");
        let cell = [text.as_bytes(), &EUC_KR.encode("서울특별시").0].concat();
        assert_eq!(name(&cell), "EUC-KR");
    }

    #[test]
    fn utf_16_is_found_with_and_without_a_mark() {
        let little = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        let big = |text: &str| text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>();
        for text in ["id,text\n1,plain words\n", KOREAN, JAPANESE] {
            let marked = [&b"\xFF\xFE"[..], &little(text)].concat();
            assert_eq!(detect(&marked, true), Detected { encoding: UTF_16LE, had_bom: true });
        }
        for text in ["id,text\n1,plain words\n", KOREAN] {
            assert_eq!(detect(&little(text), true), Detected { encoding: UTF_16LE, had_bom: false });
            assert_eq!(detect(&big(text), true), Detected { encoding: UTF_16BE, had_bom: false });
        }
    }

    #[test]
    fn a_few_broken_bytes_leave_utf_8_what_it_is() {
        let text = [KOREAN.repeat(5).as_bytes(), b"\xC7"].concat();
        assert_eq!(name(&text), "UTF-8");
        // A character that is cut where the look at the file ends is not broken.
        assert_eq!(detect(&"말뭉치".as_bytes()[..8], false).encoding, UTF_8);
    }

    #[test]
    fn names_of_korean_windows_are_read() {
        assert_eq!(detect_names(&EUC_KR.encode("한글/문서.txt").0), EUC_KR);
        assert_eq!(detect_names("한글/문서.txt".as_bytes()), UTF_8);
    }

    #[test]
    fn every_encoding_to_choose_has_a_label() {
        for (label, _) in ENCODINGS {
            assert!(for_label(label).is_some(), "{label}");
        }
        assert_eq!(for_label("CP949"), Some(EUC_KR));
        assert_eq!(for_label("nonsense"), None);
    }

    #[test]
    fn binary_files_are_no_text() {
        let judged = |bytes: &[u8]| not_text(&detect(bytes, true).encoding.decode_without_bom_handling(bytes).0);
        assert!(judged(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR").is_some());
        assert!(judged(&(0..=255).collect::<Vec<u8>>().repeat(9)).is_some());
        assert_eq!(judged(KOREAN.as_bytes()), None);
        assert_eq!(judged(b""), None);
        assert_eq!(judged(b"a signature | \x02 \x02 \x02"), None);
    }

    #[test]
    fn broken_bytes_are_counted_and_the_rest_kept() {
        assert_eq!(
            decode(b"caf\xE9 and \xFF\xFEtea"),
            Decoded { text: "caf\u{fffd} and \u{fffd}\u{fffd}tea".into(), replaced: 3 }
        );
        assert_eq!(decode("차".as_bytes()), Decoded { text: "차".into(), replaced: 0 });
        assert_eq!(decode("a\u{fffd}b".as_bytes()).replaced, 0);
        assert_eq!(decode_from("a\u{fffd}b".as_bytes(), true).replaced, 1);
    }

    #[test]
    fn decomposed_hangul_is_composed() {
        assert_eq!(decode("\u{1112}\u{1161}\u{11ab}".as_bytes()).text, "한");
        assert_eq!(compose("e\u{301}"), "é");
        assert_eq!(compose("か\u{3099}"), "が");
    }
}
