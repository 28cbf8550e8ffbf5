//! A few images, for what only the eye can judge. One software renderer makes and checks them.

use egui::{Modifiers, Theme, Vec2, pos2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use mungchi::topics::TopicId;
use mungchi::ui::App;
use mungchi::worker::CorpusSource;

use crate::harness::{FakePicker, lines_file, run_with, session, settle, start_with};

/// Words whose glyphs the test font has.
const BILINGUAL: &[&str] = &[
    "기계 번역 신경망 한국어",
    "신경망 기계 번역 말뭉치",
    "한국어 번역 말뭉치 신경망",
    "감성 분석 한국어 문서",
    "문서 감성 분석 주제",
    "주제 분석 감성 군집",
    "document clustering topic merge",
    "clustering documents topic merge",
    "topic merge clustering threshold",
    "自然言語処理 文書 主題",
    "文書 主題 自然言語処理 漢字",
];

/// Whether there is a renderer whose images can be compared. In the checks there must be one.
pub fn can_compare() -> bool {
    let instance = eframe::wgpu::Instance::new(eframe::wgpu::InstanceDescriptor::new_without_display_handle());
    let adapters = pollster::block_on(instance.enumerate_adapters(eframe::wgpu::Backends::VULKAN));
    let found = adapters.iter().any(|adapter| adapter.get_info().device_type == eframe::wgpu::DeviceType::Cpu);
    assert!(
        found || std::env::var_os("MUNGCHI_REQUIRE_SNAPSHOTS").is_none(),
        "no software renderer (lavapipe) was found"
    );
    found
}

#[test]
fn welcome_screen_looks_as_agreed_in_light() {
    check_welcome(Theme::Light, "welcome_light");
}

#[test]
fn wide_window_looks_as_agreed_in_light() {
    check_main(Theme::Light, WIDE, "main_light");
}

#[test]
fn wide_window_looks_as_agreed_in_dark() {
    check_main(Theme::Dark, WIDE, "main_dark");
}

#[test]
fn small_window_looks_as_agreed_in_light() {
    check_main(Theme::Light, SMALL, "small_light");
}

#[test]
fn small_window_looks_as_agreed_in_dark() {
    check_main(Theme::Dark, SMALL, "small_dark");
}

#[test]
fn two_topics_side_by_side_look_as_agreed() {
    if can_compare() {
        let mut harness = clustered(Theme::Light, WIDE);
        for (topic, modifiers) in [(TopicId(0), Modifiers::NONE), (TopicId(1), Modifiers::COMMAND)] {
            let name = session(&harness).tables.name(topic).to_owned();
            let row = harness.get_by_role_and_label(egui::Role::ListBoxOption, name.as_str());
            row.click_modifiers(modifiers);
            settle(&mut harness);
        }
        park(&mut harness);
        harness.snapshot("two_topics_light");
    }
}

#[test]
fn a_document_being_read_looks_as_agreed() {
    if can_compare() {
        let mut harness = clustered(Theme::Dark, WIDE);
        let name = session(&harness).tables.name(TopicId(0)).to_owned();
        harness.get_by_role_and_label(egui::Role::ListBoxOption, name.as_str()).click();
        settle(&mut harness);
        let documents = harness.query_all_by(|node| node.label().is_some_and(|label| label.starts_with("Document: ")));
        documents.last().expect("documents are listed").click();
        settle(&mut harness);
        park(&mut harness);
        harness.snapshot("reader_dark");
    }
}

const WIDE: Vec2 = vec2(1280.0, 800.0);

/// The smallest window that is allowed.
const SMALL: Vec2 = vec2(960.0, 600.0);

fn check_welcome(theme: Theme, name: &str) {
    if can_compare() {
        let mut harness = start_with(None, theme, FakePicker::default());
        harness.set_size(SMALL);
        harness.run();
        harness.snapshot(name);
    }
}

fn clustered(theme: Theme, size: Vec2) -> Harness<'static, App> {
    let source = CorpusSource::Paths(vec![lines_file(BILINGUAL)]);
    let mut harness = start_with(Some(source), theme, FakePicker::default());
    harness.set_size(size);
    settle(&mut harness);
    run_with(&mut harness, "Clusters (k)", 5.0);
    harness
}

/// Takes the pointer to where it lights nothing up.
fn park(harness: &mut Harness<'_, App>) {
    harness.hover_at(pos2(2.0, 2.0));
    settle(harness);
}

fn check_main(theme: Theme, size: Vec2, name: &str) {
    if can_compare() {
        let mut harness = clustered(theme, size);
        let topic = session(&harness).tables.name(TopicId(1)).to_owned();
        harness.get_by_label(&format!("Bubble: {topic}")).click_accesskit();
        settle(&mut harness);
        harness.get_by_label("Topic name").focus();
        harness
            .get_by_label("Topic name")
            .set_text_value_accesskit("말뭉치 감성 분석 주제 문서 군집 한국어 신경망 기계 번역");
        harness.run();
        harness.key_press(egui::Key::Enter);
        settle(&mut harness);
        harness
            .get_by_role_and_label(egui::Role::Slider, "Merge what is at least this similar")
            .set_value_accesskit(0.02);
        settle(&mut harness);
        park(&mut harness);
        harness.snapshot(name);
    }
}
