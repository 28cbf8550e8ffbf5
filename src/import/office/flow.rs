//! Text as it comes out of a document: lines, and tables as cells between tabs.

use super::Refused;

/// Collects text up to a limit.
#[derive(Default)]
pub(super) struct Flow {
    text: String,
    most: usize,
    full: bool,
    /// Where the present cell begins: what stands before is not touched when it ends.
    cell: usize,
}

impl Flow {
    /// `most`: bytes of text.
    pub fn new(most: u64) -> Self {
        Self { text: String::new(), most: usize::try_from(most).unwrap_or(usize::MAX), full: false, cell: 0 }
    }

    pub fn push(&mut self, text: &str) {
        self.full |= self.text.len() + text.len() > self.most;
        if !self.full {
            self.text.push_str(text);
        }
    }

    /// Begins a new line if the last one, or the cell, holds anything.
    pub fn fresh_line(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') && self.text.len() != self.cell {
            self.push("\n");
        }
    }

    /// Ends a paragraph; one blank line is kept of several.
    pub fn end_paragraph(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.push("\n");
        }
    }

    /// Whether a blank would stand at the beginning of a line or cell.
    pub fn at_start(&self) -> bool {
        self.text.is_empty() || self.text.ends_with(['\n', '\t'])
    }

    pub fn begin_table(&mut self) {
        self.fresh_line();
        self.cell = self.text.len();
    }

    /// Ends the cell of a table: what follows its last paragraph stands behind a tab.
    pub fn end_cell(&mut self) {
        let end = self.text.trim_end_matches(['\n', ' ']).len();
        self.text.truncate(end.max(self.cell.min(self.text.len())));
        self.push("\t");
        self.cell = self.text.len();
    }

    pub fn end_row(&mut self) {
        self.text.truncate(self.text.trim_end_matches(['\n', ' ', '\t']).len());
        self.cell = 0;
        self.fresh_line();
        self.cell = self.text.len();
    }

    pub fn is_full(&self) -> bool {
        self.full
    }

    pub fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// The text, or that it is larger than may be.
    pub fn finish(mut self, what: &str) -> Result<String, Refused> {
        if self.full {
            return Err(Refused::TooLarge { what: format!("The text of the {what}"), limit: self.most as u64 });
        }
        self.text.truncate(self.text.trim_end().len());
        let blank = self.text.len() - self.text.trim_start_matches('\n').len();
        self.text.drain(..blank);
        Ok(self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_stand_between_tabs_and_rows_on_lines() {
        let mut flow = Flow::new(1000);
        flow.push("before");
        flow.begin_table();
        for row in [["가", "나"], ["", "다"], ["", ""], ["라", ""]] {
            for cell in row {
                flow.push(cell);
                flow.end_paragraph();
                flow.end_cell();
            }
            flow.end_row();
        }
        assert_eq!(flow.finish("document").unwrap(), "before\n가\t나\n\t다\n라");
    }

    #[test]
    fn text_beyond_the_limit_is_refused() {
        let mut flow = Flow::new(3);
        flow.push("four");
        assert!(flow.is_full());
        let refused = flow.finish("page").unwrap_err();
        assert!(refused.to_string().starts_with("The text of the page is larger than 1 MB"), "{refused}");
    }
}
