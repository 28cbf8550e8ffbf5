//! What can be done with a project without a window: export, info, replay.

use std::cell::RefCell;
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context as _, bail};
use serde_json::json;

use super::arguments::{ExportArguments, InfoArguments, ReplayArguments};
use super::ignore_closed_pipe;
use super::terminal::TerminalMonitor;
use crate::export::project::{Exported, document_ids, export_project};
use crate::store::{Project, Save, is_project, open_project, read_project};
use crate::tables::Tables;
use crate::topics::keywords::automatic_name;
use crate::topics::merge_tree::Grouping;
use crate::topics::replay::{DecisionLog, ReplayReport, Target, replay as replay_log};
use crate::topics::{Change, Command, History, NewStep, Sentences, TopicId, TopicSet};
use crate::worker::now_ms;

pub(super) fn export(arguments: &ExportArguments) -> anyhow::Result<()> {
    let monitor = TerminalMonitor::new();
    let project = look(&arguments.project, &monitor)?;
    let tables = Tables::new(&project.analysis, &project.topics, project.view.grouping);
    let Project { corpus, analysis, topics, history, .. } = &project;
    export_project(&arguments.out, &Exported { corpus, analysis, topics, history, tables: &tables }, &monitor)?;
    monitor.clear();
    let n_topics = topics.open().count();
    eprintln!("{} documents in {n_topics} topics written to {}", corpus.documents.len(), arguments.out.display());
    Ok(())
}

pub(super) fn info(arguments: &InfoArguments) -> anyhow::Result<()> {
    let monitor = TerminalMonitor::new();
    let project = look(&arguments.project, &monitor)?;
    monitor.clear();
    let Project { corpus, analysis, topics, history, .. } = &project;
    let clustering = &analysis.clustering;
    let mut out = std::io::stdout().lock();
    if arguments.json {
        let info = json!({
            "corpus": corpus.name,
            "documents": corpus.documents.len(),
            "unassigned": clustering.n_unassigned(),
            "terms": analysis.vectorized.rows.n_cols(),
            "nonzeros": analysis.vectorized.rows.nnz(),
            "clusters": clustering.n_clusters(),
            "by": analysis.params.basis.name(),
            "vector_columns": corpus.vectors.as_ref().map(|vectors| vectors.n_cols),
            "topics": topics.open().count(),
            "trashed": topics.trashed().count(),
            "decisions": history.done().len(),
            "steps": history.n_steps(),
            "objective": clustering.objective,
            "parameters": analysis.params,
            "warnings": corpus.warnings.len(),
            "bytes": std::fs::metadata(&arguments.project).map(|metadata| metadata.len()).ok(),
        });
        return Ok(ignore_closed_pipe(writeln!(out, "{info}"))?);
    }
    let lines = [
        format!("corpus: {}", corpus.name),
        format!("documents: {} (unassigned: {})", corpus.documents.len(), clustering.n_unassigned()),
        format!("terms: {}", analysis.vectorized.rows.n_cols()),
        format!(
            "clusters: {}, by {}, mean cosine: {:.4}",
            clustering.n_clusters(),
            analysis.params.basis.name(),
            clustering.objective
        ),
        format!("topics: {} (in the trash: {})", topics.open().count(), topics.trashed().count()),
        format!("decisions: {} (steps in the history: {})", history.done().len(), history.n_steps()),
        history.undo_sentence().map_or("nothing was decided yet".to_owned(), |last| format!("last: {last}")),
    ];
    Ok(ignore_closed_pipe(writeln!(out, "{}", lines.join("\n")))?)
}

/// Does decisions again, each kept before the next: a line a step, printed when it is on disk.
pub(super) fn replay(arguments: &ReplayArguments) -> anyhow::Result<()> {
    let monitor = TerminalMonitor::new();
    let log = read_log(&arguments.log, &monitor)?;
    let Project { corpus, analysis, mut topics, mut history, store, .. } = open(&arguments.on, &monitor)?;
    monitor.clear();
    let store = match store {
        Ok(store) => store,
        Err(reason) => bail!("Cannot write to the project: {reason}: {}", arguments.on.display()),
    };
    let ids = document_ids(&corpus)?;
    let tables = Tables::new(&analysis, &topics, Grouping::default());
    let leaves = RefCell::new(tables.leaves().clone());
    let sentence = |topics: &TopicSet, command: &Command| {
        let profile = |id: TopicId| leaves.borrow().sum_of(&topics.leaves_of(id));
        let automatic = |id: TopicId| {
            let vocabulary = &analysis.vectorized.vocabulary;
            automatic_name(&profile(id), tables.background(), tables.ignored(), vocabulary)
        };
        let name = |id: TopicId| topics.get(id).and_then(|topic| topic.name.clone()).unwrap_or_else(|| automatic(id));
        Sentences { topics, name: &name, n_documents: &|id| profile(id).n_documents }.of(command)
    };
    let mut failure = None;
    let mut done = |topics: &TopicSet, history: &History, change: &Change, step: NewStep| {
        leaves.borrow_mut().follow(&change.moved, &analysis.vectorized.rows);
        if failure.is_some() {
            return;
        }
        let line = format!("{}  {}", step.id.0, step.sentence);
        store.save(Save::decision(topics, history, change, Some(step)));
        let state = store.flush();
        if !state.is_saved() {
            failure = Some(state.failure.unwrap_or_else(|| "the writer has ended".to_owned()));
        }
        if failure.is_none() && !arguments.json {
            // The lines are for who watches; the project does not depend on them.
            drop(ignore_closed_pipe(writeln!(std::io::stdout(), "{line}")));
        }
    };
    let (topics, history) = (&mut topics, &mut history);
    let mut target = Target { topics, history, done: &mut done, sentence: &sentence, at_ms: now_ms() };
    let report = replay_log(&log, &ids, &mut target);
    if let Some(reason) = failure {
        bail!("Cannot save: {reason}: {}", arguments.on.display());
    }
    print_report(&report, arguments.json)
}

fn print_report(report: &ReplayReport, json: bool) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    if json {
        let report = serde_json::to_string(report)?;
        return Ok(ignore_closed_pipe(writeln!(out, "{report}"))?);
    }
    let mut lines = vec![format!(
        "Done: {} of {} steps, {} of them in part ({} documents of the log are in this corpus)",
        report.n_done,
        report.n_steps,
        report.partly.len(),
        report.n_shared_documents
    )];
    lines.extend(report.partly.iter().map(|(sentence, lost)| format!("In part: {sentence}: {lost}")));
    lines.extend(report.not_done.iter().map(|(sentence, reason)| format!("Not done: {sentence}: {reason}")));
    Ok(ignore_closed_pipe(writeln!(out, "{}", lines.join("\n")))?)
}

/// The decisions of a project file, of a `project.json`, or of the log in it alone.
fn read_log(path: &Path, monitor: &TerminalMonitor) -> anyhow::Result<DecisionLog> {
    if is_project(path) {
        let Project { corpus, analysis, topics, history, .. } = look(path, monitor)?;
        let labels = &analysis.clustering.labels;
        return Ok(DecisionLog::new(corpus.name.clone(), document_ids(&corpus)?, labels, &topics, &history));
    }
    let told = || format!("Cannot read the decisions: {}", path.display());
    let text = std::fs::read_to_string(path).with_context(told)?;
    let mut content: serde_json::Value = serde_json::from_str(&text).with_context(told)?;
    if let Some(decisions) = content.get_mut("decisions") {
        content = decisions.take();
    }
    let log: DecisionLog = serde_json::from_value(content).with_context(told)?;
    if log.format != DecisionLog::FORMAT || log.version > DecisionLog::VERSION {
        let (format, version) = (&log.format, log.version);
        bail!("Not a log of decisions that this version knows (“{format}”, version {version}): {}", path.display());
    }
    Ok(log)
}

fn look(path: &Path, monitor: &TerminalMonitor) -> anyhow::Result<Project> {
    read_project(path, monitor).with_context(|| format!("Cannot open {}", path.display()))
}

fn open(path: &Path, monitor: &TerminalMonitor) -> anyhow::Result<Project> {
    open_project(path, monitor).with_context(|| format!("Cannot open {}", path.display()))
}
