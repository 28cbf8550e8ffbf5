//! What a picture is of: for the lines under it, and for programs that read it.

use super::Pictured;
use crate::corpus::Corpus;
use crate::ui::status_bar::grouped;
use crate::workspace::{Session, Workspace};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caption {
    pub title: String,
    pub lines: Vec<String>,
}

impl Caption {
    pub fn new(view: Pictured, corpus: &Corpus, workspace: &Workspace, session: &Session) -> Self {
        let params = session.analysis.params.cluster;
        let n_topics = session.tables.similarities.len();
        let mut shown = match view {
            Pictured::Map => {
                let [first, second] = session.analysis.projection.variance_shares.map(|share| share * 100.0);
                vec![
                    format!("PCA of the centroids, {first:.0} % + {second:.0} % of the variance"),
                    "area = documents".to_owned(),
                ]
            }
            Pictured::Heatmap => {
                vec!["distance = 1 − cosine of the centroids, in the order of the merge tree".to_owned()]
            }
        };
        let merging = workspace.merging();
        if !merging.groups.is_empty() {
            let (n_groups, threshold) = (merging.groups.len(), merging.threshold());
            let noun = if n_groups == 1 { "group" } else { "groups" };
            shown.push(format!("{n_groups} {noun} proposed at cosine {threshold:.2}, average linkage"));
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
        };
        Self { title, lines: vec![counted.join(" · "), shown.join(" · ")] }
    }
}
