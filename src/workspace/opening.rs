//! From a file or a run to the topics that are shown: what is asked of workers, and what is done with what they bring.

use std::sync::Arc;

use super::{Merging, Opened, Problems, Selection, Session, Workspace, pages, pulling, reading_words, saving};
use crate::analysis::{Analysis, Basis, RunParams};
use crate::cluster::Stop;
use crate::corpus::Corpus;
use crate::corpus::provenance::ReadOptions;
use crate::store::{Project, is_project};
use crate::tables::{Tables, TopicFilter};
use crate::topics::{History, TopicSet};
use crate::worker::{CorpusSource, Job, Worker, initial_topics};

impl Workspace {
    pub(super) fn open(&mut self, source: CorpusSource, options: ReadOptions) {
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
            _ => Job::Open { source: source.clone(), options: self.within_limits(&options) },
        };
        self.opening = Some((source, options));
        self.start(job);
    }

    /// Whether the files that the corpus came from can be read again: a project keeps only what was read.
    pub fn can_read_columns(&self) -> bool {
        let source = self.opened.as_ref().map(|opened| &opened.source);
        !matches!(source, Some(CorpusSource::Paths(paths)) if paths.iter().any(|path| is_project(path)))
    }

    /// Reads the same corpus again with another column as its text.
    pub(super) fn reopen(&mut self, text_column: String) {
        let Some(opened) = &self.opened else { return };
        if !self.can_read_columns() {
            return;
        }
        let mut options = opened.options.clone();
        options.roles.text = vec![text_column];
        self.open(opened.source.clone(), options);
    }

    pub(super) fn run(&mut self) {
        let Some(opened) = &self.opened else { return };
        if self.is_bringing() {
            self.notices.warn("The project is just being written: try again in a moment");
            return;
        }
        self.opening = None;
        let job = Job::Run {
            grouping: self.grouping.wanted,
            corpus: Arc::clone(&opened.corpus),
            params: Box::new(opened.params.clone()),
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

    pub(super) fn take_corpus(&mut self, corpus: Arc<Corpus>, source: CorpusSource, options: ReadOptions) {
        self.notices.clear();
        let problems = Problems::of(&corpus.warnings);
        match problems_sentence(&corpus, problems) {
            Some(told) if problems.are_notes_only() => self.notices.tell(told),
            Some(told) => self.notices.warn(told),
            None => {}
        }
        // Reading the same corpus anew, for another column, keeps how it is to be clustered.
        let known = self.opened.as_ref().filter(|opened| opened.source == source).map(|opened| opened.params.clone());
        let mut params = known.unwrap_or_else(|| RunParams::default_for(&corpus));
        if corpus.vectors.is_none() {
            params.basis = Basis::Words;
        }
        if let Some(words) = self.imported_words(&corpus) {
            params.vectorize = words;
        }
        self.opened = Some(Opened { corpus, source, options, params, vectorized: None, problems });
        self.session = None;
        self.leave_project();
        self.forget_views();
        if self.run_when_opened {
            self.run();
        }
    }

    pub(super) fn take_analysis(&mut self, analysis: Arc<Analysis>, tables: Tables) {
        self.notices.clear();
        if let Some(opened) = &mut self.opened {
            opened.vectorized = Some((analysis.params.vectorize.clone(), Arc::clone(&analysis.vectorized)));
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
        self.leave_project();
        let topics = initial_topics(&analysis);
        self.take_session(analysis, topics, History::default(), tables);
    }

    pub(super) fn take_project(&mut self, project: Project, tables: Tables, source: CorpusSource) {
        self.notices.clear();
        let Project { corpus, analysis, topics, history, view, store } = project;
        let CorpusSource::Paths(paths) = &source else { return };
        match &store {
            Ok(store) => store.wake_with(Arc::clone(&self.wake)),
            Err(reason) => self.notices.warn(format!("Opened to read only: {reason}")),
        }
        self.remember(paths[0].clone());
        self.leave_project();
        self.saving = saving::Saving::opened(store, &paths[0], view.clone());
        let problems = Problems::of(&corpus.warnings);
        self.opened = Some(Opened {
            corpus,
            params: analysis.params.clone(),
            vectorized: Some((analysis.params.vectorize.clone(), Arc::clone(&analysis.vectorized))),
            source,
            options: ReadOptions::default(),
            problems,
        });
        self.grouping.wanted = view.grouping;
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
            places_revision: revision,
        });
        self.forget_views();
        self.session_changed();
    }

    fn forget_views(&mut self) {
        self.selection = Selection::default();
        self.detail.reset();
        self.terms.reset();
        self.unpin_term();
        self.mapping.reset();
        self.merging = Merging::default();
        self.pages = pages::Pages::default();
        self.pulling = pulling::Pulling::default();
        self.reading_words = reading_words::ReadingWords::default();
        self.proposed_merge = None;
        self.drop_split();
        self.topic_filter = TopicFilter::default();
    }
}

/// What happened while a corpus was read, in a line, with the first of the gravest.
fn problems_sentence(corpus: &Corpus, problems: Problems) -> Option<String> {
    let (gravest, _) = problems.parts().next()?;
    let first = corpus.warnings.iter().find(|warning| warning.kind == gravest)?;
    let told = problems.sentence();
    Some(match problems.n_in_all() {
        1 => format!("Read with {told}: {first}"),
        _ => format!("Read with {told}; the first: {first}"),
    })
}
