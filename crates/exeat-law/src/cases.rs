//! Cases beside the law: what is given, what must come out, and whether it does.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::classes::code_values;
use crate::facts::{Bound, Case, CaseParty, Leg, Provenance, Slot};
use crate::holdings::{self, Holding};
use crate::interpret::{Inquiry, open_facts};
use crate::judge::{Answer, Cause, Judgement, judge};
use crate::theory::{
    Domain, FactIx, GroupIx, ListPattern, Norm, NormKind, PartyAtom, Policy, Scope, Scoped, TermIx, Theory,
    Verdict,
};
use crate::value::{Possible, Value};

/// A case written beside the law.
#[derive(Debug, Clone, Default)]
pub struct LawCase {
    /// File it stands in.
    pub file: String,
    /// Its line.
    pub line: usize,
    /// Its title.
    pub title: String,
    /// The date.
    pub on: Option<Date>,
    /// As known on.
    pub known_on: Option<Date>,
    /// Assumption sets.
    pub assume: Vec<usize>,
    /// No house readings.
    pub no_policy: bool,
    /// Readings adopted for this case.
    pub adopting: Vec<(TermIx, usize)>,
    /// Facts.
    pub given: Vec<Given>,
    /// What must come out.
    pub expect: Vec<Expect>,
}

/// One given fact. A subject is a role or group: one party.
#[derive(Debug, Clone)]
pub enum Given {
    /// A fact, of the subject if there is one.
    Fact(Option<GroupIx>, FactIx, Possible),
    /// An entry on a list, or none.
    On(GroupIx, ListPattern, bool),
    /// Another test about a party.
    Atom(GroupIx, usize, bool),
    /// A share of the subject; several add up.
    Held(GroupIx, Holding),
    /// Who controls the subject; `None` where nobody does.
    Controlled(GroupIx, Option<Holding>),
}

/// One expectation.
#[derive(Debug, Clone)]
pub struct Expect {
    /// Index of a regime; `None` for all together.
    pub regime: Option<usize>,
    /// What the answer must be.
    pub answer: Answer,
    /// Norms that must decide it.
    pub by: Vec<String>,
    /// Warning signs that must be met.
    pub flags: Vec<String>,
    /// How an application must be reviewed under each norm that decides it; none asked if empty.
    pub review: String,
    /// Needs that must be among those named.
    pub needs: Vec<String>,
    /// The contested term with the verdict under each reading.
    pub contested: Option<(TermIx, Vec<(usize, Verdict)>)>,
    /// Its line, for messages.
    pub line: usize,
}

/// Whether an entry as stated is one of those that a test of the law wants.
pub(crate) fn covers(wanted: &ListPattern, stated: &ListPattern) -> bool {
    wanted.list == stated.list
        && (wanted.programme.is_none() || wanted.programme == stated.programme)
        && (wanted.directive.is_none() || wanted.directive == stated.directive)
        && (wanted.other_than.is_empty()
            || stated.programme.as_ref().is_some_and(|p| !wanted.other_than.contains(p)))
}

/// Which of the law's tests an entry on a list settles as "yes".
pub fn settled_by(theory: &Theory, stated: &ListPattern) -> Vec<usize> {
    let covered = |wanted: &ListPattern| covers(wanted, stated);
    let named = |id: &str| theory.named_parties.iter().any(|p| p.id == id && p.listed_as.iter().any(covered));
    let settles = |atom: &PartyAtom| match atom {
        PartyAtom::On(wanted) => covered(wanted),
        PartyAtom::Named(id) => named(id),
        PartyAtom::Owned(..) | PartyAtom::Controlled(_) => false,
    };
    (0..theory.party_atoms.len()).filter(|ix| settles(&theory.party_atoms[*ix])).collect()
}

/// A stated value as the values of worlds it leaves open: a node covers what lies below it, a code what extends it.
pub fn widen(theory: &Theory, fact: FactIx, value: &Value) -> Vec<Value> {
    match (&theory.facts[fact].domain, value) {
        (Domain::Kind(kind), Value::Sym(node)) => {
            let within = theory.kinds.get(kind).map(|k| k.within(node)).unwrap_or_default();
            within.into_iter().map(Value::Sym).collect()
        }
        (Domain::Code(_), Value::Sym(code)) => code_values(theory, fact, code),
        _ => vec![value.clone()],
    }
}

impl LawCase {
    /// The case as facts, assumptions filled in.
    pub fn build(&self, theory: &Theory) -> Case {
        let mut case = Case {
            items: vec!["item".into()],
            legs: vec![Leg { name: "case".into(), item: 0 }],
            ..Case::default()
        };
        if let (Some(date), Some(on)) = (theory.fact("deal.date"), self.on) {
            case.set(Slot::Global(date), Possible::is(Value::Date(on)), Provenance::Stated);
        }
        let mut subjects: Vec<GroupIx> = Vec::new();
        let mut held: BTreeMap<usize, Vec<Holding>> = BTreeMap::new();
        for given in &self.given {
            match given {
                Given::Fact(None, fact, possible) => {
                    let slot = case.slot(theory, *fact, 0, Bound::default());
                    case.set(slot, possible.clone(), Provenance::Stated);
                }
                Given::Fact(Some(group), fact, possible) => {
                    let party = party(theory, &mut case, &mut subjects, *group);
                    case.set(Slot::Party(party, *fact), possible.clone(), Provenance::Stated);
                }
                Given::On(group, pattern, yes) => {
                    let party = party(theory, &mut case, &mut subjects, *group);
                    for atom in settled_by(theory, pattern) {
                        let possible = Possible::is(Value::Bool(*yes));
                        case.set(Slot::PartyAtom(party, atom), possible, Provenance::Stated);
                    }
                }
                Given::Atom(group, atom, yes) => {
                    let party = party(theory, &mut case, &mut subjects, *group);
                    let possible = Possible::is(Value::Bool(*yes));
                    case.set(Slot::PartyAtom(party, *atom), possible, Provenance::Stated);
                }
                Given::Held(group, holding) => {
                    let party = party(theory, &mut case, &mut subjects, *group);
                    held.entry(party).or_default().push(holding.clone());
                }
                Given::Controlled(group, by) => {
                    let party = party(theory, &mut case, &mut subjects, *group);
                    holdings::control(theory, &mut case, party, by.as_ref());
                }
            }
        }
        let stated = self.assume.iter().any(|a| theory.assumptions[*a].no_listings);
        for (party, holdings) in held {
            holdings::fill(theory, &mut case, party, &holdings, !stated);
        }
        case.assume(theory, &self.assume);
        if !self.assume.iter().any(|a| theory.assumptions[*a].parties_complete) {
            let pays = theory.fact("act").is_some_and(|act| {
                let act = case.possible(Slot::Leg(0, act), false);
                !matches!(act, Possible::OneOf(values) if !values.iter().any(|v| is_payment(theory, v)))
            });
            case.add_unnamed(theory, pays);
        }
        case
    }

    /// The policy of the case: the default with its own adoptions, or only those.
    pub fn policy(&self, theory: &Theory) -> Policy {
        let mut policy = match theory.policy("default") {
            Some(default) if !self.no_policy => default.clone(),
            _ => Policy::default(),
        };
        for (term, reading) in &self.adopting {
            policy.adopted.retain(|a| a.term != *term);
            policy.adopted.push(crate::theory::Adopted {
                term: *term,
                reading: *reading,
                held_by: "this case".into(),
                because: String::new(),
            });
        }
        policy
    }

    /// Runs the case. Each string is one expectation not met.
    pub fn run(&self, theory: &Theory) -> Vec<String> {
        self.run_seen(theory, &mut |_| {})
    }

    /// The same, showing what was judged for each expectation.
    pub fn run_seen(&self, theory: &Theory, see: &mut dyn FnMut(&Judgement)) -> Vec<String> {
        let known;
        let theory = match self.known_on {
            Some(date) => {
                known = theory.known_on(date);
                &known
            }
            None => theory,
        };
        self.judged(theory, &self.build(theory), see)
    }

    /// The same of facts built before, by the law as it is known on the case's day.
    pub(crate) fn judged(
        &self,
        theory: &Theory,
        case: &Case,
        see: &mut dyn FnMut(&Judgement),
    ) -> Vec<String> {
        let policy = self.policy(theory);
        let inquiry = Inquiry::new(theory, case, Some(&policy));
        let mut failures = Vec::new();
        for expect in &self.expect {
            let all: Vec<usize> = (0..theory.regimes.len()).collect();
            let asked = expect.regime.map_or_else(|| theory.decisive(&all), |one| vec![one]);
            let question: Vec<(usize, Scoped)> =
                asked.into_iter().map(|regime| (0, Scoped { regime, part: None })).collect();
            let judgement = judge(&inquiry, Some(&policy), &question);
            see(&judgement);
            if let Err(why) = expect.met(theory, &inquiry, &question, &judgement) {
                let of = expect.regime.map_or("overall", |r| theory.regimes[r].id.as_str());
                failures.push(format!("{}:{}: case \"{}\": {of}: {why}", self.file, expect.line, self.title));
            }
        }
        failures
    }
}

fn is_payment(theory: &Theory, act: &Value) -> bool {
    let within = theory.kinds.get("act").map(|k| k.within("payment")).unwrap_or_default();
    matches!(act, Value::Sym(node) if within.contains(node))
}

/// The party of a subject, made on first mention.
fn party(theory: &Theory, case: &mut Case, subjects: &mut Vec<GroupIx>, group: GroupIx) -> usize {
    match subjects.iter().position(|s| *s == group) {
        Some(ix) => ix,
        None => {
            let group_of = &theory.groups[group];
            case.parties.push(CaseParty {
                name: group_of.name.clone(),
                roles: group_of.roles.clone(),
                unnamed: false,
            });
            subjects.push(group);
            subjects.len() - 1
        }
    }
}

impl Expect {
    fn met(
        &self,
        theory: &Theory,
        inquiry: &Inquiry<'_>,
        question: &[(usize, Scoped)],
        judgement: &Judgement,
    ) -> Result<(), String> {
        let needs: Vec<String> = open_facts(inquiry, &judgement.outcome)
            .into_iter()
            .map(|slot| inquiry.case.describe(theory, slot))
            .collect();
        if judgement.answer != self.answer {
            let mut why = format!("expected {}, found {}", self.answer.words(), judgement.answer.words());
            if let Some(otherwise) = judgement.otherwise {
                why += &format!(" (otherwise {})", otherwise.words());
            }
            let norms: Vec<String> = judgement
                .explanation
                .norms
                .iter()
                .map(|(ix, s)| {
                    format!("{}{}", theory.norms[*ix].id, if s.stood { "" } else { " (defeated)" })
                })
                .collect();
            why +=
                &format!("; applied: {}", if norms.is_empty() { "nothing".into() } else { norms.join(", ") });
            if !needs.is_empty() {
                why += &format!("; open: {}", needs.join(", "));
            }
            return Err(why);
        }
        let deciding = deciding(theory, question, judgement);
        if let Some(missing) = self.by.iter().find(|id| !deciding.contains(id.as_str())) {
            let found: Vec<&str> = deciding.into_iter().collect();
            return Err(format!("not decided by {missing} but by {}", found.join(", ")));
        }
        if !self.review.is_empty() {
            let other = reviews(theory, judgement, &deciding).into_iter().find(|(_, r)| *r != self.review);
            if let Some((id, found)) = other {
                return Err(format!("review under {id} is {found}, not {}", self.review));
            }
        }
        let met = |id: &&String| {
            let states = judgement.explanation.norms.iter();
            states.into_iter().any(|(ix, state)| state.stood && theory.norms[*ix].id == **id)
        };
        if let Some(missing) = self.flags.iter().find(|id| !met(id)) {
            return Err(format!("does not meet the warning sign {missing}"));
        }
        if let Some(missing) = self.needs.iter().find(|path| !needs.contains(path)) {
            return Err(format!("does not need {missing} but {}", needs.join(", ")));
        }
        if let Some((term, wanted)) = &self.contested {
            let contest = judgement.outcome.contest(theory);
            let Some((_, by)) = contest.iter().find(|(t, _)| t == term) else {
                let terms: Vec<&str> = contest.iter().map(|(t, _)| theory.terms[*t].id.as_str()).collect();
                return Err(format!(
                    "not contested on {} but on {}",
                    theory.terms[*term].id,
                    terms.join(", ")
                ));
            };
            for (reading, verdict) in wanted {
                if by[*reading] != BTreeSet::from([*verdict]) {
                    let found: Vec<&str> = by[*reading].iter().map(|v| v.words()).collect();
                    let id = &theory.terms[*term].readings[*reading].id;
                    return Err(format!(
                        "under {id} expected {}, found {}",
                        verdict.words(),
                        found.join(" or ")
                    ));
                }
            }
        }
        Ok(())
    }
}

/// Norms that decide a closed answer: those that stand, or those that lift.
pub fn deciding<'t>(
    theory: &'t Theory,
    question: &[(usize, Scoped)],
    judgement: &Judgement,
) -> BTreeSet<&'t str> {
    let answer = judgement.otherwise.unwrap_or(judgement.answer);
    let restricts = |ix: usize| {
        let norm = &theory.norms[ix];
        norm.kind.restricts() && question.iter().any(|(_, scoped)| theory.belongs(norm, scoped))
    };
    let states = judgement.explanation.norms.iter().filter(|(ix, _)| restricts(**ix));
    let lifted = answer == Answer::Closed(Verdict::Permitted);
    let mut out = BTreeSet::new();
    if judgement.answer == Answer::Degraded {
        let gaps =
            judgement.causes.iter().filter_map(|c| if let Cause::Gap(ix) = c { Some(*ix) } else { None });
        out.extend(gaps.map(|ix| theory.norms[ix].id.as_str()));
    }
    for (ix, state) in states {
        if state.stood && !lifted {
            out.insert(theory.norms[*ix].id.as_str());
        }
        if lifted || !matches!(answer, Answer::Closed(_)) {
            out.extend(state.defeated_by.iter().map(|by| theory.norms[*by].id.as_str()));
        }
    }
    out
}

/// Norms that keep a licence from lifting what stands: as much the rule of the answer as what stands.
pub fn limiting<'t>(
    theory: &'t Theory,
    judgement: &Judgement,
    deciding: &BTreeSet<&str>,
) -> BTreeSet<&'t str> {
    let states = &judgement.explanation.norms;
    let standing = states.keys().map(|ix| &theory.norms[*ix]).filter(|n| deciding.contains(n.id.as_str()));
    let licences = standing.filter(|n| n.kind.restricts()).flat_map(|n| &n.defeated_by);
    let limits = licences.filter_map(|licence| states.get(licence)).flat_map(|state| &state.defeated_by);
    let exclusions = limits.map(|ix| &theory.norms[*ix]).filter(|n| n.kind == NormKind::Exclusion);
    exclusions.map(|n| n.id.as_str()).collect()
}

/// How an application would be reviewed under each of these norms: the first route that is open, or none.
pub(crate) fn reviews<'t>(
    theory: &'t Theory,
    judgement: &Judgement,
    ids: &BTreeSet<&'t str>,
) -> BTreeMap<&'t str, &'t str> {
    let norms = judgement.explanation.norms.iter().map(|(ix, state)| (&theory.norms[*ix], state));
    let review = |route: Option<&usize>, norm: &'t Norm| {
        route.and_then(|r| norm.licences.get(*r)).map_or("no licence", |route| route.review.as_str())
    };
    let asked = norms.filter(|(norm, _)| ids.contains(norm.id.as_str()));
    asked.map(|(norm, state)| (norm.id.as_str(), review(state.licences.first(), norm))).collect()
}

/// Whose fact it is, for readers of cases: party facts need a subject.
pub(crate) fn needs_subject(theory: &Theory, fact: FactIx) -> bool {
    theory.facts[fact].scope == Scope::Party
}
