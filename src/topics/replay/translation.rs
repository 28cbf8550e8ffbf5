//! A command about the topics of one clustering as a command about those of another.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{LEAST_OVERLAP, MOST_OF_A_MERGE};
use crate::corpus::DocId;
use crate::topics::{Command, Group, MergeId, Pair, Place, TopicId, TopicSet};

/// Finds for the topics that a command names those of the target that hold the same documents.
pub(super) struct Translation<'a> {
    source: &'a TopicSet,
    target: &'a TopicSet,
    matches: &'a [Option<DocId>],
    topics: FxHashMap<TopicId, TopicId>,
    overlaps: Overlaps,
}

/// Documents that topics of both sides share, and documents of each, counted over those that both corpora have.
#[derive(Default)]
struct Overlaps {
    shared: Vec<(TopicId, TopicId, usize)>,
    n_source: FxHashMap<TopicId, usize>,
    n_target: FxHashMap<TopicId, usize>,
}

pub(super) type Translated<T> = Result<(T, Vec<String>), String>;

impl<'a> Translation<'a> {
    pub(super) fn new(
        source: &'a TopicSet,
        target: &'a TopicSet,
        matches: &'a [Option<DocId>],
        command: &Command,
    ) -> Self {
        let outer = |set: &TopicSet| set.outermost_of_all();
        let (source_of, target_of) = (outer(source), outer(target));
        let named: FxHashSet<TopicId> = command.topics().into_iter().filter_map(|id| source.outermost(id)).collect();
        let mut overlaps = Overlaps::default();
        if !named.is_empty() {
            let pairs = matches.iter().enumerate().filter_map(|(row, document)| {
                let from = source.home(DocId(row as u32)).and_then(|home| source_of[home.index()]);
                let to = target.home((*document)?).and_then(|home| target_of[home.index()]);
                Some((from, to))
            });
            overlaps = Overlaps::new(pairs, &named);
        }
        let topics = overlaps.best_matches().into_iter().collect();
        Self { source, target, matches, topics, overlaps }
    }

    fn topic(&self, id: TopicId) -> Result<TopicId, String> {
        self.topics.get(&id).copied().ok_or_else(|| format!("no topic holds the documents of topic {id}"))
    }

    /// What of `ids` is there, each once, and what is lost.
    fn some_topics(&self, ids: &[TopicId]) -> Translated<Vec<TopicId>> {
        let (mut found, mut lost) = (Vec::new(), Vec::new());
        for &id in ids {
            match self.topic(id) {
                Ok(known) if found.contains(&known) => {}
                Ok(known) => found.push(known),
                Err(reason) => lost.push(reason),
            }
        }
        if found.is_empty() { Err(lost.join("; ")) } else { Ok((found, lost)) }
    }

    /// The topics that match those that `group` merged, and all that are mostly made of its documents, around the one that
    /// matches the survivor or holds most of it.
    fn group(&self, group: &Group) -> Translated<Group> {
        let members: FxHashSet<TopicId> = group.members().collect();
        let mut inside: BTreeMap<TopicId, usize> = BTreeMap::new();
        for &(from, to, n) in &self.overlaps.shared {
            if members.contains(&from) {
                *inside.entry(to).or_default() += n;
            }
        }
        let matched: Vec<TopicId> = group.members().filter_map(|id| self.topics.get(&id).copied()).collect();
        inside.retain(|id, n| matched.contains(id) || 2 * *n > self.overlaps.n_target[id]);
        inside.retain(|id, _| self.target.is_open(*id) || matched.contains(id));
        let of_survivor = |id: TopicId| self.overlaps.shared_by(group.into, id);
        let is_survivor = |id: TopicId| self.topics.get(&group.into) == Some(&id);
        let mut found: Vec<TopicId> = inside.keys().copied().collect();
        found.sort_by_key(|&id| (!is_survivor(id), std::cmp::Reverse(of_survivor(id)), id));
        let [into, absorbed @ ..] = &found[..] else {
            return Err("no topic here is mostly made of its documents".to_owned());
        };
        if absorbed.is_empty() {
            return Err("its documents are in one topic here already".to_owned());
        }
        let n_reached: usize = inside.values().sum();
        let n_merged: usize = members.iter().filter_map(|id| self.overlaps.n_source.get(id)).sum();
        let percent = 100.0 * n_reached as f64 / n_merged.max(1) as f64;
        let lost =
            format!("it reaches {percent:.0} % of {n_merged} documents; the others are in topics of something else");
        let is_partly = percent < 100.0 * MOST_OF_A_MERGE;
        Ok((Group { into: *into, absorbed: absorbed.to_vec() }, is_partly.then_some(lost).into_iter().collect()))
    }

    fn pair(&self, pair: Pair) -> Result<Pair, String> {
        let (a, b) = (self.topic(pair.low())?, self.topic(pair.high())?);
        Pair::new(a, b).ok_or_else(|| "they are one topic here".to_owned())
    }

    fn documents(&self, documents: &[DocId], keep: impl Fn(DocId) -> bool) -> Translated<Vec<DocId>> {
        let known = documents.iter().filter_map(|document| self.matches.get(document.index()).copied().flatten());
        let found: Vec<DocId> = known.filter(|&document| keep(document)).collect();
        match documents.len() - found.len() {
            n if n == documents.len() => Err("none of its documents is there".to_owned()),
            0 => Ok((found, Vec::new())),
            n => Ok((found, vec![format!("{n} of {} documents are not there", documents.len())])),
        }
    }

    /// The candidate, each with the leaves it is made of, that shares most with what `members` of the source hold.
    fn best_of<K: Copy + Ord>(&self, members: &[TopicId], candidates: &[(K, Vec<TopicId>)]) -> Option<K> {
        let mut candidates_of: FxHashMap<TopicId, Vec<usize>> = FxHashMap::default();
        for (place, (_, leaves)) in candidates.iter().enumerate() {
            leaves.iter().for_each(|&leaf| candidates_of.entry(leaf).or_default().push(place));
        }
        let leaves: FxHashSet<TopicId> = members.iter().flat_map(|&id| self.source.leaves_of(id)).collect();
        let (mut n_source, mut shared) = (0, vec![0_usize; candidates.len()]);
        let mut n_target = vec![0_usize; candidates.len()];
        for (row, document) in self.matches.iter().enumerate() {
            let Some(document) = document else { continue };
            let is_member = self.source.home(DocId(row as u32)).is_some_and(|home| leaves.contains(&home));
            n_source += usize::from(is_member);
            let places = self.target.home(*document).and_then(|home| candidates_of.get(&home));
            for &place in places.into_iter().flatten() {
                n_target[place] += 1;
                shared[place] += usize::from(is_member);
            }
        }
        let jaccard = |place: usize| shared[place] as f64 / (n_source + n_target[place] - shared[place]).max(1) as f64;
        let found = (0..candidates.len()).filter(|&place| shared[place] > 0);
        let best = found.max_by(|&a, &b| jaccard(a).total_cmp(&jaccard(b)).then(candidates[b].0.cmp(&candidates[a].0)));
        best.map(|place| candidates[place].0)
    }

    /// The leaves of several topics of the target.
    fn target_leaves(&self, topics: &[TopicId]) -> Vec<TopicId> {
        topics.iter().flat_map(|&id| self.target.leaves_of(id)).collect()
    }

    pub(super) fn translate(&self, command: &Command) -> Translated<Command> {
        let one = |command: Command| Ok((command, Vec::new()));
        let several = |ids: &[TopicId], make: &dyn Fn(Vec<TopicId>) -> Command| {
            self.some_topics(ids).map(|(topics, lost)| (make(topics), lost))
        };
        match command {
            Command::Merge(group) => self.group(group).map(|(group, lost)| (Command::Merge(group), lost)),
            Command::MergeGroups { groups, above, rule, measure, exceptions } => {
                let mut taken = FxHashSet::default();
                let translated = groups.iter().map(|group| match self.group(group) {
                    // Of two groups that reach for one topic the first has it.
                    Ok((group, _)) if !group.members().all(|id| taken.insert(id)) => Err("taken".to_owned()),
                    other => other,
                });
                let (found, failed): (Vec<_>, Vec<_>) = translated.partition(Result::is_ok);
                let n_partly = found.iter().flatten().filter(|(_, lost)| !lost.is_empty()).count();
                let found: Vec<Group> = found.into_iter().flatten().map(|(group, _)| group).collect();
                if found.is_empty() {
                    return Err(format!("none of its {} groups is there", groups.len()));
                }
                let told = |n: usize, what: &str| (n > 0).then(|| format!("{n} of {} groups {what}", groups.len()));
                let lost = [told(failed.len(), "are not there or one topic already"), told(n_partly, "in part")];
                let lost = lost.into_iter().flatten().collect();
                let exceptions = exceptions.iter().filter_map(|&id| self.topic(id).ok()).collect();
                Ok((
                    Command::MergeGroups { groups: found, above: *above, rule: *rule, measure: *measure, exceptions },
                    lost,
                ))
            }
            Command::TakeApart { topic, merge } => {
                let known = self.topic(*topic)?;
                let merges = self.source.merges_of(*topic);
                let members = merges.iter().find(|(id, _)| id == merge).map_or(&[][..], |(_, members)| members);
                let merges = self.target.merges_of(known);
                let candidates: Vec<(MergeId, Vec<TopicId>)> =
                    merges.iter().map(|(merge, members)| (*merge, self.target_leaves(members))).collect();
                let found = self.best_of(members, &candidates);
                let merge = found.ok_or_else(|| "the merge was not done".to_owned())?;
                one(Command::TakeApart { topic: known, merge })
            }
            Command::RemoveFromMerge { member } => {
                let Some(Place::Inside { outer, .. }) = self.source.get(*member).map(|topic| topic.place) else {
                    return Err("it is not inside another".to_owned());
                };
                let known = self.topic(self.source.outermost(outer).unwrap_or(outer))?;
                let inside = self.target.leaves_of(known).into_iter().filter(|&leaf| leaf != known);
                let candidates: Vec<(TopicId, Vec<TopicId>)> =
                    inside.map(|id| (id, self.target.leaves_of(id))).collect();
                let found = self.best_of(&[*member], &candidates);
                let member = found.ok_or_else(|| "the merge was not done".to_owned())?;
                one(Command::RemoveFromMerge { member })
            }
            Command::Split { topic, parts, by } => {
                let topic = self.topic(*topic)?;
                let is_inside = |document: DocId| {
                    self.target.home(document).and_then(|home| self.target.outermost(home)) == Some(topic)
                };
                let (mut found, mut lost) = (Vec::new(), Vec::new());
                for part in parts {
                    match self.documents(part, is_inside) {
                        Ok((part, mut missing)) => {
                            found.push(part);
                            lost.append(&mut missing);
                        }
                        Err(reason) => lost.push(reason),
                    }
                }
                if found.is_empty() {
                    return Err(lost.join("; "));
                }
                Ok((Command::Split { topic, parts: found, by: by.clone() }, lost))
            }
            Command::MoveDocuments { documents, to } => {
                let to = self.topic(*to)?;
                self.documents(documents, |_| true)
                    .map(|(documents, lost)| (Command::MoveDocuments { documents, to }, lost))
            }
            Command::Rename { topic, name } => one(Command::Rename { topic: self.topic(*topic)?, name: name.clone() }),
            Command::Note { topic, note } => one(Command::Note { topic: self.topic(*topic)?, note: note.clone() }),
            Command::Colour { topics, colour } => {
                several(topics, &|topics| Command::Colour { topics, colour: *colour })
            }
            Command::Tag { topics, tag } => several(topics, &|topics| Command::Tag { topics, tag: tag.clone() }),
            Command::Untag { topics, tag } => several(topics, &|topics| Command::Untag { topics, tag: tag.clone() }),
            Command::Trash(topics) => several(topics, &Command::Trash),
            Command::Restore(topics) => several(topics, &Command::Restore),
            Command::Lock(topics) => several(topics, &Command::Lock),
            Command::Unlock(topics) => several(topics, &Command::Unlock),
            Command::MarkDifferent(pair) => one(Command::MarkDifferent(self.pair(*pair)?)),
            Command::ClearDifferent(pair) => one(Command::ClearDifferent(self.pair(*pair)?)),
            Command::IgnoreTerms(_) | Command::HeedTerms(_) | Command::Revert(_) => one(command.clone()),
        }
    }
}

impl Overlaps {
    fn new(pairs: impl Iterator<Item = (Option<TopicId>, Option<TopicId>)>, named: &FxHashSet<TopicId>) -> Self {
        let mut overlaps = Self::default();
        let mut shared: BTreeMap<(TopicId, TopicId), usize> = BTreeMap::new();
        for (from, to) in pairs {
            if let Some(from) = from.filter(|from| named.contains(from)) {
                *overlaps.n_source.entry(from).or_default() += 1;
                if let Some(to) = to {
                    *shared.entry((from, to)).or_default() += 1;
                }
            }
            if let Some(to) = to {
                *overlaps.n_target.entry(to).or_default() += 1;
            }
        }
        overlaps.shared = shared.into_iter().map(|((from, to), n)| (from, to, n)).collect();
        overlaps
    }

    fn shared_by(&self, from: TopicId, to: TopicId) -> usize {
        let place = self.shared.binary_search_by_key(&(from, to), |&(from, to, _)| (from, to));
        place.map_or(0, |place| self.shared[place].2)
    }

    /// For each named topic the one with the largest share of common documents, if that is [`LEAST_OVERLAP`] or more.
    fn best_matches(&self) -> Vec<(TopicId, TopicId)> {
        let jaccard = |&(from, to, n): &(TopicId, TopicId, usize)| {
            (from, to, n as f64 / (self.n_source[&from] + self.n_target[&to] - n) as f64)
        };
        let mut best: Vec<(TopicId, TopicId, f64)> = self.shared.iter().map(jaccard).collect();
        best.retain(|&(.., overlap)| overlap >= LEAST_OVERLAP);
        best.sort_by(|a, b| a.0.cmp(&b.0).then(b.2.total_cmp(&a.2)).then(a.1.cmp(&b.1)));
        best.dedup_by_key(|(from, ..)| *from);
        best.into_iter().map(|(from, to, _)| (from, to)).collect()
    }
}
