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
mod listing;
mod map_layers;
mod mapping;
mod merging;
mod notices;
mod opening;
mod pages;
mod pair;
mod pulling;
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
pub use listing::{DocumentList, Line, Listing};
pub use map_layers::{DocumentDots, TopicLabel};
pub use mapping::{BubbleScale, ColourBy, Mapping};
pub use merging::{Merging, ProposedGroup};
pub use notices::{Notice, NoticeKind};
pub use pair::{PairTerm, TopicPair};
pub use pulling::{PullingTerm, ShownPull};
pub use saving::SaveStatus;
pub use selection::{SelectMode, Selection};
pub use splitting::Splitting;
pub use term_table::{TermTable, percent};
pub use terms::{LitTerm, MOST_TERMS, N_TERMS, TermBar, Terms};

use crate::analysis::{Analysis, RunParams};
use crate::corpus::vectorizer::{VectorizeParams, Vectorized};
use crate::corpus::{Corpus, ReadOptions};
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
            || self.splitting.is_pending()
            || self.is_comparing()
            || self.is_relating()
            || self.mapping.is_pending()
            || self.is_saving()
            || self.remembering.is_some()
            || self.exporting.is_some()
            || self.settings.is_writing()
            || !self.writing.is_empty()
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
            Action::SelectUpTo(topic, mode) => self.select_up_to(topic, mode),
            Action::Hover(topics) => self.hover(topics),
            Action::HoverTerm(term) => self.hover_term(term),
            Action::PinTerm(term) => self.pin_term(term),
            Action::UnpinTerm => self.unpin_term(),
            Action::LayOut(kind) => self.lay_out(kind),
            Action::StopLayingOut => self.stop_laying_out(),
            Action::SpreadOverlaps(scale) => self.spread_overlaps(scale),
            Action::UnspreadOverlaps => self.unspread_overlaps(),
            Action::ColourMap(colour_by) => self.colour_map(colour_by),
            Action::ShowDots(shown) => self.show_dots(shown),
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
            Action::WriteFile(file) => self.write_file(file),
            Action::SetThreshold(threshold) => self.set_threshold(threshold),
            Action::SetGrouping(grouping) => self.set_grouping(grouping),
            Action::ExceptFromGroups(topic, excepted) => {
                if let Some(session) = &self.session {
                    self.merging.except(topic, excepted, session);
                }
            }
            Action::MergeGroups => self.merge_groups(),
            Action::SetRelevance(lambda) => self.set_relevance(lambda),
            Action::SetTermScore(score) => self.set_term_score(score),
            Action::ListTerms(n) => self.list_terms(n),
            Action::ReadDocument(place) => self.read(place),
            Action::ChooseDocument(document, mode) => self.choose(document, mode),
            Action::ChooseRange(from, to) => self.choose_range(from, to),
            Action::ChooseAllDocuments => self.choose_all(),
            Action::SortDocuments(sort) => self.sort_documents(sort),
            Action::FoldDuplicates(folds) => self.fold_duplicates(folds),
            Action::Unfold(place) => self.unfold(place),
            Action::MoveChosen(to) => self.move_chosen(to),
            Action::SplitChosen => self.split_chosen(),
            Action::NeedDocuments(ids) => self.need_documents(ids),
            Action::Search(query) => self.search(query),
            Action::SortTopics(sort) => self.sort_topics(sort),
            Action::FilterTopics(filter) => self.filter_topics(filter),
            Action::Tell(text) => self.notices.warn(text),
            Action::TellDone(text) => self.announce(text),
            Action::DismissNotices => self.notices.clear(),
            Action::Set(setting) => self.set(setting),
        }
    }

    /// Takes in what the workers have finished. Cheap when they have not.
    pub fn poll(&mut self) {
        self.poll_documents();
        self.poll_pages();
        self.poll_pull();
        self.poll_split();
        self.poll_comparing();
        self.poll_relations();
        self.poll_mapping();
        self.poll_saving();
        self.poll_remembering();
        self.poll_export();
        self.poll_settings();
        self.poll_writing();
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
