//! The product is one function: transaction, law, lists and policy in, determination out. Pure: same inputs, same
//! bytes.

use std::collections::{BTreeMap, BTreeSet};

use exeat_law::cases::{deciding, limiting};
use exeat_law::facts::{Case, Filled, Provenance, Slot};
use exeat_law::interpret::{
    Alone, Certified, Finding, Inquiry, NormState, certificate, certificate_by_regime, closes,
    contradictions, exact, flips, flips_by_regime, open_facts, permitted_if,
};
use exeat_law::judge::{Answer, Cause, Judgement, answer, judge};
use exeat_law::theory::{
    Confidence, Domain, NormKind, OwnerTest, PartyAtom, Policy, Scoped, Theory, Verdict,
};
use exeat_law::value::{Possible, Value};
use exeat_screen::{Hit, Score};
use jiff::civil::Date;

use crate::assemble::{Assembled, assemble, pays};
use crate::determination::{
    Assumed, Contest, ContestReading, Determination, DutyDue, FactUsed, Flip, GapUsed, HitUsed, LawUsed,
    LegAnswer, Licence, ListUsed, Need, NormUsed, PartyAnswer, ReadingUsed, RegimeAnswer, SCHEMA,
};
use crate::identity;
use crate::idle::idle;
use crate::lists::Lists;
use crate::questions::Open;
use crate::texts;
use crate::transaction::Transaction;

/// What an assessment looks at besides the transaction.
#[derive(Debug)]
pub struct Desk<'a> {
    /// The law, cut to what was known.
    pub theory: &'a Theory,
    /// Its content hash.
    pub law_hash: &'a str,
    /// The lists in force.
    pub lists: &'a Lists,
    /// House readings.
    pub policy: Option<&'a Policy>,
    /// The review threshold of screening.
    pub review: Score,
    /// Only these regimes, by index; empty means all.
    pub regimes: &'a [usize],
    /// As known on.
    pub known_on: Date,
}

/// The bodies of law of which the law names gaps alone.
pub fn not_modelled(theory: &Theory) -> Vec<String> {
    let regimes = theory.regimes.iter().enumerate().filter(|(ix, _)| theory.gaps_alone(*ix));
    regimes.map(|(_, regime)| format!("{}: {}", regime.id, regime.title)).collect()
}

/// Answers one transaction.
pub fn assess(transaction: &Transaction, desk: &Desk<'_>) -> Determination {
    let theory = desk.theory;
    let assembled = assemble(theory, transaction, desk.lists, desk.review);
    let case = &assembled.case;
    let inquiry = Inquiry::new(theory, case, desk.policy);
    let Asked { regimes, decisive, whole } = asked(desk, case);
    let writer = Writer { desk, transaction, assembled: &assembled, inquiry: &inquiry };
    let overall = judge(&inquiry, desk.policy, &whole);
    let mut used: BTreeSet<Slot> = overall.explanation.support.clone();
    used.extend(&overall.outcome.facts);
    let mut legs = Vec::new();
    let mut alone = Vec::new();
    for (ix, leg) in case.legs.iter().enumerate() {
        let question: Vec<(usize, Scoped)> = decisive.iter().map(|r| (ix, scoped(*r))).collect();
        let answers = regimes.iter().filter_map(|regime| {
            let question = [(ix, scoped(*regime))];
            let judgement = judge(&inquiry, desk.policy, &question);
            used.extend(&judgement.explanation.support);
            used.extend(&judgement.outcome.facts);
            if decisive.contains(regime) {
                let degraded = overall.answer == Answer::Degraded;
                let outcome = if degraded { &judgement.trusting } else { &judgement.outcome };
                alone.push(Alone {
                    of: [(ix, scoped(*regime))],
                    outcome: outcome.clone(),
                    support: judgement.explanation.support.clone(),
                });
            }
            // where nothing of it is encoded and no gap bites there is nothing to tell
            let silent =
                judgement.answer == Answer::Closed(Verdict::NoRuleFound) && theory.gaps_alone(*regime);
            (!silent).then(|| writer.regime(*regime, &question, &judgement))
        });
        let regimes = answers.collect();
        let what = transaction.items.get(leg.item).map(|i| i.description.clone()).unwrap_or_default();
        let verdict = match question == whole {
            true => overall.answer.words(),
            false => answer(&inquiry, desk.policy, &question).words(),
        };
        legs.push(LegAnswer { leg: leg.name.clone(), what, verdict, regimes });
    }
    let seen = match overall.answer {
        Answer::Degraded => inquiry.trusting(),
        _ => inquiry.clone(),
    };
    let outcome = if overall.answer == Answer::Degraded { &overall.trusting } else { &overall.outcome };
    let closed = match outcome.finding(theory) {
        Finding::Closed(now) if outcome.settled => certificate_by_regime(&seen, &alone, now),
        _ => None,
    };
    let by_regime = closed.is_some();
    let certified =
        closed.unwrap_or_else(|| certificate(&seen, &whole, outcome, &overall.explanation.support));
    let needs = if Writer::open(&overall) { open_facts(&inquiry, &overall.outcome) } else { vec![] };
    Determination {
        schema: SCHEMA,
        id: transaction.id.clone(),
        on: transaction.date.to_string(),
        known_on: desk.known_on.to_string(),
        verdict: overall.answer.words(),
        otherwise: overall.otherwise.map(Answer::words),
        floor: overall.floor.map(Verdict::words),
        possible: overall.outcome.verdicts().iter().rev().map(|v| v.words()).collect(),
        exit: overall.answer.exit(),
        assumed: writer.assumed(&used, &overall),
        causes: writer.causes(&overall),
        gaps: writer.gaps(&overall),
        legs,
        questions: writer.questions(&whole, &overall),
        permitted_if: writer.permitted_if(&whole, &overall),
        flips: match overall.answer {
            Answer::Closed(now) => {
                let found = if by_regime {
                    flips_by_regime(&inquiry, &alone, now, &certified)
                } else {
                    flips(&inquiry, &whole, now, &certified)
                };
                found
                    .into_iter()
                    .map(|(slot, value, v)| Flip {
                        fact: writer.describe(slot),
                        value: value.to_string(),
                        verdict: v.words(),
                    })
                    .collect()
            }
            _ => vec![],
        },
        contested: writer.contest(&overall),
        readings: writer.readings(&whole, &overall),
        attested: writer.attested(&overall),
        facts: writer.facts(&certified),
        parties: writer.parties(),
        lists: writer.lists(),
        law: LawUsed {
            hash: desk.law_hash.to_owned(),
            norms: theory.norms.len(),
            regimes: regimes
                .iter()
                .filter(|regime| !theory.gaps_alone(**regime))
                .map(|r| (theory.regimes[*r].id.clone(), theory.regimes[*r].surveyed.to_string()))
                .collect(),
        },
        policy: desk.policy.map(|p| p.id.clone()),
        unused: writer.unused(&used),
        not_modelled: not_modelled(theory),
        notes: writer.notes(&regimes, &overall),
        answer: overall.answer,
        needs: writer.needs(&needs),
    }
}

/// What [`assess`] comes to as far as so many branches tell, without what it rests on, and with these facts open,
/// whatever is stated or assumed of them.
pub fn sketched(
    transaction: &Transaction,
    desk: &Desk<'_>,
    budget: usize,
    open: &[Slot],
) -> exeat_law::judge::Sketch {
    let mut assembled = assemble(desk.theory, transaction, desk.lists, desk.review);
    for slot in open {
        assembled.case.facts.remove(slot);
    }
    let inquiry = Inquiry::new(desk.theory, &assembled.case, desk.policy);
    exeat_law::judge::sketch(&inquiry, desk.policy, &asked(desk, &assembled.case).whole, budget)
}

/// What [`assess`] comes to with the norms behind it.
pub fn judged(transaction: &Transaction, desk: &Desk<'_>) -> Judgement {
    let assembled = assemble(desk.theory, transaction, desk.lists, desk.review);
    let inquiry = Inquiry::new(desk.theory, &assembled.case, desk.policy);
    judge(&inquiry, desk.policy, &asked(desk, &assembled.case).whole)
}

/// The verdict of [`assess`] alone.
pub(crate) fn verdict(transaction: &Transaction, desk: &Desk<'_>) -> &'static str {
    let assembled = assemble(desk.theory, transaction, desk.lists, desk.review);
    let inquiry = Inquiry::new(desk.theory, &assembled.case, desk.policy);
    answer(&inquiry, desk.policy, &asked(desk, &assembled.case).whole).words()
}

/// Whether the verdict is this one in every world and reading, found within few branches; lists and weak norms left
/// aside.
pub(crate) fn closed(transaction: &Transaction, desk: &Desk<'_>, verdict: Verdict) -> bool {
    let assembled = assemble(desk.theory, transaction, desk.lists, desk.review);
    let inquiry = Inquiry::new(desk.theory, &assembled.case, desk.policy);
    closes(&inquiry, &asked(desk, &assembled.case).whole, verdict)
}

/// What a desk asks of a case.
struct Asked {
    regimes: Vec<usize>,
    /// Those of them that the verdict goes by.
    decisive: Vec<usize>,
    /// Every leg under every decisive regime.
    whole: Vec<(usize, Scoped)>,
}

fn asked(desk: &Desk<'_>, case: &Case) -> Asked {
    let regimes: Vec<usize> = match desk.regimes {
        [] => (0..desk.theory.regimes.len()).collect(),
        some => some.to_vec(),
    };
    let decisive = desk.theory.decisive(&regimes);
    let legs = 0..case.legs.len();
    let whole = legs.flat_map(|leg| decisive.iter().map(move |r| (leg, scoped(*r)))).collect();
    Asked { regimes, decisive, whole }
}

fn scoped(regime: usize) -> Scoped {
    Scoped { regime, part: None }
}

struct Writer<'a> {
    desk: &'a Desk<'a>,
    transaction: &'a Transaction,
    assembled: &'a Assembled,
    inquiry: &'a Inquiry<'a>,
}

impl Writer<'_> {
    fn case(&self) -> &Case {
        &self.assembled.case
    }

    fn describe(&self, slot: Slot) -> String {
        self.case().describe(self.desk.theory, slot)
    }

    fn open(judgement: &Judgement) -> bool {
        matches!(judgement.answer, Answer::Undetermined | Answer::Contested | Answer::Degraded)
    }

    fn needs(&self, slots: &[Slot]) -> Vec<String> {
        slots.iter().map(|s| self.describe(*s)).collect()
    }

    fn questions(&self, whole: &[(usize, Scoped)], judgement: &Judgement) -> Vec<Need> {
        if !Self::open(judgement) {
            return Vec::new();
        }
        let Desk { theory, lists, review, policy, .. } = *self.desk;
        let open = Open { theory, lists, review, policy, transaction: self.transaction, whole };
        open.questions(self.assembled, &judgement.outcome)
    }

    fn permitted_if(&self, question: &[(usize, Scoped)], judgement: &Judgement) -> Vec<Vec<String>> {
        if judgement.answer != Answer::Undetermined && judgement.answer != Answer::Contested {
            return Vec::new();
        }
        permitted_if(self.inquiry, question, &judgement.outcome)
            .into_iter()
            .map(|set| {
                set.into_iter().map(|(slot, value)| format!("{} is {value}", self.describe(slot))).collect()
            })
            .collect()
    }

    fn regime(&self, regime: usize, question: &[(usize, Scoped)], judgement: &Judgement) -> RegimeAnswer {
        let theory = self.desk.theory;
        let decide = deciding(theory, question, judgement);
        let by_id = |id: &str| theory.norms.iter().find(|n| n.id == id);
        let limits = limiting(theory, judgement, &decide);
        let cited = decide.iter().chain(&limits).filter_map(|id| by_id(id));
        let mut cites: Vec<String> = cited.map(|n| n.cites.clone()).collect();
        cites.dedup();
        let states = || judgement.explanation.norms.iter();
        let closed = matches!(judgement.otherwise.unwrap_or(judgement.answer), Answer::Closed(_));
        let lifting: &BTreeSet<usize> = &states().flat_map(|(_, s)| s.defeated_by.iter().copied()).collect();
        let applied = states().filter(|(ix, _)| theory.norms[**ix].regime == regime).map(|(ix, state)| {
            let norm = &theory.norms[*ix];
            let effect = match norm.kind {
                NormKind::Flag => "flags",
                NormKind::Gap => "not encoded",
                NormKind::Exclusion if state.stood => "limits",
                kind if kind.permissive() && state.stood && lifting.contains(ix) => "lifts",
                kind if kind.permissive() && state.stood => "not needed",
                kind if kind.permissive() && state.defeated_by.is_empty() => "may not lift",
                kind if kind.permissive() => "limited",
                _ if state.stood && closed => "stands",
                _ if state.stood => "may stand",
                _ => "lifted",
            };
            let instrument = &theory.instruments[norm.instrument];
            NormUsed {
                id: norm.id.clone(),
                title: norm.title.clone(),
                kind: norm.kind.word(),
                effect,
                by: state.defeated_by.iter().map(|q| theory.norms[*q].id.clone()).collect(),
                cites: norm.cites.clone(),
                source: instrument.source.clone(),
                confidence: confidence(norm.confidence),
                silent_on: norm.silent_on.clone(),
                note: norm.note.clone(),
            }
        });
        let mut licences: Vec<Licence> = Vec::new();
        for (ix, state) in states() {
            let norm = &theory.norms[*ix];
            if norm.regime != regime {
                continue;
            }
            if norm.kind.restricts() && state.stood {
                // the first route whose condition holds gives the review policy
                licences.extend(state.licences.first().map(|i| Licence {
                    norm: norm.id.clone(),
                    authority: norm.licences[*i].authority.clone(),
                    review: norm.licences[*i].review.clone(),
                }));
            }
        }
        let (duties, duty_choices) = self.duties(regime, judgement);
        RegimeAnswer {
            regime: theory.regimes[regime].id.clone(),
            verdict: judgement.answer.words(),
            otherwise: judgement.otherwise.map(Answer::words),
            norms: decide.iter().map(|id| (*id).to_owned()).collect(),
            applied: applied.collect(),
            cites,
            licences,
            needs: if Self::open(judgement) {
                self.needs(&open_facts(self.inquiry, &judgement.outcome))
            } else {
                vec![]
            },
            permitted_if: self.permitted_if(question, judgement),
            contested: self.contest(judgement),
            duties,
            duty_choices,
            causes: self.causes(judgement),
        }
    }

    /// Duties of a regime's answer: those owed in any case, and where several norms would each lift the same
    /// prohibition the smallest sets of which one is owed.
    fn duties(&self, regime: usize, judgement: &Judgement) -> (Vec<DutyDue>, Vec<Vec<DutyDue>>) {
        // while facts are open nothing is attached yet
        if judgement.answer == Answer::Undetermined {
            return (Vec::new(), Vec::new());
        }
        let theory = self.desk.theory;
        let states = &judgement.explanation.norms;
        let of = |ix: usize| theory.norms[ix].duties.iter().copied().collect::<BTreeSet<usize>>();
        let mut choices = vec![BTreeSet::new()];
        for (ix, state) in states.iter().filter(|(ix, _)| theory.norms[**ix].regime == regime) {
            let norm = &theory.norms[*ix];
            if !norm.kind.restricts() {
                continue;
            }
            // what lifts what limits a licence is needed for that licence
            let mut lifts: Vec<BTreeSet<usize>> =
                state.defeated_by.iter().map(|by| &of(*by) | &self.restored(*by, states)).collect();
            if state.stood {
                lifts = vec![of(*ix)];
            }
            if !lifts.is_empty() {
                let wider = choices.iter().flat_map(|c| lifts.iter().map(move |l| c | l));
                choices = smallest(wider.collect());
            }
        }
        let all = choices.iter().cloned().reduce(|a, b| &a & &b).unwrap_or_default();
        let show = |set: &BTreeSet<usize>| set.iter().filter_map(|d| self.duty(*d)).collect::<Vec<_>>();
        let more: Vec<Vec<DutyDue>> = choices.iter().map(|c| show(&(c - &all))).collect();
        let chosen = more.len() > 1 && more.iter().all(|set| !set.is_empty());
        (show(&all), if chosen { more } else { Vec::new() })
    }

    /// Duties of what frees a licence from its exclusions.
    fn restored(&self, licence: usize, states: &BTreeMap<usize, NormState>) -> BTreeSet<usize> {
        let theory = self.desk.theory;
        let limits = theory.norms[licence].defeated_by.iter().filter_map(|q| states.get(q));
        let back = limits.flat_map(|state| state.defeated_by.iter());
        back.flat_map(|by| theory.norms[*by].duties.iter().copied()).collect()
    }

    fn duty(&self, ix: usize) -> Option<DutyDue> {
        let theory = self.desk.theory;
        let duty = &theory.duties[ix];
        let known = |fact: usize| match self.case().possible(Slot::Global(fact), true).known() {
            Some(Value::Date(date)) => Some(*date),
            _ => None,
        };
        let on = theory.fact("deal.date").and_then(known);
        if on.is_some_and(|on| duty.from.is_some_and(|f| on < f) || duty.until.is_some_and(|u| on >= u)) {
            return None;
        }
        let due = duty.due.as_ref().and_then(|(rule, fact)| rule.due(known(*fact)?, &theory.calendars));
        Some(DutyDue {
            id: duty.id.clone(),
            text: duty.text.clone(),
            cites: duty.cites.clone(),
            due: due.map(|d| d.to_string()),
            rule: duty
                .due
                .as_ref()
                .map(|(rule, fact)| format!("{} {}", rule.words(), theory.facts[*fact].path)),
        })
    }

    fn contest(&self, judgement: &Judgement) -> Vec<Contest> {
        if !Self::open(judgement) {
            return Vec::new();
        }
        let theory = self.desk.theory;
        let contest = judgement.outcome.contest(theory).into_iter().map(|(term, by)| Contest {
            term: theory.terms[term].id.clone(),
            readings: by
                .into_iter()
                .zip(&theory.terms[term].readings)
                .map(|(verdicts, reading)| ContestReading {
                    id: reading.id.clone(),
                    title: reading.title.clone(),
                    held_by: reading.held_by.clone(),
                    verdict: words(&verdicts),
                })
                .collect(),
        });
        contest.collect()
    }

    fn readings(&self, whole: &[(usize, Scoped)], overall: &Judgement) -> Vec<ReadingUsed> {
        let theory = self.desk.theory;
        let mut out = Vec::new();
        for adopted in self.desk.policy.iter().flat_map(|p| &p.adopted) {
            if !overall.explanation.terms.contains(&adopted.term) {
                continue;
            }
            let term = &theory.terms[adopted.term];
            let mut others = Vec::new();
            for (ix, reading) in term.readings.iter().enumerate().filter(|(ix, _)| *ix != adopted.reading) {
                let mut inquiry = self.inquiry.clone();
                inquiry.trust = overall.answer == Answer::Degraded;
                inquiry.adopted[adopted.term] = Some(ix);
                others.push(ContestReading {
                    id: reading.id.clone(),
                    title: reading.title.clone(),
                    held_by: reading.held_by.clone(),
                    verdict: words(&exact(&inquiry, whole).verdicts()),
                });
            }
            out.push(ReadingUsed {
                term: term.id.clone(),
                reading: term.readings[adopted.reading].id.clone(),
                title: term.readings[adopted.reading].title.clone(),
                held_by: adopted.held_by.clone(),
                because: adopted.because.clone(),
                others,
            });
        }
        out
    }

    /// Attestations without which the date would lie past a checked or surveyed day.
    fn attested(&self, overall: &Judgement) -> Vec<String> {
        let theory = self.desk.theory;
        let latest = match &self.transaction.date {
            Possible::OneOf(values) => values.iter().max().cloned(),
            Possible::Between(_, high) => high.clone(),
            Possible::Any => None,
        };
        let Some(Value::Date(latest)) = latest else { return Vec::new() };
        let relied = |id: &str| {
            let regime = theory.regimes.iter().find(|r| r.id == id).map(|r| r.surveyed);
            let lifts = overall.explanation.norms.values().flat_map(|s| &s.defeated_by);
            let norm = lifts.map(|n| &theory.instruments[theory.norms[*n].instrument]);
            let checked = norm.filter(|i| i.id == id || theory.regimes[i.regime].id == id).map(|i| i.checked);
            checked.chain(regime).any(|day| latest > day)
        };
        let all = self.desk.policy.iter().flat_map(|p| &p.attested);
        all.filter(|(id, date, _)| latest <= *date && relied(id))
            .map(|(id, date, by)| format!("{id} unchanged on {date}, by {by}"))
            .collect()
    }

    fn causes(&self, judgement: &Judgement) -> Vec<String> {
        let theory = self.desk.theory;
        let mut out: Vec<String> = Vec::new();
        for cause in &judgement.causes {
            let texts = match cause {
                Cause::Surveyed(regime) => {
                    let regime = &theory.regimes[*regime];
                    vec![format!(
                        "{}: the register was read up to {}; later law may exist",
                        regime.id, regime.surveyed
                    )]
                }
                Cause::NotEncoded(regime) => {
                    let regime = &theory.regimes[*regime];
                    vec![format!("{}: encoded from {} only", regime.id, regime.encoded_from)]
                }
                Cause::Weak(norm) => {
                    let norm = &theory.norms[*norm];
                    let instrument = &theory.instruments[norm.instrument];
                    vec![if norm.confidence == Confidence::Memory {
                        format!("{} ({}) is written from memory and may not lift", norm.id, norm.cites)
                    } else {
                        format!(
                            "{} ({}) was last checked on {} and may not lift after that",
                            norm.id, norm.cites, instrument.checked
                        )
                    }]
                }
                Cause::Gap(norm) => {
                    let norm = &theory.norms[*norm];
                    vec![format!("{}: {} ({}) is not encoded", norm.id, norm.title, norm.cites)]
                }
                Cause::List(slot) => self
                    .assembled
                    .screened
                    .causes
                    .iter()
                    .filter(|c| c.slot == *slot)
                    .map(|c| c.text.clone())
                    .collect(),
            };
            out.extend(texts.into_iter().filter(|t| !out.contains(t)).collect::<Vec<_>>());
        }
        out
    }

    fn assumed(&self, used: &BTreeSet<Slot>, overall: &Judgement) -> Vec<Assumed> {
        let theory = self.desk.theory;
        let relied: BTreeSet<&Slot> = used.iter().chain(&overall.explanation.support).collect();
        let mut sets: Vec<usize> = Vec::new();
        for named in &self.transaction.assume {
            let of = std::iter::once(named).chain(&theory.assumptions[*named].includes);
            sets.extend(of.filter(|s| !sets.contains(s)).copied().collect::<Vec<_>>());
        }
        let of = |filled: &[Filled], set: &str, all: bool| -> Vec<String> {
            let mine = filled.iter().filter(|f| f.set == set && (all || relied.contains(&f.slot)));
            mine.map(|f| format!("{} = {}", self.describe(f.slot), f.value)).collect()
        };
        let taken = &self.assembled.assumed;
        sets.into_iter()
            .map(|set| &theory.assumptions[set])
            .map(|set| Assumed {
                set: set.id.clone(),
                says: set.says.clone(),
                facts: of(&taken.filled, &set.id, false),
                withdrawn: of(&taken.withdrawn, &set.id, true),
            })
            .collect()
    }

    fn gaps(&self, overall: &Judgement) -> Vec<GapUsed> {
        let theory = self.desk.theory;
        let sure = overall.answer == Answer::Degraded && overall.outcome.verdicts().len() == 1;
        let norms =
            overall.causes.iter().filter_map(|c| if let Cause::Gap(ix) = c { Some(*ix) } else { None });
        norms
            .map(|ix| &theory.norms[ix])
            .map(|norm| GapUsed {
                id: norm.id.clone(),
                title: norm.title.clone(),
                cites: norm.cites.clone(),
                holds: if sure { "yes" } else { "open" },
            })
            .collect()
    }

    fn facts(&self, certified: &[Certified]) -> Vec<FactUsed> {
        certified
            .iter()
            .filter_map(|fact| Some((fact, self.case().facts.get(&fact.slot)?)))
            .map(|(Certified { slot, needed }, known)| {
                let (provenance, from) = match &known.provenance {
                    Provenance::Stated => {
                        let field = self.assembled.fields.get(slot).cloned();
                        ("stated", field.unwrap_or_else(|| self.party_field(*slot)))
                    }
                    Provenance::Listed(text) => ("listed", text.clone()),
                    Provenance::Derived(text) => ("derived", text.clone()),
                    Provenance::Assumed(set) => ("assumed", set.clone()),
                };
                let value = match &known.possible {
                    Possible::OneOf(values) if values.len() > 3 => {
                        match slot.fact().map(|f| &self.desk.theory.facts[f].domain) {
                            Some(Domain::Kind(_) | Domain::Code(_)) => format!("{} or below", values[0]),
                            _ => format!("one of {}", values.len()),
                        }
                    }
                    possible => possible.to_string(),
                };
                FactUsed { fact: self.describe(*slot), value, provenance, from, needed: *needed }
            })
            .collect()
    }

    fn party_field(&self, slot: Slot) -> String {
        match slot {
            Slot::PartyAtom(party, atom) => {
                let key = if matches!(self.desk.theory.party_atoms[atom], PartyAtom::Owned(..)) {
                    "owners"
                } else {
                    "listings"
                };
                let person = self.transaction.parties.get(party).map(|p| &p.person);
                person.map_or_else(String::new, |p| format!("{}.{key}", p.field))
            }
            _ => String::new(),
        }
    }

    fn parties(&self) -> Vec<PartyAnswer> {
        let theory = self.desk.theory;
        let parties = self.transaction.parties.iter().zip(&self.assembled.screened.findings).enumerate();
        parties
            .map(|(ix, (party, findings))| {
                let mut listed = Vec::new();
                let mut blocked = Vec::new();
                for (atom, test) in theory.party_atoms.iter().enumerate() {
                    let sure = match self.case().possible(Slot::PartyAtom(ix, atom), false).known() {
                        Some(Value::Bool(true)) => "yes",
                        Some(_) => continue,
                        None => "open",
                    };
                    let from = match self.case().facts.get(&Slot::PartyAtom(ix, atom)).map(|k| &k.provenance)
                    {
                        Some(Provenance::Listed(text) | Provenance::Derived(text)) => format!(" ({text})"),
                        _ => String::new(),
                    };
                    listed.push(format!("{sure}: {}{from}", test.words()));
                    for regime in &theory.regimes {
                        let blocks = match test {
                            PartyAtom::On(pattern) => regime.blocked_on.contains(pattern),
                            PartyAtom::Owned(t, tests) => {
                                let lists: Vec<OwnerTest> =
                                    regime.blocked_on.iter().cloned().map(OwnerTest::On).collect();
                                regime.blocked_owned.as_ref() == Some(t) && *tests == lists
                            }
                            PartyAtom::Named(_) | PartyAtom::Controlled(_) => false,
                        };
                        if blocks && sure == "yes" && !blocked.contains(&regime.id) {
                            blocked.push(regime.id.clone());
                        }
                    }
                }
                PartyAnswer {
                    reference: self.case().parties[ix].name.clone(),
                    role: party.roles.iter().map(|r| theory.roles[*r].replace('_', " ")).collect(),
                    names: party.person.names.clone(),
                    digest: findings.digest.clone(),
                    identity: findings.identity.clone(),
                    hits: findings
                        .hits
                        .iter()
                        .map(|hit| HitUsed {
                            list: hit.list.clone(),
                            entry: hit.entry.clone(),
                            of: self.digest(hit),
                            name: hit.name.clone(),
                            score: hit.score.thousandths(),
                            weak: hit.weak,
                            agreeing: hit
                                .agreeing
                                .iter()
                                .map(|i| format!("{} {}", i.scheme, i.value))
                                .collect(),
                            points: hit.points.iter().map(|p| (p.what.clone(), p.thousandths)).collect(),
                        })
                        .collect(),
                    listed,
                    blocked,
                    ownership: findings.ownership.clone(),
                    questions: findings.questions.clone(),
                }
            })
            .collect()
    }

    /// Digest of the entry of a hit.
    fn digest(&self, hit: &Hit) -> String {
        self.desk.lists.entries(&hit.list, &hit.entry).next().map(identity::digest).unwrap_or_default()
    }

    /// Every list some norm asks about.
    fn lists(&self) -> Vec<ListUsed> {
        let theory = self.desk.theory;
        let mut ids: BTreeSet<&str> = BTreeSet::new();
        for atom in &theory.party_atoms {
            match atom {
                PartyAtom::On(pattern) => drop(ids.insert(&pattern.list)),
                PartyAtom::Owned(_, tests) | PartyAtom::Controlled(tests) => {
                    ids.extend(tests.iter().filter_map(|test| match test {
                        OwnerTest::On(pattern) => Some(pattern.list.as_str()),
                        OwnerTest::Named(_) | OwnerTest::Has(_) => None,
                    }));
                }
                PartyAtom::Named(_) => {}
            }
        }
        ids.extend(theory.named_parties.iter().flat_map(|p| p.listed_as.iter().map(|l| l.list.as_str())));
        let beside = self.desk.lists.beside();
        ids.into_iter()
            .map(|id| match self.desk.lists.edition(id) {
                Some(edition) => ListUsed {
                    list: id.to_owned(),
                    edition: Some(edition.date.to_string()),
                    sequence: Some(edition.sequence),
                    hash: Some(edition.hash.clone()),
                    records: Some(edition.records),
                    defects: edition.defects(),
                    starter_beside: beside.contains(&id),
                },
                None => ListUsed {
                    list: id.to_owned(),
                    edition: None,
                    sequence: None,
                    hash: None,
                    records: None,
                    defects: vec![match self.desk.lists.unusable(id) {
                        Some(why) => format!("cannot be read: {why}"),
                        None => "not imported".into(),
                    }],
                    starter_beside: false,
                },
            })
            .collect()
    }

    fn unused(&self, used: &BTreeSet<Slot>) -> Vec<String> {
        let mut fields: Vec<&String> = self
            .assembled
            .fields
            .iter()
            .filter(|(slot, _)| used.contains(slot))
            .map(|(_, field)| field)
            .collect();
        fields.sort();
        let mut out: Vec<String> =
            self.assembled.fields.values().filter(|f| fields.binary_search(f).is_err()).cloned().collect();
        out.extend(self.transaction.unused.iter().cloned());
        let Desk { theory, lists, review, .. } = *self.desk;
        out.extend(idle(theory, self.transaction, lists, review, self.case()));
        out.sort();
        out.dedup();
        out
    }

    fn notes(&self, asked: &[usize], overall: &Judgement) -> Vec<String> {
        let mut notes = self.transaction.notes.clone();
        if !overall.outcome.settled {
            notes.push(
                "the search for every possible verdict ran out before its end: what is open is left open"
                    .into(),
            );
        }
        let Assembled { warned, assumed, .. } = self.assembled;
        notes.extend(texts::notes(self.desk.theory, self.transaction, self.case(), warned, assumed));
        notes.extend(self.assembled.screened.contradicted.iter().cloned());
        notes.extend(self.assembled.screened.void.iter().cloned());
        let passed = &self.assembled.screened.passed_over;
        if !passed.is_empty() {
            notes.push(format!("not looked into, the parties being taken as stated: {}", passed.join(", ")));
        }
        if self.desk.lists.starter.is_some() && self.desk.lists.editions.is_empty() {
            notes.insert(0, "no list is imported: parties were compared with the built-in starter parties, which clear nobody".into());
        }
        let beside = self.desk.lists.beside();
        if !beside.is_empty() {
            let text = format!(
                "what is at hand of {} clears nobody: parties were compared with the built-in starter parties as well",
                beside.join(", ")
            );
            notes.insert(0, text);
        }
        for (ix, regime) in self.desk.theory.regimes.iter().enumerate() {
            if !asked.contains(&ix) {
                notes.push(format!("{} was not asked: the answer says nothing of it", regime.id));
            }
        }
        for ix in contradictions(self.inquiry) {
            let constraint = &self.desk.theory.constraints[ix];
            let cites =
                if constraint.cites.is_empty() { String::new() } else { format!(" ({})", constraint.cites) };
            notes.insert(
                0,
                format!("the facts contradict each other, so nothing follows: {}{cites}", constraint.title),
            );
        }
        if self.transaction.payment.is_none() && !pays(self.case()) {
            notes.push("no payment was stated, so none was judged".into());
        }
        for party in self.case().parties.iter().filter(|p| p.unnamed) {
            notes.push(format!(
                "nobody is named as {}: whoever it is stays unknown",
                party.name.replace('_', " ")
            ));
        }
        notes
    }
}

fn confidence(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Primary => "primary",
        Confidence::Secondary => "secondary",
        Confidence::Memory => "memory",
    }
}

fn words(verdicts: &BTreeSet<Verdict>) -> String {
    verdicts.iter().rev().map(|v| v.words()).collect::<Vec<_>>().join(" or ")
}

/// Sets that contain no other, at most a handful.
fn smallest(mut sets: Vec<BTreeSet<usize>>) -> Vec<BTreeSet<usize>> {
    const SHOWN: usize = 8;
    sets.sort_by_key(|s| s.len());
    let mut out: Vec<BTreeSet<usize>> = Vec::new();
    for set in sets {
        if !out.iter().any(|o| o.is_subset(&set)) {
            out.push(set);
        }
    }
    out.truncate(SHOWN);
    out
}
