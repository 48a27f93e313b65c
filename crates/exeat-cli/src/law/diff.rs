//! `exeat law diff`: text, shape, meaning and impact of a change of the law.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};
use exeat::{Desk, Lists, witness};
use exeat_law::cases::LawCase;
use exeat_law::diff::{
    Change, Class, Compared, Group, Impact, Limits, Meaning, Side, Witness, adopt, compare, impact, structure,
};
use exeat_law::outline::{Declared, outline};
use exeat_law::theory::{Policy, Theory};
use exeat_law::{Source, load};
use exeat_screen::REVIEW;
use jiff::ZonedDateTime;
use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::{base, report};

/// What `law diff` takes.
#[derive(Debug, Args)]
pub(crate) struct DiffArgs {
    /// A date, a folder of law files, an archived hash, or a git revision (`REV` or `REV:FOLDER`).
    from: String,
    /// The same, to compare with.
    to: String,
    /// The law whose dates are compared; the built-in law if absent.
    #[arg(long, value_name = "DIR|HASH|REV")]
    law: Option<PathBuf>,
    /// Ask both laws on this date; where absent, each norm on its last day.
    #[arg(long, value_name = "DATE")]
    on: Option<Date>,
    /// Use only what was published by this date; today if absent.
    #[arg(long, value_name = "DATE")]
    known_on: Option<Date>,
    /// Only norms, or instruments, whose id begins so.
    #[arg(long, value_name = "ID")]
    only: Option<String>,
    /// Steps after which one search gives up: the class is then `unknown`.
    #[arg(long, value_name = "N", default_value_t = 50_000)]
    steps: usize,
    /// Write each witness as a transaction file into this folder.
    #[arg(long, value_name = "DIR")]
    witnesses: Option<PathBuf>,
    /// How to print it.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// One side, loaded.
struct Loaded {
    label: String,
    hash: String,
    sources: Vec<Source>,
    theory: Theory,
    cases: Vec<LawCase>,
    on: Option<Date>,
}

impl Loaded {
    fn policy(&self) -> Option<&Policy> {
        self.theory.policy("default")
    }

    fn side(&self) -> Side<'_> {
        Side { theory: &self.theory, on: self.on, policy: self.policy() }
    }
}

pub(crate) fn run(args: &DiffArgs, data: Option<PathBuf>, out: &mut String) -> Result<u8> {
    let known_on = args.known_on.unwrap_or_else(|| ZonedDateTime::now().date());
    let a = side(&args.from, args, known_on, data.clone())?;
    let b = side(&args.to, args, known_on, data)?;
    let limits =
        Limits { steps: args.steps, group_steps: args.steps.saturating_mul(5), only: args.only.clone() };
    let mut compared = compare(&a.side(), &b.side(), &limits);
    let mut documents = Vec::new();
    for one in &mut compared {
        let mut known = [vec![], vec![]];
        for meaning in &mut one.meanings {
            documents.push(proven(&a, &b, &one.group, meaning, known_on, &mut known));
        }
    }
    if let Some(folder) = &args.witnesses {
        write_witnesses(folder, &documents)?;
    }
    let changes = structure(&a.side(), &b.side());
    let texts = texts(&a, &b, &compared);
    let impact = impact((&a.side(), &a.cases), (&b.side(), &b.cases));
    let answer =
        Answer { a: &a, b: &b, known_on, compared: &compared, documents: &documents, changes, texts, impact };
    match args.format {
        Format::Text => answer.text(out)?,
        Format::Json => writeln!(out, "{}", serde_json::to_string_pretty(&answer.json())?)?,
    }
    Ok(0)
}

fn side(word: &str, args: &DiffArgs, known_on: Date, data: Option<PathBuf>) -> Result<Loaded> {
    let date: Option<Date> = (word.len() == 10).then(|| word.parse().ok()).flatten();
    let sources = match (date, &args.law) {
        (Some(_), None) => exeat::law::embedded(),
        (Some(_), Some(law)) => base::open(law, data)?,
        (None, _) => base::open(Path::new(word), data)?,
    };
    let loaded = load(&sources);
    if loaded.has_errors() {
        let mut findings = String::new();
        report(&sources, &loaded.diagnostics, &mut findings)?;
        bail!(
            "the law of {word} has {} findings and cannot be compared\n{findings}",
            loaded.diagnostics.len()
        );
    }
    Ok(Loaded {
        label: word.to_owned(),
        hash: exeat::law::hash(&sources),
        theory: loaded.theory.known_on(known_on),
        cases: loaded.cases,
        sources,
        on: date.or(args.on),
    })
}

/// The documents of a meaning's witnesses, made as short as they go, each decided by both laws as `check` decides it.
/// What does not come out as found is no witness, and its class is not established. `known` are those of earlier
/// readings, as found and made short.
fn proven(
    a: &Loaded,
    b: &Loaded,
    group: &Group,
    meaning: &mut Meaning,
    known_on: Date,
    known: &mut [Vec<(Witness, Witness)>; 2],
) -> [Option<Value>; 2] {
    let adopted = [a, b].map(|side| Some(adopt(&side.theory, side.policy(), &meaning.reading)));
    let lists = Lists::default();
    let desks = |policies| desks([a, b], policies, &lists, known_on);
    let readings = desks([adopted[0].as_ref(), adopted[1].as_ref()]);
    let house = desks([a.policy(), b.policy()]);
    let mut out = [None, None];
    for (at, word) in ["lost", "gained"].into_iter().enumerate() {
        let slot = if at == 0 { &mut meaning.lost } else { &mut meaning.gained };
        let Some(found) = slot.clone() else { continue };
        let names = if at == 0 { &group.from } else { &group.to };
        let id = format!("{word}-{}", names.join("-"));
        let document = |witness: &Witness, desks: &[Desk<'_>; 2]| {
            let document = witness::document(witness, &id, found.on[0]);
            witness::verify(witness, &document, [&desks[0], &desks[1]]).map(|()| document)
        };
        // what comes out whatever the house leaves open is to do so when it is short, too
        let by_house = meaning.house && document(&found, &house).is_ok();
        let desks = if by_house { &house } else { &readings };
        // what was made short for one reading serves another where it comes out there
        let mut earlier = known[at].iter().filter(|(of, _)| *of == found);
        let earlier =
            earlier.find_map(|(_, shortest)| Some((shortest.clone(), document(shortest, desks).ok()?)));
        let shortest = || {
            let shortest = witness::shortest(&found, [&desks[0], &desks[1]]);
            // lists and weak norms bear on the whole answer only
            document(&shortest, desks)
                .map(|d| (shortest, d))
                .or_else(|_| document(&found, desks).map(|d| (found.clone(), d)))
        };
        match earlier.map_or_else(shortest, Ok) {
            Ok((witness, document)) => {
                known[at].push((found, witness.clone()));
                *slot = Some(witness);
                out[at] = Some(document);
            }
            Err(why) => {
                *slot = None;
                meaning.class = Class::Unknown;
                meaning.cause = Some(why);
            }
        }
    }
    out
}

fn desks<'a>(
    sides: [&'a Loaded; 2],
    policies: [Option<&'a Policy>; 2],
    lists: &'a Lists,
    known_on: Date,
) -> [Desk<'a>; 2] {
    [0, 1].map(|side| Desk {
        theory: &sides[side].theory,
        law_hash: &sides[side].hash,
        lists,
        policy: policies[side],
        review: REVIEW,
        regimes: &[],
        known_on,
    })
}

fn write_witnesses(folder: &Path, documents: &[[Option<Value>; 2]]) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
    let mut seen: BTreeMap<String, Vec<&Value>> = BTreeMap::new();
    for document in documents.iter().flatten().flatten() {
        let id = document["id"].as_str().unwrap_or_default().to_owned();
        let of = seen.entry(id.clone()).or_default();
        if of.contains(&document) {
            continue;
        }
        of.push(document);
        let number = of.len();
        let name = if number == 1 { format!("{id}.json") } else { format!("{id}-{number}.json") };
        let path = folder.join(name);
        let text = serde_json::to_string_pretty(document)?;
        fs::write(&path, text + "\n").with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}

/// The texts of norms that changed: ids of both sides, and lines taken away and added.
struct Text {
    from: Vec<String>,
    to: Vec<String>,
    diff: String,
}

fn texts(a: &Loaded, b: &Loaded, compared: &[Compared]) -> Vec<Text> {
    let (old, new) = (outline(&a.sources), outline(&b.sources));
    let of = |all: &[Declared], sources: &[Source], ids: &[String]| -> String {
        let found = ids.iter().filter_map(|id| all.iter().find(|d| d.is_norm() && d.id == *id));
        found.map(|d| format!("{}\n", d.text(sources))).collect()
    };
    let mut out = Vec::new();
    for one in compared {
        let (from, to) = (&one.group.from, &one.group.to);
        let (before, after) = (of(&old, &a.sources, from), of(&new, &b.sources, to));
        if before != after {
            let diff = similar::TextDiff::from_lines(&before, &after);
            let diff = diff.unified_diff().context_radius(1).to_string();
            out.push(Text { from: from.clone(), to: to.clone(), diff });
        }
    }
    out
}

/// A meaning with the documents of its witnesses, lost and gained.
type Shown<'a> = (&'a Meaning, &'a [Option<Value>; 2]);

struct Answer<'a> {
    a: &'a Loaded,
    b: &'a Loaded,
    known_on: Date,
    compared: &'a [Compared],
    documents: &'a [[Option<Value>; 2]],
    changes: Vec<Change>,
    texts: Vec<Text>,
    impact: Impact,
}

impl Answer<'_> {
    /// Groups with their meanings and the documents of these.
    fn meanings(&self) -> impl Iterator<Item = (&Compared, Vec<Shown<'_>>)> {
        let mut at = 0;
        self.compared.iter().map(move |one| {
            let end = at + one.meanings.len();
            let documents = self.documents.get(at..end).unwrap_or_default();
            at = end;
            (one, one.meanings.iter().zip(documents).collect())
        })
    }

    fn json(&self) -> Value {
        let side = |l: &Loaded| json!({"asked": l.label, "law": l.hash, "on": l.on.map(|d| d.to_string()), "known_on": self.known_on.to_string()});
        let mut meaning = Vec::new();
        for (one, meanings) in self.meanings() {
            let group = &one.group;
            let head = |reading: Value, house: bool, class: Class| {
                let mut out = Map::new();
                out.insert("instrument_from".into(), json!(group.instrument_from));
                out.insert("instrument_to".into(), json!(group.instrument_to));
                out.insert("group".into(), json!({"from": group.from, "to": group.to}));
                out.insert("on".into(), json!(group.on.map(|d| d.to_string())));
                out.insert("reading".into(), reading);
                out.insert("house".into(), json!(house));
                out.insert("class".into(), json!(class.words()));
                out
            };
            if meanings.is_empty() {
                let mut out = head(json!({}), true, Class::Equivalent);
                out.insert("cause".into(), json!("nothing that decides has changed"));
                out.insert("lost".into(), Value::Null);
                out.insert("gained".into(), Value::Null);
                meaning.push(Value::Object(out));
            }
            for (m, documents) in meanings {
                let reading: Map<String, Value> =
                    m.reading.iter().map(|(t, r)| (t.clone(), json!(r))).collect();
                let mut out = head(Value::Object(reading), m.house, m.class);
                out.insert("cause".into(), json!(m.cause));
                out.insert("lost".into(), json!(documents[0]));
                out.insert("gained".into(), json!(documents[1]));
                for (word, witness) in [("lost", &m.lost), ("gained", &m.gained)] {
                    let verdicts = witness.as_ref().map(|w| w.verdicts.map(|v| v.words()));
                    out.insert(format!("{word}_verdicts"), json!(verdicts));
                }
                out.insert("adopting".into(), json!(flags(m)));
                out.insert("bounds".into(), json!(one.bounds));
                meaning.push(Value::Object(out));
            }
        }
        let structure: Vec<Value> = self
            .changes
            .iter()
            .map(|change| match change {
                Change::Added(id) => json!({"what": "norm added", "norm": id}),
                Change::Removed(id) => json!({"what": "norm removed", "norm": id}),
                Change::Moved(id, from, to) => {
                    json!({"what": "period moved", "norm": id, "from": from, "to": to})
                }
                Change::Defeats(id, of) => json!({"what": "defeat added", "norm": id, "of": of}),
                Change::Spares(id, of) => json!({"what": "defeat removed", "norm": id, "of": of}),
            })
            .collect();
        let text: Vec<Value> =
            self.texts.iter().map(|t| json!({"from": t.from, "to": t.to, "diff": t.diff})).collect();
        let moved: Vec<Value> = self
            .impact
            .moved
            .iter()
            .map(|(by, cases)| {
                let cases: Vec<Value> = cases
                    .iter()
                    .map(|c| json!({"case": c.title, "file": c.place.0, "line": c.place.1, "from": c.answers[0], "to": c.answers[1]}))
                    .collect();
                json!({"by": by, "cases": cases})
            })
            .collect();
        json!({
            "schema": 1,
            "from": side(self.a),
            "to": side(self.b),
            "structure": structure,
            "text": text,
            "meaning": meaning,
            "impact": {"asked": self.impact.asked, "on_one_side_only": self.impact.alone, "moved": moved},
            "bounds": BOUNDS,
        })
    }

    fn text(&self, out: &mut String) -> Result<()> {
        for (word, side) in [("From", self.a), ("To", self.b)] {
            let on = side.on.map(|d| format!(" on {d}")).unwrap_or_default();
            writeln!(out, "{word:4} {}: law {}{on}", side.label, side.hash.get(..12).unwrap_or(&side.hash))?;
        }
        writeln!(out, "\nSHAPE")?;
        for change in &self.changes {
            match change {
                Change::Added(id) => writeln!(out, "  + {id}")?,
                Change::Removed(id) => writeln!(out, "  - {id}")?,
                Change::Moved(id, from, to) => writeln!(out, "  ~ {id}: {from} -> {to}")?,
                Change::Defeats(id, of) => writeln!(out, "  {id} defeats {}", of.join(", "))?,
                Change::Spares(id, of) => writeln!(out, "  {id} no longer defeats {}", of.join(", "))?,
            }
        }
        if self.changes.is_empty() {
            writeln!(out, "  no change")?;
        }
        writeln!(out, "\nTEXT")?;
        for text in &self.texts {
            writeln!(out, "  {} -> {}", list(&text.from), list(&text.to))?;
            for line in text.diff.lines() {
                writeln!(out, "    {line}")?;
            }
        }
        if self.texts.is_empty() {
            writeln!(out, "  no change")?;
        }
        writeln!(out, "\nMEANING")?;
        for (one, meanings) in self.meanings() {
            writeln!(out, "  {} -> {}", list(&one.group.from), list(&one.group.to))?;
            if meanings.is_empty() {
                writeln!(out, "    equivalent: nothing that decides has changed")?;
            }
            for (m, readings) in merged(&meanings) {
                let on = if readings.is_empty() { "on every reading".to_owned() } else { readings };
                writeln!(out, "    {}, {on}", m.class.words())?;
                if let Some(cause) = &m.cause {
                    writeln!(out, "      {cause}")?;
                }
                for (word, witness) in [("lost", &m.lost), ("gained", &m.gained)] {
                    if let Some(witness) = witness {
                        let [before, after] = witness.verdicts.map(|v| v.words());
                        writeln!(out, "      {word}: {before} -> {after}")?;
                        writeln!(out, "        {}", said(witness))?;
                    }
                }
                if !m.house && (m.lost.is_some() || m.gained.is_some()) {
                    writeln!(out, "      the house reads otherwise: check it with {}", flags(m).join(" "))?;
                }
            }
            for bound in &one.bounds {
                writeln!(out, "    bound: {bound}")?;
            }
        }
        if self.compared.is_empty() {
            writeln!(out, "  no change")?;
        }
        let moved: usize = self.impact.moved.values().map(Vec::len).sum();
        writeln!(out, "\nIMPACT\n  {moved} of {} stored cases come out otherwise", self.impact.asked)?;
        for (by, cases) in &self.impact.moved {
            writeln!(out, "  {by}")?;
            for case in cases {
                writeln!(out, "    {} -> {}: {}", case.answers[0], case.answers[1], case.title)?;
            }
        }
        if self.impact.alone > 0 {
            writeln!(out, "  {} cases stand on one side only and were not compared", self.impact.alone)?;
        }
        writeln!(out, "\nWithin these bounds: {}", BOUNDS.join("; "))?;
        Ok(())
    }
}

/// What every comparison leaves aside.
const BOUNDS: [&str; 4] = [
    "one item and one leg",
    "a supplier, a customer who pays, a bank, and somebody for every other position the norms speak of",
    "at most one list entry for each of them",
    "assumption sets fill what the compared norms do not ask themselves",
];

/// So many choices of readings are written out.
const FEW: usize = 4;

fn list(ids: &[String]) -> String {
    if ids.is_empty() { "nothing".to_owned() } else { ids.join(", ") }
}

/// The options of `check` under which the readings hold.
fn flags(meaning: &Meaning) -> Vec<String> {
    meaning.reading.iter().map(|(term, reading)| format!("--adopting {term}={reading}")).collect()
}

fn said(witness: &Witness) -> String {
    let mut parts: Vec<String> =
        witness.facts.iter().map(|(path, _, value)| format!("{path} {value}")).collect();
    for party in &witness.parties {
        parts.extend(party.facts.iter().map(|(path, value)| {
            format!("{}.{} {value}", party.name, path.strip_prefix("party.").unwrap_or(path))
        }));
        if let Some(entry) = &party.entry {
            let mut text = format!("{} on {}", party.name, entry.pattern.list);
            for (word, part) in [
                ("programme", &entry.pattern.programme),
                ("directive", &entry.pattern.directive),
                ("entry", &entry.entry),
            ] {
                if let Some(part) = part {
                    text += &format!(" {word} {part}");
                }
            }
            parts.push(text);
        }
    }
    parts.join(", ")
}

/// Meanings that say the same, with the readings under which they do.
fn merged<'m>(meanings: &[Shown<'m>]) -> Vec<(&'m Meaning, String)> {
    let mut sorts: Vec<Vec<&Meaning>> = Vec::new();
    for (meaning, _) in meanings {
        let same = |m: &Meaning| {
            let shown = m.lost.is_some() || m.gained.is_some();
            (m.class, &m.cause, &m.lost, &m.gained)
                == (meaning.class, &meaning.cause, &meaning.lost, &meaning.gained)
                && (!shown || m.house == meaning.house)
        };
        match sorts.iter_mut().find(|s| s.first().is_some_and(|m| same(m))) {
            Some(sort) => sort.push(meaning),
            None => sorts.push(vec![meaning]),
        }
    }
    let options = |of: &[&Meaning], at: usize| -> Vec<String> {
        let mut out: Vec<String> = of.iter().filter_map(|m| Some(m.reading.get(at)?.1.clone())).collect();
        out.sort();
        out.dedup();
        out
    };
    let all: Vec<&Meaning> = meanings.iter().map(|(m, _)| *m).collect();
    let mut out = Vec::new();
    for sort in &sorts {
        let Some(first) = sort.first() else { continue };
        let sizes: usize = (0..first.reading.len()).map(|at| options(sort, at).len()).product();
        let words = if sizes == sort.len() {
            let limits = (0..first.reading.len()).filter_map(|at| {
                let (mine, every) = (options(sort, at), options(&all, at));
                (mine != every).then(|| format!("{} {}", first.reading[at].0, mine.join(" or ")))
            });
            limits.collect::<Vec<_>>().join(" and ")
        } else if sort.len() > FEW {
            format!("on {} of {} choices of readings, which --format json names", sort.len(), all.len())
        } else {
            let one = |m: &&Meaning| {
                m.reading.iter().map(|(t, r)| format!("{t} {r}")).collect::<Vec<_>>().join(" and ")
            };
            sort.iter().map(one).collect::<Vec<_>>().join("; or ")
        };
        let plain = words.is_empty() || words.starts_with("on ");
        out.push((*first, if plain { words } else { format!("where {words}") }));
    }
    out
}
