//! `exeat demo`: the source article's deals on three dates, then its question in full, from what is built in.

use std::fmt::Write as _;

use anyhow::{Context, Result};
use exeat::assess::judged;
use exeat::{Lists, Transaction, assess, text};
use exeat_law::value::{Possible, Value};
use exeat_lists::starter;
use exeat_screen::Index;
use jiff::civil::{Date, date};

use crate::check::{LawBase, desk, read};

const DATES: [Date; 3] = [date(2022, 4, 10), date(2023, 6, 30), date(2025, 1, 27)];
/// As known on: fixed, so that the demo prints the same every day.
const KNOWN: Date = date(2026, 11, 24);
const FOLDER: &str = "examples/source-article/";

/// The article's question: the same order with a loose component, a finished server, and an unblocked buyer.
const QUESTION: [(&str, &str); 3] = [
    ("13a.yaml", "Loose processors for the mail servers of a blocked provider: is a component \"hardware\"?"),
    ("13b.yaml", "The finished server for the same provider: hardware on every reading."),
    (
        "1.yaml",
        "A router for a provider nobody has blocked: the Treasury has no rule to lift, Commerce decides.",
    ),
];

pub(crate) fn run(out: &mut String) -> Result<u8> {
    let law = LawBase::load(None, None, KNOWN, None)?;
    let lists = Lists { starter: Some(Index::build(starter::entries())), ..Lists::default() };
    let deal = |name: &str, on: Date| -> Result<Transaction> {
        let path = format!("{FOLDER}{name}");
        let (_, content) = exeat::law::EXAMPLES
            .iter()
            .find(|(p, _)| *p == path)
            .with_context(|| format!("{path} is not built in"))?;
        let mut stated = read(content, &path, &law.theory)?;
        stated.date = Possible::is(Value::Date(on));
        Ok(stated)
    };
    let desk = desk(&law, &lists, &[], KNOWN);
    writeln!(
        out,
        "Deals of the source article, decided on stated facts and the built-in law. \u{2265}: facts are open, and \
         whatever they are it is at least this.\n"
    )?;
    let [first, second, third] = DATES.map(|d| d.to_string());
    writeln!(out, "{:12} {:34} {first:^18} {second:^18} {third:^18}", "deal", "")?;
    for (path, content) in exeat::law::EXAMPLES.iter().filter(|(p, _)| p.ends_with(".yaml")) {
        let name = path.trim_start_matches(FOLDER);
        let title = content.lines().next().unwrap_or("").trim_start_matches("# ");
        let title =
            title.split_once(": ").filter(|(deal, _)| deal.split(' ').count() == 2).map_or(title, |(_, t)| t);
        let mut row = format!("{:12} {:34.34} ", name.trim_end_matches(".yaml"), title);
        for on in DATES {
            let judged = judged(&deal(name, on)?, &desk);
            let cell = match judged.floor {
                Some(floor) => format!("\u{2265} {}", floor.words()),
                None => judged.answer.words().to_owned(),
            };
            row += &format!("{cell:^18} ");
        }
        writeln!(out, "{}", row.trim_end())?;
    }
    writeln!(out, "\nThe article's question, on {}.", DATES[0])?;
    for (name, title) in QUESTION {
        writeln!(out, "\n{}\n{title}\n{0}", "=".repeat(80))?;
        out.push_str(&text::render(&assess(&deal(name, DATES[0])?, &desk)));
    }
    Ok(0)
}
