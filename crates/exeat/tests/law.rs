//! The built-in law: no findings, every case passes, and every norm is needed by some case.

use exeat::law::load_embedded;
use exeat_law::theory::{Cond, NormKind, Theory};

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

/// A norm that no case needs is a norm nobody tested.
#[test]
fn deleting_any_norm_breaks_a_case() {
    let loaded = load_embedded();
    // a warning sign decides nothing: it is shown
    let decides = |ix: &usize| loaded.theory.norms[*ix].kind != NormKind::Flag;
    let norms: Vec<usize> = (0..loaded.theory.norms.len()).filter(decides).collect();
    let half = norms.len().div_ceil(2);
    let unneeded: Vec<String> = std::thread::scope(|scope| {
        let workers: Vec<_> = norms
            .chunks(half)
            .map(|norms| {
                let loaded = &loaded;
                scope.spawn(move || {
                    let unneeded = |ix: &usize| {
                        let gone = without(&loaded.theory, *ix);
                        // cases beside the norm are the likeliest to need it
                        let id = &loaded.theory.norms[*ix].id;
                        let (near, far): (Vec<_>, Vec<_>) =
                            loaded.cases.iter().partition(|c| c.expect.iter().any(|e| e.by.contains(id)));
                        !near.into_iter().chain(far).any(|case| !case.run(&gone).is_empty())
                    };
                    norms.iter().copied().filter(unneeded).collect::<Vec<usize>>()
                })
            })
            .collect();
        let all = workers.into_iter().flat_map(|w| w.join().unwrap());
        all.map(|ix| loaded.theory.norms[ix].id.clone()).collect()
    });
    assert!(unneeded.is_empty(), "no case needs {}", unneeded.join(", "));
}

fn without(theory: &Theory, norm: usize) -> Theory {
    let mut gone = theory.clone();
    gone.norms[norm].when = Cond::Const(false);
    gone
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
