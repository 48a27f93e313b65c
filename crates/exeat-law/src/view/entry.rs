//! What the reading view says of one declaration, as plain data.

use super::words::{Phrase, line, phrase, scope, titled};
use crate::calendar::Rule;
use crate::theory::{
    Cond, Confidence, ListPattern, Moment, NormIx, NormKind, Period, Scoped, Theory, Threshold,
};

/// One declaration to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What it is: `prohibition`, `instrument`, `definition`.
    pub sort: &'static str,
    /// Its id.
    pub id: String,
    /// Its title, or nothing.
    pub title: String,
    /// What it says.
    pub says: Vec<Phrase>,
    /// Where it stands in the law; empty where the language asks for no citation.
    pub cites: String,
    /// Further particulars, a line each.
    pub particulars: Vec<String>,
    /// Other declarations it touches.
    pub neighbours: Vec<Neighbours>,
}

/// Declarations that stand in one relation to an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Neighbours {
    /// The relation: `lifts`, `is lifted by`.
    pub relation: &'static str,
    /// Ids and titles.
    pub of: Vec<(String, String)>,
}

impl Entry {
    fn new(sort: &'static str, id: &str, title: &str) -> Entry {
        Entry {
            sort,
            id: id.to_owned(),
            title: title.to_owned(),
            says: vec![],
            cites: String::new(),
            particulars: vec![],
            neighbours: vec![],
        }
    }

    fn beside(&mut self, relation: &'static str, of: impl IntoIterator<Item = (String, String)>) {
        let of: Vec<(String, String)> = of.into_iter().collect();
        if !of.is_empty() {
            self.neighbours.push(Neighbours { relation, of });
        }
    }
}

/// A sentence that goes on with a condition.
fn sentence(theory: &Theory, lead: &str, cond: &Cond) -> Phrase {
    match phrase(theory, cond) {
        Phrase::Words(words) if words == "always" => Phrase::Words(format!("{lead}, whatever the facts.")),
        Phrase::Words(words) if words.starts_with("if ") => {
            Phrase::Words(format!("{lead} on this condition: {words}."))
        }
        Phrase::Words(words) => Phrase::Words(format!("{lead} where {words}.")),
        Phrase::List(how, items) if how.starts_with("if ") => {
            Phrase::List(format!("{lead} on this condition: {how}"), items)
        }
        Phrase::List(how, items) => Phrase::List(format!("{lead} where {how}"), items),
    }
}

/// A norm: its sentence, when it holds, what it lifts and what lifts it.
pub fn norm(theory: &Theory, ix: NormIx) -> Entry {
    let norm = &theory.norms[ix];
    let instrument = &theory.instruments[norm.instrument];
    let mut entry = Entry::new(norm.kind.word(), &norm.id, &norm.title);
    entry.cites.clone_from(&norm.cites);
    let beats: Vec<NormIx> =
        (0..theory.norms.len()).filter(|n| theory.norms[*n].defeated_by.contains(&ix)).collect();
    let lead = match norm.kind {
        NormKind::Prohibition => "The deal is prohibited",
        NormKind::Requirement => "A licence is required",
        NormKind::Authorisation => "The deal is authorised, against the restrictions named below,",
        NormKind::Exemption => "The deal stands outside the restrictions named below",
        NormKind::Exclusion => "The permissions named below do not reach the deal",
        NormKind::Restoration => "The exclusions named below do not take the permission away",
        NormKind::Flag => "There is a red flag, which neither bars nor lifts,",
        NormKind::Gap => "Law that is not encoded applies, so that no clearance can be given,",
    };
    entry.says.push(sentence(theory, lead, &norm.when));
    for route in &norm.licences {
        let review = if route.review.is_empty() { "" } else { ", reviewed with a view to " };
        let lead = format!("A licence from {} would meet it{review}{}", route.authority, route.review);
        entry.says.push(sentence(theory, &lead, &route.when));
    }
    let part = norm.part.clone();
    entry.particulars.push(format!("Of: {}", scope(theory, &Scoped { regime: norm.regime, part })));
    entry.particulars.push(format!(
        "In force {}{}",
        period(&norm.period),
        if theory.facts[norm.measured_on].path == "deal.date" {
            String::new()
        } else {
            format!(", tested on {}", theory.facts[norm.measured_on].path)
        }
    ));
    entry.particulars.push(format!(
        "Text: {}, checked {}, {}",
        instrument.source,
        instrument.checked,
        read(norm.confidence)
    ));
    if !norm.silent_on.is_empty() {
        entry.particulars.push(format!("Gives no relief from: {}", norm.silent_on.join(", ")));
    }
    if !norm.note.is_empty() {
        entry.particulars.push(format!("Note: {}", norm.note));
    }
    let of = |ix: NormIx| (theory.norms[ix].id.clone(), theory.norms[ix].title.clone());
    let (lifts, lifted) = match norm.kind {
        NormKind::Exclusion => ("limits", "gives way to"),
        NormKind::Prohibition | NormKind::Requirement => ("limits", "is lifted by"),
        _ => ("lifts", "does not reach"),
    };
    entry.beside("stands in", [(instrument.id.clone(), instrument.title.clone())]);
    entry.beside(lifts, beats.into_iter().map(of));
    entry.beside(lifted, norm.defeated_by.iter().copied().map(of));
    entry.beside("continues", norm.continues.iter().copied().map(of));
    let duties = norm.duties.iter().map(|d| (theory.duties[*d].id.clone(), theory.duties[*d].text.clone()));
    entry.beside("brings the duties", duties);
    let mut used = Used::default();
    used.cond(&norm.when);
    norm.licences.iter().for_each(|route| used.cond(&route.when));
    used.beside(theory, &mut entry);
    entry
}

/// An instrument with its days and source.
pub fn instrument(theory: &Theory, ix: usize) -> Entry {
    let of = &theory.instruments[ix];
    let mut entry = Entry::new("instrument", &of.id, &of.title);
    entry.cites.clone_from(&of.source);
    entry.says.push(Phrase::Words(format!(
        "Issued {}, published {}, in force {}; checked {}, {}.",
        of.issued,
        of.published,
        period(&of.period),
        of.checked,
        read(of.confidence)
    )));
    let regime = &theory.regimes[of.regime];
    entry.beside("belongs to", [(regime.id.clone(), regime.title.clone())]);
    let named = |ix: usize| (theory.instruments[ix].id.clone(), theory.instruments[ix].title.clone());
    entry.beside("supersedes", of.supersedes.map(|(old, _)| named(old)));
    let after = (0..theory.instruments.len())
        .filter(|new| theory.instruments[*new].supersedes.is_some_and(|(old, _)| old == ix));
    entry.beside("is superseded by", after.map(named));
    entry
}

/// A regime with what blocks in it and its parts.
pub fn regime(theory: &Theory, ix: usize) -> Entry {
    let of = &theory.regimes[ix];
    let mut entry = Entry::new("regime", &of.id, &of.title);
    entry.cites.clone_from(&of.cites);
    entry.says.push(Phrase::Words(format!(
        "Encoded from {}; its register was read for new texts up to {}.",
        of.encoded_from, of.surveyed
    )));
    let mut blocks: Vec<String> =
        of.blocked_on.iter().map(|p| format!("an entry on {}", pattern(p))).collect();
    blocks.extend(of.blocked_owned.as_ref().map(|t| format!("being owned {} by such persons", share(t))));
    if !blocks.is_empty() {
        entry.says.push(Phrase::Words(format!("Blocked under it makes: {}.", blocks.join("; "))));
    }
    if of.binds_buyer {
        let says = "It binds whoever buys and uses; its verdict stands beside the others.";
        entry.says.push(Phrase::Words(says.to_owned()));
    }
    if !of.missing.is_empty() {
        entry.says.push(Phrase::Words(format!("Not encoded: {}.", of.missing.join("; "))));
    }
    if !of.authority.is_empty() {
        entry.particulars.push(format!("Authority: {}", of.authority));
    }
    entry.beside("has the parts", of.parts.iter().cloned());
    entry
}

/// A definition.
pub fn define(theory: &Theory, ix: usize) -> Entry {
    let of = &theory.defines[ix];
    let mut entry = Entry::new("definition", &of.id, "");
    let about = if of.of_party { "It holds of a party" } else { "It holds" };
    entry.says.push(sentence(theory, about, &of.means));
    let mut used = Used::default();
    used.cond(&of.means);
    used.beside(theory, &mut entry);
    entry
}

/// An open term with its readings.
pub fn term(theory: &Theory, ix: usize) -> Entry {
    let of = &theory.terms[ix];
    let mut entry = Entry::new("open term", &of.id, "");
    let mut used = Used::default();
    for reading in &of.readings {
        let lead =
            format!("On the reading {}, it is met", titled(&format!("“{}”", reading.title), &reading.id));
        entry.says.push(sentence(theory, &lead, &reading.means));
        let (held, because) = (&reading.held_by, &reading.because);
        if !held.is_empty() {
            entry.particulars.push(format!("{} is held by {held}", reading.id));
        }
        if !because.is_empty() {
            entry.particulars.push(format!("{}: {because}", reading.id));
        }
        used.cond(&reading.means);
    }
    entry.beside("is read as", of.linked.map(|root| (theory.terms[root].id.clone(), String::new())));
    let adopted = theory.policies.iter().flat_map(|p| p.adopted.iter().map(move |a| (p, a)));
    for (policy, adopted) in adopted.filter(|(_, a)| a.term == ix) {
        let reading = &of.readings[adopted.reading];
        entry
            .particulars
            .push(format!("The policy {} adopts {}, {}", policy.id, reading.id, adopted.held_by));
    }
    used.beside(theory, &mut entry);
    entry
}

/// A duty with its deadline.
pub fn duty(theory: &Theory, ix: usize) -> Entry {
    let of = &theory.duties[ix];
    let mut entry = Entry::new("duty", &of.id, "");
    entry.cites.clone_from(&of.cites);
    let due = of.due.as_ref().map_or(String::new(), |(rule, fact)| {
        let within = if matches!(rule, Rule::Offset(o) if !o.before) { "within " } else { "" };
        format!(", {within}{} {}", rule.words(), theory.facts[*fact].path)
    });
    entry.says.push(Phrase::Words(format!("To be done: {}{due}.", of.text)));
    match (of.from, of.until) {
        (None, None) => {}
        (from, until) => {
            let from = from.map_or(String::new(), |d| format!(" from {d}"));
            let until = until.map_or(String::new(), |d| format!(" until {d}"));
            entry.particulars.push(format!("In force{from}{until}"));
        }
    }
    entry
}

/// Persons named in the law.
pub fn named_parties(theory: &Theory, ix: usize) -> Entry {
    let of = &theory.named_parties[ix];
    let mut entry = Entry::new("named persons", &of.id, &of.title);
    entry.cites.clone_from(&of.cites);
    let mut who: Vec<Phrase> = of
        .named
        .iter()
        .map(|p| {
            let entry = p.entry.as_ref().map_or(String::new(), |(list, id)| format!(", entry {list}:{id}"));
            let from = p.from.map_or(String::new(), |d| format!(", from {d}"));
            let until = p.until.map_or(String::new(), |d| format!(", until {d}"));
            Phrase::Words(format!("{}{entry}{from}{until}", p.names.join(", also ")))
        })
        .collect();
    who.extend(of.listed_as.iter().map(|p| Phrase::Words(format!("whoever is on {}", pattern(p)))));
    who.extend(of.reach.as_ref().map(|t| Phrase::Words(format!("whoever is owned {} by them", share(t)))));
    entry.says.push(Phrase::List("It names".to_owned(), who));
    entry
}

/// A named set with the days of its members.
pub fn set(theory: &Theory, ix: usize) -> Entry {
    let of = &theory.sets[ix];
    let mut entry = Entry::new("set", &of.id, "");
    let mut rows: Vec<(String, Vec<String>)> = Vec::new();
    for (value, from, until) in &of.values {
        let from = from.map_or(String::new(), |d| format!(" from {d}"));
        let until = until.map_or(String::new(), |d| format!(" until {d}"));
        let window = format!("{from}{until}");
        match rows.iter_mut().find(|(w, _)| *w == window) {
            Some((_, values)) => values.push(value.to_string()),
            None => rows.push((window, vec![value.to_string()])),
        }
    }
    let rows =
        rows.into_iter().map(|(window, values)| Phrase::Words(format!("{}{window}", values.join(", "))));
    entry.says.push(Phrase::List("Its members".to_owned(), rows.collect()));
    entry
}

/// Definitions and terms a condition names, which a reader wants beside it.
#[derive(Default)]
struct Used {
    defines: Vec<usize>,
    terms: Vec<usize>,
}

impl Used {
    fn cond(&mut self, cond: &Cond) {
        let add = |list: &mut Vec<usize>, ix: usize| {
            if !list.contains(&ix) {
                list.push(ix);
            }
        };
        match cond {
            Cond::All(all) | Cond::AtLeast(_, all) => all.iter().for_each(|c| self.cond(c)),
            Cond::Not(inner) | Cond::AnyOf(_, inner) | Cond::AnyItem(inner) => self.cond(inner),
            Cond::Define(ix) => add(&mut self.defines, *ix),
            Cond::Term(ix) => add(&mut self.terms, *ix),
            Cond::Const(_)
            | Cond::Fact(..)
            | Cond::Compared(_)
            | Cond::Party(_)
            | Cond::Marked(_)
            | Cond::Applies(_)
            | Cond::Status(..) => {}
        }
    }

    fn beside(self, theory: &Theory, entry: &mut Entry) {
        let define = |ix: usize| (theory.defines[ix].id.clone(), line(theory, &theory.defines[ix].means));
        let term = |ix: usize| {
            let readings: Vec<&str> = theory.terms[ix].readings.iter().map(|r| r.id.as_str()).collect();
            (theory.terms[ix].id.clone(), format!("readings {}", readings.join(", ")))
        };
        entry.beside("rests on the definitions", self.defines.into_iter().map(define));
        entry.beside("rests on the open terms", self.terms.into_iter().map(term));
    }
}

/// `from 2022-04-07 until 2022-05-08`, the second day no longer.
fn period(period: &Period) -> String {
    let moment =
        |m: &Moment| format!("{}{}", m.date, if m.midday { " (from a time of that day)" } else { "" });
    let from = match period.from_latest {
        Some(latest) => format!("from a day between {} and {latest}", period.from.date),
        None => format!("from {}", moment(&period.from)),
    };
    match &period.until {
        Some(until) => format!("{from} until {}, that day no longer", moment(until)),
        None => format!("{from} with no end known"),
    }
}

fn read(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Primary => "read in the primary text",
        Confidence::Secondary => "read in a secondary source",
        Confidence::Memory => "from memory: it may bar and may not lift",
    }
}

fn pattern(pattern: &ListPattern) -> String {
    let mut out = pattern.list.clone();
    if let Some(programme) = &pattern.programme {
        out += &format!(" under the programme {programme}");
    }
    if let Some(directive) = &pattern.directive {
        out += &format!(" under directive {directive}");
    }
    out
}

fn share(threshold: &Threshold) -> String {
    let bound = if threshold.strictly_more { "more than" } else { "at least" };
    let how = if threshold.aggregate { " in aggregate" } else { "" };
    let direct = if threshold.direct_only { ", directly" } else { "" };
    format!("{bound} {}%{how}{direct}", threshold.percent)
}
