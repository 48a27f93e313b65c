//! Every construct of the language at work in a small law of its own (`language.md`).

use exeat_law::{Source, load};

#[test]
fn every_construct_decides_on_both_sides() {
    let text = include_str!("language.md").to_owned();
    let loaded = load(&[Source { name: "language.md".into(), text }]);
    let findings: Vec<String> = loaded.diagnostics.iter().map(ToString::to_string).collect();
    assert!(findings.is_empty(), "{}", findings.join("\n"));
    let failures: Vec<String> = loaded.cases.iter().flat_map(|c| c.run(&loaded.theory)).collect();
    assert!(failures.is_empty(), "{} of {}\n{}", failures.len(), loaded.cases.len(), failures.join("\n"));
}
