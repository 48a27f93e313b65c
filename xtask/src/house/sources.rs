//! What the sources do without.

use super::code::{Token, tokens};
use super::{Finding, House, Text};

/// Folders that are pure: the same input gives the same bytes.
const PURE: [&str; 4] =
    ["crates/exeat-law/src/", "crates/exeat-screen/src/", "crates/exeat-lists/src/", "crates/exeat/src/"];
/// The parts of them that may touch files and the network, each behind a feature.
const OUTER: [&str; 2] = ["crates/exeat-lists/src/store/", "crates/exeat-lists/src/fetch/"];
/// Modules of the standard library that reach outside.
const OUTSIDE: [&str; 6] = ["env", "fs", "net", "process", "thread", "time"];
/// Names that reach outside, from wherever they come. The clock's `Instant` is caught by `std::time` and `::now`: the law
/// language has an instant of its own.
const NAMES: [&str; 5] = ["SystemTime", "thread_rng", "getrandom", "OsRng", "RandomState"];
/// Macros that write.
const MACROS: [&str; 5] = ["print", "println", "eprint", "eprintln", "dbg"];

/// The core reads no clock, file, network, environment or random source, and writes nothing.
pub(super) fn no_outside_world(house: &House) -> Vec<Finding> {
    let pure = |t: &&Text| {
        PURE.iter().any(|p| t.path.starts_with(p)) && !OUTER.iter().any(|o| t.path.starts_with(o))
    };
    let mut found = Vec::new();
    for file in house.below("crates/", ".rs").filter(pure) {
        for (line, what) in outside(&tokens(&file.text)) {
            found.push(Finding {
                file: file.path.clone(),
                line,
                message: format!("the core uses `{what}`"),
                help: "take the value as a parameter; a face reads the outside world",
            });
        }
    }
    found
}

fn outside(tokens: &[Token<'_>]) -> Vec<(usize, String)> {
    let mut out = Vec::new();
    for (i, token) in tokens.iter().enumerate() {
        let text = |at: usize| tokens.get(at).map_or("", |t| t.text);
        let before = |back: usize| i.checked_sub(back).map_or("", text);
        match token.text {
            "std" if text(i + 1) == "::" => {
                for (line, module) in first_segments(tokens, i + 2) {
                    if OUTSIDE.contains(&module) {
                        out.push((line, format!("std::{module}")));
                    }
                }
            }
            "now" if before(1) == "::" => out.push((token.line, "::now".into())),
            "system" if before(1) == "::" && before(2) == "TimeZone" => {
                out.push((token.line, "TimeZone::system".into()));
            }
            "rand" | "fastrand" if text(i + 1) == "::" => out.push((token.line, token.text.into())),
            word if MACROS.contains(&word) && text(i + 1) == "!" => {
                out.push((token.line, format!("{word}!")))
            }
            word if NAMES.contains(&word) => out.push((token.line, word.into())),
            _ => {}
        }
    }
    out
}

/// The first segment of a path, or of every path of a group.
fn first_segments<'a>(tokens: &[Token<'a>], at: usize) -> Vec<(usize, &'a str)> {
    let Some(first) = tokens.get(at) else { return Vec::new() };
    if first.text != "{" {
        return vec![(first.line, first.text)];
    }
    let (mut depth, mut begins, mut out) = (0, true, Vec::new());
    for token in &tokens[at..] {
        match token.text {
            "{" => depth += 1,
            "}" => depth -= 1,
            "," => begins = depth == 1,
            word if begins && depth == 1 => {
                out.push((token.line, word));
                begins = false;
            }
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    out
}

/// No floating point where a verdict is made: percentages and amounts are exact.
pub(super) fn no_floats(house: &House) -> Vec<Finding> {
    let mut found = Vec::new();
    for folder in ["crates/exeat-law/src/", "crates/exeat-screen/src/", "crates/exeat/src/"] {
        for file in house.below(folder, ".rs") {
            let tokens = tokens(&file.text);
            for (i, token) in tokens.iter().enumerate() {
                let text = |at: usize| tokens.get(at).map_or("", |t| t.text);
                let suffix = ["f32", "f64"].iter().any(|f| token.text.ends_with(f));
                let typed = suffix && (token.text.len() == 3 || token.is_number());
                let literal = token.is_number()
                    && text(i + 1) == "."
                    && tokens.get(i + 2).is_some_and(Token::is_number)
                    && i.checked_sub(1).map_or("", text) != ".";
                if typed || literal {
                    found.push(Finding {
                        file: file.path.clone(),
                        line: token.line,
                        message: "a floating-point number is used".into(),
                        help: "use rust_decimal, or whole thousandths",
                    });
                }
            }
        }
    }
    found
}

/// The one file that may: what it does cannot be said in safe Rust.
const MAPPING: &str = "crates/exeat-lists/src/store/map.rs";

/// No `unsafe` but where files are mapped.
pub(super) fn no_unsafe(house: &House) -> Vec<Finding> {
    let mut found = Vec::new();
    for file in house.below("", ".rs").filter(|file| file.path != MAPPING) {
        for token in tokens(&file.text).iter().filter(|t| t.text == "unsafe") {
            found.push(Finding {
                file: file.path.clone(),
                line: token.line,
                message: "`unsafe` is used".into(),
                help: "write it in safe Rust; only the mapping of files may need it",
            });
        }
    }
    found
}

/// Answers are built from ordered collections; the index of `exeat-screen` sorts what leaves it.
pub(super) fn no_hash_order(house: &House) -> Vec<Finding> {
    let mut found = Vec::new();
    for folder in ["crates/exeat-law/src/", "crates/exeat-lists/src/", "crates/exeat/src/"] {
        for file in house.below(folder, ".rs") {
            for token in tokens(&file.text).iter().filter(|t| ["HashMap", "HashSet"].contains(&t.text)) {
                found.push(Finding {
                    file: file.path.clone(),
                    line: token.line,
                    message: format!("`{}` has no order of its own", token.text),
                    help: "use a BTreeMap, a BTreeSet or a sorted Vec",
                });
            }
        }
    }
    found
}
