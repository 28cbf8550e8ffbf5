//! Categories of characters, which say how unknown words are made.

use std::fmt::Write as _;
use std::ops::Range;

/// What `char.def` and `char.bin` say, checked: each category that is used is defined.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Characters {
    pub categories: Vec<Category>,
    /// Code points and the categories they have, the first being the one that makes unknown words. Later ones win.
    ranges: Vec<(Range<u32>, Vec<usize>)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Category {
    pub name: String,
    /// Whether unknown words are tried where a known one was found.
    pub invoke: bool,
    /// Whether all neighbours of the category may be one unknown word.
    pub group: bool,
    /// Unknown words of up to this many characters.
    pub length: u32,
}

/// vibrato keeps a set of categories in 18 bits and a length in 4, as `MeCab` does.
pub const MAX_CATEGORIES: usize = 18;
const MAX_LENGTH: u32 = 15;
/// Characters from here on are of the category DEFAULT.
const END: u32 = 0x1_0000;

impl Characters {
    /// Reads `char.def`; the error is a sentence without the file's name.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut read = Self::default();
        let lines =
            text.lines().enumerate().map(|(index, line)| (index + 1, line.split('#').next().unwrap_or("").trim()));
        let lines: Vec<(usize, &str)> = lines.filter(|(_, line)| !line.is_empty()).collect();
        for (number, line) in lines.iter().filter(|(_, line)| !line.starts_with("0x")) {
            let category = category_of(line).ok_or_else(|| {
                format!("line {number} should be a name, 0 or 1, 0 or 1, and a length up to {MAX_LENGTH}: {line}")
            })?;
            read.categories.push(category);
        }
        for (number, line) in lines.iter().filter(|(_, line)| line.starts_with("0x")) {
            let range = read.range_of(line).ok_or_else(|| {
                format!("line {number} should be 0x… or 0x…..0x… up to 0xFFFF and names of categories: {line}")
            })?;
            read.ranges.push(range);
        }
        read.checked()
    }

    /// From the bits that `char.bin` has for each code point: (categories, the first of them).
    pub fn from_bits(categories: Vec<Category>, bits: impl Iterator<Item = (u32, usize)>) -> Result<Self, String> {
        let mut read = Self { categories, ranges: Vec::new() };
        let mut last = None;
        for (code, (set, first)) in (0..END).zip(bits) {
            if last == Some((set, first)) {
                let (range, _) = read.ranges.last_mut().expect("the last code point made one");
                range.end = code + 1;
                continue;
            }
            last = Some((set, first));
            let others = (0..MAX_CATEGORIES).filter(|&category| category != first && set >> category & 1 == 1);
            let all: Vec<usize> = std::iter::once(first).chain(others).collect();
            if all.iter().any(|&category| category >= read.categories.len()) {
                return Err(format!("the character 0x{code:04X} has a category that is not there"));
            }
            read.ranges.push((code..code + 1, all));
        }
        read.checked()
    }

    /// The text of a `char.def`.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        for category in &self.categories {
            let Category { name, invoke, group, length } = category;
            writeln!(text, "{name} {} {} {length}", u8::from(*invoke), u8::from(*group)).expect("a String takes all");
        }
        for (range, categories) in &self.ranges {
            write!(text, "0x{:04X}..0x{:04X}", range.start, range.end - 1).expect("a String takes all");
            categories.iter().for_each(|&category| {
                text.push(' ');
                text.push_str(&self.categories[category].name);
            });
            text.push('\n');
        }
        text
    }

    pub fn position(&self, name: &str) -> Option<usize> {
        self.categories.iter().position(|category| category.name == name)
    }

    fn range_of(&self, line: &str) -> Option<(Range<u32>, Vec<usize>)> {
        let mut fields = line.split_whitespace();
        let code = |text: &str| {
            let code = u32::from_str_radix(text.strip_prefix("0x")?, 16).ok()?;
            (code < END).then_some(code)
        };
        let codes = fields.next()?;
        let range = match codes.split_once("..") {
            Some((first, last)) => code(first)?..code(last)? + 1,
            None => code(codes)?..code(codes)? + 1,
        };
        let categories: Option<Vec<usize>> = fields.map(|name| self.position(name)).collect();
        let categories = categories.filter(|categories| !categories.is_empty())?;
        (!range.is_empty()).then_some((range, categories))
    }

    fn checked(self) -> Result<Self, String> {
        if self.categories.len() > MAX_CATEGORIES {
            return Err(format!("{} categories are too many: {MAX_CATEGORIES} are possible", self.categories.len()));
        }
        for (index, category) in self.categories.iter().enumerate() {
            if self.position(&category.name) != Some(index) {
                return Err(format!("the category {} is there twice", category.name));
            }
        }
        match ["DEFAULT", "SPACE"].iter().find(|name| self.position(name).is_none()) {
            Some(missing) => Err(format!("the category {missing} is missing")),
            None => Ok(self),
        }
    }
}

fn category_of(line: &str) -> Option<Category> {
    let fields: Vec<&str> = line.split_whitespace().collect();
    let [name, invoke, group, length] = fields[..] else { return None };
    let flag = |text: &str| matches!(text, "0" | "1").then_some(text == "1");
    let length = length.parse().ok().filter(|length| *length <= MAX_LENGTH)?;
    Some(Category { name: name.to_owned(), invoke: flag(invoke)?, group: flag(group)?, length })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "DEFAULT 0 1 0\nSPACE 0 1 0 # blanks\nHANGUL 1 1 2\n\n0x0020 SPACE\n0xAC00..0xD7A3 HANGUL DEFAULT\n";

    #[test]
    fn definitions_come_back_as_they_were_written() {
        let read = Characters::parse(TEXT).unwrap();
        assert_eq!(read.categories[2], Category { name: "HANGUL".into(), invoke: true, group: true, length: 2 });
        assert_eq!(Characters::parse(&read.to_text()).unwrap(), read);
        assert!(read.to_text().contains("0xAC00..0xD7A3 HANGUL DEFAULT\n"));
    }

    #[test]
    fn bits_become_ranges() {
        let categories = Characters::parse(TEXT).unwrap().categories;
        let read = Characters::from_bits(categories, [(1, 0), (1, 0), (5, 2), (1, 0)].into_iter()).unwrap();
        assert_eq!(read.ranges, [(0..2, vec![0]), (2..3, vec![2, 0]), (3..4, vec![0])]);
        let too_few = Characters::parse(TEXT).unwrap().categories;
        assert!(Characters::from_bits(too_few, [(1, 3)].into_iter()).is_err());
    }

    #[test]
    fn what_vibrato_would_stumble_over_is_an_error() {
        for (text, part) in [
            ("DEFAULT 0 1 0", "SPACE is missing"),
            ("DEFAULT 0 1 16\nSPACE 0 1 0", "line 1"),
            ("DEFAULT 0 1\nSPACE 0 1 0", "line 1"),
            ("DEFAULT 0 1 0\nSPACE 0 1 0\n0x20 BLANK", "line 3"),
            ("DEFAULT 0 1 0\nSPACE 0 1 0\n0x30..0x20 SPACE", "line 3"),
            ("DEFAULT 0 1 0\nSPACE 0 1 0\n0x10000 SPACE", "line 3"),
            ("DEFAULT 0 1 0\nSPACE 0 1 0\nSPACE 0 1 0", "twice"),
        ] {
            let error = Characters::parse(text).unwrap_err();
            assert!(error.contains(part), "{error}");
        }
    }
}
