//! Makes the Korean dictionary that Mungchi carries, from the compiled files of mecab-ko-dic.

use std::env;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::PathBuf;

use anyhow::{Context as _, bail};
use mungchi::words::dictionary::Dictionary;

fn main() -> anyhow::Result<()> {
    let paths: Vec<PathBuf> = env::args_os().skip(1).map(PathBuf::from).collect();
    let [folder, file] = &paths[..] else { bail!("Usage: ko-dic FOLDER FILE, the folder holding sys.dic") };
    let dictionary = Dictionary::from_folder(folder, None, &())?;
    let mut out = BufWriter::new(File::create(file).with_context(|| format!("Cannot write {}", file.display()))?);
    dictionary.write_to(&mut out)?;
    out.flush()?;
    Ok(())
}
