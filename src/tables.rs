//! What the panels draw, derived from the topics: rows of the list, bubbles, the order and values of the heatmap.
//!
//! After a command only the topics that it changed are described anew. All of it can be thrown away and made again.

use std::sync::Arc;

use crate::analysis::Analysis;
use crate::layout::order::leaf_order;
use crate::topics::keywords::{CANDIDATES, NAME_TERMS, automatic_name, proportion_keywords};
use crate::topics::merge_tree::{Linkage, MergeTree};
use crate::topics::profile::Profile;
use crate::topics::similarity::Similarities;
use crate::topics::{Place, TopicId, TopicSet};

#[derive(Debug)]
pub struct Tables {
    /// Indexed by [`TopicId`]; `None` for topics inside others.
    described: Vec<Option<Described>>,
    /// Topics of the list in its order, after the filter.
    pub listed: Vec<TopicId>,
    /// Topics in the trash, the largest first.
    pub trashed: Vec<TopicId>,
    /// Largest first, so that small bubbles are drawn over large ones.
    pub bubbles: Vec<Bubble>,
    /// Of all open topics, by ascending id.
    pub similarities: Similarities,
    pub tree: MergeTree,
    /// Places in `similarities` in the order of the heatmap.
    pub order: Vec<usize>,
    /// The largest number of documents in an open topic.
    pub largest: u32,
}

#[derive(Debug)]
struct Described {
    profile: Arc<Profile>,
    row: TopicRow,
    position: [f64; 2],
}

/// A topic in a line.
#[derive(Clone, Debug, PartialEq)]
pub struct TopicRow {
    pub id: TopicId,
    /// The researcher's name, or the automatic one.
    pub name: Arc<str>,
    pub is_named: bool,
    /// Keywords beside those in an automatic name.
    pub key_terms: Arc<str>,
    pub n_documents: u32,
    pub cohesion: f64,
    /// Clusters it is made of.
    pub n_clusters: usize,
}

/// A topic on the map.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bubble {
    pub id: TopicId,
    /// In the plane of the projection.
    pub position: [f64; 2],
    pub n_documents: u32,
}

/// The order of the topic list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TopicSort {
    pub by: TopicColumn,
    pub descending: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TopicColumn {
    Name,
    Documents,
    Cohesion,
}

impl Default for TopicSort {
    fn default() -> Self {
        Self { by: TopicColumn::Documents, descending: true }
    }
}

/// Keywords in the second line of a topic.
const KEY_TERMS: usize = 8;

// So that the keywords go on where an automatic name ends: both are the best of the same candidates.
const _: () = assert!(NAME_TERMS + KEY_TERMS <= CANDIDATES);

impl Tables {
    pub fn new(analysis: &Analysis, topics: &TopicSet) -> Self {
        let mut tables = Self {
            described: Vec::new(),
            listed: Vec::new(),
            trashed: Vec::new(),
            bubbles: Vec::new(),
            similarities: Similarities::default(),
            tree: MergeTree::default(),
            order: Vec::new(),
            largest: 0,
        };
        tables.described.resize_with(topics.iter().len(), || None);
        let all: Vec<TopicId> = topics.iter().map(|(id, _)| id).collect();
        tables.refresh(analysis, topics, &all);
        tables
    }

    /// Describes anew the topics that changed. The list is to be [sorted](Self::sort) afterwards.
    pub fn refresh(&mut self, analysis: &Analysis, topics: &TopicSet, changed: &[TopicId]) {
        let mut only_names = !self.similarities.is_empty();
        for &id in changed {
            let described = describe(analysis, topics, id);
            let shape =
                |described: &Option<Described>| described.as_ref().map(|it| (it.row.n_clusters, it.row.n_documents));
            only_names &= shape(&described) == shape(&self.described[id.index()]);
            self.described[id.index()] = described;
        }
        let size = |tables: &Self, id: TopicId| tables.row(id).map_or(0, |row| row.n_documents);
        let mut open: Vec<TopicId> = topics.at(Place::Open).collect();
        if only_names && open == self.similarities.topics {
            return;
        }
        self.similarities = Similarities::new(open.clone(), topics, &analysis.profiles);
        self.tree = MergeTree::new(&self.similarities, Linkage::Average);
        self.order = leaf_order(&self.tree, &self.similarities);

        open.sort_by_key(|&id| (std::cmp::Reverse(size(self, id)), id));
        self.largest = open.first().map_or(0, |&id| size(self, id));
        let bubble = |&id: &TopicId| {
            let described = self.described[id.index()].as_ref()?;
            Some(Bubble { id, position: described.position, n_documents: described.row.n_documents })
        };
        self.bubbles = open.iter().filter_map(bubble).collect();
        let mut trashed: Vec<TopicId> = topics.at(Place::Trash).collect();
        trashed.sort_by_key(|&id| (std::cmp::Reverse(size(self, id)), id));
        self.trashed = trashed;
    }

    /// The row of a topic that is on the map or in the trash.
    pub fn row(&self, id: TopicId) -> Option<&TopicRow> {
        self.described.get(id.index())?.as_ref().map(|described| &described.row)
    }

    pub fn profile(&self, id: TopicId) -> Option<&Arc<Profile>> {
        self.described.get(id.index())?.as_ref().map(|described| &described.profile)
    }

    /// The name of a topic that is on the map or in the trash, empty for others.
    pub fn name(&self, id: TopicId) -> &str {
        self.row(id).map_or("", |row| &row.name)
    }

    /// The open topic most similar to an open topic, and their cosine.
    pub fn nearest(&self, id: TopicId) -> Option<(TopicId, f32)> {
        self.similarities.nearest(self.similarities.place(id)?)
    }

    /// Lists the open topics whose name or keywords hold `filter`, in the order of `sort`.
    pub fn sort(&mut self, sort: TopicSort, filter: &str) {
        let filter = filter.trim().to_lowercase();
        let matches = |row: &TopicRow| {
            filter.is_empty() || row.name.to_lowercase().contains(&filter) || row.key_terms.contains(&filter)
        };
        let mut rows: Vec<&TopicRow> =
            self.similarities.topics.iter().filter_map(|&id| self.row(id)).filter(|row| matches(row)).collect();
        rows.sort_by(|a, b| {
            let order = match sort.by {
                TopicColumn::Name => a.name.to_lowercase().cmp(&b.name.to_lowercase()),
                TopicColumn::Documents => a.n_documents.cmp(&b.n_documents),
                TopicColumn::Cohesion => a.cohesion.total_cmp(&b.cohesion),
            };
            if sort.descending { order.reverse() } else { order }.then(a.id.cmp(&b.id))
        });
        self.listed = rows.into_iter().map(|row| row.id).collect();
    }
}

fn describe(analysis: &Analysis, topics: &TopicSet, id: TopicId) -> Option<Described> {
    let topic = topics.get(id).filter(|topic| !matches!(topic.place, Place::Inside(_)))?;
    let profiles = &analysis.profiles;
    let vocabulary = &analysis.vectorized.vocabulary;
    let clusters = topics.clusters_of(id);
    let profile = profiles.sum_of(&clusters);

    let n_in_name = if topic.name.is_some() { 0 } else { NAME_TERMS };
    let keywords = proportion_keywords(&profile, &profiles.corpus, n_in_name + KEY_TERMS);
    let key_terms: Vec<&str> = keywords.iter().skip(n_in_name).map(|keyword| vocabulary.term(keyword.term)).collect();
    let name = topic.name.clone().unwrap_or_else(|| automatic_name(&profile, &profiles.corpus, vocabulary));

    // A merged topic stands at the middle of its clusters, each counting by its documents; all others stay where they are.
    let mut position = [0.0; 2];
    for &cluster in &clusters {
        let share = f64::from(profiles.clusters[cluster.index()].n_documents) / f64::from(profile.n_documents.max(1));
        let point = analysis.projection.points[cluster.index()];
        position = [position[0] + share * point[0], position[1] + share * point[1]];
    }
    let row = TopicRow {
        id,
        name: name.into(),
        is_named: topic.name.is_some(),
        key_terms: key_terms.join(" ").into(),
        n_documents: profile.n_documents,
        cohesion: profile.cohesion(),
        n_clusters: clusters.len(),
    };
    Some(Described { profile, row, position })
}
