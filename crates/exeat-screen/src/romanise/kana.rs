//! Kana: Hepburn, Kunrei, and what a foreign name looks like without the helping vowels.

/// Hiragana from U+3041 on, Hepburn.
const HEPBURN: [&str; 86] = [
    "a", "a", "i", "i", "u", "u", "e", "e", "o", "o", "ka", "ga", "ki", "gi", "ku", "gu", "ke", "ge", "ko",
    "go", "sa", "za", "shi", "ji", "su", "zu", "se", "ze", "so", "zo", "ta", "da", "chi", "ji", "", "tsu",
    "zu", "te", "de", "to", "do", "na", "ni", "nu", "ne", "no", "ha", "ba", "pa", "hi", "bi", "pi", "fu",
    "bu", "pu", "he", "be", "pe", "ho", "bo", "po", "ma", "mi", "mu", "me", "mo", "ya", "ya", "yu", "yu",
    "yo", "yo", "ra", "ri", "ru", "re", "ro", "wa", "wa", "i", "e", "o", "n", "vu", "ka", "ke",
];

pub(super) fn readings(run: &str) -> Vec<String> {
    let signs: Vec<char> = run.chars().map(hiragana).collect();
    let plain = hepburn(&signs);
    let foreign = foreign(&plain);
    let kunrei = kunrei(&plain);
    let with_l = foreign.replace('r', "l");
    vec![plain.replace("ou", "o").replace("oo", "o").replace("uu", "u"), foreign, kunrei, with_l, plain]
}

fn hiragana(c: char) -> char {
    match c {
        '\u{30A1}'..='\u{30F6}' => char::from_u32(u32::from(c) - 0x60).unwrap_or(c),
        c => c,
    }
}

fn hepburn(signs: &[char]) -> String {
    let mut out = String::new();
    let mut double = false;
    for c in signs {
        let index = u32::from(*c).checked_sub(0x3041).and_then(|i| usize::try_from(i).ok());
        let Some(sound) = index.and_then(|i| HEPBURN.get(i)) else { continue };
        if *c == 'っ' {
            double = true;
            continue;
        }
        let small = matches!(*c, 'ゃ' | 'ゅ' | 'ょ' | 'ぁ' | 'ぃ' | 'ぅ' | 'ぇ' | 'ぉ' | 'ゎ');
        if small && out.ends_with(['i', 'u', 'e', 'o']) && !out.is_empty() {
            let hissing = out.ends_with("shi") || out.ends_with("chi") || out.ends_with("ji");
            let drop_y = hissing || !sound.starts_with('y');
            out.pop();
            let tail = if drop_y { sound.trim_start_matches('y') } else { sound };
            // `wi` of `ui`, `ku` + small a is `kwa`.
            if (out.ends_with(['k', 'g']) && !sound.starts_with('y'))
                || out.is_empty()
                || out.ends_with(['a', 'e', 'i', 'o', 'u'])
            {
                out.push('w');
            }
            out.push_str(tail);
        } else {
            if double && let Some(first) = sound.chars().next() {
                out.push(if first == 'c' { 't' } else { first });
            }
            out.push_str(sound);
        }
        double = false;
    }
    out
}

fn kunrei(hepburn: &str) -> String {
    hepburn
        .replace("shi", "si")
        .replace("sh", "sy")
        .replace("chi", "ti")
        .replace("ch", "ty")
        .replace("tsu", "tu")
        .replace("fu", "hu")
        .replace("ji", "zi")
        .replace('j', "zy")
}

/// `buraun` is Braun, `sumisu` Smis, `robaato` Robat: u after a consonant and o after t and d are helping vowels.
fn foreign(hepburn: &str) -> String {
    let mut out = String::new();
    let letters: Vec<char> = hepburn.chars().collect();
    let vowel = |c: char| "aeiou".contains(c);
    for (n, c) in letters.iter().enumerate() {
        let before = n.checked_sub(1).and_then(|b| letters.get(b)).copied().unwrap_or(' ');
        let after = letters.get(n + 1).copied();
        let helps = (*c == 'u' && !vowel(before) && before != ' ' && before != 'y')
            || (*c == 'o' && matches!(before, 't' | 'd'));
        if helps && after.is_none_or(|a| !vowel(a)) && n > 1 - usize::from(after.is_some()) {
            continue;
        }
        if out.ends_with(*c) && !vowel(*c) {
            continue;
        }
        out.push(*c);
    }
    out.replace("tsu", "ts")
}
