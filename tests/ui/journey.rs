//! The whole journey, from the sample to named topics.

use egui::Modifiers;
use egui_kittest::kittest::Queryable as _;
use mungchi::worker::CorpusSource;

use crate::harness::{free_bubbles, n_open, session, settle, start};

#[test]
fn sample_is_clustered_merged_undone_grouped_and_renamed() {
    let mut harness = start(Some(CorpusSource::Sample));
    settle(&mut harness);

    // The sample runs by itself and the map is there.
    assert_eq!(n_open(&harness), 60);
    assert_eq!(session(&harness).analysis.clustering.labels.len(), 3600);
    harness.get_by_label("Heatmap of 60 topics");
    let bubbles = free_bubbles(&harness);
    assert!(bubbles.len() >= 10, "only {} of 60 bubbles can be clicked", bubbles.len());

    // Two bubbles are selected and merged.
    let (first, second) = (bubbles[0].0.clone(), bubbles[1].0.clone());
    harness.get_by_label(&first).click();
    settle(&mut harness);
    assert_eq!(harness.state().workspace().selection().topics().len(), 1);
    harness.get_by_label(&second).click_modifiers(Modifiers::COMMAND);
    settle(&mut harness);
    let selected = harness.state().workspace().selection().topics().to_vec();
    assert_eq!(selected.len(), 2);
    let n_documents: u32 = selected.iter().map(|&id| session(&harness).tables.row(id).unwrap().n_documents).sum();
    harness.get_by_label("Merge 2 topics").click();
    settle(&mut harness);
    assert_eq!(n_open(&harness), 59);
    let merged = harness.state().workspace().selection().topics().to_vec();
    assert_eq!(merged.len(), 1, "the merged topic stays selected");
    assert_eq!(session(&harness).tables.row(merged[0]).unwrap().n_documents, n_documents);

    // The merge is taken back.
    harness.get_by_label("Undo").click();
    settle(&mut harness);
    assert_eq!(n_open(&harness), 60);
    harness.get_by_label(&first);
    harness.get_by_label(&second);

    // The threshold proposes groups on map, heatmap and list before anything changes.
    harness.get_by_role_and_label(egui::Role::Slider, "Merge what is at least this similar").set_value_accesskit(0.2);
    harness.run();
    let merging = harness.state().workspace().merging();
    let (n_groups, n_left) = (merging.groups.len(), merging.n_left);
    assert!(n_groups > 3 && n_left < 60, "{n_groups} groups, {n_left} topics left");
    assert_eq!(n_open(&harness), 60, "a preview changes nothing");
    harness.get_by_label(&format!("Merge {n_groups} groups (60 → {n_left})")).click();
    settle(&mut harness);
    assert_eq!(n_open(&harness), n_left);
    let in_topics: u32 = session(&harness).tables.bubbles.iter().map(|bubble| bubble.n_documents).sum();
    assert_eq!(in_topics as usize + session(&harness).analysis.clustering.n_unassigned(), 3600);

    // A topic gets a name, which every view shows.
    let topic = session(&harness).topics.open().next().unwrap();
    let name = session(&harness).tables.name(topic).to_owned();
    harness.get_by_label(&format!("Bubble: {name}")).click_accesskit();
    settle(&mut harness);
    let field = harness.get_by_label("Topic name");
    field.focus();
    field.set_text_value_accesskit("기계 번역");
    harness.run();
    harness.key_press(egui::Key::Enter);
    settle(&mut harness);
    assert_eq!(session(&harness).tables.name(topic), "기계 번역");
    harness.get_by_label("Bubble: 기계 번역");
}
