//! A drawing as pixels: rendered by the graphics card that draws the window, and as PNG.

use std::sync::mpsc::channel;
use std::time::Duration;

use eframe::egui_wgpu::{RenderState, Renderer, RendererOptions, ScreenDescriptor};
use eframe::wgpu;
use egui::{Color32, ColorImage, Context};

use super::caption::Caption;
use super::off_screen::Drawing;

/// Bytes of a pixel.
const PIXEL: u32 = 4;

/// The graphics card has this long for one picture.
const PATIENCE: Duration = Duration::from_secs(20);

/// Renders what was drawn in the context `off_screen`; waits for the graphics card, some hundredths of a second.
pub fn render(
    off_screen: &Context,
    drawing: Drawing,
    pixels_per_point: f32,
    gpu: Option<&RenderState>,
) -> Result<ColorImage, String> {
    let gpu = gpu.ok_or("there is no graphics card to draw pixels with, save an SVG")?;
    let (device, queue) = (&gpu.device, &gpu.queue);
    let [width, height] =
        [drawing.size.x, drawing.size.y].map(|side| (side * pixels_per_point).round().max(1.0) as u32);
    check_size([width, height], &device.limits())?;

    // The window's renderer holds the window's textures: this one holds those of the picture.
    let options = RendererOptions { dithering: false, ..RendererOptions::default() };
    let mut renderer = Renderer::new(device, wgpu::TextureFormat::Rgba8Unorm, options);
    for (id, delta) in &drawing.textures {
        renderer.update_texture(device, queue, *id, delta);
    }
    let primitives = off_screen.tessellate(drawing.shapes, pixels_per_point);
    let screen = ScreenDescriptor { size_in_pixels: [width, height], pixels_per_point };
    let mut encoder = device.create_command_encoder(&wgpu::CommandEncoderDescriptor { label: Some("picture") });
    let callbacks = renderer.update_buffers(device, queue, &mut encoder, &primitives, &screen);
    let extent = wgpu::Extent3d { width, height, depth_or_array_layers: 1 };
    let target = device.create_texture(&wgpu::TextureDescriptor {
        label: Some("picture"),
        size: extent,
        mip_level_count: 1,
        sample_count: 1,
        dimension: wgpu::TextureDimension::D2,
        format: wgpu::TextureFormat::Rgba8Unorm,
        usage: wgpu::TextureUsages::RENDER_ATTACHMENT | wgpu::TextureUsages::COPY_SRC,
        view_formats: &[],
    });
    let view = target.create_view(&wgpu::TextureViewDescriptor::default());
    {
        let pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
            label: Some("picture"),
            color_attachments: &[Some(wgpu::RenderPassColorAttachment {
                view: &view,
                resolve_target: None,
                ops: wgpu::Operations {
                    load: wgpu::LoadOp::Clear(wgpu::Color::TRANSPARENT),
                    store: wgpu::StoreOp::Store,
                },
                depth_slice: None,
            })],
            ..Default::default()
        });
        renderer.render(&mut pass.forget_lifetime(), &primitives, &screen);
    }
    let row_bytes = row_bytes(width);
    let buffer = device.create_buffer(&wgpu::BufferDescriptor {
        label: Some("picture"),
        size: u64::from(row_bytes) * u64::from(height),
        usage: wgpu::BufferUsages::COPY_DST | wgpu::BufferUsages::MAP_READ,
        mapped_at_creation: false,
    });
    let layout = wgpu::TexelCopyBufferLayout { offset: 0, bytes_per_row: Some(row_bytes), rows_per_image: None };
    let destination = wgpu::TexelCopyBufferInfo { buffer: &buffer, layout };
    encoder.copy_texture_to_buffer(target.as_image_copy(), destination, extent);
    queue.submit(callbacks.into_iter().chain(std::iter::once(encoder.finish())));
    read_back(device, &buffer, [width, height])
}

/// Waits until the graphics card is done, and reads what it drew.
fn read_back(device: &wgpu::Device, buffer: &wgpu::Buffer, [width, height]: [u32; 2]) -> Result<ColorImage, String> {
    let (sender, mapped) = channel();
    buffer.slice(..).map_async(wgpu::MapMode::Read, move |result| {
        // Nobody waits any more for what came too late.
        drop(sender.send(result));
    });
    let failed = |error: &dyn std::fmt::Display| format!("the graphics card did not draw it: {error}");
    let wait = wgpu::PollType::Wait { submission_index: None, timeout: Some(PATIENCE) };
    device.poll(wait).map_err(|error| failed(&error))?;
    mapped.recv().map_err(|error| failed(&error))?.map_err(|error| failed(&error))?;
    let bytes = buffer.slice(..).get_mapped_range().map_err(|error| failed(&error))?;
    let rows = bytes.chunks_exact(row_bytes(width) as usize).map(|row| &row[..(width * PIXEL) as usize]);
    let pixels = rows.flat_map(|row| row.chunks_exact(PIXEL as usize));
    let pixels = pixels.map(|pixel| Color32::from_rgba_premultiplied(pixel[0], pixel[1], pixel[2], pixel[3])).collect();
    Ok(ColorImage::new([width as usize, height as usize], pixels))
}

/// Bytes of a row in a buffer of the graphics card, whose rows begin at round addresses.
fn row_bytes(width: u32) -> u32 {
    (width * PIXEL).next_multiple_of(wgpu::COPY_BYTES_PER_ROW_ALIGNMENT)
}

fn check_size([width, height]: [u32; 2], limits: &wgpu::Limits) -> Result<(), String> {
    let most = limits.max_texture_dimension_2d;
    if width > most || height > most {
        return Err(format!(
            "{width} × {height} pixels are more than the graphics card can draw, {most} a side: choose a smaller size or \
             scale"
        ));
    }
    if u64::from(row_bytes(width)) * u64::from(height) > limits.max_buffer_size {
        return Err(format!(
            "{width} × {height} pixels do not fit the graphics card's memory: choose a smaller size or scale"
        ));
    }
    Ok(())
}

/// An image as the bytes of a PNG. With a scale, programs show it at its size in points, 96 to the inch.
pub fn png(image: &ColorImage, about: Option<(f32, &Caption)>) -> Result<Vec<u8>, String> {
    encode(image, about).map_err(|error| error.to_string())
}

fn encode(image: &ColorImage, about: Option<(f32, &Caption)>) -> Result<Vec<u8>, png::EncodingError> {
    let [width, height] = image.size.map(|side| side as u32);
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    if let Some((scale, caption)) = about {
        let per_metre = (scale * 96.0 / 0.0254).round() as u32;
        encoder.set_pixel_dims(Some(png::PixelDimensions { xppu: per_metre, yppu: per_metre, unit: png::Unit::Meter }));
        encoder.add_itxt_chunk("Title".to_owned(), caption.title.clone())?;
        encoder.add_itxt_chunk("Description".to_owned(), caption.lines.join("\n"))?;
    }
    let mut writer = encoder.write_header()?;
    let pixels: Vec<u8> = image.pixels.iter().flat_map(Color32::to_srgba_unmultiplied).collect();
    writer.write_image_data(&pixels)?;
    writer.finish()?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn png_keeps_colours_without_their_opacity_and_the_caption() {
        let half = Color32::from_rgba_unmultiplied(200, 100, 0, 128);
        let image = ColorImage::new([2, 1], vec![Color32::from_rgb(1, 2, 3), half]);
        let caption = Caption { title: "Map of 뉴스".to_owned(), lines: vec!["3 documents".to_owned()] };
        let bytes = png(&image, Some((2.0, &caption))).unwrap();
        let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut pixels).unwrap();
        assert_eq!(pixels[..4], [1, 2, 3, 255]);
        assert_eq!(pixels[7], 128);
        let near = |value: u8, wanted: u8| value.abs_diff(wanted) <= 1;
        assert!(near(pixels[4], 200) && near(pixels[5], 100) && near(pixels[6], 0), "{pixels:?}");
        let info = reader.info();
        assert_eq!(info.pixel_dims.unwrap().xppu, 7559, "two pixels a point, 96 points an inch");
        assert_eq!(info.utf8_text[0].get_text().unwrap(), "Map of 뉴스");
    }

    #[test]
    fn pictures_larger_than_the_card_can_draw_are_refused_with_the_numbers() {
        let limits = wgpu::Limits { max_texture_dimension_2d: 8192, ..wgpu::Limits::default() };
        assert!(check_size([8192, 4000], &limits).is_ok());
        let refusal = check_size([8193, 4000], &limits).unwrap_err();
        assert!(refusal.contains("8193 × 4000") && refusal.contains("8192 a side"), "{refusal}");
    }
}
