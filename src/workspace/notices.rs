//! Short messages for the status bar: what was done, what went wrong.

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub text: String,
    pub kind: NoticeKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeKind {
    /// Something was done.
    Told,
    /// Something was done that Undo takes back.
    Undoable,
    /// Something went wrong or wants attention.
    Warning,
}

/// The newest messages; they stay until the next action that has something to say.
#[derive(Debug, Default)]
pub struct Notices {
    newest_last: Vec<Notice>,
}

impl Notices {
    pub fn tell(&mut self, text: impl Into<String>) {
        self.push(text.into(), NoticeKind::Told);
    }

    pub fn warn(&mut self, text: impl Into<String>) {
        self.push(text.into(), NoticeKind::Warning);
    }

    /// Replaces all messages by that of a decision that can be undone.
    pub fn done(&mut self, text: impl Into<String>) {
        self.clear();
        self.push(text.into(), NoticeKind::Undoable);
    }

    pub fn clear(&mut self) {
        self.newest_last.clear();
    }

    pub fn iter(&self) -> impl Iterator<Item = &Notice> {
        self.newest_last.iter()
    }

    fn push(&mut self, text: String, kind: NoticeKind) {
        self.newest_last.push(Notice { text, kind });
    }
}
