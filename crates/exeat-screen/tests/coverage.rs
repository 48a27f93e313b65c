//! How much the readings and tables cover, measured against public lists that lie beside the workspace.
//!
//! Skipped where they are absent, unless `EXEAT_REQUIRE_SHARED=1`. A pair counts as read when some reading,
//! folded, is within a quarter of the length of the folded Latin side in edits. Most pairs of the lists are
//! foreign names (French footballers in Arabic letters), harder than the names of the sanctions lists.
//! Run with `--nocapture` for the figures.

use exeat_screen::names::{fold, frequency, given, nickname_of};
use exeat_screen::romanise::{MOST, alternatives};
use std::io::Read;
use std::path::PathBuf;

fn unpacked(file: &str) -> Option<String> {
    let base = std::env::var_os("EXEAT_SHARED").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")),
        PathBuf::from,
    );
    let path = base.join("lists/names").join(file);
    let text = std::fs::File::open(&path).ok().and_then(|file| {
        let mut text = String::new();
        flate2::read::GzDecoder::new(file).read_to_string(&mut text).ok().map(|_| text)
    });
    if text.is_none() {
        assert!(std::env::var("EXEAT_REQUIRE_SHARED").as_deref() != Ok("1"), "{} is absent", path.display());
        eprintln!("skipped: {} is absent", path.display());
    }
    text
}

fn edits(a: &str, b: &str) -> usize {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let cost = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = cost.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

fn joined(text: &str) -> String {
    fold(text).replace(' ', "")
}

fn is_read(latin: &str, other: &str) -> bool {
    let latin = joined(latin);
    alternatives(other).iter().any(|r| edits(&joined(r), &latin) * 4 <= latin.len())
}

/// The share of pairs read, in percent: each once, and each as often as the list met it.
fn share(file: &str) -> Option<(usize, usize)> {
    let text = unpacked(&format!("translit/{file}.tsv.gz"))?;
    let (mut pairs, mut read, mut times, mut times_read) = (0, 0, 0, 0);
    for line in text.lines().step_by(7) {
        let mut cells = line.split('\t');
        let (Some(latin), Some(other)) = (cells.next(), cells.next()) else { continue };
        let count = cells.next().and_then(|n| n.trim().parse().ok()).unwrap_or(1);
        pairs += 1;
        times += count;
        if is_read(latin, &other.replace(' ', "")) {
            read += 1;
            times_read += count;
        } else if std::env::var("EXEAT_SHOW").as_deref() == Ok(file) && count > 3 {
            eprintln!("{latin} {other} {:?}", alternatives(&other.replace(' ', "")));
        }
    }
    let (each, met) = (read * 100 / usize::max(pairs, 1), times_read * 100 / usize::max(times, 1));
    eprintln!("{file}: {pairs} pairs, {each} % read, {met} % by frequency");
    Some((each, met))
}

#[test]
fn readings_of_public_pairs() {
    // File, least share of pairs, least share by frequency: what was reached, less two.
    for (file, least, least_met) in LEAST {
        if let Some((each, met)) = share(file) {
            assert!(each >= least && met >= least_met, "{file}: {each} {met}");
        }
    }
}

const LEAST: [(&str, usize, usize); 8] = [
    ("wd_russian_64", 82, 84),
    ("wd_russian_20", 81, 72),
    ("wd_arabic.normalized.aligned.tokens", 64, 76),
    ("wd_hebrew.normalized.aligned.tokens", 57, 61),
    ("wd_japanese.normalized.aligned.tokens", 65, 65),
    ("wd_korean.normalized.aligned.tokens", 56, 57),
    ("wd_chinese.normalized.aligned.tokens", 17, 16),
    ("wd_russian_16", 82, 76),
];

proptest::proptest! {
    #[test]
    fn any_text_gives_a_few_clean_readings(text in "\\PC{0,40}", name in "[가-힣一-龥ぁ-ヶء-ي א-תа-яІіЇїα-ωა-ჰա-ֆ'ー ]{0,12}") {
        for text in [text, name] {
            let readings = alternatives(&text);
            assert!(readings.len() <= MOST);
            for (n, reading) in readings.iter().enumerate() {
                assert!(!reading.is_empty() && !readings[..n].contains(reading));
                assert!(reading.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b' '), "{reading}");
                assert!(!reading.starts_with(' ') && !reading.ends_with(' ') && !reading.contains("  "));
            }
        }
    }
}

#[test]
fn enormous_words_are_read_in_no_time() {
    for c in ['王', '김', 'א', 'ع', 'ж', 'ア', 'ü', '\u{0301}'] {
        assert!(alternatives(&c.to_string().repeat(100_000)).len() <= MOST);
    }
}

/// The share of the words of the dev cases in other scripts that some reading brings near a word of the name
/// they were written from; Han names count as a whole.
#[test]
fn readings_of_the_dev_cases() {
    let Some(text) = unpacked("../../cases/screening-dev.jsonl.gz") else { return };
    let field = |line: &'static str, name: &str| -> Option<&'static str> {
        let (_, rest) = line.split_once(&format!("\"{name}\": \""))?;
        rest.split('"').next()
    };
    let text: &'static str = Box::leak(text.into_boxed_str());
    for (kind, least) in [("script_cyrillic", 96), ("script_arabic", 89), ("script_han", 98)] {
        let (mut words, mut read) = (0, 0);
        for line in text.lines().filter(|line| line.contains(&format!("\"kind\": \"{kind}\""))) {
            let (Some(query), Some(source)) = (field(line, "name"), field(line, "source_name")) else {
                continue;
            };
            let tokens: Vec<&str> =
                source.split(|c: char| !c.is_alphanumeric()).filter(|t| t.len() > 1).collect();
            if kind == "script_han" {
                words += 1;
                read += usize::from(is_read(&tokens.concat(), query));
                continue;
            }
            for word in query.split(' ') {
                words += 1;
                let bare = |r: &str| joined(r.strip_prefix("al ").unwrap_or(r));
                let near =
                    |r: &String| tokens.iter().any(|t| edits(&bare(r), &joined(t)) * 4 <= joined(t).len());
                let found = alternatives(word).iter().any(near);
                read += usize::from(found);
                if !found && std::env::var("EXEAT_SHOW").as_deref() == Ok(kind) {
                    eprintln!("{word} {:?} {source}", alternatives(word));
                }
            }
        }
        let share = read * 100 / usize::max(words, 1);
        eprintln!("{kind}: {words} words, {share} % read");
        assert!(share >= least, "{kind}: {share}");
    }
}

/// The share of the names in a column that the tables know.
fn known(file: &str, column: usize, known: impl Fn(&str) -> bool) -> Option<usize> {
    let text = unpacked(file)?;
    let (mut all, mut found) = (0, 0);
    for line in text.lines().skip(1) {
        let Some(name) =
            line.split(',').nth(column).map(str::trim).filter(|n| !n.is_empty() && !n.contains(' '))
        else {
            continue;
        };
        all += 1;
        if known(&fold(name)) {
            found += 1;
        } else if std::env::var("EXEAT_SHOW").as_deref() == Ok(file) {
            eprintln!("{line}");
        }
    }
    eprintln!("{file}: {all} names, {} % known", found * 100 / usize::max(all, 1));
    Some(found * 100 / usize::max(all, 1))
}

#[test]
fn tables_know_the_common_names_of_countries() {
    if let Some(share) =
        known("common-forenames-by-country.csv.gz", 11, |n| given(n).is_some() || !nickname_of(n).is_empty())
    {
        assert!(share >= 70, "{share}");
    }
    if let Some(share) = known("common-surnames-by-country.csv.gz", 5, |n| frequency(n) > 0) {
        assert!(share >= 60, "{share}");
    }
    if let Some(share) = known("nicknames.csv.gz", 2, |n| given(n).is_some() || !nickname_of(n).is_empty()) {
        assert!(share >= 30, "{share}");
    }
}
