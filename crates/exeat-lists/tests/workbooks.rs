//! Lists published as workbooks, in small: xlsx and OpenDocument files made here, with invented parties.
#![allow(clippy::unwrap_used, reason = "a test helper may panic as a test may")]

use exeat_lists::format::{Format, read, recognise};
use exeat_lists::{File, Reading};
use exeat_screen::{Listing, Party};
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;

fn zipped(parts: &[(&str, String)]) -> Vec<u8> {
    let mut container = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        container.start_file(*name, SimpleFileOptions::default()).unwrap();
        container.write_all(text.as_bytes()).unwrap();
    }
    container.finish().unwrap().into_inner()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A column by its number: A, B, …, Z, AA.
fn letters(column: usize) -> String {
    let letter = |n: usize| char::from(b'A' + u8::try_from(n).unwrap());
    if column < 26 {
        letter(column).into()
    } else {
        format!("{}{}", letter(column / 26 - 1), letter(column % 26))
    }
}

/// A workbook of one sheet. Empty cells are left out, as programs do.
fn xlsx(rows: &[Vec<String>]) -> Vec<u8> {
    let row = |(at, cells): (usize, &Vec<String>)| {
        let cell = |(column, text): (usize, &String)| match text.as_str() {
            "" => String::new(),
            text => format!(
                "<c r=\"{}{}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{}</t></is></c>",
                letters(column),
                at + 1,
                escaped(text)
            ),
        };
        let cells: String = cells.iter().enumerate().map(cell).collect();
        format!("<row r=\"{}\">{cells}</row>", at + 1)
    };
    let rows: String = rows.iter().enumerate().map(row).collect();
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let relations = "http://schemas.openxmlformats.org/package/2006/relationships";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    zipped(&[
        (
            "[Content_Types].xml",
            "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>".into(),
        ),
        (
            "_rels/.rels",
            format!("<Relationships xmlns=\"{relations}\"><Relationship Id=\"r1\" Type=\"{office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"),
        ),
        (
            "xl/workbook.xml",
            format!("<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets><sheet name=\"List\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!("<Relationships xmlns=\"{relations}\"><Relationship Id=\"r1\" Type=\"{office}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"),
        ),
        (
            "xl/worksheets/sheet1.xml",
            format!("<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>"),
        ),
    ])
}

/// An OpenDocument table of one sheet; empty cells beside each other are one cell that is repeated.
fn ods(rows: &[Vec<String>]) -> Vec<u8> {
    let row = |cells: &Vec<String>| {
        let (mut out, mut empty) = (String::new(), 0);
        for text in cells.iter().map(String::as_str).chain([""; 900]) {
            if text.is_empty() {
                empty += 1;
                continue;
            }
            if empty > 0 {
                out += &format!("<table:table-cell table:number-columns-repeated=\"{empty}\"/>");
                empty = 0;
            }
            out += &format!(
                "<table:table-cell office:value-type=\"string\"><text:p>{}</text:p></table:table-cell>",
                escaped(text)
            );
        }
        format!(
            "<table:table-row>{out}<table:table-cell table:number-columns-repeated=\"{empty}\"/></table:table-row>"
        )
    };
    let rows: String = rows.iter().map(row).collect();
    let name = |what: &str| format!("urn:oasis:names:tc:opendocument:xmlns:{what}:1.0");
    let content = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content xmlns:office=\"{}\" xmlns:table=\"{}\" xmlns:text=\"{}\"><office:body><office:spreadsheet><table:table table:name=\"List\">{rows}<table:table-row table:number-rows-repeated=\"1048000\"><table:table-cell table:number-columns-repeated=\"1024\"/></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>",
        name("office"),
        name("table"),
        name("text")
    );
    zipped(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet".into()), ("content.xml", content)])
}

/// The cells of a small csv file.
fn cells(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// What was read, without where.
fn said(reading: &Reading) -> Vec<(String, Party, Vec<Listing>, String)> {
    let one =
        |e: &exeat_screen::Entry| (e.id.clone(), e.party.clone(), e.listings.clone(), e.remarks.clone());
    reading.entries.iter().map(one).collect()
}

#[test]
fn a_workbook_says_what_its_csv_says() {
    for (text, format, made) in [
        (include_str!("small/ofsi.csv"), Format::OfsiXlsx, xlsx as fn(&[Vec<String>]) -> Vec<u8>),
        (include_str!("small/uk.csv"), Format::UkOds, ods),
    ] {
        let book = made(&cells(text));
        let file = File { name: "list", bytes: &book };
        assert_eq!(recognise(&file).unwrap(), format);
        let csv = read("uk.sanctions", &[File { name: "list.csv", bytes: text.as_bytes() }]).unwrap();
        let book = read("uk.sanctions", &[file]).unwrap();
        assert_eq!(said(&book), said(&csv), "{format:?}");
        assert_eq!(book.complaints.len(), csv.complaints.len(), "{format:?}");
        assert_eq!((book.published, &book.unknown), (csv.published, &csv.unknown), "{format:?}");
        // rows of a sheet count as lines do
        assert_eq!(book.entries[0].source.line, csv.entries[0].source.line, "{format:?}");
    }
}

fn dfat() -> Vec<Vec<String>> {
    let header = "Reference|Name of Individual or Entity|Type|Name Type|Alias Strength|Date of Birth|Place of Birth|Citizenship|Address|Additional Information|Listing Information|IMO Number|Committees|Control Date";
    let rows = [
        header,
        "2|Ivan Erdacht|Individual|Primary Name||a) 6 May 1962 b) circa 1961|Tula, Russia|Russia|a) 1 Nowhere Street, Moscow, Russia b) 2 Elsewhere, Minsk, Belarus|An invented party.|Listed for show||Autonomous (Russia)|24/02/2022",
        "2a|Iwan Erdachtow|Individual|aka |Weak|||||||||",
        "2b|Иван Эрдахт|Individual|Original Script||||||||||",
        "34|Invented Holding|Entity|Primary Name|||||Nowhere, Russia||||Autonomous (Russia)|01/03/2022",
        "34c1|Old Invented Holding|Entity|formerly known as||||||||||",
        "35|Made Up Star|Vessel|Primary Name||||||||9000001|Autonomous (Russia)|not a day",
    ];
    rows.iter().map(|row| row.split('|').map(str::to_owned).collect()).collect()
}

#[test]
fn the_australian_workbook_in_small() {
    let book = xlsx(&dfat());
    let file = File { name: "regulation8.xlsx", bytes: &book };
    assert_eq!(recognise(&file).unwrap(), Format::DfatXlsx);
    let reading = read("au.dfat", &[file]).unwrap();
    let shown: Vec<String> = said(&reading).iter().map(|s| format!("{s:#?}")).collect();
    let complaints: Vec<String> = reading.complaints.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(format!(
        "{}\n{}\nunknown {:?}",
        shown.join("\n"),
        complaints.join("\n"),
        reading.unknown
    ));
}

#[test]
fn a_damaged_workbook_is_refused_and_never_read_by_half() {
    for (list, book) in
        [("au.dfat", xlsx(&dfat())), ("uk.sanctions", ods(&cells(include_str!("small/uk.csv"))))]
    {
        let whole = said(&read(list, &[File { name: "b", bytes: &book }]).unwrap());
        for cut in (1..book.len()).step_by(7) {
            let part = &book[..cut];
            let error = read(list, &[File { name: "b", bytes: part }]).unwrap_err();
            assert!(!error.help().is_empty(), "{error}");
        }
        // A flipped byte is noticed by the container's checksums, or changes nothing that is read.
        for at in (0..book.len()).step_by(11) {
            let mut flipped = book.clone();
            flipped[at] ^= 0x10;
            if let Ok(reading) = read(list, &[File { name: "b", bytes: &flipped }]) {
                assert_eq!(said(&reading), whole, "{list} byte {at}");
            }
        }
    }
    let wide: Vec<Vec<String>> = dfat()
        .into_iter()
        .map(|mut row| {
            row.resize(400, "x".into());
            row
        })
        .collect();
    let error = read("au.dfat", &[File { name: "b.xlsx", bytes: &xlsx(&wide) }]).unwrap_err();
    assert!(error.to_string().contains("a cell in column 257"), "{error}");
}
