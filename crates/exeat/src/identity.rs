//! Findings of identity, and the content they were made on.
//!
//! Publishers use an id again for somebody else, and mend what they say of an entry. So a finding holds for what was
//! looked at: a digest of it, where the finding carries one, else the edition in force on its day.

use std::fmt::Write as _;

use exeat_screen::{Entry, Party};
use jiff::civil::Date;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::transaction::Identity;

/// An entry as it stood in the edition in force on the day of a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Past {
    /// List id.
    pub list: String,
    /// Entry id.
    pub entry: String,
    /// The day of the finding.
    pub on: Date,
    /// The day of the edition.
    pub edition: Date,
    /// That edition was whole and the latest, so that what differs from it has changed since.
    pub sound: bool,
    /// Digest of the entry; none where the edition did not have it.
    pub digest: Option<String>,
}

/// What a finding is worth today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Worth {
    /// It holds.
    Stands,
    /// What it was made on has changed: why, in words.
    Void(String),
    /// Nobody can tell on what it was made.
    Unbound,
}

/// A finding in the answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FindingUsed {
    /// List id.
    pub list: String,
    /// Entry id.
    pub entry: String,
    /// What was found: `same` or `different`.
    pub is: &'static str,
    /// Who found so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on: Option<Date>,
    /// Whether it holds.
    pub stands: bool,
    /// Why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// Digest of the entry as it is: what to write into a finding that is made again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
}

/// A digest of who an entry is: names, numbers, dates, places and remarks, in whatever order. On which grounds it is
/// listed is left out, since that makes it nobody else.
pub fn digest(entry: &Entry) -> String {
    of(&entry.party, &entry.remarks)
}

/// The same of a party that is asked about.
pub fn digest_of_party(party: &Party) -> String {
    of(party, "")
}

fn of(party: &Party, remarks: &str) -> String {
    let mut lines = vec![format!("kind {:?}", party.kind), format!("gender {:?}", party.gender)];
    lines.extend(party.names.iter().map(|n| format!("name {:?} {} {}", n.kind, n.weak, n.text)));
    lines.extend(party.identifiers.iter().map(|id| format!("number {id:?}")));
    lines.extend(party.birth.iter().map(|b| format!("birth {b}")));
    lines.extend(party.countries.iter().map(|c| format!("country {c}")));
    lines.extend(party.addresses.iter().map(|a| format!("address {a:?}")));
    lines.push(format!("remarks {remarks}"));
    lines.sort();
    let hash = Sha256::digest(lines.join("\n").as_bytes());
    hash.iter().take(8).fold(String::new(), |mut out, byte| {
        // writing to a string cannot fail
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// What a finding is worth, by the digests of the entry as it is at hand and of the party, and by what was at hand on
/// the day of the finding.
pub(crate) fn worth(finding: &Identity, now: Option<&str>, party: &str, past: &[Past]) -> Worth {
    if let Some(stated) = &finding.party
        && !stated.eq_ignore_ascii_case(party)
    {
        return Worth::Void(format!("it was made on the party as `{stated}`, which is `{party}` now"));
    }
    let Some(now) = now else { return Worth::Unbound };
    if let Some(stated) = &finding.of {
        return if stated.eq_ignore_ascii_case(now) {
            Worth::Stands
        } else {
            Worth::Void(format!("it was made on the entry as `{stated}`, and the entry is another now"))
        };
    }
    let same = |p: &&Past| (&p.list, &p.entry, Some(p.on)) == (&finding.list, &finding.entry, finding.on);
    match past.iter().find(same) {
        Some(Past { digest: Some(then), .. }) if then == now => Worth::Stands,
        Some(Past { digest: Some(_), edition, sound: true, .. }) => {
            Worth::Void(format!("the entry was another in the edition of {edition}, on which it was made"))
        }
        Some(Past { digest: None, edition, sound: true, .. }) => {
            Worth::Void(format!("the edition of {edition}, on which it was made, has no such entry"))
        }
        _ => Worth::Unbound,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use exeat_screen::{Listing, Name, PartyKind};
    use jiff::civil::date;

    fn entry() -> Entry {
        let mut entry = Entry { list: "us.ofac.sdn".into(), id: "1".into(), ..Entry::default() };
        entry.party = Party::named(PartyKind::Individual, "INVENTED, Person");
        entry.party.names.push(Name::alias("MADE UP"));
        entry.remarks = "DOB 1960".into();
        entry
    }

    fn finding(of: Option<&str>, on: Option<Date>) -> Identity {
        let (list, entry) = ("us.ofac.sdn".into(), "1".into());
        Identity { list, entry, same: false, by: None, on, of: of.map(str::to_owned), party: None }
    }

    #[test]
    fn a_digest_is_of_who_somebody_is_and_not_of_where_or_why_it_is_listed() {
        let first = digest(&entry());
        assert_eq!(first.len(), 16);
        let mut other = entry();
        other.party.names.reverse();
        other.source.line = 7;
        other.listings.push(Listing { programme: "CYBER2".into(), ..Listing::default() });
        assert_eq!(digest(&other), first);
        let edits: [fn(&mut Entry); 4] = [
            |e| e.party.names[0].text.push('X'),
            |e| e.party.countries.push("RU".into()),
            |e| e.party.kind = PartyKind::Organisation,
            |e| e.remarks.push_str("; POB Omsk"),
        ];
        for edit in edits {
            let mut other = entry();
            edit(&mut other);
            assert_ne!(digest(&other), first);
        }
    }

    #[test]
    fn a_finding_holds_for_the_content_it_was_made_on() {
        let (now, day) = (digest(&entry()), date(2022, 4, 18));
        let past = |digest: Option<&str>, sound| {
            let digest = digest.map(str::to_owned);
            [Past { list: "us.ofac.sdn".into(), entry: "1".into(), on: day, edition: day, sound, digest }]
        };
        let is = |of, on, past: &[Past]| worth(&finding(of, on), Some(now.as_str()), "p", past);
        let upper = now.to_uppercase();
        assert_eq!(is(Some(&upper), None, &[]), Worth::Stands);
        assert!(matches!(is(Some("0000000000000000"), Some(day), &past(Some(&now), true)), Worth::Void(_)));
        assert_eq!(is(None, Some(day), &past(Some(&now), true)), Worth::Stands);
        assert_eq!(is(None, Some(day), &past(Some(&now), false)), Worth::Stands);
        assert!(matches!(is(None, Some(day), &past(Some("other"), true)), Worth::Void(_)));
        assert!(matches!(is(None, Some(day), &past(None, true)), Worth::Void(_)));
        assert_eq!(
            is(None, Some(day), &past(Some("other"), false)),
            Worth::Unbound,
            "nobody knows what came between"
        );
        assert_eq!(is(None, Some(day), &[]), Worth::Unbound);
        assert_eq!(is(None, None, &past(Some(&now), true)), Worth::Unbound);
        let bound = Identity { party: Some("other".into()), ..finding(Some(&now), None) };
        assert!(matches!(worth(&bound, Some(now.as_str()), "p", &[]), Worth::Void(_)));
    }
}
