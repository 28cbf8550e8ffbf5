//! One file of a dictionary of MeCab, compiled or as sources; what could be built analyses a text.

#![no_main]

use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;
use mungchi::words::dictionary::Dictionary;
use mungchi_fuzz::choice;
use tempfile::TempDir;

const COMPILED: [(&str, &[u8]); 3] = [
    ("sys.dic", include_bytes!("../seeds/mecab/sys.dic")),
    ("unk.dic", include_bytes!("../seeds/mecab/unk.dic")),
    ("matrix.bin", include_bytes!("../seeds/mecab/matrix.bin")),
];
const SOURCES: [(&str, &[u8]); 4] = [
    ("a.csv", include_bytes!("../seeds/mecab/a.csv")),
    ("unk.def", include_bytes!("../seeds/mecab/unk.def")),
    ("char.def", include_bytes!("../seeds/mecab/char.def")),
    ("matrix.def", include_bytes!("../seeds/mecab/matrix.def")),
];

/// One with a compiled dictionary and one with sources, both good.
static FOLDERS: OnceLock<[TempDir; 2]> = OnceLock::new();

fn folders() -> [TempDir; 2] {
    let [compiled, sources] = [(), ()].map(|()| tempfile::tempdir().expect("a temporary folder"));
    COMPILED.iter().for_each(|(name, bytes)| write(compiled.path(), name, bytes));
    SOURCES.iter().for_each(|(name, bytes)| write(sources.path(), name, bytes));
    write(compiled.path(), "char.bin", &char_bin());
    [compiled, sources]
}

/// Three categories: the rest, blanks, Hangul.
fn char_bin() -> Vec<u8> {
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

fn write(folder: &Path, name: &str, bytes: &[u8]) {
    fs::write(folder.join(name), bytes).expect("a temporary file");
}

fuzz_target!(|data: &[u8]| {
    let (bytes, choice) = choice(data);
    let [compiled, sources] = FOLDERS.get_or_init(folders);
    let (folder, (name, good)) = match choice % 8 {
        kind @ 0..3 => (compiled.path(), COMPILED[kind]),
        kind => (sources.path(), SOURCES[(kind - 3) % 4]),
    };
    write(folder, name, bytes);
    let read = Dictionary::from_folder(folder, None, &());
    write(folder, name, good);
    let Ok(dictionary) = read else { return };
    let text = "나무에 집에 갔다. Trees 12";
    dictionary.analyser().analyse(text, &mut |morpheme| assert!(text.get(morpheme.place.clone()).is_some()));
});
