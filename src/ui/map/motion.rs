//! How bubbles glide from one state to the next: after a merge, an undo, another layout, another term.
//!
//! Parts that were merged glide into their topic, parts that were taken apart out of it. Nothing moves when the window is
//! asked not to, and nothing is drawn anew when nothing moves.

use rustc_hash::FxHashMap;

use crate::corpus::vocabulary::TermId;
use crate::topics::TopicId;
use crate::workspace::{LitTerm, Session};

/// How long a change takes, in seconds.
pub const DURATION: f32 = 0.18;

/// A bubble as it is shown at a moment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shown {
    pub position: [f64; 2],
    /// Documents, by which its outline is as large as it is.
    pub n_documents: f32,
    /// Documents that its filled area stands for.
    pub n_filled: f32,
}

/// A bubble that is no topic any more and glides away.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ghost {
    pub id: TopicId,
    pub shown: Shown,
    from: Shown,
    to: [f64; 2],
}

/// Revisions of the clustering, the topics and their places, and the term that is lit.
type Key = (u64, u64, u64, Option<TermId>);

#[derive(Default)]
pub struct Motion {
    key: Option<Key>,
    ids: Vec<TopicId>,
    /// By place in the bubbles of the tables.
    pub shown: Vec<Shown>,
    pub ghosts: Vec<Ghost>,
    /// The bubbles before the latest change; empty at rest.
    from: FxHashMap<TopicId, Shown>,
    /// The open topic that holds each leaf.
    holders: FxHashMap<TopicId, TopicId>,
    started: f64,
}

impl Motion {
    /// Brings `shown` to the moment `now`; whether anything still moves. With a `duration` of 0 nothing ever does.
    pub fn update(&mut self, now: f64, duration: f32, session: &Session, lit: Option<&LitTerm>) -> bool {
        let key = (session.first_revision, session.revision, session.places_revision, lit.map(|lit| lit.term));
        if self.key != Some(key) {
            self.turn_to(key, now, duration, session);
        } else if self.from.is_empty() {
            return false;
        }
        let elapsed = if self.from.is_empty() { 1.0 } else { ((now - self.started) as f32 / duration).clamp(0.0, 1.0) };
        let t = eased(elapsed);
        self.shown.clear();
        for bubble in &session.tables.bubbles {
            let n_documents = bubble.n_documents as f32;
            let n_filled = lit.map_or(n_documents, |lit| lit.n_in(bubble.id) as f32);
            let target = Shown { position: bubble.position, n_documents, n_filled };
            let from = self.from.get(&bubble.id);
            self.shown.push(from.map_or(target, |from| between(from, &target, t)));
        }
        for ghost in &mut self.ghosts {
            let gone = Shown { position: ghost.to, n_documents: 0.0, n_filled: 0.0 };
            ghost.shown = between(&ghost.from, &gone, t);
        }
        if elapsed >= 1.0 {
            self.from.clear();
            self.ghosts.clear();
        }
        elapsed < 1.0
    }

    fn turn_to(&mut self, key: Key, now: f64, duration: f32, session: &Session) {
        let is_same_clustering = self.key.is_some_and(|before| before.0 == key.0);
        let is_same_topics = is_same_clustering && self.key.is_some_and(|before| before.1 == key.1);
        let before: FxHashMap<TopicId, Shown> = self.ids.iter().copied().zip(self.shown.iter().copied()).collect();
        self.key = Some(key);
        self.ghosts.clear();
        self.from.clear();
        let held_before = if is_same_topics { FxHashMap::default() } else { std::mem::take(&mut self.holders) };
        if !is_same_topics {
            self.ids.clear();
            for bubble in &session.tables.bubbles {
                self.ids.push(bubble.id);
                self.holders.extend(session.topics.leaves_of(bubble.id).into_iter().map(|leaf| (leaf, bubble.id)));
            }
        }
        if duration <= 0.0 || !is_same_clustering {
            return;
        }
        self.started = now;
        let positions = session.tables.bubbles.iter().map(|bubble| (bubble.id, bubble.position));
        if !is_same_topics {
            let target: FxHashMap<TopicId, [f64; 2]> = positions.collect();
            for (&id, &from) in gone(&before, &target) {
                let to = self.holders.get(&id).and_then(|holder| target.get(holder)).copied().unwrap_or(from.position);
                self.ghosts.push(Ghost { id, shown: from, from, to });
            }
            for id in self.ids.iter().filter(|id| !before.contains_key(id)) {
                let holder = held_before.get(id).and_then(|holder| before.get(holder));
                if let Some(holder) = holder {
                    self.from.insert(*id, Shown { n_documents: 0.0, n_filled: 0.0, ..*holder });
                }
            }
        }
        self.from.extend(before);
    }
}

/// The bubbles that are no more, by ascending id.
fn gone<'a>(
    before: &'a FxHashMap<TopicId, Shown>,
    target: &FxHashMap<TopicId, [f64; 2]>,
) -> Vec<(&'a TopicId, &'a Shown)> {
    let mut gone: Vec<_> = before.iter().filter(|(id, _)| !target.contains_key(id)).collect();
    gone.sort_by_key(|(id, _)| **id);
    gone
}

/// Fast first, then slower, so that it ends softly.
pub fn eased(t: f32) -> f32 {
    1.0 - (1.0 - t).powi(3)
}

fn between(from: &Shown, to: &Shown, t: f32) -> Shown {
    let mix = |from: f32, to: f32| from + t * (to - from);
    Shown {
        position: [0, 1].map(|axis| from.position[axis] + f64::from(t) * (to.position[axis] - from.position[axis])),
        n_documents: mix(from.n_documents, to.n_documents),
        n_filled: mix(from.n_filled, to.n_filled),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_begins_where_it_was_and_ends_where_it_shall_be() {
        let from = Shown { position: [0.0, 2.0], n_documents: 10.0, n_filled: 10.0 };
        let to = Shown { position: [1.0, 0.0], n_documents: 20.0, n_filled: 0.0 };
        assert_eq!(between(&from, &to, eased(0.0)), from);
        assert_eq!(between(&from, &to, eased(1.0)), to);
        assert!(eased(0.5) > 0.8, "most of the way comes first");
    }
}
