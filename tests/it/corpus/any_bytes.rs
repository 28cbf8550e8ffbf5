//! Whatever the bytes of a file are, they become a corpus or a sentence that says why not.

use mungchi::corpus::provenance::{Limits, ReadOptions, TextUnit};
use mungchi::import::read_bytes;
use proptest::prelude::*;

use crate::fixtures::{fixed_cases, gzipped};

const NAMES: [&str; 9] = ["a", "a.txt", "a.csv", "a.tsv", "a.jsonl", "a.csv.gz", "a.zip", "a.tar", "a.mtx"];

/// What files begin with, so that their readers are reached.
const BEGINNINGS: [&[u8]; 12] = [
    b"",
    b"id,text\n1,\"one\n",
    b"id\ttext\n1\t\"say \"\"so\"\"\"\n",
    b"{\"text\": \"one\"}\n",
    b"\xFF\xFEa\0",
    b"\xEF\xBB\xBF",
    b"PK\x03\x04",
    b"\x1F\x8B\x08\0\0\0\0\0",
    b"\x28\xB5\x2F\xFD",
    b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
    b"%%MatrixMarket matrix coordinate real general\n",
    b"3\n4\n2\n1 1 2\n",
];

fn any_file() -> impl Strategy<Value = (&'static str, Vec<u8>)> {
    let letters = prop::sample::select(b"a \",;|\t\n\r\\{}[]0\xB0\xA1\x80\0".to_vec());
    let tail = prop_oneof![prop::collection::vec(letters, 0..400), prop::collection::vec(any::<u8>(), 0..400)];
    let packed = any::<bool>();
    (prop::sample::select(NAMES.to_vec()), prop::sample::select(BEGINNINGS.to_vec()), tail, packed).prop_map(
        |(name, beginning, tail, packed)| {
            let bytes = [beginning, &tail].concat();
            (name, if packed { gzipped(&bytes) } else { bytes })
        },
    )
}

fn any_options() -> impl Strategy<Value = ReadOptions> {
    let units = [None, Some(TextUnit::File), Some(TextUnit::Line), Some(TextUnit::Block)];
    let encodings = [None, Some("utf-16le"), Some("euc-kr"), Some("iso-2022-jp"), Some("utf-8")];
    let limits = prop::sample::select(vec![Limits::default(), Limits { record_bytes: 30, ..Limits::default() }]);
    let (units, encodings) = (prop::sample::select(units.to_vec()), prop::sample::select(encodings.to_vec()));
    (units, encodings, limits, any::<bool>()).prop_map(|(unit, encoding, limits, leave_out_duplicates)| ReadOptions {
        unit,
        encoding: encoding.map(str::to_owned),
        limits,
        leave_out_duplicates,
        ..ReadOptions::default()
    })
}

proptest! {
    #![proptest_config(fixed_cases(3000))]

    #[test]
    fn any_bytes_are_read_or_refused((name, bytes) in any_file(), options in any_options()) {
        match read_bytes(name, bytes, &options, &()) {
            Ok(corpus) => {
                let read: u64 = corpus.provenance.files.iter().map(|file| file.n_documents).sum();
                prop_assert_eq!(read, corpus.documents.len() as u64);
            }
            Err(error) => prop_assert!(!error.to_string().is_empty()),
        }
    }
}
