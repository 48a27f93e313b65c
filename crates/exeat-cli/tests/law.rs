//! `exeat law …` as its users meet it.
#![allow(clippy::unwrap_used, reason = "a test helper may panic as a test may")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn law(args: &[&str]) -> (i32, String, String) {
    let Output { status, stdout, stderr } =
        Command::new(env!("CARGO_BIN_EXE_exeat")).arg("law").args(args).current_dir(top()).output().unwrap();
    (status.code().unwrap(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

/// Our own law has no finding but facts that wait for the rules that will ask for them, and nothing unsettled.
#[test]
fn our_law_passes_its_checks() {
    let (code, out, _) = law(&["check", "law", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&out).unwrap();
    let findings = report["findings"].as_array().unwrap();
    let others: Vec<String> =
        findings.iter().filter(|d| d["code"] != "W140").map(ToString::to_string).collect();
    assert!(others.is_empty(), "{}", others.join("\n"));
    assert_eq!((code, report["unsettled"].as_array().unwrap().len()), (0, 0));
}

#[test]
fn coverage_says_on_how_many_deals_each_gap_bites() {
    let folder = tempfile::tempdir().unwrap();
    let deal = "date: 2025-01-27\nactivity: export\nassume: [ordinary-deal, parties-as-stated, own-items]\nparties:\n  \
                - {role: exporter, country: US, incorporated: US, kind: company}\n  \
                - {role: purchaser, country: TR, incorporated: TR, kind: company, listings: none}\n  \
                - {role: carrier, country: TR, incorporated: TR, kind: company, listings: [{list: us.bis.entity-list}]}\n\
                items:\n  - {kind: hardware, eccn: EAR99, hts: \"490199\"}\nsupply: {from: US, to: TR}\n";
    fs::write(folder.path().join("a.yaml"), deal).unwrap();
    fs::write(folder.path().join("b.yaml"), deal.replace("[{list: us.bis.entity-list}]", "none")).unwrap();
    fs::write(folder.path().join("c.yaml"), "activty: export\n").unwrap();
    let deals = folder.path().to_str().unwrap();
    let (code, out, err) = law(&["coverage", "--format", "json", "--deals", deals]);
    assert_eq!(code, 0, "{err}");
    let all: serde_json::Value = serde_json::from_str(&out).unwrap();
    let bites = &all["bites"];
    assert_eq!((bites["deals"].as_u64(), bites["unread"].as_array().unwrap().len()), (Some(2), 1));
    let gaps = bites["gaps"].as_array().unwrap();
    let gap = gaps.iter().find(|gap| gap["id"] == "ear.744-11.other-role").unwrap();
    assert_eq!((gap["holds"].as_u64(), gap["open"].as_u64()), (Some(1), Some(0)));
    assert!(gaps.len() > 50 && gaps.iter().filter(|gap| gap["holds"] == 0).count() > 50);
    let (code, _, err) = law(&["coverage", "--deals", top().join("law/uk").to_str().unwrap()]);
    assert_eq!(code, 2);
    assert!(err.contains("--deals: no file"), "{err}");
}

#[test]
fn coverage_of_our_law_does_not_fall() {
    let (code, out, err) = law(&["test", "law", "--mutations", "--floor", "law/coverage-floor.txt"]);
    let figures: Vec<&str> = out.lines().rev().take(10).collect();
    assert_eq!(code, 0, "{}\n{err}", figures.join("\n"));
}

#[test]
fn a_floor_that_cannot_be_read_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let floor = folder.path().join("floor.txt");
    fs::write(&floor, "-- a comment\nlimbs pivotal ninety\n").unwrap();
    let small = top().join("crates/exeat-law/tests/language.md");
    fs::copy(small, folder.path().join("law.md")).unwrap();
    let folder = folder.path().to_str().unwrap();
    let (code, _, err) = law(&["test", folder, "--mutations", "--floor", floor.to_str().unwrap()]);
    assert_eq!(code, 2);
    assert!(
        err.contains("floor.txt:2: expected a figure and its floor, such as `limbs pivotal 90.0%`"),
        "{err}"
    );
}

#[test]
fn fmt_checks_without_touching_and_writes_once() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.md");
    let untidy = "# A\n```law\ndefine a\n  means   x   is one of {B,A}\n```\n";
    let tidy = "# A\n```law\ndefine a\n  means       x is one of {A, B}\n```\n";
    fs::write(&file, untidy).unwrap();
    fs::write(folder.path().join("broken.md"), "```law\ndefine a\n  means (x\n```\n").unwrap();
    let path = file.to_str().unwrap();
    let (code, out, _) = law(&["fmt", "--check", path]);
    assert_eq!((code, out), (1, format!("would change {path}\n1 files, 1 would change\n")));
    assert_eq!(fs::read_to_string(&file).unwrap(), untidy);
    let (code, out, _) = law(&["fmt", path]);
    assert_eq!((code, out), (0, format!("changed {path}\n1 files, 1 changed\n")));
    assert_eq!(fs::read_to_string(&file).unwrap(), tidy);
    assert_eq!(law(&["fmt", "--check", path]).0, 0);
    let (code, out, _) = law(&["fmt", folder.path().to_str().unwrap()]);
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("error[E061]") && out.contains("1 cannot be read and stay as they are"), "{out}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    let (code, _, err) = law(&["fmt", "no-such-folder"]);
    assert_eq!((code, err.as_str()), (2, "error: there is no file or folder no-such-folder\n"));
}

#[test]
fn check_speaks_to_people_programs_and_pull_requests() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.md");
    fs::write(&file, "```law\nkind a\n  b \"b\"\n```\n").unwrap();
    let path = folder.path().to_str().unwrap();
    let (code, out, _) = law(&["check", path]);
    assert_eq!(code, 0, "a warning alone fails nothing");
    assert!(out.contains("warning[W141]") && out.contains("1 warnings"), "{out}");
    assert_eq!(law(&["check", path, "--strict"]).0, 1);
    let (_, out, _) = law(&["check", path, "--format", "github"]);
    let place = file.display();
    let wanted = format!(
        "::warning file={place},line=2,title=W141::nothing can be in the kind `a`: no fact has it as its type%0Ahelp: declare a fact of this kind, or take it away\n"
    );
    assert_eq!(out, wanted);
    let (_, out, _) = law(&["check", path, "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!((&report["warnings"], &report["findings"][0]["code"]), (&1.into(), &"W141".into()));
}

#[test]
fn every_code_can_be_asked_for() {
    let (code, out, _) = law(&["check", "--explain", "w110"]);
    assert_eq!(code, 0);
    assert!(out.starts_with("# W110: a condition that always or never holds\n\n## What it says\n"), "{out}");
    let (code, _, err) = law(&["check", "--explain", "W111x"]);
    assert_eq!((code, err.as_str()), (2, "error: there is no check `W111x`; did you mean `W111`?\n"));
}

#[test]
fn view_shows_what_is_asked_or_says_what_is_near() {
    let (code, out, _) = law(&["view", "gl25.x2"]);
    assert_eq!(code, 0);
    assert!(out.starts_with("exclusion gl25.x2: debits to accounts of the Central Bank"), "{out}");
    let (code, out, _) = law(&["view", "gl25.x2", "--format", "html"]);
    assert_eq!(code, 0);
    assert!(out.starts_with("<!DOCTYPE html>") && out.ends_with("</html>\n"), "{out}");
    let (code, _, err) = law(&["view", "gl25.x22"]);
    assert_eq!(code, 2);
    assert!(
        err.starts_with("error: there is nothing called `gl25.x22` in the law; did you mean `gl25.x2"),
        "{err}"
    );
}

/// What can be mended without a person is; what must be guessed stays as it is, and the bytes with it.
#[test]
fn fix_mends_what_is_safe_and_leaves_the_rest() {
    let fixtures = top().join("crates/exeat-law/tests");
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    fs::copy(fixtures.join("good/frame.md"), folder.path().join("frame.md")).unwrap();
    let safe = "Prose.\n```law\ndefine here\n  means all of\n    - deal.private\n    - Supply_To is RU\n    - deal.private  -- again\n    - large\nparties main.named \"named\"\n  \"B\u{430}nk of Somewhere\"\n```\n".replace("Supply_To", "supply.To");
    write("safe.md", &safe);
    let guess = "```law\ndefine there\n  means       suply.to is RU\n```\n";
    write("guess.md", guess);
    let path = folder.path().to_str().unwrap();

    let (code, out, _) = law(&["check", path]);
    assert_eq!((code, read("safe.md")), (1, safe.clone()), "only --fix writes: {out}");
    let (code, out, err) = law(&["check", path, "--fix"]);
    assert_eq!(code, 1, "the guess is left: {out}{err}");
    assert!(out.contains("safe.md:6: E010"), "{out}");
    assert!(out.contains("did you mean `supply.to`?"), "{out}");
    assert_eq!(read("guess.md"), guess);
    // while names are unknown the base is not reasoned about
    assert_eq!(read("safe.md"), safe.replace("supply.To", "supply.to"));

    fs::remove_file(folder.path().join("guess.md")).unwrap();
    let (_, out, _) = law(&["check", path, "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&out).unwrap();
    let word = report["findings"].as_array().unwrap().iter().find(|f| f["code"] == "W150").unwrap();
    assert_eq!(word["fix"]["with"], "Bank");
    let (_, out, _) = law(&["check", path, "--fix"]);
    assert!(out.contains("mended: ") && !out.contains("W150]"), "{out}");
    let mended = read("safe.md");
    assert!(mended.contains("\"Bank of Somewhere\""), "{mended}");
    // the comment on the line would go with it, so the limb said twice is left
    assert!(mended.contains("- deal.private  -- again"), "{mended}");
    write("safe.md", &mended.replace("  -- again", ""));
    law(&["check", path, "--fix"]);
    assert_eq!(read("safe.md").matches("deal.private").count(), 1);
    let once = read("safe.md");
    law(&["check", path, "--fix"]);
    assert_eq!(read("safe.md"), once);
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(left.len(), 2, "nothing half written is left: {left:?}");

    let (code, _, err) = law(&["check", "--fix"]);
    assert_eq!(code, 2, "{err}");
    assert!(err.contains("[FOLDER]") || err.contains("FOLDER"), "{err}");
}

/// A text published later decides no case that is asked as known before.
#[test]
fn cases_are_asked_as_known_on_a_day() {
    let folder = tempfile::tempdir().unwrap();
    let frame = fs::read_to_string(top().join("crates/exeat-law/tests/good/frame.md")).unwrap();
    let cases = "```cases\ncase \"barred\"\n  on          2022-03-01\n  given\n    supply.to RU\n    deal.private no\n  expect      main prohibited\n```\n";
    fs::write(folder.path().join("a.md"), frame + "\n" + cases).unwrap();
    let path = folder.path().to_str().unwrap();
    let of = |args: &[&str]| {
        let (code, out, _) = law(&[&["test", path, "--only", "barred"], args].concat());
        (code, out.lines().last().unwrap_or_default().to_owned())
    };
    assert_eq!(of(&[]), (0, "1 passed, 0 failed".to_owned()));
    assert_eq!(of(&["--known-on", "2022-01-01"]), (0, "1 passed, 0 failed".to_owned()));
    assert_eq!(of(&["--known-on", "2021-12-31"]), (1, "0 passed, 1 failed".to_owned()));
}
