//! Above the topic list: what is looked for, which topics are shown, and how they are sorted.

use egui::containers::menu::{MenuButton, MenuConfig};
use egui::{DragValue, PopupCloseBehavior, Ui};

use super::status_bar::grouped;
use super::theme;
use crate::tables::{TopicColumn, TopicFilter, TopicSort};
use crate::workspace::{Action, Session, Workspace};

#[derive(Default)]
pub struct FilterBar {
    focus: bool,
    /// The number of documents that was asked for last.
    limit: Option<u32>,
}

/// Below so many documents a topic counts as small, until another number is asked for.
const USUAL_LIMIT: u32 = 10;

impl FilterBar {
    pub fn focus(&mut self) {
        self.focus = true;
    }

    /// `columns` have a header, which shows by an arrow if it sorts.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        workspace: &Workspace,
        session: &Session,
        columns: &[TopicColumn],
        actions: &mut Vec<Action>,
    ) {
        let before = workspace.topic_filter();
        let mut filter = before.clone();
        ui.horizontal(|ui| {
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = theme::UNIT;
                sort_ui(ui, workspace.topic_sort(), columns, actions);
                self.show_ui(ui, session, &mut filter);
                let edit = egui::TextEdit::singleline(&mut filter.text).id_salt("filter topics");
                let edit = edit.hint_text("Filter topics").desired_width(f32::INFINITY);
                let response = ui.add(edit).accessible_name("Filter topics");
                if std::mem::take(&mut self.focus) {
                    response.request_focus();
                }
                response.on_hover_text("Names, key terms, tags and notes; after a # tags only");
            });
        });
        if !before.is_empty() {
            ui.horizontal_wrapped(|ui| {
                chips_ui(ui, &mut filter);
                let (n_listed, n_open) = (session.tables.listed.len(), session.tables.bubbles.len());
                theme::weak_label(ui, format!("{} of {}", grouped(n_listed), grouped(n_open)));
                if ui.small_button("Clear").on_hover_text("List all topics again").clicked() {
                    filter = TopicFilter::default();
                }
            });
        }
        if filter != *before {
            actions.push(Action::FilterTopics(filter));
        }
    }

    fn show_ui(&mut self, ui: &mut Ui, session: &Session, filter: &mut TopicFilter) {
        // What is chosen here goes together, so the menu stays until one has chosen.
        let config = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
        let (button, _) = MenuButton::new("Show").config(config).ui(ui, |ui| {
            for (decided, text, hint) in [
                (None, "All", "Decided or not"),
                (Some(false), "Undecided", "Topics about which you decided nothing yet"),
                (
                    Some(true),
                    "Decided",
                    "Topics that you named, merged, split, tagged, noted, coloured, locked or marked",
                ),
            ] {
                ui.radio_value(&mut filter.decided, decided, text).on_hover_text(hint);
            }
            ui.separator();
            ui.checkbox(&mut filter.locked, "Locked").on_hover_text("Topics that keep their documents");
            self.limit_ui(ui, filter);
            ui.separator();
            tags_ui(ui, session, filter);
        });
        button.accessible_name("Show topics").on_hover_text("Which topics are listed");
    }

    fn limit_ui(&mut self, ui: &mut Ui, filter: &mut TopicFilter) {
        ui.horizontal(|ui| {
            let mut is_limited = filter.smaller_than.is_some();
            let mut limit = filter.smaller_than.or(self.limit).unwrap_or(USUAL_LIMIT);
            ui.checkbox(&mut is_limited, "Smaller than").on_hover_text("Topics with fewer documents");
            let value = DragValue::new(&mut limit).range(1..=u32::MAX).suffix(" documents");
            if ui.add(value).accessible_name("Smaller than, in documents").changed() {
                is_limited = true;
            }
            self.limit = Some(limit);
            filter.smaller_than = is_limited.then_some(limit);
        });
    }
}

fn tags_ui(ui: &mut Ui, session: &Session, filter: &mut TopicFilter) {
    let tags = session.topics.tags();
    if tags.is_empty() {
        theme::weak_label(ui, "No tags are in use");
        return;
    }
    theme::weak_label(ui, "Tagged with");
    egui::ScrollArea::vertical().id_salt("tags in use").max_height(10.0 * theme::LINE).show(ui, |ui| {
        for tag in tags {
            let is_chosen = filter.tag.as_deref() == Some(tag);
            if ui.radio(is_chosen, format!("#{tag}")).clicked() {
                // Once more lets it go.
                filter.tag = (!is_chosen).then(|| tag.to_owned());
            }
        }
    });
}

/// What narrows the list beside the text, each to be let go.
fn chips_ui(ui: &mut Ui, filter: &mut TopicFilter) {
    let chip = |ui: &mut Ui, text: &str| {
        let button = egui::Button::new(format!("{text}  ×")).small().truncate();
        ui.add(button).on_hover_text("List the others too").clicked()
    };
    if let Some(decided) = filter.decided
        && chip(ui, if decided { "Decided" } else { "Undecided" })
    {
        filter.decided = None;
    }
    if filter.locked && chip(ui, "Locked") {
        filter.locked = false;
    }
    if let Some(tag) = &filter.tag
        && chip(ui, &format!("#{tag}"))
    {
        filter.tag = None;
    }
    if let Some(limit) = filter.smaller_than
        && chip(ui, &format!("Below {} documents", grouped(limit as usize)))
    {
        filter.smaller_than = None;
    }
}

fn sort_ui(ui: &mut Ui, sort: TopicSort, columns: &[TopicColumn], actions: &mut Vec<Action>) {
    let with_arrow = |column: TopicColumn| format!("{} {}", title(column), arrow(sort));
    let text = if columns.contains(&sort.by) { "Sort".to_owned() } else { with_arrow(sort.by) };
    let (button, _) = MenuButton::new(text).ui(ui, |ui| {
        for column in TopicColumn::ALL {
            let sorts = column == sort.by;
            let text = if sorts { with_arrow(column) } else { title(column).to_owned() };
            if ui.selectable_label(sorts, text).on_hover_text(hint(column)).clicked() {
                actions.push(Action::SortTopics(sort.after_asking_for(column)));
            }
        }
    });
    button.accessible_name("Sort topics").on_hover_text(format!("The list is sorted by: {}", with_arrow(sort.by)));
}

pub fn arrow(sort: TopicSort) -> &'static str {
    if sort.descending { "▼" } else { "▲" }
}

fn title(column: TopicColumn) -> &'static str {
    match column {
        TopicColumn::Name => "Name",
        TopicColumn::Documents => "Documents",
        TopicColumn::Cohesion => "Cohesion",
        TopicColumn::Separation => "Separation",
        TopicColumn::Clusters => "Clusters",
        TopicColumn::Tag => "Tag",
        TopicColumn::Decided => "Decided",
    }
}

pub fn hint(column: TopicColumn) -> &'static str {
    match column {
        TopicColumn::Name => "Sort by name",
        TopicColumn::Documents => "Sort by number of documents",
        TopicColumn::Cohesion => "Sort by cohesion: the mean cosine of the documents to their centroid",
        TopicColumn::Separation => {
            "Sort by separation: 1 − the similarity (of the threshold) to the nearest other topic"
        }
        TopicColumn::Clusters => "Sort by how many clusters a topic is made of",
        TopicColumn::Tag => "Sort by the first tag; topics without one come last",
        TopicColumn::Decided => "Sort by whether you decided anything about a topic",
    }
}
