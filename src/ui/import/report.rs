//! The import report: what became of which record and why, and how the corpus was read.

use egui::{Context, Id, Label, Modal, RichText, ScrollArea, Sense, TextEdit, Ui, vec2};

use super::problems::{kind_color, problems_text};
use crate::corpus::{Warning, WarningKind};
use crate::ui::file_picker::Wanted;
use crate::ui::status_bar::grouped;
use crate::ui::theme;
use crate::worker::ReportFilter;
use crate::workspace::{Action, Report, Workspace};

#[derive(Default)]
pub struct ReportDialog {
    wanted: Option<Wanted>,
}

const WIDTH: f32 = 200.0 * theme::UNIT;

impl ReportDialog {
    /// What the file picker is to be asked for.
    pub fn take_wanted(&mut self) -> Option<Wanted> {
        self.wanted.take()
    }

    pub fn ui(&mut self, ctx: &Context, workspace: &Workspace, actions: &mut Vec<Action>) {
        let Some(report) = workspace.report() else { return };
        let modal = Modal::new(Id::unique("import report")).show(ctx, |ui| {
            let screen = ctx.content_rect().size();
            ui.set_width(WIDTH.min(screen.x - 16.0 * theme::UNIT));
            self.report_ui(ui, report, screen.y - 20.0 * theme::UNIT, actions);
        });
        if modal.should_close() {
            actions.push(Action::CloseReport);
        }
    }

    fn report_ui(&mut self, ui: &mut Ui, report: &Report, most_height: f32, actions: &mut Vec<Action>) {
        ui.label(RichText::new("Import report").font(theme::heading()));
        let of = if report.is_of_first() { "the first documents of " } else { "" };
        let told = match report.n_in_all() {
            0 => format!("Nothing in {of}{} had to be repaired or left out.", report.corpus_name()),
            _ => format!("Everything else in {of}{} was read as it is.", report.corpus_name()),
        };
        if report.n_in_all() > 0 {
            ui.label(problems_text(ui, &report.problems(), &theme::body()));
        }
        ui.add(Label::new(RichText::new(told).font(theme::small()).color(theme::palette(ui).weak)).wrap());
        let has_lines = report.n_in_all() > 0;
        if has_lines {
            filter_ui(ui, report, actions);
            lines_ui(ui, report, (most_height - 280.0).clamp(120.0, 360.0));
        }
        let header = egui::CollapsingHeader::new(RichText::new("How this corpus was read").font(theme::body_strong()));
        header.id_salt("how this corpus was read").default_open(!has_lines).show_unindented(ui, |ui| {
            let height = (most_height - if has_lines { 480.0 } else { 200.0 }).clamp(80.0, 320.0);
            ScrollArea::vertical().id_salt("how read").max_height(height).show(ui, |ui| {
                ui.set_max_width(ui.available_width() - 2.0 * theme::UNIT);
                ui.add(Label::new(report.how_read()).wrap().selectable(true));
            });
            if ui.button("Copy as text").clicked() {
                ui.ctx().copy_text(report.how_read().to_owned());
            }
        });
        ui.add_space(2.0 * theme::UNIT);
        ui.horizontal(|ui| {
            if ui.button("Close").clicked() {
                actions.push(Action::CloseReport);
            }
            let save = ui.add_enabled(has_lines, egui::Button::new("Save as CSV…"));
            if save.on_hover_text("Every line, whatever the filter shows").clicked() {
                self.wanted = Some(Wanted::Report);
            }
        });
    }
}

fn filter_ui(ui: &mut Ui, report: &Report, actions: &mut Vec<Action>) {
    let mut filter: ReportFilter = report.filter().clone();
    ui.horizontal_wrapped(|ui| {
        let all = format!("All ({})", grouped(report.n_in_all()));
        ui.selectable_value(&mut filter.kind, None, all);
        for kind in WarningKind::ALL {
            let n = report.problems().count(kind);
            if n > 0 {
                let text = format!("{} ({})", kind_name(kind), grouped(n));
                ui.selectable_value(&mut filter.kind, Some(kind), text).on_hover_text(kind_hint(kind));
            }
        }
        let edit = TextEdit::singleline(&mut filter.text).hint_text("Filter by file or reason");
        ui.add(edit.desired_width(ui.available_width().clamp(120.0, 240.0))).accessible_name("Filter the report");
    });
    if filter != *report.filter() {
        actions.push(Action::FilterReport(filter));
    }
}

fn kind_name(kind: WarningKind) -> &'static str {
    match kind {
        WarningKind::Skipped => "Left out",
        WarningKind::Repaired => "Repaired",
        WarningKind::Duplicate => "Duplicates",
        WarningKind::Noted => "Notes",
    }
}

/// What became of one record.
fn line_kind(kind: WarningKind) -> &'static str {
    match kind {
        WarningKind::Skipped => "left out",
        WarningKind::Repaired => "repaired",
        WarningKind::Duplicate => "duplicate",
        WarningKind::Noted => "note",
    }
}

fn kind_hint(kind: WarningKind) -> &'static str {
    match kind {
        WarningKind::Skipped => "Not in the corpus",
        WarningKind::Repaired => "In the corpus, with a change",
        WarningKind::Duplicate => "The text is that of a document before",
        WarningKind::Noted => "In the corpus as it was; something about it should be known",
    }
}

fn lines_ui(ui: &mut Ui, report: &Report, height: f32) {
    let n_listed = report.n_listed();
    if n_listed == 0 {
        theme::weak_label(ui, "No line of the report has this.");
    }
    let area = ScrollArea::vertical().id_salt("report lines").auto_shrink([false, true]);
    area.max_height(height).min_scrolled_height(height).show_rows(ui, theme::LINE, n_listed, |ui, rows| {
        ui.take_available_width();
        rows.filter_map(|line| report.line(line)).for_each(|warning| line_ui(ui, warning));
    });
}

/// Widths of the kind, the file and the record; the reason has the rest.
const KIND: f32 = 19.0 * theme::UNIT;
const FILE: f32 = 42.0 * theme::UNIT;
const RECORD: f32 = 24.0 * theme::UNIT;

fn line_ui(ui: &mut Ui, warning: &Warning) {
    let palette = theme::palette(ui);
    let size = vec2(ui.available_width() - 2.0 * theme::UNIT, theme::LINE);
    let (rect, response) = ui.allocate_exact_size(size, Sense::HOVER);
    let whole = format!("{}: {warning}", line_kind(warning.kind));
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &whole));
    let file = warning.file.rsplit(['/', '\\']).next().unwrap_or(&warning.file);
    let record = warning.record.map_or_else(String::new, |record| format!("record {}", grouped(record as usize)));
    let reason = (size.x - KIND - FILE - RECORD).max(0.0);
    let mut left = rect.left();
    for (text, width, color) in [
        (line_kind(warning.kind), KIND, kind_color(ui, warning.kind)),
        (file, FILE, palette.weak),
        (&record, RECORD, palette.weak),
        (&warning.reason, reason, palette.text),
    ] {
        let mut job = egui::text::LayoutJob::simple_singleline(text.replace('\n', " "), theme::body(), color);
        job.wrap = egui::text::TextWrapping::truncate_at_width((width - 2.0 * theme::UNIT).max(0.0));
        let galley = ui.painter().layout_job(job);
        ui.painter().galley(egui::pos2(left, rect.center().y - galley.size().y / 2.0), galley, color);
        left += width;
    }
    response.on_hover_text(whole);
}
