//! From names, identifiers, statements and holdings to facts about parties (`docs/semantics.md`, parties).
//!
//! For every test of the law about a party, "is on LIST", "is on a named set", "is owned by listed persons", this
//! works out whether it certainly, possibly or not holds: once strictly, where a missing or stale list leaves it
//! open, and once as it would be were the lists at hand complete.

use exeat_law::facts::{Case, Known, Provenance, Slot};
use exeat_law::theory::{ListPattern, NamedParties, PartyAtom, Theory};
use exeat_law::value::{Possible, Value};
use exeat_screen::normalise::{is_read_whole, words};
use exeat_screen::{
    Entry, Hit, Identifier, Index, Listing, Name, PartialDate, Party, PartyKind, Scheme, Score, Standing,
};
use jiff::civil::Date;

use crate::lists::Lists;
use crate::ownership::{Ties, gather, rule};
use crate::transaction::{Listings, Person, StatedListing, Transaction};

/// What was found about one party.
#[derive(Debug, Clone, Default)]
pub struct Findings {
    /// Hits at or above the review threshold, best first.
    pub hits: Vec<Hit>,
    /// Hits a person found to be somebody else: list and entry.
    pub dismissed: Vec<(String, String)>,
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
    let hits: Vec<Vec<Hit>> = people.iter().map(|p| hits(p, lists, review)).collect();
    let named_hits =
        theory.named_parties.iter().map(|set| (set.id.as_str(), named_hits(set, &people, review))).collect();
    let date = transaction.date.clone();
    let desk = Desk { lists, review, assumed, date, dates, people, ties, hits, named_hits };
    let mut out = Screened::default();
    for party in 0..transaction.parties.len() {
        let mut findings = Findings { hits: desk.hits[party].clone(), ..Findings::default() };
        let person = desk.people[party];
        findings.dismissed = dismissed(person);
        findings.hits.retain(|h| !findings.dismissed.contains(&(h.list.clone(), h.entry.clone())));
        let who = case.parties[party].name.clone();
        for hit in &findings.hits {
            let settled =
                person.identity.iter().any(|i| i.same && i.list == hit.list && i.entry == hit.entry);
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
            record(case, slot, &degree, assumed, &mut out, &who);
        }
        findings.ownership.sort();
        findings.ownership.dedup();
        out.findings.push(findings);
    }
    out
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

fn dismissed(person: &Person) -> Vec<(String, String)> {
    person.identity.iter().filter(|i| !i.same).map(|i| (i.list.clone(), i.entry.clone())).collect()
}

/// The party as screening sees it.
pub(crate) fn party(person: &Person) -> Party {
    let stated = |tail: &str| -> Vec<String> {
        let fields = person.facts.iter().filter(|s| s.field.ends_with(tail));
        fields.filter_map(|s| s.possible.known().map(ToString::to_string)).collect()
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

fn hits(person: &Person, lists: &Lists, review: Score) -> Vec<Hit> {
    let party = party(person);
    if party.names.is_empty() && party.identifiers.is_empty() {
        return Vec::new();
    }
    let mut out: Vec<Hit> = lists.editions.iter().flat_map(|(_, e)| e.index.screen(&party, review)).collect();
    if let Some(starter) = &lists.starter {
        let more = starter.screen(&party, review);
        out.extend(more.into_iter().filter(|h| lists.edition(&h.list).is_none()));
    }
    out.sort_by(|a, b| b.score.cmp(&a.score).then_with(|| (&a.list, &a.entry).cmp(&(&b.list, &b.entry))));
    out
}

fn named_hits(set: &NamedParties, people: &[&Person], review: Score) -> Vec<Vec<Hit>> {
    let entries = set.named.iter().enumerate().map(|(i, named)| Entry {
        list: set.id.clone(),
        id: i.to_string(),
        party: Party { names: named.names.iter().map(Name::primary).collect(), ..Party::default() },
        ..Entry::default()
    });
    let index = Index::build(entries.collect());
    let hits = |person: &&Person| {
        let party = party(person);
        let all = if party.names.is_empty() { vec![] } else { index.screen(&party, review) };
        all.into_iter().filter(|h| h.score >= review).collect()
    };
    people.iter().map(hits).collect()
}

/// What screening looks at.
pub(crate) struct Desk<'a> {
    lists: &'a Lists,
    review: Score,
    pub(crate) assumed: bool,
    pub(crate) date: Possible,
    dates: Vec<Date>,
    pub(crate) people: Vec<&'a Person>,
    pub(crate) ties: Ties,
    hits: Vec<Vec<Hit>>,
    /// Hits of each person against each set of parties named in the law, by set and person.
    named_hits: Vec<(&'a str, Vec<Vec<Hit>>)>,
}

impl Desk<'_> {
    /// An agreeing strong identifier with the name at or above review settles who it is.
    fn certain(&self, hit: &Hit) -> bool {
        !hit.agreeing.is_empty() && hit.name_score() >= self.review
    }

    /// What is silent counts as an assumption says, where there is one.
    pub(crate) fn taken(&self, degree: Degree) -> Degree {
        let filled = degree.silent && self.assumed;
        if filled { Degree { strict: Standing::No, trust: Standing::No, ..degree } } else { degree }
    }

    /// Some test of the law turns on whether this is the listed one.
    fn matters(&self, hit: &Hit, theory: &Theory) -> bool {
        let Some(entry) = self.entry(&hit.list, &hit.entry) else { return false };
        let asks = |pattern: &ListPattern| {
            pattern.list == hit.list && self.matches(&entry.listings, pattern) != Standing::No
        };
        let named = || theory.named_parties.iter().flat_map(|p| &p.listed_as);
        theory.party_atoms.iter().any(|atom| matches!(atom, PartyAtom::On(p) if asks(p))) || named().any(asks)
    }

    fn entry(&self, hit_list: &str, entry: &str) -> Option<&Entry> {
        let edition = self.lists.edition(hit_list).and_then(|e| e.index.entry(hit_list, entry));
        edition.or_else(|| self.lists.starter.as_ref().and_then(|s| s.entry(hit_list, entry)))
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
        fits(&pattern.programme, &listing.programme)
            .min(fits(&pattern.directive, &listing.directive))
            .min(self.active(listing.since, listing.until))
    }

    fn matches(&self, listings: &[Listing], pattern: &ListPattern) -> Standing {
        if listings.is_empty() && pattern.programme.is_none() && pattern.directive.is_none() {
            return Standing::Certain;
        }
        let fits = |l: &&Listing| {
            pattern.programme.as_ref().is_none_or(|p| *p == l.programme)
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
            let standing = match self.entry(&identity.list, &identity.entry) {
                Some(entry) => self.matches(&entry.listings, pattern),
                None => Standing::Possible,
            };
            keep(found(standing, Provenance::Stated));
        }
        let dismissed = dismissed(person);
        for hit in self.hits[who].iter().filter(|h| h.list == pattern.list && h.score >= self.review) {
            if dismissed.contains(&(hit.list.clone(), hit.entry.clone())) {
                continue;
            }
            let Some(entry) = self.entry(&hit.list, &hit.entry) else { continue };
            let limit = if self.certain(hit) { Standing::Certain } else { Standing::Possible };
            let source = self.source(&hit.list);
            let agrees: Vec<String> = hit
                .agreeing
                .iter()
                .map(|i| format!("{} {}", i.scheme.to_string().to_uppercase(), i.value))
                .collect();
            let how =
                if agrees.is_empty() { String::new() } else { format!(", {} agrees", agrees.join(", ")) };
            let text = format!("{source} entry {} {} (score {}{how})", hit.entry, hit.name, hit.score);
            keep(found(self.matches(&entry.listings, pattern).min(limit), Provenance::Listed(text)));
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
            _ if !person.names.iter().all(|n| is_read_whole(n)) => open(
                Standing::Possible,
                &pattern.list,
                "has a name too long, or without letters, to be screened".into(),
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
        let dismissed = dismissed(person);
        for hit in hits {
            let Some(named) = hit.entry.parse::<usize>().ok().and_then(|i| set.named.get(i)) else {
                continue;
            };
            let mut standing = Standing::Possible;
            if let Some((list, entry)) = &named.entry {
                if dismissed.contains(&(list.clone(), entry.clone())) {
                    continue;
                }
                let same = person.identity.iter().any(|i| i.same && i.list == *list && i.entry == *entry);
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
        let unread = person.names.is_empty() || !person.names.iter().all(|n| is_read_whole(n));
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

/// Whether two names are the same words in the same order, however they are written.
fn same_words(one: &str, other: &str) -> bool {
    let read = |name: &str| words(name).first().map(|r| r.iter().map(|w| w.text.clone()).collect::<Vec<_>>());
    read(one).is_some_and(|one| read(other) == Some(one))
}

pub(crate) fn label(person: &Person) -> &str {
    [person.names.first(), Some(&person.reference), Some(&person.description)]
        .into_iter()
        .flatten()
        .find(|s| !s.is_empty())
        .map_or("somebody", |s| s.as_str())
}
