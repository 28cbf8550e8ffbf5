//! From the parts of a dictionary to vibrato's.

use vibrato::SystemDictionaryBuilder;

use super::{NounIds, Parts};
use crate::progress::Monitor;
use crate::words::dictionary::DictionaryError;

/// Builds the dictionary: some ten seconds for a million words.
pub fn build(parts: &Parts, monitor: &dyn Monitor) -> Result<(vibrato::Dictionary, NounIds), DictionaryError> {
    let noun_ids = parts.words.noun_ids().ok_or(DictionaryError::NoNouns)?;
    // Without this the text could end in a place from where no word leads on.
    let without = parts.characters.categories.iter().find(|category| {
        let start = format!("{},", category.name);
        !parts.unknown.text.lines().any(|line| line.starts_with(&start))
    });
    if let Some(category) = without {
        let reason = format!("there is no unknown word for the category {}", category.name);
        return Err(DictionaryError::Damaged { file: "unk".into(), reason });
    }
    let characters = parts.characters.to_text();
    let built = SystemDictionaryBuilder::from_readers(
        parts.words.text.as_bytes(),
        parts.costs.text(monitor),
        characters.as_bytes(),
        parts.unknown.text.as_bytes(),
    );
    monitor.check()?;
    let built = built.map_err(|error| DictionaryError::Unusable { reason: error.to_string() })?;
    Ok((built, noun_ids))
}
