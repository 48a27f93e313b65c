//! Values as several publishers write them: dates, countries, numbers with their issuer.

use exeat_screen::{Gender, PartialDate, Scheme, country, date::parse_day};
use jiff::civil::Date;

/// The code of a country where it is recognised, else the name as published.
pub(crate) fn country_of(name: &str) -> String {
    let name = name.trim();
    country::code(name).unwrap_or(name).to_owned()
}

/// The gender that all statements agree on; none where one is not understood or contradicts another.
pub(crate) fn gender<'a>(stated: impl IntoIterator<Item = &'a str>) -> Option<Gender> {
    let read = |text: &str| match text.trim().trim_end_matches('.').to_lowercase().as_str() {
        "male" | "m" | "man" => Some(Gender::Male),
        "female" | "f" | "woman" => Some(Gender::Female),
        _ => None,
    };
    let mut stated = stated.into_iter().map(read);
    let first = stated.next()??;
    stated.all(|other| other == Some(first)).then_some(first)
}

/// Whether the text is a country or its code.
pub(crate) fn is_country(text: &str) -> bool {
    country::code(text.trim()).is_some()
}

/// The order of day and month in a date with strokes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// 28/03/2025 is in March.
    DayFirst,
    /// 03/28/2025 is in March.
    MonthFirst,
}

/// A day with strokes or dots (`28/03/2025`), in ISO form with or without a time, or with the month's name.
pub(crate) fn day(text: &str, order: Order) -> Option<Date> {
    let text = text.trim();
    let parts: Vec<&str> = text.split(['/', '.']).collect();
    if let [a, b, year] = parts.as_slice() {
        let (day, month) = match order {
            Order::DayFirst => (a, b),
            Order::MonthFirst => (b, a),
        };
        return Date::new(number(year, 4)?, number(month, 2)?, number(day, 2)?).ok();
    }
    // The time of day and its zone do not matter: publishers' days are civil days where they sit.
    parse_day(text).or_else(|| text.get(..10).filter(|_| is_time(text)).and_then(parse_day))
}

/// A date of birth: `20/01/1963`, `00/00/1994`, `dd/mm/1945`, `01/1960`, ISO, with the month's name, `circa`, spans.
/// Days come first in a date with strokes.
pub(crate) fn parse_birth(text: &str) -> Option<PartialDate> {
    let text = text.trim().trim_end_matches('.').trim();
    if let Some(date) = PartialDate::parse(text) {
        return Some(date);
    }
    if let Some(tidy) = tidied(text).filter(|tidy| tidy != text) {
        return parse_birth(&tidy);
    }
    for word in
        ["approximately ", "approx. ", "approx ", "about ", "around ", "circa. ", "c. ", "ca. ", "Circa "]
    {
        if let Some(head) = text.get(..word.len())
            && head.eq_ignore_ascii_case(word)
        {
            return parse_birth(text.get(word.len()..)?).map(PartialDate::about);
        }
    }
    if let Some(rest) = text.strip_prefix("between ").or_else(|| text.strip_prefix("Between ")) {
        let (from, to) = rest.split_once(" and ").or_else(|| rest.split_once(" to "))?;
        return PartialDate::range(parse_birth(from)?, parse_birth(to)?);
    }
    if let Some((from, to)) = text.split_once(" to ").or_else(|| text.split_once(" - ")) {
        return PartialDate::range(parse_birth(from)?, parse_birth(to)?);
    }
    if let Some(date) = text.get(..10).filter(|_| is_time(text)).and_then(parse_day) {
        return Some(PartialDate::day(date));
    }
    let parts: Vec<&str> = text.split(['/', '.']).map(str::trim).collect();
    match parts.as_slice() {
        [day, month, year] => {
            let year: i16 = number(year, 4)?;
            match (unknown(day), unknown(month)) {
                (_, true) => PartialDate::year(year),
                (true, false) => PartialDate::month(year, number(month, 2)?),
                (false, false) => {
                    Date::new(year, number(month, 2)?, number(day, 2)?).ok().map(PartialDate::day)
                }
            }
        }
        [month, year] if year.len() == 4 => PartialDate::month(number(year, 4)?, number(month, 2)?),
        _ => None,
    }
}

/// `1 Jan. 1967`, `29-Sept-1967`, `1965, 29 March`, `March 29, 1965` as `29 March 1965`; none where there is no
/// month's name.
fn tidied(text: &str) -> Option<String> {
    let words: Vec<String> = text
        .split([' ', '-', ',', '.'])
        .filter(|w| !w.is_empty())
        .map(|w| if w.eq_ignore_ascii_case("sept") { "Sep".to_owned() } else { w.to_owned() })
        .collect();
    let is_word = |w: &str| w.len() >= 3 && w.bytes().all(|b| b.is_ascii_alphabetic());
    let is_year = |w: &str| w.len() == 4 && w.bytes().all(|b| b.is_ascii_digit());
    match words.as_slice() {
        [a, b, c] if is_word(b) && is_year(c) => Some(format!("{a} {b} {c}")),
        [a, b, c] if is_year(a) && is_word(c) => Some(format!("{b} {c} {a}")),
        [a, b, c] if is_word(a) && is_year(c) => Some(format!("{b} {a} {c}")),
        [a, b] if is_word(a) && is_year(b) => Some(format!("{a} {b}")),
        _ => None,
    }
}

/// Whether what follows the tenth sign is a time of day or a zone: `T00:00:09Z`, ` 00:00`, `-04:00`, `Z`.
fn is_time(text: &str) -> bool {
    text.get(10..)
        .is_some_and(|rest| rest.starts_with(['T', ' ', '-', '+', 'Z']) && rest.len() != 1 || rest == "Z")
}

/// A part of a date that stands for "not known": `00`, `dd`, `mm`, nothing.
fn unknown(part: &str) -> bool {
    part.bytes().all(|b| matches!(b, b'0' | b'd' | b'm' | b'D' | b'M'))
}

/// A whole number of at most so many digits.
fn number<T: std::str::FromStr>(text: &str, most: usize) -> Option<T> {
    let text = text.trim();
    (!text.is_empty() && text.len() <= most && text.bytes().all(|b| b.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
}

/// The scheme of a number by the words a publisher puts on it.
pub(crate) fn scheme_of(label: &str) -> Scheme {
    let lower = label.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|w| lower.contains(w));
    if says(&["passport", "travel document"]) {
        Scheme::Passport
    } else if says(&["swift", "bic"]) {
        Scheme::Bic
    } else if says(&["imo"]) {
        Scheme::Imo
    } else if says(&["mmsi"]) {
        Scheme::Mmsi
    } else if says(&["ogrn", "psrn", "primary state registration"]) {
        Scheme::Ogrn
    } else if lower.split(|c: char| !c.is_alphanumeric()).any(|w| w == "inn") {
        Scheme::Inn
    } else if lower.split(|c: char| !c.is_alphanumeric()).any(|w| w == "lei")
        || says(&["legal entity identifier"])
    {
        Scheme::Lei
    } else if says(&["wallet", "digital currency", "crypto"]) {
        Scheme::Wallet
    } else if says(&["tax", "vat", "fiscal"]) {
        Scheme::Tax
    } else if says(&[
        "national id",
        "identity card",
        "id card",
        "identification number",
        "social security",
        "id number",
    ]) {
        Scheme::NationalId
    } else if says(&["regist", "company", "enterprise", "trade licen"]) {
        Scheme::Registration
    } else if says(&["website", "internet"]) {
        Scheme::Domain
    } else {
        Scheme::Other(lower.trim().to_owned())
    }
}

/// The parts that say something, with something between them.
pub(crate) fn join(parts: &[String], between: &str) -> String {
    let full: Vec<&str> = parts.iter().map(String::as_str).filter(|p| !p.is_empty()).collect();
    full.join(between)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gender_is_what_all_statements_agree_on() {
        assert_eq!(gender(["Male"]), Some(Gender::Male));
        assert_eq!(gender([" FEMALE.", "F"]), Some(Gender::Female));
        for stated in [&[][..], &["male", "female"], &["unknown"], &["male", "?"]] {
            assert_eq!(gender(stated.iter().copied()), None, "{stated:?}");
        }
    }

    #[test]
    fn dates_of_birth_as_publishers_write_them() {
        for (text, want) in [
            ("00/00/1994", "1994"),
            ("dd/mm/1945", "1945"),
            ("00/03/1994", "1994-03"),
            ("20/01/1963", "1963-01-20"),
            ("01/1960", "1960-01"),
            ("approximately 1960", "circa 1960"),
            ("circa 1960", "circa 1960"),
            ("between 1958 and 1960", "1958 to 1960"),
            ("1963-01-20T00:00:00", "1963-01-20"),
            ("1960-01-01-05:00", "1960-01-01"),
            ("1 Jan. 1967", "1967-01-01"),
            ("29-Sept-1967", "1967-09-29"),
            ("1965, 29 March", "1965-03-29"),
            ("March 29, 1965", "1965-03-29"),
            ("29-Aprl-1967", "none"),
            ("31/02/1963", "none"),
            ("20/13/1963", "none"),
            ("unknown", "none"),
        ] {
            assert_eq!(parse_birth(text).map_or("none".into(), |d| d.to_string()), want, "{text}");
        }
    }

    #[test]
    fn days_go_by_the_publishers_order() {
        let shown = |text, order| day(text, order).map(|d| d.to_string());
        assert_eq!(shown("03/04/2025", Order::DayFirst).as_deref(), Some("2025-04-03"));
        assert_eq!(shown("03/04/2025", Order::MonthFirst).as_deref(), Some("2025-03-04"));
        assert_eq!(shown("2026-02-27T00:00:09.554Z", Order::DayFirst).as_deref(), Some("2026-02-27"));
        assert_eq!(shown("2018-06-07T11:00:00.000-04:00", Order::DayFirst).as_deref(), Some("2018-06-07"));
        assert_eq!(shown("03/28/2025", Order::DayFirst), None);
    }
}
