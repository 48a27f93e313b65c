//! Which of OFAC's lists an entry of the consolidated publication is on.
//!
//! The csv and plain xml forms do not say: it follows from the programme and, for E.O. 14024, from the directive.
//! An entry on several lists is given once for each.

use crate::reading::{Complaint, Record, Sink};
use exeat_screen::Entry;

/// The list of an entry that is not sorted yet.
pub(crate) const UNSORTED: &str = "us.ofac.non-sdn";

/// Every list that the consolidated publication holds.
pub(crate) const CONSOLIDATED: [&str; 7] = [
    "us.ofac.ns-mbs",
    "us.ofac.capta",
    "us.ofac.ssi",
    "us.ofac.cmic",
    "us.ofac.fse",
    "us.ofac.plc",
    "us.ofac.eo13599",
];

/// Programmes that no entry of the SDN list has alone: an entry that has nothing else shows that a file is the
/// consolidated publication.
const ONLY_CONSOLIDATED: [&str; 6] = ["NS-PLC", "CMIC-EO13959", "FSE-SY", "FSE-IR", "561List", "561-Related"];

/// Whether an entry with these programmes can only be of the consolidated publication.
pub(crate) fn shows_consolidated(entry: &Entry) -> bool {
    !entry.listings.is_empty()
        && entry.listings.iter().all(|l| ONLY_CONSOLIDATED.contains(&l.programme.as_str()))
}

/// Gives a record away once for each list that it is on. One whose programmes say of none is a complaint.
pub(crate) fn sort(record: &Record, complaints: &mut Vec<Complaint>, sink: Sink<'_>) {
    let entry = &record.entry;
    let mut lists = lists_of(entry);
    if lists.is_empty() {
        let programmes: Vec<&str> = entry.listings.iter().map(|l| l.programme.as_str()).collect();
        complaints.push(Complaint {
            file: entry.source.file.clone(),
            line: entry.source.line,
            text: programmes.join("; "),
            why: "programmes that say of no list; taken as menu-based sanctions".into(),
        });
        lists.push("us.ofac.ns-mbs");
    }
    lists.into_iter().for_each(|list| sink(record.clone().on(list)));
}

/// The lists an entry is on by its programmes and directives.
fn lists_of(entry: &Entry) -> Vec<&'static str> {
    let mut lists = Vec::new();
    let mut add = |list| {
        if !lists.contains(&list) {
            lists.push(list);
        }
    };
    let under_13662 = entry.listings.iter().any(|l| l.programme == "UKRAINE-EO13662");
    for listing in &entry.listings {
        match (listing.programme.as_str(), listing.directive.as_deref()) {
            ("UKRAINE-EO13662", _) => add("us.ofac.ssi"),
            ("CMIC-EO13959", _) => add("us.ofac.cmic"),
            ("NS-PLC", _) => add("us.ofac.plc"),
            ("FSE-SY" | "FSE-IR", _) => add("us.ofac.fse"),
            ("561List" | "561-Related" | "HIFPAA", _) => add("us.ofac.capta"),
            // Directive 2 is about accounts of foreign banks; the others are menus.
            ("RUSSIA-EO14024", Some("2")) => add("us.ofac.capta"),
            ("RUSSIA-EO14024", Some(_)) => add("us.ofac.ns-mbs"),
            ("RUSSIA-EO14024", None) if !under_13662 && !has_directive(entry, "RUSSIA-EO14024") => {
                add("us.ofac.ns-mbs");
                add("us.ofac.capta");
            }
            ("CAATSA - RUSSIA" | "BURMA-EO14014" | "ILLICIT-DRUGS-EO14059" | "MBS" | "HKAA" | "PEESA", _) => {
                add("us.ofac.ns-mbs");
            }
            ("IRAN", _) => add("us.ofac.eo13599"),
            _ => {}
        }
    }
    lists
}

fn has_directive(entry: &Entry, programme: &str) -> bool {
    entry.listings.iter().any(|l| l.programme == programme && l.directive.is_some())
}
