//! From keys to commands.

use egui::KeyboardShortcut;

use super::commands::UiCommand;
use crate::workspace::Workspace;

impl UiCommand {
    /// The commands whose keys were pressed since the last frame, and that can be carried out.
    ///
    /// While text is typed, keys belong to the text, Escape and Ctrl+Z too: `was_typing` says that the frame before ended in
    /// a text field, which Escape has left by now. Under a Korean input method a key without a Latin letter comes by its
    /// place on the keyboard, which egui sees to.
    pub fn pressed(ctx: &egui::Context, workspace: &Workspace, was_typing: bool) -> Vec<Self> {
        if was_typing || ctx.text_edit_focused() || egui::Popup::is_any_open(ctx) {
            return Vec::new();
        }
        let was_pressed = |shortcut: &KeyboardShortcut, repeats: bool| {
            ctx.input(|input| {
                input.events.iter().any(|event| match event {
                    egui::Event::Key { key, pressed: true, repeat, modifiers, .. } => {
                        (repeats || !repeat)
                            && modifiers.matches_exact(shortcut.modifiers)
                            && *key == shortcut.logical_key
                    }
                    _ => false,
                })
            })
        };
        let pressed = |command: &Self| {
            let was_pressed = |shortcut| was_pressed(shortcut, command.repeats());
            command.shortcuts().iter().any(was_pressed) && command.is_enabled(workspace)
        };
        Self::ALL.into_iter().filter(pressed).collect()
    }

    /// Whether the command is carried out again and again while its key is held: those that walk through the list.
    fn repeats(self) -> bool {
        matches!(
            self,
            Self::NextTopic
                | Self::PreviousTopic
                | Self::NextPage
                | Self::PreviousPage
                | Self::ExtendDown
                | Self::ExtendUp
        )
    }
}
