//! Everything that a researcher can do in the window.

use super::{BubbleScale, ColourBy, ImportAction, ReportOf, SelectMode};
use std::path::PathBuf;

use crate::analysis::RunParams;
use crate::corpus::DocId;
use crate::corpus::vocabulary::TermId;
use crate::layout::map_layout::ProjectionKind;
use crate::store::settings::Setting;
use crate::tables::{TopicFilter, TopicSort};
use crate::topics::keywords::TermScore;
use crate::topics::listing::DocumentSort;
use crate::topics::merge_tree::Grouping;
use crate::topics::{Command, StepId, TopicId};
use crate::worker::{CorpusSource, NewFile, ReportFilter, SplitHow};

#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Opens a corpus or a project; what is open is replaced once it is read, and stays in its own project.
    Open(CorpusSource),
    /// Asks how files are to be read, before they are.
    Import(ImportAction),
    /// Opens the import report.
    ShowReport(ReportOf),
    CloseReport,
    FilterReport(ReportFilter),
    /// Writes the whole report as a table.
    SaveReport(PathBuf),
    /// Reads the open corpus again, with the text from this column.
    ReadColumn(String),
    SetParams(Box<RunParams>),
    /// Clusters the open corpus; topics and their curation are replaced once it is done.
    Run,
    Cancel,
    Select(Vec<TopicId>, SelectMode),
    /// Selects what stands in the list from the topic that was selected by itself last up to this one.
    SelectUpTo(TopicId, SelectMode),
    /// The topics under the pointer: none, one, or the pair of a heatmap cell.
    Hover(Vec<TopicId>),
    /// The term under the pointer, in a list of terms.
    HoverTerm(Option<TermId>),
    /// Keeps a term lit when the pointer leaves it; the same once more lets it go.
    PinTerm(TermId),
    UnpinTerm,
    /// Finds places on the map anew, for the topics as they are; [`Self::StopLayingOut`] leaves them where they are.
    LayOut(ProjectionKind),
    StopLayingOut,
    /// Moves bubbles of this size apart until none covers another, or back to where they belong.
    SpreadOverlaps(BubbleScale),
    UnspreadOverlaps,
    ColourMap(ColourBy),
    /// Shows the documents that are listed as dots on the map.
    ShowDots(bool),
    Curate(Command),
    MergeSelected,
    TakeSelectedApart,
    TrashSelected,
    /// Asks how topics shall be merged: which one survives.
    ProposeMerge(Vec<TopicId>),
    /// Takes the next of the topics that shall be merged as the one that survives.
    TurnMerge,
    AcceptMerge,
    DropMerge,
    /// Looks for parts of the selected topic.
    ProposeSplit(SplitHow),
    /// Makes topics of the proposed parts.
    AcceptSplit,
    DropSplit,
    Undo,
    Redo,
    /// Goes to the state after a step, on whatever branch of the history it is.
    Travel(StepId),
    /// Holds the topics against the clusters that they began as.
    CompareWithStart,
    /// Takes back one step and leaves the later ones.
    Revert(StepId),
    /// Writes the project under another name and goes on with that file.
    SaveAs(PathBuf),
    /// Writes the project to another file and goes on with this one.
    SaveCopy(PathBuf),
    /// Writes tables of the topics into a folder.
    Export(PathBuf),
    /// Writes a picture or another file that was made outside the workspace.
    WriteFile(NewFile),
    /// Makes the project file as small as it can be.
    Compact,
    /// Proposes the groups that join at this similarity or above.
    SetThreshold(f64),
    /// Chooses what counts as alike and how groups are cut.
    SetGrouping(Grouping),
    /// Leaves a topic out of the groups that the threshold proposes, or takes it in again.
    ExceptFromGroups(TopicId, bool),
    /// Merges the groups that the threshold proposes.
    MergeGroups,
    /// λ of the term bars, in `0..=1`.
    SetRelevance(f64),
    /// What puts one term of a topic before another; λ is kept while another score than the relevance does.
    SetTermScore(TermScore),
    /// Lists that many terms, at most 100.
    ListTerms(usize),
    /// Opens the document at a place of the list, or with `None` the list again.
    ReadDocument(Option<usize>),
    /// Chooses documents of the list, to be moved or split off.
    ChooseDocument(DocId, SelectMode),
    /// Chooses all documents between two places of the list, and no others.
    ChooseRange(usize, usize),
    /// Chooses everything that is listed.
    ChooseAllDocuments,
    SortDocuments(DocumentSort),
    /// Shows documents with the same text once, or each.
    FoldDuplicates(bool),
    /// Shows the documents that are folded behind the one at a place of the list, or folds them again.
    Unfold(usize),
    /// Makes a topic the home of the chosen documents.
    MoveChosen(TopicId),
    /// Makes a topic of the chosen documents.
    SplitChosen,
    /// The documents that are on screen, so that they are read from disk.
    NeedDocuments(Vec<DocId>),
    /// Lists the documents that hold a text; with an empty one those of the selection again.
    Search(String),
    SortTopics(TopicSort),
    FilterTopics(TopicFilter),
    /// Shows a message that something outside the workspace has for the researcher.
    Tell(String),
    /// The same for something that was done.
    TellDone(String),
    DismissNotices,
    /// Changes how one likes to work, and keeps it for the next start.
    Set(Setting),
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
                | Self::AcceptMerge
                | Self::AcceptSplit
                | Self::MoveChosen(_)
                | Self::SplitChosen
                | Self::Undo
                | Self::Redo
                | Self::Travel(_)
                | Self::Revert(_)
                | Self::MergeGroups
        )
    }
}
