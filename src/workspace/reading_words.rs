//! The words of the document that is read, found by a worker: a long text, or one in Korean, takes longer than a frame.

use std::sync::Arc;

use super::{DocumentList, Workspace};
use crate::corpus::DocId;
use crate::worker::{DocumentWords, Job, Outcome, Worker};

#[derive(Default)]
pub(super) struct ReadingWords {
    found: Option<Arc<DocumentWords>>,
    /// The document that was last asked about, with the revision of the run.
    asked: Option<(DocId, u64)>,
    worker: Option<Worker>,
}

impl ReadingWords {
    pub(super) fn is_pending(&self) -> bool {
        self.worker.is_some()
    }
}

impl Workspace {
    /// The words of a document, if it is the one that is read and they are found.
    pub fn words_of(&self, document: DocId) -> Option<&Arc<DocumentWords>> {
        self.reading_words.found.as_ref().filter(|found| found.document == document)
    }

    /// Asks for the words of the document that is read, unless that was done already.
    pub(super) fn update_reading_words(&mut self) {
        let read = match (&self.detail.documents, self.detail.reading) {
            (DocumentList::Ready(listing), Some(place)) => listing.documents.get(place).copied(),
            _ => None,
        };
        let wanted = read.zip(self.session.as_ref().map(|session| session.first_revision));
        if self.reading_words.asked == wanted {
            return;
        }
        self.reading_words = ReadingWords { asked: wanted, ..ReadingWords::default() };
        let (Some((document, _)), Some(session), Some(opened)) = (wanted, &self.session, &self.opened) else { return };
        let tokenizer = Arc::clone(&session.analysis.vectorized.tokenizer);
        let job = Job::FindWords { tokenizer, corpus: Arc::clone(&opened.corpus), document };
        match Worker::start(job, Arc::clone(&self.wake)) {
            Ok(worker) => self.reading_words.worker = Some(worker),
            Err(error) => self.notices.warn(format!("Cannot look for words in the background: {error}")),
        }
    }

    pub(super) fn poll_reading_words(&mut self) {
        let Some(outcome) = self.reading_words.worker.as_ref().and_then(Worker::poll) else { return };
        self.reading_words.worker = None;
        match outcome {
            Outcome::WordsFound(words) => self.reading_words.found = Some(Arc::new(words)),
            Outcome::Failed(reason) => self.notices.warn(reason),
            _ => {}
        }
    }
}
