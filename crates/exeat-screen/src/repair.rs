//! What machines do to names on their way: letters read in the wrong encoding, lost letters, letters set apart, a
//! name written as an address of the web.

/// The name with letters put back that were read as windows-1252 or Latin-1 and are UTF-8: `MÃ¼ller`.
pub(crate) fn encoding(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut run: Vec<u8> = Vec::new();
    let mut shown = String::new();
    for c in name.chars().chain([' ']) {
        match byte(c) {
            Some(byte) => {
                run.push(byte);
                shown.push(c);
            }
            None => {
                match str::from_utf8(&run) {
                    Ok(meant) => out.push_str(meant),
                    Err(_) => out.push_str(&shown),
                }
                run.clear();
                shown.clear();
                out.push(c);
            }
        }
    }
    out.pop();
    out
}

/// The byte beyond ASCII that windows-1252, or Latin-1 where that has none, shows as the letter.
fn byte(c: char) -> Option<u8> {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž', '\u{8F}',
        '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}', 'ž', 'Ÿ',
    ];
    match c {
        '\u{80}'..='\u{FF}' => u8::try_from(u32::from(c)).ok(),
        _ => HIGH.iter().position(|high| *high == c).and_then(|at| u8::try_from(0x80 + at).ok()),
    }
}

/// Whether the sign only stands where a letter was lost.
pub(crate) fn is_lost(c: char) -> bool {
    matches!(c, '?' | '\u{FFFD}')
}

/// Fewer single letters in a row are initials.
const SPACED: usize = 4;

/// Letters set apart put together: `S B E R Bank`; where all are, two blanks part the words.
pub(crate) fn spacing(name: &str) -> Option<String> {
    let single = |piece: &str| {
        let mut letters = piece.chars();
        letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none()
    };
    let pieces: Vec<&str> = name.split_whitespace().collect();
    let runs = || pieces.chunk_by(|a, b| single(a) && single(b));
    if !runs().any(|run| run.len() >= SPACED) {
        return None;
    }
    let joined = |run: &[&str]| run.concat();
    if pieces.iter().all(|piece| single(piece)) {
        let words: Vec<Vec<&str>> = name.split("  ").map(|word| word.split_whitespace().collect()).collect();
        return Some(words.iter().map(|word| joined(word)).collect::<Vec<_>>().join(" "));
    }
    let words = runs().map(|run| if run.len() >= SPACED { joined(run) } else { run.join(" ") });
    Some(words.collect::<Vec<_>>().join(" "))
}

/// The name in an address of the web: `www.example.com`.
pub(crate) fn web_name(piece: &str) -> Option<&str> {
    const ENDS: [&str; 14] =
        ["com", "net", "org", "biz", "info", "ru", "ir", "cn", "by", "kp", "sy", "ua", "su", "de"];
    let piece = piece.trim_end_matches('.');
    let (rest, end) = piece.rsplit_once('.')?;
    let end = end.to_ascii_lowercase();
    let www = rest.get(..4).filter(|head| head.eq_ignore_ascii_case("www.")).and_then(|_| rest.get(4..));
    let name = www.unwrap_or(rest);
    (ENDS.contains(&end.as_str()) && name.len() > 2 && !name.contains('.')).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_encoding_is_undone_and_a_right_one_left() {
        for (shown, meant) in [
            ("MÃ¼ller", "Müller"),
            ("AyÃ£d", "Ayãd"),
            ("Ð¡Ð±ÐµÑ€Ð±Ð°Ð½Ðº", "Сбербанк"),
            ("Å\u{A0}ariÄ‡", "Šarić"),
            ("Müller", "Müller"),
            ("Ávila Núñez", "Ávila Núñez"),
            ("Šarić Ž", "Šarić Ž"),
            ("“Mir”", "“Mir”"),
            ("", ""),
        ] {
            assert_eq!(encoding(shown), meant, "{shown}");
        }
    }

    #[test]
    fn letters_set_apart_are_put_together() {
        assert_eq!(spacing("S B E R Bank").as_deref(), Some("SBER Bank"));
        assert_eq!(spacing("A l i   J a f a r i").as_deref(), Some("Ali Jafari"));
        assert_eq!(spacing("J R R Tolkien"), None);
    }

    #[test]
    fn an_address_holds_a_name() {
        assert_eq!(web_name("www.Example.com"), Some("Example"));
        assert_eq!(web_name("yandex.ru"), Some("yandex"));
        for piece in ["Smith.Co", "S.A.", "J.P", "a.b.com", ".com", "é.com"] {
            assert_eq!(web_name(piece), None, "{piece}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_repaired(text in "\\PC{0,40}") {
            encoding(&text);
            spacing(&text);
            web_name(&text);
        }
    }
}
