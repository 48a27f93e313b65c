//! The ledger of the built-in law holds every norm as it is.

use exeat::law::{LEDGER, embedded};
use exeat::ledger::check;
use exeat_law::Source;

/// Whoever changes a norm says so: the help is the command.
#[test]
fn the_ledger_is_up_to_date() {
    let (name, text) = LEDGER;
    let found = check(&embedded(), &Source { name: name.into(), text: text.into() });
    let shown: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert!(
        found.is_empty(),
        "{}\n\nbring it up to date:\n  cargo run -- law record --law law --by NAME --reason TEXT",
        shown.join("\n")
    );
}
