//! Counts made elsewhere: Matrix Market, UCI bags of words, SVMlight, and vocabularies.

#![no_main]

use libfuzzer_sys::fuzz_target;
use mungchi::corpus::Corpus;
use mungchi::import::data::{bag, matrix_market, svmlight, uci};
use mungchi_fuzz::{LIMITS, choice, expanded};

fuzz_target!(|data: &[u8]| {
    let (bytes, choice) = choice(data);
    let bytes = &expanded(bytes);
    let counted = match choice % 4 {
        0 => matrix_market::read(&mut &bytes[..], &LIMITS, &()),
        1 => uci::read(&mut &bytes[..], &LIMITS, &()),
        _ => svmlight::read(&mut &bytes[..], &LIMITS, &()),
    };
    let vocabulary = bag::read_vocabulary(&mut &bytes[..], &LIMITS).unwrap_or_default();
    let Ok(counted) = counted else { return };
    let n_documents = counted.rows.len();
    let mut corpus = Corpus::default();
    if counted.put_into((choice & 8 == 0).then_some(vocabulary), &mut corpus, "a").is_ok() {
        assert_eq!(corpus.documents.len(), n_documents);
        let bag = corpus.bag.expect("it was put there");
        for row in &bag.rows {
            assert!(row.is_sorted_by(|a, b| a.0 < b.0));
            assert!(row.iter().all(|&(column, value)| (column as usize) < bag.terms.len() && value > 0.0));
        }
    }
});
