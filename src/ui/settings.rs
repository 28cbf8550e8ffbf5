//! Settings of the window (stub).

/// Whether the researcher wants nothing to glide.
pub fn reduce_motion(ui: &egui::Ui) -> bool {
    ui.style().animation_time <= 0.0
}
