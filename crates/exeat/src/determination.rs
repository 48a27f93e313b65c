//! The answer: plain data, and its JSON. Keys are only ever added.

use exeat_law::judge::Answer;
use serde::Serialize;

use crate::identity::FindingUsed;

/// Version of the JSON.
pub const SCHEMA: u32 = 1;

/// One answer.
#[derive(Debug, Clone, Serialize)]
pub struct Determination {
    /// Version of this object.
    pub schema: u32,
    /// Our reference.
    pub id: String,
    /// The date asked, or the dates.
    pub on: String,
    /// As known on.
    pub known_on: String,
    /// The verdict.
    pub verdict: &'static str,
    /// What it would be were no list missing, no rule past its checked date and nothing left to encode; set where
    /// degraded.
    pub otherwise: Option<&'static str>,
    /// The mildest of the possible verdicts, where every one is a refusal and there are several.
    pub floor: Option<&'static str>,
    /// Verdicts found still possible over facts, readings and causes, strictest first. Of an undetermined answer with
    /// many open facts there may be more: the search stops once it cannot close.
    pub possible: Vec<&'static str>,
    /// Exit code of `check`.
    pub exit: u8,
    /// Sentences of the assumption sets used.
    pub assumed: Vec<Assumed>,
    /// What degraded it.
    pub causes: Vec<String>,
    /// Law that is not encoded and bears on it.
    pub gaps: Vec<GapUsed>,
    /// Legs.
    pub legs: Vec<LegAnswer>,
    /// Facts still needed for the whole, the most useful first.
    pub needs: Vec<String>,
    /// The questions to put for them.
    pub questions: Vec<Need>,
    /// What would make the whole permitted.
    pub permitted_if: Vec<Vec<String>>,
    /// Single facts that would give another verdict, what we control first; only for a closed verdict.
    pub flips: Vec<Flip>,
    /// Readings that decide the whole.
    pub contested: Vec<Contest>,
    /// House readings relied on.
    pub readings: Vec<ReadingUsed>,
    /// Statements of the house that a text or register was unchanged on a later day, where the answer relies on them.
    pub attested: Vec<String>,
    /// The certificate: facts that alone give this answer.
    pub facts: Vec<FactUsed>,
    /// Parties.
    pub parties: Vec<PartyAnswer>,
    /// Lists used or missing.
    pub lists: Vec<ListUsed>,
    /// The law.
    pub law: LawUsed,
    /// Reading policy.
    pub policy: Option<String>,
    /// Accepted fields that played no part.
    pub unused: Vec<String>,
    /// What was not judged.
    pub not_modelled: Vec<String>,
    /// Remarks.
    pub notes: Vec<String>,
    /// The answer as a value, for faces.
    #[serde(skip)]
    pub answer: Answer,
}

/// An assumption set with what it filled.
#[derive(Debug, Clone, Serialize)]
pub struct Assumed {
    /// The set.
    pub set: String,
    /// Its sentence.
    pub says: String,
    /// Facts it filled that the answer rests on.
    pub facts: Vec<String>,
    /// Facts that it would fill and did not, because what is stated, listed or derived speaks against it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub withdrawn: Vec<String>,
}

/// Law that exists and is not encoded.
#[derive(Debug, Clone, Serialize)]
pub struct GapUsed {
    /// Its id.
    pub id: String,
    /// What it is.
    pub title: String,
    /// The provision.
    pub cites: String,
    /// `yes`: it applies; `open`: facts that are open decide whether it does.
    pub holds: &'static str,
}

/// The answer for one leg.
#[derive(Debug, Clone, Serialize)]
pub struct LegAnswer {
    /// `item:1`, `payment:1`, `investment`.
    pub leg: String,
    /// Description of its item.
    pub what: String,
    /// Strictest over regimes.
    pub verdict: &'static str,
    /// Regimes.
    pub regimes: Vec<RegimeAnswer>,
}

/// The answer of one regime for one leg.
#[derive(Debug, Clone, Serialize)]
pub struct RegimeAnswer {
    /// Regime id.
    pub regime: String,
    /// Its verdict.
    pub verdict: &'static str,
    /// What it would otherwise be.
    pub otherwise: Option<&'static str>,
    /// Norms that decide: those that stand, or those that lift.
    pub norms: Vec<String>,
    /// All norms that applied, with what became of each.
    pub applied: Vec<NormUsed>,
    /// Citations of the deciding norms, and of what keeps a licence from lifting them.
    pub cites: Vec<String>,
    /// Licence routes of what stands.
    pub licences: Vec<Licence>,
    /// Facts needed.
    pub needs: Vec<String>,
    /// What would make it permitted.
    pub permitted_if: Vec<Vec<String>>,
    /// Readings that decide it.
    pub contested: Vec<Contest>,
    /// Duties owed in any case.
    pub duties: Vec<DutyDue>,
    /// Where different norms would each lift the same prohibition: sets of duties, of which one is owed besides.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub duty_choices: Vec<Vec<DutyDue>>,
    /// What degraded it.
    pub causes: Vec<String>,
}

/// A norm that applied.
#[derive(Debug, Clone, Serialize)]
pub struct NormUsed {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Kind.
    pub kind: &'static str,
    /// `stands`, `may stand`, `lifted`, `lifts`, `limits`, `limited`, `may not lift`, `not needed`, `flags`.
    pub effect: &'static str,
    /// Norms that lifted or limited it.
    pub by: Vec<String>,
    /// Citation.
    pub cites: String,
    /// Source of its instrument.
    pub source: String,
    /// primary, secondary, memory.
    pub confidence: &'static str,
    /// Regimes from which it gives no relief, where its text says so.
    pub silent_on: Vec<String>,
    /// Remark of the law file.
    pub note: String,
}

/// A way to a licence.
#[derive(Debug, Clone, Serialize, PartialEq, Eq)]
pub struct Licence {
    /// Norm that asks for it.
    pub norm: String,
    /// Authority.
    pub authority: String,
    /// Review policy.
    pub review: String,
}

/// A question whose answer would help.
#[derive(Debug, Clone, Serialize, PartialEq, Eq)]
pub struct Need {
    /// Path of the fact; of a set to vouch for its id; `identity` where two may be the same person.
    pub fact: String,
    /// The question to put.
    pub ask: String,
    /// The line that answers it.
    pub write: String,
    /// The party or item under which the line stands; the whole transaction where there is none.
    pub at: Option<String>,
    /// The facts or tests that the one answer settles, where there are several: whoever cannot vouch for a set states
    /// these.
    pub instead: Vec<String>,
}

/// A fact that would change the verdict.
#[derive(Debug, Clone, Serialize, PartialEq, Eq)]
pub struct Flip {
    /// Path.
    pub fact: String,
    /// The other value.
    pub value: String,
    /// What it would give.
    pub verdict: &'static str,
}

/// A term whose readings decide.
#[derive(Debug, Clone, Serialize)]
pub struct Contest {
    /// The term.
    pub term: String,
    /// Its readings.
    pub readings: Vec<ContestReading>,
}

/// What one reading gives.
#[derive(Debug, Clone, Serialize)]
pub struct ContestReading {
    /// Reading id.
    pub id: String,
    /// In words.
    pub title: String,
    /// Who holds it.
    pub held_by: String,
    /// Verdict, or several joined by "or".
    pub verdict: String,
}

/// A house reading that the answer relies on.
#[derive(Debug, Clone, Serialize)]
pub struct ReadingUsed {
    /// The term.
    pub term: String,
    /// The adopted reading.
    pub reading: String,
    /// In words.
    pub title: String,
    /// By whom adopted, and when.
    pub held_by: String,
    /// Why.
    pub because: String,
    /// What each other reading would give for the whole.
    pub others: Vec<ContestReading>,
}

/// A fact of the certificate.
#[derive(Debug, Clone, Serialize)]
pub struct FactUsed {
    /// Path.
    pub fact: String,
    /// Value.
    pub value: String,
    /// stated, listed, derived, assumed.
    pub provenance: &'static str,
    /// Field of the transaction, list entry, derivation or assumption set.
    pub from: String,
    /// Without it the answer would be another; where false, other facts of the transaction carry it as well.
    pub needed: bool,
}

/// A party with what was found.
#[derive(Debug, Clone, Serialize)]
pub struct PartyAnswer {
    /// Reference.
    #[serde(rename = "ref")]
    pub reference: String,
    /// Roles.
    pub role: Vec<String>,
    /// Names screened.
    pub names: Vec<String>,
    /// Digest of what was compared: names, numbers, dates and places.
    pub digest: String,
    /// Hits.
    pub hits: Vec<HitUsed>,
    /// Findings on hits, and whether they hold.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub identity: Vec<FindingUsed>,
    /// Listed: by list, with how sure.
    pub listed: Vec<String>,
    /// Blocked: regimes under which it is, or may be.
    pub blocked: Vec<String>,
    /// Ownership arithmetic.
    pub ownership: Vec<String>,
    /// Questions its hits raise.
    pub questions: Vec<String>,
}

/// A hit.
#[derive(Debug, Clone, Serialize)]
pub struct HitUsed {
    /// List.
    pub list: String,
    /// Entry.
    pub entry: String,
    /// Digest of the entry: what a finding on this hit is `of`.
    pub of: String,
    /// Listed spelling.
    pub name: String,
    /// Thousandths.
    pub score: u16,
    /// Only a weak alias matched.
    pub weak: bool,
    /// Strong identifiers that agree.
    pub agreeing: Vec<String>,
    /// What the score is made of.
    pub points: Vec<(String, i32)>,
}

/// A list.
#[derive(Debug, Clone, Serialize)]
pub struct ListUsed {
    /// Id.
    pub list: String,
    /// Publication date of the edition in force; absent where none is imported.
    pub edition: Option<String>,
    /// Position among the editions of that day.
    pub sequence: Option<u32>,
    /// Content hash.
    pub hash: Option<String>,
    /// Records.
    pub records: Option<usize>,
    /// What is wrong with it.
    pub defects: Vec<String>,
    /// It clears nobody, and the built-in parties were compared beside it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub starter_beside: bool,
}

/// The law base.
#[derive(Debug, Clone, Serialize)]
pub struct LawUsed {
    /// Content hash.
    pub hash: String,
    /// Norms.
    pub norms: usize,
    /// Regimes asked, with the days to which each was surveyed.
    pub regimes: Vec<(String, String)>,
}

/// A duty.
#[derive(Debug, Clone, Serialize, PartialEq, Eq)]
pub struct DutyDue {
    /// Id.
    pub id: String,
    /// What to do.
    pub text: String,
    /// Citation.
    pub cites: String,
    /// By when, where the date is known.
    pub due: Option<String>,
    /// How that is counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
}

impl Determination {
    /// The answer as one JSON object.
    ///
    /// # Errors
    /// None in practice: every key is text.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string_pretty(self)
    }
}
