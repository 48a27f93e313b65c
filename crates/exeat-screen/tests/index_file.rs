//! An index kept in a file: the same answers, and nothing but a clear refusal where it is not what it should be.
#![allow(clippy::unwrap_used, reason = "a test helper may panic as a test may")]

use exeat_screen::index::{FileError, LAYOUT};
use exeat_screen::{
    Address, Entry, Identifier, Index, Listing, Name, PartialDate, Party, PartyKind, Provenance, REVIEW,
    Scheme, Score,
};
use proptest::prelude::*;
use std::path::{Path, PathBuf};

const KEY: [u8; 32] = [7; 32];

fn entry(id: &str, kind: PartyKind, names: &[&str]) -> Entry {
    let names = names.iter().map(|n| Name::alias(*n)).collect();
    let party = Party {
        kind,
        names,
        identifiers: vec![Identifier::new(Scheme::Imo, format!("IMO 93126{id}"))],
        birth: PartialDate::parse("1963-01").into_iter().collect(),
        countries: vec!["KP".into()],
        addresses: vec![Address { place: "Nampo".into(), ..Address::default() }],
        ..Party::default()
    };
    Entry {
        list: "us.ofac.sdn".into(),
        id: id.into(),
        party,
        listings: vec![Listing { programme: "DPRK3".into(), ..Listing::default() }],
        remarks: "Linked to: nobody".into(),
        source: Provenance { file: "sdn.csv".into(), offset: 12, line: 3 },
    }
}

fn entries() -> Vec<Entry> {
    vec![
        entry("10", PartyKind::Individual, &["PLOTNITSKIY, Igor Venediktovich", "Плотницкий Игорь"]),
        entry("11", PartyKind::Organisation, &["BANK SADERAT IRAN", "IRAN EXPORT BANK"]),
        entry("12", PartyKind::Vessel, &["DAI HONG DAN"]),
    ]
}

struct Shifted(Vec<u8>);

impl AsRef<[u8]> for Shifted {
    fn as_ref(&self) -> &[u8] {
        &self.0[1..]
    }
}

fn questions() -> Vec<Party> {
    let mut asked: Vec<Party> = ["Igor Plotnitsky", "Bank Saderat", "M/V Daihongdan", "Nobody", ""]
        .map(|name| Party::named(PartyKind::Unknown, name))
        .into();
    asked.push(Party { identifiers: vec![Identifier::new(Scheme::Imo, "9312611")], ..Party::default() });
    asked
}

#[test]
fn a_file_answers_as_the_index_it_was_written_from() {
    let index = Index::build(entries());
    let read = Index::from_file(index.to_file(KEY), KEY).unwrap();
    assert_eq!(read.entries(), index.entries());
    for party in questions() {
        assert_eq!(read.screen(&party, Score::new(300)), index.screen(&party, Score::new(300)));
    }
    assert_eq!(read.to_file(KEY), index.to_file(KEY));
    // bytes that begin where no number may
    let shifted = Shifted([vec![0], index.to_file(KEY)].concat());
    assert_eq!(Index::from_file(shifted, KEY).unwrap().to_file(KEY), index.to_file(KEY));
    let none = Index::from_file(Index::build(vec![]).to_file(KEY), KEY).unwrap();
    assert!(none.is_empty() && none.screen(&questions()[0], REVIEW).is_empty());
}

#[test]
fn an_index_of_something_else_is_refused_with_the_remedy() {
    let file = Index::build(entries()).to_file(KEY);
    let refused = |bytes: Vec<u8>, key| Index::from_file(bytes, key).unwrap_err();
    assert_eq!(refused(file.clone(), [8; 32]), FileError::Key);
    let changed = |at: usize, byte: u8| {
        let mut file = file.clone();
        file[at] = byte;
        file
    };
    assert_eq!(refused(changed(0, b'X'), KEY), FileError::NoIndex);
    assert_eq!(refused(changed(8, 99), KEY), FileError::Layout { found: 99 });
    assert_eq!(refused(changed(12, 1), KEY), FileError::ByteOrder);
    assert_eq!(refused(changed(16, file[16] ^ 1), KEY), FileError::Program);
    assert_eq!(
        refused(changed(file.len() - 1, !file[file.len() - 1]), KEY),
        FileError::Damaged { section: "entries" }
    );
    assert_eq!(refused(vec![], KEY), FileError::NoIndex);
    let message = refused(changed(8, 99), KEY).to_string();
    assert!(message.contains("layout 99") && message.contains("delete the file"), "{message}");
}

fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fixtures/layout-{LAYOUT}.index"))
}

/// A file of this layout, written once, is still read. Whoever changes what a byte means raises `LAYOUT` and writes a
/// new one with `EXEAT_WRITE_FIXTURES=1`; only a change of the tables or of how names are folded may replace it under
/// the same number.
#[test]
fn a_file_of_this_layout_written_earlier_is_read() {
    if std::env::var_os("EXEAT_WRITE_FIXTURES").is_some() {
        std::fs::write(fixture(), Index::build(entries()).to_file(KEY)).unwrap();
    }
    let kept = Index::from_any_file(std::fs::read(fixture()).unwrap()).unwrap();
    assert_eq!(kept.entries(), entries());
    for listed in entries() {
        let party = Party { names: listed.party.names.clone(), kind: listed.party.kind, ..Party::default() };
        let hits = kept.screen(&party, REVIEW);
        let best = hits.first().map(|h| (h.entry.as_str(), h.score));
        assert_eq!(best, Some((listed.id.as_str(), Score::new(1000))));
    }
}

/// Where the sections of the file lie, by its table.
fn places(file: &[u8]) -> Vec<std::ops::Range<usize>> {
    let number = |at: usize| u64::from_le_bytes(file[at..at + 8].try_into().unwrap()) as usize;
    let count = u32::from_le_bytes(file[24..28].try_into().unwrap()) as usize;
    (0..count).map(|n| 64 + 24 * n).map(|at| number(at)..number(at) + number(at + 8)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases.max(400)))]

    #[test]
    fn a_changed_byte_is_noticed_and_a_cut_file_refused(at: prop::sample::Index, bit in 0u8..8, cut: prop::sample::Index) {
        let index = Index::build(entries());
        let mut file = index.to_file(KEY);
        let at = at.index(file.len());
        let matters = at < 64 + 24 * places(&file).len() || places(&file).iter().any(|place| place.contains(&at));
        file[at] ^= 1 << bit;
        let cut = cut.index(file.len());
        prop_assert!(Index::from_file(file[..cut].to_vec(), KEY).is_err() || cut > places(&file).iter().map(|p| p.end).max().unwrap());
        match Index::from_file(file, KEY) {
            Ok(read) => {
                prop_assert!(!matters, "byte {at}");
                for party in questions() {
                    prop_assert_eq!(read.screen(&party, REVIEW), index.screen(&party, REVIEW));
                }
            }
            Err(_) => prop_assert!(matters),
        }
    }

    #[test]
    fn a_file_that_lies_with_right_checksums_makes_nothing_panic(at: prop::sample::Index, byte: u8, name in "\\PC{0,16}") {
        let mut file = Index::build(entries()).to_file(KEY);
        let places = places(&file);
        let starts: Vec<usize> = places.iter().flat_map(Clone::clone).collect();
        file[starts[at.index(starts.len())]] = byte;
        // the checksums made right again
        for (n, place) in places.iter().enumerate() {
            let sum = crc32fast::hash(&file[place.clone()]);
            file[64 + 24 * n + 16..64 + 24 * n + 20].copy_from_slice(&sum.to_le_bytes());
        }
        file[28..32].fill(0);
        let sum = crc32fast::hash(&file[..64 + 24 * places.len()]);
        file[28..32].copy_from_slice(&sum.to_le_bytes());
        if let Ok(read) = Index::from_file(file, KEY) {
            for party in questions().into_iter().chain([Party::named(PartyKind::Unknown, name)]) {
                read.screen(&party, Score::new(0));
            }
        }
    }

    #[test]
    fn any_bytes_are_refused(bytes: Vec<u8>) {
        prop_assert!(Index::from_file(bytes, KEY).is_err());
    }
}
