//! What the texts promise.

use super::{Finding, House, Text};

/// The README's commands, in order. The second is what continuous integration runs.
const COMMANDS: [&str; 2] = ["cargo run --release -- demo", "cargo xtask test"];
/// The commands stand within so many lines of the README.
const FIRST_SCREEN: usize = 40;
/// Beginnings of paths that only exist on one machine; in parts, so that this file does not hold them.
const MACHINE: [&str; 5] = [
    concat!("/wo", "rk/"),
    concat!("/ro", "ot/"),
    concat!("/ho", "me/"),
    concat!("/Us", "ers/"),
    concat!("file:", "//"),
];

/// No file names a path of the machine it was written on.
pub(super) fn no_machine_paths(house: &House) -> Vec<Finding> {
    let mut found = Vec::new();
    for file in &house.texts {
        for (ix, line) in file.text.lines().enumerate() {
            // after a letter, a digit or a dot it is part of a longer path or an address
            let begins = |at: usize| {
                !line[..at]
                    .ends_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '~' | '}'))
            };
            for path in MACHINE {
                for _ in line.match_indices(path).filter(|(at, _)| begins(*at)) {
                    found.push(Finding {
                        file: file.path.clone(),
                        line: ix + 1,
                        message: format!("`{path}` is a path of one machine"),
                        help: "name the file from the top of the repository",
                    });
                }
            }
        }
    }
    found
}

/// README opens with the two commands, and continuous integration runs exactly the second.
pub(super) fn two_commands(house: &House) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut miss = |file: &str, message: String, help: &'static str| {
        found.push(Finding { file: file.into(), line: 0, message, help });
    };
    let text = |path: &str| house.file(path).map_or("", |f| f.text.as_str());
    let cargo = |line: &&str| line.trim_start().starts_with("cargo ");
    let shown: Vec<&str> =
        fenced(text("README.md")).filter(|(n, _)| *n <= FIRST_SCREEN).map(|(_, l)| l).collect();
    let shown: Vec<&str> = shown.into_iter().filter(cargo).map(command).collect();
    if shown != COMMANDS {
        let message = format!("its first screen shows {shown:?} instead of {COMMANDS:?}");
        miss("README.md", message, "show the two commands, in fences, within the first forty lines");
    }
    let run: Vec<&str> = text(".ci/run").lines().filter(cargo).collect();
    if run != [COMMANDS[1]] {
        let message = format!("it runs {run:?} instead of `{}`", COMMANDS[1]);
        miss(".ci/run", message, "run the README's second command and no other cargo");
    }
    found
}

/// A command without the comment after it.
fn command(line: &str) -> &str {
    line.split_once(" #").map_or(line, |(command, _)| command).trim()
}

/// Lines inside code fences, with their number from 1.
fn fenced(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut inside = false;
    text.lines().enumerate().filter_map(move |(ix, line)| {
        let fence = line.trim_start().starts_with("```");
        inside ^= fence;
        (inside && !fence).then_some((ix + 1, line))
    })
}

/// Links between files of the checkout lead to a file.
pub(super) fn links(house: &House) -> Vec<Finding> {
    let mut found = Vec::new();
    for file in house.texts.iter().filter(|t| t.path.ends_with(".md")) {
        for (ix, line) in file.text.lines().enumerate() {
            for (at, _) in line.match_indices("](") {
                let target = line[at + 2..].split([')', '#', ' ']).next().unwrap_or_default();
                if target.is_empty() || target.contains("://") || target.starts_with("mailto:") {
                    continue;
                }
                if !house.has(&resolve(&file.path, target)) {
                    found.push(Finding {
                        file: file.path.clone(),
                        line: ix + 1,
                        message: format!("the link to `{target}` leads nowhere"),
                        help: "name a file of this repository, from the folder of this file",
                    });
                }
            }
        }
    }
    found
}

/// A link as a path from the top.
fn resolve(from: &str, target: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// Every invariant of ARCHITECTURE.md names the tests that hold it as `crate::test`, and they exist.
pub(super) fn invariants(house: &House) -> Vec<Finding> {
    let Some(map) = house.file("ARCHITECTURE.md") else { return Vec::new() };
    let mut found = Vec::new();
    let lines = map.text.lines().enumerate();
    let section =
        lines.skip_while(|(_, l)| *l != "## Invariants").skip(1).take_while(|(_, l)| !l.starts_with("## "));
    // without the row of headings and the rule below it
    for (ix, row) in section.filter(|(_, l)| l.starts_with('|')).skip(2) {
        let mut miss = |message: String, help: &'static str| {
            found.push(Finding { file: map.path.clone(), line: ix + 1, message, help });
        };
        let cell = row.trim_end_matches(['|', ' ']).rsplit('|').next().unwrap_or_default();
        let named: Vec<(&str, &str)> = cell.split('`').filter_map(|part| part.split_once("::")).collect();
        if named.is_empty() {
            miss("this invariant names no test".into(), "write `crate::test`, or take the invariant out");
        }
        for (krate, test) in named {
            let folder = if krate == "xtask" { "xtask/".to_owned() } else { format!("crates/{krate}/") };
            let holds = |file: &Text| file.text.contains(&format!("fn {test}("));
            if !house.below(&folder, ".rs").any(holds) {
                miss(format!("there is no test `{test}` in {krate}"), "name the test that holds it now");
            }
        }
    }
    found
}
