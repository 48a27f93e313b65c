//! The United Kingdom's lists: the UK Sanctions List, and OFSI's consolidated list, which it replaced in 2026.
//!
//! Both name people in six parts of which the sixth is the family name, or the whole name of an organisation.

pub mod list;
pub mod ofsi;

use crate::draft::Draft;
use crate::value::join;
use exeat_screen::{AddressKind, NameKind, PartyKind};

/// The list's id, for both: the one follows the other.
pub(crate) const LIST: &str = "uk.sanctions";

/// The kind of a party by the publisher's word.
fn kind_of(text: &str) -> PartyKind {
    match text {
        "Individual" => PartyKind::Individual,
        "Entity" => PartyKind::Organisation,
        "Ship" => PartyKind::Vessel,
        _ => PartyKind::Unknown,
    }
}

/// The whole name: parts one to five, then the sixth.
fn whole_name(part: impl Fn(usize) -> String) -> String {
    join(&[1, 2, 3, 4, 5, 6].map(part), " ")
}

/// The kind of a name, and whether the publisher calls it weak.
fn standing(kind: &str, quality: &str, draft: &mut Draft) -> (NameKind, bool) {
    let standing = match kind.to_lowercase().as_str() {
        // OFSI's first form has `Prime Alias` for the name it is listed under.
        "primary name" | "prime alias" => NameKind::Primary,
        "primary name variation" | "aka" | "alias" | "a.k.a" | "a.k.a." => NameKind::Alias,
        "fka" | "f.k.a" | "f.k.a." | "formerly known as" => NameKind::Former,
        _ => {
            draft.complain(kind, "a kind of name we do not know");
            NameKind::Alias
        }
    };
    let weak = match quality.to_lowercase().as_str() {
        "low quality" | "low quality a.k.a" | "low quality a.k.a." => true,
        "" | "good quality" | "good quality a.k.a" | "good quality a.k.a." => false,
        _ => {
            draft.complain(quality, "a quality of a name we do not know");
            false
        }
    };
    (standing, weak)
}

/// Six lines of an address, post code and country.
fn address(draft: &mut Draft, line: impl Fn(usize) -> String, code: String, country: &str) {
    let street = join(&[1, 2, 3, 4, 5].map(&line), ", ");
    draft.address(AddressKind::Stated, &street, &join(&[line(6), code], " "), country, "");
}

/// Values that are numbered within one cell: `(1) D00001184 (2) P04838205`; one that is not numbered stands alone.
fn numbered(text: &str) -> Vec<String> {
    let mut values = Vec::new();
    let mut rest = text.trim();
    if !rest.starts_with("(1)") {
        return if rest.is_empty() { values } else { vec![rest.to_owned()] };
    }
    for number in 1.. {
        let mark = format!("({number})");
        let Some(after) = rest.strip_prefix(mark.as_str()) else { break };
        let next = format!("({})", number + 1);
        let end = after.find(&next).unwrap_or(after.len());
        let value = after.get(..end).unwrap_or_default().trim().trim_end_matches(['.', ',', ';']).trim();
        if !value.is_empty() {
            values.push(value.to_owned());
        }
        rest = after.get(end..).unwrap_or_default();
    }
    values
}

#[cfg(test)]
mod tests {
    use super::numbered;

    #[test]
    fn values_numbered_in_one_cell() {
        assert_eq!(numbered("(1) D00001184 (2) P04838205"), ["D00001184", "P04838205"]);
        assert_eq!(
            numbered("(1) Central African Republic. (2) South Sudan"),
            ["Central African Republic", "South Sudan"]
        );
        assert_eq!(numbered("284158"), ["284158"]);
        assert_eq!(numbered("(1)"), [""; 0]);
        assert_eq!(numbered(" "), [""; 0]);
    }
}
