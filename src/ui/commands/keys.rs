//! Which commands the keyboard asks for.

use egui::{Event, Key, KeyboardShortcut};

use super::UiCommand;
use crate::workspace::Workspace;

impl UiCommand {
    /// Whether the key works while text is typed too; a text field then does not see it.
    fn is_for_the_window(self) -> bool {
        matches!(self, Self::Palette | Self::TextLarger | Self::TextSmaller | Self::TextNormal)
    }

    /// The commands whose keys were pressed since the last frame, and that can be carried out.
    ///
    /// While text is typed, keys belong to the text, Escape and Ctrl+Z too: `was_typing` says that the frame before ended in
    /// a text field, which Escape has left by now. Under a Korean input method a key without a Latin letter comes by its
    /// place on the keyboard, which egui sees to.
    pub fn pressed(ctx: &egui::Context, workspace: &Workspace, was_typing: bool) -> Vec<Self> {
        if egui::Popup::is_any_open(ctx) {
            return Vec::new();
        }
        let is_typing = was_typing || ctx.text_edit_focused();
        let can_be_meant = |command: &Self| !is_typing || command.is_for_the_window();
        let pressed = |command: &Self| {
            command.shortcuts().iter().any(|shortcut| take(ctx, *shortcut, *command)) && command.is_enabled(workspace)
        };
        Self::ALL.iter().copied().filter(can_be_meant).filter(pressed).collect()
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
                // The release of a shifted key can come by another name, so that the next press looks like a repetition.
                | Self::TextLarger
                | Self::TextSmaller
        )
    }
}

/// Whether the keys were pressed; of keys for the window nothing else learns.
fn take(ctx: &egui::Context, shortcut: KeyboardShortcut, command: UiCommand) -> bool {
    let matches = |event: &Event| match event {
        Event::Key { key, pressed: true, repeat, modifiers, .. } if !repeat || command.repeats() => {
            // Some keyboards have the plus above another sign.
            let fits = match shortcut.logical_key {
                Key::Plus => modifiers.matches_logically(shortcut.modifiers),
                _ => modifiers.matches_exact(shortcut.modifiers),
            };
            fits && *key == shortcut.logical_key
        }
        _ => false,
    };
    if !command.is_for_the_window() {
        return ctx.input(|input| input.events.iter().any(matches));
    }
    ctx.input_mut(|input| {
        let n_events = input.events.len();
        input.events.retain(|event| !matches(event));
        input.events.len() < n_events
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_commands_share_keys_but_lock_and_unlock() {
        let all =
            || UiCommand::ALL.iter().flat_map(|command| command.shortcuts().iter().map(move |keys| (command, keys)));
        for (command, keys) in all() {
            for (other, _) in all().filter(|(other, other_keys)| *other_keys == keys && *other != command) {
                let pair = [command, other].map(|command| command.title());
                assert!(pair.contains(&"Lock") && pair.contains(&"Unlock"), "{pair:?} have the same keys");
            }
        }
    }
}
