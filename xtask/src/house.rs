//! The rules of the house: what the sources do without, how crates depend, what the texts promise.
//!
//! Each rule reads files of the checkout and answers with findings. The tests below hold every rule on this
//! checkout and show that each one bites. ARCHITECTURE.md lists them as invariants.

mod code;
mod manifests;
mod sources;
mod texts;

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

/// A place that breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Finding {
    /// Path from the top of the checkout.
    pub(crate) file: String,
    /// Line, from 1; 0 where the whole file is meant.
    pub(crate) line: usize,
    /// One sentence.
    pub(crate) message: String,
    /// What to do.
    pub(crate) help: &'static str,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        write!(f, ": {}\n  help: {}", self.message, self.help)
    }
}

/// A text file of the checkout.
#[derive(Debug, Clone)]
pub(crate) struct Text {
    /// Path from the top, with forward slashes.
    pub(crate) path: String,
    pub(crate) text: String,
}

/// Every text file of the checkout.
#[derive(Debug, Clone, Default)]
pub(crate) struct House {
    pub(crate) texts: Vec<Text>,
}

impl House {
    /// Reads what git tracks or would track; where git cannot say, all but build output.
    pub(crate) fn read(root: &Path) -> Result<House> {
        let mut texts = Vec::new();
        for path in files(root)? {
            let full = root.join(&path);
            let Ok(bytes) = fs::read(&full) else { continue };
            // what is not UTF-8 is no text
            if let Ok(text) = String::from_utf8(bytes) {
                texts.push(Text { path: path.to_string_lossy().replace('\\', "/"), text });
            }
        }
        texts.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(House { texts })
    }

    /// The file at a path.
    pub(crate) fn file(&self, path: &str) -> Option<&Text> {
        self.texts.iter().find(|t| t.path == path)
    }

    /// Files below a folder with an ending.
    pub(crate) fn below<'a>(&'a self, folder: &'a str, ending: &'a str) -> impl Iterator<Item = &'a Text> {
        let inside = move |t: &&Text| t.path.starts_with(folder) && t.path.ends_with(ending);
        self.texts.iter().filter(inside)
    }

    /// Whether a file, or a folder that holds one, has this path.
    pub(crate) fn has(&self, path: &str) -> bool {
        let path = path.trim_end_matches('/');
        self.texts
            .iter()
            .any(|t| t.path.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
    }
}

fn files(root: &Path) -> Result<Vec<PathBuf>> {
    let listed = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard", "-z"])
        .current_dir(root)
        .output();
    if let Ok(output) = listed
        && output.status.success()
        && !output.stdout.is_empty()
    {
        let names = String::from_utf8_lossy(&output.stdout);
        return Ok(names.split('\0').filter(|n| !n.is_empty()).map(PathBuf::from).collect());
    }
    let mut found = Vec::new();
    walk(root, Path::new(""), &mut found)?;
    Ok(found)
}

fn walk(root: &Path, below: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    let folder = root.join(below);
    let entries = fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))?;
    for entry in entries {
        let entry = entry?;
        let path = below.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            if !["target", ".git"].iter().any(|skip| entry.file_name() == *skip) {
                walk(root, &path, found)?;
            }
        } else {
            found.push(path);
        }
    }
    Ok(())
}

/// One rule.
type Rule = fn(&House) -> Vec<Finding>;

/// Every rule, by name.
pub(crate) const RULES: [(&str, Rule); 10] = [
    ("the core reads no outside world", sources::no_outside_world),
    ("no floats in a verdict", sources::no_floats),
    ("no unsafe", sources::no_unsafe),
    ("no hash order in answers", sources::no_hash_order),
    ("every dependency has its reason", manifests::reasons),
    ("dependencies point one way", manifests::direction),
    ("no machine paths", texts::no_machine_paths),
    ("the two commands", texts::two_commands),
    ("links lead somewhere", texts::links),
    ("invariants name their tests", texts::invariants),
];

/// What every rule finds.
pub(crate) fn findings(root: &Path) -> Result<Vec<Finding>> {
    let house = House::read(root)?;
    let mut all: Vec<Finding> = RULES.iter().flat_map(|(_, rule)| rule(&house)).collect();
    all.sort();
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(rule: Rule) {
        let house = House::read(&crate::root()).unwrap();
        assert!(house.texts.len() > 50, "the checkout was not read");
        let found: Vec<String> = rule(&house).iter().map(ToString::to_string).collect();
        assert!(found.is_empty(), "{}", found.join("\n"));
    }

    /// What a rule finds in a house of these files alone.
    fn found(rule: Rule, files: &[(&str, &str)]) -> Vec<String> {
        let texts = files.iter().map(|(path, text)| Text { path: (*path).into(), text: (*text).into() });
        let mut found = rule(&House { texts: texts.collect() });
        found.sort();
        found.iter().map(|f| format!("{}:{} {}", f.file, f.line, f.message)).collect()
    }

    #[test]
    fn the_core_reads_no_outside_world() {
        kept(sources::no_outside_world);
        let code = "//! std::fs\nuse std::{fmt, fs::{self, File}};\nlet a = \"std::env\"; let t = Zoned::now();\n\
                    use std::env; println!();\n";
        let law = found(sources::no_outside_world, &[("crates/exeat-law/src/a.rs", code)]);
        let word =
            |line: usize, what: &str| format!("crates/exeat-law/src/a.rs:{line} the core uses `{what}`");
        assert_eq!(law, [word(2, "std::fs"), word(3, "::now"), word(4, "println!"), word(4, "std::env")]);
        assert_eq!(found(sources::no_outside_world, &[("crates/exeat-lists/src/ids.rs", code)]).len(), 4);
        for elsewhere in ["exeat-lists/src/store/disk.rs", "exeat-cli/src/main.rs", "exeat/build.rs"] {
            let path = format!("crates/{elsewhere}");
            assert!(found(sources::no_outside_world, &[(&path, code)]).is_empty(), "{path}");
        }
    }

    #[test]
    fn no_floats_in_a_verdict() {
        kept(sources::no_floats);
        let code = "let a = b.0.1; for i in 0..1 {}\nlet c: f64 = 2; // f32\nlet d = 1.5;\nlet e = 2f32;\n";
        assert_eq!(found(sources::no_floats, &[("crates/exeat/src/a.rs", code)]).len(), 3);
        assert!(found(sources::no_floats, &[("crates/exeat-cli/src/a.rs", code)]).is_empty());
    }

    #[test]
    fn no_unsafe() {
        kept(sources::no_unsafe);
        let code = "/* unsafe /* nested */ */ #![deny(unsafe_code)]\nlet a = r#\"unsafe\"\"#; let c = '\"';\n\
                    unsafe { 'a: loop {} }\n";
        let expected = ["xtask/src/a.rs:3 `unsafe` is used"];
        assert_eq!(found(sources::no_unsafe, &[("xtask/src/a.rs", code)]), expected);
        assert!(found(sources::no_unsafe, &[("crates/exeat-lists/src/store/map.rs", code)]).is_empty());
    }

    #[test]
    fn no_hash_order_in_answers() {
        kept(sources::no_hash_order);
        let code = "use std::collections::HashMap;\n";
        assert_eq!(found(sources::no_hash_order, &[("crates/exeat/src/a.rs", code)]).len(), 1);
    }

    #[test]
    fn every_dependency_has_its_reason() {
        kept(manifests::reasons);
        let text = "[workspace.dependencies]\nexeat = { path = \"crates/exeat\" }\n\n# Dates.\njiff = \"1\"\ncsv = \"1\"\n\n\
                    flate2 = \"1\"\n[profile.dev]\nopt-level = 1\n";
        let expected = ["Cargo.toml:8 the dependency `flate2` has no reason"];
        assert_eq!(found(manifests::reasons, &[("Cargo.toml", text)]), expected);
    }

    #[test]
    fn dependencies_point_one_way() {
        kept(manifests::direction);
        let law =
            "[dependencies]\nexeat-screen.workspace = true\n[dev-dependencies]\nexeat.workspace = true\n";
        let exeat = "[dependencies]\nexeat-law = { workspace = true }\nexeat-lists = { workspace = true, features = [\"store\"] }\n";
        let files = [("crates/exeat-law/Cargo.toml", law), ("crates/exeat/Cargo.toml", exeat)];
        assert_eq!(
            found(manifests::direction, &files),
            [
                "crates/exeat-law/Cargo.toml:2 `exeat-law` may not depend on `exeat-screen`",
                "crates/exeat/Cargo.toml:3 `exeat` switches on the store of exeat-lists",
            ]
        );
    }

    #[test]
    fn no_machine_paths() {
        kept(texts::no_machine_paths);
        let here = ["see /", "work/x and https://example.org/", "work/ and `/", "home/me`"].concat();
        assert_eq!(found(texts::no_machine_paths, &[("README.md", &here)]).len(), 2);
    }

    #[test]
    fn the_two_commands() {
        kept(texts::two_commands);
        let readme = "```sh\ncargo run --release -- demo\ncargo xtask test\n```\n";
        let run = "#!/bin/sh\n# cargo\ncargo xtask test\n";
        assert!(found(texts::two_commands, &[(".ci/run", run), ("README.md", readme)]).is_empty());
        let other = "cargo xtask test --fast\n";
        assert_eq!(found(texts::two_commands, &[(".ci/run", other), ("README.md", "")]).len(), 2);
    }

    #[test]
    fn links_lead_somewhere() {
        kept(texts::links);
        let text = "[a](b.md) [c](https://example.org) [d](../README.md#top) [e](gone.md)\n";
        let files = [("docs/a.md", text), ("docs/b.md", ""), ("README.md", "")];
        assert_eq!(found(texts::links, &files), ["docs/a.md:1 the link to `gone.md` leads nowhere"]);
    }

    #[test]
    fn invariants_name_their_tests() {
        kept(texts::invariants);
        let map = "## Invariants\n\n| never | test |\n|---|---|\n| a | `exeat::holds` |\n| b | `exeat::gone` |\n| c | |\n";
        let files = [("ARCHITECTURE.md", map), ("crates/exeat/src/a.rs", "#[test]\nfn holds() {}\n")];
        assert_eq!(
            found(texts::invariants, &files),
            [
                "ARCHITECTURE.md:6 there is no test `gone` in exeat",
                "ARCHITECTURE.md:7 this invariant names no test",
            ]
        );
    }
}
