//! Citations brought to one form, so that ours and a regulator's can be compared: `31 CFR 560.540(a)(1)`,
//! `General License 25C paragraph (a)`, `E.O. 14071 s. 1(a)(ii)`, `FAQs 1034, 1058`, `Reg. 833/2014 Art. 5n(2)`.

use std::collections::BTreeSet;

/// A provision: what it belongs to, and the way down to it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Cite {
    base: String,
    below: Vec<String>,
}

impl Cite {
    /// One of the two is the other or lies below it.
    fn meets(&self, other: &Cite) -> bool {
        let (short, long) = if self.below.len() <= other.below.len() { (self, other) } else { (other, self) };
        self.base == other.base && long.below.starts_with(&short.below)
    }
}

/// Whether two texts cite a provision in common.
pub(super) fn meet(ours: &str, theirs: &str) -> bool {
    let (ours, theirs) = (cites(ours), cites(theirs));
    ours.iter().any(|one| theirs.iter().any(|other| one.meets(other)))
}

const WORDS: [(&str, &str); 17] = [
    ("general licenses", "gl"),
    ("general license", "gl"),
    ("general licences", "gl"),
    ("general licence", "gl"),
    ("executive order", "eo"),
    ("e.o.", "eo"),
    ("articles", "art"),
    ("article", "art"),
    ("art.", "art"),
    ("faqs", "faq"),
    ("sections", " "),
    ("section", " "),
    ("paragraphs", " "),
    ("paragraph", " "),
    ("para.", " "),
    ("para", " "),
    ("s.", " "),
];

/// All provisions that a text names.
pub(super) fn cites(text: &str) -> BTreeSet<Cite> {
    let mut out = BTreeSet::new();
    for part in text.split(';') {
        let mut plain = part.to_lowercase();
        for (word, short) in WORDS {
            plain = plain.replace(word, short);
        }
        let mut kind = String::new();
        let mut act = String::new();
        let mut last: Option<Cite> = None;
        for token in plain.split([' ', ',']).map(|t| t.trim_end_matches('.')).filter(|t| !t.is_empty()) {
            if matches!(token, "gl" | "eo" | "faq" | "art" | "fr" | "reg" | "regulation") {
                out.extend(last.take());
                kind = token.replace("regulation", "reg");
                continue;
            }
            let (head, below) = split(token);
            let digits = head.bytes().filter(u8::is_ascii_digit).count();
            let number = head.starts_with(|c: char| c.is_ascii_digit());
            if number && head.contains('/') {
                act = head;
            } else if number && head.split_once('.').is_some_and(|(a, b)| a.len() == 3 && !b.is_empty()) {
                out.extend(last.replace(Cite { base: head, below }));
            } else if number && !kind.is_empty() && digits > 0 {
                out.extend(last.take());
                last = numbered(&kind, &act, &head, below);
            } else if let Some(cite) = last.as_mut().filter(|_| head.is_empty()) {
                // `paragraph (a)` after the licence
                cite.below.extend(below);
            } else if let Some(cite) = last.as_mut().filter(|_| number && below_eo(&kind)) {
                cite.below.push(head);
                cite.below.extend(below);
            }
        }
        out.extend(last);
    }
    out
}

fn below_eo(kind: &str) -> bool {
    kind == "eo"
}

/// `5n(2)(a)` as `5n` and `2`, `a`.
fn split(token: &str) -> (String, Vec<String>) {
    let (head, rest) = token.split_once('(').map_or((token, ""), |(h, r)| (h, r));
    let below = rest.split(['(', ')']).map(str::trim).filter(|p| !p.is_empty());
    (head.trim_matches('\'').to_owned(), below.map(str::to_owned).collect())
}

fn numbered(kind: &str, act: &str, head: &str, below: Vec<String>) -> Option<Cite> {
    let at = head.find(|c: char| !c.is_ascii_digit()).unwrap_or(head.len());
    let (number, letter) = head.split_at(at);
    match kind {
        // a version is one of its licence
        "gl" => {
            let version = (!letter.is_empty()).then(|| letter.to_owned());
            Some(Cite { base: format!("gl {number}"), below: version.into_iter().chain(below).collect() })
        }
        "eo" if number.len() == 5 => Some(Cite { base: format!("eo {number}"), below }),
        "art" => Some(Cite { base: format!("{act} art {head}"), below }),
        "faq" | "fr" | "reg" => Some(Cite { base: format!("{kind} {head}"), below }),
        _ => None,
    }
}

/// Whether a text names what permits: a licence or a licence exception.
pub(super) fn names_a_licence(text: &str) -> bool {
    let plain = text.to_lowercase();
    let word = |word: &str| plain.split(|c: char| !c.is_alphanumeric()).any(|w| w == word);
    word("gl")
        || plain.contains("general licen")
        || plain.contains("license exception")
        || plain.contains("740.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn provisions_meet_however_they_are_written() {
        for (ours, theirs) in [
            ("31 CFR 560.540(a)(1)", "31 CFR 560.540"),
            ("General License 25C paragraph (a)", "GL 25"),
            ("General License 25C paragraph (a)", "GL 25C para (a)"),
            ("Determination of 8 May 2022; EO 14071 section 1(a)(ii); FAQs 1034, 1058", "FAQ 1058"),
            ("EO 14071 section 1(a)(ii)", "E.O. 14071"),
            ("Regulation (EU) 833/2014 article 5n(2)", "Reg. 833/2014 Art. 5n"),
            ("15 CFR 746.8(a)(1) as of 2022-04-08; 87 FR 22130", "15 CFR 746.8(a)"),
            ("SI 2019/855 regulation 54C", "reg 54C"),
        ] {
            assert!(meet(ours, theirs), "{ours} and {theirs}: {:?} {:?}", cites(ours), cites(theirs));
        }
        for (ours, theirs) in [
            ("31 CFR 560.540(a)(1)", "31 CFR 560.540(a)(3)"),
            ("31 CFR 560.540", "31 CFR 560.204"),
            ("General License 25", "GL 8"),
            ("Regulation (EU) 269/2014 article 2", "Reg. 833/2014 Art. 2"),
            ("FAQ 441", "FAQ 1088"),
        ] {
            assert!(!meet(ours, theirs), "{ours} and {theirs}");
        }
    }

    #[test]
    fn a_licence_is_known_by_its_name() {
        assert!(names_a_licence("Iran GL D-2 para (a)(1)") && names_a_licence("15 CFR 740.17(b)"));
        assert!(!names_a_licence("31 CFR 560.204") && !names_a_licence("English law"));
    }
}
