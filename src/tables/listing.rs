//! The topic list: which topics it shows, and in what order.

use super::{Tables, TopicRow};

/// The order of the topic list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TopicSort {
    pub by: TopicColumn,
    pub descending: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TopicColumn {
    Name,
    Documents,
    Cohesion,
}

impl Default for TopicSort {
    fn default() -> Self {
        Self { by: TopicColumn::Documents, descending: true }
    }
}

impl Tables {
    /// Lists the open topics whose name, keywords, tags or note hold `filter`, in the order of `sort`.
    pub fn sort(&mut self, sort: TopicSort, filter: &str) {
        let filter = filter.trim().to_lowercase();
        let matches = |row: &TopicRow| {
            let holds = |text: &str| text.to_lowercase().contains(&filter);
            holds(&row.name) || holds(&row.key_terms) || holds(&row.note) || row.tags.iter().any(|tag| holds(tag))
        };
        let mut rows: Vec<&TopicRow> =
            self.similarities.topics.iter().filter_map(|&id| self.row(id)).filter(|row| matches(row)).collect();
        rows.sort_by(|a, b| {
            let order = match sort.by {
                TopicColumn::Name => a.name.to_lowercase().cmp(&b.name.to_lowercase()),
                TopicColumn::Documents => a.n_documents.cmp(&b.n_documents),
                TopicColumn::Cohesion => a.cohesion.total_cmp(&b.cohesion),
            };
            if sort.descending { order.reverse() } else { order }.then(a.id.cmp(&b.id))
        });
        self.listed = rows.into_iter().map(|row| row.id).collect();
    }
}
