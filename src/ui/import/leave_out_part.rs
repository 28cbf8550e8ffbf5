//! What of the texts is not looked at for words; the texts themselves stay whole.

use egui::{DragValue, Ui};

use super::fields::section_ui;
use crate::corpus::provenance::ReadOptions;
use crate::words::params::Cleaning;
use crate::workspace::Importing;

/// The share of documents above which a line is boilerplate, as it is proposed.
const BOILERPLATE: f64 = 0.1;

pub fn ui(ui: &mut Ui, importing: &Importing, options: &mut ReadOptions, cleaning: &mut Cleaning) {
    section_ui(ui, "Leave out", |ui| {
        for (chosen, name, hint) in [
            (&mut cleaning.quotes, "Quotes", "Lines quoted from another message, and the line that announces them"),
            (&mut cleaning.signatures, "Signatures", "What follows a line “-- ”"),
            (&mut cleaning.email_addresses, "E-mail addresses", ""),
            (&mut cleaning.urls, "URLs", ""),
            (&mut cleaning.html_tags, "HTML tags", ""),
            (&mut cleaning.encoded_blocks, "Encoded blocks", "Blocks of uuencoded or base64 data"),
        ] {
            let response = ui.checkbox(chosen, name);
            if !hint.is_empty() {
                response.on_hover_text(hint);
            }
        }
        boilerplate_ui(ui, &mut cleaning.boilerplate);
        if importing.has_files() {
            let hint = "A document whose text was read before; the report lists them in any case";
            ui.checkbox(&mut options.leave_out_duplicates, "Exact duplicates").on_hover_text(hint);
        }
    });
}

fn boilerplate_ui(ui: &mut Ui, boilerplate: &mut Option<f64>) {
    ui.horizontal(|ui| {
        let mut is_on = boilerplate.is_some();
        let hint = "Lines that are the same in more than this share of the documents";
        if ui.checkbox(&mut is_on, "Boilerplate lines").on_hover_text(hint).changed() {
            *boilerplate = is_on.then_some(BOILERPLATE);
        }
        if let Some(share) = boilerplate {
            let mut percent = *share * 100.0;
            let value =
                DragValue::new(&mut percent).range(0.1..=100.0).max_decimals(1).suffix(" %").prefix("in more than ");
            if ui.add(value.speed(0.2)).accessible_name("Share of boilerplate").changed() {
                *share = percent / 100.0;
            }
        }
    });
}
