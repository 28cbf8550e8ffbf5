//! Commands with a name and a key: menus, shortcuts and the list of keys all come from this table.

use egui::{Key, KeyboardShortcut, Modifiers};

use super::move_dialog::runner_up_text;
use crate::topics::{Command, Pair, TopicId};
use crate::workspace::{Action, DocumentList, SelectMode, Workspace};

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
    Undo,
    Redo,
    SelectAll,
    ClearSelection,
    NextTopic,
    PreviousTopic,
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
    FitMap,
    ShowHistory,
    ShowIgnored,
    ThemeLight,
    ThemeDark,
    ThemeSystem,
    ShowKeys,
    ShowWarnings,
    ShowAbout,
}

const NONE: Modifiers = Modifiers::NONE;
const COMMAND: Modifiers = Modifiers::COMMAND;

impl UiCommand {
    pub const ALL: [Self; 47] = [
        Self::OpenFiles,
        Self::OpenFolder,
        Self::OpenSample,
        Self::SaveAs,
        Self::SaveCopy,
        Self::Export,
        Self::Compact,
        Self::Quit,
        Self::Undo,
        Self::Redo,
        Self::SelectAll,
        Self::ClearSelection,
        Self::NextTopic,
        Self::PreviousTopic,
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
        Self::FitMap,
        Self::ShowHistory,
        Self::ShowIgnored,
        Self::ThemeLight,
        Self::ThemeDark,
        Self::ThemeSystem,
        Self::ShowKeys,
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
            Self::ShowHistory => "History",
            Self::ShowIgnored => "Ignored terms…",
            Self::Rename => "Rename…",
            Self::TakeApart => "Take apart",
            Self::Trash => "Move to trash",
            Self::FitMap => "Fit map",
            Self::ThemeLight => "Light",
            Self::ThemeDark => "Dark",
            Self::ThemeSystem => "Like the system",
            Self::ShowKeys => "Keys",
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
            Self::RestoreAll => &const { [key(Modifiers::SHIFT, Key::Delete)] },
            Self::ShowIgnored => &const { [key(Modifiers::SHIFT, Key::I)] },
            Self::Split => &const { [key(NONE, Key::K)] },
            Self::Note => &const { [key(NONE, Key::N)] },
            Self::Tag => &const { [key(NONE, Key::T)] },
            Self::Lock | Self::Unlock => &const { [key(NONE, Key::L)] },
            Self::NextTopic => &const { [key(NONE, Key::ArrowDown)] },
            Self::PreviousTopic => &const { [key(NONE, Key::ArrowUp)] },
            Self::NextDocument => &const { [key(NONE, Key::CloseBracket)] },
            Self::PreviousDocument => &const { [key(NONE, Key::OpenBracket)] },
            Self::MoveDocuments => &const { [key(NONE, Key::M)] },
            Self::MoveToRunnerUp => &const { [key(Modifiers::SHIFT, Key::M)] },
            Self::ShowHistory => &const { [key(NONE, Key::H)] },
            Self::Rename => &const { [key(NONE, Key::F2)] },
            Self::TakeApart => &const { [key(NONE, Key::U)] },
            Self::Trash => &const { [key(NONE, Key::Delete)] },
            Self::FitMap => &const { [key(NONE, Key::F)] },
            Self::ShowKeys => &const { [key(Modifiers::SHIFT, Key::Questionmark), key(NONE, Key::F1)] },
            Self::OpenSample
            | Self::SaveCopy
            | Self::Compact
            | Self::ClearSearch
            | Self::ChooseAllDocuments
            | Self::ThemeLight
            | Self::ThemeDark
            | Self::ThemeSystem
            | Self::ShowWarnings
            | Self::ShowAbout => &[],
        }
    }

    /// Whether a menu shows the command as switched on.
    pub fn is_on(self, ctx: &egui::Context) -> bool {
        let preference = ctx.options(|options| options.theme_preference);
        match self {
            Self::ThemeLight => preference == egui::ThemePreference::Light,
            Self::ThemeDark => preference == egui::ThemePreference::Dark,
            Self::ThemeSystem => preference == egui::ThemePreference::System,
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
            | Self::NextTopic
            | Self::PreviousTopic
            | Self::ShowHistory
            | Self::ShowIgnored
            | Self::Export
            | Self::SaveAs
            | Self::SaveCopy => session.is_some(),
            Self::Compact => workspace.can_write() && workspace.n_unsaved() == 0,
            Self::ClearSelection => {
                n_selected > 0 || workspace.query().is_some() || workspace.detail().reading.is_some()
            }
            Self::ClearSearch => workspace.query().is_some(),
            Self::Trash => n_selected > 0,
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
            _ => true,
        }
    }

    /// What the workspace is asked to do; `None` for commands that the window carries out itself.
    pub fn action(self, workspace: &Workspace) -> Option<Action> {
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
            Self::SelectAll => Action::Select(session.topics.open().collect(), SelectMode::Replace),
            // Escape goes back one step: from the document to the list, from what was found to the topic, to nothing selected.
            Self::ClearSelection if detail.reading.is_some() => Action::ReadDocument(None),
            Self::ClearSelection if workspace.query().is_some() => Action::Search(String::new()),
            Self::ClearSelection => Action::Select(Vec::new(), SelectMode::Replace),
            Self::ClearSearch => Action::Search(String::new()),
            Self::NextTopic => Action::Select(vec![workspace.neighbour_of_selected(true)?], SelectMode::Replace),
            Self::PreviousTopic => Action::Select(vec![workspace.neighbour_of_selected(false)?], SelectMode::Replace),
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

    /// The commands whose keys were pressed since the last frame, and that can be carried out.
    ///
    /// While text is typed, keys belong to the text, Escape and Ctrl+Z too: `was_typing` says that the frame before ended in
    /// a text field, which Escape has left by now. Under a Korean input method a key without a Latin letter comes by its
    /// place on the keyboard, which egui sees to.
    pub fn pressed(ctx: &egui::Context, workspace: &Workspace, was_typing: bool) -> Vec<Self> {
        if was_typing || ctx.text_edit_focused() || egui::Popup::is_any_open(ctx) {
            return Vec::new();
        }
        let was_pressed = |shortcut: &KeyboardShortcut| {
            ctx.input(|input| {
                input.events.iter().any(|event| match event {
                    egui::Event::Key { key, pressed: true, repeat: false, modifiers, .. } => {
                        modifiers.matches_exact(shortcut.modifiers) && *key == shortcut.logical_key
                    }
                    _ => false,
                })
            })
        };
        let pressed = |command: &Self| command.shortcuts().iter().any(was_pressed) && command.is_enabled(workspace);
        Self::ALL.into_iter().filter(pressed).collect()
    }
}

/// A shortcut as it stands on the keys: `/` and not "Slash".
pub fn shortcut_text(ctx: &egui::Context, shortcut: KeyboardShortcut) -> String {
    let text = ctx.format_shortcut(&shortcut);
    text.replace("Shift+Questionmark", "?")
        .replace("Slash", "/")
        .replace("Period", ".")
        .replace("OpenBracket", "[")
        .replace("CloseBracket", "]")
}
