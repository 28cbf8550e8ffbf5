//! Pictures of views: what is saved is what is seen.

use std::path::{Path, PathBuf};

use egui::{Role, Theme};
use egui_kittest::kittest::Queryable as _;
use mungchi::ui::file_picker::{Picked, PictureFormat, Pictured, Wanted};
use mungchi::worker::CorpusSource;

use crate::hands::{Window, click, open_menu, told};
use crate::harness::{FRUIT_AND_TOOLS, FakePicker, lines_file, run_with, session, settle, start_rendered, start_with};
use crate::snapshots::can_compare;

const KOREAN_TOPIC: &str = "기계 번역";

fn window_with(picker: &FakePicker, theme: Theme) -> Window {
    let source = CorpusSource::Paths(vec![lines_file(FRUIT_AND_TOOLS)]);
    clustered(start_with(Some(source), theme, picker.clone()))
}

fn clustered(mut window: Window) -> Window {
    settle(&mut window);
    run_with(&mut window, "Clusters (k)", 3.0);
    window
}

fn answers(picker: &FakePicker, path: &Path) {
    picker.answers.borrow_mut().push(Picked::Paths(vec![path.to_owned()]));
}

/// Opens the dialog by the menu.
fn ask_for(window: &mut Window, entry: &str) {
    open_menu(window, "View");
    click(window, entry);
}

fn folder() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("figure.svg");
    (folder, path)
}

fn background(svg: &str) -> String {
    let (_, rest) = svg.split_once("<rect x=\"0\" y=\"0\"").unwrap();
    let (_, rest) = rest.split_once("fill=\"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}

#[test]
fn the_map_is_saved_as_svg_with_every_bubble_name_and_number() {
    let picker = FakePicker::default();
    let (_folder, path) = folder();
    answers(&picker, &path);
    let mut window = window_with(&picker, Theme::Light);
    let largest = session(&window).tables.listed[0];
    crate::hands::rename(&mut window, largest, KOREAN_TOPIC);
    ask_for(&mut window, "Save picture of the map…");
    window.get_by_label("Save a picture of the map");
    click(&mut window, "Save…");
    assert_eq!(*picker.asked.borrow(), [Wanted::SavePicture(Pictured::Map, PictureFormat::Svg)]);
    assert_eq!(told(&window), [format!("Saved the map as {}", path.display())]);

    let svg = std::fs::read_to_string(&path).unwrap();
    let n_bubbles = svg.lines().filter(|line| line.starts_with("<circle") && !line.contains("fill=\"none\"")).count();
    assert_eq!(n_bubbles, 3, "{svg}");
    let texts: Vec<&str> = svg.lines().filter(|line| line.starts_with("<text")).collect();
    for topic in session(&window).topics.open() {
        let start: String = session(&window).tables.name(topic).chars().take(20).collect();
        assert!(texts.iter().any(|text| text.contains(&start)), "no text with {start}: {texts:?}");
    }
    assert!(texts.iter().any(|text| text.contains(">기계 번역<")), "{texts:?}");
    assert!(texts.iter().any(|text| text.contains("area = documents<")), "the legend: {texts:?}");
    for part in ["12 documents", "3 topics", "k = 3", "seed ", "PCA, ", " of the variance", "Mungchi"] {
        assert!(texts.iter().any(|text| text.contains(part)), "the caption says {part}: {texts:?}");
        assert!(svg.split("</desc>").next().unwrap().contains(part), "so does the file: {part}");
    }
    for pressed in [">Options<", ">PCA<", ">Map<"] {
        assert!(!texts.iter().any(|text| text.contains(pressed)), "nothing that is pressed is in a picture");
    }
    assert_eq!(background(&svg), "#ffffff");
}

#[test]
fn a_dark_picture_of_a_light_window_differs_in_its_colours_and_keeps_its_size() {
    let picker = FakePicker::default();
    let (folder, light) = folder();
    let dark = folder.path().join("dark");
    answers(&picker, &dark);
    answers(&picker, &light);
    let mut window = window_with(&picker, Theme::Light);
    ask_for(&mut window, "Save picture of the map…");
    click(&mut window, "Save…");
    ask_for(&mut window, "Save picture of the map…");
    click(&mut window, "Dark");
    click(&mut window, "Caption");
    click(&mut window, "Save…");
    let light = std::fs::read_to_string(light).unwrap();
    let dark = std::fs::read_to_string(dark.with_extension("svg")).unwrap();
    assert_eq!((background(&light).as_str(), background(&dark).as_str()), ("#ffffff", "#111317"));
    let circles = |svg: &str| -> Vec<String> {
        let circles = svg.lines().filter(|line| line.starts_with("<circle"));
        circles.map(|line| line.split(" fill=").next().unwrap().to_owned()).collect()
    };
    assert_eq!(circles(&light), circles(&dark), "the same bubbles at the same places");
    let has_caption = |svg: &str| svg.lines().any(|line| line.starts_with("<text") && line.contains("k = 3"));
    assert!(has_caption(&light) && !has_caption(&dark));
}

#[test]
fn a_picture_has_the_size_that_was_asked_for() {
    let picker = FakePicker::default();
    let (_folder, path) = folder();
    answers(&picker, &path);
    let mut window = window_with(&picker, Theme::Light);
    ask_for(&mut window, "Save picture of the heatmap…");
    for (name, side) in [("Width of the picture", 500.0), ("Height of the picture", 400.0)] {
        window.get_by_role_and_label(Role::SpinButton, name).set_value_accesskit(side);
        window.run();
    }
    click(&mut window, "Caption");
    click(&mut window, "Save…");
    let svg = std::fs::read_to_string(&path).unwrap();
    assert!(svg.contains(" width=\"524\" height=\"420\" "), "with margins: {}", &svg[..300]);
    assert_eq!(svg.matches("<image").count(), 1);
    assert!(svg.contains("image-rendering:pixelated"), "three by three cells are enlarged");
    assert_eq!(told(&window), [format!("Saved the heatmap as {}", path.display())]);
}

#[test]
fn pixels_without_a_graphics_card_and_files_without_a_folder_are_told() {
    let picker = FakePicker::default();
    answers(&picker, Path::new("/nowhere/map.svg"));
    answers(&picker, Path::new("/nowhere/map.png"));
    let mut window = window_with(&picker, Theme::Light);
    ask_for(&mut window, "Save picture of the map…");
    click(&mut window, "PNG");
    click(&mut window, "Save…");
    assert!(told(&window).iter().any(|text| text.contains("no graphics card")), "{:?}", told(&window));
    ask_for(&mut window, "Save picture of the map…");
    click(&mut window, "SVG");
    click(&mut window, "Save…");
    let told = told(&window);
    assert!(told.iter().any(|text| text.starts_with("Cannot save the map: ") && text.contains("/nowhere")), "{told:?}");
}

#[test]
fn without_a_file_dialog_the_path_is_typed() {
    let picker = FakePicker::default();
    let (_folder, path) = folder();
    picker.answers.borrow_mut().push(Picked::NoDialog);
    let mut window = window_with(&picker, Theme::Light);
    ask_for(&mut window, "Save picture of the map…");
    click(&mut window, "Save…");
    window.get_by_label("Path").focus();
    window.get_by_label("Path").set_text_value_accesskit(&path.display().to_string());
    settle(&mut window);
    click(&mut window, "Save");
    assert!(path.exists());
}

#[test]
fn pixels_are_where_the_vector_picture_has_its_shapes() {
    if !can_compare() {
        return;
    }
    let picker = FakePicker::default();
    let (folder, vector) = folder();
    let pixels = folder.path().join("figure.png");
    answers(&picker, &pixels);
    answers(&picker, &vector);
    let source = CorpusSource::Paths(vec![lines_file(FRUIT_AND_TOOLS)]);
    let mut window = clustered(start_rendered(Some(source), Theme::Light, picker.clone()));
    ask_for(&mut window, "Save picture of the map…");
    click(&mut window, "Save…");
    ask_for(&mut window, "Save picture of the map…");
    click(&mut window, "PNG");
    click(&mut window, "Save…");
    assert_eq!(told(&window), [format!("Saved the map as {}", pixels.display())]);

    let svg = std::fs::read_to_string(&vector).unwrap();
    let number = |line: &str, name: &str| -> f32 {
        let (_, rest) = line.split_once(&format!(" {name}=\"")).unwrap();
        rest.split('"').next().unwrap().parse().unwrap()
    };
    let file = std::io::BufReader::new(std::fs::File::open(&pixels).unwrap());
    let mut reader = png::Decoder::new(file).read_info().unwrap();
    let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
    let frame = reader.next_frame(&mut bytes).unwrap();
    let head = svg.lines().next().unwrap();
    let [width, height] = [number(head, "width"), number(head, "height")].map(|side| (side * 2.0).round() as u32);
    assert_eq!(frame.width, width);
    // The caption's three lines stand on pixels, of which there are twice as many: each may be a pixel higher.
    assert!(frame.height.abs_diff(height) <= 4, "{} {height}", frame.height);
    let pixel = |x: f32, y: f32| {
        let place = ((y * 2.0) as usize * frame.width as usize + (x * 2.0) as usize) * 4;
        [bytes[place], bytes[place + 1], bytes[place + 2], bytes[place + 3]]
    };
    assert_eq!(pixel(0.0, 0.0), [255; 4], "white at the edge");
    let bubbles: Vec<&str> =
        svg.lines().filter(|line| line.starts_with("<circle") && !line.contains("fill=\"none\"")).collect();
    assert_eq!(bubbles.len(), 3);
    for bubble in bubbles {
        // Beside the name, which stands in the middle.
        let [x, y, radius] = ["cx", "cy", "r"].map(|name| number(bubble, name));
        let inside = pixel(x, y - 0.8 * radius);
        assert!(inside != [255; 4] && inside[3] == 255, "{bubble}: {inside:?}");
    }
}

#[test]
fn a_copied_picture_goes_to_the_clipboard_in_pixels() {
    if !can_compare() {
        return;
    }
    let source = CorpusSource::Paths(vec![lines_file(FRUIT_AND_TOOLS)]);
    let mut window = clustered(start_rendered(Some(source), Theme::Light, FakePicker::default()));
    open_menu(&mut window, "View");
    window.get_by_label("Copy picture of the map").click();
    let copied = (0..8).find_map(|_| {
        window.step();
        let commands = &window.output().platform_output.commands;
        commands.iter().find_map(|command| match command {
            egui::OutputCommand::CopyImage(image) => Some(image.size),
            _ => None,
        })
    });
    let [width, height] = copied.expect("an image was copied");
    settle(&mut window);
    assert_eq!(told(&window), [format!("Copied a picture of the map: {width} × {height} pixels")]);
}

#[test]
fn the_terms_and_the_threshold_are_saved_with_all_that_they_show() {
    let picker = FakePicker::default();
    let (folder, terms) = folder();
    let threshold = folder.path().join("threshold.svg");
    answers(&picker, &threshold);
    answers(&picker, &terms);
    let mut window = window_with(&picker, Theme::Light);
    let name = session(&window).tables.name(session(&window).tables.listed[0]).to_owned();
    window.get_by_role_and_label(Role::ListBoxOption, name.as_str()).click();
    settle(&mut window);
    ask_for(&mut window, "Save picture of the terms…");
    click(&mut window, "Save…");
    let svg = std::fs::read_to_string(&terms).unwrap();
    let bars = &window.state().workspace().terms().bars;
    assert!(bars.len() > 3);
    for bar in bars {
        assert!(svg.contains(&format!(">{}<", bar.text)), "no text “{}” in {svg}", bar.text);
    }
    assert!(svg.contains("ranked by relevance"), "{svg}");

    ask_for(&mut window, "Save picture of the threshold…");
    click(&mut window, "Save…");
    let svg = std::fs::read_to_string(&threshold).unwrap();
    assert!(svg.contains("centred Hellinger similarity, average linkage"), "{svg}");
    assert!(svg.contains("<path") && svg.contains(">0.00<"), "the curve and its axis: {svg}");
}
