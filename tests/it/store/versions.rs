//! Projects of every version of the format that there was: they open, and hold what was in them.
//!
//! Each fixture was written by [`decided`] with the program that made its version. A new version gets a fixture of its own, made
//! by `MUNGCHI_WRITE_FIXTURE=FILE cargo test --test it versions`; the old ones stay.

use std::path::Path;

use mungchi::analysis::describe;
use mungchi::cluster::{ClusterId, Clustering, Stop};
use mungchi::corpus::DocId;
use mungchi::progress::Iteration;
use mungchi::store::{View, read_project, schema};
use mungchi::topics::compare::compare_with_start;
use mungchi::topics::merge_tree::{Grouping, GroupingRule};
use mungchi::topics::similarity::Measure;
use mungchi::topics::{Group, Pair, SplitBy};

use super::*;

/// One command of every kind, an undone step, a branch, and a step that was taken back alone.
fn commands() -> Vec<Command> {
    let ids = |numbers: &[u32]| numbers.iter().copied().map(TopicId).collect::<Vec<_>>();
    let group = |into, absorbed: &[u32]| Group { into: TopicId(into), absorbed: ids(absorbed) };
    let pair = Pair::new(TopicId(4), TopicId(5)).unwrap();
    vec![
        Command::Merge(group(0, &[1])),
        Command::MergeGroups {
            groups: vec![group(2, &[3])],
            above: 0.1 + 0.2,
            rule: GroupingRule::Average,
            measure: Measure::Cosine,
            exceptions: ids(&[6]),
        },
        Command::RemoveFromMerge { member: TopicId(3) },
        Command::MoveDocuments { documents: vec![DocId(0), DocId(39)], to: TopicId(5) },
        rename(4, "기계 번역"),
        Command::Note { topic: TopicId(4), note: "two\nlines".to_owned() },
        Command::Colour { topics: ids(&[4, 5]), colour: Some(3) },
        Command::Tag { topics: ids(&[4, 5]), tag: "noise".to_owned() },
        Command::Trash(ids(&[6])),
        Command::MarkDifferent(pair),
        Command::IgnoreTerms(vec!["topic1word1".to_owned()]),
        Command::Lock(ids(&[7])),
    ]
}

/// The run that all fixtures hold. What a run finds may be another with a later program; what a file says stays.
fn clustering() -> Clustering {
    let labels = [
        1, 7, 2, 3, 0, 2, 5, 6, 1, 7, 7, 3, 0, 2, 4, 6, 1, 7, 0, 3, 0, 4, 4, 6, 1, 7, 2, 3, 0, 4, 4, 6, 1, 7, 2, 3, 0,
        2, 4,
    ];
    let iterations = [
        (39, 0.633_970_497_177_016_7),
        (2, 0.647_749_006_199_619_2),
        (1, 0.654_123_149_336_708_5),
        (1, 0.663_332_536_186_951_8),
    ];
    let iteration = |(number, (moved, objective))| Iteration { number, moved, objective };
    Clustering {
        labels: labels.map(|label| Some(ClusterId(label))).into_iter().chain([None]).collect(),
        sizes: vec![6, 5, 6, 5, 6, 1, 4, 6],
        objective: 0.663_332_536_186_951_8,
        iterations: (1..).zip(iterations).map(iteration).collect(),
        stop: Stop::Converged,
        n_dropped: 0,
        reduced_from: None,
    }
}

/// Decides everything in a project of 40 documents in 8 clusters.
fn decided(project: &mut Project) {
    for command in commands() {
        assert!(decide(project, command.clone()), "{command:?}");
    }
    let split = |project: &Project| {
        let inside = |row: &u32| project.topics.home(DocId(*row)) == Some(TopicId(2));
        let documents: Vec<DocId> = (0..40).filter(inside).take(1).map(DocId).collect();
        Command::Split { topic: TopicId(2), parts: vec![documents], by: SplitBy::Term("topic2word1".to_owned()) }
    };
    let command = split(project);
    assert!(decide(project, command));
    let change = project.history.undo(&mut project.topics).unwrap();
    keep(project, &change, None);
    assert!(decide(project, rename(5, "another branch")));
    let (change, step) = project.history.revert(&mut project.topics, StepId(8), AT_MS).unwrap();
    keep(project, &change, Some(step));
    let change = project.history.travel(&mut project.topics, StepId(14));
    keep(project, &change, None);
    project.store.as_ref().unwrap().save(Save::View(View {
        relevance: 0.25,
        threshold: 0.75,
        grouping: before_choice(),
    }));
}

/// The same decisions on a project that is made now.
fn made_now() -> (TempDir, Project) {
    let folder = tempdir().unwrap();
    let path = folder.path().join("papers.mungchi");
    let corpus = corpus_of(8, 40);
    let params = params(&corpus, 8);
    let vectorized = vectorize_corpus(&corpus, &params, &()).unwrap();
    write_project(&path, &corpus, &describe(vectorized, params, clustering(), None, &()).unwrap(), false);
    let mut project = open(&path);
    decided(&mut project);
    (folder, project)
}

#[test]
fn projects_of_every_version_open_with_everything_in_them() {
    if let Some(path) = std::env::var_os("MUNGCHI_WRITE_FIXTURE") {
        let (_folder, project) = made_now();
        project.store.as_ref().unwrap().save_copy(path.into());
        project.store.unwrap().close();
    }
    for version in 1..=schema::VERSION {
        let folder = tempdir().unwrap();
        let path = folder.path().join("old.mungchi");
        let fixture = format!("tests/it/store/fixtures/version-{version}.mungchi");
        std::fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join(fixture), &path).unwrap();
        assert_eq!(version_of(&path), version);
        assert_holds_everything(&open_project(&path, &()).unwrap());

        assert_eq!(version_of(&path), schema::VERSION);
        let copy = folder.path().join(format!("old (format {version}).mungchi"));
        if version < schema::VERSION {
            assert_eq!(version_of(&copy), version, "the copy stays as it was");
        }
        let n_files = if version < schema::VERSION { 2 } else { 1 };
        assert_holds_everything(&open(&path));
        assert_eq!(names_in(folder.path()).len(), n_files, "one copy, and only where something was changed");
    }
}

#[test]
fn an_old_project_that_is_only_looked_at_stays_as_it_is() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("old.mungchi");
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/store/fixtures/version-1.mungchi");
    std::fs::copy(fixture, &path).unwrap();
    let before = std::fs::read(&path).unwrap();
    assert_eq!(read_project(&path, &()).unwrap().topics.n_ids(), 9);
    assert_eq!(std::fs::read(&path).unwrap(), before);
    assert_eq!(names_in(folder.path()), ["old.mungchi"]);
}

#[test]
fn origins_in_sql_are_those_of_the_program() {
    let (_folder, project) = made_now();
    let path = project.store.as_ref().unwrap().path().to_owned();
    flushed(&project);
    let connection = rusqlite::Connection::open_with_flags(path, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let query = "SELECT topic, cluster, n_documents FROM topic_origin ORDER BY topic, n_documents DESC, cluster";
    let mut statement = connection.prepare(query).unwrap();
    let read =
        |row: &rusqlite::Row<'_>| Ok((row.get::<_, u32>(0)?, row.get::<_, Option<u32>>(1)?, row.get::<_, u32>(2)?));
    let in_sql: Vec<(u32, Option<u32>, u32)> = statement.query_map([], read).unwrap().map(Result::unwrap).collect();
    let comparison = compare_with_start(&project.topics, &project.analysis.clustering.labels);
    for origins in &comparison.changed {
        let expected = origins.from.iter().map(|&(cluster, n)| (origins.topic.0, cluster.map(|cluster| cluster.0), n));
        let found = in_sql.iter().filter(|(topic, ..)| *topic == origins.topic.0);
        assert!(found.copied().eq(expected), "{origins:?}: {in_sql:?}");
    }
    let n_documents: u32 = in_sql.iter().map(|&(.., n)| n).sum();
    assert_eq!(n_documents as usize, project.topics.homes().iter().flatten().count());
}

fn version_of(path: &Path) -> i32 {
    let connection = rusqlite::Connection::open_with_flags(path, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    connection.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap()
}

#[track_caller]
fn assert_holds_everything(project: &Project) {
    let (_folder, expected) = made_now();
    assert!(project.store.is_ok());
    assert_eq!(all_documents(&project.corpus), all_documents(&expected.corpus));
    assert_eq!(project.topics, expected.topics);
    assert_eq!(project.view, View { relevance: 0.25, threshold: 0.75, grouping: before_choice() });
    assert_same_history(&project.history, &expected.history);
    assert_eq!(project.history.current(), StepId(14));
    assert_eq!(project.history.branches(), [(StepId(13), StepId(12))]);
    assert_eq!(project.analysis.clustering, expected.analysis.clustering);
    assert_eq!(project.analysis.params, expected.analysis.params);
}

/// Files of these versions do not say what was alike: it was the cosine.
fn before_choice() -> Grouping {
    Grouping { measure: Measure::Cosine, rule: GroupingRule::Average }
}
