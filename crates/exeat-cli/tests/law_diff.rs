//! `exeat law diff` as users see it: its witnesses are transactions that `check` decides otherwise on the two days.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn exeat(data: &Path, args: &[&str]) -> Output {
    let output = Command::new(env!("CARGO_BIN_EXE_exeat"))
        .args(args)
        .env("EXEAT_DATA", data)
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.code().is_some_and(|c| c < 5), "{output:?}");
    output
}

fn diff(data: &Path, args: &[&str]) -> Value {
    let output = exeat(data, &[&["law", "diff", "--format", "json"], args].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The verdict of `check` on a day, under these readings.
fn verdict(data: &Path, witness: &Value, on: &str, adopting: &[String]) -> Value {
    let file = data.join("witness.json");
    std::fs::write(&file, witness.to_string()).unwrap();
    let file = file.display().to_string();
    let mut args = vec!["check", &file, "--on", on, "--known-on", "2026-11-24", "--format", "json"];
    args.extend(adopting.iter().flat_map(|a| a.split(' ')));
    let output = exeat(data, &args);
    assert!(!output.stdout.is_empty(), "{}\n{witness:#}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Every witness flips, as `check` sees it; under the house's own readings where they allow the entry's.
fn flips(data: &Path, answer: &Value) -> usize {
    let mut seen = BTreeSet::new();
    for entry in answer["meaning"].as_array().unwrap() {
        for word in ["lost", "gained"] {
            let witness = &entry[word];
            if witness.is_null() {
                continue;
            }
            let adopting: Vec<String> = match entry["house"].as_bool().unwrap() {
                true => vec![],
                false => serde_json::from_value(entry["adopting"].clone()).unwrap(),
            };
            if !seen.insert((witness.to_string(), adopting.clone(), entry["on"].to_string())) {
                continue;
            }
            for side in 0..2 {
                let on = entry["on"][side].as_str().unwrap();
                let found = verdict(data, witness, on, &adopting)["verdict"].clone();
                assert_eq!(found, entry[format!("{word}_verdicts")][side], "{on} {adopting:?} {entry:#}");
            }
            assert_ne!(entry[format!("{word}_verdicts")][0], entry[format!("{word}_verdicts")][1]);
        }
    }
    seen.len()
}

/// The transaction without each of the facts that it states, in turn.
fn without_one(witness: &Value) -> Vec<(String, Value)> {
    let mut out = Vec::new();
    let map = |at: &str| -> Vec<String> {
        let of = witness.pointer(at).and_then(Value::as_object);
        of.into_iter().flat_map(|map| map.keys()).map(|key| format!("{at}/{key}")).collect()
    };
    let known = ["/id", "/date", "/assume", "/parties", "/items"];
    let places: Vec<String> = map("")
        .into_iter()
        .filter(|place| !known.contains(&place.as_str()))
        .flat_map(
            |place| if witness.pointer(&place).unwrap().is_object() { map(&place) } else { vec![place] },
        )
        .chain((0..witness["parties"].as_array().unwrap().len()).flat_map(|p| map(&format!("/parties/{p}"))))
        .chain(map("/items/0"))
        .filter(|place| !["/ref", "/role", "/id"].iter().any(|end| place.ends_with(end)))
        .collect();
    for place in places {
        let (map, key) = place.rsplit_once('/').unwrap();
        let mut fewer = witness.clone();
        fewer.pointer_mut(map).unwrap().as_object_mut().unwrap().remove(key);
        out.push((place, fewer));
    }
    out
}

#[test]
fn what_25d_took_away_and_gave_is_shown_by_transactions() {
    let dir = tempfile::tempdir().unwrap();
    let answer =
        diff(dir.path(), &["2024-06-11", "2024-06-12", "--only", "gl25d.b", "--known-on", "2026-11-24"]);
    let entries = answer["meaning"].as_array().unwrap();
    assert!(!entries.is_empty());
    for entry in entries {
        assert_eq!(entry["instrument_from"], "us.ofac.ru.gl25c");
        assert_eq!(entry["instrument_to"], "us.ofac.ru.gl25d");
        assert_eq!(entry["group"]["from"], serde_json::json!(["gl25c.b"]));
        assert_eq!(entry["group"]["to"], serde_json::json!(["gl25d.b1", "gl25d.b2"]));
    }
    // on the house's readings: hardware that Commerce does not let pass, or would not were it inside the EAR
    let house: Vec<&Value> = entries.iter().filter(|e| e["house"] == true).collect();
    assert!(!house.is_empty());
    for entry in house {
        // that something is lost is shown; whether anything was gained besides takes more than the budget
        assert!(entry["class"] == "narrowed" || entry["class"] == "unknown", "{entry:#}");
        let item = &entry["lost"]["items"][0];
        assert_eq!(item["kind"], "hardware", "{entry:#}");
        let mut inside = entry["lost"].clone();
        inside["items"][0]["subject_to_ear"] = "yes".into();
        let under = |deal: &Value, regime: &str| -> Value {
            let answer = verdict(dir.path(), deal, "2024-06-12", &[]);
            let regimes = answer["legs"][0]["regimes"].as_array().unwrap();
            regimes.iter().find(|r| r["regime"] == regime).unwrap()["verdict"].clone()
        };
        assert_eq!(under(&inside, "us.bis.ear.items"), "licence required", "{entry:#}");
        // and that alone is what 25D took away: with the licence of Commerce it carries the deal as 25C did
        let mut licensed = inside.clone();
        licensed["items"][0]["bis_licence"] = "yes".into();
        assert_eq!(under(&licensed, "us.ofac.ruhsr"), "permitted", "{entry:#}");
    }
    // on the narrow reading: services that 25D names and that nobody needs for the exchange itself
    let gained: Vec<&Value> = entries.iter().filter(|e| !e["gained"].is_null()).collect();
    assert!(!gained.is_empty());
    assert!(gained.iter().all(|e| e["reading"]["incident_to"] == "N1" && e["class"] == "shifted"));
    assert!(flips(dir.path(), &answer) >= 2);
    // each is a smallest: without any fact that it states, one of the days is no longer decided so
    for (entry, word) in
        [(entries.iter().find(|e| e["house"] == true).unwrap(), "lost"), (gained[0], "gained")]
    {
        let adopting: Vec<String> = match entry["house"].as_bool().unwrap() {
            true => vec![],
            false => serde_json::from_value(entry["adopting"].clone()).unwrap(),
        };
        let fewer = without_one(&entry[word]);
        assert!(fewer.len() > 5, "{entry:#}");
        let mut spare = Vec::new();
        for (place, fewer) in fewer {
            let alike = (0..2).all(|side| {
                let on = entry["on"][side].as_str().unwrap();
                verdict(dir.path(), &fewer, on, &adopting)["verdict"]
                    == entry[format!("{word}_verdicts")][side]
            });
            if alike {
                spare.push(place);
            }
        }
        // what kind of organisation two of them are stays: that it is not needed shows only when worlds are told apart
        assert!(spare.len() <= 2, "{word}: {spare:?} can be left out");
    }
}

/// A law of one licence, and changes to it.
const LAW: &str = "# Law

```law
fact deal.date : date \"the day\"
fact deal.a : yes/no \"a\"
fact deal.b : yes/no \"b\"
fact item.n : number \"how many\"
fact act : kind act \"the act\"
kind act
  sale \"sale\"

role seller
role purchaser
role recipient is {purchaser} expects {purchaser}

regime t.r \"A regime\"
  authority   t
  encoded     from 2020-01-01
  surveyed    2030-01-01
  cites       s. 0
part t.r.main \"the main part\"

instrument t.text \"The text\"
  regime      t.r
  issued      2020-01-01
  in force    from 2020-01-01
  source      s. 1 https://example.org
  checked     2030-01-01 confidence primary

prohibition p.main \"nothing goes\"
  part        t.r.main
  cites       s. 2
  when        act is sale

authorisation l.main \"what goes\"
  cites       s. 3
  lifts       prohibitions of t.r
  when        CONDITION
```

```cases
case \"a and b\"
  on          2021-01-01
  policy      none
  given
    act sale
    deal.a yes
    deal.b yes
    item.n 3
  expect      t.r permitted by l.main
```
";

fn folder(dir: &Path, name: &str, condition: &str) -> String {
    let folder = dir.join(name);
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("law.md"), LAW.replace("CONDITION", condition)).unwrap();
    folder.display().to_string()
}

fn only(answer: &Value) -> &Value {
    let entries = answer["meaning"].as_array().unwrap();
    assert_eq!(entries.len(), 1, "{answer:#}");
    &entries[0]
}

#[test]
fn folders_are_compared_by_meaning() {
    let dir = tempfile::tempdir().unwrap();
    let base = folder(dir.path(), "base", "deal.a or item.n at least 10");
    for (name, condition, class, lost, gained) in [
        ("narrow", "item.n at least 10", "narrowed", true, false),
        ("wide", "deal.a or deal.b or item.n at least 10", "widened", false, true),
        ("other", "deal.b or item.n at least 10", "shifted", true, true),
        ("bound", "deal.a or item.n at least 11", "narrowed", true, false),
        ("same", "not (item.n less than 10 and not deal.a)", "equivalent", false, false),
    ] {
        let answer = diff(dir.path(), &[&base, &folder(dir.path(), name, condition)]);
        let entry = only(&answer);
        assert_eq!(entry["class"], class, "{name}: {entry:#}");
        assert_eq!(
            (!entry["lost"].is_null(), !entry["gained"].is_null()),
            (lost, gained),
            "{name}: {entry:#}"
        );
        assert_ne!(answer["text"][0]["diff"], Value::Null, "{name}");
    }
    let answer = diff(dir.path(), &[&base, &folder(dir.path(), "bound", "deal.a or item.n at least 11")]);
    // the smallest: the act, the number, and what the number alone does not settle
    assert_eq!(only(&answer)["lost"]["items"][0]["n"], "10");
    let moved = diff(dir.path(), &[&base, &folder(dir.path(), "narrow", "item.n at least 10")]);
    assert_eq!(moved["impact"]["moved"][0]["cases"][0]["case"], "a and b");
    let unchanged = diff(dir.path(), &[&base, &base]);
    assert!(unchanged["meaning"].as_array().unwrap().is_empty());
}

/// What never is, is no witness: where nothing else tells two laws apart, they are equivalent.
#[test]
fn what_never_is_is_no_witness() {
    let dir = tempfile::tempdir().unwrap();
    let constrained = |name: &str, condition: &str| {
        let folder = folder(dir.path(), name, condition);
        let never =
            "\n```law\nnever b-without-a \"b goes with a\"\n  when        deal.b and not deal.a\n```\n";
        std::fs::write(Path::new(&folder).join("never.md"), never).unwrap();
        folder
    };
    let base = constrained("base", "deal.a or item.n at least 10");
    let wider = constrained("wider", "deal.a or deal.b or item.n at least 10");
    assert_eq!(only(&diff(dir.path(), &[&base, &wider]))["class"], "equivalent");
    // what may be is still found, and what it takes is stated
    let narrower = constrained("narrower", "deal.b or item.n at least 10");
    let answer = diff(dir.path(), &[&base, &narrower]);
    assert_eq!(only(&answer)["class"], "narrowed", "{answer:#}");
    assert_eq!(only(&answer)["lost"]["deal"]["b"], "no", "{answer:#}");
}

#[test]
fn a_class_that_is_not_established_is_unknown_and_says_why() {
    let dir = tempfile::tempdir().unwrap();
    let base = folder(dir.path(), "base", "deal.a or item.n at least 10");
    let other = folder(dir.path(), "same", "not (item.n less than 10 and not deal.a)");
    let answer = diff(dir.path(), &[&base, &other, "--steps", "1"]);
    let entry = only(&answer);
    assert_eq!(entry["class"], "unknown");
    assert!(entry["cause"].as_str().unwrap().contains("not settled within the budget"), "{entry:#}");
}

#[test]
fn the_law_of_a_hash_or_revision_answers_again() {
    let dir = tempfile::tempdir().unwrap();
    let base = folder(dir.path(), "base/law", "deal.a");
    let archived = exeat(dir.path(), &["law", "archive", &base]);
    let text = String::from_utf8(archived.stdout).unwrap();
    let hash = text.lines().next().unwrap().to_owned();
    folder(dir.path(), "base/law", "deal.b");
    let deal = dir.path().join("deal.json");
    let stated = r#"{"date": "2021-01-01", "activity": "sale", "parties_complete": "yes", "items": [{"id": "1"}],
        "deal": {"a": "yes", "b": "no"}}"#;
    std::fs::write(&deal, stated).unwrap();
    let deal = deal.display().to_string();
    let check = |law: &str| -> Value {
        let args = ["check", &deal, "--law", law, "--policy", "none", "--format", "json"];
        let output = exeat(dir.path(), &args);
        serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
    };
    assert_eq!(check(&base)["verdict"], "prohibited");
    for short in [hash.as_str(), &hash[..12]] {
        let answer = check(short);
        assert_eq!((&answer["verdict"], &answer["law"]["hash"]), (&"permitted".into(), &hash.clone().into()));
    }
    let text = exeat(dir.path(), &["check", &deal, "--law", &hash, "--policy", "none"]);
    assert!(String::from_utf8_lossy(&text.stdout).contains(&hash[..12]));
    // damage is an error and never another law
    let kept = dir.path().join("law").join(format!("{hash}.json"));
    let damaged = std::fs::read_to_string(&kept).unwrap().replace("deal.a", "deal.b");
    std::fs::write(&kept, damaged).unwrap();
    let output = exeat(dir.path(), &["check", &deal, "--law", &hash]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("is damaged"));
    let output = exeat(dir.path(), &["check", &deal, "--law", "0123456789abcdef"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("exeat law archive"));

    // revisions
    let repository = dir.path().join("base");
    let git = |args: &[&str]| {
        let who = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"];
        let output = Command::new("git").args(who).args(args).current_dir(&repository).output();
        output.is_ok_and(|o| o.status.success())
    };
    if !git(&["init", "-q"]) {
        println!("skipped: git is not there");
        return;
    }
    folder(dir.path(), "base/law", "deal.a");
    assert!(git(&["add", "."]) && git(&["commit", "-q", "-m", "one"]));
    folder(dir.path(), "base/law", "deal.a and deal.b");
    assert!(git(&["add", "."]) && git(&["commit", "-q", "-m", "two"]));
    let output = Command::new(env!("CARGO_BIN_EXE_exeat"))
        .args(["law", "diff", "HEAD~1", "HEAD", "--format", "json"])
        .current_dir(&repository)
        .output()
        .unwrap();
    let answer: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
    assert_eq!(only(&answer)["class"], "narrowed");
    assert_eq!(answer["from"]["law"], hash);
}
