//! Supplements 4, 6 and 7 to 15 CFR part 744, out of the eCFR's xml: Entity List, Unverified List, Military
//! End-User List.
//!
//! They are tables for people: a country stands once and holds for the rows below; name, aliases and addresses run
//! together in one cell. What is a name and what an address is found by the marks that the text has (`a.k.a.`,
//! dashes, line breaks) and, where it has none, by what looks like an address. The whole cell stays in the remarks.

use super::dpl::slug;
use crate::draft::{Draft, Out};
use crate::file::{File, ReadError};
use crate::reading::{Reading, Sink};
use crate::value::{Order, day, is_country};
use crate::xml::{self, Element, Visit, one_line};
use exeat_screen::{AddressKind, Listing, NameKind, PartyKind};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The lists, by number of the supplement.
pub(crate) const LISTS: [(&str, &str); 3] =
    [("4", "us.bis.entity-list"), ("6", "us.bis.uvl"), ("7", "us.bis.meu")];

/// Reads the supplements that a file holds: a title, a part, or a supplement alone. The file does not say of which
/// day it is.
///
/// # Errors
///
/// Another document, one that ends early or is not well formed, one without any of the three supplements, a row
/// of another number of columns.
pub fn read(file: &File<'_>) -> Result<Reading, ReadError> {
    Reading::hold(|sink| each(file, sink))
}

pub(crate) fn each(file: &File<'_>, sink: Sink<'_>) -> Result<Reading, ReadError> {
    let mut reader = Supplements {
        file,
        out: Out::new(file, sink),
        country: String::new(),
        times: BTreeMap::new(),
        citation: String::new(),
    };
    xml::read(file, &["DLPSTEXTCLASS", "ECFR", "DIV1", "DIV5", "DIV6", "DIV9"], &mut reader)?;
    let out = reader.out;
    if out.given() == 0 {
        let problem = "there is no row of supplement 4, 6 or 7 to part 744 in it";
        return Err(file.error(None, problem, "take title 15 or its part 744 from the eCFR, in xml"));
    }
    Ok(out.finish())
}

struct Supplements<'a, 'b> {
    file: &'a File<'b>,
    out: Out<'a>,
    /// The country that holds for the rows below.
    country: String,
    times: BTreeMap<String, u32>,
    /// The citation that holds for rows without one.
    citation: String,
}

/// The supplement around an element: its number.
fn supplement(above: &[Element]) -> Option<&'static str> {
    let division = above.iter().rev().find(|e| e.name == "DIV9")?;
    let name = one_line(division.attribute("N"));
    let (number, part) = name.strip_prefix("Supplement No. ")?.split_once(' ')?;
    let known = LISTS.iter().find(|(n, _)| *n == number)?;
    part.eq_ignore_ascii_case("to part 744").then_some(known.0)
}

impl Visit for Supplements<'_, '_> {
    fn is_record(&self, name: &str, above: &[Element]) -> bool {
        // Rows of the three supplements, and all paragraphs, which are of no use here.
        matches!(
            name,
            "P" | "HEAD" | "FP" | "EXTRACT" | "NOTE" | "AUTH" | "SOURCE" | "CITA" | "HEADER" | "IDNO"
        ) || name == "TR" && supplement(above).is_some()
            || name == "TABLE" && supplement(above).is_none()
            || name.starts_with("HD")
    }

    fn record(&mut self, record: &Element, above: &[Element]) -> Result<(), ReadError> {
        if record.name != "TR" {
            skip_all(record);
            return Ok(());
        }
        let Some(number) = supplement(above) else { return Ok(()) };
        let cells: Vec<String> = record.all("TD").map(cell_text).collect();
        skip_all(record);
        if above.last().is_some_and(|e| e.name == "TFOOT") {
            self.out.count("footnotes", 1);
            return Ok(());
        }
        if cells.is_empty() {
            // The head of a table: the country of the table before does not hold.
            self.country.clear();
            return Ok(());
        }
        let wanted = if number == "4" { 5 } else { 3 };
        if cells.len() != wanted {
            let problem = format!("a row of {} cells in supplement {number}, not of {wanted}", cells.len());
            return Err(self.file.error(
                Some(record.line),
                problem,
                "the regulation's table changed; report it",
            ));
        }
        self.row(number, &cells, record);
        Ok(())
    }
}

fn skip_all(element: &Element) {
    element.children().for_each(skip_all);
    element.skip_attributes();
}

impl Supplements<'_, '_> {
    fn row(&mut self, number: &'static str, cells: &[String], row: &Element) {
        let cell = |at: usize| cells.get(at).map(String::as_str).unwrap_or_default();
        let country = one_line(cell(0));
        if !country.is_empty() {
            self.country = country;
        }
        let text = cell(1);
        let flat = one_line(text);
        // Headings between rows, and rows that hold a place for nobody.
        let heading = flat.ends_with(':') && !flat.contains("a.k.a.");
        if flat.is_empty() || flat.starts_with("[R") || heading {
            self.out.count("rows without a party", 1);
            return;
        }
        let rows: &'static str = match number {
            "4" => "supplement 4",
            "6" => "supplement 6",
            _ => "supplement 7",
        };
        self.out.count(rows, 1);
        let list = LISTS.iter().find(|(n, _)| *n == number).map_or("", |(_, list)| list);
        let found = party(text);
        let key = format!("{}-{}", slug(&self.country), slug(&found.name));
        let time = self.times.entry(format!("{number} {key}")).and_modify(|n| *n += 1).or_insert(1);
        let id = if *time == 1 { key } else { format!("{key}-{time}") };
        let mut draft = Draft::new(list, id, PartyKind::Unknown, self.out.place(row.line, row.offset));
        draft.name(NameKind::Primary, false, &found.name);
        for (kind, alias) in &found.aliases {
            draft.name(*kind, false, alias);
        }
        for place in &found.addresses {
            let (before, last) =
                place.rsplit_once(", ").filter(|(_, c)| is_country(c)).unwrap_or((place, &self.country));
            draft.address(AddressKind::Stated, before, "", last, "");
        }
        draft.country(&self.country);
        let (requirement, policy, citation) = match number {
            "4" => (cell(2), cell(3), cell(4)),
            _ => ("", "", cell(2)),
        };
        draft.say("licence requirement", requirement);
        draft.say("licence policy", policy);
        // Institutions below another stand under its citation.
        if !citation.trim().is_empty() {
            self.citation = citation.to_owned();
        }
        draft.say("citation", &self.citation);
        let days = citation_days(&self.citation);
        let listed = days.iter().min().copied();
        draft.listing(Listing { programme: "EAR-744".into(), listed, ..Listing::default() });
        draft.remark(&flat);
        self.out.push(draft);
    }
}

/// The text of a cell; line breaks as line ends, raised digits in brackets: they are footnotes that change the
/// meaning.
fn cell_text(cell: &Element) -> String {
    let mut text = String::new();
    write_text(cell, &mut text);
    text
}

fn write_text(element: &Element, out: &mut String) {
    for part in element.parts() {
        match part {
            xml::Part::Text(text) => out.push_str(&text.replace(['\n', '\r'], " ")),
            xml::Part::Child(child) if child.name == "br" => out.push('\n'),
            xml::Part::Child(child) if child.name == "sup" => {
                out.push_str(" [footnote ");
                write_text(child, out);
                out.push(']');
            }
            xml::Part::Child(child) => write_text(child, out),
        }
    }
}

/// What a cell says of a party.
#[derive(Debug, Default, PartialEq)]
struct Found {
    name: String,
    aliases: Vec<(NameKind, String)>,
    addresses: Vec<String>,
}

/// Takes name, aliases and addresses apart.
fn party(text: &str) -> Found {
    let mut found = Found::default();
    let lines: Vec<String> = text.lines().map(one_line).filter(|l| !l.is_empty()).collect();
    let Some((first, rest)) = lines.split_first() else { return found };
    // Aliases as a list with dashes, the addresses in the lines after it.
    let dashed = rest.iter().any(|line| is_dashed(line));
    let mark = aka(first);
    if dashed {
        let before = mark.map_or(first.as_str(), |at| first.get(..at).unwrap_or(first));
        found.name = name_before(before.strip_prefix(SUBORDINATE).unwrap_or(before));
        let mut kind = mark.map_or(NameKind::Alias, |at| kind_at(first, at));
        for line in rest {
            // One row can hold an institution and those below it, each with its own aliases.
            if let Some(institution) = line.strip_prefix(SUBORDINATE) {
                let end = aka(institution).unwrap_or(institution.len());
                found.aliases.extend(
                    one_alias(institution.get(..end).unwrap_or_default().trim_start_matches(['s', ':']))
                        .map(|a| (kind, a)),
                );
                continue;
            }
            match line.strip_prefix(['—', '–', '-']) {
                Some(alias) if is_dashed(line) => {
                    let parts = alias.split(" a.k.a. ").flat_map(|part| part.split("a.k.a., "));
                    found.aliases.extend(parts.filter_map(one_alias).map(|alias| (kind, alias)));
                }
                _ if line.ends_with(':') => kind = aka(line).map_or(kind, |at| kind_at(line, at)),
                _ => found.addresses.extend(places(line)),
            }
        }
        return found;
    }
    let flat = one_line(text);
    match aka(&flat) {
        Some(at) if flat.get(..at).is_some_and(|before| before.ends_with('(')) => {
            // `X (a.k.a. A; a.k.a. B) Address: …`
            found.name = name_before(flat.get(..at).unwrap_or_default());
            let inside = flat.get(at..).unwrap_or_default();
            let (inside, after) = closing(inside).unwrap_or((inside, ""));
            for part in inside.split("; ") {
                let kind = aka(part).map_or(NameKind::Alias, |at| kind_at(part, at));
                found.aliases.extend(one_alias(part).map(|alias| (kind, alias)));
            }
            let after = after.trim_start_matches([' ', ',', '.']);
            found.addresses = places(&after.replace("Alt Address:", ";").replace("Address:", ""));
        }
        Some(at) => {
            found.name = name_before(flat.get(..at).unwrap_or_default());
            let kind = kind_at(&flat, at);
            let after = flat.get(at..).unwrap_or_default();
            let after =
                after.split_once(' ').map_or("", |(_, rest)| rest).trim_start_matches([',', ':', ' ']);
            // `the following one alias: X`
            let after = after
                .strip_prefix("the following")
                .and_then(|a| a.split_once(": "))
                .map_or(after, |(_, a)| a);
            let (names, addresses) = names_then_places(after);
            found.aliases = names.into_iter().map(|n| (kind, n)).collect();
            found.addresses = addresses;
        }
        None => {
            let (mut names, addresses) = names_then_places(&flat);
            if !names.is_empty() {
                found.name = names.remove(0);
            }
            found.aliases = names.into_iter().map(|n| (NameKind::Alias, n)).collect();
            found.addresses = addresses;
        }
    }
    found
}

/// What stands before the bracket that closes an open one, and after it.
fn closing(text: &str) -> Option<(&str, &str)> {
    let mut open = 1_u32;
    for (at, c) in text.char_indices() {
        match c {
            '(' => open += 1,
            ')' if open == 1 => return Some((text.get(..at)?, text.get(at + 1..)?)),
            ')' => open -= 1,
            _ => {}
        }
    }
    None
}

/// A name without the mark before it.
fn unmarked(text: &str) -> &str {
    let text = text.trim();
    for mark in ["a.k.a.", "f.k.a.", "n.k.a.", "d.b.a."] {
        if let Some(rest) = text.strip_prefix(mark) {
            return rest.trim_start_matches([',', ' ']);
        }
    }
    text
}

fn is_dashed(line: &str) -> bool {
    line.starts_with(['—', '–'])
        || line.starts_with('-') && line.chars().nth(1).is_some_and(|c| !c.is_ascii_digit())
}

/// Where `a.k.a.` or `f.k.a.` stands.
fn aka(text: &str) -> Option<usize> {
    [
        "a.k.a",
        "f.k.a",
        "n.k.a.",
        "d.b.a.",
        "also known as",
        "and the following",
        "including the following",
        ", the following",
    ]
    .iter()
    .filter_map(|mark| text.find(mark))
    .min()
}

/// What stands before the name of an institution within another's row.
const SUBORDINATE: &str = "Subordinate institution";

fn kind_at(text: &str, at: usize) -> NameKind {
    if text.get(at..).is_some_and(|t| t.starts_with("f.k.a")) { NameKind::Former } else { NameKind::Alias }
}

fn name_before(text: &str) -> String {
    text.trim()
        .trim_matches(['(', ',', ';', ' ', ':'])
        .trim_end_matches(" and")
        .trim_end_matches([',', ' '])
        .to_owned()
}

/// An alias without what joins it to the next.
fn one_alias(text: &str) -> Option<String> {
    let mut alias = unmarked(text);
    loop {
        let before = alias;
        alias = alias
            .trim_end_matches([';', ',', ' '])
            .trim_end_matches(" and")
            .trim_end_matches(" or")
            .trim_end();
        if alias == before {
            break;
        }
    }
    let alias = alias.trim_end_matches(['.', ';']).trim_matches([' ', ':', '“', '”', '"']);
    let alias = if alias.contains('(') { alias } else { alias.trim_end_matches(')').trim_end_matches('”') };
    (!alias.is_empty()).then(|| alias.to_owned())
}

/// Addresses, one after another.
fn places(text: &str) -> Vec<String> {
    // A pointer to other rows is no address.
    let pointer = ["(See", "(see", "(For", "(for"].iter().filter_map(|mark| text.find(mark)).min();
    let text = text.get(..pointer.unwrap_or(text.len())).unwrap_or(text);
    let parts = text.split("; and ").flat_map(|p| p.split(", and ")).flat_map(|p| p.split(';'));
    let tidy = |part: &str| {
        part.trim().trim_start_matches("and ").trim_end_matches(['.', ',', ' ', ')']).trim().to_owned()
    };
    parts.map(tidy).filter(|p| !p.is_empty()).collect()
}

/// A run of names that goes over into addresses without a mark: up to the first part with a digit or an address
/// word, or before the country.
fn names_then_places(text: &str) -> (Vec<String>, Vec<String>) {
    let parts: Vec<&str> = text.split(", ").collect();
    let begins = parts.iter().skip(1).position(|part| looks_like_place(part)).map(|at| at + 1);
    let end = begins.unwrap_or_else(|| {
        // Name, town, country: where nothing looks like a street the last two parts are the place.
        let with_country = parts.last().is_some_and(|last| is_country(last.trim_end_matches(['.', ')'])));
        if with_country { parts.len().saturating_sub(2).max(1) } else { parts.len() }
    });
    let mut names: Vec<String> = Vec::new();
    for part in parts.get(..end).unwrap_or_default() {
        let part = part.trim();
        // `Co., Ltd.` and `S.A.` belong to the name before the comma.
        match names.last_mut() {
            Some(last) if is_ending(part) => {
                last.push_str(", ");
                last.push_str(part);
            }
            _ => names.push(part.trim_start_matches("and ").to_owned()),
        }
    }
    let names: Vec<String> = names
        .iter()
        .flat_map(|n| n.split("; "))
        .flat_map(|n| n.split(" a.k.a. "))
        .filter_map(|n| one_alias_keeping_stop(n.trim_start_matches("and ")))
        .collect();
    let rest = parts.get(end..).unwrap_or_default().join(", ");
    (names, places(&rest))
}

/// A name keeps the stop of `Ltd.`.
fn one_alias_keeping_stop(text: &str) -> Option<String> {
    let name = unmarked(text).trim_end_matches([',', ';', ' ']).trim_end_matches(" and").trim();
    (!name.is_empty()).then(|| name.to_owned())
}

/// A legal form or its like, which a comma sets off from its name.
fn is_ending(part: &str) -> bool {
    let plain: String = part.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let endings = [
        "ltd",
        "limited",
        "inc",
        "llc",
        "lc",
        "co",
        "coltd",
        "corp",
        "corporation",
        "sa",
        "ag",
        "gmbh",
        "spa",
        "sarl",
        "bv",
        "nv",
        "fze",
        "fzco",
        "fzc",
        "fzllc",
        "plc",
        "pte",
        "pteltd",
        "jsc",
        "pjsc",
        "ojsc",
        "llp",
        "lp",
        "srl",
        "as",
        "oy",
        "sdnbhd",
        "pvtltd",
        "pltd",
        "jr",
        "sr",
    ];
    endings.contains(&plain.as_str())
}

fn looks_like_place(part: &str) -> bool {
    let part = part.trim();
    if part.bytes().any(|b| b.is_ascii_digit()) {
        return true;
    }
    const WORDS: [&str; 40] = [
        "street",
        "st.",
        "road",
        "rd.",
        "avenue",
        "ave.",
        "ave",
        "district",
        "building",
        "bldg",
        "floor",
        "room",
        "unit",
        "block",
        "tower",
        "park",
        "zone",
        "plaza",
        "square",
        "lane",
        "boulevard",
        "blvd",
        "highway",
        "province",
        "city",
        "box",
        "apt.",
        "apartment",
        "suite",
        "office",
        "centre",
        "center",
        "town",
        "village",
        "region",
        "oblast",
        "ulitsa",
        "ul.",
        "str.",
        "prospekt",
    ];
    let lower = part.to_lowercase();
    lower
        .split_whitespace()
        .last()
        .is_some_and(|w| WORDS.contains(&w.trim_end_matches(['.', ';'])) || WORDS.contains(&w))
        || ["room", "unit", "floor", "office", "building", "suite", "no.", "p.o.", "flat"]
            .iter()
            .any(|w| lower.split_whitespace().next() == Some(*w))
}

/// The days of Federal Register citations: `76 FR 71869, 11/21/11.`, `85 FR 64017, October 9, 2020.`
fn citation_days(text: &str) -> Vec<Date> {
    let mut days = Vec::new();
    for word in text.split([' ', ';']) {
        let word = word.trim_matches(['.', ',', ' ', ')', '\n']);
        let parts: Vec<&str> = word.split('/').collect();
        if let [month, date, year] = parts.as_slice() {
            let year = if year.len() == 2 { format!("20{year}") } else { (*year).to_owned() };
            days.extend(day(&format!("{month}/{date}/{year}"), Order::MonthFirst));
        }
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    for three in words.windows(3) {
        if let [month, date, year] = three {
            let written =
                format!("{} {month} {}", date.trim_end_matches(','), year.trim_matches(['.', ',', ';']));
            days.extend(day(&written, Order::MonthFirst));
        }
    }
    days
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_aliases_and_addresses_come_apart() {
        let dashed = "Invented Optics Ltd., a.k.a., the following two aliases:\n—Optik Erfunden; and\n—IOL.\n \n Room 5, \
                      1 High Street, Sampletown, China; and 2 Low Road, Elsewhere, Hong Kong.";
        let found = party(dashed);
        assert_eq!(found.name, "Invented Optics Ltd.");
        let aliases: Vec<_> = found.aliases.iter().map(|(_, a)| a.as_str()).collect();
        assert_eq!(aliases, ["Optik Erfunden", "IOL"]);
        assert_eq!(
            found.addresses,
            ["Room 5, 1 High Street, Sampletown, China", "2 Low Road, Elsewhere, Hong Kong"]
        );
        let flat = party("Made Up Co., Ltd., 12 Some Street, Sampletown, China");
        assert_eq!((flat.name.as_str(), flat.addresses.len()), ("Made Up Co., Ltd.", 1));
        let known = party(
            "Services Nowhere, a.k.a. Option Nulle, 1305 Rue Pise, Brossard, Canada; and 203 Rue Galt, Canada",
        );
        assert_eq!((known.name.as_str(), known.aliases[0].1.as_str()), ("Services Nowhere", "Option Nulle"));
        assert_eq!(known.addresses.len(), 2);
        assert_eq!(party("Nobody Trading, Erbil, Iraq").name, "Nobody Trading");
    }

    #[test]
    fn the_first_citation_dates_the_listing() {
        let days = |text| citation_days(text).iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(days("66 FR 24266, 5/14/01. 75 FR 78883, 12/17/10."), ["2001-05-14", "2010-12-17"]);
        assert_eq!(days("85 FR 64017, October 9, 2020."), ["2020-10-09"]);
    }
}
