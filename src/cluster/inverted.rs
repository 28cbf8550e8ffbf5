//! Many centroids of few terms each: for each term a list of the centroids that have it, so that only products that are not 0
//! are taken.
//!
//! Of the terms that most of the products belong to, small weights are left out: no centroid gains more by them than a
//! threshold times the weights that the document has for these terms, and where that leaves a centroid behind the document's
//! own, nothing else is computed. After Aoyama and Saito: *Structured inverted-file k-means clustering for high-dimensional
//! sparse data*, arXiv 2103.16141 (2021), and *Accelerating spherical k-means clustering for large-scale sparse document
//! data*, arXiv 2411.11300 (2024), who find the two parameters by their costs; here one follows from the products, the other
//! from how near documents are.

#![expect(clippy::inline_always, reason = "only what is inlined into a function with vector instructions uses them")]

use pulp::NullaryFnOnce;

use super::arbiter::relative_error;
use super::centroids::Centroids;
use super::lines::vectorized;
use super::quantized::Error;
use super::screen::{Candidates, NO_COLUMN};
use super::simd::Instructions;
use crate::matrix::{Row, UnitRows};

/// How the documents use each term.
#[derive(Debug)]
pub struct TermUse {
    n_documents: u64,
    nnz: u64,
    frequencies: Vec<u32>,
    /// Of the weights.
    sums: Vec<f64>,
}

impl TermUse {
    pub fn new(rows: &UnitRows, n_documents: usize) -> Self {
        let (mut frequencies, mut sums) = (vec![0; rows.n_cols()], vec![0.0; rows.n_cols()]);
        for (term, weight) in rows.rows().flat_map(Row::into_pairs) {
            frequencies[term as usize] += 1;
            sums[term as usize] += f64::from(weight);
        }
        Self { n_documents: n_documents as u64, nnz: rows.nnz() as u64, frequencies, sums }
    }
}

/// How some centroids would lie in lists, and what it would cost to compare documents with them.
#[derive(Debug)]
pub struct Plan {
    /// The centroid of each column.
    columns: Vec<u32>,
    /// Small weights are below this.
    threshold: f32,
    /// Of each term.
    lists: Vec<List>,
    /// Products of all documents with what is not left out.
    n_products: u64,
}

/// Some centroids, term by term.
#[derive(Debug)]
pub struct Inverted {
    plan: Plan,
    /// The column of each centroid, or [`NO_COLUMN`].
    column_of: Vec<u32>,
    entries: Vec<Entry>,
}

/// Where the entries of a term begin, where those with small weights do if the term is frequent, and where they end.
#[derive(Clone, Copy, Debug, Default)]
struct List {
    start: usize,
    middle: usize,
    end: usize,
    is_frequent: bool,
}

#[derive(Clone, Copy, Debug, Default)]
struct Entry {
    column: u32,
    weight: f32,
}

/// Frequent terms have this share of all products.
const FREQUENT_SHARE: f64 = 0.9;

/// What is left out of a document's similarities is this share of the one to its own centroid, on average.
const LEFT_OUT: f64 = 0.25;

/// Nothing is left out of the similarities of a document where it would be more than this share.
const MOST_LEFT_OUT: f64 = 0.5;

impl Plan {
    /// For the centroids that `columns` names. `similarity`: of the documents to their own centroids, on average; 0 if that is
    /// not known, so that nothing is left out.
    pub fn new(centroids: &Centroids, columns: Vec<u32>, term_use: &TermUse, similarity: f64) -> Self {
        let mut n_entries = vec![0_u32; centroids.n_cols()];
        let row = |&centroid: &u32| centroids.row(centroid as usize);
        columns.iter().flat_map(|centroid| row(centroid).terms).for_each(|&term| n_entries[term as usize] += 1);
        let mut lists = vec![List::default(); n_entries.len()];
        let threshold = if similarity > 0.0 {
            let weights = mark_frequent(&mut lists, &n_entries, term_use);
            (LEFT_OUT * similarity * term_use.n_documents as f64 / weights) as f32
        } else {
            0.0
        };
        let mut n_small = vec![0_u32; n_entries.len()];
        for (term, weight) in columns.iter().flat_map(|centroid| row(centroid).into_pairs()) {
            n_small[term as usize] += u32::from(lists[term as usize].is_frequent && weight < threshold);
        }
        let (mut n_before, mut n_products) = (0, 0);
        for (term, list) in lists.iter_mut().enumerate() {
            let (all, small) = (n_entries[term] as usize, n_small[term] as usize);
            (list.start, list.middle, list.end) = (n_before, n_before + all - small, n_before + all);
            n_before = list.end;
            n_products += u64::from(term_use.frequencies[term]) * (all - small) as u64;
        }
        Self { columns, threshold, lists, n_products }
    }

    /// Whether to compare all documents takes less time so than with a byte for each term and centroid.
    pub fn is_cheaper(&self, term_use: &TermUse) -> bool {
        let n_columns = self.columns.len() as u64;
        // What is left out leaves more to judge and looser bounds for the iterations to come: it has to bring more.
        let (judge_cost, margin) = if self.threshold > 0.0 { (3 * JUDGE_COST, 2) } else { (JUDGE_COST, 1) };
        let here = self.n_products * PRODUCT_COST + term_use.n_documents * (n_columns * SCAN_COST + judge_cost);
        margin * here < term_use.nnz * n_columns
    }
}

impl Inverted {
    pub fn new(centroids: &Centroids, plan: Plan) -> Self {
        let Plan { columns, threshold, lists, .. } = &plan;
        let mut column_of = vec![NO_COLUMN; centroids.n_rows()];
        let mut next: Vec<[usize; 2]> = lists.iter().map(|list| [list.start, list.middle]).collect();
        let mut entries = vec![Entry::default(); lists.last().map_or(0, |list| list.end)];
        for (column, &centroid) in (0..).zip(columns) {
            column_of[centroid as usize] = column;
            for (term, weight) in centroids.row(centroid as usize).iter() {
                let is_small = lists[term as usize].is_frequent && weight < *threshold;
                let place = &mut next[term as usize][usize::from(is_small)];
                entries[*place] = Entry { column, weight };
                *place += 1;
            }
        }
        Self { plan, column_of, entries }
    }

    pub fn n_bytes(&self) -> usize {
        size_of_val(self.entries.as_slice())
    }

    pub fn n_columns(&self) -> usize {
        self.plan.columns.len()
    }

    pub fn column_of(&self, centroid: u32) -> u32 {
        self.column_of[centroid as usize]
    }

    pub fn centroid_of(&self, column: u32) -> u32 {
        self.plan.columns[column as usize]
    }

    /// What is left out of the similarities of a document that is so similar to its own centroid, at most: the second part of
    /// how far they lie from the exact ones.
    pub fn left_out(&self, document: Row<'_>, own: f64) -> f64 {
        let frequent = document.iter().filter(|(term, _)| self.plan.lists[*term as usize].is_frequent);
        let most = f64::from(self.plan.threshold) * frequent.map(|(_, weight)| f64::from(weight)).sum::<f64>();
        if most <= MOST_LEFT_OUT * own { most } else { 0.0 }
    }

    /// Compares each of `documents` with these centroids. `left_out`: of each; `sums` is filled anew.
    pub fn screen(
        &self,
        documents: &[Row<'_>],
        left_out: &[f64],
        instructions: Instructions,
        sums: &mut Vec<f32>,
        candidates: &mut Candidates,
    ) {
        sums.clear();
        sums.resize(self.n_columns(), 0.0);
        vectorized(instructions, All { inverted: self, documents, left_out, sums, candidates });
    }
}

/// A product here takes as long as so many products of bytes. These three are measured, on Debian's descriptions, 20news and
/// made-up documents with 80 terms; one that is wrong costs time, and no more.
const PRODUCT_COST: u64 = 12;

/// To look at a sum takes as long as so many products of bytes.
const SCAN_COST: u64 = 2;

/// As does to judge the few candidates of a document.
const JUDGE_COST: u64 = 5_000;

/// Marks those terms that most products belong to, and gives the sum of the weights that documents have for them.
fn mark_frequent(lists: &mut [List], n_entries: &[u32], term_use: &TermUse) -> f64 {
    let products = |term: usize| u64::from(term_use.frequencies[term]) * u64::from(n_entries[term]);
    let mut order: Vec<usize> = (0..lists.len()).filter(|&term| products(term) > 0).collect();
    order.sort_unstable_by_key(|&term| (std::cmp::Reverse(products(term)), term));
    let all: u64 = order.iter().map(|&term| products(term)).sum();
    let (mut n_taken, mut weights) = (0, 0.0);
    for term in order {
        if n_taken as f64 >= FREQUENT_SHARE * all as f64 {
            break;
        }
        lists[term].is_frequent = true;
        n_taken += products(term);
        weights += term_use.sums[term];
    }
    weights
}

/// How far a document's similarities here lie from the exact ones.
pub fn error_of(document: Row<'_>, left_out: f64) -> Error {
    let error = 1.01 * relative_error(document.terms.len());
    Error { below: error + left_out, above: error }
}

struct All<'a> {
    inverted: &'a Inverted,
    documents: &'a [Row<'a>],
    left_out: &'a [f64],
    sums: &'a mut [f32],
    candidates: &'a mut Candidates,
}

/// Sums that are looked at together.
const LOOKED_AT: usize = 256;

impl NullaryFnOnce for All<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Self { inverted, documents, left_out, sums, candidates } = self;
        let Inverted { plan: Plan { threshold, lists, .. }, entries, .. } = inverted;
        for (place, (document, &left_out)) in documents.iter().zip(left_out).enumerate() {
            for (term, weight) in document.iter() {
                let list = lists[term as usize];
                let (end, less) =
                    if list.is_frequent && left_out > 0.0 { (list.middle, *threshold) } else { (list.end, 0.0) };
                for entry in &entries[list.start..end] {
                    sums[entry.column as usize] += weight * (entry.weight - less);
                }
            }
            for (number, sums) in sums.chunks_mut(LOOKED_AT).enumerate() {
                candidates.look(place, number * LOOKED_AT, sums);
                sums.fill(0.0);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::arbiter::similarity;
    use super::*;
    use crate::matrix::UnitRowsBuilder;

    /// Few terms in nearly all rows, with small weights among them, and many in some.
    fn rows(n_rows: usize) -> impl Strategy<Value = UnitRows> {
        let weight = prop_oneof![0.001_f64..0.05, 0.1_f64..1.0];
        let frequent = prop::collection::btree_map(0_u32..5, weight.clone(), 2..=5);
        let rare = prop::collection::btree_map(5_u32..60, weight, 0..8);
        prop::collection::vec((frequent, rare), n_rows).prop_map(|rows| {
            let mut builder = UnitRowsBuilder::new(60).unwrap();
            for (frequent, rare) in rows {
                builder.push(&frequent.into_iter().chain(rare).collect::<Vec<_>>()).unwrap();
            }
            builder.finish()
        })
    }

    /// Sums are seen as they are: one column at a time, each of them a candidate.
    fn sums_of(inverted: &Inverted, document: Row<'_>, left_out: f64, instructions: Instructions) -> Vec<f32> {
        let (mut sums, mut candidates) = (Vec::new(), Candidates::default());
        let all = Error { below: 4.0, above: 4.0 };
        candidates.begin(std::iter::once((f32::MIN_POSITIVE, NO_COLUMN, all)));
        inverted.screen(&[document], &[left_out], instructions, &mut sums, &mut candidates);
        let mut found = vec![0.0; inverted.n_columns()];
        candidates.of(0).for_each(|(column, sum)| found[column as usize] = sum);
        found
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

        #[test]
        fn sums_lie_no_farther_from_similarities_than_their_errors(
            documents in rows(20),
            others in rows(300),
            own in 0.0_f64..1.0,
        ) {
            let centroids = Centroids::pick(&others, &(0..300).collect::<Vec<_>>());
            let term_use = TermUse::new(&documents, 20);
            // All, and every third.
            for step in [1, 3] {
                let columns: Vec<u32> = (0..300).step_by(step).collect();
                for known in [0.0, own] {
                    let plan = Plan::new(&centroids, columns.clone(), &term_use, known);
                    let inverted = Inverted::new(&centroids, plan);
                    prop_assert_eq!(inverted.column_of(columns[7]), 7);
                    for document in documents.rows() {
                        let left_out = inverted.left_out(document, own);
                        prop_assert!(left_out <= own / 2.0 && (known > 0.0 || left_out <= 0.0));
                        let error = error_of(document, left_out);
                        for instructions in Instructions::available() {
                            let sums = sums_of(&inverted, document, left_out, instructions);
                            for (sum, &centroid) in sums.into_iter().zip(&columns) {
                                let exact = similarity(document, centroids.row(centroid as usize));
                                prop_assert!(f64::from(sum) - error.above <= exact, "{} {}", sum, exact);
                                prop_assert!(exact <= f64::from(sum) + error.below, "{} {}", sum, exact);
                            }
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn small_weights_of_frequent_terms_are_left_out() {
        let rows = UnitRows::of(3, &[&[(0, 1.0), (1, 0.01)], &[(0, 0.02), (1, 1.0)], &[(0, 1.0), (2, 1.0)]]).unwrap();
        let centroids = Centroids::pick(&rows, &[0, 1, 2]);
        let term_use = TermUse::new(&rows, 3);
        let n_products = |similarity| Plan::new(&centroids, vec![0, 1, 2], &term_use, similarity).n_products;
        // 3 documents and as many centroids have the first term, 2 the second, 1 the last.
        assert_eq!(n_products(0.0), 9 + 4 + 1);
        // The first two are frequent; of their five weights two are below the threshold.
        assert_eq!(n_products(0.9), 6 + 2 + 1);
    }
}
