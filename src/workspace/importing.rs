//! The import assistant: how files shall be read, and what comes of it, before they are read whole.
//!
//! A change throws away the look that is on its way, and a new one begins with the next frame: what is typed fast is
//! looked at once. The corpus that is open stays until the new one is read.

use std::path::PathBuf;
use std::sync::Arc;

use super::Workspace;
use crate::corpus::Corpus;
use crate::corpus::provenance::ReadOptions;
use crate::corpus::vectorizer::VectorizeParams;
use crate::corpus::word_preview::WordPreview;
use crate::import::Inspection;
use crate::store::choices::Choices;
use crate::store::is_project;
use crate::words::params::KoreanAnalyser;
use crate::worker::{CorpusSource, Job, LearnedWord, Outcome, Worker};

#[derive(Clone, Debug, PartialEq)]
pub enum ImportAction {
    /// Asks how these files are to be read. A project needs no such question and is opened.
    Begin(CorpusSource),
    /// Asks how the open corpus is to be read, and what its words are.
    BeginAgain,
    SetOptions(Box<ReadOptions>),
    SetParams(Box<VectorizeParams>),
    /// Takes a folder with a dictionary for Korean.
    TakeDictionary(PathBuf),
    /// Leaves everything to what suits the corpus.
    ResetToGuesses,
    /// Lists the words that were learned.
    LearnWords,
    /// Reads the files, or takes the words alone if nothing else was changed.
    Accept,
    /// What was open stays.
    Leave,
}

/// How a corpus is going to be read.
pub struct Importing {
    source: CorpusSource,
    name: String,
    options: ReadOptions,
    params: VectorizeParams,
    /// Whether words were chosen, and do not go by what suits the corpus.
    params_chosen: bool,
    /// The corpus that is open, if the question is about it.
    open: Option<OpenCorpus>,
    are_of_last_time: bool,
    inspection: Option<Arc<Inspection>>,
    preview: Option<Arc<WordPreview>>,
    learned: Option<Arc<Vec<LearnedWord>>>,
    /// Why the files cannot be read like this.
    problem: Option<String>,
    /// Why there are no words.
    words_problem: Option<String>,
    recall: Task,
    inspect: Task,
    preview_words: Task,
    learn: Task,
    /// Whether the files are being read.
    is_accepted: bool,
    /// Grows with everything that is new to look at.
    revision: u64,
}

/// How the open corpus was read.
struct OpenCorpus {
    corpus: Arc<Corpus>,
    options: ReadOptions,
    /// A project keeps only what was read.
    has_files: bool,
}

/// Work that is to be begun, is going on, or neither.
#[derive(Default)]
struct Task {
    is_due: bool,
    worker: Option<Worker>,
}

impl Task {
    /// Begins anew with the next frame; what is going on is thrown away.
    fn ask(&mut self) {
        *self = Self { is_due: true, worker: None };
    }

    fn is_pending(&self) -> bool {
        self.is_due || self.worker.is_some()
    }

    fn poll(&mut self) -> Option<Outcome> {
        let outcome = self.worker.as_ref()?.poll()?;
        self.worker = None;
        Some(outcome)
    }
}

impl Importing {
    fn new(source: CorpusSource) -> Self {
        let name = match &source {
            CorpusSource::Sample => "the sample".to_owned(),
            CorpusSource::Paths(paths) => name_of(paths),
        };
        Self {
            source,
            name,
            options: ReadOptions::default(),
            params: VectorizeParams::default_for(&Corpus::default()),
            params_chosen: false,
            open: None,
            are_of_last_time: false,
            inspection: None,
            preview: None,
            learned: None,
            problem: None,
            words_problem: None,
            recall: Task::default(),
            inspect: Task::default(),
            preview_words: Task::default(),
            learn: Task::default(),
            is_accepted: false,
            revision: 0,
        }
    }

    /// What is imported, for people.
    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn options(&self) -> &ReadOptions {
        &self.options
    }

    /// What the words will be.
    pub fn params(&self) -> &VectorizeParams {
        &self.params
    }

    /// Whether the files can be read another way.
    pub fn has_files(&self) -> bool {
        self.open.as_ref().is_none_or(|open| open.has_files)
    }

    /// Whether to accept means to read files, and not to take other words for what was read.
    pub fn reads_files(&self) -> bool {
        self.open.as_ref().is_none_or(|open| open.has_files && open.options != self.options)
    }

    /// Whether anything is chosen otherwise than it is guessed.
    pub fn differs_from_guesses(&self) -> bool {
        self.params_chosen || (self.has_files() && self.options != ReadOptions::default())
    }

    /// Whether everything is as it was chosen when these files were read last.
    pub fn are_of_last_time(&self) -> bool {
        self.are_of_last_time
    }

    /// The first documents, as they are read with the latest options that worked.
    pub fn inspection(&self) -> Option<&Arc<Inspection>> {
        self.inspection.as_ref()
    }

    /// What becomes of the words of the first documents.
    pub fn preview(&self) -> Option<&Arc<WordPreview>> {
        self.preview.as_ref()
    }

    pub fn learned(&self) -> Option<&Arc<Vec<LearnedWord>>> {
        self.learned.as_ref()
    }

    /// Why the files cannot be read like this.
    pub fn problem(&self) -> Option<&str> {
        self.problem.as_deref()
    }

    pub fn words_problem(&self) -> Option<&str> {
        self.words_problem.as_deref()
    }

    /// Whether first documents, words or learned words are on their way.
    pub fn is_looking(&self) -> bool {
        [&self.recall, &self.inspect, &self.preview_words, &self.learn].iter().any(|task| task.is_pending())
    }

    pub fn is_inspecting(&self) -> bool {
        self.recall.is_pending() || self.inspect.is_pending()
    }

    pub fn is_learning(&self) -> bool {
        self.learn.is_pending()
    }

    /// Whether the files are being read.
    pub fn is_accepted(&self) -> bool {
        self.is_accepted
    }

    /// Whether they can be read like this, as far as is known.
    pub fn can_accept(&self) -> bool {
        !self.is_accepted && self.problem.is_none() && self.inspection.is_some() && !self.is_inspecting()
    }

    /// Grows with everything that is new to look at.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    pub(super) fn choices(&self) -> Choices {
        let options = if self.has_files() { self.options.clone() } else { ReadOptions::default() };
        Choices { options, params: self.params_chosen.then(|| self.params.clone()) }
    }

    fn look_at_words(&mut self) {
        self.preview_words.ask();
        if self.learned.is_some() || self.learn.is_pending() {
            self.learn.ask();
        }
    }
}

/// `reviews.csv and 2 others`.
fn name_of(paths: &[PathBuf]) -> String {
    let [first, others @ ..] = paths else { return String::new() };
    let name = first.file_name().unwrap_or(first.as_os_str()).to_string_lossy();
    match others.len() {
        0 => name.into_owned(),
        1 => format!("{name} and 1 other"),
        n => format!("{name} and {n} others"),
    }
}

impl Workspace {
    /// The import assistant, while it is open.
    pub fn importing(&self) -> Option<&Importing> {
        self.importing.as_ref()
    }

    pub(super) fn import(&mut self, action: ImportAction) {
        match action {
            ImportAction::Begin(source) => return self.begin_import(source),
            ImportAction::BeginAgain => return self.begin_import_again(),
            ImportAction::Accept => return self.accept_import(),
            ImportAction::Leave => {
                self.importing = None;
                self.close_report();
                return;
            }
            _ => {}
        }
        let Some(importing) = self.importing.as_mut().filter(|importing| !importing.is_accepted) else { return };
        match action {
            ImportAction::SetOptions(options) => {
                if importing.has_files() && importing.options != *options {
                    importing.options = *options;
                    importing.are_of_last_time = false;
                    importing.inspect.ask();
                }
            }
            ImportAction::SetParams(params) => importing.choose(*params),
            ImportAction::TakeDictionary(folder) => {
                let mut params = importing.params.clone();
                params.words.korean.analyser = KoreanAnalyser::Folder(folder);
                importing.choose(params);
            }
            ImportAction::ResetToGuesses => {
                importing.params_chosen = false;
                importing.are_of_last_time = false;
                if importing.has_files() {
                    importing.options = ReadOptions::default();
                    importing.inspect.ask();
                } else if let Some(inspection) = &importing.inspection {
                    importing.params = VectorizeParams::default_for(&inspection.corpus);
                    importing.look_at_words();
                }
            }
            ImportAction::LearnWords => importing.learn.ask(),
            ImportAction::Begin(_) | ImportAction::BeginAgain | ImportAction::Accept | ImportAction::Leave => {}
        }
    }

    fn begin_import(&mut self, source: CorpusSource) {
        if let CorpusSource::Paths(paths) = &source
            && paths.iter().any(|path| is_project(path))
        {
            self.importing = None;
            self.open(source, ReadOptions::default());
            return;
        }
        self.notices.clear();
        self.close_report();
        let mut importing = Importing::new(source);
        match importing.source {
            CorpusSource::Sample => importing.inspect.ask(),
            CorpusSource::Paths(_) => importing.recall.ask(),
        }
        self.importing = Some(importing);
        self.begin_looking();
    }

    fn begin_import_again(&mut self) {
        let Some(opened) = &self.opened else { return };
        let has_files = self.can_read_columns();
        let mut importing = Importing::new(opened.source.clone());
        importing.name.clone_from(&opened.corpus.name);
        importing.options = opened.options.clone();
        importing.params = opened.params.vectorize.clone();
        importing.params_chosen = opened.params.vectorize != VectorizeParams::default_for(&opened.corpus);
        importing.open =
            Some(OpenCorpus { corpus: Arc::clone(&opened.corpus), options: opened.options.clone(), has_files });
        importing.inspect.ask();
        self.close_report();
        self.importing = Some(importing);
        self.begin_looking();
    }

    fn accept_import(&mut self) {
        let Some(importing) = self.importing.as_mut().filter(|importing| importing.can_accept()) else { return };
        let (source, options) = (importing.source.clone(), importing.options.clone());
        if importing.reads_files() {
            self.open(source, options);
            if let Some(importing) = &mut self.importing {
                importing.is_accepted = self.opening.is_some();
            }
            return;
        }
        let params = importing.params.clone();
        let choices = importing.has_files().then(|| importing.choices());
        self.importing = None;
        self.close_report();
        let Some(opened) = &mut self.opened else { return };
        if opened.params.vectorize != params {
            opened.params.vectorize = params;
            if self.session.is_some() {
                self.announce("The words are chosen anew: the next run goes by them".to_owned());
            }
        }
        if let Some(choices) = choices {
            self.keep_choices(source, choices);
        }
    }

    /// The words that the assistant asked about, for the corpus that it had read.
    pub(super) fn imported_words(&self, corpus: &Corpus) -> Option<VectorizeParams> {
        let importing = self.importing.as_ref().filter(|importing| importing.is_accepted)?;
        Some(if importing.params_chosen { importing.params.clone() } else { VectorizeParams::default_for(corpus) })
    }

    /// The files that the assistant asked about were read.
    pub(super) fn finish_import(&mut self) {
        let Some(importing) = self.importing.take_if(|importing| importing.is_accepted) else { return };
        self.close_report();
        self.keep_choices(importing.source.clone(), importing.choices());
    }

    /// The files are not read, because somebody cancelled that.
    pub(super) fn stop_import(&mut self) {
        if let Some(importing) = &mut self.importing {
            importing.is_accepted = false;
        }
    }

    /// Something could not be opened: if the assistant began it, it tells why.
    pub(super) fn fail_opening(&mut self, reason: String) {
        match self.importing.as_mut().filter(|importing| importing.is_accepted) {
            Some(importing) => {
                importing.is_accepted = false;
                importing.problem = Some(reason);
                importing.revision += 1;
            }
            None => self.notices.warn(reason),
        }
    }

    fn keep_choices(&mut self, source: CorpusSource, choices: Choices) {
        let CorpusSource::Paths(paths) = source else { return };
        let job = Job::KeepChoices(self.places.clone(), paths, Box::new(choices));
        // One after the other, so that the last to write has the latest.
        if let Some(before) = self.keeping_choices.take() {
            before.wait();
        }
        self.keeping_choices = Worker::start(job, Arc::clone(&self.wake)).ok();
    }

    pub(super) fn poll_importing(&mut self) {
        if let Some(outcome) = self.keeping_choices.as_ref().and_then(Worker::poll) {
            self.keeping_choices = None;
            if let Outcome::Failed(reason) = outcome {
                self.notices.warn(reason);
            }
        }
        if let Some(importing) = &mut self.importing {
            importing.take_outcomes();
        }
        self.begin_looking();
    }

    pub(super) fn finish_keeping_choices(&mut self) {
        if let Some(worker) = self.keeping_choices.take() {
            worker.wait();
        }
    }

    /// Begins what is due.
    fn begin_looking(&mut self) {
        let known = self.opened.as_ref().and_then(|opened| opened.vectorized.clone());
        let Some(importing) = &mut self.importing else { return };
        let wake = &self.wake;
        let start = |task: &mut Task, job: Job| {
            task.is_due = false;
            match Worker::start(job, Arc::clone(wake)) {
                Ok(worker) => {
                    task.worker = Some(worker);
                    None
                }
                Err(error) => Some(format!("Cannot look at the files in the background: {error}")),
            }
        };
        let mut refused = None;
        if importing.recall.is_due
            && let CorpusSource::Paths(paths) = &importing.source
        {
            refused = start(&mut importing.recall, Job::RecallChoices(self.places.clone(), paths.clone()));
        }
        if importing.inspect.is_due && !importing.recall.is_pending() {
            let job = match importing.open.as_ref().filter(|open| !open.has_files) {
                Some(open) => Job::Excerpt(Arc::clone(&open.corpus)),
                None => Job::Inspect { source: importing.source.clone(), options: importing.options.clone() },
            };
            refused = start(&mut importing.inspect, job);
        }
        if let Some(inspection) = importing.inspection.as_ref().filter(|_| !importing.inspect.is_pending()) {
            if importing.preview_words.is_due {
                let (corpus, params) = (Arc::clone(inspection), importing.params.clone());
                refused = start(&mut importing.preview_words, Job::PreviewWords { corpus, params });
            }
            if importing.learn.is_due {
                let (corpus, params) = (Arc::clone(inspection), importing.params.clone());
                let is_open = importing.open.as_ref().is_some_and(|open| open.options == importing.options);
                let is_learned = |params: &VectorizeParams| params.words.korean.analyser == KoreanAnalyser::Learned;
                let known = known.filter(|(params, _)| is_open && is_learned(params)).map(|(_, known)| known);
                refused = start(&mut importing.learn, Job::LearnWords { known, corpus, params });
            }
        }
        if refused.is_some() {
            importing.problem = refused;
        }
    }
}

impl Importing {
    fn choose(&mut self, params: VectorizeParams) {
        if self.params == params {
            return;
        }
        let learns_otherwise = self.params.words.korean.analyser != params.words.korean.analyser;
        self.params = params;
        self.params_chosen = true;
        self.are_of_last_time = false;
        self.preview_words.ask();
        if learns_otherwise {
            self.learned = None;
            self.learn = Task::default();
        }
    }

    fn take_outcomes(&mut self) {
        if let Some(outcome) = self.recall.poll() {
            if let Outcome::ChoicesRecalled(Some(choices)) = outcome {
                let Choices { options, params } = *choices;
                self.options = options;
                self.are_of_last_time = true;
                if let Some(params) = params {
                    self.params = params;
                    self.params_chosen = true;
                }
            }
            self.inspect.ask();
        }
        match self.inspect.poll() {
            Some(Outcome::Inspected(inspection)) => {
                if !self.params_chosen {
                    self.params = VectorizeParams::default_for(&inspection.corpus);
                }
                self.inspection = Some(inspection);
                self.problem = None;
                self.revision += 1;
                self.look_at_words();
            }
            Some(Outcome::Failed(reason)) => {
                self.problem = Some(reason);
                self.revision += 1;
            }
            _ => {}
        }
        match self.preview_words.poll() {
            Some(Outcome::WordsPreviewed(preview)) => {
                self.preview = Some(preview);
                self.words_problem = None;
                self.revision += 1;
            }
            Some(Outcome::Failed(reason)) => {
                self.preview = None;
                self.words_problem = Some(reason);
                self.revision += 1;
            }
            _ => {}
        }
        match self.learn.poll() {
            Some(Outcome::WordsLearned(words)) => self.learned = Some(words),
            Some(Outcome::Failed(reason)) => self.words_problem = Some(reason),
            _ => {}
        }
    }
}
