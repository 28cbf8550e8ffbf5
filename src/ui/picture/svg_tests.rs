//! What becomes of each kind of shape in an SVG.

use std::sync::Arc;

use egui::epaint::text::{LayoutJob, TextFormat, TextWrapping};
use egui::epaint::{
    BandPoint, BandShape, ClippedShape, CornerRadius, EllipseShape, ImageDelta, Mesh, PathShape, QuadraticBezierShape,
    RectShape, TextShape,
};
use egui::{
    Color32, ColorImage, Context, Galley, Pos2, Rect, Shape, Stroke, StrokeKind, TextureId, TextureOptions, emath,
    pos2, vec2,
};

use super::caption::Caption;
use super::off_screen::Drawing;
use super::svg::{document, number};
use super::svg_mesh::base64;
use crate::ui::theme;

const RED: Color32 = Color32::from_rgb(255, 0, 0);

fn caption() -> Caption {
    Caption { title: "Map of <R&D>".to_owned(), lines: vec!["3 documents".to_owned(), "seed 0".to_owned()] }
}

fn page() -> Rect {
    Rect::from_min_size(Pos2::ZERO, vec2(200.0, 100.0))
}

fn drawing(shapes: Vec<ClippedShape>) -> Drawing {
    Drawing { size: page().size(), shapes, textures: Vec::new() }
}

fn unclipped(shape: impl Into<Shape>) -> ClippedShape {
    let transform_after_tessellation = emath::TSTransform::IDENTITY;
    ClippedShape { clip_rect: page(), shape: shape.into(), transform_after_tessellation }
}

/// The elements that a shape becomes.
fn svg_of(shape: impl Into<Shape>) -> String {
    let file = document(&drawing(vec![unclipped(shape)]), &caption()).unwrap();
    let (_, body) = file.split_once("</desc>\n").unwrap();
    body.strip_suffix("</svg>\n").unwrap().to_owned()
}

fn laid_out(job: &LayoutJob) -> Arc<Galley> {
    let ctx = Context::default();
    theme::install(&ctx);
    let mut galley = None;
    let output = ctx.run_ui(egui::RawInput::default(), |ui| galley = Some(ui.painter().layout_job(job.clone())));
    output.drop_without_applying_deltas();
    galley.unwrap()
}

fn text_shape(text: &str, font: egui::FontId) -> TextShape {
    TextShape::new(pos2(10.0, 20.0), laid_out(&LayoutJob::simple_singleline(text.to_owned(), font, RED)), RED)
}

/// The value of an attribute of the first element that has it.
fn attribute(svg: &str, name: &str) -> String {
    let (_, rest) = svg.split_once(&format!(" {name}=\"")).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

#[test]
fn a_file_has_its_size_and_tells_what_it_shows() {
    let file = document(&drawing(Vec::new()), &caption()).unwrap();
    assert!(file.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""), "{file}");
    assert!(file.contains(" width=\"200\" height=\"100\" viewBox=\"0 0 200 100\""), "{file}");
    assert!(file.contains("<title>Map of &lt;R&amp;D&gt;</title>\n<desc>3 documents\nseed 0</desc>"), "{file}");
}

#[test]
fn circles_lines_and_ellipses_stay_what_they_are() {
    let circle = Shape::circle_filled(pos2(10.0, 20.5), 5.256, RED);
    assert_eq!(svg_of(circle), "<circle cx=\"10\" cy=\"20.5\" r=\"5.26\" fill=\"#ff0000\"/>\n");
    let ring = Shape::circle_stroke(pos2(10.0, 20.0), 5.0, Stroke::new(1.5, RED));
    assert_eq!(
        svg_of(ring),
        "<circle cx=\"10\" cy=\"20\" r=\"5\" fill=\"none\" stroke=\"#ff0000\" stroke-width=\"1.5\"/>\n"
    );
    let line = Shape::line_segment([pos2(1.0, 2.0), pos2(3.0, 4.0)], Stroke::new(1.0, RED));
    assert_eq!(svg_of(line), "<line x1=\"1\" y1=\"2\" x2=\"3\" y2=\"4\" stroke=\"#ff0000\" stroke-width=\"1\"/>\n");
    let ellipse = EllipseShape::filled(pos2(50.0, 50.0), vec2(20.0, 10.0), RED).with_angle(std::f32::consts::FRAC_PI_2);
    let ellipse = svg_of(ellipse);
    assert!(ellipse.contains("rx=\"20\" ry=\"10\" transform=\"rotate(90 50 50)\""), "{ellipse}");
}

#[test]
fn colours_lose_their_opacity_to_an_attribute() {
    let half = svg_of(Shape::circle_filled(pos2(10.0, 20.0), 5.0, Color32::from_rgba_unmultiplied(200, 100, 0, 128)));
    assert_eq!(attribute(&half, "fill-opacity"), "0.502");
    let color = u32::from_str_radix(&attribute(&half, "fill")[1..], 16).unwrap();
    let [_, r, g, b] = color.to_be_bytes();
    assert!(r.abs_diff(200) <= 1 && g.abs_diff(100) <= 1 && b == 0, "{half}");
    let dimmed = svg_of(Shape::circle_filled(pos2(10.0, 20.0), 5.0, RED.gamma_multiply(0.5)));
    assert_eq!(attribute(&dimmed, "fill"), "#ff0000");
    assert_eq!(svg_of(Shape::circle_filled(pos2(10.0, 20.0), 5.0, Color32::TRANSPARENT)), "", "nothing is not drawn");
}

#[test]
fn rectangles_have_corners_and_strokes_inside_or_outside_of_their_edge() {
    let rect = Rect::from_min_max(pos2(10.0, 10.0), pos2(50.0, 30.0));
    assert_eq!(
        svg_of(Shape::rect_filled(rect, 4.0, RED)),
        "<rect x=\"10\" y=\"10\" width=\"40\" height=\"20\" rx=\"4\" fill=\"#ff0000\"/>\n"
    );
    let outside = RectShape::stroke(rect, 0.0, Stroke::new(2.0, RED), StrokeKind::Outside);
    assert_eq!(
        svg_of(outside),
        "<rect x=\"9\" y=\"9\" width=\"42\" height=\"22\" fill=\"none\" stroke=\"#ff0000\" stroke-width=\"2\"/>\n"
    );
    let inside = RectShape::new(rect, 6.0, Color32::WHITE, Stroke::new(2.0, RED), StrokeKind::Inside);
    let inside = svg_of(inside);
    assert_eq!(inside.lines().count(), 2, "filled, then outlined: {inside}");
    assert!(inside.contains("<rect x=\"11\" y=\"11\" width=\"38\" height=\"18\" rx=\"5\" fill=\"none\""), "{inside}");
    let uneven = svg_of(RectShape::filled(rect, CornerRadius { nw: 4, ne: 0, sw: 0, se: 0 }, RED));
    assert!(uneven.starts_with("<path d=\"M14 10H50A0 0 0 0 1 50 10V30"), "{uneven}");
}

#[test]
fn paths_curves_and_bands_become_paths() {
    let points = vec![pos2(5.0, 5.0), pos2(15.0, 5.0), pos2(15.0, 15.0)];
    let polygon = svg_of(PathShape::convex_polygon(points.clone(), RED, Stroke::NONE));
    assert_eq!(polygon, "<path d=\"M5 5L15 5L15 15Z\" fill=\"#ff0000\"/>\n");
    let line = svg_of(PathShape::line(points, Stroke::new(1.0, RED)));
    assert_eq!(line, "<path d=\"M5 5L15 5L15 15\" fill=\"none\" stroke=\"#ff0000\" stroke-width=\"1\"/>\n");
    let ends = [pos2(5.0, 5.0), pos2(10.0, 15.0), pos2(15.0, 5.0)];
    let curve = QuadraticBezierShape::from_points_stroke(ends, false, Color32::TRANSPARENT, Stroke::new(1.0, RED));
    assert!(svg_of(curve).starts_with("<path d=\"M5 5Q10 15 15 5\" fill=\"none\""));
    let points = vec![BandPoint::new(0.0, 10.0..=20.0), BandPoint::new(50.0, 5.0..=25.0)];
    let band = BandShape { points, fill: RED, stroke: Stroke::NONE, stroke_kind: StrokeKind::Middle, angle: 0.0 };
    assert_eq!(svg_of(Shape::Band(band)), "<path d=\"M0 10L50 5L50 25L0 20Z\" fill=\"#ff0000\"/>\n");
}

#[test]
fn text_stays_text_in_its_font_and_colour() {
    let plain = svg_of(text_shape("기계 <번역> & more", theme::small()));
    assert_eq!(plain.matches("<text").count(), 1);
    assert!(plain.contains(">기계 &lt;번역&gt; &amp; more</text>"), "{plain}");
    assert!(attribute(&plain, "font-family").starts_with("Inter, 'Noto Sans KR'"), "{plain}");
    assert_eq!((attribute(&plain, "font-size"), attribute(&plain, "fill")), ("11".to_owned(), "#ff0000".to_owned()));
    assert!(!plain.contains("font-weight"), "{plain}");
    assert_eq!(attribute(&plain, "x"), "10");
    let baseline: f32 = attribute(&plain, "y").parse().unwrap();
    assert!((26.0..34.0).contains(&baseline), "the baseline is below the top: {baseline}");
    assert_eq!(attribute(&svg_of(text_shape("strong", theme::body_strong())), "font-weight"), "600");
    assert_eq!(svg_of(text_shape("   ", theme::body())), "", "blanks are not drawn");
}

#[test]
fn text_is_dimmed_overridden_and_turned() {
    let mut shape = text_shape("name", theme::body());
    shape.override_text_color = Some(Color32::WHITE);
    shape.opacity_factor = 0.5;
    let dimmed = svg_of(shape.clone());
    assert_eq!((attribute(&dimmed, "fill"), attribute(&dimmed, "fill-opacity")), ("#ffffff".into(), "0.502".into()));
    shape.pos = pos2(100.0, 50.0);
    let turned = svg_of(shape.with_angle(-std::f32::consts::FRAC_PI_2));
    assert!(turned.starts_with("<g transform=\"translate(100 50) rotate(-90)\">\n<text x=\"0\""), "{turned}");
}

#[test]
fn each_format_and_row_of_a_text_is_an_element() {
    let mut job = LayoutJob::default();
    job.append("빨강 ", 0.0, TextFormat::simple(theme::body(), RED));
    job.append("bold\nsecond", 0.0, TextFormat::simple(theme::body_strong(), Color32::WHITE));
    let svg = svg_of(TextShape::new(pos2(10.0, 10.0), laid_out(&job), RED));
    let lines: Vec<&str> = svg.lines().collect();
    assert_eq!(lines.len(), 3, "{svg}");
    assert!(lines[0].ends_with(">빨강</text>") && lines[0].contains("#ff0000"), "{svg}");
    assert!(lines[1].ends_with(">bold</text>") && lines[1].contains("font-weight=\"600\""), "{svg}");
    assert!(lines[2].ends_with(">second</text>") && lines[2].contains("font-weight=\"600\""), "{svg}");
    assert_ne!(attribute(lines[1], "y"), attribute(lines[2], "y"));
}

#[test]
fn a_text_that_is_cut_ends_in_its_ellipsis() {
    let mut job = LayoutJob::simple_singleline("a very long name of a topic".to_owned(), theme::body(), RED);
    job.wrap = TextWrapping::truncate_at_width(60.0);
    let svg = svg_of(TextShape::new(pos2(10.0, 10.0), laid_out(&job), RED));
    assert!(svg.contains(">a very") && svg.trim_end().ends_with("…</text>"), "{svg}");
    assert!(!svg.contains("topic"), "{svg}");
}

#[test]
fn an_image_is_embedded_once_and_sharp() {
    let pixels = ColorImage::new([2, 2], vec![RED, Color32::WHITE, Color32::WHITE, RED]);
    let id = TextureId::Managed(7);
    let rect = Rect::from_min_size(pos2(20.0, 10.0), vec2(80.0, 80.0));
    let whole = Rect::from_min_max(Pos2::ZERO, pos2(1.0, 1.0));
    let shapes = vec![unclipped(Shape::image(id, rect, whole, Color32::WHITE))];
    let textures = vec![(id, ImageDelta::full(pixels, TextureOptions::NEAREST))];
    let file = document(&Drawing { size: page().size(), shapes, textures }, &caption()).unwrap();
    assert_eq!(file.matches("data:image/png;base64,iVBOR").count(), 1, "{file}");
    assert!(
        file.contains("<image x=\"20\" y=\"10\" width=\"80\" height=\"80\" preserveAspectRatio=\"none\""),
        "{file}"
    );
    assert!(file.contains("image-rendering:pixelated"), "{file}");
}

#[test]
fn a_part_of_an_image_is_cut_out_of_the_whole() {
    let pixels = ColorImage::new([2, 2], vec![RED; 4]);
    let id = TextureId::Managed(7);
    let rect = Rect::from_min_size(pos2(20.0, 10.0), vec2(80.0, 80.0));
    let quarter = Rect::from_min_max(pos2(0.5, 0.5), pos2(1.0, 1.0));
    let shapes = vec![unclipped(Shape::image(id, rect, quarter, Color32::WHITE))];
    let textures = vec![(id, ImageDelta::full(pixels, TextureOptions::NEAREST))];
    let file = document(&Drawing { size: page().size(), shapes, textures }, &caption()).unwrap();
    assert!(file.contains("<svg x=\"20\" y=\"10\" width=\"80\" height=\"80\" viewBox=\"0 0 80 80\""), "{file}");
    assert!(file.contains("<image x=\"-80\" y=\"-80\" width=\"160\" height=\"160\""), "{file}");
}

#[test]
fn triangles_of_one_colour_are_joined_and_others_are_not() {
    let mut mesh = Mesh::default();
    mesh.add_colored_rect(Rect::from_min_size(pos2(0.0, 0.0), vec2(10.0, 10.0)), RED);
    mesh.add_colored_rect(Rect::from_min_size(pos2(10.0, 0.0), vec2(10.0, 10.0)), RED);
    mesh.add_colored_rect(Rect::from_min_size(pos2(20.0, 0.0), vec2(10.0, 10.0)), Color32::WHITE);
    let svg = svg_of(Shape::mesh(mesh));
    let paths: Vec<&str> = svg.lines().collect();
    assert_eq!(paths.len(), 2, "{svg}");
    assert_eq!(paths[0].matches('Z').count(), 2, "two squares, not four triangles: {svg}");
    assert!(paths[1].contains("fill=\"#ffffff\""), "{svg}");
}

#[test]
fn shapes_are_clipped_where_they_reach_out_and_left_out_beyond() {
    let clip_rect = Rect::from_min_size(pos2(0.0, 0.0), vec2(50.0, 50.0));
    let at = |x: f32| ClippedShape { clip_rect, ..unclipped(Shape::circle_filled(pos2(x, 25.0), 10.0, RED)) };
    let file = document(&drawing(vec![at(25.0), at(48.0), at(45.0), at(90.0)]), &caption()).unwrap();
    assert_eq!(file.matches("<circle").count(), 3, "what nobody sees is not there: {file}");
    assert_eq!(file.matches("<g clip-path=\"url(#clip0)\">").count(), 1, "{file}");
    assert_eq!(file.matches("<clipPath").count(), 1, "{file}");
    assert_eq!(file.matches("<g").count(), file.matches("</g>").count());
}

#[test]
fn numbers_are_short_and_never_odd() {
    assert_eq!([0.0, -0.001, 1.005, 10.0, -2.5].map(number), ["0", "0", "1", "10", "-2.5"]);
    assert_eq!([f32::NAN, f32::INFINITY, 123.456].map(number), ["0", "0", "123.46"]);
}

#[test]
fn base64_is_as_in_the_standard() {
    // The test vectors of RFC 4648, section 10.
    let texts = ["", "f", "fo", "foo", "foob", "fooba", "foobar"].map(|text| base64(text.as_bytes()));
    assert_eq!(texts, ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"]);
}
