//! The documents of a list: in which order, how well each sits in its topic, and which of them hold the same text.

use std::cmp::Ordering;
use std::hash::{Hash as _, Hasher as _};
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHasher};

use super::TopicId;
use super::profile::Profile;
use super::ranking::{cosine_to, fits_of};
use crate::corpus::documents::{DocumentRef, ShelfError};
use crate::corpus::{DocId, Documents, FieldKind};
use crate::matrix::{Row, UnitRows};
use crate::progress::{Cancelled, Monitor, Stage, StageKind};

/// The order of listed documents; equal ones stand in the order of the corpus.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DocumentSort {
    /// By falling cosine to the centroid.
    #[default]
    MostTypical,
    LeastTypical,
    /// By rising margin to the most similar other topic.
    Borderline,
    Column(DocumentColumn),
    /// By a column from its greatest value down: the latest first.
    ColumnFalling(DocumentColumn),
    /// As they were read, or as they were found.
    AsRead,
}

/// What is known of a document beside its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentColumn {
    Label,
    Title,
    /// One of the corpus' [fields](crate::corpus::Corpus::fields), by its place.
    Field(usize, FieldKind),
}

/// Which documents are to be listed, and how.
#[derive(Clone, Debug)]
pub struct ListRequest {
    /// `None` for all whose home counts.
    pub documents: Option<Vec<DocId>>,
    /// By [`TopicId`] of a home: the topic that documents at home there are held against, one of `topics`.
    pub own: Vec<Option<TopicId>>,
    /// The topics that documents can be held against, each with its profile.
    pub topics: Vec<(TopicId, Arc<Profile>)>,
    pub sort: DocumentSort,
    /// Whether documents with the same words are to follow each other.
    pub folded: bool,
}

/// Documents in the order of a list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ListedDocuments {
    pub documents: Vec<DocId>,
    /// Cosine of each to the centroid of its own topic; `None` without terms or topic.
    pub similarities: Vec<Option<f32>>,
    /// Only if they are sorted by it.
    pub runner_ups: Vec<Option<RunnerUp>>,
    /// Where each bundle of documents with the same words begins; empty if all are different or not folded.
    pub starts: Vec<u32>,
}

/// The most similar other topic.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RunnerUp {
    /// `None` where no other topic holds any of the document's terms.
    pub topic: Option<TopicId>,
    /// By how much the own topic is more similar.
    pub margin: f32,
}

#[derive(Debug, thiserror::Error)]
pub enum ListError {
    #[error(transparent)]
    Shelf(#[from] ShelfError),
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

#[derive(Clone, Debug)]
struct Entry {
    document: DocId,
    similarity: Option<f32>,
    runner_up: Option<RunnerUp>,
    key: Option<Key>,
}

/// What a document is sorted by.
#[derive(Clone, Debug)]
enum Key {
    Number(f64),
    Text(Box<str>),
}

impl Key {
    /// Numbers stand before texts.
    fn compare(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => a.total_cmp(b),
            (Self::Text(a), Self::Text(b)) => a.cmp(b),
            (Self::Number(_), Self::Text(_)) => Ordering::Less,
            (Self::Text(_), Self::Number(_)) => Ordering::Greater,
        }
    }
}

/// Lists documents that are at home in `homes`; `documents` are asked for titles, labels and fields only where these decide the order.
pub fn list_documents(
    documents: &Documents,
    rows: &UnitRows,
    homes: &[Option<TopicId>],
    request: &ListRequest,
    monitor: &dyn Monitor,
) -> Result<ListedDocuments, ListError> {
    let own_of = |document: DocId| homes[document.index()].and_then(|home| *request.own.get(home.index())?);
    let wanted = match &request.documents {
        Some(documents) => documents.clone(),
        None => {
            let all = (0..homes.len() as u32).into_par_iter().map(DocId);
            all.filter(|&document| own_of(document).is_some()).collect()
        }
    };
    let mut entries = measure(rows, &wanted, &own_of, request, monitor)?;
    if let DocumentSort::Column(column) | DocumentSort::ColumnFalling(column) = request.sort {
        let keys = keys_of(documents, &wanted, column, monitor)?;
        entries.iter_mut().zip(keys).for_each(|(entry, key)| entry.key = key);
    }
    sort(&mut entries, request.sort);
    let starts = if request.folded { fold(documents, rows, &mut entries, monitor)? } else { Vec::new() };
    let runner_ups = if request.sort == DocumentSort::Borderline {
        entries.iter().map(|entry| entry.runner_up).collect()
    } else {
        Vec::new()
    };
    Ok(ListedDocuments {
        documents: entries.iter().map(|entry| entry.document).collect(),
        similarities: entries.iter().map(|entry| entry.similarity).collect(),
        runner_ups,
        starts,
    })
}

/// How similar each document is to its own topic, and how much less to the others if the order asks for that.
fn measure(
    rows: &UnitRows,
    documents: &[DocId],
    own_of: &(dyn Fn(DocId) -> Option<TopicId> + Sync),
    request: &ListRequest,
    monitor: &dyn Monitor,
) -> Result<Vec<Entry>, Cancelled> {
    if request.sort == DocumentSort::Borderline {
        let topics: Vec<(TopicId, &Profile)> = request.topics.iter().map(|(id, profile)| (*id, &**profile)).collect();
        let fits = fits_of(rows, documents, own_of, &topics, monitor)?;
        let entry = |(&document, fit): (&DocId, Option<super::ranking::Fit>)| Entry {
            document,
            similarity: fit.map(|fit| fit.similarity),
            runner_up: fit.map(|fit| RunnerUp { topic: fit.runner_up, margin: fit.margin }),
            key: None,
        };
        return Ok(documents.iter().zip(fits).map(entry).collect());
    }
    let profiles: FxHashMap<TopicId, &Profile> = request.topics.iter().map(|(id, profile)| (*id, &**profile)).collect();
    // Most lists are held against one topic, whose centroid is worth being laid out.
    let mut own = request.own.iter().flatten();
    let first = own.next().copied();
    let only = first.filter(|&first| own.all(|&other| other == first));
    let centroid = only.and_then(|only| profiles.get(&only)).map(|profile| profile.centroid(rows.n_cols()));
    let similarity = |document: DocId| {
        let row = rows.row(document.index());
        let own = own_of(document).filter(|_| !row.is_empty())?;
        let cosine = match &centroid {
            Some(centroid) => row.dot_dense(centroid),
            None => cosine_to(row, profiles.get(&own)?),
        };
        Some(cosine as f32)
    };
    let entry = |&document: &DocId| {
        monitor.check()?;
        Ok(Entry { document, similarity: similarity(document), runner_up: None, key: None })
    };
    documents.par_iter().map(entry).collect()
}

fn sort(entries: &mut [Entry], sort: DocumentSort) {
    let margin = |entry: &Entry| entry.runner_up.map(|runner_up| runner_up.margin);
    let typical = |a: &Entry, b: &Entry| known_first(a.similarity, b.similarity, |a, b| b.total_cmp(a));
    let order = |a: &Entry, b: &Entry| match sort {
        DocumentSort::MostTypical => typical(a, b),
        DocumentSort::LeastTypical => known_first(a.similarity, b.similarity, f32::total_cmp),
        DocumentSort::Borderline => known_first(margin(a), margin(b), f32::total_cmp),
        DocumentSort::Column(_) => known_first(a.key.as_ref(), b.key.as_ref(), |a, b| a.compare(b)).then(typical(a, b)),
        DocumentSort::ColumnFalling(_) => {
            known_first(a.key.as_ref(), b.key.as_ref(), |a, b| b.compare(a)).then(typical(a, b))
        }
        DocumentSort::AsRead => Ordering::Equal,
    };
    if sort != DocumentSort::AsRead {
        entries.par_sort_by(|a, b| order(a, b).then(a.document.cmp(&b.document)));
    }
}

/// What is not known comes last, in whatever direction.
fn known_first<T>(a: Option<T>, b: Option<T>, compare: impl Fn(&T, &T) -> Ordering) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) => compare(&a, &b),
        (a, b) => b.is_some().cmp(&a.is_some()),
    }
}

/// Documents of which no more than this are held at once while their titles are looked at.
const BLOCK_DOCUMENTS: usize = 256;

/// Documents that are shown in one go where most of the corpus is asked for.
const VISIT_DOCUMENTS: usize = 2048;

/// What each document is sorted by, in lower case.
fn keys_of(
    documents: &Documents,
    wanted: &[DocId],
    column: DocumentColumn,
    monitor: &dyn Monitor,
) -> Result<Vec<Option<Key>>, ListError> {
    let text = |text: &str| Key::Text(text.to_lowercase().into_boxed_str());
    let key = |document: DocumentRef<'_>| match column {
        DocumentColumn::Label => document.label.map(text),
        DocumentColumn::Title => Some(text(document.heading())),
        DocumentColumn::Field(field, kind) => {
            let value = document.metadata.value(field);
            let number = if kind == FieldKind::Number { value.trim().parse().ok().map(Key::Number) } else { None };
            number.or_else(|| Some(text(&value)).filter(|_| !value.is_empty()))
        }
    };
    look_up(documents, wanted, &key, monitor)
}

/// A number for the text of a document, the same for all that differ in blanks, punctuation and case only.
fn text_key(document: DocumentRef<'_>) -> u64 {
    let title = if document.title_counts { document.title } else { "" };
    let mut hasher = FxHasher::default();
    let letters = title.chars().chain(document.text.chars()).filter(|letter| letter.is_alphanumeric());
    letters.flat_map(char::to_lowercase).for_each(|letter| hasher.write_u32(u32::from(letter)));
    hasher.finish()
}

/// What `key` finds in each of some documents, wherever they are.
fn look_up<T: Clone>(
    documents: &Documents,
    wanted: &[DocId],
    key: &dyn Fn(DocumentRef<'_>) -> Option<T>,
    monitor: &dyn Monitor,
) -> Result<Vec<Option<T>>, ListError> {
    if let Some(here) = documents.here() {
        return Ok(wanted.iter().map(|id| key(here[id.index()].by_ref())).collect());
    }
    // Picking asks for each document alone, which does not pay where most are wanted.
    if wanted.len() * 8 < documents.len() {
        let mut keys = Vec::with_capacity(wanted.len());
        for block in wanted.chunks(BLOCK_DOCUMENTS) {
            monitor.check()?;
            monitor.report(Stage::at(StageKind::Compare, keys.len(), wanted.len()));
            keys.extend(documents.pick(block)?.iter().map(|document| key(document.by_ref())));
        }
        return Ok(keys);
    }
    let mut place_of = vec![u32::MAX; documents.len()];
    wanted.iter().enumerate().for_each(|(place, id)| place_of[id.index()] = place as u32);
    let mut keys = vec![None; wanted.len()];
    for start in (0..documents.len()).step_by(VISIT_DOCUMENTS) {
        monitor.check()?;
        monitor.report(Stage::at(StageKind::Compare, start, documents.len()));
        documents.visit(start..(start + VISIT_DOCUMENTS).min(documents.len()), &mut |id, document| {
            if let Some(place) = keys.get_mut(place_of[id.index()] as usize) {
                *place = key(document);
            }
        })?;
    }
    Ok(keys)
}

/// Brings documents with the same text together behind the first of them and gives where each bundle begins, or nothing if
/// all differ. Only texts with equal rows are looked at. Nothing is known of the words of documents with an empty row, so each
/// of them is a bundle.
fn fold(
    documents: &Documents,
    rows: &UnitRows,
    entries: &mut Vec<Entry>,
    monitor: &dyn Monitor,
) -> Result<Vec<u32>, ListError> {
    let row = |entry: &Entry| rows.row(entry.document.index());
    let mut hashes: Vec<u64> = entries.par_iter().map(|entry| hash(row(entry))).collect();
    let mut n_with: FxHashMap<u64, u32> = FxHashMap::default();
    hashes.iter().for_each(|hash| *n_with.entry(*hash).or_default() += 1);
    // Rows forget words that are too rare or too common: the texts decide.
    let places: Vec<usize> = (0..entries.len()).filter(|&place| n_with[&hashes[place]] > 1).collect();
    let alike: Vec<DocId> = places.iter().map(|&place| entries[place].document).collect();
    let texts = look_up(documents, &alike, &|document| Some(text_key(document)), monitor)?;
    let mut text_of: Vec<Option<u64>> = vec![None; entries.len()];
    for (place, text) in places.into_iter().zip(texts) {
        hashes[place] = hashes[place].wrapping_add(text.unwrap_or(0));
        text_of[place] = text;
    }
    let mut first_with: FxHashMap<u64, u32> = FxHashMap::default();
    let mut bundle_of: Vec<u32> = Vec::with_capacity(entries.len());
    // Of each bundle its first entry, then its size.
    let (mut firsts, mut sizes): (Vec<usize>, Vec<u32>) = (Vec::new(), Vec::new());
    let is_same = |a: usize, b: usize| text_of[a] == text_of[b] && row(&entries[a]) == row(&entries[b]);
    for (place, &hash) in hashes.iter().enumerate() {
        if place.is_multiple_of(VISIT_DOCUMENTS) {
            monitor.check()?;
        }
        let own = row(&entries[place]);
        let mut key = hash;
        let known = loop {
            match first_with.get(&key).copied().filter(|_| !own.is_empty()) {
                Some(bundle) if is_same(firsts[bundle as usize], place) => break Some(bundle),
                // Two rows with one hash: the next number is as good as another hash.
                Some(_) => key = key.wrapping_add(1),
                None => break None,
            }
        };
        let bundle = known.unwrap_or_else(|| {
            let new = firsts.len() as u32;
            firsts.push(place);
            sizes.push(0);
            if !own.is_empty() {
                first_with.insert(key, new);
            }
            new
        });
        sizes[bundle as usize] += 1;
        bundle_of.push(bundle);
    }
    if firsts.len() == entries.len() {
        return Ok(Vec::new());
    }
    let mut starts = Vec::with_capacity(sizes.len());
    let mut start = 0;
    for size in sizes {
        starts.push(start);
        start += size;
    }
    let mut next = starts.clone();
    let mut folded: Vec<Option<Entry>> = vec![None; entries.len()];
    for (entry, bundle) in std::mem::take(entries).into_iter().zip(bundle_of) {
        let place = &mut next[bundle as usize];
        folded[*place as usize] = Some(entry);
        *place += 1;
    }
    *entries = folded.into_iter().flatten().collect();
    Ok(starts)
}

fn hash(row: Row<'_>) -> u64 {
    let mut hasher = FxHasher::default();
    row.terms.hash(&mut hasher);
    row.weights.iter().for_each(|weight| hasher.write_u32(weight.to_bits()));
    hasher.finish()
}
