//! What the window shows and what it can do, without a window: the one owner of all state that is not on screen only.
//!
//! Panels read a `&Workspace` and send [`Action`]s; [`Workspace::perform`] carries them out, in order. Long work goes to a
//! [`Worker`] and comes back through [`Workspace::poll`]. The [`Tables`] are derived and can be thrown away.

mod action;
mod comparing;
mod curation;
mod detail;
mod merging;
mod notices;
mod pages;
mod saving;
mod selection;
mod splitting;

use std::path::PathBuf;
use std::sync::Arc;

pub use action::Action;
pub use detail::{Detail, DocumentList, Listing, TermBar};
pub use merging::{Merging, ProposedGroup};
pub use notices::{Notice, NoticeKind};
pub use saving::SaveStatus;
pub use selection::{SelectMode, Selection};
pub use splitting::Splitting;

use crate::analysis::{Analysis, RunParams};
use crate::cluster::Stop;
use crate::corpus::vectorizer::{VectorizeParams, Vectorized};
use crate::corpus::{Corpus, ReadOptions};
use crate::store::places::Places;
use crate::store::{Project, is_project};
use crate::tables::{Tables, TopicSort};
use crate::topics::{Group, History, TopicSet};
use crate::worker::{CorpusSource, Job, JobProgress, Outcome, Wake, Worker, initial_topics};

pub struct Workspace {
    wake: Wake,
    /// Opening or running; one at a time.
    job: Option<Worker>,
    opened: Option<Opened>,
    session: Option<Session>,
    selection: Selection,
    detail: Detail,
    merging: Merging,
    splitting: Splitting,
    comparing: comparing::Comparing,
    proposed_merge: Option<Group>,
    saving: saving::Saving,
    pages: pages::Pages,
    places: Places,
    recent: Vec<PathBuf>,
    remembering: Option<Worker>,
    exporting: Option<Worker>,
    notices: notices::Notices,
    topic_sort: TopicSort,
    topic_filter: String,
    /// Whether the corpus that is being opened is to be clustered as soon as it is there.
    run_when_opened: bool,
    /// Revisions given to sessions so far: they keep growing, so that no view takes one session for another.
    last_revision: u64,
    /// The corpus that is being opened.
    opening: Option<(CorpusSource, ReadOptions)>,
}

/// A corpus and how it is to be clustered.
struct Opened {
    corpus: Arc<Corpus>,
    source: CorpusSource,
    options: ReadOptions,
    params: RunParams,
    vectorized: Option<(VectorizeParams, Arc<Vectorized>)>,
}

/// A clustering and its curation.
pub struct Session {
    pub analysis: Arc<Analysis>,
    pub topics: TopicSet,
    pub history: History,
    pub tables: Tables,
    /// The revision that the session began with: tells one clustering from another.
    pub first_revision: u64,
    /// Grows with every change of the topics: who caches what is drawn from them compares it.
    pub revision: u64,
    /// Grows when documents find another home.
    pub homes_revision: u64,
}

/// What the program is doing.
pub enum Activity {
    Idle,
    Opening(JobProgress),
    Running(JobProgress),
}

impl Workspace {
    /// Projects are made in `places`; `recent` ones were open lately.
    pub fn new(wake: Wake, places: Places, recent: Vec<PathBuf>) -> Self {
        Self {
            wake,
            job: None,
            opened: None,
            session: None,
            selection: Selection::default(),
            detail: Detail::default(),
            merging: Merging::default(),
            splitting: Splitting::default(),
            comparing: comparing::Comparing::default(),
            proposed_merge: None,
            saving: saving::Saving::default(),
            pages: pages::Pages::default(),
            places,
            recent,
            remembering: None,
            exporting: None,
            notices: notices::Notices::default(),
            topic_sort: TopicSort::default(),
            topic_filter: String::new(),
            run_when_opened: false,
            last_revision: 0,
            opening: None,
        }
    }

    pub fn corpus(&self) -> Option<&Arc<Corpus>> {
        self.opened.as_ref().map(|opened| &opened.corpus)
    }

    /// How the next run will cluster the corpus.
    pub fn params(&self) -> Option<&RunParams> {
        self.opened.as_ref().map(|opened| &opened.params)
    }

    pub fn session(&self) -> Option<&Session> {
        self.session.as_ref()
    }

    pub fn selection(&self) -> &Selection {
        &self.selection
    }

    pub fn detail(&self) -> &Detail {
        &self.detail
    }

    pub fn merging(&self) -> &Merging {
        &self.merging
    }

    pub fn notices(&self) -> impl Iterator<Item = &Notice> {
        self.notices.iter()
    }

    pub fn topic_sort(&self) -> TopicSort {
        self.topic_sort
    }

    pub fn topic_filter(&self) -> &str {
        &self.topic_filter
    }

    pub fn activity(&self) -> Activity {
        match (&self.job, &self.opening) {
            (None, _) => Activity::Idle,
            (Some(job), Some(_)) => Activity::Opening(job.progress()),
            (Some(job), None) => Activity::Running(job.progress()),
        }
    }

    pub fn is_busy(&self) -> bool {
        self.job.is_some()
    }

    /// Whether anything at all goes on beside the window.
    pub fn is_working(&self) -> bool {
        self.is_busy()
            || self.detail.is_pending()
            || self.is_fetching()
            || self.splitting.is_pending()
            || self.is_comparing()
            || self.is_saving()
            || self.remembering.is_some()
            || self.exporting.is_some()
    }

    /// Whether the job was asked to end and has not yet.
    pub fn is_cancelling(&self) -> bool {
        self.job.as_ref().is_some_and(Worker::is_cancelled)
    }

    /// Decisions that led to the present state.
    pub fn n_decisions(&self) -> usize {
        self.session.as_ref().map_or(0, |session| session.history.commands().len())
    }

    /// Carries out what the researcher asked for.
    pub fn perform(&mut self, action: Action) {
        // What a run or a corpus brings replaces the topics: a decision made meanwhile would be lost unasked.
        if self.is_busy() && action.changes_topics() {
            return;
        }
        match action {
            Action::Open(source) => self.open(source, ReadOptions::default()),
            Action::ReadColumn(column) => self.reopen(column),
            Action::SetParams(params) => {
                if let Some(opened) = &mut self.opened {
                    opened.params = params;
                }
            }
            Action::Run => self.run(),
            Action::Cancel => {
                if let Some(job) = &self.job {
                    job.cancel();
                } else {
                    self.cancel_saving();
                }
            }
            Action::Select(topics, mode) => self.select(&topics, mode),
            Action::Hover(topics) => self.hover(topics),
            Action::Curate(command) => self.curate(command),
            Action::MergeSelected => self.merge_selected(),
            Action::TakeSelectedApart => self.take_selected_apart(),
            Action::TrashSelected => self.trash_selected(),
            Action::ProposeMerge(members) => self.propose_merge(&members),
            Action::TurnMerge => self.turn_merge(),
            Action::AcceptMerge => self.accept_merge(),
            Action::DropMerge => self.proposed_merge = None,
            Action::ProposeSplit(how) => self.propose_split(how),
            Action::AcceptSplit => self.accept_split(),
            Action::DropSplit => self.drop_split(),
            Action::Undo => self.undo(),
            Action::Redo => self.redo(),
            Action::CompareWithStart => self.compare_with_start(),
            Action::Travel(step) => self.travel(step),
            Action::Revert(step) => self.revert(step),
            Action::SaveAs(path) => self.save_as(path),
            Action::SaveCopy(path) => self.save_copy(path),
            Action::Compact => self.compact(),
            Action::Export(folder) => self.export(folder),
            Action::SetThreshold(threshold) => self.set_threshold(threshold),
            Action::ExceptFromGroups(topic, excepted) => {
                if let Some(session) = &self.session {
                    self.merging.except(topic, excepted, session);
                }
            }
            Action::MergeGroups => self.merge_groups(),
            Action::SetRelevance(lambda) => self.set_relevance(lambda),
            Action::ReadDocument(place) => self.detail.read(place),
            Action::ChooseDocument(document, mode) => self.detail.choose(document, mode),
            Action::MoveChosen(to) => self.move_chosen(to),
            Action::SplitChosen => self.split_chosen(),
            Action::NeedDocuments(ids) => self.need_documents(ids),
            Action::Search(query) => self.search(query),
            Action::SortTopics(sort) => self.sort_topics(sort),
            Action::FilterTopics(filter) => self.filter_topics(filter),
            Action::Tell(text) => self.notices.warn(text),
            Action::DismissNotices => self.notices.clear(),
        }
    }

    /// Takes in what the workers have finished. Cheap when they have not.
    pub fn poll(&mut self) {
        self.poll_documents();
        self.poll_pages();
        self.poll_split();
        self.poll_comparing();
        self.poll_saving();
        self.poll_remembering();
        self.poll_export();
        let Some(outcome) = self.job.as_ref().and_then(Worker::poll) else { return };
        self.job = None;
        let opening = self.opening.take();
        match outcome {
            Outcome::Opened(corpus) => {
                if let Some((source, options)) = opening {
                    self.take_corpus(corpus, source, options);
                }
            }
            Outcome::Analysed(analysis, tables) => self.take_analysis(analysis, *tables),
            Outcome::Loaded(project, tables) => {
                if let Some((source, _)) = opening {
                    self.take_project(*project, *tables, source);
                }
            }
            Outcome::Cancelled => self.notices.tell("Cancelled: nothing was changed"),
            Outcome::Failed(reason) => self.notices.warn(reason),
            // What other workers do comes to those who asked for it.
            _ => {}
        }
    }

    /// Ends all work; for the end of the program.
    pub fn shut_down(&mut self) {
        if let Some(job) = self.job.take() {
            job.stop();
        }
        self.detail.stop();
        self.finish_saving();
    }

    fn open(&mut self, source: CorpusSource, options: ReadOptions) {
        if self.is_bringing() {
            self.notices.warn("The project is just being written: try again in a moment");
            return;
        }
        if let CorpusSource::Paths(paths) = &source
            && paths.len() == 1
            && self.project_path() == Some(paths[0].as_path())
        {
            self.notices.clear();
            self.notices.tell("This project is open already");
            return;
        }
        self.run_when_opened = source == CorpusSource::Sample;
        let job = match &source {
            CorpusSource::Paths(paths) if paths.len() == 1 && is_project(&paths[0]) => Job::Load(paths[0].clone()),
            _ => Job::Open { source: source.clone(), options: options.clone() },
        };
        self.opening = Some((source, options));
        self.start(job);
    }

    /// Reads the same corpus again with another column as its text.
    fn reopen(&mut self, text_column: String) {
        let Some(opened) = &self.opened else { return };
        let options = ReadOptions { text_column: Some(text_column), ..opened.options.clone() };
        self.open(opened.source.clone(), options);
    }

    fn run(&mut self) {
        let Some(opened) = &self.opened else { return };
        if self.is_bringing() {
            self.notices.warn("The project is just being written: try again in a moment");
            return;
        }
        self.opening = None;
        let job = Job::Run {
            corpus: Arc::clone(&opened.corpus),
            params: opened.params,
            vectorized: opened.vectorized.clone(),
        };
        self.start(job);
    }

    fn start(&mut self, job: Job) {
        self.notices.clear();
        // Dropping the previous job cancels it; its outcome is never asked for.
        match Worker::start(job, Arc::clone(&self.wake)) {
            Ok(worker) => self.job = Some(worker),
            Err(error) => {
                self.job = None;
                self.opening = None;
                self.notices.warn(format!("Cannot start work in the background: {error}"));
            }
        }
    }

    fn take_corpus(&mut self, corpus: Arc<Corpus>, source: CorpusSource, options: ReadOptions) {
        self.notices.clear();
        if !corpus.warnings.is_empty() {
            self.notices.warn(warnings_sentence(&corpus));
        }
        // Reading the same corpus anew, for another column, keeps how it is to be clustered.
        let known = self.opened.as_ref().filter(|opened| opened.source == source).map(|opened| opened.params);
        let params = known.unwrap_or_else(|| RunParams::default_for(&corpus));
        self.opened = Some(Opened { corpus, source, options, params, vectorized: None });
        self.session = None;
        self.saving = saving::Saving::default();
        self.forget_views();
        if self.run_when_opened {
            self.run();
        }
    }

    fn take_analysis(&mut self, analysis: Arc<Analysis>, tables: Tables) {
        self.notices.clear();
        if let Some(opened) = &mut self.opened {
            opened.vectorized = Some((analysis.params.vectorize, Arc::clone(&analysis.vectorized)));
        }
        let n_decisions = self.n_decisions();
        if analysis.clustering.stop == Stop::Cancelled && n_decisions > 0 {
            self.notices.tell("Cancelled: the topics are as they were");
            return;
        }
        for notice in analysis.notices() {
            self.notices.tell(notice);
        }
        if let Some(path) = self.project_path().filter(|_| n_decisions > 0) {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            self.notices.tell(format!("The topics before stay in {name}; the new ones get a project of their own"));
        }
        self.saving = saving::Saving::default();
        let topics = initial_topics(&analysis);
        self.take_session(analysis, topics, History::default(), tables);
    }

    fn take_project(&mut self, project: Project, tables: Tables, source: CorpusSource) {
        self.notices.clear();
        let Project { corpus, analysis, topics, history, view, store } = project;
        let CorpusSource::Paths(paths) = &source else { return };
        match &store {
            Ok(store) => store.wake_with(Arc::clone(&self.wake)),
            Err(reason) => self.notices.warn(format!("Opened to read only: {reason}")),
        }
        self.remember(paths[0].clone());
        self.saving = saving::Saving::opened(store, &paths[0], view.clone());
        self.opened = Some(Opened {
            corpus,
            params: analysis.params,
            vectorized: Some((analysis.params.vectorize, Arc::clone(&analysis.vectorized))),
            source,
            options: ReadOptions::default(),
        });
        self.take_session(analysis, topics, history, tables);
        self.set_relevance(view.relevance);
        self.set_threshold(view.threshold);
    }

    fn take_session(&mut self, analysis: Arc<Analysis>, topics: TopicSet, history: History, tables: Tables) {
        self.last_revision += 1;
        let revision = self.last_revision;
        self.session = Some(Session {
            analysis,
            topics,
            history,
            tables,
            first_revision: revision,
            revision,
            homes_revision: revision,
        });
        self.forget_views();
        self.session_changed();
    }

    fn forget_views(&mut self) {
        self.selection = Selection::default();
        self.detail.reset();
        self.merging = Merging::default();
        self.pages = pages::Pages::default();
        self.proposed_merge = None;
        self.drop_split();
        self.topic_filter.clear();
    }

    /// Brings up to date what is derived from the topics, after they changed.
    fn session_changed(&mut self) {
        if let Some(session) = &mut self.session {
            session.tables.sort(self.topic_sort, &self.topic_filter);
            self.selection.retain(|id| session.topics.is_open(id));
            self.merging.update(session);
        }
        self.refresh_detail();
    }

    fn sort_topics(&mut self, sort: TopicSort) {
        self.topic_sort = sort;
        if let Some(session) = &mut self.session {
            session.tables.sort(sort, &self.topic_filter);
        }
    }

    fn filter_topics(&mut self, filter: String) {
        self.topic_filter = filter;
        if let Some(session) = &mut self.session {
            session.tables.sort(self.topic_sort, &self.topic_filter);
        }
    }

    fn set_threshold(&mut self, threshold: f64) {
        if let Some(session) = &self.session {
            self.merging.set_threshold(threshold, session);
        }
    }
}

/// What happened while a corpus was read, in a line.
fn warnings_sentence(corpus: &Corpus) -> String {
    match &corpus.warnings[..] {
        [only] => format!("Read with 1 warning: {only}"),
        [first, ..] => format!("Read with {} warnings, the first: {first}", corpus.warnings.len()),
        [] => String::new(),
    }
}
