//! When an answer agrees with what was expected.
//!
//! | expected | agrees with |
//! |---|---|
//! | `prohibited` | prohibited; licence required, where a norm that stands names a licence |
//! | any other verdict | that verdict alone |
//! | `error` | a refusal of the reader |
//!
//! `undetermined`, `contested` and `degraded` agree only where the expectation lists them. A disagreement is a *false
//! clear* where nothing listed clears and the answer is `permitted` or `no rule found`; a *false bar* where
//! everything listed clears and the answer is closed and refuses; *open* where the answer is one of the three words
//! above; *accepted* where the reader ought to have refused and *refused* where it ought not.

use crate::ask::{Answered, clears, refusal};

/// What is expected of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Expectation {
    /// Verdicts, any of which is right, in the order written.
    words: Vec<&'static str>,
    scored: bool,
}

/// How an answer stands to what was expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Agree,
    FalseClear,
    FalseBar,
    Open,
    Accepted,
    Refused,
    Other,
    Unscored,
}

const WORDS: [&str; 8] = [
    "prohibited",
    "licence required",
    "permitted",
    "no rule found",
    "undetermined",
    "degraded",
    "contested",
    "error",
];

impl Expectation {
    /// Reads a cell: `a/b (remark)`, `a or b`.
    pub(super) fn read(cell: &str) -> Expectation {
        let (mut plain, mut depth) = (String::new(), 0usize);
        for c in cell.chars() {
            match c {
                '(' => depth += 1,
                ')' => depth = depth.saturating_sub(1),
                c if depth == 0 => plain.push(c),
                _ => {}
            }
        }
        let plain = plain.replace(" or ", "/").replace('-', " ").to_lowercase();
        let parts: Vec<&str> = plain.split('/').map(str::trim).filter(|p| !p.is_empty()).collect();
        let word = |part: &&str| {
            let part = if *part == "licence" { "licence required" } else { part };
            WORDS.iter().copied().find(|w| *w == part)
        };
        let words: Vec<&'static str> = parts.iter().filter_map(word).collect();
        let scored = !words.is_empty() && !parts.contains(&"unclear");
        Expectation { words, scored }
    }

    /// Scored, and a refusal is what it says first.
    pub(super) fn refusal_first(&self) -> bool {
        self.scored && self.words.first().is_some_and(|word| refusal(word))
    }

    /// How an answer stands to it.
    pub(super) fn kind(&self, answered: &Answered) -> Kind {
        let verdict = answered.verdict.as_str();
        let agrees = |word: &&str| {
            *word == verdict || *word == "prohibited" && verdict == "licence required" && answered.licence
        };
        if !self.scored {
            Kind::Unscored
        } else if self.words.iter().any(agrees) {
            Kind::Agree
        } else if verdict == "error" {
            Kind::Refused
        } else if self.words == ["error"] {
            Kind::Accepted
        } else if clears(verdict) && !self.words.iter().any(|word| clears(word)) {
            Kind::FalseClear
        } else if refusal(verdict) && self.words.iter().all(|word| clears(word)) {
            Kind::FalseBar
        } else if matches!(verdict, "undetermined" | "contested" | "degraded") {
            Kind::Open
        } else {
            Kind::Other
        }
    }
}

impl Kind {
    /// As written in JSON.
    pub(super) fn word(self) -> &'static str {
        match self {
            Kind::Agree => "agree",
            Kind::FalseClear => "false clear",
            Kind::FalseBar => "false bar",
            Kind::Open => "open",
            Kind::Accepted => "accepted",
            Kind::Refused => "refused",
            Kind::Other => "other",
            Kind::Unscored => "unscored",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(expected: &str, verdict: &str, licence: bool) -> Kind {
        let answered = Answered { verdict: verdict.into(), licence, ..Answered::default() };
        Expectation::read(expected).kind(&answered)
    }

    #[test]
    fn words_remarks_and_what_is_not_scored() {
        for (cell, words, scored) in [
            ("prohibited", &["prohibited"][..], true),
            ("prohibited/undetermined (payment)", &["prohibited", "undetermined"], true),
            ("permitted (AGR, 515.533(a))", &["permitted"], true),
            ("licence required or error", &["licence required", "error"], true),
            ("licence-required", &["licence required"], true),
            ("error/licence", &["error", "licence required"], true),
            ("error or both judged", &["error"], true),
            ("prohibited/unclear", &["prohibited"], false),
            ("not judged (should be named)", &[], false),
            ("", &[], false),
        ] {
            assert_eq!(Expectation::read(cell), Expectation { words: words.to_vec(), scored }, "{cell}");
        }
    }

    #[test]
    fn each_answer_has_its_kind() {
        for (expected, verdict, licence, wanted) in [
            ("prohibited", "prohibited", false, Kind::Agree),
            ("prohibited", "licence required", true, Kind::Agree),
            ("prohibited", "licence required", false, Kind::Other),
            ("licence required", "prohibited", false, Kind::Other),
            ("prohibited", "no rule found", false, Kind::FalseClear),
            ("prohibited/undetermined", "permitted", false, Kind::FalseClear),
            ("prohibited/undetermined", "undetermined", false, Kind::Agree),
            ("prohibited", "undetermined", false, Kind::Open),
            ("degraded", "no rule found", false, Kind::FalseClear),
            ("no rule found", "permitted", false, Kind::Other),
            ("no rule found/permitted", "permitted", false, Kind::Agree),
            ("no rule found/permitted", "licence required", true, Kind::FalseBar),
            ("no rule found/permitted", "degraded", false, Kind::Open),
            ("permitted", "error", false, Kind::Refused),
            ("error", "error", false, Kind::Agree),
            ("error", "no rule found", false, Kind::Accepted),
            ("prohibited/error", "no rule found", false, Kind::FalseClear),
            ("unclear", "no rule found", false, Kind::Unscored),
        ] {
            assert_eq!(kind(expected, verdict, licence), wanted, "{expected}, {verdict}");
        }
    }

    #[test]
    fn a_refusal_may_stand_as_the_floor() {
        let open = Answered {
            verdict: "undetermined".into(),
            floor: Some("licence required".into()),
            ..Answered::default()
        };
        assert!(open.refuses());
        assert!(Expectation::read("licence required/undetermined").refusal_first());
        assert!(!Expectation::read("undetermined/prohibited").refusal_first());
    }
}
