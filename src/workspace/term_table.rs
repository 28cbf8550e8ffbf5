//! The terms of the selected topics as a table, to be pasted into a spreadsheet or a paper.

use std::fmt::Write as _;

use super::Workspace;
use super::terms::{N_TERMS, TermBar};
use crate::topics::TopicId;

/// Topics that are described at once while the window waits; the tables that are exported hold all.
pub const MOST_TOPICS: usize = 300;

/// A table with tabs between cells and a line for each row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TermTable {
    pub text: String,
    pub n_terms: usize,
    /// Selected topics that are in it, and those that were too many.
    pub n_topics: usize,
    pub n_left_out: usize,
}

impl Workspace {
    /// The terms of the selected topic that are listed, or the 30 best of each of several; `None` if nothing is selected.
    pub fn term_table(&self) -> Option<TermTable> {
        let selected = self.selection.topics();
        let (first, several) = (selected.first()?, selected.len() > 1);
        let n = if several { N_TERMS } else { self.terms.n_wanted };
        let columns = ["term", "documents in topic", "% of topic", "documents in corpus", "% of corpus"];
        let mut text = if several { "topic\ttopic name\t".to_owned() } else { String::new() };
        let _ = writeln!(text, "{}\t{}", columns.join("\t"), self.terms.score.name());
        let shown = if several { &selected[..selected.len().min(MOST_TOPICS)] } else { std::slice::from_ref(first) };
        let n_terms = shown.iter().map(|&topic| self.push_rows(&mut text, topic, n, several)).sum();
        Some(TermTable { text, n_terms, n_topics: shown.len(), n_left_out: selected.len() - shown.len() })
    }

    /// Adds the rows of a topic; gives their number.
    fn push_rows(&self, text: &mut String, topic: TopicId, n: usize, with_topic: bool) -> usize {
        let Some(session) = &self.session else { return 0 };
        let Some(profile) = session.tables.profile(topic) else { return 0 };
        let n_in_corpus = session.tables.background().n_documents;
        let bars = self.term_bars(profile, n);
        for bar in &bars {
            if with_topic {
                let _ = write!(text, "{topic}\t{}\t", cell(session.tables.name(topic)));
            }
            let TermBar { n_in_topic, n_in_corpus: n_with_term, score, .. } = bar;
            let of_topic = percent(*n_in_topic, profile.n_documents);
            let of_corpus = percent(*n_with_term, n_in_corpus);
            let term = cell(&bar.text);
            let _ = writeln!(text, "{term}\t{n_in_topic}\t{of_topic:.2}\t{n_with_term}\t{of_corpus:.2}\t{score:.4}");
        }
        bars.len()
    }
}

/// `part` of `whole`, 0 of nothing.
pub fn percent(part: u32, whole: u32) -> f64 {
    100.0 * f64::from(part) / f64::from(whole.max(1))
}

/// A text that stays in its cell.
fn cell(text: &str) -> String {
    text.replace(['\t', '\n', '\r'], " ")
}
