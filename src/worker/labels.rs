//! The labels that came with a corpus, counted over the topics: one pass over the documents, then numbers only.

use std::borrow::Cow;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::job::{Homes, Outcome};
use crate::corpus::documents::DocumentRef;
use crate::corpus::{Corpus, FieldKind};
use crate::progress::Monitor;
use crate::topics::TopicId;

/// Where labels are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LabelSource {
    Label,
    /// One of the corpus' fields, by its place; of a date the year is the label.
    Field(usize, FieldKind),
}

impl LabelSource {
    fn of(self, document: DocumentRef<'_>) -> Option<Cow<'_, str>> {
        match self {
            Self::Label => document.label.map(Cow::Borrowed),
            Self::Field(field, kind) => {
                let value = document.metadata.value(field);
                let label = match (kind, value.get(..4)) {
                    (FieldKind::Date, Some(year)) => year.to_owned().into(),
                    _ => value,
                };
                (!label.is_empty()).then_some(label)
            }
        }
    }
}

/// The labels of all documents.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct LabelColumn {
    /// In the order in which they first occur.
    pub names: Vec<Arc<str>>,
    /// By document, as a place in `names`; [`LabelColumn::NONE`] without a label.
    of_document: Vec<u32>,
}

/// How many documents of each leaf have each label: `(place in names, documents)`, the most frequent first.
pub type LabelCounts = FxHashMap<TopicId, Vec<(u32, u32)>>;

/// Documents that are looked at between two looks at the monitor.
const BATCH: usize = 8192;

impl LabelColumn {
    const NONE: u32 = u32::MAX;

    /// `None` if the work was cancelled.
    fn read(corpus: &Corpus, source: LabelSource, monitor: &dyn Monitor) -> Result<Option<Self>, String> {
        let n = corpus.documents.len();
        let mut column = Self { names: Vec::new(), of_document: vec![Self::NONE; n] };
        let mut places: FxHashMap<Arc<str>, u32> = FxHashMap::default();
        for start in (0..n).step_by(BATCH) {
            if monitor.is_cancelled() {
                return Ok(None);
            }
            let seen = corpus.documents.visit(start..(start + BATCH).min(n), &mut |id, document| {
                let Some(label) = source.of(document) else { return };
                let place = places.get(&*label).copied().unwrap_or_else(|| {
                    let name: Arc<str> = Arc::from(&*label);
                    let place = column.names.len() as u32;
                    column.names.push(Arc::clone(&name));
                    places.insert(name, place);
                    place
                });
                column.of_document[id.index()] = place;
            });
            seen.map_err(|error| error.to_string())?;
        }
        Ok(Some(column))
    }

    fn count(&self, homes: &[Option<TopicId>]) -> LabelCounts {
        let mut counts: FxHashMap<(TopicId, u32), u32> = FxHashMap::default();
        let labelled = homes.iter().zip(&self.of_document).filter(|&(_, &label)| label != Self::NONE);
        for (home, &label) in labelled {
            if let Some(home) = home {
                *counts.entry((*home, label)).or_default() += 1;
            }
        }
        let mut counted: Vec<((TopicId, u32), u32)> = counts.into_iter().collect();
        counted.sort_unstable_by_key(|&((leaf, label), n)| (leaf, std::cmp::Reverse(n), label));
        let mut of_leaf = LabelCounts::default();
        for ((leaf, label), n) in counted {
            of_leaf.entry(leaf).or_default().push((label, n));
        }
        of_leaf
    }
}

pub(super) fn count_labels(
    corpus: &Corpus,
    source: LabelSource,
    homes: &Homes,
    known: Option<Arc<LabelColumn>>,
    monitor: &dyn Monitor,
) -> Outcome {
    let column = match known {
        Some(known) => known,
        None => match LabelColumn::read(corpus, source, monitor) {
            Ok(Some(column)) => Arc::new(column),
            Ok(None) => return Outcome::Cancelled,
            Err(reason) => return Outcome::Failed(reason),
        },
    };
    let counts = column.count(homes);
    Outcome::Labelled(column, counts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Document;

    #[test]
    fn labels_are_counted_by_the_home_of_their_documents() {
        let document = |label: Option<&str>| Document { label: label.map(Into::into), ..Document::default() };
        let documents = vec![document(Some("b")), document(Some("a")), document(None), document(Some("a"))];
        let corpus = Corpus { documents: documents.into(), ..Corpus::default() };
        let homes: Homes = Arc::new(vec![Some(TopicId(3)), Some(TopicId(3)), Some(TopicId(3)), Some(TopicId(3))]);
        let Outcome::Labelled(column, counts) = count_labels(&corpus, LabelSource::Label, &homes, None, &()) else {
            panic!("no labels")
        };
        assert_eq!(column.names, ["b".into(), "a".into()]);
        assert_eq!(counts[&TopicId(3)], [(1, 2), (0, 1)]);
        let elsewhere: Homes = Arc::new(vec![None, Some(TopicId(0)), None, Some(TopicId(1))]);
        let Outcome::Labelled(_, counts) = count_labels(&corpus, LabelSource::Label, &elsewhere, Some(column), &())
        else {
            panic!()
        };
        assert_eq!((counts.len(), &counts[&TopicId(0)], &counts[&TopicId(1)]), (2, &vec![(1, 1)], &vec![(1, 1)]));
    }

    #[test]
    fn dates_are_counted_by_year_and_other_fields_by_value() {
        let metadata = |date: &str, unit: &str| [date.into(), unit.into()].into();
        let document = |date, unit| Document { metadata: metadata(date, unit), ..Document::default() };
        let documents = vec![
            document("2019-08-01", "부산"),
            document("2019-04", ""),
            document("2017", "서울"),
            Document::default(),
        ];
        let corpus = Corpus { documents: documents.into(), ..Corpus::default() };
        let homes: Homes = Arc::new(vec![Some(TopicId(0)); 4]);
        let count = |source| {
            let Outcome::Labelled(column, counts) = count_labels(&corpus, source, &homes, None, &()) else { panic!() };
            let names = counts[&TopicId(0)].iter().map(|&(place, n)| (column.names[place as usize].to_string(), n));
            names.collect::<Vec<_>>()
        };
        let named = |name: &str, n| (name.to_owned(), n);
        assert_eq!(count(LabelSource::Field(0, FieldKind::Date)), [named("2019", 2), named("2017", 1)]);
        assert_eq!(count(LabelSource::Field(1, FieldKind::Text)), [named("부산", 1), named("서울", 1)]);
    }
}
