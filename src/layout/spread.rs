//! Circles moved apart until all of them can be seen, each as near its true place as that allows.

use std::ops::Range;

use crate::progress::{Cancelled, Monitor, Stage, StageKind};

/// Circles grow from 2⁻⁶ of their size by the third root of 2 a stage: so they always overlap a little only, push none but
/// neighbours, and keep their order.
const N_STAGES: usize = 18;
const STAGES_TO_DOUBLE: f64 = 3.0;

/// Sweeps over one list of close pairs.
const SWEEPS: usize = 8;

/// Rounds of sweeps at full size in which circles are drawn back to their places, less and less.
const N_PULLED_ROUNDS: usize = 12;

/// Share of the way back that a sweep draws a circle at first.
const PULL: f64 = 0.02;

/// Rounds of sweeps, at most, that remove what still overlaps, and after how many the crowds are loosened.
const N_FREE_ROUNDS: usize = 200;
const ROUNDS_TO_LOOSEN: usize = 5;

/// Circles whose middles are less than this share of their radii apart overlap; they are pushed as far as the second share.
const TOUCHING: f64 = 0.998;
const PUSHED_APART: f64 = 1.01;

/// Where circles of `radii` around `points`, in units of the plane, stand when none overlaps another by more than 1 % of
/// their radii. One that does not touch any stays exactly where it is. Where there is no room the whole spreads outwards.
///
/// Pairs push each other away, the smaller circle farther, and a spring draws each back to its own place; crowds that stay
/// too close grow as a whole. Should that leave anything, all positions are scaled up.
///
/// # Panics
/// If there is not a radius a point.
pub fn spread(points: &[[f64; 2]], radii: &[f64], monitor: &dyn Monitor) -> Result<Vec<[f64; 2]>, Cancelled> {
    assert_eq!(points.len(), radii.len(), "a radius for each point");
    let mean_square = radii.iter().map(|radius| radius * radius).sum::<f64>() / radii.len().max(1) as f64;
    if mean_square <= 0.0 {
        return Ok(points.to_vec());
    }
    let mut circles = Circles { places: points, positions: points.to_vec(), typical_radius: mean_square.sqrt() };
    circles.part_identical();
    for stage in 0..N_STAGES {
        monitor.report(Stage::at(StageKind::Layout, stage, N_STAGES));
        let size = (-((N_STAGES - stage) as f64) / STAGES_TO_DOUBLE).exp2();
        let radii: Vec<f64> = radii.iter().map(|radius| radius * size).collect();
        circles.round(&radii, PULL, monitor)?;
    }
    for round in 0..N_PULLED_ROUNDS {
        let pull = PULL * (N_PULLED_ROUNDS - round) as f64 / N_PULLED_ROUNDS as f64;
        circles.round(radii, pull, monitor)?;
    }
    for round in 1..=N_FREE_ROUNDS {
        if circles.round(radii, 0.0, monitor)? {
            return Ok(circles.positions);
        }
        if round % ROUNDS_TO_LOOSEN == 0 {
            circles.loosen(radii);
        }
    }
    circles.scale_up(radii);
    Ok(circles.positions)
}

struct Circles<'a> {
    places: &'a [[f64; 2]],
    positions: Vec<[f64; 2]>,
    typical_radius: f64,
}

/// The places of two circles; the smaller one first.
type Pair = (u32, u32);

impl Circles<'_> {
    /// Moves circles in exactly one place a little off it, the first of them excepted, in directions that depend on their number only.
    fn part_identical(&mut self) {
        let mut by_place: Vec<usize> = (0..self.places.len()).collect();
        let compare = |a: &[f64; 2], b: &[f64; 2]| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1]));
        by_place.sort_by(|&a, &b| compare(&self.places[a], &self.places[b]));
        let step = self.typical_radius * (-(N_STAGES as f64) / STAGES_TO_DOUBLE).exp2();
        for group in by_place.chunk_by(|&a, &b| compare(&self.places[a], &self.places[b]).is_eq()) {
            for (number, &circle) in group.iter().enumerate().skip(1) {
                let [across, up] = direction(number);
                let distance = step * (number as f64).sqrt();
                self.positions[circle][0] += across * distance;
                self.positions[circle][1] += up * distance;
            }
        }
    }

    /// Sweeps over the pairs that are close now. Whether none overlapped before.
    fn round(&mut self, radii: &[f64], pull: f64, monitor: &dyn Monitor) -> Result<bool, Cancelled> {
        monitor.check()?;
        let pairs = self.close_pairs(radii);
        let is_apart = pairs.iter().all(|&pair| self.gap(pair, radii).2 >= TOUCHING);
        if is_apart && pull <= 0.0 {
            return Ok(true);
        }
        for _ in 0..SWEEPS {
            for (position, place) in self.positions.iter_mut().zip(self.places) {
                position[0] += pull * (place[0] - position[0]);
                position[1] += pull * (place[1] - position[1]);
            }
            pairs.iter().for_each(|&pair| self.push(pair, radii));
        }
        Ok(is_apart)
    }

    /// From the first circle to the second, the sum of their radii, and which share of that their middles are apart.
    fn gap(&self, (a, b): Pair, radii: &[f64]) -> ([f64; 2], f64, f64) {
        let ([x, y], [other_x, other_y]) = (self.positions[a as usize], self.positions[b as usize]);
        let way = [other_x - x, other_y - y];
        let reach = radii[a as usize] + radii[b as usize];
        (way, reach, (way[0] * way[0] + way[1] * way[1]).sqrt() / reach)
    }

    fn push(&mut self, pair: Pair, radii: &[f64]) {
        let ([across, up], reach, share) = self.gap(pair, radii);
        if share >= TOUCHING {
            return;
        }
        let (a, b) = (pair.0 as usize, pair.1 as usize);
        let distance = share * reach;
        let [across, up] = if distance > 0.0 { [across / distance, up / distance] } else { direction(a.abs_diff(b)) };
        let missing = reach * PUSHED_APART - distance;
        // The larger circle, which more of the picture hangs on, moves less.
        let (step_of_a, step_of_b) = (missing * radii[b] / reach, missing * radii[a] / reach);
        self.positions[a][0] -= across * step_of_a;
        self.positions[a][1] -= up * step_of_a;
        self.positions[b][0] += across * step_of_b;
        self.positions[b][1] += up * step_of_b;
    }

    /// The pairs that overlap or may soon, in a fixed order. Circles lie in strips, sorted from left to right; each looks for
    /// those that are not larger than itself, so that a large one does not widen the view of all.
    fn close_pairs(&self, radii: &[f64]) -> Vec<Pair> {
        let strips = Strips::new(&self.positions, 2.0 * self.typical_radius);
        let slack = 0.25 * self.typical_radius;
        let mut pairs = Vec::with_capacity(4 * radii.len());
        for (circle, &[x, y]) in self.positions.iter().enumerate() {
            let radius = radii[circle];
            let sight = 2.0 * radius + slack;
            for strip in strips.numbers(y - sight, y + sight) {
                for other in strips.within(strip, x - sight, &self.positions) {
                    let [other_x, other_y] = self.positions[other as usize];
                    if other_x > x + sight {
                        break;
                    }
                    let reach = radius + radii[other as usize];
                    let is_other_smaller = radii[other as usize].total_cmp(&radius).then(other.cmp(&(circle as u32)));
                    let distance_squared = (other_x - x).powi(2) + (other_y - y).powi(2);
                    if is_other_smaller.is_lt() && reach > 0.0 && distance_squared < (reach + slack).powi(2) {
                        pairs.push((other, circle as u32));
                    }
                }
            }
        }
        pairs
    }

    /// Scales each crowd of touching circles around its middle by as much as its pairs are too close on average: pushes alone
    /// take many sweeps to travel from the middle of a crowd to its edge.
    fn loosen(&mut self, radii: &[f64]) {
        let pairs = self.close_pairs(radii);
        let mut crowds = Crowds::new(self.positions.len());
        let touching = || {
            pairs.iter().map(|&pair| (pair, self.gap(pair, radii).2)).filter(|pair| pair.1 < 2.0 * PUSHED_APART - 1.0)
        };
        touching().for_each(|((a, b), _)| crowds.unite(a as usize, b as usize));
        let crowd_of: Vec<usize> = (0..self.positions.len()).map(|circle| crowds.of(circle)).collect();
        // By crowd: circles, sum of their positions; pairs, sum of what is missing between them.
        let mut sums = vec![[0.0; 5]; self.positions.len()];
        for (&crowd, [x, y]) in crowd_of.iter().zip(&self.positions) {
            let [n_circles, sum_x, sum_y, ..] = &mut sums[crowd];
            (*n_circles, *sum_x, *sum_y) = (*n_circles + 1.0, *sum_x + x, *sum_y + y);
        }
        for ((circle, _), share) in touching() {
            let [.., n_pairs, missing] = &mut sums[crowd_of[circle as usize]];
            (*n_pairs, *missing) = (*n_pairs + 1.0, *missing + (1.0 - share).max(0.0));
        }
        for (position, crowd) in self.positions.iter_mut().zip(crowd_of) {
            let [n_circles, sum_x, sum_y, n_pairs, missing] = sums[crowd];
            if missing > 0.0 {
                let scale = n_pairs / (n_pairs - missing).max(0.5 * n_pairs);
                position[0] = sum_x / n_circles + (position[0] - sum_x / n_circles) * scale;
                position[1] = sum_y / n_circles + (position[1] - sum_y / n_circles) * scale;
            }
        }
    }

    /// Scales the whole around its middle until nothing overlaps.
    fn scale_up(&mut self, radii: &[f64]) {
        let tightest = self.close_pairs(radii).iter().map(|&pair| self.gap(pair, radii).2).fold(1.0, f64::min);
        let scale = 1.0 / tightest.max(1e-3);
        let n = self.positions.len() as f64;
        let middle = [0, 1].map(|axis| self.positions.iter().map(|position| position[axis]).sum::<f64>() / n);
        for position in &mut self.positions {
            *position = [0, 1].map(|axis| middle[axis] + (position[axis] - middle[axis]) * scale);
        }
    }
}

/// Which circles are in one crowd: disjoint sets with halved paths (Tarjan, van Leeuwen 1984).
struct Crowds(Vec<usize>);

impl Crowds {
    fn new(n_circles: usize) -> Self {
        Self((0..n_circles).collect())
    }

    fn of(&mut self, mut circle: usize) -> usize {
        while self.0[circle] != circle {
            self.0[circle] = self.0[self.0[circle]];
            circle = self.0[circle];
        }
        circle
    }

    fn unite(&mut self, a: usize, b: usize) {
        let (a, b) = (self.of(a), self.of(b));
        self.0[a.max(b)] = a.min(b);
    }
}

/// A direction that depends on nothing but a number; consecutive ones go round in golden angles, which fill a disc evenly
/// (Vogel: *A better way to construct the sunflower head*, Mathematical Biosciences 44, 1979).
pub(super) fn direction(number: usize) -> [f64; 2] {
    let golden_angle = std::f64::consts::PI * (3.0 - 5.0_f64.sqrt());
    let (sine, cosine) = libm::sincos(number as f64 * golden_angle);
    [cosine, sine]
}

/// Points in horizontal strips, in each from left to right.
struct Strips {
    bottom: f64,
    height: f64,
    /// By strip, then from left to right.
    points: Vec<u32>,
    /// Where each strip begins in `points`, and where the last ends.
    starts: Vec<usize>,
}

impl Strips {
    fn new(positions: &[[f64; 2]], height: f64) -> Self {
        let bounds = |(low, high): (f64, f64), position: &[f64; 2]| (low.min(position[1]), high.max(position[1]));
        let (bottom, top) = positions.iter().fold((f64::INFINITY, f64::NEG_INFINITY), bounds);
        let n_strips = (((top - bottom) / height) as usize + 1).min(positions.len());
        // With more strips than points most are empty; a small surplus keeps the topmost point inside the last.
        let height = height.max((top - bottom) / n_strips as f64 * (1.0 + 1e-9));
        let mut strips = Self { bottom, height, points: Vec::new(), starts: vec![0; n_strips + 1] };
        let numbers: Vec<usize> = positions.iter().map(|position| strips.number(position[1])).collect();
        strips.points = (0..positions.len() as u32).collect();
        strips.points.sort_unstable_by(|&a, &b| {
            let (place_a, place_b) = (a as usize, b as usize);
            let by_strip = numbers[place_a].cmp(&numbers[place_b]);
            by_strip.then(positions[place_a][0].total_cmp(&positions[place_b][0])).then(a.cmp(&b))
        });
        numbers.iter().for_each(|number| strips.starts[number + 1] += 1);
        (0..n_strips).for_each(|strip| strips.starts[strip + 1] += strips.starts[strip]);
        strips
    }

    /// The strip in which a height lies, or the nearest.
    fn number(&self, y: f64) -> usize {
        (((y - self.bottom) / self.height) as usize).min(self.starts.len() - 2)
    }

    fn numbers(&self, low: f64, high: f64) -> Range<usize> {
        self.number(low)..self.number(high) + 1
    }

    /// The points of a strip that are not to the left of `left`.
    fn within(&self, strip: usize, left: f64, positions: &[[f64; 2]]) -> impl Iterator<Item = u32> {
        let points = &self.points[self.starts[strip]..self.starts[strip + 1]];
        points[points.partition_point(|&point| positions[point as usize][0] < left)..].iter().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The smallest distance of two middles as a share of their radii.
    fn tightest(points: &[[f64; 2]], radii: &[f64]) -> f64 {
        let share = |a: usize, b: usize| {
            (points[a][0] - points[b][0]).hypot(points[a][1] - points[b][1]) / (radii[a] + radii[b])
        };
        (0..points.len()).flat_map(|a| (0..a).map(move |b| share(a, b))).fold(f64::INFINITY, f64::min)
    }

    fn distance(a: [f64; 2], b: [f64; 2]) -> f64 {
        (a[0] - b[0]).hypot(a[1] - b[1])
    }

    /// Points and radii without a pattern in a square of side 1; many small circles, few large.
    fn patternless(n: usize) -> (Vec<[f64; 2]>, Vec<f64>) {
        let unit = |number: usize| (number as f64 * 0.618_033_988_749_894_9 * 1.7 + (number as f64).sqrt()).fract();
        let points = (0..n).map(|circle| [unit(circle * 2), unit(circle * 2 + 1).powi(2)]).collect();
        (points, (0..n).map(|circle| 0.01 + 0.09 * unit(circle + 7).powi(8)).collect())
    }

    #[test]
    fn no_circle_overlaps_another_afterwards() {
        let (points, radii) = patternless(300);
        assert!(tightest(&points, &radii) < 0.5);
        let spread_out = spread(&points, &radii, &()).unwrap();
        assert!(tightest(&spread_out, &radii) >= 0.99, "{}", tightest(&spread_out, &radii));
        assert_eq!(spread(&points, &radii, &()).unwrap(), spread_out);
    }

    #[test]
    fn circles_apart_stay_where_they_are() {
        let points = [[0.0, 0.0], [1.0, 0.0], [0.1, 0.9], [3.0, 3.0], [3.2, 3.0]];
        let spread_out = spread(&points, &[0.4, 0.4, 0.3, 0.2, 0.2], &()).unwrap();
        assert_eq!(spread_out[..3], points[..3]);
        assert!(distance(spread_out[3], spread_out[4]) >= 0.99 * 0.4);
        // Both give way as much, along the line between them.
        assert!((spread_out[3][0] + spread_out[4][0] - 6.2).abs() < 1e-9, "{spread_out:?}");
        assert!((spread_out[3][1] - 3.0).abs() < 1e-9 && (spread_out[4][1] - 3.0).abs() < 1e-9);
    }

    #[test]
    fn a_large_circle_moves_less_than_a_small_one() {
        let points = [[0.0, 0.0], [0.5, 0.0]];
        let spread_out = spread(&points, &[1.0, 0.1], &()).unwrap();
        assert!(distance(spread_out[0], points[0]) < 0.2 * distance(spread_out[1], points[1]), "{spread_out:?}");
    }

    #[test]
    fn circles_in_one_place_part_in_the_same_way_each_time() {
        for n in [2, 3, 40] {
            let (points, radii) = (vec![[0.3, -0.2]; n], vec![0.1; n]);
            let spread_out = spread(&points, &radii, &()).unwrap();
            assert!(tightest(&spread_out, &radii) >= 0.99, "{n}: {}", tightest(&spread_out, &radii));
            assert_eq!(spread(&points, &radii, &()).unwrap(), spread_out);
            // Not in a row, but around their place.
            let farthest = spread_out.iter().map(|&point| distance(point, points[0])).fold(0.0, f64::max);
            assert!(farthest < 0.1 * 2.5 * (n as f64).sqrt(), "{n}: {farthest}");
        }
    }

    #[test]
    fn few_circles_and_circles_without_size_have_a_place() {
        assert_eq!(spread(&[], &[], &()).unwrap(), Vec::<[f64; 2]>::new());
        assert_eq!(spread(&[[1.0, 2.0]], &[5.0], &()).unwrap(), [[1.0, 2.0]]);
        assert_eq!(spread(&[[1.0, 2.0]; 2], &[0.0; 2], &()).unwrap(), [[1.0, 2.0]; 2]);
        let beside_nothing = spread(&[[1.0, 2.0]; 2], &[0.0, 1.0], &()).unwrap();
        assert!(distance(beside_nothing[0], beside_nothing[1]) >= 0.99, "{beside_nothing:?}");
    }
}
