//! A drawing as SVG: shapes stay shapes and text stays text, so that figures can be edited.
//!
//! egui's colours are premultiplied with their opacity, those of SVG are not. Sizes in points become CSS pixels.
//! To write into a string cannot fail, so its results are dropped.

use std::fmt::Write as _;

use egui::epaint::{
    BandShape, CircleShape, ClippedShape, ColorMode, CornerRadiusF32, CubicBezierShape, EllipseShape, PathShape,
    PathStroke, QuadraticBezierShape, RectShape,
};
use egui::{Color32, Pos2, Rect, Shape, Stroke, StrokeKind, TextureId, emath, pos2};
use rustc_hash::FxHashMap;

use super::caption::Caption;
use super::off_screen::Drawing;
use super::svg_mesh::{Image, images_of, mesh};
use super::svg_text::text;

/// The whole file. Fails only if an image cannot be encoded.
pub fn document(drawing: &Drawing, caption: &Caption) -> Result<String, String> {
    let page = Rect::from_min_size(Pos2::ZERO, drawing.size);
    let mut writer = Writer { images: images_of(&drawing.textures), body: String::new(), clips: Vec::new() };
    let mut open_clip = None;
    for clipped in &drawing.shapes {
        let ClippedShape { clip_rect, shape, transform_after_tessellation: transform } = clipped;
        let bounds = *transform * shape.visual_bounding_rect();
        let clip_rect = clip_rect.intersect(page);
        if !clip_rect.intersects(bounds) {
            continue;
        }
        // Most shapes lie inside their view: those need no clip that other programs might stumble over.
        let clip = (!clip_rect.contains_rect(bounds)).then(|| writer.clip(clip_rect));
        if clip != open_clip {
            writer.body += if open_clip.is_some() { "</g>\n" } else { "" };
            if let Some(clip) = clip {
                _ = writeln!(writer.body, "<g clip-path=\"url(#clip{clip})\">");
            }
            open_clip = clip;
        }
        if *transform == emath::TSTransform::IDENTITY {
            writer.shape(shape)?;
        } else {
            let (by, scale) = (transform.translation, transform.scaling);
            let [x, y, scale] = [by.x, by.y, scale].map(number);
            _ = writeln!(writer.body, "<g transform=\"translate({x} {y}) scale({scale})\">");
            writer.shape(shape)?;
            writer.body += "</g>\n";
        }
    }
    writer.body += if open_clip.is_some() { "</g>\n" } else { "" };
    Ok(writer.finish(drawing, caption))
}

struct Writer {
    images: FxHashMap<TextureId, Image>,
    body: String,
    /// Rectangles that shapes are cut at; their places are their names.
    clips: Vec<Rect>,
}

impl Writer {
    fn clip(&mut self, rect: Rect) -> usize {
        self.clips.iter().position(|known| *known == rect).unwrap_or_else(|| {
            self.clips.push(rect);
            self.clips.len() - 1
        })
    }

    fn finish(&self, drawing: &Drawing, caption: &Caption) -> String {
        let [width, height] = [drawing.size.x, drawing.size.y].map(number);
        let mut file = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\" role=\"img\">\n<title>{}</title>\n<desc>{}</desc>\n",
            escaped(&caption.title),
            escaped(&caption.lines.join("\n"))
        );
        if !self.clips.is_empty() {
            file += "<defs>\n";
            for (place, rect) in self.clips.iter().enumerate() {
                _ = writeln!(file, "<clipPath id=\"clip{place}\"><rect{}/></clipPath>", frame(*rect));
            }
            file += "</defs>\n";
        }
        file + &self.body + "</svg>\n"
    }

    fn shape(&mut self, shape: &Shape) -> Result<(), String> {
        match shape {
            Shape::Noop | Shape::Callback(_) => {}
            Shape::Vec(shapes) => return shapes.iter().try_for_each(|shape| self.shape(shape)),
            Shape::Circle(circle) => self.circle(circle),
            Shape::Ellipse(ellipse) => self.ellipse(ellipse),
            Shape::LineSegment { points: [from, to], stroke: line } => {
                let [x1, y1, x2, y2] = [from.x, from.y, to.x, to.y].map(number);
                self.element("line", &format!(" x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\"{}", stroke(*line)));
            }
            Shape::Path(PathShape { points, closed, fill: inside, stroke: line }) => {
                let line = plain(line, points);
                self.path(&polygon(points, *closed), if *closed { *inside } else { Color32::TRANSPARENT }, line);
            }
            Shape::Band(band) => self.band(band),
            Shape::Rect(rect) => return self.rect(rect),
            Shape::Text(galley) => self.body += &text(galley),
            Shape::Mesh(triangles) => self.body += &mesh(triangles, &self.images)?,
            Shape::QuadraticBezier(curve) => {
                let QuadraticBezierShape { points, closed, fill: inside, stroke: line } = curve;
                let [from, by, to] = points.map(place);
                let end = if *closed { "Z" } else { "" };
                self.path(&format!("M{from}Q{by} {to}{end}"), *inside, plain(line, points));
            }
            Shape::CubicBezier(curve) => {
                let CubicBezierShape { points, closed, fill: inside, stroke: line } = curve;
                let [from, first, second, to] = points.map(place);
                let end = if *closed { "Z" } else { "" };
                self.path(&format!("M{from}C{first} {second} {to}{end}"), *inside, plain(line, points));
            }
        }
        Ok(())
    }

    fn element(&mut self, name: &str, attributes: &str) {
        _ = writeln!(self.body, "<{name}{attributes}/>");
    }

    fn path(&mut self, steps: &str, inside: Color32, line: Stroke) {
        self.element("path", &format!(" d=\"{steps}\"{}{}", fill(inside), stroke(line)));
    }

    fn circle(&mut self, circle: &CircleShape) {
        let CircleShape { center, radius, fill: inside, stroke: line } = *circle;
        let [x, y, radius] = [center.x, center.y, radius].map(number);
        self.element("circle", &format!(" cx=\"{x}\" cy=\"{y}\" r=\"{radius}\"{}{}", fill(inside), stroke(line)));
    }

    fn ellipse(&mut self, ellipse: &EllipseShape) {
        let EllipseShape { center, radius, fill: inside, stroke: line, angle } = *ellipse;
        let [x, y, across, down] = [center.x, center.y, radius.x, radius.y].map(number);
        let turn = turned(angle, center);
        let place = format!(" cx=\"{x}\" cy=\"{y}\" rx=\"{across}\" ry=\"{down}\"{turn}");
        self.element("ellipse", &format!("{place}{}{}", fill(inside), stroke(line)));
    }

    fn rect(&mut self, shape: &RectShape) -> Result<(), String> {
        let turn = turned(shape.angle, shape.rect.center());
        let radius = CornerRadiusF32::from(shape.corner_radius);
        if let Some(brush) = &shape.brush {
            let texture = Shape::image(brush.fill_texture_id, shape.rect, brush.uv, shape.fill);
            if let Shape::Mesh(triangles) = texture {
                self.body += &mesh(&triangles, &self.images)?;
            }
        } else if shape.fill != Color32::TRANSPARENT {
            self.rounded(shape.rect, radius, &format!("{turn}{}", fill(shape.fill)));
        }
        if !shape.stroke.is_empty() {
            // SVG draws on the edge: where egui draws inside or outside of it, the edge is moved.
            let outwards = match shape.stroke_kind {
                StrokeKind::Inside => -0.5 * shape.stroke.width,
                StrokeKind::Middle => 0.0,
                StrokeKind::Outside => 0.5 * shape.stroke.width,
            };
            let moved = |corner: f32| if corner > 0.0 { (corner + outwards).max(0.0) } else { 0.0 };
            let radius = CornerRadiusF32 {
                nw: moved(radius.nw),
                ne: moved(radius.ne),
                sw: moved(radius.sw),
                se: moved(radius.se),
            };
            let paint = format!("{turn} fill=\"none\"{}", stroke(shape.stroke));
            self.rounded(shape.rect.expand(outwards), radius, &paint);
        }
        Ok(())
    }

    fn rounded(&mut self, rect: Rect, radius: CornerRadiusF32, paint: &str) {
        let most = 0.5 * rect.size().min_elem().max(0.0);
        let CornerRadiusF32 { nw, ne, sw, se } = radius;
        let [nw, ne, sw, se] = [nw, ne, sw, se].map(|corner| corner.min(most));
        let is_even = [ne, sw, se].iter().all(|corner| (corner - nw).abs() < 0.01);
        if is_even {
            let corners = if nw > 0.0 { format!(" rx=\"{}\"", number(nw)) } else { String::new() };
            self.element("rect", &format!("{}{corners}{paint}", frame(rect)));
            return;
        }
        let arc = |radius: f32, x: f32, y: f32| format!("A{0} {0} 0 0 1 {1}", number(radius), place(pos2(x, y)));
        let steps = format!(
            "M{}H{}{}V{}{}H{}{}V{}{}Z",
            place(pos2(rect.left() + nw, rect.top())),
            number(rect.right() - ne),
            arc(ne, rect.right(), rect.top() + ne),
            number(rect.bottom() - se),
            arc(se, rect.right() - se, rect.bottom()),
            number(rect.left() + sw),
            arc(sw, rect.left(), rect.bottom() - sw),
            number(rect.top() + nw),
            arc(nw, rect.left() + nw, rect.top()),
        );
        self.element("path", &format!(" d=\"{steps}\"{paint}"));
    }

    fn band(&mut self, band: &BandShape) {
        let upper = band.points.iter().map(|point| pos2(point.x, point.y.min));
        let lower = band.points.iter().rev().map(|point| pos2(point.x, point.y.max));
        let points: Vec<Pos2> = upper.chain(lower).collect();
        let turn = turned(band.angle, Pos2::ZERO);
        let paint = format!("{}{}", fill(band.fill), stroke(band.stroke));
        self.element("path", &format!(" d=\"{}\"{turn}{paint}", polygon(&points, true)));
    }
}

/// A stroke whose colour may change along its path, in the colour of its first point.
fn plain(line: &PathStroke, points: &[Pos2]) -> Stroke {
    let color = match &line.color {
        ColorMode::Solid(color) => *color,
        ColorMode::UV(color_at) => {
            points.first().map_or(Color32::TRANSPARENT, |&first| color_at(Rect::from_points(points), first))
        }
    };
    Stroke::new(line.width, color)
}

pub fn polygon(points: &[Pos2], closed: bool) -> String {
    let mut steps = String::new();
    for (index, point) in points.iter().enumerate() {
        steps += if index == 0 { "M" } else { "L" };
        steps += &place(*point);
    }
    steps + if closed { "Z" } else { "" }
}

fn turned(angle: f32, around: Pos2) -> String {
    if angle == 0.0 {
        return String::new();
    }
    format!(" transform=\"rotate({} {})\"", number(angle.to_degrees()), place(around))
}

/// The attributes that place a rectangle.
pub fn frame(rect: Rect) -> String {
    let [x, y, width, height] = [rect.left(), rect.top(), rect.width(), rect.height()].map(number);
    format!(" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"")
}

pub fn place(point: Pos2) -> String {
    format!("{} {}", number(point.x), number(point.y))
}

/// At most two decimals: a hundredth of a point is not seen.
pub fn number(value: f32) -> String {
    let text = format!("{:.2}", if value.is_finite() { value } else { 0.0 });
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

pub fn fill(color: Color32) -> String {
    if color == Color32::TRANSPARENT {
        return " fill=\"none\"".to_owned();
    }
    painted("fill", color)
}

/// Nothing for an empty stroke: SVG draws none unless told.
pub fn stroke(line: Stroke) -> String {
    if line.is_empty() {
        return String::new();
    }
    format!("{} stroke-width=\"{}\"", painted("stroke", line.color), number(line.width))
}

/// A colour with its opacity, which takes three decimals to be told from its neighbours.
fn painted(name: &str, color: Color32) -> String {
    let [r, g, b, a] = color.to_srgba_unmultiplied();
    let paint = format!(" {name}=\"#{r:02x}{g:02x}{b:02x}\"");
    if a == 255 {
        return paint;
    }
    let opacity = format!("{:.3}", f32::from(a) / 255.0);
    format!("{paint} {name}-opacity=\"{}\"", opacity.trim_end_matches('0').trim_end_matches('.'))
}

/// A text between tags or quotes; characters that XML forbids are left out.
pub fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped += "&amp;",
            '<' => escaped += "&lt;",
            '>' => escaped += "&gt;",
            '"' => escaped += "&quot;",
            '\t' | '\n' => escaped.push(character),
            '\u{fffe}' | '\u{ffff}' => {}
            other if other.is_control() => {}
            other => escaped.push(other),
        }
    }
    escaped
}
