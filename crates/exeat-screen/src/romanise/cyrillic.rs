//! Cyrillic: the practices of the countries that write it.

use super::{Reading, romanise};

/// All practices that the letters allow.
pub(super) fn readings(run: &str) -> Vec<String> {
    let has = |letters: &str| run.chars().any(|c| letters.contains(c));
    let serbian = has("јљњћђџ");
    let mut out = Vec::new();
    if serbian {
        out.push(mapped(run, serb));
        out.push(romanise(run, Reading::Russian));
        return out;
    }
    out.extend(super::readings(run).iter().map(|reading| romanise(run, *reading)));
    if has("әғқңөұүһі") && !has("їєґ") {
        out.insert(0, romanise(run, Reading::Russian));
        out.push(mapped(run, |c| if c == 'қ' { Some("q") } else { None }));
    }
    if has("ў") || (has("і") && has("ы")) {
        out.insert(0, mapped(run, |c| if c == 'г' { Some("h") } else { None }));
    }
    if !has("ыэёіїєґў") {
        out.push(mapped(run, bulgarian));
        out.push(mapped(run, serb));
    } else {
        out.push(mapped(run, scholarly));
    }
    out
}

/// Russian with some letters otherwise.
fn mapped(run: &str, special: impl Fn(char) -> Option<&'static str>) -> String {
    let mut out = String::with_capacity(run.len());
    for c in run.chars() {
        match special(c) {
            Some(latin) => out.push_str(latin),
            None => match super::cyrillic(c, Some('б'), Reading::Russian) {
                Some(latin) => out.push_str(latin),
                None => super::push_other(c, &mut out),
            },
        }
    }
    out
}

fn serb(c: char) -> Option<&'static str> {
    Some(match c {
        'ж' => "z",
        'ц' | 'ч' | 'ћ' => "c",
        'ш' => "s",
        'х' => "h",
        'й' | 'ј' => "j",
        'я' => "ja",
        'ю' => "ju",
        _ => return None,
    })
}

fn bulgarian(c: char) -> Option<&'static str> {
    Some(match c {
        'х' => "h",
        'щ' => "sht",
        'ъ' => "a",
        'ь' => "y",
        _ => return None,
    })
}

fn scholarly(c: char) -> Option<&'static str> {
    Some(match c {
        'щ' => "sc",
        'й' | 'ј' => "j",
        'я' => "ja",
        'ю' => "ju",
        'є' => "je",
        'ї' => "ji",
        other => return serb(other),
    })
}
