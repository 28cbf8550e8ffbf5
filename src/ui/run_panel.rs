//! How the corpus is clustered: parameters, Run and Cancel, and the curves of the run.

use std::ops::RangeInclusive;
use std::sync::Arc;

use egui::{ComboBox, DragValue, Grid, ScrollArea, Ui};
use egui_plot::{Bar, BarChart, Line, Plot, PlotPoints};

use super::commands::UiCommand;
use super::corpus_view::{columns_text, joined_text};
use super::status_bar::grouped;
use super::theme;
use crate::analysis::Basis;
use crate::cluster::Seeding;
use crate::corpus::Corpus;
use crate::progress::Iteration;
use crate::workspace::{Action, Activity, Workspace};

const SEEDINGS: [(Seeding, &str, &str); 3] = [
    (Seeding::SimilarCut, "Similar-cut", "Random documents that are unlike each other: fast and good for text"),
    (Seeding::KMeansPlusPlus, "k-means++", "Documents far from those chosen before: slow for many clusters"),
    (Seeding::Random, "Random", "Random documents"),
];

pub fn ui(
    ui: &mut Ui,
    workspace: &Workspace,
    corpus: &Arc<Corpus>,
    actions: &mut Vec<Action>,
    commands: &mut Vec<UiCommand>,
) {
    let has_result = workspace.session().is_some();
    let header = egui::CollapsingHeader::new(egui::RichText::new("Clustering").font(theme::body_strong()));
    // The identity changes with the first result, so that the panel opens for it and steps back after it.
    let header = header.id_salt(("clustering", has_result)).default_open(!has_result);
    let shown = header.show_unindented(ui, |ui| {
        // In a low window the panel scrolls, so that the list below keeps its room.
        let height = if has_result { ui.available_height() * 0.55 } else { f32::INFINITY };
        ScrollArea::vertical().id_salt("run panel").max_height(height).show(ui, |ui| {
            ui.take_available_width();
            parameters_ui(ui, workspace, corpus, actions);
            ui.add_space(theme::UNIT);
            run_button_ui(ui, workspace, actions, commands);
            match workspace.activity() {
                Activity::Running(progress) => {
                    if let Some(warning) = &progress.warning {
                        ui.colored_label(theme::palette(ui).warning, warning);
                    }
                    curves_ui(ui, &progress.iterations);
                }
                _ => {
                    if let Some(session) = workspace.session() {
                        curves_ui(ui, &session.analysis.clustering.iterations);
                    }
                }
            }
        });
    });
    // While a run goes on its curves stay in sight, even if the panel was folded up.
    if shown.fully_closed()
        && let Activity::Running(progress) = workspace.activity()
        && let Some(last) = progress.iterations.last()
    {
        theme::weak_label(ui, iteration_sentence(last));
    }
}

fn parameters_ui(ui: &mut Ui, workspace: &Workspace, corpus: &Arc<Corpus>, actions: &mut Vec<Action>) {
    let Some(params) = workspace.params() else { return };
    let mut changed = params.clone();
    let n_documents = corpus.documents.len();
    ui.add_enabled_ui(!workspace.is_busy(), |ui| {
        Grid::new("parameters").num_columns(2).min_col_width(96.0).spacing([8.0, 6.0]).show(ui, |ui| {
            if !corpus.columns.names.is_empty() && workspace.can_read_columns() {
                text_column_ui(ui, corpus, actions);
            }
            if let Some(vectors) = &corpus.vectors {
                basis_ui(ui, vectors.n_cols, &mut changed.basis);
            }
            let cluster = &mut changed.cluster;
            let k = "Number of clusters. Choose it too large: k-means makes clusters of even size, and merging is easy";
            number_ui(ui, "Clusters (k)", k, &mut cluster.n_clusters, 1..=n_documents.max(1));
            seeding_ui(ui, &mut cluster.seeding);
            let iterations = "About 10 suffice for text; more make clusters more even in size";
            number_ui(ui, "Iterations", iterations, &mut cluster.max_iterations, 1..=1000);
            let seed = "The same seed gives the same clusters, on any computer";
            number_ui(ui, "Random seed", seed, &mut cluster.seed, 0..=u64::MAX);
            let restarts =
                "Runs with different seeds, one after the other; the one with the highest mean cosine is kept";
            number_ui(ui, "Runs", restarts, &mut cluster.restarts, 1..=100);
            let min_df = "A term must be in at least this many documents";
            number_ui(ui, "Min. documents", min_df, &mut changed.vectorize.min_df, 1..=n_documents.max(1) as u32);
            let label = ui.label("Max. share").on_hover_text("A term may be in at most this share of the documents");
            let mut percent = changed.vectorize.max_df * 100.0;
            let value = DragValue::new(&mut percent).range(0.1..=100.0).max_decimals(1).suffix(" %").speed(0.5);
            if ui.add(value).labelled_by(label.id).changed() {
                changed.vectorize.max_df = percent / 100.0;
            }
            ui.end_row();
        });
    });
    if changed != *params {
        actions.push(Action::SetParams(Box::new(changed)));
    }
}

fn number_ui<N: egui::emath::Numeric>(ui: &mut Ui, name: &str, hint: &str, value: &mut N, range: RangeInclusive<N>) {
    let label = ui.label(name).on_hover_text(hint);
    ui.add(DragValue::new(value).range(range)).labelled_by(label.id).on_hover_text(hint);
    ui.end_row();
}

/// What documents are clustered by, where there is a choice.
fn basis_ui(ui: &mut Ui, n_columns: usize, basis: &mut Basis) {
    let label = ui.label("Cluster by").on_hover_text(
        "What makes documents similar. Names, keywords, map, distances and splits of topics go by words in any case",
    );
    let selected = match *basis {
        Basis::Words => "Words",
        Basis::Vectors => "Vectors",
    };
    let combo = ComboBox::from_id_salt("basis").selected_text(selected).show_ui(ui, |ui| {
        let hint = "Weighted terms. A document without any stays unassigned";
        ui.selectable_value(basis, Basis::Words, "Words").on_hover_text(hint);
        let hint = "The vectors that came with the corpus. A document whose vector is zeros stays unassigned";
        let vectors = format!("Vectors ({})", columns_text(n_columns));
        ui.selectable_value(basis, Basis::Vectors, vectors).on_hover_text(hint);
    });
    combo.response.labelled_by(label.id);
    ui.end_row();
}

fn seeding_ui(ui: &mut Ui, seeding: &mut Seeding) {
    let label = ui.label("Seeding").on_hover_text("How the first centroids are chosen");
    let name = |wanted: Seeding| SEEDINGS.iter().find(|(known, ..)| *known == wanted).map_or("", |(_, name, _)| name);
    let combo = ComboBox::from_id_salt("seeding").selected_text(name(*seeding)).show_ui(ui, |ui| {
        for (choice, name, hint) in SEEDINGS {
            ui.selectable_value(seeding, choice, name).on_hover_text(hint);
        }
    });
    combo.response.labelled_by(label.id);
    ui.end_row();
}

fn text_column_ui(ui: &mut Ui, corpus: &Corpus, actions: &mut Vec<Action>) {
    let columns = &corpus.columns;
    let label = ui.label("Text column").on_hover_text("Guessed: the column with the longest text");
    let chosen = columns.text.as_deref().unwrap_or_default();
    let selected = joined_text(columns).unwrap_or_default();
    let is_joined = !columns.more_text.is_empty();
    let combo = ComboBox::from_id_salt("text column").selected_text(selected).truncate().show_ui(ui, |ui| {
        for name in &columns.names {
            let is_chosen = name == chosen && !is_joined;
            if ui.selectable_label(is_chosen, name).clicked() && !is_chosen {
                actions.push(Action::ReadColumn(name.clone()));
            }
        }
    });
    combo.response.labelled_by(label.id);
    ui.end_row();
}

fn run_button_ui(ui: &mut Ui, workspace: &Workspace, actions: &mut Vec<Action>, commands: &mut Vec<UiCommand>) {
    ui.horizontal(|ui| {
        if workspace.is_busy() {
            if ui.add_enabled(!workspace.is_cancelling(), egui::Button::new("Cancel run")).clicked() {
                actions.push(Action::Cancel);
            }
        } else if ui.add(theme::primary_button(ui, "Run")).clicked() {
            actions.push(Action::Run);
        }
        if UiCommand::ImportOptions.is_enabled(workspace) {
            let hint = "How the files are read, what a word is, and what is left out";
            if ui.button(UiCommand::ImportOptions.title()).on_hover_text(hint).clicked() {
                commands.push(UiCommand::ImportOptions);
            }
        }
    });
}

fn iteration_sentence(iteration: &Iteration) -> String {
    let Iteration { number, moved, objective } = iteration;
    format!("Iteration {number}: mean cosine {objective:.4}, {} documents moved", grouped(*moved))
}

/// The objective as a line, the moved documents as bars.
fn curves_ui(ui: &mut Ui, iterations: &[Iteration]) {
    let Some(last) = iterations.last() else { return };
    let palette = theme::palette(ui);
    ui.add_space(theme::UNIT);
    theme::weak_label(ui, "Mean cosine to the centroid");
    let points: PlotPoints<'_> = iterations.iter().map(|it| [it.number as f64, it.objective]).collect();
    small_plot("objective").show(ui, |plot| {
        plot.line(Line::new("mean cosine", points).color(palette.accent).width(2.0));
    });
    theme::weak_label(ui, "Documents moved");
    // The first iteration places every document; the movement begins with the second.
    let bar = |it: &Iteration| Bar::new(it.number as f64, it.moved as f64).width(0.7);
    let bars: Vec<Bar> = iterations.iter().filter(|it| it.number > 1).map(bar).collect();
    small_plot("moved").include_y(0.0).include_x(1.0).show(ui, |plot| {
        plot.bar_chart(BarChart::new("documents moved", bars).color(palette.weak));
    });
    theme::weak_label(ui, iteration_sentence(last));
}

fn small_plot(id: &str) -> Plot<'_> {
    theme::still_plot(id).height(56.0).show_axes([false, true]).y_axis_min_width(34.0)
}
