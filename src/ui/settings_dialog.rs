//! The settings in one place: how the window looks, and what a file that is read may cost.

use egui::{DragValue, Grid, RichText, Ui};

use super::settings::{Setting, Settings, ThemeChoice};
use super::status_bar::grouped;
use super::theme;
use crate::corpus::provenance::{Limit, Limits};
use crate::workspace::Action;

const WIDTH: f32 = 110.0 * theme::UNIT;

/// Gives whether it is to be closed.
pub fn ui(ui: &mut Ui, settings: &Settings, actions: &mut Vec<Action>) -> bool {
    ui.set_width(WIDTH.min(ui.ctx().content_rect().width() - 16.0 * theme::UNIT));
    ui.label(RichText::new("Settings").font(theme::heading()));
    ui.add_space(theme::UNIT);
    appearance_ui(ui, settings, actions);
    ui.add_space(3.0 * theme::UNIT);
    limits_ui(ui, settings.limits, actions);
    ui.add_space(3.0 * theme::UNIT);
    ui.button("Close").clicked()
}

fn grid(salt: &str) -> Grid {
    Grid::new(salt).num_columns(2).min_col_width(44.0 * theme::UNIT).spacing([2.0 * theme::UNIT, 1.5 * theme::UNIT])
}

fn appearance_ui(ui: &mut Ui, settings: &Settings, actions: &mut Vec<Action>) {
    ui.label(RichText::new("Appearance").font(theme::body_strong()));
    grid("appearance").show(ui, |ui| {
        ui.label("Theme");
        ui.horizontal(|ui| {
            let mut theme = settings.theme;
            for (choice, name) in
                [(ThemeChoice::System, "System"), (ThemeChoice::Light, "Light"), (ThemeChoice::Dark, "Dark")]
            {
                ui.selectable_value(&mut theme, choice, name);
            }
            if theme != settings.theme {
                actions.push(Action::Set(Setting::Theme(theme)));
            }
        });
        ui.end_row();
        let label = ui.label("Text size");
        let [least, greatest] = Settings::TEXT_SIZES;
        let mut percent = settings.text_size * 100.0;
        let value = DragValue::new(&mut percent).range(least * 100.0..=greatest * 100.0).suffix(" %").max_decimals(0);
        // While it is dragged the window would grow under the pointer.
        if ui.add(value.speed(1.0).update_while_editing(false)).labelled_by(label.id).changed() {
            actions.push(Action::Set(Setting::TextSize(percent / 100.0)));
        }
        ui.end_row();
        ui.label("Motion");
        let mut reduced = settings.reduce_motion;
        if ui.checkbox(&mut reduced, "Reduce motion").changed() {
            actions.push(Action::Set(Setting::ReduceMotion(reduced)));
        }
        ui.end_row();
    });
}

/// Each limit in its unit, with the way back to what it is by default.
fn limits_ui(ui: &mut Ui, limits: Limits, actions: &mut Vec<Action>) {
    ui.label(RichText::new("Limits of reading").font(theme::body_strong()));
    let told = "A file that costs more is a mistake or an attack: it is left out, and the report says so.";
    ui.add(egui::Label::new(RichText::new(told).font(theme::small()).color(theme::palette(ui).weak)).wrap());
    let usual = Limits::default();
    let mut changed = limits;
    grid("limits").show(ui, |ui| {
        for limit in Limit::ALL {
            let label = ui.label(limit.name()).on_hover_text(limit.hint());
            ui.horizontal(|ui| {
                let mut value = limits.get(limit);
                let drag = DragValue::new(&mut value).range(limit.range()).suffix(format!(" {}", limit.unit()));
                let drag = drag.custom_formatter(|value, _| grouped(value as usize));
                // What is typed may have commas too.
                let drag = drag.custom_parser(|text| text.replace([',', ' '], "").parse().ok());
                let response = ui.add(drag.update_while_editing(false)).labelled_by(label.id);
                if response.on_hover_text(limit.hint()).changed() {
                    changed = changed.with(limit, value);
                }
                let default = usual.get(limit);
                if limits.get(limit) != default {
                    let text = format!("Reset to {}", grouped(default as usize));
                    let reset = ui.small_button(&text).on_hover_text(format!("{} by default", limit.name()));
                    if reset.clicked() {
                        changed = changed.with(limit, default);
                    }
                }
            });
            ui.end_row();
        }
    });
    if changed != limits {
        actions.push(Action::Set(Setting::Limits(changed)));
    }
}
