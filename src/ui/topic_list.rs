//! The list of topics: sortable, filtered, only visible rows are laid out.

use egui::{Role, Sense, Ui, WidgetInfo, vec2};
use egui_extras::{Column, TableBuilder, TableRow};

use super::commands::UiCommand;
use super::status_bar::grouped;
use super::{theme, topic_menu};
use crate::tables::{TopicColumn, TopicSort};
use crate::topics::{Command, TopicId};
use crate::workspace::{Action, SelectMode, Session, Workspace};

#[derive(Default)]
pub struct TopicList {
    focus_filter: bool,
    /// The revision and selection that were last scrolled to.
    shown_selection: Vec<TopicId>,
}

impl TopicList {
    pub fn focus_filter(&mut self) {
        self.focus_filter = true;
    }

    pub fn ui(&mut self, ui: &mut Ui, workspace: &Workspace, actions: &mut Vec<Action>, commands: &mut Vec<UiCommand>) {
        let Some(session) = workspace.session() else { return };
        self.filter_ui(ui, workspace, actions);
        let trash_height = if session.tables.trashed.is_empty() { 0.0 } else { trash_height(ui, session) };
        let height = (ui.available_height() - trash_height).max(80.0);
        ui.allocate_ui(vec2(ui.available_width(), height), |ui| {
            self.table_ui(ui, workspace, session, actions, commands);
        });
        trash_ui(ui, session, actions);
    }

    fn filter_ui(&mut self, ui: &mut Ui, workspace: &Workspace, actions: &mut Vec<Action>) {
        let mut filter = workspace.topic_filter().to_owned();
        let edit = egui::TextEdit::singleline(&mut filter).hint_text("Filter topics").desired_width(f32::INFINITY);
        let response = ui.add(edit).accessible_name("Filter topics");
        if std::mem::take(&mut self.focus_filter) {
            response.request_focus();
        }
        if response.changed() {
            actions.push(Action::FilterTopics(filter));
        }
    }

    fn table_ui(
        &mut self,
        ui: &mut Ui,
        workspace: &Workspace,
        session: &Session,
        actions: &mut Vec<Action>,
        commands: &mut Vec<UiCommand>,
    ) {
        let listed = &session.tables.listed;
        if listed.is_empty() {
            theme::weak_label(ui, "No topic matches the filter.");
            return;
        }
        let mut table = TableBuilder::new(ui)
            .id_salt("topics")
            .sense(Sense::click())
            .cell_layout(egui::Layout::left_to_right(egui::Align::Center))
            .auto_shrink(false)
            .column(Column::remainder().clip(true))
            .column(Column::exact(58.0))
            .column(Column::exact(44.0));
        // What is selected elsewhere comes into sight; a click in the list moves nothing.
        let selected = workspace.selection().topics();
        if self.shown_selection != selected {
            let is_added = selected.split_last().is_some_and(|(_, before)| *before == self.shown_selection);
            self.shown_selection = selected.to_vec();
            // What was added, or of a new selection the first: after a split, what was split.
            let shown = if is_added { selected.last() } else { selected.first() };
            if let Some(place) = shown.and_then(|last| listed.iter().position(|id| id == last)) {
                table = table.scroll_to_row(place, None);
            }
        }
        let sort = workspace.topic_sort();
        let table = table.header(theme::LINE, |mut header| {
            for (column, name) in
                [(TopicColumn::Name, "Topic"), (TopicColumn::Documents, "Docs"), (TopicColumn::Cohesion, "Cohes.")]
            {
                header.col(|ui| header_ui(ui, column, name, sort, actions));
            }
        });
        table.body(|body| {
            body.rows(theme::ENTRY, listed.len(), |row| {
                let id = listed[row.index()];
                if let Some(clicked) = row_ui(row, workspace, session, id, actions, commands) {
                    self.shown_selection = clicked;
                }
            });
        });
    }
}

fn header_ui(ui: &mut Ui, column: TopicColumn, name: &str, sort: TopicSort, actions: &mut Vec<Action>) {
    let arrow = match (sort.by == column, sort.descending) {
        (false, _) => "",
        (true, true) => " ▼",
        (true, false) => " ▲",
    };
    let text = egui::RichText::new(format!("{name}{arrow}")).font(theme::small()).color(theme::palette(ui).weak);
    let hint = match column {
        TopicColumn::Name => "Sort by name",
        TopicColumn::Documents => "Sort by number of documents",
        TopicColumn::Cohesion => "Sort by cohesion: the mean cosine of the documents to their centroid",
    };
    if ui.add(egui::Button::new(text).frame(false)).on_hover_text(hint).clicked() {
        let descending = if sort.by == column { !sort.descending } else { column != TopicColumn::Name };
        actions.push(Action::SortTopics(TopicSort { by: column, descending }));
    }
}

/// Draws one topic; gives the selection that a click is about to make.
fn row_ui(
    mut row: TableRow<'_, '_>,
    workspace: &Workspace,
    session: &Session,
    id: TopicId,
    actions: &mut Vec<Action>,
    commands: &mut Vec<UiCommand>,
) -> Option<Vec<TopicId>> {
    let topic = session.tables.row(id)?;
    let selection = workspace.selection();
    row.set_selected(selection.contains(id));
    row.set_hovered(selection.is_hovered(id));
    row.col(|ui| name_ui(ui, workspace, session, id));
    row.col(|ui| {
        let share = topic.n_documents as f32 / session.tables.largest.max(1) as f32;
        number_ui(ui, &grouped(topic.n_documents as usize), Some(share));
    });
    row.col(|ui| number_ui(ui, &format!("{:.2}", topic.cohesion), None));

    let response = row.response();
    response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, selection.contains(id), &*topic.name));
    if response.hovered() {
        actions.push(Action::Hover(vec![id]));
    }
    if response.secondary_clicked() && !selection.contains(id) {
        actions.push(Action::Select(vec![id], SelectMode::Replace));
    }
    response.context_menu(|ui| topic_menu::context_ui(ui, workspace, actions, commands));
    if !response.clicked() {
        return None;
    }
    let modifiers = response.ctx.input(|input| input.modifiers);
    let mode = if modifiers.command || modifiers.shift { SelectMode::Toggle } else { SelectMode::Replace };
    actions.push(Action::Select(vec![id], mode));
    let mut after = selection.clone();
    after.change(&[id], mode);
    Some(after.topics().to_vec())
}

/// Tags in the second line of a row.
const TAGS_SHOWN: usize = 2;

fn name_ui(ui: &mut Ui, workspace: &Workspace, session: &Session, id: TopicId) {
    let Some(topic) = session.tables.row(id) else { return };
    let palette = theme::palette(ui);
    let (dot, _) = ui.allocate_exact_size(vec2(12.0, 12.0), Sense::hover());
    ui.painter().circle_filled(dot.center(), 5.0, super::map::color_of(palette, session, id));
    let mut second = topic.key_terms.to_string();
    if !topic.note.is_empty() {
        second = format!("“{}” · {second}", topic.note.lines().next().unwrap_or_default());
    }
    if !topic.tags.is_empty() {
        let more = topic.tags.len().saturating_sub(TAGS_SHOWN);
        let more = if more == 0 { String::new() } else { format!(" +{more}") };
        let tags = topic.tags[..topic.tags.len().min(TAGS_SHOWN)].join(" #");
        second = format!("#{tags}{more} · {second}");
    }
    if topic.locked {
        second = format!("locked · {second}");
    }
    if topic.n_clusters > 1 {
        second = format!("{} merged · {second}", topic.n_clusters);
    }
    let mut color = palette.weak;
    if let Some(group) = workspace.merging().group_of(id) {
        second = format!("→ group {} · {second}", group + 1);
        color = palette.accent;
    }
    let font = if topic.is_named { theme::body_strong() } else { theme::body() };
    let name = egui::Label::new(egui::RichText::new(&*topic.name).font(font)).truncate().selectable(false);
    if second.is_empty() {
        ui.add(name);
        return;
    }
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 1.0;
        ui.add_space(5.0);
        ui.add(name);
        let text = egui::RichText::new(second).font(theme::small()).color(color);
        ui.add(egui::Label::new(text).truncate().selectable(false));
    });
}

/// A number at the right edge; `share` of the cell's width is shaded behind it.
fn number_ui(ui: &mut Ui, text: &str, share: Option<f32>) {
    let palette = theme::palette(ui);
    let rect = ui.max_rect();
    if let Some(share) = share {
        let bar = egui::Rect::from_min_size(rect.left_center() - vec2(0.0, 9.0), vec2(rect.width() * share, 18.0));
        ui.painter().rect_filled(bar, 3.0, theme::mix(palette.panel, palette.accent, 0.18));
    }
    ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
        ui.add_space(theme::UNIT);
        ui.add(egui::Label::new(text).selectable(false));
    });
}

/// Topics in the trash that are listed before the rest scrolls.
const TRASH_ROWS: usize = 4;

fn trash_height(ui: &Ui, session: &Session) -> f32 {
    let rows = session.tables.trashed.len().min(TRASH_ROWS) as f32;
    (rows + 1.0) * (theme::LINE + ui.spacing().item_spacing.y) + 4.0 * theme::UNIT
}

fn trash_ui(ui: &mut Ui, session: &Session, actions: &mut Vec<Action>) {
    let trashed = &session.tables.trashed;
    if trashed.is_empty() {
        return;
    }
    ui.separator();
    theme::section_label(ui, format!("Trash ({})", trashed.len()));
    egui::ScrollArea::vertical().id_salt("trash").auto_shrink([false, true]).show_rows(
        ui,
        theme::LINE,
        trashed.len(),
        |ui, rows| {
            for &id in &trashed[rows] {
                let Some(topic) = session.tables.row(id) else { continue };
                ui.horizontal(|ui| {
                    if ui.small_button("Restore").on_hover_text(format!("Restore “{}”", topic.name)).clicked() {
                        actions.push(Action::Curate(Command::Restore(vec![id])));
                    }
                    let text = format!("{} ({})", topic.name, grouped(topic.n_documents as usize));
                    ui.add(egui::Label::new(text).truncate());
                });
            }
        },
    );
}
