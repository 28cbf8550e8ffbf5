//! From labels to dense centroids: sums of the members of each cluster, in `f64`.

#![expect(clippy::inline_always, reason = "only what is inlined into a function with vector instructions uses them")]

use pulp::Simd;

use super::super::simd::LANES;
use super::super::simd::{Instructions, Kernel, run};
use super::super::update::Updated;
use super::rows::{DenseRows, write_unit};
use super::similarity::similarity;

/// The sum of the rows `members`, in their order, and what follows from it.
pub fn update(rows: &DenseRows, cluster: u32, members: &[u32], instructions: Instructions) -> Updated<Box<[f32]>> {
    let stride = rows.padded(0).len();
    let mut sums = vec![0.0_f64; stride];
    run(instructions, LANES, Sum { rows, members, sums: &mut sums });
    let length = sums.iter().map(|sum| sum * sum).sum::<f64>().sqrt();
    let mut centroid = vec![0.0_f32; stride].into_boxed_slice();
    write_unit(sums.iter().copied(), &mut centroid);
    let mut similarities = vec![0.0; members.len()];
    compare(rows, members, &centroid, &mut similarities, instructions);
    Updated { cluster, centroid, length, similarities }
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
