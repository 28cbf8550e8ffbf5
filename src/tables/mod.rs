//! What the panels draw, derived from the topics: rows of the list, bubbles, the order and values of the heatmap.
//!
//! After a command only the topics that it changed are described anew. All of it can be thrown away and made again.

mod listing;
mod places;
mod relations;
mod union;

use std::cell::RefCell;
use std::sync::Arc;

pub use listing::{TopicColumn, TopicFilter, TopicSort};
pub use relations::{FlatStretch, NO_MERGING, Pairs, Relations};
use rustc_hash::{FxHashMap, FxHashSet};
pub use union::Union;

use crate::analysis::Analysis;
use crate::corpus::DocId;
use crate::corpus::vocabulary::{TermId, TermSet};
use crate::topics::keywords::{CANDIDATES, NAME_TERMS, automatic_name, proportion_keywords};
use crate::topics::leaves::LeafProfiles;
use crate::topics::merge_tree::Grouping;
use crate::topics::profile::Profile;
use crate::topics::{Change, Moved, Place, TopicId, TopicSet};
use places::Places;
pub use places::{Stander, Standing};

#[derive(Debug)]
pub struct Tables {
    leaves: LeafProfiles,
    background: Arc<Profile>,
    /// Topics in the trash with their documents, and the documents of all topics, as `background` was made.
    trash_shape: Vec<(TopicId, u32)>,
    n_described: u32,
    ignored: TermSet,
    places: Places,
    /// What the positions on the map are.
    pub standing: Standing,
    /// Names of topics inside others, as far as they were asked for since the last change.
    inner_names: RefCell<FxHashMap<TopicId, Arc<str>>>,
    /// Of each cluster to all; made when a leaf that is no cluster has to be placed.
    mean_cosines: Option<Vec<f64>>,
    /// Indexed by [`TopicId`]; `None` for topics inside others.
    described: Vec<Option<Described>>,
    noted: listing::Noted,
    /// Topics of the list in its order, after the filter.
    pub listed: Vec<TopicId>,
    /// Topics in the trash, the largest first.
    pub trashed: Vec<TopicId>,
    /// Largest first, so that small bubbles are drawn over large ones.
    pub bubbles: Vec<Bubble>,
    /// Of all open topics.
    pub relations: Relations,
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
    pub tags: Vec<String>,
    pub note: Arc<str>,
    pub locked: bool,
    pub n_documents: u32,
    pub cohesion: f64,
    /// Clusters, and parts split off others, that it is made of.
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

/// Keywords in the second line of a topic.
const KEY_TERMS: usize = 8;

// So that the keywords go on where an automatic name ends: both are the best of the same candidates.
const _: () = assert!(NAME_TERMS + KEY_TERMS <= CANDIDATES);

impl Tables {
    /// The tables of topics that are compared and grouped by `grouping`.
    pub fn new(analysis: &Analysis, topics: &TopicSet, grouping: Grouping) -> Self {
        let leaves = LeafProfiles::new(Arc::clone(&analysis.profiles));
        let mut tables = Self {
            background: Arc::clone(&analysis.profiles.corpus),
            n_described: 0,
            trash_shape: Vec::new(),
            ignored: TermSet::default(),
            leaves,
            places: Places::new(&analysis.projection.points),
            standing: Standing::initial(analysis),
            inner_names: RefCell::default(),
            mean_cosines: None,
            described: Vec::new(),
            noted: listing::Noted::default(),
            listed: Vec::new(),
            trashed: Vec::new(),
            bubbles: Vec::new(),
            relations: Relations::default(),
            largest: 0,
        };
        tables.n_described = tables.background.n_documents;
        let labels = &analysis.clustering.labels;
        let home_before = |row: usize| labels[row].map(|cluster| TopicId(cluster.0));
        let homes = topics.homes().iter().enumerate();
        let moved = homes.map(|(row, &to)| Moved { document: DocId(row as u32), from: home_before(row), to });
        let everything = Change {
            topics: topics.iter().map(|(id, _)| id).collect(),
            moved: moved.filter(|moved| moved.from != moved.to).collect(),
            different: true,
            ignored: true,
        };
        tables.describe(analysis, topics, &everything);
        tables.relations =
            Relations::new(topics, &tables.leaves, grouping, &|id| tables.row(id).map_or(0, |row| row.n_documents));
        tables.place_bubbles(topics);
        tables.note_separations(topics);
        tables
    }

    /// Follows a change. The list is to be [sorted](Self::sort) afterwards.
    pub fn refresh(&mut self, analysis: &Analysis, topics: &TopicSet, change: &Change) {
        if self.describe(analysis, topics, change) {
            let changed: FxHashSet<TopicId> = change.topics.iter().copied().collect();
            self.relations.follow(topics, &self.leaves, &changed);
            self.place_bubbles(topics);
            self.note_separations(topics);
        }
    }

    /// Takes in how the topics relate by another grouping. The list is to be [sorted](Self::sort) afterwards.
    pub fn take_relations(&mut self, relations: Relations, topics: &TopicSet) {
        self.relations = relations;
        self.note_separations(topics);
    }

    /// Describes anew what changed; whether the topics relate in another way than before.
    fn describe(&mut self, analysis: &Analysis, topics: &TopicSet, change: &Change) -> bool {
        self.inner_names.get_mut().clear();
        self.leaves.follow(&change.moved, &analysis.vectorized.rows);
        self.place_leaves(analysis, topics, &change.moved);
        if change.ignored {
            let vocabulary = &analysis.vectorized.vocabulary;
            let terms = vocabulary.terms().enumerate().filter(|(_, term)| topics.ignored().contains(*term));
            self.ignored = terms.map(|(term, _)| TermId(term as u32)).collect();
        }
        self.described.resize_with(topics.n_ids(), || None);
        let shape = |described: &Option<Described>| {
            described
                .as_ref()
                .map(|described| (described.row.n_clusters, described.row.n_documents, described.row.locked))
        };
        let shapes_before: Vec<_> = change.topics.iter().map(|&id| shape(&self.described[id.index()])).collect();
        for &id in &change.topics {
            let outermost = topics.get(id).is_some_and(|topic| matches!(topic.place, Place::Open | Place::Trash));
            self.described[id.index()] = outermost.then(|| self.sum(topics, id));
        }
        let everywhere = self.update_background(analysis, topics) || change.ignored;
        if everywhere {
            let all: Vec<TopicId> = topics.iter().map(|(id, _)| id).collect();
            all.into_iter().for_each(|id| self.name_topic(analysis, topics, id));
        } else {
            change.topics.iter().for_each(|&id| self.name_topic(analysis, topics, id));
        }
        self.note_decided(topics);
        let mut trashed: Vec<TopicId> = topics.trashed().collect();
        trashed.sort_by_key(|&id| (std::cmp::Reverse(self.n_documents(id)), id));
        self.trashed = trashed;
        let shapes = change.topics.iter().map(|&id| shape(&self.described[id.index()]));
        let same_shapes = shapes_before.into_iter().eq(shapes);
        let is_same_set = || topics.open().eq(self.relations.similarities.topics.iter().copied());
        !(same_shapes && change.moved.is_empty() && !change.different && is_same_set())
    }

    /// Keeps the documents that keywords are held against up to date: all but those in the trash. Whether they changed.
    fn update_background(&mut self, analysis: &Analysis, topics: &TopicSet) -> bool {
        let trash_shape: Vec<(TopicId, u32)> = topics.trashed().map(|id| (id, self.n_documents(id))).collect();
        let n_described = self.described.iter().flatten().map(|described| described.row.n_documents).sum();
        // Sums are exact, so documents that only moved between open topics leave their sum as it was.
        if trash_shape == self.trash_shape && n_described == self.n_described {
            return false;
        }
        self.background = if trash_shape.is_empty() && n_described == analysis.profiles.corpus.n_documents {
            Arc::clone(&analysis.profiles.corpus)
        } else {
            let open: Vec<&Profile> = topics.open().filter_map(|id| self.profile(id)).map(AsRef::as_ref).collect();
            Arc::new(Profile::sum_of(&open))
        };
        (self.trash_shape, self.n_described) = (trash_shape, n_described);
        true
    }

    fn place_bubbles(&mut self, topics: &TopicSet) {
        let mut open: Vec<TopicId> = topics.open().collect();
        open.sort_by_key(|&id| (std::cmp::Reverse(self.n_documents(id)), id));
        self.largest = open.first().map_or(0, |&id| self.n_documents(id));
        let bubble = |&id: &TopicId| {
            let described = self.described[id.index()].as_ref()?;
            Some(Bubble { id, position: described.position, n_documents: described.row.n_documents })
        };
        self.bubbles = open.iter().filter_map(bubble).collect();
    }

    fn n_documents(&self, id: TopicId) -> u32 {
        self.row(id).map_or(0, |row| row.n_documents)
    }

    /// What is known of a topic before its keywords are.
    fn sum(&self, topics: &TopicSet, id: TopicId) -> Described {
        let leaves = topics.leaves_of(id);
        let profile = self.leaves.sum_of(&leaves);
        let position = self.position_of(id, &leaves);
        let row = TopicRow {
            id,
            name: "".into(),
            is_named: false,
            key_terms: "".into(),
            tags: Vec::new(),
            note: "".into(),
            locked: false,
            n_documents: profile.n_documents,
            cohesion: profile.cohesion(),
            n_clusters: leaves.iter().filter(|&&leaf| self.leaves.leaf(leaf).n_documents > 0).count().max(1),
        };
        Described { profile, row, position }
    }

    fn name_topic(&mut self, analysis: &Analysis, topics: &TopicSet, id: TopicId) {
        let Some(topic) = topics.get(id) else { return };
        let Some(described) = &self.described[id.index()] else { return };
        let profile = &described.profile;
        let vocabulary = &analysis.vectorized.vocabulary;
        let with_itself;
        let background = if topic.place == Place::Trash {
            with_itself = Profile::sum_of(&[&self.background, profile]);
            &with_itself
        } else {
            &*self.background
        };
        let n_in_name = if topic.name.is_some() { 0 } else { NAME_TERMS };
        let keywords = proportion_keywords(profile, background, &self.ignored, n_in_name + KEY_TERMS);
        let key_terms: Vec<&str> =
            keywords.iter().skip(n_in_name).map(|keyword| vocabulary.term(keyword.term)).collect();
        let automatic = || match automatic_name(profile, background, &self.ignored, vocabulary) {
            name if name.is_empty() => format!("topic {id}"),
            name => name,
        };
        let row = TopicRow {
            name: topic.name.clone().unwrap_or_else(automatic).into(),
            is_named: topic.name.is_some(),
            key_terms: key_terms.join(" ").into(),
            tags: topic.tags.iter().cloned().collect(),
            note: topic.note.as_str().into(),
            locked: topic.locked,
            ..described.row.clone()
        };
        if let Some(described) = &mut self.described[id.index()] {
            described.row = row;
        }
    }

    /// The name of a topic that is inside another, as it is shown there.
    pub fn inner_name(&self, analysis: &Analysis, topics: &TopicSet, id: TopicId) -> Arc<str> {
        if let Some(known) = self.inner_names.borrow().get(&id) {
            return Arc::clone(known);
        }
        let automatic = || {
            let profile = self.leaves.sum_of(&topics.leaves_of(id));
            automatic_name(&profile, &self.background, &self.ignored, &analysis.vectorized.vocabulary)
        };
        let given = topics.get(id).and_then(|topic| topic.name.clone());
        let name: Arc<str> = given.unwrap_or_else(automatic).into();
        self.inner_names.borrow_mut().insert(id, Arc::clone(&name));
        name
    }

    /// The documents that keywords are held against: all that are in a topic which is not in the trash.
    pub fn background(&self) -> &Profile {
        &self.background
    }

    pub fn ignored(&self) -> &TermSet {
        &self.ignored
    }

    pub fn leaves(&self) -> &LeafProfiles {
        &self.leaves
    }

    /// Where a topic was in the plane before it absorbed anything; its colour comes from there.
    pub fn own_point(&self, id: TopicId) -> [f64; 2] {
        self.places.principal(id)
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

    /// The open topic most similar to an open topic, and how similar.
    pub fn nearest(&self, id: TopicId) -> Option<(TopicId, f32)> {
        let similarities = &self.relations.similarities;
        similarities.nearest(similarities.place(id)?)
    }
}
