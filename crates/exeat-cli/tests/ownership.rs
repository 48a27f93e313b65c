//! `exeat ownership` as users see it.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::path::Path;
use std::process::Command;

/// Exit code, standard output and standard error; `FILE` stands for a small file of `exeat-lists`.
fn ownership(file: &str, args: &[&str]) -> (i32, String, String) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../exeat-lists/tests/small/ownership");
    let run = Command::new(env!("CARGO_BIN_EXE_exeat"))
        .args(["ownership", file, "--on", "2022-04-08"])
        .args(args)
        .current_dir(folder)
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (run.status.code().unwrap(), text(run.stdout), text(run.stderr))
}

#[test]
fn who_owns_whom_and_who_is_reached() {
    let (code, out, _) = ownership("chain.csv", &["--listed", "Invented Person"]);
    assert_eq!(code, 1);
    insta::assert_snapshot!(out);
    let (code, out, _) = ownership("bods.json", &[]);
    assert_eq!(code, 0);
    assert!(out.contains("Invented Person holds 40 to 45 % of Invented Holding  (line 6)"), "{out}");
    assert!(!out.contains("reached"), "nobody was said to be listed: {out}");
}

#[test]
fn the_rule_is_the_caller_s() {
    let reached = |args: &[&str]| {
        let (code, out, _) = ownership("chain.csv", args);
        (code, out.contains("Invented Holding: reached"), out.contains("Sample Mill: reached"))
    };
    assert_eq!(reached(&["--listed", "Invented Person"]), (1, true, false));
    assert_eq!(reached(&["--listed", "Invented Person", "--more-than"]), (3, false, false));
    assert_eq!(reached(&["--listed", "Invented Person", "--control"]), (1, true, true));
    assert_eq!(reached(&["--listed", "Invented Person", "--percent", "45"]), (1, true, true));
    let both = ["--listed", "Invented Person", "--listed", "Other Invented Person"];
    let (_, out, _) = ownership("chain.csv", &both);
    assert!(out.contains("Made Up Trading: reached\n"), "{out}");
    assert!(out.contains("30 % by Invented Holding"), "{out}");
    let (_, out, _) = ownership("chain.csv", &[&both[..], &["--each"]].concat());
    assert!(out.contains("Made Up Trading: may be reached"), "{out}");
}

#[test]
fn programs_read_it_as_json() {
    let (code, out, _) = ownership("bods.json", &["--listed", "person", "--format", "json"]);
    let answer: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, answer["on"].as_str()), (3, Some("2022-04-08")));
    let holding = &answer["parties"][0];
    assert_eq!(
        (holding["id"].as_str(), holding["standing"].as_str()),
        (Some("holding"), Some("may be reached"))
    );
    assert_eq!(answer["holdings"][0]["source"]["line"], 6);
    assert_eq!(answer["passed_over"]["closed record"], 1);
}

#[test]
fn mistakes_are_named_with_a_remedy() {
    for (file, args, says) in [
        ("nothing.csv", &[][..], "cannot read nothing.csv"),
        ("chain.csv", &["--listed", "Invented Persn"], "did you mean Invented Person?"),
        ("chain.csv", &["--listed", "A", "--percent", "0"], "--percent 0: give a percentage above 0"),
        ("../dpl.txt", &[], "there is no column \"owner\"; name the columns owner, owned"),
    ] {
        let (code, _, err) = ownership(file, args);
        assert_eq!(code, 2, "{err}");
        assert!(err.contains(says), "{err}");
    }
}
