//! Small files of JSON beside the list of recent projects.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use serde::Serialize;

/// Writes the whole file under another name first, so that there is never half of it. `failed`: what cannot be done, for the
/// message.
pub(super) fn write_whole(path: &Path, value: &impl Serialize, failed: &str) -> Result<(), String> {
    let told = |error: &dyn std::error::Error| format!("{failed}: {error}: {}", path.display());
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(|error| told(&error))?;
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(|error| told(&error))?;
    serde_json::to_writer_pretty(&mut file, value).map_err(|error| told(&error))?;
    file.flush().map_err(|error| told(&error))?;
    file.persist(path).map_err(|error| told(&error))?;
    Ok(())
}
