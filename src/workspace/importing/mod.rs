//! The import assistant: how files shall be read, and what comes of it, before they are read whole.
//!
//! A change throws away the look that is on its way, and a new one begins with the next frame: what is typed fast is
//! looked at once. The corpus that is open stays until the new one is read.

mod doing;

use std::path::PathBuf;
use std::sync::Arc;

use super::Problems;
use crate::corpus::Corpus;
use crate::corpus::provenance::{Limits, ReadOptions};
use crate::corpus::vectorizer::VectorizeParams;
use crate::corpus::word_preview::WordPreview;
use crate::import::Inspection;
use crate::store::choices::Choices;
use crate::worker::{CorpusSource, LearnedWord, Outcome, Worker};

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
    /// What files may cost; the `options` have none of their own.
    limits: Limits,
    /// Whether words were chosen, and do not go by what suits the corpus.
    params_chosen: bool,
    /// The corpus that is open, if the question is about it.
    open: Option<OpenCorpus>,
    are_of_last_time: bool,
    inspection: Option<Arc<Inspection>>,
    problems: Problems,
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
    fn new(source: CorpusSource, limits: Limits) -> Self {
        let name = match &source {
            CorpusSource::Sample => "the sample".to_owned(),
            CorpusSource::Paths(paths) => name_of(paths),
        };
        Self {
            source,
            name,
            options: ReadOptions::default(),
            params: VectorizeParams::default_for(&Corpus::default()),
            limits,
            params_chosen: false,
            open: None,
            are_of_last_time: false,
            inspection: None,
            problems: Problems::default(),
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
        let differs =
            |open: &OpenCorpus| open.options != self.options || open.corpus.provenance.options.limits != self.limits;
        self.open.as_ref().is_none_or(|open| open.has_files && differs(open))
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

    /// What went wrong with the first documents.
    pub fn problems(&self) -> Problems {
        self.problems
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

    fn choices(&self) -> Choices {
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
                self.problems = Problems::of(&inspection.corpus.warnings);
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
