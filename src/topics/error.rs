//! Why a command is not possible, in a sentence.

use std::fmt;

use super::TopicId;
use crate::corpus::DocId;

/// `Display` names topics by their number; [`told`](Self::told) by what they are called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CommandError {
    UnknownTopic {
        topic: TopicId,
        n_topics: usize,
    },
    InsideAnother {
        topic: TopicId,
        outer: TopicId,
    },
    NotInsideAnother {
        topic: TopicId,
    },
    InTrash {
        topic: TopicId,
    },
    NotInTrash {
        topic: TopicId,
    },
    Locked {
        topic: TopicId,
    },
    MarkedDifferent {
        a: TopicId,
        b: TopicId,
    },
    NamedTwice {
        topic: TopicId,
    },
    TooFew,
    NoTopics,
    NoSuchMerge {
        topic: TopicId,
    },
    SameName {
        topic: TopicId,
    },
    NothingChanges,
    EmptyTag,
    NoTerms,
    NoDocuments,
    UnknownDocument {
        document: DocId,
        n_documents: usize,
    },
    NotInTopic {
        document: DocId,
        topic: TopicId,
    },
    DocumentTwice {
        document: DocId,
    },
    NothingLeft {
        topic: TopicId,
        n_documents: usize,
    },
    /// A step of the history is undone from the history.
    NotACommand,
}

impl std::error::Error for CommandError {}

impl fmt::Display for CommandError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.told(|id| format!("topic {id}"));
        match text.strip_prefix("topic") {
            Some(rest) => write!(f, "Topic{rest}"),
            None => f.write_str(&text),
        }
    }
}

impl CommandError {
    /// The sentence, with `name` for each topic.
    pub fn told(&self, name: impl Fn(TopicId) -> String) -> String {
        match *self {
            Self::UnknownTopic { topic, n_topics } => {
                format!("There is no topic {topic}: the topics are 1 to {n_topics}")
            }
            Self::InsideAnother { topic, outer } => {
                let (topic, outer) = (name(topic), name(outer));
                format!("{topic} is inside {outer}: take {outer} apart first")
            }
            Self::NotInsideAnother { topic } => {
                format!("{} is not inside another: there is no merge to let it out of", name(topic))
            }
            Self::InTrash { topic } => format!("{} is in the trash: restore it first", name(topic)),
            Self::NotInTrash { topic } => format!("{} is not in the trash", name(topic)),
            Self::Locked { topic } => format!("{} is locked: unlock it first", name(topic)),
            Self::MarkedDifferent { a, b } => {
                format!("{} and {} are marked as different: clear the mark first", name(a), name(b))
            }
            Self::NamedTwice { topic } => {
                format!("{} is named twice: a merge takes different topics", name(topic))
            }
            Self::TooFew => "A merge takes at least 2 topics: select more".to_owned(),
            Self::NoTopics => "No topics are given: select at least 1".to_owned(),
            Self::NoSuchMerge { topic } => {
                format!("{} holds no such merge: it is still one cluster or was taken apart already", name(topic))
            }
            Self::SameName { topic } => format!("{} already has that name", name(topic)),
            Self::NothingChanges => "Nothing would change".to_owned(),
            Self::EmptyTag => "A tag needs at least one letter".to_owned(),
            Self::NoTerms => "No terms are given: name at least 1".to_owned(),
            Self::NoDocuments => "No documents are given: select at least 1".to_owned(),
            Self::UnknownDocument { document, n_documents } => {
                format!("There is no document {}: the corpus has {n_documents}", document.0 + 1)
            }
            Self::NotInTopic { document, topic } => {
                let (number, topic) = (document.0 + 1, name(topic));
                format!("Document {number} is not in {topic}: only its own documents can be split off")
            }
            Self::DocumentTwice { document } => {
                format!("Document {} is named twice: each part takes different documents", document.0 + 1)
            }
            Self::NothingLeft { topic, n_documents } => {
                let topic = name(topic);
                format!("A split leaves at least 1 document in {topic}: choose fewer than all {n_documents}")
            }
            Self::NotACommand => "A step of the history is undone from the history".to_owned(),
        }
    }
}
