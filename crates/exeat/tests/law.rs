//! The built-in law: no findings, and every case passes. That every norm is needed by some case is a figure of
//! `exeat law test --mutations`, which the tests of the command line hold at 100 per cent.

use exeat::law::load_embedded;
use exeat_law::theory::NormKind;

#[test]
fn the_law_has_no_findings() {
    let loaded = load_embedded();
    let all: Vec<String> = loaded.diagnostics.iter().map(ToString::to_string).collect();
    assert!(all.is_empty(), "{}", all.join("\n"));
    assert!(loaded.cases.len() >= 60, "only {} cases", loaded.cases.len());
}

#[test]
fn every_case_passes() {
    let loaded = load_embedded();
    let failures: Vec<String> = loaded.cases.iter().flat_map(|c| c.run(&loaded.theory)).collect();
    assert!(failures.is_empty(), "{} failures\n{}", failures.len(), failures.join("\n"));
}

/// A warning sign is shown in the answer and changes no verdict.
#[test]
fn a_warning_sign_is_shown_and_decides_nothing() {
    let loaded = load_embedded();
    let flags: Vec<_> = loaded.theory.norms.iter().filter(|n| n.kind == NormKind::Flag).collect();
    assert!(flags.len() >= 20, "{} flags", flags.len());
    assert!(flags.iter().all(|n| n.licences.is_empty()));
    let (_, text) = exeat::law::EXAMPLES.iter().find(|(path, _)| path.ends_with("/5.yaml")).unwrap();
    let ask = |text: &str| {
        let theory = &loaded.theory;
        let transaction = exeat::transaction::read(text, "5.yaml", theory).unwrap();
        let lists = exeat::Lists::default();
        let asked = [theory.regime("us.bis.ear.items").unwrap()];
        let desk = exeat::Desk {
            theory,
            law_hash: "",
            lists: &lists,
            policy: theory.policy("default"),
            review: exeat_screen::REVIEW,
            regimes: &asked,
            known_on: "2026-01-29".parse().unwrap(),
        };
        exeat::assess(&transaction, &desk)
    };
    let plain = ask(text);
    let seen = ask(&format!("{text}\ndeal:\n  cash_for_costly: yes\n"));
    assert_eq!(plain.verdict, seen.verdict);
    let flagged = |d: &exeat::Determination| {
        let norms = d.legs.iter().flat_map(|l| &l.regimes).flat_map(|r| &r.applied);
        norms.filter(|n| n.effect == "flags").map(|n| n.id.clone()).collect::<Vec<_>>()
    };
    assert!(flagged(&plain).is_empty());
    assert!(flagged(&seen).contains(&"ear.flag.cash".to_owned()), "{:?}", flagged(&seen));
}
