//! Embeds the pages' files under an address that names their contents, plain and compressed.

use std::env;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

/// The files of the pages, by their names below an asset's address.
fn files() -> Result<Vec<(String, PathBuf)>, Box<dyn Error>> {
    let folders = [
        ("", Path::new("web")),
        ("vendor/", Path::new("web/vendor")),
        ("", Path::new("../../shared/platform/locales")),
    ];
    let mut files = Vec::new();
    for (prefix, folder) in folders {
        println!("cargo::rerun-if-changed={}", folder.display());
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            let name = path.file_name().and_then(|name| name.to_str());
            if let Some(name) = name.filter(|name| path.is_file() && *name != "page.html") {
                files.push((format!("{prefix}{name}"), fs::canonicalize(&path)?));
            }
        }
    }
    files.sort();
    Ok(files)
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
    for (index, (name, path)) in files()?.iter().enumerate() {
        let contents = fs::read(path)?;
        version.update(name.as_bytes());
        version.update((contents.len() as u64).to_le_bytes());
        version.update(&contents);
        let compressed = out.join(format!("{index}.gz"));
        let mut encoder = GzEncoder::new(fs::File::create(&compressed)?, Compression::best());
        encoder.write_all(&contents)?;
        encoder.finish()?;
        writeln!(
            assets,
            "    Asset {{ name: {name:?}, kind: {:?}, plain: include_bytes!({:?}), gzip: include_bytes!({:?}) }},",
            kind(name)?,
            path.to_string_lossy(),
            compressed.to_string_lossy()
        )?;
    }
    let version = data_encoding::HEXLOWER.encode(&version.finalize()[..8]);
    let source = format!(
        "/// Names the contents of all files: another build with other files has another.\npub(crate) const VERSION: &str = {version:?};\n\npub(crate) static ASSETS: &[Asset] = &[\n{assets}];\n"
    );
    fs::write(out.join("assets.rs"), source)?;
    Ok(())
}
