//! The list of topics: sortable, filtered, only visible rows are laid out.

use egui::{Sense, Ui, vec2};
use egui_extras::{Column, TableBuilder, TableRow};

use super::commands::UiCommand;
use super::inline_name::InlineName;
use super::topic_filter::{self, FilterBar};
use super::trash_list::TrashList;
use super::{list_option, theme, topic_menu, topic_row};
use crate::tables::{TopicColumn, TopicFilter, TopicSort};
use crate::topics::{Command, TopicId};
use crate::workspace::{Action, SelectMode, Session, Workspace};

#[derive(Default)]
pub struct TopicList {
    filter: FilterBar,
    naming: InlineName,
    trash: TrashList,
    /// What was in sight, or brought there.
    shown: Shown,
    /// Whether what was selected since was clicked in the list: that moves nothing.
    is_clicked: bool,
    /// A topic whose row is to come into sight.
    wanted: Option<TopicId>,
    /// Rows that are whole in sight.
    n_rows: usize,
    /// The pass in which the list was drawn last.
    drawn_in: u64,
}

/// The selection, and where its current topic stood.
#[derive(Default, PartialEq, Eq)]
struct Shown {
    selected: Vec<TopicId>,
    current: Option<TopicId>,
    place: Option<usize>,
}

/// What all rows are drawn from.
struct Drawn<'a> {
    workspace: &'a Workspace,
    session: &'a Session,
    columns: &'a [TopicColumn],
}

const COLUMNS: [TopicColumn; 4] =
    [TopicColumn::Name, TopicColumn::Documents, TopicColumn::Cohesion, TopicColumn::Separation];
/// What a panel of 360 points has inside its margins: from there on the separation finds room.
const WIDE: f32 = 336.0;

impl TopicList {
    pub fn focus_filter(&mut self) {
        self.filter.focus();
    }

    /// Opens the name of the selected topic in its row; `false` if the row is not in the list, or the list is not there.
    pub fn rename_selected(&mut self, ctx: &egui::Context, workspace: &Workspace, actions: &mut Vec<Action>) -> bool {
        let (Some(session), [topic]) = (workspace.session(), workspace.selection().topics()) else { return false };
        if self.drawn_in != ctx.cumulative_pass_nr() || !session.tables.listed.contains(topic) {
            return false;
        }
        self.naming.start(ctx, session, *topic, actions);
        self.wanted = Some(*topic);
        true
    }

    /// Whether a name is being typed, even if its row is out of sight.
    pub fn is_renaming(&self, ctx: &egui::Context) -> bool {
        self.naming.is_open() && self.drawn_in + 1 >= ctx.cumulative_pass_nr()
    }

    /// Turns a name that is being typed into a decision; for when the list goes.
    pub fn flush(&mut self, session: &Session, actions: &mut Vec<Action>) {
        self.naming.keep(session, actions);
    }

    /// Selects the topic that is a page further down or up.
    pub fn turn_page(&self, workspace: &Workspace, down: bool) -> Option<Action> {
        let n_rows = self.n_rows.saturating_sub(1).max(1).cast_signed();
        let topic = workspace.listed_near_current(if down { n_rows } else { -n_rows })?;
        Some(Action::Select(vec![topic], SelectMode::Replace))
    }

    pub fn ui(&mut self, ui: &mut Ui, workspace: &Workspace, actions: &mut Vec<Action>, commands: &mut Vec<UiCommand>) {
        let Some(session) = workspace.session() else {
            self.naming.forget();
            return;
        };
        let pass = ui.ctx().cumulative_pass_nr();
        if pass > self.drawn_in + 1 {
            // The list was away: what was typed when it went counts.
            self.naming.keep(session, actions);
        }
        self.drawn_in = pass;
        let n_columns = if ui.available_width() >= WIDE { COLUMNS.len() } else { COLUMNS.len() - 1 };
        let drawn = Drawn { workspace, session, columns: &COLUMNS[..n_columns] };
        self.filter.ui(ui, workspace, session, drawn.columns, actions);
        let height = (ui.available_height() - self.trash.height(ui, session)).max(80.0);
        ui.allocate_ui(vec2(ui.available_width(), height), |ui| {
            if session.tables.listed.is_empty() {
                empty_ui(ui, session, actions);
                // So that the trash stays at the bottom.
                ui.take_available_space();
            } else {
                self.table_ui(ui, &drawn, actions, commands);
            }
        });
        if let Some(topic) = self.naming.wait(ui.ctx(), session, actions) {
            self.wanted = Some(topic);
            ui.ctx().request_repaint();
        }
        self.trash.ui(ui, session, actions);
    }

    fn table_ui(&mut self, ui: &mut Ui, drawn: &Drawn<'_>, actions: &mut Vec<Action>, commands: &mut Vec<UiCommand>) {
        let listed = &drawn.session.tables.listed;
        let row_height = theme::ENTRY + ui.spacing().item_spacing.y;
        let mut table = TableBuilder::new(ui)
            .id_salt("topics")
            .sense(Sense::click())
            .cell_layout(egui::Layout::left_to_right(egui::Align::Center))
            .auto_shrink(false);
        for column in drawn.columns {
            table = table.column(match column {
                TopicColumn::Name => Column::remainder().clip(true),
                TopicColumn::Documents => Column::exact(13.0 * theme::UNIT),
                _ => Column::exact(12.0 * theme::UNIT),
            });
        }
        if let Some(place) = self.place_to_show(drawn.workspace, listed) {
            table = table.scroll_to_row(place, None);
        }
        let sort = drawn.workspace.topic_sort();
        let table = table.header(theme::LINE, |mut header| {
            for &column in drawn.columns {
                header.col(|ui| header_ui(ui, column, sort, actions));
            }
        });
        let output = table.body(|body| {
            body.rows(theme::ENTRY, listed.len(), |row| {
                let id = listed[row.index()];
                self.is_clicked |= row_ui(row, drawn, id, &mut self.naming, actions, commands);
            });
        });
        self.n_rows = (output.inner_rect.height() / row_height) as usize;
    }

    /// The row that is to come into sight: of what was selected elsewhere or found another place, or is about to be renamed.
    fn place_to_show(&mut self, workspace: &Workspace, listed: &[TopicId]) -> Option<usize> {
        let place_of = |topic: TopicId| listed.iter().position(|&id| id == topic);
        let selection = workspace.selection();
        let current = selection.current();
        let place = current.and_then(place_of);
        let is_clicked = std::mem::take(&mut self.is_clicked);
        let is_new =
            self.shown.selected != selection.topics() || (self.shown.current, self.shown.place) != (current, place);
        if is_new {
            self.shown = Shown { selected: selection.topics().to_vec(), current, place };
        }
        let wanted = self.wanted.take().and_then(place_of);
        wanted.or_else(|| place.filter(|_| is_new && !is_clicked))
    }
}

/// In place of a list without rows.
fn empty_ui(ui: &mut Ui, session: &Session, actions: &mut Vec<Action>) {
    ui.add_space(2.0 * theme::UNIT);
    if !session.tables.bubbles.is_empty() {
        theme::weak_label(ui, "No topic matches the filter");
        if ui.button("Clear filter").clicked() {
            actions.push(Action::FilterTopics(TopicFilter::default()));
        }
    } else if session.tables.trashed.is_empty() {
        theme::weak_label(ui, "There are no topics");
    } else {
        theme::weak_label(ui, "All topics are in the trash");
        if ui.button("Restore all").clicked() {
            actions.push(Action::Curate(Command::Restore(session.tables.trashed.clone())));
        }
    }
}

fn header_ui(ui: &mut Ui, column: TopicColumn, sort: TopicSort, actions: &mut Vec<Action>) {
    let name = match column {
        TopicColumn::Documents => "Docs",
        TopicColumn::Cohesion => "Coh.",
        TopicColumn::Separation => "Sep.",
        _ => "Topic",
    };
    let text = if sort.by == column { format!("{name} {}", topic_filter::arrow(sort)) } else { name.to_owned() };
    let text = egui::RichText::new(text).font(theme::small()).color(theme::palette(ui).weak);
    let layout = match column {
        TopicColumn::Name => egui::Layout::left_to_right(egui::Align::Center),
        _ => egui::Layout::right_to_left(egui::Align::Center),
    };
    ui.with_layout(layout, |ui| {
        let button = egui::Button::new(text).frame(false);
        if ui.add(button).on_hover_text(topic_filter::hint(column)).clicked() {
            actions.push(Action::SortTopics(sort.after_asking_for(column)));
        }
    });
}

/// Draws one topic; whether a click in it selects.
fn row_ui(
    mut row: TableRow<'_, '_>,
    drawn: &Drawn<'_>,
    id: TopicId,
    naming: &mut InlineName,
    actions: &mut Vec<Action>,
    commands: &mut Vec<UiCommand>,
) -> bool {
    let Drawn { workspace, session, .. } = *drawn;
    let Some(topic) = session.tables.row(id) else { return false };
    let selection = workspace.selection();
    row.set_selected(selection.contains(id));
    row.set_hovered(selection.is_hovered(id));
    let is_renamed = naming.is_of(id);
    let (_, name) = row.col(|ui| {
        topic_row::dot_ui(ui, session, topic);
        if is_renamed {
            naming.ui(ui, session, actions);
        } else {
            topic_row::name_ui(ui, workspace, topic);
        }
    });
    for &column in &drawn.columns[1..] {
        row.col(|ui| topic_row::number_ui(ui, session, topic, column));
    }

    let response = row.response();
    list_option::tell(&response, true, selection.contains(id), &topic.name);
    if response.hovered() {
        actions.push(Action::Hover(vec![id]));
    }
    if response.secondary_clicked() && !selection.contains(id) {
        actions.push(Action::Select(vec![id], SelectMode::Replace));
    }
    response.context_menu(|ui| topic_menu::context_ui(ui, workspace, actions, commands));
    let modifiers = response.ctx.input(|input| input.modifiers);
    if name.double_clicked() && modifiers.is_none() && !workspace.is_busy() {
        naming.start(&response.ctx, session, id, actions);
    }
    let is_clicked = response.clicked();
    if is_clicked {
        actions.push(match (modifiers.shift, modifiers.command) {
            (true, adds) => Action::SelectUpTo(id, if adds { SelectMode::Add } else { SelectMode::Replace }),
            (false, true) => Action::Select(vec![id], SelectMode::Toggle),
            (false, false) => Action::Select(vec![id], SelectMode::Replace),
        });
    }
    if !is_renamed {
        response.on_hover_ui(|ui| topic_row::tooltip_ui(ui, session, topic));
    }
    is_clicked
}
