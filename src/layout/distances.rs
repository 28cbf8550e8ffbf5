//! How topics relate, for the map: all pairs, added up term by term through lists of the topics of each term.
//!
//! All matrices are `n × n`, row by row, and symmetric. A topic without weights is like nothing, itself included, and half as
//! far from a topic as one without common terms.

use std::f64::consts::LN_2;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use crate::progress::{Cancelled, Monitor, Stage, StageKind};
use crate::topics::profile::Profile;

/// Cosines between centroids.
pub fn cosines(topics: &[&Profile], monitor: &dyn Monitor) -> Result<Vec<f64>, Cancelled> {
    let mut cosines = pair_sums(topics, |_, weight| weight, |a, b| a * b, monitor)?;
    for_pairs(&mut cosines, topics, |a, b, dot| {
        let lengths = a.length * b.length;
        if lengths > 0.0 { (dot / lengths).min(1.0) } else { 0.0 }
    });
    Ok(cosines)
}

/// Dot products of the roots of the shares of terms: `Σ √pq`. Between vectors with these, Euclidean distances are those of
/// Hellinger but for a constant factor.
pub fn root_share_dots(topics: &[&Profile], monitor: &dyn Monitor) -> Result<Vec<f64>, Cancelled> {
    pair_sums(topics, |topic, weight| share(topic, weight).sqrt(), |a, b| a * b, monitor)
}

/// Jensen–Shannon divergences in nats between the shares of terms, `0..=ln 2`: the squares of a metric.
///
/// Lin: *Divergence measures based on the Shannon entropy*, IEEE Transactions on Information Theory 37 (1991), eq. 4.1;
/// Endres, Schindelin: *A new metric for probability distributions*, the same 49 (2003). A term that only one of two
/// topics has adds `p/2 · ln 2`. So each topic brings `ln 2 / 2`, and logarithms are taken of what is common only:
/// `½ Σ (p ln p + q ln q − (p + q) ln (p + q))`.
pub fn jensen_shannon(topics: &[&Profile], monitor: &dyn Monitor) -> Result<Vec<f64>, Cancelled> {
    let weigh = |topic: &Profile, weight: f64| {
        let share = share(topic, weight);
        (share, x_log_x(share))
    };
    let common = |(p, p_log_p): (f64, f64), (q, q_log_q): (f64, f64)| p_log_p + q_log_q - x_log_x(p + q);
    let mut divergences = pair_sums(topics, weigh, common, monitor)?;
    let mass = |topic: &Profile| f64::from(u8::from(topic.total_weight > 0.0));
    for_pairs(&mut divergences, topics, |a, b, common| (0.5 * (LN_2 * (mass(a) + mass(b)) + common)).max(0.0));
    // Rounding leaves a little between a topic and itself.
    (0..topics.len()).for_each(|place| divergences[place * topics.len() + place] = 0.0);
    Ok(divergences)
}

/// The share of a term in the weights of its topic.
fn share(topic: &Profile, weight: f64) -> f64 {
    if topic.total_weight > 0.0 { weight.max(0.0) / topic.total_weight } else { 0.0 }
}

fn x_log_x(x: f64) -> f64 {
    if x > 0.0 { x * libm::log(x) } else { 0.0 }
}

fn for_pairs(values: &mut [f64], topics: &[&Profile], of_pair: impl Fn(&Profile, &Profile, f64) -> f64) {
    let n = topics.len();
    for (place, value) in values.iter_mut().enumerate() {
        *value = of_pair(topics[place / n], topics[place % n], *value);
    }
}

/// For each pair of topics the sum of `of_term` over their common terms, in ascending order: the same on any number of
/// threads. `weigh` makes what a term counts out of its weight.
fn pair_sums<W: Copy + Send + Sync>(
    topics: &[&Profile],
    weigh: impl Fn(&Profile, f64) -> W + Sync,
    of_term: impl Fn(W, W) -> f64 + Sync,
    monitor: &dyn Monitor,
) -> Result<Vec<f64>, Cancelled> {
    let n = topics.len();
    let n_terms = topics.iter().filter_map(|topic| topic.terms.last()).map(|last| last.term.0 as usize + 1).max();
    let mut postings: Vec<Vec<(u32, W)>> = vec![Vec::new(); n_terms.unwrap_or(0)];
    for (place, topic) in topics.iter().enumerate() {
        monitor.check()?;
        for sum in &topic.terms {
            postings[sum.term.0 as usize].push((place as u32, weigh(topic, sum.weight)));
        }
    }
    let n_done = AtomicUsize::new(0);
    let mut sums = vec![0.0; n * n];
    // Row `a` gets its lower triangle; the upper is its mirror image.
    sums.par_chunks_mut(n.max(1)).zip(topics).enumerate().try_for_each(|(a, (row, topic))| {
        monitor.check()?;
        for sum in &topic.terms {
            let own = weigh(topic, sum.weight);
            for &(b, other) in &postings[sum.term.0 as usize] {
                if b as usize > a {
                    break;
                }
                row[b as usize] += of_term(own, other);
            }
        }
        monitor.report(Stage::at(StageKind::Layout, n_done.fetch_add(1, Ordering::Relaxed) + 1, n));
        Ok(())
    })?;
    for a in 0..n {
        for b in a + 1..n {
            sums[a * n + b] = sums[b * n + a];
        }
    }
    Ok(sums)
}
