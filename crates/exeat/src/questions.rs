//! What to ask where an answer is open: whether two are the same person, what somebody can vouch for, what is left.
//!
//! A set of assumptions that would close several open facts is one question, and is never taken without an answer. The
//! other questions are those of the deal as it would stand if each set offered were vouched for; whoever cannot vouch
//! for a set finds the facts that it stands for beside it, so that nothing the verdict hangs on is left out.

use std::collections::BTreeSet;

use exeat_law::facts::{Case, Provenance, Slot};
use exeat_law::interpret::{Inquiry, Outcome, exact, rank_needs};
use exeat_law::theory::{Domain, FactIx, OwnerTest, PartyAtom, Scope, Scoped, Theory, Threshold};
use exeat_law::view;
use exeat_screen::Score;

use crate::assemble::{Assembled, assemble};
use crate::determination::Need;
use crate::lists::Lists;
use crate::transaction::Transaction;

/// Tests about one party that a question spells out; the others stand beside it.
const SPELT: usize = 3;

/// The open question.
pub(crate) struct Open<'a> {
    pub(crate) theory: &'a Theory,
    pub(crate) lists: &'a Lists,
    pub(crate) review: Score,
    pub(crate) policy: Option<&'a exeat_law::theory::Policy>,
    pub(crate) transaction: &'a Transaction,
    /// Every leg under every decisive regime.
    pub(crate) whole: &'a [(usize, Scoped)],
}

impl Open<'_> {
    /// Everything that the verdict hangs on, as questions: what is known at once, what can be vouched for, the rest.
    pub(crate) fn questions(&self, assembled: &Assembled, outcome: &Outcome) -> Vec<Need> {
        let screened = &assembled.screened.findings;
        let mut out: Vec<Need> = screened.iter().flat_map(|f| same_person(&f.questions)).collect();
        let sets = self.offered(&outcome.facts);
        let vouched = self.vouched(&sets.iter().map(|(set, _)| *set).collect::<Vec<_>>());
        let left = self.inquire(&vouched, |inquiry| {
            let found = exact(inquiry, self.whole);
            rank_needs(inquiry, self.whole, &found)
        });
        let mut offers: Vec<Need> =
            sets.iter().map(|(set, without)| self.offer(*set, assembled, &vouched, without)).collect();
        offers.sort_by_key(|need| usize::MAX - need.instead.len());
        let at_once = |slot: &Slot| slot.fact().is_some_and(|fact| self.theory.facts[fact].cost <= 1);
        let (first, last): (Vec<Slot>, Vec<Slot>) = left.into_iter().partition(at_once);
        out.extend(self.facts(&first, &vouched.case));
        out.extend(offers);
        out.extend(self.facts(&last, &vouched.case));
        out
    }

    /// Looks at a case.
    fn inquire<T>(&self, assembled: &Assembled, look: impl FnOnce(&Inquiry<'_>) -> T) -> T {
        look(&Inquiry::new(self.theory, &assembled.case, self.policy))
    }

    /// The case with these sets besides those that are named.
    fn vouched(&self, sets: &[usize]) -> Assembled {
        let mut transaction = self.transaction.clone();
        transaction.assume.extend(sets);
        assemble(self.theory, &transaction, self.lists, self.review)
    }

    /// What is open with these sets.
    fn open(&self, sets: &[usize]) -> BTreeSet<Slot> {
        self.inquire(&self.vouched(sets), |inquiry| exact(inquiry, self.whole).facts)
    }

    /// The fewest sets, not named yet, without any of which more than one question more would have to be put; each
    /// with what is open without it.
    fn offered(&self, open: &BTreeSet<Slot>) -> Vec<(usize, BTreeSet<Slot>)> {
        let theory = self.theory;
        let named = |set: &usize| {
            let mut all = self.transaction.assume.iter();
            all.any(|a| a == set || theory.assumptions[*a].includes.contains(set))
        };
        let whole = (0..theory.assumptions.len()).filter(|set| theory.assumptions[*set].includes.is_empty());
        let mut kept: Vec<usize> = whole.filter(|set| !named(set)).collect();
        if open.len() < 2 || kept.is_empty() {
            return Vec::new();
        }
        let mut least = self.open(&kept).len();
        let mut out = Vec::new();
        for set in kept.clone() {
            let others: Vec<usize> = kept.iter().filter(|s| **s != set).copied().collect();
            let without = self.open(&others);
            if without.len() <= least + 1 {
                least = without.len();
                kept = others;
            } else {
                out.push((set, without));
            }
        }
        out
    }

    /// A set as a question, with the facts it stands for among those that are open without it.
    fn offer(&self, set: usize, assembled: &Assembled, vouched: &Assembled, open: &BTreeSet<Slot>) -> Need {
        let set = &self.theory.assumptions[set];
        let case = &assembled.case;
        let unnamed = |party: usize| case.parties.get(party).is_some_and(|p| p.unnamed);
        let stands = |slot: &&Slot| {
            let filled = vouched.case.facts.get(slot).map(|known| &known.provenance);
            let somebody_else = set.parties_complete
                && matches!(slot, Slot::Party(p, _) | Slot::PartyAtom(p, _) if unnamed(*p));
            somebody_else || matches!(filled, Some(Provenance::Assumed(id)) if *id == set.id)
        };
        Need {
            fact: set.id.clone(),
            ask: format!("Can you vouch that {}?", set.says),
            write: format!("assume: [{}]", set.id),
            at: None,
            instead: open.iter().filter(stands).map(|slot| case.describe(self.theory, *slot)).collect(),
        }
    }

    /// A question for each fact; what lists and owners say of a party is one question each.
    fn facts(&self, slots: &[Slot], case: &Case) -> Vec<Need> {
        let theory = self.theory;
        let mut out: Vec<Need> = Vec::new();
        let mut told: BTreeSet<(usize, bool)> = BTreeSet::new();
        for slot in slots {
            let need = match *slot {
                Slot::PartyAtom(party, atom) => {
                    let owners = of_owners(&theory.party_atoms[atom]);
                    if !told.insert((party, owners)) {
                        continue;
                    }
                    let tests: Vec<usize> = slots
                        .iter()
                        .filter_map(|s| match *s {
                            Slot::PartyAtom(p, a)
                                if p == party && of_owners(&theory.party_atoms[a]) == owners =>
                            {
                                Some(a)
                            }
                            _ => None,
                        })
                        .collect();
                    about_party(theory, &case.parties[party].name, &tests, owners)
                }
                slot => {
                    let fact = case.describe(theory, slot);
                    match slot.fact() {
                        Some(ix) => about_fact(theory, case, slot, ix, fact),
                        None => compared(fact),
                    }
                }
            };
            out.push(need);
        }
        out
    }
}

/// A question for each hit or finding that is open.
fn same_person(questions: &[String]) -> impl Iterator<Item = Need> + '_ {
    questions.iter().map(|question| Need {
        fact: "identity".into(),
        ask: question.clone(),
        write: "identity: [{list: …, entry: …, is: same or different, by: …, on: …}]".into(),
        at: None,
        instead: vec![],
    })
}

/// Whether a test about a party is about those behind it.
fn of_owners(atom: &PartyAtom) -> bool {
    matches!(atom, PartyAtom::Owned(..) | PartyAtom::Controlled(_))
}

/// What lists, or owners, say of a party: one question, since one line answers every test.
fn about_party(theory: &Theory, name: &str, tests: &[usize], owners: bool) -> Need {
    let mut spelt: Vec<String> = Vec::new();
    for test in tests {
        let words = test_words(theory, &theory.party_atoms[*test]);
        if !spelt.contains(&words) {
            spelt.push(words);
        }
    }
    let who = name.replace('_', " ");
    let more = match spelt.len().saturating_sub(SPELT) {
        0 => String::new(),
        more => format!("; and {more} more"),
    };
    let spoken = spelt[..spelt.len().min(SPELT)].join("; ");
    let (key, ask, write) = if owners {
        (
            "owners",
            format!("Who owns and who controls {who}, with which share? It matters whether {spoken}{more}."),
            "owners: none, or [{name: …, country: …, kind: …, share: …, control: yes or no}]",
        )
    } else {
        (
            "listings",
            format!("On which lists does {who} stand? It matters whether {spoken}{more}."),
            "listings: none, or [{list: …, programme: …, since: …}]",
        )
    };
    Need {
        fact: format!("{name}.{key}"),
        ask,
        write: write.into(),
        at: Some(name.to_owned()),
        instead: if spelt.len() > 1 { spelt } else { vec![] },
    }
}

/// What a list or an ownership test asks, in words that name whose.
fn test_words(theory: &Theory, atom: &PartyAtom) -> String {
    let whose = |tests: &[OwnerTest]| {
        let each = tests.iter().map(|test| match test {
            OwnerTest::On(pattern) => format!("those on {}", pattern.words()),
            OwnerTest::Named(id) => named(theory, id),
            OwnerTest::Has(cond) => format!("anybody of whom this holds: {}", view::line(theory, cond)),
        });
        each.collect::<Vec<_>>().join(", or ")
    };
    match atom {
        PartyAtom::On(pattern) => format!("it stands on {}", pattern.words()),
        PartyAtom::Named(id) => format!("it is one of {}", named(theory, id)),
        PartyAtom::Owned(threshold, tests) => {
            let Threshold { percent, strictly_more, aggregate, direct_only, control } = threshold;
            let bound = if *strictly_more { "more than" } else { "at least" };
            let together = if *aggregate { " together" } else { "" };
            let direct = if *direct_only { " directly" } else { "" };
            let control = if *control { ", or control it" } else { "" };
            format!(
                "{bound} {percent} per cent of it is owned{direct}{together} by {}{control}",
                whose(tests)
            )
        }
        PartyAtom::Controlled(tests) => format!("it is controlled by {}", whose(tests)),
    }
}

fn named(theory: &Theory, id: &str) -> String {
    let set = theory.named_parties.iter().find(|set| set.id == id);
    set.map(|set| set.title.as_str()).filter(|title| !title.is_empty()).unwrap_or(id).to_owned()
}

/// What compares two facts, or asks for a time of day.
fn compared(fact: String) -> Need {
    let ask = format!("What is known of {fact}?");
    Need { fact, ask, write: "the dates or amounts that are compared".into(), at: None, instead: vec![] }
}

fn about_fact(theory: &Theory, case: &Case, slot: Slot, ix: FactIx, fact: String) -> Need {
    let asked = &theory.facts[ix];
    let (section, key) = asked.path.rsplit_once('.').unwrap_or(("", &asked.path));
    let line = format!("{key}: {}", values(theory, &asked.domain));
    let ask = asked.ask.clone().unwrap_or_else(|| format!("{}?", asked.text));
    let (at, ask) = match slot {
        Slot::Party(party, _) => {
            let name = &case.parties[party].name;
            (Some(name.clone()), format!("{}: {ask}", name.replace('_', " ")))
        }
        Slot::Item(item, _) => {
            let name = case.items.get(item).map_or("", |name| name.trim_start_matches("item:"));
            let ask = if case.items.len() > 1 { format!("{name}: {ask}") } else { ask };
            (Some(if name.is_empty() { "item" } else { name }.to_owned()), ask)
        }
        _ => (None, ask),
    };
    let write = match asked.scope {
        Scope::Global if !section.is_empty() => format!("{section}: {{{line}}}"),
        Scope::Leg => format!("activity: {}", values(theory, &asked.domain)),
        _ => line,
    };
    Need { fact, ask, write, at, instead: vec![] }
}

/// The values to choose from, or how one is written.
fn values(theory: &Theory, domain: &Domain) -> String {
    match domain {
        Domain::YesNo => "yes or no".into(),
        Domain::OneOf(values) => values.join(" or "),
        Domain::Kind(kind) => {
            let tops =
                theory.kinds.get(kind).into_iter().flat_map(|k| &k.nodes).filter(|n| n.parent.is_none());
            let tops: Vec<&str> = tops.map(|node| &*node.id).collect();
            format!("{}, or a kind of one", tops.join(" or "))
        }
        Domain::Country => "two letters, such as TR".into(),
        Domain::Date => "YYYY-MM-DD".into(),
        Domain::Instant => "YYYY-MM-DDThh:mm:ssZ".into(),
        Domain::Percent => "a percentage".into(),
        Domain::Money(currency) => format!("an amount in {currency}"),
        Domain::Quantity(unit) => format!("a number of {unit}"),
        Domain::Number => "a number".into(),
        Domain::Code(_) => "the code".into(),
        Domain::Text => "in words".into(),
    }
}
