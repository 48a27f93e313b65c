//! Whether our verdict agrees with the regulator's answer.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};

use super::decide::Decided;
use super::table::{Answer, Question};

/// One compared case.
#[derive(Debug, Clone)]
pub(super) struct Compared<'a> {
    pub(super) question: &'a Question,
    pub(super) decided: &'a Decided,
    pub(super) expected: &'a str,
    pub(super) agree: bool,
    /// Some citation of ours is one of the authorities the answer names.
    pub(super) cited: bool,
    /// The regulator said no, or asked for a licence, and we said neither no nor that we do not know.
    pub(super) false_permit: bool,
}

/// Compares every case with its answer.
pub(super) fn all<'a>(
    questions: &'a [Question],
    decided: &'a [Decided],
    answers: &'a BTreeMap<String, Answer>,
) -> Result<Vec<Compared<'a>>> {
    let pair = |(question, decided): (&'a Question, &'a Decided)| {
        let answer = answers.get(&question.id).with_context(|| format!("{} has no answer", question.id))?;
        Ok(one(question, decided, answer))
    };
    questions.iter().zip(decided).map(pair).collect()
}

fn one<'a>(question: &'a Question, decided: &'a Decided, answer: &'a Answer) -> Compared<'a> {
    let verdict = decided.verdict.as_str();
    let agree = match answer.expected.as_str() {
        // an open answer of which every verdict agrees agrees
        "prohibited" => match decided.floor.as_deref().unwrap_or(verdict) {
            "prohibited" => true,
            "licence required" => licensed_by(question, decided),
            _ => false,
        },
        "licence-required" => verdict == "licence required",
        "permitted" => matches!(verdict, "permitted" | "no rule found"),
        "not-covered" => verdict == "no rule found",
        "conditional" => names_the_condition(decided, answer),
        _ => false,
    };
    let refused = matches!(answer.expected.as_str(), "prohibited" | "licence-required");
    Compared {
        question,
        decided,
        expected: &answer.expected,
        agree,
        cited: cites(decided, answer),
        false_permit: refused && matches!(verdict, "permitted" | "no rule found"),
    }
}

/// The norm in the way names a licence of the authority whose answer it is.
fn licensed_by(question: &Question, decided: &Decided) -> bool {
    let authority = question.jurisdiction.replace('-', ".");
    decided.licences.iter().any(|a| *a == authority || a.starts_with(&format!("{authority}.")))
}

/// An open answer asks for what the answer turns on; a permitted one carries it as a duty or rests on it.
fn names_the_condition(decided: &Decided, answer: &Answer) -> bool {
    let named = |said: &str| answer.names.iter().any(|name| said.contains(name.as_str()));
    let (facts, texts): (Vec<&str>, Vec<&str>) = match decided.verdict.as_str() {
        "undetermined" | "contested" => (
            decided.needs.iter().map(String::as_str).collect(),
            decided.asks.iter().map(String::as_str).collect(),
        ),
        "permitted" => (
            decided
                .duties
                .iter()
                .map(|(id, _)| id.as_str())
                .chain(decided.facts.iter().map(String::as_str))
                .collect(),
            decided.duties.iter().map(|(_, text)| text.as_str()).collect(),
        ),
        _ => return false,
    };
    if answer.names.is_empty() {
        return answer.words.iter().any(|words| texts.iter().any(|text| alike(words, text)));
    }
    facts.into_iter().any(named)
}

/// Two sentences share two words that carry meaning, or the only one there is.
fn alike(a: &str, b: &str) -> bool {
    let (a, b) = (stems(a), stems(b));
    a.intersection(&b).count() >= a.len().clamp(1, 2)
}

/// First five letters of words of five letters or more.
fn stems(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() >= 5);
    words.map(|word| word.to_lowercase().chars().take(5).collect()).collect()
}

/// Numbers of provisions, questions and licences: words with a digit in them.
fn cites(decided: &Decided, answer: &Answer) -> bool {
    let marks = |text: &str| -> BTreeSet<String> {
        let words = text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '('));
        let words = words.map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase());
        words.filter(|word| word.chars().any(|c| c.is_ascii_digit()) && word.len() > 1).collect()
    };
    let ours: BTreeSet<String> = decided.cites.iter().flat_map(|cite| marks(cite)).collect();
    // the number of the title says nothing
    let plain = |mark: &String| !matches!(mark.as_str(), "31" | "15");
    answer
        .authority
        .iter()
        .any(|authority| marks(authority).iter().filter(|m| plain(m)).any(|m| ours.contains(m)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question() -> Question {
        let text = |s: &str| s.to_owned();
        Question {
            id: text("x"),
            regime: text("r"),
            basis: text("b"),
            jurisdiction: text("us-ofac"),
            topic: text("t"),
            group: text("g"),
        }
    }

    fn agrees(expected: &str, decided: &Decided, names: &[&str]) -> (bool, bool) {
        let names = names.iter().map(|n| (*n).to_owned()).collect();
        let answer = Answer { expected: expected.into(), names, ..Answer::default() };
        let question = question();
        let compared = one(&question, decided, &answer);
        (compared.agree, compared.false_permit)
    }

    fn said(verdict: &str) -> Decided {
        Decided { verdict: verdict.into(), ..Decided::default() }
    }

    #[test]
    fn each_kind_of_answer_agrees_with_its_verdicts_only() {
        let verdicts = [
            "prohibited",
            "licence required",
            "permitted",
            "no rule found",
            "undetermined",
            "contested",
            "degraded",
            "not encoded",
            "inexpressible",
        ];
        for (expected, right) in [
            ("prohibited", &["prohibited"][..]),
            ("licence-required", &["licence required"]),
            ("permitted", &["permitted", "no rule found"]),
            ("not-covered", &["no rule found"]),
            ("conditional", &[]),
        ] {
            for verdict in verdicts {
                assert_eq!(
                    agrees(expected, &said(verdict), &["eccn"]).0,
                    right.contains(&verdict),
                    "{expected} {verdict}"
                );
            }
        }
    }

    #[test]
    fn a_licence_of_the_same_authority_agrees_with_prohibited() {
        let of = |authority: &str| Decided { licences: vec![authority.into()], ..said("licence required") };
        assert!(agrees("prohibited", &of("us.ofac"), &[]).0);
        assert!(!agrees("prohibited", &of("us.bis"), &[]).0);
    }

    #[test]
    fn an_open_answer_of_which_every_verdict_agrees_agrees() {
        let of = |floor: Option<&str>, authority: &str| Decided {
            floor: floor.map(str::to_owned),
            licences: vec![authority.into()],
            ..said("undetermined")
        };
        assert!(agrees("prohibited", &of(Some("prohibited"), ""), &[]).0);
        assert!(agrees("prohibited", &of(Some("licence required"), "us.ofac"), &[]).0);
        assert!(!agrees("prohibited", &of(Some("licence required"), "us.bis"), &[]).0);
        assert!(!agrees("prohibited", &of(None, "us.ofac"), &[]).0);
        assert!(!agrees("licence-required", &of(Some("licence required"), "us.ofac"), &[]).0);
    }

    #[test]
    fn a_condition_must_be_named() {
        let open = Decided { needs: vec!["item.eccn".into()], ..said("undetermined") };
        assert!(agrees("conditional", &open, &["item.eccn"]).0);
        assert!(!agrees("conditional", &open, &["firewall"]).0);
        let duty = Decided {
            duties: vec![("de.notify".into(), "notify within 30 days".into())],
            ..said("permitted")
        };
        assert!(agrees("conditional", &duty, &["de.notify"]).0);
        assert!(
            alike("notification within thirty days", "send a notification in thirty days")
                && !alike("a firewall", "eccn")
        );
    }

    #[test]
    fn permitted_or_silent_where_the_regulator_refused_is_a_false_permit() {
        for verdict in ["permitted", "no rule found"] {
            assert!(
                agrees("prohibited", &said(verdict), &[]).1
                    && agrees("licence-required", &said(verdict), &[]).1
            );
            assert!(!agrees("conditional", &said(verdict), &[]).1);
        }
        assert!(!agrees("prohibited", &said("not encoded"), &[]).1);
    }
}
