//! `exeat lists changes`: what OFAC's file of changes says, and whether the edition at hand has followed.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::path::{Path, PathBuf};
use std::process::Command;

fn changes() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus/lists/changes.xml")
}

/// Exit code, standard output and standard error.
fn lists(data: &Path, args: &[&str]) -> (i32, String, String) {
    let run = Command::new(env!("CARGO_BIN_EXE_exeat"))
        .arg("lists")
        .args(args)
        .env("EXEAT_DATA", data.join("lists"))
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (run.status.code().unwrap(), text(run.stdout), text(run.stderr))
}

fn row(id: u32, name: &str) -> String {
    format!("{id},\"{name}\",-0- ,\"RUSSIA-EO14024\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n")
}

fn import(data: &Path, day: &str, rows: &str) {
    let path = data.join("sdn.csv");
    std::fs::write(&path, format!("{rows}\u{1a}")).unwrap();
    let path = path.to_str().unwrap();
    let (code, _, err) =
        lists(data, &["import", "us.ofac.sdn", path, "--date", day, "--accept", "a small list for a test"]);
    assert_eq!(code, 0, "{err}");
}

#[test]
fn an_edition_that_has_not_followed_is_named() {
    let data = tempfile::tempdir().unwrap();
    let file = changes();
    let run = || lists(data.path(), &["changes", file.to_str().unwrap()]);
    let (code, out, err) = run();
    assert_eq!(code, 0, "{err}");
    insta::assert_snapshot!(out);

    import(data.path(), "2026-03-03", &(row(900_002, "MADE UP STAR") + &row(900_003, "INVENTED BANK")));
    let (code, out, _) = run();
    assert_eq!(code, 1);
    assert!(out.contains("us.ofac.sdn: 900001 ERDACHT, Ivan is not in it"), "{out}");
    assert!(out.contains("us.ofac.sdn: 900002 MADE UP STAR is still in it"), "{out}");
    assert!(out.contains("import the publication of 2026-03-04"), "{out}");

    let after = row(900_001, "ERDACHT, Ivan") + &row(900_003, "INVENTED BANK") + &row(900_004, "ANOTHER");
    import(data.path(), "2026-03-04", &after);
    let (code, out, _) = run();
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("us.ofac.sdn: compared with the edition of 2026-03-04"), "{out}");
}

/// What says only what changed is never taken for the list: everybody it leaves out would be cleared.
#[test]
fn a_file_of_changes_is_no_edition() {
    let data = tempfile::tempdir().unwrap();
    let file = changes();
    let import =
        ["import", "us.ofac.sdn", file.to_str().unwrap(), "--date", "2026-03-04", "--accept", "it is fine"];
    let (code, _, err) = lists(data.path(), &import);
    assert_eq!(code, 2);
    assert!(err.contains("this is OFAC's file of changes, and no whole list"), "{err}");

    let small = Path::new(env!("CARGO_MANIFEST_DIR")).join("../exeat-lists/tests/small/sdn_advanced.xml");
    let text = std::fs::read_to_string(small).unwrap();
    let delta = data.path().join("delta.xml");
    std::fs::write(&delta, text.replacen("Version=\"3\"", "Version=\"4\" DeltaBaseVersion=\"3\"", 1))
        .unwrap();
    let import =
        ["import", "us.ofac.sdn", delta.to_str().unwrap(), "--date", "2026-03-04", "--accept", "it is fine"];
    let (code, _, err) = lists(data.path(), &import);
    assert_eq!(code, 2);
    assert!(err.contains("only what changed since an earlier version"), "{err}");

    let (code, _, err) = lists(data.path(), &["changes", delta.to_str().unwrap()]);
    assert_eq!(code, 2, "{err}");
}

/// Taken off the list, it is said to be gone and when it was last there; an order that is over is still shown.
#[test]
fn what_was_taken_off_and_what_is_over_is_said() {
    let data = tempfile::tempdir().unwrap();
    import(data.path(), "2026-03-03", &(row(900_002, "MADE UP STAR") + &row(900_003, "INVENTED BANK")));
    import(data.path(), "2026-03-04", &row(900_003, "INVENTED BANK"));
    let show = |id: &str, on: &str| {
        let (code, out, err) = lists(data.path(), &["show", "us.ofac.sdn", "--on", on, "--entry", id]);
        assert_eq!(code, 0, "{err}");
        out
    };
    let gone = show("900002", "2026-03-04");
    assert!(gone.contains("900002  not in this edition; last in that of 2026-03-03 number 1:"), "{gone}");
    assert!(gone.contains("MADE UP STAR"), "{gone}");
    assert!(!show("900002", "2026-03-03").contains("not in this edition"));
    assert!(show("1", "2026-03-04").contains("1  not in this edition, nor in an earlier one at hand"));
    let (_, diff, _) = lists(data.path(), &["diff", "us.ofac.sdn", "2026-03-03", "2026-03-04"]);
    assert!(diff.contains("- 900002  MADE UP STAR"), "{diff}");

    let small = Path::new(env!("CARGO_MANIFEST_DIR")).join("../exeat-lists/tests/small/dpl.txt");
    let text = std::fs::read_to_string(small).unwrap().replace("08/22/3017", "08/22/2025");
    let path = data.path().join("dpl.txt");
    std::fs::write(&path, text).unwrap();
    let import =
        ["import", "us.bis.dpl", path.to_str().unwrap(), "--date", "2026-03-03", "--accept", "a test"];
    let (code, _, err) = lists(data.path(), &import);
    assert_eq!(code, 0, "{err}");
    let (_, out, _) = lists(
        data.path(),
        &["show", "us.bis.dpl", "--on", "2026-03-03", "--entry", "jane-invented-2022-08-24"],
    );
    assert!(out.contains("ends: 2025-08-22 (over; it is still listed)"), "{out}");
}
