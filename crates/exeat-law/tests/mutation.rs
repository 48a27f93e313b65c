//! Mutation coverage: what no case notices is named, nothing that a case notices is missed.
#![allow(clippy::unwrap_used, reason = "a test helper may panic as a test may")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use exeat_law::mutation::{
    Mutant, Prepared, Report, Suggester, baseline, mutants, noticed, noticed_asking_all,
};
use exeat_law::{Loaded, Source, load};

const LAW: &str = "```law
fact deal.date : date \"the day\"
fact deal.a : yes/no \"a\"
fact deal.b : yes/no \"b\"
regime r \"r\"
  encoded     from 2020-01-01
  surveyed    2030-01-01

instrument r.i \"i\"
  regime      r
  issued      2022-01-01
  in force    from 2022-01-01 until 2023-01-01
  source      a gazette
  checked     2030-01-01 confidence primary

prohibition r.p \"p\"
  cites       1
  when        deal.a and deal.b

authorisation r.l \"l\"
  cites       2
  when        not deal.a
  lifts       r.p
```
";

fn case(title: &str, on: &str, given: &str, expect: &str) -> String {
    format!(
        "case \"{title}\"\n  on          {on}\n  given\n    {}\n  expect      r {expect}\n",
        given.replace(", ", "\n    ")
    )
}

fn law(cases: &[String]) -> (Vec<Source>, Loaded) {
    let text = format!("{LAW}\n```cases\n{}```\n", cases.concat());
    let sources = vec![Source { name: "law.md".into(), text }];
    let loaded = load(&sources);
    assert!(loaded.diagnostics.is_empty(), "{:?}", loaded.diagnostics);
    (sources, loaded)
}

fn report(sources: &[Source], loaded: &Loaded) -> Report {
    let base = baseline(&loaded.theory, &loaded.cases);
    assert!(base.failures.is_empty(), "{:?}", base.failures);
    let all = mutants(sources, &loaded.theory);
    let by = noticed(&loaded.theory, &prepared(loaded), &all);
    let pairs: Vec<_> = all.into_iter().zip(by).collect();
    Report::new(sources, &loaded.theory, &base, &pairs)
}

fn prepared(loaded: &Loaded) -> Vec<Prepared<'_>> {
    loaded.cases.iter().map(|case| Prepared::new(&loaded.theory, case)).collect()
}

fn codes(report: &Report) -> Vec<(&'static str, usize)> {
    report.findings.iter().map(|d| (d.code, d.line)).collect()
}

#[test]
fn what_no_case_notices_is_named_where_it_stands() {
    let (sources, loaded) = law(&[case("far within", "2022-06-01", "deal.a no, deal.b no", "no rule found")]);
    let report = report(&sources, &loaded);
    let all = [
        ("T200", 16),
        ("T201", 16),
        ("T210", 16),
        ("T211", 16),
        ("T212", 16),
        ("T202", 18),
        ("T202", 18),
        ("T200", 20),
    ];
    assert_eq!(codes(&report), all);
    let text = &sources[0].text;
    let limbs: Vec<&str> =
        report.findings.iter().filter(|d| d.code == "T202").map(|d| &text[d.span.clone()]).collect();
    assert_eq!(limbs, ["deal.a", "deal.b"]);
    assert_eq!(report.pivotal.total, 2);
    assert_eq!(report.pivotal.per_mille(), 0);
}

/// The licence lifts nothing here that the prohibition would not leave: `l` needs `not a`, `p` needs `a`.
#[test]
fn what_cases_notice_is_not_named() {
    let (sources, loaded) = law(&[
        case("first day", "2022-01-01", "deal.a yes, deal.b yes", "prohibited by r.p"),
        case("last day", "2022-12-31", "deal.a yes, deal.b yes", "prohibited by r.p"),
        case("day after", "2023-01-01", "deal.a yes, deal.b yes", "no rule found"),
        case("without a", "2022-06-01", "deal.a no, deal.b yes", "no rule found"),
        case("without b", "2022-06-01", "deal.a yes, deal.b no", "no rule found"),
    ]);
    let report = report(&sources, &loaded);
    assert_eq!(codes(&report), [("T201", 16), ("T200", 20)]);
    let [_, _, limbs, first, last, after] = report.figures().map(|(_, f)| f.per_mille());
    assert_eq!((limbs, first, last, after), (1000, 1000, 1000, 1000));
}

#[test]
fn a_suggested_case_needs_its_limb() {
    let (sources, loaded) = law(&[case("both", "2022-06-01", "deal.a yes, deal.b yes", "prohibited by r.p")]);
    let found = report(&sources, &loaded);
    assert_eq!(found.idle.len(), 2);
    for limb in &found.idle {
        let s = Suggester::new(&loaded.theory, &loaded.cases).suggest(limb).unwrap();
        let lines = s.given.join("\n    ");
        let more = format!(
            "case \"more\"\n  as          \"both\", but\n  given\n    {lines}\n  expect      r {}\n",
            s.answer.words()
        );
        let (sources, loaded) =
            law(&[case("both", "2022-06-01", "deal.a yes, deal.b yes", "prohibited by r.p"), more]);
        let left = report(&sources, &loaded).idle;
        assert!(left.iter().all(|l| l.path != limb.path), "{lines}");
    }
}

/// Looking only at the cases that could notice a mutant loses none that does.
#[test]
fn few_cases_asked_notice_as_much_as_all() {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/language.md")).unwrap();
    let sources = vec![Source { name: "language.md".into(), text }];
    let loaded = load(&sources);
    let all = mutants(&sources, &loaded.theory);
    assert!(all.iter().filter(|m| matches!(m, Mutant::Limb(_))).count() > 20);
    let few = noticed(&loaded.theory, &prepared(&loaded), &all);
    let every = noticed_asking_all(&loaded.theory, &loaded.cases, &all);
    let lost: BTreeSet<String> = (0..all.len())
        .filter(|ix| few[*ix].is_some() != every[*ix])
        .map(|ix| format!("{:?}", all[ix]))
        .collect();
    assert!(lost.is_empty(), "{lost:#?}");
}

/// A limb that decides nothing but how an application is reviewed is needed by a case that says the review.
#[test]
fn a_limb_of_a_review_is_noticed_by_a_case_that_names_it() {
    let law = |expect: &str| {
        let text = LAW.replace("  when        deal.a and deal.b", "  when        deal.a\n  licence     from x review case by case when deal.b or deal.c\n  licence     from x review denial")
            .replace("fact deal.b", "fact deal.c : yes/no \"c\"\nfact deal.b");
        let given = "deal.a yes, deal.b yes, deal.c no";
        let text = format!("{text}\n```cases\n{}```\n", case("b", "2022-06-01", given, expect));
        let sources = vec![Source { name: "law.md".into(), text }];
        let loaded = load(&sources);
        (sources, loaded)
    };
    let idle = |(sources, loaded): (Vec<Source>, Loaded)| {
        assert!(loaded.diagnostics.is_empty(), "{:?}", loaded.diagnostics);
        report(&sources, &loaded).idle.len()
    };
    assert_eq!(idle(law("licence required by r.p")), 2);
    assert_eq!(idle(law("licence required by r.p review case by case")), 1);
    let (_, wrong) = law("licence required by r.p review denial");
    let failures = wrong.cases[0].run(&wrong.theory);
    assert!(failures[0].contains("review under r.p is case by case, not denial"), "{failures:?}");
    let (_, odd) = law("licence required by r.p review kindly");
    assert!(odd.has_errors());
}
