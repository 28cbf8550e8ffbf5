//! The rules of the house that no compiler holds: which layer imports which, who touches files, clocks and the terminal.
//!
//! The sources are read line by line; comment lines do not count. A layer that comes new needs a line in [`LAYERS`].

use std::fs;
use std::path::{Path, PathBuf};

/// The layers in reading order, each with those it may import: some of those above it.
const LAYERS: &[(&str, &[&str])] = &[
    ("progress", &[]),
    ("ahead", &[]),
    ("matrix", &[]),
    ("words", &["progress", "ahead"]),
    ("corpus", &["progress", "matrix", "words"]),
    ("import", &["progress", "ahead", "corpus"]),
    ("cluster", &["progress", "matrix"]),
    ("topics", &["progress", "matrix", "corpus", "cluster"]),
    ("layout", &["progress", "topics"]),
    ("analysis", &["progress", "corpus", "cluster", "topics", "layout"]),
    ("preview", &["matrix", "corpus", "cluster", "layout"]),
    ("tables", &["corpus", "cluster", "topics", "layout", "analysis"]),
    ("store", &["progress", "matrix", "words", "corpus", "cluster", "topics", "layout", "analysis"]),
    ("export", &["progress", "corpus", "cluster", "topics", "analysis", "tables"]),
    (
        "worker",
        &[
            "progress", "matrix", "words", "corpus", "import", "cluster", "topics", "layout", "analysis", "preview",
            "tables", "store", "export",
        ],
    ),
    (
        "cli",
        &[
            "progress", "matrix", "words", "corpus", "import", "cluster", "topics", "analysis", "tables", "store",
            "export", "worker",
        ],
    ),
    (
        "workspace",
        &[
            "progress", "words", "corpus", "import", "cluster", "topics", "layout", "analysis", "preview", "tables",
            "store", "worker",
        ],
    ),
    (
        "ui",
        &[
            "progress",
            "words",
            "corpus",
            "import",
            "cluster",
            "topics",
            "layout",
            "analysis",
            "preview",
            "tables",
            "store",
            "worker",
            "workspace",
        ],
    ),
];

#[test]
fn each_layer_imports_only_what_it_may() {
    let offences = offences_in(&files("src"), |path, line| {
        let Some((layer, allowed)) = LAYERS.iter().find(|(layer, _)| *layer == layer_of(path)) else { return false };
        // `crate::{…}` would hide the names of layers from this test.
        line.contains("crate::{")
            || names_after(line, "crate::").any(|name| name != *layer && !allowed.contains(&name))
            || names_after(line, "super::").any(|name| name != *layer && is_layer(name) && !allowed.contains(&name))
    });
    assert_none(&offences, "imports a layer that it may not: see LAYERS");
}

#[test]
fn every_file_is_in_a_layer_and_layers_are_declared_in_reading_order() {
    let strays = files("src").into_iter().map(|path| layer_of(&path)).filter(|layer| !is_layer(layer));
    let strays: Vec<String> = strays.filter(|layer| layer != "lib" && layer != "main").collect();
    assert_none(&strays, "is no layer: see LAYERS");
    let root = read("src/lib.rs");
    let declared: Vec<&str> =
        root.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    let layers: Vec<&str> = LAYERS.iter().map(|(layer, _)| *layer).collect();
    assert_eq!(declared, layers, "src/lib.rs declares the layers in another order than LAYERS");
    for (place, (layer, allowed)) in LAYERS.iter().enumerate() {
        assert!(allowed.iter().all(|above| layers[..place].contains(above)), "{layer} may import what is below it");
    }
}

#[test]
fn only_the_window_knows_egui() {
    let outside: Vec<PathBuf> = files("src").into_iter().filter(|path| layer_of(path) != "ui").collect();
    let offences = offences_in(&outside, |_, line| ["egui", "eframe", "rfd"].iter().any(|name| has(line, name)));
    assert_none(&offences, "names a crate of the window outside src/ui");
    assert!(read("src/main.rs").contains("mungchi::ui::run("), "src/main.rs opens the window by mungchi::ui::run");
}

#[test]
fn the_window_starts_no_work_of_its_own() {
    let window: Vec<PathBuf> = files("src").into_iter().filter(|path| layer_of(path) == "ui").collect();
    let forbidden = ["rayon", "Worker", "Job::"];
    let offences = offences_in(&window, |_, line| forbidden.iter().any(|name| has(line, name)));
    assert_none(&offences, "computes or starts a worker in src/ui: send an Action");
}

#[test]
fn only_readers_store_export_and_command_line_open_files() {
    let allowed = ["src/import", "src/words/dictionary", "src/store", "src/export", "src/cli"];
    let offences = offences_in(&files_outside(&allowed), |_, line| has(line, "std::fs") || has(line, "File::"));
    assert_none(&offences, "touches files");
}

#[test]
fn the_engine_reads_no_clock_and_no_environment() {
    let forbidden = ["Instant::now", "SystemTime", "std::env", "env::var", "env::args"];
    let offences =
        offences_in(&files_outside(&["src/worker", "src/store/places.rs", "src/cli", "src/ui"]), |_, line| {
            forbidden.iter().any(|name| has(line, name))
        });
    assert_none(&offences, "reads a clock or the environment");
}

#[test]
fn only_the_command_line_prints() {
    let forbidden = ["println!", "eprintln!", "print!", "eprint!", "dbg!", "io::stdout", "io::stderr"];
    let offences = offences_in(&files_outside(&["src/cli", "src/main.rs"]), |_, line| {
        forbidden.iter().any(|name| has(line, name))
    });
    assert_none(&offences, "prints");
}

#[test]
fn every_source_file_begins_by_saying_what_it_owns() {
    let all = [files("src"), files("tests")].concat();
    let silent = all.iter().filter(|path| !fs::read_to_string(path).unwrap().starts_with("//! "));
    let silent: Vec<String> = silent.map(|path| relative(path)).collect();
    assert_none(&silent, "does not begin with //!");
}

const FOLDERS: &[&str] = &["src/", "tests/", "assets/", "docs/", "benches/", ".ci/"];

#[test]
fn paths_in_the_documents_exist() {
    let mut missing = Vec::new();
    for page in ["ARCHITECTURE.md", "README.md"] {
        let text = read(page);
        // Every second piece between backticks is code.
        let paths = text.split('`').skip(1).step_by(2).filter(|code| !code.contains(char::is_whitespace));
        let ours = paths.filter(|code| FOLDERS.iter().any(|folder| code.starts_with(folder)));
        missing.extend(ours.filter(|path| !root().join(path).exists()).map(|path| format!("{page}: {path}")));
    }
    assert_none(&missing, "does not exist");
}

#[test]
fn the_architecture_page_is_short_and_lists_the_layers_in_order() {
    let page = read("ARCHITECTURE.md");
    assert!(page.lines().count() < 120, "ARCHITECTURE.md has {} lines: keep it below 120", page.lines().count());
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `src/")?.split(['.', '/', '`']).next());
    let layers: Vec<&str> = LAYERS.iter().map(|(layer, _)| *layer).collect();
    assert_eq!(rows.collect::<Vec<_>>(), layers, "the table of layers in ARCHITECTURE.md differs from LAYERS");
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("Cannot read {path}: {error}"))
}

/// All Rust files below `folder`, in the order of their paths.
fn files(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn files_outside(allowed: &[&str]) -> Vec<PathBuf> {
    let is_allowed = |path: &PathBuf| allowed.iter().any(|allowed| path.starts_with(root().join(allowed)));
    files("src").into_iter().filter(|path| !is_allowed(path)).collect()
}

fn relative(path: &Path) -> String {
    path.strip_prefix(root()).unwrap().display().to_string()
}

/// `corpus` for `src/corpus/reader.rs`, `worker` for `src/worker.rs`.
fn layer_of(path: &Path) -> String {
    let below = path.strip_prefix(root().join("src")).unwrap();
    let first = Path::new(below.components().next().unwrap().as_os_str());
    first.file_stem().unwrap().to_string_lossy().into_owned()
}

fn is_layer(name: &str) -> bool {
    LAYERS.iter().any(|(layer, _)| *layer == name)
}

/// Lines of code that `is_offence` objects to, each as file, line number and code.
fn offences_in(files: &[PathBuf], is_offence: impl Fn(&Path, &str) -> bool) -> Vec<String> {
    let mut offences = Vec::new();
    for path in files {
        let text = fs::read_to_string(path).unwrap();
        let code = text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//"));
        let offending = code.filter(|(_, line)| is_offence(path, line));
        offences.extend(offending.map(|(index, line)| format!("{}:{}: {}", relative(path), index + 1, line.trim())));
    }
    offences
}

fn assert_none(offences: &[String], what_each_does: &str) {
    assert!(offences.is_empty(), "{what_each_does}:\n  {}", offences.join("\n  "));
}

/// Whether `name` stands in `line` where a word begins.
fn has(line: &str, name: &str) -> bool {
    line.match_indices(name).any(|(place, _)| !line[..place].ends_with(is_word))
}

/// The words that directly follow `prefix` in `line`.
fn names_after<'a>(line: &'a str, prefix: &'a str) -> impl Iterator<Item = &'a str> {
    line.match_indices(prefix).map(move |(place, _)| {
        let rest = &line[place + prefix.len()..];
        &rest[..rest.find(|c| !is_word(c)).unwrap_or(rest.len())]
    })
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}
