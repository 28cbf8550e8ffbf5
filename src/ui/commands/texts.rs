//! What commands are called, and their keys.

use egui::{Key, KeyboardShortcut, Modifiers};

use super::UiCommand;
use crate::ui::map;
use crate::ui::move_dialog::runner_up_text;
use crate::ui::picture::Pictured;
use crate::workspace::{ColourBy, Workspace};

const NONE: Modifiers = Modifiers::NONE;
const COMMAND: Modifiers = Modifiers::COMMAND;

impl UiCommand {
    pub fn title(self) -> &'static str {
        match self {
            Self::OpenFiles => "Open…",
            Self::OpenFolder => "Open folder…",
            Self::OpenPath => "Open path…",
            Self::OpenSample => "Open the sample",
            Self::ImportOptions => "Import options…",
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
            Self::ResetViews => "Reset the layout of the views",
            Self::Palette => "Find a command or a topic…",
            Self::ThemeLight => "Light theme",
            Self::ThemeDark => "Dark theme",
            Self::ThemeSystem => "Theme of the system",
            Self::TextLarger => "Larger text",
            Self::TextSmaller => "Smaller text",
            Self::TextNormal => "Normal text size",
            Self::ReduceMotion => "Reduce motion",
            Self::SavePicture(Pictured::Map) => "Save picture of the map…",
            Self::SavePicture(Pictured::Heatmap) => "Save picture of the heatmap…",
            Self::SavePicture(Pictured::Terms) => "Save picture of the terms…",
            Self::SavePicture(Pictured::Threshold) => "Save picture of the threshold…",
            Self::CopyPicture(Pictured::Map) => "Copy picture of the map",
            Self::CopyPicture(Pictured::Heatmap) => "Copy picture of the heatmap",
            Self::CopyPicture(Pictured::Terms) => "Copy picture of the terms",
            Self::CopyPicture(Pictured::Threshold) => "Copy picture of the threshold",
            Self::LayOut(kind) => map::PROJECTIONS.iter().find(|(known, ..)| *known == kind).map_or("", |it| it.1),
            Self::LayOutAgain => "Lay out again",
            Self::SpreadOverlaps => "Spread overlaps",
            Self::ColourMap(ColourBy::Field(_)) => "Colour by a column",
            Self::ColourMap(by) => map::COLOURINGS.iter().find(|(known, _)| *known == by).map_or("", |it| it.1),
            Self::ShowDots => "Document dots",
            Self::NextNearest => "Next nearest topic",
            Self::PreviousNearest => "Previous nearest topic",
            Self::ShowKeys => "Keys",
            Self::ShowHints => "Show hints again",
            Self::ShowReport => "Import report",
            Self::ShowSettings => "Settings…",
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
            Self::OpenPath => &const { [key(COMMAND, Key::L)] },
            Self::ShowSettings => &const { [key(COMMAND, Key::Comma)] },
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
            | Self::SavePicture(_)
            | Self::CopyPicture(_)
            | Self::ChooseAllDocuments
            | Self::ThemeLight
            | Self::ThemeDark
            | Self::ThemeSystem
            | Self::ReduceMotion
            | Self::ShowHints
            | Self::ShowReport
            | Self::ImportOptions
            | Self::ShowAbout => &[],
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
