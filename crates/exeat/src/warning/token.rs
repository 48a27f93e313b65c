//! A text as folded words with the bytes they stand at.
//!
//! Latin letters lose case and diacritics, Cyrillic ones case and variants, Arabic and Persian ones vowels and variants
//! of a letter; signs that are written without blanks (Han, kana, Hangul) are a word each, traditional ones as simplified.

use exeat_screen::romanise::{Reading, romanise};

/// What stands between words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    Number,
    /// Ends a segment: comma, bracket.
    Comma,
    /// Introduces an answer: `Military end use: no`.
    Colon,
    /// Ends a sentence.
    Stop,
}

/// A word, number or mark of a text.
#[derive(Debug, Clone)]
pub(super) struct Token {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) kind: Kind,
    /// Its spellings: one, or with and without the particles that Arabic writes together with a word.
    pub(super) forms: Vec<String>,
    /// One sign of a script without blanks.
    pub(super) sign: bool,
}

impl Token {
    pub(super) fn is_mark(&self) -> bool {
        !matches!(self.kind, Kind::Word | Kind::Number)
    }

    /// What it adds to a distance, in thirds of a word: about three signs make a word.
    pub(super) fn width(&self) -> usize {
        match self.kind {
            _ if self.is_mark() => 0,
            _ if self.sign => 1,
            _ => 3,
        }
    }
}

/// Endings of a line of an address after which a full stop ends no sentence.
const SHORTENED: [&str; 22] = [
    "обл",
    "вул",
    "наб",
    "пер",
    "респ",
    "пос",
    "просп",
    "бул",
    "корп",
    "кв",
    "str",
    "ave",
    "blvd",
    "bul",
    "cad",
    "sok",
    "mah",
    "apt",
    "tel",
    "obl",
    "vul",
    "resp",
];

/// The tokens of a text.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let at = |i: usize| chars.get(i).map(|(_, c)| *c);
    let end_of = |i: usize| chars.get(i + 1).map_or(text.len(), |(b, _)| *b);
    let mut out: Vec<Token> = Vec::new();
    let mut i = 0;
    while let Some(&(start, c)) = chars.get(i) {
        if is_sign(c) {
            let forms = vec![sign(c).to_string()];
            out.push(Token { start, end: end_of(i), kind: Kind::Word, forms, sign: true });
            i += 1;
        } else if c.is_alphanumeric() {
            let (word, next) = word(&chars, i);
            let kind = if word.chars().all(char::is_numeric) { Kind::Number } else { Kind::Word };
            let forms = fold(&word);
            if !forms.is_empty() {
                out.push(Token { start, end: end_of(next - 1), kind, forms, sign: false });
            }
            i = next;
        } else {
            let kind = match c {
                ',' | '，' | '、' | '،' | '(' | ')' | '（' | '）' | '/' | '|' => Some(Kind::Comma),
                ':' | '：' | '=' | '–' | '—' => Some(Kind::Colon),
                ';' | '；' | '؛' | '。' | '！' | '!' | '?' | '？' | '؟' | '۔' | '\n' => {
                    Some(Kind::Stop)
                }
                '.' if ends_sentence(&out, at(i + 1), at(i + 2)) => Some(Kind::Stop),
                '-' if at(i + 1) == Some(' ') && i > 0 && at(i - 1) == Some(' ') => Some(Kind::Colon),
                _ => None,
            };
            if let Some(kind) = kind {
                let forms = if kind == Kind::Colon { vec![":".to_owned()] } else { Vec::new() };
                out.push(Token { start, end: end_of(i), kind, forms, sign: false });
            }
            i += 1;
        }
    }
    out
}

/// The letters of the word that starts there, without what is not seen, and where it ends.
fn word(chars: &[(usize, char)], from: usize) -> (String, usize) {
    let at = |i: usize| chars.get(i).map(|(_, c)| *c);
    let letter = |i: usize| at(i).is_some_and(|c| c.is_alphabetic() && !is_sign(c));
    let mut word = String::new();
    let digits = at(from).is_some_and(char::is_numeric);
    let mut i = from;
    while let Some(c) = at(i) {
        if is_unseen(c) {
            i += 1;
        } else if is_sign(c) {
            break;
        } else if c.is_numeric() && digits || c.is_alphabetic() && !digits {
            word.push(c);
            i += 1;
        } else if is_apostrophe(c) && letter(i + 1) && word.chars().last().is_some_and(is_cyrillic) {
            i += 1;
        } else if c == '.' && !digits && letter(i + 1) && !letter(i + 2) && is_acronym(chars, from, i) {
            i += 1; // U.A.V.
        } else {
            break;
        }
    }
    (word, i.max(from + 1))
}

/// Whether what was read so far is one letter, or letters with dots between.
fn is_acronym(chars: &[(usize, char)], from: usize, to: usize) -> bool {
    chars.get(from..to).is_some_and(|read| read.iter().skip(1).step_by(2).all(|(_, c)| *c == '.'))
}

/// Whether a full stop ends a sentence, and not an abbreviation or part of a number or an address of the net.
fn ends_sentence(before: &[Token], next: Option<char>, after: Option<char>) -> bool {
    let Some(last) = before.last() else { return false };
    match next {
        None => return true,
        Some(c) if !c.is_whitespace() => return false,
        Some(_) => {}
    }
    let word = last.forms.first().map_or("", String::as_str);
    last.sign
        || word.chars().count() > 2 && !SHORTENED.contains(&word) && !after.is_some_and(char::is_lowercase)
}

/// The spellings of one word in one script; none if it holds no letter.
pub(super) fn fold(word: &str) -> Vec<String> {
    if word.is_ascii() {
        let plain: String = word.chars().filter(char::is_ascii_alphanumeric).collect();
        return if plain.is_empty() { Vec::new() } else { vec![plain.to_ascii_lowercase()] };
    }
    let lower: String = word.to_lowercase().chars().filter(|c| !is_unseen(*c)).collect();
    if lower.chars().any(is_arabic) && !lower.chars().all(char::is_numeric) {
        return arabic(&lower);
    }
    let mended = mend(&lower);
    if mended.chars().any(is_cyrillic) {
        return vec![cyrillic(&mended)];
    }
    let latin = romanise(&mended, Reading::Russian);
    if latin.is_empty() { Vec::new() } else { vec![latin] }
}

/// A Cyrillic word without its optional marks.
fn cyrillic(word: &str) -> String {
    let plain = |c| match c {
        'ё' => 'е',
        'ґ' => 'г',
        'ѐ' => 'е',
        'ѝ' => 'и',
        c => c,
    };
    word.chars().filter(|c| is_cyrillic(*c)).map(plain).collect()
}

/// Cyrillic letters and the Latin ones that look the same.
const ALIKE: [(char, char); 14] = [
    ('а', 'a'),
    ('с', 'c'),
    ('е', 'e'),
    ('о', 'o'),
    ('р', 'p'),
    ('х', 'x'),
    ('у', 'y'),
    ('к', 'k'),
    ('м', 'm'),
    ('т', 't'),
    ('в', 'b'),
    ('н', 'h'),
    ('і', 'i'),
    ('ѕ', 's'),
];

/// Letters that only look right, back in the script of their word.
fn mend(word: &str) -> String {
    let latin = word.chars().any(|c| c.is_ascii_alphabetic());
    if !latin || !word.chars().any(is_cyrillic) {
        return word.to_owned();
    }
    let twin = |c: char, cyrillic: bool| {
        let found = ALIKE.iter().find(|(cyr, lat)| if cyrillic { *lat == c } else { *cyr == c });
        found.map_or(c, |(cyr, lat)| if cyrillic { *cyr } else { *lat })
    };
    let only_cyrillic = word.chars().any(|c| is_cyrillic(c) && ALIKE.iter().all(|(cyr, _)| *cyr != c));
    word.chars().map(|c| twin(c, only_cyrillic)).collect()
}

/// An Arabic or Persian word as it is and without the particles before it.
fn arabic(word: &str) -> Vec<String> {
    let plain = |c| match c {
        'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
        'ى' | 'ی' | 'ئ' => 'ي',
        'ک' => 'ك',
        'ة' | 'ۀ' => 'ه',
        'ؤ' => 'و',
        c => c,
    };
    let whole: String = word.chars().filter(|c| is_arabic(*c)).map(plain).collect();
    let mut out = vec![whole.clone()];
    for lead in ["وال", "بال", "كال", "فال", "ولل", "ال", "لل", "و", "ف", "ب", "ل", "ك"]
    {
        if let Some(rest) = whole.strip_prefix(lead)
            && rest.chars().count() >= 3
            && !out.iter().any(|known| known == rest)
        {
            out.push(rest.to_owned());
        }
    }
    out
}

/// Han, kana, Hangul.
fn is_sign(c: char) -> bool {
    matches!(c, '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}'
        | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

pub(super) fn is_cyrillic(c: char) -> bool {
    matches!(c, '\u{0400}'..='\u{052F}')
}

fn is_arabic(c: char) -> bool {
    matches!(c, '\u{0620}'..='\u{064A}' | '\u{066E}'..='\u{06D3}' | '\u{06D5}' | '\u{06FA}'..='\u{06FF}')
}

fn is_unseen(c: char) -> bool {
    matches!(c, '\u{00AD}' | '\u{0300}'..='\u{036F}' | '\u{0640}' | '\u{064B}'..='\u{065F}' | '\u{0670}'
        | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{FE0E}' | '\u{FE0F}' | '\u{FEFF}')
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2018}' | '\u{2019}' | '\u{02BC}' | '`' | '\u{00B4}' | '"')
}

/// Traditional signs of the phrases of the table and their simplified form.
const TRADITIONAL: &str = "軍军導导彈弹國国務务機机關关總总區区裝装備备戰战鬥斗槍枪砲炮飛飞無无電电腦脑圖图鈾铀濃浓縮缩離离學学\
    業业產产製制場场廠厂級级計计衛卫領领館馆聯联發发轉转運运經经羅罗莫莫終终陸陆艦舰隊队營营團团師师東东倉仓庫库頓顿\
    爾尔瑪玛盧卢甘甘薩萨諜谍報报員员種种術术應应僅仅於于馬马里里亞亚雲云納纳節节點点擴扩會会選选門门毀毁滅灭劑剂擊击側侧\
    專专為为對对準准護护儲储調调銷销購购頁页岩岩氣气鑽钻極极開开採采標标進进開开従从";

fn sign(c: char) -> char {
    let mut pairs = TRADITIONAL.chars().filter(|c| !c.is_whitespace());
    while let (Some(old), Some(new)) = (pairs.next(), pairs.next()) {
        if old == c {
            return new;
        }
    }
    c
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        tokens(text).into_iter().filter_map(|t| t.forms.into_iter().next()).collect()
    }

    #[test]
    fn words_are_folded_and_stand_where_they_stand() {
        assert_eq!(words("L'Armée, 7nm; Sеvastopol U.A.V."), ["l", "armee", "7", "nm", "sevastopol", "uav"]);
        assert_eq!(words("комп'ютер Ёлка"), ["компютер", "елка"]);
        assert_eq!(words("軍事用途"), ["军", "事", "用", "途"]);
        assert_eq!(words("نیروهای می‌شود"), ["نيروهاي", "ميشود"]);
        for text in ["г. Севастополь", "Ünlü İŞ", "军 事", "a\u{301}b"] {
            for token in tokens(text) {
                assert!(text.get(token.start..token.end).is_some_and(|t| !t.is_empty()), "{text}");
            }
        }
    }
}
