//! Every construct of the language at work in small laws of their own (`language.md`, `constructs/`).

use exeat_law::{Source, load};

fn decides(sources: &[(&str, &str)]) {
    let sources: Vec<Source> =
        sources.iter().map(|(name, text)| Source { name: (*name).into(), text: (*text).into() }).collect();
    let loaded = load(&sources);
    let findings: Vec<String> = loaded.diagnostics.iter().map(ToString::to_string).collect();
    assert!(findings.is_empty(), "{}", findings.join("\n"));
    let failures: Vec<String> = loaded.cases.iter().flat_map(|c| c.run(&loaded.theory)).collect();
    assert!(failures.is_empty(), "{} of {}\n{}", failures.len(), loaded.cases.len(), failures.join("\n"));
}

#[test]
fn every_construct_decides_on_both_sides() {
    decides(&[("language.md", include_str!("language.md"))]);
}

#[test]
fn amounts_tables_owners_and_savings_decide_on_both_sides() {
    decides(&[
        ("constructs/constructs.md", include_str!("constructs/constructs.md")),
        ("constructs/places.csv", include_str!("constructs/places.csv")),
        ("constructs/codes.csv", include_str!("constructs/codes.csv")),
    ]);
}

#[test]
fn assumptions_give_way_and_gaps_degrade_on_both_sides() {
    decides(&[("constructs/assume.md", include_str!("constructs/assume.md"))]);
}
