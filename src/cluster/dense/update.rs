//! From labels to dense centroids: sums of the members of each cluster, in `f64`.

#![expect(clippy::inline_always, reason = "only what is inlined into a function with vector instructions uses them")]

use pulp::Simd;

use super::super::change::Change;
use super::super::simd::{Instructions, Kernel, LANES, run};
use super::rows::DenseRows;
use super::similarity::similarity;

/// The sums of the members of a cluster, in their order, and the length of these sums.
pub fn sums(rows: &DenseRows, change: &Change<'_>, cluster: u32) -> (Vec<f64>, f64) {
    let members: Vec<u32> = change.members(cluster).iter().map(|&place| change.documents[place as usize]).collect();
    let mut sums = vec![0.0_f64; rows.padded(0).len()];
    run(Instructions::best(), LANES, Sum { rows, members: &members, sums: &mut sums });
    let length = sums.iter().map(|sum| sum * sum).sum::<f64>().sqrt();
    (sums, length)
}

/// Writes the exact similarities of some rows to `other`, which is padded.
pub fn compare(
    rows: &DenseRows,
    compared: &[u32],
    other: &[f32],
    similarities: &mut [f64],
    instructions: Instructions,
) {
    run(instructions, LANES, Compare { rows, compared, other, similarities });
}

struct Sum<'a> {
    rows: &'a DenseRows,
    members: &'a [u32],
    sums: &'a mut [f64],
}

/// Members that are added in one go through the columns.
const TOGETHER: usize = 4;

impl Kernel for Sum<'_> {
    #[inline(always)]
    fn run<S: Simd, const N: usize, const FUSED: bool>(self, _: S) {
        let Self { rows, members, sums } = self;
        let (whole, rest) = members.as_chunks::<TOGETHER>();
        for members in whole {
            let [a, b, c, d] = members.map(|member| rows.padded(member as usize));
            for ((((sum, &a), &b), &c), &d) in sums.iter_mut().zip(a).zip(b).zip(c).zip(d) {
                *sum = *sum + f64::from(a) + f64::from(b) + f64::from(c) + f64::from(d);
            }
        }
        for &member in rest {
            for (sum, &value) in sums.iter_mut().zip(rows.padded(member as usize)) {
                *sum += f64::from(value);
            }
        }
    }
}

struct Compare<'a> {
    rows: &'a DenseRows,
    compared: &'a [u32],
    other: &'a [f32],
    similarities: &'a mut [f64],
}

impl Kernel for Compare<'_> {
    #[inline(always)]
    fn run<S: Simd, const N: usize, const FUSED: bool>(self, _: S) {
        for (found, &row) in self.similarities.iter_mut().zip(self.compared) {
            *found = similarity::<FUSED>(self.rows.padded(row as usize), self.other);
        }
    }
}
