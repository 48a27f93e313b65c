//! Transactions: any bytes are read or refused with file, line and remedy, and what is read can be assessed.

use std::sync::LazyLock;

use exeat::{Desk, InputError, Lists, Transaction, assess, text, transaction};
use exeat_law::{Loaded, load};
use exeat_screen::REVIEW;
use jiff::civil::Date;

/// The built-in law, loaded once.
pub static LAW: LazyLock<Loaded> = LazyLock::new(exeat::law::load_embedded);
/// The built-in facts under a law of a few norms, which answers at once.
pub static SMALL: LazyLock<Loaded> = LazyLock::new(|| {
    let mut sources = exeat::law::embedded();
    // the tables by code that assumptions look a stated code up in
    let tables = |name: &str| {
        name.starts_with("law/us/15-cfr/746/supplement")
            || (name.starts_with("law/eu/833-2014/")
                && (name.ends_with("/codes.md") || name.ends_with(".csv")))
    };
    // without its cases, which ask regimes that are not here
    let kept = |name: &str| (name.starts_with("law/schema/") || tables(name)) && !name.ends_with(".cases.md");
    sources.retain(|s| kept(&s.name));
    sources.push(exeat_law::Source { name: "small.md".into(), text: include_str!("small.md").into() });
    load(&sources)
});

/// Reads against the built-in law; assesses under the small one, without any list.
pub fn whole(data: &[u8]) -> Result<Transaction, Vec<InputError>> {
    let source = String::from_utf8_lossy(data);
    let read = read(&source, &LAW);
    if read.is_ok()
        && let Ok(transaction) = self::read(&source, &SMALL)
    {
        assessed(&transaction, &SMALL);
    }
    read
}

/// Reads, and checks the errors.
pub fn read(source: &str, law: &Loaded) -> Result<Transaction, Vec<InputError>> {
    let read = transaction::read(source, "input.yaml", &law.theory);
    if let Err(errors) = &read {
        refused(source, errors);
    }
    read
}

/// An answer comes out, as text and as JSON.
pub fn assessed(transaction: &Transaction, law: &Loaded) {
    assert!(!law.has_errors(), "{:?}", law.diagnostics);
    let lists = Lists::default();
    let desk = Desk {
        theory: &law.theory,
        law_hash: "",
        lists: &lists,
        policy: law.theory.policy("default"),
        review: REVIEW,
        regimes: &[],
        known_on: Date::constant(2026, 1, 1),
    };
    let answer = assess(transaction, &desk);
    assert!(!text::render(&answer).is_empty());
    assert!(answer.to_json().is_ok());
}

/// Every error names a line of the file and a remedy.
pub fn refused(source: &str, errors: &[InputError]) {
    assert!(!errors.is_empty(), "refused without a reason");
    // a line end may be CR, LF or both; an error may stand after the last of them
    let lines = 1 + source.replace("\r\n", "\n").matches(['\n', '\r']).count();
    for error in errors {
        assert_eq!(error.file, "input.yaml");
        assert!((1..=lines).contains(&error.line), "{error}: there are {lines} lines");
        for text in [&error.message, &error.help] {
            assert!(!text.trim().is_empty(), "{error}: an empty message or remedy");
            assert!(!text.contains(char::is_control), "{error:?} holds a control character");
        }
        assert!(!error.field.contains(char::is_control), "{error:?} holds a control character");
        assert!(!error.message.ends_with('.'), "{error} ends with a full stop");
    }
}
