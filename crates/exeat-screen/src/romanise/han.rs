//! Han: pinyin with the surname apart, Wade-Giles by rule, Korean and Japanese readings from tables.

use crate::names::{Table, lines};
use std::collections::BTreeMap;
use std::sync::LazyLock;

const PINYIN: &str = include_str!("../../../../data/pinyin.csv");
const HANJA: &str = include_str!("../../../../data/hanja.csv");
const JAPANESE: &str = include_str!("../../../../data/japanese-names.csv");

type Signs = Vec<(char, &'static str)>;

/// One reading per sign: the first that the table gives; then the further ones.
static PINYIN_OF: LazyLock<(Signs, Signs)> = LazyLock::new(|| split(signs(PINYIN)));
static HANJA_OF: LazyLock<Signs> = LazyLock::new(|| split(signs(HANJA)).0);

static JAPANESE_OF: LazyLock<[Vec<(&'static str, &'static str)>; 2]> = LazyLock::new(|| {
    let of = |wanted: &str| {
        let mut rows: Vec<_> = lines(JAPANESE)
            .filter_map(|mut cells| {
                let (kind, kanji, reading) = (cells.next()?, cells.next()?.trim(), cells.next()?.trim());
                (kind == wanted).then_some((kanji, reading))
            })
            .collect();
        rows.sort_by(|a, b| a.0.cmp(b.0));
        rows.dedup_by(|later, first| later.0 == first.0);
        rows
    };
    [of("surname"), of("given")]
});

fn signs(table: &'static str) -> Signs {
    lines(table)
        .filter_map(|mut cells| Some((cells.next()?.trim(), cells.next()?.trim())))
        .flat_map(|(reading, chars)| chars.chars().map(move |c| (c, reading)))
        .collect()
}

fn split(mut all: Signs) -> (Signs, Signs) {
    all.sort_by_key(|row| row.0);
    let mut first = Signs::new();
    let mut second = Signs::new();
    for row in all {
        if first.last().is_some_and(|last| last.0 == row.0) {
            if second.last().is_none_or(|last| last.0 != row.0) {
                second.push(row);
            }
        } else {
            first.push(row);
        }
    }
    (first, second)
}

/// The pinyin syllables that a syllable of Wade-Giles without its marks may be; none where it is none.
pub(crate) fn pinyin_of(wade: &str) -> &'static [&'static str] {
    static BY_WADE: LazyLock<Table<Vec<&'static str>>> = LazyLock::new(|| {
        let mut by_wade: BTreeMap<String, Vec<&'static str>> = BTreeMap::new();
        for syllable in lines(PINYIN).filter_map(|mut cells| cells.next().map(str::trim)) {
            by_wade.entry(wade_giles(syllable)).or_default().push(syllable);
        }
        // the likelier first: signs of names that are not aspirated are more
        let aspirated = |s: &&str| s.starts_with(['q', 'k', 't', 'p', 'c']);
        by_wade.values_mut().for_each(|all| all.sort_by_key(aspirated));
        Table::of(by_wade.into_iter().map(|(wade, all)| (wade.into(), all)).collect())
    });
    BY_WADE.get(wade).map(Vec::as_slice).unwrap_or_default()
}

/// Whether a word is one syllable of pinyin.
pub(crate) fn is_pinyin(text: &str) -> bool {
    static ALL: LazyLock<Table<()>> = LazyLock::new(|| {
        let all = lines(PINYIN).filter_map(|mut cells| cells.next().map(str::trim));
        Table::of(all.map(|syllable| (syllable.into(), ())).collect())
    });
    ALL.get(text).is_some()
}

fn look(table: &Signs, c: char) -> Option<&'static str> {
    let at = table.binary_search_by_key(&c, |row| row.0).ok()?;
    table.get(at).map(|row| row.1)
}

/// Surnames that are read otherwise than the sign elsewhere.
const SURNAMES: [(char, &str); 22] = [
    ('单', "shan"),
    ('單', "shan"),
    ('解', "xie"),
    ('仇', "qiu"),
    ('区', "ou"),
    ('區', "ou"),
    ('查', "zha"),
    ('曾', "zeng"),
    ('任', "ren"),
    ('朴', "piao"),
    ('盖', "ge"),
    ('翟', "zhai"),
    ('覃', "qin"),
    ('冼', "xian"),
    ('缪', "miao"),
    ('繆', "miao"),
    ('乐', "yue"),
    ('员', "yun"),
    ('秘', "bi"),
    ('种', "chong"),
    ('重', "chong"),
    ('召', "shao"),
];

/// Surnames of two signs.
const DOUBLE: [(&str, &str); 30] = [
    ("欧阳", "ouyang"),
    ("歐陽", "ouyang"),
    ("司马", "sima"),
    ("司馬", "sima"),
    ("上官", "shangguan"),
    ("诸葛", "zhuge"),
    ("諸葛", "zhuge"),
    ("司徒", "situ"),
    ("皇甫", "huangfu"),
    ("夏侯", "xiahou"),
    ("慕容", "murong"),
    ("公孙", "gongsun"),
    ("公孫", "gongsun"),
    ("令狐", "linghu"),
    ("尉迟", "yuchi"),
    ("长孙", "zhangsun"),
    ("宇文", "yuwen"),
    ("端木", "duanmu"),
    ("独孤", "dugu"),
    ("南宫", "nangong"),
    ("南宮", "nangong"),
    ("东方", "dongfang"),
    ("東方", "dongfang"),
    ("西门", "ximen"),
    ("西門", "ximen"),
    ("呼延", "huyan"),
    ("万俟", "moqi"),
    ("闻人", "wenren"),
    ("申屠", "shentu"),
    ("澹台", "tantai"),
];

/// Korean surnames in Han signs.
const KOREAN: &str = "金李朴崔鄭姜趙尹張林韓吳徐申權黃安宋全洪柳高文梁孫裵白許南沈盧河郭成車朱禹具羅閔陳池嚴蔡元千方孔玄咸呂廉邊秋都郑赵张韩吴权黄孙许卢车罗闵陈严吕";

pub(super) fn readings(run: &str) -> Vec<String> {
    let signs: Vec<char> = run.chars().take(64).collect();
    let mut out = Vec::new();
    let two: String = signs.iter().take(2).collect();
    let double = DOUBLE.iter().find(|(name, _)| *name == two && signs.len() > 2);
    let (family, rest): (Vec<&'static str>, &[char]) = match double {
        Some((_, reading)) => (vec![reading], signs.get(2..).unwrap_or_default()),
        None => {
            let first = signs.first().copied().unwrap_or(' ');
            let special =
                SURNAMES.iter().find(|(c, _)| *c == first && signs.len() > 1).map(|(_, reading)| *reading);
            (special.into_iter().collect(), signs.get(1..).unwrap_or_default())
        }
    };
    let family_text = match family.first() {
        Some(reading) => (*reading).to_owned(),
        None => signs.first().map(|c| pinyin(*c)).unwrap_or_default(),
    };
    let given: Vec<String> = rest.iter().map(|c| pinyin(*c)).collect();
    let korean = signs.first().is_some_and(|c| KOREAN.contains(*c)) && (2..=4).contains(&signs.len());
    let hanja: Option<Vec<&str>> = signs.iter().map(|c| look(&HANJA_OF, *c)).collect();
    let hanja = hanja.filter(|_| korean).map(|all| all.join(" "));
    // A name has two to four signs; longer runs are words or foreign names, written as one.
    let name = (2..=3).contains(&signs.len()) || (signs.len() == 4 && double.is_some());
    let between = if name { " " } else { "" };
    out.push(format!("{family_text}{between}{}", given.concat()));
    let wade = |all: &[String]| all.iter().map(|syllable| wade_giles(syllable)).collect::<String>();
    out.push(format!("{}{between}{}", wade(std::slice::from_ref(&family_text)), wade(&given)));
    out.extend(japanese(run));
    out.extend(hanja);
    if name && !rest.is_empty() {
        let second = |c: &char| look(&PINYIN_OF.1, *c).map_or_else(|| pinyin(*c), str::to_owned);
        out.push(format!("{family_text} {}", rest.iter().map(second).collect::<String>()));
        if family.is_empty() {
            let other = signs.first().map(second).unwrap_or_default();
            out.push(format!("{other} {}", given.concat()));
        }
    }
    out
}

fn pinyin(c: char) -> String {
    if let Some(reading) = look(&PINYIN_OF.0, c) {
        return reading.to_owned();
    }
    let mut out = String::new();
    super::push_other(c, &mut out);
    out
}

/// A surname and a given name of the tables, or one of them alone.
fn japanese(run: &str) -> Vec<String> {
    let [surnames, given] = &*JAPANESE_OF;
    let find = |table: &[(&'static str, &'static str)], word: &str| {
        table.binary_search_by(|row| row.0.cmp(word)).ok().and_then(|at| table.get(at)).map(|row| row.1)
    };
    let mut out = Vec::new();
    for (cut, _) in run.char_indices().skip(1).take(3) {
        let (family, rest) = run.split_at(cut);
        if let (Some(f), Some(g)) = (find(surnames, family), find(given, rest)) {
            out.extend(g.split('|').map(|g| format!("{} {g}", f.split('|').next().unwrap_or(f))));
        }
    }
    for table in [surnames, given] {
        out.extend(find(table, run).into_iter().flat_map(|r| r.split('|')).map(str::to_owned));
    }
    out.truncate(3);
    out
}

/// Wade-Giles without its marks, of one pinyin syllable.
fn wade_giles(syllable: &str) -> String {
    match syllable {
        "zi" => return "tzu".into(),
        "ci" => return "tzu".into(),
        "si" => return "ssu".into(),
        "zhi" => return "chih".into(),
        "chi" => return "chih".into(),
        "shi" => return "shih".into(),
        "ri" => return "jih".into(),
        "er" => return "erh".into(),
        "yi" => return "i".into(),
        "you" => return "yu".into(),
        "yan" => return "yen".into(),
        "ye" => return "yeh".into(),
        "yue" => return "yueh".into(),
        "yong" => return "yung".into(),
        "gui" => return "kuei".into(),
        "kui" => return "kuei".into(),
        "ge" => return "ko".into(),
        "ke" => return "ko".into(),
        "he" => return "ho".into(),
        "e" => return "o".into(),
        _ => {}
    }
    const INITIALS: [(&str, &str); 12] = [
        ("zh", "ch"),
        ("ch", "ch"),
        ("sh", "sh"),
        ("b", "p"),
        ("d", "t"),
        ("g", "k"),
        ("j", "ch"),
        ("q", "ch"),
        ("x", "hs"),
        ("z", "ts"),
        ("c", "ts"),
        ("r", "j"),
    ];
    let (initial, end) = INITIALS
        .iter()
        .find_map(|(from, to)| syllable.strip_prefix(from).map(|end| (*to, end)))
        .unwrap_or_else(|| {
            syllable
                .split_at(usize::from(!syllable.starts_with(['a', 'e', 'i', 'o', 'u'])).min(syllable.len()))
        });
    let end = match end {
        "ian" => "ien",
        "ie" => "ieh",
        "ue" => "ueh",
        "ong" => "ung",
        "iong" => "iung",
        "uo" if matches!(initial, "t" | "l" | "n" | "ts" | "ch" | "j") => "o",
        end => end,
    };
    format!("{initial}{end}")
}
