//! The program without a screen: frames, a mouse, and widgets found by their names.

use std::collections::HashMap;
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use egui::accesskit::{Node, Toggled};
use egui::{Event, Modifiers, MouseWheelSource, MouseWheelUnit, PointerButton, Pos2, RawInput, Rect, Role, TouchPhase};
use egui::{ViewportId, pos2, vec2};
use mungchi::ui::App;
use mungchi::ui::file_picker::NativePicker;
use mungchi::ui::settings::{Settings, ThemeChoice};
use mungchi::worker::CorpusSource;
use mungchi::workspace::Workspace;

use super::places;

/// Time between frames, in seconds, as the program is told.
const TICK: f64 = 1.0 / 60.0;
/// As long without a frame is rest.
const REST: Duration = Duration::from_secs(2);

/// What a frame cost.
pub struct Frame {
    pub time: Duration,
    pub tessellation: Duration,
    /// Bytes of textures that are new.
    pub uploaded: usize,
    /// When the program wants the next frame.
    pub next: Duration,
}

/// A widget, as a screen reader finds it.
pub struct Seen {
    pub role: Role,
    pub name: String,
    pub rect: Rect,
    pub is_selected: bool,
}

pub struct Window {
    pub began: Instant,
    ctx: egui::Context,
    app: App,
    frame: eframe::Frame,
    input: RawInput,
    time: f64,
    pub wakes: Receiver<()>,
    seen: Vec<Seen>,
}

impl Window {
    pub fn new(open: Option<&Path>) -> Self {
        let began = Instant::now();
        let ctx = egui::Context::default();
        let (sender, wakes) = channel();
        ctx.set_request_repaint_callback(move |_| _ = sender.send(()));
        let settings = Settings { theme: ThemeChoice::Light, hints_seen: true, ..Settings::default() };
        let cc = eframe::CreationContext::_new_kittest(ctx.clone());
        let start = open.map(|path| CorpusSource::Paths(vec![path.to_owned()]));
        let app = App::new(&cc, start, Box::<NativePicker>::default(), places(), Vec::new(), settings);
        let rect = Rect::from_min_size(Pos2::ZERO, vec2(1600.0, 1000.0));
        let mut input = RawInput { screen_rect: Some(rect), focused: true, ..RawInput::default() };
        let viewport = input.viewports.get_mut(&ViewportId::ROOT).expect("there is a window");
        viewport.native_pixels_per_point = Some(1.0);
        let frame = eframe::Frame::_new_kittest();
        Self { began, ctx, app, frame, input, time: 0.0, wakes, seen: Vec::new() }
    }

    pub fn frame(&mut self, events: &[Event]) -> Frame {
        while self.wakes.try_recv().is_ok() {}
        self.time += TICK;
        self.input.time = Some(self.time);
        self.input.events = events.to_vec();
        let input = self.input.take();
        let began = Instant::now();
        let (app, frame) = (&mut self.app, &mut self.frame);
        let mut output = self.ctx.run_ui(input, |ui| {
            eframe::App::logic(app, ui.ctx(), frame);
            eframe::App::ui(app, ui, frame);
        });
        let shapes = std::mem::take(&mut output.shapes);
        let laid_out = began.elapsed();
        let primitives = self.ctx.tessellate(shapes, output.pixels_per_point);
        let time = began.elapsed();
        drop(primitives);
        if let Some(update) = output.platform_output.accesskit_update.take() {
            let names: HashMap<_, _> = update.nodes.iter().map(|(id, node)| (*id, own_name(node))).collect();
            let name = |node: &Node| match node.labelled_by() {
                [label, ..] => names.get(label).copied().unwrap_or_default().to_owned(),
                [] => own_name(node).to_owned(),
            };
            self.seen = update.nodes.iter().filter_map(|(_, node)| seen(node, name(node))).collect();
        }
        let images = output.textures_delta.set.values().flatten();
        let uploaded = images.map(|delta| delta.image.width() * delta.image.height() * 4).sum();
        let next = output.viewport_output[&ViewportId::ROOT].repaint_delay;
        output.drop_without_applying_deltas();
        Frame { time, tessellation: time.saturating_sub(laid_out), uploaded, next }
    }

    pub fn workspace(&self) -> &Workspace {
        self.app.workspace()
    }

    /// A frame that comes later by so many seconds: what waits until the pointer rests is shown.
    pub fn later(&mut self, seconds: f64) -> Frame {
        self.time += seconds;
        self.frame(&[])
    }

    /// Frames until no work goes on and none is asked for.
    pub fn settle(&mut self) -> Vec<Frame> {
        let began = Instant::now();
        let mut frames = Vec::new();
        loop {
            let is_slow = began.elapsed() > Duration::from_secs(20);
            assert!(!is_slow, "the window does not come to rest: {:?}", self.ctx.repaint_causes());
            let frame = self.frame(&[]);
            let next = frame.next;
            frames.push(frame);
            if self.workspace().is_working() {
                self.wakes.recv_timeout(Duration::from_millis(20)).ok();
            } else if next > REST {
                return frames;
            } else {
                self.time += next.as_secs_f64();
            }
        }
    }

    /// All widgets as they are now.
    pub fn look(&mut self) -> &[Seen] {
        self.ctx.enable_accesskit();
        self.frame(&[]);
        self.ctx.disable_accesskit();
        &self.seen
    }

    pub fn rect_of(&mut self, role: Role, name: &str) -> Rect {
        let mut found = self.look().iter().filter(|seen| seen.role == role && seen.name.contains(name));
        found.next().unwrap_or_else(|| panic!("there is no {role:?} “{name}”")).rect
    }

    pub fn middles(&mut self, role: Role, name: &str) -> Vec<Pos2> {
        let found = self.look().iter().filter(|seen| seen.role == role && seen.name.starts_with(name));
        found.map(|seen| seen.rect.center()).collect()
    }

    pub fn click(&mut self, at: Pos2) -> [Frame; 2] {
        self.frame(&[Event::PointerMoved(at)]);
        self.frame(&[button(at, true)]);
        [self.frame(&[button(at, false)]), self.frame(&[])]
    }

    /// Frames that are asked for in two seconds after one that nothing asked for, and while it sleeps.
    pub fn frames_at_rest(&mut self) -> usize {
        self.settle();
        let (mut n, mut passed) = (0, Duration::ZERO);
        let mut next = self.frame(&[]).next;
        while let Some(later) = passed.checked_add(next)
            && later <= REST
        {
            self.time += next.as_secs_f64();
            passed = later + Duration::from_secs_f64(TICK);
            next = self.frame(&[]).next;
            n += 1;
        }
        while self.wakes.try_recv().is_ok() {}
        std::thread::sleep(Duration::from_millis(500));
        n + self.wakes.try_iter().count()
    }
}

fn own_name(node: &Node) -> &str {
    node.label().or(node.value()).unwrap_or_default()
}

fn seen(node: &Node, name: String) -> Option<Seen> {
    let bounds = node.bounds()?;
    let corner = |x: f64, y: f64| pos2(x as f32, y as f32);
    let rect = Rect::from_min_max(corner(bounds.x0, bounds.y0), corner(bounds.x1, bounds.y1));
    let is_selected = node.is_selected() == Some(true) || node.toggled() == Some(Toggled::True);
    Some(Seen { role: node.role(), name, rect, is_selected })
}

pub fn button(pos: Pos2, pressed: bool) -> Event {
    Event::PointerButton { pos, button: PointerButton::Primary, pressed, modifiers: Modifiers::NONE }
}

pub fn wheel(y: f32) -> Event {
    Event::MouseWheel {
        unit: MouseWheelUnit::Point,
        delta: vec2(0.0, y),
        phase: TouchPhase::Move,
        source: MouseWheelSource::Wheel,
        modifiers: Modifiers::NONE,
    }
}
