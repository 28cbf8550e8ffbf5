//! Which topics the researcher has decided something about.
//!
//! Derived from the topics as they are, so that an undone decision counts no more. Where a topic is does not matter, and
//! neither do single documents that were moved: they say nothing about the topic as a whole.

use super::{Origin, Place, Topic, TopicId, TopicSet};

impl TopicSet {
    /// Whether the researcher decided anything about a topic: named it, wrote a note on it, gave it a colour or a tag, locked
    /// it, merged something into it, split it or split it off another, or marked it as different from another.
    ///
    /// Goes through all topics: who asks about many asks [`decided`](Self::decided) once.
    pub fn is_decided(&self, id: TopicId) -> bool {
        self.decided().get(id.index()).copied().unwrap_or(false)
    }

    /// For each id whether [something was decided](Self::is_decided) about it.
    pub fn decided(&self) -> Vec<bool> {
        let is_on_itself =
            |(id, topic): (TopicId, &Topic)| topic.is_marked_up() || !self.absorbed[id.index()].is_empty();
        let mut decided: Vec<bool> = self.iter().map(is_on_itself).collect();
        for (id, topic) in self.iter() {
            if let Origin::Split(from) = topic.origin
                && topic.place != Place::Nowhere
            {
                decided[id.index()] = true;
                decided[from.index()] = true;
            }
        }
        for pair in &self.different {
            decided[pair.low().index()] = true;
            decided[pair.high().index()] = true;
        }
        decided
    }
}

impl Topic {
    fn is_marked_up(&self) -> bool {
        self.name.is_some() || !self.note.is_empty() || self.colour.is_some() || !self.tags.is_empty() || self.locked
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::ClusterId;
    use crate::corpus::DocId;
    use crate::topics::{Command, Group, Pair, SplitBy};

    /// Three topics of two documents each.
    fn three() -> TopicSet {
        TopicSet::new(3, &[0, 0, 1, 1, 2, 2].map(|cluster| Some(ClusterId(cluster))))
    }

    /// The topics that are decided after a command, and what takes it back leaves none.
    fn decided_by(command: &Command) -> Vec<u32> {
        let mut set = three();
        let undo = set.swap(set.plan(command).unwrap());
        let decided = set.iter().map(|(id, _)| id).filter(|&id| set.is_decided(id)).map(|id| id.0).collect();
        set.swap(undo);
        assert!(!set.decided().contains(&true), "{command:?} was undone");
        decided
    }

    #[test]
    fn each_kind_of_decision_counts_for_the_topics_that_it_is_about() {
        let topics = || vec![TopicId(1)];
        assert_eq!(decided_by(&Command::Rename { topic: TopicId(1), name: Some("강".to_owned()) }), [1]);
        assert_eq!(decided_by(&Command::Note { topic: TopicId(1), note: "read".to_owned() }), [1]);
        assert_eq!(decided_by(&Command::Colour { topics: topics(), colour: Some(0) }), [1]);
        assert_eq!(decided_by(&Command::Tag { topics: topics(), tag: "noise".to_owned() }), [1]);
        assert_eq!(decided_by(&Command::Lock(topics())), [1]);
        assert_eq!(decided_by(&Command::Merge(Group { into: TopicId(2), absorbed: topics() })), [2]);
        assert_eq!(decided_by(&Command::MarkDifferent(Pair::new(TopicId(2), TopicId(0)).unwrap())), [0, 2]);
        let parts = vec![vec![DocId(2)]];
        assert_eq!(decided_by(&Command::Split { topic: TopicId(1), parts, by: SplitBy::Selection }), [1, 3]);
    }

    #[test]
    fn terms_and_the_trash_decide_nothing_about_a_topic() {
        assert!(decided_by(&Command::IgnoreTerms(vec!["river".to_owned()])).is_empty());
        assert!(decided_by(&Command::Trash(vec![TopicId(0)])).is_empty());
    }

    #[test]
    fn an_unknown_topic_is_not_decided() {
        assert!(!three().is_decided(TopicId(9)));
    }
}
