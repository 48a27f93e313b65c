//! `docs/tutorial-licence.md`, done step by step: files are written, commands run, outputs compared.
//!
//! A fence `markdown PATH` is a file, `markdown append PATH` its end, `diff PATH` a change of it. In a fence `console`
//! a line after `$` is a command, and what follows is its output: each stretch between `…` must stand there in that
//! order, blanks and line ends aside.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::path::Path;
use std::process::Command;

/// What stands behind the opening signs of a fence, and its content.
fn fences(text: &str) -> Vec<(String, String)> {
    let mut out: Vec<(String, String)> = Vec::new();
    let mut close: Option<&str> = None;
    for line in text.lines() {
        match close {
            Some(signs) if line == signs => close = None,
            Some(_) => {
                let content = &mut out.last_mut().unwrap().1;
                content.push_str(line);
                content.push('\n');
            }
            None if line.starts_with("```") => {
                let signs = if line.starts_with("````") { "````" } else { "```" };
                close = Some(signs);
                out.push((line.trim_start_matches('`').to_owned(), String::new()));
            }
            None => {}
        }
    }
    assert!(close.is_none(), "a fence is not closed");
    out
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

/// Words of a command line; those in double quotes are one.
fn words(line: &str) -> Vec<String> {
    let mut out = Vec::new();
    for (ix, piece) in line.split('"').enumerate() {
        match ix % 2 {
            1 => out.push(piece.to_owned()),
            _ => out.extend(piece.split_whitespace().map(str::to_owned)),
        }
    }
    out
}

fn exeat(desk: &Path, args: &[String]) -> String {
    let run = Command::new(env!("CARGO_BIN_EXE_exeat"))
        .args(args)
        .env("EXEAT_DATA", desk.join("lists"))
        .current_dir(desk)
        .output()
        .unwrap();
    let errors = String::from_utf8(run.stderr).unwrap();
    assert!(errors.is_empty(), "exeat {}: {errors}", args.join(" "));
    String::from_utf8(run.stdout).unwrap()
}

fn squash(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn compare(command: &str, shown: &str, found: &str) {
    let full = squash(found);
    let mut rest = full.as_str();
    for stretch in shown.split('…').map(squash).filter(|s| !s.is_empty()) {
        let at = rest.find(&stretch);
        assert!(at.is_some(), "{command}: shown is {stretch:?}, which is not, or not there, in\n{found}");
        rest = &rest[at.unwrap() + stretch.len()..];
    }
}

/// Lines that begin with a blank stand in both texts.
fn change(text: &str, diff: &str) -> String {
    let side = |sign: char| -> String {
        let lines = diff.lines().filter(|l| l.starts_with(' ') || l.starts_with(sign));
        lines.map(|l| l[1..].to_owned()).collect::<Vec<_>>().join("\n")
    };
    let (old, new) = (side('-'), side('+'));
    assert_eq!(text.matches(&old).count(), 1, "{old:?} does not stand once in\n{text}");
    text.replacen(&old, &new, 1)
}

#[test]
fn the_tutorial_does_what_it_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let page = fs::read_to_string(root.join("docs/tutorial-licence.md")).unwrap();
    let temp = tempfile::tempdir().unwrap();
    let desk = temp.path();
    copy(&root.join("law"), &desk.join("law"));
    // a law that is being worked on may be ahead of its ledger, which is another test's business
    let record = "law record --law law --by nobody --reason before";
    exeat(desk, &words(record));
    let mut commands = 0;
    for (info, content) in fences(&page) {
        let path = desk.join(info.split(' ').next_back().unwrap());
        match info.split(' ').next().unwrap() {
            "markdown" if info.starts_with("markdown append ") => {
                let text = fs::read_to_string(&path).unwrap();
                fs::write(&path, text + &content).unwrap();
            }
            "markdown" => fs::write(&path, content).unwrap(),
            "diff" => {
                let text = fs::read_to_string(&path).unwrap();
                fs::write(&path, change(&text, &content)).unwrap();
            }
            "console" => {
                for step in content.split("$ ").skip(1) {
                    commands += 1;
                    let (line, shown) = step.split_once('\n').unwrap();
                    let args = words(line);
                    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
                        ["cp", "-r", from, to] => copy(&desk.join(from), &desk.join(to)),
                        ["exeat", ..] => compare(line, shown, &exeat(desk, &args[1..])),
                        _ => panic!("`{line}` is a command that this test does not know"),
                    }
                }
            }
            other => panic!("the tutorial has a fence `{other}` that this test does not know"),
        }
    }
    assert!(commands >= 9, "{commands}");
}
