//! How many lines an import report has of each kind, counted once: what is left out is told first and loudest.

use super::reading::{counted, grouped};
use crate::corpus::{Warning, WarningKind};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Problems {
    /// How many there are of each of [`WarningKind::ALL`].
    counts: [usize; WarningKind::ALL.len()],
}

impl Problems {
    pub fn of(warnings: &[Warning]) -> Self {
        let mut counts = [0; WarningKind::ALL.len()];
        warnings.iter().for_each(|warning| counts[warning.kind as usize] += 1);
        Self { counts }
    }

    pub fn count(&self, kind: WarningKind) -> usize {
        self.counts[kind as usize]
    }

    pub fn n_in_all(&self) -> usize {
        self.counts.iter().sum()
    }

    /// Whether all that was read is in the corpus as it was.
    pub fn are_notes_only(&self) -> bool {
        self.count(WarningKind::Skipped) + self.count(WarningKind::Repaired) == 0
    }

    /// `3 left out`, `55 duplicates`: what there is, the gravest first.
    pub fn parts(&self) -> impl Iterator<Item = (WarningKind, String)> {
        let there = WarningKind::ALL.into_iter().zip(self.counts).filter(|(_, n)| *n > 0);
        there.map(|(kind, n)| {
            let n_lines = n as u64;
            let text = match kind {
                WarningKind::Skipped => format!("{} left out", grouped(n_lines)),
                WarningKind::Repaired => format!("{} repaired", grouped(n_lines)),
                WarningKind::Duplicate => counted(n_lines, "duplicate"),
                WarningKind::Noted => counted(n_lines, "note"),
            };
            (kind, text)
        })
    }

    /// The parts in a line.
    pub fn sentence(&self) -> String {
        self.parts().map(|(_, text)| text).collect::<Vec<_>>().join("  ·  ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn problems_are_counted_by_kind() {
        let problems = Problems { counts: [3, 0, 1255, 1] };
        assert_eq!(problems.sentence(), "3 left out  ·  1,255 duplicates  ·  1 note");
        assert_eq!((problems.n_in_all(), problems.are_notes_only()), (1259, false));
        let folded = Problems { counts: [0, 0, 1, 2] };
        assert_eq!(folded.sentence(), "1 duplicate  ·  2 notes");
        assert!(folded.are_notes_only() && Problems::default().are_notes_only());
        assert!(!Problems { counts: [0, 1, 0, 0] }.are_notes_only());
    }
}
