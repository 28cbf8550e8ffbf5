//! Whether commands can be carried out, and whether they are switched on.

use super::UiCommand;
use crate::topics::TopicId;
use crate::ui::picture::Pictured;
use crate::ui::settings::{Settings, is_motion_reduced};
use crate::workspace::{DocumentList, Workspace};

impl UiCommand {
    /// Whether a menu shows the command as switched on.
    pub fn is_on(self, ctx: &egui::Context, workspace: &Workspace) -> bool {
        let standing = workspace.session().map(|session| session.tables.standing);
        let preference = ctx.options(|options| options.theme_preference);
        match self {
            Self::ThemeLight => preference == egui::ThemePreference::Light,
            Self::ThemeDark => preference == egui::ThemePreference::Dark,
            Self::ThemeSystem => preference == egui::ThemePreference::System,
            Self::ReduceMotion => is_motion_reduced(ctx),
            Self::LayOut(kind) => standing.is_some_and(|standing| standing.kind == kind),
            Self::SpreadOverlaps => standing.is_some_and(|standing| standing.is_spread),
            Self::ColourMap(colour_by) => workspace.mapping().colour_by() == colour_by,
            Self::ShowDots => workspace.shows_dots(),
            _ => false,
        }
    }

    /// Whether the command is about the window and not about topics: it works while the import assistant hides them.
    fn is_of_the_window(self) -> bool {
        matches!(
            self,
            Self::OpenFiles
                | Self::OpenFolder
                | Self::OpenPath
                | Self::OpenSample
                | Self::Quit
                | Self::Palette
                | Self::ThemeLight
                | Self::ThemeDark
                | Self::ThemeSystem
                | Self::TextLarger
                | Self::TextSmaller
                | Self::TextNormal
                | Self::ReduceMotion
                | Self::ShowKeys
                | Self::ShowSettings
                | Self::ShowAbout
        )
    }

    pub fn is_enabled(self, workspace: &Workspace) -> bool {
        (workspace.importing().is_none() || self.is_of_the_window()) && self.can_be_done(workspace)
    }

    fn can_be_done(self, workspace: &Workspace) -> bool {
        let session = workspace.session();
        let n_selected = workspace.selection().topics().len();
        let changes_topics = matches!(
            self,
            Self::Undo
                | Self::Redo
                | Self::Merge
                | Self::MergeGroups
                | Self::MarkDifferent
                | Self::ClearDifferent
                | Self::Split
                | Self::TakeApart
                | Self::Rename
                | Self::Note
                | Self::Tag
                | Self::Lock
                | Self::Unlock
                | Self::Trash
                | Self::RestoreAll
                | Self::MoveDocuments
                | Self::MoveToRunnerUp
                | Self::SplitChosen
        );
        if changes_topics && workspace.is_busy() {
            return false;
        }
        let marks = workspace.marks_of_selected();
        let is_locked = session.is_some_and(|session| {
            let locked = |id: &TopicId| session.topics.get(*id).is_some_and(|topic| topic.locked);
            n_selected > 0 && workspace.selection().topics().iter().all(locked)
        });
        match self {
            Self::Undo => session.is_some_and(|session| session.history.undo_sentence().is_some()),
            Self::Redo => session.is_some_and(|session| session.history.redo_sentence().is_some()),
            Self::SelectAll
            | Self::Search
            | Self::FilterTopics
            | Self::FitMap
            | Self::ShowMap
            | Self::ShowHeatmap
            | Self::ShowThreshold
            | Self::ResetViews
            | Self::LayOut(_)
            | Self::LayOutAgain
            | Self::SpreadOverlaps
            | Self::ColourMap(_)
            | Self::ShowDots
            | Self::NextTopic
            | Self::PreviousTopic
            | Self::NextPage
            | Self::PreviousPage
            | Self::FirstTopic
            | Self::LastTopic
            | Self::ExtendDown
            | Self::ExtendUp
            | Self::ShowHistory
            | Self::ShowIgnored
            | Self::ShowHints
            | Self::Export
            | Self::SaveAs
            | Self::SaveCopy => session.is_some(),
            Self::SavePicture(Pictured::Terms) | Self::CopyPicture(Pictured::Terms) => {
                !workspace.terms().bars.is_empty() && !workspace.is_busy()
            }
            Self::SavePicture(_) | Self::CopyPicture(_) => session.is_some() && !workspace.is_busy(),
            Self::Compact => workspace.can_write() && workspace.n_unsaved() == 0,
            Self::ClearSelection => {
                let is_reading = workspace.detail().reading.is_some();
                n_selected > 0 || is_reading || workspace.query().is_some() || workspace.pinned_term().is_some()
            }
            Self::ClearSearch => workspace.query().is_some(),
            Self::NextNearest => workspace.next_nearest(true).is_some(),
            Self::PreviousNearest => workspace.next_nearest(false).is_some(),
            Self::Trash | Self::CopyTerms => n_selected > 0,
            Self::MarkDifferent => marks.is_some_and(|marks| marks.is_empty()),
            Self::ClearDifferent => marks.is_some_and(|marks| !marks.is_empty()),
            Self::Rename | Self::Split | Self::Note | Self::Tag => n_selected == 1,
            Self::Lock => n_selected > 0 && !is_locked,
            Self::Unlock => is_locked,
            Self::RestoreAll => session.is_some_and(|session| !session.tables.trashed.is_empty()),
            Self::NextDocument | Self::PreviousDocument => workspace.detail().reading.is_some(),
            Self::ChooseAllDocuments => {
                let detail = workspace.detail();
                matches!(&detail.documents, DocumentList::Ready(listing) if !listing.documents.is_empty())
                    && detail.reading.is_none()
            }
            Self::MoveDocuments => workspace.detail().n_chosen_or_read() > 0,
            Self::MoveToRunnerUp => workspace.runner_up().is_some(),
            Self::SplitChosen => n_selected == 1 && workspace.detail().n_chosen_or_read() > 0,
            Self::ShowReport => workspace.corpus().is_some(),
            Self::ImportOptions | Self::Run => workspace.corpus().is_some() && !workspace.is_busy(),
            Self::Cancel => workspace.is_busy() && !workspace.is_cancelling(),
            Self::Merge => n_selected > 1,
            Self::MergeGroups => !workspace.merging().groups.is_empty(),
            Self::TakeApart => workspace.last_merge_of_selected().is_some(),
            Self::TextLarger => workspace.settings().text_size < Settings::TEXT_SIZES[1],
            Self::TextSmaller => workspace.settings().text_size > Settings::TEXT_SIZES[0],
            _ => true,
        }
    }
}
