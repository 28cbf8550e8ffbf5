//! Files and folders that cannot be written, seen by a user whom the system holds to that.
//!
//! Root may write everything. Where the tests run as root, the program runs as the user 65534 ("nobody"), so that the
//! same is tested for everybody; a file system that is mounted read-only is in `tests/faults.sh`.

#![cfg(unix)]

use std::fs::{self, Permissions};
use std::io::ErrorKind;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command as Process, Output};

use super::{decide, decision_log, new_project, open, rename};
use crate::fixtures::write;

const NOBODY: u32 = 65_534;

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

/// A project that nobody can reach, a log of one decision, and the program.
struct Scene {
    folder: tempfile::TempDir,
    inner: PathBuf,
    project: PathBuf,
    log: PathBuf,
    program: PathBuf,
    is_root: bool,
}

impl Scene {
    fn new() -> Self {
        let (folder, path) = new_project(60);
        let inner = folder.path().join("inner");
        fs::create_dir(&inner).unwrap();
        let project = inner.join("papers.mungchi");
        fs::copy(&path, &project).unwrap();
        let mut decided = open(&path);
        assert!(decide(&mut decided, rename(3, "named")));
        let log = write(folder.path(), "log.json", serde_json::to_string(&decision_log(&decided)).unwrap());
        let is_root = fs::metadata(folder.path()).unwrap().uid() == 0;
        let mut program = PathBuf::from(env!("CARGO_BIN_EXE_mungchi"));
        if is_root {
            // Nobody may not reach the folder of the build.
            let copy = folder.path().join("mungchi");
            fs::copy(&program, &copy).unwrap();
            set_mode(&copy, 0o755);
            set_mode(folder.path(), 0o755);
            set_mode(&log, 0o644);
            program = copy;
        }
        Self { folder, inner, project, log, program, is_root }
    }

    fn run(&self, arguments: &[&Path]) -> Output {
        loop {
            let mut process = Process::new(&self.program);
            process.args(arguments).current_dir(self.folder.path());
            if self.is_root {
                process.uid(NOBODY).gid(NOBODY);
            }
            match process.output() {
                // Another test that starts a process just now holds the copy of the program open for an instant.
                Err(error) if error.kind() == ErrorKind::ExecutableFileBusy => std::thread::yield_now(),
                other => return other.unwrap(),
            }
        }
    }

    fn replay(&self) -> Output {
        self.run(&[Path::new("replay"), &self.log, Path::new("--on"), &self.project])
    }

    #[track_caller]
    fn assert_can_be_read_only(&self, what: &str) {
        let before = fs::read(&self.project).unwrap();
        let output = self.replay();
        let reason = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{reason}");
        let told = reason.contains(&format!("Cannot write to the project: {what} is read-only: "));
        assert!(told && reason.trim_end().ends_with("papers.mungchi"), "{reason}");
        assert!(output.stdout.is_empty(), "no step is told as saved");
        let output = self.run(&[Path::new("info"), &self.project]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        assert!(String::from_utf8_lossy(&output.stdout).contains("documents: 60 (unassigned: 1)"));
        assert_eq!(fs::read(&self.project).unwrap(), before);
    }
}

impl Drop for Scene {
    fn drop(&mut self) {
        // So that the folder can be removed.
        drop(fs::set_permissions(&self.inner, Permissions::from_mode(0o755)));
    }
}

#[test]
fn a_read_only_file_can_be_read() {
    let scene = Scene::new();
    set_mode(&scene.inner, 0o777);
    set_mode(&scene.project, 0o444);
    scene.assert_can_be_read_only("the file");
}

#[test]
fn a_file_in_a_read_only_folder_can_be_read() {
    let scene = Scene::new();
    set_mode(&scene.project, 0o666);
    set_mode(&scene.inner, 0o555);
    scene.assert_can_be_read_only("its folder");
}

/// So that the two tests above fail for the reason that they name.
#[test]
fn a_file_and_a_folder_that_can_be_written_are_written() {
    let scene = Scene::new();
    set_mode(&scene.project, 0o666);
    set_mode(&scene.inner, 0o777);
    let output = scene.replay();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let project = open(&scene.project);
    assert_eq!(project.history.done().len(), 1);
}
