//! How many times as long as the engine others take, as bars. Readable on light and on dark ground.

use crate::runs::ENGINE;
use crate::table::Work;

const WIDTH: f64 = 760.0;
const LABELS_WIDTH: f64 = 330.0;
const ROW: f64 = 22.0;
/// Room for the number behind the longest bar.
const NUMBER_WIDTH: f64 = 70.0;

/// Marks on the axis, which is logarithmic: so a loss shows as clearly as a gain.
const MARKS: [f64; 9] = [0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 50.0, 100.0];

pub fn svg(works: &[Work]) -> String {
    let bars: Vec<(String, String, f64)> = works
        .iter()
        .flat_map(|work| {
            let others = work.ran.iter().filter(|who| who.name != ENGINE);
            others.filter_map(|who| Some((work.name.clone(), who.name.clone(), work.ratio(who)?)))
        })
        .collect();
    let most = bars.iter().fold(1.0_f64, |most, bar| most.max(bar.2));
    let least = bars.iter().fold(1.0_f64, |least, bar| least.min(bar.2));
    let x = |ratio: f64| {
        let share = (ratio / least).ln() / (most / least).ln().max(f64::MIN_POSITIVE);
        LABELS_WIDTH + share * (WIDTH - LABELS_WIDTH - NUMBER_WIDTH)
    };
    let n_works = works.iter().filter(|work| bars.iter().any(|bar| bar.0 == work.name)).count();
    let height = ROW * (bars.len() + n_works) as f64 + 2.0 * ROW;
    let mut parts = vec![format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" font-family=\"sans-serif\" \
         font-size=\"13\" role=\"img\">\n<title>Time of others, in multiples of Mungchi's</title>\n<style>\
         text {{ fill: #1f2328 }} .bar {{ fill: #3b6fb6 }} .axis {{ stroke: #9aa4af }} .work {{ font-weight: bold }} \
         @media (prefers-color-scheme: dark) {{ text {{ fill: #e6edf3 }} .bar {{ fill: #7aa7e0 }} \
         .axis {{ stroke: #57606a }} }}</style>\n"
    )];
    for mark in MARKS.into_iter().filter(|mark| (least..=most).contains(mark)) {
        let x = x(mark);
        parts.push(format!(
            "<line class=\"axis\" x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{ROW}\" y2=\"{:.1}\"/><text x=\"{x:.1}\" y=\"{:.1}\" \
             text-anchor=\"middle\">{mark} ×</text>\n",
            height - ROW * 0.5,
            ROW * 0.7
        ));
    }
    let mut y = ROW;
    let mut work_before = String::new();
    for (work, who, ratio) in bars {
        if work != work_before {
            y += ROW;
            parts.push(format!("<text class=\"work\" x=\"0\" y=\"{:.1}\">{}</text>\n", y - ROW * 0.3, escaped(&work)));
            work_before = work;
        }
        y += ROW;
        let (from, to) = (x(1.0).min(x(ratio)), x(1.0).max(x(ratio)));
        parts.push(format!(
            "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{}</text><rect class=\"bar\" x=\"{from:.1}\" y=\"{:.1}\" \
             width=\"{:.1}\" height=\"{:.1}\"/><text x=\"{:.1}\" y=\"{:.1}\">{ratio:.1} ×</text>\n",
            LABELS_WIDTH - 8.0,
            y - ROW * 0.3,
            escaped(&who),
            y - ROW * 0.85,
            to - from,
            ROW * 0.7,
            to + 6.0,
            y - ROW * 0.3
        ));
    }
    parts.push("</svg>\n".to_owned());
    parts.concat()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
