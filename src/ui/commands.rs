//! Commands with a name and a key: menus, shortcuts and the list of keys all come from this table.

use egui::{Key, KeyboardShortcut, Modifiers};

use crate::workspace::Workspace;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UiCommand {
    OpenFiles,
    OpenFolder,
    OpenSample,
    Quit,
    Undo,
    Redo,
    SelectAll,
    ClearSelection,
    Search,
    FilterTopics,
    Run,
    Cancel,
    Merge,
    MergeGroups,
    Rename,
    TakeApart,
    Trash,
    FitMap,
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
    pub const ALL: [Self; 24] = [
        Self::OpenFiles,
        Self::OpenFolder,
        Self::OpenSample,
        Self::Quit,
        Self::Undo,
        Self::Redo,
        Self::SelectAll,
        Self::ClearSelection,
        Self::Search,
        Self::FilterTopics,
        Self::Run,
        Self::Cancel,
        Self::Merge,
        Self::MergeGroups,
        Self::Rename,
        Self::TakeApart,
        Self::Trash,
        Self::FitMap,
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
            Self::Quit => "Quit",
            Self::Undo => "Undo",
            Self::Redo => "Redo",
            Self::SelectAll => "Select all topics",
            Self::ClearSelection => "Clear selection",
            Self::Search => "Search documents",
            Self::FilterTopics => "Filter topics",
            Self::Run => "Run clustering",
            Self::Cancel => "Cancel the run",
            Self::Merge => "Merge selected",
            Self::MergeGroups => "Merge proposed groups",
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
            Self::Rename => &const { [key(NONE, Key::F2)] },
            Self::TakeApart => &const { [key(NONE, Key::U)] },
            Self::Trash => &const { [key(NONE, Key::Delete)] },
            Self::FitMap => &const { [key(NONE, Key::F)] },
            Self::ShowKeys => &const { [key(Modifiers::SHIFT, Key::Questionmark), key(NONE, Key::F1)] },
            Self::OpenSample
            | Self::ThemeLight
            | Self::ThemeDark
            | Self::ThemeSystem
            | Self::ShowWarnings
            | Self::ShowAbout => &[],
        }
    }

    pub fn is_enabled(self, workspace: &Workspace) -> bool {
        let session = workspace.session();
        let n_selected = workspace.selection().topics().len();
        let changes_topics = matches!(
            self,
            Self::Undo | Self::Redo | Self::Merge | Self::MergeGroups | Self::Rename | Self::TakeApart | Self::Trash
        );
        if changes_topics && workspace.is_busy() {
            return false;
        }
        match self {
            Self::Undo => session.is_some_and(|session| session.history.undo_sentence().is_some()),
            Self::Redo => session.is_some_and(|session| session.history.redo_sentence().is_some()),
            Self::SelectAll | Self::Search | Self::FilterTopics | Self::FitMap => session.is_some(),
            Self::ClearSelection | Self::Trash => n_selected > 0,
            Self::ShowWarnings => workspace.corpus().is_some_and(|corpus| !corpus.warnings.is_empty()),
            Self::Run => workspace.corpus().is_some() && !workspace.is_busy(),
            Self::Cancel => workspace.is_busy() && !workspace.is_cancelling(),
            Self::Merge => n_selected > 1,
            Self::MergeGroups => !workspace.merging().groups.is_empty(),
            Self::Rename => n_selected == 1,
            Self::TakeApart => workspace.last_merge_of_selected().is_some(),
            _ => true,
        }
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
    text.replace("Shift+Questionmark", "?").replace("Slash", "/").replace("Period", ".")
}
