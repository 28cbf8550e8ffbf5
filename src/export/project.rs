//! A curated project as tables for spreadsheets and one JSON file for programs.

use std::path::Path;

use serde::Serialize;
use serde_json::json;

use super::csv_file::{CsvFile, text};
use super::{ExportError, write_file};
use crate::analysis::Analysis;
use crate::corpus::{Corpus, DocId};
use crate::progress::Monitor;
use crate::tables::Tables;
use crate::topics::keywords::{proportion_keywords, relevant_terms};
use crate::topics::profile::Profile;
use crate::topics::ranking::fits;
use crate::topics::replay::DecisionLog;
use crate::topics::{History, TopicId, TopicSet};

/// What is exported.
pub struct Exported<'a> {
    pub corpus: &'a Corpus,
    pub analysis: &'a Analysis,
    pub topics: &'a TopicSet,
    pub history: &'a History,
    pub tables: &'a Tables,
}

/// Terms of each topic in `keywords.csv`.
const N_KEYWORDS: usize = 30;

/// The λ of the relevance in `keywords.csv`, the customary one.
const LAMBDA: f64 = 0.6;

/// Writes `documents.csv`, `topics.csv`, `keywords.csv` and `project.json` into `folder`, which is made if it is not there.
pub fn export_project(folder: &Path, exported: &Exported<'_>, monitor: &dyn Monitor) -> Result<(), ExportError> {
    super::make_folder(folder)?;
    exported.write_documents(&folder.join("documents.csv"), monitor)?;
    exported.write_topics(&folder.join("topics.csv"))?;
    exported.write_keywords(&folder.join("keywords.csv"))?;
    let log = exported.decision_log(&folder.join("project.json"))?;
    exported.write_json(&folder.join("project.json"), &log)
}

impl Exported<'_> {
    /// Topics on the map and in the trash, the largest first.
    fn outermost(&self) -> Vec<TopicId> {
        let mut topics: Vec<TopicId> = self.topics.open().chain(self.topics.trashed()).collect();
        let n_documents = |id: TopicId| self.tables.row(id).map_or(0, |row| row.n_documents);
        topics.sort_by_key(|&id| (std::cmp::Reverse(n_documents(id)), id));
        topics
    }

    fn write_documents(&self, path: &Path, monitor: &dyn Monitor) -> Result<(), ExportError> {
        let outermost = self.topics.outermost_of_all();
        let topic_of = |document: DocId| self.topics.home(document).and_then(|home| outermost[home.index()]);
        let profiles: Vec<(TopicId, &Profile)> =
            self.topics.open().filter_map(|id| Some((id, &**self.tables.profile(id)?))).collect();
        let fits = fits(&self.analysis.vectorized.rows, &topic_of, &profiles, monitor)?;
        let mut file = CsvFile::create(path)?;
        file.write(["id", "title", "label", "cluster", "topic", "topic name", "similarity", "margin"])?;
        let mut written = Ok(());
        let visited = self.corpus.documents.visit(0..self.corpus.documents.len(), &mut |id, document| {
            if written.is_err() {
                return;
            }
            let topic = topic_of(id);
            let fit = fits[id.index()];
            written = file.write([
                text(document.id),
                text(document.heading()),
                text(document.label.unwrap_or_default()),
                self.analysis.clustering.labels[id.index()]
                    .map_or(String::new(), |cluster| (cluster.0 + 1).to_string()),
                topic.map_or(String::new(), |topic| topic.to_string()),
                topic.map_or(String::new(), |topic| text(self.tables.name(topic))),
                fit.map_or(String::new(), |fit| format!("{:.4}", fit.similarity)),
                fit.map_or(String::new(), |fit| format!("{:.4}", fit.margin)),
            ]);
        });
        written?;
        visited.map_err(|error| ExportError::of(path, std::io::Error::other(error)))?;
        file.finish()
    }

    fn write_topics(&self, path: &Path) -> Result<(), ExportError> {
        let mut file = CsvFile::create(path)?;
        file.write([
            "topic",
            "name",
            "named by",
            "documents",
            "clusters",
            "cohesion",
            "in trash",
            "locked",
            "tags",
            "note",
            "keywords",
            "made of clusters",
        ])?;
        for id in self.outermost() {
            let (Some(topic), Some(row)) = (self.topics.get(id), self.tables.row(id)) else { continue };
            let leaves: Vec<String> = self.topics.leaves_of(id).iter().map(ToString::to_string).collect();
            let yes = |is: bool| if is { "yes".to_owned() } else { String::new() };
            file.write([
                id.to_string(),
                text(&row.name),
                if row.is_named { "researcher" } else { "keywords" }.to_owned(),
                row.n_documents.to_string(),
                row.n_clusters.to_string(),
                format!("{:.4}", row.cohesion),
                yes(!self.topics.is_open(id)),
                yes(topic.locked),
                text(&row.tags.join("; ")),
                text(&topic.note),
                text(&row.key_terms),
                leaves.join(" "),
            ])?;
        }
        file.finish()
    }

    fn write_keywords(&self, path: &Path) -> Result<(), ExportError> {
        let vocabulary = &self.analysis.vectorized.vocabulary;
        let (background, ignored) = (self.tables.background(), self.tables.ignored());
        let mut file = CsvFile::create(path)?;
        file.write([
            "topic",
            "topic name",
            "rank",
            "term",
            "relevance",
            "proportion",
            "documents in topic",
            "documents",
        ])?;
        for id in self.topics.open() {
            let Some(profile) = self.tables.profile(id) else { continue };
            let proportions = proportion_keywords(profile, background, ignored, N_KEYWORDS);
            let proportion =
                |term| proportions.iter().find(|keyword| keyword.term == term).map(|keyword| keyword.score);
            let terms = relevant_terms(profile, background, ignored, LAMBDA, N_KEYWORDS);
            for (rank, keyword) in terms.iter().enumerate() {
                file.write([
                    id.to_string(),
                    text(self.tables.name(id)),
                    (rank + 1).to_string(),
                    text(vocabulary.term(keyword.term)),
                    format!("{:.4}", keyword.score),
                    proportion(keyword.term).map_or(String::new(), |score| format!("{score:.4}")),
                    keyword.sum.n_documents.to_string(),
                    background.sum(keyword.term).n_documents.to_string(),
                ])?;
            }
        }
        file.finish()
    }

    /// The decisions, with what they were made about; `path` is only named in an error.
    fn decision_log(&self, path: &Path) -> Result<DecisionLog, ExportError> {
        let documents =
            document_ids(self.corpus).map_err(|error| ExportError::of(path, std::io::Error::other(error)))?;
        let labels = &self.analysis.clustering.labels;
        Ok(DecisionLog::new(self.corpus.name.clone(), documents, labels, self.topics, self.history))
    }

    fn write_json(&self, path: &Path, log: &DecisionLog) -> Result<(), ExportError> {
        let clustering = &self.analysis.clustering;
        let topics: Vec<TopicSummary<'_>> = self.outermost().into_iter().filter_map(|id| self.summary(id)).collect();
        let content = json!({
            "format": "mungchi project",
            "version": 1,
            "program": concat!("Mungchi ", env!("CARGO_PKG_VERSION")),
            "corpus": self.corpus.name,
            "parameters": self.analysis.params,
            "clustering": {
                "clusters": clustering.n_clusters(),
                "unassigned": clustering.n_unassigned(),
                "objective": clustering.objective,
                "iterations": clustering.iterations,
            },
            "ignored_terms": self.topics.ignored(),
            "topics": topics,
            "decisions": log,
        });
        write_file(path, &mut |file| serde_json::to_writer(file, &content).map_err(std::io::Error::from))
    }

    fn summary(&self, id: TopicId) -> Option<TopicSummary<'_>> {
        let (topic, row) = (self.topics.get(id)?, self.tables.row(id)?);
        Some(TopicSummary {
            topic: id.0 + 1,
            name: &row.name,
            named_by_researcher: row.is_named,
            documents: row.n_documents,
            cohesion: row.cohesion,
            in_trash: !self.topics.is_open(id),
            locked: topic.locked,
            tags: &row.tags,
            note: &topic.note,
            made_of: self.topics.leaves_of(id).iter().map(|leaf| leaf.0 + 1).collect(),
        })
    }
}

#[derive(Serialize)]
struct TopicSummary<'a> {
    topic: u32,
    name: &'a str,
    named_by_researcher: bool,
    documents: u32,
    cohesion: f64,
    in_trash: bool,
    locked: bool,
    tags: &'a [String],
    note: &'a str,
    made_of: Vec<u32>,
}

/// The own names of all documents, in the order of the corpus.
pub fn document_ids(corpus: &Corpus) -> Result<Vec<String>, crate::corpus::documents::ShelfError> {
    let mut ids = Vec::with_capacity(corpus.documents.len());
    corpus.documents.visit(0..corpus.documents.len(), &mut |_, document| ids.push(document.id.to_owned()))?;
    Ok(ids)
}
