//! Which similarity should propose merges, measured on corpora whose classes are known:
//! `cargo bench --bench similarity -- FILE… [--k N] [--label-column NAME]`.
//!
//! A cluster's label is the most common class of its documents, and a proposed pair of clusters is right when both have the
//! same. Prints two tables in Markdown, the same each time: all measures, and what a merged topic's vector should be. Of
//! several `--label-column` each file takes the first that it has.

#[path = "shared/classes.rs"]
mod classes;

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use mungchi::analysis::{Analysis, RunParams, analyse, vectorize_corpus};
use mungchi::corpus::Corpus;
use mungchi::corpus::provenance::{ReadOptions, Role, Roles};
use mungchi::corpus::vectorizer::Vectorized;
use mungchi::import::{ReadError, read};
use mungchi::topics::leaves::LeafProfiles;
use mungchi::topics::merge_tree::{GroupingRule, Linkage, MergeTree};
use mungchi::topics::profile::Profile;
use mungchi::topics::similarity::{Measure, Similarities};
use mungchi::topics::{Command, Group, History, TopicId, TopicSet};
use mungchi::worker::initial_topics;

use classes::{classes_of, clusters_of, nmi};

/// Lengths of the list of proposals whose precision is told.
const CUTS: [usize; 4] = [20, 50, 100, 200];

/// Pairs that are merged before merged topics are looked at, and proposals that are judged then.
const N_MERGED: usize = 50;

fn main() {
    let asked = Asked::new(std::env::args().skip(1));
    if asked.files.is_empty() {
        println!("Usage: cargo bench --bench similarity -- FILE… [--k N] [--label-column NAME]");
        return;
    }
    let labelled: Vec<Labelled> = asked.files.iter().filter_map(|file| Labelled::new(file, &asked)).collect();
    println!("| corpus | documents | classes | k | purity | NMI of k-means at the classes | at k |");
    println!("|---|---|---|---|---|---|---|");
    labelled.iter().for_each(Labelled::tell);
    println!("\n| corpus | measure | nearest | p@20 / 50 / 100 / 200 | cut, average | cut, complete |");
    println!("|---|---|---|---|---|---|");
    labelled.iter().for_each(Labelled::tell_measures);
    println!(
        "\n| corpus | topics, merged ones | merged topic | p@{N_MERGED} | of pairs with a merged topic | nearest |"
    );
    println!("|---|---|---|---|---|---|");
    labelled.iter().for_each(Labelled::tell_merged);
}

#[derive(Default)]
struct Asked {
    files: Vec<PathBuf>,
    n_clusters: Option<usize>,
    label_columns: Vec<String>,
}

impl Asked {
    fn new(mut arguments: impl Iterator<Item = String>) -> Self {
        let mut asked = Self::default();
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--k" => asked.n_clusters = arguments.next().map(|k| k.parse().expect("--k takes a number")),
                "--label-column" => asked.label_columns.extend(arguments.next()),
                // What cargo adds.
                flag if flag.starts_with("--") => {}
                file => asked.files.push(file.into()),
            }
        }
        asked
    }

    fn read(&self, file: &PathBuf) -> Corpus {
        let with = |label| {
            let options = ReadOptions { roles: Roles { label, ..Roles::default() }, ..ReadOptions::default() };
            read(std::slice::from_ref(file), &options, &())
        };
        for column in &self.label_columns {
            match with(Role::Column(column.clone())) {
                Err(ReadError::UnknownColumn { .. }) => {}
                outcome => return outcome.expect("the corpus can be read"),
            }
        }
        with(Role::Guessed).expect("the corpus can be read")
    }
}

/// A clustered corpus whose documents have classes.
struct Labelled {
    name: String,
    analysis: Analysis,
    /// By document; `None` without one.
    classes: Vec<Option<usize>>,
    n_classes: usize,
    /// k-means at the number of classes.
    direct_nmi: f64,
    set: TopicSet,
    leaves: LeafProfiles,
}

impl Labelled {
    fn new(file: &PathBuf, asked: &Asked) -> Option<Self> {
        let corpus = asked.read(file);
        let (classes, n_classes) = classes_of(&corpus);
        if n_classes < 2 {
            eprintln!("{}: no classes, left out; name their column with --label-column", file.display());
            return None;
        }
        let mut params = RunParams::default_for(&corpus);
        let vectorized = vectorize_corpus(&corpus, &params, &()).expect("the corpus has terms");
        let usual = (2.0 * (corpus.documents.len() as f64).sqrt()).round() as usize;
        params.cluster.n_clusters = asked.n_clusters.unwrap_or(usual.min(1000));
        let analysis = cluster(&vectorized, &params);
        params.cluster.n_clusters = n_classes;
        let direct = cluster(&vectorized, &params).clustering;
        let set = initial_topics(&analysis);
        let leaves = LeafProfiles::new(Arc::clone(&analysis.profiles));
        let direct_nmi = nmi(&clusters_of(&direct), &classes);
        Some(Self { name: corpus.name, analysis, classes, n_classes, direct_nmi, set, leaves })
    }

    /// The place in some groups of each document's cluster.
    fn groups_of_documents(&self, group_of: &[usize]) -> Vec<Option<usize>> {
        self.analysis.clustering.labels.iter().map(|label| label.map(|cluster| group_of[cluster.index()])).collect()
    }

    /// The most common class of each of the topics, and how many of its documents have one and this one.
    fn majorities(&self, set: &TopicSet, topics: &[TopicId]) -> Vec<Majority> {
        let mut counts = vec![BTreeMap::<usize, u32>::new(); topics.len()];
        let outermost = set.outermost_of_all();
        for (label, class) in self.analysis.clustering.labels.iter().zip(&self.classes) {
            let topic = label.and_then(|cluster| outermost[cluster.index()]);
            let place = topic.and_then(|topic| topics.binary_search(&topic).ok());
            if let (Some(place), &Some(class)) = (place, class) {
                *counts[place].entry(class).or_default() += 1;
            }
        }
        let majority = |counts: BTreeMap<usize, u32>| {
            let most = counts.iter().max_by_key(|(class, n)| (**n, Reverse(**class)));
            Majority { class: most.map(|it| *it.0), n: most.map_or(0, |it| *it.1), n_labelled: counts.values().sum() }
        };
        counts.into_iter().map(majority).collect()
    }

    fn tell(&self) {
        let clusters: Vec<TopicId> = self.set.open().collect();
        let majorities = self.majorities(&self.set, &clusters);
        let n_right: u32 = majorities.iter().map(|it| it.n).sum();
        let n_labelled: u32 = majorities.iter().map(|it| it.n_labelled).sum();
        let all: Vec<usize> = (0..clusters.len()).collect();
        println!(
            "| {} | {} | {} | {} | {:.2} | {:.2} | {:.2} |",
            self.name,
            self.classes.len(),
            self.n_classes,
            clusters.len(),
            f64::from(n_right) / f64::from(n_labelled),
            self.direct_nmi,
            nmi(&self.groups_of_documents(&all), &self.classes)
        );
    }

    fn tell_measures(&self) {
        let clusters: Vec<TopicId> = self.set.open().collect();
        let majorities = self.majorities(&self.set, &clusters);
        for measure in Measure::ALL {
            let similarities = Similarities::new(measure, clusters.clone(), &self.set, &self.leaves);
            let ranked = ranked(&similarities);
            let precisions = CUTS.map(|n| format!("{:.2}", precision(&ranked, n, &majorities)));
            let cut = |linkage| {
                let group_of = cut(&MergeTree::new(&similarities, linkage), self.n_classes);
                nmi(&self.groups_of_documents(&group_of), &self.classes)
            };
            println!(
                "| {} | {measure:?} | {:.2} | {} | {:.2} | {:.2} |",
                self.name,
                nearest_right(&similarities, &majorities, &|_| true),
                precisions.join(" / "),
                cut(Linkage::Average),
                cut(Linkage::Complete)
            );
        }
    }

    /// Merges what is most alike and looks at the next proposals, with the vectors of merged topics as the program has them
    /// and made anew from the sums of all their documents.
    fn tell_merged(&self) {
        let (measure, rule) = (Measure::CentredHellinger, GroupingRule::Single);
        let clusters: Vec<TopicId> = self.set.open().collect();
        let first = Similarities::new(measure, clusters, &self.set, &self.leaves);
        let mut set = self.set.clone();
        let size = |id: TopicId| self.leaves.leaf(id).n_documents;
        let groups = chains(&ranked(&first)[..N_MERGED.min(first.len())], first.len());
        let topics_of = |places: &Vec<usize>| places.iter().map(|&place| first.topics[place]).collect::<Vec<_>>();
        let group = |members: Vec<TopicId>| Group::among(&members, &self.set, size);
        let groups: Vec<Group> = groups.iter().map(topics_of).filter_map(group).collect();
        let command = Command::MergeGroups { groups, above: 0.0, rule, measure, exceptions: Vec::new() };
        History::default().perform(&mut set, command, String::new(), 0).expect("clusters can be merged");

        let topics: Vec<TopicId> = set.open().collect();
        let majorities = self.majorities(&set, &topics);
        let is_merged: Vec<bool> = topics.iter().map(|&id| set.leaves_of(id).len() > 1).collect();
        let mean = Similarities::new(measure, topics.clone(), &set, &self.leaves);
        let anew = self.recomputed(&mean, &set, &is_merged);
        for (name, similarities) in [("mean of its clusters (ours)", &mean), ("recomputed from its sums", &anew)] {
            let ranked = ranked(similarities);
            let with_merged: Vec<(usize, usize)> =
                ranked.iter().copied().filter(|&(a, b)| is_merged[a] || is_merged[b]).collect();
            println!(
                "| {} | {}, {} | {name} | {:.2} | {:.2} | {:.2} |",
                self.name,
                topics.len(),
                is_merged.iter().filter(|it| **it).count(),
                precision(&ranked, N_MERGED, &majorities),
                precision(&with_merged, N_MERGED, &majorities),
                nearest_right(similarities, &majorities, &|place| is_merged[place])
            );
        }
    }

    /// The same similarities with those of merged topics by the roots of their own shares.
    fn recomputed(&self, ours: &Similarities, set: &TopicSet, is_merged: &[bool]) -> Similarities {
        let clusters = &self.analysis.profiles.clusters;
        let n_terms = self.analysis.vectorized.rows.n_cols();
        let total: f64 = clusters.iter().map(|cluster| f64::from(cluster.n_documents)).sum();
        let mut centre = vec![0.0; n_terms];
        for cluster in clusters {
            let share = f64::from(cluster.n_documents) / total;
            roots(cluster).for_each(|(term, root)| centre[term] += share * root);
        }
        let square: f64 = centre.iter().map(|value| value * value).sum();
        let profiles: Vec<Arc<Profile>> =
            ours.topics.iter().map(|&id| self.leaves.sum_of(&set.leaves_of(id))).collect();
        let with_centre: Vec<f64> =
            profiles.iter().map(|profile| roots(profile).map(|(term, root)| root * centre[term]).sum()).collect();
        // Shares add up to 1, so that their roots have length 1.
        let length = |place: usize| (1.0 - 2.0 * with_centre[place] + square).max(0.0).sqrt();
        let n = ours.len();
        let mut values: Vec<f32> = (0..n).flat_map(|a| ours.row(a).to_vec()).collect();
        let mut dense = vec![0.0; n_terms];
        for a in 0..n {
            roots(&profiles[a]).for_each(|(term, root)| dense[term] = root);
            // Of those that are not merged a few are made anew as well: they must be as they were.
            let others = (0..n).filter(|&b| b != a && (is_merged[a] || is_merged[b] || (a + b).is_multiple_of(97)));
            for b in others {
                let product: f64 = roots(&profiles[b]).map(|(term, root)| root * dense[term]).sum();
                let centred = product - with_centre[a] - with_centre[b] + square;
                let similarity = (centred / (length(a) * length(b))).clamp(-1.0, 1.0) as f32;
                let is_as_it_was = (similarity - ours.at(a, b)).abs() < 1e-3;
                assert!(is_merged[a] || is_merged[b] || is_as_it_was, "{similarity} is not {}", ours.at(a, b));
                values[a * n + b] = similarity;
            }
            roots(&profiles[a]).for_each(|(term, _)| dense[term] = 0.0);
        }
        Similarities::from_values(ours.topics.clone(), values)
    }
}

/// The most common class of a topic's documents.
struct Majority {
    class: Option<usize>,
    n: u32,
    n_labelled: u32,
}

fn cluster(vectorized: &Arc<Vectorized>, params: &RunParams) -> Analysis {
    analyse(Arc::clone(vectorized), None, params, &(), &mut |_| {}).expect("the corpus can be clustered")
}

fn roots(profile: &Profile) -> impl Iterator<Item = (usize, f64)> + '_ {
    profile.terms.iter().map(|sum| (sum.term.0 as usize, (sum.weight / profile.total_weight).sqrt()))
}

/// All pairs of places, the most similar first.
fn ranked(similarities: &Similarities) -> Vec<(usize, usize)> {
    let n = similarities.len();
    let mut pairs: Vec<(usize, usize)> = (0..n).flat_map(|a| (a + 1..n).map(move |b| (a, b))).collect();
    pairs.sort_by(|x, y| similarities.at(y.0, y.1).total_cmp(&similarities.at(x.0, x.1)).then(x.cmp(y)));
    pairs
}

/// The share of right pairs among the first `n`.
fn precision(pairs: &[(usize, usize)], n: usize, majorities: &[Majority]) -> f64 {
    let first = &pairs[..n.min(pairs.len())];
    let right =
        first.iter().filter(|&&(a, b)| majorities[a].class.is_some() && majorities[a].class == majorities[b].class);
    right.count() as f64 / first.len() as f64
}

/// The share of topics, of those that are looked at, whose nearest one has the same class.
fn nearest_right(similarities: &Similarities, majorities: &[Majority], is_meant: &dyn Fn(usize) -> bool) -> f64 {
    let places: Vec<usize> =
        (0..similarities.len()).filter(|&place| majorities[place].class.is_some() && is_meant(place)).collect();
    let is_right = |place: usize| {
        let nearest = similarities.nearest(place).and_then(|(topic, _)| similarities.place(topic));
        nearest.is_some_and(|nearest| majorities[nearest].class == majorities[place].class)
    };
    places.iter().filter(|&&place| is_right(place)).count() as f64 / places.len() as f64
}

/// The group of each leaf when so many groups are left.
fn cut(tree: &MergeTree, n_left: usize) -> Vec<usize> {
    let n_leaves = tree.n_leaves();
    let mut group_of: Vec<usize> = (0..n_leaves).collect();
    for (place, join) in tree.joins.iter().take(n_leaves.saturating_sub(n_left)).enumerate() {
        for leaf in join.children.into_iter().flat_map(|child| tree.leaves_below(child)) {
            group_of[leaf] = n_leaves + place;
        }
    }
    group_of
}

/// Groups of at least two places that pairs link.
fn chains(pairs: &[(usize, usize)], n: usize) -> Vec<Vec<usize>> {
    let mut group_of: Vec<usize> = (0..n).collect();
    for &(a, b) in pairs {
        let (kept, gone) = (group_of[a].min(group_of[b]), group_of[a].max(group_of[b]));
        group_of.iter_mut().filter(|group| **group == gone).for_each(|group| *group = kept);
    }
    let members = |wanted: usize| (0..n).filter(|&place| group_of[place] == wanted).collect::<Vec<_>>();
    (0..n).map(members).filter(|members| members.len() > 1).collect()
}
