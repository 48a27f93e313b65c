//! Where a law base comes from: what is built in, a folder, an archived hash, a git revision.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use exeat_law::Source;
use exeat_lists::store::Store;
use serde_json::{Value, json};

/// Fewest digits of a hash that name one.
const SHORTEST: usize = 8;

/// The law files that a word names: a folder, else a content hash (of what is built in, or archived), else a git
/// revision of the repository at hand, `REV` or `REV:FOLDER`.
pub(crate) fn open(word: &Path, data: Option<PathBuf>) -> Result<Vec<Source>> {
    if word.is_dir() {
        return folder(word);
    }
    let Some(text) = word.to_str() else { bail!("{} is no folder", word.display()) };
    let hex = text.len() >= SHORTEST && text.len() <= 64 && text.bytes().all(|b| b.is_ascii_hexdigit());
    if hex && let Some(found) = by_hash(&text.to_ascii_lowercase(), data)? {
        return Ok(found);
    }
    match revision(text)? {
        Some(sources) => Ok(sources),
        None if hex => bail!(
            "no law of the hash {text} is built in or archived; run `exeat law archive FOLDER` where its files are, or name a folder"
        ),
        None => bail!("{text} is no folder, no hash of an archived law and no git revision"),
    }
}

/// The law files of a folder.
pub(crate) fn folder(folder: &Path) -> Result<Vec<Source>> {
    let mut paths = Vec::new();
    super::collect(folder, &mut paths)?;
    paths.sort();
    let mut sources = Vec::new();
    for path in paths {
        let bytes = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let text =
            String::from_utf8(bytes).with_context(|| format!("{} is not UTF-8 text", path.display()))?;
        sources.push(Source { name: path.display().to_string(), text });
    }
    Ok(sources)
}

/// Where archived law lies.
fn archive_dir(data: Option<PathBuf>) -> Result<PathBuf> {
    Ok(Store::default_dir(data)?.join("law"))
}

/// Keeps law files under their content hash. What is kept already stays as it is.
pub(crate) fn archive(sources: &[Source], data: Option<PathBuf>) -> Result<(String, PathBuf)> {
    let hash = exeat::law::hash(sources);
    let dir = archive_dir(data)?;
    fs::create_dir_all(&dir).with_context(|| format!("cannot make the folder {}", dir.display()))?;
    let path = dir.join(format!("{hash}.json"));
    if !path.exists() {
        let files: Vec<Value> = exeat::law::named(sources)
            .into_iter()
            .map(|(name, text)| json!({"name": name, "text": text}))
            .collect();
        let text = serde_json::to_string(&json!({"schema": 1, "hash": hash, "files": files}))?;
        let new = dir.join(format!("{hash}.new"));
        fs::write(&new, text).with_context(|| format!("cannot write {}", new.display()))?;
        fs::rename(&new, &path).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok((hash, path))
}

fn by_hash(prefix: &str, data: Option<PathBuf>) -> Result<Option<Vec<Source>>> {
    let embedded = exeat::law::embedded();
    if exeat::law::hash(&embedded).starts_with(prefix) {
        return Ok(Some(embedded));
    }
    let dir = archive_dir(data)?;
    let Ok(entries) = fs::read_dir(&dir) else { return Ok(None) };
    let mut found: Vec<PathBuf> = Vec::new();
    for entry in entries {
        let path = entry?.path();
        let named = path.file_stem().and_then(|s| s.to_str()).is_some_and(|s| s.starts_with(prefix));
        if named && path.extension().is_some_and(|e| e == "json") {
            found.push(path);
        }
    }
    match found.as_slice() {
        [] => Ok(None),
        [path] => Ok(Some(unpack(path)?)),
        _ => bail!("{prefix} begins {} archived hashes; give more digits", found.len()),
    }
}

fn unpack(path: &Path) -> Result<Vec<Source>> {
    let damaged = || format!("{} is damaged; archive that law again", path.display());
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let value: Value = serde_json::from_str(&text).with_context(damaged)?;
    let files = value["files"].as_array().with_context(damaged)?;
    let mut sources = Vec::new();
    for file in files {
        let of = |key: &str| file[key].as_str().map(str::to_owned).with_context(damaged);
        sources.push(Source { name: of("name")?, text: of("text")? });
    }
    let named = path.file_stem().and_then(|s| s.to_str()).unwrap_or_default();
    if exeat::law::hash(&sources) != named {
        bail!(damaged());
    }
    Ok(sources)
}

/// Law files of a git revision; `None` where there is no such revision, no repository or no git.
fn revision(text: &str) -> Result<Option<Vec<Source>>> {
    if text.is_empty() || text.starts_with('-') {
        return Ok(None);
    }
    let (revision, folder) = text.split_once(':').unwrap_or((text, "law"));
    let commit = format!("{revision}^{{commit}}");
    let Some(commit) = git(&["rev-parse", "--verify", "--quiet", &commit], None)? else { return Ok(None) };
    let commit = String::from_utf8_lossy(&commit).trim().to_owned();
    let listed = git(&["ls-tree", "-r", "-z", "--full-tree", "--name-only", &commit, "--", folder], None)?;
    let listed =
        String::from_utf8(listed.unwrap_or_default()).context("git gives a name that is not UTF-8")?;
    let names: Vec<&str> = listed.split('\0').filter(|n| n.ends_with(".md")).collect();
    if names.is_empty() {
        bail!("{revision} has no law files in {folder}; write {revision}:FOLDER");
    }
    let asked: String = names.iter().map(|name| format!("{commit}:{name}\n")).collect();
    let given = git(&["cat-file", "--batch"], Some(&asked))?.context("git cannot read its objects")?;
    Ok(Some(blobs(&names, &given)?))
}

/// What `git cat-file --batch` prints: a line with the size, the bytes, an end of line.
fn blobs(names: &[&str], mut bytes: &[u8]) -> Result<Vec<Source>> {
    let mut sources = Vec::new();
    for name in names {
        let end =
            bytes.iter().position(|b| *b == b'\n').with_context(|| format!("git does not give {name}"))?;
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let size: usize = head
            .rsplit(' ')
            .next()
            .and_then(|s| s.parse().ok())
            .with_context(|| format!("git does not give {name}: {head}"))?;
        let text =
            bytes.get(end + 1..end + 1 + size).with_context(|| format!("git does not give all of {name}"))?;
        let text = String::from_utf8(text.to_vec()).with_context(|| format!("{name} is not UTF-8 text"))?;
        sources.push(Source { name: (*name).to_owned(), text });
        bytes = bytes.get(end + 2 + size..).unwrap_or_default();
    }
    Ok(sources)
}

/// Runs git; `None` where it is not there or says no.
pub(crate) fn git(args: &[&str], input: Option<&str>) -> Result<Option<Vec<u8>>> {
    let child = Command::new("git")
        .args(args)
        .stdin(if input.is_some() { Stdio::piped() } else { Stdio::null() })
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let Ok(mut child) = child else { return Ok(None) };
    let writer = input.zip(child.stdin.take()).map(|(text, mut pipe)| {
        let text = text.to_owned();
        // on a thread of its own: git answers before it has read everything
        std::thread::spawn(move || pipe.write_all(text.as_bytes()))
    });
    let output = child.wait_with_output().context("git was stopped")?;
    if let Some(writer) = writer {
        drop(writer.join());
    }
    Ok(output.status.success().then_some(output.stdout))
}
