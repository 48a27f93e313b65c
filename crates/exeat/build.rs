//! Embeds `law/` and `examples/source-article/` so that one binary answers without any file beside it.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    // asked when it runs: a build folder that was copied elsewhere would keep the place it was compiled in
    let here = env::var_os("CARGO_MANIFEST_DIR").ok_or(io::ErrorKind::NotFound)?;
    let root = Path::new(&here).join("../..");
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?);
    for (name, folder, endings) in
        [("law", "law", &["md", "csv"][..]), ("examples", "examples/source-article", &[])]
    {
        let folder = root.join(folder);
        let mut files = Vec::new();
        collect(&folder, endings, &mut files)?;
        files.sort();
        let mut code = String::from("&[\n");
        for file in &files {
            let short = file.strip_prefix(&root).unwrap_or(file).display().to_string().replace('\\', "/");
            code += &format!("    ({short:?}, include_str!({:?})),\n", file.display().to_string());
        }
        code += "]\n";
        fs::write(out.join(format!("{name}.rs")), code)?;
        println!("cargo::rerun-if-changed={}", folder.display());
    }
    Ok(())
}

fn collect(folder: &Path, endings: &[&str], files: &mut Vec<PathBuf>) -> io::Result<()> {
    if !folder.is_dir() {
        return Ok(());
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, endings, files)?;
        } else if endings.is_empty() || path.extension().is_some_and(|e| endings.iter().any(|w| e == *w)) {
            files.push(path);
        }
    }
    Ok(())
}
