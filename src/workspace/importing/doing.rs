//! What is done about the import assistant: begun, looked at, accepted, left.

use std::sync::Arc;

use super::{ImportAction, Importing, OpenCorpus, Task};
use crate::corpus::Corpus;
use crate::corpus::provenance::{Limits, ReadOptions};
use crate::corpus::vectorizer::VectorizeParams;
use crate::store::choices::Choices;
use crate::store::is_project;
use crate::words::params::KoreanAnalyser;
use crate::worker::{CorpusSource, Job, Outcome, Worker};
use crate::workspace::Workspace;

impl Workspace {
    /// The import assistant, while it is open.
    pub fn importing(&self) -> Option<&Importing> {
        self.importing.as_ref()
    }

    pub(in crate::workspace) fn import(&mut self, action: ImportAction) {
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
        let mut importing = Importing::new(source, self.settings().limits);
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
        let mut importing = Importing::new(opened.source.clone(), self.settings().limits);
        importing.name.clone_from(&opened.corpus.name);
        importing.options = opened.options.clone();
        importing.params = opened.params.vectorize.clone();
        importing.params_chosen = opened.params.vectorize != VectorizeParams::default_for(&opened.corpus);
        importing.open =
            Some(OpenCorpus { corpus: Arc::clone(&opened.corpus), options: opened.options.clone(), has_files });
        // What was read at once, with the guesses, may have been read otherwise before.
        if has_files && !importing.params_chosen && opened.options == ReadOptions::default() {
            importing.recall.ask();
        } else {
            importing.inspect.ask();
        }
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

    /// Files are looked at anew if the limits of the settings changed meanwhile.
    pub(in crate::workspace) fn read_within(&mut self, limits: Limits) {
        let Some(importing) = self.importing.as_mut().filter(|importing| importing.limits != limits) else { return };
        importing.limits = limits;
        if importing.has_files() && !importing.is_accepted {
            importing.inspect.ask();
            self.begin_looking();
        }
    }

    /// The words that the assistant asked about, for the corpus that it had read.
    pub(in crate::workspace) fn imported_words(&self, corpus: &Corpus) -> Option<VectorizeParams> {
        let importing = self.importing.as_ref().filter(|importing| importing.is_accepted)?;
        Some(if importing.params_chosen { importing.params.clone() } else { VectorizeParams::default_for(corpus) })
    }

    /// The files that the assistant asked about were read.
    pub(in crate::workspace) fn finish_import(&mut self) {
        let Some(importing) = self.importing.take_if(|importing| importing.is_accepted) else { return };
        self.close_report();
        self.keep_choices(importing.source.clone(), importing.choices());
    }

    /// The files are not read, because somebody cancelled that.
    pub(in crate::workspace) fn stop_import(&mut self) {
        if let Some(importing) = &mut self.importing {
            importing.is_accepted = false;
        }
    }

    /// Something could not be opened: if the assistant began it, it tells why.
    pub(in crate::workspace) fn fail_opening(&mut self, reason: String) {
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

    pub(in crate::workspace) fn poll_importing(&mut self) {
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

    pub(in crate::workspace) fn finish_keeping_choices(&mut self) {
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
                None => Job::Inspect {
                    source: importing.source.clone(),
                    options: ReadOptions { limits: importing.limits, ..importing.options.clone() },
                },
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
