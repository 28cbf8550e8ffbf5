//! Which documents hold a piece of text.

use rayon::prelude::*;

use super::{Corpus, DocId};
use crate::progress::{Cancelled, Monitor};

/// The documents whose title or text holds `query`, upper and lower case alike, in the order of the corpus.
pub fn search(corpus: &Corpus, query: &str, monitor: &dyn Monitor) -> Result<Vec<DocId>, Cancelled> {
    let query = query.trim().to_lowercase();
    // Scripts without upper case, such as Hangul, need no copy in lower case.
    let cased = query.chars().any(char::is_lowercase);
    let holds = |text: &str| if cased { text.to_lowercase().contains(&query) } else { text.contains(&query) };
    let matches = |row: usize| {
        monitor.check()?;
        let document = &corpus.documents[row];
        let found = holds(&document.title) || holds(&document.text);
        Ok(found.then_some(DocId(row as u32)))
    };
    let found: Vec<Option<DocId>> =
        (0..corpus.documents.len()).into_par_iter().map(matches).collect::<Result<_, Cancelled>>()?;
    Ok(found.into_iter().flatten().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Document;

    #[test]
    fn titles_and_texts_are_searched_in_any_case_and_script() {
        let document =
            |title: &str, text: &str| Document { title: title.into(), text: text.into(), ..Document::default() };
        let documents = vec![document("BERT", "models"), document("", "기계 번역을 위한"), document("", "bert again")];
        let corpus = Corpus { documents, ..Corpus::default() };
        let found = |query| search(&corpus, query, &()).unwrap();
        assert_eq!(found("Bert "), [DocId(0), DocId(2)]);
        assert_eq!(found("번역"), [DocId(1)]);
        assert_eq!(found("absent"), []);
    }
}
