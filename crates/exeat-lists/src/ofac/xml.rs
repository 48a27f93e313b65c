//! OFAC's plain xml: `sdn.xml` and `consolidated.xml`, in any of their namespaces.
//!
//! What the csv form squeezes into remarks stands here in elements of its own; each is read as the clause it would
//! be there, so that both forms give the same parties.

use super::lists;
use super::remarks::Remarks;
use crate::draft::{Draft, Out};
use crate::file::{File, ReadError};
use crate::reading::{Reading, Sink};
use crate::value::{Order, day, join};
use crate::xml::{self, Element, Visit};
use exeat_screen::{AddressKind, NameKind, PartyKind, Scheme};
use std::collections::BTreeSet;

/// Reads `sdn.xml` or `consolidated.xml`. Entries of the consolidated publication stand once for each list.
///
/// # Errors
///
/// Another document, one that ends early or is not well formed, an entry that stands twice, another number of
/// entries than the file says it has: nothing of it is read.
pub fn read(file: &File<'_>) -> Result<Reading, ReadError> {
    Reading::hold(|sink| each(file, sink))
}

pub(crate) fn each(file: &File<'_>, sink: Sink<'_>) -> Result<Reading, ReadError> {
    // Only the entries tell which publication it is: the file is gone over once for that, and holds nothing.
    let mut consolidated = file.base().to_ascii_lowercase().starts_with("cons");
    if !consolidated {
        document(file, &mut |record| consolidated |= lists::shows_consolidated(&record.entry))?;
    }
    if !consolidated {
        let (mut reading, many) = document(file, &mut |record| sink(record.on("us.ofac.sdn")))?;
        reading.counts.rows.push(("sdn.xml", many));
        return Ok(reading);
    }
    let mut complaints = Vec::new();
    let (mut reading, many) = document(file, &mut |record| lists::sort(&record, &mut complaints, sink))?;
    reading.complaints.extend(complaints);
    reading.counts.rows.push(("consolidated.xml", many));
    Ok(reading)
}

/// Reads the document, whose entries are of no list yet, and how many there are.
fn document(file: &File<'_>, sink: Sink<'_>) -> Result<(Reading, usize), ReadError> {
    let mut reader = Sdn { out: Out::new(file, sink), said: None, ids: BTreeSet::new(), file };
    let (root, unknown) = xml::read(file, &["sdnList"], &mut reader)?;
    let Sdn { mut out, said, ids, .. } = reader;
    if let Some(said) = said.filter(|said| *said != ids.len()) {
        let problem = format!("it says it has {said} entries, and has {}", ids.len());
        return Err(file.error(Some(root.line), problem, crate::file::DOWNLOAD_AGAIN));
    }
    out.unknown(unknown);
    Ok((out.finish(), ids.len()))
}

struct Sdn<'a, 'b> {
    file: &'a File<'b>,
    out: Out<'a>,
    /// How many entries the file says it has.
    said: Option<usize>,
    ids: BTreeSet<String>,
}

impl Visit for Sdn<'_, '_> {
    fn is_record(&self, name: &str, _: &[Element]) -> bool {
        matches!(name, "sdnEntry" | "publshInformation" | "publishInformation")
    }

    fn record(&mut self, record: &Element, _: &[Element]) -> Result<(), ReadError> {
        if record.name != "sdnEntry" {
            let date = record.text("Publish_Date");
            self.out.reading.published = day(&date, Order::MonthFirst);
            if self.out.reading.published.is_none() {
                self.out.complain(record.line, &date, "a day of publication that cannot be read");
            }
            self.said = record.text("Record_Count").parse().ok();
            return Ok(());
        }
        let id = record.text("uid");
        if id.is_empty() || !self.ids.insert(id.clone()) {
            let problem = if id.is_empty() {
                "an entry without a uid".into()
            } else {
                format!("entry {id} stands twice")
            };
            return Err(self.file.error(Some(record.line), problem, crate::file::DOWNLOAD_AGAIN));
        }
        let draft = entry(record, id, &self.out);
        self.out.push(draft);
        Ok(())
    }
}

fn entry(record: &Element, id: String, out: &Out<'_>) -> Draft {
    let source = out.place(record.line, record.offset);
    let kind = record.text("sdnType");
    let mut draft = Draft::new(lists::UNSORTED, id, kind_of(&kind), source);
    if draft.entry.party.kind == PartyKind::Unknown {
        draft.complain(&kind, "a kind of party we do not know");
    }
    draft.name(NameKind::Primary, false, &name(record));
    for aka in record.each("akaList", "aka") {
        aka.skip(&["uid"]);
        let (label, category) = (aka.text("type"), aka.text("category"));
        let kind = match label.as_str() {
            "a.k.a." | "n.k.a." => NameKind::Alias,
            "f.k.a." => NameKind::Former,
            _ => {
                draft.complain(&label, "a kind of alias we do not know");
                NameKind::Alias
            }
        };
        if !["strong", "weak"].contains(&category.as_str()) {
            draft.complain(&category, "an alias neither strong nor weak");
        }
        draft.name(kind, category == "weak", &name(aka));
    }
    let programmes: Vec<String> = record
        .each("programList", "program")
        .iter()
        .map(|p| p.own_text())
        .filter(|p| !p.is_empty())
        .collect();
    let mut read = Remarks::default();
    let mut said: Vec<String> = Vec::new();
    let mut statement = |read: &mut Remarks, label: &str, value: &str, country: &str| {
        let country_said = if country.is_empty() { String::new() } else { format!(" ({country})") };
        said.push(format!("{label} {value}{country_said}"));
        read.add(label, value, country);
    };
    for item in record.each("dateOfBirthList", "dateOfBirthItem") {
        item.skip(&["uid", "mainEntry"]);
        statement(&mut read, "DOB", &item.text("dateOfBirth"), "");
    }
    for item in record.each("placeOfBirthList", "placeOfBirthItem") {
        item.skip(&["uid", "mainEntry"]);
        statement(&mut read, "POB", &item.text("placeOfBirth"), "");
    }
    for (list, item, label) in
        [("nationalityList", "nationality", "nationality"), ("citizenshipList", "citizenship", "citizen")]
    {
        for item in record.each(list, item) {
            item.skip(&["uid", "mainEntry"]);
            statement(&mut read, label, &item.text("country"), "");
        }
    }
    for id in record.each("idList", "id") {
        id.skip(&["uid", "issueDate", "expirationDate"]);
        statement(&mut read, &id.text("idType"), &id.text("idNumber"), &id.text("idCountry"));
    }
    let remarks = record.text("remarks");
    for clause in remarks.split("; ").filter(|c| !c.trim().is_empty()) {
        read.add(clause, "", "");
    }
    draft.say("title", &record.text("title"));
    if let Some(vessel) = record.child("vesselInfo") {
        draft.identifier(Scheme::Other("call sign".into()), &vessel.text("callSign"), None);
        draft.country(&vessel.text("vesselFlag"));
        draft.link("vessel owner", &vessel.text("vesselOwner"), None);
        draft.say("vessel type", &vessel.text("vesselType"));
        draft.say("tonnage", &vessel.text("tonnage"));
        draft.say("gross tonnage", &vessel.text("grossRegisteredTonnage"));
    }
    for place in record.each("addressList", "address") {
        place.skip(&["uid"]);
        let lines = ["address1", "address2", "address3"].map(|line| place.text(line));
        let town = ["city", "stateOrProvince", "postalCode"].map(|part| place.text(part));
        draft.address(
            AddressKind::Stated,
            &join(&lines, ", "),
            &join(&town, " "),
            &place.text("country"),
            "",
        );
    }
    let programmes: Vec<&str> = programmes.iter().map(String::as_str).collect();
    read.fill(&programmes, &mut draft);
    said.push(remarks);
    draft.entry.remarks = join(&said, "; ");
    draft
}

/// The kind of a party by the publisher's word.
pub(crate) fn kind_of(text: &str) -> PartyKind {
    match text.to_ascii_lowercase().as_str() {
        "individual" => PartyKind::Individual,
        "entity" => PartyKind::Organisation,
        "vessel" => PartyKind::Vessel,
        "aircraft" => PartyKind::Aircraft,
        _ => PartyKind::Unknown,
    }
}

/// `LAST, First`, as the csv form has it.
fn name(of: &Element) -> String {
    let (last, first) = (of.text("lastName"), of.text("firstName"));
    join(&[last, first], ", ")
}
