//! t-SNE, exactly: points whose neighbours in the plane are their neighbours in truth, at the price of far distances.
//!
//! Van der Maaten, Hinton: *Visualizing data using t-SNE*, JMLR 9 (2008). Every sum is added up in one order by one thread,
//! so the result is the same, bit for bit, on any number of threads.

use rayon::prelude::*;

use super::spread::direction;
use crate::progress::{Cancelled, Monitor, Stage, StageKind};

const LARGEST_PERPLEXITY: f64 = 30.0;

const N_ITERATIONS: usize = 750;

/// In the first iterations neighbours attract each other more, so that groups find together.
const N_EXAGGERATED: usize = 250;
const EXAGGERATION: f64 = 12.0;

/// Standard deviation of the start along its wider axis.
const START_DEVIATION: f64 = 1e-4;

/// Fewer points than this are shown as they start: two axes hold them without loss.
const FEWEST: usize = 4;

/// Moves `start`, usually the principal components, until near points are those at small distances; as wide as `start`, with
/// the middle at the origin.
///
/// `squared` are the `n × n` squares of the distances. Starts small as Kobak and Berens advise (*The art of using t-SNE for
/// single-cell transcriptomics*, Nature Communications 10, 2019).
///
/// # Panics
/// If `squared` has not a distance for each pair of points.
pub fn tsne(squared: &[f64], start: &[[f64; 2]], monitor: &dyn Monitor) -> Result<Vec<[f64; 2]>, Cancelled> {
    let n = start.len();
    assert_eq!(squared.len(), n * n, "a distance for each pair");
    if n < FEWEST {
        return Ok(start.to_vec());
    }
    let attractions = joint_probabilities(squared, n, monitor)?;
    let mut descent = Descent::new(small(start));
    for iteration in 0..N_ITERATIONS {
        monitor.check()?;
        monitor.report(Stage::at(StageKind::Layout, iteration, N_ITERATIONS));
        descent.step(&attractions, iteration < N_EXAGGERATED);
    }
    Ok(as_wide_as(start, &descent.points))
}

/// The start with a small deviation, its points parted a little by a spiral: points in one place would never leave each other.
fn small(start: &[[f64; 2]]) -> Vec<[f64; 2]> {
    let n = start.len() as f64;
    let deviation = |axis: usize| {
        let mean = start.iter().map(|point| point[axis]).sum::<f64>() / n;
        (start.iter().map(|point| (point[axis] - mean).powi(2)).sum::<f64>() / n).sqrt()
    };
    let widest = deviation(0).max(deviation(1));
    let scale = if widest > 0.0 { START_DEVIATION / widest } else { 0.0 };
    let parted = |(place, point): (usize, &[f64; 2])| {
        let radius = 0.01 * START_DEVIATION * (place as f64 / n).sqrt();
        let [across, up] = direction(place);
        [point[0] * scale + radius * across, point[1] * scale + radius * up]
    };
    start.iter().enumerate().map(parted).collect()
}

/// Moved to the origin, and scaled to the mean square distance from it that `reference` has from its own middle.
fn as_wide_as(reference: &[[f64; 2]], points: &[[f64; 2]]) -> Vec<[f64; 2]> {
    let n = points.len() as f64;
    let centred = |points: &[[f64; 2]]| -> Vec<[f64; 2]> {
        let middle = [0, 1].map(|axis| points.iter().map(|point| point[axis]).sum::<f64>() / n);
        points.iter().map(|point| [point[0] - middle[0], point[1] - middle[1]]).collect()
    };
    let width = |centred: &[[f64; 2]]| (centred.iter().map(|[x, y]| x * x + y * y).sum::<f64>() / n).sqrt();
    let centred_points = centred(points);
    let (wanted, width) = (width(&centred(reference)), width(&centred_points));
    let scale = if wanted > 0.0 && width > 0.0 { wanted / width } else { 0.0 };
    centred_points.into_iter().map(|point| point.map(|value| value * scale)).collect()
}

/// `p_ij` of equation 1 made symmetric, `n × n`, of which all add up to 1.
fn joint_probabilities(squared: &[f64], n: usize, monitor: &dyn Monitor) -> Result<Vec<f32>, Cancelled> {
    // Below 2, as for 6 points, a point would have one neighbour only.
    let perplexity = ((n - 1) as f64 / 3.0).clamp(2.0, LARGEST_PERPLEXITY);
    let mut conditional = vec![0.0; n * n];
    conditional.par_chunks_mut(n).zip(squared.par_chunks(n)).enumerate().try_for_each(|(own, (row, squared))| {
        monitor.check()?;
        find_neighbours(row, squared, own, libm::log(perplexity));
        Ok(())
    })?;
    let symmetric = |place: usize| {
        let (a, b) = (place / n, place % n);
        ((conditional[place] + conditional[b * n + a]) / (2 * n) as f64) as f32
    };
    Ok((0..n * n).into_par_iter().map(symmetric).collect())
}

/// Fills `row` with `p_{j|i}`: a normal distribution around point `own` with the width that has the wanted entropy.
fn find_neighbours(row: &mut [f64], squared: &[f64], own: usize, entropy: f64) {
    let others = || (0..squared.len()).filter(|&other| other != own);
    // Only differences count. Seen from the nearest point no precision makes all probabilities vanish.
    let nearest = others().map(|other| squared[other]).fold(f64::INFINITY, f64::min);
    let mean = others().map(|other| squared[other] - nearest).sum::<f64>() / (squared.len() - 1) as f64;
    let (mut precision, mut too_low, mut too_high) = (if mean > 0.0 { 1.0 / mean } else { 1.0 }, 0.0, f64::INFINITY);
    for _ in 0..64 {
        let (mut total, mut weighted) = (0.0, 0.0);
        for other in others() {
            let farther = squared[other] - nearest;
            let probability = libm::exp(-precision * farther);
            row[other] = probability;
            total += probability;
            weighted += probability * farther;
        }
        others().for_each(|other| row[other] /= total);
        let excess = libm::log(total) + precision * weighted / total - entropy;
        if excess.abs() < 1e-5 {
            break;
        }
        if excess > 0.0 {
            too_low = precision;
            precision = if too_high.is_finite() { f64::midpoint(precision, too_high) } else { precision * 2.0 };
        } else {
            too_high = precision;
            precision = f64::midpoint(precision, too_low);
        }
    }
}

/// Gradient descent with momentum and a gain for each coordinate (Jacobs 1988, as in section 3.4 of the paper).
struct Descent {
    points: Vec<[f64; 2]>,
    steps: Vec<[f64; 2]>,
    gains: Vec<[f64; 2]>,
    learning_rate: f64,
    forces: Vec<Forces>,
}

impl Descent {
    fn new(points: Vec<[f64; 2]>) -> Self {
        let n = points.len();
        // Belkina et al.: *Automated optimized parameters for t-distributed stochastic neighbor embedding improve visualization
        // and analysis of large datasets*, Nature Communications 10 (2019), with scikit-learn's factor and lower bound.
        let learning_rate = (n as f64 / EXAGGERATION / 4.0).max(50.0);
        let (steps, gains) = (vec![[0.0; 2]; n], vec![[1.0; 2]; n]);
        Self { points, steps, gains, learning_rate, forces: vec![Forces::default(); n] }
    }

    fn step(&mut self, attractions: &[f32], is_exaggerated: bool) {
        let n = self.points.len();
        let [xs, ys] = [0, 1].map(|axis| self.points.iter().map(|point| point[axis] as f32).collect::<Vec<f32>>());
        self.forces
            .par_iter_mut()
            .zip(attractions.par_chunks(n))
            .enumerate()
            .for_each(|(own, (forces, attractions))| *forces = Forces::on(own, &xs, &ys, attractions));
        let total: f64 = self.forces.iter().map(|forces| forces.nearness).sum();
        let (exaggeration, momentum) = if is_exaggerated { (EXAGGERATION, 0.5) } else { (1.0, 0.8) };
        for (place, forces) in self.forces.iter().enumerate() {
            for axis in 0..2 {
                let gradient = 4.0 * (exaggeration * forces.attraction[axis] - forces.repulsion[axis] / total);
                let (step, gain) = (&mut self.steps[place][axis], &mut self.gains[place][axis]);
                *gain = if gradient * *step < 0.0 { *gain + 0.2 } else { (*gain * 0.8).max(0.01) };
                *step = momentum * *step - self.learning_rate * *gain * gradient;
                self.points[place][axis] += *step;
            }
        }
    }
}

/// What all points do to one: equation 5 of the paper, in which `w = 1 / (1 + |y_i − y_j|²)` and `q_ij = w / Σ w`.
#[derive(Clone, Copy, Debug, Default)]
struct Forces {
    /// `Σ p w (y_i − y_j)`.
    attraction: [f64; 2],
    /// `Σ w² (y_i − y_j)`.
    repulsion: [f64; 2],
    /// `Σ w` over the other points.
    nearness: f64,
}

/// Sums that are added up side by side, so that the compiler may use vectors: numbers in order have one sum only.
const N_LANES: usize = 4;

impl Forces {
    fn on(own: usize, xs: &[f32], ys: &[f32], attractions: &[f32]) -> Self {
        let mut lanes = Lanes::default();
        let (x, y) = (xs[own], ys[own]);
        let whole = xs.chunks_exact(N_LANES).zip(ys.chunks_exact(N_LANES)).zip(attractions.chunks_exact(N_LANES));
        for ((xs, ys), attractions) in whole {
            for lane in 0..N_LANES {
                lanes.add(lane, x - xs[lane], y - ys[lane], attractions[lane]);
            }
        }
        for other in xs.len() / N_LANES * N_LANES..xs.len() {
            lanes.add(other % N_LANES, x - xs[other], y - ys[other], attractions[other]);
        }
        let sum = |lanes: &[f32; N_LANES]| lanes.iter().map(|&lane| f64::from(lane)).sum::<f64>();
        Self {
            attraction: [sum(&lanes.attraction[0]), sum(&lanes.attraction[1])],
            repulsion: [sum(&lanes.repulsion[0]), sum(&lanes.repulsion[1])],
            // Its own nearness is 1 and neither attracts nor repels.
            nearness: sum(&lanes.nearness) - 1.0,
        }
    }
}

#[derive(Default)]
struct Lanes {
    attraction: [[f32; N_LANES]; 2],
    repulsion: [[f32; N_LANES]; 2],
    nearness: [f32; N_LANES],
}

impl Lanes {
    #[inline]
    fn add(&mut self, lane: usize, across: f32, up: f32, attraction: f32) {
        let nearness = 1.0 / (1.0 + across * across + up * up);
        let (pull, push) = (attraction * nearness, nearness * nearness);
        self.nearness[lane] += nearness;
        self.attraction[0][lane] += pull * across;
        self.attraction[1][lane] += pull * up;
        self.repulsion[0][lane] += push * across;
        self.repulsion[1][lane] += push * up;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Squared distances of `n` points in two groups: 0.1 to 0.3 inside, 1 and more between.
    fn two_groups(n: usize) -> Vec<f64> {
        let squared = |a: usize, b: usize| match (a == b, a % 2 == b % 2) {
            (true, _) => 0.0,
            (false, true) => 0.1 + 0.2 * ((a * b + a + b) as f64 * 0.618_034).fract(),
            (false, false) => 1.0 + 0.2 * ((a * b + a + b) as f64 * 0.754_878).fract(),
        };
        (0..n * n).map(|place| squared(place / n, place % n)).collect()
    }

    /// A start in which the groups lie among each other.
    fn mixed(n: usize) -> Vec<[f64; 2]> {
        (0..n).map(|place| [(place as f64 * 1.3).sin(), (place as f64 * 0.7).cos()]).collect()
    }

    fn bits(points: &[[f64; 2]]) -> Vec<u64> {
        points.iter().flatten().map(|value| value.to_bits()).collect()
    }

    #[test]
    fn two_groups_part() {
        let points = tsne(&two_groups(40), &mixed(40), &()).unwrap();
        let distance = |a: usize, b: usize| (points[a][0] - points[b][0]).hypot(points[a][1] - points[b][1]);
        let pairs = || (0..40).flat_map(|a| (0..a).map(move |b| (a, b)));
        let inside = pairs().filter(|(a, b)| a % 2 == b % 2).map(|(a, b)| distance(a, b)).fold(0.0, f64::max);
        let between =
            pairs().filter(|(a, b)| a % 2 != b % 2).map(|(a, b)| distance(a, b)).fold(f64::INFINITY, f64::min);
        assert!(inside < between, "{inside} inside, {between} between");
    }

    #[test]
    fn the_result_is_centred_and_as_wide_as_the_start() {
        let start = mixed(30);
        let points = tsne(&two_groups(30), &start, &()).unwrap();
        let mean = |points: &[[f64; 2]], axis: usize| points.iter().map(|point| point[axis]).sum::<f64>() / 30.0;
        let width = |points: &[[f64; 2]]| {
            let middle = [mean(points, 0), mean(points, 1)];
            points.iter().map(|[x, y]| (x - middle[0]).powi(2) + (y - middle[1]).powi(2)).sum::<f64>()
        };
        assert!(mean(&points, 0).abs() < 1e-9 && mean(&points, 1).abs() < 1e-9);
        assert!((width(&points) - width(&start)).abs() < 1e-9);
    }

    #[test]
    fn every_run_gives_the_same_bits_on_any_number_of_threads() {
        let run = || bits(&tsne(&two_groups(50), &mixed(50), &()).unwrap());
        let on_threads =
            |n_threads| rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap().install(run);
        let known = run();
        assert_eq!(run(), known);
        assert_eq!(on_threads(1), known);
        assert_eq!(on_threads(2), known);
    }

    #[test]
    fn points_without_a_pattern_stay_finite_and_part() {
        for n in 0..12 {
            // All as far from each other as can be, and all started in one place.
            let apart: Vec<f64> = (0..n * n).map(|place| if place / n == place % n { 0.0 } else { 2.0 }).collect();
            let mut start = vec![[0.0; 2]; n];
            assert_eq!(tsne(&apart, &start, &()).unwrap(), start, "a start without width has none afterwards");
            start.iter_mut().take(2).zip([1.0, -1.0]).for_each(|(point, x)| point[0] = x);
            let points = tsne(&apart, &start, &()).unwrap();
            assert!(points.iter().flatten().all(|value| value.is_finite()), "{points:?}");
            let mut distinct = bits(&points).chunks(2).map(<[u64]>::to_vec).collect::<Vec<_>>();
            distinct.sort();
            distinct.dedup();
            assert!(n < FEWEST || distinct.len() == n, "{points:?}");
        }
    }

    #[test]
    fn probabilities_have_the_wanted_perplexity() {
        let n = 40;
        let squared = two_groups(n);
        let mut row = vec![0.0; n];
        find_neighbours(&mut row, &squared[3 * n..4 * n], 3, 7.0_f64.ln());
        let entropy: f64 = row.iter().filter(|&&p| p > 0.0).map(|p| -p * p.ln()).sum();
        assert!((entropy.exp() - 7.0).abs() < 1e-3, "{}", entropy.exp());
        assert!((row.iter().sum::<f64>() - 1.0).abs() < 1e-12 && row[3].abs() < f64::EPSILON);
    }
}
