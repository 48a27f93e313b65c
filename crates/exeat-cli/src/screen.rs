//! `exeat screen` and `exeat explain`: names against the lists at hand.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};
use exeat::identity::digest;
use exeat::lists::add_built_in;
use exeat_lists::store::{Current, Store, StoreError};
use exeat_lists::{stale_after_days, starter};
use exeat_screen::normalise::{is_read_whole, names_somebody};
use exeat_screen::places::{self, Place};
use exeat_screen::text::{Found, Mention, screen_text};
use exeat_screen::{
    Address, AddressKind, Entry, Gender, Hit, Identifier, Index, Name, PartialDate, Party, PartyKind, REVIEW,
    Scheme, Score, country,
};
use jiff::ZonedDateTime;
use jiff::civil::Date;
use serde_json::{Value, json};

use crate::check::errors_as_json;

/// Who is asked about, and against what.
#[derive(Debug, Args)]
pub(crate) struct ScreenArgs {
    /// Names of one party, in any script: its own, then others it goes by.
    #[arg(required_unless_present = "file")]
    name: Vec<String>,
    /// The names are lines of free text: a remittance line, an address, a cargo. Places are looked for too.
    #[arg(long, conflicts_with = "file")]
    text: bool,
    /// Customers in csv with a header: name, and if known schema, dob, gender, country, place, birthplace, id
    /// (scheme:value); several by `;`.
    #[arg(long, conflicts_with = "name")]
    file: Option<PathBuf>,
    #[command(flatten)]
    about: About,
    #[command(flatten)]
    lists: ListArgs,
    /// Score from which a hit is shown, 1 to 1000.
    #[arg(long, default_value_t = REVIEW.thousandths(), value_parser = clap::value_parser!(u16).range(1..=1000))]
    threshold: u16,
    /// How to print.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// What is known besides the name.
#[derive(Debug, Args)]
struct About {
    /// What kind of party.
    #[arg(long, value_enum)]
    schema: Option<Schema>,
    /// Date of birth: a day, month or year.
    #[arg(long)]
    dob: Option<String>,
    /// Nationality or seat, as a code or name; also where an IP address or telephone number points to.
    #[arg(long)]
    country: Vec<String>,
    /// Gender: male or female.
    #[arg(long)]
    gender: Option<String>,
    /// Address or city, the country last: "Spruha 19, Trzin, Slovenia".
    #[arg(long)]
    place: Vec<String>,
    /// Place of birth, likewise.
    #[arg(long)]
    birthplace: Vec<String>,
    /// Identifier as SCHEME:VALUE, such as bic:SABRRUMM. Its form and check digits must be right.
    #[arg(long, value_name = "SCHEME:VALUE")]
    id: Vec<String>,
}

/// Which lists.
#[derive(Debug, Args)]
struct ListArgs {
    /// Only these lists; all imported ones if absent.
    #[arg(long)]
    list: Vec<String>,
    /// The editions in force on this date; today if absent.
    #[arg(long)]
    on: Option<Date>,
}

/// Why one entry is or is not a hit.
#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    /// The name asked about.
    query: String,
    /// The entry: its id, or LIST:ID.
    entry: String,
    #[command(flatten)]
    about: About,
    #[command(flatten)]
    lists: ListArgs,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Schema {
    Person,
    Organisation,
    Vessel,
    Aircraft,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// Lists in memory, and why finding nobody in them may mean nothing.
struct Desk {
    /// The day asked.
    on: Date,
    index: Index,
    /// Built-in parties of lists whose edition clears nobody or is not at hand; none where nothing is at hand, and the
    /// index holds them.
    starter: Option<Index>,
    used: Vec<String>,
    doubts: Vec<String>,
}

impl Desk {
    /// Hits among the editions and the built-in parties beside them.
    fn screen(&self, party: &Party, review: Score) -> Vec<Hit> {
        let mut hits = self.index.screen_on(party, review, Some(self.on));
        if let Some(starter) = &self.starter {
            let more = starter.screen_on(party, review, Some(self.on));
            add_built_in(&mut hits, more, starter, |h| self.index.entry(&h.list, &h.entry));
        }
        hits
    }

    /// What a line of text names, likewise.
    fn mentions(&self, line: &str, review: Score) -> Vec<Mention> {
        let mut out = screen_text(&self.index, line, review);
        let Some(starter) = &self.starter else { return out };
        for more in screen_text(starter, line, review) {
            let Found::Name(hit) = &more.found else { continue };
            let same = |m: &Mention| match &m.found {
                Found::Name(h) => (&h.list, &h.entry) == (&hit.list, &hit.entry) && h.score >= hit.score,
                Found::Place { .. } => false,
            };
            if !out.iter().any(same) {
                out.push(more);
            }
        }
        out.sort_by_key(|m| (m.start, m.end));
        out
    }

    fn entry(&self, list: &str, id: &str) -> Option<&Entry> {
        self.index.entry(list, id).or_else(|| self.starter.as_ref()?.entry(list, id))
    }

    /// Refuses a date of birth that nobody can have, and says whom the name alone finds.
    fn refuse_birth(&self, args: &ScreenArgs, review: Score) -> Result<()> {
        let Some(Err(error)) = args.about.dob.as_deref().map(|dob| birth(dob, self.on)) else {
            return Ok(());
        };
        let named = Party { names: args.name.iter().map(Name::primary).collect(), ..Party::default() };
        let hits = self.screen(&named, review);
        let found: Vec<String> = hits.iter().map(|h| format!("{} {} {}", h.list, h.entry, h.name)).collect();
        let found = if found.is_empty() { "nobody".to_owned() } else { found.join("; ") };
        bail!("{error}; by the name alone this finds {found}")
    }
}

pub(crate) fn run(args: &ScreenArgs, data: Option<PathBuf>, out: &mut String) -> Result<u8> {
    match (screen(args, data, out), args.format) {
        (Err(error), Format::Json) => {
            let file = args.file.as_ref().map(|file| file.display().to_string()).unwrap_or_default();
            errors_as_json(&error, &file, out)
        }
        (answer, _) => answer,
    }
}

fn screen(args: &ScreenArgs, data: Option<PathBuf>, out: &mut String) -> Result<u8> {
    let nobody: Vec<String> = args.name.iter().filter(|name| !readable(name, args.text)).cloned().collect();
    if let Some(name) = nobody.first() {
        bail!("name: {name:?} says nobody, so there is nothing to screen; write the name in full");
    }
    let mut desk = desk(&args.lists, data)?;
    let review = Score::new(args.threshold);
    if args.text {
        return free_text(args, &desk, review, out);
    }
    let mut rejected = Vec::new();
    let parties = match &args.file {
        Some(file) => customers(file, desk.on, &mut rejected)?,
        None => {
            desk.refuse_birth(args, review)?;
            vec![(args.name.join(" / "), party(&args.name, &args.about, desk.on)?)]
        }
    };
    let unread = |party: &Party| party.names.iter().any(|n| !is_read_whole(&n.text));
    for (label, _) in parties.iter().filter(|(_, party)| unread(party)) {
        let start: String = label.chars().take(40).collect();
        desk.doubts.push(format!("the name {start:?} is too long, or without letters, to be screened"));
    }
    let mut rows = Vec::new();
    let mut any = false;
    for (label, party) in &parties {
        let hits = desk.screen(party, review);
        let leads = places::of_party(party);
        any |= !leads.is_empty() || hits.iter().any(|h| h.score >= review);
        if args.format == Format::Json {
            let mut row = json!({"query": label, "hits": hits.iter().map(|h| hit_json(h, &desk, review)).collect::<Vec<Value>>()});
            if !leads.is_empty() {
                let told = leads.iter().map(|p| json!({"id": p.id, "part_of": p.part_of}));
                row["places"] = told.collect();
            }
            rows.push(row);
            continue;
        }
        if hits.is_empty() && leads.is_empty() && parties.len() > 1 {
            continue;
        }
        writeln!(out, "{label}")?;
        if hits.is_empty() {
            writeln!(out, "  no hit at or above {review}")?;
        }
        for hit in &hits {
            let line = if hit.score < review { "  below review, weak alias: " } else { "  " };
            writeln!(out, "{line}{}", hit_line(hit))?;
        }
        for place in leads {
            writeln!(out, "  place: {}", place_line(place))?;
        }
    }
    if args.format == Format::Text {
        for row in &rejected {
            writeln!(out, "not screened: {row}")?;
        }
    }
    finish(args, &desk, (parties.len(), &rejected), rows, any, out)
}

/// Whether there is anything to look for: words of a line of text, or a name that says somebody.
fn readable(name: &str, text: bool) -> bool {
    if text {
        name.chars().any(char::is_alphanumeric)
    } else {
        names_somebody(name) || !is_read_whole(name) && name.chars().any(char::is_alphanumeric)
    }
}

/// Names and places inside lines of text, with their positions in bytes.
fn free_text(args: &ScreenArgs, desk: &Desk, review: Score, out: &mut String) -> Result<u8> {
    let mut rows = Vec::new();
    let mut any = false;
    for line in &args.name {
        let mentions = desk.mentions(line, review);
        any |= !mentions.is_empty();
        if args.format == Format::Json {
            let found = mentions.iter().map(|m| {
                let (what, detail) = match &m.found {
                    Found::Name(hit) => ("name", hit_json(hit, desk, review)),
                    Found::Place { place, mission } => {
                        ("place", json!({"id": place.id, "part_of": place.part_of, "mission": mission}))
                    }
                };
                json!({"start": m.start, "end": m.end, "text": m.text, what: detail})
            });
            rows.push(json!({"text": line, "mentions": found.collect::<Vec<Value>>()}));
            continue;
        }
        writeln!(out, "{line}")?;
        for m in &mentions {
            let what = match &m.found {
                Found::Name(hit) => hit_line(hit),
                Found::Place { place, mission } => {
                    format!("place: {}{}", place_line(place), if *mission { ", a mission of it" } else { "" })
                }
            };
            writeln!(out, "  {}..{} \"{}\": {what}", m.start, m.end, m.text)?;
        }
        if mentions.is_empty() {
            writeln!(out, "  nothing found")?;
        }
    }
    finish(args, desk, (args.name.len(), &[]), rows, any, out)
}

/// The rows as JSON, or what they were screened against as text; and the exit code.
fn finish(
    args: &ScreenArgs,
    desk: &Desk,
    (count, rejected): (usize, &[String]),
    rows: Vec<Value>,
    any: bool,
    out: &mut String,
) -> Result<u8> {
    if args.format == Format::Json {
        let mut answer =
            json!({"results": rows, "lists": desk.used, "doubts": desk.doubts, "threshold": args.threshold});
        if !rejected.is_empty() {
            answer["rejected"] = json!(rejected);
        }
        writeln!(out, "{}", serde_json::to_string_pretty(&answer)?)?;
    } else {
        writeln!(out, "{} screened against {}", count, desk.used.join("; "))?;
        for doubt in &desk.doubts {
            writeln!(out, "clears nobody: {doubt}")?;
        }
    }
    Ok(match (any, desk.doubts.is_empty()) {
        (true, _) => 1,
        (false, _) if !rejected.is_empty() => 6,
        (false, true) => 0,
        (false, false) => 4,
    })
}

pub(crate) fn explain(args: &ExplainArgs, data: Option<PathBuf>, out: &mut String) -> Result<u8> {
    let desk = desk(&args.lists, data)?;
    let (list, id) = args.entry.rsplit_once(':').map_or((None, args.entry.as_str()), |(l, id)| (Some(l), id));
    let built_in = desk.starter.iter().flat_map(Index::entries);
    let built_in = built_in.filter(|e| desk.index.entry(&e.list, &e.id).is_none());
    let mut found = desk
        .index
        .entries()
        .iter()
        .chain(built_in)
        .filter(|e| e.id == id && list.is_none_or(|l| e.list == l));
    let Some(entry) = found.next() else {
        bail!("no list at hand has the entry {}; `exeat lists show` tells what is imported", args.entry);
    };
    if found.next().is_some() {
        bail!("several lists have an entry {id}; write LIST:{id}");
    }
    let party = party(std::slice::from_ref(&args.query), &args.about, desk.on)?;
    let alone = Index::build(vec![entry.clone()]);
    let names: Vec<&str> = entry.party.names.iter().map(|n| n.text.as_str()).collect();
    writeln!(out, "{}:{}  {}", entry.list, entry.id, names.join(" / "))?;
    // in the whole index the same entry may score otherwise: how rare a word is depends on what is listed
    let hits = desk.screen(&party, Score::new(1));
    let hit = hits.into_iter().find(|h| h.list == entry.list && h.entry == entry.id);
    let Some(hit) = hit.or_else(|| alone.screen_on(&party, Score::new(1), Some(desk.on)).into_iter().next())
    else {
        writeln!(out, "  nothing in common with {}", args.query)?;
        return Ok(0);
    };
    writeln!(
        out,
        "  score {}{}",
        hit.score,
        if hit.score >= REVIEW { ", at or above review" } else { ", below review" }
    )?;
    for (asked, listed) in &hit.alignment {
        let gap = |word: &str| if word.is_empty() { "–".to_owned() } else { word.to_owned() };
        writeln!(out, "    {:24} {}", gap(asked), gap(listed))?;
    }
    for point in &hit.points {
        writeln!(out, "    {:+5}  {}", point.thousandths, point.what)?;
    }
    Ok(u8::from(hit.score >= REVIEW))
}

fn hit_line(hit: &Hit) -> String {
    let agreeing: Vec<String> = hit.agreeing.iter().map(|i| format!("{} {}", i.scheme, i.value)).collect();
    let agreeing =
        if agreeing.is_empty() { String::new() } else { format!("  {} agrees", agreeing.join(", ")) };
    format!("{}  {} {}  {}{agreeing}", hit.score, hit.list, hit.entry, hit.name)
}

fn hit_json(hit: &Hit, desk: &Desk, review: Score) -> Value {
    json!({
        "list": hit.list, "entry": hit.entry, "of": desk.entry(&hit.list, &hit.entry).map(digest), "name": hit.name, "query": hit.query,
        "score": hit.score.thousandths(), "review": hit.score >= review, "weak": hit.weak,
        "agreeing": hit.agreeing.iter().map(|i| format!("{}:{}", i.scheme, i.value)).collect::<Vec<_>>(),
        "points": hit.points.iter().map(|p| json!([p.what, p.thousandths])).collect::<Vec<_>>(),
        "alignment": hit.alignment,
    })
}

fn party(names: &[String], about: &About, on: Date) -> Result<Party> {
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let kind = match about.schema {
        None => PartyKind::Unknown,
        Some(Schema::Person) => PartyKind::Individual,
        Some(Schema::Organisation) => PartyKind::Organisation,
        Some(Schema::Vessel) => PartyKind::Vessel,
        Some(Schema::Aircraft) => PartyKind::Aircraft,
    };
    let mut party = Party { kind, ..Party::default() };
    for (i, name) in names.iter().enumerate() {
        party.names.push(if i == 0 { Name::primary(*name) } else { Name::alias(*name) });
    }
    describe(&mut party, about, on)?;
    Ok(party)
}

/// Adds what is known besides the name. A particular that cannot be meant is refused.
fn describe(party: &mut Party, about: &About, on: Date) -> Result<()> {
    if let Some(dob) = &about.dob {
        party.birth.push(birth(dob, on)?);
    }
    party.gender = match about.gender.as_deref().map(str::to_lowercase).as_deref() {
        None => None,
        Some("m" | "male" | "man") => Some(Gender::Male),
        Some("f" | "female" | "woman") => Some(Gender::Female),
        Some(other) => bail!("gender: `{other}` is none we compare; write male or female, or leave it out"),
    };
    for place in &about.country {
        party.countries.push(country_of(place)?);
    }
    let stated = about.place.iter().map(|p| address(AddressKind::Stated, p));
    party
        .addresses
        .extend(stated.chain(about.birthplace.iter().map(|p| address(AddressKind::Birthplace, p))));
    for id in &about.id {
        let Some((scheme, value)) = id.split_once(':') else {
            bail!("id: `{id}` is no identifier; write SCHEME:VALUE, such as bic:SABRRUMM");
        };
        let id = Identifier::new(Scheme::parse(scheme), value);
        if let Some(flaw) = id.flaw() {
            bail!("id: {} `{value}` cannot be right: {flaw}; correct it or leave it out", id.scheme);
        }
        party.identifiers.push(id);
    }
    Ok(())
}

/// A date of birth that somebody can have on that day.
fn birth(dob: &str, on: Date) -> Result<PartialDate> {
    let Some(date) = PartialDate::parse(dob) else {
        bail!("dob: `{dob}` is no date of birth; write 1963-01-20, 1963-01 or 1963");
    };
    if let Some(flaw) = date.birth_flaw(on) {
        bail!("dob: `{dob}` {flaw} {on} and is no date of birth; correct it or leave it out");
    }
    Ok(date)
}

/// A country as it is compared: its code, or a place of the table that lies in none of its own name.
fn country_of(text: &str) -> Result<String> {
    let text = text.trim();
    if let Some(code) = country::code(text).or_else(|| country::stated(text)) {
        return Ok(code.to_owned());
    }
    if places::named(text).is_some() {
        return Ok(text.to_owned());
    }
    let near = exeat_law::nearest(text, country::spellings().chain(country::every()));
    let help = near.map_or_else(
        || "write a code of ISO 3166 or an English name".to_owned(),
        |near| format!("did you mean {near}?"),
    );
    bail!("country: `{text}` is no country; {help}")
}

/// An address in one line, its country last.
fn address(kind: AddressKind, line: &str) -> Address {
    let last = line.rsplit_once(',').map_or(line, |(_, last)| last).trim();
    let (place, country) = match country::code(last) {
        Some(code) => (line.rsplit_once(',').map_or("", |(place, _)| place), Some(code.to_owned())),
        None => (line, None),
    };
    Address { kind, place: place.trim().to_owned(), country, ..Address::default() }
}

fn place_line(place: &Place) -> String {
    place.part_of.as_ref().map_or_else(|| place.id.clone(), |of| format!("{} in {of}", place.id))
}

/// Reads customers; every bad line in one error. Rows whose name says nobody are rejected, the others screened.
fn customers(path: &PathBuf, on: Date, rejected: &mut Vec<String>) -> Result<Vec<(String, Party)>> {
    let name = path.display();
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {name} as UTF-8 text"))?;
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let headers: Vec<String> = reader
        .headers()
        .with_context(|| format!("{name}: line 1 is no csv header"))?
        .iter()
        .map(str::to_lowercase)
        .collect();
    let known = ["name", "schema", "dob", "gender", "country", "place", "birthplace", "id"];
    for header in &headers {
        if !known.contains(&header.trim()) {
            let near =
                exeat_law::nearest(header, known).map(|n| format!("; did you mean {n}?")).unwrap_or_default();
            bail!("{name}:1: there is no column `{header}`{near}; columns are {}", known.join(", "));
        }
    }
    if !headers.iter().any(|h| h.trim() == "name") {
        bail!("{name}:1: the column `name` is missing");
    }
    let mut out = Vec::new();
    let mut errors = Vec::new();
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                errors.push(format!("{name}: {error}"));
                continue;
            }
        };
        let line = record.position().map_or(0, csv::Position::line);
        let cell = |column: &str| {
            let at = headers.iter().position(|h| h.trim() == column)?;
            record.get(at).map(str::trim).filter(|c| !c.is_empty())
        };
        let kind = match cell("schema").map(str::to_lowercase).as_deref() {
            None => PartyKind::Unknown,
            Some("person" | "individual") => PartyKind::Individual,
            Some("organisation" | "organization" | "company") => PartyKind::Organisation,
            Some("vessel") => PartyKind::Vessel,
            Some("aircraft" | "airplane") => PartyKind::Aircraft,
            Some(other) => {
                errors.push(format!("{name}:{line}: schema: there is no schema `{other}`; write person, organisation, vessel or aircraft"));
                continue;
            }
        };
        let Some(who) = cell("name") else {
            rejected.push(format!("{name}:{line}: name: the name is missing"));
            continue;
        };
        if !readable(who, false) {
            rejected.push(format!("{name}:{line}: name: {who:?} says nobody"));
            continue;
        }
        let split = |column: &str| -> Vec<String> {
            cell(column).map(|c| c.split(';').map(|p| p.trim().to_owned()).collect()).unwrap_or_default()
        };
        let about = About {
            schema: None,
            dob: cell("dob").map(str::to_owned),
            gender: cell("gender").map(str::to_owned),
            country: split("country"),
            place: split("place"),
            birthplace: split("birthplace"),
            id: split("id"),
        };
        let mut party = Party { kind, names: vec![Name::primary(who)], ..Party::default() };
        match describe(&mut party, &about, on) {
            Ok(()) => out.push((who.to_owned(), party)),
            Err(error) => errors.push(format!("{name}:{line}: {error}")),
        }
    }
    if !errors.is_empty() {
        // nothing was screened, so that the rows that say nobody are named here
        errors.append(rejected);
        bail!("{}", errors.join("\n"));
    }
    if out.is_empty() && rejected.is_empty() {
        bail!("{name}: there is nobody to screen; write one customer a line under the header");
    }
    Ok(out)
}

/// The editions in force on the day, in one index; the starter parties where nothing is imported.
fn desk(args: &ListArgs, data: Option<PathBuf>) -> Result<Desk> {
    let on = args.on.unwrap_or_else(|| ZonedDateTime::now().date());
    let mut desk =
        Desk { on, index: Index::build(Vec::new()), starter: None, used: Vec::new(), doubts: Vec::new() };
    if let Some(store) = Store::existing(Store::default_dir(data)?)? {
        let lists = if args.list.is_empty() { store.lists()? } else { args.list.clone() };
        let mut found = Vec::new();
        for list in lists {
            match store.current(&list, on, Date::MAX) {
                Ok(Some(current)) => found.push((list, current)),
                Ok(None) => desk.doubts.push(format!("{list}: no edition of {on} or before is imported")),
                Err(error @ StoreError::UnknownList { .. }) => return Err(error.into()),
                Err(error) => desk.doubts.push(format!("{list} cannot be read: {error}")),
            }
        }
        let editions = |found: &[(String, Current)]| {
            found.iter().map(|(_, current)| current.edition.clone()).collect::<Vec<_>>()
        };
        desk.index = match store.index(&editions(&found)) {
            Ok(index) => index,
            Err(_) => {
                // what cannot be read is left out by name, and the others are screened against
                found.retain(|(list, current)| match store.load(&current.edition) {
                    Ok(_) => true,
                    Err(error) => {
                        desk.doubts.push(format!("{list} cannot be read: {error}"));
                        false
                    }
                });
                store.index(&editions(&found))?
            }
        };
        let mut clearing: Vec<&str> = Vec::new();
        for (list, current) in &found {
            let before = desk.doubts.len();
            let edition = &current.edition;
            let records = desk.index.entries().iter().filter(|entry| entry.list == *list).count();
            desk.used.push(format!("{list} edition {}, {records} records", edition.date));
            if !edition.missing.is_empty() {
                desk.doubts.push(format!(
                    "{list} edition {} is incomplete, without {}",
                    edition.date,
                    edition.missing.join(", ")
                ));
            }
            if let Some(refused) = &current.held_back {
                desk.doubts.push(format!(
                    "{list} edition {}: a later one of {} was refused: {}",
                    edition.date, refused.date, refused.why
                ));
            }
            if current.age_days > i64::from(stale_after_days(list)) {
                let age = current.age_days;
                desk.doubts.push(format!("{list} edition {} is stale, {age} days old on {on}", edition.date));
            }
            if desk.doubts.len() == before {
                clearing.push(list);
            }
        }
        let wanted = |e: &Entry| args.list.is_empty() || args.list.contains(&e.list);
        let mut built_in = starter::entries();
        built_in.retain(|e| wanted(e) && !clearing.contains(&e.list.as_str()));
        if !built_in.is_empty() && !found.is_empty() {
            desk.used.push(format!("{} built-in starter parties beside them", built_in.len()));
            desk.starter = Some(Index::build(built_in));
        }
    }
    if desk.used.is_empty() {
        desk.index = Index::build(starter::entries());
        desk.used.push(format!("{} built-in starter parties", desk.index.len()));
        desk.doubts.push("no list is imported: the starter parties find somebody and clear nobody".into());
    }
    Ok(desk)
}
