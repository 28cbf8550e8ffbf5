//! What is inside of archives is read as if it lay in a folder, within limits.

use std::io::{Cursor, Write as _};

use encoding_rs::EUC_KR;
use mungchi::corpus::provenance::{Format, Limits, ReadOptions, TextUnit};
use mungchi::corpus::{Corpus, WarningKind};
use mungchi::import::{ReadError, read_bytes};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::fixtures::{gzipped, texts};

fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        zip.start_file(*name, SimpleFileOptions::default().compression_method(CompressionMethod::Deflated)).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn open(name: &str, bytes: Vec<u8>) -> Result<Corpus, ReadError> {
    read_bytes(name, bytes, &ReadOptions::default(), &())
}

fn labels(corpus: &Corpus) -> Vec<Option<&str>> {
    corpus.documents.here().unwrap().iter().map(|document| document.label.as_deref()).collect()
}

fn warnings(corpus: &Corpus) -> Vec<String> {
    corpus.warnings.iter().map(ToString::to_string).collect()
}

#[test]
fn folders_in_a_zip_are_labels() {
    let files: [(&str, &[u8]); 5] = [
        ("corpus/rivers/a.txt", b"cold water"),
        ("corpus/bread/b.txt", b"warm bread\nand butter"),
        ("corpus/bread/.hidden.txt", b"passed over"),
        ("__MACOSX/corpus/bread/._b.txt", b"passed over"),
        ("corpus/image.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
    ];
    let corpus = open("a.zip", zipped(&files)).unwrap();
    assert_eq!(texts(&corpus), ["warm bread\nand butter", "cold water"]);
    assert_eq!(labels(&corpus), [Some("bread"), Some("rivers")]);
    let [warning] = &corpus.warnings[..] else { panic!("{:?}", corpus.warnings) };
    assert_eq!((warning.kind, &*warning.file), (WarningKind::Skipped, "a.zip › corpus/image.png"));
    let file = &corpus.provenance.files[0];
    assert_eq!((&*file.name, file.format, file.unit), ("a.zip", Format::Text, Some(TextUnit::File)));
    assert_eq!((file.n_files, file.n_documents), (2, 2));
}

#[test]
fn a_table_alone_in_a_zip_is_a_table() {
    let corpus = open("a.zip", zipped(&[("b.csv", b"id,text\n7,cold water\n8,warm bread\n")])).unwrap();
    assert_eq!(texts(&corpus), ["cold water", "warm bread"]);
    assert_eq!(&*corpus.documents.here().unwrap()[0].id, "7");
    assert_eq!(corpus.provenance.files[0].name, "a.zip › b.csv");
}

#[test]
fn each_file_is_read_by_its_own_format() {
    let files: [(&str, &[u8]); 3] =
        [("a.txt", b"one\ntext"), ("b.csv", b"id,text\n1,cold water\n"), ("c.txt", b"another\ntext")];
    let corpus = open("a.zip", zipped(&files)).unwrap();
    assert_eq!(texts(&corpus), ["one\ntext", "cold water", "another\ntext"]);
}

#[test]
fn a_text_alone_in_an_archive_is_read_by_lines() {
    assert_eq!(texts(&open("a.zip", zipped(&[("a.txt", b"one\ntwo\n")])).unwrap()), ["one", "two"]);
    assert_eq!(texts(&open("a.tar", tar(&[("a.txt", b"one\ntwo\n")])).unwrap()), ["one", "two"]);
}

#[test]
fn archives_in_archives_stand_for_folders() {
    let inner = zipped(&[("a.txt", b"cold water"), ("b.txt", b"warm bread")]);
    let packed = gzipped("a packed text");
    let corpus = open("a.zip", zipped(&[("2019.zip", &inner), ("c.txt.gz", &packed), ("d.txt", b"more")])).unwrap();
    assert_eq!(texts(&corpus), ["cold water", "warm bread", "a packed text", "more"]);
    assert_eq!(labels(&corpus), [Some("2019"), Some("2019"), None, None]);
    assert_eq!(&*corpus.documents.here().unwrap()[0].id, "2019/a.txt");
    let limits = Limits { depth: 1, ..Limits::default() };
    let options = ReadOptions { limits, ..ReadOptions::default() };
    let corpus = read_bytes("a.zip", zipped(&[("2019.zip", &inner), ("d.txt", b"more")]), &options, &()).unwrap();
    let expected = "a.zip › 2019.zip: left out: Archives in archives, 1 deep, the limit “Deepest nesting” of the settings: unpack the inner ones \
                    and open them";
    assert_eq!(warnings(&corpus), [expected]);
}

/// A tar as `tar --format=ustar` writes it.
fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = Vec::new();
    for (name, content) in files {
        let mut header = [0_u8; 512];
        header[..name.len()].copy_from_slice(name.as_bytes());
        header[124..135].copy_from_slice(format!("{:011o}", content.len()).as_bytes());
        header[156] = b'0';
        header[257..263].copy_from_slice(b"ustar\0");
        header[148..156].fill(b' ');
        let sum: u32 = header.iter().map(|&byte| u32::from(byte)).sum();
        header[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
        archive.extend(header);
        archive.extend(*content);
        archive.resize(archive.len().next_multiple_of(512), 0);
    }
    archive.resize(archive.len() + 1024, 0);
    archive
}

#[test]
fn a_packed_tar_is_read_like_a_folder() {
    let files: [(&str, &[u8]); 4] = [
        ("news-test/rivers/1", b"cold water"),
        ("news-test/bread/2", b"warm bread"),
        ("news-train/rivers/3", b"deep water"),
        ("news-train/bread/4", b"fresh bread"),
    ];
    let corpus = open("news.tar.gz", gzipped(tar(&files))).unwrap();
    assert_eq!(texts(&corpus), ["cold water", "warm bread", "deep water", "fresh bread"]);
    let expected = [Some("rivers"), Some("bread"), Some("rivers"), Some("bread")];
    assert_eq!(labels(&corpus), expected);
    assert_eq!(&*corpus.documents.here().unwrap()[0].id, "news-test/rivers/1");
    // A tar that breaks off gives what it had.
    let whole = tar(&files);
    let corpus = open("news.tar", whole[..1100].to_vec()).unwrap();
    assert_eq!(texts(&corpus), ["cold water"]);
    assert!(corpus.warnings[0].reason.starts_with("the rest cannot be read: "), "{:?}", corpus.warnings);
}

/// A zip of stored files whose names are the bytes given, without the flag of UTF-8, as Korean Windows writes them.
fn zip_of_windows(files: &[(&[u8], &[u8])]) -> Vec<u8> {
    let (mut archive, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in files {
        let offset = archive.len() as u32;
        let mut crc = flate2::Crc::new();
        crc.update(content);
        let n = (content.len() as u32).to_le_bytes();
        let common = [
            &[20, 0, 0, 0, 0, 0, 0, 0, 0, 0][..],
            &crc.sum().to_le_bytes(),
            &n,
            &n,
            &(name.len() as u16).to_le_bytes(),
            &[0, 0],
        ]
        .concat();
        archive.extend([b"PK\x03\x04", &common[..], name, content].concat());
        directory.extend([b"PK\x01\x02\x14\0", &common[..], &[0; 10], &offset.to_le_bytes(), name].concat());
    }
    let (start, size) = (archive.len() as u32, directory.len() as u32);
    let n = (files.len() as u16).to_le_bytes();
    archive.extend(directory);
    archive.extend([b"PK\x05\x06\0\0\0\0", &n[..], &n, &size.to_le_bytes(), &start.to_le_bytes(), &[0, 0]].concat());
    archive
}

#[test]
fn names_of_korean_windows_are_read() {
    let (first, second) = (EUC_KR.encode("강/찬물.txt").0, EUC_KR.encode("빵/갓 구운 빵.txt").0);
    let corpus = open("a.zip", zip_of_windows(&[(&first, b"cold water"), (&second, b"warm bread")])).unwrap();
    let titles: Vec<&str> = corpus.documents.here().unwrap().iter().map(|document| &*document.title).collect();
    assert_eq!(titles, ["찬물.txt", "갓 구운 빵.txt"]);
    assert_eq!(labels(&corpus), [Some("강"), Some("빵")]);
}

#[test]
fn names_that_point_outside_are_left_out() {
    let files: [(&[u8], &[u8]); 2] = [(b"../evil.txt", b"not read"), (b"good.txt", b"read")];
    let corpus = open("a.zip", zip_of_windows(&files)).unwrap();
    assert_eq!(texts(&corpus), ["read"]);
    assert_eq!(warnings(&corpus), ["a.zip › ../evil.txt: left out: its name points outside of the archive"]);
}

#[test]
fn a_zip_that_inflates_a_thousandfold_is_stopped() {
    let bomb = vec![b' '; 64 << 20];
    let corpus = open("a.zip", zipped(&[("a.txt", b"cold water"), ("bomb.txt", &bomb), ("c.txt", b"more")])).unwrap();
    assert_eq!(texts(&corpus)[0], "cold water");
    let told = warnings(&corpus);
    assert!(
        told[0].starts_with("a.zip › bomb.txt: the rest cannot be read: it unpacks to more than 250 times"),
        "{told:?}"
    );
    let mut nested = zipped(&[("bomb.txt", &bomb)]);
    for _ in 0..3 {
        nested = gzipped(&nested);
    }
    let error = open("b.zip.gz", nested);
    assert!(error.is_err() || error.is_ok_and(|corpus| !corpus.warnings.is_empty()));
}

#[test]
fn too_many_files_are_refused() {
    let limits = Limits { files: 2, ..Limits::default() };
    let options = ReadOptions { limits, ..ReadOptions::default() };
    let bytes = zipped(&[("a.txt", b"a"), ("b.txt", b"b"), ("c.txt", b"c")]);
    let error = read_bytes("a.zip", bytes, &options, &()).unwrap_err().to_string();
    assert_eq!(
        error,
        "More than 2 files in one folder or archive, the limit “Most files” of the settings: open a part of it, or raise the limit: a.zip"
    );
}

#[test]
fn broken_archives_are_refused() {
    let whole = zipped(&[("a.txt", b"cold water")]);
    let error = open("a.zip", whole[..whole.len() / 2].to_vec()).unwrap_err().to_string();
    assert!(error.starts_with("The archive cannot be read: ") && error.ends_with(": a.zip"), "{error}");
    assert_eq!(open("a.zip", zipped(&[])).unwrap_err().to_string(), "No files in the archive: a.zip");
}
