//! `exeat check --owners`: owners out of statements of ownership.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::process::Command;

const OWNERS: &str = "owner,owned,percent,low,high\n\
    Invented Person,Invented Holding,50,,\n\
    Invented Holding,Made Up Trading,60,,\n\
    Other Invented Person,Made Up Trading,,20,25\n\
    Somebody Else,Some Other Works,100,,\n";

/// A sale to `Made Up Trading`, with what is said of it, and a listed person.
fn deal(buyer: &str, person: &str) -> String {
    format!(
        "date: 2022-04-08\nactivity: export\nassume: [ordinary-deal, own-items]\nparties:\n\
         \x20 - {{ref: seller, role: [exporter, seller], name: Sample Exports, country: US, us_person: yes, listings: none, owners: none}}\n\
         \x20 - {{ref: buyer, role: [purchaser, end user], name: Made Up Trading, country: RU, listings: none{buyer}}}\n\
         \x20 - {{{person}role: owner, name: Invented Person, kind: individual, listings: [{{list: us.ofac.sdn, programme: RUSSIA-EO14024}}]}}\n\
         items: [{{kind: hardware, eccn: EAR99}}]\nsupply: {{from: US, to: RU}}\n"
    )
}

/// Exit code, standard output in one line a paragraph, and standard error.
fn check(deal: &str, owners: &str, args: &[&str]) -> (i32, String, String) {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("deal.yaml"), deal).unwrap();
    std::fs::write(dir.path().join("owners.csv"), owners).unwrap();
    let run = Command::new(env!("CARGO_BIN_EXE_exeat"))
        .args(["check", "deal.yaml", "--regime", "us.ofac.ruhsr", "--known-on", "2022-04-10"])
        .args(args)
        .current_dir(dir.path())
        .env("EXEAT_DATA", dir.path().join("data"))
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (run.status.code().unwrap(), text(run.stdout).replace("\n    ", " "), text(run.stderr))
}

/// What an answer says of the listed person's hold on the buyer, where that decides.
const REACHED: &str = "by on us.ofac.sdn programme RUSSIA-EO14024 = yes";

#[test]
fn owners_of_a_party_and_theirs_come_from_the_file() {
    let deal = deal("", "ref: person, ");
    let (_, without, _) = check(&deal, OWNERS, &[]);
    assert!(!without.contains(REACHED), "nobody knows who owns the buyer: {without}");
    let (code, out, err) = check(&deal, OWNERS, &["--owners", "owners.csv"]);
    assert_ne!(code, 0);
    assert!(out.contains(REACHED), "half of what holds most of it is a listed person's: {out}{err}");
    assert!(out.contains("derived: 60 % by Invented Holding (owned), at least 50 %"), "{out}");
    for said in [
        "of 4 holdings on 2022-04-08 in owners.csv, 3 concern the parties; 1 were left aside",
        "owners.csv line 3 says that Invented Holding holds 60 % of Made Up Trading",
        "owners.csv line 2 says that Invented Person holds 50 % of Invented Holding",
        "owners.csv line 4 says that Other Invented Person holds 20 to 25 % of Made Up Trading",
    ] {
        assert!(out.contains(said), "{said}\n{out}");
    }
}

#[test]
fn what_nobody_is_said_to_own_clears_nobody() {
    let small = "owner,owned,percent\nSample Holding,Made Up Trading,100\n";
    let deal = deal("", "ref: person, ");
    let (code, out, _) = check(&deal, small, &["--owners", "owners.csv"]);
    assert!([3, 4].contains(&code), "who owns the holding is not known: {out}");
}

#[test]
fn a_contradiction_names_both() {
    let person = "ref: person, ";
    for (buyer, said) in [
        (
            ", owners: none",
            "`none` is stated, and owners.csv line 3 says that Invented Holding holds 60 % of Made Up Trading",
        ),
        (
            ", owners: [{name: Invented Holding, share: 30}]",
            "30 % is stated, and owners.csv line 3 says that Invented Holding holds 60 % of Made Up Trading",
        ),
        (
            ", owners: [{name: Third Holding, share: 50}]",
            "the shares stated there and in owners.csv come to at least 130 % of Made Up Trading",
        ),
    ] {
        let (code, _, err) = check(&deal(buyer, person), OWNERS, &["--owners", "owners.csv"]);
        assert_eq!(code, 2);
        assert!(err.contains(&format!("parties[1].owners: {said}")), "{err}");
    }
    let within = deal(", owners: [{name: Invented Holding, share: {at_least: 51, at_most: 70}}]", person);
    let (_, out, _) = check(&within, OWNERS, &["--owners", "owners.csv"]);
    assert!(out.contains(REACHED), "{out}");
    // an owner among the parties must be called something
    let (code, _, err) = check(&deal("", ""), OWNERS, &["--owners", "owners.csv"]);
    assert_eq!(code, 2);
    assert!(err.contains("owners.csv says that Invented Person is an owner, and it has no `ref`"), "{err}");
}

#[test]
fn a_ring_of_owners_ends() {
    let ring = "owner,owned,percent\nA Holding,Made Up Trading,100\nB Holding,A Holding,60\nA Holding,B Holding,60\n\
        Invented Person,B Holding,40\nInvented Person,A Holding,40\n";
    let (code, out, err) = check(&deal("", "ref: person, "), ring, &["--owners", "owners.csv"]);
    assert!([3, 4].contains(&code), "{out}{err}");
    assert!(!out.contains(REACHED), "40 % each closes nothing, and the ring itself neither: {out}");
    let closed = ring
        .replace("Invented Person,B Holding,40", "Invented Person,B Holding,50")
        .replace("A Holding,B Holding,60", "A Holding,B Holding,50");
    let (_, out, _) = check(&deal("", "ref: person, "), &closed, &["--owners", "owners.csv"]);
    assert!(out.contains(REACHED), "half of B, which holds 60 % of A: {out}");
}

#[test]
fn holdings_need_one_day() {
    let open =
        deal("", "ref: person, ").replace("date: 2022-04-08", "date: {from: 2022-04-08, to: 2022-04-20}");
    let (code, _, err) = check(&open, OWNERS, &["--owners", "owners.csv"]);
    assert_eq!(code, 2);
    assert!(err.contains("--owners: holdings last from day to day; state one `date`, or give --on"), "{err}");
}

#[test]
fn a_holder_whose_own_holders_are_not_stated_clears_nobody() {
    let held = |holder: &str| {
        let deal =
            deal(&format!(", owners: [{{name: Sample Holding, listings: none, share: 100{holder}}}]"), "");
        check(&deal.replace("  - {role: owner, name: Invented Person, kind: individual, listings: [{list: us.ofac.sdn, programme: RUSSIA-EO14024}]}\n", ""), OWNERS, &[])
    };
    let (code, open, _) = held("");
    assert!([3, 4].contains(&code), "whoever holds the holding may be listed: {open}");
    for said in [", owners: none", ", kind: individual"] {
        let (_, out, _) = held(said);
        assert!(out.starts_with("NO RULE FOUND"), "{said} closes what was open: {out}");
    }
}

#[test]
fn a_holding_stated_twice_counts_once() {
    let twice = "owner,owned,percent\nInvented Clerk,Made Up Trading,30\nInvented Clerk,Made Up Trading,30\n";
    let deal = deal("", "ref: person, ");
    let (_, out, _) = check(&deal, twice, &["--owners", "owners.csv"]);
    // at least 30, so that 70 may be a listed person's; added up it would be 60 and clear
    assert!(out.contains("holds 30 to 60 % of Made Up Trading"), "{out}");
}
