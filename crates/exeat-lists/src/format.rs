//! Which publisher's format a file is in, told from what it holds, and its reader.
//!
//! A file's name decides only among OFAC's csv files, which have no header. Everything else is told from the first
//! bytes: the root of an xml document, the header of a table, the keys of a json object. An empty file, a web page
//! and a file of another list are refused with what they are.

use crate::file::{File, ReadError};
use crate::reading::{Reading, Record, Sink};
use crate::{ae, au, bis, ca, ch, csl, eu, ftm, ofac, uk, un};

/// A format of a publisher's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Format {
    /// OFAC's SDN csv files.
    SdnTables,
    /// OFAC's consolidated csv files.
    ConsolidatedTables,
    /// OFAC's plain xml, of either publication.
    OfacXml,
    /// OFAC's Advanced XML, of either publication.
    OfacAdvanced,
    /// The US Consolidated Screening List in csv.
    CslCsv,
    /// The US Consolidated Screening List in json.
    CslJson,
    /// Supplements to 15 CFR part 744 from the eCFR.
    Ecfr,
    /// The Denied Persons List.
    Dpl,
    /// The UN's list in xml.
    UnXml,
    /// The EU's list in xml 1.1.
    EuXml,
    /// The EU's list in csv 1.1 or 1.0.
    EuCsv,
    /// Annexes to Union regulations in csv.
    EuAnnexes,
    /// The UK Sanctions List in xml.
    UkXml,
    /// The UK Sanctions List in csv.
    UkCsv,
    /// The UK Sanctions List as an OpenDocument table.
    UkOds,
    /// OFSI's closed list in csv.
    OfsiCsv,
    /// OFSI's closed list as a workbook.
    OfsiXlsx,
    /// Switzerland's list in xml.
    SecoXml,
    /// Canada's list in xml.
    SemaXml,
    /// Australia's list as a workbook.
    DfatXlsx,
    /// The UAE's list in csv.
    UaeCsv,
    /// FollowTheMoney entities.
    Ftm,
}

impl Format {
    /// All of them.
    pub const ALL: [Format; 22] = [
        Format::SdnTables,
        Format::ConsolidatedTables,
        Format::OfacXml,
        Format::OfacAdvanced,
        Format::CslCsv,
        Format::CslJson,
        Format::Ecfr,
        Format::Dpl,
        Format::UnXml,
        Format::EuXml,
        Format::EuCsv,
        Format::EuAnnexes,
        Format::UkXml,
        Format::UkCsv,
        Format::UkOds,
        Format::OfsiCsv,
        Format::OfsiXlsx,
        Format::SecoXml,
        Format::SemaXml,
        Format::DfatXlsx,
        Format::UaeCsv,
        Format::Ftm,
    ];

    /// What it is, for a person to read.
    pub fn describe(self) -> &'static str {
        match self {
            Format::SdnTables => "OFAC's SDN csv files",
            Format::ConsolidatedTables => "OFAC's consolidated csv files",
            Format::OfacXml => "OFAC's xml",
            Format::OfacAdvanced => "OFAC's Advanced XML",
            Format::CslCsv => "the US Consolidated Screening List in csv",
            Format::CslJson => "the US Consolidated Screening List in json",
            Format::Ecfr => "15 CFR part 744 from the eCFR in xml",
            Format::Dpl => "the BIS Denied Persons List",
            Format::UnXml => "the UN Security Council's list in xml",
            Format::EuXml => "the EU's financial sanctions in xml 1.1",
            Format::EuCsv => "the EU's financial sanctions in csv",
            Format::EuAnnexes => "annexes to Union regulations in csv",
            Format::UkXml => "the UK Sanctions List in xml",
            Format::UkCsv => "the UK Sanctions List in csv",
            Format::UkOds => "the UK Sanctions List as an OpenDocument table",
            Format::OfsiCsv => "OFSI's consolidated list in csv",
            Format::OfsiXlsx => "OFSI's consolidated list as a workbook",
            Format::SecoXml => "Switzerland's list in xml",
            Format::SemaXml => "Canada's list in xml",
            Format::DfatXlsx => "Australia's list as a workbook",
            Format::UaeCsv => "the UAE's local terrorist list in csv",
            Format::Ftm => "FollowTheMoney entities",
        }
    }

    /// The ids of the lists that a file of it can hold.
    pub fn lists(self) -> Vec<&'static str> {
        match self {
            Format::SdnTables => vec!["us.ofac.sdn"],
            Format::ConsolidatedTables => ofac::lists::CONSOLIDATED.to_vec(),
            Format::OfacXml | Format::OfacAdvanced => {
                let mut lists = ofac::lists::CONSOLIDATED.to_vec();
                lists.insert(0, "us.ofac.sdn");
                lists
            }
            Format::CslCsv | Format::CslJson => csl::LISTS.to_vec(),
            Format::Ecfr => bis::supplements::LISTS.iter().map(|(_, list)| *list).collect(),
            Format::Dpl => vec![bis::dpl::LIST],
            Format::UnXml => vec![un::LIST],
            Format::EuXml | Format::EuCsv => vec![eu::LIST],
            Format::EuAnnexes => eu::annexes::lists(),
            Format::UkXml | Format::UkCsv | Format::UkOds | Format::OfsiCsv | Format::OfsiXlsx => {
                vec![uk::LIST]
            }
            Format::SecoXml => vec![ch::LIST],
            Format::SemaXml => vec![ca::LIST],
            Format::DfatXlsx => vec![au::LIST],
            Format::UaeCsv => vec![ae::LIST],
            Format::Ftm => ftm::lists(),
        }
    }

    /// The name under which a file of it is kept; OFAC's csv files keep their own.
    pub fn file_name(self) -> &'static str {
        match self {
            Format::SdnTables => "sdn.csv",
            Format::ConsolidatedTables => "cons_prim.csv",
            Format::OfacXml => "ofac.xml",
            Format::OfacAdvanced => "ofac_advanced.xml",
            Format::CslCsv => "csl.csv",
            Format::CslJson => "csl.json",
            Format::Ecfr => "ecfr.xml",
            Format::Dpl => "dpl.txt",
            Format::UnXml => "un.xml",
            Format::EuXml => "eu.xml",
            Format::EuCsv => "eu.csv",
            Format::EuAnnexes => "eu_annexes.csv",
            Format::UkXml => "uk.xml",
            Format::UkCsv => "uk.csv",
            Format::UkOds => "uk.ods",
            Format::OfsiCsv => "ofsi.csv",
            Format::OfsiXlsx => "ofsi.xlsx",
            Format::SecoXml => "seco.xml",
            Format::SemaXml => "sema.xml",
            Format::DfatXlsx => "dfat.xlsx",
            Format::UaeCsv => "uae.csv",
            Format::Ftm => "ftm.json",
        }
    }

    /// Whether its reader has been tried on whole files as published; else only on samples of the format.
    pub fn tried_on_whole_files(self) -> bool {
        !UNTRIED.contains(&self)
    }
}

/// Formats whose readers have never seen a whole published file, only samples or descriptions of the format.
pub const UNTRIED: [Format; 7] = [
    Format::CslJson,
    Format::EuXml,
    Format::EuCsv,
    Format::UkXml,
    Format::UkCsv,
    Format::UkOds,
    Format::SecoXml,
];

/// The format of a file, by what it holds.
///
/// # Errors
///
/// An empty file, a web page, damaged gzip, or nothing that we know, each with what to do.
pub fn recognise(file: &File<'_>) -> Result<Format, ReadError> {
    let start = file.beginning()?;
    if start.is_empty() {
        return Err(file.text(&start).err().unwrap_or_else(|| unknown(file)));
    }
    if start.starts_with(b"PK\x03\x04") {
        return recognise_workbook(file);
    }
    let text = String::from_utf8_lossy(&start);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if text.starts_with('<') {
        return recognise_xml(file, text);
    }
    if text.starts_with(['{', '[']) {
        return if text.contains("\"entity_number\"")
            || text.contains("\"sources_used\"")
            || text.contains("\"federal_register_notice\"")
        {
            Ok(Format::CslJson)
        } else if text.contains("\"schema\"") && text.contains("\"properties\"") {
            Ok(Format::Ftm)
        } else {
            Err(unknown(file))
        };
    }
    if let Some(shape) = ofac::Shape::of(file.name) {
        return Ok(match shape.publication {
            ofac::Publication::Sdn => Format::SdnTables,
            ofac::Publication::Consolidated => Format::ConsolidatedTables,
        });
    }
    recognise_table(text).ok_or_else(|| unknown(file))
}

fn unknown(file: &File<'_>) -> ReadError {
    let help = "take the file as the publisher gives it; docs/lists.md names the formats that can be read";
    file.error(None, "this is no list in a format that we know", help)
}

fn recognise_xml(file: &File<'_>, text: &str) -> Result<Format, ReadError> {
    let mut rest = text;
    // Over the declaration, comments and the document type, to the root.
    let root = loop {
        let Some((_, after)) = rest.split_once('<') else { break "" };
        let end = if after.starts_with("!--") { after.find("-->").map(|at| at + 2) } else { after.find('>') };
        if after.starts_with(['?', '!']) && !after.to_ascii_lowercase().starts_with("!doctype html") {
            rest = end.and_then(|end| after.get(end..)).unwrap_or_default();
            continue;
        }
        break after.split(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).next().unwrap_or_default();
    };
    let local = root.rsplit(':').next().unwrap_or(root);
    match local {
        "sdnList" => Ok(Format::OfacXml),
        "Sanctions" => Ok(Format::OfacAdvanced),
        "sanctionsData" => {
            let help =
                "take the whole list of that day; `exeat lists changes FILE` shows what this file says";
            Err(file.error(None, "this is OFAC's file of changes, and no whole list", help))
        }
        "CONSOLIDATED_LIST" => Ok(Format::UnXml),
        "export" => Ok(Format::EuXml),
        "Designations" => Ok(Format::UkXml),
        "swiss-sanctions-list" => Ok(Format::SecoXml),
        "data-set" => Ok(Format::SemaXml),
        "DLPSTEXTCLASS" | "ECFR" | "DIV1" | "DIV5" | "DIV6" | "DIV9" => Ok(Format::Ecfr),
        _ if local.eq_ignore_ascii_case("html") || root.to_ascii_lowercase().starts_with("!doctype") => {
            let help =
                "the publisher's server answered with a page instead of the list; download it again later";
            Err(file.error(None, "this is a web page, not a list", help))
        }
        _ => Err(unknown(file)),
    }
}

fn recognise_table(text: &str) -> Option<Format> {
    let mut lines = text.lines();
    let (first, second) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    let has = |line: &str, names: &[&str]| names.iter().all(|name| line.contains(name));
    if first.starts_with("Last Updated,") && has(second, &["Name 6", "Group ID"]) {
        return Some(Format::OfsiCsv);
    }
    if [first, second].iter().any(|line| has(line, &["Unique ID", "Name 6", "Name type"])) {
        return Some(Format::UkCsv);
    }
    if has(first, &["source", "entity_number", "alt_names"]) {
        return Some(Format::CslCsv);
    }
    if has(first, &["Name", "Street_Address", "FR_Citation"]) {
        return Some(Format::Dpl);
    }
    if has(first, &["Entity_LogicalId", "NameAlias_WholeName"])
        || has(first, &["Entity_logical_id", "Naal_wholename"])
    {
        return Some(Format::EuCsv);
    }
    // `celex`, or `amendedCelex` in a file of additions, which the reader refuses by name
    if has(first, &["elex,", "annex", "schema", "name"]) {
        return Some(Format::EuAnnexes);
    }
    first.contains(ae::TITLE).then_some(Format::UaeCsv)
}

fn recognise_workbook(file: &File<'_>) -> Result<Format, ReadError> {
    let bytes = file.unpack()?;
    let open_document = crate::sheet::is_open_document(file, &bytes)?;
    let rows = crate::sheet::rows(file)?;
    let has = |names: &[&str]| {
        rows.iter()
            .take(3)
            .any(|row| names.iter().all(|name| row.cells.iter().any(|cell| cell.trim() == *name)))
    };
    if has(&["Unique ID", "Name 6"]) && open_document {
        Ok(Format::UkOds)
    } else if has(&["Name 6", "Group ID"]) {
        Ok(Format::OfsiXlsx)
    } else if has(&["Reference", "Name Type", "Control Date"]) {
        Ok(Format::DfatXlsx)
    } else {
        Err(unknown(file))
    }
}

/// Reads the files of one edition of a list, whatever their format; of a file that holds several lists, only this.
///
/// # Errors
///
/// What [`recognise`] and the readers refuse; files of more than one format; a file that holds other lists, or no
/// record of this one.
pub fn read(list: &str, files: &[File<'_>]) -> Result<Reading, ReadError> {
    Reading::hold(|sink| each(list, files, sink))
}

/// As [`read`], with every record given to `sink` as soon as it is complete, and none held: the answer has no
/// entries, links and particulars, and counts nothing but rows. It takes the memory of the files and of what ties the
/// parts of a record together. What was given counts only if no error follows.
///
/// # Errors
///
/// As [`read`].
pub fn each(list: &str, files: &[File<'_>], sink: Sink<'_>) -> Result<Reading, ReadError> {
    let Some(first) = files.first() else {
        return Err(File { name: list, bytes: &[] }.error(
            None,
            "no file is given",
            "name the files of the list",
        ));
    };
    let format = match list {
        // The csv files have no header: what is not one of them is refused with their names.
        "us.ofac.sdn" if ofac::Shape::of(first.name).is_some() => Format::SdnTables,
        _ => recognise(first)?,
    };
    if !format.lists().contains(&list) {
        let problem = format!("this is {}, which does not hold {list}", format.describe());
        return Err(first.error(None, problem, "check the id of the list and the file"));
    }
    if let (Some(second), false) = (files.get(1), is_set(format)) {
        let problem = format!("this is a second file, and {} is one file", format.describe());
        return Err(second.error(None, problem, "import one edition at a time"));
    }
    if format == Format::SdnTables {
        return ofac::each(list, files, sink);
    }
    let mut kept = 0;
    // A file may hold several lists.
    let mut own = |record: Record| {
        if record.entry.list == list {
            kept += 1;
            sink(record);
        }
    };
    let mut reading = each_of(format, files, first, &mut own)?;
    if kept == 0 {
        let problem = format!("this is {}, and it holds no record of {list}", format.describe());
        let help = "an edition without a record would clear everybody; check that the file is whole and of that list";
        return Err(first.error(None, problem, help));
    }
    if !is_set(format) {
        reading.counts.rows.insert(0, (format.file_name(), kept));
    }
    Ok(reading)
}

/// Gives every record of a file of that format.
fn each_of(
    format: Format,
    files: &[File<'_>],
    first: &File<'_>,
    sink: Sink<'_>,
) -> Result<Reading, ReadError> {
    match format {
        Format::SdnTables => ofac::each("us.ofac.sdn", files, sink),
        Format::ConsolidatedTables => ofac::each_consolidated(files, sink),
        Format::OfacXml => ofac::xml::each(first, sink),
        Format::OfacAdvanced => ofac::advanced::each(first, sink),
        Format::CslCsv => csl::each_csv(first, sink),
        Format::CslJson => csl::each_json(first, sink),
        Format::Ecfr => bis::supplements::each(first, sink),
        Format::Dpl => bis::dpl::each(first, sink),
        Format::UnXml => un::each(first, sink),
        Format::EuXml => eu::each_xml(first, sink),
        Format::EuCsv => eu::each_csv(first, sink),
        Format::EuAnnexes => eu::annexes::each(first, sink),
        Format::UkXml => uk::list::each_xml(first, sink),
        Format::UkCsv => uk::list::each_csv(first, sink),
        Format::UkOds => uk::list::each_ods(first, sink),
        Format::OfsiCsv => uk::ofsi::each_csv(first, sink),
        Format::OfsiXlsx => uk::ofsi::each_xlsx(first, sink),
        Format::SecoXml => ch::each(first, sink),
        Format::SemaXml => ca::each(first, sink),
        Format::DfatXlsx => au::each(first, sink),
        Format::UaeCsv => ae::each(first, sink),
        Format::Ftm => ftm::each(first, sink),
    }
}

/// Whether an edition of it is a set of files.
fn is_set(format: Format) -> bool {
    matches!(format, Format::SdnTables | Format::ConsolidatedTables)
}

/// The name under which a file of a list is kept: its publisher's among OFAC's csv files, else that of its format.
/// None where it is no file of the list.
pub fn kept_name(list: &str, file: &File<'_>) -> Option<&'static str> {
    if let Some(shape) = ofac::Shape::of(file.name) {
        let format = match shape.publication {
            ofac::Publication::Sdn => Format::SdnTables,
            ofac::Publication::Consolidated => Format::ConsolidatedTables,
        };
        return format.lists().contains(&list).then(|| shape.table.name_in(shape.publication));
    }
    if let Some(format) = Format::ALL.into_iter().find(|f| f.file_name() == file.base()) {
        return format.lists().contains(&list).then(|| format.file_name());
    }
    recognise(file).ok().filter(|format| format.lists().contains(&list)).map(Format::file_name)
}
