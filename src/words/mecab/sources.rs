//! A dictionary's sources: words in CSV, definitions of characters, unknown words and costs.

use std::io::{BufReader, Read};

use super::chars::Characters;
use super::costs::Costs;
use super::lexicon::{Lexicon, short_feature};
use super::{DEFINITIONS, Parts};
use crate::progress::Monitor;
use crate::words::dictionary::DictionaryError;

/// Reads the words of all `csv` files (name and content) and the files [`DEFINITIONS`].
pub fn read_sources(
    csv: &mut dyn Iterator<Item = Result<(String, Box<dyn Read>), DictionaryError>>,
    definitions: [Box<dyn Read>; 3],
    monitor: &dyn Monitor,
) -> Result<Parts, DictionaryError> {
    let damaged =
        |file: usize| move |reason: String| DictionaryError::Damaged { file: DEFINITIONS[file].into(), reason };
    let [unknown_def, mut char_def, matrix_def] = definitions;
    let mut words = Lexicon::default();
    for file in csv {
        let (name, content) = file?;
        push_csv(&mut words, &name, content, monitor)?;
    }
    let mut unknown = Lexicon::default();
    push_csv(&mut unknown, DEFINITIONS[0], unknown_def, monitor)?;
    let mut text = String::new();
    char_def.read_to_string(&mut text).map_err(|error| damaged(1)(error.to_string()))?;
    let characters = Characters::parse(&text).map_err(damaged(1))?;
    let costs = Costs::parse(BufReader::with_capacity(1 << 16, matrix_def), monitor);
    monitor.check()?;
    Ok(Parts { words, unknown, characters, costs: costs.map_err(damaged(2))? })
}

/// Adds lines `surface,left,right,cost,tag,…`, in which the expression of a contraction is the 12th field.
fn push_csv(
    lexicon: &mut Lexicon,
    name: &str,
    content: Box<dyn Read>,
    monitor: &dyn Monitor,
) -> Result<(), DictionaryError> {
    let damaged = |reason: String| DictionaryError::Damaged { file: name.to_owned(), reason };
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(content);
    let mut record = csv::StringRecord::new();
    let mut n_records = 0_u64;
    while reader.read_record(&mut record).map_err(|error| damaged(error.to_string()))? {
        n_records += 1;
        if n_records.is_multiple_of(4096) {
            monitor.check()?;
        }
        let number = |field: usize| record.get(field).and_then(|field| field.trim().parse::<i32>().ok());
        let id = |field: usize| number(field).and_then(|id| u16::try_from(id).ok());
        let cost = number(3).and_then(|cost| i16::try_from(cost).ok());
        let (Some(surface), Some(left), Some(right), Some(cost)) = (record.get(0), id(1), id(2), cost) else {
            return Err(damaged(format!("line {n_records} should be a word, two ids, a cost and its tag")));
        };
        lexicon.push(surface, (left, right), cost, &short_feature(record.get(4).unwrap_or(""), record.get(11)));
    }
    Ok(())
}
