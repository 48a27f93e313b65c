//! The command as users see it: answers, exit codes, messages.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

struct Desk {
    data: tempfile::TempDir,
}

impl Desk {
    fn new() -> Desk {
        Desk { data: tempfile::tempdir().unwrap() }
    }

    fn run(&self, args: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_exeat"))
            .args(args)
            .env("EXEAT_DATA", self.data.path().join("lists"))
            .current_dir(root())
            .output()
            .unwrap()
    }

    fn write(&self, name: &str, text: &[u8]) -> String {
        let path = self.data.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    }
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// Real list files, or `None` where they are not there and need not be.
fn shared(path: &str) -> Option<PathBuf> {
    let base = std::env::var_os("EXEAT_SHARED").map_or_else(|| root().join("../shared"), PathBuf::from);
    let path = base.join(path);
    if path.exists() {
        return Some(path);
    }
    assert!(std::env::var_os("EXEAT_REQUIRE_SHARED").is_none(), "{} is missing", path.display());
    println!("skipped: {} is not there", path.display());
    None
}

/// The lines of an answer that say something new, without the hash of the law.
fn stable(text: &str) -> String {
    let hash = |line: &str| {
        let at = line.find("  Law ").map(|_| line.split_once(':').map_or(line, |(_, rest)| rest).to_owned());
        at.map_or_else(|| line.to_owned(), |rest| format!("  Law:{rest}"))
    };
    text.lines().map(hash).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_articles_question_is_contested_on_hardware() {
    let output = Desk::new().run(&["check", "examples/source-article/13a.yaml", "--known-on", "2026-11-24"]);
    assert_eq!(code(&output), 3);
    insta::assert_snapshot!(stable(&out(&output)));
}

#[test]
fn the_finished_server_is_permitted_and_the_unblocked_buyer_needs_a_licence() {
    let desk = Desk::new();
    let server = desk.run(&["check", "examples/source-article/13b.yaml", "--known-on", "2026-11-24"]);
    assert_eq!(code(&server), 0);
    assert!(out(&server).starts_with("PERMITTED"));
    let router = desk.run(&["check", "examples/source-article/1.yaml", "--known-on", "2026-11-24"]);
    assert_eq!(code(&router), 1);
    insta::assert_snapshot!(stable(&out(&router)));
}

#[test]
fn the_demo_runs_on_what_is_built_in() {
    let output = Desk::new().run(&["demo"]);
    assert_eq!(code(&output), 0);
    let table = out(&output);
    let table = table.split("The article's question").next().unwrap();
    insta::assert_snapshot!(table);
    for verdict in ["CONTESTED", "PERMITTED", "LICENCE REQUIRED"] {
        assert!(out(&output).contains(verdict));
    }
}

/// The bank is found by its identifier in the edition in force; before that edition the list is missing, not clear.
#[test]
fn sberbank_is_screened_against_the_list_of_the_day() {
    let Some(lists) = shared("lists/ofac-sdn") else { return };
    let desk = Desk::new();
    for date in ["2022-03-24", "2022-03-25", "2022-04-06", "2022-04-08", "2022-04-11"] {
        let imported = desk.run(&[
            "lists",
            "import",
            "us.ofac.sdn",
            &lists.join(date).display().to_string(),
            "--date",
            date,
        ]);
        assert_eq!(code(&imported), 0, "{}", err(&imported));
    }
    let file = "examples/source-article/14b-screened.yaml";
    // what is built in finds the bank where the edition at hand clears nobody: is it the one?
    let before = desk.run(&["check", file, "--on", "2022-04-05"]);
    assert_eq!(code(&before), 3);
    let text = out(&before).replace("\n    ", " ");
    assert!(text.starts_with("UNDETERMINED"), "{text}");
    assert!(text.contains("compared with the built-in starter parties"), "{text}");
    assert!(text.contains("SBERBANK"), "{text}");
    let after = desk.run(&["check", file, "--on", "2022-04-08"]);
    assert_eq!(code(&after), 1);
    let text = out(&after).replace("\n    ", " ");
    assert!(text.starts_with("PROHIBITED"), "{text}");
    assert!(text.contains("us.ofac.sdn edition 2022-04-08 entry 17018"), "{text}");
    assert!(text.contains("BIC SABRRUMM agrees"), "{text}");
    // as known the day before the designation nobody could know
    let known =
        desk.run(&["check", file, "--on", "2022-04-08", "--known-on", "2022-04-05", "--format", "json"]);
    assert!(out(&known).contains("\"edition\": \"2022-03-25\""), "{}", out(&known));
}

#[test]
fn json_is_one_object_with_the_promised_keys() {
    let output = Desk::new().run(&["check", "examples/source-article/13a.yaml", "--format", "json"]);
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    for key in [
        "schema",
        "id",
        "on",
        "known_on",
        "verdict",
        "exit",
        "assumed",
        "causes",
        "legs",
        "parties",
        "lists",
        "law",
        "policy",
        "unused",
        "not_modelled",
    ] {
        assert!(answer.get(key).is_some(), "{key}");
    }
    assert_eq!(answer["schema"], 1);
    assert_eq!(answer["exit"], code(&output));
    let regime = &answer["legs"][0]["regimes"][0];
    for key in ["regime", "verdict", "norms", "cites", "needs", "permitted_if", "contested", "duties"] {
        assert!(regime.get(key).is_some(), "{key}");
    }
    let contested =
        answer["legs"][0]["regimes"].as_array().unwrap().iter().find(|r| r["verdict"] == "contested");
    assert_eq!(contested.unwrap()["contested"][0]["term"], "hardware");
}

#[test]
fn policy_none_opens_every_term() {
    let desk = Desk::new();
    let default = desk.run(&["check", "examples/source-article/11.yaml", "--on", "2022-04-10"]);
    assert_eq!(code(&default), 1);
    let none =
        desk.run(&["check", "examples/source-article/11.yaml", "--on", "2022-04-10", "--policy", "none"]);
    assert_eq!(code(&none), 3);
    assert!(out(&none).starts_with("CONTESTED"));
    let own = desk.write(
        "house.md",
        b"# House\n\n```law\npolicy house \"ours\"\n  adopt ordinarily_incident P1 held by us, 2026-11-24\n  adopt reach_to_blocked B1 held by us, 2026-11-24\n  adopt incident_to N2 held by us, 2026-11-24\n```\n",
    );
    let house =
        desk.run(&["check", "examples/source-article/11.yaml", "--on", "2022-04-10", "--policy", &own]);
    assert_eq!(code(&house), 0, "{}{}", out(&house), err(&house));
}

/// A desk that reads the registers each morning gets a plain answer for today, and the answer names who read them.
#[test]
fn an_attested_register_carries_an_answer_past_the_survey() {
    let desk = Desk::new();
    let file = "examples/source-article/5.yaml";
    let later = desk.run(&["check", file, "--on", "2026-11-20", "--known-on", "2026-11-24"]);
    assert_eq!(code(&later), 4);
    assert!(out(&later).contains("the register was read up to 2026-06-26"), "{}", out(&later));
    let regimes = exeat::law::load_embedded().theory.regimes;
    let attests: String =
        regimes.iter().map(|r| format!("  attest {} unchanged on 2026-11-23 by the desk\n", r.id)).collect();
    let house = desk.write("house.md", format!("```law\npolicy house \"ours\"\n{attests}```\n").as_bytes());
    let early =
        desk.run(&["check", file, "--on", "2026-11-20", "--known-on", "2026-11-24", "--policy", &house]);
    assert_eq!(code(&early), 3, "{}", out(&early));
    assert!(out(&early).contains("us.ofac.ruhsr unchanged on 2026-11-23, by the desk"), "{}", out(&early));
    let past =
        desk.run(&["check", file, "--on", "2026-11-24", "--known-on", "2026-11-24", "--policy", &house]);
    assert_eq!(code(&past), 4);
}

#[test]
fn names_are_screened_and_explained() {
    let desk = Desk::new();
    let starter = desk.run(&["screen", "Сбербанк России", "--on", "2022-04-08"]);
    assert_eq!(code(&starter), 1, "{}", err(&starter));
    assert!(out(&starter).contains("SBERBANK"));
    let nobody = desk.run(&["screen", "Bäckerei Hintermeier", "--on", "2022-04-08"]);
    assert_eq!(code(&nobody), 4, "the starter parties clear nobody");
    let customers = desk.write(
        "customers.csv",
        "name,schema,id\nAnna Schmidt,person,\nBank,organisation,bic:SABRRUMM\n".as_bytes(),
    );
    let file = desk.run(&["screen", "--file", &customers, "--format", "json", "--on", "2022-04-08"]);
    let answer: serde_json::Value = serde_json::from_slice(&file.stdout).unwrap();
    assert_eq!(answer["results"].as_array().unwrap().len(), 2);
    let bad = desk.write("bad.csv", b"name,shema\nA,person\n");
    let refused = desk.run(&["screen", "--file", &bad]);
    assert_eq!(code(&refused), 2);
    assert!(err(&refused).contains("did you mean schema?"), "{}", err(&refused));
    let worse = desk.write("worse.csv", b"name,schema,dob\n,person,\nB,robot,\nC,person,yesterday\n");
    let refused = desk.run(&["screen", "--file", &worse]);
    assert_eq!(code(&refused), 2);
    for line in ["worse.csv:2", "worse.csv:3", "worse.csv:4"] {
        assert!(err(&refused).contains(line), "{}", err(&refused));
    }
    let Some(lists) = shared("lists/ofac-sdn/2022-04-08") else { return };
    assert_eq!(
        code(&desk.run(&[
            "lists",
            "import",
            "us.ofac.sdn",
            &lists.display().to_string(),
            "--date",
            "2022-04-08"
        ])),
        0
    );
    let explained = desk.run(&["explain", "Sberbank of Rusia", "us.ofac.sdn:17018", "--on", "2022-04-08"]);
    assert_eq!(code(&explained), 1, "{}{}", out(&explained), err(&explained));
    let missing = desk.run(&["explain", "x", "no-such-entry", "--on", "2022-04-08"]);
    assert_eq!(code(&missing), 2);
}

/// Each particular beside the name is used or refused with its field, and never passed over.
#[test]
fn what_is_known_beside_the_name_is_used_or_refused() {
    let desk = Desk::new();
    let refused = |args: &[&str], says: &str| {
        let all = [&["screen", "Nobody"], args].concat();
        let output = desk.run(&all);
        assert_eq!(code(&output), 2, "{args:?}");
        assert!(err(&output).contains(says), "{args:?}: {}", err(&output));
    };
    refused(&["--gender", "robot"], "gender: `robot`");
    refused(&["--dob", "31 Feb 1960"], "dob: `31 Feb 1960`");
    refused(&["--dob", "9999-01-01"], "dob: `9999-01-01` lies after");
    refused(&["--dob", "0001"], "dob: `0001` lies more than 120 years before");
    refused(&["--id", "imo:9187628"], "its last digit does not check");
    refused(&["--id", "lei:12"], "an LEI has twenty letters and digits");
    refused(&["--id", "9187628"], "write SCHEME:VALUE");
    let lead = desk.run(&["screen", "Nobody At All", "--place", "Yalta, Krimea", "--on", "2022-04-08"]);
    assert_eq!(code(&lead), 1);
    assert!(out(&lead).contains("place: yalta in crimea"), "{}", out(&lead));
    let file = desk.write(
        "particulars.csv",
        b"name,schema,gender,country,place,birthplace,id,dob\nA B,person,x,,,,,\nC D,person,male,IR,,,bic:1,1960\n",
    );
    let both = desk.run(&["screen", "--file", &file]);
    assert_eq!(code(&both), 2);
    for line in ["particulars.csv:2: gender", "particulars.csv:3: id: BIC `1`"] {
        assert!(err(&both).contains(line), "{}", err(&both));
    }
    let latin1 = desk.write("latin1.csv", b"name\nJos\xe9\n");
    let refused = desk.run(&["screen", "--file", &latin1]);
    assert_eq!(code(&refused), 2);
    assert!(err(&refused).contains("UTF-8"), "{}", err(&refused));
}

/// What cannot be read whole clears nobody, in a transaction as in a search.
#[test]
fn a_name_that_is_not_read_whole_clears_nobody() {
    let Some(lists) = shared("lists/ofac-sdn/2019-01-04") else { return };
    let desk = Desk::new();
    let folder = lists.display().to_string();
    assert_eq!(code(&desk.run(&["lists", "import", "us.ofac.sdn", &folder, "--date", "2019-01-04"])), 0);
    let long = "Meier ".repeat(25);
    for (name, expected) in [("Hintermeier Backwaren", 0), (long.trim(), 4), ("—", 2)] {
        let output = desk.run(&["screen", name, "--on", "2019-01-05"]);
        assert_eq!(code(&output), expected, "{name}: {}", out(&output));
    }
}

#[test]
fn free_text_is_screened_for_names_and_places() {
    let desk = Desk::new();
    let line =
        desk.run(&["screen", "--text", "payment to Sberbank of Russia, Yalta, Krimea", "--on", "2022-04-08"]);
    assert_eq!(code(&line), 1);
    let text = out(&line);
    for expected in ["place: yalta in crimea", "place: crimea", "SBERBANK"] {
        assert!(text.contains(expected), "{text}");
    }
    let mission = desk.run(&["screen", "--text", "Embassy of Iran, Brussels", "--format", "json"]);
    assert!(out(&mission).contains("\"mission\": true"), "{}", out(&mission));
    let nothing = desk.run(&["screen", "--text", "two pallets of butter"]);
    assert_eq!(code(&nothing), 4);
}

#[test]
fn screening_is_measured_on_labelled_cases() {
    let desk = Desk::new();
    let list = desk.write(
        "list.jsonl",
        b"{\"id\":\"a\",\"schema\":\"Person\",\"names\":[\"PLOTNITSKIY, Igor\"],\"weak_names\":[]}\n",
    );
    let cases = desk.write("cases.jsonl", b"{\"id\":\"1\",\"query\":{\"schema\":\"Person\",\"name\":\"Igor Plotnitsky\"},\"target_ids\":[\"a\"]}\n");
    let results = desk.data.path().join("results.jsonl").display().to_string();
    let run = desk.run(&[
        "bench",
        "screening",
        "--list",
        &list,
        "--cases",
        &cases,
        "--out",
        &results,
        "--threads",
        "2",
    ]);
    assert_eq!(code(&run), 0, "{}", err(&run));
    let text = out(&run);
    let summary: serde_json::Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
    for key in [
        "load_index_s",
        "queries",
        "queries_per_s_core",
        "p50_us",
        "p99_us",
        "max_us",
        "peak_rss_mb",
        "names",
    ] {
        assert!(summary.get(key).is_some(), "{key}");
    }
    let line: serde_json::Value =
        serde_json::from_str(std::fs::read_to_string(&results).unwrap().trim()).unwrap();
    assert_eq!(line["results"][0]["id"], "a");
    let pairs = desk.write("pairs.jsonl", b"{\"id\":7,\"left\":{\"name\":\"Igor Plotnitsky\"},\"right\":{\"name\":\"PLOTNITSKIY, Igor\"},\"match\":true}\n");
    let scores = desk.data.path().join("scores.jsonl").display().to_string();
    assert_eq!(code(&desk.run(&["bench", "pairs", "--pairs", &pairs, "--out", &scores])), 0);
    assert!(std::fs::read_to_string(&scores).unwrap().contains("\"id\":7"));
}

#[test]
fn regimes_can_be_named() {
    let desk = Desk::new();
    let one = desk.run(&["check", "examples/source-article/1.yaml", "--regime", "us.ofac.ruhsr"]);
    assert_eq!(code(&one), 3);
    assert!(out(&one).starts_with("NO RULE FOUND"));
    let wrong = desk.run(&["check", "examples/source-article/1.yaml", "--regime", "us.ofac.russia"]);
    assert_eq!(code(&wrong), 2);
    insta::assert_snapshot!(err(&wrong));
}

#[test]
fn bad_input_names_the_field_the_line_and_the_remedy() {
    let desk = Desk::new();
    let text = "\
date: 2022-13-40
activty: export
parties:
  - role: purchasor
    kind: compny
    us_person: maybe
    listings: [{list: us.ofac.sdm}]
items:
  - kind: hardwear
    eccn: [5A002, \"?\"]
assume: [ordinary]
";
    let path = desk.write("bad.yaml", text.as_bytes());
    let output = desk.run(&["check", &path]);
    assert_eq!(code(&output), 2);
    assert!(out(&output).is_empty());
    insta::assert_snapshot!(err(&output).replace(&path, "bad.yaml"));
    for (name, bytes) in [
        ("empty.yaml", &b""[..]),
        ("list.yaml", b"- a\n- b\n"),
        ("soup.yaml", b"a: [1, {b\n"),
        ("bytes.yaml", b"\xff\xfe\x00"),
    ] {
        let path = desk.write(name, bytes);
        let output = desk.run(&["check", &path]);
        assert_eq!(code(&output), 2, "{name}");
        assert!(err(&output).contains(name), "{name}: {}", err(&output));
    }
    let missing = desk.run(&["check", "no-such-file.yaml"]);
    assert_eq!(code(&missing), 2);
    assert!(err(&missing).contains("no-such-file.yaml"));
}

#[test]
fn a_bad_list_is_refused_and_nothing_is_kept() {
    let desk = Desk::new();
    for (name, bytes) in
        [("sdn.csv", &b""[..]), ("sdn.csv", b"<html><body>moved</body></html>"), ("sdn.csv", b"1,\"A\"\n")]
    {
        let path = desk.write(name, bytes);
        let output = desk.run(&["lists", "import", "us.ofac.sdn", &path, "--date", "2022-04-08"]);
        assert_eq!(code(&output), 2, "{}", out(&output));
        assert!(err(&output).contains("sdn.csv"), "{}", err(&output));
    }
    let shown = desk.run(&["lists", "show"]);
    assert!(out(&shown).contains("no list is imported"), "{}", out(&shown));
    let unknown = desk.run(&["lists", "import", "us.ofac.sdm", "x", "--date", "2022-04-08"]);
    assert_eq!(code(&unknown), 2);
}

/// A later publication that was refused, or a store that is damaged, never leaves a clear behind.
#[test]
fn a_refused_successor_degrades_what_needed_the_list() {
    let Some(lists) = shared("lists/ofac-sdn/2021-07-07") else { return };
    let desk = Desk::new();
    let import = |path: &str, date: &str| desk.run(&["lists", "import", "us.ofac.sdn", path, "--date", date]);
    assert_eq!(code(&import(&lists.display().to_string(), "2021-07-07")), 0);
    let screen = |on: &str| desk.run(&["screen", "Hintermeier Backwaren", "--on", on]);
    assert_eq!(code(&screen("2021-07-09")), 0);
    let status = |on: &str| desk.run(&["lists", "status", "--on", on, "--format", "json"]);
    assert_eq!(code(&status("2021-07-09")), 0);
    let page = desk.write("sdn.csv", b"<html>sign in</html>");
    assert_eq!(code(&import(&page, "2021-07-08")), 2);
    let doubted = screen("2021-07-09");
    assert_eq!(code(&doubted), 4);
    assert!(out(&doubted).contains("a later one of 2021-07-08 was refused"), "{}", out(&doubted));
    assert_eq!(code(&screen("2021-07-07")), 0, "the day before it was not yet refused");
    let answer: serde_json::Value = serde_json::from_slice(&status("2021-07-09").stdout).unwrap();
    assert_eq!(answer["lists"][0]["list"], "us.ofac.sdn");
    assert_eq!(answer["lists"][0]["health"], "clears nobody");
    let file = "examples/source-article/14b-screened.yaml";
    // what is built in finds the bank beside it
    let checked = desk.run(&["check", file, "--on", "2021-07-09"]);
    assert_eq!(code(&checked), 3, "{}", out(&checked));
    assert!(out(&checked).contains("a later one of 2021-07-08 was refused"), "{}", out(&checked));
    // a store that is damaged is a list that is not there
    let ledger = desk.data.path().join("lists/us.ofac.sdn/editions");
    std::fs::write(&ledger, "gone").unwrap();
    let damaged = desk.run(&["check", file, "--on", "2021-07-07"]);
    assert_eq!(code(&damaged), 3, "{}{}", out(&damaged), err(&damaged));
    assert!(err(&damaged).contains("is damaged"), "{}", err(&damaged));
    let doctor = desk.run(&["doctor", "--on", "2021-07-07"]);
    assert_eq!(code(&doctor), 2, "{}", out(&doctor));
    assert!(out(&doctor).contains("BAD   us.ofac.sdn"), "{}", out(&doctor));
}

#[test]
fn a_bundle_goes_from_one_desk_to_another() {
    let Some(lists) = shared("lists/ofac-sdn/2021-07-07") else { return };
    let desk = Desk::new();
    let folder = lists.display().to_string();
    assert_eq!(code(&desk.run(&["lists", "import", "us.ofac.sdn", &folder, "--date", "2021-07-07"])), 0);
    let bundle = desk.data.path().join("lists.bundle").display().to_string();
    let made = desk.run(&["lists", "bundle", &bundle]);
    assert_eq!(code(&made), 0, "{}", err(&made));
    let other = Desk::new();
    let taken = other.run(&["lists", "pull", "--from", &bundle]);
    assert_eq!(code(&taken), 0, "{}", err(&taken));
    assert_eq!(out(&taken), "us.ofac.sdn: the edition of 2021-07-07 taken\n");
    let wrong = other.run(&["lists", "pull", "us.ofac.sdm", "--from", &bundle]);
    assert_eq!(code(&wrong), 2);
    assert!(err(&wrong).contains("did you mean us.ofac.sdn?"), "{}", err(&wrong));
    let missing = other.run(&["lists", "pull", "--from", "no-such-folder"]);
    assert!(err(&missing).contains("no-such-folder: there is no such folder or bundle"), "{}", err(&missing));
}

#[test]
fn law_check_and_law_test_report_and_exit() {
    let desk = Desk::new();
    let check = desk.run(&["law", "check"]);
    assert_eq!(code(&check), 0, "{}", out(&check));
    let test = desk.run(&["law", "test", "--only", "video"]);
    assert_eq!(code(&test), 0, "{}", out(&test));
    let folder = desk.data.path().join("law");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(
        folder.join("bad.md"),
        "# Bad\n\n```law\nregime x.y \"X\"\n  encoded form 2022-01-01\n```\n",
    )
    .unwrap();
    let bad = desk.run(&["law", "check", &folder.display().to_string()]);
    assert_eq!(code(&bad), 1);
    insta::assert_snapshot!(out(&bad).replace(&folder.display().to_string(), "law"));
}

/// Every example fits the printed schema's keys: the schema and the reader come from the same facts.
#[test]
fn the_schema_names_every_key_the_examples_use() {
    let output = Desk::new().run(&["schema", "transaction"]);
    assert_eq!(code(&output), 0);
    let schema: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let properties = schema["properties"].as_object().unwrap();
    for key in ["id", "date", "activity", "parties", "items", "supply", "payment", "assume"] {
        assert!(properties.contains_key(key), "{key}");
    }
    let item = schema["properties"]["items"]["items"]["properties"].as_object().unwrap();
    assert!(item.contains_key("eccn") && item.contains_key("kind"));
    assert!(schema["$defs"]["party"]["properties"]["listings"].is_object());
}
