//! Switzerland's consolidated list (SECO), in xml.
//!
//! A target's names are parts with an order and a kind, each with spellings of its own. Places stand apart and are
//! referred to by number. A target that was taken off the list stays in the file, with a modification that says so.

use crate::draft::{Draft, Out};
use crate::file::{DOWNLOAD_AGAIN, File, ReadError};
use crate::reading::{Reading, Sink};
use crate::value::{Order, day, join, scheme_of};
use crate::xml::{self, Element, Visit};
use exeat_screen::{AddressKind, Listing, NameKind, PartialDate, PartyKind, Scheme};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// The list's id.
pub(crate) const LIST: &str = "ch.seco";

/// Reads the list.
///
/// # Errors
///
/// Another document, one that ends early or is not well formed, a target that stands twice.
pub fn read(file: &File<'_>) -> Result<Reading, ReadError> {
    Reading::hold(|sink| each(file, sink))
}

pub(crate) fn each(file: &File<'_>, sink: Sink<'_>) -> Result<Reading, ReadError> {
    let mut reader = List {
        file,
        out: Out::new(file, sink),
        programmes: BTreeMap::new(),
        places: BTreeMap::new(),
        ids: BTreeSet::new(),
        held: Vec::new(),
    };
    let (root, unknown) = xml::read(file, &["swiss-sanctions-list"], &mut reader)?;
    root.skip(&["list-type"]);
    let List { mut out, held, places, .. } = reader;
    let date = root.attribute("date");
    out.reading.published = day(date, Order::DayFirst);
    if out.reading.published.is_none() {
        out.complain(root.line, date, "a day of publication that cannot be read");
    }
    out.unknown(unknown);
    // Places may stand after the targets.
    for (mut draft, waiting) in held {
        for (kind, street, code, place) in waiting {
            let (town, country) = places.get(&place).cloned().unwrap_or_default();
            draft.address(kind, &street, &join(&[town, code], " "), &country, "");
        }
        out.push(draft);
    }
    Ok(out.finish())
}

/// An address that waits for its place: kind, street, post code, number of the place.
type Waiting = (AddressKind, String, String, String);

struct List<'a, 'b> {
    file: &'a File<'b>,
    out: Out<'a>,
    /// Programme key by number of its sets.
    programmes: BTreeMap<String, String>,
    /// Town and country by number.
    places: BTreeMap<String, (String, String)>,
    ids: BTreeSet<String>,
    held: Vec<(Draft, Vec<Waiting>)>,
}

impl Visit for List<'_, '_> {
    fn is_record(&self, name: &str, _: &[Element]) -> bool {
        matches!(name, "sanctions-program" | "target" | "place")
    }

    fn record(&mut self, record: &Element, _: &[Element]) -> Result<(), ReadError> {
        match record.name.as_str() {
            "sanctions-program" => {
                record.skip(&["ssid", "version-date", "predecessor-version-date", "program-name", "origin"]);
                let english = |e: &&Element| e.attribute("lang") == "eng";
                let key = record.all("program-key").find(english).map(Element::own_text).unwrap_or_default();
                record.skip(&["program-key"]);
                for set in record.all("sanctions-set") {
                    set.skip(&["lang"]);
                    self.programmes.insert(set.attribute("ssid").to_owned(), key.clone());
                }
            }
            "place" => {
                let town = join(&[record.text("location"), record.text("area")], ", ");
                let country = record.child("country").map(|c| {
                    let code = c.attribute("iso-code").to_owned();
                    if code.is_empty() { c.own_text() } else { code }
                });
                record.skip(&["location-variant", "area-variant"]);
                self.places.insert(record.attribute("ssid").to_owned(), (town, country.unwrap_or_default()));
            }
            _ => self.target(record)?,
        }
        Ok(())
    }
}

impl List<'_, '_> {
    fn target(&mut self, target: &Element) -> Result<(), ReadError> {
        let id = target.attribute("ssid").to_owned();
        if id.is_empty() || !self.ids.insert(id.clone()) {
            let problem = if id.is_empty() {
                "a target without a number".into()
            } else {
                format!("target {id} stands twice")
            };
            return Err(self.file.error(Some(target.line), problem, DOWNLOAD_AGAIN));
        }
        let events: Vec<(String, Option<Date>)> = target
            .all("modification")
            .map(|m| {
                m.skip(&[
                    "publication-date",
                    "effective-date",
                    "enactment-date",
                    "added",
                    "removed",
                    "remark",
                ]);
                let dates = ["effective-date", "publication-date", "enactment-date"]
                    .map(|name| day(m.attribute(name), Order::DayFirst));
                (m.attribute("modification-type").to_owned(), dates.into_iter().flatten().next())
            })
            .collect();
        let last = events
            .iter()
            .filter(|(kind, _)| kind == "listed" || kind == "de-listed")
            .max_by_key(|(_, date)| *date);
        if last.is_some_and(|(kind, _)| kind == "de-listed") {
            self.out.count("de-listed", 1);
            set_all(target);
            return Ok(());
        }
        self.out.count("target", 1);
        let listed = events.iter().filter(|(kind, _)| kind == "listed").filter_map(|(_, date)| *date).max();
        let parts = [
            ("individual", PartyKind::Individual),
            ("entity", PartyKind::Organisation),
            ("object", PartyKind::Unknown),
        ];
        let found = parts.iter().find_map(|(name, kind)| Some((target.child(name)?, *kind)));
        let Some((party, mut kind)) = found else {
            self.out.complain(target.line, &id, "a target of a kind we do not know");
            return Ok(());
        };
        match party.attribute("object-type") {
            "vessel" => kind = PartyKind::Vessel,
            "aircraft" => kind = PartyKind::Aircraft,
            _ => {}
        }
        let mut draft = Draft::new(LIST, id, kind, self.out.place(target.line, target.offset));
        let mut waiting = Vec::new();
        draft.say("gender", party.attribute("sex"));
        for identity in party.all("identity") {
            identity_of(identity, &mut draft, &mut waiting);
        }
        for (element, label) in [("justification", "reasons"), ("other-information", "other information")] {
            for part in party.all(element) {
                part.skip(&["ssid"]);
                let text = part.own_text();
                draft.remark_as(label, &text);
                if let Some(number) = text.split_once("IMO Number: ").map(|(_, n)| n) {
                    let digits: String = number.chars().take_while(char::is_ascii_digit).collect();
                    draft.identifier(Scheme::Imo, &digits, None);
                }
            }
        }
        for relation in party.all("relation") {
            relation.skip(&["ssid", "remark"]);
            draft.link(relation.attribute("relation-type"), "", Some(relation.attribute("target-id")));
        }
        draft.remark_as("foreign identifier", &target.text("foreign-identifier"));
        target.skip(&["generic-attribute"]);
        for set in target.all("sanctions-set-id") {
            let programme = self.programmes.get(&set.own_text()).cloned();
            let programme = programme.unwrap_or_else(|| format!("set {}", set.own_text()));
            draft.listing(Listing { programme, listed, ..Listing::default() });
        }
        self.held.push((draft, waiting));
        Ok(())
    }
}

fn set_all(element: &Element) {
    element.skip_attributes();
    element.children().for_each(set_all);
}

fn identity_of(identity: &Element, draft: &mut Draft, waiting: &mut Vec<Waiting>) {
    identity.skip(&["ssid", "main"]);
    for name in identity.all("name") {
        name.skip(&["ssid", "lang"]);
        let kind = match name.attribute("name-type") {
            "primary-name" => NameKind::Primary,
            "formerly-known-as" => NameKind::Former,
            _ => NameKind::Alias,
        };
        let weak = name.attribute("quality") == "low";
        let mut parts: Vec<(u32, String, Vec<String>, bool)> = name
            .all("name-part")
            .map(|part| {
                let spellings = part.all("spelling-variant").map(|v| {
                    v.skip_attributes();
                    v.own_text()
                });
                let family = part.attribute("name-part-type") == "family-name";
                (
                    part.attribute("order").parse().unwrap_or(u32::MAX),
                    part.text("value"),
                    spellings.collect(),
                    family,
                )
            })
            .collect();
        // Family names come first in the file; a name reads given names first.
        parts.sort_by_key(|(order, _, _, family)| (*family, *order));
        let whole = |with: usize, spelling: &str| {
            let values = parts.iter().enumerate().map(|(at, (_, value, _, _))| {
                if at == with && !spelling.is_empty() { spelling.to_owned() } else { value.clone() }
            });
            join(&values.collect::<Vec<_>>(), " ")
        };
        let kind = if kind == NameKind::Primary && !draft.entry.party.names.is_empty() {
            NameKind::Alias
        } else {
            kind
        };
        draft.name(kind, weak, &whole(usize::MAX, ""));
        for (at, (_, _, spellings, _)) in parts.iter().enumerate() {
            spellings.iter().for_each(|spelling| draft.name(NameKind::Alias, weak, &whole(at, spelling)));
        }
    }
    for date in identity.all("day-month-year") {
        date.skip(&["ssid", "quality", "calendar"]);
        let number = |name: &str| date.attribute(name).parse::<i16>().ok();
        let small = |name: &str| number(name).and_then(|n| i8::try_from(n).ok());
        let read = match (number("year"), small("month"), small("day")) {
            (Some(year), Some(month), Some(day)) => Date::new(year, month, day).ok().map(PartialDate::day),
            (Some(year), Some(month), None) => PartialDate::month(year, month),
            (Some(year), None, _) => PartialDate::year(year),
            _ => None,
        };
        match read {
            Some(read) if date.attribute("quality") == "low" => draft.born(read.about()),
            Some(read) => draft.born(read),
            None => draft.complain(date.attribute("year"), "a date of birth that cannot be read"),
        }
    }
    for place in identity.all("address") {
        place.skip(&["ssid", "quality", "main", "remark"]);
        let parts = [place.text("c-o"), place.text("address-details"), place.text("p-o-box")];
        let number = place.attribute("place-id").to_owned();
        waiting.push((AddressKind::Stated, join(&parts, ", "), place.text("zip-code"), number));
    }
    for place in identity.all("place-of-birth") {
        place.skip(&["ssid", "quality"]);
        waiting.push((
            AddressKind::Birthplace,
            String::new(),
            String::new(),
            place.attribute("place-id").to_owned(),
        ));
    }
    for nationality in identity.all("nationality") {
        nationality.skip(&["ssid", "quality"]);
        if let Some(country) = nationality.child("country") {
            let code = country.attribute("iso-code");
            draft.country(if code.is_empty() { country.own_text() } else { code.to_owned() }.as_str());
        }
    }
    for paper in identity.all("identification-document") {
        paper.skip(&["ssid", "date-of-issue", "expiry-date", "place-of-issue", "remark"]);
        let issuer = paper.child("issuer").map(|i| {
            let code = i.attribute("code").to_owned();
            if code.is_empty() { i.own_text() } else { code }
        });
        draft.identifier(
            scheme_of(paper.attribute("document-type")),
            &paper.text("number"),
            issuer.as_deref(),
        );
    }
}
