//! A compiled dictionary: `sys.dic`, `unk.dic`, `char.bin`, `matrix.bin`.
//!
//! The layout is that of `MeCab`'s `dictionary.cpp` and `char_property.h`: ten numbers, the charset, a double array
//! (Aoe: *An efficient digital search algorithm by using a double-array structure*, 1989) from surfaces to their words, the
//! words with their costs, and their features.

use super::chars::{Category, Characters};
use super::costs::Costs;
use super::lexicon::{Lexicon, short_feature};
use super::{COMPILED, Parts};
use crate::progress::Monitor;
use crate::words::dictionary::DictionaryError;

const HEADER: usize = 72;
const VERSION: u32 = 102;
const UNIT: usize = 8;
const WORD: usize = 16;
/// Surfaces longer than this are not words.
const MAX_KEY: usize = 1024;
/// Features longer than this are not looked at further.
const MAX_FEATURE: usize = 4096;

/// Reads the bytes of the files [`COMPILED`].
pub fn read_compiled(files: [&[u8]; 4], monitor: &dyn Monitor) -> Result<Parts, DictionaryError> {
    let damaged = |file: usize| move |reason: String| DictionaryError::Damaged { file: COMPILED[file].into(), reason };
    let words = words_of(files[0], monitor)?.map_err(damaged(0))?;
    let unknown = words_of(files[1], monitor)?.map_err(damaged(1))?;
    let characters = characters_of(files[2]).map_err(damaged(2))?;
    let costs = Costs::decode(files[3]).map_err(damaged(3))?;
    Ok(Parts { words, unknown, characters, costs })
}

fn words_of(bytes: &[u8], monitor: &dyn Monitor) -> Result<Result<Lexicon, String>, DictionaryError> {
    let sections = match Sections::of(bytes) {
        Ok(sections) => sections,
        Err(reason) => return Ok(Err(reason)),
    };
    let mut lexicon = Lexicon::default();
    let mut outcome = Ok(());
    let (mut n_surfaces, mut n_words) = (0_usize, 0);
    for_each_key(sections.double_array, &mut |surface, value| {
        if n_surfaces.is_multiple_of(4096) && monitor.is_cancelled() {
            return false;
        }
        n_surfaces += 1;
        outcome = sections.push_words(&mut lexicon, &mut n_words, surface, value);
        outcome.is_ok()
    });
    monitor.check()?;
    Ok(outcome.map(|()| lexicon))
}

/// The parts of a `.dic` file.
struct Sections<'a> {
    double_array: &'a [u8],
    words: &'a [u8],
    features: &'a [u8],
}

impl<'a> Sections<'a> {
    fn of(bytes: &'a [u8]) -> Result<Self, String> {
        let Some((header, body)) = bytes.split_at_checked(HEADER) else { return Err("it is too short".into()) };
        let number = |index: usize| number_at(header, index * 4).unwrap_or(0);
        if number(1) != VERSION {
            return Err(format!("version {VERSION} was expected and not {}", number(1)));
        }
        let charset: Vec<u8> = header[40..].iter().copied().take_while(|byte| *byte != 0).collect();
        let charset = String::from_utf8_lossy(&charset).into_owned();
        if !["UTF-8", "UTF8"].iter().any(|utf8| charset.eq_ignore_ascii_case(utf8)) {
            return Err(format!("it is in {charset}; build the dictionary for UTF-8"));
        }
        let cut = |from: &'a [u8], length: u32| {
            from.split_at_checked(length as usize).ok_or_else(|| format!("it should be longer than {}", bytes.len()))
        };
        let (double_array, rest) = cut(body, number(6))?;
        let (words, rest) = cut(rest, number(7))?;
        let (features, _) = cut(rest, number(8))?;
        Ok(Self { double_array, words, features })
    }

    /// Adds the words of a surface: as many as the last 8 bits of `value` say, from the place that the others say.
    fn push_words(&self, lexicon: &mut Lexicon, n_words: &mut usize, surface: &[u8], value: u32) -> Result<(), String> {
        let Ok(surface) = str::from_utf8(surface) else { return Err("a word is not UTF-8".into()) };
        let first = (value >> 8) as usize;
        for index in first..first + (value & 0xFF) as usize {
            let word = self.words.get(index * WORD..(index + 1) * WORD);
            let word = word.ok_or_else(|| format!("the word {surface} has no entry"))?;
            *n_words += 1;
            if *n_words > self.words.len() / WORD {
                return Err("words are named more than once".into());
            }
            let half = |place: usize| u16::from_le_bytes([word[place], word[place + 1]]);
            let feature = number_at(word, 8).and_then(|place| self.features.get(place as usize..));
            let feature = feature.ok_or_else(|| format!("the word {surface} has no features"))?;
            let feature = &feature[..feature.len().min(MAX_FEATURE)];
            let feature = &feature[..memchr::memchr(0, feature).unwrap_or(feature.len())];
            let feature = String::from_utf8_lossy(feature);
            let mut fields = feature.split(',');
            let feature = short_feature(fields.next().unwrap_or(""), fields.nth(6));
            lexicon.push(surface, (half(0), half(2)), half(6) as i16, &feature);
        }
        Ok(())
    }
}

/// Shows all keys of a double array in the order of their bytes, with their values, until `each` says false.
///
/// A unit is its base and its parent's base (`check`). The child over byte `b` of a node stands `b` + 1 behind the node's
/// base; at the base itself stands, as −1 − value, the value of the node. Each unit is visited once at most, whatever the
/// bytes are.
fn for_each_key(bytes: &[u8], each: &mut dyn FnMut(&[u8], u32) -> bool) {
    let units: Vec<(i32, u32)> = bytes.chunks_exact(UNIT).filter_map(unit_of).collect();
    // Units grouped by their check: those of check `c` are at `starts[c]..starts[c + 1]`, in their order.
    let mut starts = vec![0_u32; units.len() + 2];
    let is_used = |check: u32| (check as usize) < units.len();
    units.iter().filter(|(_, check)| is_used(*check)).for_each(|(_, check)| starts[*check as usize + 1] += 1);
    (1..starts.len()).for_each(|place| starts[place] += starts[place - 1]);
    let mut grouped = vec![0_u32; units.len()];
    let mut next = starts.clone();
    for (unit, (_, check)) in units.iter().enumerate().filter(|(_, (_, check))| is_used(*check)) {
        let place = &mut next[*check as usize];
        grouped[*place as usize] = unit as u32;
        *place += 1;
    }
    let children = |base: i32| {
        let base = usize::try_from(base).unwrap_or(usize::MAX);
        if base < units.len() { starts[base] as usize..starts[base + 1] as usize } else { 0..0 }
    };
    let mut visited = vec![false; units.len()];
    let mut key = Vec::new();
    // For each byte of the key, and for the root: the node's base and its children that are still to be shown.
    let mut open: Vec<_> = units.first().map(|(base, _)| (*base, children(*base))).into_iter().collect();
    while let Some((base, rest)) = open.last_mut() {
        let Some(place) = rest.next() else {
            open.pop();
            key.pop();
            continue;
        };
        let unit = grouped[place] as usize;
        // A child cannot stand before its parent's base: `units` is no longer than what fits 32 bits.
        let offset = unit as i64 - i64::from(*base);
        let child = units[unit].0;
        match offset {
            0 if child < 0 && !each(&key, (-1 - i64::from(child)) as u32) => return,
            1..=256 if unit != 0 && !visited[unit] && key.len() < MAX_KEY => {
                visited[unit] = true;
                key.push((offset - 1) as u8);
                open.push((child, children(child)));
            }
            _ => {}
        }
    }
}

fn unit_of(bytes: &[u8]) -> Option<(i32, u32)> {
    Some((number_at(bytes, 0)? as i32, number_at(bytes, 4)?))
}

fn number_at(bytes: &[u8], place: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(place..)?.first_chunk()?))
}

/// `char.bin`: the number of categories, their names in 32 bytes each, then a number for each code point below 65,535,
/// of which 18 bits are its categories, 8 the first of them, 4 its length, 1 whether to group and 1 whether to invoke.
fn characters_of(bytes: &[u8]) -> Result<Characters, String> {
    let n_categories = number_at(bytes, 0).unwrap_or(0) as usize;
    if n_categories > super::chars::MAX_CATEGORIES {
        return Err(format!("{n_categories} categories are too many"));
    }
    let Some((names, codes)) = bytes[4.min(bytes.len())..].split_at_checked(n_categories * 32) else {
        return Err("it is too short".into());
    };
    let mut categories: Vec<Category> = Vec::new();
    for name in names.chunks_exact(32) {
        let end = memchr::memchr(0, name).unwrap_or(name.len());
        let name = str::from_utf8(&name[..end]).ok().filter(|name| {
            !name.is_empty()
                && !name.starts_with("0x")
                && !name.contains([',', '"', '#'])
                && !name.contains(char::is_whitespace)
        });
        let name = name.ok_or("the name of a category is not as expected")?.to_owned();
        categories.push(Category { name, invoke: false, group: true, length: 0 });
    }
    let first = |bits: u32| (bits >> 18 & 0xFF) as usize;
    let all = || codes.chunks_exact(4).filter_map(|code| number_at(code, 0));
    for bits in all() {
        if let Some(category) = categories.get_mut(first(bits)) {
            category.length = bits >> 26 & 0xF;
            category.group = bits >> 30 & 1 == 1;
            category.invoke = bits >> 31 == 1;
        }
    }
    Characters::from_bits(categories, all().map(|bits| (bits & 0x3_FFFF, first(bits))))
}

#[cfg(test)]
pub mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A double array of sorted keys, written naively: each node's children go behind everything so far.
    fn double_array(keys: &[(&[u8], u32)]) -> Vec<u8> {
        let mut units = vec![(1_i32, 0_u32)];
        let mut nodes = vec![(0_usize, 0..keys.len(), 0_usize)];
        while let Some((unit, range, depth)) = nodes.pop() {
            let base = units.len().max(1);
            units.resize(base + 257, (0, u32::MAX));
            units[unit].0 = base as i32;
            let mut place = range.start;
            while place < range.end {
                let byte = keys[place].0.get(depth).copied();
                let end =
                    (place..range.end).find(|&other| keys[other].0.get(depth).copied() != byte).unwrap_or(range.end);
                let child = base + byte.map_or(0, |byte| usize::from(byte) + 1);
                units[child].1 = base as u32;
                match byte {
                    None => units[child].0 = -1 - keys[place].1 as i32,
                    Some(_) => nodes.push((child, place..end, depth + 1)),
                }
                place = end;
            }
        }
        units.iter().flat_map(|(base, check)| [base.to_le_bytes(), check.to_le_bytes()].concat()).collect()
    }

    type Word<'a> = (&'a str, u16, u16, i16, &'a str);

    /// The bytes of a `.dic` with these words, sorted by surface.
    pub fn dic(words: &[Word], charset: &str) -> Vec<u8> {
        let mut features = Vec::new();
        let mut tokens: Vec<u8> = Vec::new();
        let mut keys: Vec<(&[u8], u32)> = Vec::new();
        for (index, (surface, left, right, cost, feature)) in words.iter().enumerate() {
            let halves = [*left, *right, 0, *cost as u16];
            tokens.extend(halves.iter().flat_map(|half| half.to_le_bytes()));
            tokens.extend((features.len() as u32).to_le_bytes());
            tokens.extend([0; 4]);
            features.extend(feature.as_bytes());
            features.push(0);
            match keys.last_mut() {
                Some((last, value)) if *last == surface.as_bytes() => *value += 1,
                _ => keys.push((surface.as_bytes(), (index as u32) << 8 | 1)),
            }
        }
        let array = double_array(&keys);
        let sizes = [array.len(), tokens.len(), features.len(), 0].map(|size| size as u32);
        let header = [[0, VERSION, 0, words.len() as u32, 2, 2].as_slice(), &sizes].concat();
        let mut bytes: Vec<u8> = header.iter().flat_map(|number| number.to_le_bytes()).collect();
        bytes.extend(charset.as_bytes());
        bytes.resize(HEADER, 0);
        [bytes, array, tokens, features].concat()
    }

    /// The bytes of a `char.bin` with Hangul, blanks and the rest.
    pub fn char_bin() -> Vec<u8> {
        let mut bytes = 3_u32.to_le_bytes().to_vec();
        for (index, name) in ["DEFAULT", "SPACE", "HANGUL"].iter().enumerate() {
            bytes.extend(name.as_bytes());
            bytes.resize(4 + 32 * (index + 1), 0);
        }
        for code in 0..65_535_u32 {
            let category = if code == 0x20 { 1 } else { u32::from((0xAC00..0xD7A4).contains(&code)) * 2 };
            bytes.extend((1 << category | category << 18 | u32::from(category == 2) << 27 | 1 << 30).to_le_bytes());
        }
        bytes
    }

    #[test]
    fn words_of_a_compiled_dictionary_are_found() {
        let words = [
            ("가", 1, 1, 5, "NNG,*,F,가,*,*,*,*"),
            ("가", 0, 1, -9, "VV,*,F,가,*,*,*,*"),
            ("갔", 0, 1, 7, "VV+EP,*,T,갔,Inflect,VV,EP,가/VV/*+았/EP/*"),
            ("갔다", 0, 1, 8, "X"),
        ];
        let read = words_of(&dic(&words, "UTF-8"), &()).unwrap().unwrap();
        assert_eq!(read.text, "가,1,1,5,NNG\n가,0,1,-9,VV\n갔,0,1,7,VV+EP,가\n갔다,0,1,8,X\n");
    }

    #[test]
    fn categories_of_characters_are_found() {
        let read = characters_of(&char_bin()).unwrap().to_text();
        assert!(read.starts_with("DEFAULT 0 1 0\nSPACE 0 1 0\nHANGUL 0 1 2\n0x0000..0x001F DEFAULT\n"), "{read}");
        assert!(read.contains("0xAC00..0xD7A3 HANGUL\n"));
    }

    #[test]
    fn another_charset_or_version_is_named() {
        let reason = words_of(&dic(&[("a", 0, 0, 0, "X")], "EUC-KR"), &()).unwrap().unwrap_err();
        assert_eq!(reason, "it is in EUC-KR; build the dictionary for UTF-8");
        assert_eq!(words_of(&[0; 100], &()).unwrap().unwrap_err(), "version 102 was expected and not 0");
        assert_eq!(words_of(&[], &()).unwrap().unwrap_err(), "it is too short");
    }

    proptest! {
        #[test]
        fn no_bytes_make_the_reader_panic_or_hang(
            junk in prop::collection::vec(any::<u8>(), 0..2048),
            places in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..40),
        ) {
            for_each_key(&junk, &mut |_, _| true);
            // A double array with small numbers is all loops.
            let small: Vec<u8> = junk.iter().enumerate().map(|(i, b)| if i % 4 == 0 { b % 16 } else { 0 }).collect();
            for_each_key(&small, &mut |_, _| true);
            let _ = characters_of(&junk);
            let mut damaged = dic(&[("가", 1, 1, 5, "NNG"), ("가나", 1, 1, 5, "NNG")], "UTF-8");
            for (place, byte) in places {
                let place = place.index(damaged.len());
                damaged[place] = byte;
            }
            let _ = words_of(&damaged, &());
        }
    }
}
