//! The answer as text that can be read aloud: verdict first, then what it rests on, why, and what would change it.

use std::fmt::Write;

use crate::determination::{Contest, Determination, Need, NormUsed, ReadingUsed, RegimeAnswer};

/// Columns of a line.
const WIDTH: usize = 110;

/// Changes shown; the JSON has all.
const SHOWN: usize = 10;
/// Facts named in place of a set.
const FEW: usize = 4;

/// Writes the whole answer.
pub fn render(d: &Determination) -> String {
    let mut out = Text::default();
    let name = if d.id.is_empty() { String::new() } else { format!("  {}", d.id) };
    let floor = d.floor.map(|f| format!(", AT LEAST {}", f.to_uppercase())).unwrap_or_default();
    let otherwise = d.otherwise.map(|o| format!(" (otherwise {o})")).unwrap_or_default();
    out.line(
        0,
        &format!(
            "{}{floor}{otherwise}{name}  on {}, as known on {}",
            d.verdict.to_uppercase(),
            d.on,
            d.known_on
        ),
    );
    out.line(0, meaning(d));
    for cause in &d.causes {
        out.line(2, &format!("because {cause}"));
    }
    for note in d.notes.iter().filter(|n| leads(n)) {
        out.line(0, &format!("Note: {note}."));
    }
    for assumed in &d.assumed {
        out.line(0, &format!("Assuming ({}): {}.", assumed.set, assumed.says));
        if !assumed.withdrawn.is_empty() {
            let but = format!(
                "but not {}: what is stated or listed puts it in doubt",
                assumed.withdrawn.join(", ")
            );
            out.line(2, &but);
        }
    }
    let now = d.otherwise.map_or_else(|| d.possible.join(" or "), str::to_owned);
    let (matter, other): (Vec<&ReadingUsed>, Vec<&ReadingUsed>) =
        d.readings.iter().partition(|r| r.others.iter().any(|o| o.verdict != now));
    for reading in matter {
        let others: Vec<String> = reading
            .others
            .iter()
            .map(|o| format!("{} ({}) would give {}", o.id, o.title, o.verdict))
            .collect();
        out.line(
            0,
            &format!(
                "On the reading {} {} ({}), held by {}; {}.",
                reading.term,
                reading.reading,
                reading.title,
                reading.held_by,
                others.join("; ")
            ),
        );
    }
    if !other.is_empty() {
        let names: Vec<String> = other.iter().map(|r| format!("{} {}", r.term, r.reading)).collect();
        out.line(
            0,
            &format!("Also on the readings {}; no other reading of these changes it.", names.join(", ")),
        );
    }
    for attested in &d.attested {
        out.line(0, &format!("Relying on a statement of the house: {attested}."));
    }
    contests(&mut out, 0, &d.contested);
    questions(&mut out, &d.questions);

    out.heading("Why");
    for leg in &d.legs {
        let what = if leg.what.is_empty() { String::new() } else { format!("  {}", leg.what) };
        out.line(2, &format!("{}: {}{what}", leg.leg, leg.verdict));
        // regimes that say nothing at all take one line together
        let silent = |r: &&RegimeAnswer| {
            r.verdict == "no rule found"
                && r.otherwise.is_none()
                && r.applied.is_empty()
                && r.causes.is_empty()
                && r.contested.is_empty()
        };
        let (quiet, telling): (Vec<&RegimeAnswer>, Vec<&RegimeAnswer>) = leg.regimes.iter().partition(silent);
        telling.into_iter().for_each(|regime| regime_text(&mut out, regime));
        if !quiet.is_empty() {
            let ids: Vec<&str> = quiet.iter().map(|r| r.regime.as_str()).collect();
            out.line(4, &format!("no rule found: {}", ids.join(", ")));
        }
    }

    let mut changes: Vec<String> =
        d.permitted_if.iter().map(|set| format!("it would be permitted if {}", set.join(" and "))).collect();
    changes.extend(d.legs.iter().flat_map(|l| &l.regimes).flat_map(|r| &r.licences).map(|l| {
        let review = if l.review.is_empty() {
            String::new()
        } else {
            format!(", reviewed under a policy of {}", l.review)
        };
        format!("a licence from {}{review} ({})", l.authority, l.norm)
    }));
    changes.extend(d.flips.iter().map(|f| format!("were {} {}: {}", f.fact, f.value, f.verdict)));
    changes.dedup();
    if !changes.is_empty() {
        out.heading("What would change it");
        changes.iter().take(SHOWN).for_each(|c| out.line(2, c));
        if changes.len() > SHOWN {
            out.line(2, &format!("and {} more, in the JSON answer", changes.len() - SHOWN));
        }
    }

    let regimes = || d.legs.iter().flat_map(|l| &l.regimes);
    let mut duties: Vec<String> = regimes().flat_map(|r| &r.duties).map(duty).collect();
    for choices in regimes().map(|r| &r.duty_choices).filter(|c| !c.is_empty()) {
        let sets = choices.iter().map(|set| set.iter().map(duty).collect::<Vec<_>>().join(" and "));
        duties.push(format!("either {}", sets.collect::<Vec<_>>().join(", or ")));
    }
    let mut shown: Vec<&String> = Vec::new();
    for line in &duties {
        if !shown.contains(&line) {
            shown.push(line);
        }
    }
    if !shown.is_empty() {
        out.heading("Duties");
        shown.iter().for_each(|d| out.line(2, d));
    }

    out.heading("Facts that decide");
    for fact in &d.facts {
        let spare = if fact.needed { "" } else { "; other facts would do" };
        out.line(2, &format!("{} = {}  ({}: {}{spare})", fact.fact, fact.value, fact.provenance, fact.from));
    }

    out.heading("Parties");
    for party in &d.parties {
        let names =
            if party.names.is_empty() { String::new() } else { format!("  {}", party.names.join(" / ")) };
        let blocked = if party.blocked.is_empty() {
            String::new()
        } else {
            format!("; blocked under {}", party.blocked.join(", "))
        };
        out.line(2, &format!("{} ({}){names}{blocked}", party.reference, party.role.join(", ")));
        for listed in party.listed.iter().filter(|l| l.starts_with("yes")) {
            out.line(4, listed.trim_start_matches("yes: "));
        }
        for hit in &party.hits {
            let agreeing = if hit.agreeing.is_empty() {
                String::new()
            } else {
                format!(", {} agrees", hit.agreeing.join(", "))
            };
            let weak = if hit.weak { ", weak alias only" } else { "" };
            out.line(
                4,
                &format!(
                    "hit: {} {} {} score {}{agreeing}{weak}",
                    hit.list,
                    hit.entry,
                    hit.name,
                    thousandths(hit.score)
                ),
            );
        }
        party.ownership.iter().for_each(|line| out.line(4, line));
    }

    out.heading("Lists");
    for list in &d.lists {
        let edition = list.edition.as_ref().map_or_else(String::new, |e| {
            format!(" edition {e}, {} records, {}", list.records.unwrap_or(0), short(list.hash.as_deref()))
        });
        let defects =
            if list.defects.is_empty() { String::new() } else { format!(": {}", list.defects.join("; ")) };
        out.line(2, &format!("{}{edition}{defects}", list.list));
    }

    out.heading("Limits");
    out.line(2, &format!("Law {}: {} norms, {}", short(Some(&d.law.hash)), d.law.norms, surveyed(d)));
    out.line(2, &format!("Readings: policy {}", d.policy.as_deref().unwrap_or("none")));
    for note in d.notes.iter().filter(|n| !leads(n)) {
        out.line(2, note);
    }
    if !d.unused.is_empty() {
        out.line(2, &format!("Stated and not needed here: {}", d.unused.join(", ")));
    }
    out.line(2, &format!("Not judged: {}", d.not_modelled.join("; ")));
    out.line(2, "This is no legal advice, and no rule found is no clearance.");
    out.text
}

/// Notes that stand under the verdict: on what parties were compared with, and findings that do not hold.
fn leads(note: &str) -> bool {
    note.contains("starter") || note.starts_with("the finding")
}

fn meaning(d: &Determination) -> &'static str {
    match d.verdict {
        "prohibited" => "A prohibition applies and nothing lifts it.",
        "licence required" => "It may not go without a licence.",
        "permitted" => "Whatever would have stopped it is lifted; keep to the conditions and duties below.",
        "no rule found" => "Nothing in the law encoded for that date reaches it. This is not a clearance.",
        "undetermined" if d.floor.is_some() => {
            "It may not go as it is; facts that were not stated decide how strict the refusal is."
        }
        "undetermined" => "Facts that were not stated still decide it.",
        "contested" => "It depends on how a word is read.",
        _ => "It is no better than open until what is missing or out of date is mended:",
    }
}

fn regime_text(out: &mut Text, regime: &RegimeAnswer) {
    let otherwise = regime.otherwise.map(|o| format!(" (otherwise {o})")).unwrap_or_default();
    out.line(4, &format!("{}: {}{otherwise}", regime.regime, regime.verdict));
    let order = ["stands", "may stand", "lifted", "lifts", "limited", "limits", "may not lift", "flags"];
    // where nothing bars, what would lift is beside the point; while facts are open nearly everything may apply
    let bars = regime.applied.iter().any(|n| order[..3].contains(&n.effect));
    let shown = |n: &&NormUsed| match n.effect {
        "may stand" | "flags" => true,
        "not needed" => false,
        "may not lift" => regime.causes.iter().any(|cause| cause.starts_with(n.id.as_str())),
        _ => bars && regime.verdict != "undetermined",
    };
    let mut norms: Vec<&NormUsed> = regime.applied.iter().filter(shown).collect();
    norms.sort_by_key(|n| (order.iter().position(|e| *e == n.effect), n.id.clone()));
    for norm in norms {
        let by = if norm.by.is_empty() { String::new() } else { format!(" by {}", norm.by.join(", ")) };
        let silent = match norm.silent_on.as_slice() {
            [] => String::new(),
            some => format!("; no relief from {}", some.join(", ")),
        };
        let memory = if norm.confidence == "memory" { ", from memory" } else { "" };
        out.line(
            6,
            &format!(
                "{} {} {}{by}: {}  ({}{memory}{silent})",
                norm.kind, norm.id, norm.effect, norm.title, norm.cites
            ),
        );
    }
    if regime.verdict == "undetermined" && !regime.needs.is_empty() {
        out.line(6, &format!("open: {}", some(&regime.needs, SHOWN)));
    }
    contests(out, 6, &regime.contested);
}

/// Every question, with the line that answers it.
fn questions(out: &mut Text, questions: &[Need]) {
    if questions.is_empty() {
        return;
    }
    out.heading("Questions that decide it");
    for (ix, question) in questions.iter().enumerate() {
        out.line(2, &format!("{}. {}", ix + 1, question.ask));
        let under = question.at.as_ref().map_or(String::new(), |at| format!(", under {at}"));
        out.line(5, &format!("write `{}`{under}", question.write));
        if question.write.starts_with("assume:") {
            out.line(5, &format!("or state each: {}", some(&question.instead, FEW)));
        }
    }
}

fn contests(out: &mut Text, indent: usize, contests: &[Contest]) {
    for contest in contests {
        out.line(indent, &format!("The word \"{}\" has several readings:", contest.term));
        for reading in &contest.readings {
            let held = if reading.held_by.is_empty() {
                String::new()
            } else {
                format!(", held by {}", reading.held_by)
            };
            out.line(indent + 2, &format!("{} ({}{held}): {}", reading.id, reading.title, reading.verdict));
        }
    }
}

/// The first few of a list.
fn some(all: &[String], most: usize) -> String {
    let more = all.len().saturating_sub(most);
    let shown = all.iter().take(most).cloned().collect::<Vec<_>>().join(", ");
    if more == 0 { shown } else { format!("{shown} and {more} more") }
}

fn thousandths(score: u16) -> String {
    format!("{}.{:03}", score / 1000, score % 1000)
}

fn short(hash: Option<&str>) -> String {
    hash.map_or_else(String::new, |h| h.chars().take(12).collect())
}

fn surveyed(d: &Determination) -> String {
    let days = || d.law.regimes.iter().map(|(_, date)| date);
    match (days().min(), days().max(), d.law.regimes.len()) {
        (Some(first), Some(last), 1) if first == last => format!("one regime, surveyed to {first}"),
        (Some(first), Some(last), n) => {
            format!(
                "{n} regimes, surveyed to days between {first} and {last}; `exeat law coverage` says what is missing"
            )
        }
        _ => "no regime asked".to_owned(),
    }
}

#[derive(Default)]
struct Text {
    text: String,
}

impl Text {
    fn heading(&mut self, title: &str) {
        let _ = write!(self.text, "\n{title}\n");
    }

    /// One paragraph, wrapped, its further lines indented by two more.
    fn line(&mut self, indent: usize, paragraph: &str) {
        let mut column = 0;
        for word in paragraph.split(' ') {
            let width = word.chars().count();
            if column == 0 {
                self.text.push_str(&" ".repeat(indent));
                column = indent;
            } else if column + 1 + width > WIDTH {
                self.text.push('\n');
                self.text.push_str(&" ".repeat(indent + 2));
                column = indent + 2;
            } else {
                self.text.push(' ');
                column += 1;
            }
            self.text.push_str(word);
            column += width;
        }
        self.text.push('\n');
    }
}

fn duty(duty: &crate::determination::DutyDue) -> String {
    let due = match (&duty.due, &duty.rule) {
        (Some(date), _) => format!(", by {date}"),
        (None, Some(rule)) => format!(", {rule}"),
        (None, None) => String::new(),
    };
    format!("{}{due}  ({})", duty.text, duty.cites)
}
