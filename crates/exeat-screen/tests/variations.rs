//! How listed names come back: one documented change at a time, over the starter parties; and Korean names in Hangul.
//!
//! Each kind of change has a share that must be found at the review threshold. Run with `--nocapture` for the
//! figures. The starter parties are few and Russian for the most part: this is a net for mistakes, the measure is
//! the labelled cases (`docs/benchmarks.md`).

#![allow(clippy::unwrap_used, reason = "a test helper may panic as a test may")]

use exeat_screen::{Entry, Index, Name, Party, PartyKind, REVIEW};
use std::io::Read;
use std::path::PathBuf;

/// The starter parties: names of people as `SURNAME, Given`.
fn listed() -> Vec<Entry> {
    let table = include_str!("../../../data/starter-parties.csv");
    let mut out = Vec::new();
    for (at, line) in table.lines().filter(|l| !l.starts_with('#')).skip(1).enumerate() {
        let name = match line.strip_prefix('"') {
            Some(quoted) => quoted.split('"').next(),
            None => line.split(',').next(),
        };
        let Some(name) = name.filter(|n| !n.is_empty()) else { continue };
        let kind =
            if line.contains(",individual,") { PartyKind::Individual } else { PartyKind::Organisation };
        let party = Party::named(kind, name);
        out.push(Entry { list: "starter".into(), id: at.to_string(), party, ..Entry::default() });
    }
    out
}

/// Person, or organisation, or either.
#[derive(Clone, Copy, PartialEq)]
enum Of {
    People,
    Firms,
    All,
}

fn words(name: &str) -> Vec<String> {
    name.replace(',', " ").split_whitespace().map(str::to_owned).collect()
}

/// Changes the longest word; none where it has fewer than `least` letters.
fn longest(name: &str, least: usize, change: impl Fn(&str) -> String) -> Option<String> {
    let mut all = words(name);
    let at = (0..all.len()).max_by_key(|at| (all[*at].len(), *at))?;
    if all[at].len() < least || !all[at].is_ascii() {
        return None;
    }
    let changed = change(&all[at]);
    (changed != all[at]).then(|| {
        all[at] = changed;
        all.join(" ")
    })
}

fn without(text: &str, at: usize) -> String {
    text.chars().enumerate().filter(|(n, _)| *n != at).map(|(_, c)| c).collect()
}

fn swapped(text: &str, at: usize) -> String {
    let mut all: Vec<char> = text.chars().collect();
    all.swap(at, at + 1);
    all.into_iter().collect()
}

fn each(name: &str, from: &[(&str, &str)]) -> Option<String> {
    let plain = words(name).join(" ").to_lowercase();
    let changed = from.iter().fold(plain.clone(), |text, (a, b)| text.replace(a, b));
    (changed != plain).then_some(changed)
}

const CYRILLIC: [(&str, &str); 34] = [
    ("shch", "щ"),
    ("kh", "х"),
    ("zh", "ж"),
    ("ts", "ц"),
    ("ch", "ч"),
    ("sh", "ш"),
    ("yu", "ю"),
    ("ya", "я"),
    ("iy", "ий"),
    ("yy", "ый"),
    ("a", "а"),
    ("b", "б"),
    ("v", "в"),
    ("w", "в"),
    ("g", "г"),
    ("d", "д"),
    ("e", "е"),
    ("z", "з"),
    ("i", "и"),
    ("y", "й"),
    ("k", "к"),
    ("l", "л"),
    ("m", "м"),
    ("n", "н"),
    ("o", "о"),
    ("p", "п"),
    ("r", "р"),
    ("s", "с"),
    ("t", "т"),
    ("u", "у"),
    ("f", "ф"),
    ("h", "х"),
    ("c", "к"),
    ("x", "кс"),
];

type Change = fn(&str) -> Option<String>;

/// Kind, of whom, the share that must be found in per cent, the change.
const KINDS: [(&str, Of, usize, Change); 40] = [
    ("as listed", Of::All, 100, |n| Some(n.to_owned())),
    ("lower case", Of::All, 100, |n| Some(n.to_lowercase())),
    ("given name first", Of::People, 100, |n| n.split_once(", ").map(|(a, b)| format!("{b} {a}"))),
    ("without patronymic", Of::People, 95, |n| {
        let (family, given) = n.split_once(", ")?;
        given.split_once(' ').map(|(first, _)| format!("{first} {family}"))
    }),
    ("initials", Of::People, 75, |n| {
        let (family, given) = n.split_once(", ")?;
        let first: String =
            given.split(' ').filter_map(|w| w.chars().next()).map(|c| format!("{c}.")).collect();
        Some(format!("{family} {first}"))
    }),
    ("title before", Of::People, 95, |n| n.split_once(", ").map(|(a, b)| format!("Mr. {b} {a}"))),
    ("Jr behind", Of::People, 90, |n| n.split_once(", ").map(|(a, b)| format!("{b} {a} Jr."))),
    ("maiden name with hyphen", Of::People, 80, |n| {
        n.split_once(", ").map(|(a, b)| format!("{b} {a}-Belova"))
    }),
    ("letter left out", Of::All, 90, |n| longest(n, 6, |w| without(w, w.len() / 2))),
    ("letter doubled", Of::All, 95, |n| longest(n, 5, |w| format!("{}{}", &w[..3], &w[2..]))),
    ("neighbours swapped", Of::All, 90, |n| longest(n, 6, |w| swapped(w, w.len() / 2))),
    ("two letters left out", Of::All, 70, |n| longest(n, 9, |w| without(&without(w, 6), 2))),
    ("vowels dropped", Of::All, 60, |n| {
        longest(n, 8, |w| {
            let (head, tail) = w.split_at(1);
            head.to_owned() + &tail.replace(['A', 'E', 'I', 'O', 'U'], "")
        })
    }),
    ("digits for letters", Of::All, 85, |n| longest(n, 5, |w| w.replacen('O', "0", 1).replacen('I', "1", 1))),
    ("letters that look alike", Of::All, 100, |n| each(n, &[("a", "а"), ("e", "е"), ("o", "о")])),
    ("full width", Of::All, 100, |n| {
        let wide =
            |c: char| if c.is_ascii_graphic() { char::from_u32(c as u32 + 0xFEE0).unwrap_or(c) } else { c };
        Some(n.chars().map(wide).collect())
    }),
    ("invisible signs", Of::All, 100, |n| Some(n.chars().flat_map(|c| [c, '\u{200B}']).collect())),
    ("word cut in two", Of::All, 80, |n| longest(n, 8, |w| format!("{} {}", &w[..4], &w[4..]))),
    ("given names written together", Of::People, 90, |n| {
        let (family, given) = n.split_once(", ")?;
        given.contains(' ').then(|| format!("{} {family}", given.replace(' ', "")))
    }),
    ("German spelling", Of::People, 85, |n| {
        each(n, &[("zh", "sch"), ("v", "w"), ("ch", "tsch"), ("kh", "ch"), ("ya", "ja"), ("yu", "ju")])
    }),
    ("French spelling", Of::People, 85, |n| each(n, &[("u", "ou"), ("sh", "ch"), ("v", "v"), ("zh", "j")])),
    ("Polish spelling", Of::People, 75, |n| {
        each(n, &[("shch", "szcz"), ("sh", "sz"), ("ch", "cz"), ("v", "w"), ("kh", "ch"), ("zh", "z")])
    }),
    ("Cyrillic letters", Of::People, 95, |n| each(n, &CYRILLIC)),
    ("business words cut short", Of::Firms, 85, |n| {
        each(
            n,
            &[
                ("technologies", "tech"),
                ("company", "co"),
                ("international", "intl"),
                ("trading", "trdg"),
                ("bank of", "bk of"),
            ],
        )
    }),
    ("branch", Of::Firms, 90, |n| Some(format!("{n} - Karachi Branch"))),
    ("representative office", Of::Firms, 90, |n| Some(format!("{n} Nairobi Representative Office"))),
    ("city in brackets", Of::Firms, 75, |n| Some(format!("{n} (Hong Kong)"))),
    ("another legal form", Of::Firms, 90, |n| {
        each(n, &[("public joint stock company", "llc"), ("joint stock company", "gmbh"), (" ooo", " ltd")])
    }),
    ("UTF-8 read as Latin-1", Of::People, 90, |n| {
        let marked = n.replacen(['A', 'a'], "á", 1).replacen(['O', 'o'], "ö", 1);
        (marked != n).then(|| marked.bytes().map(char::from).collect())
    }),
    ("a letter lost", Of::All, 85, |n| longest(n, 7, |w| format!("{}?{}", &w[..3], &w[4..]))),
    ("letters set apart", Of::People, 95, |n| {
        let words = words(n).into_iter().map(|w| w.chars().map(String::from).collect::<Vec<_>>().join(" "));
        Some(words.collect::<Vec<_>>().join("   "))
    }),
    ("another name behind", Of::All, 95, |n| Some(format!("{n} a.k.a. Qwertz"))),
    ("an earlier name in brackets", Of::Firms, 95, |n| Some(format!("{n} (formerly Qwertz)"))),
    ("to whose attention", Of::Firms, 90, |n| Some(format!("{n}, Attn: Qwertz"))),
    ("its initials in brackets", Of::Firms, 70, |n| {
        let first: String =
            words(n).iter().filter_map(|w| w.chars().next()).filter(|c| c.is_alphabetic()).collect();
        let bare = !n.to_lowercase().contains("company") && (3..=7).contains(&first.len());
        bare.then(|| format!("{n} ({first})"))
    }),
    ("many digits for letters", Of::People, 70, |n| longest(n, 7, |w| w.replace('O', "0").replace('I', "1"))),
    ("scholarly spelling", Of::People, 85, |n| {
        each(
            n,
            &[("shch", "ŝ"), ("zh", "ž"), ("ch", "č"), ("sh", "š"), ("kh", "h"), ("ya", "â"), ("yu", "û")],
        )
    }),
    ("Greek letters", Of::People, 70, |n| {
        let pairs = [
            ("kh", "χ"),
            ("sh", "σ"),
            ("ch", "τσ"),
            ("zh", "ζ"),
            ("ts", "τσ"),
            ("b", "μπ"),
            ("d", "ντ"),
            ("j", "τζ"),
        ];
        let ones = "aαcκeεfφgγhχiιkκlλmμnνoοpπqκrρsσtτvβwβxξyιzζ";
        let mut text =
            each(n, &pairs).unwrap_or_else(|| n.to_lowercase().replace(',', "")).replace('u', "ου");
        let letters: Vec<char> = ones.chars().collect();
        letters.chunks(2).for_each(|pair| text = text.replace(pair[0], &pair[1].to_string()));
        Some(text)
    }),
    ("all written together", Of::People, 90, |n| {
        n.split_once(", ").map(|(a, b)| format!("{b}{a}").replace([' ', '-', '\''], "").to_lowercase())
    }),
    ("slip in a business word", Of::Firms, 85, |n| {
        each(n, &[("technologies", "technolgies"), ("electronics", "electornics"), ("systems", "systms")])
    }),
];

#[test]
fn listed_names_are_found_however_they_come_back() {
    let entries = listed();
    let index = Index::build(entries.clone());
    let mut low = Vec::new();
    for (kind, of, least, change) in KINDS {
        let (mut asked, mut found, mut missed) = (0, 0, Vec::new());
        for entry in &entries {
            let person = entry.party.kind == PartyKind::Individual;
            if of == Of::People && !person || of == Of::Firms && person {
                continue;
            }
            let listed = &entry.party.names[0].text;
            let Some(name) = change(listed) else { continue };
            asked += 1;
            let hits = index.screen(&Party::named(entry.party.kind, name.as_str()), REVIEW);
            if hits.iter().any(|h| h.name == *listed) {
                found += 1;
            } else {
                missed.push(name);
            }
        }
        let share = 100 * found / usize::max(asked, 1);
        eprintln!("{kind:28} {share:3} % of {asked}, missed {:?}", missed.iter().take(4).collect::<Vec<_>>());
        if asked == 0 || share < least {
            low.push(format!("{kind}: {share} % of {asked}, at least {least}; missed {missed:?}"));
        }
    }
    assert!(low.is_empty(), "{}", low.join("\n"));
}

#[test]
fn korean_and_chinese_names_in_other_latin_spellings() {
    let pairs = [
        ("PAK, Yong Chol", "Park Young-cheol"),
        ("PAK, Yong Chol", "Youngcheol Park"),
        ("RI, Song Un", "Sungeun Lee"),
        ("RI, Song Un", "Yi Seong-eun"),
        ("CHOE, Tong Myong", "Choi Dong-myung"),
        ("KIM, Tong-Myo'ng", "Dongmyung Kim"),
        ("JO, Yong Won", "Cho Yong-won"),
        ("RO, Kwang Chol", "Noh Gwang-cheol"),
        ("O, Kuk Ryol", "Oh Kook-ryeol"),
        ("ZHANG, Jianguo", "Chang Chien-kuo"),
        ("ZHANG, Jianguo", "Chien-kuo Chang"),
        ("XIE, Zhengxiong", "Hsieh Cheng-hsiung"),
        ("CAI, Yingjie", "Ts'ai Ying-chieh"),
        ("GUO, Dezhong", "Kuo Te-chung"),
        ("XU, Zhirong", "Hsu Chih-jung"),
    ];
    let mut listed: Vec<&str> = pairs.iter().map(|(listed, _)| *listed).collect();
    listed.dedup();
    let entries = listed.iter().enumerate().map(|(at, name)| Entry {
        list: "l".into(),
        id: at.to_string(),
        party: Party { kind: PartyKind::Individual, names: vec![Name::primary(*name)], ..Party::default() },
        ..Entry::default()
    });
    let index = Index::build(entries.collect());
    for (name, asked) in pairs {
        let hits = index.screen(&Party::named(PartyKind::Individual, asked), REVIEW);
        assert_eq!(hits.first().map(|h| h.name.as_str()), Some(name), "{asked}: {hits:?}");
    }
    // the same syllables, yet somebody else
    for other in ["Hwang Yongho", "Kim Won-chul", "Park Ji-sung", "Chang Mei-ling", "Xi Jinping"] {
        let hits = index.screen(&Party::named(PartyKind::Individual, other), REVIEW);
        assert!(hits.is_empty(), "{other}: {hits:?}");
    }
}

/// Korean family names in the letters of the pairs.
const FAMILIES: &str = " kim lee yi ri rhee park pak choi choe jung jeong chung cho jo kang yoon yun jang chang \
    lim im rim han oh seo suh shin sin kwon hwang ahn an song ryu yoo yu hong ko go moon mun son sohn yang bae paik \
    baek heo hur noh no nam ha ju joo chu woo koo ku gu min jin chin sim shim na cha byun ";

fn is_korean(latin: &str) -> bool {
    let words: Vec<String> = latin.to_lowercase().split_whitespace().map(str::to_owned).collect();
    let family = |word: Option<&String>| word.is_some_and(|w| FAMILIES.contains(&format!(" {w} ")));
    (2..=3).contains(&words.len()) && (family(words.first()) || family(words.last()))
}

#[test]
fn korean_names_in_hangul() {
    let base = std::env::var_os("EXEAT_SHARED").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")),
        PathBuf::from,
    );
    let path = base.join("lists/names/translit/wd_korean.tsv.gz");
    let Ok(file) = std::fs::File::open(&path) else {
        assert!(std::env::var("EXEAT_REQUIRE_SHARED").as_deref() != Ok("1"), "{} is absent", path.display());
        eprintln!("skipped: {} is absent", path.display());
        return;
    };
    let mut text = String::new();
    flate2::read::GzDecoder::new(file).read_to_string(&mut text).unwrap();
    let pairs = text.lines().filter_map(|l| l.split_once('\t'));
    let hangul =
        |t: &str| t.chars().all(|c| ('가'..='힣').contains(&c)) && (2..=4).contains(&t.chars().count());
    // A Korean name is written without a blank in Hangul; foreign names are not.
    let korean: Vec<(&str, &str)> =
        pairs.filter(|(latin, asked)| hangul(asked) && is_korean(latin)).collect();
    let sample: Vec<&(&str, &str)> = korean.iter().step_by(usize::max(korean.len() / 1500, 1)).collect();
    let entries = sample.iter().enumerate().map(|(at, (latin, _))| Entry {
        list: "l".into(),
        id: at.to_string(),
        party: Party { kind: PartyKind::Individual, names: vec![Name::primary(*latin)], ..Party::default() },
        ..Entry::default()
    });
    let index = Index::build(entries.collect());
    let finds = |(latin, asked): &(&str, &str)| {
        let hits = index.screen(&Party::named(PartyKind::Individual, *asked), REVIEW);
        hits.iter().any(|h| h.name.eq_ignore_ascii_case(latin))
    };
    let missed: Vec<&&(&str, &str)> = sample.iter().filter(|pair| !finds(pair)).collect();
    let share = 100 * (sample.len() - missed.len()) / usize::max(sample.len(), 1);
    let shown = missed.iter().step_by(usize::max(missed.len() / 30, 1)).collect::<Vec<_>>();
    eprintln!("Korean names in Hangul: {share} % of {} found, missed {shown:?}", sample.len());
    assert!(sample.len() > 500 && share >= 60, "{share} % of {}", sample.len());
}
