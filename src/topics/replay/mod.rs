//! Decisions done again on another clustering of the same corpus, or of a newer one.
//!
//! Topics are matched by the documents that they share, at the moment of each decision: the log is done again on the
//! clustering that it was made for, beside the other one, so that it is known which documents a topic held then. A merge
//! is done again by its outcome: what is mostly made of the documents that were merged comes together, however many
//! topics that are here.

mod translation;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::{Change, Command, History, NewStep, Origin, Patch, StepId, TopicSet};
use crate::cluster::ClusterId;
use crate::corpus::DocId;
use translation::Translation;

/// Topics match if they share at least this part of the documents that either of them holds (Jaccard index), counted over
/// the documents that both corpora have.
pub const LEAST_OVERLAP: f64 = 0.5;

/// A merge that reaches less than this part of the documents that it merged counts as done in part.
const MOST_OF_A_MERGE: f64 = 0.8;

/// Everything that was decided, and what it was decided about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DecisionLog {
    /// Always "mungchi decisions".
    pub format: String,
    pub version: u32,
    pub corpus: String,
    pub n_clusters: usize,
    /// The documents' own names, in the order of the corpus.
    pub documents: Vec<String>,
    /// For each document its cluster.
    pub clusters: Vec<Option<u32>>,
    /// The steps that led to the state that was written down, first to last.
    pub steps: Vec<LoggedStep>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LoggedStep {
    pub id: StepId,
    /// Milliseconds since 1970, UTC.
    pub at_ms: u64,
    pub sentence: String,
    pub command: Command,
    pub patch: Patch,
}

impl DecisionLog {
    pub const FORMAT: &str = "mungchi decisions";
    pub const VERSION: u32 = 1;

    /// What led to the present state; `labels` are the clusters of the documents, `documents` their own names.
    pub fn new(
        corpus: String,
        documents: Vec<String>,
        labels: &[Option<ClusterId>],
        topics: &TopicSet,
        history: &History,
    ) -> Self {
        // Back at the start, every step holds the patch that does it.
        let (mut topics, mut at_start) = (topics.clone(), history.clone());
        at_start.travel(&mut topics, StepId::START);
        let logged = |&id: &StepId| {
            let step = at_start.step(id)?;
            Some(LoggedStep {
                id,
                at_ms: step.at_ms,
                sentence: step.sentence.clone(),
                command: step.command.clone(),
                patch: step.patch().clone(),
            })
        };
        Self {
            format: Self::FORMAT.to_owned(),
            version: Self::VERSION,
            corpus,
            n_clusters: topics.iter().filter(|(_, topic)| matches!(topic.origin, Origin::Cluster(_))).count(),
            documents,
            clusters: labels.iter().map(|label| label.map(|cluster| cluster.0)).collect(),
            steps: history.done().iter().filter_map(logged).collect(),
        }
    }
}

/// What could be done again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ReplayReport {
    pub n_steps: usize,
    pub n_done: usize,
    /// Steps that were done in part, and steps that were not done: what was decided, and why it is not as it was.
    pub partly: Vec<(String, String)>,
    pub not_done: Vec<(String, String)>,
    /// Documents of the log that the other corpus has too.
    pub n_shared_documents: usize,
}

/// The other side: where decisions are done again.
pub struct Target<'a> {
    pub topics: &'a mut TopicSet,
    pub history: &'a mut History,
    /// Called after each step that was done.
    pub done: &'a mut dyn FnMut(&TopicSet, &History, &Change, NewStep),
    /// The sentence of a command that is about to be done.
    pub sentence: &'a dyn Fn(&TopicSet, &Command) -> String,
    pub at_ms: u64,
}

/// Does the decisions of `log` again; `document_ids` are the own names of the target's documents.
pub fn replay(log: &DecisionLog, document_ids: &[String], target: &mut Target<'_>) -> ReplayReport {
    let labels: Vec<Option<ClusterId>> = log.clusters.iter().map(|label| label.map(ClusterId)).collect();
    let mut source = TopicSet::new(log.n_clusters, &labels);
    let matches = match_documents(&log.documents, document_ids);
    let mut report = ReplayReport {
        n_steps: log.steps.len(),
        n_shared_documents: matches.iter().flatten().count(),
        ..ReplayReport::default()
    };
    let mut target_steps: FxHashMap<StepId, StepId> = FxHashMap::default();
    for step in &log.steps {
        let outcome = match &step.command {
            Command::Revert(reverted) => match target_steps.get(reverted) {
                Some(&known) => {
                    let done = target.history.revert(target.topics, known, target.at_ms);
                    done.map(|done| (done, Vec::new())).map_err(|error| error.to_string())
                }
                None => Err("the step that it undoes was not done".to_owned()),
            },
            command => do_again(&source, &matches, command, target),
        };
        match outcome {
            Ok(((change, new), lost)) => {
                target_steps.insert(step.id, new.id);
                (target.done)(target.topics, target.history, &change, new);
                report.n_done += 1;
                if !lost.is_empty() {
                    report.partly.push((step.sentence.clone(), lost.join("; ")));
                }
            }
            Err(reason) => report.not_done.push((step.sentence.clone(), reason)),
        }
        source.swap(step.patch.clone());
    }
    report
}

fn do_again(
    source: &TopicSet,
    matches: &[Option<DocId>],
    command: &Command,
    target: &mut Target<'_>,
) -> Result<((Change, NewStep), Vec<String>), String> {
    let (command, lost) = Translation::new(source, target.topics, matches, command).translate(command)?;
    let sentence = (target.sentence)(target.topics, &command);
    let done = target.history.perform(target.topics, command, sentence, target.at_ms);
    done.map(|done| (done, lost)).map_err(|error| error.to_string())
}

/// For each document of the log the one with the same name; of several with one name the first goes to the first, and so on.
fn match_documents(source: &[String], target: &[String]) -> Vec<Option<DocId>> {
    let mut waiting: FxHashMap<&str, Vec<DocId>> = FxHashMap::default();
    for (row, id) in target.iter().enumerate().rev() {
        waiting.entry(id).or_default().push(DocId(row as u32));
    }
    source.iter().map(|id| waiting.get_mut(id.as_str()).and_then(Vec::pop)).collect()
}
