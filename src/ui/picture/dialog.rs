//! The dialog that asks how a picture is to look, and where to put it.

use std::path::PathBuf;

use egui::{DragValue, Ui, Vec2, vec2};

use super::{Background, Look, Order, PictureFormat, Pictured, Use};
use crate::ui::file_picker::{Picked, Wanted};
use crate::ui::theme;
use crate::workspace::Workspace;

/// The way from a command to a picture.
#[derive(Default)]
pub struct Pictures {
    /// As chosen last.
    look: Look,
    open: Option<Question>,
    /// What is saved when the file picker has a path.
    picking: Option<Order>,
    order: Option<(Order, Use)>,
}

struct Question {
    view: Pictured,
    /// The size of the view on the screen.
    seen: Vec2,
    size: Vec2,
    /// The path, typed where the system has no dialog for files.
    path: Option<String>,
}

enum Answer {
    Waiting,
    Save,
    Copy,
    Cancel,
}

/// Sides of a view, in points.
const SIDES: std::ops::RangeInclusive<f32> = 100.0..=8000.0;

impl Pictures {
    pub fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// Asks for a picture of a view, which has the size `seen` now.
    pub fn open(&mut self, view: Pictured, seen: Vec2) {
        let seen = within_sides(seen);
        self.open = Some(Question { view, seen, size: seen, path: None });
    }

    /// Orders a picture as it is seen, for the clipboard.
    pub fn copy(&mut self, view: Pictured, seen: Vec2) {
        let look = Look { background: Background::AsSeen, ..self.look };
        self.order = Some((Order { view, size: within_sides(seen), look }, Use::Copy));
    }

    /// What is to be made now.
    pub(super) fn take_order(&mut self) -> Option<(Order, Use)> {
        self.order.take()
    }

    /// What came of the question for a path.
    pub fn take_picked(&mut self, picked: Picked, workspace: &Workspace) {
        let Some(order) = self.picking.take() else { return };
        match picked {
            Picked::Paths(mut paths) => self.save(order, paths.pop()),
            Picked::Nothing => {}
            Picked::NoDialog => {
                let folder = workspace.project_path().and_then(|path| path.parent());
                let name = format!("{}.{}", order.view.name(), order.look.format.ending());
                let path = folder.map_or_else(|| PathBuf::from(&name), |folder| folder.join(&name));
                let path = Some(path.display().to_string());
                self.open = Some(Question { view: order.view, seen: order.size, size: order.size, path });
            }
        }
    }

    fn save(&mut self, order: Order, path: Option<PathBuf>) {
        let Some(path) = path else { return };
        let ending = order.look.format.ending();
        let has_ending = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case(ending));
        let path = if has_ending { path } else { path.with_added_extension(ending) };
        self.order = Some((order, Use::Save(path)));
    }

    /// Gives what the file picker is to be asked for.
    pub fn ui(&mut self, ctx: &egui::Context) -> Option<Wanted> {
        let question = self.open.as_mut()?;
        let mut answer = Answer::Waiting;
        let modal = egui::Modal::new(egui::Id::unique("picture")).show(ctx, |ui| {
            answer = question.ui(ui, &mut self.look);
        });
        if modal.should_close() {
            answer = Answer::Cancel;
        }
        if matches!(answer, Answer::Waiting) {
            return None;
        }
        let Question { view, size, path, .. } = self.open.take()?;
        let order = Order { view, size, look: self.look };
        match (answer, path) {
            (Answer::Copy, _) => self.order = Some((order, Use::Copy)),
            (Answer::Save, Some(path)) => self.save(order, Some(path.trim().into())),
            (Answer::Save, None) => {
                self.picking = Some(order);
                return Some(Wanted::SavePicture(view, self.look.format));
            }
            (Answer::Cancel | Answer::Waiting, _) => {}
        }
        None
    }
}

fn within_sides(size: Vec2) -> Vec2 {
    size.clamp(Vec2::splat(*SIDES.start()), Vec2::splat(*SIDES.end()))
}

impl Question {
    fn ui(&mut self, ui: &mut Ui, look: &mut Look) -> Answer {
        ui.set_width(400.0);
        let title = format!("Save a picture of the {}", self.view.name());
        ui.label(egui::RichText::new(title).font(theme::heading()));
        ui.add_space(theme::UNIT);
        egui::Grid::new("picture options").num_columns(2).spacing(vec2(4.0, 2.0) * theme::UNIT).show(ui, |ui| {
            self.options_ui(ui, look);
        });
        theme::weak_label(ui, self.pixels_sentence(*look));
        let mut entered = false;
        if let Some(path) = &mut self.path {
            theme::weak_label(
                ui,
                "This desktop has no dialog for files: type the path. A file that is there is replaced.",
            );
            let edit = egui::TextEdit::singleline(path).desired_width(f32::INFINITY);
            let response = ui.add(edit).accessible_name("Path");
            entered = response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
        }
        ui.add_space(2.0 * theme::UNIT);
        let mut answer = Answer::Waiting;
        ui.horizontal(|ui| {
            let can_save = self.path.as_ref().is_none_or(|path| !path.trim().is_empty());
            let save = if self.path.is_some() { "Save" } else { "Save…" };
            let save = ui.add_enabled(can_save, theme::primary_button(ui, save));
            if save.clicked() || (entered && can_save) {
                answer = Answer::Save;
            }
            if ui.button("Copy").on_hover_text("To the clipboard, as pixels").clicked() {
                answer = Answer::Copy;
            }
            if ui.button("Cancel").clicked() {
                answer = Answer::Cancel;
            }
        });
        answer
    }

    fn options_ui(&mut self, ui: &mut Ui, look: &mut Look) {
        ui.label("Format");
        ui.horizontal(|ui| {
            let hint = "Sharp at any size; text stays text that can be edited";
            ui.selectable_value(&mut look.format, PictureFormat::Svg, "SVG").on_hover_text(hint);
            let hint = "Pixels, for programs that take no SVG";
            ui.selectable_value(&mut look.format, PictureFormat::Png, "PNG").on_hover_text(hint);
        });
        ui.end_row();
        ui.label("Size").on_hover_text("Of the view, in points of 1/96 inch; margins and caption come on top");
        ui.horizontal(|ui| {
            let side = |value| DragValue::new(value).range(SIDES).max_decimals(0).speed(4.0);
            ui.add(side(&mut self.size.x)).accessible_name("Width of the picture");
            ui.label("×");
            ui.add(side(&mut self.size.y)).accessible_name("Height of the picture");
            let is_as_seen = self.size == self.seen;
            if ui.add_enabled(!is_as_seen, egui::Button::new("As on screen")).clicked() {
                self.size = self.seen;
            }
        });
        ui.end_row();
        let label = ui.label("Scale").on_hover_text("Pixels for each point, in a PNG and on the clipboard");
        let scale = DragValue::new(&mut look.scale).range(1.0..=4.0).max_decimals(1).speed(0.05);
        ui.add(scale).labelled_by(label.id);
        ui.end_row();
        ui.label("Background");
        ui.horizontal(|ui| {
            for (background, name) in
                [(Background::AsSeen, "As seen"), (Background::Light, "Light"), (Background::Dark, "Dark")]
            {
                ui.selectable_value(&mut look.background, background, name);
            }
        });
        ui.end_row();
        ui.label("");
        let hint = "The corpus, numbers and settings in small text below the view; the file tells them in any case";
        ui.checkbox(&mut look.has_caption, "Caption").on_hover_text(hint);
        ui.end_row();
    }

    fn pixels_sentence(&self, look: Look) -> String {
        let [width, height] = [self.size.x, self.size.y].map(|side| (side * look.scale).round());
        match look.format {
            PictureFormat::Svg => "Drawn with lines and text; the scale counts for the clipboard only".to_owned(),
            PictureFormat::Png => format!("{width} × {height} pixels, and what margins and caption take"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(format: PictureFormat) -> Order {
        let look = Look { format, ..Look::default() };
        Order { view: Pictured::Map, size: vec2(300.0, 200.0), look }
    }

    #[test]
    fn a_path_gets_the_ending_of_its_format_once() {
        for (path, wanted) in [("a/map", "a/map.svg"), ("a/map.svg", "a/map.svg"), ("a/map.SVG", "a/map.SVG")] {
            let mut pictures = Pictures::default();
            pictures.save(order(PictureFormat::Svg), Some(path.into()));
            assert_eq!(pictures.take_order(), Some((order(PictureFormat::Svg), Use::Save(wanted.into()))));
        }
        let mut pictures = Pictures::default();
        pictures.save(order(PictureFormat::Png), Some("map.svg".into()));
        assert_eq!(pictures.take_order(), Some((order(PictureFormat::Png), Use::Save("map.svg.png".into()))));
    }

    #[test]
    fn what_is_copied_is_as_seen_whatever_was_saved_before() {
        let look = Look { background: Background::Dark, scale: 3.0, ..Look::default() };
        let mut pictures = Pictures { look, ..Pictures::default() };
        pictures.copy(Pictured::Heatmap, vec2(0.0, 300.0));
        let (order, purpose) = pictures.take_order().unwrap();
        assert_eq!((order.view, purpose), (Pictured::Heatmap, Use::Copy));
        assert_eq!(order.size, vec2(100.0, 300.0), "no smaller than a picture can be");
        assert_eq!((order.look.background, order.look.scale.round()), (Background::AsSeen, 3.0));
    }
}
