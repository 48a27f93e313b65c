//! From names, identifiers, statements and holdings to facts about parties (`docs/semantics.md`, parties).
//!
//! For every test of the law about a party, "is on LIST", "is on a named set", "is owned by listed persons", this
//! works out whether it certainly, possibly or not holds: once strictly, where a missing or stale list leaves it
//! open, and once as it would be were the lists at hand complete.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use exeat_law::facts::{Case, Known, Provenance, Slot};
use exeat_law::theory::{ListPattern, NamedParties, NamedParty, OwnerTest, PartyAtom, Theory};
use exeat_law::value::{Possible, Value};
use exeat_screen::normalise::names_somebody;
use exeat_screen::{
    Entry, Hit, Identifier, Index, Listing, Name, PartialDate, Party, PartyKind, Scheme, Score, Standing,
};
use jiff::civil::Date;

use crate::identity::{self, FindingUsed, Worth};
use crate::lists::{Lists, add_built_in, same_words};
use crate::ownership::{Ties, gather, rule};
use crate::transaction::{Identity, Listings, Owner, Owners, Person, StatedListing, Transaction};

/// What was found about one party.
#[derive(Debug, Clone, Default)]
pub struct Findings {
    /// Hits at or above the review threshold, best first.
    pub hits: Vec<Hit>,
    /// Findings on hits, with what they are worth.
    pub identity: Vec<FindingUsed>,
    /// Digest of the party as it was compared.
    pub digest: String,
    /// Ownership, as readable lines.
    pub ownership: Vec<String>,
    /// Questions a hit raises.
    pub questions: Vec<String>,
}

/// Why a fact about a party is less sure than it could be.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ListCause {
    /// The slot that stays open.
    pub slot: Slot,
    /// List id, or `ownership`.
    pub list: String,
    /// In words.
    pub text: String,
}

/// Everything screening gives.
#[derive(Debug, Clone, Default)]
pub struct Screened {
    /// One for each party of the transaction, in order.
    pub findings: Vec<Findings>,
    /// Causes of degradation.
    pub causes: Vec<ListCause>,
    /// Lists, or `ownership`, that were missing, stale or of no use and not needed, the parties being taken as stated.
    pub passed_over: Vec<String>,
    /// Assumptions that a hit contradicts.
    pub contradicted: Vec<String>,
    /// Findings that do not hold, with why and what to do.
    pub void: Vec<String>,
}

/// How sure something is: strictly, and were the lists complete.
#[derive(Debug, Clone)]
pub(crate) struct Degree {
    pub(crate) strict: Standing,
    pub(crate) trust: Standing,
    /// Nothing was found either way: an assumption may fill it.
    pub(crate) silent: bool,
    pub(crate) provenance: Provenance,
    pub(crate) cause: Option<(String, String)>,
}

/// Screens every party and owner, closes ownership, and sets the facts of the case.
pub fn screen(
    theory: &Theory,
    transaction: &Transaction,
    lists: &Lists,
    review: Score,
    assumed: bool,
    case: &mut Case,
) -> Screened {
    let dates = match &transaction.date {
        Possible::OneOf(values) => values.iter().filter_map(as_date).collect(),
        Possible::Between(Some(low), Some(high)) => [low, high].into_iter().filter_map(as_date).collect(),
        // with an end open any window may cover the day or not
        Possible::Between(..) | Possible::Any => Vec::new(),
    };
    let mut people: Vec<&Person> = transaction.parties.iter().map(|p| &p.person).collect();
    let ties = gather(transaction, &mut people);
    let day = dates.iter().max().copied();
    let hits: Vec<Vec<Hit>> = people.iter().map(|p| hits(p, lists, review, day)).collect();
    let named_hits =
        theory.named_parties.iter().map(|set| (set.id.as_str(), named_hits(set, &people, review))).collect();
    let date = transaction.date.clone();
    let alone = people.iter().map(|_| OnceCell::new()).collect();
    let mut desk = Desk {
        lists,
        review,
        assumed,
        date,
        dates,
        people,
        ties,
        hits,
        named_hits,
        worth: Vec::new(),
        parties: transaction.parties.len(),
        assume: &transaction.assume,
        alone,
    };
    desk.worth = (0..desk.people.len()).map(|who| desk.weigh(theory, who)).collect();
    let mut out = Screened::default();
    for who in 0..desk.people.len() {
        out.void.extend(desk.void(theory, who));
    }
    let unlinked = unlinked_owners(theory, transaction);
    for owner in &unlinked {
        let field = &transaction.parties[*owner].person.field;
        out.contradicted.push(format!(
            "{field} is an owner, and no party says of whom: what the others are owned by stays open; give it a \
             `ref`, and write `owners: [{{ref: …, share: …}}]` under the party that it owns"
        ));
    }
    for party in 0..transaction.parties.len() {
        let mut findings = Findings { hits: desk.hits[party].clone(), ..Findings::default() };
        let person = desk.people[party];
        findings.hits.retain(|h| !desk.dismisses(party, &h.list, &h.entry));
        findings.identity = desk.used(theory, party);
        findings.digest = identity::digest_of_party(&self::party(person));
        let who = case.parties[party].name.clone();
        for (at, finding) in person.identity.iter().enumerate() {
            let held = findings.hits.iter().any(|h| h.list == finding.list && h.entry == finding.entry);
            if finding.same && !held && desk.is_void(party, at) {
                let (list, entry) = (&finding.list, &finding.entry);
                let listed = lists.entries(list, entry).find_map(|e| e.party.names.first());
                findings.questions.push(match listed {
                    Some(name) => format!("is {who} the listed {} ({list} {entry})?", name.text),
                    None => format!("is {who}, found to be {list} {entry}, listed still?"),
                });
            }
        }
        for hit in &findings.hits {
            let settled = desk.is_same(party, &hit.list, &hit.entry);
            if !settled && !desk.certain(hit) && hit.score >= review && desk.matters(hit, theory) {
                findings
                    .questions
                    .push(format!("is {who} the listed {} ({} {})?", hit.name, hit.list, hit.entry));
            }
        }
        for (atom, test) in theory.party_atoms.iter().enumerate() {
            let slot = Slot::PartyAtom(party, atom);
            let degree = match test {
                PartyAtom::On(pattern) => desk.on(party, pattern),
                PartyAtom::Named(id) => match theory.named_parties.iter().find(|p| p.id == *id) {
                    Some(set) => desk.named(party, set, &mut findings.ownership),
                    None => continue,
                },
                PartyAtom::Owned(threshold, tests) => {
                    let own = |p: usize| desk.is_of(theory, p, tests);
                    desk.owned(party, &rule(threshold), &own, &mut findings.ownership)
                }
                PartyAtom::Controlled(tests) => {
                    let own = |p: usize| desk.is_of(theory, p, tests);
                    desk.controlled(party, &own, &mut findings.ownership)
                }
            };
            let degree = match test {
                PartyAtom::Owned(_, tests) | PartyAtom::Controlled(tests) => {
                    match unlinked.iter().find(|o| {
                        let own = desk.is_of(theory, **o, tests);
                        **o != party && own.is_some_and(|own| own.strict != Standing::No)
                    }) {
                        Some(owner) => may_own(degree, &transaction.parties[*owner].person.field),
                        None => degree,
                    }
                }
                PartyAtom::On(_) | PartyAtom::Named(_) => degree,
            };
            record(case, slot, &degree, assumed, &mut out, &who);
        }
        desk.elsewhere(theory, party, party, &findings.hits, case);
        findings.ownership.sort();
        findings.ownership.dedup();
        out.findings.push(findings);
    }
    out
}

/// Whether some test of the law reads a list.
fn reads(theory: &Theory, list: &str) -> bool {
    let of_owner = |test: &OwnerTest| matches!(test, OwnerTest::On(pattern) if pattern.list == list);
    let tested = theory.party_atoms.iter().any(|atom| match atom {
        PartyAtom::On(pattern) => pattern.list == list,
        PartyAtom::Owned(_, tests) | PartyAtom::Controlled(tests) => tests.iter().any(of_owner),
        PartyAtom::Named(_) => false,
    });
    tested || theory.named_parties.iter().any(|set| set.listed_as.iter().any(|p| p.list == list))
}

fn record(case: &mut Case, slot: Slot, degree: &Degree, assumed: bool, out: &mut Screened, who: &str) {
    if degree.silent && assumed {
        if let Some((list, _)) = &degree.cause
            && !out.passed_over.contains(list)
        {
            out.passed_over.push(list.clone());
        }
        return;
    }
    let possible = |standing: Standing| match standing {
        Standing::No => Possible::no(),
        Standing::Possible => Possible::yes_or_no(),
        Standing::Certain => Possible::yes(),
    };
    let otherwise = (degree.strict != degree.trust).then(|| possible(degree.trust));
    if otherwise.is_some()
        && let Some((list, text)) = &degree.cause
    {
        out.causes.push(ListCause { slot, list: list.clone(), text: format!("{who}: {text}") });
    }
    if assumed && degree.strict != Standing::No && matches!(degree.provenance, Provenance::Listed(_)) {
        let text = format!("parties-as-stated does not cover {who}, whom a list may name");
        if !out.contradicted.contains(&text) {
            out.contradicted.push(text);
        }
    }
    case.facts.insert(
        slot,
        Known { possible: possible(degree.strict), otherwise, provenance: degree.provenance.clone() },
    );
}

/// Parties of the role owner of whom no holding says what they own.
fn unlinked_owners(theory: &Theory, transaction: &Transaction) -> Vec<usize> {
    let Some(role) = theory.roles.iter().position(|role| role == "owner") else { return Vec::new() };
    fn names(person: &Person, reference: &str) -> bool {
        let Owners::Held(held) = &person.owners else { return false };
        held.iter().any(|holding| match &holding.owner {
            Owner::Ref(name) => name == reference,
            Owner::Inline(owner) => names(owner, reference),
        })
    }
    let linked = |reference: &str| {
        !reference.is_empty() && transaction.parties.iter().any(|p| names(&p.person, reference))
    };
    let parties = transaction.parties.iter().enumerate();
    parties
        .filter(|(_, p)| p.roles.contains(&role) && !linked(&p.person.reference))
        .map(|(ix, _)| ix)
        .collect()
}

/// What an owner of nobody knows whom leaves of a test about owners.
fn may_own(degree: Degree, field: &str) -> Degree {
    if degree.strict == Standing::Certain {
        return degree;
    }
    Degree {
        strict: Standing::Possible,
        trust: Standing::Possible,
        silent: false,
        provenance: Provenance::Derived(format!("{field} is an owner of somebody")),
        cause: None,
    }
}

fn as_date(value: &Value) -> Option<Date> {
    if let Value::Date(date) = value { Some(*date) } else { None }
}

/// The worse of two: found on one of several lists is found.
pub(crate) fn worse(a: Degree, b: Degree) -> Degree {
    let silent = a.silent && b.silent;
    let (strict, trust) = (a.strict.max(b.strict), a.trust.max(b.trust));
    let lead = if (b.strict, b.trust) > (a.strict, a.trust) { b } else { a };
    Degree { strict, trust, silent, ..lead }
}

/// The party as screening sees it.
pub(crate) fn party(person: &Person) -> Party {
    let stated = |tail: &str| -> Vec<String> {
        let fields = person.facts.iter().filter(|s| s.field.ends_with(tail));
        let known = fields.filter_map(|s| s.possible.known());
        known.flat_map(|value| value.parts().iter().map(ToString::to_string)).collect()
    };
    let kind = match stated(".kind").first().map(String::as_str) {
        Some("individual") => PartyKind::Individual,
        Some(_) => PartyKind::Organisation,
        None => PartyKind::Unknown,
    };
    let mut names: Vec<Name> = Vec::new();
    for (i, name) in person.names.iter().enumerate() {
        names.push(if i == 0 { Name::primary(name) } else { Name::alias(name) });
    }
    Party {
        kind,
        names,
        identifiers: person.identifiers.iter().map(|(s, v)| Identifier::new(Scheme::parse(s), v)).collect(),
        birth: person.birth.iter().filter_map(|b| PartialDate::parse(b)).collect(),
        countries: [".nationality", ".incorporated", ".country"].iter().flat_map(|t| stated(t)).collect(),
        ..Party::default()
    }
}

fn hits(person: &Person, lists: &Lists, review: Score, day: Option<Date>) -> Vec<Hit> {
    let party = party(person);
    if party.names.is_empty() && party.identifiers.is_empty() {
        return Vec::new();
    }
    let editions = lists.editions.iter();
    let mut out: Vec<Hit> = editions.flat_map(|(_, e)| e.index.screen_on(&party, review, day)).collect();
    if let Some(starter) = &lists.starter {
        let mut more = starter.screen_on(&party, review, day);
        more.retain(|h| !lists.clears(&h.list));
        add_built_in(&mut out, more, starter, |h| lists.edition(&h.list)?.index.entry(&h.list, &h.entry));
    }
    out.sort_by(|a, b| b.score.cmp(&a.score).then_with(|| (&a.list, &a.entry).cmp(&(&b.list, &b.entry))));
    out
}

/// What the law's own set says of somebody, as an entry.
fn named_entry(set: &NamedParties, at: usize, named: &NamedParty) -> Entry {
    let names = named.names.iter().map(Name::primary).collect();
    let party = Party { names, ..Party::default() };
    Entry { list: set.id.clone(), id: at.to_string(), party, ..Entry::default() }
}

fn named_hits(set: &NamedParties, people: &[&Person], review: Score) -> Vec<Vec<Hit>> {
    let entries = set.named.iter().enumerate().map(|(i, named)| named_entry(set, i, named));
    let index = Index::build(entries.collect());
    let hits = |person: &&Person| {
        let party = party(person);
        let all = if party.names.is_empty() { vec![] } else { index.screen(&party, review) };
        all.into_iter().filter(|h| h.score >= review).collect()
    };
    people.iter().map(hits).collect()
}

/// What screening looks at.
/// One person by itself.
pub(crate) struct Alone {
    pub(crate) case: Case,
    /// Why a test about it is open, by the test.
    pub(crate) causes: BTreeMap<usize, (String, String)>,
    /// Something was assumed of it.
    pub(crate) filled: bool,
}

pub(crate) struct Desk<'a> {
    lists: &'a Lists,
    review: Score,
    pub(crate) assumed: bool,
    pub(crate) date: Possible,
    dates: Vec<Date>,
    pub(crate) people: Vec<&'a Person>,
    pub(crate) ties: Ties,
    pub(crate) hits: Vec<Vec<Hit>>,
    /// Hits of each person against each set of parties named in the law, by set and person.
    named_hits: Vec<(&'a str, Vec<Vec<Hit>>)>,
    /// What the findings of each person are worth, in their order.
    worth: Vec<Vec<Worth>>,
    /// How many of the people are parties; the others are owners named beside them.
    pub(crate) parties: usize,
    /// The sets that the deal names.
    pub(crate) assume: &'a [usize],
    /// What is known of each person by itself, where that was asked.
    pub(crate) alone: Vec<OnceCell<Alone>>,
}

impl Desk<'_> {
    /// An agreeing strong identifier with the name at or above review settles who it is.
    fn certain(&self, hit: &Hit) -> bool {
        !hit.agreeing.is_empty() && hit.name_score() >= self.review
    }

    /// Digest of an entry as it is at hand: in an edition, built in, or in a set of the law.
    fn digest(&self, theory: &Theory, list: &str, entry: &str) -> Option<String> {
        let at_hand = self.lists.entries(list, entry).next().map(identity::digest);
        at_hand.or_else(|| {
            let sets = theory.named_parties.iter();
            let mut named = sets.flat_map(|set| set.named.iter().enumerate().map(move |(i, n)| (set, i, n)));
            let is = |n: &NamedParty| n.entry.as_ref().is_some_and(|(l, e)| l == list && e == entry);
            let (set, at, found) = named.find(|(.., n)| is(n))?;
            Some(identity::digest(&named_entry(set, at, found)))
        })
    }

    /// What each finding of a person is worth.
    fn weigh(&self, theory: &Theory, who: usize) -> Vec<Worth> {
        let person = self.people[who];
        let own = identity::digest_of_party(&party(person));
        let worth = |finding: &Identity| {
            let now = self.digest(theory, &finding.list, &finding.entry);
            identity::worth(finding, now.as_deref(), &own, &self.lists.past)
        };
        person.identity.iter().map(worth).collect()
    }

    /// Whether a finding holds: one that the two are different holds only for a content, one that they are the same
    /// until the content is known to have changed.
    fn holds(&self, who: usize, at: usize) -> bool {
        let same = self.people[who].identity.get(at).is_some_and(|finding| finding.same);
        match self.worth.get(who).and_then(|all| all.get(at)) {
            Some(Worth::Stands) => true,
            Some(Worth::Unbound) => same,
            Some(Worth::Void(_)) | None => false,
        }
    }

    fn is_void(&self, who: usize, at: usize) -> bool {
        matches!(self.worth.get(who).and_then(|all| all.get(at)), Some(Worth::Void(_)))
    }

    fn finds(&self, who: usize, list: &str, entry: &str, same: bool) -> bool {
        let findings = self.people[who].identity.iter().enumerate();
        let mut on = findings.filter(|(_, i)| i.same == same && i.list == list && i.entry == entry);
        on.any(|(at, _)| self.holds(who, at))
    }

    /// Whether a finding that holds says that a person is somebody else than the listed one.
    pub(crate) fn dismisses(&self, who: usize, list: &str, entry: &str) -> bool {
        self.finds(who, list, entry, false)
    }

    /// Whether a finding that holds says that a person is the listed one.
    fn is_same(&self, who: usize, list: &str, entry: &str) -> bool {
        self.finds(who, list, entry, true)
    }

    /// The findings of a person for the answer.
    fn used(&self, theory: &Theory, who: usize) -> Vec<FindingUsed> {
        let findings = self.people[who].identity.iter().enumerate();
        let used = findings.map(|(at, finding)| FindingUsed {
            list: finding.list.clone(),
            entry: finding.entry.clone(),
            is: if finding.same { "same" } else { "different" },
            by: finding.by.clone(),
            on: finding.on,
            stands: self.holds(who, at),
            why: match self.worth.get(who).and_then(|all| all.get(at)) {
                Some(Worth::Void(why)) => Some(why.clone()),
                Some(Worth::Unbound) if !finding.same => {
                    Some("nothing says of what content it was made".into())
                }
                _ => None,
            },
            of: self.digest(theory, &finding.list, &finding.entry),
        });
        used.collect()
    }

    /// Findings that bear on a hit and do not hold, in words.
    fn void(&self, theory: &Theory, who: usize) -> Vec<String> {
        let person = self.people[who];
        let hit = |f: &FindingUsed| {
            let named = self.named_hits.iter().any(|(id, by)| {
                let set = theory.named_parties.iter().find(|set| set.id == *id);
                let entry = |h: &Hit| set?.named.get(h.entry.parse::<usize>().ok()?)?.entry.as_ref();
                by[who].iter().any(|h| entry(h).is_some_and(|(l, e)| *l == f.list && *e == f.entry))
            });
            named || f.is == "same" || self.hits[who].iter().any(|h| h.list == f.list && h.entry == f.entry)
        };
        let say = |(f, finding): (FindingUsed, &Identity)| {
            let why = f.why?;
            let by = finding.by.as_ref().map(|by| format!(" by {by}")).unwrap_or_default();
            let on = finding.on.map(|on| format!(" of {on}")).unwrap_or_default();
            let renew = match &f.of {
                Some(of) => format!("look again, and if it is right write `of: {of}` into it"),
                None => "look again at who it is".into(),
            };
            let (who, is, list, entry) = (label(person), f.is, f.list, f.entry);
            let to = if finding.same { "as" } else { "from" };
            Some(format!(
                "the finding{by}{on} that {who} is {is} {to} {list} {entry} does not hold: {why}; {renew}"
            ))
        };
        let used = self.used(theory, who).into_iter().zip(&person.identity);
        used.filter(|(f, _)| !f.stands && hit(f)).filter_map(say).collect()
    }

    /// What is silent counts as an assumption says, where there is one.
    pub(crate) fn taken(&self, degree: Degree) -> Degree {
        let filled = degree.silent && self.assumed;
        if filled { Degree { strict: Standing::No, trust: Standing::No, ..degree } } else { degree }
    }

    /// Whether a list that no rule reads names a person, a party of the case; no test of the law would find it.
    pub(crate) fn elsewhere(&self, theory: &Theory, who: usize, party: usize, hits: &[Hit], case: &mut Case) {
        let Some(slot) = theory.fact("party.listed_elsewhere").map(|fact| Slot::Party(party, fact)) else {
            return;
        };
        if case.facts.contains_key(&slot) || case.unknown.contains(&slot) {
            return;
        }
        let mut found: Option<(Standing, String)> = None;
        let mut add = |standing: Standing, list: &str| {
            if standing > found.as_ref().map_or(Standing::No, |(known, _)| *known) {
                found = Some((standing, list.to_owned()));
            }
        };
        if let Listings::On(stated) = &self.people[who].listings {
            for listing in stated.iter().filter(|l| !reads(theory, &l.list)) {
                add(self.active(listing.since, listing.until), &listing.list);
            }
        }
        for hit in hits.iter().filter(|hit| hit.score >= self.review && !reads(theory, &hit.list)) {
            let sure = self.certain(hit) || self.is_same(who, &hit.list, &hit.entry);
            add(if sure { Standing::Certain } else { Standing::Possible }, &hit.list);
        }
        let (possible, why) = match found {
            Some((Standing::Certain, list)) => (Possible::yes(), format!("it is on {list}")),
            Some((_, list)) => (Possible::yes_or_no(), format!("it may be on {list}")),
            None => (Possible::no(), "nothing stated and no list at hand says so".to_owned()),
        };
        case.set(slot, possible, Provenance::Derived(why));
    }

    /// Some test of the law turns on whether this is the listed one.
    fn matters(&self, hit: &Hit, theory: &Theory) -> bool {
        let asks = |pattern: &ListPattern| {
            pattern.list == hit.list && self.bears(&hit.list, &hit.entry, pattern) > Some(Standing::No)
        };
        let named = || theory.named_parties.iter().flat_map(|p| &p.listed_as);
        let tested = theory.party_atoms.iter().any(|atom| matches!(atom, PartyAtom::On(p) if asks(p)));
        tested || named().any(asks) || !reads(theory, &hit.list)
    }

    /// How far an entry bears what a pattern asks, in whatever is at hand of it; none where nothing is.
    fn bears(&self, list: &str, entry: &str, pattern: &ListPattern) -> Option<Standing> {
        self.lists.entries(list, entry).map(|entry| self.matches(&entry.listings, pattern)).max()
    }

    /// Whether a window covers the day of the act: on every possible day, on some, on none.
    fn active(&self, from: Option<Date>, until: Option<Date>) -> Standing {
        let covers = |d: &Date| from.is_none_or(|f| *d >= f) && until.is_none_or(|u| *d < u);
        let (inside, all) = (self.dates.iter().filter(|d| covers(d)).count(), self.dates.len());
        match inside {
            _ if all == 0 => Standing::Possible,
            0 if all == 1 || self.dates.iter().all(|d| until.is_some_and(|u| *d >= u)) => Standing::No,
            0 if self.dates.iter().all(|d| from.is_some_and(|f| *d < f)) => Standing::No,
            n if n == all => Standing::Certain,
            _ => Standing::Possible,
        }
    }

    fn stated(&self, listing: &StatedListing, pattern: &ListPattern) -> Standing {
        if listing.list != pattern.list {
            return Standing::No;
        }
        let fits = |wanted: &Option<String>, said: &Option<String>| match (wanted, said) {
            (None, _) => Standing::Certain,
            (Some(wanted), Some(said)) if wanted == said => Standing::Certain,
            (Some(_), None) => Standing::Possible,
            _ => Standing::No,
        };
        let other = match &listing.programme {
            _ if pattern.other_than.is_empty() => Standing::Certain,
            Some(said) if pattern.other_than.contains(said) => Standing::No,
            Some(_) => Standing::Certain,
            None => Standing::Possible,
        };
        fits(&pattern.programme, &listing.programme)
            .min(other)
            .min(fits(&pattern.directive, &listing.directive))
            .min(self.active(listing.since, listing.until))
    }

    fn matches(&self, listings: &[Listing], pattern: &ListPattern) -> Standing {
        if listings.is_empty()
            && pattern.programme.is_none()
            && pattern.other_than.is_empty()
            && pattern.directive.is_none()
        {
            return Standing::Certain;
        }
        let fits = |l: &&Listing| {
            pattern.programme.as_ref().is_none_or(|p| *p == l.programme)
                && !pattern.other_than.contains(&l.programme)
                && pattern.directive.as_ref().is_none_or(|d| l.directive.as_deref() == Some(d))
        };
        listings
            .iter()
            .filter(fits)
            .map(|l| self.active(l.effective.or(l.listed), None))
            .max()
            .unwrap_or(Standing::No)
    }

    /// Whether a person is on a list.
    pub(crate) fn on(&self, who: usize, pattern: &ListPattern) -> Degree {
        let person = self.people[who];
        let found = |standing: Standing, provenance: Provenance| Degree {
            strict: standing,
            trust: standing,
            silent: false,
            provenance,
            cause: None,
        };
        let mut best = Degree {
            strict: Standing::No,
            trust: Standing::No,
            silent: true,
            provenance: Provenance::Stated,
            cause: None,
        };
        let mut keep = |degree: Degree| {
            if degree.strict > best.strict {
                best = degree;
            }
        };
        if let Listings::On(stated) = &person.listings {
            for listing in stated {
                keep(found(self.stated(listing, pattern), Provenance::Stated));
            }
        }
        for identity in person.identity.iter().filter(|i| i.same && i.list == pattern.list) {
            let void = !self.is_same(who, &identity.list, &identity.entry);
            let most = if void { Standing::Possible } else { Standing::Certain };
            let standing = self.bears(&identity.list, &identity.entry, pattern);
            keep(found(standing.unwrap_or(Standing::Possible).min(most), Provenance::Stated));
        }
        for hit in self.hits[who].iter().filter(|h| h.list == pattern.list && h.score >= self.review) {
            if self.dismisses(who, &hit.list, &hit.entry) {
                continue;
            }
            let Some(bears) = self.bears(&hit.list, &hit.entry, pattern) else { continue };
            let limit = if self.certain(hit) { Standing::Certain } else { Standing::Possible };
            let source = self.source_of(&hit.list, &hit.entry);
            let agrees: Vec<String> = hit
                .agreeing
                .iter()
                .map(|i| format!("{} {}", i.scheme.to_string().to_uppercase(), i.value))
                .collect();
            let how =
                if agrees.is_empty() { String::new() } else { format!(", {} agrees", agrees.join(", ")) };
            let text = format!("{source} entry {} {} (score {}{how})", hit.entry, hit.name, hit.score);
            keep(found(bears.min(limit), Provenance::Listed(text)));
        }
        if best.strict != Standing::No || person.listings == Listings::None {
            best.silent = false;
            return best;
        }
        let unnamed = person.names.is_empty();
        let open = |trust: Standing, list: &str, text: String| Degree {
            strict: Standing::Possible,
            trust,
            silent: true,
            provenance: Provenance::Derived(text.clone()),
            cause: Some((list.to_owned(), text)),
        };
        match self.lists.edition(&pattern.list) {
            _ if unnamed => open(Standing::Possible, &pattern.list, "has no name to screen".into()),
            _ if !person.names.iter().all(|n| names_somebody(n)) => open(
                Standing::Possible,
                &pattern.list,
                "has a name that says nobody, or is too long, to be screened".into(),
            ),
            None => {
                let text = match self.lists.unusable(&pattern.list) {
                    Some(why) => format!("{} cannot be read: {why}", pattern.list),
                    None => format!("no edition of {} is imported", pattern.list),
                };
                open(Standing::No, &pattern.list, text)
            }
            Some(edition) if edition.clears() => {
                let text = format!("{}: no hit", self.source(&pattern.list));
                Degree { silent: false, provenance: Provenance::Listed(text), ..best }
            }
            Some(edition) => {
                let text = format!("{} is {}", self.source(&pattern.list), edition.defects().join("; "));
                open(Standing::No, &pattern.list, text)
            }
        }
    }

    fn source(&self, list: &str) -> String {
        match self.lists.edition(list) {
            Some(edition) => format!("{list} edition {}", edition.date),
            None => format!("{list} (starter parties)"),
        }
    }

    /// The edition that has an entry, else the built-in parties.
    fn source_of(&self, list: &str, entry: &str) -> String {
        match self.lists.edition(list) {
            Some(edition) if edition.index.entry(list, entry).is_none() => {
                format!("{list} (starter parties)")
            }
            _ => self.source(list),
        }
    }

    /// Whether a person is named in the law's own set, or reached by one who is.
    pub(crate) fn named(&self, who: usize, set: &NamedParties, lines: &mut Vec<String>) -> Degree {
        let own = |p: usize| Some(self.taken(self.named_itself(p, set)));
        let itself = self.named_itself(who, set);
        match &set.reach {
            None => itself,
            Some(reach) => {
                let owned = self.owned(who, &rule(reach), &own, lines);
                // one may be stated while the other is silent: an assumption then fills only the silent one
                match (self.assumed && itself.silent, self.assumed && owned.silent) {
                    (_, true) => itself,
                    (true, false) if owned.strict == Standing::No => itself,
                    (true, false) => owned,
                    (false, false) => worse(itself, owned),
                }
            }
        }
    }

    fn named_itself(&self, who: usize, set: &NamedParties) -> Degree {
        let person = self.people[who];
        let mut best = set.listed_as.iter().map(|pattern| self.on(who, pattern)).reduce(worse);
        let hits = self
            .named_hits
            .iter()
            .find(|(id, _)| *id == set.id)
            .map_or(&[][..], |(_, by)| by[who].as_slice());
        for hit in hits {
            let Some(named) = hit.entry.parse::<usize>().ok().and_then(|i| set.named.get(i)) else {
                continue;
            };
            let mut standing = Standing::Possible;
            if let Some((list, entry)) = &named.entry {
                if self.dismisses(who, list, entry) {
                    continue;
                }
                let same = self.is_same(who, list, entry);
                // stated to be on that list, by the entry, or by no entry and the very name
                let written = named.names.iter().any(|n| person.names.iter().any(|p| same_words(n, p)));
                let names_it = |l: &StatedListing| {
                    l.list == *list && l.entry.as_ref().map_or(written, |stated| stated == entry)
                };
                let said = matches!(&person.listings, Listings::On(l) if l.iter().any(names_it));
                let listed =
                    self.hits[who].iter().any(|h| h.list == *list && h.entry == *entry && self.certain(h));
                if same || said || listed {
                    standing = Standing::Certain;
                }
            }
            let standing = standing.min(self.active(named.from, named.until));
            let text = format!("{} names {} (score {})", set.id, hit.name, hit.score);
            let found = Degree {
                strict: standing,
                trust: standing,
                silent: false,
                provenance: Provenance::Listed(text),
                cause: None,
            };
            best = Some(best.map_or(found.clone(), |b| worse(b, found)));
        }
        let unread = person.names.is_empty() || !person.names.iter().all(|n| names_somebody(n));
        let open = unread && person.listings == Listings::Silent;
        let standing = if open { Standing::Possible } else { Standing::No };
        best.unwrap_or(Degree {
            strict: standing,
            trust: standing,
            silent: unread,
            provenance: Provenance::Derived(format!("not named in {}", set.id)),
            cause: None,
        })
    }
}

pub(crate) fn label(person: &Person) -> &str {
    [person.names.first(), Some(&person.reference), Some(&person.description)]
        .into_iter()
        .flatten()
        .find(|s| !s.is_empty())
        .map_or("somebody", |s| s.as_str())
}
