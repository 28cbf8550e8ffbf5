//! What is said about the pair under the pointer.

use egui::Ui;

use crate::tables::Relations;
use crate::topics::TopicId;
use crate::ui::status_bar::grouped;
use crate::ui::theme;
use crate::ui::words::{measure_name, similarity_text};
use crate::workspace::Session;

/// A pair with what takes long to find out, kept while the pointer stays on it.
#[derive(Clone, Debug, PartialEq)]
pub struct PairFacts {
    pub pair: (TopicId, TopicId),
    revision: u64,
    rank: Option<usize>,
    shared: String,
}

/// Terms that a pair has in common and are shown.
const N_SHARED: usize = 8;

impl PairFacts {
    pub fn is_of(&self, pair: (TopicId, TopicId), revision: u64) -> bool {
        self.pair == pair && self.revision == revision
    }

    pub fn new(pair: (TopicId, TopicId), session: &Session) -> Self {
        let (a, b) = pair;
        let rank = session.tables.relations.rank(a, b);
        let shared = session.tables.shared_terms(a, b, N_SHARED);
        let vocabulary = &session.analysis.vectorized.vocabulary;
        let shared: Vec<&str> = shared.into_iter().map(|term| vocabulary.term(term)).collect();
        Self { pair, revision: session.revision, rank, shared: shared.join(", ") }
    }
}

pub fn ui(ui: &mut Ui, session: &Session, facts: &PairFacts) {
    let tables = &session.tables;
    let (a, b) = facts.pair;
    let name = |ui: &mut Ui, id: TopicId| {
        let n = tables.row(id).map_or(0, |row| row.n_documents);
        ui.horizontal(|ui| {
            let (dot, _) = ui.allocate_exact_size(egui::vec2(10.0, 10.0), egui::Sense::hover());
            let color = crate::ui::map::color_of(theme::palette(ui), session, id);
            ui.painter().circle_filled(dot.center(), 4.5, color);
            let text = egui::RichText::new(tables.name(id)).font(theme::body_strong());
            ui.add(egui::Label::new(text).truncate()).on_hover_text(format!("{} documents", grouped(n as usize)));
        });
    };
    name(ui, a);
    if a == b {
        return;
    }
    name(ui, b);
    ui.label(similarity_sentence(&tables.relations, a, b));
    if let Some(rank) = facts.rank {
        let n_pairs = grouped(tables.relations.pairs.len());
        theme::weak_label(ui, format!("number {} of {n_pairs} pairs", grouped(rank)));
    }
    let both = if facts.shared.is_empty() { "no word more than usual" } else { facts.shared.as_str() };
    theme::weak_label(ui, format!("more than usual in both: {both}"));
}

/// The similarity by which topics are grouped, with the cosine of the talk beside it.
pub fn similarity_sentence(relations: &Relations, a: TopicId, b: TopicId) -> String {
    let (similarity, cosine) = (relations.similarities.between(a, b), relations.cosine(a, b));
    let (Some(similarity), Some(cosine)) = (similarity, cosine) else { return String::new() };
    let of_measure = measure_name(relations.grouping.measure);
    if (similarity - cosine).abs() < f32::EPSILON {
        return format!("cosine {} · distance {:.2}", similarity_text(cosine), 1.0 - cosine);
    }
    format!("{of_measure} {} · cosine {}", similarity_text(similarity), similarity_text(cosine))
}
