//! Short messages for the status bar: what was done, what went wrong.

use crate::worker::now_ms;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub text: String,
    pub kind: NoticeKind,
    /// When it was told: milliseconds since 1970, UTC.
    pub at_ms: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeKind {
    /// Something was done.
    Told,
    /// The newest decision, which Undo takes back.
    Undoable,
    /// Something went wrong or wants attention.
    Warning,
}

/// The newest messages; they stay until the next action that has something to say.
#[derive(Debug, Default)]
pub struct Notices {
    newest_last: Vec<Notice>,
}

/// Messages that are kept; nobody reads more.
const N_KEPT: usize = 50;

impl Notices {
    pub fn tell(&mut self, text: impl Into<String>) {
        self.push(text.into(), NoticeKind::Told);
    }

    pub fn warn(&mut self, text: impl Into<String>) {
        self.push(text.into(), NoticeKind::Warning);
    }

    /// Replaces all messages by that of a decision that can be undone: what was said of an earlier one is over.
    pub fn done(&mut self, text: impl Into<String>) {
        self.clear();
        self.push(text.into(), NoticeKind::Undoable);
    }

    pub fn clear(&mut self) {
        self.newest_last.clear();
    }

    /// The newest last.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Notice> + ExactSizeIterator {
        self.newest_last.iter()
    }

    /// The same once more takes the place of the first.
    fn push(&mut self, text: String, kind: NoticeKind) {
        self.newest_last.retain(|notice| (&notice.text, notice.kind) != (&text, kind));
        if self.newest_last.len() == N_KEPT {
            self.newest_last.remove(0);
        }
        self.newest_last.push(Notice { text, kind, at_ms: now_ms() });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(notices: &Notices) -> Vec<&str> {
        notices.iter().map(|notice| notice.text.as_str()).collect()
    }

    #[test]
    fn a_decision_clears_what_was_said_before() {
        let mut notices = Notices::default();
        notices.done("Merged a");
        notices.warn("No room on the disk");
        assert_eq!(texts(&notices), ["Merged a", "No room on the disk"]);
        notices.done("Merged b");
        assert_eq!(texts(&notices), ["Merged b"]);
    }

    #[test]
    fn the_same_message_is_there_once_and_their_number_is_bounded() {
        let mut notices = Notices::default();
        for text in ["a", "b", "a"] {
            notices.warn(text);
        }
        assert_eq!(texts(&notices), ["b", "a"]);
        (0..200).for_each(|n| notices.tell(n.to_string()));
        assert_eq!(notices.iter().len(), N_KEPT);
        assert_eq!(texts(&notices).last(), Some(&"199"));
    }
}
