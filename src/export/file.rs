//! One file of bytes, such as a picture: there whole, or as it was before.

use std::io::Write as _;
use std::path::Path;

use super::ExportError;

/// Writes `bytes` under a hidden name beside `path` and then gives them their own; a file that is there is replaced.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), ExportError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".").suffix(".part");
    // Temporary files are for their owner alone; this one is to be shared as any other file of the folder.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let written = builder.tempfile_in(folder).and_then(|mut file| {
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|error| error.error)
    });
    written.map(drop).map_err(|error| ExportError::of(path, error))
}

#[cfg(test)]
mod tests {
    use super::write_whole;

    #[test]
    fn a_file_is_written_replaced_and_leaves_nothing_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("map.svg");
        write_whole(&path, b"first").unwrap();
        write_whole(&path, b"second").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"second");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_folder_that_is_not_there_is_told_with_the_path() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("no folder").join("map.svg");
        let error = write_whole(&path, b"bytes").unwrap_err().to_string();
        assert!(error.starts_with("Cannot write: "), "{error}");
        assert!(error.ends_with(&path.display().to_string()), "{error}");
    }
}
