//! The program under test: with a file picker that needs no desktop, and fonts that need no system.

use std::cell::RefCell;
use std::path::PathBuf;
use std::rc::Rc;
use std::time::{Duration, Instant};

use egui::epaint::text::{FontInsert, FontPriority, InsertFontFamily};
use egui::{FontData, FontFamily, Rect, Role, Theme};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use egui_kittest::wgpu::WgpuTestRenderer;
use egui_kittest::{Harness, HarnessBuilder};
use mungchi::store::places::Places;
use mungchi::ui::App;
use mungchi::ui::file_picker::{FilePicker, Picked, Wanted};
use mungchi::ui::settings::{Settings, ThemeChoice};
use mungchi::worker::CorpusSource;
use mungchi::workspace::Session;

/// The longest that background work may take before a test fails.
const PATIENCE: Duration = Duration::from_mins(1);

/// Starts the program in a window of usual size; `start` is opened at once.
pub fn start(start: Option<CorpusSource>) -> Harness<'static, App> {
    start_with(start, Theme::Light, FakePicker::default())
}

pub fn start_with(start: Option<CorpusSource>, theme: Theme, picker: FakePicker) -> Harness<'static, App> {
    let (places, settings) = new_places(theme);
    start_on(window_builder(theme), &places, settings, start, picker)
}

/// The same with a renderer from the start, for what the program renders by itself.
pub fn start_rendered(start: Option<CorpusSource>, theme: Theme, picker: FakePicker) -> Harness<'static, App> {
    let (places, settings) = new_places(theme);
    start_on(window_builder(theme).renderer(WgpuTestRenderer::new()), &places, settings, start, picker)
}

/// Starts the program with these places and settings.
pub fn start_in(
    places: &Places,
    settings: Settings,
    start: Option<CorpusSource>,
    picker: FakePicker,
) -> Harness<'static, App> {
    let theme = if settings.theme == ThemeChoice::Dark { Theme::Dark } else { Theme::Light };
    start_on(window_builder(theme), places, settings, start, picker)
}

/// Folders of their own, and the settings of somebody who knows the program.
fn new_places(theme: Theme) -> (Places, Settings) {
    let folder = tempfile::tempdir().unwrap();
    let places = Places::inside(folder.path());
    FOLDERS.with_borrow_mut(|folders| folders.push(folder));
    let theme = if theme == Theme::Dark { ThemeChoice::Dark } else { ThemeChoice::Light };
    (places, Settings { theme, hints_seen: true, ..Settings::default() })
}

fn window_builder(theme: Theme) -> HarnessBuilder<App> {
    // The sample quotes words in scripts that no bundled font has.
    let builder = Harness::builder().with_size([1400.0, 900.0]).with_theme(theme).allow_missing_glyphs();
    // A worker that ends wakes the window for a few frames more.
    builder.with_max_steps(64)
}

fn start_on(
    builder: HarnessBuilder<App>,
    places: &Places,
    settings: Settings,
    start: Option<CorpusSource>,
    picker: FakePicker,
) -> Harness<'static, App> {
    builder.build_eframe(|cc| {
        let app = App::new(cc, start, Box::new(picker), places.clone(), Vec::new(), settings);
        cc.egui_ctx.add_font(korean());
        app
    })
}

/// Starts the program with a file of lines, runs it and waits for the map.
pub fn start_on_lines(lines: &[&str], n_clusters: usize) -> Harness<'static, App> {
    let mut harness = start(Some(CorpusSource::Paths(vec![lines_file(lines)])));
    settle(&mut harness);
    run_with(&mut harness, "Clusters (k)", n_clusters as f64);
    harness
}

/// Sets one number of the run panel and runs.
pub fn run_with(harness: &mut Harness<'_, App>, parameter: &str, value: f64) {
    harness.get_by_role_and_label(Role::SpinButton, parameter).set_value_accesskit(value);
    harness.run();
    harness.get_by_label("Run").click();
    harness.remove_cursor();
    harness.step();
    settle(harness);
}

thread_local! {
    /// Folders that are removed when the test that made them ends.
    static FOLDERS: RefCell<Vec<tempfile::TempDir>> = const { RefCell::new(Vec::new()) };
}

/// A file that stays for the rest of the test.
pub fn lines_file(lines: &[&str]) -> PathBuf {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lines.txt");
    std::fs::write(&path, lines.join("\n")).unwrap();
    FOLDERS.with_borrow_mut(|folders| folders.push(folder));
    path
}

/// Draws frames until no work is going on and nothing moves.
pub fn settle(harness: &mut Harness<'_, App>) {
    let deadline = Instant::now() + PATIENCE;
    let is_working = |app: &App| app.workspace().is_working();
    harness.step();
    loop {
        while is_working(harness.state()) {
            assert!(Instant::now() < deadline, "work in the background did not end");
            harness.step();
        }
        harness.run();
        // The last frames may have started something anew.
        if !is_working(harness.state()) {
            return;
        }
    }
}

pub fn session<'a>(harness: &'a Harness<'_, App>) -> &'a Session {
    harness.state().workspace().session().expect("a corpus is clustered")
}

pub fn n_open(harness: &Harness<'_, App>) -> usize {
    session(harness).topics.open().count()
}

/// Bubbles that a click in their middle reaches: no other bubble lies over it. Names and middles.
pub fn free_bubbles(harness: &Harness<'_, App>) -> Vec<(String, Rect)> {
    let bubbles: Vec<(String, Rect)> = harness
        .query_all_by(|node| node.label().is_some_and(|label| label.starts_with("Bubble: ")))
        .map(|node| (node.accesskit_node().label().unwrap_or_default().clone(), node.rect()))
        .collect();
    let is_free = |(place, (_, rect)): &(usize, &(String, Rect))| {
        let covers = |other: &Rect| other.center().distance(rect.center()) <= other.width() / 2.0;
        bubbles.iter().enumerate().all(|(other, (_, other_rect))| other == *place || !covers(other_rect))
    };
    bubbles.iter().enumerate().filter(is_free).map(|(_, bubble)| bubble.clone()).collect()
}

/// Gives what it was told to give, at once.
#[derive(Clone, Default)]
pub struct FakePicker {
    pub answers: Rc<RefCell<Vec<Picked>>>,
    pub asked: Rc<RefCell<Vec<Wanted>>>,
    waiting: bool,
}

impl FilePicker for FakePicker {
    fn ask(&mut self, what: Wanted, wake: Box<dyn FnOnce() + Send>) {
        self.asked.borrow_mut().push(what);
        self.waiting = true;
        wake();
    }

    fn poll(&mut self) -> Option<(Wanted, Picked)> {
        if !std::mem::take(&mut self.waiting) {
            return None;
        }
        let wanted = *self.asked.borrow().last()?;
        self.answers.borrow_mut().pop().map(|picked| (wanted, picked))
    }
}

/// The harness loads no system fonts: a few Hangul, Han and Kana glyphs come with the tests.
fn korean() -> FontInsert {
    let bytes = include_bytes!("assets/NotoSansKR-subset.otf");
    let families = [FontFamily::Proportional, FontFamily::Name("semi-bold".into())];
    let insert = |family| InsertFontFamily { family, priority: FontPriority::Lowest };
    FontInsert::new("Noto Sans KR subset", FontData::from_static(bytes), families.map(insert).to_vec())
}

/// Shared by tests that need no particular words.
pub const FRUIT_AND_TOOLS: &[&str] = &[
    "apple pear plum orchard harvest",
    "apple pear cherry orchard ripe",
    "pear plum cherry harvest ripe",
    "apple plum cherry orchard harvest",
    "hammer nail saw workshop bench",
    "hammer saw drill workshop wood",
    "nail drill saw bench wood",
    "hammer nail drill workshop bench",
    "violin cello concert strings bow",
    "violin concert orchestra bow strings",
    "cello orchestra concert strings bow",
    "violin cello orchestra concert bow",
];
