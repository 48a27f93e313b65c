#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use super::*;

/// The shared publications; none where they are missing and may be.
fn regs() -> Option<PathBuf> {
    let regs = desk::shared("regs");
    if regs.is_dir() {
        return Some(regs);
    }
    assert!(std::env::var_os("EXEAT_REQUIRE_SHARED").is_none(), "{} is missing", regs.display());
    eprintln!("skipped: {} is missing", regs.display());
    None
}

#[test]
fn the_tables_beside_the_law_are_what_the_publications_give() {
    let Some(regs) = regs() else { return };
    let made = all(&regs).unwrap();
    assert_eq!(made.len(), 53);
    assert_eq!(differing(&desk::own_law(), &made), Vec::<String>::new());
}

/// The codes are others for each commit.
#[test]
fn no_listed_code_is_cleared_and_nine_in_ten_are_refused() {
    let Some(regs) = regs() else { return };
    let found = deals::ask(&regs, &desk::own_law(), commit(), 2).unwrap();
    eprint!("{}", found.report());
    assert!(found.whole > 200, "{}", found.report());
    assert!(found.cleared.is_empty(), "{}", found.report());
    assert!(found.barred_anyway.is_empty(), "{}", found.report());
    assert!(found.refused * 10 >= found.whole * 9, "{}", found.report());
}
