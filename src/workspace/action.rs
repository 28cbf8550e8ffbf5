//! Everything that a researcher can do in the window.

use super::SelectMode;
use crate::analysis::RunParams;
use crate::tables::TopicSort;
use crate::topics::{Command, TopicId};
use crate::worker::CorpusSource;

#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Opens a corpus; the one that is open, its topics and their curation are replaced once it is read.
    Open(CorpusSource),
    /// Reads the open corpus again, with the text from this column.
    ReadColumn(String),
    SetParams(RunParams),
    /// Clusters the open corpus; topics and their curation are replaced once it is done.
    Run,
    Cancel,
    Select(Vec<TopicId>, SelectMode),
    /// The topics under the pointer: none, one, or the pair of a heatmap cell.
    Hover(Vec<TopicId>),
    Curate(Command),
    MergeSelected,
    TakeSelectedApart,
    TrashSelected,
    Undo,
    Redo,
    /// Proposes the groups that join at this similarity or above.
    SetThreshold(f64),
    /// Merges the groups that the threshold proposes.
    MergeGroups,
    /// λ of the term bars, in `0..=1`.
    SetRelevance(f64),
    /// Opens the document at a place of the list, or with `None` the list again.
    ReadDocument(Option<usize>),
    /// Lists the documents that hold a text; with an empty one those of the selection again.
    Search(String),
    SortTopics(TopicSort),
    FilterTopics(String),
    /// Shows a message that something outside the workspace has for the researcher.
    Tell(String),
    DismissNotices,
}

impl Action {
    /// Whether the action is a decision about topics, or takes one back.
    pub fn changes_topics(&self) -> bool {
        matches!(
            self,
            Self::Curate(_)
                | Self::MergeSelected
                | Self::TakeSelectedApart
                | Self::TrashSelected
                | Self::Undo
                | Self::Redo
                | Self::MergeGroups
        )
    }
}
