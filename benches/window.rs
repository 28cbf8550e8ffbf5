//! How fast the whole window is, without a renderer: `cargo bench --bench window -- PROJECT.mungchi [--check]`.
//!
//! Opens a copy beside the project through the real [`App`], hands it what a mouse would do, and times each frame: layout
//! and tessellation, at 1600 × 1000 points. What a graphics card is sent is told in kB, what it does with it is not timed.
//! With `--check` a budget that is missed is an error. Widgets are found by their accessible names, and what helps to find
//! them is switched off while frames are timed.

#[path = "window/driver.rs"]
mod driver;
#[path = "window/report.rs"]
mod report;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use egui::{Event, Pos2, Rect, Role, pos2, vec2};
use mungchi::store::places::Places;
use mungchi::topics::TopicId;
use mungchi::topics::similarity::Measure;
use mungchi::worker::CorpusSource;
use mungchi::workspace::{Action, Workspace};

use driver::{Frame, Seen, Window, button, wheel};
use report::{Report, ms};

/// Milliseconds of a frame, at the 95th percentile.
const FRAME: f64 = 8.0;
/// Milliseconds that a frame may take longer because the pointer is over something else.
const HOVER: f64 = 2.0;
const SLIDER_STEP: f64 = 16.0;
const FIRST_FRAME: f64 = 500.0;
/// Megabytes of the window, beside the project's data.
const MEMORY: f64 = 150.0;

/// Frames of each kind.
const N_FRAMES: usize = 150;
const N_SLIDER_STEPS: usize = 50;
const N_CLICKS: usize = 15;

/// Given to this program by itself: tells the memory of a project that no window shows.
const DATA_ALONE: &str = "--data-alone";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some(project) = arguments.iter().find(|argument| !argument.starts_with("--")) else {
        println!("Usage: cargo bench --bench window -- PROJECT.mungchi [--check]");
        return ExitCode::SUCCESS;
    };
    let asks = |flag: &str| arguments.iter().any(|argument| argument == flag);
    if asks(DATA_ALONE) {
        println!("{}", memory_of_data(Path::new(project)).unwrap_or_default());
        return ExitCode::SUCCESS;
    }
    let mut report = Report::default();
    // Before anything else is in memory, as it is at a start.
    let mut window = Window::new(None);
    let first = window.began.elapsed() + window.frame(&[]).time;
    report.figure("start until the first frame", ms(first), "ms", Some(FIRST_FRAME));
    drop(window);

    let copy = Copy(PathBuf::from(format!("{project}.bench.mungchi")));
    std::fs::copy(project, &copy.0).expect("the project can be copied");
    let data_alone = memory_of_data_alone(&copy.0);
    Bench::open(&copy.0, &mut report).run(&mut report, data_alone);
    drop(copy);
    if report.n_missed > 0 {
        println!("{} missed", report.n_missed);
    }
    if asks("--check") && report.n_missed > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// A copy of the project, removed also when the bench fails.
struct Copy(PathBuf);

impl Drop for Copy {
    fn drop(&mut self) {
        std::fs::remove_file(&self.0).ok();
    }
}

fn places() -> Places {
    Places::inside(&std::env::temp_dir().join("mungchi-bench"))
}

/// Megabytes in use with the project open and no window.
fn memory_of_data(project: &Path) -> Option<f64> {
    let (sender, wakes) = channel();
    // Nobody waits at the end.
    let wake = move || _ = sender.send(());
    let mut workspace = Workspace::new(Arc::new(wake), places(), Vec::new());
    workspace.perform(Action::Open(CorpusSource::Paths(vec![project.to_owned()])));
    while workspace.is_working() {
        wakes.recv_timeout(Duration::from_mins(1)).expect("work comes to an end");
        workspace.poll();
    }
    memory("VmRSS:")
}

/// The same in a process of its own.
fn memory_of_data_alone(project: &Path) -> Option<f64> {
    let program = std::env::current_exe().ok()?;
    let output = std::process::Command::new(program).arg(project).arg(DATA_ALONE).output().ok()?;
    String::from_utf8(output.stdout).ok()?.trim().parse().ok().filter(|memory| *memory > 0.0)
}

/// A line of what Linux tells about this process, in megabytes.
fn memory(line: &str) -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let value = status.lines().find_map(|it| it.strip_prefix(line))?;
    Some(value.trim().trim_end_matches(" kB").parse::<f64>().ok()? / 1024.0)
}

struct Bench {
    window: Window,
    /// Milliseconds of a frame in which nothing moves.
    idle: f64,
}

impl Bench {
    fn open(copy: &Path, report: &mut Report) -> Self {
        let mut window = Window::new(Some(copy));
        let mut times = Vec::new();
        while window.workspace().session().is_none() || window.workspace().is_busy() {
            window.wakes.recv_timeout(Duration::from_millis(20)).ok();
            times.push(ms(window.frame(&[]).time));
        }
        report.figure("open until the topics are shown", ms(window.began.elapsed()), "ms", None);
        let first = times.pop().unwrap_or_default();
        report.figure("  the frame that shows them first", first, "ms", None);
        report.figure("  longest frame before it", times.into_iter().fold(0.0, f64::max), "ms", None);
        window.settle();
        let session = window.workspace().session().expect("a project is open");
        println!("{} documents, {} topics", session.topics.n_documents(), session.tables.listed.len());
        Self { window, idle: 0.0 }
    }

    fn run(mut self, report: &mut Report, data_alone: Option<f64>) {
        let at_rest = memory("VmRSS:");
        // From here on the highest is counted anew.
        std::fs::write("/proc/self/clear_refs", "5").ok();
        Report::head();
        let idle: Vec<Frame> = (0..N_FRAMES).map(|_| self.window.frame(&[])).collect();
        self.idle = report.frames("idle", &idle, Some(FRAME));
        self.hover(report);
        self.zoom(report);
        self.scroll(report);
        self.drag(report);
        self.select(report);
        self.rest(report);
        if let (Some(data), Some(at_rest), Some(most)) = (data_alone, at_rest, memory("VmHWM:")) {
            report.figure("memory of the project's data", data, "MB", None);
            report.figure("  of the window, at rest", at_rest - data, "MB", None);
            report.figure("  of the window, at most", most - data, "MB", Some(MEMORY));
        }
        for (measure, name) in
            [(Measure::CentredCosine, "centred cosine"), (Measure::CentredHellinger, "centred Hellinger")]
        {
            self.measure(report, measure, name);
        }
        if let (Some(data), Some(most)) = (data_alone, memory("VmHWM:")) {
            report.figure("memory beside the data while topics are compared", most - data, "MB", None);
        }
    }

    fn hover(&mut self, report: &mut Report) {
        let canvas = self.window.rect_of(Role::Canvas, "Map").shrink(2.0);
        let heatmap = self.window.rect_of(Role::Image, "Heatmap of").shrink(1.0);
        let tree = self.window.rect_of(Role::Image, "Merge tree").shrink(1.0);
        let mut bubbles = self.window.middles(Role::Button, "Bubble: ");
        bubbles.retain(|at| canvas.contains(*at));
        let rows = self.window.middles(Role::ListBoxOption, "");
        let spread = |points: &[Pos2]| (0..N_FRAMES).map(|n| points[n * 7919 % points.len()]).collect::<Vec<_>>();
        self.hover_over(report, "hover over bubbles", &spread(&bubbles));
        self.hover_over(report, "hover over cells", &scattered(heatmap));
        self.hover_over(report, "hover over the merge tree", &scattered(tree));
        self.hover_over(report, "hover over topic rows", &spread(&rows));
        self.window.frame(&[Event::PointerGone]);
        self.window.settle();
    }

    fn hover_over(&mut self, report: &mut Report, name: &str, points: &[Pos2]) {
        let mut over = |at: &Pos2| self.window.frame(&[Event::PointerMoved(*at)]);
        over(&points[0]);
        let frames: Vec<Frame> = points.iter().map(over).collect();
        report.frames(name, &frames, Some(FRAME));
        let above: Vec<f64> = frames.iter().map(|frame| ms(frame.time) - self.idle).collect();
        report.spread("  above idle", &above, "", Some(HOVER));
        // Where the pointer stays, a card or a tooltip comes.
        let mut stay = |at: &Pos2| {
            self.window.frame(&[Event::PointerMoved(*at)]);
            [self.window.later(1.0), self.window.frame(&[])]
        };
        let frames: Vec<Frame> = points.iter().take(N_FRAMES / 5).flat_map(&mut stay).collect();
        report.frames("  and stays", &frames, Some(FRAME));
    }

    fn zoom(&mut self, report: &mut Report) {
        for (name, role, view) in [("map", Role::Canvas, "Map"), ("heatmap", Role::Image, "Heatmap of")] {
            let rect = self.window.rect_of(role, view);
            self.window.frame(&[Event::PointerMoved(rect.center() + rect.size() * 0.1)]);
            let steps = [40.0, -40.0].map(|y| std::iter::repeat_n(y, N_FRAMES / 2));
            let frames: Vec<Frame> = steps.into_iter().flatten().map(|y| self.window.frame(&[wheel(y)])).collect();
            report.frames(&format!("wheel zoom of the {name}"), &frames, Some(FRAME));
            self.window.settle();
        }
    }

    fn scroll(&mut self, report: &mut Report) {
        let rows = self.window.middles(Role::ListBoxOption, "");
        self.window.frame(&[Event::PointerMoved(rows[rows.len() / 2])]);
        let frames: Vec<Frame> = (0..N_FRAMES).map(|_| self.window.frame(&[wheel(-120.0)])).collect();
        report.frames("scroll of the topic list", &frames, Some(FRAME));
        self.window.frame(&[wheel(1e6)]);
        self.window.frame(&[Event::PointerGone]);
        self.window.settle();
    }

    /// Drags the threshold down and up again: each step takes one in and shows the one before.
    fn drag(&mut self, report: &mut Report) {
        let slider = self.window.rect_of(Role::Slider, "Merge what is at least this similar");
        let from = pos2(slider.right() - slider.height() / 2.0, slider.center().y);
        self.drag_along(report, "slider, a step", from, slider.width() * 0.87);
        let line = self.window.rect_of(Role::Slider, "Threshold in the tree");
        let tree = self.window.rect_of(Role::Image, "Merge tree");
        self.drag_along(report, "line in the merge tree, a step", line.center(), tree.width() * 0.8);
    }

    fn drag_along(&mut self, report: &mut Report, name: &str, from: Pos2, width: f32) {
        self.window.frame(&[Event::PointerMoved(from)]);
        self.window.frame(&[button(from, true)]);
        let at = |step: usize| from - vec2(width * step as f32 / N_SLIDER_STEPS as f32, 0.0);
        let mut most_groups = 0;
        let mut frames = Vec::new();
        for step in 1..=N_SLIDER_STEPS {
            frames.push(self.window.frame(&[Event::PointerMoved(at(step))]));
            most_groups = most_groups.max(self.window.workspace().merging().groups.len());
        }
        report.frames(name, &frames, Some(SLIDER_STEP));
        let threshold = self.window.workspace().merging().threshold();
        assert!(most_groups > 0, "{name}: nothing is proposed down to {threshold}");
        println!("    down to {threshold:.2}, at most {most_groups} groups");
        let end = at(N_SLIDER_STEPS);
        for step in [N_SLIDER_STEPS * 3 / 4, N_SLIDER_STEPS / 2, N_SLIDER_STEPS / 4] {
            self.window.frame(&[Event::PointerMoved(at(step))]);
            self.window.settle();
            let frames: Vec<Frame> = (0..N_FRAMES / 5).map(|_| self.window.frame(&[])).collect();
            let n_groups = self.window.workspace().merging().groups.len();
            report.frames(&format!("  idle with {n_groups} groups proposed"), &frames, Some(FRAME));
        }
        // Back to where nothing is proposed, however far that is.
        self.window.frame(&[Event::PointerMoved(end)]);
        self.window.frame(&[Event::PointerMoved(from + vec2(20.0, 0.0))]);
        self.window.frame(&[button(from + vec2(20.0, 0.0), false)]);
        self.window.frame(&[Event::PointerGone]);
        self.window.settle();
        assert!(self.window.workspace().merging().groups.is_empty(), "the threshold is back");
    }

    fn select(&mut self, report: &mut Report) {
        let rows = self.window.middles(Role::ListBoxOption, "");
        let (mut shown, mut listed) = (Vec::new(), Vec::new());
        for n in 0..N_CLICKS {
            let at = rows[1 + n % (rows.len() - 2)];
            let began = Instant::now();
            let [click, after] = self.window.click(at);
            shown.push(ms(click.time) + ms(after.time));
            while self.window.workspace().is_working() {
                self.window.wakes.recv_timeout(Duration::from_millis(20)).ok();
                self.window.frame(&[]);
            }
            listed.push(ms(began.elapsed()));
            self.window.settle();
        }
        report.spread("click on a row until it is shown", &shown, "", Some(2.0 * FRAME));
        report.spread("  until its documents are listed", &listed, "", None);
        let idle: Vec<Frame> = (0..N_FRAMES).map(|_| self.window.frame(&[])).collect();
        report.frames("  idle with a topic selected", &idle, Some(FRAME));
        let at = rows[0];
        self.window.frame(&[Event::PointerMoved(at)]);
        self.window.frame(&[button(at, true)]);
        self.window.frame(&[button(at, false)]);
        let selected = self.window.workspace().selection().topics().first().copied();
        let n_frames = self.frames_until_seen(selected);
        report.figure("frames from a click until the row is seen selected", n_frames as f64, "", Some(1.0));
        assert_eq!(n_frames, 1, "a selection is shown in the next frame");
    }

    /// Frames until the row of the topic is drawn as selected.
    fn frames_until_seen(&mut self, topic: Option<TopicId>) -> usize {
        let session = self.window.workspace().session().expect("a project is open");
        let name = session.tables.name(topic.expect("a click on a row selects")).to_owned();
        let is_shown = |seen: &Seen| seen.role == Role::ListBoxOption && seen.is_selected && seen.name == name;
        (1..10).find(|_| self.window.look().iter().any(is_shown)).expect("a selection is shown")
    }

    fn rest(&mut self, report: &mut Report) {
        let bubble = self.window.middles(Role::Button, "Bubble: ")[0];
        let row = self.window.middles(Role::ListBoxOption, "")[1];
        let cell = self.window.rect_of(Role::Image, "Heatmap of").center() + vec2(9.0, 31.0);
        let gone = Event::PointerGone;
        let over = Event::PointerMoved;
        for (name, event) in [
            ("", gone),
            (", pointer on a bubble", over(bubble)),
            (", on a row", over(row)),
            (", on a cell", over(cell)),
        ] {
            self.window.frame(&[event]);
            let n = self.window.frames_at_rest();
            report.figure(&format!("frames asked for in 2 s of rest{name}"), n as f64, "", Some(0.0));
        }
        self.window.frame(&[Event::PointerGone]);
    }

    /// Chooses another measure and waits until the topics are compared by it.
    fn measure(&mut self, report: &mut Report, measure: Measure, name: &str) {
        let combo = self.window.rect_of(Role::ComboBox, "Similarity").center();
        self.window.click(combo);
        self.window.settle();
        let choices = self.window.look().iter().filter(|seen| seen.name == name && seen.role != Role::Label);
        let choice = choices.map(|seen| seen.rect.center()).next_back().expect("the measure can be chosen");
        let began = Instant::now();
        let mut longest = self.window.click(choice).map(|frame| frame.time).into_iter().max().unwrap_or_default();
        let compared = |window: &Window| {
            window.workspace().session().is_some_and(|it| it.tables.relations.grouping.measure == measure)
        };
        while !compared(&self.window) {
            assert!(began.elapsed() < Duration::from_mins(1), "the topics are compared");
            self.window.wakes.recv_timeout(Duration::from_millis(20)).ok();
            longest = longest.max(self.window.frame(&[]).time);
        }
        report.figure(&format!("switch to {name} until it is there"), ms(began.elapsed()), "ms", None);
        let after = self.window.settle().iter().map(|frame| frame.time).max().unwrap_or_default();
        report.figure("  longest frame meanwhile", ms(longest.max(after)), "ms", None);
    }
}

/// Points all over, in no order.
fn scattered(rect: Rect) -> Vec<Pos2> {
    // Multiples of the golden ratio and of the root of 2, which fill a square evenly.
    let share = |n: usize, step: f64| (n as f64 * step).fract() as f32;
    let point = |n: usize| rect.min + rect.size() * vec2(share(n, 0.618_034), share(n, 0.414_214));
    (1..=N_FRAMES).map(point).collect()
}
