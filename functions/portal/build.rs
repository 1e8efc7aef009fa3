//! Embeds the pages' files, plain and compressed, under an address that contains a digest of their contents.

use std::collections::BTreeMap;
use std::env;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

/// The files that the pages load, by their names below the assets' address.
fn files() -> Result<BTreeMap<String, Vec<u8>>, Box<dyn Error>> {
    let mut files = BTreeMap::new();
    for (prefix, folder) in [("", "web"), ("vendor/", "web/vendor")] {
        for path in entries(Path::new(folder))? {
            if path.is_file() && !path.ends_with("page.html") {
                let mut contents = fs::read(&path)?;
                // A vendored library keeps the notices of its license.
                if prefix.is_empty() && path.extension().is_some_and(|kind| kind == "js") {
                    contents = code_only(&String::from_utf8(contents)?).into_bytes();
                }
                files.insert(format!("{prefix}{}", name(&path)), contents);
            }
        }
    }
    // Pages also use messages that are sent, such as the names of products.
    for folder in entries(Path::new("../../shared/words/locales"))? {
        let mut texts = fs::read(folder.join("messages.ftl"))?;
        texts.push(b'\n');
        texts.extend(fs::read(folder.join("pages.ftl"))?);
        files.insert(format!("{}.ftl", name(&folder)), texts);
    }
    Ok(files)
}

/// A script without indentation and the lines that are comments only: they are an eighth of what a browser would load.
/// Templates in a script are markup, in which indentation means nothing.
fn code_only(script: &str) -> String {
    let mut inside = false;
    let code = script.lines().map(str::trim).filter(|line| {
        // A type may stand in a comment before code.
        let begins = line.starts_with("/**") && (line.ends_with("*/") || !line.contains("*/"));
        let comment = inside || begins || line.starts_with("//");
        inside = (inside || begins) && !line.ends_with("*/");
        !comment && !line.is_empty()
    });
    code.fold(String::new(), |text, line| text + line + "\n")
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    println!("cargo::rerun-if-changed={}", folder.display());
    let entries = fs::read_dir(folder)?.map(|entry| Ok(entry?.path()));
    entries.collect()
}

fn name(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

fn kind(name: &str) -> Result<&'static str, String> {
    match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("js") => Ok("text/javascript; charset=utf-8"),
        Some("css") => Ok("text/css; charset=utf-8"),
        Some("svg") => Ok("image/svg+xml"),
        Some("ftl") => Ok("text/plain; charset=utf-8"),
        _ => Err(format!("{name}: a file of a kind that no page loads")),
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let mut version = Sha256::new();
    let mut assets = String::new();
    for (index, (name, contents)) in files()?.iter().enumerate() {
        version.update(name.as_bytes());
        version.update((contents.len() as u64).to_le_bytes());
        version.update(contents);
        let plain = out.join(format!("{index}.plain"));
        fs::write(&plain, contents)?;
        let gzip = out.join(format!("{index}.gz"));
        let mut encoder = GzEncoder::new(fs::File::create(&gzip)?, Compression::best());
        encoder.write_all(contents)?;
        encoder.finish()?;
        writeln!(
            assets,
            "    Asset {{ name: {name:?}, kind: {:?}, plain: include_bytes!({:?}), gzip: include_bytes!({:?}) }},",
            kind(name)?,
            plain.to_string_lossy(),
            gzip.to_string_lossy()
        )?;
    }
    let version = data_encoding::HEXLOWER.encode(&version.finalize()[..8]);
    let source = format!(
        "/// A digest of the contents of all files, which changes whenever a file changes.\npub(crate) const VERSION: &str = {version:?};\n\npub(crate) static ASSETS: &[Asset] = &[\n{assets}];\n"
    );
    fs::write(out.join("assets.rs"), source)?;
    Ok(())
}
