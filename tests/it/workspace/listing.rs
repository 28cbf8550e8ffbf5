//! The topic list: sorted by every column with its ties, and narrowed by every filter.

use mungchi::tables::{TopicColumn, TopicFilter, TopicRow, TopicSort};
use mungchi::topics::{Command, Group, Pair, TopicId};
use mungchi::workspace::{Action, SelectMode};

use super::{Desk, name, select};

fn sort(desk: &mut Desk, by: TopicColumn, descending: bool) -> Vec<TopicId> {
    desk.perform(Action::SortTopics(TopicSort { by, descending }));
    desk.session().tables.listed.clone()
}

fn filter(desk: &mut Desk, filter: TopicFilter) -> Vec<TopicId> {
    desk.perform(Action::FilterTopics(filter));
    let mut listed = desk.session().tables.listed.clone();
    listed.sort_unstable();
    listed
}

fn row(desk: &Desk, topic: TopicId) -> &TopicRow {
    desk.session().tables.row(topic).unwrap()
}

fn tag(desk: &mut Desk, topics: &[TopicId], tag: &str) {
    desk.perform(Action::Curate(Command::Tag { topics: topics.to_vec(), tag: tag.to_owned() }));
}

/// Whether topics of which neither comes first are in the order of their sizes and ids.
#[track_caller]
fn assert_ties(desk: &Desk, listed: &[TopicId], is_tie: impl Fn(TopicId, TopicId) -> bool) {
    for pair in listed.windows(2).filter(|pair| is_tie(pair[0], pair[1])) {
        let rank = |id: TopicId| (std::cmp::Reverse(desk.n_documents(id)), id);
        assert!(rank(pair[0]) < rank(pair[1]), "{listed:?}");
    }
}

#[test]
fn numbers_are_sorted_in_both_directions_and_ties_go_by_size_and_id() {
    let mut desk = Desk::with_topics();
    let (a, b) = (desk.listed(1), desk.listed(4));
    desk.perform(Action::Curate(Command::Merge(Group { into: a, absorbed: vec![b] })));
    for by in [TopicColumn::Documents, TopicColumn::Cohesion, TopicColumn::Separation, TopicColumn::Clusters] {
        for descending in [true, false] {
            let listed = sort(&mut desk, by, descending);
            assert_eq!(listed.len(), 7);
            let value = |id: TopicId| match by {
                TopicColumn::Documents => f64::from(desk.n_documents(id)),
                TopicColumn::Cohesion => row(&desk, id).cohesion,
                TopicColumn::Clusters => row(&desk, id).n_clusters as f64,
                _ => f64::from(desk.session().tables.separation(id).unwrap()),
            };
            let in_order =
                |x: &TopicId, y: &TopicId| if descending { value(*x) >= value(*y) } else { value(*x) <= value(*y) };
            assert!(listed.is_sorted_by(in_order), "{by:?} {descending}");
            assert_ties(&desk, &listed, |x, y| value(x).total_cmp(&value(y)).is_eq());
        }
    }
    assert_eq!(sort(&mut desk, TopicColumn::Clusters, true)[0], a);
}

#[test]
fn names_are_sorted_without_regard_to_case_hangul_after_latin() {
    let mut desk = Desk::with_topics();
    let topics = sort(&mut desk, TopicColumn::Documents, true);
    for (&topic, new) in topics.iter().zip(["나무", "beech", "Ash", "가문비", "ash", "Cedar", "하늘", "birch"]) {
        desk.perform(name(topic, Some(new)));
    }
    let names = |desk: &mut Desk, descending: bool| {
        let listed = sort(desk, TopicColumn::Name, descending);
        listed.iter().map(|&id| row(desk, id).name.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(names(&mut desk, false), ["Ash", "ash", "beech", "birch", "Cedar", "가문비", "나무", "하늘"]);
    assert_eq!(names(&mut desk, true), ["하늘", "나무", "가문비", "Cedar", "birch", "beech", "Ash", "ash"]);
}

#[test]
fn what_has_no_tag_comes_last_in_both_directions() {
    let mut desk = Desk::with_topics();
    let (a, b, c) = (desk.listed(5), desk.listed(2), desk.listed(7));
    tag(&mut desk, &[a, c], "later");
    tag(&mut desk, &[b], "zero");
    tag(&mut desk, &[b], "Done");
    let ascending = sort(&mut desk, TopicColumn::Tag, false);
    assert_eq!(ascending[..3], [b, a, c], "the first tag of a topic counts");
    let descending = sort(&mut desk, TopicColumn::Tag, true);
    assert_eq!(descending[..3], [a, c, b]);
    assert_eq!(ascending[3..], descending[3..]);
    assert_ties(&desk, &ascending[3..], |_, _| true);
}

#[test]
fn the_undecided_come_first_and_decisions_are_followed_and_undone() {
    let mut desk = Desk::with_topics();
    let (a, b, c) = (desk.listed(0), desk.listed(3), desk.listed(6));
    desk.perform(name(a, Some("Rivers")));
    desk.perform(Action::Curate(Command::MarkDifferent(Pair::new(b, c).unwrap())));
    let listed = sort(&mut desk, TopicColumn::Decided, false);
    assert_eq!(listed[5..], [a, b, c]);
    assert_ties(&desk, &listed[..5], |_, _| true);
    assert_eq!(sort(&mut desk, TopicColumn::Decided, true)[..3], [a, b, c]);
    assert!([a, b, c].iter().all(|&id| desk.session().tables.is_decided(id)));
    desk.perform(Action::Undo);
    assert_eq!(sort(&mut desk, TopicColumn::Decided, true)[0], a);
    assert!(!desk.session().tables.is_decided(b));
}

#[test]
fn separation_is_the_distance_to_the_nearest_other_topic_and_follows_merges() {
    let mut desk = Desk::with_topics();
    let check = |desk: &Desk| {
        let tables = &desk.session().tables;
        for bubble in &tables.bubbles {
            let others = tables.bubbles.iter().filter(|other| other.id != bubble.id);
            let nearest = others.map(|other| tables.relations.similarities.between(bubble.id, other.id).unwrap());
            let nearest = nearest.fold(f32::NEG_INFINITY, f32::max);
            assert_eq!(tables.separation(bubble.id).unwrap().to_bits(), (1.0 - nearest).to_bits());
        }
    };
    check(&desk);
    let (a, b) = (desk.listed(0), desk.listed(1));
    desk.perform(Action::Curate(Command::Merge(Group { into: a, absorbed: vec![b] })));
    check(&desk);
    assert_eq!(desk.session().tables.separation(b), None, "it is inside another");
    let all: Vec<TopicId> = desk.session().topics.open().collect();
    desk.perform(Action::Curate(Command::Trash(all[1..].to_vec())));
    assert_eq!(desk.session().tables.separation(all[0]), None, "there is no other");
    assert_eq!(sort(&mut desk, TopicColumn::Separation, true), [all[0]]);
}

#[test]
fn asking_again_for_a_column_turns_its_direction() {
    let sort = TopicSort::default();
    let by_name = sort.after_asking_for(TopicColumn::Name);
    assert_eq!(by_name, TopicSort { by: TopicColumn::Name, descending: false });
    assert_eq!(by_name.after_asking_for(TopicColumn::Name), TopicSort { by: TopicColumn::Name, descending: true });
    assert!(by_name.after_asking_for(TopicColumn::Separation).descending);
    assert!(!sort.after_asking_for(TopicColumn::Decided).descending);
}

#[test]
fn text_finds_names_tags_and_notes_and_a_hash_finds_tags_only() {
    let mut desk = Desk::with_topics();
    let (a, b, c) = (TopicId(0), TopicId(1), TopicId(2));
    desk.perform(name(a, Some("Later events")));
    tag(&mut desk, &[b], "Later");
    desk.perform(Action::Curate(Command::Note { topic: c, note: "read\nlater".to_owned() }));
    assert_eq!(filter(&mut desk, TopicFilter::by_text("LATER ")), [a, b, c]);
    assert_eq!(filter(&mut desk, TopicFilter::by_text("#lat")), [b]);
    assert_eq!(filter(&mut desk, TopicFilter::by_text("#")), [b], "with any tag");
    assert_eq!(filter(&mut desk, TopicFilter::by_text("#events")), []);
    assert_eq!(filter(&mut desk, TopicFilter::by_text("  ")).len(), 8);
    assert!(!desk.workspace.is_list_filtered());
}

#[test]
fn quick_filters_narrow_the_list_together() {
    let mut desk = Desk::with_topics();
    let (a, b) = (TopicId(0), TopicId(1));
    tag(&mut desk, &[a, b], "noise");
    desk.perform(Action::Curate(Command::Lock(vec![b])));
    let any = TopicFilter::default();
    let tagged = TopicFilter { tag: Some("noise".to_owned()), ..any.clone() };
    assert_eq!(filter(&mut desk, TopicFilter { decided: Some(true), ..any.clone() }), [a, b]);
    assert_eq!(filter(&mut desk, TopicFilter { decided: Some(false), ..any.clone() }).len(), 6);
    assert_eq!(filter(&mut desk, TopicFilter { locked: true, ..any.clone() }), [b]);
    assert_eq!(filter(&mut desk, tagged.clone()), [a, b]);
    assert_eq!(filter(&mut desk, TopicFilter { tag: Some("nois".to_owned()), ..any.clone() }), [], "tags are whole");
    assert_eq!(filter(&mut desk, TopicFilter { locked: true, ..tagged }), [b]);

    let largest = desk.session().tables.largest;
    let smaller = filter(&mut desk, TopicFilter { smaller_than: Some(largest), ..any.clone() });
    let expected: Vec<TopicId> = desk.session().topics.open().filter(|&id| desk.n_documents(id) < largest).collect();
    assert_eq!(smaller, expected);
    assert_eq!(filter(&mut desk, TopicFilter { smaller_than: Some(0), ..any.clone() }), []);
    assert_eq!(filter(&mut desk, any).len(), 8);
}

#[test]
fn a_range_goes_from_the_topic_selected_last_to_another_in_the_order_of_the_list() {
    let mut desk = Desk::with_topics();
    let listed = sort(&mut desk, TopicColumn::Name, false);
    desk.perform(select(&[listed[4]]));
    desk.perform(Action::SelectUpTo(listed[2], SelectMode::Replace));
    assert_eq!(desk.workspace.selection().topics(), [listed[4], listed[3], listed[2]]);
    assert_eq!(desk.workspace.selection().current(), Some(listed[2]));
    desk.perform(Action::SelectUpTo(listed[5], SelectMode::Replace));
    assert_eq!(desk.workspace.selection().topics(), [listed[4], listed[5]], "the beginning stays");
    desk.perform(Action::Select(vec![listed[0]], SelectMode::Toggle));
    desk.perform(Action::SelectUpTo(listed[1], SelectMode::Add));
    assert_eq!(desk.workspace.selection().topics(), [listed[4], listed[5], listed[0], listed[1]]);
    assert_eq!(desk.workspace.listed_near_current(2), Some(listed[3]));
    assert_eq!(desk.workspace.listed_near_current(-9), Some(listed[0]));

    desk.perform(select(&[]));
    assert_eq!(desk.workspace.listed_near_current(-1), Some(listed[7]));
    desk.perform(Action::SelectUpTo(listed[3], SelectMode::Replace));
    assert_eq!(desk.workspace.selection().topics(), [listed[3]], "there was no beginning");
}
