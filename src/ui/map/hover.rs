//! The topic in focus on the map: what is near it in all dimensions, how it ranks, and the card that says so.

use egui::Ui;

use crate::topics::TopicId;
use crate::ui::status_bar::grouped;
use crate::ui::theme;
use crate::ui::words::similarity_text;
use crate::workspace::{Session, Workspace};

/// Lines from a topic to what is near it.
const N_NEAREST: usize = 5;

/// What is known of one topic among all, worked out once.
#[derive(Default)]
pub struct Focus {
    key: Option<(u64, TopicId)>,
    /// The most similar topics with how similar they are, the nearest first.
    pub nearest: Vec<(TopicId, f32)>,
    /// How many topics hold their documents closer together.
    n_closer: usize,
}

impl Focus {
    pub fn update(&mut self, session: &Session, id: TopicId) {
        if self.key == Some((session.revision, id)) {
            return;
        }
        self.key = Some((session.revision, id));
        let tables = &session.tables;
        let place = tables.relations.similarities.place(id);
        self.nearest = place.map_or_else(Vec::new, |place| tables.relations.similarities.by_likeness(place));
        self.nearest.truncate(N_NEAREST);
        let cohesion = tables.row(id).map_or(0.0, |row| row.cohesion);
        let others = tables.relations.similarities.topics.iter().filter_map(|&other| tables.row(other));
        self.n_closer = others.filter(|row| row.cohesion > cohesion).count();
    }
}

/// The topic whose neighbours are shown: under the pointer in any view, or else the one that is selected.
pub fn focused(workspace: &Workspace) -> Option<TopicId> {
    let selection = workspace.selection();
    match (selection.hovered(), selection.topics()) {
        ([hovered], _) => Some(*hovered),
        ([], [selected]) => Some(*selected),
        _ => None,
    }
}

pub fn card_ui(ui: &Ui, workspace: &Workspace, session: &Session, focus: &Focus, id: TopicId) {
    let Some(topic) = session.tables.row(id) else { return };
    egui::Tooltip::always_open(
        ui.ctx().clone(),
        ui.layer_id(),
        ui.scope_id().with("map card"),
        egui::PopupAnchor::Pointer,
    )
    .gap(12.0)
    .show(|ui| {
        ui.set_max_width(280.0);
        ui.label(egui::RichText::new(&*topic.name).font(theme::body_strong()));
        theme::weak_label(ui, &*topic.key_terms);
        ui.label(facts(workspace, session, focus, id).join("\n"));
    });
}

fn facts(workspace: &Workspace, session: &Session, focus: &Focus, id: TopicId) -> Vec<String> {
    let tables = &session.tables;
    let Some(topic) = tables.row(id) else { return Vec::new() };
    let n_topics = tables.bubbles.len();
    let n_larger = tables.bubbles.iter().take_while(|bubble| bubble.n_documents > topic.n_documents).count();
    let n_documents = grouped(topic.n_documents as usize);
    let mut facts = vec![
        format!("{n_documents} documents · {} of {n_topics}", ranked(n_larger, "largest")),
        format!("cohesion {:.2} · {}", topic.cohesion, ranked(focus.n_closer, "most cohesive")),
    ];
    if let Some((nearest, similarity)) = focus.nearest.first() {
        facts.push(format!("nearest: {} ({})", tables.name(*nearest), similarity_text(*similarity)));
    }
    if let Some(lit) = workspace.lit_term() {
        facts.push(format!("{} documents with “{}”", grouped(lit.n_in(id) as usize), lit.text));
    }
    if let Some(label) = workspace.label_of(id) {
        let share = 100.0 * f64::from(label.n_documents) / f64::from(topic.n_documents.max(1));
        facts.push(format!("label: {} ({share:.0} % of the documents)", label.name));
    }
    if !topic.tags.is_empty() {
        facts.push(format!("tags: {}", topic.tags.join(", ")));
    }
    facts
}

/// "largest", "2nd largest": what has `n_before` before it.
fn ranked(n_before: usize, most: &str) -> String {
    let rank = n_before + 1;
    let ending = match (rank % 10, rank % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    if rank == 1 { most.to_owned() } else { format!("{rank}{ending} {most}") }
}

#[cfg(test)]
mod tests {
    #[test]
    fn ranks_are_told_as_one_says_them() {
        let told = [0, 1, 2, 3, 10, 11, 20, 111].map(|n| super::ranked(n, "largest"));
        let ranks = ["", "2nd ", "3rd ", "4th ", "11th ", "12th ", "21st ", "112th "];
        assert_eq!(told, ranks.map(|rank| format!("{rank}largest")));
    }
}
