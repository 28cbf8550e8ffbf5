//! What a project gives back: documents, numbers and decisions exactly as they were, after each single decision.

use std::path::Path;
use std::sync::Arc;

use mungchi::cluster::ClusterId;
use mungchi::corpus::bag_of_words::BagOfWords;
use mungchi::corpus::provenance::{Delimiter, FileRead, Format, Provenance, ReadOptions};
use mungchi::corpus::{Columns, Corpus, DocId, Document, Field, FieldKind, Vectors, Warning, WarningKind};
use mungchi::layout::pca::Projection;
use mungchi::store::{Project, Save, View};
use mungchi::topics::merge_tree::{Grouping, GroupingRule};
use mungchi::topics::similarity::Measure;
use mungchi::topics::{Command, Group, Pair, Place, SplitBy, StepId, Topic, TopicId, TopicSet};
use proptest::prelude::*;
use proptest::sample::Index;
use rusqlite::{Connection, OpenFlags};
use tempfile::tempdir;

use super::{
    AT_MS, all_documents, analysed, assert_same_history, corpus_of, decide, keep, new_project, open, reopened,
    write_project,
};
use crate::fixtures::{Random, bits, fixed_cases};

fn point_bits(projection: &Projection) -> Vec<u64> {
    let numbers = projection.points.iter().flatten().chain(&projection.variance_shares);
    numbers.map(|number| number.to_bits()).collect()
}

/// Writes a project and opens it again; everything must be as it was.
#[track_caller]
fn assert_comes_back(corpus: &Corpus, n_clusters: usize) {
    let folder = tempdir().unwrap();
    let path = folder.path().join("한글 이름.mungchi");
    let analysis = analysed(corpus, n_clusters);
    write_project(&path, corpus, &analysis, false);
    let found = open(&path);
    assert!(found.store.is_ok());

    let expected = all_documents(corpus);
    assert_eq!(found.corpus.documents.len(), expected.len());
    assert_eq!(all_documents(&found.corpus), expected);
    let picked: Vec<DocId> = [2, 0, 2, expected.len() as u32 - 1].map(DocId).to_vec();
    let documents: Vec<Document> = picked.iter().map(|id| expected[id.index()].1.clone()).collect();
    assert_eq!(found.corpus.documents.pick(&picked).unwrap(), documents);
    let mut some = Vec::new();
    found.corpus.documents.visit(1..3, &mut |id, document| some.push((id, document.text.to_owned()))).unwrap();
    assert_eq!(some, [1, 2].map(|row: usize| (DocId(row as u32), expected[row].1.text.to_string())));

    assert_eq!(found.corpus.name, corpus.name);
    assert_eq!(found.corpus.columns, corpus.columns);
    assert_eq!((&found.corpus.fields, &found.corpus.vectors), (&corpus.fields, &corpus.vectors));
    assert_eq!(found.corpus.provenance, corpus.provenance);
    let (learned, tokenizer) = (&found.analysis.vectorized.tokenizer, &analysis.vectorized.tokenizer);
    assert_eq!((learned.params(), learned.learned()), (tokenizer.params(), tokenizer.learned()));
    assert_eq!(found.corpus.warnings, corpus.warnings);
    let bag = |corpus: &Corpus| corpus.bag.as_ref().map(|bag| (bag.terms.clone(), bag.rows.clone(), bag.counts));
    assert_eq!(bag(&found.corpus), bag(corpus));

    assert_eq!(found.analysis.params, analysis.params);
    let vectorized = [&found.analysis.vectorized, &analysis.vectorized];
    let [terms, expected_terms] = vectorized.map(|vectorized| {
        let vocabulary = &vectorized.vocabulary;
        let ids = vocabulary.ids().zip(vocabulary.terms());
        ids.map(|(id, term)| (term.to_owned(), vocabulary.document_count(id))).collect::<Vec<_>>()
    });
    assert_eq!(terms, expected_terms);
    assert_eq!(found.analysis.vectorized.rows.n_cols(), analysis.vectorized.rows.n_cols());
    assert_eq!(bits(found.analysis.vectorized.rows.rows()), bits(analysis.vectorized.rows.rows()));
    assert_eq!(found.analysis.vectorized.counts, analysis.vectorized.counts);
    assert_eq!(found.analysis.clustering, analysis.clustering);
    assert_eq!(point_bits(&found.analysis.projection), point_bits(&analysis.projection));

    assert_eq!(found.topics, TopicSet::new(analysis.clustering.n_clusters(), &analysis.clustering.labels));
    assert_eq!((found.history.n_steps(), found.history.current()), (0, StepId::START));
    assert_eq!(found.view, View::default());
}

#[test]
fn a_corpus_with_columns_and_warnings_comes_back() {
    let columns = Columns {
        names: vec!["제목".to_owned(), "body, long".to_owned()],
        text: Some("body, long".to_owned()),
        title: Some("제목".to_owned()),
        more_text: vec!["초록".to_owned()],
        ..Columns::default()
    };
    let warning =
        |kind, record, reason: &str| Warning { kind, file: "논문.csv".into(), record, reason: reason.to_owned() };
    let warnings = vec![
        warning(WarningKind::Repaired, Some(7), "has 1 field, the header 2"),
        warning(WarningKind::Skipped, None, "is “odd”"),
        warning(WarningKind::Duplicate, Some(7), ""),
    ];
    assert_comes_back(&Corpus { columns, warnings, ..corpus_of(4, 90) }, 5);
}

#[test]
fn metadata_embeddings_and_how_a_corpus_was_read_come_back() {
    let field = |name: &str, kind| Field { name: name.to_owned(), kind };
    let fields =
        vec![field("작성일", FieldKind::Date), field("num", FieldKind::Number), field("부서", FieldKind::Text)];
    let corpus = corpus_of(4, 90);
    let mut documents = corpus.documents.here().unwrap().to_vec();
    for (row, document) in documents.iter_mut().enumerate().step_by(2) {
        document.metadata = ["2019-08-01".into(), row.to_string().into(), "“법무” \\ \n실".into()].into();
    }
    let values = (0..270).map(|value| value as f32 / 7.0).collect();
    let provenance = Provenance {
        options: ReadOptions { encoding: Some("euc-kr".to_owned()), ..ReadOptions::default() },
        files: vec![FileRead {
            name: "민원.csv".to_owned(),
            format: Format::Delimited,
            encoding: Some("EUC-KR".to_owned()),
            delimiter: Some(Delimiter::Comma),
            has_header: Some(true),
            sheets: None,
            unit: None,
            n_files: 1,
            n_bytes: 4711,
            n_documents: 90,
        }],
    };
    let vectors = Some(Arc::new(Vectors { n_cols: 3, values }));
    assert_comes_back(&Corpus { documents: documents.into(), fields, vectors, provenance, ..corpus }, 5);
}

#[test]
fn korean_text_comes_back() {
    let texts = [
        "기계 번역을 위한 말뭉치",
        "기계 학습과 번역",
        "감성 분석 \u{1F600} 말뭉치",
        "감성 사전\n\t\"따옴표\"",
        "",
        "번역",
    ];
    let document = |text: &str| Document { id: "같은 이름".into(), text: text.into(), ..Document::default() };
    let documents: Vec<Document> = texts.into_iter().map(document).collect();
    assert_comes_back(&Corpus { name: "한글".to_owned(), documents: documents.into(), ..Corpus::default() }, 2);
}

#[test]
fn a_bag_of_words_comes_back() {
    let mut random = Random::new(5);
    let mut rows: Vec<Vec<(u32, f32)>> = Vec::new();
    for row in 0..60_usize {
        let first = row as u32 % 10;
        rows.push((0..3).map(|place| (first + place * 10, 0.25 + random.below(9) as f32 / 3.0)).collect());
    }
    rows.push(Vec::new());
    let bag = BagOfWords { terms: (0..30).map(|term| format!("단어{term}")).collect(), rows, counts: false };
    let document =
        |row: usize| Document { id: format!("{row}").into(), title: "only a title".into(), ..Document::default() };
    let documents: Vec<Document> = (0..61).map(document).collect();
    let corpus = Corpus { documents: documents.into(), bag: Some(Arc::new(bag)), ..Corpus::default() };
    assert_comes_back(&corpus, 4);
}

#[test]
fn a_single_cluster_comes_back() {
    assert_comes_back(&corpus_of(2, 20), 1);
}

#[test]
fn how_the_project_is_looked_at_comes_back() {
    let (_folder, path) = new_project(40);
    let grouping = Grouping { measure: Measure::CentredCosine, rule: GroupingRule::Complete };
    let view = View { relevance: 0.25, threshold: 0.1 + 0.2, grouping };
    let project = open(&path);
    project.store.as_ref().unwrap().save(Save::View(view.clone()));
    assert_eq!(reopened(project, &path).view, view);
}

#[derive(Clone, Debug)]
enum Action {
    Do(Command),
    /// Splits half of the documents off one of the topics on the map.
    SplitOne(Index),
    /// Takes apart one of the merges that there are.
    TakeApartOne(Index),
    RevertOne(Index),
    Travel(Index),
    Undo,
    Redo,
}

/// Also of topics that are not there.
fn any_id() -> impl Strategy<Value = TopicId> {
    (0..10_u32).prop_map(TopicId)
}

fn any_ids() -> impl Strategy<Value = Vec<TopicId>> {
    prop::collection::vec(any_id(), 1..4)
}

fn any_pair() -> impl Strategy<Value = Pair> {
    (any_id(), any_id()).prop_filter_map("of two", |(a, b)| Pair::new(a, b))
}

fn any_group() -> impl Strategy<Value = Group> {
    (any_id(), any_ids()).prop_map(|(into, absorbed)| Group { into, absorbed })
}

fn any_merge_groups() -> impl Strategy<Value = Command> {
    (prop::collection::vec(any_group(), 1..3), any_ids()).prop_map(|(groups, exceptions)| Command::MergeGroups {
        groups,
        above: 0.1 + 0.2,
        rule: GroupingRule::Average,
        measure: Measure::Cosine,
        exceptions,
    })
}

fn any_documents() -> impl Strategy<Value = Vec<DocId>> {
    prop::collection::vec((0..60_u32).prop_map(DocId), 1..4)
}

fn any_terms() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec("[가나ab]{1,2}", 1..3)
}

fn any_command() -> impl Strategy<Value = Command> {
    prop_oneof![
        4 => any_group().prop_map(Command::Merge),
        2 => any_merge_groups(),
        1 => any_id().prop_map(|member| Command::RemoveFromMerge { member }),
        3 => (any_documents(), any_id()).prop_map(|(documents, to)| Command::MoveDocuments { documents, to }),
        2 => (any_id(), prop::option::of("[가a\"' ]{0,3}")).prop_map(|(topic, name)| Command::Rename { topic, name }),
        1 => (any_id(), "[가a\n]{0,3}").prop_map(|(topic, note)| Command::Note { topic, note }),
        1 => (any_ids(), prop::option::of(0..8_u8)).prop_map(|(topics, colour)| Command::Colour { topics, colour }),
        2 => (any_ids(), "[가a]").prop_map(|(topics, tag)| Command::Tag { topics, tag }),
        1 => (any_ids(), "[가a]").prop_map(|(topics, tag)| Command::Untag { topics, tag }),
        1 => any_ids().prop_map(Command::Trash),
        1 => any_ids().prop_map(Command::Restore),
        1 => any_pair().prop_map(Command::MarkDifferent),
        1 => any_pair().prop_map(Command::ClearDifferent),
        1 => any_terms().prop_map(Command::IgnoreTerms),
        1 => any_terms().prop_map(Command::HeedTerms),
        1 => any_ids().prop_map(Command::Lock),
        1 => any_ids().prop_map(Command::Unlock),
    ]
}

fn any_action() -> impl Strategy<Value = Action> {
    prop_oneof![
        16 => any_command().prop_map(Action::Do),
        3 => any::<Index>().prop_map(Action::SplitOne),
        2 => any::<Index>().prop_map(Action::TakeApartOne),
        2 => any::<Index>().prop_map(Action::RevertOne),
        3 => any::<Index>().prop_map(Action::Travel),
        4 => Just(Action::Undo),
        2 => Just(Action::Redo),
    ]
}

/// Half of the documents of a topic as a part of their own.
fn split(topics: &TopicSet, topic: TopicId) -> Command {
    let is_inside = |&document: &DocId| topics.home(document).and_then(|home| topics.outermost(home)) == Some(topic);
    let documents: Vec<DocId> = (0..topics.n_documents() as u32).map(DocId).filter(is_inside).collect();
    let part = documents[..documents.len() / 2].to_vec();
    Command::Split { topic, parts: vec![part], by: SplitBy::Selection }
}

/// Does and saves something; whether it was possible.
fn act(project: &mut Project, action: Action) -> bool {
    let Project { topics, history, .. } = project;
    let change = match action {
        Action::Do(command) => return decide(project, command),
        Action::SplitOne(index) => {
            let open: Vec<TopicId> = topics.open().collect();
            if open.is_empty() {
                return false;
            }
            let command = split(topics, *index.get(&open));
            return decide(project, command);
        }
        Action::TakeApartOne(index) => {
            let merges =
                topics.open().flat_map(|id| topics.merges_of(id).into_iter().map(move |(merge, _)| (id, merge)));
            let merges: Vec<_> = merges.collect();
            if merges.is_empty() {
                return false;
            }
            let (topic, merge) = *index.get(&merges);
            return decide(project, Command::TakeApart { topic, merge });
        }
        Action::RevertOne(index) => {
            if history.done().is_empty() {
                return false;
            }
            let step = *index.get(history.done());
            let Ok((change, step)) = history.revert(topics, step, AT_MS) else { return false };
            keep(project, &change, Some(step));
            return true;
        }
        Action::Travel(index) => Some(history.travel(topics, StepId(index.index(history.n_steps() + 1) as u32))),
        Action::Undo => history.undo(topics),
        Action::Redo => history.redo(topics),
    };
    let Some(change) = change else { return false };
    keep(project, &change, None);
    true
}

/// What a set holds that undoing everything must give back: ids stay taken, and merges are numbered on.
fn contents(set: &TopicSet) -> (Vec<(TopicId, Topic)>, Vec<Option<TopicId>>, usize) {
    let there = set.iter().filter(|(_, topic)| topic.place != Place::Nowhere);
    let topics = there.map(|(id, topic)| (id, topic.clone())).collect();
    (topics, set.homes().to_vec(), set.different().len() + set.ignored().len())
}

fn rows(path: &Path, query: &str) -> Vec<(u32, u32, String)> {
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let mut statement = connection.prepare(query).unwrap();
    let found = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
    found.map(Result::unwrap).collect()
}

/// The views of the file say what the topics say.
#[track_caller]
fn assert_views(path: &Path, topics: &TopicSet) {
    let outermost = |id: TopicId| {
        let outer = topics.outermost(id)?;
        Some((outer.0, if topics.is_open(outer) { "open" } else { "trash" }.to_owned()))
    };
    let expected: Vec<(u32, u32, String)> =
        topics.iter().filter_map(|(id, _)| outermost(id).map(|(outer, place)| (id.0, outer, place))).collect();
    assert_eq!(rows(path, "SELECT topic, outermost, place FROM outermost ORDER BY topic"), expected);
    let of_document = |doc: u32| topics.home(DocId(doc)).and_then(outermost).map(|(topic, place)| (doc, topic, place));
    let expected: Vec<(u32, u32, String)> = (0..topics.n_documents() as u32).filter_map(of_document).collect();
    assert_eq!(rows(path, "SELECT doc, topic, place FROM document_topic ORDER BY doc"), expected);
}

proptest! {
    #![proptest_config(fixed_cases(12))]

    #[test]
    fn after_each_decision_the_file_holds_what_is_shown(actions in prop::collection::vec(any_action(), 1..=24)) {
        let (_folder, path) = new_project(60);
        let mut project = open(&path);
        let start = contents(&project.topics);
        for action in actions {
            if !act(&mut project, action) {
                continue;
            }
            let (topics, history) = (project.topics.clone(), project.history.clone());
            project = reopened(project, &path);
            prop_assert_eq!(&project.topics, &topics);
            assert_same_history(&project.history, &history);
            assert_views(&path, &topics);
        }
        let end = project.topics.clone();
        let n_done = project.history.done().len();
        while project.history.undo(&mut project.topics).is_some() {}
        prop_assert_eq!(contents(&project.topics), start);
        for _ in 0..n_done {
            prop_assert!(project.history.redo(&mut project.topics).is_some());
        }
        prop_assert_eq!(&project.topics, &end);
    }
}

#[test]
fn a_document_without_a_cluster_is_in_the_views_once_it_was_moved() {
    let (_folder, path) = new_project(40);
    let mut project = open(&path);
    let unassigned = DocId(39);
    assert_eq!(project.analysis.clustering.labels[unassigned.index()], None::<ClusterId>);
    assert_views(&path, &project.topics);
    assert!(decide(&mut project, Command::MoveDocuments { documents: vec![unassigned], to: TopicId(2) }));
    let project = reopened(project, &path);
    assert_eq!(project.topics.home(unassigned), Some(TopicId(2)));
    assert_views(&path, &project.topics);
    let found = rows(&path, "SELECT doc, topic, place FROM document_topic WHERE doc = 39");
    assert_eq!(found, [(39, 2, "open".to_owned())]);
}
