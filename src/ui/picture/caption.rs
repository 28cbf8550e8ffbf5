//! What a picture is of: for the lines under it, and for programs that read it.

use super::Pictured;
use crate::corpus::Corpus;
use crate::ui::status_bar::grouped;
use crate::ui::words::{measure_name, rule_name};
use crate::workspace::{Session, Workspace};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caption {
    pub title: String,
    pub lines: Vec<String>,
}

impl Caption {
    /// `seen` says what the view shows.
    pub fn new(view: Pictured, seen: Vec<String>, corpus: &Corpus, workspace: &Workspace, session: &Session) -> Self {
        let params = session.analysis.params.cluster;
        let n_topics = session.tables.relations.len();
        let mut shown = seen;
        let merging = workspace.merging();
        if !merging.groups.is_empty() {
            let (n_groups, threshold) = (merging.groups.len(), merging.threshold());
            let noun = if n_groups == 1 { "group" } else { "groups" };
            let grouping = session.tables.relations.grouping;
            let (measure, rule) = (measure_name(grouping.measure), rule_name(grouping.rule));
            shown.push(format!("{n_groups} {noun} proposed at {measure} {threshold:.2}, {rule} linkage"));
        }
        shown.push(format!("Mungchi {}", env!("CARGO_PKG_VERSION")));
        let counted = [
            corpus.name.clone(),
            format!("{} documents", grouped(corpus.documents.len())),
            format!("{} topics", grouped(n_topics)),
            format!("k = {}", grouped(params.n_clusters)),
            format!("seed {}", params.seed),
        ];
        let title = match view {
            Pictured::Map => format!("Map of {}", corpus.name),
            Pictured::Heatmap => format!("Heatmap of {}", corpus.name),
            Pictured::Terms => format!("Terms of topics of {}", corpus.name),
            Pictured::Threshold => format!("Topics left against threshold, {}", corpus.name),
        };
        Self { title, lines: vec![counted.join(" · "), shown.join(" · ")] }
    }
}
