//! The state of the window, driven by actions as the window drives it, and no window.

mod curation;
mod documents;
mod jobs;
mod layouts;
mod listing;
mod saving;
mod switching;
mod terms;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};

use mungchi::store::places::Places;
use mungchi::topics::{Command, TopicId};
use mungchi::worker::CorpusSource;
use mungchi::workspace::{Action, DocumentList, Listing, NoticeKind, SelectMode, Session, Workspace};
use tempfile::{TempDir, tempdir};

use crate::fixtures::{PATIENCE, topical_lines, write};

/// A workspace, the wakes of its workers, and a folder for its corpora.
struct Desk {
    workspace: Workspace,
    wakes: Receiver<()>,
    folder: TempDir,
}

impl Desk {
    fn new() -> Self {
        let (sender, wakes) = channel();
        let wake = move || {
            // Whoever waited may be gone already.
            let _ = sender.send(());
        };
        let folder = tempdir().unwrap();
        let workspace = Workspace::new(Arc::new(wake), Places::inside(folder.path()), Vec::new());
        Self { workspace, wakes, folder }
    }

    /// With 80 lines about 4 topics open.
    fn with_corpus() -> Self {
        let mut desk = Self::new();
        let path = desk.write("corpus.txt", &topical_lines(4, 80, 1).join("\n"));
        desk.perform(open(path));
        desk
    }

    /// With that corpus in 8 clusters.
    fn with_topics() -> Self {
        let mut desk = Self::with_corpus();
        let mut params = desk.workspace.params().unwrap().clone();
        params.cluster.n_clusters = 8;
        desk.perform(Action::SetParams(Box::new(params)));
        desk.perform(Action::Run);
        desk
    }

    fn write(&self, name: &str, content: &str) -> PathBuf {
        write(self.folder.path(), name, content)
    }

    /// Carries out an action and waits for the work that it starts.
    #[track_caller]
    fn perform(&mut self, action: Action) {
        self.workspace.perform(action);
        self.settle();
    }

    #[track_caller]
    fn settle(&mut self) {
        self.workspace.poll();
        while self.workspace.is_working() {
            self.wakes.recv_timeout(PATIENCE).expect("a worker wakes the window when it is done");
            self.workspace.poll();
        }
    }

    fn session(&self) -> &Session {
        self.workspace.session().unwrap()
    }

    fn n_open(&self) -> usize {
        self.session().tables.bubbles.len()
    }

    /// The topic with that place in the list.
    fn listed(&self, place: usize) -> TopicId {
        self.session().tables.listed[place]
    }

    fn n_documents(&self, topic: TopicId) -> u32 {
        self.session().tables.row(topic).unwrap().n_documents
    }

    /// The documents that are listed.
    #[track_caller]
    fn listing(&self) -> &Listing {
        let DocumentList::Ready(listing) = &self.workspace.detail().documents else {
            panic!("no documents are listed")
        };
        listing
    }

    fn notices(&self) -> Vec<(NoticeKind, String)> {
        self.workspace.notices().map(|notice| (notice.kind, notice.text.clone())).collect()
    }
}

fn open(path: PathBuf) -> Action {
    Action::Open(CorpusSource::Paths(vec![path]))
}

fn select(topics: &[TopicId]) -> Action {
    Action::Select(topics.to_vec(), SelectMode::Replace)
}

fn name(topic: TopicId, name: Option<&str>) -> Action {
    Action::Curate(Command::Rename { topic, name: name.map(str::to_owned) })
}
