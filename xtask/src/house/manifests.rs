//! What the manifests say: a reason for every dependency, and one direction.

use super::{Finding, House};

/// What a crate of ours may depend on.
const MAY: [(&str, &[&str]); 7] = [
    ("exeat-law", &[]),
    ("exeat-screen", &[]),
    ("exeat-lists", &["exeat-screen"]),
    ("exeat", &["exeat-law", "exeat-lists", "exeat-screen"]),
    ("exeat-lsp", &["exeat-law"]),
    ("exeat-cli", &["exeat", "exeat-law", "exeat-lists", "exeat-lsp", "exeat-screen"]),
    ("xtask", &["exeat", "exeat-law", "exeat-lists", "exeat-screen"]),
];

/// A line `name = …` or `name.key = …` of a section.
struct Line<'a> {
    number: usize,
    name: &'a str,
    value: &'a str,
}

/// The lines of the sections whose header passes, each with the kind of line before it.
fn section<'a>(text: &'a str, wanted: impl Fn(&str) -> bool) -> Vec<(Line<'a>, Before)> {
    let (mut inside, mut before, mut out) = (false, Before::Nothing, Vec::new());
    for (ix, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.starts_with('[') {
            inside = wanted(line.trim_matches(['[', ']']));
            before = Before::Nothing;
        } else if line.is_empty() {
            before = Before::Nothing;
        } else if line.starts_with('#') {
            before = Before::Comment;
        } else if let Some((key, value)) = line.split_once('=')
            && inside
        {
            let key = key.trim();
            let name = key.split_once('.').map_or(key, |(name, _)| name).trim_matches('"');
            out.push((Line { number: ix + 1, name, value: value.trim() }, before));
            // a block of lines shares the comment above its first
            before = if before == Before::Nothing { Before::Nothing } else { Before::Comment };
        }
    }
    out
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    Nothing,
    Comment,
}

/// Every dependency from elsewhere stands in the workspace manifest, under a comment that says why.
pub(super) fn reasons(house: &House) -> Vec<Finding> {
    let mut found = Vec::new();
    if let Some(manifest) = house.file("Cargo.toml") {
        for (line, before) in section(&manifest.text, |s| s == "workspace.dependencies") {
            if before == Before::Nothing && !line.value.contains("path =") {
                found.push(Finding {
                    file: manifest.path.clone(),
                    line: line.number,
                    message: format!("the dependency `{}` has no reason", line.name),
                    help: "write a comment above it that says what it is for",
                });
            }
        }
    }
    for (path, line) in uses(house, |section| section.ends_with("dependencies")) {
        let key = house.file(&path).and_then(|f| f.text.lines().nth(line.number - 1)).unwrap_or_default();
        if !key.replace(' ', "").contains("workspace=true") {
            found.push(Finding {
                file: path,
                line: line.number,
                message: format!("the dependency `{}` is not taken from the workspace", line.name),
                help: "put it into [workspace.dependencies] with its reason and write `workspace = true` here",
            });
        }
    }
    found
}

fn uses(house: &House, wanted: impl Fn(&str) -> bool + Copy) -> Vec<(String, Line<'_>)> {
    // members of the workspace; what stands outside it, such as fuzz targets, keeps its own manifest
    let member = |path: &str| path.starts_with("crates/") || path.starts_with("xtask/");
    let manifests = house.texts.iter().filter(|t| member(&t.path) && t.path.ends_with("/Cargo.toml"));
    manifests
        .flat_map(|m| section(&m.text, wanted).into_iter().map(|(line, _)| (m.path.clone(), line)))
        .collect()
}

/// Crates depend from the face down to the language and the parties, never back.
pub(super) fn direction(house: &House) -> Vec<Finding> {
    let mut found = Vec::new();
    let built = |section: &str| matches!(section, "dependencies" | "build-dependencies");
    for (path, line) in uses(house, built) {
        let krate = path.trim_end_matches("/Cargo.toml").rsplit('/').next().unwrap_or_default().to_owned();
        let ours = MAY.iter().any(|(name, _)| *name == line.name) || line.name.starts_with("exeat");
        if !ours {
            continue;
        }
        let Some((_, may)) = MAY.iter().find(|(name, _)| *name == krate) else {
            found.push(Finding {
                file: path,
                line: line.number,
                message: format!("`{krate}` has no place in the direction of dependencies"),
                help: "give it one in xtask/src/house/manifests.rs and in ARCHITECTURE.md",
            });
            continue;
        };
        if !may.contains(&line.name) {
            found.push(Finding {
                file: path,
                line: line.number,
                message: format!("`{krate}` may not depend on `{}`", line.name),
                help: "move what is shared down, or pass it in as a plain value",
            });
        } else if krate != "exeat-cli" && line.name == "exeat-lists" && line.value.contains("store") {
            found.push(Finding {
                file: path,
                line: line.number,
                message: format!("`{krate}` switches on the store of exeat-lists"),
                help: "only a face opens a store; the library takes editions as values",
            });
        }
    }
    found
}
