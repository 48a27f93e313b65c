//! When a phrase that was found does not mean what it says: denied, beside a near miss, the name of a street.

use super::table::{Match, Table, Unless, Use};
use super::token::{Kind, Token};
use super::{About, Field};

/// How near a near miss stands, and what belongs to toys and books, in thirds of a word.
const NEAR: usize = 9;
const HARMLESS: usize = 12;

/// A text with what surrounds its phrases.
pub(super) struct Context<'a> {
    tokens: &'a [Token],
    table: &'a Table,
    around: Vec<Match<'a>>,
}

impl<'a> Context<'a> {
    pub(super) fn read(tokens: &'a [Token], table: &'a Table) -> Context<'a> {
        let mut context = Context { tokens, table, around: Vec::new() };
        let mut around = table.context.matches(tokens, &table.sets);
        around.retain(|m| !context.beside(m));
        context.around = around;
        context
    }

    /// Whether a match says what it seems to say.
    pub(super) fn counts(&self, hit: &Match, about: About, words: &[Match], places: &[Match]) -> bool {
        let place = hit.row.is == Use::Fact("supply.region");
        let address = about == About::Party(Field::Address);
        if hit.row.weak && about == About::Party(Field::Name) {
            return false;
        }
        if self.beside(hit) || place && self.is_street(hit) {
            return false;
        }
        if address {
            return place || !self.in_street(hit);
        }
        if place && hit.row.needs_place && !self.is_place(hit, places) {
            return false;
        }
        if self.harmless(hit) {
            return false;
        }
        !self.denied(hit, words, places)
    }

    /// Whether one of the row's near misses is beside it.
    fn beside(&self, hit: &Match) -> bool {
        let sets = &self.table.sets;
        hit.row.unless.iter().any(|unless| match unless {
            Unless::Directly { before: false, pattern } => {
                pattern.end_after(self.tokens, hit.to, sets).is_some()
            }
            Unless::Directly { before: true, pattern } => {
                (0..hit.from).any(|at| pattern.end(self.tokens, at, sets) == Some(hit.from))
            }
            Unless::Anywhere(pattern) => {
                (0..self.tokens.len()).any(|at| pattern.end(self.tokens, at, sets).is_some())
            }
            Unless::Near(pattern) => (0..self.tokens.len()).any(|at| {
                pattern.end(self.tokens, at, sets).is_some_and(|end| self.near(hit, at, end, NEAR))
            }),
        })
    }

    /// Whether two stretches overlap or have little between them, and no end of a sentence.
    fn near(&self, hit: &Match, from: usize, to: usize, most: usize) -> bool {
        let between = if to <= hit.from {
            to..hit.from
        } else if hit.to <= from {
            hit.to..from
        } else {
            return true;
        };
        self.tokens.get(between).is_some_and(|t| t.iter().all(|t| t.kind != Kind::Stop) && width(t) <= most)
    }

    fn harmless(&self, hit: &Match) -> bool {
        let kinds = ["deal.military_end_use", "deal.weapons_end_use"];
        matches!(hit.row.is, Use::Fact(fact) if kinds.contains(&fact))
            && self.around.iter().any(|m| m.row.is == Use::Harmless && self.near(hit, m.from, m.to, HARMLESS))
    }

    /// Whether a negation reaches it.
    fn denied(&self, hit: &Match, words: &[Match], places: &[Match]) -> bool {
        self.around.iter().any(|m| match m.row.is {
            Use::Not(reach) if m.to <= hit.from => self.reaches(m.to..hit.from, reach, words, places),
            Use::NotAfter(reach) if hit.to <= m.from => self.reaches(hit.to..m.from, reach, words, places),
            _ => false,
        })
    }

    /// Whether a negation carries over what stands between: no end of a sentence, no "but", and across a comma only
    /// while what is denied goes on.
    fn reaches(
        &self,
        between: std::ops::Range<usize>,
        reach: usize,
        words: &[Match],
        places: &[Match],
    ) -> bool {
        let Some(tokens) = self.tokens.get(between.clone()) else { return false };
        if tokens.iter().any(|t| t.kind == Kind::Stop) || width(tokens) > reach * 3 {
            return false;
        }
        let inside = |m: &&Match| between.start <= m.from && m.to <= between.end;
        if self.around.iter().filter(inside).any(|m| m.row.is == Use::But) {
            return false;
        }
        let commas: Vec<usize> = between
            .clone()
            .filter(|at| self.tokens.get(*at).is_some_and(|t| matches!(t.kind, Kind::Comma)))
            .collect();
        if commas.is_empty() {
            return true;
        }
        let mut edges = vec![between.start];
        edges.extend(commas);
        edges.push(between.end);
        edges.windows(2).all(|pair| {
            let [from, to] = pair[..] else { return false };
            let within = |m: &Match| from <= m.from && m.to <= to;
            let short = self.tokens.get(from..to).is_some_and(|t| width(t) <= 3);
            short
                || words.iter().chain(places).any(within)
                || self.around.iter().any(|m| m.row.is == Use::Across && within(m))
        })
    }

    /// Whether a place is a street named after it.
    fn is_street(&self, hit: &Match) -> bool {
        let around = |is: Use, from: usize, to: usize| {
            self.around.iter().any(|m| m.row.is == is && m.from == from && m.to == to)
        };
        // "Sevastopol Street"
        if self.around.iter().any(|m| m.row.is == Use::StreetAfter && m.from == hit.to) {
            return true;
        }
        // "ul. Sevastopol 5", and not "Lenina ul. Sevastopol"
        let small = |t: &Token| t.forms.iter().any(|f| self.table.sets.small.contains(f));
        let mut at = hit.from;
        while at > 0 && hit.from - at < 3 && self.tokens.get(at - 1).is_some_and(small) {
            at -= 1;
        }
        let Some(word) = at.checked_sub(1).filter(|word| around(Use::StreetBefore, *word, at)) else {
            return false;
        };
        let named_before = word
            .checked_sub(1)
            .and_then(|w| self.tokens.get(w))
            .is_some_and(|t| t.kind == Kind::Word && !small(t));
        let numbered = self.tokens.get(hit.to..).is_some_and(|rest| {
            let mut rest = rest.iter().filter(|t| t.kind != Kind::Comma);
            let next = rest.next();
            next.is_some_and(|t| t.kind == Kind::Number && t.end - t.start < 5)
        });
        let of = hit.from > at;
        numbered || of || !named_before
    }

    /// Whether its segment of an address is a street.
    fn in_street(&self, hit: &Match) -> bool {
        let segment = |from: usize, to: usize| {
            self.tokens
                .get(from..to)
                .is_some_and(|t| t.iter().all(|t| !matches!(t.kind, Kind::Comma | Kind::Stop)))
        };
        self.around.iter().any(|m| {
            // "Kasernenstraße"
            let one_word = m.row.is == Use::StreetWithin && m.from == hit.from && hit.to == m.to;
            one_word
                || matches!(m.row.is, Use::StreetBefore | Use::StreetAfter)
                    && (if m.to <= hit.from {
                        segment(m.to, hit.from)
                    } else {
                        segment(hit.to.min(m.from), m.from)
                    })
        })
    }

    /// Whether a name that is also a common word is a place here: after "city of", or beside another place.
    fn is_place(&self, hit: &Match, places: &[Match]) -> bool {
        self.around.iter().any(|m| m.row.is == Use::Town && m.to == hit.from)
            || places.iter().any(|p| !p.row.needs_place && (p.from >= hit.to || p.to <= hit.from))
    }
}

fn width(tokens: &[Token]) -> usize {
    tokens.iter().map(Token::width).sum()
}
