//! Lists of documents: every order against a plain computation, and documents with the same words that follow each other.

use std::sync::Arc;

use mungchi::cluster::Clustering;
use mungchi::corpus::{Corpus, DocId, Document, FieldKind};
use mungchi::matrix::UnitRows;
use mungchi::topics::listing::{DocumentColumn, DocumentSort, ListRequest, ListedDocuments, list_documents};
use mungchi::topics::profile::{ClusterProfiles, Profile};
use mungchi::topics::pull::pull_of;
use mungchi::topics::{TopicId, TopicSet};

use super::{move_to, perform};
use crate::fixtures::{cosine, dense, params, random_rows, run, unit_rows};

struct World {
    rows: UnitRows,
    clustering: Clustering,
    profiles: ClusterProfiles,
}

const N_TOPICS: u32 = 12;

fn world() -> World {
    let rows = random_rows(300, 60, 1);
    let clustering = run(&rows, &params(N_TOPICS as usize)).clustering;
    let profiles = ClusterProfiles::new(&rows, &clustering, &()).unwrap();
    World { rows, clustering, profiles }
}

/// Documents with labels `c`, `b`, `a`, `c`, … and every fourth without one; titles fall where ids rise. Their metadata: a
/// number that rises with them and is no number for every tenth, and a date that falls, which every fifth has not.
fn corpus(n: usize) -> Corpus {
    let label = |place: usize| (place % 4 != 3).then(|| Arc::from(["c", "B", "a"][place % 4]));
    let number = |place: usize| if place.is_multiple_of(10) { "unknown".into() } else { place.to_string().into() };
    let date = |place: usize| match place % 5 {
        0 => "".into(),
        _ => format!("{}-03", 2300 - place).into(),
    };
    let document = |place: usize| Document {
        title: format!("Title {:03}", n - place).into(),
        label: label(place),
        metadata: [number(place), date(place)].into(),
        ..Document::default()
    };
    Corpus { documents: (0..n).map(document).collect::<Vec<_>>().into(), ..Corpus::default() }
}

impl World {
    fn topics(&self) -> Vec<(TopicId, Arc<Profile>)> {
        self.profiles
            .clusters
            .iter()
            .enumerate()
            .map(|(id, profile)| (TopicId(id as u32), Arc::clone(profile)))
            .collect()
    }

    fn set(&self) -> TopicSet {
        TopicSet::new(N_TOPICS as usize, &self.clustering.labels)
    }

    /// The documents of topic 0.
    fn list(&self, sort: DocumentSort) -> ListedDocuments {
        let mut own = vec![None; N_TOPICS as usize];
        own[0] = Some(TopicId(0));
        let request = ListRequest { documents: None, own, topics: self.topics(), sort, folded: false };
        list_documents(&corpus(300).documents, &self.rows, self.set().homes(), &request, &()).unwrap()
    }

    fn cosine(&self, document: DocId, topic: usize) -> f64 {
        let centroid: Vec<f64> =
            self.profiles.clusters[topic].centroid(self.rows.n_cols()).into_iter().map(f64::from).collect();
        cosine(&dense(self.rows.row(document.index()), self.rows.n_cols()), &centroid)
    }
}

#[test]
fn documents_stand_by_similarity_in_both_directions() {
    let world = world();
    let falling = world.list(DocumentSort::MostTypical);
    let rising = world.list(DocumentSort::LeastTypical);
    let expected = world.clustering.labels.iter().filter(|label| label.is_some_and(|cluster| cluster.0 == 0)).count();
    assert_eq!((falling.documents.len(), rising.documents.len()), (expected, expected));
    assert!(falling.similarities.is_sorted_by(|a, b| a >= b));
    assert!(rising.similarities.is_sorted_by(|a, b| a <= b));
    for (&document, similarity) in falling.documents.iter().zip(&falling.similarities) {
        assert!((f64::from(similarity.unwrap()) - world.cosine(document, 0)).abs() < 1e-6);
    }
    assert!(falling.runner_ups.is_empty() && falling.starts.is_empty());
}

#[test]
fn borderline_documents_come_first_with_the_topic_that_they_are_next_to() {
    let world = world();
    let listed = world.list(DocumentSort::Borderline);
    let mut margins = Vec::new();
    for (place, &document) in listed.documents.iter().enumerate() {
        let runner_up = listed.runner_ups[place].unwrap();
        let own = world.cosine(document, 0);
        let nearest = (1..N_TOPICS as usize).map(|topic| world.cosine(document, topic)).fold(0.0, f64::max);
        assert!((f64::from(runner_up.margin) - (own - nearest)).abs() < 1e-6, "{document:?}");
        if let Some(topic) = runner_up.topic {
            assert!((world.cosine(document, topic.index()) - nearest).abs() < 1e-6);
        }
        margins.push(runner_up.margin);
    }
    assert!(!margins.is_empty() && margins.is_sorted(), "{margins:?}");
}

#[test]
fn pulls_add_up_to_the_margin_of_the_list() {
    let world = world();
    let (listed, topics) = (world.list(DocumentSort::Borderline), world.topics());
    for (&document, runner_up) in listed.documents.iter().zip(&listed.runner_ups) {
        let pull = pull_of(world.rows.row(document.index()), TopicId(0), &topics).unwrap();
        let sum: f64 = pull.terms.iter().map(|term| term.pull).sum();
        let margin = pull.similarity - pull.runner_up.map_or(0.0, |(_, cosine)| cosine);
        assert!((sum - margin).abs() < 1e-9, "{document:?}");
        assert!((margin - f64::from(runner_up.unwrap().margin)).abs() < 1e-6, "{document:?}");
        assert_eq!(pull.runner_up.map(|(topic, _)| topic), runner_up.unwrap().topic);
    }
}

#[test]
fn documents_stand_by_title_and_label_and_as_they_were_read() {
    let world = world();
    let by_title = world.list(DocumentSort::Column(DocumentColumn::Title));
    assert!(by_title.documents.is_sorted_by(|a, b| a > b), "titles fall where ids rise");
    assert!(world.list(DocumentSort::AsRead).documents.is_sorted());
    let by_label = world.list(DocumentSort::Column(DocumentColumn::Label));
    let labels: Vec<usize> = by_label.documents.iter().map(|document| [2, 1, 0, 3][document.index() % 4]).collect();
    assert!(labels.is_sorted(), "a, B, c in any case, and none last: {labels:?}");
}

#[test]
fn documents_stand_by_numbers_and_dates_that_came_with_them_in_both_directions() {
    let world = world();
    let number = DocumentColumn::Field(0, FieldKind::Number);
    let date = DocumentColumn::Field(1, FieldKind::Date);
    let places = |sort| world.list(sort).documents.into_iter().map(DocId::index).collect::<Vec<_>>();
    let rising = places(DocumentSort::Column(number));
    let n_numbers = rising.iter().filter(|&place| place % 10 != 0).count();
    assert!(n_numbers > 5 && n_numbers < rising.len());
    assert!(rising[..n_numbers].is_sorted(), "as numbers, not as texts, and what is no number last: {rising:?}");
    assert!(rising[n_numbers..].iter().all(|place| place % 10 == 0));

    let latest_first = places(DocumentSort::ColumnFalling(date));
    let n_dates = latest_first.iter().filter(|&place| place % 5 != 0).count();
    assert!(latest_first[..n_dates].is_sorted(), "dates fall where ids rise: {latest_first:?}");
    assert!(latest_first[n_dates..].iter().all(|place| place % 5 == 0), "without a date last, either way");
    let earliest_first = places(DocumentSort::Column(date));
    assert!(earliest_first[..n_dates].iter().rev().is_sorted());
    assert!(earliest_first[n_dates..].iter().all(|place| place % 5 == 0));
}

#[test]
fn documents_are_listed_where_they_are_by_now() {
    let world = world();
    let mut set = world.set();
    let is_elsewhere = |&row: &usize| world.clustering.labels[row].is_some_and(|cluster| cluster.0 == 1);
    let moved = (0..300).find(is_elsewhere).unwrap() as u32;
    perform(&mut set, &move_to(0, &[moved]));
    let mut own = vec![None; N_TOPICS as usize];
    own[0] = Some(TopicId(0));
    let sort = DocumentSort::AsRead;
    let request = ListRequest { documents: None, own, topics: world.topics(), sort, folded: true };
    let listed = list_documents(&corpus(300).documents, &world.rows, set.homes(), &request, &()).unwrap();
    assert!(listed.documents.contains(&DocId(moved)));
    assert_eq!(listed.documents.len(), world.list(sort).documents.len() + 1);
}

#[test]
fn documents_with_the_same_words_are_folded_and_empty_ones_are_not() {
    let alike: &[(u32, f64)] = &[(0, 1.0), (1, 2.0)];
    let rows = unit_rows(3, &[alike, &[], &[(0, 2.0), (1, 1.0)], alike, &[], &[(2, 1.0)], alike]);
    let homes = vec![Some(TopicId(0)); 7];
    let profile = Profile { n_documents: 7, ..Profile::default() };
    let topics = vec![(TopicId(0), Arc::new(profile))];
    let mut request =
        ListRequest { documents: None, own: vec![Some(TopicId(0))], topics, sort: DocumentSort::AsRead, folded: true };
    let listed = list_documents(&corpus(7).documents, &rows, &homes, &request, &()).unwrap();
    assert_eq!(listed.documents, [0, 3, 6, 1, 2, 4, 5].map(DocId));
    assert_eq!(listed.starts, [0, 3, 4, 5, 6]);
    assert_eq!(listed.similarities[3], None, "nothing is known of a document without terms");

    request.documents = Some([6, 5, 0].map(DocId).to_vec());
    let found = list_documents(&corpus(7).documents, &rows, &homes, &request, &()).unwrap();
    assert_eq!((found.documents, found.starts), ([6, 0, 5].map(DocId).to_vec(), vec![0, 2]));

    request.folded = false;
    let found = list_documents(&corpus(7).documents, &rows, &homes, &request, &()).unwrap();
    assert_eq!((found.documents, found.starts), ([6, 5, 0].map(DocId).to_vec(), Vec::new()));
}
