//! What the map shows over its topics: the labels that came with the corpus, and documents as dots.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::mapping::AxesOf;
use super::{ColourBy, DocumentList, Workspace};
use crate::corpus::DocId;
use crate::layout::map_layout::ProjectionKind;
use crate::topics::TopicId;
use crate::worker::{DocumentDot, Job, LabelColumn, LabelCounts, LabelSource, Outcome, Worker};

#[derive(Default)]
pub(super) struct Labels {
    /// What is counted, and the labels once they are known.
    source: Option<LabelSource>,
    column: Option<Arc<LabelColumn>>,
    counts: LabelCounts,
    /// The most common label of each open topic: its place in the column, and documents.
    of_topic: FxHashMap<TopicId, (u32, u32)>,
    /// Revision of the documents' homes that was counted, or could not be.
    counted: Option<u64>,
    worker: Option<(u64, Worker)>,
    /// Revision of the topics that `of_topic` holds for.
    summed: u64,
    revision: u64,
}

/// The most common label among the documents of a topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopicLabel {
    pub name: Arc<str>,
    /// Documents of the topic that have it.
    pub n_documents: u32,
}

#[derive(Default)]
pub(super) struct Dots {
    pub(super) shown: bool,
    worker: Option<Worker>,
    /// Revisions of the list of documents and of the places that the dots were asked for.
    made_for: Option<(u64, u64)>,
    placed: Vec<DocumentDot>,
    n_listed: usize,
}

/// Dots of the documents that are listed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum DocumentDots<'a> {
    Hidden,
    /// The topics do not stand on principal axes, on which alone documents can be placed.
    NeedPrincipalAxes,
    NothingListed,
    Pending,
    Ready {
        dots: &'a [DocumentDot],
        n_listed: usize,
    },
}

/// Dots on the map at most.
const MOST_DOTS: usize = 2000;

/// A corpus of more different labels than that has no classes but names, which no colours tell apart.
const MOST_LABELS: usize = 2000;

impl Labels {
    pub(super) fn is_pending(&self) -> bool {
        self.worker.is_some()
    }
}

impl Dots {
    pub(super) fn new(shown: bool) -> Self {
        Self { shown, ..Self::default() }
    }

    pub(super) fn is_pending(&self) -> bool {
        self.worker.is_some()
    }
}

impl Workspace {
    /// The most common label of an open topic; `None` as long as labels are not counted.
    pub fn label_of(&self, topic: TopicId) -> Option<TopicLabel> {
        let &(place, n_documents) = self.mapping.labels.of_topic.get(&topic)?;
        let name = Arc::clone(self.mapping.labels.column.as_ref()?.names.get(place as usize)?);
        Some(TopicLabel { name, n_documents })
    }

    /// Grows when the labels of the topics are counted anew.
    pub fn labels_revision(&self) -> u64 {
        self.mapping.labels.revision
    }

    /// Whether the labels of the corpus tell nothing: it has none, or all of them differ.
    pub fn has_no_labels(&self) -> bool {
        let column = self.mapping.labels.column.as_ref();
        column.is_some_and(|column| column.names.is_empty() || column.names.len() > MOST_LABELS)
    }

    pub fn shows_dots(&self) -> bool {
        self.mapping.dots.shown
    }

    pub fn document_dots(&self) -> DocumentDots<'_> {
        let dots = &self.mapping.dots;
        let Some(session) = self.session.as_ref().filter(|_| dots.shown) else { return DocumentDots::Hidden };
        let standing = session.tables.standing;
        if standing.kind != ProjectionKind::Pca || standing.is_spread {
            return DocumentDots::NeedPrincipalAxes;
        }
        match &self.detail.documents {
            DocumentList::NothingSelected => DocumentDots::NothingListed,
            DocumentList::Ready(_) if dots.made_for == Some(self.dots_key()) && dots.worker.is_none() => {
                DocumentDots::Ready { dots: &dots.placed, n_listed: dots.n_listed }
            }
            DocumentList::Ready(_) | DocumentList::Pending => DocumentDots::Pending,
        }
    }

    pub(super) fn show_dots(&mut self, shown: bool) {
        self.mapping.dots = Dots::new(shown);
        self.follow_layers();
    }

    pub(super) fn poll_layers(&mut self) {
        if let Some(outcome) = self.mapping.dots.worker.as_ref().and_then(Worker::poll) {
            self.mapping.dots.worker = None;
            match outcome {
                Outcome::DocumentsPlaced(placed) => self.mapping.dots.placed = placed,
                Outcome::Failed(reason) => self.notices.warn(reason),
                _ => {}
            }
        }
        let labels = &mut self.mapping.labels;
        let Some((homes_revision, worker)) = &labels.worker else { return };
        let Some(outcome) = worker.poll() else { return };
        labels.counted = Some(*homes_revision);
        labels.worker = None;
        match outcome {
            Outcome::Labelled(column, counts) => {
                labels.column = Some(column);
                labels.counts = counts;
                labels.summed = 0;
            }
            Outcome::Failed(reason) => self.notices.warn(reason),
            _ => {}
        }
    }

    /// Starts what the layers that are shown wait for. Cheap when they wait for nothing.
    pub(super) fn follow_layers(&mut self) {
        if let Some(source) = self.label_source() {
            if self.mapping.labels.source != Some(source) {
                self.last_revision += 1;
                let revision = self.last_revision;
                self.mapping.labels = Labels { source: Some(source), revision, ..Labels::default() };
            }
            self.count_labels(source);
            self.sum_labels();
        }
        if self.mapping.dots.shown {
            self.place_dots();
        }
    }

    /// What bubbles are coloured by, if it is something that comes with the documents.
    fn label_source(&self) -> Option<LabelSource> {
        match self.mapping.colour_by() {
            ColourBy::Label => Some(LabelSource::Label),
            ColourBy::Field(field) => {
                let kind = self.opened.as_ref()?.corpus.fields.get(field)?.kind;
                Some(LabelSource::Field(field, kind))
            }
            _ => None,
        }
    }

    fn count_labels(&mut self, source: LabelSource) {
        let (Some(session), Some(opened)) = (&self.session, &self.opened) else { return };
        let labels = &self.mapping.labels;
        if labels.is_pending() || labels.counted == Some(session.homes_revision) {
            return;
        }
        let job = Job::Labels {
            corpus: Arc::clone(&opened.corpus),
            source,
            homes: Arc::clone(session.topics.homes()),
            known: labels.column.clone(),
        };
        match Worker::start(job, Arc::clone(&self.wake)) {
            Ok(worker) => self.mapping.labels.worker = Some((session.homes_revision, worker)),
            Err(error) => {
                self.mapping.labels.counted = Some(session.homes_revision);
                self.notices.warn(format!("Cannot count labels in the background: {error}"));
            }
        }
    }

    /// Adds the counts of the leaves up, once for each state of the topics.
    fn sum_labels(&mut self) {
        let Some(session) = &self.session else { return };
        let labels = &mut self.mapping.labels;
        let is_coarse = labels.column.as_ref().is_some_and(|column| column.names.len() <= MOST_LABELS);
        if labels.summed == session.revision || !is_coarse {
            return;
        }
        let mut sums: FxHashMap<u32, u32> = FxHashMap::default();
        labels.of_topic.clear();
        for topic in session.topics.open() {
            sums.clear();
            for counts in session.topics.leaves_of(topic).iter().filter_map(|leaf| labels.counts.get(leaf)) {
                counts.iter().for_each(|&(label, n)| *sums.entry(label).or_default() += n);
            }
            let most = sums.iter().map(|(&label, &n)| (n, std::cmp::Reverse(label))).max();
            if let Some((n, label)) = most {
                labels.of_topic.insert(topic, (label.0, n));
            }
        }
        labels.summed = session.revision;
        self.last_revision += 1;
        labels.revision = self.last_revision;
    }

    fn dots_key(&self) -> (u64, u64) {
        let places = self.session.as_ref().map_or(0, |session| session.places_revision);
        (self.detail.documents_revision, places)
    }

    fn place_dots(&mut self) {
        let key = self.dots_key();
        let Some(session) = &self.session else { return };
        let DocumentList::Ready(listing) = &self.detail.documents else { return };
        let standing = session.tables.standing;
        let has_axes = standing.kind == ProjectionKind::Pca && !standing.is_spread;
        if !has_axes || self.mapping.dots.made_for == Some(key) || self.detail.is_pending() {
            return;
        }
        let AxesOf { topics, points } = self.mapping.axes().cloned().unwrap_or_else(|| AxesOf {
            topics: session.analysis.profiles.clusters.clone(),
            points: session.analysis.projection.points.clone(),
        });
        let n_listed = listing.documents.len();
        let documents = evenly(n_listed, MOST_DOTS).map(|place| (place, listing.documents[place])).collect();
        let job = Job::PlaceDocuments { analysis: Arc::clone(&session.analysis), topics, points, documents };
        let worker = match Worker::start(job, Arc::clone(&self.wake)) {
            Ok(worker) => Some(worker),
            Err(error) => {
                self.notices.warn(format!("Cannot place documents in the background: {error}"));
                None
            }
        };
        let dots = &mut self.mapping.dots;
        dots.placed.clear();
        (dots.worker, dots.made_for, dots.n_listed) = (worker, Some(key), n_listed);
    }

    /// The document of a dot, if it is still at its place in the list.
    pub fn is_listed_at(&self, document: DocId, place: usize) -> bool {
        match &self.detail.documents {
            DocumentList::Ready(listing) => listing.documents.get(place) == Some(&document),
            _ => false,
        }
    }
}

/// At most `most` of `n` places, as evenly apart as can be, from the first on.
fn evenly(n: usize, most: usize) -> impl Iterator<Item = usize> {
    let taken = n.min(most);
    (0..taken).map(move |step| step * n / taken)
}

#[cfg(test)]
mod tests {
    use super::evenly;

    #[test]
    fn a_sample_is_spread_evenly_and_repeats_nothing() {
        assert_eq!(evenly(3, 5).collect::<Vec<_>>(), [0, 1, 2]);
        assert_eq!(evenly(10, 4).collect::<Vec<_>>(), [0, 2, 5, 7]);
        assert_eq!(evenly(0, 4).count(), 0);
        let many: Vec<usize> = evenly(14_210, 2000).collect();
        assert!(many.len() == 2000 && many.windows(2).all(|pair| pair[0] < pair[1]));
    }
}
