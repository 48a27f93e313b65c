//! Findings of identity, and what stays found beside a list that clears nobody.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fmt::Write as _;
use std::process::{Command, Output};

const LIST: &str = "us.ofac.sdn";

struct Desk {
    home: tempfile::TempDir,
}

impl Desk {
    fn new() -> Desk {
        Desk { home: tempfile::tempdir().unwrap() }
    }

    fn run(&self, args: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_exeat"));
        command.args(args).current_dir(self.home.path()).env("EXEAT_DATA", self.home.path().join("data"));
        command.output().unwrap()
    }

    /// An edition of the list in which entry 90001 is somebody; whole, or without its aliases.
    fn import(&self, day: &str, entry: &str, whole: bool) {
        let dir = self.home.path().join(day);
        std::fs::create_dir_all(&dir).unwrap();
        let mut rows = String::new();
        for n in 1..=3_100 {
            let _ = writeln!(
                rows,
                "{n},\"FILLEROV, Number{n}\",\"individual\",\"CYBER2\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- "
            );
        }
        let _ = writeln!(
            rows,
            "90001,{entry},\"individual\",\"CYBER2\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"DOB 1970.\""
        );
        std::fs::write(dir.join("sdn.csv"), rows).unwrap();
        if whole {
            std::fs::write(dir.join("add.csv"), "90001,1,-0- ,-0- ,-0- ,-0- \n").unwrap();
            std::fs::write(dir.join("alt.csv"), "90001,1,\"aka\",\"INVENTED ALIAS\",-0- \n").unwrap();
            std::fs::write(dir.join("sdn_comments.csv"), "90001,\"no comment\"\n").unwrap();
        }
        let done = self.run(&["lists", "import", LIST, day, "--date", day]);
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }

    /// The answer of 20 April on a payment to somebody, with what else is said of it.
    fn check(&self, name: &str, said: &str) -> serde_json::Value {
        let deal = format!(
            "date: 2022-04-20\nactivity: payment\nassume: [ordinary-deal]\nparties_complete: yes\nparties:\n\
             \x20 - {{role: [payer, seller], description: us firm, kind: company, country: US, us_person: yes, listings: none, owners: none}}\n\
             \x20 - {{ref: payee, role: [payee, purchaser, end user], name: {name}{said}}}\n\
             items: [{{kind: funds}}]\n"
        );
        std::fs::write(self.home.path().join("deal.yaml"), deal).unwrap();
        let regime = ["--regime", "us.ofac.blocking", "--known-on", "2022-04-20", "--format", "json"];
        let output = self.run(&[&["check", "deal.yaml"], &regime[..]].concat());
        let (answer, said) =
            (serde_json::from_slice(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(answer.is_ok(), "{said}");
        answer.unwrap()
    }

    fn found(&self, finding: &str) -> serde_json::Value {
        let said = format!(", kind: individual, identity: [{{list: {LIST}, entry: \"90001\", {finding}}}]");
        self.check("Invented Somebody", &said)
    }
}

fn hits(answer: &serde_json::Value) -> usize {
    answer["parties"][1]["hits"].as_array().unwrap().len()
}

/// Whether the answer asks who the payee is.
fn asks(answer: &serde_json::Value) -> bool {
    let questions = answer["parties"][1]["questions"].as_array().unwrap();
    questions.iter().any(|q| q.as_str().unwrap().contains("90001"))
}

fn says(answer: &serde_json::Value, text: &str) -> bool {
    answer["notes"].as_array().unwrap().iter().any(|n| n.as_str().unwrap().contains(text))
}

#[test]
fn a_finding_holds_while_the_entry_is_what_it_was() {
    let desk = Desk::new();
    desk.import("2022-04-18", "\"SOMEBODY, Invented\"", true);
    desk.import("2022-04-20", "\"SOMEBODY, Invented\"", true);
    let open = desk.check("Invented Somebody", "");
    assert!(hits(&open) == 1 && asks(&open), "{open:#}");
    let of = open["parties"][1]["hits"][0]["of"].as_str().unwrap().to_owned();
    let screened = desk.run(&["screen", "Invented Somebody", "--on", "2022-04-20", "--format", "json"]);
    let screened: serde_json::Value = serde_json::from_slice(&screened.stdout).unwrap();
    assert_eq!(screened["results"][0]["hits"][0]["of"], of, "both commands show it");
    for holds in [format!("is: different, of: {of}"), "is: different, on: 2022-04-18".into()] {
        let answer = desk.found(&holds);
        assert!(hits(&answer) == 0 && !asks(&answer), "{holds}: {answer:#}");
        assert_eq!(answer["parties"][1]["identity"][0]["stands"], true);
    }
    for same in ["is: same".to_owned(), "is: same, on: 2022-04-18".into(), format!("is: same, of: {of}")] {
        let answer = desk.found(&same);
        assert!(!asks(&answer), "{same}");
        assert_eq!(answer["verdict"], "prohibited", "{same}");
    }
    // nothing says what was looked at: the answer asks again, and says what to write
    for unbound in ["is: different", "is: different, on: 2019-01-01"] {
        let answer = desk.found(unbound);
        assert!(hits(&answer) == 1 && asks(&answer), "{unbound}");
        assert!(says(&answer, &format!("`of: {of}`")), "{unbound}: {answer:#}");
    }
    // a finding may be bound to the party as well
    let party = open["parties"][1]["digest"].as_str().unwrap();
    assert_ne!(party, desk.check("Invented Somebody", ", country: RU")["parties"][1]["digest"]);
    let bound = desk.found(&format!("is: different, of: {of}, party: 0123456789abcdef"));
    assert!(asks(&bound) && says(&bound, "it was made on the party as `0123456789abcdef`"), "{bound:#}");
}

#[test]
fn a_finding_is_void_once_the_id_is_somebody_elses() {
    let desk = Desk::new();
    desk.import("2022-04-18", "\"KHANDILOV, Other\"", true);
    desk.import("2022-04-20", "\"SOMEBODY, Invented\"", true);
    for void in
        ["is: different, on: 2022-04-18", "is: different, of: 0123456789abcdef", "is: same, on: 2022-04-18"]
    {
        let answer = desk.found(void);
        assert!(asks(&answer), "{void}: {answer:#}");
        assert!(says(&answer, "does not hold: "), "{void}: {answer:#}");
        assert_eq!(answer["parties"][1]["identity"][0]["stands"], false);
        assert_ne!(answer["verdict"], "no rule found", "{void}");
    }
    // the same party is not let go because its entry is somebody else's now
    let said = format!(
        ", kind: individual, identity: [{{list: {LIST}, entry: \"90001\", is: same, on: 2022-04-18}}]"
    );
    let gone = desk.check("Other Khandilov", &said);
    assert!(hits(&gone) == 0 && asks(&gone), "{gone:#}");
    assert_ne!(gone["verdict"], "no rule found");
}

#[test]
fn what_is_built_in_is_found_beside_an_edition_that_clears_nobody() {
    let desk = Desk::new();
    let starter = |answer: &serde_json::Value| {
        let hits = answer["parties"][1]["hits"].as_array().unwrap();
        hits.iter().any(|h| h["list"] == LIST && h["name"].as_str().unwrap().contains("SBERBANK"))
    };
    assert!(starter(&desk.check("Sberbank", "")), "no list");
    desk.import("2022-04-20", "\"SOMEBODY, Invented\"", false);
    let beside = desk.check("Sberbank", "");
    assert!(starter(&beside), "{beside:#}");
    assert!(says(&beside, "clears nobody: parties were compared with the built-in starter parties as well"));
    let list = beside["lists"].as_array().unwrap().iter().find(|l| l["list"] == LIST).unwrap();
    assert_eq!(list["starter_beside"], true);
    let screened = desk.run(&["screen", "Sberbank", "--on", "2022-04-20", "--list", LIST]);
    let text = String::from_utf8(screened.stdout).unwrap();
    assert!(text.contains("SBERBANK") && text.contains("built-in starter parties beside them"), "{text}");
    desk.import("2022-04-20", "\"SOMEBODY, Invented\"", true);
    assert!(!starter(&desk.check("Sberbank", "")), "a whole and fresh edition is believed");
}

#[test]
fn a_data_folder_that_cannot_be_read_is_an_error() {
    let desk = Desk::new();
    std::fs::write(desk.home.path().join("data"), "").unwrap();
    std::fs::write(desk.home.path().join("deal.yaml"), "date: 2022-04-20\nactivity: export\n").unwrap();
    for args in [&["check", "deal.yaml"][..], &["screen", "Nobody"], &["lists", "status"], &["lists", "show"]]
    {
        let output = desk.run(args);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(5), "{args:?}: {said}");
        assert!(said.contains("cannot be read"), "{args:?}: {said}");
    }
    let doctor = desk.run(&["doctor"]);
    assert!(String::from_utf8(doctor.stdout).unwrap().contains("BAD   the data folder"));
}

#[test]
fn a_date_of_birth_that_cannot_be_is_refused_with_its_field() {
    let desk = Desk::new();
    std::fs::write(
        desk.home.path().join("c.csv"),
        "name,dob\nA Person,2064-10-23\nB Person,1900-01-01\nC Person,1964\n",
    )
    .unwrap();
    let refused = |args: &[&str], says: &[&str]| {
        let output = desk.run(args);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{args:?}: {said}");
        assert!(says.iter().all(|s| said.contains(s)), "{args:?}: {said}");
    };
    refused(&["screen", "A", "--dob", "2064-10-23"], &["error: dob: `2064-10-23` lies after"]);
    refused(
        &["screen", "A", "--dob", "1990-01-01", "--on", "1989-12-31"],
        &["error: dob: `1990-01-01` lies after"],
    );
    refused(
        &["screen", "Sberbank", "--dob", "1900-01-01"],
        &["more than 120 years before", "us.ofac.sdn 17018"],
    );
    refused(&["screen", "--file", "c.csv"], &["c.csv:2: dob: `2064-10-23`", "c.csv:3: dob: `1900-01-01`"]);
    let deal = |born: &str| {
        let text = format!(
            "date: 2022-04-20\nactivity: payment\nparties:\n  - {{role: payee, name: A Person, date_of_birth: {born}}}\nitems: [{{kind: funds}}]\n"
        );
        std::fs::write(desk.home.path().join("deal.yaml"), text).unwrap();
    };
    for born in ["2022-04-21", "1902-04-19"] {
        deal(born);
        refused(&["check", "deal.yaml"], &["deal.yaml:4: parties[0].date_of_birth: ", born]);
    }
    deal("1990-01-01");
    assert_ne!(desk.run(&["check", "deal.yaml"]).status.code(), Some(2));
    refused(&["check", "deal.yaml", "--on", "1989-01-01"], &["date_of_birth"]);
}
