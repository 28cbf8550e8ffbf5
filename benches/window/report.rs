//! Figures with their budgets, as they come.

use std::time::Duration;

use super::driver::Frame;

pub fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// Prints figures with their budgets.
#[derive(Default)]
pub struct Report {
    pub n_missed: usize,
}

impl Report {
    pub fn head() {
        let columns = format!("{:>8} {:>8} {:>8}  {:<26} budget", "median", "95 %", "most", "");
        println!("{:<52} {columns}", "milliseconds");
    }

    /// Tells the times of frames; gives their median.
    pub fn frames(&mut self, name: &str, frames: &[Frame], budget: Option<f64>) -> f64 {
        let times: Vec<f64> = frames.iter().map(|frame| ms(frame.time)).collect();
        let tessellation: Vec<f64> = frames.iter().map(|frame| ms(frame.tessellation)).collect();
        let uploaded = frames.iter().map(|frame| frame.uploaded).max().unwrap_or(0);
        let parts = format!("tessellation {:.1}, {} kB", quantile(&tessellation, 0.5), uploaded / 1024);
        self.spread(name, &times, &parts, budget);
        quantile(&times, 0.5)
    }

    pub fn spread(&mut self, name: &str, values: &[f64], remark: &str, budget: Option<f64>) {
        let [median, high, most] = [0.5, 0.95, 1.0].map(|share| quantile(values, share));
        let verdict = self.verdict(high, budget);
        println!("{name:<52} {median:>8.2} {high:>8.2} {most:>8.2}  {remark:<26} {verdict}");
    }

    pub fn figure(&mut self, name: &str, value: f64, unit: &str, budget: Option<f64>) {
        let verdict = self.verdict(value, budget);
        println!("{name:<52} {value:>8.1} {unit:<46}{verdict}");
    }

    fn verdict(&mut self, value: f64, budget: Option<f64>) -> String {
        let Some(budget) = budget else { return String::new() };
        let is_missed = value > budget;
        self.n_missed += usize::from(is_missed);
        format!("≤ {budget}{}", if is_missed { "  MISSED" } else { "" })
    }
}

fn quantile(values: &[f64], share: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[((sorted.len() - 1) as f64 * share).ceil() as usize]
}
