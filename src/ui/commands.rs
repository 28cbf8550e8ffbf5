//! Commands with a name and a key: menus, shortcuts and the list of keys all come from this table.

use egui::{Key, KeyboardShortcut, Modifiers};

use super::map;
use super::move_dialog::runner_up_text;
use super::settings::{Settings, is_motion_reduced};
use crate::layout::map_layout::ProjectionKind;
use crate::topics::{Command, Pair, TopicId};
use crate::workspace::{Action, ColourBy, DocumentList, SelectMode, Workspace};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UiCommand {
    OpenFiles,
    OpenFolder,
    OpenSample,
    SaveAs,
    SaveCopy,
    Export,
    Compact,
    Quit,
    Palette,
    Undo,
    Redo,
    SelectAll,
    ClearSelection,
    NextTopic,
    PreviousTopic,
    NextPage,
    PreviousPage,
    FirstTopic,
    LastTopic,
    ExtendDown,
    ExtendUp,
    Search,
    ClearSearch,
    FilterTopics,
    Run,
    Cancel,
    Merge,
    MergeGroups,
    MarkDifferent,
    ClearDifferent,
    Split,
    TakeApart,
    Rename,
    Note,
    Tag,
    Lock,
    Unlock,
    Trash,
    RestoreAll,
    NextDocument,
    PreviousDocument,
    ChooseAllDocuments,
    MoveDocuments,
    MoveToRunnerUp,
    SplitChosen,
    CopyTerms,
    FitMap,
    ShowMap,
    ShowHeatmap,
    ShowThreshold,
    ResetViews,
    SaveMapPicture,
    SaveHeatmapPicture,
    CopyMapPicture,
    CopyHeatmapPicture,
    LayOut(ProjectionKind),
    LayOutAgain,
    SpreadOverlaps,
    ColourMap(ColourBy),
    ShowDots,
    NextNearest,
    PreviousNearest,
    ShowHistory,
    ShowIgnored,
    ThemeLight,
    ThemeDark,
    ThemeSystem,
    TextLarger,
    TextSmaller,
    TextNormal,
    ReduceMotion,
    ShowKeys,
    ShowHints,
    ShowWarnings,
    ShowAbout,
}

const NONE: Modifiers = Modifiers::NONE;
const COMMAND: Modifiers = Modifiers::COMMAND;

impl UiCommand {
    /// In the order in which they are listed; a command that comes new needs a line here and a menu.
    pub const ALL: &[Self] = &[
        Self::OpenFiles,
        Self::OpenFolder,
        Self::OpenSample,
        Self::SaveAs,
        Self::SaveCopy,
        Self::Export,
        Self::Compact,
        Self::Quit,
        Self::Palette,
        Self::Undo,
        Self::Redo,
        Self::SelectAll,
        Self::ClearSelection,
        Self::NextTopic,
        Self::PreviousTopic,
        Self::NextPage,
        Self::PreviousPage,
        Self::FirstTopic,
        Self::LastTopic,
        Self::ExtendDown,
        Self::ExtendUp,
        Self::Search,
        Self::ClearSearch,
        Self::FilterTopics,
        Self::Run,
        Self::Cancel,
        Self::Merge,
        Self::MergeGroups,
        Self::MarkDifferent,
        Self::ClearDifferent,
        Self::Split,
        Self::TakeApart,
        Self::Rename,
        Self::Note,
        Self::Tag,
        Self::Lock,
        Self::Unlock,
        Self::Trash,
        Self::RestoreAll,
        Self::NextDocument,
        Self::PreviousDocument,
        Self::ChooseAllDocuments,
        Self::MoveDocuments,
        Self::MoveToRunnerUp,
        Self::SplitChosen,
        Self::CopyTerms,
        Self::FitMap,
        Self::ShowMap,
        Self::ShowHeatmap,
        Self::ShowThreshold,
        Self::ResetViews,
        Self::SaveMapPicture,
        Self::SaveHeatmapPicture,
        Self::CopyMapPicture,
        Self::CopyHeatmapPicture,
        Self::LayOut(ProjectionKind::Pca),
        Self::LayOut(ProjectionKind::Hellinger),
        Self::LayOut(ProjectionKind::JensenShannon),
        Self::LayOut(ProjectionKind::Tsne),
        Self::LayOutAgain,
        Self::SpreadOverlaps,
        Self::ColourMap(ColourBy::Topic),
        Self::ColourMap(ColourBy::Size),
        Self::ColourMap(ColourBy::Cohesion),
        Self::ColourMap(ColourBy::Tag),
        Self::ColourMap(ColourBy::Label),
        Self::ShowDots,
        Self::NextNearest,
        Self::PreviousNearest,
        Self::ShowHistory,
        Self::ShowIgnored,
        Self::ThemeLight,
        Self::ThemeDark,
        Self::ThemeSystem,
        Self::TextLarger,
        Self::TextSmaller,
        Self::TextNormal,
        Self::ReduceMotion,
        Self::ShowKeys,
        Self::ShowHints,
        Self::ShowWarnings,
        Self::ShowAbout,
    ];

    pub fn title(self) -> &'static str {
        match self {
            Self::OpenFiles => "Open…",
            Self::OpenFolder => "Open folder…",
            Self::OpenSample => "Open the sample",
            Self::SaveAs => "Save project as…",
            Self::SaveCopy => "Save a copy…",
            Self::Export => "Export tables…",
            Self::Compact => "Compact the project",
            Self::Quit => "Quit",
            Self::Undo => "Undo",
            Self::Redo => "Redo",
            Self::SelectAll => "Select all topics",
            Self::ClearSelection => "Clear selection",
            Self::NextTopic => "Next topic",
            Self::PreviousTopic => "Previous topic",
            Self::NextPage => "A page down the list",
            Self::PreviousPage => "A page up the list",
            Self::FirstTopic => "First topic",
            Self::LastTopic => "Last topic",
            Self::ExtendDown => "Extend the selection down",
            Self::ExtendUp => "Extend the selection up",
            Self::Search => "Search documents",
            Self::ClearSearch => "Clear search",
            Self::FilterTopics => "Filter topics",
            Self::Run => "Run clustering",
            Self::Cancel => "Cancel the run",
            Self::Merge => "Merge selected",
            Self::MergeGroups => "Merge proposed groups",
            Self::MarkDifferent => "Mark as different",
            Self::ClearDifferent => "Clear the mark “different”",
            Self::Split => "Split…",
            Self::Note => "Write a note",
            Self::Tag => "Add a tag",
            Self::Lock => "Lock",
            Self::Unlock => "Unlock",
            Self::RestoreAll => "Restore everything from the trash",
            Self::NextDocument => "Next document",
            Self::PreviousDocument => "Previous document",
            Self::ChooseAllDocuments => "Choose all listed documents",
            Self::MoveDocuments => "Move documents…",
            Self::MoveToRunnerUp => "Move to the next most similar topic",
            Self::SplitChosen => "Split off chosen documents",
            Self::CopyTerms => "Copy terms as a table",
            Self::ShowHistory => "History",
            Self::ShowIgnored => "Ignored terms…",
            Self::Rename => "Rename…",
            Self::TakeApart => "Take apart",
            Self::Trash => "Move to trash",
            Self::FitMap => "Fit map",
            Self::ShowMap => "Show or hide the map",
            Self::ShowHeatmap => "Show or hide the heatmap",
            Self::ShowThreshold => "Show or hide the threshold",
            Self::ResetViews => "Arrange the views as usual",
            Self::Palette => "Find a command or a topic…",
            Self::ThemeLight => "Light theme",
            Self::ThemeDark => "Dark theme",
            Self::ThemeSystem => "Theme of the system",
            Self::TextLarger => "Larger text",
            Self::TextSmaller => "Smaller text",
            Self::TextNormal => "Normal text size",
            Self::ReduceMotion => "Reduce motion",
            Self::SaveMapPicture => "Save picture of the map…",
            Self::SaveHeatmapPicture => "Save picture of the heatmap…",
            Self::CopyMapPicture => "Copy picture of the map",
            Self::CopyHeatmapPicture => "Copy picture of the heatmap",
            Self::LayOut(kind) => map::PROJECTIONS.iter().find(|(known, ..)| *known == kind).map_or("", |it| it.1),
            Self::LayOutAgain => "Lay out again",
            Self::SpreadOverlaps => "Spread overlaps",
            Self::ColourMap(by) => map::COLOURINGS.iter().find(|(known, _)| *known == by).map_or("", |it| it.1),
            Self::ShowDots => "Document dots",
            Self::NextNearest => "Next nearest topic",
            Self::PreviousNearest => "Previous nearest topic",
            Self::ShowKeys => "Keys",
            Self::ShowHints => "Show hints again",
            Self::ShowWarnings => "Warnings of reading",
            Self::ShowAbout => "About Mungchi",
        }
    }

    /// The title with what it would act on, for the menu.
    pub fn menu_text(self, workspace: &Workspace) -> String {
        let history = workspace.session().map(|session| &session.history);
        let about = match self {
            Self::Undo => history.and_then(|history| history.undo_sentence()),
            Self::Redo => history.and_then(|history| history.redo_sentence()),
            Self::SelectAll if workspace.is_list_filtered() => return "Select all listed topics".to_owned(),
            Self::MoveToRunnerUp => return runner_up_text(workspace).unwrap_or_else(|| self.title().to_owned()),
            _ => None,
        };
        about.map_or(self.title().to_owned(), |about| format!("{}: {about}", self.title()))
    }

    pub fn shortcuts(self) -> &'static [KeyboardShortcut] {
        const fn key(modifiers: Modifiers, key: Key) -> KeyboardShortcut {
            KeyboardShortcut::new(modifiers, key)
        }
        const COMMAND_SHIFT: Modifiers = COMMAND.plus(Modifiers::SHIFT);
        match self {
            Self::OpenFiles => &const { [key(COMMAND, Key::O)] },
            Self::OpenFolder => &const { [key(COMMAND_SHIFT, Key::O)] },
            Self::SaveAs => &const { [key(COMMAND_SHIFT, Key::S)] },
            Self::Export => &const { [key(COMMAND, Key::E)] },
            Self::Quit => &const { [key(COMMAND, Key::Q)] },
            Self::Palette => &const { [key(COMMAND, Key::P), key(COMMAND, Key::K)] },
            Self::TextLarger => &const { [key(COMMAND, Key::Plus), key(COMMAND, Key::Equals)] },
            Self::TextSmaller => &const { [key(COMMAND, Key::Minus)] },
            Self::TextNormal => &const { [key(COMMAND, Key::Num0)] },
            Self::Undo => &const { [key(COMMAND, Key::Z)] },
            Self::Redo => &const { [key(COMMAND_SHIFT, Key::Z), key(COMMAND, Key::Y)] },
            Self::SelectAll => &const { [key(COMMAND, Key::A)] },
            Self::ClearSelection => &const { [key(NONE, Key::Escape)] },
            Self::Search => &const { [key(NONE, Key::Slash)] },
            Self::FilterTopics => &const { [key(COMMAND, Key::F)] },
            Self::Run => &const { [key(COMMAND, Key::R)] },
            Self::Cancel => &const { [key(COMMAND, Key::Period)] },
            Self::Merge => &const { [key(NONE, Key::G)] },
            Self::MergeGroups => &const { [key(COMMAND, Key::G)] },
            Self::MarkDifferent => &const { [key(NONE, Key::D)] },
            Self::ClearDifferent => &const { [key(Modifiers::SHIFT, Key::D)] },
            Self::SplitChosen => &const { [key(Modifiers::SHIFT, Key::K)] },
            Self::CopyTerms => &const { [key(Modifiers::SHIFT, Key::T)] },
            Self::RestoreAll => &const { [key(Modifiers::SHIFT, Key::Delete)] },
            Self::ShowIgnored => &const { [key(Modifiers::SHIFT, Key::I)] },
            Self::Split => &const { [key(NONE, Key::K)] },
            Self::Note => &const { [key(NONE, Key::N)] },
            Self::Tag => &const { [key(NONE, Key::T)] },
            Self::Lock | Self::Unlock => &const { [key(NONE, Key::L)] },
            Self::NextTopic => &const { [key(NONE, Key::ArrowDown)] },
            Self::PreviousTopic => &const { [key(NONE, Key::ArrowUp)] },
            Self::NextPage => &const { [key(NONE, Key::PageDown)] },
            Self::PreviousPage => &const { [key(NONE, Key::PageUp)] },
            Self::FirstTopic => &const { [key(NONE, Key::Home)] },
            Self::LastTopic => &const { [key(NONE, Key::End)] },
            Self::ExtendDown => &const { [key(Modifiers::SHIFT, Key::ArrowDown)] },
            Self::ExtendUp => &const { [key(Modifiers::SHIFT, Key::ArrowUp)] },
            Self::NextDocument => &const { [key(NONE, Key::CloseBracket)] },
            Self::PreviousDocument => &const { [key(NONE, Key::OpenBracket)] },
            Self::MoveDocuments => &const { [key(NONE, Key::M)] },
            Self::MoveToRunnerUp => &const { [key(Modifiers::SHIFT, Key::M)] },
            Self::ShowHistory => &const { [key(NONE, Key::H)] },
            Self::Rename => &const { [key(NONE, Key::F2)] },
            Self::TakeApart => &const { [key(NONE, Key::U)] },
            Self::Trash => &const { [key(NONE, Key::Delete)] },
            Self::FitMap => &const { [key(NONE, Key::F)] },
            Self::ShowMap => &const { [key(NONE, Key::Num1)] },
            Self::ShowHeatmap => &const { [key(NONE, Key::Num2)] },
            Self::ShowThreshold => &const { [key(NONE, Key::Num3)] },
            Self::NextNearest => &const { [key(NONE, Key::Period), key(Modifiers::ALT, Key::ArrowRight)] },
            Self::PreviousNearest => &const { [key(NONE, Key::Comma), key(Modifiers::ALT, Key::ArrowLeft)] },
            Self::ShowKeys => &const { [key(Modifiers::SHIFT, Key::Questionmark), key(NONE, Key::F1)] },
            Self::OpenSample
            | Self::LayOut(_)
            | Self::LayOutAgain
            | Self::SpreadOverlaps
            | Self::ColourMap(_)
            | Self::ShowDots
            | Self::SaveCopy
            | Self::Compact
            | Self::ClearSearch
            | Self::ResetViews
            | Self::SaveMapPicture
            | Self::SaveHeatmapPicture
            | Self::CopyMapPicture
            | Self::CopyHeatmapPicture
            | Self::ChooseAllDocuments
            | Self::ThemeLight
            | Self::ThemeDark
            | Self::ThemeSystem
            | Self::ReduceMotion
            | Self::ShowHints
            | Self::ShowWarnings
            | Self::ShowAbout => &[],
        }
    }

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

    pub fn is_enabled(self, workspace: &Workspace) -> bool {
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
            Self::SaveMapPicture | Self::SaveHeatmapPicture | Self::CopyMapPicture | Self::CopyHeatmapPicture => {
                session.is_some() && !workspace.is_busy()
            }
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
            Self::ShowWarnings => workspace.corpus().is_some_and(|corpus| !corpus.warnings.is_empty()),
            Self::Run => workspace.corpus().is_some() && !workspace.is_busy(),
            Self::Cancel => workspace.is_busy() && !workspace.is_cancelling(),
            Self::Merge => n_selected > 1,
            Self::MergeGroups => !workspace.merging().groups.is_empty(),
            Self::TakeApart => workspace.last_merge_of_selected().is_some(),
            Self::TextLarger => workspace.settings().text_size < Settings::TEXT_SIZES[1],
            Self::TextSmaller => workspace.settings().text_size > Settings::TEXT_SIZES[0],
            _ => true,
        }
    }

    /// What the workspace is asked to do; `None` for commands that the window carries out itself.
    pub fn action(self, workspace: &Workspace) -> Option<Action> {
        if let Some(setting) = self.setting(workspace.settings()) {
            return Some(Action::Set(setting));
        }
        let session = workspace.session()?;
        let selected = || workspace.selection().topics().to_vec();
        let detail = workspace.detail();
        let pair = || match workspace.selection().topics() {
            [a, b] => Pair::new(*a, *b),
            _ => None,
        };
        Some(match self {
            Self::Undo => Action::Undo,
            Self::Redo => Action::Redo,
            Self::SelectAll if workspace.is_list_filtered() => {
                Action::Select(session.tables.listed.clone(), SelectMode::Replace)
            }
            Self::SelectAll => Action::Select(session.topics.open().collect(), SelectMode::Replace),
            // Escape goes back one step: it lets go of the term that is kept lit, then goes from the document to the list,
            // from what was found to the topic, to nothing selected.
            Self::ClearSelection if workspace.pinned_term().is_some() => Action::UnpinTerm,
            Self::ClearSelection if detail.reading.is_some() => Action::ReadDocument(None),
            Self::ClearSelection if workspace.query().is_some() => Action::Search(String::new()),
            Self::ClearSelection => Action::Select(Vec::new(), SelectMode::Replace),
            Self::ClearSearch => Action::Search(String::new()),
            Self::NextTopic => Action::Select(vec![workspace.neighbour_of_selected(true)?], SelectMode::Replace),
            Self::PreviousTopic => Action::Select(vec![workspace.neighbour_of_selected(false)?], SelectMode::Replace),
            Self::FirstTopic => Action::Select(vec![*session.tables.listed.first()?], SelectMode::Replace),
            Self::LastTopic => Action::Select(vec![*session.tables.listed.last()?], SelectMode::Replace),
            Self::ExtendDown => Action::SelectUpTo(workspace.listed_near_current(1)?, SelectMode::Replace),
            Self::ExtendUp => Action::SelectUpTo(workspace.listed_near_current(-1)?, SelectMode::Replace),
            Self::NextNearest => Action::Select(workspace.next_nearest(true)?, SelectMode::Replace),
            Self::PreviousNearest => Action::Select(workspace.next_nearest(false)?, SelectMode::Replace),
            Self::LayOut(kind) => Action::LayOut(kind),
            Self::LayOutAgain => Action::LayOut(session.tables.standing.kind),
            Self::ColourMap(colour_by) => Action::ColourMap(colour_by),
            Self::ShowDots => Action::ShowDots(!workspace.shows_dots()),
            Self::NextDocument => Action::ReadDocument(detail.neighbour_of_read(true)),
            Self::PreviousDocument => Action::ReadDocument(detail.neighbour_of_read(false)),
            Self::Merge => Action::MergeSelected,
            Self::MergeGroups => Action::MergeGroups,
            Self::MarkDifferent => Action::Curate(Command::MarkDifferent(pair()?)),
            Self::ClearDifferent => Action::Curate(Command::ClearDifferent(pair()?)),
            Self::TakeApart => Action::TakeSelectedApart,
            Self::Lock => Action::Curate(Command::Lock(selected())),
            Self::Unlock => Action::Curate(Command::Unlock(selected())),
            Self::Trash => Action::TrashSelected,
            Self::RestoreAll => Action::Curate(Command::Restore(session.topics.trashed().collect())),
            Self::ChooseAllDocuments => Action::ChooseAllDocuments,
            Self::MoveToRunnerUp => Action::MoveChosen(workspace.runner_up()?),
            Self::SplitChosen => Action::SplitChosen,
            Self::Compact => Action::Compact,
            _ => return None,
        })
    }

    /// Whether the list of terms needs the key while the keyboard is in it. Escape leaves the list, and first lets a term go.
    pub fn is_key_of_terms(self, workspace: &Workspace) -> bool {
        match self {
            Self::NextTopic | Self::PreviousTopic | Self::Trash => true,
            Self::ClearSelection => workspace.pinned_term().is_none(),
            _ => false,
        }
    }
}

/// A shortcut as it stands on the keys: `/` and not "Slash".
pub fn shortcut_text(ctx: &egui::Context, shortcut: KeyboardShortcut) -> String {
    let text = ctx.format_shortcut(&shortcut);
    text.replace("Shift+Questionmark", "?")
        .replace("Slash", "/")
        .replace("Period", ".")
        .replace("Comma", ",")
        .replace("OpenBracket", "[")
        .replace("CloseBracket", "]")
}
