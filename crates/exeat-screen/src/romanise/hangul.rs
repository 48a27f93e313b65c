//! Hangul, syllable by syllable. Names are not assimilated across syllables, as Korean practice has it.

use std::collections::BTreeMap;

/// Initial consonants: DPRK (McCune-Reischauer without marks), Revised Romanization, foreign names.
const INITIAL: [[&str; 3]; 19] = [
    ["k", "g", "g"],
    ["kk", "kk", "k"],
    ["n", "n", "n"],
    ["t", "d", "d"],
    ["tt", "tt", "t"],
    ["r", "r", "r"],
    ["m", "m", "m"],
    ["p", "b", "b"],
    ["pp", "pp", "p"],
    ["s", "s", "s"],
    ["ss", "ss", "s"],
    ["", "", ""],
    ["j", "j", "j"],
    ["jj", "jj", "z"],
    ["ch", "ch", "ch"],
    ["k", "k", "k"],
    ["t", "t", "t"],
    ["p", "p", "p"],
    ["h", "h", "h"],
];

const VOWEL: [[&str; 3]; 21] = [
    ["a", "a", "a"],
    ["ae", "ae", "a"],
    ["ya", "ya", "ya"],
    ["yae", "yae", "ya"],
    ["o", "eo", "e"],
    ["e", "e", "e"],
    ["yo", "yeo", "ye"],
    ["ye", "ye", "ye"],
    ["o", "o", "o"],
    ["wa", "wa", "wa"],
    ["wae", "wae", "we"],
    ["oe", "oe", "we"],
    ["yo", "yo", "yo"],
    ["u", "u", "u"],
    ["wo", "wo", "wo"],
    ["we", "we", "we"],
    ["wi", "wi", "wi"],
    ["yu", "yu", "yu"],
    ["u", "eu", ""],
    ["ui", "ui", "ui"],
    ["i", "i", "i"],
];

const FINAL: [&str; 28] = [
    "", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "p", "l", "m", "p", "p", "t", "t",
    "ng", "t", "t", "k", "t", "p", "t",
];

/// Surnames: the syllable, then the spellings met: DPRK, the South, others.
const SURNAMES: [(&str, &[&str]); 62] = [
    ("김", &["kim", "kim", "gim"]),
    ("이", &["ri", "lee", "yi", "rhee"]),
    ("리", &["ri", "lee", "yi", "rhee"]),
    ("박", &["pak", "park", "bak"]),
    ("최", &["choe", "choi", "choe"]),
    ("정", &["jong", "jung", "jeong", "chong", "chung"]),
    ("강", &["kang", "kang", "gang"]),
    ("조", &["jo", "cho", "jo"]),
    ("윤", &["yun", "yoon", "yun"]),
    ("장", &["jang", "jang", "chang"]),
    ("임", &["rim", "lim", "im", "yim"]),
    ("림", &["rim", "lim", "im"]),
    ("한", &["han", "han"]),
    ("오", &["o", "oh"]),
    ("서", &["so", "seo", "suh"]),
    ("신", &["sin", "shin"]),
    ("권", &["kwon", "kwon", "gwon"]),
    ("황", &["hwang", "hwang"]),
    ("안", &["an", "ahn"]),
    ("송", &["song", "song"]),
    ("전", &["jon", "jeon", "chon", "chun"]),
    ("홍", &["hong", "hong"]),
    ("유", &["yu", "yoo", "ryu"]),
    ("류", &["ryu", "ryu", "yoo"]),
    ("고", &["ko", "ko", "go"]),
    ("문", &["mun", "moon"]),
    ("양", &["yang", "yang", "ryang"]),
    ("량", &["ryang", "yang"]),
    ("손", &["son", "son", "sohn"]),
    ("배", &["pae", "bae"]),
    ("백", &["paek", "baek", "paik"]),
    ("허", &["ho", "heo", "hur", "huh"]),
    ("남", &["nam", "nam"]),
    ("심", &["sim", "shim"]),
    ("노", &["ro", "noh", "roh"]),
    ("로", &["ro", "noh", "roh"]),
    ("하", &["ha", "ha"]),
    ("곽", &["kwak", "kwak", "gwak"]),
    ("성", &["song", "sung", "seong"]),
    ("차", &["cha", "cha"]),
    ("주", &["ju", "joo", "chu"]),
    ("우", &["u", "woo"]),
    ("구", &["ku", "koo", "gu"]),
    ("라", &["ra", "na"]),
    ("나", &["ra", "na"]),
    ("민", &["min", "min"]),
    ("진", &["jin", "jin", "chin"]),
    ("지", &["ji", "ji", "chi"]),
    ("엄", &["om", "eom", "um"]),
    ("채", &["chae", "chae"]),
    ("원", &["won", "won"]),
    ("천", &["chon", "cheon", "chun"]),
    ("방", &["pang", "bang"]),
    ("공", &["kong", "kong", "gong"]),
    ("현", &["hyon", "hyun", "hyeon"]),
    ("함", &["ham", "ham"]),
    ("여", &["ryo", "yeo", "yuh"]),
    ("렴", &["ryom", "yeom", "yum"]),
    ("염", &["ryom", "yeom", "yum"]),
    ("변", &["pyon", "byun", "byeon"]),
    ("추", &["chu", "choo"]),
    ("도", &["to", "do"]),
];

/// Syllables of given names that the South spells its own way.
const CUSTOMARY: [(&str, &str); 27] = [
    ("영", "young"),
    ("정", "jung"),
    ("성", "sung"),
    ("현", "hyun"),
    ("은", "eun"),
    ("준", "jun"),
    ("우", "woo"),
    ("수", "soo"),
    ("주", "joo"),
    ("희", "hee"),
    ("선", "sun"),
    ("연", "yeon"),
    ("경", "kyung"),
    ("기", "ki"),
    ("근", "keun"),
    ("길", "kil"),
    ("국", "kook"),
    ("규", "kyu"),
    ("광", "kwang"),
    ("훈", "hoon"),
    ("식", "sik"),
    ("철", "chul"),
    ("석", "suk"),
    ("순", "soon"),
    ("구", "koo"),
    ("승", "seung"),
    ("용", "yong"),
];

/// DPRK first, or the reading of foreign names first where it cannot be a Korean name.
pub(super) fn readings(run: &str) -> Vec<String> {
    let syllables: Vec<char> = run.chars().collect();
    let first = syllables.first().map(|c| surname(*c)).unwrap_or_default();
    let mut out = Vec::new();
    let korean = !first.is_empty() && (2..=4).contains(&syllables.len());
    let plain = |style: usize| -> String { joined(&syllables, style, "") };
    if korean {
        let rest = syllables.get(1..).unwrap_or_default();
        let given = [joined(rest, 0, " "), customary(rest), joined(rest, 1, " "), joined(rest, 0, " ")];
        for (n, spelling) in first.iter().enumerate() {
            out.push(format!("{spelling} {}", given.get(n).unwrap_or(&given[1])));
        }
        out.push(format!("{} {}", first.get(1).or(first.first()).unwrap_or(&""), given[0]));
        out.push(plain(2));
        out.push(plain(2).replace('e', "o"));
        out.push(joined(&syllables, 0, " "));
    } else if syllables.len() == 1 && !first.is_empty() {
        out.extend(first.iter().map(|s| (*s).to_owned()));
        out.push(plain(1));
    } else if syllables.len() <= 2 {
        out.extend([joined(&syllables, 0, " "), customary(&syllables), joined(&syllables, 1, " "), plain(2)]);
        out.push(plain(2).replace('r', "l"));
    } else {
        let with_l = plain(2).replace('r', "l");
        out.extend([plain(2), with_l, plain(2).replace('e', "o"), plain(1), joined(&syllables, 0, " ")]);
    }
    out
}

/// The northern spellings of a surname in any of its spellings.
pub(crate) fn northern(spelling: &str) -> impl Iterator<Item = &'static str> {
    let with = SURNAMES.iter().filter(move |(_, spellings)| spellings.contains(&spelling));
    with.filter_map(|(_, spellings)| spellings.first().copied())
}

/// The northern spelling of every syllable by its Revised Romanization; of several the first in the order of Hangul.
pub(crate) fn northern_syllables() -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    for c in '가'..='힣' {
        out.entry(joined(&[c], 1, "")).or_insert_with(|| joined(&[c], 0, ""));
    }
    out
}

fn surname(c: char) -> &'static [&'static str] {
    SURNAMES
        .iter()
        .find(|(syllable, _)| syllable.starts_with(c))
        .map(|(_, spellings)| *spellings)
        .unwrap_or_default()
}

fn customary(syllables: &[char]) -> String {
    let mut out = String::new();
    for (n, c) in syllables.iter().enumerate() {
        if n > 0 {
            out.push(' ');
        }
        match CUSTOMARY.iter().find(|(syllable, _)| syllable.starts_with(*c)) {
            Some((_, spelling)) => out.push_str(spelling),
            None => out.push_str(&joined(&[*c], 1, "")),
        }
    }
    out
}

fn joined(syllables: &[char], style: usize, between: &str) -> String {
    let mut out = String::new();
    let mut final_before = 0;
    for (n, c) in syllables.iter().enumerate() {
        if n > 0 {
            out.push_str(between);
        }
        let Some(index) = u32::from(*c).checked_sub(0xAC00).and_then(|i| usize::try_from(i).ok()) else {
            continue;
        };
        let (initial, vowel, end) = (index / 588, index / 28 % 21, index % 28);
        let of = |table: &[[&'static str; 3]], at: usize| -> &'static str {
            table.get(at).and_then(|row| row.get(style)).copied().unwrap_or_default()
        };
        // In foreign names a doubled l is one l; a single one between vowels stands for r.
        if !(style == 2 && final_before == 8 && initial == 5) {
            out.push_str(of(&INITIAL, initial));
        }
        // `si` and `shi`: foreign names waver, Korean ones are written with s.
        out.push_str(of(&VOWEL, vowel));
        out.push_str(FINAL.get(end).copied().unwrap_or_default());
        final_before = end;
    }
    out
}
