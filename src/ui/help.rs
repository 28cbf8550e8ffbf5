//! What opens over the window to be read and closed: the list of keys, and what this program is.

use super::commands::{UiCommand, shortcut_text};
use super::menu_bar::MENUS;
use super::theme;

#[derive(Default)]
pub struct Help {
    keys: bool,
    about: bool,
}

/// What the pointer does, beside the keys of the commands.
const GESTURES: &[(&str, &str)] = &[
    ("Click a bubble, a row or a cell", "Select"),
    ("Ctrl or Shift + click", "Add to the selection or take out of it"),
    ("Shift + click a row", "Select all from the row clicked last"),
    ("Double-click a name in the list", "Rename the topic"),
    ("Drag on the empty map", "Select what is in the box"),
    ("Drag a bubble onto another", "Merge them, after a question"),
    ("Right-click a bubble, a row, a term or a document", "What can be done with it"),
    ("Point at a term; click it", "Show on the map where its documents are; keep it lit"),
    ("Arrows, Enter, Delete in the list of terms", "Walk, keep lit, ignore"),
    ("Ctrl + click a document", "Choose several, to move or split off"),
    ("Shift + click a document", "Choose all from the one before"),
    ("Wheel or pinch on the map", "Zoom"),
    ("Drag with the right or middle button, or Space + drag", "Move the map"),
];

impl Help {
    pub fn is_open(&self) -> bool {
        self.keys || self.about
    }

    pub fn toggle_keys(&mut self) {
        self.keys = !self.keys;
    }

    pub fn toggle_about(&mut self) {
        self.about = !self.about;
    }

    pub fn ui(&mut self, ctx: &egui::Context) {
        if self.keys && egui::Modal::new(egui::Id::unique("keys")).show(ctx, keys_ui).should_close() {
            self.keys = false;
        }
        if self.about && egui::Modal::new(egui::Id::unique("about")).show(ctx, about_ui).should_close() {
            self.about = false;
        }
    }
}

/// A menu, or what the pointer does: keys or gestures, each with its effect.
struct Group {
    title: &'static str,
    /// The width of the keys or gestures before what they do.
    keys_width: f32,
    lines: Vec<(String, &'static str)>,
}

/// Columns of the list of keys, each of this width, as many as fit.
const COLUMN: f32 = 70.0 * theme::UNIT;
const MOST_COLUMNS: usize = 3;

/// What a line and the title of a group take of a column's height, in lines.
const TITLE: usize = 2;

fn keys_ui(ui: &mut egui::Ui) {
    ui.label(egui::RichText::new("Keys").font(theme::heading()));
    let window = ui.ctx().content_rect().size();
    let gap = 4.0 * theme::UNIT;
    let n_fitting = ((window.x - 16.0 * theme::UNIT + gap) / (COLUMN + gap)) as usize;
    let columns = in_columns(groups(ui.ctx()), n_fitting.clamp(1, MOST_COLUMNS));
    let height = (window.y - 40.0 * theme::UNIT).max(30.0 * theme::UNIT);
    // As high as it may be at once: by itself it would grow by a little every frame, and the button would go on moving.
    let area = egui::ScrollArea::vertical().id_salt("keys").max_height(height).min_scrolled_height(height);
    area.show(ui, |ui| {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = gap;
            for column in &columns {
                ui.vertical(|ui| {
                    ui.set_width(COLUMN.min(window.x - 16.0 * theme::UNIT));
                    ui.spacing_mut().item_spacing.x = 2.0 * theme::UNIT;
                    column.iter().for_each(|group| group_ui(ui, group));
                });
            }
        });
    });
    close_button_ui(ui);
}

fn group_ui(ui: &mut egui::Ui, group: &Group) {
    ui.add_space(theme::UNIT);
    let title = egui::RichText::new(group.title).font(theme::body_strong()).color(theme::palette(ui).accent);
    ui.label(title);
    for (keys, effect) in &group.lines {
        ui.horizontal_top(|ui| {
            ui.vertical(|ui| {
                ui.set_width(group.keys_width);
                ui.add(egui::Label::new(egui::RichText::new(keys).font(theme::body_strong())).wrap());
            });
            ui.vertical(|ui| ui.add(egui::Label::new(*effect).wrap()));
        });
    }
}

/// The commands that have keys, by menu, and what the pointer does.
fn groups(ctx: &egui::Context) -> Vec<Group> {
    let line = |command: &UiCommand| {
        let keys = command.shortcuts().iter().map(|shortcut| shortcut_text(ctx, *shortcut));
        (keys.collect::<Vec<_>>().join(" or "), command.title())
    };
    let of_menu = |(title, sections): &(&'static str, &[&[UiCommand]])| {
        let commands = sections.iter().flat_map(|section| section.iter());
        let lines = commands.filter(|command| !command.shortcuts().is_empty()).map(line).collect();
        Group { title, keys_width: 26.0 * theme::UNIT, lines }
    };
    let gestures = GESTURES.iter().map(|(gesture, effect)| ((*gesture).to_owned(), *effect)).collect();
    let pointer = Group { title: "Mouse", keys_width: COLUMN * 0.5, lines: gestures };
    MENUS.iter().map(of_menu).chain([pointer]).filter(|group| !group.lines.is_empty()).collect()
}

/// Groups in reading order, in columns about as long as each other.
fn in_columns(groups: Vec<Group>, n_columns: usize) -> Vec<Vec<Group>> {
    let length = |group: &Group| group.lines.len() + TITLE;
    let total: usize = groups.iter().map(length).sum();
    let mut columns: Vec<Vec<Group>> = vec![Vec::new()];
    let mut n_before = 0;
    for group in groups {
        // A group goes where its middle falls.
        let column = (n_before + length(&group) / 2) * n_columns / total.max(1);
        n_before += length(&group);
        if column >= columns.len() {
            columns.push(Vec::new());
        }
        if let Some(last) = columns.last_mut() {
            last.push(group);
        }
    }
    columns
}

fn about_ui(ui: &mut egui::Ui) {
    ui.set_width(420.0);
    ui.label(egui::RichText::new(concat!("Mungchi ", env!("CARGO_PKG_VERSION"))).font(theme::heading()));
    ui.label("Carries out the method of Kim, Kim and Cho: Improving spherical k-means for document clustering, Expert Systems with Applications 150 (2020).");
    ui.label("Nothing leaves this computer.");
    theme::weak_label(
        ui,
        "Sample: titles and abstracts of the ACL Anthology, © Association for Computational Linguistics and the authors of the papers, CC BY 4.0. Font: Inter, SIL Open Font License 1.1.",
    );
    close_button_ui(ui);
}

fn close_button_ui(ui: &mut egui::Ui) {
    ui.add_space(2.0 * theme::UNIT);
    if ui.button("Close").clicked() {
        ui.close();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_stand_in_at_most_as_many_columns_as_fit_and_none_is_lost() {
        let ctx = egui::Context::default();
        let n_lines = |groups: &[Group]| groups.iter().map(|group| group.lines.len()).sum::<usize>();
        let all = n_lines(&groups(&ctx));
        for n_columns in 1..=MOST_COLUMNS {
            let columns = in_columns(groups(&ctx), n_columns);
            assert_eq!(columns.len(), n_columns);
            assert_eq!(columns.iter().map(|column| n_lines(column)).sum::<usize>(), all);
            let longest = columns.iter().map(|column| n_lines(column)).max().unwrap_or_default();
            assert!(longest <= all / n_columns + 10, "{longest} of {all} lines in one of {n_columns} columns");
        }
    }
}
