//! Regimes, the texts they consist of, and what these forbid and permit, with the verdicts that come of it.

use jiff::civil::Date;

use super::{Cond, FactIx, ListPattern, NormIx, TermIx, Threshold};
use crate::calendar::Rule;

/// Something to do because of an answer.
#[derive(Debug, Clone)]
pub struct Duty {
    /// Its id.
    pub id: String,
    /// What is to be done.
    pub text: String,
    /// Where it stands.
    pub cites: String,
    /// When it is due, counted from the date at the path.
    pub due: Option<(Rule, FactIx)>,
    /// When it holds.
    pub from: Option<Date>,
    /// First day it no longer does.
    pub until: Option<Date>,
}

/// A set of norms that one licence can lift.
#[derive(Debug, Clone)]
pub struct Regime {
    /// Its id.
    pub id: String,
    /// Its name.
    pub title: String,
    /// Authority.
    pub authority: String,
    /// First day the encoding covers.
    pub encoded_from: Date,
    /// Last day on which its register was read for new instruments.
    pub surveyed: Date,
    /// Whose listing blocks.
    pub blocked_on: Vec<ListPattern>,
    /// Ownership that blocks.
    pub blocked_owned: Option<Threshold>,
    /// It binds whoever buys and uses, and makes no supply lawful or unlawful for the supplier: its verdict stands
    /// beside the others and not among them.
    pub binds_buyer: bool,
    /// What is known to stand in its texts and is not encoded, a phrase each.
    pub missing: Vec<String>,
    /// Where.
    pub cites: String,
    /// Part ids and titles.
    pub parts: Vec<(String, String)>,
}

/// How sure the encoding is of its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// Read in the primary text.
    Primary,
    /// Read in a secondary source.
    Secondary,
    /// From memory or inference: may bar, may not lift.
    Memory,
}

/// A moment in the law: a date, with clock time where the text has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    /// Civil date in the instrument's zone.
    pub date: Date,
    /// A clock time after 00:05 makes two worlds on that date.
    pub midday: bool,
    /// The instant, where the text has a clock time.
    pub at: Option<jiff::Timestamp>,
}

impl Moment {
    /// The whole of a day.
    pub fn day(date: Date) -> Moment {
        Moment { date, midday: false, at: None }
    }
}

/// When a norm holds. The start may be uncertain between two dates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    /// Earliest start.
    pub from: Moment,
    /// Latest start, where it is uncertain.
    pub from_latest: Option<Date>,
    /// First moment it no longer holds.
    pub until: Option<Moment>,
    /// Not published by the date the answer is as known on.
    pub unpublished: bool,
}

/// A legal text.
#[derive(Debug, Clone)]
pub struct Instrument {
    /// Its id.
    pub id: String,
    /// Its name.
    pub title: String,
    /// Index into [`super::Theory::regimes`].
    pub regime: usize,
    /// The day it was signed.
    pub issued: Date,
    /// The day it was published.
    pub published: Date,
    /// Period as written.
    pub period: Period,
    /// Ends when superseded.
    pub until_superseded: bool,
    /// What it replaces, and when.
    pub supersedes: Option<(usize, Date)>,
    /// For what the one it replaces goes on in its place.
    pub saving: Option<Cond>,
    /// Citation and address.
    pub source: String,
    /// The day it was last compared with its text.
    pub checked: Date,
    /// How it was read.
    pub confidence: Confidence,
}

/// The kinds of norm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NormKind {
    /// Bars.
    Prohibition,
    /// Needs a licence.
    Requirement,
    /// Licence or licence exception.
    Authorisation,
    /// Outside the rule by its own terms.
    Exemption,
    /// Exception to an authorisation.
    Exclusion,
    /// Exception to an exclusion.
    Restoration,
    /// Red flag.
    Flag,
    /// Law that exists and is not encoded: where it bites, nothing mild can be said.
    Gap,
}

impl NormKind {
    /// The word in the language.
    pub fn word(self) -> &'static str {
        match self {
            NormKind::Prohibition => "prohibition",
            NormKind::Requirement => "requirement",
            NormKind::Authorisation => "authorisation",
            NormKind::Exemption => "exemption",
            NormKind::Exclusion => "exclusion",
            NormKind::Restoration => "restoration",
            NormKind::Flag => "flag",
            NormKind::Gap => "gap",
        }
    }

    /// Bars or requires: decides the verdict when it stands.
    pub fn restricts(self) -> bool {
        matches!(self, NormKind::Prohibition | NormKind::Requirement)
    }

    /// Lifts: may not when it is weak.
    pub fn permissive(self) -> bool {
        matches!(self, NormKind::Authorisation | NormKind::Exemption | NormKind::Restoration)
    }
}

/// One rule.
#[derive(Debug, Clone)]
pub struct Norm {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Kind.
    pub kind: NormKind,
    /// Index into [`super::Theory::instruments`].
    pub instrument: usize,
    /// Index into [`super::Theory::regimes`].
    pub regime: usize,
    /// Part of the regime.
    pub part: Option<String>,
    /// Citations.
    pub cites: String,
    /// How it was read.
    pub confidence: Confidence,
    /// When it holds, supersession included.
    pub period: Period,
    /// Its end as written, before any supersession.
    pub own_until: Option<Moment>,
    /// Date the period is tested on.
    pub measured_on: FactIx,
    /// Its own condition: `when` and `provided`.
    pub when: Cond,
    /// Norms that defeat it.
    pub defeated_by: Vec<NormIx>,
    /// Licences that would meet it, with their review policy.
    pub licences: Vec<LicenceRoute>,
    /// Duties attached.
    pub duties: Vec<usize>,
    /// Regimes from which it gives no relief.
    pub silent_on: Vec<String>,
    /// Norms of earlier texts that it carries on; two norms that name the same one split it. Decides nothing.
    pub continues: Vec<NormIx>,
    /// Remark.
    pub note: String,
    /// The instrument that ended it, with a saving for some; set with the supersessions.
    pub saved_by: Option<usize>,
}

/// `licence from …`
#[derive(Debug, Clone)]
pub struct LicenceRoute {
    /// Who grants it.
    pub authority: String,
    /// denial, case by case, approval.
    pub review: String,
    /// Only then.
    pub when: Cond,
}

/// House readings.
#[derive(Debug, Clone, Default)]
pub struct Policy {
    /// Its id.
    pub id: String,
    /// Its name.
    pub title: String,
    /// Adopted readings.
    pub adopted: Vec<Adopted>,
    /// Instruments and regimes checked by the house: id, day, by whom.
    pub attested: Vec<(String, Date, String)>,
}

/// One adopted reading.
#[derive(Debug, Clone)]
pub struct Adopted {
    /// The term.
    pub term: TermIx,
    /// Index of the reading.
    pub reading: usize,
    /// Holder and date, as written.
    pub held_by: String,
    /// Why.
    pub because: String,
}

/// A regime or one of its parts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Scoped {
    /// Index into [`super::Theory::regimes`].
    pub regime: usize,
    /// Only this part.
    pub part: Option<String>,
}

/// A closed verdict, mildest first, so that the strictest is the maximum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Nothing encoded reached it. Not a clearance.
    NoRuleFound,
    /// Something applied and all of it was lifted.
    Permitted,
    /// It would be one of the two above, and law that is not encoded bites.
    Gap,
    /// A licence would meet it.
    LicenceRequired,
    /// It stands.
    Prohibited,
}

impl Verdict {
    /// All that a regime can come to, mildest first: what is not encoded is no outcome of the law.
    pub const ALL: [Verdict; 4] =
        [Verdict::NoRuleFound, Verdict::Permitted, Verdict::LicenceRequired, Verdict::Prohibited];

    /// As written in law files and answers.
    pub fn words(self) -> &'static str {
        match self {
            Verdict::NoRuleFound => "no rule found",
            Verdict::Permitted => "permitted",
            Verdict::Gap => "degraded",
            Verdict::LicenceRequired => "licence required",
            Verdict::Prohibited => "prohibited",
        }
    }

    /// Bars, or asks for a licence.
    pub fn refuses(self) -> bool {
        self >= Verdict::LicenceRequired
    }

    /// From its words.
    pub fn parse(words: &str) -> Option<Verdict> {
        Verdict::ALL.into_iter().find(|v| v.words() == words)
    }
}
