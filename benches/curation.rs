//! How long the window waits for a decision: `cargo bench --bench curation -- PROJECT.mungchi`.
//!
//! Works on a copy beside the project, through the same [`Workspace`] as the window and without drawing. Each figure is the
//! median of several repetitions, from the action to everything that the panels draw being ready; what is on disk then is told
//! by "saved".

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use mungchi::store::places::Places;
use mungchi::topics::{Command, TopicId};
use mungchi::worker::{CorpusSource, SplitHow};
use mungchi::workspace::{Action, SaveStatus, SelectMode, Workspace};

const REPETITIONS: usize = 9;

/// Parts of a split topic.
const N_PARTS: usize = 3;

fn main() {
    let Some(project) = std::env::args().skip(1).find(|argument| !argument.starts_with("--")) else {
        println!("Usage: cargo bench --bench curation -- PROJECT.mungchi");
        return;
    };
    let copy = PathBuf::from(format!("{project}.bench.mungchi"));
    std::fs::copy(&project, &copy).expect("the project can be copied");
    Bench::new(&copy).run();
    std::fs::remove_file(&copy).expect("the copy can be removed");
}

struct Bench {
    workspace: Workspace,
    wakes: Receiver<()>,
}

impl Bench {
    fn new(path: &Path) -> Self {
        let (sender, wakes) = channel();
        let wake = move || {
            // Nobody waits at the end.
            sender.send(()).ok();
        };
        let places = Places::inside(&std::env::temp_dir().join("mungchi-bench"));
        let mut bench = Self { workspace: Workspace::new(Arc::new(wake), places, Vec::new()), wakes };
        let began = Instant::now();
        bench.workspace.perform(Action::Open(CorpusSource::Paths(vec![path.to_owned()])));
        bench.settle(Workspace::is_busy);
        tell("open", &[began.elapsed()]);
        bench
    }

    /// Takes in what workers do until `is_going_on` no more.
    fn settle(&mut self, is_going_on: impl Fn(&Workspace) -> bool) {
        self.workspace.poll();
        while is_going_on(&self.workspace) {
            self.wakes.recv_timeout(Duration::from_mins(1)).expect("work comes to an end");
            self.workspace.poll();
        }
    }

    fn time(&mut self, action: Action) -> Duration {
        let began = Instant::now();
        self.workspace.perform(action);
        began.elapsed()
    }

    /// The topics of the list, the largest first.
    fn listed(&self) -> Vec<TopicId> {
        self.workspace.session().expect("a project is open").tables.listed.clone()
    }

    fn run(&mut self) {
        let session = self.workspace.session().expect("a project is open");
        println!("{} documents, {} topics", session.topics.n_documents(), session.tables.listed.len());
        let listed = self.listed();
        let (a, b) = (listed[0], listed[1]);
        self.repeat("merge", "undo", |bench, _| {
            bench.workspace.perform(Action::Select(vec![a, b], SelectMode::Replace));
            Action::MergeSelected
        });
        self.repeat("rename", "undo", |_, n| {
            Action::Curate(Command::Rename { topic: a, name: Some(format!("name {n}")) })
        });
        self.repeat("trash", "undo", |_, _| Action::Curate(Command::Trash(vec![b])));
        self.repeat("ignore a term", "undo", |_, _| {
            Action::Curate(Command::IgnoreTerms(vec!["영화".to_owned(), "model".to_owned()]))
        });
        self.split(nearest_to(10_000, &listed, self));
        self.saved();
        self.search();
        self.history();
    }

    /// Times an action and its undoing.
    fn repeat(&mut self, name: &str, undo_name: &str, action: impl Fn(&mut Self, usize) -> Action) {
        let (mut done, mut undone) = (Vec::new(), Vec::new());
        for n in 0..REPETITIONS {
            let action = action(self, n);
            done.push(self.time(action));
            self.settle(Workspace::is_working);
            undone.push(self.time(Action::Undo));
            self.settle(Workspace::is_working);
        }
        tell(name, &done);
        tell(&format!("  {undo_name}"), &undone);
    }

    fn split(&mut self, topic: TopicId) {
        let n_documents = self.workspace.session().and_then(|it| it.tables.row(topic)).map_or(0, |row| row.n_documents);
        let (mut proposed, mut accepted, mut undone) = (Vec::new(), Vec::new(), Vec::new());
        for seed in 0..REPETITIONS as u64 {
            self.workspace.perform(Action::Select(vec![topic], SelectMode::Replace));
            self.settle(Workspace::is_working);
            let began = Instant::now();
            self.workspace.perform(Action::ProposeSplit(SplitHow::IntoParts { n_parts: N_PARTS, seed }));
            self.settle(|workspace| workspace.splitting().is_pending());
            proposed.push(began.elapsed());
            accepted.push(self.time(Action::AcceptSplit));
            self.settle(Workspace::is_working);
            undone.push(self.time(Action::Undo));
            self.settle(Workspace::is_working);
        }
        tell(&format!("split of {n_documents} documents into {N_PARTS}: preview"), &proposed);
        tell("  carried out", &accepted);
        tell("  undo", &undone);
    }

    fn saved(&mut self) {
        let topic = self.listed()[0];
        let mut times = Vec::new();
        for n in 0..REPETITIONS {
            let began = Instant::now();
            self.workspace.perform(Action::Curate(Command::Rename { topic, name: Some(format!("saved {n}")) }));
            self.settle(|workspace| !matches!(workspace.save_status(), SaveStatus::Saved));
            times.push(began.elapsed());
        }
        tell("rename until it is on disk", &times);
    }

    fn search(&mut self) {
        for query in ["영화", "영", "movie", "zzzzz", "of the"] {
            let began = Instant::now();
            self.workspace.perform(Action::Search(query.to_owned()));
            let revision = self.workspace.detail().documents_revision;
            self.settle(|workspace| {
                workspace.detail().documents_revision == revision && workspace.detail().is_pending()
            });
            let first = began.elapsed();
            self.settle(|workspace| workspace.detail().is_pending());
            println!(
                "{:<56} {:>9.1} ms, all after {:.0} ms",
                format!("search “{query}”: first hits"),
                ms(first),
                ms(began.elapsed())
            );
        }
    }

    /// Thousands of steps, and a way back to the start and to the end again.
    fn history(&mut self) {
        let topic = self.listed()[0];
        let n_steps = 3000;
        let began = Instant::now();
        for n in 0..n_steps {
            self.workspace.perform(Action::Curate(Command::Rename { topic, name: Some(format!("step {n}")) }));
        }
        tell(&format!("one of {n_steps} renames"), &[began.elapsed() / n_steps]);
        let end = self.workspace.session().expect("a project is open").history.current();
        let back = self.time(Action::Travel(mungchi::topics::StepId::START));
        tell(&format!("back over {n_steps} steps"), &[back]);
        let forth = self.time(Action::Travel(end));
        tell("  and forth", &[forth]);
        self.settle(Workspace::is_working);
    }
}

fn nearest_to(n_documents: u32, topics: &[TopicId], bench: &Bench) -> TopicId {
    let tables = &bench.workspace.session().expect("a project is open").tables;
    let distance = |id: &&TopicId| tables.row(**id).map_or(u32::MAX, |row| row.n_documents.abs_diff(n_documents));
    *topics.iter().min_by_key(distance).expect("a project has topics")
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// The median and the longest.
fn tell(name: &str, times: &[Duration]) {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    let median = sorted[sorted.len() / 2];
    println!("{name:<56} {:>9.1} ms (at most {:.1})", ms(median), ms(sorted[sorted.len() - 1]));
}
