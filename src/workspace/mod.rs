//! What the window shows and what it can do, without a window: the one owner of all state that is not on screen only.
//!
//! Panels read a `&Workspace` and send [`Action`]s; [`Workspace::perform`] carries them out, in order. Long work goes to a
//! [`Worker`] and comes back through [`Workspace::poll`]. The [`Tables`] are derived and can be thrown away.

mod action;
mod choosing;
mod comparing;
mod curation;
mod detail;
mod documents;
mod grouping;
pub mod importing;
mod listing;
mod map_layers;
mod mapping;
mod merging;
mod notices;
mod opening;
mod pages;
mod pair;
mod performing;
mod problems;
mod pulling;
pub mod reading;
mod reading_words;
pub mod report;
mod saving;
mod selection;
mod settings;
mod splitting;
mod term_table;
mod terms;
mod writing;

use std::path::PathBuf;
use std::sync::Arc;

pub use action::Action;
pub use detail::Detail;
pub use importing::{ImportAction, Importing};
pub use listing::{DocumentList, Line, Listing};
pub use map_layers::{DocumentDots, TopicLabel};
pub use mapping::{BubbleScale, ColourBy, Mapping};
pub use merging::{Merging, ProposedGroup};
pub use notices::{Notice, NoticeKind};
pub use pair::{PairTerm, TopicPair};
pub use problems::Problems;
pub use pulling::{PullingTerm, ShownPull};
pub use report::{Report, ReportOf};
pub use saving::SaveStatus;
pub use selection::{SelectMode, Selection};
pub use splitting::Splitting;
pub use term_table::{TermTable, percent};
pub use terms::{LitTerm, MOST_TERMS, N_TERMS, TermBar, Terms};

use crate::analysis::{Analysis, RunParams};
use crate::corpus::Corpus;
use crate::corpus::provenance::ReadOptions;
use crate::corpus::vectorizer::{VectorizeParams, Vectorized};
use crate::store::places::Places;
use crate::store::settings::Settings;
use crate::tables::{Tables, TopicFilter, TopicSort};
use crate::topics::{Group, History, TopicSet};
use crate::worker::{CorpusSource, JobProgress, Outcome, Wake, Worker};

pub struct Workspace {
    wake: Wake,
    /// Opening or running; one at a time.
    job: Option<Worker>,
    opened: Option<Opened>,
    session: Option<Session>,
    selection: Selection,
    detail: Detail,
    terms: Terms,
    merging: Merging,
    grouping: grouping::GroupingChoice,
    splitting: Splitting,
    term_light: terms::TermLight,
    comparing: comparing::Comparing,
    mapping: Mapping,
    proposed_merge: Option<Group>,
    saving: saving::Saving,
    pages: pages::Pages,
    pulling: pulling::Pulling,
    reading_words: reading_words::ReadingWords,
    places: Places,
    recent: Vec<PathBuf>,
    remembering: Option<Worker>,
    exporting: Option<Worker>,
    settings: settings::Keeper,
    writing: Vec<Worker>,
    notices: notices::Notices,
    topic_sort: TopicSort,
    topic_filter: TopicFilter,
    /// Whether the corpus that is being opened is to be clustered as soon as it is there.
    run_when_opened: bool,
    /// Revisions given to sessions so far: they keep growing, so that no view takes one session for another.
    last_revision: u64,
    /// The corpus that is being opened.
    opening: Option<(CorpusSource, ReadOptions)>,
    importing: Option<Importing>,
    keeping_choices: Option<Worker>,
    report: Option<Report>,
}

/// A corpus and how it is to be clustered.
struct Opened {
    corpus: Arc<Corpus>,
    source: CorpusSource,
    options: ReadOptions,
    params: RunParams,
    vectorized: Option<(VectorizeParams, Arc<Vectorized>)>,
    problems: Problems,
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
    /// Grows when topics stand elsewhere on the map without having changed.
    pub places_revision: u64,
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
            terms: Terms::default(),
            merging: Merging::default(),
            grouping: grouping::GroupingChoice::default(),
            splitting: Splitting::default(),
            term_light: terms::TermLight::default(),
            comparing: comparing::Comparing::default(),
            mapping: Mapping::default(),
            proposed_merge: None,
            saving: saving::Saving::default(),
            pages: pages::Pages::default(),
            pulling: pulling::Pulling::default(),
            reading_words: reading_words::ReadingWords::default(),
            places,
            recent,
            remembering: None,
            exporting: None,
            settings: settings::Keeper::default(),
            writing: Vec::new(),
            notices: notices::Notices::default(),
            topic_sort: TopicSort::default(),
            topic_filter: TopicFilter::default(),
            run_when_opened: false,
            last_revision: 0,
            opening: None,
            importing: None,
            keeping_choices: None,
            report: None,
        }
    }

    /// Begins with settings that were kept.
    pub fn with_settings(mut self, settings: Settings) -> Self {
        self.settings = settings::Keeper::new(settings);
        self
    }

    pub fn settings(&self) -> &Settings {
        self.settings.settings()
    }

    pub fn corpus(&self) -> Option<&Arc<Corpus>> {
        self.opened.as_ref().map(|opened| &opened.corpus)
    }

    /// What had to be repaired or left out while the corpus was read, or is worth a note.
    pub fn problems(&self) -> Problems {
        self.opened.as_ref().map(|opened| opened.problems).unwrap_or_default()
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

    /// The newest last.
    pub fn notices(&self) -> impl DoubleEndedIterator<Item = &Notice> + ExactSizeIterator {
        self.notices.iter()
    }

    pub fn topic_sort(&self) -> TopicSort {
        self.topic_sort
    }

    pub fn topic_filter(&self) -> &TopicFilter {
        &self.topic_filter
    }

    /// Whether topics may be missing in the list because of its filter.
    pub fn is_list_filtered(&self) -> bool {
        !self.topic_filter.is_empty()
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
            || self.pulling.is_pending()
            || self.reading_words.is_pending()
            || self.splitting.is_pending()
            || self.is_comparing()
            || self.is_relating()
            || self.mapping.is_pending()
            || self.is_saving()
            || self.remembering.is_some()
            || self.exporting.is_some()
            || self.settings.is_writing()
            || !self.writing.is_empty()
            || self.importing.as_ref().is_some_and(Importing::is_looking)
            || self.keeping_choices.is_some()
            || self.is_filtering_report()
    }

    /// Whether the job was asked to end and has not yet.
    pub fn is_cancelling(&self) -> bool {
        self.job.as_ref().is_some_and(Worker::is_cancelled)
    }

    /// Decisions that led to the present state.
    pub fn n_decisions(&self) -> usize {
        self.session.as_ref().map_or(0, |session| session.history.commands().len())
    }

    /// Takes in what the workers have finished. Cheap when they have not.
    pub fn poll(&mut self) {
        self.poll_documents();
        self.poll_pages();
        self.poll_pull();
        self.poll_reading_words();
        self.poll_split();
        self.poll_comparing();
        self.poll_relations();
        self.poll_mapping();
        self.poll_saving();
        self.poll_remembering();
        self.poll_export();
        self.poll_settings();
        self.poll_writing();
        self.poll_importing();
        self.poll_report();
        let Some(outcome) = self.job.as_ref().and_then(Worker::poll) else { return };
        self.job = None;
        let opening = self.opening.take();
        match outcome {
            Outcome::Opened(corpus) => {
                if let Some((source, options)) = opening {
                    self.take_corpus(corpus, source, options);
                    self.finish_import();
                }
            }
            Outcome::Analysed(analysis, tables) => self.take_analysis(analysis, *tables),
            Outcome::Loaded(project, tables) => {
                if let Some((source, _)) = opening {
                    self.take_project(*project, *tables, source);
                }
            }
            Outcome::Cancelled => {
                self.stop_import();
                self.notices.tell("Cancelled: nothing was changed");
            }
            Outcome::Failed(reason) => self.fail_opening(reason),
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
        self.importing = None;
        self.finish_keeping_choices();
        self.finish_writing();
        self.finish_saving();
        self.finish_settings();
    }

    /// Brings up to date what is derived from the topics, after they changed.
    fn session_changed(&mut self) {
        if let Some(session) = &mut self.session {
            session.tables.sort(self.topic_sort, &self.topic_filter);
            self.selection.retain(|id| session.topics.is_open(id));
            self.merging.update(session);
        }
        self.update_lit_term();
        self.follow_layers();
        self.refresh_detail();
        self.relate();
        self.update_pull();
    }

    fn sort_topics(&mut self, sort: TopicSort) {
        self.topic_sort = sort;
        if let Some(session) = &mut self.session {
            session.tables.sort(sort, &self.topic_filter);
        }
    }

    fn filter_topics(&mut self, filter: TopicFilter) {
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
