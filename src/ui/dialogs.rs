//! Small questions that open over the window: how to split, where to move documents, which terms are ignored.

use egui::{DragValue, ScrollArea};

use super::file_picker::Wanted;
use super::move_dialog::MoveDialog;
use super::path_dialog::path_ui;
use super::status_bar::grouped;
use super::{settings_dialog, theme};
use crate::topics::Command;
use crate::topics::keywords::automatic_name;
use crate::topics::split::SplitPart;
use crate::worker::SplitHow;
use crate::workspace::{Action, Session, Workspace};

#[derive(Default)]
pub struct Dialogs {
    open: Option<Dialog>,
}

enum Dialog {
    Split {
        n_parts: usize,
        seed: u64,
    },
    MoveTo(MoveDialog),
    /// The term that is being typed.
    IgnoredTerms {
        term: String,
    },
    /// Where the system has no dialog for files.
    Path {
        wanted: Wanted,
        text: String,
    },
    Settings,
}

impl Dialogs {
    pub fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// Asks for parts at once, so that there is something to look at.
    pub fn open_split(&mut self, actions: &mut Vec<Action>) {
        let (n_parts, seed) = (2, 0);
        self.open = Some(Dialog::Split { n_parts, seed });
        actions.push(Action::ProposeSplit(SplitHow::IntoParts { n_parts, seed }));
    }

    pub fn open_move(&mut self) {
        self.open = Some(Dialog::MoveTo(MoveDialog::default()));
    }

    /// Asks for a path in words.
    pub fn open_path(&mut self, wanted: Wanted, workspace: &Workspace) {
        let project = workspace.project_path();
        let folder = project.and_then(|path| path.parent()).map(|path| path.display().to_string()).unwrap_or_default();
        let name = project.and_then(|path| path.file_stem()).map_or("project".into(), |name| name.to_string_lossy());
        let text = match wanted {
            Wanted::ExportFolder => format!("{folder}/{name} tables"),
            Wanted::Report => format!("{folder}/{name} import report.csv"),
            Wanted::Dictionary | Wanted::Path | Wanted::Files | Wanted::Folder => String::new(),
            _ => format!("{folder}/{name} copy.mungchi"),
        };
        self.open = Some(Dialog::Path { wanted, text });
    }

    pub fn open_settings(&mut self) {
        self.open = Some(Dialog::Settings);
    }

    pub fn open_ignored_terms(&mut self) {
        self.open = Some(Dialog::IgnoredTerms { term: String::new() });
    }

    pub fn ui(&mut self, ctx: &egui::Context, workspace: &Workspace, actions: &mut Vec<Action>) {
        if let Some(dialog @ (Dialog::Path { .. } | Dialog::Settings)) = &mut self.open {
            let modal = egui::Modal::new(egui::Id::unique("dialog"));
            let response = modal.show(ctx, |ui| match dialog {
                Dialog::Path { wanted, text } => path_ui(ui, *wanted, text, actions),
                _ => settings_dialog::ui(ui, workspace.settings(), actions),
            });
            if response.should_close() || response.inner {
                self.open = None;
            }
            return;
        }
        let Some(session) = workspace.session() else {
            self.open = None;
            return;
        };
        // A split by a term is proposed from the term bars and opens here by itself.
        if self.open.is_none() && matches!(workspace.splitting().how(), Some(SplitHow::ByTerm(_))) {
            self.open = Some(Dialog::Split { n_parts: 2, seed: 0 });
        }
        let Some(dialog) = &mut self.open else { return };
        let modal = egui::Modal::new(egui::Id::unique("dialog"));
        let response = modal.show(ctx, |ui| match dialog {
            Dialog::Split { n_parts, seed } => split_ui(ui, workspace, session, n_parts, seed, actions),
            Dialog::MoveTo(dialog) => dialog.ui(ui, workspace, session, actions),
            Dialog::IgnoredTerms { term } => ignored_ui(ui, session, term, actions),
            // They need no topics and were drawn before.
            Dialog::Path { .. } | Dialog::Settings => true,
        });
        let is_split = matches!(dialog, Dialog::Split { .. });
        // A split that failed, or was carried out, has nothing to ask any more.
        let is_over = is_split && workspace.splitting().how().is_none() && !actions_ask_for_split(actions);
        if response.should_close() || response.inner || is_over {
            self.open = None;
            if is_split && !response.inner {
                actions.push(Action::DropSplit);
            }
        }
    }
}

fn actions_ask_for_split(actions: &[Action]) -> bool {
    actions.iter().any(|action| matches!(action, Action::ProposeSplit(_)))
}

/// Gives whether the question is answered.
fn split_ui(
    ui: &mut egui::Ui,
    workspace: &Workspace,
    session: &Session,
    n_parts: &mut usize,
    seed: &mut u64,
    actions: &mut Vec<Action>,
) -> bool {
    ui.set_width(440.0);
    let [topic] = *workspace.selection().topics() else { return true };
    let splitting = workspace.splitting();
    let name = egui::RichText::new(format!("Split “{}”", session.tables.name(topic))).font(theme::heading());
    ui.add(egui::Label::new(name).truncate());
    let by_term = match splitting.how() {
        Some(SplitHow::ByTerm(term)) => Some(session.analysis.vectorized.vocabulary.term(term)),
        _ => None,
    };
    match by_term {
        Some(term) => drop(theme::weak_label(ui, format!("Documents with “{term}” leave the others"))),
        None => {
            ui.horizontal(|ui| {
                let label = ui.label("Parts");
                let before = (*n_parts, *seed);
                ui.add(DragValue::new(n_parts).range(2..=20)).labelled_by(label.id);
                if ui.button("Try another way").on_hover_text("Another random seed").clicked() {
                    *seed += 1;
                }
                if before != (*n_parts, *seed) {
                    let (n_parts, seed) = (*n_parts, *seed);
                    actions.push(Action::ProposeSplit(SplitHow::IntoParts { n_parts, seed }));
                }
            });
        }
    }
    ui.separator();
    let parts = splitting.proposal().map_or(&[][..], |proposal| &proposal.parts);
    ScrollArea::vertical().id_salt("parts").max_height(320.0).min_scrolled_height(320.0).show(ui, |ui| {
        ui.take_available_width();
        for (place, part) in parts.iter().enumerate() {
            let stays = (place == 0).then(|| session.tables.row(topic).is_some_and(|row| row.is_named));
            part_ui(ui, session, part, stays);
        }
        if parts.is_empty() {
            theme::weak_label(ui, "Looking for parts");
        }
    });
    ui.separator();
    let mut is_done = false;
    ui.horizontal(|ui| {
        let text = format!("Split into {} topics", parts.len());
        let can_split = !parts.is_empty() && !splitting.is_pending();
        let enter = can_split && ui.input(|input| input.key_pressed(egui::Key::Enter));
        if ui.add_enabled(can_split, theme::primary_button(ui, text)).clicked() || enter {
            actions.push(Action::AcceptSplit);
            is_done = true;
        }
        if ui.button("Cancel").clicked() {
            actions.push(Action::DropSplit);
            is_done = true;
        }
    });
    is_done
}

/// A part with its keywords; `stays` says of the one that remains whether it keeps a name that the researcher gave.
fn part_ui(ui: &mut egui::Ui, session: &Session, part: &SplitPart, stays: Option<bool>) {
    let (background, ignored) = (session.tables.background(), session.tables.ignored());
    let name = automatic_name(&part.profile, background, ignored, &session.analysis.vectorized.vocabulary);
    ui.horizontal(|ui| {
        let facts = format!("{} documents", grouped(part.documents.len()));
        let facts = match stays {
            Some(true) => format!("keeps the name · {facts}"),
            Some(false) => format!("stays · {facts}"),
            None => facts,
        };
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            theme::weak_label(ui, format!("{facts} · cohesion {:.2}", part.profile.cohesion()));
            ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                let name = egui::RichText::new(name).font(theme::body_strong());
                ui.add(egui::Label::new(name).truncate());
            });
        });
    });
}

fn ignored_ui(ui: &mut egui::Ui, session: &Session, term: &mut String, actions: &mut Vec<Action>) -> bool {
    ui.set_width(320.0);
    ui.label(egui::RichText::new("Ignored terms").font(theme::heading()));
    theme::weak_label(ui, "No name, bar or keyword shows them. The clusters stay as they are.");
    let ignored = session.topics.ignored();
    if ignored.is_empty() {
        ui.label("None yet.");
    }
    let edit = egui::TextEdit::singleline(term).hint_text("Ignore a term").desired_width(f32::INFINITY);
    let response = ui.add(edit).accessible_name("Ignore a term");
    response.clone().on_hover_text("Or right-click its bar");
    if response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter)) && !term.trim().is_empty() {
        actions.push(Action::Curate(Command::IgnoreTerms(vec![std::mem::take(term).trim().to_lowercase()])));
    }
    ScrollArea::vertical().id_salt("ignored").max_height(320.0).min_scrolled_height(320.0).show(ui, |ui| {
        ui.take_available_width();
        for term in ignored {
            ui.horizontal(|ui| {
                if ui.small_button("Show again").on_hover_text(format!("Show “{term}” again")).clicked() {
                    actions.push(Action::Curate(Command::HeedTerms(vec![term.clone()])));
                }
                ui.label(term);
            });
        }
    });
    ui.add_space(theme::UNIT);
    ui.button("Close").clicked()
}
