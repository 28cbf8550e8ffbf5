//! The import report: what was skipped, repaired, twice there or worth a note, and how the corpus was read.

use std::path::PathBuf;
use std::sync::Arc;

use super::reading::how_it_was_read;
use super::{Importing, Problems, Workspace};
use crate::corpus::Warning;
use crate::worker::{Job, NewFile, Outcome, ReportFilter, Reported, Worker, report_as_csv};

/// A report that is looked at.
pub struct Report {
    reported: Reported,
    problems: Problems,
    how_read: String,
    filter: ReportFilter,
    /// Places of what is listed; `None` lists everything.
    listed: Option<Arc<Vec<u32>>>,
    worker: Option<Worker>,
}

/// What has a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportOf {
    /// The corpus that is open.
    Corpus,
    /// The first documents of what is being imported.
    FirstDocuments,
}

impl Report {
    pub fn corpus_name(&self) -> &str {
        &self.reported.corpus().name
    }

    /// Whether it tells of the first documents only.
    pub fn is_of_first(&self) -> bool {
        matches!(&self.reported, Reported::First(inspection) if !inspection.complete)
    }

    pub fn n_in_all(&self) -> usize {
        self.reported.corpus().warnings.len()
    }

    pub fn problems(&self) -> Problems {
        self.problems
    }

    /// How the corpus was read, in lines.
    pub fn how_read(&self) -> &str {
        &self.how_read
    }

    pub fn filter(&self) -> &ReportFilter {
        &self.filter
    }

    pub fn n_listed(&self) -> usize {
        self.listed.as_ref().map_or(self.n_in_all(), |listed| listed.len())
    }

    /// What stands in a line of the list.
    pub fn line(&self, line: usize) -> Option<&Warning> {
        let place = match &self.listed {
            Some(listed) => *listed.get(line)? as usize,
            None => line,
        };
        self.reported.corpus().warnings.get(place)
    }
}

impl Workspace {
    /// The report that is open.
    pub fn report(&self) -> Option<&Report> {
        self.report.as_ref()
    }

    pub(super) fn show_report(&mut self, of: ReportOf) {
        let reported = match of {
            ReportOf::Corpus => self.opened.as_ref().map(|opened| Reported::Whole(Arc::clone(&opened.corpus))),
            ReportOf::FirstDocuments => {
                let importing = self.importing.as_ref();
                importing.and_then(|importing| importing.inspection()).map(|seen| Reported::First(Arc::clone(seen)))
            }
        };
        let Some(reported) = reported else { return };
        let params = match of {
            ReportOf::Corpus => self.opened.as_ref().map(|opened| &opened.params.vectorize),
            ReportOf::FirstDocuments => self.importing.as_ref().map(Importing::params),
        };
        let corpus = reported.corpus();
        self.report = Some(Report {
            problems: Problems::of(&corpus.warnings),
            how_read: how_it_was_read(corpus, params),
            filter: ReportFilter::default(),
            listed: None,
            worker: None,
            reported,
        });
    }

    pub(super) fn close_report(&mut self) {
        self.report = None;
    }

    pub(super) fn filter_report(&mut self, filter: ReportFilter) {
        let Some(report) = &mut self.report else { return };
        report.filter = filter;
        report.worker = None;
        if report.filter == ReportFilter::default() {
            report.listed = None;
            return;
        }
        let job = Job::FilterReport(report.reported.clone(), report.filter.clone());
        match Worker::start(job, Arc::clone(&self.wake)) {
            Ok(worker) => report.worker = Some(worker),
            Err(error) => self.notices.warn(format!("Cannot filter in the background: {error}")),
        }
    }

    pub(super) fn poll_report(&mut self) {
        let Some(report) = &mut self.report else { return };
        let Some(outcome) = report.worker.as_ref().and_then(Worker::poll) else { return };
        report.worker = None;
        if let Outcome::ReportFiltered(listed) = outcome {
            report.listed = Some(listed);
        }
    }

    pub(super) fn is_filtering_report(&self) -> bool {
        self.report.as_ref().is_some_and(|report| report.worker.is_some())
    }

    pub(super) fn save_report(&mut self, path: PathBuf) {
        let Some(report) = &self.report else { return };
        let content = report_as_csv(report.reported.clone());
        self.write_file(NewFile { path, what: "import report", content });
    }
}
