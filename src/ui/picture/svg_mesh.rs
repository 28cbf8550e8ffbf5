//! Triangles as SVG: those of an image become the image, the others polygons of one colour each.

use std::fmt::Write as _;

use egui::epaint::{ImageData, ImageDelta, Mesh, Vertex, WHITE_UV};
use egui::{Color32, ColorImage, Pos2, Rect, TextureFilter, TextureId};
use rustc_hash::FxHashMap;

use super::raster::png;
use super::svg::{fill, frame, polygon};

/// A texture as it is after all changes.
pub struct Image {
    pixels: ColorImage,
    /// Whether its pixels have sharp edges where they are enlarged.
    is_sharp: bool,
}

/// The textures without that of the fonts.
pub fn images_of(textures: &[(TextureId, ImageDelta)]) -> FxHashMap<TextureId, Image> {
    let mut images: FxHashMap<TextureId, Image> = FxHashMap::default();
    for (id, delta) in textures.iter().filter(|(id, _)| *id != TextureId::default()) {
        let ImageData::Color(pixels) = &delta.image;
        let is_sharp = delta.options.magnification == TextureFilter::Nearest;
        match (delta.pos, images.get_mut(id)) {
            (Some(corner), Some(image)) => patch(&mut image.pixels, corner, pixels),
            _ => drop(images.insert(*id, Image { pixels: ColorImage::clone(pixels), is_sharp })),
        }
    }
    images
}

fn patch(image: &mut ColorImage, [left, top]: [usize; 2], pixels: &ColorImage) {
    let (whole_width, width) = (image.size[0], pixels.size[0]);
    for (row, line) in pixels.pixels.chunks_exact(width.max(1)).enumerate() {
        let start = (top + row) * whole_width + left;
        if let Some(target) = image.pixels.get_mut(start..start + width) {
            target.copy_from_slice(line);
        }
    }
}

pub fn mesh(mesh: &Mesh, images: &FxHashMap<TextureId, Image>) -> Result<String, String> {
    if mesh.texture_id == TextureId::default() {
        return Ok(polygons(mesh));
    }
    let Some(image) = images.get(&mesh.texture_id) else { return Ok(String::new()) };
    // Images are painted as rectangles: four corners, two triangles.
    mesh.vertices.as_chunks::<4>().0.iter().map(|corners| image_in(corners, image)).collect()
}

fn image_in(corners: &[Vertex; 4], image: &Image) -> Result<String, String> {
    let rect = Rect::from_points(&corners.map(|corner| corner.pos));
    let uv = Rect::from_points(&corners.map(|corner| corner.uv));
    if !rect.is_positive() || !uv.is_positive() {
        return Ok(String::new());
    }
    // The whole image lies where its part that is shown comes to lie in the rectangle, which cuts off the rest.
    let scale = rect.size() / uv.size();
    let whole = Rect::from_min_size(rect.min - uv.min.to_vec2() * scale, scale);
    let tint = corners[0].color;
    let pixels = image.pixels.pixels.iter().map(|&pixel| pixel * tint).collect();
    let bytes = png(&ColorImage::new(image.pixels.size, pixels), None)?;
    let is_enlarged = image.pixels.size[0] as f32 <= whole.width();
    let style = if image.is_sharp && is_enlarged {
        // Inkscape knows the first, browsers the second.
        " style=\"image-rendering:optimizeSpeed;image-rendering:pixelated\""
    } else {
        ""
    };
    let element = |placed: Rect| {
        let href = format!("data:image/png;base64,{}", base64(&bytes));
        format!("<image{} preserveAspectRatio=\"none\"{style} xlink:href=\"{href}\"/>", frame(placed))
    };
    if (whole.size() - rect.size()).length() < 0.01 {
        return Ok(element(rect) + "\n");
    }
    let view_box =
        format!(" viewBox=\"0 0 {} {}\"", super::svg::number(rect.width()), super::svg::number(rect.height()));
    let inner = whole.translate(-rect.min.to_vec2());
    Ok(format!(
        "<svg{}{view_box} preserveAspectRatio=\"none\" overflow=\"hidden\">{}</svg>\n",
        frame(rect),
        element(inner)
    ))
}

/// Triangles of one colour that follow each other become one path, and two that share a side one polygon.
fn polygons(mesh: &Mesh) -> String {
    let mut body = String::new();
    let mut open: Option<(Color32, String, usize)> = None;
    let mut close = |open: Option<(Color32, String, usize)>| {
        let Some((color, steps, n_polygons)) = open else { return };
        // Seams would show between polygons whose edges are smoothed.
        let crisp = if n_polygons > 1 { " shape-rendering=\"crispEdges\"" } else { "" };
        _ = writeln!(body, "<path d=\"{steps}\"{}{crisp}/>", fill(color));
    };
    let mut triangles = mesh.indices.as_chunks::<3>().0.iter().peekable();
    while let Some(&triangle) = triangles.next() {
        let Some(corners) = corners(mesh, triangle) else { continue };
        let color = color_of(corners);
        let next = triangles.peek().and_then(|&&next| {
            let others = self::corners(mesh, next)?;
            (color_of(others) == color).then(|| quad(triangle, next)).flatten()
        });
        let points: Vec<Pos2> = match next {
            Some(indices) => {
                triangles.next();
                indices.iter().filter_map(|&index| mesh.vertices.get(index as usize)).map(|vertex| vertex.pos).collect()
            }
            None => corners.map(|vertex| vertex.pos).to_vec(),
        };
        if color == Color32::TRANSPARENT {
            continue;
        }
        match &mut open {
            Some((same, steps, n_polygons)) if *same == color => {
                *steps += &polygon(&points, true);
                *n_polygons += 1;
            }
            _ => close(open.replace((color, polygon(&points, true), 1))),
        }
    }
    close(open);
    body
}

/// The corners of a triangle that is painted with its colours alone, and not with a glyph.
fn corners(mesh: &Mesh, triangle: [u32; 3]) -> Option<[Vertex; 3]> {
    let [a, b, c] = triangle.map(|index| mesh.vertices.get(index as usize).copied());
    let corners = [a?, b?, c?];
    corners.iter().all(|corner| corner.uv == WHITE_UV).then_some(corners)
}

/// The mean of the corners.
fn color_of(corners: [Vertex; 3]) -> Color32 {
    let channel = |place: usize| {
        let sum: u16 = corners.iter().map(|corner| u16::from(corner.color.to_array()[place])).sum();
        ((sum + 1) / 3) as u8
    };
    Color32::from_rgba_premultiplied(channel(0), channel(1), channel(2), channel(3))
}

/// The corners of two triangles that share a side, in their order around.
fn quad(first: [u32; 3], second: [u32; 3]) -> Option<[u32; 4]> {
    let apart = |these: [u32; 3], those: [u32; 3]| {
        let mut alone = (0..3).filter(|&place| !those.contains(&these[place]));
        alone.next().filter(|_| alone.next().is_none())
    };
    let tip = apart(first, second)?;
    let other = second[apart(second, first)?];
    let (next, last) = (first[(tip + 1) % 3], first[(tip + 2) % 3]);
    Some([first[tip], next, other, last])
}

/// Bytes as text (RFC 4648, section 4).
pub fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let byte = |place: usize| u32::from(group.get(place).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for digit in 0..4 {
            let value = (bits >> (18 - 6 * digit)) & 63;
            text.push(if digit <= group.len() { char::from(DIGITS[value as usize]) } else { '=' });
        }
    }
    text
}
