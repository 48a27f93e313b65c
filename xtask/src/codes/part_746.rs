//! Supplements 2, 4, 5 and 7 to 15 CFR part 746: six-digit codes of the Harmonised Tariff Schedule.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result};

use super::Made;
use super::source::text;

/// The supplements with what their head says of them.
const SUPPLEMENTS: [(u8, &str); 4] = [
    (2, "oil and gas goods, 746.8(a)(4)"),
    (4, "industrial goods, 746.8(a)(5)"),
    (5, "luxury goods, 746.8(a)(7)"),
    (7, "goods of the foreign direct product rules, 746.6 to 746.8"),
];

pub(super) fn all(regs: &Path) -> Result<Vec<Made>> {
    let part = text(&regs.join("ear/2026-01-29/part-746.xml.gz"))?;
    SUPPLEMENTS.into_iter().map(|(number, about)| supplement(&part, number, about)).collect()
}

fn supplement(part: &str, number: u8, about: &str) -> Result<Made> {
    let name = format!("N=\"Supplement No. {number} to Part 746\"");
    let (_, rest) = part.split_once(&name).with_context(|| format!("part 746 has no supplement {number}"))?;
    let body = rest.split("<DIV9").next().unwrap_or(rest);
    let codes: BTreeSet<&str> =
        body.split("<TD").skip(1).filter_map(cell).filter(|cell| code(cell)).collect();
    let mut out = format!(
        "# Six-digit HTS codes of supplement {number} to 15 CFR part 746 ({about}), all {} of the text of 2026-01-29, which has\n\
         # the same codes on 2025-01-29, 2025-08-02 and 2025-12-30. Source: Electronic Code of Federal Regulations, work of the\n\
         # United States Government, public domain (17 USC 105). Codes only.\n\
         hts,S{number}\n",
        codes.len()
    );
    for code in codes {
        out.push_str(code);
        out.push_str(",X\n");
    }
    Ok(Made { path: format!("us/15-cfr/746/supplement-{number}.csv"), text: out })
}

/// The text of a cell, from behind its `<TD`.
fn cell(rest: &str) -> Option<&str> {
    Some(rest.split_once('>')?.1.split_once("</TD>")?.0.trim())
}

fn code(cell: &str) -> bool {
    cell.len() == 6 && cell.bytes().all(|b| b.is_ascii_digit())
}
