//! The reading view as plain text.

use super::{Entry, Phrase};

/// Entries one after the other, an empty line between them.
pub fn text(entries: &[Entry]) -> String {
    let mut out = String::new();
    for entry in entries {
        if !out.is_empty() {
            out.push('\n');
        }
        let title = if entry.title.is_empty() { String::new() } else { format!(": {}", entry.title) };
        out.push_str(&format!("{} {}{title}\n", entry.sort, entry.id));
        entry.says.iter().for_each(|says| phrase(says, 2, "", &mut out));
        if !entry.cites.is_empty() {
            out.push_str(&format!("  Cited: {}\n", entry.cites));
        }
        for particular in &entry.particulars {
            out.push_str(&format!("  {particular}\n"));
        }
        for neighbours in &entry.neighbours {
            out.push_str(&format!("  {}:\n", capital(neighbours.relation)));
            for (id, title) in &neighbours.of {
                let title = if title.is_empty() { String::new() } else { format!(": {title}") };
                out.push_str(&format!("    {id}{title}\n"));
            }
        }
    }
    out
}

fn phrase(says: &Phrase, indent: usize, dash: &str, out: &mut String) {
    let pad = " ".repeat(indent);
    match says {
        Phrase::Words(words) => out.push_str(&format!("{pad}{dash}{words}\n")),
        Phrase::List(lead, items) => {
            out.push_str(&format!("{pad}{dash}{lead}:\n"));
            items.iter().for_each(|item| phrase(item, indent + 2, "- ", out));
        }
    }
}

/// With its first letter large.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}
