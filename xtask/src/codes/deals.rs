//! Deals by tariff code: whatever code a publication lists, no deal in it may be cleared, and most are refused.
//!
//! The lists are read here straight from the publications, not from the law's tables: a list that no rule reads shows.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;

use super::source::{Listed, read};
use crate::ask::{Answered, Asker, clears};
use crate::relations::hash;
use crate::task::rows;

/// A file of codes with the routes that its acts bar and the day on which it is asked.
struct Asked {
    file: &'static str,
    /// The annexes asked, with what is done.
    annexes: &'static [(&'static str, Way)],
    /// A day on which the list stands, as read.
    day: &'static str,
    /// Where the other side of the deal sits.
    home: &'static str,
    away: &'static str,
}

/// What a list bars.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Out,
    In,
    Through,
}

const RUSSIA: &[(&str, Way)] = &[
    ("II", Way::Out),
    ("VII", Way::Out),
    ("X", Way::Out),
    ("XI", Way::Out),
    ("XVIII", Way::Out),
    ("XX", Way::Out),
    ("XXIII", Way::Out),
    ("XXXV", Way::Out),
    ("XVII", Way::In),
    ("XXI", Way::In),
    ("XXII", Way::In),
    ("XXV", Way::In),
    ("XXVI", Way::In),
    ("XXVII", Way::In),
    ("XXXVIIIA", Way::In),
    ("XXXVII", Way::Through),
];

const BELARUS: &[(&str, Way)] = &[
    ("Va", Way::Out),
    ("VI", Way::Out),
    ("XIV", Way::Out),
    ("XVIII", Way::Out),
    ("XX", Way::Out),
    ("XXI", Way::In),
    ("XXII", Way::In),
    ("XXIII", Way::In),
    ("XXV", Way::Out),
    ("VII", Way::In),
    ("VIII", Way::In),
    ("X", Way::In),
    ("XI", Way::In),
    ("XII", Way::In),
    ("XIII", Way::In),
    ("XXVII", Way::In),
    ("XXIX", Way::In),
    ("XIVa", Way::Through),
    ("XIX", Way::Through),
];

const BRITAIN: &[(&str, Way)] = &[
    ("3B", Way::In),
    ("3C", Way::Out),
    ("3D", Way::In),
    ("3DA", Way::In),
    ("3E", Way::Out),
    ("3I", Way::Out),
    ("number not printed in the stored text", Way::Out),
];

const ASKED: &[Asked] = &[
    union("2023-04-27/codes.csv.gz", "2023-05-15"),
    union("2023-06-24/codes.csv", "2023-07-03"),
    union("2025-02-25/codes.csv", "2025-03-03"),
    union("2025-07-20/codes.csv", "2025-07-21"),
    union("2025-10-24/codes.csv.gz", "2025-11-03"),
    belarus("2024-07-01/codes.csv", "2024-07-15"),
    belarus("2025-02-25/codes.csv", "2025-03-03"),
    belarus("2025-10-24/codes.csv", "2025-11-03"),
    britain("2022-07/codes.csv", "2022-08-01"),
    britain("2023-04-21/codes.csv", "2023-05-02"),
    britain("2025-04-24/codes.csv.gz", "2025-05-12"),
];

const fn union(file: &'static str, day: &'static str) -> Asked {
    Asked { file, annexes: RUSSIA, day, home: "DE", away: "RU" }
}

const fn belarus(file: &'static str, day: &'static str) -> Asked {
    Asked { file, annexes: BELARUS, day, home: "DE", away: "BY" }
}

const fn britain(file: &'static str, day: &'static str) -> Asked {
    Asked { file, annexes: BRITAIN, day, home: "GB", away: "RU" }
}

impl Asked {
    fn folder(&self) -> &'static str {
        match (self.home, self.away) {
            ("GB", _) => "uk-2019-855",
            (_, "BY") => "eu-765-2006",
            _ => "eu-833-2014",
        }
    }
}

/// What a sample came to.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Cleared, or refused by the reader, which is no answer either.
    pub(super) cleared: Vec<String>,
    /// Deals by the same routes in goods that no list names, and refused: they would prove nothing of the codes.
    pub(super) barred_anyway: Vec<String>,
    /// Listed whole and not refused.
    pub(super) open: Vec<String>,
    /// Deals in codes listed whole, and how many of them are refused.
    pub(super) whole: usize,
    pub(super) refused: usize,
    /// Deals in codes listed in part, above a listed code, or under it.
    pub(super) others: usize,
}

impl Found {
    pub(super) fn report(&self) -> String {
        let line = |title: &str, deals: &[String]| {
            deals.iter().map(|deal| format!("{title}: {deal}\n")).collect::<String>()
        };
        format!(
            "{}{}{}{} deals in listed codes, {} refused; {} in codes listed in part, or above a listed one; {} cleared\n",
            line("cleared", &self.cleared),
            line("refused without a listed code", &self.barred_anyway),
            line("not refused", &self.open),
            self.whole,
            self.refused,
            self.others,
            self.cleared.len()
        )
    }
}

/// Books, which no list names.
const UNLISTED: &str = "490199";

/// Asks some codes of every list, chosen by a seed.
pub(super) fn ask(regs: &Path, law: &Path, seed: u64, each: usize) -> Result<Found> {
    let mut asker = Asker::new(law)?;
    let mut found = Found::default();
    let subheadings = rows(&crate::root().join("data/hs-subheadings.csv"), &["heading", "subheadings"])?;
    let subheadings =
        subheadings.into_iter().filter_map(|row| Some((row.first()?.clone(), row.get(1)?.clone())));
    let subheadings: BTreeMap<String, String> = subheadings.collect();
    for asked in ASKED {
        let listed = read(&regs.join(asked.folder()).join(asked.file))?;
        for way in [Way::Out, Way::In, Way::Through] {
            let answered = asker.ask(&deal(asked, way, UNLISTED), "deal.yaml");
            if answered.refuses() {
                let said = answered.words();
                found
                    .barred_anyway
                    .push(format!("{} {way:?} on {}: {said}; {}", asked.away, asked.day, answered.why));
            }
        }
        for (annex, way) in asked.annexes {
            let mut some: Vec<&Listed> = listed.iter().filter(|row| row.annex == *annex).collect();
            some.sort_by_cached_key(|row| hash(seed, &format!("{} {annex} {}", asked.file, row.code)));
            for row in some.into_iter().take(each) {
                one(&mut asker, &subheadings, asked, *way, row, &mut found);
            }
        }
    }
    Ok(found)
}

/// A listed code, one under it and the one above it.
fn one(
    asker: &mut Asker,
    subheadings: &BTreeMap<String, String>,
    asked: &Asked,
    way: Way,
    row: &Listed,
    found: &mut Found,
) {
    let whole = !row.ex && row.condition.is_empty();
    let mut codes = vec![(row.code.clone(), whole)];
    codes.extend(below(subheadings, &row.code).map(|code| (code, whole)));
    if row.code.len() > 4 {
        codes.push((row.code.chars().take(row.code.len() - 2).collect(), false));
    }
    for (code, whole) in codes {
        let text = deal(asked, way, &code);
        let answered = asker.ask(&text, "deal.yaml");
        let name = || {
            let said = answered.words();
            let why: String = answered.why.chars().take(160).collect();
            format!("{} {} {way:?} {code} on {}: {said}; {why}", asked.away, row.annex, asked.day)
        };
        if cleared(&answered) {
            found.cleared.push(name());
        }
        if whole {
            found.whole += 1;
            if answered.refuses() {
                found.refused += 1;
            } else {
                found.open.push(name());
            }
        } else {
            found.others += 1;
        }
    }
}

/// A code one level under a listed one, which some edition of the nomenclature has.
fn below(subheadings: &BTreeMap<String, String>, code: &str) -> Option<String> {
    match code.len() {
        4 => {
            let digits = subheadings.get(code)?.split(' ').next_back()?;
            Some(format!("{code}{digits}"))
        }
        6 => Some(format!("{code}00")),
        _ => None,
    }
}

fn cleared(answered: &Answered) -> bool {
    clears(&answered.verdict) || answered.verdict == "error"
}

fn deal(asked: &Asked, way: Way, code: &str) -> String {
    let Asked { day, home, away, .. } = asked;
    let (act, from, to, via) = match way {
        Way::Out => ("sale", *home, *away, String::new()),
        Way::In => ("purchase", *away, *home, String::new()),
        Way::Through => ("sale", *home, "KZ", format!(", via: [{away}]")),
    };
    format!(
        "id: by-code
date: {day}
activity: {act}
assume: [ordinary-deal, parties-as-stated, own-items]
parties_complete: yes
parties:
  - {{ref: seller, role: [exporter, seller, payee], kind: company, us_person: no, country: {from}, \
         incorporated: {from}, headquarters: {from}, parent_country: {from}, government: no, military: no, listings: none, owners: none}}
  - {{ref: buyer, role: [purchaser, ultimate consignee, end user, payer], kind: company, us_person: no, \
         country: {to}, incorporated: {to}, headquarters: {to}, parent_country: {to}, \
         government: no, military: no, civil: yes, listings: none, owners: none}}
items:
  - {{id: goods, kind: hardware, form: finished_equipment, eccn: EAR99, hts: \"{code}\", origin: {from}, \
         subject_to_ear: no, us_origin: no}}
contract: {{signed: {day}}}
supply: {{from: {from}, to: {to}{via}}}
"    )
}
